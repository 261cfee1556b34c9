"""Raw texts made to break the reader: read or refused, in time, with nothing lost."""

from __future__ import annotations

import time

import pytest

from tests.hostile.properties import check

LINE = "县里的工作通讯，一行一行地写下去，没有什么特别的地方。"
SECONDS = 20  # a loaded machine is no failure; what is quadratic takes minutes

LONG = {
    "one line": (LINE * 4000).encode(),
    "one line of letters": b"a" * 1_000_000,
    "one line of digits": b"1" * 200_000,
    "addresses without an end": b"a@" * 20_000,
    "stops": "。".encode() * 50_000,
    "brackets that do not close": "（".encode() * 50_000,
    "empty lines": b"\n" * 300_000 + LINE.encode(),
    "form feeds": LINE.encode() + b"\x0c\n" * 20_000 + LINE.encode(),
}


@pytest.mark.parametrize("name", LONG)
def test_long(name: str) -> None:
    began = time.process_time()
    result = check(LONG[name], ())
    assert result is not None
    assert time.process_time() - began < SECONDS


def test_a_hundred_thousand_page_marks_are_read_in_linear_time() -> None:
    from converter.read import read

    began = time.process_time()
    pages = read("".join(f"第{n}页\n" for n in range(1, 100_001)).encode(), "x").pages
    assert len(pages) >= 99_999
    # The same number again and again is no mark, and costs no more.
    read("第1页\n第2页\n第9页\n".encode() * 33_000, "x")
    assert time.process_time() - began < SECONDS


ODD = {
    "NULs and controls": f"{LINE}\n\x00\x01\x02\x1b[31m\x7f\x85\n{LINE}\n".encode() * 9,
    "lone surrogates": f"{LINE}\n".encode() * 40 + b"\xed\xa0\x80\n" + LINE.encode(),
    "bidi overrides": f"{LINE}\u202e反\u2066中\u2069\u202c\n{LINE}".encode(),
    "an override never ended": f"{LINE}\u202e\u202e\u2067\n{LINE}".encode(),
    "two encodings": f"{LINE}\n".encode() * 60 + f"{LINE[:6]}\n".encode("gb18030"),
    "a mark in the middle": f"{LINE}\n\ufeff{LINE}\ufeff\n".encode(),
    "two marks": f"\ufeff\ufeff{LINE}\n".encode(),
    "non-characters": f"{LINE}\ufffe\uffff\U0010ffff\n{LINE}".encode(),
    "private use": f"{LINE}\ue000\uf8ff\U000f0000\n{LINE}".encode(),
    "combining": (LINE + "\u0301" * 5000).encode(),
    "markup": f"{LINE}<script>alert(1)</script>]]>&amp;<!--\n{LINE}".encode(),
    "line ends of every kind": f"{LINE}\r{LINE}\n\r{LINE}\u2028{LINE}\x0b{LINE}".encode(),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_characters(name: str) -> None:
    assert check(ODD[name]) is not None


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_truncated_tail(cut: int) -> None:
    """A file cut inside a character of two bytes, or of four."""
    data = (LINE * 9 + "\U00020000").encode("gb18030")
    result = check(data[:-cut])
    assert result is not None
    assert result.source.encoding == "gb18030"


def test_a_cut_text_in_utf_8_is_still_utf_8() -> None:
    result = check((LINE * 9).encode()[:-1])
    assert result is not None
    assert result.source.encoding == "utf-8"


def test_bad_bytes_inside_words() -> None:
    """The word list is asked for what no UTF-8 can say: fuzzing found it."""
    words = f"{LINE}\n".encode()
    assert check(words * 40 + words[:30] + b"\xd6\n" + b"\xe5" + words * 3) is not None


def test_two_halves_in_two_encodings_are_read_each_in_its_own() -> None:
    result = check(f"{LINE}\n".encode() * 20 + f"{LINE}\n".encode("gb18030") * 20)
    assert result is not None
    assert result.source.text == f"{LINE}\n" * 40


def test_two_encodings_in_each_line_are_refused() -> None:
    half = len(LINE) // 2
    assert check((LINE[:half].encode() + LINE[half:].encode("gb18030") + b"\n") * 20) is None
