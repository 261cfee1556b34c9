"""One table, printed in the orders that extraction tools have, is one grid."""

from __future__ import annotations

import pytest

from converter.chinese.cells import Word, find_grids, table_words

HEAD = ["单位", "产量(吨)", "产值(万元)"]
BODY = [["一车间", "13.3", "690"], ["二车间", "7420", "-3.2"], ["铸造车间", "8", "4.1"]]
CAPTION = ["各单位主要指标完成情况"]

PRINTED: dict[str, list[list[str]]] = {
    "row by row": [CAPTION, HEAD, *BODY],
    "a cell a line": [CAPTION, *([c] for c in HEAD), *([c] for row in BODY for c in row)],
    "column by column": [
        CAPTION,
        *([c] for c in HEAD),
        *([row[0]] for row in BODY),
        *([row[k]] for k in (1, 2) for row in BODY),
    ],
    "units on their own lines": [
        CAPTION,
        ["单位", "产量"],
        ["(吨)", "产值"],
        ["(万元)"],
        *([c] for row in BODY for c in row),
    ],
}


def _read(rows: list[list[str]]) -> list[list[str]]:
    grids = find_grids(rows)
    assert len(grids) == 1
    grid = grids[0]
    cells = [grid.head, *grid.body]
    return [
        ["".join(rows[w.row][w.word][w.start : w.end] for w in cell) for cell in line]
        for line in cells
    ]


@pytest.mark.parametrize("order", PRINTED)
def test_one_grid_in_every_order(order: str) -> None:
    assert _read(PRINTED[order]) == [HEAD, *BODY]


def test_every_word_is_in_one_cell() -> None:
    rows = PRINTED["a cell a line"]
    grid = find_grids(rows)[0]
    words = [w for cell in [*grid.head, *(c for line in grid.body for c in line)] for w in cell]
    assert len(words) == len(set(words)) == sum(map(len, rows)) - 1
    assert grid.caption == [0]


def test_numbers_in_text_are_no_table() -> None:
    assert find_grids([["一、工作情况"], None, ["3"], None, ["4"], None, ["5"]]) == []
    assert find_grids([["目标", "12"], ["任务", "13"], ["措施", "14"]]) == []


WRAPPED: dict[str, tuple[str, str, str]] = {
    "heads glued together": (
        """各年级情况
年级
参测人数优秀人数优良率(%)
七年级 4.9 55 7.1
八年级 1.2 3 4
九年级 1.2 3 4""",
        "年级 参测人数 优秀人数 优良率(%)",
        "七年级 八年级 九年级",
    ),
    "letters set apart": (
        """行情表
品名 本 月 均 价 上 月 均 价 涨跌(%)
(元)
(元)
实 木 地 板
1.0 2.5 -3.1
铰链 1 2 3
拉手 7 8.1 9""",
        "品名 本月均价(元) 上月均价(元) 涨跌(%)",
        "实木地板 铰链 拉手",
    ),
    "second lines below": (
        """各年级统计
年级 参测人 合格率
数 (%)
高 一 年 3 4
级
八年级 5 6
九年级 7 8""",
        "年级 参测人数 合格率(%)",
        "高一年级 八年级 九年级",
    ),
    "the page's number below": (
        """各单位一览表
单位 产量 产值
一车间 1.5 2
二车间 3 4
三车间 5 6
12""",
        "单位 产量 产值",
        "一车间 二车间 三车间",
    ),
}


@pytest.mark.parametrize("kind", WRAPPED)
def test_heads_and_names_that_the_tool_tore(kind: str) -> None:
    printed, head, names = WRAPPED[kind]
    rows = [line.split() for line in printed.splitlines()]
    grids = find_grids(rows, count="".join(printed.split()).count)
    assert len(grids) == 1
    grid = grids[0]

    def said(cell: list[Word]) -> str:
        return "".join(rows[w.row][w.word][w.start : w.end] for w in cell)

    assert [said(cell) for cell in grid.head] == head.split()
    assert [said(line[0]) for line in grid.body] == names.split()
    assert {len(line) for line in grid.body} == {len(grid.head)}


def test_text_beside_a_table_parts_no_head_from_its_rows() -> None:
    rows = [["乡镇", "面积", "总产"], None, ["一镇", "1", "2"], None, ["二镇", "3", "4"]]
    rows += [["三镇", "5", "6"], None, ["各乡镇生产情况"]]
    grid = find_grids(rows)[0]
    assert len(grid.head) == 3
    assert len(grid.body) == 3
    assert grid.caption == [7]


def test_numbers_glued_to_a_name_are_words_of_their_own() -> None:
    assert table_words("实木地板50.57 22.5") == [(0, 4), (4, 9), (10, 14)]
    assert table_words("2023年 表1") == [(0, 5), (6, 8)]


def test_columns_printed_behind_the_rows_are_the_tables() -> None:
    rows = [
        *(
            line.split()
            for line in ("镇 产值 税收", "(亿元) (%)", "沙河镇 12.5 8.1", "云水镇 9.3 7.4")
        ),
        *(line.split() for line in ("湖西镇 7.0 -1.2", "青山乡 3.8 5.0", "绝对量", "增速", "(%)")),
        *(line.split() for line in ("10.1 9.8", "9.2 7.7", "3.4 1.1", "7.7 2.0")),
        ["2024年各镇主要指标完成情况"],
    ]
    grid = find_grids(rows)[0]
    assert [rows[w.row][w.word] for w in grid.apart[:4]] == ["绝对量", "增速", "(%)", "10.1"]
    assert grid.rows == set(range(13))
    assert grid.caption == [13]
    # One row of numbers fewer: they are no columns of this table.
    assert find_grids(rows[:12])[0].apart == []
