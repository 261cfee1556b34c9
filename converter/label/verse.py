"""Lines of verse: short lines that end where the poet wants, below an author's name.

Printed prose fills its column and has a mark every eight letters or so, at the line's end only by
chance. Free verse has hardly any, or has them at the ends of its lines; regular verse has couplets
of five or seven letters a half. Nothing else that looks so stands below a byline.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from converter.chinese import forms
from converter.chinese.chars import HAN, han_count
from converter.chinese.days import opens_entry
from converter.chinese.names import is_person
from converter.chinese.numbers import ordinal
from converter.labelling import Row
from converter.patterns import late

_WIDEST = 17.0  # em: a line of free verse
_LEAST = 5  # lines of free verse below a byline
_BARE = 0.04  # marks a letter that unpunctuated verse has at most; prose has 0.1
_RAGGED = 0.55  # share of the lines that are as wide as the widest, in prose
_HEAD = 4  # rows above a poem that its title and byline take
_TITLE = 8.0  # em: a poem's title among others

_COUPLET = late(
    rf"^(?:[{HAN}]{{5}}[，,；;][{HAN}]{{5}}|[{HAN}]{{7}}[，,；;][{HAN}]{{7}})[。！？；，,;!?]$"
)
_HALF = late(rf"^(?:[{HAN}]{{5}}|[{HAN}]{{7}})[，。！？；,;!?]$")
_MARKS = late(r"[，。、；：！？,;:!?]")
_ENDS = late(r"[，。；！？、,;!?…—][”’」』]?$")
_PAUSES = late(r"[，；、,;][”’」』]?$")
_ODD = late(r"[\d：:（）()【】\[\]/／|@.．%％＋+=&#*●○■□◆◇▲△▼★☆◎]|——$")
_SEVERAL = late(
    r"组诗|组章|组歌|诗[抄钞]|短章|小辑|[（(]外[一二两三四五六]首[)）]|[二两三四五六七八九十][首题阕章]"
)


@dataclass(slots=True)
class Verse:
    """The rows of verse, by index: the number of the stanza (from 1); titles among them, their author's row."""

    stanzas: dict[int, int] = field(default_factory=dict)
    titles: set[int] = field(default_factory=set)
    authors: set[int] = field(default_factory=set)


def find_verse(rows: Sequence[Row], is_byline: Callable[[Row], bool]) -> Verse:
    """The verse of a document; `is_byline` tells a byline by its mark or its form."""
    found = Verse()
    i = 0
    while i < len(rows):
        j = i
        while j < len(rows) and rows[j].page == rows[i].page and _may_be(rows[j]):
            j += 1
        if j - i >= 2:
            _read(rows, i, j, is_byline, found)
        i = max(j, i + 1)
    return found


def _may_be(row: Row) -> bool:
    """Whether a row's words and width are such as verse has."""
    return (
        not row.joint
        and row.width <= _WIDEST
        and len(row.tight) >= 2
        and han_count(row.tight[0]) + (row.tight[0] in "“‘《") == 1
        and not _ODD.search(row.text)
        and ordinal(row.text) is None
        and not opens_entry(row.text)
        and not forms.CAPTION.search(row.text)
    )


def _signs(row: Row, is_byline: Callable[[Row], bool]) -> bool:
    """Whether a short row names who wrote: by a mark or form, or a name behind a gap."""
    if is_byline(row):
        return True
    words = row.text.split()
    if row.closed or row.width > 20 or len(words) < 2:
        return False
    last = words[-1] if len(words[-1]) > 1 else "".join(words[-2:])
    return len(last) <= 4 and is_person(last)


def _read(
    rows: Sequence[Row], first: int, end: int, is_byline: Callable[[Row], bool], found: Verse
) -> None:
    """Find verse among rows `first` to `end` (not included), which may be lines of it."""
    signed = [i for i in range(max(0, first - 1), end) if _signs(rows[i], is_byline)]
    start = signed[-1] + 1 if signed else first
    author = {i for i in signed[-1:] if rows[i].page == rows[first].page}
    page = rows[first].page
    couplets = [
        i
        for i in range(start, end)
        if _COUPLET.match(rows[i].tight)
        or (_HALF.match(rows[i].tight) and any(_twin(rows, i, k, end) for k in (i - 1, i + 1)))
    ]
    head = "".join(r.text for r in rows[max(0, start - _HEAD) : start] if r.page == page)
    if len(couplets) >= 2 and 2 * len(couplets) >= end - start:
        found.authors |= author
        _take(rows, set(couplets), start, end, found)
        for i in range(start, end):
            if i + 1 in found.stanzas and i not in found.stanzas and _is_title(rows[i]):
                if i - 1 in found.stanzas or (signed and i == start and _SEVERAL.search(head)):
                    found.titles.add(i)
        return
    lines = rows[start:end]
    if not signed or len(lines) < _LEAST or rows[signed[-1]].page != page:
        return
    letters = sum(len(r.tight) for r in lines)
    marks = sum(len(_MARKS.findall(r.text)) for r in lines)
    ends = sum(bool(_ENDS.search(r.text)) for r in lines)
    bare = marks <= _BARE * letters
    marked = ends >= 0.75 * len(lines) and 4 * sum(
        bool(_PAUSES.search(r.text)) for r in lines
    ) >= len(lines)
    widest = max(r.width for r in lines)
    same = sum(widest - r.width <= 0.6 for r in lines)
    if not (bare or marked) or same > _RAGGED * len(lines):
        return
    if sum(is_person(r.tight) for r in lines) > len(lines) / 2:
        return
    titles: set[int] = set()
    if _SEVERAL.search(head):
        usual = median(r.width for r in lines)
        titles = {
            i
            for i in range(start, end - 2)
            if _is_title(rows[i])
            and rows[i].width <= min(3.1, 0.65 * usual)
            and rows[i + 1].width > rows[i].width
            and i - 1 not in titles
        }
    elif signed[-1] == start - 1:
        titles = _narrow(rows, start, end)
    _take(rows, set(range(start, end)) - titles, start, end, found)
    found.titles |= titles
    found.authors |= author


def _twin(rows: Sequence[Row], i: int, k: int, end: int) -> bool:
    """Whether row `k` is the other half of row `i`'s couplet."""
    return (
        0 <= k < end
        and bool(_HALF.match(rows[k].tight))
        and len(rows[k].tight) == len(rows[i].tight)
    )


def _narrow(rows: Sequence[Row], start: int, end: int) -> set[int]:
    """Lines narrower than all others, the first among them, some lines apart: titles of poems."""
    first = rows[start].width + 0.1
    titles = [i for i in range(start, end) if rows[i].width <= first]
    rest = min((rows[i].width for i in range(start, end) if i not in titles), default=0.0)
    apart = all(b - a > 3 for a, b in pairwise([*titles, end + 1]))
    plain = all(_is_title(rows[i]) for i in titles)
    return set(titles) if len(titles) > 1 and rest >= first + 0.8 and apart and plain else set()


def _is_title(row: Row) -> bool:
    return row.width <= _TITLE and not _MARKS.search(row.text) and not row.closed


def _take(rows: Sequence[Row], lines: set[int], start: int, end: int, found: Verse) -> None:
    """Number the stanzas of the lines: a blank line parts them where not all lines have one."""
    blank = [rows[i].blanks > 0 for i in range(start + 1, end)]
    telling = any(blank) and 2 * sum(blank) < len(blank)
    number = max(found.stanzas.values(), default=0)
    for i in sorted(lines):
        if i - 1 not in lines or (telling and rows[i].blanks):
            number += 1
        found.stanzas[i] = number
