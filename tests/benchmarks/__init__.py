"""Speed and scale, measured; each script prints its figures."""
