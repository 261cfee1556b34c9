"""A text's pages: from form feed to form feed, or from mark to mark (`converter.read.counting`).

`form-feed` is what pdftotext writes; `flip-book` the dump of a page-flipping site, with the host's
own words around the pages; `plain` all else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from converter.model import Line, RawPage
from converter.read.counting import Heads, PageMark, head_of, marks_on, page_marks

# Words of a host's page around the text, whatever it holds: its counters and its buttons.
_HOST = frozenset(
    re.findall(
        r"\S+",
        "发布时间 发布于 发布者 上传时间 上传者 更新时间 杂志分类 所属分类 浏览 浏览量 浏览次数 阅读量 "
        "阅读次数 点赞 粉丝 粉丝数 收藏 转发 分享 分享到 下载 举报 登录 注册 首页 书架 分类 上一页 下一页 "
        "缩略图 全屏 放大 缩小 打印 [展开] [收起] 免费制作 更多内容 更多杂志 文本内容 内容简介 全屏阅读 "
        "立即阅读 在线阅读 下载阅读",
    )
)
_PARTS = re.compile(r"[\s|｜/／:：,，.]+")
_TEMPLATE = "{{"
_HOST_WORDS = 2
_DUMPED = re.compile(r"^\W*第\s*(\d{1,5})\s*[页頁]\W*$")
_STRAYS = 0.2  # share of such lines that may count otherwise
_HEADS = 2  # lines of a running head beside a page's number
# Of a page's lines no more stand behind the last number at a foot; on a page that was cut off, more.
_FOOT, _CUT_OFF = 0.12, 0.5


def pages(text: str, lines: Sequence[Line]) -> tuple[str, tuple[RawPage, ...]]:
    """The name of the format and the pages, one for the whole text where nothing parts it."""
    if "\f" in text.strip("\f \n\r"):
        return "form-feed", fed(text, lines)
    dumped = _dumped(lines)
    if dumped:
        return "flip-book", _hosted_pages(lines, dumped)
    marks = page_marks(lines)
    if marks and marks[0].number == 1 and _hosted(lines[: marks[0].line]):
        return "flip-book", _hosted_pages(lines, marks)
    if not marks:
        return "plain", (RawPage(1, 0, len(lines)),)
    return "plain", _marked(lines, marks)


def fed(text: str, lines: Sequence[Line]) -> tuple[RawPage, ...]:
    """One page up to each form feed."""
    out: list[RawPage] = []
    first = 0
    for i, line in enumerate(lines):
        if text[line.end : line.end + 1] == "\f":
            out.append(RawPage(len(out) + 1, first, i + 1))
            first = i + 1
    if any(line.text.strip() for line in lines[first:]):
        out.append(RawPage(len(out) + 1, first, len(lines)))
    told = [page for page in out if any(x.text.strip() for x in lines[page.first : page.last])]
    marks = marks_on([(page.first, page.last) for page in told], lines)
    return _with_marks(out, marks)


def _with_marks(found: Sequence[RawPage], marks: Sequence[PageMark]) -> tuple[RawPage, ...]:
    """Pages with the first of the marks that stand on each."""
    at = {mark.line: mark for mark in marks}
    out = []
    for page in found:
        own = next((at[i] for i in range(page.first, page.last) if i in at), None)
        out.append(replace(page, mark=own.line, kind=own.kind, printed=own.number) if own else page)
    return tuple(out)


def _dumped(lines: Sequence[Line]) -> list[PageMark]:
    """The marks with which a site's dump counts its pages, ascending by one.

    The host's words stand before the first of them, or nothing: an issue's own front does so where
    the numbers are printed. A page whose printed number has the same form says it twice.
    """
    found = [(i, int(m[1])) for i, line in enumerate(lines) if (m := _DUMPED.match(line.text))]
    run: list[PageMark] = []
    for i, number in found:
        if not run or number == run[-1].number + 1:
            run.append(PageMark(i, number, "pagemark"))
    front = lines[: run[0].line] if run else ()
    bare = not any(line.text.strip() for line in front) and len(run) > 1
    strays = sum(number > run[-1].number for _, number in found)
    return run if (bare or _hosted(front)) and strays <= _STRAYS * len(found) else []


def _hosted(front: Sequence[Line]) -> bool:
    """Whether lines are what a host's page says before the text, and not an issue's own front."""
    words = {word for line in front for word in _PARTS.split(line.text)}
    return len(words & _HOST) >= _HOST_WORDS or any(_TEMPLATE in line.text for line in front)


def _hosted_pages(lines: Sequence[Line], marks: Sequence[PageMark]) -> tuple[RawPage, ...]:
    """One page from each mark to the next; what stands before the first mark is page 0."""
    ends = [*(mark.line for mark in marks[1:]), len(lines)]
    body = [
        RawPage(mark.number, mark.line + 1, end, mark.line)
        for mark, end in zip(marks, ends, strict=True)
    ]
    return (RawPage(0, 0, marks[0].line), *body) if marks[0].line else tuple(body)


def _marked(lines: Sequence[Line], marks: Sequence[PageMark]) -> tuple[RawPage, ...]:
    """Pages that begin or end with their marks and the running heads beside these."""
    heads = Heads(lines).beside([mark.line for mark in marks])

    def edge(i: int, step: int) -> int:
        """The last line from a mark on that is blank or one of few running heads."""
        left = _HEADS
        while 0 <= i + step < len(lines):
            line = lines[i + step]
            if line.text.strip():
                left -= 1
                if left < 0 or head_of(line) not in heads:
                    break
            i += step
        return i

    edges = [(edge(mark.line, -1), edge(mark.line, 1) + 1) for mark in marks]
    cuts = [last if _at_foot(lines, marks, edges) else first for first, last in edges]
    bounds = sorted({0, *cuts, len(lines)})
    found = [RawPage(n, a, b) for n, (a, b) in enumerate(pairwise(bounds), 1)]
    return _with_marks(found, marks)


def _at_foot(
    lines: Sequence[Line], marks: Sequence[PageMark], edges: Sequence[tuple[int, int]]
) -> bool:
    """Whether the marks close their pages: hardly anything stands behind the last of them.

    Before the first number, 1, there is then a page, and not a cover; so a page that was cut off, or
    a back without a number, may stand behind the last.
    """

    def ink(a: int, b: int) -> int:
        return sum(1 for line in lines[a:b] if line.text.strip())

    before, after = ink(0, edges[0][0]), ink(edges[-1][1], len(lines))
    body = ink(marks[0].line, marks[-1].line) / max(len(marks) - 1, 1)
    if marks[0].number in (0, 1) and after < before:
        return after < _CUT_OFF * body
    return after < _FOOT * body
