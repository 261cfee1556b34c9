"""Is this a tree of ours? Safe parsing, the schema, and the house rules that no grammar can say."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.parsers import expat

from lxml import etree

from converter.tei.faults import SCHEMA, Fault, explain, line_of
from converter.tei.inline import INK, own_text
from converter.tei.names import XML_ID, category_id, is_date, t

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element, _ElementTree

# A 5,000-page volume is about 30 MB of XML. What is larger is no issue, or an attack.
MAX_BYTES = 256 * 1024 * 1024
# libxml2 by itself refuses text nodes beyond 10 MB; with `huge_tree` there is no such limit. We
# lift it for large files only, after document types are refused (no entity can then expand).
_LARGE = 8 * 1024 * 1024
# An element with more children takes libxml2 too long (see converter.tei.article, MAX_WIDTH).
MAX_CHILDREN = 50_000
# Deeper than any printed outline; readers of the tree recurse, so this keeps their stack safe.
MAX_DEPTH = 40


class TreeError(ValueError):
    """The bytes are no tree that may be read: not well-formed, too large, or with a DTD."""


# --- parsing --------------------------------------------------------------------------------


class _Prolog(Exception):  # noqa: N818 - stops the parser, is no error
    """The root element was reached."""


def _refuse_doctype(data: bytes) -> None:
    """Read up to the root element; a document type (entities, external files) is refused.

    Raises TreeError. What is not well-formed in any other way is left to the real parser.
    """
    parser = expat.ParserCreate()

    def doctype(*_: object) -> None:
        raise TreeError("the tree has a document type (DOCTYPE); entities are not accepted")

    def root(*_: object) -> None:
        raise _Prolog

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = root
    try:
        parser.Parse(data, True)  # noqa: FBT003 - a C function without keywords
    except _Prolog:
        return
    except (expat.ExpatError, LookupError, ValueError) as error:
        if isinstance(error, TreeError):
            raise
        raise TreeError(f"not well-formed XML: {error}") from None


def parse_tree(data: bytes) -> _ElementTree:
    """Read the bytes of an `issue.xml`, which may come from anywhere.

    No network, no entities, no DTD; at most MAX_BYTES, MAX_DEPTH and MAX_CHILDREN. Raises TreeError
    with a message for people.
    """
    if len(data) > MAX_BYTES:
        raise TreeError(f"the tree is too large: {len(data)} bytes, at most {MAX_BYTES} are read")
    _refuse_doctype(data)
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        huge_tree=len(data) > _LARGE,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise TreeError(f"not well-formed XML: {error.msg}") from None
    document = root.getroottree()
    if document.docinfo.internalDTD is not None:
        raise TreeError("the tree has a document type (DOCTYPE); entities are not accepted")
    _refuse_shape(root)
    return document


def _refuse_shape(root: _Element) -> None:
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            if len(element) > MAX_CHILDREN:
                words = f"an element has more than {MAX_CHILDREN} others in it"
                raise TreeError(f"line {line_of(element)}: {words}")
            continue
        depth += 1
        if depth > MAX_DEPTH:
            words = f"elements are nested deeper than {MAX_DEPTH} levels"
            raise TreeError(f"line {line_of(element)}: {words}")


# --- validation -----------------------------------------------------------------------------


@functools.cache
def _schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(SCHEMA))


def validate(document: _ElementTree) -> list[Fault]:
    """All faults of a tree, in order of line: the schema's, then those of the house rules.

    House rules are asked only of a tree that the schema admits, because they rely on it.
    """
    schema = _schema()
    if not schema.validate(document):
        return explain(document)
    tree = _Tree(document)
    faults = [fault for rule in HOUSE_RULES for fault in rule(tree)]
    return sorted(faults, key=lambda fault: fault.line)


class _Tree:
    """A tree read once, for all rules."""

    def __init__(self, document: _ElementTree) -> None:
        self.root = document.getroot()
        self.ids: dict[str, _Element] = {}
        self.repeated: list[_Element] = []
        self.by_tag: dict[str, list[_Element]] = {}
        for element in self.root.iter("*"):
            self.by_tag.setdefault(element.tag, []).append(element)
            ident = element.get(XML_ID)
            if ident is not None and self.ids.setdefault(ident, element) is not element:
                self.repeated.append(element)

    def all(self, name: str) -> list[_Element]:
        """Every element of that TEI name, in document order."""
        return self.by_tag.get(t(name), [])

    def divs(self, kind: str) -> Iterator[_Element]:
        """Every div of that type, in document order."""
        return (div for div in self.all("div") if div.get("type") == kind)


def _fault(rule: Callable[[_Tree], object], element: _Element, message: str) -> Fault:
    return Fault(rule.__name__, line_of(element), element.get(XML_ID, ""), message)


def ids_are_unique(tree: _Tree) -> Iterator[Fault]:
    """An id names one element."""
    for element in tree.repeated:
        ident = element.get(XML_ID, "")
        first = line_of(tree.ids[ident])
        where = f", first on line {first}" if first else ""
        yield _fault(ids_are_unique, element, f"the id '{ident}' is given twice{where}")


def targets_exist(tree: _Tree) -> Iterator[Fault]:
    """An entry of the contents points at an article of this tree."""
    for bibl in tree.all("bibl"):
        target = bibl.get("corresp")
        if target is not None:
            article = tree.ids.get(target.removeprefix("#"))
            if article is None or article.get("type") != "article":
                yield _fault(targets_exist, bibl, f"the contents point at '{target}': no article")


def notes_exist(tree: _Tree) -> Iterator[Fault]:
    """A reference leads to a note of this tree, a note back to what refers to it."""
    for name, other in (("ref", "note"), ("note", "ref")):
        for element in tree.all(name):
            target = element.get("target")
            end = tree.ids.get((target or "").removeprefix("#"))
            if target is not None and (end is None or end.tag != t(other)):
                yield _fault(notes_exist, element, f"'{target}' is no {other} of this tree")


def columns_are_known(tree: _Tree) -> Iterator[Fault]:
    """A column of the body is a category of the taxonomy in the header."""
    for div in tree.divs("column"):
        ident = category_id(div.get("n", ""))
        category = tree.ids.get(ident)
        if category is None or category.tag != t("category"):
            n = div.get("n", "")
            yield _fault(columns_are_known, div, f"column '{n}' has no category '{ident}'")


def pages_ascend(tree: _Tree) -> Iterator[Fault]:
    """Printed page numbers do not fall inside an article (one that jumps back is printed so)."""
    for article in tree.divs("article"):
        last = -1
        for pb in article.iter(t("pb")):
            n = pb.get("n", "")
            if n.isascii() and n.isdecimal():
                page = int(n[:9])
                if page < last:
                    message = f"page {n} comes after page {last} in one article"
                    yield replace(_fault(pages_ascend, pb, message), warning=True)
                last = page


def heads_have_words(tree: _Tree) -> Iterator[Fault]:
    """A head is not empty."""
    for head in tree.all("head"):
        if INK.search(own_text(head)) is None:
            yield _fault(heads_have_words, head, "the head is empty")


def label_rows_come_first(tree: _Tree) -> Iterator[Fault]:
    """The rows of a table's header stand before all others, and do not fill the table."""
    for table in tree.all("table"):
        body = None
        for row in table.iterchildren(t("row")):
            if row.get("role") != "label":
                body = row
            elif body is not None:
                yield _fault(label_rows_come_first, row, "a header row stands below others")
                break


def dates_exist(tree: _Tree) -> Iterator[Fault]:
    """A date is one of the calendar, without a time zone; an interval does not run backwards."""
    for date in tree.all("date"):
        values = [date.get(name) for name in ("when", "from", "to")]
        for value in values:
            if value is not None and not is_date(value):
                yield _fault(dates_exist, date, f"'{value}' is no date such as 2023-09-02")
        _, start, end = values
        if start and end and end[: len(start)] < start[: len(end)]:
            yield _fault(dates_exist, date, f"the interval ends ({end}) before it begins ({start})")


def entries_hold_no_loose_words(tree: _Tree) -> Iterator[Fault]:
    """Between the parts of an entry of the contents there is white space only."""
    for bibl in tree.all("bibl"):
        parent = bibl.getparent()
        if parent is None or parent.tag != t("item"):  # of a bibliography, all of words
            continue
        loose = [bibl.text, *(child.tail for child in bibl)]
        if any(text and text.strip() for text in loose):
            message = "words stand between the parts of an entry, where no edition prints them"
            yield _fault(entries_hold_no_loose_words, bibl, message)


# Order of definition is order of run; a rule's name is its function's.
HOUSE_RULES: tuple[Callable[[_Tree], Iterator[Fault]], ...] = (
    ids_are_unique,
    targets_exist,
    notes_exist,
    columns_are_known,
    pages_ascend,
    heads_have_words,
    label_rows_come_first,
    dates_exist,
    entries_hold_no_loose_words,
)
