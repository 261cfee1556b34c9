"""The best path through a chain, against every path there is."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.search.chain import marginals

STATES = range(3)
WEIGHTS = st.integers(-40, 40).map(lambda n: n / 4)
ROW = st.lists(WEIGHTS, min_size=3, max_size=3)


@given(st.lists(ROW, min_size=1, max_size=5), st.lists(ROW, min_size=3, max_size=3), ROW, ROW)
def test_each_state_has_the_value_of_the_best_path_through_it(
    local: list[list[float]], moves: list[list[float]], first: list[float], last: list[float]
) -> None:
    def value(path: tuple[int, ...]) -> float:
        total = first[path[0]] + last[path[-1]]
        total += sum(own[s] for own, s in zip(local, path, strict=True))
        return total + sum(moves[a][b] for a, b in pairwise(path))

    values = {path: value(path) for path in product(STATES, repeat=len(local))}
    found = marginals(local, moves, first, last)
    assert len(found) == len(local)
    for i, row in enumerate(found):
        for s in STATES:
            assert row[s] == pytest.approx(max(v for p, v in values.items() if p[i] == s))


def test_nothing_has_no_path() -> None:
    assert marginals([], [[0.0]], [0.0], [0.0]) == []


@given(st.lists(ROW, min_size=2, max_size=30))
def test_the_best_path_costs_nothing_anywhere(local: list[list[float]]) -> None:
    """The greatest of each place is the whole path's value: one and the same all along."""
    moves = [[0.5, -1.0, 0.0], [0.25, 2.0, -0.75], [0.0, 0.0, 1.0]]
    tops = [max(row) for row in marginals(local, moves, [0.0] * 3, [0.0] * 3)]
    assert tops == pytest.approx([tops[0]] * len(tops))
