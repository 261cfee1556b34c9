"""What a person settled, as the decoders ask for it: by place in the source.

A correction never changes a result afterwards: each decoder asks here about the rows, seams and
blocks before it, and takes the answer as evidence of weight `SETTLED`, so that what stands beside
it is decided anew. Whether a correction holds in what came out is asked of `converter.outcome`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from converter.chinese.radicals import plain_forms
from converter.corrections import Anchor, Correction, Grid, Paragraph, Placed
from converter.model import Evidence, Label, Line, Source, Span

SETTLED = 1000.0
"""Log-odds of a person's word: more than every cue together."""

_BLANK = " \t\r\n\f\v\u3000\u00a0\ufeff\u200b"
_GIVEN = ("title", "kicker", "subtitle", "byline")  # corrections that give the words themselves
_NEAR = 12  # lines on either side of a correction of a title among which its printed lines are


NOWHERE = Span(-1, -1)


@dataclass(frozen=True, slots=True)
class Point:
    """A settled place: the correction, the span of its anchor's words, and of the other anchor's.

    `first` is where the ink of the anchored line begins; `beyond` the same of the other line.
    """

    placed: Placed
    span: Span
    first: int
    other: Span = NOWHERE
    beyond: int = -1

    @property
    def correction(self) -> Correction:
        """What the person wrote."""
        return self.placed.correction

    def evidence(self, reading: str, weight: float = SETTLED) -> Evidence:
        """The person's word for (or against) a reading, with their reason."""
        return Evidence("correction", reading, weight, self.correction.reason)


def _touches(span: Span, start: int, end: int) -> bool:
    return span.start < end and start < span.end


@dataclass(frozen=True, slots=True)
class Settled:
    """All corrections of a document, found in its source."""

    points: tuple[Point, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.points)

    def of(self, *kinds: str) -> Iterator[Point]:
        """The corrections of these kinds, in their file's order."""
        return (p for p in self.points if p.correction.kind in kinds)

    @property
    def words(self) -> frozenset[str]:
        """Heads and bylines that a person gave, to be printed as they are."""
        return frozenset(str(p.correction.value) for p in self.of(*_GIVEN))

    def label(self, start: int, end: int) -> tuple[Label, Evidence] | None:
        """What a person says that the row from `start` to `end` is."""
        for point in self.points:
            c = point.correction
            if not _touches(point.span, start, end):
                continue
            if c.label is not None:
                # An entry of a chronicle is text until the chronicle's dates are read.
                kind = Label.BODY if c.label is Label.ENTRY else c.label
                return kind, point.evidence(kind)
            if c.field is not None:
                return Label.MASTHEAD, point.evidence(Label.MASTHEAD)
        for point in self.of("table"):
            if point.first < end and start < point.other.end:
                return Label.TABLE, point.evidence(Label.TABLE)
        return None

    def heads(self, words: str, start: int) -> tuple[Label, Evidence] | None:
        """Whether a row's `words` (without spaces) are of a title or byline that a person gave."""
        for point in self.of(*_GIVEN):
            c = point.correction
            given = _bare(str(c.value))
            if words == given or (len(words) >= 4 and words in given):
                kind = Label.BYLINE if c.byline is not None else Label.TITLE
                if abs(start - point.first) <= 40 * _NEAR:
                    return kind, point.evidence(kind)
        return None

    def seam(self, above: Span, below: Span, *, long: bool = False) -> tuple[bool, Evidence] | None:
        """Whether a person says that a paragraph breaks between two rows, or None.

        `long`: the row below is not one printed line, so that `text` says where in it.
        """
        cut: tuple[bool, Evidence] | None = None
        for point in self.of("continues", "apart"):
            joined = point.correction.continues is not None
            a = _touches(point.other, above.start, above.end)
            b = _touches(point.span, below.start, below.end)
            if a and b:
                return not joined, point.evidence("break", -SETTLED if joined else SETTLED)
            if joined and (a or b):
                # Each goes on elsewhere: the fragments part here.
                cut = True, point.evidence("break")
        if cut is not None:
            return cut
        for point in self.points:
            c = point.correction
            starts = c.paragraph is Paragraph.STARTS or c.label is Label.ENTRY
            if c.paragraph is None and not starts:
                continue
            hit = _touches(point.span, below.start, below.end)
            if hit and (not long or point.span.start <= below.start or point.first >= below.start):
                return starts, point.evidence("break", SETTLED if starts else -SETTLED)
        return None

    def link(self, above: Span, below: Span) -> tuple[float, float]:
        """What a person's word adds to two readings of the rows at two fragments' ends.

        The readings are that the one below goes on with the paragraph above, and that it follows
        as the next; 0 where nobody said anything.
        """
        for point in self.of("continues", "apart"):
            a = _touches(point.other, above.start, above.end)
            b = _touches(point.span, below.start, below.end)
            if point.correction.apart is None and (a or b):
                return (SETTLED, -SETTLED) if a and b else (-SETTLED, -SETTLED)
            if a and b:
                return -SETTLED, 0.0
        for point in self.points:
            c = point.correction
            starts = c.paragraph is Paragraph.STARTS or c.label is Label.ENTRY
            if c.paragraph is None and not starts:
                continue
            first = point.span.start <= max(point.first, below.start)
            if _touches(point.span, below.start, below.end) and (starts or first):
                return (-SETTLED, 0.0) if starts else (SETTLED, -SETTLED)
        return 0.0, 0.0

    def openings(self, start: int, end: int) -> Iterator[tuple[int, bool]]:
        """Places inside a row of several printed lines where a paragraph starts, or does not."""
        for point in self.of("paragraph"):
            if start < point.span.start < end and point.span.start > point.first:
                yield point.span.start, point.correction.paragraph is Paragraph.STARTS

    def grid(self, start: int, end: int) -> tuple[Point, Grid] | None:
        """The table that a person drew and that begins between two places."""
        for point in self.of("table"):
            if point.correction.table is not None and _touches(point.span, start, end):
                return point, point.correction.table
        return None

    def field(self, start: int, end: int) -> str:
        """The masthead's field whose value a person says is here, or ''."""
        return next(
            (p.correction.field or "" for p in self.of("field") if _touches(p.span, start, end)), ""
        )


NOTHING = Settled()


def _bare(text: str) -> str:
    return "".join(text.split())


def settle(placed: Iterable[Placed], source: Source) -> Settled:
    """The corrections with the spans of their words in the source."""
    points = []
    for one in placed:
        c = one.correction
        line = source.lines[one.line - 1]
        span = _words(line, c.text)
        other = c.other
        if other is None or not one.other:
            points.append(Point(one, span, _ink(line)))
        else:
            beyond = source.lines[one.other - 1]
            points.append(Point(one, span, _ink(line), _words(beyond, other.text), _ink(beyond)))
    return Settled(tuple(points))


def _ink(line: Line) -> int:
    """Where the line's first character with ink stands."""
    return line.start + len(line.text) - len(line.text.lstrip(_BLANK))


def _words(line: Line, text: str) -> Span:
    """Where an anchor's words stand in their line; white space does not count."""
    return find_words(line.text, text, line.start) or line.span


def find_words(text: str, words: str, base: int = 0) -> Span | None:
    """The span of `words` in `text`, moved by `base`; white space of either does not count.

    A radical counts as the character that it looks like.
    """
    text = plain_forms(text)
    at = [i for i, ch in enumerate(text) if not ch.isspace()]
    bare = "".join([text[i] for i in at])
    want = _bare(plain_forms(words))
    k = bare.find(want)
    if k < 0 or not want:
        return None
    return Span(base + at[k], base + at[k + len(want) - 1] + 1)


__all__ = ["NOTHING", "SETTLED", "Anchor", "Point", "Settled", "find_words", "settle"]
