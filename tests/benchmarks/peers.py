"""Speed against what one would take instead, and how it grows with a document's length.

python -m tests.benchmarks.peers [--quick] [--install]

Whole processes on one machine in one run, the two of a pair one after the other, so that both meet
the same load. A target that is missed is printed as missed; the exit code stays 0, since seconds
depend on the machine. What fails a run is a regression of counts (`tests.benchmarks.counts`).
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.newsletters import vary, write
from tests.benchmarks.running import Ran, converter, run
from tests.conftest import ROOT, SEEDS

FORMATS = "xml,md,html,epub"  # a tree and three editions
NEWSLETTER = SEEDS / "dezhou-2023-10.txt"
PAGES = 50
MARK = re.compile(r"(?m)^(\W*第)(\d+)(页\W*)$")

NO_SLOWER = 1.0  # of pandoc's time
CALIBRE = 0.25  # of calibre's time: four times faster
BATCH = 0.100  # seconds of processor time for an issue of 50 pages
EXPONENT = 1.05
MEMORY = 150  # MB for an issue of 50 pages


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured."""

    rounds: int
    batch: int
    lengths: tuple[int, ...]  # issues of 50 pages set one behind the other


FULL = Scale(15, 20, (1, 3, 10, 30, 100))
QUICK = Scale(3, 4, (1, 2, 6))


def row(what: str, measured: str, target: str, *, met: bool) -> None:
    """Print a row of the table."""
    print(f"  {what:<47}{measured:>25}  {target:<18}{'met' if met else 'MISSED'}", flush=True)


def find_pandoc() -> str | None:
    """Pandoc as `make bench` installs it."""
    found = list(
        (ROOT / ".tools" / "pandoc").glob("lib/python*/site-packages/pypandoc/files/pandoc")
    )
    return str(found[0]) if found else None


def find_calibre(*, install: bool) -> tuple[str | None, str]:
    """calibre's ebook-convert, or why it is not there."""
    if found := shutil.which("ebook-convert"):
        return found, ""
    if not install:
        return None, "not installed (make bench installs it, where apt-get can)"
    if not shutil.which("apt-get"):
        return None, "there is no apt-get here"
    if os.geteuid() != 0:
        return None, "apt-get needs root: install the package calibre"
    done = subprocess.run(
        ("sh", "-c", "apt-get update -q && apt-get install -q -y --no-install-recommends calibre"),
        capture_output=True,
        text=True,
        check=False,
    )
    found = shutil.which("ebook-convert")
    return found, "" if found else f"apt-get: {done.stderr.strip()[-200:]}"


def against(name: str, command: Sequence[str], folder: Path, rounds: int, target: float) -> None:
    """Time pairs of ours and theirs; print the ratio."""
    ours: list[Ran] = []
    theirs: list[Ran] = []
    for turn in range(-1, rounds):  # the first pair fills caches
        shutil.rmtree(folder / "out", ignore_errors=True)
        pair = (
            converter("build", "x.txt", "-o", "out", "--format", FORMATS, "-q", cwd=folder),
            run(command, folder),
        )
        if pair[1].code:
            print(f"  {name} failed: {pair[1].errors[-300:]}")
            return
        if turn >= 0:
            ours.append(pair[0])
            theirs.append(pair[1])
    for kind in ("wall", "cpu"):
        ratios = [getattr(a, kind) / getattr(b, kind) for a, b in zip(ours, theirs, strict=True)]
        ratio = statistics.median(ratios)
        mine, its = (statistics.median(getattr(r, kind) for r in rs) for rs in (ours, theirs))
        row(
            f"tree and three editions / {name}, {'elapsed' if kind == 'wall' else 'processor'}",
            f"{mine:.2f} s / {its:.2f} s = {ratio:.2f}",
            f"at most {target:.2f}",
            met=ratio <= target,
        )


def compare(folder: Path, scale: Scale, *, install: bool) -> None:
    """Against pandoc and calibre, each making one EPUB of the same raw text."""
    shutil.copy(NEWSLETTER, folder / "x.txt")
    pandoc = find_pandoc()
    if pandoc:
        command = (pandoc, "-f", "markdown", "x.txt", "-o", "p.epub")
        against("pandoc", command, folder, scale.rounds, NO_SLOWER)
    else:
        print("  pandoc: not installed (make bench installs it)")
    calibre, why = find_calibre(install=install)
    if calibre:
        command = (calibre, "x.txt", "c.epub")
        against("calibre", command, folder, max(2, scale.rounds // 3), CALIBRE)
    else:
        print(f"  calibre: {why}")


def batch(folder: Path, count: int) -> None:
    """Many issues in one process."""
    write(folder / "many", count)
    args = ("build", "many", "-o", "all", "--format", FORMATS, "-q", "-j", "1")
    ran = converter(*args, cwd=folder)
    each = ran.cpu / count
    row(
        f"an issue of {PAGES} pages in a batch of {count}, 1 core",
        f"{each * 1000:.0f} ms",
        f"at most {BATCH * 1000:.0f} ms",
        met=each <= BATCH,
    )


def long_text(issues: int) -> str:
    """So many newsletters, each varied by its number, set one behind the other as one dump."""
    text = NEWSLETTER.read_text("utf-8")
    parts = []
    for number in range(issues):
        first = number * PAGES
        part = vary(text, number)
        parts.append(MARK.sub(lambda m, n=first: f"{m[1]}{int(m[2]) + n}{m[3]}", part))
    return "\n".join(parts)


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """The slope of a line through the logarithms of both: 1 is linear."""
    xs, ys = zip(*((math.log(x), math.log(y)) for x, y in points), strict=True)
    mx, my = statistics.fmean(xs), statistics.fmean(ys)
    above = sum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True))
    return above / sum((x - mx) ** 2 for x in xs)


def growth(folder: Path, lengths: Sequence[int]) -> None:
    """Processor time and memory over a document's length; what start-up takes is taken off."""
    (folder / "short.txt").write_text("县里的工作\n", "utf-8")
    args = ("--format", FORMATS, "-q", "-j", "1", "--max-size", "64")
    empty = min(
        (converter("build", "short.txt", "-o", "none", "-f", *args, cwd=folder) for _ in range(3)),
        key=lambda ran: ran.cpu,
    )
    times, peaks = [], []
    for issues in lengths:
        (folder / "long.txt").write_text(long_text(issues), "utf-8")
        shutil.rmtree(folder / "long", ignore_errors=True)
        ran = converter("build", "long.txt", "-o", "long", *args, cwd=folder)
        times.append((issues * PAGES, max(1e-3, ran.cpu - empty.cpu)))
        peaks.append((issues * PAGES, max(1.0, ran.peak - empty.peak)))
        print(f"  {issues * PAGES:>6} pages: {ran.cpu:7.2f} s, {ran.peak:6.0f} MB", flush=True)
        if issues == 1:
            row(
                f"peak memory of an issue of {PAGES} pages",
                f"{ran.peak:.0f} MB",
                f"at most {MEMORY} MB",
                met=ran.peak <= MEMORY,
            )
    for what, points in (("processor time", times), ("memory", peaks)):
        slope = exponent(points)
        row(
            f"{what} over {points[0][0]} to {points[-1][0]} pages: exponent",
            f"{slope:.2f}",
            f"at most {EXPONENT}",
            met=slope <= EXPONENT,
        )


def main(argv: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
        epilog="Missed targets are printed and do not fail the run; regressions of counts do, in "
        "tests.benchmarks.counts.",
    )
    parser.add_argument("--quick", action="store_true", help="under a minute: fewer, shorter, once")
    parser.add_argument("--install", action="store_true", help="install calibre by apt-get")
    said = parser.parse_args(argv)
    scale = QUICK if said.quick else FULL
    load = os.getloadavg()[0]
    print(
        f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()},"
        f" load average {load:.1f}{': too busy for seconds to count' if load > 1 else ''}"
    )
    with tempfile.TemporaryDirectory(prefix="converter-") as name:
        folder = Path(name)
        compare(folder, scale, install=said.install)
        batch(folder, scale.batch)
        growth(folder, scale.lengths)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
