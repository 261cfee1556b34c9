"""The publications that stand apart: well told, left out as wholes, and measured as they are."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import yaml

from converter.label.model import LEARNT
from tests.worlds import unseen
from tests.worlds.shelf import HERE, PARTS, World, worlds

sys.path.insert(0, str(HERE.parent / "accuracy"))

ALL = worlds()


def test_no_two_documents_have_one_name() -> None:
    names = [world.name for world in ALL]
    assert len(names) == len(set(names)) > 90


@pytest.mark.parametrize("folder", ["open", "made"])
def test_each_document_is_told_of_and_there(folder: str) -> None:
    told = [row["id"] for row in json.loads((HERE / folder / "worlds.json").read_text("utf-8"))]
    assert sorted(told) == sorted(path.stem for path in (HERE / folder).glob("*.yaml"))
    assert sorted(told) == sorted(path.stem for path in (HERE / folder).glob("*.txt"))


@pytest.mark.parametrize("world", ALL, ids=lambda world: world.name)
def test_a_truth_names_its_text_and_is_read(world: World) -> None:
    import gold as gold_format

    data = yaml.load(world.gold.read_text("utf-8"), Loader=yaml.CSafeLoader)
    assert data["source"] == world.source.name
    gold = gold_format.load(world.gold, gold_format.Source.read(world.source))
    assert gold.articles


def test_issues_and_extractions_of_a_publication_are_left_out_together() -> None:
    parts: dict[str, set[int]] = {}
    for world in ALL:
        parts.setdefault(world.publication, set()).add(world.part)
    assert all(len(found) == 1 for found in parts.values())
    assert {world.part for world in ALL} == set(range(PARTS))
    names = {world.name: world.publication for world in ALL}
    assert names["cangyuan-a"] == names["cangyuan-c"] == "cangyuan"
    assert names["a4-daxue"] == names["a9-daxue-leading"]


def test_a_document_is_measured_with_the_model_that_is_given(tmp_path: Path) -> None:
    world = min(ALL, key=lambda w: w.source.stat().st_size)
    deaf = json.loads(LEARNT.read_text("utf-8"))
    deaf["features"] = {"bias": "0:500"}
    path = tmp_path / "model.json"
    path.write_text(json.dumps(deaf), "utf-8")
    assert (
        unseen.measured(world, path).figures["score"]
        < unseen.measured(world, LEARNT).figures["score"]
    )


def test_the_table_gives_means_and_the_lowest() -> None:
    one, other = ALL[0], next(w for w in ALL if w.kind != ALL[0].kind)
    found = [(one, {"score": 0.5, "titles": 1.0}), (other, {"score": 1.0})]
    lines = list(unseen.table(found))
    assert lines[-1] == f"lowest: {one.name}, 0.500"
    assert any(line.startswith("all") and "0.750" in line for line in lines)
    told = list(unseen.told(found))
    assert f"| {other.kind} | 1 | 1.00 | 1.00 |" in told
    assert "| all | 2 | 0.75 | 0.50 |" in told
    assert "| titles | 1.00 |" in told


def test_figures_are_kept_part_by_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unseen, "RESULT", tmp_path / "unseen.json")
    assert unseen.kept() == ({}, {})
    unseen.keep({ALL[1].name: {"score": 0.25}}, {ALL[1].name: [[3, 1]]})
    figures, doubts = unseen.kept()
    unseen.keep(figures | {ALL[0].name: {"score": 0.123456}}, doubts)
    assert unseen.kept() == (
        {ALL[0].name: {"score": 0.1235}, ALL[1].name: {"score": 0.25}},
        {ALL[1].name: [[3, 1]]},
    )
    text = unseen.RESULT.read_text("utf-8")
    unseen.RESULT.write_text(text.replace(unseen.digest(), "0" * 64), "utf-8")
    assert unseen.kept() == ({}, {})  # of other documents


def test_readme_tells_the_figures_that_were_measured() -> None:
    figures, _ = unseen.kept()
    assert sorted(figures) == sorted(world.name for world in ALL), "run `make unseen`"
    rows = "\n".join(unseen.told([(world, figures[world.name]) for world in ALL]))
    assert rows in (HERE.parent.parent / "README.md").read_text("utf-8")
