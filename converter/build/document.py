"""One document from source file to output files: the unit of work of every build."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from converter.build.config import FALLBACK, Config
from converter.build.files import MAX_MEGABYTES, FileError, read_bytes, read_text, write
from converter.diagnostics import Diagnostic, Severity, diagnose

if TYPE_CHECKING:
    from converter.corrections import Correction
    from converter.pipeline import Result
    from converter.profile import Profile

TREE = "xml"
"""The format that is the tree itself; its file and the ledger are written by every build."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted of a build, apart from the document: safe to send to another process.

    `formats` are names of `--format`. `profile` is a name, a path, or '' for the one detected.
    `corrections` is a file to use in place of the folder's. `epoch` is SOURCE_DATE_EPOCH.
    """

    output: Path
    formats: tuple[str, ...]
    profile: str = ""
    corrections: Path | None = None
    max_megabytes: int = MAX_MEGABYTES
    epoch: int | None = None
    debug: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document: the folder written ('' where it failed), facts, findings."""

    source: str
    folder: str
    summary: str
    diagnostics: tuple[Diagnostic, ...]

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
    """Convert one source and write its outputs into `order.output/<stem>`.

    Never raises for what is wrong with the source, the configuration or the disk: that is in the
    outcome's diagnostics. Where one of them is an error, nothing is written.
    """
    folder = order.output / path.stem
    result, found = recognised(path, order, config, folder)
    if result is None:
        return Outcome(str(path), "", "", tuple(found))
    return Outcome(str(path), str(folder), str(result.summary), tuple(found))


def recognised(
    path: Path, order: Order, config: Config, folder: Path | None = None
) -> tuple[Result | None, list[Diagnostic]]:
    """What the pipeline makes of a source, and all findings; None where one of them is an error.

    The outputs are written where a `folder` is given. Never raises, but for `order.debug`.
    """
    found: list[Diagnostic] = []
    try:
        result = _recognise(path, order, config, found)
        _stop_at_errors(found)
        if folder is not None:
            write(folder, _files(result, order))
    except _Failed as failure:
        found += failure.diagnostics
    except FileError as error:
        found.append(error.diagnostic)
    except Exception as error:
        if order.debug:
            raise
        words = f"{type(error).__name__}: {error}"[:200]
        found.append(diagnose("build-internal", path=str(path), reason=words))
    else:
        return result, found
    return None, found


def _stop_at_errors(found: list[Diagnostic]) -> None:
    if any(d.severity is Severity.ERROR for d in found):
        raise _Failed


def _recognise(path: Path, order: Order, config: Config, found: list[Diagnostic]) -> Result:
    """Read a source and run the pipeline over it; findings are added to `found`.

    Raises FileError for what cannot be read, _Failed with the findings for all else.
    """
    from converter import pipeline
    from converter.ledger import LedgerError
    from converter.read import DecodingError

    data = read_bytes(path, order.max_megabytes)
    try:
        profile = _profile(path, data, order, config, found)
        result = pipeline.convert(
            data, path.name, profile=profile, corrections=_corrections(path, order, config)
        )
    except DecodingError as error:
        raise _Failed(diagnose(f"read-{error.code}", path=str(path))) from error
    except LedgerError as error:
        raise _Failed(
            diagnose("ledger-failed", path=str(path), line=error.line, reason=error)
        ) from error
    found += [_placed(d, path) for d in result.diagnostics]
    return result


def _profile(
    path: Path, data: bytes, order: Order, config: Config, found: list[Diagnostic]
) -> Profile:
    from converter.profile.loading import ProfileError
    from converter.read.decoding import decode

    try:
        if order.profile:
            return config.profile(order.profile)
        outcome = config.detect(decode(data)[0])
        if outcome.profile is not None:
            name = outcome.profile.name
            found.append(
                diagnose("profile-detected", path=str(path), name=name, score=outcome.score)
            )
            return config.profile(name)
        if outcome.tied:
            names = ", ".join(outcome.tied)
            found.append(diagnose("profile-ambiguous", path=str(path), names=names))
        else:
            found.append(diagnose("profile-assumed", path=str(path)))
        return config.profile(FALLBACK)
    except ProfileError as error:
        raise _Failed(*error.diagnostics) from error


def _corrections(path: Path, order: Order, config: Config) -> tuple[Correction, ...]:
    where = order.corrections or config.corrections_path(path.stem)
    if where is None:
        return ()
    from converter.corrections import CorrectionError, load

    try:
        return load(read_text(where), str(where))
    except CorrectionError as error:
        raise _Failed(*error.diagnostics) from error


def _placed(finding: Diagnostic, path: Path) -> Diagnostic:
    """The pipeline knows a source's name only; a message names the path that was given."""
    if finding.path and finding.path != path.name:
        return finding
    return Diagnostic(
        finding.code, finding.severity, str(path), finding.line, finding.column, finding.args
    )


def _files(result: Result, order: Order) -> dict[str, bytes]:
    """Every output's bytes by file name."""
    from converter.emit import FORMATS, Options
    from converter.tei.build import serialise

    options = Options(epoch=order.epoch)
    xml = serialise(result.tree)
    files = {"issue.xml": xml, "ledger.json": result.ledger.dump(xml)}
    for name in order.formats:
        if name != TREE:
            format_ = FORMATS[name]
            files[format_.filename] = format_.emit(result.tree, options)
    return files
