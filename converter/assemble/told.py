"""Tables whose cells the document's own format tells: they are taken as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from converter.assemble.units import Unit
from converter.labelling import Row
from converter.model import Block, Cell, Part, Source, Text


class Grids:
    """The tables of a source whose format tells of cells."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._lines: dict[int, list[int]] = {}
        for n, role in enumerate(source.roles):
            if role is not None and role.part is Part.ROW:
                self._lines.setdefault(role.group, []).append(n)

    def number(self, unit: Unit) -> int:
        """The number of the table whose cells a unit's rows are, 0 for none."""
        return self.number_at(unit.rows[0]) if self._lines and unit.kind == "table" else 0

    def number_at(self, row: Row) -> int:
        """The number of the table that has a row as a cell, 0 for none."""
        role = self.source.roles[row.line] if self._lines else None
        return role.group if role is not None and role.part is Part.ROW else 0

    def block(self, number: int, rows: Sequence[Row]) -> Block:
        """The table, its cells filled with those rows that are its own."""
        own = {row.start: row for row in rows}
        lines: list[tuple[Cell, ...]] = []
        header = 0
        for n in self._lines[number]:
            role, line = self.source.roles[n], self.source.lines[n]
            cells = self._cells(line.start, line.text, own, role.spans if role else ())
            if not any(cell.text or cell.rows > 1 for cell in cells):
                continue  # nothing is in it, as in the heads that pandoc sets over a table without
            header += len(lines) == header and role is not None and role.label
            lines.append(cells)
        return Block("table", rows=tuple(lines), header=header if header < len(lines) else 0)

    def _cells(
        self, start: int, text: str, own: Mapping[int, Row], spans: Sequence[tuple[int, int]]
    ) -> tuple[Cell, ...]:
        cells = []
        at = 0
        for k, part in enumerate(text.split("\t")):
            row = next(
                (own[i] for i in range(start + at, start + at + len(part)) if i in own), None
            )
            words = Text.carried(self.source.text, row.start, row.end) if row else Text()
            down, across = spans[k] if k < len(spans) else (1, 1)
            cells.append(Cell(words, down, across))
            at += len(part) + 1
        return tuple(cells)
