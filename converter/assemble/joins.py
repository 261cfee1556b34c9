"""Cues on a possible link: whether stretch b goes on where stretch a stops.

Each cue is a small named function (a, b) -> (weight, reason) in log-odds. Two readings are weighed:
`joined` (b goes on with a's paragraph) and `next` (b begins the next paragraph). What an end asks
for and does not get (an open end without its other half) costs what it would cost to believe that
the source lost text there.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable

from converter.assemble.fragments import Fragment
from converter.assemble.lexicon import Lexicon
from converter.assemble.vocabulary import pairs
from converter.chinese.chars import is_han
from converter.model import Evidence
from converter.patterns import late

LOST = 3.0
"""What it costs to believe that the source lost the other half of an open end."""

_REACH = 60  # characters on either side of a seam that its sentence may reach
_COMMON = 30  # a pair of characters that the page has so often tells nothing

_LONGEST = 4  # characters on either side that a phrase found elsewhere may have

Seen = tuple[float, str]
"""A cue's weight in log-odds, and its reason."""

NOTHING: Seen = (0.0, "")

_NUMBER_END = late(r"[\d.．]$")
_MEASURE = late(
    r"[\d.．万亿%％‰余多]|[个项名家件次年月日元人岁天公米吨亩户处条批台套座栋级所村届号位]"
)


class Seams:
    """What cues on seams look things up in: the word list and the page's own text."""

    __slots__ = ("_pairs", "_threes", "counts", "lexicon", "page")

    def __init__(self, lexicon: Lexicon, page: str) -> None:
        self.lexicon = lexicon
        self.page = page
        self.counts = Counter([page[i : i + 2] for i in range(len(page) - 1)])
        self._threes = {page[i : i + 3] for i in range(len(page) - 2)}
        self._pairs: dict[str, set[str]] = {}

    def near(self, text: str) -> set[str]:
        """The pairs of characters of a short text, remembered."""
        got = self._pairs.get(text)
        if got is None:
            got = self._pairs[text] = pairs(text)
        return got

    def elsewhere(self, left: str, right: str) -> str:
        """The longest string across a seam, of three characters or more, that stands elsewhere."""
        best = ""
        for before, after in ((2, 1), (1, 2)):
            if left[-before:] + right[:after] not in self._threes:
                continue
            i, j = before, after
            # Grow to the left, then to the right, as long as the page has it.
            while i < min(_LONGEST, len(left)) and self._has(left[-i - 1 :] + right[:j]):
                i += 1
            while j < min(_LONGEST, len(right)) and self._has(left[-i:] + right[: j + 1]):
                j += 1
            across = left[-i:] + right[:j]
            if len(across) > max(2, len(best)) and across.isalnum():
                best = across
        return best

    def _has(self, text: str) -> bool:
        return text.isalnum() and text in self.page


def state(a: Fragment, b: Fragment, _: Seams) -> Seen:
    """A paragraph that is whole does not go on, and one that begins does not go on with another."""
    weight = -max(0.0, a.ends) - max(0.0, b.begins)
    return weight, "one of the ends is closed" if weight < -1 else ""


def broken_word(a: Fragment, b: Fragment, seams: Seams) -> Seen:
    """A word or phrase that the cut had broken is whole again; or a half word stays a half word.

    The word list tells, or the page itself: what stands across the seam stands elsewhere too.
    """
    gain, word = seams.lexicon.restored(a.text[-8:], b.text[:8])
    phrase = seams.elsewhere(a.text[-_LONGEST:], b.text[:_LONGEST])
    value = min(6.0, 0.6 * gain)
    known = 1.6 * (len(phrase) - 1.5) if phrase else 0.0
    if known > value:
        return min(6.0, known + 0.3 * value), f"{phrase} stands elsewhere on the page"
    if value:
        return min(6.0, value + 0.3 * known), f"the seam restores {word}"
    if a.loose and b.text[:1] and is_han(b.text[0]):
        return -1.5, f"{a.text[-1]} stays half a word"
    if b.loose_start and a.text[-1:] and is_han(a.text[-1]):
        return -1.5, f"{b.text[0]} stays half a word"
    return -0.6, "no word tells that they join"


def number(a: Fragment, b: Fragment, _: Seams) -> Seen:
    """A number and its measure word: 8312.5 + 万元."""
    if not _NUMBER_END.search(a.text):
        return NOTHING
    if _MEASURE.match(b.text):
        return 2.5, "a number gets its measure"
    return -1.5, "a number stays bare"


def brackets(a: Fragment, b: Fragment, _: Seams) -> Seen:
    """Quotation marks and brackets that one end opens and the other closes."""
    if a.unclosed or b.unopened:
        if a.unclosed and b.unopened and a.unclosed[-1] == b.unopened[0]:
            return 3.0, f"{a.unclosed[-1]} is closed"
        return -1.5, f"{(a.unclosed or b.unopened)[0]} has no partner"
    if a.quotes or b.quotes:
        if a.quotes == b.quotes:
            return 1.0, "straight quotes pair"
        return -0.7, "a straight quote is left over"
    return NOTHING


def punctuation(a: Fragment, b: Fragment, _: Seams) -> Seen:
    """No two pauses meet; after a pause a clause of its own begins."""
    if b.text[:1] in "，、。；：！？”’）》":
        return (-3.0, "two pauses meet") if a.text[-1:] in "，、。；：！？" else NOTHING
    if a.text[-1:] == "、" and re.match(r"[^。]{0,12}[、和等与及]|[^，。]{1,8}[，。]", b.text):
        return 0.5, "a row goes on"
    return NOTHING


def thread(a: Fragment, b: Fragment, seams: Seams) -> Seen:
    """The last words before the seam come again in the first after it: one sentence, one matter."""
    shared = seams.near(a.text[-_REACH:]) & seams.near(b.text[:_REACH])
    if not shared:
        return -0.3, ""
    weight = sum(math.log(_COMMON / n) for p in shared if 0 < (n := seams.counts[p]) < _COMMON)
    best = min(shared, key=lambda p: (seams.counts[p], p))
    return min(2.5, 0.25 * weight) - 0.3, f"{best} stands on both sides"


def ordinals(a: Fragment, b: Fragment, _: Seams) -> Seen:
    """一是 … 二是 … 三是 in their sequence across the seam."""
    last = {family: k for family, _, k in a.ordinals}
    for family, first, _k in b.ordinals:
        if family in last:
            if first == last[family] + 1:
                return 2.5, f"number {first} follows number {last[family]}"
            if first != 1:
                return -3.0, f"number {first} after number {last[family]}"
    return NOTHING


Cue = Callable[[Fragment, Fragment, Seams], Seen]

JOINING: tuple[Cue, ...] = (
    state,
    broken_word,
    number,
    brackets,
    punctuation,
    ordinals,
    thread,
)


def loss(a: Fragment, b: Fragment, _: Seams) -> Seen:
    """An open end whose other half is believed lost."""
    weight = -min(LOST, max(0.0, -a.ends)) - min(LOST, max(0.0, -b.begins))
    return weight, "text is lost between" if weight < -1 else ""


_KINDS = {
    ("heading", "heading"): (-1.5, "a heading without text"),
    ("heading", "credit"): (-3.0, "a heading without text"),
    ("credit", "para"): (-4.0, "text after the closing credit"),
    ("credit", "heading"): (-4.0, "text after the closing credit"),
    ("credit", "credit"): (-0.5, "two credits"),
}


def kinds(a: Fragment, b: Fragment, _: Seams) -> Seen:
    """A heading wants text after it, a closing credit wants none."""
    return _KINDS.get((a.unit.kind, b.unit.kind), NOTHING)


def closing_paragraph(a: Fragment, b: Fragment, _: Seams) -> Seen:
    """After 下一步 … an article seldom goes on."""
    if a.last_part and b.unit.kind in ("para", "heading"):
        return -1.5, "text after the closing paragraph"
    return NOTHING


FOLLOWING: tuple[Cue, ...] = (
    loss,
    kinds,
    ordinals,
    closing_paragraph,
)


def weigh(cues: tuple[Cue, ...], a: Fragment, b: Fragment, seams: Seams) -> float:
    """The sum of the cues on one reading."""
    return sum([cue(a, b, seams)[0] for cue in cues])


def explain(a: Fragment, b: Fragment, seams: Seams, *, joined: bool) -> tuple[Evidence, ...]:
    """The cues that spoke on the reading chosen, as evidence."""
    reading = "joined" if joined else "next"
    seen = [(cue.__name__, *cue(a, b, seams)) for cue in (JOINING if joined else FOLLOWING)]
    return tuple(Evidence(name, reading, round(w, 2), why) for name, w, why in seen if w and why)
