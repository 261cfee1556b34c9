"""Regular expressions that are compiled when they are first used.

The program knows some hundreds, a class of all Han characters takes a millisecond to compile, and
most runs use few of them: a document that is up to date uses none.
"""

from __future__ import annotations

import re
from typing import cast

_METHODS = ("finditer", "findall", "fullmatch", "match", "search", "split", "sub", "subn")


class _Late:
    """What `re.compile` gives, once a method of it is asked for."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self._flags = pattern, flags

    def __getattr__(self, name: str) -> object:
        compiled = re.compile(self.pattern, self._flags)
        # From now on the methods are the compiled pattern's own, as fast as they are there.
        self.__dict__.update((method, getattr(compiled, method)) for method in _METHODS)
        return getattr(compiled, name)


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern as `re.compile` gives it, compiled when it is first used.

    A fault in it comes to light then: `tests/test_patterns.py` compiles all.
    """
    return cast("re.Pattern[str]", _Late(pattern, flags))
