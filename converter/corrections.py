"""What a person settled: YAML -> evidence that outweighs all other.

A file of corrections is a list of small entries. Each has an anchor (`line`, the number that an
editor shows, and `text`, words of that line), one thing that holds, and a `reason`. An anchor is
found again by its text where the source has changed (`resolve`); nothing is dropped in silence.
How a correction weighs is the decoder's affair; here it is read, checked and placed.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath

from converter.chinese.radicals import plain_forms
from converter.diagnostics import Diagnostic, diagnose
from converter.model import Label
from converter.yamlfile import Binder, Check, Items, Record, members, read, setting

_WORDS = Check("(?s).{1,400}", "text of 1 to 400 characters")
_SHA256 = Check("[0-9A-Fa-f]{8,64}", "8 to 64 hexadecimal digits")
_ID = Check("[A-Za-z][A-Za-z0-9_-]{0,39}", "a name of letters, digits, - and _")

_CANDIDATES = 3  # as many as a person compares at a glance


class Paragraph(enum.StrEnum):
    """Whether a paragraph starts at a line."""

    STARTS = "starts"
    CONTINUES = "continues"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A line of the source: its number and words that stand in it."""

    line: int = setting("Number of the line, from 1.")
    text: str = setting("Words of that line; white space does not count.", check=_WORDS)


@dataclass(frozen=True, slots=True)
class Replacement:
    """Words of the anchored line and what they should be; the original is kept in the tree."""

    find: str = setting("The words as they stand in the source.", check=_WORDS)
    by: str = setting("What they should be.", check=_WORDS)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, cell by cell."""

    until: Anchor = setting("The last line of the source that the table takes up.")
    rows: tuple[str, ...] = setting(
        "The rows, with | between the cells. Words are the source's own, in whatever order."
    )
    header: int = setting("How many rows are labels.", 1)


@dataclass(frozen=True, slots=True)
class Correction:
    """One settled doubt: an anchor, exactly one thing that holds, the reason."""

    line: int = setting("Number of the line that it is about, from 1.")
    text: str = setting("Words of that line; white space does not count.", check=_WORDS)
    reason: str = setting("Why it holds, for the next reader.", check=_WORDS)
    label: Label | None = setting("What the line is.", None)
    paragraph: Paragraph | None = setting("Whether a paragraph starts at the line.", None)
    continues: Anchor | None = setting("The fragment that ends there goes on with this line.", None)
    apart: Anchor | None = setting("The fragment that ends there does not go on here.", None)
    article: Anchor | None = setting("The block belongs to the article whose title is there.", None)
    title: str | None = setting("The title of the article that the line is in.", None, check=_WORDS)
    kicker: str | None = setting("Its kicker (引题).", None, check=_WORDS)
    subtitle: str | None = setting("Its subtitle (副题).", None, check=_WORDS)
    byline: str | None = setting("Its byline, without a mark.", None, check=_WORDS)
    column: str | None = setting("The id of its column.", None, check=_ID)
    order: int | None = setting("Its place among the articles, from 1.", None)
    caption_after: Anchor | None = setting(
        "The caption on the line stands after the paragraph that is there.", None
    )
    table: Grid | None = setting("The table that begins on the line.", None)
    field: str | None = setting(
        "The key of the masthead field whose value is on the line.", None, check=_ID
    )
    replace: Replacement | None = setting("Text that is wrong in the source itself.", None)
    path: str = ""
    """The file that it stands in."""
    at: int = 0
    """Its line in that file."""

    @property
    def kind(self) -> str:
        """The name of the one key that says what holds."""
        return next(name for name in KINDS if getattr(self, name) is not None)

    @property
    def value(self) -> object:
        """What holds: the value of that key."""
        return getattr(self, self.kind)

    @property
    def other(self) -> Anchor | None:
        """The second line that it names, or None."""
        value = self.value
        if isinstance(value, Grid):
            return value.until
        return value if isinstance(value, Anchor) else None


_COMMON = ("line", "text", "reason")
KINDS = tuple(m.name for m in members(Correction) if m.name not in _COMMON)
"""The keys that say what holds, of which an entry has exactly one."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The text that a file of corrections is about: one that has this path, or these bytes."""

    path: str | None = setting(
        "The end of its path, as far as it has to be said: 2023/01.txt.", None, check=_WORDS
    )
    sha256: str | None = setting("Its SHA-256, or the beginning of it.", None, check=_SHA256)

    def fits(self, path: PurePath, sha256: str) -> bool:
        """Whether a text with this path from the root, or with this digest, is meant."""
        if self.sha256 is not None and sha256.startswith(self.sha256.lower()):
            return True
        if self.path is None:
            return False
        ends = PurePosixPath(self.path).parts
        return path.parts[-len(ends) :] == ends

    def __str__(self) -> str:
        return self.path or f"sha256 {self.sha256}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file of corrections: what it says, and of which text; that of its name where None."""

    corrections: tuple[Correction, ...] = setting("The entries.")
    source: Origin | None = setting("The text that they are about.", None)


class CorrectionError(ValueError):
    """A file of corrections has mistakes; `diagnostics` holds all of them."""

    def __init__(self, diagnostics: Collection[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(d.render() for d in self.diagnostics))


def load(text: str, path: str) -> tuple[Correction, ...]:
    """The corrections of a file, in its order.

    Raises CorrectionError with every mistake.
    """
    return load_sheet(text, path).corrections


def load_sheet(text: str, path: str) -> Sheet:
    """A file of corrections: a list of entries, or a mapping that has them and their `source`.

    Raises CorrectionError with every mistake.
    """
    problems: list[Diagnostic] = []
    binder = Binder(problems)
    node = read(text, path, problems)
    source: Origin | None = None
    if isinstance(node, Record) and node.keys.keys() & {"source", "corrections"}:
        source = _origin(node, binder)
        node = node.values.get("corrections")
    found: list[Correction] = []
    if node is not None and not isinstance(node, Items):
        binder.wrong(node, "-", "a list")
    for i, item in enumerate(getattr(node, "items", ()), 1):
        bound = binder.bind(item, Correction, f"[{i}]")
        if isinstance(item, Record):
            _check_kind(item, f"[{i}]", binder)
        if bound is not None:
            found.append(dataclasses.replace(bound, path=path, at=item.place.line))
    if problems:
        raise CorrectionError(sorted(set(problems), key=lambda d: (d.line, d.column, d.code)))
    return Sheet(tuple(found), source)


def _origin(node: Record, binder: Binder) -> Origin | None:
    """The text that a mapping says its corrections are about; its other mistakes are noted."""
    apart = {name: value for name, value in node.values.items() if name != "corrections"}
    entries = Items([], node.place)
    sheet = binder.bind(Record({**apart, "corrections": entries}, node.keys, node.place), Sheet)
    source = sheet.source if sheet is not None else None
    if "corrections" not in node.values:
        binder.note("config-missing-key", node.place, key="corrections")
    if source is not None and source == Origin():
        place = node.keys["source"]
        binder.note("config-missing-key", place, key="source.path")
    return source


def _check_kind(item: Record, at: str, binder: Binder) -> None:
    """An entry says exactly one thing."""
    given = [name for name in item.keys if name in KINDS]
    if len(given) != 1:
        binder.note(
            "config-value",
            item.place,
            key=at,
            found=", ".join(given) or "nothing",
            wanted="exactly one of " + ", ".join(KINDS),
            hint="",
        )


# --- finding the lines again ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Placed:
    """A correction and the numbers of its lines in the source as it is; `other` is 0 for none."""

    correction: Correction
    line: int
    other: int = 0


@dataclass(frozen=True, slots=True)
class Resolution:
    """What `resolve` found: the corrections that have their lines, and everything to report."""

    placed: tuple[Placed, ...]
    problems: tuple[Diagnostic, ...]


def resolve(corrections: Sequence[Correction], lines: Sequence[str]) -> Resolution:
    """Find each correction's lines in the source, by number where the text is there, else by text.

    `lines` are the source's lines without their breaks. A text that stands on several lines is
    settled by the distance by which the other anchors moved; where that does not settle it either
    the correction is an error, as are one that is nowhere and two that contradict each other.
    """
    if not corrections:
        return Resolution((), ())
    finder = _Finder(lines, [a for c in corrections for a in _anchors(c)])
    problems: list[Diagnostic] = []
    placed: list[Placed] = []
    for correction in corrections:
        at = [finder.find(anchor, correction, problems) for anchor in _anchors(correction)]
        if all(at):
            placed.append(Placed(correction, *at))
    kept, quarrels = _agreeing(placed)
    return Resolution(kept, (*problems, *quarrels))


def _anchors(correction: Correction) -> tuple[Anchor, ...]:
    own = Anchor(correction.line, correction.text)
    return (own,) if correction.other is None else (own, correction.other)


def _bare(text: str) -> str:
    """A text's words as they are compared: a radical counts as its character."""
    return "".join(plain_forms(text).split())


class _Finder:
    def __init__(self, lines: Sequence[str], anchors: Iterable[Anchor]) -> None:
        self.lines = [_bare(line) for line in lines]
        self.places = {anchor: self.search(anchor) for anchor in anchors}
        shifts = Counter(at[0] - anchor.line for anchor, at in self.places.items() if len(at) == 1)
        # How far each unmistakable anchor moved, the commonest distance first.
        self.shifts = [shift for shift, _ in sorted(shifts.items(), key=lambda s: (-s[1], s[0]))]

    def search(self, anchor: Anchor) -> list[int]:
        """Numbers of all lines that hold the anchor's words."""
        words = _bare(anchor.text)
        return [n for n, line in enumerate(self.lines, 1) if words in line] if words else []

    def find(self, anchor: Anchor, correction: Correction, problems: list[Diagnostic]) -> int:
        """The number of the anchor's line, or 0 with the reason noted."""
        at = self.places[anchor]
        if anchor.line in at:
            return anchor.line
        found = at[0] if len(at) == 1 else 0
        if len(at) > 1:
            found = next((s + anchor.line for s in self.shifts if s + anchor.line in at), 0)
        note = functools.partial(diagnose, path=correction.path, line=correction.at)
        if found:
            problems.append(note("correction-moved", expected=anchor.line, found=found))
        elif at:
            numbers = ", ".join(map(str, at[:8])) + (" …" if len(at) > 8 else "")
            problems.append(note("correction-ambiguous", text=anchor.text, lines=numbers))
        else:
            nearest = self.near(anchor)
            problems.append(note("correction-unmatched", text=anchor.text, nearest=nearest))
        return found

    def near(self, anchor: Anchor) -> str:
        """The lines most like the anchor's words, as `12 “…”`, or `-`."""
        from rapidfuzz import fuzz, process

        best = process.extract(
            _bare(anchor.text),
            self.lines,
            scorer=fuzz.partial_ratio,
            limit=_CANDIDATES,
            score_cutoff=50,
            processor=None,
        )
        return "; ".join(f"{index + 1} “{line[:30]}”" for line, _, index in best) or "-"


def _agreeing(placed: Sequence[Placed]) -> tuple[tuple[Placed, ...], list[Diagnostic]]:
    """Those that contradict or repeat none before them, and a finding for each of the others."""
    kept: list[Placed] = []
    claims: dict[tuple[object, ...], tuple[object, Correction]] = {}
    problems: list[Diagnostic] = []
    for one in placed:
        mine = _claims(one)
        quarrel = next(
            (first for key, value in mine if key in claims and (first := claims[key])[0] != value),
            None,
        )
        if quarrel is None:
            kept.append(one)
            claims.update({key: (value, one.correction) for key, value in mine})
        else:
            other = quarrel[1]
            problems.append(
                diagnose(
                    "correction-contradiction",
                    path=one.correction.path,
                    line=one.correction.at,
                    other=other.at,
                    what=f"{one.correction.kind} / {other.kind}, “{one.correction.text}”",
                )
            )
    return tuple(kept), problems


def _claims(placed: Placed) -> list[tuple[tuple[object, ...], object]]:
    """What an entry says, as subjects with values: two values of one subject are a contradiction.

    An entry's own place in its file is a value as well, so that one that repeats another is found.
    """
    correction, line, other = placed.correction, placed.line, placed.other
    claims: list[tuple[tuple[object, ...], object]] = []
    match correction.kind:
        case "replace" if correction.replace is not None:
            claims.append((("replace", line, correction.replace.find), correction.replace.by))
        case "continues":
            # A line goes on from one fragment only, and a fragment in one line only.
            claims.append((("start", line), Paragraph.CONTINUES))
            claims.append((("from", line), other))
            claims.append((("into", other), line))
            claims.append((("joined", line, other), True))
        case "apart":
            claims.append((("joined", line, other), False))
        case "paragraph":
            claims.append((("start", line), correction.value))
        case kind:
            claims.append(((kind, line), correction.value))
    claims.append(((correction.kind, line, other, str(correction.value)), correction.at))
    return claims


# --- what became of them ----------------------------------------------------------------------


def account(
    placed: Iterable[Placed], *, unused: Mapping[Placed, str], needless: Collection[Placed]
) -> list[Diagnostic]:
    """Findings for corrections that could not be applied, and for those no longer needed.

    `unused` could not, each for its reason; `needless` are what would be so without them.
    """
    findings: list[Diagnostic] = []
    for one in placed:
        note = functools.partial(diagnose, path=one.correction.path, line=one.correction.at)
        if one in unused:
            findings.append(note("correction-unused", reason=unused[one]))
        elif one in needless:
            findings.append(note("correction-needless"))
    return findings
