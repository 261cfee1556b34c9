"""The best path through a chain of states, and what it would cost to leave it at each place."""

from __future__ import annotations

from collections.abc import Sequence
from operator import add, sub

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
    into = _Steps(moves)
    back = _Steps([list(column) for column in zip(*moves, strict=True)])
    ahead = [list(map(add, local[0], first))]
    for scores in local[1:]:
        ahead.append(list(map(add, scores, into.best(ahead[-1]))))
    out: list[Scores] = []
    behind = list(last)
    for scores in reversed(local):
        out.append(list(map(add, ahead.pop(), behind)))
        behind = back.best(list(map(add, scores, behind)))
    out.reverse()
    return out


class _Steps:
    """Moves between states; `lead[b][a]`: what state a may gain on state b by its moves."""

    def __init__(self, moves: Sequence[Sequence[float]]) -> None:
        self.moves = moves
        self.lead = [[max(map(sub, a, b)) for a in moves] for b in moves]

    def best(self, scores: Scores) -> Scores:
        """For each state the most that `scores` and a move to it come to."""
        top = max(scores)
        gained = map(add, scores, self.lead[scores.index(top)])
        # Other states are behind the best one, whichever move they take.
        ways = [
            [score + move for move in moves]
            for score, moves, most in zip(scores, self.moves, gained, strict=True)
            if most >= top
        ]
        return ways[0] if len(ways) == 1 else list(map(max, *ways))
