"""A paragraph told to be of a kind, with the decision that says why."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from converter.chinese.variants import comparable, narrow
from converter.model import Block, Decision, Evidence, Name, Span, Text


def words_of(block: Block) -> str:
    """A block's words as recognition reads them, character for character."""
    return _words(block.text.flat)


@lru_cache(maxsize=1024)  # an article's paragraphs are read by each kind in turn
def _words(text: str) -> str:
    return narrow(comparable(text))


def told(
    block: Block, kind: str, *evidence: Evidence, second: str = "p", names: tuple[Name, ...] = ()
) -> Block:
    """The block as one of `kind`; it beat `second` by the sum of the evidence."""
    span = Span(max(block.text.start, 0), max(block.text.end, 0))
    margin = sum(e.weight for e in evidence)
    decision = Decision("kind", span, kind, second, margin, evidence)
    return replace(
        block,
        kind=kind,
        decisions=(*block.decisions, decision),
        names=(*block.names, *names),
    )


def seen(cue: str, kind: str, weight: float, reason: str) -> Evidence:
    """Evidence that a paragraph is of a kind."""
    return Evidence(cue, kind, weight, reason)


def label_of(end: int, text: Text) -> tuple[Name, ...]:
    """The label that a text opens with, up to `end`, without the blanks behind it."""
    bare = len(text.flat[:end].rstrip(" \t\u3000\u00a0"))
    return (Name("label", 0, bare),) if bare else ()
