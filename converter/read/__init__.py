"""Bytes to `Source`: decoding, lines, and the pages of the dump."""

from __future__ import annotations

import hashlib

from converter.chinese.language import language_of
from converter.chinese.tags import TRADITIONAL_CHINESE
from converter.chinese.variants import legible
from converter.model import Source
from converter.read.decoding import DecodingError, decode
from converter.read.findings import findings_of_source
from converter.read.lines import split_lines
from converter.read.markup import markup_of
from converter.read.paging import pages

__all__ = ["DecodingError", "findings_of_source", "read"]


def read(data: bytes, name: str) -> Source:
    """Read a raw text; `name` is its file name, kept as the source's title.

    Raises DecodingError for an empty, a binary or an undecodable text, and for a web page.
    """
    text, encoding, bom = decode(data)
    kind = markup_of(text)
    if kind:
        raise DecodingError("markup", f"this is {kind}, not plain text", kind=kind)
    lines = split_lines(text)
    language = language_of(text)
    words = legible(text, traditional=language == TRADITIONAL_CHINESE)
    # 第７頁 is a page's mark as 第7页 is.
    form, found = pages(words, split_lines(words))
    return Source(
        name=name,
        text=text,
        encoding=encoding,
        bom=bom,
        digest=hashlib.sha256(data).hexdigest(),
        size=len(data),
        format=form,
        lines=lines,
        pages=found,
        words=words,
        language=language,
    )
