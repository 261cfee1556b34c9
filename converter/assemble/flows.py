"""Flows: which stretches of a page's stream are one article, in which order, and which are one paragraph.

A page without contents list is a shuffle of articles: a column's end cuts one article, and another's
text follows in the stream. The stream is first parted into segments at every seam that may be such a
cut; what certainly goes on stays whole. Possible links between segments get log-odds (`joins`,
`vocabulary`); the best set of successors for the whole page is an assignment (`matching`); cycles are
opened, and a local search on the articles' own objective (links plus shared words of each article)
mends what links alone could not see. Nothing is chosen greedily, and nothing is invented: an end
whose other half is not there stays open, and a gap is set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from converter.assemble import joins
from converter.assemble.fragments import Fragment, read
from converter.assemble.openers import Head, Pattern, find_heads
from converter.assemble.joins import FOLLOWING, JOINING, Seams, explain, weigh
from converter.assemble.lexicon import Lexicon
from converter.assemble.matching import best_successors
from converter.assemble.units import Unit
from converter.assemble.vocabulary import NOTHING, Vocabulary, Words
from converter.model import Decision, Evidence, Span

BODY = frozenset({"para", "heading", "credit", "table", "entry", "unknown"})
ASIDE = frozenset({"caption"})

_NEXT = 4.0  # log-odds of the stream's own next piece over any other, where whole paragraphs meet
_CUT = 2.0  # the same where an end is open: there a column may have ended
_LOSS = 3.0  # the same where the text before breaks off and a paragraph begins
_HEAD = 6.0  # and between a head and the text beside it
_TURN = 1.0  # and across a page turn or a column head
_WINDOW = 40  # segments before and after among which a partner is looked for
_ROUNDS = 4  # assignments, each with the words of the chains found before
_TRIED = 10  # successors of a segment that are tried
_HOPELESS = 7.0  # more than shared words can outweigh
_UNITY = 1.0  # how much the shared words of an article count beside its links
_ORPHAN = -5.0  # an article that nothing opens
_LONE = -6.0  # a head without text
_UNENDED = -3.0  # no closing head where the page's articles have one
_STUB = -4.0  # a heading with nothing after it
_JUMP = 4.0  # 下转 and 上接 name each other
_DOUBT = 3.0  # decisions with less margin are doubts that a person should see


@dataclass(slots=True)
class Link:
    """One unit of an article's body: `joined` goes on with the paragraph before; `gap`: text lost before it."""

    unit: int
    joined: bool = False
    gap: bool = False


@dataclass(slots=True)
class Chain:
    """One article: the indexes of its title and byline units, and its body in reading order."""

    titles: list[int] = field(default_factory=list)
    bylines: list[int] = field(default_factory=list)
    body: list[Link] = field(default_factory=list)
    open_end: bool = False
    decisions: list[Decision] = field(default_factory=list)


@dataclass(slots=True)
class Flow:
    """The page's articles in the order in which they begin."""

    chains: list[Chain] = field(default_factory=list)
    pattern: Pattern = Pattern(True, True)


@dataclass(slots=True)
class _Segment:
    """What certainly stands together: a head, or units that follow each other."""

    units: list[int]
    words: Words
    head: Head | None = None
    joined: list[bool] = field(default_factory=list)
    turn: bool = False  # a page turn or column head stands before it
    jump_in: bool = False  # 上接 stands before it
    jump_out: bool = False  # 下转 stands after it

    @property
    def opens(self) -> bool:
        return self.head is not None and self.head.opens

    @property
    def closes(self) -> bool:
        return self.head is not None and not self.head.opens


def flow(units: Sequence[Unit], lexicon: Lexicon) -> Flow:
    """The articles of a page or issue, from its units in stream order.

    Every title, byline and body unit is in exactly one chain, captions included; furniture (jumps,
    page turns, column heads) is in none. `lexicon` is asked only where a seam is in doubt.
    """
    return _Page(units, lexicon).solve()


class _Page:
    """The state of one page's solution."""

    def __init__(self, units: Sequence[Unit], lexicon: Lexicon) -> None:
        self.units = units
        self.fragments = read(units, lexicon)
        articles = max(sum(u.kind == kind for u in units) for kind in ("title", "byline"))
        self.words = Vocabulary(
            [f.text for f in self.fragments], [f.habits for f in self.fragments], articles
        )
        self.seams = Seams(lexicon, "\n".join(f.text for f in self.fragments))
        heads, self.pattern = find_heads(units, BODY, self.words)
        self.segments = self._part(heads)
        self.parts = [self.words.part(segment.words) for segment in self.segments]
        self.opens = [segment.opens for segment in self.segments]
        self.closes = [segment.closes for segment in self.segments]
        self.starts = [self._start(t) for t in range(len(self.segments))]
        self.ends = [self._end(s) for s in range(len(self.segments))]
        self.links: dict[tuple[int, int], tuple[float, bool]] = {}
        self.values: dict[tuple[int, ...], float] = {}

    # --- segments ---------------------------------------------------------------------------

    def _part(self, heads: Sequence[Head]) -> list[_Segment]:
        """The stream as segments: parted at every seam that may be a cut."""
        head_at = {head.units[0]: head for head in heads}
        out: list[_Segment] = []
        last = -1  # the body unit before, where nothing but furniture and asides stands between
        turn = jump_in = False
        for i, unit in enumerate(self.units):
            if unit.kind in ("title", "byline"):
                last = -1
                if i in head_at:
                    head = head_at[i]
                    text = NOTHING
                    for k in head.units:
                        text = text | self.words.words[k]
                    out.append(_Segment(head.units, text, head, turn=turn))
                    turn = False
            elif unit.kind == "jump":
                if "接" in unit.text.flat:
                    jump_in = True
                elif out:
                    out[-1].jump_out = True
                last = -1
            elif unit.kind in ("page", "column"):
                turn, last = True, -1
            elif unit.kind in BODY:
                seam = self._sure(last, i, out[-1]) if last >= 0 else None
                if seam is None:
                    out.append(_Segment([i], self.words.words[i], joined=[False], turn=turn, jump_in=jump_in))
                    turn = jump_in = False
                else:
                    out[-1].units.append(i)
                    out[-1].joined.append(seam)
                    out[-1].words = out[-1].words | self.words.words[i]
                last = i
        return out

    def _sure(self, i: int, j: int, segment: _Segment) -> bool | None:
        """Whether unit j certainly goes on after its neighbour i: joined, next, or (None) not certain."""
        a, b = self.fragments[i], self.fragments[j]
        if a.unit.kind == "heading":
            return None if b.unit.kind != "para" or b.open_start else False
        if a.unit.kind == "credit" or a.unit.ended:
            return None
        if b.unit.kind == "credit" and not a.open_end:
            return False
        after = self.words.words[j]
        for k in range(j + 1, min(j + 3, len(self.units))):
            if self.units[k].kind not in BODY:
                break
            after = after | self.words.words[k]
        shared = self.words.affinity(self.words.part(after), segment.words)
        if a.open_end and b.prose:
            return True if weigh(JOINING, a, b, self.seams) >= (4 if shared > 1 else 6) else None
        return False if shared >= 2 - min(2.5, max(0.0, b.begins)) and not b.open_start else None

    # --- the value of a link ----------------------------------------------------------------

    def link(self, s: int, t: int) -> tuple[float, bool]:
        """Log-odds that segment t goes on after segment s, shared words left out; whether it joins."""
        got = self.links.get((s, t))
        if got is None:
            got = self.links[s, t] = self._weigh_link(s, t)
        return got

    def _weigh_link(self, s: int, t: int) -> tuple[float, bool]:
        one, other = self.segments[s], self.segments[t]
        place = self._place(s, t)
        if one.opens or other.closes:
            if one.opens and other.closes:
                return _LONE + place, False
            if one.opens:
                b = self.fragments[other.units[0]]
                value = -min(joins.LOST, max(0.0, -b.begins))
                value += {"credit": -5.0, "heading": -0.5}.get(b.unit.kind, 0.0)
                value += 0.5 if b.prose and b.begins > 2 and not b.last_part else 0.0
                return value + place, False
            a = self.fragments[one.units[-1]]
            return place - min(joins.LOST, max(0.0, -a.ends)), False
        a, b = self.fragments[one.units[-1]], self.fragments[other.units[0]]
        following = weigh(FOLLOWING, a, b, self.seams)
        if a.prose and b.prose and (a.ends < 1 or t == s + 1) and a.ends + b.begins < 5:
            joining = weigh(JOINING, a, b, self.seams)
            if joining > following:
                return joining + place, True
        return following + place, False

    def _place(self, s: int, t: int) -> float:
        """Log-odds by the place in the stream: the next piece is likely, a far one less."""
        if self.segments[s].jump_out and self.segments[t].jump_in:
            return _JUMP
        if self.segments[s].jump_out or self.segments[t].jump_in:
            return -1.0
        if t == s + 1:
            if self.segments[t].turn:
                return _TURN
            if self.segments[s].opens or self.segments[t].closes:
                return _HEAD
            a, b = self.fragments[self.segments[s].units[-1]], self.fragments[self.segments[t].units[0]]
            if a.open_end and b.begins > 1:
                return _LOSS
            return _CUT if a.open_end or b.open_start else _NEXT
        far = abs(t - s)
        return -0.1 * min(far, 10) - (0.5 if t < s else 0.0)

    def _start(self, t: int) -> float:
        """Log-odds that an article begins with segment t."""
        segment = self.segments[t]
        if segment.opens:
            return 0.0
        if not self.pattern.byline_opens and not self.pattern.title_opens:
            a = self.segments[t - 1] if t else None
            return -0.5 if a is None or a.closes else _ORPHAN
        return _ORPHAN if not segment.closes else _LONE

    def _end(self, s: int) -> float:
        """Log-odds that an article ends with segment s."""
        segment = self.segments[s]
        if segment.opens:
            return _LONE
        if segment.closes:
            return 0.0
        a = self.fragments[segment.units[-1]]
        value = -min(joins.LOST, max(0.0, -a.ends))
        if a.unit.kind == "heading":
            value += _STUB
        if a.unit.kind == "credit" or a.last_part:
            value += 1.0
        if segment.jump_out:
            value -= 1.0
        if not self.pattern.title_opens:
            value += _UNENDED
        return value

    # --- the value of an article ------------------------------------------------------------

    def value(self, chain: tuple[int, ...]) -> float:
        """Log-odds of one article: its links, its ends, and how far its parts share their words."""
        got = self.values.get(chain)
        if got is None:
            got = self.values[chain] = self._bare(chain) + _UNITY * self._unity(chain)
        return got

    def _bare(self, chain: tuple[int, ...]) -> float:
        """The same without the shared words."""
        got = self.starts[chain[0]] + self.ends[chain[-1]]
        for s, t in zip(chain, chain[1:], strict=False):
            got += self.link(s, t)[0]
        return got

    def _edge(self, s: int, t: int) -> float:
        """The value of t after s, where -1 stands for an article's begin or end."""
        if s < 0:
            return 0.0 if t < 0 else self.starts[t]
        return self.ends[s] if t < 0 else self.link(s, t)[0]

    def _unity(self, chain: tuple[int, ...]) -> float:
        """How far the parts share their words: each with all before it, and each with all after it.

        Either way alone is the chain rule; their mean does not depend on the direction.
        """
        out = 0.0
        for order in (chain, chain[::-1]):
            whole = NOTHING
            for s in order:
                if whole.bits:
                    out += 0.5 * self.words.affinity(self.parts[s], whole)
                whole = whole | self.segments[s].words
        return out

    # --- the solution -----------------------------------------------------------------------

    def solve(self) -> Flow:
        """The best chains found, as units."""
        best: list[tuple[int, ...]] = []
        value = float("-inf")
        chains: list[tuple[int, ...]] = []
        for _ in range(_ROUNDS):
            chains = self._search(self._opened(self._assign(chains)))
            got = sum(map(self.value, chains))
            if got <= value + 1e-6:
                break
            best, value = chains, got
        return self._flow(best)

    def _candidates(self, s: int) -> Iterator[int]:
        if self.segments[s].closes:
            return
        for t in range(max(0, s - _WINDOW), min(len(self.segments), s + _WINDOW + 1)):
            if t != s and not self.segments[t].opens:
                yield t

    def _assign(self, chains: Sequence[tuple[int, ...]]) -> list[int]:
        """Each segment's best successor (or -1), for the whole page at once.

        What a link gains in shared words is seen from the two segments alone at first, then from
        the chain so far found before the one and after the other.
        """
        before = [segment.words for segment in self.segments]
        after = list(before)
        for chain in chains:
            for s, t in zip(chain, chain[1:], strict=False):
                before[t] = before[t] | before[s]
            for s, t in zip(chain[::-1], chain[-2::-1], strict=False):
                after[t] = after[t] | after[s]
        parts = [self.words.part(words) for words in after]
        self.gains: list[dict[int, float]] = []
        for s in range(len(self.segments)):
            end = self.ends[s]
            row = {}
            for t in self._candidates(s):
                gain = self.link(s, t)[0] - end - self.starts[t]
                if gain > -_HOPELESS:
                    gain += self.words.affinity(parts[t], before[s])
                    row[t] = gain
            self.gains.append(row)
        likely = []
        for row in self.gains:
            least = max(0.0, sorted(row.values(), reverse=True)[: _TRIED][-1]) if row else 0.0
            likely.append({t: gain for t, gain in row.items() if gain >= least})
        return best_successors(likely, len(self.segments))

    def _opened(self, successor: list[int]) -> list[tuple[int, ...]]:
        """Chains of the assignment; a cycle is opened at its weakest link."""
        has = {t for t in successor if t >= 0}
        chains = []
        seen: set[int] = set()
        for s in range(len(successor)):
            if s not in has:
                chains.append(self._walk(s, successor, seen))
        for s in range(len(successor)):
            if s not in seen:
                ring = self._walk(s, successor, seen)
                weak = min(range(len(ring)), key=lambda k: self.gains[ring[k - 1]][ring[k]])
                chains.append(ring[weak:] + ring[:weak])
        return chains

    @staticmethod
    def _walk(s: int, successor: Sequence[int], seen: set[int]) -> tuple[int, ...]:
        out = []
        while s >= 0 and s not in seen:
            seen.add(s)
            out.append(s)
            s = successor[s]
        return tuple(out)

    def _search(self, chains: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
        """Local search: exchange of tails and moves of stretches, as long as the page gains."""
        pairs = [
            (gain, s, t)
            for s, row in enumerate(self.gains)
            for gain, t in sorted(((g, t) for t, g in row.items()), reverse=True)[:_TRIED]
        ]
        pairs.sort(reverse=True)
        where = {s: c for c, chain in enumerate(chains) for s in chain}
        for _ in range(12):
            changed = False
            for _gain, s, t in pairs:
                old, new = self._best_move(chains, where, s, t)
                if new:
                    changed = True
                    for c in old:
                        chains[c] = ()
                    for k, chain in enumerate(new):
                        if k < len(old):
                            c = old[k]
                            chains[c] = chain
                        else:
                            c = len(chains)
                            chains.append(chain)
                        for x in chain:
                            where[x] = c
            if not changed:
                break
        return [c for c in chains if c]

    def _best_move(
        self, chains: Sequence[tuple[int, ...]], where: dict[int, int], s: int, t: int
    ) -> tuple[list[int], list[tuple[int, ...]]]:
        """The best way to let t follow s: (chains that change, what they become), or nothing better."""
        ca, cb = where[s], where[t]
        a, b = chains[ca], chains[cb]
        p, q = a.index(s), b.index(t)
        if ca == cb and q == p + 1:
            return [], []
        old = [ca] if ca == cb else [ca, cb]
        best: list[tuple[int, ...]] = []
        before = value = sum(self.value(chains[c]) for c in old) + 1e-9
        for gain, option in self._options(a, b, p, q, ca == cb):
            if gain < -_HOPELESS:
                continue
            option = [chain for chain in option if chain]
            if any(self.opens[x] for chain in option for x in chain[1:]):
                continue
            if any(self.closes[x] for chain in option for x in chain[:-1]):
                continue
            new = sum(map(self.value, option))
            if new > value:
                best, value = option, new
        return (old, best) if value > before else ([], [])

    def _options(
        self, a: tuple[int, ...], b: tuple[int, ...], p: int, q: int, same: bool
    ) -> Iterator[tuple[float, list[tuple[int, ...]]]]:
        """Ways to let b[q] follow a[p]: what their links gain, and the new chains."""
        edge = self._edge
        s, t = a[p], b[q]
        after = a[p + 1] if p + 1 < len(a) else -1
        before = b[q - 1] if q else -1
        gain = edge(s, t) - edge(s, after) - edge(before, t)
        if not same:
            yield gain + edge(before, after), [a[: p + 1] + b[q:], b[:q] + a[p + 1 :]]
        elif q > p:
            yield gain + edge(-1, after) + edge(before, -1), [a[: p + 1] + a[q:], a[p + 1 : q]]
        for n in range(1, 5):
            last = q + n - 1
            if last >= len(b) or (same and q <= p <= last):
                break
            end = b[last]
            beyond = b[last + 1] if last + 1 < len(b) else -1
            change = gain - edge(end, beyond) + edge(before, beyond) + edge(end, after)
            if not same:
                yield change, [a[: p + 1] + b[q : q + n] + a[p + 1 :], b[:q] + b[q + n :]]
            elif after != t:
                rest = a[:q] + a[q + n :]
                at = rest.index(s) + 1
                if beyond == s:  # the stretch stands right before s: its links change once only
                    change = edge(before, s) + edge(s, t) + edge(end, after)
                    change -= edge(before, t) + edge(end, s) + edge(s, after)
                yield change, [rest[:at] + b[q : q + n] + rest[at:]]

    # --- the answer -------------------------------------------------------------------------

    def _flow(self, chains: Sequence[tuple[int, ...]]) -> Flow:
        out = []
        for nodes in chains:
            chain = Chain()
            last: Fragment | None = None
            for k, s in enumerate(nodes):
                segment = self.segments[s]
                if segment.head:
                    chain.titles += segment.head.titles
                    chain.bylines += segment.head.bylines
                    continue
                joined = bool(k) and self.link(nodes[k - 1], s)[1]
                for n, i in enumerate(segment.units):
                    b = self.fragments[i]
                    goes_on = segment.joined[n] if n else joined and last is not None
                    gap = not goes_on and (b.open_start or (last is not None and last.ends < -1))
                    chain.body.append(Link(i, goes_on, gap))
                    last = b
                if k and (s != nodes[k - 1] + 1 or self._margin(nodes[k - 1], s) < _DOUBT):
                    chain.decisions.append(self._decision(nodes[k - 1], s))
            chain.open_end = last is not None and last.ends < -1
            out.append(chain)
        self._place_asides(out)
        out.sort(key=lambda c: min([*c.titles, *c.bylines, *(link.unit for link in c.body)]))
        return Flow(out, self.pattern)

    def _place_asides(self, chains: list[Chain]) -> None:
        """Captions stand after the paragraph of their article that comes before them in the stream."""
        for i, unit in enumerate(self.units):
            if unit.kind not in ASIDE:
                continue
            best: tuple[float, int, int] | None = None
            for c, chain in enumerate(chains):
                text = NOTHING
                for link in chain.body:
                    text = text | self.words.words[link.unit]
                near = [abs(link.unit - i) for link in chain.body] or [len(self.units)]
                value = self.words.affinity(self.words.part(self.words.words[i]), text) - 0.7 * min(near)
                if best is None or value > best[0]:
                    best = (value, c, 0)
            if best is None:
                chains.append(Chain(body=[Link(i)]))
                continue
            body = chains[best[1]].body
            at = next((k + 1 for k in range(len(body) - 1, -1, -1) if body[k].unit < i), 0)
            while at < len(body) and body[at].joined:
                at += 1
            body.insert(at, Link(i))

    def _margin(self, s: int, t: int) -> float:
        """By how much the link beats the best other successor of s and predecessor of t."""
        mine = self.gains[s].get(t, 0.0)
        rest = [g for u, g in self.gains[s].items() if u != t]
        rest += [row[t] for u, row in enumerate(self.gains) if u != s and t in row]
        return mine - max([0.0, *rest])

    def _decision(self, s: int, t: int) -> Decision:
        one, other = self.segments[s], self.segments[t]
        a, b = self.fragments[one.units[-1]], self.fragments[other.units[0]]
        joined = self.link(s, t)[1]
        evidence = list(explain(joined, a, b, self.seams))
        shared = self.words.affinity(self.parts[t], one.words)
        evidence.append(Evidence("vocabulary", "article", round(shared, 2), "words shared on the page"))
        evidence.append(Evidence("place", "article", round(self._place(s, t), 2), "place in the stream"))
        others = sorted(((g, u) for u, g in self.gains[s].items() if u != t), reverse=True)[:1]
        second = f"…{a.text[-12:]} | {self.fragments[self.segments[others[0][1]].units[0]].text[:12]}…" if others else ""
        start = b.unit.text.start
        return Decision(
            "join",
            Span(max(0, start), max(0, b.unit.text.end)),
            f"…{a.text[-12:]} {'+' if joined else '|'} {b.text[:12]}…",
            second,
            round(self._margin(s, t), 2),
            tuple(evidence),
        )
