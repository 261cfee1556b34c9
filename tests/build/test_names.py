"""Texts of one name: each has a folder of its own, and corrections of its own."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from converter.build import files
from converter.build.config import Config
from converter.build.run import settled_names
from converter.build.state import State
from tests.build.conftest import Build, issue, outputs

ENTRY = "- {{line: 3, text: 兴修水利, replace: {{find: 兴修, by: {}}}, reason: 误}}\n"


@pytest.fixture
def years(archive: Path) -> Path:
    """texts/2023/01.txt and texts/2024/01.txt, beside the three."""
    for year in (2023, 2024):
        (archive / f"texts/{year}").mkdir()
        (archive / f"texts/{year}/01.txt").write_text(issue(year), "utf-8")
    return archive


def settle(folder: Path, name: str, text: str) -> None:
    path = folder / "own/corrections" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def words(folder: Path, name: str) -> str:
    return (folder / "out" / name / "issue.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (("texts",), ["2023/01", "2024/01", "n1", "n2", "n3"]),
        (("texts/2023", "texts/2024"), ["2023/01", "2024/01"]),
        (("texts/2023/01.txt", "texts/2024/01.txt"), ["2023/01", "2024/01"]),
        (("texts/2023/01.txt", "texts/n1.txt"), ["01", "n1"]),
        (("texts/2023", "texts/n1.txt", "texts/2024/01.txt"), ["2023/01", "2024/01", "n1"]),
        (("texts/2023/01.txt", "texts/2023/../2023/01.txt", "texts/2023"), ["01"]),
    ],
)
def test_each_text_has_a_folder_of_its_own(
    build: Build, years: Path, paths: tuple[str, ...], names: list[str]
) -> None:
    result = build(paths=paths)
    assert result.exit_code == 0, result.stderr
    made = sorted({n.rpartition("/")[0] for n in outputs(years / "out") if "/" in n})
    assert made == names
    page = (years / "out/index.html").read_text("utf-8")
    assert all(f'href="{name}/issue.html"' in page for name in names)
    again = build(paths=paths)
    assert again.stdout == f"{len(names)} unchanged\n"


def test_texts_built_one_after_the_other_do_not_overwrite_each_other(
    build: Build, years: Path
) -> None:
    build(paths=("texts/2023/01.txt",))
    before = outputs(years / "out/01")
    assert build(paths=("texts/2024/01.txt",)).exit_code == 0
    assert outputs(years / "out/01") == before
    assert "第2024次" in words(years, "2024/01")
    # Whatever is named, and in whatever order: a text that was built keeps its folder.
    assert build(paths=("texts/2024", "texts/2023")).stdout == "2 unchanged\n"
    assert sorted(p.name for p in (years / "out").iterdir() if p.is_dir()) == ["01", "2024"]


def test_texts_that_only_their_suffixes_tell_apart(build: Build, archive: Path) -> None:
    (archive / "texts/n1.text").write_text(issue(11), "utf-8")
    assert build().exit_code == 0
    assert "第11次" in words(archive, "n1")
    assert "第1次" in words(archive, "n1.txt")
    assert build(paths=("texts/n1.txt",)).stdout == "1 unchanged\n"


def test_an_unlucky_archive_has_a_folder_for_each(tmp_path: Path) -> None:
    """A name may be wished for that another text has already, whatever is put before it."""
    names = settled_names(
        {tmp_path / "a.txt": "a", tmp_path / "a.text": "a", tmp_path / "x/a.txt": "a"},
        State(),
        tmp_path / "out",
    )
    assert len(set(names.values())) == 3


def test_a_text_that_was_moved_keeps_its_folder(build: Build, archive: Path) -> None:
    build()
    (archive / "moved").mkdir()
    (archive / "texts/n1.txt").rename(archive / "moved/n1.txt")
    assert build(paths=("moved", "texts")).stdout == "3 unchanged\n"


def test_a_name_that_goes_beside_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "..txt").write_text("x")
    found, problems = files.sources([tmp_path / "..txt"])
    assert not found
    assert [d.code for d in problems] == ["read-failed"]


# --- corrections ------------------------------------------------------------------------------


def test_corrections_in_a_folder_are_of_the_text_in_that_folder(build: Build, years: Path) -> None:
    settle(years, "2024/01.yaml", ENTRY.format("兴建"))
    assert build("--config", "own").exit_code == 0
    assert "兴建水利" in words(years, "2024/01")
    assert "兴修水利" in words(years, "2023/01")
    # However the text is named.
    build("--config", "own", paths=("texts/2024/01.txt",))
    assert "兴建水利" in words(years, "2024/01")


def test_an_old_file_is_of_the_only_text_of_its_name(build: Build, years: Path) -> None:
    settle(years, "01.yaml", ENTRY.format("兴建"))
    assert build("--config", "own", paths=("texts/2024",)).exit_code == 0
    assert "兴建水利" in words(years, "01")
    result = build("--config", "own", paths=("texts/2023", "texts/2024"))
    assert result.exit_code == 1
    for one, other in (("2023", "2024"), ("2024", "2023")):
        assert (
            f"own/corrections/01.yaml: error: may be about texts/{one}/01.txt or "
            f"texts/{other}/01.txt: say which with `source:`" in result.stderr
        )
    # Also where the other text was built before.
    result = build("--config", "own", paths=("texts/2023",))
    assert result.exit_code == 1
    assert "[correction-which]" in result.stderr


@pytest.mark.parametrize("how", ["path", "sha256"])
def test_a_file_may_say_of_which_text_it_is(build: Build, years: Path, how: str) -> None:
    path = years / "texts/2024/01.txt"
    value = "2024/01.txt" if how == "path" else hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    entry = f"source: {{{how}: '{value}'}}\ncorrections:\n" + ENTRY.format("兴建")
    settle(years, "01.yaml", entry)
    result = build("--config", "own", "-v")
    assert result.exit_code == 0, result.stderr
    assert "兴建水利" in words(years, "2024/01")
    assert "兴修水利" in words(years, "2023/01")
    quiet = build("--config", "own", "--force")
    assert "own/corrections/01.yaml: note: is about the text" in quiet.stderr
    assert "not about texts/2023/01.txt: not used [correction-elsewhere]" in quiet.stderr
    assert "not about texts/2024" not in quiet.stderr


def test_corrections_named_by_hand_are_those_of_the_text(build: Build, years: Path) -> None:
    settle(years, "c.yaml", "source: {path: other.txt}\ncorrections:\n" + ENTRY.format("兴建"))
    where = "own/corrections/c.yaml"
    assert build("--corrections", where, paths=("texts/n1.txt",)).exit_code == 0
    assert "兴建水利" in words(years, "n1")


def test_a_correction_that_moved_is_told_in_every_build(build: Build, archive: Path) -> None:
    settle(archive, "n1.yaml", ENTRY.format("兴建").replace("line: 3", "line: 30"))
    for _ in range(2):  # built, and then unchanged
        result = build("--config", "own")
        assert result.exit_code == 0
        (told,) = result.stderr.splitlines()
        assert told.startswith("own/corrections/n1.yaml:1: note: expected on line 30, found")
    assert build("--config", "own", "-q").stderr == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("source: {pth: x}\ncorrections: []\n", "source.pth: no such key → path?"),
        ("source: {}\ncorrections: []\n", "source.path: is missing"),
        ("source: {sha256: xyz}\ncorrections: []\n", "8 to 64 hexadecimal digits"),
        ("source: {path: x.txt}\n", "corrections: is missing"),
        ("source: {path: x.txt}\ncorrections: 3\n", "is not a list"),
        ("sauce: {path: x.txt}\ncorrections: []\n", "sauce: no such key → source?"),
    ],
)
def test_mistakes_of_such_a_file(build: Build, archive: Path, text: str, told: str) -> None:
    settle(archive, "n1.yaml", text)
    result = build("--config", "own")
    assert result.exit_code == 1
    assert told in result.stderr
    assert "n1.yaml:" in result.stderr


def test_the_corrections_of_the_program_are_of_its_own_texts(build: Build, archive: Path) -> None:
    (archive / "clash").mkdir()
    (archive / "clash/paper-004.txt").write_text(issue(9), "utf-8")
    assert Config().corrections_path(archive / "clash/paper-004.txt") is not None
    assert build(paths=("clash/paper-004.txt",)).exit_code == 0
