"""Setting up from the locks on a day when the registry has newer releases than they name."""

from __future__ import annotations

import hashlib
import importlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.conftest import ROOT, find_program, skip

BACKENDS = "tests/tools/build.lock"
TOOLS = sorted(p.stem for p in (ROOT / "tests/tools").glob("*.lock") if p.stem != "build")
TARGETS = (
    ".venv/.installed-run",
    ".venv/.installed-test",
    *(f".tools/{tool}/.installed" for tool in TOOLS),
)


def dry_run(target: str) -> list[str]:
    """What make would run for this target on a new machine, a line each."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    command = [find_program("make"), "--no-print-directory", "--dry-run", "--always-make", target]
    done = subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def recipe(target: str) -> list[str]:
    """The lines with which make installs libraries for this target and checks them."""
    folder = target.rpartition("/")[0]
    return [
        line
        for line in dry_run(target)
        if line.startswith(f"{folder}/bin/python -m pip") and "--editable" not in line
    ]


def general(target: str) -> tuple[str, ...]:
    """The recipe with PYTHON for the interpreter and LOCK for the target's own lock."""
    folder = target.rpartition("/")[0]
    lines = [line.replace(f"{folder}/bin/python", "PYTHON") for line in recipe(target)]
    named = re.compile(r"\S+\.lock")
    return tuple(named.sub(lambda m: m[0] if m[0] == BACKENDS else "LOCK", n) for n in lines)


def metadata(name: str, version: str, more: Iterable[str] = ()) -> str:
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *more]
    return "\n".join(lines) + "\n"


def wheel(folder: Path, name: str, version: str, more: Iterable[str] = (), code: str = "") -> Path:
    """A wheel of one module."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    kind = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    members = {
        f"{name}.py": code,
        f"{info}/METADATA": metadata(name, version, more),
        f"{info}/WHEEL": kind,
    }
    members[f"{info}/RECORD"] = "".join(f"{m},,\n" for m in [*members, f"{info}/RECORD"])
    with zipfile.ZipFile(path, "w") as archive:
        for member, text in members.items():
            archive.writestr(member, text)
    return path


def source(folder: Path, name: str, version: str) -> Path:
    """A source distribution that wants `backend`, which has only to hand over a wheel in it."""
    made = wheel(folder, name, version)
    members = {
        "pyproject.toml": b'[build-system]\nrequires = ["backend"]\nbuild-backend = "backend"\n',
        "PKG-INFO": metadata(name, version).encode(),
        made.name: made.read_bytes(),
    }
    made.unlink()
    path = folder / f"{name}-{version}.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for member, data in members.items():
            entry = tarfile.TarInfo(f"{name}-{version}/{member}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


BACKEND = """
import pathlib, shutil

def build_wheel(folder, config_settings=None, metadata_directory=None):
    (made,) = pathlib.Path().glob("*.whl")
    shutil.copy(made, folder)
    return made.name
"""


def lock(path: Path, *files: Path) -> Path:
    rows = []
    for file in files:
        name, version = file.name.removesuffix(".tar.gz").split("-")[:2]
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        rows.append(f"{name}=={version} --hash=sha256:{digest}\n")
    path.write_text("".join(rows), "utf-8")
    return path


def oldest_pip() -> str:
    said = re.search(r"\bpip (\d+(?:\.\d+)+) or later", (ROOT / "README.md").read_text("utf-8"))
    assert said is not None
    return said[1]


def newest_pip() -> str:
    """The newest when the tools were locked: one of them carries it."""
    text = (ROOT / "tests/tools/audit.lock").read_text("utf-8")
    locked = re.search(r"(?m)^pip==(\S+)", text)
    assert locked is not None
    return locked[1]


# What Python brings, the oldest that the README allows, the one that first failed, the newest.
OWN = importlib.import_module("ensurepip").version() if find_spec("ensurepip") else ""
PIPS = tuple(dict.fromkeys([OWN, oldest_pip(), "23.2.1", newest_pip()]))


@pytest.fixture(scope="module", params=PIPS)
def python(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment with a certain pip; skips where it cannot be had."""
    if not OWN:
        skip("this Python cannot make an environment with pip: ensurepip is missing")
    folder = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    path = folder / "bin" / "python"
    if request.param != OWN:
        get = [str(path), "-m", "pip", "install", "--quiet", "--no-deps", f"pip=={request.param}"]
        if subprocess.run(get, capture_output=True, check=False).returncode:
            skip(f"pip {request.param} cannot be had")
    return path


@pytest.mark.slow
def test_newer_releases_than_the_locked_ones_change_nothing(python: Path, tmp_path: Path) -> None:
    """`a` wants the extra of `b`; `c` is built with a backend; `b` and the backend were released
    anew since the locks were made, and pip, where it resolves, takes the new ones."""
    index = tmp_path / "index"
    index.mkdir()
    extra = ("Provides-Extra: x",)
    a = wheel(index, "a", "1.0", ["Requires-Dist: b[x]>=1.0"])
    b = wheel(index, "b", "1.0", extra)
    wheel(index, "b", "2.0", extra)
    backend = wheel(index, "backend", "1.0", code=BACKEND)
    wheel(index, "backend", "2.0", code="raise SystemExit('not the locked backend')")
    c = source(index, "c", "1.0")
    backends = lock(tmp_path / "build.lock", backend)
    whole = lock(tmp_path / "whole.lock", a, b, c)
    wheels = lock(tmp_path / "wheels.lock", a, b)
    offline = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "PYTHONPATH"))},
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(index),
        "PIP_CONFIG_FILE": os.devnull,
    }
    (site,) = (python.parent.parent / "lib").glob("python*/site-packages")
    before = set(site.iterdir())
    recipes = {general(target) for target in TARGETS}
    assert recipes
    for lines in sorted(recipes):
        builds = any(BACKENDS in line for line in lines)
        assert any("LOCK" in line for line in lines)
        for line in lines:
            line_here = line.replace("PYTHON", str(python)).replace(BACKENDS, str(backends))
            line_here = line_here.replace("LOCK", str(whole if builds else wheels))
            done = subprocess.run(
                ["sh", "-c", line_here], env=offline, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        assert lines[-1].startswith("PYTHON -m pip --disable-pip-version-check check")
        made = set(site.iterdir()) - before
        want = {"a-1.0", "b-1.0"} | ({"c-1.0", "backend-1.0"} if builds else set())
        assert {p.name for p in made if p.suffix == ".dist-info"} == {
            f"{name}.dist-info" for name in want
        }
        for path in made:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


@pytest.mark.parametrize("target", TARGETS)
def test_every_lock_is_installed_by_its_target(target: str) -> None:
    named = [found for line in recipe(target) for found in re.findall(r"\S+\.lock", line)]
    own = {
        ".venv/.installed-run": "requirements.lock",
        ".venv/.installed-test": "tests/requirements.lock",
    }
    assert named[-1] == own.get(target, f"tests/tools/{target.split('/')[1]}.lock")
    assert set(named) <= {named[-1], BACKENDS}


def test_what_is_built_from_its_source_can_be_built_with_the_locked_backends() -> None:
    """Each lock has the versions of the backends' libraries that the backends' lock has."""

    def pinned(path: str) -> dict[str, str]:
        found = re.findall(r"(?m)^([A-Za-z0-9._-]+)==([^\s;\\]+)", (ROOT / path).read_text("utf-8"))
        return dict(found)

    backends = pinned(BACKENDS)
    assert {"hatchling", "setuptools"} <= set(backends)
    for path in ("requirements.lock", "tests/requirements.lock"):
        shared = pinned(path)
        assert {n: shared[n] for n in backends if n in shared} == {
            n: v for n, v in backends.items() if n in shared
        }


def test_make_ends_with_what_to_do_next_and_the_readmes_say_it_too() -> None:
    *_, built, pages, command = (shlex.split(line) for line in dry_run("build") if line != "echo")
    assert built == [".venv/bin/converter", "build"]
    assert pages[0] == command[0] == "echo"
    assert "build/index.html" in pages[1]
    own = ".venv/bin/converter build issue.txt -o out"
    assert command[1].endswith(own)
    for readme in ("README.md", "README.zh.md"):
        after = (ROOT / readme).read_text("utf-8").split("```")[2]
        assert "`build/index.html`" in after
        assert f"`{own}`" in after
