"""One article's heads, bylines and blocks: sections by headings, lists of entries, closers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from converter.model import PROSE, Mark, Text
from converter.tei.elements import blank
from converter.tei.inline import clean
from converter.tei.listed import LISTED, Lists
from converter.tei.names import XML_ID, t

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lxml.etree import _Element

    from converter.model import Article, Block, Piece
    from converter.tei.elements import Elements

# libxml2 compares every child of a div with all before it (16,000 take it two seconds), so a div of
# the program's own never grows wider. No article that was ever printed comes near; a text in which
# nothing was recognised does.
MAX_WIDTH = 1000

# A printed outline is rarely deeper than four (一、 (一) 1. (1)); libxml2 refuses 256 levels.
MAX_LEVEL = 6

_ANYWHERE = frozenset({"pb", "gap", "caption"})  # what TEI admits at any place in a div
_WORDED = PROSE | {"unknown", "other", "credit"}  # what is nothing without words


@dataclass(slots=True)
class _Section:
    """An open div: the depth of its heading, and what TEI still lets it take."""

    element: _Element
    level: int
    opening: int = 0  # children that stay in front: page break, heads, bylines
    ran: bool = False  # holds running text; without it TEI has no closer
    nested: bool = False  # holds a div; only divs and closers may follow
    closed: bool = False  # holds a closer; nothing but what may stand anywhere may follow
    width: int = 0  # blocks and sections that it holds


class Flow:
    """Writes one article into its div."""

    def __init__(self, elements: Elements, div: _Element) -> None:
        self._make = elements
        self._id = div.get(XML_ID, "")
        self._open = [_Section(div, 0)]
        self._lists = Lists(elements, self._id)
        self._said = ""  # the id of the speech that was written last

    def write(self, article: Article) -> None:
        """Write the whole article."""
        make, div = self._make, self._open[0].element
        make.pages.forget()
        make.part = self._id
        if article.page or article.raw:
            make.mark(div, Mark("pb", article.page, article.raw))
        for kind, text in article.heads:
            if blank(text):
                make.drop(div, text)
            else:
                self._text(div, "head", "h", text, {"type": kind})
        for byline in article.bylines:
            if blank(byline.text):
                make.drop(div, byline.text)
            else:
                ident = f"{self._id}-b{make.line(byline.text)}"
                make.put(div, "byline", ident, byline.text, names=byline.names)
        self._open[0].opening = len(div)
        refs = (name.target for block in article.blocks for name in block.names)
        self._lists.referred = frozenset(refs)
        self._blocks(article.blocks)

    def _blocks(self, blocks: Sequence[Block]) -> None:
        make = self._make
        last = len(blocks)  # from here on there are only credits: they close the whole article
        while last and blocks[last - 1].kind in {*_ANYWHERE, "credit"}:
            last -= 1
        for n, block in enumerate(blocks):
            if block.kind in LISTED:
                if not self._lists.takes(block):
                    self._space(block.label, block.text)
                    self._lists.begin(self._room(block.label, block.text), block)
                self._lists.write(block, blocks[n + 1 :])
            elif self._lists and block.kind in {"pb", "gap"} and block.mark:
                # Inside the item before, so that the turn of a page does not cut the list in two.
                make.mark(self._lists.item, block.mark)
            else:
                self._lists.end()
                if block.kind == "credit" and n >= last:
                    del self._open[1:]
                self._block(block)

    def _block(self, block: Block) -> None:
        make = self._make
        if block.kind == "heading":
            self._heading(block)
            return
        div = self._space(block.label, block.text, *block.lines).element
        match block.kind:
            case "table":
                self._table(block)
            case "caption":
                self._figure(div, block)
            case "pb" | "gap":
                if block.mark is not None:
                    make.mark(div, block.mark)
                make.drop(div, block.text)
            case kind if kind in _WORDED and blank(block.text) and block.label is None:
                make.drop(div, block.text)
            case "p":
                self._passage("p", "p", block)
            case "unknown" | "other":
                self._passage("ab", "u", block, {"type": "unknown"})
            case "editorial" | "pullquote":
                self._passage("ab", "u", block, {"type": block.kind})
            case "speech":
                self._speech(block)
            case "verse":
                self._stanza(block.text)
            case "salute" | "signed" | "dateline":
                self._letter(block)
            case "credit":
                self._credit(block)
            case _:
                raise ValueError(f"no such kind of block: {block.kind!r}")

    def _figure(self, div: _Element, block: Block) -> None:
        make = self._make
        figure = make.element(div, "figure", f"{self._id}-f{make.line(block.text)}")
        if block.picture:
            etree.SubElement(figure, t("graphic")).set("url", clean(block.picture))
        if blank(block.text):
            make.drop(div, block.text)
        else:
            self._text(figure, "head", "c", block.text)

    def _speech(self, block: Block) -> None:
        """A paragraph of what somebody says; `prev` names the one that it goes on with."""
        make = self._make
        line = make.line(block.label, block.text)
        said = make.element(self._room(block.label, block.text), "said", f"{self._id}-q{line}")
        sp = etree.SubElement(said, t("sp"))
        if block.label is not None:
            make.put(sp, "speaker", f"{self._id}-k{line}", block.label)
        elif self._said:
            said.set("prev", f"#{self._said}")
        self._said = said.get(XML_ID, "")
        make.passage(sp, "p", f"{self._id}-p{line}", block.text, names=block.names)

    def _stanza(self, text: Text) -> None:
        """Verse, whose lines end where the text has the mark of a line's end."""
        make = self._make
        lg = make.element(self._room(text), "lg", f"{self._id}-g{make.line(text)}")
        lines: list[list[Piece]] = [[]]
        for piece in text.pieces:
            if piece.mark is not None and piece.mark.kind == "lb":
                lines.append([])
            else:
                lines[-1].append(piece)
        for line in map(Text, lines):
            if blank(line):
                make.drop(lg, line)
            else:
                self._text(lg, "l", "v", line)

    def _letter(self, block: Block) -> None:
        """What opens or closes a letter; where TEI has no place for it, a paragraph."""
        section = self._open[-1]
        begun = section.ran or section.nested
        if begun:
            self._text(section.element, block.kind, "z", block.text)
            section.closed = True
        elif block.kind == "salute":
            opener = section.element.find(t("opener"))
            if opener is None:
                opener = etree.SubElement(section.element, t("opener"))
            self._text(opener, "salute", "z", block.text)
        else:
            self._passage("p", "p", block)

    def _text(
        self,
        parent: _Element,
        tag: str,
        kind: str,
        text: Text,
        attributes: Mapping[str, str] | None = None,
    ) -> None:
        ident = f"{self._id}-{kind}{self._make.line(text)}"
        self._make.put(parent, tag, ident, text, attributes)

    def _passage(
        self, tag: str, kind: str, block: Block, attributes: Mapping[str, str] | None = None
    ) -> None:
        ident = f"{self._id}-{kind}{self._make.line(block.text)}"
        place = self._room(block.text)
        self._make.passage(place, tag, ident, block.text, attributes, block.names)

    # sections

    def _room(self, *texts: Text | None) -> _Element:
        """The div that takes the next block of running text, which begins with one of `texts`."""
        if self._open[-1].closed:
            self._leave()
        section = self._open[-1]
        if section.nested:
            section = self._continue(section, *texts)
        section.ran = True
        return section.element

    def _space(self, *texts: Text | None) -> _Section:
        """The section that takes the next block of any kind, wide as it may be."""
        section = self._open[-1]
        if section.width >= MAX_WIDTH:
            self._leave()
            section = self._continue(self._open[-1], *texts)
        section.width += 1
        return section

    def _leave(self) -> None:
        """End the open section's text where it stands, so that its div takes sections only."""
        if self._open[-1].level > MAX_LEVEL:
            self._open.pop()
        else:
            self._wrap(self._open[-1])

    def _continue(self, outer: _Section, *texts: Text | None) -> _Section:
        """Open a section without a head for what follows; any heading ends it."""
        return self._down(outer, MAX_LEVEL + 1, self._make.line(*texts))

    def _down(self, outer: _Section, level: int, line: int) -> _Section:
        """Open a section inside `outer`."""
        div = self._make.element(outer.element, "div", f"{self._id}-s{line}", {"type": "section"})
        outer.nested = True
        outer.width += 1
        inner = _Section(div, level)
        self._open.append(inner)
        return inner

    def _wrap(self, section: _Section) -> None:
        """Move what a div holds so far into a section of its own, so that more may follow."""
        moved = list(section.element)[section.opening :]
        name = f"{self._id}-s{_first_line(moved)}"
        inner = self._make.element(section.element, "div", name, {"type": "section"})
        inner.extend(moved)
        section.nested, section.closed = True, False
        section.opening, section.width = len(section.element), 0

    def _heading(self, block: Block) -> None:
        make = self._make
        level = min(max(block.level, 1), MAX_LEVEL)
        while len(self._open) > 1 and self._open[-1].level >= level:
            self._open.pop()
        outer = self._open[-1]
        lines: list[Text] = []
        for line in block.lines or (block.text,):
            if blank(line):
                make.drop(outer.element, line)
            else:
                lines.append(line)
        if not lines:
            return
        if outer.closed or outer.width >= MAX_WIDTH:
            self._wrap(outer)
        inner = self._down(outer, level, make.line(lines[0]))
        for line in lines:
            self._text(inner.element, "head", "h", line)
        inner.opening = len(lines)

    def _credit(self, block: Block) -> None:
        make, section = self._make, self._open[-1]
        ident = f"{self._id}-z{make.line(block.text)}"
        if section.ran or section.nested:
            make.put(section.element, "closer", ident, block.text, names=block.names)
            section.closed = True
        else:  # a picture and its credit alone; TEI has a closer only after running text
            make.put(section.element, "byline", ident, block.text, {"type": "credit"})

    # tables

    def _table(self, block: Block) -> None:
        make = self._make
        heads = [line for line in (*block.lines, block.text) if line.pieces]
        line = make.line(*heads, *(cell.text for row in block.rows for cell in row))
        if not block.rows:
            for text in heads:
                self._text(self._room(text), "p", "p", text)
            return
        place = self._room(*heads)
        for text in heads:
            if blank(text):
                make.drop(place, text)
        table = make.element(place, "table", f"{self._id}-t{line}")
        ident = table.get(XML_ID, "")
        for text in heads:
            if not blank(text):
                make.put(table, "head", f"{ident}-h", text)
        for i, cells in enumerate(block.rows, 1):
            row = etree.SubElement(table, t("row"))
            if i <= block.header:
                row.set("role", "label")
            for j, cell in enumerate(cells, 1):
                spans = {"rows": cell.rows, "cols": cell.cols}
                wide = {name: str(span) for name, span in spans.items() if span > 1}
                make.put(row, "cell", f"{ident}-r{i}c{j}", cell.text, wide)
            if not cells:
                etree.SubElement(row, t("cell"))


def _first_line(elements: Iterable[_Element]) -> int:
    """The line number in the first id among `elements` that has one, or 0."""
    for element in elements:
        kind, dash, tail = element.get(XML_ID, "").rpartition("-")
        number = tail[1:].partition(".")[0]
        if kind and dash and number.isdecimal():
            return int(number)
    return 0
