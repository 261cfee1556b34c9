"""Cues of what is set line by line: verse (`verse.py`), questions above their answers, quotations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from converter.label.scene import Reading, Scene, cue
from converter.labelling import Row
from converter.model import Label


@cue
def verse(scene: Scene, i: int, _: Row) -> Iterator[Reading]:
    """A line of a poem, or the title of one among others."""
    if i in scene.verse.stanzas:
        yield Label.BODY, "line", "a line of verse"
        for label in (Label.HEADING, Label.TITLE, Label.CAPTION, Label.BYLINE):
            yield label, "line", "a line of verse"
    elif i in scene.verse.titles:
        yield Label.HEADING, "title", "stands above a poem among others"
        yield Label.BODY, "title", "stands above a poem among others"
    elif i in scene.verse.authors:
        yield Label.BYLINE, "author", "a name right above a poem"


_QUOTED = re.compile(r"^[“\"][^“”\"。！？；!?;]{4,18}[”\"]$")


@cue
def quoted(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """A quotation without a stop on a line of its own, between paragraphs: a heading."""
    before, after = scene.near(i - 1), scene.near(i + 1)
    if before is None or after is None or not before.closed or not _QUOTED.match(row.text):
        return
    if not row.full and after.width > row.width and not after.closed:
        yield Label.HEADING, "whole", "a quotation, and no sentence ends in it"


_ASKS = re.compile(r"^(?:问|[Qq]\d{0,2})[ \u3000]*[:：]")
_ANSWERS = re.compile(r"^(?:答|[Aa]\d{0,2})[ \u3000]*[:：]")
_LINES = 3  # of a question


@cue
def question(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """问：…？ on lines of its own above 答：…: a heading."""
    begin = next((k for k in range(i, i - _LINES, -1) if _asks(scene, k, row)), -1)
    if begin < 0 or any(_ends(scene, k) for k in range(begin, i)):
        return
    end = next((k for k in range(i, begin + _LINES) if _ends(scene, k)), -1)
    after = scene.near(end + 1)
    if end >= 0 and after is not None and _ANSWERS.match(after.text):
        yield Label.HEADING, "asked", "a question, and its answer below"
        yield Label.BODY, "asked", "a question, and its answer below"


def _asks(scene: Scene, k: int, row: Row) -> bool:
    """Whether row `k` of a row's page opens a question."""
    first = scene.near(k)
    return first is not None and first.page == row.page and bool(_ASKS.match(first.text))


def _ends(scene: Scene, k: int) -> bool:
    """Whether a question ends with row `k`."""
    last = scene.near(k)
    return last is not None and last.text[-1] in "？?"
