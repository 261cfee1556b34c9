"""Run the converter without a profile over a folder of the corpus and print how it did.

python -m tests.corpus.measure DIR [--worst 8] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any

from tests.corpus.accuracy import score

if TYPE_CHECKING:
    from converter.profile import Profile


@dataclass(frozen=True)
class Result:
    """The figures of one document; a failure scores nothing and says why."""

    row: dict[str, Any]
    figures: dict[str, float]
    failure: str = ""

    @property
    def score(self) -> float:
        """The document's mean figure."""
        return self.figures.get("score", 0.0)


def measure(source: Path, row: dict[str, Any], profile: Profile | None = None) -> Result:
    """Convert one document and score its tree against the truth beside it."""
    from converter.pipeline import convert

    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "issue.xml"
        try:
            result = convert(source.read_bytes(), source.name, profile=profile)
            result.tree.write(str(path), encoding="utf-8")
            return Result(row, score(source, path))
        except Exception:  # noqa: BLE001  one document's failure is a row of the table
            return Result(row, {}, traceback.format_exc(limit=-3))


def _measure(task: tuple[Path, dict[str, Any]]) -> Result:
    return measure(*task)


def folder(path: Path, jobs: int = 1) -> list[Result]:
    """The results of all documents of a folder, in the manifest's order."""
    rows = json.loads((path / "manifest.json").read_text(encoding="utf-8"))["documents"]
    tasks = [(path / f"{row['id']}.txt", row) for row in rows]
    if jobs == 1:
        return [_measure(t) for t in tasks]
    with ProcessPoolExecutor(jobs) as pool:
        return list(pool.map(_measure, tasks, chunksize=4))


def table(results: list[Result], key: str) -> list[str]:
    """Mean and minimum for each value of a manifest's key."""
    groups: dict[str, list[float]] = {}
    for r in results:
        groups.setdefault(str(r.row[key]), []).append(r.score)
    return [
        f"  {name:18} {len(v):4} mean {mean(v):.4f} min {min(v):.4f}"
        for name, v in sorted(groups.items())
    ]


def figures(results: Iterable[Result], order: Callable[[str], int]) -> list[str]:
    """Mean and minimum for each figure of the scorer."""
    groups: dict[str, list[float]] = {}
    for r in results:
        for name, value in r.figures.items():
            groups.setdefault(name, []).append(value)
    return [
        f"  {k:18} {len(groups[k]):4} mean {mean(groups[k]):.4f} min {min(groups[k]):.4f}"
        for k in sorted(groups, key=order)
    ]


def main(argv: list[str] | None = None) -> int:
    """The command."""
    ap = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument("dir", type=Path)
    ap.add_argument("--worst", type=int, default=8, help="how many of the worst documents to list")
    ap.add_argument("--jobs", type=int, default=1)
    ap.add_argument("--json", type=Path, help="write every document's figures there")
    args = ap.parse_args(argv)
    results = folder(args.dir, args.jobs)
    scores = [r.score for r in results]
    print(f"{len(results)} documents: mean {mean(scores):.4f} min {min(scores):.4f}")
    for key in ("engine", "extractor", "wrap", "genre", "newspaper", "columns"):
        print(f"by {key}", *table(results, key), sep="\n")
    names = list(dict.fromkeys(k for r in results for k in r.figures))
    print("by figure", *figures(results, names.index), sep="\n")
    print("worst")
    for r in sorted(results, key=lambda r: r.score)[: args.worst]:
        low = " ".join(
            f"{k} {v:.2f}"
            for k, v in sorted(r.figures.items(), key=lambda kv: kv[1])[:6]
            if k != "score"
        )
        print(
            f"  {r.score:.4f} {r.row['id']} publication {r.row['publication']} {r.row['wrap']}: "
            f"{low or r.failure.strip().splitlines()[-1]}"
        )
    if args.json:
        data = [{**r.row, "figures": r.figures, "failure": r.failure} for r in results]
        args.json.write_text(
            json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
