"""Chronicles (大事记): paragraphs that open with a day become dated entries."""

from __future__ import annotations

import re
from collections.abc import Sequence

from converter.model import Block, Text

_LABEL = re.compile(
    r"^(?P<label>"
    r"(?:(?P<y>\d{4})[ \u3000]*年[ \u3000]*)?(?:(?P<m>\d{1,2})[ \u3000]*月[ \u3000]*)?(?P<d>\d{1,2})[ \u3000]*日"
    r"(?:[ \u3000]*(?:至|到|[-—–~～－]+|、)[ \u3000]*(?:(?P<m2>\d{1,2})[ \u3000]*月[ \u3000]*)?(?P<d2>\d{1,2})[ \u3000]*日)?"
    r"|(?P<md>\d{1,2}\.\d{1,2})(?=[ \u3000])"
    r"|(?P<same>[△▲])|(?P<vague>近日|本月|月初|月底|上旬|中旬|下旬))(?:[ \u3000]+|[:：][ \u3000]*|(?=[\u4e00-\u9fff“《]))"
)
_MONTH = re.compile(r"(?:(\d{4})[ \u3000]*年)?[ \u3000]*(\d{1,2})[ \u3000]*月")


def is_chronicle(paragraphs: Sequence[str], named: bool) -> bool:
    """Whether an article is a chronicle: most of its paragraphs open with a day.

    `named`: its column or title says so; then three entries are enough.
    """
    hits = sum(1 for p in paragraphs if (m := _LABEL.match(p)) and _parted(m))
    return hits >= 3 and hits >= (0.3 if named else 0.6) * len(paragraphs)


def _parted(m: re.Match[str]) -> bool:
    """Whether the label is set apart from the text, as '8日  全省…' is and '8日上午' is not."""
    return m["same"] is not None or m.group()[-1] in " \u3000:："


def month_of(*texts: str) -> tuple[int, int]:
    """Year and month that a heading names; 0 where it names none."""
    year = month = 0
    for text in texts:
        for m in _MONTH.finditer(text):
            year = year or int(m[1] or 0)
            month = month or int(m[2])
        if not year and (y := re.search(r"((?:19|20)\d{2})", text)):
            year = int(y[1])
    return year, month


def entries(blocks: Sequence[Block], year: int, month: int) -> list[Block]:
    """Paragraphs that open with a day as entries; others as they are.

    A label alone of its month takes the heading's; △ repeats the entry's before; 近日 has none.
    """
    out: list[Block] = []
    when = to = ""
    for block in blocks:
        m = _LABEL.match(block.text.flat) if block.kind == "p" else None
        if m is None:
            out.append(block)
            continue
        if m["vague"]:
            now, until = "", ""
        elif m["same"]:
            now, until = when, to
        else:
            now, until = _dates(m, year, month)
            if m["y"]:
                year = int(m["y"])
            if m["m"]:
                month = int(m["m"])
            when, to = now, until
        cut = m.end("label")
        label = block.text.slice(0, cut)
        text = block.text.slice(cut, len(block.text)).strip()
        head = re.match(r"[:：][ \u3000]*", text.flat)
        if head:
            text = text.edit([(0, head.end(), "")], "entry-colon")
        out.append(Block("entry", text, label=label, when=now, to=until, decisions=block.decisions))
    return out


def _dates(m: re.Match[str], year: int, month: int) -> tuple[str, str]:
    """ISO dates of a label: (first, last), last '' for a single day."""
    y = int(m["y"] or year)
    if m["md"]:
        mo, d = (int(x) for x in m["md"].split("."))
    else:
        mo, d = int(m["m"] or month), int(m["d"])
    if not (y and 1 <= mo <= 12 and 1 <= d <= 31):
        return "", ""
    first = f"{y:04d}-{mo:02d}-{d:02d}"
    if m["d2"] is None:
        return first, ""
    mo2 = int(m["m2"] or mo)
    d2 = int(m["d2"])
    if not (1 <= mo2 <= 12 and 1 <= d2 <= 31):
        return first, ""
    return first, f"{y + (mo2 < mo):04d}-{mo2:02d}-{d2:02d}"


def strip_label(text: Text) -> Text:
    """A label's text without padding."""
    return text.strip()
