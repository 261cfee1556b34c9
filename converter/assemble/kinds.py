"""What the paragraphs of an article are beside running text, told when their words are settled.

Each kind is told by evidence of form and of what stands around it; none is needed to print a
paragraph, so what is not plain stays one. No character moves to another place, and none is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from converter.assemble.letters import letters
from converter.assemble.lists import items, parted
from converter.assemble.notes import editorials, notes, references
from converter.assemble.pictures import pictures
from converter.assemble.talk import speeches
from converter.assemble.telling import seen, told
from converter.model import PROSE, Article, Block, Issue, Source

Teller = Callable[[Sequence[Block]], list[Block]]


def tell_kinds(issue: Issue, source: Source) -> None:
    """Tell the kinds of all paragraphs, in place."""
    for article in issue.articles:
        blocks = parted(article.blocks, source)
        for tell in _TELLERS:
            blocks = tell(blocks)
        article.blocks = blocks
    # A text of which nothing was told is no heap of leftovers.
    if any(a.heads or any(b.kind in PROSE for b in a.blocks) for a in issue.articles):
        for article in issue.articles:
            article.blocks = _others(article.blocks)
        issue.articles = _with_text(issue.articles)


def _others(blocks: Sequence[Block]) -> list[Block]:
    """Text that nothing explained as of no article, but where text is lost beside it.

    There it may be a piece of what is lost.
    """
    out: list[Block] = []
    why = seen("apart", "other", 3.0, "nothing in the article goes on in it")
    for unknown, run in groupby(blocks, key=lambda block: block.kind in ("unknown", "pb")):
        some = list(run)
        beside = (*out[-1:], *blocks[len(out) + len(some) : len(out) + len(some) + 1])
        if unknown and all(block.kind != "gap" for block in beside):
            some = [told(b, "other", why, second="unknown") if b.kind != "pb" else b for b in some]
        out += some
    return out


def _with_text(articles: Sequence[Article]) -> list[Article]:
    """The articles without those that hold nothing of their own; the text goes with another."""
    out: list[Article] = []
    waiting: list[Block] = []  # until there is an article to go with
    for article in articles:
        others = [block for block in article.blocks if block.kind == "other"]
        pages = sum(block.kind == "pb" for block in article.blocks)
        own = len(article.heads) + len(article.bylines) + len(article.blocks) - len(others) - pages
        if others and not own:
            (out[-1].blocks if out else waiting).extend(others)
            continue
        article.blocks = [*waiting, *article.blocks]
        waiting = []
        out.append(article)
    return out


def _stanzas(blocks: Sequence[Block]) -> list[Block]:
    """Paragraphs whose lines the edition keeps are verse."""
    return [
        replace(block, kind="verse")
        if block.kind == "p" and any(mark.kind == "lb" for mark in block.text.marks())
        else block
        for block in blocks
    ]


def _quotes(blocks: Sequence[Block]) -> list[Block]:
    """Short paragraphs whose words stand in another paragraph of the article are pull quotes."""
    prose = [b.text.flat for b in blocks if b.kind == "p"]
    if len(prose) > _MANY:
        return list(blocks)

    def pulled(block: Block) -> bool:
        words = block.text.flat.strip("“”\"'「」『』。…— \u3000")
        return (
            block.kind == "p"
            and _LEAST <= len(words) <= _MOST
            and any(words in other and len(other) > 2 * len(words) for other in prose)
        )

    why = seen("repeated", "pullquote", 3.0, "its words stand in the text as well")
    return [told(b, "pullquote", why) if pulled(b) else b for b in blocks]


_LEAST, _MOST = 12, 80  # letters of a pull quote
_MANY = 200  # paragraphs of an article, above which none is looked for: each is compared with all

# In order: what is told first is no paragraph to those behind it.
_TELLERS: Iterable[Teller] = (
    pictures,
    _stanzas,
    editorials,
    references,
    notes,
    speeches,
    letters,
    items,
    _quotes,
)
