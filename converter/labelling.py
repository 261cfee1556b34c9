"""What labelling hands to assembling: rows with their labels, and the parsed contents list.

This module is part of the model's layer: the two stages know it and not each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from converter.chinese.chars import HAN, ends_sentence, has_han, tight, width
from converter.chinese.variants import comparable, legible
from converter.model import Decision, Evidence, Label
from converter.patterns import late

# A line that falls short of its column by less than this (em) fills it. Full lines of the
# newsletter spread by 0.44 em (standard deviation), those of a newspaper by 0.55; an indent is 2.
FULL = 1.3

# A line that begins so far (em) to the right of its column is indented: an indent is 2 em, or 1.
LEAD = 0.8


@dataclass(slots=True)
class Row:
    """One printed line as the dump has it (or the part of a line that one column owns).

    `text` is stripped; `start`/`end` are its source offsets. `page` indexes `Source.pages`, `line`
    `Source.lines`. `top` and `bottom` count rows from the page's edges (0 is the edge). `blanks`
    is the number of blank lines before it. `measure` is the width in em of the column it stands in,
    as learnt from its neighbours (0 until `measure_rows` ran). `closed`: ends a sentence.
    `head` and `tail` are by how much (em) the first and last printed line of a row that was joined
    from several fall short of the column, None where that is not known. `order` is the row's place
    in reading order, which may differ from the source's. `joint` is the width of a printed line
    that the extraction tool broke into several rows (0 for a whole line), `piece` the row's number
    among them. `block` numbers the source's line that held it with others (0: it stood alone).
    `lead` is the width (em) of the blanks before it in its line, None where they tell nothing of
    paragraphs: the row begins inside a line, or the source has lost its indents. `far`: it begins
    farther right than the page's paragraphs do, as centred titles and signatures at the right.
    `verse` numbers the stanza of which it is a line (0: of none).
    """

    text: str
    start: int
    end: int
    page: int
    line: int
    blanks: int
    top: int = 0
    bottom: int = 0
    tight: str = ""
    width: float = 0.0
    measure: float = 0.0
    closed: bool = False
    head: float | None = None
    tail: float | None = None
    order: float = 0.0
    joint: float = 0.0
    piece: int = 0
    block: int = 0
    lead: float | None = None
    far: bool = False
    verse: int = 0

    @property
    def printed(self) -> float:
        """Width of the printed line: of all its pieces, where the tool broke it into several."""
        return self.joint or self.width

    @property
    def full(self) -> bool:
        """Whether the printed line fills its column."""
        return self.printed >= self.measure - FULL

    @property
    def indented(self) -> bool:
        """Whether the row is as wide as an indented first line that fills the column: 2 em less."""
        return abs(self.printed - (self.measure - 2.0)) <= 0.95

    def part(self, i: int, j: int) -> Row:
        """The row's characters `i` to `j` as a row of its own."""
        raw = self.text[i:j]
        text = raw.strip()
        start = self.start + i + (len(raw) - len(raw.lstrip()))
        row = make_row(text, start, self.page, self.line, self.blanks if i == 0 else 0)
        row.top, row.bottom, row.measure = self.top, self.bottom, self.measure
        row.order = self.order + i / 10_000_000
        row.joint, row.piece = self.joint, self.piece
        row.lead = self.lead if i == 0 else None
        row.far = self.far and i == 0
        row.verse = self.verse
        return row

    def copy(self) -> Row:
        """The same row for someone else to measure and to close."""
        row = Row(self.text, self.start, self.end, self.page, self.line, self.blanks)
        row.top, row.bottom, row.tight = self.top, self.bottom, self.tight
        row.width, row.measure, row.closed = self.width, self.measure, self.closed
        row.head, row.tail, row.order = self.head, self.tail, self.order
        row.joint, row.piece, row.block = self.joint, self.piece, self.block
        row.lead = self.lead
        return row


def make_row(text: str, start: int, page: int, line: int, blanks: int) -> Row:
    """A row of stripped `text` that begins at source offset `start`."""
    return Row(
        text,
        start,
        start + len(text),
        page,
        line,
        blanks,
        tight=tight(text),
        width=width(text),
        closed=ends_sentence(text),
    )


@dataclass(slots=True)
class Labelled:
    """A row with the label that was chosen, the runner-up and the distance to it.

    `begins`: the row begins a unit (a paragraph, a title, a heading); else it goes on with one.
    `seam` is by how much that was decided; `ends`: an end-of-article mark stands on the line below.
    """

    row: Row
    label: Label
    second: Label = Label.UNKNOWN
    margin: float = 0.0
    evidence: Sequence[Evidence] = ()
    ends: bool = False
    begins: bool = True
    seam: float = 0.0


@dataclass(slots=True)
class Listed:
    """One entry of the contents list, as spans of the source (start, end), pieces in order.

    `column` is the index of its column in `ContentsList.columns`, -1 where none is printed.
    """

    title: list[tuple[int, int]] = field(default_factory=list)
    authors: list[tuple[int, int]] = field(default_factory=list)
    page: tuple[int, int] = (0, 0)
    number: int = 0
    column: int = -1
    words: str = ""  # the title's letters without white space


@dataclass(slots=True)
class ContentsList:
    """The parsed contents list: columns as spans of their names, entries in printed order.

    `decisions` are those of its reading as a whole.
    """

    columns: list[tuple[int, int]] = field(default_factory=list)
    entries: list[Listed] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)


@dataclass(slots=True)
class Labelling:
    """The whole document, labelled.

    `printed` maps indexes of `Source.pages` to printed page numbers, where they are known;
    `heads` maps them to the running column head that stands on the page (as printed).
    `byline_marks` and `end_marks` are the marks learnt or named in the profile; `names` are those
    under which the text and its running heads speak of their own periodical (no spaces).
    `decisions` are those that outweighed the best path of labels.
    """

    rows: list[Labelled] = field(default_factory=list)
    contents: ContentsList = field(default_factory=ContentsList)
    printed: dict[int, int] = field(default_factory=dict)
    heads: dict[int, str] = field(default_factory=dict)
    byline_marks: frozenset[str] = frozenset()
    end_marks: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    decisions: list[Decision] = field(default_factory=list)


# What stands beside a column's name in its head: an issue's date, a page's number, pinyin, a motto.
_BESIDE = (
    late(r"(?:19|20)\d{2}[年.·/-][ ]?\d{1,2}(?:[月.·/-](?:[ ]?\d{1,2}[日号]?)?)?(?!\d)"),
    late(r"(?:总?第)?[ ]?[A-D]?\d{1,4}[ ]?[期版页]"),
    late(r"(?<![A-Za-z])[A-Z][A-Z' ]*[A-Z](?![A-Za-z])"),
    late(r"^\W*\d+(?=\W)|(?<=\W)\d+\W*$"),
)
_SPACED = late(rf"(?<![{HAN}])[{HAN}](?:[ \u3000]+[{HAN}](?![{HAN}]))+")  # 卷 首 语
_DRESS = late(r"^[^\w“《（(]+|[^\w”》）)]+$")
_MOTTO = 6  # letters
_SHORT = 6


@lru_cache(maxsize=4096)
def column_name(printed: str) -> str:
    """A column's name without what its head prints beside it: '2024.05 本 期 特 稿 BENQITEGAO'."""
    whole = _DRESS.sub("", _SPACED.sub(lambda m: tight(m[0]), legible(printed).strip()))
    name = whole
    for beside in _BESIDE if has_han(whole) else ():
        rest = beside.sub(" ", name).strip()
        name = rest if has_han(rest) else name
    name = _DRESS.sub("", " ".join(name.split()))
    first, _, motto = name.partition(" ")
    if len(first) <= _SHORT and len(_OTHERS.sub("", motto)) >= _MOTTO and not _LATIN.search(motto):
        name = first
    return name or whole or printed


@lru_cache(maxsize=4096)
def column_key(printed: str) -> str:
    """What two printings of one column's name have in common: its Han letters, simplified."""
    name = comparable(column_name(printed))
    return _OTHERS.sub("", name) or tight(name)


_OTHERS = late(f"[^{HAN}]")
_LATIN = late("[A-Za-z]")
