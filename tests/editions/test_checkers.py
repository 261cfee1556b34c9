"""Other people's checkers find nothing in the editions of the trees written by hand.

The built documents are checked by `make check-editions`; here are the trees that hold everything
at once, and hostile text. Each checker is shown an edition with a mistake first: one that finds
nothing in it has not been run.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest

from converter.emit import FORMATS
from tests.conftest import skip
from tests.editions.checkers import CHECKERS, Checker, MissingError
from tests.editions.trees import issue, tree
from tests.markdown.trees import told

NASTY = '<script>"\u202e]]>&lt;{{ # | --- ](javascript:x)'
# Nu draws lots where it guesses at a language: of signs alone it says now nothing, now Romanian.
GUESS = "This document appears to be written in"


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    trees = {
        "rich": tree("rich"),
        "hostile": told(NASTY),
        "contract": tree("contract"),
        "kinds": tree("kinds"),
        "bare": issue("<div type='article'><p>字</p></div>"),
    }
    made = []
    for name, source in trees.items():
        folder = tmp_path_factory.mktemp(name)
        for format_ in ("html", "epub"):
            (folder / f"issue.{format_}").write_bytes(FORMATS[format_].emit(source))
        made.append(folder)
    return made


@pytest.fixture(scope="module")
def mistaken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Editions in which something is wrong for each checker."""
    folder = tmp_path_factory.mktemp("mistaken")
    html = FORMATS["html"].emit(tree("rich"))
    wrong = b'<img src="no.png"><b id=m1>x</b><div style="width:700px">x</div></footer>'
    (folder / "issue.html").write_bytes(html.replace(b"</footer>", wrong))
    right = folder / "right.epub"
    right.write_bytes(FORMATS["epub"].emit(tree("rich")))
    with ZipFile(right) as source, ZipFile(folder / "issue.epub", "w") as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "EPUB/a02.xhtml":
                data = data.replace(b"</article>", b'<img src="cover.svg"/><a href="x"/></article>')
            target.writestr(info, data)
    shutil.rmtree(right, ignore_errors=True)
    return folder


@pytest.mark.parametrize("name", CHECKERS)
def test_nothing_is_found(name: str, documents: Sequence[Path], mistaken: Path) -> None:
    edition, check = CHECKERS[name]
    # Those that start a machine for every file see the two trees that hold most.
    slow = edition == "issue.epub"
    files = [*(document / edition for document in documents[: 2 if slow else None])]
    files.append(mistaken / edition)
    findings = _run(check, files)
    assert findings.pop(files[-1]), f"{name} finds nothing in an edition with mistakes"
    assert findings.keys() == set(files[:-1])
    for file, found in findings.items():
        signs = file.parent.name.startswith("hostile")
        assert [said for said in found if not (signs and GUESS in said)] == [], file


def _run(check: Checker, files: Sequence[Path]) -> dict[Path, list[str]]:
    try:
        return dict(check(files))
    except MissingError as missing:
        skip(str(missing))
