"""The proof of one edition: its words are the tree's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from converter.diagnostics import Diagnostic, diagnose

if TYPE_CHECKING:
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
