"""What stands before the articles: the contents list, read from the lines that are its own."""
