"""The edition beside the source: the tree's elements by their ids, plainly."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from converter.tei.names import XML_ID, t

if TYPE_CHECKING:
    from lxml.etree import _Element, _ElementTree

_TAGS = {
    "p": "p",
    "ab": "p",
    "closer": "p",
    "byline": "p",
    "item": "li",
    "list": "ul",
    "figure": "figure",
    "table": "table",
    "row": "tr",
    "cell": "td",
    "div": "section",
    "label": "p",
    "front": "section",
    "body": "main",
    "name": "span",
    "date": "span",
    "bibl": "span",
    "title": "span",
    "author": "span",
    "biblScope": "span",
    "corr": "ins",
    "sic": "del",
}
_HEADS = {"article": "h2", "section": "h3", "column": "h1"}


def edition(tree: _ElementTree) -> tuple[str, str]:
    """The issue's title and its text as HTML, each element with its id as `data-id`."""
    root = tree.getroot()
    title = root.findtext(f".//{t('titleStmt')}/{t('title')}") or ""
    text = root.find(t("text"))
    return title, "".join(_children(text)) if text is not None else ""


def _children(element: _Element) -> Iterator[str]:
    if element.text and (element.text.strip() or not len(element)):
        yield escape(element.text)
    for child in element:
        if isinstance(child.tag, str):
            yield from _element(child)
        if child.tail and child.tail.strip("\n"):
            yield escape(child.tail)


def _element(element: _Element) -> Iterator[str]:
    name = str(element.tag).rpartition("}")[2]
    if name == "pb":
        number = escape(element.get("n") or "")
        yield f'<i class="pb" title="{escape(element.get("facs") or "")}">{number}</i>'
        return
    if name == "lb":
        yield "<br>"
        return
    if name == "gap":
        yield '<i class="gap">[…]</i>'
        return
    tag = _TAGS.get(name, "span")
    if name == "head":
        parent = element.getparent()
        kind = parent.get("type", "") if parent is not None else ""
        tag = _HEADS.get(kind, "h4" if kind != "contents" else "p")
        if parent is not None and parent.tag in (t("figure"), t("table"), t("list")):
            tag = "caption" if parent.tag == t("table") else "p"
    ident = element.get(XML_ID)
    place = f' data-id="{escape(ident)}"' if ident else ""
    key = element.get("n") if name == "item" else None
    note = f' data-key="{escape(key)}"' if key else ""
    kind = escape(" ".join(filter(None, (name, element.get("type")))))
    yield f'<{tag} class="{kind}"{place}{note}>'
    yield from _children(element)
    yield f"</{tag}>"
