"""Front matter keeps its order; an imprint is parted from what stands beside it."""

from __future__ import annotations

from converter.label import label
from converter.label.rows import build_rows
from converter.label.solid import parted_imprint, tables_apart, with_tables
from converter.model import Label
from converter.pipeline import base_profile
from converter.read import read

_TEXT = "清晨的厂区里，机器的轰鸣声一阵紧过一阵，班长带着大家逐项检查设备，记录每一个数字。\n" * 6

LISTED = f"""\
目录
卷首语
把隐患消灭在萌芽状态                              董雨伟（3）
职工园地
灯下漫笔                                        技术中心（4）
茶香里的故乡                                    康春涛（5）
生产一线
一台老机床的新生                        梁嘉立 孔玉丽（6）
小革新带来大变化                                林荣（7）
卷首语
把隐患消灭在萌芽状态
董雨伟
{_TEXT}职工园地
灯下漫笔
技术中心
{_TEXT}茶香里的故乡
康春涛
{_TEXT}生产一线
一台老机床的新生
梁嘉立 孔玉丽
{_TEXT}小革新带来大变化
林荣
{_TEXT}"""


def test_authors_behind_blanks_are_no_column() -> None:
    source = read(LISTED.encode(), "a.txt")
    contents = label(source, base_profile()).contents
    found = [
        (
            source.text[slice(*contents.columns[e.column])],
            e.words,
            "".join(source.text[a:b] for a, b in e.authors),
            source.text[slice(*e.page)],
        )
        for e in contents.entries
    ]
    assert found == [
        ("卷首语", "把隐患消灭在萌芽状态", "董雨伟", "3"),
        ("职工园地", "灯下漫笔", "技术中心", "4"),
        ("职工园地", "茶香里的故乡", "康春涛", "5"),
        ("生产一线", "一台老机床的新生", "梁嘉立 孔玉丽", "6"),
        ("生产一线", "小革新带来大变化", "林荣", "7"),
    ]


def test_an_imprint_and_the_list_beside_it_are_parted() -> None:
    text = """\
责任编辑：谢远 韩诚国                 会长致辞
                          登山小记………………………………………………萧玉建 （3）
编委会成员：唐思明 杜琳岚 程斌国
邮编：373901                 小企业的大订单………………………………贺伟丽 汪勇 （4）
联系电话：0877-7299062
印刷数量：5700册                行业论坛

会长致辞
行业论坛
"""
    source = read(text.encode(), "a.txt")
    rows, put = parted_imprint(build_rows(source), source.lines, base_profile())
    assert [r.text for r in rows] == [
        "责任编辑：谢远 韩诚国",
        "编委会成员：唐思明 杜琳岚 程斌国",
        "邮编：373901",
        "联系电话：0877-7299062",
        "印刷数量：5700册",
        "会长致辞",
        "登山小记………………………………………………萧玉建 （3）",
        "小企业的大订单………………………………贺伟丽 汪勇 （4）",
        "行业论坛",
        "会长致辞",
        "行业论坛",
    ]
    assert put == {r.start for r in rows[:9]}


def test_letter_spaced_names_are_not_cut_off() -> None:
    text = "主   编：周    丽   梁晨\n副主编：韩    思   彭诚浩\n邮   编：594981\n"
    source = read(text.encode(), "a.txt")
    rows, put = parted_imprint(build_rows(source), source.lines, base_profile())
    assert len(rows) == 3
    assert not put


def test_a_table_alone_in_its_lines_is_no_page_of_columns() -> None:
    table = (
        "单位            产量(吨)      产值(万元)\n一车间            13.3        690\n"
        "二车间            7420        -3.2\n铸造车间             8         4.1\n"
    )
    source = read((_TEXT + "各单位主要指标完成情况\n" + table + _TEXT).encode(), "a.txt")
    rows = build_rows(source)
    (group,) = tables_apart(rows)
    assert [rows[i].text[:3].strip() for i in group] == [
        "各单位",
        "单位",
        "一车间",
        "二车间",
        "铸造车",
    ]
    found = [item for item in label(source, base_profile()).rows if item.label is Label.TABLE]
    assert [item.row.start for item in found] == [rows[i].start for i in group[1:]]


def test_a_table_goes_behind_the_sentence_that_it_interrupts() -> None:
    text = "清晨的厂区里机器的轰鸣声一阵紧过一阵\n乡镇 产量\n一镇 1 2\n班长带着大家逐项检查设备。\n"
    rows = build_rows(read(text.encode(), "a.txt"))
    out = with_tables([rows[0], rows[3]], [(rows[0], rows[1:3])])
    assert [r.line for r in out] == [0, 3, 1, 2]
    assert [r.order for r in out] == [0.0, 1.0, 2.0, 3.0]


def test_authors_are_known_by_their_bylines_and_heads_stand_behind_pages() -> None:
    text = f"""\
目录
卷首语
一盏夜灯的温度                     护理部（1） 职工园地
灯下漫笔林浩雪曹立浩（2）
茶香里的故乡 康春涛（3） 学 先 进 争 一 流
小革新带来大变化 技术组（4）
卷首语
一盏夜灯的温度
文/护理部
{_TEXT}职工园地
灯下漫笔
文/林浩雪 曹立浩
{_TEXT}茶香里的故乡
文/康春涛
{_TEXT}学先进争一流
小革新带来大变化
文/技术组
{_TEXT}"""
    source = read(text.encode(), "a.txt")
    contents = label(source, base_profile()).contents
    found = [
        (
            "".join(source.text[slice(*contents.columns[e.column])].split()),
            e.words,
            "".join(source.text[a:b] for a, b in e.authors),
        )
        for e in contents.entries
    ]
    assert found == [
        ("卷首语", "一盏夜灯的温度", "护理部"),
        ("职工园地", "灯下漫笔", "林浩雪曹立浩"),
        ("职工园地", "茶香里的故乡", "康春涛"),
        ("学先进争一流", "小革新带来大变化", "技术组"),
    ]
