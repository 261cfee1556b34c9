"""Front matter: the contents list linked to its articles, and the masthead put together again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from converter.chinese.chars import similar, tight
from converter.chinese.names import is_person
from converter.chinese.numbers import iso_date
from converter.labelling import ContentsList, Row
from converter.model import (
    Article,
    ContentsColumn,
    ContentsEntry,
    Decision,
    MastheadItem,
    Piece,
    Source,
    Span,
    Text,
)
from converter.profile.model import FieldForm, FieldPlace, Profile
from converter.settled import NOTHING, Settled

# --- contents -------------------------------------------------------------------------------


def link_contents(
    source: Source, parsed: ContentsList, articles: Sequence[Article]
) -> tuple[list[ContentsColumn], dict[str, int], list[Decision]]:
    """The contents list as the tree holds it; which column each article is listed in; doubts.

    Last letters that the leaders swallowed are restored from the article's own title ('走深走' is
    '走深走实'), as an edit. Columns map article ids to indexes of `parsed.columns`.
    """
    matches = _match(parsed, articles)
    columns: list[ContentsColumn] = []
    by_index: dict[int, ContentsColumn] = {}
    listed: dict[str, int] = {}
    doubts: list[Decision] = []
    for k, entry in enumerate(parsed.entries):
        column = by_index.get(entry.column)
        if column is None:
            head = Text()
            if entry.column >= 0:
                head = Text.carried(source.text, *parsed.columns[entry.column])
            column = by_index[entry.column] = ContentsColumn(head)
            columns.append(column)
        title = Text.join(Text.carried(source.text, a, b) for a, b in entry.title)
        article = matches.get(k)
        if article is not None:
            title = restore_title(title, article.title)
            listed[article.id] = entry.column
        else:
            doubts.append(
                Decision("contents", Span(*entry.title[0]), "no article", "", 0.0)
            )
        authors = tuple(Text.carried(source.text, a, b) for a, b in entry.authors)
        page = Text.carried(source.text, *entry.page)
        column.entries.append(ContentsEntry(title, authors, page, article.id if article else ""))
    return columns, listed, doubts


def restore_title(listed: Text, whole: str) -> Text:
    """The listed title with the letters at its end that the article's title has beyond it."""
    have, want = tight(listed.flat), tight(whole)
    at = want.find(have) if len(have) >= 4 else -1
    if at < 0 or at + len(have) >= len(want):
        return listed
    missing = want[at + len(have) :]
    if len(missing) > 6:
        return listed
    end = listed.end
    return listed + Text([Piece(missing, end, end, "contents-restored")])


def _match(parsed: ContentsList, articles: Sequence[Article]) -> dict[int, Article]:
    """Entries and the articles that they name, best likeness first, each once."""
    pairs: list[tuple[float, int, int]] = []
    for k, entry in enumerate(parsed.entries):
        for j, article in enumerate(articles):
            title = tight(article.title)
            if not title:
                continue
            likeness = similar(entry.words, title)
            if entry.words and (title.startswith(entry.words) or entry.words in title):
                likeness = max(likeness, 0.9)
            elif title in entry.words:
                likeness = max(likeness, 0.8)
            if str(entry.number) == article.page:
                likeness += 0.15
            if likeness >= 0.5:
                pairs.append((likeness, k, j))
    out: dict[int, Article] = {}
    taken: set[int] = set()
    for _, k, j in sorted(pairs, key=lambda p: (-p[0], p[1], p[2])):
        if k not in out and j not in taken:
            out[k] = articles[j]
            taken.add(j)
    return out


# --- masthead -------------------------------------------------------------------------------

_CONTENTS = re.compile(r"^(?:本期)?(?:目录|目次|要目)(?:CONTENTS)?$|^CONTENTS$", re.IGNORECASE)
_COLON = re.compile(r"^([^:：]{1,14})[:：][ \u3000]*")
_TYPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"[\w.+-][\w.+ -]*@[\w. -]+\w")),
    ("website", re.compile(r"(?:https?://|www\.)\S+")),
    ("permit", re.compile(r"[(（][ \u3000]*[\u4e00-\u9fff]{1,3}[ \u3000]*[)）][ \u3000]*(?:[字第]*[ \u3000]*)?[A-Z\d—-]{4,}[ \u3000]*号?|[\u4e00-\u9fff]{1,4}(?:内资|新出|连内资|报准|刊准)[\u4e00-\u9fff（）()字第准\d—-]+号")),
    ("issue", re.compile(r"\d{4}[ \u3000]*年[ \u3000]*第[ \u3000]*[\d一二三四五六七八九十]+[ \u3000]*期|^第[ \u3000]*[\d一二三四五六七八九十]+[ \u3000]*期")),
    ("total", re.compile(r"总[ \u3000]*第?[ \u3000]*\d+[ \u3000]*期")),
    ("date", re.compile(r"\d{4}[ \u3000]*年[ \u3000]*\d{1,2}[ \u3000]*月(?:[ \u3000]*\d{1,2}[ \u3000]*日(?:[ \u3000]*星期[一二三四五六日天])?)?|\d{4}[/.-]\d{1,2}(?:[/.-]\d{1,2})?")),
    ("phone", re.compile(r"(?:\d{3,4}[ \u3000]*[—–-]+[ \u3000]*)\d{7,8}|1[3-9]\d{9}")),
    ("postcode", re.compile(r"^\d{6}$")),
    ("print_run", re.compile(r"^\d+[ \u3000]*[份册]$")),
)


@dataclass(slots=True)
class _Field:
    key: str
    values: list[tuple[int, int]] = field(default_factory=list)
    label: tuple[int, int] = (0, 0)
    closed: bool = False  # its list may go on below, or another label's may: not guessed


@dataclass(slots=True)
class Masthead:
    """The masthead's items; the spans of their labels and of what only repeats them; doubts."""

    items: list[MastheadItem]
    labels: list[tuple[int, int]]
    repeats: list[tuple[int, int]]
    doubts: list[Decision]


def read_masthead(
    source: Source, rows: Sequence[Row], profile: Profile, settled: Settled = NOTHING
) -> Masthead:
    """Fields of the cover and the imprint.

    A label takes what stands behind its colon and the rows below that go on with it. A value whose
    label stands elsewhere (scrambled columns) is known by its form: an e-mail address, a phone
    number, a permit. What neither tells is kept as `unassigned` and flagged, not guessed.
    """
    fields: list[_Field] = []
    labels: list[tuple[int, int]] = []
    doubts: list[Decision] = []
    now: _Field | None = None
    page = -1
    pending = 0  # labels of lists of people that are still without a value
    for row in rows:
        if row.page != page:
            now, page = None, row.page
        text = row.text
        said = settled.field(row.start, row.end) if settled else ""
        if said:
            m = _COLON.match(text)
            cut = m.end() if m and profile.field_for(m[1]) is not None else 0
            if cut:
                labels.append((row.start, row.start + len(text[:cut].rstrip())))
            fields.append(_Field(said, [(row.start + cut, row.end)], closed=True))
            now = None
            continue
        if _CONTENTS.match(row.tight):
            labels.append((row.start, row.end))
            continue
        m = _COLON.match(text)
        known = profile.field_for(m[1]) if m else None
        if m and known is not None:
            now = _Field(known.key, label=(row.start, row.start + m.end()))
            fields.append(now)
            labels.append((row.start, row.start + len(text[: m.end()].rstrip())))
            if m.end() < len(text):
                now.values.append((row.start + m.end(), row.end))
            elif known.form is FieldForm.LIST:
                pending += 1
            behind = re.sub(r"[（(][^（）()]*[)）]", "", text[m.end() :]).strip()
            now.closed = known.form is FieldForm.LIST and bool(behind) and pending > 0
            continue
        if m and not re.search(r"\d", m[1]) and len(tight(m[1])) <= 6:
            now = _Field(_unknown_key(m[1]), label=(row.start, row.start))
            fields.append(now)
            now.values.append((row.start, row.end))
            continue
        typed = _typed(row, profile)
        if typed:
            for key, span in typed:
                fields.append(_Field(key, [span]))
            covered = typed
            rest = _uncovered(row, [s for _, s in covered])
            labels.extend(rest)
            if not (now is not None and now.values and _is_text(profile, now.key)):
                now = None
            continue
        if now is not None and not now.closed and _goes_on(profile, now, row):
            now.values.append((row.start, row.end))
            continue
        item = _Field("unassigned", [(row.start, row.end)])
        fields.append(item)
        doubts.append(Decision("field", Span(row.start, row.end), "unassigned", "", 0.0))
        now = None
    items, repeats = _items(source, fields, profile, labels)
    return Masthead(items, labels, repeats, doubts)


def _unknown_key(label: str) -> str:
    return "unassigned" if not tight(label) else "other"


def _is_text(profile: Profile, key: str) -> bool:
    found = profile.field(key)
    return found is not None and found.form is FieldForm.TEXT


def _typed(row: Row, profile: Profile) -> list[tuple[str, tuple[int, int]]]:
    """Values that a row without a known label has by their form or by the profile's words."""
    out: list[tuple[str, tuple[int, int]]] = []
    for item in profile.masthead:
        if any(word in row.tight for word in item.words):
            return [(item.key, (row.start, row.end))]
        if item.place is FieldPlace.AFTER:
            for label in sorted(item.labels, key=len, reverse=True):
                if row.tight.endswith(label) and len(row.tight) > len(label) + 2 and len(row.tight) <= 24:
                    cut = row.text.rfind(label[0])
                    return [(item.key, (row.start, row.start + len(row.text[:cut].rstrip())))]
    taken: list[tuple[int, int]] = []
    for key, pattern in _TYPES:
        for m in pattern.finditer(row.text):
            if not any(a < m.end() and m.start() < b for a, b in taken):
                taken.append((m.start(), m.end()))
                out.append((key, (row.start + m.start(), row.start + m.end())))
    covered = sum(b - a for a, b in taken)
    if covered < 0.5 * len(row.text):
        return []
    return sorted(out, key=lambda kv: kv[1])


def _uncovered(row: Row, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    out = []
    at = row.start
    for a, b in sorted(spans):
        if a > at:
            out.append((at, a))
        at = max(at, b)
    if at < row.end:
        out.append((at, row.end))
    return out


def _goes_on(profile: Profile, now: _Field, row: Row) -> bool:
    """Whether an unlabelled row below a field goes on with its value."""
    found = profile.field(now.key)
    form = found.form if found is not None else FieldForm.SINGLE
    words = [w for w in re.split(r"[ \u3000、]+", row.text) if w]
    people = all(is_person(w) or len(w) == 1 for w in words)
    if form is FieldForm.LIST:
        return people
    if form is FieldForm.TEXT:
        return not people
    return not now.values and not people and row.width <= 24


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
    for item in fields:
        found = profile.field(item.key)
        if not item.values:
            continue
        if found is not None and found.form is FieldForm.LIST:
            for a, b in item.values:
                for x, y in _people(source.text[a:b], labels, a):
                    out.append(MastheadItem(item.key, Text.carried(source.text, a + x, a + y)))
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
        if value == had or value in had:
            keep, drop = out[at].text, text
            if len(tight(text.flat)) > len(tight(keep.flat)):
                keep, drop = drop, keep
                out[at] = MastheadItem(item.key, keep)
            repeats.extend((p.start, p.end) for p in drop.pieces)
        else:
            out.append(MastheadItem("other", text))
    return out, repeats


def _comparable(key: str, text: str) -> str:
    """A value in the form in which two printings of it agree."""
    if key == "date":
        return iso_date(text) or tight(text)
    return re.sub(r"[^0-9A-Za-z\u4e00-\u9fff]", "", tight(text))


def _people(text: str, labels: list[tuple[int, int]], base: int) -> list[tuple[int, int]]:
    """Names in a list field: words parted by spaces, two single letters are one name.

    A note in brackets that stands in front ('(以姓氏笔画为序)') is no name; it counts as label.
    """
    out: list[tuple[int, int]] = []
    pieces = list(re.finditer(r"[（(][^（）()]*[)）]|[^ \u3000、,，;；（(]+", text))
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
    return out
