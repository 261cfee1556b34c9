"""An issue as HTML for WeasyPrint and Chromium: front matter, magazine, newspaper."""

from __future__ import annotations

import random
from html import escape
from pathlib import Path
from string import Template

from tests.corpus.model import Article, Block, Entry, Issue
from tests.corpus.publications import Publication
from tests.corpus.typeset import furniture as f

STYLE = Template((Path(__file__).parent / "style.css.in").read_text(encoding="utf-8"))


def printed(pub: Publication, text: str) -> str:
    """A text as typed by the publication, escaped."""
    return escape(pub.typed(text), quote=False)


def document(pub: Publication, body: str, pages: str) -> str:
    """A whole HTML document; `pages` are its @page rules."""
    rng = random.Random(f"style {pub.number}")
    style = STYLE.substitute(
        body="Noto Serif CJK SC" if pub.serif else "Noto Sans CJK SC",
        size=pub.size,
        leading=rng.choice((1.4, 1.5, 1.6)),
        indent="2em" if pub.indent == "css" else "0",
        columns=pub.text_columns,
        gap=rng.choice((5, 6, 8)),
        title=rng.choice((20, 22, 24)) if not pub.newspaper else rng.choice((18, 21)),
        kicker=rng.choice((12, 13, 14)),
        headalign=rng.choice(("left", "center", "left")),
        side=rng.choice(("left", "right")),
        picture=rng.randint(28, 46),
        small=pub.size - 1,
        half=3,
    )
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>{pages}{style}</style>'
        f"<body>{body}</body></html>"
    )


def page_rules(pub: Publication, issue: Issue, columns: list[str], start: int) -> str:
    """@page rules: a named page a column, its running head; numbers begin with `start`."""
    rng = random.Random(f"pages {pub.number}")
    width, height = pub.page
    number_at = rng.choice(("@bottom-center", "@bottom-right", "@top-right"))
    head_at = rng.choice(("@top-left", "@top-center", "@bottom-left"))
    counter = "counter(page, decimal-leading-zero)" if "02d" in pub.page_number else "counter(page)"
    before, after = pub.page_number.split("{n:02d}" if "02d" in pub.page_number else "{n}")
    out = [
        (
            f"@page {{ size: {width}mm {height}mm; margin: 18mm 16mm; {number_at} "
            f"{{ content: '{before}' {counter} '{after}'; font-size: 9pt }} }}"
        )
    ]
    for i, column in enumerate(columns):
        head = f.running_head(pub, issue, column).replace("'", "")
        if head:
            out.append(f"@page c{i} {{ {head_at} {{ content: '{head}'; font-size: 9pt }} }}")
    return (
        "".join(out)
        + f"@page :first {{ counter-set: page {start} }} html {{ counter-reset: page {start - 1} }}"
    )


def front(pub: Publication, issue: Issue, entries: list[Entry]) -> str:
    """Cover, contents list and imprint; without contents the imprint stands inside the cover."""
    cover = "".join(f"<div>{printed(pub, line)}</div>" for line in f.cover_lines(pub, issue))
    out = [f'<div class="cover"><h1>{pub.title}</h1>{cover}</div>']
    imprint = "".join(
        f"<div>{printed(pub, line)}</div>" for line in f.imprint_lines(pub, issue.imprint)
    )
    lines = []
    if pub.contents != "none":
        for line in f.contents_lines(pub, entries, 30):
            cls = "label" if line.head else "leaders"
            lines.append(f'<div class="{cls}">{escape(line.text)}</div>')
        head = random.Random(f"contents {pub.number}").choice(
            ("目　录", "目 录 CONTENTS", "目录", "本期目录")
        )
        lines.insert(0, f'<div class="cover">{head}</div>')
    side = f'<div style="float:left;width:32%;font-size:8pt">{imprint}</div>'
    listing = f'<div style="margin-left:34%">{"".join(lines)}</div>'
    if pub.number % 2:
        side, listing = (
            f'<div style="font-size:8.5pt;margin-top:10mm">{imprint}</div>',
            f"<div>{''.join(lines)}</div>",
        )
        side, listing = listing, side
    out.append(f'<div style="break-before:page">{side}{listing}</div>')
    return document(
        pub, "".join(out), f"@page {{ size: {pub.page[0]}mm {pub.page[1]}mm; margin: 18mm 16mm }}"
    )


def magazine(pub: Publication, issue: Issue, start: int) -> str:
    """The articles of a magazine, column by column."""
    columns = list(dict.fromkeys(a.column for a in issue.articles))
    own_pages = pub.run_head in ("column", "spaced") or pub.new_page
    out = []
    for i, column in enumerate(columns):
        inside = []
        for j, a in enumerate(x for x in issue.articles if x.column == column):
            label = f.column_label(pub, column) if j == 0 else ""
            label = f'<div class="label">{printed(pub, label)}</div>' if label else ""
            fresh = ' style="break-before:page"' if pub.new_page and j else ""
            starts = (i == 0 or own_pages) and (j == 0 or pub.new_page)
            inside.append(
                f"<div{fresh}>{label}{article(pub, a, pub.text_columns, fresh=starts)}</div>"
            )
        brk = "break-before:page;" if i and own_pages else ""
        out.append(
            f'<section style="{brk}page:c{i if own_pages else 0}">{"".join(inside)}</section>'
        )
    return document(pub, "".join(out), page_rules(pub, issue, columns, start))


def title_block(pub: Publication, a: Article) -> str:
    """Kicker, main lines and sub title."""
    lines = [
        ("kicker", a.kicker),
        *(("main", f.title_line(pub, x)) for x in a.main),
        ("sub", a.sub),
    ]
    return (
        '<div class="title">'
        + "".join(f'<div class="{c}">{printed(pub, t)}</div>' for c, t in lines if t)
        + "</div>"
    )


def article(pub: Publication, a: Article, columns: int, *, fresh: bool) -> str:
    """One article; painted body first where it says so and starts a page."""
    title = title_block(pub, a)
    byline = f'<div class="byline">{printed(pub, a.byline.printed)}</div>' if a.byline else ""
    late = a.title_last and fresh
    if a.byline and a.byline.before_title:
        head = byline + title
    elif late:
        head = title.removesuffix("</div>") + byline + "</div>"
    else:
        head = title + byline
    text = f'<div class="cols" style="column-count:{columns}">{body(pub, a)}</div>'
    if late:
        room = 9 * len(a.main) + 6 * bool(a.kicker) + 6 * bool(a.sub) + 9
        return f'<div class="art late" id="{a.id}" style="padding-top:{room}mm">{text}{head}</div>'
    return f'<div class="art" id="{a.id}">{head}{text}</div>'


def body(
    pub: Publication, a: Article, blocks: tuple[Block, ...] | None = None, *, close: bool = True
) -> str:
    """The blocks of an article; a picture goes into the paragraph before it."""
    blocks = a.blocks if blocks is None else blocks
    out: list[str] = []
    last_text = max((i for i, b in enumerate(blocks) if b.kind in ("p", "entry")), default=-1)
    space = "　　" if pub.indent == "ideographic" else ""
    for i, b in enumerate(blocks):
        after = blocks[i + 1] if i + 1 < len(blocks) else None
        if b.kind == "p":
            text = b.text
            if i == last_text and close:
                text += f.tail(pub, blocks)
            shown = printed(pub, text)
            picture = figure(pub, after) if after and after.kind == "caption" else ""
            if picture.startswith("<span"):
                cut = random.Random(text).randint(len(text) // 3, len(text) * 2 // 3)
                shown, picture = printed(pub, text[:cut]) + picture + printed(pub, text[cut:]), ""
            out.append(f"<p>{space}{shown}</p>{picture}")
        elif b.kind == "h":
            lines = "".join(f"<div>{printed(pub, line)}</div>" for line in b.lines)
            out.append(f'<div class="h{b.level}">{lines}</div>')
        elif b.kind == "credit" and not b.run_on:
            out.append(f'<p class="credit">{printed(pub, b.text)}</p>')
        elif b.kind == "entry":
            end = f.tail(pub, blocks) if i == last_text else ""
            out.append(f"<p>{space}{b.label}　{printed(pub, b.text + end)}</p>")
        elif b.kind == "table":
            out.append(table(pub, b))
        elif b.kind == "caption" and (i == 0 or blocks[i - 1].kind != "p"):
            out.append(figure(pub, b))
    return "".join(out)


def figure(pub: Publication, b: Block) -> str:
    """A grey box and its caption: between paragraphs, within one, or narrow beside the text."""
    tag = "div" if pub.pictures == "between" else "span"
    narrow = " narrow" if pub.pictures == "float" and pub.text_columns <= 2 else ""
    return f'<{tag} class="fig{narrow}"><i></i><b>{printed(pub, b.lines[0])}</b></{tag}>'


def table(pub: Publication, b: Block) -> str:
    """A table with its name above."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{printed(pub, c)}</td>" for c in row) + "</tr>" for row in b.rows
    )
    return f'<div class="head">{printed(pub, b.text)}</div><table class="data">{rows}</table>'


# -- newspapers ----------------------------------------------------------------------------


def nameplate(pub: Publication, issue: Issue) -> str:
    """The head of a newspaper's first page."""
    lines = [f.paper_date(issue), *f.cover_lines(pub, issue)]
    return (
        f'<div class="plate"><h1>{pub.title}</h1> '
        + "".join(f"<div>{printed(pub, x)}</div>" for x in lines)
        + "</div>"
    )


def newspaper(pub: Publication, issue: Issue) -> str:
    """A newspaper: rows of boxes, a long article may jump; or one flow through the columns."""
    width, height = pub.page
    editors = "　".join(f.imprint_lines(pub, f.newspaper_editors(issue)))
    rules = (
        f"@page {{ size: {width}mm {height}mm; margin: 16mm 12mm; "
        f"@top-left {{ content: '{pub.title}'; font-size: 10pt }} "
        f"@top-center {{ content: '{f.paper_date(issue)}'; font-size: 10pt }} "
        f"@top-right {{ content: '第' counter(page) '版'; font-size: 10pt }} "
        f"@bottom-left {{ content: '{pub.typed(editors)}'; font-size: 8pt }} }} "
        "@page :first { @top-left { content: none } @top-center { content: none } }"
    )
    if not pub.grid:
        flow = "".join(f'<div class="art">{in_column(pub, a)}</div>' for a in issue.articles)
        return document(pub, nameplate(pub, issue) + f'<div class="cols">{flow}</div>', rules)
    return document(pub, nameplate(pub, issue) + "".join(_rows(pub, issue)), rules)


def in_column(pub: Publication, a: Article) -> str:
    """An article within the page's columns, its title no wider than one."""
    byline = f'<div class="byline">{printed(pub, a.byline.printed)}</div>' if a.byline else ""
    title = title_block(pub, a).replace('class="title"', 'class="title" style="font-size:70%"')
    return (byline + title if a.byline and a.byline.before_title else title + byline) + body(pub, a)


def _rows(pub: Publication, issue: Issue) -> list[str]:
    """Boxes in rows: one article over the full width, or two side by side."""
    rng = random.Random(f"rows {pub.number} {issue.number}")
    k = pub.text_columns
    queue = list(issue.articles)
    jump = next(
        (
            a
            for a in queue[:2]
            if len(a.blocks) >= 5 and a.blocks[2].kind == "p" and len(a.blocks[2].text) > 90
        ),
        None,
    )
    if rng.random() < 0.5:
        jump = None
    rows: list[str] = []
    filled = 0.0
    width = pub.page[0] - 24
    room = pub.page[1] - 40.0
    page_one = True
    while queue:
        a = queue.pop(0)
        take = [a]
        if queue and rng.random() < 0.6:
            take.append(queue.pop(0))
        spans = [k] if len(take) == 1 else _split(k, _length(take[0]), _length(take[1]))
        cells = [
            _box(pub, x, s, jump if x is jump else None, rng)
            for x, s in zip(take, spans, strict=True)
        ]
        tall = max(
            _length(x) * (pub.size * 0.353) ** 2 * 1.6 / (width * s / k) + 30
            for x, s in zip(take, spans, strict=True)
        )
        if page_one and filled + tall > room - 60 and rows:
            page_one = False
            if jump:
                rows.append(_row([(_continued(pub, jump, k), k)], k, fresh=True))
                jump = None
        filled += tall
        rows.append(_row(list(zip(cells, spans, strict=True)), k))
    if jump:
        rows.append(_row([(_continued(pub, jump, k), k)], k, fresh=True))
    return rows


def _length(a: Article) -> int:
    return sum(len(b.text) + 20 for b in a.blocks) + 160 * sum(
        b.kind == "caption" for b in a.blocks
    )


def _split(k: int, one: int, two: int) -> list[int]:
    first = min(k - 1, max(1, round(k * one / (one + two))))
    return [first, k - first]


def _row(cells: list[tuple[str, int]], k: int, *, fresh: bool = False) -> str:
    tds = "".join(f'<td style="width:{100 * s / k:.1f}%">{c}</td>' for c, s in cells)
    return f'<table class="row"{" style=break-before:page" if fresh else ""}><tr>{tds}</tr></table>'


def _box(pub: Publication, a: Article, span: int, jump: Article | None, rng: random.Random) -> str:
    """An article's box: title above its columns, or beside them."""
    byline = f'<div class="byline">{printed(pub, a.byline.printed)}</div>' if a.byline else ""
    title = title_block(pub, a)
    head = byline + title if a.byline and a.byline.before_title else title + byline
    inner = body(pub, a)
    if jump:
        first, _ = _cut(jump)
        inner = (
            body(pub, a, first, close=False).removesuffix("</p>")
            + printed(pub, "（下转第2版）")
            + "</p>"
        )
    if span >= 3 and rng.random() < 0.2:
        cols = f'<div style="column-count:{span - 1};column-gap:5mm">{inner}</div>'
        return (
            f'<table style="width:100%;table-layout:fixed"><tr><td style="width:{100 / span:.0f}%">'
            f"{head}</td>"
            f"<td>{cols}</td></tr></table>"
        )
    return f'{head}<div style="column-count:{span};column-gap:5mm">{inner}</div>'


def _cut(a: Article) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The article before and after its jump, in the middle of the third block."""
    text = a.blocks[2].text
    cut = len(text) // 2
    return (*a.blocks[:2], Block("p", text[:cut])), (Block("p", text[cut:]), *a.blocks[3:])


def _continued(pub: Publication, a: Article, k: int) -> str:
    """The second part of an article that jumped."""
    _, rest = _cut(a)
    inner = body(pub, a, rest)
    mark = printed(pub, "（上接第1版）")
    inner = inner.replace("<p>", f'<p style="text-indent:0">{mark}', 1).replace(
        f"{mark}　　", mark, 1
    )
    return f'<div style="column-count:{k};column-gap:5mm">{inner}</div>'
