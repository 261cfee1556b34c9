"""What is built again and what is not: by contents, never by times."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from converter import pipeline
from converter.build import run
from converter.build.program import Program, program
from converter.build.state import NAME
from tests.build.conftest import Build, issue, outputs
from tests.conftest import ROOT, SEEDS


def built(output: str) -> list[str]:
    """Names of the documents that a build says it made."""
    return [line.split(" ")[0].split("/")[-1] for line in output.splitlines() if " → " in line]


def causes(build: Build, *args: str) -> dict[str, str]:
    """What `--dry-run --explain` says of each document."""
    lines = build("--dry-run", "--explain", *args).stdout.splitlines()
    return {line.split(" ")[0].split("/")[-1]: line.split(": ", 1)[1] for line in lines}


def no_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> object:
        raise AssertionError("recognised again")

    monkeypatch.setattr(pipeline, "convert", refuse)


def times(folder: Path) -> dict[str, int]:
    return {str(p): p.stat().st_mtime_ns for p in folder.rglob("*.*") if p.name != NAME}


def test_touching_rebuilds_nothing(build: Build, archive: Path) -> None:
    assert built(build().stdout) == ["n1.txt", "n2.txt", "n3.txt"]
    before = times(archive / "out")
    for path in archive.rglob("*"):
        os.utime(path, (1, 1))
    again = build()
    assert again.exit_code == 0
    assert again.stdout == "3 unchanged\n"
    after = times(archive / "out")
    assert after.keys() == before.keys()
    assert set(after.values()) == {10**9}
    assert (archive / "out" / NAME).stat().st_mtime_ns == 10**9


def test_a_build_of_nothing_loads_nothing(build: Build, archive: Path) -> None:
    assert build().exit_code == 0
    code = (
        "import sys\nfrom converter.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\nprint(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "build", "texts", "-o", "out"],
        cwd=archive,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "3 unchanged\n"
    loaded = set(done.stderr.split())
    assert "converter.build.plan" in loaded
    assert not loaded & {"lxml", "lxml.etree", "yaml", "converter.pipeline", "multiprocessing"}
    assert not [name for name in loaded if name.startswith(("converter.label", "converter.repair"))]


def test_a_changed_text_is_built_alone(build: Build, archive: Path) -> None:
    build()
    (archive / "texts" / "n2.txt").write_text(issue(22), "utf-8")
    assert causes(build)["n2.txt"] == "all: its text changed"
    assert causes(build)["n1.txt"] == "nothing: nothing changed"
    assert built(build().stdout) == ["n2.txt"]
    assert "第22次" in (archive / "out/n2/issue.md").read_text("utf-8")
    assert build().stdout == "3 unchanged\n"


def test_editing_one_correction_rebuilds_one_document(build: Build, archive: Path) -> None:
    where = archive / "own" / "corrections"
    where.mkdir(parents=True)
    build("--config", "own")
    entry = "- {line: 3, text: 兴修水利, replace: {find: 兴修, by: 兴建}, reason: 误}\n"
    (where / "n3.yaml").write_text(entry, "utf-8")
    assert causes(build, "--config", "own")["n3.txt"] == "all: its corrections changed"
    assert built(build("--config", "own").stdout) == ["n3.txt"]
    (where / "n3.yaml").unlink()
    assert built(build("--config", "own").stdout) == ["n3.txt"]


def test_a_profile_concerns_the_documents_that_use_it(build: Build, archive: Path) -> None:
    own = archive / "own"
    own.mkdir()
    mine, other = own / "mine.yaml", own / "other.yaml"
    mine.write_text("detect: {phrases: [某县通讯第1期], at_least: 1}\n", "utf-8")
    other.write_text("detect: {phrases: [没有的话], at_least: 1}\n", "utf-8")
    build("--config", "own")

    mine.write_text("# a remark\n" + mine.read_text("utf-8"), "utf-8")
    other.write_text(other.read_text("utf-8") + "marks: {end: [完]}\n", "utf-8")
    assert build("--config", "own").stdout == "3 unchanged\n"

    mine.write_text(mine.read_text("utf-8") + "publication: {accent: '#123456'}\n", "utf-8")
    why = causes(build, "--config", "own")
    assert why["n1.txt"] == "all: profile mine changed: publication"
    assert why["n2.txt"] == "nothing: nothing changed"
    assert built(build("--config", "own").stdout) == ["n1.txt"]

    other.write_text("detect: {phrases: [某县通讯第2期], at_least: 1}\n", "utf-8")
    why = causes(build, "--config", "own")
    assert why["n2.txt"] == "all: profile other instead of base"
    assert built(build("--config", "own").stdout) == ["n2.txt"]


def test_a_profile_asked_for_is_not_the_one_detected(build: Build, archive: Path) -> None:
    own = archive / "own"
    own.mkdir()
    (own / "mine.yaml").write_text("publication: {accent: '#123456'}\n", "utf-8")
    build()
    assert built(build("--profile", "own/mine.yaml").stdout) == ["n1.txt", "n2.txt", "n3.txt"]
    assert build("--profile", "own/mine.yaml").stdout == "3 unchanged\n"
    assert "profile base instead of mine" in causes(build)["n1.txt"]


def test_a_profile_with_mistakes_is_told_in_every_build(build: Build, archive: Path) -> None:
    own = archive / "own"
    own.mkdir()
    (own / "bad.yaml").write_text("marks: {bylin: [x]}\n", "utf-8")
    for _ in range(2):
        result = build("--config", "own")
        assert result.exit_code == 1
        assert result.stderr.count("[config-unknown-key]") == 1


def test_a_style_sheet_makes_editions_again_and_recognises_nothing(
    build: Build, archive: Path
) -> None:
    """With a copy of the package, in which a style sheet is edited and the stages are broken."""
    assert build().exit_code == 0
    copy = archive / "copy"
    shutil.copytree(
        ROOT / "converter", copy / "converter", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(ROOT / "config", copy / "config")
    sheet = copy / "converter/emit/styles/screen.css"
    sheet.write_text(sheet.read_text("utf-8") + "\nbody { color: teal; }\n", "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    code = (
        "import sys; sys.modules['converter.pipeline'] = None\n"
        "from converter.cli import main; main()"
    )
    tree = times(archive / "out/n1")[str(archive / "out/n1/issue.xml")]
    done = subprocess.run(
        [sys.executable, "-c", code, "build", "texts", "-o", "out", "-j", "1", "--explain"],
        cwd=archive,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "n1.txt → out/n1: md, html, epub: the program changed: emit/styles/screen.css" in (
        done.stdout
    )
    assert "teal" in (archive / "out/n1/issue.html").read_text("utf-8")
    assert times(archive / "out/n1")[str(archive / "out/n1/issue.xml")] == tree


@pytest.mark.slow
def test_editions_made_of_the_tree_on_the_disk_are_the_same(
    build: Build, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    formats = ("--format", "xml,md,html,epub,json,txt")
    build(*formats, paths=("texts", str(SEEDS)))
    before = outputs(archive / "out")
    for path in (archive / "out").glob("*/issue.*"):
        if path.suffix != ".xml":
            path.unlink()
    no_recognition(monkeypatch)
    assert build(*formats, paths=("texts", str(SEEDS))).exit_code == 0
    assert outputs(archive / "out") == before
    assert len(before) == 8 * 7 + 1


def test_outputs_that_are_missing_are_made_again(
    build: Build, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build()
    before = outputs(archive / "out")
    out = archive / "out"
    (out / "n1/issue.html").unlink()
    assert causes(build)["n1.txt"] == "html: issue.html is missing"
    with monkeypatch.context() as patched:
        no_recognition(patched)
        build()
    assert outputs(out) == before
    (out / "n1/issue.xml").unlink()
    (out / "n2/ledger.json").unlink()
    (out / "n3/ledger.json").write_text("{}")
    assert causes(build) == {
        "n1.txt": "all: issue.xml is missing",
        "n2.txt": "all: ledger.json is missing",
        "n3.txt": "all: ledger.json is not what was written",
    }
    build()
    assert outputs(out) == before


def test_a_new_format_or_epoch_makes_editions_alone(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    build("--format", "md")
    build("--format", "md")
    no_recognition(monkeypatch)
    assert causes(build, "--format", "md,txt")["n1.txt"] == (
        "txt: issue.txt was not asked for before"
    )
    assert build("--format", "md,txt").exit_code == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert causes(build, "--format", "md,txt")["n1.txt"] == "md, txt: SOURCE_DATE_EPOCH is another"


def test_an_edition_of_an_older_tree_is_not_taken_for_fresh(build: Build, archive: Path) -> None:
    build("--format", "md,txt")
    (archive / "texts/n1.txt").write_text(issue(11), "utf-8")
    build("--format", "md")
    assert causes(build, "--format", "md,txt")["n1.txt"].startswith("txt: ")
    page = (archive / "out/index.html").read_text("utf-8")
    assert "n2/issue.txt" in page
    assert "n1/issue.txt" not in page
    build("--format", "md,txt")
    assert "第11次" in (archive / "out/n1/issue.txt").read_text("utf-8")


def test_another_program_recognises_again(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    build()
    now = program()
    read = {**now.read, "converter": "9.9", "label/cues.py": "changed"}
    monkeypatch.setattr(run, "program", lambda: Program("other", now.editions, read, now.made))
    why = causes(build)["n1.txt"]
    assert why.startswith("all: the program changed: converter ")
    assert why.endswith("→ 9.9, label/cues.py")


def test_the_state_may_be_deleted_or_damaged(build: Build, archive: Path) -> None:
    build()
    before = outputs(archive / "out")
    state = archive / "out" / NAME
    kept = state.read_bytes()
    state.unlink()
    assert built(build().stdout) == ["n1.txt", "n2.txt", "n3.txt"]
    assert outputs(archive / "out") == before
    assert state.read_bytes() == kept

    lines = kept.splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if b'"name":"n2"' in line)
    lines[at] = lines[at][: len(lines[at]) // 2]
    lines.insert(0, b'\xff\x00 nonsense\n{"form":1}\n[]\n{"form":99,"is":"document"}\n')
    state.write_bytes(b"".join(lines))
    made = built(build().stdout)
    assert "n2.txt" in made
    assert "n1.txt" not in made
    assert state.read_bytes() == kept


def test_the_state_names_no_machine_and_sorts_its_documents(build: Build, archive: Path) -> None:
    build()
    lines = [json.loads(line) for line in (archive / "out" / NAME).read_text("utf-8").splitlines()]
    names = [line["name"] for line in lines if line["is"] == "document"]
    assert names == ["n1", "n2", "n3"]
    assert lines[-2]["source"] == "../texts/n3.txt"
    assert str(archive) not in (archive / "out" / NAME).read_text("utf-8")


def test_a_fresh_document_says_again_what_it_said(build: Build, archive: Path) -> None:
    (archive / "texts/n4.txt").write_bytes(issue(4).encode("gb18030") + "一\x0b\x01二\n".encode())
    first = build("-v")
    again = build("-v")
    assert first.stderr
    assert again.stderr == first.stderr
    assert "4 unchanged" in again.stdout


def test_dry_run_writes_nothing_and_force_everything(build: Build, archive: Path) -> None:
    result = build("--dry-run")
    assert result.exit_code == 0
    assert len(built(result.stdout)) == 3
    assert not (archive / "out").exists()
    build()
    before = times(archive / "out")
    assert build("--dry-run").stdout == ""
    assert built(build("--force").stdout) == ["n1.txt", "n2.txt", "n3.txt"]
    assert times(archive / "out") == before  # the same bytes are not written again


def test_a_failed_document_stays_stale_and_keeps_what_was_there(
    build: Build, archive: Path
) -> None:
    build()
    before = outputs(archive / "out")
    (archive / "texts/n2.txt").write_bytes(b"")
    for _ in range(2):
        result = build()
        assert result.exit_code == 1
        assert "[read-empty]" in result.stderr
        assert "2 unchanged" in result.stdout
    assert outputs(archive / "out") == before


def test_a_source_that_is_gone_is_told(build: Build, archive: Path) -> None:
    build()
    (archive / "texts/n2.txt").unlink()
    result = build()
    assert result.exit_code == 0
    assert "its source ../texts/n2.txt is gone" in result.stderr
    assert (archive / "out/n2/issue.md").exists()
    page = (archive / "out/index.html").read_text("utf-8")
    assert "n1/issue.html" in page
    assert "n2/" not in page


def test_causes_are_told_in_chinese(build: Build, archive: Path) -> None:
    build()
    (archive / "texts/n2.txt").write_text(issue(22), "utf-8")
    assert "全部: 原文有变动" in build("--explain", "--lang", "zh").stdout
