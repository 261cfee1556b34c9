"""The project's scorer, typed: it is kept as it was given, outside lint and types."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

_SCORER: Any = importlib.import_module("tests.accuracy.score")


def fold(text: str) -> str:
    """A text without what an edition may restyle (width, quotes, dashes, white space)."""
    return str(_SCORER.fold(text))


def score(source: Path, tree: Path) -> dict[str, float]:
    """The figures of a tree against the truth beside `source`; `score` is their mean."""
    gold = _SCORER.load(source.with_suffix(".yaml"), _SCORER.Source.read(source))
    return {str(k): float(v) for k, v in _SCORER.score(gold, tree).items()}
