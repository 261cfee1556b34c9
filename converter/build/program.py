"""What the program itself is made of, as digests: a changed rule makes its outputs stale.

The version would do for a released program; a checkout changes without it, and so does a template
that somebody edits in place.
"""

from __future__ import annotations

import hashlib
import os
import sys
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from converter import __version__

_PACKAGE = Path(__file__).resolve().parent.parent

# What an edition depends on beside the tree; all else that is not listed below goes into the tree.
_EDITIONS = ("emit/", "tei/reading.py", "tei/records.py", "tei/names.py", "tei/elements.py")
# What moves documents about and has no part in what is written.
_NEITHER = ("cli", "build/", "profile/docs.py", "profile/detect.py")
_WRITERS = ("build/document.py",)

# Libraries by the stage whose outputs they may change.
_READING = ("lxml", "charset-normalizer", "rapidfuzz", "jieba", "pypdfium2")
_MAKING = ("lxml", "ebooklib", "markdown-it-py", "weasyprint")


@dataclass(frozen=True, slots=True)
class Program:
    """Digests of what recognises and of what makes editions, and what both are made of.

    `read` and `made` give each file (by its path in the package), library and interpreter with its
    digest or version: by them two programs can be told apart in words.
    """

    recognition: str
    editions: str
    read: Mapping[str, str]
    made: Mapping[str, str]


def program() -> Program:
    """The program that runs."""
    read: dict[str, str] = {"converter": __version__, "python": _interpreter()}
    made = dict(read)
    made["zlib"] = zlib.ZLIB_RUNTIME_VERSION
    for name, digest in _files():
        if name in _WRITERS or not name.startswith((*_NEITHER, *_EDITIONS)):
            read[name] = digest
        elif name.startswith(_EDITIONS):
            made[name] = digest
    libraries = _libraries()
    read.update((name, libraries.get(name, "-")) for name in _READING)
    made.update((name, libraries.get(name, "-")) for name in _MAKING)
    return Program(_digest(read), _digest(made), read, made)


def changes(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """What differs between the parts of two programs, in words, the most telling first."""
    names = sorted(before.keys() | now.keys())
    found = []
    for name in sorted(names, key=lambda n: ("/" in n, n)):
        old, new = before.get(name, "-"), now.get(name, "-")
        if old != new:
            found.append(name if "/" in name or name.endswith(".py") else f"{name} {old} → {new}")
    return found


def _interpreter() -> str:
    # Unicode's tables come with it, by which characters are told apart.
    return f"{sys.implementation.name} {sys.version_info.major}.{sys.version_info.minor}"


def _files() -> Iterator[tuple[str, str]]:
    """Every file of the package that a run may read, by its path in it, in order."""
    for where, folders, names in os.walk(_PACKAGE):
        folders[:] = sorted(f for f in folders if f not in {"__pycache__", "_config"})
        for name in sorted(names):
            path = os.path.join(where, name)  # noqa: PTH118 - 70 of them at every start
            with open(path, "rb") as stream:  # noqa: PTH123
                digest = hashlib.sha256(stream.read()).hexdigest()[:12]
            yield os.path.relpath(path, _PACKAGE).replace(os.sep, "/"), digest


def _libraries() -> dict[str, str]:
    """Versions of the installed distributions, by the names of their folders of metadata.

    importlib.metadata says the same for 15 ms of every start.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208 - names alone, at every start
        except OSError:
            continue
        for entry in names:
            if entry.endswith(".dist-info"):
                name, _, version = entry.removesuffix(".dist-info").rpartition("-")
                found.setdefault(name.lower().replace("_", "-"), version)
    return found


def _digest(parts: Mapping[str, str]) -> str:
    words = "\n".join(f"{name} {parts[name]}" for name in sorted(parts))
    return hashlib.sha256(words.encode()).hexdigest()[:16]
