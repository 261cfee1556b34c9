"""Assembling: labelled rows to an issue of articles, with contents, masthead and columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from converter.assemble.articles import Draft, draft_articles
from converter.assemble.chronicle import entries, month_of
from converter.assemble.columns import assign_columns
from converter.assemble.drawn import drawn_table
from converter.assemble.facts import fill_facts
from converter.assemble.front import link_contents
from converter.assemble.lexicon import Lexicon
from converter.assemble.masthead import read_masthead
from converter.assemble.said import Said
from converter.assemble.settling import (
    is_entry,
    settle_captions,
    settle_columns,
    settle_heads,
    settle_order,
    settled_bylines,
)
from converter.assemble.stream import Stream, build_stream, page_marks
from converter.assemble.tables import Tables, under_head
from converter.assemble.titles import kinds_of_heads, pair_halves
from converter.assemble.units import ANOTHER, OWN, Unit, members, span_of
from converter.chinese.names import name_spans
from converter.chinese.numbers import LEVELS, ordinal
from converter.chinese.variants import comparable
from converter.labelling import Labelling, Row
from converter.model import (
    Article,
    Block,
    Byline,
    Decision,
    Evidence,
    Furniture,
    Issue,
    Label,
    Mark,
    Name,
    Source,
    Span,
    Text,
)
from converter.profile.model import ColumnKind, Profile
from converter.settled import NOTHING, Settled

__all__ = ["assemble"]


def assemble(
    source: Source,
    labelling: Labelling,
    profile: Profile,
    lexicon: Lexicon,
    settled: Settled = NOTHING,
) -> Issue:
    """An issue from labelled rows; every row of the source is in it once.

    `settled` is what a person said; it outweighs whatever else speaks for a reading.
    """
    said = Said(source.words)
    tables = Tables(source, said)
    stream, drafts = _drafts(source, labelling, lexicon, tables, settled)
    turns = page_marks(source, labelling)
    issue = Issue(furniture=stream.furniture, decisions=stream.decisions)
    columns = [u for u in stream.items if u.kind == "column"]
    for unit in (u for u in stream.items if u.kind in _ASIDE):
        kind = Label.RUNHEAD if unit.kind == "column" else Label.JUMP
        issue.furniture += [Furniture(kind, Span(r.start, r.end)) for r in unit.rows]
    pair_halves([unit for draft in drafts for unit in draft.body])
    listed_words = "\n".join(
        "".join(source.text[a:b] for a, b in e.title) for e in labelling.contents.entries
    )
    for draft in drafts:
        article = _article(
            source, draft, turns, labelling, listed_words, tables, settled, issue.furniture
        )
        settle_heads(article, settled)
        bylines = settled_bylines(article, settled)
        if bylines is not None:
            article.bylines = [make_byline(text) for text in bylines]
        article.id = f"a{len(issue.articles) + 1:02d}"
        issue.articles.append(article)
    issue.contents, listed, doubts = link_contents(source, labelling.contents, issue.articles)
    issue.decisions += doubts
    issue.furniture += _list_debris(labelling)
    masthead = read_masthead(source, stream.masthead, profile, settled, labelling.names)
    issue.masthead = masthead.items
    issue.decisions += masthead.doubts
    issue.furniture += [Furniture(Label.FIELD, Span(a, b)) for a, b in masthead.labels]
    issue.furniture += [Furniture(Label.REPEAT, Span(a, b)) for a, b in masthead.repeats]
    fill_facts(issue, source, profile, issue.furniture)
    assign_columns(issue, source, labelling, profile, listed, columns)
    settle_columns(issue, profile, settled)
    for article in issue.articles:
        _date_entries(article, issue, profile, said, told=is_entry(article, settled))
    settle_captions(issue, settled)
    settle_order(issue, settled)
    return issue


_ASIDE = ("column", "jump")


def _drafts(
    source: Source, labelling: Labelling, lexicon: Lexicon, tables: Tables, settled: Settled
) -> tuple[Stream, list[Draft]]:
    """The stream of units and the articles in it.

    Pages of an issue with a contents list follow each other, and what was put into order by its
    places is in order but for texts that say where they go on. Elsewhere, where anything is broken,
    the best order is looked for; if it is hardly better than the given one, that stands.
    """
    listed = len(source.pages) > 1 and len(labelling.contents.entries) >= _LISTED
    jumps = any(item.label is Label.JUMP for item in labelling.rows)
    given = source.ordered or (source.frames and not jumps)
    decided: list[Decision] = []
    if not listed and not given and _broken(labelling):
        stream, units = _units(source, labelling, tables, settled, paged=False)
        drafts, decided = _flowed(units, lexicon, settled)
        if drafts is not None:
            stream.decisions += decided
            return stream, drafts
    stream, units = _units(source, labelling, tables, settled, paged=True)
    stream.decisions += decided or [_as_given(units, listed=listed)]
    if settled:
        units = _joined(units, settled)
    return stream, draft_articles(units, members(units, settled))


def _as_given(units: Sequence[Unit], *, listed: bool) -> Decision:
    """The decision that the source's own order stands, where no other is looked for."""
    word = Evidence("unbroken", OWN, _UNASKED, "no line breaks off")
    if listed:
        word = Evidence("list", OWN, _UNASKED, "a contents list tells of pages in order")
    return Decision("order", span_of(units), OWN, ANOTHER, _UNASKED, (word,))


_UNASKED = 10.0  # margin of an order that nothing speaks against
_LISTED = 2  # entries of a contents list that tell of pages in order
_TELLING = 6.0  # em: a shorter line may do without a stop


def _broken(labelling: Labelling) -> bool:
    """Whether any line breaks off or goes on with nothing, or heads stand behind their texts."""
    labels = [item.label for item in labelling.rows if item.label in _TELLING_LABELS]
    if Label.JUMP in labels or labels[:1] in ([Label.BODY], [Label.BYLINE]):
        return True  # a text goes on elsewhere, or has its head elsewhere
    text = [item for item in labelling.rows if item.label is Label.BODY]
    return any(
        below.begins
        if not above.row.closed and above.row.width > _TELLING and above.row.text[-1] not in ":："
        else above.row.closed and not above.row.full and not below.begins
        for above, below in pairwise(text)
    )


_TELLING_LABELS = (Label.TITLE, Label.BODY, Label.BYLINE, Label.JUMP, Label.HEADING)


def _units(
    source: Source, labelling: Labelling, tables: Tables, settled: Settled, *, paged: bool
) -> tuple[Stream, list[Unit]]:
    """The stream, and those of its units that are parts of articles."""
    stream = build_stream(source, labelling, paged=paged, settled=settled)
    units = tables.joined([u for u in stream.items if u.kind not in _ASIDE])
    for index, unit in enumerate(units):
        unit.index = index
    return stream, units


def _list_debris(labelling: Labelling) -> list[Furniture]:
    """What the contents list's rows hold beside its entries: leaders, brackets, its own heading."""
    listed = labelling.contents
    named = {e.column for e in listed.entries}
    kept = sorted(
        [c for k, c in enumerate(listed.columns) if k in named]
        + [s for e in labelling.contents.entries for s in (*e.title, *e.authors, e.page)]
    )
    out = []
    for item in labelling.rows:
        if item.label is not Label.CONTENTS:
            continue
        at = item.row.start
        for a, b in kept:
            if b <= at or a >= item.row.end:
                continue
            if a > at:
                out.append(Furniture(Label.LEADERS, Span(at, a)))
            at = b
        if at < item.row.end:
            out.append(Furniture(Label.LEADERS, Span(at, item.row.end)))
    return out


def _joined(units: Sequence[Unit], settled: Settled) -> list[Unit]:
    """Units of which a person joined two that stand apart in the stream."""
    out = list(units)
    for point in settled.of("continues"):
        ends = [u for u in out if u.kind == "para" and _meets(u.rows[-1], point.other)]
        starts = [u for u in out if u.kind == "para" and _meets(u.rows[0], point.span)]
        if ends and starts and ends[0] is not starts[0]:
            host, rest = ends[0], starts[0]
            host.text, host.rows = host.text + rest.text, [*host.rows, *rest.rows]
            host.ends, host.ended = rest.ends, rest.ended
            host.last = max(host.last, rest.last)
            out = [u for u in out if u is not rest]
    for index, unit in enumerate(out):
        unit.index = index
    return out


def _meets(row: Row, span: Span) -> bool:
    return row.start < span.end and span.start < row.end


def _flowed(
    units: Sequence[Unit], lexicon: Lexicon, settled: Settled
) -> tuple[list[Draft] | None, list[Decision]]:
    """Drafts of a page of which fragments are put together, None where its own order is as good.

    With them what was decided of the order.
    """
    from converter.assemble.flows import flow

    found = flow(units, lexicon, settled)
    if found.ordered:
        return None, found.decisions
    drafts = []
    for chain in found.chains:
        draft = Draft([units[i] for i in chain.titles], [units[i] for i in chain.bylines])
        draft.decisions = list(chain.decisions)
        for link in chain.body:
            unit = units[link.unit]
            if link.joined:
                host = next((u for u in reversed(draft.body) if u.kind == "para"), None)
                if host is not None and unit.kind == "para":
                    host.text = host.text + unit.text
                    host.rows = [*host.rows, *unit.rows]
                    host.ends = unit.ends
                    continue
            if link.gap and draft.body:
                draft.body.append(Unit("gap", Text.marked(Mark("gap", "lost"), unit.text.start)))
            draft.body.append(unit)
        if chain.open_end:
            at = draft.body[-1].text.end if draft.body else 0
            draft.body.append(Unit("gap", Text.marked(Mark("gap", "lost"), max(at, 0))))
        drafts.append(draft)
    return drafts, found.decisions


def _article(
    source: Source,
    draft: Draft,
    turns: dict[int, Mark],
    labelling: Labelling,
    listed: str,
    tables: Tables,
    settled: Settled,
    furniture: list[Furniture],
) -> Article:
    """A draft's units as heads, bylines and blocks."""
    article = Article(decisions=list(draft.decisions))
    lines = [line for unit in draft.titles for line in unit.lines]
    if lines:
        article.heads = kinds_of_heads(lines, listed)
    for unit in draft.bylines:
        article.bylines.append(make_byline(unit.text))
    first = draft.raw if draft.raw >= 0 else (draft.body[0].raw if draft.body else 0)
    article.page = str(labelling.printed.get(first, ""))
    if first in turns:
        article.raw = turns[first].raw
        article.blocks.append(Block("pb", mark=turns[first]))
    page = first
    levels = _levels(draft.body)
    for unit in draft.body:
        if unit.rows and unit.raw > page:
            for p in range(page + 1, unit.raw + 1):
                if p in turns:
                    article.blocks.append(Block("pb", mark=turns[p]))
        made = _blocks(source, unit, levels, tables, settled, furniture)
        article.blocks[-1:] = under_head(article.blocks[-1:], made)
        page = max(page, unit.last)
    return article


def make_byline(text: Text) -> Byline:
    """A byline with the names that its words hold."""
    return Byline(text, tuple(Name(k, a, b) for k, a, b in name_spans(text.flat)))


def _blocks(
    source: Source,
    unit: Unit,
    levels: dict[int, int],
    tables: Tables,
    settled: Settled,
    furniture: list[Furniture],
) -> list[Block]:
    if unit.kind == "table":
        first, last = unit.rows[0].start, unit.rows[-1].end
        told = settled.grid(first, last) if settled else None
        drawn = drawn_table(source, unit.rows, told[1]) if told else None
        return [drawn] if drawn else tables.blocks(unit, furniture)
    return [_block(unit, levels)]


def _block(unit: Unit, levels: dict[int, int]) -> Block:
    decisions = tuple(unit.decisions)
    match unit.kind:
        case "heading":
            return Block(
                "heading", lines=unit.lines, level=levels.get(unit.index, 1), decisions=decisions
            )
        case "gap":
            return Block("gap", mark=Mark("gap", "lost"))
        case "caption" | "credit" | "unknown":
            return Block(unit.kind, unit.text, decisions=decisions)
        case _:
            return Block("p", unit.text, decisions=decisions)


def _levels(units: Sequence[Unit]) -> dict[int, int]:
    """Levels of an article's headings: by the form of their numbers, outermost 1.

    A heading without a number is outermost where none has a number, else one below the
    innermost number that stands before it.
    """
    kinds: dict[int, str] = {}
    for unit in units:
        if unit.kind == "heading":
            found = ordinal(unit.text.flat)
            kinds[unit.index] = found[0] if found else ""
    ranks = sorted({LEVELS[k] for k in kinds.values() if k})
    out: dict[int, int] = {}
    last = 0
    for index, kind in kinds.items():
        if kind:
            last = ranks.index(LEVELS[kind]) + 1
            out[index] = last
        else:
            out[index] = last + 1 if ranks and last else 1
    return out


def _date_entries(
    article: Article, issue: Issue, profile: Profile, said: Said, *, told: bool
) -> None:
    """A chronicle's paragraphs as dated entries."""
    column = profile.column(article.column)
    named = (column is not None and column.kind is ColumnKind.CHRONICLE) or bool(
        re.search(r"大事记|纪事|日志|要事|日程|记事", comparable(article.title))
    )
    year, month = month_of(article.title)
    if not month and year in (0, said.month[0]):
        year, month = said.month
    if not year:
        year = month_of(issue.date, issue.number)[0]
    found = entries(article.blocks, year, month, named=named, told=told)
    article.blocks = article.blocks if found is None else found
