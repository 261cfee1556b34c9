"""The index of a site's search, made by Pagefind (extra `search`) where it is installed."""

from __future__ import annotations

import contextlib
import shutil
from importlib.util import find_spec
from pathlib import Path

from converter.build.files import FileError
from converter.diagnostics import diagnose

FOLDER = "pagefind"
_PART = ".pagefind.part"
_SIGN = "pagefind-entry.json"  # a file that every index of Pagefind has
_ARTICLES = "issues/**/a-*.html"


def is_ready() -> bool:
    """Whether Pagefind is installed, with its program for Chinese."""
    return all(find_spec(name) is not None for name in ("pagefind", "pagefind_bin_extended"))


def version() -> str:
    """The version of Pagefind."""
    from importlib.metadata import version as of

    return of("pagefind")


def index(folder: Path, lang: str) -> None:
    """Index the articles of a site, in the place of an index that is there. Raises FileError."""
    import asyncio

    place, part = folder / FOLDER, folder / _PART
    if place.exists() and not (place / _SIGN).is_file():
        raise FileError(diagnose("site-edited", path=str(folder), files=FOLDER))
    try:
        asyncio.run(_index(folder, part, lang.partition("-")[0]))
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(place)
        part.rename(place)
    except OSError as error:
        raise FileError(diagnose("write-failed", path=str(place), reason=error)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


async def _index(folder: Path, part: Path, language: str) -> None:
    from pagefind.index import IndexConfig, PagefindIndex

    # One index for all: in which script an article is printed does not decide what is found.
    config = IndexConfig(force_language=language, output_path=str(part))
    async with PagefindIndex(config=config) as made:
        await made.add_directory(str(folder), glob=_ARTICLES)
