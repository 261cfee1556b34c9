"""DOCX: paragraphs by their styles, lists as they are counted, tables, text boxes, notes, heads and feet of pages.

The package is read itself, not through a library: those at hand leave out notes, text boxes and what
is inside of fields, of which nothing may be lost. Text that was deleted with its traces kept is not the
document's any more; text that was added so is.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from converter.model import Part
from converter.read.decoding import DecodingError
from converter.read.flowing import DEEPEST, Cell, Flow, is_grid, numeral
from converter.read.layer import Asked, Layer
from converter.read.packed import Package, attribute, child, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_OLE = b"\xd0\xcf\x11\xe0"
_KIND = "Word document"
_DOCUMENT = "word/document.xml"
_HEADING = re.compile(r"(?:heading|标题|標題)\s*(\d)$")
_TITLE = re.compile(r"(?:title|标题|標題)$")
_CAPTION = re.compile(r"(?:caption|题注|圖表標號|图注)")
_CONTENTS = re.compile(r"(?:toc|目录|目錄)\b|(?:toc|目录|目錄) ?(?:\d|heading|标题)")
_QUOTE = re.compile(r"(?:intense )?quote|block text|引用|引文")
_LEVELS = 9
_LARGER = 1.25  # times the body's size: letters of a heading that no style tells
_SHORT = 60  # letters of a heading
_STEPS = 40  # styles that rest on each other
_FORMS = {
    "chineseCounting": "han",
    "chineseCountingThousand": "han",
    "taiwaneseCounting": "han",
    "japaneseCounting": "han",
    "ideographDigital": "han",
    "ideographTraditional": "stem",
    "decimalEnclosedCircle": "circled",
    "decimalEnclosedCircleChinese": "circled",
    "lowerLetter": "letter",
    "upperLetter": "LETTER",
    "lowerRoman": "roman",
    "upperRoman": "ROMAN",
}
_PASSED = frozenset({"ins", "moveTo", "smartTag", "customXml", "sdtContent", "sdt", "hyperlink"})
_GONE = frozenset({"del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr"})
_OFF = frozenset({"0", "false", "off", "none"})


@dataclass(frozen=True, slots=True)
class _Style:
    """A paragraph's style with all that it takes over from those on which it rests."""

    name: str = ""
    outline: int = 0
    bold: bool = False
    size: int = 0  # half points
    list: tuple[str, int] | None = None


@dataclass(slots=True)
class _Level:
    """A level of a list: how it counts, and what it prints ('%1.')."""

    form: str = "decimal"
    sign: str = "%1."
    start: int = 1


@dataclass(slots=True)
class _Words:
    """The words of a paragraph, how many letters of them look like a heading's, and what hangs on it."""

    parts: list[str] = field(default_factory=list)
    letters: int = 0
    strong: int = 0
    boxes: list[_Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)  # kind, id

    def add(self, text: str, *, strong: bool) -> None:
        self.parts.append(text)
        count = len(text.strip())
        self.letters += count
        self.strong += count if strong else 0


def layer(data: bytes, _name: str, asked: Asked) -> Layer:
    """The words of a DOCX with what it says of them. Raises DecodingError."""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise DecodingError("encrypted", "the document is encrypted")
        reason = "it is of Word 97 to 2003: save it as .docx"
        raise DecodingError("broken", reason, kind=_KIND, reason=reason)
    return _Reading(Package(data, _KIND), images=asked.images).layer()


class _Reading:
    """Reads the parts of a package in their order."""

    def __init__(self, package: Package, *, images: bool) -> None:
        self.package = package
        self.flow = Flow("docx", images=images)
        self.body = package.xml(_DOCUMENT)
        self.targets = self._relations(_DOCUMENT)
        self.styles = _Styles(package.maybe("word/styles.xml"))
        self.lists = _Lists(package.maybe("word/numbering.xml"))
        self.notes = {
            kind: self._notes(f"word/{kind}s.xml", kind) for kind in ("footnote", "endnote")
        }
        self.numbers = _Numbers()  # of notes, in the order in which the text comes to them

    def layer(self) -> Layer:
        """The layer of the whole document."""
        self._edges("header", Part.HEADER)
        body = child(self.body, "body")
        if body is not None:
            self._blocks(body, self.targets, 0)
        self.flow.notes()
        self._edges("footer", Part.FOOTER)
        return self.flow.done()

    # parts of the package

    def _relations(self, part: str) -> dict[str, str]:
        """Files that a part names, by the ids that it uses; none outside of the package."""
        folder, name = posixpath.split(part)
        root = self.package.maybe(f"{folder}/_rels/{name}.rels")
        found = {}
        for relation in root if root is not None else ():
            if attribute(relation, "TargetMode") != "External":
                target = attribute(relation, "Target")
                place = posixpath.normpath(posixpath.join(folder, target))
                found[attribute(relation, "Id")] = (
                    target.lstrip("/") if target[:1] == "/" else place
                )
        return found

    def _notes(self, name: str, kind: str) -> dict[str, _Element]:
        root = self.package.maybe(name)
        return {
            attribute(note, "id"): note
            for note in (root if root is not None else ())
            if local(note) == kind and attribute(note, "type") in ("", "normal")
        }

    def _edges(self, kind: str, part: Part) -> None:
        """What stands at the head, or foot, of pages, each line once."""
        told: set[str] = set()
        for reference in self.body.iter():
            if local(reference) != f"{kind}Reference":
                continue
            name = self.targets.get(attribute(reference, "id"), "")
            root = self.package.maybe(name)
            for paragraph in root.iter() if root is not None else ():
                if local(paragraph) != "p":
                    continue
                words = "".join(self._words(paragraph).parts).strip()
                if words and words not in told:
                    told.add(words)
                    self.flow.text(words, part)

    # blocks

    def _blocks(self, holder: _Element, targets: dict[str, str], depth: int) -> None:
        if depth > DEEPEST:
            self.flow.text("".join(self._words(holder).parts))
            return
        for element in holder:
            match local(element):
                case "p":
                    self._paragraph(element, targets, depth)
                case "tbl":
                    self._table(element, targets, depth)
                case name if name in _PASSED:
                    self._blocks(element, targets, depth + 1)
                case _:
                    pass

    def _paragraph(self, paragraph: _Element, targets: dict[str, str], depth: int) -> None:
        found = self._words(paragraph)
        properties = child(paragraph, "pPr")
        style = self.styles.of(attribute(child(properties, "pStyle"), "val"))
        words = "".join(found.parts)
        self._pictures(paragraph, targets)
        if words.strip():
            level = _outline(properties) or style.outline
            counted = _numbering(properties) or style.list
            mark = self.lists.mark(*counted) if counted else ""
            self._say(f"{mark}{words}", found, style, level, counted)
        elif not found.boxes:
            self.flow.text("")
        for box in found.boxes:
            self._blocks(box, targets, depth + 1)
        for kind, ident in found.notes:
            self._note(kind, ident)

    def _say(
        self,
        words: str,
        found: _Words,
        style: _Style,
        level: int,
        counted: tuple[str, int] | None,
    ) -> None:
        name = style.name.lower()
        strong = found.letters > 0 and found.strong == found.letters and len(words) <= _SHORT
        if _CONTENTS.match(name):
            self.flow.plain(words)
        elif level:
            self.flow.text(words, Part.HEADING, level=level)
        elif _CAPTION.match(name):
            self.flow.text(words, Part.CAPTION, label=True)
        elif counted and not strong:
            numbered = self.lists.is_numbered(*counted)
            self.flow.text(words, Part.ITEM, level=counted[1] + 1, label=numbered)
        elif _QUOTE.match(name):
            self.flow.text(words, Part.QUOTE)
        else:
            self.flow.text(words, label=strong)

    def _note(self, kind: str, ident: str) -> None:
        note = self.notes[kind].get(ident)
        if note is not None:
            self.flow.note(f"[{self.numbers[kind, ident]}]", "".join(self._words(note).parts))

    # words

    def _words(self, holder: _Element) -> _Words:
        """The words of a paragraph, or of all paragraphs of a note."""
        out = _Words()
        self._collect(holder, out, strong=False, depth=0)
        return out

    def _collect(self, holder: _Element, out: _Words, *, strong: bool, depth: int) -> None:
        if depth > DEEPEST:
            return
        for element in holder:
            name = local(element)
            match name:
                case "t":
                    out.add(element.text or "", strong=strong)
                case "tab" | "ptab":
                    out.parts.append("\t")
                case "br" | "cr":
                    out.parts.append("\n")
                case "noBreakHyphen":
                    out.parts.append("-")
                case "sym":
                    out.parts.append(_symbol(attribute(element, "char")))
                case "r":
                    if not self.styles.is_hidden(element):
                        bold = self.styles.is_strong(element, holder)
                        self._collect(element, out, strong=bold, depth=depth + 1)
                case "footnoteReference" | "endnoteReference":
                    kind, ident = name.removesuffix("Reference"), attribute(element, "id")
                    if ident in self.notes[kind]:
                        out.parts.append(f"[{self.numbers[kind, ident]}]")
                        out.notes.append((kind, ident))
                case "txbxContent":
                    out.boxes.append(element)
                case "AlternateContent":
                    chosen = next(iter(element), None)
                    if chosen is not None:
                        self._collect(chosen, out, strong=strong, depth=depth + 1)
                case "rt":
                    out.parts.append("（")
                    self._collect(element, out, strong=strong, depth=depth + 1)
                    out.parts.append("）")
                case "p" if out.parts:
                    out.parts.append("\n")
                    self._collect(element, out, strong=strong, depth=depth + 1)
                case _ if name and name not in _GONE:
                    self._collect(element, out, strong=strong, depth=depth + 1)
                case _:
                    pass

    def _pictures(self, paragraph: _Element, targets: dict[str, str]) -> None:
        """The pictures of a paragraph, with the words that stand for them."""
        alt = ""
        for element in _outside_boxes(paragraph):
            match local(element):
                case "docPr":
                    alt = attribute(element, "descr") or attribute(element, "title")
                    self.flow.alt(alt)
                case "blip" | "imagedata":
                    ident = attribute(element, "embed") or attribute(element, "id")
                    name = targets.get(ident, "")
                    if name in self.package:
                        self.flow.picture(self.package.read(name), alt)
                case _:
                    pass

    # tables

    def _table(self, table: _Element, targets: dict[str, str], depth: int) -> None:
        rows = list(_inside(table, "tr"))
        grid = [self._row(row) for row in rows]
        if grid and is_grid(grid):
            self.flow.table(_merged(grid))
            for row in rows:
                self._hanging(row, targets)
            return
        for row in rows:
            for cell in _inside(row, "tc"):
                self._blocks(cell, targets, depth + 1)

    def _hanging(self, row: _Element, targets: dict[str, str]) -> None:
        """Pictures and notes of a table's cells, behind the table."""
        for paragraph in row.iter():
            if local(paragraph) == "p":
                self._pictures(paragraph, targets)
                for kind, ident in self._words(paragraph).notes:
                    self._note(kind, ident)

    def _row(self, row: _Element) -> list[Cell]:
        head = attribute(child(child(row, "trPr"), "tblHeader"), "val") not in _OFF
        head = head and child(child(row, "trPr"), "tblHeader") is not None
        return [self._cell(cell, head=head) for cell in _inside(row, "tc")]

    def _cell(self, cell: _Element, *, head: bool) -> Cell:
        properties = child(cell, "tcPr")
        across = attribute(child(properties, "gridSpan"), "val")
        merge = child(properties, "vMerge")
        out = Cell(cols=int(across) if across.isdecimal() and int(across) > 0 else 1, head=head)
        if merge is not None and attribute(merge, "val") != "restart":
            out.rows = 0  # it goes on with the cell above
        for element in cell.iter():
            name = local(element)
            if name in ("tbl", "txbxContent") and element is not cell:
                out.whole = True
            elif name == "p":
                style = self.styles.of(attribute(child(child(element, "pPr"), "pStyle"), "val"))
                words = " ".join("".join(self._words(element).parts).split())
                out.whole = out.whole or bool(style.outline)
                out.paragraphs += [words] if words else []
        return out


class _Numbers(dict[tuple[str, str], int]):
    """Numbers notes as they are asked for."""

    def __missing__(self, key: tuple[str, str]) -> int:
        self[key] = len(self) + 1
        return self[key]


def _merged(grid: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Rows with cells that go on over several rows as one cell each."""
    above: dict[int, Cell] = {}
    out = []
    for row in grid:
        kept, column = [], 0
        for cell in row:
            host = above.get(column)
            if cell.rows == 0 and host is not None:
                host.rows += 1
                host.paragraphs += cell.paragraphs
            else:
                cell.rows = 1
                above[column] = cell
                kept.append(cell)
            column += cell.cols
        out.append(kept)
    return out


def _inside(holder: _Element, name: str) -> Iterator[_Element]:
    """Elements of a name in another, also such that stand in a control or were added."""
    for element in holder:
        if local(element) == name:
            yield element
        elif local(element) in _PASSED:
            yield from _inside(element, name)


def _outside_boxes(paragraph: _Element) -> Iterator[_Element]:
    """The elements of a paragraph without those of its text boxes, and of fallbacks for old programs."""
    for element in paragraph:
        name = local(element)
        if name in ("txbxContent", "Fallback") or name in _GONE:
            continue
        yield element
        yield from _outside_boxes(element)


def _outline(properties: _Element | None) -> int:
    value = attribute(child(properties, "outlineLvl"), "val")
    return int(value) + 2 if value.isdecimal() and int(value) < _LEVELS else 0


def _numbering(properties: _Element | None) -> tuple[str, int] | None:
    """The list of which a paragraph is an item, and how deep it stands in it."""
    found = child(properties, "numPr")
    ident = attribute(child(found, "numId"), "val")
    level = attribute(child(found, "ilvl"), "val")
    if found is None or not ident or ident == "0":
        return None
    return ident, min(int(level), _LEVELS - 1) if level.isdecimal() else 0


def _symbol(code: str) -> str:
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    return chr(value) if 0x20 <= value < 0xD800 or 0xE000 <= value <= 0xFFFD else ""


def _is_on(properties: _Element | None, name: str) -> bool | None:
    found = child(properties, name)
    return None if found is None else attribute(found, "val") not in _OFF


class _Styles:
    """The styles of a document."""

    def __init__(self, root: _Element | None) -> None:
        self._elements = {
            attribute(style, "styleId"): style
            for style in (root if root is not None else ())
            if local(style) == "style"
        }
        self._known: dict[str, _Style] = {}
        self._body = self._usual(root)

    def _usual(self, root: _Element | None) -> int:
        """The size of running text in half points."""
        normal = next((i for i, e in self._elements.items() if attribute(e, "default") == "1"), "")
        found = self.of(normal).size
        defaults = child(child(child(root, "docDefaults"), "rPrDefault"), "rPr")
        value = attribute(child(defaults, "sz"), "val")
        return found or (int(value) if value.isdecimal() else 21)

    def of(self, ident: str) -> _Style:
        """A style by its id."""
        if ident not in self._known:
            self._known[ident] = self._made(ident)
        return self._known[ident]

    def _made(self, ident: str) -> _Style:
        name = ""
        outline = size = steps = 0
        bold: bool | None = None
        counted: tuple[str, int] | None = None
        while ident in self._elements and steps < _STEPS:
            style = self._elements[ident]
            run, paragraph = child(style, "rPr"), child(style, "pPr")
            own = attribute(child(style, "name"), "val").lower()
            name = name or own
            outline = outline or _outline(paragraph) or _named(own)
            value = attribute(child(run, "sz"), "val")
            size = size or (int(value) if value.isdecimal() else 0)
            bold = _is_on(run, "b") if bold is None else bold
            counted = counted or _numbering(paragraph)
            ident = attribute(child(style, "basedOn"), "val")
            steps += 1
        return _Style(name, outline, bool(bold), size, counted)

    def is_hidden(self, run: _Element) -> bool:
        """Whether a run is set not to be printed."""
        return bool(_is_on(child(run, "rPr"), "vanish"))

    def is_strong(self, run: _Element, paragraph: _Element) -> bool:
        """Whether a run is set as headings are: bold, or larger than running text."""
        style = self.of(attribute(child(child(paragraph, "pPr"), "pStyle"), "val"))
        properties = child(run, "rPr")
        bold = _is_on(properties, "b")
        value = attribute(child(properties, "sz"), "val")
        size = int(value) if value.isdecimal() else style.size
        return (style.bold if bold is None else bold) or size >= _LARGER * self._body


def _named(name: str) -> int:
    """The rank of a heading that a style's name tells: a title's is 1, of heading 1 it is 2."""
    found = _HEADING.match(name)
    if found is not None:
        return int(found[1]) + 1
    return 1 if _TITLE.match(name) else 0


class _Lists:
    """The lists of a document: what each prints before its items."""

    def __init__(self, root: _Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, Counter[int]] = {}
        self._of: dict[str, str] = {}
        kinds = {}
        for element in root if root is not None else ():
            if local(element) == "abstractNum":
                kinds[attribute(element, "abstractNumId")] = element
        for element in root if root is not None else ():
            if local(element) == "num":
                ident = attribute(element, "numId")
                kind = attribute(child(element, "abstractNumId"), "val")
                again = any(local(e) == "startOverride" for e in element.iter())
                self._of[ident] = f"{kind} {ident}" if again else kind
                self._levels[ident] = _levels(kinds.get(kind))

    def is_numbered(self, ident: str, level: int) -> bool:
        """Whether items of a list have numbers at this depth."""
        found = self._levels.get(ident, {}).get(level)
        return found is not None and found.form != "bullet"

    def mark(self, ident: str, level: int) -> str:
        """What stands before the next item of a list; it is counted."""
        found = self._levels.get(ident, {}).get(level)
        if found is None or found.form == "none":
            return ""
        counts = self._counts.setdefault(self._of[ident], Counter())
        counts[level] += 1
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]
        if found.form == "bullet":
            return "• "

        def number(m: re.Match[str]) -> str:
            at = int(m[1]) - 1
            one = self._levels[ident].get(at, found)
            return numeral(max(counts[at], 1) + one.start - 1, _FORMS.get(one.form, "decimal"))

        sign = re.sub(r"%(\d)", number, found.sign)
        if not sign:
            return ""
        return sign if ord(sign[-1]) > 0x2FFF or sign[-1] in "、）】" else f"{sign} "


def _levels(kind: _Element | None) -> dict[int, _Level]:
    out = {}
    for element in kind if kind is not None else ():
        depth = attribute(element, "ilvl")
        if local(element) == "lvl" and depth.isdecimal():
            start = attribute(child(element, "start"), "val")
            out[int(depth)] = _Level(
                attribute(child(element, "numFmt"), "val") or "decimal",
                attribute(child(element, "lvlText"), "val"),
                int(start) if start.isdecimal() else 1,
            )
    return out
