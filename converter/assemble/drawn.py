"""Tables that a person drew: the source's own words put into the cells that the person gave."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from converter.chinese.chars import tight
from converter.corrections import Grid
from converter.labelling import Row
from converter.model import Block, Cell, Source, Text
from converter.patterns import late

_WORD = late(r"\S+")
_MOST = 8  # printed words that one cell may be made of

Word = tuple[int, int, int]  # start, end, number of the row


def drawn_table(source: Source, rows: Sequence[Row], grid: Grid) -> Block | None:
    """The table of a person's grid, None where its words are not those of the source's rows.

    Rows of the source of which no cell takes anything are the table's own heading.
    """
    free: list[Word] = [
        (row.start + m.start(), row.start + m.end(), n)
        for n, row in enumerate(rows)
        for m in _WORD.finditer(row.text)
    ]
    out: list[tuple[Cell, ...]] = []
    for line in grid.rows:
        cells = []
        for cell in line.split("|"):
            taken = _take(source, free, tight(cell))
            if taken is None:
                return None
            cells.append(Cell(Text.join(Text.carried(source.text, a, b) for a, b, _ in taken)))
        out.append(tuple(cells))
    used = {word[2] for word in free}
    whole = {n for n, row in enumerate(rows) if _WORD.findall(row.text)}
    heads = []
    for n, words in groupby(free, key=lambda word: word[2]):
        if n not in used & whole or len(list(words)) < len(_WORD.findall(rows[n].text)):
            return None
        heads.append(Text.carried(source.text, rows[n].start, rows[n].end))
    head = Text.join(heads)
    return Block("table", lines=(head,) if head else (), rows=tuple(out), header=grid.header)


def _take(source: Source, free: list[Word], words: str) -> list[Word] | None:
    """Take the printed words that make up a cell's out of those that are free."""
    if not words:
        return []
    for size in range(1, _MOST + 1):
        for k in range(len(free) - size + 1):
            run = free[k : k + size]
            if "".join(source.text[a:b] for a, b, _ in run) == words:
                del free[k : k + size]
                return run
    return None
