"""PDF: letters with their places become lines in reading order; bad PDFs say what is wrong."""

from __future__ import annotations

import contextlib
import io
import sys
from itertools import pairwise

import pytest

from converter.label.placed import priors
from converter.labelling import make_row
from converter.ledger import verify
from converter.model import Source
from converter.pipeline import convert
from converter.read import Asked, DecodingError, read
from converter.tei.build import serialise
from tests.recognition.pdfs import Print, column, pdf

pytest.importorskip("pypdfium2")

LEFT = [
    "今年夏天全县雨水充沛",
    "各乡镇组织党员干部群众",
    "上堤巡查日夜值守不敢松",
    "懈河道水位平稳下降防汛",
]
RIGHT = [
    "物资储备充足群众情绪稳",
    "定生产生活秩序井然有序",
    "下一步将继续加强值班和",
    "巡查确保安全度过主汛期",
]


def source(*pages: list[Print], **how: object) -> Source:
    return read(pdf(*pages, **how), "a.pdf")  # type: ignore[arg-type]


def lines(found: Source) -> list[str]:
    return [line.text for line in found.lines if line.text.strip()]


def columns() -> list[Print]:
    """Two columns as a tool draws them that goes from row to row."""
    rows = zip(column(LEFT, 50, 100), column(RIGHT, 210, 100, inner=0), strict=True)
    return [piece for row in rows for piece in row]


def test_columns_are_read_one_after_the_other() -> None:
    found = source([Print("水利建设喜获丰收", 110, 60, 20), *columns()])
    assert lines(found) == ["水利建设喜获丰收", "　　" + LEFT[0], *LEFT[1:], *RIGHT]
    frames = [f for f in found.frames if f is not None]
    assert [f.size for f in frames[:2]] == [20.0, 10.0]
    assert frames[1].box is not None
    assert abs(frames[1].box.left - 70) < 1


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_turned_page_is_read_upright(rotate: int) -> None:
    assert lines(source(columns(), rotate=rotate)) == ["　　" + LEFT[0], *LEFT[1:], *RIGHT]


def test_pages_end_with_form_feeds() -> None:
    found = source([Print("第一页的文字", 50, 100)], [Print("第二页的文字", 50, 100)])
    assert found.text == "第一页的文字\f第二页的文字\n"
    assert [(page.first, page.last) for page in found.pages] == [(0, 1), (1, 3)]


def test_letters_set_apart_make_one_line() -> None:
    letters = [Print(letter, 50 + 30 * n, 60, 20) for n, letter in enumerate("县域通讯")]
    assert lines(source(letters))[0].replace(" ", "") == "县域通讯"


def test_a_vertical_line_is_one_line() -> None:
    strip = [Print(letter, 380, 100 + 12 * n) for n, letter in enumerate("卷首语选登")]
    assert "卷首语选登" in lines(source([*columns(), *strip]))


def test_letters_drawn_twice_are_read_once() -> None:
    twice = [Print("防汛工作", 50 + aside, 60, 16) for aside in (0, 1.5)]
    found = source([*twice, *columns()])
    assert lines(found)[0] == "防汛工作"


def test_of_two_layers_the_one_that_is_seen_is_read() -> None:
    hidden = [Print(p.words[::-1], p.x + 1, p.y, p.size, 3) for p in columns()]
    found = source([*columns(), *hidden])
    assert lines(found)[0] == "　　" + LEFT[0]
    assert [n.code for n in found.notices] == ["read-hidden"]
    # The layer that an OCR program lays below a picture is all there is.
    alone = source([Print(p.words, p.x, p.y, p.size, 3) for p in columns()])
    assert lines(alone) == lines(source(columns()))


def test_what_stands_outside_the_page_is_left_out_and_told() -> None:
    found = source([*columns(), Print("页外的文字", 900, 100)])
    assert "页外的文字" not in found.text
    assert [n.code for n in found.notices] == ["read-hidden"]


def test_a_ruled_table_keeps_its_rows() -> None:
    cells = [["船号", "节点", "日期"], ["甲一", "出坞", "九日"], ["乙二", "铺底", "十日"]]
    rows = [
        Print(word, 60 + 100 * c, 115 + 20 * r)
        for r, row in enumerate(cells)
        for c, word in enumerate(row)
    ]
    rules = "\n".join(f"50 {600 - 100 - 20 * n} 300 0.5 re f" for n in range(4))
    found = source([*rows[::3], *rows[1::3], *rows[2::3]], drawn=rules)
    assert [line.split() for line in lines(found)] == cells


def test_only_the_pages_asked_for() -> None:
    data = pdf(*([Print(f"第{n}页的文字", 50, 100)] for n in "一二三四"))
    assert lines(read(data, "a.pdf", Asked(2, 3))) == ["第二页的文字", "第三页的文字"]
    with pytest.raises(DecodingError) as caught:
        read(data, "a.pdf", Asked(9))
    assert caught.value.code == "no-page"


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\n1 0 obj\n<<", pdf([])[:300]])
def test_a_broken_pdf_says_so(data: bytes) -> None:
    with pytest.raises(DecodingError) as caught:
        read(data, "a.pdf")
    assert caught.value.code in {"broken", "no-letters"}
    assert "a.pdf" in caught.value.finding("a.pdf").render("en")


def test_a_pdf_with_a_password_says_so() -> None:
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter(io.BytesIO(pdf(columns())))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(DecodingError) as caught:
        read(out.getvalue(), "a.pdf")
    assert caught.value.code == "encrypted"


def test_a_pdf_without_letters_says_so() -> None:
    with pytest.raises(DecodingError) as caught:
        read(pdf([]), "a.pdf")
    assert caught.value.code == "no-letters"


def test_without_the_library_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(DecodingError) as caught:
        read(pdf(columns(), []), "b.pdf")
    assert "pypdfium2" in caught.value.finding("b.pdf").render("en")


def test_nothing_is_lost_between_document_and_tree() -> None:
    data = pdf([Print("水利建设喜获丰收", 110, 60, 20), *columns()])
    result = convert(data, "a.pdf")
    tree = serialise(result.tree)
    assert verify(tree, result.ledger.dump(tree)) == []
    assert result.source.document in tree.decode()
    words = "".join("".join(result.source.text.split()) for _ in (0,))
    assert all(line in words for line in (*LEFT, *RIGHT))


def test_a_cut_document_never_does_more_than_say_so() -> None:
    data = pdf([Print("水利建设喜获丰收", 110, 60, 20), *columns()], columns())
    for end in range(0, len(data), 97):
        with contextlib.suppress(DecodingError):
            read(data[:end] + b"\0" * 9 + data[end + 40 :], "a.pdf")


def test_places_say_nothing_of_a_raw_text() -> None:
    found = read("水利建设喜获丰收\n\n今年夏天全县雨水充沛。\n".encode(), "a.txt")
    rows = [make_row(a.text, a.start, 0, n, 0) for n, (a, _) in enumerate(pairwise(found.lines))]
    assert priors(found, rows, 100) == [{}] * len(rows)


def test_most_letters_may_have_no_size() -> None:
    tiny = [Print(words, 50, 100 + 20 * n, 0.01) for n, words in enumerate(LEFT)]
    made = convert(pdf([Print("水利建设喜获丰收", 110, 60, 20), *tiny]), "a.pdf")
    assert any(frame and not frame.size for frame in made.source.frames)
