"""What `build` takes: a folder with files of every kind, and standard input."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from converter.cli import main
from tests.formats.documents import PROSE, docx, paragraph


def build(*args: str | Path, text: str | bytes | None = None) -> Result:
    return CliRunner().invoke(
        main, ["build", *map(str, args), "-j", "1", "--lang", "en", "--format", "md"], input=text
    )


def folder(path: Path) -> Path:
    """A folder with three documents, and files that are none."""
    place = path / "scans"
    (place / "sub").mkdir(parents=True)
    (place / "a.txt").write_text(f"渡口换了新船\n\n{PROSE}\n")
    (place / "b.bin").write_bytes(docx(paragraph("渡口换了新船", "1") + paragraph(PROSE)))
    (place / "sub" / "c.md").write_text(f"# 渡口\n\n{PROSE}\n\n# 夜校\n\n{PROSE}\n")
    (place / "README.md").write_text("# About\n\nwords\n\n# More\n")
    (place / "build.yaml").write_text("# one\n\n# two\n")
    (place / "data.zip").write_bytes(b"PK\x03\x04 no document")
    return place


def test_a_folder_builds_what_can_be_read_and_names_the_rest(tmp_path: Path) -> None:
    place = folder(tmp_path)
    run = build(place, "-o", place / "out")
    assert run.exit_code == 0
    made = sorted(p.parent.relative_to(place / "out").as_posix() for p in place.rglob("issue.xml"))
    assert made == ["a", "b", "sub/c"]
    assert "2 file(s) passed over, which are none that is read: build.yaml, data.zip" in run.output
    again = build(place, "-o", place / "out")
    assert again.exit_code == 0
    assert "3 unchanged" in again.output


def test_a_folder_with_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("a: 1\n")
    run = build(tmp_path, "-o", tmp_path / "out")
    assert run.exit_code == 1
    assert "read-no-sources" in run.output


def test_standard_input_is_a_source_like_any(tmp_path: Path) -> None:
    data = docx(paragraph("渡口换了新船", "1") + paragraph(PROSE))
    run = build("-", "-o", tmp_path, text=data)
    assert run.exit_code == 0
    assert "渡口换了新船" in (tmp_path / "stdin" / "issue.md").read_text()
    assert "1 unchanged" in build("-", "-o", tmp_path, text=data).output
    changed = build("-", "-o", tmp_path, text=f"夜校\n\n{PROSE}\n")
    assert changed.exit_code == 0
    assert "夜校" in (tmp_path / "stdin" / "issue.md").read_text()
    verified = CliRunner().invoke(main, ["verify", str(tmp_path)])
    assert verified.exit_code == 0
    CliRunner().invoke(main, ["clean", "-o", str(tmp_path)])
    assert not tmp_path.exists()


def test_standard_input_without_a_letter_is_told(tmp_path: Path) -> None:
    run = build("-", "-o", tmp_path, text="")
    assert run.exit_code == 1
    assert "read-empty" in run.output


def test_standard_input_cannot_be_planned(tmp_path: Path) -> None:
    run = build("-", "-n", "-o", tmp_path, text=PROSE)
    assert run.exit_code == 2
