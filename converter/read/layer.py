"""The text layer: what a reader takes out of a document that is no raw text, and which reader does.

A reader is one file of this room with a function `layer(data, name, asked) -> Layer`, and a row in
`READERS`. It is told by a file's first bytes, never by its name, and imported when a file asks for it.

The text follows the conventions of raw texts that recognition knows: one printed line a line, or one
paragraph where the format has no lines; blank lines where a gap stands between blocks; an ideographic
space or two where a paragraph is indented; a form feed where a page ends. All that a reader adds is
white space; every letter of the document stands in its text once. `Writer` keeps these.
"""

from __future__ import annotations

import codecs
import hashlib
import importlib
import importlib.util
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType
from typing import cast

from converter.diagnostics import Diagnostic
from converter.model import Box, Frame, Part, Picture, Role, Run
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
    `frames` and `roles` are empty, or have an item for each line of `text`. `runs` are those of a
    marked-up text, of which the account is then made; see `converter.read.origin`.
    """

    format: str
    text: str
    pages: tuple[Sheet, ...] = ()
    frames: tuple[Frame | None, ...] = ()
    roles: tuple[Role | None, ...] = ()
    pictures: tuple[Picture, ...] = ()
    notices: tuple[Diagnostic, ...] = ()
    runs: tuple[Run, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of the text in UTF-8, by which the account is proved."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogateescape")).hexdigest()


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

    `begins` fits the first bytes of a file (`HEAD` of them), `holds` something that it has anywhere. Where
    these do not tell, the module `looks` itself: its function `fits` has the last word. `needs` names a
    library that an extra brings.
    """

    module: str
    begins: re.Pattern[bytes]
    holds: re.Pattern[bytes] | None = None
    looks: bool = False
    needs: str = ""

    def fits(self, data: bytes) -> bool:
        """Whether a file is of this format."""
        whole = data
        if self.looks and data.startswith(_WIDE):
            data = data.replace(b"\0", b"")  # signs of a format are ASCII
        if self.begins.match(data, 0, HEAD) is None:
            return False
        if self.holds is not None and self.holds.search(data) is None:
            return False
        return not self.looks or bool(_module(self.module).fits(whole))

    def is_ready(self) -> bool:
        """Whether the library that it needs is there."""
        return not self.needs or importlib.util.find_spec(self.needs) is not None


HEAD = 4096
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BLANK = rb"(?:\xef\xbb\xbf)?\s*"
_ANY = re.compile(b"")
_XML = re.compile(_BLANK + rb"<(?:\?xml|(?:\w+:)?(?:alto|PcGts))\b")
_PAGE = re.compile(
    _BLANK + rb"(?:<\?xml[^<>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+)?html\b",
    re.IGNORECASE | re.DOTALL,
)
_ZIP = re.compile(rb"PK\x03\x04")
# Names of streams in files of Word 97, and of documents that are locked.
_WORD = "WordDocument|EncryptedPackage".encode("utf-16-le").replace(b"|\x00", b"|")
_ELEMENT = rb"(?i)<!doctype\s+html|<(?:html|head|body)[\s>]|</(?:p|div|span|h[1-6]|li|section)\s*>"

READERS: tuple[Reader, ...] = (
    Reader("pdf", re.compile(_BLANK + rb"%PDF-\d")),
    Reader(
        "scan",
        re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|II\*\x00|MM\x00\*"),
        needs="rapidocr_onnxruntime",
    ),
    Reader("docx", _ZIP, re.compile(rb"word/document\.xml")),
    Reader("docx", re.compile(rb"\xd0\xcf\x11\xe0"), re.compile(_WORD)),
    Reader("odt", _ZIP, re.compile(rb"mimetypeapplication/vnd\.oasis\.opendocument\.text")),
    Reader("ocrxml", _XML, re.compile(rb"<(?:\w+:)?(?:alto|PcGts)[\s>]")),
    Reader("ocrxml", _PAGE, re.compile(rb"class=['\"]ocr_page['\"]")),
    Reader("html", _ANY, re.compile(_ELEMENT), looks=True),
    Reader(
        "markdown",
        _ANY,
        re.compile(rb"(?mi)^ {0,3}#{1,6}[ \t]|!\[[^\]\n]*\]\(|^[ \t|:]*-+:?[ \t]*\||<table\b"),
        looks=True,
    ),
)
"""The formats that are no raw text, in the order in which they are asked for."""


def reader_of(data: bytes) -> Reader | None:
    """The reader for a file's bytes, None for a raw text."""
    return next((reader for reader in READERS if reader.fits(data)), None)


def layer_of(data: bytes, name: str, asked: Asked = WHOLE) -> Layer | None:
    """The text layer of a document, None for a raw text; `name` is the file's, for messages.

    Raises DecodingError.
    """
    reader = reader_of(data)
    return _read(reader.module, data, name, asked) if reader else None


@lru_cache(maxsize=1)
def _read(module: str, data: bytes, name: str, asked: Asked) -> Layer:
    """The layer that a reader gives. The last one is kept: profile and recognition both ask for it."""
    return cast("Callable[[bytes, str, Asked], Layer]", _module(module).layer)(data, name, asked)


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"converter.read.{name}")
