"""Shortcuts of recognition: each tells what the long way tells."""

from __future__ import annotations

import random

import pytest

from converter.fields import label_opening, read_fields
from converter.label.captions import PICTURE, tells_picture
from converter.label.cues import title_likeness
from converter.label.decode import decode
from converter.label.scene import Titles
from converter.labelling import Listed
from converter.model import Evidence, Label
from converter.pipeline import base_profile
from tests.conftest import SEEDS

LINES = [
    line.strip()
    for seed in sorted(SEEDS.glob("*.txt"))
    for line in seed.read_text("utf-8").splitlines()
    if line.strip()
]
CAPTIONS = [
    "图为会议现场",
    "▲活动",
    "上图",
    "↑市民在读书",
    "张三 摄",
    "（李四摄影）",
    "资料图（本报图）",
    "图3",
]
STATES = (Label.BODY, Label.TITLE, Label.HEADING, Label.BYLINE, Label.CAPTION)


def test_a_line_without_a_pictures_letters_is_no_caption() -> None:
    assert len(LINES) > 3000
    for line in (*LINES, *CAPTIONS):
        assert tells_picture(line) == bool(PICTURE.search(line)), line
    assert all(map(tells_picture, CAPTIONS))


def test_a_line_that_no_label_opens_begins_with_no_labelled_field() -> None:
    fields = base_profile().masthead
    for line in LINES:
        found = read_fields(line, fields).found
        if found and found[0].told == "label" and found[0].label[0] <= 1:
            assert label_opening(fields)(line), line


def test_a_line_that_may_be_no_listed_title_is_none() -> None:
    listed = [Listed(words=line) for line in LINES[::40]]
    titles = Titles(listed)
    for line in LINES[::7]:
        if len(line) >= 3 and not titles.may_have(line):
            near = [
                entry.words
                for entry in listed
                if line[:3] in entry.words
                or line[-3:] in entry.words
                or (entry.words[:4] in line and title_likeness(line, entry.words) > 0)
            ]
            assert not near, line


@pytest.mark.parametrize("seed", range(20))
def test_the_decoder_gives_the_best_reading_and_its_margins(seed: int) -> None:
    rng = random.Random(seed)
    evidence = [
        [Evidence("c", rng.choice(STATES), rng.uniform(-6, 6)) for _ in range(rng.randint(0, 3))]
        for _ in range(6)
    ]
    prior = {state: rng.uniform(-2, 2) for state in STATES}
    moves = {
        (a, b): rng.uniform(-4, 3)
        for a in ("start", *STATES)
        for b in (*STATES, "end")
        if rng.random() < 0.6
    }
    best: list[dict[Label, float]] = [dict.fromkeys(STATES, float("-inf")) for _ in evidence]

    def read(i: int, before: str, total: float, path: tuple[Label, ...]) -> None:
        if i == len(evidence):
            total += moves.get((before, "end"), 0.0)
            for held, state in zip(best, path, strict=True):
                held[state] = max(held[state], total)
            return
        for state in STATES:
            own = prior[state] + sum(e.weight for e in evidence[i] if e.reading == state)
            read(i + 1, state, total + own + moves.get((before, state), 0.0), (*path, state))

    read(0, "start", 0.0, ())
    for held, (state, second, margin) in zip(
        best, decode(evidence, STATES, prior, moves), strict=True
    ):
        ranked = sorted(held, key=lambda s: -held[s])
        assert [state, second] == ranked[:2]
        assert margin == pytest.approx(held[ranked[0]] - held[ranked[1]])
