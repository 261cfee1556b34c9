"""Markdown as people and tools write it (MinerU, marker, docling, pandoc): its words, and what its signs say.

Only signs that are plainly Markdown are read: headings with #, pipe tables, tables in HTML, pictures,
links, emphasis, quotations, list items. A text without them is raw text, whatever else it holds, and
its lines stay as they are: indents are the paragraphs' own and no code, a row of dashes below a line
makes no heading of it. The parser of CommonMark is not asked: it has no places inside a line, and
takes emphasis beside Chinese marks (`**问：**家里`) for text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from converter.model import Part, Role
from converter.read.decoding import DecodingError, decode
from converter.read.layer import Asked, Layer
from converter.read.lines import split_lines
from converter.read.origin import Taking

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(?=\S)")
_CLOSING = re.compile(r"[ \t]+#+[ \t]*$")
_RULE_ROW = re.compile(r" {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_BAR = re.compile(r"(?<!\\)\|")
_PICTURE = re.compile(r"!\[([^\]\n]{0,500})\]\(([^()\s]{0,2000})(?:[ \t]+\"[^\"\n]{0,500}\")?\)")
_TABLE = re.compile(r"<table\b[^>]*>", re.IGNORECASE)
_TABLE_END = re.compile(r"</table\s*>", re.IGNORECASE)
_ITEM = re.compile(r"(?P<lead>[ \t]*)(?:[-*+]|(?P<number>\d{1,3}[.)]))[ \t]+(?=\S)")
_QUOTE = re.compile(r" {0,3}>[ \t]?(?:>[ \t]?)*")
_HARD = re.compile(r"(?:\\| {2,})$")
_FENCE = re.compile(r" {0,3}(?:`{3,}|~{3,})[^`\n]*$")
_HEADINGS = 2  # that tell Markdown: one # may be anything
_BACK = 3  # lines above a table's end where it began, at most a page
_MOST_LINES = 2000  # of a table in HTML
_NEAR = 4  # lines below a picture, blank ones among them, where its caption is
_CAPTION, _SHORT = 80, 40  # letters that a caption has at most: on the next line, farther down
_VERSE = 24  # letters of a line of verse, at most
_LEVELS = 2  # blanks that set a list's item one deeper


def fits(data: bytes) -> bool:
    """Whether a file is a text with signs of Markdown."""
    try:
        return is_markdown(decode(data)[0])
    except DecodingError:
        return False  # what is wrong with it is told where it is read as a raw text


def is_markdown(text: str) -> bool:
    """Whether a text has signs that are Markdown's and nothing else's."""
    lines = text.splitlines()
    headings = [n for n, line in enumerate(lines) if _HEADING.match(line)]
    if sum(_stands_alone(lines, n) for n in headings) >= _HEADINGS:
        return True
    if any(_PICTURE.fullmatch(line.strip()) for line in lines if "![" in line):
        return True
    if _TABLE.search(text) and _TABLE_END.search(text):
        return True
    return any(_opens_table(lines, n) for n, line in enumerate(lines) if "|" in line)


def _stands_alone(lines: Sequence[str], n: int) -> bool:
    """Whether a blank line, or another heading, stands above or below a heading, as Markdown has it."""
    near = [*lines[max(0, n - 1) : n], *lines[n + 1 : n + 2]]
    return len(near) < 2 or any(not line.strip() or _HEADING.match(line) for line in near)


def _opens_table(lines: Sequence[str], n: int) -> bool:
    """Whether a line is a pipe table's first one: the one below it is its rule, with as many cells."""
    if n + 1 >= len(lines) or "-" not in lines[n + 1] or "|" not in lines[n + 1]:
        return False
    return _RULE_ROW.match(lines[n + 1]) is not None and len(_cells(lines[n])) == len(
        _cells(lines[n + 1])
    )


def _cells(line: str) -> list[tuple[int, int]]:
    """Where the cells of a pipe table's row stand in its line, without their blanks."""
    body = line.rstrip()
    start = len(body) - len(body.lstrip())
    start += body.startswith("|", start)
    end = len(body)
    if end > start and body[end - 1] == "|" and body[end - 2 : end - 1] != "\\":
        end -= 1
    cuts = [start, *(m.end() for m in _BAR.finditer(body, start, end)), end + 1]
    out = []
    for a, b in pairwise(cuts):
        cell = body[a : b - 1]
        left = a + len(cell) - len(cell.lstrip())
        out.append((left, max(left, a + len(cell.rstrip()))))
    return out


def layer(data: bytes, _name: str, asked: Asked) -> Layer:
    """The words of a Markdown text, with the place of each in it. Raises DecodingError."""
    text = decode(data)[0]
    return _Reading(text, images=asked.images).layer()


@dataclass(frozen=True, slots=True)
class _At:
    """A line of the text: where it begins, and its letters."""

    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class _Reading:
    """Reads a text line by line into the words that it has."""

    def __init__(self, text: str, *, images: bool) -> None:
        self.text = text
        self.images = images
        self.lines = [_At(line.start, line.text) for line in split_lines(text)]
        self.taking = Taking(text)
        self.roles: dict[int, Role | None] = {}  # by where their lines begin among the words
        self.begin = 0  # of the line that is being taken
        self.tables = 0
        self.fenced = False
        self.broken = False  # by a sign at the end of the line above
        self.pictured = 0  # lines below a picture in which its caption may stand

    def layer(self) -> Layer:
        """The layer of the whole text."""
        whole = [line.text for line in self.lines]
        n = 0
        while n < len(self.lines):
            line = self.lines[n]
            if _FENCE.match(line.text):
                self.fenced = not self.fenced
                self._line(n, None, [])
                n += 1
            elif not self.fenced and "|" in line.text and _opens_table(whole, n):
                n = self._pipes(n)
            elif not self.fenced and "<" in line.text and _TABLE.search(line.text):
                n = self._html(n)
            else:
                self._words(n)
                n += 1
        taken = self.taking
        roles = tuple(self.roles.get(line.start) for line in split_lines(taken.text))
        return Layer("markdown", taken.text, roles=roles, runs=tuple(taken.runs))

    def _line(self, n: int, role: Role | None, inner: Sequence[tuple[int, int]]) -> None:
        """Take the words between these places of a line, and its end."""
        for a, b in inner:
            self._inline(a, b)
        self._end(n, role)

    def _end(self, n: int, role: Role | None) -> None:
        at = self.lines[n].end
        to = self.lines[n + 1].start if n + 1 < len(self.lines) else len(self.text)
        self.taking.take(at, to)
        self._told(role)

    def _told(self, role: Role | None) -> None:
        """That the line that ends here is what its role says."""
        self.roles[self.begin] = role
        self.begin = self.taking.length

    def _words(self, n: int) -> None:
        """A line that is no table's."""
        line = self.lines[n]
        text, start = line.text, line.start
        if self.fenced:
            self.taking.take(start, line.end)
            self._end(n, None)
            return
        if _PICTURE.fullmatch(text.strip()):
            self.pictured = _NEAR
            self._end(n, None)
            return
        at = 0
        role: Role | None = None
        if self.pictured and text.strip():
            beside = self.pictured == _NEAR or len(text) <= _SHORT
            role = Role(Part.CAPTION) if beside and len(text) <= _CAPTION else None
            self.pictured = 0
        self.pictured -= self.pictured > 0
        quoted = _QUOTE.match(text)
        if quoted is not None and quoted.end() < len(text):
            at, role = quoted.end(), Role(Part.QUOTE)
        heading = _HEADING.match(text, at)
        end = len(text)
        if heading is not None:
            closing = _CLOSING.search(text, heading.end())
            role = Role(Part.HEADING, level=len(heading[1]))
            at, end = heading.end(), closing.start() if closing else end
        elif (item := _ITEM.match(text, at)) is not None:
            level = 1 + len(item["lead"].expandtabs(4)) // _LEVELS
            role = Role(Part.ITEM, level=level, label=item["number"] is not None)
        broken = _HARD.search(text, at, end)
        if broken is not None and n + 1 < len(self.lines) and self.lines[n + 1].text.strip():
            end = broken.start()
            role = role or Role(Part.PARAGRAPH, first=not self.broken)
        elif self.broken and role is None and text.strip():
            role = Role(Part.PARAGRAPH, first=False)
        short = end - at <= _VERSE
        self.broken = broken is not None and short
        self._line(n, role, [(start + at, start + end)])

    # tables

    def _pipes(self, n: int) -> int:
        """A pipe table from line `n` on; the line behind it."""
        self.tables += 1
        first = n
        count = len(_cells(self.lines[n].text))
        while n < len(self.lines) and "|" in self.lines[n].text and self.lines[n].text.strip():
            line = self.lines[n]
            if n == first + 1:
                self._line(n, None, [])  # the rule below the heads
                n += 1
                continue
            cells = _cells(line.text)[: max(count, 1)]
            beyond = _cells(line.text)[len(cells) :]
            head = n == first and any(b > a for a, b in cells)
            role = Role(Part.ROW, first=n == first, group=self.tables, label=head)
            for k, (a, b) in enumerate([*cells, *beyond]):
                if k:
                    self.taking.add("\t")
                self._inline(line.start + a, line.start + b)
            self._end(n, role)
            n += 1
        return n

    def _html(self, n: int) -> int:
        """Tables in HTML that begin in line `n`; the line behind the one where the last ends."""
        last, start = n, self.lines[n].start
        depth = 0
        while last < min(len(self.lines), n + _MOST_LINES):
            text = self.lines[last].text
            depth += len(_TABLE.findall(text)) - len(_TABLE_END.findall(text))
            if depth <= 0:
                break
            last += 1
        else:
            self._words(n)  # it never ends
            return n + 1
        end = self.lines[last].end
        at = start
        for row in _rows(self.text, start, end):
            before = self.text[at : row.start]
            if before.strip() and not _ALL_TAGS.fullmatch(before):
                self._inline(at, row.start)
                self.taking.add("\n")
                self._told(None)
            self.tables += row.first
            spans = tuple(cell[2:] for cell in row.cells)
            plain = all(span == (1, 1) for span in spans)
            role = Role(
                Part.ROW,
                first=row.first,
                group=self.tables,
                label=row.heads,
                spans=() if plain else spans,
            )
            for k, (a, b, *_) in enumerate(row.cells):
                if k:
                    self.taking.add("\t")
                self._inline(a, b, cell=True)
            self.taking.add("\n")
            self._told(role)
            at = row.end
        if self.text[at:end].strip() and not _ALL_TAGS.fullmatch(self.text, at, end):
            self._inline(at, end)
        self._end(last, None)
        return last + 1

    # inside a line

    def _inline(self, start: int, end: int, *, cell: bool = False) -> None:
        """Take the words between two places, without the signs that set them off."""
        at = start
        for a, b, kept in _signs(self.text, start, end):
            if a < at:
                continue
            self._plain(at, a, cell=cell)
            if isinstance(kept, str):
                if kept:
                    self.taking.put(kept, a, b)
            else:
                self._inline(*kept, cell=cell)
            at = b
        self._plain(at, end, cell=cell)

    def _plain(self, start: int, end: int, *, cell: bool) -> None:
        """Words without signs; in a table's cell a line's end, or a tab, is a blank."""
        if not cell:
            self.taking.take(start, end)
            return
        at = start
        for m in _BLANKS.finditer(self.text, start, end):
            self.taking.take(at, m.start())
            self.taking.put(" ", m.start(), m.end())
            at = m.end()
        self.taking.take(at, end)


_BLANKS = re.compile(r"[\t\r\n\f\v\x85\u2028\u2029]+")
_ALL_TAGS = re.compile(r"(?:\s|<[^<>]*>)*")

# What sets words off inside a line; each is tried where it begins, and looks no farther than a line.
_SIGN = re.compile(
    r"(?P<picture>!\[[^\]\n]{0,500}\]\([^()\s]{0,2000}(?:[ \t]+\"[^\"\n]{0,500}\")?\))"
    r"|(?<!!)\[(?P<link>(?:[^\[\]\n]|\[[^\[\]\n]{0,200}\]){1,500})\]\((?:<[^<>\n]{0,2000}>|[^()\s]{0,2000})(?:[ \t]+\"[^\"\n]{0,500}\")?\)"
    r"|(?P<strong>\*\*|__)(?=[^\s*_])(?P<bold>[^\n]{1,2000}?)(?<=[^\s*_])(?P=strong)(?![*_])"
    r"|(?<![\w*])(?P<mark>[*_])(?=[^\s*_])(?P<slanted>[^\n*_]{1,1000})(?<=[^\s*_])(?P=mark)(?![\w*])"
    r"|(?<![\\$])\$(?P<formula>[\d.,\s\\%^{}+\-–×~<>=]{1,60})\$"
    r"|`(?P<code>[^`\n]{1,500})`"
    r"|~~(?P<struck>[^~\n]{1,500})~~"
    r"|(?P<entity>&(?:[A-Za-z]{2,12}|\#\d{1,7}|\#[xX][0-9A-Fa-f]{1,6});)"
    r"|\\(?P<escaped>[!\"\#$%&'()*+,./:;<=>?@\[\\\]^_`{|}~-])"
    r"|(?P<comment><!--(?!\s*(?:page|Page|PAGE))[^<>]{0,2000}-->)"
    r"|(?P<tag></?(?:b|i|u|s|em|strong|sub|sup|span|font|br|p|div|center|small|big|a|img|figure|figcaption|html|body|td|tr|th|tbody|thead|table|caption|colgroup|col)\b[^<>\n]{0,2000}>)"
)  # fmt: skip
_NUMERIC = re.compile(r"[\\{}^~\s]")
_INNER = ("link", "bold", "slanted", "code", "struck")


def _signs(text: str, start: int, end: int) -> Iterator[tuple[int, int, str | tuple[int, int]]]:
    """Signs between two places: where each stands, and the words it gives, or where they stand."""
    for m in _SIGN.finditer(text, start, end):
        a, b = m.span()
        inner = next((name for name in _INNER if m[name] is not None), "")
        if inner:
            yield a, b, m.span(inner)
        elif m["formula"] is not None:
            words = _NUMERIC.sub("", m["formula"])
            if any(c.isdigit() for c in words) and "^" not in m["formula"]:
                yield a, b, words
        elif m["entity"] is not None:
            word = html.unescape(m["entity"])
            if (word != m["entity"] and word.isprintable()) or word == "\u00a0":
                yield a, b, " " if word == "\u00a0" else word
        elif m["escaped"] is not None:
            yield a, b, m.span("escaped")
        elif m["tag"] is not None and re.match(r"<br\b", m["tag"], re.IGNORECASE):
            yield a, b, " "
        else:
            yield a, b, ""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table in HTML: where it stands, its cells as (start, end, rows, columns)."""

    start: int
    end: int
    first: bool
    heads: bool
    cells: tuple[tuple[int, int, int, int], ...]


_TAG = re.compile(r"<(?P<close>/?)(?P<name>table|thead|tr|td|th)\b(?P<rest>[^<>]*)>", re.IGNORECASE)
_SPAN = re.compile(r"\b(?P<what>row|col)span\s*=\s*[\"']?(?P<count>\d{1,3})", re.IGNORECASE)


def _rows(text: str, start: int, end: int) -> Iterator[_Row]:
    """The rows of tables between two places; a table in a cell is words of that cell."""
    depth = 0
    first = thead = False
    row = cell = -1
    heads = 0
    spans = (1, 1)
    cells: list[tuple[int, int, int, int]] = []
    for m in _TAG.finditer(text, start, end):
        name, closes = m["name"].lower(), bool(m["close"])
        if name == "table":
            depth += -1 if closes else 1
            first = first or (not closes and depth == 1)
        if depth > 1:
            continue
        if cell >= 0 and (name in ("tr", "table") or name in ("td", "th")):
            cells.append((*_inked(text, cell, m.start()), *spans))
            cell = -1
        if row >= 0 and name in ("table", "tr"):
            stop = m.end() if closes and name == "tr" else m.start()
            if any(b > a for a, b, *_ in cells):
                yield _Row(row, stop, first, thead or heads == len(cells), tuple(cells))
                first = False
            row = -1
        if name == "thead":
            thead = not closes
        elif name == "tr" and not closes:
            row, cells, heads = m.start(), [], 0
        elif name in ("td", "th") and not closes and row >= 0:
            cell = m.end()
            heads += name == "th"
            found = {s["what"].lower(): max(1, int(s["count"])) for s in _SPAN.finditer(m["rest"])}
            spans = (found.get("row", 1), found.get("col", 1))


def _inked(text: str, start: int, end: int) -> tuple[int, int]:
    """The places without white space at both ends."""
    words = text[start:end]
    left = start + len(words) - len(words.lstrip())
    return left, max(left, start + len(words.rstrip()))
