"""Names of the tree's vocabulary: namespaces, element names in Clark notation, ids, dates."""

from __future__ import annotations

import datetime as dt
import re

TEI = "http://www.tei-c.org/ns/1.0"
XML = "http://www.w3.org/XML/1998/namespace"

XML_ID = f"{{{XML}}}id"
XML_LANG = f"{{{XML}}}lang"


def t(name: str) -> str:
    """The Clark name of a TEI element: ``t("p")`` is ``{http://www.tei-c.org/ns/1.0}p``."""
    return f"{{{TEI}}}{name}"


# An id is an NCName. XML 1.0 (5th ed., 2.3) admits nearly all letters; we keep to what `\w` knows
# inside the ranges of production NameChar, so that a Chinese column may give its own name.
_NOT_NAME = re.compile(
    r"[^-.0-9A-Z_a-z\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff"
    r"\u200c\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
    r"\U00010000-\U000effff]"
)
_PLAIN = re.compile(r"[A-Za-z_][-.0-9A-Z_a-z]*\Z")
_NOT_START = re.compile(r"[-.0-9\u00b7\u0300-\u036f\u203f\u2040]")


def identifier(text: str) -> str:
    """`text` as an XML id: '_' for what none may hold, 'x' before what none may begin with."""
    if _PLAIN.match(text):
        return text
    name = _NOT_NAME.sub("_", text)
    return f"x{name}" if not name or _NOT_START.match(name) else name


def category_id(column: str) -> str:
    """The id of a column's category in the taxonomy of columns."""
    return identifier(f"c-{column}")


class Ids:
    """Hands out ids, each once: 'a03-p7', and for a second one of that name 'a03-p7.2'."""

    __slots__ = ("_next", "_used")

    def __init__(self) -> None:
        self._used: set[str] = set()
        self._next: dict[str, int] = {}

    def take(self, wish: str) -> str:
        """An id that nobody has, as near to `wish` as may be."""
        name = identifier(wish)
        ident = name
        n = self._next.get(name, 2)
        while ident in self._used:
            ident = f"{name}.{n}"
            n += 1
        self._next[name] = n
        self._used.add(ident)
        return ident


_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)


def is_date(text: str) -> bool:
    """Whether `text` is a date of the calendar as far as it is known: 2023, 2023-09, 2023-09-02."""
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    try:
        dt.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True
