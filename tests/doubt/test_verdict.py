"""The verdict on a document: how sound its reading is, by the margins of its labels."""

from __future__ import annotations

import pytest

from converter.cli.manners import judged
from converter.doubts import POOR, READY, soundness, verdict
from converter.model import Decision, Span


def label(chosen: str, margin: float) -> Decision:
    return Decision("label", Span(0, 1), chosen, "body", margin)


def test_a_rare_kind_of_line_counts_as_much_as_text() -> None:
    sure = [label("body", 20.0)] * 50
    assert soundness(sure) > READY
    assert soundness([*sure, label("title", 0.0)]) < POOR < soundness([*sure, label("body", 0.0)])


def test_other_decisions_and_none_at_all() -> None:
    assert soundness([Decision("break", Span(0, 1), "break", "no break", 9.0)]) == 0.0
    assert soundness([]) == 0.0


@pytest.mark.parametrize(
    ("sound", "said", "words"),
    [(97, "ready", "可以发布"), (90, "read", "核对存疑"), (60, "unfit", "尚不能发布")],
)
def test_the_verdict_in_words(sound: int, said: str, words: str) -> None:
    assert verdict(sound / 100) == said
    assert words in judged(sound, "zh")
    assert judged(sound, "en") != judged(sound, "zh")
