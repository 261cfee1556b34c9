"""What the site's lists know of issues and articles, and where their pages stand."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import posixpath
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from converter.emit import labels, metadata
from converter.emit.card import Card
from converter.emit.words import running
from converter.tei.records import Article, Edition, plain

_TELLING = 6  # letters of a title from which it says by itself which article is meant
_OPENING = 40  # letters of an article's text that tell it from another one
_LETTERS = 8  # of an address, 5 bits each
_SUMMARY = 120  # letters


@dataclass(frozen=True, slots=True)
class Identity:
    """What the site says of itself on every page; what is not known is ''.

    `base` is its address on the web, with a slash at its end. `logo` is a file of the site.
    `accent` is its colour everywhere; where there is none, an issue's pages have the issue's own,
    and all others that of the `newest` issue.
    `search` counts the parts of the search's index; 0: there is no search.
    """

    title: str
    lang: str
    subtitle: str = ""
    publisher: str = ""
    contact: str = ""
    licence: str = ""
    logo: str = ""
    accent: str = ""
    newest: str = ""
    base: str = ""
    search: int = 0


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """An article as lists have it. `signed` are who signed it, each with its kind."""

    path: str
    title: str
    column: str
    signed: tuple[tuple[str, str], ...]
    first: str
    last: str
    summary: str


@dataclass(frozen=True, slots=True)
class IssueFacts:
    """An issue as lists have it: its card, its folder, what there is to download, its articles."""

    card: Card
    folder: str
    files: tuple[str, ...]
    articles: tuple[ArticleFacts, ...]

    @property
    def path(self) -> str:
        """The path of its page."""
        return f"{self.folder}/index.html"


def plain_facts(issue: IssueFacts) -> Mapping[str, Any]:
    """Facts as JSON has them."""
    return dataclasses.asdict(issue)


def read_facts(value: Mapping[str, Any]) -> IssueFacts:
    """Facts from JSON; raises TypeError or KeyError for what `plain_facts` did not make."""
    card = {**value["card"], "columns": tuple(value["card"]["columns"])}
    articles = tuple(
        ArticleFacts(**{**a, "signed": tuple((str(k), str(n)) for k, n in a["signed"])})
        for a in value["articles"]
    )
    return IssueFacts(Card(**card), str(value["folder"]), tuple(value["files"]), articles)


# --- addresses --------------------------------------------------------------------------------


def key(*words: str) -> str:
    """A short name for words, the same whatever else there is: 8 small letters and digits."""
    letters = base64.b32encode(hashlib.sha256("\n".join(words).encode()).digest()).decode()
    return letters[:_LETTERS].lower()


def addresses(edition: Edition) -> dict[str, str]:
    """The name of each article's page, by its id.

    It is made of the article's own words, so that it stays whatever becomes of other articles: of
    its title where that tells, else of the title and the opening. Of two that share a title that
    tells, the later one is named by its opening too.
    """
    named: dict[str, str] = {}
    taken: set[str] = set()
    for article in edition.articles():
        name = next(n for n in _names(article) if n not in taken)
        taken.add(name)
        named[article.id] = f"a-{name}.html"
    return named


def _names(article: Article) -> Iterator[str]:
    heads = [head for head in article.heads if head.kind == "main"] or list(article.heads)
    title = _letters("".join(plain(head.content) for head in heads))
    if len(title) >= _TELLING:
        yield key(title)
    opening = _letters("".join(_text(article)))[:_OPENING]
    yield key(title, opening)
    number = 2
    while True:  # word for word the same
        yield key(title, opening, str(number))
        number += 1


def _letters(text: str) -> str:
    """The letters and digits of a text: a mended space or mark does not change them."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def _text(article: Article) -> Iterator[str]:
    for block in article.blocks:
        yield from running(block)


def facts(article: Article, edition: Edition, path: str, pages: list[str]) -> ArticleFacts:
    """What lists say of an article; `pages` are the printed pages that are marked in it."""
    summary = ""
    for line in _text(article):
        summary = f"{summary} {line}".strip()
        if len(summary) >= _SUMMARY:
            summary = summary[: _SUMMARY - 1] + "…"
            break
    numbers = [article.page, *pages] if article.page else pages
    return ArticleFacts(
        path=path,
        title=metadata.short_title(article) or labels.of(edition.lang).untitled,
        column=article.column,
        signed=tuple(metadata.signed(article)),
        first=numbers[0] if numbers else "",
        last=numbers[-1] if numbers else "",
        summary=summary,
    )


# --- links ------------------------------------------------------------------------------------


def link(origin: str, target: str) -> str:
    """The address of a file from the page that names it, both from the site's folder."""
    path, mark, place = target.partition("#")
    return quote(posixpath.relpath(path, posixpath.dirname(origin) or ".")) + mark + place


def absolute(identity: Identity, path: str) -> str:
    """The address of a file on the web: a folder's page is named by the folder."""
    return identity.base + quote(path.removesuffix("index.html"))
