"""HTML: a saved page, the page of a host of flip-books, an article of WeChat.

Nothing in a page is run, fetched or followed. What stands around the text (menus, buttons, forms, the
page's own head and foot) is furniture; where a page says which part of it is the text, all else is.
"""

from __future__ import annotations

import base64
import binascii
import re
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from lxml import etree

from converter.chinese.chars import HAN
from converter.model import Part
from converter.read.decoding import DecodingError, decode
from converter.read.flowing import DEEPEST, Cell, Flow, is_grid, numeral
from converter.read.layer import Asked, Layer
from converter.read.markup import markup_of
from converter.read.packed import local, page_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_KIND = "web page"
# (A table that a tool reads is written as a page, but never the whole text.)
_WHOLE = re.compile(r"\s*<html\b.*</html\s*>\s*\Z", re.IGNORECASE | re.DOTALL)
_OPENS = re.compile(r"<html\b", re.IGNORECASE)
_XHTML = re.compile(
    r"\s*<\?xml[^<>]*\?>\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_SILENT = frozenset(
    {"script", "style", "noscript", "template", "head", "title", "svg", "iframe", "object"}
    | {"embed", "canvas", "video", "audio", "map", "math", "link", "meta", "base", "param", "track"}
)
_AROUND = frozenset({"nav", "aside", "form", "button", "select", "menu", "dialog", "footer"})
_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "menu"})
_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em"}
    | {"font", "i", "ins", "kbd", "label", "mark", "q", "rp", "ruby", "rb", "rtc", "s", "samp"}
    | {"small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "img"}
    | {"rt", "nobr", "picture", "source", "o:p", "mpvoice", "mp-common-profile"}
)
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|bolder|[6-9]00)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_WRAP = "\x00"  # where a line of the file ends: nothing between Han characters, else a blank
_WIDE = f"{HAN}\u3000-\u303f\uff00-\uffef"
_BETWEEN_HAN = re.compile(f"(?<=[{_WIDE}]){_WRAP}(?=[{_WIDE}])")
_DATA = re.compile(r"data:image/[a-z.+-]+;base64,", re.IGNORECASE)
_SHARE = 0.5  # of a page's letters stand in what is its text, at least
_SHORT = 60  # letters of a heading
_PICTURE = 8_000_000  # letters of a picture in the page
# What a page calls its text: the elements for it, and the names that WeChat gives.
_TEXT = (
    "//*[@id='js_content' or contains(concat(' ', normalize-space(@class), ' '), ' rich_media_content ')]",
    "//main | //*[@role='main']",
    "//article",
)
_TITLES = ("//*[@id='activity-name']", "//*[contains(@class, 'rich_media_title')]", "//h1")
_ABOUT = ("//*[@id='meta_content']", "//*[contains(@class, 'rich_media_meta_list')]")


def fits(data: bytes) -> bool:
    """Whether a file is a web page, or a part of one."""
    try:
        text = decode(data)[0]
        text = text.lstrip("\ufeff")
        page = _XHTML.match(text) or (_WHOLE.match(text) and len(_OPENS.findall(text)) == 1)
        return bool(page) or markup_of(text) == "HTML"
    except DecodingError:
        return False  # what is wrong with it is told where it is read as a raw text


def layer(data: bytes, _name: str, asked: Asked) -> Layer:
    """The words of a page with what it says of them. Raises DecodingError."""
    root = page_of(data, _KIND)
    return _Reading(root, images=asked.images).layer()


@dataclass(slots=True)
class _State:
    """What stands around a place: the part it is of, its depth in lists, whether it is bold."""

    part: Part = Part.PARAGRAPH
    level: int = 0
    label: bool = False
    bold: bool = False
    kept: bool = False  # blanks and line ends are its own
    outside: bool = False  # of what the page calls its text, which is still to come


@dataclass(slots=True)
class _Line:
    """Inline words that are not written yet."""

    parts: list[str] = field(default_factory=list)
    letters: int = 0
    strong: int = 0

    def add(self, text: str, *, strong: bool, kept: bool) -> None:
        words = text if kept else _BLANKS.sub(_blank, text)
        self.parts.append(words)
        count = len(words.strip())
        self.letters += count
        self.strong += count if strong else 0


class _Reading:
    """Walks through a page and tells its blocks in their order."""

    def __init__(self, root: _Element, *, images: bool) -> None:
        self.root = root
        self.flow = Flow("html", images=images)
        self.line = _Line()
        self.mark = ""  # of a list's item whose words are still to come
        self.text = _text_of(root)
        # What belongs to the text and stands outside of what the page calls so, and what holds it all.
        self.titles = self._named(_TITLES)
        self.about = self._named(_ABOUT)
        self.above = frozenset(
            above
            for part in (*self.titles, *self.about, *([self.text] if self.text is not None else ()))
            for above in part.iterancestors()
        )

    def layer(self) -> Layer:
        """The layer of the page."""
        body = self.root.find("body")
        outside = self.text is not None
        self._walk(body if body is not None else self.root, _State(outside=outside), 0)
        self._write(_State())
        return self.flow.done()

    def _named(self, paths: tuple[str, ...]) -> frozenset[_Element]:
        """The one element that a page names so, outside of its text."""
        if self.text is None:
            return frozenset()
        for path in paths:
            found = _found(self.root, path)
            if len(found) == 1:
                return frozenset(found)
        return frozenset()

    # blocks

    def _walk(self, element: _Element, state: _State, depth: int) -> None:
        """Tell the words of an element, whose tail belongs to what is around it."""
        if depth > DEEPEST:
            words = " ".join(str(t) for t in element.itertext())
            self.line.add(words, strong=state.bold, kept=False)
            return
        if element.text:
            self.line.add(element.text, strong=state.bold, kept=state.kept)
        for inner in element:
            self._child(inner, state, depth + 1)
            if inner.tail:
                self.line.add(inner.tail, strong=state.bold, kept=state.kept)

    def _child(self, element: _Element, state: _State, depth: int) -> None:
        tag = local(element).lower()
        if not tag or tag in _SILENT or _is_hidden(element):
            return
        if tag == "br":
            self.line.parts.append("\n")
        elif tag == "img":
            self._image(element)
        elif tag == "rt":
            self.line.parts.append("（")
            self._walk(element, state, depth)
            self.line.parts.append("）")
        elif tag == "rp":
            return
        elif tag in _INLINE and not _holds_blocks(element, depth):
            inner = replace(state, bold=state.bold or _is_bold(element, tag))
            self._walk(element, inner, depth)
        else:
            self._block(element, tag, state, depth)

    def _block(self, element: _Element, tag: str, state: _State, depth: int) -> None:
        self._write(state)
        inner = self._within(element, tag, state)
        if tag == "table":
            self._table(element, inner, depth)
        elif tag == "hr":
            self.flow.text("")
        elif tag in ("ul", "ol"):
            self._list(element, tag, inner, depth)
        else:
            self._walk(element, inner, depth)
        self._write(inner)

    def _within(self, element: _Element, tag: str, state: _State) -> _State:
        """What is known of the words inside an element."""
        if state.outside:
            if element in self.titles:
                return _State(Part.HEADING, level=1)
            if element is self.text or element in self.about:
                return _State()
            return state if element in self.above else _State(Part.HEADER)
        around = tag in _AROUND or (element.get("role") or "").lower() in _ROLES
        if around or state.part is Part.HEADER:
            return _State(Part.HEADER)
        if tag in _HEADINGS:
            return _State(Part.HEADING, level=_HEADINGS[tag])
        if tag == "blockquote":
            return replace(state, part=Part.QUOTE)
        if tag in ("figcaption", "caption"):
            return _State(Part.CAPTION, label=True)
        return replace(
            state, bold=state.bold or _is_bold(element, tag), kept=state.kept or tag == "pre"
        )

    def _list(self, element: _Element, tag: str, state: _State, depth: int) -> None:
        number = _number(element.get("start"), 1)
        form = {"a": "letter", "A": "LETTER", "i": "roman", "I": "ROMAN"}.get(
            element.get("type") or "", "decimal"
        )
        for item in element:
            if local(item).lower() != "li":
                self._child(item, state, depth + 1)
                continue
            if _is_hidden(item):
                continue
            self._write(state)
            number = _number(item.get("value"), number)
            mark = f"{numeral(number, form)}. " if tag == "ol" else "• "
            number += 1
            if state.part is Part.HEADER:
                inner = state
            else:
                inner = _State(Part.ITEM, level=state.level + 1, label=tag == "ol")
                self.mark = mark
            self._walk(item, inner, depth + 1)
            self._write(inner)

    def _table(self, element: _Element, state: _State, depth: int) -> None:
        rows = list(_rows(element))
        grid = [[_cell(cell) for cell in row] for row in rows]
        if state.part is not Part.HEADER and grid and is_grid(grid):
            for caption in element.iterchildren("caption"):
                self._block(caption, "caption", state, depth + 1)
            self.flow.table(grid)
            for row in rows:
                for image in (i for cell in row for i in cell.iter("img")):
                    self._image(image)
            return
        self._walk(element, state, depth)

    def _write(self, state: _State) -> None:
        """Tell the words that have gathered, as a block."""
        line, self.line = self.line, _Line()
        words = "".join(line.parts)
        if not state.kept:
            words = re.sub(rf"[ {_WRAP}]*\n[ {_WRAP}]*", "\n", words)
            words = _unwrapped(words)
        if not words.strip(f" \n{_WRAP}"):
            return
        strong = line.letters > 0 and line.strong == line.letters and len(words.strip()) <= _SHORT
        mark = self.mark if state.part is Part.ITEM else ""
        self.mark = ""
        label = state.label or (state.part is Part.PARAGRAPH and strong)
        part = Part.HEADER if state.outside else state.part
        self.flow.text(mark + words.strip("\n"), part, level=state.level, label=label)

    def _image(self, element: _Element) -> None:
        """A picture; only one whose bytes stand in the page itself is had."""
        alt = element.get("alt") or element.get("title") or ""
        self.flow.alt(alt)
        source = element.get("src") or ""
        found = _DATA.match(source)
        if found is None or len(source) > _PICTURE:
            self.flow.picture(b"", alt)
            return
        try:
            data = base64.b64decode(urllib.parse.unquote(source[found.end() :]), validate=False)
        except (binascii.Error, ValueError):
            return
        self.flow.picture(data, alt)


def _text_of(root: _Element) -> _Element | None:
    """The part of a page that it calls its text, None where it calls none so, or several."""
    whole = _letters(root)
    for path in _TEXT:
        found = _found(root, path)
        if len(found) == 1 and _letters(found[0]) >= _SHARE * whole:
            return found[0]
    return None


def _found(root: _Element, path: str) -> list[_Element]:
    return cast("list[_Element]", root.xpath(path))


def _letters(element: _Element) -> int:
    """How many letters of an element are words of the page."""
    count = 0
    stack = [element]
    while stack:
        one = stack.pop()
        tag = local(one).lower()
        if tag and tag not in _SILENT:
            count += len((one.text or "").strip())
            stack.extend(one)
        if one is not element:
            count += len((one.tail or "").strip())
    return count


def _blank(blanks: re.Match[str]) -> str:
    return _WRAP if "\n" in blanks[0] else " "


def _unwrapped(words: str) -> str:
    """Words without the ends that the file's lines have among them."""
    return _BETWEEN_HAN.sub("", words).replace(_WRAP, " ").strip(" ")


def _is_hidden(element: _Element) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _is_bold(element: _Element, tag: str) -> bool:
    return tag in ("b", "strong") or bool(_BOLD.search(element.get("style") or ""))


def _holds_blocks(element: _Element, depth: int) -> bool:
    """Whether an inline element has blocks in it, as pages of editors have."""
    if depth > DEEPEST:
        return False
    return any(
        local(e).lower() not in _INLINE | _SILENT | {"br", ""} for e in element.iterdescendants()
    )


def _number(value: str | None, otherwise: int) -> int:
    words = (value or "").strip()
    return int(words) if words.isdecimal() and len(words) < 6 else otherwise


def _rows(table: _Element) -> Iterator[list[_Element]]:
    """The rows of a table, with their cells; not those of tables in cells."""
    for element in table:
        tag = local(element).lower()
        if tag in ("thead", "tbody", "tfoot"):
            yield from _rows(element)
        elif tag == "tr":
            yield [e for e in element if local(e).lower() in ("td", "th")]


def _cell(cell: _Element) -> Cell:
    head = local(cell).lower() == "th"
    out = Cell(
        rows=min(max(_number(cell.get("rowspan"), 1), 1), 1000),
        cols=min(max(_number(cell.get("colspan"), 1), 1), 100),
        head=head,
    )
    for element in cell.iterdescendants():
        tag = local(element).lower()
        out.whole = out.whole or tag == "table" or tag in _HEADINGS
    for words in _blocks_of(cell):
        line = " ".join(_unwrapped(_BLANKS.sub(_blank, words)).split())
        out.paragraphs += [line] if line else []
    return out


def _blocks_of(cell: _Element) -> Iterator[str]:
    """The words of a cell by its blocks."""
    parts: list[str] = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        tag = local(element).lower()
        block = tag not in _INLINE
        if block and parts:
            yield "".join(parts)
            parts = []
        if event == "start":
            parts += [element.text] if element.text and tag not in _SILENT and tag else []
        elif element is not cell and element.tail:
            parts.append(element.tail)
    yield "".join(parts)
