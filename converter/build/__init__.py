"""Documents in bulk: where sources and profiles are, one document built, its files written."""
