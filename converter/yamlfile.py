"""YAML into frozen dataclasses, strictly: every mistake at once, each with its file, line and key.

The model is the dataclass itself. A field is declared with `setting(...)`, which holds its
documentation and the check that its type cannot express; `Binder` walks node and type side by
side. Only these types are known: str, bool, int, an enum of strings, another such dataclass, a
tuple of one of them, any of these or None, and `Switches`.

What YAML would make of a scalar does not matter here: `no`, `12:30` and `010` are the characters
that were typed, and a field's own type says what they mean. Anchors, aliases, tags and merge keys
are refused, so that a file says what it says where it says it, and none can grow when it is read.

(pydantic does the like for values, not for lines of a file, and takes a quarter of the time that
a whole build may take to be imported.)
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import re
import types
import typing
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from converter.diagnostics import Diagnostic, diagnose

if typing.TYPE_CHECKING:
    import yaml

T = TypeVar("T")

Switches = tuple[tuple[str, bool], ...]
"""A mapping of names to on or off, as ordered pairs: hashable, and fit for another process."""

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 12
MAX_NODES = 100_000


# --- nodes ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node begins: file, line and column, counted from 1."""

    path: str
    line: int
    column: int


@dataclass(slots=True)
class Scalar:
    """One value, as it was typed; `plain` where it stood without quotation marks."""

    text: str
    place: Place
    plain: bool = True


@dataclass(slots=True)
class Items:
    """A list."""

    items: list[Node]
    place: Place


@dataclass(slots=True)
class Record:
    """A mapping of keys to nodes; `keys` says where each key stands."""

    values: dict[str, Node]
    keys: dict[str, Place]
    place: Place


Node = Scalar | Items | Record


class _Stop(Exception):  # noqa: N818 - not an error: the mistake has been noted, reading ends
    pass


class _Reader:
    """Builds nodes from the parser's events, refusing what is not wanted as soon as it is seen."""

    def __init__(self, path: str, problems: list[Diagnostic]) -> None:
        self.path = path
        self.problems = problems
        self.count = 0

    def note(self, code: str, place: Place, **args: object) -> None:
        self.problems.append(
            diagnose(code, path=place.path, line=place.line, column=place.column, **args)
        )

    def place(self, mark: Any) -> Place:
        return Place(self.path, mark.line + 1, mark.column + 1)

    def limit(self, what: str, limit: int, place: Place) -> None:
        self.note("config-limit", place, what=what, limit=limit)
        raise _Stop

    def read(self, text: str) -> Node | None:
        import yaml

        # libyaml where PyYAML was built with it, which is everywhere that matters for speed.
        loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        start = Place(self.path, 1, 1)
        try:
            if len(text) > MAX_CHARACTERS:
                self.limit("size", MAX_CHARACTERS, start)
            text.encode()  # lone surrogates would stop the parser without a place
            events = yaml.parse(text, Loader=loader)
            return self.document(events)
        except _Stop:
            return None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            reason = " ".join(filter(None, (error.context, error.problem)))
            self.note("config-syntax", self.place(mark) if mark else start, reason=reason)
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            reason = f"U+{_ordinal(error.character):04X} is not allowed"
            self.note("config-syntax", Place(self.path, line, 1), reason=reason)
        except UnicodeEncodeError as error:
            line = text.count("\n", 0, error.start) + 1
            reason = "a byte that is not UTF-8"
            self.note("config-syntax", Place(self.path, line, 1), reason=reason)
        return None

    def document(self, events: Iterator[yaml.Event]) -> Node | None:
        import yaml

        node: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.note("config-refused", self.place(event.start_mark), what="document")
                    raise _Stop
                node = self.node(next(events), events, 1)
        return node

    def node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node | None:
        import yaml

        place = self.place(event.start_mark)
        self.count += 1
        if self.count > MAX_NODES:
            self.limit("count", MAX_NODES, place)
        if depth > MAX_DEPTH:
            self.limit("depth", MAX_DEPTH, place)
        if isinstance(event, yaml.AliasEvent):
            self.note("config-refused", place, what="alias")
            return None
        if getattr(event, "anchor", None) is not None:
            self.note("config-refused", place, what="anchor")
        if getattr(event, "tag", None) is not None:
            self.note("config-refused", place, what="tag")
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, place, plain=not event.style)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(place, events, depth)
        return self.mapping(place, events, depth)

    def sequence(self, place: Place, events: Iterator[yaml.Event], depth: int) -> Items:
        import yaml

        items: list[Node] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            node = self.node(event, events, depth + 1)
            if node is not None:
                items.append(node)
        return Items(items, place)

    def mapping(self, place: Place, events: Iterator[yaml.Event], depth: int) -> Record:
        import yaml

        record = Record({}, {}, place)
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            name = self.node(event, events, depth + 1)
            value = self.node(next(events), events, depth + 1)
            if not isinstance(name, Scalar):
                if name is not None:
                    self.note("config-refused", name.place, what="compound key")
            elif name.text in record.keys:
                first = record.keys[name.text].line
                self.note("config-duplicate-key", name.place, key=name.text, first=first)
            elif value is not None:
                record.values[name.text] = value
                record.keys[name.text] = name.place
        return record


def _ordinal(character: str | int | bytes) -> int:
    return character if isinstance(character, int) else ord(character)


def read(text: str, path: str, problems: list[Diagnostic]) -> Node | None:
    """The one document of `text` as nodes; mistakes are added to `problems`.

    Returns None for an empty document and where nothing can be made of the text.
    """
    return _Reader(path, problems).read(text)


# --- the model --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Check:
    """What a field demands beyond its type: a pattern for the whole text, and words for it."""

    pattern: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of a field: documentation, check, the key that tells its records apart."""

    doc: str
    check: Check | None = None
    unique: str = ""


_MISSING: Any = dataclasses.MISSING


def setting(
    doc: str, default: Any = _MISSING, *, check: Check | None = None, unique: str = ""
) -> Any:
    """Declare a field of a model: its documentation, default, check.

    Without a `default` the key has to be given. `unique` names the key by which the records of a
    list are told apart: no two may share it, and a base's records are merged by it.
    """
    return field(default=default, metadata={"key": Key(doc, check, unique)})


@dataclass(frozen=True, slots=True)
class Member:
    """One field of a model, with its type resolved."""

    name: str
    type: Any
    key: Key
    required: bool
    default: object


def members(model: Any) -> tuple[Member, ...]:
    """The keys of a model in order; a field that was not declared with `setting` is no key."""
    return _members(model)


@functools.cache
def _members(model: type[Any]) -> tuple[Member, ...]:
    hints = typing.get_type_hints(model)
    return tuple(
        Member(f.name, _given(hints[f.name]), f.metadata["key"], f.default is _MISSING, f.default)
        for f in dataclasses.fields(model)
        if "key" in f.metadata
    )


def _given(type_: Any) -> Any:
    """The type of a value that may be left out: `X | None` is X."""
    if isinstance(type_, types.UnionType):
        return next(t for t in typing.get_args(type_) if t is not type(None))
    return type_


def item_type(type_: Any) -> Any:
    """The type of a tuple's items (`tuple[X, ...]`), or None for any other type."""
    if typing.get_origin(type_) is tuple and type_ != Switches:
        return typing.get_args(type_)[0]
    return None


# --- from nodes to the model ------------------------------------------------------------------

_BOOLEANS = {"true": True, "on": True, "false": False, "off": False}
_INTEGER = re.compile(r"-?[0-9]{1,12}")
_EMPTY = frozenset({"", "~", "null"})


def suggest(word: str, known: Collection[str]) -> str:
    """The known word nearest to a misspelt one as ` → word?`, or nothing where none is near."""
    from rapidfuzz import fuzz, process

    best = process.extractOne(word, sorted(known), scorer=fuzz.ratio, score_cutoff=60)
    return f" → {best[0]}?" if best else ""


class Binder:
    """Turns nodes into instances of models; what is wrong goes to `problems`, and it goes on."""

    def __init__(self, problems: list[Diagnostic]) -> None:
        self.problems = problems

    def note(self, code: str, place: Place, **args: object) -> None:
        """Add a finding at a place."""
        self.problems.append(
            diagnose(code, path=place.path, line=place.line, column=place.column, **args)
        )

    def bind(self, node: Node, model: type[T], at: str = "") -> T | None:
        """An instance of `model` from `node`, or None where that is not possible.

        `at` is the dotted name of the node, for messages. A key that the model had once and names
        as `retired` is told and passed over; a value likewise (`__retired__` of an enumeration).
        """
        if not isinstance(node, Record):
            self.wrong(node, at or "-", "a mapping")
            return None
        table = {member.name: member for member in members(model)}
        for name, place in node.keys.items():
            if name in getattr(model, "retired", ()):
                self.note("config-retired", place, key=_dot(at, name))
            elif name not in table:
                self.note(
                    "config-unknown-key", place, key=_dot(at, name), hint=suggest(name, table)
                )
        given: dict[str, object] = {}
        complete = True
        for member in table.values():
            value = node.values.get(member.name)
            if value is None:
                if member.required:
                    self.note("config-missing-key", node.place, key=_dot(at, member.name))
                    complete = False
                continue
            bound = self.value(value, member, _dot(at, member.name))
            if bound is None:
                complete = False
            else:
                given[member.name] = bound
        return model(**given) if complete else None

    def value(self, node: Node, member: Member, at: str) -> object | None:
        """The value of one field, or None with the reason noted."""
        if member.type == Switches:
            return self.switches(node, at)
        inner = item_type(member.type)
        if inner is None:
            return self.single(node, member.type, member.key.check, at)
        if not isinstance(node, Items):
            self.wrong(node, at, "a list")
            return None
        values = [
            self.single(item, inner, member.key.check, f"{at}[{i}]")
            for i, item in enumerate(node.items, 1)
        ]
        if member.key.unique:
            self.distinct(node, member.key.unique, at)
        return None if any(v is None for v in values) else tuple(values)

    def distinct(self, node: Items, name: str, at: str) -> None:
        """Note records of a list that share the key which should tell them apart."""
        first: dict[str, int] = {}
        for i, item in enumerate(node.items, 1):
            value = item.values.get(name) if isinstance(item, Record) else None
            if not isinstance(value, Scalar):
                continue
            if value.text in first:
                where = f"{at}[{i}].{name}"
                line = first[value.text]
                self.note(
                    "config-duplicate-id", value.place, key=where, value=value.text, first=line
                )
            else:
                first[value.text] = value.place.line

    def switches(self, node: Node, at: str) -> Switches | None:
        """A mapping of names to on or off."""
        if not isinstance(node, Record):
            self.wrong(node, at, "a mapping")
            return None
        pairs = [
            (name, self.scalar(v, bool, None, _dot(at, name))) for name, v in node.values.items()
        ]
        good = tuple((name, value) for name, value in pairs if isinstance(value, bool))
        return good if len(good) == len(pairs) else None

    def single(self, node: Node, type_: Any, check: Check | None, at: str) -> object | None:
        """One record or one scalar."""
        if dataclasses.is_dataclass(type_) and isinstance(type_, type):
            return self.bind(node, type_, at)
        return self.scalar(node, type_, check, at)

    def scalar(self, node: Node, type_: Any, check: Check | None, at: str) -> object | None:
        """One scalar as its field's type understands it."""
        if not isinstance(node, Scalar):
            self.wrong(node, at, "text")
            return None
        text = node.text
        if node.plain and text in _EMPTY:
            self.note(
                "config-value", node.place, key=at, found="nothing", wanted="a value", hint=""
            )
            return None
        if type_ is bool:
            if node.plain and text.lower() in _BOOLEANS:
                return _BOOLEANS[text.lower()]
            self.wrong(node, at, "on or off")
            return None
        if type_ is int:
            if _INTEGER.fullmatch(text):
                return int(text)
            self.wrong(node, at, "a whole number")
            return None
        if isinstance(type_, type) and issubclass(type_, enum.StrEnum):
            return self.choice(node, type_, at)
        if check is not None and not re.fullmatch(check.pattern, text):
            self.wrong(node, at, check.wanted)
            return None
        return text

    def choice(self, node: Scalar, type_: type[enum.StrEnum], at: str) -> enum.StrEnum | None:
        """One of the words of an enumeration; one that it had once is its first."""
        names = [str(choice) for choice in type_]
        if node.text in names:
            return type_(node.text)
        if node.text in getattr(type_, "__retired__", ()):
            self.note("config-retired", node.place, key=f"{at}: {node.text}")
            return next(iter(type_))
        self.wrong(node, at, ", ".join(names), suggest(node.text, names))
        return None

    def wrong(self, node: Node, at: str, wanted: str, hint: str = "") -> None:
        """Note a value that is not what its key wants."""
        match node:
            case Scalar():
                found = repr(node.text if len(node.text) <= 40 else node.text[:39] + "…")
            case Items():
                found = "a list"
            case Record():
                found = "a mapping"
        self.note("config-value", node.place, key=at, found=found, wanted=wanted, hint=hint)


def _dot(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name


# --- bases ------------------------------------------------------------------------------------


def merge_records(base: Record, child: Record, model: Any) -> Record:
    """`child` laid over `base`: mappings key by key, lists of records by their `unique` key.

    Any other list, and any scalar, replaces the base's. Each node keeps its own file and line.
    """
    known = {m.name: m for m in members(model)} if dataclasses.is_dataclass(model) else {}
    values, keys = dict(base.values), dict(base.keys)
    for name, node in child.values.items():
        member = known.get(name)
        below = values.get(name)
        values[name] = _merge(below, node, member) if below is not None else node
        keys[name] = child.keys[name]
    return Record(values, keys, child.place)


def _merge(base: Node, child: Node, member: Member | None) -> Node:
    type_ = member.type if member else None
    if isinstance(base, Record) and isinstance(child, Record):
        return merge_records(base, child, type_)
    if isinstance(base, Items) and isinstance(child, Items) and member and member.key.unique:
        return _merge_items(base, child, item_type(type_), member.key.unique)
    return child


def _merge_items(base: Items, child: Items, inner: Any, unique: str) -> Items:
    def name_of(node: Node) -> str | None:
        value = node.values.get(unique) if isinstance(node, Record) else None
        return value.text if isinstance(value, Scalar) else None

    slots = {name: i for i, node in enumerate(base.items) if (name := name_of(node)) is not None}
    items = list(base.items)
    for node in child.items:
        at = slots.pop(name_of(node) or "", None)
        if at is None:
            items.append(node)
        else:
            below = items[at]
            if isinstance(below, Record) and isinstance(node, Record):
                items[at] = merge_records(below, node, inner)
            else:
                items[at] = node
    return Items(items, child.place)
