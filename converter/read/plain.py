"""Plain text: no page marks; pages are told by the printed numbers that count up through it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from converter.model import Line, RawPage

NAME = "plain"

_OPEN, _CLOSE = r"[-—–·•~〔\[(（|]", r"[-—–·•~〕\])）|]"
_HEAD = r"[^\d\n]{2,20}?"
_NUMBER = re.compile(
    rf"(?:{_OPEN}+\s*(\d{{1,3}})\s*{_CLOSE}+|第\s*(\d{{1,3}})\s*页(?:\s*[/／]?\s*共\s*\d+\s*页)?"
    # 《竹溪报》2026年1月11日 星期日 第2版: a newspaper's running head ends with its number.
    r"|(?:.{0,30}\s)?第?\s*(\d{1,2})\s*版"
    # 德育园地   — 10 —: a running head beside the number.
    r"|\S.{0,40}?\s+[-—–·•~]\s*(\d{1,3})\s*[-—–·•~]|[-—–·•~]\s*(\d{1,3})\s*[-—–·•~]\s+\S.{0,40}"
    # 家居流通 -3- 2025年第2期: the number between the words of a foot.
    r"|\S.{0,30}?\s+[-—–·•~]\s*(\d{1,3})\s*[-—–·•~]\s+\S.{0,30}"
    # Alone, or beside a running head and apart: 健康讲堂                          5
    rf"|(?P<bare>\d{{1,3}})|{_HEAD}\s{{3,}}(?P<right>\d{{1,3}})|(?P<left>\d{{1,3}})\s{{3,}}{_HEAD})$"
)
_DIGITS = re.compile(r"\d+")

# A printed page holds so many lines, or fewer of so many letters together (a page's last lines, of 50
# em); numbers of a table or a list stand closer.
MIN_LINES = 6
MIN_LETTERS = 90


def pages(_text: str, lines: Sequence[Line]) -> tuple[RawPage, ...] | None:
    """Pages between printed numbers that count up one by one, or the whole text as one page."""
    run = _numbers(lines)
    if len(run) < 3:
        return (RawPage(1, 0, len(lines)),)
    heads = _heads(lines, run)
    edges = []
    for i, _ in run:
        first = last = i
        while first > 0 and (not lines[first - 1].text.strip() or _key(lines[first - 1]) in heads):
            first -= 1
        while last + 1 < len(lines) and (
            not lines[last + 1].text.strip() or _key(lines[last + 1]) in heads
        ):
            last += 1
        edges.append((first, last + 1))
    # At the page's foot the last number closes the text; at its head text follows it.
    typical = (run[-1][0] - run[0][0]) / (len(run) - 1)
    tail = sum(1 for line in lines[edges[-1][1] :] if line.text.strip())
    body = sum(1 for line in lines[run[0][0] : run[-1][0]] if line.text.strip()) / (len(run) - 1)
    foot = tail < 0.12 * body and typical > 0
    cuts = [last for _, last in edges] if foot else [first for first, _ in edges]
    bounds = sorted({0, *cuts, len(lines)})
    return tuple(RawPage(k + 1, a, b) for k, (a, b) in enumerate(pairwise(bounds)) if a < b)


def _numbers(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """The longest run of lines that are numbers counting up by one, far enough apart."""
    best: list[tuple[int, int]] = []
    open_runs: list[list[tuple[int, int]]] = []
    ink = letters = 0
    count, written = [], []
    for line in lines:
        words = line.text.strip()
        ink += bool(words)
        letters += len(words)
        count.append(ink)
        written.append(letters)
    for i, line in enumerate(lines):
        # A tool that keeps the layout sets a number at the page's edge behind many blanks.
        words = line.text.strip()
        if len(words) > 80 or not any(c.isdigit() for c in words):
            continue
        m = _NUMBER.match(words)
        if m is None:
            continue
        number = int(next(g for g in m.groups() if g))
        dressed = m.lastgroup is None
        for run in open_runs:
            at, before = run[-1]
            apart = count[i] - count[at] >= MIN_LINES or written[i] - written[at] >= MIN_LETTERS
            if before < number <= before + 2 and apart:
                run.append((i, number))
                if len(run) > len(best):
                    best = run
                break
        else:
            if dressed or number <= 12:
                open_runs.append([(i, number)])
                open_runs = open_runs[-40:]
    return best if len(best) >= 3 else []


def _heads(lines: Sequence[Line], run: Sequence[tuple[int, int]]) -> set[str]:
    """Lines that stand beside the numbers again and again: running heads."""
    near: Counter[str] = Counter()
    for i, _ in run:
        seen = set()
        for step in (-1, 1):
            k, left = i + step, 2
            while 0 <= k < len(lines) and left:
                if lines[k].text.strip():
                    left -= 1
                    if len(lines[k].text) < 40:
                        seen.add(_key(lines[k]))
                k += step
        near.update(seen)
    return {key for key, n in near.items() if n >= max(2, 0.3 * len(run)) and key}


def _key(line: Line) -> str:
    return _DIGITS.sub("#", re.sub(r"\s+", "", line.text))
