"""The pages that are read: an issue with its contents, and each of its articles."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import etree

from converter.emit import metadata
from converter.emit.cover import draw
from converter.emit.index import FILES, file_name
from converter.emit.markup import OWN, Markup, add
from converter.emit.metadata import CONTEXT, Record
from converter.emit.site.facts import (
    ArticleFacts,
    Identity,
    IssueFacts,
    absolute,
    addresses,
    facts,
    key,
)
from converter.emit.site.frame import ISSUES, About, Page
from converter.tei.records import Article, Column, Edition

COVER = "cover.svg"
_NUMBER = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An issue that stands before or after another: its name and the path of its page."""

    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an issue stands on the site: its folder, what it offers, its neighbours in time."""

    folder: str
    files: tuple[str, ...]
    before: Neighbour | None = None
    after: Neighbour | None = None


def column_path(name: str) -> str:
    """The path of a column's page."""
    return f"columns/{key(name)}.html"


def signer_path(kind: str, name: str) -> str:
    """The path of the page of a person or an office; '' for what nobody marked as either."""
    folder = {"person": "authors", "org": "offices"}.get(kind)
    return f"{folder}/{key(name)}.html" if folder else ""


def issue(
    edition: Edition, issue_facts: IssueFacts, place: Place, identity: Identity, tabs: Sequence[str]
) -> tuple[dict[str, bytes], IssueFacts]:
    """The pages of an issue by their paths, and what lists have to know of it.

    `issue_facts` are those without articles.
    """
    named = addresses(edition)
    made = [
        _Article(edition, article, f"{place.folder}/{named[article.id]}")
        for article in edition.articles()
    ]
    full = dataclasses.replace(issue_facts, articles=tuple(a.facts for a in made))
    files: dict[str, bytes] = {f"{place.folder}/{COVER}": draw(edition)}
    for n, article in enumerate(made):
        around = [made[m].facts if 0 <= m < len(made) else None for m in (n - 1, n + 1)]
        files[article.path] = article.page(identity, tabs, full, around)
    files[full.path] = _issue_page(edition, full, place, identity, tabs)
    return files, full


# --- an article -------------------------------------------------------------------------------


class _Article:
    """An article's own part of its page, which nothing outside it changes."""

    def __init__(self, edition: Edition, article: Article, path: str) -> None:
        alone = Column(article.column_id, article.column, (article,))
        self.edition = dataclasses.replace(
            edition, columns=(alone,), front=(), back=(), others=(), masthead=()
        )
        self.article = article
        self.path = path
        markup = Markup(self.edition)
        self.element = etree.Element("div")
        el = markup.article(self.element, article, 1)
        _rename(el, article.id)
        self.facts = facts(article, edition, path, [mark.n for mark in markup.pages])

    def page(
        self,
        identity: Identity,
        tabs: Sequence[str],
        issue: IssueFacts,
        around: Sequence[ArticleFacts | None],
    ) -> bytes:
        """The whole page, with the articles before and after this one."""
        edition, own = self.edition, self.facts
        meta = [("article:published_time", edition.date), ("article:section", own.column)]
        meta += [("article:author", name) for _, name in own.signed]
        about = About(
            self.path,
            own.title,
            edition.lang,
            summary=own.summary,
            kind="article",
            accent=edition.accent,
            meta=meta,
            data=self._data(identity, issue),
        )
        page = Page(identity, about, tabs)
        page.main.set("class", "reading")
        steps = [(page.words.issues, ISSUES), (issue.card.title, issue.path)]
        page.trail([*steps, *([(own.column, column_path(own.column))] if own.column else [])])
        self._for_search(page, issue)
        page.main.append(self.element[0])
        foot = add(page.main, "footer", {"class": "after", **OWN})
        self._cited(page, foot, issue)
        downloads(page, foot, issue)
        nav = add(foot, "nav", {"class": "turn", "aria-label": page.words.neighbours})
        ways = zip(("prev", "next"), (page.words.previous, page.words.next), around, strict=True)
        for rel, words, other in ways:
            if other is not None:
                turn(page, nav, rel, words, other.title, other.path)
        turn(page, nav, "up", page.words.read_issue, issue.card.title, issue.path)
        return page.done()

    def _data(self, identity: Identity, issue: IssueFacts) -> Record:
        record = metadata.article_record(self.article, self.edition)
        data: Record = {"@context": CONTEXT, "@type": "Article", **record}
        if self.facts.last != self.facts.first:
            data["pageEnd"] = self.facts.last
        if self.edition.date:
            data["datePublished"] = self.edition.date
        part = metadata.issue_record(self.edition)
        if identity.base:
            data["url"] = absolute(identity, self.path)
            part["url"] = absolute(identity, issue.path)
        data["isPartOf"] = part
        return data

    def _for_search(self, page: Page, issue: IssueFacts) -> None:
        """Say to the search which words are the article's, and what stands beside its title."""
        self.element[0].set("data-pagefind-body", "")
        card, own = issue.card, self.facts
        told = [("meta", "title", own.title), ("meta", "issue", card.title)]
        told += [("meta", "date", card.date), ("meta", "column", own.column)]
        told += [("filter", "column", own.column), ("filter", "year", card.date[:4])]
        told += [("filter", "author", name) for _, name in own.signed]
        head = page.html[0]
        for use, name, value in told:
            if value:
                hint = {f"data-pagefind-{use}": f"{name}[content]"}
                add(head, "meta", {"name": f"converter.{name}", "content": value, **hint})

    def _cited(self, page: Page, foot: etree._Element, issue: IssueFacts) -> None:
        """Append who signed it, where it is printed, and how it is cited (GB/T 7714)."""
        own, words, colon = self.facts, page.words, page.labels.colon
        signed = [(name, signer_path(kind, name)) for kind, name in own.signed]
        if any(path for _, path in signed):
            line = add(foot, "p", {"class": "signed-by"})
            for name, path in signed:
                if path:
                    add(line, "a", {"href": page.link(path)}, name).tail = " "
        printed = own.first
        if own.last != own.first:
            printed = words.page_range.format(own.first, own.last)
        names = [name for _, name in own.signed]
        cited = f"{page.labels.between_names.join(names)}. " if names else ""
        cited += f"{own.title}[J]. {issue.card.series or issue.card.title}"
        when = issue.card.date[:4]
        counted = _NUMBER.findall(self.edition.issue_number or self.edition.issue)
        number = next((n for n in reversed(counted) if n != when), "")
        cited += f", {when}" if when else ""
        cited += f"({number})" if number else ""
        cited += f": {printed.replace('—', '-')}." if printed else "."
        if page.identity.base:
            cited += f" {absolute(page.identity, self.path)}"
        cite = add(foot, "p", {"class": "cite"}, f"{words.cite}{colon}")
        add(cite, "span", text=cited)
        if printed:
            add(foot, "p", {"class": "printed"}, words.printed.format(printed))


def _rename(el: etree._Element, ident: str) -> None:
    """Take the article's number out of the ids in it: their order changes, the page's words not.

    Where two ids would fall on each other they stay as they are.
    """
    lead = f"{ident}-"

    def bare(name: str) -> str:
        return "article" if name == ident else name.removeprefix(lead)

    ids = [str(inner.get("id")) for inner in el.iter("*") if "id" in inner.attrib]
    if len({bare(name) for name in ids} | {"main"}) <= len(ids):
        return
    for inner in el.iter("*"):
        for name in ("id", "aria-labelledby"):
            if name in inner.attrib:
                inner.set(name, bare(str(inner.get(name))))
        href = inner.get("href", "")
        if href.startswith("#"):
            inner.set("href", f"#{bare(href[1:])}")


# --- an issue ---------------------------------------------------------------------------------


def _issue_page(
    edition: Edition, issue: IssueFacts, place: Place, identity: Identity, tabs: Sequence[str]
) -> bytes:
    data: Record = {"@context": CONTEXT, **metadata.issue_record(edition)}
    if identity.base:
        data["url"] = absolute(identity, issue.path)
    title = issue.card.title
    listed = metadata.highlights(edition, 4)
    about = About(
        issue.path,
        title,
        edition.lang,
        summary=Markup(edition).labels.between_titles.join(listed),
        accent=edition.accent,
        meta=[("article:published_time", edition.date)],
        data=data,
    )
    page = Page(identity, about, tabs)
    page.main.set("class", "issue-page")
    page.trail([(page.words.issues, ISSUES)])
    alone = dataclasses.replace(edition, columns=())
    markup = Markup(alone)
    masthead = add(page.main, "header", {"class": "masthead"})
    markup.nameplate(masthead)
    contents(page, page.main, issue, 2, page.labels.contents)
    for blocks, heading in (
        (edition.front, ""),
        (edition.back, ""),
        (edition.others, page.labels.others),
    ):
        if blocks:
            loose = add(page.main, "section" if heading else "div", {"class": "loose"})
            if heading:
                add(loose, "h2", {"class": "column-head", **OWN}, heading)
            markup.blocks(loose, blocks, 3 if heading else 2)
    foot = add(page.main, "footer", {"class": "after"})
    downloads(page, foot, issue)
    markup.imprint(foot, 2)
    nav = add(foot, "nav", {"class": "turn", "aria-label": page.words.neighbours, **OWN})
    ways = (
        ("prev", page.words.previous_issue, place.before),
        ("next", page.words.next_issue, place.after),
    )
    for rel, words, other in ways:
        if other is not None:
            turn(page, nav, rel, words, other.title, other.path)
    return page.done()


# --- parts that several pages have ------------------------------------------------------------


def contents(
    page: Page, parent: etree._Element, issue: IssueFacts, level: int, title: str, most: int = 0
) -> None:
    """Append an issue's contents by columns, or the first `most` articles of them."""
    part = add(parent, "section" if title else "div", {"class": "contents", **OWN})
    if title:
        add(part, f"h{level}", text=title)
    for column, articles in _by_column(issue.articles[: most or None]):
        group = add(part, "section" if column else "div")
        if column:
            heading = add(group, f"h{level + 1}")
            add(heading, "a", {"href": page.link(column_path(column))}, column)
        items = add(group, "ol")
        for article in articles:
            entry(page, items, article)


def _by_column(articles: Iterable[ArticleFacts]) -> list[tuple[str, list[ArticleFacts]]]:
    groups: list[tuple[str, list[ArticleFacts]]] = []
    for article in articles:
        if not groups or groups[-1][0] != article.column:
            groups.append((article.column, []))
        groups[-1][1].append(article)
    return groups


def entry(page: Page, items: etree._Element, article: ArticleFacts, issue: str = "") -> None:
    """Append an article to a list, with its issue's name where the list is of many."""
    item = add(items, "li")
    add(item, "a", {"class": "entry", "href": page.link(article.path)}, article.title).tail = " "
    for _, name in article.signed:
        add(item, "span", {"class": "author"}, name).tail = " "
    if issue:
        add(item, "span", {"class": "of-issue"}, page.words.in_issue.format(issue)).tail = " "
    if article.first:
        add(item, "span", {"class": "page"}, article.first)


def downloads(page: Page, parent: etree._Element, issue: IssueFacts) -> None:
    """Append the editions of an issue that can be had."""
    offered = [name for name in FILES if name in issue.files]
    if not offered:
        return
    part = add(parent, "div", {"class": "downloads", **OWN})
    words = page.words
    add(part, "span", {"class": "label"}, f"{words.download} · {words.whole_issue}").tail = " "
    listed = add(part, "ul", {"class": "editions"})
    for name in offered:
        told = {"href": page.link(f"{issue.folder}/{name}"), "type": FILES[name]}
        add(add(listed, "li"), "a", told, file_name(name, page.labels))


def turn(page: Page, nav: etree._Element, rel: str, words: str, title: str, path: str) -> None:
    """Append a way to another page: what it is, and its title."""
    way = add(
        nav, "a", {"class": rel, "href": page.link(path), **({} if rel == "up" else {"rel": rel})}
    )
    add(way, "span", {"class": "label"}, words).tail = " "
    add(way, "span", text=title)
