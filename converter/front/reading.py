"""One list read as a whole: which words are columns, titles, authors, pages, under each make.

A make is an order of the parts of an entry. Under each the list is a chain of parts, whose best
path is sought several times: what stands between the parts (a new line, leaders, a stroke …) and
which part follows which is learnt from one path and weighs in the next, so that entries which the
text knows teach how to read the others. The make with the best path wins as a whole.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from converter.chinese.chars import ends_sentence, has_han
from converter.chinese.names import is_person
from converter.front.known import Known
from converter.front.words import HEADING, Word

MAKES = {
    "TAP": "title author page",
    "PTA": "page title author",
    "ATP": "author title page",
    "PAT": "page author title",
    "TA P": "all titles, then all pages",
}
"""Orders of title, author and page, and what they are called; columns and counts stand before."""

_LONGEST = {"T": 8, "A": 6, "C": 12, "D": 5, "P": 1, "N": 1, "X": 1}
"""Words of a part at most."""
_ROUNDS = 3
_FEW = 2  # columns that do not tell yet how columns stand
_KAPPA = 4.0  # entries that what is usual counts for against what the list itself shows
_RARE = 1e-4
_STRANGE = 2e-4  # how usual a gap is that is not among the usual ones
_MOST = 40  # letters of a title that count
_SHORT, _NAME, _HEAD, _LONG = 6, 4, 8, 16  # letters: of a title, a name, a column's name, an author

# What speaks for a part, and how much: the weights' names tell the part first.
WEIGHTS = {
    "T": -0.5, "T short": -2.0, "T letter": -2.5, "T known": 2.0, "T known letter": 0.4,
    "T faint": 2.0, "T begun": 1.0, "T nearly": 3.0, "T signs": -3.0, "T number": -3.0,
    "T latin": -2.5, "T sentence": -5.0, "T column": -3.0, "T name": -4.0, "T spaced": -6.0,
    "A": -1.5, "A long": -1.0, "A letter": -0.3, "A signs": 5.0, "A signs at all": -1.5,
    "A column": -3.0,
    "C": -1.5, "C long": -3.5, "C alone": 1.0, "C known": 5.5, "C above": 3.0, "C dressed": 2.5,
    "C spaced": 2.0, "C word": -2.0, "C person": -2.0, "C title": -5.0,
    "D": -1.0, "D signs": -3.0, "P": 1.0, "P beyond": -5.0, "N": 1.0,
    "X": -3.0, "X latin": 1.5, "X head": 3.0,
}  # fmt: skip


def _shares(counts: str) -> dict[str, float]:
    pairs = (entry.split() for entry in counts.split(","))
    numbers = {kind: float(n) for kind, n in pairs}
    return {kind: n / sum(numbers.values()) for kind, n in numbers.items()}


# How usual gaps are before a part, and inside one ('in'), by the first letters of their kinds.
_USUAL = {
    seam: _shares(counts)
    for seam, counts in {
        "entry": "line 8, turn 6, mark 4, led 2, wide .7, blan .5, inne .2, none .1, lead .1",
        "T": "line 3, turn 3, blan 3, wide 3, inne 3, colo 2, stro 2, mark 2, none .7, led 1",
        "A": "lead 4, blan 3, wide 3, stro 3, led 1.5, line .5, turn .5, inne .5, none .4, colo .3",
        "P": "lead 5, line 3, turn 3, blan 3, none 3, wide 2, led 1.5, stro 1, inne 1, colo .3",
        "C": "line 8, turn 6, mark 4, led 2, wide 1, blan 1, inne .6, none .1, colo .3",
        "D": "blan 2, wide 2, colo .5, stro .5",
        "X": "line 3, turn 3, blan 3, wide 1, colo 1, stro 1, inne 1, none 1, mark 1, led 2",
        "in T": "blan 5, turn 3, colo 3, none 3, line .7, wide .7, stro .1, inne .1",
        "in A": "blan 5, wide 3, colo 2, turn 1, stro 1, none 1, line .4, inne .1",
        "in C": "blan 5, wide 2, none .5, line .1, turn .1",
        "in D": "blan 5, wide 2",
    }.items()
}

# How usual it is that one part follows another, where the order of an entry's parts does not tell.
_FOLLOW = {
    "^C": 4.0, "^X": 1.0, "^N": 1.0, "CD": 2.0, "CC": 0.3, "CX": 0.2, "CN": 0.5, "NC": 2.0,
    "XC": 3.0, "XX": 2.0, "XN": 0.5, "X$": 1.0, "DX": 0.3, "PC": 1.0, "PP": 0.1,
}  # fmt: skip
_FRESH = {"C": 3.0, "N": 0.5, "X": 0.2, "$": 0.5}
_LACKS = {"T": _RARE, "A": 0.6, "P": 0.12}
"""How usual it is that an entry lacks a part."""
_APART = 0.9  # the same of a page where a tool printed pages apart
_ALL, _ENTRY = 10.0, 0.6


@dataclass(frozen=True, slots=True)
class Part:
    """Words `first` to `last` (not in it) of one role.

    T title, A author, P page, C column, D what a column says of itself, N a count, X none.
    """

    role: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A list under one make: its parts in order and the value of the path."""

    make: str
    parts: tuple[Part, ...]
    value: float


Fit = tuple[str, int, float]
"""A part that may end at a place: role, first word, value."""


def readings(words: Sequence[Word], text: str, known: Known, pages: int) -> list[Reading]:
    """A list under every make; `pages`: the last page that it can name."""
    fits = _all_fits(words, text, known, pages)
    return [_read(words, fits, make) for make in MAKES]


def _read(words: Sequence[Word], fits: Sequence[Sequence[Fit]], make: str) -> Reading:
    usual = _moves(make)
    gaps: dict[str, dict[str, float]] = {}
    moves: dict[str, float] = {}
    parts: list[Part] = []
    value = 0.0
    for _ in range(_ROUNDS):
        parts, value = _path(words, fits, _logs(usual, moves), _Gaps(gaps, make))
        gaps, moves = _learnt(words, parts)
        columns = [_inline(words, p.first, p.last) for p in parts if p.role == "C"]
        if 2 * sum(columns) < len(columns) > _FEW:  # they stand on lines of their own
            fits = [
                [fit for fit in own if fit[0] != "C" or not _inline(words, fit[1], last)]
                for last, own in enumerate(fits, 1)
            ]
    return Reading(make, tuple(parts), value)


def _inline(words: Sequence[Word], first: int, last: int) -> bool:
    """Whether words have others on both sides in their line."""
    return not words[first].fresh and last < len(words) and not words[last].fresh


# --- what is usual, and what is learnt --------------------------------------------------------


def _moves(make: str) -> dict[str, float]:
    """How usual it is that one part follows another under a make."""
    out: dict[str, float] = defaultdict(float)

    order = make.replace(" ", "")
    apart = order != make
    lacks = {**_LACKS, "P": _APART} if apart else _LACKS

    def begin(prior: str, at: int, share: float) -> float:
        """The parts that may come next, from place `at` of an entry on; the share of none."""
        for role in order[at:]:
            out[prior + role] += _ALL * share * (1 - lacks[role])
            share *= lacks[role]
        return share

    for k, role in enumerate(order):
        over = begin(role, k + 1, 1.0)
        for other, part in _FRESH.items():
            out[role + other] += part * over
        begin(role, 0, _ENTRY * over)
    for prior in "^CDNX":
        begin(prior, 0, 1.0)
    for pair, part in _FOLLOW.items():
        out[pair] += part
    out["PP"] += _ALL * apart
    return dict(out)


def _logs(usual: Mapping[str, float], moves: Mapping[str, float]) -> dict[str, float]:
    """Logs of the shares of moves, those of the list itself and usual ones."""
    totals: dict[str, float] = defaultdict(float)
    own: dict[str, float] = defaultdict(float)
    for pair, n in usual.items():
        totals[pair[0]] += n
        own[pair[0]] += moves.get(pair, 0.0)
    return {
        pair: math.log(
            (moves.get(pair, 0.0) + _KAPPA * n / totals[pair[0]]) / (own[pair[0]] + _KAPPA)
        )
        for pair, n in usual.items()
    }


class _Gaps:
    """Logs of the shares of gaps between two roles ('TA') or inside one ('in T')."""

    def __init__(self, seen: Mapping[str, Mapping[str, float]], make: str) -> None:
        self.seen, self.make = seen, make
        self.known: dict[tuple[str, str], float] = {}

    def __call__(self, seam: str, gap: str) -> float:
        """How well a gap fits a seam."""
        got = self.known.get((seam, gap))
        if got is None:
            usual = _USUAL[self._usual(seam)]
            share = usual.get(gap[:4], _STRANGE)
            own = self.seen.get(seam, {})
            got = math.log((own.get(gap, 0.0) + _KAPPA * share) / (sum(own.values()) + _KAPPA))
            self.known[seam, gap] = got
        return got

    def _usual(self, seam: str) -> str:
        if seam in _USUAL:
            return seam
        before, role = seam[0], seam[1]
        if role in "XDC":
            return role
        order = self.make.find(before)
        begins = before in "^X" or role == "N" or (order >= 0 and self.make.find(role) <= order)
        return "entry" if begins else role


def _learnt(
    words: Sequence[Word], parts: Sequence[Part]
) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """The gaps and the moves of a path, counted."""
    gaps: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    moves: dict[str, float] = defaultdict(float)
    before = "^"
    for part in parts:
        gaps[before + part.role][words[part.first].gap] += 1
        moves[before + part.role] += 1
        for word in words[part.first + 1 : part.last]:
            gaps[f"in {part.role}"][word.gap] += 1
        before = part.role
    return gaps, moves


def _path(
    words: Sequence[Word], fits: Sequence[Sequence[Fit]], moves: Mapping[str, float], gaps: _Gaps
) -> tuple[list[Part], float]:
    """The best chain of parts and its value."""
    within = {
        role: [gaps(f"in {role}", word.gap) for word in words] if size > 1 else []
        for role, size in _LONGEST.items()
    }
    links: dict[tuple[str, str], dict[str, tuple[float, float]]] = {}  # by role and gap before it
    # For each place and role: the value, the part's first word, the role before.
    best: list[dict[str, tuple[float, int, str]]] = [{"^": (0.0, 0, "")}]
    for last, own in enumerate(fits, 1):
        here: dict[str, tuple[float, int, str]] = {}
        for role, first, value in own:
            gap = words[first].gap
            link = links.get((role, gap))
            if link is None:
                link = links[role, gap] = {
                    pair[0]: (move, gaps(pair, gap))
                    for pair, move in moves.items()
                    if pair[1] == role
                }
            ways = [
                (sofar + link[prior][0] + link[prior][1], prior)
                for prior, (sofar, _, _) in best[first].items()
                if prior in link
            ]
            if ways:
                whole, prior = max(ways)
                whole += value + sum(within[role][first + 1 : last])
                if role not in here or whole > here[role][0]:
                    here[role] = (whole, first, prior)
        best.append(here)
    ends = {role: way[0] + moves.get(role + "$", math.log(_RARE)) for role, way in best[-1].items()}
    role = max(ends, key=ends.__getitem__)
    value, last = ends[role], len(words)
    parts: list[Part] = []
    while last:
        _, first, prior = best[last][role]
        parts.append(Part(role, first, last))
        last, role = first, prior
    parts.reverse()
    return parts, value


# --- what fits the words ----------------------------------------------------------------------


def _all_fits(words: Sequence[Word], text: str, known: Known, pages: int) -> list[list[Fit]]:
    """For each place, the parts that may end there."""
    out: list[list[Fit]] = []
    longest = max(_LONGEST.values())
    for last in range(1, len(words) + 1):
        own: list[Fit] = []
        said = ""
        for first in range(last - 1, max(-1, last - 1 - longest), -1):
            word = words[first]
            if word.ordinal:
                own += [("N", first, WEIGHTS["N"])] if first == last - 1 else []
                break
            joint = "" if first == last - 1 or words[first + 1].gap in ("line", "turn") else " "
            said = text[word.start : word.end] + joint + said
            alone = word.fresh and (last == len(words) or words[last].fresh)
            raw = text[word.start : words[last - 1].end]
            phrase = _Phrase(words[first:last], said, raw, alone)
            own += [
                (role, first, sum(WEIGHTS[name] * amount for name, amount in why))
                for role, why in _roles(phrase, known, pages)
                if last - first <= _LONGEST[role]
            ]
            if word.gap in ("leaders", "led") or word.gap.startswith("mark"):
                break  # no part goes on behind these
        out.append(own)
    return out


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words that may be one part: said, as they stand in the source, whether alone in a line."""

    words: Sequence[Word]
    said: str
    raw: str
    alone: bool

    @property
    def key(self) -> str:
        """Their letters."""
        return "".join(word.key for word in self.words)

    @property
    def numbers(self) -> bool:
        """Whether they are numbers alone."""
        return all(word.number for word in self.words)


Why = list[tuple[str, float]]


def _roles(phrase: _Phrase, known: Known, pages: int) -> Iterator[tuple[str, Why]]:
    """The roles that words may have, with what speaks for and against each."""
    word, key = phrase.words[0], phrase.key
    if len(phrase.words) == 1:
        if word.number:
            yield "P", [("P", 1), ("P beyond", word.number > pages)]
        yield (
            "X",
            [
                ("X", 1),
                ("X head", bool(HEADING.match(key))),
                ("X latin", not word.number and not has_han(key)),
            ],
        )
    if phrase.numbers:
        return
    title, who = known.title(key), known.author(key, phrase.said)
    column = key in known.columns
    yield "T", _as_title(phrase, known, title, who, column=column)
    heads = title >= known.SURE
    if not heads and len(key) <= _MOST:
        yield (
            "A",
            [
                ("A", not who),
                ("A long", not who and len(key) > _NAME),
                ("A letter", len(key) if not who and len(key) > _NAME else 0),
                ("A signs", who),
                ("A signs at all", bool(who)),
                ("A column", column),
            ],
        )
    if "\n" in phrase.raw:
        return
    spaced = len(phrase.words) > 2 and all(len(w.key) == 1 for w in phrase.words)
    if len(key) <= _LONG and (column or spaced or len(phrase.words) <= 3):
        yield (
            "C",
            [
                ("C", 1),
                ("C long", not (column or spaced) and not 2 <= len(key) <= _HEAD),
                ("C alone", phrase.alone and len(key) <= _HEAD),
                ("C known", column),
                ("C above", not column and key in known.above),
                ("C dressed", word.dressed and len(phrase.words) == 1),
                ("C spaced", spaced),
                ("C word", 0.0 if spaced else (0.5 if column else 1.0) * (len(phrase.words) - 1)),
                ("C person", is_person(key)),
                ("C title", heads and not column and not spaced),
            ],
        )
    if not heads and len(word.key) > 1:
        yield "D", [("D", 1), ("D signs", who)]


def _as_title(phrase: _Phrase, known: Known, title: float, who: float, *, column: bool) -> Why:
    key, raw = phrase.key, phrase.raw
    size = len(key)
    if title >= known.SURE and size > 1:
        return [
            ("T known", title),
            ("T known letter", title * min(size, _MOST)),
            ("T name", who if size <= _NAME else 0.0),
            ("T spaced", sum(len(word.key) == 1 for word in phrase.words) > 2),
            ("T column", column),
        ]
    begun = known.begins(key)
    sentence = size > 2 * _SHORT and ends_sentence(raw) and raw[-1] not in "？！?!…"
    return [
        ("T", 1),
        ("T short", size < _SHORT),
        ("T letter", size < 2),
        ("T faint", title),
        ("T known letter", title * min(size, _MOST)),
        ("T begun", bool(begun)),
        ("T nearly", bool(begun) and size >= _SHORT and len(begun) - size <= 2),
        ("T signs", who if size < _LONG else 0.0),
        ("T number", bool(phrase.words[0].number or phrase.words[-1].number)),
        ("T latin", not has_han(raw)),
        ("T sentence", sentence),
        ("T column", column),
    ]
