"""What holds of any bytes at all: read or refused, and what is built of them proved."""

from __future__ import annotations

from pathlib import Path

from converter.build.proving import proved
from converter.emit import FORMATS
from converter.emit.proof import Proof
from converter.ledger import LedgerError, verify
from converter.pipeline import Result, convert
from converter.read import DecodingError
from converter.read.decoding import REFUSALS
from converter.tei.build import serialise
from converter.tei.reading import read_edition
from converter.tei.validate import parse_tree, validate

EDITIONS = ("md", "html", "epub", "json", "txt")


class BrokenPropertyError(AssertionError):
    """A property does not hold; `kind` is 'ledger', 'tree' or 'edition'."""

    def __init__(self, kind: str, message: str) -> None:
        self.kind = kind
        super().__init__(f"{kind}: {message}")


def check(data: bytes, formats: tuple[str, ...] = EDITIONS) -> Result | None:
    """Run it all: None where the bytes are refused. Raises BrokenPropertyError, or what crashed."""
    try:
        result = convert(data, "x.txt")
    except DecodingError as error:
        if error.code not in REFUSALS:
            raise
        return None
    except LedgerError as error:
        raise BrokenPropertyError("ledger", str(error)) from error
    xml = serialise(result.tree)
    document = parse_tree(xml)
    if faults := [str(fault) for fault in validate(document) if not fault.warning]:
        raise BrokenPropertyError("tree", faults[0])
    try:
        verify(xml, result.ledger.dump(xml))
    except LedgerError as error:
        raise BrokenPropertyError("ledger", str(error)) from error
    edition = read_edition(document)
    proof = Proof(document)
    for name in formats:
        made = FORMATS[name].emit(edition)
        if wrong := proved(proof, name, made, Path(FORMATS[name].filename)):
            raise BrokenPropertyError("edition", wrong[0].render())
    return result
