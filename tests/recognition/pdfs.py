"""Small PDFs written by hand: pages of lines at their places, in a font that needs no file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 400, 600


@dataclass(frozen=True)
class Print:
    """A line: its words, its left edge and base line from the page's top left, its size.

    `mode` is the text rendering mode (3: invisible), `matrix` turns the letters.
    """

    words: str
    x: float
    y: float
    size: float = 10.0
    mode: int = 0
    matrix: tuple[int, int, int, int] = (1, 0, 0, 1)

    def drawn(self) -> str:
        code = self.words.encode("utf-16-be").hex()
        a, b, c, d = self.matrix
        return (
            f"BT /F {self.size} Tf {self.mode} Tr {a} {b} {c} {d} {self.x} {HEIGHT - self.y} Tm "
            f"<{code}> Tj ET"
        )


def pdf(*pages: Sequence[Print], rotate: int = 0, drawn: str = "") -> bytes:
    """A PDF of these pages; `drawn` are further operators of every page's contents."""
    kids = " ".join(f"{6 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        (
            "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
            "/DescendantFonts [4 0 R] >>"
        ),
        (
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 "
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> "
            "/FontDescriptor 5 0 R >>"
        ),
        (
            "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -140 1000 860] "
            "/ItalicAngle 0 /Ascent 860 /Descent -140 /CapHeight 700 /StemV 80 >>"
        ),
    ]
    for n, lines in enumerate(pages):
        stream = "\n".join([drawn, *(line.drawn() for line in lines)])
        objects += [
            (
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {rotate} "
                f"/Resources << /Font << /F 3 0 R >> >> /Contents {7 + 2 * n} 0 R >>"
            ),
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    out = b"%PDF-1.4\n"
    places = []
    for n, words in enumerate(objects, 1):
        places.append(len(out))
        out += f"{n} 0 obj\n{words}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(out)
    size = len(objects) + 1
    return (
        out
        + (
            f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
            f"startxref\n{start}\n%%EOF\n"
        ).encode()
    )


def column(words: Sequence[str], x: float, y: float, inner: float = 20) -> list[Print]:
    """Lines below each other, the first with a paragraph's indent."""
    return [Print(line, x + (0 if n else inner), y + 16 * n) for n, line in enumerate(words)]
