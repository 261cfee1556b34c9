"""An issue as Typst source: front matter, magazine, newspaper in page columns."""

from __future__ import annotations

import random

from tests.corpus.model import Article, Block, Entry, Issue
from tests.corpus.publications import Publication
from tests.corpus.typeset import furniture as f

SPECIAL = str.maketrans({c: "\\" + c for c in "\\#$*_`<>@~=-+/[]\"'.:"})
SANS = 'font: "Noto Sans CJK SC"'


def printed(pub: Publication, text: str) -> str:
    """A text as typed by the publication, escaped for Typst's markup."""
    return pub.typed(text).translate(SPECIAL)


def _set(pub: Publication, columns: int, page: str) -> str:
    rng = random.Random(f"typst {pub.number}")
    font = "Noto Serif CJK SC" if pub.serif else "Noto Sans CJK SC"
    indent = "(amount: 2em, all: true)" if pub.indent == "css" else "0em"
    spacing = "" if rng.random() < 0.5 else ", cjk-latin-spacing: none"
    return (
        f"#set page(width: {pub.page[0]}mm, height: {pub.page[1]}mm, margin: 17mm, "
        f"columns: {columns}{page})\n"
        f"#set columns(gutter: {rng.choice((5, 6, 8))}mm)\n"
        f'#set text(font: "{font}", size: {pub.size}pt, lang: "zh", region: "cn"{spacing})\n'
        f"#set par(justify: true, first-line-indent: {indent}, leading: 0.7em, spacing: 0.7em)\n"
    )


def _line(text: str, size: float, *, bold: bool = True) -> str:
    weight = ', weight: "bold"' if bold else ""
    return f"#text({SANS}, size: {size}pt{weight})[{text}]"


def _page_rule(pub: Publication, head: str) -> str:
    """Running head and page number of the pages that follow."""
    pattern = pub.page_number
    width = "02d" in pattern
    before, after = (x.replace('"', "") for x in pattern.split("{n:02d}" if width else "{n}"))
    show = (
        "let n = counter(page).get().first(); let s = str(n); "
        + ('if n < 10 { s = "0" + s }; ' if width else "")
        + f'"{before}" + s + "{after}"'
    )
    header = f"text(size: 9pt, {SANS})[{printed(pub, head)}]" if head else "none"
    return f"header: {header}, footer: align(center, context {{ {show} }})"


def front(pub: Publication, issue: Issue, entries: list[Entry]) -> str:
    """Cover, contents list and imprint."""
    out = [_set(pub, 1, ""), f"#align(center)[#v(30mm) {_line(pub.title, 44)} #v(20mm)"]
    out += [printed(pub, line) + r" \ " for line in f.cover_lines(pub, issue)]
    out.append("]\n#pagebreak()\n")
    imprint = r" \ ".join(printed(pub, line) for line in f.imprint_lines(pub, issue.imprint))
    lines = []
    if pub.contents != "none":
        lines.append(f"#align(center)[{_line('目　录', 16)}]")
        lines += [
            _line(printed(pub, x.text), pub.size + 2) if x.head else printed(pub, x.text)
            for x in f.contents_lines(pub, entries, 28)
        ]
    listing = "\n\n".join(lines)
    out.append("#set par(justify: false, first-line-indent: 0em)\n")
    if pub.number % 2:
        out.append(f"{listing}\n\n#v(10mm)\n#text(size: 8.5pt)[{imprint}]\n")
    else:
        out.append(
            f"#grid(columns: (1fr, 2fr), gutter: 6mm, text(size: 8pt)[{imprint}], [{listing}])\n"
        )
    return "".join(out)


def magazine(pub: Publication, issue: Issue, start: int) -> str:
    """The articles of a magazine, each column on a new page; titles float over all text columns."""
    out = [
        _set(pub, pub.text_columns, ", " + _page_rule(pub, "")),
        f"#counter(page).update({start})\n",
    ]
    column = None
    for i, a in enumerate(issue.articles):
        own_pages = pub.run_head in ("column", "spaced") or pub.new_page or column is None
        fresh = own_pages and (a.column != column or pub.new_page)
        label = ""
        if a.column != column:
            if own_pages:
                out.append(f"#set page({_page_rule(pub, f.running_head(pub, issue, a.column))})\n")
            column, label = a.column, f.column_label(pub, a.column)
        if i and fresh:
            out.append("#pagebreak(weak: true)\n")
        out.append(article(pub, a, label, over=fresh and pub.text_columns > 1))
    return "".join(out)


def newspaper(pub: Publication, issue: Issue) -> str:
    """A newspaper whose articles flow through the page's columns."""
    editors = "　".join(f.imprint_lines(pub, f.newspaper_editors(issue)))
    page = (
        f", header: context [#text(size: 9pt)[{pub.title}　{printed(pub, f.paper_date(issue))} "
        "#h(1fr) 第#counter(page).display()版]]"
        f", footer: text(size: 8pt)[{printed(pub, editors)}]"
    )
    plate = [
        _line(pub.title, 40),
        *(printed(pub, x) for x in (f.paper_date(issue), *f.cover_lines(pub, issue))),
    ]
    out = [
        _set(pub, pub.text_columns, page),
        '#place(top, float: true, scope: "parent")['
        + r" \ ".join(plate)
        + " #line(length: 100%)]\n",
    ]
    out += [article(pub, a, "", over=False) for a in issue.articles]
    return "".join(out)


def article(pub: Publication, a: Article, label: str, *, over: bool) -> str:
    """One article; its title over all columns, or in the column where it begins."""
    size = 14 if pub.newspaper else (21 if over or pub.text_columns == 1 else 15)
    lines = [(a.kicker, 12), *((f.title_line(pub, x), size) for x in a.main), (a.sub, 12)]
    title = r" \ ".join(_line(printed(pub, t), s, bold=s > 12) for t, s in lines if t)
    byline = f"#text({SANS})[{printed(pub, a.byline.printed)}]" if a.byline else ""
    parts = [byline, title] if a.byline and a.byline.before_title else [title, byline]
    head = r" \ ".join(x for x in parts if x)
    tag = f"{_line(printed(pub, label), 13)}\n\n" if label else ""
    if over:
        top = f'#place(top, float: true, scope: "parent")[{tag}#align(center)[{head}]]'
    else:
        top = f"{tag}#v(4mm)\n#block(sticky: true, width: 100%)[#align(center)[{head}]]"
    return f"{top}\n\n{body(pub, a)}\n\n"


def picture(pub: Publication, b: Block) -> str:
    """A grey box and its caption, between paragraphs or at a column's head or foot."""
    box = "#block(width: 100%, height: 32mm, fill: luma(190), below: 1.5mm)"
    caption = f"#text(size: {pub.size - 1}pt, {SANS})[{printed(pub, b.lines[0])}]"
    inner = f"{box}\n#align(center)[{caption}]"
    place = random.Random(b.text).choice(("top", "bottom", "auto", ""))
    if pub.pictures == "between" or not place:
        return f"#block(breakable: false, width: 100%)[{inner}]"
    return f"#place({place}, float: true)[{inner}]"


def body(pub: Publication, a: Article) -> str:
    """The blocks of an article."""
    out: list[str] = []
    space = "　　" if pub.indent == "ideographic" else ""
    last = max((i for i, b in enumerate(a.blocks) if b.kind in ("p", "entry")), default=-1)
    for i, b in enumerate(a.blocks):
        if b.kind in ("p", "entry"):
            text = f"{b.label}　{b.text}" if b.kind == "entry" else b.text
            if i == last:
                text += f.tail(pub, a.blocks)
            out.append(space + printed(pub, text))
        elif b.kind == "h":
            lines = r" \ ".join(printed(pub, x) for x in b.lines)
            shown = f'#text({SANS}, weight: "bold")[{lines}]'
            out.append(f"#block(sticky: true)[#set par(first-line-indent: 0em)\n{shown}]")
        elif b.kind == "caption":
            out.append(picture(pub, b))
        elif b.kind == "credit" and not b.run_on:
            out.append(f"#align(right)[{printed(pub, b.text)}]")
        elif b.kind == "table":
            cells = ", ".join(f"[{printed(pub, c)}]" for row in b.rows for c in row)
            name = f"#align(center)[{printed(pub, b.text)}]"
            out.append(f"{name}\n#table(columns: {len(b.rows[0])}, {cells})")
    return "\n\n".join(out)
