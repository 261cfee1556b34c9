"""Tables of drawn documents."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from tests.worlds.drawn_house import House
from tests.worlds.drawn_lines import Sheet, width
from tests.worlds.drawn_pool import Block
from tests.worlds.drawn_words import forms, small_han


def invented_table(house: House) -> Block:
    """A table of offices and figures."""
    rng, coiner = house.rng, house.coiner
    columns, rows = rng.randint(2, 6), rng.randint(2, 14)
    heads, _ = forms()["table_heads"]
    out = [tuple(rng.sample(heads, columns))]
    for k in range(1, rows + 1):
        names = (coiner.place().name, coiner.one("departments"), coiner.person(), str(k))
        out.append((rng.choice(names), *(_cell(house) for _ in range(columns - 1))))
    title = coiner.form("table_titles").format(n=rng.randint(1, 12)) if house.often(0.6) else ""
    return Block("table", "", rows=tuple(out), title=title)


def _cell(house: House) -> str:
    rng = house.rng
    cells = (
        str(rng.randint(1, 9999)),
        f"{rng.uniform(-9, 99):.1f}",
        f"{rng.uniform(0, 100):.2f}%",
        str(rng.randint(1, 40)),
        f"{rng.uniform(1, 5000):.2f}",
    )
    draw = rng.random()
    return house.coiner.person() if draw < 0.04 else "—" if draw < 0.08 else rng.choice(cells)


def set_table(sheet: Sheet, block: Block, number: int) -> list[dict[str, Any]]:
    """Sets a table in one of many forms; its blocks in the gold."""
    house = sheet.house
    told: list[dict[str, Any]] = []
    sheet.gap("para")
    if block.title:
        title = _title(house, block.title)
        sheet.put(sheet.centred(title), "caption B", number)
        told.append({"kind": "caption", "text": title, "role": "table"})
    separator = house.coiner.form("table_separators")
    columns = itertools.zip_longest(*block.rows, fillvalue="")
    widths = [max(map(width, cells)) for cells in columns]
    for row in block.rows:
        for line in _row(row, widths, separator):
            sheet.put(line, "table", number)
        if house.blanks == "para" and separator == "cells":
            sheet.blank()
    sheet.gap("para")
    told.append({"kind": "table", "rows": [list(row) for row in block.rows]})
    return told


def _title(house: House, title: str) -> str:
    if title.startswith("表") or house.often(0.5):
        return title
    rng = house.rng
    form = house.coiner.form("table_captions")
    return form.format(n=rng.randint(1, 5), h=small_han(rng.randint(1, 9)), t=title)


def _row(row: Sequence[str], widths: Sequence[float], separator: str) -> list[str]:
    match separator:
        case "cells":
            return list(row)
        case "wide":
            pairs = zip(row, widths, strict=False)
            return ["".join(c + " " * int(2 * (w - width(c)) + 3) for c, w in pairs).rstrip()]
        case "framed":
            return [f"| {' | '.join(row)} |"]
        case _:
            return [separator.join(row)]
