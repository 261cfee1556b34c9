"""What is asked of a tree that a person may have edited, and of an edition of it."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from converter.diagnostics import Diagnostic, diagnose

if TYPE_CHECKING:
    from lxml.etree import _ElementTree

    from converter.emit.proof import Proof

_SHOWN = 5  # places told of one edition; the first is what matters
_WORDS = 200  # letters of a block that a finding says


def proved(proof: Proof, name: str, data: bytes, path: Path) -> list[Diagnostic]:
    """Findings where an edition's words, read by other people's parsers, are not the tree's."""
    if name == "pdf":
        return []
    try:
        mismatches = proof.mismatches(name, data)
    except ValueError as error:
        return [diagnose("edition-unreadable", path=str(path), format=name, reason=error)]
    return [
        diagnose(
            "edition-words",
            path=str(path),
            format=name,
            block=mismatch.block,
            found=mismatch.found[:_WORDS],
            wanted=mismatch.expected[:_WORDS],
        )
        for mismatch in mismatches[:_SHOWN]
    ]


def faults(document: _ElementTree, path: str) -> list[Diagnostic]:
    """What is wrong in a tree by the schema and the house rules, as findings."""
    from converter.tei.validate import validate

    found = []
    for fault in validate(document):
        words = f"#{fault.id}: {fault.message}" if fault.id else fault.message
        place = functools.partial(diagnose, path=path, line=fault.line, reason=words)
        if fault.rule == "schema":
            found.append(place("tree-schema"))
        elif fault.warning:
            found.append(place("tree-odd", rule=fault.rule))
        else:
            found.append(place("tree-house", rule=fault.rule))
    return found
