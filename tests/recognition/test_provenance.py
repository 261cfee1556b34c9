"""`Text`: whatever is cut and changed, every character knows where it came from."""

from __future__ import annotations

import re

from hypothesis import assume, given
from hypothesis import strategies as st

from converter.model import Mark, Piece, Span, Text

LETTERS = st.text(st.sampled_from("甲乙丙丁 ,12"), min_size=1, max_size=24)
RULES = st.sampled_from(["rule-a", "rule-b", "rule-c"])


@st.composite
def changes(draw: st.DrawFn, length: int) -> list[tuple[int, int, str]]:
    cuts = sorted(draw(st.lists(st.integers(0, length), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return [(a, b, draw(st.text("xyz", max_size=3))) for a, b in pairs]


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, Text, str]:
    """A source, a text made of all of it by up to three runs of edits, and the words expected."""
    source = draw(LETTERS)
    text = Text.carried(source, 0, len(source))
    if draw(st.booleans()):
        cut = draw(st.integers(0, len(source)))
        mark = Text.marked(Mark("pb", "7"), cut)
        text = text.slice(0, cut) + mark + text.slice(cut, len(source))
    flat = source
    for _ in range(draw(st.integers(0, 3))):
        wanted = draw(changes(len(flat)))
        text = text.edit(wanted, draw(RULES))
        for a, b, new in reversed(wanted):
            flat = flat[:a] + new + flat[b:]
    return source, text, flat


@given(edited())
def test_edits_say_what_they_did(made: tuple[str, Text, str]) -> None:
    source, text, flat = made
    assert text.flat == flat == "".join(p.text for p in text.pieces)
    for piece in text.pieces:
        if not piece.rule and piece.mark is None:
            assert piece.text == source[piece.start : piece.end]


@given(edited())
def test_edits_replayed_over_the_source_give_the_text(made: tuple[str, Text, str]) -> None:
    """Carried pieces and the spans of edits, side by side, are the source: nothing is lost."""
    source, text, _ = made
    assert "".join(source[p.start : p.end] for p in text.pieces) == source
    for edit in text.edits(source):
        assert edit.before == source[edit.span.start : edit.span.end]


@given(edited(), st.integers(0, 30), st.integers(0, 30))
def test_slices_keep_words_and_provenance(made: tuple[str, Text, str], i: int, j: int) -> None:
    source, text, flat = made
    assume(flat)
    i, j = sorted((min(i, len(flat)), min(j, len(flat))))
    parts = [text.slice(0, i), text.slice(i, j), text.slice(j, len(flat))]
    assert [p.flat for p in parts] == [flat[:i], flat[i:j], flat[j:]]
    covered = [k for part in parts for p in part.pieces for k in range(p.start, p.end)]
    assert len(covered) == len(set(covered)), "a character of the source stands in two slices"
    for part in parts:
        for piece in part.pieces:
            if not piece.rule and piece.mark is None:
                assert piece.text == source[piece.start : piece.end]


@given(edited(), st.integers(0, 30))
def test_marks_survive_edits_and_cuts(made: tuple[str, Text, str], cut: int) -> None:
    _, text, flat = made
    marks = list(text.marks())
    assert len(marks) <= 1
    cut = min(cut, len(flat))
    assert [*text.slice(0, cut).marks(), *text.slice(cut, len(flat)).marks()].count(
        Mark("pb", "7")
    ) >= len(marks)


@given(LETTERS, st.integers(0, 24), st.integers(0, 24))
def test_a_place_of_the_source_is_found_again(source: str, i: int, j: int) -> None:
    text = Text.carried(source, 0, len(source))
    i, j = sorted((min(i, len(source)), min(j, len(source))))
    assume(i < j)
    assert text.place(Span(i, j)) == (i, j)
    shifted = text.edit([(0, 0, "新")], "rule-a")
    assert shifted.place(Span(i, j)) == (i + 1, j + 1)


@given(LETTERS)
def test_sub_is_re_sub_with_an_account(source: str) -> None:
    pattern = re.compile("[乙 ]+")
    text = Text.carried(source, 0, len(source)).sub(pattern, "*", "rule-a")
    assert text.flat == pattern.sub("*", source)
    assert [e.before for e in text.edits(source)] == pattern.findall(source)


def test_words_apart_in_the_source_are_an_edit_each() -> None:
    source = "甲乙｜丙丁"
    text = Text.carried(source, 0, 2) + Text.carried(source, 3, 5)
    changed = text.edit([(1, 3, "改")], "rule-a")
    assert changed.flat == "甲改丁"
    assert [(e.span.start, e.span.end, e.after) for e in changed.edits(source)] == [
        (1, 2, "改"),
        (3, 4, ""),
    ]


def test_an_edit_of_an_edit_names_both_rules() -> None:
    text = Text.carried("甲乙", 0, 2).edit([(0, 1, "子")], "rule-a").edit([(0, 1, "丑")], "rule-b")
    assert text.pieces[0] == Piece("丑", 0, 1, "rule-a+rule-b")
