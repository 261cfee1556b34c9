"""What is fuzzed: each door of the program, as a function of bytes.

A target that returns has read the bytes or refused them as it should. What it raises is a finding.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

from converter.build.proving import proved
from converter.corrections import CorrectionError, resolve
from converter.corrections import load as load_corrections
from converter.emit import FORMATS
from converter.emit.proof import Proof
from converter.profile.docs import dump
from converter.profile.loading import ProfileError, ProfileText
from converter.profile.loading import load as load_profile
from converter.read import DecodingError, read
from converter.read.decoding import encode
from converter.tei.build import serialise
from converter.tei.reading import read_edition
from converter.tei.validate import TreeError, parse_tree, validate
from tests.hostile.properties import EDITIONS, BrokenPropertyError, check

if TYPE_CHECKING:
    from lxml.etree import _Element

SAMPLE = Path(__file__).resolve().parents[1] / "tei" / "sample-issue.xml"
LONGEST = 200  # characters of a text that a change puts into a tree


def readers(data: bytes) -> None:
    """Decoding and every reader: nothing lost, lines and pages in order."""
    try:
        source = read(data, "x.txt")
    except DecodingError:
        return
    source = source.raw or source
    if source.document:
        return  # its text was taken out of it: see tests/formats
    if encode(source.text, source.encoding, source.bom) != data:
        raise BrokenPropertyError("ledger", "the bytes cannot be had back from the text")
    ends = 0
    for line in source.lines:
        if line.start < ends or line.end < line.start:
            raise BrokenPropertyError("ledger", f"line at {line.start} overlaps the one before")
        if source.text[ends : line.start].strip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"):
            raise BrokenPropertyError("ledger", f"words between lines at {ends}")
        ends = line.end
    last = 0
    for page in source.pages:
        if not last <= page.first <= page.last <= len(source.lines):
            raise BrokenPropertyError("ledger", "pages out of order")
        last = page.last


def texts(data: bytes) -> None:
    """The whole run of a raw text, as a build has it."""
    check(data, ("md",))


def profiles(data: bytes) -> None:
    """A profile: refused with places, or what it says can be shown and read again."""
    text = data.decode("utf-8", "surrogateescape")
    base = ProfileText("newsletter-base", "base.yaml", "publication: {title: x}\n")
    try:
        found = load_profile("p", {"p": ProfileText("p", "p.yaml", text), base.name: base})
    except ProfileError as error:
        if not error.diagnostics:
            raise BrokenPropertyError("config", "refused without a reason") from error
        return
    again = load_profile("p", {"p": ProfileText("p", "p.yaml", dump(found))})
    if dump(again) != dump(found):
        raise BrokenPropertyError("config", "a profile that is shown reads otherwise")


def corrections(data: bytes) -> None:
    """Corrections: refused with places, or looked for in a text."""
    try:
        found = load_corrections(data.decode("utf-8", "surrogateescape"), "c.yaml")
    except CorrectionError as error:
        if not error.diagnostics:
            raise BrokenPropertyError("config", "refused without a reason") from error
        return
    resolve(found, ["某县通讯", "", "县里的工作一件一件地做下去", "已任"] * 3)


def trees(data: bytes) -> None:
    """A file given as a tree: refused with a message, or checked."""
    try:
        document = parse_tree(data)
    except TreeError:
        return
    for fault in validate(document):
        str(fault)
    try:
        read_edition(document)
    except ValueError:
        return


@functools.cache
def _sample() -> _Element:
    return parse_tree(SAMPLE.read_bytes()).getroot()


def editions(data: bytes) -> None:
    """A tree changed as the bytes say; where it is valid, every edition has its words."""
    root = deepcopy(_sample())
    _change(root, data)
    try:
        document = parse_tree(serialise(root.getroottree()))
    except TreeError:
        return
    if any(not fault.warning for fault in validate(document)):
        return
    edition = read_edition(document)
    proof = Proof(document)
    for name in EDITIONS:
        made = FORMATS[name].emit(edition)
        if wrong := proved(proof, name, made, Path(FORMATS[name].filename)):
            raise BrokenPropertyError("edition", wrong[0].render())


def _change(root: _Element, data: bytes) -> None:
    """Each change is four bytes, place, kind and length, and the words that it puts there."""
    at = 0
    while at + 4 <= len(data):
        place = data[at] << 8 | data[at + 1]
        kind, length = data[at + 2], min(data[at + 3], LONGEST)
        at += 4
        words = "".join(
            c
            for c in data[at : at + length].decode("utf-8", "ignore")
            if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
        )
        at += length
        elements = [el for el in root.iterdescendants() if isinstance(el.tag, str)] or [root]
        element = elements[place % len(elements)]
        parent = element.getparent()
        match kind % 6:
            case 0 | 1:
                element.text = words
            case 2:
                element.tail = words
            case 3 if parent is not None and len(elements) < 300:
                parent.insert(parent.index(element), deepcopy(element))
            case 4 if parent is not None:
                parent.remove(element)  # its tail goes too: a change is a change
            case _:
                names = element.keys() or ["n"]
                element.set(names[place % len(names)], words)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "readers": readers,
    "texts": texts,
    "profiles": profiles,
    "corrections": corrections,
    "trees": trees,
    "editions": editions,
}
