"""What a tree says of its paragraphs, as each edition prints it."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import etree, html

from converter.emit import FORMATS
from converter.emit.proof import proof
from converter.tei.reading import read_edition
from converter.tei.validate import parse_tree, validate
from tests.editions.trees import issue, tree


@pytest.fixture(scope="module")
def page() -> html.HtmlElement:
    return html.document_fromstring(FORMATS["html"].emit(tree("kinds")).decode())


@pytest.fixture(scope="module")
def markdown() -> str:
    return FORMATS["md"].emit(tree("kinds")).decode()


def emitted(blocks: str) -> html.HtmlElement:
    """The HTML edition of an article with these blocks."""
    source = issue(f"<div type='article'><head>题</head>{blocks}</div>")
    return html.document_fromstring(FORMATS["html"].emit(source).decode())


def texts(page: html.HtmlElement, path: str) -> list[str]:
    found = page.xpath(path)
    assert isinstance(found, list)
    return [" ".join(str(el.text_content()).split()) for el in found]


def test_the_tree_is_one_of_ours() -> None:
    document = tree("kinds")
    assert validate(document) == []
    again = parse_tree(etree.tostring(document))
    assert FORMATS["md"].emit(again) == FORMATS["md"].emit(document)


@pytest.mark.parametrize("name", ["md", "html", "epub", "json", "txt"])
def test_every_edition_has_the_tree_s_words(name: str) -> None:
    assert proof(tree("kinds"), name, FORMATS[name].emit(tree("kinds"))) == []


def test_lists_stand_in_lists_with_the_printed_numbers(page: html.HtmlElement) -> None:
    assert texts(page, "//ul/li/span[@class='number-label']") == [
        *("一、", "（一）", "（二）", "二、"),
        *("1.", "2."),
        *("●", "●"),
    ]
    assert texts(page, "//li/ul/li") == ["（一）村级每周一次。", "（二）镇级每月一次。"]


def test_markdown_counts_by_itself_what_it_can_count(markdown: str) -> None:
    nested = ("- 一、巡河的次数。", "  - （一）村级每周一次。", "  - （二）镇级每月一次。")
    assert "\n".join([*nested, "- 二、巡河的记录。"]) in markdown
    assert "\n1. 九点开门。\n2. 五点关门。\n" in markdown
    assert "\n- 爱护堤岸。\n- 邻里互助。\n" in markdown


def test_speakers_are_set_off(page: html.HtmlElement) -> None:
    assert texts(page, "//p[starts-with(@class, 'speech')]/b") == ["记者：", "蔡老师："]
    assert texts(page, "//p[@class='speech on']") == ["后来孩子们都会了。"]


def test_a_letter_s_parts_have_their_places(page: html.HtmlElement) -> None:
    kinds = ("salute", "signed", "dateline")
    found = [texts(page, f"//p[@class='{kind}']") for kind in kinds]
    assert found == [["编辑同志：", "此致敬礼！"], ["读者 邱默"], ["2024年6月25日"]]


def test_verse_keeps_its_lines(page: html.HtmlElement, markdown: str) -> None:
    assert len(page.xpath("//p[@class='verse']/br")) == 1
    assert "雾还没有醒来<br>船已经醒了" in markdown


def test_notes_and_references_lead_to_each_other(page: html.HtmlElement) -> None:
    (ref,) = page.xpath("//a[@class='noteref']")
    (back,) = page.xpath("//p[@class='note']/a")
    assert (ref.get("href"), back.get("href")) == (f"#{'a2-note1'}", f"#{ref.get('id')}")
    assert texts(page, f"//p[@id='{ref.get('href')[1:]}']") == ["① 《云溪县志》卷四。"]


def test_what_belongs_to_no_article_stands_behind_all(
    page: html.HtmlElement, markdown: str
) -> None:
    assert texts(page, "//section[h2='其他文字']/p") == ["旧机折价"]
    assert not page.xpath("//article//p[@class='unknown']")
    assert markdown.endswith("<!-- others -->\n\n## 其他文字\n\n<!-- unknown -->\n\n旧机折价\n")
    assert FORMATS["txt"].emit(tree("kinds")).decode().endswith("\n\n其他文字\n\n旧机折价\n")
    with ZipFile(BytesIO(FORMATS["epub"].emit(tree("kinds")))) as book:
        assert "旧机折价" in book.read("EPUB/others.xhtml").decode()


def test_a_picture_s_file_is_told_and_not_opened(page: html.HtmlElement, markdown: str) -> None:
    assert texts(page, "//figure/p") == ["图片：images/p3.jpg"]
    assert page.xpath("//img") == []
    assert "<!-- picture images/p3.jpg -->\n\n<!-- figure -->\n\n*渡口新船*" in markdown


def test_json_says_each_kind() -> None:
    issue = json.loads(FORMATS["json"].emit(tree("kinds")))
    kinds = [block["type"] for article in issue["articles"] for block in article["blocks"]]
    assert kinds == [
        *("items", "items", "items", "speech", "speech", "speech", "figure", "editorial"),
        *("salute", "paragraph", "verse", "pullquote", "notes", "references"),
        *("salute", "signed", "dateline"),
    ]
    assert issue["articles"][0]["blocks"][0]["items"][0]["lists"][0][1]["label"] == "（二）"
    assert [block["text"] for block in issue["others"]] == ["旧机折价"]


def test_an_id_that_is_given_twice_leads_nowhere() -> None:
    document = tree("kinds")
    for p in document.getroot().iter("{*}l"):
        p.set("{http://www.w3.org/XML/1998/namespace}id", "a2-ref1")
    page = html.document_fromstring(FORMATS["html"].emit(document).decode())
    assert page.xpath("//a[@class='noteref']") or texts(page, "//span[@class='noteref']") == ["①"]
    edition = read_edition(document)
    assert len(edition.others) == 1


@pytest.mark.parametrize("name", ["md", "html", "txt"])
def test_a_caption_without_its_picture_says_so_where_the_picture_stood(name: str) -> None:
    body = "<p>前。</p><figure><head>丁东水库</head></figure><p>后。</p>"
    source = issue(f"<div type='article'><head>题</head>{body}</div>")
    data = FORMATS[name].emit(source)
    places = [data.decode().rindex(words) for words in ("前。", "〔图略〕", "后。")]
    assert places == sorted(places)
    assert proof(source, name, data) == []


def test_entries_of_a_day_stand_under_its_date() -> None:
    entries = "".join(
        f"<label><date when='2023-09-{day}'>{said}</date></label><item>事。</item>"
        for day, said in (("02", "2日"), ("02", "△"), ("03", "3日"))
    )
    made = emitted(f"<list type='chronicle'>{entries}</list>")
    days = made.xpath("//ol[@class='chronicle']/li")
    assert [day.get("class") for day in days] == [None, "same-day", None]
    assert [day[0].tag for day in days] == ["time", "span", "time"]


def test_a_row_of_sums_is_told_and_a_table_that_a_phone_can_show() -> None:
    rows = "".join(f"<row><cell>{n}</cell><cell>1</cell></row>" for n in ("甲", "合计", "统计科"))
    made = emitted(f"<table>{rows}</table>")
    assert made.xpath("//tr/@class") == ["total"]
    assert made.xpath("//div[@role='group']/@class") == ["table few"]
