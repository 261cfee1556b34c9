"""The masthead (刊头、版权页) put together again out of the rows of cover, imprint and nameplate."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from converter.chinese.chars import han_count, is_letter_spaced, tight
from converter.chinese.names import is_org, is_person
from converter.chinese.numbers import ENGLISH_DATE, iso_date
from converter.chinese.variants import comparable, legible
from converter.fields import NAME_TAIL, atoms, is_office, issue_names, read_fields
from converter.labelling import Row
from converter.model import Decision, Evidence, MastheadItem, Part, Source, Span, Text
from converter.profile.model import FieldForm, Profile
from converter.settled import NOTHING, Settled

_CONTENTS = re.compile(
    r"^(?:本期)?(?:目录|目次|要目|导读|看点|提要)(?:CONTENTS)?$|^CONTENTS$", re.IGNORECASE
)
_COLON = re.compile(r"^([^:：]{1,14})[:：][ \u3000]*")
_PAGE = re.compile(
    r"^[-—·•|/ \u3000]*(?:[A-Z]?\d{1,3}|第?[ \u3000]*[A-Z]?[\d一二三四五六七八九十]{1,3}[ \u3000]*[版页]|(?:本期|本报|今日|今天)[ \u3000]*共?[ \u3000]*[\d一二三四五六七八九十]+[ \u3000]*个?版)[-—·•|/ \u3000]*$"
)
# The periodical's name with its English or pinyin behind it in one line.
_GLUED = re.compile(
    r"^(?P<name>[\u4e00-\u9fff][\u4e00-\u9fff \u3000]{1,20}?)[ \u3000]*(?P<latin>[A-Za-z][A-Za-z &.,'’·-]{3,})$"
)
_NUMBER_BEHIND = re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000]+[A-D]?\d{1,2}$")
_NUMBER_BEFORE = re.compile(r"^(?:#+|[A-D]?\d{1,2})[ \u3000]+(?=[\u4e00-\u9fff])(?![年月日期版号])")
_MOST = 60  # rows that are read as one; no imprint has more
_OPTIONS = 60  # words that may be the title at most
# What an unassigned row needs to be taken for the periodical's title.
_TITLE_NEEDS = 2.5


@dataclass(slots=True)
class _Item:
    """A field: its key, the spans of its value, and of it and its label as printed.

    `told` and `rank` are those of `FoundField`; `row` is the row in which it begins.
    """

    key: str
    values: list[tuple[int, int]]
    printed: list[tuple[int, int]]
    told: str = ""
    rank: int = 0
    row: int = -1
    label: str = ""

    def words(self, source: Source) -> str:
        return "".join(source.words[a:b] for a, b in self.values)


@dataclass(slots=True)
class Masthead:
    """The masthead's items; the spans of their labels and of what only repeats them; doubts."""

    items: list[MastheadItem] = field(default_factory=list)
    labels: list[tuple[int, int]] = field(default_factory=list)
    repeats: list[tuple[int, int]] = field(default_factory=list)
    doubts: list[Decision] = field(default_factory=list)


def read_masthead(
    source: Source,
    rows: Sequence[Row],
    profile: Profile,
    settled: Settled = NOTHING,
    names: frozenset[str] = frozenset(),
) -> Masthead:
    """Fields of the cover, the imprint and a newspaper's nameplate; `names`: the periodical's.

    A label takes what stands behind it and the rows below that go on with it. A value whose label
    stands elsewhere (scrambled columns) goes to the label before it whose shape it fits, or is
    known by its form: an e-mail address, a phone number, a permit. What nothing tells is kept as
    `unassigned` and flagged, not guessed.
    """
    names |= issue_names(source.words, profile.publication.title)
    out = Masthead()
    items: list[_Item] = []
    for block in _blocks(rows, settled):
        items += _read(source, block, rows, profile, settled)
    for decision in (_title(source, items, rows, names), _publisher(source, items)):
        if decision is not None:
            out.doubts.append(decision)
    _address(source, items)
    for item in items:
        if item.key == "unassigned":
            span = Span(item.values[0][0], item.values[-1][1])
            out.doubts.append(Decision("field", span, "unassigned", "", 0.0))
    _put(source, items, profile, out)
    kept = sorted([*out.repeats, *((p.start, p.end) for i in out.items for p in i.text.pieces)])
    out.labels = [gap for row in rows for gap in _between(source, row, kept)]
    return out


def _between(
    source: Source, row: Row, kept: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """What of a row no value holds: labels, and what stands between fields."""
    at = row.start
    first = max(0, bisect_left(kept, (at, at)) - 1)
    for a, b in [*kept[first : bisect_left(kept, (row.end, 0))], (row.end, row.end)]:
        part = source.words[at:a]
        if part.strip():
            lead = len(part) - len(part.lstrip())
            yield at + lead, at + len(part.rstrip())
        at = max(at, b)


def _blocks(rows: Sequence[Row], settled: Settled) -> Iterator[list[int]]:
    """The rows that stand together on a page, without page numbers and heads of contents lists."""
    columns = {r.tight for r in rows} >= {"目", "录"}
    block: list[int] = []
    for k, row in enumerate(rows):
        if _CONTENTS.match(row.tight) or _PAGE.match(row.text):
            continue
        if columns and row.tight in ("目", "录"):
            continue
        said = bool(settled and settled.field(row.start, row.end))
        last = rows[block[-1]] if block else row
        if block and (said or last.page != row.page or len(block) == _MOST):
            yield block
            block = []
        block.append(k)
        if said:
            yield block
            block = []
    if block:
        yield block


def _read(
    source: Source,
    block: Sequence[int],
    rows: Sequence[Row],
    profile: Profile,
    settled: Settled,
) -> Iterator[_Item]:
    """The fields of rows that stand together, and what belongs to none, in their order."""
    first = rows[block[0]]
    said = settled.field(first.start, first.end) if settled else ""
    if said:
        m = _COLON.match(first.text)
        cut = m.end() if m and profile.field_for(m[1]) is not None else 0
        value = [(first.start + cut, first.end)]
        yield _Item(said, value, [(first.start, first.end)], "said", -1, block[0])
        return
    text = "\n".join(rows[k].text for k in block)
    starts = [0]
    for k in block:
        starts.append(starts[-1] + len(rows[k].text) + 1)

    def spans(a: int, b: int) -> Iterator[tuple[int, int, int]]:
        """Row, start and end in the source of each row's part of a stretch."""
        for k, at, end in zip(block, starts, starts[1:], strict=False):
            i, j = max(a, at), min(b, end - 1)
            if j > i:
                yield k, rows[k].start + i - at, rows[k].start + j - at

    def item(
        key: str,
        value: tuple[int, int],
        label: tuple[int, int] = (0, 0),
        told: str = "",
        rank: int = 0,
    ) -> _Item:
        parts = list(spans(*value))
        names = list(spans(*label))
        ends = sorted((label, value))
        beside = names and not re.search(r"\w", text[ends[0][1] : ends[1][0]])
        whole = spans(ends[0][0], ends[1][1]) if beside else parts
        values, printed = ([(i, j) for _, i, j in x] for x in (parts, whole))
        name = tight(legible("".join(source.text[i:j] for _, i, j in names)))
        return _Item(key, values, printed, told, rank, parts[0][0], name)

    parsed = read_fields(text, profile.masthead, printed=True)
    found = [
        (f.start, item(f.key, f.value, f.label, f.told, f.rank))
        for f in parsed.found
        if f.value[1] > f.value[0]
    ]
    for a, b in _upright(text, [x for gap in parsed.rest for x in atoms(text, *gap)]):
        before, behind = _NUMBER_BEFORE.match(text[a:b]), _NUMBER_BEHIND.search(text[a:b])
        i = a + before.end() if before else a
        j = a + behind.start() if behind else b  # 江城晚报 05: the page's number
        glued = _GLUED.match(text[i:j])
        cuts = [i, i + glued.end("name"), i + glued.start("latin"), j] if glued else [i, j]
        found += [
            (x, item("unassigned", (x, y)))
            for x, y in zip(cuts[::2], cuts[1::2], strict=True)
            if not _PAGE.match(text[x:y])
        ]
    yield from (one for _, one in sorted(found, key=lambda f: f[0]))


def _upright(text: str, loose: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The loose words, letters in rows of their own put together: a nameplate set upright (竖排)."""
    out: list[tuple[int, int]] = []
    letters = False
    for a, b in loose:
        alone = b - a == 1 and han_count(text[a:b]) == 1
        if alone and letters and not text[out[-1][1] : a].strip():
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
        letters = alone
    return out


# --- what no label tells --------------------------------------------------------------------


def _title(
    source: Source, items: list[_Item], rows: Sequence[Row], names: frozenset[str]
) -> Decision | None:
    """Take the words that are most like the periodical's title for it, if any are like it enough."""
    if any(f.key == "title" for f in items):
        return None
    options = []
    loose = [item for item in items if item.key == "unassigned"]
    latin = not any(han_count(item.words(source)) for item in loose)
    plate = {f.row + k for f in items if f.key in _DATED for k in range(-_BESIDE, _BESIDE + 1)}
    for item in loose[:_OPTIONS]:
        evidence = _like_title(source, item, rows, names, latin=latin)
        if item.row in plate:
            evidence.append(Evidence("plate", "title", 1.0, "stands by the issue's number or day"))
        role = source.roles[rows[item.row].line] if source.roles else None
        if role is not None and role.part is Part.HEADING:
            evidence.append(Evidence("format", "title", _HEADED, "the document's own heading"))
        options.append((sum(e.weight for e in evidence), -item.row, evidence, item))
    options.sort(key=lambda o: (-o[0], -o[1]))
    if not options or options[0][0] < _TITLE_NEEDS:
        return None
    best, _, evidence, item = options[0]
    words = tight(item.words(source))
    for other in loose:
        if tight(other.words(source)) == words:
            other.key = "title"
            (a, _), *_, (_, b) = (*other.values, *other.values)
            if source.words[a] + source.words[b - 1] == "《》" and len(other.values) == 1:
                other.values = [(a + 1, b - 1)]
    _whole_name(source, items, item)
    for other in items:
        words = other.words(source)
        near = abs(other.row - item.row) == 1 or (other.row == item.row and not han_count(words))
        near = near and rows[other.row].page == rows[item.row].page
        if other.key == "unassigned" and near and _is_name(words) and not is_org(words):
            other.key = "subtitle"
    margin = best - max(_TITLE_NEEDS, options[1][0] if len(options) > 1 else 0.0)
    return Decision("field", Span(*item.values[0]), "title", "unassigned", margin, tuple(evidence))


def _whole_name(source: Source, items: list[_Item], item: _Item) -> None:
    """Give a nameplate set on two lines both of them: letter-spaced, or its last word apart (简报)."""
    apart = _is_spaced(item.words(source))
    k = items.index(item)
    for other in (*items[k + 1 : k + 2], *items[max(0, k - 1) : k]):
        words = other.words(source)
        beside = other.key == "unassigned" and abs(other.row - item.row) == 1
        if (
            beside
            and han_count(words)
            and ((apart and _is_spaced(words)) or NAME_TAIL.fullmatch(words))
        ):
            item.values = sorted([*item.values, *other.values])
            items.remove(other)


def _is_spaced(words: str) -> bool:
    return is_letter_spaced(words) or (len(words.split()) == len(tight(words)) > 1)


def _is_name(text: str) -> bool:
    """Whether words have the form of a name: a few, without punctuation."""
    words = tight(text)
    return 2 <= (han_count(words) or len(text.split()) + 1) <= _NAME and not _MARKS.search(words)


_NAME = 12  # letters of a periodical's name at most, words of an English one
_MARKS = re.compile(r"[，。、；：！？,:;!?·•]")


def _publisher(source: Source, items: Sequence[_Item]) -> Decision | None:
    """Where no 主办 is printed, take the office that edits (…编, 编印) for the publisher.

    Else one that stands without a label beside issue and date, or beside address and telephone.
    """
    if any(f.key == "publisher" for f in items):
        return None
    beside = {f.row for f in items if f.key in (*_DATED, *_REACHED)}
    near = {f.row + k for f in items if f.key in _DATED for k in (-1, 1)}
    offices = [f for f in items if is_office(f.words(source)) and not _NOT.search(f.words(source))]
    edits = (f for f in offices if f.key in _EDITING)
    loose = [f for f in offices if f.key == "unassigned"]
    close = (f for rows in (beside, near) for f in loose if f.row in rows)
    item = next((f for some in (edits, close) for f in some), None)
    if item is None:
        return None
    second, words = item.key, tight(item.words(source))
    for other in items:
        if other.key == second and tight(other.words(source)) == words:
            other.key = "publisher"
    why = "beside issue and date" if second == "unassigned" else "the office that edits"
    word = Evidence("office", "publisher", _OFFICE, why)
    return Decision("field", Span(*item.values[0]), "publisher", second, _OFFICE, (word,))


def _address(source: Source, items: Sequence[_Item]) -> None:
    """Take what a house's number ends for the address, where none has a label."""
    if not any(f.key == "address" for f in items):
        for item in items:
            if item.key == "unassigned" and _HOUSE.search(item.words(source)):
                item.key = "address"


_HOUSE = re.compile(
    r"[\u4e00-\u9fff](?<![第字证])[\dA-Z-]+[ \u3000]*[号楼室层][\dA-Z号楼室层座\u4e00-\u9fff]*$"
)
_NOT = re.compile(r"\d|^《|编辑[部室]$")  # an address; the periodical's own 编辑部
_EDITING = ("edited_by", "compiled_by", "co_publisher")
_REACHED = ("address", "phone", "email", "postcode", "website")
_DATED = ("date", "issue", "total", "signed_by")
_BESIDE = 2  # rows
_HEADED = 4.0  # log-odds that a document's own heading in its masthead is its name
_OFFICE = 2.0  # margin of an office without a label


def _like_title(
    source: Source,
    item: _Item,
    rows: Sequence[Row],
    names: frozenset[str],
    *,
    latin: bool,
) -> list[Evidence]:
    text = item.words(source)
    words = tight(text)
    row = rows[item.row]
    out = []
    if words in names:
        out.append(Evidence("named", "title", 4.0, "the text names its periodical so"))
    if item.row == 0 or all(r.page != row.page for r in rows[: item.row]):
        out.append(Evidence("first", "title", 1.5, "the first words of its page"))
    if row.page == 0:
        out.append(Evidence("cover", "title", 0.5, "stands on the first page"))
    if NAME_TAIL.search(words):
        out.append(Evidence("tail", "title", 1.5, "ends as names of periodicals do"))
    if _is_name(text) and (han_count(words) or latin):
        out.append(Evidence("name_form", "title", 0.6, "a few letters without punctuation"))
    else:
        out.append(Evidence("name_form", "title", -4.0, "too long, or punctuated as text is"))
    return out


# --- items ----------------------------------------------------------------------------------


def _put(source: Source, items: Sequence[_Item], profile: Profile, out: Masthead) -> None:
    """Fields as items of the masthead, and the spans that only repeat one.

    Lists give one item a value. Of a single value's printings the one stands whose label is the
    field's own name, in its fullest form; one that differs is kept as `other`, with its label.
    """
    people: set[tuple[str, str]] = set()
    stand = _standing(source, items)
    for k, item in enumerate(items):
        found = profile.field(item.key)
        own = found.labels[0] if found is not None and found.labels else ""
        label = item.label if comparable(item.label) != own else ""
        if found is not None and found.form is FieldForm.LIST:
            if note := _note(source, item):
                label = (item.label or own) + note
            for spans in _people(source, item.values):
                name = Text.join(Text.carried(source.text, *span) for span in spans)
                if (item.key, tight(name.flat)) in people:
                    out.repeats += spans
                else:
                    people.add((item.key, tight(name.flat)))
                    out.items.append(MastheadItem(item.key, name, label))
            continue
        key, values = item.key, item.values
        if k in stand and stand[k] != k:
            same = _same(source, item, items[stand[k]])
            if same:
                out.repeats += values
                continue
            key, values, label = "other", item.printed, ""
        text = Text.join(Text.carried(source.text, a, b) for a, b in values).strip()
        out.items.append(MastheadItem(key, text, label))


def _standing(source: Source, items: Sequence[_Item]) -> dict[int, int]:
    """For each printing of a single value the one that stands for all; none where all are kept."""
    out: dict[int, int] = {}
    keys = dict.fromkeys(f.key for f in items if f.key not in ("unassigned", "other", "subtitle"))
    for key in keys:
        own = [k for k, f in enumerate(items) if f.key == key and f.told != "words"]
        own = [k for k in own if items[k].told != "label" or items[k].label]  # not 报：… 送：…
        if own:
            least = min(own, key=lambda k: (items[k].rank, items[k].told == "form"))
            same = [k for k in own if _same(source, items[k], items[least])]
            best = max(same, key=lambda k: (len(tight(items[k].words(source))), -k))
            out.update(dict.fromkeys(own, best))
    return out


def _same(source: Source, one: _Item, other: _Item) -> bool:
    """Whether one of two values only repeats the other, or a part of it."""
    a, b = (_comparable(x.key, x.words(source)) for x in (one, other))
    return a in b or b in a


def _comparable(key: str, text: str) -> str:
    """A value in the form in which two printings of it agree."""
    if key == "date":
        # A date in English beside the Chinese one is no repeat of it.
        return (iso_date(text) if not ENGLISH_DATE.search(text) else "") or tight(text)
    return re.sub(r"[^0-9A-Za-z\u4e00-\u9fff]", "", tight(text))


def _note(source: Source, item: _Item) -> str:
    """The note in brackets in front of a list's names (（以姓氏笔画为序）); it belongs to the label."""
    printed = tight("".join(source.text[a:b] for a, b in item.values))
    found = _IN_FRONT.match(printed)
    return f"（{found[1]}）" if found and len(found[0]) > _POST else ""


_IN_FRONT = re.compile(r"[（(]([^（）()]+)[)）](?=\w)")
_NAMES = re.compile(r"[（(][^（）()]*[)）]?|[^\s、，,;；（(／/|｜—–-]+(?: [A-Za-z][A-Za-z.'’-]*)*")
_HALF = re.compile(r"[ \u3000]+[^\s、，](?![^\s、，])")
_POST = 7  # letters of a bracket that belongs to the name before it: （常务）


def _people(source: Source, values: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """The names in a list field, each as the spans of its parts in the source's rows.

    Words are parted by spaces, two single letters are one name, and a row's end may part one. A
    note in brackets that stands in front ('（以姓氏笔画为序）') is no name.
    """
    text = "\n".join(source.words[a:b] for a, b in values)
    names: list[tuple[int, int]] = []
    half = False  # the last name is a letter that stands alone
    for m in _NAMES.finditer(text):
        if m[0][0] in "（(":
            if names and len(m[0]) <= _POST:
                names[-1] = (names[-1][0], m.end())
            continue
        last = text[slice(*names[-1])] if names else ""
        torn = "\n" in text[names[-1][1] : m.start()] if names else False
        torn = torn and not is_person(m[0]) and (is_person(last + m[0]) or len(last) == 1)
        torn = torn and not (len(m[0]) == 1 and _HALF.match(text, m.end()))  # 叶 青 / 闻 捷
        if torn or (half and len(m[0]) == 1):
            names[-1] = (names[-1][0], m.end())
            half = False
        else:
            names.append(m.span())
            half = len(m[0]) == 1
    for i, j in names:
        at, spans = 0, []
        for a, b in values:
            x, y = max(i, at), min(j, at + b - a)
            if y > x:
                spans.append((a + x - at, a + y - at))
            at += b - a + 1
        yield spans
