"""Inputs that fuzzing found, each through its target: what was mended stays mended."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT
from tests.hostile.targets import TARGETS

CORPUS = ROOT / "tests" / "hostile" / "corpus"


@pytest.mark.parametrize("name", TARGETS)
def test_inputs_that_reach_new_code(name: str) -> None:
    inputs = sorted((CORPUS / name).iterdir())
    assert inputs
    for path in inputs:
        TARGETS[name](path.read_bytes())
