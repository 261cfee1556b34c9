"""One line of a source explained: what it became, by which evidence, and what was second best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from converter.doubts import risk
from converter.model import Decision, Span
from converter.review.traces import Traces
from converter.tei.names import XML_ID

if TYPE_CHECKING:
    from lxml.etree import _ElementTree

    from converter.doubts import Doubt
    from converter.ledger import Ledger
    from converter.model import Source

_WORDS = {
    "en": {
        "became": "became",
        "furniture": "furniture, in no edition",
        "blank": "nothing: the line is blank",
        "second": "second best",
        "margin": "margin",
        "wrong": "chance to be wrong",
        "repairs": "repairs",
        "at": "at character",
        "doubts": "doubts",
        "settle": "to settle it the other way",
    },
    "zh": {
        "became": "去向",
        "furniture": "版面附属文字，各版均不收",
        "blank": "空行",
        "second": "次选",
        "margin": "差距",
        "wrong": "出错的可能",
        "repairs": "修整",
        "at": "第…字",
        "doubts": "存疑",
        "settle": "如需改判",
    },
}


def explain(
    source: Source,
    tree: _ElementTree,
    ledger: Ledger,
    decisions: Sequence[Decision],
    doubts: Sequence[Doubt],
    number: int,
    lang: str = "en",
) -> Iterator[str]:
    """The lines of an explanation of line `number` (from 1) of a source."""
    words = _WORDS[lang]
    line = source.lines[number - 1]
    yield f"{number}: {line.text}"
    if not line.text.strip():
        yield f"  {words['blank']}"
    parts = Traces(source, ledger).parts(number)
    yield from _became(tree, parts, words)
    span = Span(line.start, max(line.end, line.start + 1))
    for decision in decisions:
        if _about(decision, span):
            yield from _decision(decision, words)
    at = 1
    for text, ident, rule, after in parts:
        if ident and rule:
            yield f"  {words['repairs']}: {rule}: “{text}” → “{after}” ({words['at']} {at})"
        at += len(text)
    for doubt in doubts:
        if doubt.finding.line == number:
            yield f"  {words['doubts']}: {doubt.finding.message(lang)} [{doubt.finding.code}]"
            if doubt.correction:
                yield f"  {words['settle']}:"
                yield from (f"    {row}" for row in doubt.correction.splitlines())


def _about(decision: Decision, span: Span) -> bool:
    """Whether a decision is about a line: its words, or for a seam the end of one side of it."""
    if decision.subject in ("break", "join"):
        ends = [Span(decision.span.start, decision.span.start + 1)]
        if decision.other is not None:
            ends.append(Span(max(decision.other.end - 1, 0), decision.other.end))
        return any(e.start < span.end and span.start < e.end for e in ends)
    return decision.span.start < span.end and decision.span.end > span.start


def _became(
    tree: _ElementTree, parts: Sequence[tuple[str, ...]], words: dict[str, str]
) -> Iterator[str]:
    elements = {e.get(XML_ID): e for e in tree.getroot().iter("*") if e.get(XML_ID)}
    seen: dict[str, str] = {}
    for text, ident, note, _ in parts:
        if ident:
            element = elements[ident]
            name = str(element.tag).rpartition("}")[2]
            kind = element.get("type")
            seen.setdefault(f"{name}{f' ({kind})' if kind else ''} #{ident}", "")
        elif note and text.strip():
            seen.setdefault(f"{note}: {words['furniture']}", "")
    for what in seen:
        yield f"  {words['became']}: {what}"


def _decision(decision: Decision, words: dict[str, str]) -> Iterator[str]:
    yield (
        f"  {decision.subject}: {decision.chosen}"
        f"  ({words['second']}: {decision.second or '-'}, {words['margin']} {decision.margin:.2f}, "
        f"{words['wrong']} {risk(decision):.0%})"
    )
    for evidence in sorted(decision.evidence, key=lambda e: -abs(e.weight)):
        yield (
            f"    {evidence.weight:+7.2f}  {evidence.reading}  {evidence.cue}: {evidence.reason}"
        )
