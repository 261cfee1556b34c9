"""Assembling: labelled rows to an issue of articles, with contents, masthead and columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from converter.assemble.articles import Draft, draft_articles
from converter.assemble.chronicle import entries, is_chronicle, month_of
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
    settled_byline,
)
from converter.assemble.stream import build_stream, page_marks
from converter.assemble.tables import read_tables
from converter.assemble.titles import kinds_of_heads, pair_halves
from converter.assemble.units import Unit, members
from converter.chinese.chars import close_up, tight
from converter.chinese.names import name_spans
from converter.chinese.numbers import LEVELS, ordinal
from converter.chinese.variants import comparable
from converter.labelling import Labelling, Row
from converter.model import (
    Article,
    Block,
    Byline,
    Column,
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
    # Pages follow each other in an issue with a contents list; a newspaper's are mixed.
    paged = len(source.pages) > 1 and len(labelling.contents.entries) >= 2
    stream = build_stream(source, labelling, paged=paged, settled=settled)
    turns = page_marks(source, labelling)
    issue = Issue(furniture=stream.furniture, decisions=stream.decisions)
    columns = [u for u in stream.items if u.kind == "column"]
    units = [u for u in stream.items if u.kind not in ("column", "jump")]
    for unit in (u for u in stream.items if u.kind in ("column", "jump")):
        kind = Label.RUNHEAD if unit.kind == "column" else Label.JUMP
        issue.furniture += [Furniture(kind, Span(r.start, r.end)) for r in unit.rows]
    for index, unit in enumerate(units):
        unit.index = index
    if paged and settled:
        units = _joined(units, settled)
    drafts = (
        draft_articles(units, members(units, settled))
        if paged
        else _flowed(units, lexicon, settled)
    )
    pair_halves([unit for draft in drafts for unit in draft.body])
    said = Said(source.words)
    listed_words = "\n".join(
        "".join(source.text[a:b] for a, b in e.title) for e in labelling.contents.entries
    )
    for draft in drafts:
        article = _article(source, draft, turns, labelling, listed_words, said, settled)
        settle_heads(article, settled)
        byline = settled_byline(article, settled)
        if byline is not None:
            article.bylines = [make_byline(byline)]
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
    _assign_columns(issue, source, labelling, profile, listed, columns)
    settle_columns(issue, profile, settled)
    for article in issue.articles:
        _date_entries(article, issue, profile, said, told=is_entry(article, settled))
    settle_captions(issue, settled)
    settle_order(issue, settled)
    return issue


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


def _flowed(units: Sequence[Unit], lexicon: Lexicon, settled: Settled) -> list[Draft]:
    """Drafts of a page without page marks, its fragments put together."""
    from converter.assemble.flows import flow

    drafts = []
    for chain in flow(units, lexicon, settled).chains:
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
    return drafts


def _article(
    source: Source,
    draft: Draft,
    turns: dict[int, Mark],
    labelling: Labelling,
    listed: str,
    said: Said,
    settled: Settled,
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
        article.blocks += _blocks(source, unit, levels, said, settled)
        page = max(page, unit.last)
    return article


def make_byline(text: Text) -> Byline:
    """A byline with the names that its words hold."""
    return Byline(text, tuple(Name(k, a, b) for k, a, b in name_spans(text.flat)))


def _blocks(
    source: Source, unit: Unit, levels: dict[int, int], said: Said, settled: Settled
) -> list[Block]:
    if unit.kind == "table":
        first, last = unit.rows[0].start, unit.rows[-1].end
        told = settled.grid(first, last) if settled else None
        drawn = drawn_table(source, unit.rows, told[1]) if told else None
        return [drawn] if drawn else read_tables(source, unit, said.around(first, last))
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
    texts = [b.text for b in article.blocks if b.kind == "p"]
    if not told and not is_chronicle(texts, named=named):
        return
    year, month = month_of(article.title)
    if not month and year in (0, said.month[0]):
        year, month = said.month
    if not year:
        year = month_of(issue.date, issue.number)[0]
    article.blocks = entries(article.blocks, year, month)


def _assign_columns(
    issue: Issue,
    source: Source,
    labelling: Labelling,
    profile: Profile,
    listed: dict[str, int],
    printed: Sequence[Unit],
) -> None:
    """Set each article's column, which goes on until the next one's head.

    Known by its contents entry, by a head that is printed above it on its page, by the running head
    of its first page (which a newspaper has beside heads), else by the last head printed before it.
    """
    known: dict[str, Column] = {}
    heads_by_raw = {f"raw{source.pages[k].number}": text for k, text in labelling.heads.items()}
    here = {f"raw{page.number}": k for k, page in enumerate(source.pages)}
    spans = labelling.contents.columns
    for article in issue.articles:
        name = ""
        if article.id in listed and listed[article.id] >= 0:
            a, b = spans[listed[article.id]]
            name = source.text[a:b]
        elif article.heads:
            name = _head_above(
                source, article.heads[0][1].start, printed, here.get(article.raw, -1)
            )
            name = name or heads_by_raw.get(article.raw, "")
            name = name or _head_above(source, article.heads[0][1].start, printed)
        if not name:
            continue
        article.column = _column(known, name, profile).id
    issue.columns = list(known.values())
    order = {c.id: c.order for c in profile.columns if c.order}
    issue.columns.sort(key=lambda c: order.get(c.id, 0) if order else 0)


def _head_above(
    source: Source, start: int, printed: Sequence[Unit], page: int | None = None
) -> str:
    """The words of the last column's head before offset `start` of the source, on `page` if given."""
    above = [u for u in printed if u.rows[0].start < start and page in (None, u.raw)]
    last = max(above, key=lambda u: u.rows[0].start, default=None)
    return " ".join(source.text[r.start : r.end] for r in last.rows) if last is not None else ""


_PAGED = re.compile(r"[-—–·•|｜/~ \u3000]+\d+[-—–·•|｜/~ \u3000]*$")  # '杏林副刊 —7—'
_DRESS = "【】〖〗[]◆◇■□●★☆▌▍|｜※ \u3000"  # what a column's head is set off with


def _column(known: dict[str, Column], printed: str, profile: Profile) -> Column:
    """The column of a printed name: the profile's, else one named as the text has it."""
    found = profile.column_for(comparable(printed))
    if found is not None:
        return known.setdefault(found.id, Column(found.id, found.title or found.name))
    name = re.sub(r"(?<=[\u3400-\u9fff])[A-Z]{2,}$", "", close_up(printed)).strip(_DRESS)
    name = _PAGED.sub("", name)
    key = tight(name)
    for column in known.values():
        if tight(column.name) == key:
            return column
    ident = f"c{len(known) + 1:02d}"
    return known.setdefault(ident, Column(ident, name))
