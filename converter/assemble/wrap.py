"""Undoing the hard wraps: which printed lines make one paragraph.

Between two lines of text that follow each other stands a break or none. Cues weigh it: the line
above ends a sentence and falls short of its column, the line below is indented (two em narrower
than the column, since the indent itself is lost), a blank line stands between where blank lines
mean something. Widths are the rows' own columns', so a region narrow beside a picture judges itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise, takewhile

from converter.chinese.chars import (
    CLOSERS,
    bracket_balance,
    ends_sentence,
    has_han,
    width,
)
from converter.chinese.days import is_day_label, opens_entry
from converter.chinese.latin import NONE, latin_words, seam
from converter.chinese.numbers import ordinal
from converter.chinese.variants import BLANKS, RADICALS
from converter.labelling import FULL, LEAD, Labelling, Row
from converter.model import Decision, Evidence, Mark, Piece, Source, Span, Text
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

_ENTRY = re.compile(
    r"^(?:[△▲◆●○■□][ \u3000]|(?:\d{1,2}月)?\d{1,2}日(?:[ \u3000]|至|[-—~～－])|近日[ \u3000])"
)
_GOES_ON = re.compile(r"^[，。、；：！？,;:!?)）》”’」』%％]")


@dataclass(frozen=True, slots=True)
class Habits:
    """What the document does regularly.

    `telling[i]`: around row `i` of the run blank lines separate something (some lines have one
    before them and some have none). `indent`: by how much (em) first lines are narrower; 0 where
    paragraphs open without an indent. `whole[i]`: all lines around row `i` end sentences, as printed
    lines seldom do and paragraphs always. `settled` is what a person said of breaks.
    `headed`: where rows begin (offsets of the source) above which a title or a column's name stands.
    """

    telling: tuple[bool, ...]
    indent: float
    whole: tuple[bool, ...]
    settled: Settled = NOTHING
    headed: Collection[int] = ()


def indent_of(rows: Sequence[Row]) -> float:
    """The first-line indent of a document's text, 2 em or none, from the lines behind clear ends."""
    indented = flush = 0
    for above, below in pairwise(rows):
        clear = above.closed and above.printed < 0.75 * above.measure and above.page == below.page
        clear = clear and not below.piece  # else both are pieces of one printed line
        if clear and not below.closed and below.width <= LONG and above.width <= LONG:
            indented += below.indented
            flush += below.full and not below.indented
    return 0.0 if flush > indented else 2.0


def habits(
    rows: Sequence[Row],
    indent: float,
    settled: Settled = NOTHING,
    headed: Collection[int] = (),
) -> Habits:
    """Learn, for each row of a run, whether blank lines around it separate anything; what is whole."""
    telling, whole = [], []
    blanks = list(accumulate((row.blanks > 0 for row in rows), initial=0))
    for i in range(len(rows)):
        around = rows[max(0, i - _WHOLE) : i + _WHOLE + 1]
        whole.append(len(around) >= _WHOLE and all(r.closed and not r.piece for r in around))
        low, high = max(1, i - 8), min(len(rows), i + 9)
        with_blank = blanks[high] - blanks[low] if high > low else 0
        telling.append(0 < with_blank < 0.75 * (high - low))
    return Habits(tuple(telling), indent, tuple(whole), settled, headed)


@lru_cache(maxsize=256)  # a few dozen are all there are, said of every seam of a text
def _word(cue: str, weight: float, reason: str) -> Evidence:
    return Evidence(cue, "break", weight, reason)


def breaks(rows: Sequence[Row], i: int, known: Habits, *, first: bool) -> list[Evidence]:
    """Evidence for (> 0) and against a paragraph's break between rows `i` and `i + 1`.

    `first`: row `i` opens its paragraph, so that its indent makes a full line two em narrower.
    """
    above, below = rows[i], rows[i + 1]
    out: list[Evidence] = []

    def say(cue: str, weight: float, reason: str) -> None:
        out.append(_word(cue, weight, reason))

    say("prior", -0.5, "most lines go on")
    if below.piece:
        say("pieces", -12.0, "both are pieces of one printed line")
    colon = above.text[-1] in ":："
    if above.closed:
        say("stop", 1.5, "the line above ends a sentence")
    elif colon:
        say("stop", -0.5, "the line above ends with a colon")
    else:
        say("stop", -5.0, "the line above breaks off in mid-sentence")
    if _GOES_ON.match(below.text):
        say("goes-on", -8.0, "the line below begins with a mark that only goes on")
    if above.width > LONG or below.width > LONG:
        say("long", 2.5 if above.closed else -1.0, "rows are whole paragraphs here")
    else:
        missing = above.measure - above.printed - (known.indent if first else 0.0)
        if missing > _SHORT:
            say(
                "short",
                4.0 if above.closed or colon else 2.5,
                "the line above falls short of its column",
            )
        elif above.closed:
            say("full", -1.5, "the line above fills its column")
        if known.indent:
            if below.indented and not below.closed:
                say("indent", 3.2, "the line below is two em narrower: an indented first line")
            elif below.full and below.width <= below.measure + 2 * FULL:
                say("no-indent", -3.0, "the line below fills its column: it has no indent")
    if above.closed and below.start in known.headed:
        say("title", 3.0, "a title stands between")
    if known.whole[i] and known.whole[i + 1]:
        say("whole", 4.0, "all lines around end a sentence: they are paragraphs")
    if below.lead is not None:
        if below.lead >= LEAD:
            say("lead", 6.0, "the line below begins with the blanks of an indent")
        elif not _opens_entry(below):
            say("lead", -6.0, "the line below begins without the blanks of an indent")
    if known.telling[i + 1]:
        if below.blanks and above.page == below.page:
            say("blank", 3.0, "a blank line stands between")
        elif not below.blanks:
            say("blank", -2.0, "no blank line stands between")
    if above.closed and _language_changes(rows, i):
        say("language", 12.0, "a passage in another language begins or ends")
    if is_day_label(above.tight):
        say("label", -9.0, "the line above is an entry's label")
    elif is_day_label(below.tight) and above.closed:
        say("entry", 6.0, "the line below is an entry's label")
    elif _opens_entry(below) and above.closed:
        say("entry", 4.0, "the line below opens an entry")
    elif ordinal(below.text) and above.closed:
        say("ordinal", 2.5, "the line below has a numbered opening")
    if above.closed and above.text[-1] not in CLOSERS and bracket_balance(above.text[-60:]) > 0:
        say("open-bracket", -1.0, "a bracket is open")
    if known.settled:
        word = known.settled.seam(
            Span(above.start, above.end), Span(below.start, below.end), long=below.width > LONG
        )
        if word is not None:
            out.append(word[1])
    return out


def _language_changes(rows: Sequence[Row], i: int) -> bool:
    """Whether a passage in Latin letters, whole lines of it, begins below row `i` or ends with it.

    One that begins inside a line is a quotation, and its paragraph goes on behind it.
    """
    above, below = not has_han(rows[i].text), not has_han(rows[i + 1].text)
    if above == below:
        return False
    first = i if above else i + 1
    while first > 0 and above and not has_han(rows[first - 1].text):
        first -= 1
    opens = first == 0 or rows[first - 1].closed
    last = i + 1 if above else len(rows)
    passage = takewhile(lambda row: not has_han(row.text), rows[first:last])
    return opens and any(latin_words(row.text) >= _SENTENCE for row in passage)


def _opens_entry(row: Row) -> bool:
    """Whether a row opens an entry of a chronicle, which stands without an indent."""
    words = row.text
    return bool(_ENTRY.match(words)) or opens_entry(words) or is_day_label(row.tight)


def _first_matters(row: Row, known: Habits) -> bool:
    """Whether a row that may be short is so only where it opens no paragraph."""
    missing = row.measure - row.printed
    return missing > _SHORT and not missing - known.indent > _SHORT


def paragraphs(rows: Sequence[Row], known: Habits, decisions: list[Decision]) -> list[list[Row]]:
    """Rows of one run grouped into paragraphs; what was decided at each seam is added.

    The best reading of the whole run: a line that opens a paragraph is judged as an indented one,
    and whether it opens one is decided at the line before.
    """
    n = len(rows)
    if not n:
        return []
    # score[state] after row i, state 1 where row i opens a paragraph.
    score = [float("-inf"), 0.0]
    if not known.indent or (rows[0].full and not rows[0].indented):
        score[0] = 0.0
    back: list[tuple[int, int]] = []
    seen: list[tuple[list[Evidence], list[Evidence]]] = []
    for i in range(n - 1):
        inner = breaks(rows, i, known, first=False)
        opening = breaks(rows, i, known, first=True) if _first_matters(rows[i], known) else inner
        seen.append((inner, opening))
        gain = (sum(e.weight for e in inner), sum(e.weight for e in opening))
        stay = [score[0], score[1]]
        cut = [score[0] + gain[0], score[1] + gain[1]]
        back.append((int(stay[1] > stay[0]), int(cut[1] > cut[0])))
        score = [max(stay), max(cut)]
    states = [0] * n
    states[-1] = int(score[1] > score[0])
    for i in range(n - 2, -1, -1):
        states[i] = back[i][states[i + 1]]
    groups = [[rows[0]]]
    for i in range(n - 1):
        found = seen[i][states[i]]
        total = sum(e.weight for e in found)
        broken = bool(states[i + 1])
        names = ("break", "no break") if broken else ("no break", "break")
        margin = total if broken else -total  # < 0 where the seams around it outvoted it
        # The place that it is about is where the next line begins.
        span = Span(rows[i + 1].start, rows[i + 1].end)
        above = Span(rows[i].start, rows[i].end)
        decisions.append(Decision("break", span, *names, margin, tuple(found), above))
        if broken:
            groups.append([])
        groups[-1].append(rows[i + 1])
    return groups


def edge_odds(rows: Sequence[Row]) -> tuple[float, float]:
    """Log-odds that the rows of a fragment begin, and end, a paragraph."""
    first, last = rows[0], rows[-1]
    starts = 0.0
    if _GOES_ON.match(first.text):
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
        found = _fit(marks, ends, prefix, half / 2)
        if found.score > best.score + 1e-9:
            best = found
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
