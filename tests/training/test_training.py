"""The trainer: its sums are right, what is there is learnt, a model is read as it was written."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from converter.label.features import FAMILIES
from converter.label.model import LEARNT, STATES, in_force, state_name
from converter.model import Label
from tests.training import judged
from tests.training.__main__ import PER, learn, tasks, write, wrong
from tests.training.fit import Array, Example, Fitted, decide, fit, forward_backward
from tests.training.hand import HAND
from tests.training.sights import NAMES, Seed, Sight, example, of_drawn, of_judged, of_world
from tests.worlds.decided import Claim
from tests.worlds.shelf import worlds

NEVER = -60.0


def chain(features: list[list[int]], states: list[int], count: int) -> Example:
    allowed = np.full((len(states), count), NEVER)
    allowed[np.arange(len(states)), states] = 0.0
    numbers = np.array([k for line in features for k in line])
    counts = np.array([len(line) for line in features])
    return Example("a", numbers, counts, np.zeros(allowed.shape), allowed)


def test_sums_over_all_paths_are_those_of_counting_them() -> None:
    dice = np.random.default_rng(7)
    scores, moves = 4 * dice.normal(size=(4, 1, 3)), dice.normal(size=(3, 3))
    paths = list(itertools.product(range(3), repeat=4))
    values = np.array(
        [
            sum(scores[i, 0, k] for i, k in enumerate(p))
            + sum(moves[a, b] for a, b in itertools.pairwise(p))
            for p in paths
        ]
    )
    found = forward_backward(scores, moves, np.array([1, 1, 1, 1]), np.array([2.0]))
    assert found.total[0] == pytest.approx(np.log(np.exp(values).sum()))
    share = np.exp(values - found.total[0])
    for i, k in itertools.product(range(4), range(3)):
        own = sum(share[n] for n, p in enumerate(paths) if p[i] == k)
        assert found.marginals[i, 0, k] == pytest.approx(own)
    twos = [sum((a, b) == (0, 2) for a, b in itertools.pairwise(p)) for p in paths]
    assert found.moves[0, 2] == pytest.approx(2.0 * float((share * twos).sum()))


def test_sequences_of_different_lengths_do_not_touch_each_other() -> None:
    dice = np.random.default_rng(3)
    scores, moves = dice.normal(size=(5, 2, 3)), dice.normal(size=(3, 3))
    both = forward_backward(scores, moves, np.array([2, 2, 1, 1, 1]), np.ones(2))
    short = forward_backward(scores[:2, 1:], moves, np.array([1, 1]), np.ones(1))
    assert both.total[1] == pytest.approx(short.total[0])
    assert both.marginals[:2, 1] == pytest.approx(short.marginals[:, 0])


def test_what_is_all_but_impossible_gives_no_nonsense() -> None:
    """Lines of a document whose truth the weights think out of the question."""
    scores = np.full((6, 1, 3), NEVER, dtype=np.float32)
    scores[:, 0, 1] = 40.0
    clamp = np.full((6, 1, 3), NEVER, dtype=np.float32)
    clamp[:, 0, 2] = 0.0
    moves = np.full((3, 3), -20.0, dtype=np.float32)
    found = forward_backward(scores + clamp, moves, np.ones(6, dtype=int), np.ones(1))
    assert np.isfinite(found.total).all()
    assert found.marginals.sum(axis=2) == pytest.approx(np.ones((6, 1)), abs=1e-4)


def test_a_feature_that_tells_is_learnt_and_one_that_does_not_is_not() -> None:
    states = [k % 2 for k in range(40)]
    one = chain([[k % 2, 2] for k in range(40)], states, 2)
    found = fit([one], 3, penalty=0.5)
    assert found.features[0, 0] > 0.5 > -0.5 > found.features[1, 0]
    assert abs(found.features[2, 0]) < 0.2
    assert list(decide(one, found)) == states


def test_what_is_set_by_hand_is_kept_where_nothing_speaks_against_it() -> None:
    one = chain([[0]] * 6, [1] * 6, 2)
    one.given[:, 1] = 8.0
    assert abs(fit([one], 1).features).max() < 0.05


def test_a_line_of_which_the_truth_leaves_all_open_teaches_nothing() -> None:
    one = chain([[0], []], [0, 1], 2)
    one.allowed[:] = 0.0
    assert abs(fit([one], 1).features).max() < 1e-6


def seen(name: str, lines: list[list[str]], allowed: list[str]) -> Sight:
    names = sorted({feature for line in lines for feature in line})
    numbers = np.array([names.index(feature) for line in lines for feature in line])
    counts = np.array([len(line) for line in lines])
    return Sight(name, names, numbers, counts, [frozenset({a}) for a in allowed], 1.0)


def test_a_model_is_read_as_it_was_written(tmp_path: Path) -> None:
    count = len(STATES)
    fitted = Fitted(np.zeros((3, count)), np.zeros((count, count)))
    fitted.features[0, 2], fitted.features[2, 2] = 1.234, 1.0
    fitted.moves[0, 1] = 0.5
    path = tmp_path / "model.json"
    numbers = {"a feature": 0, "silent": 1, "profile without numbered_headings": 2}
    assert write(path, numbers, fitted) == 1 + len(HAND)
    model = in_force(path)
    assert model.per == PER
    heading = STATES.index((Label.HEADING, True))
    assert model.scores(model.known(["a feature"]))[heading] == 123
    assert not any(model.scores(model.known(["silent", "a feature that nothing shows"])))
    # The hand's -6 and the 1 that is learnt; weights below nothing do not reach the next state.
    both = model.scores(model.known(["a feature", "profile without numbered_headings"]))
    assert both == [0] * heading + [123 - 500] + [0] * (count - heading - 1)
    assert model.moves[0][1] == 50


def test_what_the_hand_says_stands_in_the_sight_of_a_line() -> None:
    one = seen("a", [["x", "profile column full"], ["x"]], ["column", "body B"])
    given = example(one, {"x": 0}).given
    assert given[0, NAMES.index("column")] == HAND["profile column full"]["column"]
    assert not given[1].any()


def test_a_feature_that_is_not_in_the_vocabulary_is_left_out() -> None:
    one = example(seen("a", [["x", "y"], ["y"], ["x"]], ["body B", "body B", "jump"]), {"x": 0})
    assert list(one.counts) == [1, 0, 1]
    assert list(one.features) == [0, 0]


def test_documents_of_each_kind_are_seen_and_learnt_from() -> None:
    world = min(worlds(), key=lambda w: w.source.stat().st_size)
    case = min(judged.judged(), key=lambda one: len(one.data))
    sights = [of_world(world), of_judged(case), of_drawn(3, (world.gold,))]
    assert all(len(s.counts) == len(s.allowed) > 0 for s in sights)
    told: Array = np.array([len(a) for s in sights for a in s.allowed])
    assert (told == 1).mean() > 0.7
    families = {name.partition(" ")[0] for s in sights for name in s.names}
    assert families - {"bias"} <= FAMILIES.keys()
    numbers, fitted = learn(sights * 2)
    bad, total = wrong(sights, numbers, fitted)
    assert bad < 0.1 * total


def test_drawn_documents_are_drawn_from_what_is_learnt_from_alone() -> None:
    held, *rest = worlds()
    drawn = [t for t in tasks(rest, 3) if isinstance(t, Seed)]
    assert [d.number for d in drawn] == [1, 2, 3]
    assert all(held.gold not in d.sources and rest[0].gold in d.sources for d in drawn)


def test_seeds_and_most_cases_are_judged() -> None:
    keys = {one.key for one in judged.judged()}
    assert len(keys) > 80
    assert sum(key.startswith(("paper", "dezhou")) for key in keys) == 5


def test_what_does_not_come_out_as_accepted_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad, changed = (
        judged.Judged(key, Path(f"{key}.case"), "x.txt", key.encode(), "base", 1.0)
        for key in ("good", "bad", "changed")
    )
    monkeypatch.setattr(judged, "KEPT", tmp_path / "judged.json")
    monkeypatch.setattr(judged, "_documents", lambda: iter([good, bad, changed]))
    before = [(0, 3, "body", 0)]
    judged.keep(
        {"good": [good.digest, []], "bad": [bad.digest, before], "changed": ["other", before]}
    )
    monkeypatch.setattr(judged, "_decided", _said)
    assert judged.refresh(1) == ["bad", "changed"]
    kept = {one.key: list(one.claims) for one in judged.judged()}
    assert kept == {"good": [(0, 1, "title", 0)], "bad": before}


def _said(one: judged.Judged) -> list[Claim] | None:
    return [(0, 1, "title", 0)] if one.key == "good" else None


def test_a_case_that_fails_is_not_as_accepted(tmp_path: Path) -> None:
    words = "渠道通了水，沿渠七个村子的秧田都灌了一遍。村民们说，这是灌得最早的一次。"
    for wanted, right in (("0 articles", False), ("", True)):
        path = tmp_path / "x.case"
        views = f"--- articles\n{wanted}\n" if wanted else ""
        path.write_text(f"# a case\n\n--- raw\n{words}\n{views}", "utf-8")
        one = judged.Judged("x", path, "x.txt", words.encode(), "base", 1.0)
        assert (judged._decided(one) is not None) is right


def test_the_model_in_force_has_these_states_and_whole_weights() -> None:
    data = json.loads(LEARNT.read_text("utf-8"))
    count = len(STATES)
    assert data["states"] == [state_name(state) for state in STATES]
    edges = [data["first"], data["last"]]
    assert all(len(row) == count for row in (*data["moves"], *edges))
    numbers = [data["per"], *(w for row in (*data["moves"], *edges) for w in row)]
    assert all(type(n) is int for n in numbers)
    for feature, packed in data["features"].items():
        pairs = [pair.split(":") for pair in packed.split()]
        assert pairs, feature
        assert all(0 <= int(k) < count and str(int(w)) == w for k, w in pairs), feature


def test_the_model_in_force_is_small() -> None:
    assert LEARNT.stat().st_size < 2_000_000


def test_every_family_of_features_is_named_in_both_languages() -> None:
    families = {name.partition(" ")[0] for name in json.loads(LEARNT.read_text())["features"]}
    assert families - {"bias"} <= FAMILIES.keys()
    for english, chinese in FAMILIES.values():
        assert english.isascii()
        assert any("\u4e00" <= c <= "\u9fff" for c in chinese)
    assert {name.partition(" ")[0] for name in HAND} <= FAMILIES.keys()
