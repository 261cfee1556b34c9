"""The rules of the house that a program can check."""

from __future__ import annotations

import ast
import functools
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import skip

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted((ROOT / "converter").rglob("*.py"))
TESTS = sorted(p for p in (ROOT / "tests").rglob("*.py") if "node_modules" not in p.parts)

TOP = {
    "pyproject.toml",
    "README.md",
    "README.zh.md",
    "LICENSE",
    "CHANGELOG.md",
    "Makefile",
    "requirements.lock",
    "converter",
    "config",
    "seeds",
    "build",
    "tests",
}
AS_GIVEN = {"tests/accuracy/score.py", "tests/accuracy/gold.py"}

CLOCK = {
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
    ("time", "strftime"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("uuid", "uuid1"),
    ("uuid", "uuid4"),
    ("locale", "setlocale"),
}


@functools.cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def tracked() -> list[str]:
    """Every file that git knows."""
    try:
        done = subprocess.run(
            ["git", "-c", "core.quotePath=off", "ls-files"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        skip("this is no git checkout")
    return done.stdout.decode().splitlines()


def test_the_top_level_is_the_one_agreed_on() -> None:
    top = {name.split("/")[0] for name in tracked()}
    assert {name for name in top if not name.startswith(".")} <= TOP
    assert {"pyproject.toml", "README.md", "LICENSE", "Makefile", "converter"} <= top


@pytest.mark.parametrize("path", [*CODE, *TESTS], ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_over_800_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 800


def test_no_room_for_odds_and_ends() -> None:
    names = {path.stem for path in CODE} | {path.parent.name for path in CODE}
    assert not names & {"utils", "util", "helpers", "misc", "common"}


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_clock_locale_or_chance_in_what_makes_outputs(path: Path) -> None:
    found = []
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if (node.value.id, node.attr) in CLOCK or node.value.id in {"random", "secrets"}:
                found.append(f"{node.value.id}.{node.attr}, line {node.lineno}")
        elif isinstance(node, ast.Import):
            found += [a.name for a in node.names if a.name in {"random", "secrets", "locale"}]
    assert not found


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_options_have_types(path: Path) -> None:
    assert "dict[str, Any]" not in path.read_text("utf-8")


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_an_element_is_not_removed_with_its_tail(path: Path) -> None:
    """lxml's remove() takes the text after an element away with it; where it is used, say so."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if re.search(r"\.getparent\(\)\.remove\(", line):
            assert "tail" in line, f"line {number}"


def test_no_publication_is_named_in_code() -> None:
    """What belongs to one publication stands in its profile; a docstring may cite a specimen."""
    names = re.compile("德州通讯|云展网|德州")
    for path in CODE:
        tree = parsed(path)
        documents = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        used = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in documents
            and names.search(node.value)
        ]
        assert not used, path


# What a codec's rows or TEI's words may hold is no question of which letters are Han. The rooms of
# recognition have ranges of their own still.
OWN_RANGES = {"read/decoding.py", "tei/inline.py", "chinese/chars.py"}
RANGES_TO_GO = {"label", "assemble"}


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_which_letters_are_han_is_said_once(path: Path) -> None:
    """`chars.HAN` and `is_han` know the rare letters of names, which U+4E00–9FFF leaves out."""
    name = path.relative_to(ROOT / "converter").as_posix()
    if name in OWN_RANGES or path.parent.name in RANGES_TO_GO:
        return
    assert not re.search(r"\\u(?:4e00|3400|9fff)|\u9fff|\u9ffc", path.read_text("utf-8"))


def test_no_path_of_a_machine_is_named() -> None:
    wrong = []
    for name in tracked():
        path = ROOT / name
        if name.startswith("seeds/") or name in AS_GIVEN or not path.is_file():
            continue
        data = path.read_bytes()
        if b"/work/" in data.replace(b'b"/work/"', b"") or b"/home/" in data.replace(
            b'b"/home/"', b""
        ):
            wrong.append(name)
    assert not wrong


def test_seeds_are_kept_byte_for_byte() -> None:
    attributes = (ROOT / ".gitattributes").read_text("utf-8")
    assert "seeds/** -text" in attributes


def test_every_dependency_is_used_and_every_use_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    declared = [
        *project["dependencies"],
        *(spec for extra in ("pdf", "cluster", "ocr", "search") for spec in extras[extra]),
    ]
    packages = {re.split(r"[<>=\[ ;]", spec)[0].lower() for spec in declared}
    names = {"markdown-it-py": "markdown_it", "pyyaml": "yaml", "pillow": "PIL"}
    modules = {names.get(p, p.replace("-", "_")) for p in packages}
    used = {
        name.split(".")[0]
        for path in CODE
        for node in ast.walk(parsed(path))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom) and not node.level
            else []
        )
    }
    # A package may be used for the data that it carries, found without importing it.
    used |= {
        str(node.args[0].value)
        for path in CODE
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "find_spec"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    foreign = {name for name in used if name and name not in sys.stdlib_module_names} - {
        "converter"
    }
    assert foreign <= modules
    # The cluster's extra is declared before the room that uses it is built.
    assert modules - foreign <= {"distributed", "weasyprint"}
