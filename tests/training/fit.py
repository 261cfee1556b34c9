"""The conditional random field: its likelihood over documents, and the weights that fit best.

Every weight is drawn towards nothing (a Gaussian prior), so that it moves only where documents say
so; what is set by hand stands beside it as a fixed offset. Lines of which the truth leaves several
states open count with all of them.
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
_LONGEST = 300  # lines of a sequence; longer documents are cut, so that few places stand empty


@dataclass
class Example:
    """A document: the numbers of its lines' features, and what its lines may be.

    `features` holds the numbers of one line behind those of another, `counts` how many each has;
    `given` (lines x states) what is set by hand; `allowed` 0 where the truth allows a state, else a
    very small number.
    """

    name: str
    features: Array
    counts: Array
    given: Array
    allowed: Array
    weight: float = 1.0


@dataclass
class Fitted:
    """Learnt weights: features x states, and states x states for neighbours."""

    features: Array
    moves: Array


@dataclass
class Sums:
    """What a chain's states come to over all paths.

    `total`: log-partition of each sequence; `marginals`: places x sequences x states; `moves`:
    expected moves, weighted by sequence.
    """

    total: Array
    marginals: Array
    moves: Array


def forward_backward(scores: Array, moves: Array, alive: Array, weights: Array) -> Sums:
    """The sums over all paths of sequences that are scored, by products of scaled probabilities.

    `scores`: places x sequences x states, the longest sequences first; `alive`: how many sequences
    have a line at each place; `weights`: what each sequence counts.
    """
    length, count, _ = scores.shape
    step = np.exp(moves)
    top = scores.max(axis=2)
    here = np.exp(scores - top[..., None])
    ahead = np.zeros_like(here)
    scale = np.ones((length, count), dtype=here.dtype)
    total = np.zeros(count)
    for t in range(length):
        n = alive[t]
        reach = here[t, :n] * (ahead[t - 1, :n] @ step) if t else here[t, :n]
        scale[t, :n] = reach.sum(axis=1)
        ahead[t, :n] = reach / scale[t, :n, None]
        total[:n] += np.log(scale[t, :n]) + top[t, :n]
    behind = np.zeros_like(here)
    expected = np.zeros_like(step)
    for t in range(length - 1, -1, -1):
        n = alive[t]
        m = alive[t + 1] if t + 1 < length else 0
        behind[t, m:n] = 1.0
        if m:
            coming = here[t + 1, :m] * behind[t + 1, :m] / scale[t + 1, :m, None]
            behind[t, :m] = coming @ step.T
            expected += (ahead[t, :m] * weights[:m, None]).T @ coming
    return Sums(total, ahead * behind, expected * step)


def _sequences(examples: Sequence[Example]) -> tuple[Array, Array]:
    """Line numbers of all examples in sequences (places x sequences, -1: none), and weights."""
    parts: list[tuple[Array, float]] = []
    at = 0
    for e in examples:
        n = len(e.counts)
        pieces = np.array_split(np.arange(at, at + n), max(1, -(-n // _LONGEST))) if n else []
        parts += [(piece, e.weight) for piece in pieces]
        at += n
    parts.sort(key=lambda part: -len(part[0]))
    table = np.full((len(parts[0][0]), len(parts)), -1, dtype=np.int64)
    for k, (piece, _) in enumerate(parts):
        table[: len(piece), k] = piece
    return table, np.array([weight for _, weight in parts], dtype=np.float32)


def fit(
    examples: Sequence[Example],
    features: int,
    *,
    penalty: float = 1.0,
    steps: int = 70,
    report: bool = False,
) -> Fitted:
    """The weights of so many features for which the truth of the examples is likeliest."""
    states = examples[0].given.shape[1]
    table, weights = _sequences(examples)
    there = table >= 0
    alive = there.sum(axis=1)
    order = table[there]
    count = sum(len(e.counts) for e in examples)
    starts = np.concatenate([[0], np.cumsum(np.concatenate([e.counts for e in examples]))])
    numbers = np.concatenate([e.features for e in examples])
    ones = np.ones(len(numbers), dtype=np.float32)
    matrix = sparse.csr_matrix((ones, numbers, starts), shape=(count, features))
    back = matrix.T.tocsr()
    given = np.concatenate([e.given for e in examples]).astype(np.float32)
    heavy = np.repeat(np.array([e.weight for e in examples]), [len(e.counts) for e in examples])

    def laid(values: Array) -> Array:
        out = np.zeros((*table.shape, states), dtype=np.float32)
        out[there] = values[order]
        return out

    clamp = laid(np.concatenate([e.allowed for e in examples]))
    cut = features * states

    def objective(x: Array) -> tuple[float, Array]:
        w = x[:cut].reshape(features, states)
        v = x[cut:].reshape(states, states)
        scores = laid(given + matrix @ w.astype(np.float32))
        moves = v.astype(np.float32)
        free = forward_backward(scores, moves, alive, weights)
        held = forward_backward(scores + clamp, moves, alive, weights)
        loss = float((weights * (free.total - held.total)).sum())
        flat = np.zeros_like(given)
        flat[order] = (free.marginals - held.marginals)[there]
        flat *= heavy[:, None]
        loss += 0.5 * penalty * float(x @ x)
        steep = np.concatenate([(back @ flat).ravel(), (free.moves - held.moves).ravel()])
        return loss, steep + penalty * x

    def tell(_: Array) -> None:
        if report:
            print(".", end="", flush=True)

    best = minimize(
        objective,
        np.zeros(cut + states * states),
        jac=True,
        method="L-BFGS-B",
        callback=tell,
        options={"maxiter": steps, "maxcor": 12},
    )
    if report:
        print(f" {best.fun:.1f} after {best.nit} steps")
    return Fitted(best.x[:cut].reshape(features, states), best.x[cut:].reshape(states, states))


def decide(example: Example, fitted: Fitted) -> Array:
    """The best state of each line."""
    if not len(example.counts):
        return np.zeros(0, dtype=np.int64)
    lines = np.repeat(np.arange(len(example.counts)), example.counts)
    scores = example.given.astype(float)
    np.add.at(scores, lines, fitted.features[example.features])
    best = scores[0]
    back = []
    for own in scores[1:]:
        reach = best[:, None] + fitted.moves
        back.append(reach.argmax(axis=0))
        best = reach.max(axis=0) + own
    at = int(best.argmax())
    path = [at]
    for choices in reversed(back):
        at = int(choices[at])
        path.append(at)
    return np.array(path[::-1])
