"""The time of reading grows as the text does: no stage may grow with its square."""

from __future__ import annotations

import time

import pytest

from converter.pipeline import convert
from tests.hostile.unordered import LINE, TEXTS, magazine

TIMES = 4
# What grows with the square takes 16 times as long. A short text skips stages that a long one has
# (a second reading, chains over all pages), up to their bounds: that comes once.
MOST = 10.0
LEAST = 0.3  # seconds: less is the clock's and the machine's


def seconds(text: str) -> float:
    began = time.process_time()
    convert(text.encode(), "x.txt")
    return max(LEAST, time.process_time() - began)


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    convert(f"{LINE}\n".encode() * 30, "x.txt")  # tables are read once a process


@pytest.mark.slow
@pytest.mark.parametrize("name", TEXTS)
def test_four_times_the_text_takes_about_four_times_the_time(name: str) -> None:
    made, size = TEXTS[name]
    assert seconds(made(TIMES * size)) < MOST * seconds(made(size))


@pytest.mark.slow
def test_ten_times_a_magazine_takes_no_more_than_about_ten_times_the_time() -> None:
    # 6 to 12 times here, 14 on another magazine; what grows with the square takes 100 times.
    assert seconds(magazine(10)) <= 2 * 10 * seconds(magazine(1))
