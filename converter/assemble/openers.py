"""Which titles and bylines open an article and which close one: the page's regular pattern.

Most papers set title, byline, body; some extraction tools give byline, body, title. The pattern is
learnt for the whole page (its structure, and the words that each title shares with the text before
and after it), and a single head may still leave it where its words say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from converter.assemble.units import Unit
from converter.assemble.vocabulary import NOTHING, Vocabulary, Words

_TITLE = 1.5  # a title says in few words what its text is about
_LEAVES = 3.5  # what it costs a head to leave the page's pattern
_EMPTY = 4.0  # a head without text on its side
_ODD = 1.5  # a title and a byline together otherwise than the page has them
_HALF = 3.0  # a byline without a title, where the page has both on one side of the text
_REGULAR = 1.0  # for each cluster like it that a cluster parts otherwise than they are
_MOST = 8  # clusters that are counted for that
_BARE = 2.0  # text with no head on either side
_NEAR = 3  # so many stretches of text beside a head are its own, or nobody's
_COMMON = 1.0  # titles come first in most papers
_CLOSED = 1.0  # for each byline behind a credit: the article before has closed


@dataclass(slots=True)
class Head:
    """Titles and bylines that belong together; `opens` or closes an article."""

    titles: list[int] = field(default_factory=list)
    bylines: list[int] = field(default_factory=list)
    opens: bool = True
    margin: float = 0.0

    @property
    def units(self) -> list[int]:
        """Its units' indexes in stream order."""
        return sorted(self.titles + self.bylines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Whether titles, and whether bylines, stand before their text on this page.

    `byline_first`: bylines stand above their titles.
    """

    title_opens: bool = True
    byline_opens: bool = True
    byline_first: bool = False


PATTERNS = (
    Pattern(),
    Pattern(byline_first=True),
    Pattern(title_opens=False),
    Pattern(byline_opens=False),
    Pattern(title_opens=False, byline_opens=False),
)


@dataclass(slots=True)
class _Cluster:
    """Neighbouring heads, with the words of the text before and after them."""

    units: list[int]
    before: Words
    after: Words
    like: int = 0  # other clusters of the same kinds of heads


def find_heads(
    units: Sequence[Unit], body: frozenset[str], words: Vocabulary
) -> tuple[list[Head], Pattern]:
    """All heads of the page in stream order, and the pattern that they follow."""
    clusters: list[_Cluster] = []
    near: list[Words] = []  # the last stretches of text
    bare = False  # whether text stands before the first head
    for i, unit in enumerate(units):
        if unit.kind in ("title", "byline"):
            if not clusters or near:
                clusters.append(_Cluster([], _union(near[-_NEAR:]), NOTHING))
                near = []
            clusters[-1].units.append(i)
        elif unit.kind in body:
            near.append(words.words[i])
            if clusters and len(near) <= _NEAR:
                clusters[-1].after = clusters[-1].after | words.words[i]
            bare = bare or not clusters
    if not clusters:
        return [], PATTERNS[0]

    shapes = [tuple(units[i].kind for i in c.units) for c in clusters]
    for cluster, shape in zip(clusters, shapes, strict=True):
        cluster.like = min(_MOST, shapes.count(shape) - 1) if len(shape) > 1 else 0

    closed = sum(
        units[i].kind == "byline" and i > 0 and units[i - 1].kind == "credit"
        for c in clusters
        for i in c.units
    )

    def total(pattern: Pattern) -> float:
        value = _COMMON * (pattern.title_opens + pattern.byline_opens - pattern.byline_first)
        if pattern.byline_opens:
            value += _CLOSED * min(closed, _MOST) - (_BARE if bare else 0.0)
        if clusters[-1].after.length and not pattern.title_opens:
            value -= _BARE
        return value + sum(max(_splits(c, units, words, pattern))[0] for c in clusters)

    pattern = max(PATTERNS, key=total)
    heads: list[Head] = []
    for cluster in clusters:
        ranked = sorted(_splits(cluster, units, words, pattern), reverse=True)
        k = ranked[0][1]
        found = _groups(units, cluster.units[:k], opens=False)
        found += _groups(units, cluster.units[k:], opens=True)
        for head in found:
            head.margin = ranked[0][0] - ranked[1][0]
        heads += found
    return heads, pattern


def _union(parts: Sequence[Words]) -> Words:
    whole = NOTHING
    for part in parts:
        whole = whole | part
    return whole


def _splits(
    cluster: _Cluster, units: Sequence[Unit], words: Vocabulary, pattern: Pattern
) -> Iterator[tuple[float, int]]:
    """Every way to give a cluster's first k heads to the text before it, with its log-odds."""
    for k in range(len(cluster.units) + 1):
        closing = _groups(units, cluster.units[:k], opens=False)
        opening = _groups(units, cluster.units[k:], opens=True)
        value = 0.0
        # A head stands beside its text; one with another head between them has none.
        for n, head in enumerate(closing):
            value += _value(head, pattern, words, NOTHING if n else cluster.before)
        for n, head in enumerate(reversed(opening)):
            value += _value(head, pattern, words, NOTHING if n else cluster.after)
        if cluster.after.length and not opening and pattern.byline_opens:
            value -= _BARE
        if cluster.before.length and not closing and not pattern.title_opens:
            value -= _BARE
        # '标题 / 署名' above every text of a page is one head each time, whatever words it shares.
        if pattern.title_opens == pattern.byline_opens and 0 < k < len(cluster.units):
            value -= _REGULAR * cluster.like
        yield value, k


def _value(head: Head, pattern: Pattern, words: Vocabulary, text: Words) -> float:
    """Log-odds that a head opens, or closes, the text beside it."""
    value = 0.0
    if head.titles and pattern.title_opens != head.opens:
        value -= _LEAVES
    if head.bylines and pattern.byline_opens != head.opens:
        value -= _LEAVES
    if not head.titles and pattern.title_opens == pattern.byline_opens:
        value -= _HALF
    if head.titles and head.bylines:
        above = head.bylines[0] < head.titles[0]
        value -= 0.0 if head.opens and above is pattern.byline_first else _ODD
    if not text.length:
        return value - _EMPTY
    return value + sum(
        _TITLE * words.affinity(words.part(words.words[i]), text) for i in head.titles
    )


def _groups(units: Sequence[Unit], members: Sequence[int], *, opens: bool) -> list[Head]:
    """Neighbouring heads on one side as articles' heads: one title and its bylines each."""
    out: list[Head] = []
    for i in members:
        title = units[i].kind == "title"
        apart = bool(out and opens and out[-1].bylines and out[-1].bylines[-1] != i - 1)
        if not out or (bool(out[-1].titles) if title else apart):
            out.append(Head(opens=opens))
        (out[-1].titles if title else out[-1].bylines).append(i)
    return out
