"""Columns whose rows an extraction tool took crosswise, told apart by a beam search over a page.

A reading of a page says of each row which row it follows: rows stand in one column, or in bands
of two to five columns that the tool took row by row. A column is read to its end, then the next.
Each pair of rows that a reading lets follow each other is weighed; whatever the reading, each row
has one predecessor, so the sums can be compared. Leaving the order as given costs nothing, every
band and every step that is not the tool's rhythm (one row of each column in turn) has its price.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Follow = Callable[[int, int], float]
"""The weight (log-odds) of row j right after row i in one column."""

BAND = 5.0
"""What a band costs: so much must the rows gain by standing in columns."""

_LIKE = 1.5  # what one costs that has as many columns as the one before it on the page

_MOST = 5
_BEAM = 60
_AGAIN = 2.4  # the first step that stays in its column
_MORE = 0.5  # each further one
_SKIP = 3.0  # a step that leaves a column out
_WIDER = 2.0  # each column beyond the second


@dataclass(frozen=True, slots=True)
class _State:
    """A reading up to some row: the open band's columns, or one column where `count` is 1."""

    score: float
    count: int  # columns of the open band
    lasts: tuple[int, ...]  # last row of each column begun, -1 where the page begins
    firsts: tuple[int, ...]
    at: int = 0  # column of the row read last
    path: _Path | None = None
    stayed: bool = False
    known: int = 0  # columns of the band before


@dataclass(frozen=True, slots=True)
class _Path:
    """Where each row went, as a list from the last row back."""

    before: _Path | None
    column: int
    opens: int  # number of columns of a band that begins here; 0 within one


def read_columns(
    count: int, follow: Follow, tied: Sequence[bool], most: int = _MOST
) -> tuple[list[int], float]:
    """The places of `count` rows in reading order, and what that order gains over the given one.

    `tied[j]`: row j stands in one line of the source with the row before, right of it.
    """
    states = [_State(0.0, 1, (-1,), (-1,))]
    straight = 0.0
    for j in range(count):
        if j:
            straight += follow(j - 1, j)
        best: dict[tuple[int, tuple[int, ...], int, bool, int], _State] = {}
        for state in states:
            for new in _steps(state, j, follow, most, tied=tied[j]):
                key = (new.count, new.lasts, new.at, new.stayed, new.known)
                old = best.get(key)
                if old is None or new.score > old.score:
                    best[key] = new
        states = sorted(best.values(), key=lambda s: -s.score)[:_BEAM]
    ends = [(s.score + _closing(s, follow), s) for s in states if s.count == len(s.lasts)]
    if not ends:
        return list(range(count)), 0.0
    score, state = max(ends, key=lambda e: e[0])
    return _order(state.path), score - straight


def _closing(state: _State, follow: Follow) -> float:
    """What the seams between the end of each column and the head of the next weigh."""
    total = 0.0
    for c in range(1, len(state.lasts)):
        total += follow(state.lasts[c - 1], state.firsts[c])
    return total


def _steps(state: _State, j: int, follow: Follow, most: int, *, tied: bool) -> list[_State]:
    """The readings that take row j in after `state`."""
    out: list[_State] = []
    if state.count > 1:
        columns = len(state.lasts)
        for c in range(min(columns + 1, state.count)):
            if tied and c <= state.at:
                continue
            price = 0.0
            stay = c == state.at
            if stay:
                price = _MORE if state.stayed else _AGAIN
            elif c != (state.at + 1) % state.count:
                price = _SKIP
            if c < columns:
                gain = follow(state.lasts[c], j)
                lasts = (*state.lasts[:c], j, *state.lasts[c + 1 :])
                firsts = state.firsts
            else:
                gain = 0.0
                lasts, firsts = (*state.lasts, j), (*state.firsts, j)
            out.append(
                _State(
                    state.score + gain - price,
                    state.count,
                    lasts,
                    firsts,
                    c,
                    _Path(state.path, c, 0),
                    stayed=stay,
                    known=state.known,
                )
            )
        if columns < state.count or tied:
            return out
    elif tied:
        # Two pieces of one line: read on as they stand.
        gain = follow(state.lasts[0], j)
        return [
            _State(
                state.score + gain, 1, (j,), (-1,), 0, _Path(state.path, 0, 1), known=state.known
            )
        ]
    last = state.lasts[-1]
    gain = follow(last, j) if last >= 0 else 0.0
    known = state.count if state.count > 1 else state.known
    base = state.score + gain + (_closing(state, follow) if state.count > 1 else 0.0)
    out.append(_State(base, 1, (j,), (-1,), 0, _Path(state.path, 0, 1), known=known))
    for n in range(2, most + 1):
        cost = _LIKE if n == known else BAND + _WIDER * (n - 2)
        out.append(_State(base - cost, n, (j,), (j,), 0, _Path(state.path, 0, n), known=known))
    return out


def _order(path: _Path | None) -> list[int]:
    """Rows in reading order, from where each went."""
    steps: list[_Path] = []
    while path is not None:
        steps.append(path)
        path = path.before
    steps.reverse()
    out: list[int] = []
    band: list[list[int]] = []
    for j, step in enumerate(steps):
        if step.opens:
            out += [i for column in band for i in column]
            band = [[] for _ in range(step.opens)]
        band[step.column].append(j)
    return out + [i for column in band for i in column]
