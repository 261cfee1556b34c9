"""What a cue sees of a row's context, and the ordered table that cues are entered into."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from converter.chinese.chars import THE_END
from converter.fields import RowFields
from converter.label.furniture import head_key
from converter.label.verse import Verse
from converter.label.weights import Weights
from converter.labelling import ContentsList, Listed, Row
from converter.model import Evidence, Label
from converter.profile.model import Column, Profile, fold

Reading = tuple[Label, str, str]  # label, key of the weight, reason


class Titles:
    """Letters of the listed titles, by which most rows are told to be none of them."""

    def __init__(self, entries: Iterable[Listed]) -> None:
        words = [entry.words for entry in entries if entry.words]
        self.threes = {w[k : k + 3] for w in words for k in range(len(w) - 2)}
        self.heads = {w[:4] for w in words}
        self.short = [w for w in self.heads if len(w) < 4]

    def may_have(self, row: str) -> bool:
        """Whether a title has a row's first or last three letters, or the row a title's first four."""
        return (
            row[:3] in self.threes
            or row[-3:] in self.threes
            or not self.heads.isdisjoint([row[k : k + 4] for k in range(len(row) - 3)])
            or any(head in row for head in self.short)
        )


@dataclass(slots=True)
class Scene:
    """Everything that a cue may look at: the rows that are no furniture, in stream order."""

    rows: Sequence[Row]
    profile: Profile
    contents: ContentsList
    contents_rows: frozenset[int]
    front: frozenset[int]  # pages that hold a contents list
    printed: dict[int, int]
    byline_marks: frozenset[str]
    is_word: Callable[[str], bool]
    doubtful_marks: frozenset[str]  # those that stand before other lines too
    paragraphs: bool  # rows are whole paragraphs, not printed lines
    heads: frozenset[str]  # keys of column heads
    columns: Mapping[str, Column]  # the profile's, by name
    titles: Titles  # of the contents list
    pages: int
    table_pages: frozenset[int] = frozenset()
    heading_runs: dict[int, tuple[int, float]] = field(default_factory=dict)

    end_marks: frozenset[str] = frozenset()
    ends: frozenset[int] = frozenset()  # pages on which an article ends, as its mark tells
    unsigned: bool = False  # neither bylines nor a contents list tell where articles begin
    rejoined: bool = False  # lines were joined by spaces; a row not parted is a block alone
    numbered: bool = False  # the document numbers its headings
    echoed: frozenset[int] = frozenset()  # displayed rows whose words the page says again
    signed: Mapping[int, str] = field(default_factory=dict)  # bylines that only their place tells
    stacks: Mapping[int, int] = field(default_factory=dict)  # rows above a byline, and that
    banners: int = 0  # stacks that open with a few letters
    marked: int = 0  # rows that begin with a byline's mark
    fields: Sequence[RowFields] = ()  # of the masthead, row by row
    # Rows of simple tables: cell, caption.
    table_rows: Mapping[int, str] = field(default_factory=dict)
    grid_pages: frozenset[int] = frozenset()  # pages with such rows
    noted_above: bool = False  # who wrote stands in brackets above the title
    head_places: frozenset[int] = frozenset()  # rows where other pages have columns' names
    verse: Verse = field(default_factory=Verse)
    names: frozenset[str] = frozenset()  # under which the text speaks of its own periodical

    def is_end(self, row: Row) -> bool:
        """Whether an end-of-article mark stands behind a row's last stop."""
        if THE_END.search(row.tight):
            return True
        return (
            len(row.tight) > 2 and row.tight[-1] in self.end_marks and row.tight[-2] in "。！？”）)"
        )

    def is_column(self, row: Row) -> bool:
        """Whether a row is a column's head, by the profile or the contents list."""
        return self.has_column(row) or head_key(row.tight) in self.heads

    def has_column(self, row: Row) -> bool:
        """Whether the profile names a column so."""
        return fold(row.text) in self.columns

    def near(self, i: int) -> Row | None:
        """Row `i`, or None beyond the ends."""
        return self.rows[i] if 0 <= i < len(self.rows) else None


Cue = Callable[[Scene, int, Row], Iterator[Reading]]
CUES: list[Cue] = []


def cue(function: Cue) -> Cue:
    """Enter a cue into the ordered table."""
    CUES.append(function)
    return function


def weigh(scene: Scene, weights: Weights) -> list[list[Evidence]]:
    """Evidence of all cues for all rows."""
    out: list[list[Evidence]] = []
    # What cues say is mostly what they said of other rows: each word of theirs is made once.
    named: list[tuple[Cue, str, dict[Reading, Evidence]]] = [(f, f.__name__, {}) for f in CUES]
    for i, row in enumerate(scene.rows):
        found: list[Evidence] = []
        for function, name, said in named:
            for reading in function(scene, i, row):
                evidence = said.get(reading)
                if evidence is None:
                    label, key, reason = reading
                    evidence = Evidence(name, label, weights.get(name, key, label), reason)
                    said[reading] = evidence
                found.append(evidence)
        out.append(found)
    return out
