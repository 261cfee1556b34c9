"""The Markdown edition, read again by markdown-it-py, is the tree: blocks, kinds and words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from lxml import etree
from lxml import html as lxml_html
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from converter.emit import FORMATS
from converter.emit.proof import _NO_GLYPH, proof
from converter.emit.words import fold, labelled, words
from converter.tei.reading import read_edition
from converter.tei.records import (
    Block,
    Chronicle,
    Content,
    Credit,
    Figure,
    Items,
    Line,
    Notes,
    Paragraph,
    References,
    Section,
    Speech,
    Table,
    Unknown,
    Verse,
    plain,
)
from tests.markdown.trees import NASTY, told, trees

Blocks = list[tuple[str, str]]
ANNOUNCED = {
    "figure",
    "credit",
    "unknown",
    "salute",
    "signed",
    "dateline",
    "editorial",
    "pullquote",
    "note",
    "reference",
}
HTML_TABLE = {"table", "thead", "tbody", "tr", "th", "td", "br", "span"}

# No shrinking: it takes minutes over whole trees, and the failing one is printed.
unhurried = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


def seen(text: str) -> str:
    return fold(_NO_GLYPH.sub("", text))


# --- what the tree has ----------------------------------------------------------------------


def expected(tree: etree._ElementTree) -> Blocks:
    """The blocks of the articles, one an element, as (kind, words); blank ones left out."""
    out: Blocks = []
    edition = read_edition(tree)
    for column in edition.columns:
        out.append(("heading", column.name))
        for article in column.articles:
            out.append(
                ("heading", " ".join(filter(None, (words(h.content) for h in article.heads))))
            )
            out += [("byline", words(byline)) for byline in article.bylines]
            out += blocks(article.blocks)
    out += blocks(edition.others)
    return [(kind, seen(text)) for kind, text in out if seen(text)]


def blocks(content: Iterable[Block]) -> Iterator[tuple[str, str]]:
    for block in content:
        match block:
            case Paragraph():
                yield "paragraph", words(block.content)
            case Unknown():
                yield "unknown", words(block.content)
            case Credit():
                yield "credit", words(block.content)
            case Figure():
                yield "figure", words(block.caption)
            case Section():
                yield "heading", " ".join(filter(None, map(words, block.heads)))
                yield from blocks(block.blocks)
            case Table():
                yield "title", words(block.head)
                for row in block.rows:
                    for cell in row.cells:
                        yield "cell", words(cell.content)
            case Chronicle():
                for entry in block.entries:
                    yield "label", entry.label
                    yield "item", words(entry.content)
            case _:
                yield from told_apart(block)


def told_apart(block: Block) -> Iterator[tuple[str, str]]:
    match block:
        case Line():
            yield block.kind, words(block.content)
        case Speech():
            yield "paragraph", fold(block.speaker + plain(block.content))
        case Verse():
            yield "paragraph", fold(" ".join(map(plain, block.lines)))
        case Items():
            yield from items(block)
        case Notes():
            yield from (("note", labelled(note.label, note.content)) for note in block.notes)
        case References():
            yield "heading", words(block.head)
            yield from (("reference", words(entry.content)) for entry in block.entries)
        case _:
            pass


def items(block: Items) -> Iterator[tuple[str, str]]:
    own = listed([(item.label, item.content) for item in block.items])
    for item, text in zip(block.items, own, strict=True):
        yield text
        for inner in item.lists:
            yield from items(inner)


def listed(entries: Sequence[tuple[str, Content]]) -> Iterator[tuple[str, str]]:
    """Items without the labels for which Markdown has numbers or bullets of its own."""
    numbers = [re.fullmatch(r"(\d{1,9})[.．、)）]", fold(label)) for label, _ in entries]
    counted = all(
        number and int(number[1]) == int(numbers[0][1]) + n  # type: ignore[index]  # if any is one
        for n, number in enumerate(numbers)
    )
    for label, content in entries:
        printed = label if not counted and any(c.isalnum() for c in label) else ""
        yield "item", labelled(fold(printed), content)


# --- what the edition has -------------------------------------------------------------------


def parsed(data: bytes) -> Blocks:
    """The blocks of the articles as a reader of the documented convention finds them."""
    _, _, body = data.decode().partition("\n---\n")
    nodes = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(body)).children
    out: Blocks = []
    announced = ""  # the kind that the last comment gave
    skipping = False  # in the printed contents
    for node in nodes:
        if node.type == "html_block" and node.content.startswith("<!--"):
            announced = node.content.strip().removeprefix("<!-- ").removesuffix(" -->")
            continue
        if node.type == "heading":
            skipping = announced == "contents"
            if announced in {"others", "untitled", "imprint"}:
                announced = ""
                continue
        if not skipping and announced != "masthead":
            out += blocks_of(node, announced)
        announced = ""
    return [(kind, seen(text)) for kind, text in out if seen(text)]


def blocks_of(node: SyntaxTreeNode, announced: str) -> Blocks:
    match node.type:
        case "heading":
            return [("heading", read(node))]
        case "paragraph":
            return [paragraph(node, announced)]
        case "bullet_list" | "ordered_list":
            return [block for item in node.children for block in entry(item)]
        case "table":
            return [("cell", read(n)) for n in node.walk() if n.type in {"th", "td"}]
        case "html_block":
            table = lxml_html.fromstring(node.content)
            assert {el.tag for el in table.iter("*")} <= HTML_TABLE
            for gap in table.findall(".//span[@class='apparatus']"):
                gap.text = ""
            for line_break in table.iter("br"):
                line_break.text = " "
            return [("cell", str(c.text_content())) for c in table.iter("th", "td")]
        case _:
            raise AssertionError(f"text became {node.type}")


def paragraph(node: SyntaxTreeNode, announced: str) -> tuple[str, str]:
    (inline,) = node.children
    parts = [n for n in inline.children if n.type == "html_inline" or n.content or n.children]
    whole = parts[0].type if len(parts) == 1 else ""
    kind = {"em": "byline", "strong": "title"}.get(whole, "paragraph")
    return announced if announced in ANNOUNCED else kind, read(node)


def entry(item: SyntaxTreeNode) -> Blocks:
    """A list item: a strong label, if it begins with one, and its words."""
    out = []
    if item.children and item.children[0].type == "paragraph":
        (inline,) = item.children[0].children
        label, *rest = [n for n in inline.children if n.type != "text" or n.content]
        if label.type == "strong":
            return [("label", read(label)), ("item", "".join(map(read, with_gaps(rest))))]
        out.append(("item", read(inline)))
    for child in item.children:
        if child.type in ("bullet_list", "ordered_list"):
            out += blocks_of(child, "")
    return out


def with_gaps(nodes: list[SyntaxTreeNode]) -> list[SyntaxTreeNode]:
    """Inline nodes without the words that the edition adds where the source has a gap."""
    out = []
    added = False
    for node in nodes:
        if node.type == "html_inline" and "apparatus" in node.content:
            added = True
        elif added:
            added = node.content != "</span>"
        else:
            out.append(node)
    return out


def read(node: SyntaxTreeNode) -> str:
    match node.type:
        case "text":
            return node.content
        case "html_inline":
            assert node.content.startswith(("<!--", "<a id=", "</a>")) or node.content == "<br>"
            return " " if node.content == "<br>" else ""
        case "heading" | "paragraph" | "inline" | "em" | "strong" | "th" | "td":
            return "".join(map(read, with_gaps(node.children)))
        case "link":  # of an address, which leads where its words say
            address = "".join(map(read, node.children))
            assert node.attrs["href"] in {address, f"mailto:{address}", f"http://{address}"}
            return address
        case _:
            raise AssertionError(f"text became {node.type}")


# --- the same -------------------------------------------------------------------------------


@unhurried
@given(trees())
def test_any_tree_comes_back_block_by_block(tree: etree._ElementTree) -> None:
    note(etree.tostring(tree, encoding="unicode"))
    data = FORMATS["md"].emit(tree)
    note(data.decode())
    assert parsed(data) == expected(tree)


@unhurried
@given(trees())
def test_any_tree_passes_the_proof(tree: etree._ElementTree) -> None:
    note(etree.tostring(tree, encoding="unicode"))
    assert proof(tree, "md", FORMATS["md"].emit(tree)) == []


@pytest.mark.parametrize("text", NASTY, ids=repr)
def test_no_text_becomes_markup(text: str) -> None:
    tree = told(text)
    data = FORMATS["md"].emit(tree)
    assert parsed(data) == expected(tree)
    assert proof(tree, "md", data) == []


def test_the_reader_of_these_tests_sees_every_kind() -> None:
    found = parsed(FORMATS["md"].emit(told("字")))
    kinds = {"heading", "byline", "paragraph", "title", "cell", "label", "item"}
    assert {kind for kind, _ in found} == kinds | ANNOUNCED
    assert ("byline", "某局 字") in found
