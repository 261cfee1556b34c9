"""Simple tables in rows: which rows are cells of a grid, and which is its caption."""

from __future__ import annotations

import re
from collections.abc import Sequence

from converter.chinese.cells import CAPTION, Grid, find_grids, table_words
from converter.chinese.chars import HAN
from converter.labelling import Row


def table_rows(rows: Sequence[Row]) -> dict[int, str]:
    """Rows of simple tables by index: 'cell' or 'caption'."""
    out: dict[int, str] = {}
    for grid in grids_of(rows):
        out.update(dict.fromkeys(grid.rows, "cell"))
        out.update(dict.fromkeys(grid.caption, "caption"))
    return out


def grids_of(rows: Sequence[Row]) -> list[Grid]:
    """The simple tables in rows; words of a cell are (index of the row, word of it)."""
    if sum(row.text[-1].isdecimal() for row in rows) < 3:
        return []
    return find_grids(
        [
            None
            if row.closed
            or row.width > 60
            or (row.width > 12 and _is_text(row) and not _CELLS.search(row.text))
            or _NO_CELLS.match(row.text)
            else [row.text[a:b] for a, b in table_words(row.text)]
            for row in rows
        ]
    )


# A page's number, a credit: (执笔：杜洁), — 7 —.
_NO_CELLS = re.compile(
    r"^[-—–·•|~] ?\d{1,3} ?[-—–·•|~]$|^第 ?\d+ ?[页版]$|^[(（][^()（）]{4,}[)）]$"
)
# '其中：税收收入         亿元     3.19         9.1'
_CELLS = re.compile(r"[ \u3000]{2,}[-+−]?\d[\d,.]*%?[ \u3000]{2,}[-+−]?\d[\d,.]*%?$")
# Heads of columns without a space between: 参测人数优秀人数优良率(%).
_UNITS = re.compile(rf"[{HAN}][(（](?:[%％‰]|[{HAN}/]{{1,4}})[)）](?![^(（]*[。！？])")
_COMMA = re.compile("[，。；、：]|,(?!\\d)")


def _is_text(row: Row) -> bool:
    """Whether a row reads like a line of text and not like cells or a table's name."""
    return bool(_COMMA.search(row.text)) or (
        " " not in row.text
        and not CAPTION.search(row.tight)
        and not (row.width <= 36 and _UNITS.search(row.tight))
    )
