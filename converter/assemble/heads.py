"""Heads of columns (表头): names that wrap, that are glued together, that stand in two levels."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from converter.chinese.chars import HAN, han_count, width
from converter.patterns import late


class Word(NamedTuple):
    """A word of the source from `start` to `end`, in a printed line; `gap` parts it from the last.

    0: it begins the line; 1: a blank stands before it; 2: a tab, a bar or wide blanks do; -1: none.
    """

    text: str
    start: int
    end: int
    line: int
    gap: int


Cell = list[Word]

_MISSING = 1.0  # cost of a name that is left out: the first column's often is
_GLUED = 1.0  # of a name that has to be cut out of another
_BESIDE = {-1: 0.0, 0: 0.35, 1: 1.5, 2: 4.0}  # of a name out of two words, by what parts them
_NO_FIT = 5.0  # of words that fit no columns
_HEADLESS = 2.0
_NUMBER_COST = 2.0  # of a head that is a number
_PIECES = 48  # words of a head at most; more is no head, and would take too long
_WRAPS = 5  # lines of one name at most
_UNIT = late(r"^[（(]|^[^（(]{0,3}[)）]$|^[%％‰]$")
_WHOLE_UNIT = late(r"^[（(][^（）()]*[)）]$")
_NUMBER = late(r"^[-+−]?\d[\d,]*(?:\.\d+)?[%％‰]?$")
_LONG = 6  # letters of a name that the text may shorten
_SENTENCE = 30  # letters behind a name in which its value stands
_BRACKET = late(r"[(（].*")


@dataclass(slots=True)
class Head:
    """The names of the columns, those of groups of columns above them, and how badly they fit.

    The first column has its name in `cells` alone; `sizes` are how many columns each group has.
    """

    cells: list[Cell] = field(default_factory=list)
    groups: list[Cell] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    cost: float = 0.0


@lru_cache(maxsize=16)
def context(text: str) -> Context:
    """What a text says of the words of its tables; the last texts are held."""
    return Context(text)


class Context:
    """What the text around a table says of its words; `text` has no white space."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends: dict[str, list[str]] = {}
        self.has = cache(lambda words: len(words) > 1 and text.count(words) > 1)

    def tells(self, name: str, value: str) -> float:
        """Whether it gives a value, exact or rounded, soon behind a name or a part of it: 1, 0.5, 0."""
        forms = {value, value.rstrip("0").rstrip(".")}
        if re.match(r"^\d+\.\d{2}$", value):
            forms.add(f"{float(value):.1f}")
        number = "|".join(re.escape(f) for f in forms if len(f) > 1)
        keys = [name, *((name[:4], name[-4:]) if len(name) >= _LONG else ())]
        for k, key in enumerate(keys):
            for behind in self._behind(key) if number else ():
                if re.search(rf"(?<![\d.])(?:{number})(?!\d)", behind):
                    return 0.5 if k else 1.0
        return 0.0

    def _behind(self, key: str) -> list[str]:
        """What stands behind a name, each once: the text is read once for all values."""
        if key not in self._ends:
            ends = (m.end() for m in re.finditer(re.escape(key), self._text))
            self._ends[key] = list(dict.fromkeys(self._text[e : e + _SENTENCE] for e in ends))
        return self._ends[key]


def said(words: Sequence[Word]) -> str:
    """The words without what parts them."""
    return "".join(w.text for w in words)


def least_cost(units: Sequence[Cell]) -> float:
    """What a head of these words costs at least, however they fit."""
    return _NUMBER_COST * sum(bool(_NUMBER.match(said(u))) for u in units) if units else _HEADLESS


def fit_head(units: Sequence[Cell], columns: int, text: Context, more: int = 0) -> Head:
    """The head of so many columns that these words make; `more` groups have theirs elsewhere."""
    if not units:
        return Head(cost=_HEADLESS)
    wrong = least_cost(units)
    names, ends = _without_units(units)
    cells = _joined(names, letters=True)
    if len(cells) < columns:
        cells = _joined(names)
    if len(cells) > _PIECES:
        return Head(cost=_NO_FIT * len(cells))
    glued = max(0, columns - len(cells))
    lengths = sorted(len(_BRACKET.sub("", said(c))) for c in cells)
    if glued > 1 or (glued and lengths[-1:] > [2 * n for n in lengths[-2:-1]]):
        cells = _split(cells, columns)
    bare = [c for c in cells if not _BRACKET.search(said(c))]
    for cell, unit in zip(bare[len(bare) - len(ends) :], ends, strict=False):
        cell.extend(unit)
    missing = columns - len(cells)
    if missing == 1:
        return Head([[], *cells], cost=_MISSING + wrong)
    if missing > 1:
        return Head(cost=_NO_FIT * missing + wrong)
    if not missing:
        return Head(cells, cost=_GLUED * glued + wrong)
    head = _stacked(cells, columns, text, more) or Head(_fit(cells, columns, text))
    starts = {unit[0] for unit in cells}
    for name in (*head.cells, *head.groups):
        wrong += sum(_BESIDE[w.gap] for w in name[1:] if w in starts)
    head.cost = wrong
    return head


def _opens(text: str) -> int:
    return sum(text.count(c) for c in "（(") - sum(text.count(c) for c in "）)")


def _without_units(units: Sequence[Cell]) -> tuple[Sequence[Cell], Sequence[Cell]]:
    """Units at the end that belong to several names before them, apart: '涨跌(%)', '(元)', '(元)'."""
    k = len(units)
    while k and _WHOLE_UNIT.match(said(units[k - 1])):
        k -= 1
    several = k and (len(units) - k > 1 or said(units[k - 1]).endswith((")", "）")))
    return (units[:k], units[k:]) if several else (units, ())


def _joined(units: Sequence[Cell], *, letters: bool = False) -> list[Cell]:
    """Words as names: a unit with the name before it, letters set apart with each other.

    `letters`: a letter that has a line to itself is the end of the name above it.
    """
    cells: list[Cell] = []
    opens: list[int] = []  # brackets of each cell that nothing has closed yet
    for unit in units:
        text = said(unit)
        turn, k = _opens(text), len(cells) - 1
        before = said(cells[-1]) if cells else ""
        beside = bool(cells) and cells[-1][-1].line == unit[0].line
        letter = beside and _is_letter(cells[-1][-1].text) and _is_letter(_BRACKET.sub("", text))
        still = next((i for i, n in enumerate(opens) if n > 0), -1)
        if turn < 0 <= still:
            k = still  # '总产(万 单产(公' with '吨)' and '斤)' below
        elif cells and _UNIT.match(text):
            if _BRACKET.search(before):
                k = next((i for i in range(k, -1, -1) if not _BRACKET.search(said(cells[i]))), k)
        elif not (letter or (letters and not beside and _is_letter(text) and len(before) > 1)):
            cells.append([])
            opens.append(0)
            k += 1
        cells[k] += unit
        opens[k] += turn
    return cells


def _is_letter(text: str) -> bool:
    return bool(re.fullmatch(f"[{HAN}]", text))


def _split(cells: Sequence[Cell], columns: int) -> list[Cell]:
    """Cells of which some hold several names glued together, cut so that there are `columns`.

    A unit in brackets ends a name; names without one are as long as each other.
    """
    out: list[Cell] = []
    for cell in cells:
        cuts = [m.end() for m in re.finditer(rf"[)）](?=[{HAN}])", said(cell))]
        out += _cut(cell, cuts)
    missing = columns - len(out)
    names = [_BRACKET.sub("", said(c)) for c in out]
    lengths = [len(name) * (han_count(name) == len(name)) for name in names]
    longest = max(lengths, default=0)
    size = -(-longest // (missing + 1)) if missing > 0 else 0
    if size < 2:
        return out
    k = lengths.index(longest)
    return [*out[:k], *_cut(out[k], [size * i for i in range(1, missing + 1)]), *out[k + 1 :]]


def _cut(cell: Cell, cuts: Sequence[int]) -> list[Cell]:
    """A cell's words cut behind so many of their letters."""
    parts: list[Cell] = [[]]
    at = 0
    for word in cell:
        inner = [c - at for c in cuts if at < c < at + len(word.text)]
        for a, b in pairwise([0, *inner, len(word.text)]):
            if at + a in cuts:
                parts.append([])
            span = word.start + a, word.start + b
            parts[-1].append(Word(word.text[a:b], *span, word.line, -1 if a else word.gap))
        at += len(word.text)
    return [p for p in parts if p]


def _fit(cells: Sequence[Cell], columns: int, text: Context) -> list[Cell]:
    """Cells joined so that there are `columns`: pieces of a name that wraps stand together.

    The lines of one name are equally narrow or the last is narrower; a unit ends a name; what the
    document has as one word is one.
    """
    texts = [said(c) for c in cells]
    widths = [width(t) for t in texts]
    bare = [width(_BRACKET.sub("", t)) for t in texts]
    beside = [2.0 * _BESIDE[c[0].gap] for c in cells]

    def worth(i: int, j: int) -> float:
        if j - i == 1:
            return 0.0 if len(texts[i]) > 1 else -2.0
        value = 3.0 * text.has("".join(texts[i:j])) - sum(beside[i + 1 : j])
        for k in range(i + 1, j):
            value -= 0.12 * (widths[k - 1] + widths[k])
            value -= 5.0 * texts[k - 1].endswith((")", "）"))
            value -= 1.0 * (bare[k] > widths[k - 1])
        return value

    return _segments(cells, columns, worth)


def _segments(cells: Sequence[Cell], count: int, worth: Callable[[int, int], float]) -> list[Cell]:
    """The cells as `count` runs, each joined to one cell, that are worth most together."""
    n = len(cells)
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for j in range(1, n + 1):
        here: dict[int, tuple[float, int]] = {}
        for i in range(max(0, j - _WRAPS), j):
            gain = worth(i, j)
            for c, (score, _) in best[i].items():
                total = score + gain
                if c < count and (c + 1 not in here or total > here[c + 1][0]):
                    here[c + 1] = (total, i)
        best.append(here)
    if count not in best[n]:
        return [*map(list, cells[: count - 1]), [w for c in cells[count - 1 :] for w in c]]
    out: list[Cell] = []
    j = n
    for c in range(count, 0, -1):
        i = best[j][c][1]
        out.append([w for cell in cells[i:j] for w in cell])
        j = i
    return out[::-1]


# --- two levels -----------------------------------------------------------------------------


def _stacked(cells: Sequence[Cell], columns: int, text: Context, more: int) -> Head | None:
    """A head in two levels: the first column's name, names of groups, then sub-heads that repeat.

    乡镇 | 产值 税收 | 绝对量(亿元) 增速(%) 绝对量(亿元) 增速(%).
    """
    lower = list(cells[len(cells) - columns + 1 :])
    words = [said(c) for c in lower]
    sizes = _sizes(words)
    upper = cells[1 : len(cells) - columns + 1]
    if len(set(words)) == len(words) or len(sizes) + more > len(upper):
        return None
    return Head([list(cells[0]), *lower], _names(upper, len(sizes) + more, text), sizes)


def _sizes(words: Sequence[str]) -> list[int]:
    """How many sub-heads each group has: one begins where a word that began one comes again."""
    runs: list[list[str]] = []
    for word in words:
        if runs and word != words[0] and word not in runs[-1]:
            runs[-1].append(word)
        else:
            runs.append([word])
    return list(map(len, runs))


def _names(names: Sequence[Cell], count: int, text: Context) -> list[Cell]:
    """The pieces of an upper level as `count` names: wrapped ones joined again.

    What the document has as one word is one; pieces of equal narrow width are lines of one name.
    """
    texts = [said(c) for c in names]
    seams = [
        0.8 if abs(width(a) - width(b)) < 0.6 and width(a) <= 4 else -0.4
        for a, b in pairwise(texts)
    ]
    known = [text.has(a[-2:] + b[:2]) for a, b in pairwise(texts)]
    sums = [0.0, *accumulate(s + 1.2 * k for s, k in zip(seams, known, strict=True))]

    def worth(i: int, j: int) -> float:
        word = "".join(texts[i:j])
        return sums[j - 1] - sums[i] + (3.0 + 0.2 * len(word)) * text.has(word)

    return _segments(names, count, worth)
