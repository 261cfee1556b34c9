"""Documents of the corpus and the annotated texts as examples to learn from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from converter.label import STATES, label, look
from converter.label.decode import decode
from converter.label.weights import PRIOR, TRANSITION
from converter.labelling import Row
from converter.model import Label
from converter.pipeline import base_profile, common_lexicon
from converter.profile.model import Profile
from converter.read import read
from tests.training.fit import Array, Example
from tests.training.truth import ASIDE, load

_NEVER = -60.0
OFTEN = 3.0  # how often an annotated text counts: there are few


@dataclass
class Sight:
    """What is seen of one document: names of the rows' traits, the hand's scores, the truth."""

    name: str
    traits: list[list[str]]
    given: Array
    allowed: Array
    rare: float = 1.0


def sight(source: Path, annotation: Path, profile: Profile | None = None) -> Sight:
    """One document, seen as labelling sees it, with what its truth allows."""
    truth = load(annotation, source)
    return _sight(source.name, source.read_bytes(), profile or base_profile(), truth.labels)


def _sight(
    name: str, data: bytes, profile: Profile, labels: Callable[[Row], frozenset[Label]]
) -> Sight:
    lexicon = common_lexicon()
    seen = look(read(data, name), profile, lambda w: lexicon.frequency(w) > 0)
    number = {label: k for k, label in enumerate(STATES)}
    given = np.zeros((len(seen.content), len(STATES)))
    given += [PRIOR.get(label, 0.0) for label in STATES]
    allowed = np.full(given.shape, _NEVER)
    by_hand = decode(seen.evidence, STATES, PRIOR, TRANSITION)
    for i, (row, items) in enumerate(zip(seen.content, seen.evidence, strict=True)):
        for e in items:
            given[i, number[Label(e.reading)]] += e.weight
        may = labels(row)
        if by_hand[i][0] in may and may & ASIDE:
            # A title printed on every page is a masthead's field or a running head: what the truth
            # leaves open is not to drift from what the hand says.
            may = frozenset({by_hand[i][0]})
        if not may:
            allowed[i] = 0.0
        for one in may:
            allowed[i, number[one]] = 0.0
    traits = [seen.traits.of(i) for i in range(len(seen.content))]
    return Sight(Path(name).stem, traits, given, allowed)


def vocabulary(sights: Iterable[Sight], least: int = 4) -> dict[str, int]:
    """Numbers of the traits that stand in so many documents."""
    found: Counter[str] = Counter()
    for one in sights:
        found.update({name for row in one.traits for name in row})
    return {name: k for k, name in enumerate(sorted(n for n, c in found.items() if c >= least))}


def examples(sights: Sequence[Sight], numbers: dict[str, int]) -> list[Example]:
    """The sights with their traits as numbers."""
    return [
        Example(
            one.name,
            [[numbers[n] for n in row if n in numbers] for row in one.traits],
            one.given,
            one.allowed,
            one.rare,
        )
        for one in sights
    ]


def annotated() -> list[Sight]:
    """The annotated texts, read with the profiles that fit them; each counts for several."""
    from converter.build.config import Config
    from converter.repair import RULE_NAMES

    config = Config(None, RULE_NAMES)
    here = Path(__file__).resolve().parent.parent
    out = []
    for annotation in sorted((here / "accuracy").glob("*/*.yaml")):
        source = here.parent / "seeds" / f"{annotation.stem}.txt"
        profile = config.detect(source.read_text("utf-8")).profile
        one = sight(source, annotation, profile)
        one.rare = OFTEN
        out.append(one)
    return out


def _held(decided: dict[int, frozenset[Label]], row: Row) -> frozenset[Label]:
    return decided.get(row.start, frozenset())


def cases() -> list[Sight]:
    """The cases of recognition: what the program decides of them now, which their tests hold it to.

    They are small, and rare things stand in them; a case that is known to be wrong teaches nothing.
    """
    from converter.build.config import Config
    from tests.casefiles import REPAIRS, read_cases

    config = Config()
    lexicon = common_lexicon()
    out = []
    for case in read_cases():
        if case.folder == REPAIRS or any(part.reason for part in case.sections):
            continue
        profile = config.profile(case.options.get("profile", "base"))
        name = case.options.get("name", "case.txt")
        now = label(read(case.raw, name), profile, lambda w: lexicon.frequency(w) > 0)
        decided = {item.row.start: frozenset({item.label}) for item in now.rows}
        one = _sight(name, case.raw, profile, partial(_held, decided))
        one.rare = OFTEN
        out.append(one)
    return out
