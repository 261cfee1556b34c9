"""From what issues show to what is held of their publication; what is weak is said to be weak."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from converter.chinese.names import is_org
from converter.diagnostics import Diagnostic, diagnose
from converter.fields import NAME_TAIL
from converter.learning.observing import Place, Seen, Sightings
from converter.patterns import late
from converter.profile.model import (
    Column,
    ColumnKind,
    Detection,
    Field,
    Furniture,
    Habit,
    Habits,
    Marks,
    Profile,
    fold,
)

_CHRONICLE = late(r"(?:大事记|纪事|记事|日志)$")
# Fields of the masthead that stay the same for years, most telling first.
_LASTING = ("email", "permit", "publisher", "address", "phone", "postcode")
# A habit is taken for kept without exception at this many cases and this share of them; captions
# without a mark are what recognition gets wrong most, so more of them are allowed for.
_CASES = 4
_KEPT = {
    "numbered_headings": 0.85,
    "marked_captions": 0.7,
    "marked_bylines": 0.85,
    "marked_ends": 0.75,
}
_ENDING = 0.5  # share of the articles that a mark has to end
_SIGNING = 0.3  # share of the bylines before which a mark has to stand


@dataclass(frozen=True, slots=True)
class Fact:
    """Something learnt: its value, where it was seen, by what; `doubt` says why it is not held."""

    value: str
    places: tuple[Place, ...] = ()
    told: str = ""
    doubt: str = ""

    @property
    def held(self) -> bool:
        """Whether it is sure enough to be used."""
        return not self.doubt


@dataclass(frozen=True, slots=True)
class NewColumn:
    """A column with the other names under which it is printed."""

    fact: Fact
    kind: ColumnKind = ColumnKind.ARTICLE
    aliases: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class NewField:
    """Labels that announce a field of the masthead and that the base does not have."""

    key: str
    labels: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Learnt:
    """All that was learnt of a publication from `documents`.

    `apart` names the documents that call their periodical otherwise than most, and how.
    """

    documents: tuple[str, ...]
    apart: tuple[tuple[str, str], ...] = ()
    title: Fact | None = None
    publisher: Fact | None = None
    phrases: tuple[Fact, ...] = ()
    columns: tuple[NewColumn, ...] = ()
    bylines: tuple[Fact, ...] = ()
    ends: tuple[Fact, ...] = ()
    captions: tuple[Fact, ...] = ()
    habits: tuple[Fact, ...] = ()
    runheads: tuple[Fact, ...] = ()
    fields: tuple[Fact, ...] = ()
    labels: tuple[NewField, ...] = field(default=())

    def __bool__(self) -> bool:
        """Whether anything is held that recognition can use."""
        facts = (*self.bylines, *self.ends, *self.habits, *(c.fact for c in self.columns))
        return any(fact.held for fact in facts) or any(
            label.held for new in self.labels for label in new.labels
        )

    def marks(self, base: Marks) -> dict[str, tuple[str, ...]]:
        """The marks that are held, by their key; what is not here stays as `base` has it."""
        found = {
            "byline": _held(self.bylines),
            "end": _held(self.ends),
            "caption": _held(self.captions),
        }
        # ▲ before an author's name is no picture's mark here.
        if not found["caption"] and set(found["byline"]) & set(base.caption):
            found["caption"] = tuple(m for m in base.caption if m not in found["byline"])
        return {key: marks for key, marks in found.items() if marks}

    def kept(self, base: Habits) -> Habits:
        """The habits that are held, for those that `base` leaves open."""
        found = {
            fact.value: Habit.ALWAYS
            for fact in self.habits
            if fact.held and getattr(base, fact.value) is Habit.UNKNOWN
        }
        return dataclasses.replace(base, **found)

    def masthead(self, base: Sequence[Field]) -> dict[str, tuple[str, ...]]:
        """All labels of each field that got new ones, the base's first."""
        out = {}
        for new in self.labels:
            known = next((f.labels for f in base if f.key == new.key), ())
            if held := _held(new.labels):
                out[new.key] = (*known, *held)
        return out

    def profile(self, base: Profile) -> Profile:
        """What is held, laid over `base` and under its name."""
        labels = self.masthead(base.masthead)
        return dataclasses.replace(
            base,
            publication=dataclasses.replace(
                base.publication,
                title=_value(self.title) or base.publication.title,
                publisher=_value(self.publisher) or base.publication.publisher,
            ),
            detect=Detection(phrases=_held(self.phrases), at_least=self.at_least),
            columns=tuple(
                Column(
                    ident, c.fact.value, tuple(a.value for a in c.aliases if a.held), kind=c.kind
                )
                for ident, c in self.held_columns()
            ),
            marks=dataclasses.replace(base.marks, **self.marks(base.marks)),
            habits=self.kept(base.habits),
            furniture=Furniture(_held(self.runheads), base.furniture.site),
            masthead=tuple(
                dataclasses.replace(f, labels=labels.get(f.key, f.labels)) for f in base.masthead
            ),
        )

    def held_columns(self) -> list[tuple[str, NewColumn]]:
        """The columns that are held, with their ids."""
        held = [c for c in self.columns if c.fact.held]
        return [(f"column-{k}", c) for k, c in enumerate(held, 1)]

    @property
    def at_least(self) -> int:
        """How many of the phrases a text has to have."""
        return min(2, max(1, len(_held(self.phrases))))


def learn(issues: Sequence[Seen]) -> Learnt:
    """What issues of one publication show together."""
    seen = [issue for issue in issues if issue.articles]
    title = _title(seen)
    bylines = _marks(seen, "bylines", _SIGNING, _total(seen, "marked_bylines"))
    fields = _fields(seen)
    own = [f for f in fields if f.told != "title" and len(f.value) >= 5]
    phrases = [
        Fact(f.value, f.places, f.told, _single(f, seen))
        for key in _LASTING
        for f in own
        if f.told == key
    ][:4]
    if title is not None:
        phrases.insert(0, title)
    publisher = next((f for f in fields if f.told == "publisher"), None)
    if publisher is not None:
        publisher = dataclasses.replace(publisher, told="")
    return Learnt(
        documents=tuple(s.document for s in issues),
        apart=_apart(seen, title),
        title=title,
        publisher=publisher,
        phrases=tuple(phrases),
        columns=_columns(seen, title, {f.value for f in bylines if f.held}),
        bylines=bylines,
        ends=_marks(seen, "ends", _ENDING, sum(s.articles for s in seen)),
        captions=_marks(seen, "captions", _SIGNING, _total(seen, "marked_captions")),
        habits=_habits(seen),
        runheads=_runheads(seen),
        fields=fields,
        labels=_labels(seen),
    )


# --- title, publisher, fields ---------------------------------------------------------------


def _title(seen: Sequence[Seen]) -> Fact | None:
    """The periodical's title: what most places agree on."""
    found = _merged(seen, lambda s: s.titles)
    ranked = sorted(
        found.items(), key=lambda kv: (-len(kv[1]), -sum(map(len, kv[1].values())), kv[0])
    )
    if not ranked:
        return None
    value, how = ranked[0]
    documents = {p.document for places in how.values() for p in places}
    doubt = ""
    if "named" not in how and len(documents) < 2 and not NAME_TAIL.search(value):
        doubt = "one line of one issue, and not ending as names of periodicals do"
    if len(ranked) > 1 and set(ranked[1][1]) == set(how) and "named" not in how:
        doubt = f"{ranked[1][0]} is as likely"
    told = " and ".join(_TITLES[word] for word in sorted(how))
    return Fact(value, _places(how), told, doubt)


_TITLES = {"nameplate": "nameplate", "named": "《…》 before an issue's number"}


def _apart(seen: Sequence[Seen], title: Fact | None) -> tuple[tuple[str, str], ...]:
    """Issues whose text names a periodical, but not the one that most do."""
    out = []
    for issue in seen:
        named = [value for value, how in issue.titles.items() if "named" in how]
        if title is not None and named and title.value not in issue.titles:
            out.append((issue.document, named[0]))
    return tuple(out)


def doubts(learnt: Learnt) -> list[Diagnostic]:
    """What is to be said of what was learnt: that it is nothing, that the issues differ."""
    out = []
    if not learnt and (learnt.title is None or not learnt.title.held):
        out.append(diagnose("learnt-nothing", path=", ".join(learnt.documents)))
    other = "" if learnt.title is None else learnt.title.value
    out += [
        diagnose("learnt-apart", path=name, title=title, other=other)
        for name, title in learnt.apart
    ]
    return out


def _fields(seen: Sequence[Seen]) -> tuple[Fact, ...]:
    """The masthead's values, `told` by their key; what changes from issue to issue is left out."""
    out = []
    keys = dict.fromkeys(key for s in seen for key in s.fields)
    for key in keys:
        found = _merged(seen, functools.partial(_of_field, key))
        for value, how in found.items():
            places = _places(how)
            if len({p.document for p in places}) * 2 > len(seen):
                out.append(Fact(value, places, key))
    return tuple(out)


def _of_field(key: str, issue: Seen) -> Sightings:
    return issue.fields.get(key, {})


def _of_label(key: str, issue: Seen) -> Sightings:
    return issue.labels.get(key, {})


def _single(fact: Fact, seen: Sequence[Seen]) -> str:
    return "not in all issues" if len({p.document for p in fact.places}) < len(seen) else ""


def _labels(seen: Sequence[Seen]) -> tuple[NewField, ...]:
    out = []
    for key in dict.fromkeys(key for s in seen for key in s.labels):
        facts = []
        for value, how in _merged(seen, functools.partial(_of_label, key)).items():
            doubt = "" if "form" in how else "told by its last letters alone"
            if not key:
                doubt = "no field is known for it"
            facts.append(Fact(value, _places(how), "+".join(sorted(how)), doubt))
        out.append(NewField(key, tuple(facts)))
    return tuple(out)


# --- columns --------------------------------------------------------------------------------


def _columns(seen: Sequence[Seen], title: Fact | None, bylines: set[str]) -> tuple[NewColumn, ...]:
    """Columns in the order in which they were first seen; a wrong one is worse than none."""
    found = _by_words(_merged(seen, lambda s: s.columns))
    if title is not None:
        found = {n: how for n, how in found.items() if fold(n) != fold(title.value)}
    heads = _Heads(found, bylines)
    facts = {n: Fact(n, _places(how), _told(how), heads.doubt(n)) for n, how in found.items()}
    aliases: dict[str, list[Fact]] = {}
    for name, fact in facts.items():
        host = heads.piece_of(name) or ("" if fact.held else heads.alias_of(name))
        if host and facts[host].held:
            once = len(fact.places) < 2 and not heads.piece_of(name)
            alias = dataclasses.replace(fact, doubt="seen once" if once else "")
            aliases.setdefault(host, []).append(alias)
    taken = {fact.value for found in aliases.values() for fact in found}
    return tuple(
        NewColumn(fact, _kind(name), tuple(aliases.get(name, ())))
        for name, fact in facts.items()
        if name not in taken
    )


def _kind(name: str) -> ColumnKind:
    return ColumnKind.CHRONICLE if _CHRONICLE.search(name) else ColumnKind.ARTICLE


class _Heads:
    """What may be a column's name, each weighed by its company."""

    def __init__(self, found: Sightings, bylines: set[str]) -> None:
        self.found, self.bylines = found, bylines
        self.listed = [n for n, how in found.items() if "contents" in how]
        self.paged = [n for n, how in found.items() if "runhead" in how]
        self.dressed: dict[str, list[str]] = {}
        for name, how in found.items():
            for word in how:
                if word.startswith("head "):
                    self.dressed.setdefault(word, []).append(name)

    def doubt(self, name: str) -> str:
        """Why a name is not held for a column's, '' where it is."""
        how = self.found[name]
        dresses = [w for w in how if w in self.dressed]
        sisters = max((len(self.dressed[w]) for w in dresses), default=0)
        inside = len(how) > ("contents" in how)
        times = {p.document for p in _places(how)}
        if self.piece_of(name):
            return f"a piece of {self.piece_of(name)}"
        if "contents" in how:
            return "" if len(self.listed) >= 2 or inside else "the only head of a contents list"
        if "runhead" in how or "top" in how:
            if len(self.paged) < 2:
                return "the only head of pages: a running head perhaps"
            # 'top' has the head of nearly every page; a contents list may have lost one.
            return "" if "top" in how or len(times) >= 2 or not self.listed else _UNLISTED
        if not dresses:
            return "" if len(_places(how)) >= 2 and self._titled(how) >= 2 else "a title perhaps"
        if {w[5:] for w in dresses} & self.bylines:
            return "its ornament stands before bylines too"
        if sisters >= 3 or (sisters == 2 and len(times) >= 2):
            return "an organisation's name perhaps" if is_org(name) and sisters < 4 else ""
        return "a head that has no sisters"

    def _titled(self, how: Iterable[str]) -> int:
        """How many names stand above titles in one of these dresses, each in two places or more."""
        dresses = [word for word in how if word.startswith("title ")]
        return max(
            (sum(len(o.get(word, ())) >= 2 for o in self.found.values()) for word in dresses),
            default=0,
        )

    def piece_of(self, name: str) -> str:
        """The head of pages of which a listed name is one word: a list that was torn ('聚合力')."""
        if {"runhead", "top"} & set(self.found[name]):
            return ""
        whole = [
            n
            for n, how in self.found.items()
            if name in n.split()[:1] and n != name and {"runhead", "top"} & set(how)
        ]
        return whole[0] if len(whole) == 1 else ""

    def alias_of(self, name: str) -> str:
        """The one listed column whose name holds `name` or is held by it ('市委大事记')."""
        key = fold(name)
        hosts = [
            n
            for n in self.listed
            if n != name and len(key) >= 3 and (key in fold(n) or fold(n) in key)
        ]
        return hosts[0] if len(hosts) == 1 else ""


_UNLISTED = "the contents list does not have it"


_TOLD = {
    "contents": "contents list",
    "runhead": "head of pages",
    "top": "first line of pages",
}


def _told(how: Iterable[str]) -> str:
    words = dict.fromkeys(_TOLD.get(w, "head of articles") for w in how)
    return ", ".join(words)


def _runheads(seen: Sequence[Seen]) -> tuple[Fact, ...]:
    """Heads of pages, those that differ by a number alone as one."""
    out: dict[str, Fact] = {}
    for fact in _facts(seen, lambda s: s.runheads, least=2):
        key = re.sub(r"\d+", "#", fact.value)
        had = out.get(key, Fact(fact.value))
        out[key] = dataclasses.replace(had, places=(*had.places, *fact.places), told=fact.told)
    return tuple(out.values())


# --- marks and habits -----------------------------------------------------------------------


def _total(seen: Sequence[Seen], habit: str) -> int:
    return sum(sum(s.habits.get(habit, (0, 0))) for s in seen)


def _marks(seen: Sequence[Seen], part: str, share: float, total: int) -> tuple[Fact, ...]:
    out = []
    for fact in _facts(seen, lambda s: getattr(s, part), least=1):
        n = len(fact.places)
        doubt = "" if n >= 2 and n >= share * total else f"{n} of {total}"
        out.append(dataclasses.replace(fact, doubt=doubt))
    return tuple(sorted(out, key=lambda f: (-len(f.places), f.value)))


def _habits(seen: Sequence[Seen]) -> tuple[Fact, ...]:
    out = []
    for name, least in _KEPT.items():
        kept = sum(s.habits.get(name, (0, 0))[0] for s in seen)
        total = _total(seen, name)
        if kept * 2 <= total or not total:
            continue
        told = f"{kept} of {total}"
        sure = total >= _CASES and kept >= least * total
        out.append(Fact(name, (), told, "" if sure else told))
    return tuple(out)


# --- the sightings of several issues ----------------------------------------------------------


def _merged(seen: Sequence[Seen], part: Callable[[Seen], Sightings]) -> Sightings:
    out: Sightings = {}
    for issue in seen:
        for value, how in part(issue).items():
            for word, places in how.items():
                out.setdefault(value, {}).setdefault(word, []).extend(places)
    return out


def _by_words(found: Sightings) -> Sightings:
    """Columns of one name in different dress as one, under the form seen first."""
    out: Sightings = {}
    names: dict[str, str] = {}
    for value, how in found.items():
        name = names.setdefault(fold(value), value)
        for word, places in how.items():
            out.setdefault(name, {}).setdefault(word, []).extend(places)
    return out


def _facts(seen: Sequence[Seen], part: Callable[[Seen], Sightings], least: int) -> Iterable[Fact]:
    for value, how in _merged(seen, part).items():
        places = _places(how)
        if len(places) >= least:
            yield Fact(value, places, "+".join(sorted(how)))


def _places(how: dict[str, list[Place]]) -> tuple[Place, ...]:
    """All places, each document's by their lines, documents in the order in which they came."""
    found = list(dict.fromkeys(place for places in how.values() for place in places))
    order = {name: k for k, name in enumerate(dict.fromkeys(p.document for p in found))}
    return tuple(sorted(found, key=lambda p: (order[p.document], p.line)))


def _held(facts: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(fact.value for fact in facts if fact.held)


def _value(fact: Fact | None) -> str:
    return fact.value if fact is not None and fact.held else ""
