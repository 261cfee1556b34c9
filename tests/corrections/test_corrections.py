"""Corrections: read strictly, found again by their text, nothing dropped in silence."""

from __future__ import annotations

import random

import pytest

from converter.corrections import (
    KINDS,
    Correction,
    CorrectionError,
    Grid,
    Replacement,
    account,
    load,
    resolve,
)
from converter.diagnostics import Severity
from converter.model import Label, Span
from converter.settled import find_words
from tests.conftest import SEEDS


def entries(*bodies: str) -> tuple[Correction, ...]:
    return load("".join(f"- {{{body}, reason: r}}\n" for body in bodies), "c.yaml")


# --- reading -------------------------------------------------------------------------------------


def test_every_kind_can_be_said() -> None:
    found = entries(
        "line: 1, text: a, label: heading",
        "line: 1, text: a, paragraph: starts",
        "line: 9, text: a, continues: {line: 3, text: b}",
        "line: 9, text: a, apart: {line: 3, text: b}",
        "line: 9, text: a, article: {line: 3, text: b}",
        "line: 1, text: a, title: 题",
        "line: 1, text: a, kicker: 引",
        "line: 1, text: a, subtitle: 副",
        "line: 1, text: a, byline: 张三",
        "line: 1, text: a, column: feature",
        "line: 1, text: a, order: 3",
        "line: 1, text: a, caption_after: {line: 3, text: b}",
        "line: 1, text: a, table: {until: {line: 3, text: b}, rows: [a | b, '1 | 2']}",
        "line: 1, text: a, field: phone",
        "line: 1, text: a, replace: {find: 已, by: 己}",
    )
    assert tuple(c.kind for c in found) == KINDS
    assert found[0].value is Label.HEADING
    assert found[-1].value == Replacement("已", "己")
    assert isinstance(found[12].value, Grid)
    assert found[12].other == found[12].value.until
    assert [c.at for c in found] == list(range(1, 16))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("- {line: 1, text: a, reason: r}", "config-value"),
        ("- {line: 1, text: a, reason: r, title: x, byline: y}", "config-value"),
        ("- {line: 1, text: a, title: x}", "config-missing-key"),
        ("- {text: a, title: x, reason: r}", "config-missing-key"),
        ("- {line: 1, text: a, reason: r, label: paragraf}", "config-value"),
        ("- {line: 1, text: a, reason: r, titel: x}", "config-unknown-key"),
        ("- {line: one, text: a, reason: r, title: x}", "config-value"),
        ("- {line: 1, text: '', reason: r, title: x}", "config-value"),
        ("line: 1", "config-value"),
        ("- a: b: c", "config-syntax"),
        ("- &a {line: 1, text: a, reason: r, title: x}", "config-refused"),
    ],
)
def test_mistakes(text: str, code: str) -> None:
    with pytest.raises(CorrectionError) as caught:
        load(text, "c.yaml")
    assert code in {d.code for d in caught.value.diagnostics}
    assert all((d.path, d.line) == ("c.yaml", 1) for d in caught.value.diagnostics)


def test_an_empty_file_corrects_nothing() -> None:
    assert load("# nothing yet\n", "c.yaml") == ()


# --- finding the lines again ---------------------------------------------------------------------

LINES = ["甲", "", "乙 丙", "同样的话", "丁", "同样的话", "戊"]


def test_at_its_number() -> None:
    outcome = resolve(entries("line: 3, text: 乙丙, title: x"), LINES)
    assert [(p.line, p.other) for p in outcome.placed] == [(3, 0)]
    assert outcome.problems == ()


def test_a_radical_in_the_source_counts_as_its_character() -> None:
    (one,) = entries("line: 2, text: 车马, label: heading")
    found = resolve([one], ["石桥", "⻋⻢往来"])
    assert [p.line for p in found.placed] == [2]
    assert found.problems == ()
    assert find_words("⻋⻢往来", "马往") == Span(1, 3)


def test_moved_is_found_by_its_text_and_told() -> None:
    outcome = resolve(entries("line: 3, text: 丁, continues: {line: 9, text: 乙 丙}"), LINES)
    assert [(p.line, p.other) for p in outcome.placed] == [(5, 3)]
    assert [d.code for d in outcome.problems] == ["correction-moved"] * 2


def test_a_repeated_text_moves_as_the_others_did() -> None:
    moved = ["新", "新", *LINES]
    outcome = resolve(
        entries("line: 5, text: 丁, title: x", "line: 4, text: 同样, order: 2"), moved
    )
    assert [p.line for p in outcome.placed] == [7, 6]


def test_a_repeated_text_alone_is_an_error_that_shows_the_lines() -> None:
    outcome = resolve(entries("line: 2, text: 同样, order: 2"), LINES)
    assert outcome.placed == ()
    (finding,) = outcome.problems
    assert finding.code == "correction-ambiguous"
    assert dict(finding.args)["lines"] == "4, 6"


def test_nowhere_is_an_error_that_shows_the_nearest() -> None:
    outcome = resolve(entries("line: 2, text: 同样的活, order: 2"), LINES)
    (finding,) = outcome.problems
    assert (finding.code, finding.severity) == ("correction-unmatched", Severity.ERROR)
    assert dict(finding.args)["nearest"].startswith("4 “同样的话”")
    assert (finding.path, finding.line) == ("c.yaml", 1)


@pytest.mark.parametrize(
    "pair",
    [
        ("line: 3, text: 乙, label: body", "line: 3, text: 丙, label: heading"),
        ("line: 3, text: 乙, title: x", "line: 3, text: 乙, title: x"),
        (
            "line: 3, text: 乙, replace: {find: 乙, by: 己}",
            "line: 3, text: 乙, replace: {find: 乙, by: 已}",
        ),
        (
            "line: 5, text: 丁, continues: {line: 1, text: 甲}",
            "line: 7, text: 戊, continues: {line: 1, text: 甲}",
        ),
        (
            "line: 5, text: 丁, continues: {line: 1, text: 甲}",
            "line: 5, text: 丁, continues: {line: 3, text: 乙}",
        ),
        (
            "line: 5, text: 丁, continues: {line: 1, text: 甲}",
            "line: 5, text: 丁, apart: {line: 1, text: 甲}",
        ),
        (
            "line: 5, text: 丁, continues: {line: 1, text: 甲}",
            "line: 5, text: 丁, paragraph: starts",
        ),
    ],
)
def test_contradictions_and_repetitions(pair: tuple[str, str]) -> None:
    outcome = resolve(entries(*pair), LINES)
    assert [p.correction.at for p in outcome.placed] == [1]
    (finding,) = outcome.problems
    assert (finding.code, finding.line) == ("correction-contradiction", 2)
    assert dict(finding.args)["other"] == "1"


def test_what_agrees_stays() -> None:
    outcome = resolve(
        entries(
            "line: 5, text: 丁, continues: {line: 1, text: 甲}",
            "line: 5, text: 丁, paragraph: continues",
            "line: 5, text: 丁, label: body",
            "line: 3, text: 乙, replace: {find: 乙, by: 己}",
            "line: 3, text: 乙, replace: {find: 丙, by: 柄}",
            "line: 5, text: 丁, apart: {line: 3, text: 乙}",
        ),
        LINES,
    )
    assert len(outcome.placed) == 6
    assert outcome.problems == ()


def test_fifty_corrections_survive_three_lines_at_the_top() -> None:
    lines = (SEEDS / "dezhou-2023-10.txt").read_text("utf-8").splitlines()
    inked = [n for n, line in enumerate(lines, 1) if len("".join(line.split())) >= 6]
    chosen = sorted(random.Random(6).sample(inked, 50))
    made = tuple(
        Correction(line=n, text=lines[n - 1].strip(), reason="r", label=Label.BODY, at=i)
        for i, n in enumerate(chosen, 1)
    )
    assert [p.line for p in resolve(made, lines).placed] == chosen
    outcome = resolve(made, ["一", "二", "三", *lines])
    assert [p.line for p in outcome.placed] == [n + 3 for n in chosen]
    assert {d.code for d in outcome.problems} == {"correction-moved"}


def test_what_became_of_them_is_told() -> None:
    placed = resolve(
        entries(
            "line: 1, text: 甲, title: x",
            "line: 3, text: 乙, order: 1",
            "line: 5, text: 丁, order: 2",
        ),
        LINES,
    ).placed
    findings = account(placed, unused={placed[0]: "so it is"}, needless=[placed[1]])
    assert findings[0].message() == "could not be applied: so it is"
    assert [(d.code, d.line) for d in findings] == [
        ("correction-unused", 1),
        ("correction-needless", 2),
    ]
