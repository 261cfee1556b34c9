"""What an issue of a fictional publication consists of, before anybody typesets it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["p", "h", "caption", "credit", "table", "entry"]
Genre = Literal["company", "school", "hospital", "association", "county"]


@dataclass(frozen=True)
class Block:
    """One block of an article: `text` is the truth, `lines` how a heading breaks in print."""

    kind: Kind
    text: str
    lines: tuple[str, ...] = ()
    level: int = 1
    label: str = ""
    when: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    run_on: bool = False  # a credit printed in the last paragraph's line


@dataclass(frozen=True)
class Byline:
    """`printed` carries the marker, `text` (the truth) does not, `names` go into the contents."""

    printed: str
    text: str
    names: tuple[str, ...]
    before_title: bool = False


@dataclass(frozen=True)
class Article:
    """One article; `kicker`, `main` and `sub` hold printed lines in reading order."""

    id: str
    column: str
    kicker: str
    main: tuple[str, ...]
    sub: str
    byline: Byline | None
    blocks: tuple[Block, ...]
    title_last: bool = False  # painted after its body, as layout programs often do

    @property
    def title(self) -> str:
        """The full title as the gold has it: all title lines joined by one space."""
        return " ".join(filter(None, (self.kicker, *self.main, self.sub)))

    @property
    def name(self) -> str:
        """The main title as one line, as a contents list prints it."""
        return " ".join(self.main)


@dataclass(frozen=True)
class Imprint:
    """A masthead field: its key in the tree and its values."""

    key: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Issue:
    """One issue: its masthead fields and its articles in printed order."""

    number: int
    issue: str
    total: str
    date: str
    cover: tuple[Imprint, ...]
    imprint: tuple[Imprint, ...]
    articles: tuple[Article, ...]


@dataclass(frozen=True)
class Entry:
    """A line of the contents list as it is printed."""

    column: str
    title: str
    author: str
    page: int


@dataclass
class Raw:
    """Raw text page by page, before wrapping, and what typesetting settled."""

    pages: list[str]
    contents: list[Entry] = field(default_factory=list)
    starts: dict[str, int] = field(default_factory=dict)  # article id -> printed page
