"""The program as a wheel, installed where nothing of the checkout is; its name and its extras."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

from converter import __version__
from converter.cli.manners import DISTRIBUTION, EXTRAS
from tests.conftest import ROOT, SEEDS, find_module

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OFFLINE = {**os.environ, "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
# What tells people a command or a requirement: the guides, the program, the files for CI.
TOLD = [
    *ROOT.glob("README*.md"),
    *ROOT.glob(".*.y*ml"),
    *(ROOT / ".github").rglob("*.yml"),
    *(ROOT / "converter").rglob("*.py"),
    ROOT / "Makefile",
    ROOT / ".ci" / "run",
]


def ran(*words: str | Path, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env={**OFFLINE, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made by the command that `make wheel` runs, without the network."""
    find_module("hatchling")
    folder = tmp_path_factory.mktemp("dist")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    line = re.search(r"\$\(call pip,\$\(VENV\)\) (wheel .*)", makefile)
    assert line is not None
    words = [str(folder) if word == "dist" else word for word in shlex.split(line[1])]
    ran(sys.executable, "-m", "pip", *words, cwd=ROOT)
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the installed wheel and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder]
    ran(*command, wheel, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def metadata(installed: Path) -> Message:
    (path,) = installed.glob("*.dist-info/METADATA")
    return Parser().parsestr(path.read_text("utf-8"))


def test_the_installed_command_works_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    """The libraries are those of the tests; the program itself is the installed one."""
    here = {"PYTHONPATH": str(installed)}
    command = installed / "bin" / "converter"
    where = "import converter; print(converter.__file__)"
    assert Path(ran(sys.executable, "-c", where, cwd=tmp_path, **here).strip()).is_relative_to(
        installed
    )
    assert __version__ in ran(command, "--version", cwd=tmp_path, **here)
    assert "newspaper" in ran(command, "profile", "list", cwd=tmp_path, **here)
    text = (SEEDS / "paper-000.txt").read_bytes()
    (tmp_path / "issue.txt").write_bytes(text)
    ran(command, "build", "issue.txt", "-o", "out", cwd=tmp_path, **here)
    made = {path.name for path in (tmp_path / "out" / "issue").iterdir()}
    assert {"issue.xml", "issue.md", "issue.html", "issue.epub", "review.html"} <= made
    ran(command, "verify", "out/issue", cwd=tmp_path, **here)


def test_it_is_named_as_the_messages_name_it(wheel: Path, metadata: Message) -> None:
    assert metadata["Name"] == DISTRIBUTION == PROJECT["name"]
    assert metadata["Version"] == __version__
    assert wheel.name == f"{DISTRIBUTION.replace('-', '_')}-{__version__}-py3-none-any.whl"


def test_each_extra_brings_the_library_that_is_asked_of_it(metadata: Message) -> None:
    assert set(metadata.get_all("Provides-Extra") or []) == set(PROJECT["optional-dependencies"])
    wanted = metadata.get_all("Requires-Dist") or []
    for extra, library in EXTRAS.items():
        assert any(
            re.fullmatch(rf"{library}\b.*; extra == ['\"]{extra}['\"]", spec) for spec in wanted
        )


@pytest.mark.parametrize("path", TOLD, ids=lambda p: str(p.relative_to(ROOT)))
def test_whatever_names_the_program_with_an_extra_names_it_right(path: Path) -> None:
    """`converter` alone is somebody else's on PyPI, so no command for pip, pipx or uv has it."""
    text = path.read_text("utf-8")
    for name, extras in re.findall(r"([\w-]*converter)\[([a-z,]+)\]", text):
        assert name == DISTRIBUTION
        assert set(extras.split(",")) <= set(PROJECT["optional-dependencies"])
    for line in re.findall(r"(?:pipx?|uv tool|uv pip) (?:install|inject) ([^\n`]*)", text):
        assert not re.search(r"(?<![\w.{/-])converter\b(?!\[)", line), line


def test_the_readmes_say_how_to_install_the_extras() -> None:
    for readme in ("README.md", "README.zh.md"):
        text = (ROOT / readme).read_text("utf-8")
        for extra in EXTRAS:
            assert f"{DISTRIBUTION}[{extra}]" in text
        for tool in ("uv tool install", "pipx install", "pip install"):
            assert tool in text
        assert f"{DISTRIBUTION.replace('-', '_')}-{__version__}-py3-none-any.whl" in text
