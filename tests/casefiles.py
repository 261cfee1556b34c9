"""The files of tests/cases/: how a case is written, read and accepted.

    # What the case is about, in a line or more.
    profile: newspaper

    --- raw
    the raw text
    --- headings
    1 聚焦传统产业 / 做好聚链成群文章
    --- captions xfail: why this part is known to be wrong

Lines before the first section are a description (`# …`, required) and options (`OPTIONS`). A
section is opened by `--- name`; after `xfail:` stands why it fails today. A blank line at a
section's end is not part of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

CASES = Path(__file__).parent / "cases"
REPAIRS = "repairs"

OPTIONS = {
    "profile": "name of a profile in config/ (base)",
    "name": "name of the raw text's file (case.txt)",
    "encoding": "codec of the raw text (utf-8)",
    "bom": "yes: a byte order mark stands before it",
    "newline": "lf, crlf or cr (lf)",
    "spread": "yes: a blank line after each line, as flip-book dumps have",
    "escapes": "yes: \\u200b, \\f, \\x1b and the like stand for their characters",
    "kind": "repairs: kind of text, as the rules know it (p)",
    "rejoined": "repairs: yes: the source's lines were joined by spaces",
}

_SECTION = re.compile(r"^--- ([a-z-]+)(?: xfail: (\S.*))?$")
_OPTION = re.compile(r"^([a-z]+): (.+)$")
_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|([ft]))")
_NEWLINES = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}


class CaseError(ValueError):
    """A case file that is not written as the format wants it."""


@dataclass
class Section:
    """A named part of a case; `reason` is not empty where it is known to fail."""

    name: str
    text: str
    reason: str = ""

    def __str__(self) -> str:
        head = f"--- {self.name}" + (f" xfail: {self.reason}" if self.reason else "")
        return f"{head}\n{self.text}\n" if self.text else f"{head}\n"


@dataclass
class Case:
    """One file: description, options, sections in order."""

    path: Path
    description: str = ""
    options: dict[str, str] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    head: str = ""

    @property
    def id(self) -> str:
        return self.path.relative_to(CASES).with_suffix("").as_posix()

    @property
    def folder(self) -> str:
        return self.path.relative_to(CASES).parts[0]

    def is_on(self, option: str) -> bool:
        return self.options.get(option) == "yes"

    def unescaped(self, text: str) -> str:
        """A text of the case with its escapes as the characters that they stand for."""
        if not self.is_on("escapes"):
            return text
        plain = {"f": "\f", "t": "\t"}
        return _ESCAPE.sub(lambda m: plain.get(m[3]) or chr(int(m[1] or m[2], 16)), text)

    def escaped(self, text: str) -> str:
        """What characters without ink are written as in a case with escapes."""
        if not self.is_on("escapes"):
            return text
        return "".join(c if c == "\n" or c.isprintable() else f"\\u{ord(c):04x}" for c in text)

    @property
    def raw(self) -> bytes:
        """The bytes of the raw text."""
        text = next(s.text for s in self.sections if s.name == "raw") + "\n"
        if self.is_on("spread"):
            text = text.replace("\n", "\n\n")
        text = self.unescaped(text).replace("\n", _NEWLINES[self.options.get("newline", "lf")])
        encoding = self.options.get("encoding", "utf-8")
        return (("\ufeff" if self.is_on("bom") else "") + text).encode(encoding)

    def __str__(self) -> str:
        return self.head + "".join(map(str, self.sections))


def read_case(path: Path) -> Case:
    """Read a case file; raises CaseError, with the line, for what the format does not have."""
    case = Case(path)
    lines = path.read_text("utf-8").split("\n")
    starts = [i for i, line in enumerate(lines) if line.startswith("--- ")]
    for i, line in enumerate(lines[: starts[0] if starts else len(lines)], 1):
        option = _OPTION.match(line)
        if line.startswith("# "):
            case.description += line[2:] + "\n"
        elif option and option[1] in OPTIONS:
            case.options[option[1]] = option[2]
        elif line:
            raise CaseError(f"{path}:{i}: neither '# description' nor an option: {line!r}")
    if not case.description or not starts:
        raise CaseError(f"{path}: a case has a description and sections")
    case.head = "\n".join(lines[: starts[0]]) + "\n"
    for i, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        m = _SECTION.match(lines[i])
        if m is None:
            raise CaseError(f"{path}:{i + 1}: a section is '--- name' or '--- name xfail: reason'")
        body = "\n".join(lines[i + 1 : end]).strip("\n")
        case.sections.append(Section(m[1], body, m[2] or ""))
    return case


def read_cases() -> list[Case]:
    """Every case, in order of its path."""
    return [read_case(path) for path in sorted(CASES.rglob("*.case"))]
