"""What is stale, and why: every document's inputs and outputs against what is known of them.

Contents are compared, never times: a file that was touched, copied or checked out again is the
same file. Nothing of the pipeline is loaded for this.
"""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from converter.build import document
from converter.build.config import Config
from converter.build.document import (
    LEDGER_FILE,
    REVIEW,
    REVIEW_FILE,
    TREE,
    TREE_FILE,
    TREE_MEGABYTES,
    Job,
    Order,
)
from converter.build.files import FileError, read_bytes, refuse_link
from converter.build.program import Program, changes
from converter.build.state import (
    CORRECTIONS,
    Library,
    Made,
    Record,
    State,
    content,
    digest,
    keep,
    located,
    recall,
    source_path,
)
from converter.diagnostics import Diagnostic, diagnose
from converter.emit import FORMATS

_ALONE = 8  # documents; below, threads cost more than they gain


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
    name: str
    need: Need
    causes: tuple[Diagnostic, ...]
    record: Record | None
    job: Job | None

    def what(self, lang: str) -> str:
        """What is to be made, in words: 'all', 'html, epub', 'nothing'."""
        if self.job is None or self.need is Need.NOTHING:
            return "nothing" if lang != "zh" else "不动"
        if self.need is Need.EDITIONS:
            return ", ".join(self.job.formats)
        return "all" if lang != "zh" else "全部"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What all documents of a build have in common.

    `force` makes everything again, whatever was edited; `keep` accepts what was. `alike` are for a
    text the others whose corrections would be the same file.
    """

    state: State
    library: Library
    program: Program
    config: Config
    order: Order
    force: bool = False
    keep: bool = False
    alike: Mapping[Path, tuple[str, ...]] = field(default_factory=dict)


def plan(texts: Mapping[Path, str], at: Circumstances) -> list[Target]:
    """What has to be made of each source, which has its name, in their order.

    A source that cannot be read is for its worker to report.
    """

    def look(item: tuple[Path, str]) -> Target:
        return target(*item, at)

    if len(texts) < _ALONE:
        return [look(item) for item in texts.items()]
    from concurrent.futures import ThreadPoolExecutor

    # Reading and digesting let go of the interpreter. All threads end here, before any fork.
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as threads:
        return list(threads.map(look, texts.items(), chunksize=1))


def target(path: Path, name: str, at: Circumstances) -> Target:
    """What has to be made of one source."""
    record = at.state.records.get(name)
    if record is not None:
        record = dataclasses.replace(record, source=source_path(path, at.order.output))
    try:
        refuse_link(at.order.output, name)
        job = document.job(path, at.order, at.config, name=name, alike=at.alike.get(path, ()))
        need, causes, record, job = _wanted(job, record, at)
    except FileError as error:
        return Target(path, name, Need.ALL, (error.diagnostic,), record, None)
    if need is Need.NOTHING:
        causes = [diagnose("cause-none", path=str(path))]
    return Target(path, name, need, tuple(dict.fromkeys(causes)), record, job)


Wanted = tuple[Need, list[Diagnostic], Record | None, Job]


def _wanted(job: Job, record: Record | None, at: Circumstances) -> Wanted:
    """How much is to be made, why, and the job of it. Raises FileError for what must not be."""
    path, order = job.path, at.order
    place, folder = str(path), order.output / job.name
    if record is not None:
        job = dataclasses.replace(job, before=_other_editions(record, order))
    if at.force:
        code = "cause-new" if record is None else "cause-forced"
        return Need.ALL, [diagnose(code, path=place)], record, job
    known = record.outputs if record is not None else {}
    strange = tuple(n for n in _names(order) if n not in known and os.path.lexists(folder / n))
    if record is None:
        new = [diagnose("cause-new", path=place)]
        if at.keep:
            return Need.ALL, new, None, _kept(job, folder, strange)
        return Need.ALL, new, None, dataclasses.replace(job, unknown=strange)
    job = dataclasses.replace(job, unknown=strange)
    edited = _edited(folder, record, at)
    kept = [name for name in record.kept if name not in edited and os.path.lexists(folder / name)]
    causes, record = _inputs(path, job, record, at)
    if TREE_FILE in (*kept, *edited):
        # The tree is a person's: what the program would make of the text now does not concern it.
        causes = [c for c in causes if c.code in _OF_THE_TEXT]
    if causes and TREE_FILE in kept and not at.keep:
        words = "; ".join(cause.message() for cause in causes)
        raise FileError(diagnose("build-kept-stale", path=str(folder / TREE_FILE), reason=words))
    causes += [diagnose("cause-edited", path=place, file=name) for name in edited]
    if not causes:
        causes = [
            _lost(path, name, found)
            for name, wanted in record.files.items()
            if (found := content(folder / name)) != wanted
        ]
        if REVIEW in order.formats and REVIEW_FILE not in record.files:
            causes.append(diagnose("cause-format", path=place, file=REVIEW_FILE))
    if causes:
        agreed = "" if at.keep else record.tree
        job = _kept(dataclasses.replace(job, agreed=agreed), folder, [*kept, *edited])
        return Need.ALL, causes, record, job
    stale: list[str] = []
    for name in order.formats:
        cause = _edition(path, name, record, at) if name not in (TREE, REVIEW) else None
        if cause is not None:
            stale.append(name)
            causes.append(cause)
    if not stale:
        return Need.NOTHING, [], record, job
    return (
        Need.EDITIONS,
        causes,
        record,
        dataclasses.replace(job, formats=tuple(stale), record=record),
    )


# Causes that are the text's own, apart from what the program and its profiles make of it.
_OF_THE_TEXT = frozenset({"cause-source", "cause-corrections"})


def _names(order: Order) -> list[str]:
    """Names of the files that a document gets."""
    made = [FORMATS[name].filename for name in order.formats if name not in (TREE, REVIEW)]
    return [TREE_FILE, LEDGER_FILE, *([REVIEW_FILE] if REVIEW in order.formats else []), *made]


def _other_editions(record: Record, order: Order) -> dict[str, Made]:
    """Editions that are there, and of which this build makes none."""
    there = dict(record.editions)
    if REVIEW_FILE in record.files:
        there[REVIEW_FILE] = Made(record.files[REVIEW_FILE], record.tree, record.program)
    return {name: made for name, made in there.items() if name not in _names(order)}


def _edited(folder: Path, record: Record, at: Circumstances) -> list[str]:
    """Names of the outputs that somebody changed since, which have to be accepted by `keep`.

    The ledger is nobody's to edit, and is made again. Raises FileError where they are not
    accepted, and for a link in the place of an output, which is neither followed nor replaced.
    """
    begun = at.state.begun.get(record.name, ())
    edited = []
    for name in _names(at.order):
        wanted = record.outputs.get(name)
        found = content(folder / name) if wanted else ""
        if found in ("", wanted) or found in begun:
            continue
        if (folder / name).is_symlink():
            raise FileError(diagnose("build-link", path=str(folder / name)))
        if name != LEDGER_FILE:
            edited.append(name)
    if edited and not at.keep:
        where = folder / edited[0] if len(edited) == 1 else folder
        raise FileError(diagnose("build-edited", path=str(where), files=", ".join(edited)))
    return edited


def _kept(job: Job, folder: Path, names: Iterable[str]) -> Job:
    """The job with the files that a person edited, and the account on which they rest."""
    keep = {name: read_bytes(folder / name, TREE_MEGABYTES) for name in names}
    if TREE_FILE in keep:
        with contextlib.suppress(FileError):
            keep[LEDGER_FILE] = read_bytes(folder / LEDGER_FILE, TREE_MEGABYTES)
    return dataclasses.replace(job, keep=keep)


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
    elif at.order.taken != record.asked:
        causes.append(diagnose("cause-pages", path=place))
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
    # A file that does not say of which text it is was this one's while no other could be meant.
    unclear = job.corrections is not None and job.alike and b"source:" not in job.corrections[1]
    if unclear or corrections != record.corrections:
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
        name, finding = document.detected(path, data, at.config, at.order)
    except DecodingError:
        return record.profile, record
    return name, found([finding], at.library.detection)


def _edition(path: Path, format_: str, record: Record, at: Circumstances) -> Diagnostic | None:
    """Why an edition has to be made again."""
    name, place = FORMATS[format_].filename, str(path)
    made = record.editions.get(name)
    if name in record.kept:
        return None
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


def gone(state: State, folder: Path) -> Iterator[Record]:
    """Records of documents whose sources are no more, in order."""
    for name in sorted(state.records):
        record = state.records[name]
        if not located(record, folder).exists():
            yield record
