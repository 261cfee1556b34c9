"""Searches without a meaning of their own: what is searched, and why, their callers know."""
