"""The command line: what it writes, what it says, which exit code; and what it leaves alone."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import etree

import converter
from converter.build import files
from converter.cli import main
from converter.diagnostics import diagnose
from converter.read import read
from tests.conftest import ROOT

SAMPLE = Path(__file__).with_name("sample-issue.xml")
TEXT = "题目\n\n　　正文一段。\n"

Run = Callable[..., Result]


@dataclass
class FakeLedger:
    rows = ()

    def dump(self, issue_xml: bytes) -> bytes:
        return json.dumps({"tree": len(issue_xml)}).encode()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "C.UTF-8")

    def invoke(*args: str) -> Result:
        return CliRunner().invoke(main, list(args), catch_exceptions=False)

    return invoke


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """A stand-in for the pipeline: the sample issue for any text, its moods set by the text."""
    module = types.ModuleType("converter.pipeline")

    def convert(data: bytes, name: str, **_: object) -> object:
        source = read(data, name)
        if "崩溃" in source.text:
            raise RuntimeError("no such luck")
        findings = [diagnose("text-unknown", path=name, line=1, text="题")]
        if "不符" in source.text:
            findings.append(diagnose("ledger-failed", path=name, line=2, reason="lost"))
        return types.SimpleNamespace(
            tree=etree.parse(str(SAMPLE)),
            diagnostics=tuple(findings),
            source=source,
            ledger=FakeLedger(),
            summary=(("page", 1), ("article", 2)),
            decisions=(),
            doubts=(),
        )

    module.convert = convert  # type: ignore[attr-defined]
    # What is made up has no account to prove, and nothing to review.
    monkeypatch.setattr("converter.build.document._unproved", lambda *_: [])
    monkeypatch.setattr("converter.review.render", lambda *_: b"<!DOCTYPE html>")
    monkeypatch.setitem(sys.modules, "converter.pipeline", module)
    monkeypatch.setattr(converter, "pipeline", module, raising=False)
    return module


def everything(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


# --- manners -------------------------------------------------------------------------------------


def commands(group: object = main, prefix: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = [prefix]
    for name, command in getattr(group, "commands", {}).items():
        found += commands(command, (*prefix, name))
    return found


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_help_has_an_example(run: Run, command: tuple[str, ...]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    if command != ("profile",):
        assert "Example" in result.output
    assert "Usage:" in result.output


def test_exit_codes_are_documented(run: Run) -> None:
    for command in ("build", "emit", "check", "verify"):
        assert "Exit codes: 0 done, 1 a document failed, 2 wrong use." in run(command, "-h").output


def test_version_is_the_packages(run: Run) -> None:
    assert run("--version").output == f"converter, version {converter.__version__}\n"


@pytest.mark.parametrize("args", [["--version"], ["--help"], ["build", "--help"]])
def test_help_loads_nothing_heavy(args: list[str]) -> None:
    code = (
        "import sys\nfrom converter.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\nprint(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *args], capture_output=True, text=True, check=True
    )
    loaded = set(done.stderr.split())
    assert "click" in loaded
    heavy = {"lxml", "yaml", "pydantic", "rich", "ebooklib", "jinja2", "rapidfuzz"}
    assert not loaded & (heavy | {"charset_normalizer", "converter.pipeline", "converter.model"})


def test_installed_command() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("converter"), "--version"], capture_output=True, check=True
    )
    assert done.stdout.decode().strip().endswith(converter.__version__)


# --- build ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("engine")
def test_build_writes_all_of_it_and_one_line(run: Run, tmp_path: Path) -> None:
    Path("a.txt").write_text(TEXT)
    result = run("build", "a.txt", "-o", "out")
    assert result.exit_code == 0
    names = {"issue.xml", "issue.md", "issue.html", "issue.epub", "ledger.json", "review.html"}
    assert set(everything(tmp_path / "out")) == {
        *(f"a/{name}" for name in names),
        "index.html",
        ".converter-state.jsonl",
    }
    assert result.stdout == "a.txt → out/a: 1 page, 2 articles, 1 doubt\n"
    assert result.stderr == ""


@pytest.mark.usefixtures("engine")
def test_quiet_and_verbose(run: Run) -> None:
    Path("a.txt").write_text(TEXT)
    assert run("build", "a.txt", "-q").output == ""
    told = run("build", "a.txt", "-v").stderr
    assert "[profile-assumed]" in told
    assert "a.txt:1: warning: “题” was not recognised" in told
    assert "存疑：“题”" in run("build", "a.txt", "-v", "--lang", "zh").stderr


@pytest.mark.usefixtures("engine")
def test_messages_follow_the_locale_and_outputs_do_not(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("a.txt").write_text(TEXT)
    run("build", "a.txt", "-o", "one")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    assert "处存疑" in run("build", "a.txt", "-o", "two").stdout
    assert everything(tmp_path / "one") == everything(tmp_path / "two")


@pytest.mark.usefixtures("engine")
def test_formats(run: Run, tmp_path: Path) -> None:
    Path("a.txt").write_text(TEXT)
    assert run("build", "a.txt", "--format", "txt, json").exit_code == 0
    assert {p.name for p in (tmp_path / "build" / "a").iterdir()} == {
        "issue.xml",
        "ledger.json",
        "issue.txt",
        "issue.json",
    }
    wrong = run("build", "a.txt", "--format", "docx")
    assert wrong.exit_code == 2
    assert "docx is no format" in wrong.stderr


@pytest.mark.usefixtures("engine")
def test_folders_are_searched_in_order_for_texts(run: Run, tmp_path: Path) -> None:
    for name in ("s/b.txt", "s/sub/a.txt", "s/README.md", "s/.hidden.txt", "s/.git/x.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(TEXT)
    lines = run("build", "s").stdout.splitlines()
    assert [line.split(" ")[0] for line in lines] == ["s/b.txt", "s/sub/a.txt"]


@pytest.mark.usefixtures("engine")
def test_strict_says_what_failed(run: Run) -> None:
    Path("a.txt").write_text(TEXT)
    for _ in range(2):  # built, and then unchanged
        result = run("build", "a.txt", "--strict")
        assert result.exit_code == 1
        assert result.stdout.splitlines()[0] == "a.txt: failed: 1 warning (--strict)"
    assert (
        "a.txt: failed: 1 warning, 1 note (--strict)"
        in run("build", "a.txt", "--strict=note").stdout
    )
    assert run("build", "a.txt", "--strict", "-q").stdout == "a.txt: failed: 1 warning (--strict)\n"
    told = run("build", "a.txt", "--strict", "--lang", "zh").stdout
    assert told.startswith("a.txt: 失败: 1 处存疑 (--strict)")


def test_counts_are_in_the_number_that_they_want() -> None:
    from converter.cli.manners import counted

    assert [counted(n, "page", "en") for n in (0, 1, 2)] == ["0 pages", "1 page", "2 pages"]
    assert counted(1, "unprinted", "en") == "1 character in no edition"
    assert counted(1, "article", "zh") == "1 篇"


# --- bad input -----------------------------------------------------------------------------------

BAD = {
    "missing.txt": (None, "read-missing"),
    "empty.txt": (b"", "read-empty"),
    "blank.txt": (b" \n\r\n\t", "read-empty"),
    "picture.txt": (bytes(range(256)) * 40, "read-binary"),
    "crash.txt": ("崩溃".encode(), "build-internal"),
    "lost.txt": ("不符".encode(), "ledger-failed"),
}


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("name", BAD)
def test_a_bad_text_fails_alone_with_one_clear_message(run: Run, tmp_path: Path, name: str) -> None:
    data, code = BAD[name]
    if data is not None:
        Path(name).write_bytes(data)
    Path("good.txt").write_text(TEXT)
    stem = Path(name).stem
    before = tmp_path / "build" / stem
    before.mkdir(parents=True)
    (before / "issue.md").write_text("as it was")
    result = run("build", name, "good.txt")
    assert result.exit_code == 1
    (message,) = result.stderr.splitlines()
    assert message.startswith(f"{name}:")
    assert message.endswith(f"[{code}]")
    assert "Traceback" not in result.output
    assert "good.txt → build/good" in result.stdout
    assert everything(before) == {"issue.md": b"as it was"}


@pytest.mark.usefixtures("engine")
def test_a_large_text_is_refused_until_it_is_allowed(run: Run) -> None:
    Path("a.txt").write_bytes(b"x" * 2_000_001)
    result = run("build", "a.txt", "--max-size", "2")
    assert result.exit_code == 1
    assert "larger than 2 MB: split it, or raise the limit with --max-size" in result.stderr


def test_a_text_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    real = os.fstat
    calls: list[int] = []

    def fstat(fd: int) -> os.stat_result:
        if calls:
            path.write_text(TEXT + "more")
        calls.append(fd)
        return real(fd)

    monkeypatch.setattr(os, "fstat", fstat)
    with pytest.raises(files.FileError, match="changed while it was read"):
        files.read_bytes(path)


def test_what_is_no_regular_file_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(files.FileError, match="read-failed"):
        files.read_bytes(tmp_path)
    with pytest.raises(files.FileError, match="not a regular file"):
        files.read_bytes(Path(os.devnull))


@pytest.mark.usefixtures("engine")
def test_an_output_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    Path("a.txt").write_text(TEXT)
    (tmp_path / "out").write_text("a file in the way")
    result = run("build", "a.txt", "-o", "out")
    assert result.exit_code == 1
    (message,) = result.stderr.splitlines()
    assert message.startswith("out: error: cannot be written (")
    assert (tmp_path / "out").read_text() == "a file in the way"


@pytest.mark.usefixtures("engine")
def test_a_document_whose_place_is_taken_fails_alone(run: Run, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        Path(name).write_text(TEXT)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a").write_text("a file in the way")
    result = run("build", "a.txt", "b.txt", "-o", "out")
    assert result.exit_code == 1
    assert result.stderr.startswith("out/a")
    assert "[write-failed]" in result.stderr
    assert (tmp_path / "out" / "b" / "issue.xml").exists()


@pytest.mark.usefixtures("engine")
def test_two_builds_do_not_write_into_one_folder(run: Run, tmp_path: Path) -> None:
    Path("a.txt").write_text(TEXT)
    with files.held(tmp_path / "build"):
        result = run("build", "a.txt")
    assert result.exit_code == 1
    assert result.stderr.startswith("build: error: another build is writing here")
    assert run("build", "a.txt").exit_code == 0


def test_nothing_is_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.write(tmp_path, {"a": b"old a", "b": b"old b"})
    written: list[int] = []

    def full(fd: int) -> None:
        written.append(fd)
        if len(written) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(files.FileError, match="No space left on device"):
        files.write(tmp_path, {"a": b"new a", "b": b"new b"})
    assert everything(tmp_path) == {"a": b"old a", "b": b"old b"}


def test_a_link_in_an_outputs_place_is_replaced_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "issue.md").symlink_to(outside)
    files.write(tmp_path / "out", {"issue.md": b"edition"})
    assert outside.read_text() == "mine"
    assert (tmp_path / "out" / "issue.md").read_bytes() == b"edition"


@pytest.mark.usefixtures("engine")
def test_without_seeds_a_path_has_to_be_named(run: Run) -> None:
    result = run("build")
    assert result.exit_code == 2
    assert "name the texts to build" in result.stderr


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--profile", "dezhou"], "no profile dezhou → dezhou-tongxun?"),
        (["--profile", "none.yaml"], "none.yaml: error: no such file"),
        (["--profile", "bad.yaml"], "bad.yaml:1:1: error: colums: no such key → columns?"),
        (["--config", "nowhere"], "nowhere is no folder"),
        (["--corrections", "bad.yaml", "b.txt"], "--corrections needs exactly one source file"),
    ],
)
def test_wrong_use_builds_nothing(run: Run, tmp_path: Path, args: list[str], words: str) -> None:
    Path("a.txt").write_text(TEXT)
    Path("bad.yaml").write_text("colums: []\nmarkz: {}\n")
    result = run("build", "a.txt", *args)
    assert result.exit_code == 2
    assert words in result.stderr
    assert not (tmp_path / "build").exists()


@pytest.mark.usefixtures("engine")
def test_a_broken_profile_fails_the_documents_that_it_fits(run: Run) -> None:
    Path("own").mkdir()
    Path("own/paper.yaml").write_text(
        "detect: {phrases: [某某报社], at_least: 1}\nmarks: {bylin: [●]}\n"
    )
    Path("a.txt").write_text(TEXT)
    Path("b.txt").write_text("某某报社\n" + TEXT)
    result = run("build", "a.txt", "b.txt", "--config", "own")
    assert result.exit_code == 1
    assert result.stderr.count("[config-unknown-key]") == 1
    assert result.stdout.splitlines() == [
        "a.txt → build/a: 1 page, 2 articles, 1 doubt",
        "b.txt: failed",
    ]


@pytest.mark.usefixtures("engine")
def test_corrections_with_mistakes_fail_their_document(run: Run) -> None:
    Path("a.txt").write_text(TEXT)
    Path("c.yaml").write_text("- {line: 1, text: 题目, titel: x, reason: r}\n")
    result = run("build", "a.txt", "--corrections", "c.yaml")
    assert result.exit_code == 1
    assert "c.yaml:1:23: error: [1].titel: no such key → title?" in result.stderr


# --- the other commands --------------------------------------------------------------------------


def test_emit_and_check_a_tree(run: Run) -> None:
    Path("issue.xml").write_bytes(SAMPLE.read_bytes())
    assert run("emit", "issue.xml", "--format", "md").exit_code == 0
    assert "兴水利民建设现代水网" in Path("issue.md").read_text()
    assert run("emit", "issue.xml", "--format", "epub", "-o", "new/x.epub").exit_code == 0
    assert Path("new/x.epub").read_bytes().startswith(b"PK")
    assert run("emit", "issue.xml", "--format", "md", "--split").exit_code == 0
    assert "兴水利民建设现代水网" in Path("issue/index.md").read_text()
    assert len(list(Path("issue").glob("*.md"))) > 1
    assert run("emit", "issue.xml", "--format", "txt", "--split").exit_code == 2
    result = run("check", "issue.xml")
    assert (result.exit_code, result.stdout) in {(0, ""), (1, "")}
    assert (result.exit_code == 1) == ("error" in result.stderr)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<TEI", "tree-syntax"),
        (b"", "tree-syntax"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "tree-syntax"),
        (None, "read-missing"),
    ],
)
def test_what_is_no_tree(run: Run, data: bytes | None, code: str) -> None:
    if data is not None:
        Path("x.xml").write_bytes(data)
    for command in (["check", "x.xml"], ["emit", "x.xml", "--format", "md"]):
        result = run(*command)
        assert result.exit_code == 1
        assert f"[{code}]" in result.stderr
    assert not Path("x.md").exists()


def test_check_names_the_line_of_a_fault(run: Run) -> None:
    broken = (
        SAMPLE.read_bytes().replace(b"<closer>", b"<closure>").replace(b"</closer>", b"</closure>")
    )
    Path("x.xml").write_bytes(broken)
    result = run("check", "x.xml")
    assert result.exit_code == 1
    assert re.match(r"x\.xml:\d+: error: not valid against the schema: ", result.stderr)


def test_profiles_are_known_in_any_folder(run: Run) -> None:
    result = run("profile", "list")
    assert result.exit_code == 0
    assert "德州通讯" in result.stdout
    assert run("profile", "show", "dezhou-tongxun").stdout.count("BENQI") == 0
    assert "extends: text" in run("profile", "show", "--docs").stdout
    assert run("profile", "show", "dezhuo-tongxun").exit_code == 2
    assert run("profile", "show").exit_code == 2


def test_profile_check(run: Run) -> None:
    Path("p.yaml").write_text("extends: base\ncolumns: [{id: a, name: 要闻}]\n")
    Path("q.yaml").write_text("extends: bass\ncolumns: [{id: A, name: 要闻}]\n")
    assert run("profile", "check", "p.yaml", "newspaper").exit_code == 0
    result = run("profile", "check", "p.yaml", "q.yaml")
    assert result.exit_code == 1
    assert [line.split(" ")[0] for line in result.stderr.splitlines()] == [
        "q.yaml:1:10:",
        "q.yaml:2:16:",
    ]


def test_diagnostics_are_listed(run: Run) -> None:
    from converter.diagnostics import KINDS

    lines = run("diagnostics").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(KINDS)
    assert "没有文字" in run("diagnostics", "--lang", "zh").stdout


@pytest.mark.usefixtures("engine")
def test_explain_wants_a_place(run: Run) -> None:
    Path("a.txt").write_text(TEXT)
    assert "1: 题目" in run("explain", "a.txt:1").stdout
    for place in ("a.txt", "a.txt:0", "a.txt:99", ":3"):
        assert run("explain", place).exit_code == 2
    assert run("explain", "b.txt:1").exit_code == 1


def test_no_bar_where_there_is_no_terminal() -> None:
    from converter.cli.manners import Bar

    bar = Bar(5, wanted=True)
    bar.began -= 10
    bar.advance("a")
    assert bar.progress is None
    bar.close()


def test_the_bar_comes_after_a_second_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from converter.cli.manners import Bar

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    bar = Bar(3, wanted=True)
    bar.advance("a.txt")
    assert bar.progress is None
    bar.began -= 10
    bar.advance("b.txt")
    assert bar.progress is not None
    bar.advance("c.txt")
    assert bar.progress.finished
    bar.close()
    assert capfd.readouterr().out == ""
    assert not Bar(1, wanted=True).wanted
    assert not Bar(3, wanted=False).wanted


def test_an_edition_that_cannot_be_made_is_told(run: Run) -> None:
    Path("x.xml").write_bytes(SAMPLE.read_bytes())
    Path("taken").write_text("a file")
    result = run("emit", "x.xml", "--format", "md", "-o", "taken/x.md")
    assert result.exit_code == 1
    assert "[write-failed]" in result.stderr


@pytest.mark.parametrize(
    ("command", "library", "extra"),
    [
        ("emit x.xml --format pdf", "weasyprint", "pdf"),
        ("build a.txt --format pdf", "weasyprint", "pdf"),
        ("build a.txt --scheduler tcp://127.0.0.1:1", "distributed", "cluster"),
    ],
)
def test_what_needs_an_extra_says_which(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: str, library: str, extra: str
) -> None:
    Path("x.xml").write_bytes(SAMPLE.read_bytes())
    Path("a.txt").write_text(TEXT, "utf-8")
    before = sorted(Path().rglob("*"))
    monkeypatch.setitem(sys.modules, library, None)
    result = run(*command.split())
    assert result.exit_code == 2
    assert f"{library} is not installed: pip install 'kanwu-converter[{extra}]'" in result.stderr
    assert sorted(Path().rglob("*")) == before


def test_verify_says_what_it_proved_or_missed(run: Run) -> None:
    assert run("verify", "nowhere").exit_code == 1
    Path("d").mkdir()
    Path("d/issue.xml").write_bytes(SAMPLE.read_bytes())
    Path("d/ledger.json").write_text("{}")
    result = run("verify", "d")
    assert result.exit_code == 1
    assert "[ledger-failed]" in result.stderr
    Path("d/issue.xml").write_text("<TEI>")
    assert "[tree-syntax]" in run("verify", "d").stderr


# --- as a library, and from a wheel --------------------------------------------------------------


def test_the_package_is_a_door_to_the_pipeline(engine: types.ModuleType) -> None:
    assert converter.convert is engine.convert
    with pytest.raises(AttributeError, match="no_such"):
        _ = converter.no_such


@pytest.mark.slow
def test_the_wheel_carries_the_profiles(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from converter.build.config import Config\n"
        "from converter.profile.builtin import builtin_folder\n"
        "import converter; print(converter.__file__); print(*Config().texts)"
    )
    away = tmp_path / "site"
    import zipfile

    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(away)
        names = archive.namelist()
    done = subprocess.run(
        [sys.executable, "-c", code, str(away)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    where, profiles = done.stdout.splitlines()
    assert where.startswith(str(away))
    assert {"base", "newspaper", "dezhou-tongxun"} <= set(profiles.split())
    assert not [n for n in names if n.startswith(("tests", "seeds")) or "corrections/" in n]
    assert "converter/tei/newsletter.rng" in names
