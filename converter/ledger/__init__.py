r"""The nothing-lost account: what became of every character of a source, and the proof of it.

`account` lays the pieces that stand in the tree and the furniture that does not side by side over
the source; what is left must be white space. The rows of a `Ledger` stand in the order of the
source and together cover all of it. A row is one line of `ledger.json`:

    [id, offset, item, item, ...]

It follows the text of element `id` from character `offset` on, as long as source and tree run side
by side. Its items are, in the order of the source:

    12                         carried: the next 12 characters of the element
    [rule, before, after]      edited: the source has `before`, the element goes on with `after`
    [class, text]              furniture: in the source only
    "\n\n"                     furniture of class 'layout': white space and line breaks

Offsets count characters of an element's own text (`converter.tei.inline.own_text`). A row with an
id of '' follows no element: an edit there took away all that a text had. `given` are the words of
the tree that no source character stands for (a column's name from the profile), by element.

Where a person edited the tree and that was accepted (`amending`), the rule of an edit is `person`,
`added` are words that stand in no element of the account, and `built` is the seal of the tree as
the program had made it.

`verify` needs only the bytes of `issue.xml` and `ledger.json`. It rebuilds the source from them,
encodes it as it was and compares SHA-256 with the one in the tree's sourceDesc; it sees to it that
every word of the tree is in the account; and because a change may spare all words (an attribute,
the name of a rule), both files are sealed line by line.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zlib
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, cast

from converter.model import Label
from converter.read.decoding import encode
from converter.read.lines import split_lines, whole_lines
from converter.tei.faults import line_of
from converter.tei.inline import INK, own_text
from converter.tei.names import XML_ID, t
from converter.tei.validate import TreeError, parse_tree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from lxml.etree import _Element, _ElementTree

    from converter.model import Furniture, Issue, Piece, Source
    from converter.tei.inline import Placed

FORMAT = "converter ledger 1"


PERSON = "person"
"""The rule by which a person changed a tree by hand."""


class LedgerError(ValueError):
    """A character is lost or counted twice, or a proof failed; `line` is that of the source.

    `line` is 0 where the fault is not in the source's text; the message then names the file.
    """

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


Carried = int  # that many characters of the element
Edited = tuple[str, str, str]  # rule, before, after
Left = tuple[str, str]  # class of furniture, text
Layout = str  # furniture of class 'layout'
Item = Carried | Edited | Left | Layout


class Row(NamedTuple):
    """A stretch of the source that runs side by side with element `id` from `offset` on."""

    id: str
    offset: int
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The account of one document; `rows` are in the order of the source and cover all of it.

    `added` are a person's words in elements without an account, `built` the seal of the tree as it
    was before the person came.
    """

    source: Source
    rows: tuple[Row, ...]
    given: Mapping[str, str]
    added: tuple[str, ...] = ()
    built: _Seal | None = None

    def dump(self, issue_xml: bytes) -> bytes:
        """The bytes of `ledger.json` for the tree with the bytes `issue_xml`."""
        source = self.source
        facts = {
            "name": source.name,
            "encoding": source.encoding,
            "bom": source.bom,
            "sha256": source.digest,
            "lines": _seal(whole_lines(source.text)),
        }
        tree = {
            "sha256": hashlib.sha256(issue_xml).hexdigest(),
            "lines": _seal(issue_xml.split(b"\n")),
        }
        rows = ",\n".join([_json([row.id, row.offset, *row.items]) for row in self.rows])
        person = ""
        if self.built is not None:
            built = {"sha256": self.built.sha256, "lines": self.built.lines}
            person = f'"added":{_json(list(self.added))},\n"built":{_json(built)},\n'
        body = (
            f'{{\n"format":{_json(FORMAT)},\n"source":{_json(facts)},\n'
            f'"given":{_json(dict(self.given))},\n"tree":{_json(tree)},\n{person}'
            f'"rows":[\n{rows}\n],\n'
        ).encode()
        return body + _closing(body)

    def unprinted(self) -> dict[str, tuple[int, int]]:
        """What of the source no edition prints: characters and places, by its class, most first.

        Words that a repair takes away are of the class 'repair'. White space and what else has no
        ink is counted in the class 'layout' alone, which comes last.
        """
        found: dict[str, tuple[int, int]] = {}
        for row in self.rows:
            for item in row.items:
                match item:
                    case str():
                        kind, count = LAYOUT, len(item)
                    case [kind, text]:
                        count = len(INK.findall(text))
                    case [_, before, after] if not INK.search(after):
                        kind, count = REPAIR, len(INK.findall(before))
                    case _:
                        continue
                if count:
                    characters, places = found.get(kind, (0, 0))
                    found[kind] = characters + count, places + 1
        order = sorted(found, key=lambda kind: (kind == LAYOUT, -found[kind][0], kind))
        return {kind: found[kind] for kind in order}


LAYOUT = str(Label.LAYOUT)
REPAIR = "repair"
"""The class of words that a repair takes away, beside those of furniture."""


# --- account --------------------------------------------------------------------------------


def account(
    source: Source, issue: Issue, placed: Sequence[Placed], given: Mapping[str, str] | None = None
) -> Ledger:
    """Account for every character of `source`.

    `placed` and `given` are those of the built tree. What nothing covers is class 'layout' if it is
    white space. Raises LedgerError, with the line and its text, for any other character that
    nothing covers, and for one that is covered twice.
    """
    pieces = _in_source_order(placed)
    fill = _Gaps(source, issue.furniture, [(p.start, p.end) for *_, p in pieces if p.start < p.end])
    text = source.text
    items: list[Item] = []  # of the row that is being written
    row_id, row_end = "", 0  # its element, and the offset there that it has reached
    rows = [Row(row_id, row_end, items)]
    at = 0  # all characters of the source before this one are accounted for
    for start, end, _, ident, offset, piece in pieces:
        if start > at:
            between = text[at:start]
            if between.isspace() and fill.upcoming >= start:  # the common case: a line's end
                items.append(between)
            else:
                items += fill(at, start)
        if ident != row_id or (offset != row_end and ident):
            items = []
            rows.append(Row(ident, offset, items))
            row_id, row_end = ident, offset
        after = piece.text
        if piece.rule:
            items.append((piece.rule, text[start:end], after))
        elif text[start:end] != after:
            raise _wrong(source, start, "was changed without a rule")
        elif items and isinstance(items[-1], int):
            items[-1] += end - start
        else:
            items.append(end - start)
        row_end += len(after)
        at = max(at, end)
    items += fill(at, len(text))
    return Ledger(source, tuple(row for row in rows if row.items), dict(given or {}))


def _in_source_order(placed: Iterable[Placed]) -> list[tuple[int, int, int, str, int, Piece]]:
    """All pieces as (start, end, place in the tree's order, id, offset, piece), sorted."""
    out: list[tuple[int, int, int, str, int, Piece]] = []
    for ident, pieces in placed:
        offset = 0
        for piece in pieces:
            out.append((piece.start, piece.end, len(out), ident, offset, piece))
            offset += len(piece.text)
    out.sort()
    return out


class _Gaps:
    """What stands between the pieces: furniture, and layout where there is none."""

    def __init__(
        self, source: Source, furniture: Iterable[Furniture], pieces: list[tuple[int, int]]
    ) -> None:
        self._source = source
        self._items = sorted(furniture, key=lambda item: item.span)
        self._next = 0
        self.upcoming = self._items[0].span.start if self._items else len(source.text)
        self._refuse_overlaps(pieces)

    def _refuse_overlaps(self, pieces: list[tuple[int, int]]) -> None:
        """No character stands twice in the tree; none with ink is furniture twice, or as well."""
        for before, after in pairwise(pieces):
            if after[0] < before[1]:
                raise _wrong(self._source, after[0], "stands twice in the tree")
        covered = 0
        starts = [start for start, _ in pieces]
        for item in self._items:
            start, end = item.span.start, item.span.end
            self._refuse_ink(start, min(end, covered), "is furniture twice")
            covered = max(covered, end)
            n = max(bisect_right(starts, start) - 1, 0)
            while n < len(pieces) and pieces[n][0] < end:
                lo, hi = max(start, pieces[n][0]), min(end, pieces[n][1])
                self._refuse_ink(lo, hi, "is furniture, and stands in the tree")
                n += 1

    def _refuse_ink(self, start: int, end: int, message: str) -> None:
        found = INK.search(self._source.text, start, end) if start < end else None
        if found is not None:
            raise _wrong(self._source, found.start(), message)

    def __call__(self, start: int, end: int) -> Iterator[Item]:
        """Account for `start` to `end`, where no piece is; asked in the order of the source."""
        text, items = self._source.text, self._items
        while start < end:
            while self._next < len(items) and items[self._next].span.end <= start:
                self._next += 1
                more = self._next < len(items)
                self.upcoming = items[self._next].span.start if more else len(text)
            item = items[self._next] if self._next < len(items) else None
            lo = min(max(item.span.start, start), end) if item is not None else end
            if lo > start:
                self._refuse_ink(start, lo, "is not accounted for")
                yield text[start:lo]
            start = lo
            if item is not None and start < end:
                hi = min(item.span.end, end)
                yield (
                    text[start:hi]
                    if item.label is Label.LAYOUT
                    else (str(item.label), text[start:hi])
                )
                start = hi


def _wrong(source: Source, at: int, message: str) -> LedgerError:
    line = source.line_at(at)
    column = at - line.start + 1
    place = f"line {line.number}, character {column} ({source.text[at]!r})"
    return LedgerError(f"{place} {message}: {line.text[:120]}", line.number)


# --- the file -------------------------------------------------------------------------------

# Surrogates, and characters that an editor would not show or would take for a line break, are
# written as escapes.
_ESCAPED = re.compile(
    r"[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _json(value: object) -> str:
    """One line of JSON that shows what it holds."""
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", _encode(value))


def _seal(lines: Sequence[bytes]) -> str:
    """Checksums of lines, four digits each: they find the line; SHA-256 finds that there is one."""
    return struct.pack(f">{len(lines)}H", *[zlib.crc32(line) & 0xFFFF for line in lines]).hex()


def _closing(body: bytes) -> bytes:
    """The last lines of a ledger: the seal of all others."""
    seal = {"sha256": hashlib.sha256(body).hexdigest(), "lines": _seal(body.split(b"\n"))}
    return f'"seal":{json.dumps(seal)}\n}}\n'.encode()


# --- verification ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """What a person changed: words, or lines of the tree.

    `line` is that of the source, 0 for words of an element that is not of the source. `lines` are
    the first and the last one of issue.xml.
    """

    line: int = 0
    before: str = ""
    after: str = ""
    lines: tuple[int, int] | None = None


def verify(
    issue_xml: bytes, ledger_json: bytes, document: _ElementTree | None = None
) -> list[Change]:
    """Prove from the two files alone that nothing of the source is lost, and nothing added.

    Returns what a person changed in the tree, as far as that was accepted. `document` is
    `issue_xml` as `parse_tree` read it, where the caller has that already. Raises LedgerError with
    the first line of the source that differs, or the line of the file that was changed.
    """
    record = Record.load(ledger_json)
    if document is None:
        try:
            document = parse_tree(issue_xml)
        except TreeError as error:
            raise LedgerError(f"issue.xml: {error}") from error
    proof = _Proof(document, record)
    proof.check()
    _check_seal("issue.xml", issue_xml, record.tree)
    check_seal(ledger_json, record.seal)
    return proof.changes()


@dataclass(frozen=True, slots=True)
class _Seal:
    sha256: str
    lines: str


@dataclass(frozen=True, slots=True)
class Record:
    """A ledger as read from its file."""

    encoding: str
    bom: bool
    source: _Seal
    given: dict[str, str]
    tree: _Seal
    rows: list[Row]
    seal: _Seal
    added: list[str]
    built: _Seal | None

    @classmethod
    def load(cls, data: bytes) -> Record:
        """Read `ledger.json`. Raises LedgerError for what no ledger may be."""
        try:
            top = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise LedgerError(f"ledger.json cannot be read: {error}") from error
        try:
            if top["format"] != FORMAT:
                raise LedgerError(f"ledger.json is not of the format {FORMAT!r}")
            source = top["source"]
            return cls(
                encoding=str(source["encoding"]),
                bom=source["bom"] is True,
                source=_seal_of(source),
                given={str(ident): str(text) for ident, text in top["given"].items()},
                tree=_seal_of(top["tree"]),
                rows=[_row(n, row) for n, row in enumerate(top["rows"], 1)],
                seal=_seal_of(top["seal"]),
                added=[str(words) for words in top.get("added", ())],
                built=_seal_of(top["built"]) if "built" in top else None,
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise LedgerError(f"ledger.json lacks a part or has a wrong one: {error}") from error


def _seal_of(value: Mapping[str, object]) -> _Seal:
    return _Seal(str(value["sha256"]), str(value["lines"]))


def _row(n: int, row: object) -> Row:
    match row:
        case [str(ident), int(offset), *items] if offset >= 0:
            if all(map(_is_item, items)):
                return Row(ident, offset, cast("list[Item]", items))
    raise LedgerError(f"ledger.json: row {n} is not of a known kind")


def _is_item(item: object) -> bool:
    """Whether `item`, as JSON gives it, is one of a row's."""
    match item:
        case str():
            return True
        case bool():
            return False
        case int():
            return item >= 0
        case [str(), str()] | [str(), str(), str()]:
            return True
        case _:
            return False


class _Proof:
    """The source, rebuilt from a tree and a ledger."""

    def __init__(self, document: _ElementTree, record: Record) -> None:
        self.root = document.getroot()
        self.record = record
        self.elements: dict[str, _Element] = {}
        for element in self.root.iter("*"):
            ident = element.get(XML_ID)
            if ident is not None and self.elements.setdefault(ident, element) is not element:
                raise LedgerError(
                    f"issue.xml: line {line_of(element)}: the id '{ident}' is given twice"
                )
        named = {row.id for row in record.rows if row.id}
        self.stretches: list[tuple[str, int, int]] = []  # element, from, to
        self.differing: list[tuple[str, str]] = []  # element, source before the place
        self.edits: list[tuple[int, str, str]] = []  # a person's: offset in the source, words
        self.source = ""
        self.texts: dict[str, str] = {}
        for ident in (*named, *record.given):
            if ident not in self.elements:
                raise LedgerError(f"issue.xml has no element with the id '{ident}'")
            self.texts[ident] = own_text(self.elements[ident])

    def check(self) -> None:
        """Raise LedgerError at the first thing that does not agree."""
        self.source = self._rebuild()
        self._check_source(self.source)
        self._check_tree()

    def changes(self) -> list[Change]:
        """What a person changed: words, in the order of the source; then lines of the tree."""
        record = self.record
        if record.built is None:
            return []
        starts = [line.start for line in split_lines(self.source)]
        found = [
            Change(
                bisect_right(starts, at) if before or at < len(self.source) else 0, before, after
            )
            for at, before, after in self.edits
        ]
        found += [Change(after=words) for words in record.added]
        old, new = (_sums(seal.lines) for seal in (record.built, record.tree))
        for _, _, first, last in differences(old, new):
            lines = min(first + 1, len(new)), max(last, min(first + 1, len(new)))
            found.append(Change(lines=lines))
        return found

    def _rebuild(self) -> str:
        """The source; what is seen on the way of the tree's side is kept for `_check_tree`."""
        parts: list[str] = []
        length = 0
        for row in self.record.rows:
            own = self.texts.get(row.id, "")
            at = row.offset
            for item in row.items:
                if isinstance(item, int):
                    parts.append(own[at : at + item])
                    at += item
                elif isinstance(item, str):
                    parts.append(item)
                elif len(item) == 2:
                    parts.append(item[1])
                else:
                    rule, before, after = item
                    if rule == PERSON:
                        self.edits.append((length, before, after))
                    if not (self.differing or own.startswith(after, at)):
                        self.differing.append((row.id, "".join(parts)))
                    parts.append(before)
                    at += len(after)
                length += len(parts[-1])
            self.stretches.append((row.id, row.offset, at))
        return "".join(parts)

    def _check_source(self, source: str) -> None:
        """Compare the digest of the source with the tree's and, if it differs, find the line."""
        record = self.record
        path = f"{t('teiHeader')}/{t('fileDesc')}/{t('sourceDesc')}/{t('bibl')}/{t('idno')}"
        idnos = [e for e in self.root.iterfind(path) if e.get("type") == "sha256"]
        if len(idnos) != 1:
            raise LedgerError("issue.xml does not say the SHA-256 of its source in sourceDesc")
        digest = (idnos[0].text or "").strip()
        n = _first_difference(_seal(whole_lines(source)), record.source.lines)
        if n:
            lines = split_lines(source)
            text = lines[n - 1].text[:120] if n <= len(lines) else "(missing)"
            raise LedgerError(f"line {n} of the source is not what it was: {text}", n)
        try:
            data = encode(source, record.encoding, record.bom)
        except (LookupError, UnicodeError) as error:
            raise LedgerError(f"the source cannot be encoded as it was: {error}") from error
        found = hashlib.sha256(data).hexdigest()
        if found != digest:
            raise LedgerError(
                f"issue.xml: line {line_of(idnos[0])}: the SHA-256 in sourceDesc is '{digest}', "
                f"but that of the source rebuilt is '{found}'"
            )
        if found != record.source.sha256:
            raise LedgerError("ledger.json says another SHA-256 of the source than issue.xml")

    def _check_tree(self) -> None:
        """Every word of the tree is in the account, once, and is what the account says."""
        for ident, before in self.differing:
            raise self._differs(ident, len(split_lines(before)))
        for ident, text in self.record.given.items():
            self.stretches.append((ident, 0, len(text)))
            if self.texts[ident] != text:
                raise self._differs(ident)
        reached = dict.fromkeys(self.texts, 0)
        for ident, start, end in sorted(self.stretches):
            if not ident:
                continue
            if start != reached[ident]:
                raise self._differs(ident)
            reached[ident] = end
        for ident, end in reached.items():
            if end != len(self.texts[ident]):
                raise self._differs(ident)
        whole = self.root.find(t("text"))
        words = 0 if whole is None else _count(own_text(whole))
        added = sum(map(_count, self.record.added))
        if words != sum(map(_count, self.texts.values())) + added:
            raise LedgerError("issue.xml has words that are not in the ledger")
        if added and loose(self.root, self.texts) != self.record.added:
            raise LedgerError("issue.xml has other added words than the ledger accounts for")

    def _differs(self, ident: str, line: int = 0) -> LedgerError:
        where = f"element '{ident}'"
        if ident in self.elements:
            where = f"line {line_of(self.elements[ident])}, {where}"
        of_source = f" (line {line} of the source)" if line else ""
        return LedgerError(
            f"issue.xml: {where}{of_source}: the text is not what the ledger accounts for: "
            f"{self.texts.get(ident, '')[:120]}",
            line,
        )


def _count(text: str) -> int:
    """Characters beside white space, which between elements is layout of the file."""
    return len("".join(text.split()))


def _sums(seal: str) -> list[str]:
    return [seal[n : n + 4] for n in range(0, len(seal), 4)]


def _first_difference(sums: str, expected: str) -> int:
    """Number of the first line whose checksum differs, or 0."""
    if sums == expected:
        return 0
    length = max(len(sums), len(expected))
    return next(
        n // 4 + 1 for n in range(0, length + 1, 4) if sums[n : n + 4] != expected[n : n + 4]
    )


def _check_seal(name: str, data: bytes, seal: _Seal) -> None:
    if hashlib.sha256(data).hexdigest() == seal.sha256:
        return
    n = _first_difference(_seal(data.split(b"\n")), seal.lines)
    where = f"line {n} of {name} was changed" if n else f"{name} or its seal was changed"
    raise LedgerError(f"{where} after it was built")


def check_seal(data: bytes, seal: _Seal) -> None:
    """Raise LedgerError where a ledger's file is not what it was, with the line."""
    at = data.rfind(b'"seal":')
    body = data[:at]
    _check_seal("ledger.json", body, seal)
    if data[at:] != _closing(body):
        line = body.count(b"\n") + 1
        raise LedgerError(f"line {line} of ledger.json was changed after it was built")


# --- what a person changed -------------------------------------------------------------------

_COMPARED = 4_000_000  # characters squared; a longer change is told as one


def differences(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Where two sequences differ: (from, to) in the old one, (from, to) in the new one."""
    head = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
    if head is None:
        head = min(len(old), len(new))
    tail, most = 0, min(len(old), len(new)) - head
    while tail < most and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(a) * len(b) > _COMPARED:
        yield head, head + len(a), head, head + len(b)
        return
    from difflib import SequenceMatcher

    for tag, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag != "equal":
            yield head + i1, head + i2, head + j1, head + j2


def loose(root: _Element, accounted: Collection[str]) -> list[str]:
    """The words of a tree's text that stand in none of these elements, in order."""
    found: list[str] = []

    def look(element: _Element) -> None:
        found.append(element.text or "")
        for child in element:
            is_element = isinstance(child.tag, str)  # a comment's tag is a function
            if is_element and child.tag != t("sic") and child.get(XML_ID) not in accounted:
                look(child)
            found.append(child.tail or "")

    whole = root.find(t("text"))
    if whole is not None:
        look(whole)
    return [words for words in (text.strip() for text in found) if words]
