"""What machines read of the site: feeds, the catalogue for e-book readers, the map for robots.

No clock is asked: a feed's entries, and the feed itself, bear the dates of their issues.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from converter.emit.card import Card
from converter.emit.colour import PAPER, accents, parse
from converter.emit.index import FILES
from converter.emit.markup import add
from converter.emit.metadata import UNDATED, Record, Value
from converter.emit.site.facts import ArticleFacts, Identity, IssueFacts, absolute, link
from converter.emit.site.frame import ATOM, HOME, JSON_FEED, OPDS
from converter.emit.site.reading import COVER

_ENTRIES = 50  # of a feed
_MAPPED = 50_000  # addresses that a site map may hold (sitemaps.org)
_ATOM = "http://www.w3.org/2005/Atom"
_MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_ACQUIRED = ("issue.epub", "issue.pdf")
_PUBLICATION, PICTURE = "publication.json", "cover.png"
_WIDTH, _HEIGHT, _BAND = 300, 400, 100  # of the picture, in pixels
_OPEN = "http://opds-spec.org/acquisition/open-access"

_Entry = tuple[ArticleFacts, IssueFacts]


def files(issues: Sequence[IssueFacts], identity: Identity) -> Iterator[tuple[str, bytes]]:
    """Every file by its path; `issues` are the newest first.

    What has to name itself by its address on the web is written only where that is known.
    """
    newest = [(article, issue) for issue in issues for article in issue.articles][:_ENTRIES]
    yield ATOM, _atom(newest, identity)
    yield from _catalogue(issues, identity)
    if identity.base:
        yield JSON_FEED, _json_feed(newest, identity)
        yield from _site_map(issues, identity)
    yield "robots.txt", _robots(identity)


def _address(identity: Identity, origin: str, path: str) -> str:
    return absolute(identity, path) if identity.base else link(origin, path)


def _ident(identity: Identity, path: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{identity.base or identity.title}#{path}')}"


def _when(card: Card) -> datetime:
    """The first moment of an issue's date, as far as that is known."""
    parts = card.date.partition("/")[0].split("-")
    try:
        year, month, day = (int(part) for part in [*parts, "1", "1"][:3])
        return max(UNDATED, datetime(year, month, day, tzinfo=UTC))
    except ValueError:
        return UNDATED


def _stamp(card: Card) -> str:
    return _when(card).strftime("%Y-%m-%dT%H:%M:%SZ")


def _xml(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _atom(newest: Sequence[_Entry], identity: Identity) -> bytes:
    root = etree.Element(
        "feed", {"xmlns": _ATOM, "{http://www.w3.org/XML/1998/namespace}lang": identity.lang}
    )
    add(root, "id", text=_ident(identity, HOME))
    add(root, "title", text=identity.title)
    if identity.subtitle:
        add(root, "subtitle", text=identity.subtitle)
    dates = [_stamp(issue.card) for _, issue in newest]
    add(root, "updated", text=max(dates, default=UNDATED.strftime("%Y-%m-%dT%H:%M:%SZ")))
    add(add(root, "author"), "name", text=identity.publisher or identity.title)
    add(root, "link", {"rel": "self", "href": _address(identity, ATOM, ATOM)})
    add(root, "link", {"rel": "alternate", "href": _address(identity, ATOM, HOME)})
    if identity.licence:
        add(root, "rights", text=identity.licence)
    for article, issue in newest:
        entry = add(root, "entry")
        add(entry, "id", text=_ident(identity, article.path))
        add(entry, "title", text=article.title)
        add(entry, "updated", text=_stamp(issue.card))
        for _, name in article.signed:
            add(add(entry, "author"), "name", text=name)
        if article.column:
            add(entry, "category", {"term": article.column})
        add(
            entry,
            "link",
            {
                "rel": "alternate",
                "type": "text/html",
                "href": _address(identity, ATOM, article.path),
            },
        )
        if article.summary:
            add(entry, "summary", text=article.summary)
    return _xml(root)


def _json_feed(newest: Sequence[_Entry], identity: Identity) -> bytes:
    feed: Record = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": identity.title,
        "home_page_url": absolute(identity, HOME),
        "feed_url": absolute(identity, JSON_FEED),
        "language": identity.lang,
    }
    if identity.subtitle:
        feed["description"] = identity.subtitle
    items: list[Record] = []
    for article, issue in newest:
        item: Record = {
            "id": _ident(identity, article.path),
            "url": absolute(identity, article.path),
            "title": article.title,
            "content_text": article.summary,
            "date_published": _stamp(issue.card),
        }
        authors: list[Record] = [{"name": name} for _, name in article.signed]
        items.append({**item, **({"authors": authors} if authors else {})})
    return _json({**feed, "items": items})


def _json(record: Record) -> bytes:
    return json.dumps(record, ensure_ascii=False, indent=1).encode() + b"\n"


def _catalogue(issues: Sequence[IssueFacts], identity: Identity) -> Iterator[tuple[str, bytes]]:
    """The catalogue (OPDS 2.0) of the issues of which there is an e-book, and a file for each."""
    listed: list[Record] = []
    for issue in issues:
        path = f"{issue.folder}/{_PUBLICATION}"
        if any(name in issue.files for name in _ACQUIRED):
            listed.append(_publication(issue, identity, OPDS))
            yield path, _json(_publication(issue, identity, path))
    own = _link(identity, OPDS, OPDS, "application/opds+json", "self")
    feed: Record = {"metadata": {"title": identity.title}, "links": [own], "publications": listed}
    yield OPDS, _json(feed)
    yield PICTURE, _picture(identity)


def _publication(issue: IssueFacts, identity: Identity, origin: str) -> Record:
    """An issue as the file at `origin` has it."""
    own = f"{issue.folder}/{_PUBLICATION}"
    links = [_link(identity, origin, own, "application/opds-publication+json", "self")]
    links += [
        _link(identity, origin, f"{issue.folder}/{name}", FILES[name], _OPEN)
        for name in _ACQUIRED
        if name in issue.files
    ]
    # The specification asks for one that is no drawing.
    images = [
        _link(identity, origin, f"{issue.folder}/{COVER}", "image/svg+xml"),
        _link(identity, origin, PICTURE, "image/png"),
    ]
    return {"metadata": _described(issue, identity), "links": links, "images": images}


def _link(identity: Identity, origin: str, path: str, kind: str, rel: str = "") -> Record:
    told: Record = {"rel": rel} if rel else {}
    return {**told, "href": _address(identity, origin, path), "type": kind}


def _picture(identity: Identity) -> bytes:
    """A cover without words, as PNG: a band of the site's colour on paper."""
    day, _ = accents(identity.accent or identity.newest)
    row = b"\0" + bytes(day) * _BAND + bytes(parse(PAPER)) * (_WIDTH - _BAND)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(row * _HEIGHT, 9)),
        (b"IEND", b""),
    )
    made = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)


def _described(issue: IssueFacts, identity: Identity) -> Record:
    card = issue.card
    known: list[tuple[str, Value]] = [
        ("@type", "http://schema.org/PublicationIssue"),
        ("identifier", _ident(identity, issue.path)),
        ("title", card.title),
        ("language", card.lang),
        ("publisher", identity.publisher),
        ("published", f"{_when(card):%Y-%m-%d}" if card.date else ""),
        ("belongsTo", {"series": {"name": card.series}} if card.series else ""),
    ]
    return {name: value for name, value in known if value}


# --- robots -----------------------------------------------------------------------------------


def _site_map(issues: Sequence[IssueFacts], identity: Identity) -> Iterator[tuple[str, bytes]]:
    """The map of all pages that are read; in parts, with an index, where it has too many."""
    paths = [HOME]
    for issue in issues:
        paths += [issue.path, *(article.path for article in issue.articles)]
    parts = [paths[at : at + _MAPPED] for at in range(0, len(paths), _MAPPED)]
    if len(parts) == 1:
        yield "sitemap.xml", _map("urlset", "url", paths, identity)
        return
    names = [f"sitemap-{n}.xml" for n in range(1, len(parts) + 1)]
    yield "sitemap.xml", _map("sitemapindex", "sitemap", names, identity)
    for name, part in zip(names, parts, strict=True):
        yield name, _map("urlset", "url", part, identity)


def _map(outer: str, inner: str, paths: Sequence[str], identity: Identity) -> bytes:
    root = etree.Element(outer, {"xmlns": _MAP})
    for path in paths:
        add(add(root, inner), "loc", text=absolute(identity, path))
    return _xml(root)


def _robots(identity: Identity) -> bytes:
    lines = ["User-agent: *", "Allow: /"]
    if identity.base:
        lines.append(f"Sitemap: {absolute(identity, 'sitemap.xml')}")
    return ("\n".join(lines) + "\n").encode()
