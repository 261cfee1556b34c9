"""Tables out of the order in which an extraction tool printed their cells."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from converter.assemble.grids import grid_of
from converter.assemble.units import Unit
from converter.chinese.cells import Word, find_grids, table_words
from converter.chinese.chars import tight, width
from converter.labelling import Row
from converter.model import Block, Cell, Furniture, Label, Source, Span, Text

_NUMBER = re.compile(r"^[-+−]?\d[\d,]*(?:\.\d+)?[%％‰]?$|^[-—–/]+$")
_NUMBERED = re.compile(r"[附续]?表[ \u3000]*[\d一二三四五六七八九十]")
_TITLE = re.compile(r"情况|一览|统计|[表]$|排名|汇总|明细|名单")
_UNIT = re.compile(
    r"^[（(]?(?:单位[:：].*|%|％|[亿万千百]?[元吨人户件个次套亩]|亿元|万元|公顷|平方米)[)）]?$"
)
_NAMES = 64  # words of a stacked header at most; more is no header, and would take too long


@dataclass(slots=True)
class _Part:
    """One grid of the dump: header words, then rows of the same number of numbers."""

    header: list[Row] = field(default_factory=list)
    body: list[list[tuple[int, int]]] = field(default_factory=list)

    @property
    def numbers(self) -> int:
        return max((len(r) for r in self.body), default=0)


def read_tables(source: Source, unit: Unit, words: str, furniture: list[Furniture]) -> list[Block]:
    """The unit's rows as table blocks (title, header rows with spans, body rows), in order.

    Columns that the dump printed at the end (a second header, rows of numbers without a name,
    as many as the first grid has) go back to their rows. `words` is the text around it without
    spaces: which group of columns they belong to is told by what the text says of their numbers.
    Rows that no table takes are paragraphs. Bars between cells are added to `furniture`.
    """
    if any("|" in row.text or "\t" in row.text for row in unit.rows):
        return [_laid(source, unit, unit.rows, [], furniture)]
    found, left = _grids(source, unit.rows, words)
    if found and not left:
        return found
    title, rest = _split_title(unit.rows)
    parts = _parts(rest)
    if parts and parts[0].body:
        main = parts[0]
        tail = [p for p in parts[1:] if len(p.body) == len(main.body) and p.body]
        loose = [p for p in parts[1:] if p not in tail]
        grid = _grid(source, main, tail, words)
        if grid is not None and not loose:
            rows, header = grid
            head = Text.join(Text.carried(source.text, r.start, r.end) for r in title)
            return [Block("table", lines=(head,) if head else (), rows=tuple(rows), header=header)]
    if not found or len(left) > _LEFT:
        return [_laid(source, unit, rest or unit.rows, title if rest else [], furniture)]
    before: list[Block] = []
    after: list[Block] = []
    first = min(unit.rows.index(r) for r in unit.rows if id(r) not in {id(x) for x in left})
    for row in left:
        block = Block("p", Text.carried(source.text, row.start, row.end))
        (before if unit.rows.index(row) < first else after).append(block)
    return [*before, *found, *after]


_LEFT = 2  # rows that a table may leave to the text around it


def _laid(
    source: Source,
    unit: Unit,
    rows: Sequence[Row],
    title: Sequence[Row],
    furniture: list[Furniture],
) -> Block:
    """The rows as the grid that their cells make, else as they stand."""
    grid = grid_of(source.words, rows)
    if grid is None:
        return _plain(source, unit, list(title))
    furniture += [Furniture(Label.ORNAMENT, Span(a, b)) for a, b in grid.bars]
    lines = [
        tuple(
            Cell(Text.join(Text.carried(source.text, a, b) for a, b in cell if b > a))
            for cell in line
        )
        for line in grid.rows
    ]
    head = Text.join(Text.carried(source.text, r.start, r.end) for r in title)
    return Block("table", lines=(head,) if head else (), rows=tuple(lines), header=grid.header)


def _grids(source: Source, rows: Sequence[Row], said: str) -> tuple[list[Block], list[Row]]:
    """The tables of one head and rows of a name and as many numbers each; the rows left over.

    Words that are left in a row of a table go into the cell before them.
    """
    spans = [
        [(r.start + a, r.start + b) for a, b in table_words(source.words[r.start : r.end])]
        for r in rows
    ]
    texts = [[source.words[a:b] for a, b in row] for row in spans]
    grids = find_grids(texts, least=2, count=said.count)
    blocks: list[Block] = []
    used: set[int] = set()

    def cell(words: Sequence[Word]) -> Cell:
        parts = []
        for w in words:
            a, b = spans[w.row][w.word]
            end = b if w.end is None else min(b, a + w.end)
            parts.append(Text.carried(source.text, a + w.start, end))
        return Cell(Text.join(parts))

    for grid in grids:
        taken = grid.rows | set(grid.caption)
        held = Counter(w[:2] for c in [*grid.head, *(c for x in grid.body for c in x)] for w in c)
        whole = all(
            (i, k) in held or i in grid.caption for i in taken for k in range(len(spans[i]))
        )
        if grid.apart or not whole or len({len(line) for line in grid.body}) > 1:
            continue
        used |= taken
        lines = [tuple(map(cell, line)) for line in grid.body]
        last = blocks[-1] if blocks else None
        if not grid.head and last is not None and len(last.rows[-1]) == len(lines[0]):
            blocks[-1] = replace(last, rows=(*last.rows, *lines))
            continue
        name = Text.join(
            Text.carried(source.text, rows[i].start, rows[i].end) for i in grid.caption
        )
        head = [tuple(map(cell, grid.head))] if grid.head else []
        blocks.append(
            Block(
                "table",
                lines=(name,) if name else (),
                rows=(*head, *lines),
                header=len(head),
            )
        )
    return blocks, [r for i, r in enumerate(rows) if i not in used]


def under_head(above: Sequence[Block], tables: Sequence[Block]) -> list[Block]:
    """The blocks with a caption right above a table that names it as the table's head (表题)."""
    if above and above[-1].kind == "caption" and tables and tables[0].kind == "table":
        words = "".join(above[-1].text.flat.split())
        if not tables[0].lines and (_TITLE.search(words) or _NUMBERED.match(words)):
            head = above[-1]
            decisions = (*head.decisions, *tables[0].decisions)
            named = replace(tables[0], lines=(head.text,), decisions=decisions)
            return [*above[:-1], named, *tables[1:]]
    return [*above, *tables]


def _split_title(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The rows that name the table, at its beginning or end, and the rest."""
    for k in (0, len(rows) - 1):
        row = rows[k]
        if (
            width(row.text) >= 8
            and _TITLE.search(row.tight)
            and not re.search(r"\d+\.\d", row.text)
        ):
            return [row], [r for i, r in enumerate(rows) if i != k]
    return [], list(rows)


def _cells(row: Row) -> list[tuple[int, int]]:
    return [(row.start + m.start(), row.start + m.end()) for m in re.finditer(r"\S+", row.text)]


def _parts(rows: Sequence[Row]) -> list[_Part]:
    parts: list[_Part] = []
    for row in rows:
        cells = row.text.split()
        numbers = sum(1 for c in cells if _NUMBER.match(c))
        body = numbers >= 1 and numbers >= len(cells) - 1 and numbers >= 2
        if body:
            if not parts:
                parts.append(_Part())
            parts[-1].body.append(_cells(row))
        else:
            if not parts or parts[-1].body:
                parts.append(_Part())
            parts[-1].header.append(row)
    return parts


def _plain(source: Source, unit: Unit, title: Sequence[Row]) -> Block:
    """Rows as they stand, a cell a word: nothing is guessed, nothing lost."""
    named = {id(r) for r in title}
    rows = tuple(
        tuple(Cell(Text.carried(source.text, a, b)) for a, b in _cells(r))
        for r in unit.rows
        if id(r) not in named
    )
    head = Text.join(Text.carried(source.text, r.start, r.end) for r in title)
    return Block("table", lines=(head,) if head else (), rows=rows)


# --- the grid with its stacked header -------------------------------------------------------


@dataclass(slots=True)
class _Group:
    """A group of columns: its name (pieces of the header) and its sub-heads, one a column."""

    name: list[tuple[int, int]]
    subs: list[list[tuple[int, int]]] = field(default_factory=list)


def _grid(
    source: Source, main: _Part, tail: Sequence[_Part], words: str
) -> tuple[list[tuple[Cell, ...]], int] | None:
    """Header rows and body rows of the whole table, or None where the header does not fit."""
    named = len(main.body[0]) == main.numbers and not _NUMBER.match(_word(source, main.body[0][0]))
    numbers = main.numbers - 1 if named else main.numbers
    pieces = [c for r in main.header for c in _cells(r)]
    stub = pieces[:1] if named else []
    names, subs = _levels(source, pieces[1:] if named else pieces, numbers)
    tails = [
        (_levels(source, [c for r in p.header for c in _cells(r)], p.numbers)[1], p) for p in tail
    ]
    if not names and not subs:
        return None
    if names:
        runs = _sub_groups(source, subs)
        tail_runs = [(r, p) for s, p in tails for r in [s]]
        count = len(runs) + len(tail_runs)
        labels = _segment(source, names, count, words)
        if labels is None:
            return None
        order = _where(source, labels, runs, main, tail_runs, words, named=named)
        if order is None:
            return None
        return _stacked(source, stub, labels, runs, tail_runs, order, main, named=named)
    flat = [*stub, *()]
    if len(subs) != numbers or tails:
        return None
    header = tuple(Cell(_text(source, s)) for s in ([stub] if flat else []) + subs)
    body = [tuple(Cell(Text.carried(source.text, a, b)) for a, b in r) for r in main.body]
    return [header, *body], 1


def _word(source: Source, span: tuple[int, int]) -> str:
    return source.words[span[0] : span[1]]


def _text(source: Source, spans: Sequence[tuple[int, int]]) -> Text:
    return Text.join(Text.carried(source.text, a, b) for a, b in spans)


def _levels(
    source: Source, pieces: Sequence[tuple[int, int]], numbers: int
) -> tuple[list[tuple[int, int]], list[list[tuple[int, int]]]]:
    """Header pieces as group names (upper level) and sub-heads (lower level, one a column).

    The lower level is the last stretch that repeats the same few words (绝对量 (亿元), 增速 (%)), a
    unit in brackets belongs to the word before it.
    """
    joined: list[list[tuple[int, int]]] = []
    for piece in pieces:
        if joined and _UNIT.match(_word(source, piece)):
            joined[-1].append(piece)
        else:
            joined.append([piece])
    if len(joined) == numbers:
        return [], joined
    if len(joined) > numbers:
        upper, lower = joined[: len(joined) - numbers], joined[len(joined) - numbers :]
        repeats = len({_words(source, s) for s in lower}) < len(lower)
        if repeats or all(len(s) > 1 for s in lower):
            return [p for group in upper for p in group], lower
    return [], []


def _words(source: Source, spans: Sequence[tuple[int, int]]) -> str:
    return "".join(_word(source, s) for s in spans)


def _sub_groups(
    source: Source, subs: Sequence[list[tuple[int, int]]]
) -> list[list[list[tuple[int, int]]]]:
    """Sub-heads by group: a group begins where a word that began one before comes again."""
    runs: list[list[list[tuple[int, int]]]] = []
    for sub in subs:
        word = _words(source, sub)
        first = _words(source, runs[0][0]) if runs else ""
        fits = bool(runs) and word != first and word not in {_words(source, s) for s in runs[-1]}
        if fits:
            runs[-1].append(sub)
        else:
            runs.append([sub])
    return runs


def _segment(
    source: Source, names: Sequence[tuple[int, int]], count: int, words: str
) -> list[list[tuple[int, int]]] | None:
    """The upper header's pieces as `count` names: wrapped words joined again.

    A name that the document's text has as one word speaks for itself; pieces of equal narrow
    width are the lines of one wrapped name.
    """
    n = len(names)
    if not count <= n <= _NAMES:
        return None

    seams: list[tuple[float, float]] = []  # what two pieces are worth in one name
    for x, y in pairwise(_word(source, name) for name in names):
        told = 1.2 if tight(x)[-2:] + tight(y)[:2] in words else 0.0
        alike = abs(width(x) - width(y)) < 0.6 and width(x) <= 4
        seams.append((told, 0.8 if alike else -0.4))

    @functools.cache
    def worth(i: int, j: int) -> float:
        word = tight(_words(source, names[i:j]))
        value = 0.0
        if word in words:
            value += 3.0 + 0.2 * len(word)
        for told, alike in seams[i : j - 1]:
            value += told
            value += alike
        return value

    best: dict[tuple[int, int], tuple[float, int]] = {(0, 0): (0.0, 0)}
    for c in range(1, count + 1):
        for j in range(c, n + 1):
            options = [
                (best[i, c - 1][0] + worth(i, j), i) for i in range(c - 1, j) if (i, c - 1) in best
            ]
            if options:
                best[j, c] = max(options)
    if (n, count) not in best:
        return None
    out: list[list[tuple[int, int]]] = []
    j = n
    for c in range(count, 0, -1):
        i = best[j, c][1]
        out.append(list(names[i:j]))
        j = i
    return out[::-1]


def _where(
    source: Source,
    labels: Sequence[list[tuple[int, int]]],
    runs: Sequence[list[list[tuple[int, int]]]],
    main: _Part,
    tails: Sequence[tuple[list[list[tuple[int, int]]], _Part]],
    words: str,
    *,
    named: bool,
) -> list[int] | None:
    """For each group of columns which grid it comes from: -1 the first, k the k-th split-off one.

    Every order of the split-off grids among the first one's groups is tried; the text's own
    sentences ('社会消费品零售总额1019.4亿元') decide by the numbers that stand behind a group's name.
    """
    if not tails:
        return [-1] * len(labels)
    if len(tails) > 1 or len(labels) != len(runs) + len(tails):
        return None
    scores = []
    behind: dict[str, list[str]] = {}
    for place in range(len(labels)):
        order = [-1] * len(labels)
        order[place] = 0
        score = 0.0
        column = 1 if named else 0
        for group, origin in enumerate(order):
            name = tight(_words(source, labels[group]))
            if origin >= 0:
                row = tails[0][1].body[0]
                values = [_word(source, c) for c in row]
            else:
                size = len(runs[sum(1 for o in order[:group] if o < 0)])
                values = [_word(source, c) for c in main.body[0][column : column + size]]
                column += size
            score += sum(_said(words, name, value, behind) for value in values)
        scores.append((score, -place))
    best = max(scores)
    order = [-1] * len(labels)
    order[-best[1]] = 0
    return order


def _said(words: str, name: str, value: str, behind: dict[str, list[str]]) -> float:
    """Whether the text gives a value (exact or rounded) soon behind a name.

    `behind` keeps what stands behind a name, each once: the text is read once for all values.
    """
    forms = {value, value.rstrip("0").rstrip(".")}
    if re.match(r"^\d+\.\d{2}$", value):
        forms.add(f"{float(value):.1f}")
    forms = {f for f in forms if len(f) >= 2}
    keys = [name] + ([name[:4], name[-4:]] if len(name) >= 6 else [])
    for k, key in enumerate(keys):
        if key not in behind:
            ends = (m.end() for m in re.finditer(re.escape(key), words))
            behind[key] = list(dict.fromkeys(words[end : end + 30] for end in ends))
        for text in behind[key]:
            for form in forms:
                if form in text and re.search(rf"(?<![\d.]){re.escape(form)}(?!\d)", text):
                    return 1.0 if k == 0 else 0.5
    return 0.0


def _stacked(
    source: Source,
    stub: Sequence[tuple[int, int]],
    labels: Sequence[list[tuple[int, int]]],
    runs: Sequence[list[list[tuple[int, int]]]],
    tails: Sequence[tuple[list[list[tuple[int, int]]], _Part]],
    order: Sequence[int],
    main: _Part,
    *,
    named: bool,
) -> tuple[list[tuple[Cell, ...]], int]:
    """Header rows with spans, and body rows with every value in its column."""
    top: list[Cell] = [Cell(_text(source, stub), rows=2)] if named else []
    low: list[Cell] = []
    bodies: list[list[Cell]] = [
        [Cell(Text.carried(source.text, *r[0]))] if named else [] for r in main.body
    ]
    column = 1 if named else 0
    taken = 0
    for label, origin in zip(labels, order, strict=True):
        subs = tails[origin][0] if origin >= 0 else runs[taken]
        top.append(Cell(_text(source, label), cols=len(subs)))
        low += [Cell(_text(source, s)) for s in subs]
        for k, cells in enumerate(bodies):
            row = (
                tails[origin][1].body[k]
                if origin >= 0
                else main.body[k][column : column + len(subs)]
            )
            cells += [Cell(Text.carried(source.text, a, b)) for a, b in row]
        if origin < 0:
            column += len(subs)
            taken += 1
    return [tuple(top), tuple(low), *(tuple(b) for b in bodies)], 2
