"""Bytes to characters: UTF-8 first, then strict GB18030, then a detector."""

from __future__ import annotations

import codecs

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# A text of which more than this share of bytes cannot be decoded is not taken for that encoding:
# a truncated tail or a stray byte is a loss to record, a third of the bytes is a wrong guess.
MAX_UNDECODABLE = 0.02


# Prose keeps to characters of level 1: 0.99 of the Han in the five seeds, 0.95 in what Big5 has of
# them. Read in the other's encoding 0.43 to 0.54 of their characters seem to be.
_FAIR_SHARE = 0.8


class DecodingError(ValueError):
    """The bytes are no text; `code` is a diagnostic's code: 'empty', 'binary' or 'undecodable'."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def decode(data: bytes) -> tuple[str, str, bool]:
    """Decode a raw text: (text, name of the codec, whether a byte order mark stood before it).

    Every byte can be had back by `encode`: bytes that the codec refuses are kept as lone
    surrogates (PEP 383). Raises DecodingError.
    """
    if not data.strip(b"\x00 \t\r\n\x0c"):
        raise DecodingError("empty", "the file has no text")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            rest = data[len(mark) :]
            try:
                return rest.decode(encoding), encoding, True
            except UnicodeDecodeError:
                text = _tolerant(rest, encoding)
                if text is not None:
                    return text, encoding, True
                break
    try:
        return data.decode("utf-8"), "utf-8", False
    except UnicodeDecodeError as error:
        # A file that was cut inside its last character says by all the others what it is.
        if error.reason == "unexpected end of data":
            text = data.decode("utf-8", "surrogateescape")
            if len(text) < 0.8 * len(data):
                return text, "utf-8", False
    wide = _utf16_without_mark(data)
    if wide is not None:
        return wide[0], wide[1], False
    if _looks_binary(data):
        raise DecodingError("binary", "this is a binary file, not text")
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        if error.reason == "incomplete multibyte sequence":
            cut = _tolerant(data, "gb18030")
            if cut is not None and _common(cut, "gb2312", 0xB0, 0xD7) > _FAIR_SHARE:
                return cut, "gb18030", False
    else:
        # GB18030 refuses next to nothing of a Big5 text: every pair of its bytes is a character.
        big5 = _big5(data, text)
        return (text, "gb18030", False) if big5 is None else (*big5, False)
    for encoding in (*_detected(data), "utf-8", "gb18030", "big5"):
        text = _tolerant(data, encoding)
        if text is not None:
            return text, encoding, False
    raise DecodingError("undecodable", "the text is in no encoding that could be recognised")


def encode(text: str, encoding: str, bom: bool) -> bytes:  # noqa: FBT001  a fact of the file, as `decode` gives it
    """The bytes that `decode` had: its inverse."""
    mark = next((m for m, e in _BOMS if e == encoding), b"") if bom else b""
    return mark + text.encode(encoding, "surrogateescape")


def _tolerant(data: bytes, encoding: str) -> str | None:
    """The text with its bad bytes kept as surrogates, if they are few and can be had back."""
    try:
        text = data.decode(encoding, "surrogateescape")
        bad = sum(1 for c in text if "\udc80" <= c <= "\udcff")
        if bad > MAX_UNDECODABLE * len(text) + 2:
            return None
        return text if text.encode(encoding, "surrogateescape") == data else None
    except (UnicodeError, LookupError):
        return None


def _big5(data: bytes, text: str) -> tuple[str, str] | None:
    """The bytes as Big5, where that gives common characters and GB18030 (`text`) rare ones."""
    usual = _common(text, "gb2312", 0xB0, 0xD7)
    if usual > _FAIR_SHARE:
        return None
    for encoding in ("big5", "cp950"):
        try:
            other = data.decode(encoding)
            if other.encode(encoding) != data:
                continue
        except UnicodeError:
            continue
        if _common(other, "big5", 0xA4, 0xC6) > max(_FAIR_SHARE, usual):
            return other, encoding
    return None


def _common(text: str, codec: str, first: int, last: int) -> float:
    """Share of the Han characters that a codec has in its rows of common ones (level 1)."""
    han = [c for c in text[:8000] if "\u3400" <= c <= "\u9fff"]
    found = [c.encode(codec, "ignore")[:1] for c in han]
    return sum(first <= b[0] <= last for b in found if b) / len(han) if han else 0.0


def _detected(data: bytes) -> list[str]:
    """Names of codecs that the detector thinks of, best first."""
    import charset_normalizer

    found = charset_normalizer.from_bytes(data[:200_000])
    return [match.encoding for match in found][:3]


def _utf16_without_mark(data: bytes) -> tuple[str, str] | None:
    """UTF-16 without a mark: line feeds of two bytes, and no other NUL-ridden binary."""
    if len(data) % 2 or b"\x00" not in data:
        return None
    for encoding, line_feed in (("utf-16-le", b"\n\x00"), ("utf-16-be", b"\x00\n")):
        if line_feed in data:
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            if sum("\u4e00" <= c <= "\u9fff" for c in text[:2000]) > len(text[:2000]) // 4:
                return text, encoding
    return None


def _looks_binary(data: bytes) -> bool:
    """NULs and control bytes beyond what a damaged text has."""
    head = data[:65536]
    controls = sum(head.count(bytes([b])) for b in (*range(9), *range(14, 27), *range(28, 32)))
    return controls > 0.01 * len(head) + 8
