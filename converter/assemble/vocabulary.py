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
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from converter.chinese.chars import HAN

_RUN = re.compile(rf"[{HAN}]+|[A-Za-z][A-Za-z0-9+-]+")
_CLASSES = ((1, 1), (2, 2), (3, 4), (5, 8))  # how many other units have the feature
# Fitted on the four newspaper pages, alone and as one, with whole and half articles: 0.83 nats
# for the choice among all articles of a page (26 for the four as one).
_RELATED = (0.30, 0.40, 0.45, 0.50)  # r of each class
_CLASS_OF = {d: k for k, (low, high) in enumerate(_CLASSES) for d in range(low, high + 1)}
_DEPENDENT = 15.0  # so many features say half of what they would if they were independent
_PARTIAL = 0.4
_CAP = 5.0


@dataclass(frozen=True, slots=True)
class Words:
    """The features of a stretch of text as bits, and how long it is."""

    bits: int
    length: int

    def __or__(self, other: Words) -> Words:
        return Words(self.bits | other.bits, self.length + other.length)


NOTHING = Words(0, 0)


def pairs(text: str) -> set[str]:
    """The pairs of neighbouring Han characters and the Latin words of a text."""
    out: set[str] = set()
    for run in _RUN.findall(text):
        if run[0].isascii():
            out.add(run)
        else:
            out.update(run[i : i + 2] for i in range(len(run) - 1))
    return out


class Vocabulary:
    """The shared features of a page's units; `words[i]` are those of unit i."""

    __slots__ = ("_article", "_channels", "_total", "words")

    def __init__(self, texts: Sequence[str], habits: Sequence[Iterable[str]], articles: int) -> None:
        self._total = sum(map(len, texts))
        self._article = self._total / max(1, articles)
        bits = [0] * len(texts)
        first = 0
        self._channels = []
        for features in ([pairs(t) for t in texts], [set(h) for h in habits]):
            classes, first = _number(features, bits, first)
            self._channels.append(classes)
        self.words = [Words(b, len(t)) for b, t in zip(bits, texts, strict=True)]

    def affinity(self, part: Words, whole: Words) -> float:
        """Log-odds that `part` is of the same article as `whole`; 0 where nothing can be said.

        `whole` must not contain `part`.
        """
        rest = self._total - part.length
        if not part.bits or not whole.bits or rest <= 0:
            return 0.0
        share = min(0.9, whole.length / rest)
        # How much of its article `whole` may be: a feature may have its partner in the rest.
        known = min(1.0, whole.length / self._article) ** _PARTIAL
        odds = _odds(round(share, 2), round(known, 2))
        common = part.bits & whole.bits
        total = 0.0
        for classes in self._channels:
            out, seen = 0.0, 0
            for bits, (here, away) in zip(classes, odds, strict=True):
                mine = (part.bits & bits).bit_count()
                if mine:
                    both = (common & bits).bit_count()
                    seen += mine
                    out += both * here + (mine - both) * away
            total += out / (1 + seen / _DEPENDENT)
        return max(-_CAP, min(_CAP, total))


@cache
def _odds(share: float, known: float) -> tuple[tuple[float, float], ...]:
    """For each class the log-odds that a feature gives where the whole has it, and where not."""
    out = []
    for (low, high), related in zip(_CLASSES, _RELATED, strict=True):
        p0 = min(max(1 - (1 - share) ** ((low + high) / 2), 1e-3), 0.97)
        p1 = p0 + related * known * (1 - p0)
        out.append((math.log(p1 / p0), math.log((1 - p1) / (1 - p0))))
    return tuple(out)


def _number(features: Sequence[set[str]], bits: list[int], first: int) -> tuple[tuple[int, ...], int]:
    """Give each telling feature a bit from `first` on, set it in `bits`; the classes' masks, next bit."""
    counts = Counter(f for group in features for f in group)
    limit = _CLASSES[-1][1] + 1
    numbers: dict[str, int] = {}
    classes = [0] * len(_CLASSES)
    for i, group in enumerate(features):
        mine = 0
        for f in group:
            count = counts[f]
            if not 2 <= count <= limit:
                continue
            bit = numbers.get(f)
            if bit is None:
                bit = numbers[f] = 1 << (first + len(numbers))
                classes[_CLASS_OF[count - 1]] |= bit
            mine |= bit
        bits[i] |= mine
    return tuple(classes), first + len(numbers)
