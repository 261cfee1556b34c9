"""What was built, from what, into what: the one small file by which a build knows what is fresh.

A line of JSON a document, so that a committed file shows in a diff what changed. Lines are added
while a build goes on and put in order at its end; a later line outweighs an earlier one. A line
that a killed build left half written says nothing, and its document is built again. Nothing
here is trusted without a look at the files: a record holds digests, never times.
"""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import functools
import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from converter.build.files import FileError, reason, whole, write
from converter.diagnostics import Diagnostic, Severity, diagnose
from converter.emit.card import Card

if TYPE_CHECKING:
    from converter.build.program import Program

NAME = ".converter-state.jsonl"
_FORM = 1
_PIECE = 1 << 20  # bytes read at a time
# A link in the state's place is not followed: it may lead to any file.
_APPEND = (
    os.O_WRONLY
    | os.O_APPEND
    | os.O_CREAT
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_BINARY", 0)
)

OWN, CORRECTIONS = "source", "corrections"
"""In a finding's place of a path: that of the document, that of its corrections."""


Summary = tuple[tuple[str, int], ...]
"""An issue in numbers, each with the name of what is counted."""


def digest(data: bytes) -> str:
    """The digest by which contents are compared: half a SHA-256, 32 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()[:32]


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


@dataclass(frozen=True, slots=True)
class Made:
    """An edition's file: its digest, and the tree, program and epoch that it was made from."""

    digest: str
    tree: str
    program: str
    epoch: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One document: what went in, as digests, and what came out.

    `name` is its folder's path from the output folder, `source` that of the source. `described` is
    the digest of the profile `profile` as far as recognition sees it, `detection` that of what
    decided for this profile, '' where a person did; `corrections` that of the file of corrections,
    or ''. `asked` says which pages were taken, '' for all with their pictures. `files` are the
    recognition's outputs by name, `editions` the others. Of these, `kept` are a person's: edited by
    hand, and accepted (`--keep`).
    """

    name: str
    source: str
    digest: str
    profile: str
    described: str
    detection: str
    corrections: str
    program: str
    files: Mapping[str, str]
    editions: Mapping[str, Made]
    summary: Summary = ()
    findings: str = ""
    card: Card = field(default_factory=lambda: Card(""))
    kept: tuple[str, ...] = ()
    asked: str = ""

    @property
    def outputs(self) -> dict[str, str]:
        """Every file that was written, with its digest."""
        return {**self.files, **{name: made.digest for name, made in self.editions.items()}}

    @property
    def tree(self) -> str:
        """The digest of the tree's file."""
        return self.files.get("issue.xml", "")


@dataclass(frozen=True, slots=True)
class Library:
    """The profiles, as digests, so that unchanged ones need not be read to know it.

    `texts` stands for all files and for the program that reads them, `detection` for what decides
    which profile fits a text; `profiles` gives each one's parts. Only profiles without mistakes
    are remembered.
    """

    texts: str = ""
    detection: str = ""
    profiles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def described(self, name: str) -> str:
        """The digest of a profile as far as recognition sees it, '' where there is none."""
        parts = self.profiles.get(name)
        return digest(json.dumps(parts, sort_keys=True).encode())[:16] if parts else ""


@dataclass(slots=True)
class State:
    """What is known of an output folder.

    `site` are the digests of what the index was made from and of its file. `begun` are digests of
    files that a build, which may have been killed, was about to put into a document's folder.
    """

    records: dict[str, Record] = field(default_factory=dict)
    begun: dict[str, set[str]] = field(default_factory=dict)
    programs: dict[str, dict[str, str]] = field(default_factory=dict)
    library: Library = field(default_factory=Library)
    site: str = ""

    def parts(self, program: str) -> Mapping[str, str]:
        """What a program was made of, as far as it is remembered."""
        return self.programs.get(program, {})


def load(folder: Path) -> State:
    """The state of an output folder: that of whole builds, and those that shards left beside it.

    Raises FileError for a link in the place of one: it is not followed.
    """
    state = State()
    for path in (folder / NAME, *shards(folder)):
        if path.is_symlink():
            raise FileError(diagnose("build-link", path=str(path)))
        with contextlib.suppress(OSError):
            _read(path, state)
    return state


def shards(folder: Path) -> list[Path]:
    """The states that shards left, which the next whole build takes up."""
    stem, suffix = NAME.rsplit(".", 1)
    return sorted(folder.glob(f"{stem}.*-of-*.{suffix}"))


def shard_name(number: int, count: int) -> str:
    """The name of a shard's own state."""
    stem, suffix = NAME.rsplit(".", 1)
    return f"{stem}.{number}-of-{count}.{suffix}"


def _read(path: Path, state: State) -> None:
    with path.open("rb") as stream:
        for line in stream:
            try:
                value = json.loads(line)
                _take(value, state)
            except (ValueError, TypeError, KeyError, AttributeError):
                continue  # half a line, or one of another version: it says nothing


def _take(value: Mapping[str, Any], state: State) -> None:
    if value.get("form") != _FORM:
        return
    match value["is"]:
        case "document":
            record = _record(value)
            state.records[record.name] = record
        case "program":
            state.programs[value["name"]] = {str(k): str(v) for k, v in value["parts"].items()}
        case "profiles":
            profiles = {n: dict(parts) for n, parts in value["profiles"].items()}
            state.library = Library(value["texts"], value["detection"], profiles)
        case "site":
            state.site = str(value["digest"])
        case "begun":
            state.begun.setdefault(str(value["name"]), set()).update(map(str, value["files"]))
        case _:
            pass


def _record(value: Mapping[str, Any]) -> Record:
    made = {name: Made(*row) for name, row in value["editions"].items()}
    facts = dict(value["card"])
    facts["columns"] = tuple(facts.get("columns", ()))
    return Record(
        name=str(value["name"]),
        source=str(value["source"]),
        digest=str(value["digest"]),
        profile=str(value["profile"]),
        described=str(value["described"]),
        detection=str(value["detection"]),
        corrections=str(value["corrections"]),
        program=str(value["program"]),
        files={str(k): str(v) for k, v in value["files"].items()},
        editions=made,
        summary=_summary(value["summary"]),
        findings=str(value["findings"]),
        card=Card(**facts),
        kept=tuple(map(str, value.get("kept", ()))),
        asked=str(value.get("asked", "")),
    )


def _summary(value: object) -> Summary:
    """The numbers of an issue; a state of version 1.0 has them in words, which say nothing here."""
    if not isinstance(value, list):
        return ()
    return tuple((str(name), int(count)) for name, count in value)


def _lines(state: State) -> Iterable[dict[str, object]]:
    library = state.library
    if library.texts:
        yield _profiles(library)
    used = {p for r in state.records.values() for p in _programs(r)}
    for name in sorted(used & state.programs.keys()):
        yield {"is": "program", "name": name, "parts": state.programs[name]}
    for name in sorted(state.records):
        yield _value(state.records[name])
    if state.site:
        yield {"is": "site", "digest": state.site}


def _profiles(library: Library) -> dict[str, object]:
    return {
        "is": "profiles",
        "texts": library.texts,
        "detection": library.detection,
        "profiles": library.profiles,
    }


def _programs(record: Record) -> set[str]:
    return {record.program, *(made.program for made in record.editions.values())}


def _value(record: Record) -> dict[str, object]:
    facts = {
        f.name: value
        for f in dataclasses.fields(Card)
        if (value := getattr(record.card, f.name)) != f.default or f.name == "title"
    }
    return {
        "is": "document",
        "name": record.name,
        "source": record.source,
        "digest": record.digest,
        "profile": record.profile,
        "described": record.described,
        "detection": record.detection,
        "corrections": record.corrections,
        "program": record.program,
        "files": dict(record.files),
        "editions": {
            name: [made.digest, made.tree, made.program, made.epoch]
            for name, made in record.editions.items()
        },
        "summary": [list(pair) for pair in record.summary],
        "findings": record.findings,
        "card": facts,
        **({"kept": list(record.kept)} if record.kept else {}),
        **({"asked": record.asked} if record.asked else {}),
    }


_dump = functools.partial(json.dumps, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _line(value: Mapping[str, object]) -> bytes:
    return _dump({"form": _FORM, **value}).encode("utf-8", "surrogatepass") + b"\n"


def save(folder: Path, state: State, name: str = NAME) -> None:
    """Write the state in order, in one piece. Raises FileError."""
    write(folder, {name: b"".join(map(_line, _lines(state)))})


def begin_files(folder: Path, name: str, record: Record) -> None:
    """Note, before they are put in place, which files a document is about to get.

    A build that is killed between the two leaves files of its own that no record has; the next
    one must not take them for a person's. Where it cannot be noted, that one asks.
    """
    value = {"is": "begun", "name": record.name, "files": sorted(set(record.outputs.values()))}
    with contextlib.suppress(OSError):
        fd = os.open(folder / name, _APPEND, 0o666)
        try:
            os.write(fd, b"\n" + _line(value))  # in one piece: other processes write here too
        finally:
            os.close(fd)


class Journal:
    """The state's file while a build goes on: each document is noted when its files are in place.

    A note that cannot be written (a full disk) is a document built again the next time.
    """

    def __init__(self, folder: Path, name: str = NAME) -> None:
        self.path = folder / name
        self.stream: BinaryIO | None = None
        self.problem: Diagnostic | None = None

    def note(self, record: Record) -> None:
        """Add a document."""
        self._add(_value(record))

    def begin(self, program: Program, library: Library) -> None:
        """Add what documents are made with, before the first of them."""
        for name, parts in (
            (program.recognition, program.read),
            (program.editions, program.made),
        ):
            self._add({"is": "program", "name": name, "parts": dict(parts)})
        if library.texts:
            self._add(_profiles(library))

    def _add(self, value: Mapping[str, object]) -> None:
        try:
            if self.stream is None:
                self.stream = os.fdopen(os.open(self.path, _APPEND, 0o666), "ab", buffering=0)
                if self.stream.tell():
                    self.stream.write(b"\n")  # a killed build may have left half a line
            self.stream.write(_line(value))
        except OSError as error:
            self.problem = diagnose("write-failed", path=str(self.path), reason=reason(error))

    def close(self) -> None:
        """Close the file."""
        if self.stream is not None:
            self.stream.close()


# --- findings ---------------------------------------------------------------------------------


def keep(findings: Iterable[Diagnostic], source: str, corrections: str) -> str:
    """Findings as they are kept: packed, and without the paths by which this build was called.

    A newsletter of 50 pages has two hundred doubts, 30 kB as they are and 6 kB packed; they are
    unpacked only where they are told again.
    """
    names = {source: OWN, corrections: CORRECTIONS} if corrections else {source: OWN}
    rows = [
        (d.code, int(d.severity), names.get(d.path, d.path), d.line, d.column, d.args)
        for d in findings
    ]
    packed = zlib.compress(_dump(rows).encode("utf-8", "surrogatepass"), 9)
    return base64.b85encode(packed).decode() if rows else ""


def recall(kept: str, source: str, corrections: str) -> list[Diagnostic]:
    """Kept findings as diagnostics, with the paths by which this build is called.

    Raises ValueError for what `keep` did not make.
    """
    if not kept:
        return []
    names = {OWN: source, CORRECTIONS: corrections}
    try:
        rows = json.loads(zlib.decompress(base64.b85decode(kept)).decode("utf-8", "surrogatepass"))
    except zlib.error as error:
        raise ValueError(str(error)) from error
    return [
        Diagnostic(
            str(code),
            Severity(severity),
            names.get(path, path),
            int(line),
            int(column),
            tuple((str(name), str(value)) for name, value in args),
        )
        for code, severity, path, line, column, args in rows
    ]


def source_path(path: Path, folder: Path) -> str:
    """A source's path from the output folder, so that a committed state names no machine."""
    try:
        return os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:  # pragma: no cover - another drive of Windows
        return str(path)


def located(record: Record, folder: Path) -> Path:
    """Where a record's source is, or was.

    The path is followed as it is written: the output folder may be a link, and go up elsewhere.
    """
    return whole(folder / record.source)
