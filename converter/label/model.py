"""The learnt model: what each feature speaks for, and which parts of a page follow each other.

`model.json` is written by `make train`. Its weights are whole numbers, `per` to a log-odds, so that a
sum of them is the same in any order and on any machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

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


@dataclass(frozen=True, slots=True)
class Votes:
    """What a feature speaks for and against: weights by the number of a state."""

    family: str
    pairs: tuple[tuple[int, int], ...]
    by_state: Mapping[int, int]


def state_name(state: tuple[Label, bool]) -> str:
    """A state as the truth of the worlds names it: 'body B', 'body I', 'byline'."""
    label, begins = state
    pair = (label, not begins) in STATES
    return f"{label.value} {'B' if begins else 'I'}" if pair else label.value


@dataclass(slots=True)
class Model:
    """Weights of features by state, and of moves between states, in whole numbers."""

    per: int
    moves: list[list[float]]
    first: list[float]
    last: list[float]
    packed: dict[str, str]  # 'state:weight state:weight …', unpacked when it is first asked for
    votes: dict[str, Votes] = field(default_factory=dict)

    def of(self, feature: str) -> Votes:
        """The votes of a feature; none for one that no document showed."""
        found = self.votes.get(feature)
        if found is None:
            pairs = (pair.split(":") for pair in self.packed.get(feature, "").split())
            votes = tuple((int(k), int(w)) for k, w in pairs)
            family = feature.partition(" ")[0]
            found = self.votes[feature] = Votes(family, votes, dict(votes)) if votes else _SILENT
        return found

    def scores(self, features: Sequence[str]) -> list[float]:
        """The value of each state for a row that has these features."""
        out = [0.0] * len(STATES)
        for feature in features:
            for k, weight in self.of(feature).pairs:
                out[k] += weight
        return out

    def why(self, features: Sequence[str], states: Sequence[int]) -> tuple[Evidence, ...]:
        """What each family of features says for or against some states, the weightiest first."""
        out: list[Evidence] = []
        told = [(votes, f) for f in features if (votes := self.of(f)) is not _SILENT]
        for k in states:
            sums: dict[str, int] = {}
            most: dict[str, tuple[int, str]] = {}
            for votes, feature in told:
                weight = votes.by_state.get(k)
                if weight is None:
                    continue
                sums[votes.family] = sums.get(votes.family, 0) + weight
                if abs(weight) > most.get(votes.family, (0, ""))[0]:
                    most[votes.family] = abs(weight), feature
            for family, total in sums.items():
                if family in FAMILIES and abs(total) >= _LEAST * self.per:
                    reason = f"{FAMILIES[family][0]} ({most[family][1]})"
                    out.append(Evidence(family, STATES[k][0], total / self.per, reason))
        return tuple(sorted(out, key=lambda e: (-abs(e.weight), e.cue, e.reading)))


_SILENT = Votes("", (), {})


@cache
def in_force(path: Path = LEARNT) -> Model:
    """The model in force; it is read once a process."""
    data = json.loads(path.read_text("utf-8"))
    return Model(data["per"], data["moves"], data["first"], data["last"], data["features"])
