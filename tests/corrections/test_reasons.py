"""A correction that could not be applied says why."""

from __future__ import annotations

import pytest

from tests.corrections.test_kinds import page, said


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("line: 5, text: 宁津县持续, replace: {find: 跑步, by: 漫步}", "“跑步” is not in line 5"),
        ("line: 7, text: 原原本本学, column: news", "there is no column news"),
        ("line: 7, text: 原原本本学, order: 5", "there are 2 articles, no 5"),
        (
            "line: 5, text: 宁津县持续, caption_after: {line: 13, text: 章丘区财政局}",
            "line 5 is body for all that",
        ),
    ],
)
def test_the_reason(body: str, reason: str) -> None:
    told = [line for line in said(page(body)) if "correction-unused" in line]
    assert told == [f"c.yaml:1: error: could not be applied: {reason} [correction-unused]"]
