"""What is seen of the documents to learn from, and what their truth allows each line to be."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml

from converter.label import look
from converter.label.model import STATES, state_name
from converter.labelling import Row
from converter.pipeline import base_profile, common_lexicon
from converter.profile.model import Profile
from converter.read import read
from converter.read.origin import place_below
from tests.training.fit import Array, Example
from tests.training.hand import HAND
from tests.training.judged import Judged, profiles
from tests.training.small import Small
from tests.training.small import allowed as small_labels
from tests.worlds.decided import labels
from tests.worlds.drawn import Drawn, Pool, draw, pool
from tests.worlds.shelf import World
from tests.worlds.truth import align

NAMES = tuple(map(state_name, STATES))
DRAWN = 0.5  # what a drawn document counts: there are many, and nobody wrote them
_NUMBER = {name: k for k, name in enumerate(NAMES)}
_NEVER = -60.0
_LINE = re.compile(r"[^\n\f]+")

Allowed = frozenset[str]


@dataclass
class Sight:
    """A document: names of features, the numbers of each line's among them, what lines may be."""

    name: str
    names: list[str]
    features: Array
    counts: Array
    allowed: list[Allowed]
    weight: float


def sight(
    name: str,
    data: bytes,
    truth: Callable[[Sequence[Row], str], list[Allowed]],
    profile: Profile | None = None,
    weight: float = 1.0,
) -> Sight:
    """A document as labelling sees it; `truth` tells rows of a text apart."""
    source = read(data, name)
    seen = look(source, profile or base_profile(), common_lexicon().has)
    numbers: dict[str, int] = {}
    lines = [
        [numbers.setdefault(feature, len(numbers)) for feature in seen.features.of(i)]
        for i in range(len(seen.content))
    ]
    around = seen.features.around
    allowed = [
        _printed_apart(may, field=bool(fields.found)) if row.start in around.sole else may
        for row, fields, may in zip(
            seen.content, around.fields, truth(seen.content, source.text), strict=True
        )
    ]
    return Sight(
        name,
        list(numbers),
        np.array([k for line in lines for k in line], dtype=np.int32),
        np.array([len(line) for line in lines], dtype=np.int64),
        allowed,
        weight,
    )


def _printed_apart(may: Allowed, *, field: bool) -> Allowed:
    """What a line may be that repeats nothing; where no article has it, an advert or a teaser."""
    if not may:  # the truth is silent
        return may
    apart = frozenset({"masthead" if field else "unknown"})
    return may - {"runhead", "pageno", "site"} or apart


def of_world(world: World) -> Sight:
    """A publication with a gold, read without a profile."""
    gold = yaml.load(world.gold.read_text("utf-8"), Loader=yaml.CSafeLoader)

    def truth(rows: Sequence[Row], text: str) -> list[Allowed]:
        # As printed: rows of a traditional text are read in simplified characters.
        lines = [text[row.start : row.end] for row in rows]
        return [allowed for allowed, _ in align(lines, gold)]

    return sight(world.name, world.source.read_bytes(), truth)


def of_judged(one: Judged) -> Sight:
    """A seed or a case, by what a person accepted of it."""

    words = read(one.data, one.name)

    def truth(rows: Sequence[Row], _: str) -> list[Allowed]:
        # Claims tell places of the text; rows of a marked-up one stand among its words.
        claims = [
            (place_below(words, a), place_below(words, b), kind, place_below(words, unit))
            for a, b, kind, unit in one.claims
        ]
        return labels(claims, rows)

    return sight(one.name, one.data, truth, profiles().profile(one.profile), one.weight)


def of_small(one: Small) -> Sight:
    """A small text, by what an editor would want of it."""

    def truth(rows: Sequence[Row], text: str) -> list[Allowed]:
        return small_labels(one, [text[row.start : row.end] for row in rows])

    return sight(one.path.stem, one.data, truth)


@cache
def _pool(paths: tuple[Path, ...]) -> Pool:
    return pool(paths)


def of_drawn(seed: int, sources: tuple[Path, ...]) -> Sight:
    """The drawn document of a seed, from the articles of these golds."""
    drawn = draw(_pool(sources), seed)

    def truth(rows: Sequence[Row], text: str) -> list[Allowed]:
        return _printed(drawn, rows, text)

    return sight(f"drawn-{seed}.txt", drawn.text.encode(), truth, weight=DRAWN)


def _printed(drawn: Drawn, rows: Sequence[Row], text: str) -> list[Allowed]:
    """The drawn label of each row's line; a row that was split from its line goes on with it."""
    starts = [m.start() for m in _LINE.finditer(text) if m[0].strip()]
    if len(starts) != len(drawn.labels):  # taken for Markdown, which knows no hard line
        return [frozenset()] * len(rows)
    out = []
    for row in rows:
        k = bisect_right(starts, row.start) - 1
        label = drawn.labels[k][0]
        if text[starts[k] : row.start].strip() and label.endswith(" B"):
            label = f"{label[:-1]}I"
        out.append(frozenset({label}))
    return out


@dataclass(frozen=True)
class Seed:
    """A drawn document that is yet to be drawn, and the golds whose articles it is drawn from."""

    number: int
    sources: tuple[Path, ...]


Task = World | Judged | Small | Seed


def _see(task: Task) -> Sight:
    match task:
        case World():
            return of_world(task)
        case Judged():
            return of_judged(task)
        case Small():
            return of_small(task)
        case Seed():
            return of_drawn(task.number, task.sources)


def see(tasks: Sequence[Task], jobs: int) -> list[Sight]:
    """The sights of all tasks in their order, by so many processes."""
    with ProcessPoolExecutor(jobs) as workers:
        return list(workers.map(_see, tasks, chunksize=4))


def vocabulary(sights: Iterable[Sight], least: int = 3) -> dict[str, int]:
    """Numbers of the features that stand on so many lines."""
    found: Counter[str] = Counter()
    for one in sights:
        often = np.bincount(one.features, minlength=len(one.names))
        found.update(dict(zip(one.names, often.tolist(), strict=True)))
    return {name: k for k, name in enumerate(sorted(n for n, c in found.items() if c >= least))}


def example(one: Sight, numbers: dict[str, int]) -> Example:
    """A sight with its features by their numbers in the vocabulary, and the hand's weights."""
    number = np.array([numbers.get(name, -1) for name in one.names], dtype=np.int64)
    lines = np.repeat(np.arange(len(one.counts)), one.counts)
    given = np.zeros((len(one.counts), len(NAMES)), dtype=np.float32)
    for k, name in enumerate(one.names):
        for state, weight in HAND.get(name, {}).items():
            np.add.at(given[:, _NUMBER[state]], lines[one.features == k], weight)
    allowed = np.full(given.shape, _NEVER, dtype=np.float32)
    for i, may in enumerate(one.allowed):
        states = [_NUMBER[name] for name in may if name in _NUMBER]
        allowed[i, states or slice(None)] = 0.0
    features = number[one.features]
    known = features >= 0
    counts = np.bincount(lines[known], minlength=len(one.counts))
    return Example(one.name, features[known], counts, given, allowed, one.weight)
