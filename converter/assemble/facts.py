"""Facts of the issue for the tree's header: title, number, date, publisher, from whatever tells them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from converter.chinese.chars import close_up, is_letter_spaced, tight
from converter.chinese.numbers import close_digits, iso_date
from converter.chinese.variants import legible, narrow
from converter.model import Furniture, Issue, Label, MastheadItem, Piece, Source, Text
from converter.patterns import late
from converter.profile.model import Profile

_NAMED = late(r"《([^《》]{2,20})》[ \u3000]*(?:\d{4}[ \u3000]*年|第[ \u3000]*\d+[ \u3000]*期|总)")
_ISSUE = late(
    r"(\d{4})[ \u3000]*年[ \u3000]*第[ \u3000]*(\d+)[ \u3000]*期|第[ \u3000]*(\d+)[ \u3000]*期"
)


def fill_facts(issue: Issue, source: Source, profile: Profile, host: Sequence[Furniture]) -> None:
    """Set title, series, number, total, date, publisher and permit of an issue.

    The masthead's own words come first, then the profile, then what the host page says (《德州通讯》
    2023年第10期). A title that no masthead prints is added to it as an edit, so that every edition has it.
    """
    value: dict[str, str] = {}
    for item in issue.masthead:
        words = close_digits(narrow(legible(item.text.flat)))
        value.setdefault(item.key, close_up(words) if is_letter_spaced(words) else words)
    words = "\n".join(source.text[f.span.start : f.span.end] for f in host if f.label is Label.SITE)
    heads = "\n".join(
        source.text[f.span.start : f.span.end] for f in host if f.label is Label.RUNHEAD
    )
    named = _NAMED.search(words)
    issue.series = value.get("title") or profile.publication.title or (named[1] if named else "")
    number = value.get("issue") or ""
    m = _ISSUE.search(number) or _ISSUE.search(words) or _ISSUE.search(heads)
    if m:
        issue.number = f"{m[1]}年第{m[2]}期" if m[1] else f"第{m[3]}期"
    issue.total = tight(value.get("total", "")).strip("()（）")
    issue.permit = tight(value.get("permit", ""))
    issue.publisher = value.get("publisher", "") or profile.publication.publisher
    for candidate in (value.get("date", ""), heads, words):
        issue.date = iso_date(candidate)
        if issue.date:
            break
    stem = re.sub(r"\.[A-Za-z0-9]+$", "", source.name)
    date = value.get("date", "")
    issue.title = " ".join(x for x in (issue.series, issue.number) if x) or tight(date) or stem
    if issue.series and "title" not in value and not _is_newspaper_page(issue):
        at = named.start(1) if named else 0
        issue.masthead.insert(
            0, MastheadItem("title", Text([Piece(issue.series, at, at, "masthead-title")]))
        )


def _is_newspaper_page(issue: Issue) -> bool:
    """A page without any masthead of its own takes none from the profile."""
    return not issue.masthead and not issue.contents
