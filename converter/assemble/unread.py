"""A text in a language that recognition does not know: its paragraphs in their order, nothing more."""

from __future__ import annotations

import re

from converter.chinese.chars import is_han, width
from converter.model import Article, Block, Furniture, Issue, Label, Mark, Piece, Source, Text
from converter.patterns import late

_INDENT = late(r"\u3000|[ \u00a0]{2}|\t")
_SHORT = 0.6  # of the widest line: what is shorter ends a paragraph or is displayed
_KANA = late("[\u3000-\u30ff\uff00-\uff9f]")


def assemble_unread(source: Source) -> Issue:
    """One article of a source's paragraphs, with its pages; marks of pages are furniture.

    Blank lines, indents and the ends of short lines part paragraphs; where a text has neither
    blank lines nor indents, each line is one.
    """
    issue = Issue(title=re.sub(r"\.[A-Za-z0-9]+$", "", source.name))
    article = Article(id="a01")
    issue.articles.append(article)
    lines = [line for line in source.lines if line.text.strip()]
    inner = source.text.strip("\r\n").splitlines()
    parted = len(lines) < len(inner) or any(_INDENT.match(line.text) for line in lines)
    short = _SHORT * max((width(line.text) for line in lines), default=0.0)
    several = len(source.pages) > 1
    for page in source.pages:
        if several and page.number > 0:
            article.blocks.append(Block("pb", mark=Mark("pb", "", f"raw{page.number}")))
        if page.mark >= 0:
            span = source.lines[page.mark].span
            issue.furniture.append(Furniture(Label.PAGEMARK, span))
        above = False  # a line of the paragraph that is open
        for n in range(page.first, page.last):
            line = source.lines[n]
            if n == page.mark or not line.text.strip():
                above = False
                continue
            text = Text.carried(source.text, line.start, line.end).strip()
            if above and parted and not _INDENT.match(line.text):
                last = article.blocks[-1]
                last.text = _joined(last.text, text)
            else:
                article.blocks.append(Block("p", text))
            above = width(line.text) >= short  # a shorter one ends its paragraph
    return issue


def _joined(left: Text, right: Text) -> Text:
    """Two lines of a paragraph: a blank between them, but for languages that are set without."""
    if _unspaced(left.flat[-1]) or _unspaced(right.flat[0]):
        return left + right
    return left + Text([Piece(" ", left.end, right.start, "join-lines")]) + right


def _unspaced(ch: str) -> bool:
    return is_han(ch) or bool(_KANA.match(ch))
