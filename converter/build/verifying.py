"""The proof of what stands in an output folder: nothing lost, and every file what it should be.

The source is rebuilt from tree and ledger alone. Every other file is made again from the tree and
compared byte for byte; what recognition alone can make (the review page) and a PDF, whose makers
do not promise their bytes, are compared with what the state says was written.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import zipfile
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from converter.build import site, state
from converter.build.document import LEDGER_FILE, REVIEW_FILE, TREE_FILE, TREE_MEGABYTES
from converter.build.files import FileError, read_bytes, whole
from converter.build.proving import proved
from converter.build.state import Record, digest
from converter.diagnostics import Diagnostic, diagnose
from converter.doubts import verdict
from converter.emit.card import Card
from converter.tei.names import t

if TYPE_CHECKING:
    from lxml.etree import _ElementTree

    from converter.emit import Format
    from converter.emit.proof import Proof
    from converter.ledger import Change
    from converter.tei.records import Edition

States = dict[Path, state.State]

_IDNOS = f"{t('teiHeader')}/{t('fileDesc')}/{t('sourceDesc')}/{t('bibl')}/{t('idno')}"
_WORDS = 200  # letters of a block that a finding says


def documents(folder: Path) -> list[Path]:
    """The folders of documents in a folder, itself among them, in order. Links are not followed."""
    found = []
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if TREE_FILE in names:
            found.append(Path(where))
    return found


def is_site(folder: Path) -> bool:
    """Whether a folder is one into which builds write, with a list of its issues."""
    path = folder / site.NAME
    return path.is_file() and ((folder / state.NAME).is_file() or site.ours(path))


def verify(
    folder: Path, epoch: int | None = None, states: States | None = None
) -> list[Diagnostic]:
    """Findings about the files of a document's folder; no error among them where all agree.

    What a person changed, as far as that was accepted, is a note. `epoch` is SOURCE_DATE_EPOCH, for
    editions of which no state tells; `states` keeps those that were read, for the next call.
    Raises FileError where a file cannot be read.
    """
    from converter import ledger
    from converter.emit import FORMATS
    from converter.tei.validate import TreeError, parse_tree

    path = folder / TREE_FILE
    tree = read_bytes(path, TREE_MEGABYTES)
    account = read_bytes(folder / LEDGER_FILE, TREE_MEGABYTES)
    try:
        document = parse_tree(tree)
        changes = ledger.verify(tree, account, document)
    except TreeError as error:
        return [diagnose("tree-syntax", path=str(path), reason=error)]
    except ledger.LedgerError as error:
        return [diagnose("ledger-failed", path=str(folder), line=error.line, reason=error)]
    record, above = _record(folder, {} if states is None else states)
    findings = [_person(change, path) for change in changes]
    findings += _read_again(document, record, above)
    look = _Look(folder, document, record, epoch)
    for format_ in FORMATS.values():
        if (folder / format_.filename).is_file():
            findings += look.edition(format_)
    if (folder / REVIEW_FILE).is_file():
        findings += look.as_written(REVIEW_FILE)
    return findings


def _person(change: Change, path: Path) -> Diagnostic:
    """What a person changed in a tree."""
    note = functools.partial(diagnose, path=str(path))
    before, after = change.before[:_WORDS], change.after[:_WORDS]
    if change.lines is not None:
        first, last = change.lines
        return note("person-lines", line=first, last=last)
    if before:
        return note("person-words", before=before, after=after, source=change.line)
    if change.line:
        return note("person-added", words=after, source=change.line)
    return note("person-element", words=after)


class _Look:
    """A document's folder, whose files are compared with what is made of its tree."""

    def __init__(
        self, folder: Path, tree: _ElementTree, record: Record | None, epoch: int | None
    ) -> None:
        self.folder = folder
        self.tree = tree
        self.record = record
        self.epoch = epoch

    @functools.cached_property
    def proof(self) -> Proof:
        """The tree's words."""
        from converter.emit.proof import Proof

        return Proof(self.tree)

    @functools.cached_property
    def records(self) -> Edition:
        """The tree as emitters read it."""
        from converter.tei.reading import read_edition

        return read_edition(self.tree)

    def edition(self, format_: Format) -> list[Diagnostic]:
        """Findings about an edition's file. Raises FileError."""
        from converter.emit import Options

        name = format_.filename
        path = self.folder / name
        made = self.record.editions.get(name) if self.record else None
        if format_.name == "pdf" or (self.record is not None and name in self.record.kept):
            return self.as_written(name)
        data = read_bytes(path, TREE_MEGABYTES)
        if made and self.record and made.tree != self.record.tree and digest(data) == made.digest:
            return [diagnose("output-stale", path=str(path), format=format_.name)]
        if wrong := proved(self.proof, format_.name, data, path):
            return wrong
        options = Options(epoch=made.epoch if made else self.epoch)
        try:
            again = format_.emit(self.records, options)
        except ValueError as error:
            return [diagnose("tree-house", path=str(path), rule="vocabulary", reason=error)]
        return differing(path, data, again, written=made.digest if made else "")

    def as_written(self, name: str) -> list[Diagnostic]:
        """Findings about a file that is compared with what the state knows of it."""
        path = self.folder / name
        known = self.record.outputs.get(name, "") if self.record else ""
        if not known:
            return [diagnose("output-unproved", path=str(path))]
        if digest(read_bytes(path, TREE_MEGABYTES)) != known:
            return [diagnose("output-altered", path=str(path))]
        kept = self.record is not None and name in self.record.kept
        return [diagnose("build-kept", path=str(path))] if kept else []


def differing(path: Path, data: bytes, again: bytes, *, written: str) -> list[Diagnostic]:
    """A finding where a file is not what is made in its place; `written` is its digest then."""
    if data == again:
        return []
    if digest(data) == written:
        return [diagnose("output-older", path=str(path))]
    if path.suffix == ".epub":
        return [diagnose("output-differs", path=str(path), place=_member(data, again))]
    lines = zip_longest(data.splitlines(), again.splitlines())
    line = next((n for n, (one, other) in enumerate(lines, 1) if one != other), 1)
    return [diagnose("output-differs", path=str(path), line=line, place=f"line {line}")]


def _member(data: bytes, again: bytes) -> str:
    """The first file inside an EPUB that is another."""
    with zipfile.ZipFile(BytesIO(data)) as mine, zipfile.ZipFile(BytesIO(again)) as its:
        for one, other in zip_longest(mine.namelist(), its.namelist()):
            if one is None or other is None or one != other or mine.read(one) != its.read(other):
                return str(one or other)
    return "the packing"


def verify_site(folder: Path) -> list[Diagnostic]:
    """Findings about the list of issues of an output folder, which is made again from the trees.

    The state says which documents and files are in it; where there is none, all are that are there.
    Raises FileError.
    """
    from converter.emit.index import Listed, emit, listable

    known = state.load(folder)
    path = folder / site.NAME
    data = read_bytes(path, TREE_MEGABYTES)
    written = known.site.rpartition(" ")[2]
    if site.is_kept(known):
        code = "build-kept" if digest(data) == written else "output-altered"
        return [diagnose(code, path=str(path))]
    if known.records and not known.site:
        return [diagnose("build-index-kept", path=str(path))]
    there = [
        (r.name, site.current(r), r.card, site.judgement(r)) for r in site.listed(folder, known)
    ]
    for place in () if known.records else documents(folder):
        names = [file.name for file in place.iterdir()]
        name = place.relative_to(folder).as_posix()
        there.append((name, names, Card(""), _judgement(place)))
    issues = [
        Listed(_card(folder / name) or card, name, listable(names), judgement)
        for name, names, card, judgement in there
    ]
    return differing(path, data, emit(issues), written=written)


def _judgement(folder: Path) -> str:
    """The verdict that a document's review page gives; '' where it has none."""
    try:
        found = _SOUND.search(read_bytes(folder / REVIEW_FILE, TREE_MEGABYTES))
    except FileError:
        return ""
    return verdict(int(found[1]) / 100) if found else ""


_SOUND = re.compile(rb'"sound":(\d+)')


def _card(folder: Path) -> Card | None:
    """What a tree says of its issue, where it can be read."""
    from converter.emit.card import card
    from converter.tei.reading import read_edition
    from converter.tei.validate import TreeError, parse_tree

    try:
        return card(read_edition(parse_tree(read_bytes(folder / TREE_FILE, TREE_MEGABYTES))))
    except (FileError, TreeError, ValueError):
        return None


def _read_again(tree: _ElementTree, record: Record | None, above: Path) -> list[Diagnostic]:
    """A finding where a document, read once more, gives another text than the account has.

    The account holds the whole text, and stands for a document that is away or another one now.
    """
    idnos = {idno.get("type"): (idno.text or "").strip() for idno in tree.iterfind(_IDNOS)}
    if record is None or "document" not in idnos:
        return []
    from converter.build.document import pages_of
    from converter.read import Asked, DecodingError, text_of

    source = state.located(record, above)
    try:
        data = read_bytes(source, TREE_MEGABYTES)
        if hashlib.sha256(data).hexdigest() != idnos["document"]:
            return []
        text = text_of(data, source.name, Asked(*pages_of(record.asked)))
    except (FileError, DecodingError, ValueError):
        return []
    if hashlib.sha256(text.encode()).hexdigest() == idnos["sha256"]:
        return []
    return [diagnose("source-otherwise", path=str(source))]


def _record(folder: Path, states: States) -> tuple[Record | None, Path]:
    """What the state of the nearest folder above knows of a document's folder; and that folder."""
    place = whole(folder)
    for above in place.parents:
        if (above / state.NAME).is_file():
            if above not in states:
                states[above] = state.load(above)
            return states[above].records.get(place.relative_to(above).as_posix()), above
    return None, place
