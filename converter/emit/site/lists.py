"""The pages that lead to what is read: front page, indexes, search, and what is said of no page."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pkgutil import get_data

from lxml import etree

from converter.emit import labels
from converter.emit.card import Card
from converter.emit.colour import PAPER, accents
from converter.emit.index import PAGE, Listed, add_issues, add_year, newest_first, year_name
from converter.emit.markup import add
from converter.emit.metadata import CONTEXT, Record
from converter.emit.site.facts import ArticleFacts, Identity, IssueFacts, absolute
from converter.emit.site.frame import (
    AUTHORS,
    COLUMNS,
    HOME,
    ICON,
    ISSUES,
    LOST,
    SEARCH,
    About,
    Page,
    sheet,
    style_sheet,
)
from converter.emit.site.reading import (
    COVER,
    column_path,
    contents,
    downloads,
    entry,
    signer_path,
)
from converter.emit.site.words import of

_LED = 8  # articles of the latest issue on the front page
_RECENT = 12  # issues on the front page
SCRIPT = "search.js"

# What an index is of, by its page: its entries are (name, path, articles with their issues).
_Where = tuple[ArticleFacts, IssueFacts]
_Index = dict[str, tuple[str, list[_Where]]]


def ordered(issues: Iterable[IssueFacts]) -> list[IssueFacts]:
    """Issues, newest first."""
    return sorted(issues, key=lambda i: newest_first(i.card, i.folder))


def tabs(cards: Sequence[Card], *, search: bool) -> list[str]:
    """The indexes to which every page leads."""
    columns = [COLUMNS] if any(card.columns for card in cards) else []
    return [ISSUES, *columns, AUTHORS, *([SEARCH] if search else [])]


def pages(
    issues: Sequence[IssueFacts], identity: Identity, ways: Sequence[str]
) -> Iterator[tuple[str, bytes]]:
    """Every page that lists something, and the style sheets; `issues` are the newest first."""
    yield HOME, _front(issues, identity, ways)
    yield ISSUES, _issues(issues, identity, ways)
    own = of(identity.lang)
    everything = [(article, issue) for issue in issues for article in issue.articles]
    columns: _Index = {}
    authors: _Index = {}
    offices: _Index = {}
    for article, issue in everything:
        if article.column:
            path = column_path(article.column)
            columns.setdefault(path, (article.column, []))[1].append((article, issue))
        for kind, name in article.signed:
            path = signer_path(kind, name)
            if path:
                index = authors if kind == "person" else offices
                index.setdefault(path, (name, []))[1].append((article, issue))
    if COLUMNS in ways:
        yield COLUMNS, _names(COLUMNS, [("", own.columns, columns)], identity, ways)
    signers = [("persons", own.authors, authors), ("offices", own.offices, offices)]
    yield AUTHORS, _names(AUTHORS, signers, identity, ways)
    for top, title, index in (
        (COLUMNS, own.columns, columns),
        (AUTHORS, own.authors, authors),
        (f"{AUTHORS}#offices", own.offices, offices),
    ):
        for path, (name, found) in index.items():
            yield path, _articles(path, name, (title, top), found, identity, ways)
    if identity.search:
        yield SEARCH, _search(identity, ways)
    yield LOST, _lost(identity, ways)
    yield ICON, _icon(identity)
    for lang in sorted({identity.lang, *(issue.card.lang for issue in issues)}):
        yield sheet(lang), style_sheet(lang)


def _listed(issues: Iterable[IssueFacts]) -> list[Listed]:
    return [Listed(i.card, i.folder, (PAGE, *i.files)) for i in issues]


def _single(issues: Iterable[IssueFacts]) -> bool:
    return len({i.card.series for i in issues}) < 2


def _front(issues: Sequence[IssueFacts], identity: Identity, ways: Sequence[str]) -> bytes:
    data: Record = {"@context": CONTEXT, "@type": "WebSite", "name": identity.title}
    data["inLanguage"] = identity.lang
    if identity.publisher:
        data["publisher"] = {"@type": "Organization", "name": identity.publisher}
    if identity.base:
        data["url"] = absolute(identity, HOME)
    about = About(HOME, identity.title, identity.lang, identity.subtitle, data=data)
    page = Page(identity, about, ways)
    page.main.set("class", "front")
    masthead = add(page.main, "header", {"class": "masthead"})
    add(masthead, "h1", {"class": "unnamed"} if len(identity.title) > 8 else {}, identity.title)
    if identity.subtitle:
        add(masthead, "p", {"class": "issue-line"}, identity.subtitle)
    if not issues:
        return page.done()
    _lead(page, issues[0])
    rest = issues[1 : 1 + _RECENT]
    if rest:
        recent = add(page.main, "section", {"class": "year"})
        add(recent, "h2", text=page.words.recent)
        add_issues(recent, _listed(rest), page.labels, single=_single(issues))
    more = add(page.main, "p", {"class": "more"})
    counted = page.labels.issues_counted.format(len(issues))
    add(more, "a", {"href": page.link(ISSUES)}, f"{page.words.all_issues} · {counted}")
    return page.done()


def _lead(page: Page, issue: IssueFacts) -> None:
    """Append the latest issue: its cover, its name, its first articles."""
    lead = add(page.main, "section", {"class": "lead"})
    cover = add(lead, "a", {"href": page.link(issue.path), "tabindex": "-1", "aria-hidden": "true"})
    cover.set("class", "cover")
    add(cover, "img", {"src": page.link(f"{issue.folder}/{COVER}"), "alt": ""})
    body = add(lead, "div")
    add(body, "p", {"class": "kicker"}, page.words.latest)
    heading = add(body, "h2")
    add(heading, "a", {"href": page.link(issue.path)}, issue.card.title)
    contents(page, body, issue, 2, "", _LED)
    more = add(body, "p", {"class": "more"})
    counted = page.labels.articles_counted.format(len(issue.articles))
    add(more, "a", {"href": page.link(issue.path)}, f"{page.words.read_issue} · {counted}")
    downloads(page, body, issue)


def _issues(issues: Sequence[IssueFacts], identity: Identity, ways: Sequence[str]) -> bytes:
    words = of(identity.lang)
    page = Page(identity, About(ISSUES, words.issues, identity.lang), ways)
    page.main.set("class", "index")
    add(page.main, "h1", text=words.issues)
    series = sorted({i.card.series for i in issues}, key=lambda s: (not s, _alphabetical(s)))
    years = sorted({i.card.date[:4] for i in issues}, reverse=True)
    if len(series) < 2 and len(years) > 1:
        nav = add(page.main, "nav", {"class": "years", "aria-label": page.labels.years})
        listed = add(nav, "ul")
        for year in years:
            href = f"#y{year}" if year else "#undated"
            add(add(listed, "li"), "a", {"href": href}, year_name(year, page.labels))
    for n, name in enumerate(series):
        own = [i for i in issues if i.card.series == name]
        parent = page.main
        if len(series) > 1:
            parent = add(page.main, "section", {"class": "publication"})
            add(parent, "h2", text=name or page.labels.untitled_issue)
        for year, group in groupby(own, key=lambda i: i.card.date[:4]):
            level, where = (3, f"-{n}") if len(series) > 1 else (2, "")
            told = _listed(group)
            add_year(parent, year, told, page.labels, single=True, level=level, where=where)
    return page.done()


def _alphabetical(name: str) -> bytes:
    """The key by which names are sorted: most letters stand in GB 2312 in the order of pinyin."""
    return name.encode("gb18030", "replace")


def _names(
    top: str,
    parts: Sequence[tuple[str, str, _Index]],
    identity: Identity,
    ways: Sequence[str],
) -> bytes:
    """A page of names, in one part or several: (id, title, index) each."""
    title = parts[0][1]
    page = Page(identity, About(top, title, identity.lang), ways)
    page.main.set("class", "index")
    add(page.main, "h1", text=title)
    for ident, heading, index in parts:
        part = page.main
        if len(parts) > 1:
            part = add(page.main, "section", {"id": ident, "class": "year"})
            add(part, "h2", text=page.words.persons if heading == title else heading)
        if not index:
            add(part, "p", {"class": "facts"}, page.words.none)
            continue
        listed = add(part, "ul", {"class": "names"})
        for path, (name, found) in sorted(index.items(), key=lambda e: _alphabetical(e[1][0])):
            item = add(listed, "li")
            add(item, "a", {"href": page.link(path)}, name).tail = " "
            add(item, "span", {"class": "count"}, str(len(found)))
    return page.done()


def _articles(
    path: str,
    name: str,
    above: tuple[str, str],
    found: Sequence[_Where],
    identity: Identity,
    ways: Sequence[str],
) -> bytes:
    """A page that lists articles: of a column, by a person, by an office."""
    page = Page(identity, About(path, name, identity.lang), ways)
    page.main.set("class", "index")
    page.trail([above])
    add(page.main, "h1", text=name)
    counted = page.labels.articles_counted.format(len(found))
    add(page.main, "p", {"class": "facts"}, counted)
    for year, group in groupby(found, key=lambda where: where[1].card.date[:4]):
        part = add(page.main, "section", {"class": "contents"})
        add(part, "h2", text=year_name(year, page.labels))
        items = add(part, "ol")
        for article, issue in group:
            entry(page, items, article, issue.card.title)
    return page.done()


# --- search -----------------------------------------------------------------------------------


def _search(identity: Identity, ways: Sequence[str]) -> bytes:
    page = Page(identity, About(SEARCH, of(identity.lang).search, identity.lang), ways)
    words = page.words
    page.main.set("class", "index")
    add(page.main, "h1", text=words.look_for)
    form = add(page.main, "form", {"role": "search", "id": "search", "hidden": ""})
    label = {"type": "search", "name": "q", "aria-label": words.look_for, "autocomplete": "off"}
    add(form, "input", label)
    for name, title in (("column", words.columns), ("year", words.year)):
        choice = add(add(form, "label", text=f"{title} "), "select", {"name": name})
        add(choice, "option", {"value": ""}, words.any)
    add(form, "button", {"type": "submit"}, words.find)
    said = add(page.main, "p", {"id": "said", "class": "facts", "role": "status"})
    said.set("data-parts", str(identity.search))
    for name in ("needs_server", "found", "not_found"):
        said.set(f"data-{name.replace('_', '-')}", getattr(words, name))
    add(page.main, "ol", {"id": "results", "class": "results"})
    add(page.main, "button", {"id": "more", "type": "button", "hidden": ""}, words.more)
    add(add(page.main, "noscript"), "p", {"class": "facts"}, words.needs_script)
    add(page.body, "script", {"src": page.link(SCRIPT), "type": "module"})
    return page.done()


def search_script(traditional: str, simplified: str) -> bytes:
    """The script of the search page; the letters that it turns into each other, in one order."""
    code = (get_data(__package__, "search.js") or b"").decode()
    pairs = json.dumps([traditional, simplified], ensure_ascii=False)
    return code.replace("[/* pairs */]", pairs).encode()


# --- small things -----------------------------------------------------------------------------


def moved(path: str, issue: IssueFacts, identity: Identity, ways: Sequence[str]) -> bytes:
    """The page in the place of an article that has another address now: it leads to the issue."""
    words = of(issue.card.lang)
    about = About(path, issue.card.title, issue.card.lang, accent=issue.card.accent, hidden=True)
    page = Page(identity, about, ways)
    page.main.set("class", "index")
    add(page.main, "h1", text=issue.card.title)
    add(page.main, "p", {"class": "facts"}, words.moved)
    more = add(page.main, "p", {"class": "more"})
    add(more, "a", {"href": page.link(issue.path)}, words.read_issue)
    return page.done()


def _lost(identity: Identity, ways: Sequence[str]) -> bytes:
    """What a server shows where there is no page."""
    page = Page(identity, About(LOST, of(identity.lang).lost, identity.lang, hidden=True), ways)
    page.main.set("class", "index")
    add(page.main, "h1", text=page.words.lost)
    add(page.main, "p", {"class": "facts"}, page.words.lost_text)
    return page.done()


def _icon(identity: Identity) -> bytes:
    """A square in the site's colour with the first letter of its name."""
    day, _ = accents(identity.accent or identity.newest)
    svg = etree.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 64 64"})
    add(svg, "rect", {"width": "64", "height": "64", "rx": "12", "fill": str(day)})
    letter = next((c for c in identity.title if c.isalnum()), "")
    told = {"x": "32", "y": "46", "font-size": "40", "text-anchor": "middle", "fill": PAPER}
    add(svg, "text", {**told, "font-family": "sans-serif", "font-weight": "700"}, letter)
    return etree.tostring(svg, encoding="utf-8", xml_declaration=True)


def identity_of(cards: Sequence[Card], identity: Identity) -> Identity:
    """The identity with what the issues (newest first) say where the project says nothing."""
    newest = cards[0] if cards else Card("")
    names = {card.series for card in cards}
    title = identity.title or (names.pop() if len(names) == 1 else "")
    return dataclasses.replace(
        identity,
        lang=newest.lang,
        title=title or labels.of(newest.lang).issues,
        newest=newest.accent,
    )
