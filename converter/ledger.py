"""The nothing-lost account: what became of every character of a source, and the proof of it.

`account` lays the pieces that stand in the tree and the furniture that does not side by side over
the source; what is left must be white space. The runs of a `Ledger` stand in the order of the
source and are of three kinds, each one line of `ledger.json`:

    ["c", id, offset, n]                      carried: n characters of element `id`, from `offset`
    ["e", rule, before, after, id, offset]    edited: the source has `before`, the tree `after`
    ["f", class, text]                        furniture: no edition prints it

Offsets count characters of an element's own text (`converter.tei.inline.own_text`). An edit with
an id of '' took away the last of a text, so that no element holds it. `given` are the words of
the tree that no source character stands for (a column's name from the profile), by element.

`verify` needs only the bytes of `issue.xml` and `ledger.json`. It rebuilds the source from them,
encodes it as it was and compares SHA-256 with the one in the tree's sourceDesc; it sees to it that
every word of the tree is in the account; and because a change may spare all words (an attribute,
the name of a rule), both files are sealed line by line.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import TYPE_CHECKING, NamedTuple

from converter.model import Label
from converter.read.decoding import encode
from converter.read.lines import split_lines
from converter.tei.inline import own_text
from converter.tei.names import XML_ID, t
from converter.tei.validate import TreeError, line_of, parse_tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lxml.etree import _Element, _ElementTree

    from converter.model import Furniture, Issue, Line, Piece, Source
    from converter.tei.inline import Placed

FORMAT = "converter ledger 1"


class LedgerError(ValueError):
    """A character is lost or counted twice, or a proof failed; `line` is that of the source.

    `line` is 0 where the fault is not in the source's text; the message then names the file.
    """

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


class Carried(NamedTuple):
    """`n` characters of the source stand in element `id` from `offset`."""

    id: str
    offset: int
    n: int


class Edited(NamedTuple):
    """`rule` put `after` (in element `id` at `offset`) for the source's `before`."""

    rule: str
    before: str
    after: str
    id: str
    offset: int


class Left(NamedTuple):
    """Source characters that no edition prints, with the class of furniture."""

    label: str
    text: str


Run = Carried | Edited | Left


@dataclass(frozen=True, slots=True)
class Ledger:
    """The account of one document; `runs` are in the order of the source and cover all of it."""

    source: Source
    runs: tuple[Run, ...]
    given: Mapping[str, str]

    def dump(self, issue_xml: bytes) -> bytes:
        """The bytes of `ledger.json` for the tree with the bytes `issue_xml`."""
        source = self.source
        facts = {
            "name": source.name,
            "encoding": source.encoding,
            "bom": source.bom,
            "sha256": source.digest,
            "lines": _seal(_source_lines(source.text, source.lines)),
        }
        tree = {
            "sha256": hashlib.sha256(issue_xml).hexdigest(),
            "lines": _seal(issue_xml.split(b"\n")),
        }
        rows = ",\n".join(map(_row, self.runs))
        body = (
            f'{{\n"format":{_quote(FORMAT)},\n"source":{json.dumps(facts)},\n'
            f'"given":{json.dumps(dict(self.given))},\n"tree":{json.dumps(tree)},\n'
            f'"runs":[\n{rows}\n],\n'
        ).encode()
        return body + _closing(body)


# --- account --------------------------------------------------------------------------------

# Without ink: white space, controls, and marks of zero width or of direction. A dump leaves such
# between its lines, and nobody misses them on paper; the ledger keeps them all the same.
_INK = re.compile(
    r"[^\s\x00-\x1f\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)


def account(
    source: Source, issue: Issue, placed: Sequence[Placed], given: Mapping[str, str] | None = None
) -> Ledger:
    """Account for every character of `source`.

    `placed` and `given` are those of the built tree. What nothing covers is class 'layout' if it is
    white space. Raises LedgerError, with the line and its text, for any other character that
    nothing covers, and for one that is covered twice.
    """
    pieces = sorted(placed, key=lambda place: (place.piece.start, place.piece.end))
    fill = _Gaps(source, issue.furniture, [place.piece for place in pieces])
    text = source.text
    runs: list[Run] = []
    at = 0  # all characters before this one are accounted for
    for ident, offset, piece in pieces:
        if piece.start > at:
            runs += fill(at, piece.start)
        if piece.rule:
            before = text[piece.start : piece.end]
            runs.append(Edited(piece.rule, before, piece.text, ident, offset))
        else:
            if text[piece.start : piece.end] != piece.text:
                raise _wrong(source, piece.start, "changed without a rule")
            last = runs[-1] if runs else None
            n = len(piece.text)
            if isinstance(last, Carried) and last.id == ident and last.offset + last.n == offset:
                runs[-1] = Carried(ident, last.offset, last.n + n)
            else:
                runs.append(Carried(ident, offset, n))
        at = max(at, piece.end)
    runs += fill(at, len(text))
    return Ledger(source, tuple(runs), dict(given or {}))


class _Gaps:
    """What stands between the pieces: furniture, and layout where there is none."""

    def __init__(
        self, source: Source, furniture: Iterable[Furniture], pieces: Iterable[Piece]
    ) -> None:
        self._source = source
        self._items = sorted(furniture, key=lambda item: item.span)
        self._next = 0
        self._refuse_overlaps([(p.start, p.end) for p in pieces if p.end > p.start])

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
        found = _INK.search(self._source.text, start, end) if start < end else None
        if found is not None:
            raise _wrong(self._source, found.start(), message)

    def __call__(self, start: int, end: int) -> Iterator[Run]:
        """Account for `start` to `end`, where no piece is; asked in the order of the source."""
        text, items = self._source.text, self._items
        while start < end:
            while self._next < len(items) and items[self._next].span.end <= start:
                self._next += 1
            item = items[self._next] if self._next < len(items) else None
            lo = min(max(item.span.start, start), end) if item is not None else end
            if lo > start:
                self._refuse_ink(start, lo, "is not accounted for")
                yield Left(Label.LAYOUT, text[start:lo])
            start = lo
            if item is not None and start < end:
                hi = min(item.span.end, end)
                yield Left(item.label, text[start:hi])
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


def _quote(text: str) -> str:
    return encode_basestring_ascii(text) if _ESCAPED.search(text) else encode_basestring(text)


def _row(run: Run) -> str:
    """One run as one line of JSON; by hand, because json.dumps costs ten times as much."""
    if isinstance(run, Carried):
        return f'["c",{_quote(run.id)},{run.offset},{run.n}]'
    if isinstance(run, Edited):
        change = f"{_quote(run.rule)},{_quote(run.before)},{_quote(run.after)}"
        return f'["e",{change},{_quote(run.id)},{run.offset}]'
    return f'["f",{_quote(run.label)},{_quote(run.text)}]'


def _seal(lines: Iterable[bytes]) -> str:
    """Checksums of lines, four digits each: they find the line; SHA-256 finds that there is one."""
    return "".join([f"{zlib.crc32(line) & 0xFFFF:04x}" for line in lines])


def _source_lines(text: str, lines: Sequence[Line]) -> Iterator[bytes]:
    """The source's lines with their breaks, as bytes that any character has."""
    for line, after in zip_longest(lines, lines[1:]):
        end = after.start if after is not None else len(text)
        yield text[line.start : end].encode("utf-8", "surrogatepass")


def _closing(body: bytes) -> bytes:
    """The last lines of a ledger: the seal of all others."""
    seal = {"sha256": hashlib.sha256(body).hexdigest(), "lines": _seal(body.split(b"\n"))}
    return f'"seal":{json.dumps(seal)}\n}}\n'.encode()


# --- verification ---------------------------------------------------------------------------


def verify(issue_xml: bytes, ledger_json: bytes, document: _ElementTree | None = None) -> None:
    """Prove from the two files alone that nothing of the source is lost, and nothing added.

    `document` is `issue_xml` as `parse_tree` read it, where the caller has that already. Raises
    LedgerError with the first line of the source that differs, or the line of the file that was
    changed.
    """
    record = _Record.load(ledger_json)
    if document is None:
        try:
            document = parse_tree(issue_xml)
        except TreeError as error:
            raise LedgerError(f"issue.xml: {error}") from error
    _Proof(document, record).check()
    _check_seal("issue.xml", issue_xml, record.tree)
    _check_ledger_seal(ledger_json, record.seal)


@dataclass(frozen=True, slots=True)
class _Seal:
    sha256: str
    lines: str


@dataclass(frozen=True, slots=True)
class _Record:
    """A ledger as read from its file."""

    encoding: str
    bom: bool
    source: _Seal
    given: dict[str, str]
    tree: _Seal
    runs: list[Run]
    seal: _Seal

    @classmethod
    def load(cls, data: bytes) -> _Record:
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
                source=_Seal(str(source["sha256"]), str(source["lines"])),
                given={str(ident): str(text) for ident, text in top["given"].items()},
                tree=_Seal(str(top["tree"]["sha256"]), str(top["tree"]["lines"])),
                runs=[_run(n, row) for n, row in enumerate(top["runs"], 1)],
                seal=_Seal(str(top["seal"]["sha256"]), str(top["seal"]["lines"])),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise LedgerError(f"ledger.json lacks a part or has a wrong one: {error}") from error


def _run(n: int, row: object) -> Run:
    match row:
        case ["c", str(ident), int(offset), int(count)] if offset >= 0 and count >= 0:
            return Carried(ident, offset, count)
        case ["e", str(rule), str(before), str(after), str(ident), int(offset)] if offset >= 0:
            return Edited(rule, before, after, ident, offset)
        case ["f", str(label), str(text)]:
            return Left(label, text)
        case _:
            raise LedgerError(f"ledger.json: run {n} is of no known kind")


class _Proof:
    """The source, rebuilt from a tree and a ledger."""

    def __init__(self, document: _ElementTree, record: _Record) -> None:
        self.root = document.getroot()
        self.record = record
        self.elements: dict[str, _Element] = {}
        for element in self.root.iter("*"):
            ident = element.get(XML_ID)
            if ident is not None and self.elements.setdefault(ident, element) is not element:
                raise LedgerError(
                    f"issue.xml: line {line_of(element)}: the id '{ident}' is given twice"
                )
        named = {run.id for run in record.runs if not isinstance(run, Left) and run.id}
        self.texts: dict[str, str] = {}
        for ident in (*named, *record.given):
            if ident not in self.elements:
                raise LedgerError(f"issue.xml has no element with the id '{ident}'")
            self.texts[ident] = own_text(self.elements[ident])

    def check(self) -> None:
        """Raise LedgerError at the first thing that does not agree."""
        source = self._rebuild()
        self._check_source(source)
        self._check_tree(source)

    def _rebuild(self) -> str:
        parts: list[str] = []
        for run in self.record.runs:
            match run:
                case Carried(ident, offset, n):
                    parts.append(self.texts[ident][offset : offset + n])
                case Edited(before=before):
                    parts.append(before)
                case Left(_, text):
                    parts.append(text)
        return "".join(parts)

    def _check_source(self, source: str) -> None:
        """Compare the digest of the source with the tree's and, if it differs, find the line."""
        record = self.record
        path = f"{t('teiHeader')}/{t('fileDesc')}/{t('sourceDesc')}/{t('bibl')}/{t('idno')}"
        idnos = [e for e in self.root.iterfind(path) if e.get("type") == "sha256"]
        if len(idnos) != 1:
            raise LedgerError("issue.xml does not say the SHA-256 of its source in sourceDesc")
        digest = (idnos[0].text or "").strip()
        lines = split_lines(source)
        sums = _seal(_source_lines(source, lines))
        n = _first_difference(sums, record.source.lines)
        if n:
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

    def _check_tree(self, source: str) -> None:
        """Every word of the tree is in the account, and is what the account says."""
        filled = dict.fromkeys(self.texts, 0)
        stretches: list[tuple[str, int, str, int]] = []
        at = 0
        for run in self.record.runs:
            match run:
                case Carried(ident, offset, n):
                    stretches.append((ident, offset, self.texts[ident][offset : offset + n], at))
                    at += n
                case Edited(_, before, after, ident, offset):
                    if ident:
                        stretches.append((ident, offset, after, at))
                    at += len(before)
                case Left(_, text):
                    at += len(text)
        stretches += [(ident, 0, text, 0) for ident, text in self.record.given.items()]
        for ident, offset, text, place in sorted(stretches):
            own = self.texts[ident]
            if filled[ident] != offset or not own.startswith(text, offset):
                raise self._differs(ident, source, place)
            filled[ident] += len(text)
        for ident, length in filled.items():
            if length != len(self.texts[ident]):
                raise self._differs(ident, source, None)
        whole = self.root.find(t("text"))
        words = 0 if whole is None else _count(own_text(whole))
        if words != sum(map(_count, self.texts.values())):
            raise LedgerError("issue.xml has words that are not in the ledger")

    def _differs(self, ident: str, source: str, place: int | None) -> LedgerError:
        element = self.elements[ident]
        line = 0 if place is None else len(split_lines(source[:place]))
        of_source = f" (line {line} of the source)" if line else ""
        return LedgerError(
            f"issue.xml: line {line_of(element)}, element '{ident}'{of_source}: "
            f"the text is not what the ledger accounts for: {self.texts[ident][:120]}",
            line,
        )


def _count(text: str) -> int:
    """Characters beside white space, which between elements is layout of the file."""
    return len("".join(text.split()))


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


def _check_ledger_seal(data: bytes, seal: _Seal) -> None:
    at = data.rfind(b'"seal":')
    body = data[:at]
    _check_seal("ledger.json", body, seal)
    if data[at:] != _closing(body):
        line = body.count(b"\n") + 1
        raise LedgerError(f"line {line} of ledger.json was changed after it was built")
