"""What text documents have in common: blocks in their order, tables, list markers, notes, pictures.

Readers of DOCX, ODT and HTML tell a `Flow` what they come upon; it writes the lines of the layer. What
a format counts itself (the numbers of lists and notes) is written out, as it is in print.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from converter.model import Part, Picture, Role
from converter.read.layer import Layer, Writer
from converter.read.packed import media_of

DEEPEST = 100  # elements inside each other that are looked into; what is deeper counts as text

_LARGE = 300  # letters of a cell that is a text of its own
_MANY = 6  # paragraphs of one
_CELLS = 1000  # columns that are kept
_VERSE = 24  # letters of a line of verse, at most
_CAPTION = 40  # letters of a line below a picture that may be its caption
_CLOSED = re.compile(r"[。！？!?：:；;][”’」』）)]?$")
_EDGES = " \t\r\n\f\v\u00a0"


@dataclass(slots=True)
class Cell:
    """A cell: its paragraphs, how many rows and columns it takes up, whether it is a label's.

    `whole`: something stands in it that no table's cell holds (a table, headings).
    """

    paragraphs: list[str] = field(default_factory=list)
    rows: int = 1
    cols: int = 1
    head: bool = False
    whole: bool = False

    @property
    def text(self) -> str:
        """Its words in one line."""
        return " ".join(" ".join(self.paragraphs).split())


def is_grid(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a table holds data, and does not set a page's parts side by side."""
    cells = [cell for row in rows for cell in row]
    if sum(any(c.text for c in row) for row in rows) < 2 or max(map(len, rows)) < 2:
        return False
    return not any(c.whole or len(c.text) > _LARGE or len(c.paragraphs) > _MANY for c in cells)


class Flow:
    """Writes a document's blocks, one after the other, as lines of a layer."""

    def __init__(self, format_: str, *, images: bool) -> None:
        self.writer = Writer(format_)
        self.images = images
        self._tables = 0
        self._notes: list[tuple[str, str]] = []
        self._waiting: list[Picture] = []
        self._gap = False
        self._beside = False  # a picture stands right above

    def text(
        self, words: str, part: Part = Part.PARAGRAPH, *, level: int = 0, label: bool = False
    ) -> None:
        """A block of words, of which each line is one of the layer; blank words are a gap."""
        if not words.strip():
            self._gap = True
            return
        if part is Part.HEADING:
            self.notes()
            self._gap = True
        if self._beside and part is Part.PARAGRAPH and len(words.strip()) <= _CAPTION:
            part = Part.PARAGRAPH if _CLOSED.search(words.strip()) else Part.CAPTION
        if self._gap:
            self.writer.blank()
            self._gap = False
        first = True
        lines = [line.strip(_EDGES) for line in words.split("\n")]
        # Lines broken inside of a paragraph are verse where they are short; else each is one.
        broken = part is Part.HEADING or max(map(len, lines)) <= _VERSE
        for trimmed in lines:
            if not trimmed:
                continue
            goes_on = broken and not first
            role = Role(part, level=level, first=not goes_on, label=label)
            at = self.writer.line(trimmed, role=role)
            self._place(at if part is Part.CAPTION else -1)
            first = False

    def plain(self, words: str) -> None:
        """Words of which the format says nothing: an entry of a contents list."""
        if self._gap and words.strip():
            self.writer.blank()
            self._gap = False
        for line in words.split("\n"):
            if line.strip():
                self.writer.line(line.strip(_EDGES))
        self._place(-1)

    def table(self, rows: Sequence[Sequence[Cell]]) -> None:
        """A table of data."""
        self._place(-1)
        self._tables += 1
        self.writer.blank()
        first = True
        for row in rows:
            cells = [c for c in row if c.text or c.rows > 1 or c.cols > 1 or len(row) > 1][:_CELLS]
            if not cells:
                continue
            spans = tuple((c.rows, c.cols) for c in cells)
            role = Role(
                Part.ROW,
                first=first,
                group=self._tables,
                label=all(c.head for c in cells),
                spans=() if all(s == (1, 1) for s in spans) else spans,
            )
            self.writer.row([c.text for c in cells], role)
            first = False
        self._gap = True

    def note(self, mark: str, words: str) -> None:
        """A note; it stands below the text that it belongs to, before the next heading."""
        if words.strip():
            self._notes.append((mark, " ".join(words.split())))

    def notes(self) -> None:
        """Write the notes that wait."""
        if self._notes:
            self.writer.blank()
        for mark, words in self._notes:
            self.writer.line(f"{mark} {words}", role=Role(Part.NOTE))
        self._notes = []

    def picture(self, data: bytes, alt: str) -> None:
        """A picture in the place that is reached, with the words that the format gives for it.

        Without `data` it is not had, and tells of its caption only.
        """
        self._beside = True
        media = media_of(data)
        if media and self.images:
            words = " ".join(alt.split())
            self._waiting.append(Picture(data, media, len(self.writer), alt=words))

    def alt(self, words: str) -> None:
        """The words that stand for a picture."""
        line = " ".join(words.split())
        if line:
            self.writer.line(line, role=Role(Part.ALT))

    def _place(self, caption: int) -> None:
        """Put the pictures that wait into the layer, with the line of their caption (-1: none)."""
        for picture in self._waiting:
            lines = (caption,) if caption >= 0 else ()
            self.writer.picture(replace(picture, caption=lines))
        self._waiting = []
        self._beside = False

    def done(self) -> Layer:
        """The layer. Raises DecodingError where there is no letter in it."""
        self.notes()
        self._place(-1)
        return self.writer.done()


# --- the numbers of lists -------------------------------------------------------------------

_HAN = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_TENS = 10
_CIRCLED = 20
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MOST = 3999


def numeral(n: int, form: str) -> str:
    """A number as a list counts: `form` is decimal, han, stem, circled, letter, LETTER, roman, ROMAN."""
    if not 0 < n <= _MOST:
        return str(n)
    match form:
        case "han":
            return _han(n)
        case "stem" if n <= len(_STEMS):
            return _STEMS[n - 1]
        case "circled" if n <= _CIRCLED:
            return chr(0x2460 + n - 1)
        case "letter" | "LETTER":
            sign = chr(ord("a") + (n - 1) % 26) * ((n - 1) // 26 + 1)
            return sign.upper() if form.isupper() else sign
        case "roman" | "ROMAN":
            sign, rest = "", n
            for value, letters in _ROMAN:
                sign += letters * (rest // value)
                rest %= value
            return sign.upper() if form.isupper() else sign
        case _:
            return str(n)


def _han(n: int) -> str:
    """A number up to 99 in Chinese numerals as they are counted, larger ones figure by figure."""
    if n < _TENS:
        return _HAN[n]
    if n < _TENS * _TENS:
        tens, ones = divmod(n, _TENS)
        return f"{_HAN[tens] if tens > 1 else ''}十{_HAN[ones] if ones else ''}"
    return "".join(_HAN[int(c)] for c in str(n))
