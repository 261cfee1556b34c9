"""The project file: what it says, its mistakes, how `init` writes it, what commands take of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from converter.cli import main
from converter.project import (
    NAME,
    Project,
    ProjectError,
    Site,
    changed,
    load,
    words,
    write,
)
from converter.yamlfile import members
from tests.formats.documents import PROSE


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*args: str) -> Result:
    return CliRunner().invoke(main, [*args, "--lang", "en"])


def mistakes(text: str) -> list[str]:
    with pytest.raises(ProjectError) as caught:
        load(text, NAME)
    return [finding.render() for finding in caught.value.diagnostics]


def test_every_mistake_is_told_with_its_place() -> None:
    told = mistakes(
        "source: [a]\noutput: [b]\nsite:\n  titel: x\n  accent: red\n  base: ftp://x\n"
        "  formats: [epub, docx]\n  trees: maybe\n"
    )
    assert [line.split(" error: ")[0] for line in told] == [
        f"{NAME}:{place}:" for place in ("1:1", "2:9", "4:3", "5:11", "6:9", "7:19", "8:10")
    ]
    assert "source: no such key → sources?" in told[0]
    assert "site.titel: no such key → title?" in told[2]


def test_what_is_named_twice_is_told() -> None:
    assert (
        "is used before, on line 1"
        in mistakes("sources:\n  [a,\n  a]\n".replace("\n  [a", " [a"))[0]
    )


def test_an_empty_file_says_nothing() -> None:
    assert load("# nothing\n", NAME) == Project()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_file_that_is_written_reads_back_and_explains_each_key(lang: str) -> None:
    given = {
        "sources": ("texts", "2023 年/扫描"),
        "profiles": "config",
        "site.title": '"青山": 通讯 #1',
        "site.base": "https://example.org/qs/",
        "site.accent": "#1f4e79",
        "site.formats": ("epub",),
        "site.trees": True,
    }
    project = changed(Project(), given)
    text = write(project, lang)
    assert load(text, NAME) == project
    for key in [m.name for m in members(Project)] + [f"site.{m.name}" for m in members(Site)]:
        assert words(key, lang).split()[0] in text
    assert load(write(Project(), lang), NAME) == Project()


def test_init_writes_once(tmp_path: Path) -> None:
    done = run("init", "--sources", "texts", "--title", "青山通讯", "--licence", "CC BY 4.0")
    assert done.exit_code == 0, done.output
    before = (tmp_path / NAME).read_text("utf-8")
    assert load(before, NAME).site.title == "青山通讯"
    again = run("init", "--title", "别的")
    assert again.exit_code == 1
    assert "is there already" in again.output
    assert (tmp_path / NAME).read_text("utf-8") == before


def test_init_asks_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("converter.cli.publishing._is_asked", lambda: True)
    said = "texts\n青山通讯\n\n\nhttps://example.org/qs/\n"
    done = CliRunner().invoke(main, ["init", "--lang", "zh"], input=said)
    assert done.exit_code == 0, done.output
    project = load((tmp_path / NAME).read_text("utf-8"), NAME)
    assert (project.sources, project.site.title) == (("texts",), "青山通讯")
    assert (project.site.publisher, project.site.base) == ("", "https://example.org/qs/")


def test_init_refuses_what_the_file_would_not_take(tmp_path: Path) -> None:
    done = run("init", "--base", "ftp://example.org")
    assert done.exit_code == 2
    assert "site.base" in done.output
    assert not (tmp_path / NAME).exists()


def test_build_without_arguments_takes_the_project_and_options_win(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text(f"渡口换了新船\n\n{PROSE}\n", "utf-8")
    (tmp_path / NAME).write_text(
        "sources: [texts]\noutput: made\nsite: {formats: [txt]}\n", "utf-8"
    )
    done = run("build", "-j", "1")
    assert done.exit_code == 0, done.output
    assert {p.name for p in (tmp_path / "made" / "a").iterdir()} >= {"issue.xml", "issue.txt"}
    done = run("build", "-j", "1", "-o", "other", "--format", "md")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "other" / "a" / "issue.md").is_file()
    assert not (tmp_path / "other" / "a" / "issue.txt").exists()
    assert run("clean").exit_code == 0
    assert not (tmp_path / "made").exists()
    assert (tmp_path / "other").exists()


def test_profiles_of_the_project_are_known(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "qs.yaml").write_text("publication: {title: 青山通讯}\n", "utf-8")
    (tmp_path / NAME).write_text("profiles: mine\n", "utf-8")
    assert "青山通讯" in run("profile", "list").output
    (tmp_path / NAME).write_text("profiles: nowhere\n", "utf-8")
    done = run("profile", "list")
    assert done.exit_code == 2
    assert "nowhere is no folder" in done.output


def test_a_project_with_mistakes_ends_the_build(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("sorces: [texts]\n", "utf-8")
    done = run("build")
    assert done.exit_code == 2
    assert f"{NAME}:1:1: error: sorces: no such key → sources?" in done.output
