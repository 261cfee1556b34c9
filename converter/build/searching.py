"""What a folder holds that can be read: raw texts, and documents that are told by what they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

SUFFIXES = frozenset({".txt", ".text"})
"""Files of a folder that are taken for raw texts; a file named by itself may be called anything."""

_MB = 1_000_000
_MARKED = frozenset({".md", ".markdown", ".html", ".htm", ".xhtml", ".xml", ".hocr"})
"""Suffixes without which a file of words is no document: code and settings look like Markdown."""
_ABOUT = (
    "readme",
    "license",
    "licence",
    "changelog",
    "contributing",
    "converter.yaml",
)  # of a folder, and no document
_OUTPUTS = ("issue.xml", "ledger.json")
_STATES = frozenset({".converter-state.jsonl", ".converter-site.jsonl"})


def texts(folder: Path, limit: int) -> tuple[list[Path], list[Path]]:
    """Files below a folder that can be read, and those that are passed over, in a stable order.

    `limit` are the megabytes that a document may have. Hidden files, links to folders, what builds
    wrote, and files that tell of a folder are neither.
    """
    found: list[Path] = []
    skipped: list[Path] = []
    for path in _files(folder):
        if path.suffix.lower() in SUFFIXES or _is_document(path, limit):
            found.append(path)
        elif not path.name.lower().startswith(_ABOUT):
            skipped.append(path)
    return found, skipped


def _files(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if not _STATES.isdisjoint(names) or set(_OUTPUTS) <= set(names):
            folders[:] = []
            continue
        yield from (Path(where, name) for name in sorted(names) if not name.startswith("."))


def _is_document(path: Path, limit: int) -> bool:
    """Whether a file is of a format that is read.

    One that cannot be opened counts as such: its build says why.
    """
    from converter.read.layer import HEAD, READERS

    try:
        if not path.is_file() or path.stat().st_size > limit * _MB:
            return False
        with path.open("rb") as file:
            head = file.read(HEAD)
            if path.suffix.lower() in _MARKED:
                if path.name.lower().startswith(_ABOUT):
                    return False
                readers = [r for r in READERS if r.looks or r.begins.match(head)]
            else:
                readers = [r for r in READERS if not r.looks and r.begins.match(head)]
            if not any(r.begins.match(head) for r in readers):
                return False
            data = head + file.read()
    except OSError:
        return True
    return any(r.fits(data) and r.is_ready() for r in readers)
