"""Text to lines: CR LF, LF, CR and form feed end a line."""

from __future__ import annotations

import re

from converter.model import Line

_END = re.compile("\r\n|[\n\r\f]")


def split_lines(text: str) -> tuple[Line, ...]:
    """All lines in order, blank ones included; their breaks stand between their spans."""
    out: list[Line] = []
    start = 0
    number = 1
    for m in _END.finditer(text):
        out.append(Line(number, start, text[start : m.start()]))
        start = m.end()
        number += 1
    out.append(Line(number, start, text[start:]))
    return tuple(out)
