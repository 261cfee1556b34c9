"""Labelling: what each line of the source is, decided from the evidence of all cues."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from converter.chinese.chars import THE_END, ends_sentence, tight
from converter.chinese.names import is_org
from converter.fields import issue_names
from converter.label import (  # noqa: F401 - cues enter the table
    captions,
    cues,
    front_cues,
    habits,
    signing,
    stanzas,
    traits,
)
from converter.label import contents as listing
from converter.label.atoms import LEADER_ROW
from converter.label.column_heads import part_heads, places_of_heads, running_columns
from converter.label.decode import decode
from converter.label.furniture import (
    Found,
    certain,
    column_keys,
    find_furniture,
    head_key,
    number_beside,
    numberless,
)
from converter.label.nameplates import nameplate
from converter.label.order import Orders
from converter.label.pieces import join_pieces
from converter.label.rejoined import part_rejoined
from converter.label.rows import (
    build_rows,
    learn_leads,
    learn_punctuation,
    measure_rows,
    split_notes,
    split_rows,
)
from converter.label.scene import Scene, Titles, weigh
from converter.label.solid import parted_imprint, solid_rows, tables_apart, with_tables
from converter.label.verse import find_verse
from converter.label.weights import in_force
from converter.labelling import ContentsList, Labelled, Labelling, Row
from converter.model import FURNITURE, Evidence, Label, Source
from converter.profile.model import Habit, Profile
from converter.settled import NOTHING, Settled

__all__ = ["Orders", "label"]

# Decisions with a smaller margin say which traits spoke for them and against them.
DOUBTED = 4.0

STATES = (
    Label.BODY,
    Label.HEADING,
    Label.TITLE,
    Label.BYLINE,
    Label.CAPTION,
    Label.CREDIT,
    Label.COLUMN,
    Label.JUMP,
    Label.MASTHEAD,
    Label.CONTENTS,
    Label.TABLE,
    Label.RUNHEAD,
    Label.PAGENO,
)

# Marks that may stand before a byline (署名标记); which of them do is learnt from their company.
_MARKS = "●□■◎◇◆○▲★☆"
_BYLINE_MARKS = re.compile(r"^(?:[●□■◎◇◆○▲★☆▪◤✍※◈▢◻⊙]|_{2,}|#{0}文/)")


@dataclass(slots=True)
class Seen:
    """All that is known of a document's rows before the decision.

    `content`: the rows that are decided together, with their `evidence` (of cues) and `traits`;
    `fixed`: furniture that needs no context, by its index in `rows`; `found`: the evidence of
    furniture.
    """

    rows: list[Row]
    content: list[Row]
    evidence: list[list[Evidence]]
    fixed: dict[int, tuple[Label, float]]
    found: Found
    leaders: list[Row]
    scene: Scene
    traits: traits.Traits


def label(
    source: Source,
    profile: Profile,
    is_word: Callable[[str], bool] = lambda _: False,
    settled: Settled = NOTHING,
    orders: Orders | None = None,
) -> Labelling:
    """Label every row of the source; `is_word` tells whether a few letters are a word.

    `settled` is what a person said of some rows; it weighs more than all cues. `orders` are the
    document's, where it is read more than once.

    Rows that a line holds two of (a caption glued behind the text) come back as two. The result
    has every non-blank character of the source in exactly one row.
    """
    seen = look(source, profile, is_word, settled, orders)
    scene, content = seen.scene, seen.content
    force = in_force()
    speech = traits.Speech(force)
    evidence = [[*items, *speech.of(seen.traits.of(i))] for i, items in enumerate(seen.evidence)]
    states: tuple[Label, ...] = STATES
    for i, (kind, word) in _said(content, settled).items():
        evidence[i].append(word)
        if kind not in states:
            states = (*states, kind)
    decided = decode(evidence, states, force.prior, force.transition)
    out = []
    for i, (row, (best, second, margin)) in enumerate(zip(content, decided, strict=True)):
        items = evidence[i]
        if margin < DOUBTED:
            items = traits.with_reasons(items, seen.traits.of(i), force, {best, second})
        out.append(Labelled(row, best, second, margin, tuple(items)))
    out += [
        Labelled(seen.rows[i], kind, Label.BODY, weight, tuple(seen.found[i]))
        for i, (kind, weight) in seen.fixed.items()
    ]
    out += [
        Labelled(
            r,
            Label.LEADERS,
            Label.CONTENTS,
            8.0,
            (Evidence("leaders", Label.LEADERS, 8.0, "leaders"),),
        )
        for r in seen.leaders
    ]
    out.sort(key=lambda item: item.row.order)
    column_of = {
        item.row.page: item.row.text
        for item in out
        if item.label in (Label.RUNHEAD, Label.COLUMN)
        and (
            head_key(item.row.tight) in scene.heads or profile.column_for(item.row.text) is not None
        )
    }
    if not column_of and not profile.columns:
        column_of = running_columns(out, scene.names)
    return Labelling(
        rows=out,
        contents=_still_listed(scene.contents, out),
        printed=scene.printed,
        heads=column_of,
        byline_marks=scene.byline_marks,
        end_marks=scene.end_marks,
        names=scene.names,
    )


def _still_listed(contents: ContentsList, rows: Sequence[Labelled]) -> ContentsList:
    """The list without entries whose rows were decided to be text: they stand in the tree once.

    '11月26日，记者从高一年级获悉，经过10' below a column's name looks like an entry on page 10.
    """
    text = sorted(
        (item.row.start, item.row.end)
        for item in rows
        if item.label is not Label.CONTENTS and item.label not in FURNITURE
    )

    def stands(span: tuple[int, int]) -> bool:
        at = bisect_right(text, span[0], key=lambda row: row[0]) - 1
        return (at >= 0 and span[0] < text[at][1]) or (
            at + 1 < len(text) and text[at + 1][0] < span[1]
        )

    kept = [
        entry
        for entry in contents.entries
        if not any(a < b and stands((a, b)) for a, b in (*entry.title, *entry.authors, entry.page))
    ]
    return replace(contents, entries=kept)


def look(
    source: Source,
    profile: Profile,
    is_word: Callable[[str], bool] = lambda _: False,
    settled: Settled = NOTHING,
    orders: Orders | None = None,
) -> Seen:
    """The rows of a source in reading order, with the evidence of all cues; see `label`."""
    known = {numberless(phrase): Label.SITE for phrase in profile.furniture.site}
    known |= {numberless(phrase): Label.RUNHEAD for phrase in profile.furniture.runhead}
    orders = orders or Orders(is_word, source.lines)
    rows = part_rejoined(_in_order(source, profile, known, orders))
    learn_punctuation(rows)
    columns = measure_rows(rows)
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
    for i in front_cues.repeated_fields(rows, fixed, profile):
        if any(e.cue == "sheet_head" for e in found.get(i, ())):
            continue
        fixed.pop(i)
        found.pop(i, None)
    plate, name_end = nameplate(rows, fixed, profile)
    fixed.pop(plate, None)
    found.pop(plate, None)
    rest = [i for i in range(len(rows)) if i not in fixed]
    heads = column_keys(rows, found, profile)
    # A column's name on the list's page may look like a running head: it is the list's own.
    loose = set(rest) | {
        i
        for i, (kind, weight) in fixed.items()
        if kind is Label.RUNHEAD and weight < 12.5 and head_key(rows[i].tight) in heads
    }
    mine = {i: kind is Label.CONTENTS for i, (kind, _) in said.items()}
    listed = listing.find_contents(rows, loose, heads, profile.masthead, mine)
    parsed, used = listed.contents, listed.rows
    for i in used & set(fixed):
        rest.append(i)
        del fixed[i]
    rest.sort()
    pages = listed.pages | {rows[i].page for i, own in mine.items() if own}
    listed_starts = {rows[i].start for i in used}
    content = []
    for i in rest:
        text = rows[i].text
        if i == plate and name_end < len(text):
            content += [rows[i].part(0, name_end), rows[i].part(name_end, len(text))]
        else:
            content.append(rows[i])
    names = issue_names(source.words, profile.publication.title)
    if plate >= 0:
        names |= {tight(rows[plate].text[:name_end])}
    whole = _in_paragraphs(content)
    if not whole:
        cells = {content[i].start for i in front_cues.table_rows(content)}
        content = split_rows(content, listed_starts | cells)
    content = split_notes(content, cues.is_note)
    listed_heads = frozenset(head_key(_tight(source, a, b)) for a, b in parsed.columns) | {
        head_key(rows[i].tight)
        for i, items in found.items()
        if any(e.cue == "page_name" for e in items)
    }
    content = cues.split_names(content, frozenset(_MARKS))
    content = part_heads(content, listed_heads, listed_starts)
    leaders, content = _take_leaders(content, {rows[i].start for i in said})
    places = {rows[i].start for i in places_of_heads(rows, fixed, names)}
    ends = _end_marks(content, profile)
    for row in content:
        if (row.tight[-1] in ends and ends_sentence(row.tight[:-1])) or THE_END.search(row.tight):
            row.closed = True
    printed = _printed(rows, fixed, found)
    marks, doubtful = _byline_marks(content, profile)
    scene = Scene(
        rows=content,
        profile=profile,
        contents=parsed,
        contents_rows=frozenset(i for i, r in enumerate(content) if r.start in listed_starts),
        front=frozenset(pages),
        printed=printed,
        byline_marks=marks,
        doubtful_marks=doubtful,
        paragraphs=whole,
        heads=listed_heads,
        columns=profile.columns_by_name,
        titles=Titles(parsed.entries),
        pages=len(source.pages),
        is_word=is_word,
        table_pages=front_cues.table_pages(content),
        table_rows=front_cues.table_rows(content),
        end_marks=ends,
        head_places=frozenset(i for i, r in enumerate(content) if r.start in places),
        names=names,
    )
    if whole or len({row.page for row in content}) > 1:
        scene.echoed = cues.echoed(content)
    scene.grid_pages = frozenset(content[i].page for i in scene.table_rows)
    scene.ends = frozenset(row.page for row in content if scene.is_end(row))
    scene.unsigned = not parsed.entries and not cues.has_bylines(content, marks)
    scene.noted_above = cues.noted_above(content)
    scene.marked = sum(1 for row in content if cues.byline_mark_of(row.text, marks))
    scene.fields = front_cues.fields_of_rows(profile, content)
    scene.rejoined = any(row.block for row in content)
    scene.verse = find_verse(content, lambda row: cues.signs(row, marks))
    for i, row in enumerate(content):
        row.verse = scene.verse.stanzas.get(i, 0)
    scene.heading_runs = cues.heading_runs(scene)
    scene.signed = signing.signed_rows(
        scene, frozenset(_tight(source, a, b) for e in parsed.entries for a, b in e.authors)
    )
    scene.stacks = signing.stacks(scene)
    scene.banners = signing.banners(scene)
    scene.numbered = len(scene.heading_runs) >= 3
    evidence = weigh(scene, in_force())
    weak = {rows[i].start: found[i] for i in found if i not in fixed}
    for row, items in zip(content, evidence, strict=True):
        items.extend(weak.get(row.start, ()))
    return Seen(
        rows, content, evidence, fixed, found, leaders, scene, traits.Traits(scene, evidence)
    )


def _in_order(
    source: Source, profile: Profile, known: Mapping[str, Label], orders: Orders
) -> list[Row]:
    """The rows in reading order, front matter that was whole before it left as it stands.

    Entries with their authors and pages behind blanks, or short ones below each other, look like
    columns: '以爱之名 守护健康        董雨伟（3）'. Where the source's own order gives the better
    contents list, it holds.
    """
    given, beside = parted_imprint(build_rows(source), source.lines, profile)
    tables = tables_apart(given)
    cells = {i for group in tables for i in group}
    text = [row for i, row in enumerate(given) if i not in cells]
    rows, moved = orders.of(text, beside)
    if moved:
        again, _ = parted_imprint(build_rows(source), source.lines, profile)
        text = [row for i, row in enumerate(again) if i not in cells]
        solid = solid_rows(source, text, rows, profile, known) | beside
        if solid != beside:
            rows, _ = orders.of(text, solid)
    groups = [
        (
            next((given[i] for i in range(group[0] - 1, -1, -1) if i not in cells), None),
            [given[i] for i in group],
        )
        for group in tables
    ]
    return with_tables(rows, groups) if groups else rows


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
    rows: Sequence[Row], fixed: dict[int, tuple[Label, float]], found: Found
) -> dict[int, int]:
    """Printed page numbers by page index."""
    out: dict[int, int] = {}
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


def _byline_marks(rows: Sequence[Row], profile: Profile) -> tuple[frozenset[str], frozenset[str]]:
    """Marks that stand before bylines: the profile's, and those that names keep company with.

    The second set are those of them that stand before other lines as well.
    """
    marks = set(profile.marks.byline)
    votes: Counter[str] = Counter()
    against: Counter[str] = Counter()
    for row in rows:
        m = _BYLINE_MARKS.match(row.text)
        if m is None:
            continue
        mark = "__" if m[0].startswith("__") else m[0]
        rest = row.text[len(m[0]) :].strip(" \u3000_")
        if row.width < 48 and not row.closed and cues.names_only(rest):
            votes[mark] += 3
        elif row.width < 40 and not row.closed and is_org(rest):
            votes[mark] += 1
        else:
            against[mark] += 1
    marks.update(m for m, n in votes.items() if n >= 3 and n > against[m])
    return frozenset(marks), frozenset(m for m in marks if against[m] > 0.2 * votes[m])


def _in_paragraphs(rows: Sequence[Row]) -> bool:
    """Whether most text stands in rows that are whole paragraphs."""
    total = sum(r.width for r in rows)
    return total > 0 and sum(r.width for r in rows if r.width > 70) > 0.6 * total


_BEHIND_STOP = re.compile(r"[。！？”）)](?P<mark>[^\s，。、；：！？,.;:!?“”‘’（()）《》\d])$")


def _end_marks(rows: Sequence[Row], profile: Profile) -> frozenset[str]:
    """End-of-article marks (文末标记): a sign or a letter behind the last stop of an article.

    A letter counts if it stands behind a sentence's end at a line's end three times or more, and
    the text does not go on there ('健康发展。德' before a note, a title or the page's end).
    """
    marks = set(profile.marks.end)
    if profile.habits.marked_ends is Habit.NEVER:
        return frozenset(marks)
    votes: Counter[str] = Counter()
    against: Counter[str] = Counter()
    for k, row in enumerate(rows):
        m = _BEHIND_STOP.search(row.tight)
        if m is None:
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
        sign = not re.match(r"[\u4e00-\u9fffA-Za-z]", mark)
        if n >= (1 if sign else 3) and n > 2 * against[mark]:
            marks.add(mark)
    return frozenset(marks)


def _tight(source: Source, start: int, end: int) -> str:
    return re.sub(r"\s+", "", source.words[start:end])
