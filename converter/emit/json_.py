"""JSON edition of a tree: one record an article with its text, for corpora and language models.

`issue.schema.json` beside this file describes it. White space is folded; page breaks, gaps and
corrections are resolved to the words that are read, and the `page` of a block is the printed page
on which it begins.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from converter.emit.words import fold, running, words
from converter.tei.reading import read_edition
from converter.tei.records import (
    Article,
    Block,
    Chronicle,
    Content,
    Credit,
    Edition,
    Figure,
    Items,
    Line,
    Lost,
    Notes,
    PageBreak,
    PageTurn,
    Paragraph,
    References,
    Section,
    Speech,
    Table,
    Unknown,
    Verse,
)

if TYPE_CHECKING:
    from lxml import etree

    from converter.emit import Options

SCHEMA = "issue.schema.json"
VERSION = "2"

# Characters that reorder text or hide in it; valid in JSON, but nobody sees them in an editor.
_UNSEEN = re.compile(r"[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")

JSON = Mapping[str, "JSON"] | list["JSON"] | str | int | bool | None
Record = dict[str, "JSON"]


def emit(tree: etree._ElementTree, options: Options) -> bytes:
    """Give the issue as JSON, UTF-8, indented, in the order of the tree.

    Raises ValueError for a tree with elements that its vocabulary does not have.
    """
    del options  # nothing of this edition can be chosen yet
    dumped = json.dumps(issue(read_edition(tree)), ensure_ascii=False, indent=1)
    return (_UNSEEN.sub(lambda m: f"\\u{ord(m[0]):04x}", dumped) + "\n").encode()


def issue(edition: Edition) -> Record:
    """Give an issue as the record that the schema describes."""
    return {
        "version": VERSION,
        "title": edition.title,
        "lang": edition.lang,
        "date": edition.date,
        "publisher": edition.publisher,
        "series": {"title": edition.series, "issue": edition.issue, "total": edition.total},
        "source": {"name": edition.source, "sha256": edition.digest},
        "masthead": [
            {"key": item.key, "value": fold(item.value)}
            | ({"name": item.label} if item.label else {})
            for item in edition.masthead
        ],
        "contents": [
            {
                "head": fold(contents.head),
                "entries": [
                    {
                        "title": fold(entry.title),
                        "authors": [fold(author) for author in entry.authors],
                        "page": fold(entry.page),
                        "article": entry.target,
                    }
                    for entry in contents.entries
                ],
            }
            for contents in edition.contents
        ],
        "front": _Pages("").blocks(edition.front),
        "articles": [_article(article) for article in edition.articles()],
        "back": _Pages("").blocks(edition.back),
        "others": _Pages("").blocks(edition.others),
    }


def _article(article: Article) -> Record:
    blocks = _Pages(article.page).blocks(article.blocks)
    return {
        "id": article.id,
        "column": {"id": article.column_id, "name": fold(article.column)},
        "page": article.page,
        "title": fold(article.title),
        "heads": [{"kind": head.kind, "text": words(head.content)} for head in article.heads],
        "bylines": [words(byline) for byline in article.bylines],
        "text": "\n".join(text for block in article.blocks for text in running(block)),
        "blocks": blocks,
    }


class _Pages:
    """Blocks as records; it remembers the printed page that the text has reached."""

    def __init__(self, page: str) -> None:
        self.page = page

    def blocks(self, blocks: Iterable[Block]) -> list[JSON]:
        """Give the records of blocks; a page turn is none, it shows in those that follow."""
        out: list[JSON] = []
        for block in blocks:
            if isinstance(block, PageTurn):
                self.page = block.n
            else:
                out.append(self._block(block))
        return out

    def _block(self, block: Block) -> Record:
        record = self._opened(block)
        match block:
            case Paragraph() | Unknown() | Credit() | Line():
                record["text"] = self._read(block.content)
            case Speech():
                record["speaker"] = fold(block.speaker)
                record["text"] = self._read(block.content)
            case Verse():
                record["lines"] = [self._read(line) for line in block.lines]
            case Figure():
                record["text"] = self._read(block.caption)
                record["picture"] = block.picture
            case Section():
                record["heads"] = [self._read(head) for head in block.heads]
                record["blocks"] = self.blocks(block.blocks)
            case Lost():
                record["reason"] = block.reason
            case PageTurn():
                pass
            case _:
                self._listed(block, record)
        return record

    def _listed(
        self, block: Table | Chronicle | Items | Notes | References, record: Record
    ) -> None:
        match block:
            case Table():
                record["head"] = self._read(block.head)
                record["rows"] = [
                    {
                        "label": row.label,
                        "cells": [
                            {"text": self._read(c.content), "rows": c.rows, "cols": c.cols}
                            for c in row.cells
                        ],
                    }
                    for row in block.rows
                ]
            case Chronicle():
                record["entries"] = [
                    {
                        "label": fold(entry.label),
                        "when": entry.when,
                        "to": entry.to,
                        "text": self._read(entry.content),
                    }
                    for entry in block.entries
                ]
            case Items():
                record["items"] = self._items(block)
            case Notes():
                record["notes"] = [
                    {
                        "id": note.id,
                        "label": fold(note.label),
                        "text": self._read(note.content),
                        "ref": note.ref,
                    }
                    for note in block.notes
                ]
            case References():
                record["head"] = self._read(block.head)
                record["items"] = [self._read(entry.content) for entry in block.entries]

    def _items(self, block: Items) -> list[JSON]:
        return [
            {
                "label": fold(item.label),
                "text": self._read(item.content),
                "lists": [self._items(inner) for inner in item.lists],
            }
            for item in block.items
        ]

    def _opened(self, block: Block) -> Record:
        kind = block.kind if isinstance(block, Line) else type(block).__name__.lower()
        record: Record = {"type": kind}
        if not isinstance(block, PageTurn | Lost):
            record["id"] = block.id
        record["page"] = self.page
        return record

    def _read(self, content: Content) -> str:
        """Give the words and go on to the last page that begins among them."""
        for node in content:
            if isinstance(node, PageBreak):
                self.page = node.n
        return words(content)
