"""Fifty corrections over the five texts survive a rebuild, a moved source, another profile."""

from __future__ import annotations

import functools
from collections import Counter
from pathlib import Path

import pytest

from converter.build.config import Config
from converter.corrections import Correction, load
from converter.diagnostics import Diagnostic, Severity
from converter.pipeline import Result, convert
from converter.profile import Profile
from converter.repair import RULE_NAMES
from converter.tei.build import serialise
from tests.conftest import SEEDS

FIFTY = Path(__file__).parent / "fifty"
STEMS = sorted(path.stem for path in FIFTY.glob("*.yaml"))


@functools.cache
def given(stem: str) -> tuple[Correction, ...]:
    path = FIFTY / f"{stem}.yaml"
    return load(path.read_text("utf-8"), path.name)


@functools.cache
def profile(stem: str) -> Profile:
    found = Config(None, RULE_NAMES).detect((SEEDS / f"{stem}.txt").read_text("utf-8"))
    assert found.profile is not None
    return found.profile


@functools.cache
def built(stem: str) -> Result:
    data = (SEEDS / f"{stem}.txt").read_bytes()
    return convert(data, f"{stem}.txt", profile=profile(stem), corrections=given(stem))


def said(result: Result) -> list[Diagnostic]:
    """What was said of corrections."""
    return [d for d in result.diagnostics if d.code.startswith("correction-")]


def test_there_are_fifty_of_many_kinds() -> None:
    kinds = Counter(c.kind for stem in STEMS for c in given(stem))
    assert sum(kinds.values()) == 50
    assert len(kinds) >= 12
    assert len(STEMS) == 5


@pytest.mark.parametrize("stem", STEMS)
def test_each_is_applied(stem: str) -> None:
    result = built(stem)
    assert {d.code for d in said(result)} <= {"correction-needless"}
    alone = convert((SEEDS / f"{stem}.txt").read_bytes(), f"{stem}.txt", profile=profile(stem))
    assert not said(alone)
    settled = {d.finding for d in alone.doubts} - {d.finding for d in result.doubts}
    assert settled, "a correction settles a doubt"


def test_many_are_needed() -> None:
    """They are about what is doubted, wrong or merely odd; what recognition gets right is told."""
    needless = sum(len(said(built(stem))) for stem in STEMS)
    assert needless <= 50 - 12


@pytest.mark.parametrize("stem", STEMS)
def test_a_rebuild_gives_the_same(stem: str) -> None:
    data = (SEEDS / f"{stem}.txt").read_bytes()
    again = convert(data, f"{stem}.txt", profile=profile(stem), corrections=given(stem))
    assert serialise(again.tree) == serialise(built(stem).tree)
    assert again.diagnostics == built(stem).diagnostics


@pytest.mark.parametrize("stem", STEMS)
def test_three_lines_at_the_top_move_them_all(stem: str) -> None:
    """Each is found by its text, told as moved, and applied."""
    data = "补白一\n\n补白二\n".encode() + (SEEDS / f"{stem}.txt").read_bytes()
    result = convert(data, f"{stem}.txt", profile=profile(stem), corrections=given(stem))
    codes = Counter(d.code for d in said(result))
    assert not [d.render() for d in said(result) if d.severity is Severity.ERROR]
    anchors = sum(1 + (c.other is not None) for c in given(stem))
    assert codes["correction-moved"] == anchors
    shifts = {
        int(dict(d.args)["found"]) - int(dict(d.args)["expected"])
        for d in said(result)
        if d.code == "correction-moved"
    }
    assert shifts == {3}


@pytest.mark.parametrize("stem", STEMS)
def test_another_profile_applies_or_reports_each(stem: str) -> None:
    data = (SEEDS / f"{stem}.txt").read_bytes()
    result = convert(data, f"{stem}.txt", profile=Profile.empty(), corrections=given(stem))
    for finding in said(result):
        assert finding.line in {c.at for c in given(stem)}
        assert finding.path == f"{stem}.yaml"
    told = {d.line for d in said(result) if d.severity is Severity.ERROR}
    # A field or a column that only the profile knows may be lost; what the text shows is not.
    assert len(told) <= 1
