"""Chronicles (大事记): paragraphs that open with a day become dated entries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from converter.chinese.chars import tight
from converter.chinese.days import LABEL, month_alone
from converter.chinese.variants import comparable
from converter.model import Block, Text

_MONTH = re.compile(r"(?:(\d{4})[ \u3000]*年)?[ \u3000]*(\d{1,2})[ \u3000]*月")


def is_chronicle(paragraphs: Sequence[Text], *, named: bool) -> bool:
    """Whether an article is a chronicle: most of its paragraphs open with a day.

    `named`: its column or title says so; then three entries are enough.
    """
    hits = sum(1 for p in paragraphs if _label_of(p, parted=not named))
    return hits >= 3 and hits >= (0.3 if named else 0.6) * len(paragraphs)


def _label_of(text: Text, *, parted: bool) -> re.Match[str] | None:
    """The label with which a paragraph opens; `parted`: only one that is set apart from the words.

    '8日  全省…' is set apart, and so is a label on a line of its own; '8日上午' is not.
    """
    m = LABEL.match(comparable(text.flat))
    if m is None:
        return None
    apart = m["same"] or m.group()[-1] in " \u3000:：】〕]" or _own_line(text, m.end("label"))
    return m if apart or not parted else None


def _own_line(text: Text, cut: int) -> bool:
    """Whether the first `cut` characters are a printed line."""
    at = 0
    for piece in text.pieces:
        at += len(piece.text)
        if at >= cut:
            return at == cut
    return False


_NAMED = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月.{0,6}(?:大事记|大事|纪事|记事|要事|日志)")


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
            month = month or int(m[2])
        if not year and (y := re.search(r"((?:19|20)\d{2})", text)):
            year = int(y[1])
    return year, month


def entries(blocks: Sequence[Block], year: int, month: int) -> list[Block]:
    """Paragraphs that open with a day as entries; others as they are.

    A label alone of its month takes that of the last heading that names one (`year` and `month` are
    the title's); △ repeats the entry's before; 近日 has none.
    """
    out: list[Block] = []
    when = to = ""
    # Where the labels are set apart, '8日上午' inside an entry's second paragraph is none.
    apart = _set_apart(blocks)
    blocks = [part for block in blocks for part in _parts(block, parted=apart)]
    apart = apart or _set_apart(blocks)
    for block in blocks:
        if block.kind == "heading":
            named = month_alone(tight("".join(line.flat for line in block.lines)))
            year, month = named[0] or year, named[1] or month
        m = _label_of(block.text, parted=apart) if block.kind == "p" else None
        if m is None:
            out.append(block)
            continue
        if m["vague"] in ("同日", "当日"):
            now, until = when, to
        elif m["vague"]:
            now, until = "", ""
        elif m["same"]:
            now, until = when, to
        else:
            now, until = _dates(m, year, month)
            if m["y"]:
                year = int(m["y"])
            if m["m"] or m["m3"]:
                month = int(m["m"] or m["m3"])
            when, to = now, until
        cut = m.end("label")
        label = block.text.slice(0, cut)
        text = block.text.slice(cut, len(block.text)).strip()
        head = re.match(r"[:：][ \u3000]*", text.flat)
        if head:
            text = text.edit([(0, head.end(), "")], "entry-colon")
        out.append(Block("entry", text, label=label, when=now, to=until, decisions=block.decisions))
    return out


def _set_apart(blocks: Sequence[Block]) -> bool:
    """Whether blanks or marks part the entries' labels from their text."""
    texts = [b.text for b in blocks if b.kind == "p"]
    return sum(_label_of(t, parted=True) is not None for t in texts) >= 3


_LONGEST = 40  # characters that a label and the space behind it have at most


def _parts(block: Block, *, parted: bool) -> list[Block]:
    """A paragraph cut where a printed line of it opens with a label, behind a sentence's end.

    Short entries below each other look like the lines of one paragraph: '…单位派员参加。' and
    '10日　会长…'; in joined lines they are. `parted`: the labels are set apart from their text.
    """
    if block.kind != "p":
        return [block]
    flat = comparable(block.text.flat)
    starts = {0}
    at = 0
    for piece in block.text.pieces:
        starts.add(at)
        at += len(piece.text)
    cuts = [0]
    for m in _INNER.finditer(flat):
        label = LABEL.match(flat[m.end() : m.end() + _LONGEST])
        if label is None:
            continue
        apart = label["same"] or label.group()[-1] in " \u3000:：】〕]"
        if apart or (m.end() in starts and not parted):
            cuts.append(m.end())
    if len(cuts) == 1:
        return [block]
    spans = zip(cuts, [*cuts[1:], len(flat)], strict=True)
    return [replace(block, text=block.text.slice(a, b).strip()) for a, b in spans]


_INNER = re.compile(r"[。！？”）)][ \u3000]*(?=[\d△▲◇◆○●□■☆★【〔\[近本当同])")


def _dates(m: re.Match[str], year: int, month: int) -> tuple[str, str]:
    """ISO dates of a label: (first, last), last '' for a single day."""
    y = int(m["y"] or year)
    month2, day2 = 0, 0
    if m["md"]:
        mo, d = (int(x) for x in re.split(r"[./]", m["md"]))
        if m["md2"]:
            month2, day2 = (int(x) for x in re.split(r"[./]", m["md2"]))
    elif m["d3"]:
        mo, d = int(m["m3"] or month), int(m["d3"])
        day2 = int(m["d4"])
    else:
        mo, d = int(m["m"] or month), int(m["d"])
        month2, day2 = int(m["m2"] or 0), int(m["d2"] or 0)
    month2 = month2 or mo
    if not (y and 1 <= mo <= 12 and 1 <= d <= 31):
        return "", ""
    first = f"{y:04d}-{mo:02d}-{d:02d}"
    if not (1 <= month2 <= 12 and 1 <= day2 <= 31):
        return first, ""
    return first, f"{y + (month2 < mo):04d}-{month2:02d}-{day2:02d}"
