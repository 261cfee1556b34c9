"""Labelling: what each line of the source is, the best path of all lines through one learnt model."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from converter.chinese.chars import CLOSERS, HAN, THE_END, ends_sentence, tight
from converter.chinese.names import is_org, names_only
from converter.fields import RowFields, issue_names
from converter.front.contents import find_contents
from converter.front.words import LEADER_ROW
from converter.label.alike import agreed
from converter.label.column_heads import heads_above, heads_of_pages, part_heads
from converter.label.features import Features, Surroundings
from converter.label.furniture import (
    Found,
    certain,
    column_keys,
    find_furniture,
    head_key,
    number_beside,
    numberless,
)
from converter.label.grids import table_rows
from converter.label.imprint import fields_of_rows, repeated_fields
from converter.label.model import STATES, in_force
from converter.label.order import Orders
from converter.label.pieces import join_pieces
from converter.label.placed import evidence as printed_evidence
from converter.label.placed import measured, priors, stands_again
from converter.label.rejoined import part_rejoined
from converter.label.rows import (
    learn_leads,
    learn_punctuation,
    measure_rows,
    split_notes,
    split_rows,
)
from converter.label.solid import parted_imprint, solid_rows, tables_apart, with_tables
from converter.label.splits import is_note, split_names
from converter.label.told import (
    Apart,
    as_written,
    number_stanzas,
    preferences,
    put_back,
    rows_apart,
)
from converter.label.verse import find_verse
from converter.labelling import Labelled, Labelling, Row, column_key
from converter.model import FURNITURE, Decision, Evidence, Label, Reasons, Source, Span
from converter.patterns import late
from converter.profile.model import Habit, Profile
from converter.search.chain import marginals
from converter.settled import NOTHING, SETTLED, Settled

__all__ = ["Orders", "label"]

# Decisions with a smaller margin say what spoke for them and for the second best.
DOUBTED = 6.0

# Marks that may stand before a byline (署名标记); which of them do is learnt from their company.
_MARKS = "●□■◎◇◆○▲★☆"
_BYLINE_MARKS = late(r"^(?:[●□■◎◇◆○▲★☆▪◤✍※◈▢◻⊙]|_{2,}|文/)")


@dataclass(slots=True)
class Seen:
    """All that is known of a document's rows before the decision.

    `content`: the rows that are decided together, with their `features`; `fixed`: furniture that
    needs no context, by its index in `rows`; `found`: the evidence of furniture. `priors`: what a
    document says of its lines beyond their words, by state, in the model's whole numbers. `apart`
    are rows that the document's format labels by itself, `told` is what it says of the content's.
    `decided`: how the rows of pages are read.
    """

    rows: list[Row]
    content: list[Row]
    features: Features
    fixed: dict[int, tuple[Label, float]]
    found: Found
    leaders: list[Row]
    printed: dict[int, int]
    pages: int
    heads: frozenset[str]
    byline_marks: frozenset[str]
    end_marks: frozenset[str]
    names: frozenset[str]
    priors: Sequence[Mapping[int, float]]
    apart: list[Apart]
    told: dict[int, list[tuple[Evidence, bool]]]
    decided: list[Decision]


def label(
    source: Source,
    profile: Profile,
    is_word: Callable[[str], bool] = lambda _: False,
    settled: Settled = NOTHING,
    orders: Orders | None = None,
) -> Labelling:
    """Label every row of the source; `is_word` tells whether a few letters are a word.

    `settled` is what a person said of some rows; it weighs more than all else. `orders` are the
    document's, where it is read more than once.

    Rows that a line holds two of (a caption glued behind the text) come back as two. The result
    has every non-blank character of the source in exactly one row.
    """
    seen = look(source, profile, is_word, settled, orders)
    said = _said(seen.content, settled)
    out, kept = _decided(seen, said, settled)
    for i, (kind, weight) in seen.fixed.items():
        items = tuple(seen.found[i])
        out.append(Labelled(seen.rows[i], kind, Label.BODY, weight, items))
    words = (Evidence("leaders", Label.LEADERS, _LEADERS, "leaders"),)
    out += [Labelled(r, Label.LEADERS, Label.CONTENTS, _LEADERS, words) for r in seen.leaders]
    out.sort(key=lambda item: item.row.order)
    columns = {*seen.heads, *(name for c in profile.columns for name in c.names)}
    lists = find_contents(source.words, out, seen.printed, columns, seen.pages)
    out, contents = lists.rows, lists.contents
    for i, word in heads_above(out, seen.names).items():
        out[i] = _read_as(out[i], Label.COLUMN, word.cue, word.reason)
    known = {column_key(source.words[a:b]) for a, b in contents.columns}
    known |= {column_key(name) for column in profile.columns for name in column.names}
    return Labelling(
        rows=put_back(out, seen.apart),
        contents=contents,
        printed=seen.printed,
        heads=heads_of_pages(out, known, seen.names, source.text, told=bool(profile.columns)),
        byline_marks=seen.byline_marks,
        end_marks=seen.end_marks,
        names=seen.names,
        decisions=[*seen.decided, *kept],
    )


def _read_as(
    item: Labelled, label: Label, family: str, reason: str, *, begins: bool = True
) -> Labelled:
    """The row with another label than the chain's, which is its second best now; with the reason."""
    weighed = Evidence(family, label, item.margin, reason)
    evidence = (*item.evidence, weighed)
    return replace(item, label=label, second=item.label, begins=begins, evidence=evidence)


def _sole(
    rows: Sequence[Row],
    content: Sequence[Row],
    fields: Sequence[RowFields],
    found: Found,
    pages: int,
) -> frozenset[int]:
    """Begins of rows that are no furniture, whatever they look like: they repeat nothing.

    What no edition prints comes again from page to page, stands beside what does, or is a rule.
    Sentences amid a page, and lines of text that come twice, are text; fields of the masthead are
    told there.
    """
    counts = Counter(head_key(row.tight) for row in (*content, *rows))
    own = Counter(head_key(row.tight) for row in content)
    cues = {rows[i].start for i, items in found.items() if items}
    heads = [row for row in rows if _at_edge(row) and not row.closed and row.width <= _LINE]
    makes = Counter(map(_make, heads))
    named = Counter(column_key(row.text) for row in heads)
    out = set()
    for row, held in zip(content, fields, strict=True):
        if not _WORD.search(row.tight):
            continue
        key = head_key(row.tight)
        inside = pages > 1 and not _at_edge(row)
        again = counts[key] - own[key] > 1 or own[key] > 1 or row.start in cues
        if not again and pages > 1 and not inside and row.width <= _LINE:
            again = named[column_key(row.text)] > 1 or makes[_make(row)] >= _SEVERAL
        prose = row.closed or bool(_COMMA.search(row.text))
        number = row.tight.isdecimal() and not inside
        text = prose and (inside or row.full)
        if held.found or (not number and (text or not again)):
            out.add(row.start)
    return frozenset(out)


def _at_edge(row: Row) -> bool:
    """Whether a row stands where running heads and page numbers do."""
    return min(row.top, row.bottom) <= _EDGE


def _make(row: Row) -> tuple[str, ...]:
    """The kinds of words in a running head (综合 SECTION 02: Han, Latin, a number); each its own if one."""
    text = row.text if row.width <= _LINE else ""
    kinds = sorted(
        kind
        for kind, words in (("Han", _HAN_WORDS), ("Latin", _LATIN_WORDS), ("number", _NUMBERS))
        if words.search(text)
    )
    return tuple(kinds) if len(kinds) > 1 and "Han" in kinds else (row.tight,)


_HAN_WORDS, _LATIN_WORDS, _NUMBERS = (
    late(p) for p in (f"[{HAN}]{{2}}|[{HAN}][ \u3000]", r"[A-Z][A-Z ]+", r"\d+")
)


_COMMA = late("[，,；]")
_WORD = late(r"\w")
_EDGE = 3  # rows from a page's edge where its number stands
_LEADERS = 8.0  # margin of a row that is nothing but leaders


def _decided(
    seen: Seen, said: Mapping[int, tuple[Label, Evidence]], settled: Settled
) -> tuple[list[Labelled], list[Decision]]:
    """The content's rows with their labels: the best path, its margins, and what spoke for it.

    With them the rows that are printed though the path alone would leave them out, with its margin.
    """
    model = in_force()
    features = [model.known(seen.features.of(i)) for i in range(len(seen.content))]
    scores = list(map(model.scores, features))
    for values, prior in zip(scores, seen.priors, strict=True):
        for k, weight in prior.items():
            values[k] += weight
    _constrain(scores, seen, said, settled, model.per)
    found = marginals(scores, model.moves, model.first, model.last)
    if not any(max(values) == max(values[k] for k in _BODIES) for values in found):
        # Text of no article stands beside articles: where there is none, it is theirs.
        for i, values in enumerate(scores):
            values[_UNKNOWN] -= (i not in said) * SETTLED * model.per
        found = marginals(scores, model.moves, model.first, model.last)
    alike = agreed(seen.content, found, model.per, said)
    for i, (state, weight) in alike.items():
        scores[i][state] += weight
    if alike:
        found = marginals(scores, model.moves, model.first, model.last)
    out, kept = [], []
    for i, (row, values) in enumerate(zip(seen.content, found, strict=True)):
        best = max(range(len(values)), key=values.__getitem__)
        kind, begins = STATES[best]
        if i in said and said[i][0] not in _LABELS:
            kind = said[i][0]  # a person's word that no state stands for: unknown, a rule
        second = max(_RIVALS[kind], key=values.__getitem__)
        margin = (values[best] - values[second]) / model.per
        other = _NUMBERS_OF.get((kind, not begins), -1)
        seam = (values[best] - values[other]) / model.per if other >= 0 else 0.0
        asked = (best, second) if margin < DOUBTED else (best,)
        evidence: Sequence[Evidence] = Reasons(partial(model.why, features[i], asked))
        if seen.priors[i]:
            evidence = (*evidence, *printed_evidence(seen.priors[i], best, model.per))
        if i in said:
            evidence = (*evidence, said[i][1])
        if i in alike:
            state, weight = alike[i]
            word = Evidence("alike", STATES[state][0], weight / model.per, "lines of its make")
            evidence = (*evidence, word)
        if i in seen.told:
            evidence = (*evidence, *(word for word, _ in seen.told[i] if word.reading is kind))
        out.append(
            Labelled(row, kind, STATES[second][0], margin, evidence, begins=begins, seam=seam)
        )
        left = max(_UNPRINTED, key=values.__getitem__)
        alone = (values[best] - values[left]) / model.per - _KEPT
        if row.start in seen.features.around.sole and i not in said and alone < 0:
            word = Evidence("sole", kind, _KEPT, "it repeats nothing, so an edition prints it")
            words = (word, *model.why(features[i], (left,)))
            kept.append(Decision("kept", _span(row), kind, STATES[left][0], alone, words))
    return out, kept


_KEPT = SETTLED / 2  # weight of a row's repeating nothing
_LABELS = frozenset(label for label, _ in STATES)
_RIVALS = {kind: [k for k, (label, _) in enumerate(STATES) if label is not kind] for kind in Label}
_NUMBERS_OF = {state: k for k, state in enumerate(STATES)}
_BODIES = (_NUMBERS_OF[Label.BODY, True], _NUMBERS_OF[Label.BODY, False])
_UNKNOWN = _NUMBERS_OF[Label.UNKNOWN, True]
_UNPRINTED = tuple(k for k, (kind, _) in enumerate(STATES) if kind in (Label.RUNHEAD, Label.PAGENO))


def _constrain(
    scores: list[list[float]],
    seen: Seen,
    said: Mapping[int, tuple[Label, Evidence]],
    settled: Settled,
    per: int,
) -> None:
    """Give what a person said a weight that nothing outweighs; what repeats nothing is printed."""
    rows = seen.content
    for i, row in enumerate(rows):
        if row.start in seen.features.around.sole:
            for k in _UNPRINTED:
                scores[i][k] -= _KEPT * per
    for i, words in seen.told.items():
        for item, opening in words:
            for k, (label, begins) in enumerate(STATES):
                if label is item.reading and (begins or not opening):
                    scores[i][k] += item.weight * per
    for i, (kind, _) in said.items():
        for k, (label, _) in enumerate(STATES):
            if label is kind:
                scores[i][k] += SETTLED * per
    for i, row in enumerate(rows[1:] if settled else (), 1):
        word = settled.seam(_span(rows[i - 1]), _span(row), long=row.width > _LINE)
        if word is not None:
            for k, (label, begins) in enumerate(STATES):
                if label is Label.BODY and begins == word[0]:
                    scores[i][k] += SETTLED * per / 2


_LINE = 52.0  # more em than a printed line has


def _span(row: Row) -> Span:
    return Span(row.start, row.end)


def look(
    source: Source,
    profile: Profile,
    is_word: Callable[[str], bool] = lambda _: False,
    settled: Settled = NOTHING,
    orders: Orders | None = None,
) -> Seen:
    """The rows of a source in reading order, with all that is to be seen of them; see `label`."""
    known = {numberless(phrase): Label.SITE for phrase in profile.furniture.site}
    known |= {numberless(phrase): Label.RUNHEAD for phrase in profile.furniture.runhead}
    orders = orders or Orders(is_word, source.lines)
    rows, apart = rows_apart(source)
    decided: list[Decision] = []
    if not source.ordered:
        rows, decided = _in_order(source, profile, orders)
        rows = part_rejoined(rows)
    learn_punctuation(rows)
    columns = measure_rows(rows)
    measured(source, rows)
    learn_leads(rows)
    join_pieces(rows, is_word, columns)
    found = find_furniture(source, rows, known)
    fixed = certain(found)
    rows, fixed, found = _settle_edges(source, rows, fixed, found, known)
    said = _said(rows, settled)
    for i, (kind, word) in said.items():
        fixed.pop(i, None)
        if kind in FURNITURE:
            fixed[i], found[i] = (kind, word.weight), [word]
    for i in repeated_fields(rows, fixed, profile):
        if any(e.cue == "sheet_head" for e in found.get(i, ())):
            continue
        fixed.pop(i)
    for i in _heads_in_lists(rows, fixed):
        fixed.pop(i)
    content = [row for i, row in enumerate(rows) if i not in fixed]
    heads = column_keys(rows, found, profile)
    names = issue_names(source.words, profile.publication.title)
    if not source.roles and not _in_paragraphs(content):
        cells = {content[i].start for i in table_rows(content)}
        content = split_rows(content, cells)
    content = split_notes(content, is_note)
    content = split_names(content, frozenset(_MARKS))
    content = part_heads(content, heads)
    leaders, content = _take_leaders(content, {rows[i].start for i in said})
    ends = _end_marks(content, profile)
    for row in content:
        if (row.tight[-1] in ends and ends_sentence(row.tight[:-1])) or THE_END.search(row.tight):
            row.closed = True
    marks = _byline_marks(content, profile)
    verse = find_verse(content, lambda row: row.text.startswith(tuple(marks)))
    for i, row in enumerate(content):
        row.verse = verse.stanzas.get(i, 0)
    number_stanzas(source, content)
    cells_of = table_rows(content)
    fields = fields_of_rows(profile, content)
    around = Surroundings(
        repeated={rows[i].start: [_graded(e) for e in items] for i, items in found.items()},
        columns=heads,
        named=frozenset(tight(name) for c in profile.columns for name in c.names),
        fields=fields,
        cells={content[i].start: kind for i, kind in cells_of.items()},
        is_word=is_word,
        marks=marks,
        pictured=profile.marks.caption,
        ends=ends,
        habits=profile.habits,
        sole=_sole(rows, content, fields, found, len(source.pages)) - stands_again(source, content),
        rejoined=any(row.block for row in content),
        pages=len(source.pages),
    )
    return Seen(
        rows,
        content,
        Features(as_written(source, content), around),
        fixed,
        found,
        leaders,
        _printed(source, rows, fixed, found),
        len(source.pages),
        heads,
        marks,
        ends,
        names,
        priors(source, content, in_force().per),
        apart,
        preferences(source, content),
        decided,
    )


def _heads_in_lists(rows: Sequence[Row], fixed: Mapping[int, tuple[Label, float]]) -> list[int]:
    """Running heads on pages that hold a contents list: the names of its columns, if anything."""
    entries = Counter(row.page for row in rows if _ENTRY.search(row.text) and not row.closed)
    return [
        i
        for i, (kind, weight) in fixed.items()
        if kind is Label.RUNHEAD and weight < _SURE and entries[rows[i].page] >= _ENTRIES
    ]


_ENTRY = late(
    r"(?:[.．…·!！] ?){3,}|[^\d\s.%％][ \u3000/／(（]{1,30}\d{1,3}[ \u3000]*[)）]?$|^\d{1,2}[ \u3000]+\D"
)
_ENTRIES = 3  # entries that a list has at least
_SURE = 12.5  # weight of a running head that is nothing else


def _graded(evidence: Evidence) -> str:
    """A furniture's cue, with a sign where it speaks loud."""
    return f"{evidence.cue}{'+' if evidence.weight >= _LOUD else ''}"


_LOUD = 4.0


def _in_order(source: Source, profile: Profile, orders: Orders) -> tuple[list[Row], list[Decision]]:
    """The rows in reading order, with what was decided of it; front matter that was whole before it left as it stands.

    Entries with their authors and pages behind blanks, or short ones below each other, look like
    columns: '以爱之名 守护健康        董雨伟（3）'. Where the source's own order gives the better
    contents list, it holds.
    """
    given, beside = parted_imprint(rows_apart(source)[0], source.lines, profile)
    tables = tables_apart(given)
    cells = {i for group in tables for i in group}
    text = [row for i, row in enumerate(given) if i not in cells]
    # What gives the places of its lines has put them into order by them.
    rows, decided, moved = (text, [], False) if source.frames else orders.of(text, beside)
    if moved:
        again, _ = parted_imprint(rows_apart(source)[0], source.lines, profile)
        text = [row for i, row in enumerate(again) if i not in cells]
        solid = solid_rows(text, profile) | beside
        if solid != beside:
            rows, decided, _ = orders.of(text, solid)
    groups = [
        (
            next((given[i] for i in range(group[0] - 1, -1, -1) if i not in cells), None),
            [given[i] for i in group],
        )
        for group in tables
    ]
    return (with_tables(rows, groups) if groups else rows), decided


def _settle_edges(
    source: Source,
    rows: list[Row],
    fixed: dict[int, tuple[Label, float]],
    found: Found,
    known: Mapping[str, Label],
) -> tuple[list[Row], dict[int, tuple[Label, float]], Found]:
    """Count the page's edges anew without the host's words and look once more."""
    outside = {i for i, (kind, _) in fixed.items() if kind in (Label.SITE, Label.PAGEMARK)}
    if not outside:
        return rows, fixed, found
    by_page: dict[int, list[int]] = {}
    for i, row in enumerate(rows):
        if i not in outside:
            by_page.setdefault(row.page, []).append(i)
    for at in by_page.values():
        for k, i in enumerate(at):
            rows[i].top, rows[i].bottom = k, len(at) - 1 - k
    again = find_furniture(source, rows, known)
    return rows, certain(again), again


def _said(rows: Sequence[Row], settled: Settled) -> dict[int, tuple[Label, Evidence]]:
    """What a person says of rows, by their index."""
    out: dict[int, tuple[Label, Evidence]] = {}
    for i, row in enumerate(rows) if settled else ():
        word = settled.label(row.start, row.end) or settled.heads(row.tight, row.start)
        if word is not None:
            out[i] = word
    return out


def _take_leaders(rows: list[Row], said: set[int]) -> tuple[list[Row], list[Row]]:
    """Rows of nothing but leaders apart from the rest; `said`: begins of rows that a person named."""
    leaders = [
        r
        for r in rows
        if r.start not in said and LEADER_ROW.match(r.text) and not re.match(r"^[—–-]{2,}$", r.text)
    ]
    gone = {id(r) for r in leaders}
    return leaders, [r for r in rows if id(r) not in gone]


def _printed(
    source: Source,
    rows: Sequence[Row],
    fixed: dict[int, tuple[Label, float]],
    found: Found,
) -> dict[int, int]:
    """Printed page numbers by page index."""
    out: dict[int, int] = {
        k: page.printed
        for k, page in enumerate(source.pages)
        if page.printed >= 0 and page.kind != Label.PAGEMARK
    }
    beside: dict[int, int] = {}
    for i, (kind, _) in sorted(fixed.items()):
        if kind is Label.PAGENO:
            m = re.search(r"\d+", rows[i].text)
            if m:
                out.setdefault(rows[i].page, int(m[0]))
        elif any(e.cue == "numbered_head" for e in found.get(i, ())):
            number = number_beside(rows[i].text)
            if number is not None:
                beside.setdefault(rows[i].page, number)
    return beside | out


def _byline_marks(rows: Sequence[Row], profile: Profile) -> frozenset[str]:
    """Marks that stand before bylines: the profile's, and those that names keep company with."""
    marks = set(profile.marks.byline)
    votes: Counter[str] = Counter()
    against: Counter[str] = Counter()
    for row in rows:
        m = _BYLINE_MARKS.match(row.text)
        if m is None:
            continue
        mark = "__" if m[0].startswith("__") else m[0]
        rest = row.text[len(m[0]) :].strip(" \u3000_")
        if row.width < 48 and not row.closed and names_only(rest):
            votes[mark] += 3
        elif row.width < 40 and not row.closed and is_org(rest):
            votes[mark] += 1
        else:
            against[mark] += 1
    marks.update(m for m, n in votes.items() if n >= 3 and n > against[m])
    return frozenset(marks)


def _in_paragraphs(rows: Sequence[Row]) -> bool:
    """Whether most text stands in rows that are whole paragraphs."""
    total = sum(r.width for r in rows)
    return total > 0 and sum(r.width for r in rows if r.width > 70) > 0.6 * total


_BEHIND_STOP = late(rf"[。！？{re.escape(CLOSERS)}](?P<mark>[^\s\d])$")
_NO_MARK = frozenset({"Ps", "Pe", "Pi", "Pf", "No", "Nd", "Po", "Pd"})
"""Categories of Unicode whose signs are no end mark: brackets, quotation marks, figures, stops."""
_FEW, _SEVERAL = 2, 3  # times that a sign, and a letter, stand behind an article's last stop


def _end_marks(rows: Sequence[Row], profile: Profile) -> frozenset[str]:
    """End-of-article marks (文末标记): a sign or a letter behind the last stop of an article.

    It counts if it stands behind a sentence's end at a line's end more than once, a letter three
    times, and the text does not go on there ('健康发展。德' before a title or the page's end).
    """
    marks = set(profile.marks.end)
    if profile.habits.marked_ends is Habit.NEVER:
        return frozenset(marks)
    votes: Counter[str] = Counter()
    against: Counter[str] = Counter()
    for k, row in enumerate(rows):
        m = _BEHIND_STOP.search(row.tight)
        if m is None or unicodedata.category(m["mark"]) in _NO_MARK:
            continue
        after = rows[k + 1] if k + 1 < len(rows) else None
        over = (
            not row.full
            or after is None
            or after.page != row.page
            or (not after.full and not after.closed)
        )
        (votes if over else against)[m["mark"]] += 1
    for mark, n in votes.items():
        least = _SEVERAL if mark.isalpha() else _FEW
        if n >= least and n > 2 * against[mark]:
            marks.add(mark)
    return frozenset(marks)
