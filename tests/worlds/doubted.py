"""Which decisions on a publication are wrong by its truth, and how many of these the doubts hold.

What each line is, tells `truth.align`; seams, articles and fields are told by the texts of the gold
(`tests/accuracy/calibration.py`), contents lists and tables by how much of the gold's they are, the
order by the places of the gold's paragraphs in the source. What the gold does not tell is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from converter.assemble.units import ANOTHER
from converter.doubts import risks
from converter.model import FURNITURE, Block, Decision, Issue, Label
from converter.pipeline import Result
from tests.accuracy.calibration import SHARE, Truth, judge, load
from tests.worlds.truth import ASIDE, align, fold

BINS = 40  # of the chance to be wrong, for what is kept of a document
_ALIKE = 0.8  # of a table's cells, or a list's entries, where it was read aright
_IN_ORDER = 0.9  # of the paragraphs that stand behind the one before in the source
_SAME = {Label.ENTRY: "body", Label.FIELD: "masthead", Label.REPEAT: "masthead"}
_NAMED = frozenset({"column", "contents", "runhead"})
_UNPRINTED = frozenset(FURNITURE - {Label.FIELD, Label.REPEAT, Label.JUMP})

Histogram = list[list[int]]
"""Decisions, and wrong ones among them, by fortieths of the chance to be wrong."""


@dataclass(frozen=True)
class Judged:
    """A decision, whether it is right (None: the truth does not tell), its chance to be wrong."""

    decision: Decision
    right: bool | None
    risk: float


def judged(path: Path, source: Path, result: Result) -> list[Judged]:
    """The decisions of a document, judged by its gold."""
    gold = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    truth = load(path, source)
    verdicts = dict(_verdicts(gold, truth, result))
    chances = risks(result.decisions, result.source)
    found = enumerate(zip(result.decisions, chances, strict=True))
    return [Judged(decision, verdicts.get(k), risk) for k, (decision, risk) in found]


def _verdicts(gold: dict[str, Any], truth: Truth, result: Result) -> Iterator[tuple[int, bool]]:
    """Whether decisions are right, by their number among the result's."""
    text, issue = result.source.text, result.issue
    labels = _labels(gold, result)
    columns = frozenset(truth.texts["column"])
    firsts = {}
    for article in issue.articles:
        first = next((b.text.flat for b in article.blocks if b.kind == "p"), "")
        words = fold(article.title), fold(first)
        firsts.update({decision.span.start: words for decision in article.decisions})
    for k, decision in enumerate(result.decisions):
        match decision.subject:
            case "label":
                words = fold(text[decision.span.start : decision.span.end])
                right = _label(decision, words, labels[decision.span.start], columns)
            case "kept":
                right = "runhead" not in labels.get(decision.span.start, {"runhead"})
            case "list":
                right = _alike(_entries(gold), _listed(issue))
            case "table":
                right = _table(decision, gold, issue)
            case "order":
                right = _order(decision, gold, result)
            case "columns":
                right = _in_order(gold, fold(_printed(decision, result)))
            case _:
                right = judge(decision, text, truth, firsts)
        if right is not None:
            yield k, right


def _labels(gold: dict[str, Any], result: Result) -> dict[int, frozenset[str]]:
    """What each row may be, by its beginning."""
    spans = [d.span for d in result.decisions if d.subject == "label"]
    lines = [result.source.text[s.start : s.end] for s in spans]
    told = align(lines, gold)
    return {span.start: may for span, (may, _) in zip(spans, told, strict=True)}


def _label(
    decision: Decision, words: str, may: frozenset[str], columns: frozenset[str]
) -> bool | None:
    """Whether a row is what it may be; None for numbers, and for what stands in several places."""
    kinds = {name.partition(" ")[0] for name in may}
    letters = sum(map(str.isalpha, words))
    if not letters or (letters == 1 and "runhead" in kinds):
        return None
    chosen = Label(decision.chosen)
    if words in columns and chosen in _NAMED and kinds & _NAMED:
        return None  # a list, a running head and an article's column have one name
    if chosen in _UNPRINTED:
        return bool(kinds & (ASIDE | {"contents"}))
    if chosen is Label.UNKNOWN:
        return "runhead" in kinds  # no part of the gold: an advert, a teaser
    return _SAME.get(chosen, chosen.value) in kinds


def _alike(want: Iterable[object], got: Iterable[object]) -> bool:
    """Whether two collections have nearly everything in common."""
    one, other = Counter(want), Counter(got)
    return 2 * (one & other).total() >= _ALIKE * (one.total() + other.total())


def _entries(gold: dict[str, Any]) -> list[tuple[str, str]]:
    entries = gold.get("contents") or []
    return [(fold(str(e.get("title") or "")), fold(str(e.get("page") or ""))) for e in entries]


def _listed(issue: Issue) -> list[tuple[str, str]]:
    entries = [e for column in issue.contents for e in column.entries]
    return [(fold(e.title.flat), fold(e.page.flat)) for e in entries]


def _table(decision: Decision, gold: dict[str, Any], issue: Issue) -> bool | None:
    """Whether the table that a decision made is one of the gold's."""
    blocks = [b for a in issue.articles for b in a.blocks if decision in b.decisions]
    if not blocks or not blocks[0].rows:
        return None
    tables = (b["rows"] for a in gold["articles"] for b in a["blocks"] if b["kind"] == "table")
    got = _cells(blocks[0])
    return any(
        _alike((fold(str(c)) for row in rows for c in row if str(c).strip()), got)
        for rows in tables
    )


def _cells(block: Block) -> list[str]:
    words = (fold(cell.text.flat) for row in block.rows for cell in row)
    return [word for word in words if word]


def _order(decision: Decision, gold: dict[str, Any], result: Result) -> bool | None:
    """Whether another order was taken where one is needed, and only there."""
    good = _in_order(gold, fold(_printed(decision, result)))
    return None if good is None else good is (decision.chosen != ANOTHER)


def _printed(decision: Decision, result: Result) -> str:
    """The rows that a decision is about, in the order in which they are read."""
    spans = [d.span for d in result.decisions if d.subject == "label"]
    within = (s for s in spans if decision.span.start <= s.start < decision.span.end)
    return "".join(result.source.text[s.start : s.end] for s in within)


def _in_order(gold: dict[str, Any], text: str) -> bool | None:
    """Whether the gold's paragraphs stand in a text as they are read, article by article."""
    good = count = 0
    begins = []
    for number, article in enumerate(gold["articles"]):
        places = [
            text.find(words[:_EDGE])
            for b in article["blocks"]
            if b["kind"] == "p" and len(words := fold(b["text"])) >= _EDGE
        ]
        begins += [(at, number) for at in places if at >= 0]
    begins = [pair for pair in begins if begins.count(pair) == 1]
    ranks = {pair: k for k, pair in enumerate(sorted(begins))}
    for a, b in pairwise(begins):
        if a[1] == b[1]:
            count += 1
            good += ranks[b] == ranks[a] + 1
    return good >= _IN_ORDER * count if count else None


_EDGE = 12  # letters by which a paragraph's beginning is found


# --- how many of the wrong ones are held ------------------------------------------------------


def histogram(found: Sequence[Judged]) -> Histogram:
    """Decisions that the truth tells of, and wrong ones, by their chance to be wrong.

    The last bins that hold none are left out.
    """
    out = [[0, 0] for _ in range(BINS)]
    for one in found:
        if one.right is None:
            continue
        own = out[min(BINS - 1, int(one.risk * BINS))]
        own[0] += 1
        own[1] += not one.right
    while out and not out[-1][0]:
        out.pop()
    return out


def held(found: Iterable[Histogram]) -> tuple[int, int, float]:
    """Decisions, wrong ones, and how many of these are among the most doubtful share of all.

    Of decisions in one bin at the limit the expected number counts.
    """
    total = [[0, 0] for _ in range(BINS)]
    for one in found:
        for own, (count, wrong) in zip(total, one, strict=False):
            own[0] += count
            own[1] += wrong
    decided, mistaken = (sum(own[k] for own in total) for k in (0, 1))
    left, caught = SHARE * decided, 0.0
    for count, wrong in reversed(total):
        if count:
            caught += wrong * min(1.0, left / count)
            left = max(0.0, left - count)
    return decided, mistaken, caught
