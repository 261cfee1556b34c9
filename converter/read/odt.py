"""ODT: headings by their levels, lists, tables, text boxes, notes, heads and feet of pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from converter.model import Part
from converter.read.decoding import DecodingError
from converter.read.flowing import DEEPEST, Cell, Flow, is_grid, numeral
from converter.read.layer import Asked, Layer
from converter.read.packed import Package, attribute, child, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_KIND = "OpenDocument text"
_CAPTION = re.compile(r"(?:caption|illustration|figure|drawing|题注|插图)", re.IGNORECASE)
_TITLE = re.compile(r"(?:title|标题|標題)$", re.IGNORECASE)
_QUOTE = re.compile(r"quotations?|引用|引文", re.IGNORECASE)
_CONTENTS = re.compile(r"contents(?:_20_| )", re.IGNORECASE)
_SHORT = 60  # letters of a heading
_BLANKS = 200  # that one element may stand for
_COLUMNS, _ROWS = 100, 5000  # of a table that are repeated at most
_STEPS = 40  # styles that rest on each other
_BOLD = frozenset({"bold", "600", "700", "800", "900"})
_FORMS = {"1": "decimal", "a": "letter", "A": "LETTER", "i": "roman", "I": "ROMAN"}
_GONE = frozenset(
    {"tracked-changes", "annotation", "annotation-end", "sequence-decls", "forms", "script"}
    | {"variable-decls", "user-field-decls", "index-title-template", "table-of-content-source"}
)
_GROUPS = frozenset(
    {"section", "index-body", "index-title", "table-of-content", "illustration-index", "text-box"}
    | {"table-index", "alphabetical-index", "user-index", "bibliography", "numbered-paragraph"}
)


@dataclass(slots=True)
class _Words:
    """The words of a paragraph, how many letters of them are bold, and what hangs on it."""

    parts: list[str] = field(default_factory=list)
    letters: int = 0
    strong: int = 0
    boxes: list[_Element] = field(default_factory=list)
    images: list[tuple[str, str]] = field(default_factory=list)  # file, words in its place
    notes: list[tuple[str, str]] = field(default_factory=list)  # mark, words


def layer(data: bytes, _name: str, asked: Asked) -> Layer:
    """The words of an ODT with what it says of them. Raises DecodingError."""
    return _Reading(Package(data, _KIND), images=asked.images).layer()


class _Reading:
    """Reads the parts of a package in their order."""

    def __init__(self, package: Package, *, images: bool) -> None:
        manifest = package.maybe("META-INF/manifest.xml")
        if manifest is not None and any(local(e) == "encryption-data" for e in manifest.iter()):
            raise DecodingError("encrypted", "the document is encrypted")
        self.package = package
        self.flow = Flow("odt", images=images)
        self.content = package.xml("content.xml")
        self.frame = package.maybe("styles.xml")
        self.styles: dict[str, _Element] = {}
        self.lists: dict[str, _Element] = {}
        for root in (self.frame, self.content):
            for element in root.iter() if root is not None else ():
                if local(element) == "style":
                    self.styles[attribute(element, "name")] = element
                elif local(element) == "list-style":
                    self.lists[attribute(element, "name")] = element

    def layer(self) -> Layer:
        """The layer of the whole document."""
        self._edges(("header", "header-left", "header-first"), Part.HEADER)
        text = child(child(self.content, "body"), "text")
        if text is None:
            raise self.package.broken("it holds no text document")
        self._blocks(text, 0)
        self.flow.notes()
        self._edges(("footer", "footer-left", "footer-first"), Part.FOOTER)
        return self.flow.done()

    def _edges(self, names: tuple[str, ...], part: Part) -> None:
        told: set[str] = set()
        for element in self.frame.iter() if self.frame is not None else ():
            if local(element) not in names:
                continue
            for paragraph in element.iter():
                if local(paragraph) in ("p", "h"):
                    words = "".join(self._words(paragraph).parts).strip()
                    if words and words not in told:
                        told.add(words)
                        self.flow.text(words, part)

    # blocks

    def _blocks(self, holder: _Element, depth: int) -> None:
        if depth > DEEPEST:
            self.flow.text("".join(self._words(holder).parts))
            return
        for element in holder:
            name = local(element)
            if name in ("p", "h"):
                self._paragraph(element, depth)
            elif name == "list":
                self._list(element, attribute(element, "style-name"), 1, depth)
            elif name == "table":
                self._table(element, depth)
            elif name in _GROUPS:
                self._blocks(element, depth + 1)
            elif name in ("frame", "custom-shape", "g"):
                found = _Words()
                self._drawing(element, found, depth)
                self._hanging(found, depth)

    def _paragraph(
        self, paragraph: _Element, depth: int, item: tuple[str, int, bool] | None = None
    ) -> None:
        """A paragraph; of a list's `item` the mark, the depth and whether it is numbered."""
        found = self._words(paragraph)
        words = "".join(found.parts)
        name, outline = self._style(attribute(paragraph, "style-name"))
        level = attribute(paragraph, "outline-level")
        strong = found.letters > 0 and found.strong == found.letters and len(words) <= _SHORT
        mark = item[0] if item else ""
        if not words.strip():
            if not (found.boxes or found.images):
                self.flow.text("")
        elif local(paragraph) == "h" or outline:
            rank = int(level) + 1 if level.isdecimal() and len(level) < 3 else outline or 2
            self.flow.text(mark + words, Part.HEADING, level=rank)
        elif _CONTENTS.match(name):
            self.flow.plain(words)
        elif _TITLE.match(name):
            self.flow.text(words, Part.HEADING, level=1)
        elif _CAPTION.match(name):
            self.flow.text(words, Part.CAPTION, label=True)
        elif item and not strong:
            self.flow.text(mark + words, Part.ITEM, level=item[1], label=item[2])
        elif _QUOTE.match(name):
            self.flow.text(words, Part.QUOTE)
        else:
            self.flow.text(mark + words, label=strong)
        self._hanging(found, depth)

    def _hanging(self, found: _Words, depth: int) -> None:
        """What hangs on a paragraph: pictures, text boxes, notes."""
        for name, alt in found.images:
            self.flow.alt(alt)
            if name in self.package:
                self.flow.picture(self.package.read(name), alt)
        for box in found.boxes:
            self._blocks(box, depth + 1)
        for mark, words in found.notes:
            self.flow.note(mark, words)

    def _list(self, element: _Element, style: str, level: int, depth: int) -> None:
        form, before, behind = self._counting(style, level)
        number = 0
        for item in element:
            if local(item) not in ("list-item", "list-header"):
                continue
            first = local(item) == "list-item"
            start = attribute(item, "start-value")
            number = int(start) if start.isdecimal() and len(start) < 6 else number + first
            for inner in item:
                name = local(inner)
                if name in ("p", "h"):
                    mark = f"{before}{numeral(number, form)}{behind} " if form else "• "
                    said = (mark if first else "", level, bool(form))
                    self._paragraph(inner, depth, said)
                    first = False
                elif name == "list" and depth < DEEPEST:
                    own = attribute(inner, "style-name") or style
                    self._list(inner, own, level + 1, depth + 1)
                elif name == "table":
                    self._table(inner, depth)

    def _counting(self, style: str, level: int) -> tuple[str, str, str]:
        """How a list counts at a depth ('' for bullets), and what stands around the number."""
        for element in self.lists.get(style, ()):
            if attribute(element, "level") == str(level):
                form = attribute(element, "num-format")
                if local(element) != "list-level-style-number" or not form:
                    return "", "", ""
                known = _FORMS.get(form) or ("han" if form[:1] in "一二壹" else "decimal")
                return known, attribute(element, "num-prefix"), attribute(element, "num-suffix")
        return "", "", ""

    def _style(self, ident: str) -> tuple[str, int]:
        """The name of the style on which a paragraph's rests, and the rank of heading that it has."""
        steps = 0
        while ident in self.styles and steps < _STEPS:
            style = self.styles[ident]
            level = attribute(style, "default-outline-level")
            if level.isdecimal() and len(level) < 3:
                return ident, int(level) + 1
            parent = attribute(style, "parent-style-name")
            if not parent or not re.match(r"P\d+$", ident):
                break
            ident = parent
            steps += 1
        return ident, 0

    # words

    def _words(self, holder: _Element) -> _Words:
        out = _Words()
        self._collect(holder, out, attribute(holder, "style-name"), 0)
        return out

    def _collect(self, holder: _Element, out: _Words, style: str, depth: int) -> None:
        if depth > DEEPEST:
            return
        strong = self._is_bold(style)
        self._add(holder.text, out, strong=strong)
        for element in holder:
            match local(element):
                case "s":
                    count = attribute(element, "c")
                    out.parts.append(" " * min(int(count) if count.isdecimal() else 1, _BLANKS))
                case "tab":
                    out.parts.append("\t")
                case "line-break":
                    out.parts.append("\n")
                case "note":
                    self._note(element, out)
                case "frame" | "custom-shape" | "g" | "rect" | "ellipse":
                    self._drawing(element, out, depth)
                case "ruby-text":
                    out.parts.append("（")
                    self._collect(element, out, style, depth + 1)
                    out.parts.append("）")
                case "span":
                    self._collect(
                        element, out, attribute(element, "style-name") or style, depth + 1
                    )
                case name if name and name not in _GONE:
                    if name in ("p", "h") and out.parts:
                        out.parts.append("\n")
                    self._collect(element, out, style, depth + 1)
                case _:
                    pass
            self._add(element.tail, out, strong=strong)

    @staticmethod
    def _add(text: str | None, out: _Words, *, strong: bool) -> None:
        if text:
            words = re.sub(r"[ \t\r\n]+", " ", text)
            out.parts.append(words)
            count = len(words.strip())
            out.letters += count
            out.strong += count if strong else 0

    def _is_bold(self, style: str) -> bool:
        steps = 0
        while style in self.styles and steps < _STEPS:
            element = self.styles[style]
            weight = attribute(child(element, "text-properties"), "font-weight")
            if not weight:
                weight = attribute(child(element, "text-properties"), "font-weight-asian")
            if weight:
                return weight in _BOLD
            style = attribute(element, "parent-style-name")
            steps += 1
        return False

    def _note(self, note: _Element, out: _Words) -> None:
        citation = child(note, "note-citation")
        body = child(note, "note-body")
        mark = f"[{(citation.text or '').strip()}]" if citation is not None else "[*]"
        out.parts.append(mark)
        if body is not None:
            out.notes.append((mark, "".join(self._words(body).parts)))

    def _drawing(self, drawing: _Element, out: _Words, depth: int) -> None:
        """The pictures and text boxes of a drawing."""
        alt = " ".join(
            (e.text or "").strip() for e in drawing if local(e) in ("title", "desc")
        ).strip()
        for element in drawing:
            match local(element):
                case "text-box":
                    out.boxes.append(element)
                case "image":
                    out.images.append((attribute(element, "href").removeprefix("./"), alt))
                    alt = ""
                case "p" | "list":
                    out.boxes.append(drawing)
                    break
                case "frame" | "custom-shape" | "g" if depth < DEEPEST:
                    self._drawing(element, out, depth + 1)
                case _:
                    pass

    # tables

    def _table(self, table: _Element, depth: int) -> None:
        rows = list(_rows(table, head=False))[:_ROWS]
        grid = [self._row(row, head=head) for row, head in rows]
        if grid and is_grid(grid):
            self.flow.table(grid)
            for row, _ in rows:
                for paragraph in row.iter():
                    if local(paragraph) in ("p", "h"):
                        self._hanging(self._words(paragraph), depth)
            return
        if depth > DEEPEST:
            return
        for row, _ in rows:
            for cell in row:
                if local(cell) == "table-cell":
                    self._blocks(cell, depth + 1)

    def _row(self, row: _Element, *, head: bool) -> list[Cell]:
        cells: list[Cell] = []
        for element in row:
            if local(element) != "table-cell":
                continue  # one that another covers
            made = Cell(
                rows=_count(element, "number-rows-spanned", _ROWS),
                cols=_count(element, "number-columns-spanned", _COLUMNS),
                head=head,
            )
            for inner in element.iter():
                name = local(inner)
                made.whole = made.whole or name in ("table", "h", "text-box")
                if name == "p":
                    words = " ".join("".join(self._words(inner).parts).split())
                    made.paragraphs += [words] if words else []
            times = _count(element, "number-columns-repeated", _COLUMNS)
            cells += [made, *(Cell(head=head) for _ in range(times - 1) if not made.text)]
        while len(cells) > 1 and not cells[-1].text and cells[-1].cols == 1:
            cells.pop()  # the sheet's empty margin
        return cells


def _count(element: _Element, name: str, most: int) -> int:
    value = attribute(element, name)
    return max(1, min(int(value), most)) if value.isdecimal() and len(value) < 10 else 1


def _rows(table: _Element, *, head: bool) -> Iterator[tuple[_Element, bool]]:
    """The rows of a table, and whether they are its heads."""
    for element in table:
        match local(element):
            case "table-row":
                yield element, head
            case "table-header-rows":
                yield from _rows(element, head=True)
            case "table-rows" | "table-row-group":
                yield from _rows(element, head=head)
            case _:
                pass
