"""Pure functions on Chinese text: widths, punctuation, numerals, dates, names."""
