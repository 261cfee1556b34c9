"""The stream of a page parted into segments: what certainly stands together.

A seam between two neighbours stays closed only where the text itself says that they go on with each
other (a broken word made whole, words in common). Every other seam may be a column's end, behind
which another article's text follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from converter.assemble.fragments import Fragment, read
from converter.assemble.joins import JOINING, Seams, weigh
from converter.assemble.lexicon import Lexicon
from converter.assemble.openers import Head, Pattern, find_heads
from converter.assemble.units import Unit, members
from converter.assemble.vocabulary import NOTHING as NO_WORDS
from converter.assemble.vocabulary import Vocabulary, Words
from converter.model import Span
from converter.settled import NOTHING, Settled

BODY = frozenset({"para", "heading", "credit", "table", "entry", "unknown"})
"""Kinds of units that make an article's body in their order."""

ASIDE = frozenset({"caption"})
"""Kinds that interrupt a body and stand after the paragraph that they interrupt."""

_SURE = 6.0  # log-odds of a join that is not asked again, whatever the words around it say
_SURE_IN_ARTICLE = 4.0  # the same where the words around the seam are one article's
_TOGETHER = 2.0  # shared words that keep two whole paragraphs together


@dataclass(slots=True)
class Segment:
    """A head, or body units that certainly follow each other.

    `joined[n]` tells whether unit n goes on with the paragraph of the unit before; `turn`: a page
    turn or a column head stands before the segment; `resumed` and `onward`: 上接 stands before it,
    下转 behind it; `over`: an end mark stands behind it.
    """

    units: list[int]
    words: Words
    head: Head | None = None
    joined: list[bool] = field(default_factory=list)
    turn: bool = False
    resumed: bool = False
    onward: bool = False
    over: bool = False

    @property
    def opens(self) -> bool:
        """Whether it is a head that an article begins with."""
        return self.head is not None and self.head.opens

    @property
    def closes(self) -> bool:
        """Whether it is a head that an article ends with."""
        return self.head is not None and not self.head.opens


@dataclass(slots=True)
class Page:
    """A page read: its units as fragments, what its words and seams tell, and its segments."""

    units: Sequence[Unit]
    fragments: list[Fragment]
    words: Vocabulary
    seams: Seams
    pattern: Pattern
    segments: list[Segment] = field(default_factory=list)
    settled: Settled = NOTHING
    members: tuple[tuple[int, int], ...] = ()
    """Units that a person gave to an article: the unit, and one that tells the article."""

    def first(self, s: int) -> Fragment:
        """The fragment with which segment s begins."""
        return self.fragments[self.segments[s].units[0]]

    def last(self, s: int) -> Fragment:
        """The fragment with which segment s ends."""
        return self.fragments[self.segments[s].units[-1]]

    def said(self, i: int, j: int) -> tuple[float, float]:
        """What a person's word adds to unit j joining unit i, and to it coming next."""
        if not self.settled or not self.units[i].rows or not self.units[j].rows:
            return 0.0, 0.0
        above, below = self.units[i].rows[-1], self.units[j].rows[0]
        return self.settled.link(Span(above.start, above.end), Span(below.start, below.end))


def read_page(units: Sequence[Unit], lexicon: Lexicon, settled: Settled = NOTHING) -> Page:
    """Units in stream order as a page of segments."""
    fragments = read(units, lexicon)
    articles = max(sum(u.kind == kind for u in units) for kind in ("title", "byline"))
    words = Vocabulary([f.text for f in fragments], [f.habits for f in fragments], articles)
    heads, pattern = find_heads(units, BODY, words)
    seams = Seams(lexicon, "\n".join([f.text for f in fragments]))
    page = Page(
        units, fragments, words, seams, pattern, settled=settled, members=members(units, settled)
    )
    _part(page, {head.units[0]: head for head in heads})
    return page


def _part(page: Page, heads: dict[int, Head]) -> None:
    """Part the stream at every seam that may be a cut."""
    words = page.words.words
    out = page.segments
    last = -1  # the body unit before, where nothing but an aside stands between
    turn = resumed = False
    for i, unit in enumerate(page.units):
        if unit.kind in ("title", "byline"):
            last = -1
            if i in heads:
                text = NO_WORDS
                for k in heads[i].units:
                    text = text | words[k]
                out.append(Segment(heads[i].units, text, heads[i], turn=turn))
                turn = False
        elif unit.kind == "jump":
            if "接" in unit.text.flat:
                resumed = True
            elif out:
                out[-1].onward = True
            last = -1
        elif unit.kind in ("page", "column"):
            turn, last = True, -1
        elif unit.kind in BODY:
            if last >= 0 and page.units[last].last != unit.raw:
                turn, last = True, -1
            goes_on = _goes_on(page, last, i) if last >= 0 and not unit.resumed else None
            if goes_on is None:
                out.append(Segment([i], words[i], None, [False], turn, resumed or unit.resumed))
                turn = resumed = False
            else:
                out[-1].units.append(i)
                out[-1].joined.append(goes_on)
                out[-1].words = out[-1].words | words[i]
            out[-1].onward = out[-1].onward or unit.onward
            out[-1].over = out[-1].over or unit.ended
            last = -1 if unit.ended or unit.onward else i


def _goes_on(page: Page, i: int, j: int) -> bool | None:
    """Whether unit j surely goes on after its neighbour i, joined or not; None: not surely."""
    a, b = page.fragments[i], page.fragments[j]
    if page.settled:
        joins, follows = page.said(i, j)
        if joins or follows:
            return True if joins > 0 and a.prose and b.prose else None
        if any(k in (i, j) for k, _ in page.members):
            return None
    if a.unit.kind == "heading":
        return None if not b.prose or b.open_start else False
    if a.unit.kind == "credit":
        return None
    if b.unit.kind == "credit" and not a.open_end:
        return False
    if b.numbered and not _counts_on(page, b.numbered):
        return None
    after = page.words.words[j]
    for k in range(j + 1, min(j + 3, len(page.units))):
        if page.units[k].kind not in BODY:
            break
        after = after | page.words.words[k]
    shared = page.words.affinity(page.words.part(after), page.segments[-1].words)
    if a.open_end and b.prose:
        needed = _SURE_IN_ARTICLE if shared > 1 else _SURE
        return True if weigh(JOINING, a, b, page.seams) >= needed else None
    # A paragraph that surely begins needs less; one that may be a rest is never sure.
    needed = _TOGETHER - min(_TOGETHER + 0.5, max(0.0, b.begins))
    return False if shared >= needed and not b.open_start else None


def _counts_on(page: Page, numbered: tuple[str, int]) -> bool:
    """Whether a numbered opening follows those of the segment so far, or begins a new row."""
    kind, n = numbered
    said = [page.fragments[i].numbered for i in page.segments[-1].units]
    return ([0] + [was[1] for was in said if was and was[0] == kind])[-1] in (0, n - 1)
