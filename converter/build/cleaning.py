"""What a build wrote, taken away again: that and nothing else."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from converter.build import site, state
from converter.build.files import STDIN_FILE, STDIN_FOLDER, FileError, reason, refuse_link, sweep
from converter.build.plan import gone
from converter.build.state import content
from converter.diagnostics import Diagnostic, diagnose


@dataclass(frozen=True, slots=True)
class Doomed:
    """A file that goes, or, with a finding, one that stays."""

    path: Path
    finding: Diagnostic | None = None


def clean(
    folder: Path,
    names: Collection[str] = (),
    *,
    only_gone: bool = False,
    force: bool = False,
    dry_run: bool = False,
) -> Iterator[Doomed]:
    """Remove what builds wrote into a folder that the caller holds; give each file in turn.

    All of it, or that of the documents named, or of those whose sources are gone. A file that is
    not what was written stays, unless `force`. Folders go when they are empty. Raises FileError.
    """
    known = state.load(folder)
    records = {r.name: r for r in gone(known, folder)} if only_gone else dict(known.records)
    if names:
        records = {n: r for n, r in records.items() if n in names}
    whole = not names and not only_gone
    for name in sorted(records):
        try:
            refuse_link(folder, name)
        except FileError as error:
            yield Doomed(folder / name, error.diagnostic)
            continue
        # What a person edited is theirs, accepted or not: it is never what was written.
        outputs = {**records[name].outputs, **dict.fromkeys(records[name].kept, "")}
        for file in sorted(outputs):
            found = _remove(folder / name / file, outputs[file], force=force, dry_run=dry_run)
            if found is not None:
                yield found
        if not dry_run:
            sweep(folder / name)
            _remove_empty(folder, name)
            known.records.pop(name)
    if whole and known.site:
        digest = "" if site.is_kept(known) else known.site.rpartition(" ")[2]
        found = _remove(folder / site.NAME, digest, force=force, dry_run=dry_run)
        if found is not None:
            yield found
    if dry_run:
        return
    if not whole:
        known.site, problem = site.update(folder, known, _program(known))
        if problem is not None:
            yield Doomed(folder / site.NAME, problem)
        state.save(folder, known)
        return
    kept = folder / STDIN_FOLDER / STDIN_FILE
    for path in (folder / state.NAME, *state.shards(folder), kept):
        path.unlink(missing_ok=True)
    for empty in (kept.parent, folder):
        with contextlib.suppress(OSError):
            empty.rmdir()


def _remove_empty(folder: Path, name: str) -> None:
    """Take away a document's folder, and those above it that were made for it, where empty."""
    with contextlib.suppress(OSError):
        for part in (Path(name), *list(Path(name).parents)[:-1]):
            (folder / part).rmdir()


def _program(known: state.State) -> str:
    """The digest of the program that made the editions that remain."""
    made = [m.program for r in known.records.values() for m in r.editions.values()]
    return made[0] if made else ""


def _remove(path: Path, wanted: str, *, force: bool, dry_run: bool) -> Doomed | None:
    found = content(path)
    if not found:
        return None
    if found != wanted and not force:
        return Doomed(path, diagnose("clean-altered", path=str(path)))
    if not dry_run:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            finding = diagnose("write-failed", path=str(path), reason=reason(error))
            raise FileError(finding) from error
    return Doomed(path)
