"""The typed reading of the tree."""

from __future__ import annotations

import pytest
from lxml import etree

from converter.emit import labels
from converter.pipeline import base_profile
from converter.tei.reading import read_edition
from converter.tei.records import (
    Choice,
    Chronicle,
    Credit,
    Figure,
    Gap,
    LineBreak,
    Name,
    PageBreak,
    PageTurn,
    Paragraph,
    Section,
    Table,
    Unknown,
    plain,
)
from tests.editions.trees import issue, tree


def test_the_header_is_read() -> None:
    edition = read_edition(tree("rich"))
    assert (edition.title, edition.series) == ("云溪通讯 2024年第3期", "云溪通讯")
    assert (edition.issue, edition.issue_number) == ("2024年第3期", "3")
    assert (edition.total, edition.total_number) == ("总第128期", "128")
    assert (edition.date, edition.date_text) == ("2024-03-15", "2024年3月15日")
    assert (edition.publisher, edition.permit) == ("云溪县文史馆", "(云)内资第0128号")
    assert (edition.source, edition.digest[:4]) == ("yunxi-2024-03.txt", "5f2c")
    assert (edition.lang, edition.accent) == ("zh-Hans", "#9b1c1c")


def test_columns_articles_and_their_printed_pages() -> None:
    edition = read_edition(tree("rich"))
    assert [(c.id, c.name, [a.id for a in c.articles]) for c in edition.columns] == [
        ("feature", "本期特稿", ["a01", "a02"]),
        ("letters", "读者来信", ["a04", "a04b"]),
        ("chronicle", "大事记", ["a05"]),
        ("", "", ["a06"]),
    ]
    # a04b has no page break of its own: it is on the page reached; a06 follows one inside an entry.
    assert [a.page for a in edition.articles()] == ["4", "9", "13", "13", "15", "16"]
    assert [a.opening for a in edition.articles()][:2] == [(PageTurn("4"),), (PageTurn("9"),)]


def test_title_lines_keep_their_kinds_and_breaks() -> None:
    article = next(read_edition(tree("rich")).articles())
    assert [head.kind for head in article.heads] == ["kicker", "main", "sub"]
    assert article.heads[1].content == ("把老渡口的故事", LineBreak(), "留给下一代人")
    assert "把老渡口的故事 留给下一代人" in article.title


def test_blocks_and_inline_parts_are_told_apart() -> None:
    article = next(read_edition(tree("rich")).articles())
    kinds = [type(block) for block in article.blocks]
    assert kinds == [Paragraph, Paragraph, Figure, Section, Section, Unknown, Credit]
    first, second = (block for block in article.blocks if isinstance(block, Section))
    assert [type(block) for block in first.blocks] == [Paragraph, Section, Section]
    inner = first.blocks[1]
    assert isinstance(inner, Section)
    assert plain(inner.heads[0]) == "（一）名册从族谱里来"
    correction = inner.blocks[1]
    assert isinstance(correction, Paragraph)
    assert Choice("挡案", "档案") in correction.content
    assert "档案" in plain(correction.content)
    assert "挡案" not in plain(correction.content)
    broken = first.blocks[2]
    assert isinstance(broken, Section)
    paragraph = broken.blocks[0]
    assert isinstance(paragraph, Paragraph)
    assert Gap("lost") in paragraph.content
    assert len(second.heads) == 2
    assert [type(block) for block in second.blocks] == [Paragraph, PageTurn, Table, Paragraph]


def test_a_table_keeps_its_spans_and_its_stacked_header() -> None:
    article = next(read_edition(tree("rich")).articles())
    section = article.blocks[4]
    assert isinstance(section, Section)
    table = section.blocks[2]
    assert isinstance(table, Table)
    assert [row.label for row in table.rows] == [True, True, False, False, False, False]
    assert [(cell.rows, cell.cols) for cell in table.rows[0].cells] == [
        (2, 1),
        (2, 1),
        (1, 2),
        (1, 2),
    ]


def test_a_chronicle_keeps_labels_dates_and_intervals() -> None:
    article = list(read_edition(tree("rich")).articles())[4]
    chronicle = article.blocks[0]
    assert isinstance(chronicle, Chronicle)
    assert [(e.label, e.when, e.to) for e in chronicle.entries] == [
        ("2日", "2024-02-02", ""),
        ("△", "2024-02-02", ""),
        ("9日—17日", "2024-02-09", "2024-02-17"),
        ("近日", "", ""),
    ]
    assert PageBreak("16") in chronicle.entries[2].content


def test_bylines_keep_their_names() -> None:
    second = list(read_edition(tree("rich")).articles())[1]
    assert second.bylines == (
        (Name("person", "陆 棠"),),
        (Name("org", "云溪县桥梁协会"), " ", Name("person", "许临川")),
    )


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ("<p>一 二</p>", ("一 二",)),
        ("<p>\n  一二\n  三四\n</p>", ("一二三四",)),
        ("<p>one\n  two</p>", ("one two",)),
        ("<p>一  二\t三</p>", ("一 二 三",)),
        ("<p>一 <pb n='2'/> 二</p>", ("一 ", PageBreak("2"), "二")),
        ("<p>一\n<pb n='2'/>\n二</p>", ("一", PageBreak("2"), "二")),
        ("<p>一<!-- 注 -->二</p>", ("一二",)),
        ("<p>一<?x y?>二</p>", ("一二",)),
        ("<p> <name type='person'>甲</name> </p>", (Name("person", "甲"),)),
        ("<p>一 <lb/> 二</p>", ("一", LineBreak(), "二")),
        ("<p>\u202e一\u202c\ufdd0二\x85</p>", ("一二",)),
        ("<p>　　一</p>", ("　　一",)),
        ("<p/>", ()),
    ],
)
def test_white_space_is_read_as_it_prints(xml: str, expected: tuple[object, ...]) -> None:
    edition = read_edition(issue(f"<div type='article'>{xml}</div>"))
    block = next(edition.articles()).blocks[0]
    assert isinstance(block, Paragraph)
    assert block.content == expected


def test_ids_are_unique_even_where_the_tree_has_none() -> None:
    edition = read_edition(
        issue("<div type='article'><p xml:id='anchor-1'>一</p><p>二</p><p>三</p></div>")
    )
    article = next(edition.articles())
    idents = [article.id, *(b.id for b in article.blocks if isinstance(b, Paragraph))]
    assert idents[1] == "anchor-1"
    assert len(set(idents)) == 4


def test_text_outside_articles_is_kept() -> None:
    edition = read_edition(
        issue(
            "<ab type='unknown'>甲</ab><div type='column' n='x'><head>栏</head><ab>乙</ab>"
            "<div type='article'><head>题</head><p>丙</p></div></div><ab>丁</ab>",
            front="<div type='notice'><p>戊</p></div>",
        )
    )
    assert [(c.name, [a.title for a in c.articles]) for c in edition.columns] == [
        ("", [""]),
        ("栏", ["", "题"]),
        ("", [""]),
    ]
    assert isinstance(edition.front[0], Section)


def test_a_page_break_before_a_column_opens_its_first_article() -> None:
    edition = read_edition(
        issue(
            "<pb n='1'/><div type='article'><head>甲</head></div>"
            "<pb n='2'/><div type='column' n='x'><head>栏</head><pb n='3'/>"
            "<div type='article'><head>乙</head></div></div><pb n='4'/>"
        )
    )
    assert [(a.page, [turn.n for turn in a.opening]) for a in edition.articles()] == [
        ("1", ["1"]),
        ("3", ["2", "3"]),
    ]
    assert edition.back == (PageTurn("4"),)


def test_the_page_of_an_article_is_that_on_which_its_words_begin() -> None:
    edition = read_edition(
        issue(
            "<div type='article'><pb n='3'/><head>甲</head><p>一<pb n='4'/>二</p></div>"
            "<div type='article'><head>乙</head><p>一<pb n='5'/>二</p></div>"
            "<div type='article'><pb/><head>丙</head></div>"
        )
    )
    assert [a.page for a in edition.articles()] == ["3", "4", ""]


@pytest.mark.parametrize(
    "xml", ["<div type='article'><foo/></div>", "<div type='article'><p><foo/></p></div>"]
)
def test_what_the_vocabulary_lacks_is_an_error_with_its_name(xml: str) -> None:
    with pytest.raises(ValueError, match=r"line .*'foo'"):
        read_edition(issue(xml))


def test_another_document_is_no_tree() -> None:
    with pytest.raises(ValueError, match="not a TEI tree"):
        read_edition(etree.ElementTree(etree.fromstring("<html/>")))


@pytest.mark.parametrize(
    ("css", "accent"),
    [("color: #9b1c1c", "#9b1c1c"), ("color:#911;", "#911"), ("color: red}body{", ""), ("", "")],
)
def test_only_a_colour_is_an_accent(css: str, accent: str) -> None:
    made = tree("rich")
    rendition = made.find(".//{*}rendition")
    assert rendition is not None
    rendition.text = css
    assert read_edition(made).accent == accent


def test_every_field_of_the_base_profile_has_a_name_in_editions() -> None:
    """Title, issue, total and date are named by what they are; a key that a profile adds is not."""
    keys = {field.key for field in base_profile().masthead}
    assert keys - {"title", "issue", "total", "date"} <= labels.of("zh-Hans").masthead.keys()
