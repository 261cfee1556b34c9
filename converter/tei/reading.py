"""Typed reading of the tree: from its XML to records."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from converter.tei.names import TEI, XML_ID, XML_LANG, t
from converter.tei.records import (
    Article,
    Block,
    Cell,
    Choice,
    Chronicle,
    Column,
    Content,
    ContentsEntry,
    ContentsList,
    Credit,
    Edition,
    Entry,
    Field,
    Figure,
    Gap,
    Head,
    Inline,
    Item,
    Items,
    Line,
    LineBreak,
    Lost,
    Name,
    Note,
    Notes,
    PageBreak,
    PageTurn,
    Paragraph,
    Ref,
    References,
    Row,
    Section,
    Speech,
    Table,
    Unknown,
    Verse,
    plain,
)

if TYPE_CHECKING:
    from lxml import etree

# --- reading --------------------------------------------------------------------------------

_WHITE = re.compile(r"[ \t\r\n]{2,}|[\t\r\n]")
# What has no glyph and is nobody's word: control characters, the bidi controls that turn the text
# around them over (embeddings, overrides, isolates), noncharacters. HTML forbids most of them.
_NO_GLYPH = re.compile(
    "[\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)
_COLOUR = re.compile(r"color:\s*(#[0-9a-fA-F]{6}|#[0-9a-fA-F]{3})\s*;?\s*$")
_WIDE = "\u2e80"  # from here on a line break of the XML file is no word space (CSS Text 3, 4.1.2)


def read_edition(tree: etree._ElementTree | Edition) -> Edition:
    """Read a tree into records; records are given back as they are.

    So whoever makes several editions of one tree may read it once and emit each from the records.

    White space is read as XML prints it: a run is one space, and none at the ends of a block or
    where an editor's line break falls between two Chinese characters. Characters that have no
    glyph are left out, so that no text can turn its surroundings over. An element without `xml:id`
    (a person's addition) gets an id that no other has.

    Raises ValueError, with the element's name and line, for what the vocabulary does not have.
    """
    return tree if isinstance(tree, Edition) else _Reader(tree.getroot()).edition()


def _error(el: etree._Element, where: str) -> ValueError:
    name = str(el.tag).removeprefix(f"{{{TEI}}}")
    return ValueError(f"line {el.sourceline}: element {name!r} is not part of {where}")


def _elements(parent: etree._Element) -> Iterator[etree._Element]:
    """Iterate over the child elements, without comments and processing instructions."""
    return parent.iterchildren("*")


def _space(match: re.Match[str]) -> str:
    """Read a run of white space: nothing, where an editor wrapped a line of Chinese."""
    if "\n" not in match[0]:
        return " "
    around = match.string[match.start() - 1 : match.start()], match.string[match.end() :][:1]
    return "" if all(side >= _WIDE for side in around if side) else " "


def _read(text: str) -> str:
    """Settle white space and leave out what has no glyph."""
    if text.isprintable() and "  " not in text:  # nearly always, and much cheaper to see
        return text
    return _WHITE.sub(_space, _NO_GLYPH.sub("", text))


def _squeeze(parts: list[Inline]) -> Content:
    """Join neighbouring strings and settle white space over the whole of a block's content."""
    merged: list[Inline] = []
    for part in parts:
        last = merged[-1] if merged else None
        if isinstance(part, str) and isinstance(last, str):
            merged[-1] = last + part
        else:
            merged.append(part)
    out: list[Inline] = []
    spaced = True  # the words so far end in white space, or have not begun
    for part in merged:
        match part:
            case str():
                text = _read(part)
                text = text.lstrip(" ") if spaced else text
                if text:
                    out.append(text)
                    spaced = text.endswith(" ")
                continue
            case LineBreak():
                _trim(out)
                spaced = True
            case Name() | Choice() | Ref():
                spaced = False
            case _:  # a page mark or a gap stands between the words
                pass
        out.append(part)
    _trim(out)
    return tuple(out)


def _trim(out: list[Inline]) -> None:
    """Drop the white space in which the words so far end."""
    for at in range(len(out) - 1, -1, -1):
        part = out[at]
        if isinstance(part, str):
            out[at] = part.rstrip(" ")
            if not out[at]:
                del out[at]
            return
        if isinstance(part, Name | Choice | Ref | LineBreak):
            return


(
    _PB, _LB, _GAP, _NAME, _CHOICE, _SIC, _CORR, _DATE, _HEAD, _P, _DIV, _ITEM, _ROW, _CELL, _LABEL,
    _LIST, _BYLINE, _REF, _L,
) = map(
    t,
    (
        "pb", "lb", "gap", "name", "choice", "sic", "corr", "date", "head", "p", "div", "item",
        "row", "cell", "label", "list", "byline", "ref", "l",
    ),
)  # fmt: skip


def _inline(el: etree._Element, out: list[Inline], without: Collection[str] = ()) -> None:
    """Append what `el` holds, in order, to `out`; of children `without`, what stands behind."""
    if el.text:
        out.append(el.text)
    for child in el:
        if child.tag not in without and isinstance(child.tag, str):
            match child.tag:
                case tag if tag == _PB:
                    out.append(PageBreak(_printed(child)))
                case tag if tag == _LB:
                    out.append(LineBreak())
                case tag if tag == _GAP:
                    out.append(Gap(child.get("reason", "")))
                case tag if tag == _NAME:
                    out.append(Name(child.get("type", ""), _text(child)))
                case tag if tag == _REF:
                    target = child.get("target", "").removeprefix("#")
                    out.append(Ref(child.get(XML_ID, ""), target, _text(child)))
                case tag if tag == _CHOICE:
                    out.append(Choice(_text(child.find(_SIC)), _text(child.find(_CORR))))
                case tag if tag == _DATE:
                    _inline(child, out)
                case _:
                    raise _error(child, "running text")
        if child.tail:
            out.append(child.tail)


def _content(el: etree._Element, *before: Inline, without: Collection[str] = ()) -> Content:
    """Read the inline content of an element, with `before` in front of it."""
    if not len(el) and not before:  # the common case
        text = _read(el.text or "").strip(" ")
        return (text,) if text else ()
    parts = list(before)
    _inline(el, parts, without)
    return _squeeze(parts)


def _text(el: etree._Element | None) -> str:
    return "" if el is None else plain(_content(el))


def _span(el: etree._Element, name: str) -> int:
    value = el.get(name, "")
    return max(1, int(value)) if value.isdecimal() else 1


_SIGNATURE = frozenset(map(t, ("salute", "signed", "dateline")))


class _Reader:
    """One pass over a tree, in its order; it remembers the ids given and the page reached."""

    def __init__(self, root: etree._Element) -> None:
        if root.tag != t("TEI"):
            raise ValueError(f"not a TEI tree: its root element is {root.tag!r}")
        self.root = root
        self.known: set[str] = set()  # the tree's own ids, once one has to be made
        self.used: set[str] = set()
        self.made = 0
        self.page = ""
        self.waiting: list[PageTurn] = []  # page breaks that wait for the next article
        # How each kind of block is read, by its element's name and type ('': of any type).
        self.readers: Mapping[tuple[str, str], Callable[[etree._Element], Block]] = {
            ("p", ""): self._paragraph,
            ("ab", ""): self._unknown,
            ("ab", "editorial"): self._aside,
            ("ab", "pullquote"): self._aside,
            ("salute", ""): self._signature,
            ("signed", ""): self._signature,
            ("dateline", ""): self._signature,
            ("lg", ""): self._verse,
            ("pb", ""): self._turn,
            ("gap", ""): lambda el: Lost(el.get("reason", "")),
            ("closer", ""): self._credit,
            ("trailer", ""): self._credit,
            ("byline", ""): self._credit,
            ("figure", ""): self._figure,
            ("table", ""): self._table,
            ("list", ""): self._items,
            ("list", "chronicle"): self._chronicle,
            ("list", "notes"): self._notes,
            ("listBibl", ""): self._references,
            ("div", ""): self._section,
        }

    def edition(self) -> Edition:
        header = self.root.find(t("teiHeader"))
        text = self.root.find(t("text"))
        if header is None or text is None:
            raise ValueError("not a whole TEI tree: teiHeader or text is missing")
        masthead: list[Field] = []
        contents: list[ContentsList] = []
        front: list[Block] = []
        for div in self._parts(text.find(t("front"))):
            match div.get("type") if div.tag == _DIV else None:
                case "masthead":
                    masthead += [
                        Field(item.get("n", ""), _text(item), self._id(item), item.get("rend", ""))
                        for item in div.iter(_ITEM)
                    ]
                case "contents":
                    contents += [self._contents(lst) for lst in div.iter(_LIST)]
                case _:
                    front.append(self._block(div))
        columns = self._body(text.find(t("body")))
        after: list[Block] = []
        others: list[Block] = []
        for part in self._parts(text.find(t("back"))):
            if part.get("type") == "other":
                others += self._section(part).blocks
            else:
                after.append(self._block(part))
        back: list[Block] = [*self.waiting, *after]
        described = self._described(header, tuple(masthead), tuple(contents), columns, front, back)
        return replace(described, others=tuple(others))

    def _described(
        self,
        header: etree._Element,
        masthead: tuple[Field, ...],
        contents: tuple[ContentsList, ...],
        columns: tuple[Column, ...],
        front: list[Block],
        back: list[Block],
    ) -> Edition:
        def find(path: str) -> etree._Element | None:
            return header.find("/".join(map(t, path.split("/"))))

        scopes = {el.get("unit"): el for el in header.iter(t("biblScope"))}
        idnos = {el.get("type"): el for el in header.iter(t("idno"))}
        renditions = {el.get(XML_ID): el for el in header.iter(t("rendition"))}
        colour = _COLOUR.search(_text(renditions.get("accent")))
        date = find("fileDesc/publicationStmt/date")
        issue, total = scopes.get("issue"), scopes.get("total")
        return Edition(
            lang=self.root.get(XML_LANG) or "zh-Hans",
            title=_text(find("fileDesc/titleStmt/title")),
            series=_text(find("fileDesc/seriesStmt/title")),
            issue=_text(issue),
            total=_text(total),
            publisher=_text(find("fileDesc/publicationStmt/publisher")),
            date="" if date is None else date.get("when", ""),
            date_text=_text(date),
            source=_text(find("fileDesc/sourceDesc/bibl/title")),
            digest=_text(idnos.get("sha256")),
            accent=colour[1] if colour else "",
            masthead=masthead,
            contents=contents,
            columns=columns,
            issue_number="" if issue is None else issue.get("n", ""),
            total_number="" if total is None else total.get("n", ""),
            permit=_text(idnos.get("permit")),
            front=tuple(front),
            back=tuple(back),
        )

    # parts of the issue

    def _parts(self, parent: etree._Element | None) -> Iterator[etree._Element]:
        """Iterate over the parts of front or back; a page break between them waits."""
        for el in () if parent is None else _elements(parent):
            if el.tag == _PB:
                self.waiting.append(self._turn(el))
            else:
                yield el

    def _contents(self, lst: etree._Element) -> ContentsList:
        head = lst.find(_HEAD)
        entries: list[ContentsEntry] = []
        for item in lst.findall(_ITEM):
            bibl = item.find(t("bibl"))
            if bibl is None:
                entries.append(ContentsEntry(_text(item), (), "", ""))
                continue
            authors = tuple(_text(author) for author in bibl.findall(t("author")))
            entries.append(
                ContentsEntry(
                    title=_text(bibl.find(t("title"))),
                    authors=authors,
                    page=_text(bibl.find(t("biblScope"))),
                    target=bibl.get("corresp", "").removeprefix("#"),
                )
            )
        return ContentsList(_text(head), tuple(entries))

    def _body(self, body: etree._Element | None) -> tuple[Column, ...]:
        columns: list[Column] = []
        loose: list[etree._Element] = []  # outside every column
        for el in () if body is None else _elements(body):
            if el.tag == _DIV and el.get("type") == "column":
                columns += self._column(loose, "", "")
                columns += self._column(list(_elements(el)), el.get("n", ""), _heading(el))
                loose = []
            else:
                loose.append(el)
        return (*columns, *self._column(loose, "", ""))

    def _column(self, elements: list[etree._Element], key: str, name: str) -> list[Column]:
        """Read a column's articles; text that stands between them is one without a title."""
        articles: list[Article] = []
        between: list[etree._Element] = []

        def flush() -> None:
            if between:
                articles.append(self._article(between, self._id(None), key, name))
                between.clear()

        for el in elements:
            if el.tag == _HEAD and name:
                continue
            if el.tag == _PB:
                flush()
                self.waiting.append(self._turn(el))
            elif el.tag == _DIV and el.get("type") == "article":
                flush()
                articles.append(self._article(list(_elements(el)), self._id(el), key, name))
            else:
                between.append(el)
        flush()
        return [Column(key, name, tuple(articles))] if articles else []

    def _article(self, elements: list[etree._Element], ident: str, key: str, name: str) -> Article:
        heads: list[Head] = []
        bylines: list[Content] = []
        opening, self.waiting = self.waiting, []
        blocks: list[Block] = []
        page: str | None = None
        for el in elements:
            if el.tag == _PB and not blocks and not bylines:
                opening.append(self._turn(el))
                continue
            if page is None:
                page = self.page  # no words of the article came before
            if el.tag == _HEAD:
                heads.append(Head(el.get("type", "main"), _content(el)))
            elif el.tag == _BYLINE and el.get("type") != "credit" and not _worded(blocks):
                bylines.append(_content(el))
            else:
                blocks += self._several(el)
        return Article(
            id=ident,
            column_id=key,
            column=name,
            page=self.page if page is None else page,
            heads=tuple(heads),
            bylines=tuple(bylines),
            blocks=tuple(blocks),
            opening=tuple(opening),
        )

    # blocks

    def _block(self, el: etree._Element) -> Block:
        """Read one block of an article."""
        tag = str(el.tag).removeprefix(f"{{{TEI}}}")
        read = self.readers.get((tag, el.get("type", ""))) or self.readers.get((tag, ""))
        if read is None:
            raise _error(el, "an article")
        return read(el)

    def _paragraph(self, el: etree._Element) -> Paragraph:
        return Paragraph(self._id(el), self._flow(el), el.get(XML_LANG, ""))

    def _unknown(self, el: etree._Element) -> Unknown:
        return Unknown(self._id(el), self._flow(el), el.get(XML_LANG, ""))

    def _credit(self, el: etree._Element) -> Credit:
        return Credit(self._id(el), self._flow(el))

    def _figure(self, el: etree._Element) -> Figure:
        graphic = el.find(t("graphic"))
        picture = "" if graphic is None else _printable(graphic.get("url", ""))
        return Figure(self._id(el), self._caption(el), picture)

    def _aside(self, el: etree._Element) -> Line:
        return self._line(el, el.get("type", ""))

    def _signature(self, el: etree._Element) -> Line:
        return self._line(el, str(el.tag).removeprefix(f"{{{TEI}}}"))

    def _section(self, div: etree._Element) -> Section:
        ident = self._id(div)
        heads: list[Content] = []
        blocks: list[Block] = []
        for el in _elements(div):
            if el.tag == _HEAD:
                heads.append(self._flow(el))
            else:
                blocks += self._several(el)
        return Section(ident, tuple(heads), tuple(blocks))

    def _caption(self, figure: etree._Element) -> Content:
        parts: list[Inline] = []
        for el in _elements(figure):
            if el.tag == t("graphic"):
                continue
            if el.tag not in (_HEAD, _P):
                raise _error(el, "a figure")
            if parts:
                parts.append(LineBreak())
            parts += self._flow(el)
        return tuple(parts)

    def _table(self, table: etree._Element) -> Table:
        ident = self._id(table)
        head: Content = ()
        rows: list[Row] = []
        turns: list[Inline] = []  # a page that turns between two rows begins in the next one
        for el in _elements(table):
            if el.tag == _HEAD:
                head = (*head, LineBreak(), *self._flow(el)) if head else self._flow(el)
            elif el.tag == _PB:
                turns.append(PageBreak(self._turn(el).n))
            elif el.tag == _ROW:
                cells: list[Cell] = []
                for cell in el.findall(_CELL):
                    content = self._flow(cell, *turns)
                    turns = []
                    cells.append(Cell(content, _span(cell, "rows"), _span(cell, "cols")))
                rows.append(Row(tuple(cells), el.get("role") == "label"))
            else:
                raise _error(el, "a table")
        return Table(ident, head, tuple(rows))

    def _chronicle(self, lst: etree._Element) -> Chronicle:
        ident = self._id(lst)
        entries: list[Entry] = []
        label = when = to = ""
        turns: list[Inline] = []
        for el in _elements(lst):
            if el.tag == _LABEL:
                date = el.find(_DATE)
                label = _text(el)
                when = to = ""
                if date is not None:
                    when = date.get("when", date.get("from", ""))
                    to = date.get("to", "")
            elif el.tag == _PB:
                turns.append(PageBreak(self._turn(el).n))
            elif el.tag == _ITEM:
                content = self._flow(el, *turns)
                entries.append(Entry(self._id(el), label, when, to, content))
                label, turns = "", []
            else:
                raise _error(el, "a chronicle")
        return Chronicle(ident, tuple(entries))

    def _items(self, lst: etree._Element) -> Items:
        ident = self._id(lst)
        items: list[Item] = []
        turns: list[Inline] = []
        for el in _elements(lst):
            if el.tag == _PB:
                turns.append(PageBreak(self._turn(el).n))
            elif el.tag in (_ITEM, _HEAD, _LABEL):
                items.append(self._item(el, turns))
                turns = []
            else:
                raise _error(el, "a list")
        return Items(ident, tuple(items))

    def _item(self, el: etree._Element, turns: list[Inline]) -> Item:
        """Read an item, whose own words stand in a p where lists stand in it."""
        ident = self._id(el)
        own = el.find(_P)
        whole = el if own is None else own
        label, content = self._labelled(whole, turns)
        after: list[Inline] = []
        lists: list[Items] = []
        for part in () if own is None else _elements(el):
            if part.tag == _LIST:
                lists.append(self._items(part))
            elif part.tag == _PB:
                after.append(PageBreak(self._turn(part).n))
            elif part.tag == _GAP:
                after.append(Gap(part.get("reason", "")))
            elif part is not own:
                raise _error(part, "an item")
        return Item(ident, label, (*content, *after), tuple(lists), whole.get(XML_LANG, ""))

    def _labelled(self, el: etree._Element, before: list[Inline]) -> tuple[str, Content]:
        """The label that an element opens with, '' for none, and its other words."""
        label = el.find(_LABEL)
        if label is None:
            return "", self._flow(el, *before)
        return _text(label), self._flow(el, *before, without=(_LABEL,))

    def _notes(self, lst: etree._Element) -> Notes:
        ident = self._id(lst)
        notes: list[Note] = []
        turns: list[Inline] = []
        for item in _elements(lst):
            for el in (item,) if item.tag == _PB else _elements(item):
                if el.tag == _PB:
                    turns.append(PageBreak(self._turn(el).n))
                elif el.tag == t("note"):
                    label, content = self._labelled(el, turns)
                    ref = el.get("target", "").removeprefix("#")
                    notes.append(Note(self._id(el), label, content, ref, el.get(XML_LANG, "")))
                    turns = []
                elif el.tag != _GAP:
                    raise _error(el, "notes")
        return Notes(ident, tuple(notes))

    def _references(self, lst: etree._Element) -> References:
        ident = self._id(lst)
        head: Content = ()
        entries: list[Paragraph] = []
        turns: list[Inline] = []
        for el in _elements(lst):
            if el.tag == _HEAD:
                head = self._flow(el)
            elif el.tag == _PB:
                turns.append(PageBreak(self._turn(el).n))
            else:
                entries.append(
                    Paragraph(self._id(el), self._flow(el, *turns), el.get(XML_LANG, ""))
                )
                turns = []
        return References(ident, head, tuple(entries))

    def _verse(self, lg: etree._Element) -> Verse:
        ident = self._id(lg)
        lines: list[Content] = []
        turns: list[Inline] = []
        for el in _elements(lg):
            if el.tag == _L:
                lines.append(self._flow(el, *turns))
                turns = []
            elif el.tag == _PB:
                turns.append(PageBreak(self._turn(el).n))
            elif el.tag == _GAP:
                turns.append(Gap(el.get("reason", "")))
            else:
                raise _error(el, "a stanza")
        return Verse(ident, tuple(lines))

    def _line(self, el: etree._Element, kind: str) -> Line:
        return Line(self._id(el), kind, self._flow(el), el.get(XML_LANG, ""))

    def _several(self, el: etree._Element) -> Iterator[Block]:
        """Read an element that holds blocks of its own: a speech, what opens or closes a letter."""
        tag = str(el.tag).removeprefix(f"{{{TEI}}}")
        if tag == "said":
            speaker = ""
            for part in el.iter(t("speaker"), _P):
                if part.tag == _P:
                    yield Speech(self._id(part), speaker, self._flow(part), part.get(XML_LANG, ""))
                    speaker = ""
                else:
                    speaker = _text(part)
        elif tag == "opener":
            yield from (self._line(part, "salute") for part in _elements(el))
        elif tag == "closer" and any(str(p.tag) in _SIGNATURE for p in _elements(el)):
            yield from self._closer(el)
        else:
            yield self._block(el)

    def _closer(self, el: etree._Element) -> Iterator[Block]:
        """Read a closer in which a letter's wish, name or date is told apart, part by part."""
        loose: list[Inline] = [el.text] if el.text else []
        for part in _elements(el):
            if str(part.tag) in _SIGNATURE:
                if content := _squeeze(loose):
                    yield Credit(self._id(None), content)
                yield self._signature(part)
                loose = []
            elif part.tag == _PB:
                yield self._turn(part)
            loose.append(part.tail or "")
        if content := _squeeze(loose):
            yield Credit(self._id(None), content)

    # small things

    def _flow(self, el: etree._Element, *before: Inline, without: Collection[str] = ()) -> Content:
        """Content in which pages may turn."""
        content = _content(el, *before, without=without)
        for part in content:
            if isinstance(part, PageBreak):
                self.page = part.n
        return content

    def _turn(self, pb: etree._Element) -> PageTurn:
        self.page = _printed(pb)
        return PageTurn(self.page)

    def _id(self, el: etree._Element | None) -> str:
        own = None if el is None else el.get(XML_ID)
        if own and own not in self.used:
            self.used.add(own)
            return own
        if not self.made:
            self.known = {value for other in self.root.iter() if (value := other.get(XML_ID))}
        while True:
            self.made += 1
            made = f"anchor-{self.made}"
            if made not in self.known:
                return made


def _heading(div: etree._Element) -> str:
    return " ".join(_text(head) for head in div.findall(_HEAD))


def _printed(pb: etree._Element) -> str:
    """Read the printed number of the page that begins."""
    return _printable(pb.get("n", ""))


def _printable(value: str) -> str:
    return " ".join(_NO_GLYPH.sub("", value).split())


def _worded(blocks: list[Block]) -> bool:
    """Tell whether the article's text has begun."""
    return any(not isinstance(block, PageTurn) for block in blocks)
