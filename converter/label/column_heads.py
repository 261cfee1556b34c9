"""Columns that nothing but running heads names (要闻聚焦 above its pages, 生产一线 above the next)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from converter.chinese.chars import han_count
from converter.label.furniture import head_key
from converter.labelling import Labelled
from converter.model import Label

_LONGEST = 14  # letters of a column's name
_NUMBER = re.compile(r"^[-—–·•|｜/~ \u3000\d]+|[-—–·•|｜/~ \u3000\d]+$")
_NO_NAME = re.compile(r"[\d《》，。：:；]|[年月]|第.+[期版页]|总第|星期")


def running_columns(rows: Iterable[Labelled], names: AbstractSet[str]) -> dict[int, str]:
    """Columns by page, told by running heads alone; none where one head is all that there is.

    A periodical's own name stands on most pages, a column's on a few that follow each other.
    `names` are those under which the text speaks of its periodical.
    """
    pages: dict[str, set[int]] = {}
    printed: dict[tuple[str, int], str] = {}
    every: set[int] = set()
    for item in rows:
        row = item.row
        every.add(row.page)
        if item.label is not Label.RUNHEAD:
            continue
        name = _NUMBER.sub("", row.text)
        key = head_key(name)
        if not 2 <= han_count(key) <= _LONGEST or _NO_NAME.search(name) or key in names:
            continue
        pages.setdefault(key, set()).add(row.page)
        printed.setdefault((key, row.page), name)
    found = {
        key: at
        for key, at in pages.items()
        if len(at) <= 0.6 * len(every) and max(at) - min(at) <= len(at)
    }
    if len(found) < 2:
        return {}
    return {page: printed[key, page] for key, at in found.items() for page in at}
