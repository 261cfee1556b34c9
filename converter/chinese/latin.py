"""Latin words at the end of a printed line: what stood between them and the next line's.

Chinese is set without blanks, so a line's end is nothing between Han characters; between Latin
words it was a blank, inside an address nothing, and behind a hyphen that the line's end put there it
was the middle of a word.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from converter.patterns import late

_L = "A-Za-z\u00c0-\u024f\ufb00-\ufb06"

# The last word of an address, or one that only its rest makes an address (yunxi-, reading@…).
_ADDRESS = late(r"(?:[a-z]{3,6}://|www\.)[!-~]*$|[\w.+-]+@[\w.-]*$", re.ASCII)
_JOINT = frozenset("./?=&#_-:@%+~")
_MAIL = late(r"[\w.+-]+@[\w-]", re.ASCII)
_PARTED = late(r"[\w-]+[./?=&@][\w/]", re.ASCII)
_LATIN = late(f"[{_L}]")
_NEAR = 200  # characters before a line's end that an address may have

_HYPHENED = late(rf"([{_L}]+)-$")
_WORD = late(rf"[{_L}]+")
# First and last parts of words that are written with a hyphen wherever they stand.
_FIRST = frozenset(
    (
        *("all", "anti", "cross", "ex", "far", "first", "fast", "full", "half", "hand", "hard", "high", "ill"),
        *("in", "large", "late", "long", "low", "mid", "middle", "multi", "near", "new", "non", "off", "old"),
        *("on", "one", "open", "out", "part", "pre", "post", "real", "second", "self", "semi", "short", "six"),
        *("small", "so", "state", "ten", "third", "three", "two", "four", "five", "under", "up", "user", "well"),
        *("world", "year", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
    )
)  # fmt: skip
_LAST = frozenset(
    (
        *("aged", "aid", "based", "border", "class", "driven", "end", "ended", "ever", "free", "friendly"),
        *("going", "held", "in", "known", "led", "level", "like", "line", "long", "made", "month", "named"),
        *("off", "old", "on", "only", "oriented", "out", "owned", "part", "quality", "related", "run"),
        *("scale", "series", "sized", "speed", "style", "term", "time", "to", "up", "used", "week", "wide", "year"),
    )
)  # fmt: skip

_OPEN = late(rf"(?:[{_L}]-|[{_L}][’']?[{_L}]|[{_L}\\d],| [aI])$")
# Behind these a Latin sentence goes on with a blank; before these likewise.
_WORDED = late(rf"[{_L}][\d{_L}]*[’']?[.,;:!?]?[)\]”’\"']?$")
_NUMBERED = late(rf"[{_L}]{{2,}},? \d[\d.,/:-]*[.,;:!?]?$")
_GOES_ON = late(rf"[(\[“‘\"']?[{_L}]")
_NUMBER = late(rf"[{_L}]*[a-z\ufb00-\ufb06][{_L}]*[.,;:]?$")  # Version 21.3, and not G20
_LEAST = 3
_UNIT = late(
    r"(?:[kcmµ]?[mglw]|[kmgt]?b(?:ps)?|[kmg]?hz|kwh?|mah|rpm|ppm|st|nd|rd|th|[ap]m|[ap]\.m)\b",
    re.IGNORECASE,
)


class Seam(NamedTuple):
    """What joins two lines: how many characters of the first one's end go, and what comes between."""

    cut: int
    between: str


NONE, BLANK = Seam(0, ""), Seam(0, " ")


def seam(left: str, right: str, page: str = "") -> Seam:
    """How `right`, a printed line's words, goes on with those of the line above.

    `page` is the document, which shows whether a word is written with a hyphen.

    >>> seam("the infor-", "mation desk")
    Seam(cut=1, between='')
    >>> seam("in 2023,", "and every child")
    Seam(cut=0, between=' ')
    """
    left, right = left[-_NEAR:], right[:_NEAR]
    if not _LATIN.search(left[-3:] + right[:2]) or _in_address(left, right):
        return NONE
    m = _HYPHENED.search(left)
    if m is not None:
        n = _WORD.match(right)
        broken = n is not None and _breaks_word(left, m[1], n[0], page)
        return Seam(1, "") if broken else NONE
    if _GOES_ON.match(right):
        if _WORDED.search(left):
            return BLANK
        worded = _NUMBERED.search(left) and not _UNIT.match(right)
        return BLANK if worded else NONE
    if right[0].isdigit():
        m = _NUMBER.search(left)
        if m is not None and len(m[0]) >= _LEAST:
            return BLANK
    return NONE


def latin_words(text: str) -> int:
    """How many Latin words a text has."""
    return len(_WORD.findall(text))


def sentence_goes_on(left: str, right: str) -> bool:
    """Whether a sentence in Latin letters goes over the line's end: a small letter begins the next."""
    return bool(_OPEN.search(left[-3:])) and right[:1].islower() and bool(_LATIN.match(right))


def _in_address(left: str, right: str) -> bool:
    """Whether an address goes over the line's end."""
    if not right[0].isascii():
        return False
    if _ADDRESS.search(left):
        return left[-1] in _JOINT or right[0] in _JOINT or bool(_PARTED.match(right))
    return left[-1] in "-._+" and bool(_MAIL.match(right))


def _breaks_word(left: str, first: str, last: str, page: str) -> bool:
    """Whether the hyphen was put where the line ended, and is none of the word's own."""
    if last[0].isupper() or left[: -len(first) - 1].endswith("-"):
        return False
    first, last, known = first.lower(), last.lower(), _words_of(page)
    if f"{first}-{last}" in known:
        return False
    return first + last in known or (first not in _FIRST and last not in _LAST)


@functools.lru_cache(maxsize=2)
def _words_of(page: str) -> frozenset[str]:
    """The Latin words of a document as they stand inside its lines, hyphens kept."""
    return frozenset(re.findall(rf"[{_L}]+(?:-[{_L}]+)*", page.lower()))
