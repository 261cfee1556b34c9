"""Fragments of newspaper pages are put together into whole articles."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from statistics import mean

import pytest

from converter.assemble.chains import Chains
from converter.assemble.flows import Chain, Flow, flow
from converter.assemble.lexicon import Lexicon, word_list
from converter.assemble.segments import read_page
from converter.assemble.units import Unit
from converter.model import Text
from tests.flows import pages
from tests.flows.pages import PAPERS, Page


def _words() -> bytes:
    path = word_list()
    assert path is not None, "the word list's package is a dependency"
    return path.read_bytes()


LEXICON = Lexicon(_words)


@cache
def paper(name: str) -> Page:
    return pages.load(name)


@cache
def found(name: str) -> Flow:
    return flow(paper(name).units, LEXICON)


def para(text: str, **marks: bool) -> Unit:
    return Unit("para", Text.carried(text, 0, len(text)), **marks)  # type: ignore[arg-type]


def unit(kind: str, text: str) -> Unit:
    line = Text.carried(text, 0, len(text))
    return Unit(kind, line, lines=(line,))


def bodies(result: Flow) -> list[list[int]]:
    return [[link.unit for link in chain.body] for chain in result.chains]


def chain_with(result: Flow, i: int) -> Chain:
    return next(c for c in result.chains if any(link.unit == i for link in c.body))


# --- the four pages ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAPERS)
def test_every_article_of_a_page_is_whole_and_in_order(name: str) -> None:
    page, result = paper(name), found(name)
    assert pages.assembly(page, result) == 1
    assert pages.order(page, result) == 1
    assert pages.heads(page, result) == 1
    # Where a stop is lost at a paragraph's end, line widths tell that it ends; they are not here.
    assert pages.paragraphs(page, result) >= (0.9 if name == "paper-003" else 1)


@pytest.mark.parametrize("name", PAPERS)
def test_every_unit_is_in_one_chain(name: str) -> None:
    units, result = paper(name).units, found(name)
    used = [i for c in result.chains for i in (*c.titles, *c.bylines)]
    used += [link.unit for c in result.chains for link in c.body]
    assert sorted(used) == list(range(len(units)))


def test_the_page_tells_where_its_titles_stand() -> None:
    assert found("paper-000").pattern.title_opens
    assert not found("paper-004").pattern.title_opens
    assert found("paper-004").pattern.byline_opens


def test_lost_text_is_a_gap_and_nothing_is_joined_over_it() -> None:
    page, result = paper("paper-003"), found("paper-003")
    lost = [
        i
        for i, (a, b) in enumerate(zip(page.truth, page.truth[1:], strict=False), 1)
        if a.article == b.article
        and a.block + 1 == b.block
        and page.units[i - 1].text.flat.endswith(("的", "高", "助推民", "向圈", "的满", "创业"))
    ]
    assert len(lost) == 6
    for i in lost:
        link = next(link for c in result.chains for link in c.body if link.unit == i)
        assert link.gap
        assert not link.joined


def test_doubts_name_both_ends_and_what_else_might_be() -> None:
    decisions = [d for c in found("paper-003").chains for d in c.decisions]
    hard = next(d for d in decisions if "绩效考核，有 + 力保障了" in d.chosen)
    assert hard.margin == min(d.margin for d in decisions)
    assert "战善战的" in hard.second
    assert {e.cue for e in hard.evidence} >= {"broken_word", "place", "vocabulary"}
    assert all(d.margin >= 0 for d in decisions)


def test_an_article_that_jumped_the_queue_is_found_by_a_broken_word() -> None:
    page, result = paper("paper-000"), found("paper-000")
    rest = next(i for i, u in enumerate(page.units) if u.text.flat == "业能力表现情况。")
    decision = next(
        d for d in chain_with(result, rest).decisions if "担当作为、专 + 业能力" in d.chosen
    )
    assert any(e.cue == "broken_word" and "专业" in e.reason for e in decision.evidence)


# --- shuffled pages ---------------------------------------------------------------------------

SEEDS = range(5)


@pytest.mark.parametrize("name", PAPERS)
def test_a_shuffled_page_is_put_together_again(name: str) -> None:
    shuffled = [pages.shuffled(paper(name), seed) for seed in SEEDS]
    assert any(p.truth != paper(name).truth for p in shuffled)
    figures = [pages.assembly(p, flow(p.units, LEXICON)) for p in shuffled]
    assert mean(figures) >= 0.97
    assert min(figures) >= 0.92


@pytest.mark.parametrize(("share", "floor"), [(1.0, 0.92), (0.5, 0.95)])
def test_articles_of_several_pages_are_kept_apart(share: float, floor: float) -> None:
    every = pages.mixed([paper(n) for n in PAPERS if n != "paper-004"])
    shuffled = [pages.shuffled(every, seed, share, articles=7) for seed in SEEDS]
    figures = [pages.assembly(p, flow(p.units, LEXICON)) for p in shuffled]
    assert mean(figures) >= 0.95
    assert min(figures) >= floor


def test_a_page_that_nothing_cuts_stays_as_it_is() -> None:
    page = paper("paper-004")
    starts = [min(c.titles + c.bylines) for c in found("paper-004").chains]
    assert starts == sorted(starts)
    for body in bodies(found("paper-004")):
        assert body == sorted(body)
    assert len(starts) == len({t.article for t in page.truth})


@pytest.mark.parametrize("name", ["paper-000", "paper-001"])
def test_titles_read_before_all_texts_find_their_own(name: str) -> None:
    """Some tools give a page's headlines first: each body is told from the next by its words."""
    page = paper(name)
    heads = [i for i, u in enumerate(page.units) if u.kind in ("title", "byline")]
    texts = [i for i in range(len(page.units)) if i not in heads]
    apart = page.reordered(heads + texts)
    result = flow(apart.units, LEXICON)
    assert pages.assembly(apart, result) >= 0.9
    assert pages.heads(apart, result) >= 0.7


# --- what stands between texts ----------------------------------------------------------------

ONE = (
    "临海县图书馆改造旧书库，新增阅览座位三百个，读者服务时间延长到晚上九点，借阅量明显增加。",
    "图书馆还在乡镇设立借阅点，读者在家门口就能借书还书，阅览座位和旧书库向读者免费开放。",
)
TWO = (
    "青山林场组织护林员巡查防火道，清理枯枝落叶，更换灭火器材，防火演练每月举行一次。",
    "林场与村委会签订防火责任书，护林员逐户讲解用火规定，防火道两侧禁止野外用火。",
)


def page_of(*parts: Unit) -> list[Unit]:
    return [replace(part, index=i) for i, part in enumerate(parts)]


def test_a_jump_leads_to_its_other_half() -> None:
    units = page_of(
        unit("title", "图书馆延长服务时间"),
        para(ONE[0], onward=True),
        unit("title", "林场组织防火巡查"),
        para(TWO[0]),
        para(ONE[1], resumed=True),
    )
    assert bodies(flow(units, LEXICON)) == [[1, 4], [3]]


def test_an_end_mark_ends_an_article() -> None:
    units = page_of(
        unit("title", "图书馆延长服务时间"),
        para(ONE[0]),
        unit("title", "林场组织防火巡查"),
        para(TWO[0], ended=True),
        para(ONE[1]),
    )
    assert bodies(flow(units, LEXICON)) == [[1, 4], [3]]


def test_a_caption_stands_behind_the_paragraph_that_it_cuts() -> None:
    half = ONE[0].index("座位") + 1
    units = page_of(
        unit("title", "图书馆延长服务时间"),
        para(ONE[0][:half]),
        unit("caption", "读者在阅览座位上看书"),
        para(ONE[0][half:]),
        para(ONE[1]),
    )
    (chain,) = flow(units, LEXICON).chains
    assert [(link.unit, link.joined) for link in chain.body] == [
        (1, False),
        (3, True),
        (2, False),
        (4, False),
    ]


def test_numbered_headings_count_on() -> None:
    text = "志愿者逐户走访，收集意见和建议，问题当场答复，需要协调的事项限期办结。"
    units = page_of(
        unit("title", "东湖社区志愿服务"),
        unit("heading", "一、走访到户"),
        para(text),
        unit("title", "西山社区志愿服务"),
        unit("heading", "一、走访到户"),
        para(text),
        unit("heading", "二、答复到人"),
        para(text),
        unit("heading", "二、答复到人"),
        para(text),
    )
    assert bodies(flow(units, LEXICON)) == [[1, 2, 8, 9], [4, 5, 6, 7]]


def test_a_closing_credit_ends_an_article() -> None:
    units = page_of(
        unit("title", "图书馆延长服务时间"),
        *map(para, ONE),
        unit("credit", "（县图书馆供稿）"),
        unit("title", "林场组织防火巡查"),
        *map(para, TWO),
    )
    assert bodies(flow(units, LEXICON)) == [[1, 2, 3], [5, 6]]


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [("title", "只有标题")],
        [("byline", "□某某")],
        [("para", "只有一段话。")],
        [("caption", "只有图说")],
        [("heading", "一"), ("heading", "二")],
        [("para", "，"), ("para", "")],
        [("title", "甲"), ("title", "乙"), ("byline", "□丙"), ("byline", "□丁")],
    ],
)
def test_scraps_are_no_accident(parts: list[tuple[str, str]]) -> None:
    units = page_of(*(unit(kind, text) for kind, text in parts))
    result = flow(units, LEXICON)
    used = [i for c in result.chains for i in (*c.titles, *c.bylines)]
    used += [link.unit for c in result.chains for link in c.body]
    assert sorted(used) == list(range(len(units)))


def test_without_a_word_list_the_page_alone_does() -> None:
    page = paper("paper-001")
    assert pages.assembly(page, flow(page.units, Lexicon())) >= 0.97


def test_only_a_page_that_was_mixed_leaves_its_order() -> None:
    page = paper("paper-001")
    assert flow(page.units, LEXICON).ordered
    assert not flow(pages.shuffled(page, 5).units, LEXICON).ordered


def test_one_line_that_breaks_off_reorders_nothing() -> None:
    page = paper("paper-001")
    at = next(i for i, u in enumerate(page.units) if u.kind == "para" and len(u.text.flat) > 150)
    cut = replace(page.units[at], text=page.units[at].text.slice(0, 140), ends=-4.0)
    units = page_of(*page.units[:at], cut, *page.units[at + 1 :])
    assert flow(units, LEXICON).ordered


def test_the_same_page_gives_the_same_flow() -> None:
    page = pages.shuffled(paper("paper-003"), 5)
    first = flow(page.units, LEXICON)
    assert first == flow(page.units, Lexicon(_words))


def test_a_long_issue_costs_no_more_than_its_length() -> None:
    """Links are looked for within a window: their number grows with the page, not its square."""

    def links(copies: int) -> float:
        every = pages.mixed([paper(n) for n in PAPERS] * copies)
        search = Chains(read_page(every.units, LEXICON))
        search._assign([])
        return len(search._links) / search.size

    assert links(4) < 1.2 * links(2)


def test_the_order_of_words_does_not_matter_to_a_random_cut() -> None:
    """Cut anywhere in a paragraph: the halves find each other over other articles' text.

    Where the cut halves fit hardly better than what stands beside them, the order stands.
    """
    rng = random.Random(7)
    page = paper("paper-004")
    long = [i for i, u in enumerate(page.units) if u.kind == "para" and len(u.text.flat) > 150]
    right = 0
    for _ in range(12):
        i = rng.choice(long)
        text = page.units[i].text
        at = rng.randrange(40, len(text.flat) - 40)
        while text.flat[at - 1] in "。！？；" or text.flat[at] in "，。、；）”":
            at += 1
        halves = (text.slice(0, at), text.slice(at, len(text.flat)))
        first = replace(page.units[i], text=halves[0], ends=-4.0)
        rest = replace(page.units[i], text=halves[1])
        units = page_of(*page.units[:i], first, *page.units[i + 1 :], rest)
        chain = chain_with(flow(units, LEXICON), i)
        right += any(link.unit == len(units) - 1 for link in chain.body)
    assert right >= 6
