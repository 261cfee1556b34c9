"""The proof that nothing was lost, over the files of a document's folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from converter.build.files import read_bytes
from converter.diagnostics import Diagnostic, diagnose

if TYPE_CHECKING:
    from converter.emit.proof import Proof

_LIMIT = 1000  # megabytes; our own outputs, as large as they came
_SHOWN = 5  # places told of one edition; the first is what matters
_WORDS = 200  # letters of a block that a finding says


def verify(folder: Path) -> list[Diagnostic]:
    """Findings of comparing a folder's tree, ledger and editions; none where all agree.

    The source is rebuilt from tree and ledger alone; each edition is read by other people's
    parsers and has to have the tree's words. Raises FileError where a file cannot be read.
    """
    from converter import ledger
    from converter.emit import FORMATS
    from converter.emit.proof import Proof
    from converter.tei.validate import TreeError, parse_tree

    path = folder / "issue.xml"
    tree = read_bytes(path, limit=_LIMIT)
    account = read_bytes(folder / "ledger.json", limit=_LIMIT)
    try:
        document = parse_tree(tree)
        ledger.verify(tree, account, document)
    except TreeError as error:
        return [diagnose("tree-syntax", path=str(path), reason=error)]
    except ledger.LedgerError as error:
        return [diagnose("ledger-failed", path=str(folder), line=error.line, reason=error)]
    findings = []
    proof = Proof(document)
    for format_ in FORMATS.values():
        edition = folder / format_.filename
        if format_.name == "pdf" or not edition.is_file():
            continue  # no reader of ours or of others gives a PDF's words back unbroken
        findings += proved(proof, format_.name, read_bytes(edition, limit=_LIMIT), edition)
    return findings


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
