"""Cues of pictures' captions: 图为…, ▲…, (… 摄), and lines without a stop that no text goes on with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from converter.chinese import forms
from converter.chinese.chars import han_count
from converter.chinese.names import is_person
from converter.chinese.numbers import ordinal
from converter.label.cues import byline_mark_of, names_only, reads_like_text
from converter.label.scene import Reading, Scene, cue
from converter.labelling import FULL, Row
from converter.model import Label

PICTURE = forms.CAPTION
# Each of its forms has one of these; most rows have none, and are not worth trying all forms at
# each of their letters.
_PICTURED = re.compile("[图摄▲↑↓←→]")

_COMMAS = re.compile(r"[,，]")
_CREDIT_TAIL = re.compile(r"^[（(]?[\u4e00-\u9fff \u3000/／]{0,7}(?:摄影|摄|供图)[)）]?$")
_CREDIT_HEAD = re.compile(
    r"^(?:[（(][\u4e00-\u9fff \u3000]{1,7}[/／]?|[\u4e00-\u9fff]{2,4}[ \u3000]?[/／])$"
)
_MAKER = re.compile(
    r"^(?:[（(][\u4e00-\u9fff \u3000]{2,8}(?:摄影|摄|供图|图)[)）]|[\u4e00-\u9fff \u3000/／]{2,8}(?:摄影|摄|供图))$"
)
_OPENS_CAPTION = re.compile(
    r"^(?:[（(]?图为|[▲△▼▽][ \u3000]?\S|图[一二三四五六七八九十\d]|[上下左右]图)"
)
_LAST_LETTERS = re.compile(
    r"^[\u4e00-\u9fff]{1,3}[。]?[（(][\u4e00-\u9fff \u3000]{2,6}(?:摄影|摄|供图)[)）]$"
)
_MADE = re.compile(r"(?:摄影|摄|供图)[)）]?$")
_SCENE = re.compile(r"正在|现场|仪式|合影|剪影|一角|瞬间|掠影|场景|留影|[（(][左右前后][)）]")
_ACTS = re.compile(
    r"^([\u4e00-\u9fff]{2,3}?)(?:教授|老师|医生|主任|院长|校长|书记|同志|师傅|博士|副教授)?"
    r"(?:正在|在|正|用|为|向|与|带领|指导|查看|检查|讲解|展示|演示|接受)[\u4e00-\u9fff“”、《》]{3,}$"
)
_TOLD = 60  # lines around a picture that tell of whom it shows


def _last(scene: Scene, i: int) -> str:
    """The words of the line above, with the line that it goes on with."""
    above, before = scene.rows[i - 1], scene.near(i - 2)
    whole = before is None or before.closed or before.page != above.page or len(above.tight) > 4
    return above.text if whole or before is None else before.text + above.text


def tells_picture(text: str) -> bool:
    """Whether a line has the form of a caption, or of a photographer's credit."""
    return bool(_PICTURED.search(text) and PICTURE.search(text))


@cue
def caption(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """图为…, ▲…, (… 摄); a line without a stop where a sentence is open above or a page ends."""
    before, after = scene.near(i - 1), scene.near(i + 1)
    above = before is not None and before.page == row.page
    # '图为职工在书屋阅读。' and below it '（林玉梅摄）': the picture's credit.
    maker = (
        before is not None
        and bool(_MAKER.search(row.text) and tells_picture(_last(scene, i)))
        and not _MADE.search(before.text)
    )
    tail = before is not None and bool(_CREDIT_TAIL.search(row.text)) and not before.closed
    # '（姜' and '婷 摄)': the maker's own line broke.
    broken = (
        after is not None
        and bool(_CREDIT_HEAD.match(row.text) and _CREDIT_TAIL.match(after.text))
        and not after.text.startswith(("（", "("))
        and before is not None
        and (not before.closed or tells_picture(before.text))
    )
    if above and (maker or tail or broken):
        yield Label.CAPTION, "second-line", "ends what the caption above began"
        yield Label.CAPTION, "form", "says that it tells of a picture"
        return
    if above and before is not None and _caption_wraps(scene, before, row):
        yield Label.CAPTION, "wrapped", "ends what the caption above began"
        return
    if row.width <= 60 and tells_picture(row.text):
        yield Label.CAPTION, "form", "says that it tells of a picture"
        if re.search(r"[摄影图][)）]?$", row.text) and row.width <= 40:
            yield Label.CAPTION, "credited", "ends with a photographer's credit"
        if re.match(r"[（(]?图为", row.text) and row.width <= 45:
            yield Label.CAPTION, "tells", "begins as captions do"
        if row.text[0] in scene.profile.marks.caption:
            yield Label.TITLE, "picture-mark", "begins with a picture's mark"
            if not names_only(row.text[1:]):
                yield Label.CAPTION, "picture-mark", "begins with a picture's mark"
        if (
            above
            and before is not None
            and not before.closed
            and re.match(r"^[▲△]?图", before.text)
            and not _OPENS_CAPTION.match(row.text)
        ):
            yield Label.CAPTION, "second-line", "ends what the caption above began"
        return
    below = after.text if after is not None and above is not None else ""
    if not row.closed and len(below) <= 10 and _CREDIT_TAIL.search(below):
        yield Label.CAPTION, "credit-below", "the picture's credit goes on below"
        return
    alone = row.width <= 24 and not row.closed and not _COMMAS.search(row.text)
    if alone and scene.numbered and ordinal(row.text) is None and above and not scene.paragraphs:
        follows = scene.heading_runs.get(i - 1) or scene.heading_runs.get(i - 2)
        if not follows and before is not None and (before.closed or before.full):
            yield Label.CAPTION, "unnumbered", "no number, where headings have one"
            yield Label.HEADING, "unnumbered", "no number, where headings have one"
    if not row.closed and row.width <= 26 and _SCENE.search(row.tight):
        yield Label.CAPTION, "scene", "tells of something that is going on"
    if not row.closed and row.width <= 26 and _acts(scene, row):
        yield Label.CAPTION, "acts", "somebody of whom the page tells does something"
        yield Label.HEADING, "acts", "somebody of whom the page tells does something"
    if scene.paragraphs:
        return
    # How wide Latin letters are, only their font knows.
    wide = row.width > row.measure + 3 and 2 * han_count(row.tight) > len(row.tight)
    # The last line of a caption that wraps is shorter than the line before; one as long is the
    # caption of another picture.
    below_wide = (
        above
        and before is not None
        and before.width > before.measure + 3
        and not before.closed
        and row.width < before.width - 3
        and not (
            after is not None
            and after.page == row.page
            and after.full
            and (row.full or row.indented)
        )
    )
    if (
        above
        and before is not None
        and not before.closed
        and tells_picture(before.text)
        and row.width < 0.8 * max(row.measure, before.width)
        and re.search(r"(?:摄|摄影|供图|图)[)）]?$|^.{0,12}。", row.text)
    ):
        yield Label.CAPTION, "second-line", "ends what the caption above began"
        return
    if below_wide:
        yield Label.CAPTION, "second-line", "ends what the wide line above began"
    edge = scene.pages > 1 and (after is None or after.page != row.page)
    if row.closed or ordinal(row.text) or (row.text[0] in "（(" and row.text[-1] in "）)"):
        return
    if (
        edge
        and above
        and before is not None
        and before.width > before.measure + 3
        and not below_wide
    ):
        yield Label.CAPTION, "below-caption", "the page's last words, below a caption"
    if row.full and not wide:
        return
    if wide:
        yield Label.CAPTION, "overwide", "wider than the column"
    short = row.width < row.measure - 2 - FULL
    if edge and not below_wide:
        yield (
            Label.CAPTION,
            "page-end" if short or wide else "page-end-wide",
            "the last words of the page, without a stop",
        )
    elif not above:
        yield Label.CAPTION, "page-start", "the first words of the page, without a stop"
    elif short and _open_above(scene, i):
        yield Label.CAPTION, "inside", "stands inside a sentence"


def _acts(scene: Scene, row: Row) -> bool:
    """Whether a line says what a person does of whom the page's text tells: '李明在检修现场'."""
    m = _ACTS.match(row.tight)
    if m is None or not is_person(m[1]) or scene.is_word(m[1]):  # 管理向精细要效益
        return False
    near = [r for r in scene.rows if abs(r.line - row.line) <= _TOLD and r.page == row.page]
    return sum(m[1] in r.tight for r in near) >= 3


def _caption_wraps(scene: Scene, before: Row, row: Row) -> bool:
    """Whether a few letters go on with a caption that is as wide as its picture.

    '▲秘书处人员走访会员企' and '业', '图为后勤人员检修供氧设' and '备。': nothing that stands alone
    is so short. '护理人员上门为患者换' and '药（钟兰摄）': no caption is but its maker and a letter or two.
    """
    if before.closed or _MADE.search(before.text) or _OPENS_CAPTION.match(row.text):
        return False
    if _LAST_LETTERS.match(row.text):
        return before.width <= 30
    if not _OPENS_CAPTION.match(before.text) or row.width > 0.6 * before.width:
        return False
    if ordinal(row.text) or names_only(row.text) or not han_count(row.tight[:1]):
        return False
    if row.closed:
        return len(row.tight) <= 4 and "为" in before.text[:3]
    word = before.tight[-1] + row.tight[0]
    return len(row.tight) == 1 or before.full or (han_count(word) == 2 and scene.is_word(word))


def _open_above(scene: Scene, i: int) -> bool:
    """Whether the last full line above breaks off in mid-sentence; displayed lines are passed over."""
    for k in range(i - 1, max(-1, i - 6), -1):
        row = scene.rows[k]
        if row.full and not byline_mark_of(row.text, scene.byline_marks) and reads_like_text(row):
            return not row.closed
        if row.closed:
            return False
    return False
