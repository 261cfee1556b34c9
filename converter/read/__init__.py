"""Bytes to `Source`: decoding, lines, and the pages of the dump.

A format is one module with `NAME` and `pages(text, lines)`, which gives the dump's pages or None
where the text is not of its kind; they are asked in the order of `_FORMATS`.
"""

from __future__ import annotations

import hashlib

from converter.chinese.language import language_of
from converter.chinese.tags import TRADITIONAL_CHINESE
from converter.chinese.variants import legible
from converter.model import Source
from converter.read import flipbook, formfeed, plain
from converter.read.decoding import DecodingError, decode
from converter.read.lines import split_lines

__all__ = ["DecodingError", "read"]

_FORMATS = (formfeed, flipbook, plain)


def read(data: bytes, name: str) -> Source:
    """Read a raw text; `name` is its file name, kept as the source's title.

    Raises DecodingError for an empty, a binary or an undecodable text.
    """
    text, encoding, bom = decode(data)
    lines = split_lines(text)
    language = language_of(text)
    words = legible(text, traditional=language == TRADITIONAL_CHINESE)
    plain = split_lines(words)  # 第７頁 is a page's mark as 第7页 is
    for form in _FORMATS:
        pages = form.pages(words, plain)
        if pages is not None:
            return Source(
                name=name,
                text=text,
                encoding=encoding,
                bom=bom,
                digest=hashlib.sha256(data).hexdigest(),
                size=len(data),
                format=form.NAME,
                lines=lines,
                pages=pages,
                words=words,
                language=language,
            )
    raise AssertionError("the plain format takes every text")
