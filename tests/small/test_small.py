"""Small texts with one trouble each come out as a careful editor would want them."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from converter.cli import main

HERE = Path(__file__).parent
_spec = importlib.util.spec_from_file_location("check", HERE / "check.py")
assert _spec is not None
assert _spec.loader is not None
check = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(check)

NOT_YET = {
    "cols-cross": "the last lines of two columns read across are not told apart",
    "dateline-14": "a blank within a byline that a line end parts is lost",
    "doc-footnotes": "a sentence that notes at the page's foot part is taken for a title",
    "table-plain": "the line that announces a table is taken for a title",
    "vert-char-title": "an upright title below the masthead is taken for more of it",
    "vert-reversed": "columns that were given from left to right are not turned",
}


def _marked(path: Path) -> object:
    reason = NOT_YET.get(path.stem)
    marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
    return pytest.param(path, id=path.stem, marks=marks)


@pytest.mark.parametrize("path", [_marked(p) for p in sorted(HERE.glob("*.yaml"))])
def test_small_text(path: Path, tmp_path: Path) -> None:
    case = yaml.safe_load(path.read_text("utf-8"))
    options = ["-o", str(tmp_path), "-j", "1", "--lang", "en", "-v", "--format", "xml,md"]
    run = CliRunner().invoke(main, ["build", str(path.with_suffix(".txt")), *options])
    assert run.exception is None or isinstance(run.exception, SystemExit)
    said = run.output.replace(str(HERE), "")
    assert check.wrong(case["check"], tmp_path / path.stem, said) == []
