"""The words of blocks as lines of plain text, for the editions that have no markup of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from converter.tei.records import (
    Block,
    Chronicle,
    Content,
    Credit,
    Figure,
    Item,
    Items,
    Line,
    Lost,
    Notes,
    PageTurn,
    Paragraph,
    References,
    Section,
    Speech,
    Table,
    Unknown,
    Verse,
    plain,
)

_WHITE = re.compile(r"[ \t\r\n]+")


def fold(text: str) -> str:
    """Fold every run of XML white space into one space, and none at the ends."""
    return _WHITE.sub(" ", text).strip(" ")


def words(content: Content) -> str:
    """Give the words of inline content as one folded line."""
    return fold(plain(content))


def running(block: Block) -> Iterator[str]:
    """Give a block's words as lines of running text: a paragraph, heading, entry or row a line.

    The cells of a row are separated by tabs; a chronicle's label stands before its text.
    """
    match block:
        case Paragraph() | Unknown() | Line() | Credit():
            lines: Iterable[str] = [words(block.content)]
        case Speech():
            lines = [fold(block.speaker + plain(block.content))]
        case Verse():
            lines = map(words, block.lines)
        case Figure():
            lines = [words(block.caption)]
        case Section():
            lines = [words(head) for head in block.heads]
            lines += [text for inner in block.blocks for text in running(inner)]
        case Table():
            lines = [words(block.head)]
            lines += ["\t".join(words(c.content) for c in row.cells) for row in block.rows]
        case Chronicle():
            lines = [f"{fold(e.label)} {words(e.content)}".strip(" ") for e in block.entries]
        case Items():
            lines = [text for item in block.items for text in _item(item)]
        case Notes():
            lines = [labelled(note.label, note.content) for note in block.notes]
        case References():
            lines = [words(block.head), *(words(entry.content) for entry in block.entries)]
        case PageTurn() | Lost():
            lines = []
    return (line for line in lines if line)


def labelled(label: str, content: Content) -> str:
    """Give a label and the words behind it as they stand in a line."""
    return fold(label + between(label) + plain(content))


def between(label: str) -> str:
    """Give what stands behind a label in a line: nothing, where it brings its own space."""
    return " " if label and label[-1] < _WIDE else ""


_WIDE = "\u2e80"  # from here on a sign is as wide as a letter of Chinese


def _item(item: Item) -> Iterator[str]:
    yield labelled(item.label, item.content)
    for inner in item.lists:
        yield from running(inner)
