"""Kinds of paragraphs: what no case file can say."""

from __future__ import annotations

import time

import pytest

from converter.assemble.kinds import tell_kinds
from converter.chinese.openings import opening
from converter.model import Article, Block, Issue, Mark, Text
from tests.issues import make_source


def _told(*paragraphs: str) -> list[Block]:
    """Paragraphs, each a line of a source, with their kinds."""
    words = "\n".join(paragraphs)
    at = 0
    blocks = []
    for paragraph in paragraphs:
        blocks.append(Block("p", Text.carried(words, at, at + len(paragraph))))
        at += len(paragraph) + 1
    issue = Issue(articles=[Article("a01", blocks=blocks)])
    tell_kinds(issue, make_source(words))
    return issue.articles[0].blocks


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("1. 开放", "arabic", 1),
        ("12、开放", "arabic", 12),
        ("（3）借期", "parenarabic", 3),
        ("(四)值守", "paren", 4),
        ("五、奖项", "yi", 5),
        ("⑥倒入", "circled", 6),
        ("2）清淤", "closing", 2),
        ("[7] 许木", "bracket", 7),
        ("第一，要", "rank", 1),
        ("B. 选", "letter", 2),
        ("● 爱护", "●", 0),
        ("- 纱布", "-", 0),
    ],
)
def test_openings(text: str, kind: str, number: int) -> None:
    found = opening(text)
    assert found is not None
    assert (found.kind, found.number) == (kind, number)


@pytest.mark.parametrize(
    "text", ["1.5万元", "-5度", "第一章 总则", "2024年", "——我不知道", "一家人"]
)
def test_what_opens_no_item(text: str) -> None:
    assert opening(text) is None


def test_a_decision_says_why() -> None:
    first, *_ = _told("一、爱护堤岸。", "二、邻里互助。")
    decision = first.decisions[-1]
    assert (decision.subject, decision.chosen, decision.second) == ("kind", "item", "p")
    assert decision.margin > 0
    assert decision.evidence


def test_an_item_that_tells_a_story_makes_its_list_none() -> None:
    story = "一、那天下雨。他来了。我们说了话。他又走了。"
    assert {block.kind for block in _told(story, "二、邻里互助。")} == {"p"}


def test_one_item_is_none_and_numbers_follow_each_other() -> None:
    assert [b.kind for b in _told("一、爱护堤岸。", "三、邻里互助。")] == ["p", "p"]
    assert [b.kind for b in _told("二、爱护堤岸。", "三、邻里互助。")] == ["p", "p"]


def test_nothing_is_apart_where_nothing_was_told() -> None:
    text = Text.carried("闆", 0, 1)
    issue = Issue(articles=[Article("a01", blocks=[Block("unknown", text)])])
    tell_kinds(issue, make_source("闆"))
    assert issue.articles[0].blocks[0].kind == "unknown"


def test_an_article_of_nothing_but_other_text_is_none() -> None:
    words = "广告\n全文如下。\n招租"
    parts = [Text.carried(words, a, b) for a, b in ((0, 2), (3, 8), (9, 11))]
    blocks = [Block(k, t) for k, t in zip(("unknown", "p", "unknown"), parts, strict=True)]
    issue = Issue(articles=[Article(f"a0{n}", blocks=[b]) for n, b in enumerate(blocks, 1)])
    tell_kinds(issue, make_source(words))
    (article,) = issue.articles
    assert [(b.kind, b.text.flat) for b in article.blocks] == [
        ("other", "广告"),
        ("p", "全文如下。"),
        ("other", "招租"),
    ]


def test_text_beside_a_loss_stays_where_it_is() -> None:
    words = "全文如下。\n一百一十多斤，者岚溪\n广告"
    parts = [Text.carried(words, a, b) for a, b in ((0, 5), (6, 16), (17, 19))]
    gap = Block("gap", mark=Mark("gap", "lost"))
    p, torn, advert = (Block(k, t) for k, t in zip(("p", "unknown", "unknown"), parts, strict=True))
    issue = Issue(articles=[Article("a01", blocks=[p, gap, torn, p, advert])])
    tell_kinds(issue, make_source(words))
    assert [b.kind for b in issue.articles[0].blocks] == ["p", "gap", "unknown", "p", "other"]


@pytest.mark.parametrize(
    "line", ["甲{n}：说了什么？", "● 一条", "{n}. 一条", "①注", "长句没有停顿{n}", "![图](a.png)字"]
)
def test_time_grows_with_the_text(line: str) -> None:
    def seconds(count: int) -> float:
        started = time.process_time()
        _told(*(line.format(n=n) for n in range(count)))
        return time.process_time() - started

    seconds(200)
    # With the square 64 times; less than the least is the clock's.
    assert seconds(8000) < 40 * max(seconds(1000), 0.05)
