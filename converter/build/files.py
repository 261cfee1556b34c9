"""Files: which texts are meant, their bytes, and outputs of which none is ever half there."""

from __future__ import annotations

import contextlib
import os
import signal
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from converter.build.searching import texts
from converter.diagnostics import Diagnostic, diagnose

MAX_MEGABYTES = 32
"""Largest source taken without being asked: ten thousand pages have about 30 MB."""

STDIN_FOLDER, STDIN_FILE = ".converter-stdin", "stdin.txt"
"""Where an output folder keeps what came from standard input."""

_MB = 1_000_000
_NAMED = 5  # files that a message names
_MARK = ".part"
_TRIES, _PAUSE = 20, 0.1
# Two machines may write into one folder: shards, workers of a cluster.
_HOST = "".join(c for c in os.uname().nodename if c.isalnum())[:32] if hasattr(os, "uname") else ""


class FileError(Exception):
    """A file cannot be had or written; `diagnostic` says why and what to do."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic
        super().__init__(diagnostic.render())


def reason(error: OSError) -> str:
    """What the system says of an error, without its path, which the message has already."""
    return error.strerror or type(error).__name__


def sources(paths: Sequence[Path]) -> tuple[dict[Path, str], list[Diagnostic]]:
    """The raw texts that `paths` (files, folders) mean, in a stable order, each with its name.

    Folders are searched through; hidden files and links to folders are left out. A text's name is
    that of its folder of outputs: its path in the folder that was named (`2023/01`), its own name
    where it was named itself. Where two would fall on each other, all are named by their paths
    from the folder that they have in common. What cannot be found is told and left out; so is what
    a folder holds beside.
    """
    found: dict[Path, str] = {}
    problems: list[Diagnostic] = []
    for path in paths:
        if path.is_dir():
            inside, skipped = texts(path, MAX_MEGABYTES)
            if not inside:
                problems.append(diagnose("read-no-sources", path=str(path)))
            if skipped:
                problems.append(_skipped(path, skipped))
            for text in inside:
                found.setdefault(text, _name(text.relative_to(path)))
        elif path.exists():
            found.setdefault(path, path.stem)
        else:
            problems.append(diagnose("read-missing", path=str(path)))
    for path in [p for p in found if p.stem in {".", ".."}]:
        # Its outputs would fall beside the folder, not into it.
        words = "its name without the suffix names no folder of outputs"
        problems.append(diagnose("read-failed", path=str(path), reason=words))
        del found[path]
    places = {path: whole(path) for path in found}
    first: dict[Path, Path] = {}
    for path, place in places.items():
        first.setdefault(place, path)
    if len({found[path] for path in first.values()}) < len(first):
        shared = os.path.commonpath([place.parent for place in first])
        found = {path: _name(places[path].relative_to(shared)) for path in found}
    named: dict[str, Path] = {}
    for path in first.values():
        # Texts that only their suffixes tell apart have those in their names.
        name = found[path] if found[path] not in named else f"{found[path]}{path.suffix}"
        named[name] = path
    return {path: name for name, path in named.items()}, problems


def whole(path: Path) -> Path:
    """A path from the root, as it was named: links in it are not followed."""
    return Path(os.path.normpath(path.absolute()))


def _name(path: Path) -> str:
    """A path without its suffix, in the form that it has in every system."""
    return (path.parent / path.stem).as_posix()


def _skipped(folder: Path, files: Sequence[Path]) -> Diagnostic:
    """That files of a folder are none that is read."""
    names = [str(path.relative_to(folder)) for path in files[:_NAMED]]
    shown = ", ".join(names) + (" …" if len(files) > _NAMED else "")
    return diagnose("read-skipped", path=str(folder), count=len(files), names=shown)


def standard_input(folder: Path, stream: BinaryIO, limit: int = MAX_MEGABYTES) -> Path:
    """Keep what comes from standard input in a file below an output folder, as its source.

    Raises FileError.
    """
    data = stream.read(limit * _MB + 1)
    place = folder / STDIN_FOLDER / STDIN_FILE
    if len(data) > limit * _MB:
        raise FileError(diagnose("read-too-large", path="-", limit=limit))
    write(place.parent, {place.name: data})
    return place


def read_bytes(path: Path, limit: int = MAX_MEGABYTES) -> bytes:
    """The bytes of a regular file of at most `limit` megabytes.

    Raises FileError; also where the file changes while it is read.
    """
    try:
        # A pipe in its place is refused, and not waited for.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags), "rb") as stream:
            before = os.fstat(stream.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise FileError(
                    diagnose("read-failed", path=str(path), reason="not a regular file")
                )
            if before.st_size > limit * _MB:
                raise FileError(diagnose("read-too-large", path=str(path), limit=limit))
            data = stream.read(before.st_size + 1)
            after = os.fstat(stream.fileno())
    except FileNotFoundError:
        raise FileError(diagnose("read-missing", path=str(path))) from None
    except OSError as error:
        raise FileError(diagnose("read-failed", path=str(path), reason=reason(error))) from error
    if (len(data), after.st_size, after.st_mtime_ns) != (
        before.st_size,
        before.st_size,
        before.st_mtime_ns,
    ):
        raise FileError(diagnose("read-changed", path=str(path)))
    return data


def read_text(path: Path) -> str:
    """The UTF-8 text of a small file; bytes that are not UTF-8 stand as lone surrogates.

    Raises FileError.
    """
    return read_bytes(path).decode("utf-8-sig", "surrogateescape")


@contextlib.contextmanager
def held(folder: Path, *, shared: bool = False) -> Iterator[None]:
    """Make an output folder and hold it, so that two builds never write into one at a time.

    Several builds may hold it `shared`, beside no other: shards, which write different documents.
    The system lets go of it when the last process of the build ends, however it ends; no file is
    left behind. Where there are no such locks (Windows, some network file systems) nothing is
    held. Raises FileError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fd = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise FileError(diagnose("write-failed", path=str(folder), reason=reason(error))) from error
    try:
        if not _locked(fd, shared=shared):
            raise FileError(diagnose("build-locked", path=str(folder)))
        yield
    finally:
        os.close(fd)


def _locked(fd: int, *, shared: bool) -> bool:
    """Whether the lock was had; workers of a build that was killed may need a moment to go."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover - Windows
        return True
    how = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB
    for _ in range(_TRIES):
        try:
            fcntl.flock(fd, how)
        except BlockingIOError:
            time.sleep(_PAUSE)
        except OSError:  # no locks here
            return True
        else:
            return True
    return False


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Keep ^C and a request to end waiting until what is inside is done.

    Files are taken into place inside: either all of a document's, or none.
    """
    mask = getattr(signal, "pthread_sigmask", None)
    if mask is None:  # pragma: no cover - Windows
        yield
        return
    before = mask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        mask(signal.SIG_SETMASK, before)


def refuse_link(folder: Path, name: str) -> None:
    """Raise FileError where a document's folder, or one on the way to it, is a link.

    What would be written there would be outside the output folder, which itself may be a link.
    """
    place = folder
    for part in Path(name).parts:
        place /= part
        if place.is_symlink():
            raise FileError(diagnose("build-link", path=str(place)))


def write(folder: Path, files: Mapping[str, bytes], *, lasting: bool = True) -> None:
    """Write several files into `folder`: all beside their places first, then renamed.

    Until every byte is on the disk nothing that was there is touched; a file that has its bytes
    already is left alone, with its time; a link in an output's place is replaced, not followed.
    Without `lasting` the system may take its time over the disk: for files that are many, and can
    be made again. Raises FileError and takes away what it had begun.
    """
    ready: list[tuple[Path, Path]] = []
    target = folder
    try:
        with undisturbed():
            try:
                folder.mkdir(parents=True, exist_ok=True)
                for name, data in files.items():
                    target = folder / name
                    if not _holds(target, data):
                        ready.append((_beside(target, data, lasting=lasting), target))
                for beside, target in ready:
                    beside.replace(target)
            except BaseException:
                for beside, _ in ready:
                    with contextlib.suppress(OSError):
                        beside.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise FileError(diagnose("write-failed", path=str(target), reason=reason(error))) from error


def _holds(path: Path, data: bytes) -> bool:
    """Whether a file, and no link, has exactly these bytes."""
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size != len(data):
            return False
        return path.read_bytes() == data
    except OSError:
        return False


def _beside(target: Path, data: bytes, *, lasting: bool) -> Path:
    """Write the bytes beside their place, in a file that no other process can mean."""
    beside = target.with_name(f".{target.name}.{_HOST}.{os.getpid()}{_MARK}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        fd = os.open(beside, flags, 0o666)
    except FileExistsError:  # a process of the same number was killed here
        beside.unlink()
        fd = os.open(beside, flags, 0o666)
    try:
        with os.fdopen(fd, "wb") as stream:
            stream.write(data)
            stream.flush()
            if lasting:
                os.fsync(fd)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    return beside


def sweep(folder: Path) -> None:
    """Take away what a killed build had begun beside the outputs of a folder that is held."""
    with contextlib.suppress(OSError):
        for path in list(folder.iterdir()):
            if path.name.startswith(".") and path.name.endswith(_MARK):
                path.unlink()
