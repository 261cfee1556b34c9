"""The learnt weights: the sums are right, what is there is learnt, a model is what was written."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from converter.label import STATES
from converter.label.traits import Speech, with_reasons
from converter.label.weights import LEARNT, TRANSITION, Weights, in_force
from converter.model import Label
from tests.training.__main__ import write
from tests.training.fit import Example, Fitted, decide, fit, forward_backward
from tests.training.truth import ASIDE, load

NEVER = -60.0
FIXED = Path(__file__).resolve().parent.parent / "corpus" / "fixed"


def example(name: str, traits: list[list[int]], labels: list[int], count: int) -> Example:
    allowed = np.full((len(labels), count), NEVER)
    allowed[np.arange(len(labels)), labels] = 0.0
    return Example(name, traits, np.zeros((len(labels), count)), allowed)


def test_sums_over_all_readings_are_those_of_counting_them() -> None:
    dice = np.random.default_rng(7)
    scores, moves = dice.normal(size=(4, 3)), dice.normal(size=(3, 3))
    first, last = dice.normal(size=3), dice.normal(size=3)
    paths = list(itertools.product(range(3), repeat=4))
    values = np.array(
        [
            first[p[0]]
            + last[p[-1]]
            + sum(scores[i, k] for i, k in enumerate(p))
            + sum(moves[a, b] for a, b in itertools.pairwise(p))
            for p in paths
        ]
    )
    total, marginals, expected = forward_backward(
        scores[None], moves, first, last, np.array([1, 1, 1, 1])
    )
    assert total[0] == pytest.approx(np.log(np.exp(values).sum()))
    share = np.exp(values - total[0])
    assert marginals[0, 2, 1] == pytest.approx(
        sum(share[i] for i, p in enumerate(paths) if p[2] == 1)
    )
    twos = [sum((a, b) == (0, 2) for a, b in itertools.pairwise(p)) for p in paths]
    assert expected[0, 0, 2] == pytest.approx(float((share * twos).sum()))


def test_sequences_of_different_lengths_do_not_touch_each_other() -> None:
    dice = np.random.default_rng(3)
    scores, moves = dice.normal(size=(2, 5, 3)), dice.normal(size=(3, 3))
    nothing = np.zeros(3)
    both, _, _ = forward_backward(scores, moves, nothing, nothing, np.array([2, 2, 1, 1, 1]))
    short, _, _ = forward_backward(scores[1:, :2], moves, nothing, nothing, np.array([1, 1]))
    assert both[1] == pytest.approx(short[0])


def test_a_trait_that_tells_is_learnt_and_one_that_does_not_is_not() -> None:
    traits = [[k % 2, 2] for k in range(40)]
    labels = [k % 2 for k in range(40)]
    nothing = np.zeros(2)
    one = example("a", traits, labels, 2)
    found = fit([one], 3, np.zeros((2, 2)), nothing, nothing, penalty=0.5)
    assert found.traits[0, 0] > 0.5 > -0.5 > found.traits[1, 0]
    assert abs(found.traits[2, 0]) < 0.2
    assert list(decide(one, found, np.zeros((2, 2)), nothing, nothing)) == labels


def test_what_the_hand_says_is_kept_where_nothing_speaks_against_it() -> None:
    one = example("a", [[0]] * 6, [1] * 6, 2)
    one.given[:, 1] = 8.0
    nothing = np.zeros(2)
    found = fit([one], 1, np.zeros((2, 2)), nothing, nothing)
    assert abs(found.traits).max() < 0.05


def test_a_row_of_which_the_truth_leaves_much_open_teaches_nothing() -> None:
    one = example("a", [[0]], [0], 2)
    one.allowed[:] = 0.0
    nothing = np.zeros(2)
    found = fit([one], 1, np.zeros((2, 2)), nothing, nothing)
    assert abs(found.traits).max() < 1e-6


def test_a_model_is_read_as_it_was_written(tmp_path: Path) -> None:
    count = len(STATES)
    fitted = Fitted(np.zeros((2, count)), np.zeros((count, count)))
    fitted.traits[0, 2] = 1.234
    fitted.moves[0, 1] = 0.5
    path = tmp_path / "weights.json"
    write(path, {"a trait": 0, "silent": 1}, fitted)
    force = in_force(path)
    assert list(force.traits) == ["a trait"]
    assert force.traits["a trait"][2] / force.per == 1.23
    pair = STATES[0], STATES[1]
    assert force.transition[pair] == TRANSITION.get(pair, 0.0) + 0.5


def test_without_a_model_the_hand_decides(tmp_path: Path) -> None:
    force = in_force(tmp_path / "none.json")
    assert force.transition == TRANSITION
    assert Speech(force).of(["shape full"]) == []


def test_the_model_in_force_is_small_and_of_these_labels() -> None:
    assert LEARNT.stat().st_size < 1_000_000
    data = json.loads(LEARNT.read_text("utf-8"))
    assert data["labels"] == [label.value for label in STATES]
    assert all(len(values) == len(STATES) for values in data["traits"].values())


def test_traits_name_what_weighs_most() -> None:
    force = Weights(
        labels=(Label.BODY, Label.TITLE),
        traits={"a": (50, -100), "b": (200, 1), "c": (10, 0)},
        per=100,
    )
    said = Speech(force).of(["a", "b", "unknown"])
    assert [(e.reading, e.weight) for e in said] == [("body", 2.5), ("title", -0.99)]
    told = with_reasons(said, ["a", "b", "c"], force, {Label.BODY})
    assert told[0].reason == "b (+2.0); a (+0.5); c (+0.1)"
    assert told[1].reason == said[1].reason


def test_the_truth_tells_rows_of_a_typeset_page() -> None:
    """Words of an article have its labels; the others are furniture or front matter."""
    from converter.label import look
    from converter.pipeline import base_profile
    from converter.read import read

    annotation = min(FIXED.glob("*.yaml"))
    source = annotation.with_suffix(".txt")
    truth = load(annotation, source)
    rows = look(read(source.read_bytes(), source.name), base_profile()).content
    found = [truth.labels(row) for row in rows]
    assert sum(may == {Label.BODY} for may in found) > 0.4 * len(rows)
    assert any(may == {Label.TITLE} for may in found)
    assert not any(may & {Label.BODY} and may & ASIDE for may in found if len(may) == 1)
