"""Grids: the cells of a table out of lines that hold a row each, or a cell each.

A tool gives a table's row in one line, its cells behind tabs, bars or wide blanks, or it gives a
cell a line, row by row or column by column. Which it was is told by the columns that come out: in
print all cells of a column are of one kind, numbers, days or words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from converter.labelling import Row

Span = tuple[int, int]
Cells = list[list[Span]]  # a cell is the spans of its words

_BAR = re.compile("[|｜]")
_BARRED = 2  # bars of a row whose cells they part
_RULE = re.compile(r"^[|｜:：\-—=+ \u3000]+$")
_APART = re.compile(r"\t+|[ \u00a0]{2,}|[ \u00a0]*\u3000[ \u3000\u00a0]*")
_BLANK = re.compile(r"[ \u00a0]+")
_NUMBER = re.compile(r"^[-+−△▲]?\d[\d,，]*(?:\.\d+)?[%％‰]?$|^[-—–/*]+$")
_COUNTED = re.compile(r"^[-+−约]?\d[\d,.:：—~～-]*[^\d\s]{1,3}$")
_SERIAL = re.compile(r"^\d{1,3}$")
_MOST = 14  # columns of a table
_LONGEST_HEAD = 30  # cells of a head that are wrapped over lines
_PURE = 0.8  # of a column's cells are of one kind
_LEAST = 2  # rows below the head
_HEAD_PENALTY = 0.04  # for each line by which a head's cells are wrapped


@dataclass(slots=True)
class Grid:
    """A table's rows, the first `header` of which name its columns; how sure it is (0 to 1).

    `bars` are the spans of what parts its cells and is in none of them.
    """

    rows: list[Cells]
    header: int
    worth: float
    bars: list[Span]


def grid_of(text: str, rows: Sequence[Row]) -> Grid | None:
    """The grid of a table's lines, with every word of theirs in one cell; `text` is the source's."""
    bars: list[Span] = []
    lines = [line for row in rows if (line := _cells(text, row, bars))]
    if not lines:
        return None
    several = sum(len(line) > 1 for line in lines)
    if 2 * several >= len(lines):
        grid: Grid | None = _of_lines(text, lines)
    else:
        grid = _of_cells(text, [cell for line in lines for cell in line])
    if grid is not None:
        grid.bars = bars
    return grid


def _cells(text: str, row: Row, bars: list[Span]) -> list[Span]:
    """The cells of a line, and the bars between them added to `bars`."""
    words = text[row.start : row.end]
    found = [(row.start + m.start(), row.start + m.end()) for m in _BAR.finditer(words)]
    if len(found) >= _BARRED or (found and _RULE.match(words)):
        if _RULE.match(words):
            bars.append((row.start, row.end))
            return []
        bars.extend(found)
        edges = [row.start, *(b for _, b in found)], [*(a for a, _ in found), row.end]
        parts = list(zip(*edges, strict=True))
        if words[0] in "|｜":
            parts = parts[1:]
        if words[-1] in "|｜":
            parts = parts[:-1]
        return [_trimmed(text, a, b) for a, b in parts]
    parts = list(_parted(words, _APART))
    if len(parts) == 1:
        narrow = list(_parted(words, _BLANK))
        numbers = sum(bool(_NUMBER.match(words[a:b])) for a, b in narrow)
        if numbers >= max(2, len(narrow) - 2):
            parts = narrow
    return [(row.start + a, row.start + b) for a, b in parts]


def _trimmed(text: str, a: int, b: int) -> Span:
    part = text[a:b]
    lead = len(part) - len(part.lstrip())
    return (a + lead, max(a + lead, a + len(part.rstrip())))


def _parted(words: str, gap: re.Pattern[str]) -> Iterator[Span]:
    at = 0
    for m in gap.finditer(words):
        if m.start() > at:
            yield at, m.start()
        at = m.end()
    if at < len(words):
        yield at, len(words)


def _kind(words: str) -> str:
    if not words or _NUMBER.match(words):
        return "number"
    return "counted" if _COUNTED.match(words) else "words"


# --- a row a line ---------------------------------------------------------------------------


def _of_lines(text: str, lines: Sequence[Sequence[Span]]) -> Grid:
    counts = Counter(len(line) for line in lines if len(line) > 1)
    columns = max(counts, key=lambda n: (counts[n], n))
    rows: list[Cells] = []
    for line in lines:
        if len(line) == columns or not rows:
            rows.append([[cell] for cell in line])
        elif len(line) < columns and _goes_on(text, line, rows[-1]):
            for cell in line:
                rows[-1][_nearest(rows[-1], cell, text)].append(cell)
        else:
            rows.append([[cell] for cell in line])
    for row in rows:
        if len(row) == columns - 1:
            row.insert(0, [])  # the stub's head is often left out
        row.extend([] for _ in range(columns - len(row)))
    full = sum(len(line) == columns for line in lines) / len(lines)
    return Grid(rows, _heads(text, rows), full, [])


def _goes_on(text: str, line: Sequence[Span], above: Cells) -> bool:
    """Whether a line with few cells is what was wrapped of the row above: words alone."""
    return len(line) == 1 and len(above) > 1 and _kind(text[slice(*line[0])]) == "words"


def _nearest(row: Cells, cell: Span, text: str) -> int:
    """The cell of a row below which another begins."""
    at = _place(text, cell[0])
    places = [_place(text, c[0][0]) if c else 0 for c in row]
    return min(range(len(row)), key=lambda k: abs(places[k] - at))


def _place(text: str, at: int) -> int:
    return at - (text.rfind("\n", 0, at) + 1)


def _heads(text: str, rows: Sequence[Cells]) -> int:
    """How many rows name the columns: the first, where it holds words and numbers stand below."""
    if len(rows) < _LEAST:
        return 0
    first = [_words(text, cell) for cell in rows[0]]
    named = [w for w in first if w]
    if not named or any(_kind(w) == "number" for w in named):
        return 0
    return 1


def _words(text: str, cell: Sequence[Span]) -> str:
    return "".join(text[a:b] for a, b in cell)


# --- a cell a line --------------------------------------------------------------------------


def _of_cells(text: str, cells: Sequence[Span]) -> Grid | None:
    kinds = [_kind(text[a:b]) for a, b in cells]
    best: tuple[float, int, int, bool] | None = None
    for columns in range(2, min(_MOST, len(cells) // _LEAST) + 1):
        for head, down in _shapes(len(cells), columns):
            body = kinds[head:]
            worth = _purity(body, columns, down=down)
            worth -= sum(k != "words" for k in kinds[:head]) / max(1, columns)
            worth -= _HEAD_PENALTY * abs(head - columns)
            if not head:
                worth -= 0.1
            if down and not any(k == "number" for k in body):
                worth -= 0.1
            if best is None or worth > best[0] + 1e-9:
                best = worth, columns, head, down
    if best is None or best[0] < _PURE - _HEAD_PENALTY:
        return None
    worth, columns, head, down = best
    names = _named(text, cells[:head], columns)
    size = (len(cells) - head) // columns
    below = cells[head:]
    rows: list[Cells] = [names] if names else []
    for i in range(size):
        picked = [below[k * size + i] if down else below[i * columns + k] for k in range(columns)]
        rows.append([[cell] for cell in picked])
    return Grid(rows, int(bool(names)), min(1.0, worth), [])


def _shapes(count: int, columns: int) -> Iterator[tuple[int, bool]]:
    """How many cells the head may have, and whether the cells below run down the columns."""
    for head in range(min(_LONGEST_HEAD, 3 * columns, count - _LEAST * columns) + 1):
        if (count - head) % columns == 0 and (head == 0 or head >= columns - 1):
            yield head, False
            yield head, True


def _purity(kinds: Sequence[str], columns: int, *, down: bool) -> float:
    """The share of cells that are of their column's kind, weighed by how telling the kinds are."""
    size = len(kinds) // columns
    total = 0
    seen = set()
    for k in range(columns):
        column = kinds[k * size : (k + 1) * size] if down else kinds[k::columns]
        kind, count = Counter(column).most_common(1)[0]
        seen.add(kind)
        total += count
    share = total / len(kinds)
    return share if len(seen) > 1 else share - 0.15


def _named(text: str, cells: Sequence[Span], columns: int) -> Cells:
    """The names of the columns out of a head's lines; one is wrapped where they are more."""
    if not cells:
        return []
    names: Cells = [[cell] for cell in cells]
    while len(names) > columns:
        # A unit in brackets, then the shortest rest, belongs to the name above it.
        k = min(
            range(1, len(names)),
            key=lambda k: (
                _words(text, names[k])[0] not in "（(",
                len(_words(text, names[k - 1])) + len(_words(text, names[k])),
                -k,
            ),
        )
        names[k - 1] = [*names[k - 1], *names[k]]
        del names[k]
    while len(names) < columns:
        names.insert(0, [])
    return names
