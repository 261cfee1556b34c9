"""The index of a site's search, made by Pagefind (extra `search`) where it is installed."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from converter.build.files import FileError, reason
from converter.build.state import digest
from converter.diagnostics import diagnose

FOLDER = "pagefind"
PART = 1000
"""Articles of a part, about: Pagefind holds all of an index in memory, about 650 kB an article."""

_BESIDE = ".pagefind.part"
_SIGN = "pagefind-entry.json"  # a file that every index of Pagefind has
_UNUSED = ("pagefind-*ui*", "pagefind-highlight.js")  # the site has a search page of its own


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the site's articles, which has an index of its own: a correction concerns one.

    `key` is the digest of the pages at `paths`.
    """

    key: str
    paths: tuple[str, ...]


def is_ready() -> bool:
    """Whether Pagefind is installed, with its program for Chinese."""
    return all(find_spec(name) is not None for name in ("pagefind", "pagefind_bin_extended"))


def parts(issues: Iterable[Mapping[str, str]], lang: str) -> list[Part]:
    """The articles in parts; `issues`, the oldest first, give each page its digest.

    An issue stands in one part as a whole, and a new one changes the last part alone.
    """
    from importlib.metadata import version

    common = f"{version('pagefind')} {lang}"
    found: list[Part] = []
    pages: dict[str, str] = {}

    def close() -> None:
        key = digest(json.dumps([common, pages]).encode())
        found.append(Part(key, tuple(pages)))
        pages.clear()

    for issue in issues:
        pages |= issue
        if len(pages) >= PART:
            close()
    if pages:
        close()
    return found


def index(folder: Path, lang: str, wanted: Sequence[Part], known: Sequence[str]) -> None:
    """Index the parts that are not what is known; what is there is replaced. Raises FileError."""
    import asyncio

    place, beside = folder / FOLDER, folder / _BESIDE
    there = sorted(place.iterdir()) if place.exists() else []
    if place.is_symlink() or any(not (p / _SIGN).is_file() for p in there):
        raise FileError(diagnose("site-edited", path=str(folder), files=FOLDER))
    try:
        for n, part in enumerate(wanted):
            own = place / str(n + 1)
            if own in there and list(known[n : n + 1]) == [part.key]:
                continue
            with tempfile.TemporaryDirectory() as pages:
                _copy(folder, Path(pages), part.paths)
                asyncio.run(_index(pages, str(beside.absolute()), lang.partition("-")[0]))
            for file in [file for pattern in _UNUSED for file in beside.glob(pattern)]:
                file.unlink()
            if own in there:
                shutil.rmtree(own)
            place.mkdir(exist_ok=True)
            beside.rename(own)
        for own in there:
            if own.name not in {str(n + 1) for n in range(len(wanted))}:
                shutil.rmtree(own)
    except OSError as error:
        raise FileError(diagnose("write-failed", path=str(place), reason=reason(error))) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _copy(folder: Path, into: Path, paths: Iterable[str]) -> None:
    """Copy pages to a place of their own: Pagefind takes a folder much faster than file by file."""
    for path in paths:
        (into / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / path, into / path)


async def _index(pages: str, out: str, language: str) -> None:
    from pagefind.index import IndexConfig, PagefindIndex

    # One index for all: in which script an article is printed does not decide what is found.
    config = IndexConfig(force_language=language, output_path=out)
    async with PagefindIndex(config=config) as made:
        await made.add_directory(pages)
