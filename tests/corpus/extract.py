"""PDF to raw text by real tools, page by page, each with its own ills left as they are."""

from __future__ import annotations

import importlib
import io
import logging
import subprocess
from collections.abc import Callable
from typing import Any


def _poppler(*options: str) -> Callable[[bytes], list[str]]:
    def run(pdf: bytes) -> list[str]:
        done = subprocess.run(
            ["pdftotext", *options, "-enc", "UTF-8", "-", "-"],
            input=pdf,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode("utf-8").removesuffix("\f").split("\f")

    return run


def pymupdf_text(pdf: bytes) -> list[str]:
    """PyMuPDF's plain text."""
    pymupdf: Any = importlib.import_module("pymupdf")

    with pymupdf.open(stream=pdf, filetype="pdf") as doc:
        return [page.get_text("text") for page in doc]


def pymupdf_blocks(pdf: bytes) -> list[str]:
    """PyMuPDF's blocks, sorted by place on the page, a blank line between."""
    pymupdf: Any = importlib.import_module("pymupdf")

    with pymupdf.open(stream=pdf, filetype="pdf") as doc:
        return [
            "\n\n".join(b[4].strip("\n") for b in page.get_text("blocks", sort=True) if b[6] == 0)
            for page in doc
        ]


def pymupdf_joined(pdf: bytes) -> list[str]:
    """PyMuPDF's blocks with their lines joined by a space, as many scripts do."""
    pymupdf: Any = importlib.import_module("pymupdf")

    with pymupdf.open(stream=pdf, filetype="pdf") as doc:
        return [
            "\n\n".join(
                " ".join(b[4].split("\n")).strip() for b in page.get_text("blocks") if b[6] == 0
            )
            for page in doc
        ]


def pdfminer(pdf: bytes) -> list[str]:
    """pdfminer.six with its default layout analysis."""
    from pdfminer.high_level import extract_text

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    return extract_text(io.BytesIO(pdf)).removesuffix("\f").split("\f")


def pypdf(pdf: bytes) -> list[str]:
    """pypdf's plain text."""
    from pypdf import PdfReader

    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


EXTRACTORS: dict[str, Callable[[bytes], list[str]]] = {
    "pdftotext": _poppler(),
    "pdftotext-raw": _poppler("-raw"),
    "pdftotext-layout": _poppler("-layout"),
    "pymupdf": pymupdf_text,
    "pymupdf-blocks": pymupdf_blocks,
    "pymupdf-joined": pymupdf_joined,
    "pdfminer": pdfminer,
    "pypdf": pypdf,
}
