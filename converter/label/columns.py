"""Columns whose rows an extraction tool took crosswise, told apart by a beam search over a page.

A reading of a page says of each item (a row, or a block of rows that the tool kept together) which
one it follows: items stand in one column, or in bands of two to five columns. A column is read to
its end, then the next. Each pair of items that a reading lets follow each other is weighed;
whatever the reading, each item has one predecessor, so the sums can be compared. Leaving the order
as given costs nothing; a band has its price, and so has whatever a sheet of paper does not explain.

The tool took the items of a band by their height on the page. So a reading implies where each item stands, since a column is filled from its top: an item
that comes later than its column's height allows has white paper above it, and white paper costs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heappush, heappushpop
from itertools import pairwise, permutations
from math import inf
from operator import attrgetter
from typing import NamedTuple

Follow = Callable[[int, int], float]
"""The weight (log-odds) of item j right after item i in one column."""

BAND = 5.0
"""What a band costs: so much must the items gain by standing in columns."""

_LIKE = 3.0  # what one costs that has as many columns as the one before it on the page

# The price of a band that begins with or right under a head, and of any other.
_UNDER, _AMID = 0.5, 1.0

MOST = 5
"""Columns that a band has at most."""

_BEAM = 24
_WIDER = 2.0  # each column beyond the second

# White paper in a column, in rows: the first row of it, each further one, and the most that a
# picture or a head costs. Less than _EVEN rows are the spaces between paragraphs.
_WHITE, _WHITER, _PICTURE = 0.7, 0.4, 3.0
_EVEN = 0.5

# A row out of the tool's rhythm (a row of each column in turn, from left to right).
_BEAT, _ASTRAY = 2.4, 0.8
_ENDED = 1.5

_RAGGED = 1.0

_BESIDE = 2.0  # two pieces of a line that stand in two columns, read on as if there were none
_ELSEWHERE = 3.0  # an item below one that its line shows in another column

# Columns of which one to the right comes earlier in the dump, since it begins higher.
_TURNED = 3.0
_TURNS = {n: tuple(permutations(range(n)))[1:] for n in (2, 3)}
"""The orders in which so many columns may be read beside the one from left to right."""


class _State(NamedTuple):
    """A reading up to some item: the open band's columns, or one column where `columns` is 1.

    A tuple, for a page has tens of thousands of them, nearly all to be thrown away.
    """

    score: float
    columns: int  # of the open band
    lasts: tuple[int, ...]  # last item of each column begun, -1 where the page begins
    firsts: tuple[int, ...]
    depths: tuple[float, ...]  # how far down (rows) each column is filled
    level: float  # the height of the item read last
    at: int  # column of the item read last
    known: int  # columns of the band before
    before: _State | None  # up to the item before
    opens: int  # columns of a band that begins with the item read last; 0 within one
    turned: tuple[int, ...]  # there the order in which the columns of the band before are read
    astray: bool = False  # the item read last is out of the rhythm


_SCORE = attrgetter("score")


@dataclass(frozen=True, slots=True)
class Items:
    """What is to be ordered: heights in rows, how they follow each other, and what is known.

    `tied[j]`: item j stands in one line of the source with the item before, right of it.
    `heads[j]`: item j ends with a short line that ends no sentence: a title, a byline.
    `bottoms`: the tool went by the items' bottoms, else by some place between top and bottom.
    `places[j]`: the column of the page that item j's place in its line tells; -1 where none does.
    """

    heights: Sequence[int]
    follow: Follow
    tied: Sequence[bool]
    heads: Sequence[bool]
    bottoms: bool = False
    places: Sequence[int] = ()


def read_columns(items: Items, most: int = MOST) -> tuple[list[int], float]:
    """The places of the items in reading order, and what that order gains over the given one."""
    states = [_single(None, -1, 0.0, 0, ())]
    straight = 0.0
    count = len(items.heights)
    follow = items.follow
    for j in range(count):
        if j:
            straight += follow(j - 1, j)
        beam = _Beam()
        highest: dict[int, float] = {}  # of the bands that are over, by their number of columns
        for state in states:
            if state.columns > 1:
                _within(state, j, items, beam)
            elif items.tied[j]:
                # Two pieces of one line: read on as they stand.
                gain = follow(state.lasts[0], j) - _BESIDE * bool(items.places)
                beam.add(_single(state, j, state.score + gain, state.known, ()))
            if not items.tied[j] and len(state.lasts) == state.columns:
                over = _over(state, j, follow)
                # What begins with item j is the same whatever stood before: only the best is asked.
                if over.score > highest.get(over.known, -inf):
                    highest[over.known] = over.score
                    for new in _beyond(state, j, over, items, most):
                        beam.add(new)
        states = beam.likeliest()
    ends = []
    for state in states:
        if state.columns == len(state.lasts):
            gain, turned = _closing(state, follow) if state.columns > 1 else (0.0, (0,))
            ends.append((state.score + gain, turned, state))
    if not ends:
        return list(range(count)), 0.0
    score, turned, state = max(ends, key=lambda e: e[0])
    return _order(state, turned), score - straight


class _Beam:
    """The best readings up to an item, of each number of columns: wide bands take rows to pay."""

    def __init__(self) -> None:
        self._best: dict[tuple[int, tuple[int, ...], int, int, int], _State] = {}
        self._scores: list[list[float]] = [[] for _ in range(MOST + 1)]  # the highest, as heaps

    def least(self, columns: int) -> float:
        """A score with which a reading of so many columns is not among the best any more."""
        scores = self._scores[columns]
        return scores[0] if len(scores) == _BEAM else -inf

    def add(self, new: _State) -> None:
        """Enter a reading; of those that what comes can not tell apart the best is kept."""
        key = (new.columns, new.lasts, new.firsts[0], new.at, new.known)
        old = self._best.get(key)
        if old is None:
            scores = self._scores[new.columns]
            if len(scores) < _BEAM:
                heappush(scores, new.score)
            else:
                heappushpop(scores, new.score)
        elif new.score <= old.score:
            return
        self._best[key] = new

    def likeliest(self) -> list[_State]:
        """The best, the highest score first."""
        room = [_BEAM] * (MOST + 1)
        out = []
        for state in sorted(self._best.values(), key=_SCORE, reverse=True):
            if room[state.columns]:
                room[state.columns] -= 1
                out.append(state)
        return out


def _closing(state: _State, follow: Follow) -> tuple[float, tuple[int, ...]]:
    """What the seams between the end of each column and the head of the next weigh, and the order."""
    lasts, firsts, depths = state.lasts, state.firsts, state.depths
    given = tuple(range(len(lasts)))
    deep = max(depths)
    ragged = 0.0
    for depth in depths[:-1]:
        if deep - depth >= _EVEN:
            ragged += min(_RAGGED, _white(deep - depth))
    ragged += min(_RAGGED, 0.5 * _white(deep - depths[-1]))
    best, order = 0.0, given
    for b in given[1:]:
        best += follow(lasts[b - 1], firsts[b])
    for turned in _TURNS.get(len(lasts), ()):
        total = 0.0
        for a, b in pairwise(turned):
            total += follow(lasts[a], firsts[b])
        if total - _TURNED > best:
            best, order = total - _TURNED, turned
    return best - ragged, order


def _due(state: _State) -> int:
    """The column whose turn it is: the next to the right that has not long come to its end."""
    for step in range(1, state.columns):
        c = (state.at + step) % state.columns
        if c >= len(state.lasts):
            return len(state.lasts)
        if state.depths[c] > state.level - _ENDED:
            return c
    return state.at


def _within(state: _State, j: int, items: Items, beam: _Beam) -> None:
    """Enter the readings that take item j into the columns of the band that `state` has open.

    Those that are not among the best any more are left out.
    """
    follow, tied, tall, places = items.follow, items.tied[j], items.heights[j], items.places
    sofar, count, lasts, firsts, depths, height, at, known, _, _, _, astray = state
    columns = len(lasts)
    due = _due(state)
    least = beam.least(count)
    for c in range(at + 1 if tied else 0, min(columns + 1, count)):
        old = c < columns
        depth = depths[c] if old else 0.0
        if items.bottoms:
            level = bottom = max(depth + tall, height)
        else:
            level = max(depth, height)
            bottom = max(depth + tall, height + 1)
        white = bottom - tall - depth
        price = 0.0 if white < _EVEN else min(_PICTURE, _WHITE + _WHITER * (white - 1))
        if c != due:
            price += _ASTRAY if astray else _BEAT
        if old and places and 0 <= places[j] != places[lasts[c]] >= 0:
            price += _ELSEWHERE
        score = sofar + (follow(lasts[c], j) if old else 0.0) - price
        if score < least:
            continue
        behind = c + 1
        new = _State(
            score,
            count,
            (*lasts[:c], j, *lasts[behind:]),
            firsts if old else (*firsts, j),
            (*depths[:c], bottom, *depths[behind:]),
            level,
            c,
            known,
            state,
            0,
            (),
            c != due,
        )
        beam.add(new)
        least = beam.least(count)


class _Over(NamedTuple):
    """A reading whose open band is over: the score up to item j, and what the band was."""

    score: float
    known: int
    turned: tuple[int, ...]


def _over(state: _State, j: int, follow: Follow) -> _Over:
    closing, turned = _closing(state, follow) if state.columns > 1 else (0.0, ())
    last = state.lasts[turned[-1] if turned else -1]
    gain = follow(last, j) if last >= 0 else 0.0
    known = state.columns if state.columns > 1 else state.known
    return _Over(state.score + gain + closing, known, turned)


def _beyond(state: _State, j: int, over: _Over, items: Items, most: int) -> list[_State]:
    """The readings in which something else begins with item j: one column, or a band."""
    score, known, turned = over
    out = [_single(state, j, score, known, turned)]
    bottom = float(items.heights[j])
    level = bottom if items.bottoms else 0.0
    rate = _UNDER if items.heads[j] or (j and items.heads[j - 1]) else _AMID
    first = (j,)
    for n in range(2, most + 1):
        cost = (_LIKE if n == known else BAND + _WIDER * (n - 2)) * rate
        new = score - cost
        out.append(_State(new, n, first, first, (bottom,), level, 0, known, state, n, turned))
    return out


def _single(
    before: _State | None, j: int, score: float, known: int, turned: tuple[int, ...]
) -> _State:
    """Item j in a column of its own width."""
    return _State(score, 1, (j,), (-1,), (0.0,), 0.0, 0, known, before, 1, turned)


def _white(rows: float) -> float:
    """What so many rows of white paper cost."""
    return 0.0 if rows < _EVEN else min(_PICTURE, _WHITE + _WHITER * (rows - 1))


def _order(state: _State, turned: tuple[int, ...]) -> list[int]:
    """Items in reading order, from where each went; `turned` is the last band's order."""
    steps: list[_State] = []
    while state.before is not None:
        steps.append(state)
        state = state.before
    steps.reverse()
    out: list[int] = []
    band: list[list[int]] = []
    for j, step in enumerate(steps):
        if step.opens:
            out += _read(band, step.turned)
            band = [[] for _ in range(step.opens)]
        band[step.at].append(j)
    return out + _read(band, turned)


def _read(band: Sequence[Sequence[int]], turned: tuple[int, ...]) -> list[int]:
    order = turned if len(turned) == len(band) else range(len(band))
    return [i for c in order for i in band[c]]
