"""Chains of segments: the best set of articles for a whole page.

A link's log-odds come from its seam (`joins`) and its place in the stream; an article's from its
links, its two ends, and how far its parts share their words (`vocabulary`). First the best set of
successors is found for the page at once (`matching`), cycles are opened, and a local search on the
articles' own objective mends what links alone cannot see; then the words of the chains found take
part in the next assignment, as long as the page gains.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from converter.assemble.joins import FOLLOWING, JOINING, LOST, weigh
from converter.assemble.matching import best_successors
from converter.assemble.segments import Page
from converter.chinese.numbers import LEVELS
from converter.model import Span
from converter.settled import SETTLED

Nodes = tuple[int, ...]
"""Segments of one article, in reading order."""

# Places in the stream, as log-odds of the stream's own next piece over any other. Of the 150 seams
# between whole paragraphs of the four newspaper pages 3 are cuts.
_NEXT = 4.0
_CALM = 3.0  # more than that where hardly a paragraph breaks off: nothing was mixed
_BROKEN = 0.08  # share of broken paragraphs at which a page is no calmer than others
_LOSS = 3.0  # where the text before breaks off and a paragraph begins
_CUT = 2.0  # where an end is open: there a column may have ended
_TURN = 1.0  # across a page turn or a column head
_HEAD = 6.0  # between a head and the text beside it
_FAR = 0.1  # lost by each segment that a link leaps over
_BACK = 0.5  # lost by a link that goes back in the stream
_JUMP = 4.0  # 下转 and 上接 name each other
_ASTRAY = -1.0  # a jump whose other half is not there

# What another order has to gain over the stream's own, for each segment. Where pieces of newspapers
# had been mixed it gained 0.17 to 0.93; where they had not, mostly less than 0.1.
_DISORDER = 0.15

_ORPHAN = -5.0  # an article that nothing opens
_LONE = -6.0  # a head without text
_UNENDED = -3.0  # no closing head where the page's articles have one
_STUB = -4.0  # a heading with nothing after it
_OVER = 4.0  # an end mark
_CLOSING = 1.0  # a closing credit or a closing paragraph at the end

_COUNTS_ON = 2.0  # 二、 after 一、
_LEAPS = 1.5  # 三、 after 一、, or 二、 with nothing before it
_BEGINS_AGAIN = 3.0  # 一、 after 二、: another article's

_WINDOW = 40  # segments before and after among which a partner is looked for
_REACH = 200  # the same where one of the two ends is open
_LINKS = 40_000  # so many links are weighed beyond the window: a long issue looks less far
_TRIED = 10  # successors of a segment that are tried
_ROUNDS = 4  # assignments, each with the words of the chains found before
_PASSES = 12  # of the local search
_RIVALS = 3  # other links that a link is compared with
_STRETCH = 4  # segments that move together
_HOPELESS = 7.0  # more than shared words can outweigh
# Segments looked at for each segment of the page, and on any page, then the search ends. Of 261
# documents one of 40 segments needs 74,000, all others less than 370 a segment. A chain of hundreds
# of segments, of which each is tried at every place, is no article.
_EFFORT = 500
_EFFORT_AT_LEAST = 80_000
_BESIDE = 60  # segments before and after a link from which its rivals are judged


class Chains:
    """The search for a page's articles: their values, and the best set found."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.size = len(page.segments)
        self.reach = min(_REACH, max(_WINDOW, _LINKS // max(1, self.size)))
        self.words = [segment.words for segment in page.segments]
        self.parts = [page.words.part(words) for words in self.words]
        self.effort = 0
        self.opens = [segment.opens for segment in page.segments]
        self.closes = [segment.closes for segment in page.segments]
        self.starts = [self._start(t) for t in range(self.size)]
        self.ends = [self._end(s) for s in range(self.size)]
        self.members = self._members()
        self.calm = _CALM * max(0.0, 1.0 - _broken_share(page) / _BROKEN)
        self.found: list[Nodes] = []
        self.ordered = True  # the stream's own order stands
        self.gain = self.needed = 0.0  # by which another is better, and has to be
        self.numbered = [
            [f.numbered for i in segment.units if (f := page.fragments[i]).numbered]
            for segment in page.segments
        ]
        self.gains: list[dict[int, float]] = []
        self._links: dict[tuple[int, int], tuple[float, bool]] = {}
        self._values: dict[Nodes, float] = {}
        self._where: dict[int, Nodes] = {}

    def best(self) -> list[Nodes]:
        """The best chains found; every segment is in one."""
        best = self.found
        value = float("-inf")
        for _ in range(_ROUNDS):
            chains = self._opened(self._assign(best))
            if set(chains) == set(best):
                break
            chains = self._search(chains)
            got = sum(map(self.value, chains))
            if got <= value + 1e-6:
                break
            best, value = chains, got
        given = self._given()
        # Jump lines say themselves that a text goes on elsewhere.
        jumps = any(s.onward or s.resumed for s in self.page.segments)
        self.needed = 0.0 if jumps else _DISORDER * self.size
        self.gain = value - sum(map(self.value, given))
        self.ordered = self.gain < self.needed
        self.found = given if self.ordered else best
        return self.found

    def _given(self) -> list[Nodes]:
        """The chains that the stream's own order makes: each from a head to the next."""
        out: list[list[int]] = [[]]
        for s in range(self.size):
            if self.opens[s] or (s and self.closes[s - 1] and not self.closes[s]):
                out.append([])
            out[-1].append(s)
        return [tuple(chain) for chain in out if chain]

    # --- values -----------------------------------------------------------------------------

    def link(self, s: int, t: int) -> tuple[float, bool]:
        """Log-odds that t goes on after s, without shared words; whether it joins its paragraph."""
        got = self._links.get((s, t))
        if got is None:
            value, joined = self._said(s, t) if self.page.settled else self._seam(s, t)
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

    def _said(self, s: int, t: int) -> tuple[float, bool]:
        """The seam where a person may have had a word."""
        page = self.page
        value, joined = self._seam(s, t)
        joins, follows = page.said(page.segments[s].units[-1], page.segments[t].units[0])
        if not joins and not follows:
            return value, joined
        a, b = page.last(s), page.first(t)
        prose = a.prose and b.prose and not self.opens[s] and not self.closes[t]
        if prose and joins > 0:
            return weigh(JOINING, a, b, page.seams) + joins, True
        if joined:
            value = weigh(FOLLOWING, a, b, page.seams)
        return value + follows, False

    def _members(self) -> list[tuple[int, int]]:
        """Segments that a person gave to an article, each with a segment of that article."""
        of = {i: s for s, segment in enumerate(self.page.segments) for i in segment.units}
        return [(of[i], of[k]) for i, k in self.page.members if i in of and k in of]

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
            # Heads in a row are set apart from their texts: none is surely the neighbour's.
            row = self.opens[s - 1] if self.opens[s] and s else False
            row = row or (self.closes[t] and t + 1 < self.size and self.closes[t + 1])
            return _TURN if row else _HEAD
        a, b = self.page.last(s), self.page.first(t)
        if a.open_end and b.begins > 1:
            return _LOSS
        return _CUT if a.open_end or b.open_start else _NEXT + self.calm

    def _start(self, t: int) -> float:
        """Log-odds that an article begins with t."""
        if self.opens[t]:
            return 0.0
        if self.closes[t]:
            return _LONE
        if self.page.settled and (word := self._open(t, below=True)):
            return word
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
        if self.page.settled:
            value += self._open(s, below=False)
        if a.unit.kind == "heading":
            value += _STUB
        if a.unit.kind == "credit" or a.last_part:
            value += _CLOSING
        if segment.onward:
            value += _ASTRAY
        if segment.over:
            value += _OVER
        return value + (0.0 if self.page.pattern.title_opens else _UNENDED)

    def _open(self, s: int, *, below: bool) -> float:
        """What it costs that an article begins (`below`) or ends here against a person's word."""
        nowhere = Span(-1, -1)
        rows = self.page.units[self.page.segments[s].units[0 if below else -1]].rows
        row = rows[0 if below else -1]
        span = Span(row.start, row.end)
        link = self.page.settled.link
        return min(0.0, (link(nowhere, span) if below else link(span, nowhere))[1])

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
            got += self.counting(chain)
            for s, t in pairwise(chain):
                got += self.link(s, t)[0]
            got += sum(SETTLED for x, of in self.members if x in chain and of in chain)
            self._values[chain] = got
        return got

    def unity(self, chain: Nodes) -> float:
        """How far the parts share their words: each with all before it, and each with all after it.

        Either way alone is the chain rule; their mean does not depend on the direction.
        """
        out = 0.0
        self.effort += len(chain)
        words, parts, shared = self.words, self.parts, self.page.words.shared
        for order in (chain, chain[::-1]):
            bits = length = 0
            for s in order:
                if bits:
                    out += 0.5 * shared(parts[s], bits, length)
                mine = words[s]
                bits |= mine.bits
                length += mine.length
        return out

    def counting(self, chain: Nodes) -> float:
        """How well the numbered openings (一、二、; (一)(二)) of one article count on."""
        out = 0.0
        last: dict[int, int] = {}
        for s in chain:
            for kind, n in self.numbered[s]:
                level = 0 if kind == "zhang" else LEVELS[kind]  # 第一章 stands above 一、
                for inner in [k for k in last if k > level]:
                    del last[inner]
                before = last.get(level, 0)
                last[level] = n
                if n == before + 1:
                    out += _COUNTS_ON if before else 0.0
                else:
                    out -= _LEAPS if n > before else _BEGINS_AGAIN
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
        affinity = self.page.words.affinity
        gains, likely = [], []
        for s in range(self.size):
            row = {}
            for t in self._candidates(s):
                gain = self.link(s, t)[0] - self.ends[s] - self.starts[t]
                if gain > -_HOPELESS:
                    row[t] = gain + affinity(parts[t], before[s])
            ranked = sorted(row.values(), reverse=True)
            least = ranked[min(len(ranked), _TRIED) - 1] if row else 0.0
            likely.append({t: gain for t, gain in row.items() if gain >= max(0.0, least)})
            gains.append(row)
        self.gains = gains
        return best_successors(likely, self.size)

    def _candidates(self, s: int) -> Iterable[int]:
        """Segments that may follow s: at first those near it, later the best of these."""
        if self.closes[s]:
            return ()
        if self.gains:
            row = self.gains[s]
            return sorted(row, key=row.__getitem__, reverse=True)[: 2 * _TRIED]
        open_end = not self.opens[s] and self.page.last(s).open_end
        out = []
        for t in range(max(0, s - self.reach), min(self.size, s + self.reach + 1)):
            if t != s and not self.opens[t]:
                near = abs(t - s) <= _WINDOW
                if near or open_end or self.page.first(t).open_start:
                    out.append(t)
        return out

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
        chains = self._gathered(chains)
        pairs = [
            (gain, s, t)
            for s, row in enumerate(self.gains)
            for gain, t in sorted(((g, t) for t, g in row.items()), reverse=True)[:_TRIED]
        ]
        pairs.sort(reverse=True)
        where = {s: c for c, chain in enumerate(chains) for s in chain}
        judged: dict[tuple[int, int], tuple[Nodes, Nodes]] = {}
        for _ in range(_PASSES):
            changed = False
            for _gain, s, t in pairs:
                if self.effort > _EFFORT_AT_LEAST + _EFFORT * self.size:
                    return [chain for chain in chains if chain]
                state = (chains[where[s]], chains[where[t]])
                if judged.get((s, t)) == state:
                    continue
                new = self._best_move(*state, s, t)
                if new is None:
                    judged[s, t] = state
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

    def _best_move(self, a: Nodes, b: Nodes, s: int, t: int) -> list[Nodes] | None:
        """What chain a of s and b of t best become for t to follow s; None where they best stay."""
        same = a is b
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

    def _gathered(self, chains: list[Nodes]) -> list[Nodes]:
        """Segments that a person gave to an article put where they fit best in it."""
        for x, of in self.members:
            home = next(chain for chain in chains if x in chain)
            target = next(chain for chain in chains if of in chain)
            if home == target:
                continue
            rest = tuple(s for s in home if s != x)
            places = [(*target[:k], x, *target[k:]) for k in range(len(target) + 1)]
            proper = [chain for chain in places if self._proper(chain)]
            if proper:
                best = max(proper, key=self.value)
                chains = [c for c in chains if c not in (home, target)] + [best]
                chains += [rest] if rest else []
        return chains

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

    def rival(self, s: int, t: int) -> tuple[float, int]:
        """How much the page loses where t does not follow s, and what then follows s best (or -1).

        Weighed are the likeliest other successors of s and predecessors of t, each taking over the
        whole rest of the article.
        """
        if not self._where:
            self._where = {x: chain for chain in self.found for x in chain}
        where = self._where
        a = _around(where[s], s)
        p = a.index(s)
        cut = [a[: p + 1], a[p + 1 :]]
        best = (self.value(a) - sum(map(self.value, cut)), -1)
        plain = t == s + 1 and not self.page.last(s).open_end and not self.page.first(t).open_start
        count = 1 if plain else _RIVALS
        others = sorted(self.gains[s], key=self.gains[s].__getitem__, reverse=True)[:count]
        pairs = [(s, u) for u in others if u != t]
        near = range(max(0, t - self.reach), min(self.size, t + self.reach + 1))
        before = sorted((self.gains[u].get(t, -_HOPELESS), u) for u in near if u != s)
        pairs += [(u, t) for _, u in before[-count:]]
        for u, v in pairs:
            same = where[u] is where[v]
            one = a if same else _around(where[u], u)
            other = a if same else _around(where[v], v)
            if u not in one or v not in other:
                continue
            i, j = one.index(u), other.index(v)
            now = self.value(one)
            if same:
                options = [new for _, new in self._within(one, i, j)]
            else:
                now += self.value(other)
                options = [[one[: i + 1] + other[j:], other[:j] + one[i + 1 :]]]
            for option in options:
                new = [chain for chain in option if chain]
                if all(map(self._proper, new)):
                    best = min(best, (now - sum(map(self.value, new)), v if u == s else -1))
        return best


def _around(chain: Nodes, s: int) -> Nodes:
    """The part of a chain around s that tells what a link of s is worth: all of an article's."""
    if len(chain) <= 2 * _BESIDE:
        return chain
    at = chain.index(s)
    return chain[max(0, at - _BESIDE) : at + _BESIDE]


def _broken_share(page: Page) -> float:
    """Share of the paragraphs that break off where the stream does not go on with them.

    A column's end that is followed by another article's text mostly stands in mid-paragraph: 14 to
    23 of 100 paragraphs of three mixed newspaper pages, hardly one of a text in its own order.
    """
    broken, count = 1.0, 4.0  # as of a text of which nothing is known
    for a, b in pairwise(page.fragments):
        if a.prose:
            count += 1
            broken += a.open_end and not (b.prose and b.open_start)
    return broken / count


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
