"""The parts of a title: kicker (肩题、引题), main (主题), sub (副题); and of a heading in two halves."""

from __future__ import annotations

import re
from collections.abc import Sequence

from converter.assemble.units import Unit
from converter.chinese.chars import tight
from converter.chinese.names import is_org
from converter.chinese.variants import comparable
from converter.model import Mark, Piece, Text
from converter.patterns import late

_DASH = late(r"^[—–―-]{1,3}")
_UNIT = late(
    r"(?:委|局|部|会|厅|处|院|校|镇|乡|县|区|市|街道|办事处|系统|公司|集团|中心|工会|社区|村|站|法院|高新区|新区|开发区)$"
)


def kinds_of_heads(lines: Sequence[Text], listed: str = "") -> list[tuple[str, Text]]:
    """Title lines as (kicker | main | sub, text), in reading order.

    A unit's name on a line of its own before the rest is a kicker, a line that opens with a dash a
    sub-title. Lines of one kind that follow each other are one head; between them stands a line
    break, or what the contents list (`listed`, as printed) has there: a space or nothing.
    """
    kinds: list[str] = []
    for k, line in enumerate(lines):
        words = tight(comparable(line.flat))
        if _DASH.match(words) and k:
            kinds.append("sub")
        elif (
            k == 0
            and len(lines) > 1
            and len(words) <= 12
            and (_UNIT.search(words) or is_org(words))
        ):
            kinds.append("kicker")
        else:
            kinds.append("main")
    if "main" not in kinds:
        kinds[-1] = "main"
    out: list[tuple[str, Text]] = []
    for kind, line in zip(kinds, lines, strict=True):
        if out and out[-1][0] == kind == "main":
            before = out[-1][1]
            out[-1] = (kind, before + _between(before, line, listed) + line)
        else:
            out.append((kind, line))
    return out


def _between(before: Text, line: Text, listed: str) -> Text:
    """What stands between two lines of one head."""
    left, right = tight(before.flat)[-3:], tight(line.flat)[:3]
    if left + right in listed:
        return Text()
    bilingual = any(ch.isascii() and ch.isalpha() for ch in (left[-1:], right[:1]))
    if bilingual or re.search(f"{re.escape(left)}[ \u3000]+{re.escape(right)}", listed):
        return Text([Piece(" ", before.end, before.end, "title-lines")])
    return Text.marked(Mark("lb"), before.end)


# '三、算好三本账 过好紧日子': a heading of two halves in one line, parted by a blank.
_HALVES = late(
    r"(?:[^ \u3000]{0,4}[、.．)）])?([\u4e00-\u9fff“”]{3,9})[ \u3000]([\u4e00-\u9fff“”]{3,9})"
)


def pair_halves(items: Sequence[Unit]) -> None:
    """Where the house parts a heading's halves by a blank, halves on two lines are parted so too.

    A column too narrow for both breaks the line in place of the blank.
    """
    heads = [u for u in items if u.kind == "heading"]
    if sum(len(u.lines) == 1 and bool(_HALVES.fullmatch(u.text.flat)) for u in heads) < 2:
        return
    for unit in heads:
        if len(unit.lines) == 2:
            first, second = unit.lines
            whole = first + Text([Piece(" ", first.end, first.end, "title-lines")]) + second
            m = _HALVES.fullmatch(whole.flat)
            if m and abs(len(m[1]) - len(m[2])) <= 2:
                unit.lines, unit.text = (whole,), whole
