"""For any source and any issue over it: the account is whole, and the proof holds."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.ledger import Ledger, LedgerError, account, verify
from converter.model import Article, Block, Furniture, Issue, Label, Piece, Source, Span, Text
from converter.read.lines import split_lines, whole_lines
from converter.tei.build import Tree, build_tree, serialise
from converter.tei.inline import own_text
from converter.tei.names import XML_ID
from tests.issues import documents, make_source, texts


def files(source: Source, issue: Issue) -> tuple[bytes, bytes]:
    """The bytes of issue.xml and ledger.json."""
    tree = build_tree(issue, source, "random", "#9b1c1c")
    xml = serialise(tree.document)
    return xml, account(source, issue, tree.placed, tree.given).dump(xml)


def paragraphs(source: Source, *spans: tuple[int, int]) -> Issue:
    """An issue of one article, with a paragraph a span."""
    blocks = [Block("p", Text.carried(source.text, *span)) for span in spans]
    return Issue(title="t", articles=[Article("a01", blocks=blocks)])


@settings(deadline=None)
@given(documents())
def test_any_document_is_proved(document: tuple[Source, Issue]) -> None:
    verify(*files(*document))


@given(documents())
@settings(max_examples=40, deadline=None)
def test_the_ledger_alone_covers_the_source(document: tuple[Source, Issue]) -> None:
    """Its rows lie side by side over the source: the lengths add up, in order, without a tree."""
    source, issue = document
    tree = build_tree(issue, source, "random", "")
    ledger = account(source, issue, tree.placed, tree.given)
    at = 0
    for row in ledger.rows:
        for item in row.items:
            if isinstance(item, int):
                at += item
            else:
                text = item if isinstance(item, str) else item[1]
                assert source.text[at : at + len(text)] == text
                at += len(text)
    assert at == len(source.text)


@given(documents())
@settings(max_examples=40, deadline=None)
def test_every_piece_stands_where_it_is_said_to(document: tuple[Source, Issue]) -> None:
    source, issue = document
    tree = build_tree(issue, source, "random", "")
    elements = {e.get(XML_ID): e for e in tree.document.getroot().iter("*")}
    for ident, pieces in tree.placed:
        if ident:
            assert own_text(elements[ident]) == "".join(piece.text for piece in pieces)
        else:
            assert not any(piece.text for piece in pieces)


@settings(deadline=None)
@given(texts())
def test_the_seal_counts_lines_as_the_reader_does(text: str) -> None:
    lines = [line.decode("utf-8", "surrogatepass") for line in whole_lines(text)]
    if lines[-1] == "" and len(lines) > len(split_lines(text)):
        lines.pop()
    assert [re.sub("[\r\n\f\v\x85\u2028\u2029]+\\Z", "", line) for line in lines] == [
        line.text for line in split_lines(text)
    ]


@given(documents())
@settings(max_examples=40, deadline=None)
def test_same_in_same_out(document: tuple[Source, Issue]) -> None:
    assert files(*document) == files(*document)


def test_a_paragraph_is_one_row() -> None:
    source = make_source("前言\n\n中 文,第1页\n字。")
    text = Text.carried(source.text, 4, 8) + Text.carried(source.text, 12, 14)
    edited = text.sub(re.compile(" "), "", "strip_spaces").sub(re.compile(","), "，", "wide")
    issue = paragraphs(source, (0, 2))
    issue.articles[0].blocks.append(Block("p", edited))
    issue.furniture.append(Furniture(Label.PAGEMARK, Span(8, 11)))
    xml, ledger = files(source, issue)
    assert json.loads(ledger)["rows"] == [
        ["a01-p1", 0, 2, "\n\n"],
        [
            *("a01-p3", 0, 1, ["strip_spaces", " ", ""], 1, ["wide", ",", "，"]),
            *(["pagemark", "第1页"], "\n", 2),
        ],
    ]
    verify(xml, ledger)


@pytest.mark.parametrize("left", ["x", "。", "\ufffd", chr(0xDC80), "\U0001f600"])
def test_a_character_that_nothing_covers_is_an_error(left: str) -> None:
    source = make_source(f"第一行\n第二行{left}\n第三行")
    issue = paragraphs(source, (0, 3), (4, 7), (len(source.text) - 3, len(source.text)))
    with pytest.raises(LedgerError, match=r"line 2, character 4 .* not accounted for: 第二行") as e:
        files(source, issue)
    assert e.value.line == 2


@pytest.mark.parametrize("left", [" ", "\t", "\u3000", "\r\n", "\f", "\x00", "\ufeff", "\u200b"])
def test_white_space_that_nothing_covers_is_layout(left: str) -> None:
    source = make_source(f"第一行{left}第二行")
    xml, ledger = files(source, paragraphs(source, (0, 3), (3 + len(left), 6 + len(left))))
    assert json.loads(ledger)["rows"][0] == ["a01-p1", 0, 3, left]
    verify(xml, ledger)


def test_a_character_that_stands_twice_is_an_error() -> None:
    source = make_source("第一行\n第二行")
    with pytest.raises(LedgerError, match=r"line 2, character 2 .* stands twice in the tree") as e:
        files(source, paragraphs(source, (0, 3), (4, 7), (5, 6)))
    assert e.value.line == 2


def test_furniture_that_stands_in_the_tree_is_an_error() -> None:
    source = make_source("第一行\n第二行")
    issue = paragraphs(source, (0, 3), (4, 7))
    issue.furniture.append(Furniture(Label.SITE, Span(2, 4)))
    with pytest.raises(LedgerError, match=r"line 1, character 3 .* is furniture, and stands in"):
        files(source, issue)


def test_furniture_may_reach_over_white_space_of_others() -> None:
    source = make_source("第一行 \n第7页\n 第二行")
    issue = paragraphs(source, (0, 4), (9, 13))
    issue.furniture += [
        Furniture(Label.PAGEMARK, Span(3, 9)),
        Furniture(Label.LAYOUT, Span(8, 10)),
    ]
    xml, ledger = files(source, issue)
    assert json.loads(ledger)["rows"][0] == ["a01-p1", 0, 4, ["pagemark", "\n第7页\n"]]
    verify(xml, ledger)


def test_furniture_claimed_twice_is_an_error() -> None:
    source = make_source("第一行\n第7页")
    issue = paragraphs(source, (0, 3))
    issue.furniture += [Furniture(Label.PAGEMARK, Span(4, 7)), Furniture(Label.SITE, Span(5, 7))]
    with pytest.raises(LedgerError, match="is furniture twice"):
        files(source, issue)


def test_text_that_no_rule_changed_is_an_error() -> None:
    source = make_source("第一行")
    issue = Issue(articles=[Article("a01", blocks=[Block("p", Text([Piece("第二行", 0, 3)]))])])
    with pytest.raises(LedgerError, match=r"line 1, character 1 .* was changed without a rule"):
        files(source, issue)


@settings(deadline=None)
@given(st.text(st.characters(), max_size=40))
def test_any_character_stands_in_the_file_as_json_keeps_it(text: str) -> None:
    """Surrogates and invisible characters are escapes; the file is UTF-8 and one row a line."""
    kept = re.sub("[\ud800-\udbff](?=[\udc00-\udfff])", "", text)  # a pair is another character
    source = make_source("字")
    issue = paragraphs(source, (0, 1))
    ledger = Ledger(source, account(source, issue, _placed(source, issue).placed).rows, {"x": kept})
    data = ledger.dump(b"")
    assert json.loads(data)["given"] == {"x": kept}
    assert not re.search("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]", data.decode())
    assert len(data.decode().splitlines()) == data.count(b"\n")


def _placed(source: Source, issue: Issue) -> Tree:
    return build_tree(issue, source, "", "")
