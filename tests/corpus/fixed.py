"""The fixed part of the corpus, committed for the tests; `python -m tests.corpus.fixed`.

Its bytes depend on the versions of engines and tools, so it is written anew on purpose only.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.corpus.generate import Job, write

FIXED = Path(__file__).parent / "fixed"
SEED = 7
ISSUE = 3

# Publication, engine, extractor, wrap: each of these and each genre, magazines and papers.
CHOICE = (
    (904, "weasyprint", "pdftotext", "flipbook"),
    (933, "chromium", "pypdf", "flipbook"),
    (926, "typst", "pdftotext-raw", "bare"),
    (957, "chromium", "pdfminer", "formfeed"),
    (1084, "weasyprint", "pymupdf-joined", "bare"),
    (1067, "chromium", "pymupdf", "bare"),
    (994, "typst", "pymupdf-blocks", "blanks"),
    (1118, "weasyprint", "pypdf", "marked"),
    (934, "chromium", "pdftotext", "formfeed"),
    (1026, "typst", "pdftotext", "formfeed"),
    (971, "chromium", "pdftotext-layout", "formfeed"),
    (995, "typst", "pymupdf", "flipbook"),
)

# Three issues of one publication, for what is learnt from one and used for the others.
ISSUES = Path(__file__).parent / "issues" / "933"
SERIES = (1, 2, 3)


def jobs() -> list[Job]:
    """The documents of the fixed part."""
    return [
        Job(f"{number}-{engine}-{extractor}", SEED, number, ISSUE, engine, extractor, wrap)
        for number, engine, extractor, wrap in CHOICE
    ]


def series() -> list[Job]:
    """The issues of the one publication."""
    return [Job(f"933-{n}", 5, 933, n, "weasyprint", "pypdf", "bare") for n in SERIES]


if __name__ == "__main__":
    write(jobs(), FIXED, SEED)
    write(series(), ISSUES, 5)
    sys.exit(0)
