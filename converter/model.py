"""The nouns of the program: what a source, a piece of text, a decision and an issue are.

Three ideas live here. Every piece of text carries the span of the source that it came from
(`Piece`, `Text`). Every change of text is an edit with the name of its rule (a `Piece` whose
`rule` is not empty; `Edit` is its view). Every decision keeps the evidence for it and the margin
to the second best (`Evidence`, `Decision`).

Offsets are characters of the decoded source (`Source.text`), counted from 0, end exclusive.
Only the standard library is used here, and the registry of messages.
"""

from __future__ import annotations

import enum
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice
from operator import attrgetter
from typing import overload

from converter.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` (exclusive) of the decoded source."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


# --- the source -----------------------------------------------------------------------------


_START = attrgetter("start")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source without its line break; `number` counts from 1 as editors do."""

    number: int
    start: int
    text: str

    @property
    def end(self) -> int:
        """Offset behind the last letter, without the line's end."""
        return self.start + len(self.text)

    @property
    def span(self) -> Span:
        """Where its letters stand in the source."""
        return Span(self.start, self.start + len(self.text))


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page of the dump: lines `first` to `last` (indexes into `Source.lines`, exclusive).

    `mark` is the index of the line that marks it ('第7页', '— 5 —'), or -1; `number` is the dump's
    own count (7). `kind` says what the mark is (pagemark, pageno, runhead), `printed` the number in
    it, or -1.
    """

    number: int
    first: int
    last: int
    mark: int = -1
    kind: str = "pagemark"
    printed: int = -1


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page in points (1/72 inch), from the page's top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a line stands and how it is set, as far as the document says.

    `page` is the index of its page. `size` is that of the letters in points, 0 where it is not
    known; `weight` runs from 100 to 900 as in CSS, 400 is regular, 0 not known. `measure` are the
    left and right edges of the column in which it stands, None where that is not known. `sure` is
    an OCR program's confidence in its letters, from 0 to 1; 1 for letters that were never read.
    """

    page: int
    box: Box | None = None
    size: float = 0.0
    weight: int = 0
    font: str = ""
    measure: tuple[float, float] | None = None
    sure: float = 1.0


class Part(enum.StrEnum):
    """What a document's own format says that a line is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"  # of a list
    ROW = "row"  # of a table: its cells stand in the line, parted by tabs
    CAPTION = "caption"
    NOTE = "note"  # a footnote, an endnote
    QUOTE = "quote"
    HEADER = "header"  # at the head of pages
    FOOTER = "footer"
    ALT = "alt"  # words in a picture's place


@dataclass(frozen=True, slots=True)
class Role:
    """What the format says of one line; a `first` line begins its unit, others go on with it.

    `level` is a heading's rank from 1 or a list's depth from 1. `group` numbers the tables, lists
    and notes of a document, each in its own count. Of a table's row `spans` are the rows and
    columns that each cell takes up (empty: one each), and `label` tells a row of column heads; of a
    list's item `label` tells that the list is numbered, of a caption that the format names it one
    (else it stands beside a picture), of a paragraph that all of it is bold.
    """

    part: Part
    level: int = 0
    first: bool = True
    group: int = 0
    label: bool = False
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a document.

    It stands before line `before` (an index into the lines; their number: behind the last one).
    `data` is a file of the type `media` ('image/png'). `caption` are the indexes of the lines under
    which it is known, `alt` the words that the format gives for it. `page` and `box` are its place,
    -1 and None where there are no pages.
    """

    data: bytes
    media: str
    before: int
    caption: tuple[int, ...] = ()
    alt: str = ""
    page: int = -1
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """Words that were taken out of a marked-up text, from offset `at` of all that were taken.

    They stood at `origin`, as they are where they are the `same`; else they stand for what is
    there.
    """

    at: int
    origin: Span
    same: bool


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded raw text, or the text layer of a document.

    `text` holds every character, line breaks as they came; bytes that could not be decoded stand
    as lone surrogates (PEP 383) so that nothing is lost. `digest` is the SHA-256 of the bytes.
    `words` is the same text, character for character, with each character that stands for another
    (a radical, a vertical form, an em space) as that one, and of a traditional text with simplified
    characters: recognition reads it, the tree carries `text`. `language` is what the text is in by
    its characters, as a BCP 47 tag ('' where they do not tell).

    Of a document whose text was taken out of it (`converter.read.layer`) `text` is that text,
    `digest` that of its UTF-8, and `document` that of the file. `frames` and `roles` then have an
    item for each line, where the document says anything of lines; `notices` are its reader's.

    Of a marked-up text (Markdown) `raw` is that text, and `runs` tell where the words stood in it.
    """

    name: str
    text: str
    encoding: str
    bom: bool
    digest: str
    size: int
    format: str
    lines: tuple[Line, ...]
    pages: tuple[RawPage, ...]
    words: str = ""
    language: str = ""
    document: str = ""
    frames: tuple[Frame | None, ...] = ()
    roles: tuple[Role | None, ...] = ()
    pictures: tuple[Picture, ...] = ()
    notices: tuple[Diagnostic, ...] = ()
    raw: Source | None = None
    runs: tuple[Run, ...] = ()

    @property
    def ordered(self) -> bool:
        """Whether its format says in which order it is read: no page's places, no tool's guess."""
        return bool(self.roles) and not self.frames and self.raw is None

    def line_at(self, offset: int) -> Line:
        """The line that holds the character at `offset` (its line break counts as its own)."""
        at = bisect_right(self.lines, offset, key=_START) - 1
        return self.lines[max(at, 0)]


# --- text with provenance -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that stands between characters: a page turn (`pb`), a loss (`gap`), a line (`lb`).

    `n` is the printed page number of a `pb`, or the reason of a `gap`; `raw` the dump's page.
    """

    kind: str
    n: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text and where it came from.

    Without a `rule` the text is carried: it equals the source's characters `start` to `end`.
    With a rule it is an edit: the rule put `text` in their place (`start == end`: it added,
    `text == ''`: it took away). A piece with a `mark` has no text.
    """

    text: str
    start: int
    end: int
    rule: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of text: `rule` turned `before` (at `span` of the source) into `after`."""

    rule: str
    span: Span
    before: str
    after: str


class Text:
    """An immutable string of which every character knows its source span.

    `flat` is what an edition reads. Slices and edits keep the provenance; there is no way to
    change the words without naming a rule.
    """

    __slots__ = ("_offsets", "flat", "pieces")

    def __init__(self, pieces: Iterable[Piece] = ()) -> None:
        self.pieces: tuple[Piece, ...] = tuple(pieces)
        self.flat: str = "".join([p.text for p in self.pieces])
        self._offsets: list[int] | None = None  # where each piece begins, once it is asked for

    @classmethod
    def carried(cls, source: str, start: int, end: int) -> Text:
        """The source's own characters `start` to `end`, unchanged."""
        return cls((Piece(source[start:end], start, end),)) if end > start else cls()

    @classmethod
    def marked(cls, mark: Mark, at: int) -> Text:
        """A text of no characters that holds `mark` at offset `at` of the source."""
        return cls((Piece("", at, at, "", mark),))

    def __bool__(self) -> bool:
        return bool(self.flat)

    def __len__(self) -> int:
        return len(self.flat)

    def __repr__(self) -> str:
        return f"Text({self.flat!r})"

    def __add__(self, other: Text) -> Text:
        return Text(self.pieces + other.pieces)

    @classmethod
    def join(cls, texts: Iterable[Text]) -> Text:
        """All texts one after the other."""
        return cls(piece for text in texts for piece in text.pieces)

    @property
    def start(self) -> int:
        """Offset of the first character in the source; -1 for an empty text."""
        return min((p.start for p in self.pieces if p.mark is None), default=-1)

    @property
    def end(self) -> int:
        """Offset after the last character in the source; -1 for an empty text."""
        return max((p.end for p in self.pieces if p.mark is None), default=-1)

    def slice(self, i: int, j: int) -> Text:
        """Characters `i` to `j` of `flat`, with the marks between them.

        A cut inside an edited piece keeps the whole edit on the side where it begins.
        """
        out: list[Piece] = []
        if self._offsets is None:
            self._offsets = list(accumulate([len(p.text) for p in self.pieces], initial=0))
        # A paragraph of 20,000 letters with a space after each is sliced as often.
        first = max(0, bisect_left(self._offsets, i) - 1)
        at = self._offsets[first]
        for p in islice(self.pieces, first, None):
            if at > j:
                break
            n = len(p.text)
            lo, hi = max(i, at), min(j, at + n)
            if not n:
                # What stands at the very end belongs to the slice that has the last character.
                if i <= at < j or (at == j == len(self.flat) and (i < j or not j)):
                    out.append(p)
            elif lo < hi:
                if lo == at and hi == at + n:
                    out.append(p)
                elif p.rule:
                    if lo == at:
                        out.append(Piece(p.text[: hi - at], p.start, p.end, p.rule))
                    else:
                        out.append(Piece(p.text[lo - at : hi - at], p.end, p.end, p.rule))
                else:
                    start = p.start + lo - at
                    out.append(Piece(p.text[lo - at : hi - at], start, start + hi - lo))
            at += n
        return Text(out)

    def edit(self, changes: Sequence[tuple[int, int, str]], rule: str) -> Text:
        """Replace characters `i` to `j` of `flat` by new words, each as an edit named `rule`.

        `changes` are (i, j, new) in ascending order without overlap. Marks inside a replaced
        stretch stand after it.
        """
        if not changes:
            return self
        out: list[Piece] = []
        pieces = list(self.pieces)
        k = 0
        at = 0  # flat offset where pieces[k] begins

        def take(upto: int) -> None:
            nonlocal k, at
            while k < len(pieces):
                p = pieces[k]
                n = len(p.text)
                if at + n <= upto:
                    out.append(p)
                    at += n
                    k += 1
                elif at < upto:
                    cut = upto - at
                    if p.rule:
                        out.append(Piece(p.text[:cut], p.start, p.end, p.rule))
                        pieces[k] = Piece(p.text[cut:], p.end, p.end, p.rule)
                    else:
                        out.append(Piece(p.text[:cut], p.start, p.start + cut))
                        pieces[k] = Piece(p.text[cut:], p.start + cut, p.end)
                    at = upto
                    return
                else:
                    return

        for i, j, new in changes:
            p = pieces[k] if k < len(pieces) else None
            if p is not None and not p.rule and at <= i < j < at + len(p.text):
                # Nearly all changes are of a few characters inside a carried piece.
                start, end = p.start + i - at, p.start + j - at
                if i > at:
                    out.append(Piece(p.text[: i - at], p.start, start))
                out.append(Piece(new, start, end, rule))
                pieces[k] = Piece(p.text[j - at :], end, p.end)
                at = j
                continue
            take(i)
            held = len(out)
            take(j)
            gone = out[held:]
            del out[held:]
            spans = [p for p in gone if p.mark is None]
            rules = [p.rule for p in spans if p.rule and p.rule != rule]
            name = "+".join([*dict.fromkeys(rules), rule])
            # Words that stand apart in the source (over a line's end, a page's foot) are an edit
            # each: what lies between them is not theirs. The first takes the new words.
            apart: list[Piece] = []
            for p in spans:
                if apart and apart[-1].end == p.start:
                    apart[-1] = Piece(apart[-1].text, apart[-1].start, p.end, name)
                elif not apart or p.end > p.start:
                    apart.append(Piece("" if apart else new, p.start, p.end, name))
            if not apart:
                at_end = out[-1].end if out else (pieces[k].start if k < len(pieces) else 0)
                apart = [Piece(new, at_end, at_end, name)]
            out.extend(apart)
            out.extend(p for p in gone if p.mark is not None)
        take(len(self.flat) + 1)
        return Text(out)

    def lose(self, pattern: re.Pattern[str], sign: str, rule: str) -> Text:
        """Put `sign` in each place, as an edit, and behind it a gap, whose reason is `rule`."""
        out: list[Text] = []
        at = 0
        for m in pattern.finditer(self.flat):
            i, j = m.span()
            gone = self.slice(i, j).edit([(0, j - i, sign)], rule)
            out += [self.slice(at, i), gone, Text.marked(Mark("gap", rule), gone.end)]
            at = j
        return Text.join([*out, self.slice(at, len(self.flat))]) if out else self

    def sub(
        self, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str], rule: str
    ) -> Text:
        """`re.sub` that leaves an edit named `rule` at each place; a callable says the words."""
        changes = []
        for m in pattern.finditer(self.flat):
            after = m.expand(new) if isinstance(new, str) else new(m)
            if after != m.group():
                changes.append((m.start(), m.end(), after))
        return self.edit(changes, rule)

    def place(self, span: Span) -> tuple[int, int] | None:
        """Where in `flat` the source's characters of `span` are, None where none of them is.

        An edit counts as a whole: no character of it is any one character of the source.
        """
        first = last = -1
        at = 0
        for p in self.pieces:
            if p.mark is None and p.start < span.end and span.start < p.end:
                lo = hi = 0
                if not p.rule:
                    lo, hi = max(span.start - p.start, 0), max(p.end - span.end, 0)
                first = at + lo if first < 0 else first
                last = at + len(p.text) - hi
            at += len(p.text)
        return (first, last) if first >= 0 else None

    def strip(self) -> Text:
        """Without white space at both ends."""
        i = len(self.flat) - len(self.flat.lstrip())
        return self.slice(i, max(i, len(self.flat.rstrip())))

    def edits(self, source: str) -> Iterator[Edit]:
        """The changes made so far, in order."""
        for p in self.pieces:
            if p.rule:
                yield Edit(p.rule, Span(p.start, p.end), source[p.start : p.end], p.text)

    def marks(self) -> Iterator[Mark]:
        """The marks inside, in order."""
        return (p.mark for p in self.pieces if p.mark is not None)


# --- evidence and decisions -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for (weight > 0) or against one reading, in log-odds, and why.

    `cue` is the name of the function that saw it; `reason` is a short English phrase.
    """

    cue: str
    reading: str
    weight: float
    reason: str = ""


class Reasons(Sequence[Evidence]):
    """Evidence that `find` works out when it is first looked at: of most lines it never is."""

    __slots__ = ("_find", "_found")

    def __init__(self, find: Callable[[], tuple[Evidence, ...]]) -> None:
        self._find = find
        self._found: tuple[Evidence, ...] | None = None

    def _all(self) -> tuple[Evidence, ...]:
        if self._found is None:
            self._found = self._find()
        return self._found

    @overload
    def __getitem__(self, at: int) -> Evidence: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Evidence, ...]: ...
    def __getitem__(self, at: int | slice) -> Evidence | tuple[Evidence, ...]:
        return self._all()[at]

    def __len__(self) -> int:
        return len(self._all())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, tuple | Reasons) and self._all() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())


@dataclass(frozen=True, slots=True)
class Decision:
    """A reading that was chosen: what it beat, by how much, and on which evidence.

    `subject` says what was decided ('label', 'break', 'join', 'article', 'field', 'kind');
    `margin` is the log-odds distance to `second`; small margins are doubts. `other` is the other
    end of a join.
    """

    subject: str
    span: Span
    chosen: str
    second: str
    margin: float
    evidence: Sequence[Evidence] = ()
    other: Span | None = None


class Label(enum.StrEnum):
    """What a stretch of a line is."""

    BODY = "body"
    HEADING = "heading"
    TITLE = "title"
    BYLINE = "byline"
    CAPTION = "caption"
    CREDIT = "credit"
    ENTRY = "entry"
    TABLE = "table"
    MASTHEAD = "masthead"
    CONTENTS = "contents"
    COLUMN = "column"
    JUMP = "jump"  # 下转第2版, 上接第1版
    SITE = "site"  # the host page's own words
    PAGEMARK = "pagemark"  # 第7页
    PAGENO = "pageno"
    RUNHEAD = "runhead"  # 眉: running heads, date lines, column heads repeated
    LEADERS = "leaders"  # dot leaders and their debris
    ORNAMENT = "ornament"  # end-of-article mark, byline mark, rules
    FIELD = "field"  # the words that announce a masthead field (主编:), the heading 目录
    REPEAT = "repeat"  # a masthead field printed a second time
    LAYOUT = "layout"  # line breaks and white space that the edition does not keep
    UNKNOWN = "unknown"


FURNITURE = frozenset(
    {
        Label.SITE,
        Label.PAGEMARK,
        Label.PAGENO,
        Label.RUNHEAD,
        Label.LEADERS,
        Label.ORNAMENT,
        Label.LAYOUT,
        Label.JUMP,
        Label.FIELD,
        Label.REPEAT,
    }
)


@dataclass(frozen=True, slots=True)
class Furniture:
    """Source characters that no edition prints, with their class."""

    label: Label
    span: Span


# --- the issue ------------------------------------------------------------------------------


@dataclass(slots=True)
class Cell:
    """A table cell with its spans."""

    text: Text
    rows: int = 1
    cols: int = 1


@dataclass(slots=True)
class Block:
    """A unit of an article in reading order.

    `kind`: p, heading, caption, credit, entry, table, gap, unknown, pb (page turn between blocks);
    of paragraphs that are more than that: item (of a list), speech, verse (a stanza), note,
    reference (of a bibliography), salute, signed, dateline, editorial, pullquote. What is other
    belongs to no article, though it stands in one.
    A heading has `lines` (one Text a printed line) and `level` (1 outermost). An entry has a
    `label`, `when`, `to` (ISO dates). A table has `rows`, the first `header` of which are labels,
    and `lines[0]` as its head; so has the first reference. An item has its depth as `level` (1
    outermost), a note its number in the article; a speech has its speaker as `label`, None where
    the one before goes on. `names` are
    stretches of `text`: the label of an item or note, references to notes. A caption may name its
    picture (`picture`, as the source has it). `decisions` are those that made it.
    """

    kind: str
    text: Text = field(default_factory=Text)
    lines: tuple[Text, ...] = ()
    level: int = 0
    label: Text | None = None
    when: str = ""
    to: str = ""
    rows: tuple[tuple[Cell, ...], ...] = ()
    header: int = 0
    mark: Mark | None = None
    decisions: tuple[Decision, ...] = ()
    names: tuple[Name, ...] = ()
    picture: str = ""


@dataclass(slots=True)
class Name:
    """A stretch of a text, characters `start` to `end` of its `flat`.

    `kind`: person or org in a byline; label (the printed number or bullet of an item or note) and
    ref (a reference, to the note with the number `target` of its article) in a paragraph; salute,
    signed or dateline in a credit.
    """

    kind: str
    start: int
    end: int
    target: int = 0


@dataclass(slots=True)
class Byline:
    """A printed byline, and the names in it by role."""

    text: Text
    names: tuple[Name, ...] = ()


@dataclass(slots=True)
class Article:
    """One article: `heads` are (kicker | main | sub, Text) in reading order."""

    id: str = ""
    column: str = ""  # id of its column, '' where none is known
    page: str = ""  # printed page on which it starts
    raw: str = ""  # the dump's page
    heads: list[tuple[str, Text]] = field(default_factory=list)
    bylines: list[Byline] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    @property
    def title(self) -> str:
        """All its title lines as one flat string, for messages and matching."""
        return " ".join(text.flat for _, text in self.heads)


@dataclass(slots=True)
class Column:
    """A column (栏目): its id, its printed name (empty text where only the profile names it)."""

    id: str
    name: str
    text: Text = field(default_factory=Text)


@dataclass(slots=True)
class ContentsEntry:
    """One entry of the printed contents: title, authors, page, and the article that it leads to."""

    title: Text
    authors: tuple[Text, ...] = ()
    page: Text = field(default_factory=Text)
    target: str = ""  # id of the article, '' where none was found


@dataclass(slots=True)
class ContentsColumn:
    """A column (栏目) as the printed contents lists it."""

    head: Text
    entries: list[ContentsEntry] = field(default_factory=list)


@dataclass(slots=True)
class MastheadItem:
    """A field of the masthead: its key (see the profile) and its value.

    `label` is what the source prints before (or behind) it, where that is not the field's own name
    ('新闻热线' of a phone).
    """

    key: str
    text: Text
    label: str = ""


PROSE = frozenset(
    {
        *("p", "item", "speech", "verse", "note", "reference", "editorial", "pullquote"),
        *("salute", "signed", "dateline"),
    }
)
"""Kinds of blocks that are paragraphs of an article."""


@dataclass(slots=True)
class Issue:
    """A whole publication as recognised: everything that the tree will hold.

    `title`, `series`, `number`, `total`, `date` (ISO, as far as known) and `publisher` are facts
    for the tree's header; the words of the editions are in the rest.
    """

    title: str = ""
    series: str = ""
    number: str = ""
    total: str = ""
    date: str = ""
    publisher: str = ""
    permit: str = ""
    masthead: list[MastheadItem] = field(default_factory=list)
    contents: list[ContentsColumn] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    furniture: list[Furniture] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    def texts(self) -> Iterator[Text]:
        """Every text of the issue, in the tree's order."""
        for item in self.masthead:
            yield item.text
        for column in self.contents:
            yield column.head
            for entry in column.entries:
                yield entry.title
                yield from entry.authors
                yield entry.page
        for col in self.columns:
            yield col.text
        for article in self.articles:
            for _, text in article.heads:
                yield text
            for byline in article.bylines:
                yield byline.text
            for block in article.blocks:
                if block.label is not None:
                    yield block.label
                yield block.text
                yield from block.lines
                for row in block.rows:
                    for cell in row:
                        yield cell.text
