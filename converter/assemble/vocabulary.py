"""Whether stretches of text speak of the same matter, by the words that they share on this page.

A feature is a pair of Han characters, a Latin word, or a habit (the opening of a paragraph, the
build of a heading). Only features that at least two units of the page have can tell anything; each
is a bit, and a stretch of text is the set of its bits in one integer, so that comparing a unit
with a whole article costs a few machine operations however long both are.

The weight is a log-likelihood ratio with the page as background. Let `d` other units have a
feature and let an article hold the share `a` of the page. By chance the article has the feature
with p0 = 1 - (1 - a)^d; where the unit belongs to it, with p1 = p0 + r (1 - p0). Neighbouring
features depend on each other, so many of them say less than their sum.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from converter.chinese.chars import HAN
from converter.patterns import late

_RUN = late(rf"[{HAN}]+|[A-Za-z][A-Za-z0-9+-]+")
_CLASSES = ((1, 1), (2, 3), (4, 8))  # how many other units have the feature
# Fitted on the four newspaper pages, alone and as one, with whole and half articles: 0.84 nats
# for the choice among all articles of a page (26 for the four as one).
_RELATED = (0.30, 0.42, 0.48)  # r of each class
_CLASS_OF = {d: k for k, (low, high) in enumerate(_CLASSES) for d in range(low, high + 1)}
_DEPENDENT = 15.0  # so many features say half of what they would if they were independent
_PARTIAL = 0.4
_STEPS = 40  # shares of the page and of an article are told apart in so many steps
_CAP = 5.0


@dataclass(frozen=True, slots=True)
class Words:
    """The features of a stretch of text as bits, and how long it is."""

    bits: int
    length: int

    def __or__(self, other: Words) -> Words:
        return Words(self.bits | other.bits, self.length + other.length)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text that is to be placed: its features by class, counted and weighted."""

    length: int
    classes: tuple[tuple[int, int, int, float], ...]  # bits, how many, class, weight


NOTHING = Words(0, 0)


def pairs(text: str) -> set[str]:
    """The pairs of neighbouring Han characters and the Latin words of a text."""
    out: set[str] = set()
    for run in _RUN.findall(text):
        if run[0].isascii():
            out.add(run)
        else:
            out.update([run[i : i + 2] for i in range(len(run) - 1)])
    return out


class Vocabulary:
    """The shared features of a page's units; `words[i]` are those of unit i."""

    __slots__ = ("_article", "_channels", "_total", "words")

    def __init__(
        self, texts: Sequence[str], habits: Sequence[Iterable[str]], articles: int
    ) -> None:
        self._total = sum(map(len, texts))
        self._article = max(1.0, self._total / max(1, articles))
        bits = [0] * len(texts)
        first = 0
        self._channels = []
        for features in ([pairs(t) for t in texts], [set(h) for h in habits]):
            classes, first = _number(features, bits, first)
            self._channels.append(classes)
        self.words = [Words(b, len(t)) for b, t in zip(bits, texts, strict=True)]

    def part(self, words: Words) -> Part:
        """`words` made ready to be weighed against many wholes."""
        out = []
        for classes in self._channels:
            mine = [words.bits & mask for mask in classes]
            counts = [bits.bit_count() for bits in mine]
            damping = 1 / (1 + sum(counts) / _DEPENDENT)
            rows = enumerate(zip(mine, counts, strict=True))
            out += [(bits, count, k, damping) for k, (bits, count) in rows if count]
        return Part(words.length, tuple(out))

    def affinity(self, part: Part, whole: Words) -> float:
        """Log-odds that `part` is of the same article as `whole`; 0 where nothing can be said.

        `whole` must not contain `part`.
        """
        return self.shared(part, whole.bits, whole.length)

    def shared(self, part: Part, present: int, length: int) -> float:
        """The same, of a whole that is given as the bits of its features and its length."""
        rest = self._total - part.length
        if not present or rest <= 0:
            return 0.0
        # How much of its article `whole` may be: a feature may have its partner in the rest.
        odds = _odds(
            min(_STEPS, _STEPS * length // rest), min(_STEPS, int(_STEPS * length / self._article))
        )
        total = 0.0
        for bits, count, k, weight in part.classes:
            more, away = odds[k]
            total += weight * (count * away + (bits & present).bit_count() * more)
        return max(-_CAP, min(_CAP, total))


@cache
def _odds(share: int, known: int) -> tuple[tuple[float, float], ...]:
    """For each class: what a feature that the whole lacks gives, and how much more one it has."""
    out = []
    chance = min(0.9, (share + 0.5) / _STEPS)
    likely = min(1.0, (known + 0.5) / _STEPS) ** _PARTIAL
    for (low, high), related in zip(_CLASSES, _RELATED, strict=True):
        p0 = min(max(1 - (1 - chance) ** ((low + high) / 2), 1e-3), 0.97)
        p1 = p0 + related * likely * (1 - p0)
        away = math.log((1 - p1) / (1 - p0))
        out.append((math.log(p1 / p0) - away, away))
    return tuple(out)


def _number(
    features: Sequence[set[str]], bits: list[int], first: int
) -> tuple[tuple[int, ...], int]:
    """Give each telling feature a bit from `first` on, set in `bits`; the masks, the next bit."""
    counts = Counter(f for group in features for f in group)
    limit = _CLASSES[-1][1] + 1
    numbers: dict[str, int] = {}
    members: list[list[int]] = [[] for _ in _CLASSES]
    for i, group in enumerate(features):
        mine = []
        for f in group:
            count = counts[f]
            if 2 <= count <= limit:
                bit = numbers.get(f)
                if bit is None:
                    bit = numbers[f] = first + len(numbers)
                    members[_CLASS_OF[count - 1]].append(bit)
                mine.append(bit)
        bits[i] |= _mask(mine)
    return tuple(map(_mask, members)), first + len(numbers)


def _mask(bits: Sequence[int]) -> int:
    """The integer with these bits set."""
    if not bits:
        return 0
    out = bytearray(max(bits) // 8 + 1)
    for bit in bits:
        out[bit >> 3] |= 1 << (bit & 7)
    return int.from_bytes(out, "little")
