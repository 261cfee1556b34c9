"""Feeds, the catalogue for e-book readers and the site map, as their specifications have them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from lxml import etree

from converter.emit.card import Card
from converter.emit.site import feeds
from converter.emit.site.facts import ArticleFacts, Identity, IssueFacts
from tests.site.conftest import BASE

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"m": "http://www.sitemaps.org/schemas/sitemap/0.9"}
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def site(base: str, articles: int = 3) -> dict[str, bytes]:
    found = tuple(
        ArticleFacts(
            f"issues/期 1/a-{n}.html", f"<题{n}>&", "要闻", (("person", "某人"),), "", "", "文"
        )
        for n in range(articles)
    )
    card = Card("某刊 第1期", "某刊", date="2024-03/2024-04")
    one = IssueFacts(card, "issues/期 1", ("issue.epub", "issue.md"), found)
    two = IssueFacts(Card("无日期"), "issues/n2", (), ())
    return dict(feeds.files([one, two], Identity("某站", "zh-Hans", base=base)))


@pytest.mark.parametrize("base", ["", BASE])
def test_atom_has_what_rfc_4287_asks_for(base: str) -> None:
    root = etree.fromstring(site(base)["feed.xml"])
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    for el in (root, *root.findall("a:entry", ATOM)):
        assert len(el.findall("a:id", ATOM)) == 1
        assert len(el.findall("a:title", ATOM)) == 1
        assert STAMP.fullmatch(el.findtext("a:updated", "", ATOM))
    assert root.findtext("a:author/a:name", "", ATOM)
    ids = [str(el.text) for el in root.iterfind(".//a:id", ATOM)]
    assert len(set(ids)) == len(ids) == 4
    assert all(ident.startswith("urn:uuid:") for ident in ids)
    (link,) = root.xpath("a:entry[1]/a:link/@href", namespaces=ATOM)
    assert urljoin(f"{BASE}feed.xml", link) == f"{BASE}issues/%E6%9C%9F%201/a-0.html"
    assert root.findtext("a:entry/a:title", "", ATOM) == "<题0>&"


@pytest.mark.parametrize("base", ["", BASE])
def test_the_catalogue_is_what_opds_2_asks_for(base: str) -> None:
    data = json.loads(site(base)["opds.json"])
    assert data["metadata"]["title"]
    (own,) = [link for link in data["links"] if link["rel"] == "self"]
    assert own["type"] == "application/opds+json"
    (publication,) = data["publications"]  # one without an e-book is none
    assert publication["metadata"]["title"] == "某刊 第1期"
    assert publication["metadata"]["published"] == "2024-03-01"
    own, link = publication["links"]
    assert own["rel"] == "self"
    assert link["rel"] == "http://opds-spec.org/acquisition/open-access"
    assert link["type"] == "application/epub+zip"
    assert urljoin(f"{BASE}opds.json", link["href"]) == f"{BASE}issues/%E6%9C%9F%201/issue.epub"
    assert {image["type"] for image in publication["images"]} == {"image/svg+xml", "image/png"}


def test_a_publication_of_the_catalogue_stands_by_itself(published: Path) -> None:
    data = json.loads((published / "opds.json").read_text("utf-8"))
    for publication in data["publications"]:
        own = publication["links"][0]["href"]
        path = published / own.removeprefix(BASE)
        assert json.loads(path.read_text("utf-8")) == publication
        for link in (*publication["links"], *publication["images"]):
            assert (published / link["href"].removeprefix(BASE)).is_file()
    assert (published / "cover.png").read_bytes().startswith(b"\x89PNG\r\n")


def test_the_json_feed_is_what_1_1_asks_for() -> None:
    data = json.loads(site(BASE)["feed.json"])
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    assert data["feed_url"] == f"{BASE}feed.json"
    assert len({item["id"] for item in data["items"]}) == 3
    for item in data["items"]:
        assert item["url"].startswith(BASE)
        assert item["content_text"]
        assert STAMP.fullmatch(item["date_published"])
        assert item["authors"] == [{"name": "某人"}]


def test_what_needs_an_address_is_left_out_without_one() -> None:
    assert {"feed.json", "sitemap.xml"} & site("").keys() == set()
    assert b"Sitemap" not in site("")["robots.txt"]


def test_the_site_map_has_every_page_that_is_read(published: Path) -> None:
    root = etree.parse(published / "sitemap.xml").getroot()
    named = {str(loc.text) for loc in root.iterfind("m:url/m:loc", MAP)}
    pages = {p.relative_to(published).as_posix() for p in (published / "issues").rglob("*.html")}
    assert named == {BASE, *(BASE + p.removesuffix("index.html") for p in pages)}
    assert f"Sitemap: {BASE}sitemap.xml" in (published / "robots.txt").read_text()


def test_a_large_site_map_is_parted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "_MAPPED", 2)
    files = site(BASE, articles=4)
    root = etree.fromstring(files["sitemap.xml"])
    parts = [str(loc.text).removeprefix(BASE) for loc in root.iterfind("m:sitemap/m:loc", MAP)]
    assert parts == ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml", "sitemap-4.xml"]
    assert all(len(etree.fromstring(files[p]).findall("m:url", MAP)) <= 2 for p in parts)
