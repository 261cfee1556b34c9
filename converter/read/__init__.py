"""Bytes to `Source`: decoding, lines, and the pages of the dump; or a document's text layer."""

from __future__ import annotations

import hashlib

from converter.chinese.language import language_of
from converter.chinese.tags import TRADITIONAL_CHINESE
from converter.chinese.variants import legible
from converter.model import Source
from converter.read.decoding import DecodingError, decode
from converter.read.findings import findings_of_source
from converter.read.layer import WHOLE, Asked, layer_of
from converter.read.lines import split_lines
from converter.read.markup import markup_of
from converter.read.paging import fed, pages

__all__ = ["WHOLE", "Asked", "DecodingError", "findings_of_source", "read", "text_of"]


def read(data: bytes, name: str, asked: Asked = WHOLE) -> Source:
    """Read a raw text, or the text layer of a document; `name` is its file name, kept as the title.

    Raises DecodingError for an empty, a binary or an undecodable text, for a web page, and for a
    document that cannot be read.
    """
    layer = layer_of(data, name, asked)
    if layer is not None:
        text, encoding, bom = layer.text, "utf-8", False
    else:
        text, encoding, bom = decode(data)
        kind = markup_of(text)
        if kind:
            raise DecodingError("markup", f"this is {kind}, not plain text", kind=kind)
    lines = split_lines(text)
    language = language_of(text)
    words = legible(text, traditional=language == TRADITIONAL_CHINESE)
    legible_lines = split_lines(words)
    digest = hashlib.sha256(data).hexdigest()
    if layer is not None and layer.pages:
        form, found = layer.format, fed(words, legible_lines)
    else:
        # 第７頁 is a page's mark as 第7页 is.
        form, found = pages(words, legible_lines)
    return Source(
        name=name,
        text=text,
        encoding=encoding,
        bom=bom,
        digest=digest if layer is None else layer.digest,
        size=len(data),
        format=form if layer is None else layer.format,
        lines=lines,
        pages=found,
        words=words,
        language=language,
        document="" if layer is None else digest,
        frames=() if layer is None else layer.frames,
        roles=() if layer is None else layer.roles,
        pictures=() if layer is None else layer.pictures,
        notices=() if layer is None else layer.notices,
    )


def text_of(data: bytes, name: str, asked: Asked = WHOLE) -> str:
    """The text of a file as `read` takes it. Raises DecodingError."""
    layer = layer_of(data, name, asked)
    return decode(data)[0] if layer is None else layer.text
