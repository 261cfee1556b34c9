"""Count what the tools did to the text, by extractor: `python -m tests.corpus.ills DIR`.

Each raw line is traced to its place in the truth by shared 8-grams. Per 100 traced lines:

    glued       lines with words of two places (columns side by side, a title beside a column)
    jumps       steps to a place that does not follow (a wrong order of columns or blocks)
    mixed       jumps after which the line after next goes on with the text (rows of columns)
    fragments   lines that break off in mid-column, at kerned punctuation as a rule
    spaced      lines whose characters stand apart
Per document: radicals (characters in a compatibility form), late (titles behind their text),
inside (captions between two lines of one paragraph).
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import mean, median
from typing import Any

import yaml

from tests.corpus.accuracy import fold

GRAM = 8
SPACED = re.compile(r"(?:[\u4e00-\u9fff，。] ){5}")
PER_LINE = ("glued", "jumps", "mixed", "fragments", "spaced")
PER_DOCUMENT = ("radicals", "late", "inside")


@dataclass(frozen=True)
class Place:
    """Where a raw line stands in the truth: article, block (-1 the title), its characters.

    `column` is where in the raw line these characters begin.
    """

    article: int
    block: int
    start: int
    end: int
    column: int

    @property
    def key(self) -> tuple[int, int]:
        """The block, whatever the character."""
        return self.article, self.block


def texts(data: dict[str, Any]) -> dict[tuple[int, int], tuple[str, str]]:
    """Kind and folded text of each block by its place."""
    out = {}
    for i, a in enumerate(data["articles"]):
        out[i, -1] = ("title", fold("".join(a["title"])))
        for j, b in enumerate(a["blocks"]):
            if b["kind"] != "table":
                out[i, j] = (b["kind"], fold(b["text"]))
    return out


def trace(line: str, index: dict[str, list[tuple[int, int, int]]]) -> list[Place]:
    """The places of a line's words, most words first."""
    folded = fold(line)
    hits: dict[tuple[int, int, int], list[int]] = {}
    for i in range(len(folded) - GRAM + 1):
        for article, block, at in index.get(folded[i : i + GRAM], ()):
            hits.setdefault((article, block, at - i), []).append(at)
    found = sorted(hits.items(), key=lambda kv: -len(kv[1]))
    return [Place(a, b, min(at), max(at) + GRAM, min(at) - shift) for (a, b, shift), at in found]


def count(source: Path) -> dict[str, float]:
    """The ills of one document."""
    data = yaml.safe_load(source.with_suffix(".yaml").read_text(encoding="utf-8"))
    raw = source.read_text(encoding="utf-8")
    known = texts(data)
    index: dict[str, list[tuple[int, int, int]]] = {}
    for (a, b), (_, text) in known.items():
        for i in range(len(text) - GRAM + 1):
            index.setdefault(text[i : i + GRAM], []).append((a, b, i))
    lines = [line for line in re.split(r"[\n\f]", raw) if line.strip()]
    traced = [(line, places) for line in lines if (places := trace(line, index))]
    at = [places[0] for _, places in traced]
    out: Counter[str] = Counter()
    for line, places in traced:
        out["glued"] += _glued(places, known)
        out["spaced"] += bool(SPACED.search(line))
    width = median(p.end - p.start for p in at) if at else 0
    for i, (here, then) in enumerate(pairwise(at)):
        if not _follows(here, then, known):
            out["jumps"] += 1
            out["mixed"] += i + 2 < len(at) and _goes_on(here, at[i + 2])
        elif here.key == then.key and here.end - here.start < width * 0.7:
            out["fragments"] += 1
    first: dict[tuple[int, int], int] = {}
    for n, place in enumerate(at):
        first.setdefault(place.key, n)
    for (a, b), n in first.items():
        if b == -1 and any(first.get((a, j), n) < n for j in range(3)):
            out["late"] += 1
        elif known[a, b][0] == "caption" and 0 < n < len(at) - 1:
            out["inside"] += at[n - 1].key == at[n + 1].key
    out["radicals"] = sum(_compatibility(c) for c in raw)
    per = 100 / max(1, len(traced))
    return {k: out[k] * (per if k in PER_LINE else 1) for k in (*PER_LINE, *PER_DOCUMENT)}


def _glued(places: list[Place], known: dict[tuple[int, int], tuple[str, str]]) -> bool:
    """Whether a line holds words of two places that do not follow each other in the truth."""
    one = places[0]
    for p in places[1:]:
        first, second = sorted((one, p), key=lambda x: x.column)
        apart = second.column >= first.column + first.end - first.start
        in_turn = first.end >= len(known[first.key][1]) - GRAM and second.start <= GRAM
        in_turn = in_turn and (first.article, first.block + 1) == second.key
        in_turn = in_turn or (first.key == second.key and second.start >= first.end)
        if apart and not in_turn:
            return True
    return False


def _follows(here: Place, then: Place, known: dict[tuple[int, int], tuple[str, str]]) -> bool:
    """Whether `then` may be read right after `here`."""
    if _goes_on(here, then):
        return True
    kind = known[then.key][0]
    ended = here.end >= len(known[here.key][1]) - GRAM
    if then.key != here.key and (
        "caption" in (kind, known[here.key][0]) or "title" in (kind, known[here.key][0])
    ):
        return True
    return ended and then.start <= GRAM


def _goes_on(here: Place, then: Place) -> bool:
    return here.key == then.key and abs(then.start - here.end) <= GRAM


def _compatibility(c: str) -> bool:
    """A radical or a compatibility form of a Han character."""
    return (
        "\u2e80" <= c <= "\u2fdf"
        or "\uf900" <= c <= "\ufaff"
        or unicodedata.normalize("NFKC", c) in "戶㬵"
    )


def main() -> int:
    """The command."""
    folder = Path(sys.argv[1])
    groups: dict[str, list[dict[str, float]]] = {}
    for row in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["documents"]:
        counted = count(folder / f"{row['id']}.txt")
        for key in (row["extractor"], f"[{row['engine']}]"):
            groups.setdefault(key, []).append(counted)
    names = (*PER_LINE, *PER_DOCUMENT)
    print(f"{'':18} docs" + "".join(f"{n:>11}" for n in names))
    for key, rows in sorted(groups.items()):
        print(
            f"{key:18} {len(rows):4}" + "".join(f"{mean(r[n] for r in rows):11.1f}" for n in names)
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
