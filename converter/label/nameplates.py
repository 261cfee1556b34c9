"""The periodical's name on its first page, known again by the running heads that repeat it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from converter.chinese.chars import han_count
from converter.label.front_cues import fields_of_rows
from converter.labelling import Row
from converter.model import FURNITURE, Label
from converter.profile.model import Profile

_PARTS = re.compile(r"[ \u3000|｜·•—–\d-]+")
_NO_NAME = re.compile(r"[《》，。：:；]|[年月]|第.*[期版页]|总第|星期")
_LATIN = re.compile(r"[A-Za-z][A-Za-z &.,'’·-]*$")
_LONGEST = 14  # letters of a periodical's name
_TOP = 3  # rows among which a nameplate stands
_BELOW = 4  # rows below it among which the first field stands


def nameplate(
    rows: Sequence[Row], fixed: Mapping[int, tuple[Label, float]], profile: Profile
) -> tuple[int, int]:
    """The row of the nameplate (index) and where in its text the name ends; (-1, 0) if none is known.

    A running head has the same name, alone or beside a date ('沂水文苑 · 2025年春季号 4'), and below
    the nameplate stand fields of a masthead. Behind the name may stand its English or pinyin.
    """
    inside = [i for i in range(len(rows)) if not _outside(i, fixed)]
    first = [i for i in inside if rows[i].page == rows[inside[0]].page][: _TOP + _BELOW + 1]
    names = _running_names(rows, fixed)
    for at, i in enumerate(first[:_TOP]):
        row = rows[i]
        if i in fixed and fixed[i][0] is not Label.RUNHEAD:
            continue
        name = max((n for n in names if row.tight.startswith(n)), key=len, default="")
        rest = row.tight[len(name) :]
        if not name or (rest and not _LATIN.match(rest)):
            continue
        below = [rows[k] for k in first[at + 1 : at + 1 + _BELOW]]
        if any(f.found for f in fields_of_rows(profile, below)):
            return i, _end(row.text, len(name))
    return -1, 0


def _outside(i: int, fixed: Mapping[int, tuple[Label, float]]) -> bool:
    return i in fixed and fixed[i][0] in FURNITURE and fixed[i][0] is not Label.RUNHEAD


def _running_names(rows: Sequence[Row], fixed: Mapping[int, tuple[Label, float]]) -> frozenset[str]:
    """Words of running heads that may be a name, and stand on two pages or more."""
    pages: dict[str, set[int]] = {}
    for i, (kind, _) in fixed.items():
        if kind is not Label.RUNHEAD:
            continue
        row = rows[i]
        for part in {row.tight, *_PARTS.split(_LATIN.sub("", row.text)), *_PARTS.split(row.text)}:
            if 2 <= han_count(part) == len(part) <= _LONGEST and not _NO_NAME.search(part):
                pages.setdefault(part, set()).add(row.page)
    return frozenset(name for name, at in pages.items() if len(at) >= 2)


def _end(text: str, letters: int) -> int:
    """Where the first `letters` of a text that are no blanks end."""
    for i, ch in enumerate(text):
        letters -= not ch.isspace()
        if not letters:
            return i + 1
    return len(text)
