"""Classes of characters, printed widths, and the closing up of spaced-out letters."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from converter.patterns import late

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af〇"
"""Han characters, rare ones of names too (𬍛), as the inside of a regular expression's class."""

STOPS = "。！？!?…"
"""Sentence-final punctuation (句末点号); a half-width full stop is judged by its place."""

CLOSERS = "”’」』）)》〉】]\"'"
"""Closing marks that may follow sentence-final punctuation."""

ASIDES = "“‘「（(《"
"""Marks that open a quotation, a name or an aside (引号、括号、书名号), and dress no line."""

OPENERS = f"{ASIDES}『〈【["
"""Opening marks: a line that ends with one goes on."""

DASHES = "—-·"
"""Dashes and dots (破折号、连接号、间隔号), with which a line may also be dressed."""

PAUSES = f"，、；：,;:{DASHES}"
"""Punctuation inside a sentence: a line that ends with it goes on, none begins with it."""

_BLANKS = dict.fromkeys([*range(0x2000, 0x200B), 0x202F, 0x205F], " ")
_BLANKS |= {0x2001: "\u3000", 0x2003: "\u3000"}
# GBK's A3A0, an ideographic space to programs that wrote it, has no other character.
_BLANKS |= {0xE5E5: "\u3000"}
ODD_BLANKS = late("[" + "".join(map(chr, _BLANKS)) + "]")
"""Blanks of other widths than the space's and the ideographic one's (en, em, thin, hair …)."""

PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010fffd"
"""Private-use characters, as the inside of a class: only the font says what they look like."""

ORNAMENTS = "※•〓\u2190-\u21ff\u2500-\u2775\u2794-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff"
"""Signs that set a line off and say nothing (arrows, shapes, emoji), as the inside of a class."""

BARS = "|｜"
"""What parts a table's cells where it is typed (Markdown's pipe tables)."""

_SYMBOL_BULLET = late(r"(?m)^([ \t\u3000]*)[\uf020-\uf0ff](?=[ \t\u3000]*[^\s\uf020-\uf0ff])")
BULLET = "•"

_HAN = late(f"[{HAN}]")
_SPACE_BETWEEN_HAN = late(rf"(?<=[{HAN}])[ \t\u3000\u00a0]+(?=[{HAN}])")
_LETTER_SPACED = late(rf"(?:[{HAN}][ \u3000\u00a0]+){{2,}}[{HAN}]")
_SPACES = late(r"[ \t\u3000\u00a0]+")
THE_END = late(r"[（(](?:全文)?完[)）]$")
"""Words that end an article as a mark does."""
_SENTENCE_END = late(
    # U+FE12 and its like are what a vertical page or an old code page has for a stop.
    rf"(?:[{STOPS}｡︒﹒︕︖﹗﹖]|(?<=[{HAN}％%][.．])|(?<=[A-Za-z]{{2}}\.)|(?<=[ap]\.m\.))[{re.escape(CLOSERS)}]*[①-⑳]*$"
)
_IN_ADDRESS = late(r"(?:://|www\.|@)[!-~]*\.$")
_NEAR = 200  # characters before a line's end that an address may have


def is_han(ch: str) -> bool:
    """Whether a character is Han (a radical or a compatibility form counts as one)."""
    return bool(_HAN.match(ch)) or "\u2e80" <= ch <= "\u2fd5"


def has_han(text: str) -> bool:
    """Whether a text has a Han character."""
    return bool(_HAN.search(text))


def han_count(text: str) -> int:
    """How many Han characters a text has."""
    return len(_HAN.findall(text))


def plain_blanks(text: str) -> str:
    """A text of the same length in which every blank is a space or, an em wide, an ideographic one."""
    return text.translate(_BLANKS) if ODD_BLANKS.search(text) else text


def plain_bullets(text: str) -> str:
    """A text of the same length in which a symbol font's sign at a line's beginning is a bullet."""
    return _SYMBOL_BULLET.sub(rf"\1{BULLET}", text)


_PUNCTUATION = frozenset("，。、；：！？,.;:!?“”‘’\"'（）()《》〈〉【】「」『』—…·")
_NOTHING = frozenset(" \t\u3000\u00a0\u200b\ufeff")


class _Widths(dict[str, float]):
    """Widths of characters, filled as they are met."""

    def __missing__(self, ch: str) -> float:
        if ch.isdecimal() and ch < "\uff00":
            got = 0.6
        else:
            got = 1.0 if unicodedata.east_asian_width(ch) in "WF" else 0.55
        if len(self) < 65536:
            self[ch] = got
        return got


@lru_cache(maxsize=8)
def _widths(punctuation: float) -> _Widths:
    table = _Widths(dict.fromkeys(_PUNCTUATION, punctuation))
    table.update(dict.fromkeys(_NOTHING, 0.0))
    return table


@lru_cache(maxsize=8192)
def width(text: str, punctuation: float = 1.0) -> float:
    """Printed width of a line in em: Han 1, digits 0.6, Latin letters 0.55, spaces 0.

    Punctuation takes `punctuation` em: 1 in full-width setting (全身), 0.5 in half-width (半身). A
    least-squares fit over the full lines of two seeds gave 0.45-0.55 for every mark of the
    newsletter and 0.8-1.1 for the newspaper, 0.6 for digits in both; so the setting is a trait of
    the publication, and `rows.py` learns it. Spaces count nothing: extraction adds and drops them.
    """
    table = _widths(punctuation)
    total = 0.0
    for ch in text:
        total += table[ch]
    return total


def tight(text: str) -> str:
    """The text without any white space: what two printings of one phrase have in common."""
    return _SPACES.sub("", text)


def close_up(text: str) -> str:
    """Spaces between Han characters taken out: '卷 首 语' is '卷首语'."""
    return _SPACE_BETWEEN_HAN.sub("", text)


def is_letter_spaced(text: str) -> bool:
    """Whether Han characters stand spaced out one by one, as heads are set ('本 期 特 稿')."""
    return bool(_LETTER_SPACED.search(text))


def ends_sentence(text: str) -> bool:
    """Whether a line ends with sentence-final punctuation, closing marks after it allowed.

    A line that ends inside an address (https://lib.) has not ended.
    """
    text = text.rstrip()
    return bool(_SENTENCE_END.search(text)) and not (
        text.endswith(".") and _IN_ADDRESS.search(text[-_NEAR:])
    )


def bracket_balance(text: str) -> int:
    """Opening minus closing marks of a text; > 0 where something is still open at its end."""
    return sum(text.count(c) for c in "“‘（(《〈【「『") - sum(
        text.count(c) for c in "”’）)》〉】」』"
    )


def similar(a: str, b: str) -> float:
    """Likeness of two short strings, 0 to 1, by their letters in common (Dice over bigrams)."""
    if a == b:
        return 1.0
    if len(a) < 2 or len(b) < 2:
        return 0.0
    left = {a[i : i + 2] for i in range(len(a) - 1)}
    right = {b[i : i + 2] for i in range(len(b) - 1)}
    return 2 * len(left & right) / (len(left) + len(right))


_SHAPES = {
    "triangle": ("TRIANGLE", "POINTER"),
    "arrow": ("ARROW",),
    "circle": ("CIRCLE", "BULLET", "FISHEYE"),
    "square": ("SQUARE", "RECTANGLE", "BALLOT"),
    "diamond": ("DIAMOND", "LOZENGE"),
    "star": ("STAR", "ASTERISK", "FLORETTE", "REFERENCE MARK"),
    "hand": ("PENCIL", "HAND", "NIB", "INDEX"),
    "line": ("DASH", "HYPHEN", "BAR", "VERTICAL LINE", "BLOCK", "LOW LINE"),
}


@cache
def shape(mark: str) -> str:
    """The kind of shape that a printer's mark has ('triangle' for ▲ and ▸), or its category."""
    name = unicodedata.name(mark, "")
    found = (kind for kind, words in _SHAPES.items() if any(word in name for word in words))
    return next(found, unicodedata.category(mark))
