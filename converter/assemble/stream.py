"""From labelled rows to the stream of units: lines joined, paragraphs made, page turns kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from converter.assemble.units import Unit
from converter.assemble.wrap import (
    GOES_ON,
    LONG,
    edge_odds,
    joined,
    rejoined_punctuation,
    split_rejoined,
)
from converter.chinese.chars import ORNAMENTS, THE_END
from converter.chinese.names import is_person
from converter.labelling import FULL, Labelled, Labelling, Row
from converter.model import (
    FURNITURE,
    Decision,
    Furniture,
    Label,
    Mark,
    Source,
    Span,
)
from converter.patterns import late
from converter.settled import NOTHING, SETTLED, Settled

# Each run of spaces is tried once, from its beginning: a line may hold 200,000 of them.
_JUMP = late(
    r"(?<![ \u3000])[ \u3000]*[（(【\[][ \u3000]*(?:下转|上接|转|接)[ \u3000]*第?[ \u3000]*[A-Z]?[\d一二三四五六七八九十]+[ \u3000]*[版页][^（）()【】\[\]]{0,12}[)）】\]]"
    r"|(?<![ \u3000])[ \u3000]*(?:▶|►|>>|→)?[ \u3000]*(?:下转|上接)[ \u3000]*第?[ \u3000]*[A-Z]?[\d一二三四五六七八九十]+[ \u3000]*版"
)
_THE_END = late(rf"(?<![ \u3000])[ \u3000]*{THE_END.pattern}")
# Signs that set a displayed line off: a printer's, and those of Markdown, mail and other typed text.
_DRESS = late(rf"(?:(?:[{ORNAMENTS}*_=~>]|#{{1,6}}(?=[ \t]))[ \t\u3000]*)+")
_DRESS_BEHIND = late(rf"(?<=\S)[ \t\u3000]*[{ORNAMENTS}*_=~#]+$")
# Words that announce what a line is: 〔图〕, 图：, 标题：, 栏目：
_ANNOUNCED = {
    "caption": late(r"(?:[〔【\[（(]图片?[〕】\]）)][:：]?|图片?[:：])[ \u3000]*(?=\S)"),
    "title": late(
        r"(?:标[ \u3000]*题|题[ \u3000]*目|主[ \u3000]*题|Subject|Title)[ \u3000]*[:：][ \u3000]*(?=\S)"
    ),
    "column": late(r"(?:栏[ \u3000]*目|版[ \u3000]*面|Section)[ \u3000]*[:：][ \u3000]*(?=\S)"),
}
_NEXT_PICTURE = late(rf"(?<=\S)[ \u3000]+(?=[{ORNAMENTS}][ \u3000]*\w)")  # …张三 摄 ▲…
_PLAIN = frozenset({"table", "jump", "unknown"})  # kinds that nothing sets off

_STANZA = 6.0  # log-odds that a stanza begins, and ends, a paragraph
_GOES_ON = -5.0  # log-odds of the same where the line goes on with another
_TOLD = 3.0  # most of the same that the labels' own path says
_ENDED = 8.0  # where an end mark stands

_KINDS = {
    Label.TITLE: "title",
    Label.BYLINE: "byline",
    Label.HEADING: "heading",
    Label.CAPTION: "caption",
    Label.CREDIT: "credit",
    Label.COLUMN: "column",
    Label.TABLE: "table",
    Label.JUMP: "jump",
    Label.UNKNOWN: "unknown",
}


@dataclass(slots=True)
class Stream:
    """The document's units in order, what is furniture, and the front matter's rows."""

    items: list[Unit]
    furniture: list[Furniture]
    masthead: list[Row]
    decisions: list[Decision]


def build_stream(
    source: Source, labelling: Labelling, *, paged: bool, settled: Settled = NOTHING
) -> Stream:
    """Units of the whole document.

    `paged`: the text goes on across titles, captions and page turns, as it does in an issue whose
    order is right; otherwise displayed lines cut paragraphs, and joining is decided later.
    """
    furniture: list[Furniture] = []
    masthead: list[Row] = []
    decisions = list(labelling.decisions)
    content: list[Labelled] = []
    jumped = False
    for item in labelling.rows:
        if item.label is Label.ORNAMENT and content:
            content[-1].ends = True  # an end mark on a line of its own
        if item.label in FURNITURE:
            furniture.append(Furniture(item.label, Span(item.row.start, item.row.end)))
            jumped = jumped or (item.label is Label.JUMP and not paged)
        elif item.label is Label.MASTHEAD:
            masthead.append(_undress(item.row, frozenset(), "masthead", furniture))
        elif item.label is not Label.CONTENTS:
            # What stands behind 下转 and 上接 goes on with no line above it.
            content.append(replace(item, begins=True) if jumped else item)
            jumped = False
        span = Span(item.row.start, item.row.end)
        chosen = (item.label, item.second, item.margin)
        decisions.append(Decision("label", span, *chosen, item.evidence))
    turns = page_marks(source, labelling)
    items = _Units(source, labelling, settled, turns, decisions, furniture, paged=paged).made(
        content
    )
    items.sort(key=lambda u: u.rows[0].order)
    for index, unit in enumerate(items):
        unit.index = index
        unit.raw, unit.last = unit.rows[0].page, unit.rows[-1].page
    _jumps(source, items, furniture)
    return Stream(items, furniture, masthead, decisions)


class _Units:
    """Makes units of labelled rows, one after the other."""

    def __init__(
        self,
        source: Source,
        labelling: Labelling,
        settled: Settled,
        turns: dict[int, Mark],
        decisions: list[Decision],
        furniture: list[Furniture],
        *,
        paged: bool,
    ) -> None:
        self.source, self.settled, self.turns, self.paged = source, settled, turns, paged
        self.decisions, self.furniture = decisions, furniture
        self.marks = labelling.byline_marks
        self.trim = _Trimmer(labelling.end_marks, furniture)
        self.items: list[Unit] = []
        self.open: Unit | None = None  # the paragraph that a line may go on with
        self.over: set[int] = set()

    def made(self, content: Sequence[Labelled]) -> list[Unit]:
        """The units of these rows."""
        punctuation = rejoined_punctuation([c.row for c in content])
        for item in content:
            if item.label is Label.BODY:
                self._text(item, punctuation)
            else:
                self._display(item)
        for unit in self.items:
            if unit.kind == "para":
                self._close(unit)
            else:
                _finish(self.source, unit)
        return self.items

    def _text(self, item: Labelled, punctuation: float) -> None:
        row, ended = self.trim(item.row)
        pieces = [row]
        if not self.source.ordered:
            pieces = split_rejoined(row, punctuation, self.decisions, self.settled)
        for k, piece in enumerate(pieces):
            begins = item.begins if not k else True
            above = self.open.rows[-1] if self.open is not None else None
            if above is not None and not self.paged and above.block != piece.block:
                above = None
            onward = bool(GOES_ON.match(piece.text))
            if above is not None:  # lines of one stanza, or the parts of one date
                stanza = bool(piece.verse) and piece.verse == above.verse
                onward = onward or stanza or _torn(above, piece)
            if above is not None and (not k or self.settled):
                begins = self._broken(item, above, piece, begins=begins and not onward)
            apart = above is not None and above.closed and self._whole(above, item) and not onward
            if begins or above is None or apart or above.verse != piece.verse:
                self.open = Unit("para", raw=piece.page, rows=[piece], margin=item.margin)
                self.open.starts = max(0.0, min(_TOLD, item.seam)) if begins else _GOES_ON
                self.items.append(self.open)
            elif self.open is not None:
                self.open.rows.append(piece)
        if ended or item.ends:
            self.over.add(id(pieces[-1]))
            self.open = None

    def _whole(self, row: Row, below: Labelled) -> bool:
        """Whether a row that ends a sentence ends its paragraph too: what goes on is another's."""
        return row.width > LONG or (not self.paged and not row.full and below.seam < _TOLD)

    def _broken(self, item: Labelled, above: Row, row: Row, *, begins: bool) -> bool:
        """Whether a paragraph breaks between two rows; a person's word outweighs the label's."""
        spans = Span(above.start, above.end), Span(row.start, row.end)
        word = self.settled.seam(*spans, long=row.width > LONG) if self.settled else None
        names = ("break", "no break") if begins else ("no break", "break")
        if word is not None:
            names = ("break", "no break") if word[0] else ("no break", "break")
            self.decisions.append(
                Decision("break", spans[1], *names, SETTLED, (word[1],), spans[0])
            )
            return word[0]
        self.decisions.append(
            Decision("break", spans[1], *names, item.seam, item.evidence, spans[0])
        )
        return begins

    def _display(self, item: Labelled) -> None:
        kind = _KINDS.get(item.label, "unknown")
        row, _ = self.trim(item.row)
        signs = _NEXT_PICTURE.finditer(row.text) if kind == "caption" else ()
        cuts = [0, *(m.start() for m in signs), len(row.text)]
        for a, b in pairwise(cuts):
            self._displayed(item, kind, row.part(a, b) if len(cuts) > 2 else row, begins=a > 0)

    def _displayed(self, item: Labelled, kind: str, row: Row, *, begins: bool) -> None:
        """Put a displayed row into the unit that it goes on with, or into one of its own."""
        if kind not in _PLAIN:
            row = _undress(row, self.marks, kind, self.furniture)
        if not row.text:
            return
        last = self.items[-1] if self.items else None
        if not self._keeps_open(kind):
            self.open = None
        rest = kind == "byline" and last is not None and _ends_name(last, row)
        goes_on = rest or (
            last is not None
            and last.kind == kind
            and (not (begins or item.begins) or kind == "table")
            and (last.rows[-1].page == row.page or kind == "table")
        )
        if last is None or not goes_on:
            last = Unit(kind, raw=row.page)
            self.items.append(last)
        last.rows.append(row)
        last.margin = item.margin

    def _keeps_open(self, kind: str) -> bool:
        """Whether a paragraph may go on behind a unit of this kind."""
        if self.open is None or self.open.rows[-1].closed:
            return False
        return kind in ("caption", "jump") or (self.paged and kind in ("title", "byline", "column"))

    def _close(self, unit: Unit) -> None:
        """A paragraph's text, and how surely it begins and ends one."""
        rows = unit.rows
        starts, ends = (_STANZA, _STANZA) if rows[0].verse else edge_odds(rows)
        unit.starts = min(starts, unit.starts) if unit.starts < 0 else starts + unit.starts
        unit.ended = id(rows[-1]) in self.over
        unit.ends = _ENDED if unit.ended else ends
        unit.text = joined(self.source, rows, self.turns)


_WORD = late(r"[A-Za-z]-\n[a-z]")
_DATE = late(r"\S{6}(?:\d{4}年\n\d{1,2}月\d|\d{1,2}月\n\d{1,2}日)")


def _torn(above: Row, row: Row) -> bool:
    """Whether a line ends amid a date (…时间为2024年 / 6月30日) or a word (Auto- / mated)."""
    seam = f"{above.tight}\n{row.tight[:6]}"
    return bool(_DATE.search(seam) or _WORD.search(seam))


def _ends_name(unit: Unit, row: Row) -> bool:
    """Whether a byline's row is the rest of a name that the one above began: 通讯员 程 / 芳."""
    words = unit.rows[-1].text.split() if unit.kind == "byline" else []
    return len(words) > 1 and len(words[-1]) == 1 and is_person(words[-1] + row.tight)


def _jumps(source: Source, items: Sequence[Unit], furniture: Sequence[Furniture]) -> None:
    """Mark the paragraphs that a jump stands behind (下转第2版) or before (上接第1版)."""
    prose = sorted((u for u in items if u.kind == "para"), key=lambda u: u.rows[0].start)
    for item in furniture:
        if item.label is not Label.JUMP:
            continue
        if "接" in source.text[item.span.start : item.span.end]:
            after = [u for u in prose if u.rows[0].start >= item.span.end]
            if after:
                after[0].resumed = True
        else:
            before = [u for u in prose if u.rows[-1].end <= item.span.start]
            if before:
                before[-1].onward = True


class _Trimmer:
    """Takes end marks and jumps out of rows and enters them as furniture."""

    def __init__(self, end_marks: frozenset[str], furniture: list[Furniture]) -> None:
        self.end_marks = end_marks
        self.furniture = furniture

    def __call__(self, row: Row) -> tuple[Row, bool]:
        """The row without them, and whether an end mark stood there."""
        ended = False
        m = _THE_END.search(row.text) if "完" in row.text else None
        if m and m.start():
            span = Span(row.start + m.start(), row.start + m.end())
            self.furniture.append(Furniture(Label.ORNAMENT, span))
            row, ended = row.part(0, m.start()), True
        text = row.text
        if len(text) > 2 and text[-1] in self.end_marks:
            body = text[:-1].rstrip(" \u3000")
            if body and body[-1] in "。！？”’）)!?…":
                self.furniture.append(Furniture(Label.ORNAMENT, Span(row.end - 1, row.end)))
                row = row.part(0, len(body))
                row.closed = True
                ended = True
        for at_end in (True, False):
            told = "版" in row.text or "页" in row.text  # most rows are not worth a closer look
            matches = list(_JUMP.finditer(row.text)) if told else []
            m = matches[-1 if at_end else 0] if matches else None
            if m is None:
                break
            whole = (m.end() == len(row.text)) if at_end else (m.start() == 0)
            if whole and m.end() - m.start() < len(row.text):
                self.furniture.append(
                    Furniture(Label.JUMP, Span(row.start + m.start(), row.start + m.end()))
                )
                row = row.part(0, m.start()) if at_end else row.part(m.end(), len(row.text))
        return row, ended


def _undress(row: Row, marks: frozenset[str], kind: str, furniture: list[Furniture]) -> Row:
    """A displayed row without the signs that set it off (●, □, ▲, ##, **), which are furniture.

    `marks` are those of bylines. A byline in brackets loses these too; its words (文/, 通讯员) stay.
    """
    text = row.text
    found = _DRESS.match(text)
    cut = found.end() if found else 0
    told = _ANNOUNCED[kind].match(text, cut) if kind in _ANNOUNCED else None
    cut = told.end() if told else cut
    end = len(text)
    if kind == "byline":
        mark = max((x for x in marks if text.startswith(x)), key=len, default="")
        if len(mark) > cut:
            cut = len(mark) + len(text[len(mark) :]) - len(text[len(mark) :].lstrip("_ \u3000"))
        if marks and not cut and not is_person(row.tight) and is_person(row.tight[1:]):
            cut = 1  # the house's mark, misread for a letter
        bracket = text[cut : cut + 1]
        if bracket and bracket in "（(【[" and bracket not in text[cut + 1 :]:
            cut += 1
            end -= text[-1] in "）)】]"
    behind = _DRESS_BEHIND.search(text, cut, end)
    end = behind.start() if behind else end
    if not cut and end == len(text):
        return row
    for at, to in ((0, cut), (end, len(text))):
        if text[at:to].strip():
            left = at + len(text[at:to]) - len(text[at:to].lstrip())
            span = Span(row.start + left, row.start + at + len(text[at:to].rstrip()))
            furniture.append(Furniture(Label.ORNAMENT, span))
    return row.part(cut, end)


def _finish(source: Source, unit: Unit) -> None:
    """Text and lines of a displayed unit."""
    groups: list[list[Row]] = []
    for row in unit.rows:
        before = groups[-1][-1] if groups else None
        upright = before is not None and len(row.tight) == len(before.tight) == 1
        if before is not None and (
            (unit.kind == "heading" and _wraps(before, first=len(groups[-1]) == 1))
            or (upright and unit.kind in ("title", "heading", "caption"))  # 竖排: a letter a line
        ):
            groups[-1].append(row)
        else:
            groups.append([row])
    unit.lines = tuple(joined(source, group, {}) for group in groups)
    unit.text = joined(source, unit.rows, {})


def _wraps(row: Row, *, first: bool) -> bool:
    """Whether a heading's line is full, so that the next goes on with it; indented ones are narrower."""
    return (
        row.width <= LONG
        and row.width >= row.measure - FULL - 0.7 - (2.0 if first else 0.0)
        and row.width >= 8
    )


def page_marks(source: Source, labelling: Labelling) -> dict[int, Mark]:
    """The mark of each page's beginning, by page index; none for a text of one page."""
    if len(source.pages) < 2:
        return {}
    return {
        k: Mark("pb", str(labelling.printed.get(k, "")), f"raw{page.number}")
        for k, page in enumerate(source.pages)
        if page.number > 0
    }
