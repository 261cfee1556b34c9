"""Pictures of every built edition, to be looked at: phone, desktop, dark, press, e-book.

python -m tests.editions.screenshots [BUILD] [OUT]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

from tests.editions.browser import chromium, picture, printed, show

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

PHONE, DESKTOP, READER = 360, 1280, 480


def main(build: Path, out: Path) -> int:
    """Take pictures of the documents of a build folder."""
    documents = sorted(path.parent for path in build.glob("*/issue.html"))
    if not documents:
        print(f"{build}: no editions; run `make` first", file=sys.stderr)
        return 2
    with chromium() as window:
        for document in documents:
            folder = out / document.name
            folder.mkdir(parents=True, exist_ok=True)
            _html(window, document / "issue.html", folder)
            _epub(window, document / "issue.epub", folder)
            print(folder)
    return 0


def _html(window: Chrome, page: Path, folder: Path) -> None:
    for name, width, dark in (
        ("phone", PHONE, False),
        ("desktop", DESKTOP, False),
        ("dark", DESKTOP, True),
    ):
        show(window, page, width, dark=dark)
        whole = window.execute_script("return document.documentElement.scrollHeight")
        for n, top in enumerate((0, 2000, whole // 2)):
            picture(window, folder / f"{name}-{n + 1}.png", top, 2000)
    show(window, page, DESKTOP)
    _pages(printed(window), folder)


def _pages(pdf: bytes, folder: Path) -> None:
    """Save a print, and pictures of its first pages where PyMuPDF is there to make them."""
    (folder / "print.pdf").write_bytes(pdf)
    try:
        import pymupdf
    except ModuleNotFoundError:
        print("PyMuPDF is not installed: the print stays a PDF", file=sys.stderr)
        return
    with pymupdf.open("pdf", pdf) as document:  # type: ignore[no-untyped-call]
        for n in range(min(3, len(document))):
            document[n].get_pixmap(dpi=96).save(folder / f"print-{n + 1}.png")


def _epub(window: Chrome, epub: Path, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as unpacked, ZipFile(epub) as archive:
        archive.extractall(unpacked)
        files = Path(unpacked) / "EPUB"
        known = {"cover.xhtml", "title.xhtml", "contents.xhtml", "nav.xhtml"}
        # The longest article shows most of what an article can hold.
        article = max(
            (path for path in files.glob("*.xhtml") if path.name not in known),
            key=lambda path: (path.stat().st_size, path.name),
        )
        for n, path in enumerate((files / "cover.xhtml", files / "contents.xhtml", article)):
            show(window, path, READER, 640)
            picture(window, folder / f"epub-{n + 1}.png", 0, 1600 if n else 640)


if __name__ == "__main__":
    sys.exit(
        main(
            Path(sys.argv[1] if len(sys.argv) > 1 else "build"),
            Path(sys.argv[2] if len(sys.argv) > 2 else "build/screenshots"),
        )
    )
