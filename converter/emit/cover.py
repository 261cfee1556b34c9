"""The cover of an EPUB: the masthead and the issue's main titles, drawn as SVG.

Every line is broken and every size is reckoned here, because SVG does not wrap text. Widths are
counted in em: one for a Chinese character, about half for a Latin one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate
from math import ceil

from lxml import etree

from converter.emit import labels, metadata
from converter.emit.colour import PAPER, accents
from converter.emit.fonts import fonts
from converter.tei.records import Edition

_SVG = "http://www.w3.org/2000/svg"
_WIDTH, _HEIGHT = 1200, 1600
_INK, _FAINT = "#221f1b", "#665f55"
_SONG = "Songti SC, Source Han Serif SC, Noto Serif CJK SC, STSong, SimSun, serif"
_HEI = "PingFang SC, Source Han Sans SC, Noto Sans CJK SC, Microsoft YaHei, sans-serif"
_KAI = "Kaiti SC, STKaiti, KaiTi, LXGW WenKai, Songti SC, Noto Serif CJK SC, serif"

# What a line does not part: a word of letters, a number with its measure, any other character.
_WHOLE = re.compile(r"\s+|[0-9０-９.,]+\s?[年月日号號期届屆次个個]?|[A-Za-z\u00c0-\u024f'’-]+|.")
# Marks that never begin a line (W3C CLREQ, 3.1.3).
_CLOSING = frozenset("，。、；：？！…—·”’）》〉」』】〕％%)]},.;:?!")


def draw(edition: Edition) -> bytes:
    """Draw the cover, 1200 by 1600 units.

    A Chinese name of up to six characters stands upright in a band at the left, as on a book's
    spine; any other name lies in a band at the top.
    """
    day, _ = accents(edition.accent)
    svg = etree.Element(
        f"{{{_SVG}}}svg",
        {"viewBox": f"0 0 {_WIDTH} {_HEIGHT}", "role": "img"},
        nsmap={None: _SVG},  # type: ignore[dict-item]  # the stubs forget the default namespace
    )
    etree.SubElement(svg, f"{{{_SVG}}}title").text = metadata.title(edition)
    _rect(svg, 0, 0, _WIDTH, _HEIGHT, PAPER)
    fields = {field.key: field.value for field in reversed(edition.masthead)}
    name = metadata.publication(edition) or labels.of(edition.lang).untitled_issue
    if len(name) <= 6 and all(char >= "\u2e80" and char.isalpha() for char in name):
        left, top = _upright(svg, name, str(day)), 150
    else:
        left, top = 110, _lying(svg, name, str(day))
    issue = fields.get("issue") or edition.issue
    rest = [fields.get("total") or edition.total, fields.get("date") or edition.date_text]
    _column(svg, edition, left, top, issue, "　".join(filter(None, rest)), str(day))
    publisher = fields.get("publisher") or edition.publisher
    _text(svg, left, _HEIGHT - 110, 36, publisher, _FAINT, _KAI)
    for text in svg.iter(f"{{{_SVG}}}text"):
        text.set("font-family", fonts(text.get("font-family", ""), edition.lang))
    return etree.tostring(svg, encoding="utf-8", xml_declaration=True)


def _upright(svg: etree._Element, name: str, accent: str) -> int:
    """Set the name downwards in a band; give the left edge of what stands beside it."""
    band = 400
    _rect(svg, 0, 0, band, _HEIGHT, accent)
    size = min(250, 1250 // max(1, len(name)))
    step = size + size // 9
    for n, char in enumerate(name):
        _text(
            svg, band // 2, 150 + size * 88 // 100 + n * step, size, char, PAPER, _SONG, middle=True
        )
    return band + 80


def _lying(svg: etree._Element, name: str, accent: str) -> int:
    """Set the name across in a band; give the upper edge of what stands below it."""
    size = min(230, int(980 / max(1, min(8, _em(name)))))
    lines = list(_wrap(name, 980 / size))[:4]
    band = 170 + int(len(lines) * size * 1.2) + 70
    _rect(svg, 0, 0, _WIDTH, band, accent)
    for n, line in enumerate(lines):
        _text(svg, 110, 150 + int(size * (0.88 + n * 1.2)), size, line, PAPER, _SONG)
    return band + 110


def _column(
    svg: etree._Element, edition: Edition, left: int, top: int, issue: str, rest: str, accent: str
) -> None:
    """Set number and date, a rule, and the main titles as far as there is room."""
    right, y = _WIDTH - 90, top
    if issue:
        y += 60
        size = min(76, int((right - left) / max(1.0, _em(issue))))
        _text(svg, left, y, size, issue, accent, _HEI, bold=True)
    if rest:
        y += 62
        _text(svg, left, y, 34, rest, _FAINT, _HEI)
    titles = metadata.highlights(edition, 3)
    if not titles:
        return
    y += 90
    _rect(svg, left, y, right - left, 5, accent)
    y += 70
    _text(svg, left, y, 30, labels.of(edition.lang).highlights, accent, _HEI, bold=True, spacing=9)
    y += 26
    size, leading = 52, 74
    for title in titles:
        room = (right - left) / size
        lines = list(_wrap(_cut(title, 3 * room - 3), room))
        if y + 60 + leading * len(lines) > _HEIGHT - 200:
            break
        y += 24
        for line in lines:
            y += leading
            _text(svg, left, y, size, line, _INK, _SONG)
        y += 36
        _rect(svg, left, y, right - left, 1, "#cfc6b4")


def _em(text: str) -> float:
    return sum(1.0 if char >= "\u2000" else 0.56 for char in text)


def _cut(text: str, room: float) -> str:
    """Shorten text to so many em, between words where it has any, and say so."""
    if _em(text) <= room:
        return text
    pieces = [piece for piece in _WHOLE.findall(text) if _em(piece) <= room] or list(text)
    used = accumulate(map(_em, pieces))
    return "".join(piece for piece, end in zip(pieces, used, strict=True) if end <= room) + "…"


def _wrap(text: str, room: float) -> Iterator[str]:
    """Break text into lines of about one length, at most `room` em; closing marks may hang.

    No word of letters breaks, nor a number with what it counts, unless it is longer than a line.
    """
    text = text.strip()
    room = min(room, _em(text) / max(1, ceil(_em(text) / room)) + 1)
    line = ""
    for piece in _WHOLE.findall(text):
        if line and _em(line + piece.rstrip()) > room and piece[0] not in _CLOSING:
            yield line.strip()
            line = ""
        for char in piece if _em(piece) > room else (piece,):
            if line and _em(line + char) > room and char[0] not in _CLOSING:
                yield line.strip()
                line = ""
            line += char
    if line.strip():
        yield line.strip()


def _rect(svg: etree._Element, x: int, y: int, width: int, height: int, fill: str) -> None:
    place = {"x": x, "y": y, "width": width, "height": height}
    el = etree.SubElement(svg, f"{{{_SVG}}}rect", {k: str(v) for k, v in place.items()})
    el.set("fill", fill)


def _text(  # noqa: PLR0913 - one parameter an SVG attribute
    svg: etree._Element,
    x: int,
    y: int,
    size: int,
    text: str,
    fill: str,
    family: str,
    *,
    bold: bool = False,
    middle: bool = False,
    spacing: int = 0,
) -> None:
    if not text:
        return
    el = etree.SubElement(
        svg,
        f"{{{_SVG}}}text",
        {"x": str(x), "y": str(y), "font-size": str(size), "fill": fill, "font-family": family},
    )
    if bold or (family == _SONG and size > 100):
        el.set("font-weight", "700" if bold else "900")
    if middle:
        el.set("text-anchor", "middle")
    if spacing:
        el.set("letter-spacing", str(spacing))
    el.text = text
