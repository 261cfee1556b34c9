"""Seeds and cases as documents to learn from: what the program decides of them where it is right.

A person has accepted the sections of a case and the gold of a seed; `judged.json` keeps what each
line was taken for when all of that came out as accepted. `refresh` writes it anew for what comes
out right now, so that a change of rows or of the truth is followed and a fault teaches nothing.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from converter.build.config import Config
from converter.pipeline import Result, convert
from converter.repair import RULE_NAMES
from converter.tei.build import serialise
from converter.tei.reading import read_edition
from tests.casefiles import REPAIRS, Case, read_case, read_cases
from tests.outlines import VIEWS, Outcome
from tests.worlds.decided import Claim, claims

TESTS = Path(__file__).resolve().parent.parent
KEPT = Path(__file__).with_name("judged.json")
SEED, CASE = 8.0, 3.0  # what a document counts: there are few, and people care about them

sys.path.insert(0, str(TESTS / "accuracy"))


@dataclass(frozen=True)
class Judged:
    """A seed or case: its bytes, its profile's name, and what its lines were taken for."""

    key: str
    path: Path
    name: str
    data: bytes
    profile: str
    weight: float
    claims: tuple[Claim, ...] = ()

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()[:16]


@cache
def profiles() -> Config:
    """The profiles that the program knows."""
    return Config(None, RULE_NAMES)


def _documents() -> Iterator[Judged]:
    for gold in sorted((TESTS / "accuracy").glob("[go]*/*.yaml")):
        path = TESTS.parent / "seeds" / f"{gold.stem}.txt"
        found = profiles().detect(path.read_text("utf-8")).profile
        name = found.name if found is not None else "base"
        yield Judged(path.stem, gold, path.name, path.read_bytes(), name, SEED)
    for case in read_cases():
        if case.folder != REPAIRS and not any(part.reason for part in case.sections):
            name = case.options.get("name", "case.txt")
            profile = case.options.get("profile", "base")
            yield Judged(case.id, case.path, name, case.raw, profile, CASE)


def judged() -> list[Judged]:
    """All seeds and cases of which it is known what their lines are."""
    kept = json.loads(KEPT.read_text("utf-8"))
    return [
        replace(one, claims=tuple((a, b, kind, unit) for a, b, kind, unit in kept[one.key][1]))
        for one in _documents()
        if one.key in kept and kept[one.key][0] == one.digest
    ]


def refresh(jobs: int) -> list[str]:
    """Keep what comes out right now; the names of what does not."""
    documents = list(_documents())
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    with ProcessPoolExecutor(jobs) as workers:
        found = list(workers.map(_decided, documents, chunksize=2))
    wrong = []
    out = {}
    for one, now in zip(documents, found, strict=True):
        if now is not None:
            out[one.key] = [one.digest, now]
            continue
        wrong.append(one.key)
        if kept.get(one.key, [""])[0] == one.digest:
            out[one.key] = kept[one.key]
    keep(out)
    return wrong


def keep(found: Mapping[str, Sequence[object]]) -> None:
    """Write the file, a document a line."""
    lines = [f"{json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in found.items()]
    KEPT.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8", newline="\n")


def _decided(one: Judged) -> list[Claim] | None:
    result = convert(one.data, one.name, profile=profiles().profile(one.profile))
    right = _as_accepted(one.path, result) if one.path.suffix == ".case" else _perfect(one, result)
    return claims(result.issue) if right else None


def _as_accepted(path: Path, result: Result) -> bool:
    case: Case = read_case(path)
    outcome = Outcome(result, read_edition(result.tree))
    return all(
        case.escaped("\n".join(VIEWS[part.name](outcome)).strip("\n")) == part.text
        for part in case.sections
        if part.name != "raw"
    )


def _perfect(one: Judged, result: Result) -> bool:
    """Whether no figure of the seed lies below its floor."""
    import floors

    name = one.path.stem if one.path.parent.name == "gold" else f"own/{one.path.stem}"
    raw = TESTS.parent / "seeds" / one.name
    found = score(one.path, raw, result)
    return all(floors.down(found.get(k, 0.0)) >= v for k, v in floors.read()[1][name].items())


def score(gold: Path, source: Path, result: Result) -> dict[str, float]:
    """The figures of a result by its gold."""
    import gold as gold_format
    import score as scorer

    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "issue.xml")
        tree.write_bytes(serialise(result.tree))
        found = scorer.score(gold_format.load(gold, gold_format.Source.read(source)), tree)
    return {figure: float(value) for figure, value in found.items()}
