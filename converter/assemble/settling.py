"""What a person settled of whole articles: their heads, bylines, columns, order, captions.

There is one reading of each, given by the person, so nothing is left to weigh. Printed words stay
carried from the source wherever they are those that the person wrote; what differs is an edit
named `correction`, of which the tree keeps both readings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from converter.chinese.chars import tight
from converter.model import Article, Block, Column, Issue, Piece, Span, Text
from converter.profile.model import Profile
from converter.settled import Point, Settled

_ROLES = {"kicker": "kicker", "title": "main", "subtitle": "sub"}
_RULE = "correction"


def holds(text: Text, span: Span) -> bool:
    """Whether characters of the source between two places stand in a text."""
    return any(p.start < span.end and span.start < p.end for p in text.pieces)


def block_texts(block: Block) -> Iterator[Text]:
    """All texts of a block."""
    if block.label is not None:
        yield block.label
    yield block.text
    yield from block.lines
    for row in block.rows:
        for cell in row:
            yield cell.text


def article_texts(article: Article) -> Iterator[Text]:
    """All texts of an article."""
    for _, text in article.heads:
        yield text
    for byline in article.bylines:
        yield byline.text
    for block in article.blocks:
        yield from block_texts(block)


def article_at(articles: Sequence[Article], span: Span) -> Article | None:
    """The article in which a place of the source stands."""
    return next((a for a in articles if any(holds(t, span) for t in article_texts(a))), None)


def as_given(text: Text, words: str) -> Text:
    """A text that says `words` exactly; what it has of them is carried."""
    return text if text.flat == words else rewritten(text, words)


def rewritten(text: Text, words: str) -> Text:
    """A text that says `words`: what it has of them stays, the rest is an edit by the person."""
    old = text.flat
    head = 0
    while head < min(len(old), len(words)) and old[head] == words[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(words)) - head and old[-1 - tail] == words[-1 - tail]:
        tail += 1
    return text.edit([(head, len(old) - tail, words[head : len(words) - tail])], _RULE)


def settle_heads(article: Article, settled: Settled) -> None:
    """Titles, kickers, subtitles and bylines of an article as a person gave them."""
    if not settled:
        return
    spans = list(article_texts(article))
    first = min((t.start for t in spans if t.start >= 0), default=0)
    for point in settled.of("kicker", "title", "subtitle"):
        if any(holds(text, point.span) for text in spans):
            words = str(point.correction.value)
            _set_head(article, _ROLES[point.correction.kind], words, first)


def settled_bylines(article: Article, settled: Settled) -> list[Text] | None:
    """The bylines of an article with the one that a person gave, None where there is none."""
    spans = list(article_texts(article)) if settled else []
    for point in settled.of("byline"):
        if not any(holds(text, point.span) for text in spans):
            continue
        words = str(point.correction.value)
        printed = [byline.text for byline in article.bylines]
        if not printed:
            at = article.heads[-1][1].end if article.heads else min(t.start for t in spans if t)
            return [Text([Piece(words, at, at, _RULE)])]
        for n, text in enumerate(printed):
            if tight(text.flat) == tight(words):
                return [*printed[:n], as_given(text, words), *printed[n + 1 :]]
        return [as_given(Text.join(printed), words)]
    return None


def _set_head(article: Article, role: str, words: str, first: int) -> None:
    whole = tight(words)
    mine = [i for i, (kind, text) in enumerate(article.heads) if tight(text.flat) in whole]
    if "".join(tight(article.heads[i][1].flat) for i in mine) != whole:
        mine = [i for i, (kind, _) in enumerate(article.heads) if kind == role]
    if mine:
        text = article.heads[mine[0]][1]
        for i in mine[1:]:
            text = (
                text + Text([Piece(" ", text.end, text.end, "title-lines")]) + article.heads[i][1]
            )
        text = as_given(text, words)
        at = mine[0]
        article.heads = [h for i, h in enumerate(article.heads) if i not in mine]
    else:
        text = Text([Piece(words, first, first, _RULE)])
        at = {"kicker": 0, "main": sum(k == "kicker" for k, _ in article.heads)}.get(
            role, len(article.heads)
        )
    article.heads.insert(at, (role, text))


def settle_columns(issue: Issue, profile: Profile, settled: Settled) -> None:
    """Articles in the columns that a person gave them to; ids that nobody knows are left alone."""
    for point in settled.of("column"):
        ident = point.correction.column or ""
        article = article_at(issue.articles, point.span)
        known = next((c for c in issue.columns if c.id == ident), None)
        described = profile.column(ident)
        if article is None or (known is None and described is None):
            continue
        if known is None and described is not None:
            issue.columns.append(Column(ident, described.title or described.name))
            order = {c.id: c.order for c in profile.columns if c.order}
            issue.columns.sort(key=lambda c: order.get(c.id, 0))
        article.column = ident


def settle_order(issue: Issue, settled: Settled) -> None:
    """Articles in the places that a person gave them."""
    points = sorted(settled.of("order"), key=lambda p: p.correction.order or 0)
    for point in points:
        article = article_at(issue.articles, point.span)
        place = point.correction.order or 0
        if article is not None and 1 <= place <= len(issue.articles):
            issue.articles.remove(article)
            issue.articles.insert(place - 1, article)


def settle_captions(issue: Issue, settled: Settled) -> None:
    """Captions after the paragraphs that a person named."""
    for point in settled.of("caption_after"):
        target = article_at(issue.articles, point.other)
        home = article_at(issue.articles, point.span)
        caption = _block(home, point.span, "caption")
        paragraph = _block(target, point.other, "")
        if home is None or target is None or caption is None or paragraph is None:
            continue
        home.blocks = [b for b in home.blocks if b is not caption]
        at = next(i for i, b in enumerate(target.blocks) if b is paragraph) + 1
        target.blocks.insert(at, caption)


def _block(article: Article | None, span: Span, kind: str) -> Block | None:
    for block in article.blocks if article is not None else ():
        if (not kind or block.kind == kind) and any(holds(t, span) for t in block_texts(block)):
            return block
    return None


def is_entry(article: Article, settled: Settled) -> bool:
    """Whether a person said that a line of the article is an entry of a chronicle."""
    return any(
        str(point.correction.label) == "entry" and article_at([article], point.span) is not None
        for point in settled.of("label")
    )


__all__ = [
    "Point",
    "article_at",
    "article_texts",
    "block_texts",
    "holds",
    "is_entry",
    "rewritten",
    "settle_captions",
    "settle_columns",
    "settle_heads",
    "settle_order",
    "settled_bylines",
]
