"""Letters of a picture of a page, by an OCR program on this machine, with their places.

RapidOCR with the models of its wheel: nothing is downloaded. It tells lines with their boxes and how
sure it is of each; sizes follow from the widths of the lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from statistics import median
from typing import Any

from converter.chinese.chars import width
from converter.read.decoding import DecodingError
from converter.read.glyphs import Run

DOTS = 200
"""Per inch, in which a page is looked at."""
MAX_PIXELS = 80_000_000
"""Of one picture: a broadsheet at 300 dots per inch has 60 million."""

_TALL = 0.82  # of a box's height are its letters' size
_ENOUGH = 4.0  # em of a line whose width tells the size of its letters
_ALIKE = 1.09  # sizes that differ by less are one
_DESCENT = 0.14
_UPRIGHT = 2.0  # a box so many times higher than wide is a vertical line


def available() -> bool:
    """Whether the OCR program is installed."""
    from importlib.util import find_spec

    return find_spec("rapidocr_onnxruntime") is not None


@cache
def _engine() -> Any:
    if not available():
        raise DecodingError("no-letters", "pictures of pages need OCR")
    from rapidocr_onnxruntime import RapidOCR

    return RapidOCR()


def runs_of_picture(pixels: Any, points: float) -> list[Run]:
    """The lines of a picture (rows x columns x 3 bytes); a pixel is `points` wide.

    Raises DecodingError where no OCR program is installed.
    """
    found, _ = _engine()(pixels)
    out = []
    for corners, text, sure in found or ():
        if text.strip():
            xs, ys = [x * points for x, _ in corners], [y * points for _, y in corners]
            out.append(_run(text.strip(), (min(xs), min(ys), max(xs), max(ys)), float(sure)))
    return _evened(out)


def _run(text: str, box: tuple[float, float, float, float], sure: float) -> Run:
    x0, y0, x1, y1 = box
    upright = y1 - y0 > _UPRIGHT * (x1 - x0) and len(text) > 1
    size = (x1 - x0 if upright else y1 - y0) * _TALL
    em = width(text)
    if not upright and em >= _ENOUGH:
        size = min(size, (x1 - x0) / em)
    middle = (y0 + y1) / 2
    top, bottom = (y0, y1) if upright else (middle - size / 2, middle + size / 2)
    return Run(
        text, x0, top, x1, bottom, bottom - _DESCENT * size, size, sure=sure, upright=upright
    )


def _evened(runs: Sequence[Run]) -> list[Run]:
    """The runs with sizes that are nearly alike made one."""
    groups: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: r.size):
        if groups and run.size < _ALIKE * groups[-1][0].size:
            groups[-1].append(run)
        else:
            groups.append([run])
    for group in groups:
        size = round(2 * median(run.size for run in group)) / 2 or 1.0
        for run in group:
            run.size = size
    return list(runs)
