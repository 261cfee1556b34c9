"""Whether a correction holds in what came out: asked of the issue alone, not of who made it.

Asked twice, it tells all that is to be said of a correction: one that does not hold although it
was given could not be applied, and one that holds although it was not given is no longer needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from converter.chinese.chars import width
from converter.corrections import Grid, Paragraph
from converter.model import FURNITURE, PROSE, Article, Block, Issue, Label, Source, Span, Text
from converter.settled import NOWHERE, Point, find_words

_LONG = 52.0
"""A line of more than so many em holds whole paragraphs: there the words tell the place in it."""

_OF_ARTICLES = ("title", "kicker", "subtitle", "byline", "column", "order", "article")
_BLOCKS = {
    **dict.fromkeys(PROSE, Label.BODY),
    **dict.fromkeys(("pb", "gap"), Label.LAYOUT),
    "other": Label.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Place:
    """One text of the issue: what it is, and the article and block that it stands in."""

    label: Label
    text: Text
    article: Article | None = None
    block: Block | None = None
    role: str = ""


def places(issue: Issue) -> Iterator[Place]:
    """Every text of an issue with what it is."""
    for item in issue.masthead:
        yield Place(Label.MASTHEAD, item.text, role=item.key)
    for column in issue.contents:
        yield Place(Label.CONTENTS, column.head)
        for entry in column.entries:
            for text in (entry.title, *entry.authors, entry.page):
                yield Place(Label.CONTENTS, text)
    for article in issue.articles:
        for kind, text in article.heads:
            yield Place(Label.TITLE, text, article, role=kind)
        for byline in article.bylines:
            yield Place(Label.BYLINE, byline.text, article)
        for block in article.blocks:
            label = _BLOCKS.get(block.kind) or Label(block.kind)
            texts = [block.text, *block.lines, *(c.text for row in block.rows for c in row)]
            if block.label is not None:
                texts.insert(0, block.label)
            for text in texts:
                yield Place(label, text, article, block)


def _bare(text: str) -> str:
    return "".join(text.split())


def _in(text: Text, span: Span) -> bool:
    return any(p.start < span.end and span.start < p.end for p in text.pieces if p.mark is None)


class Outcome:
    """An issue, asked what holds in it."""

    def __init__(self, issue: Issue, source: Source) -> None:
        self.issue = issue
        self.source = source
        self.places = list(places(issue))

    def holds(self, point: Point) -> bool:
        """Whether what the correction says is so."""
        return _CHECKS[point.correction.kind](self, point)

    def why_not(self, point: Point) -> str:
        """Why what the correction says is not so, in a few words."""
        correction, number = point.correction, point.placed.line
        line = self.source.line_at(point.first)
        here = self.at(point.span)
        articles = [p.article for p in here if p.article is not None]
        wanted = correction.replace
        if wanted is not None and find_words(line.text, wanted.find) is None:
            return f"“{wanted.find}” is not in line {number}"
        if not here:
            return f"line {number} is in no edition"
        if correction.kind in _OF_ARTICLES and not articles:
            return f"line {number} is in no article"
        if point.other != NOWHERE and not self.at(point.other):
            return f"line {point.placed.other} is in no edition"
        match correction.kind:
            case "column" if all(c.id != correction.column for c in self.issue.columns):
                return f"there is no column {correction.column}"
            case "order" if (correction.order or 0) > len(self.issue.articles):
                return f"there are {len(self.issue.articles)} articles, no {correction.order}"
            case "label" | "caption_after" | "field":
                labels = " and ".join(dict.fromkeys(str(place.label) for place in here))
                return f"line {number} is {labels} for all that"
            case "replace" if wanted is not None:
                return f"“{wanted.find}” of line {number} does not stand in one piece"
            case kind:
                return f"line {number}: no place for “{kind}”"

    def at(self, span: Span) -> list[Place]:
        """The places in which characters of the source stand, in the issue's order."""
        return [p for p in self.places if _in(p.text, span)]

    def label(self, point: Point) -> bool:
        """What a line is: its words in the tree, or else the furniture that they are."""
        wanted = point.correction.label
        found = {p.label for p in self.at(point.span)}
        if wanted is Label.COLUMN:
            wanted = Label.RUNHEAD
        if wanted in FURNITURE or (wanted is Label.CONTENTS and not found):
            kinds = {
                f.label
                for f in self.issue.furniture
                if f.span.start < point.span.end and point.span.start < f.span.end
            }
            return not found and (wanted in kinds or wanted is Label.CONTENTS)
        return wanted in found

    def paragraph(self, point: Point) -> bool:
        """A paragraph starts, or does not, at the line (in long lines: at the words)."""
        line = self.source.line_at(point.first)
        start = point.span.start if width(line.text) > _LONG else point.first
        for place in self.at(point.span):
            if place.block is None or place.label not in (Label.BODY, Label.ENTRY, Label.UNKNOWN):
                continue
            text = place.block.label if place.block.label is not None else place.text
            begins = next((p.start for p in text.pieces if p.end > p.start), -1) == start
            return begins is (point.correction.paragraph is Paragraph.STARTS)
        return False

    def continues(self, point: Point) -> bool:
        """One paragraph has both ends, one behind the other."""
        for place in self.at(point.other):
            carried = [p for p in place.text.pieces if p.end > p.start]
            for n, piece in enumerate(carried):
                after = carried[n + 1] if n + 1 < len(carried) else piece
                ends = piece.start < point.other.end and point.other.start < piece.end
                if ends and after.start <= point.span.start and point.first < after.end:
                    return True
        return False

    def apart(self, point: Point) -> bool:
        """No paragraph has both ends behind each other."""
        return not self.continues(point)

    def article(self, point: Point) -> bool:
        """Both lines are of one article."""
        mine = {p.article.id for p in self.at(point.span) if p.article is not None}
        return bool(mine & {p.article.id for p in self.at(point.other) if p.article is not None})

    def _article(self, point: Point) -> Article | None:
        return next((p.article for p in self.at(point.span) if p.article is not None), None)

    def head(self, point: Point) -> bool:
        """The article has this head in this role."""
        role = {"title": "main", "subtitle": "sub"}.get(point.correction.kind, "kicker")
        article = self._article(point)
        heads = article.heads if article is not None else []
        return str(point.correction.value) in [text.flat for kind, text in heads if kind == role]

    def byline(self, point: Point) -> bool:
        """The article has this byline."""
        article = self._article(point)
        bylines = article.bylines if article is not None else []
        return point.correction.byline in [b.text.flat for b in bylines]

    def column(self, point: Point) -> bool:
        """The article is in this column."""
        article = self._article(point)
        return article is not None and article.column == point.correction.column

    def order(self, point: Point) -> bool:
        """The article has this place."""
        place = (point.correction.order or 0) - 1
        articles = self.issue.articles
        return 0 <= place < len(articles) and articles[place] is self._article(point)

    def caption(self, point: Point) -> bool:
        """The caption stands after the paragraph."""
        for place in self.at(point.span):
            if place.label is not Label.CAPTION or place.article is None:
                continue
            blocks = [b for b in place.article.blocks if b.kind not in ("pb", "gap")]
            at = next(i for i, b in enumerate(blocks) if b is place.block)
            while at and blocks[at].kind == "caption":
                at -= 1
            return _in(blocks[at].text, point.other)
        return False

    def table(self, point: Point) -> bool:
        """The table has this grid."""
        grid = point.correction.table
        for place in self.at(point.span):
            if place.label is Label.TABLE and place.block is not None and isinstance(grid, Grid):
                rows = [[_bare(c.text.flat) for c in row] for row in place.block.rows]
                return rows == [[_bare(cell) for cell in line.split("|")] for line in grid.rows]
        return False

    def field(self, point: Point) -> bool:
        """The masthead has the line's value under this key."""
        return any(
            p.label is Label.MASTHEAD and p.role == point.correction.field
            for p in self.at(point.span)
        )

    def replace(self, point: Point) -> bool:
        """The words stand in the tree as the person wrote them."""
        wanted = point.correction.replace
        line = self.source.line_at(point.first)
        span = find_words(line.text, wanted.find, line.start) if wanted is not None else None
        if wanted is None or span is None:
            return False
        for place in self.at(span):
            at = place.text.place(span)
            if at is not None:
                return _bare(place.text.flat[slice(*at)]) == _bare(wanted.by)
        return False


_CHECKS: dict[str, Callable[[Outcome, Point], bool]] = {
    "label": Outcome.label,
    "paragraph": Outcome.paragraph,
    "continues": Outcome.continues,
    "apart": Outcome.apart,
    "article": Outcome.article,
    "title": Outcome.head,
    "kicker": Outcome.head,
    "subtitle": Outcome.head,
    "byline": Outcome.byline,
    "column": Outcome.column,
    "order": Outcome.order,
    "caption_after": Outcome.caption,
    "table": Outcome.table,
    "field": Outcome.field,
    "replace": Outcome.replace,
}


def judge(
    points: Sequence[Point], given: Outcome, alone: Outcome, doubted: Sequence[Span]
) -> tuple[list[Point], list[Point]]:
    """The corrections that could not be applied, and those that are no longer needed.

    `given` is what came out with them, `alone` without. One that only confirms what the program
    doubts (`doubted`, without them) is needed: it settles the doubt.
    """
    unused, needless = [], []
    for point in points:
        if not given.holds(point):
            unused.append(point)
        elif alone.holds(point) and not any(
            d.start < point.span.end and point.first < d.end for d in doubted
        ):
            needless.append(point)
    return unused, needless
