"""From labelled rows to the stream of units: lines joined, paragraphs made, page turns kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from converter.assemble.units import Unit
from converter.assemble.wrap import (
    LONG,
    edge_odds,
    habits,
    indent_of,
    joined,
    paragraphs,
    rejoined_punctuation,
    split_rejoined,
)
from converter.chinese.chars import THE_END
from converter.chinese.numbers import ordinal
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
from converter.settled import NOTHING, Settled

# Each run of spaces is tried once, from its beginning: a line may hold 200,000 of them.
_JUMP = re.compile(
    r"(?<![ \u3000])[ \u3000]*[（(【\[][ \u3000]*(?:下转|上接|转|接)[ \u3000]*第?[ \u3000]*[A-Z]?[\d一二三四五六七八九十]+[ \u3000]*[版页][^（）()【】\[\]]{0,12}[)）】\]]"
    r"|(?<![ \u3000])[ \u3000]*(?:▶|►|>>|→)?[ \u3000]*(?:下转|上接)[ \u3000]*第?[ \u3000]*[A-Z]?[\d一二三四五六七八九十]+[ \u3000]*版"
)
_THE_END = re.compile(rf"(?<![ \u3000])[ \u3000]*{THE_END.pattern}")
_MARKUP = re.compile(r"^#{1,6}[ \t]+|[ \t]+#{1,6}$")

# What announces a byline and is no part of it, as a mark is none (文/, 作者：), brackets included.
_BYLINE_WORDS = re.compile(
    r"^[（(【\[]?[ \u3000]*(?:[图文]+[ \u3000]*[、/／|·:：][ \u3000]*(?:[图文][ \u3000]*[/／|:：])?|(?:作者|撰稿人?|撰文|执笔人?|供稿)[ \u3000]*[:：/／|]|作者[ \u3000]+)[ \u3000]*"
)

# 文/韩立明 图/苏畅, 文/图 本刊记者 …: whose the text is and whose the pictures, said with each other.
_SHARED_WORK = re.compile(
    r"[（(【\[]?[ \u3000]*(?:文[ \u3000]*[、/／][ \u3000]*图|图[ \u3000]*[、/／][ \u3000]*文|"
    r"(?:文字?|口述|采写)[ \u3000]*[/／:：][^/／:：]{2,16}[ \u3000](?:图片?|摄影|整理|供图)[ \u3000]*[/／:：])"
)

_STANZA = 6.0  # log-odds that a stanza begins, and ends, a paragraph

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

    `paged`: paragraphs run on across titles, captions and page turns, as they do in an issue whose
    pages follow each other; otherwise displayed lines cut them, and joining is decided later.
    """
    furniture: list[Furniture] = []
    masthead: list[Row] = []
    decisions: list[Decision] = []
    content: list[Labelled] = []
    for item in labelling.rows:
        if item.label is Label.ORNAMENT and content:
            content[-1].ends = True  # an end mark on a line of its own
        if item.label in FURNITURE:
            furniture.append(Furniture(item.label, Span(item.row.start, item.row.end)))
        elif item.label is Label.MASTHEAD:
            masthead.append(item.row)
        elif item.label is not Label.CONTENTS:
            content.append(item)
        span = Span(item.row.start, item.row.end)
        chosen = (item.label, item.second, item.margin)
        decisions.append(Decision("label", span, *chosen, item.evidence))
    turns = page_marks(source, labelling)
    trim = _Trimmer(labelling.end_marks, furniture)
    punctuation = rejoined_punctuation([c.row for c in content])
    listed = [e.words for e in labelling.contents.entries if len(e.words) > 1]
    indent = indent_of([c.row for c in content if c.label is Label.BODY])
    items: list[Unit] = []
    run: list[tuple[Row, bool]] = []  # body rows of one run, and whether the article ended there
    headed: set[int] = set()  # where body rows begin that follow a title or a column's name
    titled = False

    def flush() -> None:
        rows = [row for row, _ in run]
        over = {id(row) for row, ended in run if ended}
        for part in _parts(rows, over):
            groups = (
                [part]
                if part[0].verse
                else _whole(part, settled)
                if not paged and any(row.width > LONG for row in part)
                else paragraphs(part, habits(part, indent, settled, headed), decisions)
            )
            items.extend(_para(source, group, over, turns) for group in groups)
        run.clear()

    for item in content:
        row = item.row
        if not paged and run and (run[-1][0].page != row.page or run[-1][0].block != row.block):
            flush()
        if item.label is Label.BODY:
            row, ended = trim(row)
            ended = ended or item.ends
            if titled:
                headed.add(row.start)
                titled = False
            pieces = split_rejoined(row, punctuation, decisions, settled)
            for piece in pieces[:-1]:
                run.append((piece, False))
                flush()
            run.append((pieces[-1], ended))
            continue
        kind = _KINDS.get(item.label, "unknown")
        titled = titled or kind in ("title", "column")
        table = _open_table(items, item) if kind == "table" else None
        if table is not None:
            table.rows.append(row)
            continue
        if kind in ("heading", "credit", "table", "unknown", "jump") or not paged:
            if not (kind == "caption" and not paged and _mid(run)):
                flush()
        row, ended = trim(row)
        row, hint = _unmark(row, item, labelling.byline_marks, kind, furniture)
        if not row.text:
            continue
        goes_on = _continues(items, item, kind)
        if not goes_on or _parted(items[-1], run) or _opens_title(items[-1], row, listed):
            items.append(Unit(kind, raw=row.page, hint=hint))
        items[-1].rows.append(row)
        items[-1].margin = item.margin
    flush()
    for unit in items:
        if unit.kind != "para":
            _finish(source, unit)
    items.sort(key=lambda u: u.rows[0].order)
    for index, unit in enumerate(items):
        unit.index = index
        unit.raw, unit.last = unit.rows[0].page, unit.rows[-1].page
    _jumps(source, items, furniture)
    return Stream(items, furniture, masthead, decisions)


def _open_table(items: Sequence[Unit], item: Labelled) -> Unit | None:
    """The table that goes on with a cell, where the text beside it was printed between its rows."""
    if not any(e.cue == "table" and e.reason.startswith("a cell") for e in item.evidence):
        return None
    for unit in reversed(items[-6:]):
        if unit.kind == "table":
            last = unit.rows[-1]
            near = item.row.order - last.order <= 40 and item.row.page - last.page <= 1
            return unit if near else None
        if unit.kind == "title":
            return None
    return None


def _whole(rows: Sequence[Row], settled: Settled) -> list[list[Row]]:
    """Rows that are whole paragraphs or fragments, one each but where a person joins two."""
    groups: list[list[Row]] = []
    for row in rows:
        above = groups[-1][-1] if groups else row
        spans = Span(above.start, above.end), Span(row.start, row.end)
        word = settled.seam(*spans, long=True) if settled and groups else None
        if word is not None and not word[0]:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


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


def _mid(run: Sequence[tuple[Row, bool]]) -> bool:
    """Whether the last body row breaks off in mid-sentence."""
    return bool(run) and not run[-1][0].closed


def _parts(rows: Sequence[Row], over: set[int]) -> Iterator[list[Row]]:
    """A run cut where an article's end mark stands, and before and behind each stanza of verse."""
    part: list[Row] = []
    for row in rows:
        if part and part[-1].verse != row.verse:
            yield part
            part = []
        part.append(row)
        if id(row) in over:
            yield part
            part = []
    if part:
        yield part


def _para(source: Source, group: list[Row], over: set[int], turns: dict[int, Mark]) -> Unit:
    starts, ends = (_STANZA, _STANZA) if group[0].verse else edge_odds(group)
    ended = id(group[-1]) in over
    return Unit(
        "para",
        joined(source, group, turns),
        rows=group,
        starts=starts,
        ends=8.0 if ended else ends,
        ended=ended,
    )


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


def _unmark(
    row: Row, item: Labelled, marks: frozenset[str], kind: str, furniture: list[Furniture]
) -> tuple[Row, str]:
    """A displayed row without its mark (●, □, ▲, #), which is furniture; and the mark.

    `row` is the item's, or what is left of it; `marks` are those of bylines.
    """
    cut = 0
    m = _MARKUP.match(row.text)
    if m:
        cut = m.end()
    elif kind == "byline":
        mark = max((x for x in marks if row.text.startswith(x)), key=len, default="")
        cut = len(mark)
        while mark and cut < len(row.text) and row.text[cut] in "_ \u3000":
            cut += 1
        if not mark and 3 <= len(row.tight) <= 4 and row is item.row and _worn(item):
            cut = 1
        m = _BYLINE_WORDS.match(row.text, cut)
        if m and m.end() < len(row.text) and not _SHARED_WORK.match(row.text, cut):
            cut = m.end()
        elif not cut and row.text[0] in "（(【[":
            cut = 1
        if (
            cut
            and row.text[-1] in "）)】]"
            and "（" not in row.text[cut:]
            and "(" not in row.text[cut:]
        ):
            furniture.append(Furniture(Label.ORNAMENT, Span(row.end - 1, row.end)))
            row = row.part(0, len(row.text) - 1)
    elif kind == "caption" and row.text[0] in "▲▼△▽◀▶↑↓←→●■◆":
        cut = 1
    if not cut:
        return row, ""
    hint = row.text[:cut].strip()
    furniture.append(
        Furniture(Label.ORNAMENT, Span(row.start, row.start + len(row.text[:cut].rstrip())))
    )
    return row.part(cut, len(row.text)), hint


def _worn(item: Labelled) -> bool:
    """Whether the byline's first letter was taken for a misread mark."""
    return any(e.cue == "worn_byline_mark" and e.weight > 0 for e in item.evidence)


def _continues(items: list[Unit], item: Labelled, kind: str) -> bool:
    """Whether a displayed row goes on with the unit before it."""
    if not items or items[-1].kind != kind:
        return False
    last = items[-1].rows[-1]
    row = item.row
    if kind == "table":
        return True
    if kind == "byline":
        return any(e.cue == "byline_rest" and e.reading == Label.BYLINE for e in item.evidence)
    if last.page != row.page or kind in ("column", "unknown"):
        return False
    if kind == "title":
        return len(items[-1].rows) < 5 or len(row.tight) == len(last.tight) == 1
    if kind == "heading":
        return ordinal(row.text) is None and len(items[-1].rows) < 3
    if kind == "caption":
        return any(e.cue == "caption" and e.reason.startswith("ends what") for e in item.evidence)
    if kind == "credit":
        return (last.text[0] in "（(" and last.text[-1] not in "）)") or any(
            e.cue == "credit" and e.reason.startswith("closes") for e in item.evidence
        )
    return False


def _parted(unit: Unit, run: Sequence[tuple[Row, bool]]) -> bool:
    """Whether text that comes to its end stands behind a title: the next one is another's.

    Items of news, each a title and a paragraph; a title whose lines the order of columns set apart
    has text between them that breaks off.
    """
    if unit.kind != "title":
        return False
    between = [row for row, _ in run if row.order > unit.rows[-1].order]
    return bool(between) and between[-1].closed


def _opens_title(unit: Unit, row: Row, listed: Sequence[str]) -> bool:
    """Whether a title's line below a title is another article's: two heads side by side on the sheet.

    A title that the list has is whole, and a line with which another of its titles begins is not the
    rest of it; behind a sub-title (——…) nothing but its own few last letters goes on.
    """
    if unit.kind != "title":
        return False
    words = "".join(r.tight for r in unit.rows)
    if any(words.endswith(title) for title in listed):
        rest = [title for title in listed if not words.endswith(title)]
        if any(t == row.tight or (len(row.tight) >= 4 and t.startswith(row.tight)) for t in rest):
            return True
    last = unit.rows[-1]
    dashed = len(unit.rows) > 1 and last.text[0] in _DASHES
    return dashed and row.text[0] not in _DASHES and row.width > 0.6 * last.width


_DASHES = "—–―"


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
