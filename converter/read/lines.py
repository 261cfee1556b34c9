r"""Text to lines: what ends a line on any system or in any tool does.

CR LF, LF, CR, and CR CR LF (CR LF that a tool in text mode translated once more); the line and
paragraph separators, NEL and the line tabulation (UAX #14, class BK and NL); the form feed.
"""

from __future__ import annotations

import re

from converter.model import Line

_ENDS = "\n\r\v\f\x85\u2028\u2029"
_END = re.compile(f"\r\r?\n|[{_ENDS}]")
# The same in UTF-8, where NEL begins with C2 and the separators with E2 80.
_WHOLE = re.compile(
    rb"(?:[^\n\r\v\f\xc2\xe2]+|\xc2(?!\x85)|\xe2(?!\x80[\xa8\xa9]))*"
    rb"(?:\r\r?\n|[\n\r\v\f]|\xc2\x85|\xe2\x80[\xa8\xa9]|\Z)"
)


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


def whole_lines(text: str) -> list[bytes]:
    """The same lines with their breaks, in UTF-8 (surrogates as they are): joined they are the text."""
    return _WHOLE.findall(text.encode("utf-8", "surrogatepass"))
