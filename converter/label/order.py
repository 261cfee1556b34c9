"""Reading order: rows that an extraction tool took across columns, put back into theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from converter.chinese.chars import HAN
from converter.chinese.seams import Seams, letter_class
from converter.label.columns import read_columns
from converter.label.rows import learn_punctuation
from converter.labelling import Row

# A page is looked at closely where this many of its broken lines, and this share of them, meet letters
# that the document never has side by side. In the newsletter, read in order, it is at most …
_STRANGE = 3
_SHARE = 0.45

# So much (log-odds) must an order gain before the one given is left.
MARGIN = 4.0


def reading_order(rows: list[Row], is_word: Callable[[str], bool]) -> list[Row]:
    """The rows in the order in which they are read; `order` of each is set to its place.

    Rows may be split where a line of the source holds parts of two columns. `is_word` tells whether
    a few letters are a word.
    """
    seams = Seams((row.tight for row in rows), is_word)
    pages = _by_page(rows)
    doubtful = [k for k, page in enumerate(pages) if _doubtful(page, seams)]
    if doubtful:
        learn_punctuation(rows)
        seams.learn_threes(row.tight for row in rows)
        for k in doubtful:
            pages[k] = _reorder(pages[k], seams)
    out = [row for page in pages for row in page]
    for place, row in enumerate(out):
        row.order = float(place)
    return out


def _by_page(rows: Sequence[Row]) -> list[list[Row]]:
    pages: list[list[Row]] = []
    for row in rows:
        if not pages or pages[-1][0].page != row.page:
            pages.append([])
        pages[-1].append(row)
    return pages


def _doubtful(page: Sequence[Row], seams: Seams) -> bool:
    """Whether many broken lines meet letters that do not go together."""
    strange = broken = 0
    for a, b in zip(page, page[1:], strict=False):
        if not a.closed and a.width >= 9 and b.width >= 2:
            x = letter_class(a.tight[-1])
            if x == "H":
                broken += 1
                strange += not seams.usual(a.tight, b.tight)
    return strange >= _STRANGE and strange > _SHARE * broken


def _reorder(page: list[Row], seams: Seams) -> list[Row]:
    """The rows of a doubtful page in the order that their seams ask for."""
    full = _full_widths(page)
    kinds = [_kind(row, full) for row in page]
    known: dict[tuple[int, int], float] = {}

    def follow(i: int, j: int) -> float:
        if i < 0:
            return 0.0
        got = known.get((i, j))
        if got is None:
            got = known[i, j] = _follow(page[i], kinds[i], page[j], kinds[j], seams)
        return got

    order, gain = read_columns(len(page), follow, [False] * len(page))
    return [page[i] for i in order] if gain >= MARGIN else page


def _full_widths(page: Sequence[Row]) -> list[float]:
    """Widths that many open rows of the page share: those of its columns."""
    counts: Counter[int] = Counter()
    for row in page:
        if not row.closed and row.width >= 6:
            counts[round(row.width * 2)] += 1
    found: list[float] = []
    total = sum(counts.values())
    while counts:
        near = {w: sum(counts[w + d] for d in (-1, 0, 1)) for w in counts}
        w = max(near, key=lambda k: (near[k], k))
        if near[w] < max(3, 0.12 * total):
            break
        found.append(w / 2)
        for d in range(-2, 3):
            counts.pop(w + d, None)
    # A width 2 em below a commoner one is that of its indented first lines.
    return [w for k, w in enumerate(found) if not any(abs(v - 2 - w) <= 1.0 for v in found[:k])]


FULL, INDENTED, SHORT = 0, 1, 2


def _kind(row: Row, full: Sequence[float]) -> int:
    """Whether a row fills a column, fills it after an indent, or neither."""
    for w in full:
        if abs(row.width - w) <= 0.9:
            return FULL
    for w in full:
        if abs(row.width - w + 2) <= 0.9:
            return INDENTED
    return SHORT


def _follow(a: Row, kind_a: int, b: Row, kind_b: int, seams: Seams) -> float:
    """Log-odds that b follows a in one column, against any row of the page."""
    if not a.closed and kind_a != SHORT:
        value = seams.weight(a.tight, b.tight)
        if not b.closed:
            # A line inside a paragraph fills its column.
            value += (0.3, -2.0, -1.2)[kind_b]
        return value
    if kind_b == FULL and not b.closed:
        # It goes on with something: the line before must have filled its column.
        return 0.3 if kind_a == FULL else -1.0 if kind_a == INDENTED else -1.5
    if a.closed:
        if kind_b == INDENTED:
            return 0.5
        return 0.0
    return 0.3 * seams.weight(a.tight, b.tight) if a.width >= 2 else 0.0
