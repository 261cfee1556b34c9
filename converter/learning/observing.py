"""What one recognised issue shows of its publication, with the lines that show it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from converter.chinese.chars import CLOSERS, HAN, THE_END, han_count, is_letter_spaced, tight
from converter.chinese.forms import BYLINE, CAPTION
from converter.chinese.numbers import ordinal
from converter.fields import FORMS, issue_names
from converter.labelling import Labelled, Labelling, Row
from converter.model import Issue, Label, Source, Text
from converter.patterns import late
from converter.profile.model import Profile, fold

_DRESS = "【】〖〗[]◆◇■□●○★☆▌▍|｜※▪◎"
_MARK = late(r"^(?:_{2,}|[●□■◎◇◆○▲▼△★☆▪◤✍※◈▢◻⊙])")
_WIDE_GAP = late(r"[ \u3000\u00a0]*\u3000[ \u3000\u00a0]*|[ \u00a0]{2,}")
_NO_NAME = late(
    r"[\d，。；：！？《》〈〉,.:;!?@/／（）()“”\"'…—]|^(?:本期)?(?:目录|目次|要目|导读)$"
)
_NAMED = late(r"《([^《》\n]{2,20})》")
_LABELLED = late(rf"^([{HAN} \u3000]{{2,10}})[:：/／][ \u3000]*(\S.{{1,40}})$")
_SHARE = 0.8  # of the pages have a head in its place, where heads of pages are columns

# What breaks a habit has to be sure itself. Of the headings without a number that were read where
# all have one, none had a margin of more than 1.3 but for one torn sentence (corpus, publications
# 899 to 957); true ones without numbers have 1.5 and more (96293).
_SURE = 1.4


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of one of the texts, counted from 1."""

    document: str
    line: int


Sightings = dict[str, dict[str, list[Place]]]
"""What was seen: a value, how it was told, where."""


@dataclass(slots=True)
class Seen:
    """What one issue shows. Each of the sightings has a value, how it is told, and its lines.

    `habits` counts, for each habit of the profile, how often it was kept and how often not. `fields`
    has masthead values by their key, `labels` the labels that no field of the profile has.
    """

    document: str
    articles: int = 0
    titles: Sightings = field(default_factory=dict)
    columns: Sightings = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    bylines: Sightings = field(default_factory=dict)
    ends: Sightings = field(default_factory=dict)
    captions: Sightings = field(default_factory=dict)
    runheads: Sightings = field(default_factory=dict)
    fields: dict[str, Sightings] = field(default_factory=dict)
    labels: dict[str, Sightings] = field(default_factory=dict)
    habits: dict[str, tuple[int, int]] = field(default_factory=dict)


def observe(source: Source, labelling: Labelling, issue: Issue, profile: Profile) -> Seen:
    """What an issue shows that was recognised with `profile`, which may know nothing."""
    return _Observer(source, labelling, issue, profile).seen


class _Observer:
    """One issue under observation."""

    def __init__(
        self, source: Source, labelling: Labelling, issue: Issue, profile: Profile
    ) -> None:
        self.source, self.labelling, self.issue, self.profile = source, labelling, issue, profile
        self.seen = Seen(source.name, articles=len(issue.articles))
        self.host = {item.row.text for item in self._rows(Label.SITE)}  # 下载, 收藏
        self._fields()
        self._titles()
        self._columns()
        self._marks()
        self._runheads()
        self._habits()

    def _place(self, offset: int) -> Place:
        return Place(self.source.name, self.source.line_at(offset).number)

    def _saw(self, where: Sightings, value: str, how: str, offset: int) -> None:
        places = where.setdefault(value, {}).setdefault(how, [])
        place = self._place(offset)
        if place not in places:
            places.append(place)

    def _rows(self, *labels: Label) -> Iterator[Labelled]:
        return (item for item in self.labelling.rows if item.label in labels)

    # --- masthead -------------------------------------------------------------------------

    def _fields(self) -> None:
        for item in self.issue.masthead:
            if (span := _span(item.text)) is None:
                continue
            where = self.seen.fields.setdefault(item.key, {})
            words = "".join(self.source.words[span[0] : span[1]].split())
            self._saw(where, words, "masthead", span[0])
        for labelled in self._rows(Label.MASTHEAD, Label.UNKNOWN):
            m = _LABELLED.match(labelled.row.text)
            if m is None or self.profile.field_for(tight(m[1])) is not None:
                continue
            key, how = self._meant(tight(m[1]), m[2])
            where = self.seen.labels.setdefault(key, {})
            self._saw(where, tight(m[1]), how, labelled.row.start)

    def _meant(self, label: str, value: str) -> tuple[str, str]:
        """The field that an unknown label may announce ('' for none), and how that is told."""
        for key, form in FORMS:
            if key != "date" and form.fullmatch(value.strip()) and self.profile.field(key):
                return key, "form"
        known = [
            (len(word), found.key)
            for found in self.profile.masthead
            for word in found.labels
            if len(word) >= 2 and label.endswith(word)
        ]
        return (max(known)[1], "ending") if known else ("", "")

    def _titles(self) -> None:
        for item in self.issue.masthead:
            span = _span(item.text)
            if item.key == "title" and span is not None and not item.text.pieces[0].rule:
                self._saw(self.seen.titles, tight(item.text.flat), "nameplate", span[0])
        names = issue_names(self.source.words)
        for line in self.source.lines:
            for m in _NAMED.finditer(line.text):
                if tight(m[1]) in names:
                    self._saw(self.seen.titles, tight(m[1]), "named", line.start)

    # --- columns --------------------------------------------------------------------------

    def _columns(self) -> None:
        listed = self.labelling.contents
        used = sorted({e.column for e in listed.entries if e.column >= 0})
        for k in used:
            a, b = listed.columns[k]
            self._column(self.source.words[a:b], "contents", a)
        at_top = self._page_heads()
        repeated = _repeated(self._rows(Label.RUNHEAD))
        for item in self._rows(Label.RUNHEAD, Label.COLUMN):
            row = item.row
            name = fold(undressed(row.text))
            if item.label is Label.COLUMN:
                self._column(row.text, "head" + _dress(row.text), row.start)
            elif name in at_top or name in repeated:
                self._column(row.text, "runhead", row.start)
        for item in self._rows(Label.TITLE):
            # A dressed line above a title may be its column's head; whether it is, other issues tell.
            if item.second is Label.COLUMN and (dress := _dress(item.row.text)):
                self._column(item.row.text, "title" + dress, item.row.start)
        for row in at_top.values():
            self._column(row.text, "top", row.start)

    def _column(self, printed: str, how: str, offset: int) -> None:
        name = undressed(printed)
        if not may_name_column(name) or tight(name) in self.seen.titles or name in self.host:
            return
        key = fold(name)
        known = next((n for n in self.seen.columns if fold(n) == key), name)
        self._saw(self.seen.columns, known, how, offset)

    def _page_heads(self) -> dict[str, Row]:
        """Heads of pages by their words, where nearly all pages have one in the same place.

        What stands there on one page only is a column as well (卷首语), which repetition cannot show.
        """
        pages: dict[int, list[Labelled]] = defaultdict(list)
        for item in self.labelling.rows:
            if item.label not in (Label.PAGENO, Label.PAGEMARK, Label.SITE, Label.ORNAMENT):
                pages[item.row.page].append(item)
        pages = {
            page: items
            for page, items in pages.items()
            if not any(i.label in (Label.MASTHEAD, Label.CONTENTS) for i in items)
        }
        best: dict[str, Row] = {}
        for place in (0, -1):
            rows = [items[place].row for items in pages.values()]
            heads = [r for r in rows if r.width <= 24 and may_name_column(undressed(r.text))]
            count: dict[str, list[Row]] = defaultdict(list)
            for row in heads:
                count[fold(undressed(row.text))].append(row)
            shown = sum(len(found) for found in count.values() if len(found) >= 2)
            if len(rows) >= 4 and len(heads) >= _SHARE * len(rows) and 2 * shown >= len(heads):
                if len(count) >= 2 and len(count) > len(best):
                    best = {name: found[0] for name, found in count.items()}
        return best

    # --- marks and habits -------------------------------------------------------------------

    def _marks(self) -> None:
        ends = self.labelling.end_marks
        for item in self.labelling.rows:
            row = item.row
            m = _MARK.match(row.text)
            if item.label is Label.BYLINE and m:
                self._saw(self.seen.bylines, m[0][:2], "byline", row.start)
            elif item.label is Label.CAPTION and m:
                self._saw(self.seen.captions, m[0][:2], "caption", row.start)
            elif _ends(row, ends):
                self._saw(self.seen.ends, row.tight[-1], "end", row.start)

    def _runheads(self) -> None:
        columns = {fold(name) for name in self.seen.columns}
        values = {value for found in self.seen.fields.values() for value in found}
        repeated = _repeated(self._rows(Label.RUNHEAD))
        for item in self._rows(Label.RUNHEAD):
            words = item.row.tight
            name = fold(undressed(item.row.text))
            if name not in repeated or name in columns or words in values:
                continue
            if han_count(words) >= 3 and words not in self.seen.titles:
                self._saw(self.seen.runheads, words, "runhead", item.row.start)

    def _habits(self) -> None:
        headings = captions = (0, 0)
        sure = {item.row.start: item.margin for item in self.labelling.rows}
        for article in self.issue.articles:
            for block in article.blocks:
                if block.kind != "heading" or not block.lines:
                    continue
                line = block.lines[0]
                numbered = ordinal(line.flat) is not None
                if numbered or sure.get(line.start, 0.0) >= _SURE:
                    headings = _count(headings, numbered)
        bylines = (0, 0)
        marks = tuple(self.labelling.byline_marks)
        for item in self._rows(Label.CAPTION):
            marked = bool(CAPTION.search(item.row.text))
            if item.begins and (marked or item.margin >= _SURE):
                captions = _count(captions, marked)
        for item in self._rows(Label.BYLINE):
            said = bool(BYLINE.match(item.row.text)) or item.row.text.startswith(marks)
            bylines = _count(bylines, said)
        ended = sum(_ends(r.row, self.labelling.end_marks) for r in self.labelling.rows)
        kept = sum(bool(THE_END.search(r.row.tight)) for r in self.labelling.rows) + ended
        self.seen.habits = {
            "numbered_headings": headings,
            "marked_captions": captions,
            "marked_bylines": bylines,
            "marked_ends": (kept, max(0, len(self.issue.articles) - kept)),
        }


def undressed(printed: str) -> str:
    """A column's printed name without ornaments, letter-spacing and pinyin.

    What parts its words stays: '学 先 进　争 一 流' is 学先进 争一流.
    """
    name = printed.strip(_DRESS + " \u3000\u00a0")
    if is_letter_spaced(name):
        name = " ".join("".join(part.split()) for part in _WIDE_GAP.split(name))
    name = " ".join(name.split())
    bare = re.sub(rf"(?<=[{HAN}]) ?[A-Z]{{2,}}$", "", name)
    return bare or name


def may_name_column(name: str) -> bool:
    """Whether words have the form of a column's name: a few Han characters, no marks, no numbers."""
    return (
        2 <= han_count(name) <= 14
        and han_count(name) == len(tight(name))
        and not _NO_NAME.search(name)
    )


def _dress(printed: str) -> str:
    """With what a head is set off: its ornaments, or `spaced`; nothing for a bare line."""
    marks = "".join(c for c in printed if c in _DRESS)
    return f" {marks}" if marks else (" spaced" if is_letter_spaced(printed) else "")


def _repeated(items: Iterable[Labelled]) -> frozenset[str]:
    """Words that stand on two pages or more, in whatever dress."""
    pages: dict[str, set[int]] = defaultdict(set)
    for item in items:
        pages[fold(undressed(item.row.text))].add(item.row.page)
    return frozenset(words for words, at in pages.items() if len(at) >= 2)


def _ends(row: Row, marks: frozenset[str]) -> bool:
    words = row.tight
    return len(words) > 2 and words[-1] in marks and words[-2] in "。！？" + CLOSERS


def _count(so_far: tuple[int, int], kept: bool) -> tuple[int, int]:  # noqa: FBT001
    return (so_far[0] + kept, so_far[1] + (not kept))


def _span(text: Text) -> tuple[int, int] | None:
    """Where a text's characters stand in the source, None for one that was added."""
    pieces = [p for p in text.pieces if p.mark is None and p.end > p.start]
    return (pieces[0].start, pieces[-1].end) if pieces else None
