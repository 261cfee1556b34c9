"""Lines of one make are labelled alike, where most of them say what they are."""

from __future__ import annotations

from converter.label.alike import agreed
from converter.label.model import STATES
from converter.labelling import Row, make_row
from converter.model import Label

TITLE = STATES.index((Label.TITLE, True))
HEADING = STATES.index((Label.HEADING, True))
PER = 10


def _rows(texts: list[str]) -> list[Row]:
    return [make_row(text, 0, 0, i, 0) for i, text in enumerate(texts)]


def _found(margins: list[float]) -> list[list[float]]:
    """Max-marginals in which a title has so many log-odds over a heading, all else far less."""
    out = []
    for margin in margins:
        values = [-1000.0] * len(STATES)
        values[TITLE], values[HEADING] = margin * PER, 0.0
        out.append(values)
    return out


def test_heads_that_are_hardly_another_thing_give_in() -> None:
    rows = _rows(["◤孩子为什么总问◢", "◤十一月食谱◢", "◤请您配合◢"])
    assert agreed(rows, _found([6.0, -1.5, 4.0]), PER, ()) == {1: (TITLE, 25.0)}
    assert agreed(rows, _found([1.0, -6.0, -4.0]), PER, ()) == {0: (HEADING, 20.0)}


def test_heads_that_are_surely_another_thing_stay() -> None:
    rows = _rows(["◤孩子为什么总问◢", "◤十一月食谱◢"])
    assert agreed(rows, _found([6.0, -5.0]), PER, ()) == {}


def test_other_makes_and_sentences_tell_nothing() -> None:
    found = _found([6.0, -1.0])
    assert agreed(_rows(["◤孩子为什么总问◢", "【十一月食谱】"]), found, PER, ()) == {}
    assert agreed(_rows(["一、孩子为什么总问", "1. 十一月食谱"]), found, PER, ()) == {}
    assert agreed(_rows(["一、孩子总问。", "二、食谱如下。"]), found, PER, ()) == {}
    assert agreed(_rows(["孩子为什么总问", "十一月食谱"]), found, PER, ()) == {}


def test_what_a_person_said_of_one_tells_nothing_of_the_others() -> None:
    rows = _rows(["◤孩子为什么总问◢", "◤十一月食谱◢"])
    assert agreed(rows, _found([6.0, -1.0]), PER, {0}) == {}
