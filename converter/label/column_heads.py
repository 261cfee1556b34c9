"""Columns (栏目) by their heads: those right above a title, and those that run along pages' edges."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from converter.chinese.chars import has_han, tight
from converter.label.furniture import head_key
from converter.labelling import Labelled, Row, column_key, column_name
from converter.model import FURNITURE, Evidence, Label
from converter.patterns import late

_LONGEST = 14  # letters of a column's name
_SEVERAL = 3  # pages
_FEW = 0.6  # share of the pages on which a column runs at most; a periodical's own name has more
_NO_NAME = late(
    r"[《》，。：:；（(]|[年月]|第.+[期版页]|总第|星期|编辑|责编|美编|版式|校对|组版|电话|邮箱|投稿"
)
_BETWEEN = late(r"[ \u3000]*[·•|｜/][ \u3000]*")  # 人物 · 综合: two columns of one page
_HEADS = frozenset({Label.RUNHEAD, Label.COLUMN})
_ABOVE = Label.TITLE, Label.BYLINE


def heads_above(rows: Sequence[Labelled], names: AbstractSet[str]) -> dict[int, Evidence]:
    """Rows taken for running heads, by index, that head the article right below: a column's name.

    `names` are those of the periodical, whose running head may stand above a title too.
    """
    above: list[int] = []
    count: Counter[str] = Counter()
    pages: dict[str, set[int]] = defaultdict(set)
    own = names, _plate(rows)
    below = Label.UNKNOWN
    for i in range(len(rows) - 1, -1, -1):
        item = rows[i]
        loose = item.label is Label.UNKNOWN and item.second is not Label.COLUMN
        key = column_key(item.row.text) if _may_head(item) and not loose else ""
        if key and _is_name(item.row.text, *own):
            count[key] += 1
            pages[key].add(item.row.page)
            if below in _ABOVE:
                above.append(i)
        if item.label not in FURNITURE and not (below in _ABOVE and _is_number(item)):
            below = item.label if item.begins else Label.UNKNOWN
    every = len({item.row.page for item in rows})
    heading = Counter(column_key(rows[i].row.text) for i in above)
    word = Evidence("near", Label.COLUMN, 1.0, "it stands right above a title")
    return {
        i: word
        for i in above
        if 2 * heading[key := column_key(rows[i].row.text)] >= count[key]
        and (every < _SEVERAL or _runs(pages[key], every))
    }


def _runs(pages: AbstractSet[int], every: int) -> bool:
    """Whether a head may be a column's by its pages: few of all, and if several one after the other."""
    near = len(pages) < _SEVERAL or max(pages) - min(pages) <= len(pages)
    return near and len(pages) <= _FEW * every


def _plate(rows: Sequence[Labelled]) -> str:
    """The letters of the masthead: the periodical's name and its publisher's stand there."""
    return "\n".join(item.row.tight for item in rows if item.label is Label.MASTHEAD)


def _may_head(item: Labelled) -> bool:
    """Whether a row is taken for a running head, or would be if it came again."""
    return item.label is Label.RUNHEAD or (item.label is Label.UNKNOWN and item.second in _HEADS)


def _is_number(item: Labelled) -> bool:
    """Whether a short line of text right above a title may be a document's number (市政发〔2025〕9号)."""
    row = item.row
    return (
        item.label is Label.BODY and item.begins and not row.closed and 2 * row.width < row.measure
    )


def _is_name(text: str, names: AbstractSet[str], plate: str) -> bool:
    name = column_name(text)
    key = column_key(text)
    fits = 2 <= len(key) <= _LONGEST and has_han(key) and not _NO_NAME.search(name)
    return fits and key not in names and key not in plate and tight(text) not in names


def heads_of_pages(
    rows: Sequence[Labelled],
    known: AbstractSet[str],
    names: AbstractSet[str],
    printed: str,
    *,
    told: bool,
) -> dict[int, str]:
    """Columns by page, told by the heads that run along the pages' edges.

    `known` are keys of columns that a list or the profile names; `names` those of the periodical;
    `printed` is the source as it is printed.
    A head that nothing else names is a column where it stands on a few pages that follow each other
    and others do so too; not where the columns are `told`.
    """
    known = known | {column_key(item.row.text) for item in rows if item.label is Label.COLUMN}
    site = {column_key(item.row.text) for item in rows if item.label is Label.SITE}
    plate = _plate(rows)
    found: dict[int, dict[str, str]] = defaultdict(dict)
    pages: dict[str, set[int]] = defaultdict(set)
    for page, text, repeated in _at_edges(rows, printed):
        parts = _BETWEEN.split(text)
        for part in parts if all(column_key(p) in known for p in parts) else [text]:
            key = column_key(part)
            if _is_name(part, names, plate):
                found[page][key] = part
                if repeated and key not in site:
                    pages[key].add(page)
    every = len({item.row.page for item in rows})
    running = {
        key for key, at in pages.items() if len(at) <= _FEW * every and max(at) - min(at) <= len(at)
    }
    if told or len(running | known) < 2:
        running = set()
    out = {}
    for page, heads in found.items():
        mine = [text for key, text in heads.items() if key in known]
        mine = mine or [text for key, text in heads.items() if key in running]
        if len(mine) == 1:
            out[page] = mine[0]
    return out


def _at_edges(rows: Sequence[Labelled], printed: str) -> Iterator[tuple[int, str, bool]]:
    """Heads at the pages' edges: the page, its words, whether they may be a column by repetition alone.

    A head set vertically stands letter by letter; it is one. A newspaper page's name is no column's.
    """
    inner: dict[int, tuple[int, int]] = {}  # first and last row of each page's own text
    for i, item in enumerate(rows):
        if item.label not in FURNITURE and item.label not in _HEADS and not _may_head(item):
            first, _ = inner.get(item.row.page, (i, i))
            inner[item.row.page] = (first, i)
    strip: list[Row] = []
    for i, item in enumerate(rows):
        row = item.row
        first, last = inner.get(row.page, (i, i))
        outside = i <= first or i >= last
        letter = item.label is Label.RUNHEAD and len(row.tight) == 1 and has_han(row.tight)
        if strip and (not letter or strip[0].page != row.page):
            yield strip[0].page, "".join(printed[r.start : r.end] for r in strip), True
            strip = []
        text = printed[row.start : row.end]
        if letter:
            strip.append(row)
        elif item.label is Label.RUNHEAD:
            yield row.page, text, all(e.cue != "sheet_head" for e in item.evidence)
        elif _may_head(item) and outside:
            yield row.page, text, False
        elif item.label is Label.COLUMN and outside:
            own = (after.label for after in rows[i + 1 :] if after.label not in FURNITURE)
            if next(own, Label.UNKNOWN) not in (*_ABOVE, Label.COLUMN):  # else what is below is its
                yield row.page, text, True
    if strip:
        yield strip[0].page, "".join(printed[r.start : r.end] for r in strip), True


def part_heads(rows: Sequence[Row], keys: AbstractSet[str]) -> list[Row]:
    """Rows that open with a column's name and go on behind a blank, as two rows each.

    '管理论坛 真抓实干 激发内生新动能': lines that a tool joined. `keys` are the columns' (`head_key`);
    an entry of a contents list ends with its page and is left.
    """
    out: list[Row] = []
    for row in rows:
        cut = 0
        open_line = not row.closed and row.width <= _LINE and not row.text[-1].isdecimal()
        blanks = list(_BLANKS.finditer(row.text))[:4] if open_line else []
        if blanks and head_key(row.tight) not in keys:  # 卷 首 语 JUANSHOUYU is one whole
            for m in blanks:
                if head_key(tight(row.text[: m.start()])) in keys and not _PAGE.match(
                    row.text, m.end()
                ):
                    cut = m.end()
        out += [row.part(0, cut), row.part(cut, len(row.text))] if cut else [row]
    return out


_LINE = 60.0  # em: a printed line, or two joined ones
_PAGE = late(r"\W*第?[ ]?\d+[ ]?[页版期]?\W*$")
_BLANKS = late(r"[ \u3000]+")
