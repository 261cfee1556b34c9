"""Names, links, folders, configuration and trees made to break a build: one clear message each."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from click.testing import CliRunner, Result

from converter.build import files
from converter.cli import main
from tests.conftest import ROOT

TEXT = "某县通讯\n\n　　县里的工作一件一件地做下去，没有什么特别的地方。\n"
SAMPLE = (ROOT / "tests" / "tei" / "sample-issue.xml").read_text("utf-8")
ROOT_TAG = SAMPLE.index("<TEI")

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in an empty folder; an exception that gets out of it fails the test."""
    monkeypatch.chdir(tmp_path)

    def invoke(*args: str) -> Result:
        result = CliRunner().invoke(main, [*args, "--lang", "en"], catch_exceptions=False)
        assert "Traceback" not in result.output
        return result

    return invoke


def one_message(result: Result, path: str, code: str) -> str:
    assert result.exit_code in (1, 2)
    (message,) = result.stderr.splitlines()
    assert message.startswith(f"{path}:")
    assert message.endswith(f"[{code}]")
    return message


# --- network -------------------------------------------------------------------------------------


def test_a_whole_build_makes_no_network_call(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a socket was asked for")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, forbidden)
    Path("a.txt").write_text(TEXT + "见 http://example.org/a.png 。\n")
    assert (
        run("build", "a.txt", "-j", "1", "--format", "xml,md,html,epub,json,txt,review").exit_code
        == 0
    )
    assert run("verify", "build/a").exit_code == 0
    assert run("check", "build/a/issue.xml").exit_code == 0
    assert run("emit", "build/a/issue.xml", "--format", "epub", "-o", "b.epub").exit_code == 0


# --- files ---------------------------------------------------------------------------------------


def test_a_huge_file_is_refused_before_it_is_read(run: Run) -> None:
    with Path("a.txt").open("wb") as stream:
        stream.truncate(200_000_000)
    message = one_message(run("build", "a.txt", "-q"), "a.txt", "read-too-large")
    assert "--max-size" in message


@pytest.mark.parametrize(
    "name", ["...txt", ".txt", "a b.txt", "-x.txt", "'\"<&>.txt", "题目.txt", "a\nb.txt"]
)
def test_names_stay_in_the_output_folder(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_text(TEXT)
    result = run("build", f"in/{name}", "-o", "out/deep")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in", "out"]
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["deep"]
    assert not (tmp_path / "out" / "deep" / "issue.xml").exists()
    assert result.exit_code == (Path(name).stem == "..")


def test_a_name_with_a_nul() -> None:
    (problem,) = files.sources([Path("a\0b.txt")])[1]
    assert problem.code == "read-missing"


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_folder_that_may_only_be_read(run: Run) -> None:
    Path("a.txt").write_text(TEXT)
    Path("out").mkdir(mode=0o555)
    assert "[write-failed]" in run("build", "a.txt", "-o", "out").stderr


def test_a_document_folder_that_is_a_link_elsewhere(run: Run, tmp_path: Path) -> None:
    """Files that stand there are not touched, whatever becomes of the build."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "note").write_text("mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a").symlink_to(tmp_path / "mine")
    Path("a.txt").write_text(TEXT)
    run("build", "a.txt", "-o", "out")
    assert (tmp_path / "mine" / "note").read_text() == "mine"


# --- configuration -------------------------------------------------------------------------------

YAML = {
    "deep": ("[" * 5000, "config-limit"),
    "huge": ("a: " + "x" * 1_000_001, "config-limit"),
    "many": ("a: [" + "b," * 100_001 + "]", "config-limit"),
    "laughs": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "config-refused"),
    "object": ("- !!python/object/apply:os.system [true]\n", "config-refused"),
    "NUL": ("a: 'b\x00'\n", "config-syntax"),
}


@pytest.mark.parametrize("name", YAML)
def test_corrections_that_grow_or_run(run: Run, name: str) -> None:
    text, code = YAML[name]
    Path("a.txt").write_text(TEXT)
    Path("c.yaml").write_text(text)
    result = run("build", "a.txt", "--corrections", "c.yaml")
    assert result.exit_code == 1
    assert f"[{code}]" in result.stderr
    assert "c.yaml:" in result.stderr
    assert not Path("build", "a").exists()


@pytest.mark.parametrize("name", ["../../x", "/etc/passwd", "a\0b", "..", ""])
def test_a_profile_that_extends_a_path(run: Run, name: str) -> None:
    quoted = name.replace("\0", "\\0")
    Path("p.yaml").write_text(f'extends: "{quoted}"\n')
    result = run("profile", "check", "p.yaml")
    assert result.exit_code in (1, 2)
    assert "p.yaml:1:" in result.stderr


# --- trees ---------------------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
TREES = {
    "bomb": f'<!DOCTYPE TEI [<!ENTITY a0 "ha">{LAUGHS}]>',
    "external": '<!DOCTYPE TEI [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "remote": '<!DOCTYPE TEI SYSTEM "http://192.0.2.1/x.dtd">',
    "parameter": '<!DOCTYPE TEI [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
}


@pytest.mark.parametrize("name", TREES)
def test_entities_in_a_tree(run: Run, name: str) -> None:
    Path("x.xml").write_text(TREES[name] + SAMPLE[ROOT_TAG:])
    message = one_message(run("emit", "x.xml", "--format", "html"), "x.xml", "tree-syntax")
    assert "DOCTYPE" in message
    assert not Path("x.html").exists()


def test_a_tree_too_deep(run: Run) -> None:
    Path("x.xml").write_text("<TEI>" * 100_000)
    one_message(run("emit", "x.xml", "--format", "md"), "x.xml", "tree-syntax")


@pytest.mark.parametrize("bad", ["../../x", "/etc/x", "..", "a b"])
def test_ids_are_no_paths(run: Run, tmp_path: Path, bad: str) -> None:
    tree = SAMPLE.replace('xml:id="a02"', f'xml:id="{bad}"')
    assert tree != SAMPLE
    Path("x.xml").write_text(tree)
    assert "error" in run("check", "x.xml").stderr
    for name in ("md", "epub", "html"):
        run("emit", "x.xml", "--format", name, "-o", f"out/x.{name}")
    assert {p.name for p in tmp_path.iterdir()} <= {"x.xml", "out"}


def test_an_inclusion_is_not_followed(run: Run) -> None:
    Path("secret").write_text("xyzzy")
    inside = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="secret" parse="text"/>'
    Path("x.xml").write_text(SAMPLE.replace("</p>", inside + "</p>", 1))
    run("emit", "x.xml", "--format", "html")
    assert not Path("x.html").exists() or "xyzzy" not in Path("x.html").read_text()


# --- limits --------------------------------------------------------------------------------------


def test_a_document_that_takes_too_long(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """It fails with a message of its own, in mid-work; the others are built."""
    from converter import pipeline

    convert = pipeline.convert

    def endless(data: bytes, name: str, **more: object) -> object:
        while name == "a.txt":
            with contextlib.suppress(Exception):  # as code on the way might do
                sum(range(1000))
        return convert(data, name, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "convert", endless)
    for name in ("a", "b"):
        Path(f"{name}.txt").write_text(TEXT)
    result = run("build", "a.txt", "b.txt", "-j", "1", "-q", "--max-seconds", "1")
    message = one_message(result, "a.txt", "build-too-long")
    assert "--max-seconds" in message
    assert not Path("build", "a").exists()
    assert Path("build", "b", "issue.xml").exists()


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no memory limits here")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_document_that_takes_too_much_memory(
    run: Run, monkeypatch: pytest.MonkeyPatch, jobs: str
) -> None:
    from converter import pipeline

    convert = pipeline.convert

    def greedy(data: bytes, name: str, **more: object) -> object:
        if name == "a.txt":
            return [bytearray(10_000_000) for _ in range(100)]
        return convert(data, name, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "convert", greedy)
    for name in ("a", "b"):
        Path(f"{name}.txt").write_text(TEXT)
    result = run("build", "a.txt", "b.txt", "-j", jobs, "-q", "--max-memory", "300")
    assert "--max-memory" in one_message(result, "a.txt", "build-too-much")
    assert Path("build", "b", "issue.xml").exists()


def test_a_pipe_in_a_source_s_place(run: Run) -> None:
    """It is refused; nobody waits for somebody to write into it."""
    os.mkfifo("a.txt")
    one_message(run("build", "a.txt", "-q"), "a.txt", "read-failed")
