"""Articles of an issue whose pages follow each other: where each begins, and what belongs to it.

A title group (title lines and byline) stands before, after or amid its article's text. Each article
begins either at its title or at a paragraph above it on the same page; the text between two
beginnings is one article. What the document does regularly decides where a single case is silent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from converter.assemble.units import Unit
from converter.model import Decision, Evidence, Span
from converter.settled import SETTLED


@dataclass(slots=True)
class Draft:
    """One article in the making: its title group, and its other units in reading order."""

    titles: list[Unit] = field(default_factory=list)
    bylines: list[Unit] = field(default_factory=list)
    body: list[Unit] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    raw: int = -1


@dataclass(slots=True)
class _Group:
    """Title lines and bylines that stand together, units `first` to `last` of the stream."""

    first: int
    last: int
    titles: list[Unit]
    bylines: list[Unit]
    start: int = 0
    decision: Decision | None = None


_USUAL = 0.8  # log-odds of the habit at which a head with text below opens its article
_HEADS = ("title", "byline")
_TEXT = ("para", "heading", "table", "unknown", "credit")


def draft_articles(units: Sequence[Unit], given: Sequence[tuple[int, int]] = ()) -> list[Draft]:
    """The articles of the stream in order; every unit is in exactly one.

    `given` are pairs of indexes: a unit that a person gave to an article, and one of that article.
    """
    groups = _groups(units)
    habit = _habit(units, groups)
    for k, group in enumerate(groups):
        after = groups[k + 1] if k + 1 < len(groups) else None
        before = groups[k - 1] if k else None
        _place(units, group, before, after, habit, given)
    starts = _ascending(groups)
    drafts: list[Draft] = []
    opening = [u for u in units[: starts[0]] if u.kind not in _HEADS] if starts else list(units)
    texts = [u for u in opening if u.kind in _TEXT]
    if texts or not groups:
        drafts += [Draft(body=list(opening), raw=opening[0].raw)] if opening else []
        opening = []
    later = {id(u) for g in groups for u in (*g.titles, *g.bylines)}
    for k, group in enumerate(groups):
        end = starts[k + 1] if k + 1 < len(groups) else len(units)
        body = [u for u in units[starts[k] : end] if id(u) not in later]
        if not k:  # pictures above the first title are its article's
            body = [*opening, *body]
        draft = Draft(group.titles, group.bylines, body, raw=units[starts[k]].raw)
        if group.decision is not None:
            draft.decisions.append(group.decision)
        drafts.append(draft)
    return _move_strays(_handed(drafts, units, given))


def _handed(
    drafts: list[Draft], units: Sequence[Unit], given: Sequence[tuple[int, int]]
) -> list[Draft]:
    """Units that a person gave to an article which no boundary can give them to, put there."""
    for i, of in given:
        unit, other = units[i], units[of]
        home = next((d for d in drafts if any(u is unit for u in d.body)), None)
        target = next(
            (d for d in drafts for u in (*d.titles, *d.bylines, *d.body) if u is other), None
        )
        if home is None or target is None or home is target:
            continue
        home.body = [u for u in home.body if u is not unit]
        target.body = sorted([*target.body, unit], key=lambda u: u.index)
    return drafts


def _groups(units: Sequence[Unit]) -> list[_Group]:
    """Title groups in stream order; a byline belongs to the title that it stands next to.

    Where bylines close their articles, it belongs to the title above the text before it.
    """
    groups: list[_Group] = []
    closing = _closing(units)
    for i, unit in enumerate(units):
        if unit.kind not in _HEADS:
            continue
        last = groups[-1] if groups else None
        if i in closing and last is not None:
            last.bylines.append(unit)
            continue
        near = last is not None and all(
            units[j].kind in (*_HEADS, "column") for j in range(last.last, i)
        )
        fits = unit.kind == "byline" or (last is not None and not last.titles)
        here = last is not None and units[last.last].raw in (unit.raw, unit.raw - 1)
        if last is not None and near and fits and here:
            (last.titles if unit.kind == "title" else last.bylines).append(unit)
            last.last = i
            continue
        if unit.kind == "title":
            groups.append(_Group(i, i, [unit], []))
        else:
            groups.append(_Group(i, i, [], [unit]))
    _share(groups)
    return groups


def _closing(units: Sequence[Unit]) -> frozenset[int]:
    """Bylines behind their texts, by index: those with text above whose title has none beside it.

    A document has them there where most bylines are such, none stands right above the first title,
    and no more of them are parted by a page's end from the text above than from a title below.
    """
    heads = [i for i, unit in enumerate(units) if unit.kind in _HEADS]
    titles = [i for i in heads if units[i].kind == "title"]
    closing = []
    signed = True  # whether the article has a byline beside its title
    for i in heads:
        behind = units[i].kind == "byline" and _before(units, i) in _TEXT
        if behind and not signed:
            closing.append(i)
        signed = units[i].kind == "byline" and (signed or not behind)
    if not closing or (titles[0] and units[titles[0] - 1].kind == "byline"):
        return frozenset()
    told = sum(_sides(units, i) for i in closing) >= 0
    return (
        frozenset(closing) if told and 2 * len(closing) > len(heads) - len(titles) else frozenset()
    )


def _sides(units: Sequence[Unit], i: int) -> int:
    """1 where a byline can belong to the text above alone, -1 where to a title below alone, else 0."""
    below = units[i + 1] if i + 1 < len(units) else None
    if below is None or below.kind not in (*_HEADS, "column"):
        return 1
    above = units[i - 1]
    return (above.last == units[i].raw) - (units[i].last == below.raw)


def _before(units: Sequence[Unit], i: int) -> str:
    """The kind of what stands before a unit, other bylines and what belongs to no text passed over."""
    passed = ("byline", "column", "caption")
    return next((u.kind for u in reversed(units[:i]) if u.kind not in passed), "")


def _share(groups: Sequence[_Group]) -> None:
    """Give each of several heads that stand together its byline, where as many bylines follow."""
    stack: list[_Group] = []
    for group in groups:
        together = stack and stack[-1].last + 1 == group.first and not stack[-1].bylines
        stack = [*stack, group] if together else [group]
        signed = group.bylines
        if len(stack) > 1 and len(signed) == len(stack) and group.titles:
            for one, byline in zip(stack, signed, strict=True):
                one.bylines = [byline]
            stack = []


def _spans(units: Sequence[Unit], group: _Group) -> Unit | None:
    """The paragraph that runs on from before the title group to after it, if one does."""
    first = units[group.first].rows[0].order
    for j in range(group.first - 1, max(-1, group.first - 6), -1):
        unit = units[j]
        if unit.kind == "para":
            return unit if unit.rows[-1].order > first else None
    return None


def _text_between(units: Sequence[Unit], i: int, j: int) -> bool:
    return any(u.kind in ("para", "table") for u in units[i:j])


def _text_below(units: Sequence[Unit], group: _Group, end: int) -> bool:
    """Whether a paragraph that may be an article's first stands below the group on its page."""
    for unit in units[group.last + 1 : end]:
        if unit.kind == "para":
            return unit.raw == units[group.last].raw and unit.starts >= 0
        if unit.kind not in ("caption", "heading", "column"):
            return False
    return False


def _habit(units: Sequence[Unit], groups: Sequence[_Group]) -> float:
    """Log-odds that titles stand before their text here, from the cases that are clear."""
    before = after = 0.0
    for k, group in enumerate(groups):
        raw = units[group.first].raw
        if _spans(units, group) is not None:
            after += 1
            continue
        end = groups[k + 1].first if k + 1 < len(groups) else len(units)
        if k + 1 < len(groups) and _beside(units, group, groups[k + 1]):
            continue
        if not _text_between(units, group.last + 1, end):
            after += 1
        elif _text_below(units, group, end) or not any(
            u.kind == "para" and u.raw == raw for u in units[max(0, group.first - 40) : group.first]
        ):
            before += 1
    return 1.5 * (before - after) / (1 + 0.5 * (before + after))


def _beside(units: Sequence[Unit], group: _Group, after: _Group | None) -> bool:
    """Whether another head stands right below a head on its page, with nothing between."""
    return (
        after is not None
        and bool(group.titles and after.titles)
        and after.first == group.last + 1
        and units[after.first].raw == units[group.last].raw
    )


def _place(
    units: Sequence[Unit],
    group: _Group,
    before: _Group | None,
    after: _Group | None,
    habit: float,
    given: Sequence[tuple[int, int]],
) -> None:
    """Choose where the group's article begins."""
    raw = units[group.first].raw
    floor = before.last + 1 if before is not None else 0
    end = after.first if after is not None else len(units)
    options: list[tuple[float, int, list[Evidence]]] = []
    evidence = [Evidence("habit", "at the title", habit, "where this document has its titles")]
    spanning = _spans(units, group)
    if spanning is not None:
        evidence.append(
            Evidence("inside", "at the title", -9.0, "the title stands inside a paragraph")
        )
    if habit >= 0 and _beside(units, group, after):
        pass  # two heads side by side: the text below is of both, what is above of neither
    elif not _text_between(units, group.last + 1, end):
        evidence.append(
            Evidence("no-text", "at the title", -6.0, "no text follows before the next title")
        )
    if spanning is None and _text_below(units, group, end):
        evidence.append(
            Evidence("text-below", "at the title", 4.0, "text begins right below it on its page")
        )
    options.append((sum(e.weight for e in evidence), group.first, evidence))
    candidates = []
    for j in range(group.first - 1, floor - 1, -1):
        unit = units[j]
        if unit.raw != raw and not (unit.kind == "para" and unit.last >= raw and unit.raw == raw):
            break
        if unit.kind in ("para", "heading", "table", "caption"):
            candidates.append(j)
    usual = habit > _USUAL and spanning is None and _text_between(units, group.last + 1, end)
    for j in () if usual else candidates:
        unit = units[j]
        if unit.kind not in ("para", "table"):
            continue
        found = [Evidence("habit", "above", -habit, "where this document has its titles")]
        previous = next(
            (units[k] for k in range(j - 1, floor - 1, -1) if units[k].kind in _TEXT), None
        )
        if previous is None:
            if j == floor or before is None:
                found.append(Evidence("first", "above", 2.0, "nothing stands before"))
        elif previous.ended or previous.kind == "credit":
            found.append(Evidence("ended", "above", 6.0, "the article before has ended"))
        elif raw not in (previous.raw, previous.last):
            found.append(Evidence("page-top", "above", 3.0, "the first paragraph of the page"))
            if previous.kind == "para" and previous.ends < 0:
                found.append(Evidence("page_open", "above", -5.0, "the page before breaks off"))
        else:
            found.append(Evidence("amid", "above", -4.0, "stands amid the page's text"))
        if before is not None and not _text_between(units, before.start, j):
            found.append(Evidence("empty", "above", -6.0, "nothing is left for the article before"))
        options.append((sum(e.weight for e in found), j, found))
    options = _said(options, group, floor, given)
    options.sort(key=lambda o: (-o[0], o[1]))
    best = options[0]
    group.start = best[1]
    # Captions and columns that stand right above the beginning on its page are the article's.
    while (
        group.start - 1 >= floor
        and units[group.start - 1].kind in ("caption", "column")
        and (
            units[group.start - 1].raw == raw
            and (
                group.start - 2 < floor
                or units[group.start - 2].last != raw
                or units[group.start - 2].kind == "column"
            )
        )
    ):
        group.start -= 1
    margin = best[0] - options[1][0] if len(options) > 1 else 9.0
    unit = units[group.start]
    names = ["at the title" if o[1] == group.first else "above the title" for o in options[:2]]
    group.decision = Decision(
        "article",
        Span(unit.rows[0].start, unit.rows[-1].end),
        names[0],
        names[1] if len(names) > 1 else "",
        margin,
        tuple(best[2]),
    )


def _said(
    options: list[tuple[float, int, list[Evidence]]],
    group: _Group,
    floor: int,
    given: Sequence[tuple[int, int]],
) -> list[tuple[float, int, list[Evidence]]]:
    """The options with what a person said of the units above the title."""
    for i, of in given:
        if not floor <= i < group.first:
            continue
        mine = group.first <= of <= group.last
        if mine and all(at != i for _, at, _ in options):
            options.append((0.0, i, []))
        out = []
        for value, at, found in options:
            if (mine and at > i) or (of < group.first and at <= i):
                reading = "at the title" if at == group.first else "above"
                word = Evidence("correction", reading, -SETTLED, "a person gave it elsewhere")
                out.append((value - SETTLED, at, [*found, word]))
            else:
                out.append((value, at, found))
        options = out
    return options


def _ascending(groups: Sequence[_Group]) -> list[int]:
    """Beginnings in stream order, each after the one before."""
    starts: list[int] = []
    for group in groups:
        floor = starts[-1] + 1 if starts else 0
        starts.append(max(group.start, floor) if group.start < floor else group.start)
    return starts


def _move_strays(drafts: list[Draft]) -> list[Draft]:
    """Drafts without a title and text merge with the one before; nothing is dropped."""
    out: list[Draft] = []
    for draft in drafts:
        if (
            not draft.titles
            and not draft.bylines
            and out
            and not any(u.kind == "para" for u in draft.body)
        ):
            out[-1].body += draft.body
            continue
        out.append(draft)
    return out
