"""Lines that a tool joined by spaces, parted again at the old breaks.

'皮影老艺人的守望 ——双峰乡文化旅游工' / '作纪实 本报记者 蒋立诚 5月1日，由双峰乡承办的 龙舟…' are a title of two
lines, a byline and the first lines of the text. Full lines are equally wide, so the width for
which the most stretches between spaces are full lines is the column's, and the stretches that are
not are last lines and displayed ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from converter.chinese.chars import CLOSERS, width
from converter.labelling import Row

# Rows of more than this many em hold several printed lines.
_LONG = 45.0


@dataclass(frozen=True, slots=True)
class _Fit:
    """Old breaks for one column width: `worth` is the share of lines that fill the column."""

    score: float
    worth: float
    measure: float
    cuts: tuple[int, ...]


def part_rejoined(rows: list[Row]) -> list[Row]:
    """The rows with every re-joined one parted into its printed lines; others as they are.

    What was one row keeps that in common (`Row.block`), since it is one block of the page.
    """
    long = [r for r in rows if r.width > _LONG]
    spaced = [r for r in long if _gaps(r.text) >= r.width / 60]
    if len(spaced) < 4 or len(spaced) <= 0.5 * len(long):
        return rows
    fits = {id(r): _best(r.text) for r in spaced}
    good = [f for f in fits.values() if f.worth >= 0.6]
    if len(good) <= 0.5 * len(spaced):
        return rows
    out: list[Row] = []
    measure = good[0].measure
    for row in rows:
        fit = fits.get(id(row))
        if fit is None or fit.worth < 0.5:
            # A row that fits on one line is one, whatever space it has.
            several = _gaps(row.text) and row.width > 1.35 * measure
            fit = _fit(row.text, measure) if several else None
        else:
            measure = fit.measure
        cuts = [0, *(fit.cuts if fit is not None else ()), len(row.text)]
        parts = [row.part(a, b) for a, b in pairwise(cuts) if row.text[a:b].strip()]
        for part in parts if len(parts) > 1 else ():
            part.block = row.line + 1
        out += parts if len(parts) > 1 else [row]
    return out


def _gaps(text: str) -> int:
    return sum(text.count(c) for c in " \u3000")


def _best(text: str) -> _Fit:
    fits = [_fit(text, half / 2) for half in range(20, 92)]
    return max(fits, key=lambda f: (round(f.score, 6), f.measure))


def _fit(text: str, measure: float) -> _Fit:
    """The best parting of a row into lines of a column `measure` em wide.

    A full line counts 1, a first line (two em narrower, behind a short one) as much; a short line
    costs a little behind a stop and more without one, a passed-over space nearly nothing.
    """
    points: Sequence[int] = [
        0,
        *(i for i, ch in enumerate(text) if ch in " \u3000"),
        len(text),
    ]
    prefix = [0.0]
    for ch in text:
        prefix.append(prefix[-1] + width(ch))
    nothing = float("-inf")
    score = [[nothing, nothing] for _ in points]
    back = [[(-1, 0)] * 2 for _ in points]
    full = [[0, 0] for _ in points]
    score[0] = [0.0, 0.0]
    for j in range(1, len(points)):
        last = j == len(points) - 1
        head = text[: points[j]].rstrip()[-2:]
        closed = head[-1:] in "。！？" or (head[-1:] in CLOSERS and head[:1] in "。！？")
        for i in range(max(0, j - 8), j):
            wide = prefix[points[j]] - prefix[points[i]]
            if wide > measure + 1.3 and j - i > 1:
                continue
            for state in (0, 1):
                if score[i][state] == nothing:
                    continue
                base = score[i][state] - 0.1 * (j - i - 1)
                due = measure - 2.0 * state
                if abs(wide - due) <= 0.75 or (state and abs(wide - measure) <= 0.75):
                    options = [(0, base + 1.0, 1)]
                elif last and wide <= due:
                    options = [(0, base, 0)]
                else:
                    price = 0.3 if closed else 1.1
                    options = [(1, base - price - (2.0 if wide > measure + 1.3 else 0.0), 0)]
                for after, total, filled in options:
                    if total > score[j][after]:
                        score[j][after] = total
                        back[j][after] = (i, state)
                        full[j][after] = full[i][state] + filled
    end = len(points) - 1
    state = int(score[end][1] > score[end][0])
    cuts: list[int] = []
    j, s = end, state
    while j > 0:
        i, s = back[j][s]
        if i > 0:
            cuts.append(points[i])
        j = i
    count = len(cuts) + 1
    return _Fit(score[end][state], full[end][state] / count, measure, tuple(reversed(cuts)))
