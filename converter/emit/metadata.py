"""What an edition says of itself to machines: dates, authors, schema.org, Dublin Core."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

from converter.emit import labels
from converter.tei.records import Article, Edition, Name, plain

if TYPE_CHECKING:
    from converter.emit import Options

# An issue without a date bears the first moment that a ZIP archive can name.
UNDATED = datetime(1980, 1, 1, tzinfo=UTC)

_NUMBER = re.compile(r"[0-9]+")

Value: TypeAlias = "str | list[Record] | Record"
Record: TypeAlias = "dict[str, Value]"


def moment(edition: Edition, options: Options) -> datetime:
    """Give the time that an edition bears: the caller's, or midnight UTC of the issue's date."""
    if options.epoch is not None:
        return max(UNDATED, datetime.fromtimestamp(options.epoch, UTC))
    parts = edition.date.split("/")[0].split("-")
    try:
        year, month, day = (int(part) for part in [*parts, "1", "1"][:3])
        return max(UNDATED, datetime(year, month, day, tzinfo=UTC))
    except ValueError:
        return UNDATED


def publication(edition: Edition) -> str:
    """Name the publication as its nameplate, else as a profile does; '' where neither tells it.

    A tree whose source names nothing bears the file's name or its date there: neither is a name.
    """
    printed = [field.value for field in edition.masthead if field.key == "title"]
    return next(filter(None, (_named(edition, name) for name in (*printed, edition.series))), "")


def title(edition: Edition) -> str:
    """Name the issue for a title bar or a library, so that two issues are told apart.

    Where the title tells no more than the publication, the issue's number or date follows it;
    where there is none, the date or the first headline follows words that say so.
    """
    name = publication(edition)
    if not (told := _named(edition, edition.title) or name):
        return " ".join(filter(None, (labels.of(edition.lang).untitled_issue, byname(edition))))
    if told.replace(" ", "") in (name.replace(" ", ""), edition.series.replace(" ", "")):
        return " ".join(filter(None, (told, edition.issue or edition.date_text)))
    return told


def byname(edition: Edition) -> str:
    """Give what an issue without a name is called by: its date, else its first headline."""
    return edition.date_text or next(iter(highlights(edition, 1)), "")


def _named(edition: Edition, name: str) -> str:
    """Give a name; '' where it is the source's file or the date."""
    file = edition.source
    return "" if name in (file, file.rpartition(".")[0], edition.date_text) else name


def position(edition: Edition) -> str:
    """Give the issue's number in its series, as digits: of all (总第773期), else of its year.

    '' where none is printed in digits.
    """
    for printed in (edition.total_number or edition.total, edition.issue_number or edition.issue):
        if numbers := _NUMBER.findall(printed):
            return numbers[-1].lstrip("0") or "0"
    return ""


def authors(article: Article) -> list[str]:
    """Name an article's authors: the persons that its bylines mark, or each byline as it is."""
    marked = [
        part.text
        for byline in article.bylines
        for part in byline
        if isinstance(part, Name) and part.kind == "person"
    ]
    return marked or [name for byline in article.bylines if (name := plain(byline))]


def short_title(article: Article) -> str:
    """Name an article in a list: its title lines as one line, without sub-title.

    A kicker is mostly whom the title speaks of, and lines are parted as they are above the text.
    """
    heads = [head for head in article.heads if head.kind != "sub"] or article.heads
    return " ".join(plain(head.content).replace("\n", " ") for head in heads)


def highlights(edition: Edition, most: int) -> list[str]:
    """Give the titles of the first articles of every column, then of the second ones, and so on."""
    titled = [
        [short_title(article) for article in column.articles if article.heads]
        for column in edition.columns
    ]
    rounds = max(map(len, titled), default=0)
    return [column[at] for at in range(rounds) for column in titled if at < len(column)][:most]


def dublin_core(edition: Edition, modified: datetime) -> Iterator[tuple[str, str]]:
    """Give the terms of Dublin Core that the tree knows, in a fixed order."""
    terms = (
        ("title", title(edition)),
        ("publisher", edition.publisher),
        ("issued", edition.date),
        ("modified", modified.strftime("%Y-%m-%dT%H:%M:%SZ")),
        ("isPartOf", publication(edition)),
        ("identifier", f"sha256:{edition.digest}" if edition.digest else ""),
        ("language", edition.lang),
        ("type", "Text"),
        ("format", "text/html"),
        ("source", edition.source),
    )
    return ((name, value) for name, value in terms if value)


def signed(article: Article) -> list[tuple[str, str]]:
    """Give who signed an article, each with its kind: person, org, or '' where that is not known.

    They are the names that its bylines mark; a byline without marks is one as it is.
    """
    found: list[tuple[str, str]] = []
    for byline in article.bylines:
        names = [(part.kind, part.text) for part in byline if isinstance(part, Name)]
        found += names or [("", name) for name in [plain(byline)] if name]
    return list(dict.fromkeys(found))


def json_ld(edition: Edition) -> str:
    """Describe the issue and its articles in schema.org's words, safe inside a script element."""
    parts: list[Record] = [
        {"@type": "Article", "@id": f"#{article.id}", **article_record(article, edition)}
        for article in edition.articles()
    ]
    return script({"@context": CONTEXT, **issue_record(edition), "hasPart": parts})


CONTEXT = "https://schema.org"


def script(record: Record) -> str:
    """Write a record as JSON for a script element: it can neither end the element nor begin one."""
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    # The HTML standard, 4.12.1.3: no text of a script element may look like markup.
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def issue_record(edition: Edition) -> Record:
    """Describe an issue, without its articles."""
    issue: Record = {
        "@type": "PublicationIssue",
        "name": title(edition),
        "inLanguage": edition.lang,
    }
    if edition.issue_number:
        issue["issueNumber"] = edition.issue_number
    if edition.date:
        issue["datePublished"] = edition.date
    if edition.publisher:
        issue["publisher"] = {"@type": "Organization", "name": edition.publisher}
    if name := publication(edition):
        issue["isPartOf"] = {"@type": "Periodical", "name": name}
    return issue


_AGENTS = {"person": "Person", "org": "Organization"}


def article_record(article: Article, edition: Edition) -> Record:
    """Describe an article, apart from the issue that it stands in."""
    record: Record = {"inLanguage": edition.lang}
    if article.title:
        record["headline"] = article.title
    # Of what kind an unmarked name is nobody has said, and so it is not said here. Where persons
    # sign, the office beside them is theirs and no author.
    names = signed(article)
    persons = any(kind == "person" for kind, _ in names)
    agents: list[Record] = [
        {**({"@type": _AGENTS[kind]} if kind in _AGENTS else {}), "name": name}
        for kind, name in names
        if not (persons and kind == "org")
    ]
    if agents:
        record["author"] = agents
    if article.column:
        record["articleSection"] = article.column
    if article.page:
        record["pageStart"] = article.page
    return record
