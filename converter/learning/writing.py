"""What was learnt as a profile's YAML: each value with where it was seen, the doubtful commented out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from converter.learning.inferring import Fact, Learnt, NewColumn
from converter.learning.observing import Place
from converter.profile.docs import scalar
from converter.profile.model import ColumnKind, Profile

_SHOWN = 3  # places that a comment names; the rest is counted


def write(learnt: Learnt, base: Profile) -> str:
    """The YAML of a profile that extends `base`; what it holds is `learnt.profile(base)`."""
    return "\n".join(_lines(learnt, base)) + "\n"


def _lines(learnt: Learnt, base: Profile) -> Iterator[str]:
    yield "# Learnt from " + ", ".join(map(_printable, learnt.documents)) + "."
    yield "# Each value says where it was seen (file:line) and how often. What is commented out is in"
    yield "# doubt: take its # away where it is right. `converter profile check` checks the file."
    yield ""
    yield f"extends: {scalar(base.name)}"
    yield from _publication(learnt)
    yield from _detect(learnt)
    yield from _columns(learnt)
    yield from _marks(learnt, base)
    if learnt.habits:
        yield from ("", "# What the house always does; what lacks it is taken for something else.")
        yield from _section("habits", [_keyed(f.value, f, "always") for f in learnt.habits])
    if learnt.runheads:
        yield from ("", "# Heads of pages; a number in them stands for any number.")
        yield "furniture:"
        yield "  runhead:"
        yield from (f"    - {scalar(f.value)}  # {_seen(f.places)}" for f in learnt.runheads)
    yield from _masthead(learnt, base)


def _publication(learnt: Learnt) -> Iterator[str]:
    facts = [("title", learnt.title), ("publisher", learnt.publisher)]
    lines = [_keyed(key, f, f.value) for key, f in facts if f is not None]
    if lines:
        yield ""
        yield from _section("publication", lines)


def _detect(learnt: Learnt) -> Iterator[str]:
    if not learnt.phrases:
        return
    yield from ("", "# How a text is known to be an issue: words that all issues have.")
    if not any(f.held for f in learnt.phrases):
        yield "# detect:"
        yield "#   phrases:"
        yield from (f"#     - {scalar(f.value)}  # {_comment(f)}" for f in learnt.phrases)
        return
    yield "detect:"
    yield "  phrases:"
    yield from (_item(f, "    ") for f in learnt.phrases)
    yield f"  at_least: {learnt.at_least}"


def _columns(learnt: Learnt) -> Iterator[str]:
    if not learnt.columns:
        return
    yield from ("", "# Columns (栏目) in the order in which they were seen.")
    held = learnt.held_columns()
    yield "columns:" if held else "# columns:"
    for ident, column in held:
        yield from _column(ident, column, "  ")
    weak = [c for c in learnt.columns if not c.fact.held]
    for k, column in enumerate(weak, len(held) + 1):
        yield from _column(f"column-{k}", column, "  # " if held else "#   ")


def _column(ident: str, column: NewColumn, pad: str) -> Iterator[str]:
    yield f"{pad}- id: {ident}  # {_comment(column.fact)}"
    yield f"{pad}  name: {scalar(column.fact.value)}"
    sure = [a for a in column.aliases if a.held]
    if sure:
        names = ", ".join(scalar(a.value) for a in sure)
        yield f"{pad}  aliases: [{names}]  # {'; '.join(_comment(a) for a in sure)}"
    for alias in column.aliases:
        if not alias.held:
            yield f"{pad}  # aliases: [{scalar(alias.value)}]  # {_comment(alias)}"
    if column.kind is not ColumnKind.ARTICLE:
        yield f"{pad}  kind: {column.kind}"


def _marks(learnt: Learnt, base: Profile) -> Iterator[str]:
    facts = {
        "byline": learnt.bylines,
        "end": learnt.ends,
        "caption": learnt.captions,
    }
    held = learnt.marks(base.marks)
    lines = []
    for key, found in facts.items():
        sure = [f for f in found if f.held]
        if key in held:
            words = ", ".join(scalar(mark) for mark in held[key])
            why = "; ".join(f"{f.value} {_seen(f.places)}" for f in sure)
            lines.append(f"{key}: [{words}]  # {why or 'the others stand before bylines'}")
        lines += [
            f"# {key}: [{scalar(f.value)}]  # in doubt, {f.doubt}: {_seen(f.places)}"
            for f in found
            if not f.held
        ]
    if lines:
        yield ""
        yield from _section("marks", lines)


def _masthead(learnt: Learnt, base: Profile) -> Iterator[str]:
    merged = learnt.masthead(base.masthead)
    lines = []
    for new in learnt.labels:
        if new.key in merged:
            words = ", ".join(scalar(word) for word in merged[new.key])
            why = "; ".join(f"{f.value} {_seen(f.places)}" for f in new.labels if f.held)
            lines += [f"- key: {new.key}  # {why}", f"  labels: [{words}]"]
        lines += [
            f"# - {{key: {new.key or 'unknown'}, labels: [{scalar(f.value)}]}}  # {_comment(f)}"
            for f in new.labels
            if not f.held
        ]
    known = [f for f in learnt.fields if f.places]
    if known or lines:
        yield ""
    if lines:
        yield from ("# Labels of the masthead beside those that all periodicals have.",)
        yield from _section("masthead", lines)
    if known:
        yield "# Fields of the masthead that were read:"
        keys = dict.fromkeys(f.told for f in known)
        for key in keys:
            places = [p for f in known if f.told == key for p in f.places]
            yield f"#   {key}: {_seen(places)}"


def _section(name: str, lines: Sequence[str]) -> Iterator[str]:
    """A mapping; commented out as a whole where all of it is."""
    empty = all(line.startswith("# ") for line in lines)
    yield f"# {name}:" if empty else f"{name}:"
    for line in lines:
        yield f"#   {line.removeprefix('# ')}" if empty else f"  {line}"


def _keyed(key: str, fact: Fact, value: str) -> str:
    line = f"{key}: {scalar(value)}  # {_comment(fact)}"
    return line if fact.held else f"# {line}"


def _item(fact: Fact, pad: str) -> str:
    line = f"- {scalar(fact.value)}  # {_comment(fact)}"
    return pad + (line if fact.held else f"# {line}")


def _comment(fact: Fact) -> str:
    words = [f"in doubt, {fact.doubt}"] if fact.doubt else []
    if fact.told and fact.told != fact.doubt:
        words.append(fact.told)
    if fact.places:
        words.append(_seen(fact.places))
    return "; ".join(words)


def _printable(words: str) -> str:
    """Words that stay in their comment: a file may have a line break in its name."""
    return "".join(c if c.isprintable() else "?" for c in words)


def _seen(places: Iterable[Place]) -> str:
    """Where: the first places by file, and how many there are."""
    found = list(dict.fromkeys(places))
    files: dict[str, list[str]] = {}
    for place in found[:_SHOWN]:
        files.setdefault(place.document, []).append(str(place.line))
    words = "; ".join(f"{_printable(name)}:{', '.join(at)}" for name, at in files.items())
    return words if len(found) <= 1 else f"{words} ({len(found)} times)"
