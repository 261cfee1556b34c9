"""Work counted, not timed: calls and memory of each stage, against the last accepted entry.

python -m tests.benchmarks.counts [--quick] [--accept REASON]

Counted are the calls of functions (`calls`, as cProfile sees them, those of C included) and the
peak of memory that Python allocates (`peak`, in kB, as tracemalloc sees it). With one version of
Python, one of the libraries and a fixed hash seed both are the same in every run and on every
machine, to within a fraction of a percent; so a growth of more than a tenth is a regression,
whatever the load. Entries are kept for each version of Python apart; without one for this version
nothing is compared.
"""

from __future__ import annotations

import argparse
import cProfile
import datetime as dt
import gc
import json
import os
import pstats
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.conftest import ROOT, SEEDS

HISTORY = Path(__file__).with_name("history.jsonl")
GROWTH = 1.10
FEW = 2000  # calls, or kB, below which a tenth is noise
EDITIONS = ("md", "html", "epub", "json", "txt")
QUICK = ("paper-000", "paper-004")
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"

Counts = dict[str, dict[str, int]]


def stages(names: Sequence[str]) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is counted, each as a name and a function without arguments."""
    from converter.emit import FORMATS
    from converter.ledger import verify
    from converter.pipeline import convert
    from converter.tei.build import serialise
    from converter.tei.reading import read_edition
    from converter.tei.validate import parse_tree, validate

    for name in names:
        data = (SEEDS / f"{name}.txt").read_bytes()
        result = convert(data, f"{name}.txt")  # what is loaded once is loaded
        xml = serialise(result.tree)
        document = parse_tree(xml)
        ledger = result.ledger.dump(xml)
        edition = read_edition(document)
        yield f"recognise {name}", lambda data=data, name=name: convert(data, f"{name}.txt")
        yield f"validate {name}", lambda document=document: validate(document)
        yield f"verify {name}", lambda xml=xml, ledger=ledger: verify(xml, ledger)
        for form in EDITIONS:
            emit = FORMATS[form].emit
            emit(edition)
            yield f"{form} {name}", lambda emit=emit, edition=edition: emit(edition)


def calls(work: Callable[[], object]) -> int:
    """How many functions are called."""
    profile = cProfile.Profile()
    profile.runcall(work)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def peak(work: Callable[[], object]) -> int:
    """The most memory that stands allocated beyond what was, in kB."""
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] // 1000
    finally:
        tracemalloc.stop()
        gc.enable()


def count(names: Sequence[str]) -> Counts:
    """Both counts of all stages."""
    out: Counts = {"calls": {}, "peak": {}}
    for stage, work in stages(names):
        out["calls"][stage] = calls(work)
        out["peak"][stage] = peak(work)
    return out


def accepted(version: str = PYTHON) -> dict[str, object] | None:
    """The last entry for a version of Python."""
    entries = [json.loads(line) for line in HISTORY.read_text("utf-8").splitlines() if line]
    return next((e for e in reversed(entries) if e["python"] == version), None)


def grown(before: Counts, now: Counts) -> list[str]:
    """Stages that cost more than a tenth more than they did, as words."""
    out = []
    for kind, measured in now.items():
        for stage, value in measured.items():
            was = before.get(kind, {}).get(stage)
            if was is not None and value > max(FEW, was) * GROWTH:
                out.append(f"{stage}: {kind} {was} -> {value} ({value / max(1, was):.2f}×)")
    return out


def table(before: Counts | None, now: Counts) -> None:
    """Print calls and peaks by stage, the sums over the texts."""
    kinds: dict[str, list[int]] = {}
    for kind, measured in now.items():
        for stage, value in measured.items():
            row = kinds.setdefault(stage.split()[0], [0, 0, 0, 0])
            at = 0 if kind == "calls" else 2
            row[at] += value
            row[at + 1] += (before or {}).get(kind, {}).get(stage, 0)
    print(f"  {'stage':<12}{'calls':>12}{'':>8}{'peak kB':>12}{'':>8}   (of the accepted entry)")
    for stage, (made, was, most, had) in kinds.items():
        of_calls, of_peak = (f"{a / b:.3f}" if b else "new" for a, b in ((made, was), (most, had)))
        print(f"  {stage:<12}{made:>12}{of_calls:>8}{most:>12}{of_peak:>8}")


def main(argv: Sequence[str]) -> int:
    """Count and compare; 1 on a regression."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help=f"only {' and '.join(QUICK)}")
    parser.add_argument("--accept", metavar="REASON", help="record what is counted now")
    said = parser.parse_args(argv)
    if os.environ.get("PYTHONHASHSEED") != "0":
        command = (sys.executable, "-m", "tests.benchmarks.counts", *argv)
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    names = sorted(path.stem for path in SEEDS.glob("*.txt"))
    if said.quick:
        names = [name for name in names if name in QUICK]
    now = count(names)
    entry = accepted()
    before: Counts | None = entry and {k: entry[k] for k in ("calls", "peak")}  # type: ignore[misc]
    table(before, now)
    if said.accept is not None:
        today = dt.datetime.now(dt.UTC).date().isoformat()
        new = {"python": PYTHON, "date": today, "reason": said.accept, **now}
        with HISTORY.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(new, ensure_ascii=False) + "\n")
        print(f"accepted: {said.accept}")
        return 0
    if before is None:
        print(f"no entry for Python {PYTHON}: nothing to compare with")
        return 0
    wrong = grown(before, now)
    for line in wrong:
        print(f"  grew by more than a tenth: {line}")
    if wrong:
        print('make bench-counts ACCEPT="the reason" records them, where they are worth it')
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
