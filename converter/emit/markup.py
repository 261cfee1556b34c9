"""Records of the tree as (X)HTML elements, shared by the HTML, EPUB and PDF editions.

Elements are built with lxml and not by templates: text then cannot become markup, a file is
well-formed by construction, both syntaxes of HTML come from one structure, and nothing has to be
imported that costs start-up. They bear no namespace; an XHTML file names it on its root.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from converter.emit import labels, metadata
from converter.emit.grid import Slot, lay_out
from converter.emit.labels import NAMEPLATE
from converter.emit.links import linked
from converter.emit.words import between
from converter.tei.names import XML_LANG
from converter.tei.records import (
    Article,
    Block,
    Choice,
    Chronicle,
    Content,
    ContentsEntry,
    Credit,
    Edition,
    Field,
    Figure,
    Gap,
    Head,
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
    Section,
    Speech,
    Table,
    Unknown,
    Verse,
    plain,
)

Attributes = dict[str, str]
_NONE: Attributes = {}
OWN: Attributes = {"data-apparatus": ""}  # the edition's own words, not the tree's

_MANY = 7  # columns that a phone shows by scrolling only
_TOTAL = re.compile(r"(?:[总總合小][计計]|[Tt]otals?)\s*$")  # the stub of a row of sums
_NUMBER = re.compile(r"[-+−–—.,%％‰ ]*\d[-+−–—.,%％‰ \d]*")


def add(
    parent: etree._Element, tag: str, attributes: Attributes = _NONE, text: str | None = None
) -> etree._Element:
    """Append a new element with its attributes and text."""
    el = etree.SubElement(parent, tag, attributes)
    if text:
        el.text = text
    return el


def say(parent: etree._Element, text: str) -> None:
    """Append text after everything that `parent` holds so far."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


@dataclass(frozen=True, slots=True)
class PageMark:
    """A printed page's place in the edition: its number and the id of its mark."""

    n: str
    id: str


class Markup:
    """Builds elements for one edition; remembers ids given and printed pages passed.

    `xml` says that they are for XHTML. `pages` grows with every page mark that is set, in reading
    order.
    """

    def __init__(self, edition: Edition, *, xml: bool = False) -> None:
        self.edition = edition
        self.xml = xml
        self.labels = labels.of(edition.lang)
        self.pages: list[PageMark] = []
        self.ids: set[str] = {field.id for field in edition.masthead}
        for article in edition.articles():
            self.ids.add(article.id)
            self.ids.update(_idents(article.blocks))
        everything = edition.front + edition.back + edition.others
        self.ids.update(_idents(everything))
        self.refs: set[str] = set()  # ids in the article of what refers to notes in it

    def fresh(self, wish: str) -> str:
        """Give an id that nothing has: the wish, or the wish with a number."""
        ident, n = wish, 1
        while ident in self.ids:
            n += 1
            ident = f"{wish}-{n}"
        self.ids.add(ident)
        return ident

    # --- inline -----------------------------------------------------------------------------

    def fill(self, parent: etree._Element, content: Content) -> etree._Element:
        """Append inline content to `parent`, and give `parent` back."""
        for part in content:
            match part:
                case str():
                    self._words(parent, part)
                case PageBreak():
                    self.page(parent, "span", part.n)
                case LineBreak():
                    add(parent, "br")
                case Gap():
                    add(parent, "span", {"class": "gap apparatus"}, self.labels.gap(part.reason))
                case Name():
                    add(parent, "span", {"class": part.kind or "name"}, part.text)
                case Ref() if part.id in self.refs:
                    href = {"href": f"#{part.target}", "role": "doc-noteref", "id": part.id}
                    add(parent, "a", {"class": "noteref", **href}, part.text)
                case Ref():
                    add(parent, "span", {"class": "noteref"}, part.text)
                case Choice():
                    note = self.labels.correction.format(part.sic)
                    add(parent, "span", {"class": "corrected", "title": note}, part.corr)
        return parent

    def _words(self, parent: etree._Element, text: str) -> None:
        for piece, href in linked(text):
            if href:
                add(parent, "a", {"href": href, "class": "address"}, piece)
            else:
                say(parent, piece)

    def page(self, parent: etree._Element, tag: str, n: str) -> None:
        """Mark where a printed page begins; one without a number, or already begun, needs none."""
        if not n or (self.pages and self.pages[-1].n == n):
            return
        ident = self.fresh(f"page-{n}" if n.isascii() and n.isalnum() else "page")
        self.pages.append(PageMark(n, ident))
        add(
            parent,
            tag,
            {
                "class": "page-mark",
                "id": ident,
                "role": "doc-pagebreak",
                "title": self.labels.page.format(n),
                "data-page": n,
                **OWN,
            },
        )

    # --- blocks -----------------------------------------------------------------------------

    def blocks(self, parent: etree._Element, blocks: Iterable[Block], level: int) -> None:
        """Append blocks to `parent`; sections among them have headings of `level`."""
        for block in blocks:
            match block:
                case Section():
                    self._section(parent, block, level)
                case PageTurn():
                    self.page(parent, "div", block.n)
                case Lost():
                    add(parent, "p", {"class": "gap apparatus"}, self.labels.lost)
                case Figure():
                    self._figure(parent, block)
                case Table():
                    self._table(parent, block)
                case Chronicle():
                    self._chronicle(parent, block)
                case Items():
                    self._items(parent, block)
                case Notes():
                    self._notes(parent, block)
                case References():
                    self._references(parent, block, level)
                case _:
                    self._lines_of(parent, block)

    def _lines_of(
        self, parent: etree._Element, block: Paragraph | Unknown | Credit | Line | Speech | Verse
    ) -> None:
        """Append a paragraph of any kind."""
        told: Attributes = {"id": block.id}
        match block:
            case Unknown() | Credit():
                told["class"] = type(block).__name__.lower()
            case Line():
                told["class"] = block.kind
            case Speech():
                told["class"] = "speech" if block.speaker else "speech on"
            case Verse():
                told["class"] = "verse"
            case _:
                pass
        if not isinstance(block, Credit | Verse):
            told |= self._language(block.lang)
        p = add(parent, "p", told)
        if isinstance(block, Verse):
            self._lines(p, block.lines)
            return
        if isinstance(block, Speech) and block.speaker:
            add(p, "b", {"class": "speaker"}, block.speaker)
        self.fill(p, block.content)

    def _figure(self, parent: etree._Element, block: Figure) -> None:
        """Append a picture's place; the file that the source names is told, not opened."""
        figure = add(parent, "figure", {"id": block.id})
        if block.picture:
            named = self.labels.picture.format(block.picture)
            add(figure, "p", {"class": "picture", **OWN}, named)
        caption = self.fill(add(figure, "figcaption"), block.caption)
        if not block.picture:
            add(caption, "span", {"class": "apparatus"}, self.labels.no_picture)

    def _items(self, parent: etree._Element, block: Items) -> None:
        """Append a list; where a number or bullet is printed, the list has none of its own."""
        printed = any(item.label for item in block.items)
        attributes = {"id": block.id, **({"class": "printed"} if printed else {})}
        listing = add(parent, "ul", attributes)
        for item in block.items:
            own = add(listing, "li", {"id": item.id, **self._language(item.lang)})
            self._label(own, item.label)
            self.fill(own, item.content)
            for inner in item.lists:
                self._items(own, inner)

    def _label(self, parent: etree._Element, label: str) -> None:
        if label:
            marked = add(parent, "span", {"class": "number-label"}, label)
            marked.tail = between(label) or None

    def _notes(self, parent: etree._Element, block: Notes) -> None:
        notes = add(parent, "div", {"id": block.id, "class": "notes"})
        for note in block.notes:
            p = add(notes, "p", {"id": note.id, "class": "note", **self._language(note.lang)})
            if note.label and note.ref in self.refs:
                back = {"href": f"#{note.ref}", "class": "number-label", "role": "doc-backlink"}
                back["title"] = self.labels.to_text
                add(p, "a", back, note.label).tail = between(note.label) or None
            else:
                self._label(p, note.label)
            self.fill(p, note.content)

    def _references(self, parent: etree._Element, block: References, level: int) -> None:
        listing = add(parent, "div", {"id": block.id, "class": "references"})
        if block.head:
            self.fill(add(listing, f"h{min(level, 6)}"), block.head)
        for entry in block.entries:
            told = {"id": entry.id, "class": "reference", **self._language(entry.lang)}
            self.fill(add(listing, "p", told), entry.content)

    def _language(self, lang: str) -> Attributes:
        """Say in which language a passage is, where that is not the edition's."""
        if not lang:
            return _NONE
        return {"lang": lang, XML_LANG: lang} if self.xml else {"lang": lang}

    def _section(self, parent: etree._Element, section: Section, level: int) -> None:
        # A stretch between headings of two levels may have none of its own.
        el = add(parent, "section" if section.heads else "div", {"id": section.id})
        if section.heads:
            ident = self.fresh(f"{section.id}-head")
            heading = add(el, f"h{min(level, 6)}", {"id": ident})
            self._lines(heading, section.heads)
        self.blocks(el, section.blocks, level + 1)

    def _lines(self, heading: etree._Element, lines: Iterable[Content]) -> None:
        for n, line in enumerate(lines):
            if n:
                add(heading, "br")
            self.fill(heading, line)

    def _chronicle(self, parent: etree._Element, chronicle: Chronicle) -> None:
        days = add(parent, "ol", {"id": chronicle.id, "class": "chronicle"})
        for n, entry in enumerate(chronicle.entries):
            # △ is a mark of print: the entry belongs to the date above.
            same = n and entry.label and not any(map(str.isalnum, entry.label))
            day = add(days, "li", {"id": entry.id, **({"class": "same-day"} if same else {})})
            if same:
                add(day, "span", {"class": "mark"}, entry.label).tail = " "
            elif entry.label:
                # HTML's time knows no interval: such a label is marked by its class alone.
                dated = entry.when and not entry.to
                attributes = (
                    {"class": "when", "datetime": entry.when} if dated else {"class": "when"}
                )
                add(day, "time" if dated else "span", attributes, entry.label).tail = " "
            self.fill(add(day, "p"), entry.content)

    def _table(self, parent: etree._Element, table: Table) -> None:
        grid = lay_out(table)
        if not grid.width:  # nothing but a title
            self.fill(add(parent, "p", {"id": table.id, "class": "caption"}), table.head)
            return
        size = "few" if grid.width < _MANY else "many"
        frame: dict[str, str] = {"class": f"table {size}", "role": "group", "tabindex": "0"}
        wrap = add(parent, "div", frame)
        el = add(wrap, "table", {"id": table.id})
        if table.head:
            ident = self.fresh(f"{table.id}-head")
            wrap.set("aria-labelledby", ident)
            self.fill(add(el, "caption", {"id": ident}), table.head)
        else:
            wrap.set("aria-label", self.labels.table)
        numbers = {
            x
            for x in range(grid.width)
            if all(_numeric(slot.content) for slot in _standing(grid.body, x))
        }
        if grid.header:
            for slot in grid.header[0]:
                add(el, "colgroup", {"span": str(slot.cols)} if slot.cols > 1 else _NONE)
            head = add(el, "thead")
            for depth, row in enumerate(grid.header):
                tr = add(head, "tr")
                for slot in row:
                    grouped = slot.cols > 1 and not depth
                    number = slot.cols == 1 and slot.column in numbers
                    self._cell(tr, slot, "colgroup" if grouped else "col", number=number)
        body = add(el, "tbody")
        for row in grid.body:
            total = _TOTAL.search(plain(row[0].content)) if row else None
            tr = add(body, "tr", {"class": "total"} if total else _NONE)
            for slot in row:
                scope = "row" if grid.header and not slot.column else ""
                self._cell(tr, slot, scope, number=not scope and _numeric(slot.content))

    def _cell(self, tr: etree._Element, slot: Slot, scope: str, *, number: bool) -> None:
        """Append a cell; an empty one is no header, whatever stands around it."""
        tag = "th" if scope and slot.content else "td"
        attributes: dict[str, str] = {"scope": scope} if tag == "th" else {}
        if slot.rows > 1:
            attributes["rowspan"] = str(slot.rows)
        if slot.cols > 1:
            attributes["colspan"] = str(slot.cols)
        if number:
            attributes["class"] = "number"
        self.fill(add(tr, tag, attributes), slot.content)

    # --- articles ---------------------------------------------------------------------------

    def article(
        self, parent: etree._Element, article: Article, level: int, before: str = ""
    ) -> etree._Element:
        """Append an article whose title is a heading of `level`.

        `before` is said above the title in the edition's own voice (the column's name).
        """
        el = add(parent, "article", {"id": article.id})
        for turn in article.opening:
            self.page(el, "div", turn.n)
        header = add(el, "header")
        if before:
            add(header, "p", {"class": "column-name", **OWN}, before)
        if article.heads:
            self._title(el, header, article, level)
        else:
            ident = self.fresh(f"{article.id}-title")
            el.set("aria-labelledby", ident)
            lost = {"id": ident, "class": "title untitled", **OWN}
            add(header, f"h{min(level, 6)}", lost, self.labels.untitled)
        for byline in article.bylines:
            self.fill(add(header, "p", {"class": "byline"}), byline)
        self._link_notes(article.blocks)
        self.blocks(el, article.blocks, level + 1)
        return el

    def _link_notes(self, blocks: Sequence[Block]) -> None:
        """See which references lead to notes of the same text; none do where an id is in use."""
        notes = {note.id for note in _notes_of(blocks)}
        refs = [ref for ref in _refs_of(blocks) if ref.target in notes] if notes else []
        self.refs = {ref.id for ref in refs if ref.id and ref.id not in self.ids}
        if len(self.refs) < len(refs):  # given twice by hand
            self.refs = set()
        self.ids |= self.refs

    def _title(
        self, el: etree._Element, header: etree._Element, article: Article, level: int
    ) -> None:
        """Set the title lines: one heading, the other lines before and after it as such."""
        heads = list(article.heads)
        first = next((n for n, head in enumerate(heads) if head.kind == "main"), 0)
        last = first
        while last + 1 < len(heads) and heads[last + 1].kind == heads[first].kind:
            last += 1
        ident = self.fresh(f"{article.id}-title")
        el.set("aria-labelledby", ident)
        group = add(header, "hgroup") if len(heads) > last - first + 1 else header
        self._around(group, heads[:first])
        lines = [head.content for head in heads[first : last + 1]]
        # A title that has spaces is broken there and not inside its phrases.
        phrased = " phrased" if any(" " in plain(line) for line in lines) else ""
        heading = add(group, f"h{min(level, 6)}", {"id": ident, "class": f"title{phrased}"})
        self._lines(heading, lines)
        self._around(group, heads[last + 1 :])

    def _around(self, group: etree._Element, heads: Iterable[Head]) -> None:
        for head in heads:
            kind = {"kicker": "kicker", "main": "title-line"}.get(head.kind, "subtitle")
            self.fill(add(group, "p", {"class": kind}), head.content)

    # --- front matter -----------------------------------------------------------------------

    def nameplate(self, parent: etree._Element) -> None:
        """Append the periodical's name as the heading of level 1, and the issue's line."""
        fields = [field for field in self.edition.masthead if field.key in NAMEPLATE]
        fields.sort(key=lambda field: NAMEPLATE.index(field.key))
        if fields and fields[0].key == "title":
            title = fields.pop(0)
            add(parent, "h1", {"id": title.id}, title.value)
        elif name := metadata.publication(self.edition):
            add(parent, "h1", OWN, name)
        else:
            add(parent, "h1", {"class": "unnamed", **OWN}, self.labels.untitled_issue)
        if fields:
            line = add(parent, "p", {"class": "issue-line"})
            for field in fields:
                add(line, "span", {"id": field.id, "class": field.key}, field.value).tail = " "
            return
        issue = self.edition
        told = [part for part in (issue.issue, issue.total, issue.date_text) if part]
        if not told and not metadata.publication(issue):
            told = [metadata.byname(issue)]
        if any(told):
            line = add(parent, "p", {"class": "issue-line", **OWN})
            for part in told:
                add(line, "span", text=part).tail = " "

    def has_imprint(self) -> bool:
        """Tell whether anything of the masthead stands in the imprint."""
        return any(field.key not in NAMEPLATE for field in self.edition.masthead)

    def imprint(self, parent: etree._Element, level: int) -> None:
        """Append the rest of the masthead (版权页) as names and values under a heading."""
        groups: dict[tuple[str, str], list[Field]] = {}
        for field in self.edition.masthead:
            if field.key not in NAMEPLATE:
                groups.setdefault((field.key, self.labels.named(field)), []).append(field)
        if not groups:
            return
        ident = self.fresh("imprint")
        imprint = add(parent, "section", {"class": "imprint", "aria-labelledby": ident})
        add(imprint, f"h{level}", {"id": ident, **OWN}, self.labels.colophon)
        for (_, label), fields in groups.items():
            row = add(imprint, "div", {"class": "field"})
            if label:
                add(row, "span", {"class": "label", **OWN}, label).tail = " "
            values = add(row, "span", {"class": "values"})
            for field in fields:
                value = add(values, "span", {"id": field.id})
                self._words(value, field.value)
                value.tail = " "

    def contents(self, parent: etree._Element, links: Mapping[str, str], level: int) -> None:
        """Append the printed contents, or one made from the articles where none is printed.

        `links` maps an article's id to its address, in reading order. An article that the printed
        contents leaves out stands before the next one that it has, in the edition's own voice.
        """
        printed = {entry.target for group in self.edition.contents for entry in group.entries}
        order = {ident: n for n, ident in enumerate(links)}
        waiting = deque(a for a in self.edition.articles() if a.id not in printed)

        def due(items: etree._Element, before: int) -> None:
            while waiting and order[waiting[0].id] < before:
                self._entry(items, waiting.popleft(), links)

        for group in self.edition.contents:
            first = next((order[e.target] for e in group.entries if e.target in order), 0)
            if waiting and order[waiting[0].id] < first:
                due(self._listed(parent, "", level), first)
            items = self._listed(parent, group.head, level)
            for line in group.entries:
                due(items, order.get(line.target, 0))
                self._printed(items, line, links.get(line.target, ""))
        if self.edition.contents:
            if waiting:
                due(self._listed(parent, "", level), len(order))
            return
        for column in self.edition.columns:
            items = self._listed(parent, column.name, level, OWN)
            for article in column.articles:
                self._entry(items, article, links)

    def _listed(
        self, parent: etree._Element, head: str, level: int, own: Attributes = _NONE
    ) -> etree._Element:
        """Append a group of the contents, and give the list in it."""
        group = add(parent, "section" if head else "div", own)
        if head:
            add(group, f"h{level}", _NONE, head)
        return add(group, "ol")

    def _entry(self, items: etree._Element, article: Article, links: Mapping[str, str]) -> None:
        """Append what the contents say of an article of their own."""
        entry = add(items, "li", OWN)
        title = metadata.short_title(article) or self.labels.untitled
        add(entry, "a", {"href": links[article.id], "class": "entry"}, title).tail = " "
        for author in metadata.authors(article):
            add(entry, "span", {"class": "author"}, author).tail = " "
        if article.page:
            add(entry, "span", {"class": "page"}, article.page)

    def _printed(self, items: etree._Element, line: ContentsEntry, href: str) -> None:
        """Append a line of the printed contents."""
        entry = add(items, "li")
        title: Attributes = {"class": "entry", **({"href": href} if href else {})}
        add(entry, "a" if href else "span", title, line.title).tail = " "
        for author in line.authors:
            add(entry, "span", {"class": "author"}, author).tail = " "
        if line.page:
            add(entry, "span", {"class": "page"}, line.page)


def column_key(edition: Edition, index: int) -> str:
    """Give the id that a column of the edition wishes for: 'column-feature', 'column-2'."""
    key = edition.columns[index].id
    named = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    return f"column-{key}" if named else f"column-{index + 1}"


def _standing(rows: Iterable[Iterable[Slot]], column: int) -> list[Slot]:
    return [slot for row in rows for slot in row if slot.column == column and slot.content]


def _numeric(content: Content) -> bool:
    """Tell whether a cell holds a number, sign and percent sign included."""
    return _NUMBER.fullmatch(plain(content)) is not None


def _idents(blocks: Iterable[Block]) -> set[str]:
    found: set[str] = set()
    for block in blocks:
        match block:
            case PageTurn() | Lost():
                continue
            case Section():
                found |= _idents(block.blocks)
            case Chronicle() | References():
                found.update(entry.id for entry in block.entries)
            case Notes():
                found.update(note.id for note in block.notes)
            case Items():
                found |= _of_items(block)
            case _:
                pass
        found.add(block.id)
    return found


def _of_items(block: Items) -> set[str]:
    found = {item.id for item in block.items}
    for item in block.items:
        for inner in item.lists:
            found |= {inner.id} | _of_items(inner)
    return found


def _notes_of(blocks: Iterable[Block]) -> Iterator[Note]:
    for block in blocks:
        match block:
            case Section():
                yield from _notes_of(block.blocks)
            case Notes():
                yield from block.notes
            case _:
                pass


def _refs_of(blocks: Iterable[Block]) -> Iterator[Ref]:
    for block in blocks:
        match block:
            case Section():
                yield from _refs_of(block.blocks)
            case Paragraph() | Line() | Speech() | Unknown():
                yield from (part for part in block.content if isinstance(part, Ref))
            case _:
                pass
