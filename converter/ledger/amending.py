"""The account of a tree that a person edited by hand, made from that of the tree as it was.

What runs side by side with the source still does; what the person changed, added or took away is an
edit of the rule `person`. So the proof holds for all the rest, and names theirs.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from converter.ledger import (
    PERSON,
    Item,
    Ledger,
    LedgerError,
    Record,
    Row,
    check_seal,
    differences,
    loose,
)
from converter.tei.inline import own_text
from converter.tei.names import XML_ID

if TYPE_CHECKING:
    from lxml.etree import _ElementTree

    from converter.model import Source


def amended(source: Source, bases: Iterable[bytes], document: _ElementTree) -> Ledger:
    """The account of a tree that a person edited, from that of the tree as it was.

    `bases` are ledgers as files: the first that is of this source is taken. Raises LedgerError
    where none is.
    """
    record = None
    for data in bases:
        with contextlib.suppress(LedgerError):
            record = Record.load(data)
            check_seal(data, record.seal)
            if record.source.sha256 == source.digest:
                break
        record = None
    if record is None:
        raise LedgerError("there is no ledger.json of this text")
    return _Amending(source, record, document).ledger()


@dataclass(slots=True)
class _Stretch:
    """An item of a row: what it is of the source, and of its element (None: nothing)."""

    row: int
    item: Item
    before: str
    after: str | None


class _Amending:
    """An account brought up to date with what a person made of its tree."""

    def __init__(self, source: Source, record: Record, document: _ElementTree) -> None:
        self.source = source
        self.record = record
        self.root = document.getroot()
        ids = ((e.get(XML_ID), e) for e in self.root.iter("*"))
        self.texts = {ident: own_text(e) for ident, e in ids if ident is not None}
        self.rows: list[Row] = [Row(row.id, row.offset, []) for row in record.rows]

    def ledger(self) -> Ledger:
        """The account of the tree as it is."""
        record = self.record
        given = {i: text for i, text in record.given.items() if self.texts.get(i) == text}
        by_element: dict[str, list[_Stretch]] = {}
        for stretch in self._stretches():
            by_element.setdefault(record.rows[stretch.row].id, []).append(stretch)
        for ident, stretches in by_element.items():
            # An element's text is in the order of its offsets, whatever the source's is.
            stretches.sort(key=lambda s: record.rows[s.row].offset)
            self._follow(ident, stretches)
        for ident in record.given.keys() - given.keys() & self.texts.keys():
            self.rows.append(Row(ident, 0, [(PERSON, "", self.texts[ident])]))
        rows = tuple(row for row in self.rows if row.items)
        accounted = {row.id for row in rows} | given.keys()
        added = tuple(loose(self.root, accounted))
        return Ledger(self.source, rows, given, added, record.built or record.tree)

    def _stretches(self) -> Iterator[_Stretch]:
        text, at = self.source.text, 0
        for number, row in enumerate(self.record.rows):
            for item in row.items:
                match item:
                    case int():
                        before = text[at : at + item]
                        yield _Stretch(number, item, before, before)
                    case str():
                        before = item
                        yield _Stretch(number, item, before, None)
                    case [_, before]:
                        yield _Stretch(number, item, before, None)
                    case [_, before, after]:
                        yield _Stretch(number, item, before, after)
                at += len(before)

    def _follow(self, ident: str, stretches: list[_Stretch]) -> None:
        """Bring the rows of one element up to date."""
        old = "".join([s.after for s in stretches if s.after])
        new = self.texts.get(ident, "")
        if not ident or (new == old and ident in self.texts):
            for stretch in stretches:
                self.rows[stretch.row].items.append(stretch.item)
            return
        gone = ident not in self.texts
        at = 0
        begun: set[int] = set()
        for number, item in _respelt(stretches, old, new):
            row = self.rows[number]
            if number not in begun:
                begun.add(number)
                row = self.rows[number] = Row("" if gone else ident, 0 if gone else at, [])
            row.items.append(item)
            match item:
                case int():
                    at += item
                case [_, _, after]:
                    at += len(after)


def _respelt(stretches: Sequence[_Stretch], old: str, new: str) -> Iterator[tuple[int, Item]]:
    """The items of an element's rows, each with its row's number, for its new text."""
    changes = _places(stretches, old, new)
    k, said, at = 0, False, 0
    for stretch in stretches:
        if stretch.after is None:
            yield stretch.row, stretch.item
            continue
        start, end = at, at + len(stretch.after)
        while k < len(changes) and changes[k][0] < end:
            first, last, words = changes[k]
            if first > at:
                yield stretch.row, first - at
                at = first
            stop = min(last, end)
            carried = isinstance(stretch.item, int)
            before = stretch.before[at - start : stop - start] if carried else stretch.before
            if stop > at or first == last:
                yield stretch.row, (PERSON, before if stop > at else "", "" if said else words)
            at, said = stop, last > end
            if said:
                break
            k += 1
        if at == start:
            yield stretch.row, stretch.item
        elif at < end:
            yield stretch.row, end - at
        at = end
    for _, _, words in changes[k:] if not said else ():
        yield stretches[-1].row, (PERSON, "", words)


def _places(stretches: Sequence[_Stretch], old: str, new: str) -> list[tuple[int, int, str]]:
    """Where a text was changed: from, to, new words. An edit is changed whole or not at all."""
    atoms, at = [], 0
    for stretch in stretches:
        if stretch.after is not None:
            if not isinstance(stretch.item, int):
                atoms.append((at, at + len(stretch.after)))
            at += len(stretch.after)
    out: list[tuple[int, int, int, int]] = []
    for place in differences(old, new):
        first, last, begin, end = _whole(place, atoms)
        if out and first <= out[-1][1]:
            first, _, begin, _ = out.pop()
        out.append((first, last, begin, end))
    return [(first, last, new[begin:end]) for first, last, begin, end in out]


def _whole(
    place: tuple[int, int, int, int], atoms: Iterable[tuple[int, int]]
) -> tuple[int, int, int, int]:
    """A difference, widened over the stretches that it touches and that cannot be parted."""
    first, last, begin, end = place
    for start, stop in atoms:
        if start < first < stop or (first < last and start < last and first < stop):
            before, behind = max(0, first - start), max(0, stop - last)
            first, last, begin, end = first - before, last + behind, begin - before, end + behind
    return first, last, begin, end
