"""The teiHeader: what the publication is, which file it came from, what the program did to it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from converter import __version__
from converter.tei.inline import clean, is_correction
from converter.tei.names import XML_ID, is_date, t

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lxml.etree import _Element

    from converter.model import Column, Issue, Source
    from converter.tei.inline import Placed

# What langUsage says beside the code, for people who read the header.
_LANGUAGES = {
    "zh-Hans": "Chinese, simplified characters",
    "zh-Hant": "Chinese, traditional characters",
    "en": "English",
}


@dataclass(frozen=True, slots=True)
class Made:
    """By which profile and in which colour ('#9b1c1c' or '') a tree was made.

    `langs` are the languages of the text and of its passages.
    """

    profile: str
    accent: str
    langs: tuple[str, ...]


def add_header(
    header: _Element,
    issue: Issue,
    source: Source,
    made: Made,
    placed: Iterable[Placed],
    columns: Mapping[str, Column],
) -> None:
    """Fill the teiHeader; `placed` are the pieces in the tree, of which the edits are counted.

    `columns` are the columns by the id of their category.
    """
    file_desc = _add(header, "fileDesc")
    _add(_add(file_desc, "titleStmt"), "title", issue.title or source.name)
    _publication(file_desc, issue)
    _series(file_desc, issue)
    _source(file_desc, source)
    encoding_desc = _add(header, "encodingDesc")
    info = _add(encoding_desc, "appInfo")
    application = _add(info, "application", ident="converter", version=__version__)
    _add(application, "label", "converter")
    if made.profile:
        _add(application, "desc", made.profile, type="profile")
    _repairs(encoding_desc, placed)
    if made.accent:
        rendition = _add(_add(encoding_desc, "tagsDecl"), "rendition", f"color: {made.accent}")
        rendition.set(XML_ID, "accent")
        rendition.set("scheme", "css")
    if columns:
        taxonomy = _add(_add(encoding_desc, "classDecl"), "taxonomy")
        taxonomy.set(XML_ID, "columns")
        for ident, column in columns.items():
            category = _add(taxonomy, "category")
            category.set(XML_ID, ident)
            _add(category, "catDesc", column.name or column.text.flat or column.id)
    usage = _add(_add(header, "profileDesc"), "langUsage")
    for lang in made.langs:
        _add(usage, "language", _LANGUAGES.get(lang, lang), ident=lang)


def _add(parent: _Element, name: str, text: str = "", **attributes: str) -> _Element:
    element = etree.SubElement(parent, t(name), {k: clean(v) for k, v in attributes.items()})
    if text:
        element.text = clean(text)
    return element


def _printed(issue: Issue, key: str) -> str:
    """How the masthead prints a field; '' where it does not."""
    return next((item.text.flat.strip() for item in issue.masthead if item.key == key), "")


def _publication(file_desc: _Element, issue: Issue) -> None:
    statement = _add(file_desc, "publicationStmt")
    if not issue.publisher and not issue.date:
        _add(statement, "p", "Publisher and date are not known.")
        return
    # TEI has no date here without someone who published: an empty element says 'not known'.
    _add(statement, "publisher", issue.publisher)
    if issue.date:
        date = _add(statement, "date", _printed(issue, "date") or issue.date)
        if is_date(issue.date):
            date.set("when", issue.date)


def _series(file_desc: _Element, issue: Issue) -> None:
    if not (issue.series or issue.number or issue.total or issue.permit):
        return
    statement = _add(file_desc, "seriesStmt")
    _add(statement, "title", issue.series or issue.title, level="j")
    for unit, n in (("issue", issue.number), ("total", issue.total)):
        if n:
            _add(statement, "biblScope", _printed(issue, unit) or n, unit=unit, n=n)
    if issue.permit:
        _add(statement, "idno", issue.permit, type="permit")


def _source(file_desc: _Element, source: Source) -> None:
    bibl = _add(_add(file_desc, "sourceDesc"), "bibl")
    _add(bibl, "title", source.name)
    _add(bibl, "idno", source.digest, type="sha256")
    if source.document:
        _add(bibl, "idno", source.document, type="document")
    _add(bibl, "extent", f"{len(source.pages)} pages, {len(source.lines)} lines")
    _add(bibl, "note", source.format, type="format")
    for child in list(bibl)[:-1]:
        child.tail = " "


def _repairs(encoding_desc: _Element, placed: Iterable[Placed]) -> None:
    """Count the changes by rule: a person's corrections apart from the program's repairs."""
    counts = Counter(
        part
        for place in placed
        for piece in place.pieces
        if piece.rule
        for part in piece.rule.split("+")
    )
    if not counts:
        return
    declaration = _add(encoding_desc, "editorialDecl")
    for name, intro, mine in (
        ("correction", "Corrections by a person, with the number of places.", True),
        ("normalization", "Repairs by rule, with the number of places.", False),
    ):
        rules = [rule for rule in sorted(counts) if is_correction(rule) is mine]
        if rules:
            statement = _add(declaration, name, method="markup" if mine else "silent")
            paragraph = _add(statement, "p", intro)
            listing = _add(paragraph, "list", type="rules")
            for rule in rules:
                _add(listing, "item", str(counts[rule]), n=rule)
