"""The output folder as a site: `index.html`, which lists what is in it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from converter.build.files import FileError, read_bytes, write
from converter.build.plan import gone
from converter.build.state import Record, State, content, digest
from converter.diagnostics import Diagnostic, diagnose
from converter.doubts import verdict

NAME = "index.html"
_MARK = b'<meta name="generator" content="converter">'
_KEPT = "kept"  # in the place of what it was made from: a person's
_NO_FILE = "-"  # the digest of what is no plain file, but a link or a folder
_START = 4000  # bytes, in which a page of ours has named itself


def update(
    folder: Path, state: State, program: str, *, force: bool = False, keep: bool = False
) -> tuple[str, Diagnostic | None]:
    """Write the list of issues where it is not what it should be.

    Returns what the state has to keep of it, and what is to be said. A list that is not as it was
    written is left, unless `force`; `keep` accepts it for good. Raises FileError.
    """
    path = folder / NAME
    records = listed(folder, state)
    facts = [(r.name, dataclasses.astuple(r.card), current(r), judgement(r)) for r in records]
    wanted = digest(json.dumps([program, facts]).encode())
    there, known = content(path), state.site.rpartition(" ")[2]
    if there and state.site == f"{wanted} {there}":
        return state.site, None
    from converter.emit.index import Listed, emit, listable

    made = emit([Listed(r.card, r.name, listable(current(r)), judgement(r)) for r in records])
    if there not in ("", known, digest(made)) or is_kept(state):
        edited = bool(known) and there != _NO_FILE
        if keep and edited:
            return f"{_KEPT} {there}", None
        if edited and not force and state.site != f"{_KEPT} {there}":
            return state.site, diagnose("build-edited", path=str(path), files=NAME)
        if not (force and (edited or ours(path))):
            return state.site, diagnose("build-index-kept", path=str(path))
    write(folder, {NAME: made})
    return f"{wanted} {digest(made)}", None


def is_kept(state: State) -> bool:
    """Whether the list is a person's."""
    return state.site.startswith(_KEPT)


def listed(folder: Path, state: State) -> list[Record]:
    """The records that the list is of, in order: an output whose source is gone is not in it."""
    away = {record.name for record in gone(state, folder)}
    return [state.records[name] for name in sorted(state.records.keys() - away)]


def current(record: Record) -> list[str]:
    """Names of the record's files that belong to its tree."""
    editions = [name for name, made in record.editions.items() if made.tree == record.tree]
    return sorted([*record.files, *editions])


def judgement(record: Record) -> str:
    """The verdict on a record's document; '' on one in a language that is not read."""
    sound = dict(record.summary).get("sound")
    return "" if sound is None else verdict(sound / 100)


def ours(path: Path) -> bool:
    """Whether a page says that it is a list of ours, when no state is left to know it by."""
    if path.is_symlink():
        return False
    try:
        return _MARK in read_bytes(path)[:_START]
    except FileError:
        return False
