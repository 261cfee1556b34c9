"""Fit the chances to be wrong (`converter/doubts.json`) on decisions that a truth tells of."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from math import log1p
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from converter.doubts import FITTED, FLAT, WIDE, Calibration, chance, log_odds, near
from converter.model import Decision, Source

Document = tuple[Sequence[Decision], Sequence[bool | None], Source]
"""A document's decisions, whether each is right (None: the truth does not tell), its source."""

_OWN = frozenset({"table", "join"})  # whose readings are those of one place
_FEW = 10  # decisions of one reading that tell nothing of it by themselves
_LOOSE, _TIGHT = 0.1, 1.0  # how much a weight costs: of a kind of decision, of one reading of it


def fit(documents: Sequence[Document]) -> Calibration:
    """The weights that foretell best which decisions are wrong; a wider margin is never a doubt."""
    told = [
        (d, not right)
        for decided, rights, _ in documents
        for d, right in zip(decided, rights, strict=True)
        if right is not None and d.subject not in FLAT
    ]
    subjects = sorted({d.subject for d, _ in told})
    often = Counter(_reading(d) for d, _ in told)
    readings = sorted(name for name, count in often.items() if count >= _FEW)
    readings = [name for name in readings if name.partition(" ")[0] not in _OWN]
    place = {name: 3 * k for k, name in enumerate(subjects)}
    beyond = {name: 3 * len(subjects) + k for k, name in enumerate(readings)}
    table = np.zeros((len(told), 3 * len(subjects) + len(readings)), dtype=np.float32)
    for row, (d, _) in zip(table, told, strict=True):
        margin = min(max(d.margin, 0.0), WIDE)
        at = place[d.subject]
        row[at : at + 3] = 1.0, log1p(margin), margin
        if _reading(d) in beyond:
            row[beyond[_reading(d)]] = 1.0
    costs = np.array([_LOOSE] * (3 * len(subjects)) + [_TIGHT] * len(readings))
    bounds = [(None, None), (None, 0.0), (None, 0.0)] * len(subjects)
    weights = _logistic(table, _wrong(told), costs, [*bounds, *[(None, None)] * len(readings)])
    own = {name: tuple(weights[k : k + 3]) for name, k in place.items()}
    chosen = {name: float(weights[k]) for name, k in beyond.items()}
    alone = Calibration(own, chosen, (0.0, 1.0, 0.0))
    return Calibration(own, chosen, _shared(alone, documents))


def _reading(decision: Decision) -> str:
    return f"{decision.subject} {decision.chosen}"


def _wrong(told: Sequence[tuple[Decision, bool]]) -> np.ndarray:
    return np.array([wrong for _, wrong in told], dtype=float)


def _shared(alone: Calibration, documents: Sequence[Document]) -> tuple[float, float, float]:
    """How much a decision's own log-odds weigh, and those of what stands near it."""
    rows, wrong = [], []
    for decided, rights, source in documents:
        own = [FLAT.get(d.subject) or chance(alone.own(d)) for d in decided]
        beside = near(decided, own, source)
        for d, mine, theirs, right in zip(decided, own, beside, rights, strict=True):
            if right is not None and d.subject not in FLAT:
                rows.append((1.0, log_odds(mine), log_odds(theirs)))
                wrong.append(not right)
    costs = np.full(3, _LOOSE)
    weights = _logistic(np.array(rows), np.array(wrong, dtype=float), costs, [(None, None)] * 3)
    return tuple(map(float, weights))


def _logistic(
    table: np.ndarray,
    wrong: np.ndarray,
    costs: np.ndarray,
    bounds: Sequence[tuple[float | None, float | None]],
) -> np.ndarray:
    """The weights of a logistic regression; large ones cost."""

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        value = np.clip(table @ weights, -60, 60)
        slope = table.T @ (1 / (1 + np.exp(-value)) - wrong) + costs * weights
        missed = np.logaddexp(0, value) - wrong * value
        return float(missed.sum() + 0.5 * (costs * weights**2).sum()), slope

    start = np.zeros(table.shape[1])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x)


def write(fitted: Calibration, source: str, path: Path = FITTED) -> None:
    """The calibration's file, a weight a line; `source` says what it was fitted on."""

    def whole(values: Sequence[float]) -> str:
        return json.dumps([round(float(v), 3) for v in values])

    subjects = [f'  "{name}": {whole(w)}' for name, w in fitted.subjects.items()]
    chosen = [f'  "{name}": {w:.3f}' for name, w in fitted.chosen.items()]
    path.write_text(
        f'{{\n "source": {json.dumps(source)},\n "subjects": {{\n'
        + ",\n".join(subjects)
        + '\n },\n "chosen": {\n'
        + ",\n".join(chosen)
        + f'\n }},\n "shared": {whole(fitted.shared)}\n}}\n',
        encoding="utf-8",
        newline="\n",
    )
