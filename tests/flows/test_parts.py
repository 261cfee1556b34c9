"""The parts that flows are made of: matching, words, ends, vocabulary, heads."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.assemble.fragments import read
from converter.assemble.joins import FOLLOWING, JOINING, Seams, explain, weigh
from converter.assemble.lexicon import Lexicon, word_list
from converter.assemble.matching import best_successors
from converter.assemble.openers import find_heads
from converter.assemble.units import Unit
from converter.assemble.vocabulary import Vocabulary
from converter.model import Text

# --- matching -----------------------------------------------------------------------------------

_GAIN = st.floats(-5, 5).map(lambda x: round(x, 2))


def _best(gains: list[dict[int, float]]) -> float:
    """The greatest sum, by trying everything."""
    best = 0.0
    for choice in product(*[[-1, *row] for row in gains]):
        used = [c for c in choice if c >= 0]
        if len(used) == len(set(used)):
            best = max(best, sum(gains[i][c] for i, c in enumerate(choice) if c >= 0))
    return best


@given(st.lists(st.dictionaries(st.integers(0, 4), _GAIN, max_size=4), max_size=5))
def test_no_set_of_successors_is_better(gains: list[dict[int, float]]) -> None:
    found = best_successors(gains, 5)
    used = [c for c in found if c >= 0]
    assert len(used) == len(set(used))
    got = sum(gains[i][c] for i, c in enumerate(found) if c >= 0)
    assert got == pytest.approx(_best(gains), abs=1e-9)


# --- the word list ------------------------------------------------------------------------------

LINES = ("专 10 n", "专业 500 n", "业 20 n", "业务 90 n", "能力 800 n", "能 900 v")
SMALL = "\n".join([*sorted(LINES), ""])


def real() -> Lexicon:
    path = word_list()
    assert path is not None
    return Lexicon(path.read_bytes)


REAL = real()


def test_words_are_found_where_they_lie() -> None:
    lexicon = Lexicon(SMALL.encode)
    assert lexicon.frequency("专业") == 500
    assert lexicon.frequency("能") == 900
    assert lexicon.frequency("专务") == 0
    assert lexicon.frequency("专业务") == 0
    assert Lexicon().frequency("专业") == 0


def test_every_sampled_word_of_the_list_is_found() -> None:
    path = word_list()
    assert path is not None
    lines = path.read_text(encoding="utf-8").splitlines()
    sample = [line.split(" ") for line in lines[2000::3571]]
    assert len(sample) > 90
    assert [REAL.frequency(word) for word, _, _ in sample] == [int(n) for _, n, _ in sample]


def test_the_list_is_read_at_the_first_question_only() -> None:
    asked = []

    def load() -> bytes:
        asked.append(1)
        return SMALL.encode()

    lexicon = Lexicon(load)
    assert not asked
    lexicon.frequency("专业")
    lexicon.frequency("能力")
    assert asked == [1]


@pytest.mark.parametrize(
    ("left", "right", "word"),
    [
        ("掌握干部担当作为、专", "业能力表现情况。", "专业"),
        ("管理培养使用工作相结", "合，针对多发频发", "相结合"),
        ("围绕服务电子信", "息、医疗器械", "电子信息"),
    ],
)
def test_a_broken_word_is_restored(left: str, right: str, word: str) -> None:
    gain, found = REAL.restored(left, right)
    assert found == word
    assert gain > 5


def test_nothing_is_restored_between_whole_words() -> None:
    assert REAL.restored("参照网格化治理", "大平台工作情况") == (0.0, "")
    assert REAL.restored("税收8312.5", "万元、同比") == (0.0, "")


# --- ends ---------------------------------------------------------------------------------------


def para(text: str, starts: float = 0.0, ends: float = 0.0) -> Unit:
    return Unit("para", Text.carried(text, 0, len(text)), starts=starts, ends=ends)


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("近年来，全县坚持以人为本，服务水平不断提高。", True, True),
        ("坚持团结引导，着力做好服务工作。全县共有志愿者三百名", True, False),
        ("稿，被全国多家媒体转载，点击率很高。", False, True),
        ("万元、同比增长两成，装备制造补链稳链，", False, False),
    ],
)
def test_ends_are_told_by_their_characters(text: str, *, begins: bool, ends: bool) -> None:
    (fragment,) = read([para(text)], Lexicon())
    assert (fragment.begins > 1) == begins
    assert fragment.open_start == (not begins)
    assert fragment.open_end == (not ends)


def test_an_opening_is_learnt_from_the_page() -> None:
    units = [para(f"该镇第{n}片区的志愿者走村入户，收集群众意见和建议。") for n in "甲乙丙丁"]
    units += [
        para("环境整治行动已经展开，道路两旁的树木"),
        para("该镇不断优化环境和服务，道路变宽了，公园里的树多了。"),
    ]
    assert read(units, Lexicon())[-1].begins > 2
    assert read(units[-2:], Lexicon())[-1].begins < 2


def seam(left: str, right: str, page: str = "") -> tuple[float, float, set[str]]:
    a, b = read([para(left), para(right)], REAL)
    seams = Seams(REAL, page or f"{left}\n{right}")
    cues = {e.cue for e in explain(a, b, seams, joined=True)}
    return weigh(JOINING, a, b, seams), weigh(FOLLOWING, a, b, seams), cues


@pytest.mark.parametrize(
    ("left", "right", "cue"),
    [
        ("全年实现销售收入五十亿元，上缴税收8312.5", "万元、同比增长两成。", "number"),
        ("印发《牡丹区列席旁", "听办法》，明确旁听的要求。", "brackets"),
        ("一是领导带头学。二是", "深入研讨学。三是坚持用制度促学，成效", "broken_word"),
        ("一是领导带头学。大家积极参加，形成", "良好氛围。二是深入研讨学，成效明显。", "ordinals"),
        ("印发文件，照网格化治", "理大平台工作情况计入考核。", "broken_word"),
    ],
)
def test_seams_tell_that_two_ends_join(left: str, right: str, cue: str) -> None:
    joining, following, cues = seam(left, right)
    if cue != "broken_word" or "二是" not in left:
        assert cue in cues
    assert joining > following


def test_the_page_itself_knows_its_phrases() -> None:
    a, b = "补贴标准参照惠民小", "推车工作情况"
    assert seam(a, b)[0] < seam(a, b, f"{a}\n{b}\n全镇推广惠民小推车，方便群众。")[0] - 2


def test_two_whole_paragraphs_do_not_join() -> None:
    joining, following, _ = seam("全县秋收工作顺利完成。", "近日，县里召开了总结会议。")
    assert joining < following - 4


# --- vocabulary and heads -----------------------------------------------------------------------

LIBRARY = ("图书馆增加阅览座位，借阅量上升。", "读者在图书馆借阅，阅览座位很多。")
FOREST = ("林场护林员巡查防火道，更换器材。", "防火道由护林员清理，林场很大。")


def test_texts_of_one_matter_share_their_words() -> None:
    vocabulary = Vocabulary([*LIBRARY, *FOREST], [()] * 4, articles=2)
    part = vocabulary.part(vocabulary.words[0])
    assert vocabulary.affinity(part, vocabulary.words[1]) > 1
    assert vocabulary.affinity(part, vocabulary.words[2]) < 0
    assert vocabulary.affinity(part, vocabulary.words[2] | vocabulary.words[3]) < 0


def test_texts_that_share_nothing_with_the_page_tell_nothing() -> None:
    vocabulary = Vocabulary(["甲乙丙丁", "戊己庚辛"], [(), ()], articles=1)
    assert vocabulary.affinity(vocabulary.part(vocabulary.words[0]), vocabulary.words[1]) == 0


def _heads(kinds: str) -> list[tuple[list[int], list[int], bool]]:
    """Heads of a page written as kinds (T, B, and digits for the article that a text is of)."""
    said = {"1": LIBRARY, "2": FOREST}
    titles = iter(["图书馆借阅阅览座位", "林场护林员防火道"])
    count = {"1": 0, "2": 0}
    units, texts = [], []
    for kind in kinds:
        if kind == "T":
            text, name = next(titles), "title"
        elif kind == "B":
            text, name = "□某某", "byline"
        else:
            text, name = said[kind][count[kind]], "para"
            count[kind] += 1
        units.append(Unit(name, Text.carried(text, 0, len(text))))
        texts.append(text)
    vocabulary = Vocabulary(texts, [()] * len(texts), articles=2)
    heads, _ = find_heads(units, frozenset({"para"}), vocabulary)
    return [(head.titles, head.bylines, head.opens) for head in heads]


def test_title_byline_body() -> None:
    assert _heads("TB11TB22") == [([0], [1], True), ([4], [5], True)]


def test_byline_body_title() -> None:
    assert _heads("B11TB22T") == [
        ([], [0], True),
        ([3], [], False),
        ([], [4], True),
        ([7], [], False),
    ]


def test_title_body_without_bylines() -> None:
    assert _heads("T11T22") == [([0], [], True), ([3], [], True)]


def test_a_byline_whose_title_is_lost_opens_an_article() -> None:
    assert _heads("TB11B22") == [([0], [1], True), ([], [4], True)]
