"""`converter site`: what changed is written again, and nothing of a person's is lost."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from converter.build.publishing import NAME
from converter.build.state import content
from converter.cli import main
from converter.project import NAME as PROJECT
from tests.site.conftest import command, parsed


def written(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name != NAME
    }


def correct(archive: Path, find: str, by: str) -> None:
    """Change a word in a tree as a person would, accepted by a build."""
    tree = archive / "build" / "paper-004" / "issue.xml"
    text = tree.read_text("utf-8")
    assert find in text
    tree.write_text(text.replace(find, by, 1), "utf-8")
    done = command("build", "texts", "--keep", "-j", "1", "-q")
    assert done.exit_code == 0, done.output


def first_paragraph(archive: Path) -> str:
    """The opening of a paragraph inside an article, far from what its address is made of."""
    text = (archive / "build" / "paper-004" / "issue.xml").read_text("utf-8")
    found = re.findall(r"<p [^>]*>([^<]{80,})</p>", text)
    return found[-1][50:70]


def test_nothing_is_written_when_nothing_changed(archive: Path) -> None:
    first = command("site")
    assert first.exit_code == 0, first.output
    times = {p: p.stat().st_mtime_ns for p in (archive / "site").rglob("*") if p.is_file()}
    again = command("site")
    assert "0 files written" in again.output
    assert times == {p: p.stat().st_mtime_ns for p in (archive / "site").rglob("*") if p.is_file()}


def test_a_corrected_article_rewrites_its_pages_and_no_address(archive: Path) -> None:
    command("site")
    before = written(archive / "site")
    words = first_paragraph(archive)
    correct(archive, words, words[:10] + "更正" + words[10:])
    command("site")
    after = written(archive / "site")
    assert before.keys() == after.keys()
    changed = [path for path in after if after[path] != before[path]]
    assert len([p for p in changed if "/a-" in p]) == 1
    assert {Path(p).name for p in changed if "/a-" not in p} <= {"issue.epub", "issue.md"}


def test_the_same_site_comes_of_one_run_or_several(archive: Path) -> None:
    command("site")
    words = first_paragraph(archive)
    correct(archive, words, words[:10] + "更正" + words[10:])
    command("site")
    command("site", "-o", "other")
    assert written(archive / "site") == written(archive / "other")


def test_an_address_that_is_gone_leads_to_the_issue(archive: Path) -> None:
    command("site")
    folder = archive / "site" / "issues" / "paper-004"
    old = {p.name for p in folder.glob("a-*.html")}
    text = (archive / "build" / "paper-004" / "issue.xml").read_text("utf-8")
    (title,) = re.findall(r'<head type="main"[^>]*>([^<]{8,})</head>', text)[:1]
    correct(archive, f">{title}</head>", f">{title}之二</head>")
    command("site")
    new = {p.name for p in folder.glob("a-*.html")}
    assert len(new - old) == 1
    assert old <= new
    moved = [p for p in folder.glob("a-*.html") if "noindex" in p.read_text("utf-8")]
    assert len(moved) == 1
    assert "index.html" in parsed(moved[0]).xpath("//main//p[@class='more']/a/@href")
    command("site", "-f")
    assert moved[0].is_file()


def test_what_lost_its_source_leaves_the_site(archive: Path) -> None:
    command("site")
    (archive / "texts" / "paper-000.txt").unlink()
    done = command("site")
    assert done.exit_code == 0
    assert not (archive / "site" / "issues" / "paper-000").exists()
    assert "paper-000" not in (archive / "site" / "issues.html").read_text("utf-8")
    neighbour = (archive / "site" / "issues" / "paper-004" / "index.html").read_text("utf-8")
    assert "paper-000" not in neighbour


def test_a_file_that_somebody_changed_is_left_and_told(archive: Path) -> None:
    command("site")
    page = archive / "site" / "issues" / "paper-004" / "index.html"
    page.write_text("mine", "utf-8")
    done = command("site")
    assert done.exit_code == 1
    assert "site-edited" in done.output
    assert page.read_text("utf-8") == "mine"
    assert command("site", "--force").exit_code == 0
    assert page.read_text("utf-8") != "mine"
    assert "0 files written" in command("site").output


def test_a_strangers_file_is_not_overwritten(archive: Path) -> None:
    (archive / "site").mkdir()
    (archive / "site" / "index.html").write_text("theirs", "utf-8")
    assert command("site").exit_code == 1
    assert (archive / "site" / "index.html").read_text("utf-8") == "theirs"


def test_a_lost_file_comes_back(archive: Path) -> None:
    command("site")
    before = written(archive / "site")
    for name in ("feed.xml", "issues/paper-000/index.html"):
        (archive / "site" / name).unlink()
    command("site")
    assert written(archive / "site") == before


@pytest.mark.parametrize("state", ["", "{", '{"form": 9}', '{"form":1,"index":[]}\n["",{}]'])
def test_a_damaged_state_makes_all_again(archive: Path, state: str) -> None:
    command("site")
    before = written(archive / "site")
    (archive / "site" / NAME).write_text(state, "utf-8")
    assert command("site").exit_code == 0
    assert written(archive / "site") == before


def test_a_state_cannot_reach_out_of_the_site(archive: Path) -> None:
    command("site")
    victim = archive / "victim.txt"
    victim.write_text("x", "utf-8")
    path = archive / "site" / NAME
    told = {"key": "", "files": {"../victim.txt": content(victim)}, "facts": None, "moved": []}
    path.write_text(path.read_text("utf-8") + json.dumps(["gone", told]) + "\n", "utf-8")
    command("site")
    assert victim.exists()


def test_trees_and_review_pages_are_public_only_where_that_is_said(archive: Path) -> None:
    command("site")
    files = written(archive / "site")
    assert not [p for p in files if p.endswith(("issue.xml", "review.html"))]
    (archive / PROJECT).write_text(
        "sources: [texts]\nsite: {trees: on, review: on, title: 某站, formats: [md, pdf]}\n",
        "utf-8",
    )
    done = command("site")
    assert "site-not-built" in done.output
    now = written(archive / "site")
    assert {"issues/paper-000/issue.xml", "issues/paper-000/review.html"} <= now.keys()
    assert "issues/paper-000/issue.epub" not in now  # not offered any more
    assert "某站" in (archive / "site" / "index.html").read_text("utf-8")


def test_what_is_not_fit_to_be_published_is_told(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("converter.build.site.judgement", lambda _record: "unfit")
    done = command("site")
    assert done.exit_code == 0
    assert "2 issue(s) of the site are not fit to be published" in done.output
    assert (archive / "site" / "index.html").is_file()


def test_a_logo_is_taken_along(archive: Path) -> None:
    (archive / "mark.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    (archive / PROJECT).write_text("site: {logo: mark.svg}\n", "utf-8")
    assert command("site").exit_code == 0
    home = parsed(archive / "site" / "index.html")
    assert home.xpath("//header//img/@src") == ["logo.svg"]
    assert (archive / "site" / "logo.svg").is_file()


def test_wrong_use_is_told(archive: Path) -> None:
    assert command("site", "nowhere").exit_code == 1
    assert command("site", "-o", "build").exit_code == 2
    assert command("site", "--base", "ftp://x").exit_code == 2
    assert archive.is_dir()
    assert "site" in main.commands


def test_a_site_is_no_source(archive: Path) -> None:
    """A build of the folder that holds a site does not read its pages."""
    command("site")
    done = command("build", archive, "-o", "build", "-n", "--explain")
    assert "texts/paper-000.txt" in done.output
    assert "/site/" not in done.output
