"""The list of issues: the page on which a folder of editions opens. It asks for nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

from lxml import etree

from converter.emit import labels
from converter.emit.card import Card
from converter.emit.colour import accents
from converter.emit.fonts import fonts
from converter.emit.html import css_string, style
from converter.emit.labels import Labels
from converter.emit.markup import add

GENERATOR = "converter"
"""What the page names itself by: a page without it is somebody else's."""

PAGE = "index.html"
"""The page of an issue on a site: its title leads there, and it is no edition to be had."""

FILES = {
    PAGE: "text/html",
    "issue.html": "text/html",
    "issue.epub": "application/epub+zip",
    "issue.pdf": "application/pdf",
    "issue.md": "text/markdown",
    "issue.txt": "text/plain",
    "issue.json": "application/json",
    "issue.xml": "application/tei+xml",
    "review.html": "text/html",
}
"""Files of an issue with their types, as readers use them; the first is what a title leads to."""

_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_NUMBERS = re.compile(r"(\d+)")
_MANY = 24  # issues; fewer are seen at a glance, without a way from year to year
_SHOWN = 12  # columns named of an issue


@dataclass(frozen=True, slots=True)
class Listed:
    """An issue of the list: its card, its folder's name, the names of the files to link to.

    `verdict` (ready, read, unfit; '' where it is not known) stands with the link to the review.
    """

    card: Card
    folder: str
    files: tuple[str, ...]
    verdict: str = ""


def listable(names: Iterable[str]) -> tuple[str, ...]:
    """Those of an issue's files that the list links to, in its order."""
    there = set(names)
    return tuple(name for name in FILES if name in there)


def emit(issues: Sequence[Listed]) -> bytes:
    """Make the list, newest issue first, undated ones last: HTML, UTF-8, with its doctype."""
    issues = sorted(issues, key=lambda i: newest_first(i.card, i.folder))
    lang = issues[0].card.lang if issues else "zh-Hans"
    own = labels.of(lang)
    html = etree.Element("html", {"lang": lang})
    title = _title(issues, own)
    _head(html, title, issues, lang)
    body = add(html, "body")
    add(body, "a", {"class": "skip", "href": "#main"}, own.skip)
    masthead = add(body, "header", {"class": "masthead"})
    add(masthead, "h1", {"class": "unnamed"} if len(title) > 8 else {}, title)
    line = add(masthead, "p", {"class": "issue-line"})
    add(line, "span", text=_count(issues, own)).tail = " "
    span = _span(issues, own)
    if span:
        add(line, "span", {"class": "date"}, span)
    frame = add(body, "div", {"class": "frame"})
    years = [(year, list(group)) for year, group in groupby(issues, key=lambda i: i.card.date[:4])]
    if len(issues) > _MANY and len(years) > 1:
        _years(frame, [year for year, _ in years], own)
    main = add(frame, "main", {"id": "main"})
    single = len({i.card.series for i in issues}) < 2
    for year, group in years:
        add_year(main, year, group, own, single=single)
    footer = add(body, "footer", {"class": "provenance"})
    add(footer, "p", text=own.offline)
    return etree.tostring(html, method="html", encoding="utf-8", doctype="<!DOCTYPE html>") + b"\n"


def add_year(
    parent: etree._Element,
    year: str,
    issues: Iterable[Listed],
    own: Labels,
    *,
    single: bool,
    level: int = 2,
    where: str = "",
) -> None:
    """Append the issues of a year under its name; `single` is for those of one publication.

    `where` tells the section from those of the same year for other publications.
    """
    key = (f"y{year}" if year else "undated") + where
    section = add(parent, "section", {"class": "year", "id": key, "aria-labelledby": f"{key}-h"})
    add(section, f"h{level}", {"id": f"{key}-h"}, year_name(year, own))
    add_issues(section, issues, own, single=single, level=level + 1)


def add_issues(
    parent: etree._Element, issues: Iterable[Listed], own: Labels, *, single: bool, level: int = 3
) -> None:
    """Append a list of issues, their names headings of `level`."""
    listed = add(parent, "ol", {"class": "issues"})
    for issue in issues:
        _issue(listed, issue, own, single=single, level=level)


def _head(html: etree._Element, title: str, issues: Sequence[Listed], lang: str) -> None:
    own = labels.of(lang)
    head = add(html, "head")
    add(head, "meta", {"charset": "utf-8"})
    add(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    add(head, "title", text=title)
    add(head, "meta", {"name": "generator", "content": GENERATOR})
    add(
        head, "meta", {"name": "description", "content": f"{title}{own.colon}{_count(issues, own)}"}
    )
    add(head, "meta", {"name": "color-scheme", "content": "light dark"})
    day, night = accents(next((i.card.accent for i in issues if i.card.accent), ""))
    colours = f":root {{ --accent-day: {day}; --accent-night: {night}; }}\n"
    running = f"@page {{ @top-center {{ content: {css_string(title)}; }} }}\n"
    sheets = "".join(map(style, ("text.css", "screen.css", "print.css", "index.css")))
    add(head, "style", text="\n" + colours + fonts(sheets, lang) + running)


def newest_first(card: Card, folder: str) -> tuple[object, ...]:
    """The key by which issues are sorted: newest first, undated last, 第2期 before 第10期."""
    date = card.date.partition("/")[0]
    natural = [(int(n), "") if n.isdecimal() else (0, n) for n in _NUMBERS.split(card.title)]
    # A later date sorts first, also where it is the longer one: 2023-12-30 before 2023-12.
    return ((*(-ord(c) for c in date), 1), natural, folder)


def _title(issues: Sequence[Listed], own: Labels) -> str:
    names = {i.card.series for i in issues}
    return (names.pop() if len(names) == 1 else "") or own.issues


def _count(issues: Sequence[Listed], own: Labels) -> str:
    kinds = len({i.card.series for i in issues if i.card.series})
    several = own.kinds_counted.format(kinds) + " " if kinds > 1 else ""
    return several + own.issues_counted.format(len(issues))


def _span(issues: Sequence[Listed], own: Labels) -> str:
    years = sorted({i.card.date[:4] for i in issues if i.card.date})
    if not years:
        return ""
    return own.year.format(years[0] if len(years) == 1 else f"{years[0]}—{years[-1]}")


def year_name(year: str, own: Labels) -> str:
    """What a year is called; '' is that of undated issues."""
    return own.year.format(year) if year else own.undated


def _years(frame: etree._Element, years: Iterable[str], own: Labels) -> None:
    nav = add(frame, "nav", {"class": "years", "aria-label": own.years})
    listed = add(nav, "ul")
    for year in years:
        href = f"#y{year}" if year else "#undated"
        add(add(listed, "li"), "a", {"href": href}, year_name(year, own))


def _issue(listed: etree._Element, issue: Listed, own: Labels, *, single: bool, level: int) -> None:
    card = issue.card
    item = add(listed, "li", {"class": "issue"})
    _when(item, card.date, own)
    entry = add(item, "article")
    links = [(name, f"{quote(issue.folder)}/{name}") for name in issue.files]
    heading = add(entry, f"h{level}")
    if links:
        add(heading, "a", {"href": links[0][1]}, card.title)
    else:
        heading.text = card.title
    series = "" if single or card.series in card.title else card.series
    number = "" if card.number in card.title else card.number
    facts = [f for f in (series, number, card.total) if f]
    if card.articles:
        facts.append(own.articles_counted.format(card.articles))
    if facts:
        line = add(entry, "p", {"class": "facts"})
        for fact in facts:
            add(line, "span", text=fact).tail = " "
    if card.columns:
        shown = card.columns[:_SHOWN]
        columns = add(entry, "ul", {"class": "columns", "aria-label": own.columns})
        for name in shown:
            add(columns, "li", text=name).tail = " "
        if len(card.columns) > len(shown):
            add(columns, "li", text=own.more_columns.format(len(card.columns)))
    if links:
        editions = add(entry, "ul", {"class": "editions", "aria-label": own.editions})
        for name, href in links:
            if name == PAGE:
                continue
            words = file_name(name, own)
            about = f"{words}{own.colon}{card.title}"
            told = {"href": href, "type": FILES[name], "aria-label": about}
            add(add(editions, "li"), "a", told, words)
    if issue.verdict and "review.html" in issue.files:
        add(entry, "p", {"class": f"verdict {issue.verdict}"}, getattr(own, issue.verdict))


def file_name(file: str, own: Labels) -> str:
    """What the list calls a file."""
    told = {
        "issue.html": own.web_page,
        "issue.epub": own.ebook,
        "issue.pdf": "PDF",
        "issue.md": "Markdown",
        "issue.txt": own.plain_text,
        "issue.json": "JSON",
        "issue.xml": "TEI",
        "review.html": own.review,
    }
    return told[file]


def _when(item: etree._Element, date: str, own: Labels) -> None:
    """Append the date within its year: '10月', '11月8日'; nothing where only the year is known."""
    start, _, end = date.partition("/")
    words = "—".join(filter(None, (_day(start, own), _day(end, own))))
    if _DATE.fullmatch(date):
        add(item, "time", {"class": "when", "datetime": date}, words)
    else:
        add(item, "span", {"class": "when"}, words)


def _day(date: str, own: Labels) -> str:
    found = _DATE.fullmatch(date)
    if found is None or not found[2]:
        return ""
    if not found[3]:
        return own.month.format(int(found[2]))
    return own.day.format(int(found[2]), int(found[3]))
