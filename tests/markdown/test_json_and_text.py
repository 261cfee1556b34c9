"""issue.json is what its schema says, and issue.txt is the words."""

from __future__ import annotations

import json
from importlib import resources

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from lxml import etree

from converter.emit import FORMATS
from converter.emit.json_ import SCHEMA
from tests.markdown.test_round_trip import unhurried
from tests.markdown.trees import told, trees


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    text = resources.files("converter.emit").joinpath(SCHEMA).read_text(encoding="utf-8")
    Draft202012Validator.check_schema(json.loads(text))
    return Draft202012Validator(json.loads(text))


@unhurried
@given(tree=trees())
def test_any_tree_is_valid(schema: Draft202012Validator, tree: etree._ElementTree) -> None:
    schema.validate(json.loads(FORMATS["json"].emit(tree)))


@pytest.mark.parametrize("part", ["articles", "masthead"])
def test_the_schema_refuses_what_it_does_not_describe(
    schema: Draft202012Validator, part: str
) -> None:
    issue = json.loads(FORMATS["json"].emit(told("字")))
    schema.validate(issue)
    issue[part][0]["more"] = ""
    assert not schema.is_valid(issue)


def test_an_article_s_text_is_its_blocks_line_by_line() -> None:
    article = json.loads(FORMATS["json"].emit(told("字")))["articles"][0]
    assert article["title"] == "字 字 字"
    assert article["bylines"] == ["某局 字"]
    assert article["text"].split("\n") == [
        "字", "全市字", "字", "字", "字",
        "字", "字\t甲", "乙\t字",
        "字", "字", "字",
        "字 字", "字",
        "字", "1. 字", "● 字", "2. 字", "字甲",
        "字字①", "字", "字", "字", "字", "字", "① 字",
        "字", "字", "字", "字", "字", "字", "字",
    ]  # fmt: skip


def test_a_block_s_page_is_where_it_begins() -> None:
    article = json.loads(FORMATS["json"].emit(told("字")))["articles"][0]
    assert [block["page"] for block in article["blocks"]][:4] == ["", "", "5", "5"]


def test_text_is_one_line_a_paragraph() -> None:
    lines = FORMATS["txt"].emit(told("字")).decode().split("\n")
    assert lines[:2] == ["字", ""]
    assert lines[-6:] == ["", "版权页", "主办：字", "编委：字、字", "字", ""]
    assert "字\t甲" in lines
    assert lines[-2:] == ["字", ""]
    assert not any(line != line.strip() for line in lines)


def test_controls_that_turn_text_over_are_visible_in_json() -> None:
    assert "\u200f" not in FORMATS["json"].emit(told("a\u200fb")).decode()
