"""The one decoder: the best sequence of readings for the evidence, with its margins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import repeat
from operator import add, sub

from converter.model import Evidence, Label


def decode(
    evidence: Sequence[Sequence[Evidence]],
    states: Sequence[Label],
    prior: Mapping[Label, float],
    transition: Mapping[tuple[str, str], float],
) -> list[tuple[Label, Label, float]]:
    """The best label of each row, the second best, and the distance between them.

    `transition[a, b]` is the weight of label `b` after `a` ('start' before the first row, 'end'
    after the last), 0 where it is not named. Margins are max-marginals: how much the best whole
    reading loses if this row has to have another label.
    """
    n = len(evidence)
    if not n:
        return []
    index = {label: k for k, label in enumerate(states)}
    base = [prior.get(s, 0.0) for s in states]
    local: list[list[float]] = []
    for found in evidence:
        scores = base[:]
        for e in found:
            k = index.get(e.reading)  # type: ignore[call-overload]
            if k is not None:
                scores[k] += e.weight
        local.append(scores)
    out_of = [[transition.get((a, b), 0.0) for b in states] for a in states]
    into = [list(moves) for moves in zip(*out_of, strict=True)]
    ahead, behind = _gains(out_of), _gains(into)
    first = [transition.get(("start", s), 0.0) for s in states]
    forward = [list(map(add, local[0], first))]
    for i in range(1, n):
        forward.append(list(map(add, local[i], _best(forward[-1], out_of, ahead))))
    result = []
    rest = [transition.get((s, "end"), 0.0) for s in states]  # the best of what is behind
    while forward:
        total = list(map(add, forward.pop(), rest))
        rest = _best(list(map(add, local.pop(), rest)), into, behind)
        top = max(total)
        best = total.index(top)
        total[best] = float("-inf")
        runner = max(total)
        result.append((states[best], states[total.index(runner)], top - runner))
    result.reverse()
    return result


def _gains(moves: Sequence[Sequence[float]]) -> list[list[float]]:
    """For states a and b the most by which a move from b is better than the same from a.

    For a state itself it is nothing at all, so that it is not asked again.
    """
    gains = [[max(map(sub, other, own)) for other in moves] for own in moves]
    for k, row in enumerate(gains):
        row[k] = float("-inf")
    return gains


def _best(
    scores: list[float], moves: Sequence[Sequence[float]], gains: Sequence[Sequence[float]]
) -> list[float]:
    """For each state the most that `scores` and a move to it come to.

    A state whose best move cannot make up for what the leading state is ahead is never the most:
    mostly the leader alone is left, and the decoder takes a third of the time.
    """
    top = max(scores)
    leader = scores.index(top)
    gain = gains[leader]
    least = top - 1e-6  # sums of floats in another order
    best = list(map(add, repeat(top), moves[leader]))
    if max(map(add, scores, gain)) >= least:
        for score, to, more in zip(scores, moves, gain, strict=True):
            if score + more >= least:
                best = list(map(max, best, map(add, repeat(score), to)))
    return best
