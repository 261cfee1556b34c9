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
    "内部资料，免费赠阅": [("circulation_note", "内部资料，免费赠阅")],
    "中华民国一一三年十月　第二十三期": [
        ("date", "中华民国一一三年十月"),
        ("issue", "第二十三期"),
    ],
    "113年7月15日　第208期": [("date", "113年7月15日"), ("issue", "第208期")],
    "2024学年第二学期第3期　每月一期": [
        ("issue", "2024学年第二学期第3期"),
        ("period", "每月一期"),
    ],
    "二〇二四·秋　总第四十一辑": [("date", "二〇二四·秋"), ("total", "总第四十一辑")],
    "7月28日—8月3日": [("date", "7月28日—8月3日")],
    "2025年8月8日印发": [("date", "2025年8月8日")],
    "澜督〔2025〕14号": [("number", "澜督〔2025〕14号")],
    "（西）内资字第0316号　双月刊　今日4版": [
        ("permit", "（西）内资字第0316号"),
        ("period", "双月刊"),
        ("pages", "今日4版"),
    ],
    "【主编】张三　【编辑】李四": [("editor_in_chief", "张三"), ("editors", "李四")],
    "主编 Editor: 张三": [("editor_in_chief", "张三")],
    "抄送：县委办、县政府办。": [("distribution", "抄送：县委办、县政府办。")],
    "二〇二三年中秋　第五期": [("date", "二〇二三年中秋"), ("issue", "第五期")],
    "2014年冬至": [("date", "2014年冬至")],
}


@pytest.mark.parametrize("row", CASES)
def test_fields_of_a_row(row: str) -> None:
    found = read_fields(row, base_profile().masthead)
    assert [(f.key, row[f.value[0] : f.value[1]]) for f in found.found] == CASES[row]
    assert found.covered > 0.99


ROWS: dict[str, list[tuple[str, str]]] = {
    "责任编辑：贺小棠 莫知\n秋\n地址：西城市洗砚路9号楼\n3层": [
        ("responsible_editors", "贺小棠 莫知\n秋"),
        ("address", "西城市洗砚路9号楼\n3层"),
    ],
    "主\n编\n冉文竹\n副主编\n邮政编码\n鲍一鸣\n437106": [
        ("editor_in_chief", "冉文竹"),
        ("deputy_editors", "鲍一鸣"),
        ("postcode", "437106"),
    ],
    "编委会委员\n方以衡　鲁望山\n邵闻道　柯　岚": [
        ("board_members", "方以衡　鲁望山\n邵闻道　柯　岚")
    ],
    "归荻县科学技术协会\n主办 内部资料": [
        ("publisher", "归荻县科学技术协会"),
        ("circulation_note", "内部资料"),
    ],
    "投稿：gao@a.cn　刊名题字：启功": [("email", "gao@a.cn"), ("other", "刊名题字：启功")],
    "主编　海子平　特邀编辑　白帆": [("editor_in_chief", "海子平"), ("editors", "白帆")],
    "总务处电话：8630 4417": [("phone", "8630 4417")],
    "主办清河县总工会\n编辑部成员：周一": [
        ("publisher", "清河县总工会"),
        ("board_members", "周一"),
    ],
    "主编：　　　编辑：李四": [("editors", "李四")],
    "呈报：县委领导。\n分送：各乡镇。": [
        ("distribution", "呈报：县委领导。"),
        ("distribution", "分送：各乡镇。"),
    ],
}


@pytest.mark.parametrize("rows", ROWS)
def test_fields_of_rows_that_are_a_mastheads(rows: str) -> None:
    found = read_fields(rows, base_profile().masthead, printed=True)
    values = [(f.key, rows[f.value[0] : f.value[1]]) for f in found.found]
    assert [(key, value) for key, value in values if value] == ROWS[rows]
    assert not found.rest


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
