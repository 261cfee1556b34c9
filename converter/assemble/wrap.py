"""Undoing the hard wraps: which printed lines make one paragraph.

Between two lines of text that follow each other stands a break or none. Cues weigh it: the line
above ends a sentence and falls short of its column, the line below is indented (two em narrower
than the column, since the indent itself is lost), a blank line stands between where blank lines
mean something. Widths are the rows' own columns', so a region narrow beside a picture judges itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from converter.chinese.chars import (
    CLOSERS,
    ends_sentence,
    width,
)
from converter.chinese.latin import NONE, seam
from converter.chinese.numbers import ordinal
from converter.chinese.variants import BLANKS, RADICALS
from converter.labelling import FULL, LEAD, Labelling, Row
from converter.model import Decision, Evidence, Mark, Piece, Source, Span, Text
from converter.patterns import late
from converter.settled import NOTHING, Settled

# A row of more than this many em is a whole paragraph (or a fragment of one), not a printed line:
# the widest measure of the seeds is 41 em.
LONG = 52.0

# A line that misses more than this (em) falls short of its column.
_SHORT = FULL + 0.3
_WHOLE = (
    4  # lines: of twenty printed ones hardly two end a sentence, so four in a row never by chance
)
_SENTENCE = 4  # Latin words in a line that tell of a passage: a name has fewer
_NEAR = 60  # characters before a place that can close its sentence
_TELLING = 600  # blanks of a row that tell how wide its column was: no printed page has more lines

_ENTRY = late(
    r"^(?:[△▲◆●○■□][ \u3000]|(?:\d{1,2}月)?\d{1,2}日(?:[ \u3000]|至|[-—~～－])|近日[ \u3000])"
)
GOES_ON = late(r"^[，。、；：！？,;:!?)）》”’」』%％]")


def edge_odds(rows: Sequence[Row]) -> tuple[float, float]:
    """Log-odds that the rows of a fragment begin, and end, a paragraph."""
    first, last = rows[0], rows[-1]
    starts = 0.0
    if GOES_ON.match(first.text):
        starts = -8.0
    elif first.lead is not None and first.width <= LONG:
        starts = 5.0 if first.lead >= LEAD else -5.0
    elif ordinal(first.text):
        starts = 2.5
    elif first.width <= LONG and len(rows) > 1:
        if first.indented:
            starts = 2.5
        elif first.full:
            starts = -2.5
    # A column's end cuts a sentence anywhere, seldom just behind a semicolon or a colon.
    ends = 1.5 if last.closed else 1.0 if last.width > LONG and last.text[-1] in "；;：:" else -4.0
    if last.width <= LONG and len(rows) > 1:
        if not last.full:
            # A block's last line that falls short is a paragraph's, its stop lost or not.
            ends += 5.0 if last.block and not last.closed else 2.5
        elif last.closed:
            ends -= 1.0
    # Lines that were joined by spaces still show how wide the first and the last one were.
    if first.head is not None and starts == 0.0:
        if abs(first.head - 2.0) <= 0.95:
            starts = 2.5
        elif abs(first.head) <= 0.9:
            starts = -2.5
    if last.tail is not None:
        if last.tail > 2.0:
            ends += 5.0 if not last.closed else 2.5
        elif last.closed:
            ends -= 0.5
    return starts, ends


def joined(source: Source, rows: Sequence[Row], turns: dict[int, Mark]) -> Text:
    """One text of the rows: lines joined, page turns marked where they happen, lines of verse kept.

    Between Han characters and inside a number ('1-' / '2所') the line's end was nothing, between
    Latin words a blank or a hyphen's. `turns` maps page indexes to the mark of their beginning.
    """
    parts: list[Text] = []
    before: Row | None = None
    for row in rows:
        if before is not None:
            met = NONE if row.verse else seam(before.text, row.text, source.words)
            if met.cut:
                at = before.end - met.cut
                parts[-1] = Text.carried(source.text, before.start, at)
                parts.append(Text([Piece("", at, before.end, "line-end-hyphens")]))
            if before.page != row.page:
                parts += [
                    Text.marked(turns[p], row.start)
                    for p in range(before.page + 1, row.page + 1)
                    if p in turns
                ]
            if row.verse and row.verse == before.verse:
                parts.append(Text.marked(Mark("lb"), row.start))
            elif met.between:
                # What stands between has to be white space alone: a page number is not the space's.
                blank = not source.text[before.end : row.start].strip()
                start = before.end if blank and before.end <= row.start else row.start
                parts.append(Text([Piece(met.between, start, row.start, "join-lines")]))
        parts.append(Text.carried(source.text, row.start, row.end))
        before = row
    whole = Text.join(parts)
    # Words are weighed from here on, so the characters have to be what they look like.
    for variants in (RADICALS, BLANKS):
        whole = whole.sub(variants.pattern, variants.plain, variants.rule)
    return whole


# --- lines re-joined with a space at each old break -------------------------------------------


def is_rejoined(labelling: Labelling) -> bool:
    """Whether the source's printed lines were joined by spaces: long rows with a space every line."""
    long = [r.row for r in labelling.rows if r.row.width > LONG]
    spaced = sum(1 for r in long if r.text.count(" ") >= r.width / 60)
    return spaced > 0.5 * len(long) and len(long) > 2


def rejoined_punctuation(rows: Sequence[Row]) -> float:
    """How wide re-joined lines set their punctuation: the value for which the old breaks fit best."""
    long = [r for r in rows if r.width > LONG and r.text.count(" ") >= 3][:12]
    return max((1.0, 0.5), key=lambda p: sum(_best_fit(r, p).score for r in long), default=1.0)


def split_rejoined(
    row: Row, punctuation: float, decisions: list[Decision], settled: Settled = NOTHING
) -> list[Row]:
    """The paragraphs inside a row whose printed lines were joined by spaces.

    What was decided at each cut is added to `decisions`; where a person says that a paragraph
    starts or does not, the fit has to do with that.

    '…实现"四心共治" 组织集成,政治引领…': a stretch between spaces that is shorter than the others
    ends a paragraph, and the next is two em narrower, as an indented line is. Which spaces are old
    breaks, and how wide the column was, is found by the best fit over the whole row.
    """
    said = dict(settled.openings(row.start, row.end)) if settled and row.width > LONG else {}
    opens = sorted(at - row.start for at, starts in said.items() if starts)
    if opens:
        cuts = [0, *opens, len(row.text)]
        kept = Settled(tuple(p for p in settled.points if p.span.start - row.start not in opens))
        parts = [row.part(a, b) for a, b in pairwise(cuts)]
        return [p for part in parts for p in split_rejoined(part, punctuation, decisions, kept)]
    if row.width <= LONG or sum(row.text.count(c) for c in " \u3000") < 3:
        return [row]
    fit = _best_fit(row, punctuation)
    ends = [end for end in fit.ends if row.start + _ink(row.text, end) not in said]
    for end in ends:
        at = row.start + _ink(row.text, end)
        # What stands near, not all before it: a line of 50 MB has half a million of such ends.
        closed = ends_sentence(row.text[max(0, end - _NEAR) : end])
        weight = 6.0 * fit.worth - (0.0 if closed else 3.0)
        word = Evidence("short", "break", round(weight, 2), "the joined line above falls short")
        above = Span(row.start, row.start + end)
        place = Span(at, row.end)
        decisions.append(Decision("break", place, "break", "no break", weight, (word,), above))
    cuts = [0, *ends, len(row.text)]
    pieces = [row.part(a, b) for a, b in pairwise(cuts)]
    if fit.worth >= 0.55:
        lines = [0, *fit.lines, len(row.text)]
        spans = list(pairwise(lines))
        pieces[0].head = fit.measure - width(row.text[slice(*spans[0])], punctuation)
        pieces[-1].tail = fit.measure - width(row.text[slice(*spans[-1])], punctuation)
        for before, after in pairwise(pieces):
            before.tail, after.head = FULL + 2.0, 2.0
    return pieces


def _ink(text: str, at: int) -> int:
    """The first place from `at` on that is no space."""
    while text[at : at + 1] in (" ", "\u3000"):
        at += 1
    return at


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well one column width explains a row's spaces.

    `score` compares widths for one row; `worth` is the share of lines that fill the column; `ends`
    are offsets where a paragraph ends inside, `lines` all old breaks.
    """

    score: float = 0.0
    worth: float = 0.0
    measure: float = 0.0
    ends: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()


def _best_fit(row: Row, punctuation: float) -> _Fit:
    """The column width that fits the row's spaces best."""
    blank = [ch in " \u3000" for ch in row.text]
    # Of a run of blanks the first three: one of 200,000 is no place of as many breaks.
    ends = [i for i, gap in enumerate(blank) if gap and not (i > 2 and all(blank[i - 3 : i]))]
    ends.append(len(row.text))
    prefix = [0.0]
    for ch in row.text:
        prefix.append(prefix[-1] + width(ch, punctuation))
    marks = _marks_before(row.text, ends)
    best = _Fit()
    for half in range(24, 92):
        found = _fit(marks, ends[:_TELLING], prefix, half / 2)
        if found.score > best.score + 1e-9:
            best = found
    if best.score and len(ends) > _TELLING:
        return _fit(marks, ends, prefix, best.measure)
    return best


def _marks_before(text: str, ends: Sequence[int]) -> list[tuple[bool, bool]]:
    """Of each end: whether words that close a sentence stand before it, and whether a closing mark does."""
    out: list[tuple[bool, bool]] = []
    last = at = 0
    for end in ends:
        for k in range(at, end):
            if not text[k].isspace():
                last = k
        at = end
        closes = text[last] in CLOSERS
        closed = text[last] in "。！？!?" or (closes and text[max(0, last - 1) : last] in "。！？")
        out.append((closed, closes))
    return out


def _fit(
    marks: Sequence[tuple[bool, bool]],
    ends: Sequence[int],
    prefix: Sequence[float],
    measure: float,
) -> _Fit:
    """How well one column width explains the row; `marks` are what stands before each of its ends.

    States at each old break: the next line goes on (0) or opens a paragraph (1).
    """
    nothing = float("-inf")
    points = [0, *ends]
    score = [[nothing, nothing] for _ in points]
    back: list[list[tuple[int, int, bool]]] = [[(-1, 0, False)] * 2 for _ in points]
    score[0] = [0.0, 0.2]
    for j in range(1, len(points)):
        last = j == len(points) - 1
        for i in range(max(0, j - 9), j):
            wide = prefix[points[j]] - prefix[points[i]]
            if wide > measure + 1.2:
                continue
            for state in (0, 1):
                if score[i][state] == nothing:
                    continue
                due = measure - 2.0 * state
                gain = nothing
                if abs(wide - due) <= 0.55:
                    gain = 1.0
                elif abs(wide - due) <= 1.2:
                    gain = 0.5
                if last:
                    gain = max(gain, 0.0 if wide <= due + 1.2 else nothing)
                skipped = 0.12 * (j - i - 1)
                if gain > nothing:
                    total = score[i][state] + gain - skipped
                    if total > score[j][0]:
                        score[j][0] = total
                        back[j][0] = (i, state, False)
                if not last and wide < due - 1.2 and wide > 1.5:
                    closed, closes = marks[j - 1]
                    # A lost full stop behind a closing quotation mark is common in OCR; a line that
                    # breaks off anywhere else is no paragraph's end.
                    if not closed and not closes:
                        continue
                    total = score[i][state] - (0.4 if closed else 1.6) - skipped
                    if total > score[j][1]:
                        score[j][1] = total
                        back[j][1] = (i, state, True)
    end = len(points) - 1
    best = score[end][0]
    if best == nothing:
        return _Fit()
    cuts: list[int] = []
    lines: list[int] = []
    j, state = end, 0
    while j > 0:
        i, before, ended = back[j][state]
        if ended:
            cuts.append(points[j])
        if j < end:
            lines.append(points[j])
        j, state = i, before
    return _Fit(
        best / max(1, len(points) - 1) * min(len(points), 12),
        best / (len(lines) + 1),
        measure,
        tuple(sorted(cuts)),
        tuple(sorted(lines)),
    )
