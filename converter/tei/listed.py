"""Lists of an article: chronicles, lists and lists in them, notes, bibliographies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from converter.model import Text
from converter.tei.elements import blank
from converter.tei.inline import note_id, reference_id
from converter.tei.names import is_date, t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from converter.model import Block
    from converter.tei.elements import Elements

MAX_ITEMS = 1000  # see converter.tei.article, MAX_WIDTH

LISTED = frozenset({"entry", "item", "note", "reference"})
"""Kinds of blocks that stand in lists."""

_TYPES = {"entry": "chronicle", "note": "notes"}


class Lists:
    """The list that is being written, and those in it; false where none is."""

    def __init__(self, elements: Elements, article: str) -> None:
        self._make = elements
        self._id = article
        self._kind = ""
        self._open: list[_Element] = []  # the innermost last
        self._levels: list[int] = []  # of the items in each
        self.referred: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self._open)

    @property
    def item(self) -> _Element:
        """The item that was written last."""
        return self._open[-1][-1]

    def takes(self, block: Block) -> bool:
        """Whether the open list takes the block."""
        wide = bool(self._open) and len(self._open[0]) >= MAX_ITEMS
        return bool(self._open) and self._kind == block.kind and not (wide or block.lines)

    def end(self) -> None:
        """Close the open list, if there is one."""
        self._open.clear()

    def begin(self, place: _Element, block: Block) -> None:
        """Open the list that begins with a block."""
        self._kind = block.kind
        for head in filter(blank, block.lines):
            self._make.drop(place, head)
        self._open = [self._list(place, block)]
        self._levels = [block.level]
        for head in [head for head in block.lines if not blank(head)]:
            line = self._make.line(head)
            self._make.put(self._open[0], "head", f"{self._id}-h{line}", head)

    def write(self, block: Block, after: Sequence[Block]) -> None:
        """Write a block as an item; `after` is what follows, to see whether a list stands in it."""
        match block.kind:
            case "entry":
                self._entry(block)
            case "item":
                self._item(block, nests=_deeper(block, after))
            case "note":
                self._note(block)
            case _:
                ident = f"{self._id}-r{self._make.line(block.text)}"
                self._make.passage(self._open[-1], "bibl", ident, block.text, names=block.names)

    def _list(self, place: _Element, block: Block) -> _Element:
        ident = f"{self._id}-l{self._make.line(block.label, block.text)}"
        if block.kind == "reference":
            return self._make.element(place, "listBibl", ident)
        named = {"type": _TYPES[block.kind]} if block.kind in _TYPES else {}
        return self._make.element(place, "list", ident, named)

    def _entry(self, block: Block) -> None:
        make, listing = self._make, self._open[-1]
        line = make.line(block.label, block.text)
        label = make.element(listing, "label", f"{self._id}-d{line}")
        dates = {"from": block.when, "to": block.to} if block.to else {"when": block.when}
        inside = label
        if all(map(is_date, dates.values())):
            inside = etree.SubElement(label, t("date"))
            for name, value in dates.items():
                inside.set(name, value)
        make.write(label, inside, block.label or Text())
        make.put(listing, "item", f"{self._id}-e{line}", block.text)

    def _item(self, block: Block, *, nests: bool) -> None:
        make = self._make
        while len(self._levels) > 1 and self._levels[-1] > block.level:
            self._levels.pop()
            self._open.pop()
        if block.level > self._levels[-1]:
            self._open.append(self._list(self.item, block))
            self._levels.append(block.level)
        self._levels[-1] = block.level
        ident = f"{self._id}-i{make.line(block.text)}"
        if nests:  # its own words apart from those of the list in it
            item = make.element(self._open[-1], "item", ident)
            ident = f"{self._id}-p{make.line(block.text)}"
            make.passage(item, "p", ident, block.text, names=block.names)
        else:
            make.passage(self._open[-1], "item", ident, block.text, names=block.names)

    def _note(self, block: Block) -> None:
        item = etree.SubElement(self._open[-1], t("item"))
        ident = note_id(self._id, block.level)
        note = self._make.passage(item, "note", ident, block.text, names=block.names)
        if block.level in self.referred:
            note.set("target", f"#{reference_id(self._id, block.level)}")


def _deeper(block: Block, after: Sequence[Block]) -> bool:
    """Whether the next item stands in a list inside this one."""
    for other in after:
        if other.kind not in ("pb", "gap"):
            return other.kind == "item" and other.level > block.level
    return False
