"""Plain-text edition of a tree: UTF-8, unwrapped, one paragraph a line, for reading and counting.

An empty line stands between blocks; the cells of a table's row are separated by tabs. The values of
the masthead follow their names and a colon, text that belongs to no article and the imprint a
heading; an article without a title and a caption without its picture say so. Nothing else is
added to the tree's words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from converter.emit import labels
from converter.emit.labels import NAMEPLATE
from converter.emit.words import fold, running
from converter.tei.reading import read_edition
from converter.tei.records import (
    Article,
    Block,
    Chronicle,
    Content,
    Edition,
    Field,
    Figure,
    Items,
    Notes,
    References,
    Section,
    Table,
    Verse,
    plain,
)

if TYPE_CHECKING:
    from lxml import etree

    from converter.emit import Options


def emit(tree: etree._ElementTree, options: Options) -> bytes:
    """Give the issue as plain text, with a line feed at the end of each line.

    Raises ValueError for a tree with elements that its vocabulary does not have.
    """
    del options  # nothing of this edition can be chosen yet
    groups = (group for group in _groups(read_edition(tree)) if group)
    return ("\n\n".join("\n".join(group) for group in groups) + "\n").encode()


def _groups(edition: Edition) -> Iterator[list[str]]:
    """Give groups of lines, between which an empty line stands."""
    own = labels.of(edition.lang)
    yield _masthead(own, [field for field in edition.masthead if field.key in NAMEPLATE])
    for contents in edition.contents:
        yield [
            *_lines([contents.head]),
            *_lines(
                "\t".join(_lines([entry.title, *entry.authors, entry.page]))
                for entry in contents.entries
            ),
        ]
    yield from _blocks(own, edition.front)
    for column in edition.columns:
        yield _lines([column.name])
        for article in column.articles:
            yield from _article(own, article)
    yield from _blocks(own, edition.back)
    others = [group for group in _blocks(own, edition.others) if group]
    yield from ([own.others], *others) if others else ()
    if imprint := _masthead(own, [f for f in edition.masthead if f.key not in NAMEPLATE]):
        yield [own.colophon, *imprint]


def _masthead(own: labels.Labels, fields: Iterable[Field]) -> list[str]:
    return [
        f"{label}{own.colon}{values}" if label else values
        for (_, label, _), named in groupby(fields, key=own.line)
        if (values := own.between_names.join(_lines(field.value for field in named)))
    ]


def _lines(texts: Iterable[str]) -> list[str]:
    return [text for text in map(fold, texts) if text]


def _words(contents: Iterable[Content]) -> list[str]:
    return _lines(map(plain, contents))


def _article(own: labels.Labels, article: Article) -> Iterator[list[str]]:
    said = [_words(article.bylines), *_blocks(own, article.blocks)]
    yield _words(head.content for head in article.heads) or ([own.untitled] if any(said) else [])
    yield from said


def _blocks(own: labels.Labels, blocks: Iterable[Block]) -> Iterator[list[str]]:
    for block in blocks:
        match block:
            case Section():
                yield _words(block.heads)
                yield from _blocks(own, block.blocks)
            case Table() | Chronicle() | Items() | Verse() | Notes() | References():
                yield list(running(block))
            case Figure() if not block.picture:
                yield from ([own.no_picture, line] for line in running(block))
            case _:
                yield from ([line] for line in running(block))
