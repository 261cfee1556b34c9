"""The column (栏目) of each article: the list's, the head printed above it, its pages' running head."""

from __future__ import annotations

import re
from collections.abc import Sequence

from converter.assemble.units import Unit
from converter.chinese.chars import HAN, close_up, tight
from converter.chinese.variants import comparable
from converter.labelling import Labelling
from converter.model import Article, Column, Issue, Source
from converter.profile.model import Profile

_HOUSE = 0.5  # share of the articles that have a head of their own where columns hold several
_PAGED = re.compile(r"[-—–·•|｜/~ \u3000]+\d+[-—–·•|｜/~ \u3000]*$")  # '杏林副刊 —7—'
_DRESS = re.compile(r"^[^\w“《（(]+|[^\w”》）)]+$")  # what a column's head is set off with
_PINYIN = re.compile(rf"(?<=[{HAN}])[ \u3000]*[A-Z][A-Z ]+$|^[A-Z][A-Z' ]+(?=[{HAN}])")
_MARK = re.compile(r"^\W")


def assign_columns(
    issue: Issue,
    source: Source,
    labelling: Labelling,
    profile: Profile,
    listed: dict[str, int],
    printed: Sequence[Unit],
) -> None:
    """Set each article's column.

    Known by its contents entry, by a head that is printed between the article before and its own
    title, by the running head of its first page. Where columns hold several articles a head counts
    on until the next one, and one that opens a page for all of it; else it is the one article's.
    """
    found = _Found(issue, source, labelling, profile)
    names = [found.own(article, listed, printed) for article in issue.articles]
    share = sum(map(bool, names)) / max(1, len(names))
    opened: set[str] = set()  # pages whose first article has no head of its own
    for k, article in enumerate(issue.articles):
        name = names[k]
        if not name and all(a.raw != article.raw for a in issue.articles[:k]):
            opened.add(article.raw)
        if not name and article.heads:
            name = found.running(article)
        if not name and k and names[k - 1]:
            before = issue.articles[k - 1]
            page = before.raw == article.raw and before.raw not in opened
            if share >= _HOUSE or page or _alike(source, before, article):
                name = names[k] = names[k - 1]
        if name:
            article.column = found.column(name).id
    issue.columns = list(found.known.values())
    order = {c.id: c.order for c in profile.columns if c.order}
    issue.columns.sort(key=lambda c: order.get(c.id, 0) if order else 0)


class _Found:
    """The columns found so far, by what they are called in print."""

    def __init__(
        self, issue: Issue, source: Source, labelling: Labelling, profile: Profile
    ) -> None:
        self.source, self.profile = source, profile
        self.known: dict[str, Column] = {}
        self.spans = labelling.contents.columns
        self.listed = [self._bare(source.text[a:b]) for a, b in self.spans if b > a]
        self.heads = {f"raw{source.pages[k].number}": text for k, text in labelling.heads.items()}
        self.starts = sorted(a.heads[0][1].start for a in issue.articles if a.heads)

    def own(self, article: Article, listed: dict[str, int], printed: Sequence[Unit]) -> str:
        """The column that the list has, or else a head right above the article."""
        entry = listed.get(article.id, -1)
        if entry >= 0 and self.spans[entry][1] > self.spans[entry][0]:
            return self.source.text[slice(*self.spans[entry])]
        if not article.heads:
            return ""
        start = article.heads[0][1].start
        before = max((s for s in self.starts if s < start), default=-1)
        above = [u for u in printed if before < u.rows[0].start < start]
        last = max(above, key=lambda u: u.rows[0].start, default=None)
        if last is None:
            return ""
        return " ".join(self.source.text[r.start : r.end] for r in last.rows)

    def running(self, article: Article) -> str:
        """The column's name in the running head of the article's first page."""
        return self.heads.get(article.raw, "")

    def column(self, printed: str) -> Column:
        """The column of a printed name: the profile's, the list's, else one named as printed."""
        declared = self.profile.column_for(comparable(printed))
        if declared is not None:
            return self.known.setdefault(
                declared.id, Column(declared.id, declared.title or declared.name)
            )
        name = self._bare(printed)
        key = tight(name)
        if key not in {tight(n) for n in self.listed}:
            held = [n for n in self.listed if tight(n) in key or (len(key) > 1 and key in tight(n))]
            name = max(held, key=len, default=name)
            key = tight(name)
        for column in self.known.values():
            if tight(column.name) == key:
                return column
        ident = f"c{len(self.known) + 1:02d}"
        return self.known.setdefault(ident, Column(ident, name))

    @staticmethod
    def _bare(printed: str) -> str:
        name = _PAGED.sub("", close_up(printed.strip()))
        bare = _DRESS.sub("", _DRESS.sub("", _PINYIN.sub("", name).strip()))
        return bare or name


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
