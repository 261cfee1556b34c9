"""The words of a contents list, and what stands between them: leaders, blanks, strokes, marks.

Where a part of an entry ends is not decided here: a title may hold blanks, a colon or a number.
Every place where one could end is a place between two words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, zip_longest

from converter.chinese.variants import comparable
from converter.labelling import Row
from converter.patterns import late

LEADERS = late(
    r"(?:[!！] ?){3,}|(?:[.．] ?){3,}|…{2,}|(?:⋯ ?){2,}|(?:[·•∙・‧] ?){3,}"
    r"|(?:[-—–_=~─] ?){4,}|(?:[\u2025┄┈～] ?){2,}"
)
_FILL = re.escape(".．…⋯·•∙・‧\u2025!！┄┈-—–_=~─～＿")
LEADER_ROW = late(rf"^[{_FILL} \u3000]*$")
"""Dot leaders and what extraction makes of them, and a row of nothing else."""
HEADING = late(
    r"^(?:(?:本期|本报|本刊|今日|版面|内容)?(?:目[录錄次]|要目|导读|導讀|要览|看点|提要|索引)|contents|mulu)+$"
)
"""The head of a list, by its letters."""

_MARKS = "●○■□◆◇▲△★☆◎※▪▶►➤▌▍【】〖〗〔〕[]［］"
_STROKES, _COLONS = "/／|｜", ":："
_MARK = re.escape(_MARKS)
_LONGEST_ROW = 2000  # characters: a longer row is no entry
_FULL = 0.8  # share of the widest row that a full one has at least
_BLANK = r"[ \u3000\t\u00a0]"
_NUMBER = r"(?:[A-DPp]\.?|第)?0*[1-9]\d{0,2}(?:[-—–~]\d{1,3})?[页版]?"
_BREAK = late(
    rf"(?:{LEADERS.pattern}|(?<![（(]){_BLANK}+(?![）)])|[{_STROKES}{_COLONS}{_MARK}]"
    # Points and dashes beside a mark, at a line's end, and before the page that ends it.
    rf"|(?:^|(?<=[\s{_MARK}{_STROKES}]))[.．·•]+(?=\S)|[·•](?=[{_MARK}])|[·•]+(?={_BLANK}*$)"
    rf"|^[—–-]{{1,2}}(?={_BLANK})|(?<=[ \u3000])[—–-]{{1,2}}$"
    rf"|(?<![\dPpA-D])[{_FILL}]+(?={_BLANK}*[（(]?{_NUMBER}[）)]?{_BLANK}*$))+"
)
_PAGE = late(
    rf"^[（(]?{_BLANK}*(?:[A-DPp]\.?|第)?0*(?P<n>[1-9]\d{{0,2}}(?:[-—–~]\d{{1,3}})?)[页版]?{_BLANK}*[）)]?$"
)
_DIGITS = late(r"\d+")
_BRACKETED = late(rf"(?<=\S)[（(]{_BLANK}*{_NUMBER}{_BLANK}*[）)]$")
_GLUED = late(rf"(?<=[^\d.．（(A-DPp第-]){_NUMBER}$")
_LEADS = late(rf"^[（(]?{_NUMBER}[）)]?(?=[^\d\s.．年月日个项名届次])")
_ORDINAL = late(r"(?P<n>\d{1,2})[、.．](?!\d)")
_BEFORE_NUMBER, _BEHIND_NUMBER = late("^[第a-d]$"), late("^[版页]$")
_NO_LETTERS = late(r"[\W_]+")


@lru_cache(maxsize=8192)
def letters(text: str) -> str:
    """What two printings of some words have in common: their letters and digits, in one script."""
    return _NO_LETTERS.sub("", comparable(text)).lower()


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a list: `start` and `end` in the source, its letters, and the `gap` before it.

    The gap is line, turn (a new line behind a full one), leaders, led (leaders, then a line), wide,
    blank, colon, none, or a kind with the sign that stands there (stroke/, mark●, inner● within a
    line). `row` is the index of its row. `page` is where it holds a page's number (0, 0: it is
    none), `number` that number. `ordinal`: it counts entries. `dressed`: signs stand around it.
    """

    start: int
    end: int
    key: str
    gap: str
    row: int
    page: tuple[int, int] = (0, 0)
    number: int = 0
    ordinal: bool = False
    dressed: bool = False

    @property
    def fresh(self) -> bool:
        """Whether it begins a line."""
        return self.gap in ("line", "turn", "led") or self.gap.startswith("mark")


def words_of(rows: Sequence[Row]) -> list[Word]:
    """The words of a list's rows, in order; a row of leaders alone is part of a gap."""
    out: list[Word] = []
    led = False
    full = _FULL * max((row.width for row in rows), default=0.0)
    for k, row in enumerate(rows):
        if LEADER_ROW.match(row.text):
            led = True
            continue
        gap = "turn" if k and rows[k - 1].width >= full else "line"
        gap = "led" if led else gap if not k or row.line != rows[k - 1].line else "wide"
        own, led = _row_words(row, k, gap)
        out += own
    return _numbered(out)


def _row_words(row: Row, k: int, gap: str) -> tuple[list[Word], bool]:
    """A row's words, and whether leaders stand behind the last; `gap` stands before the first."""
    text = row.text
    if len(text) > _LONGEST_ROW:
        return [Word(row.start, row.end, letters(text), gap, k)], False
    out: list[Word] = []
    at = 0
    m = _ORDINAL.match(text)
    if m:
        span = (row.start, row.start + m.end("n"))
        out.append(Word(*span, m["n"], gap, k, span, int(m["n"]), ordinal=True))
        at, gap = m.end(), "none"
    for m in [*_BREAK.finditer(text, at), None]:
        end = m.start() if m else len(text)
        if end > at:
            closed = m is not None and m.group()[0] in _MARKS
            whole = Word(
                row.start + at, row.start + end, "", gap, k, dressed=closed and gap[-1] in _MARKS
            )
            out += _parted(row, whole)
        if m:
            at = m.end()
            gap = _gap(m.group(), gap if end == 0 else "")
    return out, bool(out) and gap == "leaders" and at == len(text)


def _gap(signs: str, before: str) -> str:
    """The kind of gap that signs make; `before`: the kind of the line's beginning, '' within it."""
    bare = signs.strip(" \u3000\t\u00a0")
    if before:
        if before not in ("line", "turn") or not bare:
            return before if before == "led" or not bare else "leaders"
        return "leaders" if LEADERS.match(bare) else f"mark{bare[0]}"
    if LEADERS.search(signs) or (len(bare) > 1 and LEADER_ROW.match(bare)):
        return "leaders"
    mark = next((c for c in reversed(bare) if c in _MARKS), "")
    if mark:
        return f"inner{mark}"
    if bare:
        kind = "stroke" if bare[0] in _STROKES else "colon" if bare[0] in _COLONS else "inner"
        return kind if kind == "colon" else kind + bare[0]
    return "wide" if len(signs) > 1 or signs == "\u3000" else "blank"


def _parted(row: Row, whole: Word) -> Iterator[Word]:
    """The words between two breaks: a number that opens or ends them stands apart."""
    a, b = whole.start - row.start, whole.end - row.start
    words = row.text[a:b]
    last = b == len(row.text) or LEADER_ROW.match(row.text[b : b + 1].strip() or "x")
    ends = _BRACKETED.search(words) or (_GLUED.search(words) if last else None)
    leads = _LEADS.match(words) if not _PAGE.match(words) and not row.text[:a].strip() else None
    cuts = [0, *([leads.end()] if leads else []), *([ends.start()] if ends else []), b - a]
    for x, y in pairwise(cuts):
        at = whole.start + x
        m = _PAGE.match(words[x:y])
        span = (at + m.start("n"), at + m.end("n")) if m else (0, 0)
        number = _DIGITS.match(m["n"]) if m else None
        yield replace(
            whole,
            start=at,
            end=whole.start + y,
            key=letters(words[x:y]),
            gap=whole.gap if not x else "none",
            page=span,
            number=int(number[0]) if number else 0,
        )


def _numbered(words: list[Word]) -> list[Word]:
    """The words without a number's units (第, 版), with counts told from pages."""
    out: list[Word] = []
    for word, behind in zip_longest(words, words[1:]):
        if behind and behind.number and _BEFORE_NUMBER.match(word.key):
            continue
        if not (out and out[-1].number and _BEHIND_NUMBER.match(word.key)):
            out.append(word)
    counts = [w.number for w in out if w.ordinal]
    if len(counts) > 1 and counts == list(range(1, len(counts) + 1)):
        return out
    return [replace(w, ordinal=False) for w in out]
