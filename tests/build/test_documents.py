"""Documents that are no raw text: built, found in folders, built again for other pages, proved."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.build.conftest import Build
from tests.recognition.pdfs import column, pdf

pytest.importorskip("pypdfium2")

TEXTS = (
    ["入夏以来，全县雨水充沛，各村", "组织党员干部上堤巡查，河水", "平稳下降，群众情绪稳定。"],
    ["秋收时节，农机合作社的收割", "机开进田间，两天收完了全村", "的水稻，亩产比去年又高了。"],
    ["冬修水利的工地上，挖掘机来", "回穿梭，今年计划清淤的渠道", "已经完成了一半，明春可用。"],
)
PAGES = [column(words, 50, 100 + 40 * k) for k, words in enumerate(TEXTS)]


@pytest.fixture
def papers(archive: Path) -> Path:
    """A folder with a PDF whose name does not say so, a text, and a file that is neither."""
    folder = archive / "papers"
    folder.mkdir()
    (folder / "one.scan").write_bytes(pdf(*PAGES))
    (folder / "two.txt").write_text("某县通讯\n\n　　全县检查了水库，情况良好。\n", "utf-8")
    (folder / "notes.doc").write_bytes(b"\xd0\xcf\x11\xe0 and more")
    return folder


def test_a_folder_builds_the_documents_in_it(papers: Path, build: Build) -> None:
    assert build(paths=(str(papers),)).exit_code == 0
    assert sorted(p.parent.name for p in Path("out").rglob("issue.xml")) == ["one", "two"]
    assert "冬修水利" in Path("out/one/issue.md").read_text("utf-8")


def test_other_pages_are_another_build(papers: Path, build: Build) -> None:
    one = str(papers / "one.scan")
    assert build(paths=(one,)).exit_code == 0
    assert "1 unchanged" in build(paths=(one,)).output
    assert build("--first-page", "2", "--last-page", "2", paths=(one,)).exit_code == 0
    text = Path("out/one/issue.md").read_text("utf-8")
    assert "秋收时节" in text
    assert "入夏以来" not in text
    assert build("--first-page", "9", paths=(one,)).exit_code == 1
    assert build("--first-page", "2", "--last-page", "1", paths=(one,)).exit_code == 2


@pytest.mark.usefixtures("papers")
def test_what_was_written_is_not_read_again(build: Build) -> None:
    assert build(paths=(".",)).exit_code == 0
    Path("out/papers/one/copy.pdf").write_bytes(pdf(*PAGES))
    assert "5 unchanged" in build(paths=(".",)).output
