"""The proof that nothing was lost, over the files of a document's folder."""

from __future__ import annotations

from pathlib import Path

from converter.build.files import read_bytes
from converter.diagnostics import Diagnostic


def verify(folder: Path) -> list[Diagnostic]:
    """Findings of comparing a folder's tree, ledger and editions; none where all agree.

    Raises FileError where tree or ledger cannot be read.
    """
    from converter import ledger
    from converter.emit import FORMATS

    editions = {
        format_.name: read_bytes(path, limit=1000)
        for format_ in FORMATS.values()
        if (path := folder / format_.filename).is_file()
    }
    tree = read_bytes(folder / "issue.xml", limit=1000)
    account = read_bytes(folder / "ledger.json", limit=1000)
    return ledger.verify(tree, account, editions, path=str(folder))
