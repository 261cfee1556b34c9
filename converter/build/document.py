"""One document from source file to output files: the unit of work of every build."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from converter.build.config import Config
from converter.build.files import MAX_MEGABYTES, FileError, read_bytes, whole, write
from converter.build.limits import MAX_MEMORY, MAX_SECONDS, OverLimitError, limited
from converter.build.state import (
    Made,
    Record,
    Summary,
    begin_files,
    content,
    digest,
    keep,
    recall,
    source_path,
)
from converter.diagnostics import Diagnostic, Severity, diagnose
from converter.emit.card import card
from converter.profile.builtin import FALLBACK

if TYPE_CHECKING:
    from lxml.etree import _ElementTree

    from converter.corrections import Correction
    from converter.pipeline import Result
    from converter.profile import Profile
    from converter.read import Asked
    from converter.tei.records import Edition

V = TypeVar("V")

TREE = "xml"
"""The format that is the tree itself; its file and the ledger are written by every build."""
TREE_FILE = "issue.xml"
LEDGER_FILE = "ledger.json"
REVIEW = "review"
"""The format that is no edition: what was decided, and why, made by recognition itself."""
REVIEW_FILE = "review.html"

TREE_MEGABYTES = 1000  # our own output, as large as it came


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted of a build, apart from the document: safe to send to another process.

    `formats` are names of `--format`. `profile` is a name, a path, or '' for the one detected.
    `corrections` is a file to use in place of the folder's. `epoch` is SOURCE_DATE_EPOCH.
    `recognition` and `editions` are the digests of the program that is to do it, `detection` that
    of what decides which profile fits. `pages` are the first and the last one to be taken (0: to
    the end), and `images` whether pictures are, of a document that has any. `journal` is the file
    of the output folder in which it is noted what is about to be written.
    """

    output: Path
    formats: tuple[str, ...]
    profile: str = ""
    corrections: Path | None = None
    max_megabytes: int = MAX_MEGABYTES
    max_seconds: int = MAX_SECONDS
    max_memory: int = MAX_MEMORY
    epoch: int | None = None
    debug: bool = False
    recognition: str = ""
    editions: str = ""
    detection: str = ""
    journal: str = ""
    pages: tuple[int, int] = (1, 0)
    images: bool = True

    @property
    def taken(self) -> str:
        """What is taken of a document, in one word; '' for all of it."""
        if self.pages == (1, 0) and self.images:
            return ""
        return f"{self.pages[0]}-{self.pages[1] or ''}{'' if self.images else ' no images'}"


def pages_of(taken: str) -> tuple[int, int, bool]:
    """First page, last page and whether pictures were taken, from what `Order.taken` says."""
    pages, _, rest = taken.partition(" ")
    first, _, last = pages.partition("-")
    return int(first or 1), int(last or 0), not rest


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document: the folder written ('' where it failed), facts, findings.

    One that is `fresh` was left as it is; its findings are those of the build that made it.
    """

    source: str
    folder: str
    summary: Summary
    diagnostics: tuple[Diagnostic, ...]
    fresh: bool = False

    @property
    def failed(self) -> bool:
        """Whether nothing was written."""
        return not self.folder

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(d.severity is severity for d in self.diagnostics)


class _Failed(Exception):  # noqa: N818 - carries findings, is no error of its own
    def __init__(self, *diagnostics: Diagnostic) -> None:
        self.diagnostics = diagnostics
        super().__init__()


def build(path: Path, order: Order, config: Config) -> Outcome:
    """Convert one source and write its outputs into the folder of its name in `order.output`.

    Never raises for what is wrong with the source, the configuration or the disk: that is in the
    outcome's diagnostics. Where one of them is an error, nothing is written.
    """
    return delivered(produce(job(path, order, config), order, config), order).outcome


@dataclass(frozen=True, slots=True)
class Job:
    """One document to be made: safe to send to another process, or to another machine.

    `name` is its folder's, below the one for all. `corrections` are the path of their file, for
    messages, and its bytes; `alike` names other texts that could be meant by it as well. `data` are
    the source's bytes where the worker cannot read it. Where a `record` is given its tree holds,
    and only the editions of `formats` are to be made of it; `tree` are its bytes, likewise.

    `before` are editions that are there and stay. Files that are `unknown` may be anybody's: they
    are written only where they are the same. The files in `keep` are a person's and stay as they
    are; where `agreed` is the digest of a tree, only if that is what comes out.
    """

    path: Path
    name: str
    formats: tuple[str, ...]
    corrections: tuple[str, bytes] | None = None
    alike: tuple[str, ...] = ()
    record: Record | None = None
    data: bytes | None = None
    tree: bytes | None = None
    before: Mapping[str, Made] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    keep: Mapping[str, bytes] = field(default_factory=dict)
    agreed: str = ""


@dataclass(frozen=True, slots=True)
class Product:
    """What a job gave: the outcome, its record, and the files where they are not written yet.

    `unknown` is the job's.
    """

    outcome: Outcome
    record: Record | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


def job(
    path: Path, order: Order, config: Config, *, name: str = "", alike: Sequence[str] = ()
) -> Job:
    """The job of making a document and all its editions. Raises FileError."""
    where = order.corrections or config.corrections_path(path)
    corrections = None if where is None else (str(where), read_bytes(where))
    return Job(path, name or path.stem, order.formats, corrections, tuple(alike))


def produce(job: Job, order: Order, config: Config) -> Product:
    """Make a document's files; they are not written yet.

    Never raises, but for `order.debug`; see `build`.
    """
    path = str(job.path)
    try:
        with limited(order.max_seconds, order.max_memory):
            return _produced(job, order, config)
    except OverLimitError:
        return _failed(job, [diagnose("build-too-long", path=path, limit=order.max_seconds)])
    except MemoryError:
        return _failed(job, [diagnose("build-too-much", path=path, limit=order.max_memory)])


def _produced(job: Job, order: Order, config: Config) -> Product:
    """The same, without limits."""
    if job.record is not None:
        product = _remade(job, job.record, order)
        if product is not None:
            return product
    found: list[Diagnostic] = []
    taken = Taken()
    result = _guarded(job, order, config, found, taken)
    if result is None:
        return _failed(job, found)
    try:
        edition, files = _recognised_files(result, job.formats)
        tree, summary = result.tree, tuple(result.summary)
        if job.keep.get(TREE_FILE, files[TREE_FILE]) != files[TREE_FILE]:
            edition, tree = _taken_over(job, result, files, order)
        del result  # what was decided, and why, is most of what a long text holds
        made = _editions(edition, job.formats, order)
        kept = _hand(job, files, made)
        found += _unproved(tree, files, _without(made, kept), order, job)
        found += _quarrels(job, kept, digest(files[TREE_FILE]), order)
    except MemoryError:
        raise
    except _Failed as failure:
        return _failed(job, [*found, *failure.diagnostics])
    except Exception as error:
        if order.debug:
            raise
        return _failed(job, [*found, _internal(job.path, error)])
    if any(d.severity is Severity.ERROR for d in found):
        return _failed(job, found)
    where = job.corrections[0] if job.corrections else ""
    digests = {name: digest(data) for name, data in files.items()}
    editions = {**_without(job.before, files), **_made(made, digests[TREE_FILE], order)}
    record = Record(
        name=job.name,
        source=source_path(job.path, order.output),
        digest=taken.source,
        profile=taken.profile,
        described=taken.described,
        detection="" if order.profile else order.detection,
        corrections=digest(job.corrections[1]) if job.corrections else "",
        program=order.recognition,
        files=digests,
        editions=editions,
        summary=summary,
        findings=keep(found, str(job.path), where),
        card=card(edition),
        kept=kept,
        asked=order.taken,
    )
    return Product(_outcome(job, order, record, found), record, {**files, **made}, job.unknown)


def _without(files: Mapping[str, V], names: Collection[str]) -> dict[str, V]:
    return {name: value for name, value in files.items() if name not in names}


def _taken_over(
    job: Job, result: Result, files: dict[str, bytes], order: Order
) -> tuple[Edition, _ElementTree]:
    """A person's tree, for the place of the one recognised; its account is put into `files`.

    The account goes on from the one on which the person's tree rests, where that is of this text;
    where it holds as it is, it stays: the text may be another since. Raises _Failed.
    """
    from converter.build.proving import faults
    from converter.ledger import LedgerError, verify
    from converter.ledger.amending import amended
    from converter.tei.reading import read_edition
    from converter.tei.validate import TreeError, parse_tree

    data = job.keep[TREE_FILE]
    mine = job.keep.get(LEDGER_FILE, b"")
    where = str(order.output / job.name / TREE_FILE)
    try:
        tree = parse_tree(data)
        _stop_at_errors(faults(tree, where), told=True)
        try:
            verify(data, mine, tree)
        except LedgerError:
            mine = amended(result.source, (mine, files[LEDGER_FILE]), tree).dump(data)
            verify(data, mine, tree)
    except TreeError as error:
        raise _Failed(diagnose("tree-syntax", path=where, reason=error)) from error
    except LedgerError as error:
        if result.source.digest.encode() not in data:
            raise _Failed(diagnose("build-keep-late", path=where)) from error
        raise _Failed(diagnose("ledger-failed", path=where, reason=error)) from error
    files[LEDGER_FILE] = mine
    return read_edition(tree), tree


def _hand(job: Job, files: dict[str, bytes], made: dict[str, bytes]) -> tuple[str, ...]:
    """Put a person's files into their places; the names of those that are not as they are made."""
    kept = []
    for name, data in job.keep.items():
        if name == LEDGER_FILE:
            continue
        place = files if name in (TREE_FILE, REVIEW_FILE) else made
        if place.get(name) != data:
            kept.append(name)
        place[name] = data
    return tuple(sorted(kept))


def _quarrels(job: Job, kept: Sequence[str], tree: str, order: Order) -> Iterator[Diagnostic]:
    """Findings where a person's files were accepted for another tree than came out."""
    for name in kept:
        where = str(order.output / job.name / name)
        if job.agreed not in ("", tree):
            words = "its tree is another now"
            yield diagnose("build-kept-stale", path=where, reason=words)
        else:
            yield diagnose("build-kept", path=where)


def delivered(product: Product, order: Order) -> Product:
    """Write a product's files. A file that cannot be written fails the document, told in it.

    So does one that is there and that no build is known to have written.
    """
    if not product.files or product.record is None:
        return product
    folder, outcome = order.output / product.record.name, product.outcome
    strange = [
        diagnose("build-unknown", path=str(folder / name))
        for name in product.unknown
        if name in product.files and content(folder / name) not in ("", digest(product.files[name]))
    ]
    if strange:
        return Product(Outcome(outcome.source, "", (), (*outcome.diagnostics, *strange)))
    try:
        if order.journal:
            begin_files(order.output, order.journal, product.record)
        write(folder, product.files)
    except FileError as error:
        found = (*outcome.diagnostics, error.diagnostic)
        return Product(Outcome(outcome.source, "", (), found))
    return Product(product.outcome, product.record)


def _remade(job: Job, record: Record, order: Order) -> Product | None:
    """Editions of the tree that was written before; None where that tree is not there any more."""
    from converter.tei.validate import TreeError, parse_tree

    try:
        path = order.output / record.name / TREE_FILE
        data = job.tree if job.tree is not None else read_bytes(path, TREE_MEGABYTES)
        if digest(data) != record.tree:
            return None
        document = parse_tree(data)
        made = _editions(document, job.formats, order)
        if wrong := _unproved(document, {}, made, order, job):
            return _failed(job, wrong)
    except (FileError, TreeError):
        return None
    except MemoryError:
        raise
    except Exception as error:
        if order.debug:
            raise
        return _failed(job, [_internal(job.path, error)])
    editions = {**record.editions, **_made(made, record.tree, order)}
    record = dataclasses.replace(record, editions=editions)
    where = job.corrections[0] if job.corrections else ""
    found = recall(record.findings, str(job.path), where)
    return Product(_outcome(job, order, record, found), record, made, job.unknown)


def _outcome(job: Job, order: Order, record: Record, found: Iterable[Diagnostic]) -> Outcome:
    return Outcome(str(job.path), str(order.output / record.name), record.summary, tuple(found))


def _failed(job: Job, found: Iterable[Diagnostic]) -> Product:
    return Product(Outcome(str(job.path), "", (), tuple(found)))


def _internal(path: Path, error: Exception) -> Diagnostic:
    words = f"{type(error).__name__}: {error}"[:200]
    return diagnose("build-internal", path=str(path), reason=words)


def _made(files: Mapping[str, bytes], tree: str, order: Order) -> dict[str, Made]:
    return {n: Made(digest(data), tree, order.editions, order.epoch) for n, data in files.items()}


@dataclass(slots=True)
class Taken:
    """What a recognition took in, as digests."""

    source: str = ""
    profile: str = ""
    described: str = ""


def recognised(path: Path, order: Order, config: Config) -> tuple[Result | None, list[Diagnostic]]:
    """What the pipeline makes of a source, and all findings; None where one of them is an error.

    Never raises, but for `order.debug`.
    """
    found: list[Diagnostic] = []
    try:
        asked = job(path, order, config)
    except FileError as error:
        return None, [error.diagnostic]
    return _guarded(asked, order, config, found, Taken()), found


def _guarded(
    job: Job, order: Order, config: Config, found: list[Diagnostic], taken: Taken
) -> Result | None:
    try:
        result = _recognise(job, order, config, found, taken)
        _stop_at_errors(found)
    except _Failed as failure:
        found += failure.diagnostics
    except FileError as error:
        found.append(error.diagnostic)
    except MemoryError:
        raise
    except Exception as error:
        if order.debug:
            raise
        found.append(_internal(job.path, error))
    else:
        return result
    return None


def _stop_at_errors(found: Sequence[Diagnostic], *, told: bool = False) -> None:
    """Raise _Failed where a finding is an error; with the findings, where they are to be `told`."""
    if any(d.severity is Severity.ERROR for d in found):
        raise _Failed(*(found if told else ()))


def _recognise(
    job: Job, order: Order, config: Config, found: list[Diagnostic], taken: Taken
) -> Result:
    """Read a source and run the pipeline over it; findings are added to `found`.

    Raises FileError for what cannot be read, _Failed with the findings for all else.
    """
    from converter import pipeline
    from converter.build.profiles import described
    from converter.ledger import LedgerError
    from converter.read import DecodingError

    path = job.path
    data = job.data if job.data is not None else read_bytes(path, order.max_megabytes)
    taken.source = digest(data)
    try:
        profile = _profile(path, data, order, config, found)
        taken.profile, taken.described = profile.name, described(profile)
        corrections = _corrections(job, data, order, found)
        result = pipeline.convert(
            data,
            path.name,
            profile=profile,
            corrections=corrections,
            asked=_asked(order),
        )
    except DecodingError as error:
        raise _Failed(error.finding(str(path))) from error
    except LedgerError as error:
        raise _Failed(
            diagnose("ledger-failed", path=str(path), line=error.line, reason=error)
        ) from error
    found += [_placed(d, path) for d in result.diagnostics]
    return result


def _asked(order: Order) -> Asked:
    from converter.read import Asked

    return Asked(*order.pages, order.images)


def detected(path: Path, data: bytes, config: Config, order: Order) -> tuple[str, Diagnostic]:
    """The name of the profile that fits a source's bytes, and what to say of it.

    Raises DecodingError.
    """
    from converter.read import text_of

    outcome = config.detect(text_of(data, path.name, _asked(order)))
    if outcome.profile is not None:
        name = outcome.profile.name
        return name, diagnose("profile-detected", path=str(path), name=name, score=outcome.score)
    if outcome.tied:
        names = ", ".join(outcome.tied)
        return FALLBACK, diagnose("profile-ambiguous", path=str(path), names=names)
    return FALLBACK, diagnose("profile-assumed", path=str(path))


def _profile(
    path: Path, data: bytes, order: Order, config: Config, found: list[Diagnostic]
) -> Profile:
    from converter.profile.loading import ProfileError

    try:
        if order.profile:
            return config.profile(order.profile)
        name, finding = detected(path, data, config, order)
        found.append(finding)
        return config.profile(name)
    except ProfileError as error:
        raise _Failed(*error.diagnostics) from error


def _corrections(
    job: Job, data: bytes, order: Order, found: list[Diagnostic]
) -> tuple[Correction, ...]:
    """What a person settled of this text; that a file is about another is added to `found`.

    Raises _Failed.
    """
    if job.corrections is None:
        return ()
    from converter.corrections import CorrectionError, load_sheet

    where, text = job.corrections
    try:
        sheet = load_sheet(text.decode("utf-8-sig", "surrogateescape"), where)
    except CorrectionError as error:
        raise _Failed(*error.diagnostics) from error
    if order.corrections is not None:
        return sheet.corrections  # named by hand
    origin = sheet.source
    if origin is None and job.alike:
        others = ", ".join(job.alike)
        raise _Failed(diagnose("correction-which", path=where, text=job.path, others=others))
    if origin is not None and not origin.fits(whole(job.path), hashlib.sha256(data).hexdigest()):
        note = diagnose("correction-elsewhere", path=where, source=origin, text=job.path)
        found.append(note)
        return ()
    return sheet.corrections


def _placed(finding: Diagnostic, path: Path) -> Diagnostic:
    """The pipeline knows a source's name only; a message names the path that was given."""
    if finding.path and finding.path != path.name:
        return finding
    return Diagnostic(
        finding.code, finding.severity, str(path), finding.line, finding.column, finding.args
    )


def _unproved(
    tree: _ElementTree,
    files: Mapping[str, bytes],
    made: Mapping[str, bytes],
    order: Order,
    job: Job,
) -> list[Diagnostic]:
    """The two proofs of every build, before anything is written; findings where one fails.

    The source is rebuilt from the bytes of tree and ledger alone; the editions have to have the
    tree's words.
    """
    from converter import ledger
    from converter.build.proving import proved
    from converter.emit import FORMATS
    from converter.emit.proof import Proof

    found: list[Diagnostic] = []
    if files:
        try:
            ledger.verify(files[TREE_FILE], files[LEDGER_FILE])
        except ledger.LedgerError as error:
            path = str(job.path)
            found.append(diagnose("ledger-failed", path=path, line=error.line, reason=error))
    names = {format_.filename: format_.name for format_ in FORMATS.values()}
    if made:
        proof = Proof(tree)
        for name, data in made.items():
            where = order.output / job.name / name
            found += proved(proof, names[name], data, where)
    return found


def _recognised_files(result: Result, formats: Iterable[str]) -> tuple[Edition, dict[str, bytes]]:
    """The outputs that recognition gives by itself, by file name, and the tree's records."""
    from converter.tei.build import serialise
    from converter.tei.reading import read_edition

    xml = serialise(result.tree)
    files = {TREE_FILE: xml, LEDGER_FILE: result.ledger.dump(xml)}
    if REVIEW in formats:
        from converter import review

        files[REVIEW_FILE] = review.render(
            result.source,
            result.tree,
            result.ledger,
            result.decisions,
            result.doubts,
            dict(result.summary).get("sound"),
        )
    return read_edition(result.tree), files


def _editions(
    tree: _ElementTree | Edition, formats: Iterable[str], order: Order
) -> dict[str, bytes]:
    """The editions of a tree by file name; the tree is read once for all of them."""
    from converter.emit import FORMATS, Options
    from converter.tei.reading import read_edition

    options = Options(epoch=order.epoch)
    edition = read_edition(tree)
    made = [FORMATS[name] for name in formats if name not in (TREE, REVIEW)]
    return {format_.filename: format_.emit(edition, options) for format_ in made}
