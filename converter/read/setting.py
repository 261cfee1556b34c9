"""Placed runs to the lines of a text layer: indents, blank lines, frames."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from converter.diagnostics import diagnose
from converter.model import Box, Frame, Part, Role
from converter.read.glyphs import Page, Run, body_size
from converter.read.layer import Writer
from converter.read.layout import Placed, arrange

_INDENT = 0.7  # em from the column's left edge
_MOST = 20  # em of blanks before a line
_APART = 0.75  # em beside the usual leading: a blank line
_ROW = 0.45  # em: runs of one row are one line
_ALIKE = 1.45  # sizes of one line's runs may differ by this factor
_SURE = 0.8  # confidence of a line that need not be compared
_PICTURE = 36.0  # points: the sides of a picture at least
_WIDE = 1.0  # em: a gap from here on is wider than a blank
_MOST_WIDE = 40  # blanks between two runs of one line


def write_pages(writer: Writer, pages: Sequence[Sequence[Page]]) -> None:
    """Write the lines of pages, each in its parts, as `lined` gives them."""
    body = body_size(run for parts in pages for part in parts for run in part.runs)
    for number, parts in enumerate(pages):
        writer.page(parts[0].label)
        _write_page(writer, parts, body, number)


def _write_page(writer: Writer, parts: Sequence[Page], body: float, number: int) -> None:
    """Write a page's lines; `body` is the size of the document's text, `number` the page's index."""
    for part in parts:
        runs = part.runs
        size = (part.width, part.height)
        own = body_size(run for run in runs if run.size < 1.5 * body) if runs else body
        pictures = [*part.pictures, *_empty(part.boxes, runs)]
        placed = arrange(runs, own, size, part.rules, part.boxes, pictures)
        write_placed(writer, placed, own, number)


def tell_unsure(writer: Writer, name: str) -> None:
    """Tell of the lines of which an OCR program was not sure, with the first of them."""
    unsure = [n for n, frame in enumerate(writer.frames, 1) if frame and frame.sure < _SURE]
    if unsure:
        writer.notice(diagnose("read-unsure", path=name, line=unsure[0], count=len(unsure)))


def _empty(boxes: Sequence[Box], runs: Sequence[Run]) -> list[Box]:
    """Boxes without a letter, as large as pictures: each place once."""
    found: list[Box] = []
    for box in sorted(set(boxes), key=lambda b: (-b.width * b.height, b.left, b.top)):
        if min(box.width, box.height) < _PICTURE:
            continue
        if any(_within(r.box, box) for r in runs) or any(_within(box, b) for b in found):
            continue
        found.append(box)
    return found


def _within(inner: Box, outer: Box) -> bool:
    x, y = (inner.left + inner.right) / 2, (inner.top + inner.bottom) / 2
    return outer.left <= x <= outer.right and outer.top <= y <= outer.bottom


def write_placed(writer: Writer, placed: Sequence[Placed], body: float, number: int) -> None:
    """Write lines that are in reading order; `body` and `number` as in `write_page`."""
    lines = _lines(placed)
    leading = _leading(lines, body)
    before: Placed | None = None
    for line in lines:
        run = line.run
        if run is None:
            continue
        if before is not None and _gap(before, line, leading, body):
            writer.blank()
        left, right = line.column
        lead = (run.x0 - left) / max(run.size, 1.0)
        blanks = min(round(lead), _MOST) if lead >= _INDENT and not run.upright else 0
        frame = Frame(
            number,
            Box(round(run.x0, 1), round(run.y0, 1), round(run.x1, 1), round(run.y1, 1)),
            round(run.size, 1),
            run.weight,
            run.font,
            (round(left, 1), round(right, 1)),
            run.sure,
        )
        role = Role(Part.ROW, group=line.table) if line.table else None
        if line.table:
            blanks = 0
        writer.line("\u3000" * blanks + run.text, frame, role)
        before = line


def _gap(above: Placed, below: Placed, leading: float, body: float) -> bool:
    """Whether a blank line stands between two lines."""
    a, b = above.run, below.run
    if below.apart or a is None or b is None:
        return True
    if above.table and above.table == below.table:
        return False
    if b.y0 < a.y0:  # the next column
        return False
    return b.y0 - a.y1 > leading + _APART * max(body, min(a.size, b.size))


def _leading(lines: Sequence[Placed], body: float) -> float:
    gaps = [
        b.run.y0 - a.run.y1
        for a, b in pairwise(lines)
        if a.run and b.run and a.column == b.column and 0 <= b.run.y0 - a.run.y1 < 2 * body
    ]
    return median(gaps) if gaps else 0.6 * body


def _lines(placed: Sequence[Placed]) -> list[Placed]:
    """Runs of one row and column put into one line."""
    out: list[Placed] = []
    for item in placed:
        run = item.run
        if run is None:
            continue
        last = out[-1] if out else None
        if last is not None and last.run is not None and _beside(last, item):
            gap = (run.x0 - last.run.x1) / max(run.size, 1.0)
            both = _both(last.run, run, gap)
            out[-1] = Placed(both, last.column, last.apart, -1, last.table, last.caption)
        else:
            out.append(item)
    return out


def _beside(a: Placed, b: Placed) -> bool:
    if a.run is None or b.run is None or b.apart or a.column != b.column:
        return False
    if a.run.upright or b.run.upright or b.run.x0 < a.run.x1 - 1:
        return False
    size = max(a.run.size, b.run.size)
    if size > _ALIKE * min(a.run.size, b.run.size):
        return False
    return abs(a.run.base - b.run.base) < _ROW * size


def _both(a: Run, b: Run, gap: float) -> Run:
    """Two runs as one, as many blanks between them as the gap is wide."""
    blank = " " if gap < _WIDE else " " * min(max(2, round(2 * gap)), _MOST_WIDE)
    return Run(
        a.text + blank + b.text, a.x0, min(a.y0, b.y0), b.x1, max(a.y1, b.y1), a.base,
        max(a.size, b.size), max(a.weight, b.weight), a.font, min(a.sure, b.sure),
    )  # fmt: skip
