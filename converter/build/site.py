"""The output folder as a site: `index.html`, which lists what is in it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from converter.build.files import FileError, read_bytes, write
from converter.build.plan import content
from converter.build.state import Record, State, digest
from converter.diagnostics import Diagnostic, diagnose

NAME = "index.html"
_MARK = b'<meta name="generator" content="converter">'
_START = 4000  # bytes, in which a page of ours has named itself


def update(folder: Path, state: State, program: str) -> tuple[str, Diagnostic | None]:
    """Write the list of issues where it is not what it should be.

    Returns what the state has to keep of it, and what is to be said. An edition is listed where it
    is one of the tree that is there. Raises FileError.
    """
    path = folder / NAME
    records = [state.records[name] for name in sorted(state.records)]
    facts = [(r.name, dataclasses.astuple(r.card), _current(r)) for r in records]
    wanted = digest(json.dumps([program, facts]).encode())
    there = content(path)
    if there and state.site == f"{wanted} {there}":
        return state.site, None
    if there and not state.site.endswith(f" {there}") and not _ours(path):
        return "", diagnose("build-index-kept", path=str(path))
    from converter.emit.index import Listed, emit, listable

    page = emit([Listed(r.card, r.name, listable(_current(r))) for r in records])
    write(folder, {NAME: page})
    return f"{wanted} {digest(page)}", None


def _current(record: Record) -> list[str]:
    """Names of the record's files that belong to its tree."""
    editions = [name for name, made in record.editions.items() if made.tree == record.tree]
    return sorted([*record.files, *editions])


def _ours(path: Path) -> bool:
    """Whether a page says that it is a list of ours, when no state is left to know it by."""
    try:
        return _MARK in read_bytes(path)[:_START]
    except FileError:
        return False
