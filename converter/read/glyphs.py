"""Letters with their places, put into runs: the letters that stand together on one printed line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from converter.chinese.chars import HAN
from converter.model import Box

_HAN = re.compile(f"[{HAN}]")

# In em of the letters' size.
_SAME_LINE = 0.28  # by which base lines of one line may differ
_NEXT = 1.25  # gap within which the next letter of the contents goes on with the line
_WIDER = 0.75  # ... or more than the gaps before it by so much
_LETTERS = 5  # letters that show the gaps of a line
_NEAR = 0.6  # ... and one that stands elsewhere in the contents
_BACK = 0.6  # overlap of two letters that stand beside each other (kerning, slanted letters)
_SPACE = 0.35  # wider than the gaps of the line: a blank
_LATIN_SPACE = 0.18  # ... between letters that are no Han
_ALIKE = 1.45  # sizes of one line may differ by this factor: small figures, notes' numbers
_ASCENT, _DESCENT = 0.86, 0.14  # of a Han letter's square above and below the base line
_UPRIGHT = 3  # letters below each other that are a vertical line at least
_STEP = (0.8, 1.7)  # em from one letter of a vertical line to the next
_MOSTLY = 0.6  # share of letters by which a page is vertical, or turned


@dataclass(slots=True)
class Glyph:
    """One letter: its box, its base line and where it begins on it, in points from the top left.

    `turn` is by how many degrees it is turned against the page as shown.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    origin: float
    size: float
    weight: int
    font: str
    turn: int = 0


@dataclass(slots=True)
class Run:
    """Letters of one printed line; its box is as high as the letters' size.

    `upright`: a vertical line among horizontal ones. `sure` is an OCR program's confidence.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    size: float
    weight: int = 0
    font: str = ""
    sure: float = 1.0
    upright: bool = False

    @property
    def box(self) -> Box:
        """Its place."""
        return Box(self.x0, self.y0, self.x1, self.y1)


@dataclass(slots=True)
class Page:
    """A page's letters and what is drawn on it; `runs` are those that OCR gave."""

    label: str
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)


def lined(page: Page) -> list[Page]:
    """A page's runs, without its letters: of those that stand as most do, then of all others.

    Letters take twenty times the room of their runs.
    """
    main, others = turned(page)
    out = []
    for part in (main, *others):
        runs = runs_of(part.glyphs)
        if part is main:
            runs += page.runs
        out.append(
            Page(
                part.label, part.width, part.height, [], part.rules, part.boxes, part.pictures, runs
            )
        )
    return out


def turned(page: Page) -> tuple[Page, list[Page]]:
    """The page as most of its letters stand upright, and the pages of letters that stand otherwise.

    A page of vertical lines is laid on its side, so that its lines run from left to right and follow
    each other downwards.
    """
    turns: dict[int, list[Glyph]] = {}
    for glyph in page.glyphs:
        turns.setdefault(round(glyph.turn / 90) % 4 * 90, []).append(glyph)
    if not turns:
        return page, []
    most = max(turns, key=lambda turn: len(turns[turn]))
    pages = [_turn(page, glyphs, turn) for turn, glyphs in turns.items() if turn != most]
    main = _turn(page, turns[most], most)
    down = _vertical(main.glyphs)
    if len(down) > _MOSTLY * len(main.glyphs):
        rest = [glyph for k, glyph in enumerate(main.glyphs) if k not in down]
        if rest:
            pages.insert(0, _with(main, rest))
        main = _laid(main, [glyph for k, glyph in enumerate(main.glyphs) if k in down])
    return main, pages


def _with(page: Page, glyphs: list[Glyph]) -> Page:
    return Page(page.label, page.width, page.height, glyphs)


def _turn(page: Page, glyphs: list[Glyph], turn: int) -> Page:
    """The page with these letters, turned back by a multiple of 90 degrees."""
    if not turn:
        return Page(
            page.label, page.width, page.height, glyphs, page.rules, page.boxes, page.pictures
        )
    w, h = page.width, page.height

    def place(x: float, y: float) -> tuple[float, float]:
        # Base lines that run upwards (90) begin at the foot, those that run downwards (270) on top.
        return {90: (h - y, x), 180: (w - x, h - y), 270: (y, w - x)}[turn]

    def box(b: Box) -> Box:
        (x0, y0), (x1, y1) = place(b.left, b.top), place(b.right, b.bottom)
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    out = []
    for g in glyphs:
        b = box(Box(g.x0, g.y0, g.x1, g.y1))
        origin, base = place(g.origin, g.base)
        out.append(
            Glyph(g.text, b.left, b.top, b.right, b.bottom, base, origin, g.size, g.weight, g.font)
        )
    size = (h, w) if turn in (90, 270) else (w, h)
    rules, boxes, pictures = (list(map(box, x)) for x in (page.rules, page.boxes, page.pictures))
    return Page(page.label, *size, out, rules, boxes, pictures)


def _vertical(glyphs: Sequence[Glyph]) -> set[int]:
    """The indexes of letters that stand below each other, as the contents have them in order."""
    found: set[int] = set()
    run: list[int] = []
    for k, (a, b) in enumerate(pairwise(glyphs)):
        size = max(a.size, b.size, 1.0)
        step = (b.base - a.base) / size
        below = abs((a.x0 + a.x1) - (b.x0 + b.x1)) < 0.6 * size and _STEP[0] < step < _STEP[1]
        if below:
            run = run or [k]
            run.append(k + 1)
        if not below or k + 2 == len(glyphs):
            letters = [glyphs[i].text for i in run]
            if len(run) >= _UPRIGHT and sum(map(_is_han, letters)) > 0.5 * len(run):
                found.update(run)
            run = []
    return found


def _is_han(letter: str) -> bool:
    return _HAN.match(letter) is not None


def _laid(page: Page, glyphs: Sequence[Glyph]) -> Page:
    """A page of vertical lines laid on its side: the rightmost line is the first."""
    w = page.width
    out = [
        Glyph(
            g.text, g.y0, w - g.x1, g.y1, w - g.x0,
            w - g.x0 - _DESCENT * g.size, g.y0, g.size, g.weight, g.font,
        )
        for g in glyphs
    ]  # fmt: skip

    def box(b: Box) -> Box:
        return Box(b.top, w - b.right, b.bottom, w - b.left)

    rules, boxes, pictures = (list(map(box, x)) for x in (page.rules, page.boxes, page.pictures))
    return Page(page.label, page.height, w, out, rules, boxes, pictures)


# --- runs ------------------------------------------------------------------------------------


def runs_of(glyphs: Sequence[Glyph]) -> list[Run]:
    """The runs of a page's upright letters; the letters of a vertical line are one run."""
    down = _vertical(glyphs)
    strips: list[list[Glyph]] = []
    lines: list[list[Glyph]] = []
    before = -2
    for k, glyph in enumerate(glyphs):
        if k in down:
            if before == k - 1 and strips and _below(strips[-1][-1], glyph):
                strips[-1].append(glyph)
            else:
                strips.append([glyph])
            before = k
        elif lines and _goes_on(lines[-1][-1], glyph, _reach(lines[-1])):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    out = [run for line in _joined(lines) if (run := _run(line))]
    return out + [_strip(strip) for strip in strips]


def _below(a: Glyph, b: Glyph) -> bool:
    return abs(a.x0 - b.x0) < 0.6 * max(a.size, b.size) and b.base > a.base


def _reach(line: Sequence[Glyph]) -> float:
    """How wide (em) a gap may be behind a line: wide where it is set apart, or has few letters."""
    if len(line) <= _LETTERS:
        return _NEXT
    last = line[-_LETTERS - 1 :]
    gaps = sorted(b.x0 - a.x1 for a, b in pairwise(last))
    return min(_NEXT, gaps[len(gaps) // 2] / max(line[-1].size, 1.0) + _WIDER)


def _goes_on(a: Glyph, b: Glyph, far: float) -> bool:
    """Whether letter `b` goes on with the line of letter `a` to its right."""
    size = max(a.size, b.size, 1.0)
    if size > _ALIKE * max(min(a.size, b.size), 0.1):
        return False
    gap = b.x0 - a.x1
    return abs(a.base - b.base) < _SAME_LINE * size and -_BACK * size < gap < far * size


def _joined(lines: list[list[Glyph]]) -> list[list[Glyph]]:
    """Pieces of lines that stand beside each other, put together."""
    lines = [sorted(line, key=lambda g: g.x0) for line in lines]
    lines.sort(key=lambda line: (line[0].x0, line[0].base))
    by_base: dict[int, list[list[Glyph]]] = {}
    out: list[list[Glyph]] = []
    for line in lines:
        first = line[0]
        rows = range(
            int((first.base - first.size) // _ROW), int((first.base + first.size) // _ROW) + 1
        )
        near = [
            other
            for row in rows
            for other in by_base.get(row, ())
            if _goes_on(other[-1], first, _NEAR)
        ]
        if near:
            target = min(near, key=lambda other: abs(first.x0 - other[-1].x1))
            target.extend(line)
        else:
            target = line
            out.append(line)
            by_base.setdefault(int(first.base // _ROW), []).append(line)
    return out


_ROW = 8.0  # points: rows in which neighbours are looked for


def _run(line: Sequence[Glyph]) -> Run | None:
    """The run of a line's letters, from the left; None where it has no ink."""
    letters = list(line)
    while letters and not letters[0].text.strip():
        letters.pop(0)
    while letters and not letters[-1].text.strip():
        letters.pop()
    if not letters:
        return None
    size = median([g.size for g in letters])
    gaps = [b.x0 - a.x1 for a, b in pairwise(letters)]
    usual = max(median(gaps), 0.0) if gaps else 0.0
    text = [letters[0].text]
    for (a, b), gap in zip(pairwise(letters), gaps, strict=True):
        both = _is_han(a.text) or _is_han(b.text)
        if gap > usual + (_SPACE if both else _LATIN_SPACE) * size and (
            a.text.strip() and b.text.strip()
        ):
            text.append(" ")
        text.append(b.text)
    base = median([g.base for g in letters])
    weights = [g.weight for g in letters if g.weight]
    fonts = [g.font for g in letters]
    return Run(
        "".join(text),
        letters[0].x0,
        base - _ASCENT * size,
        letters[-1].x1,
        base + _DESCENT * size,
        base,
        size,
        int(median(weights)) if weights else 0,
        max(set(fonts), key=lambda font: (fonts.count(font), font)),
    )


def _strip(glyphs: Sequence[Glyph]) -> Run:
    """A vertical line as one run."""
    size = median([g.size for g in glyphs])
    x0, x1 = min(g.x0 for g in glyphs), max(g.x1 for g in glyphs)
    return Run(
        "".join(g.text for g in glyphs), x0, glyphs[0].base - _ASCENT * size,
        x1, glyphs[-1].base + _DESCENT * size, glyphs[0].base, size,
        glyphs[0].weight, glyphs[0].font, upright=True,
    )  # fmt: skip


def body_size(runs: Iterable[Run]) -> float:
    """The size, in half points, in which most letters are set; 10 where there are none."""
    counts: dict[float, int] = {}
    for run in runs:
        size = round(2 * run.size) / 2
        counts[size] = counts.get(size, 0) + len(run.text)
    return max(counts, key=lambda size: (counts[size], -size)) if counts else 10.0
