"""Editions of a tree: one file a format, and this table of them.

An output format is a module with `emit(tree, options) -> bytes` and one row in FORMATS. A module
is imported when its format is first asked for, so a build pays only for what it writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from lxml import etree

    from converter.tei.records import Edition

__all__ = ["FORMATS", "Format", "Options"]


@dataclass(frozen=True, slots=True)
class Options:
    """What a caller may say about an edition.

    `epoch` is the time that the edition bears, in seconds since 1970 UTC (SOURCE_DATE_EPOCH);
    None takes the issue's own date. No emitter looks at the clock.
    """

    epoch: int | None = None


class _Emit(Protocol):
    def __call__(self, tree: etree._ElementTree | Edition, options: Options) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Format:
    """One output format: `name` as in `--format`, the file's name in a build, where it is made."""

    name: str
    filename: str
    module: str
    about: str

    @property
    def suffix(self) -> str:
        """The file name's ending, with its dot."""
        return "." + self.filename.rpartition(".")[2]

    def emit(self, tree: etree._ElementTree | Edition, options: Options | None = None) -> bytes:
        """Make the edition, as the bytes of its file.

        Who makes several editions of a tree reads it once (`read_edition`) and gives the records.

        Raises ValueError where the tree has what the vocabulary does not; ModuleNotFoundError
        where the format needs an extra that is not installed.
        """
        emit = cast("_Emit", import_module(self.module).emit)
        return emit(tree, Options() if options is None else options)


_ROWS = (
    Format("md", "issue.md", "converter.emit.markdown", "Markdown (CommonMark, front matter)"),
    Format("html", "issue.html", "converter.emit.html", "one self-contained HTML file"),
    Format("epub", "issue.epub", "converter.emit.epub", "EPUB 3.3"),
    Format("json", "issue.json", "converter.emit.json_", "JSON, one record an article"),
    Format("txt", "issue.txt", "converter.emit.text", "plain text, unwrapped"),
    Format("pdf", "issue.pdf", "converter.emit.pdf", "PDF (extra `kanwu-converter[pdf]`)"),
)
FORMATS: Mapping[str, Format] = MappingProxyType({row.name: row for row in _ROWS})
