"""The text layer of documents: what readers give, and what `read` makes of it."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import types

import pytest

from converter.model import Box, Frame, Part, Role
from converter.read import layer as room
from converter.read import read
from converter.read.decoding import DecodingError
from converter.read.layer import Asked, Layer, Reader, Writer, reader_of


def two_pages() -> Writer:
    made = Writer("made")
    made.page()
    made.line("云溪通讯", Frame(0, Box(72, 72, 200, 96), 24.0, 700), Role(Part.HEADING, 1))
    made.blank()
    made.blank()
    made.line("　　第一段文字\n第二行")
    made.page("ii")
    made.blank()
    made.row(["姓名", " 年\t龄 "], Role(Part.ROW, label=True))
    return made


def test_a_writer_keeps_the_conventions_of_raw_text() -> None:
    layer = two_pages().done()
    assert layer.text == "云溪通讯\n\n　　第一段文字 第二行\f姓名\t年 龄\n"
    assert [(sheet.label, sheet.line) for sheet in layer.pages] == [("1", 0), ("ii", 3)]
    assert len(layer.frames) == len(layer.roles) == 5


def test_a_page_without_a_line_stands_all_the_same() -> None:
    made = Writer("made")
    made.page()
    made.page()
    made.line("文字")
    assert made.done().text == "\f文字\n"


def test_a_document_without_a_letter_is_refused() -> None:
    made = Writer("made")
    made.page()
    with pytest.raises(DecodingError, match="no text"):
        made.done()


@pytest.fixture
def made_format(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A format of our own, with its reader."""
    module = types.ModuleType("converter.read.made")

    def layer(_data: bytes, _name: str, asked: Asked) -> Layer:
        assert asked.images
        return two_pages().done()

    module.layer = layer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    sign = Reader("made", room.re.compile(b"MADE"))
    monkeypatch.setattr(room, "READERS", (sign, *room.READERS))
    return b"MADE by a test"


def test_a_source_has_the_layer_and_both_digests(made_format: bytes) -> None:
    source = read(made_format, "a.made")
    assert source.document == hashlib.sha256(made_format).hexdigest()
    assert source.digest == hashlib.sha256(source.text.encode()).hexdigest()
    assert source.format == "made"
    assert [(p.first, p.last) for p in source.pages] == [(0, 3), (3, 5)]
    assert len(source.lines) == len(source.frames) == len(source.roles)
    assert source.roles[3] == Role(Part.ROW, label=True)


def test_a_raw_text_has_no_layer() -> None:
    source = read("云溪通讯\n".encode(), "a.txt")
    assert not source.document
    assert source.frames == source.roles == source.pictures == ()


@pytest.mark.parametrize(
    ("data", "module"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\n %PDF-1.4", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "scan"),
        (b"\xff\xd8\xff\xe0", "scan"),
        ("%P 云溪通讯".encode(), ""),
        ("说说 %PDF-1.7 格式".encode(), ""),
    ],
)
def test_a_format_is_told_by_its_first_bytes(data: bytes, module: str) -> None:
    found = reader_of(data)
    assert (found.module if found else "") == module


def test_readers_are_not_loaded_for_a_raw_text() -> None:
    words = (
        "import sys; from converter.read import read; from converter.read.layer import READERS; "
        "read('云溪通讯'.encode(), 'a.txt'); "
        "print(sorted({f'converter.read.{r.module}' for r in READERS} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
