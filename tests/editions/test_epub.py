"""The EPUB edition's structure: navigation, pages, metadata, archive."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
from lxml import etree

from converter.emit import FORMATS, Options
from tests.editions.trees import issue, tree

NAMES = {
    "h": "http://www.w3.org/1999/xhtml",
    "epub": "http://www.idpf.org/2007/ops",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ncx": "http://www.daisy.org/z3986/2005/ncx/",
    "svg": "http://www.w3.org/2000/svg",
}


class Book:
    """An EPUB as its files, parsed."""

    def __init__(self, data: bytes) -> None:
        with ZipFile(BytesIO(data)) as archive:
            self.infos = archive.infolist()
            self.files = {i.filename.removeprefix("EPUB/"): archive.read(i) for i in self.infos}
        self.trees = {
            name: etree.fromstring(data)
            for name, data in self.files.items()
            if name.endswith((".xhtml", ".opf", ".ncx", ".svg"))
        }

    def find(self, name: str, path: str) -> list[Any]:
        found = self.trees[name].xpath(path, namespaces=NAMES)
        assert isinstance(found, list)
        return found


@pytest.fixture(scope="module")
def book() -> Book:
    return Book(FORMATS["epub"].emit(tree("rich")))


def test_the_archive_is_in_order_and_bears_no_clock(book: Book) -> None:
    names = [info.filename for info in book.infos]
    assert names[:3] == ["mimetype", "META-INF/container.xml", "EPUB/content.opf"]
    assert names[4:] == sorted(names[4:])
    assert book.infos[0].compress_type == ZIP_STORED
    assert book.infos[0].extra == b""
    assert {info.date_time for info in book.infos} == {(2024, 3, 15, 0, 0, 0)}
    assert {info.external_attr >> 16 for info in book.infos} == {0o100644}


def test_one_file_an_article_between_cover_title_and_contents(book: Book) -> None:
    hrefs = dict(
        zip(
            book.find("content.opf", "//opf:item/@id"),
            book.find("content.opf", "//opf:item/@href"),
            strict=True,
        )
    )
    spine = [hrefs[ref] for ref in book.find("content.opf", "//opf:itemref/@idref")]
    assert spine == [
        f"{n}.xhtml"
        for n in (
            "cover",
            "title",
            "contents",
            "a01",
            "a02",
            "a04",
            "a04b",
            "a05",
            "a06",
            "imprint",
        )
    ]
    for name in spine[3:-1]:
        assert book.find(name, "//h:article/@id") == [name.removesuffix(".xhtml")]
        assert len(book.find(name, "//h:h1")) == 1


def entries(book: Book, name: str) -> list[tuple[int, str, str]]:
    """Depth, label and address of every entry of a table of contents, in order."""
    if name == "toc.ncx":
        return [
            (
                len(point.xpath("ancestor-or-self::ncx:navPoint", namespaces=NAMES)),
                point.findtext("ncx:navLabel/ncx:text", namespaces=NAMES),
                point.find("ncx:content", NAMES).get("src"),
            )
            for point in book.find(name, "//ncx:navPoint")
        ]
    return [
        (len(a.xpath("ancestor::h:ol", namespaces=NAMES)), a.text, a.get("href"))
        for a in book.find(name, "//h:nav[@epub:type='toc']//h:a")
    ]


def test_nav_and_ncx_say_the_same_to_the_same_depth(book: Book) -> None:
    nav, ncx = entries(book, "nav.xhtml"), entries(book, "toc.ncx")
    assert nav == ncx
    assert [depth for depth, _, _ in nav] == [1, 1, 1, 2, 2, 1, 2, 2, 1, 2, 1, 1]
    assert [label for depth, label, _ in nav if depth == 1] == [
        "扉页",
        "目录",
        "本期特稿",
        "读者来信",
        "大事记",
        "编后",
        "版权页",
    ]
    assert book.find("toc.ncx", "//ncx:meta[@name='dtb:depth']/@content") == ["2"]
    assert book.find("toc.ncx", "//ncx:meta[@name='dtb:uid']/@content") == book.find(
        "content.opf", "//dc:identifier/text()"
    )
    orders = [int(n) for n in book.find("toc.ncx", "//@playOrder")]
    assert orders == list(range(1, len(orders) + 1))


def test_navigation_goes_along_with_the_spine(book: Book) -> None:
    spine = [ref.removeprefix("file-") for ref in book.find("content.opf", "//opf:itemref/@idref")]
    files = [href.split(".xhtml")[0] for _, _, href in entries(book, "nav.xhtml")]
    places = [spine.index(file) for file in files]
    assert places == sorted(places)
    assert set(places) == set(range(1, len(spine)))  # every file but the cover


def test_every_address_leads_somewhere_and_ids_are_unique(book: Book) -> None:
    seen = 0
    for name in book.trees:
        for value in book.find(name, "//@href[not(contains(., ':'))] | //@src"):
            file, _, fragment = value.partition("#")
            target = file or name
            assert target in book.files, (name, value)
            if fragment:
                assert book.find(target, f"//*[@id='{fragment}']"), (name, value)
            seen += 1
        ids = Counter(book.find(name, "//@id"))
        assert [ident for ident, n in ids.items() if n > 1] == []
    assert seen > 60


def test_the_page_list_names_every_printed_page(book: Book) -> None:
    pages = book.find("nav.xhtml", "//h:nav[@epub:type='page-list']//h:a")
    assert [a.text for a in pages] == ["4", "5", "6", "9", "13", "15", "16"]
    for a in pages:
        file, _, ident = a.get("href").partition("#")
        (mark,) = book.find(file, f"//*[@id='{ident}']")
        assert (mark.get("role"), mark.get("title")) == ("doc-pagebreak", f"第{a.text}页")
    targets = book.find("toc.ncx", "//ncx:pageTarget")
    assert [(p.get("value"), p.find("ncx:content", NAMES).get("src")) for p in targets] == [
        (a.text, a.get("href")) for a in pages
    ]
    assert book.find("content.opf", "//opf:meta[@property='pageBreakSource']/text()") == [
        "云溪通讯 2024年第3期 印刷本"
    ]


def test_a_page_number_that_comes_again_is_the_value_of_one_page() -> None:
    """EPUBCheck: a pageTarget's value and type together are unique."""
    twice = tree("rich")
    numbered = [pb for pb in twice.iter("{*}pb") if pb.get("n")]
    for k, pb in enumerate(numbered):
        pb.set("n", str(4 + k % 2))
    targets = Book(FORMATS["epub"].emit(twice)).find("toc.ncx", "//ncx:pageTarget")
    labels = [p.findtext("ncx:navLabel/ncx:text", namespaces=NAMES) for p in targets]
    assert labels[:4] == ["4", "5", "4", "5"]
    assert [p.get("value") for p in targets] == ["4", "5"] + [None] * (len(labels) - 2)


def test_an_issue_without_page_numbers_claims_none() -> None:
    bare = Book(FORMATS["epub"].emit(issue("<div type='article'><pb n=''/><p>字</p></div>")))
    assert bare.find("nav.xhtml", "//h:nav[@epub:type='page-list']") == []
    features = bare.find("content.opf", "//opf:meta[contains(@property, 'Feature')]/text()")
    assert "tableOfContents" in features
    assert "pageNavigation" not in features
    assert bare.find("content.opf", "//opf:meta[@property='pageBreakSource']") == []


def test_landmarks(book: Book) -> None:
    marks = book.find("nav.xhtml", "//h:nav[@epub:type='landmarks']//h:a")
    assert [(a.get(f"{{{NAMES['epub']}}}type"), a.get("href")) for a in marks] == [
        ("cover", "cover.xhtml"),
        ("titlepage", "title.xhtml"),
        ("toc", "contents.xhtml"),
        ("bodymatter", "a01.xhtml"),
    ]


def test_metadata(book: Book) -> None:
    def of(name: str) -> list[Any]:
        return book.find("content.opf", f"//opf:meta[@property='{name}']/text()")

    assert book.find("content.opf", "//dc:title/text()") == ["云溪通讯 2024年第3期"]
    assert book.find("content.opf", "//dc:language/text()") == ["zh-Hans"]
    assert of("dcterms:modified")[0].startswith("2024-03-15T")
    assert (of("belongs-to-collection"), of("group-position")) == (["云溪通讯"], ["128"])
    assert of("schema:accessMode") == ["textual", "visual"]
    assert of("schema:accessModeSufficient") == ["textual"]
    assert of("schema:accessibilityHazard") == ["none"]
    # Conformance is claimed by those who have examined a publication, and not by a program.
    assert (of("dcterms:conformsTo"), of("a11y:certifiedBy")) == ([], [])
    assert {"pageNavigation", "structuralNavigation"} <= set(of("schema:accessibilityFeature"))
    # What EPUB 3.4 calls outdated, and what ebooklib would write on its own account.
    assert book.find("content.opf", "//opf:meta[@name] | //opf:guide | //opf:collection") == []
    assert book.find("content.opf", "/opf:package/@prefix") == []


def test_a_corrected_edition_is_another_release_of_the_same_publication() -> None:
    def release(words: str) -> list[list[Any]]:
        made = Book(FORMATS["epub"].emit(issue(f"<div type='article'><p>{words}</p></div>")))
        paths = ("//dc:identifier", "//opf:meta[@property='dcterms:modified']")
        return [made.find("content.opf", f"{path}/text()") for path in paths]

    first, again, corrected = map(release, ("挡案", "挡案", "档案"))
    assert first == again
    assert first[0] == corrected[0]
    assert first[1] != corrected[1]


def test_persons_and_offices_that_sign_stand_apart() -> None:
    signed = (
        "<byline><name type='person'>陆棠</name></byline><byline><name type='org'>文史馆</name>"
    )
    body = f"<div type='article'><head>题</head>{signed}</byline></div>"
    made = Book(FORMATS["epub"].emit(issue(body)))
    assert made.find("content.opf", "//dc:creator/text()") == ["陆棠"]
    assert made.find("content.opf", "//dc:contributor/text()") == ["文史馆"]
    roles = made.find("content.opf", "//opf:meta[@property='role']/text()")
    assert roles == ["aut", "aut"]


def test_every_file_says_its_language(book: Book) -> None:
    for name, root in book.trees.items():
        if name.endswith(".svg"):
            continue
        assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hans", name
        if name.endswith(".xhtml"):
            assert root.get("lang") == "zh-Hans", name


def test_a_column_is_named_once_in_the_trees_voice(book: Book) -> None:
    named = {
        name: book.find(name, "//h:p[@class='column-name']/@data-apparatus")
        for name in ("a01.xhtml", "a02.xhtml", "a04.xhtml", "a04b.xhtml")
    }
    assert named == {"a01.xhtml": [], "a02.xhtml": [""], "a04.xhtml": [], "a04b.xhtml": [""]}


def test_the_cover_bears_the_masthead_and_stays_inside_its_frame(book: Book) -> None:
    words = "".join(book.find("cover.svg", "//svg:text/text()"))
    for expected in ("云溪通讯", "2024年第3期", "本期要目", "云溪县文史馆"):
        assert expected in words
    assert book.find("cover.svg", "/svg:svg/@viewBox") == ["0 0 1200 1600"]
    assert book.find("cover.xhtml", "//h:img/@alt") == ["封面：云溪通讯 2024年第3期"]


@pytest.mark.parametrize(
    "series",
    ["报", "云溪通讯", "云溪县文化艺术界联合会工作通讯", "Yunxi Weekly Review of Books", "A" * 300],
)
def test_any_name_fits_the_cover(series: str) -> None:
    body = "<div type='article'><head>" + "长" * 120 + "</head></div>" * 1
    made = Book(FORMATS["epub"].emit(issue(body, series=series)))
    lines = made.find("cover.svg", "//svg:text")
    assert lines
    for line in lines:
        size, x, y = (float(line.get(name)) for name in ("font-size", "x", "y"))
        width = sum(1.0 if char >= "\u2000" else 0.5 for char in line.text) * size
        left = x - width / 2 if line.get("text-anchor") == "middle" else x
        assert left >= 0
        # A closing mark may hang over the measure, never over the edge.
        assert left + width <= 1200
        assert size <= y <= 1600


@pytest.mark.parametrize(
    ("title", "whole"),
    [
        ("Chinese School Opens with Record Enrolment", "with"),
        ("市委常委会召开扩大会议传达学习贯彻2023年11月28日全会精神", "2023年"),
        ("市委常委会召开扩大会议传达学习贯彻第13届三中全会精神的意见", "13届"),
    ],
)
def test_no_word_and_no_number_breaks_on_the_cover(title: str, whole: str) -> None:
    for before in range(1, 16):  # wherever the line happens to end
        body = f"<div type='article'><head>{'字' * before} {title}</head></div>"
        made = Book(FORMATS["epub"].emit(issue(body)))
        lines = "|".join(made.find("cover.svg", "//svg:text/text()"))
        for at in range(1, len(whole)):
            assert f"{whole[:at]}|" not in lines
            assert f"{whole[:at]}…" not in lines


def test_the_callers_time_is_honoured() -> None:
    made = Book(FORMATS["epub"].emit(tree("rich"), Options(epoch=1_700_000_000)))
    assert {info.date_time for info in made.infos} == {(2023, 11, 14, 22, 13, 20)}
    assert made.find("content.opf", "//opf:meta[@property='dcterms:modified']/text()") == [
        "2023-11-14T22:13:20Z"
    ]


def test_files_never_share_a_name() -> None:
    idents = ("title", "nav", "article-3", "文", "Article-3", "a_1", "A_1", "article-4")
    body = "".join(f"<div type='article' xml:id='{i}'><head>题</head></div>" for i in idents)
    made = Book(FORMATS["epub"].emit(issue(body)))
    names = [info.filename.casefold() for info in made.infos]
    assert len(set(names)) == len(names)
    entries_ = entries(made, "nav.xhtml")[2:]
    assert [href.partition("#")[2] for _, _, href in entries_] == list(idents)
    for _, _, href in entries_:
        file, _, ident = href.partition("#")
        assert made.find(file, f"//*[@id='{ident}']")


@pytest.mark.parametrize("body", ["", "<div type='article'><gap reason='lost'/></div>"])
def test_an_issue_without_words_is_still_a_book(body: str) -> None:
    made = Book(FORMATS["epub"].emit(issue(body)))
    assert len(entries(made, "nav.xhtml")) == 2 + bool(body)
