"""Flip-book dump: the text of a page-flipping site, with a `第N页` line before each page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from converter.model import Line, RawPage

NAME = "flip-book"

_MARK = re.compile(
    r"^\s*[-—=*#\[【]*\s*第\s*(\d{1,5})\s*页\s*[-—=*#\]】]*\s*$|^\s*[-—=]{2,}\s*[Pp]age\s+(\d{1,5})\s*[-—=]{2,}\s*$"
)

# What an issue's own cover, imprint or contents page says, and a host's page around it does not.
_OWN = re.compile(
    r"主\s*办|主\s*编|责任编辑|责\s*编|编\s*委|版\s*式|印\s*刷|印\s*数|准\s*印|内部资料|邮\s*编|地\s*址|总第?\s*\d+\s*期"
    r"|^\s*(?:本期)?目\s*[录次]|(?:[.．…·•!！]\s?){4,}"
)
_OWN_LINES = 4
_TEMPLATE = "{{"
# What a host's page says around the text, whatever it holds: its counters and its buttons.
_HOST = re.compile(
    r"^\s*(?:发布时间|发布于|上传时间|杂志分类|所属分类|浏览(?:量|次数)?|阅读(?:量|次数)?|粉丝(?:数)?)[ \u3000]*[:：]"
    r"|^\s*(?:免费制作|更多内容|更多杂志|文本内容|内容简介|全屏阅读|立即阅读|下载阅读)\s*$|\[(?:展开|收起)\]\s*$"
)
_HOST_LINES = 2


def marks(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Lines that count the dump's pages, as (index of the line, number), numbers ascending by one.

    A printed number of the same form may stand on each page as well.
    """
    found = [
        (i, int(m[1] or m[2]))
        for i, line in enumerate(lines)
        if len(line.text) < 40 and (m := _MARK.match(line.text))
    ]
    run: list[tuple[int, int]] = []
    for i, number in found:
        # A page whose printed number has the same form says it twice: the first is the dump's.
        if not run or number == run[-1][1] + 1:
            run.append((i, number))
    kept = set(run)
    strays = sum(1 for mark in found if mark not in kept and mark[1] > run[-1][1])
    if len(run) == 1 and run[0][1] == 1:
        # One page alone: the host's template before it tells the dump from a printed number.
        return run if _host_front(lines[: run[0][0]]) else []
    return run if len(run) > 1 and strays <= 0.2 * len(found) else []


def pages(_text: str, lines: Sequence[Line]) -> tuple[RawPage, ...] | None:
    """One page from each mark to the next; what stands before the first mark is page 0.

    Printed page numbers of the form 第12页 are no marks. They stand at the page's foot, then the
    first of them comes after a page of text and the last closes the document; or the issue's own
    cover and imprint, which bear no number, stand before the first of them.
    """
    run = marks(lines)
    if not run:
        return None
    before = sum(len(line.text) for line in lines[: run[0][0]])
    after = sum(len(line.text) for line in lines[run[-1][0] + 1 :])
    inside = sum(len(line.text) for line in lines[run[0][0] : run[-1][0]])
    typical = inside / (len(run) - 1) if len(run) > 1 else after
    front = lines[: run[0][0]]
    own = _own_front(front)
    foot = after < before if own else after < 0.1 * typical and before > 0.3 * typical
    # Behind a host's page the pages begin, however little the last of them holds.
    foot = foot and not _host_front(front)
    if own and not foot:
        starts = [0, *(i for i, _ in run), len(lines)]
        return tuple(RawPage(k + 1, a, b) for k, (a, b) in enumerate(pairwise(starts)))
    if foot:
        # What stands behind the last number, a cut-off page or the back cover, is a page too.
        ends = [i + 1 for i, _ in run]
        if any(line.text.strip() for line in lines[ends[-1] :]):
            ends.append(len(lines))
        return tuple(RawPage(k + 1, a, b) for k, (a, b) in enumerate(pairwise([0, *ends])))
    ends = [i for i, _ in run[1:]] + [len(lines)]
    body = [RawPage(n, i + 1, end, i) for (i, n), end in zip(run, ends, strict=True)]
    if run[0][0]:
        body.insert(0, RawPage(0, 0, run[0][0]))
    return tuple(body)


def _host_front(lines: Sequence[Line]) -> bool:
    """Whether lines are what a host's page says before the text: its template, counters, buttons."""
    if any(_TEMPLATE in line.text for line in lines):
        return True
    return sum(1 for line in lines if _HOST.search(line.text)) >= _HOST_LINES


def _own_front(lines: Sequence[Line]) -> bool:
    """Whether lines are an issue's cover, imprint or contents, and not the words of a host."""
    if _host_front(lines):
        return False
    return sum(1 for line in lines if _OWN.search(line.text)) >= _OWN_LINES
