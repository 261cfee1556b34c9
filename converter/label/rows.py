"""Rows: the non-blank lines of the source, or parts of them, with what their layout tells."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from statistics import median_low

from converter.chinese.chars import BARS, THE_END, width
from converter.labelling import FULL, LEAD, Row, make_row
from converter.model import Part, Role, Source
from converter.patterns import late

# Widths of blanks at a line's beginning, in em.
_BLANK = {" ": 0.5, "\u00a0": 0.5, "\u3000": 1.0, "\t": 2.0}


def build_rows(source: Source) -> list[Row]:
    """All rows in source order."""
    rows: list[Row] = []
    for k, page in enumerate(source.pages):
        first = len(rows)
        blanks = apart = 0
        span = range(page.first, page.last)
        if page.mark >= 0 and page.mark not in span:
            span = range(page.mark, page.last)
        for n in span:
            line = source.lines[n]
            whole = source.words[line.start : line.end]
            text = whole.strip(" \t\u3000\u00a0\ufeff\u200b\v")
            if not text:
                blanks += 1
                # An indent on a line of its own, where a tool broke the line behind it.
                apart = whole.count("\u3000")
                continue
            start = line.start + whole.index(text[0])
            if source.roles and _is_cells(source.roles[n]):
                rows += _cells(text, start, k, n, blanks)
                blanks = apart = 0
                continue
            rows.append(make_row(text, start, k, n, blanks))
            lead = sum(_BLANK.get(c, 0.0) for c in whole[: start - line.start])
            rows[-1].lead = lead or float(apart)
            blanks = apart = 0
        count = len(rows) - first
        for j in range(first, len(rows)):
            rows[j].order = float(j)
            rows[j].top = j - first
            rows[j].bottom = count - 1 - (j - first)
    return rows


def _is_cells(role: Role | None) -> bool:
    return role is not None and role.part is Part.ROW


def _cells(text: str, start: int, page: int, line: int, blanks: int) -> Iterator[Row]:
    """The cells of a table's row, which tabs part, each as a row."""
    for m in re.finditer(r"[^\t]+", text):
        words = m[0].strip()
        if words:
            at = start + m.start() + m[0].index(words[0])
            yield make_row(words, at, page, line, blanks)
            blanks = 0


def learn_punctuation(rows: Sequence[Row]) -> float:
    """How wide the publication sets its punctuation, in em: the value for which full lines agree.

    Full lines of one column are equally wide in print, so with the right value most lines of a
    page stand close to the commonest width. Sets every row's width by it.
    """
    by_page: dict[int, list[str]] = {}
    for before, row in pairwise(rows):
        # Neither first nor last lines of paragraphs, nor displayed ones.
        if (
            not row.closed
            and not before.closed
            and before.page == row.page
            and 9 <= len(row.tight) <= 60
        ):
            by_page.setdefault(row.page, []).append(row.tight)
    pages = [texts for texts in by_page.values() if len(texts) >= 6][:24]
    best, most = 1.0, -1.0
    for value in (1.0, 0.5, 0.75) if pages else (1.0,):
        close = 0.0
        for texts in pages:
            widths = sorted(width(t, value) for t in texts)
            # Share of lines within 0.6 em of the densest width.
            close += max(
                bisect_right(widths, w + 0.6) - bisect_left(widths, w - 0.6) for w in widths
            )
        if close > most * 1.03:
            best, most = value, close
    for row in rows:
        row.width = width(row.tight, best)
    return best


def measure_rows(rows: Sequence[Row]) -> list[float]:
    """Learn each row's column width (栏宽) from the rows around it; the document's widths.

    Each page has one or more widths that many of its lines share; which of them holds at a row, the
    lines above, below and around it tell. A row takes the one that it fills; so a line where the
    column narrows beside a picture belongs to its own side.
    """
    by_page: dict[int, list[int]] = {}
    for i, row in enumerate(rows):
        by_page.setdefault(row.page, []).append(i)
    opening = [True, *(r.closed for r in rows)]
    wide = [i for i, r in enumerate(rows) if r.width >= 6]
    columns = _columns([rows[i].width for i in wide[:600]], [opening[i] for i in wide[:600]])
    common = columns[:1] or [20.0]
    for at in by_page.values():
        widths = [rows[i].width for i in at]
        wide = [i for i in at if rows[i].width >= 5]
        known = _columns([rows[i].width for i in wide], [opening[i] for i in wide]) or common
        known = _standing(known, [rows[i] for i in at], columns[:1]) or known[:1]
        # Where the tool broke lines at their marks, only whole ones tell the column.
        widest = max(known)
        broken = sum(
            1
            for i in at
            if rows[i].text[-1] in _PAUSES
            and rows[i].width < 0.7 * widest
            and all(abs(rows[i].width - w) > 1.3 for w in known)
        )
        if broken >= 4 and broken >= 0.06 * len(at):
            known = [widest]
        votes_for = [[_vote(w - column) for w in widths] for column in known]
        for k, i in enumerate(at):
            row = rows[i]
            found = []
            above, below = slice(max(0, k - 4), k), slice(k + 1, k + 5)
            for near in ((above, below), (slice(max(0, k - 7), k),), (slice(k + 1, k + 8),)):
                votes, column = max(
                    (_total(given, near), column)
                    for column, given in zip(known, votes_for, strict=True)
                )
                if votes >= 1.8:
                    found.append(column)
            if not found:
                found = [known[0]]
            fits = [m for m in found if abs(row.width - m) <= FULL]
            if fits:
                row.measure = min(fits, key=lambda m: abs(row.width - m))
            else:
                wider = [m for m in found if m > row.width] or [m for m in known if m > row.width]
                row.measure = found[0] if found[0] in wider else min(wider) if wider else max(found)
    return columns


def _vote(gap: float) -> float:
    """How much a row that is by `gap` wider than a column speaks for it."""
    if not -2.6 <= gap <= 1.4:
        return 0.0
    return 1.0 if abs(gap) <= FULL else 0.4


def _total(votes: Sequence[float], near: Sequence[slice]) -> float:
    """The votes of the rows near by, added in their order."""
    total = 0.0
    for span in near:
        for vote in votes[span]:
            total += vote
    return total


def learn_leads(rows: Sequence[Row]) -> None:
    """Keep rows' leads where the source has kept its paragraphs' indents; elsewhere set them to None.

    It has where lines begin with blanks behind a sentence's end or a short line, again and again, and
    hardly ever in mid-sentence; then a line without them opens no paragraph. A tool that sets lines
    on a grid leaves blanks before every line: what lines in mid-sentence have counts as none.
    """
    by_page: dict[int, list[Row]] = {}
    for row in rows:
        by_page.setdefault(row.page, []).append(row)
    inside = behind = flush = 0
    usual = 0.0
    for page in by_page.values():
        leads = [
            b.lead
            for a, b in pairwise(page)
            if b.lead is not None and not a.closed and a.full and a.width >= 8
        ]
        usual = median_low(leads) if leads else usual
        for row in page:
            if row.lead is not None:
                row.lead = max(0.0, row.lead - usual)
        for above, below in pairwise(page):
            if below.lead is None or above.width > _ONE_LINE or below.width > _ONE_LINE:
                continue
            if below.lead >= LEAD:
                if above.closed or not above.full:
                    behind += 1
                else:
                    inside += 1
            elif above.closed and above.width < 0.75 * above.measure and below.full:
                flush += 1
    if behind < _SHOWN or inside > 0.12 * behind or flush > 0.5 * behind:
        for row in rows:
            row.lead = None
        return
    for page in by_page.values():
        opening = [r.lead for r in page if r.lead is not None and r.lead >= LEAD]
        if len(opening) >= _INDENTS:
            indent = median_low(opening)
            for row in page:
                row.far = row.lead is not None and row.lead > max(_FAR * indent, indent + LEAD)


_INDENTS = 3  # lines of a page that show how far its paragraphs are indented
_FAR = 1.25  # -layout sets the indents of one page by its widest blanks: 2 em here, 3 em there


_SHOWN = 3  # indents that show that the source has kept them
_ONE_LINE = 52.0  # more em than a printed line has: the row is a whole paragraph


def _standing(
    columns: Sequence[float], rows: Sequence[Row], common: Sequence[float]
) -> list[float]:
    """Those of the widths at which lines stand together; last lines are scattered.

    Two lines are enough for the width that most of the document has: what is left of an article
    above a poem.
    """
    out = []
    for w in columns:
        band = max(0.9, 0.028 * w)
        pairs = sum(
            1
            for a, b in pairwise(rows)
            if abs(a.width - w) <= band and abs(b.width - w) <= band and not a.closed
        )
        usual = any(abs(w - c) <= band for c in common)
        if pairs >= 2 or (pairs and (usual or len(rows) < 12)):
            out.append(w)
    return out


def _first(rest: Sequence[tuple[float, bool]], w: float, gap: float) -> int:
    """The place in a sorted list of the first width that is not less than `w` by the gap."""
    return bisect_left(rest, gap, key=lambda item: item[0] - w)


def _beyond(rest: Sequence[tuple[float, bool]], w: float, gap: float) -> int:
    """The place behind the last width that exceeds `w` by no more than the gap."""
    return bisect_right(rest, gap, key=lambda item: item[0] - w)


def _columns(widths: Sequence[float], opening: Sequence[bool]) -> list[float]:
    """The widths that many lines share, the commonest first.

    `opening` tells which lines follow a sentence's end: they may be indented and count a third; a
    width that mostly such lines have, two em less than another, is no column of its own.
    """
    found: list[tuple[float, float]] = []  # width, share of opening lines
    rest = sorted(zip(widths, opening, strict=True))
    total = len(rest)
    while rest and len(found) < 5:
        best, best_score, members = 0.0, 0.0, rest[:0]
        for w in {w for w, _ in rest}:
            # The longer the line, the more its width varies: 0.44 em at 19, 0.9 em at 41.
            band = max(0.9, 0.028 * w)
            near = rest[_first(rest, w, -band) : _beyond(rest, w, band)]
            score = sum(0.34 if o else 1.0 for _, o in near) * (1 + 0.01 * w)
            if score > best_score:
                best, best_score, members = w, score, near
        if best_score < max(1.5, 0.05 * total) or len(members) < 3:
            break
        votes = [(w, 0.34 if o else 1.0) for w, o in members]
        best = sum(w * v for w, v in votes) / sum(v for _, v in votes)
        found.append((best, sum(o for _, o in members) / len(members)))
        band = max(0.9, 0.028 * best) + 0.3
        rest = [item for item in rest if not -band <= item[0] - best <= band]
    kept: list[float] = []
    for w, share in found:
        indent = share >= 0.5 and any(1.0 < v - w < 2.9 for v, _ in found)
        if not indent and all(abs(v - w) >= 1.5 for v in kept):
            kept.append(w)
    return kept or [w for w, _ in found[:1]]


_PAUSES = "，、；：,;:"
_TAIL = late(r"^(.*[。！？”…])[ \u3000]*([（(][^（）()。，]{1,30}(?:[)）].?)?)$")


def split_notes(rows: Sequence[Row], is_note: Callable[[str], bool]) -> list[Row]:
    """Rows whose last words are a note in brackets that belongs to no sentence: two rows each.

    '真生活的人。（执笔：姜勇）◆' is the last line of the text and a credit; its bracket may close on
    the next row. `is_note` tells whether the words in brackets are such a note.
    """
    out: list[Row] = []
    for k, row in enumerate(rows):
        words = THE_END.sub("", row.text).rstrip()  # '…问。（执笔：林浩）(完)'
        m = _TAIL.match(words) if words and words[-1] not in "。，、；" else None
        if m is not None:
            inner = m[2][1:]
            closed = re.search(r"[)）].?$", inner)
            if closed:
                inner = inner[: closed.start()]
            elif k + 1 < len(rows):
                below = THE_END.sub("", rows[k + 1].text)
                end = re.match(r"([^（）()。，]{1,16})[)）].?$", below)
                inner = inner + end[1] if end else ""
            if inner and is_note(inner):
                out += [row.part(0, m.end(1)), row.part(m.start(2), len(row.text))]
                continue
        out.append(row)
    return out


_ENGLISH = late(r"[A-Za-z&,.] [A-Za-z&]")


def split_rows(rows: Sequence[Row], whole: set[int]) -> list[Row]:
    """Rows of which one part stands in the column and another behind a gap is wider: two rows each.

    '于“鲁力同心”宣 社会主义核心价值观主题教育走进…' is eight letters of a narrow column and the
    caption of the picture beside it. Rows that begin at an offset of `whole` stay as they are.
    """
    out: list[Row] = []
    for row in rows:
        cut = 0
        if (
            row.start not in whole
            and row.text[0] not in BARS
            and row.width > 1.5 * row.measure
            and row.width > row.measure + 5
            and row.measure >= 5
        ):
            left = 0.0
            for i, ch in enumerate(row.text):
                gap = ch in " \u3000\t" and row.text[i - 1] not in ":：，,。"
                gap = gap and not _ENGLISH.match(row.text, i - 1)
                if gap and abs(left - row.measure) <= 2.0:
                    cut = i
                left += width(ch)
                if left > row.measure + 2.0:
                    break
        if cut:
            out += [row.part(0, cut), row.part(cut, len(row.text))]
        else:
            out.append(row)
    return out
