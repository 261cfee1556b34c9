"""Bylines that no mark tells: a short line that names who wrote, between a title and its text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from converter.chinese.chars import CLOSERS
from converter.chinese.names import is_org
from converter.chinese.signers import signer
from converter.label.cues import BYLINE_FORM, byline_mark_of, reads_like_text
from converter.label.scene import Reading, Scene, cue
from converter.labelling import Row
from converter.model import Label

_WIDEST = 30.0  # em: a byline
_DISPLAYED = 40.0  # em: a line of a title
_STACK = 5  # lines that stand above a byline, column and title
_LONGEST = 60.0
_MARKED = 2  # bylines with a mark show that it is a habit
_PAUSES = "，,、；;"
_BRIEF = re.compile("^[\u4e00-\u9fff]{2,7}$")
_AGAIN = 3  # columns of a document
_TEXT = re.compile("[，。；]")


@cue
def signing(scene: Scene, i: int, _row: Row) -> Iterator[Reading]:
    """A line that names who wrote and stands where bylines do: below a title, above its text."""
    how = scene.signed.get(i)
    if how is not None:
        yield Label.BYLINE, how, _REASONS[how]


@cue
def stack(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """Displayed lines above a byline, from where a text has ended: column, kicker, title."""
    signer_at = scene.stacks.get(i)
    if signer_at is None:
        return
    height = signer_at - i
    brief = _is_brief(row)
    if signer_at in scene.signed and (height == 1 or not brief):
        yield Label.TITLE, "before-signer", "a line follows that names who wrote"
    if height < 2 or not _ended_above(scene, i):
        return
    if not brief:
        yield Label.TITLE, "opens", "a text has ended above, and a byline follows the next lines"
    elif _may_be_banner(scene, i):
        key = "banner-again" if scene.banners >= _AGAIN else "banner"
        yield Label.COLUMN, key, "a few letters above a title and its byline"


def stacks(scene: Scene) -> dict[int, int]:
    """Displayed rows above bylines, by index: the index of the byline."""
    out: dict[int, int] = {}
    for k, row in enumerate(scene.rows):
        if k not in scene.signed and not (_marked(scene, row) and row.width < _DISPLAYED):
            continue
        for i in range(k - 1, k - _STACK, -1):
            if not _displayed(scene, i, row.page) or i in scene.signed:
                break
            if scene.rows[i].full and _TEXT.search(scene.rows[i].text) and k - i > 1:
                break
            if scene.rows[i].text[0] in CLOSERS or _marked(scene, scene.rows[i]):
                break
            out[i] = k
            if _ended_above(scene, i):
                break
    return out


def banners(scene: Scene) -> int:
    """How many stacks above bylines open with a few letters, as columns' names do."""
    return sum(
        k - i > 1 and _ended_above(scene, i) and _may_be_banner(scene, i)
        for i, k in scene.stacks.items()
    )


def _is_brief(row: Row) -> bool:
    """Whether a row is a few Han letters and nothing else, as the name of a column is."""
    return bool(_BRIEF.match(row.tight)) and row.width < 7.5


def _may_be_banner(scene: Scene, i: int) -> bool:
    """Whether a row of a few letters may be a column's name, and is no unit and no title listed."""
    row, below = scene.rows[i], scene.rows[i + 1]
    if not _is_brief(row) or below.width <= row.width + 1 or is_org(row.tight):
        return False
    how = signer(row.text)  # 操场 has a place's last word, 心内科 is one
    if how and (how != "place" or len(row.tight) < 4):
        return False
    if scene.contents.columns and not scene.is_column(row):
        return False  # the list names the columns
    return not any(entry.words.startswith(row.tight) for entry in scene.contents.entries)


def _ended_above(scene: Scene, i: int) -> bool:
    above = scene.near(i - 1)
    return (
        above is None
        or above.page != scene.rows[i].page
        or above.closed
        or above.text[-1] in "）)】]"
        or scene.is_column(above)
        or scene.is_end(above)
    )


_REASONS = {
    "told": "says who did what, below a title",
    "placed": "an office or a post and a name, between title and text",
    "office": "an office, between title and text",
    "names": "names, between title and text",
    "author": "the contents list has this author",
}


def signed_rows(scene: Scene, authors: frozenset[str]) -> dict[int, str]:
    """Rows that sign an article by what they say and where they stand, by index.

    `authors` are those of the contents list, without white space.
    """
    forms = {i: how for i, row in enumerate(scene.rows) if (how := _form(scene, i, row))}
    out: dict[int, str] = {}
    for i, how in forms.items():
        row = scene.rows[i]
        listed = row.tight in authors
        if listed and any(e.words.startswith(row.tight) for e in scene.contents.entries):
            continue  # a unit's name opens the title, and signs it once more
        above = scene.near(i - 1)
        if listed and above is not None and _marked(scene, above) and row.tight in above.tight:
            continue
        if how in ("names", "office") and scene.marked >= _MARKED and not listed:
            # Bylines have a mark here; only the second line of one lacks it: '□ 骨科', '聂小川'.
            if how == "names" and _place_above(scene, i):
                out[i] = "placed"
            continue
        beside = [k for k in (i - 2, i - 1, i + 1, i + 2) if k in forms]
        if len(beside) > 1 and how != "told" and not listed:
            continue  # a list of names: winners, members
        if not _below_title(scene, i, forms, surely=how in ("told", "placed") or listed):
            continue
        if listed:
            out[i] = "author"
        elif how in ("told", "placed") or _text_follows(scene, i, forms):
            out[i] = how
    return out


def _place_above(scene: Scene, i: int) -> bool:
    """Whether the line above is a byline by its mark that names nothing but an office."""
    above = scene.near(i - 1)
    if above is None:
        return False
    mark = byline_mark_of(above.text, scene.byline_marks)
    return bool(mark) and signer(above.text[len(mark) :]) in ("office", "place")


def _form(scene: Scene, i: int, row: Row) -> str:
    if row.closed and not row.text.endswith(("）", ")")):
        return ""
    if row.width > _WIDEST or i in scene.contents_rows:
        return ""
    if i in scene.table_rows or (scene.fields and scene.fields[i].found):
        return ""
    if _marked(scene, row):
        return ""  # a mark tells these
    how = signer(row.text)
    return "" if how == "place" or (how == "names" and scene.is_word(row.tight)) else how


def _marked(scene: Scene, row: Row) -> bool:
    """Whether a row says by its mark or its form that it is a byline."""
    return bool(byline_mark_of(row.text, scene.byline_marks) or BYLINE_FORM.match(row.text))


def _below_title(scene: Scene, i: int, forms: dict[int, str], *, surely: bool) -> bool:
    """Whether displayed lines stand right above, and above these a text has ended.

    `surely`: the line is sure to name who wrote, and the text above may break off at its column's end.
    """
    k = i - 1
    if k in forms and forms[k] == forms[i]:
        k -= 1  # the second line of a byline
    if not _displayed(scene, k, scene.rows[i].page):
        return False
    for step in range(_STACK):
        above = scene.near(k - step)
        if surely and step > 0 and above is not None and above.full and _TEXT.search(above.text):
            return True
        if not _displayed(scene, k - step, scene.rows[i].page):
            return (
                above is None
                or above.page != scene.rows[i].page
                or above.closed
                or above.text[-1] in "）)】]"
                or scene.is_end(above)
                or k - step in scene.contents_rows
                or bool(scene.fields and scene.fields[k - step].found)
            )
    return False


def _displayed(scene: Scene, k: int, page: int) -> bool:
    row = scene.near(k)
    if row is None or row.page != page or row.closed or row.width > _DISPLAYED:
        return False
    return (
        k not in scene.contents_rows and k not in scene.table_rows and row.text[-1] not in _PAUSES
    )


def _text_follows(scene: Scene, i: int, forms: dict[int, str]) -> bool:
    """Whether running text begins right below."""
    k = i + 2 if i + 1 in forms and forms[i + 1] == forms[i] else i + 1
    row, after = scene.near(k), scene.near(k + 1)
    if row is None or row.page != scene.rows[i].page:
        return False
    if row.closed or row.width > _LONGEST:
        return row.width > 14
    filled = row.full or row.indented or row.width > min(_DISPLAYED, 0.75 * row.measure)
    return filled and reads_like_text(row) and after is not None and after.page == row.page
