"""The contents list (目录): where it stands, and its entries out of leader debris.

An entry is title, leaders, author and page number, in an order that the list itself shows: page
last ('兴水利民建设现代水网 !!!!! 田卫东( 4 )') or page first ('12 秋天的果园'). Titles wrap, leaders take
lines of their own, authors stand on the title's line or below it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from converter.chinese.chars import han_count, tight, width
from converter.chinese.names import is_org, is_person
from converter.labelling import ContentsList, Listed, Row

LEADERS = re.compile(
    r"(?:[!！][ ]?){3,}|(?:[.．][ ]?){4,}|…{2,}|(?:⋯ ?){2,}|(?:[·•∙・‧][ ]?){3,}|(?:[-—–_=~][ ]?){5,}|(?:\u2025 ?){2,}"
)
"""Dot leaders and what extraction makes of them (! for a leader font's glyph)."""

LEADER_ROW = re.compile(r"^[!！.．…⋯·•∙・‧\-—–_=~\u2025 \u3000]{2,}$")
"""A row of nothing but leaders, however short ('!!')."""

_HEADING = re.compile(r"^(?:本期|本报)?(?:目[ \u3000]*录|目次|要[ \u3000]*目|导读|CONTENTS|Contents)(?:CONTENTS|Contents|Content)?$")
_PAREN_PAGE = re.compile(r"[（(〔\[][ \u3000]*(?:[Pp]\.?)?[ \u3000]*(\d{1,4})[ \u3000]*[页版]?[ \u3000]*[)）〕\]]$")
_BARE_PAGE = re.compile(r"(?:(?<=[ \u3000/／|])|^)(?:[Pp]\.?|第)?(\d{1,4})[页版]?$")
_GLUED_PAGE = re.compile(rf"(?<=[\u4e00-\u9fff”》）)])[/／|]?(\d{{1,3}})$")
_FIRST_PAGE = re.compile(r"^(?:[Pp]\.?|第)?(\d{1,4})(?:[页版])?(?:[ \u3000/／|.、:：—-]+|(?=[\u4e00-\u9fff“《]))(?![年月日.]\d)")
_COLUMN_MARKS = re.compile(r"^[【〖\[◆■●▲★☆◎◇※▍▌|#·]+[ ]*|[ ]*[】〗\]]$")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # text, leader, page
    start: int
    end: int
    words: str
    row: int
    number: int = 0


def contents_pages(rows: Sequence[Row], furniture: frozenset[int], pages: int) -> set[int]:
    """Indexes of the pages that hold a contents list: they say so, or are full of its entries."""
    score: dict[int, float] = {}
    body: dict[int, int] = {}
    for i, row in enumerate(rows):
        if i in furniture:
            continue
        if _HEADING.match(row.tight):
            score[row.page] = score.get(row.page, 0) + 4
        elif LEADERS.search(row.text) or LEADER_ROW.match(row.text):
            score[row.page] = score.get(row.page, 0) + 1.5
        elif len(row.text) < 60 and not row.closed and han_count(row.text) >= 3:
            if _PAREN_PAGE.search(row.text) or _BARE_PAGE.search(row.text):
                score[row.page] = score.get(row.page, 0) + 1
        if "。" in row.text or row.text.count(",") + row.text.count("，") >= 2:
            body[row.page] = body.get(row.page, 0) + 1
    return {p for p, s in score.items() if s >= 4 and s > 1.2 * body.get(p, 0)}


def parse_contents(
    rows: Sequence[Row],
    where: Sequence[int],
    heads: Callable[[str], bool],
    titles: Callable[[str], bool],
    last_page: int,
) -> tuple[ContentsList, set[int]]:
    """Entries from rows `where` (indexes), and the rows that they are made of.

    `heads` tells whether words are a known column's name, `titles` whether a line like them
    stands elsewhere in the document; `last_page` bounds the page numbers.
    """
    tokens = _tokens(rows, where, last_page)
    if sum(t.kind == "page" for t in tokens) < 2:
        return ContentsList(), set()
    groups = _groups(tokens)
    texts = [t for t in tokens if t.kind == "text"]
    widest = sorted(width(t.words) for t in texts)[int(0.9 * len(texts))] if texts else 0.0
    out = ContentsList()
    used: set[int] = set()
    column = -1
    for group in groups:
        page = next((t for t in group if t.kind == "page"), None)
        words = [t for t in group if t.kind == "text"]
        while words and page is not None:
            first = words[0]
            name = _COLUMN_MARKS.sub("", first.words)
            more = sum(1 for t in words[1:] if t.row != first.row) > 0 or len(words) > 1
            decorated = name != first.words
            short = width(first.words) < 0.72 * widest and width(first.words) <= 12
            known = heads(tight(name))
            alone = all(t.row != first.row for t in group if t is not first)
            if more and alone and (known or (decorated and short) or (short and _is_column(words, titles))):
                shift = first.words.find(name)
                out.columns.append((first.start + shift, first.start + shift + len(name)))
                column = len(out.columns) - 1
                used.add(first.row)
                words = words[1:]
            else:
                break
        if page is None or not words:
            continue
        title, authors = _split(group, words, titles)
        entry = Listed(page=(page.start, page.end), number=page.number, column=column)
        entry.title = [(t.start, t.end) for t in title]
        entry.authors = [(t.start, t.end) for t in authors]
        entry.words = tight("".join(t.words for t in title))
        out.entries.append(entry)
        used.update(t.row for t in group)
    return out, used


def _is_column(words: Sequence[_Token], titles: Callable[[str], bool]) -> bool:
    """Whether the first line is a column's name rather than the first line of the title."""
    head, rest = words[0].words, words[1].words
    if titles(tight(head)) and not titles(tight(rest)):
        return False
    return titles(tight(rest)) or (not is_person(head) and width(head) <= 8 and width(rest) > width(head) + 2)


def _split(
    group: Sequence[_Token], words: Sequence[_Token], titles: Callable[[str], bool]
) -> tuple[list[_Token], list[_Token]]:
    """Title and author tokens of one entry."""
    leaders = [k for k, t in enumerate(group) if t.kind == "leader"]
    if leaders:
        order = {id(t): k for k, t in enumerate(group)}
        before = [t for t in words if order[id(t)] < leaders[-1]]
        after = [t for t in words if order[id(t)] > leaders[-1]]
        if before:
            return before, after
    if len(words) > 1:
        tail = words[-1]
        whole = tight("".join(t.words for t in words))
        if not titles(whole) and (_all_names(tail.words) or is_org(tail.words)):
            return list(words[:-1]), [tail]
    return list(words), []


def _all_names(text: str) -> bool:
    parts = [p for p in re.split(r"[ \u3000、，,/／]+", text) if p]
    return bool(parts) and (all(is_person(p) for p in parts) or is_person(text))


def _tokens(rows: Sequence[Row], where: Sequence[int], last_page: int) -> list[_Token]:
    out: list[_Token] = []
    for i in where:
        row = rows[i]
        if _HEADING.match(row.tight):
            continue
        if LEADER_ROW.match(row.text):
            out.append(_Token("leader", row.start, row.end, "", i))
            continue
        pieces: list[tuple[int, int]] = []
        at = 0
        for m in LEADERS.finditer(row.text):
            pieces.append((at, m.start()))
            pieces.append((-m.start() - 1, m.end()))
            at = m.end()
        pieces.append((at, len(row.text)))
        has_leader = len(pieces) > 1
        line: list[_Token] = []
        for a, b in pieces:
            if a < 0:
                line.append(_Token("leader", row.start - a - 1, row.start + b, "", i))
                continue
            _text_tokens(row, a, b, i, last_page, has_leader, line)
        out.extend(line)
    return out


def _text_tokens(
    row: Row, a: int, b: int, i: int, last_page: int, has_leader: bool, line: list[_Token]
) -> None:
    """Tokens of a stretch of a row between leaders: a page number at either end, words, author."""
    part = row.text[a:b]
    a += len(part) - len(part.lstrip())
    text = part.strip(" \t\u3000")
    if not text:
        return
    tail: _Token | None = None
    m = _PAREN_PAGE.search(text) or _BARE_PAGE.search(text)
    if m is None and has_leader:
        m = _GLUED_PAGE.search(text)
    if m is not None and 0 < int(m[1]) <= last_page:
        tail = _Token("page", row.start + a + m.start(1), row.start + a + m.end(1), m[1], i, int(m[1]))
        text = text[: m.start()].rstrip(" \u3000/／|")
    else:
        m = _FIRST_PAGE.match(text)
        if m is not None and 0 < int(m[1]) <= last_page:
            line.append(_Token("page", row.start + a + m.start(1), row.start + a + m.end(1), m[1], i, int(m[1])))
            a += m.end()
            text = text[m.end() :]
    if text:
        for x, y in _words_and_author(text, bool(tail) or has_leader):
            line.append(_Token("text", row.start + a + x, row.start + a + y, text[x:y], i))
    if tail is not None:
        line.append(tail)


def _words_and_author(text: str, ends: bool) -> list[tuple[int, int]]:
    """A line's words as one stretch, or title and author where a gap or a slash parts them."""
    m = re.search(r"[ \u3000]*[/／|][ \u3000]*(?=[^/／|]{2,}$)|[ \u3000]{2,}(?=\S[^\u3000]*$)", text)
    if m and m.start() > 1:
        rest = text[m.end() :]
        if _all_names(rest) or is_org(rest) or re.search(r"[/／|]", m[0]):
            return [(0, m.start()), (m.end(), len(text))]
    if ends:
        m = re.search(r"[ \u3000](?=\S{2,4}$|\S[ \u3000]\S$)", text)
        if m and _all_names(text[m.end() :]) and han_count(text[: m.start()]) > 3:
            return [(0, m.start()), (m.end(), len(text))]
    return [(0, len(text))]


def _groups(tokens: Sequence[_Token]) -> list[list[_Token]]:
    """Tokens of one entry together: up to each page number, or from each, as the list shows."""
    by_row: dict[int, list[_Token]] = {}
    for t in tokens:
        by_row.setdefault(t.row, []).append(t)
    first = sum(1 for line in by_row.values() if line[0].kind == "page" and len(line) > 1)
    last = sum(1 for line in by_row.values() if line[-1].kind == "page" and len(line) > 1)
    lone = [t for t in tokens if t.kind == "page" and len(by_row[t.row]) == 1]
    if lone and not first and not last and tokens and tokens[0].kind == "page":
        first = len(lone)
    groups: list[list[_Token]] = []
    now: list[_Token] = []
    if first > last:
        for t in tokens:
            if t.kind == "page":
                if now:
                    groups.append(now)
                now = [t]
            else:
                now.append(t)
        if now:
            groups.append(now)
        return _column_to_next(groups)
    for t in tokens:
        now.append(t)
        if t.kind == "page":
            groups.append(now)
            now = []
    return groups


def _column_to_next(groups: list[list[_Token]]) -> list[list[_Token]]:
    """With the page first, a column's name ends up behind the entry before it: put it right."""
    for k, group in enumerate(groups[:-1]):
        rows = [t.row for t in group if t.kind == "text"]
        if len(rows) >= 2 and group[-1].kind == "text" and group[-1].row != rows[0]:
            tail = group[-1]
            name = _COLUMN_MARKS.sub("", tail.words)
            if width(name) <= 8 and (name != tail.words or not _all_names(name)):
                groups[k] = group[:-1]
                groups[k + 1].insert(0, tail)
    return groups


def contents_region(
    where: Sequence[int],
    rows: Sequence[Row],
    heads: Callable[[str], bool],
    titles: Callable[[str], bool],
) -> list[int]:
    """Those of the rows `where` that belong to the list; the rest is masthead beside it.

    Two states with a cost for each change: rows with leaders, page numbers, known titles and column
    names are the list's, rows with a label and a colon or of names alone are not.
    """
    out: list[int] = []
    cost = 3.0
    best = {"in": 0.0, "out": 0.0}
    back: list[dict[str, str]] = []
    for i in where:
        row = rows[i]
        score = 0.0
        if LEADER_ROW.match(row.text):
            score = 0.2
        elif LEADERS.search(row.text):
            score = 4.0
        elif _PAREN_PAGE.search(row.text):
            score = 4.0
        elif _BARE_PAGE.search(row.text) or _FIRST_PAGE.match(row.text):
            score = 1.5
        elif titles(row.tight):
            score = 3.0
        elif heads(row.tight):
            score = 2.5
        if re.search(r"[:：]", row.text) and score < 4:
            score -= 3.0
        if _HEADING.match(row.tight):
            score = 0.0
        if _all_names(row.text) or re.search(r"@|\d{6,}|总第|准印|主办|印刷|[电邮]话", row.tight):
            score -= 2.5
        moves = {}
        now = {}
        for state, gain in (("in", score), ("out", -score)):
            stay, change = best[state], best["out" if state == "in" else "in"] - cost
            moves[state] = state if stay >= change else ("out" if state == "in" else "in")
            now[state] = max(stay, change) + gain
        best = now
        back.append(moves)
    state = "in" if best["in"] >= best["out"] else "out"
    for i, moves in zip(reversed(where), reversed(back), strict=True):
        if state == "in":
            out.append(i)
        state = moves[state]
    out.reverse()
    return out
