"""Labels of a chronicle's entries (大事记): days, ranges of days, marks that repeat the day above."""

from __future__ import annotations

import re

from converter.chinese.chars import HAN
from converter.chinese.numbers import ENGLISH_MONTH, MONTHS, numeral
from converter.patterns import late

_S = r"[ \u3000]*"
_DAY = rf"(?:\d{{4}}{_S}年{_S})?(?:\d{{1,2}}{_S}月{_S})?\d{{1,2}}{_S}日"
_TO = rf"{_S}(?:至|到|[-—–~～－]+|、){_S}"
_MARK = "[△▲▽☆◇]"
_VAGUE = "近日|本月|当月|月初|月中|月底|上旬|中旬|下旬|同日|当日|同月"

_WEEKDAY = r"(?:[（(](?:星期|周)[一二三四五六日天][)）])?"
_ALSO = rf"(?:{_S}{ENGLISH_MONTH} ?\d{{1,2}})?"  # the same in English, beside it

LABEL = late(
    r"^(?P<open>[【〔\[])?(?P<label>(?:"
    rf"(?:(?P<y>\d{{4}}){_S}年{_S})?(?:(?P<m>\d{{1,2}}){_S}月{_S})?(?P<d>\d{{1,2}}){_S}日{_WEEKDAY}"
    rf"(?:{_TO}(?:(?P<m2>\d{{1,2}}){_S}月{_S})?(?P<d2>\d{{1,2}}){_S}日)?{_ALSO}"
    rf"|(?:(?P<m3>\d{{1,2}}){_S}月{_S})?(?P<d3>\d{{1,2}}){_S}(?:[-—–~～－]+|至){_S}(?P<d4>\d{{1,2}}){_S}日"
    r"|(?P<md>\d{1,2}[./]\d{1,2})(?:[-—–~～](?P<md2>\d{1,2}[./]\d{1,2}))?(?=[ \u3000]|$)"
    rf"|(?P<me>{ENGLISH_MONTH}) (?P<de>\d{{1,2}})(?=[ :]|$)"
    rf"|约?(?P<year>\d{{3,4}}){_S}年(?=[ \u3000:：]|$)"
    rf"|(?P<same>{_MARK})|(?P<vague>{_VAGUE})))(?P<mark>(?(open)[】〕\]]))"
    # Not half of a range in the text: '9月16日至17日，读书班…'.
    rf"(?!{_TO}\d)(?:[ \u3000]+|[:：][ \u3000]*|(?=[{HAN}“《]|$))"
)
"""A label at the beginning of an entry, with what parts it from the entry's text."""

_ALONE = late(
    rf"^[【〔\[]?(?:{_DAY}(?:{_TO}{_DAY})?|\d{{1,2}}{_S}[-—–~～－至]+{_S}\d{{1,2}}{_S}日"
    rf"|\d{{1,2}}[./]\d{{1,2}}|{_MARK}|近日)[】〕\]]?[:：]?$"
)
_OPENS = late(
    rf"^(?:[【〔\[]?{_DAY}(?:{_TO}{_DAY})?[】〕\]]?|{_MARK}|近日|\d{{1,2}}[./]\d{{1,2}})(?:[ \u3000:：]|$)"
)

_MONTH = late(
    rf"^[【〔（(]?(?:(\d{{4}}){_S}年{_S})?(\d{{1,2}}|[一二三四五六七八九十]{{1,2}}){_S}月份?[】〕）)]?$"
)


def label_month(m: re.Match[str]) -> int:
    """The month that a label names; 0 where it names none."""
    if m["me"]:
        return MONTHS.index(m["me"][:3].lower()) + 1
    return int(m["m"] or m["m3"] or re.split(r"[./]", m["md"] or "0")[0])


def month_alone(text: str) -> tuple[int, int]:
    """Year and month that a text names and nothing else ('一月', '2025年3月'); 0 where it names none."""
    m = _MONTH.match(text)
    month = numeral(m[2]) if m else 0
    return (int(m[1] or 0), month) if m and 1 <= month <= 12 else (0, 0)


def is_day_label(text: str) -> bool:
    """Whether a line is an entry's label and nothing else ('5日', '3月5日至7日', '△')."""
    return len(text) <= 24 and bool(_ALONE.match(text))


def opens_entry(text: str) -> bool:
    """Whether a line begins with an entry's label that is set apart from its text ('5日　召开…')."""
    return bool(_OPENS.match(text))
