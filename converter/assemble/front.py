"""The contents list (目录) as the tree holds it: linked to its articles, its titles whole again."""

from __future__ import annotations

from collections.abc import Sequence

from converter.chinese.chars import han_count, similar, tight
from converter.chinese.variants import comparable
from converter.labelling import ContentsList
from converter.model import (
    Article,
    ContentsColumn,
    ContentsEntry,
    Decision,
    Piece,
    Source,
    Span,
    Text,
)
from converter.patterns import late

# Letters that leaders swallow at most (seeds: one in each of eleven titles).
_SWALLOWED = 2
# A column's name that the list prints on several lines.
_TURN = late(r"\s*[\r\n]\s*")


def link_contents(
    source: Source, parsed: ContentsList, articles: Sequence[Article]
) -> tuple[list[ContentsColumn], dict[str, int], list[Decision]]:
    """The contents list as the tree holds it, the column of each listed article, what was decided.

    Last letters that the leaders swallowed are restored from the article's own title ('走深走' is
    '走深走实'), as an edit. Columns map article ids to indexes of `parsed.columns`.
    """
    matches = _match(parsed, articles)
    columns: list[ContentsColumn] = []
    by_index: dict[int, ContentsColumn] = {}
    listed: dict[str, int] = {}
    doubts = list(parsed.decisions)
    for k, entry in enumerate(parsed.entries):
        column = by_index.get(entry.column)
        if column is None:
            head = Text()
            if entry.column >= 0:
                head = Text.carried(source.text, *parsed.columns[entry.column])
                head = head.sub(_TURN, " ", "contents-lines")
            column = by_index[entry.column] = ContentsColumn(head)
            columns.append(column)
        title = Text.join(Text.carried(source.text, a, b) for a, b in entry.title)
        article = matches.get(k)
        if article is not None:
            title = restore_title(title, article.title)
            listed[article.id] = entry.column
        else:
            doubts.append(Decision("contents", Span(*entry.title[0]), "no article", "", 0.0))
        authors = tuple(Text.carried(source.text, a, b) for a, b in entry.authors)
        page = Text.carried(source.text, *entry.page)
        column.entries.append(ContentsEntry(title, authors, page, article.id if article else ""))
    return columns, listed, doubts


def restore_title(listed: Text, whole: str) -> Text:
    """The listed title with the letters at its end that the article's title has beyond it."""
    have, want = tight(listed.flat), tight(whole)
    at = want.find(have) if len(have) >= 4 else -1
    if at < 0 or at + len(have) >= len(want):
        return listed
    missing = want[at + len(have) :]
    if len(missing) > _SWALLOWED or han_count(missing) < len(missing):
        return listed
    end = listed.end
    return listed + Text([Piece(missing, end, end, "contents-restored")])


def _match(parsed: ContentsList, articles: Sequence[Article]) -> dict[int, Article]:
    """Entries and the articles that they name, best likeness first, each once."""
    pairs: list[tuple[float, int, int]] = []
    for k, entry in enumerate(parsed.entries):
        for j, article in enumerate(articles):
            title = tight(comparable(article.title))
            if not title:
                continue
            likeness = similar(entry.words, title)
            if entry.words and (title.startswith(entry.words) or entry.words in title):
                likeness = max(likeness, 0.9)
            elif title in entry.words:
                likeness = max(likeness, 0.8)
            if str(entry.number) == article.page:
                likeness += 0.15
            if likeness >= 0.5:
                pairs.append((likeness, k, j))
    out: dict[int, Article] = {}
    taken: set[int] = set()
    for _, k, j in sorted(pairs, key=lambda p: (-p[0], p[1], p[2])):
        if k not in out and j not in taken:
            out[k] = articles[j]
            taken.add(j)
    return out
