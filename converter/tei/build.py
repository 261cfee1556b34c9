"""Issue to TEI tree: the one place that writes the vocabulary of the contract (README, 'The tree').

Beside the document itself `build_tree` tells where every piece of text went (`Placed`), so that
the ledger can account for the source. The header is written by `header`, an article by `article`,
running text by `inline`; here is what stands around them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lxml import etree

from converter.model import Article, Block, Column
from converter.tei.article import MAX_WIDTH, Flow
from converter.tei.elements import Elements, blank
from converter.tei.header import Made, add_header
from converter.tei.inline import Placed, clean, is_token
from converter.tei.names import TEI, XML_ID, XML_LANG, category_id, t

if TYPE_CHECKING:
    from lxml.etree import _Element, _ElementTree

    from converter.model import ContentsColumn, ContentsEntry, Issue, Source


@dataclass(frozen=True, slots=True)
class Tree:
    """A built tree and the place of every piece of its text.

    `placed` is in document order. `given` are the texts that no source character stands for (the
    name of a column that only the profile knows): element id to text.
    """

    document: _ElementTree
    placed: list[Placed] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)


def build_tree(
    issue: Issue, source: Source, profile_name: str, accent: str, lang: str = "zh-Hans"
) -> Tree:
    """Write an issue as a TEI document that is valid against the project's schema.

    `accent` is a CSS colour ('#9b1c1c') or ''. Ids are made from the article's id and the number
    of the source line on which a text begins ('a03-p712'), so that they are the same for the same
    source and a correction of one line leaves all others alone.

    Raises ValueError for a kind of block or mark that the model does not have.
    """
    return _Builder(issue, source, lang).build(profile_name, accent)


def serialise(document: _ElementTree) -> bytes:
    """The bytes of `issue.xml`: UTF-8, one block a line, the same for the same document."""
    head = b'<?xml version="1.0" encoding="UTF-8"?>\n'
    return (
        head + etree.tostring(document.getroot(), encoding="UTF-8", xml_declaration=False) + b"\n"
    )


class _Builder:
    def __init__(self, issue: Issue, source: Source, lang: str) -> None:
        self.issue = issue
        self.source = source
        self.lang = lang
        self.make = Elements(source, lang)
        self.given: dict[str, str] = {}
        self.others: list[Block] = []  # text that belongs to no article
        # Columns by id: those that the issue knows, then such as only an article names.
        self.columns = {column.id: column for column in issue.columns if column.id}
        for article in issue.articles:
            if article.column:
                self.columns.setdefault(article.column, Column(article.column, article.column))
        # The ids that others point at are handed out first.
        take = self.make.ids.take
        for ident in ("columns", "accent"):  # of the header
            take(ident)
        self.categories = {key: take(category_id(key)) for key in self.columns}
        self.article_ids = [
            take(article.id or f"a{n:02d}") for n, article in enumerate(issue.articles, 1)
        ]
        # In reverse, so that of two articles with one id the first is meant.
        self.targets = {
            article.id: ident
            for article, ident in reversed(list(zip(issue.articles, self.article_ids, strict=True)))
        }

    def build(self, profile_name: str, accent: str) -> Tree:
        root = etree.Element(t("TEI"), nsmap={None: TEI})  # type: ignore[dict-item]  # the stubs forget it
        root.set(XML_LANG, self.lang)
        header = etree.SubElement(root, t("teiHeader"))
        text = etree.SubElement(root, t("text"))
        front = etree.SubElement(text, t("front"))
        self._masthead(front)
        if self.issue.contents:
            div = etree.SubElement(front, t("div"))
            div.set("type", "contents")
            for column in self.issue.contents:
                self._contents(div, column)
        if front.find(t("div")) is None:
            text.remove(front)
        self._body(etree.SubElement(text, t("body")))
        self._others(text)
        # Last, because it counts the edits that have been placed.
        made = Made(profile_name, accent, tuple(self.make.languages))
        columns = {self.categories[key]: column for key, column in self.columns.items()}
        add_header(header, self.issue, self.source, made, self.make.placed, columns)
        _indent(root)
        return Tree(etree.ElementTree(root), self.make.placed, self.given)

    # front

    def _masthead(self, front: _Element) -> None:
        items = []
        for item in self.issue.masthead:
            if blank(item.text):
                self.make.drop(front, item.text)
            else:
                items.append(item)
        if not items:
            return
        div = etree.SubElement(front, t("div"))
        div.set("type", "masthead")
        listing = etree.SubElement(div, t("list"))
        for item in items:
            named = {"n": clean(item.key)}
            if label := clean(item.label):
                named["rend"] = label
            self.make.put(listing, "item", f"m-{item.key}", item.text, named)

    def _contents(self, div: _Element, column: ContentsColumn) -> None:
        listing = etree.SubElement(div, t("list"))
        if blank(column.head):
            self.make.drop(div, column.head)
        else:
            self.make.put(listing, "head", f"toc-h{self.make.line(column.head)}", column.head)
        for entry in column.entries:
            self._contents_entry(listing, entry)
        if not column.entries:  # a column without articles of its own: TEI wants one item
            etree.SubElement(listing, t("item"))

    def _contents_entry(self, listing: _Element, entry: ContentsEntry) -> None:
        make = self.make
        bibl = etree.SubElement(etree.SubElement(listing, t("item")), t("bibl"))
        if entry.target in self.targets:
            bibl.set("corresp", f"#{self.targets[entry.target]}")
        make.put(bibl, "title", f"toc-t{make.line(entry.title)}", entry.title)
        for author in entry.authors:
            make.put(bibl, "author", f"toc-a{make.line(author, entry.title)}", author)
        if blank(entry.page):
            make.drop(bibl, entry.page)
        else:
            attributes = {"unit": "page"}
            number = entry.page.flat.strip("() ()")  # noqa: B005 - brackets of either width
            if is_token(number):
                attributes |= {"from": number, "to": number}
            make.put(bibl, "biblScope", f"toc-n{make.line(entry.page)}", entry.page, attributes)
        for child in list(bibl)[:-1]:
            child.tail = " "

    # body

    def _body(self, body: _Element) -> None:
        printed: set[str] = set()
        holder, last, run = body, "", 0
        for whole, ident in zip(self.issue.articles, self.article_ids, strict=True):
            article = self._without_others(whole)
            run += 1
            if article.column != last or (last and run > MAX_WIDTH):
                last, holder, run = article.column, body, 1
                if last:
                    holder = self._column(body, self.columns[last], again=last in printed)
                    printed.add(last)
            div = self._article_div(holder)
            div.set(XML_ID, ident)
            Flow(self.make, div).write(article)
        for column in self.issue.columns:
            if column.id not in printed and not blank(column.text):
                # Nothing vanishes: a printed column head under which no article was found.
                self.others.append(Block("other", column.text))
            elif column.id not in printed:
                self.make.drop(body, column.text)
        if body.find(t("div")) is None:
            div = self._article_div(body)
            div.set(XML_ID, self.make.ids.take("a00"))
            etree.SubElement(div, t("p"))  # a body has something in it; no loss is claimed

    def _without_others(self, article: Article) -> Article:
        """An article without what belongs to none, which is kept for the end."""
        others = [b for b in article.blocks if b.kind == "other" and not blank(b.text)]
        self.others += others
        apart = set(map(id, others))
        return replace(article, blocks=[b for b in article.blocks if id(b) not in apart])

    def _others(self, text: _Element) -> None:
        """Text that belongs to no article, behind all of them."""
        if not self.others:
            return
        div = etree.SubElement(etree.SubElement(text, t("back")), t("div"))
        div.set("type", "other")
        div.set(XML_ID, self.make.ids.take("others"))
        Flow(self.make, div).write(Article(blocks=self.others))

    @staticmethod
    def _article_div(holder: _Element) -> _Element:
        div = etree.SubElement(holder, t("div"))
        div.set("type", "article")
        return div

    def _column(self, body: _Element, column: Column, *, again: bool) -> _Element:
        """Open the div of a column; the printed head stands over its first run of articles only."""
        make = self.make
        if not again and blank(column.text):
            make.drop(body, column.text)
        div = etree.SubElement(body, t("div"))
        div.set("type", "column")
        div.set("n", clean(column.id))
        ident = f"col-{column.id}"
        if not again and not blank(column.text):
            make.put(div, "head", ident, column.text)
        else:
            head = make.element(div, "head", ident)
            head.text = clean(column.name) or clean(column.id)
            self.given[head.get(XML_ID, "")] = head.text
        return div


# --- layout of the file ---------------------------------------------------------------------

# White space between the children of these is no text, so each child gets a line of its own.
_LINED = frozenset(
    t(name)
    for name in (
        *("TEI", "teiHeader", "fileDesc", "titleStmt", "publicationStmt", "seriesStmt"),
        *("sourceDesc", "encodingDesc", "appInfo", "editorialDecl", "tagsDecl", "classDecl"),
        *("taxonomy", "profileDesc", "langUsage", "text", "front", "body", "div", "list", "table"),
    )
)


def _indent(element: _Element, depth: int = 0) -> None:
    """White space where it is not text: one block a line, for people who diff and edit."""
    inner = "\n" + "  " * (depth + 1)
    element.text = inner
    child = element
    for child in element:
        child.tail = inner
        if child.tag in _LINED and len(child):
            _indent(child, depth + 1)
    child.tail = inner[:-2]
