"""Doubts: decisions that may be wrong, on one scale, with the words to settle each.

Margins of different decoders are not alike: a label's is what the best whole reading of the page
loses, a break's the odds of its own seam, a join's what the page loses by the best other set of
articles. `CALIBRATION` brings them to one scale, the chance that the decision is wrong. It is
fitted on documents whose truth is known (`python -m tests.accuracy.calibration --fit`).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from converter.chinese.chars import PAUSES
from converter.diagnostics import Diagnostic, diagnose
from converter.model import PROSE, Article, Block, Decision, Issue, Source, Span, Text

# log-odds of being right = a + b * margin, by the kind of decision.
CALIBRATION: dict[str, tuple[float, float]] = {
    "article": (-0.32, 0.277),
    "break": (1.53, 0.316),
    "field": (0.5, 0.5),  # set by hand: three values of the corpus are too few to fit
    "join": (-0.4, 0.271),
    "label": (0.43, 0.67),
    "list": (0.8, 0.3),  # set by hand: a document has one
    "table": (0.5, 0.5),  # set by hand, as no document of the fit has many
}

# What no margin tells, set by hand: so often is there something to mend.
_FLAT = {
    "field": 0.5,
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

_NEAR = 2  # lines on either side whose doubts are shared
_SHARED = 0.4

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
    """The chance that a decision is wrong, between 0 and 1."""
    if decision.subject in _FLAT and (decision.subject != "field" or not decision.second):
        return _FLAT[decision.subject]
    a, b = CALIBRATION[decision.subject]
    return 1 / (1 + math.exp(max(-60.0, min(60.0, a + b * decision.margin))))


def risks(decided: Sequence[Decision], source: Source) -> list[float]:
    """How doubtful each decision is: its own chance to be wrong, and a share of its neighbours'.

    Errors stand together: a line that was hard to tell makes what is decided beside it doubtful.
    Measured on the gold, its worn copies and the corpus (README, 'Doubts and corrections').
    """
    own = [risk(decision) for decision in decided]
    starts = [line.start for line in source.lines]
    lines = [max(1, bisect_right(starts, decision.span.start)) for decision in decided]
    worst: dict[int, float] = {}
    for line, chance in zip(lines, own, strict=True):
        for near in range(line - _NEAR, line + _NEAR + 1):
            if chance > worst.get(near, 0.0):
                worst[near] = chance
    return [
        min(1.0, chance + _SHARED * worst.get(line, 0.0))
        for line, chance in zip(lines, own, strict=True)
    ]


def decisions(issue: Issue) -> Iterator[Decision]:
    """Every decision that made an issue."""
    yield from issue.decisions
    for article in issue.articles:
        yield from article.decisions
        for block in article.blocks:
            yield from block.decisions


def soundness(decided: Iterable[Decision]) -> float:
    """How much of a document is likely read aright, from 0 to 1.

    The mean over the kinds of lines (titles, bylines, text …) of the chance that such a label of a
    line is right: rare kinds count as much as text, of which there is most, and least in doubt.
    """
    chances: dict[str, list[float]] = {}
    for decision in decided:
        if decision.subject == "label":
            chances.setdefault(decision.chosen, []).append(1 - risk(decision))
    means = [sum(own) / len(own) for own in chances.values()]
    return sum(means) / len(means) if means else 0.0


READY, POOR = 0.95, 0.86
"""Soundness from which a document is ready, and below which it is not fit to be published.

Of publications left out of the fit, those above the first scored 0.87 on average and 0.75 at least,
those below the second 0.51 (`tests/worlds/unseen.json`).
"""


def verdict(sound: float) -> str:
    """What a document of this soundness is: 'ready', 'read' its doubts first, or 'unfit'."""
    return "ready" if sound >= READY else "read" if sound >= POOR else "unfit"


def find_doubts(issue: Issue, source: Source) -> list[Doubt]:
    """All doubts of an issue, the most doubtful first."""
    found = [*_structural(issue, source)]
    teller = _Teller(issue, source)
    decided = list(decisions(issue))
    for decision, whole in zip(decided, risks(decided, source), strict=True):
        if whole >= TOLD and risk(decision) >= TOLD:
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
            case "label":
                return self._label(decision, chance)
            case "break":
                return self._break(decision, chance)
            case "join":
                return self._join(decision, chance)
            case "article":
                return self._article(decision, chance)
            case "field" if decision.second:
                finding = self.at(
                    "doubt-field",
                    decision.span,
                    text=self._words(decision.span),
                    chosen=decision.chosen,
                    second=decision.second,
                    margin=f"{decision.margin:.1f}",
                )
                holds = "field: KEY"
            case "field":
                finding, holds = self.note("masthead-unassigned", decision), "field: KEY"
            case "list":
                finding = self.at(
                    "doubt-list",
                    decision.span,
                    chosen=decision.chosen,
                    second=decision.second,
                    margin=f"{decision.margin:.1f}",
                )
                return Doubt(decision, chance, finding)
            case "contents":
                words = self.source.text[decision.span.start : decision.span.end]
                finding = self.at("contents-unlinked", decision.span, title=_quote(words))
                return Doubt(decision, chance, finding)
            case _:
                finding = self.at(
                    "doubt-repair",
                    decision.span,
                    before=decision.chosen,
                    after=decision.second,
                    rule="one-for-dash",
                )
                pair = f"find: {_scalar(decision.chosen)}, by: {_scalar(decision.second)}"
                holds = f"replace: {{{pair}}}"
        return Doubt(decision, chance, finding, self.entry(decision.span, holds))

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

    def _label(self, decision: Decision, chance: float) -> Doubt:
        finding = self.at(
            "doubt-label",
            decision.span,
            text=self._words(decision.span),
            chosen=decision.chosen,
            second=decision.second,
            margin=f"{decision.margin:.1f}",
        )
        return Doubt(
            decision, chance, finding, self.entry(decision.span, f"label: {decision.second}")
        )

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
