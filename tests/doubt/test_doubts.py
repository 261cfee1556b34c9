"""Doubts: told in words, on one scale, with the entry that settles each."""

from __future__ import annotations

import functools

import pytest

from converter.corrections import load
from converter.diagnostics import KINDS
from converter.doubts import CALIBRATION, TOLD, find_doubts, risk, risks
from converter.model import Decision, Span
from converter.pipeline import Result, convert
from tests.conftest import SEEDS


@functools.cache
def seed(stem: str) -> Result:
    return convert((SEEDS / f"{stem}.txt").read_bytes(), f"{stem}.txt")


def decision(subject: str, margin: float) -> Decision:
    return Decision(subject, Span(0, 1), "a", "b", margin)


@pytest.mark.parametrize("subject", sorted(CALIBRATION))
def test_the_smaller_the_margin_the_greater_the_risk(subject: str) -> None:
    found = [risk(decision(subject, margin)) for margin in (-3, 0, 1, 5, 20, 1000)]
    assert found == sorted(found, reverse=True)
    assert 1 > found[0] > found[-1] >= 0
    assert found[-1] < 0.001


def test_a_neighbour_s_doubt_is_shared() -> None:
    source = seed("paper-004").source
    lines = [source.lines[n] for n in (2, 3, 40)]
    decided = [
        Decision("label", line.span, "body", "title", margin)
        for line, margin in zip(lines, (0.0, 9.0, 9.0), strict=True)
    ]
    doubtful, near, far = risks(decided, source)
    assert doubtful > near > far


@pytest.mark.parametrize("stem", ["paper-000", "paper-001", "paper-003", "paper-004"])
def test_each_doubt_names_its_place_and_both_readings(stem: str) -> None:
    result = seed(stem)
    assert result.doubts
    for doubt in result.doubts:
        finding = doubt.finding
        assert finding.code in KINDS
        assert 1 <= finding.line <= len(result.source.lines)
        assert finding.column >= 1
        assert finding in result.diagnostics
        assert finding.message("zh") != finding.message("en")
        if doubt.decision.subject in ("label", "join", "break"):
            assert doubt.decision.second
            assert "margin" in dict(finding.args)
            assert risk(doubt.decision) >= TOLD


def test_a_join_names_both_ends() -> None:
    joins = [d for d in seed("paper-003").doubts if d.decision.subject == "join"]
    joins += [d for d in seed("paper-000").doubts if d.decision.subject == "join"]
    for doubt in joins:
        args = dict(doubt.finding.args)
        assert args["start"]
        assert args["end"]
        assert int(args["other"]) != doubt.finding.line
        assert "apart" in doubt.correction or "continues" in doubt.correction


def test_what_is_lost_or_has_no_title_is_told() -> None:
    codes = {d.finding.code for stem in ("paper-001", "paper-003") for d in seed(stem).doubts}
    assert {"text-lost", "article-untitled"} <= codes


def test_bytes_that_are_no_text_are_told() -> None:
    data = "近日全市召开推进会议，要求抓好各项工作落实。\n".encode() * 40
    at = data.index("会议".encode())
    result = convert(data[:at] + b"\xff" + data[at:], "x.txt")
    assert any(d.code.startswith("read-") for d in result.diagnostics)


def test_what_a_person_settled_is_doubted_no_more() -> None:
    before = seed("paper-004")
    doubt = next(d for d in before.doubts if d.finding.code == "doubt-label")
    entries = load(doubt.correction, "c.yaml")
    data = (SEEDS / "paper-004.txt").read_bytes()
    after = convert(data, "paper-004.txt", corrections=entries)
    assert doubt.finding not in {d.finding for d in after.doubts}
    line = doubt.finding.line
    assert not any(d.finding.line == line and d.decision.subject == "label" for d in after.doubts)


def test_doubts_are_the_same_every_time() -> None:
    result = seed("paper-003")
    assert tuple(find_doubts(result.issue, result.source)) == result.doubts
