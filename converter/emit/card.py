"""An issue on a card: what a list of issues says of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from converter.tei.records import Edition


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of an issue; what is not known is ''.

    `date` is ISO 8601 as far as it is known, or an interval; `number` and `total` are as printed.
    """

    title: str
    series: str = ""
    number: str = ""
    total: str = ""
    date: str = ""
    columns: tuple[str, ...] = ()
    articles: int = 0
    accent: str = ""
    lang: str = "zh-Hans"


def card(edition: Edition) -> Card:
    """Write the card of an issue."""
    from converter.emit import metadata

    return Card(
        title=metadata.title(edition),
        series=metadata.publication(edition),
        number=edition.issue,
        total=edition.total,
        date=edition.date,
        columns=tuple(dict.fromkeys(c.name for c in edition.columns if c.name)),
        articles=sum(1 for _ in edition.articles()),
        accent=edition.accent,
        lang=edition.lang,
    )
