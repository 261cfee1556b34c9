"""The contents list (目录): its entries out of the lines that are its own.

Which lines those are has been decided; here each of their words gets its part. Pages stand last
('秋水 …… 苏晏平 3'), first ('02 汛期里的七十二小时 许砚秋') or nowhere. Titles, columns and authors
are known again: they stand once more in the text, as what heads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import pairwise

from converter.chinese.chars import tight
from converter.chinese.names import is_org, is_person
from converter.labelling import ContentsList, Listed, Row

Span = tuple[int, int]

_HEADING = re.compile(
    r"^\W*(?:本期|本报|本刊|今日)?(?:目[录錄次]|要目|导读|導讀|要览|看点|CONTENTS)(?:CONTENTS?)?\W*$",
    re.IGNORECASE,
)
LEADERS = re.compile(
    r"(?:[!！] ?){3,}|(?:[.．] ?){3,}|…{2,}|(?:⋯ ?){2,}|(?:[·•∙・‧] ?){3,}"
    r"|(?:[-—–_=~─] ?){4,}|(?:\u2025 ?){2,}"
)
LEADER_ROW = re.compile(r"^[!！.．…⋯·•∙・‧\-—–_=~─\u2025 \u3000]*$")
"""Dot leaders and what extraction makes of them, and a row of nothing else."""
_BLANKS = re.compile(r"[ \u3000\t\u00a0]+")
_NUMBER = r"(?:[Pp]\.?|第)?0*(?P<n>[1-9]\d{0,2})(?:[-—–~]\d{1,3})?[页版]?"
_LAST = re.compile(
    rf"(?:^|[ \u3000\t/／|｜]+|(?<=[^\d\s.]))[（(\[〔]?[ \u3000]*{_NUMBER}[ \u3000]*[）)\]〕]?$"
)
_FIRST = re.compile(
    rf"^[（(\[]?{_NUMBER}[）)\]]?(?:[ \u3000\t、.．/／|｜:：]+|(?=[^\d\s.．年月日个项名])|$)"
)
_OPENS = re.compile(r"^[●○■□◆◇▲△★☆◎※▪▶►➤•·【〖『「\[]+[ \u3000]*")
_CLOSES = re.compile(r"[】〗』」\]：:·・•]+$")
_SLASH = re.compile(r"[/／|｜]")
_ROLE = re.compile(r"^(?:文|图|作者|口述|整理|采写|撰文|执笔)[:：/／]|^本[报刊](?:记者|编辑部)")
_COLON = re.compile("[：:]")
_IN_BRACKETS = re.compile(r"[（(][ \u3000]*\d{1,3}[ \u3000]*[）)](?=\s|$)")
_SEVERAL = 2  # lines that are columns' names show that all columns have their own
_SHORT = 8  # letters of a column's name
_LEAST = 4  # letters by which a title is known again
_PAGED = 0.25  # share of the lines that have a page, where entries end with one


@dataclass(frozen=True, slots=True)
class Heads:
    """What heads the text below: titles, columns' names, bylines, all without blanks."""

    titles: AbstractSet[str] = frozenset()
    columns: AbstractSet[str] = frozenset()
    bylines: AbstractSet[str] = frozenset()

    def title(self, words: str) -> bool:
        """Whether words are a title, or begin or end one."""
        if words in self.titles:
            return True
        return len(words) >= _LEAST and any(
            t.startswith(words) or t.endswith(words) for t in self.titles
        )

    def author(self, words: str) -> bool:
        """Whether words name who wrote."""
        return words in self.bylines or is_person(words) or bool(_ROLE.match(words))

    def column(self, words: str) -> bool:
        """Whether words are a column's name; a long one that is a title as well is a title."""
        return words in self.columns and (len(words) <= _SHORT or words not in self.titles)


@dataclass(slots=True)
class _Line:
    """A line of the list: its words between leaders and blanks, and its page."""

    words: list[Span]
    page: Span = (0, 0)
    number: int = 0
    first: bool = False  # the page stands before the words
    leaders: bool = False


@dataclass(slots=True)
class _Entry:
    words: list[Span] = field(default_factory=list)
    page: Span = (0, 0)
    number: int = 0


def read_contents(text: str, rows: Sequence[Row], heads: Heads) -> ContentsList:
    """The list of the rows that are its own, in order; `text` is the source's.

    Each word is in one entry or names a column; what is left are leaders and the heading.
    """
    lines = [
        _line(row.text[a:b], row.start + a)
        for row in rows
        if not _HEADING.match(row.tight)
        for a, b in _entries(row.text)
    ]
    lines = _styled([line for line in lines if line.words or line.number])
    out = ContentsList()
    reader = _Reader(text, heads, out)
    reader.paged = sum(bool(line.number) for line in lines) > _PAGED * len(lines)
    reader.headed = sum(reader.heads_alone(line) for line in lines) >= _SEVERAL
    for line in lines:
        reader.read(line)
    reader.close()
    return out


def _entries(text: str) -> list[Span]:
    """The entries of a line that a tool made of several: each ends with a page in brackets."""
    ends = [m.end() for m in _IN_BRACKETS.finditer(text)]
    if not ends:
        return [(0, len(text))]
    cuts = [0, *ends]
    out = list(pairwise(cuts))
    if text[ends[-1] :].strip():
        out.append((ends[-1], len(text)))
    return out


def _line(text: str, start: int) -> _Line:
    """The words of a line that begins at an offset of the source, its page apart."""
    if LEADER_ROW.match(text):
        return _Line([], leaders=True)
    stretches: list[Span] = []
    at = 0
    for m in [*LEADERS.finditer(text), None]:
        end = m.start() if m else len(text)
        if text[at:end].strip():
            stretches.append((at, end))
        at = m.end() if m else at
    line = _Line([], leaders=len(stretches) > 1 or bool(LEADERS.search(text)))
    a, b = stretches[-1] if stretches else (0, 0)
    tail = text[a:b].rstrip()
    m = _LAST.search(tail)
    head = text[stretches[0][0] : stretches[0][1]] if stretches else ""
    lead = len(head) - len(head.lstrip())
    f = _FIRST.match(head.strip())
    if m and (f is None or line.leaders or m.start() == 0):
        line.page = (start + a + m.start("n"), start + a + m.end("n"))
        line.number = int(m["n"])
        stretches[-1] = (a, a + m.start())
    elif f:
        at = stretches[0][0] + lead
        line.page = (start + at + f.start("n"), start + at + f.end("n"))
        line.number, line.first = int(f["n"]), True
        stretches[0] = (at + f.end(), stretches[0][1])
    for a, b in stretches:
        line.words += [(start + x, start + y) for x, y in _words(text, a, b)]
    return line


def _words(text: str, a: int, b: int) -> Iterator[Span]:
    at = a
    for m in _BLANKS.finditer(text, a, b):
        if m.start() > at:
            yield at, m.start()
        at = m.end()
    if at < b:
        yield at, b


def _styled(lines: list[_Line]) -> list[_Line]:
    """The lines with one place for pages: what stands in the other is a word ('24 节气')."""
    first = sum(line.first for line in lines)
    last = sum(bool(line.number) and not line.first for line in lines)
    for line in lines:
        if line.number and line.words and line.first != (first > last):
            a, b = line.page
            line.words = sorted([*line.words, (a, b)])
            line.page, line.number = (0, 0), 0
        line.first = first > last
    return lines


class _Reader:
    """Puts lines together to entries, and entries under columns."""

    def __init__(self, text: str, heads: Heads, out: ContentsList) -> None:
        self.text, self.heads, self.out = text, heads, out
        self.entry = _Entry()
        self.column = -1
        self.paged = False
        self.headed = False  # columns stand on lines of their own

    def heads_alone(self, line: _Line) -> bool:
        """Whether a line is a column's name and nothing else."""
        return not line.number and not line.leaders and self._is_column(line.words)

    def read(self, line: _Line) -> None:
        """Take one line in."""
        if line.first:
            self._page_first(line)
        else:
            self._page_last(line)

    def close(self) -> None:
        """Enter the entry that is open."""
        if self.entry.words:
            self._enter(self.entry)
        self.entry = _Entry()

    def _page_last(self, line: _Line) -> None:
        words = line.words
        if self.heads_alone(line):
            self.close()
            self._head(words)
            return
        if self.entry.words and not self._goes_on(words):
            if self._heads_others():
                self._head(self.entry.words)
                self.entry = _Entry()
            self.close()
        self.entry.words += words
        if line.number:
            self.entry.page, self.entry.number = line.page, line.number
            self.close()

    def _page_first(self, line: _Line) -> None:
        if line.number:
            self.close()
            self.entry = _Entry(list(line.words), line.page, line.number)
        elif self._is_column(line.words) or not self.entry.words:
            self.close()
            if self._is_column(line.words) or not self.out.entries:
                self._head(line.words)
            else:
                self.entry.words += line.words
        elif self._goes_on(line.words) or self._is_author(line.words):
            self.entry.words += line.words
        else:
            self.close()
            self._head(line.words)

    def _heads_others(self) -> bool:
        """Whether the open words are a column's name: no page, where entries have one."""
        name = self._joined(self.entry.words)
        known = self.entry.number or self.heads.title(name) or len(name) > _SHORT
        return self.paged and not known

    def _goes_on(self, words: Sequence[Span]) -> bool:
        """Whether words go on with the open entry: the rest of its title, its author."""
        have = self._joined(self.entry.words)
        more = self._joined(words)
        if not more or self._is_author(words) or is_person(more):
            return True
        if self.paged and not self.entry.number and not self.heads.title(more):
            return True
        return any(have + more[:_LEAST] in t for t in self.heads.titles)

    def _is_author(self, words: Sequence[Span]) -> bool:
        return bool(words) and all(self.heads.author(self._bare(w)) for w in words)

    def _is_column(self, words: Sequence[Span]) -> bool:
        if not words:
            return False
        name = self._joined(words)
        if self.heads.column(name) or self.heads.column(self._bare(words[0])):
            return not any(self.heads.title(self._bare(w)) for w in words[1:])
        if self.paged and len(words) > 2 and all(b - a == 1 for a, b in words):
            return True  # 学 先 进 争 一 流: letter-spaced among titles that are not
        dressed = bool(_OPENS.match(self.text[slice(*words[0])])) and bool(
            _CLOSES.search(self.text[slice(*words[-1])])
        )
        return dressed and len(name) <= 2 * _SHORT and not self.heads.title(name)

    def _head(self, words: Sequence[Span]) -> None:
        a, b = words[0][0], words[-1][1]
        m = _OPENS.match(self.text[a:b])
        a += m.end() if m else 0
        m = _CLOSES.search(self.text[a:b])
        b -= len(m[0]) if m else 0
        if "\n" in self.text[a:b] or b <= a:
            a, b = words[0]
        self.out.columns.append((a, b))
        self.column = len(self.out.columns) - 1

    def _bare(self, span: Span) -> str:
        return _CLOSES.sub("", _OPENS.sub("", tight(self.text[slice(*span)])))

    def _joined(self, words: Sequence[Span]) -> str:
        return _CLOSES.sub("", _OPENS.sub("", "".join(tight(self.text[a:b]) for a, b in words)))

    def _enter(self, entry: _Entry) -> None:
        """An entry's words as column, title and authors."""
        words = self._led(self._parted(self._announced(entry.words)))
        cut = self._authors_from(words)
        title, authors = words[:cut], words[cut:]
        if title:
            m = _OPENS.match(self.text[slice(*title[0])])
            if m and m.end() < title[0][1] - title[0][0]:
                title[0] = (title[0][0] + m.end(), title[0][1])
        joined = _close_up(self.text, title)
        listed = Listed(
            joined, _close_up(self.text, authors), entry.page, entry.number, self.column
        )
        listed.words = self._joined(title)
        if joined:
            self.out.entries.append(listed)

    def _announced(self, words: list[Span]) -> list[Span]:
        """The words with a column and what it announces behind a colon told apart."""
        a, b = words[0]
        m = _COLON.search(self.text, a, b)
        if m is None or m.end() == b:
            return words
        name, rest = self._bare((a, m.start())), self._joined([(m.end(), b), *words[1:]])
        whole = self._joined(words)
        heads = self.heads.title(rest) and not self.heads.title(whole)
        if self.heads.column(name) or (len(name) <= _SHORT and heads):
            self._head([(a, m.start())])
            return [(m.end(), b), *words[1:]]
        return words

    def _parted(self, words: Sequence[Span]) -> list[Span]:
        """The words with title and author on both sides of a slash told apart."""
        out: list[Span] = []
        for a, b in words:
            m = _SLASH.search(self.text, a, b)
            rest = tight(self.text[m.end() : b]) if m else ""
            if m and m.start() > a and (self.heads.author(rest) or is_org(rest)):
                out += [(a, m.start()), (m.end(), b)]
            elif m and m.start() == a and m.end() < b:
                out.append((m.end(), b))
            else:
                cut = self._titled(a, b)
                out += [(a, cut), (cut, b)] if cut else [(a, b)]
        return out

    def _titled(self, a: int, b: int) -> int:
        """Where a known title ends within a word that names its author right behind, or 0."""
        words = self.text[a:b]
        return next(
            (
                a + len(title)
                for title in self.heads.titles
                if len(title) >= _LEAST
                and words.startswith(title)
                and self.heads.author(words[len(title) :])
            ),
            0,
        )

    def _led(self, words: list[Span]) -> list[Span]:
        """The words without the column's name that opens them, which is the column from here on."""
        if self.headed:
            return words
        for k in range(min(3, len(words) - 1), 0, -1):
            name = self._joined(words[:k])
            rest = self._joined(words[k:])
            known = self.heads.column(name)
            heads = self.heads.title(rest) and not self.heads.title(name + rest)
            if (known or heads) and len(name) <= 2 * _SHORT:
                self._head(words[:k])
                return words[k:]
        return words

    def _authors_from(self, words: Sequence[Span]) -> int:
        """The number of the first word that names an author; all words where none does."""
        for k in range(len(words), 0, -1):
            if self.heads.title(self._joined(words[:k])):
                rest = words[k:]
                if not rest or self._signs(rest):
                    return k
                if self._joined(words[:k]) in self.heads.titles:
                    return k
        k = len(words)
        while k > 1 and self._names(words[k - 1 :]):
            k -= 1
        if k > 1 and self._joined(words[k - 1 :]) in self.heads.bylines:
            k -= 1
        return k

    def _signs(self, words: Sequence[Span]) -> bool:
        """Whether words behind a title say who wrote: persons, an office, a post and a person."""
        parts = [self._bare(w) for w in words]
        if all(self.heads.author(p) or is_org(p) for p in parts) or is_person("".join(parts)):
            return True
        return self.heads.author(parts[-1]) and all(len(p) <= _SHORT for p in parts)

    def _names(self, words: Sequence[Span]) -> bool:
        """Whether words are persons', padded ones included ('李 明')."""
        parts = [self._bare(w) for w in words]
        whole = "".join(parts)
        return all(self.heads.author(p) for p in parts) or (
            all(len(p) == 1 for p in parts) and is_person(whole)
        )


def _close_up(text: str, words: Sequence[Span]) -> list[Span]:
    """Words that only blanks part as one span."""
    out: list[Span] = []
    for a, b in words:
        if out and not text[out[-1][1] : a].strip() and "\n" not in text[out[-1][1] : a]:
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out
