"""Lines that a tool joined by spaces, parted again at the old breaks.

'皮影老艺人的守望 ——双峰乡文化旅游工' / '作纪实 本报记者 蒋立诚 5月1日，由双峰乡承办的 龙舟…' are a title of two
lines, a byline and the first lines of the text. Full lines are equally wide, so the widths that the
stretches between spaces share are the columns', and the stretches that have none of them are last
lines and displayed ones.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from converter.chinese.chars import CLOSERS, width
from converter.chinese.days import opens_entry
from converter.chinese.names import is_org, is_post, names_only
from converter.chinese.numbers import ordinal
from converter.labelling import Row
from converter.patterns import late

# Rows of more than this many em hold several printed lines.
_LONG = 45.0

# Stretches between spaces are old lines where this share of them has a column's width; a text that
# was never joined has hardly two of one width.
_SHARE = 0.45

# So far (em) may a full line be from its column's width: digits, and marks that a setter squeezed.
_NEAR, _FAR = 0.8, 1.4


@dataclass(frozen=True, slots=True)
class _Fit:
    """Old breaks for one column width: `worth` is the share of lines that fill the column."""

    score: float
    worth: float
    measure: float
    cuts: tuple[int, ...]


def part_rejoined(rows: list[Row]) -> list[Row]:
    """The rows with every re-joined one parted into its printed lines; others as they are.

    What was one row keeps that in common (`Row.block`), since it is one block of the page.
    """
    long = [r for r in rows if r.width > _LONG]
    # A space at each old line's end but the last: no column is wider than 60 em.
    spaced = [r for r in long if _gaps(r.text) + 0.5 >= r.width / 60]
    if len(spaced) < 4 or len(spaced) <= 0.5 * len(long):
        return rows
    marks, columns = _columns([r for r in spaced if _SENTENCE.search(r.text)])
    if not columns:
        return rows
    listed = _listed(rows)
    twice = _twice(rows)
    out: list[Row] = []
    usual = columns[0]
    for row in rows:
        if not _gaps(row.text):
            out.append(row)
            continue
        breaks = _Breaks(row.text, listed.get(id(row), frozenset()), twice)
        fits = [_fit(breaks, column, marks) for column in columns]
        fit = max(fits, key=lambda f: (f.score + 0.4 * (f.measure == usual), f.measure))
        if fit.worth >= 0.5:
            usual = fit.measure
        cuts = [0, *fit.cuts, len(row.text)]
        parts = [row.part(a, b) for a, b in pairwise(cuts) if row.text[a:b].strip()]
        for part in parts if len(parts) > 1 else ():
            part.block = row.line + 1
        out += parts if len(parts) > 1 else [row]
    return out


def _gaps(text: str) -> int:
    return text.count(" ")


def _columns(rows: Sequence[Row]) -> tuple[float, list[float]]:
    """How wide marks are set (em), and the columns' widths, the commonest first; none if unlike."""
    best: tuple[float, float, list[float]] = (0.0, 1.0, [])
    for marks in (1.0, 0.75, 0.5):
        lines = [
            [w for s in _BREAK.split(row.text)[:-1] if (w := width(s, marks)) >= 7] for row in rows
        ]
        total = sum(map(len, lines))
        found: list[float] = []
        share = 0.0
        while lines and len(found) < 4:
            rest = sorted(w for line in lines for w in line)
            column = max(rest, key=lambda w: (_held(rest, w), w), default=0.0)
            near = rest[bisect_left(rest, column - _NEAR) : bisect_right(rest, column + _NEAR)]
            if len(near) < max(4.0, 0.04 * total):
                break
            column = sum(near) / len(near)
            if any(abs(column - known) < 1.0 for known in found):
                break
            found.append(column)
            whole = 0
            left = []
            # What is left are rows of another column: displayed lines have no width in common.
            for line in lines:
                own = sum(abs(w - column) <= _FAR or abs(w + 2 - column) <= _NEAR for w in line)
                whole += own >= 2
                if line and own < 0.4 * len(line):
                    left.append(line)
                else:
                    share += own / total
            lines = left
            if len(found) > 1 and whole < 3:
                found.pop()
                break
        # A wider value is believed unless a narrower one is clearly better.
        if share > 1.06 * best[0]:
            best = (share, marks, found)
    share, marks, found = best
    return (marks, found) if share >= _SHARE else (marks, [])


# A space that may be an old break: beside a digit or a Latin letter it may as well be the setter's.
_BREAK = late(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")


def _held(widths: Sequence[float], column: float) -> float:
    """How many stretches fill a column, or its first lines, which are two em narrower."""
    whole = bisect_right(widths, column + _NEAR) - bisect_left(widths, column - _NEAR)
    first = bisect_right(widths, column - 2.0 + _NEAR) - bisect_left(widths, column - 2.0 - _NEAR)
    return whole + 0.5 * first


_PAGE = late(r"^(?P<words>.*?)[(（/／·….—\-]*(?<![\d-])(?P<page>\d{1,3})[)）—\-]*$")


_DATED = late("[年月第期号共总]$")
_UNITS = frozenset("年月日期号")


def _listed(rows: Sequence[Row]) -> dict[int, frozenset[int]]:
    """Offsets of the breaks between the entries of a contents list, by the `id` of its rows.

    '把权力晒在阳光下 林梅新5 笃行致远 余鹏5 与时间赛跑 潘海洁7': stretches of a page that end with
    numbers which never fall, at least four of them; or begin with them ('01 把权力晒在阳光下 02 …').
    """
    pages: dict[int, list[tuple[Row, int, int, int]]] = {}
    first: dict[int, int] = {}
    for row in rows:
        if _SENTENCE.search(row.text):
            continue
        at = 0
        stretches = row.text.split(" ")
        for k, stretch in enumerate(stretches):
            m = _PAGE.match(stretch) if len(stretch) <= _AHEAD else None
            after = stretches[k + 1][:1] if k + 1 < len(stretches) else ""
            if m is None or after in _UNITS or _DATED.search(m["words"]) or opens_entry(stretch):
                at += len(stretch) + 1
                continue
            found = (row, at, at + len(stretch), int(m["page"]))
            pages.setdefault(row.page, []).append(found)
            if not m["words"] and len(stretches) > 1:
                first[row.page] = first.get(row.page, 0) + (k == 0) - (k == len(stretches) - 1)
            at += len(stretch) + 1
    out: dict[int, set[int]] = {}
    for page, ends in pages.items():
        numbers = [n for *_, n in ends]
        falls = sum(a > b for a, b in pairwise(numbers))
        if len(ends) < 4 or falls > 0.12 * len(ends):
            continue
        ahead = first.get(page, 0) > 0
        for row, start, end, _ in ends:
            out.setdefault(id(row), set()).add(start - 1 if ahead else end)
    return {row: frozenset(found) for row, found in out.items()}


def _twice(rows: Sequence[Row]) -> frozenset[str]:
    """Stretches that stand in the text again before other words: columns' names, titles, heads.

    What is followed by the same words each time is a part of one line ('守正创新 谱写发展新篇章').
    """
    follow: dict[str, list[str]] = {}
    for row in rows:
        stretches = [*row.text.split(" "), ""]
        for one, after in pairwise(stretches):
            if 3 <= len(one) <= 24 and not _NO_NAME.search(one):
                follow.setdefault(one, []).append(after)
    return frozenset(s for s, after in follow.items() if len(after) > 1 and len(set(after)) > 1)


_NO_NAME = late(r"[\d，。]|^(?:本报|本刊)?(?:记者|通讯员)$")

_SIGNED = late(
    r"^(?:[●○■□◆◇▲△★☆◎⊙]|[（(]?(?:作者|撰稿人?|撰文|执笔|供稿|[图文]{1,2})[ \u3000]*[:：/／]|"
    r"(?:本报|本刊|本网)?(?:实习|特约|首席|全媒体)?(?:记者|通讯员)(?:[ \u3000]|$))"
)
_FIELD = late(
    r"^(?:[\u4e00-\u9fff]{2,6}|[\u4e00-\u9fff]\u3000{1,2}[\u4e00-\u9fff])[:：/／|｜]|^E-?mail",
    re.IGNORECASE,
)
_SUB = late(r"^(?:——|--|—)(?=[\u4e00-\u9fff《“])")


_MAKER = late(r"[\u4e00-\u9fff]{2,4}(?:[ \u3000/／]{1,2}摄|摄影|供图)[)）]?$")


def _signs(line: str) -> bool:
    """Whether a line is a byline and nothing else, or ends with who made the picture."""
    if _MAKER.search(line):
        return True
    m = _SIGNED.match(line)
    if m is None:
        return False
    words = re.split(r"[ \u3000、，]+", line[m.end() :].strip("（）() \u3000"))
    names = " ".join(w for w in words if len(w) < 3 or not (is_post(w) or is_org(w)))
    return bool(words[0]) and (not names or names_only(names))


def _numbered(line: str) -> bool:
    """Whether a line is a numbered heading: no sentence."""
    return ordinal(line) is not None and not re.search(r"[，。；：！？]", line)


# What opens a line is told by so many letters.
_AHEAD = 80


class _Breaks:
    """What speaks for an old break at each space of a row, whatever the widths."""

    def __init__(self, text: str, listed: frozenset[int], twice: frozenset[str]) -> None:
        self.text = text
        self.listed = listed
        self.twice = twice
        # Without a sentence there is no running text, whose lines fill a column.
        self.displayed = _SENTENCE.search(text) is None

    def before(self, at: int) -> bool:
        """Whether what follows the space at `at` opens a line: a mark, a number, an entry's day."""
        rest = self.text[at : at + _AHEAD].lstrip(" \u3000")
        return bool(
            _SIGNED.match(rest)
            or _SUB.match(rest)
            or opens_entry(rest)
            or _opens(rest)
            or (self.displayed and _FIELD.match(rest))
        )

    def signed(self, start: int, end: int) -> bool:
        """Whether a byline stands from `start` to `end`, the space behind its last name."""
        if not _signs(self.text[start:end].strip(" \u3000")):
            return False
        after = self.text.find(" ", end + 1)
        return after < 0 or not _signs(self.text[start:after].strip(" \u3000"))

    def price(self, start: int, end: int) -> float:
        """What a line from `start` to `end` costs that falls short of its column."""
        line = self.text[start:end].strip(" \u3000")
        if end in self.listed or self.signed(start, end):
            return 0.0
        head = line[-2:]
        if head[-1:] in "。！？" or (head[-1:] in CLOSERS and head[:1] in "。！？"):
            return 0.3
        if (
            self.before(end)
            or _numbered(line)
            or _SUB.match(line)
            or (line in self.twice and not self.listed)
        ):
            return 0.35
        return 1.1 if _SENTENCE.search(line) else 0.7

    def skip(self, start: int, at: int, end: int, *, whole: bool) -> float:
        """What it costs to pass over the space at `at` in a line from `start` to `end`.

        `whole`: all the row fits into one line.
        """
        a, b = self.text[at - 1], self.text[at + 1 : at + 2]
        if at not in self.listed and self.text.find(" ", at + 1) in self.listed:
            return 0.0  # before the page number of what stands here
        if self.before(at):
            return 2.0 if a in "。！？" else 0.9
        if at in self.listed or self.signed(start, at):
            return 0.9
        if self.text[start:at].strip() in self.twice and not self.listed:
            return 0.5
        if whole:
            return 0.12
        han = not (a.isascii() or b.isascii())
        return 0.9 if han and _SENTENCE.search(self.text, start, end) else 0.12


_SENTENCE = late("[，。；！？]")


def _opens(rest: str) -> bool:
    words = re.split(r"[ \u3000]", rest[:40], maxsplit=1)[0]
    return ordinal(rest) is not None and _numbered(words)


def _fit(breaks: _Breaks, measure: float, marks: float) -> _Fit:
    """The best parting of a row into lines of a column `measure` em wide.

    A full line counts 1, a first line (two em narrower, behind a short one) as much; a short line
    costs by what its ends look like, a passed-over space little.
    """
    text = breaks.text
    points: Sequence[int] = [0, *(i for i, c in enumerate(text) if c == " "), len(text)]
    prefix = [0.0]
    for ch in text:
        prefix.append(prefix[-1] + width(ch, marks))
    one = prefix[-1] <= measure + _FAR
    nothing = float("-inf")
    # State 1 where a short line stands above, so that the next may be an indented one.
    score = [[nothing, nothing] for _ in points]
    back = [[(-1, 0)] * 2 for _ in points]
    full = [[0, 0] for _ in points]
    score[0] = [nothing, 0.0]
    for j in range(1, len(points)):
        last = j == len(points) - 1
        for i in range(max(0, j - 8), j):
            wide = prefix[points[j]] - prefix[points[i]]
            if wide > measure + _FAR and j - i > 1 and not breaks.displayed:
                continue
            if max(score[i]) == nothing:
                continue
            passed = sum(
                breaks.skip(points[i], points[k], points[j], whole=one) for k in range(i + 1, j)
            )
            price = breaks.price(points[i], points[j])
            for state in (0, 1):
                if score[i][state] == nothing:
                    continue
                base = score[i][state] - passed
                off = abs(wide - measure)
                if state:
                    off = min(off, abs(wide - measure + 2.0))
                after, total, filled = 1, base - price, 0
                if off <= _FAR and not breaks.displayed:
                    gain = 1.0 if off <= _NEAR else 0.5
                    after, total, filled = 0, base + gain, 1
                elif last and (wide <= measure or breaks.displayed):
                    after, total = 0, base
                elif wide > measure + _FAR and not breaks.displayed:
                    total -= 2.0
                for way in ((after, total, filled), (1, base - price, 0)):
                    if way[1] > score[j][way[0]]:
                        score[j][way[0]] = way[1]
                        back[j][way[0]] = (i, state)
                        full[j][way[0]] = full[i][state] + way[2]
    end = len(points) - 1
    state = int(score[end][1] > score[end][0])
    cuts: list[int] = []
    j, s = end, state
    while j > 0:
        i, s = back[j][s]
        if i > 0:
            cuts.append(points[i])
        j = i
    count = len(cuts) + 1
    return _Fit(score[end][state], full[end][state] / count, measure, tuple(reversed(cuts)))
