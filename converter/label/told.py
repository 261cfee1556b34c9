"""What a document's own format says of its lines, as evidence: headings, items, captions, cells.

Cells of tables and what stands at the head or foot of pages need no decision: they are taken out
before anything is measured, and come back with their labels behind the lines that they followed. All
else is weighed: a heading is a title, a column's name or a heading of the text, and no paragraph.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from converter.chinese.chars import width
from converter.chinese.numbers import ordinal
from converter.label.rows import build_rows
from converter.labelling import Labelled, Row
from converter.model import Evidence, Label, Part, Role, Source
from converter.settled import SETTLED

_FIXED = {
    Part.ROW: Label.TABLE,
    Part.HEADER: Label.RUNHEAD,
    Part.FOOTER: Label.RUNHEAD,
    Part.ALT: Label.ORNAMENT,
}
_DISPLAYED = (Label.TITLE, Label.HEADING, Label.COLUMN)
_RUNNING = (Label.BODY, Label.CAPTION, Label.CREDIT, Label.UNKNOWN, Label.JUMP, Label.RUNHEAD)
_PROSE = (Part.PARAGRAPH, Part.QUOTE)
_HEADINGS = 2  # headings that show that a document says which of its lines are
_SEVERAL = 2  # headings that a level of articles, or of columns, has
_COUNTED = 0.9  # of a level's headings have numbers: they stand inside of articles
_ABOVE = 0.5  # of a level's headings have another right below: columns have their articles' titles
_LEAST = 12.0  # em: a shorter line may do without a stop
_DEEPEST = 6  # Markdown's levels
_MOST = 60.0  # em: a longer paragraph is no heading anyway

# Log-odds. Levels tell less where a tool guessed them from sizes.
_NOT_RUNNING, _NOT_DISPLAYED, _IS = -6.0, -4.0, 6.0
_RANK = 3.0
_OPENS = 2.0
_BESIDE = 3.0
_GUESSED = 0.6


@dataclass(slots=True)
class Apart:
    """Rows that the format labels by itself, behind the row that they followed (None: the head)."""

    anchor: Row | None
    rows: list[Labelled]


def rows_apart(source: Source) -> tuple[list[Row], list[Apart]]:
    """The rows that are to be decided about, in the source's order, and the others."""
    rows = build_rows(source)
    if not source.roles:
        return rows, []
    kept: list[Row] = []
    out: list[Apart] = []
    for row in rows:
        role = source.roles[row.line]
        label = _FIXED.get(role.part) if role is not None else None
        if role is None or label is None:
            kept.append(row)
            continue
        word = _word(label, SETTLED, role)
        anchor = kept[-1] if kept else None
        if not out or out[-1].anchor is not anchor:
            out.append(Apart(anchor, []))
        out[-1].rows.append(Labelled(row, label, Label.BODY, SETTLED, (word,)))
    return kept, out


def put_back(out: Sequence[Labelled], apart: Sequence[Apart]) -> list[Labelled]:
    """All rows in their order, with those that the format labels behind what they followed."""
    if not apart:
        return list(out)
    behind: dict[int, list[Labelled]] = {}
    for group in apart:
        anchor = group.anchor
        at = -1
        if anchor is not None:
            inside = (
                k for k, item in enumerate(out) if anchor.start <= item.row.start < anchor.end
            )
            at = max(inside, default=-1)
        behind.setdefault(at, []).extend(group.rows)
    whole = list(behind.get(-1, ()))
    for k, item in enumerate(out):
        whole += [item, *behind.get(k, ())]
    for place, item in enumerate(whole):
        item.row.order = float(place)
    return whole


def as_written(source: Source, rows: Sequence[Row]) -> list[Row]:
    """The rows as the model knows them: a heading behind the signs that Markdown sets before it."""
    if not source.roles:
        return list(rows)
    out = []
    for row in rows:
        role = source.roles[row.line]
        if role is not None and role.part is Part.HEADING:
            sign = "#" * min(role.level or 1, _DEEPEST) + " "
            dressed = row.copy()
            dressed.text, dressed.tight = sign + row.text, sign.strip() + row.tight
            dressed.width += width(sign)
            dressed.far, dressed.verse = row.far, row.verse
            out.append(dressed)
        else:
            out.append(row)
    return out


def number_stanzas(source: Source, rows: Sequence[Row]) -> None:
    """Set the stanzas of lines that the format itself breaks inside of a paragraph."""
    number = max((row.verse for row in rows), default=0)
    for above, row in pairwise(rows if source.roles and not source.frames else ()):
        role = source.roles[row.line]
        if role is not None and not role.first and role.part in _PROSE:
            before = source.roles[above.line]
            if not above.verse or before is None or before.first:
                number += 1
                above.verse = number
            row.verse = above.verse


def preferences(source: Source, rows: Sequence[Row]) -> dict[int, list[tuple[Evidence, bool]]]:
    """What the format says for and against labels of rows, by their indexes.

    Each with whether it speaks of rows that begin a unit only.
    """
    if not source.roles or source.frames:
        return {}
    roles = {i: source.roles[row.line] for i, row in enumerate(rows)}
    told = Counter(r.level for r in source.roles if r is not None and r.part is Part.HEADING)
    ranks = levels = _ranks(source, told)
    whole = _name_of_all(source, levels)
    out: dict[int, list[tuple[Evidence, bool]]] = {}
    for i, role in roles.items():
        row = rows[i]
        if row.line == whole and role is not None:
            ranks = {**ranks, role.level: Label.MASTHEAD}
        found = list(_preferred(role, row, source, ranks, headed=told.total() >= _HEADINGS))
        ranks = levels
        if source.raw is not None and role is None and _begins(row, rows[i - 1] if i else None):
            found += _opening(_OPENS, Role(Part.PARAGRAPH))
        if found:
            out[i] = found
    return out


def _ranks(source: Source, told: Counter[int]) -> dict[int, Label]:
    """For each level of headings what its lines most likely are.

    The articles' level is the first of several headings that mostly have text below them, and no
    numbers before them (一、); those above it are columns, or the name of the whole; those below it
    are headings inside articles. Empty where the levels tell nothing, as where a tool guessed them:
    a title's second line stands a level above its first, numbers of one kind stand at several.
    """
    lines = [
        (role.level if role is not None and role.part is Part.HEADING else 0, line.text)
        for line, role in zip(source.lines, source.roles, strict=True)
        if line.text.strip()
    ]
    pairs = [(a, b) for (a, _), (b, _) in pairwise(lines)]
    numbers = {(level, found[0]) for level, words in lines if level and (found := ordinal(words))}
    strewn = len({kind for _, kind in numbers}) < len(numbers)
    if strewn or any(0 < below < above for above, below in pairs):
        return {}
    counted = Counter(level for level, words in lines if level and ordinal(words))
    numbered = {level for level, count in told.items() if counted[level] >= _COUNTED * count}
    above = Counter(a for a, b in pairs if 0 < a < b and b not in numbered)
    levels = [level for level in sorted(told) if level not in numbered]
    titles = next(
        (n for n in levels if told[n] >= _SEVERAL and above[n] < _ABOVE * told[n]),
        max(levels, default=0) if numbered else 0,  # one article
    )
    if told.total() == 1:
        titles = next(iter(told))
    if not titles:
        return {}
    out = {}
    opening = next(level for level, _ in lines if level)
    for level, count in told.items():
        if level >= titles:
            out[level] = Label.TITLE if level == titles else Label.HEADING
        else:
            whole = count < _SEVERAL and level == opening
            out[level] = Label.MASTHEAD if whole else Label.COLUMN
    return out


def _name_of_all(source: Source, levels: Mapping[int, Label]) -> int:
    """The line of a heading that begins the text and has nothing below it: the publication's name."""
    headings = [
        (n, role.level)
        for n, role in enumerate(source.roles)
        if role is not None and role.part is Part.HEADING
    ]
    if len(headings) < _SEVERAL:
        return -1
    (line, level), (_, below) = headings[:2]
    first = not any(x.text.strip() for x in source.lines[:line])
    return line if first and below <= level and levels.get(level) is Label.COLUMN else -1


def _preferred(
    role: Role | None, row: Row, source: Source, ranks: Mapping[int, Label], *, headed: bool
) -> Iterator[tuple[Evidence, bool]]:
    guessed = _GUESSED if source.raw is not None else 1.0
    part = role.part if role is not None else Part.PARAGRAPH
    role = role or Role(Part.PARAGRAPH)
    match part:
        case Part.HEADING:
            yield from ((_word(label, _NOT_RUNNING, role), False) for label in _RUNNING)
            likely = ranks.get(role.level)
            if likely is not None:
                yield _word(likely, _IS, role), False
                if role.first:
                    for label in (Label.TITLE, Label.HEADING):
                        yield from _opening(_RANK, role, label)
        case Part.PARAGRAPH if headed and not role.label and row.width <= _MOST:
            for label in _DISPLAYED:
                yield _word(label, _NOT_DISPLAYED * guessed, role), False
        case Part.ITEM:
            yield from ((_word(label, _NOT_RUNNING, role), False) for label in _DISPLAYED)
            yield _word(Label.BODY, _IS, role), True
        case Part.CAPTION:
            yield _word(Label.CAPTION, _IS if role.label else _BESIDE, role), False
        case Part.NOTE | Part.QUOTE:
            yield _word(Label.BODY, _IS, role), True
        case _:
            pass
    if not role.first and part in _PROSE:
        yield _word(Label.BODY, _IS, role), False
        yield _word(Label.BODY, -_IS, role), True
    elif part in (Part.PARAGRAPH, Part.CAPTION) and source.ordered:
        for label in (Label.BODY, Label.CAPTION, Label.CREDIT):
            yield from _opening(_RANK, role, label)


def _begins(row: Row, above: Row | None) -> bool:
    """Whether a blank line parts a row from a paragraph that is whole."""
    if above is None or not row.blanks:
        return False
    return above.closed or above.width < _LEAST or above.text[-1] in ":：;；"


def _opening(
    weight: float, role: Role, label: Label = Label.BODY
) -> Iterator[tuple[Evidence, bool]]:
    """That a row begins its paragraph, or title."""
    yield _word(label, weight, role), True
    yield _word(label, -weight, role), False


def _word(label: Label, weight: float, role: Role) -> Evidence:
    rank = f" {role.level}" if role.part is Part.HEADING and role.level else ""
    return Evidence("format", label, weight, f"the document's own {role.part}{rank}")
