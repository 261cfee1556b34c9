"""Pictures of pages: what an OCR program tells of them becomes a text layer."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest

from converter.read import Asked, DecodingError, ocr, read
from tests.recognition.pdfs import pdf

np = pytest.importorskip("numpy")
Image = pytest.importorskip("PIL.Image")

Told = list[tuple[str, tuple[int, int, int, int], float]]
PAGE: Told = [
    ("水利建设喜获丰收", (300, 60, 700, 110), 0.99),
    ("今夏全县雨水充沛多", (140, 200, 410, 230), 0.98),
    ("物资储备充足群众情绪稳", (560, 200, 890, 230), 0.97),
    ("各乡镇组织党员干部群众", (80, 250, 410, 280), 0.55),
    ("定生产生活秩序井然有序", (560, 250, 890, 280), 0.96),
    ("上堤巡查日夜值守不敢松", (80, 300, 410, 330), 0.98),
    ("下一步将继续加强值班和", (560, 300, 890, 330), 0.98),
    ("懈河道水位平稳下降防汛", (80, 350, 410, 380), 0.98),
    ("巡查确保安全度过主汛期", (560, 350, 890, 380), 0.98),
]


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> None:
    """An OCR program that sees the same on every picture."""

    def engine(pixels: Any) -> tuple[list[Any], list[float]]:
        assert pixels.shape[2] == 3
        found = [
            ([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], text, sure)
            for text, (x0, y0, x1, y1), sure in PAGE
        ]
        return found, [0.1]

    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr("converter.read.scan.available", lambda: True)
    monkeypatch.setattr(ocr, "_engine", lambda: engine)


def picture(form: str, *, pages: int = 1) -> bytes:
    out = io.BytesIO()
    sheets = [Image.new("RGB", (1000, 1400), "white") for _ in range(pages)]
    more = {"save_all": True, "append_images": sheets[1:]} if pages > 1 else {}
    sheets[0].save(out, form, **more)
    return out.getvalue()


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF"])
def test_a_picture_is_read_in_the_order_of_its_columns(form: str) -> None:
    found = read(picture(form), "a.scan")
    lines = [line.text.strip() for line in found.lines if line.text.strip()]
    left = [text for text, box, _ in PAGE if box[0] < 300]
    assert lines == [PAGE[0][0], *left, *(text for text, box, _ in PAGE if box[0] > 500)]
    assert [n.code for n in found.notices] == ["read-unsure"]
    assert found.lines[found.notices[0].line - 1].text.strip() == "各乡镇组织党员干部群众"


@pytest.mark.usefixtures("program")
def test_the_pages_of_a_tiff_are_pages() -> None:
    assert len(read(picture("TIFF", pages=3), "a.tif").pages) == 3
    assert len(read(picture("TIFF", pages=3), "a.tif", Asked(2, 2)).pages) == 1
    with pytest.raises(DecodingError):
        read(picture("TIFF", pages=3), "a.tif", Asked(4))


@pytest.mark.usefixtures("program")
def test_a_pdf_page_without_letters_is_looked_at() -> None:
    pytest.importorskip("pypdfium2")
    image = "q 300 0 0 400 50 100 cm BI /W 2 /H 2 /CS /G /BPC 8 /F /AHx ID 00FF00FF> EI Q"
    found = read(pdf([], drawn=image), "a.pdf")
    assert "水利建设喜获丰收" in found.text
    assert {n.code for n in found.notices} == {"read-ocr", "read-unsure"}


def test_without_the_program_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("converter.read.scan.available", lambda: False)
    with pytest.raises(DecodingError) as caught:
        read(picture("PNG"), "a.png")
    assert "ocr" in caught.value.finding("a.png").render("en")


@pytest.mark.usefixtures("program")
def test_a_cut_or_monstrous_picture_says_so() -> None:
    with pytest.raises(DecodingError) as caught:
        read(picture("PNG")[:60], "a.png")
    assert caught.value.code == "broken"
    size = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    head = b"IHDR" + size
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    with pytest.raises(DecodingError) as caught:
        read(bomb + picture("PNG")[33:], "a.png")
    assert caught.value.code == "many-pages"
