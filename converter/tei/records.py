"""Records of the tree: what an emitter may know of an issue.

Every emitter works from these and nothing else, so a tree that a person corrected by hand gives
corrected editions. `converter.tei.reading` makes them; the vocabulary is that of the TEI contract
(README, 'The tree').
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

# --- inline content -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A printed page begins here; `n` is its printed number ('' where none is printed)."""

    n: str


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A line break that the edition keeps (inside a heading of two lines)."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The source lost text here."""

    reason: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name inside a byline or credit; `kind` is 'person' or 'org'."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A person's correction of the text: `corr` is read, `sic` is what the source has."""

    sic: str
    corr: str


@dataclass(frozen=True, slots=True)
class Ref:
    """A note's mark in the text: its own id, and that of the note that it leads to."""

    id: str
    target: str
    text: str


Inline = str | PageBreak | LineBreak | Gap | Name | Choice | Ref
Content = tuple[Inline, ...]


def plain(content: Content) -> str:
    """Give the words of inline content as one string: what is read, without page marks and gaps."""
    out: list[str] = []
    for node in content:
        match node:
            case str():
                out.append(node)
            case Name() | Ref():
                out.append(node.text)
            case Choice():
                out.append(node.corr)
            case LineBreak():
                out.append("\n")
            case _:
                pass
    return "".join(out)


# --- blocks ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text; `lang` is '' where its language is the edition's."""

    id: str
    content: Content
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Text that nothing explained; it is printed, and shows up in the review."""

    id: str
    content: Content
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph that is more than running text.

    `kind`: of a letter salute, signed, dateline; editorial (编者按); pullquote (words of the text,
    printed once more to be seen).
    """

    id: str
    kind: str
    content: Content
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Speech:
    """A paragraph of what somebody says; `speaker` is the label as printed, '记者：'.

    Without one it goes on with the speech before.
    """

    id: str
    speaker: str
    content: Content
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Verse:
    """A stanza, one content a line."""

    id: str
    lines: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture's place and its caption.

    The picture itself is not in the source; `picture` is its file, where the source names it.
    """

    id: str
    caption: Content
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A table's cell; `rows` and `cols` say how many it spans."""

    content: Content
    rows: int = 1
    cols: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A table's row; `label` marks a row of the header."""

    cells: tuple[Cell, ...]
    label: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as in the tree; the first rows with `label` are the (stacked) header."""

    id: str
    head: Content
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A chronicle entry: the printed label ('2日', '△'), its ISO date or interval, its text."""

    id: str
    label: str
    when: str
    to: str
    content: Content


@dataclass(frozen=True, slots=True)
class Chronicle:
    """A chronicle (大事记): entries by date, in printed order."""

    id: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: its printed number or bullet ('' for none), its words, lists in it."""

    id: str
    label: str
    content: Content
    lists: tuple[Items, ...] = ()
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list, which may have lists in its items."""

    id: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its printed mark, its words; `ref` is the id of what refers to it, '' for nothing."""

    id: str
    label: str
    content: Content
    ref: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Notes:
    """Notes in a row, at the end of an article or the foot of a page."""

    id: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class References:
    """A bibliography (参考文献): its heading, where it has one of its own, and its entries."""

    id: str
    head: Content
    entries: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Credit:
    """A closing credit or source note."""

    id: str
    content: Content


@dataclass(frozen=True, slots=True)
class PageTurn:
    """A page break that stands between blocks."""

    n: str


@dataclass(frozen=True, slots=True)
class Lost:
    """A gap that stands between blocks."""

    reason: str


@dataclass(frozen=True, slots=True)
class Section:
    """A section: one head, or two where the printed heading has two lines, and its blocks."""

    id: str
    heads: tuple[Content, ...]
    blocks: tuple[Block, ...]


Block = (
    Paragraph
    | Unknown
    | Line
    | Speech
    | Verse
    | Figure
    | Table
    | Chronicle
    | Items
    | Notes
    | References
    | Credit
    | PageTurn
    | Lost
    | Section
)


# --- the issue ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Head:
    """One line group of an article's title; `kind` is 'kicker', 'main' or 'sub'."""

    kind: str
    content: Content


@dataclass(frozen=True, slots=True)
class Article:
    """One article; `page` is the printed page on which it begins, '' where none is known.

    `opening` holds the page breaks that come before its first head, or stand among the heads.
    """

    id: str
    column_id: str
    column: str
    page: str
    heads: tuple[Head, ...]
    bylines: tuple[Content, ...]
    blocks: tuple[Block, ...]
    opening: tuple[PageTurn, ...] = ()

    @property
    def title(self) -> str:
        """All title lines in reading order, joined by one space; '' where the title is lost."""
        return " ".join(plain(h.content).replace("\n", " ") for h in self.heads)


@dataclass(frozen=True, slots=True)
class Column:
    """A column (栏目) and its articles in order; `id` and `name` are '' where none is known."""

    id: str
    name: str
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the printed contents; `target` is the article's id, '' where it was not found."""

    title: str
    authors: tuple[str, ...]
    page: str
    target: str


@dataclass(frozen=True, slots=True)
class ContentsList:
    """The printed contents of one column."""

    head: str
    entries: tuple[ContentsEntry, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One printed value of the masthead (版权页); `key` is the profile's name for it.

    `label` is what the source prints before it, where that is not the field's own name.
    """

    key: str
    value: str
    id: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """A whole issue as an emitter sees it.

    `title` is the issue's ('某某通讯 2023年第10期'), `series` the periodical's; `date` is ISO 8601
    as far as it is known ('2023-10', '2023-11-08', ''); `digest` is the source's SHA-256;
    `accent` is a hexadecimal colour or ''. `front` and `back` hold what is printed there beside
    the masthead and the contents; `others` belongs to no article: adverts, text that nothing
    explained.
    """

    lang: str
    title: str
    series: str
    issue: str
    total: str
    publisher: str
    date: str
    date_text: str
    source: str
    digest: str
    accent: str
    masthead: tuple[Field, ...]
    contents: tuple[ContentsList, ...]
    columns: tuple[Column, ...]
    issue_number: str = ""
    total_number: str = ""
    permit: str = ""
    front: tuple[Block, ...] = ()
    back: tuple[Block, ...] = ()
    others: tuple[Block, ...] = ()
    notes: dict[str, str] = field(default_factory=dict)

    def articles(self) -> Iterator[Article]:
        """All articles, in order."""
        for column in self.columns:
            yield from column.articles
