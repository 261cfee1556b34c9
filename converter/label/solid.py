"""What stands whole in the source: a contents list, an imprint, a table with lines of its own.

Entries with their authors and pages behind blanks look like columns side by side, short ones below
each other like columns taken crosswise; a reading order for running text would tear them apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from converter.chinese.chars import han_count, tight
from converter.chinese.names import is_person
from converter.fields import label_opening, read_fields
from converter.front.words import LEADER_ROW, LEADERS
from converter.label.furniture import head_key
from converter.label.grids import NUMBER, grids_of
from converter.label.imprint import fields_of_rows
from converter.labelling import Row
from converter.model import Line
from converter.patterns import late
from converter.profile.model import Profile

_TEXT = 12.0  # em: a line of text is as wide at least
_SENTENCE = 10  # lines that a sentence goes on at most
_LEFT = 8  # characters by which a line may begin before the place of what stands beside an imprint
_ENTRIES = 3  # entries that a contents list has at least
_FIELDS = 3  # rows of fields that an imprint has at least
_WIDE = late(r"\S[ \u3000\xa0]{4,}\S")  # what stands beside it begins behind such a gap
_GAP = late(r"[ \u3000\xa0]+")
_FAR = late(r"[ \u3000\xa0]{4,}")
_FIRST = late(r"(?:[Pp]\.?\d{1,3}|\d{2}) \D")  # an entry that opens with its page
_APART = 2  # rows of something else that may stand between two of them


def solid_rows(given: Sequence[Row], profile: Profile) -> frozenset[int]:
    """Where the rows begin (offsets of the source) that make a contents list or an imprint.

    `given` are the source's rows as they stand.
    """
    out = {*_lists(given), *_imprints(given, profile)}
    return frozenset(given[i].start for i in out)


def _lists(rows: Sequence[Row]) -> Iterator[int]:
    """Rows (indexes) of entries with leaders that stand together, and what stands between them."""
    runs: list[list[int]] = []
    for i, row in enumerate(rows):
        if LEADERS.search(row.text) and not LEADER_ROW.match(row.text) and not row.closed:
            if not runs or i - runs[-1][-1] > _APART + 1 or rows[runs[-1][-1]].page != row.page:
                runs.append([])
            runs[-1].append(i)
    for run in runs:
        if len(run) >= _ENTRIES:
            yield from range(run[0], run[-1] + 1)


def _imprints(rows: Sequence[Row], profile: Profile) -> Iterator[int]:
    """Rows (indexes) of fields that stand together, and what stands between them.

    Not those that have something else beside them: '邮编：373901      小企业的大订单……（4）'.
    """
    fields = [bool(f.labels) for f in fields_of_rows(profile, rows)]
    runs: list[list[int]] = []
    for i in (i for i, is_field in enumerate(fields) if is_field):
        if not runs or i - runs[-1][-1] > _APART + 1 or rows[i].page != rows[runs[-1][-1]].page:
            runs.append([])
        runs[-1].append(i)
    for run in runs:
        whole = range(run[0], run[-1] + 1)
        beside = any(_WIDE.search(rows[i].text) for i in whole if not fields[i])
        if len(run) >= _FIELDS and not beside:
            yield from whole


def parted_imprint(
    rows: Sequence[Row], lines: Sequence[Line], profile: Profile
) -> tuple[list[Row], frozenset[int]]:
    """The rows with an imprint and what stands beside it in the same lines told apart, left first.

    '邮编：373901      小企业的大订单……（4）' is the imprint's line and the contents list's. The
    second result: where the rows begin that were put in order so. `lines` are the source's.
    """
    words = Counter(key for row in rows for key in _keys(row))
    opens = label_opening(profile.masthead)
    cuts = {
        i: at
        for i, row in enumerate(rows)
        if " " in row.text and opens(row.text) and (at := _beside(row, words, profile)) > 0
    }
    if len(cuts) < 2:
        return list(rows), frozenset()
    out: list[Row] = []
    put: set[int] = set()
    i = 0
    for first, last in _stretches(sorted(cuts), rows):
        out += rows[i:first]
        i = last + 1
        place = min(_indent(rows[k], lines) + cuts[k] for k in range(first, i) if k in cuts)
        left: list[Row] = []
        right: list[Row] = []
        for k in range(first, i):
            row = rows[k]
            cut = cuts.get(k, 0) or _far_part(row, place - _LEFT - _indent(row, lines))
            if cut:
                left.append(row.part(0, cut))
                right.append(row.part(cut, len(row.text)))
            else:
                (right if _indent(row, lines) >= place - _LEFT else left).append(row)
        out += left + right
        put.update(row.start for row in left + right)
    return [*out, *rows[i:]], frozenset(put)


def _far_part(row: Row, least: int) -> int:
    """Where the words behind a row's widest gap begin, not before character `least`; 0: nowhere."""
    gaps = [(m.end() - m.start(), m.end()) for m in _FAR.finditer(row.text) if m.end() >= least]
    return max(gaps)[1] if gaps else 0


def _keys(row: Row) -> set[str]:
    """The row's words, and its last ones behind a wide gap, as running heads are compared."""
    parts = _FAR.split(row.text)
    return {head_key(row.tight), head_key(tight(parts[-1]))}


def _indent(row: Row, lines: Sequence[Line]) -> int:
    return row.start - lines[row.line].start


def _stretches(cut: Sequence[int], rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """First and last of the rows that belong to one imprint with something beside it."""
    first = last = cut[0]
    for i in cut[1:]:
        if i - last > 2 * _APART + 2 or rows[i].page != rows[last].page:
            yield first, last
            first = i
        last = i
    yield first, last


def _beside(row: Row, words: Mapping[str, int], profile: Profile) -> int:
    """Where in a row that begins with a labelled field something else begins; 0: nowhere.

    An entry of a contents list, which has leaders, or words that stand elsewhere as a line.
    """
    found = read_fields(row.text, profile.masthead).found
    if not found or found[0].told != "label" or found[0].label[0] > 1:
        return 0
    best, cut = 0, 0
    for m in _GAP.finditer(row.text, found[0].label[1] + 1):
        right = row.text[m.end() :]
        if LEADERS.match(right) or not han_count(right):
            break
        if read_fields(right, profile.masthead).labels:
            continue
        gap = m.end() - m.start()
        wide = gap >= 4
        if (
            (LEADERS.search(right) and right[-1] in "0123456789)）")
            or (wide and _FIRST.match(right))
            or (wide and words.get(head_key(tight(right)), 0) > 1)
        ):
            value = tight(row.text[: m.start()])
            if gap > best and (wide or value[-1:].isdecimal() or not is_person(right.split()[0])):
                best, cut = gap, m.end()
    return cut


def tables_apart(rows: Sequence[Row]) -> list[list[int]]:
    """The rows (indexes) of each table whose rows have lines of their own, in the source's order.

    None of a table that stands in lines with the text beside it: there the rows that have a line
    to themselves are not all.
    """
    out: list[list[int]] = []
    for grid in grids_of(rows):
        at = sorted(grid.rows | set(grid.caption))
        inside = set(range(min(grid.rows), max(grid.rows) + 1)) - set(at)
        if not any(_ends_with_numbers(rows[i], grid.columns) for i in inside):
            out.append(at)
    return out


def _ends_with_numbers(row: Row, columns: int) -> bool:
    words = row.text.split()[-columns:]
    return len(words) == columns and all(NUMBER.match(w) for w in words)


def with_tables(
    rows: Sequence[Row], groups: Sequence[tuple[Row | None, Sequence[Row]]]
) -> list[Row]:
    """Rows with each table put in behind the row that it followed in the source; None: the head.

    Where that row breaks off, behind the end of its sentence: a table interrupts no paragraph.
    """
    after: dict[int, list[Row]] = {}
    head: list[Row] = []
    for anchor, group in groups:
        if anchor is None:
            head += group
            continue
        at = max(
            (k for k, r in enumerate(rows) if anchor.start <= r.start < anchor.end), default=-1
        )
        end = at
        while end + 1 < len(rows) and _breaks_off(rows[end]) and end - at < _SENTENCE:
            end += 1
        if rows[end].page == rows[at].page and not _breaks_off(rows[end]):
            at = end
        after.setdefault(at, []).extend(group)
    out = head
    for k, row in enumerate(rows):
        out += [row, *after.get(k, ())]
    out += after.get(-1, [])
    for place, row in enumerate(out):
        row.order = float(place)
    return out


def _breaks_off(row: Row) -> bool:
    return not row.closed and row.width >= _TEXT and row.text[-1] not in ":："
