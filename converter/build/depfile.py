"""Dependency files: what an output was made of, in the syntax of make that ninja reads too."""

from __future__ import annotations

from collections.abc import Iterable

_ESCAPES = {" ": "\\ ", "#": "\\#", "$": "$$"}


def rule(target: str, files: Iterable[str]) -> bytes:
    """A rule without a recipe, and for each file one that lets it vanish without an error."""
    names = [_escaped(name) for name in dict.fromkeys(files)]
    lines = [f"{_escaped(target)}: \\\n  " + " \\\n  ".join(names)] if names else []
    lines += [f"{name}:" for name in names]
    return ("\n".join(lines) + "\n").encode("utf-8", "surrogateescape")


def _escaped(name: str) -> str:
    """A name as make reads it. make knows no way to write a line break; such a name is left."""
    return "".join(_ESCAPES.get(char, char) for char in name)
