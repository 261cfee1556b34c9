"""Lines of one make: a document's own habit of setting its heads, which tells of all of them.

One line alone may be a title or a heading. Where several begin and end with the same signs
(◤…◢, 【…】, 一、), they are one or the other together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import takewhile

from converter.chinese.chars import ASIDES, CLOSERS, DASHES, PAUSES, STOPS
from converter.chinese.openings import opening
from converter.labelling import Row

_WIDE = 30.0  # em: a longer line is no head
# Log-odds for each line that has to give in. Of publications left out 1.3, 2 and 4 gained 0.004,
# 0.004 and 0.002.
_GIVES_IN = 2.0
_SURER = 1.0  # log-odds by which it then has the label of the others

_TEXT_ENDS = frozenset(PAUSES) - frozenset(DASHES) | {"。"}
_NO_SIGN = frozenset(CLOSERS + STOPS) | _TEXT_ENDS

Agreed = dict[int, tuple[int, float]]


def agreed(
    rows: Sequence[Row], found: Sequence[Sequence[float]], per: int, said: Collection[int]
) -> Agreed:
    """For the rows whose label the others of their make outweigh: their state, and what it gains.

    `found` are the max-marginals of the states, `per` to a log-odds; `said` are rows that a person
    has labelled: their makes are left alone.
    """
    makes: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        make = _make(row)
        if make is not None:
            makes[make].append(i)
    out: Agreed = {}
    for members in makes.values():
        best = {i: max(range(len(found[i])), key=found[i].__getitem__) for i in members}
        if len({*best.values()}) < 2 or any(i in said for i in members):
            continue
        ways = []
        for state in sorted({*best.values()}):
            lost = {i: found[i][k] - found[i][state] for i, k in best.items() if k != state}
            ways.append((sum(lost.values()) / len(lost), state, lost))
        mean, state, lost = min(ways, key=lambda way: way[:2])
        if mean < _GIVES_IN * per:
            out |= {i: (state, loss + _SURER * per) for i, loss in lost.items()}
    return out


def _make(row: Row) -> tuple[str, str] | None:
    """The signs with which a row that may be a head begins and ends; None: it is not such a one."""
    text = row.text.strip()
    if row.width > _WIDE or text[-1:] in _TEXT_ENDS:
        return None
    opened = opening(text)
    begin = opened.kind if opened else _signs(text, ASIDES)
    return (begin, _signs(text[::-1], _NO_SIGN)) if begin else None


def _signs(text: str, but: Collection[str]) -> str:
    """What a text begins with that is no letter, no blank and none of some marks."""
    return "".join(takewhile(lambda c: not (c.isalnum() or c.isspace() or c in but), text))
