"""The truth of lines: from a gold that tells whole texts, and from an issue that was judged."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from converter.labelling import make_row
from converter.model import Article, Block, Byline, Furniture, Issue, Label, Piece, Span, Text
from tests.worlds.decided import claims, labels
from tests.worlds.truth import align

PAGE = """河湾月报
第3期 2025年3月
本期目录
渠水进村………2
编辑：林小满
河湾月报
渠水进村
——北岸灌区修渠记
文/宋知远
清明过后，北岸的渠道通了水，沿渠七个村子
的秧田都赶在节前灌了一遍。
一、三个月的工期
工期原定半年，后来提前完成。
▲渠首闸房 宋知远 摄
2
村名 亩数
柳湾 320
"""
GOLD: dict[str, Any] = {
    "doc": "hewan",
    "source": "hewan.txt",
    "masthead": {"title": "河湾月报", "issue": "第3期", "date": "2025年3月", "editor": "林小满"},
    "contents": [{"title": "渠水进村", "page": "2"}],
    "articles": [
        {
            "title": "渠水进村 ——北岸灌区修渠记",
            "heads": {"main": ["渠水进村"], "sub": "——北岸灌区修渠记"},
            "byline": ["宋知远"],
            "blocks": [
                {
                    "kind": "p",
                    "text": "清明过后，北岸的渠道通了水，沿渠七个村子的秧田都赶在节前灌了一遍。",
                },
                {"kind": "h", "text": "一、三个月的工期"},
                {"kind": "p", "text": "工期原定半年，后来提前完成。"},
                {"kind": "caption", "text": "渠首闸房 宋知远 摄"},
                {"kind": "table", "rows": [["村名", "亩数"], ["柳湾", "320"]]},
            ],
        }
    ],
}
WANTED = [
    ("河湾月报", "masthead", -1),
    ("第3期 2025年3月", "masthead", -1),
    ("渠水进村………2", "contents", -1),
    ("编辑：林小满", "masthead", -1),
    ("渠水进村", "title B", 0),
    ("——北岸灌区修渠记", "title I", 0),
    ("文/宋知远", "byline", 0),
    ("清明过后，北岸的渠道通了水，沿渠七个村子", "body B", 0),
    ("的秧田都赶在节前灌了一遍。", "body I", 0),
    ("一、三个月的工期", "heading B", 0),
    ("工期原定半年，后来提前完成。", "body B", 0),
    ("▲渠首闸房 宋知远 摄", "caption B", 0),
    ("2", "pageno", -1),
    ("村名 亩数", "table", 0),
    ("柳湾 320", "table", 0),
]
LINES = PAGE.splitlines()


@pytest.mark.parametrize(("line", "label", "article"), WANTED)
def test_each_line_has_its_label(line: str, label: str, article: int) -> None:
    found = dict(zip(LINES, align(LINES, GOLD), strict=True))  # of equal lines the last
    if LINES.count(line) > 1:
        found[line] = align(LINES, GOLD)[LINES.index(line)]
    assert label in found[line][0]
    assert found[line][1] == article
    assert len(found[line][0]) <= 2


def test_what_no_unit_holds_is_furniture_or_front_matter() -> None:
    allowed, article = align(LINES, GOLD)[LINES.index("本期目录")]
    assert allowed <= {"runhead", "masthead", "contents"}
    assert article == -1


def test_a_name_in_brackets_is_the_byline_that_the_gold_has_without_them() -> None:
    gold = {"articles": [{"title": "渠水进村", "byline": ["周明"], "blocks": []}]}
    assert align(["渠水进村", "（周明）"], gold)[1] == (frozenset({"byline"}), 0)


def test_no_lines_have_no_truth() -> None:
    assert align([], GOLD) == []


def test_an_issue_tells_what_its_lines_were_taken_for() -> None:
    source = "渠水进村\n●宋知远\n清明过后，北岸的渠道\n通了水。\n工期原定半年。\n2"
    starts = [0]
    for line in source.split("\n"):
        starts.append(starts[-1] + len(line) + 1)

    def text(first: int, behind: int, skip: int = 0) -> Text:
        pieces = [
            Piece(source[a : b - 1], a, b - 1) for a, b in pairwise(starts[first : behind + 1])
        ]
        return Text(pieces).slice(skip, sum(len(p.text) for p in pieces))

    issue = Issue(
        articles=[
            Article(
                heads=[("main", text(0, 1))],
                bylines=[Byline(text(1, 2, skip=1))],
                blocks=[Block("p", text(2, 4)), Block("p", text(4, 5))],
            )
        ],
        furniture=[
            Furniture(Label.ORNAMENT, Span(starts[1], starts[1] + 1)),
            Furniture(Label.PAGENO, Span(starts[5], len(source))),
        ],
    )
    rows = [
        make_row(line, start, 0, k, 0)
        for k, (line, start) in enumerate(zip(source.split("\n"), starts, strict=False))
    ]
    told = [next(iter(may)) for may in labels(claims(issue), rows)]
    assert told == ["title B", "byline", "body B", "body I", "body B", "pageno"]
    half = [rows[4].part(0, 4), rows[4].part(4, 7)]
    assert labels(claims(issue), half) == [frozenset({"body B"}), frozenset({"body I"})]


def test_marks_and_leaders_say_nothing_of_their_line() -> None:
    row = make_row("▲渠首闸房", 0, 0, 0, 0)
    assert labels([(0, 1, "~", 0), (1, 5, "caption", 1)], [row]) == [frozenset({"caption B"})]
    assert labels([(0, 5, "~", 0)], [row]) == [frozenset({"runhead", "contents"})]
    assert labels([], [row]) == [frozenset({"runhead"})]
