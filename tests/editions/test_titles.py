"""What an article is called in contents, navigation and on covers."""

from __future__ import annotations

import pytest
from lxml import etree

from converter.emit import FORMATS
from converter.emit.metadata import position, publication, short_title, title
from converter.tei.names import t
from converter.tei.reading import Article, Head, read_edition
from tests.editions.trees import issue


@pytest.mark.parametrize(
    ("heads", "named"),
    [
        (
            [("kicker", "济南解放路街道办事处"), ("main", "多举措加强预算绩效管理")],
            "济南解放路街道办事处 多举措加强预算绩效管理",
        ),
        ([("main", "主动服务融入\n打造全省桥头堡")], "主动服务融入 打造全省桥头堡"),
        ([("main", "水稳了"), ("sub", "——灌区改造纪实")], "水稳了"),
        ([("sub", "——灌区改造纪实")], "——灌区改造纪实"),
        ([], ""),
    ],
)
def test_a_list_names_whom_a_title_speaks_of(heads: list[tuple[str, str]], named: str) -> None:
    told = tuple(Head(kind, (words,)) for kind, words in heads)
    assert short_title(Article("a01", "", "", "", told, (), ())) == named


def named(text: str, *, date: str = "", series: str = "", scope: str = "") -> etree._ElementTree:
    """A tree with that title, printed date, series and number of the issue."""
    made = issue("<div type='article'><head>渠水到田头</head></div>")
    root = made.getroot()
    for el in root.iter(t("title")):
        if el.text != "x.txt":
            el.text = series if el.get("level") == "j" else text
    statement = next(root.iter(t("seriesStmt")))
    etree.SubElement(statement, t("biblScope"), unit="issue", n=scope).text = scope
    if date:
        told = next(root.iter(t("publicationStmt")))
        told[0].tag = t("publisher")
        etree.SubElement(told, t("date")).text = date
    return made


@pytest.mark.parametrize(
    ("tree", "name", "full"),
    [
        (named("x"), "", "〔刊名未详〕 渠水到田头"),
        (named("x.txt", series="x.txt"), "", "〔刊名未详〕 渠水到田头"),
        (named("5月8日", date="5月8日"), "", "〔刊名未详〕 5月8日"),
        (named("青山日报", series="青山日报", date="5月8日"), "青山日报", "青山日报 5月8日"),
        (named("青 山", series="青山", scope="第3期"), "青山", "青 山 第3期"),
        (named("青山 第3期", series="青山", scope="第3期"), "青山", "青山 第3期"),
    ],
)
def test_an_issue_is_called_by_its_publication(
    tree: etree._ElementTree, name: str, full: str
) -> None:
    edition = read_edition(tree)
    assert (publication(edition), title(edition)) == (name, full)


@pytest.mark.parametrize(
    ("scope", "number"),
    [
        ("2023年第10期", "10"),
        ("第08期", "8"),
        ("总第773期", "773"),
        ("春季号", ""),
        (f"第{'9' * 5000}期", "9" * 5000),
    ],
)
def test_the_place_in_a_series_is_a_number(scope: str, number: str) -> None:
    assert position(read_edition(named("刊", series="刊", scope=scope))) == number


@pytest.mark.parametrize("format_", ["md", "html", "txt"])
def test_every_edition_says_that_a_title_is_missing(format_: str) -> None:
    made = FORMATS[format_].emit(issue("<div type='article'><p>渠水到田头。</p></div>")).decode()
    assert made.rindex("〔无题〕") < made.index("渠水到田头。")
