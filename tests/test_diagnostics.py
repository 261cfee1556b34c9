"""The registry: every code can be worded, in both languages, with its own arguments."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from converter.diagnostics import KINDS, LANGUAGES, Diagnostic, Severity, diagnose

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("code", sorted(KINDS))
def test_both_wordings_use_the_same_arguments(code: str) -> None:
    kind = KINDS[code]
    places = {lang: set(re.findall(r"\{(\w+)\}", getattr(kind, lang))) for lang in LANGUAGES}
    assert places["en"] == places["zh"] == kind.places
    finding = diagnose(code, path="a.txt", line=3, column=2, **dict.fromkeys(kind.places, "x"))
    assert finding.render("en").startswith(f"a.txt:3:2: {kind.severity.word}: ")
    assert finding.render("zh").endswith(f"[{code}]")
    assert re.search("[\u4e00-\u9fff]", kind.zh)
    assert kind.en.isascii() or re.fullmatch(r"[\x20-\x7e“”…]+", kind.en)


def test_codes_are_stable_names() -> None:
    assert len(KINDS) > 40
    assert all(re.fullmatch("[a-z]+(-[a-z]+)+", code) for code in KINDS)


def test_what_cannot_be_worded_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        diagnose("no-such-code")
    with pytest.raises(TypeError, match="reason"):
        diagnose("read-failed")
    with pytest.raises(TypeError):
        diagnose("read-empty", more="x")


def test_a_finding_is_a_value() -> None:
    one = diagnose("config-unknown-key", path="p", line=1, key="a", hint="")
    assert one == diagnose("config-unknown-key", path="p", line=1, hint="", key="a")
    assert one.severity is Severity.ERROR
    assert Diagnostic("read-empty", Severity.ERROR).where == "-"


def test_every_code_in_the_program_is_registered() -> None:
    used = set()
    for path in (ROOT / "converter").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "diagnose"
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                used.add(node.args[0].value)
    assert len(used) > 10
    assert used <= KINDS.keys()
