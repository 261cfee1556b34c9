"""One table, printed in the orders that extraction tools have, is one grid."""

from __future__ import annotations

import pytest

from converter.chinese.cells import find_grids

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
    return [["".join(rows[i][k] for i, k in cell) for cell in line] for line in cells]


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
