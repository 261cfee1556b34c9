"""Chronicles (大事记): what stands below days, on lines of their own or before the text, as entries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from converter.chinese.chars import tight
from converter.chinese.days import LABEL, is_day_label, label_month, month_alone
from converter.chinese.numbers import numeral
from converter.chinese.variants import comparable
from converter.model import Block, Text
from converter.patterns import late

_MONTH = late(
    r"(?:(\d{4})[ \u3000]*年)?[ \u3000]*(\d{1,2}|(?<![一二三四五六七八九十])[一二三四五六七八九十]{1,2})[ \u3000]*月"
)
_NAMED = late(r"(\d{4})\s*年\s*(\d{1,2})\s*月.{0,6}(?:大事记|大事|纪事|记事|要事|日志)")
_INNER = late(r"[。！？”）)][ \u3000]*(?=[\d△▲◇◆○●□■☆★【〔\[近本当同])")
_STOPS = "。！？”）)…"
_OPEN = "，、；年月于至"  # what a date in the text stands behind
_LEAST = 3  # entries of a chronicle
_SHARE = {True: 0.3, False: 0.6}  # of its paragraphs that are entries; True: its name says so
_BACKWARD = 0.2  # share of entries that may be earlier than the one before
_LONGEST = 60  # characters that a label and the space behind it have at most
_TURN = 6  # months by which the month falls where a year turns


@dataclass(frozen=True, slots=True)
class _Label:
    """A label in a paragraph from `start` to `end`; `apart`: blanks, marks or a line's end part it."""

    start: int
    end: int
    match: re.Match[str]
    apart: bool


def month_named(words: str) -> tuple[int, int]:
    """Year and month of the one chronicle that a text names ('2024年3月大事记'); else 0."""
    found = {(int(m[1]), int(m[2])) for m in _NAMED.finditer(words)}
    return found.pop() if len(found) == 1 else (0, 0)


def month_of(*texts: str) -> tuple[int, int]:
    """Year and month that a heading names; 0 where it names none."""
    year = month = 0
    for text in map(comparable, texts):
        for m in _MONTH.finditer(text):
            year = year or int(m[1] or 0)
            month = month or numeral(m[2])
        if not year and (y := re.search(r"((?:19|20)\d{2})", text)):
            year = int(y[1])
    return year, month


def entries(
    blocks: Sequence[Block], year: int, month: int, *, named: bool, told: bool = False
) -> list[Block] | None:
    """The blocks of an article with what opens with a day as entries; None: it is no chronicle.

    An article is one where most of its paragraphs open with a day that is set apart from the text
    ('8日  全省…', a label on a line of its own), and the days follow each other. `named`: its column
    or title says so; then a third are enough, and the days need not stand apart. `told`: a person
    says so. A day alone takes the month of the last heading that names one (`year` and `month` are
    the title's), and the year goes on where the months begin again; △ repeats the entry's before;
    近日 has none.
    """
    blocks = [_as_paragraph(block) for block in blocks]
    labels = {id(b): list(_labels(b.text)) for b in blocks if b.kind == "p"}
    apart = sum(label.apart for found in labels.values() for label in found)
    if apart >= _LEAST or not (named or told):
        labels = {key: [x for x in found if x.apart] for key, found in labels.items()}
    found = [label for some in labels.values() for label in some]
    others = sum(b.kind == "p" and not labels[id(b)] for b in blocks)
    enough = len(found) >= max(_LEAST, _SHARE[named] * (others + len(found)))
    if not told and not (enough and (named or _follow(found))):
        return None
    out: list[Block] = []
    last = _Dates(year, month)
    for block in blocks:
        if block.kind == "heading":
            last.heading("".join(line.flat for line in block.lines))
        elif block.kind == "p":
            out += _parts(block, labels[id(block)], last)
            continue
        out.append(block)
    return _with_texts(out)


def _as_paragraph(block: Block) -> Block:
    """A heading that is a day and nothing else as a paragraph."""
    text = Text.join(block.lines)
    if block.kind == "heading" and is_day_label(tight(comparable(text.flat))):
        return replace(block, kind="p", text=text, lines=(), level=0)
    return block


def _labels(text: Text) -> Iterator[_Label]:
    """The labels in a paragraph: at its beginning, at a printed line's, behind a sentence's end.

    Short entries below each other look like the lines of one paragraph: '…单位派员参加。' and
    '10日　会长…'; in joined lines they are.
    """
    flat = comparable(text.flat)
    lines = set(accumulate(len(piece.text) for piece in text.pieces)) | {0}
    free = 0  # no label begins in another
    for place in sorted({*lines, *(m.end() for m in _INNER.finditer(flat))}):
        at = place + len(flat[place:]) - len(flat[place:].lstrip())
        m = LABEL.match(flat[at : at + _LONGEST])
        if m is None or at < free:
            continue
        end = at + m.end("mark")
        alone = end in lines and place in lines and not m["vague"]
        apart = bool(m["same"] or m["mark"] or end in lines or m.group()[-1] in " \u3000:：")
        before = flat[:at].rstrip()[-1:]
        stop = (apart or place in lines) and before in _STOPS
        alone = alone and before not in _OPEN
        if not at or stop or alone or (place in lines and (m["same"] or m["mark"])):
            free = end
            yield _Label(at, end, m, apart)


def _follow(found: Sequence[_Label]) -> bool:
    """Whether each label's day is behind the one before, nearly always."""
    last = _Dates(1, 1)
    days = [day for label in found if (day := last.entry(label.match)[0])]
    return sum(b < a for a, b in pairwise(days)) <= _BACKWARD * len(found)


def _parts(block: Block, labels: Sequence[_Label], last: _Dates) -> list[Block]:
    """A paragraph as what stands before its first label, and an entry for each label."""
    if not labels:
        last.heading(block.text.flat)
        return [block]
    first = block.text.slice(0, labels[0].start).strip()
    out = [replace(block, text=first)] if first else []
    ends = [*(label.start for label in labels[1:]), len(block.text)]
    for label, end in zip(labels, ends, strict=True):
        words = block.text.slice(label.start, label.end)
        if label.match["mark"]:
            words = words.edit([(0, 1, ""), (len(words) - 1, len(words), "")], "entry-bracket")
        text = block.text.slice(label.end, end).strip()
        head = re.match(r"[:：][ \u3000]*", text.flat)
        if head:
            text = text.edit([(0, head.end(), "")], "entry-colon")
        when, to = last.entry(label.match)
        out.append(Block("entry", text, label=words, when=when, to=to, decisions=block.decisions))
    return out


def _with_texts(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, a paragraph below a label that stands alone put into its entry."""
    out: list[Block] = []
    for block in blocks:
        above = out[-1] if out else None
        if above is not None and above.kind == "entry" and not above.text and block.kind == "p":
            out[-1] = replace(above, text=block.text, decisions=above.decisions + block.decisions)
        else:
            out.append(block)
    return out


class _Dates:
    """The dates of entries, each with what the ones before it left open."""

    def __init__(self, year: int, month: int) -> None:
        self.year, self.month = year, month
        self._last = ("", "")

    def heading(self, text: str) -> None:
        """Take the month of a line that names it and nothing else."""
        year, month = month_alone(tight(text))
        self.year, self.month = year or self.year, month or self.month

    def entry(self, m: re.Match[str]) -> tuple[str, str]:
        """ISO dates of an entry's label: (first, last), last '' for a single day."""
        if m["same"] or m["vague"] in ("同日", "当日"):
            return self._last
        if m["vague"]:
            return "", ""
        month = label_month(m)
        if m["y"]:
            self.year = int(m["y"])
        elif month and self.month - month >= _TURN and self._last[0]:
            self.year += 1
        self.month = month or self.month
        self._last = self.of(m)
        return self._last

    def of(self, m: re.Match[str]) -> tuple[str, str]:
        """The dates that a label means with this year and month."""
        if m["year"]:
            return f"{int(m['year']):04d}", ""
        year, month = int(m["y"] or self.year), label_month(m) or self.month
        day = int(m["d"] or m["d3"] or m["de"] or re.split(r"[./]", m["md"] or "./0")[-1])
        until = (
            re.split(r"[./]", m["md2"]) if m["md2"] else [m["m2"] or "0", m["d2"] or m["d4"] or "0"]
        )
        month2, day2 = int(until[0]) or month, int(until[1])
        if not (year and 1 <= month <= 12 and 1 <= day <= 31):
            return "", ""
        first = f"{year:04d}-{month:02d}-{day:02d}"
        if not (1 <= month2 <= 12 and 1 <= day2 <= 31):
            return first, ""
        return first, f"{year + (month2 < month):04d}-{month2:02d}-{day2:02d}"
