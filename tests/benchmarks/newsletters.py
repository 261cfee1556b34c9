"""Any number of newsletters of 50 pages, each unlike the others: a raw text varied by a seed."""

from __future__ import annotations

import random
import re
from pathlib import Path

from tests.conftest import SEEDS

_RUNNING = re.compile("[\u4e00-\u9fff]{12,}")  # inside a line of running text
_SHARE = 0.05  # of its characters that are others


def vary(text: str, seed: int) -> str:
    """The text with some characters of running lines exchanged for others of its own.

    Layout, heads, marks and numbers stay, so that recognition has the same work to do.
    """
    chance = random.Random(seed)
    letters = sorted(set(re.findall("[\u4e00-\u9fff]", text)))

    def other(found: re.Match[str]) -> str:
        words = list(found.group())
        for at in range(2, len(words) - 2):
            if chance.random() < _SHARE:
                words[at] = chance.choice(letters)
        return "".join(words)

    return _RUNNING.sub(other, text)


def write(folder: Path, count: int) -> list[Path]:
    """Write so many newsletters, named by their seeds."""
    text = (SEEDS / "dezhou-2023-10.txt").read_text("utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for seed in range(count):
        path = folder / f"issue-{seed:05}.txt"
        path.write_text(vary(text, seed), "utf-8")
        paths.append(path)
    return paths
