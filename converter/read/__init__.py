"""Bytes to `Source`: decoding, lines, and the pages of the dump; or a document's text layer."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from converter.chinese.language import language_of
from converter.chinese.tags import TRADITIONAL_CHINESE
from converter.chinese.variants import legible
from converter.model import Source
from converter.read.decoding import DecodingError, decode
from converter.read.findings import findings_of_source
from converter.read.layer import WHOLE, Asked, Layer, layer_of
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
    digest = hashlib.sha256(data).hexdigest()
    if layer is not None and not layer.runs:
        return _laid(layer, name, digest, len(data))
    text, encoding, bom = decode(data)
    kind = "" if layer is not None else markup_of(text)
    if kind:
        raise DecodingError("markup", f"this is {kind}, not plain text", kind=kind)
    source = _source(text, name, encoding=encoding, bom=bom, digest=digest, size=len(data))
    return source if layer is None else _taken(layer, source)


def _source(
    text: str, name: str, *, encoding: str, bom: bool, digest: str, size: int, fed_: bool = False
) -> Source:
    """The source of a text, whose pages are told by form feeds alone where `fed_`."""
    language = language_of(text)
    words = legible(text, traditional=language == TRADITIONAL_CHINESE)
    # 第７頁 is a page's mark as 第7页 is.
    lines = split_lines(words)
    form, found = ("", fed(words, lines)) if fed_ else pages(words, lines)
    return Source(
        name=name,
        text=text,
        encoding=encoding,
        bom=bom,
        digest=digest,
        size=size,
        format=form,
        lines=split_lines(text),
        pages=found,
        words=words,
        language=language,
    )


def _laid(layer: Layer, name: str, document: str, size: int) -> Source:
    """The source of a document's text layer."""
    text, sheets = layer.text, bool(layer.pages)
    source = _source(
        text, name, encoding="utf-8", bom=False, digest=layer.digest, size=size, fed_=sheets
    )
    return replace(
        source,
        format=layer.format,
        document=document,
        frames=layer.frames,
        roles=layer.roles,
        pictures=layer.pictures,
        notices=layer.notices,
    )


def _taken(layer: Layer, raw: Source) -> Source:
    """The words of a marked-up text, which is the account's source."""
    from converter.read.origin import in_text

    words = _source(
        layer.text, raw.name, encoding="utf-8", bom=False, digest=layer.digest, size=raw.size
    )
    words = replace(words, roles=layer.roles, runs=layer.runs)
    pages_ = in_text(words, raw)
    kept = replace(
        raw, format=words.format, pages=pages_, pictures=layer.pictures, notices=layer.notices
    )
    return replace(words, raw=kept)


def text_of(data: bytes, name: str, asked: Asked = WHOLE) -> str:
    """The text of a file as `read` takes it. Raises DecodingError."""
    layer = layer_of(data, name, asked)
    return decode(data)[0] if layer is None else layer.text
