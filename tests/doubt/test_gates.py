"""--strict, --report, explain, and the proofs of a build, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from lxml import etree

from converter.build.reports import fingerprints
from converter.cli import main
from converter.diagnostics import KINDS, diagnose
from tests.conftest import SEEDS

SEED = SEEDS / "paper-003.txt"
WORD = "产业".encode()
SCHEMA = json.loads((Path(__file__).parent / "sarif-2.1.0-rtm.5.json").read_text("utf-8"))


def run(*args: object) -> Result:
    return CliRunner().invoke(main, [*map(str, args), "--lang", "en"])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    found = run("build", SEED, "-o", out, "--report", "sarif,junit")
    assert found.exit_code == 0, found.output
    return out


def test_strict_fails_on_doubts_and_says_which(tmp_path: Path) -> None:
    loose = run("build", SEED, "-o", tmp_path, "--format", "xml", "--strict", "error")
    assert loose.exit_code == 0
    strict = run("build", SEED, "-o", tmp_path, "--format", "xml", "--strict")
    assert strict.exit_code == 1
    assert "[doubt-" in strict.output or "[text-lost]" in strict.output
    assert (tmp_path / "paper-003" / "issue.xml").is_file()


def test_strict_holds_for_what_was_not_built_again(built: Path) -> None:
    again = run("build", SEED, "-o", built, "--strict=warning")
    assert again.exit_code == 1


def test_sarif_is_valid_and_stable(built: Path) -> None:
    log = json.loads((built / "report.sarif").read_text("utf-8"))
    jsonschema.validators.validator_for(SCHEMA)(SCHEMA).validate(log)
    (one,) = log["runs"]
    rules = [rule["id"] for rule in one["tool"]["driver"]["rules"]]
    assert rules == list(KINDS)
    assert one["results"]
    for found in one["results"]:
        assert rules[found["ruleIndex"]] == found["ruleId"]
        assert list(found["partialFingerprints"]) == ["anchoredText/v1"]
    marks = [r["partialFingerprints"]["anchoredText/v1"] for r in one["results"]]
    assert len(set(marks)) == len(marks)


def test_reports_tell_the_verdict_on_each_document(built: Path) -> None:
    (one,) = json.loads((built / "report.sarif").read_text("utf-8"))["runs"]
    (artifact,) = one["artifacts"]
    told = artifact["properties"]
    assert told["verdict"] in ("ready", "read", "unfit")
    assert artifact["location"]["uri"].endswith("paper-003.txt")
    suite = etree.parse(built / "report.junit.xml").getroot().find("testsuite")
    assert suite is not None
    found = {p.get("name"): p.get("value") for p in suite.iter("property")}
    assert found == {name: str(value) for name, value in told.items()}


def test_a_fingerprint_does_not_move_with_its_line(tmp_path: Path) -> None:
    here, there = tmp_path / "a" / "x.txt", tmp_path / "b" / "x.txt"
    for path, text in ((here, "一\n二\n二\n"), (there, "零\n\n零\n一\n二\n二\n")):
        path.parent.mkdir()
        path.write_text(text, "utf-8")

    def marks(path: Path, shift: int) -> list[str]:
        found = [
            diagnose("text-unknown", path=str(path), line=n + shift, text="…") for n in (1, 2, 3)
        ]
        return fingerprints(found)

    assert marks(here, 0) == marks(there, 3)
    assert len(set(marks(here, 0))) == 3
    assert marks(here, 0)[0] != marks(there, 0)[0]


def test_junit_counts_what_it_lists(built: Path) -> None:
    root = etree.parse(str(built / "report.junit.xml")).getroot()
    (suite,) = root
    cases = suite.findall("testcase")
    failures = [c for c in cases if c.find("failure") is not None]
    assert int(suite.get("tests", "0")) == len(cases) == len(failures) > 0
    assert suite.get("failures") == str(len(failures))
    assert all(case.get("classname") in KINDS for case in cases)


def test_reports_have_names_that_are_known(tmp_path: Path) -> None:
    assert run("build", SEED, "-o", tmp_path, "--report", "html").exit_code == 2


def test_explain_tells_all_of_a_line() -> None:
    found = run("explain", f"{SEED}:75")
    assert found.exit_code == 0
    for words in ("became: p #", "label: body", "second best", "join:", "repairs: "):
        assert words in found.output
    assert run("explain", f"{SEED}:2").output.startswith("2: ")
    zh = CliRunner().invoke(main, ["explain", f"{SEED}:75", "--lang", "zh"])
    assert "去向" in zh.output


# --- the proofs -------------------------------------------------------------------------------


def test_verify_names_the_place_in_each_changed_file(built: Path) -> None:
    """One character in the tree, the ledger or an edition: verify fails and says where."""
    folder = built / "paper-003"
    assert run("verify", folder).exit_code == 0
    for name in ("issue.xml", "ledger.json", "issue.md", "issue.html"):
        path = folder / name
        before = path.read_bytes()
        word, other = (WORD, "产莱".encode()) if WORD in before else (b"0", b"1")
        at = before.rindex(word)
        path.write_bytes(before[:at] + other + before[at + len(word) :])
        try:
            found = run("verify", folder)
            assert found.exit_code == 1, name
            told = found.output
            if name in ("issue.xml", "ledger.json"):
                assert ":" in told.split("error")[0]
                assert "line" in told or any(ch.isdigit() for ch in told.split("error")[0]), told
            else:
                assert name in told
                assert "line" in told
        finally:
            path.write_bytes(before)
    assert run("verify", folder).exit_code == 0


def without_a_row(ledger: bytes) -> bytes:
    lines = ledger.split(b"\n")
    rows = [n for n, line in enumerate(lines) if line.startswith(b'["a')]
    del lines[rows[len(rows) // 2]]
    return b"\n".join(lines)


def test_a_failed_proof_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An edition that lost a word, and a ledger that lost a row, stop the build."""
    from converter.emit import markdown
    from converter.ledger import Ledger

    whole = markdown.emit
    with monkeypatch.context() as patch:
        patch.setattr(markdown, "emit", lambda *a: whole(*a).replace(WORD, b"", 1))
        found = run("build", SEED, "-o", tmp_path, "--format", "md", "--debug")
        assert found.exit_code == 1
        assert "[edition-words]" in found.output
        assert not (tmp_path / "paper-003").exists()
    dump = Ledger.dump
    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "dump", lambda self, xml: without_a_row(dump(self, xml)))
        found = run("build", SEED, "-o", tmp_path, "--format", "xml")
        assert found.exit_code == 1
        assert "[ledger-failed]" in found.output
        assert not (tmp_path / "paper-003").exists()
