"""Where a tree leaves the schema, in words for the person who edited it.

libxml2 knows that a tree is not valid, but reports it some levels above the place ('Expecting
element ab, got p', where a p has an attribute too many). So the fault is looked for again: first
names and words that may stand nowhere of the kind, then the innermost elements that are not valid
by themselves, each against the schema's own pattern for it.
"""

from __future__ import annotations

import functools
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from converter.tei.names import TEI, XML, XML_ID, t

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element, _ElementTree

SCHEMA = Path(__file__).with_name("newsletter.rng")

_RNG = "{http://relaxng.org/ns/structure/1.0}"
_MOST = 50  # faults told of one tree; whoever has more has another problem


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a tree: `rule` by name ('schema' or a house rule), at `line`, at `id`.

    `line` is 0 for a tree that was never read from a file. `warning` marks what may be true of the
    printed issue all the same.
    """

    rule: str
    line: int
    id: str
    message: str
    warning: bool = False

    def __str__(self) -> str:
        place = f"line {self.line}" if self.line else "tree"
        return f"{place}: {f'#{self.id}: ' if self.id else ''}{self.message} [{self.rule}]"


def line_of(element: _Element) -> int:
    """The line of the file on which an element's start tag ends; 0 if it was never in a file."""
    line: int | None = element.sourceline  # type: ignore[assignment]  # the stubs know no type
    return line or 0


def explain(document: _ElementTree) -> list[Fault]:
    """The faults of a tree that is not valid against the schema; there is at least one."""
    root = document.getroot()
    found: list[Fault] = []
    for search in (_foreign(root), _innermost(root)):
        for fault in search:
            found.append(fault)
            if len(found) == _MOST:
                return found
        if found:
            break
    return found


def _schema_fault(element: _Element, message: str) -> Fault:
    return Fault("schema", line_of(element), element.get(XML_ID, ""), message)


def _short(tag: str) -> str:
    """A name as a person wrote it."""
    return tag.removeprefix(f"{{{TEI}}}").replace(f"{{{XML}}}", "xml:")


# --- what may stand nowhere of the kind -----------------------------------------------------


@dataclass(slots=True)
class _Holds:
    """What the schema lets elements of one name hold, wherever they stand."""

    attributes: set[str]
    elements: set[str]
    words: bool = False


@functools.cache
def _grammar() -> _Element:
    return etree.parse(SCHEMA).getroot()


@functools.cache
def _vocabulary() -> dict[str, _Holds]:
    """By element name, read from the schema."""
    defines = {define.get("name"): define for define in _grammar().iterchildren(f"{_RNG}define")}
    found: dict[str, _Holds] = {}

    def read(pattern: _Element, holds: _Holds, seen: frozenset[str]) -> None:
        for part in pattern.iterchildren("*"):
            name = part.get("name", "")
            match _rng(part):
                case "attribute":
                    holds.attributes.add(name.replace("xml:", f"{{{XML}}}"))
                case "element":
                    holds.elements.add(t(name))
                case "text" | "data":
                    holds.words = True
                case "ref":
                    if name not in seen:
                        read(defines[name], holds, seen | {name})
                case _:
                    read(part, holds, seen)

    for element in _grammar().iter(f"{_RNG}element"):
        holds = found.setdefault(t(element.get("name", "")), _Holds(set(), set()))
        read(element, holds, frozenset())
    return found


def _rng(part: _Element) -> str:
    return str(part.tag).removeprefix(_RNG)


def _foreign(root: _Element) -> Iterator[Fault]:
    """Elements, attributes and words that may stand nowhere of the kind."""
    vocabulary = _vocabulary()
    for element in root.iter("*"):
        name, parent = _short(element.tag), element.getparent()
        holds = vocabulary.get(element.tag)
        if holds is None:
            yield _schema_fault(element, f"the tree has no element '{name}'")
            continue
        above = None if parent is None else vocabulary.get(parent.tag)
        if parent is not None and above is not None and element.tag not in above.elements:
            outer = _short(parent.tag)
            yield _schema_fault(element, f"no element '{name}' may stand in '{outer}'")
        for attribute in map(str, element.attrib):
            if attribute not in holds.attributes:
                shown = _short(attribute)
                yield _schema_fault(element, f"no element '{name}' has an attribute '{shown}'")
        words = (element.text, *(child.tail for child in element))
        if not holds.words and any(text and text.strip() for text in words):
            message = f"words may not stand in '{name}' itself, only in the elements in it"
            yield _schema_fault(element, message)


# --- the innermost element that is wrong ----------------------------------------------------


@functools.cache
def _schema_of(tag: str) -> etree.RelaxNG:
    """The schema of all that elements of one name may be, wherever they stand."""
    grammar = deepcopy(_grammar())
    start = grammar.find(f"{_RNG}start")
    assert start is not None, "a grammar has a start"  # noqa: S101 - our own file
    choice = etree.Element(f"{_RNG}choice")
    for pattern in grammar.iter(f"{_RNG}element"):
        if t(pattern.get("name", "")) == tag:
            choice.append(deepcopy(pattern))
    start[:] = [choice]
    return etree.RelaxNG(etree.ElementTree(grammar))


def _innermost(element: _Element) -> Iterator[Fault]:
    """Descend to where no child is wrong by itself."""
    wrong = [
        child for child in element.iterchildren("*") if not _schema_of(child.tag).validate(child)
    ]
    if wrong:
        for child in wrong:
            yield from _innermost(child)
        return
    schema = _schema_of(element.tag)
    schema.validate(element)
    said = [entry.message for entry in schema.error_log]
    reason = said[0] if said else "it may not stand here"
    if reason.endswith("failed to validate attributes"):
        reason = "an attribute is missing, or has a value that it may not have"
    name = _short(element.tag)
    yield _schema_fault(element, f"'{name}' is not as the schema has it: {reason}")
