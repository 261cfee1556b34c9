"""A text that was read in the wrong encoding once and saved so: the wrong reading undone.

中文 in UTF-8 that a program took for Windows-1252 stands there as ä¸­æ–‡, in GB18030 as ÖÐÎÄ. Where
the way back gives the characters that Chinese consists of, and leads to the same bytes again, it is
taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product

from converter.chinese.chars import HAN
from converter.chinese.soundness import FAIR, ODD, rare, soundness
from converter.read.recipes import LOST, WEB, Recipe, lines_of, reread, runs_of

_WRONG = ("latin-1", WEB, "gb18030", "big5", "mac_roman", "cp437", "cp1251")
_RIGHT = ("utf-8", "gb18030", "big5", "cp950", "big5hkscs")
# By lines only what no text of another language looks like: kana, read from GB18030, are Big5's Han.
_PAIRS = (*product(_WRONG, _RIGHT),)
_LINE_PAIRS = (*product(("latin-1", WEB), _RIGHT), ("gb18030", "utf-8"))
_TIMES = 3  # a file that was misread and saved again and again
# Signs of a right reading: valid UTF-8 by chance is rare, of GB18030 everything is valid.
_LEAST = {"utf-8": 2}
_LEAST_OF_PAIRS = 12
# How much may be lost for a character that is not. Windows-1252 has no sign for five bytes: with each
# a Han character is lost, of two bytes and a sign. Of bytes in pairs one sign was put for one.
_LOST = {"utf-8": 1.0}
_LOST_OF_PAIRS = 0.2
_OF_HAN = ("gb18030", "big5")
_HAN_SHARE = (
    0.5  # of what Han taken for other Han looks like, rare or private; the rest are kana and signs
)
_SAMPLE = 20_000  # characters that tell which way leads back
_SOME = 400  # lines that do
_BAD = re.compile(f"[\udc80-\udcff{LOST}]")
_SHRUNK = 0.75  # of its letters a text keeps fewer, where two or three of them were one
_HAN = re.compile(f"[{HAN}\ue000-\uf8ff]")


def undo(text: str, recipe: Recipe) -> tuple[str, Recipe]:
    """The text that was meant and how it is got, or the text and its recipe as they are."""
    meant, steps = text, recipe.steps
    for _ in range(_TIMES):
        found = _best(meant) if _sound(meant) < ODD else None
        if found is None:
            break
        meant, steps = found[0], (*steps, *found[1])
    if len(steps) > len(recipe.steps) and _sound(meant) >= FAIR:
        return meant, Recipe(steps)
    return _by_lines(text, recipe)


def _best(text: str) -> tuple[str, tuple[str, str]] | None:
    """The text with one wrong reading undone: the soundest of the ways back, if it is sound."""
    best: tuple[str, str] | None = None
    most = 0.0
    head = text[: text.find("\n", _SAMPLE) + 1] or text
    for wrong, right in _PAIRS:
        got = _back(head, wrong, right)
        fair = _sound(got) if got is not None else 0.0
        if got is not None and fair < FAIR:
            # Read wrongly twice, it is not sound yet, but of fewer letters.
            twice = right == "utf-8" and len(got) < _SHRUNK * len(head)
            fair = ODD if twice else 0.0
        enough = got is not None and _beyond(got) >= _LEAST.get(right, _LEAST_OF_PAIRS)
        if enough and fair > most:
            best, most = (wrong, right), fair
    if best is None:
        return None
    whole = _back(text, *best)
    return None if whole is None else (whole, best)


def _back(text: str, wrong: str, right: str) -> str | None:
    """The text that was meant where it was read as `wrong` and is `right`; None if it was not."""
    if wrong in _OF_HAN and len(_HAN.findall(text)) < _HAN_SHARE * _beyond(text):
        return None  # another script's letters, which that encoding has as well
    try:
        got = reread(text, wrong, right)
        if got == text or reread(got, right, wrong) != text:
            return None
    except UnicodeError:
        return None
    bad = len(_BAD.findall(got))
    good = _beyond(got) - bad
    if not good or bad > _LOST.get(right, _LOST_OF_PAIRS) * good:
        return None
    return got


def _beyond(text: str) -> int:
    return sum(c > "\x7f" for c in text)


def _sound(text: str) -> float:
    """How sound a text is without what was lost in it."""
    return soundness(_BAD.sub("", text))


def _by_lines(text: str, recipe: Recipe) -> tuple[str, Recipe]:
    """The text with its misread lines mended, all by one way back."""
    lines = lines_of(text) if rare(text) else []
    odd = [n for n, line in enumerate(lines) if soundness(line) < ODD]
    # Which way leads back, a part of the lines tells.
    some = odd[:: len(odd) // _SOME + 1]
    counts = {pair: _gain(_mended(lines, some, pair)) for pair in (_LINE_PAIRS if odd else ())}
    pair = max(counts, key=lambda pair: counts[pair], default=("", ""))
    best = _mended(lines, odd, pair) if counts.get(pair) else {}
    if _gain(best) < _LEAST.get(pair[1], _LEAST_OF_PAIRS):
        return text, recipe
    for n, line in best.items():
        lines[n] = line
    runs = runs_of(n + 1 for n in best)
    return "".join(lines), Recipe(recipe.steps, (*recipe.steps, *pair), runs)


def _mended(lines: Sequence[str], odd: Sequence[int], pair: tuple[str, str]) -> dict[int, str]:
    """Those of the lines (indexes) that were meant otherwise, as they were meant."""
    found = ((n, _back(lines[n], *pair)) for n in odd)
    return {n: got for n, got in found if got is not None and _sound(got) >= ODD}


def _gain(mended: dict[int, str]) -> int:
    return sum(map(_beyond, mended.values()))
