"""Fit the model that labels lines, on every document whose truth is known.

python -m tests.training                 fit, and write converter/label/model.json
python -m tests.training --refresh       take over first what comes out right of seeds and cases
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from converter.label.model import LEARNT
from tests.training.fit import Fitted, decide, fit
from tests.training.hand import HAND
from tests.training.judged import judged, refresh
from tests.training.sights import NAMES, Seed, Sight, Task, example, see, vocabulary
from tests.training.small import small
from tests.worlds.shelf import World, worlds

COUNT = 500  # drawn documents
PENALTY = 1.0  # 3 is as good on what is left out, but misreads lines of the seeds
PER = 100  # weights are written in hundredths: whole numbers, whose sums are exact
LEAST = 8  # hundredths: a smaller weight is left out


def tasks(found: Sequence[World], count: int = COUNT, first: int = 1) -> list[Task]:
    """All documents to learn from: these worlds, the judged ones, and drawn ones of their texts."""
    golds = tuple(world.gold for world in found)
    drawn = [Seed(first + k, golds) for k in range(count if golds else 0)]
    return [*found, *judged(), *small(), *drawn]


def learn(sights: Sequence[Sight], *, report: bool = False) -> tuple[dict[str, int], Fitted]:
    """Numbers of the features that count, and the weights that fit the documents best."""
    numbers = vocabulary(sights)
    examples = [example(s, numbers) for s in sights]
    fitted = fit(examples, len(numbers), penalty=PENALTY, report=report)
    return numbers, fitted


def wrong(sights: Sequence[Sight], numbers: dict[str, int], fitted: Fitted) -> tuple[int, int]:
    """Lines whose best state the truth does not allow, and all lines."""
    bad = total = 0
    for one in sights:
        e = example(one, numbers)
        chosen = decide(e, fitted)
        bad += int((e.allowed[np.arange(len(chosen)), chosen] < 0).sum())
        total += len(chosen)
    return bad, total


def write(path: Path, numbers: dict[str, int], fitted: Fitted) -> int:
    """The model file, a feature a line, so that a change of it can be read; how many there are."""
    lines = []
    for name in sorted({*numbers, *HAND}):
        values = np.zeros(len(NAMES))
        if name in numbers:
            values += fitted.features[numbers[name]]
        for state, weight in HAND.get(name, {}).items():
            values[NAMES.index(state)] += weight
        pairs = [f"{k}:{w}" for k, w in enumerate(_whole(values)) if abs(w) > LEAST]
        if pairs:
            lines.append(f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(' '.join(pairs))}")
    edges = json.dumps([0] * len(NAMES))
    path.write_text(
        "{\n"
        f' "states": {json.dumps(NAMES)},\n'
        f' "per": {PER},\n'
        f' "moves": {json.dumps([_whole(row) for row in fitted.moves])},\n'
        f' "first": {edges},\n'
        f' "last": {edges},\n'
        ' "features": {\n' + ",\n".join(lines) + "\n }\n}\n",
        encoding="utf-8",
        newline="\n",
    )
    return len(lines)


def _whole(values: np.ndarray) -> list[int]:
    return [round(PER * float(w)) for w in values]


def main(argv: list[str] | None = None) -> int:
    """The command."""
    ap = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument("--drawn", type=int, default=COUNT, help=f"drawn documents ({COUNT})")
    ap.add_argument("--seed", type=int, default=1, help="of the first drawn document")
    ap.add_argument("--out", type=Path, default=LEARNT, help="the model file to write")
    ap.add_argument("--jobs", type=int, default=2)
    ap.add_argument("--refresh", action="store_true", help="rewrite judged.json first")
    ap.add_argument("--limit", type=int, help="take no more than so many of the worlds")
    args = ap.parse_args(argv)
    began = time.monotonic()
    if args.refresh:
        bad = refresh(args.jobs)
        print("not as accepted, left as they were:", *(bad or ["none"]), sep="\n  ")
    sights = see(tasks(worlds()[: args.limit], args.drawn, args.seed), args.jobs)
    lines = sum(len(s.counts) for s in sights)
    print(f"{len(sights)} documents, {lines} lines, seen in {time.monotonic() - began:.0f} s")
    numbers, fitted = learn(sights, report=True)
    bad_lines, _ = wrong(sights, numbers, fitted)
    count = write(args.out, numbers, fitted)
    print(
        f"{bad_lines / lines:.4f} of the lines wrong; {count} features in {args.out},"
        f" {time.monotonic() - began:.0f} s in all"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
