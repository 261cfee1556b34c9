"""Packages: files in a ZIP, and the XML in them, as far as they are what they say and of a size that is read."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from lxml import etree

from converter.read.decoding import DecodingError, decode

if TYPE_CHECKING:
    from lxml.etree import _Element

_MB = 1_000_000
_PART = 64  # megabytes that a file of a package may have when it is unpacked
_WHOLE = 256  # and all that are read of it
_FILES = 20_000
_ENCRYPTED = 0x1  # of a file's flags
# What the library raises for packages that are not whole, or packed in a way that it does not know.
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, OSError, OverflowError, ValueError, RuntimeError),
)


class Package:
    """The files of a document that is a ZIP. `kind` is what the document is called in messages."""

    def __init__(self, data: bytes, kind: str) -> None:
        self.kind = kind
        self._left = _WHOLE * _MB
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGED as error:
            raise self.broken(f"the package is damaged ({error})") from error
        if len(self._zip.namelist()) > _FILES:
            raise self.broken(f"it has more than {_FILES} files")
        self._names = frozenset(self._zip.namelist())

    def broken(self, reason: str) -> DecodingError:
        """The error of a document that cannot be read for this reason."""
        return DecodingError("broken", reason, kind=self.kind, reason=reason)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def read(self, name: str) -> bytes:
        """The bytes of a file. Raises DecodingError where it is away, damaged, locked or too large."""
        try:
            info = self._zip.getinfo(name)
        except KeyError:
            raise self.broken(f"it has no {name}") from None
        if info.flag_bits & _ENCRYPTED:
            raise DecodingError("encrypted", "the package is encrypted")
        limit = min(_PART * _MB, self._left)
        try:
            with self._zip.open(info) as file:
                data = file.read(limit + 1)  # what the directory says of its size may be a lie
        except _DAMAGED as error:
            raise self.broken(f"{name} is damaged ({error})") from error
        if len(data) > limit:
            raise self.broken(f"{name} unpacks to more than {limit // _MB} MB")
        self._left -= len(data)
        return data

    def xml(self, name: str) -> _Element:
        """The root of a file of XML. Raises DecodingError."""
        return parsed(self.read(name), self.kind, name)

    def maybe(self, name: str) -> _Element | None:
        """The same, None where there is no such file."""
        return self.xml(name) if name in self else None


def parsed(data: bytes, kind: str, name: str = "") -> _Element:
    """The root of XML that has no entities of its own and asks for nothing outside.

    Raises DecodingError; also for a document type, whose entities may grow without end.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    where = f"{name}: " if name else ""
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = f"{where}{error}"[:200]
        raise DecodingError("broken", reason, kind=kind, reason=reason) from error
    about: Any = root.getroottree().docinfo  # the stubs forget its document type
    if about.doctype:
        reason = f"{where}it declares entities or a document type"
        raise DecodingError("broken", reason, kind=kind, reason=reason)
    return root


def page_of(data: bytes, kind: str) -> _Element:
    """The root of HTML in any encoding. Raises DecodingError; also where a part of it would be lost."""
    from lxml import html

    text = decode(data)[0].lstrip("\ufeff").replace("\x00", "")
    text = _DECLARATION.sub("", text)  # of an encoding that it had
    parser = html.HTMLParser(huge_tree=False)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace").decode(), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise DecodingError("broken", str(error), kind=kind, reason=error) from error
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        reason = "its elements stand too deep inside each other"
        raise DecodingError("broken", reason, kind=kind, reason=reason)
    return root


_DECLARATION = re.compile(r"^\s*<\?xml[^<>]*\?>")


def local(element: _Element) -> str:
    """An element's name without its namespace, '' for what is no element."""
    tag: object = element.tag  # a comment's is a function
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: _Element | None, name: str) -> str:
    """The value of an attribute by its name without namespace, '' where there is none."""
    if element is None:
        return ""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def child(element: _Element | None, name: str) -> _Element | None:
    """The first child of this name without namespace."""
    if element is None:
        return None
    return next((e for e in element if local(e) == name), None)


_MEDIA = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
)


def media_of(data: bytes) -> str:
    """The media type of a picture that editions can show, '' for others (EMF, WMF, TIFF)."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((media for sign, media in _MEDIA if data.startswith(sign)), "")
