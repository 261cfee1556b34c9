"""A table's cells laid out on a grid as HTML lays them out, with every slot filled.

HTML asks that no cells overlap, that every row and column has a cell beginning in it and that no
span leaves its row group ('Forming a table', HTML 4.9.12.1). A tree may be off in each of these,
and the edition still has to be valid without losing a word.
"""

from __future__ import annotations

from dataclasses import dataclass

from converter.tei.records import Content, Row, Table


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell where it came to stand; `column` counts from 0."""

    content: Content
    column: int
    rows: int = 1
    cols: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """Header rows and body rows of slots, each covering `width` columns without overlap."""

    width: int
    header: tuple[tuple[Slot, ...], ...]
    body: tuple[tuple[Slot, ...], ...]


def lay_out(table: Table) -> Grid:
    """Lay a table out; the header is the run of `label` rows at its top."""
    rows = [row for row in table.rows if row.cells]
    depth = next((i for i, row in enumerate(rows) if not row.label), len(rows))
    if depth == len(rows):  # nothing but labels: a body all the same
        depth = 0
    width = max((sum(cell.cols for cell in row.cells) for row in rows), default=0)
    header = _place(rows[:depth], width)
    body = _place(rows[depth:], width)
    width = max((slot.column + slot.cols for row in header + body for slot in row), default=0)
    groups = [_fill(group, width) for group in (header, body)]
    begun = {slot.column for group in groups for row in group for slot in row}
    if len(begun) < width:
        groups = [_narrow(group, sorted(begun)) for group in groups]
        width = len(begun)
    return Grid(width, *(tuple(tuple(row) for row in group) for group in groups))


def _place(rows: list[Row], width: int) -> list[list[Slot]]:
    """Give each cell its column; spans end where the group ends or another cell stands."""
    taken: set[tuple[int, int]] = set()
    placed: list[list[Slot]] = []
    for y, row in enumerate(rows):
        slots: list[Slot] = []
        x = 0
        for cell in row.cells:
            while (y, x) in taken:
                x += 1
            cols = 1
            while cols < min(cell.cols, max(width, 1)) and (y, x + cols) not in taken:
                cols += 1
            high = min(cell.rows, len(rows) - y)
            slots.append(Slot(cell.content, x, high, cols))
            taken.update((y + dy, x + dx) for dy in range(high) for dx in range(cols))
            x += cols
        placed.append(slots)
    return placed


def _fill(rows: list[list[Slot]], width: int) -> list[list[Slot]]:
    """Add empty cells where nothing stands, so that all rows are equally wide."""
    taken: set[tuple[int, int]] = set()
    filled: list[list[Slot]] = []
    for y, row in enumerate(rows):
        for slot in row:
            taken.update(
                (y + dy, slot.column + dx) for dy in range(slot.rows) for dx in range(slot.cols)
            )
        empty = [Slot((), x) for x in range(width) if (y, x) not in taken]
        filled.append(sorted([*row, *empty], key=lambda slot: slot.column))
    return filled


def _narrow(rows: list[list[Slot]], kept: list[int]) -> list[list[Slot]]:
    """Leave out the columns in which no cell begins."""
    at = {column: new for new, column in enumerate(kept)}
    return [
        [
            Slot(
                slot.content,
                at[slot.column],
                slot.rows,
                sum(slot.column <= column < slot.column + slot.cols for column in kept),
            )
            for slot in row
        ]
        for row in rows
    ]
