"""Interviews: paragraphs that open in turn with the names of those who speak."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from converter.assemble.telling import seen, told, words_of
from converter.chinese.names import is_person, is_post
from converter.chinese.openings import ASKING, ROLES, SPEAKER
from converter.model import Block, Evidence

_LEAST = 4  # speeches of an interview
_TWICE = 2  # what one says who is no chance word before a colon
_TURNS = 0.6  # share of neighbouring speeches that are of two speakers
_ASKED = 0.5  # share of a speaker's speeches that end as questions


def speeches(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, those of an interview as speeches with their speakers.

    What stands between two speeches without a label goes on with the one before; what stands
    behind the last one may be the writer's, and stays a paragraph.
    """
    found = {
        n: m
        for n, block in enumerate(blocks)
        if block.kind == "p" and (m := SPEAKER.match(words_of(block))) and m.end() < len(block.text)
    }
    counts = Counter(m["who"] for m in found.values())
    found = {n: m for n, m in found.items() if counts[m["who"]] >= _TWICE}
    evidence = _evidence(blocks, found)
    if sum(e.weight for e in evidence) <= 0:
        return list(blocks)
    out: list[Block] = []
    last = max(found)
    speaking = False
    for n, block in enumerate(blocks):
        if n in found:
            out.append(_speech(block, found[n], evidence))
            speaking = True
        elif block.kind == "p" and speaking and n < last:
            goes = seen("between", "speech", 1.0, "stands between two speeches")
            out.append(told(block, "speech", goes))
        else:
            speaking = speaking and block.kind in ("pb", "caption")
            out.append(block)
    return out


def _evidence(blocks: Sequence[Block], found: dict[int, re.Match[str]]) -> tuple[Evidence, ...]:
    """What speaks for an interview, and against it."""
    who = [m["who"] for m in found.values()]
    speakers: dict[str, list[int]] = {}
    for n, m in found.items():
        speakers.setdefault(m["who"], []).append(n)
    if len(found) < _LEAST or len(speakers) < _TWICE:
        return ()
    turns = sum(a != b for a, b in pairwise(who)) / (len(who) - 1)
    asks = any(_asks(own, blocks) for own in speakers.values())
    named = [s for s in speakers if ROLES.match(s) or is_person(s) or is_post(s)]
    return (
        seen("turns", "speech", 2.0 if turns >= _TURNS else -4.0, "speakers take turns"),
        seen("asks", "speech", 2.0 if asks else -1.0, "one of them asks"),
        seen("names", "speech", 2.0 * len(named) / len(speakers), "their labels name people"),
        seen("plain", "p", -2.5, "most labels before a colon name things"),
    )


def _asks(own: Sequence[int], blocks: Sequence[Block]) -> bool:
    asked = sum(ASKING.search(blocks[n].text.flat) is not None for n in own)
    return asked >= _ASKED * len(own)


def _speech(block: Block, m: re.Match[str], evidence: tuple[Evidence, ...]) -> Block:
    """A paragraph as a speech: its label apart from its words."""
    bare = len(m.group().rstrip(" \t\u3000"))
    speech = told(block, "speech", *evidence)
    words = block.text.slice(m.end(), len(block.text))
    return replace(speech, text=words, label=block.text.slice(0, bare))
