"""The contents list (目录): where it stands, what it names, what it confirms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from converter.chinese.chars import has_han, tight
from converter.chinese.names import is_org, is_person, people
from converter.front.known import Known, known
from converter.front.reading import MAKES, Part, Reading, readings
from converter.front.words import HEADING, LEADER_ROW, Word, letters, words_of
from converter.labelling import ContentsList, Labelled, Listed
from converter.model import Decision, Evidence, Label, Span

_WITHIN = frozenset(
    {Label.TITLE, Label.COLUMN, Label.HEADING, Label.UNKNOWN, Label.PAGENO, Label.RUNHEAD,
     Label.LEADERS, Label.TABLE, Label.BYLINE}
)  # fmt: skip
_HEADS = _WITHIN - {Label.PAGENO, Label.LEADERS} | {Label.BODY, Label.CAPTION, Label.CREDIT}
_APART = 4  # rows of other labels that may stand between two of a list
_FAR = 12  # rows from which on the same words stand elsewhere
_AHEAD = 4  # rows between a head and its text
_LEAST = 6  # letters by which an entry is known again
_LONGEST_NUMBER = 8  # letters of a row that is a page's number
_FEW, _SEVERAL = 2, 3  # entries that a list has at least, page numbers that stand in a column
_SIGNED = 2.0  # weight of an author who signs in the text
_SAME = 4  # one of so many entries comes again in a second printing
_SURE = 100.0  # margin of a reading that every other make gives as well
_LONGEST = 60  # letters of a line of which entries are known
_REACH = 60  # rows between a list and pages that a tool printed apart
_BEYOND = 0.5  # share of its pages by which a document may lack some that the list names


@dataclass(slots=True)
class Found:
    """The list, and the rows with the labels that it gives them."""

    contents: ContentsList
    rows: list[Labelled]


def find_contents(
    text: str,
    rows: Sequence[Labelled],
    printed: Mapping[int, int],
    columns: Iterable[str],
    pages: int,
) -> Found:
    """The contents list of a document, read from its rows; `text` is the source's.

    `printed` are page numbers by page, `columns` names that are known of columns, `pages` the
    number of pages. Rows that a list has no place for get their second best label, lines that
    stand alone and that it names become titles.
    """
    out = list(rows)
    if all(item.label is not Label.CONTENTS for item in rows):
        return Found(ContentsList(), out)
    around = _Around(rows, known(rows, (), printed, columns))
    lists = around.lists()
    main = max(lists, key=lambda own: (around.confirmed(own), len(own)))
    had = around.entries(main)
    for own in lists:
        if own is not main:
            again = _again(around.entries(own), had) and not around.heads_text(own)
            for i in own:
                _put_away(out, i, Label.REPEAT if again else None)
    knows = known(out, frozenset(main), printed, columns)
    listed = [i for i in main if not HEADING.match(around.keys[i])]
    raw = words_of([rows[i].row for i in listed])
    words = [w for word in raw for w in _apart(word, text, knows)]
    last = int((1 + _BEYOND) * max([pages, *printed.values()])) + _APART
    read = []
    for reading in readings(words, text, knows, last):
        contents = _entries(text, words, reading)
        read.append((reading.value + _agreed(contents, text, knows), reading, contents))
    read.sort(key=lambda found: -found[0])
    best, reading, contents = read[0]
    told = (part for part in reading.parts if part.role != "X")
    used = {word.row for part in told for word in words[part.first : part.last]}
    for k, i in enumerate(listed):
        if k in used or LEADER_ROW.match(rows[i].row.text):
            out[i] = _read_as(rows[i], Label.CONTENTS, "it stands in the contents list")
        else:
            _put_away(out, i)
    _confirm(out, contents, knows)
    span = Span(min(rows[i].row.start for i in main), max(rows[i].row.end for i in main))
    rivals = (found for found in read if found[2].entries != contents.entries)
    second, other = next(((value, rival.make) for value, rival, _ in rivals), (best - _SURE, ""))
    names = MAKES[reading.make], MAKES.get(other, "")
    contents.decisions = [Decision("list", span, *names, best - second)]
    return Found(contents, out)


def _read_as(item: Labelled, label: Label, reason: str, *, begins: bool = True) -> Labelled:
    """The row with another label, unless a person gave it the one it has."""
    if item.label is label or any(e.cue == "correction" for e in item.evidence):
        return item
    evidence = (*item.evidence, Evidence("list", label, item.margin, reason))
    return replace(item, label=label, second=item.label, begins=begins, evidence=evidence)


def _put_away(out: list[Labelled], i: int, label: Label | None = None) -> None:
    """Give a row that is no part of the list another label, its second best if none is told."""
    if out[i].label is Label.CONTENTS:
        out[i] = _read_as(out[i], label or out[i].second, "it is no part of the contents list")


# --- where it stands --------------------------------------------------------------------------


class _Around:
    """A document's rows, and what stands in it, where lists are looked for."""

    def __init__(self, rows: Sequence[Labelled], stands: Known) -> None:
        self.rows, self.stands = rows, stands
        self.keys = [letters(item.row.text) for item in rows]

    def lists(self) -> list[list[int]]:
        """The rows (indexes) of each list: runs of entries, joined until their words come again."""
        out: list[list[int]] = []
        had: set[str] = set()
        for run in self._runs():
            self._extend(run)
            self._number(run)
            entries = self.entries(run)
            headed = HEADING.match(self.keys[run[0]])
            if out and not (headed or _again(entries, had) or self._stray(run, out[-1])):
                out[-1] += sorted({*run} - {*out[-1]})
                had |= entries
            else:
                out.append(run)
                had = entries
        return out

    def entries(self, run: Sequence[int]) -> set[str]:
        """The words by which the entries of a run are known again."""
        words = words_of([self.rows[i].row for i in run])
        keys = {w.key for w in words if not w.number and has_han(w.key)}
        return {k for k in keys if len(k) >= _LEAST and not HEADING.match(k)}

    def confirmed(self, own: Sequence[int]) -> int:
        """How many words of a list stand outside it as what may be a title."""
        inside = set(own)
        return sum(
            any(
                p.weight >= Known.SURE and p.rows[0] not in inside
                for p in self.stands.places.get(key, ())
            )
            for key in self.entries(own)
        )

    def heads_text(self, own: Sequence[int]) -> bool:
        """Whether text follows the rows, which then head it."""
        ahead = self.rows[own[-1] + 1 : own[-1] + 1 + _AHEAD]
        return any(item.label is Label.BODY for item in ahead)

    def _runs(self) -> Iterator[list[int]]:
        """Rows of a list that stand together, and what was taken for something else between."""
        run: list[int] = []
        opened: set[str] = set()  # beginnings of its lines
        for i, item in enumerate(self.rows):
            if item.label is not Label.CONTENTS:
                continue
            between = range(run[-1] + 1, i) if run else range(0)
            near = len(between) <= _APART and all(self.rows[k].label in _WITHIN for k in between)
            again = any(self.keys[k] in opened and self.heads_text([k]) for k in (*between, i))
            if run and (not near or again or HEADING.match(self.keys[i])):
                yield run
                run, between, opened = [], range(0), set()
            turned = run and item.row.page != self.rows[run[-1]].row.page
            run += [*(() if turned else between), i]
            key = self.keys[i][:_LONGEST]
            opened |= {key[:k] for k in range(_FEW, len(key) + 1)}
        if run:
            yield run

    def _extend(self, run: list[int]) -> None:
        """Take in lines around a run that stand elsewhere as heads, and what is between."""
        page = self.rows[run[-1]].row.page
        taken = True
        while taken:
            ahead = range(run[-1] + 1, min(run[-1] + 1 + _APART, len(self.rows)))
            near = list(takewhile(lambda i: self._within(i, page), ahead))
            fit = [i for i in near if self._elsewhere(run, i)]
            taken = bool(fit)
            run += range(run[-1] + 1, fit[-1] + 1) if fit else ()
        page = self.rows[run[0]].row.page
        while (
            run[0] and self.rows[run[0] - 1].row.page == page and self._elsewhere(run, run[0] - 1)
        ):
            run.insert(0, run[0] - 1)

    def _within(self, i: int, page: int) -> bool:
        return self.rows[i].label in _WITHIN and self.rows[i].row.page == page

    def _elsewhere(self, run: Sequence[int], i: int) -> bool:
        """Whether words of a row stand far from it as a head, and not in the run."""
        if self.rows[i].label in (Label.BODY, Label.RUNHEAD):
            return False
        for word in words_of([self.rows[i].row]):
            places = self.stands.places.get(word.key, ()) if len(word.key) > _FEW else ()
            far = [
                p for p in places if min(abs(p.rows[0] - k) for k in (run[0], run[-1], i)) > _FAR
            ]
            sure = any(self.rows[p.rows[0]].label in (Label.TITLE, Label.COLUMN) for p in far)
            if sure and all(word.key not in self.keys[k] for k in run):
                return True
        return False

    def _number(self, run: list[int]) -> None:
        """Take in the page numbers that a tool printed before or behind all entries of a run."""
        own = set(run)
        page = self.rows[run[0]].row.page
        blocks: list[list[int]] = []
        for i in self._page(run):
            named = self._within(i, page) or self.rows[i].label is Label.CONTENTS
            if i not in own and named and self._is_number(i):
                if blocks and blocks[-1][-1] == i - 1:
                    blocks[-1].append(i)
                else:
                    blocks.append([i])
        had = sum(self._is_number(i) or self._is_paged(i) for i in run)
        for block in blocks:
            last = next((k for k in reversed(run) if self.keys[k]), run[-1])
            beside = block[0] > run[-1] and not any(self.keys[run[-1] + 1 : block[0]])
            if beside and had and not self._is_paged(last):
                run += range(run[-1] + 1, block[-1] + 1)
            elif len(block) >= _SEVERAL and 2 * had < len(run):
                run[:] = [*block, *run] if block[0] < run[0] else [*run, *block]

    def _page(self, run: Sequence[int]) -> range:
        """The rows on a run's page that are not too far from it."""
        page = self.rows[run[0]].row.page
        first, last = run[0], run[-1]
        while first > max(0, run[0] - _REACH) and self.rows[first - 1].row.page == page:
            first -= 1
        end = min(len(self.rows) - 1, run[-1] + _REACH)
        while last < end and self.rows[last + 1].row.page == page:
            last += 1
        return range(first, last + 1)

    def _is_number(self, i: int) -> bool:
        short = 0 < len(self.keys[i]) <= _LONGEST_NUMBER
        return short and all(w.number for w in words_of([self.rows[i].row]))

    def _is_paged(self, i: int) -> bool:
        words = words_of([self.rows[i].row])
        return bool(words) and bool(words[0].number or words[-1].number)

    def _stray(self, run: Sequence[int], before: Sequence[int]) -> bool:
        """Whether a run has nothing to do with the list before: far from it, or a head of text."""
        if self.rows[run[0]].row.page - self.rows[before[-1]].row.page > 1:
            return True
        if len(run) >= _APART or not self.heads_text(run):
            return False
        words = words_of([self.rows[i].row for i in run])
        return len(run) == 1 or not any(w.number or w.gap in ("leaders", "led") for w in words)


def _again(entries: AbstractSet[str], had: AbstractSet[str]) -> bool:
    """Whether entries of a list come again, and not a name that stands in two of them alone."""
    return _SAME * len(entries & had) >= max(1, min(len(entries), len(had)))


# --- what it names ----------------------------------------------------------------------------


def _entries(text: str, words: Sequence[Word], reading: Reading) -> ContentsList:
    """The entries of a reading.

    Where a tool printed the columns of a page one after the other, several columns' names or pages
    in a row are dealt out to the entries behind them, or to those before that have none.
    """
    out = ContentsList()
    each = _columns_each(words, reading)
    decked = _decked(words, reading)
    first = reading.make.startswith("P")
    columns: list[int] = []
    pages: list[Word] = []
    authors: list[tuple[int, int]] = []
    before = "^"
    for part in [*reading.parts, Part("$", 0, 0)]:
        own = words[part.first : part.last]
        if before == "P" != part.role and not first:
            _deal(pages, out.entries)
        match part.role:
            case "C":
                out.columns.append(_bare(text, _spans(text, own[:1] if decked else own)[0]))
                columns = [*(columns if before == "C" else []), len(out.columns) - 1]
            case "P":
                pages = [*(pages if before == "P" else []), own[0]]
            case "A" if reading.make.index("A") < reading.make.index("T"):
                authors = _spans(text, own)
            case "A" if out.entries:
                out.entries[-1].authors = _spans(text, own)
            case "T":
                if len(columns) > 1 and before != "C":
                    columns.pop(0)
                entry = Listed(_spans(text, own), authors, column=columns[0] if columns else -1)
                authors = []
                entry.words = "".join(tight(text[a:b]) for a, b in entry.title)
                out.entries.append(entry)
                if first and pages:
                    _deal([pages.pop(0)], out.entries)
                columns = [] if each else columns
        before = part.role
    return out


def _apart(word: Word, text: str, knows: Known) -> Iterator[Word]:
    """A word, or two where a known title and an author, a column and its title, stand in one."""
    short = len(word.key) <= _LONGEST and word.end - word.start <= 2 * _LONGEST  # blanks and dots
    glued = short and not knows.title(word.key)
    for cut in range(word.start + _FEW, word.end - 1) if glued else ():
        key, rest = letters(text[word.start : cut]), letters(text[cut : word.end])
        signed = rest in knows.bylines and (is_person(rest) or people(rest) or is_org(rest))
        if (signed and knows.title(key) == 1.0) or (
            key in knows.columns and knows.title(rest) == 1.0
        ):
            yield replace(word, end=cut, key=key)
            yield replace(word, start=cut, key=rest, gap="none")
            return
    yield word


def _deal(pages: Sequence[Word], entries: Sequence[Listed]) -> None:
    """Give pages that stand in a row to the last entries, which have none."""
    bare: list[Listed] = []
    for entry in reversed(entries):
        if entry.number or len(bare) == len(pages):
            break
        bare.insert(0, entry)
    for entry, word in zip(bare, pages, strict=False):
        entry.page, entry.number = word.page, word.number


def _columns_each(words: Sequence[Word], reading: Reading) -> bool:
    """Whether a column's name stands with each entry of it, and not with the first."""
    entries = sum(part.role == "T" for part in reading.parts)
    names: list[str] = []
    for part, behind in pairwise(reading.parts):
        beside = behind.role in reading.make and not words[behind.first].fresh
        if part.role == "C" and beside:
            names.append("".join(w.key for w in words[part.first : part.last]))
    return 4 * len(names) >= 3 * entries or any(a == b for a, b in pairwise(names))


def _decked(words: Sequence[Word], reading: Reading) -> bool:
    """Whether columns say something of themselves behind their names, nearly all of them."""
    columns = [(p, q) for p, q in pairwise(reading.parts) if p.role == "C"]
    several = [p for p, q in columns if p.last - p.first > 1 or q.role == "D"]
    spaced = any(len(words[p.first].key) == 1 for p in several)
    return len(several) >= _SEVERAL and 4 * len(several) >= 3 * len(columns) and not spaced


def _bare(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """A column's name without the quotation marks that it is dressed in."""
    a, b = span
    return (a + 1, b - 1) if text[a] in "「『《" and text[b - 1] in "」』》" else span


def _spans(text: str, words: Sequence[Word]) -> list[tuple[int, int]]:
    """The words of a part as they stand: one stretch a line."""
    out: list[tuple[int, int]] = []
    for word in words:
        if out and "\n" not in text[out[-1][1] : word.start]:
            out[-1] = (out[-1][0], word.end)
        else:
            out.append((word.start, word.end))
    return out


def _agreed(contents: ContentsList, text: str, knows: Known) -> float:
    """How far the text bears a reading out: pages on which titles stand, authors who sign."""
    total = 0.0
    for entry in contents.entries:
        pages = {p.page for p in knows.places.get(letters(entry.words), ()) if p.page}
        if pages and entry.number:
            total += 1.0 if entry.number in pages else -1.0
        total -= 0.0 if entry.number else 1.0
        if entry.authors:
            said = "".join(text[a:b] for a, b in entry.authors)
            total += _SIGNED * knows.author(letters(said), said) - 1.0
    return total


# --- what it confirms -------------------------------------------------------------------------


def _confirm(out: list[Labelled], contents: ContentsList, knows: Known) -> None:
    """Make titles of the lines that the list names, where no title has these words."""
    for entry in contents.entries:
        places = knows.places.get(letters(entry.words), [])
        if any(all(out[i].label is Label.TITLE for i in p.rows) for p in places):
            continue
        fit = [p for p in places if all(out[i].label in _HEADS for i in p.rows)]
        lines = next((p.rows for p in fit if p.page == entry.number), None)
        lines = lines or (fit[0].rows if fit else range(0))
        for i in lines:
            begins = i == lines[0] and (not i or out[i - 1].label is not Label.TITLE)
            read = _read_as(out[i], Label.TITLE, "the contents list names it", begins=begins)
            out[i] = replace(read, begins=begins) if read.label is Label.TITLE else read
