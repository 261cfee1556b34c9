"""Doubts: decisions that may be wrong, on one scale, with the words to settle each.

Margins of different decoders are not alike: a label's is what the best whole reading of the page
loses, a break's the odds of its own seam, a join's what the page loses by the best other set of
articles. `doubts.json` brings them to one scale, the chance that the decision is wrong. It is
fitted on publications that the labels' model had not seen (`tests/worlds/unseen.py --calibrate`).
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

from converter.chinese.chars import PAUSES
from converter.diagnostics import Diagnostic, diagnose
from converter.model import PROSE, Article, Block, Decision, Issue, Source, Span, Text

FITTED = Path(__file__).with_name("doubts.json")

WIDE = 15.0
"""A wider margin tells no more."""

NEAR = 8
"""Lines on either side whose doubts are shared: errors stand together."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights for the log-odds that a decision is wrong.

    `subjects`: by the kind of decision, what it has at no margin, for each log(1 + margin), and for
    each unit of the margin up to `WIDE`; `chosen`: what is added by the reading that was chosen
    ('label title'); `shared`: a constant, the weight of the decision's own log-odds, and of those
    of the mean chance of what stands near it.
    """

    subjects: dict[str, tuple[float, float, float]]
    chosen: dict[str, float]
    shared: tuple[float, float, float]

    def own(self, decision: Decision) -> float:
        """The log-odds that a decision is wrong, by itself."""
        margin = min(max(decision.margin, 0.0), WIDE)
        at_none, by_log, by_unit = self.subjects[decision.subject]
        kind = self.chosen.get(f"{decision.subject} {decision.chosen}", 0.0)
        return at_none + kind + by_log * math.log1p(margin) + by_unit * margin


@cache
def calibration() -> Calibration:
    """The calibration in force; it is read once a process."""
    told = json.loads(FITTED.read_text("utf-8"))
    subjects = {name: tuple(weights) for name, weights in told["subjects"].items()}
    return Calibration(subjects, told["chosen"], tuple(told["shared"]))


# What no margin tells, set by hand: so often is there something to mend.
FLAT = {
    "contents": 0.5,
    "repair": 0.5,
    "untitled": 0.4,
    "open": 0.3,
    "lost": 0.3,
    "unknown": 0.5,
    "illegible": 0.5,
    "kind": 0.02,  # of a paragraph: its words stand where they stood
}

ILLEGIBLE = "illegible"
"""The rule that leaves a gap for a letter that a tool could not read, and the gap's reason."""

TOLD = 0.12
"""Decisions that are wrong with at least this chance are told as doubts."""

_QUOTED = 14  # characters that tell a place to a reader


@dataclass(frozen=True, slots=True)
class Doubt:
    """One decision that may be wrong.

    `risk` is the calibrated chance that it is, with what its neighbours add to that. `correction`
    is the YAML of an entry that would settle it the other way ('' where a person has to write what
    holds).
    """

    decision: Decision
    risk: float
    finding: Diagnostic
    correction: str = ""


def risk(decision: Decision) -> float:
    """The chance that a decision is wrong, between 0 and 1, told by itself alone."""
    flat = FLAT.get(decision.subject)
    return chance(calibration().own(decision)) if flat is None else flat


def risks(decided: Sequence[Decision], source: Source) -> list[float]:
    """The chance that each decision is wrong, told by itself and by what was decided near it."""
    own = [risk(decision) for decision in decided]
    constant, mine, theirs = calibration().shared
    return [
        value
        if decision.subject in FLAT
        else chance(constant + mine * log_odds(value) + theirs * log_odds(beside))
        for decision, value, beside in zip(decided, own, near(decided, own, source), strict=True)
    ]


def near(decided: Sequence[Decision], own: Sequence[float], source: Source) -> list[float]:
    """The mean chance to be wrong of what stands near each decision; its own if nothing does."""
    starts = [line.start for line in source.lines]
    lines = [max(1, bisect_right(starts, decision.span.start)) for decision in decided]
    sums, counts = [0.0] * (len(starts) + 2), [0] * (len(starts) + 2)
    for line, value in zip(lines, own, strict=True):
        sums[line] += value
        counts[line] += 1
    sums, counts = list(accumulate(sums)), list(accumulate(counts))
    out = []
    for line, value in zip(lines, own, strict=True):
        first, last = max(0, line - NEAR - 1), min(len(starts) + 1, line + NEAR)
        others = counts[last] - counts[first] - 1
        out.append((sums[last] - sums[first] - value) / others if others else value)
    return out


def log_odds(chance: float) -> float:
    """The log-odds of a chance, of one that is nearly sure as far as `_CERTAIN`."""
    kept = min(max(chance, _CERTAIN), 1 - _CERTAIN)
    return math.log(kept / (1 - kept))


def chance(log_odds: float) -> float:
    """The chance that log-odds tell of."""
    return 1 / (1 + math.exp(-log_odds))


_CERTAIN = 1e-4


def decisions(issue: Issue) -> Iterator[Decision]:
    """Every decision that made an issue."""
    yield from issue.decisions
    for article in issue.articles:
        yield from article.decisions
        for block in article.blocks:
            yield from block.decisions


def soundness(issue: Issue, source: Source) -> float:
    """How much of a document is likely read aright, from 0 to 1.

    It is the share of its decisions that are likely right, less the share of its text that nothing
    explains. What is told to be looked at, whatever was decided, is not counted.
    """
    decided = list(decisions(issue))
    found = zip(decided, risks(decided, source), strict=True)
    chances = [chance for decision, chance in found if decision.subject not in FLAT]
    if not chances:
        return 0.0
    unknown = sum(len(b.text) for a in issue.articles for b in a.blocks if b.kind == "unknown")
    printed = sum(map(len, issue.texts()))
    return max(0.0, 1 - sum(chances) / len(chances) - unknown / max(1, printed))


READY, POOR = 0.96, 0.91
"""Soundness from which a document is ready, and below which it is not fit to be published.

Of 44 documents left out of the fit of labels, those above the first scored 0.88 on average and 0.78
at least, those below the second 0.52 (part 0 of `tests/worlds/unseen.py`, 2026-11-30).
"""


def verdict(sound: float) -> str:
    """What a document of this soundness is: 'ready', 'read' its doubts first, or 'unfit'."""
    return "ready" if sound >= READY else "read" if sound >= POOR else "unfit"


_VERDICTS = {
    "ready": ("ready", "可以发布"),
    "read": ("read the doubts before you publish", "发布前请先核对存疑之处"),
    "unfit": ("not fit to be published: much is likely misread", "尚不能发布：误判可能较多"),
}


def judged(sound: int, lang: str) -> str:
    """The verdict on a document of this soundness (in percent) in words, English or Chinese."""
    return _VERDICTS[verdict(sound / 100)][lang == "zh"]


def find_doubts(issue: Issue, source: Source) -> list[Doubt]:
    """All doubts of an issue, the most doubtful first."""
    found = [*_structural(issue, source)]
    teller = _Teller(issue, source)
    decided = list(decisions(issue))
    for decision, whole in zip(decided, risks(decided, source), strict=True):
        if whole >= TOLD:
            found.append(teller.tell(decision, whole))
    return sorted(found, key=lambda d: (-d.risk, d.decision.span, d.finding.code))


# --- words ------------------------------------------------------------------------------------


def _quote(text: str, *, end: bool = False) -> str:
    bare = " ".join(text.split())
    return bare[-_QUOTED:] if end else bare[:_QUOTED]


def _scalar(text: str) -> str:
    """A text as a YAML scalar in double quotation marks."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def entry(line: int, text: str, holds: str) -> str:
    """An entry of a corrections file that is ready to copy: anchor, what holds, a reason to write.

    `text` are words of the line; `holds` is the key and value in YAML.
    """
    return f'- line: {line}\n  text: {_scalar(text)}\n  {holds}\n  reason: "…"\n'


def _anchor(line: int, text: str) -> str:
    return f"{{line: {line}, text: {_scalar(text)}}}"


_TWO = {
    "label": ("doubt-label", "label: {}"),
    "kept": ("doubt-kept", "label: {}"),
    "field": ("doubt-field", "field: KEY"),
    "list": ("doubt-list", ""),
    "order": ("doubt-layout", ""),
    "columns": ("doubt-columns", ""),
    "table": ("doubt-table", ""),
}
"""How the doubt between two readings is told, and the key that settles it, by the subject."""


class _Teller:
    """Words the doubts about decisions."""

    def __init__(self, issue: Issue, source: Source) -> None:
        self.issue = issue
        self.source = source
        self.begun: dict[Decision, int] = {}  # the article that a decision made, by its index
        for n, article in enumerate(issue.articles):
            for decision in article.decisions:
                if decision.subject == "article":
                    self.begun.setdefault(decision, n)

    def tell(self, decision: Decision, chance: float) -> Doubt:
        """A decision as a doubt: the finding, and the correction that would turn it over."""
        match decision.subject:
            case "break":
                return self._break(decision, chance)
            case "join":
                return self._join(decision, chance)
            case "article":
                return self._article(decision, chance)
            case "field" if not decision.second:
                finding, holds = self.note("masthead-unassigned", decision), "field: KEY"
            case "contents":
                words = self.source.text[decision.span.start : decision.span.end]
                finding = self.at("contents-unlinked", decision.span, title=_quote(words))
                return Doubt(decision, chance, finding)
            case "repair":
                finding = self.at(
                    "doubt-repair",
                    decision.span,
                    before=decision.chosen,
                    after=decision.second,
                    rule="one-for-dash",
                )
                pair = f"find: {_scalar(decision.chosen)}, by: {_scalar(decision.second)}"
                holds = f"replace: {{{pair}}}"
            case _:
                finding, holds = self._between_two(decision)
        return Doubt(decision, chance, finding, holds and self.entry(decision.span, holds))

    def _between_two(self, decision: Decision) -> tuple[Diagnostic, str]:
        """A decision of which two readings are all that is to be told, and what would settle it."""
        code, holds = _TWO[decision.subject]
        finding = self.at(
            code,
            decision.span,
            text=self._words(decision.span),
            chosen=decision.chosen,
            second=decision.second or "-",
            margin=f"{decision.margin:.1f}",
        )
        return finding, holds.format(decision.second)

    def at(self, code: str, span: Span, **args: object) -> Diagnostic:
        """A finding about a place of the source."""
        line = self.source.line_at(span.start)
        column = span.start - line.start + 1
        return diagnose(code, path=self.source.name, line=line.number, column=column, **args)

    def note(self, code: str, decision: Decision) -> Diagnostic:
        """A finding that quotes the words it is about."""
        return self.at(code, decision.span, text=self._words(decision.span))

    def _words(self, span: Span, *, end: bool = False) -> str:
        """A few words of the first line of a span, or of its last."""
        line = self.source.line_at(max(span.start, span.end - 1) if end else span.start)
        text = self.source.text[max(span.start, line.start) : min(span.end, line.end)]
        return _quote(text, end=end)

    def entry(self, span: Span, holds: str) -> str:
        """A correction of the line on which a place is."""
        return entry(self.source.line_at(span.start).number, self._words(span), holds)

    def _break(self, decision: Decision, chance: float) -> Doubt:
        broken = decision.chosen == "break"
        finding = self.at(
            "doubt-break",
            decision.span,
            text=self._words(decision.span),
            chosen="split" if broken else "joined",
            margin=f"{decision.margin:.1f}",
        )
        holds = "paragraph: continues" if broken else "paragraph: starts"
        return Doubt(decision, chance, finding, self.entry(decision.span, holds))

    def _join(self, decision: Decision, chance: float) -> Doubt:
        before = decision.other or decision.span
        joined = " + " in decision.chosen
        last = max(before.start, before.end - 1)
        other = self.source.line_at(last).number
        finding = self.at(
            "doubt-join" if joined else "doubt-order",
            decision.span,
            end=self._words(before, end=True),
            start=self._words(decision.span),
            other=other,
            second=decision.second,
            margin=f"{decision.margin:.1f}",
        )
        key = "apart" if joined else "continues"
        holds = f"{key}: {_anchor(other, self._words(before, end=True))}"
        return Doubt(decision, chance, finding, self.entry(decision.span, holds))

    def _article(self, decision: Decision, chance: float) -> Doubt:
        n = self.begun.get(decision, -1)
        title = _quote(self.issue.articles[n].title) if n >= 0 else ""
        before = self.issue.articles[n - 1] if n > 0 else None
        finding = self.at(
            "doubt-article",
            decision.span,
            text=self._words(decision.span),
            chosen=title,
            second=_quote(before.title) if before is not None else "-",
            margin=f"{decision.margin:.1f}",
        )
        target = next((t for _, t in before.heads), None) if before is not None else None
        if target is None or target.start < 0:
            return Doubt(decision, chance, finding)
        line = self.source.line_at(target.start)
        holds = f"article: {_anchor(line.number, _quote(line.text.strip()))}"
        return Doubt(decision, chance, finding, self.entry(decision.span, holds))


# --- what is missing or not known -------------------------------------------------------------


def _structural(issue: Issue, source: Source) -> Iterator[Doubt]:
    """Articles without a title, lost text, text that nothing explains, bytes that are no text."""
    teller = _Teller(issue, source)
    for text in issue.texts():
        for edit in text.edits(source.text) if "gap" in {m.kind for m in text.marks()} else ():
            if edit.rule == ILLEGIBLE:
                decision = _flat(ILLEGIBLE, edit.span.start, edit.span.end)
                finding = teller.at("text-illegible", edit.span, text=edit.before)
                yield Doubt(decision, risk(decision), finding)
    for article in issue.articles:
        first = next((t for t in _texts(article.blocks) if t.start >= 0), None)
        if not article.heads and first is not None:
            decision = _flat("untitled", first.start, first.end)
            finding = teller.note("article-untitled", decision)
            word = teller.entry(decision.span, 'title: "…"')
            yield Doubt(decision, risk(decision), finding, word)
        yield from _losses(article, teller)
        yield from _open_end(article, teller)
        for block in article.blocks:
            if block.kind in ("unknown", "other") and block.text.start >= 0:
                decision = _flat("unknown", block.text.start, block.text.end)
                finding = teller.note("text-unknown", decision)
                word = teller.entry(decision.span, "label: body")
                yield Doubt(decision, risk(decision), finding, word)


def _open_end(article: Article, teller: _Teller) -> Iterator[Doubt]:
    """An article whose last paragraph breaks off: what follows may be lost, or stand elsewhere."""
    last = next((b for b in reversed(article.blocks) if b.kind not in ("pb", "credit")), None)
    if last is None or last.kind not in PROSE or len(last.text) < _OPEN:
        return
    words = last.text.flat.rstrip()
    if words[-1].isalnum() or words[-1] in PAUSES:
        decision = _flat("open", max(last.text.end - 1, 0), last.text.end)
        finding = teller.at("text-open", decision.span, end=_quote(words, end=True))
        yield Doubt(decision, risk(decision), finding)


_OPEN = 30  # letters of a paragraph that has a stop at its end


def _flat(subject: str, start: int, end: int) -> Decision:
    return Decision(subject, Span(start, max(end, start)), subject, "", 0.0)


def _texts(blocks: Sequence[Block]) -> Iterator[Text]:
    for block in blocks:
        yield block.text
        yield from block.lines
        for row in block.rows:
            for cell in row:
                yield cell.text


def _losses(article: Article, teller: _Teller) -> Iterator[Doubt]:
    before: Text | None = None
    for block in article.blocks:
        if block.kind == "gap" and before is not None:
            decision = _flat("lost", max(before.end - 1, 0), before.end)
            line = teller.source.line_at(decision.span.start)
            words = _quote(teller.source.text[line.start : before.end], end=True)
            finding = teller.at("text-lost", decision.span, end=words)
            yield Doubt(decision, risk(decision), finding)
        elif block.text.start >= 0:
            before = block.text


def findings(doubts: Iterable[Doubt]) -> tuple[Diagnostic, ...]:
    """The diagnostics of doubts in the order of the source."""
    found = dict.fromkeys(d.finding for d in doubts)
    return tuple(sorted(found, key=lambda d: (d.line, d.column, d.code)))
