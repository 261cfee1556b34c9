"""Which of the profiles known describes the publication that a text comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from converter.chinese.variants import comparable
from converter.profile.model import Profile

# A title page and an imprint lie within this of one end; a long document is not read twice for it.
_REACH = 200_000


@dataclass(frozen=True, slots=True)
class Detected:
    """The outcome: the profile, its score, and the names of those that scored as much."""

    profile: Profile | None
    score: int = 0
    tied: tuple[str, ...] = ()


def score(profile: Profile, bare: str, lines: frozenset[str]) -> int:
    """Points of a profile; 0 where it is ruled out or reaches less than it demands.

    `bare` is the text without white space, comparable; `lines` its lines likewise.
    """
    how = profile.detect
    if any(_words(line) in lines for line in how.without):
        return 0
    points = sum(_words(phrase) in bare for phrase in how.phrases)
    points += sum(_words(line) in lines for line in how.lines)
    points += sum(any(line.startswith(mark) for line in lines) for mark in how.starts)
    return points if points >= max(how.at_least, 1) else 0


def detect(text: str, profiles: Iterable[Profile]) -> Detected:
    """The profile that speaks most surely for `text`.

    None where no profile reaches what it demands, and where several reach the same.
    """
    if len(text) > 2 * _REACH:
        text = text[:_REACH] + "\n" + text[-_REACH:]
    text = comparable(text)
    bare = _bare(text)
    lines = frozenset(_bare(line) for line in text.splitlines())
    ranked = sorted(((score(p, bare, lines), p.name, p) for p in profiles), key=lambda r: r[:2])
    if not ranked or ranked[-1][0] == 0:
        return Detected(None)
    best = [entry for entry in ranked if entry[0] == ranked[-1][0]]
    if len(best) > 1:
        return Detected(None, best[0][0], tuple(entry[1] for entry in best))
    return Detected(best[0][2], best[0][0], (best[0][1],))


def _bare(text: str) -> str:
    return "".join(text.split())


def _words(text: str) -> str:
    return _bare(comparable(text))


__all__ = ["Detected", "detect", "score"]
