"""A site of two seeds, made once, and a hand to make sites of trees."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import html

from converter.cli import main
from tests.conftest import SEEDS

BASE = "https://example.org/sub/path/"
Make = Callable[..., Result]


def command(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, args), "--lang", "en"], catch_exceptions=False)


def parsed(page: Path) -> html.HtmlElement:
    return html.document_fromstring(page.read_text("utf-8"))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with two seeds."""
    folder = tmp_path_factory.mktemp("archive")
    (folder / "texts").mkdir()
    for name in ("paper-000.txt", "paper-004.txt"):
        shutil.copy(SEEDS / name, folder / "texts" / name)
    done = command("build", folder / "texts", "-o", folder / "build", "-j", "1")
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="session")
def published(built: Path) -> Path:
    """The site of it, with an address on the web."""
    done = command("site", built / "build", "-o", built / "site", "--base", BASE)
    assert done.exit_code == 0, done.output
    return built / "site"


@pytest.fixture
def archive(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the two builds, to be changed, in the current folder; without a search."""
    shutil.copytree(built / "texts", tmp_path / "texts")
    shutil.copytree(built / "build", tmp_path / "build")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("converter.build.indexing.is_ready", lambda: False)
    return tmp_path
