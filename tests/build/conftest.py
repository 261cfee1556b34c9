"""A small archive to build, and a hand to build it with."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from converter.cli import main

COMMAND = (sys.executable, "-c", "from converter.cli import main; main()")

Build = Callable[..., Result]
Command = Callable[..., subprocess.CompletedProcess[str]]


def issue(number: int, paragraphs: int = 4) -> str:
    """A text that is unlike every other one."""
    lines = [f"某县通讯第{number}期", "", "兴修水利", ""]
    lines += [f"　　全县今年第{number}次检查了第{n}处水库，情况良好。" for n in range(paragraphs)]
    return "\n".join(lines) + "\n"


def outputs(folder: Path) -> dict[str, bytes]:
    """Every file of an output folder but the state, which names how it came about."""
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not p.name.startswith(".converter-state")
    }


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with three texts in texts/."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    (tmp_path / "texts").mkdir()
    for number in (1, 2, 3):
        (tmp_path / "texts" / f"n{number}.txt").write_text(issue(number), "utf-8")
    return tmp_path


@pytest.fixture
def build(archive: Path) -> Build:
    """Build texts/ into out/ in this process, one document after the other."""

    def run(*args: str, paths: tuple[str, ...] = ("texts",)) -> Result:
        words = ["build", *paths, "-o", "out", "-j", "1", *args]
        return CliRunner().invoke(main, words, catch_exceptions=False)

    assert archive.is_dir()
    return run


@pytest.fixture
def command(archive: Path) -> Command:
    """Run the command in a process of its own."""

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *args], cwd=archive, capture_output=True, text=True, check=False
        )

    return run
