"""The PDF edition: the HTML edition through its print style sheet, set by WeasyPrint."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from converter.emit import html, labels
from converter.tei.reading import read_edition

if TYPE_CHECKING:
    from lxml import etree

    from converter.emit import Options
    from converter.tei.records import Edition


def emit(tree: etree._ElementTree | Edition, options: Options) -> bytes:
    """Make the PDF edition of a tree, tagged (PDF/UA-1), with bookmarks and page numbers.

    Raises ModuleNotFoundError where the extra `kanwu-converter[pdf]` is not installed.
    """
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    edition = read_edition(tree)
    source = html.document(edition, options)
    around = map(html.css_string, labels.of(edition.lang).printed_page.split("{}"))
    names = dict(zip(("--before-page", "--after-page"), around, strict=True))
    said = "".join(f"{name}: {words};" for name, words in names.items())
    press = CSS(string=f":root {{ {said} }}\n{html.style('press.css')}")
    out = BytesIO()
    inside = URLFetcher(allowed_protocols=("data",))  # the edition is whole in itself
    HTML(string=source.decode(), url_fetcher=inside).write_pdf(
        out, pdf_variant="pdf/ua-1", stylesheets=[press]
    )
    return out.getvalue()
