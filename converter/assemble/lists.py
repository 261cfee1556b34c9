"""Lists: paragraphs that open with the same bullet, or with numbers that count up from one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from converter.assemble.telling import label_of, seen, told, words_of
from converter.chinese.chars import STOPS
from converter.chinese.openings import Opening, opening
from converter.model import Block, Source

_LEAST = 2  # items of a list
_DEEPEST = 4
_LONGEST = {True: 400, False: 120}  # letters of an item; True: a bullet says that it is one
_SENTENCES = 2  # of a numbered item; one that tells more is a paragraph with a number
_NO_LIST = frozenset({"bracket"})  # [1] counts notes and references


@dataclass(slots=True)
class _Item:
    """One paragraph that may be an item: its place among the blocks, and the lists below it."""

    index: int
    opening: Opening
    under: list[_List] = field(default_factory=list)


@dataclass(slots=True)
class _List:
    """Items with numbers or bullets of one kind."""

    items: list[_Item]

    def goes_on(self, found: Opening) -> bool:
        """Whether an opening is that of the next item."""
        last = self.items[-1].opening
        follows = found.number == last.number + 1 if found.number else True
        return found.kind == last.kind and follows


def parted(blocks: Sequence[Block], source: Source) -> list[Block]:
    """The blocks, items apart that stand in one paragraph, each on a line of its own.

    A paragraph that opens with a bullet or number has another where a printed line begins with the
    same bullet or the next number behind a stop, or with the first number behind a colon. Where one
    stands amid a line, those at a line's beginning are there by chance.
    """
    return [part for block in blocks for part in _parts(block, source)]


def _parts(block: Block, source: Source) -> Iterator[Block]:
    words = words_of(block) if block.kind == "p" else ""
    found = opening(words) if words else None
    if found is None or found.kind in _NO_LIST:
        yield block
        return
    cuts = [0]
    last = {found.kind: found}
    starts = set(_line_starts(block, source))
    for m in _AFTER_STOP.finditer(words):
        at = m.end()
        other = opening(words[at : at + _LABEL])
        if other is None or other.kind in _NO_LIST:
            continue
        goes_on = other.kind in last and (
            not other.number or other.number == last[other.kind].number + 1
        )
        if not (goes_on or (other.number == 1 and m.group()[0] in _COLONS)):
            continue
        if at not in starts:
            yield block
            return
        cuts.append(at)
        last[other.kind] = other
    for start, end in pairwise([*cuts, len(block.text)]):
        yield replace(block, text=block.text.slice(start, end).strip()) if cuts[1:] else block


def _line_starts(block: Block, source: Source) -> Iterator[int]:
    """Where in a paragraph a line of the source begins, the first one left out."""
    at = 0
    for piece in block.text.pieces:
        if at and piece.end > piece.start and piece.mark is None:
            line = source.line_at(piece.start)
            if not source.text[line.start : piece.start].strip():
                yield at
        at += len(piece.text)


_COLONS = ":："
_LABEL = 12  # letters that a number and the blanks behind it have at most
_AFTER_STOP = re.compile(rf"[{STOPS};；,，、{_COLONS}][ \t\u3000]*")  # what stands before an item


def items(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, paragraphs of lists as items with their depth."""
    out = list(blocks)
    for outline in _outlines(blocks):
        for listed in _sound(blocks, outline):
            _tell(out, listed, 1)
    return out


def _outlines(blocks: Sequence[Block]) -> Iterator[_List]:
    """Outermost lists in runs of paragraphs that all open with a number or bullet."""
    open_: list[_List] = []
    for index, block in enumerate(blocks):
        if block.kind == "pb":
            continue
        found = opening(words_of(block)) if block.kind == "p" else None
        if found is not None and (found.kind in _NO_LIST or not block.text.flat[found.end :]):
            found = None
        depth = next(
            (d for d in range(len(open_), 0, -1) if found and open_[d - 1].goes_on(found)), 0
        )
        if found is not None and depth:
            del open_[depth:]
            open_[-1].items.append(_Item(index, found))
            continue
        begins = found is not None and found.number in (0, 1)
        nested = begins and 0 < len(open_) < _DEEPEST
        if not nested and open_:
            yield open_[0]
            open_ = []
        if found is not None and begins:
            listed = _List([_Item(index, found)])
            if nested:
                open_[-1].items[-1].under.append(listed)
            open_.append(listed)
    if open_:
        yield open_[0]


def _sound(blocks: Sequence[Block], listed: _List) -> Iterator[_List]:
    """The list where all of it is one beyond doubt, else those below it that are."""
    if _is_sound(blocks, listed):
        yield listed
        return
    for item in listed.items:
        for inner in item.under:
            yield from _sound(blocks, inner)


def _is_sound(blocks: Sequence[Block], listed: _List) -> bool:
    return len(listed.items) >= _LEAST and all(
        _fits(blocks[item.index].text.flat, item.opening)
        and all(_is_sound(blocks, inner) for inner in item.under)
        for item in listed.items
    )


def _fits(text: str, found: Opening) -> bool:
    """Whether a paragraph is no longer than items are."""
    bullet = not found.number
    return len(text) <= _LONGEST[bullet] and (
        bullet or sum(text.count(stop) for stop in STOPS) <= _SENTENCES
    )


def _tell(out: list[Block], listed: _List, depth: int) -> None:
    count = len(listed.items)
    for item in listed.items:
        block = out[item.index]
        why = (
            seen("numbers", "item", count, f"one of {count} that count up")
            if item.opening.number
            else seen("bullets", "item", count, f"one of {count} with the same bullet")
        )
        names = label_of(item.opening.end, block.text)
        out[item.index] = replace(told(block, "item", why, names=names), level=depth)
        for inner in item.under:
            _tell(out, inner, depth + 1)
