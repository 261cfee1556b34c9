"""Chronicles: entries that stand in one paragraph, months that another place names, em spaces."""

from __future__ import annotations

from converter.assemble.chronicle import entries, month_named
from converter.model import Block, Text


def _block(text: str) -> Block:
    return Block("p", Text.carried(text, 0, len(text)))


def test_a_paragraph_of_several_entries_is_parted() -> None:
    found = entries(
        [
            _block("6日　信用等级评价启动，18个单位派员参加。10日　会长一行到双峰考察。"),
            _block("△ 举办培训班，培训骨干70人。△ 博览会启动。"),
            _block("18日　技能大赛举行，211人参加。8月20日以来，参赛人数增加。"),
        ],
        2025,
        11,
        named=True,
    )
    assert found is not None
    assert [(b.label.flat if b.label else "", b.when, b.text.flat) for b in found] == [
        ("6日", "2025-11-06", "信用等级评价启动，18个单位派员参加。"),
        ("10日", "2025-11-10", "会长一行到双峰考察。"),
        ("△", "2025-11-10", "举办培训班，培训骨干70人。"),
        ("△", "2025-11-10", "博览会启动。"),
        ("18日", "2025-11-18", "技能大赛举行，211人参加。8月20日以来，参赛人数增加。"),
    ]


def test_a_range_of_days_inside_an_entry_opens_none() -> None:
    line = "16日至17日 市委举办读书班。"
    inner = "9 月 16 日至 17 日，读书班集中学习。18日 研讨。"
    text = Text.join([_block(line).text, _block(inner).text])
    blocks = [
        _block("3日 召开会议。"),
        _block("5日 调研。"),
        _block("9日 座谈。"),
        Block("p", text),
    ]
    assert [b.text.flat for b in entries(blocks, 2023, 9, named=True) or []][3:] == [
        "市委举办读书班。9 月 16 日至 17 日，读书班集中学习。",
        "研讨。",
    ]


def test_labels_behind_em_spaces() -> None:
    texts = [f"{d}日\u2003召开会议。" for d in (1, 5, 9)]
    found = entries([_block(t) for t in texts], 2024, 3, named=False) or []
    assert [b.text.flat for b in found] == ["召开会议。"] * 3


def test_the_month_is_the_one_chronicle_that_the_text_names() -> None:
    assert month_named("目录2024年3月大事记8……2024年3月大事记1日召开") == (2024, 3)
    assert month_named("2024年3月大事记2024年4月大事记") == (0, 0)
    assert month_named("2024年3月工作情况") == (0, 0)
