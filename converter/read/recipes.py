"""Recipes: how bytes become a text, said in one word, so that the bytes can be had back.

    utf-8                                 one codec
    utf-8>windows-1252>utf-8              what was decoded from UTF-8 is encoded as Windows-1252 again
                                          and decoded from UTF-8: a wrong reading undone
    utf-8+gb18030@5-9,30                  lines 5 to 9 and 30 by another recipe than the others

Lines are counted here by LF, CR and CR LF, which are bytes of their own in every codec of a part.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

# What browsers take for Windows-1252: the five bytes that it leaves open are controls.
_WEB = "".join(bytes((b,)).decode("cp1252", "ignore") or chr(b) for b in range(256))
_WEB_BYTES = codecs.charmap_build(_WEB)
WEB = "windows-1252"
LOST = "\ufffd"
"""What programs write for a byte that their encoding does not have."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|[\r\n]|\Z)")


def bytes_of(text: str, codec: str) -> bytes:
    """`text` encoded; raises UnicodeError, LookupError for an unknown codec."""
    if codec == WEB:
        return codecs.charmap_encode(text, "strict", _WEB_BYTES)[0]
    return text.encode(codec, "surrogateescape")


def text_of(data: bytes, codec: str) -> str:
    """`data` decoded; raises UnicodeError, LookupError for an unknown codec."""
    if codec == WEB:
        return codecs.charmap_decode(data, "strict", _WEB)[0]
    return data.decode(codec, "surrogateescape")


def lines_of(text: str) -> list[str]:
    """The lines of a text with their ends."""
    return [line for line in _LINE.findall(text) if line]


@dataclass(frozen=True, slots=True)
class Recipe:
    """`steps`: a codec, and pairs of a wrong and a right one that undo a wrong reading.

    `other` holds for the lines `at` (from and to, numbers from 1, ascending), `steps` for the rest.
    """

    steps: tuple[str, ...]
    other: tuple[str, ...] = ()
    at: tuple[tuple[int, int], ...] = ()

    def __str__(self) -> str:
        own = ">".join(self.steps)
        runs = ",".join(str(a) if a == b else f"{a}-{b}" for a, b in self.at)
        return f"{own}+{'>'.join(self.other)}@{runs}" if runs else own

    @classmethod
    def of(cls, word: str) -> Recipe:
        """The recipe that a word says. Raises LookupError for a word that says none."""
        own, plus, rest = word.partition("+")
        other, _, places = rest.partition("@")
        found = cls(
            tuple(own.split(">")),
            tuple(other.split(">")) if plus else (),
            tuple(
                (int(first), int(last or first))
                for first, _, last in (run.partition("-") for run in places.split(",") if run)
                if first.isdecimal() and (last or first).isdecimal()
            ),
        )
        if (
            str(found) != word
            or not len(found.steps) % 2
            or (found.at and not len(found.other) % 2)
        ):
            raise LookupError(f"no recipe for bytes: {word[:80]}")
        return found

    @property
    def count(self) -> int:
        """How many lines are by `other`."""
        return sum(last - first + 1 for first, last in self.at)

    def encode(self, text: str) -> bytes:
        """The bytes that the text came from. Raises UnicodeError, LookupError."""
        if not self.at:
            return _undone(text, self.steps)
        out = []
        k = 0
        for n, line in enumerate(lines_of(text), 1):
            while k < len(self.at) and self.at[k][1] < n:
                k += 1
            inside = k < len(self.at) and self.at[k][0] <= n
            out.append(_undone(line, self.other if inside else self.steps))
        return b"".join(out)


def runs_of(numbers: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Ascending numbers as runs of neighbours, each from and to."""
    runs: list[tuple[int, int]] = []
    for n in numbers:
        if runs and runs[-1][1] == n - 1:
            runs[-1] = (runs[-1][0], n)
        else:
            runs.append((n, n))
    return tuple(runs)


def reread(text: str, first: str, then: str) -> str:
    """The text encoded by one codec and decoded by another; what was lost stays lost (U+FFFD).

    Raises UnicodeError. The codecs the other way round give the text back.
    """
    return LOST.join(text_of(bytes_of(part, first), then) for part in text.split(LOST))


def _undone(text: str, steps: tuple[str, ...]) -> bytes:
    """The bytes that became a text by these steps."""
    for k in range(len(steps) - 1, 0, -2):
        text = reread(text, steps[k], steps[k - 1])
    return bytes_of(text, steps[0])
