"""What a document says of its lines beyond their words, as a prior on what each line is.

Frames tell size, font and place; roles tell what the format itself calls a line. Both add to the
values that the learnt model gives a line's words, here and nowhere else, so that a raw text, which
has neither, is read as ever.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from converter.label.model import STATES
from converter.labelling import Row
from converter.model import Evidence, Frame, Label, Part, Role, Source

FITTED = Path(__file__).with_name("placed.json")
"""Weights of what frames tell, by state, in whole numbers; `python -m tests.training.placed` fits them."""

_SIZES = (0.8, 0.94, 1.06, 1.2, 1.5, 2.2)  # times the size of the running text
_STEP = 1.06  # sizes that differ by less are one
_BOLD = 600
_CENTRED, _LEAST_MARGIN = 0.9, 1.0  # em: margins that are alike, and that are any
_RIGHT = 0.6  # em from the right edge
_FULL = 1.3  # em that a full line may fall short of its column
_INDENT = 0.7  # em
_ROWS = 2  # places from a page's head or foot where running heads stand
_GRID = 2.0  # points: places on pages are alike
_AGAIN = 3  # pages that have a line of one size at one place
_SHARE = 0.4  # ... or this share of the pages


def sights(source: Source, rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """What frames tell of each row, as names of features; nothing where a row has no frame."""
    frames = [source.frames[row.line] for row in rows] if source.frames else [None] * len(rows)
    letters: Counter[float] = Counter()
    fonts: Counter[str] = Counter()
    for frame, row in zip(frames, rows, strict=True):
        if frame is not None:
            fonts[frame.font] += len(row.tight)
            if frame.size:  # else it is not known
                letters[frame.size] += len(row.tight)
    if not letters:
        return [()] * len(rows)
    size = max(letters, key=lambda s: (letters[s], -s))
    font = max(fonts, key=lambda f: (fonts[f], f))
    again = _at_edges(source)
    return [
        _of(frame, _near(frames, k, -1), _near(frames, k, 1), size, font, again.get(row.line, ""))
        if frame is not None
        else ()
        for k, (frame, row) in enumerate(zip(frames, rows, strict=True))
    ]


def _near(frames: Sequence[Frame | None], k: int, step: int) -> Frame | None:
    return frames[k + step] if 0 <= k + step < len(frames) else None


def _of(
    frame: Frame, above: Frame | None, below: Frame | None, size: float, font: str, edge: str
) -> tuple[str, ...]:
    own = bisect_right(_SIZES, frame.size / size)
    place = _place(frame)
    other = "bold" if frame.weight >= _BOLD else "other" if frame.font != font else "same"
    found = [
        f"size {own}",
        f"size {own} {place}",
        f"size {own} {other}",
        f"above {own} {_beside(frame, above)}",
        f"below {own} {_beside(frame, below)}",
    ]
    if edge:
        found += [f"edge {edge}", f"edge {edge} {own}"]
    return tuple(found)


def _beside(frame: Frame, other: Frame | None) -> str:
    """How a neighbour is set: larger, smaller, alike, in another font, or on another page."""
    if other is None or not other.size or other.page != frame.page:
        return "none"
    if other.size > frame.size * _STEP:
        return "larger"
    if frame.size > other.size * _STEP:
        return "smaller"
    return "alike" if other.font == frame.font else "font"


def _place(frame: Frame) -> str:
    """Where a line stands in its column: full, indented, centred, right, left."""
    if frame.box is None or frame.measure is None or not frame.size:
        return "unknown"
    left = (frame.box.left - frame.measure[0]) / frame.size
    right = (frame.measure[1] - frame.box.right) / frame.size
    if right < _FULL and left < _INDENT:
        return "full"
    if left >= _LEAST_MARGIN and abs(left - right) < _CENTRED:
        return "centred"
    if right < _RIGHT and left > 2 * _LEAST_MARGIN + _LEAST_MARGIN:
        return "right"
    return "indented" if left >= _INDENT else "left"


def _at_edges(source: Source) -> dict[int, str]:
    """Lines at pages' heads and feet: whether other pages have a line of that size at that place."""
    by_page: dict[int, list[tuple[int, Frame]]] = {}
    for n, frame in enumerate(source.frames):
        if frame is not None and frame.box is not None:
            by_page.setdefault(frame.page, []).append((n, frame))
    places: Counter[tuple[str, int, float]] = Counter()
    at: dict[int, tuple[str, int, float]] = {}
    for lines in by_page.values():
        tops = sorted({round(f.box.top / _GRID) for _, f in lines if f.box})
        if len(tops) <= 2 * _ROWS:  # a page of a few lines has no head and foot
            continue
        for n, f in lines:
            if f.box is None:
                continue
            top = round(f.box.top / _GRID)
            where = "head" if top in tops[:_ROWS] else "foot" if top in tops[-_ROWS:] else ""
            if where:
                at[n] = (where, top, f.size)
        places.update({at[n] for n, _ in lines if n in at})
    least = max(2, min(_AGAIN, _SHARE * len(by_page)))
    return {n: f"{key[0]} {'again' if places[key] >= least else 'once'}" for n, key in at.items()}


def stands_again(source: Source, rows: Sequence[Row]) -> frozenset[int]:
    """Begins of rows at a place of the page where other pages have such a line too."""
    if not source.frames:
        return frozenset()
    edges = _at_edges(source)
    return frozenset(r.start for r in rows if edges.get(r.line, "").endswith("again"))


def measured(source: Source, rows: Sequence[Row]) -> None:
    """Set rows' widths, and those of their columns, to what was measured on the page."""
    for row in rows if source.frames else ():
        frame = source.frames[row.line]
        if frame is None or frame.box is None or frame.measure is None or not frame.size:
            continue
        row.measure = (frame.measure[1] - frame.measure[0]) / frame.size
        if source.lines[row.line].text.strip() == source.text[row.start : row.end]:
            row.width = frame.box.width / frame.size


@cache
def _weights(path: Path = FITTED) -> tuple[int, dict[str, tuple[tuple[int, int], ...]]]:
    data = json.loads(path.read_text("utf-8"))
    return data["per"], {
        name: tuple((int(k), w) for k, w in by_state.items())
        for name, by_state in data["weights"].items()
    }


# What the format itself says of a line is mostly meant, and now and then misused: a title set as
# plain bold text, a list made for its indent. In log-odds.
_MEANT, _RATHER = 6.0, 3.0
_ROLES: Mapping[Part, tuple[tuple[Label, float], ...]] = {
    Part.PARAGRAPH: ((Label.BODY, 1.0),),  # most exports call titles and captions so, too
    Part.HEADING: ((Label.TITLE, _RATHER), (Label.HEADING, _RATHER)),
    Part.ITEM: ((Label.BODY, _RATHER),),
    Part.ROW: ((Label.TABLE, 2 * _MEANT),),
    Part.CAPTION: ((Label.CAPTION, _MEANT),),
    Part.NOTE: ((Label.BODY, _RATHER),),
    Part.QUOTE: ((Label.BODY, _RATHER),),
    Part.HEADER: ((Label.RUNHEAD, _MEANT), (Label.PAGENO, _RATHER)),
    Part.FOOTER: ((Label.RUNHEAD, _RATHER), (Label.PAGENO, _MEANT)),
    Part.ALT: ((Label.CAPTION, _RATHER),),
}
_TOP_LEVEL, _BY_LEVEL = 1.5, 1.5
"""For a heading of the first rank that it is a title, for each rank below that it is none."""


def _of_role(role: Role) -> list[tuple[Label, float]]:
    found = list(_ROLES[role.part])
    if role.part is Part.HEADING:
        found.append((Label.TITLE, _TOP_LEVEL - _BY_LEVEL * (max(role.level, 1) - 1)))
    return found


def priors(source: Source, rows: Sequence[Row], per: int) -> list[dict[int, float]]:
    """What to add to the value of each state of each row; `per` whole numbers are a log-odds."""
    out: list[dict[int, float]] = [{} for _ in rows]
    if source.frames:
        unit, weights = _weights()
        for found, names in zip(out, sights(source, rows), strict=True):
            for name in names:
                for k, weight in weights.get(name, ()):
                    found[k] = found.get(k, 0.0) + weight * (per / unit)
    if source.roles and source.frames:  # without places: see `converter.label.told`
        for prior, row in zip(out, rows, strict=True):
            role = source.roles[row.line]
            if role is None:
                continue
            for label, meant in _of_role(role):
                for k, (kind, begins) in enumerate(STATES):
                    if kind is label:
                        seam = role.first == begins or (kind, not begins) not in STATES
                        prior[k] = prior.get(k, 0.0) + per * (meant if seam else meant / 2)
    return out


def evidence(prior: Mapping[int, float], chosen: int, per: int) -> tuple[Evidence, ...]:
    """What frame and role say for or against a state, for `explain`."""
    weight = prior.get(chosen, 0.0) / per
    if abs(weight) < 0.5:
        return ()
    return (Evidence("print", STATES[chosen][0], weight, "its size, font and place on the page"),)
