"""The schema: as strict as the contract, and never wider than TEI's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from converter.model import Issue, Source
from converter.tei.build import build_tree, serialise
from converter.tei.names import XML_ID, t
from converter.tei.reading import read_edition
from converter.tei.validate import SCHEMA, Fault, parse_tree, validate
from tests.issues import documents

SAMPLE = (Path(__file__).parent / "sample-issue.xml").read_text("utf-8")


def faults(xml: str) -> list[Fault]:
    return validate(parse_tree(xml.encode()))


def test_the_contract_s_example() -> None:
    assert faults(SAMPLE) == []


@settings(deadline=None)
@given(documents())
def test_any_built_tree(document: tuple[Source, Issue]) -> None:
    """Valid, readable, with an id on every element that holds text, the same after a parse."""
    source, issue = document
    xml = serialise(build_tree(issue, source, "random", "#9b1c1c").document)
    parsed = parse_tree(xml)
    assert [f for f in validate(parsed) if not f.warning] == []
    assert serialise(parsed) == xml
    edition = read_edition(parsed)
    # A gap between two articles is read as an article of its own.
    assert len(list(edition.articles())) >= _articles(parsed) > 0
    for element in parsed.getroot().find(t("text")).iter("*"):
        holds = [element.text, *(child.tail for child in element)]
        if any(text and text.strip() for text in holds):
            carrier = element
            while carrier.tag in {t("name"), t("choice"), t("sic"), t("corr"), t("date")}:
                carrier = carrier.getparent()
            assert carrier.get(XML_ID), etree.tostring(element)


def _articles(document: etree._ElementTree) -> int:
    return sum(div.get("type") == "article" for div in document.iter(t("div")))


@pytest.fixture(scope="session")
def tei(tei_all: Path) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(tei_all))


def test_what_we_admit_the_consortium_admits(tei: etree.RelaxNG) -> None:
    assert tei.validate(etree.fromstring(SAMPLE.encode())), tei.error_log

    @settings(max_examples=60, deadline=None)
    @given(documents())
    def built(document: tuple[Source, Issue]) -> None:
        source, issue = document
        xml = serialise(build_tree(issue, source, "random", "#9b1c1c").document)
        assert tei.validate(parse_tree(xml)), str(tei.error_log)

    built()
    for edit in BY_HAND.values():
        assert tei.validate(parse_tree(edited(*edit).encode())), str(tei.error_log)


def edited(*changes: tuple[str, str]) -> str:
    """The example with changes made in it, each of which finds its place."""
    xml = SAMPLE
    for old, new in changes:
        assert old in xml, old
        xml = xml.replace(old, new, 1)
    return xml


PARAGRAPH = '<p>a <pb n="5"/> b</p>'
BY_HAND = {
    "a paragraph more": [(PARAGRAPH, PARAGRAPH + "<p>新的一段</p>")],
    "a correction": [(PARAGRAPH, "<p>a<choice><sic>b</sic><corr>c</corr></choice></p>")],
    "a page between blocks": [(PARAGRAPH, PARAGRAPH + '<pb n="6" facs="raw8"/>')],
    "a plain list": [(PARAGRAPH, PARAGRAPH + "<list><item>一</item><item>二</item></list>")],
    "a line break in a head": [(">k</head>", ">k<lb/>l</head>")],
    "two closers": [("</closer>", "</closer><closer>(执笔:某)</closer>")],
    "a name with an id": [('<name type="person">', '<name type="person" xml:id="n1">')],
    "a stacked header": [
        (
            '<row role="label"><cell>…</cell></row>',
            '<row role="label"><cell rows="2">a</cell></row><row role="label"><cell>c</cell></row>',
        )
    ],
    "a comment": [(PARAGRAPH, PARAGRAPH + "<!-- 待查 -->")],
    "no front": [(SAMPLE[SAMPLE.index("<front>") : SAMPLE.index("<body>")], "")],
    "an article without a title": [('<head type="main">t</head>', "")],
    "a figure without a caption": [("<figure><head>丁东水库</head></figure>", "<figure/>")],
    "a page that is not numbered": [('<pb n="4"/>', "<pb/>")],
}


@pytest.mark.parametrize("edit", BY_HAND.values(), ids=BY_HAND)
def test_what_a_person_may_write(edit: list[tuple[str, str]]) -> None:
    xml = edited(*edit)
    assert faults(xml) == []
    read_edition(parse_tree(xml.encode()))


BEYOND = {
    "another element": [(PARAGRAPH, "<p>a <hi>b</hi></p>")],
    "words between blocks": [(PARAGRAPH, PARAGRAPH + "loose")],
    "words between rows": [('<row role="label">', 'loose<row role="label">')],
    "another type of div": [('<div type="section">', '<div type="chapter">')],
    "an article without an id": [(' xml:id="a03"', "")],
    "an id that is no name": [('xml:id="a03"', 'xml:id="3 a"')],
    "text before a section, after another": [("</div></div>\n", "</div></div>\n<p>x</p>")],
    "a paragraph outside of articles": [("<body>", "<body><p>x</p>")],
    "a column without a head": [('n="feature"><head>本期特稿</head>', 'n="feature">')],
    "an unknown block of another type": [('<ab type="unknown">', "<ab>")],
    "an item without a label": [
        ('<label><date when="2023-09-02">2日</date></label><item>…</item>', "<item>…</item>")
    ],
    "half an interval": [(' from="2023-09-02" to="2023-09-08"', ' from="2023-09-02"')],
    "a date of no calendar": [('when="2023-09-02"', 'when="2023-9-2"')],
    "an attribute more": [("<p>p</p>", '<p rend="bold">p</p>')],
    "a name of another type": [('<name type="person">', '<name type="place">')],
    "a cell over no column": [("<row><cell>…</cell>", '<row><cell cols="0">…</cell>')],
    "a table without rows": [
        ('<row role="label"><cell>…</cell></row><row><cell>…</cell></row></table>', "</table>")
    ],
    "no digest of the source": [('<idno type="sha256">ab</idno>', "")],
    "two bodies": [("</body>", "</body><body/>")],
    "another namespace": [("http://www.tei-c.org/ns/1.0", "http://example.org/")],
    "a masthead without keys": [('<item n="title" xml:id="m1">', '<item xml:id="m1">')],
    "half a correction": [(PARAGRAPH, "<p><choice><sic>b</sic></choice></p>")],
}


@pytest.mark.parametrize("edit", BEYOND.values(), ids=BEYOND)
def test_what_nobody_may_write(edit: list[tuple[str, str]]) -> None:
    found = faults(edited(*edit))
    assert {fault.rule for fault in found} == {"schema"}
    assert all(fault.line > 0 and fault.message for fault in found)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ("another element", "line 32: the tree has no element 'hi'"),
        ("an attribute more", "line 34: no element 'p' has an attribute 'rend'"),
        ("a paragraph outside of articles", "line 25: no element 'p' may stand in 'body'"),
        ("words between rows", "line 41: words may not stand in 'table' itself"),
        ("a date of no calendar", "line 43: 'date' is not as the schema has it"),
        ("a name of another type", "line 31: 'name' is not as the schema has it"),
    ],
)
def test_a_fault_is_told_where_it_is(edit: str, said: str) -> None:
    """Not some levels above, as libxml2 does."""
    [fault] = faults(edited(*BEYOND[edit]))
    assert str(fault).startswith(said)


def test_the_schema_is_for_people_to_read() -> None:
    """Every pattern is used, and the file itself is RELAX NG of one namespace."""
    grammar = etree.parse(SCHEMA).getroot()
    rng = "{http://relaxng.org/ns/structure/1.0}"
    defined = {define.get("name") for define in grammar.iter(f"{rng}define")}
    used = {ref.get("name") for ref in grammar.iter(f"{rng}ref")}
    assert used == defined
