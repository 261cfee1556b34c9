"""The HTML edition's structure."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import etree, html

from converter.emit import FORMATS, Options
from converter.emit.colour import AA, NIGHT, PAPER, accents, contrast, parse
from converter.emit.html import css_string, style
from tests.editions.trees import issue, tree


@pytest.fixture(scope="module")
def page() -> html.HtmlElement:
    return html.document_fromstring(FORMATS["html"].emit(tree("rich")).decode())


def find(el: etree._Element, path: str) -> list[Any]:
    """Give what an XPath expression finds."""
    found = el.xpath(path)
    assert isinstance(found, list)
    return found


def text(el: html.HtmlElement) -> str:
    return str(el.text_content()).strip()


def test_ids_are_unique_and_every_link_inside_has_a_target(page: html.HtmlElement) -> None:
    ids = Counter(find(page, "//@id"))
    assert len(ids) > 60
    assert [ident for ident, n in ids.items() if n > 1] == []
    targets = [href[1:] for href in find(page, "//a[not(@class='address')]/@href")]
    assert len(targets) == 10
    assert set(targets) <= set(ids)


def test_nothing_is_asked_of_the_network_and_the_script_has_no_words_of_the_issue(
    page: html.HtmlElement,
) -> None:
    assert find(page, "//@src") == []
    hrefs = [str(href) for href in find(page, "//*[not(@class='address')]/@href")]
    outside = [h for h in hrefs if not h.startswith("#")]
    assert outside == ["http://purl.org/dc/terms/"]  # names a vocabulary; nothing fetches it
    assert [s.get("type") for s in page.iter("script")] == ["application/ld+json", None]
    assert list(page.iter("script"))[1].text == f"\n{style('reading.js')}"
    assert find(page, "//@*[starts-with(name(), 'on')]") == []
    css = "".join(s.text for s in page.iter("style"))
    assert "@import" not in css
    assert "url(" not in css


def test_headings_never_skip_a_level(page: html.HtmlElement) -> None:
    levels = [
        int(el.tag[1])
        for el in find(page, "//main//*[self::h2 or self::h3 or self::h4 or self::h5]")
    ]
    assert len(find(page, "//h1")) == 1
    assert levels[0] == 2
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert set(levels) == {2, 3, 4, 5}


def test_every_paragraph_heading_and_printed_page_has_an_anchor(page: html.HtmlElement) -> None:
    for el in find(page, "//article//p[not(@class)] | //h2 | //h3[@class] | //h4 | //h5"):
        if el.getparent().tag != "li":  # an entry's anchor is on its item
            assert el.get("id"), html.tostring(el, encoding="unicode")
    marks = find(page, "//*[@role='doc-pagebreak']")
    assert [(m.get("id"), m.get("title")) for m in marks] == [
        (f"page-{n}", f"第{n}页") for n in (4, 5, 6, 9, 13, 15, 16)
    ]


def test_title_lines_are_set_as_what_they_are(page: html.HtmlElement) -> None:
    (group,) = find(page, "//article[@id='a01']//hgroup")
    assert [(el.tag, el.get("class")) for el in group] == [
        ("p", "kicker"),
        ("h3", "title"),
        ("p", "subtitle"),
    ]
    (untitled,) = find(page, "//article[@id='a04b']//h3")
    assert (text(untitled), "data-apparatus" in untitled.attrib) == ("〔无题〕", True)


def test_the_contents_lists_every_column_and_article(page: html.HtmlElement) -> None:
    (toc,) = find(page, "//section[@id='toc']")
    assert find(toc, ".//li/a/@href") == [f"#{ident}" for ident in find(page, "//article/@id")]
    printed = find(toc, ".//li[not(@data-apparatus)]")
    assert [text(li.find_class("page")[0]) for li in printed] == ["4", "9", "13", "15", "16"]
    assert printed[-1].find("a") is None  # its article was not found: no link that leads nowhere
    # What the print leaves out is there all the same, as the edition's word.
    assert find(toc, ".//li[@data-apparatus]/a/@href") == ["#a04b", "#a06"]


def test_the_imprint_ends_the_edition_and_the_first_article_begins_it(
    page: html.HtmlElement,
) -> None:
    main = find(page, "//main")[0]
    assert main[0].get("class") == "column"
    assert main[-1].get("class") == "imprint"
    assert text(main[-1][0]) == "版权页"


def test_a_stacked_header_has_scopes_and_groups(page: html.HtmlElement) -> None:
    (table,) = find(page, "//table")
    assert [g.get("span") for g in table.findall("colgroup")] == [None, None, "2", "2"]
    assert [
        (th.get("scope"), th.get("rowspan"), th.get("colspan"))
        for th in find(table, "./thead/tr[1]/th")
    ] == [
        ("col", "2", None),
        ("col", "2", None),
        ("colgroup", None, "2"),
        ("colgroup", None, "2"),
    ]
    assert find(table, "./tbody/tr/*[1]/@scope") == ["row"] * 4
    (frame,) = find(page, "//div[@class='table few']")
    assert frame.get("aria-labelledby") == table.find("caption").get("id")


def test_the_editions_own_words_are_marked(page: html.HtmlElement) -> None:
    for own in ("目录", "〔原文此处有缺〕", "主办", "跳到正文", "SHA-256"):
        holders = find(page, f"//body//*[contains(text(), '{own}')]")
        assert holders
        for el in holders:
            around = [el, *el.iterancestors()]
            assert any("apparatus" in up.classes or "data-apparatus" in up.attrib for up in around)


def test_what_the_source_has_instead_is_said(page: html.HtmlElement) -> None:
    (corrected,) = find(page, "//*[@class='corrected']")
    assert (text(corrected), corrected.get("title")) == ("档案", "原文作“挡案”")


def test_metadata_for_machines(page: html.HtmlElement) -> None:
    data = json.loads(find(page, "//script")[0].text)
    assert (data["@type"], data["issueNumber"], data["datePublished"]) == (
        "PublicationIssue",
        "3",
        "2024-03-15",
    )
    assert data["isPartOf"] == {"@type": "Periodical", "name": "云溪通讯"}
    assert [part["@id"] for part in data["hasPart"]] == [
        f"#{a}" for a in ("a01", "a02", "a04", "a04b", "a05", "a06")
    ]
    assert data["hasPart"][1]["author"] == [
        {"@type": "Person", "name": "陆 棠"},
        {"@type": "Person", "name": "许临川"},
    ]
    terms = {m.get("name"): m.get("content") for m in page.iter("meta") if m.get("name")}
    assert terms["dcterms.title"] == "云溪通讯 2024年第3期"
    assert terms["dcterms.issued"] == "2024-03-15"
    assert find(page, "//meta[@property='og:site_name']/@content") == ["云溪通讯"]


def test_an_office_is_no_person() -> None:
    byline = '<name type="org">县水利局</name>'
    made = FORMATS["html"].emit(issue(f"<byline>{byline}</byline><p>正文</p>")).decode()
    (data,) = find(html.document_fromstring(made), "//script[@type]")
    assert json.loads(data.text)["hasPart"][0]["author"] == [
        {"@type": "Organization", "name": "县水利局"}
    ]


def test_the_time_it_bears_is_the_callers_or_the_issues() -> None:
    def modified(options: Options | None) -> list[str]:
        made = html.document_fromstring(FORMATS["html"].emit(tree("rich"), options).decode())
        return find(made, "//meta[@name='dcterms.modified']/@content")

    assert modified(None) == ["2024-03-15T00:00:00Z"]
    assert modified(Options(epoch=86_400 * 365 * 50)) == ["2019-12-20T00:00:00Z"]


def test_a_tree_without_contents_gets_one_made_from_its_articles() -> None:
    made = html.document_fromstring(
        FORMATS["html"]
        .emit(issue("<div type='article' xml:id='a'><head>甲</head><byline>陆棠</byline></div>"))
        .decode()
    )
    (contents,) = find(made, "//section[@id='toc']//div[@data-apparatus]")
    assert find(contents, ".//a/@href") == ["#a"]
    assert find(contents, ".//*[@class='author']/text()") == ["陆棠"]
    assert [el.tag for el in find(made, "//article//*[@class='title']")] == ["h2"]


@pytest.mark.parametrize("accent", ["#9b1c1c", "#ffe000", "#000", "#1a3c8f", "#fff", ""])
def test_any_accent_is_readable_by_day_and_by_night(accent: str) -> None:
    day, night = accents(accent)
    assert contrast(day, parse(PAPER)) >= AA
    assert contrast(night, parse(NIGHT)) >= AA


def test_a_css_string_has_no_way_out() -> None:
    quoted = css_string('a"b\\c</style>\n}字')
    assert re.fullmatch(r'"(?:[\w字]|\\[0-9a-f]+ )*"', quoted)


@pytest.mark.parametrize(
    "rows",
    [
        "<row><cell cols='3'>甲</cell></row>",
        "<row role='label'><cell rows='9'>甲</cell></row><row><cell>一</cell><cell>二</cell></row>",
        "<row><cell rows='2'>甲</cell><cell>乙</cell></row><row><cell cols='5'>丙</cell></row>",
        "<row><cell>甲</cell></row><row><cell>一</cell><cell>二</cell><cell>三</cell></row>",
        "<row role='label'><cell/><cell>乙</cell></row>",
        "<row/>",
    ],
)
def test_any_table_is_a_whole_grid_and_keeps_its_words(rows: str) -> None:
    source = issue(f"<div type='article'><table>{rows}</table></div>")
    made = html.document_fromstring(FORMATS["html"].emit(source).decode())
    words = "".join(str(t) for t in find(source.getroot(), "//*[local-name()='cell']//text()"))
    assert "".join(text(cell) for cell in find(made, "//td | //th")) == words
    for group in find(made, "//thead | //tbody"):
        covered = Counter[tuple[int, int]]()
        for y, tr in enumerate(group.findall("tr")):
            assert len(tr)
            x = 0
            for cell in tr:
                while covered[y, x]:
                    x += 1
                high, wide = int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))
                covered.update((y + dy, x + dx) for dy in range(high) for dx in range(wide))
        assert set(covered.values()) <= {0, 1}
        taken = {at for at, n in covered.items() if n}
        height, width = 1 + max(y for y, _ in taken), 1 + max(x for _, x in taken)
        assert height == len(group.findall("tr"))
        assert len(taken) == height * width


def test_the_doctype_and_the_language(page: html.HtmlElement) -> None:
    assert (
        FORMATS["html"].emit(tree("contract")).startswith(b'<!DOCTYPE html>\n<html lang="zh-Hans">')
    )
    assert isinstance(page.getroottree(), etree._ElementTree)


def test_ids_of_the_tree_never_meet_those_of_the_page() -> None:
    idents = ("main", "toc", "contents", "close-toc", "page-1", "column-x", "a-title", "目")
    body = "".join(f"<p xml:id='{i}'>字<pb n='1'/>字</p>" for i in idents)
    source = issue(
        f"<div type='column' n='x'><head>栏</head><div type='article' xml:id='a'>"
        f"<head>题</head>{body}</div></div>"
    )
    made = html.document_fromstring(FORMATS["html"].emit(source).decode())
    found = Counter(find(made, "//@id"))
    assert set(idents) < set(found)
    assert set(found.values()) == {1}
    for href in find(made, "//a/@href"):
        assert unquote(href[1:]) in found


def test_a_printed_page_is_marked_once_where_it_begins() -> None:
    source = issue(
        "<div type='article'><pb n='4'/><head>题</head><p><pb n='4'/>字<pb n='5'/>字</p></div>"
        "<div type='article'><pb n='5'/><head>题</head><p>字<pb/>字</p></div>"
    )
    made = html.document_fromstring(FORMATS["html"].emit(source).decode())
    assert find(made, "//*[@role='doc-pagebreak']/@id") == ["page-4", "page-5"]


def test_the_nameplate_is_in_the_order_of_a_nameplate() -> None:
    front = "<div type='masthead'><list>" + "".join(
        f"<item n='{key}' xml:id='m-{key}'>{key}</item>"
        for key in ("date", "publisher", "total", "title", "issue")
    )
    made = html.document_fromstring(
        FORMATS["html"].emit(issue("", front=front + "</list></div>")).decode()
    )
    header = find(made, "//header[@class='masthead']")[0]
    assert find(header, "./*//@id | ./*/@id") == ["m-title", "m-issue", "m-total", "m-date"]
    (imprint,) = find(made, "//section[@class='imprint']/div")
    assert text(imprint) == "主办 publisher"


@pytest.mark.parametrize(("title", "phrased"), [("甲乙 丙丁", True), ("甲乙丙丁", False)])
def test_a_title_breaks_at_its_spaces(title: str, phrased: bool) -> None:  # noqa: FBT001
    source = issue(f"<div type='article'><head>{title}</head></div>")
    made = html.document_fromstring(FORMATS["html"].emit(source).decode())
    assert ("phrased" in find(made, "//article//h2/@class")[0]) is phrased
