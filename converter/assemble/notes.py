"""Notes and what refers to them, bibliographies, and notes by the editor."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from converter.assemble.telling import label_of, seen, told, words_of
from converter.chinese.chars import CLOSERS, PAUSES, STOPS
from converter.chinese.openings import (
    EDITORIAL,
    NOTE,
    NOTES,
    REFERENCE,
    REFERENCES,
    Opening,
    opening,
)
from converter.model import Block, Name

_MARKS = frozenset({"circled", "bracket"})
_LISTED = frozenset({"bracket", "arabic", "circled", "parenarabic", "closing"})
_BEHIND = STOPS + CLOSERS + PAUSES  # a mark that refers to a note stands beside one of these
_LAST = 3  # paragraphs at an article's end among which a note without a number is looked for
_SURE = 3.0


def editorials(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, paragraphs in which the editor speaks as such."""
    why = seen("says-so", "editorial", _SURE, "says that it is the editor's")
    return [
        told(b, "editorial", why) if b.kind == "p" and EDITORIAL.match(words_of(b)) else b
        for b in blocks
    ]


def references(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, the numbered paragraphs below 参考文献 as entries of a bibliography."""
    out: list[Block] = []
    head: Block | None = None  # a heading that was taken for a paragraph
    listing = False
    why = seen("below", "reference", _SURE, "stands numbered below the heading of a bibliography")
    for block in blocks:
        words = words_of(block) if block.kind == "p" else ""
        if block.kind == "heading":
            listing = REFERENCES.match("".join(line.flat for line in block.lines)) is not None
        elif words and REFERENCES.match(words):
            head, listing = block, True
            continue
        elif listing and words:
            found = opening(words)
            listing = found is not None and found.kind in _LISTED
            if listing:
                lines = (head.text,) if head is not None else ()
                out.append(replace(told(block, "reference", why), lines=lines))
                head = None
                continue
        if head is not None and block.kind not in ("pb", "caption"):
            out.append(head)
            head = None
        out.append(block)
    return [*out, head] if head is not None else out


def notes(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, notes as such, and the marks in the text that refer to them.

    A numbered paragraph is a note where a mark of its kind and number stands in the text as notes'
    marks do, or where it stands below 注释. One without a number says what it is at the end.
    """
    marks = _marks(blocks)
    out: list[Block] = []
    count = 0
    listing = False
    numbered: dict[tuple[str, int], list[int]] = {}
    texts = [n for n, b in enumerate(blocks) if b.kind == "p"]
    for n, block in enumerate(blocks):
        words = words_of(block) if block.kind == "p" else ""
        found = opening(words) if words else None
        if block.kind in ("heading", "p"):
            heading = words or "".join(line.flat for line in block.lines)
            listing = NOTES.match(heading) is not None or (listing and found is not None)
        told_ = found is not None and _is_note(found, marks, listing=listing)
        last = n in texts[-_LAST:] and NOTE.match(words) is not None
        if not (told_ or last):
            out.append(block)
            continue
        count += 1
        if found is not None and told_:
            numbered.setdefault((found.kind, found.number), []).append(count)
            why = seen("referred", "note", _SURE, "has the mark of a reference in the text")
            label = label_of(found.end, block.text)
        else:
            for m in REFERENCE.finditer(words):  # 注：①… ②…
                numbered.setdefault(_mark(m), []).append(count)
            why = seen("says-so", "note", _SURE, "says that it is a note, at the end")
            label = ()
        out.append(replace(told(block, "note", why, names=label), level=count))
    return _referring(out, {k: v[0] for k, v in numbered.items() if len(v) == 1})


def _is_note(found: Opening, marks: Counter[tuple[str, int]], *, listing: bool) -> bool:
    return (listing and found.kind in _LISTED) or (
        found.kind in _MARKS and marks[found.kind, found.number] > 0
    )


def _mark(m: re.Match[str]) -> tuple[str, int]:
    if m["number"]:
        return "bracket", int(m["number"])
    return "circled", ord(m.group()) - ord("①") + 1


def _found(block: Block) -> list[re.Match[str]]:
    """The marks in a paragraph that stand as a note's do: behind words, before a stop or the end."""
    words = words_of(block) if block.kind == "p" else ""
    return [
        m
        for m in REFERENCE.finditer(words)
        if m.start()
        and (m.end() == len(words) or words[m.end()] in _BEHIND or words[m.start() - 1] in CLOSERS)
        and words[m.start() - 1] not in PAUSES
    ]


def _marks(blocks: Sequence[Block]) -> Counter[tuple[str, int]]:
    return Counter(_mark(m) for block in blocks for m in _found(block))


def _referring(blocks: list[Block], numbered: dict[tuple[str, int], int]) -> list[Block]:
    """The blocks with the references to notes that one note has the number of."""
    given: set[int] = set()
    out = []
    for block in blocks:
        names = []
        for m in _found(block) if numbered else ():
            target = numbered.get(_mark(m))
            if target is not None and target not in given:
                given.add(target)
                names.append(Name("ref", m.start(), m.end(), target))
        out.append(replace(block, names=(*block.names, *names)) if names else block)
    return out
