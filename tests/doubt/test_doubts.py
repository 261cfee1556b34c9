"""Doubts: told in words, on one scale, with the entry that settles each."""

from __future__ import annotations

import functools
import json
from functools import partial
from pathlib import Path
from unittest import mock

import pytest

from converter.corrections import load
from converter.diagnostics import KINDS
from converter.doubts import TOLD, calibration, find_doubts, risk, risks
from converter.label import model
from converter.model import Decision, Issue, Span
from converter.pipeline import Result, convert
from converter.read import read
from tests.conftest import SEEDS


@functools.cache
def seed(stem: str) -> Result:
    return convert((SEEDS / f"{stem}.txt").read_bytes(), f"{stem}.txt")


def decision(subject: str, margin: float) -> Decision:
    return Decision(subject, Span(0, 1), "a", "b", margin)


@pytest.mark.parametrize("subject", sorted(calibration().subjects))
def test_the_smaller_the_margin_the_greater_the_risk(subject: str) -> None:
    found = [risk(decision(subject, margin)) for margin in (-3, 0, 1, 5, 20, 1000)]
    assert found == sorted(found, reverse=True)
    assert 1 > found[0] >= found[-1] > 0
    assert found[0] == found[1]
    assert found[-2] == found[-1]


def test_text_that_is_surely_read_is_no_doubt() -> None:
    assert risk(Decision("label", Span(0, 1), "body", "title", 20.0)) < 0.01
    assert risk(Decision("label", Span(0, 1), "title", "body", 0.0)) > 0.4


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
            assert doubt.risk >= TOLD


PAGE = """青山通讯

市里部署秋粮收购

    本报讯（记者李岚）市粮食局昨日部署秋粮收购工作，要求各县在十月底以前完成仓房清理，备足器材，
并把质价标准张贴到每一个收购点。
    局长说，今年的库点比去年多了十二个，农民卖粮平均少走四公里路，过磅以后当天就能拿到
"""


def test_the_order_is_on_record_with_what_spoke_for_it() -> None:
    found = {
        stem: next(d for d in seed(stem).decisions if d.subject == "order")
        for stem in ("dezhou-2023-10", "paper-001", "paper-004", "paper-000")
    }
    readings = {"the source's order", "another order"}
    assert all({d.chosen, d.second} == readings for d in found.values())
    cues = [{e.cue for e in d.evidence} for d in found.values()]
    assert cues == [{"list"}, {"unbroken"}, {"unbroken"}, {"seams", "given"}]
    assert found["paper-000"].chosen == "another order"


def test_what_is_kept_from_being_a_running_head_is_on_record(tmp_path: Path) -> None:
    """By a model that takes every line for a running head, all but what repeats is printed."""
    told = json.loads(model.LEARNT.read_text("utf-8"))
    told["features"] = {"bias": f"{told['states'].index('runhead')}:900"}
    path = tmp_path / "model.json"
    path.write_text(json.dumps(told), "utf-8")
    with mock.patch("converter.label.in_force", partial(model.in_force, path)):
        result = convert(PAGE.encode(), "a.txt")
    kept = [d for d in result.decisions if d.subject == "kept"]
    assert kept
    for decision in kept:
        assert decision.second == "runhead"
        assert decision.margin < 0
        assert decision.evidence[0].cue == "sole"
        assert decision in [doubt.decision for doubt in result.doubts]


@pytest.mark.parametrize(
    ("subject", "chosen", "second", "words"),
    [
        ("order", "another order", "the source's order", "自“青山通讯”起，正文另排次序"),
        ("columns", "column by column", "line by line", "一页逐栏读出，但几乎同样可能应逐行读出"),
        ("kept", "title", "runhead", "“青山通讯”只出现一次，故照标题刊出；看其形式更像页眉"),
        ("table", "3 columns, by rows", "2 columns, by columns", "表格逐行分 3 列读出"),
        ("list", "title author page", "page title author", "按“标题、作者、页码”的次序"),
    ],
)
def test_doubts_of_whole_readings_in_words(
    subject: str, chosen: str, second: str, words: str
) -> None:
    source = read(PAGE.encode(), "a.txt")
    issue = Issue(decisions=[Decision(subject, Span(0, 4), chosen, second, 0.0)])
    (doubt,) = find_doubts(issue, source)
    assert words in doubt.finding.message("zh")
    assert ("label: runhead" in doubt.correction) is (subject == "kept")


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
