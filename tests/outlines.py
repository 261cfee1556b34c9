"""A tree as a person reads it in a case: one view a trait, a line or two each thing.

Views are functions of the outcome, entered into `VIEWS` by their names, which are the names of
sections in a case. Inside words, ⟨5⟩ is a page's turn and ⟨…⟩ a loss.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from converter.model import Label
from converter.pipeline import Result
from converter.tei import records as tei

# Longer texts are given by their two ends in the view that shows whole articles.
LONG = 44


@dataclass(frozen=True)
class Outcome:
    """One converted text: all that a view may look at."""

    result: Result
    edition: tei.Edition


View = Callable[[Outcome], Iterator[str]]
VIEWS: dict[str, View] = {}


def view(function: View) -> View:
    VIEWS[function.__name__] = function
    return function


def words(content: tei.Content, *, short: bool = False) -> str:
    """Inline content in one line."""
    out = []
    for node in content:
        match node:
            case str():
                out.append(node)
            case tei.Name():
                out.append(node.text)
            case tei.Ref():
                out.append(f"{{{node.text}}}")
            case tei.PageBreak():
                out.append(f"⟨{node.n}⟩")
            case tei.Gap():
                out.append("⟨…⟩")
            case tei.LineBreak():
                out.append(" / ")
            case tei.Choice():
                out.append(node.corr)
    text = "".join(out)
    return f"{text[:20]} … {text[-16:]}" if short and len(text) > LONG else text


def _walk(blocks: tuple[tei.Block, ...], level: int = 1) -> Iterator[tuple[int, tei.Block]]:
    for block in blocks:
        yield level, block
        if isinstance(block, tei.Section):
            yield from _walk(block.blocks, level + 1)


def _blocks(outcome: Outcome) -> Iterator[tuple[int, tei.Block]]:
    yield from _walk(outcome.edition.front)
    for article in outcome.edition.articles():
        yield from _walk(article.blocks)
    yield from _walk(outcome.edition.back)
    yield from _walk(outcome.edition.others)


def _entry(entry: tei.Entry, *, short: bool = False) -> str:
    when = entry.when + (f"..{entry.to}" if entry.to else "")
    return f"{when or '-'} | {entry.label} | {words(entry.content, short=short)}"


def _rows(table: tei.Table) -> Iterator[str]:
    if table.head:
        yield f"= {words(table.head)}"
    for row in table.rows:
        cells = []
        for cell in row.cells:
            span = f"[{cell.rows}x{cell.cols}] " if (cell.rows, cell.cols) != (1, 1) else ""
            cells.append(span + words(cell.content))
        yield ("! " if row.label else "- ") + " | ".join(cells)


def _listed(block: tei.Items | tei.Notes | tei.References, depth: int = 1) -> Iterator[str]:
    match block:
        case tei.Items():
            for item in block.items:
                yield f"item{depth}: {item.label or '-'} | {words(item.content)}"
                for inner in item.lists:
                    yield from _listed(inner, depth + 1)
        case tei.Notes():
            for note in block.notes:
                ref = "referred to" if note.ref else "-"
                yield f"note: {note.label or '-'} | {words(note.content)} | {ref}"
        case tei.References():
            if block.head:
                yield f"references: {words(block.head)}"
            for entry in block.entries:
                yield f"reference: {words(entry.content)}" + (f" ({entry.lang})" * bool(entry.lang))


def _told(block: tei.Block) -> Iterator[str]:
    match block:
        case tei.Line():
            yield f"{block.kind}: {words(block.content, short=True)}"
        case tei.Speech():
            yield f"speech: {block.speaker or '-'} | {words(block.content, short=True)}"
        case tei.Verse():
            yield "verse: " + " / ".join(map(words, block.lines))
        case tei.Items() | tei.Notes() | tei.References():
            yield from _listed(block)


def _block(level: int, block: tei.Block) -> Iterator[str]:
    match block:
        case tei.Section():
            yield f"h{level}: " + " / ".join(words(h) for h in block.heads)
        case tei.Paragraph():
            yield f"p: {words(block.content, short=True)}"
        case tei.Unknown():
            yield f"unknown: {words(block.content, short=True)}"
        case tei.Figure():
            yield f"caption: {words(block.caption)}" + (f" <{block.picture}>" * bool(block.picture))
        case tei.Credit():
            yield f"credit: {words(block.content)}"
        case tei.Lost():
            yield f"gap: {block.reason}"
        case tei.PageTurn():
            yield f"page: {block.n}"
        case tei.Chronicle():
            for entry in block.entries:
                yield f"entry: {_entry(entry, short=True)}"
        case tei.Table():
            yield from _rows(block)
        case _:
            yield from _told(block)


@view
def articles(outcome: Outcome) -> Iterator[str]:
    """Every article as a whole, a blank line between two."""
    for k, article in enumerate(outcome.edition.articles()):
        if k:
            yield ""
        if article.column:
            yield f"column: {article.column}"
        if article.page:
            yield f"on page: {article.page}"
        for head in article.heads:
            yield f"{head.kind}: {words(head.content)}"
        for byline in article.bylines:
            yield f"byline: {words(byline)}"
        for level, block in _walk(article.blocks):
            yield from _block(level, block)


@view
def others(outcome: Outcome) -> Iterator[str]:
    """What belongs to no article."""
    for level, block in _walk(outcome.edition.others):
        yield from _block(level, block)


@view
def kinds(outcome: Outcome) -> Iterator[str]:
    """Every article's blocks, paragraphs in full, a blank line between two articles."""
    for k, article in enumerate(outcome.edition.articles()):
        if k:
            yield ""
        for level, block in _walk(article.blocks):
            if isinstance(block, tei.Paragraph):
                yield f"p: {words(block.content)}" + (f" ({block.lang})" * bool(block.lang))
            else:
                yield from _block(level, block)


@view
def heads(outcome: Outcome) -> Iterator[str]:
    """The titles of every article, a blank line between two articles; '-' where one has none."""
    for k, article in enumerate(outcome.edition.articles()):
        if k:
            yield ""
        if not article.heads:
            yield "-"
        for head in article.heads:
            yield f"{head.kind}: {words(head.content)}"


@view
def bylines(outcome: Outcome) -> Iterator[str]:
    """Title, then each byline with its names: persons in [], organisations in {}."""
    for article in outcome.edition.articles():
        for byline in article.bylines:
            out = []
            for node in byline:
                if isinstance(node, tei.Name):
                    a, b = "[]" if node.kind == "person" else "{}"
                    out.append(a + node.text + b)
                else:
                    out.append(words((node,)))
            yield f"{article.title}: {''.join(out)}"


@view
def paragraphs(outcome: Outcome) -> Iterator[str]:
    """Every paragraph in full."""
    for _, block in _blocks(outcome):
        if isinstance(block, tei.Paragraph):
            yield words(block.content)
        elif isinstance(block, tei.Verse):
            yield " / ".join(map(words, block.lines))


@view
def headings(outcome: Outcome) -> Iterator[str]:
    """Every heading with its level; the lines of one are parted by ' / '."""
    for level, block in _blocks(outcome):
        if isinstance(block, tei.Section):
            yield f"{level} " + " / ".join(words(h) for h in block.heads)


@view
def captions(outcome: Outcome) -> Iterator[str]:
    """Every caption behind the last words of the paragraph before it."""
    before = ""
    for _, block in _blocks(outcome):
        if isinstance(block, tei.Figure):
            yield f"{before[-8:] or '-'} | {words(block.caption)}"
        elif isinstance(block, tei.Paragraph):
            before = words(block.content)


@view
def credits(outcome: Outcome) -> Iterator[str]:  # noqa: A001 - named as the trait is
    """Every closing note."""
    for _, block in _blocks(outcome):
        if isinstance(block, tei.Credit):
            yield words(block.content)


@view
def entries(outcome: Outcome) -> Iterator[str]:
    """A chronicle's entries: dates, label, words."""
    for _, block in _blocks(outcome):
        if isinstance(block, tei.Chronicle):
            for entry in block.entries:
                yield _entry(entry)


@view
def tables(outcome: Outcome) -> Iterator[str]:
    """Tables: '=' head, '!' rows of labels, '-' rows; [rows x columns] where a cell spans."""
    for _, block in _blocks(outcome):
        if isinstance(block, tei.Table):
            yield from _rows(block)


@view
def masthead(outcome: Outcome) -> Iterator[str]:
    """Fields of the masthead, in order."""
    for item in outcome.edition.masthead:
        yield f"{item.key}: {item.value}"


@view
def contents(outcome: Outcome) -> Iterator[str]:
    """The contents list: columns, entries, and the title of the article that each leads to."""
    titles = {a.id: a.title for a in outcome.edition.articles()}
    for part in outcome.edition.contents:
        if part.head:
            yield f"= {part.head}"
        for entry in part.entries:
            target = titles.get(entry.target.removeprefix("#"), "?")
            yield f"{entry.title} | {' '.join(entry.authors) or '-'} | {entry.page} > {target}"


@view
def columns(outcome: Outcome) -> Iterator[str]:
    """Columns with the titles of their articles."""
    for column in outcome.edition.columns:
        yield f"{column.name or '-'}: " + "; ".join(a.title for a in column.articles)


@view
def facts(outcome: Outcome) -> Iterator[str]:
    """What the tree's header knows of the issue."""
    e = outcome.edition
    yield f"{e.title} | {e.series or '-'} | {e.issue or '-'} | {e.total or '-'} | {e.date or '-'}"


@view
def reading(outcome: Outcome) -> Iterator[str]:
    """How the raw text was read: codec, format, pages of the dump."""
    source = outcome.result.source
    mark = " with a mark" if source.bom else ""
    pages = " ".join(str(p.number) for p in source.pages)
    yield f"{source.encoding}{mark} | {source.format} | pages {pages}"


@view
def pages(outcome: Outcome) -> Iterator[str]:
    """Printed pages where they begin: number, and what follows."""
    for article in outcome.edition.articles():
        turns = [(turn.n, article.title) for turn in article.opening]
        for _, block in _walk(article.blocks):
            match block:
                case tei.PageTurn():
                    turns.append((block.n, ""))
                case tei.Paragraph() | tei.Credit() | tei.Unknown():
                    for i, node in enumerate(block.content):
                        if isinstance(node, tei.PageBreak):
                            turns.append((node.n, words(block.content[i + 1 :])[:8]))
        for n, after in turns:
            yield f"{n or '-'} | {after}".rstrip()


@view
def furniture(outcome: Outcome) -> Iterator[str]:
    """What no edition prints, by class, in the source's order; blank space is left out."""
    source = outcome.result.source
    for item in sorted(outcome.result.issue.furniture, key=lambda f: f.span):
        text = " ".join(source.text[item.span.start : item.span.end].split())
        if text and item.label is not Label.LAYOUT:
            yield f"{item.label.value}: {text}"


@view
def unknown(outcome: Outcome) -> Iterator[str]:
    """What nothing explained."""
    for _, block in _blocks(outcome):
        if isinstance(block, tei.Unknown):
            yield words(block.content)


@view
def edits(outcome: Outcome) -> Iterator[str]:
    """Every change of text but the joining of lines: rule, before, after."""
    for text in outcome.result.issue.texts():
        for edit in text.edits(outcome.result.source.text):
            if edit.before != edit.after and edit.rule != "join-lines":
                yield f"{edit.rule}: {edit.before!r} > {edit.after!r}"


@view
def diagnostics(outcome: Outcome) -> Iterator[str]:
    """Codes of what is reported, each with its line; the counts that every build tells apart."""
    for found in outcome.result.diagnostics:
        if found.code != "text-unprinted":
            yield f"{found.code} {found.line or '-'}"


@view
def joins(outcome: Outcome) -> Iterator[str]:
    """Reported doubts about joins, with the words at both ends."""
    source = outcome.result.source
    for doubt in outcome.result.doubts:
        d = doubt.decision
        if d.subject == "join":
            ends = [source.text[s.start : s.end] for s in (d.other, d.span) if s is not None]
            yield " + ".join(" ".join(e.split())[-12:] for e in ends)
