"""Columns that only running heads name."""

from __future__ import annotations

from converter.label.column_heads import running_columns
from converter.labelling import Labelled, make_row
from converter.model import Label


def _head(text: str, page: int) -> Labelled:
    return Labelled(make_row(text, 100 * page, page, page, 0), Label.RUNHEAD)


def _pages(heads: list[str]) -> dict[int, str]:
    rows = [_head(text, page) for page, text in enumerate(heads) if text]
    rows += [_head("青枫园", page) for page in range(len(heads))]
    rows += [_head("《青枫园》2024年第3期", page) for page in range(len(heads))]
    return running_columns(rows, frozenset())


def test_heads_of_some_pages_are_columns() -> None:
    heads = ["教研之窗 — 1 —", "教研之窗 — 2 —", "艺 体 空 间 3", "艺 体 空 间 4", "5"]
    assert _pages(heads) == {0: "教研之窗", 1: "教研之窗", 2: "艺 体 空 间", 3: "艺 体 空 间"}


def test_one_head_or_scattered_ones_are_none() -> None:
    assert _pages(["教研之窗", "教研之窗", "", "", ""]) == {}
    assert _pages(["教研", "视窗", "1", "2", "教研", "3", "视窗"]) == {}
