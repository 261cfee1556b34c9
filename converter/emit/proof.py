"""The second proof: the words of an edition are the tree's words.

The tree's side is read from its XML here, not through `converter.tei.reading`, and the edition's
side by readers that did not write it: markdown-it-py, lxml over HTML and zipped XHTML, json. So
neither a record that forgot an element nor an escape that ate a character goes unnoticed.

Both sides are strings in which white space is folded. The tree's words come in units, one an
element that holds text; each has to stand in the edition where the one before ends, and where two
units are different blocks of the tree, there has to be a boundary of blocks in the edition too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from converter.emit import labels
from converter.emit.labels import NAMEPLATE
from converter.tei.names import TEI, XML_ID, XML_LANG, t

if TYPE_CHECKING:
    from lxml import etree
    from markdown_it.token import Token

    JSON = dict[str, "JSON"] | list["JSON"] | str | int | None

_MOST = 20  # differences listed; the first says what to do, the rest how far it goes
_AROUND = 24  # characters shown of what stands in the edition instead
_IMPRINT_FIRST = frozenset({"json"})  # elsewhere the masthead, but for its nameplate, comes last
_ANCHOR = 6  # a unit at least so long is looked for further on, to go on after a difference


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A place where an edition's words are not the tree's.

    `block` names the tree's element by id (or tag and line), `expected` are its words, `found` is
    what the edition has there.
    """

    format: str
    block: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.format}: {self.block}: expected {self.expected!r}, found {self.found!r}"


class Proof:
    """A tree, to be compared with editions of it: its own words are read once for all."""

    def __init__(self, tree: etree._ElementTree) -> None:
        self._units = list(_units(tree))
        self._own = labels.of(tree.getroot().get(XML_LANG) or "zh-Hans")

    def mismatches(self, format: str, data: bytes) -> list[Mismatch]:  # noqa: A002
        """Compare an edition's words with the tree's; an empty list says that they are the same.

        `format` is a name of `converter.emit.FORMATS` (md, html, epub, json, txt). Raises KeyError
        for a format that has no reader, ValueError where the edition cannot be read at all.
        """
        units = self._units
        if format not in _IMPRINT_FIRST:
            units = sorted(units, key=lambda unit: bool(unit.key) and unit.key not in NAMEPLATE)
        return _compare(_Follower(format, _READERS[format](data), self._own), units)


def proof(tree: etree._ElementTree, format: str, data: bytes) -> list[Mismatch]:  # noqa: A002
    """Compare one edition with its tree; see `Proof.mismatches`."""
    return Proof(tree).mismatches(format, data)


# --- the tree's side ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Unit:
    """The words of one element, `tag` its name; `key` is a masthead field's.

    `wrapped` stands for the words of a text in which an editor wrapped lines: beside Chinese that
    is no word space, elsewhere it is one, and the edition may read it either way.
    """

    block: str
    tag: str
    words: str
    key: str
    wrapped: re.Pattern[str] | None
    label: str = ""

    def joins(self, after: _Unit) -> bool:
        """Tell whether an edition may set `after` in the same block as this unit."""
        if self.tag in _JOINED:
            return after.tag in _JOINED[self.tag]
        return bool(self.key and after.key)


# What may share a block with what follows: title lines, a row's cells, a label and its entry;
# beside these, the fields of a masthead.
_JOINED: Mapping[str, frozenset[str]] = {
    "head": frozenset({"head"}),
    "cell": frozenset({"cell"}),
    "label": frozenset({"item", "label"}),
    "number": frozenset({"item", "p", "note"}),
    "speaker": frozenset({"p"}),
    "l": frozenset({"l"}),
    "title": frozenset({"author", "biblScope"}),
    "author": frozenset({"author", "biblScope"}),
}
_INLINE = frozenset(map(t, ("name", "date", "choice", "corr", "pb", "lb", "gap", "ref")))
_TRIMMED = frozenset(
    map(t, ("name", "corr", "ref"))
)  # white space at their ends is none of the text's
_LB, _SIC, _ITEM = t("lb"), t("sic"), t("item")
_WHITE = re.compile(r"[ \t\r\n]+")
_WRAP = re.compile(
    r"(?<![ \t\r])[ \t\r]*\n[ \t\r\n]*"
)  # where an editor wrapped a line of the tree's file
# What has no glyph and may be left out of an edition: control characters, bidi controls that turn
# the text around them over, and noncharacters. They are nobody's words.
_NO_GLYPH = re.compile(
    "[\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef"
    + "".join(map(chr, (n << 16 | end for n in range(17) for end in (0xFFFE, 0xFFFF))))
    + "]"
)


def _units(tree: etree._ElementTree) -> Iterator[_Unit]:
    """Give the words of the tree's text in document order."""
    text = tree.getroot().find(t("text"))
    if text is None:
        return
    words: list[str] = []

    def flush(el: etree._Element) -> Iterator[_Unit]:
        text = _NO_GLYPH.sub("", "".join(words)).strip(" \t\r\n")
        words.clear()
        if text:
            yield _unit(el, text)

    def walk(el: etree._Element) -> Iterator[_Unit]:
        if el.text:
            words.append(el.text)
        for child in el:
            tag = str(child.tag)
            if tag == _SIC or not tag.startswith("{"):  # a comment, a processing instruction
                pass
            elif tag == _LB:
                words.append(" ")
            elif tag in _INLINE:
                start = len(words)
                yield from walk(child)
                if tag in _TRIMMED:
                    inner = _NO_GLYPH.sub("", "".join(words[start:]))
                    words[start:] = [inner.strip(" \t\r\n")]
            else:
                yield from flush(el)
                yield from walk(child)
                yield from flush(child)
            if child.tail:
                words.append(child.tail)

    yield from walk(text)
    yield from flush(text)


def _unit(el: etree._Element, text: str) -> _Unit:
    tag = str(el.tag).removeprefix(f"{{{TEI}}}")
    named = el.get(XML_ID) or next(filter(None, (a.get(XML_ID) for a in el.iterancestors())), "")
    place = f"{tag} at line {el.sourceline}"
    key = ""
    if el.tag == _ITEM:
        div = next(el.iterancestors(t("div")), None)
        key = el.get("n", "") if div is not None and div.get("type") == "masthead" else ""
    parent = el.getparent()
    if tag == "label" and parent is not None and parent.tag != t("list"):
        tag = "number"  # of an item, and no entry's date
    parts = [_WHITE.sub(" ", part) for part in _WRAP.split(text)]
    wrapped = re.compile(" ?".join(map(re.escape, parts))) if len(parts) > 1 else None
    block = f"{named} ({place})" if named else place
    return _Unit(block, tag, " ".join(parts), key, wrapped, el.get("rend", "") if key else "")


# --- comparison -----------------------------------------------------------------------------


def _compare(follower: _Follower, units: list[_Unit]) -> list[Mismatch]:
    """Follow the units through the edition's words; the fields of a masthead in any order."""
    fields = [unit for unit in reversed(units) if unit.key]
    for unit in _in_turn(units, fields, follower):
        follower.follow(unit)
        if len(follower.out) >= _MOST:
            break
    if (
        not follower.lost
        and len(follower.out) < _MOST
        and (rest := follower.edition[follower.at :].strip("\n "))
    ):
        follower.differ("after the tree's last words", "", rest[: 2 * _AROUND])
    return follower.out


def _in_turn(units: Sequence[_Unit], fields: list[_Unit], follower: _Follower) -> Iterator[_Unit]:
    """The units in order; where one of the `fields` is due, first those of them that fit there.

    `fields` are those that are still to come, the last first. Of those with the same words the one
    comes first that goes on with the field before: a person may be named in several.
    """
    for unit in units:
        if not unit.key:
            yield unit
            continue
        while any(field is unit for field in fields):
            fitting = [k for k, field in enumerate(fields) if follower.place(field) is not None]
            before = follower.before.key if follower.before is not None else ""
            best = max(
                fitting,
                key=lambda k: (len(fields[k].words), fields[k].key == before, k),
                default=len(fields) - 1,
            )
            yield fields.pop(best)


class _Follower:
    """A place in an edition's words, in which a line feed is a boundary of blocks."""

    def __init__(self, name: str, edition: str, own: labels.Labels) -> None:
        self.name = name
        self.own = own
        self.edition = edition
        self.at = 0
        self.before: _Unit | None = None
        self.lost = False  # after a difference, until a unit is found again
        self.out: list[Mismatch] = []

    def follow(self, unit: _Unit) -> None:
        """Go on to the end of a unit; where it is not here, look for it further on.

        After a difference a unit that comes later is none again: what comes first is the rest of
        the words that differ. Units too short to be looked for are passed over there.
        """
        place = self.place(unit)
        if place is None:
            long = len(unit.words) >= _ANCHOR
            later = self.edition.find(unit.words, self.at) if long else -1
            if not self.lost or (long and later < 0):
                found = self.edition[self.at : self.at + len(unit.words) + _AROUND]
                self.differ(unit.block, unit.words, found)
            self.lost = later < 0
            if self.lost:
                return
            place = later + len(unit.words)
        self.at, self.before, self.lost = place, unit, False

    def differ(self, block: str, expected: str, found: str) -> None:
        """Note a difference."""
        self.out.append(Mismatch(self.name, block, expected, found))

    def place(self, unit: _Unit) -> int | None:
        """Find where a unit's words end, if they stand here after a fitting boundary."""
        start = self._boundary(unit)
        if start is None:
            return None
        words = self.own
        own = (words.untitled, words.others, words.no_picture, words.colophon)
        notices = [f"{said}\n" for said in own] if self.name == "txt" else []
        while said := next((n for n in notices if self.edition.startswith(n, start)), ""):
            start += len(said)
        if self.name == "txt" and (label := unit.label or self.own.masthead.get(unit.key)):
            label += self.own.colon
            start += len(label) if self.edition.startswith(label, start) else 0
        if self.name == "md" and unit.tag == "number" and not any(map(str.isalnum, unit.words)):
            return self.at  # the list's own bullet stands for it
        if self.edition.startswith(unit.words, start):
            return start + len(unit.words)
        if self.name == "md" and unit.tag == "number":
            number = f"{unit.words[:-1]}."  # as Markdown writes 1、 and 1)
            return start + len(number) if self.edition.startswith(number, start) else None
        match = unit.wrapped.match(self.edition, start) if unit.wrapped else None
        return match.end() if match else None

    def _boundary(self, unit: _Unit) -> int | None:
        if self.edition.startswith("\n", self.at):
            return self.at + 1
        if self.before is not None and not self.lost:
            if not self.before.joins(unit):
                return None
            if unit.key and self.edition.startswith(self.own.between_names, self.at):
                return self.at + len(self.own.between_names)
        return self.at + 1 if self.edition.startswith(" ", self.at) else self.at


class _Words:
    """Collects an edition's words, block by block."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.open: list[str] = []

    def add(self, text: str) -> None:
        """Add words to the open block."""
        self.open.append(text)

    def end(self) -> None:
        """End the open block."""
        if self.open:
            text = _NO_GLYPH.sub("", "".join(self.open))
            if folded := _WHITE.sub(" ", text).strip(" "):
                self.blocks.append(folded)
            self.open.clear()

    def __str__(self) -> str:
        self.end()
        return "\n".join(self.blocks)


# --- Markdown -------------------------------------------------------------------------------

_COMMENT = re.compile(r"\s*<!--(.*?)-->\s*", re.DOTALL)
# Comments after which a heading is the edition's.
_OWN_HEADINGS = frozenset({"contents", "others", "untitled"})
_SPAN = '<span class="apparatus"'


def _markdown(data: bytes) -> str:
    from markdown_it import MarkdownIt

    text = data.decode()
    if not text.startswith("---\n") or (end := text.find("\n---\n")) < 0:
        raise ValueError("the Markdown edition has no front matter")
    return str(_MarkdownWords(MarkdownIt("commonmark").enable("table").parse(text[end + 5 :])))


class _MarkdownWords(_Words):
    """The words of a token stream without those that the edition marks as its own."""

    def __init__(self, tokens: list[Token]) -> None:
        super().__init__()
        part = ""  # what the last comment announced
        labelled = False  # in the masthead's list
        for token in tokens:
            match token.type:
                case "html_block":
                    part = self._html(token.content) or part
                case "bullet_list_open":
                    labelled, part = part == "masthead", ""
                case "bullet_list_close":
                    labelled = False
                case "list_item_open" if token.info:  # the number that the source counts with
                    self.add(f"{token.info}. ")
                    continue
                case "heading_open":
                    skipped = part in _OWN_HEADINGS
                    part = "heading" if skipped else ""
                case "inline" if part == "heading":
                    part = ""
                case "inline":
                    self._inline(token.children or [], labelled=labelled)
                case "code_block" | "fence":
                    self.add(token.content)
                case _:
                    pass
            self.end()

    def _html(self, content: str) -> str:
        """Read a block of HTML; give the words of a lone comment, which may announce a part."""
        if lone := _COMMENT.fullmatch(content):
            return lone[1].strip()
        if content.startswith("<table>"):
            self.blocks += filter(None, _html(content.encode()).split("\n"))
        else:
            self.add(content)
        return ""

    def _inline(self, children: list[Token], *, labelled: bool) -> None:
        skipping = ""  # the token that ends what is not the issue's words
        for n, child in enumerate(children):
            match child.type:
                case _ if skipping:
                    if skipping in (child.type, child.content):
                        skipping = ""
                case "strong_open" if labelled and not any(c.content for c in children[:n]):
                    skipping = "strong_close"
                case "softbreak" | "hardbreak":
                    self.add(" ")
                case "html_inline" if child.content.startswith(_SPAN):
                    skipping = "</span>"
                case "html_inline" if child.content.startswith(("<!--", "<a id=", "</a>")):
                    pass
                case "html_inline" if child.content == "<br>":
                    self.add(" ")
                case "image":
                    self.add(f"![{child.content}]")
                case _:
                    self.add(child.content)


# --- HTML and EPUB --------------------------------------------------------------------------

_PHRASING = frozenset(
    "a abbr b bdi bdo cite code data del dfn em i ins kbd label mark q rp rt ruby s small span "  # noqa: SIM905 - thirty words read better as words
    "strong sub sup time u var wbr".split()
)
_UNREAD = frozenset({"head", "script", "style", "template", "title", "nav", "svg", "button"})


def _apparatus(el: etree._Element) -> bool:
    return "data-apparatus" in el.attrib or "apparatus" in el.get("class", "").split()


def _element_words(root: etree._Element, words: _Words) -> None:
    """Collect the words of (X)HTML; an element that is not phrasing content is a block."""

    def walk(el: etree._Element) -> None:
        tag = el.tag.rpartition("}")[2]
        if tag in _UNREAD or _apparatus(el):
            return
        phrasing = tag in _PHRASING
        if tag == "br":
            words.add(" ")
        elif not phrasing:
            words.end()
        if el.text:
            words.add(el.text)
        for child in el:
            if isinstance(child.tag, str):
                walk(child)
            if child.tail:
                words.add(child.tail)
        if not phrasing and tag != "br":
            words.end()

    walk(root)


def _html(data: bytes) -> str:
    from lxml import html

    words = _Words()
    root = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    _element_words(root, words)
    return str(words)


_OCF = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OPF = "{http://www.idpf.org/2007/opf}"


def _epub(data: bytes) -> str:
    """Read the XHTML files of the spine, in its order, without the navigation."""
    import posixpath
    import zipfile
    from io import BytesIO
    from urllib.parse import unquote

    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    words = _Words()
    with zipfile.ZipFile(BytesIO(data)) as book:
        container = etree.fromstring(book.read("META-INF/container.xml"), parser)
        path = next(container.iter(f"{_OCF}rootfile")).get("full-path", "")
        package = etree.fromstring(book.read(path), parser)
        items = {el.get("id"): el for el in package.iter(f"{_OPF}item")}
        for ref in package.iter(f"{_OPF}itemref"):
            item = items[ref.get("idref")]
            if "nav" in item.get("properties", "").split():
                continue
            name = posixpath.join(posixpath.dirname(path), unquote(item.get("href", "")))
            _element_words(etree.fromstring(book.read(name), parser), words)
            words.end()
    return str(words)


# --- JSON and plain text --------------------------------------------------------------------


def _json(data: bytes) -> str:
    issue = json.loads(data)
    words = _Words()
    column = None
    for part in ("masthead", "contents", "front", "articles", "back", "others"):
        for record in issue[part]:
            # Two columns may have one name: a part of an issue each.
            if part == "articles" and record["column"] != column:
                column = record["column"]
                words.add(column["name"])
                words.end()
            for text in _json_words(record):
                words.add(text)
                words.end()
    return str(words)


# The keys whose values are words, in the tree's order. An article's `text` repeats its blocks; the
# `page` of a block is no word of it, that of an entry of the contents is printed.
_JSON_KEYS = (
    *("value", "head", "heads", "label", "speaker", "text", "lines", "items", "lists"),
    *("notes", "entries", "rows", "cells"),
)


def _json_words(value: JSON) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from _json_words(item)
        case {"article": str(), "title": title, "authors": authors, "page": page}:
            yield from _json_words([title, authors, page])
        case {"heads": heads, "bylines": bylines, "blocks": blocks}:
            yield from _json_words([heads, bylines, blocks])
        case dict():
            for key in (*_JSON_KEYS, "blocks"):
                found = value.get(key)
                if isinstance(found, str | list):  # the `label` of a row is a flag
                    yield from _json_words(found)
        case _:
            pass


def _text(data: bytes) -> str:
    words = _Words()
    for line in data.decode().split("\n"):
        words.add(line)
        words.end()
    return str(words)


_READERS: Mapping[str, Callable[[bytes], str]] = {
    "md": _markdown,
    "html": _html,
    "epub": _epub,
    "json": _json,
    "txt": _text,
}
