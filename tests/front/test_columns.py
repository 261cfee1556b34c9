"""Columns: what they are called, out of the heads that print them, and which pages have which."""

from __future__ import annotations

import pytest

from converter.label.column_heads import heads_above, heads_of_pages
from converter.labelling import Labelled, column_key, column_name, make_row
from converter.model import Label

NAMES = [
    ("2024.05 本 期 特 稿 B E N Q I T E G A O", "本期特稿"),
    ("副　刊", "副刊"),
    ("综合 SECTION 02", "综合"),
    ("▍⼈事任免", "人事任免"),
    ("COVER STORY封面故事 一城风雨　一诺千钧", "封面故事"),
    ("教研之窗 — 14", "教研之窗"),
    ("【 辟谣台 】", "辟谣台"),
    ("数字·九月", "数字·九月"),
    ("学校新闻 School News", "学校新闻 School News"),
    ("牧者的話", "牧者的話"),
    ("— 7 —", "7"),
]


@pytest.mark.parametrize(("printed", "name"), NAMES)
def test_a_name_is_what_its_head_prints_without_the_rest(printed: str, name: str) -> None:
    assert column_name(printed) == name


def test_one_column_printed_in_two_ways_has_one_key() -> None:
    assert column_key("牧者的話") == column_key("◎ 牧 者 的 话")


def _rows(*lines: tuple[int, str, Label]) -> list[Labelled]:
    out, at = [], 0
    for page, text, label in lines:
        out.append(Labelled(make_row(text, at, page, len(out), 0), label))
        at += len(text) + 1
    return out


def test_a_running_head_right_above_a_title_is_a_column_unless_it_is_the_periodical() -> None:
    rows = _rows(
        (0, "河湾月报", Label.MASTHEAD),
        (1, "学校新闻", Label.RUNHEAD),
        (1, "渠水进村", Label.TITLE),
        (2, "河湾月报", Label.RUNHEAD),
        (2, "书房开门", Label.TITLE),
        (3, "北岸的渠道通了水。", Label.BODY),
    )
    assert list(heads_above(rows, frozenset())) == [1]


def test_a_strip_of_letters_at_the_edge_names_the_page_s_column() -> None:
    rows = _rows(
        (0, "渠水进村", Label.TITLE),
        (0, "北岸的渠道通了水。", Label.BODY),
        (0, "本", Label.RUNHEAD),
        (0, "期", Label.RUNHEAD),
        (0, "特", Label.RUNHEAD),
        (0, "稿", Label.RUNHEAD),
        (1, "书房开到了家门口。", Label.BODY),
    )
    printed = "\n".join(item.row.text for item in rows)
    known = frozenset({"本期特稿"})
    assert heads_of_pages(rows, known, frozenset(), printed, told=False) == {0: "本期特稿"}


def _pages(heads: list[str]) -> dict[int, str]:
    rows = _rows(
        *((page, text, Label.RUNHEAD) for page, text in enumerate(heads) if text),
        *((page, "青枫园", Label.RUNHEAD) for page in range(len(heads))),
        *((page, "《青枫园》2024年第3期", Label.RUNHEAD) for page in range(len(heads))),
    )
    printed = "\n".join(item.row.text for item in rows)
    return heads_of_pages(rows, frozenset(), frozenset(), printed, told=False)


def test_heads_of_some_pages_are_columns() -> None:
    heads = ["教研之窗 — 1 —", "教研之窗 — 2 —", "艺 体 空 间 3", "艺 体 空 间 4", "5"]
    assert {page: column_name(text) for page, text in _pages(heads).items()} == {
        0: "教研之窗",
        1: "教研之窗",
        2: "艺体空间",
        3: "艺体空间",
    }


def test_one_head_or_scattered_ones_are_none() -> None:
    assert _pages(["教研之窗", "教研之窗", "", "", ""]) == {}
    assert _pages(["教研", "视窗", "1", "2", "教研", "3", "视窗"]) == {}
