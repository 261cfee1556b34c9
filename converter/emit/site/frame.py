"""What every page of the site has: its head, its way around, its foot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from lxml import etree

from converter.emit import labels
from converter.emit.colour import accents
from converter.emit.fonts import fonts
from converter.emit.html import style
from converter.emit.links import linked
from converter.emit.markup import OWN, add
from converter.emit.metadata import Record, script
from converter.emit.site.facts import Identity, absolute, link
from converter.emit.site.words import Words, of

HOME, ISSUES, COLUMNS, AUTHORS = "index.html", "issues.html", "columns.html", "authors.html"
SEARCH, LOST = "search.html", "404.html"
ATOM, JSON_FEED, OPDS = "feed.xml", "feed.json", "opds.json"
ICON = "favicon.svg"
_SHEETS = ("text.css", "screen.css", "print.css", "index.css", "site.css")


@dataclass(frozen=True, slots=True)
class About:
    """What a page says of itself: where it stands, what it is called, in which language.

    `kind` is Open Graph's. `meta` are further properties, `data` is what machines read. A page
    that is `hidden` is for nobody to find.
    """

    path: str
    title: str
    lang: str
    summary: str = ""
    kind: str = "website"
    accent: str = ""
    meta: Sequence[tuple[str, str]] = ()
    data: Record = field(default_factory=dict)
    hidden: bool = False


def sheet(lang: str) -> str:
    """The name of the style sheet for pages in a language."""
    return f"style-{lang}.css"


def style_sheet(lang: str) -> bytes:
    """The style sheet for pages in a language."""
    return fonts("".join(map(style, _SHEETS)), lang).encode()


class Page:
    """A page under way: `main` is for its content; `done` gives its bytes."""

    def __init__(self, identity: Identity, about: About, tabs: Iterable[str]) -> None:
        self.identity = identity
        self.about = about
        self.words: Words = of(about.lang)
        self.labels = labels.of(about.lang)
        day, night = accents(identity.accent or about.accent or identity.newest)
        colours = f"--accent-day: {day}; --accent-night: {night}"
        self.html = etree.Element("html", {"lang": about.lang, "style": colours})
        self._head()
        self.body = add(self.html, "body")
        add(self.body, "a", {"class": "skip", "href": "#main", **OWN}, self.labels.skip)
        self._banner(tabs)
        self.main = add(self.body, "main", {"id": "main"})

    def link(self, target: str) -> str:
        """The address of a file, from this page; from the root where it may stand anywhere."""
        if self.about.path != LOST:
            return link(self.about.path, target)
        return absolute(self.identity, target) if self.identity.base else f"/{quote(target)}"

    def done(self) -> bytes:
        """The page as the bytes of its file."""
        self._foot()
        made = etree.tostring(self.html, method="html", encoding="utf-8", doctype="<!DOCTYPE html>")
        return made + b"\n"

    def _head(self) -> None:
        identity, about = self.identity, self.about
        head = add(self.html, "head")
        add(head, "meta", {"charset": "utf-8"})
        add(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
        name = " · ".join(dict.fromkeys((about.title, identity.title)))
        add(head, "title", text=name)
        if about.summary:
            add(head, "meta", {"name": "description", "content": about.summary})
        add(head, "meta", {"name": "color-scheme", "content": "light dark"})
        if about.hidden:
            add(head, "meta", {"name": "robots", "content": "noindex"})
        elif identity.base:
            url = absolute(identity, about.path)
            add(head, "link", {"rel": "canonical", "href": url})
            add(head, "meta", {"property": "og:url", "content": url})
        for term, value in (
            ("og:type", about.kind),
            ("og:title", about.title),
            ("og:site_name", identity.title),
            ("og:description", about.summary),
            ("og:locale", self.labels.locale),
            *about.meta,
        ):
            if value and not about.hidden:
                add(head, "meta", {"property": term, "content": value})
        if about.path == LOST:  # it may be shown where the style sheet is not to be had
            add(head, "style", text=style_sheet(about.lang).decode())
            return
        add(head, "link", {"rel": "stylesheet", "href": self.link(sheet(about.lang))})
        add(head, "link", {"rel": "icon", "type": "image/svg+xml", "href": self.link(ICON)})
        for file, kind in self._feeds():
            told = {"type": kind, "title": identity.title, "href": self.link(file)}
            add(head, "link", {"rel": "alternate", **told})
        if about.data:
            add(head, "script", {"type": "application/ld+json"}, script(about.data))

    def _feeds(self) -> list[tuple[str, str]]:
        feeds = [(ATOM, "application/atom+xml")]
        if self.identity.base:
            feeds.append((JSON_FEED, "application/feed+json"))
        return feeds

    def _banner(self, tabs: Iterable[str]) -> None:
        banner = add(self.body, "header", {"class": "banner", **OWN})
        name = add(banner, "a", {"class": "site-name", "href": self.link(HOME)})
        if self.identity.logo:
            add(name, "img", {"src": self.link(self.identity.logo), "alt": ""}).tail = " "
        add(name, "span", text=self.identity.title)
        nav = add(banner, "nav", {"aria-label": self.words.site})
        listed = add(nav, "ul")
        titles = {
            ISSUES: self.words.issues,
            COLUMNS: self.words.columns,
            AUTHORS: self.words.authors,
            SEARCH: self.words.search,
        }
        for tab in tabs:
            told = {"href": self.link(tab)}
            if tab == self.about.path:
                told["aria-current"] = "page"
            add(add(listed, "li"), "a", told, titles[tab])

    def trail(self, steps: Iterable[tuple[str, str]]) -> None:
        """Append the way from the front page down to this one: (name, path) each."""
        nav = add(self.main, "nav", {"class": "trail", "aria-label": self.words.path, **OWN})
        listed = add(nav, "ol")
        for name, path in ((self.words.home, HOME), *steps):
            add(add(listed, "li"), "a", {"href": self.link(path)}, name)

    def _foot(self) -> None:
        identity = self.identity
        foot = add(self.body, "footer", {"class": "provenance site-foot", **OWN})
        for name, value in (
            (self.words.publisher, identity.publisher),
            (self.words.contact, identity.contact),
            (self.words.licence, identity.licence),
        ):
            if value:
                line = add(foot, "p", text=f"{name}{self.labels.colon}")
                for piece, href in linked(value):
                    place = add(line, "a" if href else "span", {"href": href} if href else {})
                    place.text = piece
        line = add(foot, "p", {"class": "ways"})
        ways = [(ATOM, f"{self.words.subscribe}{self.labels.colon}Atom")]
        ways += [(JSON_FEED, "JSON Feed")] if identity.base else []
        ways.append((OPDS, self.words.catalogue))
        for file, words in ways:
            add(line, "a", {"href": self.link(file)}, words).tail = " "
