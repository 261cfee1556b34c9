"""Every file of tests/cases/: the parts that it gives, and what holds for every text.

`make accept` writes what the program says now into the cases (parts with `xfail:` and the claims of
`stays` are never written); the diff is to be read by a person.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

import pytest
from lxml import etree

from converter import pipeline
from converter.assemble.lexicon import Lexicon
from converter.build.config import Config
from converter.ledger import verify
from converter.model import Decision, Issue, Text
from converter.repair import RULE_NAMES, repair
from converter.repair.rules import RULES, Place, Rule
from converter.tei.build import serialise
from converter.tei.inline import own_text
from converter.tei.reading import read_edition
from converter.tei.validate import parse_tree, validate
from tests.casefiles import CASES, REPAIRS, Case, Section, read_cases
from tests.outlines import VIEWS, Outcome

TOGETHER = "together"
"""The folder for what all rules make of a text, one after the other."""

ALL = read_cases()
DOCUMENTS = [case for case in ALL if case.folder != REPAIRS]
RULE_CASES = [case for case in ALL if case.folder == REPAIRS]

TRAITS = {
    "articles",
    "asides",
    "bylines",
    "captions",
    "chronicle",
    "contents",
    "credits",
    "flows",
    "furniture",
    "headings",
    "interviews",
    "jumps",
    "letters",
    "lists",
    "losses",
    "marks",
    "masthead",
    "notes",
    "pages",
    "paragraphs",
    "reading",
    "table",
    "titles",
    "verse",
}


def _parts(cases: Sequence[Case], *but: str) -> list[Any]:
    """Every part of the cases but those named: one test each, its failure expected where told."""
    return [
        pytest.param(
            case,
            section,
            id=f"{case.id}:{section.name}",
            marks=[pytest.mark.xfail(raises=AssertionError, reason=section.reason)]
            if section.reason
            else [],
        )
        for case in cases
        for section in case.sections
        if section.name not in but
    ]


def _accept(case: Case, section: Section, text: str) -> None:
    if section.text != text:
        section.text = text
        case.path.write_text(str(case), "utf-8", newline="\n")


# --- text to tree ---------------------------------------------------------------------------


@functools.cache
def config() -> Config:
    return Config()


def run(case: Case) -> pipeline.Result:
    name = case.options.get("name", "case.txt")
    profile = config().profile(case.options.get("profile", "base"))
    return pipeline.convert(case.raw, name, profile=profile)


@functools.cache
def _outcome(at: int) -> Outcome:
    result = run(DOCUMENTS[at])
    return Outcome(result, read_edition(result.tree))


def outcome(case: Case) -> Outcome:
    return _outcome(DOCUMENTS.index(case))


@pytest.mark.parametrize(("case", "section"), _parts(DOCUMENTS, "raw"))
def test_text_to_tree(case: Case, section: Section, *, accept: bool) -> None:
    said = case.escaped("\n".join(VIEWS[section.name](outcome(case))).strip("\n"))
    if accept and not section.reason:
        _accept(case, section, said)
    assert said == section.text


@pytest.mark.parametrize("case", DOCUMENTS, ids=lambda case: case.id)
def test_invariants(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    check_invariants(case.raw, case, monkeypatch)


@pytest.mark.parametrize("case", RULE_CASES, ids=lambda case: case.id)
def test_invariants_of_what_is_repaired(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same words once more, as a text on its way through the whole program."""
    lines = [before for part in case.sections for before, _ in _pairs(case, part)]
    check_invariants("\n\n".join(lines).encode("utf-8", "surrogatepass"), None, monkeypatch)


def check_invariants(data: bytes, case: Case | None, monkeypatch: pytest.MonkeyPatch) -> None:
    repaired: list[tuple[list[str], list[str]]] = []

    def twice(issue: Issue, on: Any, **known: Any) -> None:
        repair(issue, on, **known)
        again = deepcopy(issue)
        repair(again, on, **known)
        repaired.append(([t.flat for t in issue.texts()], [t.flat for t in again.texts()]))

    monkeypatch.setattr(pipeline, "repair", twice)
    results = []
    for _ in range(2):
        if case is not None:
            results.append(run(case))
        else:
            results.append(pipeline.convert(data, "case.txt"))
    first, second = results
    xml = serialise(first.tree)
    ledger = first.ledger.dump(xml)
    # Repairing what is repaired changes nothing.
    for once, more in repaired:
        assert more == once
    # Same in, same out.
    assert serialise(second.tree) == xml
    assert second.ledger.dump(serialise(second.tree)) == ledger
    # A valid tree, by the schema and by the rules of the house.
    document = parse_tree(xml)
    assert [str(fault) for fault in validate(document) if not fault.warning] == []
    # The account holds, by its own verification and by a count that shares nothing with it.
    verify(xml, ledger)
    assert rebuilt(ledger, document) == first.source.text
    assert first.source.digest == hashlib.sha256(data).hexdigest()


def rebuilt(ledger: bytes, document: Any) -> str:
    """The source's characters, from the ledger's rows and the tree's words."""
    by_id = {el.get("{http://www.w3.org/XML/1998/namespace}id"): el for el in document.iter("*")}
    account = json.loads(ledger)
    out: list[str] = []
    texts: dict[str, str] = {}
    for name, offset, *items in account["rows"]:
        at = offset
        if name and name not in texts:
            texts[name] = own_text(by_id[name])
        text = texts.get(name, "")
        for item in items:
            if isinstance(item, int):
                out.append(text[at : at + item])
                at += item
            elif isinstance(item, str):
                out.append(item)
            elif len(item) == 2:
                out.append(item[1])
            else:
                out.append(item[1])
                at += len(item[2])
    return "".join(out)


def test_every_tree_is_tei(tei_all: Any) -> None:
    schema = etree.RelaxNG(etree.parse(str(tei_all)))
    for case in DOCUMENTS:
        tree = parse_tree(serialise(outcome(case).result.tree))
        assert schema.validate(tree), (case.id, schema.error_log.last_error)


# --- repairs --------------------------------------------------------------------------------


@functools.cache
def lexicon() -> Lexicon:
    return Lexicon(pipeline.common_words)


def _rules(case: Case) -> list[Rule]:
    name = case.path.parent.name
    return RULES if name == TOGETHER else [rule for rule in RULES if rule.name == name]


def mended(case: Case, before: str, rules: Sequence[Rule]) -> tuple[Text, list[Decision]]:
    place = Place(case.is_on("rejoined"), lambda word: lexicon().frequency(word) > 0)
    kind = case.options.get("kind", "p")
    text = Text.carried(before, 0, len(before))
    for rule in rules:
        if rule.applies(kind):
            text = rule.function(text, place, kind)
    return text, place.doubts


def _pairs(case: Case, section: Section) -> Iterator[tuple[str, str]]:
    lines = case.unescaped(section.text).split("\n") if section.text else []
    if section.name == "stays":
        yield from ((line, line) for line in lines)
        return
    while lines:
        before = lines.pop(0)
        after = lines.pop(0)[2:] if lines and lines[0].startswith("→ ") else ""
        yield before, after


@pytest.mark.parametrize(("case", "section"), _parts(RULE_CASES))
def test_repairs(case: Case, section: Section, *, accept: bool) -> None:
    rules = _rules(case)
    pairs = list(_pairs(case, section))
    said = []
    for before, _ in pairs:
        text, doubts = mended(case, before, rules)
        said.append(doubts[0].second if section.name == "doubts" and doubts else text.flat)
        # What was changed is in the account: the edits, replayed over the source, give the text.
        assert "".join(p.text for p in text.pieces) == text.flat
        assert "".join(before[p.start : p.end] for p in text.pieces) == before
        names = {name for p in text.pieces if p.rule for name in p.rule.split("+")}
        assert names <= {rule.name for rule in rules}
        assert mended(case, text.flat, rules)[0].flat == text.flat, "not idempotent"
    if accept and not section.reason and section.name != "stays":
        lines = [f"{before}\n→ {now}" for (before, _), now in zip(pairs, said, strict=True)]
        _accept(case, section, case.escaped("\n".join(lines)))
    assert said == [after for _, after in pairs]


@pytest.mark.parametrize("case", RULE_CASES, ids=lambda case: case.id)
def test_a_repair_case_says_something(case: Case) -> None:
    for section in case.sections:
        assert section.name in {"changes", "stays", "doubts"}
        assert section.text
        for before, after in _pairs(case, section):
            assert before
            assert (before == after) == (section.name == "stays"), before


def test_every_rule_has_its_folder_and_every_folder_its_rule() -> None:
    folders = {path.name for path in (CASES / REPAIRS).iterdir()}
    assert folders == {*RULE_NAMES, TOGETHER}


@pytest.mark.parametrize("rule", RULE_NAMES)
def test_every_rule_is_shown_at_work_and_at_rest(rule: str) -> None:
    found = Counter(
        section.name
        for case in RULE_CASES
        if case.path.parent.name == rule
        for section in case.sections
        if not section.reason
    )
    assert found["changes"] or found["doubts"]
    assert found["stays"]


def test_every_trait_has_a_case_and_every_view_a_use() -> None:
    assert {case.folder for case in DOCUMENTS} == TRAITS
    used = {section.name for case in DOCUMENTS for section in case.sections} - {"raw"}
    assert used == set(VIEWS)


def test_every_case_is_a_case() -> None:
    files = {p for p in CASES.rglob("*") if p.is_file()}
    assert files == {case.path for case in ALL}
    for case in DOCUMENTS:
        names = [section.name for section in case.sections]
        assert names[0] == "raw"
        assert len(names) > 1
        assert len(names) == len(set(names)), case.id
        assert str(case) == case.path.read_text("utf-8"), f"{case.id} is not written as accepted"
