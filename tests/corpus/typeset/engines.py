"""HTML or Typst source to PDF, by engines run as their makers mean them to be run."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

ENGINES = ("weasyprint", "typst", "chromium")


def weasyprint(html: str) -> bytes:
    """PDF of an HTML document by WeasyPrint."""
    from weasyprint import HTML

    pdf = HTML(string=html).write_pdf()
    assert pdf is not None
    return bytes(pdf)


def chromium(html: str) -> bytes:
    """PDF of an HTML document by headless Chromium."""
    program = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if program is None:
        raise FileNotFoundError("Chromium is not installed")
    with tempfile.TemporaryDirectory() as name:
        page, pdf = Path(name) / "page.html", Path(name) / "page.pdf"
        page.write_text(html, encoding="utf-8")
        subprocess.run(
            [
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-pdf-header-footer",
                f"--user-data-dir={name}/profile",
                f"--print-to-pdf={pdf}",
                str(page),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return pdf.read_bytes()


def typst(source: str) -> bytes:
    """PDF of a Typst source."""
    import typst as engine

    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "main.typ"
        path.write_text(source, encoding="utf-8")
        pdf = engine.compile(str(path))
        assert isinstance(pdf, bytes)
        return pdf
