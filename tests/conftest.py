"""What every test may use: how to skip honestly, where things are."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

# A slow machine is no failure; in CI the same examples are tried in every run.
settings.register_profile("house", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "house")

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
NO_SKIP = bool(os.environ.get("CONVERTER_NO_SKIP"))

Require = Callable[..., str]


def skip(reason: str) -> NoReturn:
    """Skip with a reason; where CONVERTER_NO_SKIP is set (CI), fail with it instead."""
    if NO_SKIP:
        pytest.fail(f"CONVERTER_NO_SKIP is set, but {reason}")
    pytest.skip(reason)


def find_program(*names: str) -> str:
    """The path of the first of these programs that is there; skips where none is."""
    for name in names:
        path = shutil.which(name)
        if path:
            return path
    skip(f"{' or '.join(names)} is not installed")


def find_tool(path: str) -> Path:
    """A file under .tools/ (checkers from npm); skips where `make tools` was not run."""
    found = ROOT / ".tools" / path
    if not found.exists():
        skip(f".tools/{path} is missing: run `make tools`")
    return found


def find_module(name: str) -> str:
    """The name of a Python package of an extra; skips where it is not installed."""
    if importlib.util.find_spec(name) is None:
        skip(f"the Python package {name} is not installed")
    return name


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--accept` writes what the program says now into tests/cases/ and tests/seeds/."""
    parser.addoption("--accept", action="store_true", help="rewrite tests/cases/ and tests/seeds/")


@pytest.fixture(scope="session")
def accept(pytestconfig: pytest.Config) -> bool:
    """Whether expectations are to be rewritten (`make accept`)."""
    return bool(pytestconfig.getoption("--accept"))


@pytest.fixture(scope="session")
def require() -> Require:
    """`require("java")`: the path of a program, or a skip that says which is missing."""
    return find_program


@pytest.fixture(scope="session")
def tei_all() -> Path:
    """The TEI Consortium's unmodified schema: CONVERTER_TEI_ALL, or ../shared/schema/tei_all.rng.

    It is not part of the repository, so that its absence is a skip in every setting but where the
    environment names it.
    """
    named = os.environ.get("CONVERTER_TEI_ALL")
    path = Path(named) if named else ROOT.parent / "shared" / "schema" / "tei_all.rng"
    if path.is_file():
        return path
    if named:
        pytest.fail(f"CONVERTER_TEI_ALL names {named}, which is not there")
    pytest.skip("tei_all.rng is not here: name it in CONVERTER_TEI_ALL")


@pytest.fixture(scope="session")
def seeds() -> tuple[Path, ...]:
    """The raw texts, in order."""
    found = tuple(sorted(SEEDS.glob("*.txt")))
    assert len(found) == 5
    return found


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every attempt to open a socket an error."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
