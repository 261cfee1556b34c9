"""One article's heads, bylines and blocks: sections by headings, lists of entries, closers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from converter.model import Mark, Text
from converter.tei.elements import blank
from converter.tei.names import XML_ID, is_date, t

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lxml.etree import _Element

    from converter.model import Article, Block
    from converter.tei.elements import Elements

# libxml2 compares every child of a div with all before it (16,000 take it two seconds), so a div of
# the program's own never grows wider. No article that was ever printed comes near; a text in which
# nothing was recognised does.
MAX_WIDTH = 1000

# A printed outline is rarely deeper than four (一、 (一) 1. (1)); libxml2 refuses 256 levels.
MAX_LEVEL = 6

_ANYWHERE = frozenset({"pb", "gap", "caption"})  # what TEI admits at any place in a div


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
        self._chronicle: _Element | None = None

    def write(self, article: Article) -> None:
        """Write the whole article."""
        make, div = self._make, self._open[0].element
        make.pages.forget()
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
        self._blocks(article.blocks)

    def _blocks(self, blocks: Sequence[Block]) -> None:
        make = self._make
        last = len(blocks)  # from here on there are only credits: they close the whole article
        while last and blocks[last - 1].kind in {*_ANYWHERE, "credit"}:
            last -= 1
        for n, block in enumerate(blocks):
            if block.kind == "entry":
                if self._chronicle is not None and len(self._chronicle) >= 2 * MAX_WIDTH:
                    self._chronicle = None
                self._entry(block)
            elif self._chronicle is not None and block.kind in {"pb", "gap"} and block.mark:
                # Inside the item before, so that the turn of a page does not cut the list in two.
                make.mark(self._chronicle[-1], block.mark)
            else:
                self._chronicle = None
                if block.kind == "credit" and n >= last:
                    del self._open[1:]
                self._block(block)

    def _block(self, block: Block) -> None:
        make = self._make
        if block.kind == "heading":
            self._heading(block)
            return
        div = self._space(block.text, *block.lines).element
        match block.kind:
            case "table":
                self._table(block)
            case "caption":
                figure = make.element(div, "figure", f"{self._id}-f{make.line(block.text)}")
                if blank(block.text):
                    make.drop(div, block.text)
                else:
                    self._text(figure, "head", "c", block.text)
            case "pb" | "gap":
                if block.mark is not None:
                    make.mark(div, block.mark)
                make.drop(div, block.text)
            case "p" | "unknown" | "credit" if blank(block.text):
                make.drop(div, block.text)
            case "p":
                self._passage("p", "p", block.text)
            case "unknown":
                self._passage("ab", "u", block.text, {"type": "unknown"})
            case "credit":
                self._credit(block.text)
            case _:
                raise ValueError(f"no such kind of block: {block.kind!r}")

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
        self, tag: str, kind: str, text: Text, attributes: Mapping[str, str] | None = None
    ) -> None:
        ident = f"{self._id}-{kind}{self._make.line(text)}"
        self._make.passage(self._room(text), tag, ident, text, attributes)

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

    def _credit(self, text: Text) -> None:
        section = self._open[-1]
        if section.ran or section.nested:
            self._text(section.element, "closer", "z", text)
            section.closed = True
        else:  # a picture and its credit alone; TEI has a closer only after running text
            self._text(section.element, "byline", "z", text, {"type": "credit"})

    # chronicle, table

    def _entry(self, block: Block) -> None:
        make = self._make
        line = make.line(block.label, block.text)
        if self._chronicle is None:
            self._space(block.label, block.text)
            place = self._room(block.label, block.text)
            self._chronicle = make.element(
                place, "list", f"{self._id}-l{line}", {"type": "chronicle"}
            )
        label = make.element(self._chronicle, "label", f"{self._id}-d{line}")
        dates = {"from": block.when, "to": block.to} if block.to else {"when": block.when}
        inside = label
        if all(map(is_date, dates.values())):
            inside = etree.SubElement(label, t("date"))
            for name, value in dates.items():
                inside.set(name, value)
        make.write(label, inside, block.label or Text())
        make.put(self._chronicle, "item", f"{self._id}-e{line}", block.text)

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
