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
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, pairwise
from operator import itemgetter

from converter.assemble.heads import Context, Head, Word, fit_head, least_cost, said
from converter.chinese.chars import HAN
from converter.patterns import late

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


@lru_cache(maxsize=256)
def read_grid(
    words: tuple[Word, ...], text: Context, *, blocks: bool
) -> tuple[Reading | None, Reading | None]:
    """The best reading of a table's words, and the next best.

    `blocks`: blank lines stand between its lines, as tools print that take a page for blocks.
    A document is read twice, and most of its tables the same way: the last ones are held.
    """
    drafts = list(_drafts(words, text, blocks=blocks) if len(words) <= _HUGE else ())
    most = [draft.most - least_cost(draft.head) for draft in drafts]
    found: list[tuple[float, int, Reading]] = []  # of equal ones the first is the best
    for k in sorted(range(len(drafts)), key=lambda k: -most[k]):
        if len(found) == 2 and -most[k] > found[1][0]:
            break
        reading = drafts[k].fitted(text)
        found = sorted([*found, (-reading.worth, k, reading)], key=itemgetter(0, 1))[:2]
    best, second = ([reading for *_, reading in found] + [None, None])[:2]
    return best, second


@dataclass(frozen=True, slots=True)
class _Draft:
    """A reading whose head is not fitted yet, which may cost: `most` is what it is worth at most.

    `spans`: the units (from, to) of each cell of its body, `texts` what they say. `behind`: columns
    that stand behind its rows.
    """

    units: Sequence[Unit]
    head: Sequence[Unit]
    spans: list[list[tuple[int, int]]]
    texts: list[list[str]]
    most: float
    way: str
    behind: _Columns | None = None

    def fitted(self, text: Context) -> Reading:
        head = fit_head(self.head, len(self.spans[0]), text, int(self.behind is not None))
        worth = self.most - head.cost - _nameless(self.texts)
        body = [[[w for u in self.units[a:b] for w in u] for a, b in row] for row in self.spans]
        reading = Reading(head, body, worth, self.way)
        return _with_columns(reading, self.behind, text) if self.behind else reading


def _drafts(words: Sequence[Word], text: Context, *, blocks: bool) -> Iterator[_Draft]:
    rows, columns = _ROWS_COST * blocks, _COLUMNS_COST * (not blocks)
    for units, cost in _joinings(words):
        texts = [said(u) for u in units]
        shapes = Shapes(texts)
        yield from _by_rows(units, texts, shapes, text, cost + rows)
        yield from _by_columns(units, texts, shapes, cost + columns)
    main, behind = _behind(words, text)
    if behind is not None:
        for units, cost in _joinings(main):
            texts = [said(u) for u in units]
            for draft in _by_rows(units, texts, Shapes(texts), text, cost + rows - behind.worth):
                if len(draft.texts) == len(behind.rows):
                    yield replace(draft, behind=behind)


# --- columns behind the rows ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Columns:
    """Columns that a tool printed behind the rows of a table: their head, rows and worth."""

    head: Head
    rows: list[Cells]
    worth: float


def _behind(words: Sequence[Word], text: Context) -> tuple[list[Word], _Columns | None]:
    """What stands before columns that the tool printed behind the rows, and these columns.

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
        return [], None
    main = [w for line in lines[:above] for w in line]
    words_of_head = [[w] for line in lines[above:below] for w in line]
    head = fit_head(words_of_head, len(lines[-1]), text)
    texts = [[w.text for w in line] for line in lines[below:]]
    worth = Shapes([t for row in texts for t in row]).worth(texts) - head.cost
    return main, _Columns(head, [[[w] for w in line] for line in lines[below:]], worth)


def _with_columns(reading: Reading, columns: _Columns, text: Context) -> Reading:
    """The table with these columns at the place where the text speaks for them, else at its end.

    Its own sentences (社会消费品零售总额1019.4亿元) tell by the numbers behind a group's name.
    """
    own, rows, size = reading.head, columns.rows, len(columns.rows[0])
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
    own.cells = [*own.cells[:at], *columns.head.cells, *own.cells[at:]]
    body = [[*a[:at], *b, *a[at:]] for a, b in zip(reading.body, rows, strict=True)]
    return Reading(own, body, reading.worth, reading.way)


# --- words ----------------------------------------------------------------------------------

_NUMBER = late(r"^[(（]?[-+−–±△▲]?\d[\d,，]*(?:\.\d+)?[%％‰]?[)）]?$|^[-—–/*]{1,2}$")
_TIME = late(r"^\d{1,2}[:：]\d\d|^(?:\d{4}年)?\d{1,2}月(?:\d|$)|^\d{4}[-/.]\d|^\d{1,2}[日号]")
_COUNTED = late(rf"^[-+−约]?\d[\d,.—~～×xX-]*[^\d\s]{{1,4}}$|^\d[\d-]+\d$|^[{HAN}]?\d+[{HAN}]$")
_LATIN = late(r"[A-Za-z]")
_HAN = late(f"[{HAN}]")


@lru_cache(maxsize=4096)
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
_WHATS = {what: k for k, what in enumerate(_FREE)}


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
        self._counts: dict[str, Counter[object]] = {}
        for text in texts:
            for what, value, _ in _shape(text):
                self._counts.setdefault(what, Counter())[value] += 1
        self._sums = {what: counts.total() for what, counts in self._counts.items()}
        self._held: dict[str, list[tuple[int, int, float, float, float, bool]]] = {}
        self._numbers: dict[tuple[str, object], int] = {}
        self._columns: dict[tuple[str, ...], float] = {}

    def _seen(self, text: str) -> list[tuple[int, int, float, float, float, bool]]:
        """The cell's shape: what (by number), its value's number, what it tells, chance, freedom.

        The chance is that of the value in the whole table.
        """
        if text not in self._held:
            self._held[text] = [
                (
                    _WHATS[what],
                    self._numbers.setdefault((what, value), len(self._numbers)),
                    weight,
                    self._chance(what, value),
                    _FREE[what],
                    what in _STRICT,
                )
                for what, value, weight in _shape(text)
            ]
        return self._held[text]

    def _chance(self, what: str, value: object) -> float:
        counts = self._counts.get(what)
        return (counts[value] + 0.5) / (self._sums[what] + 1.0) if counts else 0.5

    def column(self, cells: tuple[str, ...]) -> float:
        """How much better a column foretells its cells than the table does."""
        if cells not in self._columns:
            self._columns[cells] = self._foretold(cells)
        return self._columns[cells]

    def _foretold(self, cells: Sequence[str]) -> float:
        held: dict[int, int] = {}
        totals = [0] * len(_WHATS)
        worth = 0.0
        for cell in cells:
            for what, value, weight, chance, free, strict in self._seen(cell):
                n = held.get(value, 0)
                if n or strict:
                    told = math.log((n / chance + free) / (totals[what] + free))
                    if strict or told > 0:
                        worth += weight * told
                held[value] = n + 1
                totals[what] += 1
        numbers = [int(cell) if cell.isdecimal() else None for cell in cells]
        counted = sum(a is not None and b == a + 1 for a, b in pairwise(numbers))
        return worth + _SERIAL * counted

    def worth(self, body: Sequence[Sequence[str]]) -> float:
        """How regular the columns of rows are."""
        return sum(map(self.column, zip(*body, strict=True)))


# --- row by row -----------------------------------------------------------------------------


def _by_rows(
    units: Sequence[Unit], texts: Sequence[str], shapes: Shapes, text: Context, cost: float
) -> Iterator[_Draft]:
    lines = Counter(u[0].line for u in units)
    several = 2 * sum(n > 1 for n in lines.values()) >= len(lines)
    kinds = list(map(_kind, texts))
    cells = _cells(units, texts, kinds, text)
    for profile in _profiles(units, kinds, lines):
        rows = _Rows(units, texts, cells, profile, several=several)
        for draft in rows.drafts(shapes):
            yield replace(draft, most=draft.most - cost)


def _cells(
    units: Sequence[Unit], texts: Sequence[str], kinds: Sequence[str], text: Context
) -> list[list[tuple[int, float, str]]]:
    """For each unit the cells that begin with it: where they end, what they cost, their last kind."""
    joins = [0.0]
    for a, b in pairwise(range(len(units))):
        gap = units[b][0].gap
        torn = _TORN_COST - 0.5 * (gap == 0 and text.has(texts[a][-2:] + texts[b][:2]))
        joins.append({0: torn, BLANK: _TORN_IN_LINE, APART: _TORN_APART}.get(gap, 0.0))
    out: list[list[tuple[int, float, str]]] = []
    for i, first in enumerate(kinds):
        own, torn = [(i + 1, 0.0, first)], 0.0
        for j in range(i + 1, min(len(kinds), i + _TORN)):
            if "number" in (first, kinds[j]):
                break
            torn += joins[j] + _ODD_COST * (kinds[j] != first)
            own.append((j + 1, torn, kinds[j]))
        out.append(own)
    return [*out, []]


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
        texts: Sequence[str],
        cells: Sequence[Sequence[tuple[int, float, str]]],
        profile: Sequence[str],
        *,
        several: bool,
    ) -> None:
        self.units, self.texts, self.cells, self.profile = units, texts, cells, profile
        self.several = several
        self.size = len(profile)
        self.plan = self._plan()

    def _plan(self) -> list[list[tuple[float, int]]]:
        """For each unit and column: the least cost of all that follows, and the cell's size."""
        n, size = len(self.units), self.size
        far = (math.inf, 0)
        plan = [[far] * (size + 1) for _ in range(n + 1)]
        plan[n][size] = (0.0, 0)
        for i in range(n, -1, -1):
            begins = i < n and self.units[i][0].gap == 0
            amid = _AMID_COST * (i < n and not begins)
            broken = _BROKEN_COST * (begins and self.several)
            here, cells = plan[i], self.cells[i]
            for c in range(size - 1, -1, -1):
                cost, kind = broken if c else amid, self.profile[c]
                best = (here[c + 1][0] + _EMPTY_COST + cost, 0) if c else far
                for j, torn, last in cells:
                    total = plan[j][c + 1][0] + torn
                    total = (total if last == kind else total + _ODD_COST) + cost
                    if total < best[0] - 1e-9:
                        best = (total, j - i)
                here[c] = best
            # A row that is whole: another begins.
            if i < n and plan[i][0][0] < plan[i][size][0]:
                plan[i][size] = (plan[i][0][0], -1)
        return plan

    def drafts(self, shapes: Shapes) -> Iterator[_Draft]:
        """A draft for each place where the rows may begin, the likeliest four."""
        n = len(self.units)
        starts = []
        for i in range(min(_LONGEST_HEAD, n - 2 * self.size) + 1):
            cost = self.plan[i][0][0]
            if math.isfinite(cost):
                starts.append((cost + abs(i - self.size) * 0.3 + _HEADLESS * (not i), i))
        for _, i in sorted(starts)[:4]:
            spans, texts, cost = self._rows(i)
            if len(texts) > 1:
                most = shapes.worth(texts) - cost
                yield _Draft(self.units, self.units[:i], spans, texts, most, "by rows")

    def _rows(self, start: int) -> tuple[list[list[tuple[int, int]]], list[list[str]], float]:
        """The rows from a unit on, what their cells say, and what it costs to have them so."""
        rows: list[list[tuple[int, int]]] = []
        texts: list[list[str]] = []
        i, cost = start, self.plan[start][0][0]
        wrong = 0.0  # kinds only help to find the rows; their worth tells the rest
        while i < len(self.units):
            row, told = [], []
            for c in range(self.size):
                end = i + self.plan[i][c][1]
                row.append((i, end))
                told.append(self.texts[i] if end == i + 1 else "".join(self.texts[i:end]))
                i = end
            wrong += _ODD_COST * sum(
                bool(cell) and _kind(cell) != kind
                for cell, kind in zip(told, self.profile, strict=True)
            )
            rows.append(row)
            texts.append(told)
        return rows, texts, max(0.0, cost - wrong)


# --- column by column -----------------------------------------------------------------------


def _by_columns(
    units: Sequence[Unit], texts: Sequence[str], shapes: Shapes, cost: float
) -> Iterator[_Draft]:
    """Columns one behind the other: below all their heads, or each below its own."""
    n = len(units)
    for columns in range(2, min(_MOST, n // 2) + 1):
        for above in range(min(3 * columns, n - 2 * columns) + 1):
            if (n - above) % columns or (above and above < columns - 1):
                continue
            size = (n - above) // columns
            starts = [above + k * size for k in range(columns)]
            if above:
                head = units[:above]
            else:
                head, size = [units[k] for k in starts], size - 1
                starts = [k + 1 for k in starts]
            if size > 1:
                spans = [[(k + r, k + r + 1) for k in starts] for r in range(size)]
                told = [[texts[k + r] for k in starts] for r in range(size)]
                beside = _BESIDE_COST * sum(u[0].gap > 0 for u in units[above:])
                most = shapes.worth(told) - beside - cost
                yield _Draft(units, head, spans, told, most, "by columns")


def _nameless(body: Sequence[Sequence[str]]) -> float:
    """What it costs if numbers stand in the first column that count nothing, and names elsewhere."""
    columns = [Counter(map(_kind, column)) for column in zip(*body, strict=True)]
    numbers = columns[0]["number"] / len(body)
    first = [row[0] for row in body]
    serial = all(text.isdecimal() for text in first) and len(set(first)) == len(first)
    named = any(column["words"] > len(body) / 2 for column in columns[1:])
    return _NAMELESS if named and numbers > 1 / 2 and not serial else 0.0
