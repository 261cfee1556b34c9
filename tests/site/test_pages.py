"""The site's pages: every link has its end, nothing is asked from outside, text stays text."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import etree, html

from converter.emit.card import Card, card
from converter.emit.markup import Markup
from converter.emit.site import lists, reading
from converter.emit.site.facts import Identity, IssueFacts, addresses, plain_facts, read_facts
from converter.tei.reading import read_edition
from converter.tei.records import Edition
from tests.conftest import skip
from tests.editions.checkers import MissingError, axe, narrow, nu
from tests.editions.trees import issue, tree
from tests.site.conftest import BASE, parsed

WORDS = "<script>alert(1)</script>&\"'"


def pages(site: Path) -> list[Path]:
    return sorted(p for p in site.rglob("*.html") if "pagefind" not in p.parts)


def made(edition: Edition, base: str = "", **about: str) -> dict[str, bytes]:
    """The whole site of one issue."""
    bare = IssueFacts(card(edition), "issues/n1", ("issue.epub",), ())
    identity = lists.identity_of([bare.card], Identity(title="", lang="", base=base, **about))
    ways = lists.tabs([bare.card], search=True)
    place = reading.Place("issues/n1", ("issue.epub",))
    files, full = reading.issue(edition, bare, place, identity, ways)
    assert read_facts(json.loads(json.dumps(plain_facts(full)))) == full
    return {**files, **dict(lists.pages([full], identity, ways))}


def articles(files: dict[str, bytes]) -> list[html.HtmlElement]:
    found = [path for path in files if path.startswith("issues/n1/a-")]
    return [html.document_fromstring(files[path].decode()) for path in found]


def test_every_link_has_its_end(published: Path) -> None:
    ids = {page: set(parsed(page).xpath("//@id")) for page in pages(published)}
    for page in ids:
        for link in parsed(page).xpath("//@href | //@src"):
            there = urlsplit(link)
            if link.startswith(BASE):
                path = published / unquote(there.path.removeprefix(urlsplit(BASE).path))
            elif there.scheme:
                assert there.scheme == "mailto", link
                continue
            else:
                path = page.parent / unquote(there.path) if there.path else page
            path = (path / "index.html" if path.is_dir() else path).resolve()
            assert path.is_file(), (page, link)
            if there.fragment:
                assert there.fragment in ids[path], (page, link)


def test_ids_are_unique_and_a_page_has_one_main_heading(published: Path) -> None:
    for page in pages(published):
        root = parsed(page)
        assert [i for i, n in Counter(root.xpath("//@id")).items() if n > 1] == [], page
        assert len(root.xpath("//h1")) == 1, page
        levels = [int(el.tag[1]) for el in root.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
        assert all(b <= a + 1 for a, b in pairwise(levels)), page


def test_nothing_is_asked_from_outside_and_no_script_is_needed(published: Path) -> None:
    for page in pages(published):
        root = parsed(page)
        used = root.xpath("//@src | //link[@rel='stylesheet' or @rel='icon']/@href")
        assert all(not urlsplit(link).scheme for link in used), page
        scripts = [s.get("src") for s in root.iter("script") if s.get("type") == "module"]
        assert scripts == (["search.js"] if page.name == "search.html" else []), page
        assert not root.xpath("//@*[starts-with(name(), 'on')]")
    for sheet in published.glob("*.css"):
        text = sheet.read_text("utf-8")
        assert "url(" not in text
        assert "@import" not in text


def test_all_words_of_an_article_stand_on_its_page() -> None:
    edition = read_edition(tree("rich"))
    files, named = made(edition), addresses(edition)
    for article in edition.articles():
        alone = Markup(edition).article(etree.Element("div"), article, 1)
        page = html.document_fromstring(files[f"issues/n1/{named[article.id]}"].decode())
        (shown,) = page.iter("article")
        assert shown.text_content() == str(alone.xpath("string()"))


def test_an_article_leads_to_its_neighbours_its_issue_and_its_column() -> None:
    edition = read_edition(tree("rich"))
    files = made(edition, base=BASE)
    named = addresses(edition)
    order = [named[article.id] for article in edition.articles()]
    second = html.document_fromstring(files[f"issues/n1/{order[1]}"].decode())
    turned = {a.get("class"): a.get("href") for a in second.xpath("//nav[@class='turn']/a")}
    assert turned == {"prev": order[0], "next": order[2], "up": "index.html"}
    (trail,) = second.find_class("trail")
    assert [a.get("href").split("/")[-1] for a in trail.iter("a")][:3] == [
        "index.html",
        "issues.html",
        "index.html",
    ]
    assert second.xpath("//link[@rel='canonical']/@href") == [f"{BASE}issues/n1/{order[1]}"]
    assert second.xpath("//meta[@property='og:type']/@content") == ["article"]
    cited = second.xpath("string(//p[@class='cite']/span)")
    assert "一条河与三座桥[J]. 云溪通讯, 2024(3): 9" in cited
    assert "原刊第9" in second.xpath("string(//p[@class='printed'])")


def test_json_ld_tells_persons_from_offices() -> None:
    edition = read_edition(tree("rich"))
    files = made(edition, base=BASE)
    for page in articles(files):
        (script,) = page.xpath("//script[@type='application/ld+json']")
        data = json.loads(script.text)
        assert data["@type"] == "Article"
        assert data["url"].startswith(BASE)
        assert data["isPartOf"]["isPartOf"] == {"@type": "Periodical", "name": "云溪通讯"}
        assert {a.get("@type") for a in data.get("author", ())} <= {"Person", "Organization", None}
    home = html.document_fromstring(files["index.html"].decode())
    assert json.loads(home.xpath("//script")[0].text)["@type"] == "WebSite"


def test_words_stay_words() -> None:
    escaped = WORDS.replace("&", "&amp;").replace("<", "&lt;")
    body = (
        f'<div type="column" n="c"><head>{escaped}</head><div type="article"><head>{escaped}</head>'
        f'<byline><name type="person">{escaped}</name></byline><p>{escaped}</p></div></div>'
    )
    edition = read_edition(issue(body, series=escaped))
    about = {"subtitle": WORDS, "publisher": WORDS, "contact": WORDS, "licence": WORDS}
    files = made(edition, **about)
    for path, data in files.items():
        if path.endswith(".html"):
            root = html.document_fromstring(data.decode())
            told = [s for s in root.iter("script") if s.get("type") == "application/ld+json"]
            assert all("<" not in (s.text or "") for s in told)
            assert len(list(root.iter("script"))) == len(told) + (path == "search.html"), path
    (page,) = articles(files)
    assert page.xpath("string(//h1)") == WORDS


@pytest.mark.parametrize(
    ("lang", "word"), [("zh-Hant", "欄目"), ("zh-Hans", "栏目"), ("en", "Sections")]
)
def test_the_site_speaks_as_its_documents_do(lang: str, word: str) -> None:
    edition = dataclasses.replace(read_edition(tree("rich")), lang=lang)
    files = made(edition)
    home = html.document_fromstring(files["index.html"].decode())
    assert home.get("lang") == lang
    assert word in home.xpath("string(//header/nav)")
    assert f"style-{lang}.css" in files


def test_a_colour_of_the_project_is_that_of_every_page() -> None:
    edition = dataclasses.replace(read_edition(tree("rich")), accent="#1f4e79")
    own = {page.get("style") for page in articles(made(edition))}
    home = html.document_fromstring(made(edition)["index.html"].decode()).get("style")
    assert own == {home}
    files = made(edition, accent="#0b6b3a")
    told = {
        html.document_fromstring(d.decode()).get("style")
        for p, d in files.items()
        if p.endswith(".html")
    }
    assert len(told) == 1
    assert told != own


def test_an_untitled_article_and_loose_text_have_their_place() -> None:
    edition = read_edition(issue('<div type="article"><p>没有题目的文章。</p></div>'))
    (page,) = articles(made(edition))
    assert page.xpath("string(//h1)") == "〔无题〕"


# --- addresses --------------------------------------------------------------------------------


def named(*bodies: str) -> list[str]:
    body = "".join(f'<div type="article">{inner}</div>' for inner in bodies)
    return list(addresses(read_edition(issue(body))).values())


FIRST = "<head>全县水利工程建设开工</head><p>今年全县开工水利工程十处。</p>"
SHORT = "<head>简讯</head><p>昨日县城举行了运动会开幕仪式。</p>"
OTHER = "<head>简讯</head><p>近日县里又新开两家托儿所。</p>"
BARE = "<p>没有题目的一篇，讲的是渡口。</p>"


def test_addresses_stay_when_other_articles_change() -> None:
    whole = named(FIRST, SHORT, OTHER, BARE)
    assert len(set(whole)) == 4
    assert named(SHORT, OTHER, BARE) == whole[1:]  # removed
    assert named(FIRST, OTHER) == [whole[0], whole[2]]  # one of the same title removed
    head, mark, text = FIRST.partition("<p>")
    split = named(head, mark + text, SHORT, OTHER, BARE)
    assert (split[0], split[2:]) == (whole[0], whole[1:])


def test_an_address_stays_when_its_text_marks_or_number_are_mended() -> None:
    (before,) = named(FIRST)
    assert named(FIRST.replace("十处", "一十处"))[0] == before
    assert named(FIRST.replace("全县水利工程", "全县 水利工程"))[0] == before
    assert named(BARE, FIRST)[1] == before


def test_articles_alike_have_addresses_of_their_own() -> None:
    assert len(set(named(FIRST, FIRST, FIRST, SHORT, SHORT))) == 5


def test_a_page_is_the_same_wherever_its_article_stands() -> None:
    """No id of the page has the article's number in it."""
    edition = read_edition(tree("rich"))
    columns = [
        dataclasses.replace(
            c, articles=tuple(dataclasses.replace(a, id=f"x{a.id}") for a in c.articles)
        )
        for c in edition.columns
    ]
    page = articles(made(dataclasses.replace(edition, columns=tuple(columns))))[0]
    assert page.xpath("//article/@id") == ["article"]


# --- other people's checkers ------------------------------------------------------------------


def test_checkers_find_nothing(published: Path) -> None:
    every = pages(published)
    some = [p for p in every if p.parent == published] + every[-4:]
    for checker, files in ((nu, every), (narrow, some), (axe(375, dark=True), some)):
        try:
            findings = checker(files)
        except MissingError as error:
            skip(str(error))
        assert {str(k): v for k, v in findings.items() if v} == {}


def test_a_card_without_anything_makes_a_site() -> None:
    identity = lists.identity_of([], Identity(title="", lang=""))
    assert dict(lists.pages([], identity, lists.tabs([], search=False)))
    assert Card("").lang == identity.lang
