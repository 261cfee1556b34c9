"""The EPUB 3.3 edition: one XHTML file an article, put together by ebooklib, sealed in sealing.py.

NCX stays beside the navigation document although EPUB 3.4 calls it outdated: readers in use in
China still go by it. Nothing else that EPUB 3.4 calls outdated is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from converter.emit import labels, metadata, sealing
from converter.emit.colour import accents
from converter.emit.cover import draw
from converter.emit.fonts import fonts
from converter.emit.html import style
from converter.emit.markup import OWN, Markup, add
from converter.tei.names import XML_LANG
from converter.tei.reading import read_edition
from converter.tei.records import Article, Edition

if TYPE_CHECKING:
    from ebooklib.epub import EpubBook

    from converter.emit import Options

XHTML = "http://www.w3.org/1999/xhtml"
MEDIA_TYPE = "application/xhtml+xml"

# EPUB Accessibility 1.1, 4.1: what a reader may rely on. Vocabulary: schema.org as curated by W3C.
_FEATURES = (
    "tableOfContents",
    "readingOrder",
    "structuralNavigation",
    "displayTransformability",
    "alternativeText",
    "ARIA",
)
_PAGE_FEATURES = ("pageBreakMarkers", "pageNavigation")
# Persons who sign articles are creators; offices that do stand apart from them.
_AGENTS = {"person": "creator", "org": "contributor"}
_DAY = 86_400  # seconds


@dataclass(slots=True)
class _Entry:
    """An entry of the navigation, with what stands under it."""

    title: str
    href: str
    under: list[_Entry] = field(default_factory=list)


def emit(tree: etree._ElementTree | Edition, options: Options) -> bytes:
    """Make the EPUB edition of a tree."""
    edition = read_edition(tree)
    return publication(edition, options)


def publication(edition: Edition, options: Options) -> bytes:
    """Make the EPUB edition of records."""
    # Typed as untyped: ebooklib carries no types. Imported here, because it costs start-up.
    from ebooklib import epub

    when = metadata.moment(edition, options)
    files = _Files(edition)
    book = epub.EpubBook()
    book.metadata = {}  # its generator meta is one that EPUB 3 only tolerates
    contents = b"".join(content for _, _, content in files.documents)
    version = sha256(contents).hexdigest()
    _describe(book, edition, version, paged=bool(files.pages))
    for name, title, content in files.documents:
        item = epub.EpubItem(_ident(name), name, MEDIA_TYPE, content)
        item.title = title
        book.add_item(item)
    book.add_item(epub.EpubItem("style", "style.css", "text/css", files.style()))
    cover = epub.EpubCover("cover-image", "cover.svg")
    cover.media_type = "image/svg+xml"
    cover.content = draw(edition)
    book.add_item(cover)
    book.add_item(epub.EpubNcx())
    nav = epub.EpubNav(title=files.labels.contents)
    nav.add_link(href="style.css", rel="stylesheet", type="text/css")
    book.add_item(nav)
    book.spine = [_ident(name) for name, _, _ in files.documents]
    book.toc = [_toc(epub, entry, f"nav-{n}") for n, entry in enumerate(files.navigation)]
    book.guide = [
        {"type": kind, "title": title, "href": href} for kind, title, href in files.landmarks
    ]
    out = BytesIO()
    epub.write_epub(
        out,
        book,
        {
            "mtime": when if options.epoch is not None else _released(when, version),
            "epub2_guide": False,
            "epub3_pages": False,  # it would parse every file again; see sealing.py
            "landmark_title": files.labels.landmarks,
            "play_order": {"enabled": True, "start_from": 1},
            "compresslevel": 0,  # compressed once, when sealed
            "raise_exceptions": True,
        },
    )
    return sealing.seal(out.getvalue(), edition.lang, files.pages, when)


def _released(day: datetime, version: str) -> datetime:
    """Give a moment of the issue's day that its contents decide.

    EPUB tells two releases of a publication apart by `dcterms:modified` alone (EPUB 3.3, 5.6). A
    clock would make every build another release; a corrected edition has to be one.
    """
    return day + timedelta(seconds=int(version, 16) % _DAY)


def _ident(name: str) -> str:
    return f"file-{name.removesuffix('.xhtml')}"


def _toc(epub: object, entry: _Entry, uid: str) -> object:
    """Give an entry in ebooklib's words; its ids come from its place."""
    if not entry.under:
        return epub.Link(entry.href, entry.title, uid)  # type: ignore[attr-defined]
    under = [_toc(epub, inner, f"{uid}-{n}") for n, inner in enumerate(entry.under)]
    return epub.Section(entry.title, entry.href), under  # type: ignore[attr-defined]


def _describe(book: EpubBook, edition: Edition, version: str, *, paged: bool) -> None:
    """Say what the publication is, from where, by whom, and what a reader may rely on.

    No conformance is claimed: that is for those who have examined the publication.
    """
    name, own = metadata.title(edition), labels.of(edition.lang)
    uuid = uuid5(NAMESPACE_URL, edition.digest or edition.source or name)
    book.set_identifier(f"urn:uuid:{uuid}")
    book.set_title(name)
    book.set_language(edition.lang)
    for term, value in (
        ("publisher", edition.publisher),
        ("date", edition.date),
        ("source", edition.source),
    ):
        if value:
            book.add_metadata("DC", term, value)

    def meta(name: str, value: str, **others: str) -> None:
        book.add_metadata(None, "meta", value, {"property": name, **others})

    signed = dict.fromkeys(who for a in edition.articles() for who in metadata.signed(a))
    for n, (kind, who) in enumerate(signed, 1):
        if kind in _AGENTS:
            book.add_metadata("DC", _AGENTS[kind], who, {"id": f"agent-{n}"})
            meta("role", "aut", refines=f"#agent-{n}", scheme="marc:relators")
    if series := metadata.publication(edition):
        meta("belongs-to-collection", series, id="series")
        meta("collection-type", "series", refines="#series")
        if position := metadata.position(edition):
            meta("group-position", position, refines="#series")
    for mode in ("textual", "visual"):
        meta("schema:accessMode", mode)
    meta("schema:accessModeSufficient", "textual")
    for feature in _FEATURES + (_PAGE_FEATURES if paged else ()):
        meta("schema:accessibilityFeature", feature)
    meta("schema:accessibilityHazard", "none")
    meta("schema:accessibilitySummary", own.accessibility)
    meta("schema:version", version[:12])
    if paged:
        meta("pageBreakSource", f"{name} {own.printed_source}")


def _file_names(idents: Iterable[str]) -> dict[str, str]:
    """Name each article's file after its id where that is a plain name and nothing else has it."""
    taken = {"cover", "title", "contents", "nav", "front", "back", "others", "imprint"}
    names: dict[str, str] = {}
    for n, ident in enumerate(idents, 1):
        # Some file systems do not tell capitals from small letters.
        plain = ident.isascii() and ident.replace("-", "").replace("_", "").isalnum()
        name = ident if plain and ident.casefold() not in taken else f"article-{n}"
        while name.casefold() in taken:
            name += "x"
        taken.add(name.casefold())
        names[ident] = f"{name}.xhtml"
    return names


class _Files:
    """The XHTML files of one edition, with what points into them."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.markup = Markup(edition, xml=True)
        self.labels = self.markup.labels
        self.documents: list[tuple[str, str, bytes]] = []
        self.pages: list[tuple[str, str]] = []
        self.navigation: list[_Entry] = []
        self.landmarks: list[tuple[str, str, str]] = []
        self.names = _file_names(article.id for article in edition.articles())
        self._cover()
        self._title_page()
        self._contents()
        self._loose("front", self.labels.front)
        for column in edition.columns:
            entries = [
                self._article(article, first=not n) for n, article in enumerate(column.articles)
            ]
            if column.name:
                name = self.names[column.articles[0].id]
                self.navigation.append(_Entry(column.name, name, entries))
            else:
                self.navigation += entries
        self._loose("back", self.labels.back)
        self._others()
        self._imprint()
        first = next(edition.articles(), None)
        if first is not None:
            self.landmarks.append(("text", self.labels.body, self.names[first.id]))

    def style(self) -> str:
        day, night = accents(self.edition.accent)
        colours = f":root {{ --accent-day: {day}; --accent-night: {night}; }}\n"
        sheets = style("text.css") + style("book.css")
        return colours + fonts(sheets, self.edition.lang)

    def _start(self, title: str, kind: str) -> tuple[etree._Element, etree._Element]:
        lang = self.edition.lang
        html = etree.Element("html", {"xmlns": XHTML, "lang": lang, XML_LANG: lang})
        head = add(html, "head")
        add(head, "title", text=title)
        add(head, "link", {"rel": "stylesheet", "type": "text/css", "href": "style.css"})
        return html, add(html, "body", {"class": kind})

    def _end(self, name: str, title: str, html: etree._Element) -> None:
        content = etree.tostring(
            html, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>"
        )
        self.documents.append((name, title, content))
        known = len(self.pages)
        self.pages += [(mark.n, f"{name}#{mark.id}") for mark in self.markup.pages[known:]]

    def _cover(self) -> None:
        html, body = self._start(self.labels.cover, "cover")
        alt = f"{self.labels.cover}{self.labels.colon}{metadata.title(self.edition)}"
        add(body, "img", {"src": "cover.svg", "alt": alt, "role": "doc-cover", **OWN})
        self._end("cover.xhtml", self.labels.cover, html)
        self.landmarks.append(("cover", self.labels.cover, "cover.xhtml"))

    def _title_page(self) -> None:
        html, body = self._start(metadata.title(self.edition), "title-page")
        section = add(body, "section")
        header = add(section, "header", {"class": "masthead"})
        self.markup.nameplate(header)
        self._end("title.xhtml", self.labels.title_page, html)
        self.navigation.append(_Entry(self.labels.title_page, "title.xhtml"))
        self.landmarks.append(("titlepage", self.labels.title_page, "title.xhtml"))

    def _contents(self) -> None:
        html, body = self._start(self.labels.contents, "contents-page")
        section = add(
            body, "section", {"class": "contents", "role": "doc-toc", "aria-labelledby": "contents"}
        )
        add(section, "h1", {"id": "contents", **OWN}, self.labels.contents)
        self.markup.contents(section, self.names, 2)
        self._end("contents.xhtml", self.labels.contents, html)
        self.navigation.append(_Entry(self.labels.contents, "contents.xhtml"))
        self.landmarks.append(("toc", self.labels.contents, "contents.xhtml"))

    def _article(self, article: Article, *, first: bool) -> _Entry:
        title = metadata.short_title(article) or self.labels.untitled
        html, body = self._start(title, "article")
        el = self.markup.article(body, article, 1, article.column)
        if first and article.column:  # the tree's own word, where its column begins
            name = el.find("header/p")
            if name is not None:
                del name.attrib["data-apparatus"]
        name_ = self.names[article.id]
        self._end(name_, title, html)
        return _Entry(title, f"{name_}#{article.id}")

    def _others(self) -> None:
        """What belongs to no article, in a file of its own at the end."""
        if not self.edition.others:
            return
        html, body = self._start(self.labels.others, "loose")
        section = add(body, "section")
        add(section, "h1", OWN, self.labels.others)
        self.markup.blocks(section, self.edition.others, 2)
        self._end("others.xhtml", self.labels.others, html)
        self.navigation.append(_Entry(self.labels.others, "others.xhtml"))

    def _imprint(self) -> None:
        """The imprint, as the last page (the nameplate stands on the title page)."""
        if not self.markup.has_imprint():
            return
        html, body = self._start(self.labels.colophon, "imprint-page")
        self.markup.imprint(body, 1)
        self._end("imprint.xhtml", self.labels.colophon, html)
        self.navigation.append(_Entry(self.labels.colophon, "imprint.xhtml"))

    def _loose(self, which: str, title: str) -> None:
        blocks = self.edition.front if which == "front" else self.edition.back
        if not blocks:
            return
        html, body = self._start(title, "loose")
        section = add(body, "div")
        self.markup.blocks(section, blocks, 1)
        self._end(f"{which}.xhtml", title, html)
        self.navigation.append(_Entry(title, f"{which}.xhtml"))
