"""Traits: plain observations of a row and its neighbours, whose weights are learnt and not set.

A cue knows what it sees ('文/' opens a byline); a trait only says what is there: how wide a row is
against its column, how it ends, what stands above and below, how long the run of displayed lines
is that it belongs to. None of them looks at a publication's words. What they speak for is fitted by
`make train` and stands in `weights.json`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from converter.chinese.chars import CLOSERS, OPENERS, is_letter_spaced
from converter.chinese.days import opens_entry
from converter.chinese.names import is_org, is_person
from converter.chinese.numbers import ordinal
from converter.label import captions, cues, front_cues
from converter.label.scene import Scene
from converter.label.weights import Weights
from converter.labelling import FULL, Row
from converter.model import Evidence, Label

_WIDTHS = (1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 8.5, 10.5, 13.5, 17.5, 22.5, 30.5, 45.5)
_MEASURES = (9.0, 14.0, 20.0, 28.0)
_WIDEST = 40.0  # em: a displayed line
_LISTED = 4.0  # weight of a title's words that stand in the contents list
_FAR = 8  # rows of a run that are told apart

_DATELINE = re.compile(r"^(?:[【（(]?本(?:报|刊|网|台)讯|[\u4e00-\u9fff]{2,6}讯[ \u3000（(])")
_COMMAS = re.compile("[，,、；;]")
_QUOTES = re.compile('[“”《》‘’「」"]')
_DASH = re.compile("^[—―–-]")
_DIGIT = re.compile(r"\d")
_ORNAMENT = re.compile(r"[^\w\s\u3000-\u303f\uff00-\uffef“”‘’—…·]")


@dataclass(slots=True)
class _Outline:
    """What a row looks like to its neighbours: its shape, and the form that it has, if any."""

    shape: str
    form: str
    displayed: bool  # may be a line of a title, a heading, a caption


_EDGE = _Outline("edge", "edge", displayed=False)


class Traits:
    """The traits of a document's rows, by name; that a cue spoke, and for what, is one of them.

    How rows look to each other is kept; the names, dozens a row, are made when they are asked for.
    """

    def __init__(self, scene: Scene, evidence: Sequence[Sequence[Evidence]]) -> None:
        rows = scene.rows
        self._scene = scene
        self._evidence = evidence
        self._outlines = [_outline(scene, i, row, evidence[i]) for i, row in enumerate(rows)]
        self._runs = _runs(rows, self._outlines)
        self._said = Counter(row.tight for row in rows)
        spaced = sum(row.blanks > 0 for row in rows) / max(1, len(rows))
        self._air = "air" if spaced > 0.3 else "some" if spaced > 0.02 else "none"
        signed = sum(o.form == "byline" for o in self._outlines)
        layout = "P" if scene.paragraphs else "J" if scene.rejoined else "L"
        self._kind = f"{layout}{_share(signed, len(rows))}"

    def of(self, i: int) -> list[str]:
        """The traits of row `i`."""
        if self._outlines[i].form == "listing":  # what the contents list holds is not asked again
            return []
        row = self._scene.rows[i]
        size = bisect_right(_WIDTHS, row.width)
        found = self._shapes(i, row, size)
        found += _words(row, self._outlines[i].shape)
        found += [f"cue {e.cue} {e.reading}" for e in self._evidence[i]]
        found += self._seams(i, row, size)
        if self._outlines[i].displayed:
            found += self._run(i, row, size)
        return found

    def _at(self, i: int) -> _Outline:
        return self._outlines[i] if 0 <= i < len(self._outlines) else _EDGE

    def _shapes(self, i: int, row: Row, size: int) -> list[str]:
        """What it looks like, among what stands above and below, and at the page's edges."""
        here, above, below = self._outlines[i], self._at(i - 1), self._at(i + 1)
        s, f, kind, air = here.shape, here.form, self._kind, self._air
        before, after = self._scene.near(i - 1), self._scene.near(i + 1)
        found = [
            f"shape {s}",
            f"form {f}",
            f"size {size}",
            f"{kind} {s} {size}",
            f"{kind} form {f}",
            f"ends {_end(row)} {s}",
            f"begins {_begin(row)} {s}",
            f"column {bisect_right(_MEASURES, row.measure)} {s}",
            f"above {above.shape} {above.form}",
            f"below {below.shape} {below.form}",
            f"{s} above {above.shape}",
            f"{s} below {below.shape}",
            f"between {above.shape} {s} {below.shape}",
            f"forms {above.form} {f} {below.form}",
            f"two above {self._at(i - 2).form} {above.form}",
            f"two below {below.form} {self._at(i + 2).form}",
            f"{size} below {below.form}",
            f"{size} above {above.form}",
            f"blank {air} {min(row.blanks, 2)} {s}",
            f"blank below {air} {min(after.blanks, 2) if after else 3} {s}",
        ]
        if row.top < 2:
            found.append(f"top {row.top} {s} {'front' if row.page == 0 else 'later'}")
        if row.bottom < 2:
            found.append(f"bottom {row.bottom} {s}")
        if before is not None and before.page != row.page:
            found.append(f"page's first {s} {above.shape}")
        if after is not None and after.page != row.page:
            found.append(f"page's last {s}")
        return found

    def _seams(self, i: int, row: Row, size: int) -> list[str]:
        """Whether its words stand elsewhere too, and whether words go on over its seams."""
        s, above, below = self._outlines[i].shape, self._at(i - 1), self._at(i + 1)
        before, after = self._scene.near(i - 1), self._scene.near(i + 1)
        is_word = self._scene.is_word
        found = []
        if self._said[row.tight] > 1 and size > 1:
            found.append(f"said {min(self._said[row.tight], 4)} {s}")
        if before is not None and not before.closed:
            seam = is_word(before.tight[-1:] + row.tight[:1])
            found.append(f"word above {seam} {above.shape} {s}")
            if after is not None and above.shape in ("full", "first"):
                skip = is_word(before.tight[-1:] + after.tight[:1])
                found.append(f"word round it {skip} {s} {below.shape}")
        if after is not None and not row.closed:
            seam = is_word(row.tight[-1:] + after.tight[:1])
            found.append(f"word below {seam} {s} {below.shape}")
        return found

    def _run(self, i: int, row: Row, size: int) -> list[str]:
        """Its place in the run of displayed rows, and what that stands between."""
        rows, kind = self._scene.rows, self._kind
        first, last = self._runs[i]
        lead, tail = self._at(first - 1), self._at(last + 1)
        count, place = min(last - first + 1, _FAR), min(i - first, 4)
        rest = min(last - i, 4)
        opens = rows[first - 1].closed if first else True
        found = [
            f"run {count} {place}",
            f"run before {tail.form} {tail.shape}",
            f"run before {tail.form} {rest}",
            f"run behind {lead.form} {lead.shape} {place}",
            f"run {count} behind {lead.form} before {tail.form}",
            f"{kind} run before {tail.form} {rest == 0}",
            f"{kind} run {min(count, 4)} open {opens} before {tail.form}",
            f"run open {opens} {size} before {tail.form}",
        ]
        if i > first:
            found.append(f"run wider {_compare(row.width, rows[i - 1].width)} {place}")
        if i < last:
            found.append(f"run narrower {_compare(row.width, rows[i + 1].width)} {rest}")
        return found


_LEAST = 5  # hundredths of a log-odds that are worth an evidence
_CUE = "traits"
_PLAIN = "its form and its neighbours', as learnt"


class Speech:
    """What traits say of the rows of a document.

    It is mostly what they said of other rows: each word of theirs is made once.
    """

    def __init__(self, force: Weights) -> None:
        self._force = force
        self._least = _LEAST * force.per / 100
        self._said: list[dict[int, Evidence]] = [{} for _ in force.labels]

    def of(self, names: Sequence[str]) -> list[Evidence]:
        """What a row's traits say together: one evidence a label."""
        found = [vector for vector in map(self._force.traits.get, names) if vector is not None]
        out = []
        for label, said, vote in zip(
            self._force.labels, self._said, map(sum, zip(*found, strict=True)), strict=False
        ):
            if abs(vote) < self._least:
                continue
            evidence = said.get(vote)
            if evidence is None:
                evidence = Evidence(_CUE, label, vote / self._force.per, _PLAIN)
                said[vote] = evidence
            out.append(evidence)
        return out


def with_reasons(
    items: Sequence[Evidence], names: Sequence[str], force: Weights, asked: Collection[Label]
) -> list[Evidence]:
    """The same evidence; that of traits for the labels asked names those that weigh most."""
    return [
        replace(e, reason=_reason(force.labels.index(Label(e.reading)), names, force))
        if e.cue == _CUE and e.reading in asked
        else e
        for e in items
    ]


def _reason(k: int, names: Sequence[str], force: Weights) -> str:
    """The traits that weigh most for or against the label of that number."""
    told = sorted(
        ((force.traits[n][k] / force.per, n) for n in names if n in force.traits),
        key=lambda pair: -abs(pair[0]),
    )
    return "; ".join(f"{n} ({w:+.1f})" for w, n in told[:3])


def _share(signed: int, rows: int) -> str:
    """How many rows are bylines: none, few, some, many."""
    if not signed:
        return "0"
    share = signed / rows
    return "1" if signed == 1 or share < 0.01 else "2" if share < 0.03 else "3"


def _compare(one: float, other: float) -> str:
    gap = one - other
    return "same" if abs(gap) < 0.6 else "more" if gap > 0 else "less"


def _runs(rows: Sequence[Row], outlines: Sequence[_Outline]) -> list[tuple[int, int]]:
    """First and last row of the run of displayed rows that each row stands in, on its page."""
    out: list[tuple[int, int]] = []
    i = 0
    while i < len(rows):
        j = i
        if outlines[i].displayed:
            while (
                j + 1 < len(rows) and outlines[j + 1].displayed and rows[j + 1].page == rows[i].page
            ):
                j += 1
        out += [(i, j)] * (j + 1 - i)
        i = j + 1
    return out


def _outline(scene: Scene, i: int, row: Row, evidence: Sequence[Evidence]) -> _Outline:
    shape = _shape(scene, row)
    listed = any(e.cue == "listed_title" and e.weight > _LISTED for e in evidence)
    form = "titled" if listed else _form(scene, i, row)
    plain = form in ("", "ornament", "spaced", "unit", "titled", "name", "level")
    return _Outline(
        shape,
        form or shape,
        displayed=plain
        and not row.closed
        and row.width <= _WIDEST
        and shape not in ("full", "long"),
    )


def _shape(scene: Scene, row: Row) -> str:
    """Width and end against the column: full, a paragraph's first line, its last, short and open."""
    if scene.paragraphs or (scene.rejoined and not row.block):
        if row.width > 45:
            return "long"
        if row.closed:
            return "said"
        return "short" if row.width <= 20 else "middle"
    if row.joint:
        return "full"
    if row.width > row.measure + 3 and row.measure > 8:
        return "wide shut" if row.closed else "wide"
    if row.full:
        return "full shut" if row.closed else "full"
    if row.indented:
        return "first shut" if row.closed else "first"
    if row.closed:
        return "last"
    part = row.width / max(row.measure, 1.0)
    return "tiny" if part < 0.3 else "short" if part < 0.65 else "middle"


def _form(scene: Scene, i: int, row: Row) -> str:
    """The form that a row's words have, '' where they have none of those known."""
    told = _told(scene, i, row) or _opening(row.text)
    if told or row.width > 24 or row.closed:
        return told
    return _dress(scene, row)


def _told(scene: Scene, i: int, row: Row) -> str:
    """What a row is by its place in a list, or by what it says of itself."""
    text = row.text
    if i in scene.contents_rows:
        return "listing"
    if scene.fields and scene.fields[i].found:
        return "field"
    if scene.table_rows.get(i) is not None:
        return "cell"
    if cues.JUMP.match(text):
        return "jump"
    if row.width <= _WIDEST and not row.closed:
        if cues.byline_mark_of(text, scene.byline_marks) or cues.BYLINE_FORM.match(text):
            return "byline"
        if captions.tells_picture(text):
            return "picture"
    elif row.closed and captions.PICTURE.match(text):
        return "picture said"
    return "brackets" if text[0] in "（([" and text[-1] in "）)]" else ""


def _opening(text: str) -> str:
    """How a text opens: a day, a number, a dateline, words that articles open with."""
    if opens_entry(text):
        return "day"
    found = ordinal(text)
    if found is not None:
        return f"number {found[0]}"
    if cues.LEAD_IN.match(text):
        return "opening"
    return "dateline" if _DATELINE.match(text) else ""


def _dress(scene: Scene, row: Row) -> str:
    """What a short row without a stop is dressed as."""
    text = row.text
    if front_cues.DRESSED.match(text):
        return "dressed"
    if _DASH.match(text):
        return "dash"
    if cues.names_only(text):
        return "name"
    if scene.is_column(row):
        return "column"
    numbers, words = front_cues.numeric_cells(text)
    if numbers and numbers >= words - 1:
        return "numbers"
    if is_letter_spaced(text):
        return "spaced"
    if _ORNAMENT.match(text[0]):
        return "level" if text[0] == "#" else "ornament"
    return "unit" if is_org(row.tight) else ""


def _end(row: Row) -> str:
    last = row.text[-1]
    if row.closed:
        return row.text.rstrip(CLOSERS)[-1:] if last in CLOSERS else last
    if last in "，,":
        return "comma"
    if last in "、；;：:—":
        return "pause"
    if last in OPENERS:
        return "opener"
    if last in CLOSERS:
        return "closer"
    if last.isdecimal():
        return "digit"
    return "letter" if "\u4e00" <= last <= "\u9fff" else "other"


def _begin(row: Row) -> str:
    first = row.text[0]
    if first in "，。、；：！？,.;:!?)）》”’」%％":
        return "stop"
    if first in OPENERS:
        return "opener"
    if first.isdecimal():
        return "digit"
    return "letter" if "\u4e00" <= first <= "\u9fff" else "other"


def _words(row: Row, s: str) -> list[str]:
    """Traits of a row's own letters."""
    text = row.text
    out = []
    commas = len(_COMMAS.findall(text))
    out.append(f"commas {min(commas, 2)} {s}")
    inner = text[:-1]
    if "。" in inner or "！" in inner or "？" in inner:
        out.append(f"inner stop {s}")
    if "：" in inner or ":" in inner:
        out.append(f"colon {s}")
    if _QUOTES.search(text):
        out.append(f"quotes {s}")
    if _DIGIT.search(text):
        out.append(f"digits {s}")
    if "（" in text or "(" in text:
        out.append(f"bracket {s}")
    parts = text.split()
    if len(parts) > 1 and row.width <= _WIDEST:
        sizes = [len(p) for p in parts]
        even = len(set(sizes)) == 1
        out.append(f"parts {min(len(parts), 4)} even {even and sizes[0] > 1} {s}")
        if is_person(parts[-1]):
            out.append(f"name behind {min(len(parts), 3)}")
    if row.width > row.measure + FULL and row.blanks:
        out.append("wide behind a blank")
    return out
