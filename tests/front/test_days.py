"""Labels of a chronicle's entries in their forms, and the ISO dates that they mean."""

from __future__ import annotations

import pytest

from converter.assemble.chronicle import entries, is_chronicle
from converter.chinese.days import is_day_label, opens_entry
from converter.model import Block, Text

DATES = {
    "5日　召开会议。": ("5日", "2024-03-05", ""),
    "3月5日 召开会议。": ("3月5日", "2024-03-05", ""),
    "3月5日—7日 召开会议。": ("3月5日—7日", "2024-03-05", "2024-03-07"),
    "29日至4月2日　召开会议。": ("29日至4月2日", "2024-03-29", "2024-04-02"),
    "3.5 召开会议。": ("3.5", "2024-03-05", ""),
    "5-7日 召开会议。": ("5-7日", "2024-03-05", "2024-03-07"),
    "【5日】召开会议。": ("【5日】", "2024-03-05", ""),
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
    block = entries([Block("p", _text(text))], 2024, 3)[0]
    assert block.kind == "entry"
    assert block.label is not None
    assert (block.label.flat, block.when, block.to) == DATES[text]
    assert block.text.flat == "召开会议。"


def test_a_triangle_repeats_the_day_above() -> None:
    blocks = [Block("p", _text(t)) for t in ("5日　召开会议。", "△　举办培训班。")]
    assert [b.when for b in entries(blocks, 2024, 3)] == ["2024-03-05", "2024-03-05"]


def test_labels_on_lines_of_their_own_make_a_chronicle() -> None:
    paragraphs = [_text(f"{d}日", "召开会议。") for d in (1, 3, 8)]
    assert is_chronicle(paragraphs, named=False)
    assert not is_chronicle([_text(f"{d}日上午召开会议。") for d in (1, 3, 8)], named=False)


@pytest.mark.parametrize("line", ["5日", "3月5日至7日", "△", "近日"])
def test_a_label_alone(line: str) -> None:
    assert is_day_label(line)
    assert opens_entry(line)


@pytest.mark.parametrize("line", ["5日上午召开会议", "第5日", "召开会议"])
def test_no_label(line: str) -> None:
    assert not is_day_label(line)
