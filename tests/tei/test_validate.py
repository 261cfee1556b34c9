"""House rules, and trees that come from anywhere."""

from __future__ import annotations

import time

import pytest

from converter.tei import validate as module
from converter.tei.validate import HOUSE_RULES, TreeError, parse_tree, validate
from tests.tei.test_schema import PARAGRAPH, SAMPLE, edited

BROKEN = {
    "ids_are_unique": [('<ab type="unknown">', '<ab type="unknown" xml:id="a03">')],
    "targets_exist": [('corresp="#a02"', 'corresp="#a09"')],
    "notes_exist": [
        (
            "<head>t</head><p>x</p>",
            '<head>t</head><p>x<ref type="note" target="#a02">①</ref></p>',
        )
    ],
    "columns_are_known": [('n="feature"', 'n="special"')],
    "pages_ascend": [('<pb n="5"/>', '<pb n="3"/>')],
    "heads_have_words": [(">k</head>", "> </head>")],
    "label_rows_come_first": [
        (
            "<row><cell>…</cell></row>",
            '<row><cell>…</cell></row><row role="label"><cell>…</cell></row>',
        )
    ],
    "dates_exist": [('from="2023-09-02"', 'from="2023-09-09"')],
    "entries_hold_no_loose_words": [("<title>…</title> <author>", "<title>…</title>,<author>")],
}


@pytest.mark.parametrize("rule", [rule.__name__ for rule in HOUSE_RULES])
def test_each_house_rule_finds_its_fault(rule: str) -> None:
    xml = edited(*BROKEN[rule])
    [fault] = validate(parse_tree(xml.encode()))
    assert fault.rule == rule
    assert fault.warning is (rule == "pages_ascend")
    [(_, new)] = BROKEN[rule]
    first = xml[: xml.index(new)].count("\n") + 1
    assert first <= fault.line <= first + 1, "the line of the element, not of another"
    assert str(fault).startswith(f"line {fault.line}: ")


def test_dates_beyond_the_calendar() -> None:
    """The schema's own date type knows months of 30 days, but takes a time zone."""
    xml = edited(('when="2023-09-02"', 'when="2023-09-02Z"'))
    assert [fault.rule for fault in validate(parse_tree(xml.encode()))] == ["dates_exist"]


def test_a_target_has_to_be_an_article() -> None:
    xml = edited(('corresp="#a02"', 'corresp="#m1"'))
    assert [fault.rule for fault in validate(parse_tree(xml.encode()))] == ["targets_exist"]


def test_faults_come_in_order_of_line() -> None:
    edits = [edit for rule in ("dates_exist", "targets_exist") for edit in BROKEN[rule]]
    faults = validate(parse_tree(edited(*edits).encode()))
    assert [fault.rule for fault in faults] == ["targets_exist", "dates_exist"]


def test_a_tree_that_was_never_in_a_file_has_no_lines() -> None:
    from converter.model import Article, Issue
    from converter.tei.build import build_tree
    from tests.issues import make_source

    issue = Issue(articles=[Article("a01")])
    tree = build_tree(issue, make_source("字"), "", "").document
    assert validate(tree) == []
    tree.getroot().set("rend", "x")
    [fault] = validate(tree)
    assert str(fault).startswith("tree: ")


LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "lol">' for n in range(10)
)
HOSTILE = {
    "a billion laughs": f"<!DOCTYPE TEI [{LAUGHS}]><TEI>&l9;</TEI>",
    "an entity in an attribute": f'<!DOCTYPE TEI [{LAUGHS}]><TEI a="&l9;"/>',
    "an external entity": '<!DOCTYPE TEI [<!ENTITY x SYSTEM "file:///etc/hostname">]><TEI>&x;</TEI>',
    "an external DTD": '<!DOCTYPE TEI SYSTEM "http://example.org/tei.dtd"><TEI/>',
    "a parameter entity": '<!DOCTYPE TEI [<!ENTITY % p SYSTEM "http://example.org/p">%p;]><TEI/>',
    "a harmless document type": "<!DOCTYPE TEI><TEI/>",
    "after comments": '<!-- <TEI> --><?x y?>\n<!DOCTYPE TEI [<!ENTITY a "b">]><TEI/>',
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("xml", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.usefixtures("no_network")
def test_no_document_type_is_read(xml: str, encoding: str) -> None:
    with pytest.raises(TreeError, match="DOCTYPE"):
        parse_tree(xml.encode(encoding))


def test_words_that_only_look_like_a_document_type() -> None:
    xml = edited((PARAGRAPH, "<p><![CDATA[<!DOCTYPE TEI>]]></p><!-- <!DOCTYPE TEI> -->"))
    assert validate(parse_tree(xml.encode())) == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"plain words",
        b"<TEI>",
        b"<TEI>&undefined;</TEI>",
        b"<TEI a='1' a='2'/>",
        b"\xff\xfe\x00",
        b"<?xml version='1.0' encoding='no-such'?><TEI/>",
        "<TEI>\udc80</TEI>".encode("utf-8", "surrogatepass"),
        b"<TEI>\x00</TEI>",
        b"<x:TEI/>",
    ],
)
def test_what_is_not_well_formed(data: bytes) -> None:
    with pytest.raises(TreeError, match="not well-formed"):
        parse_tree(data)


@pytest.mark.parametrize("depth", [50, 300, 5_000, 400_000])
def test_nesting_has_a_limit(depth: int) -> None:
    with pytest.raises(TreeError, match=r"nested|not well-formed"):
        parse_tree(b"<TEI>" + b"<div>" * depth + b"</div>" * depth + b"</TEI>")


def test_nesting_has_a_limit_in_a_large_file_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LARGE", 100)
    with pytest.raises(TreeError, match=r"nested|not well-formed"):
        parse_tree(b"<TEI>" + b"<div>" * 1_000 + b"</div>" * 1_000 + b"</TEI>")


def test_size_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 1000)
    with pytest.raises(TreeError, match="too large"):
        parse_tree(SAMPLE.encode())


def test_a_paragraph_of_twelve_megabytes_is_read() -> None:
    """Longer than libxml2 takes by itself."""
    words = "字" * 4_000_000
    tree = parse_tree(edited(("<p>p</p>", f"<p>{words}</p>")).encode())
    assert validate(tree) == []


def test_an_element_may_not_hold_any_number_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CHILDREN", 10)
    with pytest.raises(TreeError, match=r"line 27: an element has more than 10 others in it"):
        parse_tree(edited((PARAGRAPH, "<p>x</p>" * 11)).encode())


def test_the_body_is_matched_by_an_automaton() -> None:
    """Ten times as many articles take ten times as long; without an automaton, fifty times."""

    def seconds(count: int) -> float:
        articles = "".join(
            f'<div type="article" xml:id="x{n}"><p>字</p></div>' for n in range(count)
        )
        tree = parse_tree(edited(("</body>", f"{articles}</body>")).encode())
        tries = []
        for _ in range(3):
            start = time.process_time()
            assert validate(tree) == []
            tries.append(time.process_time() - start)
        return min(tries)

    assert seconds(20_000) < 25 * seconds(2_000)
