"""Rows of the masthead and the imprint: the fields that rows of little else hold."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence

from converter.chinese.chars import han_count
from converter.fields import RowFields, read_fields
from converter.labelling import Row
from converter.model import Label
from converter.profile.model import Field, Profile

_COVERS = 0.75  # share of a row's letters that fields have to hold
_WIDEST = 80.0  # em: a nameplate whose lines were joined; running text is longer or has a full stop
_NOTHING = RowFields((), (), 0.0)


@functools.lru_cache(maxsize=16)
def _hints(fields: tuple[Field, ...]) -> tuple[re.Pattern[str], ...]:
    """What a row (without spaces) must have to be worth a closer look: a word, or a form."""
    words = sorted({w for f in fields for w in (*f.labels, *f.words)})
    # Words alone, which begin with some letters only, are looked for at these and nowhere else.
    found = "|".join(map(re.escape, words)) or "(?!)"
    return re.compile(found), re.compile(
        r"@|(?:\d{4}|[一二][〇○零一二三四五六七八九]{3})[年/.-]|民国.{1,5}年|第.{1,8}期|\d{6}|[)）]\d"
    )


def fields_of(profile: Profile, row: Row) -> RowFields:
    """The masthead fields of a row that is made of little else; none for running text."""
    return fields_of_rows(profile, [row])[0]


def fields_of_rows(profile: Profile, rows: Sequence[Row]) -> list[RowFields]:
    """The same of each of several rows."""
    words, forms = _hints(profile.masthead)
    out: list[RowFields] = []
    for row in rows:
        found = _NOTHING
        if (
            row.width <= _WIDEST
            and "。" not in row.text
            and (words.search(row.tight) or forms.search(row.tight))
        ):
            found = read_fields(row.text, profile.masthead)
        out.append(found if found.covered >= _COVERS else _NOTHING)
    return out


def repeated_fields(
    rows: Sequence[Row], fixed: Mapping[int, tuple[Label, float]], profile: Profile
) -> list[int]:
    """Of lines that every page repeats, the first that announces fields of the masthead.

    A newspaper prints its editors at the foot of each page: once they are the masthead's; so are its
    name and its date above the first page, where other fields stand beside them.
    """
    out: list[int] = []
    seen: set[str] = set()
    for i in sorted(fixed):
        if fixed[i][0] is not Label.RUNHEAD:
            continue
        found = fields_of(profile, rows[i])
        keys = {f.key for f in found.found if f.told == "label"}
        if keys and not keys & seen:
            seen |= keys
            out.append(i)
    return [*out, *(i for i in _first_heads(rows, fixed, profile) if i not in out)]


_NAMEPLATE = 5  # lines that a newspaper's head has at most: name, date, issue, total, publisher


def _first_heads(
    rows: Sequence[Row], fixed: Mapping[int, tuple[Label, float]], profile: Profile
) -> list[int]:
    """The name and the date that stand above the first page, though later pages repeat them."""
    outside = (Label.SITE, Label.PAGEMARK, Label.PAGENO, Label.ORNAMENT)
    inside = [i for i in range(len(rows)) if i not in fixed or fixed[i][0] not in outside]
    head = [i for i in inside[:_NAMEPLATE] if rows[i].page == rows[inside[0]].page]
    typed = [i for i in head if fields_of(profile, rows[i]).found]
    if not any(i not in fixed for i in typed):
        return []
    heads = [i for i in head if i in fixed and i <= typed[-1]]
    return [
        i for i in heads if i in typed or (rows[i].width <= 14 and han_count(rows[i].tight) >= 2)
    ]
