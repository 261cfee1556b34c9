"""The documentation of every key, and a profile as YAML: both made from the model."""

from __future__ import annotations

import dataclasses
import enum
import json
import textwrap
from collections.abc import Iterator
from typing import Any

from converter.chinese.chars import is_han
from converter.profile.model import Profile
from converter.yamlfile import Member, Switches, item_type, members

_WIDTH = 88


def document(model: Any = Profile) -> str:
    """Every key of a model with its type, default, check and meaning, as indented plain text."""
    return "\n".join(_keys(model, 0)) + "\n"


def _keys(model: Any, depth: int) -> Iterator[str]:
    pad = "  " * depth
    for member in members(model):
        yield f"{pad}{member.name}: {_type(member)}"
        doc = " ".join(filter(None, (member.key.doc, _limits(member))))
        yield from textwrap.wrap(
            doc, _WIDTH, initial_indent=pad + "    ", subsequent_indent=pad + "    "
        )
        inner = item_type(member.type) or member.type
        if dataclasses.is_dataclass(inner):
            yield from _keys(inner, depth + 1)


def _type(member: Member) -> str:
    inner = item_type(member.type)
    name = _name(inner or member.type)
    words = f"list, each: {name}" if inner else name
    if member.required:
        return f"{words} (required)"
    default = member.default
    if isinstance(default, bool | int | str) and default not in {"", None}:
        return f"{words} (default: {default})"
    return words


def _name(type_: Any) -> str:
    if type_ == Switches:
        return "mapping of names to on or off"
    if dataclasses.is_dataclass(type_):
        return "mapping"
    if isinstance(type_, type) and issubclass(type_, enum.StrEnum):
        return "one of " + ", ".join(type_)
    return {"str": "text", "int": "whole number", "bool": "on or off"}[type_.__name__]


def _limits(member: Member) -> str:
    parts = []
    if member.key.check is not None and not member.key.check.wanted.startswith("text"):
        parts.append(f"Has to be {member.key.check.wanted}.")
    if member.key.unique:
        parts.append(f"No two may share their `{member.key.unique}`.")
    return " ".join(parts)


def dump(profile: Profile) -> str:
    """A profile with everything that it has from its bases, as YAML that can be read again.

    What has its default value is left out.
    """
    lines = [f"# {profile.name}, with what it extends"] if profile.name else []
    lines += list(_record(dataclasses.replace(profile, extends=""), 0))
    return "\n".join(lines) + "\n"


def _record(value: Any, depth: int, first: str = "") -> Iterator[str]:
    """Lines of a mapping; `first` takes the place of the first line's indentation."""
    pad = "  " * depth
    for member in members(type(value)):
        own = getattr(value, member.name)
        if not member.required and own == member.default:
            continue
        lead, first = first or pad, ""
        inner = item_type(member.type)
        if dataclasses.is_dataclass(own):
            yield f"{lead}{member.name}:"
            yield from _record(own, depth + 1)
        elif member.type == Switches:
            yield f"{lead}{member.name}:"
            yield from (f"{pad}  {name}: {'on' if on else 'off'}" for name, on in own)
        elif inner is not None and dataclasses.is_dataclass(inner):
            yield f"{lead}{member.name}:"
            for item in own:
                yield from _record(item, depth + 2, f"{pad}  - ")
        elif inner is not None:
            yield f"{lead}{member.name}: [{', '.join(map(scalar, own))}]"
        else:
            yield f"{lead}{member.name}: {scalar(own)}"


def scalar(value: object) -> str:
    """A value as YAML has it: in quotation marks wherever it might be taken for something else."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    plain = all(is_han(c) or ("a" <= c <= "z") for c in text)
    if plain and text not in {"on", "off", "true", "false", "null", ""}:
        return text
    # JSON's string is YAML's double-quoted one.
    return json.dumps(text, ensure_ascii=False)
