"""Fit the weights of traits on the corpus and the annotated texts, and measure what they are worth.

python -m tests.training DIR… [--out FILE]      fit, and write converter/label/weights.json
python -m tests.training DIR… --leave engine    fit without one engine, measure on it, in turn
"""

from __future__ import annotations

import argparse
import json
import pickle
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from converter.label import STATES
from converter.label.weights import LEARNT, TRANSITION
from tests.training.examples import Sight, annotated, cases, examples, sight, vocabulary
from tests.training.fit import Array, Fitted, decide, fit

GROUPS = ("engine", "extractor", "wrap", "publication")
PENALTY = 4.0  # of 1, 4, 12 the one with the fewest wrong rows on documents left out
STEPS = 100
PER = 100  # weights are written in hundredths: whole numbers, whose sums are exact
LEAST = 0.08  # a trait without a weight beyond that is left out


def _chain() -> tuple[Array, Array, Array]:
    moves = np.array([[TRANSITION.get((a, b), 0.0) for b in STATES] for a in STATES])
    first = np.array([TRANSITION.get(("start", s), 0.0) for s in STATES])
    last = np.array([TRANSITION.get((s, "end"), 0.0) for s in STATES])
    return moves, first, last


def learn(sights: Sequence[Sight], *, report: bool = True) -> tuple[dict[str, int], Fitted]:
    """Numbers of the traits that count, and the weights that fit the documents best."""
    numbers = vocabulary(sights)
    fitted = fit(
        examples(sights, numbers),
        len(numbers),
        *_chain(),
        penalty=PENALTY,
        steps=STEPS,
        report=report,
    )
    return numbers, fitted


def wrong(sights: Sequence[Sight], numbers: dict[str, int], fitted: Fitted | None) -> int:
    """Rows whose decision the truth does not allow; by the hand alone where nothing is fitted."""
    if fitted is None:
        fitted = Fitted(np.zeros((len(numbers), len(STATES))), np.zeros((len(STATES), len(STATES))))
    total = 0
    for e in examples(sights, numbers):
        chosen = decide(e, fitted, *_chain())
        total += int((e.allowed[np.arange(len(chosen)), chosen] < 0).sum())
    return total


def write(path: Path, numbers: dict[str, int], fitted: Fitted) -> None:
    """The model file: one trait a line, so that a change of it can be read."""
    lines = []
    for name, k in numbers.items():
        values = [round(PER * float(w)) for w in fitted.traits[k]]
        if any(abs(w) > PER * LEAST for w in values):
            lines.append(f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(values)}")
    moves = [[round(PER * float(w)) for w in row] for row in fitted.moves]
    path.write_text(
        "{\n"
        f' "labels": {json.dumps([s.value for s in STATES])},\n'
        f' "per": {PER},\n'
        f' "moves": {json.dumps(moves)},\n'
        ' "traits": {\n' + ",\n".join(lines) + "\n }\n}\n",
        encoding="utf-8",
    )


@dataclass(frozen=True)
class _Task:
    source: Path
    annotation: Path
    profile: str | None
    about: dict[str, Any]


def _see(task: _Task) -> tuple[Sight, dict[str, Any]]:
    return sight(task.source, task.annotation), task.about


def documents(folders: Sequence[Path], jobs: int) -> list[tuple[Sight, dict[str, Any]]]:
    """All documents of the corpora, with their rows of the manifests."""
    tasks = [
        _Task(folder / f"{row['id']}.txt", folder / f"{row['id']}.yaml", None, row)
        for folder in folders
        for row in json.loads((folder / "manifest.json").read_text("utf-8"))["documents"]
    ]
    with ProcessPoolExecutor(jobs) as pool:
        return list(pool.map(_see, tasks, chunksize=4))


def _group(key: str, about: dict[str, Any]) -> str:
    """What is left out together with a document; publications in five parts, for there are many."""
    value = about[key]
    return f"part {int(value) % 5 + 1} of 5" if key == "publication" else str(value)


def leave_one_out(
    found: Sequence[tuple[Sight, dict[str, Any]]],
    always: Sequence[Sight],
    group: Callable[[dict[str, Any]], str],
    each: Callable[[str, dict[str, int], Fitted], None] | None = None,
) -> None:
    """Fit without the documents of one group and decide them; print a line a group."""
    for value in sorted({group(about) for _, about in found}):
        held = [s for s, about in found if group(about) == value]
        rest = [s for s, about in found if group(about) != value]
        numbers, fitted = learn([*rest, *always], report=False)
        rows = sum(len(s.traits) for s in held)
        hand, learnt = wrong(held, numbers, None), wrong(held, numbers, fitted)
        print(
            f"  without {value:18} {len(held):4} documents {rows:6} rows:"
            f" wrong by hand {hand / rows:.4f}, learnt {learnt / rows:.4f}",
            flush=True,
        )
        if each is not None:
            each(value, numbers, fitted)


def main(argv: list[str] | None = None) -> int:
    """The command."""
    ap = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument("dirs", type=Path, nargs="+", help="folders of the generated corpus")
    ap.add_argument("--leave", choices=GROUPS, help="measure instead, each of these left out once")
    ap.add_argument("--models", type=Path, help="with --leave: write each model into this folder")
    ap.add_argument("--out", type=Path, default=LEARNT, help="the model file to write")
    ap.add_argument("--jobs", type=int, default=1)
    ap.add_argument("--seen", type=Path, help="keep what is seen of the documents in this file")
    args = ap.parse_args(argv)
    if args.seen and args.seen.exists():
        found = pickle.loads(args.seen.read_bytes())  # noqa: S301  our own file
    else:
        found = documents(args.dirs, args.jobs)
        if args.seen:
            args.seen.write_bytes(pickle.dumps(found))
    always = [*annotated(), *cases()]
    if args.leave:
        each = None
        if args.models:
            args.models.mkdir(parents=True, exist_ok=True)
            each = lambda value, n, f: write(args.models / f"{value}.json", n, f)  # noqa: E731
        leave_one_out(found, always, lambda about: _group(args.leave, about), each)
        return 0
    numbers, fitted = learn([*(s for s, _ in found), *always])
    sights = [s for s, _ in found]
    rows = sum(len(s.traits) for s in sights)
    print(
        f"{len(sights)} documents, {rows} rows:"
        f" wrong by hand {wrong(sights, numbers, None) / rows:.4f},"
        f" learnt {wrong(sights, numbers, fitted) / rows:.4f}"
    )
    hand, learnt = wrong(always, numbers, None), wrong(always, numbers, fitted)
    print(f"annotated texts and cases: wrong by hand {hand}, learnt {learnt}")
    write(args.out, numbers, fitted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
