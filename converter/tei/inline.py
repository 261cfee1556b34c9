"""Running text into an element: characters, page breaks, gaps, names and corrections.

What is written is noted with the element where it stands (`Placed`). The text of an element is
what is read of it, descendants included and `sic` left out; see `own_text`, which reads a tree
back by the same rule.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from converter.model import Piece
from converter.tei.names import XML_ID, t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from converter.model import Mark, Name, Text

# --- characters that nobody sees ------------------------------------------------------------

# Without ink: white space (U+E5E5 among it, GBK's A3A0), controls, and marks of zero width or of
# direction. A dump leaves such between its lines, and nobody misses them on paper; the ledger keeps
# them all the same.
INK = re.compile(
    r"[^\s\x00-\x1f\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ue5e5\ufeff]"
)

# --- characters that XML cannot hold --------------------------------------------------------

# XML 1.0, production Char: no controls but tab and line breaks, no surrogates, no U+FFFE, U+FFFF.
# (Named one by one: the complement of Char takes 30 times as long to compile.)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPLIT = re.compile(f"({_FORBIDDEN.pattern}+)")

# What TEI takes for one word of an attribute (teidata.word), kept to letters beyond all doubt.
_TOKEN = re.compile(r"[-._0-9A-Za-z\u4e00-\u9fff]+")


def is_token(text: str) -> bool:
    """Whether `text` may stand in an attribute that takes one word."""
    return _TOKEN.fullmatch(text) is not None


CONTROL = "xml_control"  # the rule that drops controls and non-characters: nobody can see them
UNDECODABLE = "xml_undecodable"  # the rule that puts U+FFFD for a byte or surrogate of no meaning


def _allowed(match: re.Match[str]) -> str:
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else "" for c in match[0])


def clean(text: str) -> str:
    """`text` as XML can hold it; what has no place in XML is dropped, or U+FFFD for a surrogate."""
    return _FORBIDDEN.sub(_allowed, text)


def cleaning(rule: str, text: str) -> str:
    """The name of the edit that cleans `text`, after that of the rule that had made it."""
    found = {
        UNDECODABLE if "\ud800" <= c <= "\udfff" else CONTROL for c in text if _FORBIDDEN.match(c)
    }
    return "+".join([*([rule] if rule else []), *sorted(found)])


# --- corrections ----------------------------------------------------------------------------


_CORRECTION = "correction"


def is_correction(rule: str) -> bool:
    """Whether a person changed the text: both readings stay in the tree (choice, sic, corr)."""
    return _CORRECTION in rule and any(p.startswith(_CORRECTION) for p in rule.split("+"))


# --- writing --------------------------------------------------------------------------------


class Placed(NamedTuple):
    """The pieces that make up the text of element `id`, in order, from its first character on.

    So a piece stands at the offset that is the length of all before it. An `id` of '' says that
    nothing of them stands in the tree: they are edits that took a whole text away.
    """

    id: str
    pieces: list[Piece]


class Pages:
    """Which page of the print the words are on, so that one page is not turned twice."""

    __slots__ = ("_at",)

    def __init__(self) -> None:
        self._at: Mark | None = None

    def turns(self, mark: Mark) -> bool:
        """Whether `mark` begins another page; that page is reached then."""
        if mark == self._at:
            return False
        self._at = mark
        return True

    def words(self) -> None:
        """After words, a page without a name of its own may turn into another such."""
        if self._at is not None and not self._at.raw:
            self._at = None

    def forget(self) -> None:
        """A part begins that may stand on any page."""
        self._at = None


_STRETCHES = frozenset({"label", "ref", "salute", "signed", "dateline"})


def note_id(article: str, number: int) -> str:
    """The id of the note with that number in an article."""
    return f"{article}-note{number}"


def reference_id(article: str, number: int) -> str:
    """The id of what refers to it in the text."""
    return f"{article}-ref{number}"


class Writer:
    """Writes pieces of text into one element, in order."""

    __slots__ = ("_here", "_last", "_pages", "_part", "_parts", "_source", "_top", "pieces")

    def __init__(self, into: _Element, source: str, pages: Pages, part: str = "") -> None:
        self._part = part  # the article's id, from which those of notes are made
        self.pieces: list[Piece] = []  # what was written: carried, or edited as XML needs it
        self._top = self._here = into
        self._last: _Element | None = into[-1] if len(into) else None  # its tail comes next
        self._parts: list[str] = []
        self._source = source
        self._pages = pages

    def write(self, text: Text, names: Sequence[Name] = ()) -> None:
        """Write `text`; `names` are stretches of its `flat`, in order and without overlap.

        A name that is out of order or outside the text is written as words without an element.
        """
        if names:
            self._named(text, names)
        elif _FORBIDDEN.search(text.flat):
            for piece in text.pieces:
                self._piece(piece)
        else:
            for piece in text.pieces:
                if piece.mark is None and not is_correction(piece.rule):
                    self._parts.append(piece.text)
                    self.pieces.append(piece)
                else:
                    self._piece(piece)
        self._flush()

    def mark(self, mark: Mark) -> None:
        """Write what stands between characters: a page break, a line break, a gap."""
        attributes = {}
        if mark.kind == "pb":
            if not self._pages.turns(mark):
                return
            if n := clean(mark.n):
                attributes["n"] = n
            if _TOKEN.fullmatch(mark.raw):
                attributes["facs"] = f"raw{mark.raw}" if mark.raw.isdecimal() else mark.raw
        elif mark.kind == "gap":
            reasons = mark.n.split()
            attributes["reason"] = mark.n if all(map(_TOKEN.fullmatch, reasons)) else "lost"
            if not reasons:
                attributes["reason"] = "lost"
        elif mark.kind != "lb":
            raise ValueError(f"no such mark: {mark.kind!r}")
        self._flush()
        self._last = etree.SubElement(self._here, t(mark.kind), attributes)

    def _flush(self) -> None:
        """Hand the words written so far to the tree."""
        if self._parts:
            text = "".join(self._parts)
            self._parts.clear()
            if not text:
                return
            if self._last is not None:
                self._last.tail = (self._last.tail or "") + text
            else:
                self._here.text = (self._here.text or "") + text

    def _named(self, text: Text, names: Sequence[Name]) -> None:
        """Write pieces up to where a name begins or ends, and open or close its element there."""
        bounds: list[tuple[int, Name | None]] = []
        for name in names:
            if (bounds[-1][0] if bounds else 0) <= name.start < name.end <= len(text.flat):
                bounds += [(name.start, name), (name.end, None)]
        at = n = 0
        for piece in text.pieces:
            rest = piece
            while n < len(bounds) and rest.text and bounds[n][0] < at + len(rest.text):
                upto, name_ = bounds[n]
                cut = upto - at
                if cut:
                    first, rest = _halves(rest, cut)
                    self._piece(first)
                    at = upto
                self._turn(name_)
                n += 1
            self._piece(rest)
            at += len(rest.text)
        if n < len(bounds):
            self._turn(bounds[n][1])

    def _turn(self, name: Name | None) -> None:
        """Open the element of a name, or close the one that is open."""
        self._flush()
        if name is not None:
            self._here = self._element(name)
            self._last = None
        else:
            self._last, self._here = self._here, self._top

    def _element(self, name: Name) -> _Element:
        """The element of a stretch: a person's or organisation's name, or what its kind says."""
        if name.kind not in _STRETCHES:
            return etree.SubElement(self._top, t("name"), {"type": name.kind})
        element = etree.SubElement(self._top, t(name.kind))
        if name.target:
            element.set("type", "note")
            element.set("target", f"#{note_id(self._part, name.target)}")
            element.set(XML_ID, reference_id(self._part, name.target))
        return element

    def _piece(self, piece: Piece) -> None:
        if piece.mark is not None:
            self.mark(piece.mark)
        elif piece.rule:
            self._edit(piece)
        elif _FORBIDDEN.search(piece.text):
            at = piece.start
            for n, part in enumerate(_SPLIT.split(piece.text)):
                if n % 2:
                    for c in part:
                        self._edit(Piece(clean(c), at, at + 1, cleaning("", c)))
                        at += 1
                elif part:
                    self._carry(Piece(part, at, at + len(part)))
                    at += len(part)
        elif piece.text:
            self._carry(piece)

    def _carry(self, piece: Piece) -> None:
        self.pieces.append(piece)
        self._parts.append(piece.text)

    def _edit(self, piece: Piece) -> None:
        after = clean(piece.text)
        if after != piece.text:
            piece = replace(piece, text=after, rule=cleaning(piece.rule, piece.text))
        self.pieces.append(piece)
        if is_correction(piece.rule):
            self._flush()
            choice = etree.SubElement(self._here, t("choice"))
            sic = etree.SubElement(choice, t("sic"))
            sic.text = clean(self._source[piece.start : piece.end]) or None
            etree.SubElement(choice, t("corr")).text = after or None
            self._last = choice
        else:
            self._parts.append(after)


def _halves(piece: Piece, cut: int) -> tuple[Piece, Piece]:
    """Cut a piece in two; of an edit the first half keeps the whole of what it replaced."""
    text = piece.text
    if piece.rule:
        return (
            Piece(text[:cut], piece.start, piece.end, piece.rule),
            Piece(text[cut:], piece.end, piece.end, piece.rule),
        )
    middle = piece.start + cut
    return Piece(text[:cut], piece.start, middle), Piece(text[cut:], middle, piece.end)


# --- reading back ---------------------------------------------------------------------------

_SIC = t("sic")


def own_text(element: _Element) -> str:
    """The text of an element as offsets count it: with all that is inside, but without `sic`."""
    if not len(element):
        return element.text or ""
    parts = [element.text or ""]
    for child in element:
        is_element = isinstance(child.tag, str)  # a comment's tag is a function
        if is_element and child.tag != _SIC:
            parts.append(own_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
