"""From the text of YAML files to profiles; nothing is opened here."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from converter.diagnostics import Diagnostic, Severity, diagnose
from converter.profile.model import Detection, Profile, fold
from converter.yamlfile import Binder, Node, Place, Record, Scalar, merge_records, read, suggest


@dataclass(frozen=True, slots=True)
class ProfileText:
    """A profile's file as it was read: the profile's name, the path for messages, the text."""

    name: str
    path: str
    text: str


class ProfileError(ValueError):
    """A profile has mistakes; `diagnostics` holds all of them, in the order of the files' lines.

    `shell` is a profile of the same name with nothing but its `detect`, where that part is whole:
    it shows for which documents the mistakes matter.
    """

    def __init__(self, diagnostics: Collection[Diagnostic], shell: Profile | None = None) -> None:
        self.diagnostics = tuple(diagnostics)
        self.shell = shell
        super().__init__("\n".join(d.render() for d in self.diagnostics))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.diagnostics, self.shell)


def load(
    name: str, library: Mapping[str, ProfileText], *, rules: Collection[str] | None = None
) -> Profile:
    """The profile called `name`, laid over those that it extends.

    `library` holds every profile's text by name. `rules` are the names of the repairs that exist;
    None leaves the names unchecked.

    Raises ProfileError with every mistake of the file and of its bases.
    """
    problems: list[Diagnostic] = []
    chain = _chain(name, library, problems)
    if not chain:
        raise ProfileError(problems)
    binder = Binder(problems)
    node = functools.reduce(
        lambda base, child: merge_records(base, child, Profile), reversed(chain)
    )
    profile = binder.bind(node, Profile)
    _check_columns(node, binder)
    if rules is not None:
        _check_rules(node, rules, binder)
    if profile is None or any(d.severity is Severity.ERROR for d in problems):
        raise ProfileError(_placed(problems), _shell(name, node))
    return dataclasses.replace(profile, name=name, told=_placed(problems))


def _placed(problems: Collection[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Findings, each once, in the order of the files' lines."""
    return tuple(sorted(set(problems), key=lambda d: (d.path, d.line, d.column, d.code)))


def _shell(name: str, node: Record) -> Profile | None:
    how = node.values.get("detect")
    bound = Binder([]).bind(how, Detection) if how is not None else None
    return Profile(detect=bound, name=name) if bound is not None else None


def _chain(
    name: str, library: Mapping[str, ProfileText], problems: list[Diagnostic]
) -> list[Record]:
    """The profile's own node and those of its bases, itself first."""
    chain: list[Record] = []
    seen: list[str] = []
    asked = Place("", 0, 0)
    while name:
        if name not in library:
            problems.append(
                diagnose(
                    "profile-missing",
                    path=asked.path,
                    line=asked.line,
                    column=asked.column,
                    name=name,
                    hint=suggest(name, library),
                )
            )
            break
        if name in seen:
            chain_words = " → ".join([*seen, name])
            problems.append(
                diagnose(
                    "profile-cycle",
                    path=asked.path,
                    line=asked.line,
                    column=asked.column,
                    chain=chain_words,
                )
            )
            break
        seen.append(name)
        source = library[name]
        node, noted = _nodes(source)
        problems.extend(noted)
        if node is None:
            node = Record({}, {}, Place(source.path, 1, 1))
        if not isinstance(node, Record):
            Binder(problems).wrong(node, "-", "a mapping")
            break
        chain.append(node)
        base = node.values.get("extends")
        name, asked = (base.text, base.place) if isinstance(base, Scalar) else ("", asked)
    return chain


@functools.lru_cache(maxsize=64)
def _nodes(source: ProfileText) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """A file's nodes and mistakes; a base is read once, however many profiles extend it."""
    problems: list[Diagnostic] = []
    return read(source.text, source.path, problems), tuple(problems)


def _check_columns(node: Record, binder: Binder) -> None:
    """No two columns may answer to one printed name."""
    columns = node.values.get("columns")
    first: dict[str, tuple[str, int]] = {}
    for i, item in enumerate(getattr(columns, "items", ()), 1):
        if not isinstance(item, Record):
            continue
        ident = getattr(item.values.get("id"), "text", str(i))
        aliases = getattr(item.values.get("aliases"), "items", [])
        for value in [item.values.get("name"), *aliases]:
            if not isinstance(value, Scalar):
                continue
            other = first.setdefault(fold(value.text), (ident, value.place.line))
            if other[0] != ident:
                binder.note(
                    "config-duplicate-id",
                    value.place,
                    key=f"columns[{i}]",
                    value=value.text,
                    first=other[1],
                )


def _check_rules(node: Record, rules: Collection[str], binder: Binder) -> None:
    """A repair that is switched has to exist."""
    switches = node.values.get("repairs")
    if isinstance(switches, Record):
        for name, place in switches.keys.items():
            if name not in rules:
                binder.note(
                    "config-unknown-key", place, key=f"repairs.{name}", hint=suggest(name, rules)
                )


__all__ = ["ProfileError", "ProfileText", "load"]
