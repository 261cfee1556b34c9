"""What is to be said of a source's own characters, before anything is recognised in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from converter.chinese.tags import is_read
from converter.diagnostics import Diagnostic, diagnose
from converter.model import Source
from converter.read.legibility import legibility
from converter.read.recipes import Recipe, lines_of

_BAD = re.compile("[\ud800-\udfff]")
_KNOWN = re.compile(r"utf-|gb18030|big5|cp950|hz$")


def findings_of_source(source: Source) -> Iterator[Diagnostic]:
    """Findings about how a source was read."""
    recipe = Recipe.of(source.encoding)
    name = source.name
    yield from source.notices
    if not _KNOWN.match(recipe.steps[0]):
        yield diagnose("read-guessed", path=name, encoding=recipe.steps[0])
    bad = len(_BAD.findall(source.text))
    if bad:
        yield diagnose("read-bytes", path=name, count=bad, encoding=recipe.steps[0])
    yield from _legible(source)
    if not is_read(source.language):
        yield diagnose("read-language", path=name, language=source.language)
    steps = recipe.other or recipe.steps
    first = recipe.at[0][0] if recipe.at else 1
    offset = sum(map(len, lines_of(source.text)[: first - 1]))
    line = source.line_at(offset).number
    count = recipe.count or len(source.lines)
    if len(steps) > 1:
        yield diagnose(
            "read-misread", path=name, line=line, count=count, encoding=steps[-1], wrong=steps[-2]
        )
    elif recipe.at:
        own = recipe.steps[0]
        yield diagnose(
            "read-parted", path=name, line=line, count=count, other=steps[0], encoding=own
        )


def _legible(source: Source) -> Iterator[Diagnostic]:
    """One finding for each way in which a text cannot be read, with numbers."""
    found = legibility(source)
    if found.unreadable:
        yield diagnose(
            "read-unreadable",
            path=source.name,
            count=found.unreadable,
            total=found.total,
            private=found.private,
            lost=found.lost,
            odd=found.odd,
        )
    if found.doubled is not None:
        first, count, total = found.doubled
        line = source.lines[first].number
        yield diagnose("read-doubled", path=source.name, line=line, count=count, total=total)
    if found.glyphs:
        letters = ", ".join(f"{letter} × {n}" for letter, n in found.glyphs.items())
        line = source.lines[found.first].number
        yield diagnose("read-glyph", path=source.name, line=line, letters=letters)
