"""Where the profiles that come with the program stand."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
FALLBACK = "base"
"""The profile of a publication that none describes."""


def builtin_folder() -> Path:
    """The profiles that come with the program: the checkout's config/, or the wheel's copy."""
    checkout = _PACKAGE.parent / "config"
    return checkout if (checkout / f"{FALLBACK}.yaml").is_file() else _PACKAGE / "_config"
