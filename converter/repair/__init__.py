"""Repairs of the text: each a named rule in one ordered table, each change an edit.

A rule's name is its function's with hyphens; it is its key in a profile, its word in the ledger
and its case's folder. Order of definition in `rules` is order of run.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from converter.model import (
    Byline,
    ContentsEntry,
    Issue,
    MastheadItem,
    Name,
    Source,
    Span,
    Text,
)
from converter.repair.rules import RULES, Place, Rule, strewn
from converter.settled import Settled, find_words

__all__ = ["RULE_NAMES", "repair", "replace_words"]

RULE_NAMES: tuple[str, ...] = tuple(rule.name for rule in RULES)
"""Every rule's name, in order of run."""


def repair(
    issue: Issue,
    on: Callable[[str], bool],
    *,
    rejoined: bool,
    typed: bool = False,
    is_word: Callable[[str], bool],
    names: Callable[[str], Sequence[tuple[str, int, int]]],
    given: Collection[str] = (),
) -> None:
    """Repair every text of the issue in place.

    `on` tells whether a rule is in force. `rejoined`: the source's lines were joined by spaces, so
    a space between words is suspect; `typed`: somebody typed them, as its format tells. `is_word` tells whether a few letters are a word. `names`
    finds the names in a byline's repaired words. Heads and bylines that a person has `given` stay
    as they are.
    """
    rules = [rule for rule in RULES if on(rule.name)]
    prose = (b.text.flat for a in issue.articles for b in a.blocks if b.kind == "p")
    place = Place(rejoined, is_word, issue.decisions, strewn(prose), typed)

    def mend(kind: str, text: Text) -> Text:
        if not text.flat or (kind in ("title", "byline") and text.flat in given):
            return text
        return _mend(rules, place, kind, text)

    rewrite(issue, mend, names)


def rewrite(
    issue: Issue,
    mend: Callable[[str, Text], Text],
    names: Callable[[str], Sequence[tuple[str, int, int]]],
) -> None:
    """Put what `mend` makes of each text (with its kind) in its place, and find names anew."""
    issue.masthead = [
        MastheadItem(i.key, mend(f"masthead {i.key}", i.text), i.label) for i in issue.masthead
    ]
    for column in issue.contents:
        column.head = mend("column", column.head)
        column.entries = [
            ContentsEntry(
                mend("title", e.title),
                tuple(mend("byline", a) for a in e.authors),
                mend("page", e.page),
                e.target,
            )
            for e in column.entries
        ]
    for article in issue.articles:
        article.heads = [(kind, mend("title", text)) for kind, text in article.heads]
        article.bylines = [
            Byline(text, tuple(Name(*n) for n in names(text.flat)))
            for text in (mend("byline", b.text) for b in article.bylines)
        ]
        for block in article.blocks:
            block.text = mend(block.kind, block.text)
            block.lines = tuple(
                mend("heading" if block.kind == "heading" else "title", t) for t in block.lines
            )
            if block.label is not None:
                block.label = mend("label", block.label)
            if block.rows:
                block.rows = tuple(
                    tuple(replace(cell, text=mend("cell", cell.text)) for cell in row)
                    for row in block.rows
                )


def replace_words(
    issue: Issue,
    source: Source,
    settled: Settled,
    names: Callable[[str], Sequence[tuple[str, int, int]]],
) -> None:
    """Words that a person replaced, last of all, so that no rule changes what the person wrote.

    Words that are to stay as they are settle a doubt about them and change nothing.
    """
    wanted = []
    for point in settled.of("replace"):
        c = point.correction
        if c.replace is None:
            continue
        line = source.line_at(point.first)
        span = find_words(line.text, c.replace.find, line.start)
        if span is not None:
            issue.decisions = [
                d
                for d in issue.decisions
                if d.subject != "repair" or d.span.end <= span.start or span.end <= d.span.start
            ]
            if c.replace.find != c.replace.by:
                wanted.append((span, c.replace.by))
    if wanted:
        rewrite(issue, lambda _kind, text: _replaced(text, wanted), names)


def _replaced(text: Text, wanted: Sequence[tuple[Span, str]]) -> Text:
    for span, words in wanted:
        place = text.place(span)
        if place is not None:
            text = text.edit([(*place, words)], "correction")
    return text


def _mend(rules: Sequence[Rule], place: Place, kind: str, text: Text) -> Text:
    for rule in rules:
        if rule.applies(kind):
            text = rule.function(text, place, kind)
    return text
