"""Flows: which stretches of a page's stream are one article, in which order, and one paragraph.

A page without contents list is a shuffle of articles: a column's end cuts one, and the text of
another follows. The stream is parted into segments at every seam that may be such a cut
(`segments`), and the best set of chains is found for the whole page (`chains`), not greedily.
Nothing is invented either: an end whose other half is not there stays open, and a gap is set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from converter.assemble.chains import Chains, Nodes
from converter.assemble.fragments import Fragment
from converter.assemble.joins import explain
from converter.assemble.lexicon import Lexicon
from converter.assemble.openers import PATTERNS, Pattern
from converter.assemble.segments import ASIDE, BODY, Page, read_page
from converter.assemble.units import ANOTHER, OWN, Unit, span_of
from converter.assemble.vocabulary import NOTHING as NO_WORDS
from converter.model import Decision, Evidence, Span
from converter.settled import NOTHING, SETTLED, Settled

_NEAR = 0.7  # how much a caption loses by each unit between it and the text
_MOST = 1000  # units weighed as one page; four pages of a newspaper set as one have 315
_QUOTED = 12  # characters of either end that a decision quotes


@dataclass(slots=True)
class Link:
    """One unit of an article's body.

    `joined`: it goes on with the paragraph of the unit before; `gap`: text is lost before it.
    """

    unit: int
    joined: bool = False
    gap: bool = False


@dataclass(slots=True)
class Chain:
    """One article: the indexes of its title and byline units, and its body in reading order.

    `open_end`: its last text breaks off, the rest is lost. `decisions` are the links that leave the
    stream's order or were doubtful, each naming both ends.
    """

    titles: list[int] = field(default_factory=list)
    bylines: list[int] = field(default_factory=list)
    body: list[Link] = field(default_factory=list)
    open_end: bool = False
    decisions: list[Decision] = field(default_factory=list)

    @property
    def start(self) -> int:
        """The first of its units in the stream."""
        return min([*self.titles, *self.bylines, *(link.unit for link in self.body)])


@dataclass(slots=True)
class Flow:
    """The page's articles in the order in which they begin.

    `ordered`: its heads stand above their texts, and no other order is clearly better; `decisions`
    say by how much.
    """

    chains: list[Chain] = field(default_factory=list)
    pattern: Pattern = PATTERNS[0]
    ordered: bool = True
    decisions: list[Decision] = field(default_factory=list)


def flow(units: Sequence[Unit], lexicon: Lexicon, settled: Settled = NOTHING) -> Flow:
    """The articles of a page or issue, from its units in stream order.

    Every title, byline, body unit and caption is in exactly one chain; furniture (jumps, page
    turns, column heads) is in none. `lexicon` is asked only where a seam is in doubt.
    `settled` is what a person said of joins and of the article that a unit belongs to.
    """
    found = Flow()
    for first, end in _stretches(units):
        part = _flow(units[first:end], lexicon, settled)
        found.chains += [_shifted(chain, first) for chain in part.chains]
        found.pattern = part.pattern
        found.ordered = found.ordered and part.ordered
        found.decisions += part.decisions
    return found


def _stretches(units: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """The units parted where an article begins, if they are more than any issue has.

    What is shared is weighed against a whole stretch, so its cost grows with the square of it.
    """
    first = 0
    while len(units) - first > _MOST:
        opens = (
            i
            for i in range(first + _MOST // 2, first + _MOST)
            if units[i].kind == "title" and units[i - 1].kind in BODY
        )
        end = next(opens, first + _MOST)
        yield first, end
        first = end
    if first < len(units):
        yield first, len(units)


def _shifted(chain: Chain, by: int) -> Chain:
    """A chain of a stretch as one of all units."""
    if by:
        chain.titles = [i + by for i in chain.titles]
        chain.bylines = [i + by for i in chain.bylines]
        for link in chain.body:
            link.unit += by
    return chain


def _flow(units: Sequence[Unit], lexicon: Lexicon, settled: Settled) -> Flow:
    """The articles of units that are weighed as one page."""
    page = read_page(units, lexicon, settled)
    search = Chains(page)
    chains = [_chain(page, search, nodes) for nodes in search.best()]
    for i, unit in enumerate(units):
        if unit.kind in ASIDE:
            _place_aside(page, chains, i)
    chains.sort(key=lambda chain: chain.start)
    above = page.pattern.title_opens and page.pattern.byline_opens
    return Flow(
        chains, page.pattern, ordered=above and search.ordered, decisions=[_order(page, search)]
    )


def _order(page: Page, search: Chains) -> Decision:
    """Whether the page's own order stands, as a decision."""
    evidence = (
        Evidence("seams", ANOTHER, round(search.gain, 2), "what the best other order gains"),
        Evidence("given", OWN, round(search.needed, 2), "what another order has to gain"),
    )
    words = (OWN, ANOTHER) if search.ordered else (ANOTHER, OWN)
    margin = round(abs(search.gain - search.needed), 2)
    return Decision("order", span_of(page.units), *words, margin, evidence)


def _chain(page: Page, search: Chains, nodes: Nodes) -> Chain:
    """A chain of segments as a chain of units."""
    chain = Chain()
    last: Fragment | None = None
    for k, s in enumerate(nodes):
        segment = page.segments[s]
        if segment.head is not None:
            chain.titles += segment.head.titles
            chain.bylines += segment.head.bylines
            continue
        joined = [k > 0 and last is not None and search.link(nodes[k - 1], s)[1]]
        joined += segment.joined[1:]
        for i, goes_on in zip(segment.units, joined, strict=True):
            fragment = page.fragments[i]
            broken = last is not None and last.ends < -1
            chain.body.append(Link(i, goes_on, not goes_on and broken))
            last = fragment
        if last is not None and k and page.segments[nodes[k - 1]].head is None:
            chain.decisions.append(_decision(page, search, nodes[k - 1], s))
    chain.open_end = last is not None and last.ends < -1
    return chain


def _place_aside(page: Page, chains: list[Chain], i: int) -> None:
    """Put caption i after the paragraph of its article that comes before it in the stream."""
    part = page.words.part(page.words.words[i])
    values = []
    said = {of for unit, of in page.members if unit == i}
    for c, chain in enumerate(chains):
        text, near = NO_WORDS, len(page.units)
        for link in chain.body:
            text = text | page.words.words[link.unit]
            near = min(near, abs(link.unit - i))
        value = page.words.affinity(part, text) - _NEAR * near
        named = said and said & {*chain.titles, *chain.bylines, *(k.unit for k in chain.body)}
        values.append((value + (SETTLED if named else 0.0), -c))
    if not values:
        chains.append(Chain(body=[Link(i)]))
        return
    body = chains[-max(values)[1]].body
    at = next((k + 1 for k in range(len(body) - 1, -1, -1) if body[k].unit < i), 0)
    while at < len(body) and body[at].joined:
        at += 1
    body.insert(at, Link(i))


def _decision(page: Page, search: Chains, s: int, t: int) -> Decision:
    """The link from s to t as a decision that names both ends."""
    a, b = page.last(s), page.first(t)
    joined = search.link(s, t)[1]
    shared = page.words.affinity(search.parts[t], page.segments[s].words)
    evidence = (
        *explain(a, b, page.seams, joined=joined),
        Evidence("vocabulary", "article", round(shared, 2), "words shared on the page"),
        Evidence("place", "article", round(search.place(s, t), 2), "place in the stream"),
    )
    margin, other = search.rival(s, t)
    tail = f"…{a.text[-_QUOTED:]}"
    chosen = f"{tail} {'+' if joined else '|'} {b.text[:_QUOTED]}…"
    second = f"{tail} | {page.first(other).text[:_QUOTED]}…" if other >= 0 else f"{tail} | (end)"
    ends = [(max(0, f.unit.text.start), max(0, f.unit.text.end)) for f in (b, a)]
    here, before = (Span(*pair) for pair in ends)
    return Decision("join", here, chosen, second, round(margin, 2), evidence, before)
