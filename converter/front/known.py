"""What the document knows of the words in its contents list: titles, columns' names, who wrote."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from converter.chinese.names import is_org, is_person, names_only
from converter.chinese.signers import signer
from converter.front.words import letters
from converter.labelling import Labelled
from converter.model import Label
from converter.patterns import late

_LINES = 4  # printed lines of a title
_WIDE = 40.0  # em: no line of a title is wider
_BYLINE = 16  # letters of a byline that is not known as one
_SHORT = 8  # letters: a shorter line is a title where it is labelled so
_LEAST = 4  # letters by which the beginning of a title is known

# How sure a title is: a head, its first lines, a line that may be one, other lines.
_WHOLE, _PART, _LIKELY, _FAINT = 1.0, 0.8, 0.5, 0.2
_NONE = frozenset({Label.PAGENO, Label.PAGEMARK, Label.SITE, Label.LEADERS})
_NAMES = frozenset({Label.COLUMN, Label.RUNHEAD})
_NO_TITLES = frozenset({*_NAMES, Label.MASTHEAD, Label.BYLINE})
_LATIN = late("[a-z0-9]+")
_TASK = late("^[^/／:：]{1,8}[/／:：]")  # 文/林浩雪


@dataclass(frozen=True, slots=True)
class Place:
    """Lines that may head an article: their rows' indexes, the printed page or 0, how sure."""

    rows: range
    page: int
    weight: float


@dataclass(slots=True)
class Known:
    """What stands in the text, by its letters.

    `below` are short lines right below a title, `above` those right above one; `begun` are the
    titles in their order.
    """

    SURE: ClassVar[float] = _LIKELY  # from which on words head something

    places: dict[str, list[Place]] = field(default_factory=dict)
    columns: frozenset[str] = frozenset()
    bylines: frozenset[str] = frozenset()
    below: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()
    begun: list[str] = field(default_factory=list)

    def title(self, key: str) -> float:
        """How sure it is that words are a whole title of the text: 0 to 1."""
        return max((p.weight for p in self.places.get(key, ())), default=0.0)

    def begins(self, key: str) -> str:
        """A title of the text that words begin, '' if there is none."""
        k = bisect_left(self.begun, key) if len(key) >= _LEAST else len(self.begun)
        found = self.begun[k] if k < len(self.begun) else ""
        return found if found.startswith(key) else ""

    def author(self, key: str, words: str) -> float:
        """How sure it is that words name who wrote: 0 to 1."""
        if key in self.bylines:
            return _WHOLE
        kind = signer(words)
        if kind in ("told", "placed") or names_only(words):
            return _PART
        told = kind not in ("", "place") or is_person(words) or is_org(words) or key in self.below
        return _LIKELY if told else _FAINT if kind else 0.0


def known(
    rows: Sequence[Labelled],
    inside: Container[int],
    printed: Mapping[int, int],
    columns: Iterable[str],
) -> Known:
    """What a document's rows know beside the list's own (`inside`, by index).

    `printed` are page numbers by page, `columns` names that are known elsewhere.
    """
    out = Known()
    bylines: set[str] = set()
    below: set[str] = set()
    above: set[str] = set()
    names = {letters(name) for name in columns}
    keys = [
        letters(item.row.text) if item.row.width <= _WIDE and item.label not in _NONE else ""
        for item in rows
    ]
    for i, (item, own) in enumerate(zip(rows, keys, strict=True)):
        if i in inside or not own:
            continue
        if item.label is Label.BYLINE:
            bylines |= {own, letters(_TASK.sub("", item.row.text))}
        titled = item.label is Label.TITLE
        if not titled and i and rows[i - 1].label is Label.TITLE and len(own) <= _BYLINE:
            below.add(own)
        first = letters(item.row.text.split()[0])
        named = len(own) <= _SHORT or not titled
        if named and i + 1 < len(rows) and rows[i + 1].label is Label.TITLE and rows[i + 1].begins:
            above |= {own, first}
        key = ""
        for k in range(i, min(i + _LINES, len(rows))):
            weight = _weight(rows, i, k) if keys[k] and k not in inside else 0.0
            if not weight:
                break
            key += keys[k]
            if item.label in _NAMES and rows[k].label is item.label:
                names |= {key, _LATIN.sub("", key)}
                names |= {first} if item.label is Label.COLUMN and len(first) > 1 else set()
            if key in above or (not titled and len(key) < _SHORT):
                weight = _FAINT
            place = Place(range(i, k + 1), printed.get(item.row.page, 0), weight)
            out.places.setdefault(key, []).append(place)
    out.columns = frozenset(names - {""})
    out.bylines = frozenset(bylines - {""})
    out.below, out.above = frozenset(below), frozenset(k for k in above if 1 < len(k) <= _BYLINE)
    out.begun = sorted(k for k in out.places if out.title(k) >= _PART)
    return out


def _weight(rows: Sequence[Labelled], i: int, k: int) -> float:
    """How sure it is that rows i to k head an article; 0: not even with more lines."""
    first, last = rows[i], rows[k]
    heads = first.label is last.label is Label.TITLE
    if last.row.page != first.row.page or (k > i and heads and last.begins):
        return 0.0
    joins = first.label is not Label.RUNHEAD and last.label is not Label.BYLINE
    if k > i and not heads and (last.row.closed or not joins):
        return 0.0
    if k > i and not heads:
        return _FAINT
    if first.second is Label.CONTENTS:
        return _LIKELY
    if first.label in _NO_TITLES:
        return _FAINT
    if not heads:
        return _LIKELY
    if not first.begins:
        return _LIKELY if len(letters(first.row.text)) > _SHORT else _FAINT
    goes_on = k + 1 < len(rows) and rows[k + 1].label is Label.TITLE and not rows[k + 1].begins
    return _PART if goes_on else _WHOLE
