"""The tree: an issue as a TEI document, written, checked and read."""
