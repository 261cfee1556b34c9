"""Where every character of the source went, line by line, from the ledger alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from converter.model import Label

if TYPE_CHECKING:
    from converter.ledger import Ledger
    from converter.model import Decision, Source

Part = list[Any]
"""[text, id's number or -1, class of furniture or rule, words put in its place], ends left out."""

_MOST = 400  # places of one rule or class that a page lists


class Traces:
    """The lines of a source with what became of each part of them."""

    def __init__(self, source: Source, ledger: Ledger) -> None:
        self.source = source
        self.ids: list[str] = []
        self._numbers: dict[str, int] = {}
        self._parts: list[list[Part]] = [[] for _ in source.lines]
        self._furniture: dict[str, list[tuple[int, str]]] = {}
        self._repairs: dict[str, list[tuple[int, str, str]]] = {}
        at = 0
        line = 0
        for row in ledger.rows:
            number = self._number(row.id)
            for item in row.items:
                line = self._line(at, line)
                match item:
                    case int():
                        text = source.text[at : at + item]
                        self._add(at, line, text, number, "", "")
                    case str():
                        text = item
                        self._add(at, line, text, -1, "", "")
                    case [rule, before, after]:
                        text = before
                        self._add(at, line, before, number, rule, after)
                        for name in rule.split("+"):
                            self._repairs.setdefault(name, []).append(
                                (source.lines[line].number, before, after)
                            )
                    case [kind, text]:
                        self._add(at, line, text, -1, kind, "")
                        if kind != Label.LAYOUT:
                            self._furniture.setdefault(kind, []).append(
                                (source.lines[line].number, text.strip())
                            )
                at += len(text)

    def _number(self, ident: str) -> int:
        if not ident:
            return -1
        if ident not in self._numbers:
            self._numbers[ident] = len(self.ids)
            self.ids.append(ident)
        return self._numbers[ident]

    def _line(self, at: int, line: int) -> int:
        """The index of the line that holds the character at `at`, looked for from `line` on."""
        lines = self.source.lines
        while line + 1 < len(lines) and lines[line + 1].start <= at:
            line += 1
        return line

    def _add(self, at: int, line: int, text: str, ident: int, note: str, after: str) -> None:
        """Enter a stretch in the lines that it runs through; what has no ink is left out."""
        end = at + len(text)
        lines = self.source.lines
        if not text and note:
            self._parts[line].append(["", ident, note, after])
        while at < end and line < len(lines):
            stop = min(end, lines[line].end)
            if at < stop:
                part = self.source.text[at:stop]
                if note:
                    self._parts[line].append([part, ident, note, after])
                    after = ""
                elif ident >= 0:
                    self._parts[line].append([part, ident])
                else:
                    self._parts[line].append([part])
            line += 1
            at = max(at, lines[line].start) if line < len(lines) else end

    def parts(self, number: int) -> list[tuple[str, ...]]:
        """What became of one line: (text, element id or '', class or rule, words put there)."""
        out: list[tuple[str, ...]] = []
        for part in self._parts[number - 1]:
            ident = part[1] if len(part) > 1 else -1
            note, after = part[2:4] if len(part) > 2 else ("", "")
            out.append((part[0], self.ids[ident] if ident >= 0 else "", note, after))
        return out

    def lines(self, decisions: Sequence[Decision]) -> list[list[object]]:
        """Every line with ink: [number, its labels, its parts]."""
        labels: dict[int, list[str]] = {}
        for decision in decisions:
            if decision.subject == "label":
                number = self.source.line_at(decision.span.start).number
                labels.setdefault(number, []).append(str(decision.chosen))
        return [
            [line.number, "+".join(dict.fromkeys(labels.get(line.number, ()))), parts]
            for line, parts in zip(self.source.lines, self._parts, strict=True)
            if line.text.strip() or labels.get(line.number)
        ]

    def furniture(self) -> list[list[object]]:
        """[class, count, [[line, text], …]] by count."""
        rows = sorted(self._furniture.items(), key=lambda kv: (-len(kv[1]), kv[0]))
        return [[name, len(found), [list(p) for p in found[:_MOST]]] for name, found in rows]

    def repairs(self) -> list[list[object]]:
        """[rule, count, [[line, before, after], …]] by count."""
        rows = sorted(self._repairs.items(), key=lambda kv: (-len(kv[1]), kv[0]))
        return [[name, len(found), [list(p) for p in found[:_MOST]]] for name, found in rows]
