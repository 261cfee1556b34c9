"""The HTML edition: one file that needs nothing else, for the screen, the night and the press."""

from __future__ import annotations

from pkgutil import get_data
from typing import TYPE_CHECKING

from lxml import etree

from converter.emit import labels, metadata
from converter.emit.colour import accents
from converter.emit.fonts import fonts
from converter.emit.markup import OWN, Markup, add, column_key
from converter.tei.reading import read_edition
from converter.tei.records import Edition

if TYPE_CHECKING:
    from datetime import datetime

    from converter.emit import Options

_DCTERMS = "http://purl.org/dc/terms/"


def emit(tree: etree._ElementTree | Edition, options: Options) -> bytes:
    """Make the HTML edition of a tree."""
    return document(read_edition(tree), options)


def document(edition: Edition, options: Options) -> bytes:
    """Make the HTML edition of records, UTF-8, with its doctype."""
    html = etree.Element("html", {"lang": edition.lang})
    _head(html, edition, metadata.moment(edition, options))
    _body(html, edition)
    return etree.tostring(html, method="html", encoding="utf-8", doctype="<!DOCTYPE html>") + b"\n"


def style(name: str) -> str:
    """Read a style sheet that the package carries."""
    # pkgutil, because importlib.resources costs 8 ms of every start.
    return (get_data(__package__, f"styles/{name}") or b"").decode()


def css_string(text: str) -> str:
    """Quote text as a CSS string; what is not a letter or digit is escaped by its number."""
    safe = (char if char.isalnum() else f"\\{ord(char):x} " for char in text)
    return '"' + "".join(safe) + '"'


def _head(html: etree._Element, edition: Edition, modified: datetime) -> None:
    head = add(html, "head")
    name, own = metadata.title(edition), labels.of(edition.lang)
    add(head, "meta", {"charset": "utf-8"})
    add(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    add(head, "title", text=name)
    described = own.between_titles.join(metadata.highlights(edition, 4))
    if described:
        add(head, "meta", {"name": "description", "content": described})
    add(head, "meta", {"name": "color-scheme", "content": "light dark"})
    add(head, "link", {"rel": "schema.dcterms", "href": _DCTERMS})
    for term, value in metadata.dublin_core(edition, modified):
        add(head, "meta", {"name": f"dcterms.{term}", "content": value})
    for field, value in (
        ("og:type", "article"),
        ("og:title", name),
        ("og:site_name", metadata.publication(edition)),
        ("og:description", described),
        ("og:locale", own.locale),
        ("article:published_time", edition.date),
    ):
        if value:
            add(head, "meta", {"property": field, "content": value})
    day, night = accents(edition.accent)
    colours = f":root {{ --accent-day: {day}; --accent-night: {night}; }}\n"
    running = f"@page {{ @top-center {{ content: {css_string(name)}; }} }}\n"
    sheets = "".join(map(style, ("text.css", "screen.css", "print.css")))
    add(head, "style", text="\n" + colours + fonts(sheets, edition.lang) + running)
    add(head, "script", {"type": "application/ld+json"}, metadata.json_ld(edition))


def _body(html: etree._Element, edition: Edition) -> None:
    markup = Markup(edition)
    main_id, top = markup.fresh("main"), markup.fresh("top")
    body = add(html, "body")
    add(body, "a", {"class": "skip", "href": f"#{main_id}", **OWN}, markup.labels.skip)
    masthead = add(body, "header", {"class": "masthead", "id": top})
    markup.nameplate(masthead)
    keys = [markup.fresh(column_key(edition, n)) for n in range(len(edition.columns))]
    _contents(body, markup, top)
    main = add(body[-1], "main", {"id": main_id})
    if edition.front:
        front = add(main, "div", {"class": "loose"})
        markup.blocks(front, edition.front, 2)
    for column, key in zip(edition.columns, keys, strict=True):
        part = add(main, "section" if column.name else "div", {"class": "column", "id": key})
        if column.name:
            ident = markup.fresh(f"{key}-head")
            add(part, "h2", {"id": ident, "class": "column-head"}, column.name)
        for article in column.articles:
            markup.article(part, article, 3 if column.name else 2)
    if edition.back:
        back = add(main, "div", {"class": "loose"})
        markup.blocks(back, edition.back, 2)
    if edition.others:
        others = add(main, "section", {"class": "loose", "id": markup.fresh("other-text")})
        heading = {"id": markup.fresh("other-text-head"), "class": "column-head", **OWN}
        add(others, "h2", heading, markup.labels.others)
        markup.blocks(others, edition.others, 3)
    markup.imprint(main, 2)
    footer = add(body, "footer", {"class": "provenance", **OWN})
    add(footer, "p", text=markup.labels.provenance(edition.source, edition.digest))
    # The script is the package's own and has no text of the issue; the page reads without it.
    add(body, "script", text="\n" + style("reading.js"))


def _contents(body: etree._Element, markup: Markup, top: str) -> None:
    """Append the contents that goes along with the reading, in the frame of what is read.

    On a wide screen it stands beside the text. On a narrow one a bar opens it over the text as
    the link's target, and it closes by itself when an entry becomes the target.
    """
    ident, close, own = markup.fresh("toc"), markup.fresh("close-toc"), markup.labels
    bar = add(body, "div", {"class": "bar", **OWN})
    add(bar, "a", {"class": "issue", "href": f"#{top}"}, metadata.title(markup.edition)).tail = " "
    add(bar, "a", {"class": "open-toc", "href": f"#{ident}"}, own.contents)
    frame = add(body, "div", {"class": "frame"})
    head = markup.fresh("contents")
    told = {"id": ident, "class": "contents toc", "role": "doc-toc", "aria-labelledby": head}
    toc = add(frame, "section", told)
    # It targets itself: so the contents is no target any more, and the page does not move.
    add(toc, "a", {"class": "close-toc", "id": close, "href": f"#{close}", **OWN}, own.close)
    add(toc, "h2", {"id": head, **OWN}, own.contents)
    links = {article.id: f"#{article.id}" for article in markup.edition.articles()}
    markup.contents(toc, links, 3)
