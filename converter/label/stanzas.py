"""The cue of verse: what `verse.py` found, as evidence."""

from __future__ import annotations

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
