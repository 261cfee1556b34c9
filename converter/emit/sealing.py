"""What ebooklib leaves out of an EPUB, or stamps with the clock, put right in one place.

- package: its language; no prefix that nothing uses
- navigation: the page-list; landmarks and page-list hidden; roles and ids
- NCX: its language, its true depth, its list of pages
- archive: `mimetype` first and stored, one order, one date, one set of permissions
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from lxml import etree

from converter.emit import labels
from converter.tei.names import XML_LANG

_XHTML = "{http://www.w3.org/1999/xhtml}"
_OPS = "{http://www.idpf.org/2007/ops}"
_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_FIRST = ("mimetype", "META-INF/container.xml", "EPUB/content.opf", "EPUB/nav.xhtml")

Pages = Sequence[tuple[str, str]]  # printed number, address


def seal(archive: bytes, lang: str, pages: Pages, when: datetime) -> bytes:
    """Give the finished archive of an EPUB that ebooklib wrote.

    `pages` are the printed pages in reading order; `when` is the date of every file.
    """
    with ZipFile(BytesIO(archive)) as written:
        files = {name: written.read(name) for name in written.namelist()}
    files["EPUB/content.opf"] = _package(files["EPUB/content.opf"], lang)
    files["EPUB/nav.xhtml"] = _navigation(files["EPUB/nav.xhtml"], lang, pages)
    files["EPUB/toc.ncx"] = _ncx(files["EPUB/toc.ncx"], lang, pages)
    rank = {name: n for n, name in enumerate(_FIRST)}
    out = BytesIO()
    with ZipFile(out, "w") as sealed:
        for name in sorted(files, key=lambda name: (rank.get(name, len(rank)), name)):
            info = ZipInfo(name, when.timetuple()[:6])
            info.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            info.create_system = 3  # Unix, wherever it is made
            info.external_attr = 0o100644 << 16
            sealed.writestr(info, files[name])
    return out.getvalue()


def _parse(xml: bytes) -> etree._Element:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, remove_blank_text=True))


def _serialise(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _package(xml: bytes, lang: str) -> bytes:
    package = _parse(xml)
    if "prefix" in package.attrib:
        del package.attrib["prefix"]
    package.set(XML_LANG, lang)
    etree.cleanup_namespaces(package)
    return _serialise(package)


def _navigation(xml: bytes, lang: str, pages: Pages) -> bytes:
    html = _parse(xml)
    body = html[-1]
    for nav in body.iter(f"{_XHTML}nav"):
        kind = nav.get(f"{_OPS}type", "")
        nav.set("id", kind)
        if kind == "landmarks":
            nav.set("hidden", "hidden")
    if pages:
        nav = etree.SubElement(
            body,
            f"{_XHTML}nav",
            {f"{_OPS}type": "page-list", "role": "doc-pagelist", "id": "page-list"},
        )
        nav.set("hidden", "hidden")
        etree.SubElement(nav, f"{_XHTML}h2").text = labels.of(lang).pages
        items = etree.SubElement(nav, f"{_XHTML}ol")
        for n, href in pages:
            item = etree.SubElement(items, f"{_XHTML}li")
            etree.SubElement(item, f"{_XHTML}a", {"href": href}).text = n
    return etree.tostring(
        html,
        encoding="utf-8",
        xml_declaration=True,
        pretty_print=True,
        doctype="<!DOCTYPE html>",
    )


def _ncx(xml: bytes, lang: str, pages: Pages) -> bytes:
    ncx = _parse(xml)
    ncx.set(XML_LANG, lang)
    points = list(ncx.iter(f"{_NCX}navPoint"))
    numbers = [int(n) for n, _ in pages if n.isdecimal()]
    facts = {
        "dtb:depth": str(max(map(_depth, points), default=0)),
        "dtb:totalPageCount": str(len(pages)),
        "dtb:maxPageNumber": str(max(numbers, default=0)),
    }
    for meta in ncx.iter(f"{_NCX}meta"):
        name = meta.get("name", "")
        meta.set("content", facts.get(name, meta.get("content", "")))
    for n, point in enumerate(points, 1):
        point.set("id", f"nav-{n}")
    if pages:
        _page_list(ncx, labels.of(lang).pages, pages, len(points))
    return _serialise(ncx)


def _depth(point: etree._Element) -> int:
    return 1 + sum(1 for _ in point.iterancestors(f"{_NCX}navPoint"))


def _page_list(
    ncx: etree._Element, title: str, pages: Iterable[tuple[str, str]], before: int
) -> None:
    listed = etree.SubElement(ncx, f"{_NCX}pageList")
    label = etree.SubElement(listed, f"{_NCX}navLabel")
    etree.SubElement(label, f"{_NCX}text").text = title
    valued: set[str] = (
        set()
    )  # a number may stand for one page alone; one that comes again is a label
    for n, (number, href) in enumerate(pages, 1):
        target = etree.SubElement(
            listed,
            f"{_NCX}pageTarget",
            {"id": f"page-{n}", "playOrder": str(before + n), "type": "normal"},
        )
        if number.isdecimal() and number not in valued:
            valued.add(number)
            target.set("value", number)
        label = etree.SubElement(target, f"{_NCX}navLabel")
        etree.SubElement(label, f"{_NCX}text").text = number
        etree.SubElement(target, f"{_NCX}content", {"src": href})
