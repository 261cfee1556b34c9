"""Raw text of Chinese newsletters and newspapers into a TEI tree and editions made from it.

As a library: ``from converter import convert`` gives the tree and the diagnostics of one text.
Importing the package does no work; the pipeline is loaded when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from converter.pipeline import Options, Result, convert

__version__ = "0.1.0"

__all__ = ["Options", "Result", "__version__", "convert"]


def __getattr__(name: str) -> object:
    """Load what the pipeline offers on first use (PEP 562).

    Raises AttributeError for any other name.
    """
    if name in {"Options", "Result", "convert"}:
        from converter import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
