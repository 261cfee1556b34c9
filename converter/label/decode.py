"""The one decoder: the best sequence of readings for the evidence, with its margins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import add

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
    into = [[transition.get((a, b), 0.0) for a in states] for b in states]
    out_of = [[transition.get((a, b), 0.0) for b in states] for a in states]
    first = [transition.get(("start", s), 0.0) for s in states]
    forward = [list(map(add, local[0], first))]
    for i in range(1, n):
        before = forward[-1]
        forward.append(
            [x + max(map(add, before, moves)) for x, moves in zip(local[i], into, strict=True)]
        )
    backward = [[transition.get((s, "end"), 0.0) for s in states]]
    for i in range(n - 1, 0, -1):
        ahead = list(map(add, local[i], backward[-1]))
        backward.append([max(map(add, moves, ahead)) for moves in out_of])
    backward.reverse()
    result = []
    for here, rest in zip(forward, backward, strict=True):
        total = list(map(add, here, rest))
        top = max(total)
        best = total.index(top)
        total[best] = float("-inf")
        runner = max(total)
        result.append((states[best], states[total.index(runner)], top - runner))
    return result
