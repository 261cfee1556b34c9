"""Fits what size, font and place tell of a line: the weights of `converter/label/placed.json`.

    python -m tests.training.placed FOLDER             fit on FOLDER/NAME.pdf, with the truth of
                                                       world NAME
    python -m tests.training.placed FOLDER --unseen    each publication in turn left out

The model of words and its moves stay as they are; what is fitted is added to them. The model knows
these publications' words, so without more frames would have little left to say: its families of
letters are left out of the fit.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from converter.label import look
from converter.label.model import STATES, in_force
from converter.label.placed import FITTED, sights
from converter.pipeline import base_profile, common_lexicon
from converter.read import read
from tests.training.fit import forward_backward
from tests.training.sights import NAMES
from tests.worlds.shelf import World, worlds
from tests.worlds.truth import align

Array = NDArray[Any]
PER = 100
_DRAWN = 1.0  # how strongly a weight is drawn towards nothing
_SURE = 12  # times that a feature is seen at least
_NEVER = -60.0
_STEPS = 60
_LONGEST = 120  # lines of a sequence
_LETTERS = (
    "letters",
    "near -1 letters",
    "near +1 letters",
    "near -1 opens",
    "again",
    "list inside",
)


@dataclass
class Sheet:
    """A document: base values of its lines by state, their features, what they may be."""

    world: World
    base: Array
    whole: Array
    names: list[tuple[str, ...]]
    allowed: Array


def sheet(world: World, path: Path) -> Sheet:
    """A world's PDF, its lines as labelling sees them."""
    gold = yaml.load(world.gold.read_text("utf-8"), Loader=yaml.CSafeLoader)
    source = read(path.read_bytes(), path.name)
    seen = look(source, base_profile(), common_lexicon().has)
    model = in_force()
    features = [seen.features.of(i) for i in range(len(seen.content))]
    less = [[f for f in names if not f.startswith(_LETTERS)] for names in features]
    may = [labels for labels, _ in align([r.text for r in seen.content], gold)]
    allowed = np.array(
        [[0.0 if not labels or n in labels else _NEVER for n in NAMES] for labels in may]
    )
    return Sheet(
        world,
        np.array([model.scores(names) for names in less]) / model.per,
        np.array([model.scores(names) for names in features]) / model.per,
        sights(source, seen.content),
        allowed,
    )


def fit(sheets: Sequence[Sheet]) -> dict[str, Array]:
    """The weights of each feature by state."""
    model = in_force()
    moves = np.array(model.moves) / model.per
    counts = Counter(name for one in sheets for names in one.names for name in names)
    order = sorted(name for name, n in counts.items() if n >= _SURE)
    number = {name: k for k, name in enumerate(order)}
    table = sparse.vstack([_table(one.names, number) for one in sheets]).tocsr()
    base = np.concatenate([one.base for one in sheets])
    allowed = np.concatenate([one.allowed for one in sheets])
    places, each = _places([len(one.base) for one in sheets])
    alive = (places >= 0).sum(axis=1)
    there = places >= 0
    lines = places[there]

    def sums(values: Array) -> tuple[float, Array]:
        scores = np.zeros((*places.shape, len(STATES)))
        scores[there] = values[lines]
        found = forward_backward(scores, moves, alive, each)
        marginals = np.zeros_like(values)
        marginals[lines] = found.marginals[there]
        return float(found.total.sum()), marginals

    def loss(flat: Array) -> tuple[float, Array]:
        weights = flat.reshape(len(order), len(STATES))
        values = base + table @ weights
        free, guessed = sums(values)
        true, told = sums(values + allowed)
        slope = table.T @ (guessed - told) + 2 * _DRAWN * weights
        return free - true + _DRAWN * float((flat**2).sum()), slope.ravel()

    start = np.zeros(len(order) * len(STATES))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return dict(zip(order, found.x.reshape(len(order), len(STATES)), strict=True))


def _places(lengths: Sequence[int]) -> tuple[Array, Array]:
    """The numbers of lines in sequences side by side (places x sequences, -1: none)."""
    pieces: list[Array] = []
    at = 0
    for n in lengths:
        pieces += np.array_split(np.arange(at, at + n), max(1, -(-n // _LONGEST)))
        at += n
    pieces.sort(key=lambda piece: -len(piece))
    out = np.full((len(pieces[0]), len(pieces)), -1, dtype=np.int64)
    for k, piece in enumerate(pieces):
        out[: len(piece), k] = piece
    return out, np.ones(len(pieces))


def _table(names: Sequence[tuple[str, ...]], number: dict[str, int]) -> Any:
    pairs = [(i, number[name]) for i, row in enumerate(names) for name in row if name in number]
    rows, columns = zip(*pairs, strict=True)
    return sparse.csr_matrix((np.ones(len(pairs)), (rows, columns)), (len(names), len(number)))


def right(one: Sheet, weights: dict[str, Array]) -> list[int]:
    """Lines whose label is one that the truth allows, of those it speaks of.

    Without the families of letters: by words alone, and with frames; with these families, likewise;
    of how many.
    """
    model = in_force()
    moves = np.array(model.moves) / model.per
    more = np.array(
        [
            sum((weights[n] for n in names if n in weights), np.zeros(len(STATES)))
            for names in one.names
        ]
    )
    told = (one.allowed < 0).any(axis=1)
    kinds = [label for label, _ in STATES]

    def count(values: Array) -> int:
        alive, each = np.ones(len(values), dtype=np.int64), np.ones(1)
        best = forward_backward(values[:, None], moves, alive, each).marginals[:, 0].argmax(axis=1)
        good = 0
        for i in np.flatnonzero(told):
            may = {kinds[k] for k in np.flatnonzero(one.allowed[i] == 0)}
            good += kinds[best[i]] in may
        return good

    values = (one.base, one.base + more, one.whole, one.whole + more)
    return [*map(count, values), int(told.sum())]


def main() -> None:
    """Fit, or measure on publications left out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--unseen", action="store_true")
    args = parser.parse_args()
    sheets = [
        sheet(world, path)
        for world in worlds()
        if (path := args.folder / f"{world.name}.pdf").exists()
    ]
    if args.unseen:
        sums = np.zeros(5, dtype=int)
        for name in sorted({one.world.publication for one in sheets}):
            weights = fit([one for one in sheets if one.world.publication != name])
            got = [right(one, weights) for one in sheets if one.world.publication == name]
            sums += np.sum(got, axis=0)
            print(name, *np.sum(got, axis=0))
        print("all", *(sums / sums[-1]))
        return
    weights = fit(sheets)
    rows = []
    for name, values in weights.items():
        pairs = {k: round(PER * w) for k, w in enumerate(values) if abs(w) >= 5 / PER}
        if pairs:
            rows.append(f"{json.dumps(name)}: {json.dumps(pairs)}")
    text = f'{{"per": {PER}, "weights": {{\n' + ",\n".join(rows) + "\n}}\n"
    FITTED.write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
