"""The verdict on a document: how sound its reading is, by what its decisions may be wrong."""

from __future__ import annotations

import pytest

from converter.doubts import READY, judged, soundness, verdict
from converter.model import Article, Block, Decision, Issue, Span, Text
from converter.read import read


def issue(*decided: Decision, unknown: str = "") -> Issue:
    words = Text.carried(unknown, 0, len(unknown))
    blocks = [Block("p", Text.carried("文" * 50, 0, 50)), Block("unknown", words)]
    return Issue(articles=[Article(blocks=blocks)], decisions=list(decided))


def label(margin: float) -> Decision:
    return Decision("label", Span(0, 1), "body", "title", margin)


def test_what_is_likely_right_less_what_nothing_explains() -> None:
    source = read("文\n".encode(), "a.txt")
    sure, half = [label(20.0)] * 9, label(0.0)
    assert soundness(issue(*sure), source) > READY
    assert soundness(issue(*sure, half), source) < soundness(issue(*sure), source)
    assert soundness(issue(*sure, unknown="武" * 50), source) < 0.6


def test_what_is_told_in_any_case_is_not_counted() -> None:
    source = read("文\n".encode(), "a.txt")
    repair = Decision("repair", Span(0, 1), "一", "—", 0.0)
    assert soundness(issue(label(20.0), repair), source) > READY
    assert soundness(issue(repair), source) == soundness(issue(), source) == 0.0


@pytest.mark.parametrize(
    ("sound", "said", "words"),
    [(98, "ready", "可以发布"), (94, "read", "核对存疑"), (60, "unfit", "尚不能发布")],
)
def test_the_verdict_in_words(sound: int, said: str, words: str) -> None:
    assert verdict(sound / 100) == said
    assert words in judged(sound, "zh")
    assert judged(sound, "en") != judged(sound, "zh")
