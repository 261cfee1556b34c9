"""Numerals, numbered openings and dates as Chinese print writes them."""

from __future__ import annotations

import re
from functools import lru_cache

DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
NUM = "一二三四五六七八九十百〇零"

ORDINAL = re.compile(
    rf"^(?P<zhang>第[{NUM}\d]+[章节部分篇])|^(?P<yi>[{NUM}]{{1,3}})[ \u3000]*[、，,．.]"
    rf"|^[（(][ \u3000]*(?P<paren>[{NUM}]{{1,3}})[ \u3000]*[）)]"
    r"|^(?P<arabic>\d{1,2})[ \u3000]*(?:[、．]|\.(?!\d))"
    r"|^[（(][ \u3000]*(?P<parenarabic>\d{1,2})[ \u3000]*[）)]|^(?P<circled>[①-⑳])"
)
"""A numbered opening; the group that matched tells its level."""

LEVELS = {"zhang": 1, "yi": 1, "paren": 2, "arabic": 3, "parenarabic": 4, "circled": 5}
"""Levels of numbered headings (GB/T 9704-2012, 7.3.3: 一、 (一) 1. (1))."""

FULL_DATE = re.compile(
    r"(?P<y>(?:19|20)\d{2})[ \u3000]*[年./-][ \u3000]*(?P<m>\d{1,2})[ \u3000]*"
    r"(?:月|[./-](?=[ \u3000]*\d))?[ \u3000]*(?:(?P<d>\d{1,2})[ \u3000]*[日号]?)?"
)


def numeral(text: str) -> int:
    """The number that a Chinese or Arabic numeral writes ('十二' is 12); 0 where it is none."""
    if text.isdecimal():
        return int(text)
    total = part = 0
    for ch in text:
        if ch in DIGITS:
            part = DIGITS[ch]
        elif ch in _UNITS:
            total += (part or 1) * _UNITS[ch]
            part = 0
        else:
            return 0
    return total + part


@lru_cache(maxsize=256)  # one row is asked about by several cues, and by its neighbours'
def ordinal(text: str) -> tuple[str, int] | None:
    """The kind (a key of `LEVELS`) and number of a numbered opening, or None.

    >>> ordinal("一、加强组织领导")
    ('yi', 1)
    """
    m = ORDINAL.match(text)
    if m is None or m.lastgroup is None:
        return None
    if m.lastgroup == "circled":
        return "circled", ord(m.group("circled")) - ord("①") + 1
    body = m.group(m.lastgroup).strip("第章节部分篇")
    return m.lastgroup, numeral(body)


def iso_date(text: str) -> str:
    """The first full date of a text as ISO 8601 ('2023-11-08', '2023-10' without a day), or ''."""
    m = FULL_DATE.search(text)
    if m is None:
        return ""
    month, day = int(m["m"]), int(m["d"] or 0)
    if not 1 <= month <= 12 or day > 31:
        return ""
    return f"{m['y']}-{month:02d}" + (f"-{day:02d}" if day else "")
