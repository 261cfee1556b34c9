"""Wraps, chronicles, the whole pipeline: small truths, each for itself."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from converter.assemble.chronicle import entries, month_of
from converter.assemble.wrap import joined
from converter.labelling import Row, make_row
from converter.ledger import verify
from converter.model import Block, Mark, Source, Text
from converter.pipeline import convert
from converter.read import DecodingError, read
from converter.read.decoding import REFUSALS
from converter.tei.build import serialise
from converter.tei.validate import parse_tree, validate
from tests.issues import texts

MEASURE = 22


def rows_of(text: str, page: int = 0) -> tuple[Source, list[Row]]:
    """Every line of a text as a row of one column, 22 em wide."""
    source = read(text.encode(), "x.txt")
    rows, blanks = [], 0
    for k, line in enumerate(source.lines):
        if not line.text.strip():
            blanks += 1
            continue
        row = make_row(line.text, line.start, page, k, blanks)
        row.measure, blanks = float(MEASURE), 0
        rows.append(row)
    return source, rows


def wrapped(text: str, indent: int = 2) -> list[str]:
    """A paragraph of Han characters set 22 em wide, its indent lost."""
    cuts = [0, *range(MEASURE - indent, len(text), MEASURE), len(text)]
    return [text[a:b] for a, b in pairwise(cuts) if a < b]


WORDS = "县里坚持民生优先办好实事推动发展改善服务"


@given(st.integers(1, 120), st.integers(0, len(WORDS) - 1))
def test_a_wrapped_paragraph_is_joined_as_it_was(size: int, start: int) -> None:
    wanted = (WORDS * 8)[start : start + size]
    source, rows = rows_of("\n".join(wrapped(wanted)) + "\n")
    assert joined(source, rows, {}).flat == wanted


def test_lines_are_joined_as_they_were_printed() -> None:
    source, rows = rows_of("全县新建学校1-\n2所，使用Open\nSource技术\n")
    text = joined(source, rows, {})
    assert text.flat == "全县新建学校1-2所，使用Open Source技术"
    assert [e.rule for e in text.edits(source.text)] == ["join-lines"]


def test_the_space_between_two_lines_takes_nothing_that_stands_between() -> None:
    """A page number between two Latin lines is accounted for where it stands, and once."""
    source, rows = rows_of("Open\n12\nSource\n")
    text = joined(source, [rows[0], rows[2]], {})
    assert text.flat == "Open Source"
    assert [e.before for e in text.edits(source.text)] == [""]


def test_a_page_turn_stands_where_it_happens() -> None:
    source, rows = rows_of("县里坚持\n民生优先\n")
    rows[1].page = 1
    text = joined(source, rows, {1: Mark("pb", "5", "raw7")})
    assert text.flat == "县里坚持民生优先"
    assert [m.n for m in text.marks()] == ["5"]
    assert text.slice(0, 4).marks() is not None
    assert [m.n for m in text.slice(4, 8).marks()] == ["5"]


# --- chronicles -----------------------------------------------------------------------------


def dated(*lines: str, year: int = 2024, month: int = 3) -> list[tuple[str, str, str, str]]:
    blocks = [Block("p", Text.carried(line, 0, len(line))) for line in lines]
    return [
        (b.when, b.to, b.label.flat if b.label else "", b.text.flat)
        for b in entries(blocks, year, month, named=True, told=True) or []
        if b.kind == "entry"
    ]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("2日 全县会议召开。", ("2024-03-02", "", "2日", "全县会议召开。")),
        ("1日至8日 外出考察。", ("2024-03-01", "2024-03-08", "1日至8日", "外出考察。")),
        ("30日至4月2日 举办培训。", ("2024-03-30", "2024-04-02", "30日至4月2日", "举办培训。")),
        ("4月5日 植树。", ("2024-04-05", "", "4月5日", "植树。")),
        ("近日 获得命名。", ("", "", "近日", "获得命名。")),
        ("45日 没有这一天。", ("", "", "45日", "没有这一天。")),
    ],
)
def test_labels_of_entries(line: str, wanted: tuple[str, str, str, str]) -> None:
    assert dated(line) == [wanted]


def test_the_same_day_and_the_turn_of_a_year() -> None:
    got = dated("31日 总结。", "△ 表彰。", "31日至1月2日 值班。", month=12)
    assert [(when, to) for when, to, _, _ in got] == [
        ("2024-12-31", ""),
        ("2024-12-31", ""),
        ("2024-12-31", "2025-01-02"),
    ]


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["8日上午，会议召开。", "9日下午，考察。", "10日晚，晚会。"], False),
        ([], False),
        (["2日 会议。", "△ 植树。", "近日 命名。"], True),
    ],
)
def test_what_is_a_chronicle(lines: list[str], *, wanted: bool) -> None:
    blocks = [Block("p", Text.carried(line, 0, len(line))) for line in lines]
    assert (entries(blocks, 2024, 3, named=False) is not None) is wanted


def test_month_of_a_heading() -> None:
    assert month_of("2023年9月大事记") == (2023, 9)
    assert month_of("大事记", "2023.10") == (2023, 0)
    assert month_of("大事记") == (0, 0)


# --- the whole ------------------------------------------------------------------------------

SHAPES = st.lists(
    st.sampled_from(
        [
            "第1页", "第2页", "第3页", "2024.3", "目 录", "卷 首 语 JUANSHOUYU", "□李晓",
            "织密基层治理一张网", "织密基层治理一张网……………王 芳 (2)", "一、完善体系",
            "●王 勇", "(二)健全制度",
            "民生无小事，枝叶总关情。县里坚持把群众满意作为衡量工作的第一标准，着力解决身边的事。",
            "的重要基石。 我们坚持重心下移、力量下沉,推动", "（下转第2版）",
            "（上接第1版）", "12", "",
            "▲活动现场。 王勇 摄", "（执笔：周明）", "2日 会议召开。", "△ 植树。", "主 编:田 野",
            "乡镇 产值 税收", "沙河镇 12.50 8.1", "Open Source", "## 标题", "2024年3月8日 星期五",
            "\f", "\u200b", "\x08", '"四心共治"', "---", "<p>&amp;]]>",
        ]
    ),
    max_size=24,
)  # fmt: skip


def check(text: str) -> None:
    data = text.encode("utf-8", "surrogateescape")
    try:
        result = convert(data, "x.txt")
    except DecodingError as error:
        assert error.code in REFUSALS  # noqa: PT017 - one of two ways
        return
    xml = serialise(result.tree)
    assert [str(f) for f in validate(parse_tree(xml)) if not f.warning] == []
    verify(xml, result.ledger.dump(xml))


@settings(max_examples=60)
@given(SHAPES)
@example([])
def test_lines_of_every_kind_in_any_order(lines: list[str]) -> None:
    check("\n".join(lines))


@settings(max_examples=40)
@given(SHAPES)
def test_lines_of_every_kind_in_a_flip_book(lines: list[str]) -> None:
    third = len(lines) // 3
    pages = [lines[:third], lines[third : 2 * third], lines[2 * third :]]
    check("\n\n".join(f"第{k}页\n\n" + "\n\n".join(page) for k, page in enumerate(pages, 1)))


@settings(max_examples=60)
@given(texts(min_size=0, max_size=120))
def test_any_text_at_all(text: str) -> None:
    check(text)


@settings(max_examples=40)
@given(st.binary(max_size=120))
def test_any_bytes_at_all(data: bytes) -> None:
    check(data.decode("utf-8", "surrogateescape"))
