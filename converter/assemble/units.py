"""What assembling works on: units, the labelled and unwrapped stretches of the page's stream."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from converter.labelling import Row
from converter.model import Decision, Span, Text
from converter.settled import Settled


@dataclass(slots=True)
class Unit:
    """One stretch of the stream: a group of title lines, a byline, a heading, part of a paragraph.

    `kind`: title, byline, heading, para, caption, credit, table, column, jump, unknown.
    `lines` holds the printed lines of a title or heading. For a `para`, `starts` and `ends` are
    log-odds that it begins, and ends, a paragraph (from indent, line widths, blank lines and
    punctuation; > 0 speaks for it, 0 says nothing): a fragment cut at a column's end has `ends` < 0,
    one that goes on with another's sentence has `starts` < 0. `index` is the place in the stream;
    `raw` and `last` are the indexes of the pages where it begins and ends. `rows` are the printed
    lines that it is made of; `ended` tells that an end-of-article mark stood behind it, `onward` that
    a jump did (下转第2版), `resumed` that one stood before it (上接第1版); `margin` is the label's.
    """

    kind: str
    text: Text = field(default_factory=Text)
    index: int = 0
    raw: int = 0
    lines: tuple[Text, ...] = ()
    starts: float = 0.0
    ends: float = 0.0
    decisions: list[Decision] = field(default_factory=list)
    last: int = 0
    rows: list[Row] = field(default_factory=list)
    ended: bool = False
    onward: bool = False
    resumed: bool = False
    margin: float = 0.0


OWN, ANOTHER = "the source's order", "another order"
"""What may be decided of the order of units."""


def span_of(units: Sequence[Unit]) -> Span:
    """The stretch of the source in which the rows of units stand."""
    rows = [row for unit in units for row in unit.rows]
    if not rows:
        return Span(0, 0)
    return Span(min(row.start for row in rows), max(row.end for row in rows))


def members(units: Sequence[Unit], settled: Settled) -> tuple[tuple[int, int], ...]:
    """Pairs of indexes: a unit that a person gave to an article, and a unit of that article."""
    out = []
    for point in settled.of("article"):
        unit, other = (
            next((i for i, u in enumerate(units) if _holds(u, span)), -1)
            for span in (point.span, point.other)
        )
        if unit >= 0 and other >= 0:
            out.append((unit, other))
    return tuple(out)


def _holds(unit: Unit, span: Span) -> bool:
    return any(row.start < span.end and span.start < row.end for row in unit.rows)
