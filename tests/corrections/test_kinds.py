"""Each kind of correction enters its decoder, and its neighbours give way."""

from __future__ import annotations

import functools

import pytest

from converter.corrections import Correction, load
from converter.model import Article, Label
from converter.pipeline import Result, convert
from converter.tei.build import serialise
from tests.conftest import SEEDS

PAGE = """宁津县推动理论学习提质增效

□刘爽

宁津县持续深化党的创新理论武装，推动理论学习走深走实，为开创事业发展新局面提供坚强思想保证。

原原本本学

高标准制订学习计划，明确学习重点，严格落实学习制度，不断提升全县各级中心组的学习质量。

章丘区强化预算绩效管理

□孟凡庚

章丘区财政局着力推进预算绩效管理工作，将所有部门所有资金全部纳入管理，推动财政高质量发展。

对全区绩效目标中的成本指标，从总量和结构两方面进行细化，夯实了全区预算绩效管理的基础。
"""


def entries(*bodies: str) -> tuple[Correction, ...]:
    return load("".join(f"- {{{body}, reason: r}}\n" for body in bodies), "c.yaml")


def page(*bodies: str, text: str = PAGE) -> Result:
    return convert(text.encode(), "page.txt", corrections=entries(*bodies))


def seed(stem: str, *bodies: str) -> Result:
    data = (SEEDS / f"{stem}.txt").read_bytes()
    return convert(data, f"{stem}.txt", corrections=entries(*bodies))


@functools.cache
def plain() -> Result:
    return page()


def said(result: Result) -> list[str]:
    return [d.render() for d in result.diagnostics if d.code.startswith("correction-")]


def article(result: Result, words: str) -> Article:
    (found,) = [
        a
        for a in result.issue.articles
        if any(words in t.flat for b in a.blocks for t in (b.text, *b.lines))
    ]
    return found


def test_the_page_is_read_as_it_is_meant() -> None:
    assert [a.title for a in plain().issue.articles] == [
        "宁津县推动理论学习提质增效",
        "章丘区强化预算绩效管理",
    ]


def test_label_and_neighbours() -> None:
    """A heading that is text; what was doubted beside it is doubted less or otherwise."""
    result = page("line: 7, text: 原原本本学, label: body")
    assert said(result) == []
    assert not any(b.kind == "heading" for a in result.issue.articles for b in a.blocks)
    label = next(
        d
        for d in result.decisions
        if d.subject == "label" and d.span.start == PAGE.index("原原本本")
    )
    assert label.margin > 500
    assert label.evidence[-1].cue == "correction"
    assert label.evidence[-1].reason == "r"


@pytest.mark.parametrize("kind", [k for k in Label if k is not Label.ENTRY])
def test_a_line_may_be_anything_and_nothing_is_lost(kind: Label) -> None:
    """The ledger, which every conversion makes, refuses a character that is lost or doubled."""
    result = page(f"line: 7, text: 原原本本学, label: {kind}")
    told = [s for s in said(result) if "needless" not in s]
    assert told == [] or "correction-unused" in told[0]
    if kind in (Label.UNKNOWN, Label.CAPTION, Label.RUNHEAD, Label.CREDIT, Label.TITLE):
        assert told == []


def test_paragraphs_part_and_join() -> None:
    for says, count in (("continues", 1), ("starts", 2)):
        result = page(f"line: 17, text: 对全区绩效目标, paragraph: {says}")
        assert not [s for s in said(result) if "needless" not in s]
        assert len([b for b in article(result, "章丘区财政局").blocks if b.kind == "p"]) == count
    wrapped = (
        "近日全市召开会议，要求各级各部门认真贯彻落实会议\n精神，推动各项工作走深走实，取得更大成绩。会议强\n"
        "调，要坚持问题导向，压实工作责任，形成工作合力，\n确保各项任务落到实处，为全市发展提供坚强保障。\n"
    )
    whole = page(text=wrapped)
    parted = page("line: 3, text: 要坚持问题导向, paragraph: starts", text=wrapped)
    count = [
        sum(b.kind == "p" for a in r.issue.articles for b in a.blocks) for r in (whole, parted)
    ]
    assert count[1] == count[0] + 1
    assert said(parted) == []


def test_fragments_go_on_or_do_not() -> None:
    """paper-000: …干部担当作为、专 + 业能力表现情况: taken apart; and two that never met joined."""
    away = seed(
        "paper-000", "line: 87, text: 业能力表现情况, apart: {line: 43, text: 担当作为、专}"
    )
    assert said(away) == []
    joined = seed(
        "paper-000",
        "line: 87, text: 业能力表现情况, apart: {line: 43, text: 担当作为、专}",
        "line: 77, text: 资272.7亿元, continues: {line: 43, text: 担当作为、专}",
    )
    assert said(joined) == []
    text = next(
        b.text.flat
        for a in joined.issue.articles
        for b in a.blocks
        if "担当作为、专" in b.text.flat
    )
    assert "担当作为、专资272.7亿元" in text


def test_a_block_goes_to_another_article() -> None:
    result = page("line: 17, text: 对全区绩效, article: {line: 1, text: 宁津县推动}")
    assert said(result) == []
    assert article(result, "对全区绩效").title == "宁津县推动理论学习提质增效"


PAGED = "".join(
    f"第{n}页\n{body}"
    for n, body in (
        (
            1,
            "县局抓好春耕备播工作\n●王明\n  "
            + "全县上下抓住有利时机，组织农技人员下到田间地头，指导农户备足种子，检修农机具。\n"
            * 4,
        ),
        (
            2,
            "各乡镇因地制宜，调整种植结构，扩大优质粮食种植面积，力争全年再获丰收。\n"
            "县医院开展义诊活动\n●李华\n"
            + "县医院组织内科外科等科室专家，到社区为居民测血压，解答健康问题，受到居民欢迎。\n"
            * 4,
        ),
        (3, "活动结束后，医院还为行动不便的老人上门服务，送去常用药品和健康手册。\n"),
    )
)


def test_a_block_goes_to_another_article_of_an_issue_with_pages() -> None:
    result = page("line: 12, text: 县医院组织, article: {line: 2, text: 春耕备播}", text=PAGED)
    assert [s for s in said(result) if "unused" in s] == []


def test_heads_and_bylines_keep_what_is_printed() -> None:
    result = page(
        "line: 11, text: 章丘区强化, title: 章丘区全面强化预算绩效管理",
        "line: 15, text: 章丘区财政局, kicker: 财政视窗",
        "line: 15, text: 章丘区财政局, byline: 孟凡庚 李明",
    )
    assert said(result) == []
    xml = serialise(result.tree).decode()
    assert "<sic" in xml
    assert "全面" in xml.split("<corr", 1)[1]
    found = article(result, "章丘区财政局")
    assert [kind for kind, _ in found.heads] == ["kicker", "main"]
    assert found.bylines[0].text.flat == "孟凡庚 李明"
    assert [n.kind for n in found.bylines[0].names] == ["person", "person"]


def test_order() -> None:
    result = page("line: 11, text: 章丘区强化, order: 1")
    assert [a.id for a in result.issue.articles] == ["a02", "a01"]
    assert said(result) == []


def test_words_are_replaced_and_the_original_kept() -> None:
    result = page("line: 9, text: 学习计划, replace: {find: 制订, by: 制定}")
    xml = serialise(result.tree).decode()
    assert "制订</sic><corr" in xml.replace("\n", "")
    assert "高标准制定学习计划" in article(result, "学习计划").blocks[-1].text.flat
    assert said(result) == []


def test_words_that_stand_settle_a_doubt() -> None:
    text = PAGE.replace("学习重点", "县一乡一管区三级责任")
    doubted = page(text=text)
    assert any(d.finding.code == "doubt-repair" for d in doubted.doubts)
    line = "line: 9, text: 三级责任, replace: {find: 县一乡一管区, by: 县一乡一管区}"
    settled = page(line, text=text)
    assert not any(d.finding.code == "doubt-repair" for d in settled.doubts)
    assert said(settled) == []


TABLE = "全市主要指标完成情况表\n指标 绝对量 增速\n甲县 12.5 3.1\n乙县 8.4 2.2\n"


def test_a_table_is_drawn_from_the_source_s_words() -> None:
    body = (
        "line: 1, text: 主要指标, table: {until: {line: 4, text: 乙县}, header: 1, "
        "rows: ['指标 | 绝对量 | 增速', '甲县 | 12.5 | 3.1', '乙县 | 8.4 | 2.2']}"
    )
    result = page(body, text=TABLE + "\n" + PAGE)
    assert [s for s in said(result) if "unused" in s] == []
    (table,) = [b for a in result.issue.articles for b in a.blocks if b.kind == "table"]
    assert [[c.text.flat for c in row] for row in table.rows][1] == ["甲县", "12.5", "3.1"]
    assert table.header == 1
    wrong = page(body.replace("'乙县 | 8.4", "'丙县 | 8.4"), text=TABLE + "\n" + PAGE)
    assert any("correction-unused" in s for s in said(wrong))


def test_fields_of_the_masthead() -> None:
    result = seed("paper-003", "line: 1, text: 2023年11月8日, field: subtitle_of_the_day")
    assert said(result) == []
    assert any(item.key == "subtitle_of_the_day" for item in result.issue.masthead)


def test_captions_stand_after_the_paragraph_named() -> None:
    text = PAGE + "\n图为学习会现场。张三 摄\n"
    result = page(
        "line: 19, text: 学习会现场, label: caption",
        "line: 19, text: 学习会现场, caption_after: {line: 5, text: 宁津县持续深化}",
        text=text,
    )
    assert not [s for s in said(result) if "needless" not in s]
    kinds = [b.kind for b in article(result, "宁津县持续深化").blocks]
    assert kinds[:2] == ["p", "caption"]


@pytest.mark.parametrize("words", ["王小梅 柳河镇记者", "孟 凡庚", "孟凡庚", "Ｍ,孟凡庚"])
def test_a_byline_is_printed_as_it_was_given(words: str) -> None:
    """Spaces, forms and stops that a repair would change are the person's."""
    result = page(f"line: 13, text: 孟凡庚, byline: '{words}'")
    assert [b.text.flat for b in article(result, "章丘区财政局").bylines] == [words]
    assert ("correction-needless" in "".join(said(result))) is (words == "孟凡庚")


@pytest.mark.parametrize(
    "words", ["章丘区 强化预算绩效管理", "章丘区强化,预算绩效管理", "２０年 预算"]
)
def test_a_title_is_printed_as_it_was_given(words: str) -> None:
    result = page(f"line: 11, text: 章丘区强化, title: '{words}'")
    assert article(result, "章丘区财政局").title == words
    assert said(result) == []


def test_what_cannot_be_is_told() -> None:
    result = page("line: 9, text: 学习计划, order: 9")
    assert any("correction-unused" in s for s in said(result))
    needless = page("line: 13, text: 孟凡庚, byline: 孟凡庚")
    assert any("correction-needless" in s for s in said(needless))


def test_a_line_that_a_person_calls_unknown_is_so_where_nothing_else_is_text() -> None:
    text = "某县通讯第1期\n\n兴修水利\n"
    result = page("line: 3, text: 兴修水利, label: unknown", text=text)
    assert b'type="unknown"' in serialise(result.tree)
    assert "兴修水利" in serialise(result.tree).decode()
