"""Documents that are no raw text: built, found in folders, built again for other pages, proved."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.build.conftest import Build
from tests.recognition.pdfs import column, pdf

pytest.importorskip("pypdfium2")

WORDS = ["入夏以来雨水多", "各村上堤巡查", "河水平稳下降", "物资已经备足", "群众情绪稳定。"]
PAGES = [
    column([f"第{n}页的文字说明情况，", *WORDS], 50, 100 + 40 * k) for k, n in enumerate("一二三")
]


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
    assert "第三页的文字" in Path("out/one/issue.md").read_text("utf-8")


def test_other_pages_are_another_build(papers: Path, build: Build) -> None:
    one = str(papers / "one.scan")
    assert build(paths=(one,)).exit_code == 0
    assert "1 unchanged" in build(paths=(one,)).output
    assert build("--first-page", "2", "--last-page", "2", paths=(one,)).exit_code == 0
    text = Path("out/one/issue.md").read_text("utf-8")
    assert "第二页" in text
    assert "第一页" not in text
    assert build("--first-page", "9", paths=(one,)).exit_code == 1
    assert build("--first-page", "2", "--last-page", "1", paths=(one,)).exit_code == 2


@pytest.mark.usefixtures("papers")
def test_what_was_written_is_not_read_again(build: Build) -> None:
    assert build(paths=(".",)).exit_code == 0
    Path("out/papers/one/copy.pdf").write_bytes(pdf(*PAGES))
    assert "5 unchanged" in build(paths=(".",)).output
