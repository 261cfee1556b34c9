"""Chains of segments: the best set of articles for a whole page.

A link's log-odds come from its seam (`joins`) and its place in the stream; an article's from its
links, its two ends, and how far its parts share their words (`vocabulary`). First the best set of
successors is found for the page at once (`matching`), cycles are opened, and a local search on the
articles' own objective mends what links alone cannot see; then the words of the chains found take
part in the next assignment, as long as the page gains.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from converter.assemble.joins import FOLLOWING, JOINING, LOST, weigh
from converter.assemble.matching import best_successors
from converter.assemble.segments import Page
from converter.assemble.vocabulary import NOTHING

Nodes = tuple[int, ...]
"""Segments of one article, in reading order."""

# Places in the stream, as log-odds of the stream's own next piece over any other. Of the 150 seams
# between whole paragraphs of the four newspaper pages 3 are cuts.
_NEXT = 4.0
_LOSS = 3.0  # where the text before breaks off and a paragraph begins
_CUT = 2.0  # where an end is open: there a column may have ended
_TURN = 1.0  # across a page turn or a column head
_HEAD = 6.0  # between a head and the text beside it
_FAR = 0.1  # lost by each segment that a link leaps over
_BACK = 0.5  # lost by a link that goes back in the stream
_JUMP = 4.0  # 下转 and 上接 name each other
_ASTRAY = -1.0  # a jump whose other half is not there

_ORPHAN = -5.0  # an article that nothing opens
_LONE = -6.0  # a head without text
_UNENDED = -3.0  # no closing head where the page's articles have one
_STUB = -4.0  # a heading with nothing after it
_OVER = 4.0  # an end mark
_CLOSING = 1.0  # a closing credit or a closing paragraph at the end

_WINDOW = 40  # segments before and after among which a partner is looked for
_TRIED = 10  # successors of a segment that are tried
_ROUNDS = 4  # assignments, each with the words of the chains found before
_PASSES = 12  # of the local search
_STRETCH = 4  # segments that move together
_HOPELESS = 7.0  # more than shared words can outweigh


class Chains:
    """The search for a page's articles: their values, and the best set found."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.size = len(page.segments)
        self.parts = [page.words.part(segment.words) for segment in page.segments]
        self.opens = [segment.opens for segment in page.segments]
        self.closes = [segment.closes for segment in page.segments]
        self.starts = [self._start(t) for t in range(self.size)]
        self.ends = [self._end(s) for s in range(self.size)]
        self.gains: list[dict[int, float]] = []
        self._links: dict[tuple[int, int], tuple[float, bool]] = {}
        self._values: dict[Nodes, float] = {}

    def best(self) -> list[Nodes]:
        """The best chains found; every segment is in one."""
        best: list[Nodes] = []
        value = float("-inf")
        for _ in range(_ROUNDS):
            chains = self._search(self._opened(self._assign(best)))
            got = sum(map(self.value, chains))
            if got <= value + 1e-6:
                break
            best, value = chains, got
        return best

    # --- values -----------------------------------------------------------------------------

    def link(self, s: int, t: int) -> tuple[float, bool]:
        """Log-odds that t goes on after s, shared words left out; whether it joins its paragraph."""
        got = self._links.get((s, t))
        if got is None:
            value, joined = self._seam(s, t)
            got = self._links[s, t] = (value + self.place(s, t), joined)
        return got

    def _seam(self, s: int, t: int) -> tuple[float, bool]:
        page = self.page
        a, b = page.last(s), page.first(t)
        if self.opens[s]:
            if self.closes[t]:
                return _LONE, False
            value = -min(LOST, max(0.0, -b.begins))
            value += {"credit": -5.0, "heading": -0.5}.get(b.unit.kind, 0.0)
            if b.prose and b.begins > 2 and not b.last_part:
                value += 0.5
            return value, False
        if self.closes[t]:
            return -min(LOST, max(0.0, -a.ends)), False
        following = weigh(FOLLOWING, a, b, page.seams)
        if page.segments[s].over:
            following -= _OVER
        if a.prose and b.prose and (a.ends < 1 or t == s + 1) and a.ends + b.begins < 5:
            joining = weigh(JOINING, a, b, page.seams)
            if joining > following:
                return joining, True
        return following, False

    def place(self, s: int, t: int) -> float:
        """Log-odds by the place in the stream: the next piece is likely, a far one less."""
        one, other = self.page.segments[s], self.page.segments[t]
        if one.onward or other.resumed:
            return _JUMP if one.onward and other.resumed else _ASTRAY
        if t != s + 1:
            return -_FAR * min(abs(t - s), 10) - (_BACK if t < s else 0.0)
        if other.turn:
            return _TURN
        if self.opens[s] or self.closes[t]:
            return _HEAD
        a, b = self.page.last(s), self.page.first(t)
        if a.open_end and b.begins > 1:
            return _LOSS
        return _CUT if a.open_end or b.open_start else _NEXT

    def _start(self, t: int) -> float:
        """Log-odds that an article begins with t."""
        if self.opens[t]:
            return 0.0
        if self.closes[t]:
            return _LONE
        if not self.page.pattern.byline_opens and not self.page.pattern.title_opens:
            return -0.5 if t == 0 or self.closes[t - 1] else _ORPHAN
        return _ORPHAN

    def _end(self, s: int) -> float:
        """Log-odds that an article ends with s."""
        if self.opens[s]:
            return _LONE
        if self.closes[s]:
            return 0.0
        a, segment = self.page.last(s), self.page.segments[s]
        value = -min(LOST, max(0.0, -a.ends))
        if a.unit.kind == "heading":
            value += _STUB
        if a.unit.kind == "credit" or a.last_part:
            value += _CLOSING
        if segment.onward:
            value += _ASTRAY
        if segment.over:
            value += _OVER
        return value + (0.0 if self.page.pattern.title_opens else _UNENDED)

    def _edge(self, s: int, t: int) -> float:
        """The value of t after s, where -1 stands for an article's begin or end."""
        if s < 0:
            return 0.0 if t < 0 else self.starts[t]
        return self.ends[s] if t < 0 else self.link(s, t)[0]

    def value(self, chain: Nodes) -> float:
        """Log-odds of one article: its links, its ends, and how far its parts share their words."""
        got = self._values.get(chain)
        if got is None:
            got = self.starts[chain[0]] + self.ends[chain[-1]] + self.unity(chain)
            for s, t in pairwise(chain):
                got += self.link(s, t)[0]
            self._values[chain] = got
        return got

    def unity(self, chain: Nodes) -> float:
        """How far the parts share their words: each with all before it, and each with all after it.

        Either way alone is the chain rule; their mean does not depend on the direction.
        """
        out = 0.0
        for order in (chain, chain[::-1]):
            whole = NOTHING
            for s in order:
                if whole.bits:
                    out += 0.5 * self.page.words.affinity(self.parts[s], whole)
                whole = whole | self.page.segments[s].words
        return out

    # --- assignment -------------------------------------------------------------------------

    def _assign(self, chains: Sequence[Nodes]) -> list[int]:
        """Each segment's best successor (or -1), for the whole page at once.

        What a link gains in shared words is seen from the two segments alone at first, then from
        the chain so far found before the one and after the other.
        """
        before = [segment.words for segment in self.page.segments]
        after = list(before)
        for chain in chains:
            for s, t in pairwise(chain):
                before[t] = before[t] | before[s]
            for s, t in pairwise(chain[::-1]):
                after[t] = after[t] | after[s]
        parts = [self.page.words.part(words) for words in after]
        self.gains = []
        likely = []
        for s in range(self.size):
            row = {}
            for t in self._candidates(s):
                gain = self.link(s, t)[0] - self.ends[s] - self.starts[t]
                if gain > -_HOPELESS:
                    row[t] = gain + self.page.words.affinity(parts[t], before[s])
            self.gains.append(row)
            least = sorted(row.values(), reverse=True)[:_TRIED][-1] if row else 0.0
            likely.append({t: gain for t, gain in row.items() if gain >= max(0.0, least)})
        return best_successors(likely, self.size)

    def _candidates(self, s: int) -> Iterator[int]:
        if self.closes[s]:
            return
        for t in range(max(0, s - _WINDOW), min(self.size, s + _WINDOW + 1)):
            if t != s and not self.opens[t]:
                yield t

    def _opened(self, successor: list[int]) -> list[Nodes]:
        """Chains of the assignment; a cycle is opened at its weakest link."""
        has = {t for t in successor if t >= 0}
        seen: set[int] = set()
        chains = [_walk(s, successor, seen) for s in range(self.size) if s not in has]
        for s in range(self.size):
            if s not in seen:
                ring = _walk(s, successor, seen)
                gain = [self.gains[ring[k - 1]][ring[k]] for k in range(len(ring))]
                weak = gain.index(min(gain))
                chains.append(ring[weak:] + ring[:weak])
        return chains

    # --- local search -----------------------------------------------------------------------

    def _search(self, chains: list[Nodes]) -> list[Nodes]:
        """Exchange tails and move stretches between chains, as long as the page gains."""
        pairs = [
            (gain, s, t)
            for s, row in enumerate(self.gains)
            for gain, t in sorted(((g, t) for t, g in row.items()), reverse=True)[:_TRIED]
        ]
        pairs.sort(reverse=True)
        where = {s: c for c, chain in enumerate(chains) for s in chain}
        for _ in range(_PASSES):
            changed = False
            for _gain, s, t in pairs:
                new = self._best_move(chains, where, s, t)
                if new is None:
                    continue
                changed = True
                free = list(dict.fromkeys((where[s], where[t])))
                for c in free:
                    chains[c] = ()
                for chain in new:
                    if free:
                        c = free.pop(0)
                        chains[c] = chain
                    else:
                        c = len(chains)
                        chains.append(chain)
                    where.update(dict.fromkeys(chain, c))
            if not changed:
                break
        return [chain for chain in chains if chain]

    def _best_move(
        self, chains: Sequence[Nodes], where: dict[int, int], s: int, t: int
    ) -> list[Nodes] | None:
        """What the chains of s and t best become for t to follow s; None where they best stay."""
        a, b = chains[where[s]], chains[where[t]]
        same = where[s] == where[t]
        p, q = a.index(s), b.index(t)
        if same and q == p + 1:
            return None
        best = None
        value = self.value(a) + (0.0 if same else self.value(b)) + 1e-9
        for gain, option in self._within(a, p, q) if same else self._between(a, b, p, q):
            new = [chain for chain in option if chain]
            if gain < -_HOPELESS or not all(map(self._proper, new)):
                continue
            got = sum(map(self.value, new))
            if got > value:
                best, value = new, got
        return best

    def _proper(self, chain: Nodes) -> bool:
        """Whether opening heads stand at its begin only, closing ones at its end only."""
        return not any(self.opens[s] for s in chain[1:]) and not any(
            self.closes[s] for s in chain[:-1]
        )

    def _between(self, a: Nodes, b: Nodes, p: int, q: int) -> Iterator[tuple[float, list[Nodes]]]:
        """Ways to let b[q] follow a[p] of another chain: what links gain, and the new chains."""
        edge = self._edge
        after, before = _at(a, p + 1), _at(b, q - 1)
        gain = edge(a[p], b[q]) - edge(a[p], after) - edge(before, b[q])
        yield gain + edge(before, after), [a[: p + 1] + b[q:], b[:q] + a[p + 1 :]]
        for n in range(1, min(_STRETCH, len(b) - q) + 1):
            end, beyond = b[q + n - 1], _at(b, q + n)
            change = gain - edge(end, beyond) + edge(before, beyond) + edge(end, after)
            yield change, [a[: p + 1] + b[q : q + n] + a[p + 1 :], b[:q] + b[q + n :]]

    def _within(self, a: Nodes, p: int, q: int) -> Iterator[tuple[float, list[Nodes]]]:
        """Ways to let a[q] follow a[p] of the same chain: what links gain, and the new chains."""
        edge = self._edge
        s, t = a[p], a[q]
        after, before = _at(a, p + 1), _at(a, q - 1)
        gain = edge(s, t) - edge(s, after) - edge(before, t)
        if q > p:
            yield gain + edge(-1, after) + edge(before, -1), [a[: p + 1] + a[q:], a[p + 1 : q]]
        for n in range(1, min(_STRETCH, len(a) - q) + 1):
            if q <= p < q + n:
                break
            end, beyond = a[q + n - 1], _at(a, q + n)
            rest = a[:q] + a[q + n :]
            at = rest.index(s) + 1
            if beyond == s:  # the stretch stands right before s: the link between them is one
                change = gain + edge(before, s) + edge(end, after) - edge(end, s)
            else:
                change = gain - edge(end, beyond) + edge(before, beyond) + edge(end, after)
            yield change, [rest[:at] + a[q : q + n] + rest[at:]]

    # --- doubts -----------------------------------------------------------------------------

    def margin(self, s: int, t: int) -> float:
        """By how much the link beats the best other successor of s and predecessor of t."""
        rest = [g for u, g in self.gains[s].items() if u != t]
        near = range(max(0, t - _WINDOW), min(self.size, t + _WINDOW + 1))
        rest += [self.gains[u][t] for u in near if u != s and t in self.gains[u]]
        return self.gains[s].get(t, 0.0) - max([0.0, *rest])

    def second(self, s: int, t: int) -> int:
        """The best other successor of s, -1 where there is none."""
        others = [(g, -u) for u, g in self.gains[s].items() if u != t]
        return -max(others)[1] if others else -1


def _at(chain: Nodes, k: int) -> int:
    """The k-th node, -1 beyond either end."""
    return chain[k] if 0 <= k < len(chain) else -1


def _walk(s: int, successor: Sequence[int], seen: set[int]) -> Nodes:
    """The nodes from s on until one was seen."""
    out = []
    while s >= 0 and s not in seen:
        seen.add(s)
        out.append(s)
        s = successor[s]
    return tuple(out)
