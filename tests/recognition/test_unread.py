"""A text in a language that recognition does not know: one warning, everything in its order."""

from __future__ import annotations

import pytest

from converter.pipeline import convert
from converter.tei.validate import validate

KOREAN = """도서관 소식

주말의 도서관
임희

도서관은 지난 가을 다시 문을 연 뒤로 주말마다 책을
읽으러 온 아이들로 가득합니다.
  직원은 낡은 서가를 낮은 책장으로 바꾸었다고 말했습니다.
"""
JAPANESE = """図書館だより
　図書館は昨年の秋に再開してから、毎週末、本を読みに
来る子どもたちでいっぱいです。
"""
GERMAN = "Die Bücherei ist seit dem Herbst wieder geöffnet und jede Woche voller Kinder. " * 8


def paragraphs(text: str) -> list[str]:
    tree = convert(text.encode(), "case.txt").tree
    assert not validate(tree)
    return ["".join(p.itertext()) for p in tree.getroot().find("{*}text").iter("{*}p")]


def test_paragraphs_are_kept_in_their_order() -> None:
    assert paragraphs(KOREAN) == [
        "도서관 소식",
        "주말의 도서관",
        "임희",
        "도서관은 지난 가을 다시 문을 연 뒤로 주말마다 책을 읽으러 온 아이들로 가득합니다.",
        "직원은 낡은 서가를 낮은 책장으로 바꾸었다고 말했습니다.",
    ]
    assert paragraphs(JAPANESE) == [
        "図書館だより",
        "図書館は昨年の秋に再開してから、毎週末、本を読みに来る子どもたちでいっぱいです。",
    ]


def test_lines_are_paragraphs_where_nothing_parts_them() -> None:
    lines = [line.strip() for line in KOREAN.splitlines() if line.strip()]
    assert paragraphs("\n".join(lines) + "\n") == lines


@pytest.mark.parametrize(
    ("text", "language"), [(KOREAN, "ko"), (JAPANESE, "ja"), (GERMAN, "und-Latn")]
)
def test_one_warning_names_the_language(text: str, language: str) -> None:
    found = convert(text.encode(), "case.txt").diagnostics
    told = [d for d in found if d.code != "text-unprinted"]
    assert [(d.code, language in d.message("en")) for d in told] == [("read-language", True)]


def test_pages_are_kept() -> None:
    text = "\f".join([KOREAN] * 3)
    tree = convert(text.encode(), "case.txt").tree
    assert len(list(tree.iter("{*}pb"))) == 3
