"""Words, leaders and page numbers of a contents list: the atoms that its entries are made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from converter.chinese.chars import han_count, tight
from converter.chinese.names import is_person, people
from converter.label.known import Known
from converter.labelling import Row

LEADERS = re.compile(
    r"(?:[!！][ ]?){3,}|(?:[.．][ ]?){4,}|…{2,}|(?:⋯ ?){2,}|(?:[·•∙・‧][ ]?){3,}|(?:[-—–_=~][ ]?){5,}"
    r"|(?:\u2025 ?){2,}"
)
"""Dot leaders and what extraction makes of them (! for a leader font's glyph)."""

LEADER_ROW = re.compile(r"^[!！.．…⋯·•∙・‧\-—–_=~\u2025 \u3000]{2,}$")
"""A row of nothing but leaders, however short ('!!')."""

_PAGE = re.compile(
    r"^(?P<open>[（(〔\[]?)(?P<word>[Pp]\.?|第)?(?P<n>\d{1,4})(?P<unit>[页版]?)(?P<close>[)）〕\]]?)$"
)
_PARTED = re.compile(
    r"^[/／|｜]\d{1,3}$"
)  # what parts the author from the page, and no author: ／10
_GLUED = re.compile(r"(?<=[\u4e00-\u9fff”》）)？！?!])[/／|]?[（(]?\d{1,3}[)）]?$")
_FIRST = re.compile(
    r"^(?:[Pp]\.?)?\d{1,3}[、．.:：]?(?=[\u4e00-\u9fff“《])(?!\d*[年月日个项名家人条米万亿年])"
)
_COUNTED = re.compile(r"[ \u3000](?:[年月日个项名家人条场次位米吨亩岁天]|万|亿)")
_WORD = re.compile(r"[^ \t\u3000\u00a0]+")


@dataclass(frozen=True, slots=True)
class Atom:
    """A word of the list: `kind` is text, leader or page; `apart` where white space is before it."""

    kind: str
    start: int
    end: int
    words: str
    row: int
    first: bool  # the row's first atom
    last: bool  # the row's last atom
    apart: bool
    number: int = 0
    form: str = ""  # of a page: bracket, marked, bare, glued


def atoms_of(rows: Sequence[Row], zone: Sequence[int]) -> list[Atom]:
    """The atoms of those of the rows (indexes) that may be the list's, in order."""
    out: list[Atom] = []
    for i in zone:
        row = rows[i]
        spans: list[tuple[str, int, int]] = []
        if LEADER_ROW.match(row.text):
            spans.append(("leader", 0, len(row.text)))
        else:
            at = 0
            for m in [*LEADERS.finditer(row.text), None]:
                end = m.start() if m else len(row.text)
                for w in _WORD.finditer(row.text, at, end):
                    if w[0].isdecimal() and _COUNTED.match(row.text, w.end()):
                        spans.append(("text", w.start(), w.end()))  # '6 项' is no page
                        continue
                    spans += _cut(w[0], w.start(), whole=w.start() == 0, leads=at > 0)
                if m:
                    spans.append(("leader", m.start(), len(row.text[: m.end()].rstrip())))
                    at = m.end()
        spans = _letters(row.text, _bracketed(row.text, spans))
        for k, (kind, a, b) in enumerate(spans):
            number, form = 0, ""
            if kind == "page":
                m = re.search(r"\d+", row.text[a:b])
                number = int(m[0]) if m else 0
                form = _form(row.text, a, b)
            out.append(
                Atom(
                    kind,
                    row.start + a,
                    row.start + b,
                    row.text[a:b] if kind != "text" else tight(row.text[a:b]),
                    i,
                    k == 0,
                    k == len(spans) - 1,
                    a == 0 or row.text[a - 1] in " \t\u3000\u00a0",
                    number,
                    form,
                )
            )
    return out


def _letters(text: str, spans: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Three letters or more that single blanks part as one word: 学 先 进."""
    out: list[tuple[str, int, int]] = []
    run: list[tuple[str, int, int]] = []
    for span in [*spans, ("", -1, -1)]:
        letter = span[0] == "text" and span[2] - span[1] == 1 and han_count(text[span[1]]) == 1
        if letter and (not run or span[1] - run[-1][2] == 1):
            run.append(span)
            continue
        out += [("text", run[0][1], run[-1][2])] if len(run) >= 3 else run
        run = [span] if letter else []
        if not letter and span[0]:
            out.append(span)
    return out


def named(atoms: Sequence[Atom], known: Known) -> list[Atom]:
    """Atoms of which a known title and who wrote it are glued together as two."""
    out: list[Atom] = []
    for a in atoms:
        whole = a.kind == "text" and a.end - a.start == len(a.words) >= 5
        cut = _signed_at(a, known) if whole else 0
        if not cut:
            out.append(a)
            continue
        x, y = a.start + cut, a.words[cut:]
        out.append(replace(a, end=x, words=a.words[:cut], last=False))
        out.append(replace(a, start=x, words=y, first=False, apart=True))
    return out


def _signed_at(atom: Atom, known: Known) -> int:
    """Where in an atom's words the author's begin behind a known title; 0: nowhere."""
    words = atom.words
    for cut in range(len(words) - 2, 2, -1):
        behind = words[cut:]
        if (is_person(behind) or behind in known.bylines or people(behind)) and (
            known.line(words[:cut], atom.row, atom.row) == 1.0
        ):
            return cut
    return 0


def _form(text: str, a: int, b: int) -> str:
    if text[a] in "（(〔[":
        return "bracket"
    if text[a] in "Pp第" or text[b - 1] in "页版":
        return "marked"
    alone = (a == 0 or text[a - 1] in " \t\u3000.…·!") and (
        b == len(text) or text[b] in " \t\u3000"
    )
    return "bare" if alone else "glued"


def _cut(word: str, at: int, *, whole: bool, leads: bool) -> list[tuple[str, int, int]]:
    """A word as atoms: a page number that is glued to its end or beginning comes off."""
    m = _PAGE.match(word)
    if m and bool(m["open"]) == bool(m["close"]):
        return [("page", at, at + len(word))]
    if _PARTED.match(word):
        return [("page", at + 1, at + len(word))]
    m = _GLUED.search(word)
    if m:
        digit = m.start() + (1 if word[m.start()] in "/／|" else 0)
        if digit > m.start() or not re.search(r"[第年月日.]$", word[: m.start()]):
            return [("text", at, at + m.start()), ("page", at + digit, at + len(word))]
    m = _FIRST.match(word)
    if m and (whole or leads):
        digits = re.match(r"[Pp]?\.?\d+", word)
        end = digits.end() if digits else m.end()
        return [("page", at, at + end), ("text", at + m.end(), at + len(word))]
    return [("text", at, at + len(word))]


def _bracketed(text: str, spans: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Page numbers whose brackets stand apart ('( 4 )', '田卫东( 4 )') as one atom each."""
    out: list[tuple[str, int, int]] = []
    for m in re.finditer(
        r"[（(〔\[][ \u3000]*(?:[Pp]\.?)?\d{1,4}[ \u3000]*[页版]?[ \u3000]*[)）〕\]]", text
    ):
        kept: list[tuple[str, int, int]] = []
        for kind, a, b in spans:
            if b <= m.start() or a >= m.end():
                kept.append((kind, a, b))
                continue
            if a < m.start():
                kept.append((kind if kind != "page" else "text", a, m.start()))
            if not any(s == ("page", m.start(), m.end()) for s in kept):
                kept.append(("page", m.start(), m.end()))
            if b > m.end():
                kept.append(("text", m.end(), b))
        spans = kept
    for kind, a, b in spans:
        if b > a:
            out.append((kind, a, b))
    return out
