"""Patterns that are compiled when they are first used: all are sound, and few are made at once."""

from __future__ import annotations

import gc
import importlib
import re
import subprocess
import sys

import pytest

from converter.patterns import _Late, late
from tests.test_layers import MODULES

MOST = 110  # patterns of ours that are compiled before anything is read

COUNT = """
import re, sys
made, compiled = [], re.compile
def count(*args):
    made.append(sys._getframe(1).f_globals["__name__"])
    return compiled(*args)
re.compile = count
import converter.cli, converter.pipeline
print(sum(name.startswith("converter") for name in made))
"""


def test_a_late_pattern_does_what_a_compiled_one_does() -> None:
    word = late("[a-z]+", re.IGNORECASE)
    assert word.pattern == "[a-z]+"
    assert [m[0] for m in word.finditer("Ab, c")] == word.findall("Ab, c") == ["Ab", "c"]
    assert word.sub("x", "Ab c") == "x x"
    assert word.flags & re.IGNORECASE
    assert word.groups == 0


def test_a_faulty_pattern_fails_when_it_is_used() -> None:
    with pytest.raises(re.error):
        late("(").match("")


def test_every_late_pattern_compiles() -> None:
    for module in MODULES:
        if not module.endswith("__main__"):
            importlib.import_module(module)
    found = [it for it in gc.get_objects() if isinstance(it, _Late)]
    assert len(found) > 200
    for one in found:
        assert one.match is not None


def test_few_patterns_are_compiled_at_the_start() -> None:
    done = subprocess.run([sys.executable, "-c", COUNT], capture_output=True, text=True, check=True)
    assert int(done.stdout) <= MOST
