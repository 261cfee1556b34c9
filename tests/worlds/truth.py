"""What each line of a document truly is, from a truth that tells whole texts.

The gold names no lines. Each line is matched with the units of the gold that hold its words, and
the path of matches that goes on best from line to line is taken: so a title that stands in the
contents list, in a running head and above its article is told apart by what stands around it.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "accuracy"))

from gold import fold

# Parts: B begins a unit, I goes on with it.
PARTS = {
    "p": ("body B", "body I"),
    "entry": ("body B", "body I"),
    "quote": ("body B", "body I"),
    "note": ("body B", "body I"),
    "h": ("heading B", "heading I"),
    "caption": ("caption B", "caption I"),
    "credit": ("credit B", "credit I"),
    "kicker": ("title B", "title I"),
    "main": ("title B", "title I"),
    "sub": ("title I", "title I"),
    "byline": ("byline", "byline"),
    "column": ("column", "column"),
    "table": ("table", "table"),
    "contents": ("contents", "contents"),
    "masthead": ("masthead", "masthead"),
}
ASIDE = frozenset({"runhead", "pageno", "jump", "masthead", "column", "site"})
_MARKS = re.compile(r"^(?:[^\w“\"'(《<\[]|_)+")
_TAIL = re.compile(r"(?:[^\w。.!?,;:)\]】」』》>\"']|_)+$|\(完\)$")
_BRACKETS = "()[]【】「」『』<>"
_LEAST = 2
_MANY = 8  # candidates of a line
_NAMEPLATE = 12  # lines among which the fields of a masthead stand
_HEAD = 40  # letters of a line that holds a column's name


@dataclass(frozen=True)
class Unit:
    """A unit of the gold: its kind, its folded text, its place in the gold's order."""

    kind: str
    text: str
    order: int
    article: int


def units_of(gold: dict[str, Any]) -> list[Unit]:
    """The units of a gold file in its own order."""
    out: list[Unit] = []

    def add(kind: str, text: object, article: int) -> None:
        words = fold(str(text)) if text else ""
        if words:
            out.append(Unit(kind, words, len(out), article))

    for value in (gold.get("masthead") or {}).values():
        for one in value if isinstance(value, list) else [value]:
            add("masthead", one, -2)
    for entry in gold.get("contents") or []:
        for key in ("column", "title", "author"):
            add("contents", entry.get(key), -1)
    for number, article in enumerate(gold["articles"]):
        for kind, text in _parts(article):
            add(kind, text, number)
    return out


def _parts(article: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """The texts of an article with their kinds, in order."""
    yield "column", article.get("column")
    heads = article.get("heads") or {}
    main = heads.get("main") or ([article["title"]] if article.get("title") else [])
    main = [main] if isinstance(main, str) else main
    yield "kicker", heads.get("kicker")
    for k, line in enumerate(main):
        yield ("sub" if k else "main"), line
    if len(main) > 1:
        yield "main", "".join(map(str, main))
    yield "sub", heads.get("sub")
    for byline in article.get("byline") or []:
        yield "byline", byline
    for block in article["blocks"]:
        if block["kind"] != "table":
            yield block["kind"], f"{block.get('label') or ''}{block.get('text', '')}"
            continue
        yield "caption", block.get("title")
        for row in block["rows"]:
            yield "table", "".join(map(str, row))
            for cell in row:
                yield "table", cell


@dataclass(frozen=True)
class _Match:
    unit: int  # -1: none
    at: int
    end: int
    value: float


_NONE = _Match(-1, 0, 0, 0.0)


def align(lines: Sequence[str], gold: dict[str, Any]) -> list[tuple[frozenset[str], int]]:
    """The labels that each line may have and the number of its article (-1: none)."""
    units = units_of(gold)
    index: dict[str, list[int]] = defaultdict(list)
    for k, unit in enumerate(units):
        for i in range(len(unit.text) - 1):
            pair = unit.text[i : i + 2]
            if not index[pair] or index[pair][-1] != k:
                index[pair].append(k)
        if len(unit.text) == 1:
            index[unit.text].append(k)
    found = [_matches(line, units, index) for line in lines]
    path = _filled(_best(found, units), lines, units)
    named = [_named(m, line, units) for m, line in zip(path, lines, strict=True)]
    return _settled(named, lines)


def _settled(
    named: list[tuple[frozenset[str], int]], lines: Sequence[str]
) -> list[tuple[frozenset[str], int]]:
    """The second line of a head as one, and what no unit holds by what stands around it."""
    out = list(named)
    last = -1
    plate = -_NAMEPLATE  # where the nameplate's words stand; later they are a running head
    for i, (labels, article) in enumerate(named):
        if "masthead" in labels and len(labels) <= 2:
            if "masthead" in labels and ":" in fold(lines[i]):
                out[i] = frozenset({"masthead"}), -1  # an imprint announces its fields
            elif i - plate > _NAMEPLATE and plate >= 0:
                out[i] = frozenset({"runhead", "masthead"}), -1
            else:
                plate = i
        if labels <= {"title B", "title I"}:
            out[i] = frozenset({"title I" if article == last else "title B"}), article
            last = article
        elif "column" not in labels:
            last = -1
    for i, (labels, _) in enumerate(named):
        if len(labels) > 2:
            near = {name for k in range(max(0, i - 3), i + 4) if k < len(named)
                    for name in named[k][0] if len(named[k][0]) == 1}  # fmt: skip
            extra = near & {"masthead", "contents"}
            out[i] = frozenset({"runhead", *extra}), -1
    return out


def _filled(path: list[_Match], lines: Sequence[str], units: Sequence[Unit]) -> list[_Match]:
    """The path with lines that only go on with what stands above: one letter, a word before a mark.

    'his last words. (the reporter)' is the end of a paragraph, and something else behind it.
    """
    out = list(path)
    open_unit, at = -1, 0
    for i, match in enumerate(path):
        if match.unit >= 0:
            open_unit, at = match.unit, match.end
            continue
        if open_unit < 0 or units[open_unit].kind in ("masthead", "contents", "table"):
            continue
        rest = units[open_unit].text[at:]
        words = _MARKS.sub("", fold(lines[i]))
        same = next((k for k, (a, b) in enumerate(zip(rest, words, strict=False)) if a != b), None)
        same = min(len(rest), len(words)) if same is None else same
        if same and same in (len(rest), len(_TAIL.sub("", words))):
            out[i] = _Match(open_unit, at, at + same, 0.0)
            at += same
    return out


def _matches(line: str, units: Sequence[Unit], index: dict[str, list[int]]) -> list[_Match]:
    words = fold(line)
    bare = _TAIL.sub("", _MARKS.sub("", words)) or words
    out: list[_Match] = []
    core = bare.strip(_BRACKETS) or bare
    near: set[int] = set()
    for form in (bare, core):
        near.update(index.get(form[:2] if len(form) > 1 else form, ()))
        near.update(index.get(form[-2:], ()) if len(form) > 1 else ())
    for k in sorted(near):
        text, kind = units[k].text, units[k].kind
        for form in dict.fromkeys((words, bare, core)):
            at = text.find(form) if form else -1
            if at < 0:
                continue
            whole = len(form) == len(text)
            if len(form) < _LEAST and not whole and kind not in ("p", "h"):
                continue
            value = len(form) / (len(form) + 4) + (2.0 if whole else 0.0)
            if not whole and kind in ("masthead", "column", "byline", "contents"):
                value -= 0.4
            out.append(_Match(k, at, at + len(form), value))
            break
        else:
            if len(text) >= _LEAST and text in words:  # a unit among other words of the line
                share = len(text) / len(words)
                if kind == "column" and len(words) <= _HEAD:
                    out.append(_Match(k, 0, len(text), 0.3 + share))
                elif share >= 0.3 or kind in ("masthead", "contents"):
                    out.append(_Match(k, 0, len(text), 1.6 * share - 0.2))
            elif len(text) > 8 and len(words) > 8:
                cut = _overlap(words, text)
                if cut is not None:
                    out.append(_Match(k, *cut))
    out.sort(key=lambda m: -m.value)
    return [*out[:_MANY], _NONE]


def _overlap(words: str, text: str) -> tuple[int, int, float] | None:
    """Where a line's beginning or end stands in a unit, if more than half of it does."""
    for size in range(len(words) - 1, max(5, len(words) // 2), -1):
        at = text.find(words[:size])
        if at >= 0:
            return at, at + size, 0.6 * size / len(words)
        at = text.find(words[-size:])
        if at >= 0:
            return at, at + size, 0.6 * size / len(words)
    return None


def _step(a: _Match, b: _Match, units: Sequence[Unit]) -> float:
    if a.unit < 0 or b.unit < 0:
        return 0.0
    one, other = units[a.unit], units[b.unit]
    if a.unit == b.unit:
        return 1.0 if b.at == a.end else 0.3 if 0 < b.at - a.end <= 4 else -0.5
    value = 0.0
    if one.kind == other.kind and one.kind in ("masthead", "contents", "table"):
        # A contents list goes on; what stands before its end again is the text.
        value += 0.5 if one.kind != "contents" or other.order > one.order else -0.5
    if one.article == other.article >= 0:
        value += 0.4
    if one.article == other.article and 0 < other.order - one.order <= 2:
        value += 0.3
    if one.article >= 0 > other.article or other.article >= 0 > one.article:
        value -= 0.4
    if b.at == 0 and other.order > one.order:
        value += 0.2
    return value


def _best(found: Sequence[Sequence[_Match]], units: Sequence[Unit]) -> list[_Match]:
    scores: list[list[float]] = []
    back: list[list[int]] = []
    for i, matches in enumerate(found):
        own, ways = [], []
        for m in matches:
            if not i:
                own.append(m.value)
                ways.append(-1)
                continue
            options = [scores[-1][k] + _step(p, m, units) for k, p in enumerate(found[i - 1])]
            k = max(range(len(options)), key=options.__getitem__)
            own.append(options[k] + m.value)
            ways.append(k)
        scores.append(own)
        back.append(ways)
    if not found:
        return []
    k = max(range(len(scores[-1])), key=scores[-1].__getitem__)
    path = []
    for i in range(len(found) - 1, -1, -1):
        path.append(found[i][k])
        k = back[i][k]
    path.reverse()
    return path


_NUMBER = re.compile(
    r"^[-–—·•.~\[(|/]*(?:第|P(?:age)?)?\d{1,4}[页版]?(?:(?:/|of|共)\d{1,4}页?)?[-–—·•.~\])|/]*$",
    re.IGNORECASE,
)
_JUMP = re.compile(r"^\W*(?:下转|上接)")


def _named(m: _Match, line: str, units: Sequence[Unit]) -> tuple[frozenset[str], int]:
    words = fold(line)
    if m.unit < 0:
        if _NUMBER.match(words):
            return frozenset({"pageno"}), -1
        if _JUMP.match(words):
            return frozenset({"jump"}), -1
        return frozenset({"runhead", "site", "masthead", "contents", "column"}), -1
    unit = units[m.unit]
    begins, goes_on = PARTS[unit.kind]
    label = begins if m.at == 0 else goes_on
    if unit.kind == "column":
        return frozenset({"column", "runhead"}), unit.article
    if unit.kind == "masthead" and m.end - m.at < len(words):
        return frozenset({"masthead", "runhead"} if m.value < 0.6 else {"masthead"}), -1
    return frozenset({label}), max(unit.article, -1)
