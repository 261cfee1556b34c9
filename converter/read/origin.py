"""Words taken out of a marked-up text, with the place of each in it; and what was made of them, put back there.

Recognition reads the words alone. The tree and its account speak of the text as it was given: what
was taken is carried from there, what stands for something else (`&amp;`) is an edit named `markup`, and
the signs are furniture of the class layout.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from converter.model import Furniture, Issue, Label, Piece, RawPage, Run, Source, Span, Text
from converter.settled import NOWHERE, Settled

V = TypeVar("V")

RULE = "markup"
"""The rule by which the words of a sign stand in its place."""


class Taking:
    """Takes words out of a text; `text` are those taken so far, `runs` where they stood."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._parts: list[str] = []
        self.length = 0
        self.runs: list[Run] = []

    @property
    def text(self) -> str:
        """The words taken so far."""
        return "".join(self._parts)

    def take(self, start: int, end: int) -> None:
        """Take the characters from `start` to `end` as they are."""
        if end <= start:
            return
        last = self.runs[-1] if self.runs else None
        if last is not None and last.same and last.origin.end == start:
            self.runs[-1] = replace(last, origin=Span(last.origin.start, end))
        else:
            self.runs.append(Run(self.length, Span(start, end), same=True))
        self._parts.append(self._source[start:end])
        self.length += end - start

    def put(self, words: str, start: int, end: int) -> None:
        """Take `words` for the characters from `start` to `end`."""
        self.runs.append(Run(self.length, Span(start, end), same=False))
        self._parts.append(words)
        self.length += len(words)

    def add(self, blank: str) -> None:
        """Add white space for which the text has a sign, or nothing."""
        at = self.runs[-1].origin.end if self.runs else 0
        self.put(blank, at, at)


class _Places:
    """Places of the words taken in the text that they were taken out of, and the other way."""

    def __init__(self, words: Source) -> None:
        self.runs = words.runs
        self.length = len(words.text)
        self._at = [run.at for run in self.runs]
        self._origins = [run.origin.start for run in self.runs]

    def start(self, at: int) -> int:
        """Where the character at `at` stands; behind the last one, where that ends."""
        if at >= self.length:
            return self.end(at)
        run = self.runs[bisect_right(self._at, at) - 1]
        if run.same:
            return run.origin.start + at - run.at
        return run.origin.start if at == run.at else run.origin.end

    def end(self, at: int) -> int:
        """Where the character before `at` ends."""
        if at <= 0:
            return 0
        run = self.runs[bisect_right(self._at, at - 1) - 1]
        return run.origin.start + at - run.at if run.same else run.origin.end

    def span(self, span: Span) -> Span:
        """A stretch of the words in the text; signs inside it are its own."""
        if span.end <= span.start:
            at = self.end(span.start) if span.start >= 0 else span.start
            return Span(at, at)
        return Span(self.start(span.start), self.end(span.end))

    def within(self, start: int, end: int) -> Iterable[tuple[int, int, Run]]:
        """The parts of a stretch of the words that are of one run each."""
        n = bisect_right(self._at, start) - 1
        while start < end:
            stop = min(end, self._at[n + 1] if n + 1 < len(self._at) else self.length)
            yield start, stop, self.runs[n]
            start, n = stop, n + 1

    def down(self, at: int) -> int:
        """Where among the words the text's character at `at` stands, or the next that was taken."""
        if at < 0:
            return at
        n = bisect_right(self._origins, at) - 1
        if n >= 0 and at < self.runs[n].origin.end:
            run = self.runs[n]
            return run.at + (at - run.origin.start if run.same else 0)
        return self._at[n + 1] if n + 1 < len(self._at) else self.length


def place_below(words: Source, at: int) -> int:
    """Where among the words the character at `at` of their text stands, or the next one taken."""
    return at if words.raw is None else _Places(words).down(at)


def in_text(words: Source, raw: Source) -> tuple[RawPage, ...]:
    """The pages of the words, by the lines of the text that they were taken out of."""
    places = _Places(words)
    starts = [line.start for line in raw.lines]

    def line(n: int) -> int:
        if n >= len(words.lines):
            return len(raw.lines)
        return bisect_right(starts, places.start(words.lines[n].start)) - 1

    return tuple(
        replace(
            page,
            first=line(page.first),
            last=line(page.last),
            mark=line(page.mark) if page.mark >= 0 else page.mark,
        )
        for page in words.pages
    )


def lowered(settled: Settled, words: Source) -> Settled:
    """What a person settled in a text, by the places of its words."""
    if not settled or words.raw is None:
        return settled
    places = _Places(words)

    def down(span: Span) -> Span:
        return span if span == NOWHERE else Span(places.down(span.start), places.down(span.end))

    return Settled(
        tuple(
            replace(
                point,
                span=down(point.span),
                first=places.down(point.first),
                other=down(point.other),
                beyond=places.down(point.beyond),
            )
            for point in settled.points
        )
    )


def raised(issue: Issue, words: Source) -> Issue:
    """What was made of a source's words, by the places that they have in its text.

    The text's signs are furniture there. A source without signs gives the issue as it is.
    """
    raw = words.raw
    if raw is None:
        return issue
    places = _Places(words)
    out: Issue = _raised(issue, places)
    covered = [Span(p.start, p.end) for t in out.texts() for p in t.pieces if p.end > p.start]
    covered += [item.span for item in out.furniture]
    out.furniture += [
        Furniture(Label.LAYOUT, span) for span in _signs_between(words, raw, sorted(covered))
    ]
    return out


def _signs_between(words: Source, raw: Source, covered: Sequence[Span]) -> Iterator[Span]:
    """Stretches of the text that hold signs alone, and that nothing stands for."""
    n = at = 0
    for hole in _holes(words, len(raw.text)):
        at = max(at, hole.start)
        while n < len(covered) and covered[n].start < hole.end:
            if covered[n].start > at:
                yield Span(at, covered[n].start)
            at = max(at, covered[n].end)
            n += 1
        if at < hole.end:
            yield Span(at, hole.end)


def _holes(words: Source, length: int) -> Iterator[Span]:
    """Where signs stand in the text: what was not taken, or what a blank was taken for."""
    at = 0
    for run in words.runs:
        if run.same or words.text[run.at : run.at + 1].strip():
            if run.origin.start > at:
                yield Span(at, run.origin.start)
            at = max(at, run.origin.end)
    if at < length:
        yield Span(at, length)


def _raised(value: V, places: _Places) -> V:
    """A value of the model with all its texts and spans by their places in the text."""
    new: object = value
    if isinstance(value, Text):
        new = _text(value, places)
    elif isinstance(value, Span):
        new = places.span(value)
    elif isinstance(value, list):
        new = [_raised(item, places) for item in value]
    elif isinstance(value, tuple):
        new = tuple(_raised(item, places) for item in value)
    elif is_dataclass(value) and not isinstance(value, type):
        new = replace(
            value, **{f.name: _raised(getattr(value, f.name), places) for f in fields(value)}
        )
    return cast("V", new)


def _text(text: Text, places: _Places) -> Text:
    """A text whose carried words are carried from where they were taken."""
    out: list[Piece] = []
    for piece in text.pieces:
        if piece.rule or piece.mark is not None or piece.start == piece.end:
            span = places.span(Span(piece.start, piece.end))
            out.append(replace(piece, start=span.start, end=span.end))
            continue
        for start, end, run in places.within(piece.start, piece.end):
            words = piece.text[start - piece.start : end - piece.start]
            span = places.span(Span(start, end))
            if not run.same and start > run.at:
                span = Span(run.origin.end, run.origin.end)
            out.append(Piece(words, span.start, span.end, "" if run.same else RULE))
    return Text(out)
