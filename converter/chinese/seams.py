"""Seams: whether one printed line goes on with another, told by the letters on both sides.

The weights are log-likelihood ratios of true seams against chance, counted on 1,132 broken lines
of the newsletter and a newspaper page and four chance seams to each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import chain

from converter.chinese.chars import is_han

_CAP = 5.0

# Both sides Han: whether a word stands across the seam (none, of two letters, of more) ...
_WORD = (-1.2, -0.2, 2.8)
# ... what it adds that the document has the two letters elsewhere (never, once, more often) ...
_PAIR = ((0.0, 0.3, 1.0), (0.0, 1.4, 2.8), (0.0, 0.3, 0.8))
# ... and that it has three letters across the seam (none, one of the two such strings, both).
_THREE = (0.0, 1.8, 3.3)

# Class of the last and the first letter otherwise.
_CLASSES = {
    "pH": 0.0, "pD": 0.3, "po": 0.0, "pL": 0.3, "px": -1.0, "pc": -4.0, "pp": -4.0,
    "HD": -0.5, "HL": 0.0, "Ho": -0.6, "Hx": -1.5, "Hp": 2.0, "Hc": 2.0,
    "DH": -0.8, "DD": -0.5, "Do": -1.0, "Dx": -0.6, "Dp": 1.5, "Dc": 1.5, "DL": 0.3,
    "LL": 1.5, "LH": 0.0, "LD": 1.0,
    "oH": 0.5, "oD": 0.5, "oL": 0.5, "op": -4.0, "oc": -4.0,
    "cp": 2.0, "cc": 0.5,
}  # fmt: skip

_PAUSE = frozenset("，、；：,;:—-~～")
_OPEN = frozenset("“‘（《(〈【[「『")
_CLOSE = frozenset("”’）》)〉】]」』。！？…!?")
_COUNTED = frozenset("年月日个名项家件次元人岁天米吨亩户处条万亿多余余号届期％%时分秒位场起")


def letter_class(ch: str) -> str:
    """What a letter is: Han, digit, Latin, pause (p), opening or closing mark, other (x)."""
    if is_han(ch):
        return "H"
    if ch.isdigit():
        return "D"
    if ch in _PAUSE:
        return "p"
    if ch in _OPEN:
        return "o"
    if ch in _CLOSE:
        return "c"
    return "L" if ch.isalpha() else "x"


class Seams:
    """Weighs seams against what a document has inside its lines and what the word list has.

    `words` are the document's stretches of text that no blank or line end breaks.
    """

    __slots__ = ("_is_word", "_known", "_pairs", "_threes")

    def __init__(self, words: Iterable[str], is_word: Callable[[str], bool]) -> None:
        self._is_word = is_word
        self._pairs = Counter(
            chain.from_iterable(map(str.__add__, text, text[1:]) for text in words)
        )
        self._threes: set[str] = set()
        self._known: dict[tuple[str, str], float] = {}

    def learn_threes(self, words: Iterable[str]) -> None:
        """Take in the strings of three letters as well; they are wanted for doubtful pages only."""
        for text in words:
            self._threes.update([text[i : i + 3] for i in range(len(text) - 2)])
        self._known.clear()

    def usual(self, left: str, right: str) -> bool:
        """Whether the two letters at the seam stand inside a line, too: the cheap question."""
        return self._pairs[left[-1] + right[0]] > 0

    def weight(self, left: str, right: str) -> float:
        """Log-odds that `right` goes on where `left`, which ends no sentence, breaks off."""
        key = left[-3:], right[:3]
        got = self._known.get(key)
        if got is None:
            got = self._known[key] = self._weigh(*key)
        return got

    def _weigh(self, left: str, right: str) -> float:
        x, y = left[-1], right[0]
        kind = letter_class(x) + letter_class(y)
        if kind == "DH":
            return 1.2 if y in _COUNTED else -0.8
        if kind != "HH":
            return _CLASSES.get(kind, 0.0)
        word = self._word(left, right)
        value = _WORD[word] + _PAIR[word][min(2, self._pairs[x + y])]
        value += _THREE[(left[-2:] + y in self._threes) + (x + right[:2] in self._threes)]
        return min(_CAP, value)

    def _word(self, left: str, right: str) -> int:
        """0 for no word across the seam, 1 for one of two letters, 2 for a longer one."""
        is_word = self._is_word
        for before, after in ((2, 1), (1, 2), (2, 2), (3, 1), (1, 3)):
            if len(left) < before or len(right) < after:
                continue
            if is_word(left[-before:] + right[:after]):
                return 2
        return 1 if is_word(left[-1] + right[0]) else 0
