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
    Items,
    Lost,
    PageTurn,
    Paragraph,
    Section,
    Table,
    Unknown,
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
        case Paragraph() | Unknown() | Credit():
            lines: Iterable[str] = [words(block.content)]
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
            lines = [words(item) for item in block.items]
        case PageTurn() | Lost():
            lines = []
    return (line for line in lines if line)
