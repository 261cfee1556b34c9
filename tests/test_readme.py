"""What the READMEs show is run: commands, Python, YAML; the two of them say the same."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from converter.build.config import Config
from converter.corrections import load as load_corrections
from converter.diagnostics import READINGS
from converter.model import Label
from converter.profile.loading import ProfileText, load
from converter.review.terms import LABELS
from tests.conftest import ROOT, SEEDS

READMES = ("README.md", "README.zh.md")
COMMAND = Path(sys.executable).with_name("converter")


def blocks(readme: str, language: str) -> list[str]:
    tokens = MarkdownIt().parse((ROOT / readme).read_text("utf-8"))
    return [t.content for t in tokens if t.type == "fence" and t.info == language]


def commands(readme: str) -> list[str]:
    """Lines of the shell blocks, without the remark that follows two spaces."""
    lines = [line for block in blocks(readme, "sh") for line in block.splitlines()]
    return [re.split(r"\s{2,}", line)[0] for line in lines if line.strip()]


@pytest.mark.parametrize("readme", READMES)
def test_every_command_of_the_readme_runs(readme: str, tmp_path: Path) -> None:
    shutil.copy(SEEDS / "paper-000.txt", tmp_path / "issue.txt")
    (tmp_path / "scans").mkdir()
    shutil.copy(SEEDS / "paper-001.txt", tmp_path / "scans")
    (tmp_path / "my-paper.yaml").write_text(blocks(readme, "yaml")[0], "utf-8")
    lines = [line for line in commands(readme) if line.startswith("converter ")]
    assert len(lines) >= 9
    for line in lines:
        words = [str(COMMAND), *line.split()[1:]]
        if words[-1].endswith("*"):
            words[-1:] = sorted(str(p) for p in tmp_path.glob(words[-1]))
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{line}\n{done.stderr}"


@pytest.mark.parametrize("readme", READMES)
def test_every_make_target_of_the_readme_exists(readme: str) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = re.findall(r"`?make ([a-z-]+)", (ROOT / readme).read_text("utf-8"))
    assert "test" in named
    assert set(named) <= targets


@pytest.mark.parametrize("readme", READMES)
def test_every_yaml_of_the_readme_is_right(readme: str) -> None:
    profile, corrections = blocks(readme, "yaml")
    library = {**Config().texts, "p": ProfileText("p", readme, profile)}
    assert load("p", library).column("feature") is not None
    assert load_corrections(corrections, readme)


def test_the_python_of_the_readme_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    (code,) = blocks("README.md", "python")
    names: dict[str, object] = {}
    exec(code, names)  # noqa: S102 - our own documentation
    assert names["result"] is not None


def test_both_readmes_show_the_same_commands_and_profile() -> None:
    english, chinese = READMES
    assert commands(english) == commands(chinese)
    assert blocks(english, "yaml")[0] == blocks(chinese, "yaml")[0]


@pytest.mark.parametrize("readme", READMES)
def test_every_file_that_the_readme_links_to_is_there(readme: str) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", (ROOT / readme).read_text("utf-8"))
    assert targets
    for target in targets:
        assert (ROOT / target).exists(), target


def test_the_rooms_of_the_readme_are_the_rooms() -> None:
    tree = next(b for b in blocks("README.md", "") if b.startswith("converter/\n"))
    rooms = {
        p.name + ("/" if p.is_dir() else "")
        for p in (ROOT / "converter").iterdir()
        if not p.name.startswith(("_", ".")) and p.name != "py.typed"
    }
    assert [room for room in sorted(rooms) if room not in tree] == []


def test_the_glossary_has_the_words_of_messages() -> None:
    """One word for one meaning: what a row may be is called the same everywhere."""
    readme = (ROOT / "README.md").read_text("utf-8")
    part = readme.partition("\n## Glossary\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([a-z]+) \| (\S+) \| ", part, re.MULTILINE)[1:]
    glossary = dict(rows)
    assert len(glossary) == len(rows)
    terms = {
        word: chinese for word, chinese in {**LABELS, **READINGS}.items() if word in set(Label)
    }
    assert {word: glossary.get(word) for word in terms} == terms
    assert set(Label) <= glossary.keys()
