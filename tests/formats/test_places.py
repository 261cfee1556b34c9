"""ALTO, PAGE XML and hOCR: lines in the order of their columns, or in the one that is told."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

import pytest

from converter.model import Source
from converter.pipeline import convert
from converter.read import read
from converter.read.decoding import DecodingError

LINES = (
    "入夏以来县里的水渠修了三十里沿线各村",
    "都用上了清水老人们说这样的光景从前没有过",
    "今年的收成也比往年好得多家家户户都高兴。",
)
Line = tuple[int, int, int, int, str]  # left, top, width, height, words


def column(left: int, title: str) -> list[Line]:
    """A title of large letters and three paragraphs below it."""
    out = [(left, 200, 500, 64, title)]
    top = 330
    for _ in range(3):
        for n, words in enumerate(LINES):
            indent = 0 if n else 76
            out.append((left + indent, top, 38 * len(words), 38, words))
            top += 58
    return out


LEFT, RIGHT = column(100, "渡口换了新船"), column(1000, "夜校里的灯")
CROSSWISE = sorted([*LEFT, *RIGHT], key=lambda line: (line[1], line[0]))


def alto(lines: list[Line], unit: str = "pixel", scale: float = 1.0) -> str:
    rows = "".join(
        f'<TextLine HPOS="{x * scale}" VPOS="{y * scale}" WIDTH="{w * scale}" '
        f'HEIGHT="{h * scale}"><String WC="0.9" CONTENT={quoteattr(words[:3])}/>'
        f"<String CONTENT={quoteattr(words[3:])}/></TextLine>"
        for x, y, w, h, words in lines
    )
    return (
        '<?xml version="1.0"?><alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Description>'
        f"<MeasurementUnit>{unit}</MeasurementUnit></Description><Layout>"
        f'<Page PHYSICAL_IMG_NR="7" WIDTH="{1900 * scale}" HEIGHT="{2600 * scale}">'
        f"<PrintSpace><TextBlock>{rows}</TextBlock></PrintSpace></Page></Layout></alto>"
    )


def page(*regions: list[Line], order: str = "") -> str:
    made = ""
    for n, lines in enumerate(regions):
        rows = "".join(
            f'<TextLine><Coords points="{x},{y} {x + w},{y} {x + w},{y + h}"/>'
            f'<TextEquiv index="1"><Unicode>另读</Unicode></TextEquiv>'
            f'<TextEquiv index="0" conf="0.8"><Unicode>'
            f"{escape(words)}</Unicode></TextEquiv></TextLine>"
            for x, y, w, h, words in lines
        )
        made += f'<TextRegion id="r{n}"><Coords points="0,0 9,9"/>{rows}</TextRegion>'
    told = "".join(f'<RegionRefIndexed index="{k}" regionRef="r{n}"/>' for k, n in enumerate(order))
    reading = f"<ReadingOrder><OrderedGroup>{told}</OrderedGroup></ReadingOrder>" if order else ""
    return (
        '<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">'
        f'<Page imageWidth="1900" imageHeight="2600">{reading}{made}</Page></PcGts>'
    )


def hocr(lines: list[Line]) -> str:
    rows = "".join(
        f'<span class="ocr_line" title="bbox {x} {y} {x + w} {y + h}">'
        + "\n ".join(f'<span class="ocrx_word" title="x_wconf 91">{c}</span>' for c in words)
        + "</span>\n"
        for x, y, w, h, words in lines
    )
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x">\n'
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>'
        f'<div class="ocr_page" title="bbox 0 0 1900 2600; scan_res 300 300">{rows}</div>'
        "</body></html>"
    )


def words(source: Source) -> list[str]:
    return [line.text.strip() for line in source.lines if line.text.strip()]


WANTED = [line[4] for line in (*LEFT, *RIGHT)]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (alto(CROSSWISE), "alto"),
        (alto(CROSSWISE, "mm10", 254 / 300), "alto"),
        (page(CROSSWISE), "page"),
        (page(RIGHT, LEFT, order="10"), "page"),
        (hocr(CROSSWISE), "hocr"),
    ],
    ids=["alto", "alto in millimetres", "page", "page with an order", "hocr"],
)
def test_columns_are_read_one_after_the_other(text: str, form: str) -> None:
    source = read(text.encode(), "a.xml")
    assert source.format == form
    assert words(source) == WANTED
    indented = [line.text.startswith("　　") for line in source.lines if line.text.strip()]
    assert indented == [line.endswith(LINES[0]) for line in WANTED]
    frame = next(frame for frame in source.frames if frame is not None)
    assert frame.sure == pytest.approx({"alto": 0.9, "page": 0.8, "hocr": 0.91}[form])
    result = convert(text.encode(), "a.xml")
    assert result.issue.articles[0].title == "渡口换了新船"


def test_a_told_order_holds_against_the_places() -> None:
    assert words(read(page(LEFT, RIGHT, order="10").encode(), "a.xml")) == WANTED[10:] + WANTED[:10]


def test_vertical_lines_are_read_from_the_right() -> None:
    lines = [(1000 - 60 * n, 100, 40, 38 * len(text), text) for n, text in enumerate(LINES)]
    assert words(read(alto(list(reversed(lines))).encode(), "a.xml")) == list(LINES)


def test_pages_that_are_not_asked_for_are_told() -> None:
    from converter.read.layer import Asked

    with pytest.raises(DecodingError) as caught:
        read(alto(LEFT).encode(), "a.xml", Asked(first=2))
    assert caught.value.code == "no-page"
