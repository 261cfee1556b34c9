"""The contents list (目录): where it stands, and its entries out of leader debris.

The list's rows are cut into atoms (words, leaders, page numbers). One decoder then finds the best
reading of them as columns' heads, titles, authors and pages, in the order that the list itself
shows: page last ('兴水利民建设现代水网 !!!!! 田卫东( 4 )'), page first ('12 秋天的果园') or no pages. A
title counts as known where its words stand once more as a line of the document; so a wrapped title
is told from a column's head above a title, and an author from a title's last words. Rows of the
imprint that stand between the entries are passed over.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import pairwise

from converter.chinese.chars import han_count, tight, width
from converter.chinese.names import is_org, is_person, people
from converter.fields import read_fields
from converter.label.atoms import LEADER_ROW, LEADERS, Atom, atoms_of, named
from converter.label.known import DRESS, SENTENCE, Known
from converter.labelling import ContentsList, Listed, Row
from converter.profile.model import Field

_HEADING = re.compile(
    r"^(?:本期|本报|本刊)?(?:目录|目次|要目|导读|要览|CONTENTS)(?:CONTENTS?)?$", re.IGNORECASE
)
_IN_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")
_LIST_MARKS = re.compile(r"[、，,/／|]+")
_NO_TITLE = re.compile(
    r"^(?:本[报刊])?(?:记者|通讯员)|[。；;@]|[:：].*\d{5}|(?:口述|讲述|整理|采写|撰文|执笔)[:：]"
)
# 口述：岳长生 整理：晏小雨
_ROLE = re.compile(
    r"^(?:口述|讲述|自述|采写|采访|整理|记录|撰文|撰稿|执笔|编译|翻译|作者)(?:者|人)?[:：/／]"
)
_ENTRY_MARKS = "◆◇■□●○▲△★☆◎※▪•·►➤"
_MARKED = 3  # entries that a mark opens at least
_NO_AUTHOR = re.compile(r"[，,；;：:。]")


@dataclass(slots=True)
class Found:
    """The list, the rows that it is made of (indexes), and the pages that hold little else."""

    contents: ContentsList = field(default_factory=ContentsList)
    rows: set[int] = field(default_factory=set)
    pages: set[int] = field(default_factory=set)
    score: float = 0.0


def find_contents(
    rows: Sequence[Row],
    loose: AbstractSet[int],
    heads: AbstractSet[str],
    fields: tuple[Field, ...],
    said: Mapping[int, bool],
) -> Found:
    """The contents list of a document without or with pages; nothing where there is none.

    `loose` are the rows (indexes) that may be its own; `heads` keys of running heads and columns;
    `said` what a person says of rows: theirs or not. The list is one stretch of rows.
    """
    best = Found()
    top = 0.0
    known: Known | None = None
    for zone in _zones(rows, loose, said):
        known = known or Known(rows, heads)
        score, found = _read(rows, zone, known, fields, said)
        if score > top:
            best, top = found, score
            best.score = score
    if not best.rows:
        return best
    own: dict[int, int] = {}
    text: dict[int, int] = {}
    for i in best.rows:
        own[rows[i].page] = own.get(rows[i].page, 0) + 1
    for i, row in enumerate(rows):
        if i not in best.rows and row.page in own and _runs_on(row):
            text[row.page] = text.get(row.page, 0) + 1
    best.pages = {p for p, n in own.items() if n > 1.2 * text.get(p, 0)}
    return best


def is_heading(words: str) -> bool:
    """Whether words without blanks head a list: 目录, 本期导读, CONTENTS."""
    return bool(_HEADING.match(words))


def _runs_on(row: Row) -> bool:
    """Whether a row is one of running text: rows of an imprint are short, or hold several fields."""
    wide = row.width >= _TEXT and "  " not in row.text
    return row.closed or wide or bool(SENTENCE.search(row.text))


_TEXT = 15.0  # em

# --- where ----------------------------------------------------------------------------------

_REACH = 30  # rows that the list may go on without a leader or a page number


def _zones(
    rows: Sequence[Row], loose: AbstractSet[int], said: Mapping[int, bool]
) -> Iterator[list[int]]:
    """Stretches of rows in which a list may stand: around headings, leaders and page numbers."""
    hints: list[tuple[int, float]] = []
    letter = -9
    for i, row in enumerate(rows):
        weight = 0.0
        if said.get(i):
            weight = 9.0
        elif i not in loose:
            continue
        elif _HEADING.match(row.tight):
            weight = 3.0
        elif row.tight == "目":
            letter = i
        elif row.tight == "录" and i - letter < 40:
            weight = 3.0
            hints.append((letter, 0.0))
        elif LEADERS.search(row.text):
            weight = 1.5
        elif LEADER_ROW.match(row.text):
            weight = 0.3
        elif (
            row.width < 46 and not row.closed and re.search(r"^[Pp]?\d|\d[)）〕\]页版]?$", row.text)
        ):
            weight = 0.4 if row.page <= 3 else 0.1
        if weight:
            hints.append((i, weight))
    hints.sort()
    group: list[tuple[int, float]] = []
    for hint in [*hints, (10**9, 0.0)]:
        if group and hint[0] - group[-1][0] > _REACH:
            if sum(w for _, w in group) >= 1.6 and len(group) >= 2:
                lo, hi = max(0, group[0][0] - 6), min(len(rows), group[-1][0] + 7)
                yield [i for i in range(lo, hi) if i in loose and said.get(i, True)]
            group = []
        group.append(hint)


# --- the decoder ----------------------------------------------------------------------------

# What may follow what, and at which cost: the list with its pages last, first, or without any. From
# S an entry (or a column) begins; H is behind a head, T a title, L leaders, A an author, N a page,
# D leaders that belong to no entry.
_GRAMMAR: dict[str, dict[str, dict[str, float]]] = {
    "last": {
        "S": {"H": 0.0, "T": 0.0, "D": -0.3},
        "D": {"D": 0.0, "H": 0.0, "T": 0.0},
        "H": {"T": 0.0},
        "T": {"L": 0.3, "A": 0.0, "N": 0.2},
        "L": {"L": 0.0, "A": 0.8, "N": 0.8},
        "A": {"N": 0.2, "L": 0.0},
    },
    "first": {
        "S": {"H": 0.0, "N": 0.0},
        "H": {"N": 0.0},
        "N": {"T": 0.0, "L": 0.0},
        "L": {"T": 0.0, "A": 0.0},
        "T": {"A": 0.0, "L": 0.0},
        "A": {},
    },
    "none": {
        "S": {"H": 0.0, "T": -0.6},
        "H": {"T": 0.0},
        "T": {"A": 0.0, "L": 0.3},
        "L": {"A": 0.5},
        "A": {},
    },
}
# States in which an entry may be over at a row's end, and at which cost.
_OVER: dict[str, dict[str, float]] = {
    "last": {"N": 0.0, "D": 0.0, "T": -9.0, "L": -3.0, "A": -8.0},
    "first": {"T": 0.0, "A": 0.0, "L": -0.3},
    "none": {"T": 0.0, "A": 0.0, "L": -0.3},
}
_MOST = {"T": 8, "H": 5, "A": 4, "N": 1, "L": 1, "D": 1}
_ENTER = -4.0  # a list that no heading announces has to make up for this
_ENTER_HEADED = -1.0

_Step = tuple[float, int, str, str]  # score, atom and state before, what the segment is


def _read(
    rows: Sequence[Row],
    zone: Sequence[int],
    known: Known,
    fields: tuple[Field, ...],
    said: Mapping[int, bool],
) -> tuple[float, Found]:
    """The best list in a zone, and its score."""
    atoms = named(atoms_of(rows, zone), known)
    if not atoms:
        return 0.0, Found()
    letters = {rows[i].tight for i in zone}
    headed = any(_HEADING.match(w) for w in letters) or letters >= {"目", "录"}
    scorer = _Scorer(rows, atoms, known, fields)
    skips = _skips(rows, atoms, scorer.imprint, said, letters)
    best, found = 0.0, Found()
    for style in _GRAMMAR:
        edge = {"last": "last", "first": "first", "none": ""}[style]
        ends = (
            a
            for a in atoms
            if a.kind == "page" and (getattr(a, edge, False) or a.form == "bracket")
        )
        if edge and len(list(ends)) < 2:
            continue
        if style == "none" and (not headed or found.rows):
            continue
        score, segments = _decode(style, atoms, scorer, skips, _ENTER_HEADED if headed else _ENTER)
        contents, used = _entries(style, atoms, _once(atoms, segments), known.starts, scorer.mark)
        count = len(contents.entries)
        if count < (2 if headed else 3) or score <= best:
            continue
        first, last = min(used), max(used)
        used |= {
            i
            for i in zone
            if (
                _HEADING.match(rows[i].tight)
                or (letters >= {"目", "录"} and rows[i].tight in "目录")
            )
            and first - 12 <= i <= last + 12
        }
        best, found = score, Found(contents, used)
    return best, found


def _skips(
    rows: Sequence[Row],
    atoms: Sequence[Atom],
    imprint: AbstractSet[int],
    said: Mapping[int, bool],
    letters: AbstractSet[str],
) -> dict[int, tuple[int, float]]:
    """For each row's first atom: the atom after the row, and the cost of passing the row over."""
    out: dict[int, tuple[int, float]] = {}
    for k, atom in enumerate(atoms):
        if not atom.first:
            continue
        end = k + 1
        while end < len(atoms) and not atoms[end].first:
            end += 1
        row = rows[atom.row]
        if said.get(atom.row):
            cost = -50.0
        elif _HEADING.match(row.tight) or (letters >= {"目", "录"} and row.tight in "目录"):
            cost = 0.0
        elif row.closed or SENTENCE.search(row.text):
            cost = -1.2
        elif atom.row in imprint:
            cost = 0.0
        elif LEADERS.search(row.text):
            cost = -3.0
        elif len(row.tight) <= 3 or all(is_person(w) for w in row.text.split()):
            cost = -0.5
        else:
            cost = -1.3
        out[k] = (end, cost)
    return out


def _decode(
    style: str,
    atoms: Sequence[Atom],
    scorer: _Scorer,
    skips: Mapping[int, tuple[int, float]],
    enter: float,
) -> tuple[float, list[tuple[int, int, str]]]:
    """The best reading as segments (first atom, end, what it is), and its score."""
    grammar, over = _GRAMMAR[style], _OVER[style]
    n = len(atoms)
    table: list[dict[str, _Step]] = [{} for _ in range(n + 1)]
    best: tuple[float, int, str] = (0.0, -1, "")

    def put(at: int, state: str, step: _Step) -> None:
        held = table[at].get(state)
        if held is None or step[0] > held[0]:
            table[at][state] = step

    for p in range(n):
        atom = atoms[p]
        if atom.first:
            put(p, "S", (enter, -1, "", ""))
        here = table[p]
        # An entry that is over, at a row's end or where a page number closed it.
        for state, cost in over.items():
            step = here.get(state)
            if step is not None and (atom.first or state == "N" or (style == "first")):
                put(p, "S", (step[0] + cost, p, state, "over"))
        for state, step in list(here.items()):
            if p in skips:
                end, cost = skips[p]
                put(end, state, (step[0] + cost, p, state, "skip"))
            for kind, cost in grammar.get(state, {}).items():
                for q in range(p + 1, min(n, p + _MOST[kind]) + 1):
                    value = scorer.value(kind, p, q, style)
                    if value <= -9.0:
                        break
                    put(q, kind, (step[0] + cost + value, p, state, kind))
        if "S" in here and here["S"][0] > best[0]:
            best = (here["S"][0], p, "S")
    for state, cost in over.items():
        step = table[n].get(state)
        if step is not None and step[0] + cost > best[0]:
            best = (step[0] + cost, n, state)
    score, at, state = best
    segments: list[tuple[int, int, str]] = []
    while at >= 0 and state:
        _, before, came, kind = table[at][state]
        if before < 0:
            break
        if kind not in ("over", "skip"):
            segments.append((before, at, kind))
        at, state = before, came
    segments.reverse()
    return score, segments


class _Scorer:
    """What a stretch of atoms is worth as a head, a title, an author, a page number."""

    def __init__(
        self,
        rows: Sequence[Row],
        atoms: Sequence[Atom],
        known: Known,
        fields: tuple[Field, ...],
    ) -> None:
        self.rows = rows
        lines = sorted({a.row for a in atoms})
        self.names = {i for i in lines if _HEADING.match(rows[i].tight)}
        self.below = {b for a, b in pairwise(lines) if a in self.names}
        self.headed = min((rows[i].page for i in self.names), default=-1)
        self.mark = _entry_mark([rows[i].text for i in lines])
        self.imprint = {i for i in lines if read_fields(rows[i].text, fields).covered >= 0.75}
        self.others = self.imprint | self.names
        self.atoms = atoms
        self.known = known
        self.cache: dict[tuple[str, int, int], float] = {}
        widths = sorted(rows[a.row].width for a in atoms if a.first and a.kind != "leader")
        self.widest = widths[int(0.9 * (len(widths) - 1))] if widths else 20.0

    def value(self, kind: str, p: int, q: int, style: str) -> float:
        """The value in log-odds; -9 and less where it cannot be, nor any longer stretch."""
        key = (kind + style[0] if kind == "N" else kind, p, q)
        got = self.cache.get(key)
        if got is None:
            got = self.cache[key] = self._value(kind, p, q, style)
        return got

    def _value(self, kind: str, p: int, q: int, style: str) -> float:
        part = self.atoms[p:q]
        first, last = part[0], part[-1]
        if kind in "LD":
            return 0.9 if first.kind == "leader" else -9.0
        if any(a.kind == "leader" for a in part):
            return -9.0
        if kind == "N":
            return self._page(first, style)
        if last.row - first.row > 6:
            return -9.0
        if (first.kind == "page" and kind != "T") or any(a.row in self.others for a in part):
            return -9.0
        turns = sum(a.first for a in part[1:])
        if kind == "H" and last.row - first.row != turns:
            return -9.0
        if kind == "T":
            return self._title(part, turns)
        if any(a.kind == "page" for a in part):
            return -9.0
        # '…………姜俊静 周婷诚 （3） 管理论坛': lines were joined, and behind a page a name begins.
        behind = "" if first.first else self.atoms[p - 1].kind
        if kind == "H":
            return self._head(part, turns, opens=behind in ("", "page"))
        return self._author(part, turns, led=behind in ("", "leader"))

    def _page(self, atom: Atom, style: str) -> float:
        if atom.kind != "page" or not 0 < atom.number <= self.known.last_page:
            return -9.0
        value = {"bracket": 1.2, "marked": 1.2, "bare": 0.5, "glued": 0.1}[atom.form]
        edge = atom.last if style == "last" else atom.first
        return value + (0.6 if edge else -0.8)

    def _title(self, part: Sequence[Atom], turns: int) -> float:
        words = "".join(a.words for a in part)
        pages = [k for k, a in enumerate(part) if a.kind == "page"]
        value = 0.0
        if self.mark and part[0].first:
            if any(a.first and a.words[0] == self.mark for a in part[1:]):
                return -9.0
            marked = words[0] == self.mark
            value += 1.0 if marked else -1.0
            words = words[marked:]
        for k in pages:
            glued = not part[k].apart if k else len(part) > 1 and not part[1].apart
            value -= 0.3 if glued else 2.5
        if not han_count(words) or len(words) < 2:
            return value - 3.0
        lo, hi = part[0].row, part[-1].row
        known = self.known.line(words, lo, hi)
        if known < 1.0 and 1 < len(part) <= 3 and not turns:
            each = [self.known.line(a.words, lo, hi) for a in part if len(a.words) > 2]
            if len(each) == len(part) and not is_person(part[-1].words):
                # Joined lines hold what is no line of the page: '…创建行动启动 会员风采'.
                value -= 0.6 if self.known.joined else 0.0
                known = 1.0 if min(each) == 1.0 else max(known, 0.6 * max(each))
        if known:
            value += 4.0 if known == 1.0 else 2.2
            if self.known.head(words):
                value -= 2.5
            if is_org(words) or _all_names(part):
                value -= 2.0
        else:
            value -= 0.4 + 0.3 * (len(part) - 1)
            if _all_names(part):
                value -= 3.0
        if _NO_TITLE.search(words):
            value -= 4.0
        if not known and re.search("[，,]", words):
            value -= 2.0
        for a, b in pairwise(part):
            if b.first:
                wide = self.rows[a.row].width >= 0.75 * self.widest
                if self.known.joined and self.rows[b.row].blanks:
                    value -= 2.0  # what is one block of the page the tool has joined
                value -= 0.5 if wide else 1.0 if known == 1.0 else 1.6
        return value - (1.0 if turns > 2 else 0.0)

    def _head(self, part: Sequence[Atom], turns: int, *, opens: bool) -> float:
        printed = "".join(a.words for a in part)
        words = printed.strip(DRESS)
        if len(words) < 2 or width(words) > 22:
            return -4.0
        alone = opens and part[-1].last and len(words) <= 14
        wide = part[0].first and self.rows[part[0].row].width >= 0.75 * self.widest
        value = -0.4 if alone and not wide else -1.2
        if self.mark and printed[0] == self.mark:
            value -= 6.0
        if alone and part[0].row in self.below:
            value += 1.2
        if self.known.head(words):
            value += 4.2
        elif self.known.line(words, part[0].row, part[-1].row) == 1.0:
            value += 2.5
        if words != printed:
            value += 1.5
        if len(part) > 2 and all(len(a.words) == 1 for a in part):
            value += 1.0
        if width(words) > 12:
            value -= 1.5
        if re.search(r"[。；;:：]", words):
            return -9.0
        if re.search(r"[，,]", words):
            value -= 3.0
        above = bool(self.names) and part[0].row < min(self.names)
        if above and (part[0].first or self.rows[part[0].row].page < self.headed):
            value -= 2.5
        if _all_names(part):
            value -= 2.0
        if not opens:
            value -= 1.5
        if not part[-1].last:
            value -= 2.0 if value < 2 else 1.0
        if turns and all(len(self.rows[a.row].tight) == 1 for a in part):
            value -= 3.0
        return value - (0.3 if value > 0 else 0.7) * turns

    def _author(self, part: Sequence[Atom], turns: int, *, led: bool) -> float:
        words = "".join(a.words for a in part)
        value = -0.9 * turns
        if all(_ROLE.match(a.words) for a in part):
            who = [_ROLE.sub("", a.words) for a in part]
            named = all(is_person(w) or is_org(w) for w in who)
            return value + (3.0 if named else 1.0)
        glued = len(part) == 1 and people(words)
        if _NO_AUTHOR.search(words):
            return -9.0
        if words[0] in "/／|":
            value += 1.5
        if _all_names(part) or glued:
            value += 2.0
        elif words in self.known.bylines and not self.known.head(words):
            value += 0.7 if led else 0.0
        elif is_org(words) or "编辑部" in words:
            value += 0.7 if led else -0.8
        elif all(is_person(a.words) or is_org(a.words) for a in part):
            value += 1.0
        else:
            value -= 6.0 if not led else 1.6 if len(words) <= 6 else 4.0
        if words in self.known.bylines or all(a.words in self.known.bylines for a in part):
            value += 2.0
        elif self.known.line(words, part[0].row, part[-1].row) and not _all_names(part):
            value -= 1.0 if is_org(words) else 2.0
        if part[0].first and part[-1].last:
            value -= 0.5
        return value


def _entry_mark(rows: Sequence[str]) -> str:
    """The mark that opens the list's entries ('◇我县召开…'), '' where it opens heads or nothing."""
    opens = [text[0] if text[0] in _ENTRY_MARKS else "" for text in rows]
    mark, count = Counter(filter(None, opens)).most_common(1)[0] if any(opens) else ("", 0)
    # The head of a column has entries below it; entries have each other.
    runs = sum(a == b == mark for a, b in pairwise(opens))
    return mark if count >= _MARKED and 2 * runs >= count else ""


@functools.lru_cache(maxsize=2048)
def _members(words: str) -> tuple[str, ...]:
    """Words between list marks, without what stands in brackets."""
    return tuple(w for w in _LIST_MARKS.split(_IN_BRACKETS.sub("", words)) if w)


def _all_names(part: Sequence[Atom]) -> bool:
    """Whether atoms are names of persons, those of two letters set apart or not."""
    words = [w for a in part for w in _members(a.words)]
    singles = "".join(w for w in words if len(w) == 1)
    if len(singles) % 2 or not words:
        return False
    pairs = [singles[k : k + 2] for k in range(0, len(singles), 2)]
    return all(is_person(w) for w in [*(w for w in words if len(w) > 1), *pairs])


# --- entries --------------------------------------------------------------------------------


def _entries(
    style: str,
    atoms: Sequence[Atom],
    segments: Sequence[tuple[int, int, str]],
    starts: Sequence[int],
    mark: str,
) -> tuple[ContentsList, set[int]]:
    """The list out of the decoder's segments, and the rows that they come from.

    `starts` are the places of all rows, sorted; `mark` opens entries and is no title's.
    """
    out = ContentsList()
    used: set[int] = set()
    now: Listed | None = None
    pending: Atom | None = None
    for p, q, kind in segments:
        part = atoms[p:q]
        if kind == "H" and not _together(part, starts):
            now = None  # lines that the reading order brought together, with others between them
            continue
        used.update(a.row for a in part)
        match kind:
            case "H":
                out.columns.append(_bare(part))
                now = None
            case "N":
                if style == "first":
                    pending, now = part[0], None
                elif now is not None:
                    now.page, now.number = _digits(part[0]), part[0].number
                    now = None
            case "T":
                now = Listed(column=len(out.columns) - 1)
                runs = _runs(part)
                lead = int(bool(mark) and runs[0].first and runs[0].words[0] == mark)
                now.title = [(a.start + lead * (not k), a.end) for k, a in enumerate(runs)]
                now.words = tight("".join(a.words for a in part))[lead:]
                if pending is not None:
                    now.page, now.number = _digits(pending), pending.number
                    pending = None
                out.entries.append(now)
            case "A" if now is not None:
                now.authors += [
                    (a.start + (len(a.words) - len(a.words.lstrip("/／|"))), a.end)
                    for a in _runs(part)
                ]
    # A head without entries is no column: its words stay where they are.
    return out, used


def _once(
    atoms: Sequence[Atom], segments: Sequence[tuple[int, int, str]]
) -> list[tuple[int, int, str]]:
    """The segments before a title comes again: there the articles begin."""
    seen: set[str] = set()
    for k, (p, q, kind) in enumerate(segments):
        if kind != "T":
            continue
        words = "".join(a.words for a in atoms[p:q]).strip(DRESS)
        if words in seen and len(words) > 3:
            end = k
            while (
                end > 0
                and segments[end - 1][2] in "HN"
                and atoms[segments[end - 1][1] - 1].row >= atoms[p].row - 3
            ):
                if segments[end - 1][2] == "N" and segments[end - 2][2] in "TLA":
                    break
                end -= 1
            return list(segments[:end])
        seen.add(words)
    return list(segments)


def _runs(part: Sequence[Atom]) -> list[Atom]:
    """Atoms of one row as one: the space between them is the title's own."""
    out: list[Atom] = []
    for a in part:
        if out and out[-1].row == a.row:
            b = out[-1]
            words = b.words + a.words
            out[-1] = Atom(b.kind, b.start, a.end, words, b.row, b.first, a.last, b.apart)
        else:
            out.append(a)
    return out


def _together(part: Sequence[Atom], starts: Sequence[int]) -> bool:
    """Whether no other row stands between the atoms in the source."""
    places = [bisect_right(starts, a.start) for a in part]
    return all(0 <= b - a <= 1 for a, b in pairwise(places))


def _digits(atom: Atom) -> tuple[int, int]:
    m = re.search(r"[1-9]\d*", atom.words)  # '01' is page 1
    if m is None:
        return atom.start, atom.end
    return atom.start + m.start(), atom.start + m.end()


def _bare(part: Sequence[Atom]) -> tuple[int, int]:
    """The span of a head without its ornaments."""
    first, last = part[0], part[-1]
    lead = len(first.words) - len(first.words.lstrip(DRESS))
    tail = len(last.words) - len(last.words.rstrip(DRESS))
    if lead == len(first.words) and len(part) > 1:
        return _bare(part[1:])
    if tail == len(last.words) and len(part) > 1:
        return _bare(part[:-1])
    return first.start + lead, last.end - tail
