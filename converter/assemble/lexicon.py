"""Words: whether two ends of text, set side by side, give a word that a cut had broken.

The word list is jieba's `dict.txt` (349,046 words with their frequencies, sorted by code point but
for a few entries with Latin letters). It is looked up by bisection where it lies, never parsed.
One seam in doubt costs 0.3 ms; `import rjieba`, which holds the same list compiled, costs 120 ms.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from converter.chinese.chars import is_han

_TOTAL = 60_101_967  # sum of the list's frequencies
_LONGEST = 4  # longer entries are names and idioms that the shorter ones already tell
_KEPT = 50_000  # answers kept of each kind, over all documents: some 6 MB
_UNKNOWN = math.log(0.5 / _TOTAL)


def word_list() -> Path | None:
    """Where the installed word list lies, or None; the package itself is not imported."""
    spec = find_spec("jieba")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "dict.txt"
        if path.exists():
            return path
    return None


class Lexicon:
    """Word frequencies by bisection in a sorted list of lines `word frequency tag`.

    `load` gives the bytes (best a memory map) and is called at the first question only. An empty
    list knows no words: what the page itself teaches then has to do.
    """

    __slots__ = ("_cache", "_data", "_first", "_load", "_ranges", "_segments")

    def __init__(self, load: Callable[[], bytes] = bytes) -> None:
        self._load: Callable[[], bytes] | None = load
        self._data = b""
        self._first = 0
        self._ranges: dict[str, tuple[int, int]] = {}
        self._cache: dict[str, int] = {}
        self._segments: dict[str, tuple[float, list[str]]] = {}

    def frequency(self, word: str) -> int:
        """How often the list's corpus has `word`; 0 for a string that is no word of it."""
        got = self._cache.get(word)
        if got is None:
            if len(self._cache) >= _KEPT:
                self._cache.clear()
            got = self._cache[word] = self._find(word)
        return got

    def has(self, word: str) -> bool:
        """Whether a few letters are a word."""
        got = self._cache.get(word)
        return (self.frequency(word) if got is None else got) > 0

    def weight(self, word: str) -> float:
        """Log-probability of `word` as the next of a text; an unknown one pays by its length."""
        count = self.frequency(word)
        return math.log(count / _TOTAL) if count else _UNKNOWN * len(word)

    def _find(self, word: str) -> int:
        if self._load is not None:
            self._data, self._load = self._load(), None
            # Only from the first Han character on is the list in order.
            self._first = self._data.find("\n一 ".encode()) + 1
        data = self._data
        # Words are asked for by the hundred with the same first two letters: most have none.
        low, high = self._range(word[:2]) if len(word) > 1 else self._range(word)
        if low == high:
            return 0
        key = word.encode("utf-8", "surrogatepass") + b" "
        at = self._lower(key, low, high)
        if data[at : at + len(key)] != key:
            return 0
        count = data[at + len(key) : data.find(b" ", at + len(key))]
        return int(count) if count.isdigit() else 0

    def _range(self, prefix: str) -> tuple[int, int]:
        """Where the lines that begin with one or two letters lie."""
        span = self._ranges.get(prefix)
        if span is None:
            whole = (self._first, len(self._data))
            low, high = whole if len(prefix) == 1 else self._range(prefix[0])
            key = prefix.encode("utf-8", "surrogatepass")
            low = self._lower(key, low, high)
            if self._data[low : low + len(key)] == key:
                high = self._lower(key + b"\xff", low, high)
            else:
                high = low
            if len(self._ranges) >= _KEPT:
                self._ranges.clear()
            span = self._ranges[prefix] = (low, high)
        return span

    def _lower(self, key: bytes, low: int, high: int) -> int:
        """Offset of the first line between `low` and `high` that is not less than `key`."""
        data, n = self._data, len(key)
        while low < high:
            middle = (low + high) // 2
            start = data.rfind(b"\n", low, middle) + 1 or low
            if data[start : start + n] < key:
                end = data.find(b"\n", middle, high)
                low = end + 1 if end >= 0 else high
            else:
                high = start
        return low

    def segment(self, text: str) -> tuple[float, list[str]]:
        """The likeliest words of a short text, and their log-probability before them."""
        got = self._segments.get(text)
        if got is not None:
            return got
        if len(self._segments) >= _KEPT:
            self._segments.clear()
        best: list[tuple[float, int]] = [(0.0, 0)]
        for end in range(1, len(text) + 1):
            options = []
            for start in range(max(0, end - _LONGEST), end):
                word = text[start:end]
                if end - start == 1 or self.frequency(word):
                    options.append((best[start][0] + self.weight(word), start))
            best.append(max(options))
        words = []
        at = len(text)
        while at:
            words.append(text[best[at][1] : at])
            at = best[at][1]
        got = self._segments[text] = best[-1][0], words[::-1]
        return got

    def restored(self, left: str, right: str) -> tuple[float, str]:
        """What reading two ends of text as one gains over reading them apart, and the word gained.

        Log-odds ≥ 0; 0 where no word stands across the seam.
        """
        left, right = _han_tail(left), _han_head(right)
        if not left or not right:
            return 0.0, ""
        apart, joined, word = -1.0, 0.0, ""
        for before in range(1, min(_LONGEST, len(left) + 1)):
            for after in range(1, min(_LONGEST - before, len(right)) + 1):
                across = left[-before:] + right[:after]
                if self.frequency(across):
                    if apart == -1.0:
                        apart = self.segment(left)[0] + self.segment(right)[0]
                    whole = (
                        self.segment(left[:-before])[0]
                        + self.weight(across)
                        + self.segment(right[after:])[0]
                    )
                    if whole - apart > joined:
                        joined, word = whole - apart, across
        return joined, word


def _han_tail(text: str, reach: int = 6) -> str:
    at = len(text)
    while at and len(text) - at < reach and is_han(text[at - 1]):
        at -= 1
    return text[at:]


def _han_head(text: str, reach: int = 6) -> str:
    at = 0
    while at < min(reach, len(text)) and is_han(text[at]):
        at += 1
    return text[:at]
