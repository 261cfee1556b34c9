"""Markup that is no raw text: a whole web page, XML, RTF.

A tool's text may have some of it and is text all the same: a table in HTML, comments between pages,
Markdown's signs.
"""

from __future__ import annotations

import re

# (A tool that reads tables writes each as a page: <html><body><table>.)
_OPENING = re.compile(
    r"\s*(?:(?P<XML><\?xml\s)|(?P<HTML><!doctype\s+html|<(?:html|head)[\s>](?!\s*<body>\s*<table))"
    r"|(?P<RTF>\{\\rtf\d))",
    re.IGNORECASE,
)
# Of running text: tables, pictures and notes a tool writes into a text that has no other markup.
_TAG = re.compile(
    r"</(?:p|div|span|h[1-6]|li|ul|ol|a|section|article|font|strong|em|b)\s*>", re.IGNORECASE
)
_HEAD = 200_000  # characters that tell
_LEAST = 10  # closed elements of running text
_SHARE = 0.3  # of the lines have one


def markup_of(text: str) -> str:
    """What kind of markup a text is, '' for none."""
    head = text[:_HEAD].lstrip("\ufeff")
    m = _OPENING.match(head)
    if m is not None:
        return m.lastgroup or ""
    closed = len(_TAG.findall(head))
    lines = sum(1 for line in head.splitlines() if line.strip())
    return "HTML" if closed >= max(_LEAST, _SHARE * lines) else ""
