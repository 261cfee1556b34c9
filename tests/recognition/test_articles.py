"""Articles out of a stream of units: where each begins, and whose a byline is."""

from __future__ import annotations

import pytest

from converter.assemble.articles import draft_articles
from converter.assemble.units import Unit
from converter.labelling import make_row
from converter.model import Text


def _stream(*units: tuple[str, str]) -> list[Unit]:
    out, at = [], 0
    for k, (kind, words) in enumerate(units):
        row = make_row(words, at, 0, k, 0)
        row.order = float(k)
        out.append(Unit(kind, Text.carried(words, 0, len(words)), index=k, rows=[row]))
        at += len(words) + 1
    return out


BEHIND = [
    ("title", "渠水进村"),
    ("para", "北岸的渠道通了水。"),
    ("byline", "林晓"),
    ("title", "书房开门"),
    ("para", "三处门面房改成了书房。"),
    ("byline", "周明"),
]
ABOVE = [
    ("byline", "林晓"),
    ("title", "渠水进村"),
    ("para", "北岸的渠道通了水。"),
    ("byline", "周明"),
    ("title", "书房开门"),
    ("para", "三处门面房改成了书房。"),
]


@pytest.mark.parametrize("units", [BEHIND, ABOVE], ids=["behind", "above"])
def test_a_byline_is_its_article_s_wherever_the_house_sets_it(units: list[tuple[str, str]]) -> None:
    drafts = draft_articles(_stream(*units))
    said = [(d.titles[0].text.flat, [b.text.flat for b in d.bylines]) for d in drafts]
    assert said == [("渠水进村", ["林晓"]), ("书房开门", ["周明"])]


def test_pictures_above_the_first_title_are_its_article_s() -> None:
    drafts = draft_articles(_stream(("caption", "渠首闸房"), *BEHIND))
    assert [d.titles[0].text.flat for d in drafts] == ["渠水进村", "书房开门"]
    assert drafts[0].body[0].kind == "caption"
