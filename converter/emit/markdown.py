"""CommonMark edition of a tree: one file for an issue, or one an article with an index.

What the file holds, in order: YAML front matter (Hugo, Jekyll, MkDocs and pandoc print its title,
so the text has no heading of level 1); the nameplate; the printed contents, linked; then columns
(level 2) with their articles (level 3), or articles alone (level 2); the rest of the masthead.

How the tree's parts look, so that a person or a parser can tell them:

- paragraph: one line; chronicle: a list whose items begin with a strong label; verse: one line
  with breaks; speech: a paragraph that begins with its speaker
- list: a list, numbered where the print counts 1, 2, 3 (other numbers stand before the words, a
  printed bullet is the list's own); a bibliography has a heading
- title lines in one heading: the kicker (引题) and the sub-title (副题) are emphasised
- byline: an emphasised paragraph after the heading
- caption, credit, unknown text, note, reference, editor's note, pull quote, what opens and closes a
  letter: a comment with its kind, then the line; captions and credits are emphasised, and a caption
  without its picture says so
- text that belongs to no article: below a heading after the comment `others`
- table: a pipe table, its title a strong paragraph; HTML where it has spans or a stacked header
- an article without a title: a heading that says so, after the comment `untitled`
- printed page, gap: a comment; for a gap also visible words

Words that are not the issue's: HTML comments; elements of class `apparatus`; the headings after the
comments `contents`, `others` and `untitled`; the strong labels of the lists after the
comments `masthead`.
Everything else is the tree's text. Only tables leave CommonMark proper, for the dialect that all
four tools read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING
from urllib.parse import quote

from converter.emit import labels, metadata
from converter.emit.labels import NAMEPLATE
from converter.emit.markdown_text import (
    MARK,
    attribute,
    comment,
    escape,
    heading,
    html,
    yaml_string,
)
from converter.emit.words import between, fold
from converter.tei.reading import read_edition
from converter.tei.records import (
    Article,
    Block,
    Choice,
    Chronicle,
    Content,
    ContentsEntry,
    Credit,
    Edition,
    Field,
    Figure,
    Gap,
    Inline,
    Items,
    Line,
    LineBreak,
    Lost,
    Name,
    Notes,
    PageBreak,
    PageTurn,
    Paragraph,
    Ref,
    References,
    Row,
    Section,
    Speech,
    Table,
    Unknown,
    Verse,
    plain,
)

if TYPE_CHECKING:
    from lxml import etree

    from converter.emit import Options

INDEX = "index.md"
_BREAK = "<br>"
# Stand for what the edition says in its language; XML forbids the characters.
_LOST, _OMITTED = "\x01", "\x02"
_DEEPEST = 6  # levels of heading that CommonMark has; a deeper section stays at the last
_NUMBERED = re.compile(r"(\d{1,9})[.．、)）]")  # a printed number that Markdown counts by itself
_FULL_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")


def emit(tree: etree._ElementTree, options: Options) -> bytes:
    """Give the issue as one CommonMark file, UTF-8, with a line feed at the end of each line.

    Raises ValueError for a tree with elements that its vocabulary does not have.
    """
    del options  # nothing of this edition can be chosen yet
    edition = read_edition(tree)
    targets = {
        entry.target: f"#{quote(entry.target)}"
        for contents in edition.contents
        for entry in contents.entries
        if entry.target
    }
    parts = [_front_matter(_issue_fields(edition)), *_opening(edition, targets)]
    parts += _blocks(edition.front, 2)
    own = labels.of(edition.lang)
    for column in edition.columns:
        if column.name:
            parts.append(f"## {heading(fold(column.name))}")
        level = 3 if column.name else 2
        for article in column.articles:
            parts += _article(own, article, level)
    parts += _blocks(edition.back, 2)
    parts += _others(edition)
    parts += _imprint(edition)
    return _file(parts, edition.lang)


def emit_split(tree: etree._ElementTree, options: Options) -> dict[str, bytes]:
    """Give the issue as one CommonMark file an article, by file name, and `index.md`.

    An article's title stands in its front matter only (`title`, and the lines of a title that has
    more than one kind as `kicker`, `headline`, `subhead`): the tools that read the folder print it.
    """
    del options
    edition = read_edition(tree)
    articles = list(edition.articles())
    width = max(2, len(str(len(articles))))
    names = {
        article.id: f"{n:0{width}d}-{re.sub(r'[^A-Za-z0-9_-]', '', article.id)}.md"
        for n, article in enumerate(articles, 1)
    }
    index = [_front_matter(_issue_fields(edition)), *_opening(edition, names)]
    index += _blocks(edition.front, 2)
    index += _article_list(edition, names)
    index += _blocks(edition.back, 2)
    index += _others(edition)
    index += _imprint(edition)
    files = {INDEX: _file(index, edition.lang)}
    for weight, article in enumerate(articles, 1):
        fields = _front_matter(_article_fields(edition, article, weight))
        pages = (_page(turn.n) for turn in article.opening)
        parts = [fields, *pages, *_article_body(article, 1)]
        files[names[article.id]] = _file(parts, edition.lang)
    return files


def _file(parts: Iterable[str], lang: str) -> bytes:
    text = "\n\n".join(part for part in parts if part) + "\n"
    own = labels.of(lang)
    return text.replace(_LOST, own.lost).replace(_OMITTED, own.no_picture).encode()


# --- front matter ---------------------------------------------------------------------------

_Value = str | int | Sequence[str]


def _front_matter(fields: Iterable[tuple[str, _Value]]) -> str:
    lines = ["---"]
    for key, value in fields:
        match value:
            case str() if value:
                lines.append(f"{key}: {yaml_string(value)}")
            case int():
                lines.append(f"{key}: {value}")
            case [_, *_]:
                lines.append(f"{key}:")
                lines += [f"  - {yaml_string(item)}" for item in value]
            case _:
                pass
    return "\n".join([*lines, "---"])


def _date_fields(edition: Edition) -> Iterator[tuple[str, _Value]]:
    """Give the date; `date` only where the day is known, since Hugo and Jekyll refuse less."""
    if _FULL_DATE.match(edition.date):
        yield "date", edition.date
    yield "issued", edition.date


def _issue_fields(edition: Edition) -> Iterator[tuple[str, _Value]]:
    yield "title", metadata.title(edition)
    yield "lang", edition.lang
    yield from _date_fields(edition)
    yield "publisher", edition.publisher
    yield "periodical", metadata.publication(edition)
    yield "issue", edition.issue
    yield "total", edition.total
    yield "permit", edition.permit
    yield "source", edition.source
    yield "sha256", edition.digest


def _article_fields(
    edition: Edition, article: Article, weight: int
) -> Iterator[tuple[str, _Value]]:
    yield "title", fold(article.title) or labels.of(edition.lang).untitled
    if len({head.kind for head in article.heads}) > 1:
        for key, kind in (("kicker", "kicker"), ("headline", "main"), ("subhead", "sub")):
            yield key, [plain(head.content) for head in article.heads if head.kind == kind]
    yield "author", _authors(article.bylines)
    yield "lang", edition.lang
    yield from _date_fields(edition)
    yield "categories", [article.column] if article.column else []
    yield "weight", weight
    yield "page", article.page
    yield "issue", metadata.title(edition)


def _authors(bylines: Iterable[Content]) -> list[str]:
    """Give the names in the bylines; a byline without marked names counts as one."""
    out: list[str] = []
    for byline in bylines:
        names = [node.text for node in byline if isinstance(node, Name)]
        out += names or [plain(byline)]
    return [name for name in out if name]


# --- before the text ------------------------------------------------------------------------


def _opening(edition: Edition, targets: Mapping[str, str]) -> Iterator[str]:
    """Give the nameplate and the printed contents; `targets` maps an article's id to its link."""
    own = labels.of(edition.lang)
    yield from _masthead(own, [field for field in edition.masthead if field.key in NAMEPLATE])
    if edition.contents:
        yield comment("contents")
        yield f"## {own.contents}"
        for contents in edition.contents:
            head = escape(fold(contents.head), line_start=False)
            yield f"**{head}**" if head else comment("list")
            yield "\n".join(
                f"- {_contents_line(entry, targets.get(entry.target, ''))}"
                for entry in contents.entries
            )


def _imprint(edition: Edition) -> Iterator[str]:
    """Give the masthead without its nameplate."""
    own = labels.of(edition.lang)
    fields = [field for field in edition.masthead if field.key not in NAMEPLATE]
    if listed := list(_masthead(own, fields)):
        yield comment("imprint")
        yield from listed


def _masthead(own: labels.Labels, fields: Iterable[Field]) -> Iterator[str]:
    """Give fields of the masthead as a list, one line a name."""
    if worded := [field for field in fields if fold(field.value)]:
        yield comment("masthead")
        yield "\n".join(
            _masthead_line(own, label, [field.value for field in named])
            for (_, label, _), named in groupby(worded, key=own.line)
        )


def _masthead_line(own: labels.Labels, label: str, values: Iterable[str]) -> str:
    text = own.between_names.join(map(fold, values))
    return (
        f"- **{escape(label, line_start=False, alone=False)}** {escape(text, line_start=False)}"
        if label
        else f"- {escape(text)}"
    )


def _contents_line(entry: ContentsEntry, target: str) -> str:
    """Give title, authors and page, with a space between them."""
    title, page = fold(entry.title), fold(entry.page)
    out = []
    if title and target:
        out.append(f"[{escape(title, line_start=False, in_link=True, alone=False)}]({target})")
    elif title:
        out.append(escape(title, alone=False))
    out += [
        f"*{escape(name, line_start=False, alone=False)}*"
        for name in map(fold, entry.authors)
        if name
    ]
    if page:
        out.append(escape(page, line_start=not out, alone=False))
    return " ".join(out)


def _article_list(edition: Edition, names: Mapping[str, str]) -> Iterator[str]:
    """Give the list of all articles, by column, unless the printed contents links to each."""
    linked = {entry.target for contents in edition.contents for entry in contents.entries}
    if linked.issuperset(names):
        return
    own = labels.of(edition.lang)
    yield comment("articles")
    yield f"## {own.articles}"
    for column in edition.columns:
        if column.name:
            yield f"### {heading(fold(column.name))}"
        else:
            yield comment("list")
        yield "\n".join(
            f"- [{escape(title, line_start=False, in_link=True)}]({names[article.id]})"
            for article in column.articles
            for title in [fold(article.title) or own.untitled]
        )


# --- articles -------------------------------------------------------------------------------


def _article(own: labels.Labels, article: Article, level: int) -> Iterator[str]:
    """Give an article under a heading of `level`, which bears the article's id."""
    for turn in article.opening:
        yield _page(turn.n)
    anchor = f'<a id="{attribute(article.id)}"></a>'
    before: list[str] = []
    lines = []
    for head in article.heads:
        marks, text = _inline(head.content, heading_line=True)
        before += marks
        if text:
            lines.append(text if head.kind == "main" else f"*{text}*")
    yield from before
    if lines:
        yield f"{'#' * level} {anchor}{' '.join(lines)}"
    else:
        yield comment("untitled")
        yield f"{'#' * level} {anchor}{own.untitled}"
    yield from _article_body(article, level)


def _article_body(article: Article, level: int) -> Iterator[str]:
    """Give what follows an article's title, sections one below `level`."""
    for byline in article.bylines:
        yield from _line(byline, "*")
    yield from _blocks(article.blocks, level + 1)


def _others(edition: Edition) -> Iterator[str]:
    """Give what belongs to no article, under a heading of the edition's."""
    if edition.others:
        yield comment("others")
        yield f"## {labels.of(edition.lang).others}"
        yield from _blocks(edition.others, 3)


def _blocks(blocks: Iterable[Block], level: int) -> Iterator[str]:
    """Give blocks, sections of them under headings of `level`."""
    after_list = False
    for block in blocks:
        match block:
            case Items() | Chronicle():
                if after_list:  # two lists that follow each other would be read as one
                    yield comment("list")
                yield from _list(_dated(block) if isinstance(block, Chronicle) else _items(block))
            case Section():
                yield from _section(block, level)
            case References():
                yield from _heading((block.head,), level)
                for entry in block.entries:
                    yield from _line(entry.content, kind="reference")
            case Table():
                yield from _table(block)
            case _:
                yield from _lone(block)
        after_list = isinstance(block, Items | Chronicle)


def _lone(block: Block) -> Iterator[str]:
    """Give a block that stands in a line of its own."""
    match block:
        case Paragraph():
            yield from _line(block.content)
        case Speech():
            yield from _line((block.speaker, *block.content))
        case Verse():
            yield from _line(_broken(block.lines))
        case Line():
            yield from _line(block.content, kind=block.kind)
        case Notes():
            for note in block.notes:
                yield from _line(_after(note.label, note.content), kind="note")
        case Unknown():
            yield from _line(block.content, kind="unknown")
        case Figure():
            yield from _figure(block)
        case Credit():
            yield from _line(block.content, "*", kind="credit")
        case PageTurn():
            yield _page(block.n)
        case Lost():
            yield _gap(block.reason)
        case _:
            pass


def _figure(block: Figure) -> Iterator[str]:
    """Give a picture's caption, and its file or that it is left out."""
    if block.picture:
        yield comment(f"picture {block.picture}")
    lines = list(_line(block.caption, "*", kind="figure"))
    if lines and not block.picture:
        lines[-1] += f' <span class="apparatus">{_OMITTED}</span>'
    yield from lines
    if not fold(plain(block.caption)):
        yield comment("figure without caption")


def _broken(lines: Iterable[Content]) -> Content:
    """Give the lines of a stanza as the content of one line with breaks."""
    out: list[Inline] = []
    for line in lines:
        out += [LineBreak(), *line] if out else line
    return tuple(out)


def _section(section: Section, level: int) -> Iterator[str]:
    yield from _heading(section.heads, level)
    yield from _blocks(section.blocks, level + 1)


def _heading(heads: Iterable[Content], level: int) -> Iterator[str]:
    marks: list[str] = []
    lines = []
    for head in heads:
        before, text = _inline(head, heading_line=True)
        marks += before
        lines.append(text)
    yield from marks
    if text := " ".join(line for line in lines if line):
        yield f"{'#' * min(level, _DEEPEST)} {text}"


def _list(items: Iterable[tuple[list[str], str]]) -> Iterator[str]:
    """Give a list, one line an item, from each item's page marks and line.

    A page that turns before an item's words is marked at the end of the item before, because a
    comment that opens an item would take the whole line for HTML.
    """
    lines: list[str] = []
    for marks, line in items:
        if lines:
            lines[-1] += "".join(marks)
        else:
            yield from marks
        lines.append(line)
    yield "\n".join(line.rstrip(" ") for line in lines)


def _dated(chronicle: Chronicle) -> Iterator[tuple[list[str], str]]:
    for entry in chronicle.entries:
        label = fold(entry.label)
        marks, text = _inline(entry.content, line_start=not label, alone=not label)
        strong = f"**{escape(label, line_start=False, alone=False)}** " if label else ""
        yield marks, f"- {strong}{text}"


def _items(block: Items, indent: str = "") -> Iterator[tuple[list[str], str]]:
    """Give items with their labels, lists in them indented.

    Numbers that count up are the list's own, and so is a bullet; others are words. An empty line
    stands where a list could not begin on the line below words.
    """
    numbers = [_NUMBERED.fullmatch(fold(item.label)) for item in block.items]
    found = [int(number[1]) for number in numbers if number]
    counted = len(found) == len(numbers) and all(b - a == 1 for a, b in pairwise(found))
    for n, (number, item) in enumerate(zip(numbers, block.items, strict=True)):
        marker = f"{number[1]}. " if counted and number else "- "
        printed = not counted and any(c.isalnum() for c in item.label)
        marks, text = _inline(_after(item.label * printed, item.content), line_start=True)
        parted = "\n" if indent and not n and (not text or marker not in ("- ", "1. ")) else ""
        yield marks, f"{parted}{indent}{marker}{text}"
        for inner in item.lists:
            yield from _items(inner, indent + " " * len(marker))


def _after(label: str, content: Content) -> Content:
    """Give words with the label that stands before them."""
    return (fold(label) + between(label), *content) if label else content


# --- inline content -------------------------------------------------------------------------


def _page(n: str) -> str:
    return comment(f"page {n}")


def _gap(reason: str) -> str:
    said = "" if reason == "illegible" else _LOST  # □ stands in the text
    return f'<span class="apparatus" title="{attribute(reason)}">{said}</span>' if said else ""


def _line(content: Content, around: str = "", kind: str = "") -> Iterator[str]:
    """Give a paragraph as one line, `around` its words, after a comment that names its `kind`.

    Page marks that open it come before, since a comment that opens a line makes it HTML.
    """
    marks, text = _inline(content, line_start=not around)
    yield from marks
    if text:
        if kind:
            yield comment(kind)
        yield f"{around}{text}{around}"


def _inline(
    content: Content, *, line_start: bool = False, heading_line: bool = False, alone: bool = True
) -> tuple[list[str], str]:
    """Give the page marks that come before the words, and the words with what stands in them.

    Strings are escaped together, so that two harmless neighbours cannot make one mark.
    """
    text, marks = _flat(content, " " if heading_line else _BREAK)
    before: list[str] = []
    while text.startswith((MARK, " ")):
        if text[0] == MARK:
            if not (marks[0] == _BREAK or marks[0].startswith("<!--")):
                break
            before.append(marks.pop(0))
        text = text[1:]
    while text.endswith(MARK) and marks[-1] == _BREAK:
        marks.pop()
        text = text[:-1].rstrip(" ")
    text = heading(text) if heading_line else escape(text, line_start=line_start, alone=alone)
    first, *rest = text.split(MARK)
    inside = "".join(f"{mark}{part}" for mark, part in zip(marks, rest, strict=True))
    return [mark for mark in before if mark != _BREAK], first + inside


def _flat(content: Content, line_break: str) -> tuple[str, list[str]]:
    """Give the words with a `MARK` for each mark, and the marks."""
    out: list[str] = []
    marks: list[str] = []
    for node in content:
        match node:
            case str():
                out.append(node)
                continue
            case Name() | Ref():
                out.append(node.text)
                continue
            case Choice():
                out.append(node.corr)
                continue
            case LineBreak() if line_break == " ":
                out.append(" ")
                continue
            case LineBreak():
                marks.append(line_break)
            case PageBreak():
                marks.append(_page(node.n))
            case Gap():
                marks.append(_gap(node.reason))
        out.append(MARK)
    return fold("".join(out)), marks


# --- tables ---------------------------------------------------------------------------------


def _table(table: Table) -> Iterator[str]:
    """Give a table: as a pipe table where that can hold it."""
    marks, title = _inline(table.head)
    yield from marks
    if title:
        yield f"**{title}**"
    if any(row.cells for row in table.rows):
        yield _pipe_table(table.rows) if _fits(table.rows) else _html_table(table.rows)


def _fits(rows: Sequence[Row]) -> bool:
    """Tell whether a pipe table can hold the rows: no spans, no more than one row of labels."""
    return not any(row.label for row in rows[1:]) and all(
        cell.rows == cell.cols == 1 for row in rows for cell in row.cells
    )


def _pipe_table(rows: Sequence[Row]) -> str:
    """Give a pipe table; where no row is a header, that of the table is empty."""
    width = max(len(row.cells) for row in rows)
    head, body = (rows[0], rows[1:]) if rows[0].label else (Row(()), rows)
    lines = [_pipe_row(head, width), "|" + " --- |" * width]
    return "\n".join(lines + [_pipe_row(row, width) for row in body])


def _pipe_row(row: Row, width: int) -> str:
    cells = ["".join((*marks, text)) for marks, text in (_inline(c.content) for c in row.cells)]
    cells += [""] * (width - len(cells))
    return f"| {' | '.join(cells)} |"


def _html_table(rows: Sequence[Row]) -> str:
    """Give an HTML table, without an empty line, which would end it."""
    headers = 0
    while headers < len(rows) and rows[headers].label:
        headers += 1
    lines = ["<table>"]
    for tag, part in (("thead", rows[:headers]), ("tbody", rows[headers:])):
        if part:
            lines += [f"<{tag}>", *map(_html_row, part), f"</{tag}>"]
    return "\n".join([*lines, "</table>"])


def _html_row(row: Row) -> str:
    out = []
    for cell in row.cells:
        tag = "th" if row.label else "td"
        spans = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
        spans += f' colspan="{cell.cols}"' if cell.cols > 1 else ""
        text, marks = _flat(cell.content, _BREAK)
        first, *rest = html(text).split(MARK)
        inside = "".join(f"{mark}{part}" for mark, part in zip(marks, rest, strict=True))
        out.append(f"<{tag}{spans}>{first}{inside}</{tag}>")
    return f"<tr>{''.join(out)}</tr>"
