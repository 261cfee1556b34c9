"""`verify` makes every output again: whatever was changed in one is found, and named."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from converter.build import state
from converter.cli import main
from tests.build.conftest import Build

FORMATS = ("--format", "xml,md,html,epub,json,txt,review")


def verify(*folders: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["verify", *folders], catch_exceptions=False)
    return result.exit_code, result.output


def swap(old: bytes, new: bytes) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        data = path.read_bytes()
        assert old in data
        path.write_bytes(data.replace(old, new, 1))

    return change


def inside(member: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    """Change a file inside an EPUB."""

    def change(path: Path) -> None:
        with zipfile.ZipFile(path) as before:
            files = [(item, before.read(item)) for item in before.infolist()]
        with zipfile.ZipFile(path, "w") as after:
            for item, data in files:
                if item.filename.endswith(member):
                    assert old in data
                    after.writestr(item, data.replace(old, new, 1))
                else:
                    after.writestr(item, data)

    return change


def told_anew(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


CHANGES = [
    (
        "n1/issue.html",
        swap(b'name="viewport" content="', b'name="viewport" content="!'),
        "line ",
    ),
    ("n1/issue.html", swap(b"</style>", b"p{}</style>"), "line "),
    ("n1/issue.md", swap(b"---\n", b"---\nmine: 1\n"), "line 2"),
    ("n1/issue.json", swap(b'"lang"', b'"lamg"'), "line "),
    ("n1/issue.txt", told_anew, "line "),
    ("n1/issue.epub", inside("content.opf", b"zh-Hans", b"zh-Hant"), "content.opf"),
    ("n1/issue.epub", inside(".css", b"{", b" {"), ".css"),
    ("n1/review.html", swap(b"</body>", b"<p>x</p></body>"), ""),
    ("index.html", swap(b"</title>", b"!</title>"), "line "),
    ("index.html", swap(b"n2/issue.html", b"n3/issue.html"), "line "),
]


@pytest.mark.parametrize(("name", "change", "place"), CHANGES)
def test_a_change_of_an_output_is_found_and_named(
    build: Build, archive: Path, name: str, change: Callable[[Path], None], place: str
) -> None:
    build(*FORMATS)
    assert verify("out")[0] == 0
    change(archive / "out" / name)
    code, told = verify("out")
    assert code == 1
    errors = [line for line in told.splitlines() if ": error: " in line]
    assert len(errors) == 1
    assert errors[0].startswith(f"out/{name}")
    assert place in errors[0]
    assert "out/n2: verified" in told


def test_a_folder_is_walked(build: Build, archive: Path) -> None:
    (archive / "texts/2023").mkdir()
    (archive / "texts/n3.txt").rename(archive / "texts/2023/n3.txt")
    build()
    expected = [f"out/{name}: verified" for name in ("2023/n3", "n1", "n2", "index.html")]
    assert verify("out") == (0, "\n".join(expected) + "\n")
    assert verify("out/2023", "out/index.html")[1].splitlines() == [expected[0], expected[3]]
    (archive / "empty").mkdir()
    code, told = verify("empty")
    assert code == 1
    assert "empty/issue.xml: error: no such file" in told
    (archive / "out/linked").symlink_to(archive / "out/n1")
    assert verify("out")[1].splitlines() == expected


def test_what_only_a_state_can_prove_is_said_where_there_is_none(
    build: Build, archive: Path
) -> None:
    build()
    shutil.copytree(archive / "out/n1", archive / "alone")
    code, told = verify("alone")
    assert code == 0
    assert "alone/review.html: note: no state of a build is here to compare it with" in told


def test_a_list_without_a_state_is_of_what_is_there(build: Build, archive: Path) -> None:
    build()
    (archive / "out" / state.NAME).unlink()
    assert verify("out/index.html") == (0, "out/index.html: verified\n")
    swap(b"</title>", b"!</title>")(archive / "out/index.html")
    assert verify("out/index.html")[0] == 1
    (archive / "out/index.html").write_text("<title>somebody's</title>")
    code, told = verify("out")
    assert code == 0
    assert "index.html" not in told


def test_a_list_of_somebody_else_is_not_judged(build: Build, archive: Path) -> None:
    (archive / "out").mkdir()
    (archive / "out/index.html").write_text("my own")
    build()
    code, told = verify("out")
    assert code == 0
    assert "out/index.html: warning: is not as converter wrote it" in told


def test_an_edition_bears_the_time_that_it_was_given(
    build: Build, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    build()
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert verify("out")[0] == 0
    shutil.copytree(archive / "out/n1", archive / "alone")
    assert verify("alone")[0] == 1
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert verify("alone")[0] == 0


def test_an_edition_of_another_converter_is_no_error(
    build: Build, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from converter.emit import text

    real = text.emit
    with monkeypatch.context() as older:
        older.setattr(text, "emit", lambda *a: real(*a) + b"\n")
        build("--format", "txt")
    code, told = verify("out/n1")
    assert code == 0
    assert "out/n1/issue.txt: warning: is as it was written, but by another converter" in told
    (archive / "out" / state.NAME).unlink()
    assert verify("out/n1")[0] == 1
