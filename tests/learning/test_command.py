"""`converter profile learn`: what it prints, writes and refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from converter.cli import main
from tests.learning.issues import issue

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "C.UTF-8")
    Path("a.txt").write_text(issue(3), encoding="utf-8")
    Path("b.txt").write_text(issue(4), encoding="utf-8")
    return lambda *args: CliRunner().invoke(main, list(args), catch_exceptions=False)


def test_it_prints_a_profile_that_is_right(run: Run) -> None:
    done = run("profile", "learn", "a.txt", "b.txt")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == run("profile", "learn", "a.txt", "b.txt", "--lang", "zh").stdout
    Path("p.yaml").write_text(done.stdout, encoding="utf-8")
    assert run("profile", "check", "p.yaml").exit_code == 0


def test_a_learnt_profile_is_found_in_the_next_issue(run: Run) -> None:
    assert run("profile", "learn", "a.txt", "-o", "my/qingshi.yaml").exit_code == 0
    Path("texts").mkdir()
    Path("b.txt").rename("texts/b.txt")
    done = run("build", "texts", "-o", "out", "--config", "my", "--format", "md", "-v")
    assert done.exit_code == 0
    assert "profile qingshi" in done.stderr
    assert "learnt-assumed" not in done.stderr


def test_a_build_without_a_profile_says_what_it_assumed(run: Run) -> None:
    done = run("build", "a.txt", "-o", "out", "--format", "md", "-v", "--lang", "zh")
    assert "据文本自身推定：刊名 青石通讯；栏目 馆内要闻" in done.stderr
    again = run("build", "a.txt", "-o", "out", "--format", "md", "-v", "--lang", "en")
    assert "unchanged" in again.stdout
    assert "assumed from the text itself: title 青石通讯" in again.stderr


def test_a_folder_is_all_its_texts(run: Run) -> None:
    Path("b.txt").rename("c.txt")
    files = run("profile", "learn", "a.txt", "c.txt").stdout
    assert run("profile", "learn", ".").stdout == files
    assert run("profile", "learn", "a.txt", ".").stdout == files


def test_files_of_one_name_are_told_apart(run: Run) -> None:
    Path("x").mkdir()
    Path("b.txt").rename("x/a.txt")
    done = run("profile", "learn", "a.txt", "x")
    assert "# Learnt from a.txt, x/a.txt." in done.stdout


def test_a_file_that_is_there_is_not_written_over(run: Run) -> None:
    Path("p.yaml").write_text("mine", encoding="utf-8")
    done = run("profile", "learn", "a.txt", "-o", "p.yaml")
    assert done.exit_code == 2
    assert "--force" in done.stderr
    assert Path("p.yaml").read_text(encoding="utf-8") == "mine"
    assert run("profile", "learn", "a.txt", "-o", "p.yaml", "-f").exit_code == 0
    assert "青石通讯" in Path("p.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "read-empty"), (bytes(range(256)) * 40, "read-binary"), (None, "read-missing")],
)
def test_what_cannot_be_read_is_told_and_nothing_is_written(
    run: Run, data: bytes | None, code: str
) -> None:
    if data is not None:
        Path("bad.txt").write_bytes(data)
    done = run("profile", "learn", "a.txt", "bad.txt", "-o", "p.yaml")
    assert done.exit_code == 1
    assert f"[{code}]" in done.stderr
    assert done.stdout == ""
    assert not Path("p.yaml").exists()


def test_a_place_that_cannot_be_written_is_told(run: Run) -> None:
    done = run("profile", "learn", "a.txt", "-o", "b.txt/p.yaml")
    assert done.exit_code == 1
    assert "[write-failed]" in done.stderr


def test_other_publications_and_empty_lessons_are_told(run: Run) -> None:
    other = issue(5).replace("青石通讯", "白水月刊")
    Path("c.txt").write_text(other, encoding="utf-8")
    done = run("profile", "learn", "a.txt", "b.txt", "c.txt")
    assert "c.txt: warning: calls its periodical 白水月刊" in done.stderr
    Path("d.txt").write_text("灯下\n\n一个人走了很久。\n", encoding="utf-8")
    done = run("profile", "learn", "d.txt")
    assert done.exit_code == 0
    assert "[learnt-nothing]" in done.stderr


def test_help_has_an_example_and_needs_a_file(run: Run) -> None:
    assert "converter profile learn issue-3.txt" in run("profile", "learn", "--help").stdout
    assert run("profile", "learn").exit_code == 2
