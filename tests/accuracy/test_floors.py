"""No figure of the accuracy table falls; floors rise only, and mean what they were measured on."""

from __future__ import annotations

import pytest

from tests.accuracy import floors

PINNED, FLOORS = floors.read()
DOCUMENTS = sorted(floors.golds())


def test_floors_were_set_on_this_gold_and_scorer() -> None:
    assert floors.digest() == PINNED, "gold, raw texts or scorer changed: make score REBASE=1"


def test_every_annotated_document_has_floors() -> None:
    assert sorted(FLOORS) == DOCUMENTS
    assert len(DOCUMENTS) >= 3


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_figure_below_its_floor(name: str) -> None:
    measured = floors.measure(floors.golds()[name])
    own = FLOORS[name]
    assert set(measured) == set(own), "a figure without a floor: make score ACCEPT=1"
    fallen = {f: (measured[f], own[f]) for f in own if floors.down(measured[f]) < own[f]}
    assert not fallen


def test_accepting_never_lowers() -> None:
    before = {"a": {"titles": 0.9, "kept": 0.5}, "b": {"titles": 0.1}}
    after = floors.raised(before, {"a": {"titles": 0.4, "kept": 0.70009, "order": 0.2}})
    assert after["a"] == {"titles": 0.9, "kept": 0.7, "order": 0.2}
    assert after["b"] == before["b"]
