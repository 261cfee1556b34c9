"""What each line of a document was taken for, from the issue that was made of it.

Where a person has judged an issue (a case, a seed), its lines are as true as a gold's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from converter.model import PROSE, Issue, Label, Text

Claim = tuple[int, int, str, int]
"""A stretch of the source, what it is, and where the unit begins that it belongs to."""

TRIMMED = "~"  # marks and leaders, which stand in lines of every kind
_BLOCKS = {
    **dict.fromkeys(PROSE, "body"),
    "entry": "body",
    "unknown": "unknown",
    "other": "unknown",
    "heading": "heading",
    "caption": "caption",
    "credit": "credit",
    "table": "table",
}
_FURNITURE = {
    "pageno": "pageno",
    "jump": "jump",
    "field": "masthead",
    **dict.fromkeys(("layout", "ornament", "leaders"), TRIMMED),
}
_PARTED = frozenset({"body", "heading", "title", "caption", "credit"})  # of these, B and I
_BEFORE = 4  # claims that may begin before a line and reach into it
_MOST = 0.5  # a column's name has at least half as many letters of its line as anything else


def claims(issue: Issue) -> list[Claim]:
    """All stretches of the source that the issue took for something, in order."""
    out: list[Claim] = []
    for article in issue.articles:
        out += _unit("title", (text for _, text in article.heads))
        for byline in article.bylines:
            out += _unit("byline", [byline.text])
        for block in article.blocks:
            if block.kind in _BLOCKS:
                out += _unit(_BLOCKS[block.kind], _texts(block))
    for field in issue.masthead:
        out += _unit("masthead", [field.text])
    for column in issue.contents:
        entries = (t for e in column.entries for t in (e.title, *e.authors, e.page))
        out += _unit("contents", [column.head, *entries])
    for name in issue.columns:
        out += _unit("column", [name.text])
    for item in issue.furniture:
        kind = _FURNITURE.get(item.label.value, "runhead")
        out.append((item.span.start, item.span.end, kind, item.span.start))
    for d in issue.decisions:
        if d.subject == "label" and d.chosen == Label.COLUMN:
            out.append((d.span.start, d.span.end, "column", d.span.start))
    return _merged(sorted(out))


def _merged(found: Sequence[Claim]) -> list[Claim]:
    """Stretches of one unit that no other parts as one."""
    out: list[Claim] = []
    for claim in found:
        last = out[-1] if out else None
        if last is not None and last[2:] == claim[2:]:
            out[-1] = (last[0], max(last[1], claim[1]), *last[2:])
        else:
            out.append(claim)
    return out


def _texts(block: Any) -> Iterator[Text]:
    if block.label is not None:
        yield block.label
    yield from (block.text, *block.lines)
    for row in block.rows:
        yield from (cell.text for cell in row)


def _unit(kind: str, texts: Iterable[Text]) -> Iterator[Claim]:
    pieces = (piece for text in texts for piece in text.pieces)
    spans = [(p.start, p.end) for p in pieces if p.mark is None and p.end > p.start]
    first = spans[0][0] if spans else 0
    return ((start, end, kind, first) for start, end in spans)


def labels(found: Sequence[Claim], rows: Sequence[Any]) -> list[frozenset[str]]:
    """The labels that each row (`start`, `end`) may have by what claims most of its letters."""
    starts = [claim[0] for claim in found]
    out = []
    for row in rows:
        letters: Counter[str] = Counter()
        first: dict[str, int] = {}
        at = max(0, bisect_left(starts, row.start) - _BEFORE)
        for start, end, kind, unit in found[at:]:
            if start >= row.end:
                break
            shared = min(end, row.end) - max(start, row.start)
            if shared > 0:
                letters[kind] += shared
                first.setdefault(kind, unit)
        out.append(frozenset(_named(letters, first, row)))
    return out


def _named(letters: Counter[str], first: dict[str, int], row: Any) -> set[str]:
    if letters["column"] and letters["column"] >= _MOST * max(letters.values()):
        return {"column"}
    trimmed = letters.pop(TRIMMED, 0)
    kind = max(letters, key=lambda k: letters[k], default="")
    if not letters.get(kind):
        return {"runhead", "contents"} if trimmed else {"runhead"}
    if kind in _PARTED:
        return {f"{kind} {'B' if row.start <= first[kind] < row.end else 'I'}"}
    return {kind}
