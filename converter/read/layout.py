"""Reading order by places: a page's runs put into columns and these one after the other.

A page is cut where a gutter or a gap goes through it and something tells that another text begins
there: a rule, a title, much white. What cannot be cut further is one text in columns: a title that
lies across them, or in their midst, comes first, then each column from top to bottom.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from converter.model import Box
from converter.read.glyphs import Run

# In em of the page's text.
_GUTTER = 0.7  # between columns at least
_CROSSES = 0.6  # so far on both sides of a gutter: the run lies across it
_TITLE_GAP = 0.9  # above a title that begins another text, beside the leading
_WIDE_GAP = 2.8  # that parts two texts by itself
_TOP = 2.5  # within which the first lines of a part stand
_ROW = 0.45  # base lines of one row differ by less

_DISPLAY = 1.22  # times the size of the page's text: a title, a heading
_BODY = (0.84, 1.16)  # times that size: running text
_THROUGH = 0.88  # of a part's width or height: a rule that parts it
_COVERED = 0.12  # of a part's rows may lie across a gutter: titles, leads
_FEW, _SIDE = 4, 3  # lines of a text in columns, and on one side of a gutter
_FILLED = 0.45  # of a column's lines reach its right edge
_PAIRED = 0.8  # of the lines right of a gap stand beside one on its left: rows of a list
_GROUP = (0.012, 0.6)  # of the page's area: a box with a text of its own
_INSIDE = 0.9  # of a run's area lies in its box
_LINES = 2  # that a box has at least

# What speaks for a cut.
_RULE, _TITLE, _SIDE_TITLE, _WHITE = 10.0, 4.0, 5.0, 1.0
_LEAST = 1.0
_DEPTH = 40


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

    @property
    def size(self) -> float:
        """The size of its letters, 0 where it has none of its own."""
        return self.run.size if self.run else 0.0


@dataclass(slots=True)
class Placed:
    """A run in reading order; `column` are the edges of its column, `apart` that a text begins."""

    run: Run | None
    column: tuple[float, float]
    apart: bool = False
    picture: int = -1


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
    items = [Item(r.x0, r.y0, r.x1, r.y1, run=r) for r in runs]
    items += [Item(b.left, b.top, b.right, b.bottom, picture=k) for k, b in enumerate(pictures)]
    grouped = _grouped(items, boxes, size)
    order = _Order(body, rules)
    return list(order.placed(grouped))


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
        items = [*rest, Item(box.left, box.top, box.right, box.bottom, items=inside)]
    return items


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
            if score:
                yield _Cut(score, across=True, at=(top + bottom) / 2)

    def _down(self, items: list[Item]) -> Iterator[_Cut]:
        """Cuts from top to bottom."""
        top, bottom = min(x.y0 for x in items), max(x.y1 for x in items)
        for left, right in _gaps([(x.x0, x.x1) for x in items]):
            if right - left < _GUTTER * self.body:
                continue
            score = 0.0
            beside = [x for x in items if x.x0 >= right]
            upper = min(x.y0 for x in beside)
            head = [x for x in beside if x.y0 < upper + _TOP * self.body]
            lines = sum(len(list(_runs(x))) for x in beside)
            if any(self._heads(x) for x in head) and lines > len(head):
                score += _SIDE_TITLE
            if self._ruled(left, right, top, bottom, across=False):
                score += _RULE - 1
            if score:
                yield _Cut(score, across=False, at=(left + right) / 2)

    def _heads(self, item: Item) -> bool:
        """Whether an item looks like the title of a text, or is a box with one."""
        if item.items:
            return True
        return item.run is not None and not item.run.upright and item.size >= _DISPLAY * self.body

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
        text = sorted((x for x in items if self._is_text(x)), key=lambda x: (round(x.x0), x.y0))
        gaps = [
            b.y0 - a.y1
            for a, b in pairwise(text)
            if abs(a.x0 - b.x0) < self.body and 0 < b.y0 - a.y1 < 2 * self.body
        ]
        return median(gaps) if gaps else 0.6 * self.body

    def _is_text(self, item: Item) -> bool:
        low, high = (share * self.body for share in _BODY)
        return item.run is not None and not item.run.upright and low <= item.size <= high

    # --- columns -------------------------------------------------------------------------------

    def _lines(self, items: list[Item]) -> Iterator[Placed]:
        """The runs of one text: its title, then each column."""
        gutters = self._gutters(items)
        if not gutters:
            yield from self._column(items)
            return
        across = [x for x in items if self._crosses(x, gutters)]
        inside = [x for x in items if not any(x is y for y in across)]
        wide = [x for x in across if x.picture < 0]
        whole = [x for x in wide if self._parts_columns(x, inside, gutters)]
        if whole:
            yield from self._apart(items, whole)
            return
        head = wide + [x for x in inside if self._with_title(x, wide)]
        yield from self._column(head)
        bounds = [a for a, _ in gutters]
        columns: list[list[Item]] = [[] for _ in range(len(gutters) + 1)]
        for item in items:
            if not any(item is x for x in head):
                columns[bisect_left(bounds, item.x0 + 0.5)].append(item)
        for column in columns:
            yield from self._column(column)

    def _with_title(self, item: Item, wide: Sequence[Item]) -> bool:
        """Whether an item stands centred above or below what lies across columns, as a deck does."""
        if item.run is None:
            return False
        near = _TOP * self.body
        return any(
            abs(item.x0 + item.x1 - x.x0 - x.x1) < 2 * self.body
            and (x.y0 - near < item.y0 < x.y0 or x.y1 - 1 < item.y0 < x.y1 + near)
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
        above = [x for x in inside if x.y1 <= item.y0 + 1 and x.run is not None]
        edges = [-1e9, *((a + b) / 2 for a, b in gutters), 1e9]
        return all(
            any(low <= (x.x0 + x.x1) / 2 < high for x in above) for low, high in pairwise(edges)
        )

    def _crosses(self, item: Item, gutters: Sequence[tuple[float, float]]) -> bool:
        far = _CROSSES * self.body
        return any(item.x0 < a - far and item.x1 > b + far for a, b in gutters)

    def _gutters(self, items: Sequence[Item]) -> list[tuple[float, float]]:
        """The gaps between the columns of the running text."""
        text = [x for x in items if self._is_text(x) or x.items]
        if len(text) < _FEW:
            return []
        rows = len({round(x.y0 / self.body) for x in text})
        edges = sorted([(x.x0, 1) for x in text] + [(x.x1, -1) for x in text])
        found: list[tuple[float, float]] = []
        count, start = 0, None
        most = max(1, int(_COVERED * rows))
        for x, step in edges:
            count += step
            if count <= most and start is None:
                start = x
            elif count > most and start is not None:
                if x - start >= _GUTTER * self.body:
                    found.append((start, x))
                start = None
        kept: list[tuple[float, float]] = []
        for gap in found:
            begin = kept[-1][1] if kept else float("-inf")
            if self._parts_prose(gap, [x for x in text if x.x0 >= begin - 1]):
                kept.append(gap)
        return kept

    def _parts_prose(self, gap: tuple[float, float], text: Sequence[Item]) -> bool:
        """Whether columns of lines stand on both sides of a gap, and no rows that go across it."""
        left = [x for x in text if x.x1 <= gap[0] + 1]
        right = [x for x in text if x.x0 >= gap[1] - 1]
        if min(len(left), len(right)) < _SIDE:
            return False
        edge = max(x.x1 for x in left)
        full = sum(x.x1 >= edge - 1.2 * self.body for x in left)
        paired = sum(any(self._beside(x, y) for y in left) for x in right)
        return full >= _FILLED * len(left) or paired < _PAIRED * len(right)

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
        inner = list(self.placed(item.items))
        yield from inner

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
