"""Rows of which the tool made one line out of two: a name's rest before the text, a note behind it."""

from __future__ import annotations

from collections.abc import Sequence

from converter.chinese.chars import HAN
from converter.chinese.forms import BYLINE
from converter.chinese.names import is_person, names_only
from converter.labelling import Row
from converter.patterns import late

_NOTE = late(
    r"供稿|执笔|撰稿|刊发于|刊载于|原载|来源[:：]|中心组[)）]|整理[)）]|责任编辑|责编|编辑[:：]|作者(?:系|单位|为|：|:)|选自|摘自|转自|转载|指导(?:教师|老师)[:：]"
)
_TOLD = late(r"记者|通讯员|[:：/／]")  # ●王 芳, 本报记者王 芳
_REST = late(rf"([{HAN}]{{1,2}})[ \u3000]+(?=\S)")


def is_note(words: str) -> bool:
    """Whether words in brackets behind a text say who wrote or sent it."""
    return bool(_NOTE.search(words) or BYLINE.match(words)) or names_only(words)


def split_names(rows: Sequence[Row], marks: frozenset[str]) -> list[Row]:
    """Rows of joined lines that open with the rest of the name above, as two rows each.

    '本报记者 梁晨 通讯员 程' and '芳 怎样推行订单种植？…'.
    """
    out: list[Row] = []
    for row in rows:
        m = _REST.match(row.text) if out and out[-1].width <= 30 else None
        begun = _begun_name(out[-1].text, marks) if m else ""
        if m and begun and is_person(begun + m[1]):
            out += [row.part(0, m.end(1)), row.part(m.end(), len(row.text))]
        else:
            out.append(row)
    return out


def _begun_name(text: str, marks: frozenset[str]) -> str:
    """The surname that a byline's line leaves without the rest of its name, '' for none."""
    mark = max((m for m in marks if text.startswith(m)), key=len, default="")
    if not (BYLINE.match(text) or mark) or text[0] in "（(":
        return ""  # a note in brackets is one anyhow
    words = _TOLD.sub(r"\g<0> ", text[len(mark) :]).split()
    singles = 0  # names of two letters are set with a blank between: 王 芳
    while singles < len(words) and len(words[-1 - singles]) == 1:
        singles += 1
    return words[-1] if singles % 2 and len(words) > 1 else ""
