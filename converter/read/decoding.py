"""Bytes to characters: UTF-8 first, then what gives common characters, then a detector."""

from __future__ import annotations

import codecs
import re

from converter.chinese.soundness import FAIR, ODD, is_sound, soundness
from converter.diagnostics import Diagnostic, diagnose
from converter.read.misread import undo
from converter.read.recipes import Recipe, runs_of

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

_NATIONAL = ("gb18030", "big5", "cp950", "big5hkscs")
_BAD = re.compile("[\udc80-\udcff]")
_HEAD = 4000  # bytes that tell UTF-16
_HIGH_OF_HAN = bytes(range(0x4E, 0xA0))
_WITH_NUL, _WITHOUT_NUL = 10, 3  # of so many characters one is Han
_SHORT = 80  # bytes of a text that may be of rare characters: names, say
_LEAST = 4  # characters beyond ASCII that tell an encoding
# Encodings of seven bits, by what their texts hold; ISO 2022 goes without a codec for Chinese.
_SEVEN_BIT = (
    ("HZ", "hz", re.compile(rb"~\{(?:[!-w][!-~])+~\}")),
    ("UTF-7", "utf-7", re.compile(rb"\+[A-Za-z0-9+/]{3,}-?")),
    ("ISO 2022", "", re.compile(rb"\x1b\$[)(*]?[@-Z]")),
)


REFUSALS = frozenset(
    {"empty", "binary", "undecodable", "encoding", "mixed", "markup"}
    | {"broken", "encrypted", "library", "no-page", "many-pages", "no-letters"}
)
"""Codes of what cannot be read, without `read-`."""


class DecodingError(ValueError):
    """The bytes are no text that can be read.

    `code` is one of `REFUSALS`, `line` the line that it is about or 0, `named` what the wording of
    its message names: of some codes the `kind` of encoding, markup or document.
    """

    def __init__(self, code: str, message: str, line: int = 0, **args: object) -> None:
        super().__init__(message)
        self.code = code
        self.line = line
        self.named = args

    @property
    def kind(self) -> str:
        """The encoding, markup or document that was recognised, '' for none."""
        return str(self.named.get("kind", ""))

    def finding(self, path: str) -> Diagnostic:
        """What a person is told, with the path that was given."""
        return diagnose(f"read-{self.code}", path=path, line=self.line, column=0, **self.named)


def decode(data: bytes) -> tuple[str, str, bool]:
    """Decode a raw text: (text, how, whether a byte order mark stood before it).

    How is a codec's name or another recipe (`converter.read.recipes`); by it every byte can be had
    back by `encode`. Bytes that the codec refuses are kept as lone surrogates (PEP 383). Raises
    DecodingError.
    """
    if not data.strip(b"\x00 \t\r\n\x0b\x0c"):
        raise DecodingError("empty", "the file has no text")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            rest = data[len(mark) :]
            text = _tolerant(rest, encoding)
            if text is not None:
                return (*_meant(rest, text, encoding), True)
            if encoding == "utf-8":  # a program's habit before a text in any encoding
                return (*_unmarked(rest), True)
            break
    return (*_unmarked(data), False)


def encode(text: str, how: str, bom: bool) -> bytes:  # noqa: FBT001  a fact of the file, as `decode` gives it
    """The bytes that `decode` had: its inverse. Raises UnicodeError, LookupError."""
    recipe = Recipe.of(how)
    mark = next((m for m, e in _BOMS if e == recipe.steps[0]), codecs.BOM_UTF8) if bom else b""
    return mark + recipe.encode(text)


def _unmarked(data: bytes) -> tuple[str, str]:
    """The text of bytes without a mark, and how it was read."""
    wide = _utf16_without_mark(data)
    if wide is not None:
        return wide
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        # A file that was cut inside its last character says by all the others what it is.
        if error.reason == "unexpected end of data":
            text = data.decode("utf-8", "surrogateescape")
            if len(text) < 0.8 * len(data):
                return text, "utf-8"
    else:
        if text.isascii():
            return _seven_bit(data, text)
        return _meant(data, text, "utf-8")
    if _looks_binary(data):
        raise DecodingError("binary", "this is a binary file, not text")
    return _parted(data) or _national(data) or _guessed(data)


def _meant(data: bytes, text: str, encoding: str) -> tuple[str, str]:
    """A text as it was meant, if it was read wrongly before it was saved."""
    meant, recipe = undo(text, Recipe((encoding,)))
    return (meant, str(recipe)) if recipe.encode(meant) == data else (text, encoding)


def _seven_bit(data: bytes, text: str) -> tuple[str, str]:
    """The text of ASCII bytes: what they are, or Chinese written in them.

    Raises DecodingError where the way back is not certain.
    """
    for name, codec, sign in _SEVEN_BIT:
        if not sign.search(data):
            continue
        try:
            got = data.decode(codec) if codec else ""
        except UnicodeDecodeError:
            continue
        if codec and not is_sound(got, _LEAST):
            continue
        if codec and got.encode(codec) == data:
            return got, codec
        message = f"the text is in {name}"
        raise DecodingError("encoding", message, kind=name)
    return text, "utf-8"


def _parted(data: bytes) -> tuple[str, str] | None:
    """Lines in UTF-8 and lines in another encoding, each read in its own; None for no such text.

    Raises DecodingError for a line that is in neither, where a few stray bytes do not explain it.
    """
    lines = data.splitlines(keepends=True)
    texts = [line.decode("utf-8", "surrogateescape") for line in lines]
    odd = [n for n, text in enumerate(texts) if _BAD.search(text)]
    if not is_sound("".join(text for text in texts if not _BAD.search(text)), _LEAST):
        return None
    other: dict[int, str] = {}
    codec = ""
    for name in _NATIONAL:
        read = {n: _strict(lines[n], name) for n in odd}
        sound = {n: text for n, text in read.items() if text and soundness(text) >= ODD}
        if len(sound) > len(other):
            other, codec = sound, name
    stray = [n for n in odd if n not in other]
    bad = sum(len(_BAD.findall(texts[n])) for n in stray)
    if bad > MAX_UNDECODABLE * sum(map(len, texts)) + 2:
        n = stray[0] + 1
        raise DecodingError("mixed", f"line {n} is not in the encoding of the others", n)
    if not is_sound("".join(other.values()), _LEAST):
        return None
    text = "".join(other.get(n, text) for n, text in enumerate(texts))
    recipe = Recipe(("utf-8",), (codec,), runs_of(n + 1 for n in other))
    return (text, str(recipe)) if recipe.encode(text) == data else None


def _national(data: bytes) -> tuple[str, str] | None:
    """The bytes in the one of China's encodings that gives the commonest characters."""
    best, most = None, 0.0
    for codec in _NATIONAL:
        text = _strict(data, codec)
        if text is not None and soundness(text) > most:
            best, most = (text, codec), soundness(text)
    if best is None or most < FAIR:
        # Cut inside its last character, or with a byte of no meaning: the others say what it is.
        for codec in _NATIONAL:
            text = _tolerant(data, codec)
            if text is not None and is_sound(text.encode("utf-8", "ignore").decode(), _LEAST):
                return text, codec
    return None if most < ODD and len(data) > _SHORT else best


def _strict(data: bytes, codec: str) -> str | None:
    try:
        text = data.decode(codec)
        return text if text.encode(codec) == data else None
    except UnicodeError:
        return None


def _guessed(data: bytes) -> tuple[str, str]:
    """The text as a detector reads it. Raises DecodingError."""
    for codec in ("utf-8", *_detected(data), "gb18030", "big5"):
        text = _tolerant(data, codec)
        if text is not None:
            return text, codec
    raise DecodingError("undecodable", "the text is in no encoding that could be recognised")


def _tolerant(data: bytes, encoding: str) -> str | None:
    """The text with its bad bytes kept as surrogates, if they are few and can be had back."""
    try:
        text = data.decode(encoding, "surrogateescape")
        bad = len(_BAD.findall(text))
        if bad > MAX_UNDECODABLE * len(text) + 2:
            return None
        return text if text.encode(encoding, "surrogateescape") == data else None
    except (UnicodeError, LookupError):
        return None


def _detected(data: bytes) -> list[str]:
    """Names of codecs that the detector thinks of, best first."""
    import charset_normalizer

    found = charset_normalizer.from_bytes(data[:200_000])
    return [match.encoding for match in found][:3]


def _utf16_without_mark(data: bytes) -> tuple[str, str] | None:
    """UTF-16 without a mark: Han of two bytes each, which no other encoding's bytes look like."""
    if len(data) % 2:
        return None
    nul = b"\x00" in data
    for encoding, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        high = data[first:_HEAD:2]
        han = len(high) - len(high.translate(None, _HIGH_OF_HAN))
        if han * (_WITH_NUL if nul else _WITHOUT_NUL) < len(high):
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if is_sound(text, 2 if nul else _LEAST):
            return text, encoding
    return None


def _looks_binary(data: bytes) -> bool:
    """NULs and control bytes beyond what a damaged text has."""
    head = data[:65536]
    controls = sum(head.count(bytes([b])) for b in (*range(9), *range(14, 27), *range(28, 32)))
    return controls > 0.01 * len(head) + 8
