"""Elements that hold text: their ids, and the record of what was written where."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from lxml import etree

from converter.chinese.language import differs
from converter.tei.inline import INK, Pages, Placed, Writer, clean
from converter.tei.names import XML_ID, XML_LANG, Ids, t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.etree import _Element

    from converter.model import Mark, Name, Source, Text


def blank(text: Text) -> bool:
    """Whether nothing of `text` is left to print."""
    return INK.search(clean(text.flat)) is None


class Elements:
    """Makes the elements of one tree, gives them ids and notes every piece that it writes."""

    def __init__(self, source: Source, lang: str = "") -> None:
        self.ids = Ids()
        self._lang = lang
        self.languages = {lang: None}  # of the text and of its passages, in order
        self.placed: list[Placed] = []
        self._source = source.text
        self._starts = [line.start for line in source.lines]
        self.pages = Pages()
        self.part = ""  # the id of the article that is written

    def line(self, *texts: Text | None) -> int:
        """Number of the line on which the first of `texts` that has a source begins, or 0."""
        for text in texts:
            for piece in text.pieces if text is not None else ():
                if piece.mark is None:
                    return bisect_right(self._starts, piece.start)
        return 0

    def element(
        self, parent: _Element, tag: str, ident: str, attributes: Mapping[str, str] | None = None
    ) -> _Element:
        """Append an element with an id that is `ident` or as near to it as may be."""
        element = etree.SubElement(parent, t(tag))
        for name, value in (attributes or {}).items():
            element.set(name, value)
        element.set(XML_ID, self.ids.take(ident))
        return element

    def put(
        self,
        parent: _Element,
        tag: str,
        ident: str,
        text: Text,
        attributes: Mapping[str, str] | None = None,
        names: Sequence[Name] = (),
    ) -> _Element:
        """Append an element that holds `text`."""
        element = self.element(parent, tag, ident, attributes)
        self.write(element, element, text, names)
        return element

    def passage(
        self,
        parent: _Element,
        tag: str,
        ident: str,
        text: Text,
        attributes: Mapping[str, str] | None = None,
        names: Sequence[Name] = (),
    ) -> _Element:
        """Append running text, with its language where that is another than the document's."""
        element = self.put(parent, tag, ident, text, attributes, names)
        if language := differs(text.flat, self._lang):
            element.set(XML_LANG, language)
            self.languages[language] = None
        return element

    def write(
        self, element: _Element, inside: _Element, text: Text, names: Sequence[Name] = ()
    ) -> None:
        """Write `text` as that of `element`, into itself or the one child that it has."""
        writer = Writer(inside, self._source, self.pages, self.part)
        writer.write(text, names)
        self.placed.append(Placed(element.get(XML_ID, ""), writer.pieces))
        self.pages.words()

    def drop(self, parent: _Element, text: Text) -> None:
        """Place a text of which nothing is left: its edits stand nowhere, its marks alone.

        White space that was carried so far is thereby layout, and the ledger will say so.
        """
        gone = [replace(piece, text="") for piece in text.pieces if piece.rule]
        if gone:
            self.placed.append(Placed("", gone))
        for mark in text.marks():
            self.mark(parent, mark)

    def mark(self, parent: _Element, mark: Mark) -> None:
        """Write a page break or a gap between blocks; a line break there is none."""
        if mark.kind != "lb":
            Writer(parent, "", self.pages).mark(mark)
