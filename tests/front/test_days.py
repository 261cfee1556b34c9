"""Labels of a chronicle's entries in their forms, and the ISO dates that they mean."""

from __future__ import annotations

import pytest

from converter.assemble.chronicle import entries
from converter.chinese.days import is_day_label, opens_entry
from converter.model import Block, Text

DATES = {
    "5日　召开会议。": ("5日", "2024-03-05", ""),
    "3月5日 召开会议。": ("3月5日", "2024-03-05", ""),
    "3月5日—7日 召开会议。": ("3月5日—7日", "2024-03-05", "2024-03-07"),
    "29日至4月2日　召开会议。": ("29日至4月2日", "2024-03-29", "2024-04-02"),
    "3.5 召开会议。": ("3.5", "2024-03-05", ""),
    "5-7日 召开会议。": ("5-7日", "2024-03-05", "2024-03-07"),
    "【5日】召开会议。": ("5日", "2024-03-05", ""),
    "3月5日（星期二） 召开会议。": ("3月5日（星期二）", "2024-03-05", ""),
    "3月5日 Mar 5 召开会议。": ("3月5日 Mar 5", "2024-03-05", ""),
    "March 5  召开会议。": ("March 5", "2024-03-05", ""),
    "约1580年 召开会议。": ("约1580年", "1580", ""),
    "近日　召开会议。": ("近日", "", ""),
}


def _text(*lines: str) -> Text:
    whole = "".join(lines)
    at, out = 0, Text()
    for line in lines:
        out = out + Text.carried(whole, at, at + len(line))
        at += len(line)
    return out


@pytest.mark.parametrize("text", DATES)
def test_dates_of_a_label(text: str) -> None:
    (block,) = entries([Block("p", _text(text))], 2024, 3, named=True, told=True) or []
    assert block.kind == "entry"
    assert block.label is not None
    assert (block.label.flat, block.when, block.to) == DATES[text]
    assert block.text.flat == "召开会议。"


def test_a_triangle_repeats_the_day_above() -> None:
    blocks = [Block("p", _text(t)) for t in ("5日　召开会议。", "△　举办培训班。")]
    found = entries(blocks, 2024, 3, named=True, told=True) or []
    assert [b.when for b in found] == ["2024-03-05", "2024-03-05"]


def test_the_year_turns_where_the_months_begin_again() -> None:
    blocks = [Block("p", _text(f"{t}日　停课。")) for t in ("9月7", "12月14", "1月11")]
    found = entries(blocks, 2019, 0, named=False) or []
    assert [b.when for b in found] == ["2019-09-07", "2019-12-14", "2020-01-11"]


def test_labels_on_lines_of_their_own_make_a_chronicle() -> None:
    blocks = [Block("p", _text(f"{d}日", "召开会议。")) for d in (1, 3, 8)]
    assert entries(blocks, 2024, 3, named=False)
    inside = [Block("p", _text(f"{d}日上午召开会议。")) for d in (1, 3, 8)]
    assert entries(inside, 2024, 3, named=False) is None
    backward = [Block("p", _text(f"{d}日　召开会议。")) for d in (8, 3, 1)]
    assert entries(backward, 2024, 3, named=False) is None


def test_labels_on_lines_of_their_own_part_one_paragraph() -> None:
    lines = ("9月7日", "秋季学期开学", "9月14日", "中秋游园会", "10月12日", "停课一次")
    found = entries([Block("p", _text(*lines))], 2019, 0, named=False) or []
    assert [b.text.flat for b in found] == ["秋季学期开学", "中秋游园会", "停课一次"]


def test_a_paragraph_below_a_label_that_stands_alone_is_its_entry() -> None:
    texts = [t for d in (1, 3, 8) for t in (f"{d}日", "召开会议。")]
    found = entries([Block("p", _text(t)) for t in texts], 2024, 3, named=True) or []
    assert [(b.kind, b.text.flat) for b in found] == [("entry", "召开会议。")] * 3


@pytest.mark.parametrize("line", ["5日", "3月5日至7日", "△", "近日"])
def test_a_label_alone(line: str) -> None:
    assert is_day_label(line)
    assert opens_entry(line)


@pytest.mark.parametrize("line", ["5日上午召开会议", "第5日", "召开会议"])
def test_no_label(line: str) -> None:
    assert not is_day_label(line)
