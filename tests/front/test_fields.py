"""Fields of the masthead in rows of every dress; what is no field stays out."""

from __future__ import annotations

import itertools

import pytest

from converter.fields import issue_names, read_fields
from converter.pipeline import base_profile

CASES: dict[str, list[tuple[str, str]]] = {
    "主编：张三": [("editor_in_chief", "张三")],
    "主　　编：张三": [("editor_in_chief", "张三")],
    "主编/张三": [("editor_in_chief", "张三")],
    "主编 张三 副主编 李四 王五六": [
        ("editor_in_chief", "张三"),
        ("deputy_editors", "李四 王五六"),
    ],
    "责任编辑：许梅　贺婷　版式设计：梁立春": [
        ("responsible_editors", "许梅　贺婷"),
        ("layout", "梁立春"),
    ],
    "准印证号（青）8125833号": [("permit", "（青）8125833号")],
    "2024年第4期（总第778期）": [("issue", "2024年第4期"), ("total", "总第778期")],
    "青石县教育局主办": [("publisher", "青石县教育局")],
    "主办：青石县教育局": [("publisher", "青石县教育局")],
    "青石县委宣传部 主管 青石县融媒体中心 主办": [
        ("supervisor", "青石县委宣传部"),
        ("publisher", "青石县融媒体中心"),
    ],
    "2025年4月14日 星期一 第1版": [("date", "2025年4月14日 星期一")],
    "地址：青石市人民路12号 邮编：222333 电话：0534-1234567": [
        ("address", "青石市人民路12号"),
        ("postcode", "222333"),
        ("phone", "0534-1234567"),
    ],
    "内部资料　免费交流": [("circulation_note", "内部资料　免费交流")],
}


@pytest.mark.parametrize("row", CASES)
def test_fields_of_a_row(row: str) -> None:
    found = read_fields(row, base_profile().masthead)
    assert [(f.key, row[f.value[0] : f.value[1]]) for f in found.found] == CASES[row]
    assert found.covered > 0.99


@pytest.mark.parametrize(
    "row",
    [
        "在2024年3月5日召开的会议上，主编强调要办好内刊",
        "编辑工作者要深入一线，电话采访不能代替现场",
        "小企业的大订单",
    ],
)
def test_running_text_is_no_masthead(row: str) -> None:
    assert read_fields(row, base_profile().masthead).covered < 0.75


def test_a_field_is_where_its_characters_are() -> None:
    row = "主 编：田 野　邮编：123456"
    for field in read_fields(row, base_profile().masthead).found:
        for a, b in (field.label, field.value):
            assert 0 <= a <= b <= len(row)
    spans = sorted(
        s for f in read_fields(row, base_profile().masthead).found for s in (f.label, f.value)
    )
    assert all(x[1] <= y[0] for x, y in itertools.pairwise(spans))


def test_names_under_which_a_text_speaks_of_its_issue() -> None:
    assert issue_names("《青石 通讯》2024年第3期\n读《红楼梦》有感") == {"青石通讯"}
