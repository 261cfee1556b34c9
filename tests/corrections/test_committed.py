"""The corrections of this repository: read, applied, none in vain."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.build.config import Config
from converter.build.document import Order, recognised
from converter.corrections import load
from converter.repair import RULE_NAMES
from tests.conftest import ROOT, SEEDS

FILES = sorted((ROOT / "config" / "corrections").glob("*.yaml"))


def test_three_doubts_or_more_are_settled() -> None:
    entries = [c for path in FILES for c in load(path.read_text("utf-8"), path.name)]
    assert len(entries) >= 3
    assert all(len(c.reason) > 30 for c in entries), "the reason is for the next reader"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_each_is_applied_and_settles_its_doubt(path: Path) -> None:
    source = SEEDS / f"{path.stem}.txt"
    result, findings = recognised(source, Order(Path(), ()), Config(None, RULE_NAMES))
    assert result is not None, [d.render() for d in findings]
    assert {d.code for d in findings if d.code.startswith("correction")} <= {"correction-needless"}
    doubted = {(d.finding.line, d.finding.code) for d in result.doubts}
    for entry in load(path.read_text("utf-8"), path.name):
        if entry.label is not None:
            assert (entry.line, "doubt-label") not in doubted
