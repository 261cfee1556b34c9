"""Printed lines that a tool broke into several rows, found again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from converter.chinese.days import is_day_label, opens_entry
from converter.chinese.numbers import ordinal
from converter.labelling import Row
from converter.patterns import late

_PAUSES = "，、；：,;:"
# No printed line begins with one of these, and none ends with one of those (行首、行尾禁则).
_NEVER_FIRST = frozenset("，。、；：！？”’）》〉」』】〕％,;:!?)%")
_NEVER_LAST = frozenset("“‘（《〈「『【〔(")
_NOT_HAN = late(r"[^\u4e00-\u9fff]")
_MARK = late(r"[，。、；：！？“”‘’（）《》〈〉「」『』【】〔〕…—,;:!?()]")
_DISPLAY = frozenset("●○■□◆◇◎★☆▲△▼【〖（(—")

# So far (em) may a line be from its column's width, an indented one from two em less; and so much
# is a mark squeezed behind which the tool broke the line (22.8 em on average for five pieces of 22).
_NEAR, _SQUEEZED = 1.1, 0.2

# What a printed line costs: the square of its distance (em) from what it should be, an indented one
# that does not follow a paragraph's end, one that ends a paragraph, one that breaks off, and pieces.
_SPREAD, _FLUSH, _ENDS, _STOPS, _PIECE, _SHORT_PIECE = 1.6, 0.5, 0.7, 1.6, 0.1, 0.4


def join_pieces(rows: Sequence[Row], is_word: Callable[[str], bool], columns: list[float]) -> None:
    """Find printed lines that the tool broke into several rows (at kerned punctuation, at digits).

    A row that begins with a closing mark never began a printed line: it goes on with the row above.
    Where there are several, the tool breaks between two marks, and so it does where none tells
    ('…过半。' / '“归根结底，…'); where short rows often end with a pause, it breaks at any mark, digit
    or Latin letter, or in a word. There whole pages are parted at once into printed lines, so that
    as much as can be fills the column: the next line's beginning tells where this one ends.
    `columns` are the document's column widths.
    """
    pages: dict[int, list[Row]] = {}
    for row in rows:
        pages.setdefault(row.page, []).append(row)
    marks = sum(_goes_on(a, b) for page in pages.values() for a, b in pairwise(page))
    # A short line that ends with a pause is no printed line's end: the tool broke it there.
    everywhere = sum(map(_broken, rows)) > 0.1 * len(rows)
    for page in pages.values():
        broken = sum(map(_broken, page))
        level = 0
        if everywhere:
            level = 3
        elif broken >= 4 and broken >= 0.06 * len(page):
            level = 3 if broken > 0.1 * len(page) else 2
        elif marks >= max(3.0, 0.01 * len(rows)):
            level = 1
        if level:
            groups = _parted(page, is_word, level, columns)
        elif any(_goes_on(a, b) for a, b in pairwise(page)):
            groups = _forced(page)
        else:
            continue
        for group, measure in groups:
            if len(group) > 1:
                total = sum(r.width for r in group)
                for k, row in enumerate(group):
                    row.joint = total
                    row.piece = k
            for row in group:
                row.measure = measure


def _broken(row: Row) -> bool:
    return row.width < 0.8 * row.measure and row.text[-1] in _PAUSES


Groups = list[tuple[list[Row], float]]


def _goes_on(above: Row, below: Row) -> bool:
    """Whether two rows are pieces of one printed line whatever their widths."""
    return below.tight[0] in _NEVER_FIRST or above.tight[-1] in _NEVER_LAST


def _forced(page: Sequence[Row]) -> Groups:
    groups: Groups = []
    for k, row in enumerate(page):
        if k and _goes_on(page[k - 1], row):
            groups[-1][0].append(row)
        else:
            groups.append(([row], row.measure))
    return groups


def _parted(
    page: Sequence[Row], is_word: Callable[[str], bool], level: int, columns: Sequence[float]
) -> Groups:
    """The page's rows as printed lines, for the column's width that holds most of its ink.

    The rows' own measures are asked first: a page of pieces has misled them where a width of the
    document's is clearly better.
    """
    best, most = _printed_lines(page, is_word, level, 0.0)
    for column in columns if level >= 2 else ():
        found, held = _printed_lines(page, is_word, level, column)
        if held > most + 0.1:
            best, most = found, held
    return best


def _printed_lines(
    page: Sequence[Row], is_word: Callable[[str], bool], level: int, column: float
) -> tuple[Groups, float]:
    """The cheapest parting into lines of a column, and the share of the ink that fills it.

    Without a `column` each row's own measure counts. A line behind a paragraph's end is an indented
    one or a full one, a line behind a full one is full or ends its paragraph.
    """
    n = len(page)
    worst = float("inf")
    # State 1 where the line above ends a paragraph or stands alone.
    cost = [[worst, worst] for _ in range(n + 1)]
    cost[0][1] = 0.0
    back = [[(0, 0)] * 2 for _ in range(n + 1)]
    for j in range(n):
        if min(cost[j]) == worst:
            continue
        total = 0.0
        measure = _measure(page, j, column)
        for i in range(j + 1, min(n, j + 9) + 1):
            row, pieces = page[i - 1], i - j - 1
            if pieces and not _breaks_inside(page[i - 2], row, page[j], is_word, level):
                break
            total += row.width
            off = total - _SQUEEZED * pieces - measure
            if pieces and off > _NEAR and not _goes_on(page[i - 2], row):
                break
            if i < n and _goes_on(row, page[i]):
                continue
            short = (_ENDS if row.closed else _STOPS) + _SHORT_PIECE * pieces
            full = _SPREAD * min(abs(off), _NEAR) ** 2 if off >= -_NEAR else worst
            first = _SPREAD * (off + 2.0) ** 2 if abs(off + 2.0) <= _NEAR else worst
            for state in (0, 1):
                fills = min(full, first + (0.0 if state else _FLUSH)) + _PIECE * pieces
                for after, price in ((0, fills), (1, short)):
                    if cost[j][state] + price < cost[i][after] - 1e-9:
                        cost[i][after] = cost[j][state] + price
                        back[i][after] = (j, state)
    groups: Groups = []
    i, state = n, int(cost[n][1] < cost[n][0])
    held = ink = 0.0
    while i > 0:
        j, before = back[i][state]
        group = list(page[j:i])
        groups.append((group, column or group[0].measure))
        total = sum(row.width for row in group)
        ink += total
        held += total if not state and total <= _measure(page, j, column) + 2 * _NEAR else 0.0
        i, state = j, before
    return groups[::-1], held / max(ink, 1.0)


def _measure(page: Sequence[Row], j: int, column: float) -> float:
    """The width of the column for a line that begins with row `j`: the first pieces' may be lost."""
    return column or max(page[k].measure for k in range(j, min(len(page), j + 3)))


def _breaks_inside(
    above: Row, below: Row, first: Row, is_word: Callable[[str], bool], level: int
) -> bool:
    """Whether the break between two rows is one that a tool makes inside a printed line."""
    a, b = above.tight[-1], below.tight[0]
    if _goes_on(above, below):
        return True
    if b in _DISPLAY or above.tight[0] in _DISPLAY:
        return False
    if level < 3 and ((above.closed and level != 1) or below.blanks > first.blanks):
        return False
    if level == 1 and not (_MARK.match(a) and _MARK.match(b)):
        return False
    if level != 1 and not (_NOT_HAN.match(a) or _NOT_HAN.match(b) or is_word(a + b)):
        return False
    return not (ordinal(below.text) or opens_entry(below.text) or is_day_label(below.tight))
