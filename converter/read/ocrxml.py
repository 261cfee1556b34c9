"""ALTO, PAGE XML and hOCR: lines with their places, as OCR programs write them.

Where a file says in which order its regions are read (PAGE's ReadingOrder), that holds; else the places
of the lines tell, as in a PDF. What hyphens a program added at line ends (ALTO's HYP) is taken as
printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

from converter.chinese.chars import HAN
from converter.read.decoding import DecodingError
from converter.read.glyphs import Run, body_size
from converter.read.layer import Asked, Layer, Writer
from converter.read.layout import Placed, arrange
from converter.read.packed import attribute, child, local, page_of, parsed
from converter.read.setting import write_placed

if TYPE_CHECKING:
    from lxml.etree import _Element

_POINTS = 72.0  # an inch
_DPI = 300.0  # of a scan that does not tell
_INCH = {"mm10": 254.0, "inch1200": 1200.0}  # ALTO's units in an inch
_PAGES = 5000
_LINES = 20_000  # of a page
_STEADY = 0.25  # by which the height of a line's letters varies without meaning anything
_LINE_CLASSES = ("ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat", "ocrx_line")
_BASE = 0.12  # of a line's height lies below its base line
_TALL = 2.0  # times as high as wide: a vertical line


@dataclass(slots=True)
class _Sheet:
    """A page: its label, its size in points, its lines; `regions` where they are in reading order."""

    label: str = ""
    width: float = 0.0
    height: float = 0.0
    runs: list[Run] = field(default_factory=list)
    regions: list[list[Run]] = field(default_factory=list)


def layer(data: bytes, _name: str, asked: Asked) -> Layer:
    """The lines of a file of an OCR program, page by page. Raises DecodingError."""
    head = data[:_HEAD]
    if b"ocr_page" in data and re.search(rb"<html\b", head, re.IGNORECASE):
        form, sheets = "hocr", _hocr(data)
    else:
        root = parsed(data, "OCR file")
        name = local(root)
        if name not in _FORMS:
            reason = f"<{name}> is no format of OCR programs that is known"
            raise DecodingError("broken", reason, kind="OCR file", reason=reason)
        form, sheets = name.lower().replace("pcgts", "page"), _FORMS[name](root)
    kept = [s for n, s in enumerate(sheets, 1) if n >= asked.first and n <= (asked.last or n)]
    if sheets and not kept:
        raise DecodingError("no-page", f"the file has {len(sheets)} pages", count=len(sheets))
    if len(kept) > _PAGES:
        raise DecodingError("many-pages", "too many pages", limit=_PAGES, what="pages")
    writer = Writer(form)
    for sheet in kept:
        for region in sheet.regions:
            sheet.runs += region
        _steady(sheet)
    body = body_size(run for sheet in kept for run in sheet.runs)
    for number, sheet in enumerate(kept):
        writer.page(sheet.label)
        write_placed(writer, _placed(sheet, body), body, number)
    return writer.done()


_HEAD = 4096


def _steady(sheet: _Sheet) -> None:
    """Give lines that differ little in height one size: a box is as high as its letters happen to be."""
    sizes = [run.size for run in sheet.runs]
    usual = median(sizes) if sizes else 0.0
    for run in sheet.runs:
        if abs(run.size - usual) <= _STEADY * usual:
            run.size = usual


def _placed(sheet: _Sheet, body: float) -> list[Placed]:
    """The lines of a page in reading order."""
    if sheet.regions:
        return [
            Placed(run, (min(r.x0 for r in region), max(r.x1 for r in region)), apart=not k)
            for region in sheet.regions
            for k, run in enumerate(region)
        ]
    upright = [run for run in sheet.runs if _is_upright(run)]
    if 2 * len(upright) > len(sheet.runs):
        # Vertical lines: the page is laid on its side, so that they follow each other downwards.
        runs = [_turned(run, sheet.width) for run in sheet.runs]
        return arrange(runs, body, (sheet.height, sheet.width))
    return arrange(sheet.runs, body, (sheet.width, sheet.height))


def _is_upright(run: Run) -> bool:
    return len(run.text) > 1 and run.y1 - run.y0 > _TALL * (run.x1 - run.x0)


def _turned(run: Run, width: float) -> Run:
    size = run.x1 - run.x0
    return Run(
        run.text, run.y0, width - run.x1, run.y1, width - run.x0,
        width - run.x0 - _BASE * size, size, sure=run.sure,
    )  # fmt: skip


def _run(words: str, box: tuple[float, float, float, float], sure: float = 1.0) -> Run | None:
    """A line of these words in a box of points, None where one of both is empty."""
    x0, y0, x1, y1 = box
    text = " ".join(words.split())
    if not text or x1 <= x0 or y1 <= y0:
        return None
    size = min(y1 - y0, x1 - x0) if len(text) > 1 else y1 - y0
    return Run(text, x0, y0, x1, y1, y1 - _BASE * (y1 - y0), size, sure=max(0.0, min(sure, 1.0)))


def _float(value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        return 0.0
    return number if -1e7 < number < 1e7 else 0.0


# --- ALTO -----------------------------------------------------------------------------------


def _alto(root: _Element) -> list[_Sheet]:
    unit = next((e.text or "" for e in root.iter() if local(e) == "MeasurementUnit"), "pixel")
    scale = _POINTS / _INCH.get(unit.strip(), _DPI)
    sheets = []
    for page in (e for e in root.iter() if local(e) == "Page"):
        sheet = _Sheet(
            attribute(page, "PRINTED_IMG_NR") or attribute(page, "PHYSICAL_IMG_NR"),
            _float(attribute(page, "WIDTH")) * scale,
            _float(attribute(page, "HEIGHT")) * scale,
        )
        for line in (e for e in page.iter() if local(e) == "TextLine"):
            words, sure = _alto_words(line)
            x, y, w, h = (
                _float(attribute(line, k)) * scale for k in ("HPOS", "VPOS", "WIDTH", "HEIGHT")
            )
            run = _run(words, (x, y, x + w, y + h), sure)
            if run is not None and len(sheet.runs) < _LINES:
                sheet.runs.append(run)
        sheets.append(sheet)
    return sheets


def _alto_words(line: _Element) -> tuple[str, float]:
    """The words of a line, and how sure the program is of them."""
    parts: list[str] = []
    sure: list[float] = []
    for element in line:
        match local(element):
            case "String" | "HYP":
                parts.append(attribute(element, "CONTENT"))
                found = attribute(element, "WC")
                sure += [_float(found)] if found else []
            case "SP":
                parts.append(" ")
            case _:
                pass
    return "".join(parts), median(sure) if sure else 1.0


# --- PAGE -----------------------------------------------------------------------------------


def _page(root: _Element) -> list[_Sheet]:
    scale = _POINTS / _DPI
    sheets = []
    for n, page in enumerate((e for e in root if local(e) == "Page"), 1):
        sheet = _Sheet(
            str(n),
            _float(attribute(page, "imageWidth")) * scale,
            _float(attribute(page, "imageHeight")) * scale,
        )
        regions: dict[str, list[Run]] = {}
        for region in (e for e in page.iter() if local(e) == "TextRegion"):
            runs = [run for line in region if (run := _page_line(line, scale)) is not None]
            regions[attribute(region, "id") or str(len(regions))] = runs[:_LINES]
        order = [
            attribute(e, "regionRef")
            for e in sorted(_references(page), key=lambda e: _float(attribute(e, "index")))
        ]
        told = [ident for ident in dict.fromkeys(order) if ident in regions]
        rest = [ident for ident in regions if ident not in told]
        if told:
            sheet.regions = [regions[ident] for ident in (*told, *rest)]
        else:
            sheet.runs = [run for runs in regions.values() for run in runs]
        sheets.append(sheet)
    return sheets


def _references(page: _Element) -> list[_Element]:
    """References of a page's reading order, groups in groups among them."""
    order = child(page, "ReadingOrder")
    return [e for e in order.iter() if attribute(e, "regionRef")] if order is not None else []


def _page_line(line: _Element, scale: float) -> Run | None:
    if local(line) != "TextLine":
        return None
    equivalents = [e for e in line if local(e) == "TextEquiv"]
    equivalents.sort(key=lambda e: _float(attribute(e, "index")))
    if not equivalents:  # the line's words have theirs
        words = (e for e in line if local(e) == "Word")
        parts = [child(child(word, "TextEquiv"), "Unicode") for word in words]
        text = " ".join(e.text or "" for e in parts if e is not None)
        sure = 1.0
    else:
        found = child(equivalents[0], "Unicode")
        text = (found.text or "") if found is not None else ""
        conf = attribute(equivalents[0], "conf")
        sure = _float(conf) if conf else 1.0
    points = attribute(child(line, "Coords"), "points")
    pairs = [pair.split(",") for pair in points.split()]
    places = [(_float(p[0]) * scale, _float(p[1]) * scale) for p in pairs if len(p) == 2]
    if not places:
        return None
    xs, ys = zip(*places, strict=True)
    return _run(text, (min(xs), min(ys), max(xs), max(ys)), sure)


# --- hOCR -----------------------------------------------------------------------------------

_BBOX = re.compile(r"\bbbox\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)")
_CONFIDENCE = re.compile(r"\bx_wconf\s+(\d+(?:\.\d+)?)")
_RESOLUTION = re.compile(r"\bscan_res\s+(\d+)")


def _hocr(data: bytes) -> list[_Sheet]:
    root = page_of(data, "hOCR file")
    sheets = []
    for n, page in enumerate(_of_class(root, ("ocr_page",)), 1):
        title = page.get("title") or ""
        found = _RESOLUTION.search(title)
        scale = _POINTS / (float(found[1]) if found and int(found[1]) else _DPI)
        x0, y0, x1, y1 = _box(title, scale)
        sheet = _Sheet(str(n), x1 - x0, y1 - y0)
        for line in _of_class(page, _LINE_CLASSES):
            words = "".join(str(part) for part in line.itertext())
            sure = [
                float(m[1]) / 100
                for word in line.iterdescendants()
                if (m := _CONFIDENCE.search(word.get("title") or ""))
            ]
            run = _run(_closed(words), _box(line.get("title") or "", scale), median(sure or [1.0]))
            if run is not None and len(sheet.runs) < _LINES:
                sheet.runs.append(run)
        sheets.append(sheet)
    return sheets


_WIDE = f"{HAN}\u3000-\u303f\uff00-\uffef"
_HAN_SPACE = re.compile(rf"(?<=[{_WIDE}])\s+(?=[{_WIDE}])")


def _closed(words: str) -> str:
    """A line's words without the blanks and line ends that the file has between its elements."""
    return _HAN_SPACE.sub("", words)


def _of_class(holder: _Element, names: tuple[str, ...]) -> Iterator[_Element]:
    """The elements of a class; not such as stand in another of them."""
    last: _Element | None = None
    for element in holder.iterdescendants():
        if not set((element.get("class") or "").split()) & set(names):
            continue
        if last is not None and last in element.iterancestors():
            continue
        last = element
        yield element


def _box(title: str, scale: float) -> tuple[float, float, float, float]:
    found = _BBOX.search(title)
    if found is None:
        return 0.0, 0.0, 0.0, 0.0
    x0, y0, x1, y1 = (float(v) * scale for v in found.groups())
    return x0, y0, x1, y1


_FORMS = {"alto": _alto, "PcGts": _page}
