"""Page marks of any dress are found by counting, and what else counts is none."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from converter.model import Source
from converter.read import read

FRONT = "青石通讯\n2024年第3期（总第41期）\n主办：青石县文化站\n"
OPENING = "镇里把闲置的仓库改成了书房，白天供居民读书看报，晚上留给孩子们"
LINES = (
    "写作业。书架是旧课桌拆了重做的，靠窗的一排矮柜正好让孩子够得着",
    "上层的图画书。管理员每月从县里换一批新书回来，登记在本子上，谁",
    "借了哪一本，一翻就知道。半年下来借出去两千多册，只丢了三本。",
)
PAGE = (OPENING, *LINES, OPENING, *LINES, OPENING, *LINES)
PAGES = 6

Dress = Callable[[int], str]

COUNTED: dict[str, Dress] = {
    "page of": lambda n: f"Page {n} of {PAGES}",
    "slash": lambda n: f"{n} / {PAGES}",
    "colon": lambda n: f"P:{n:02}",
    "equals": lambda n: f"===== {n} =====",
    "in words": lambda n: f"—— 第{'一二三四五六'[n - 1]}页 ——",
    "words alone": lambda n: f"— {'一二三四五六'[n - 1]} —",
    "traditional": lambda n: f"第 {n} 頁",
    "bracket": lambda n: f"[Page {n}]",
    "heading": lambda n: f"\n## Page {n}\n",
    "marker": lambda n: f"\n{{{n - 1}}}{'-' * 48}\n",
    "end of page": lambda n: f"\n--- end of page={n - 1} ---\n",
    "comment": lambda n: f"\n<!-- page {n} -->\n",
    "file": lambda n: f"scan_{n:03}.jpg",
    "path": lambda n: f"/scans/issue-{n:04}.png",
    "bare": str,
    "dots": lambda n: f"· {n} ·",
    "wide": lambda n: f"－{chr(0xFF10 + n)}－",
    "from 45": lambda n: str(n + 44),
    "head": lambda n: f"青石通讯 2024年第3期 {n}",
    "odd and even": lambda n: f"青石通讯 2024年第3期 {n}" if n % 2 else f"{n} 青石县文化站",
    "address": lambda n: f"https://qingshi.example.org/print?id=3 {n}/{PAGES}",
}
SAME = {
    "break": "\n<!-- page break -->\n",
    "form": "[PAGE BREAK]",
    "in Chinese": "----分页符----",
    "rule": "\n-----\n",
    "head": "青石通讯 2024年第3期",
}


def printed(dress: Dress, *, foot: bool) -> str:
    """An issue with a mark at the head or the foot of each page."""
    pages = []
    for n in range(1, PAGES + 1):
        text = "\n".join(PAGE)
        pages.append(f"{text}\n{dress(n)}\n" if foot else f"{dress(n)}\n{text}\n")
    return FRONT + "".join(pages)


def text_of(text: str) -> Source:
    """The source as it was given, though it is read as Markdown."""
    source = read(text.encode(), "x.txt")
    return source.raw or source


@pytest.mark.parametrize("foot", [True, False], ids=["foot", "head"])
@pytest.mark.parametrize("dress", COUNTED.values(), ids=COUNTED)
def test_lines_that_count_up_are_page_marks(dress: Dress, *, foot: bool) -> None:
    source = text_of(printed(dress, foot=foot))
    marked = [page for page in source.pages if page.mark >= 0]
    said = [source.lines[page.mark].text for page in marked]
    assert said == [dress(n).strip("\n") for n in range(1, PAGES + 1)]
    assert {b.printed - a.printed for a, b in pairwise(marked)} == {1}


@pytest.mark.parametrize("foot", [True, False], ids=["foot", "head"])
@pytest.mark.parametrize("mark", SAME.values(), ids=SAME)
def test_a_line_that_comes_again_as_pages_turn_is_a_page_mark(mark: str, *, foot: bool) -> None:
    source = read(printed(lambda _: mark, foot=foot).encode(), "x.txt")
    said = [source.lines[page.mark].text for page in source.pages if page.mark >= 0]
    assert said == [mark.strip("\n")] * PAGES


@pytest.mark.parametrize("dress", COUNTED.values(), ids=COUNTED)
def test_marks_are_known_between_form_feeds_too(dress: Dress) -> None:
    pages = [f"{dress(n)}\n" + "\n".join(PAGE[n:]) for n in range(1, PAGES + 1)]
    source = text_of(FRONT + "\n\f".join(pages))
    assert source.format == "form-feed"
    said = [source.lines[page.mark].text for page in source.pages]
    assert said == [dress(n).strip("\n") for n in range(1, PAGES + 1)]


ARTICLES = (3, 2, 5, 1, 6, 2, 4)  # how many times the text stands in each
TITLES = (
    "渡口换了新船",
    "修旧如旧石拱桥",
    "夜校里的算盘声",
    "一口老井的体检",
    "茶山修了一条路",
    "稻田",
    "候鸟",
)
NO_MARKS: dict[str, Dress] = {
    "number": str,
    "number and point": lambda n: f"{n}.",
    "two digits": lambda n: f"{n:02}",
    "numeral": lambda n: "一二三四五六七"[n - 1],
    "in brackets": lambda n: f"（{n}）",
    "story": lambda n: f"故事{n}",
    "question": lambda n: f"问题{n}",
    "chapter": lambda n: f"第{n}章",
    "No.": lambda n: f"No.{n}",
    "year": lambda n: str(2016 + n),
    "day": lambda n: f"6月{n}日",
    "rule": lambda _: "-----",
    "stars": lambda _: "＊＊＊",
    "column": lambda _: "读者来信",
}


@pytest.mark.parametrize("dress", NO_MARKS.values(), ids=NO_MARKS)
def test_what_stands_above_titles_counts_no_pages(dress: Dress) -> None:
    text = "\n".join((OPENING, *LINES))
    articles = [
        f"{dress(n)}\n{title}\n" + f"{text}\n" * size
        for n, (title, size) in enumerate(zip(TITLES, ARTICLES, strict=True), 1)
    ]
    source = read((FRONT + "".join(articles)).encode(), "x.txt")
    assert len(source.pages) == 1


@pytest.mark.parametrize(
    "cells",
    [
        ("沟塘村", "一百二十户", "九十八亩", "二百一十八人", "已完成", "张三"),
        ("沟塘村第三组", "一百二十户", "九十八亩", "二百一十八人", "六月底完成", "张三", "李四"),
    ],
)
def test_serial_numbers_of_a_table_count_no_pages(cells: tuple[str, ...]) -> None:
    rows = "".join("\n".join((str(n), *cells)) + "\n" for n in range(1, 15))
    text = "\n".join((OPENING, *LINES)) + "\n"
    assert len(read((FRONT + text + rows + text).encode(), "x.txt").pages) == 1


def test_an_issue_s_own_front_is_not_the_host_s() -> None:
    own = read(printed(lambda n: f"--- Page {n} ---", foot=False).encode(), "x.txt")
    assert (own.format, own.pages[0].number) == ("plain", 1)
    host = "青石通讯\n浏览 204　点赞 36　分享\n全屏 | 下载 | 举报\n"
    text = printed(lambda n: f"Page {n}", foot=False).replace(FRONT, host)
    dump = read(text.encode(), "x.txt")
    assert (dump.format, dump.pages[0].number) == ("flip-book", 0)
