"""The site: pages, feeds and catalogues that are made of many trees, each as the bytes of a file.

Paths are relative to the site's folder, with slashes; nothing here opens a file.
"""
