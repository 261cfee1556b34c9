"""The truth of an issue in the gold format (explicit text), and a perfect tree to check it with.

Conventions where the gold's description leaves room: `文/`, `作者：` and brackets around a byline
are markers like ● and do not belong to the byline, 本报记者 and 通讯员 name a post and do; words
of a photo credit belong to the caption; end marks, leaders and 下转 / 上接 belong to nothing.
"""

from __future__ import annotations

from typing import Any

import yaml
from lxml import etree

from tests.corpus.model import Article, Block, Entry, Issue
from tests.corpus.publications import Publication
from tests.corpus.typeset import furniture

TEI = "http://www.tei-c.org/ns/1.0"
NAMESPACES: Any = {None: TEI}
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


def gold(
    doc: str, pub: Publication, issue: Issue, contents: list[Entry], starts: dict[str, int]
) -> dict[str, Any]:
    """The gold annotation as data for YAML."""
    out: dict[str, Any] = {
        "doc": doc,
        "source": f"{doc}.txt",
        "masthead": {
            k: v[0] if len(v) == 1 else v for k, v in furniture.masthead(pub, issue).items()
        },
        "contents": [
            {"column": e.column, "title": e.title, "author": e.author, "page": e.page}
            for e in contents
        ],
        "true_spaces": sorted(_spaces(issue)),
        "articles": [_article(a, starts.get(a.id)) for a in issue.articles],
        "furniture": [],
    }
    return out


def _spaces(issue: Issue) -> set[str]:
    """Texts whose inner spaces an edition keeps: slogans, two-part headings, names in credits.

    A main title of two lines stands here as well, for a tree that has them in one head. None
    contains another, for the scorer would count the inner one as lost.
    """
    out: set[str] = set()
    for a in issue.articles:
        out |= {t for t in (a.kicker, a.name, a.sub) if " " in t}
        for b in a.blocks:
            if b.kind in ("h", "caption", "credit") and " " in b.text:
                out.add(b.text)
    return {t for t in out if not any(t in u and t != u for u in out)}


def _article(a: Article, page: int | None) -> dict[str, Any]:
    out: dict[str, Any] = {
        "id": a.id,
        "column": a.column,
        "title": [t for t in (a.kicker, *a.main, a.sub) if t],
        "byline": [a.byline.text] if a.byline else [],
    }
    if page is not None:
        out["page"] = page
    out["blocks"] = [_block(b) for b in a.blocks]
    return out


def _block(b: Block) -> dict[str, Any]:
    if b.kind == "table":
        return {"kind": "table", "text": b.text, "rows": [list(r) for r in b.rows]}
    out: dict[str, Any] = {"kind": b.kind, "text": b.text}
    if b.kind == "entry":
        out |= {"label": b.label, "when": b.when}
    return out


def dump(data: dict[str, Any]) -> str:
    """YAML of a gold annotation."""
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000)


def tree(data: dict[str, Any]) -> bytes:
    """The perfect tree of a gold annotation: what a converter without faults writes."""
    root = etree.Element(f"{{{TEI}}}TEI", nsmap=NAMESPACES)
    text = _sub(root, "text")
    front = _sub(text, "front")
    fields = _sub(_sub(front, "div", type="masthead"), "list")
    for key, value in data["masthead"].items():
        for one in value if isinstance(value, list) else [value]:
            _sub(fields, "item", one, n=key)
    listing = _sub(front, "div", type="contents")
    columns: dict[str, Any] = {}
    for e in data["contents"]:
        if e["column"] not in columns:
            columns[e["column"]] = _sub(listing, "list")
            if e["column"]:
                _sub(columns[e["column"]], "head", e["column"])
        bibl = _sub(_sub(columns[e["column"]], "item"), "bibl")
        _sub(bibl, "title", e["title"])
        if e["author"]:
            _sub(bibl, "author", e["author"])
        _sub(bibl, "biblScope", str(e["page"]), unit="page")
    body = _sub(text, "body")
    for a in data["articles"]:
        place = body
        if a["column"]:
            place = _sub(body, "div", type="column")
            _sub(place, "head", a["column"])
        div = _sub(place, "div", type="article")
        div.set(XML_ID, a["id"])
        for line in a["title"]:
            _sub(div, "head", line, type="main")
        for b in a["byline"]:
            _sub(div, "byline", b)
        _blocks(div, a["blocks"])
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _blocks(div: Any, blocks: list[dict[str, Any]]) -> None:
    place = div
    for b in blocks:
        kind = b["kind"]
        if kind == "h":
            place = _sub(div, "div", type="section")
            _sub(place, "head", b["text"])
        elif kind == "p":
            _sub(place, "p", b["text"])
        elif kind == "caption":
            _sub(_sub(place, "figure"), "head", b["text"])
        elif kind == "credit":
            _sub(place, "closer", b["text"])
        elif kind == "entry":
            listing = _sub(place, "list", type="chronicle")
            label = _sub(listing, "label")
            start, _, end = b["when"].partition("/")
            when = {"from": start, "to": end} if end else {"when": start} if start else {}
            _sub(label, "date", b["label"], **when)
            _sub(listing, "item", b["text"])
        elif kind == "table":
            table = _sub(place, "table")
            _sub(table, "head", b["text"])
            for i, row in enumerate(b["rows"]):
                line = _sub(table, "row", **({"role": "label"} if i == 0 else {}))
                for cell in row:
                    _sub(line, "cell", cell)


def _sub(parent: Any, tag: str, text: str = "", **attributes: str) -> Any:
    element = etree.SubElement(parent, f"{{{TEI}}}{tag}", attributes)
    element.text = text or None
    return element
