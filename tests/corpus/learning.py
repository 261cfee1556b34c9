"""What `profile learn` on one issue does for the other issues of a publication, as a table.

python -m tests.corpus.learning DIR... [--issues 1] [--worst]

Each DIR holds issues of one publication (`generate --publication N`). The profile is written as
YAML, read from a folder of profiles and has to be detected in the others, as in a build.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from converter.build.config import Config
from converter.learning import learn, write
from converter.pipeline import base_profile, survey
from converter.profile import Profile
from converter.read.decoding import decode
from converter.repair import RULE_NAMES
from tests.corpus.measure import measure


@dataclass(frozen=True)
class Row:
    """One issue: its score without and with the profile learnt from others."""

    id: str
    without: float
    learnt: float
    figures: dict[str, tuple[float, float]]
    detected: bool


def taught(texts: list[Path]) -> str:
    """The YAML that `profile learn` writes of these texts."""
    base = base_profile()
    return write(learn([survey(p.read_bytes(), p.name) for p in texts]), base)


def detected(source: Path, config: Config) -> Profile | None:
    """The profile that a build finds for a text."""
    name = config.detect(decode(source.read_bytes())[0]).profile
    return None if name is None else config.profile(name.name)


def publication(folder: Path, issues: int = 1) -> list[Row]:
    """The issues of a folder that the profile was not learnt from."""
    documents: list[dict[str, Any]] = json.loads((folder / "manifest.json").read_text("utf-8"))[
        "documents"
    ]
    paths = [folder / f"{d['id']}.txt" for d in documents]
    rows = []
    with tempfile.TemporaryDirectory() as name:
        Path(name, "learnt.yaml").write_text(taught(paths[:issues]), encoding="utf-8")
        bare, full = Config(None, RULE_NAMES), Config(Path(name), RULE_NAMES)
        for path, document in zip(paths[issues:], documents[issues:], strict=True):
            found = detected(path, full)
            without = measure(path, document, detected(path, bare))
            with_it = measure(path, document, found)
            if with_it.failure:
                raise RuntimeError(with_it.failure)
            both = {
                key: (without.figures.get(key, 0.0), with_it.figures.get(key, 0.0))
                for key in sorted(without.figures.keys() | with_it.figures.keys())
            }
            known = found is not None and found.name == "learnt"
            rows.append(Row(document["id"], without.score, with_it.score, both, known))
    return rows


def main(argv: list[str] | None = None) -> int:
    """The command."""
    ap = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument("dirs", nargs="+", type=Path, metavar="DIR")
    ap.add_argument("--issues", type=int, default=1, help="how many issues to learn from")
    ap.add_argument("--each", action="store_true", help="each issue with the figures that changed")
    args = ap.parse_args(argv)
    print(f"{'publication':24} {'issues':>6} {'without':>8} {'learnt':>8} {'gain':>8} {'worst':>8}")
    for folder in args.dirs:
        rows = publication(folder, args.issues)
        without, learnt = mean(r.without for r in rows), mean(r.learnt for r in rows)
        worst = min(r.learnt - r.without for r in rows)
        known = "" if all(r.detected for r in rows) else "  not detected in all"
        print(
            f"{folder.name:24} {len(rows):6} {without:8.4f} {learnt:8.4f} "
            f"{learnt - without:+8.4f} {worst:+8.4f}{known}"
        )
        for r in rows if args.each else ():
            changed = " ".join(
                f"{k} {a:.2f}→{b:.2f}" for k, (a, b) in r.figures.items() if abs(a - b) > 0.004
            )
            print(f"  {r.id:34} {r.without:.4f} {r.learnt:.4f} {changed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
