"""The small texts of `tests/small` as documents to learn from, by what an editor wants of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from converter.chinese.names import is_person
from tests.worlds.truth import align

FOLDER = Path(__file__).resolve().parent.parent / "small"
_STOP = re.compile("[。！？；，]")
_SILENT = frozenset({"runhead"})  # what the check does not tell
_NAME = 4  # letters of a name below a title
_LONGEST = 30  # letters of a title

Allowed = frozenset[str]


@dataclass(frozen=True)
class Small:
    """A small text and its check."""

    path: Path

    @property
    def data(self) -> bytes:
        return self.path.with_suffix(".txt").read_bytes()


@cache
def small() -> tuple[Small, ...]:
    """The small texts whose check tells blocks that follow each other."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        check = yaml.safe_load(path.read_text("utf-8"))["check"]
        if any(key in check for key in ("exact", "blocks", "follow")):
            found.append(Small(path))
    return tuple(found)


def allowed(one: Small, lines: list[str]) -> list[Allowed]:
    """What each line may be: what the wanted blocks say of it, anything where they do not."""
    check = yaml.safe_load(one.path.read_text("utf-8"))["check"]
    runs = check.get("follow") or [check.get("exact") or check.get("blocks")]
    gold: dict[str, Any] = {"articles": [{"blocks": []}]}
    for block in dict.fromkeys(block for run in runs for block in run):
        _enter(gold["articles"], block)
    return [may - _SILENT if len(may) == 1 else frozenset() for may, _ in align(lines, gold)]


def _enter(articles: list[dict[str, Any]], block: str) -> None:
    """Add a Markdown block to the last article, or begin one with it."""
    bare = block.lstrip("#").strip()
    last = articles[-1]
    below = "title" in last and not last["blocks"] and "byline" not in last
    if below and len(bare) <= _NAME and not block.startswith("#"):
        last["byline"] = [bare.strip("*")]
    elif block.startswith("### "):
        articles[-1]["blocks"].append({"kind": "h", "text": bare})
    elif block.startswith("## ") or _is_title(block):
        articles.append({"title": bare, "blocks": []})
    elif (bare.startswith("*") and bare.endswith("*")) or is_person(bare):
        articles[-1]["byline"] = [bare.strip("*")]
    elif not bare.startswith(("|", "- ", "<")):
        articles[-1]["blocks"].append({"kind": "p", "text": bare.replace("<br>", "")})


def _is_title(block: str) -> bool:
    plain = not block.startswith(("*", "|", "- ", "<"))
    return plain and len(block) <= _LONGEST and not _STOP.search(block) and not is_person(block)
