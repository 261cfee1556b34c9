"""The decoder against brute force: the best reading of all readings, and its margins."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.label.decode import decode
from converter.model import Evidence, Label

STATES = (Label.BODY, Label.TITLE, Label.CAPTION)
WEIGHTS = st.integers(-40, 40).map(lambda n: n / 4)


@st.composite
def lattices(
    draw: st.DrawFn,
) -> tuple[list[list[Evidence]], dict[Label, float], dict[tuple[str, str], float]]:
    rows = draw(
        st.lists(st.lists(st.tuples(st.sampled_from(STATES), WEIGHTS), max_size=3), max_size=4)
    )
    evidence = [[Evidence("cue", label, weight) for label, weight in row] for row in rows]
    prior = draw(st.dictionaries(st.sampled_from(STATES), WEIGHTS))
    edges = [*product(("start", *STATES), STATES), *product(STATES, ("end",))]
    transition = draw(st.dictionaries(st.sampled_from(edges), WEIGHTS, max_size=8))
    return evidence, prior, transition


@given(lattices())
def test_decoder_is_brute_force(
    lattice: tuple[list[list[Evidence]], dict[Label, float], dict[tuple[str, str], float]],
) -> None:
    evidence, prior, transition = lattice

    def score(path: tuple[Label, ...]) -> float:
        total = transition.get(("start", path[0]), 0.0) + transition.get((path[-1], "end"), 0.0)
        total += sum(transition.get((a, b), 0.0) for a, b in pairwise(path))
        for label, found in zip(path, evidence, strict=True):
            total += prior.get(label, 0.0)
            total += sum(e.weight for e in found if e.reading == label)
        return total

    got = decode(evidence, STATES, prior, transition)
    assert len(got) == len(evidence)
    if not evidence:
        return
    paths = {path: score(path) for path in product(STATES, repeat=len(evidence))}
    best = max(paths.values())
    for i, (label, second, margin) in enumerate(got):
        by_label = {s: max(v for p, v in paths.items() if p[i] == s) for s in STATES}
        others = {s: v for s, v in by_label.items() if s != label}
        assert by_label[label] == pytest.approx(best)
        assert by_label[second] == pytest.approx(max(others.values()))
        assert second != label
        assert margin == pytest.approx(best - max(others.values()))


def test_evidence_for_a_state_that_is_not_asked_for_counts_nothing() -> None:
    evidence = [[Evidence("cue", Label.TABLE, 50.0), Evidence("cue", Label.TITLE, 1.0)]]
    assert decode(evidence, STATES, {}, {})[0][0] is Label.TITLE
