"""One table, printed in the orders that extraction tools have, is one grid."""

from __future__ import annotations

import re
from unittest import mock

import pytest

from converter.assemble.grids import APART, BLANK, Reading, read_grid
from converter.assemble.heads import Context, Head, Word, fit_head, said
from converter.assemble.tables import has_all
from converter.label.grids import grids_of
from converter.labelling import make_row

HEAD = ["单位", "产量(吨)", "产值(万元)"]
BODY = [["一车间", "13.3", "690"], ["二车间", "7420", "-3.2"], ["铸造车间", "8", "4.1"]]
DAYS = [
    ["日期", "地点", "项目"],
    ["9月14日", "南门", "磨刀"],
    ["9月28日", "汀心广场", "修伞、理发"],
]
NAMES = [
    ["组别 Lower", "辛可 Kira Xin", "《渡口》"],
    ["方言组 Dialect", "荆小鱼 Yuna", "《摇船谣》"],
]


def _words(lines: list[str]) -> tuple[Word, ...]:
    """Words of lines, two blanks apart or one."""
    out: list[Word] = []
    for number, line in enumerate(lines):
        at = 0
        for m in re.finditer(r"\S+", line):
            gap = (BLANK if m.start() - at == 1 else APART) if m.start() else 0
            out.append(Word(m[0], m.start(), m.end(), number, gap))
            at = m.end()
    return tuple(out)


def _read(lines: list[str], *, blocks: bool = False, around: str = "") -> list[list[str]]:
    best, _ = read_grid(_words(lines), Context(around), blocks=blocks)
    assert isinstance(best, Reading)
    return [[said(cell) for cell in row] for row in [best.head.cells, *best.body]]


@pytest.mark.parametrize("grid", [[HEAD, *BODY], DAYS])
def test_one_grid_in_every_order(grid: list[list[str]]) -> None:
    by_columns = [cell for column in zip(*grid, strict=True) for cell in column]
    assert _read(["  ".join(row) for row in grid]) == grid
    assert _read([" ".join(row) for row in grid]) == grid
    assert _read([cell for row in grid for cell in row]) == grid
    assert _read(by_columns, blocks=True) == grid
    below = [*grid[0], *(c for column in zip(*grid[1:], strict=True) for c in column)]
    assert _read(below, blocks=True) == grid


def test_blanks_between_two_languages_part_no_cells() -> None:
    rows = [["组别 Division", "一等奖 First", "篇目 Title"], *NAMES, *NAMES]
    assert _read([" ".join(row) for row in rows]) == [
        ["".join(cell.split()) for cell in row] for row in rows
    ]


def test_blanks_between_a_number_and_what_it_counts_part_no_cells() -> None:
    lines = ["环节 2022 年 2023 年", "报案接听 18 秒 12 秒", "现场到达 46 分钟 38 分钟"]
    assert _read(lines)[1:] == [["报案接听", "18秒", "12秒"], ["现场到达", "46分钟", "38分钟"]]


def test_a_column_of_words_behind_the_numbers_is_one() -> None:
    rows = [["项目", "投资", "进度"], ["北站", "38.2", "屋盖合龙"], ["电站", "76.0", "导流洞掘进"]]
    rows += [["产业园", "21.5", "设备安装"], ["绿道三期", "3.1", "路基成形"]]
    assert _read([cell for row in rows for cell in row]) == rows


WRAPPED: dict[str, tuple[str, str, str]] = {
    "heads glued together": (
        """年级
参测人数优秀人数优良率(%)
七年级 4.9 55 7.1
八年级 1.2 3 4
九年级 1.2 3 4""",
        "年级 参测人数 优秀人数 优良率(%)",
        "七年级 八年级 九年级",
    ),
    "letters set apart": (
        """品名 本 月 均 价 上 月 均 价 涨跌(%)
(元)
(元)
实木地板 1.0 2.5 -3.1
铰链 1 2 3
拉手 7 8.1 9""",
        "品名 本月均价(元) 上月均价(元) 涨跌(%)",
        "实木地板 铰链 拉手",
    ),
    "names over two lines": (
        """单位 产量 产值
一车间 1.5 2
铸造
车间 3 4
三车间 5 6""",
        "单位 产量 产值",
        "一车间 铸造车间 三车间",
    ),
}


@pytest.mark.parametrize("kind", WRAPPED)
def test_heads_and_names_that_the_tool_tore(kind: str) -> None:
    printed, head, names = WRAPPED[kind]
    grid = _read(printed.splitlines())
    assert grid[0] == head.split()
    assert [row[0] for row in grid[1:]] == names.split()


def test_columns_printed_behind_the_rows_go_back_to_them() -> None:
    lines = ["镇 产值 税收", "(亿元) (%)", "沙河镇 12.5 8.1", "云水镇 9.3 7.4"]
    lines += ["湖西镇 7.0 -1.2", "青山乡 3.8 5.0", "绝对量", "增速", "(%)"]
    lines += ["10.1 9.8", "9.2 7.7", "3.4 1.1", "7.7 2.0"]
    assert _read(lines)[:2] == [
        ["镇", "产值(亿元)", "税收(%)", "绝对量", "增速(%)"],
        ["沙河镇", "12.5", "8.1", "10.1", "9.8"],
    ]
    assert len(_read(lines[:-1])[1]) == 3


def test_every_word_is_in_one_cell() -> None:
    words = _words([cell for row in [HEAD, *BODY] for cell in row])
    best, second = read_grid(words, Context(""), blocks=False)
    for reading in (best, second):
        assert reading is not None
        cells = [*reading.head.cells, *(cell for row in reading.body for cell in row)]
        assert sorted(word for cell in cells for word in cell) == sorted(words)


def _found(lines: list[str]) -> list[list[int]]:
    rows = [make_row(line, 0, 0, i, 0) for i, line in enumerate(lines)]
    return [sorted(grid.rows) for grid in grids_of(rows)]


def test_names_with_numbers_are_the_rows_of_a_table() -> None:
    lines = ["各单位主要指标完成情况", *HEAD, *(cell for row in BODY for cell in row)]
    assert _found(lines) == [list(range(1, 13))]
    assert _found(["一、工作情况。", "3", "全县共有。", "4", "全县共有。", "5"]) == []
    assert _found(["目标", "12", "任务", "13", "措施", "14"]) == []


def test_no_reading_stands_that_loses_a_word_or_tells_it_twice() -> None:
    words = _words(["单位  产量(吨)", "一车间  13.3"])
    cells = [[word] for word in words]
    assert has_all(Reading(Head(cells[:2]), [cells[2:]], 0.0, "rows"), words)
    assert not has_all(Reading(Head(cells[:1]), [cells[2:]], 0.0, "rows"), words)
    assert not has_all(Reading(Head(cells[:2]), [cells[1:]], 0.0, "rows"), words)
    a = words[1]
    parted = [[a._replace(end=a.start + 2)], [a._replace(start=a.start + 2)]]
    assert has_all(Reading(Head([cells[0], *parted]), [cells[2:]], 0.0, "rows"), words)


def test_heads_are_fitted_for_the_readings_alone_that_may_win() -> None:
    rows = [
        [f"{name}镇", str(k), f"{k * 7 % 10}.{k}"] for k, name in enumerate("东南西北中上下左右前")
    ]
    words = _words(["  ".join(row) for row in [["乡镇", "产值", "税收"], *rows]])
    with mock.patch("converter.assemble.grids.fit_head", wraps=fit_head) as fitted:
        best, second = read_grid(words, Context(""), blocks=False)
    assert best is not None
    assert second is not None
    assert best.worth > second.worth
    assert fitted.call_count < 10  # of some dozens of readings
