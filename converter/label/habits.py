"""Cues of the house: what the profile says of its marks and of what it always does, or never.

They speak only where a profile does; a text that no profile describes is read without them.
"""

from __future__ import annotations

from collections.abc import Iterator

from converter.chinese.forms import BYLINE, CAPTION
from converter.chinese.numbers import ordinal
from converter.label.cues import byline_mark_of
from converter.label.scene import Reading, Scene, cue
from converter.labelling import Row
from converter.model import Label
from converter.profile.model import Habit

_DISPLAYED = 48.0  # em: displayed lines are not longer


@cue
def house_marks(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """A line that opens with a mark to which the profile gives a meaning."""
    if row.closed or row.width > _DISPLAYED:
        return
    marks = scene.profile.marks
    if byline_mark_of(row.text, frozenset(marks.byline)) and row.text[0] not in marks.caption:
        yield Label.BYLINE, "byline", "the profile names this mark of bylines"
        yield Label.COLUMN, "byline", "the profile names this mark of bylines"


@cue
def house_habits(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """A displayed line that lacks what its kind always has in this house, or has what it never has."""
    habits = scene.profile.habits
    yield from _never(scene, row)
    if row.closed or row.width > _DISPLAYED or scene.is_column(row):
        return
    before, after = scene.near(i - 1), scene.near(i + 1)
    # What says of itself what it is may go over two lines: the mark is on one of them.
    near = [r.text for r in (before, row, after) if r is not None and not r.closed]
    if habits.numbered_headings is Habit.ALWAYS and not _in_heading(scene, i):
        yield Label.HEADING, "unnumbered", "headings have a number in this house"
    if habits.marked_captions is Habit.ALWAYS and not any(map(CAPTION.search, near)):
        yield Label.CAPTION, "unmarked", "captions say that they are in this house"
    if habits.marked_bylines is Habit.ALWAYS and not any(
        BYLINE.match(text) or byline_mark_of(text, scene.byline_marks) for text in near[:2]
    ):
        yield Label.BYLINE, "unmarked", "bylines say that they are in this house"
    if (
        habits.marked_ends is Habit.ALWAYS
        and before is not None
        and before.closed
        and before.page == row.page
        and not scene.is_end(before)
    ):
        yield Label.TITLE, "before-end", "no article has ended: its mark has not come"


def _never(scene: Scene, row: Row) -> Iterator[Reading]:
    """What a line has that its kind never has in this house."""
    habits = scene.profile.habits
    if habits.numbered_headings is Habit.NEVER and ordinal(row.text) is not None:
        yield Label.HEADING, "numbered", "headings have no number in this house"
    if habits.marked_captions is Habit.NEVER and CAPTION.search(row.text):
        yield Label.CAPTION, "marked", "captions have no mark in this house"
    if habits.marked_bylines is Habit.NEVER and byline_mark_of(row.text, scene.byline_marks):
        yield Label.BYLINE, "marked", "bylines have no mark in this house"


def _in_heading(scene: Scene, i: int) -> bool:
    """Whether a row belongs to a numbered heading, or stands below one as its next line may."""
    runs = scene.heading_runs
    return any(i - k in runs and runs[i - k][0] >= k for k in range(4))
