"""The largest hostile texts, each built by a process of its own, or refused with one message.

python -m tests.hostile.full [CASE...] [--seconds 600] [--memory 4096]

Prints a row a case: size, processor time, peak memory, outcome. What fails a case is a traceback, a
silent end, or more time or memory than it was allowed.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import repeat
from pathlib import Path

from tests.benchmarks.running import CONVERTER, run
from tests.hostile.unordered import TEXTS

LINE = "县里的工作通讯，一行一行地写下去，没有什么特别的地方。"
BARE = "县里的工作通讯一行一行地写下去没有什么特别的地方"
MB = 1_000_000
TIMES = 4  # the size of texts whose time has to grow as they do, over that of the tests
SLACK = 1.25  # the limits are kept by a timer and by the system, which round

Parts = Iterable[str | bytes]


def _repeated(part: str, size: int) -> Parts:
    return repeat(part, size // len(part.encode()))


def _pages(count: int, page: Callable[[int], str]) -> Parts:
    return (page(n) for n in range(1, count + 1))


def _grown(name: str) -> Parts:
    made, size = TEXTS[name]
    yield made(TIMES * size)


def _head(n: int) -> str:
    return f"通讯 第{n}期\n{LINE}\n{BARE}\n{n}\n\x0c"


CASES: dict[str, Callable[[], Parts]] = {
    "a file of 200 MB, refused unread": lambda: _repeated(f"{LINE}\n", 200 * MB),
    "the same, taken": lambda: _repeated(f"{LINE}\n", 200 * MB),
    "one line of 50 MB": lambda: _repeated(LINE, 50 * MB),
    "one line of 5 MB, a space every line": lambda: _repeated(f"{BARE} ", 5 * MB),
    "a million empty lines": lambda: (LINE, "\n" * MB, LINE),
    "100,000 page marks": lambda: _pages(100_000, lambda n: f"第{n}页\n"),
    "30,000 pages by marks": lambda: _pages(30_000, lambda n: f"第{n}页\n{LINE}\n"),
    "30,000 pages with running heads": lambda: _pages(30_000, _head),
    "200,000 spaces in a row": lambda: (f"{LINE}\n{LINE}", " " * 200_000, f"{LINE}\n{LINE}"),
    "100,000 short lines": lambda: _pages(100_000, lambda n: f"{BARE[n % 9 : n % 9 + 3]}\n"),
    "20,000 rows of a table": lambda: _pages(20_000, lambda n: f"合计  {n}  {n * 7}  {n * 3}\n"),
    "20,000 articles listed": lambda: (
        "目录\n",
        *_pages(20_000, lambda n: f"{BARE[n % 9 : n % 9 + 9]}{n}……{n}\n"),
        *_pages(20_000, lambda n: f"{BARE[n % 9 : n % 9 + 9]}{n}\n{LINE}\n"),
    ),
    "5 MB cut inside a GB18030 character": lambda: (
        (f"{LINE}\n" * (5 * MB // 56)).encode("gb18030"),
        "\U00020000".encode("gb18030")[:3],
    ),
    "5 MB of NULs in a text": lambda: (f"{LINE}\n" * 1000, "\0" * (5 * MB)),
    "5 MB of control characters": lambda: _repeated(f"{LINE}\n\x1b[31m\x08\n", 5 * MB),
    "200,000 letters, a blank between each": lambda: _repeated("县 ", 4 * 200_000),
    "a leader of 200,000 dots": lambda: ("目录\n县里的工作", "." * 200_000, f"3\n{LINE}\n"),
    **{name: partial(_grown, name) for name in TEXTS},
}


def build(name: str, folder: Path, seconds: int, memory: int) -> bool:
    """Build one case and print its row; whether it was built or refused as it should be."""
    path = folder / "x.txt"
    with path.open("wb") as stream:
        for part in CASES[name]():
            stream.write(part if isinstance(part, bytes) else part.encode())
    limits = ["--max-seconds", str(seconds), "--max-memory", str(memory)]
    if "refused" not in name:
        limits += ["--max-size", "300"]
    command = (*CONVERTER, "build", "x.txt", "-o", "out", "-f", "-q", "-j", "1", *limits)
    ran = run((*command, "--lang", "en"), folder, own=True)
    codes = re.findall(r"error: .*\[([a-z-]+)\]$", ran.errors, re.MULTILINE)
    told = "built" if ran.code == 0 else ", ".join(codes)
    held = bool(told) and "Traceback" not in ran.errors and "build-internal" not in codes
    held = held and ran.cpu <= seconds * SLACK + 5 and ran.peak <= (memory + 300) * SLACK
    size = path.stat().st_size / MB
    print(
        f"  {name:<40}{size:>7.1f} MB{ran.cpu:>8.1f} s{ran.peak:>7.0f} MB  {told}"
        f"{'' if held else f' WRONG ({ran.code}): {ran.errors[-500:]}'}",
        flush=True,
    )
    return held


def main(argv: Sequence[str]) -> int:
    """Build all cases, or those whose names have one of the words; 1 where one was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("words", nargs="*", metavar="CASE")
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--memory", type=int, default=4096)
    said = parser.parse_args(argv)
    held = []
    for name in CASES:
        if said.words and not any(word in name for word in said.words):
            continue
        with tempfile.TemporaryDirectory(prefix="converter-") as folder:
            held.append(build(name, Path(folder), said.seconds, said.memory))
    return int(not all(held))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
