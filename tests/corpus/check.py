"""Check the truth: a perfect tree of it scores 1.0, and all its characters are in the raw text.

python -m tests.corpus.check DIR
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

import yaml

from tests.corpus import truth
from tests.corpus.accuracy import fold, score

# Chromium names the glyph of 胶 in Noto Sans by its rare twin; the gold has 胶.
TWINS = str.maketrans("㬵", "胶")


def perfect(source: Path) -> float:
    """The score of the perfect tree of `source`'s truth."""
    path = source.with_suffix(".yaml")
    with tempfile.TemporaryDirectory() as name:
        tree = Path(name) / "issue.xml"
        tree.write_bytes(truth.tree(yaml.safe_load(path.read_text(encoding="utf-8"))))
        return score(source, tree)["score"]


def lost(source: Path) -> str:
    """Characters of the truth that the raw text lacks (a layout that cut them off)."""
    data = yaml.safe_load(source.with_suffix(".yaml").read_text(encoding="utf-8"))
    texts = ["".join(a["title"]) for a in data["articles"]] + [
        b["text"] for a in data["articles"] for b in a["blocks"]
    ]
    wanted: Counter[str] = Counter(fold("".join(texts)))
    got = fold(source.read_text(encoding="utf-8")).translate(TWINS)
    return "".join((wanted - Counter(got)).elements())


def main() -> int:
    """Check each document of a folder."""
    folder = Path(sys.argv[1])
    bad = 0
    for row in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["documents"]:
        source = folder / f"{row['id']}.txt"
        value, missing = perfect(source), lost(source)
        if value < 1 or missing:
            bad += 1
            print(row["id"], f"perfect tree {value:.4f}", f"lost {len(missing)}: {missing[:60]}")
    print(f"{bad} documents with faults")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
