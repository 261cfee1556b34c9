"""Simple tables in rows: which rows are cells of a grid, and which is its caption.

Tools print a table row by row, a cell a line, a row's name over two lines, column by column. What
stays is the order: name, numbers, name, numbers; so a table is told by names with numbers of the
same count behind them. What its cells are is read later, when all its rows are known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import NamedTuple

from converter.chinese.chars import HAN
from converter.labelling import Row
from converter.patterns import late

NUMBER = late(
    r"^[(（]?[-+−–±]?\d[\d,，]*(?:\.\d+)?(?:[%％‰℃元]|[万亿][元人]?)?[)）]?$|^[-—–/]{1,2}$"
)
CAPTION = late(
    r"^表[ \u3000]*[\d一二三四五六七八九十]+|(?:情况|一览|统计|表|排名|汇总|明细|名单|行情|数据|指标|对照|进度)"
    r"(?:表|图)?(?:[(（][^（）()]*[)）])?$"
)
_COUNT = late(r"^\d{1,4}$")  # a year or a row's number in the first column
_LEAST = 3  # rows that show that they are counted, and that a table has
_YEARS = 1800  # a number above may be a year
_WORD = late(rf"[{HAN}]{{2,10}}(?=[-−]?\d[\d,]*\.\d+[%％]?(?:\s|$))|\S+")
_COLUMN = 4  # rows that a table has at least, of which columns stand apart
_NEAR = 12  # rows that two rows of a table lie apart at most, text between them included
_LETTERS = 14  # letters of a row's name at most
_WRAPS = 3  # words of a column's head at most
_WORDS = 8  # and words, where each of its letters has a line


@dataclass(slots=True)
class Grid:
    """The rows of a table, that of its name, and how many columns of numbers it has."""

    rows: set[int]
    caption: list[int]
    columns: int


class _Word(NamedTuple):
    row: int
    text: str


@dataclass(slots=True)
class _Chunk:
    """A name and the numbers behind it; `before` are words that text parts from the name."""

    name: list[_Word]
    values: list[_Word]
    before: list[_Word] = field(default_factory=list)


def table_rows(rows: Sequence[Row]) -> dict[int, str]:
    """Rows of simple tables by index: 'cell' or 'caption'."""
    out: dict[int, str] = {}
    for grid in grids_of(rows):
        out.update(dict.fromkeys(grid.rows, "cell"))
        out.update(dict.fromkeys(grid.caption, "caption"))
    return out


def grids_of(rows: Sequence[Row]) -> list[Grid]:
    """The simple tables in rows."""
    if sum(row.text[-1].isdecimal() for row in rows) < _LEAST:
        return []
    finder = _Finder(
        [
            None
            if row.closed
            or row.width > 60
            or (row.width > 12 and _is_text(row) and not _CELLS.search(row.text))
            or _NO_CELLS.match(row.text)
            else _WORD.findall(row.text)
            for row in rows
        ]
    )
    return [grid for cluster in finder.clusters() for grid in finder.grids(cluster)]


# A page's number, a credit: (执笔：杜洁), — 7 —.
_NO_CELLS = late(r"^[-—–·•|~] ?\d{1,3} ?[-—–·•|~]$|^第 ?\d+ ?[页版]$|^[(（][^()（）]{4,}[)）]$")
# '其中：税收收入         亿元     3.19         9.1'
_CELLS = late(r"[ \u3000]{2,}[-+−]?\d[\d,.]*%?[ \u3000]{2,}[-+−]?\d[\d,.]*%?$")
# Heads of columns without a space between: 参测人数优秀人数优良率(%).
_UNITS = late(rf"[{HAN}][(（](?:[%％‰]|[{HAN}/]{{1,4}})[)）](?![^(（]*[。！？])")
_COMMA = late("[，。；、：]|,(?!\\d)")


def _is_text(row: Row) -> bool:
    """Whether a row reads like a line of text and not like cells or a table's name."""
    return bool(_COMMA.search(row.text)) or (
        " " not in row.text
        and not CAPTION.search(row.tight)
        and not (row.width <= 36 and _UNITS.search(row.tight))
    )


class _Finder:
    """Rows of words, and the tables in them; None is a row of running text."""

    def __init__(self, rows: Sequence[list[str] | None]) -> None:
        self.rows = rows

    def _line(self, i: int) -> str:
        return "".join(self.rows[i] or ())

    def _chunks(self) -> Iterator[_Chunk]:
        """Names and the numbers behind them, in order."""
        name: list[_Word] = []
        values: list[_Word] = []
        held: list[_Word] = []

        def chunk() -> _Chunk:
            near = bool(held) and name[0].row - held[-1].row <= _NEAR
            return _Chunk(name, values, held if near else [])

        for i, row in enumerate(self.rows):
            if row is None:
                if values and name:
                    yield chunk()
                if name:
                    held = [] if values else name
                name, values = [], []
                continue
            for word in row:
                if NUMBER.match(word):
                    values.append(_Word(i, word))
                    continue
                if values:
                    if name:
                        yield chunk()
                        held = []
                    name, values = [], []
                name.append(_Word(i, word))
        if values and name:
            yield chunk()

    def clusters(self) -> Iterator[list[_Chunk]]:
        """Chunks that stand together as rows of one table may."""
        held: list[_Chunk] = []
        for chunk in self._chunks():
            near = bool(held) and chunk.values[0].row - held[-1].values[-1].row <= _NEAR
            short = sum(len(w.text) for w in chunk.name) <= _LETTERS
            if held and not (near and short and len(chunk.name) <= _WORDS):
                yield held
                held = []
            held.append(chunk)
        if held:
            yield held

    def grids(self, cluster: Sequence[_Chunk]) -> Iterator[Grid]:
        """The tables of chunks that stand near each other: one or more, or none."""
        chunks = [part for c in cluster for part in _counted(c)]
        for columns, run in groupby(chunks, key=lambda c: len(c.values)):
            table = list(run)
            if len(table) >= _LEAST and columns > 1:
                yield self._by_rows(table, chunks)

    def _by_rows(self, run: Sequence[_Chunk], chunks: Sequence[_Chunk]) -> Grid:
        """The table of names with as many numbers each: the first name has the head before it."""
        columns = len(run[0].values) + 1
        words = run[0].name
        held = run[0].before
        if len(words) <= 2 and columns - 1 <= len(held) <= 3 * columns:
            words = [*held, *words]  # the head, from which the text beside parts the first row
        caption: list[int] = []
        for i in sorted({w.row for w in words if CAPTION.search(self._line(w.row))}, reverse=True):
            # The last row that may be it and leaves enough words for the columns.
            behind = [w for w in words if w.row > i]
            if len(behind) >= columns or words[0].row == i:
                caption, words = [i], behind
                break
        first = words[0].row
        whole = caption or not first or self.rows[first - 1] is None
        if not whole or len(words) > _WRAPS * columns:
            usual = Counter(len(c.name) for c in run[1:]).most_common(1)[0][0]
            words = words[-columns - usual :]  # what stands above the head is nothing of the table
        apart = self._apart(run, chunks)
        last = (apart or run[-1].values)[-1].row
        cells = [*words, *apart, *(w for c in run for w in c.values)]
        cells += [w for c in run[1:] for w in c.name]
        return Grid({w.row for w in cells}, caption or self._caption_below(last), columns - 1)

    def _apart(self, run: Sequence[_Chunk], chunks: Sequence[_Chunk]) -> list[_Word]:
        """Columns of the table that the tool printed behind it: heads, then a line for each row.

        '绝对量 (亿元) 增速 (%)' and thirteen lines like '1019.39 9.8', behind thirteen named rows.
        """
        last = run[-1].values[-1].row
        behind = next((c for c in chunks if c.values[0].row > last), None)
        if behind is None or len(run) < _COLUMN:
            return []
        lines = Counter(v.row for v in behind.values)
        bare = all(n == len(self.rows[i] or ()) for i, n in lines.items())
        if len(lines) != len(run) or len(set(lines.values())) > 1 or not bare:
            return []
        return [*behind.name, *behind.values]

    def _caption_below(self, last: int) -> list[int]:
        """The row that names the table, where the tool printed it last."""
        for i in range(last + 1, min(last + 4, len(self.rows))):
            if self.rows[i] is not None and len(self._line(i)) >= 5:
                return [i] if CAPTION.search(self._line(i)) else []
        return []


def _counted(chunk: _Chunk) -> list[_Chunk]:
    """The rows of a table whose first column counts on (1952, 1953, 1954; 1, 2, 3); else itself.

    Years in a row's first cell are numbers as all others are: where every so many numbers the next
    year stands, rows begin.
    """
    for size in range(3, len(chunk.values) // _LEAST + 1):
        count, rest = divmod(len(chunk.values), size)
        stubs = [v.text for v in chunk.values[: count * size : size]]
        if rest > 1 or not all(map(_COUNT.match, stubs)):
            continue
        numbers = [int(s) for s in stubs]
        steps = {b - a for a, b in pairwise(numbers)}
        if steps not in ({1}, {-1}) or not (numbers[0] == 1 or numbers[0] > _YEARS):
            continue
        rows = [chunk.values[k * size : (k + 1) * size] for k in range(count)]
        heads = [chunk.name, *([] for _ in rows[1:])]
        return [
            _Chunk([*head, row[0]], row[1:], chunk.before if k == 0 else [])
            for k, (head, row) in enumerate(zip(heads, rows, strict=True))
        ]
    return [chunk]
