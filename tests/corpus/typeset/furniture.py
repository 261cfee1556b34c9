"""What stands around the articles: running heads, page numbers, contents and imprint lines."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tests.corpus.model import Article, Block, Entry, Imprint, Issue
from tests.corpus.publications import Publication

WEEKDAYS = "一二三四五六日"
LEADERS = {"dots": "…", "middots": "·", "periods": ".", "bangs": "!", "spaces": " "}

# How publications name the fields of their imprints.
LABELS = {
    "editor_in_chief": ("主编", "总编", "总编辑"),
    "deputy_editors": ("副主编",),
    "responsible_editors": ("责任编辑", "责任编辑", "本期责编", "编辑"),
    "layout": ("版式设计", "版式", "美编", "美术编辑"),
    "board_members": ("编委", "编委会成员"),
    "address": ("地址", "社址", "编辑部地址", "通讯地址"),
    "postcode": ("邮编", "邮政编码"),
    "phone": ("电话", "联系电话", "编辑部电话"),
    "email": ("邮箱", "电子邮箱", "投稿邮箱", "E-mail"),
    "printer": ("印刷", "承印", "印刷单位"),
    "print_run": ("印数", "印刷数量"),
}


@dataclass(frozen=True)
class ContentsLine:
    """A printed line of the contents list; a column's name has `head`."""

    text: str
    head: bool = False


def spaced(text: str) -> str:
    """Letter-spaced, as heads of columns often are: 卷 首 语."""
    return " ".join(text.replace(" ", "　"))


def title_line(pub: Publication, line: str) -> str:
    """A title's line as set: very short ones are spaced out."""
    return "　".join(line) if pub.spaced_titles and len(line) <= 4 else line


def running_head(pub: Publication, issue: Issue, column: str) -> str:
    """The running head of a page of that column."""
    return {
        "title": f"《{pub.title}》{issue.issue}",
        "date": issue.date.replace("年", ".").replace("月", "").replace("日", ""),
        "column": column,
        "spaced": spaced(column),
        "none": "",
    }[pub.run_head]


def column_label(pub: Publication, column: str) -> str:
    """The column's name above its first article, where no running head carries it."""
    if not column or pub.run_head in ("column", "spaced"):
        return ""
    return (
        random.Random(f"label {pub.number}").choice(("【{}】", "■ {}", "{}", "◆{}◆")).format(column)
    )


def page_number(pub: Publication, n: int) -> str:
    """A page number as printed."""
    return pub.page_number.format(n=n)


def paper_date(issue: Issue) -> str:
    """2026年3月5日 星期四."""
    return issue.date + " " + weekday(issue.date)


def weekday(day: str) -> str:
    """The weekday of 2026年3月5日."""
    year, month, number = (int(x) for x in re.findall(r"\d+", day))
    return "星期" + WEEKDAYS[date(year, month, number).weekday()]


def entries(issue: Issue, starts: dict[str, int]) -> list[Entry]:
    """The contents list that the issue prints."""
    return [Entry(a.column, a.name, _author(a), starts[a.id]) for a in issue.articles]


def _author(article: Article) -> str:
    return " ".join(article.byline.names) if article.byline else ""


def contents_lines(pub: Publication, listed: Iterable[Entry], width: int) -> list[ContentsLine]:
    """The contents list line by line; `width` in Han characters is where leaders end."""
    out: list[ContentsLine] = []
    column = ""
    for e in listed:
        if e.column and e.column != column:
            out.append(
                ContentsLine(spaced(e.column) if pub.run_head == "spaced" else e.column, head=True)
            )
            column = e.column
        if pub.contents == "first":
            number = f"{e.page:02d}" if pub.number % 2 else f"P{e.page}"
            out.append(ContentsLine(" ".join(filter(None, (number, e.title, e.author)))))
            continue
        page = f"（{e.page}）" if pub.number % 3 == 0 else str(e.page)
        first, rest = e.title, ""
        if len(e.title) > width - 4:
            first, rest = e.title[: width - 2], e.title[width - 2 :]
        shown = rest or first
        unit = LEADERS[pub.contents]
        room = width - len(shown) - len(e.author) - len(page)
        dots = unit * max(3, room * (1 if unit == "…" else 2))
        if rest:
            out.append(ContentsLine(first))
        author = pub.typed(e.author)
        out.append(
            ContentsLine(f"{shown}{dots}{author}{' ' if author and unit != ' ' else ''}{page}")
        )
    return out


def imprint_lines(pub: Publication, fields: Iterable[Imprint]) -> list[str]:
    """The imprint as printed: one field a line, or two or three short ones in one."""
    rng = random.Random(f"labels {pub.number}")
    labels = {key: rng.choice(names) for key, names in LABELS.items()}
    gap = "　" if pub.imprint == "padded" else " "
    colon = "/" if pub.imprint == "slash" else "："
    out: list[str] = []
    for f in fields:
        values = gap.join(
            f"{v[0]}　{v[1]}" if pub.padded_names and len(v) == 2 else v for v in f.values
        )
        label = labels[f.key]
        if pub.imprint == "padded" and len(label) == 2:
            label = f"{label[0]}　　{label[1]}"
        field = f"{label}{colon}{values}"
        if pub.imprint == "rows" and out and len(out[-1]) + len(field) < 26:
            out[-1] += f"　{field}"
        else:
            out.append(field)
    return out


def tail(pub: Publication, blocks: Iterable[Block]) -> str:
    """What follows the last words of an article in their line: a run-on credit, the end mark."""
    return "".join(b.text for b in blocks if b.kind == "credit" and b.run_on) + pub.end_mark


def cover_lines(pub: Publication, issue: Issue) -> list[str]:
    """The cover's lines after the publication's title."""
    shown = {f.key: f.values[0] for f in issue.cover}
    number = f"{shown['issue']}（{shown['total']}）" if pub.number % 2 else shown["issue"]
    out = [number] + ([] if pub.number % 2 else [shown["total"]])
    out += [shown["date"]] if pub.number % 4 == 1 else []
    out += [f"{pub.owner}主办" if pub.number % 3 else f"主办：{pub.owner}"]
    if not pub.newspaper:
        out += [
            f"准印证号{shown['permit']}" if pub.number % 3 else f"准印证号：{shown['permit']}",
            shown["circulation_note"],
        ]
    return out


def masthead(pub: Publication, issue: Issue) -> dict[str, list[str]]:
    """The fields that are in print, by key: the truth of the masthead."""
    out = {"title": [pub.title]}
    if pub.newspaper:
        return {
            **out,
            "date": [paper_date(issue)],
            "issue": [issue.issue],
            "total": [issue.total],
            "publisher": [pub.owner],
            **{f.key: list(f.values) for f in newspaper_editors(issue)},
        }
    printed = {"issue", "total", "publisher", "permit", "circulation_note"} | (
        {"date"} if pub.number % 4 == 1 else set()
    )
    out |= {f.key: list(f.values) for f in issue.cover if f.key in printed}
    return out | {f.key: list(f.values) for f in issue.imprint}


def newspaper_editors(issue: Issue) -> list[Imprint]:
    """The line of editors at a newspaper page's foot."""
    return [f for f in issue.imprint if f.key in ("responsible_editors", "layout")]
