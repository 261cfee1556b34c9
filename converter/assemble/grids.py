"""Grids: the cells of a table, out of whatever order a tool printed them in.

A tool gives a table's row in one line, its cells behind tabs, bars or blanks, or it gives a cell a
line, row by row or column by column; names may be torn over lines. Every such reading of the whole
table is tried. What decides is how regular the columns come out: in print the cells of a column are
alike, in kind, in length and in the letters that they begin and end with, and what all columns have
in common says nothing. So each cell is worth what its column foretells of it better than the table
as a whole does (log-odds); what a reading has to break costs.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import groupby, pairwise

from converter.assemble.heads import Context, Head, Word, fit_head, said
from converter.chinese.chars import HAN

Unit = list[Word]
Cells = list[Unit]  # of a row

BLANK, APART = 1, 2


@dataclass(slots=True)
class Reading:
    """One reading of a table: its head, the rows below, what it is worth and how it was read."""

    head: Head
    body: list[Cells]
    worth: float
    way: str

    @property
    def name(self) -> str:
        """How it was read, and how many columns it has."""
        return f"{len(self.body[0])} columns, {self.way}"


_MOST = 14  # columns of a table
_LONGEST_HEAD = 40  # words of a head at most
_TORN = 5  # words that one cell is made of at most
_COLUMN = 4  # rows of columns that stand behind the rows
_FEW = 4  # kinds of rows that are tried for each number of columns
_LARGE = 700  # words from which on they are tried in all
_HUGE = 3000  # words of which no grid is made: no table has so many
_TORN_COST = 1.2  # a cell that is torn over lines
_TORN_IN_LINE = 2.5  # or made of words beside each other
_TORN_APART = 6.0  # or of what wide blanks part
_EMPTY_COST = 3.0
_ODD_COST = 1.5  # a cell of another kind than its column's, a cell made of words of two kinds
_AMID_COST = 2.0  # a row that begins amid a line
_BROKEN_COST = 1.5  # a row that goes on in the next line, where most lines hold several cells
_HEADLESS = 2.0
_NAMELESS = 3.0
_BESIDE_COST = 1.5  # a line of several cells in a column
_COLUMNS_COST = 3.0  # columns one behind the other, where no blank lines show that they are blocks
_ROWS_COST = 1.0  # the other way round, where they do
_BLANK_COST = 0.5  # of a blank in a cell
_PARTED = (2.5, 1.5)  # Latin words in cells of their own; a number and what it counts


def read_grid(
    words: Sequence[Word], text: Context, *, blocks: bool
) -> tuple[Reading | None, Reading | None]:
    """The best reading of a table's words, and the next best.

    `blocks`: blank lines stand between its lines, as tools print that take a page for blocks.
    """
    if len(words) > _HUGE:
        return None, None
    found = nlargest(2, _readings(words, text, blocks=blocks), key=lambda r: r.worth)
    return (found[0] if found else None), (found[1] if found[1:] else None)


def _readings(words: Sequence[Word], text: Context, *, blocks: bool) -> Iterator[Reading]:
    yield from _whole(words, text, blocks=blocks)
    main, head, rows = _behind(words)
    if rows:
        for reading in _whole(main, text, blocks=blocks, more=1):
            if len(reading.body) == len(rows):
                yield _with_columns(reading, fit_head(head, len(rows[0]), text), rows, text)


def _whole(
    words: Sequence[Word], text: Context, *, blocks: bool, more: int = 0
) -> Iterator[Reading]:
    for units, cost in _joinings(words):
        kinds = [_kind(said(u)) for u in units]
        shapes = Shapes([said(u) for u in units])
        for reading in _by_rows(units, kinds, shapes, text, more):
            reading.worth -= cost + _ROWS_COST * blocks
            yield reading
        for reading in () if more else _by_columns(units, shapes, text):
            reading.worth -= cost + _COLUMNS_COST * (not blocks)
            yield reading


# --- columns behind the rows ----------------------------------------------------------------


def _behind(words: Sequence[Word]) -> tuple[list[Word], list[Unit], list[Cells]]:
    """What stands before columns that the tool printed behind the rows, their heads, their rows.

    '绝对量 (亿元) 增速 (%)' and thirteen lines like '1019.39 9.8', behind thirteen named rows.
    """
    lines = [list(line) for _, line in groupby(words, key=lambda w: w.line)]
    bare = [all(_kind(w.text) == "number" for w in line) for line in lines]
    below = len(lines)
    while below and bare[below - 1] and len(lines[below - 1]) == len(lines[-1]):
        below -= 1
    above = below
    while above and all(_kind(w.text) != "number" for w in lines[above - 1]):
        above -= 1
    if len(lines) - below < _COLUMN or not 0 < above < below:
        return [], [], []
    main = [w for line in lines[:above] for w in line]
    head = [[w] for line in lines[above:below] for w in line]
    return main, head, [[[w] for w in line] for line in lines[below:]]


def _with_columns(reading: Reading, head: Head, rows: Sequence[Cells], text: Context) -> Reading:
    """The table with these columns at the place where the text speaks for them, else at its end.

    Its own sentences (社会消费品零售总额1019.4亿元) tell by the numbers behind a group's name.
    """
    shapes = Shapes([said(cell) for row in rows for cell in row])
    worth = reading.worth + shapes.worth([[said(cell) for cell in row] for row in rows]) - head.cost
    own, size = reading.head, len(rows[0])
    places = [(sum(own.sizes[:k]) + 1, k) for k in range(len(own.groups))]
    if not places:
        places = [(len(own.cells), 0)]

    def told(place: tuple[int, int]) -> tuple[float, int]:
        at, k = place
        sizes = [*own.sizes[:k], size, *own.sizes[k:]]
        groups = [name for name, n in zip(own.groups, sizes, strict=False) for _ in range(n)]
        first = [*reading.body[0][:at], *rows[0], *reading.body[0][at:]][1:]
        pairs = zip(groups, first, strict=False)
        return sum(text.tells(said(name), said(cell)) for name, cell in pairs), -k

    at, k = max(places, key=told)
    own.sizes = [*own.sizes[:k], size, *own.sizes[k:]] if own.groups else []
    own.cells = [*own.cells[:at], *head.cells, *own.cells[at:]]
    body = [[*a[:at], *b, *a[at:]] for a, b in zip(reading.body, rows, strict=True)]
    return Reading(own, body, worth, reading.way)


# --- words ----------------------------------------------------------------------------------

_NUMBER = re.compile(r"^[(（]?[-+−–±△▲]?\d[\d,，]*(?:\.\d+)?[%％‰]?[)）]?$|^[-—–/*]{1,2}$")
_TIME = re.compile(r"^\d{1,2}[:：]\d\d|^(?:\d{4}年)?\d{1,2}月(?:\d|$)|^\d{4}[-/.]\d|^\d{1,2}[日号]")
_COUNTED = re.compile(
    rf"^[-+−约]?\d[\d,.—~～×xX-]*[^\d\s]{{1,4}}$|^\d[\d-]+\d$|^[{HAN}]?\d+[{HAN}]$"
)
_LATIN = re.compile(r"[A-Za-z]")
_HAN = re.compile(f"[{HAN}]")


def _kind(text: str) -> str:
    if not text:
        return "empty"
    if _NUMBER.match(text):
        return "number"
    if _TIME.match(text):
        return "time"
    return "counted" if _COUNTED.match(text) else "words"


def _measures(a: Word, b: Word) -> bool:
    """Whether a blank parts a number from what it counts: 18 秒, 第 59 次会议, 8 月 5 日上午."""
    if a.text[-1:].isdecimal():
        return bool(re.match(rf"[年月日时点分秒次届期号个]|[{HAN}]{{1,2}}$", b.text))
    return b.text[:1].isdecimal() and a.text[-1:] in "年月日时第约至"


def _latin(a: Word, b: Word) -> bool:
    return bool(_LATIN.match(a.text[-1:]) and _LATIN.match(b.text))


def _bilingual(a: Word, b: Word) -> bool:
    return bool((_HAN.match(a.text[-1:]) or _LATIN.match(a.text[-1:])) and _LATIN.match(b.text))


def _odd_blanks(unit: Unit) -> int:
    """How many blanks in a unit part what may be cells, numbers twice."""
    pairs = [(a, b) for a, b in pairwise(unit) if not (_measures(a, b) or _bilingual(a, b))]
    numbers = sum(_kind(a.text) == "number" or _kind(b.text) == "number" for a, b in pairs)
    return len(pairs) + 2 * numbers


def _joinings(words: Sequence[Word]) -> Iterator[tuple[list[Unit], float]]:
    """The words as units that no row parts, in each way that blanks may be read."""
    seen: list[list[int]] = []
    rules: list[Callable[[Word, Word], bool]] = [
        lambda _, b: b.gap == BLANK,
        lambda *_: False,
        _measures,
        lambda a, b: _measures(a, b) or _bilingual(a, b),
    ]
    for rule in rules:
        units: list[Unit] = []
        for word in words:
            if units and word.gap == BLANK and rule(units[-1][-1], word):
                units[-1].append(word)
            else:
                units.append([word])
        cuts = [len(u) for u in units]
        if cuts not in seen:
            seen.append(cuts)
            cost = _BLANK_COST * sum(map(_odd_blanks, units))
            parted = [(u[-1], v[0]) for u, v in pairwise(units) if v[0].gap == BLANK]
            latin = sum(_latin(a, b) for a, b in parted)
            other = sum(_measures(a, b) or _bilingual(a, b) for a, b in parted) - latin
            yield units, cost + _PARTED[0] * latin + _PARTED[1] * other


# --- how alike the cells of a column are ----------------------------------------------------

_SERIAL = 1.5  # a number that counts on from the one above
_LONG = 10  # letters from which on lengths are alike


# How freely the values of a shape differ in one column; only of the strict ones does it speak
# against a column that they do.
_FREE = {"kind": 0.5, "decimals": 1.0, "digits": 2.0, "script": 1.0, "length": 2.0, "last": 2.0}
_FREE["first"] = 2.0
_STRICT = frozenset({"kind", "decimals", "script"})


def _shape(text: str) -> tuple[tuple[str, object, float], ...]:
    """What is to be seen of a cell: (what, its value, how much it tells)."""
    kind = _kind(text)
    if kind == "empty":
        return (("kind", kind, 0.3),)
    if kind == "number":
        whole, _, rest = text.strip("()（）%％‰").partition(".")
        return (
            ("kind", kind, 1.0),
            ("decimals", (len(rest), text[-1] in "%％‰"), 0.5),
            ("digits", len(whole.lstrip("+-−")), 0.25),
        )
    script = "latin" if _LATIN.match(text) else "quoted" if text[0] in "《“「『" else "han"
    return (
        ("kind", kind, 1.0),
        ("script", (script, bool(_LATIN.match(text[-1]))), 0.5),
        ("length", min(len(text), _LONG), 0.3),
        ("last", "0" if text[-1].isdecimal() else text[-1], 0.4),
        ("first", "0" if text[0].isdecimal() else text[0], 0.25),
    )


class Shapes:
    """What a table's words look like as a whole: what its columns are measured by."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.counts: dict[str, Counter[object]] = {}
        for text in texts:
            for what, value, _ in _shape(text):
                self.counts.setdefault(what, Counter())[value] += 1
        self.sums = {what: counts.total() for what, counts in self.counts.items()}
        self._held: dict[str, list[tuple[str, object, float, float]]] = {}

    def _seen(self, text: str) -> list[tuple[str, object, float, float]]:
        """The cell's shape with the chance of each value in the whole table."""
        if text not in self._held:
            self._held[text] = [
                (what, value, weight, self._chance(what, value))
                for what, value, weight in _shape(text)
            ]
        return self._held[text]

    def _chance(self, what: str, value: object) -> float:
        counts = self.counts.get(what)
        return (counts[value] + 0.5) / (self.sums[what] + 1.0) if counts else 0.5

    def column(self, cells: Sequence[str]) -> float:
        """How much better a column foretells its cells than the table does."""
        counts: dict[str, Counter[object]] = {}
        worth = 0.0
        for k, cell in enumerate(cells):
            for what, value, weight, chance in self._seen(cell):
                held = counts.setdefault(what, Counter())
                free = _FREE[what]
                told = math.log((held[value] / chance + free) / (held.total() + free))
                worth += weight * (told if what in _STRICT else max(0.0, told))
                held[value] += 1
            if k and cell.isdecimal() and cells[k - 1].isdecimal():
                worth += _SERIAL * (int(cell) == int(cells[k - 1]) + 1)
        return worth

    def worth(self, body: Sequence[Sequence[str]]) -> float:
        """How regular the columns of rows are."""
        return sum(map(self.column, zip(*body, strict=True)))


# --- row by row -----------------------------------------------------------------------------


def _by_rows(
    units: Sequence[Unit], kinds: Sequence[str], shapes: Shapes, text: Context, more: int
) -> Iterator[Reading]:
    lines = Counter(u[0].line for u in units)
    several = 2 * sum(n > 1 for n in lines.values()) >= len(lines)
    for profile in _profiles(units, kinds, lines):
        yield from _Rows(units, kinds, profile, text, several=several).readings(shapes, more)


def _profiles(
    units: Sequence[Unit], kinds: Sequence[str], lines: Counter[int]
) -> list[tuple[str, ...]]:
    """The kinds that a row's cells may have, by what comes again in the stream, or fills lines."""
    votes: Counter[tuple[str, ...]] = Counter()
    n = len(units)
    first: dict[int, int] = {}
    for k, unit in enumerate(units):
        first.setdefault(unit[0].line, k)
    for line, count in lines.items():
        if 2 <= count <= _MOST:
            votes[tuple(kinds[first[line] : first[line] + count])] += 3
    for size in range(2, min(_MOST, n // 2) + 1):
        for i in range(n - 2 * size + 1):
            if units[i][0].gap == 0 and kinds[i : i + size] == kinds[i + size : i + 2 * size]:
                votes[tuple(kinds[i : i + size])] += 1
        if kinds[n - size :] == kinds[n - 2 * size : n - size]:
            votes[tuple(kinds[n - size :])] += 1
    ranked = sorted(votes, key=lambda profile: (-votes[profile], profile))
    if n > _LARGE:
        return ranked[:_FEW]
    sizes = sorted({len(profile) for profile in ranked})
    return [p for size in sizes for p in [q for q in ranked if len(q) == size][:_FEW]]


class _Rows:
    """Units parsed into rows of as many cells as a profile has, the last row whole."""

    def __init__(
        self,
        units: Sequence[Unit],
        kinds: Sequence[str],
        profile: Sequence[str],
        text: Context,
        *,
        several: bool,
    ) -> None:
        self.units, self.kinds, self.profile, self.text = units, kinds, profile, text
        self.several = several
        self.size = len(profile)
        self.joins = [0.0] + [self._join(a, b) for a, b in pairwise(units)]
        self.plan = self._plan()

    def _join(self, a: Unit, b: Unit) -> float:
        """What it costs to have two units in one cell."""
        gap = b[0].gap
        if gap == 0:
            told = self.text.has(said(a)[-2:] + said(b)[:2])
            return _TORN_COST - 0.5 * told
        return {BLANK: _TORN_IN_LINE, APART: _TORN_APART}.get(gap, 0.0)

    def _plan(self) -> list[list[tuple[float, int]]]:
        """For each unit and column: the least cost of all that follows, and the cell's size."""
        n, size = len(self.units), self.size
        far = (math.inf, 0)
        plan = [[far] * (size + 1) for _ in range(n + 1)]
        plan[n][size] = (0.0, 0)
        for i in range(n, -1, -1):
            begins = i < n and self.units[i][0].gap == 0
            for c in range(size - 1, -1, -1):
                cost = _AMID_COST * (i < n and not begins)
                if c:
                    cost = _BROKEN_COST * (begins and self.several)
                best = (plan[i][c + 1][0] + _EMPTY_COST + cost, 0) if c else far
                torn = 0.0
                for j in range(i + 1, min(n, i + _TORN) + 1):
                    kind = self.kinds[j - 1]
                    if j > i + 1:
                        if kind == "number" or self.kinds[i] == "number":
                            break
                        torn += self.joins[j - 1] + _ODD_COST * (kind != self.kinds[i])
                    wrong = _ODD_COST * (kind != self.profile[c])
                    total = plan[j][c + 1][0] + torn + wrong + cost
                    if total < best[0] - 1e-9:
                        best = (total, j - i)
                plan[i][c] = best
            # A row that is whole: another begins.
            if i < n and plan[i][0][0] < plan[i][size][0]:
                plan[i][size] = (plan[i][0][0], -1)
        return plan

    def readings(self, shapes: Shapes, more: int) -> Iterator[Reading]:
        """A reading for each place where the rows may begin, the likeliest three."""
        n = len(self.units)
        starts = []
        for i in range(min(_LONGEST_HEAD, n - 2 * self.size) + 1):
            cost = self.plan[i][0][0]
            if math.isfinite(cost):
                starts.append((cost + abs(i - self.size) * 0.3 + _HEADLESS * (not i), i))
        for _, i in sorted(starts)[:4]:
            body, cost = self._rows(i)
            if len(body) < 2:
                continue
            head = fit_head(self.units[:i], self.size, self.text, more)
            worth = shapes.worth([[said(cell) for cell in row] for row in body])
            yield Reading(head, body, worth - cost - head.cost - _nameless(body), "by rows")

    def _rows(self, start: int) -> tuple[list[Cells], float]:
        rows: list[Cells] = []
        i, c, cost = start, 0, self.plan[start][0][0]
        row: Cells = []
        while True:
            if c == self.size:
                rows.append(row)
                row, c = [], 0
                if i == len(self.units):
                    break
                continue
            taken = self.plan[i][c][1]
            row.append([w for u in self.units[i : i + taken] for w in u])
            i, c = i + taken, c + 1
        wrong = 0.0  # kinds only help to find the rows; their worth tells the rest
        for r in rows:
            wrong += sum(
                _ODD_COST * (bool(cell) and _kind_of(cell) != kind)
                for cell, kind in zip(r, self.profile, strict=True)
            )
        return rows, max(0.0, cost - wrong)


def _kind_of(cell: Sequence[Word]) -> str:
    return _kind(said(cell))


# --- column by column -----------------------------------------------------------------------


def _by_columns(units: Sequence[Unit], shapes: Shapes, text: Context) -> Iterator[Reading]:
    """Columns one behind the other: below all their heads, or each below its own."""
    n = len(units)
    for columns in range(2, min(_MOST, n // 2) + 1):
        for above in range(min(3 * columns, n - 2 * columns) + 1):
            if (n - above) % columns or (above and above < columns - 1):
                continue
            size = (n - above) // columns
            below = units[above:]
            stacks = [below[k * size : (k + 1) * size] for k in range(columns)]
            if above:
                head = fit_head(units[:above], columns, text)
            else:
                head = fit_head([stack[0] for stack in stacks], columns, text)
                stacks = [stack[1:] for stack in stacks]
            body = [list(row) for row in zip(*stacks, strict=True)]
            if len(body) > 1:
                worth = shapes.worth([[said(cell) for cell in row] for row in body]) - head.cost
                beside = sum(u[0].gap > 0 for u in below)
                worth -= _BESIDE_COST * beside + _nameless(body)
                yield Reading(head, body, worth, "by columns")


def _nameless(body: Sequence[Cells]) -> float:
    """What it costs if numbers stand in the first column that count nothing, and names elsewhere."""
    columns = [Counter(_kind_of(cell) for cell in column) for column in zip(*body, strict=True)]
    numbers = columns[0]["number"] / len(body)
    first = [said(row[0]) for row in body]
    serial = all(text.isdecimal() for text in first) and len(set(first)) == len(first)
    named = any(column["words"] > len(body) / 2 for column in columns[1:])
    return _NAMELESS if named and numbers > 1 / 2 and not serial else 0.0
