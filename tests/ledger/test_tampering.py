"""One character changed in issue.xml or ledger.json fails the proof, and the line is named."""

from __future__ import annotations

import functools
import hashlib
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.ledger import LedgerError, account, verify
from converter.model import Article, Block, Column, Furniture, Issue, Label, Span, Text
from converter.tei.build import build_tree, serialise
from tests.issues import make_issue, make_source

LINES = ["某某通讯", "第一段 文字，甲。", "第7页", "第二段文字，乙。", "第三段文字，丙。"]


@functools.cache
def built() -> tuple[str, str]:
    """issue.xml and ledger.json of a small document, the third paragraph before the second."""
    source = make_source("\n".join(LINES))
    starts = [line.start for line in source.lines]
    carried = [Text.carried(source.text, line.start, line.end) for line in source.lines]
    carried[1] = carried[1].sub(re.compile(" "), "", "strip_spaces")
    carried[3] = carried[3].edit([(6, 7, "己")], "correction")
    issue = Issue(title="某某通讯")
    issue.furniture.append(Furniture(Label.PAGEMARK, Span(starts[2], starts[2] + 3)))
    issue.columns.append(Column("news", "要闻"))
    blocks = [Block("p", carried[n]) for n in (1, 4, 3)]
    issue.articles.append(
        Article("a01", column="news", heads=[("main", carried[0])], blocks=blocks)
    )
    tree = build_tree(issue, source, "some", "#9b1c1c")
    xml = serialise(tree.document)
    ledger = account(source, issue, tree.placed, tree.given).dump(xml)
    verify(xml, ledger)
    return xml.decode(), ledger.decode()


def failure(xml: str, ledger: str) -> LedgerError:
    """The error of a proof that has to fail."""
    with pytest.raises(LedgerError) as caught:
        verify(xml.encode(), ledger.encode())
    return caught.value


def replaced(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("第一段文字", "第一段文宇", 2),
        ("第三段文字", "第三段丈字", 5),
        ("第二段", "第二", 4),
        ("<sic>乙</sic><corr>己</corr>", "<sic>乙</sic><corr>已</corr>", 4),
        ("甲。</p>", "甲。完</p>", 0),
        (">要闻</head>", ">要文</head>", 0),
        (">某某通讯</head>", ">某某通信</head>", 1),
    ],
)
def test_a_changed_word_of_the_tree(old: str, new: str, line: int) -> None:
    xml, ledger = built()
    error = failure(replaced(xml, old, new), ledger)
    assert error.line == line
    assert f"line {line} of the source" in str(error) or not line


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<sic>乙</sic>", "<sic>丁</sic>"),
        ('ident="converter"', 'ident="converted"'),
        ('n="news"', 'n="older"'),
        ('<p xml:id="a01-p2"', '<p xml:id="a01-p2" '),
        ("<title>某某通讯</title>", "<title>某某通信</title>"),
        ("  <text>", "   <text>"),
    ],
)
def test_a_change_that_spares_the_words_of_the_tree(old: str, new: str) -> None:
    xml, ledger = built()
    changed = replaced(xml, old, new)
    line = changed[: changed.index(new)].count("\n") + 1
    assert str(failure(changed, ledger)).startswith(f"line {line} of issue.xml was changed")


def test_another_digest_in_the_tree() -> None:
    xml, ledger = built()
    digest = hashlib.sha256("\n".join(LINES).encode()).hexdigest()
    other = digest.replace(digest[0], "f" if digest[0] != "f" else "e", 1)
    assert "the SHA-256 in sourceDesc" in str(failure(replaced(xml, digest, other), ledger))


def test_words_that_no_row_knows() -> None:
    xml, ledger = built()
    error = failure(replaced(xml, "</p>\n        </div>", "</p><p>新</p>\n        </div>"), ledger)
    assert "words that are not in the ledger" in str(error)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('"第7页"', '"第8页"', 3),
        ('"strip_spaces"," "', '"strip_spaces","  "', 2),
        ('"correction","乙"', '"correction","丁"', 4),
        ('["a01-p4",0,6', '["a01-p4",0,5', 4),
        ('["a01-p5",0,8', '["a01-p4",0,8', 5),
        ('"pagemark"', '"pageno"', 0),
        ('"strip_spaces"', '"strip_space"', 0),
        ('"seal":', '"seal": ', 0),
        ('"bom":false', '"bom":true', 0),
        ('"encoding":"utf-8"', '"encoding":"utf-16-le"', 0),
        ('"a01-p5",0,', '"a01-p99",0,', 0),
        ('"rows":[', '"rows":[["a01-p2",0,true],', 0),
        ('"format":"converter ledger 1"', '"format":"converter ledger 0"', 0),
    ],
)
def test_a_changed_ledger(old: str, new: str, line: int) -> None:
    xml, ledger = built()
    error = failure(xml, replaced(ledger, old, new))
    assert error.line == line
    assert "line" in str(error) or "ledger.json" in str(error) or "no element" in str(error)


def test_a_ledger_says_on_which_of_its_lines_it_was_changed() -> None:
    xml, ledger = built()
    changed = replaced(ledger, '"pagemark"', '"pageno"')
    line = changed[: changed.index('"pageno"')].count("\n") + 1
    assert (
        str(failure(xml, changed)) == f"line {line} of ledger.json was changed after it was built"
    )


@pytest.mark.parametrize("ledger", ["", "{", "[]", "null", "{}", '{"format":1}', "[" * 100_000])
def test_what_is_no_ledger(ledger: str) -> None:
    assert "ledger.json" in str(failure(built()[0], ledger))


def test_what_is_no_tree() -> None:
    xml, ledger = built()
    assert "issue.xml" in str(failure(xml[:-10], ledger))
    assert "twice" in str(failure(xml.replace('"a01-p4"', '"a01-p5"'), ledger))


@functools.cache
def large() -> tuple[bytes, bytes]:
    r = random.Random(7)
    text = "".join(r.choice("中文字，。12 \n\r\t<&\x00\udc80\U0001f600") for _ in range(600))
    source = make_source(text)
    issue = make_issue(source, r)
    tree = build_tree(issue, source, "random", "#9b1c1c")
    xml = serialise(tree.document)
    ledger = account(source, issue, tree.placed, tree.given).dump(xml)
    verify(xml, ledger)
    return xml, ledger


@settings(deadline=None)
@given(st.booleans(), st.integers(min_value=0), st.integers(1, 255))
def test_any_byte_of_either_file(tree: bool, place: int, flip: int) -> None:  # noqa: FBT001
    """Whatever byte is changed, the proof fails with a message; nothing else is ever raised."""
    files = list(large())
    data = bytearray(files[not tree])
    data[place % len(data)] ^= flip
    files[not tree] = bytes(data)
    with pytest.raises(LedgerError):
        verify(*files)


@settings(deadline=None)
@given(st.booleans(), st.integers(min_value=0), st.integers(0, 20))
def test_any_stretch_cut_out_of_either_file(tree: bool, place: int, n: int) -> None:  # noqa: FBT001
    files = list(large())
    data = files[not tree]
    at = place % (len(data) - 1)
    files[not tree] = data[:at] + data[at + n + 1 :]
    with pytest.raises(LedgerError):
        verify(*files)
