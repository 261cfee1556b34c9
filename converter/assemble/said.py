"""What a document's own words say of a place: how often a name stands in them, and where."""

from __future__ import annotations

from functools import cached_property

from converter.assemble.chronicle import month_named
from converter.chinese.chars import tight

# Letters on either side of a place that are asked what they say of it. An issue of 50 pages has
# 50,000, so all of any issue is; of many set one behind the other each asks its own and a few more,
# and the time does not grow with the square of their number.
_REACH = 200_000


class Said:
    """The words of a document, white space left out."""

    def __init__(self, words: str) -> None:
        self._words = words

    @cached_property
    def whole(self) -> str:
        """All of them, lines one behind the other."""
        return "".join(self._words.split())

    @cached_property
    def month(self) -> tuple[int, int]:
        """Year and month of the one chronicle that they name; else 0."""
        return month_named(tight(self._words))

    def around(self, start: int, end: int) -> str:
        """Those that stand around characters `start` to `end` of the source."""
        if len(self._words) <= _REACH:
            return self.whole
        return "".join(self._words[max(0, start - _REACH) : end + _REACH].split())
