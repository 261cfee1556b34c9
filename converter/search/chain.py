"""The best path through a chain of states, and what it would cost to leave it at each place."""

from __future__ import annotations

from collections.abc import Sequence
from operator import add

Scores = list[float]


def marginals(
    local: Sequence[Sequence[float]],
    moves: Sequence[Sequence[float]],
    first: Sequence[float],
    last: Sequence[float],
) -> list[Scores]:
    """For each place and state the value of the best whole path through it (max-marginals).

    `local[i][s]` is the value of state s at place i, `moves[a][b]` that of b behind a, `first` and
    `last` those of beginning and ending with a state. The best path takes the greatest of each row;
    how much less another state has is what the whole path would lose by it.
    """
    if not local:
        return []
    into = [list(column) for column in zip(*moves, strict=True)]
    ahead = [list(map(add, local[0], first))]
    for scores in local[1:]:
        ahead.append(list(map(add, scores, _step(ahead[-1], into))))
    out: list[Scores] = []
    behind = list(last)
    for scores in reversed(local):
        out.append(list(map(add, ahead.pop(), behind)))
        behind = _step(list(map(add, scores, behind)), moves)
    out.reverse()
    return out


def _step(scores: Scores, moves: Sequence[Sequence[float]]) -> Scores:
    """For each state the most that `scores` and a move from (or to) it come to."""
    return [max(map(add, scores, move)) for move in moves]
