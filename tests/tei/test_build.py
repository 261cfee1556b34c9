"""What stands where in a built tree; the contract of the README, 'The tree', case by case."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from lxml import etree

from converter.model import (
    Article,
    Block,
    Byline,
    Cell,
    Column,
    ContentsColumn,
    ContentsEntry,
    Issue,
    Mark,
    MastheadItem,
    Name,
    Piece,
    Text,
)
from converter.tei.article import MAX_WIDTH
from converter.tei.build import build_tree, serialise
from converter.tei.names import TEI, XML_ID, Ids, category_id, identifier, is_date, t
from converter.tei.reading import read_edition
from converter.tei.records import (
    Chronicle,
    Credit,
    Figure,
    Paragraph,
    Section,
)
from converter.tei.validate import parse_tree, validate
from tests.issues import make_source

SOURCE = make_source("\n".join(f"第{n}行" for n in range(1, 100_000)))


def line(n: int) -> Text:
    """The text of line `n` of the source."""
    return Text.carried(SOURCE.text, SOURCE.lines[n - 1].start, SOURCE.lines[n - 1].end)


def p(n: int) -> Block:
    return Block("p", line(n))


def h(n: int, level: int = 1, *more: int) -> Block:
    return Block("heading", lines=(line(n), *map(line, more)), level=level)


def credit(n: int) -> Block:
    return Block("credit", line(n))


def built(issue: Issue) -> etree._Element:
    """The tree as it comes back from its bytes; valid, or the test fails."""
    document = parse_tree(serialise(build_tree(issue, SOURCE, "some", "#9b1c1c").document))
    assert validate(document) == []
    read_edition(document)
    return document.getroot()


def article(*blocks: Block, **more: object) -> etree._Element:
    """The div of an article with these blocks."""
    issue = Issue(articles=[Article("a03", blocks=list(blocks), **more)])  # type: ignore[arg-type]
    [div] = [div for div in built(issue).iter(t("div")) if div.get("type") == "article"]
    return div


def outline(element: etree._Element) -> str:
    """An element as 'div(head p)', without names of its own and white space."""
    inner = " ".join(outline(child) for child in element.iterchildren("*"))
    name = str(element.tag).removeprefix(f"{{{TEI}}}")
    return f"{name}({inner})" if inner else name


def ids(element: etree._Element) -> list[str]:
    return [ident for child in element.iter("*") if (ident := child.get(XML_ID))]


def xml(element: etree._Element) -> str:
    """An element's own XML, without the namespace's declaration and white space between tags."""
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    return re.sub(r">\s+<", "><", text.replace(f' xmlns="{TEI}"', ""))


# --- ids ------------------------------------------------------------------------------------


def test_ids_name_the_line_of_the_source() -> None:
    div = article(p(3), h(7, 1, 8), p(9), Block("caption", line(12)), heads=[("main", line(1))])
    assert ids(div) == [
        *("a03", "a03-h1", "a03-p3", "a03-s7", "a03-h7", "a03-h8"),
        *("a03-p9", "a03-f12", "a03-c12"),
    ]


def test_a_corrected_line_leaves_other_ids_alone() -> None:
    before = set(ids(article(p(3), p(4), h(5), p(6), p(7))))
    after = set(ids(article(p(3), h(4), h(5), p(6), p(7))))
    assert before - after == {"a03-p4"}
    assert after - before == {"a03-s4", "a03-h4"}


def test_two_texts_of_one_line_and_one_of_none() -> None:
    one = line(3)
    halves = [Block("p", one.slice(0, 1)), Block("p", one.slice(1, 3))]
    added = Block("p", Text([Piece("新", 0, 0, "some_rule")]))
    assert ids(article(*halves)) == ["a03", "a03-p3", "a03-p3.2"]
    assert ids(article(added)) == ["a03", "a03-p1"]


def test_ids_that_recognition_gave_twice_or_badly() -> None:
    given = ["a01", "a01", "第 一篇", "3", "", "columns", "c-x"]
    issue = Issue(articles=[Article(ident, column="x", blocks=[p(9)]) for ident in given])
    divs = [div for div in built(issue).iter(t("div")) if div.get("type") == "article"]
    got = [div.get(XML_ID) for div in divs]
    assert got == ["a01", "a01.2", "第_一篇", "x3", "a05", "columns.2", "c-x.2"]


@pytest.mark.parametrize(
    ("text", "name"),
    [("a-1.b", "a-1.b"), ("本期", "本期"), ("a b", "a_b"), ("1a", "x1a"), ("", "x"), ("·", "x·")],
)
def test_identifiers(text: str, name: str) -> None:
    assert identifier(text) == name
    etree.fromstring(f'<a xml:id="{name}"/>')


def test_ids_are_given_once() -> None:
    many = Ids()
    assert [many.take(x) for x in ("a", "a", "a.2", "a")] == ["a", "a.2", "a.2.2", "a.3"]
    assert category_id("本期 特稿") == "c-本期_特稿"


@pytest.mark.parametrize("date", ["2023", "2023-09", "2023-09-02", "2024-02-29"])
def test_dates(date: str) -> None:
    assert is_date(date)


@pytest.mark.parametrize(
    "date", ["", "23", "2023-9", "2023-02-29", "2023-13", "2023-09-02Z", "２０２３"]
)
def test_no_dates(date: str) -> None:
    assert not is_date(date)


# --- running text ---------------------------------------------------------------------------


def test_marks_stand_between_characters() -> None:
    place = line(3).end
    marks = [Mark("pb", "5", "7"), Mark("gap", "lost"), Mark("lb"), Mark("pb", "", "raw8")]
    text = Text.join([line(3), *(Text.marked(mark, place) for mark in marks), line(4)])
    [para] = article(Block("p", text))
    assert xml(para) == (
        '<p xml:id="a03-p3">第3行<pb n="5" facs="raw7"/><gap reason="lost"/><lb/>'
        '<pb facs="raw8"/>第4行</p>'
    )


def test_the_page_that_is_open_is_not_turned_again() -> None:
    again = Mark("pb", "4", "7")
    div = article(
        Block("pb", mark=again),
        p(3),
        Block("p", Text.marked(again, 0) + line(4) + Text.marked(Mark("pb", "5", "8"), 0)),
        page="4",
        raw="7",
        heads=[("main", line(1))],
    )
    assert outline(div) == "div(pb head p p(pb))"


def test_a_page_without_a_number_may_follow_another() -> None:
    turn = Block("pb", mark=Mark("pb"))
    assert outline(article(p(1), turn, turn, p(2), turn, p(3))) == "div(p pb p pb p)"


@pytest.mark.parametrize(
    ("reason", "written"),
    [("", "lost"), ("illegible", "illegible"), ("不 明", "不 明"), ("a&\x00", "lost")],
)
def test_the_reason_of_a_gap(reason: str, written: str) -> None:
    [_, gap] = article(p(1), Block("gap", mark=Mark("gap", reason)))
    assert gap.get("reason") == written


def test_a_byline_names_persons_and_organisations() -> None:
    text = Text.join([line(3), Text([Piece("", 0, 0, "", Mark("pb", "9"))]), line(4)])
    byline = Byline(text, (Name("org", 0, 2), Name("person", 2, 4), Name("org", 3, 9)))
    [element] = article(bylines=[byline])
    assert xml(element) == (
        '<byline xml:id="a03-b3"><name type="org">第3</name>'
        '<name type="person">行<pb n="9"/>第</name>4行</byline>'
    )


def test_a_name_over_an_edit_is_cut_there() -> None:
    text = Text([Piece("张三李四", 0, 3, "some_rule")])
    [element] = article(bylines=[Byline(text, (Name("person", 0, 2), Name("person", 2, 4)))])
    names = '<name type="person">张三</name><name type="person">李四</name>'
    assert xml(element) == f'<byline xml:id="a03-b1">{names}</byline>'


def test_a_person_s_correction_keeps_both_readings() -> None:
    [para] = article(Block("p", line(3).edit([(0, 1, "苐")], "correction")))
    assert xml(para) == '<p xml:id="a03-p3"><choice><sic>第</sic><corr>苐</corr></choice>3行</p>'


def test_repairs_are_silent_and_counted() -> None:
    edited = line(3).edit([(0, 1, "苐")], "b_rule").edit([(1, 2, "叁")], "a_rule")
    twice = edited.edit([(0, 1, "")], "a_rule").edit([(1, 2, "列")], "correction")
    issue = Issue(articles=[Article("a01", blocks=[Block("p", twice)])])
    root = built(issue)
    rules = root.find(f".//{t('editorialDecl')}")
    assert rules is not None
    counted = {item.get("n"): item.text for item in rules.iter(t("item"))}
    assert counted == {"correction": "1", "a_rule": "2", "b_rule": "1"}
    assert [child.tag for child in rules] == [t("correction"), t("normalization")]


@pytest.mark.parametrize(
    ("raw", "kept", "rule"),
    [
        ("a\x00b", "ab", "xml_control"),
        ("a\x0cb", "ab", "xml_control"),
        ("a\uffffb", "ab", "xml_control"),
        ("a\udc80\udc81b", "a\ufffd\ufffdb", "xml_undecodable"),
        ("a\rb", "a\rb", ""),
        ("a\U0001f600b", "a\U0001f600b", ""),
    ],
)
def test_characters_that_xml_forbids(raw: str, kept: str, rule: str) -> None:
    source = make_source(raw)
    text = Text.carried(raw, 0, len(raw))
    tree = build_tree(Issue(articles=[Article("a01", blocks=[Block("p", text)])]), source, "", "")
    [para] = parse_tree(serialise(tree.document)).getroot().iterfind(f".//{t('body')}//{t('p')}")
    assert para.text == kept
    assert {piece.rule for piece in tree.placed[0].pieces if piece.rule} == ({rule} - {""})


# --- blocks ---------------------------------------------------------------------------------


def cases() -> Sequence[tuple[str, list[Block], str]]:
    entry = Block("entry", line(9), label=line(8), when="2023-09-02")
    pb, gap = Block("pb", mark=Mark("pb", "5")), Block("gap", mark=Mark("gap"))
    figure = Block("caption", line(5))
    return [
        ("levels nest", [h(1), p(2), h(3, 2), p(4), h(5), p(6)],
         "div(div(head p div(head p)) div(head p))"),
        ("a level left out", [h(1, 3), p(2), h(3, 1)], "div(div(head p) div(head))"),
        ("two lines of a heading", [h(1, 1, 2), p(3)], "div(div(head head p))"),
        ("a credit ends the article", [h(1), p(2), credit(3)], "div(div(head p) closer)"),
        ("a credit ends a section", [h(1), p(2), credit(3), h(4), p(5)],
         "div(div(head p closer) div(head p))"),
        ("a credit before a section", [p(1), credit(2), h(3), p(4)],
         "div(div(p closer) div(head p))"),
        ("a credit before a paragraph", [p(1), credit(2), p(3)], "div(div(p closer) div(p))"),
        ("two credits", [p(1), credit(2), p(3), credit(4), p(5), h(6)],
         "div(div(p closer) div(p closer) div(p) div(head))"),
        ("a credit, then a deeper heading", [h(1), p(2), credit(3), h(4, 2), p(5)],
         "div(div(head div(p closer) div(head p)))"),
        ("a picture story", [figure, credit(6)], "div(figure(head) byline)"),
        ("a picture after the credit", [p(1), credit(2), figure], "div(p closer figure(head))"),
        ("entries make one list", [entry, entry], "div(list(label(date) item label(date) item))"),
        ("a page turns in a chronicle", [entry, pb, gap, entry],
         "div(list(label(date) item(pb gap) label(date) item))"),
        ("a picture cuts a chronicle", [entry, figure, entry],
         "div(list(label(date) item) figure(head) list(label(date) item))"),
        ("text that nothing explained", [Block("unknown", line(1))], "div(ab)"),
        ("an empty paragraph", [p(1), Block("p", Text()), Block("p", Text.carried("　", 0, 1))],
         "div(p)"),
        ("a table without rows", [Block("table", lines=(line(1),))], "div(p)"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("blocks", "wanted"), [c[1:] for c in cases()], ids=[c[0] for c in cases()]
)
def test_blocks(blocks: list[Block], wanted: str) -> None:
    assert outline(article(*blocks)) == wanted


def test_dates_of_a_chronicle() -> None:
    def label(when: str, to: str) -> str:
        [[label, _]] = article(Block("entry", line(2), label=line(1), when=when, to=to))
        return xml(label)

    words = "第1行</date></label>"
    assert label("2023-09-02", "").endswith(f'<date when="2023-09-02">{words}')
    assert label("2023-09", "2023-10").endswith(f'<date from="2023-09" to="2023-10">{words}')
    assert label("", "") == label("2023-02-30", "") == '<label xml:id="a03-d1">第1行</label>'


def test_a_table_keeps_its_header_and_spans() -> None:
    rows = ((Cell(line(2), rows=2), Cell(line(3), cols=2)), (Cell(line(4)), Cell(Text())), ())
    [table] = article(Block("table", lines=(line(1),), rows=rows, header=2))
    assert xml(table) == (
        '<table xml:id="a03-t1"><head xml:id="a03-t1-h">第1行</head>'
        '<row role="label"><cell rows="2" xml:id="a03-t1-r1c1">第2行</cell>'
        '<cell cols="2" xml:id="a03-t1-r1c2">第3行</cell></row>'
        '<row role="label"><cell xml:id="a03-t1-r2c1">第4行</cell>'
        '<cell xml:id="a03-t1-r2c2"/></row><row><cell/></row></table>'
    )


def test_a_kind_of_block_that_is_none() -> None:
    with pytest.raises(ValueError, match="no such kind of block: 'poem'"):
        article(Block("poem", line(1)))
    with pytest.raises(ValueError, match="no such mark: 'cb'"):
        article(Block("p", line(1) + Text.marked(Mark("cb"), 0)))


def test_a_text_without_any_structure_is_no_wider_than_a_schema_can_bear() -> None:
    """Every paragraph is read once, in order, whatever the divs around them."""
    figures = [Block("caption", line(n)) for n in range(1, 2 * MAX_WIDTH)]
    paragraphs = [p(n) for n in range(2 * MAX_WIDTH, 5 * MAX_WIDTH)]
    headings = [h(n, 1) for n in range(5 * MAX_WIDTH, 8 * MAX_WIDTH)]
    entries = [Block("entry", line(n)) for n in range(8 * MAX_WIDTH, 10 * MAX_WIDTH)]
    div = article(*figures, *paragraphs, *headings, *entries)
    assert max(len(element) for element in div.iter("*")) <= 2 * MAX_WIDTH + 2
    assert max(len(list(e.iterancestors())) for e in div.iter("*")) < 12
    numbers = [int(e.get(XML_ID, "")[5:]) for e in div.iter(t("head"), t("p"), t("item"))]
    assert numbers == list(range(1, 10 * MAX_WIDTH))


# --- front, columns, header -----------------------------------------------------------------


def test_masthead_and_contents() -> None:
    issue = Issue(
        masthead=[
            MastheadItem("layout", line(1)),
            MastheadItem("layout", line(2)),
            MastheadItem("email", Text()),
        ],
        contents=[
            ContentsColumn(
                line(3),
                [
                    ContentsEntry(line(4), (line(5), line(6)), line(7), "a02"),
                    ContentsEntry(line(8), target="gone"),
                ],
            ),
            ContentsColumn(line(9)),
        ],
        articles=[Article("a02", blocks=[p(10)])],
    )
    front = built(issue).find(f".//{t('front')}")
    assert front is not None
    assert xml(front) == (
        '<front><div type="masthead"><list><item n="layout" xml:id="m-layout">第1行</item>'
        '<item n="layout" xml:id="m-layout.2">第2行</item></list></div>'
        '<div type="contents"><list><head xml:id="toc-h3">第3行</head>'
        '<item><bibl corresp="#a02"><title xml:id="toc-t4">第4行</title>'
        '<author xml:id="toc-a5">第5行</author><author xml:id="toc-a6">第6行</author>'
        '<biblScope unit="page" from="第7行" to="第7行" xml:id="toc-n7">第7行</biblScope>'
        "</bibl></item>"
        '<item><bibl><title xml:id="toc-t8">第8行</title></bibl></item></list>'
        '<list><head xml:id="toc-h9">第9行</head><item/></list></div></front>'
    )


def test_columns_group_neighbours_in_printed_order() -> None:
    columns = ["news", "news", "", "talk", "news"]
    issue = Issue(
        columns=[
            Column("news", "要闻", line(1)),
            Column("talk", "访谈"),
            Column("lone", "", line(2)),
        ],
        articles=[Article(f"a{n}", c, blocks=[p(9 + n)]) for n, c in enumerate(columns, 1)],
    )
    root = built(issue)
    body, back = (root.find(f".//{t(part)}") for part in ("body", "back"))
    assert body is not None
    assert back is not None
    assert outline(back) == "back(div(ab))"  # a printed head with no article is not lost
    shown = [
        (
            div.get("n", ""),
            "".join(div.find(t("head")).itertext()) if div.get("n") else outline(div),
        )
        for div in body
    ]
    assert shown == [
        ("news", "第1行"),  # as printed
        ("", "div(p)"),
        ("talk", "访谈"),  # only the profile names it
        ("news", "要闻"),  # printed once, so named the second time
    ]
    tree = build_tree(issue, SOURCE, "some", "")
    assert tree.given == {"col-talk": "访谈", "col-news.2": "要闻"}


def test_a_column_that_only_an_article_names() -> None:
    body = built(Issue(articles=[Article("a01", "别 样", blocks=[p(1)])])).find(f".//{t('body')}")
    assert body is not None
    assert xml(body).startswith('<body><div type="column" n="别 样"><head xml:id="col-别_样">别 样')


def test_an_issue_of_nothing() -> None:
    root = built(Issue())
    assert outline(root.find(t("text"))) == "text(body(div(p)))"


def test_a_label_that_is_not_the_fields_own_name_is_kept() -> None:
    items = [MastheadItem("phone", line(1), "新闻热线"), MastheadItem("phone", line(2))]
    root = built(Issue(masthead=items, articles=[Article("a01", blocks=[p(3)])]))
    assert [item.get("rend") for item in root.iter(t("item"))] == ["新闻热线", None]
    assert [f.label for f in read_edition(root.getroottree()).masthead] == ["新闻热线", ""]


def test_the_header() -> None:
    issue = Issue(
        title="某某 第3期",
        series="某某",
        number="3",
        total="9",
        date="2023-10",
        publisher="某社",
        permit="某号",
        masthead=[MastheadItem("issue", line(3)), MastheadItem("date", line(4))],
        articles=[Article("a01", blocks=[p(1)])],
    )
    root = built(issue)
    edition = read_edition(root.getroottree())
    assert (edition.title, edition.series, edition.issue, edition.issue_number) == (
        *("某某 第3期", "某某", "第3行", "3"),
    )
    assert (edition.date, edition.date_text, edition.publisher, edition.permit) == (
        *("2023-10", "第4行", "某社", "某号"),
    )
    assert (edition.source, edition.digest) == (SOURCE.name, SOURCE.digest)
    assert edition.accent == "#9b1c1c"
    assert (edition.total, edition.total_number) == ("9", "9")


@pytest.mark.parametrize(
    ("issue", "wanted"),
    [
        (Issue(), "<p>Publisher and date are not known.</p>"),
        (Issue(publisher="某社"), "<publisher>某社</publisher>"),
        (Issue(date="2023"), '<publisher/><date when="2023">2023</date>'),
        (Issue(date="今年"), "<publisher/><date>今年</date>"),
    ],
)
def test_what_is_not_known_of_a_publication(issue: Issue, wanted: str) -> None:
    statement = built(issue).find(f".//{t('publicationStmt')}")
    assert xml(statement) == f"<publicationStmt>{wanted}</publicationStmt>"


# --- the file -------------------------------------------------------------------------------


def test_a_block_is_a_line_and_no_words_gain_white_space() -> None:
    issue = Issue(
        columns=[Column("news", "要闻")],
        articles=[Article("a01", "news", blocks=[p(1), h(2), p(3), Block("caption", line(4))])],
    )
    data = serialise(build_tree(issue, SOURCE, "some", "").document).decode()
    assert data.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns=')
    assert data.endswith("\n  </text>\n</TEI>\n")
    at = data.index("    <body>")
    assert data[at : data.index("  </text>")] == (
        """\
    <body>
      <div type="column" n="news">
        <head xml:id="col-news">要闻</head>
        <div type="article" xml:id="a01">
          <p xml:id="a01-p1">第1行</p>
          <div type="section" xml:id="a01-s2">
            <head xml:id="a01-h2">第2行</head>
            <p xml:id="a01-p3">第3行</p>
            <figure xml:id="a01-f4"><head xml:id="a01-c4">第4行</head></figure>
          </div>
        </div>
      </div>
    </body>
"""
    )


def test_the_records_of_an_emitter() -> None:
    blocks = [p(1), Block("entry", line(3), label=line(2)), Block("caption", line(4)), credit(5)]
    issue = Issue(articles=[Article("a01", blocks=[*blocks, p(6)])])
    [read] = read_edition(built(issue).getroottree()).articles()
    first, second = read.blocks
    assert isinstance(first, Section)
    assert isinstance(second, Section)
    assert [type(block) for block in first.blocks] == [Paragraph, Chronicle, Figure, Credit]
    assert first.heads == second.heads == ()
