"""The list of what the program is made of (`make sbom`): all that is locked, valid CycloneDX."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT, find_tool


@pytest.fixture(scope="session")
def sbom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The list, made by the command that the Makefile runs."""
    tool = find_tool("sbom/bin/cyclonedx-py")
    path = tmp_path_factory.mktemp("sbom") / "sbom.cdx.json"
    recipe = (ROOT / "Makefile").read_text("utf-8").partition("\nsbom:")[2].partition("\n\n")[0]
    command = re.search(r"cyclonedx-py (.*)", recipe.replace("\\\n", ""))
    assert command is not None
    words = [str(path) if w == "build/sbom.cdx.json" else w for w in command[1].split()]
    subprocess.run([str(tool), *words], cwd=ROOT, check=True, capture_output=True)
    return path


def test_it_names_all_that_is_locked_with_hashes(sbom: Path) -> None:
    said = json.loads(sbom.read_text("utf-8"))
    assert said["metadata"]["component"]["name"] == "kanwu-converter"
    names = {(c["name"].lower(), c["version"]): c for c in said["components"]}
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    locked = set(re.findall(r"(?m)^([a-z0-9._-]+)==([^\s;\\]+)", lock))
    assert len(locked) > 5
    assert locked == set(names)
    for part in names.values():
        assert part["externalReferences"][0]["hashes"]


def test_it_is_valid(sbom: Path) -> None:
    """By the published schema, as the tool that others read it with has it."""
    python = find_tool("sbom/bin/python")
    check = (
        "import sys; from cyclonedx.schema import SchemaVersion;"
        "from cyclonedx.validation.json import JsonStrictValidator as V;"
        "wrong = V(SchemaVersion.V1_6).validate_str(open(sys.argv[1]).read());"
        "sys.exit(str(wrong) if wrong else 0)"
    )
    done = subprocess.run(
        [str(python), "-c", check, str(sbom)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
