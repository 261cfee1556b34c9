"""Plain text: one page, no marks."""

from __future__ import annotations

from collections.abc import Sequence

from converter.model import Line, RawPage

NAME = "plain"


def pages(text: str, lines: Sequence[Line]) -> tuple[RawPage, ...] | None:
    """The whole text as one page."""
    return (RawPage(1, 0, len(lines)),)
