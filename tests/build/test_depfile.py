"""Dependency files: make and ninja run converter when something changed, and only then."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from converter.build.depfile import rule
from tests.build.conftest import Build, issue
from tests.conftest import ROOT, Require
from tests.test_readme import blocks


@pytest.fixture
def with_converter(archive: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which `converter` can be called by its name."""
    script = archive / "bin" / "converter"
    script.parent.mkdir()
    script.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from converter.cli import main\nmain()\n"
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{os.environ['PATH']}")
    return archive


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def touch(path: Path) -> None:
    """Make a file newer than everything that was built."""
    time.sleep(0.02)  # more than the grain of a file system's times
    path.touch()


def snippet(language: str) -> str:
    (found,) = blocks("README.md", language)
    return found


def test_names_are_escaped_as_make_reads_them() -> None:
    made = rule("a b.html", ["x y.txt", "c#d.txt", "e$f.txt", "x y.txt"]).decode()
    assert made == (
        "a\\ b.html: \\\n  x\\ y.txt \\\n  c\\#d.txt \\\n  e$$f.txt\n"
        "x\\ y.txt:\nc\\#d.txt:\ne$$f.txt:\n"
    )
    assert rule("a", []) == b"\n"


def test_a_depfile_names_texts_corrections_and_profiles(build: Build, archive: Path) -> None:
    (archive / "own/corrections").mkdir(parents=True)
    (archive / "own/corrections/n1.yaml").write_text("[]\n")
    (archive / "own/mine.yaml").write_text("extends: base\n")
    build("--config", "own", "--depfile", "deps/out.d", "--target", "stamp")
    text = (archive / "deps/out.d").read_text("utf-8")
    assert text.startswith("stamp: \\\n  texts/n1.txt")
    names = re.findall(r"^  (\S+)", text, re.MULTILINE)
    assert {"texts/n3.txt", "own/corrections/n1.yaml", "own/mine.yaml"} <= set(names)
    assert any(name.endswith("base.yaml") for name in names)
    build("--depfile", "out.d")
    assert (archive / "out.d").read_text("utf-8").startswith("out/index.html: ")


def test_make_runs_it_when_something_changed(with_converter: Path, require: Require) -> None:
    make = require("make")
    (with_converter / "Makefile").write_text(snippet("make"), "utf-8")
    assert "n1.txt → " in run(make)
    assert "up to date" in run(make)
    text = with_converter / "texts/n2.txt"
    touch(text)
    assert "3 unchanged" in run(make)  # touched: converter looks, and builds nothing
    assert "up to date" in run(make)
    text.write_text(issue(22), "utf-8")
    touch(text)
    assert "n2.txt → " in run(make)
    (with_converter / "texts/n3.txt").unlink()  # a text that is gone is no error
    assert "unchanged" in run(make, "-B")


def test_ninja_runs_it_when_something_changed(with_converter: Path, require: Require) -> None:
    ninja = require("ninja")
    (with_converter / "build.ninja").write_text(snippet("ninja"), "utf-8")
    assert "n1.txt → " in run(ninja, "-v")
    assert "no work to do" in run(ninja)
    text = with_converter / "texts/n2.txt"
    touch(text)
    assert "3 unchanged" in run(ninja, "-v")
    assert "no work to do" in run(ninja)
    text.write_text(issue(22), "utf-8")
    touch(text)
    assert "n2.txt → " in run(ninja, "-v")
    assert "no work to do" in run(ninja)
