"""Gutters: pages whose columns stand side by side in the lines, as `pdftotext -layout` sets them.

The tool puts every letter on a grid of characters, so a column begins at much the same place of
each line, though digits push it about. Lines are cut where a column begins, and the pieces are read
as a page is cut by eye (recursive X-Y cut): at a gutter that no piece crosses, else at a piece
that spans columns, such as a title.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from converter.chinese.chars import BARS, han_count
from converter.labelling import Row
from converter.patterns import late

_GAP = late(r"[ \u3000\xa0]+")
_LEADERS = late(r"([.…·•!．])\1{3}")
_WIDE = late(r"\S[ \u3000\xa0]{3,}\S")

_HEAD = late(
    r"(?:^|[ \u3000])(?:第?[A-Z]?\d{1,3}|第?[一二三四五六七八九十]{1,3})[ \u3000]?版|责任编辑|责编"
)
_DAY = late(r"\d{4}[ \u3000]?年[ \u3000]?\d{1,2}[ \u3000]?月[ \u3000]?\d{1,2}[ \u3000]?日")

# A page is on a grid where so many lines, and this share of them, have a wide gap between words.
_LINES = 4
_SHARE = 0.12

# How far (characters) before and behind its column's usual place a piece may begin.
_BEFORE, _BEHIND = 5, 6

# A piece that reaches so far (characters) into the next column spans both, as a title does.
_INTO = 2

# A gap of so many blanks is no space between words; behind it a piece may begin so much farther
# off.
_CLEAR = 4
_FAR = 6

# By how much (em) a line may miss its column's width where it ends at a single blank.
_OFF = 1.5

# Two places not farther apart (widths of a column) may be where one and the same column begins.
_TWICE = 1.2

# ... but not where more of the lines than that would have two pieces in one column.
_DOUBLE = 0.1

# What it costs to cut a line that the tool took for one at a blank where no column begins.
_GLUED = 0.8


@dataclass(frozen=True, slots=True)
class Piece:
    """A row or a part of it, and the first and last of the columns that it stands in."""

    row: Row
    first: int
    last: int


def on_grid(page: Sequence[Row]) -> bool:
    """Whether the lines of a page have wide gaps that words stand on both sides of."""
    wide = 0
    for row in page:
        if "   " in row.text and (m := _WIDE.search(row.text)):
            left, right = row.text[: m.start() + 1], row.text[m.end() - 1 :]
            wide += han_count(left) >= 1 and han_count(right) >= 5
    return wide >= _LINES and wide >= _SHARE * len(page)


@dataclass(frozen=True, slots=True)
class _Columns:
    """A page's columns: their width (em) and at which characters of a line they begin.

    `numbers`: which column begins at each of the `starts`; some columns have two.
    """

    measure: float
    starts: list[int]
    numbers: list[int]


@dataclass(frozen=True, slots=True)
class Grid:
    """A page on a grid: its rows cut at the gutters, column by column and line by line.

    `lines` is empty where no gutter was found; `read` are the rows as they are then.
    """

    read: list[Row]
    lines: list[list[Piece]]


def read_grid(page: Sequence[Row], indents: Sequence[int]) -> Grid:
    """A page on a grid, cut at the gutters; `indents[k]`: at which character row k begins."""
    measure = _measure(page)
    columns = _starts(page, indents, measure)
    if measure < 6 or len(columns.starts) < 2:
        return Grid(list(page), [])
    rows = list(zip(page, indents, strict=True))
    lines = [_cut(row, indent, columns) for row, indent in rows]
    if sum(map(_double, lines)) > _DOUBLE * sum(len(line) > 1 for line in lines):
        columns = replace(columns, numbers=list(range(len(columns.starts))))
        lines = [_cut(row, indent, columns) for row, indent in rows]
    if sum(len(line) > 1 for line in lines) < 3:
        return Grid(list(page), [])
    read = [piece.row for piece in _read(lines, 0, columns.numbers[-1])]
    return Grid(read, lines)


def glued_parts(row: Row, measure: float, *, sure: bool = False) -> tuple[Row, Row] | None:
    """A row of two columns as its two parts, where a blank stands at the left column's end.

    `measure` is the columns' width in em. `sure`: that there are two columns is known, so a line
    wider than one holds both, whichever of them its part fills.
    """
    if " " not in row.text or row.width > 2.3 * measure + 2 or row.text[0] in BARS:
        return None
    wide = row.width > (measure + 1.3 if sure else 1.3 * measure)
    best, cut = _OFF, 0
    for m in _GAP.finditer(row.text):
        left = row.part(0, m.start()).width
        right = row.width - left
        if max(left, right) > measure + 1.3:
            continue
        if m.end() - m.start() >= _CLEAR and min(left, right) >= 1:
            return row.part(0, m.start()), row.part(m.start(), len(row.text))
        if not wide:
            continue
        off = min(_misses(w, measure) for w in ((left, right) if sure else (left,)))
        if off < best:
            best, cut = off, m.start()
    return (row.part(0, cut), row.part(cut, len(row.text))) if cut else None


def _misses(width: float, measure: float) -> float:
    """By how much a width differs from that of a column, or of an indented line of it."""
    return min(abs(width - measure), abs(width - measure + 2) + 0.3)


def column_measure(page: Sequence[Row]) -> float:
    """The commonest width (em) of stretches between blanks, 0 where there is none."""
    return _measure(page)


def _words(row: Row, least: int) -> list[tuple[int, int]]:
    """Stretches of a row between gaps of at least `least` blanks, as places in its text."""
    out, at = [], 0
    for m in _GAP.finditer(row.text):
        if m.end() - m.start() >= least:
            out.append((at, m.start()))
            at = m.end()
    out.append((at, len(row.text)))
    return out


def _measure(page: Sequence[Row]) -> float:
    """The commonest width (em) of a column: of stretches between gaps, whatever they are."""
    counts: Counter[int] = Counter()
    for row in page:
        for i, j in _words(row, 1):
            piece = row.part(i, j)
            # A table's numbers are no column of text.
            if piece.width >= 7 and 2 * han_count(piece.text) >= len(piece.tight):
                counts[round(piece.width)] += 1
    if not counts:
        return 0.0
    return float(max(counts, key=lambda w: (counts[w] + 0.5 * (counts[w - 1] + counts[w + 1]), w)))


def _starts(page: Sequence[Row], indents: Sequence[int], measure: float) -> _Columns:
    """At which character of a line columns begin."""
    votes: Counter[int] = Counter()
    lines: dict[int, set[int]] = {}
    for n, (row, indent) in enumerate(zip(page, indents, strict=True)):
        for k, (i, j) in enumerate(_words(row, 2)):
            width = row.part(i, j).width
            if 0.6 * measure <= width <= measure + 1.5 or (width > measure and k):
                votes[indent + i] += 2
                lines.setdefault(indent + i, set()).add(n)
        if row.width > measure + 2:
            for i, j in _words(row, 1)[1:]:
                width = row.part(i, j).width
                if abs(width - measure) <= 1.0 or abs(width - measure + 2) <= 0.6:
                    votes[indent + i] += 1
                    lines.setdefault(indent + i, set()).add(n)
    found: list[int] = []
    left = dict(votes)
    while left:
        near = {x: _near(left, x) for x in left}
        x = max(near, key=lambda k: (near[k], -k))
        if near[x] < 5:
            break
        found.append(x)
        apart = 0.6 * measure
        left = {v: n for v, n in left.items() if abs(v - x) > apart}
    # Lines that hold several columns tell by their beginnings where the first is.
    first = min(indents)
    if found and first < min(found) - 0.5 * measure:
        found.append(first)
    found.sort()
    numbers: list[int] = []
    for s in found:
        alike = [t for t, number in zip(found, numbers, strict=False) if number == numbers[-1]]
        same = bool(alike) and all(s - t <= _TWICE * measure and _apart(lines, s, t) for t in alike)
        numbers.append(numbers[-1] + (not same) if numbers else 0)
    return _Columns(measure, found, numbers)


def _double(line: Sequence[Piece]) -> bool:
    """Whether two pieces of a line stand in one column."""
    return any(a.first == a.last == b.first for a, b in pairwise(line))


def _near(votes: Mapping[int, int], x: int) -> int:
    return sum(votes.get(x + d, 0) for d in range(-2, 3))


def _apart(lines: Mapping[int, set[int]], s: int, t: int) -> bool:
    """Whether words begin at one place or the other, hardly ever at both in a line.

    A tool that takes two columns for one line sets one blank between, where it else keeps the place:
    both are where one column begins.
    """
    at = [set().union(*(lines.get(x + d, ()) for d in range(-2, 3))) for x in (s, t)]
    return len(at[0] & at[1]) <= 0.1 * min(map(len, at))


def _cut(row: Row, indent: int, columns: _Columns) -> list[Piece]:
    """The row's pieces: cut where words begin at a column's place, if they fit their columns."""
    starts, measure = columns.starts, columns.measure
    whole = _place(row, (0, len(row.text)), indent, columns)
    gaps = [(m.start(), m.end()) for m in _GAP.finditer(row.text)]
    if not gaps:
        return [whole]
    if _HEAD.search(row.text) and _DAY.search(row.text):
        # The page's head stands above all columns: '二版     大漠报     2020年9月11日 责任编辑：…'.
        return [Piece(row, 0, columns.numbers[-1])]
    # A single blank parts no columns in a line that fits one, nor in one of a contents list.
    fits = row.width <= measure + 1.0 or _LEADERS.search(row.text) is not None
    wide = not fits and row.width > measure + 2.0
    # Best way to cut the text up to each gap, as (gain, begin of the last piece).
    edges = [(0, 0), *gaps, (len(row.text), len(row.text))]
    gains: list[float] = [0.0]
    back: list[int] = [-1]
    fills = [False]  # whether the last piece fills a column
    for k in range(1, len(edges)):
        best, at = -100.0, 0
        for b in range(k):
            begin, end = edges[b][1], edges[k][0]
            if begin >= end:
                continue
            width = row.part(begin, end).width
            gain = gains[b]
            if b:
                gap = edges[b][1] - edges[b][0]
                off = _off(indent + begin, starts[1:])
                if gap < _CLEAR and fits:
                    continue
                if off > (_FAR if gap >= _CLEAR else 0):
                    if not wide or gap > 2 or not fills[b]:
                        continue
                    # Two columns that the tool took for one line.
                    gain -= _GLUED
                else:
                    gain -= 0.3 * off
                gain += -2.6 + 0.9 * min(gap, 6)
            if abs(width - measure) <= 1.0:
                gain += 2.0
            elif abs(width - measure + 2) <= 0.8:
                gain += 1.0
            elif width > measure + 1.5:
                gain -= 1.5
            if gain > best:
                best, at = gain, b
        gains.append(best)
        back.append(at)
        width = row.part(edges[at][1], edges[k][0]).width
        fills.append(min(abs(width - measure), abs(width - measure + 2)) <= 1.0)
    cuts: list[Piece] = []
    k = len(edges) - 1
    while k > 0:
        b = back[k]
        cuts.append(_place(row, (edges[b][1], edges[k][0]), indent, columns))
        k = b
    cuts.reverse()
    for i in range(1, len(cuts)):
        start = indent + cuts[i].row.start - row.start
        if _off(start, starts[1:]) > _FAR and cuts[i].first <= cuts[i - 1].first:
            at = min(cuts[i - 1].first + 1, columns.numbers[-1])
            cuts[i] = replace(cuts[i], first=at, last=at)
        if cuts[i - 1].last >= cuts[i].first:
            last = max(cuts[i - 1].first, cuts[i].first - 1)
            cuts[i - 1] = replace(cuts[i - 1], last=last)
    return cuts


def _off(x: int, starts: Sequence[int]) -> int:
    """By how much x lies outside the room in which a column may begin."""
    return min((max(s - _BEFORE - x, x - s - _BEHIND, 0) for s in starts), default=99)


def _place(row: Row, span: tuple[int, int], indent: int, columns: _Columns) -> Piece:
    """The columns that the characters `span` of a row stand in."""
    starts, measure, numbers = columns.starts, columns.measure, columns.numbers
    part = row if span == (0, len(row.text)) else row.part(*span)
    start, end = indent + span[0], indent + span[1]
    if abs(part.width - measure) <= 1.0:
        # It fills a column, however far digits before and in it push it about.
        first = min(range(len(starts)), key=lambda c: abs(starts[c] - start))
        return Piece(part, numbers[first], numbers[first])
    first = max((c for c, s in enumerate(starts) if s - _BEFORE <= start), default=0)
    last = max((c for c, s in enumerate(starts) if s + _INTO <= end), default=0)
    return Piece(part, numbers[first], numbers[max(first, last)])


def _under(lines: Sequence[Sequence[Piece]], k: int) -> bool:
    """Whether line k heads an article that stands below others, not below its column's.

    Blank lines part it from all columns above, it stands alone, and the rightmost column above is at
    a sentence's end: what the left one breaks off goes on in the right one, not below the head.
    """
    head, above = lines[k], lines[:k]
    if len(head) > 1 or not head[0].row.blanks or head[0].row.closed:
        return False
    columns = {p.last for line in above for p in line}
    ends = [next(p.row for line in reversed(above) for p in line if p.last == c) for c in columns]
    beside = any(len(line) > 1 for line in lines[k:])
    last = max(columns)
    right = next(p.row for line in reversed(above) for p in line if p.last == last)
    open_left = any(not row.closed for row in ends if row is not right)
    return len(columns) > 1 and beside and right.closed and (open_left or head[0].row.blanks > 1)


def _read(lines: Sequence[Sequence[Piece]], low: int, high: int) -> Iterator[Piece]:
    """The pieces of columns `low` to `high` in reading order."""
    lines = [line for line in lines if line]
    if not lines:
        return
    if low == high or len(lines) == 1:
        for line in lines:
            yield from line
        return
    for k in range(1, len(lines)):
        if _under(lines, k):
            yield from _read(lines[:k], low, high)
            yield from _read(lines[k:], low, high)
            return
    for c in range(low, high):
        # A gutter that nothing crosses.
        if not any(p.first <= c < p.last for line in lines for p in line):
            yield from _read([[p for p in line if p.first <= c] for line in lines], low, c)
            yield from _read([[p for p in line if p.first > c] for line in lines], c + 1, high)
            return
    spans = [max(p.last - p.first for p in line) for line in lines]
    widest = max(spans)
    at = spans.index(widest)
    yield from _read(lines[:at], low, high)
    yield from lines[at]
    yield from _read(lines[at + 1 :], low, high)
