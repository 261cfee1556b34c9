"""What of a text cannot be read: letters that only a font knew, that were lost, doubled or mistaken."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from converter.chinese.chars import HAN, PRIVATE
from converter.chinese.soundness import ODD, rare, soundness
from converter.model import Source

_LOST = re.compile(r"\(cid:\d{1,6}\)|\ufffd")  # undecodable bytes have a finding of their own
_PRIVATE = re.compile(f"[{PRIVATE}]")
# Letters and signs of a Latin encoding in a row: what a wrong reading gives and no language has.
_GARBLED = re.compile(
    "(?=[^ ]?[^ ]?[\u00c0-\u024f])[\u0080-\u024f\u02c6\u02dc\u2013\u2014\u2018-\u2022\u2030\u2039\u203a\u20ac\u2122]{3,}"
)
_SIGN = re.compile("[\u0080-\u00bf\u20ac\u2122]")
_HAN = re.compile(f"[{HAN}]")
_ODD_LINE = 6  # Han of a line that is of rare ones by no chance
_LEAST_ODD = 12  # letters in such lines, fewer are names or quotations

_TWICE = re.compile(rf"([{HAN}])\1")
_DOUBLED, _LEAST_TWICE = 0.9, 4  # share of a line's letters that stand twice running, and how many

_GLYPH_TIMES, _GLYPH_WORDS = 4, 3  # a rare character stands so often, beside so many others


@dataclass(slots=True)
class Legibility:
    """Counts of characters that cannot be read, and where doubling and mistaken letters begin.

    `doubled` is (index of the first such line, how many, of how many letters); `glyphs` are rare
    characters with how often they stand, `first` the line of the first.
    """

    total: int = 0
    private: int = 0
    lost: int = 0
    odd: int = 0
    doubled: tuple[int, int, int] | None = None
    glyphs: dict[str, int] = field(default_factory=dict)
    first: int = 0

    @property
    def unreadable(self) -> int:
        """All characters that cannot be read."""
        return self.private + self.lost + self.odd


def legibility(source: Source) -> Legibility:
    """What of a source's text cannot be read."""
    found = Legibility()
    odd = {letter for letter in rare(source.words) if _HAN.match(letter)}
    places: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    twice = han = 0
    first_twice = -1
    for i, line in enumerate(source.lines):
        words = source.words[line.start : line.end]
        found.total += len("".join(words.split()))
        if words.isascii() and "(cid:" not in words:
            continue
        found.lost += len(_LOST.findall(words))
        found.private += len(_PRIVATE.findall(words))
        found.odd += _odd(words)
        letters, pairs = len(_HAN.findall(words)), len(_TWICE.findall(words))
        han += letters
        if pairs >= _LEAST_TWICE and 2 * pairs > _DOUBLED * letters:
            first_twice = i if first_twice < 0 else first_twice
            twice += letters
        for letter in odd.intersection(words):
            for at in (m.start() for m in re.finditer(letter, words)):
                places[letter].append((i, words[at - 1 : at], words[at + 1 : at + 2]))
    if found.odd < _LEAST_ODD:
        found.odd = 0
    if twice:
        found.doubled = (first_twice, twice, han)
    if not found.odd:
        _glyphs(found, places)
    return found


def _odd(words: str) -> int:
    """How many letters of a line are garbled."""
    latin = sum(len(m[0]) for m in _GARBLED.finditer(words) if _SIGN.search(m[0]))
    han = _HAN.findall(words)
    if len(han) >= _ODD_LINE and soundness("".join(han)) < ODD:
        return len(han) + latin
    return latin


def _glyphs(found: Legibility, rarities: dict[str, list[tuple[int, str, str]]]) -> None:
    """Enter rare characters that stand in many words, as a name's do not."""
    for letter, places in rarities.items():
        before, after = ({place[k] for place in places} for k in (1, 2))
        if len(places) >= _GLYPH_TIMES and min(len(before), len(after)) >= _GLYPH_WORDS:
            found.first = min(found.first, places[0][0]) if found.glyphs else places[0][0]
            found.glyphs[letter] = len(places)
