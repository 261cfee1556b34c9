"""The masthead (刊头、版权页) put together again out of the rows of cover, imprint and nameplate."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from converter.chinese.chars import han_count, is_letter_spaced, tight
from converter.chinese.names import is_org, is_person
from converter.chinese.numbers import ENGLISH_DATE, iso_date
from converter.fields import NAME_TAIL, RowFields, issue_names, read_fields
from converter.labelling import Row
from converter.model import Decision, Evidence, MastheadItem, Source, Span, Text
from converter.profile.model import FieldForm, Profile
from converter.settled import NOTHING, Settled

_CONTENTS = re.compile(r"^(?:本期)?(?:目录|目次|要目)(?:CONTENTS)?$|^CONTENTS$", re.IGNORECASE)
_COLON = re.compile(r"^([^:：]{1,14})[:：][ \u3000]*")
_PAGE = re.compile(
    r"^[-—·•|/ \u3000]*(?:[A-Z]?\d{1,3}|第?[ \u3000]*[A-Z]?[\d一二三四五六七八九十]{1,3}[ \u3000]*[版页]|(?:本期|本报|今日|今天)[ \u3000]*共?[ \u3000]*[\d一二三四五六七八九十]+[ \u3000]*个?版)[-—·•|/ \u3000]*$"
)
# The periodical's name with its English or pinyin behind it in one line.
_GLUED = re.compile(
    r"^(?P<name>[\u4e00-\u9fff][\u4e00-\u9fff \u3000]{1,20}?)[ \u3000]*(?P<latin>[A-Za-z][A-Za-z &.,'’·-]{3,})$"
)
_NUMBER_BEHIND = re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000]+[A-D]?\d{1,2}$")
_WEEKDAY = re.compile(r"^[(（]?(?:星期|周)[一二三四五六日天][)）]?$")
# What an unassigned row needs to be taken for the periodical's title.
_TITLE_NEEDS = 2.5


@dataclass(slots=True)
class _Field:
    key: str
    values: list[tuple[int, int]] = field(default_factory=list)
    label: tuple[int, int] = (0, 0)
    closed: bool = False  # its list may go on below, or another label's may: not guessed
    worded: bool = False  # known by the profile's words
    row: int = -1


@dataclass(slots=True)
class Masthead:
    """The masthead's items; the spans of their labels and of what only repeats them; doubts."""

    items: list[MastheadItem]
    labels: list[tuple[int, int]]
    repeats: list[tuple[int, int]]
    doubts: list[Decision]


def read_masthead(
    source: Source,
    rows: Sequence[Row],
    profile: Profile,
    settled: Settled = NOTHING,
    names: frozenset[str] = frozenset(),
) -> Masthead:
    """Fields of the cover, the imprint and a newspaper's nameplate; `names`: the periodical's.

    A label takes what stands behind it and the rows below that go on with it. A value whose label
    stands elsewhere (scrambled columns) is known by its form: an e-mail address, a phone number,
    a permit. What neither tells is kept as `unassigned` and flagged, not guessed.
    """
    names |= issue_names(source.words, profile.publication.title)
    reader = _Reader(rows, profile, settled, names)
    reader.read()
    doubts = [
        d for d in (_title(source, reader, rows), _publisher(source, reader)) if d is not None
    ]
    for item in reader.fields:
        if item.key == "unassigned" and item.values:
            span = Span(item.values[0][0], item.values[-1][1])
            doubts.append(Decision("field", span, "unassigned", "", 0.0))
    items, repeats = _items(source, reader.fields, profile, reader.labels)
    return Masthead(items, reader.labels, repeats, doubts)


class _Reader:
    """The rows of the masthead one after the other, with the field that is open."""

    def __init__(
        self,
        rows: Sequence[Row],
        profile: Profile,
        settled: Settled,
        names: frozenset[str],
    ) -> None:
        self.rows = rows
        self.profile = profile
        self.settled = settled
        self.names = names
        self.fields: list[_Field] = []
        self.labels: list[tuple[int, int]] = []
        self.now: _Field | None = None
        self.waiting: list[_Field] = []  # labels of lists of people that are still without a value
        self.columns = {r.tight for r in rows} >= {"目", "录"}

    def read(self) -> None:
        page = -1
        k = 0
        while k < len(self.rows):
            row = self.rows[k]
            if row.page != page:
                self.now, self.waiting, page = None, [], row.page
            k += self._row(k, row)

    def _row(self, k: int, row: Row) -> int:
        """Read row `k`; returns how many rows it took."""
        said = self.settled.field(row.start, row.end) if self.settled else ""
        if said:
            m = _COLON.match(row.text)
            cut = m.end() if m and self.profile.field_for(m[1]) is not None else 0
            if cut:
                self._debris(row, 0, len(row.text[:cut].rstrip()))
            self.fields.append(_Field(said, [(row.start + cut, row.end)], closed=True, row=k))
            self.now = None
            return 1
        if _CONTENTS.match(row.tight) or _PAGE.match(row.text) or self._is_column_letter(row):
            self._debris(row, 0, len(row.text))
            return 1
        if self._label_letter(k):
            self._debris(row, 0, len(row.text))
            return 1
        known = self._broken_label(k)
        if known is not None:
            self._labelled(k, row, *known)
            return 1
        parsed = read_fields(row.text, self.profile.masthead)
        if parsed.found and (parsed.labels or parsed.covered >= 0.5):
            self._parsed(k, row, parsed)
            return 1
        m = _COLON.match(row.text)
        if m and not re.search(r"\d", m[1]) and 0 < len(tight(m[1])) <= 6:
            self.now = _Field("other", [(row.start, row.end)], (row.start, row.start), row=k)
            self.fields.append(self.now)
            return 1
        taken = self._values_of_waiting(k)
        if taken:
            return taken
        goes_on = self.now is not None and not self.now.closed and row.tight not in self.names
        if goes_on and self.now is not None and _goes_on(self.profile, self.now, row):
            self.now.values.append((row.start, row.end))
            return 1
        return self._unlabelled(k, row)

    def _unlabelled(self, k: int, row: Row) -> int:
        """Read row `k`, of which no label and no form tells what it is; returns how many rows it took."""
        last = self.fields[-1] if self.fields else None
        if last is not None and last.key == "date" and last.values and _WEEKDAY.match(row.tight):
            last.values.append((row.start, row.end))
            return 1
        upright = self._upright(k)
        if upright > 1:
            letters = [(r.start, r.end) for r in self.rows[k : k + upright]]
            self.fields.append(_Field("unassigned", letters, row=k))
            self.now = None
            return upright
        m = _GLUED.match(row.text)
        if m is not None:
            cut = row.start + m.end("name")
            self.fields.append(_Field("unassigned", [(row.start, cut)], row=k))
            self.fields.append(
                _Field("unassigned", [(row.start + m.start("latin"), row.end)], row=k)
            )
        else:
            self.fields.append(_Field("unassigned", [(row.start, row.end)], row=k))
        self.now = None
        return 1

    def _upright(self, k: int) -> int:
        """How many rows from `k` on are a letter each: a nameplate set upright (竖排)."""
        n = 0
        while k + n < len(self.rows):
            row = self.rows[k + n]
            if len(row.tight) != 1 or not han_count(row.tight) or row.page != self.rows[k].page:
                break
            n += 1
        return n

    def _debris(self, row: Row, i: int, j: int) -> None:
        """Characters of a row that are a label or stand between fields."""
        if j > i and row.text[i:j].strip():
            self.labels.append((row.start + i, row.start + j))

    def _is_column_letter(self, row: Row) -> bool:
        return self.columns and row.tight in ("目", "录")

    def _label_letter(self, k: int) -> bool:
        """Whether row `k` is the first letter of a letter-spaced label whose rest begins row k+1."""
        return k + 1 < len(self.rows) and self._broken_label(k + 1) is not None

    def _broken_label(self, k: int) -> tuple[str, int] | None:
        """Field and length of a label of which the row above has the first letter ('主', '编:…')."""
        if k == 0 or len(self.rows[k - 1].tight) != 1 or not han_count(self.rows[k - 1].tight):
            return None
        m = _COLON.match(self.rows[k].text)
        found = self.profile.field_for(self.rows[k - 1].tight + m[1]) if m else None
        return (found.key, m.end()) if m and found is not None else None

    def _labelled(self, k: int, row: Row, key: str, cut: int) -> None:
        item = _Field(key, label=(row.start, row.start + cut), row=k)
        self._debris(row, 0, len(row.text[:cut].rstrip()))
        if cut < len(row.text):
            item.values.append((row.start + cut, row.end))
        self.fields.append(item)
        self.now = item

    def _parsed(self, k: int, row: Row, parsed: RowFields) -> None:
        """The fields of a row with labels or values known by their form."""
        spans: list[tuple[int, int]] = []
        held = self.now
        for a, b in parsed.rest:
            spans.append((a, b))
            number = _NUMBER_BEHIND.search(row.text[a:b])
            if number is not None:
                self._debris(row, a + number.start(), b)
                b = a + number.start()  # noqa: PLW2901 - 江城晚报 05: the page's number
            if _PAGE.match(row.text[a:b]):
                self._debris(row, a, b)
            else:
                self.fields.append(_Field("unassigned", [(row.start + a, row.start + b)], row=k))
        for found in parsed.found:
            item = _Field(
                found.key, label=(row.start + found.label[0], row.start + found.label[1]), row=k
            )
            item.worded = found.told == "words"
            spans.append(found.label)
            self._debris(row, *found.label)
            a, b = found.value
            if b > a:
                item.values.append((row.start + a, row.start + b))
                spans.append(found.value)
            self.fields.append(item)
            self.now = item if found.told == "label" else None
            if found.told == "label":
                self._list_rules(row.text[a:b], item)
        if (
            self.now is None
            and held is not None
            and held.values
            and self._form(held.key) is FieldForm.TEXT
        ):
            self.now = held
        at = 0
        for a, b in sorted(spans):
            self._debris(row, at, a)
            at = max(at, b)
        self._debris(row, at, len(row.text))

    def _list_rules(self, value: str, item: _Field) -> None:
        """Whether a list of people may go on below: not where another list still waits for its names."""
        if self._form(item.key) is not FieldForm.LIST:
            return
        if not value:
            self.waiting.append(item)
            return
        behind = re.sub(r"[（(][^（）()]*[)）]", "", value).strip()
        item.closed = bool(behind) and bool(self.waiting)

    def _form(self, key: str) -> FieldForm:
        found = self.profile.field(key)
        return found.form if found is not None else FieldForm.SINGLE

    def _values_of_waiting(self, k: int) -> int:
        """Rows of names below a run of as many labels: one each, in their order. Rows taken, or 0."""
        waiting = [f for f in self.waiting if not f.values]
        if len(waiting) < 2 or waiting[-1] is not self.now:
            return 0
        run = []
        for row in self.rows[k:]:
            if row.page != self.rows[k].page or read_fields(row.text, self.profile.masthead).found:
                break
            run.append(row)
        if len(run) != len(waiting) or not all(_people_only(r) for r in run):
            return 0
        for item, row in zip(waiting, run, strict=True):
            item.values.append((row.start, row.end))
        self.waiting, self.now = [], None
        return len(run)


def _people_only(row: Row) -> bool:
    words = [w for w in re.split(r"[\s、，,]+", row.text) if w]
    return bool(words) and all(is_person(w) or len(w) == 1 for w in words)


def _goes_on(profile: Profile, now: _Field, row: Row) -> bool:
    """Whether an unlabelled row below a field goes on with its value."""
    found = profile.field(now.key)
    form = found.form if found is not None else FieldForm.SINGLE
    words = [w for w in re.split(r"[\s、]+", row.text) if w]
    people = all(is_person(w) or len(w) == 1 for w in words)
    if form is FieldForm.LIST:
        return people
    if form is FieldForm.TEXT:
        return not people
    return not now.values and not people and row.width <= 24


# --- the periodical's title -----------------------------------------------------------------


def _title(source: Source, reader: _Reader, rows: Sequence[Row]) -> Decision | None:
    """Take the row that is most like the periodical's title for it, if one is like it enough."""
    if any(f.key == "title" for f in reader.fields):
        return None
    options = []
    for item in reader.fields:
        if item.key != "unassigned" or not item.values:
            continue
        words = "".join(source.words[a:b] for a, b in item.values)
        evidence = _like_title(words, item, rows, reader.names)
        options.append((sum(e.weight for e in evidence), -item.row, evidence, item))
    options.sort(key=lambda o: (-o[0], -o[1]))
    if not options or options[0][0] < _TITLE_NEEDS:
        return None
    best, _, evidence, item = options[0]
    _whole_name(source, reader.fields, item)
    words = tight(source.words[slice(*item.values[0])])
    for other in reader.fields:
        if (
            other.key == "unassigned"
            and other.values
            and tight(source.words[slice(*other.values[0])]) == words
        ):
            other.key = "title"
    margin = best - max(_TITLE_NEEDS, options[1][0] if len(options) > 1 else 0.0)
    return Decision("field", Span(*item.values[0]), "title", "unassigned", margin, tuple(evidence))


def _whole_name(source: Source, fields: Sequence[_Field], item: _Field) -> None:
    """Give a nameplate set on two letter-spaced lines both of them ('城 市 管 理 工 作', '简 报')."""
    if not _is_spaced(source, item):
        return
    k = fields.index(item)
    for other in (*fields[k + 1 : k + 2], *fields[max(0, k - 1) : k]):
        beside = other.key == "unassigned" and abs(other.row - item.row) == 1
        if beside and len(other.values) == 1 and _is_spaced(source, other):
            item.values = sorted([*item.values, *other.values])
            other.values = []


def _is_spaced(source: Source, item: _Field) -> bool:
    words = source.words[slice(*item.values[0])]
    return is_letter_spaced(words) or (len(words.split()) == len(tight(words)) > 1)


def _publisher(source: Source, reader: _Reader) -> Decision | None:
    """Take an office that stands beside issue and date without a label for the publisher."""
    if any(f.key == "publisher" for f in reader.fields):
        return None
    beside = {f.row for f in reader.fields if f.key in ("date", "issue", "total", "signed_by")}
    for item in reader.fields:
        if item.key != "unassigned" or len(item.values) != 1:
            continue
        near = any(abs(item.row - row) <= 1 for row in beside)
        if near and is_org(source.words[slice(*item.values[0])]):
            item.key = "publisher"
            word = Evidence("office", "publisher", _OFFICE, "an office beside issue and date")
            span = Span(*item.values[0])
            return Decision("field", span, "publisher", "unassigned", _OFFICE, (word,))
    return None


_OFFICE = 2.0  # margin of an office without a label


def _like_title(
    text: str, item: _Field, rows: Sequence[Row], names: frozenset[str]
) -> list[Evidence]:
    words = tight(text)
    out = []
    if words in names:
        out.append(Evidence("named", "title", 4.0, "the text names its periodical so"))
    if item.row == 0 or all(r.page != rows[item.row].page for r in rows[: item.row]):
        out.append(Evidence("first", "title", 1.5, "the first words of its page"))
    if rows[item.row].page == 0:
        out.append(Evidence("cover", "title", 0.5, "stands on the first page"))
    if is_letter_spaced(text):
        out.append(Evidence("spaced", "title", 1.0, "letter-spaced, as nameplates are"))
    if NAME_TAIL.search(words):
        out.append(Evidence("tail", "title", 1.5, "ends as names of periodicals do"))
    if not 2 <= han_count(words) <= 10 or re.search(r"[，。、：；！？,:;!?]", words):
        out.append(Evidence("name_form", "title", -4.0, "too long, or punctuated as text is"))
    else:
        out.append(Evidence("name_form", "title", 0.6, "a few letters without punctuation"))
    return out


# --- items ----------------------------------------------------------------------------------


def _items(
    source: Source, fields: Sequence[_Field], profile: Profile, labels: list[tuple[int, int]]
) -> tuple[list[MastheadItem], list[tuple[int, int]]]:
    """Fields as items, and the spans that only repeat one.

    Lists give one item a value. Of a single value printed twice the fuller form stands, an
    equal one is a repeat; one that differs is kept as `other`.
    """
    out: list[MastheadItem] = []
    repeats: list[tuple[int, int]] = []
    seen: dict[str, tuple[str, int]] = {}
    people: set[tuple[str, str]] = set()
    for item in fields:
        found = profile.field(item.key)
        if not item.values:
            continue
        if found is not None and found.form is FieldForm.LIST:
            for a, b in item.values:
                for x, y in _people(source.text[a:b], labels, a):
                    name = Text.carried(source.text, a + x, a + y)
                    if (item.key, tight(name.flat)) in people:
                        repeats.append((a + x, a + y))
                        continue
                    people.add((item.key, tight(name.flat)))
                    out.append(MastheadItem(item.key, name))
            continue
        text = Text.join(Text.carried(source.text, a, b) for a, b in item.values).strip()
        if item.key in ("unassigned", "other"):
            out.append(MastheadItem(item.key, text))
            continue
        value = _comparable(item.key, text.flat)
        if item.key not in seen:
            seen[item.key] = (value, len(out))
            out.append(MastheadItem(item.key, text))
            continue
        had, at = seen[item.key]
        if value == had or value in had or had in value:
            keep, drop = out[at].text, text
            if len(tight(text.flat)) > len(tight(keep.flat)):
                keep, drop = drop, keep
                out[at] = MastheadItem(item.key, keep)
                seen[item.key] = (value, at)
            repeats.extend((p.start, p.end) for p in drop.pieces)
        elif item.worded:
            # 内部资料 at the left of a cover, 免费交流 at its right: one note in two places.
            out[at] = MastheadItem(item.key, Text.join((out[at].text, text)))
            seen[item.key] = (had + value, at)
        else:
            out.append(MastheadItem("other", text))
    return out, repeats


def _comparable(key: str, text: str) -> str:
    """A value in the form in which two printings of it agree."""
    if key == "date":
        # A date in English beside the Chinese one is no repeat of it.
        return (iso_date(text) if not ENGLISH_DATE.search(text) else "") or tight(text)
    return re.sub(r"[^0-9A-Za-z\u4e00-\u9fff]", "", tight(text))


def _people(text: str, labels: list[tuple[int, int]], base: int) -> list[tuple[int, int]]:
    """Names in a list field: words parted by spaces, two single letters are one name.

    A note in brackets that stands in front ('(以姓氏笔画为序)') is no name; it counts as label.
    """
    out: list[tuple[int, int]] = []
    pieces = list(re.finditer(r"[（(][^（）()]*[)）]|[^\s、，,;；（(]+", text))
    k = 0
    while k < len(pieces):
        m = pieces[k]
        if m[0][0] in "（(":
            if out and len(m[0]) <= 6:
                out[-1] = (out[-1][0], m.end())
            else:
                labels.append((base + m.start(), base + m.end()))
        elif len(m[0]) == 1 and k + 1 < len(pieces) and len(pieces[k + 1][0]) == 1:
            out.append((m.start(), pieces[k + 1].end()))
            k += 1
        else:
            out.append((m.start(), m.end()))
        k += 1
    # What parts the names (、) and a bracket that nothing closes are nobody's name, and not lost.
    named = [*out, *((m.start(), m.end()) for m in pieces)]
    labels.extend(
        (base + m.start(), base + m.end())
        for m in re.finditer(r"[^ \u3000]", text)
        if not any(a <= m.start() < b for a, b in named)
    )
    return out
