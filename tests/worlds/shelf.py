"""The publications with exact truth, made apart from the program, and their kinds."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOREIGN = HERE.parent / "accuracy" / "foreign"
PARTS = 5  # publications are left out in so many parts

# Of one publication there are issues (cangyuan-a, cangyuan-b), and among the foreign ones several
# extractions of one issue (a4-daxue, a9-daxue-leading).
_ISSUE = re.compile(r"-[abc]$")
_FOREIGN = re.compile(r"^a\d+-(?:gongzuo)?([a-z]+)(?:-[a-z]+)?$")
_KINDS = {"newsletters": "foreign newsletter", "newspapers": "foreign newspaper"}


@dataclass(frozen=True)
class World:
    """A document with its truth: its publication, that one's kind, the tool that gave its text."""

    name: str
    publication: str
    kind: str
    extractor: str
    source: Path
    gold: Path

    @property
    def part(self) -> int:
        """The part that its publication is left out with, the same on any machine."""
        return zlib.crc32(self.publication.encode()) % PARTS


def worlds() -> list[World]:
    """All documents: those of open/ and made/, then the foreign ones."""
    out = []
    for folder in (HERE / "open", HERE / "made"):
        told = {row["id"]: row for row in json.loads((folder / "worlds.json").read_text("utf-8"))}
        for gold in sorted(folder.glob("*.yaml")):
            row = told[gold.stem]
            out.append(_world(gold, _ISSUE.sub("", gold.stem), row["kind"], row["extractor"]))
    for gold in sorted(FOREIGN.glob("*/*.yaml")):
        publication = _FOREIGN.sub(r"\1", gold.stem)
        out.append(_world(gold, f"foreign {publication}", _KINDS[gold.parent.name], "foreign"))
    return out


def _world(gold: Path, publication: str, kind: str, extractor: str) -> World:
    source = gold.with_suffix(".txt")
    return World(gold.stem, publication, kind, extractor.lower(), source, gold)


def digest() -> str:
    """SHA-256 over all documents and truths: what figures of them were measured on."""
    total = hashlib.sha256()
    for world in worlds():
        for path in (world.source, world.gold):
            total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
