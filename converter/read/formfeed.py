"""Form-feed text: what pdftotext writes; a form feed ends each page."""

from __future__ import annotations

from collections.abc import Sequence

from converter.model import Line, RawPage

NAME = "form-feed"


def pages(text: str, lines: Sequence[Line]) -> tuple[RawPage, ...] | None:
    """One page up to each form feed, or None where the text has none inside."""
    if "\f" not in text.strip("\f \n\r"):
        return None
    out: list[RawPage] = []
    first = 0
    for i, line in enumerate(lines):
        if text[line.end : line.end + 1] == "\f":
            out.append(RawPage(len(out) + 1, first, i + 1))
            first = i + 1
    if any(line.text.strip() for line in lines[first:]):
        out.append(RawPage(len(out) + 1, first, len(lines)))
    return tuple(out)
