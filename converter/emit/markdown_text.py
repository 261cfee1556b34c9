r"""Text as CommonMark source: no word of an issue can become markup, in any common dialect.

The rule of thumb: a backslash before what every dialect lets a backslash escape (the set of the
original Markdown: ``\ ` * _ { } [ ] ( ) # + - . ! >``), a character reference for the rest, since
Python-Markdown (MkDocs) prints the backslash of ``\<`` and leaves the tag alive. Escaping is as
small as it can be: what is markup only at the start of a line is escaped only there, what works
only in pairs only where there are two.

Sources: CommonMark 0.31.2 (2.4 backslash escapes, 2.5 references, 4 leaf blocks, 6.2 emphasis),
GFM (tables, strikethrough, autolinks), Liquid and Hugo
(``{{``, ``{%``), pandoc and goldmark (``: `` starts a definition), kramdown (``#`` is a heading
without a space, ``|`` a table without a rule).
"""

from __future__ import annotations

import json
import re

from converter.emit.links import ADDRESS, target
from converter.emit.words import fold

MARK = "\x00"
"""Stands for an inline mark while text is escaped; XML forbids the character, so no text has it."""

_LINK = "\x02"  # an address, likewise
_LINKS = re.compile(_LINK)

# Characters that reorder or hide text: bidi controls, zero-width and line separators. They stay,
# as references that an editor of the source can see.
_UNSEEN = (
    r"\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e"
    r"\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb"
)
# Unicode white space that a parser trims at the ends of a block; the plain space is folded before.
_SPACE = r"[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_EDGE = re.compile(rf"\A{_SPACE}+|(?<!{_SPACE}){_SPACE}+\Z")

_INLINE = re.compile(
    rf"""
      [\\`*\[{{<|{_UNSEEN}]         # escapes, code, emphasis, links, templates, tags, cells
    | (?<![^\W_])_ | _(?![^\W_])    # between two letters or digits it is no emphasis
    | (?<=\{{)[%\#]                 # Liquid and Jinja see no backslash before their brace
    | :(?=//) | (?i:(?<=www))\.     # GFM makes links of what only looks like an address
    | &(?=\#?\w+;)                  # only what looks like a character reference
    """,
    re.VERBOSE,
)
_PAIRED = "~$^"  # strikethrough, mathematics, superscript: only two of them do anything
_START = re.compile(
    r"""
      (?P<mark>[#>])           # heading (kramdown needs no space after it), quotation
    | (?P<item>[-+])(?=[ -]|\Z)      # list item, thematic break
    | (?P<number>[0-9]{1,9})(?P<stop>[.)])(?=[ ]|\Z)
    | (?P<colon>:)(?=[ ]|\Z)   # definition (pandoc, goldmark, kramdown)
    """,
    re.VERBOSE,
)
_BACKSLASHED = frozenset("\\`*_{}[]()#+-.!>")


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    return f"\\{char}" if char in _BACKSLASHED else reference(char)


def reference(char: str) -> str:
    """Write one character as a character reference."""
    match char:
        case "<":
            return "&lt;"
        case "&":
            return "&amp;"
        case _:
            return f"&#{ord(char)};" if char.isascii() else f"&#x{ord(char):X};"


def _references(match: re.Match[str]) -> str:
    return "".join(map(reference, match[0]))


def _start(match: re.Match[str]) -> str:
    if match["number"]:
        return f"{match['number']}\\{match['stop']}"
    return reference(":") if match["colon"] else f"\\{match[0]}"


def escape(text: str, *, line_start: bool = True, in_link: bool = False, alone: bool = True) -> str:
    """Escape one block's text, which may hold `MARK`, so that it reads as these words again.

    `text` is folded white space; `line_start` says that it opens a line (or a list item's first),
    `in_link` that it stands between the brackets of a link, `alone` that no other text shares its
    line, so that a mark that works in pairs has to have its pair here.
    """
    links: list[str] = []

    def link(found: re.Match[str]) -> str:
        if found["www"]:
            words = _INLINE.sub(_escape, found[0]).replace("www\\.", "www.")
            links.append(f"[{words}]({target(found)})")
        else:
            links.append(f"<{found[0]}>")
        return _LINK

    if not in_link:
        text = ADDRESS.sub(link, text)
    out = _INLINE.sub(_escape, text)
    for char in _PAIRED:
        if char in out and (out.count(char) > 1 or not alone):
            out = out.replace(char, reference(char))
    if in_link:
        out = out.replace("]", "\\]")
    if line_start:
        out = _START.sub(_start, out, count=1) if _START.match(out) else out
    out = _EDGE.sub(_references, out)
    order = iter(links)
    return _LINKS.sub(lambda _: next(order), out) if links else out


def heading(text: str) -> str:
    """Escape text that stands after the hashes of a heading: a closing run of them is none."""
    if text.endswith("#"):
        return escape(text[:-1], line_start=False, alone=False) + "\\#"
    return escape(text, line_start=False, alone=False)


_HTML = re.compile(rf"[&<>\"{{\\`*_\[|~^${_UNSEEN}]")


def html(text: str) -> str:
    """Escape text inside an HTML table.

    Beside tags and quotes that is what Markdown knows, since pandoc and kramdown read Markdown
    there too, and the braces of templates.
    """
    out = _HTML.sub(_references, text)
    if start := _START.match(out):
        at = start.end() - 1  # the hash, the hyphen, or the dot after a number
        out = f"{out[:at]}{reference(out[at])}{out[at + 1 :]}"
    return _EDGE.sub(_references, out)


_UNSURE = re.compile(r"[^\w ./-]|-(?!\w)|(?<!\w)-")


def attribute(text: str) -> str:
    """Escape what stands in an attribute or a comment: all that could end it or start a template.

    A cell's bar counts too, since rows are split before tags are seen.
    """
    return _UNSURE.sub(_references, fold(text))


def comment(text: str) -> str:
    """Make an HTML comment."""
    return f"<!-- {attribute(text)} -->"


_YAML_UNPRINTABLE = re.compile(rf"[\x7f-\x9f{_UNSEEN}]")


def yaml_string(text: str) -> str:
    """Write a string as a YAML scalar that every reader gives back as this string.

    Double quotes throughout: YAML 1.1 and 1.2 differ in which plain words are booleans, numbers
    and times (`no`, `010`, `12:30`), and JSON's strings are valid in both (YAML 1.2.2, 1.2) once
    what YAML calls unprintable is escaped as well.
    """
    quoted = json.dumps(fold(text), ensure_ascii=False)
    return _YAML_UNPRINTABLE.sub(lambda m: f"\\u{ord(m[0]):04x}", quoted)
