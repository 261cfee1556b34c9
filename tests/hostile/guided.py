"""Fuzzing guided by coverage, with atheris: each target for a time, and what came of it as a table.

python -m tests.hostile.guided [--seconds 60] [--keep] [TARGET...]

`--seconds` are each target's. A target begins with what tests/hostile/corpus/<target> holds, and
with more from build/fuzz/<target>, where new inputs go; --keep brings those that reach new code
into the repository, fewest and smallest first. What breaks a property is left in build/fuzz/.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "tests" / "hostile" / "corpus"
OUT = ROOT / "build" / "fuzz"
NAMES = ("readers", "texts", "profiles", "corrections", "trees", "editions")
LONGEST = {"texts": 3000, "readers": 2000, "trees": 4000}  # bytes of an input; 1000 elsewhere
SLOW = 30  # seconds for one input: as good as a hang
HEAVY = 2048  # MB
KEPT = 60  # inputs of a target that are kept in the repository

_DONE = re.compile(r"#(\d+)\s+DONE\s+cov: (\d+) ft: (\d+) corp: (\d+)/\S+")


def environment() -> dict[str, str]:
    """With atheris, which has a folder of its own."""
    paths = [str(p) for p in (ROOT / ".tools" / "fuzz").glob("lib/python*/site-packages")]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([*filter(None, sys.path), *paths]),
        "PYTHONHASHSEED": "0",
    }


def missing() -> str:
    """Why atheris cannot be used here; empty where it can."""
    done = subprocess.run(
        (sys.executable, "-c", "import atheris"),
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["it ends"])[-1]


def inside(target: str, arguments: Sequence[str]) -> None:
    """The fuzzing process itself; never returns."""
    import atheris

    with atheris.instrument_imports(include=["converter"]):
        from tests.hostile.targets import TARGETS
    atheris.Setup([sys.argv[0], *arguments], TARGETS[target])
    atheris.Fuzz()


def run(target: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A process that fuzzes a target with libFuzzer's arguments."""
    command = (sys.executable, "-m", "tests.hostile.guided", "--inside", target, "--", *arguments)
    return subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )


def fuzz(target: str, seconds: int) -> bool:
    """Fuzz one target for a time and print its row; whether it held."""
    grown = OUT / target
    grown.mkdir(parents=True, exist_ok=True)
    (CORPUS / target).mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    done = run(
        target,
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST.get(target, 1000)}",
        f"-timeout={SLOW}",
        f"-rss_limit_mb={HEAVY}",
        f"-artifact_prefix={OUT}/{target}-",
        "-seed=1",
        "-print_final_stats=1",
        str(grown),
        str(CORPUS / target),
    )
    took = time.monotonic() - began
    found = _DONE.search(done.stderr)
    if done.returncode == 0 and found:
        cases, edges, features, kept = found.groups()
        print(f"  {target:<12}{cases:>9}{took:>7.0f} s{edges:>9}{features:>9}{kept:>8}  held")
        return True
    last = [line for line in done.stderr.splitlines() if "Error" in line or "ERROR" in line]
    print(f"  {target:<12}{'':>9}{took:>7.0f} s  BROKEN: {(last or ['it ended'])[-1][:300]}")
    (OUT / f"{target}.log").write_text(done.stderr, "utf-8")
    return False


def keep(target: str) -> None:
    """Bring new inputs into the repository: the smallest of those that reached new code.

    Each of them did when it was found, or libFuzzer would not have kept it.
    """
    mine = CORPUS / target
    known = {path.read_bytes() for path in mine.iterdir()}
    fresh = {path.read_bytes() for path in (OUT / target).iterdir()} - known
    wanted = sorted(fresh, key=lambda data: (len(data), data))
    room = max(0, KEPT - len(known))
    step = max(1, len(wanted) // room) if room else 1
    for data in wanted[::step][:room]:
        (mine / hashlib.sha256(data).hexdigest()[:12]).write_bytes(data)
    print(f"  {target}: {len(fresh)} new inputs, {len(list(mine.iterdir()))} kept")


def main(argv: Sequence[str]) -> int:
    """Fuzz targets one after the other; 1 where a property did not hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(NAMES))
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--keep", action="store_true", help="bring new inputs into the repository")
    parser.add_argument("--inside", metavar="TARGET", help=argparse.SUPPRESS)
    said = parser.parse_args(argv)
    if said.inside:
        inside(said.inside, said.targets)
    if why := missing():
        print(f"guided by coverage: not run, atheris cannot be used here ({why})")
        return 0
    print(f"  {'target':<12}{'cases':>9}{'time':>9}{'edges':>9}{'features':>9}{'corpus':>8}")
    held = [fuzz(target, said.seconds) for target in said.targets or NAMES]
    if said.keep:
        for target in said.targets or NAMES:
            keep(target)
    return int(not all(held))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
