"""Names of the tree's vocabulary: namespaces, element names in Clark notation, attribute names."""

from __future__ import annotations

TEI = "http://www.tei-c.org/ns/1.0"
XML = "http://www.w3.org/XML/1998/namespace"

XML_ID = f"{{{XML}}}id"
XML_LANG = f"{{{XML}}}lang"


def t(name: str) -> str:
    """The Clark name of a TEI element: ``t("p")`` is ``{http://www.tei-c.org/ns/1.0}p``."""
    return f"{{{TEI}}}{name}"
