"""Edits of a text keep to their own characters of the source, so that the ledger adds up."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from converter.model import Mark, Text

SOURCE = "文字 甲\n第7页\n 乙丙"
JOINED = Text.carried(SOURCE, 0, 4) + Text.marked(Mark("pb", "8"), 9) + Text.carried(SOURCE, 9, 12)


def spans(text: Text) -> list[tuple[int, int, str, str]]:
    return [(p.start, p.end, p.text, p.rule) for p in text.pieces if p.mark is None]


def test_an_edit_over_a_page_s_end_is_one_edit_on_either_side() -> None:
    """The page mark between them is not theirs."""
    assert spans(JOINED.sub(re.compile("甲 "), "庚", "rule")) == [
        (0, 3, "文字 ", ""),
        (3, 4, "庚", "rule"),
        (9, 10, "", "rule"),
        (10, 12, "乙丙", ""),
    ]


def test_an_edit_over_an_edit_names_both_rules() -> None:
    once = JOINED.sub(re.compile(" "), "", "spaces")
    assert spans(once.edit([(1, 3, "宇甲")], "other"))[1] == (1, 4, "宇甲", "spaces+other")


def test_a_mark_inside_an_edit_stands_after_it() -> None:
    edited = JOINED.sub(re.compile("甲 乙"), "庚", "rule")
    assert [p.text or p.mark for p in edited.pieces if p.text or p.mark] == [
        *("文字 ", "庚", Mark("pb", "8"), "丙"),
    ]


@settings(deadline=None)
@given(st.data())
def test_no_edit_takes_what_is_not_its_own(data: st.DataObject) -> None:
    """Fragments in any order, edited any number of times: every character once, none beside."""
    cuts = sorted(data.draw(st.sets(st.integers(0, len(SOURCE)), min_size=2)))
    parts = list(zip(cuts[::2], cuts[1::2], strict=False))
    text = Text.join(Text.carried(SOURCE, *part) for part in data.draw(st.permutations(parts)))
    own = sorted(at for part in parts for at in range(*part))
    for n in range(data.draw(st.integers(0, 3))):
        i = data.draw(st.integers(0, len(text)))
        j = data.draw(st.integers(i, len(text)))
        flat = text.flat
        new = data.draw(st.sampled_from(["", "新", "新的"]))
        text = text.edit([(i, j, new)], f"rule{n}")
        assert text.flat == flat[:i] + new + flat[j:]
    covered = sorted(at for p in text.pieces for at in range(p.start, p.end))
    assert covered == own
    for piece in text.pieces:
        assert piece.rule or piece.text == SOURCE[piece.start : piece.end]
