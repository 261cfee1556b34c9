"""The conditional random field: its likelihood over documents, and the weights that fit best.

What is fitted stands beside what is set by hand: the hand's scores are fixed offsets, and every
learnt weight is drawn towards nothing (a Gaussian prior), so that a weight moves only where the
documents say so. Rows of which the truth leaves several labels open count with all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

Array = NDArray[Any]
_LONGEST = 300  # rows of a sequence; longer documents are cut, so that few rows stand empty


@dataclass
class Example:
    """A document: its rows' traits, what the hand says of them, and what they may be."""

    name: str
    traits: list[list[int]]  # numbers of the traits of each row
    given: Array  # rows x labels: prior and hand-set evidence
    allowed: Array  # rows x labels: 0 where the truth allows the label, else very small
    weight: float = 1.0


@dataclass
class Fitted:
    """Learnt weights: traits x labels, and labels x labels for neighbours (without ends)."""

    traits: Array
    moves: Array


def _sequences(examples: Sequence[Example]) -> tuple[Array, Array]:
    """Row numbers of all examples in sequences (sequences x places, -1: none), and weights."""
    parts: list[Array] = []
    weights: list[float] = []
    at = 0
    for e in examples:
        n = len(e.traits)
        count = max(1, -(-n // _LONGEST))
        for piece in np.array_split(np.arange(at, at + n), count):
            parts.append(piece)
            weights.append(e.weight)
        at += n
    order = sorted(range(len(parts)), key=lambda k: -len(parts[k]))
    longest = max(map(len, parts))
    table = np.full((len(parts), longest), -1, dtype=np.int64)
    for line, k in enumerate(order):
        table[line, : len(parts[k])] = parts[k]
    return table, np.array([weights[k] for k in order])


def _sum_exp(a: Array, axis: int) -> Array:
    top = a.max(axis=axis, keepdims=True)
    out: Array = np.log(np.exp(a - top).sum(axis=axis)) + top.squeeze(axis)
    return out


def forward_backward(
    scores: Array, moves: Array, first: Array, last: Array, alive: Array
) -> tuple[Array, Array, Array]:
    """Log-partition of each sequence, marginals of rows, and expected moves per sequence.

    `scores`: sequences x places x labels; `alive`: how many sequences have a row at each place
    (longest sequences first).
    """
    count, length, labels = scores.shape
    ahead = np.zeros_like(scores)
    ahead[:, 0] = scores[:, 0] + first
    for t in range(1, length):
        n = alive[t]
        ahead[:n, t] = _sum_exp(ahead[:n, t - 1, :, None] + moves[None], axis=1) + scores[:n, t]
    behind = np.zeros_like(scores)
    for t in range(length - 1, -1, -1):
        n = alive[t]
        m = alive[t + 1] if t + 1 < length else 0
        behind[m:n, t] = last
        if m:
            behind[:m, t] = _sum_exp(
                moves[None] + (scores[:m, t + 1] + behind[:m, t + 1])[:, None, :], axis=2
            )
    total = _sum_exp(ahead[:, 0] + behind[:, 0], axis=1)
    marginals = np.exp(ahead + behind - total[:, None, None])
    expected = np.zeros((count, labels, labels))
    for t in range(1, length):
        n = alive[t]
        expected[:n] += np.exp(
            ahead[:n, t - 1, :, None]
            + moves[None]
            + (scores[:n, t] + behind[:n, t])[:, None, :]
            - total[:n, None, None]
        )
    return total, marginals, expected


def fit(
    examples: Sequence[Example],
    traits: int,
    moves: Array,
    first: Array,
    last: Array,
    *,
    penalty: float = 1.0,
    steps: int = 80,
    report: bool = False,
) -> Fitted:
    """The weights for which the truth of the examples is likeliest."""
    labels = len(first)
    table, weights = _sequences(examples)
    there = table >= 0
    alive = there.sum(axis=0)
    lines = [n for e in examples for n in e.traits]
    matrix = sparse.csr_matrix(
        (
            np.ones(sum(map(len, lines))),
            np.concatenate([np.array(n, dtype=np.int64) for n in lines]),
            np.concatenate([[0], np.cumsum([len(n) for n in lines])]),
        ),
        shape=(len(lines), traits),
    )
    back = matrix.T.tocsr()
    given = np.concatenate([e.given for e in examples])
    allowed = np.concatenate([e.allowed for e in examples])
    rows = table[there]

    def laid(values: Array) -> Array:
        out = np.zeros((*table.shape, labels))
        out[there] = values[rows]
        return out

    clamp = laid(allowed)

    def objective(x: Array) -> tuple[float, Array]:
        w = x[: traits * labels].reshape(traits, labels)
        v = x[traits * labels :].reshape(labels, labels)
        scores = laid(given + matrix @ w)
        free, p, m = forward_backward(scores, moves + v, first, last, alive)
        held, q, k = forward_backward(scores + clamp, moves + v, first, last, alive)
        loss = float((weights * (free - held)).sum())
        gap = (p - q) * weights[:, None, None]
        flat = np.zeros_like(given)
        flat[rows] = gap[there]
        by_trait = back @ flat
        by_move = ((m - k) * weights[:, None, None]).sum(axis=0)
        loss += 0.5 * penalty * float((w * w).sum() + (v * v).sum())
        steep = [(by_trait + penalty * w).ravel(), (by_move + penalty * v).ravel()]
        return loss, np.concatenate(steep)

    def tell(_: Array) -> None:
        if report:
            print(".", end="", flush=True)

    best = minimize(
        objective,
        np.zeros(traits * labels + labels * labels),
        jac=True,
        method="L-BFGS-B",
        callback=tell,
        options={"maxiter": steps, "maxcor": 12},
    )
    if report:
        print(f" {best.fun:.1f} after {best.nit} steps")
    x = best.x
    return Fitted(
        x[: traits * labels].reshape(traits, labels), x[traits * labels :].reshape(labels, labels)
    )


def decide(example: Example, fitted: Fitted, moves: Array, first: Array, last: Array) -> Array:
    """The best label of each row."""
    scores = example.given.copy()
    for i, numbers in enumerate(example.traits):
        if numbers:
            scores[i] += fitted.traits[numbers].sum(axis=0)
    step = moves + fitted.moves
    best = scores[0] + first
    back = []
    for t in range(1, len(scores)):
        reach = best[:, None] + step
        back.append(reach.argmax(axis=0))
        best = reach.max(axis=0) + scores[t]
    at = int((best + last).argmax())
    path = [at]
    for choices in reversed(back):
        at = int(choices[at])
        path.append(at)
    return np.array(path[::-1])
