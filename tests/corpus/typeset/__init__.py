"""Typesets an issue: a PDF by a real engine, or (`direct`) raw text by a simulation of one."""
