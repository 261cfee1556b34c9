"""The second proof passes for every tree, and sees every change of an edition's words."""

from __future__ import annotations

import re
import time
import zipfile
from collections.abc import Callable
from copy import deepcopy
from io import BytesIO

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from lxml import etree

from converter.emit import FORMATS
from converter.emit.proof import proof
from converter.tei.names import TEI, XML_ID
from tests.markdown.trees import NASTY, told, trees

PROVED = ("md", "html", "epub", "json", "txt")
TEXTUAL = ("md", "html", "json", "txt")

unhurried = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@pytest.mark.parametrize("name", PROVED)
@unhurried
@given(tree=trees())
def test_any_tree_passes(name: str, tree: etree._ElementTree) -> None:
    note(etree.tostring(tree, encoding="unicode"))
    assert proof(tree, name, FORMATS[name].emit(tree)) == []


@pytest.mark.parametrize("name", PROVED)
@pytest.mark.parametrize("text", NASTY, ids=repr)
def test_text_that_was_markup_somewhere_passes(name: str, text: str) -> None:
    tree = told(text)
    assert proof(tree, name, FORMATS[name].emit(tree)) == []


@pytest.mark.parametrize("name", PROVED)
def test_two_columns_of_one_name_are_two(name: str) -> None:
    tree = told("字")
    column = tree.getroot().find(".//{*}body/{*}div")
    assert column is not None
    twin = deepcopy(column)
    twin.set("n", "c-again")
    twin[1].set(XML_ID, "a3")
    column.addnext(twin)
    column[0].text = twin[0].text = "公告"
    assert proof(tree, name, FORMATS[name].emit(tree)) == []


@pytest.mark.parametrize("name", PROVED)
def test_a_person_in_several_fields_of_a_masthead_is_found_in_each(name: str) -> None:
    tree = told("字")
    masthead = tree.getroot().find(".//{*}front/{*}div/{*}list")
    assert masthead is not None
    for el in list(masthead):
        masthead.remove(el)
    fields = ("unassigned", "赵大可"), ("unassigned", "钱多"), ("editor_in_chief", "赵大可")
    for key, words in fields:
        etree.SubElement(masthead, f"{{{TEI}}}item", n=key).text = words
    assert proof(tree, name, FORMATS[name].emit(tree)) == []


# --- it sees ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def issue() -> etree._ElementTree:
    """A tree in which every block has its own words: 第1块, 第2块 …"""
    tree = told("@")
    for n, el in enumerate(el for el in tree.getroot().iter() if el.text == "@"):
        el.text = f"第{n}块的文字"
    return tree


def numbers(tree: etree._ElementTree) -> list[str]:
    text = tree.getroot().find("{*}text")
    assert text is not None
    return re.findall(r"第\d+块的文字", "".join(map(str, text.itertext())))


def changed(name: str, data: bytes, change: Callable[[str], str]) -> bytes:
    """The edition with its text changed; of an EPUB, that of each file of the spine."""
    if name != "epub":
        return change(data.decode()).encode()
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as book, zipfile.ZipFile(out, "w") as copy:
        for info in book.infolist():
            content = book.read(info)
            if info.filename.endswith(".xhtml"):
                content = change(content.decode()).encode()
            copy.writestr(info, content)
    return out.getvalue()


@pytest.mark.parametrize("name", PROVED)
def test_a_changed_character_is_seen_in_every_block(name: str, issue: etree._ElementTree) -> None:
    data = FORMATS[name].emit(issue)
    words = numbers(issue)
    assert len(words) > 25
    for word in words:
        other = word.replace("的", "之")
        found = proof(issue, name, changed(name, data, lambda s, w=word, o=other: s.replace(w, o)))
        assert found, word
        assert word in found[0].expected


@pytest.mark.parametrize("name", PROVED)
def test_a_lost_block_is_seen(name: str, issue: etree._ElementTree) -> None:
    data = FORMATS[name].emit(issue)
    for word in numbers(issue):
        found = proof(issue, name, changed(name, data, lambda s, w=word: s.replace(w, "")))
        assert found, word
        assert word in found[0].expected


@pytest.mark.parametrize("name", TEXTUAL)
def test_added_words_are_seen(name: str, issue: etree._ElementTree) -> None:
    data = FORMATS[name].emit(issue)
    for word in numbers(issue):
        text = data.decode()
        at = text.rindex(word) + len(word)
        assert proof(issue, name, f"{text[:at]}了{text[at:]}".encode()), word


@pytest.mark.parametrize(("name", "between"), [("md", "\n\n"), ("txt", "\n\n")])
def test_paragraphs_run_together_are_seen(name: str, between: str) -> None:
    tree = told("字")
    article = tree.getroot().find(".//{*}p").getparent()
    for text in ("甲甲甲", "乙乙乙"):
        etree.SubElement(article, "{http://www.tei-c.org/ns/1.0}p").text = text
    data = FORMATS[name].emit(tree).decode()
    assert proof(tree, name, data.encode()) == []
    joined = data.replace(f"甲甲甲{between}乙乙乙", "甲甲甲乙乙乙")
    assert joined != data
    assert [m.expected for m in proof(tree, name, joined.encode())] == ["乙乙乙"]


def test_a_difference_is_named_by_its_block() -> None:
    tree = told("今年以来,全市经济向好")
    for el in tree.getroot().iter("{*}p"):
        el.set("{http://www.w3.org/XML/1998/namespace}id", "p7")
        el.text = "唯一的一段话"
        break
    data = FORMATS["md"].emit(tree).replace("唯一".encode(), "惟一".encode())
    (found,) = proof(tree, "md", data)
    assert found.block.startswith("p7 (p at line ")
    assert (found.expected, found.found[:6]) == ("唯一的一段话", "\n惟一的一段")


@pytest.mark.parametrize("name", ["md", "txt"])
def test_it_goes_on_after_a_difference(name: str, issue: etree._ElementTree) -> None:
    text = FORMATS[name].emit(issue).decode()
    first, second = numbers(issue)[10], numbers(issue)[15]
    data = text.replace(first, "甲").replace(second, "乙")
    assert [m.expected for m in proof(issue, name, data.encode())] == [first, second]


def test_an_edition_without_front_matter_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="front matter"):
        proof(told("字"), "md", b"text")


# --- it is fast enough for every build ------------------------------------------------------


@pytest.mark.parametrize("name", TEXTUAL)
def test_an_issue_of_60000_characters_takes_little_time(name: str) -> None:
    """40 ms on a quiet machine; the floor here only notices another order of magnitude."""
    tree = told("字")
    article = tree.getroot().find(".//{*}p").getparent()
    for _ in range(300):
        text = "今年以来,全市经济运行总体平稳、稳中向好,“十四五”规划稳步推进。" * 6
        etree.SubElement(article, "{http://www.tei-c.org/ns/1.0}p").text = text
    data = FORMATS[name].emit(tree)
    proof(tree, name, data)  # imports
    start = time.perf_counter()
    assert proof(tree, name, data) == []
    assert time.perf_counter() - start < 0.4
