"""The PDF edition: the HTML edition through its print style sheet, set by WeasyPrint."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from converter.emit import html

if TYPE_CHECKING:
    from lxml import etree

    from converter.emit import Options
    from converter.tei.records import Edition


def emit(tree: etree._ElementTree | Edition, options: Options) -> bytes:
    """Make the PDF edition of a tree, tagged (PDF/UA-1), with bookmarks and page numbers.

    Raises ModuleNotFoundError where the extra `kanwu-converter[pdf]` is not installed.
    """
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    source = html.emit(tree, options)
    out = BytesIO()
    inside = URLFetcher(allowed_protocols=("data",))  # the edition is whole in itself
    HTML(string=source.decode(), url_fetcher=inside).write_pdf(out, pdf_variant="pdf/ua-1")
    return out.getvalue()
