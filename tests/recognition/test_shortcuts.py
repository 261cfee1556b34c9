"""Shortcuts of recognition: each tells what the long way tells."""

from __future__ import annotations

from converter.fields import label_opening, read_fields
from converter.model import Evidence, Reasons
from converter.pipeline import base_profile
from tests.conftest import SEEDS

LINES = [
    line.strip()
    for seed in sorted(SEEDS.glob("*.txt"))
    for line in seed.read_text("utf-8").splitlines()
    if line.strip()
]


def test_a_line_that_no_label_opens_begins_with_no_labelled_field() -> None:
    assert len(LINES) > 3000
    fields = base_profile().masthead
    for line in LINES:
        found = read_fields(line, fields).found
        if found and found[0].told == "label" and found[0].label[0] <= 1:
            assert label_opening(fields)(line), line


def test_evidence_is_worked_out_when_it_is_looked_at() -> None:
    asked = []

    def find() -> tuple[Evidence, ...]:
        asked.append(1)
        return Evidence("near", "title", 2.0), Evidence("fill", "body", 1.0)

    reasons = Reasons(find)
    assert not asked
    assert [e.cue for e in reasons] == ["near", "fill"]
    assert reasons[0].weight == 2.0
    assert reasons[1:] == find()[1:]
    assert reasons == find() == Reasons(find)
    assert hash(reasons) == hash(find())
    assert len(reasons) == 2
    before = len(asked)
    assert repr(reasons) == repr(tuple(reasons))
    assert len(asked) == before
