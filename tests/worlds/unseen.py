"""What the program makes of publications that it has never seen: each is left out of a fit once.

python -m tests.worlds.unseen              all parts (20 minutes and more)
python -m tests.worlds.unseen --part 2     one part; the figures of the others stand
python -m tests.worlds.unseen --table      the table of what was measured, for README
python -m tests.worlds.unseen --calibrate  fit the chances of doubts anew (converter/doubts.json)

unseen.json keeps the figures of every document, and the digest of all documents that they were
measured with; a part measured on other documents begins it anew. Whole publications are left
out, never single issues, and drawn documents are then drawn from the articles of the others alone.
What is left out is built without a profile.
With the figures stand how many decisions are wrong, by the chance that the program gave them.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from scipy.stats import spearmanr

from converter.doubts import soundness
from converter.label import model
from converter.pipeline import convert
from tests.training import calibrating
from tests.training.__main__ import COUNT, learn, tasks, write
from tests.training.judged import score
from tests.training.sights import Seed, Sight, Task, see
from tests.worlds.doubted import SHARE, Histogram, held, histogram, judged
from tests.worlds.shelf import PARTS, World, digest, worlds

RESULT = Path(__file__).with_name("unseen.json")
FIGURES = (
    *("score", "titles", "bylines", "headings", "paragraphs", "captions", "credits", "columns"),
    *("contents", "masthead", "tables", "chronicle", "order", "assembly", "kept", "clean"),
    "spacing",
)
SOUND = "sound"  # what the program itself thinks of its reading

DOUBTS = "doubts"  # decisions, and wrong ones, by their chance to be wrong

Figures = dict[str, float]
Histograms = dict[str, Histogram]


class Measured(NamedTuple):
    """The figures of a document, its decisions by their chance to be wrong, and what was judged."""

    figures: Figures
    doubts: Histogram
    judged: calibrating.Document


def measured(world: World, path: Path) -> Measured:
    """A document that is built with the model of that file, without a profile."""
    with mock.patch("converter.label.in_force", partial(model.in_force, path)):
        result = convert(world.source.read_bytes(), world.source.name)
    figures = score(world.gold, world.source, result)
    figures[SOUND] = soundness(result.issue, result.source)
    found = judged(world.gold, world.source, result)
    rights = [one.right for one in found]
    bare = [replace(decision, evidence=()) for decision in result.decisions]
    return Measured(figures, histogram(found), (bare, rights, result.source))


def left_out(
    part: int, found: Sequence[World], seen: dict[Task, Sight], drawn: int, jobs: int
) -> list[tuple[World, Measured]]:
    """One part's documents with their figures, by a model that is fitted on all the others.

    `seen` keeps the sights of publications, seeds and cases from part to part.
    """
    held = [w for w in found if w.part == part]
    wanted = tasks([w for w in found if w.part != part], drawn)
    fresh = [task for task in wanted if task not in seen]
    now = dict(zip(fresh, see(fresh, jobs), strict=True))
    seen.update((task, one) for task, one in now.items() if not isinstance(task, Seed))
    numbers, fitted = learn([now.get(task) or seen[task] for task in wanted])
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(jobs) as workers:
        path = Path(folder, "model.json")
        write(path, numbers, fitted)
        return list(zip(held, workers.map(partial(measured, path=path), held), strict=True))


def means(rows: Sequence[Figures]) -> Figures:
    """The mean of each figure over the documents that have it."""
    return {
        figure: sum(own) / len(own)
        for figure in FIGURES
        if (own := [row[figure] for row in rows if figure in row])
    }


def doubted(found: Sequence[Histogram]) -> Iterator[str]:
    """How many of the wrong decisions are among the most doubtful."""
    decided, wrong, caught = held(found)
    if wrong:
        yield (
            f"doubts: {wrong} of {decided} decisions are wrong ({wrong / decided:.1%}); the most"
            f" doubtful {SHARE:.0%} hold {caught / wrong:.0%} of these"
        )


def table(
    found: Sequence[tuple[World, Figures]], doubts: Sequence[Histogram] = ()
) -> Iterator[str]:
    """A line a group of documents, a column a figure; last the doubts, and the lowest of all."""
    yield f"{'':24}{'n':>4}{'lowest':>8}" + "".join(f"{figure[:8]:>9}" for figure in FIGURES)
    groups: dict[str, list[Figures]] = {}
    for world, row in found:
        groups.setdefault(f"1 {world.kind}", []).append(row)
        groups.setdefault(f"2 {world.extractor}", []).append(row)
        groups.setdefault("3 all", []).append(row)
    for name, rows in sorted(groups.items()):
        own = means(rows)
        cells = "".join(f"{own[f]:9.3f}" if f in own else f"{'-':>9}" for f in FIGURES)
        lowest = min(row["score"] for row in rows)
        yield f"{name[2:]:24}{len(rows):4}{lowest:8.3f}{cells}"
    if all(SOUND in row for _, row in found) and len(found) > 1:
        pairs = [(row[SOUND], row["score"]) for _, row in found]
        agree = spearmanr(*zip(*pairs, strict=True)).statistic
        yield f"rank correlation of soundness and score: {agree:.3f}"
    yield from doubted(doubts)
    world, row = min(found, key=lambda pair: pair[1]["score"])
    yield f"lowest: {world.name}, {row['score']:.3f}"


def kept() -> tuple[dict[str, Figures], Histograms]:
    """Figures and doubts by document that unseen.json holds, if they are of these documents."""
    told = json.loads(RESULT.read_text("utf-8")) if RESULT.exists() else {}
    return (told["figures"], told.get(DOUBTS, {})) if told.get("digest") == digest() else ({}, {})


def keep(figures: dict[str, Figures], doubts: Histograms) -> None:
    """Write figures and doubts of documents, a document a line."""

    def lines(rows: Mapping[str, object]) -> str:
        return ",\n".join(
            f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(rows[name])}"
            for name in sorted(rows)
        )

    rounded = {name: _rounded(row) for name, row in figures.items()}
    RESULT.write_text(
        f'{{\n "digest": "{digest()}",\n "figures": {{\n{lines(rounded)}\n }},\n'
        f' "{DOUBTS}": {{\n{lines(doubts)}\n }}\n}}\n',
        "utf-8",
        newline="\n",
    )


def told(found: Sequence[tuple[World, Figures]]) -> Iterator[str]:
    """README's table: mean and lowest of each kind, and the mean of each figure over all."""
    yield "| kind | documents | mean | lowest |"
    yield "| --- | --- | --- | --- |"
    for kind in [*sorted({world.kind for world, _ in found}), "all"]:
        own = [row["score"] for world, row in found if kind in ("all", world.kind)]
        yield f"| {kind} | {len(own)} | {sum(own) / len(own):.2f} | {min(own):.2f} |"
    yield ""
    yield "| figure | mean |"
    yield "| --- | --- |"
    for figure, value in means([row for _, row in found]).items():
        if figure != "score":
            yield f"| {figure} | {value:.2f} |"


def _rounded(figures: Figures) -> Figures:
    return {name: round(figures[name], 4) for name in (*FIGURES, SOUND) if name in figures}


def main(argv: list[str] | None = None) -> int:
    """The command."""
    ap = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument("--part", type=int, choices=range(PARTS), help="measure this part alone")
    ap.add_argument("--drawn", type=int, default=COUNT, help=f"drawn documents a fit ({COUNT})")
    ap.add_argument("--table", action="store_true", help="print README's table, measure nothing")
    ap.add_argument("--limit", type=int, help="take only so many of the documents; keeps nothing")
    ap.add_argument("--calibrate", action="store_true", help="fit converter/doubts.json anew")
    ap.add_argument("--jobs", type=int, default=2)
    args = ap.parse_args(argv)
    documents = worlds()
    figures, doubts = kept()
    if args.table:
        print("\n".join(told([(w, figures[w.name]) for w in documents if w.name in figures])))
        return 0
    if args.limit:
        documents = documents[:: max(1, len(documents) // args.limit)][: args.limit]
        figures, doubts = {}, {}
    parts = range(PARTS) if args.part is None else [args.part]
    seen: dict[Task, Sight] = {}
    told_of: list[calibrating.Document] = []
    for part in parts:
        began = time.monotonic()
        rows = left_out(part, documents, seen, args.drawn, args.jobs)
        figures |= {world.name: row.figures for world, row in rows}
        doubts |= {world.name: row.doubts for world, row in rows}
        told_of += [row.judged for _, row in rows]
        if not args.limit and args.drawn == COUNT:
            keep(figures, doubts)
        mean = means([row.figures for _, row in rows]).get("score", 0.0)
        took = time.monotonic() - began
        print(f"part {part}: {len(rows)} documents, {mean:.4f}, {took:.0f} s", flush=True)
    if args.calibrate:
        day = f"{datetime.now(UTC):%Y-%m-%d}"
        source = f"tests/worlds/unseen.py --calibrate, {len(told_of)} documents, {day}"
        calibrating.write(calibrating.fit(told_of), source)
    found = [(w, figures[w.name]) for w in documents if w.name in figures]
    print("\n".join(table(found, list(doubts.values()))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
