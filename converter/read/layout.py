"""Reading order by places: a page's runs put into columns and these one after the other.

A page is cut where a gutter or a gap goes through it and something tells that another text begins
there: a rule, a title, much white. What cannot be cut further is one text in columns: a title that
lies across them, or in their midst, comes first, then each column from top to bottom.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from converter.chinese.chars import ends_sentence
from converter.model import Box
from converter.read.glyphs import Run, body_size

# In em of the page's text.
_INDENT = 2.6  # of a paragraph, at most
_SOME_GAP = 0.4  # beside the leading: more white than between two lines
_GUTTER = 0.7  # between columns at least
_CROSSES = 0.6  # so far on both sides of a gutter: the run lies across it
_TITLE_GAP = 0.9  # above a title that begins another text, beside the leading
_WIDE_GAP = 2.8  # that parts two texts by itself
_TOP = 2.5  # within which the first lines of a part stand
_ROW = 0.45  # base lines of one row differ by less

_DISPLAY = 1.22  # times the size of the page's text: a title, a heading
_BODY = (0.84, 1.16)  # times that size: running text
_THROUGH = 0.88  # of a part's width or height: a rule that parts it
_COVERED = 0.3  # of a part's rows may lie across a gutter: titles, leads
_BEGINS = 2  # lines begin at a column's left edge at least
_FEW, _SIDE = 4, 3  # lines of a text in columns, and on one side of a gutter
_FILLED = 0.45  # of a column's lines reach its right edge
_NARROW = 8.5  # em: columns of a text are wider, those of a table may be narrower
_KICKERS = 2  # lines above a title that belong to it
_ABOVE = 2  # lines of each column above what parts it
_CELL = 14.0  # em: no cell of a table without rules is as wide
_VERSE, _AS_WIDE, _SHORT = 6.0, 0.6, 5  # em, share of the other side's width, lines
_FLUSH = 0.4  # of a column's lines begin at its left edge
_PAIRED = 0.8  # of the lines right of a gap stand beside one on its left: rows of a list
_GROUP = (0.012, 0.6)  # of the page's area: a box with a text of its own
_INSIDE = 0.9  # of a run's area lies in its box
_LINES = 2  # that a box has at least

# What speaks for a cut.
_RULE, _TITLE, _SIDE_TITLE, _WHITE, _TURNS = 10.0, 4.0, 5.0, 1.0, 3.0
_LEAST = 1.0
_DEPTH = 40
_FOLIO = re.compile(r"\W{0,3}\d{1,4}\W{0,3}")
_OVER = 20.0  # against a cut through one text, in whose midst a title stands

BOX, FIGURE, TABLE = "box", "figure", "table"

# Captions: em from a picture to its first line, and from line to line; their size in that of the text.
_BELOW, _NEXT_LINE, _SMALL = 2.0, 0.9, 1.02
_SAME, _MOST_LINES = 0.3, 4
# Tables: points by which rules of one differ, em between two of them, rows, and rows of several cells.
_SAME_RULE, _FAR_RULE, _TABLE_ROWS, _TABLE_SHARE = 2.5, 9.0, 2, 0.6


@dataclass(slots=True)
class Item:
    """A run, a picture with its caption, or a group of items in their order, with its place."""

    x0: float
    y0: float
    x1: float
    y1: float
    run: Run | None = None
    picture: int = -1
    items: list[Item] = field(default_factory=list)
    kind: str = ""  # of items: box, figure, table

    @property
    def size(self) -> float:
        """The size of its letters, 0 where it has none of its own."""
        return self.run.size if self.run else 0.0


@dataclass(slots=True)
class Placed:
    """A run in reading order; `column` are the edges of its column, `apart` that a text begins.

    `table` numbers the ruled table in which it stands, 0 for none; `caption` tells that it stands
    below a picture.
    """

    run: Run | None
    column: tuple[float, float]
    apart: bool = False
    picture: int = -1
    table: int = 0
    caption: bool = False


def arrange(
    runs: Sequence[Run],
    body: float,
    size: tuple[float, float],
    rules: Sequence[Box] = (),
    boxes: Sequence[Box] = (),
    pictures: Sequence[Box] = (),
) -> list[Placed]:
    """The runs of a page in reading order; `body` is the size of its running text.

    `pictures` come where they stand, as items of their own.
    """
    top, middle, foot = _folios(runs)
    items = [Item(r.x0, r.y0, r.x1, r.y1, run=r) for r in middle]
    items += [Item(b.left, b.top, b.right, b.bottom, picture=k) for k, b in enumerate(pictures)]
    items = _figures(items, body)
    items = _tables(items, rules, body)
    grouped = _grouped(items, boxes, size)
    order = _Order(body, rules)
    return [
        *(Placed(run, (run.x0, run.x1), apart=True) for run in top),
        *order.placed(grouped),
        *(Placed(run, (run.x0, run.x1), apart=True) for run in foot),
    ]


def _folios(runs: Sequence[Run]) -> tuple[list[Run], list[Run], list[Run]]:
    """The page's number above all else, what is none, and the one below all else."""
    rest = sorted(runs, key=lambda r: (r.base, r.x0))
    top = _alone(rest[:2])
    rest = rest[len(top) :]
    foot = _alone(rest[:-3:-1])
    return top, rest[: len(rest) - len(foot)], foot


def _alone(outer: Sequence[Run]) -> list[Run]:
    """The outermost run where it is a number and the next one stands on another line."""
    if len(outer) > 1 and _FOLIO.fullmatch(outer[0].text.strip()):
        far = abs(outer[0].base - outer[1].base)
        return [outer[0]] if far > _ROW * max(outer[0].size, outer[1].size) else []
    return []


def _grouped(items: list[Item], boxes: Sequence[Box], size: tuple[float, float]) -> list[Item]:
    """The items with those that a box holds put into one, the smallest boxes first."""
    area = size[0] * size[1]
    wanted = sorted(
        {b for b in boxes if _GROUP[0] * area <= b.width * b.height <= _GROUP[1] * area},
        key=lambda b: (b.width * b.height, b.left, b.top),
    )
    for box in wanted:
        inside = [item for item in items if _holds(box, item)]
        if sum(len(list(_runs(item))) for item in inside) < _LINES or len(inside) == len(items):
            continue
        rest = [item for item in items if not any(item is x for x in inside)]
        # Text that a box cuts is no text in a box.
        if any(_meets(box, item) for item in rest):
            continue
        items = [*rest, Item(box.left, box.top, box.right, box.bottom, items=inside, kind=BOX)]
    return items


def _without(items: Sequence[Item], some: Sequence[Item]) -> list[Item]:
    gone = {id(x) for x in some}
    return [x for x in items if id(x) not in gone]


def _figures(items: list[Item], body: float) -> list[Item]:
    """The items with each picture and the small lines right below it as one."""
    for picture in sorted((x for x in items if x.picture >= 0), key=lambda x: (x.y0, x.x0)):
        lines: list[Item] = []
        foot, size = picture.y1, 0.0
        below = (
            x for x in items
            if x.run is not None and not x.run.upright and x.y0 > picture.y1 - 0.5 * body
            and x.x0 > picture.x0 - body and x.x1 < picture.x1 + body
        )  # fmt: skip
        for line in sorted(below, key=lambda x: (x.y0, x.x0)):
            near = line.y0 - foot < (_BELOW if not lines else _NEXT_LINE) * body
            small = line.size <= _SMALL * body if not size else abs(line.size - size) < _SAME
            if not (near and small) or len(lines) >= _MOST_LINES:
                break
            lines.append(line)
            foot, size = max(foot, line.y1), line.size
        inner = [picture, *lines]
        items = [
            *_without(items, inner),
            Item(
                min(x.x0 for x in inner), picture.y0, max(x.x1 for x in inner), foot,
                items=inner, kind=FIGURE,
            ),
        ]  # fmt: skip
    return items


def _tables(items: list[Item], rules: Sequence[Box], body: float) -> list[Item]:
    """The items with those of each ruled table as one; what stands in one cell is one run."""
    for box, levels in _ruled(rules, body):
        inside = [x for x in items if _holds(box, x) and x.run is not None]
        upright = _uprights(rules, box)
        rows = (
            _celled(inside, levels, upright) if len(upright) > _TABLE_ROWS else _lined(inside, body)
        )
        several = sum(len(row) > 1 for row in rows)
        if len(rows) < _TABLE_ROWS or several < _TABLE_SHARE * len(rows):
            continue
        cells = [cell for row in rows for cell in row]
        table = Item(box.left, box.top, box.right, box.bottom, items=cells, kind=TABLE)
        items = [*_without(items, inside), table]
    return items


def _uprights(rules: Sequence[Box], box: Box) -> list[float]:
    """Where rules stand in a table from its head to its foot, from the left."""
    found: list[float] = []
    for rule in sorted(rules, key=lambda r: r.left):
        inside = box.left - _SAME_RULE < rule.left < box.right + _SAME_RULE
        tall = min(rule.bottom, box.bottom) - max(rule.top, box.top) > 0.5 * box.height
        if inside and tall and (not found or rule.left - found[-1] > _SAME_RULE):
            found.append(rule.left)
    return found


def _lined(inside: Sequence[Item], body: float) -> list[list[Item]]:
    """Rows of a table by the lines of its text."""
    rows: list[list[Item]] = []
    for item in sorted(inside, key=lambda x: (x.y0, x.x0)):
        if rows and abs(rows[-1][0].y0 - item.y0) < _ROW * body:
            rows[-1].append(item)
        else:
            rows.append([item])
    return rows


def _celled(
    inside: Sequence[Item], levels: Sequence[float], uprights: Sequence[float]
) -> list[list[Item]]:
    """Rows of a table by its rules."""
    rows: list[list[Item]] = []
    for top, bottom in pairwise(levels):
        row: list[Item] = []
        for left, right in pairwise(uprights):
            cell = [
                x for x in inside
                if top <= (x.y0 + x.y1) / 2 < bottom and left <= (x.x0 + x.x1) / 2 < right
            ]  # fmt: skip
            runs = [x.run for row_ in _lined(cell, 1.0) for x in row_ if x.run is not None]
            if runs:
                row.append(_cell(runs, (top + bottom) / 2))
        if row:
            rows.append(row)
    return rows if sum(map(len, rows)) else []


def _cell(runs: Sequence[Run], middle: float) -> Item:
    """What stands in one cell as one run."""
    first = runs[0]
    text = "".join(run.text for run in runs)
    if all(run.text.isascii() for run in runs):
        text = " ".join(run.text for run in runs)
    x0, x1 = min(r.x0 for r in runs), max(r.x1 for r in runs)
    y0, y1 = middle - first.size / 2, middle + first.size / 2
    run = Run(text, x0, y0, x1, y1, y1, first.size, first.weight, first.font, first.sure)
    return Item(x0, y0, x1, y1, run=run)


def _ruled(rules: Sequence[Box], body: float) -> list[tuple[Box, list[float]]]:
    """Places where at least three rules of one length lie below each other, with their heights."""
    levels: dict[float, list[tuple[float, float]]] = {}
    for rule in rules:
        if rule.width > rule.height and rule.width > body:
            y = next((y for y in levels if abs(y - rule.top) < _SAME_RULE), rule.top)
            levels.setdefault(y, []).append((rule.left, rule.right))
    lines = []  # left, right, y: of rules that touch, one
    for y, spans in levels.items():
        reached: list[tuple[float, float]] = []
        for low, high in sorted(spans):
            if reached and low <= reached[-1][1] + _SAME_RULE:
                reached[-1] = (reached[-1][0], max(reached[-1][1], high))
            else:
                reached.append((low, high))
        lines += [(low, high, y) for low, high in reached]
    lines.sort(key=lambda line: line[2])
    found: list[list[tuple[float, float, float]]] = []
    for line in lines:
        for group in found:
            last = group[-1]
            same = abs(last[0] - line[0]) < _SAME_RULE and abs(last[1] - line[1]) < _SAME_RULE
            if same and line[2] - last[2] < _FAR_RULE * body:
                group.append(line)
                break
        else:
            found.append([line])
    return [
        (
            Box(group[0][0] - 1, group[0][2] - 1, group[0][1] + 1, group[-1][2] + 1),
            [y for _, _, y in group],
        )
        for group in found
        if len(group) > _TABLE_ROWS
    ]


def _runs(item: Item) -> Iterator[Run]:
    if item.run:
        yield item.run
    for inner in item.items:
        yield from _runs(inner)


def _holds(box: Box, item: Item) -> bool:
    return _shared(box, item) >= _INSIDE


def _meets(box: Box, item: Item) -> bool:
    return item.picture < 0 and 1 - _INSIDE < _shared(box, item) < _INSIDE


def _shared(box: Box, item: Item) -> float:
    """The share of an item's area that lies in a box."""
    width = min(box.right, item.x1) - max(box.left, item.x0)
    height = min(box.bottom, item.y1) - max(box.top, item.y0)
    area = (item.x1 - item.x0) * (item.y1 - item.y0)
    return width * height / area if width > 0 and height > 0 and area > 0 else 0.0


@dataclass(slots=True)
class _Cut:
    score: float
    across: bool  # from left to right: what stands above comes first
    at: float


class _Order:
    """The order of one page's items."""

    def __init__(self, body: float, rules: Sequence[Box]) -> None:
        self.body = body
        self.rules = rules
        self.count = 0  # of tables

    def placed(self, items: list[Item]) -> Iterator[Placed]:
        """The runs in order."""
        apart = True
        for part in self._parts(items, 0):
            for placed in self._lines(part):
                placed.apart = placed.apart or apart
                apart = False
                yield placed
            apart = True

    # --- parts ---------------------------------------------------------------------------------

    def _parts(self, items: list[Item], depth: int) -> Iterator[list[Item]]:
        """The items of each text, cut from the others, in order."""
        cut = self._cut(items) if len(items) > 1 and depth < _DEPTH else None
        if cut is None:
            yield items
            return
        before = [x for x in items if (x.y1 + x.y0 if cut.across else x.x1 + x.x0) / 2 < cut.at]
        behind = [x for x in items if (x.y1 + x.y0 if cut.across else x.x1 + x.x0) / 2 >= cut.at]
        yield from self._parts(before, depth + 1)
        yield from self._parts(behind, depth + 1)

    def _cut(self, items: list[Item]) -> _Cut | None:
        """The best cut through the items, None where none parts two texts."""
        cuts = [*self._across(items), *self._down(items)]
        best = max(cuts, key=lambda cut: (cut.score, cut.across, -cut.at), default=None)
        return best if best is not None and best.score >= _LEAST else None

    def _across(self, items: list[Item]) -> Iterator[_Cut]:
        """Cuts from left to right."""
        left, right = min(x.x0 for x in items), max(x.x1 for x in items)
        leading = self._leading(items)
        for top, bottom in _gaps([(x.y0, x.y1) for x in items]):
            gap = (bottom - top - leading) / self.body
            score = 0.0
            if self._ruled(top, bottom, left, right, across=True):
                score += _RULE
            first = [x for x in items if bottom - 1 <= x.y0 < bottom + _TOP * self.body]
            if gap >= _TITLE_GAP and any(self._heads(x) for x in first):
                score += _TITLE + min(gap, 3.0)
            if gap >= _WIDE_GAP:
                score += _WHITE
            seam = self._seam(items, top, bottom)
            if seam and gap >= _SOME_GAP and seam > 0:
                score += _TURNS
            if seam < 0 and first and any(self._heads(x) for x in first):
                score -= _OVER
            if score > 0:
                yield _Cut(score, across=True, at=(top + bottom) / 2)

    def _down(self, items: list[Item]) -> Iterator[_Cut]:
        """Cuts from top to bottom."""
        top, bottom = min(x.y0 for x in items), max(x.y1 for x in items)
        for left, right in _gaps([(x.x0, x.x1) for x in items]):
            if right - left < _GUTTER * self.body:
                continue
            score = 0.0
            beside = [x for x in items if x.x0 >= right]
            if self._tabular([x for x in items if x.x1 <= left], beside):
                continue
            upper = min(x.y0 for x in beside)
            head = [x for x in beside if x.y0 < upper + _TOP * self.body]
            rest = len(beside) - len(head)
            # The title is that of the column right of the cut, not of one further on.
            lines = [x.x1 for x in beside if x.x0 < right + _INDENT * self.body and x.kind != BOX]
            head = [x for x in head if x.x0 < max(lines, default=x.x0 + 1)]
            # A box above a column is not that column's title.
            if any(
                self._heads(x) and bool(rest) != (x.kind == BOX) and self._own(x, items, left)
                for x in head
            ):
                score += _SIDE_TITLE
            if self._ruled(left, right, top, bottom, across=False):
                score += _RULE - 1
            if score:
                yield _Cut(score, across=False, at=(left + right) / 2)

    def _tabular(self, left: Sequence[Item], right: Sequence[Item]) -> bool:
        """Whether what stands on both sides of a gap are the cells of rows."""
        sides = [x for x in left if x.run], [x for x in right if x.run]
        if min(map(len, sides)) < _SIDE:
            return False
        paired = sum(any(self._level(x, y) for y in sides[0]) for x in sides[1])
        begin = min(x.x0 for x in sides[1])
        near = [x for x in sides[1] if x.x0 < begin + _INDENT * self.body]
        wide = sorted(median(x.x1 - x.x0 for x in side) for side in (sides[0], near))
        return (
            paired >= _PAIRED * len(sides[1])
            and wide[0] < _VERSE * self.body
            and wide[1] < _CELL * self.body
        )

    def _own(self, title: Item, items: Sequence[Item], edge: float) -> bool:
        """Whether a title right of a cut is not that of the text left of it as well.

        Where that has none and is narrower, or begins below the title, one text has its title amid or
        above its columns.
        """
        left = [x for x in items if x.x1 <= edge + 1]
        if any(self._heads(x) for x in left):
            return True
        wide = edge - min(x.x0 for x in left)
        begins = min(x.y0 for x in left)
        return wide >= max(x.x1 for x in items) - edge and begins < title.y1

    def _seam(self, items: Sequence[Item], top: float, bottom: float) -> int:
        """Whether the first of several columns goes on below a gap: 1 no, -1 yes, 0 not known.

        It does not where its last line above breaks off and a paragraph begins below; it does where
        that line breaks off and the one below begins at the edge.
        """
        text = self._text(items)
        above = [x for x in text if x.y1 <= top + 1]
        below = [x for x in text if x.y0 >= bottom - 1]
        if not above or not below:
            return 0
        left = min(x.x0 for x in text)
        near = [x for x in above if x.x0 < left + _INDENT * self.body]
        if not near:
            return 0
        last = max(near, key=lambda x: x.y0)
        column = max(x.x1 for x in near if x.x1 - x.x0 <= 1.3 * (last.x1 - last.x0))
        next_ = [
            x for x in below
            if x.x0 < left + _INDENT * self.body and abs(x.x1 - column) < 1.3 * self.body
        ]  # fmt: skip
        if not next_:
            return 0
        first = min(next_, key=lambda x: x.y0)
        if last.run is None or first.run is None or ends_sentence(last.run.text):
            return 0
        if last.x1 < column - 1.3 * self.body or max(x.x1 for x in above) < column + self.body:
            return 0
        return 1 if first.x0 > left + 1.2 * self.body else -1

    def _heads(self, item: Item) -> bool:
        """Whether an item looks like the title of a text, or is a box with one."""
        if item.kind == BOX:
            return True
        return item.run is not None and item.size >= _DISPLAY * self.body

    def _ruled(self, low: float, high: float, first: float, last: float, *, across: bool) -> bool:
        """Whether rules in a gap go through nearly all of its length."""
        inside = []
        for rule in self.rules:
            a, b = (rule.top, rule.bottom) if across else (rule.left, rule.right)
            if low - 1 <= a and b <= high + 1:
                c, d = (rule.left, rule.right) if across else (rule.top, rule.bottom)
                inside.append((max(c, first), min(d, last)))
        return _length(inside) >= _THROUGH * (last - first) > 0

    def _leading(self, items: Sequence[Item]) -> float:
        """The white between two lines of the running text."""
        text = sorted(self._text(items), key=lambda x: (round(x.x0), x.y0))
        gaps = [
            b.y0 - a.y1
            for a, b in pairwise(text)
            if abs(a.x0 - b.x0) < self.body and 0 < b.y0 - a.y1 < 2 * self.body
        ]
        return median(gaps) if gaps else 0.6 * self.body

    def _text(self, items: Sequence[Item]) -> list[Item]:
        """The lines of running text: those in the size that most letters of these items have."""
        runs = [x for x in items if x.run is not None and not x.run.upright]
        size = body_size(x.run for x in runs if x.run and x.size < _DISPLAY * self.body)
        low, high = (share * size for share in _BODY)
        return [x for x in runs if low <= x.size <= high]

    # --- columns -------------------------------------------------------------------------------

    def _lines(self, items: list[Item]) -> Iterator[Placed]:
        """The runs of one text: its title, then each column; boxes before or behind it."""
        gutters = self._gutters(items)
        if not gutters:
            yield from self._column(items)
            return
        across = [x for x in items if self._crosses(x, gutters)]
        inside = _without(items, across)
        wide = [x for x in across if x.kind != FIGURE]
        whole = [x for x in wide if self._parts_columns(x, inside, gutters)]
        if whole and self._seam(items, min(x.y0 for x in whole), max(x.y1 for x in whole)) >= 0:
            yield from self._apart(items, whole)
            return
        wide += self._openers(inside, items, gutters)
        inside = _without(inside, wide)
        head = wide + [x for x in inside if self._with_title(x, wide)]
        top = min((x.y0 for x in wide if x.run), default=float("inf"))
        boxes = [x for x in inside if x.kind == BOX]
        yield from self._column([x for x in boxes if x.y0 < top])
        yield from self._column(head)
        columns: list[list[Item]] = [[] for _ in range(len(gutters) + 1)]
        bounds = [a for a, _ in gutters]
        for item in _without(items, [*head, *boxes]):
            columns[bisect_left(bounds, item.x0 + 0.5)].append(item)
        for column in columns:
            yield from self._column(column)
        yield from self._column([x for x in boxes if x.y0 >= top])

    def _openers(
        self, inside: Sequence[Item], items: Sequence[Item], gutters: Sequence[tuple[float, float]]
    ) -> list[Item]:
        """Titles above all columns that stand in the middle of them, narrow as one column."""
        middle = min(x.x0 for x in items) + max(x.x1 for x in items)
        edges = [min(x.x0 for x in items), *((a + b) / 2 for a, b in gutters)]
        edges.append(max(x.x1 for x in items))
        text = self._text(inside)
        out = []
        for item in inside:
            if item.run is None or item.run.upright or not self._heads(item):
                continue
            own = min((a + b for a, b in pairwise(edges)), key=lambda c: abs(item.x0 + item.x1 - c))
            central = abs(item.x0 + item.x1 - middle) < 2 * _TOP * self.body
            above = sum(x.y1 <= item.y0 + 1 for x in text)
            if central and abs(own - middle) > 2 * _TOP * self.body and above <= _KICKERS:
                out.append(item)
        return out

    def _with_title(self, item: Item, wide: Sequence[Item]) -> bool:
        """Whether an item stands centred above or below what lies across columns, as a deck does.

        Or above it at its left edge, as a kicker does.
        """
        if item.run is None:
            return False
        near = _TOP * self.body
        return any(
            (
                abs(item.x0 + item.x1 - x.x0 - x.x1) < 2 * self.body
                and (x.y0 - near < item.y0 < x.y0 or x.y1 - 1 < item.y0 < x.y1 + near)
            )
            or (abs(item.x0 - x.x0) < 0.5 * self.body and x.y0 - near < item.y0 < x.y0)
            for x in wide
            if x.run
        )

    def _apart(self, items: list[Item], whole: Sequence[Item]) -> Iterator[Placed]:
        """The text above and below what lies across all columns amid them."""
        top = min(x.y0 for x in whole)
        above = [x for x in items if (x.y0 + x.y1) / 2 < top]
        below = [x for x in items if (x.y0 + x.y1) / 2 >= top]
        if not above or not below:
            yield from self._column(items)
            return
        yield from self._lines(above)
        yield from self._lines(below)

    def _parts_columns(
        self, item: Item, inside: Sequence[Item], gutters: Sequence[tuple[float, float]]
    ) -> bool:
        """Whether an item lies across all columns, with text of each above it."""
        if not all(item.x0 < a and item.x1 > b for a, b in gutters):
            return False
        above = [x for x in self._text(inside) if x.y1 <= item.y0 + 1]
        edges = [-1e9, *((a + b) / 2 for a, b in gutters), 1e9]
        return all(
            sum(low <= (x.x0 + x.x1) / 2 < high for x in above) >= _ABOVE
            for low, high in pairwise(edges)
        )

    def _crosses(self, item: Item, gutters: Sequence[tuple[float, float]]) -> bool:
        far = _CROSSES * self.body
        return any(item.x0 < a - far and item.x1 > b + far for a, b in gutters)

    def _gutters(self, items: Sequence[Item]) -> list[tuple[float, float]]:
        """The gaps between the columns of the running text."""
        text = [*self._text(items), *(x for x in items if x.kind == BOX)]
        if len(text) < _FEW:
            return []
        rows = len({round(x.y0 / self.body) for x in text})
        found: list[tuple[float, float]] = []
        for begin in _edges([x.x0 for x in text], 0.25 * self.body, _BEGINS):
            inner = begin - 0.2 * self.body
            crossing = sum(x.x0 < inner < x.x1 for x in text)
            end = max((x.x1 for x in text if x.x1 <= inner), default=begin)
            if crossing <= max(1, _COVERED * rows) and begin - end >= _GUTTER * self.body:
                found.append((end, begin))
        kept: list[tuple[float, float]] = []
        for gap, after in pairwise([*found, (float("inf"), 0.0)]):
            until = after[0]
            begin = kept[-1][1] if kept else float("-inf")
            beside = [x for x in items if x.run is not None and x.x0 >= begin - 1]
            if self._parts_prose(gap, [x for x in text if x.x0 >= begin - 1], beside, until):
                kept.append(gap)
        return kept

    def _parts_prose(
        self,
        gap: tuple[float, float],
        text: Sequence[Item],
        beside: Sequence[Item],
        until: float,
    ) -> bool:
        """Whether columns of lines stand on both sides of a gap, and no rows that go across it.

        `beside` are the runs of all sizes, by which rows are known.
        """
        left = [x for x in text if x.x1 <= gap[0] + 1]
        right = [x for x in text if x.x0 >= gap[1] - 1]
        if min(len(left), len(right)) < _SIDE:
            return False
        edge = max(x.x1 for x in left)
        ends = [max(x.x1 for x in row) for row in _lined(left, self.body)]
        full = sum(end >= edge - 1.2 * self.body for end in ends)
        next_ = [x for x in right if x.x1 <= until + 1] or right
        across = [x for x in beside if x.x1 <= gap[0] + 1]
        paired = sum(any(self._level(x, y) for y in across) for x in next_)
        if paired < _PAIRED * len(next_):
            begin = min(x.x0 for x in next_)
            flush = sum(x.x0 < begin + 0.3 * self.body for x in next_)
            return flush >= _FLUSH * len(next_)
        narrow = min(max(x.x1 for x in side) - min(x.x0 for x in side) for side in (left, next_))
        if full >= _FILLED * len(ends):
            return narrow >= _NARROW * self.body
        # Verse and short lists have no full lines either, but are as wide on both sides.
        wide = [median(x.x1 - x.x0 for x in side) for side in (left, next_)]
        return min(wide) > max(_VERSE * self.body, _AS_WIDE * max(wide)) and len(next_) > _SHORT

    def _level(self, a: Item, b: Item) -> bool:
        """Whether two items stand on one level."""
        return abs(a.y0 + a.y1 - b.y0 - b.y1) < 2 * _ROW * max(self.body, a.size, b.size)

    def _column(self, items: list[Item]) -> Iterator[Placed]:
        """The runs of one column, row by row; a group's own where it stands."""
        if not items:
            return
        text = [x for x in items if x.run is not None]
        left = min((x.x0 for x in text), default=0.0)
        right = max((x.x1 for x in text), default=0.0)
        for row in self._rows(items):
            for item in row:
                if item.items:
                    yield from self._group(item)
                else:
                    yield Placed(item.run, (left, right), picture=item.picture)

    def _group(self, item: Item) -> Iterator[Placed]:
        """The runs of what stands together."""
        if item.kind == BOX:
            yield from self.placed(item.items)
            return
        if item.kind == TABLE:
            self.count += 1
        for row in self._rows(item.items):
            for x in row:
                yield Placed(
                    x.run, (item.x0, item.x1), picture=x.picture,
                    table=self.count if item.kind == TABLE else 0, caption=item.kind == FIGURE,
                )  # fmt: skip

    def _rows(self, items: list[Item]) -> Iterator[list[Item]]:
        """Items that stand beside each other, from the left; rows from the top."""
        todo = sorted(items, key=lambda x: (x.y0, x.x0))
        row: list[Item] = []
        for item in todo:
            if row and not self._beside(row[0], item):
                yield sorted(row, key=lambda x: x.x0)
                row = []
            row.append(item)
        if row:
            yield sorted(row, key=lambda x: x.x0)

    def _beside(self, a: Item, b: Item) -> bool:
        if a.run is None or b.run is None or a.run.upright or b.run.upright:
            return False
        return abs(a.run.base - b.run.base) < _ROW * max(a.size, b.size)


def _gaps(spans: Iterable[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """The gaps that no span covers, in order."""
    reached: float | None = None
    for low, high in sorted(spans):
        if reached is not None and low > reached:
            yield reached, low
        reached = high if reached is None else max(reached, high)


def _length(spans: Iterable[tuple[float, float]]) -> float:
    """The length that spans cover together."""
    total, reached = 0.0, float("-inf")
    for low, high in sorted(spans):
        if high > reached:
            total += high - max(low, reached)
            reached = high
    return total


def _edges(places: Iterable[float], near: float, least: int) -> list[float]:
    """The places at which so many lines begin, from the left."""
    groups: list[list[float]] = []
    for place in sorted(places):
        if groups and place - groups[-1][0] <= near:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [group[0] for group in groups if len(group) >= least]
