"""Columns that nothing but running heads names (要闻聚焦 above its pages, 生产一线 above the next)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from converter.chinese.chars import han_count, tight
from converter.label.furniture import head_key
from converter.labelling import Labelled, Row
from converter.model import Label

_LONGEST = 14  # letters of a column's name
_NUMBER = re.compile(r"^[-—–·•|｜/~ \u3000\d]+|[-—–·•|｜/~ \u3000\d]+$")
_NO_NAME = re.compile(
    r"[\d《》，。：:；]|[年月]|第.+[期版页]|总第|星期|编辑|责编|美编|版式|校对|组版|电话|邮箱|投稿"
)
_ISSUE = re.compile(
    r"\d{4}[年.]|第[ ]?\d+[ ]?期|总第|星期"
)  # what stands beside a periodical's name


def running_columns(rows: Iterable[Labelled], names: AbstractSet[str]) -> dict[int, str]:
    """Columns by page, told by running heads alone; none where one head is all that there is.

    A periodical's own name stands on most pages, a column's on a few that follow each other. One that
    has a single page is no running head by repetition; at the page's foot it is one by its place.
    `names` are those under which the text speaks of its periodical.
    """
    pages: dict[str, set[int]] = {}
    printed: dict[tuple[str, int], str] = {}
    every: set[int] = set()
    heads: set[str] = set()
    issues: list[str] = []
    site: set[str] = set()  # the host page's words stand on the dump's pages too
    for item in rows:
        row = item.row
        every.add(row.page)
        if item.label in (Label.RUNHEAD, Label.MASTHEAD) and _ISSUE.search(row.text):
            issues.append(row.tight)
        if item.label is Label.SITE:
            site.add(head_key(row.tight))
        if item.label is Label.COLUMN:
            heads.add(head_key(row.tight))
        if item.label is not Label.RUNHEAD and not (item.label is Label.COLUMN and row.bottom == 0):
            continue
        if any(e.cue == "sheet_head" for e in item.evidence):
            continue  # a newspaper page's name: its columns stand on the page
        name = _NUMBER.sub("", row.text)
        key = head_key(name)
        if not 2 <= han_count(key) <= _LONGEST or _NO_NAME.search(name) or key in names:
            continue
        pages.setdefault(key, set()).add(row.page)
        printed.setdefault((key, row.page), name)
    found = {
        key: at
        for key, at in pages.items()
        if key not in site and len(at) <= 0.6 * len(every) and max(at) - min(at) <= len(at)
    }
    if not found or len(heads | set(found)) < 2:
        return {}
    return {page: printed[key, page] for key, at in found.items() for page in at}


def places_of_heads(
    rows: Sequence[Row], fixed: Mapping[int, tuple[Label, float]], names: AbstractSet[str]
) -> frozenset[int]:
    """Rows that stand alone where other pages have a running head of a few pages: columns' names.

    A column of one page has the same place, and no repetition shows it. `fixed` is the furniture;
    `names` as above.
    """
    edges: dict[int, list[int]] = {}
    for i, row in enumerate(rows):
        if i not in fixed or fixed[i][0] is Label.RUNHEAD:
            edges.setdefault(row.page, []).append(i)
    pages: dict[str, set[int]] = {}
    for at in edges.values():
        first = at[0]
        key = head_key(rows[first].tight)
        if first in fixed and 2 <= han_count(key) <= _LONGEST and key not in names:
            pages.setdefault(key, set()).add(rows[first].page)
    few = {
        key for key, at in pages.items() if len(at) <= 0.6 * len(edges) and not _NO_NAME.search(key)
    }
    if sum(len(pages[key]) for key in few) < 2 or len(few) < len(pages):
        return frozenset()
    return frozenset(
        at[0]
        for at in edges.values()
        if at[0] not in fixed and _may_be_name(rows[at[0]]) and len(at) > 1
    )


def _may_be_name(row: Row) -> bool:
    return not row.closed and 2 <= han_count(row.tight) <= 8 and not _NO_NAME.search(row.text)


def part_heads(rows: Sequence[Row], keys: AbstractSet[str]) -> list[Row]:
    """Rows that open with a column's name and go on behind a blank, as two rows each.

    '管理论坛 真抓实干 激发内生新动能': lines that a tool joined. `keys` are the columns' (`head_key`);
    an entry of a contents list ends with its page and is left.
    """
    out: list[Row] = []
    for row in rows:
        cut = 0
        open_line = not row.closed and row.width <= _LINE and not row.text[-1].isdecimal()
        blanks = list(_BLANKS.finditer(row.text))[:4] if open_line else []
        if blanks and head_key(row.tight) not in keys:  # 卷 首 语 JUANSHOUYU is one whole
            for m in blanks:
                if head_key(tight(row.text[: m.start()])) in keys and not _PAGE.match(
                    row.text, m.end()
                ):
                    cut = m.end()
        out += [row.part(0, cut), row.part(cut, len(row.text))] if cut else [row]
    return out


_LINE = 60.0  # em: a printed line, or two joined ones
_PAGE = re.compile(r"\W*第?[ ]?\d+[ ]?[页版期]?\W*$")
_BLANKS = re.compile(r"[ \u3000]+")
