"""Numerals, numbered openings and dates as Chinese print writes them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from converter.patterns import late

DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2, "元": 1}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_TENS = {"廿": "二十", "卅": "三十"}
NUM = "一二三四五六七八九十百〇零"

ORDINAL = late(
    rf"^(?P<zhang>第[{NUM}\d]+[章节部分篇])|^(?P<yi>[{NUM}]{{1,3}})[ \u3000]*[、，,．.]"
    rf"|^[（(][ \u3000]*(?P<paren>[{NUM}]{{1,3}})[ \u3000]*[）)]"
    r"|^(?P<arabic>\d{1,2})[ \u3000]*(?:[、．]|\.(?!\d))"
    r"|^[（(][ \u3000]*(?P<parenarabic>\d{1,2})[ \u3000]*[）)]|^(?P<circled>[①-⑳])"
)
"""A numbered opening; the group that matched tells its level."""

LEVELS = {"zhang": 1, "yi": 1, "paren": 2, "arabic": 3, "parenarabic": 4, "circled": 5}
"""Levels of numbered headings (GB/T 9704-2012, 7.3.3: 一、 (一) 1. (1))."""

_S = r"[ \u3000]*"
FULL_DATE = late(
    rf"(?P<y>(?:19|20)\d{{2}}){_S}[年./-]{_S}(?P<m>\d{{1,2}}){_S}"
    rf"(?:月|[./-](?={_S}\d))?{_S}(?:(?P<d>\d{{1,2}}){_S}[日号]?)?"
)

_HAN_NUMERAL = "〇○零一二三四五六七八九十廿卅百"
HAN_DATE = late(
    rf"(?:(?P<era>(?:中[华華])?民[国國]){_S}(?P<roc>\d{{1,3}}|[{_HAN_NUMERAL}元]{{1,5}})"
    rf"|(?P<y>[一二][〇○零一二三四五六七八九]{{3}})){_S}年"
    rf"{_S}(?P<m>\d{{1,2}}|[{_HAN_NUMERAL}]{{1,3}}){_S}月"
    rf"(?:{_S}(?P<d>\d{{1,2}}|[{_HAN_NUMERAL}]{{1,3}}){_S}[日号號])?"
)
"""A date whose year is counted from 1912 (民國113年) or written in Han numerals (二〇二四年)."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ENGLISH_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
ENGLISH_DATE = late(
    rf"\b(?:(?P<m>{ENGLISH_MONTH}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? |(?P<d2>\d{{1,2}})(?:st|nd|rd|th)? "
    rf"(?P<m2>{ENGLISH_MONTH}),? )(?P<y>(?:19|20)\d{{2}})\b",
    re.IGNORECASE,
)
"""An English date with its day: 'June 30, 2024', '30 June 2024'."""

_SPACED_DIGITS = late(r"(?<![\d.] )(?<![\d.])\d(?: \d)+(?! ?\d)")
_ROC_BEFORE = 1911  # 民國元年 is 1912


def numeral(text: str) -> int:
    """The number that a Chinese or Arabic numeral writes ('十二' is 12); 0 where it is none."""
    if text.isdecimal():
        return int(text)
    total = part = 0
    for ch in "".join(_TENS.get(c, c) for c in text):
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
    """The first full date of a text as ISO 8601 ('2023-11-08', '2023-10' without a day), or ''.

    >>> iso_date("中華民國一一三年六月三十日")
    '2024-06-30'
    """
    text = close_digits(unicodedata.normalize("NFKC", text))
    m = FULL_DATE.search(text)
    other = HAN_DATE.search(text)
    if other is not None and (m is None or other.start() <= m.start()):
        m = other
        year = _year(other["roc"]) + _ROC_BEFORE if other["era"] else _year(other["y"])
    elif m is not None:
        year = int(m["y"])
    english = ENGLISH_DATE.search(text) if m is None else None
    if english is not None:
        month = MONTHS.index((english["m"] or english["m2"])[:3].lower()) + 1
        return f"{english['y']}-{month:02d}-{int(english['d'] or english['d2']):02d}"
    if m is None:
        return ""
    month, day = numeral(m["m"]), numeral(m["d"] or "")
    if not 1 <= month <= 12 or day > 31:
        return ""
    return f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day else "")


def close_digits(text: str) -> str:
    """A text whose digits stand apart one by one (2 0 2 4 年) with its numbers closed up."""
    return _SPACED_DIGITS.sub(lambda m: "".join(m.group().split()), text)


def _year(text: str) -> int:
    """A year in digits, in numerals read one by one (一一三) or in words (一百一十三)."""
    if text.isdecimal() or any(c in _UNITS for c in text):
        return numeral(text)
    return int("".join(str(DIGITS.get(c, 0)) for c in text))
