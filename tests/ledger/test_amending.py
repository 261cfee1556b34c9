"""A tree that a person edited: the account is brought up to date, and the proof holds again."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from converter.ledger import LedgerError, account, verify
from converter.ledger.amending import amended
from converter.model import Article, Block, Issue, Source, Text
from converter.tei.build import build_tree, serialise
from converter.tei.names import XML_ID, t
from tests.issues import documents, make_source


def files(source: Source, issue: Issue) -> tuple[etree._ElementTree, bytes]:
    """The tree of an issue, and its ledger."""
    tree = build_tree(issue, source, "random", "#9b1c1c")
    ledger = account(source, issue, tree.placed, tree.given).dump(serialise(tree.document))
    return tree.document, ledger


def plain() -> tuple[Source, etree._ElementTree, bytes]:
    """A source of two paragraphs, the tree of it, and its ledger."""
    source = make_source("第一段文字，甲。\n第二段文字，乙。")
    blocks = [Block("p", Text.carried(source.text, n.start, n.end)) for n in source.lines]
    issue = Issue(title="某刊", articles=[Article("a01", blocks=blocks)])
    return source, *files(source, issue)


def spoil(tree: etree._ElementTree, r: random.Random) -> None:
    """What a person may do to a tree's text: words in, out and other, elements in and out."""
    whole = tree.getroot().find(t("text"))
    assert whole is not None
    inside = [e for e in whole.iter("*") if e is not whole]
    for _ in range(r.randrange(1, 6)):
        element = r.choice(inside)
        kind = r.randrange(5)
        if kind == 0 and element.getparent() is not None and element.tag == t("p"):
            element.getparent().remove(element)  # its tail is the file's layout
        elif kind == 1:
            new = etree.SubElement(element, t("p"))
            new.text = r.choice(["新的话", "", "又一句。"])
            if r.random() < 0.5:
                new.set(XML_ID, f"new-{r.randrange(10**9)}")
        else:
            words = element.text or ""
            i = r.randrange(len(words) + 1)
            j = min(len(words), i + r.choice([0, 0, 1, 3, 50]))
            element.text = words[:i] + r.choice(["", "改", "改动的话", words[i:j] * 2]) + words[j:]


@settings(deadline=None, max_examples=200)
@given(documents(), st.integers(0, 10**6))
def test_whatever_a_person_does_the_rest_is_proved(
    document: tuple[Source, Issue], seed: int
) -> None:
    source, issue = document
    tree, ledger = files(source, issue)
    r = random.Random(seed)
    for _ in range(2):  # and once more, from the account of the first time
        before = etree.tostring(tree)
        spoil(tree, r)
        xml = serialise(tree)
        ledger = amended(source, [b"{}", ledger], tree).dump(xml)
        changes = verify(xml, ledger)
        if etree.tostring(tree) != before:
            assert changes


def test_what_a_person_changed_is_named_and_no_more() -> None:
    source, tree, ledger = plain()
    (first, second) = tree.getroot().find(t("text")).iter(t("p"))
    first.text = "第一段的文字，甲。"
    second.text = "第段文字，丙。"
    xml = serialise(tree)
    mine = amended(source, [ledger], tree).dump(xml)
    words = [(c.line, c.before, c.after) for c in verify(xml, mine) if not c.lines]
    assert words == [(1, "", "的"), (2, "二", ""), (2, "乙", "丙")]
    other = xml.replace("丙".encode(), "丁".encode())
    with pytest.raises(LedgerError):
        verify(other, mine)


def test_an_account_of_another_text_is_none() -> None:
    source, tree, ledger = plain()
    other = make_source("另一篇")
    with pytest.raises(LedgerError, match="no ledger"):
        amended(other, [ledger, b"", b"{}"], tree)
    assert source.digest != other.digest


def test_a_long_paragraph_is_compared_in_bounded_time() -> None:
    import time

    from converter.ledger import differences

    old, new = "甲乙丙" * 20_000, "丙丁乙甲" * 20_000
    began = time.process_time()
    places = list(differences(old, new))
    assert places == [(0, len(old), 0, len(new))]
    assert time.process_time() - began < 1
