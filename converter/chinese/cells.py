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
    out: list[Grid] = []
    for group in groups:
        if len(group) >= least and len(group[0].values) >= 2:
            out.append(_grid(rows, group))
        elif len(group) == 1 and len(group[0].values) >= 6:
            by_columns = _by_columns(rows, group[0])
            if by_columns is not None:
                out.append(by_columns)
    return out


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


def _by_columns(rows: Sequence[Sequence[str] | None], chunk: _Chunk) -> Grid | None:
    """A table printed column by column: head, all names, then the numbers of each column.

    With n rows and k columns of numbers there are n + k + 1 words and n times k numbers, which
    leaves one choice, or two of which the head's units tell.
    """
    captions = [i for i in {w[0] for w in chunk.name} if CAPTION.search("".join(rows[i] or ()))]
    after = max(captions) if captions else -1
    cells = _joined(rows, [w for w in chunk.name if w[0] > after])
    total, count = len(cells) - 1, len(chunk.values)
    fits = [k for k in range(2, total - 1) if k * (total - k) == count and total - k >= 2]
    marks = sum("(" in t or "（" in t for t in ("".join(_word(rows, w) for w in c) for c in cells))
    if not fits or not (captions or marks):
        return None

    def units(k: int) -> int:
        marked = [
            "(" in t or "（" in t for t in ("".join(_word(rows, w) for w in c) for c in cells)
        ]
        return sum(marked[: k + 1]) - 2 * sum(marked[k + 1 :])

    k = max(fits, key=lambda k: (units(k), -k))
    n = total - k
    values = [chunk.values[c * n : (c + 1) * n] for c in range(k)]
    grid = Grid([after] if captions else [], cells[: k + 1])
    grid.body = [[cells[k + 1 + r], *([column[r]] for column in values)] for r in range(n)]
    return grid


def _joined(rows: Sequence[Sequence[str] | None], words: Sequence[Word]) -> list[list[Word]]:
    """Words as cells, a unit with the name before it."""
    cells: list[list[Word]] = []
    for word in words:
        text = _word(rows, word)
        before = "".join(_word(rows, w) for w in cells[-1]) if cells else ""
        is_open = before.count("（") + before.count("(") > before.count("）") + before.count(")")
        if cells and (is_open or _UNIT.match(text)):
            cells[-1].append(word)
        else:
            cells.append([word])
    return cells


def _head(
    rows: Sequence[Sequence[str] | None], words: Sequence[Word], columns: int, *, whole: bool
) -> list[list[Word]]:
    """The head's words as cells: units join their names, wrapped names their beginnings.

    `whole`: all words are the head's, since the table's name stands before them; else its last.
    """
    cells = _joined(rows, words)
    if not whole:
        return cells[-columns:] if len(cells) >= columns else []
    while len(cells) > columns:
        # The two cells that look most like two lines of one: narrow, the second no wider.
        def cost(k: int) -> tuple[float, int]:
            a = width("".join(_word(rows, w) for w in cells[k]))
            b = width("".join(_word(rows, w) for w in cells[k + 1]))
            one = cells[k][-1][0] == cells[k + 1][0][0]
            whole = _word(rows, cells[k][-1])[-1] in ")）"
            letter = a <= 1.0  # one letter is no name
            value = a + b + (4.0 if b > a and not letter else 0.0) - (3.0 if letter else 0.0)
            return (value + (20.0 if whole else 0.0) + (0.0 if one else 0.5), k)

        k = min(range(len(cells) - 1), key=cost)
        cells[k : k + 2] = [cells[k] + cells[k + 1]]
    return cells
