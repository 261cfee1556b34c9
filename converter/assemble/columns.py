"""The column (栏目) of each article: the list's, the head printed above it, its pages' running head."""

from __future__ import annotations

from collections.abc import Sequence

from converter.assemble.units import Unit
from converter.chinese.variants import comparable
from converter.labelling import Labelling, column_key, column_name
from converter.model import Article, Column, Issue, Source
from converter.patterns import late
from converter.profile.model import Profile

_MARK = late(r"^\W")


def assign_columns(
    issue: Issue,
    source: Source,
    labelling: Labelling,
    profile: Profile,
    listed: dict[str, int],
    printed: Sequence[Unit],
) -> None:
    """Set each article's column.

    Named by its contents entry, by a head between the article before and its own title, by the
    running head of its first page; where list and print mostly differ, the list was misread. A name
    counts on to the next one where columns part the issue, or the page, from its first article on;
    but not to an article that a list of most articles lacks.
    """
    found = _Found(issue, source, labelling, profile, printed)
    entries = [found.entry(article, listed) for article in issue.articles]
    heads = [found.printed(article) or found.running(article) for article in issue.articles]
    both = [(a, b) for a, b in zip(entries, heads, strict=True) if a and b]
    agreed = sum(found.column(a) is found.column(b) for a, b in both)
    if 2 * agreed < len(both):
        entries = [""] * len(entries)
    found.known.clear()
    names = [a or b for a, b in zip(entries, heads, strict=True)]
    complete = 2 * sum(map(bool, entries)) > len(entries)
    headed = [k for k, article in enumerate(issue.articles) if article.heads]
    parted = bool(headed) and bool(names[headed[0]])
    first: dict[str, str] = {}  # the name of each page's first article
    for k, article in enumerate(issue.articles):
        first.setdefault(article.raw, names[k])
        before = issue.articles[k - 1] if k else article
        if not names[k] and k and names[k - 1] and not complete:
            page = before.raw == article.raw and bool(first[article.raw])
            if parted or page or _alike(source, before, article):
                names[k] = names[k - 1]
        if names[k]:
            article.column = found.column(names[k]).id
    issue.columns = list(found.known.values())
    order = {c.id: c.order for c in profile.columns if c.order}
    issue.columns.sort(key=lambda c: order.get(c.id, 0) if order else 0)


class _Found:
    """The columns found so far, by what they are called in print."""

    def __init__(
        self,
        issue: Issue,
        source: Source,
        labelling: Labelling,
        profile: Profile,
        printed: Sequence[Unit],
    ) -> None:
        self.source, self.profile = source, profile
        self.known: dict[str, Column] = {}
        self.spans = labelling.contents.columns
        self.listed = [column_name(source.text[a:b]) for a, b in self.spans if b > a]
        self.heads = {f"raw{source.pages[k].number}": text for k, text in labelling.heads.items()}
        self.starts = sorted(a.heads[0][1].start for a in issue.articles if a.heads)
        self.units = sorted(((u.rows[0].start, u) for u in printed), key=lambda pair: pair[0])

    def entry(self, article: Article, listed: dict[str, int]) -> str:
        """The column under which the contents list has the article."""
        entry = listed.get(article.id, -1)
        return self.source.text[slice(*self.spans[entry])].strip() if entry >= 0 else ""

    def printed(self, article: Article) -> str:
        """The last head between the article before and this one's title."""
        if not article.heads:
            return ""
        start = article.heads[0][1].start
        before = max((s for s in self.starts if s < start), default=-1)
        above = [unit for at, unit in self.units if before < at < start]
        if not above:
            return ""
        return " ".join(self.source.text[r.start : r.end] for r in above[-1].rows)

    def running(self, article: Article) -> str:
        """The column's name in the running head of the article's first page."""
        return self.heads.get(article.raw, "") if article.heads else ""

    def column(self, printed: str) -> Column:
        """The column of a printed name: the profile's, the list's, else one named as printed."""
        declared = self.profile.column_for(comparable(printed))
        if declared is not None:
            return self.known.setdefault(
                declared.id, Column(declared.id, declared.title or declared.name)
            )
        name, key = column_name(printed), column_key(printed)
        if key not in map(column_key, self.listed):
            held = [n for n in self.listed if column_key(n) in key or key in column_key(n)]
            name = max(held, key=len, default=name)
            key = column_key(name)
        for column in self.known.values():
            if column_key(column.name) == key:
                return column
        ident = f"c{len(self.known) + 1:02d}"
        return self.known.setdefault(ident, Column(ident, name))


def _alike(source: Source, before: Article, article: Article) -> bool:
    """Whether two heads open with one mark, as items of a column do (◆…, ◆…)."""
    if not before.heads or not article.heads:
        return False
    marks = []
    for one in (before, article):
        text = one.heads[0][1]
        line = source.line_at(text.start)
        marks.append(source.text[line.start : text.start + 1].strip()[:1])
    return marks[0] == marks[1] and bool(_MARK.match(marks[0]))
