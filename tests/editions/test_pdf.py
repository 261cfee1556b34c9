"""The PDF edition, read by a library that did not write it."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from converter.emit import FORMATS, Options
from tests.conftest import find_module
from tests.editions.trees import tree

if TYPE_CHECKING:
    from pypdf import PdfReader


@pytest.fixture(scope="module")
def reader() -> PdfReader:
    find_module("weasyprint")
    find_module("pypdf")
    from pypdf import PdfReader

    data = FORMATS["pdf"].emit(tree("rich"), Options(epoch=1_700_000_000))
    return PdfReader(BytesIO(data))


def bookmarks(outline: list[object], depth: int = 1) -> Iterator[tuple[int, str]]:
    for item in outline:
        if isinstance(item, list):
            yield from bookmarks(item, depth + 1)
        else:
            yield depth, "".join(str(getattr(item, "title", "")).split())


def test_bookmarks_follow_columns_articles_and_sections(reader: PdfReader) -> None:
    found = list(bookmarks(list(reader.outline)))
    for expected in (
        (1, "云溪通讯"),
        (2, "本期特稿"),
        (3, "把老渡口的故事留给下一代人"),
        (4, "一、先把人找到"),
        (5, "（一）名册从族谱里来"),
        (2, "编后"),
    ):
        assert expected in found


def test_every_page_has_the_running_title_and_its_number(reader: PdfReader) -> None:
    assert len(reader.pages) > 3
    for n, page in enumerate(reader.pages, 1):
        lines = [line.strip() for line in page.extract_text().splitlines()]
        assert "云溪通讯 2024年第3期" in lines
        assert str(n) in lines


def test_it_is_tagged_in_its_language_and_bears_the_callers_time(reader: PdfReader) -> None:
    root = reader.root_object
    assert str(root["/Lang"]) == "zh-Hans"
    assert "'/Marked': True" in str(root["/MarkInfo"].get_object())
    assert reader.metadata is not None
    assert reader.metadata.title == "云溪通讯 2024年第3期"
    assert str(reader.metadata.get("/ModDate")).startswith("D:20231114221320")


def test_the_contents_name_the_page_here_and_the_page_in_print(reader: PdfReader) -> None:
    lines = reader.pages[0].extract_text().splitlines()
    entry = next(n for n, line in enumerate(lines) if line.startswith("一条河与三座桥 ."))
    here = int(lines[entry].rpartition(" ")[2])
    assert "一条河与三座桥" in reader.pages[here - 1].extract_text()
    assert any("原刊第9页" in line for line in lines[entry : entry + 4])
