"""Tables: which rows are one, and its block out of the order in which a tool printed its cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from converter.assemble.grids import APART, BLANK, Reading, read_grid
from converter.assemble.heads import Word, context
from converter.assemble.said import Said
from converter.assemble.told import Grids
from converter.assemble.units import Unit
from converter.assemble.wrap import joined
from converter.chinese.chars import BARS, width
from converter.labelling import Row
from converter.model import Block, Cell, Decision, Evidence, Furniture, Label, Source, Span, Text
from converter.patterns import late

_NUMBERED = late(r"[附续]?表[ \u3000]*[\d一二三四五六七八九十]")
_TITLE = late(r"情况|一览|统计|[表]$|排名|汇总|明细|名单")
_NAME = 6  # em: what names a table is as wide at least


def _line(source: Source, rows: Sequence[Row]) -> Text:
    return Text.join(Text.carried(source.text, r.start, r.end) for r in rows)


def _decision(best: Reading, second: Reading | None, words: Sequence[Word]) -> Decision:
    span = Span(min(w.start for w in words), max(w.end for w in words))
    evidence = Evidence("regular", best.name, best.worth, "how alike the cells of a column are")
    margin = best.worth - second.worth if second else best.worth
    return Decision("table", span, best.name, second.name if second else "", margin, (evidence,))


def under_head(above: Sequence[Block], tables: Sequence[Block]) -> list[Block]:
    """The blocks with a caption right above a table that names it as the table's head (表题)."""
    if above and above[-1].kind == "caption" and tables and tables[0].kind == "table":
        words = "".join(above[-1].text.flat.split())
        if not tables[0].lines and (_TITLE.search(words) or _NUMBERED.match(words)):
            head = above[-1]
            decisions = (*head.decisions, *tables[0].decisions)
            named = replace(tables[0], lines=(head.text,), decisions=decisions)
            return [*above[:-1], named, *tables[1:]]
    return [*above, *tables]


def _names_table(row: Row) -> bool:
    """Whether a row may be a table's name: 表1, 各乡镇主要指标完成情况."""
    told = _TITLE.search(row.tight) and width(row.text) >= _NAME
    return bool(_NUMBERED.match(row.text) or told) and not re.search(r"\d+\.\d", row.text)


# --- which rows are one table ---------------------------------------------------------------

_STRAYS = 3  # rows between two parts of a table, at most
_BESIDE = 4  # rows above a table, or below it, that may be its cells
_NARROW = 12.0  # em: a row that may be a cell
_EDGES = 4  # times that lines are taken off a table at most
_HOPELESS = -12.0  # worth of rows that no lines more or less make a table of
_OTHER_COST = 1.0
_SURE = 3.0  # worth of rows that are a table though nothing else says so
_LINES = 3  # and how many they are at least
_COSTS = {
    "para": 2.0,
    "title": 2.0,
    "byline": 2.0,
    "caption": 2.0,
    "column": 4.0,
}  # of a row taken for a cell

Read = tuple[Reading | None, Reading | None]


class Tables:
    """The tables of a document, each read once."""

    def __init__(self, source: Source, text: Said) -> None:
        self.source, self.text = source, text
        self.grids = Grids(source)
        self._read: dict[tuple[int, ...], Read] = {}

    def joined(self, units: Sequence[Unit]) -> list[Unit]:
        """The units, parts of one table joined.

        A row of a table may have another label, and its columns may stand in parts of the page that
        are read one behind the other. Parts that stand near each other, or in the same lines, are
        one table where they make a more regular one than two; so are cells between and beside them.
        """
        out: list[Unit] = []
        for unit in [part for whole in units for part in self._parts(whole)]:
            if self.grids.number(unit):
                out.append(unit)
                continue
            piped = all(row.text[0] in BARS or row.text[-1] in BARS for row in unit.rows)
            if piped and unit.kind in ("unknown", "table"):
                unit.kind = "table"
                if out and self._is_guessed(out[-1]) and out[-1].rows[-1].text[-1] in BARS:
                    _take(out, out[-1], [unit])
                    continue
            elif unit.kind == "unknown" and len(unit.rows) >= _LINES:
                if self._worth(unit.rows) > _SURE:
                    unit.kind = "table"
            out.append(unit)
            before = [k for k, u in enumerate(out[:-1]) if self._is_guessed(u)]
            if unit.kind == "table" and before:
                part, between = out[before[-1]], out[before[-1] + 1 : -1]
                strays = _strays(part, between, unit)
                if strays is not None and self._are_one([part, unit], strays):
                    _take(out, part, [*strays, unit])
        for unit in [u for u in out if self._is_guessed(u)]:
            self._cells_beside(out, unit)
        return out

    def _is_guessed(self, unit: Unit) -> bool:
        """Whether a unit is a table of which no format tells the cells."""
        return unit.kind == "table" and not self.grids.number(unit)

    def _parts(self, unit: Unit) -> list[Unit]:
        """A table's unit cut at the sentences in its midst and above each numbered name."""
        if unit.kind != "table":
            return [unit]
        parts: list[Unit] = []
        number = 0
        for row in sorted(unit.rows, key=lambda r: r.start):
            told, number = number, self.grids.number_at(row)
            if told != number and parts:
                parts.append(Unit("table", raw=row.page, last=row.page, margin=unit.margin))
            text = not number and row.closed and row.width > _NARROW and not _WIDE.search(row.text)
            kind = "para" if text else "table"
            named = not number and _NUMBERED.match(row.text)
            if not parts or (parts[-1].kind != kind and parts[-1].rows) or named:
                parts.append(Unit(kind, raw=row.page, last=row.page, margin=unit.margin))
            part = parts[-1]
            part.kind = kind
            part.rows.append(row)
            part.last = row.page
        for part in parts:
            part.text = joined(self.source, part.rows, {})
        return parts

    def _cells_beside(self, units: list[Unit], unit: Unit) -> None:
        """Take in what stands in the table's lines, above it or below it, and makes it more regular."""
        lines = {row.line for row in unit.rows}
        others = (u for u in units if u.rows and u is not unit)
        level = [u for u in others if {row.line for row in u.rows} <= lines]
        if level and self._are_one([unit], level):
            _take(units, unit, level)
        for step in (-1, 1):
            k = next(i for i, u in enumerate(units) if u is unit) + step
            near = _near(unit, units[k::step] if k >= 0 else [])
            for n in range(len(near), 0, -1):
                if self._are_one([unit], near[:n]):
                    _take(units, unit, near[:n])
                    break

    def _are_one(self, parts: Sequence[Unit], cells: Sequence[Unit]) -> bool:
        """Whether parts of tables are more regular as one table, with what may be its cells."""
        if any(self._is_hopeless(u.rows) for u in parts):
            return False
        cost = max((_COSTS.get(u.kind, _OTHER_COST) for u in cells), default=0.0)
        whole = self._worth([r for u in (*parts, *cells) for r in u.rows])
        return whole > sum(self._worth(u.rows) for u in parts) + cost

    def read(self, rows: Sequence[Row]) -> Read:
        """The best reading of rows, in the order of the source, and the next best."""
        rows = sorted(rows, key=lambda r: r.start)
        key = tuple(r.start for r in rows)
        if key not in self._read:
            around = self.text.around(rows[0].start, rows[-1].end)
            words = tuple(_words(self.source, rows, []))
            blocks = any(row.blanks for row in rows[1:])
            self._read[key] = read_grid(words, context(around), blocks=blocks)
        return self._read[key]

    def _worth(self, rows: Sequence[Row]) -> float:
        """How regular a table these rows make; 0: none."""
        best, _ = self.read(rows)
        return max(0.0, best.worth) if best else 0.0

    def _is_hopeless(self, rows: Sequence[Row]) -> bool:
        """Whether rows are so irregular that no lines more or less make a table of them."""
        best, _ = self.read(rows)
        return best is not None and best.worth < _HOPELESS

    def _edges(self, rows: Sequence[Row]) -> tuple[int, int]:
        """The first and the last (exclusive) of the rows that are the table's own, not its name's."""
        if self._is_hopeless(rows):
            return 0, len(rows)
        starts = [k for k, r in enumerate(rows) if not k or r.line != rows[k - 1].line]
        held = (0, len(rows), self._worth(rows))
        for _ in range(_EDGES):
            first, last, worth = held
            inner = [k for k in starts if first < k < last]
            low, high = (inner[0], inner[-1]) if len(inner) > 1 else (first, last)
            for a, b in ((low, last), (first, high)):
                less = self._worth(rows[a:b])
                less -= sum(map(_edge_cost, (*rows[first:a], *rows[b:last])))
                if less > held[2]:
                    held = (a, b, less)
            if held == (first, last, worth):
                break
        return held[0], held[1]

    def blocks(self, unit: Unit, furniture: list[Furniture]) -> list[Block]:
        """The unit's rows as a table block (title, header rows with spans, body rows).

        Lines at either end without which the rest is more regular are paragraphs. Bars between
        cells are added to `furniture`.
        """
        rows = sorted(unit.rows, key=lambda r: r.start)
        if number := self.grids.number(unit):
            return [self.grids.block(number, rows)]
        first, last = self._edges(rows)
        best, second = self.read(rows[first:last])
        bars: list[Span] = []
        words = list(_words(self.source, rows[first:last], bars))
        furniture += [Furniture(Label.ORNAMENT, span) for span in bars]
        barred = _barred(rows[first:last])
        told = all(barred[w.line] >= _BARRED for w in words)  # bars say what its cells are
        if told or (best is not None and not (has_all(best, words) and _parted(best, bars))):
            best = None  # no reading may lose or repeat a word, or go on over a bar
        table = _plain(self.source, words, header=told)
        if best is not None and _letters(read := _block(self.source, best)) == _letters(table):
            table = read
        else:
            best = None  # cells whose words stand elsewhere in the source are not put together
        rest = rows[:first], rows[last:]
        names = [r for part in rest for r in part if _names_table(r)]
        table.lines = tuple(filter(None, [_line(self.source, names)]))
        if best is not None:
            table.decisions = (_decision(best, second, words),)
        above, below = (
            [Block("p", _line(self.source, [r])) for r in part if r not in names] for part in rest
        )
        return [*above, *([table] if table.rows else []), *below]


def _letters(table: Block) -> Counter[str]:
    return Counter(
        c for row in table.rows for cell in row for c in cell.text.flat if not c.isspace()
    )


def has_all(reading: Reading, words: Sequence[Word]) -> bool:
    """Whether a reading has each character of the words once; it may have parted a word."""
    read = sorted(at for cell in _cells(reading) for w in cell for at in range(w.start, w.end))
    return read == sorted(at for w in words for at in range(w.start, w.end))


def _parted(reading: Reading, bars: Sequence[Span]) -> bool:
    """Whether no cell of a reading goes on over a bar."""
    edges = [(cell[0].start, cell[-1].end) for cell in _cells(reading) if cell]
    return not any(a < bar.start < b for a, b in edges for bar in bars)


def _cells(reading: Reading) -> list[list[Word]]:
    head = reading.head
    return [*head.cells, *head.groups, *(cell for line in reading.body for cell in line)]


def _edge_cost(row: Row) -> float:
    """What the rest of a table has to gain by leaving a row out; a name is gladly left out."""
    return -1.5 if _names_table(row) else 2.0


def _take(units: list[Unit], unit: Unit, taken: Sequence[Unit]) -> None:
    """Put the rows of other units into one that is a table."""
    unit.rows = sorted((r for u in (unit, *taken) for r in u.rows), key=lambda r: r.start)
    unit.last = max(unit.last, *(u.last for u in taken))
    units[:] = [u for u in units if not any(u is t for t in taken)]


def _strays(a: Unit, between: Sequence[Unit], b: Unit) -> list[Unit] | None:
    """The units between two parts of a table that are its cells; None: they are not near."""
    lines = [{row.line for row in unit.rows} for unit in (a, b)]
    if min(lines[0]) <= max(lines[1]) and min(lines[1]) <= max(lines[0]):
        return []
    named = any(_NUMBERED.match(row.text) for unit in (*between, b) for row in unit.rows)
    if named or any(u.kind in ("title", "byline") for u in between) or a.last != b.raw:
        return None
    if sum(len(u.rows) for u in between) > _STRAYS:
        return None
    return [u for u in between if _are_cells(u)]


def _near(table: Unit, units: Sequence[Unit]) -> list[Unit]:
    """The first of these units that may be a table's: narrow lines of its page that end no sentence."""
    near: list[Unit] = []
    for unit in units:
        lines = sum(len(u.rows) for u in (*near, unit))
        apart = unit.kind == "table" or not table.raw <= unit.raw <= unit.last <= table.last
        if apart or not _are_cells(unit) or lines > _BESIDE:
            break
        near.append(unit)
    return near


def _are_cells(unit: Unit) -> bool:
    return all(
        (r.width <= _NARROW or _WIDE.search(r.text)) and not r.closed and not _names_table(r)
        for r in unit.rows
    )


# --- words ----------------------------------------------------------------------------------

_PIECE = late(r"[|｜]|[^\s|｜]+")
_CELL = late(r"[|｜]|[^\s|｜](?:[^|｜\n]*[^\s|｜])?")
_BARRED = 2  # bars of a line whose cells they part
_RULE = late(r"^[|｜:：\-—=+ \u3000]+$")
_WIDE = late(r"\t|[ \u00a0]{2,}|\u3000")
_GLUED = late(r"^(?P<name>[^\W\da-zA-Z]{2,10})(?P<number>[-−]?\d[\d,]*\.\d+[%％]?)$")


def _barred(rows: Sequence[Row]) -> Counter[int]:
    """How many bars stand in each printed line."""
    return Counter(r.line for r in rows for c in r.text if c in BARS)


def _words(source: Source, rows: Sequence[Row], bars: list[Span]) -> Iterator[Word]:
    """The words of the rows, those of one printed line with what parts them; bars go to `bars`."""
    barred = _barred(rows)
    line = -1
    for row in rows:
        piped = barred[row.line] >= _BARRED
        if piped and _RULE.match(row.text):
            bars.append(Span(row.start, row.end))
            continue
        at, gap = row.start, 0 if row.line != line else APART
        line = row.line
        for m in (_CELL if piped else _PIECE).finditer(source.words, row.start, row.end):
            if piped and m[0] in BARS:
                bars.append(Span(*m.span()))
                if gap == APART and at != row.start:
                    yield Word("", at, at, line, gap)  # nothing between two bars
                at, gap = m.end(), APART if gap else 0
                continue
            if m.start() > at and gap != APART and at > row.start:
                gap = APART if _WIDE.search(source.words[at : m.start()]) else BLANK
            glued = None if piped else _GLUED.match(m[0])
            if glued:
                cut = m.start() + glued.end("name")
                yield Word(glued["name"], m.start(), cut, line, gap)
                yield Word(glued["number"], cut, m.end(), line, BLANK)
            else:
                yield Word(m[0], m.start(), m.end(), line, gap)
            at, gap = m.end(), BLANK


# --- blocks ---------------------------------------------------------------------------------


def _cell(source: Source, words: Sequence[Word], cols: int = 1, rows: int = 1) -> Cell:
    """A cell of these words, with the blanks between Latin ones."""
    parts: list[list[int]] = []
    for w in words:
        if parts and w.gap == BLANK and source.text[parts[-1][1] - 1 : w.start + 1].isascii():
            parts[-1][1] = w.end
        else:
            parts.append([w.start, w.end])
    return Cell(Text.join(Text.carried(source.text, a, b) for a, b in parts if b > a), rows, cols)


def _plain(source: Source, words: Sequence[Word], *, header: bool) -> Block:
    """Words as they stand, a cell a word; `header`: the first line names the columns."""
    lines: dict[int, list[Cell]] = {}
    for w in words:
        lines.setdefault(w.line, []).append(_cell(source, [w]))
    return Block("table", rows=tuple(map(tuple, lines.values())), header=int(header))


def _block(source: Source, reading: Reading) -> Block:
    """The table with its head in one row, or in two with spans."""
    head, rows = reading.head, []
    if head.groups:
        top = [_cell(source, head.cells[0], rows=2)]
        top += [
            _cell(source, name, cols=size)
            for name, size in zip(head.groups, head.sizes, strict=True)
        ]
        rows = [tuple(top), tuple(_cell(source, c) for c in head.cells[1:])]
    elif head.cells:
        rows = [tuple(_cell(source, c) for c in head.cells)]
    body = [tuple(_cell(source, c) for c in line) for line in reading.body]
    return Block("table", rows=(*rows, *body), header=len(rows))
