"""Cells of simple tables in a stream of words: a row's name, then as many numbers as any other row has.

Tools print a table row by row, a cell a line, a row's name over two lines. What stays is the
order: name, numbers, name, numbers; so rows are told by numbers of the same count that follow
each other, and the words before the first are the head, one word or more a column.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from converter.chinese.chars import width

NUMBER = re.compile(r"^[(（]?[-+−–]?\d[\d,，]*(?:\.\d+)?[%％‰]?[)）]?$|^[-—–/]{1,2}$")
CAPTION = re.compile(
    r"^表[ \u3000]*[\d一二三四五六七八九十]+|(?:情况|一览|统计|表|排名|汇总|明细|名单|行情|数据|指标|对照|进度)"
    r"(?:表|图)?(?:[(（][^（）()]*[)）])?$"
)
_UNIT = re.compile(r"^[（(]|^[^（(]{0,3}[)）]$|^(?:%|％)$")

Word = tuple[int, int]  # row, word of the row


@dataclass(slots=True)
class Grid:
    """A table found in rows of words: its name's rows, the head's cells and the body's, as words."""

    caption: list[int] = field(default_factory=list)
    head: list[list[Word]] = field(default_factory=list)
    body: list[list[list[Word]]] = field(default_factory=list)

    @property
    def rows(self) -> set[int]:
        """The rows that cells are made of, without the caption's."""
        cells = [*self.head, *(c for line in self.body for c in line)]
        return {row for cell in cells for row, _ in cell}


@dataclass(slots=True)
class _Chunk:
    name: list[Word]
    values: list[Word]


def find_grids(rows: Sequence[Sequence[str] | None], least: int = 3) -> list[Grid]:
    """The tables in rows of words; None is a row of running text, which ends what stood before.

    A table has at least `least` rows of the same count of numbers, two or more.
    """
    groups: list[list[_Chunk]] = []
    for chunk in _chunks(rows):
        count = len(chunk.values)
        last = groups[-1][-1] if groups else None
        short = len(chunk.name) <= 3 and sum(len(_word(rows, w)) for w in chunk.name) <= 14
        if (
            last is not None
            and count == len(last.values)
            and short
            and chunk.name
            and chunk.values[0][0] - last.values[-1][0] <= 12
        ):
            groups[-1].append(chunk)
        else:
            groups.append([chunk])
    return [_grid(rows, g) for g in groups if len(g) >= least and len(g[0].values) >= 2]


def _word(rows: Sequence[Sequence[str] | None], word: Word) -> str:
    row = rows[word[0]]
    return row[word[1]] if row is not None else ""


def _chunks(rows: Sequence[Sequence[str] | None]) -> list[_Chunk]:
    out: list[_Chunk] = []
    name: list[Word] = []
    values: list[Word] = []
    for i, row in enumerate(rows):
        if row is None:
            if values:
                out.append(_Chunk(name, values))
            name, values = [], []
            continue
        for k, word in enumerate(row):
            if NUMBER.match(word):
                values.append((i, k))
                continue
            if values:
                out.append(_Chunk(name, values))
                name, values = [], []
            name.append((i, k))
    if values:
        out.append(_Chunk(name, values))
    return [c for c in out if c.name]


def _grid(rows: Sequence[Sequence[str] | None], chunks: Sequence[_Chunk]) -> Grid:
    """The grid of chunks of one table: the first one's name has the head before it."""
    first = chunks[0]
    usual = Counter(len(c.name) for c in chunks[1:]).most_common(1)[0][0]
    usual = min(usual, len(first.name))
    # A name in several lines: those of one row of words, or of equally narrow lines, belong together.
    cut = len(first.name) - usual
    words = first.name[:cut]
    grid = Grid()
    columns = len(first.values) + 1
    captions = [i for i in {w[0] for w in words} if CAPTION.search("".join(rows[i] or ()))]
    # The caption is the last row that may be one and leaves enough words for the columns.
    for i in sorted(captions, reverse=True):
        behind = [w for w in words if w[0] > i]
        if len(behind) >= columns or not [w for w in words if w[0] < i]:
            grid.caption = [i]
            words = behind
            break
    grid.head = _head(rows, words, columns, whole=bool(grid.caption))
    named = [_Chunk(first.name[cut:], first.values), *chunks[1:]]
    grid.body = [[c.name, *([v] for v in c.values)] for c in named]
    return grid


def _head(
    rows: Sequence[Sequence[str] | None], words: Sequence[Word], columns: int, *, whole: bool
) -> list[list[Word]]:
    """The head's words as cells: units join their names, wrapped names their beginnings.

    `whole`: all words are the head's, since the table's name stands before them; else its last.
    """
    cells: list[list[Word]] = []
    for word in words:
        text = _word(rows, word)
        before = "".join(_word(rows, w) for w in cells[-1]) if cells else ""
        is_open = before.count("（") + before.count("(") > before.count("）") + before.count(")")
        if cells and (is_open or _UNIT.match(text)):
            cells[-1].append(word)
        else:
            cells.append([word])
    if not whole:
        return cells[-columns:] if len(cells) >= columns else []
    while len(cells) > columns:
        # The two cells that look most like two lines of one: narrow, the second no wider.
        def cost(k: int) -> tuple[float, int]:
            a = width("".join(_word(rows, w) for w in cells[k]))
            b = width("".join(_word(rows, w) for w in cells[k + 1]))
            one = cells[k][-1][0] == cells[k + 1][0][0]
            return (a + b + (4.0 if b > a else 0.0) + (0.0 if one else 0.5), k)

        k = min(range(len(cells) - 1), key=cost)
        cells[k : k + 2] = [cells[k] + cells[k + 1]]
    return cells
