"""The Markdown source as a person reads it: minimal escapes, one line a paragraph."""

from __future__ import annotations

import pytest

from converter.emit import FORMATS
from converter.emit.markdown_text import attribute, escape, heading, html
from tests.markdown.trees import told


@pytest.mark.parametrize(
    "text",
    [
        "2023年,全市实现增长6.5%(不含农户)。",
        "“一号产业链”——集成电路·新材料",
        "1.加快转型;2)提质",  # no space follows: no list
        "a_b 与 file_name",
        "GDP=C+I+G-T",
        "3~5年",
        "100%!",
        "-5℃",
        "R&D 经费、AT&T",
        "$100",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert escape(text) == text


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("# 标题", r"\# 标题"),
        ("#标题", r"\#标题"),
        ("1. 甲", r"1\. 甲"),
        ("2) 乙", r"2\) 乙"),
        ("- 甲", r"\- 甲"),
        ("---", r"\---"),
        ("> 甲", r"\> 甲"),
        ("a*b", r"a\*b"),
        ("[甲](乙)", r"\[甲](乙)"),
        ("<b>", "&lt;b>"),
        ("&lt;", "&amp;lt;"),
        ("{{ x }}", r"\{\{ x }}"),
        ("{% x %}", r"\{&#37; x %}"),
        ("甲|乙", "甲&#124;乙"),
        ("3~5年,10~20", "3&#126;5年,10&#126;20"),
        ("　甲", "&#x3000;甲"),
        ("甲\u202e乙", "甲&#x202E;乙"),
        (": 甲", "&#58; 甲"),
        ("www.", r"www\."),
        ("http://", "http&#58;//"),
    ],
)
def test_markup_is_escaped(text: str, source: str) -> None:
    assert escape(text) == source


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("见http://a.cn/?x=1&y=2。", "见<http://a.cn/?x=1&y=2>。"),
        ("见http://a.cn/x_y_z*.", r"见<http://a.cn/x_y_z>\*."),
        ("网址www.a.cn/b_c，", "网址[www.a.cn/b_c](http://www.a.cn/b_c)，"),
        ("联系:a.b@c.cn", "联系:<a.b@c.cn>"),
        ("<https://a.cn>", "&lt;<https://a.cn>>"),
        ("a@b、@某某、a@b@c", "a@b、@某某、a@b@c"),
    ],
)
def test_addresses_stay_as_typed_and_are_links(text: str, source: str) -> None:
    assert escape(text) == source


def test_a_heading_s_last_hash_is_text() -> None:
    assert heading("甲 #") == r"甲 \#"
    assert heading("甲{#") == r"甲\{\#"


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("<b>*甲*", "&lt;b&#62;&#42;甲&#42;"),
        ("1. 甲", "1&#46; 甲"),
        ("# 甲", "&#35; 甲"),
        ("2846.67", "2846.67"),
        ("增速(%)", "增速(%)"),
    ],
)
def test_a_cell_of_html_is_no_markdown_either(text: str, source: str) -> None:
    """pandoc and kramdown read Markdown inside the tags of a table."""
    assert html(text) == source


def test_nothing_ends_a_comment_or_an_attribute() -> None:
    escaped = attribute('--><script>"{{')
    assert not set(escaped) & set('-<>"{')


def test_a_label_of_punctuation_stays_strong() -> None:
    """`**。**字` is no strong text in CommonMark: a space follows the label."""
    source = FORMATS["md"].emit(told("△。")).decode()
    assert "- **△。** △。" in source


def test_templates_of_site_generators_never_open() -> None:
    for text in ("{{ x }}", "{% raw %}", "{{< x >}}", "{{% x %}}", "{# x #}"):
        _, _, body = FORMATS["md"].emit(told(text)).decode().partition("\n---\n")
        assert not any(mark in body for mark in ("{{", "{%", "{#"))


def test_tables() -> None:
    source = FORMATS["md"].emit(told("字")).decode()
    assert "**字**\n\n| 字 | 甲 |\n| --- | --- |\n| 乙 | 字 |\n" in source
    assert '<thead>\n<tr><th colspan="2">字</th></tr>\n<tr><th>字</th></tr>\n</thead>' in source
