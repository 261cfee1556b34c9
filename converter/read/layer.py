"""The text layer: what a reader takes out of a document that is no raw text, and which reader does.

A reader is one file of this room with a function `layer(data, name, asked) -> Layer`, and a row in
`READERS`. It is told by a file's first bytes, never by its name, and imported when a file asks for it.

The text follows the conventions of raw texts that recognition knows: one printed line a line, or one
paragraph where the format has no lines; blank lines where a gap stands between blocks; an ideographic
space or two where a paragraph is indented; a form feed where a page ends. All that a reader adds is
white space; every letter of the document stands in its text once. `Writer` keeps these.
"""

from __future__ import annotations

import hashlib
import importlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from converter.diagnostics import Diagnostic
from converter.model import Box, Frame, Part, Picture, Role
from converter.read.decoding import DecodingError

__all__ = [
    "READERS",
    "WHOLE",
    "Asked",
    "Box",
    "Frame",
    "Layer",
    "Part",
    "Picture",
    "Reader",
    "Role",
    "Sheet",
    "Writer",
    "layer_of",
    "reader_of",
]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted of a document: pages `first` to `last` (from 1; `last` 0: to its end), pictures."""

    first: int = 1
    last: int = 0
    images: bool = True


WHOLE = Asked()
"""All pages, with their pictures."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the document: its label as the document gives it, and the index of its first line."""

    label: str
    line: int


@dataclass(frozen=True, slots=True)
class Layer:
    """The text layer of a document.

    `format` names the document's format ('pdf'). `pages` is empty where the format has no pages.
    `frames` and `roles` are empty, or have an item for each line of `text`.
    """

    format: str
    text: str
    pages: tuple[Sheet, ...] = ()
    frames: tuple[Frame | None, ...] = ()
    roles: tuple[Role | None, ...] = ()
    pictures: tuple[Picture, ...] = ()
    notices: tuple[Diagnostic, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of the text in UTF-8, by which the account is proved."""
        return hashlib.sha256(self.text.encode()).hexdigest()


class Writer:
    """Collects a document's lines, page by page, and gives its `Layer`."""

    def __init__(self, format_: str) -> None:
        self._format = format_
        self._text: list[str] = []
        self._ends: list[str] = []
        self._frames: list[Frame | None] = []
        self._roles: list[Role | None] = []
        self._sheets: list[Sheet] = []
        self._pictures: list[Picture] = []
        self._notices: list[Diagnostic] = []

    def __len__(self) -> int:
        """How many lines there are, which is the index of the next one."""
        return len(self._text)

    @property
    def frames(self) -> Sequence[Frame | None]:
        """The frames of the lines so far."""
        return self._frames

    def page(self, label: str = "") -> None:
        """Begin a page; the one before it ends here."""
        if self._sheets:
            if self._sheets[-1].line == len(self._text):
                self.line()  # a page without a line has an empty one
            self._ends[-1] = "\f"
        self._sheets.append(Sheet(label or str(len(self._sheets) + 1), len(self._text)))

    def line(self, text: str = "", frame: Frame | None = None, role: Role | None = None) -> int:
        """Add a line, blank without `text`; its index. What would end a line in it becomes a blank."""
        self._text.append(_NO_LINE.sub(" ", _ALONE.sub("\ufffd", text)))
        self._ends.append("\n")
        self._frames.append(frame)
        self._roles.append(role)
        return len(self._text) - 1

    def blank(self) -> None:
        """Add a blank line, unless the page begins here or one stands here already."""
        at = len(self._text)
        if at and self._text[-1].strip() and not (self._sheets and self._sheets[-1].line == at):
            self.line()

    def row(self, cells: Sequence[str], role: Role, frame: Frame | None = None) -> int:
        """Add a table's row: its cells parted by tabs."""
        return self.line("\t".join(" ".join(cell.split()) for cell in cells), frame, role)

    def picture(self, picture: Picture) -> None:
        """Add a picture, in the order of the document."""
        self._pictures.append(picture)

    def notice(self, finding: Diagnostic) -> None:
        """Add what a person should be told of the document."""
        self._notices.append(finding)

    def done(self) -> Layer:
        """The layer. Raises DecodingError where there is no letter in it."""
        text = "".join(f"{line}{end}" for line, end in zip(self._text, self._ends, strict=True))
        if not text.strip():
            raise DecodingError("empty", "the document has no text")
        # Behind the last line's end there is one more line, as in every text.
        return Layer(
            self._format,
            text,
            tuple(self._sheets),
            (*self._frames, None) if any(self._frames) else (),
            (*self._roles, None) if any(self._roles) else (),
            tuple(self._pictures),
            tuple(self._notices),
        )


_NO_LINE = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_ALONE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Reader:
    """A row of the table of formats: the name of its module in this room, and how a file is told.

    `begins` fits the first bytes of a file (`HEAD` of them), `holds` is a name that a container has
    anywhere (empty: need not be looked for).
    """

    module: str
    begins: re.Pattern[bytes]
    holds: bytes = b""

    def fits(self, data: bytes) -> bool:
        """Whether a file is of this format."""
        return self.begins.match(data, 0, HEAD) is not None and self.holds in data


HEAD = 4096
_BLANK = rb"(?:\xef\xbb\xbf)?\s*"

READERS: tuple[Reader, ...] = (
    Reader("pdf", re.compile(_BLANK + rb"%PDF-\d")),
    Reader("scan", re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|II\*\x00|MM\x00\*")),
)
"""The formats that are no raw text, in the order in which they are asked for."""


def reader_of(data: bytes) -> Reader | None:
    """The reader for a file's bytes, None for a raw text."""
    return next((reader for reader in READERS if reader.fits(data)), None)


def known(head: bytes) -> bool:
    """Whether a file that begins so may be of one of the formats."""
    return any(reader.begins.match(head) for reader in READERS)


def layer_of(data: bytes, name: str, asked: Asked = WHOLE) -> Layer | None:
    """The text layer of a document, None for a raw text; `name` is the file's, for messages.

    Raises DecodingError.
    """
    reader = reader_of(data)
    return _read(reader.module, data, name, asked) if reader else None


@lru_cache(maxsize=1)
def _read(module: str, data: bytes, name: str, asked: Asked) -> Layer:
    """The layer that a reader gives. The last one is kept: profile and recognition both ask for it."""
    reader = importlib.import_module(f"converter.read.{module}")
    return cast("Callable[[bytes, str, Asked], Layer]", reader.layer)(data, name, asked)
