"""The learnt model: what each feature speaks for, and which parts of a page follow each other.

`model.json` is written by `make train`. Its weights are whole numbers, `per` to a log-odds, so that a
sum of them is the same in any order and on any machine.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from struct import Struct

from converter.label.features import FAMILIES
from converter.model import Evidence, Label

LEARNT = Path(__file__).with_name("model.json")

STATES: tuple[tuple[Label, bool], ...] = (
    (Label.BODY, True),
    (Label.BODY, False),
    (Label.HEADING, True),
    (Label.HEADING, False),
    (Label.TITLE, True),
    (Label.TITLE, False),
    (Label.BYLINE, True),
    (Label.CAPTION, True),
    (Label.CAPTION, False),
    (Label.CREDIT, True),
    (Label.CREDIT, False),
    (Label.COLUMN, True),
    (Label.MASTHEAD, True),
    (Label.CONTENTS, True),
    (Label.TABLE, True),
    (Label.RUNHEAD, True),
    (Label.PAGENO, True),
    (Label.JUMP, True),
    (Label.UNKNOWN, True),
)
"""What a line may be: its label, and whether it begins a unit (a paragraph, a title) or goes on."""

_LEAST = 0.5  # log-odds of a family that are worth an evidence


def state_name(state: tuple[Label, bool]) -> str:
    """A state as the truth of the worlds names it: 'body B', 'body I', 'byline'."""
    label, begins = state
    pair = (label, not begins) in STATES
    return f"{label.value} {'B' if begins else 'I'}" if pair else label.value


# The weights of a feature for all states as one whole number, so many bits for each: sums of such
# numbers are the sums of all states at once. A sum of a row's features stays far below 2 ** 31.
_BITS = 32
_SIGNS = sum(1 << (_BITS * k + _BITS - 1) for k in range(len(STATES)))
_APART = Struct(f"<{len(STATES)}i")


def _each(packed: int) -> tuple[int, ...]:
    """The weights by state that are packed in one number."""
    return _APART.unpack(((packed + _SIGNS) ^ _SIGNS).to_bytes(_APART.size, "little"))


class Model:
    """Weights of features by state, and of moves between states, in whole numbers.

    `features` has them as they are written, 'state:weight state:weight …'. A row's features are
    numbers among them; those that no document showed have none.
    """

    def __init__(
        self,
        per: int,
        moves: list[list[float]],
        first: list[float],
        last: list[float],
        features: Mapping[str, str],
    ) -> None:
        self.per, self.moves, self.first, self.last = per, moves, first, last
        self._numbers = {name: k for k, name in enumerate(features)}
        self._names = list(features)
        self._written = list(features.values())
        self._packed = [0] * len(features)  # each packed when it is first asked for

    def known(self, features: Sequence[str]) -> array[int]:
        """The numbers of those features that the model knows."""
        numbers = map(self._numbers.get, features)
        return array("I", [k for k in numbers if k is not None])

    def scores(self, known: Sequence[int]) -> list[float]:
        """The value of each state for a row that has these features."""
        packed = self._packed
        return [*_each(sum([packed[k] or self._pack(k) for k in known]))]

    def _pack(self, number: int) -> int:
        pairs = (pair.split(":") for pair in self._written[number].split())
        self._packed[number] = sum(int(w) << (_BITS * int(k)) for k, w in pairs)
        return self._packed[number]

    def why(self, known: Sequence[int], states: Sequence[int]) -> tuple[Evidence, ...]:
        """What each family of features says for or against some states, the weightiest first."""
        out: list[Evidence] = []
        told = [(self._names[n], _each(self._packed[n] or self._pack(n))) for n in known]
        for k in states:
            sums: dict[str, int] = {}
            most: dict[str, tuple[int, str]] = {}
            for feature, weights in told:
                weight = weights[k]
                if weight:
                    family = feature.partition(" ")[0]
                    sums[family] = sums.get(family, 0) + weight
                    if abs(weight) > most.get(family, (0, ""))[0]:
                        most[family] = abs(weight), feature
            for family, total in sums.items():
                if family in FAMILIES and abs(total) >= _LEAST * self.per:
                    reason = f"{FAMILIES[family][0]} ({most[family][1]})"
                    out.append(Evidence(family, STATES[k][0], total / self.per, reason))
        return tuple(sorted(out, key=lambda e: (-abs(e.weight), e.cue, e.reading)))


@cache
def in_force(path: Path = LEARNT) -> Model:
    """The model in force; it is read once a process."""
    data = json.loads(path.read_text("utf-8"))
    return Model(data["per"], data["moves"], data["first"], data["last"], data["features"])
