"""Raw text without an engine: columns cut to a width, then read as extraction tools read them.

Fast, for unit tests. The ways of reading (`READERS`) stand in for the extractors: column by column,
row by row over the columns, blocks in a wrong order, lines of a block joined by a stray space.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tests.corpus.model import Article, Issue
from tests.corpus.publications import Publication
from tests.corpus.typeset import furniture as f

READERS = ("columns", "rows", "shuffled", "joined")
NO_START = "，。、；：！？”’）》】%,;:!?)"
NO_END = "“‘（《【("
RADICALS = str.maketrans("见车长门风食马高龙里工走", "⻅⻋⻓⻔⻛⻝⻢⾼⻰⾥⼯⾛")

Lines = list[str]


@dataclass
class Page:
    """One page: a full-width top, columns of blocks, furniture above and below."""

    head: str
    foot: str
    top: Lines = field(default_factory=list)
    columns: list[list[Lines]] = field(default_factory=list)


def cut(text: str, width: int, indent: int = 0) -> Lines:
    """Break a paragraph into lines of `width` Han characters, none opening with a closing mark."""
    out: Lines = []
    line, used = "", 2.0 * indent
    for _i, c in enumerate(text):
        wide = 1.0 if c.isascii() else 2.0
        full = used + wide > 2 * width and c not in NO_START
        if full and line and line[-1] in NO_END and len(line) > 1:
            out.append(line[:-1])
            line, used = line[-1], 2.0
        elif (
            full
            and line
            and line[-1].isascii()
            and line[-1].isalnum()
            and c.isascii()
            and c.isalnum()
        ):
            word = len(line) - len(
                line.rstrip("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.%")
            )
            if 0 < word < len(line):
                out.append(line[:-word])
                line, used = line[-word:], float(word)
            else:
                out.append(line)
                line, used = "", 0.0
        elif full and line:
            out.append(line)
            line, used = "", 0.0
        line += c
        used += wide
    return [*out, line] if line else out


def article_blocks(pub: Publication, a: Article, width: int, rng: random.Random) -> list[Lines]:
    """The blocks of an article cut to the column's width, captions within paragraphs."""
    out: list[Lines] = []
    last = max((i for i, b in enumerate(a.blocks) if b.kind in ("p", "entry")), default=-1)
    space = "　　" if pub.indent == "ideographic" else ""
    for i, b in enumerate(a.blocks):
        after = a.blocks[i + 1] if i + 1 < len(a.blocks) else None
        if b.kind in ("p", "entry"):
            text = f"{b.label}　{b.text}" if b.kind == "entry" else b.text
            if i == last:
                text += f.tail(pub, a.blocks)
            lines = cut(pub.typed(text), width, 2)
            lines[0] = space + lines[0]
            if after and after.kind == "caption" and len(lines) > 3:
                at = rng.randint(1, len(lines) - 1)
                out += [lines[:at], [pub.typed(after.lines[0])], lines[at:]]
            else:
                out.append(lines)
                if after and after.kind == "caption":
                    out.append([pub.typed(after.lines[0])])
        elif b.kind == "caption" and (i == 0 or a.blocks[i - 1].kind != "p"):
            out.append([pub.typed(b.lines[0])])
        elif b.kind == "h":
            out.append([pub.typed(x) for x in b.lines])
        elif b.kind == "table":
            out.append([pub.typed(b.text), *("  ".join(row) for row in b.rows)])
        elif b.kind == "credit" and not b.run_on:
            out.append([pub.typed(b.text)])
    return out


def title_lines(pub: Publication, a: Article) -> Lines:
    """Title and byline in printed order."""
    title = [pub.typed(f.title_line(pub, x)) for x in (a.kicker, *a.main, a.sub) if x]
    byline = [pub.typed(a.byline.printed)] if a.byline else []
    return byline + title if a.byline and a.byline.before_title else title + byline


def fill(blocks: list[Lines], count: int, height: int) -> list[list[Lines]]:
    """Pour blocks into columns of a height, cutting them where a column ends."""
    total = sum(map(len, blocks))
    height = min(height, -(-total // count)) if total < count * height else height
    columns: list[list[Lines]] = [[]]
    used = 0
    for block in blocks:
        rest = block
        while rest:
            if used >= height:
                columns.append([])
                used = 0
            part, rest = rest[: height - used], rest[height - used :]
            columns[-1].append(part)
            used += len(part)
    return columns


def magazine(
    pub: Publication, issue: Issue, rng: random.Random, start: int
) -> tuple[list[Page], dict[str, int]]:
    """Each article on new pages, its title over the columns."""
    width = 42 // pub.text_columns
    pages: list[Page] = []
    starts: dict[str, int] = {}
    column = None
    for a in issue.articles:
        columns = fill(article_blocks(pub, a, width, rng), pub.text_columns, 40)
        starts[a.id] = start + len(pages)
        for i in range(0, len(columns), pub.text_columns):
            page = Page(
                f.running_head(pub, issue, a.column), f.page_number(pub, start + len(pages))
            )
            if i == 0:
                label = f.column_label(pub, a.column) if a.column != column else ""
                page.top = ([label] if label else []) + title_lines(pub, a)
                column = a.column
            page.columns = columns[i : i + pub.text_columns]
            pages.append(page)
    return pages, starts


def newspaper(pub: Publication, issue: Issue, rng: random.Random) -> list[Page]:
    """One page: each article a box whose title stands in its first column."""
    width = rng.choice((14, 16, 18, 21))
    editors = "　".join(f.imprint_lines(pub, f.newspaper_editors(issue)))
    page = Page(f"{pub.title}　{f.paper_date(issue)}　第1版", pub.typed(editors))
    page.top = [pub.title, f.paper_date(issue), *f.cover_lines(pub, issue)]
    for a in issue.articles:
        columns = fill(article_blocks(pub, a, width, rng), rng.randint(1, 3), 30)
        columns[0].insert(0, title_lines(pub, a))
        page.columns += columns
    return [page]


def front_pages(pub: Publication, issue: Issue, starts: dict[str, int]) -> list[str]:
    """Cover and contents."""
    cover = "\n".join([f.spaced(pub.title), *map(pub.typed, f.cover_lines(pub, issue))])
    imprint = [pub.typed(x) for x in f.imprint_lines(pub, issue.imprint)]
    if pub.contents == "none":
        return [cover, "\n".join(imprint)]
    listing = [line.text for line in f.contents_lines(pub, f.entries(issue, starts), 28)]
    return [
        cover,
        "\n".join(
            ["目　录", *listing, *imprint]
            if pub.number % 2
            else [*imprint, "目 录 CONTENTS", *listing]
        ),
    ]


def read(page: Page, reader: str, rng: random.Random) -> str:
    """What an extraction tool makes of a page."""
    parts: list[Lines] = [page.top, *(block for column in page.columns for block in column)]
    if reader == "rows":
        return "\n".join([page.head, *page.top, *_rows(page), page.foot])
    if reader == "shuffled":
        columns = [[line for block in column for line in block] for column in page.columns]
        if len(columns) <= 3:
            parts = [*columns, page.top] if rng.random() < 0.5 else [page.top, *columns]
        else:
            parts = [page.top, *_swap(columns, rng)]
        head, foot = rng.choice(
            (([page.head], [page.foot]), ([page.foot, page.head], []), ([], [page.head, page.foot]))
        )
        return "\n".join([*head, *(line for part in parts for line in part), *foot])
    if reader == "joined":
        return "\n\n".join([page.head, *(" ".join(x) for x in parts if x), page.foot])
    return "\n".join([page.head, *(line for part in parts for line in part), page.foot])


def _swap(columns: list[Lines], rng: random.Random) -> list[Lines]:
    """Columns with some neighbours exchanged, so that an article is cut by another's text."""
    out = list(columns)
    for i in range(1, len(out)):
        if rng.random() < 0.3:
            out[i - 1], out[i] = out[i], out[i - 1]
    return out


def _rows(page: Page) -> Lines:
    """Columns side by side, at most five, as `pdftotext -layout` prints them."""
    out: Lines = []
    for i in range(0, len(page.columns), 5):
        columns = [
            [line for block in column for line in block] for column in page.columns[i : i + 5]
        ]
        for row in range(max(map(len, columns))):
            cells = [c[row] if row < len(c) else "" for c in columns]
            out.append(
                "    ".join(
                    c + " " * max(0, 36 - sum(1 if x.isascii() else 2 for x in c)) for c in cells
                ).rstrip()
            )
    return out


def typeset(
    pub: Publication, issue: Issue, reader: str, seed: str
) -> tuple[list[str], dict[str, int]]:
    """The raw pages of an issue and the page on which each article starts."""
    rng = random.Random(f"direct {seed}")
    starts: dict[str, int] = {}
    front: list[str] = []
    if pub.newspaper:
        pages = newspaper(pub, issue, rng)
    else:
        pages, starts = magazine(pub, issue, rng, 1 if pub.numbers_outside else 3)
        front = front_pages(pub, issue, starts)
    out = [*front, *(read(page, reader, rng) for page in pages)]
    if rng.random() < 0.3:
        out = [page.translate(RADICALS) for page in out]
    return out, starts
