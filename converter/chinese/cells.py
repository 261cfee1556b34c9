"""Cells of simple tables in a stream of words: a row's name, then as many numbers as any other row has.

Tools print a table row by row, a cell a line, a row's name over two lines, column by column. What
stays is the order: name, numbers, name, numbers; so rows are told by numbers of the same count that
follow each other, and the words before the first are the head, one word or more a column.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from typing import NamedTuple

from converter.chinese.chars import HAN, han_count, width

NUMBER = re.compile(
    r"^[(（]?[-+−–±]?\d[\d,，]*(?:\.\d+)?(?:[%％‰℃元]|[万亿][元人]?)?[)）]?$|^[-—–/]{1,2}$"
)
CAPTION = re.compile(
    r"^表[ \u3000]*[\d一二三四五六七八九十]+|(?:情况|一览|统计|表|排名|汇总|明细|名单|行情|数据|指标|对照|进度)"
    r"(?:表|图)?(?:[(（][^（）()]*[)）])?$"
)
_COUNT = re.compile(r"^\d{1,4}$")  # a year or a row's number in the first column
_LEAST = 3  # rows that show that they are counted
_YEARS = 1800  # a number above may be a year
_UNIT = re.compile(r"^[（(]|^[^（(]{0,3}[)）]$|^(?:%|％)$")
_GLUED = re.compile(rf"^(?P<name>[{HAN}]{{2,10}})(?P<number>[-−]?\d[\d,]*\.\d+[%％]?)$")
_MEASURE = re.compile(
    r"^(?:[万亿千百]*(?:[元吨人户亩件台个家次度米升克辆只头栋套床]|美元|公里|公斤|千瓦时|立方米|平方米)|[%％‰])$"
)
_WORD = re.compile(r"\S+")
_PAGE_NUMBER = 3  # digits that a page's number has at most
_COLUMN = 4  # rows that a table has at least, of which columns stand apart
_NEAR = 12  # rows that two rows of a table lie apart at most, text between them included
_LETTERS = 14  # letters of a row's name at most
_WORDS = 8  # and words, where each of its letters has a line
_PIECES = 40  # pieces of a head at most; more is no head


class Word(NamedTuple):
    """A word of a row, or its letters `start` to `end`."""

    row: int
    word: int
    start: int = 0
    end: int | None = None


Cells = list[list[Word]]
Count = Callable[[str], int]


@dataclass(slots=True)
class Grid:
    """A table found in rows of words: its name's rows, the head's cells and the body's, as words.

    `apart` holds columns that were printed behind the body's rows: their heads, then their numbers.
    """

    caption: list[int] = field(default_factory=list)
    head: Cells = field(default_factory=list)
    body: list[Cells] = field(default_factory=list)
    apart: list[Word] = field(default_factory=list)

    @property
    def rows(self) -> set[int]:
        """The rows that cells are made of, without the caption's."""
        cells = [*self.head, *(c for line in self.body for c in line), self.apart]
        return {word.row for cell in cells for word in cell}


@dataclass(slots=True)
class _Chunk:
    name: list[Word]
    values: list[Word]
    before: list[Word] = field(default_factory=list)  # words that text parts from the name


def table_words(text: str) -> list[tuple[int, int]]:
    """The words of a row as (start, end), a number that is glued to a name a word of its own."""
    out: list[tuple[int, int]] = []
    for m in _WORD.finditer(text):
        glued = _GLUED.match(m[0])
        if glued is None:
            out.append(m.span())
            continue
        cut = m.start() + glued.end("name")
        out += [(m.start(), cut), (cut, m.end())]
    return out


def find_grids(
    rows: Sequence[Sequence[str] | None], least: int = 3, count: Count | None = None
) -> list[Grid]:
    """The tables in rows of words; None is a row of running text, which ends what stood before.

    A table has at least `least` rows of the same count of numbers, two or more. `count` tells how
    often a word stands in the document, which parts names that wrap from their neighbours.
    """
    out: list[Grid] = []
    for cluster in _clusters(_Reader(rows, count)):
        out += cluster.grids(least)
    return out


class _Reader:
    """Rows of words, and what is asked of them again and again."""

    def __init__(self, rows: Sequence[Sequence[str] | None], count: Count | None) -> None:
        self.rows = rows
        self.count = count

    def text(self, word: Word) -> str:
        row = self.rows[word.row]
        return row[word.word][word.start : word.end] if row is not None else ""

    def said(self, words: Sequence[Word]) -> str:
        return "".join(map(self.text, words))

    def line(self, i: int) -> str:
        return "".join(self.rows[i] or ())

    def known(self, words: Sequence[Word]) -> int:
        """How often the document has these words together, beside where they stand here."""
        text = self.said(words)
        if self.count is None or len(text) <= 1:
            return 0
        here = all(self._follows(a, b) for a, b in pairwise(words))
        return max(0, self.count(text) - here)

    def _follows(self, a: Word, b: Word) -> bool:
        """Whether no other word stands between two."""
        if a.row == b.row:
            return b.word <= a.word + 1
        between = sum(len(r) for r in self.rows[a.row + 1 : b.row] if r is not None)
        last = a.word == len(self.rows[a.row] or ()) - 1
        return last and b.word == 0 and not between

    def chunks(self) -> Iterator[_Chunk]:
        """Names and the numbers behind them, in order."""
        name: list[Word] = []
        values: list[Word] = []
        held: list[Word] = []

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
            for k, word in enumerate(row):
                if NUMBER.match(word):
                    values.append(Word(i, k))
                    continue
                if values:
                    if name:
                        yield chunk()
                        held = []
                    name, values = [], []
                name.append(Word(i, k))
        if values and name:
            yield chunk()


def _clusters(reader: _Reader) -> Iterator[_Cluster]:
    """Chunks that stand together as rows of one table may."""
    held: list[_Chunk] = []
    for chunk in reader.chunks():
        near = bool(held) and chunk.values[0].row - held[-1].values[-1].row <= _NEAR
        name = reader.said(chunk.name)
        if near and len(name) <= _LETTERS and len(chunk.name) <= _WORDS:
            held.append(chunk)
            continue
        if held:
            yield _Cluster(reader, held)
        held = [chunk]
    if held:
        yield _Cluster(reader, held)


class _Cluster:
    """Chunks near each other: one table or more, or none."""

    def __init__(self, reader: _Reader, chunks: list[_Chunk]) -> None:
        self.reader = reader
        self.chunks = chunks

    def grids(self, least: int) -> Iterator[Grid]:
        runs: list[list[_Chunk]] = []
        self.chunks = [part for c in self.chunks for part in self._counted(c)]
        usual = Counter(len(c.values) for c in self.chunks).most_common(1)[0][0]
        for chunk in [self._without_page(c, usual) for c in self.chunks]:
            if runs and len(chunk.values) == len(runs[-1][-1].values):
                runs[-1].append(chunk)
            else:
                runs.append([chunk])
        by_rows = [run for run in runs if len(run) >= least and len(run[0].values) >= 2]
        for run in by_rows:
            yield self._by_rows(run)
        if not by_rows:
            grid = self._by_columns()
            if grid is not None:
                yield grid

    def _counted(self, chunk: _Chunk) -> list[_Chunk]:
        """The rows of a table whose first column counts on (1952, 1953, 1954; 1, 2, 3); else itself.

        Years in a row's first cell are numbers as all others are: where every so many numbers the
        next year stands, rows begin.
        """
        texts = [self.reader.text(v) for v in chunk.values]
        for size in range(3, len(texts) // _LEAST + 1):
            count, rest = divmod(len(texts), size)
            stubs = texts[: count * size : size]
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

    def _without_page(self, chunk: _Chunk, usual: int) -> _Chunk:
        """A row of the table without the page's number that stands behind it on a line of its own."""
        last = chunk.values[-1]
        alone = [len(self.reader.rows[v.row] or ()) == 1 for v in chunk.values[-2:]]
        text = self.reader.text(last)
        number = text.isdecimal() and len(text) <= _PAGE_NUMBER
        if len(chunk.values) == usual + 1 >= 3 and alone[1] and (number or not alone[0]):
            return replace(chunk, values=chunk.values[:-1])
        return chunk

    def _apart(self, run: Sequence[_Chunk]) -> list[Word]:
        """Columns of the table that the tool printed behind it: heads, then a line for each row.

        '绝对量 (亿元) 增速 (%)' and thirteen lines like '1019.39 9.8', behind thirteen named rows.
        """
        last = run[-1].values[-1].row
        behind = next((c for c in self.chunks if c.values[0].row > last), None)
        if behind is None or len(run) < _COLUMN:
            return []
        lines = Counter(v.row for v in behind.values)
        bare = all(n == len(self.reader.rows[i] or ()) for i, n in lines.items())
        if len(lines) != len(run) or len(set(lines.values())) > 1 or not bare:
            return []
        return [*behind.name, *behind.values]

    # --- row by row -------------------------------------------------------------------------

    def _by_rows(self, chunks: Sequence[_Chunk]) -> Grid:
        """The grid of chunks of one table: the first one's name has the head before it."""
        reader = self.reader
        columns = len(chunks[0].values) + 1
        names = [list(c.name) for c in chunks]
        usual = Counter(len(n) for n in names[1:]).most_common(1)[0][0] if names[1:] else 1
        grid = Grid(apart=self._apart(chunks))
        words = names[0]
        held = chunks[0].before
        if held and len(_joined(reader, words)) <= 2:
            # The head, from which the text beside the table parts the first row.
            if columns - 1 <= len(_joined(reader, held)) <= 3 * columns:
                words = [*held, *words]
        captions = [i for i in {w.row for w in words} if CAPTION.search(reader.line(i))]
        # The caption is the last row that may be one and leaves enough words for the columns.
        for i in sorted(captions, reverse=True):
            behind = [w for w in words if w.row > i]
            if len(behind) >= columns or not [w for w in words if w.row < i]:
                grid.caption = [i]
                words = behind
                break
        first = words[0].row
        whole = bool(grid.caption) or (first > 0 and reader.rows[first - 1] is None)
        if not grid.caption:
            last = grid.apart[-1] if grid.apart else chunks[-1].values[-1]
            grid.caption = self._caption_below(last.row)
        stubs = self._stubs(chunks, words)
        if stubs:
            return self._with_stubs(grid, chunks, words, stubs)
        best: tuple[float, int] = (1e9, 1)
        for cut in range(1, min(len(words), 6) + 1):
            cells = _joined(reader, words[: len(words) - cut])
            name = words[len(words) - cut :]
            off = len(cells) - columns
            price = 0.35 * abs(cut - usual) + (1.6 * -off if off < 0 else 0.3 * off * whole)
            if reader.known(name):
                price -= 1.0 + 0.3 * len(reader.said(name))
            torn = (
                cut < len(words) and len(_joined(reader, words[-cut - 1 : -cut + 1 or None])) == 1
            )
            if len(reader.said(name)) > _LETTERS or (
                torn and not _UNIT.match(reader.text(name[0]))
            ):
                price += 3.0
            if price < best[0] - 1e-9:
                best = (price, cut)
        cut = best[1]
        names[0] = words[len(words) - cut :]
        grid.head = self._head(words[: len(words) - cut], columns, whole=whole)
        self._give_back(names)
        grid.body = [
            [name, *([v] for v in c.values)] for name, c in zip(names, chunks, strict=True)
        ]
        return grid

    def _stubs(self, chunks: Sequence[_Chunk], words: Sequence[Word]) -> int:
        """How many columns of words stand before the numbers, where the head has names for several.

        '指标名称 计量单位 1—2月累计 同比增长（%）' above '固定资产投资 亿元 18.07 6.9'; else 0. What stands
        on lines of its own is the rest of a name ('装配一' / '车间'), unless it measures.
        """
        counts = {len(c.name) for c in chunks[1:]}
        stubs = counts.pop() if len(counts) == 1 else 0
        head = _joined(self.reader, words[: len(words) - stubs])
        if stubs < 2 or len(head) != stubs + len(chunks[0].values):
            return 0
        apart = all(
            w.row == c.values[0].row or _MEASURE.search(self.reader.text(w))
            for c in chunks[1:]
            for w in c.name[1:]
        )
        return stubs if apart else 0

    def _with_stubs(
        self, grid: Grid, chunks: Sequence[_Chunk], words: Sequence[Word], stubs: int
    ) -> Grid:
        grid.head = _joined(self.reader, words[: len(words) - stubs])
        names = [words[len(words) - stubs :], *(c.name for c in chunks[1:])]
        grid.body = [
            [[w] for w in (*name, *c.values)] for name, c in zip(names, chunks, strict=True)
        ]
        return grid

    def _caption_below(self, last: int) -> list[int]:
        """The row that names the table, where the tool printed it last."""
        rows = self.reader.rows
        for i in range(last + 1, min(last + 4, len(rows))):
            if rows[i] is not None and len(self.reader.line(i)) >= 5:
                return [i] if CAPTION.search(self.reader.line(i)) else []
        return []

    def _give_back(self, names: list[list[Word]]) -> None:
        """Give names the pieces that the tool printed behind their numbers.

        '妇产 76.60 14.5' with 科 below is the row 妇产科, not the next one's 科心内科; the document's
        own words tell.
        """
        known, said = self.reader.known, self.reader.said
        tails = Counter(said(name)[-1] for name in names if name)
        usual = {c for c, n in tails.items() if n >= 2 and 3 * n >= len(names)}

        def worth(before: Sequence[Word], name: Sequence[Word], t: int) -> float:
            whole, rest = [*before, *name[:t]], name[t:]
            completes = said(whole)[-1] in usual and said(before)[-1] not in usual
            if t and not completes and not known(whole):
                return -1.0
            alike = said(whole)[-1] in usual
            return (known(whole) > 0) + 0.5 * (known(rest) > 0) + 0.4 * alike - 0.01 * t

        for before, name in pairwise(names):
            t = max(range(len(name)), key=lambda t: (worth(before, name, t), -t))
            if t and worth(before, name, t) > worth(before, name, 0) + 0.2:
                before.extend(name[:t])
                del name[:t]

    def _head(self, words: Sequence[Word], columns: int, *, whole: bool) -> Cells:
        """The head's words as cells: units join their names, wrapped names their beginnings.

        `whole`: all words are the head's, since the table's name stands before them; else its last.
        """
        first, *below = _lines(words) or [[]]
        top = _joined(self.reader, first)
        if 1 <= len(below) <= 2 and len(top) == columns >= max(map(len, below)):
            # What stands below the first line goes on with its last names.
            for line in below:
                for cell, word in zip(top[columns - len(line) :], line, strict=True):
                    cell.append(word)
            return top
        units = self._trailing_units(words)
        cells = _joined(self.reader, words[: len(words) - len(units)])
        if len(cells) < columns:
            cells = _split(self.reader, cells, columns)
        bare = [c for c in cells if not re.search(r"[(（]", self.reader.said(c))]
        for cell, unit in zip(bare[len(bare) - len(units) :], units, strict=False):
            cell.append(unit)
        if len(cells) == columns:
            return cells
        if len(cells) < columns or len(cells) > _PIECES:
            return []
        return _fit(self.reader, cells, columns) if whole else cells[-columns:]

    def _trailing_units(self, words: Sequence[Word]) -> list[Word]:
        """Units at the end of a head of which the last name has one: '涨跌(%)', then '(元)', '(元)'."""
        texts = [self.reader.text(w) for w in words]
        count = 0
        while (
            count < len(words) and _UNIT.match(texts[-1 - count]) and _opens(texts[-1 - count]) == 0
        ):
            count += 1
        if 0 < count < len(words) and texts[-1 - count][-1] in ")）":
            return list(words[len(words) - count :])
        return []

    # --- column by column -------------------------------------------------------------------

    def _by_columns(self) -> Grid | None:
        """A table printed column by column: with n rows and k columns of numbers n + k + 1 names.

        The first column's numbers may stand with the names; every other boundary in the numbers is
        a column's end.
        """
        reader, chunks = self.reader, self.chunks
        values = [v for c in chunks for v in c.values]
        ends = list(accumulate(len(c.values) for c in chunks))
        if len(values) < 6:
            return None
        names = [w for c in chunks for w in c.name]
        captions = [i for i in {w.row for w in names} if CAPTION.search(reader.line(i))]
        caption = max(captions) if captions else -1
        first = [w for w in chunks[0].name if w.row > caption or caption > chunks[0].values[0].row]
        parts = [_joined(reader, first)]
        parts += [_joined(reader, [w for w in c.name if w.row != caption]) for c in chunks[1:]]
        cells = [cell for part in parts for cell in part]
        marked = [bool(re.search(r"[(（]", reader.said(c))) for c in cells]
        if not captions and not any(marked):
            return None
        fits = [
            n
            for n in range(2, len(values) // 2 + 1)
            if len(values) % n == 0
            and n + len(values) // n + 1 == len(cells)
            and all(end < n or end % n == 0 for end in ends[:-1])
        ]
        if not fits:
            return None

        def units(n: int) -> int:
            k = len(values) // n
            return max(
                sum(marked[: k + 1]) - 2 * sum(marked[k + 1 :]),
                sum(marked[n + 1 :]) - 2 * sum(marked[: n + 1]),
            )

        n = max(fits, key=lambda n: (units(n), n))
        k = len(values) // n
        beside = sum(1 for end in ends[:-1] if end < n)
        if beside >= n - 1:
            # A name, its number, a name, its number: the head stands before the first name.
            head, stubs = cells[: k + 1], cells[k + 1 :]
        elif len(chunks) > 1:
            # The first column is the names'; the heads of the others stand where they begin.
            head, stubs = [cells[0], *cells[n + 1 :]], cells[1 : n + 1]
        elif sum(marked[n + 1 :]) > sum(marked[1 : k + 1]):
            head, stubs = [cells[0], *cells[n + 1 :]], cells[1 : n + 1]
        else:
            head, stubs = cells[: k + 1], cells[k + 1 :]
        grid = Grid([caption] if captions else [], head)
        grid.body = [[stubs[r], *([values[c * n + r]] for c in range(k))] for r in range(n)]
        return grid


# --- heads ----------------------------------------------------------------------------------


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """Words by the rows that they stand in."""
    out: list[list[Word]] = []
    for word in words:
        if out and out[-1][-1].row == word.row:
            out[-1].append(word)
        else:
            out.append([word])
    return out


def _opens(text: str) -> int:
    return sum(text.count(c) for c in "（(") - sum(text.count(c) for c in "）)")


def _joined(reader: _Reader, words: Sequence[Word]) -> Cells:
    """Words as cells: a unit with the name before it, letters set apart with each other."""
    cells: Cells = []
    for word in words:
        text = reader.text(word)
        still = [c for c in cells if _opens(reader.said(c)) > 0]
        before = cells[-1][-1] if cells else None
        letter = (
            before is not None
            and before.row == word.row
            and len(reader.text(before)) == 1
            and han_count(reader.text(before)) == 1
            and han_count(text) == len(re.sub(r"[(（].*", "", text)) == 1
        )
        if still and _opens(text) < 0:
            still[0].append(word)  # '总产(万 单产(公' with '吨)' and '斤)' below
        elif cells and (letter or _UNIT.match(text)):
            bare = [c for c in cells if not re.search(r"[(（]", reader.said(c))]
            if not letter and _UNIT.match(text) and cells[-1] not in bare and bare:
                bare[-1].append(word)
            else:
                cells[-1].append(word)
        else:
            cells.append([word])
    return cells


def _split(reader: _Reader, cells: Cells, columns: int) -> Cells:
    """Cells of which some hold several names glued together, cut so that there are `columns`."""
    out: Cells = []
    for cell in cells:
        if len(cell) == 1:
            text = reader.text(cell[0])
            cuts = [
                0,
                *(m.end() for m in re.finditer(rf"[)）](?=[{HAN}])", text)),
                len(text),
            ]
            out += [
                [Word(cell[0].row, cell[0].word, cell[0].start + a, cell[0].start + b)]
                for a, b in pairwise(cuts)
            ]
        else:
            out.append(cell)
    missing = columns - len(out)
    if missing <= 0 or not out:
        return out
    lengths = [len(re.sub(r"[(（].*", "", reader.said(c))) for c in out]
    k = max(range(len(out)), key=lambda i: lengths[i])
    size, rest = divmod(lengths[k], missing + 1)
    if size < 2:
        return out
    if rest and rest != missing:
        # 参测人数优秀人数优良率: four, four, three letters.
        size += 1
    elif rest:
        size += 1
    pieces: Cells = [[]]
    taken = 0
    for word in out[k]:
        end = word.start + len(reader.text(word))
        at = word.start
        while at < end:
            room = size - taken
            last = len(pieces) == missing + 1
            b = end if last else min(end, at + room)
            pieces[-1].append(Word(word.row, word.word, at, b))
            taken += b - at
            at = b
            if not last and taken >= size:
                pieces.append([])
                taken = 0
    pieces = [p for p in pieces if p]
    return [*out[:k], *pieces, *out[k + 1 :]]


def _fit(reader: _Reader, cells: Cells, columns: int) -> Cells:
    """Cells joined so that there are `columns`: pieces of a name that wraps stand together.

    The lines of one name are equally narrow or the last is narrower; a unit ends a name; what the
    document has as one word is one.
    """
    n = len(cells)
    texts = [reader.said(c) for c in cells]

    def worth(i: int, j: int) -> float:
        if j - i == 1:
            return 0.0 if len(texts[i]) > 1 else -2.0
        value = 0.0
        for a, b in pairwise(texts[i:j]):
            value -= 0.12 * (width(a) + width(b))
            if a[-1] in ")）":
                value -= 5.0
            bare = re.sub(r"[(（].*", "", b)
            if width(bare) > width(a):
                value -= 1.0
        if reader.known([w for c in cells[i:j] for w in c]) > 0:
            value += 3.0
        return value

    best: list[dict[int, tuple[float, int]]] = [{0: (0.5, 0)}]
    for j in range(1, n + 1):
        here: dict[int, tuple[float, int]] = {}
        for i in range(max(0, j - 5), j):
            for c, (score, _) in best[i].items():
                if c >= columns:
                    continue
                first = 0.4 if i == 0 and j == 1 else 0.0
                total = score + worth(i, j) + first
                if c + 1 not in here or total > here[c + 1][0]:
                    here[c + 1] = (total, i)
        best.append(here)
    if columns not in best[n]:
        return cells[-columns:]
    out: Cells = []
    j, c = n, columns
    while j:
        i = best[j][c][1]
        out.append([w for cell in cells[i:j] for w in cell])
        j, c = i, c - 1
    return out[::-1]
