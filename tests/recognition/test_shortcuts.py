"""Shortcuts of recognition: each tells what the long way tells."""

from __future__ import annotations

from converter.fields import label_opening, read_fields
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
