"""Texts whose time of reading must grow as they do, each made in any size."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from tests.conftest import ROOT

NEWSLETTER = ROOT / "seeds" / "dezhou-2023-10.txt"
MAGAZINE = ROOT / "tests" / "worlds" / "open" / "huanzhou-a.txt"

LINE = "县里的工作通讯，一行一行地写下去，没有什么特别的地方。"
BARE = "县里的工作通讯一行一行地写下去没有什么特别的地方"
HAN = re.compile("[一-鿿]")
UNASSIGNED = 0x3134F  # of the plane of rare characters, behind the last that has one
_CHANGED = 0.03  # of a magazine's letters, in each of its copies beyond the first


def newsletter(quarters: int) -> list[str]:
    """The lines of so many quarters of the newsletter, which is told again where it is over."""
    lines = NEWSLETTER.read_text("utf-8").split("\n")
    count = quarters * len(lines) // 4
    return (lines * (count // len(lines) + 1))[:count]


def shuffled(quarters: int) -> str:
    """Its lines in an order that nothing gives."""
    lines = newsletter(quarters)
    random.Random(1).shuffle(lines)
    return "\n".join(lines)


def magazine(size: int) -> str:
    """A magazine without a contents list, so many times with small changes."""
    text, chance = MAGAZINE.read_text("utf-8"), random.Random(3)

    def change(m: re.Match[str]) -> str:
        return m[0] if chance.random() > _CHANGED else chr(0x4E00 + chance.randrange(3000))

    return "\n".join([text, *(HAN.sub(change, text) for _ in range(size - 1))])


def strangers(size: int) -> str:
    """Short lines of letters that never stand side by side."""
    chance = random.Random(2)
    return "".join(
        "".join(chr(0x4E00 + chance.randrange(3000)) for _ in range(chance.randrange(1, 8))) + "\n"
        for _ in range(size)
    )


def _many(size: int, line: Callable[[int], str]) -> str:
    return "".join(line(n) for n in range(size))


TEXTS: dict[str, tuple[Callable[[int], str], int]] = {
    "a leader of dots": (
        lambda n: f"目录\n县里的工作{'.' * n}3\n别的……5\n" + f"{LINE}\n" * 20,
        50_000,
    ),
    "a leader of spaced dots": (lambda n: f"目录\n县里的工作{'· ' * n}3\n{LINE}\n", 5_000),
    "letters with a blank between each": (lambda n: " ".join((BARE * n)[:n]), 10_000),
    "letters with a tab between each two": (lambda n: "县里\t" * n, 5_000),
    "brackets that do not close": (lambda n: "（" * n, 10_000),
    "lines in random order": (shuffled, 2),  # a quarter is too short for chains to be weighed
    "lines in reverse order": (lambda n: "\n".join(newsletter(n)[::-1]), 1),
    "lines upside down": (lambda n: "\n".join(line[::-1] for line in newsletter(n)), 1),
    "every letter doubled": (
        lambda n: re.sub("(?<!\n)([^\n])", r"\1\1", "\n".join(newsletter(n))),
        2,  # 1, 2, 4, 8 take 0.7, 1.1, 6.4 and 4.7 s: at 4 the chains are weighed up to their bound
    ),
    "unassigned code points": (
        lambda n: HAN.sub(lambda m: chr(UNASSIGNED + ord(m[0]) % 3000), "\n".join(newsletter(n))),
        1,
    ),
    "a magazine without a contents list": (magazine, 1),
    "running heads alone": (lambda n: "云溪通讯\n" * n, 1_000),
    "short lines that are all strange": (strangers, 200),
    "a line of spaces": (lambda n: f"{LINE}\n{' ' * n}\n{LINE}{' ' * n}{LINE}", 250_000),
    "empty lines": (lambda n: LINE + "\n" * n + LINE, 50_000),
    "page marks": (lambda n: _many(n, lambda k: f"第{k + 1}页\n"), 5_000),
    "a table of a cell a line": (
        lambda n: (
            "姓名\n单位\n数量\n" + _many(n, lambda k: f"张三{k % 7}\n云溪县\n{k * 7 % 1000}\n")
        ),
        500,
    ),
    "titles": (lambda n: _many(n, lambda k: f"{BARE[k % 9 : k % 9 + 9]}\n\n"), 500),
}
"""By what they are: how a text of a size is made, and a size that takes a second or two to read."""
