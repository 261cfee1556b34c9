"""What is stale, and why: every document's inputs and outputs against what is known of them.

Contents are compared, never times: a file that was touched, copied or checked out again is the
same file. Nothing of the pipeline is loaded for this.
"""

from __future__ import annotations

import dataclasses
import enum
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from converter.build import document
from converter.build.config import Config
from converter.build.document import REVIEW, REVIEW_FILE, TREE, Job, Order
from converter.build.files import FileError, read_bytes
from converter.build.program import Program, changes
from converter.build.state import (
    CORRECTIONS,
    Library,
    Record,
    State,
    digest,
    keep,
    recall,
    source_path,
)
from converter.diagnostics import Diagnostic, diagnose
from converter.emit import FORMATS

_ALONE = 8  # documents; below, threads cost more than they gain
_PIECE = 1 << 20


class Need(enum.IntEnum):
    """How much of a document has to be made."""

    NOTHING = 0
    EDITIONS = 1
    ALL = 2


@dataclass(frozen=True, slots=True)
class Target:
    """One document: what has to be made of it, for which causes, and what is known of it.

    Without a `job` it cannot be made, for the error that stands as its cause.
    """

    path: Path
    need: Need
    causes: tuple[Diagnostic, ...]
    record: Record | None
    job: Job | None

    def what(self, lang: str) -> str:
        """What is to be made, in words: 'all', 'html, epub', 'nothing'."""
        if self.need is Need.EDITIONS and self.job is not None:
            return ", ".join(self.job.formats)
        words = ("nothing", "", "all") if lang != "zh" else ("不动", "", "全部")
        return words[self.need]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What all documents of a build have in common."""

    state: State
    library: Library
    program: Program
    config: Config
    order: Order
    force: bool = False


def plan(paths: Sequence[Path], at: Circumstances) -> list[Target]:
    """What has to be made of each source, in their order.

    A source that cannot be read is for its worker to report.
    """

    def look(path: Path) -> Target:
        return target(path, at)

    if len(paths) < _ALONE:
        return [look(path) for path in paths]
    from concurrent.futures import ThreadPoolExecutor

    # Reading and digesting let go of the interpreter. All threads end here, before any fork.
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as threads:
        return list(threads.map(look, paths, chunksize=1))


def target(path: Path, at: Circumstances) -> Target:
    """What has to be made of one source."""
    order, record = at.order, at.state.records.get(path.stem)
    folder = order.output / path.stem
    try:
        job = document.job(path, order, at.config)
    except FileError as error:
        return Target(path, Need.ALL, (error.diagnostic,), record, None)
    if record is None:
        return Target(path, Need.ALL, (diagnose("cause-new", path=str(path)),), None, job)
    if at.force:
        return Target(path, Need.ALL, (diagnose("cause-forced", path=str(path)),), record, job)
    record = dataclasses.replace(record, source=source_path(path, order.output))
    causes, record = _inputs(path, job, record, at)
    if causes:
        return Target(path, Need.ALL, tuple(causes), record, job)
    causes = [
        _lost(path, name, found)
        for name, wanted in record.files.items()
        if (found := content(folder / name)) != wanted
    ]
    if REVIEW in order.formats and REVIEW_FILE not in record.files:
        causes.append(diagnose("cause-format", path=str(path), file=REVIEW_FILE))
    if causes:
        return Target(path, Need.ALL, tuple(causes), record, job)
    stale: list[str] = []
    for name in order.formats:
        cause = _edition(path, name, record, at) if name not in (TREE, REVIEW) else None
        if cause is not None:
            stale.append(name)
            causes.append(cause)
    if stale:
        remake = dataclasses.replace(job, formats=tuple(stale), record=record)
        return Target(path, Need.EDITIONS, tuple(dict.fromkeys(causes)), record, remake)
    return Target(path, Need.NOTHING, (diagnose("cause-none", path=str(path)),), record, job)


def _inputs(
    path: Path, job: Job, record: Record, at: Circumstances
) -> tuple[list[Diagnostic], Record]:
    """Why a document has to be recognised again; the record, with its profile found anew."""
    place = str(path)
    try:
        data = read_bytes(path, at.order.max_megabytes)
    except FileError:
        return [diagnose("cause-source", path=place)], record
    causes = []
    if digest(data) != record.digest:
        causes.append(diagnose("cause-source", path=place))
    elif at.order.profile or at.library.detection != record.detection:
        name, record = _found_again(path, data, record, at)
        if name != record.profile:
            causes.append(
                diagnose("cause-other-profile", path=place, name=name, before=record.profile)
            )
    if not causes and at.library.described(record.profile) != record.described:
        before = at.state.library.profiles.get(record.profile, {})
        now = at.library.profiles.get(record.profile, {})
        if at.state.library.described(record.profile) != record.described:
            before = {}
        what = ", ".join(k for k in now if before.get(k) != now[k]) if before else "-"
        causes.append(diagnose("cause-profile", path=place, name=record.profile, what=what or "-"))
    corrections = digest(job.corrections[1]) if job.corrections else ""
    if corrections != record.corrections:
        causes.append(diagnose("cause-corrections", path=place))
    if at.program.recognition != record.program:
        causes.append(_program(place, record.program, at, editions=False))
    return causes, record


def _found_again(path: Path, data: bytes, record: Record, at: Circumstances) -> tuple[str, Record]:
    """Which profile fits now; what is said of that stands in the record's findings."""
    try:
        before = recall(record.findings, str(path), CORRECTIONS)
    except ValueError:
        return "", record  # a damaged state: no profile is called so
    others = [finding for finding in before if not finding.code.startswith("profile-")]

    def found(more: list[Diagnostic], detection: str) -> Record:
        kept = keep([*more, *others], str(path), CORRECTIONS)
        return dataclasses.replace(record, findings=kept, detection=detection)

    if at.order.profile:
        return at.config.profile(at.order.profile).name, found([], "")
    from converter.read import DecodingError

    try:
        name, finding = document.detected(path, data, at.config)
    except DecodingError:
        return record.profile, record
    return name, found([finding], at.library.detection)


def _edition(path: Path, format_: str, record: Record, at: Circumstances) -> Diagnostic | None:
    """Why an edition has to be made again."""
    name, place = FORMATS[format_].filename, str(path)
    made = record.editions.get(name)
    if made is None:
        return diagnose("cause-format", path=place, file=name)
    if made.tree != record.tree:
        return diagnose("cause-altered", path=place, file=name)
    if made.program != at.program.editions:
        return _program(place, made.program, at, editions=True)
    if made.epoch != at.order.epoch:
        return diagnose("cause-epoch", path=place)
    found = content(at.order.output / record.name / name)
    return None if found == made.digest else _lost(path, name, found)


def _program(place: str, before: str, at: Circumstances, *, editions: bool) -> Diagnostic:
    """A finding that names what of the program is another."""
    old = at.state.parts(before)
    now = at.program.made if editions else at.program.read
    what = changes(old, now) if old else ["-"]
    shown = ", ".join(what[:3]) + (f" (+{len(what) - 3})" if len(what) > 3 else "")
    return diagnose("cause-program", path=place, what=shown)


def _lost(path: Path, name: str, found: str) -> Diagnostic:
    code = "cause-altered" if found else "cause-missing"
    return diagnose(code, path=str(path), file=name)


def content(path: Path) -> str:
    """The digest of a file as it is; '' where there is none, `-` for what is no plain file."""
    try:
        fd = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return ""
    except OSError:
        return "-"
    hashed = hashlib.sha256()
    try:
        with os.fdopen(fd, "rb", buffering=0) as stream:
            while piece := stream.read(_PIECE):
                hashed.update(piece)
    except OSError:
        return "-"
    return hashed.hexdigest()[:32]


def gone(state: State, folder: Path, paths: Sequence[Path]) -> Iterator[Record]:
    """Records of documents whose sources are no more, in order."""
    asked = {path.stem for path in paths}
    for name in sorted(state.records.keys() - asked):
        record = state.records[name]
        if not (folder / record.source).exists():
            yield record
