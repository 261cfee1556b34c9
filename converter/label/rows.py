"""Rows: the non-blank lines of the source, or parts of them, with what their layout tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from converter.chinese.chars import width
from converter.labelling import FULL, Row, make_row
from converter.model import Source


def build_rows(source: Source) -> list[Row]:
    """All rows in source order."""
    rows: list[Row] = []
    for k, page in enumerate(source.pages):
        first = len(rows)
        blanks = 0
        span = range(page.first, page.last)
        if page.mark >= 0 and page.mark not in span:
            span = range(page.mark, page.last)
        for n in span:
            line = source.lines[n]
            text = line.text.strip(" \t\u3000\u00a0\ufeff\u200b\v")
            if not text:
                blanks += 1
                continue
            start = line.start + line.text.index(text[0])
            rows.append(make_row(text, start, k, n, blanks))
            blanks = 0
        count = len(rows) - first
        for j in range(first, len(rows)):
            rows[j].top = j - first
            rows[j].bottom = count - 1 - (j - first)
    return rows


def learn_punctuation(rows: Sequence[Row]) -> float:
    """How wide the publication sets its punctuation, in em: the value for which full lines agree.

    Full lines of one column are equally wide in print, so the right value makes neighbouring
    lines differ least. Sets every row's width by it.
    """
    pairs = [
        (a.tight, b.tight)
        for a, b in zip(rows, rows[1:], strict=False)
        if a.page == b.page and not a.closed and not b.closed and len(a.tight) >= 8 and len(b.tight) >= 8
    ]
    best, least = 1.0, float("inf")
    for value in (1.0, 0.5, 0.75) if len(pairs) >= 12 else (1.0,):
        gaps = sorted(abs(width(a, value) - width(b, value)) for a, b in pairs)
        half = gaps[: max(1, (2 * len(gaps)) // 3)]
        spread = sum(half) / len(half) if half else 0.0
        if spread < least - 0.02:
            best, least = value, spread
    for row in rows:
        row.width = width(row.tight, best)
    return best


def measure_rows(rows: Sequence[Row]) -> None:
    """Learn each row's column width (栏宽) from the rows around it.

    Above, below and around, the width that the most rows share is a candidate: a column's full
    lines agree, its last lines and heads do not. A row takes the one that it fills; so a line
    where the column narrows beside a picture belongs to its own side.
    """
    n = len(rows)
    widths = [r.width for r in rows]
    common = _mode([(w, 1.0) for w in widths if w >= 6]) or 20.0
    page_common: dict[int, float] = {}
    for i in range(n):
        row = rows[i]
        page = row.page
        if page not in page_common:
            page_common[page] = (
                _mode([(r.width, 1.0) for r in rows[i : i + 120] if r.page == page and r.width >= 5])
                or common
            )
        near = [
            (j, widths[j]) for j in range(max(0, i - 7), min(n, i + 8)) if j != i and rows[j].page == page and widths[j] >= 5
        ]
        above = _mode([(w, 1.0 if i - j <= 4 else 0.6) for j, w in near if j < i])
        below = _mode([(w, 1.0 if j - i <= 4 else 0.6) for j, w in near if j > i])
        around = _mode([(w, 1.0 if abs(j - i) <= 4 else 0.6) for j, w in near])
        found = [m for m in (around, above, below) if m] or [page_common[page]]
        fits = [m for m in found if abs(row.width - m) <= FULL]
        if fits:
            row.measure = min(fits, key=lambda m: abs(row.width - m))
        else:
            wider = [m for m in found if m > row.width]
            row.measure = min(wider) if wider else max(found)


def _mode(votes: list[tuple[float, float]]) -> float:
    """The width that the most votes share within 0.8 em, their mean; 0 where fewer than two do."""
    best = 0.0
    best_sum = 1.7
    for w, _ in votes:
        total = share = 0.0
        for v, vote in votes:
            if -0.8 <= v - w <= 0.8:
                total += vote
                share += vote * v
        score = total * (1 + 0.008 * w)
        if score > best_sum:
            best, best_sum = share / total, score
    return best


def split_rows(rows: Sequence[Row], whole: set[int]) -> list[Row]:
    """Rows of which one part stands in the column and another behind a gap is wider: two rows each.

    '于“鲁力同心”宣 社会主义核心价值观主题教育走进…' is eight letters of a narrow column and the
    caption of the picture beside it. Rows that begin at an offset of `whole` stay as they are.
    """
    out: list[Row] = []
    for row in rows:
        cut = 0
        if row.start not in whole and row.width > 1.5 * row.measure and row.width > row.measure + 5 and row.measure >= 5:
            for i, ch in enumerate(row.text):
                if ch in " \u3000\t":
                    left = width(row.text[:i])
                    if abs(left - row.measure) <= 2.0 and row.text[:i][-1] not in "，,。":
                        cut = i
        if cut:
            out += [row.part(0, cut), row.part(cut, len(row.text))]
        else:
            out.append(row)
    return out
