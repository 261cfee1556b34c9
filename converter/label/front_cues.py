"""Cues of the front matter and of what is set apart: list of contents, masthead, columns, tables."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence

from converter.chinese.cells import CAPTION, Grid, find_grids, table_words
from converter.chinese.chars import han_count, is_letter_spaced
from converter.chinese.days import is_day_label, month_alone, opens_entry
from converter.chinese.names import is_org
from converter.fields import NAME_TAIL, RowFields, read_fields
from converter.label.cues import names_only
from converter.label.furniture import head_key
from converter.label.scene import Reading, Scene, cue
from converter.labelling import Row
from converter.model import Label
from converter.profile.model import Field, FieldForm, Profile

# --- masthead -------------------------------------------------------------------------------

_COVERS = 0.75  # share of a row's letters that fields have to hold
_LAST = 8  # rows at the end where an imprint may stand: '发送：…', '主编：… （共印150份）'
_WIDEST = 80.0  # em: a nameplate whose lines were joined; running text is longer or has a full stop
_NOTHING = RowFields((), (), 0.0)


@functools.lru_cache(maxsize=16)
def _hints(fields: tuple[Field, ...]) -> tuple[re.Pattern[str], ...]:
    """What a row (without spaces) must have to be worth a closer look: a word, or a form."""
    words = sorted({w for f in fields for w in (*f.labels, *f.words)})
    # Words alone, which begin with some letters only, are looked for at these and nowhere else.
    found = "|".join(map(re.escape, words)) or "(?!)"
    return re.compile(found), re.compile(
        r"@|\d{4}[年/.-]|第.{1,8}期|\d{6}|[a-z.]\d{1,4},?\d{4}|^(?:Issue|No\.|Vol)|[)）]\d"
    )


def fields_of(profile: Profile, row: Row) -> RowFields:
    """The masthead fields of a row that is made of little else; none for running text."""
    return fields_of_rows(profile, [row])[0]


def fields_of_rows(profile: Profile, rows: Sequence[Row]) -> list[RowFields]:
    """The same of each of several rows."""
    words, forms = _hints(profile.masthead)
    out: list[RowFields] = []
    for row in rows:
        found = _NOTHING
        if (
            row.width <= _WIDEST
            and "。" not in row.text
            and (words.search(row.tight) or forms.search(row.tight))
        ):
            found = read_fields(row.text, profile.masthead)
        out.append(found if found.covered >= _COVERS else _NOTHING)
    return out


def repeated_fields(
    rows: Sequence[Row], fixed: Mapping[int, tuple[Label, float]], profile: Profile
) -> list[int]:
    """Of lines that every page repeats, the first that announces fields of the masthead.

    A newspaper prints its editors at the foot of each page: once they are the masthead's; so are its
    name and its date above the first page, where other fields stand beside them.
    """
    out: list[int] = []
    seen: set[str] = set()
    for i in sorted(fixed):
        if fixed[i][0] is not Label.RUNHEAD:
            continue
        found = fields_of(profile, rows[i])
        keys = {f.key for f in found.found if f.told == "label"}
        if keys and not keys & seen:
            seen |= keys
            out.append(i)
    return [*out, *(i for i in _first_heads(rows, fixed, profile) if i not in out)]


_NAMEPLATE = 5  # lines that a newspaper's head has at most: name, date, issue, total, publisher


def _first_heads(
    rows: Sequence[Row], fixed: Mapping[int, tuple[Label, float]], profile: Profile
) -> list[int]:
    """The name and the date that stand above the first page, though later pages repeat them."""
    outside = (Label.SITE, Label.PAGEMARK, Label.PAGENO, Label.ORNAMENT)
    inside = [i for i in range(len(rows)) if i not in fixed or fixed[i][0] not in outside]
    head = [i for i in inside[:_NAMEPLATE] if rows[i].page == rows[inside[0]].page]
    typed = [i for i in head if fields_of(profile, rows[i]).found]
    if not any(i not in fixed for i in typed):
        return []
    heads = [i for i in head if i in fixed and i <= typed[-1]]
    return [
        i for i in heads if i in typed or (rows[i].width <= 14 and han_count(rows[i].tight) >= 2)
    ]


@cue
def front_matter(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """Rows of the contents list and of the masthead."""
    if i in scene.contents_rows:
        yield Label.CONTENTS, "entry", "an entry of the contents list, or its column"
        return
    yield Label.CONTENTS, "elsewhere", "no entry of the contents list"
    if row.page in scene.front:
        yield Label.MASTHEAD, "front-page", "stands beside the contents list"
    found = scene.fields[i]
    if found.found:
        early = i < 12 if scene.pages < 2 else row.page <= 1
        near = sum(
            bool(scene.fields[k].found)
            for k in range(max(0, i - 4), min(len(scene.rows), i + 5))
            if k != i
        )
        late = i >= len(scene.rows) - _LAST and near >= 1
        front = early or row.page in scene.front or near >= 2 or found.labels >= 2
        if len({f.key for f in found.found if f.told == "label"}) >= 2:
            yield Label.MASTHEAD, "labels", "several fields of a masthead in one line"
        form = "label" if found.labels else "typed"
        yield (
            Label.MASTHEAD,
            f"{form}-{'late' if late else 'front' if front else 'inside'}",
            "the form of a masthead field",
        )
        return
    if (row.page in scene.front or i >= len(scene.rows) - _LAST) and _in_text_field(scene, i):
        yield Label.MASTHEAD, "text-goes-on", "goes on with a field of running text"
    above = scene.near(i - 1)
    if above is not None and row.width <= 30 and not row.closed and above.page == row.page:
        last = scene.fields[i - 1].found[-1:]
        if last and last[0].told == "label":
            form_of = scene.profile.field(last[0].key)
            lists = form_of is not None and form_of.form is FieldForm.LIST
            if names_only(row.text) if lists else not names_only(row.text):
                yield Label.MASTHEAD, "below-label", "stands below a masthead field"


def _in_text_field(scene: Scene, i: int) -> bool:
    """Whether the last field announced above, on the same page, is one of running text."""
    for k in range(i - 1, max(-1, i - 12), -1):
        row = scene.rows[k]
        if row.page != scene.rows[i].page or "。" in row.text:
            return False
        last = scene.fields[k].found[-1:]
        if last:
            found = scene.profile.field(last[0].key)
            return last[0].told == "label" and found is not None and found.form is FieldForm.TEXT
    return False


@cue
def nameplate(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """The periodical's title (报头、刊名) above the fields of cover or first page."""
    if row.closed or row.page > 1:
        return
    if _on_cover(scene, i):
        if _LATIN.match(row.text):
            yield Label.MASTHEAD, "latin", "the periodical's name in English or pinyin"
            return
        if _is_story_line(scene, i):
            yield (
                Label.MASTHEAD,
                "story-line",
                "words of a title inside, between the cover's fields",
            )
            return
    if i == 0 and _in_one_line(row):
        yield Label.MASTHEAD, "one-line", "a page's name, the day and the newspaper's name"
        return
    if row.width > 14 or not 2 <= han_count(row.tight) <= 14:
        return
    if re.search(r"[，。、：；！？,:;!?]", row.text) or scene.fields[i].found:
        return
    below = range(i + 1, min(i + 4, len(scene.rows)))
    fields = sum(bool(scene.fields[k].found) for k in below if scene.rows[k].page == row.page)
    if row.tight in scene.names:
        if fields or i == 0:
            yield Label.MASTHEAD, "named", "the text or its running heads name the periodical so"
    elif han_count(row.tight) > 10:
        return
    elif fields and (fields == len(below) or _only_fields_above(scene, i)):
        yield Label.MASTHEAD, "above-fields", "the first words, with fields of a masthead below"
        if NAME_TAIL.search(row.tight):
            yield Label.MASTHEAD, "name-tail", "ends as names of periodicals do"


_DAY = re.compile(r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日")


def _in_one_line(row: Row) -> bool:
    """Whether words side by side are a day, a periodical's name and no sentence.

    '城事 2021年7月24日 星期六 江城晚报 05' heads a page that the source has alone.
    """
    words = row.text.split()
    if not 3 <= len(words) <= 7 or row.width > 40 or re.search(r"[，。、：；！？,:;!?]", row.text):
        return False
    return any(_DAY.match(w) for w in words) and any(
        NAME_TAIL.search(w) and len(w) <= 10 for w in words if not _DAY.match(w)
    )


_LATIN = re.compile(r"^[A-Za-z][A-Za-z &.,'’·-]{3,79}$")
_COVER = 8  # rows of a cover or a nameplate that are looked at


def _on_cover(scene: Scene, i: int) -> bool:
    """Whether a row stands among the first of its page, with nameplate and fields around it."""
    page = scene.rows[i].page
    above, k = 0, i
    while k > 0 and scene.rows[k - 1].page == page:
        k -= 1
        above += 1
        line = scene.rows[k]
        if above > _COVER or line.closed or line.width > 40 or "，" in line.text:
            return False
    if not above:
        return False
    named = any(scene.fields[n].found or scene.rows[n].tight in scene.names for n in range(k, i))
    below = [n for n in range(i + 1, min(i + 5, len(scene.rows))) if scene.rows[n].page == page]
    return named and any(scene.fields[n].found for n in below)


def _is_story_line(scene: Scene, i: int) -> bool:
    """Whether a line of the cover has the words of a title that stands further on."""
    words = scene.rows[i].tight
    return (
        han_count(words) >= 5
        and not scene.fields[i].found
        and any(words in entry.words or entry.words in words for entry in scene.contents.entries)
    )


def _only_fields_above(scene: Scene, i: int) -> bool:
    """Whether a row is its page's first, or only fields (and its own words) stand above it."""
    words = scene.rows[i].tight
    for k in range(i - 1, max(-1, i - 4), -1):
        row = scene.rows[k]
        if row.page != scene.rows[i].page:
            return True
        if not (scene.fields[k].found or words in row.tight):
            return False
    return i <= 3


# --- columns --------------------------------------------------------------------------------

DRESSED = re.compile(
    r"^(?:【[^【】]{2,14}】|〖[^〖〗]{2,14}〗|\[[\u4e00-\u9fff ]{2,14}\]|([◆◇■●★☆▌▍|｜※])[ ]?[^◆◇■●★☆|｜]{2,14}[ ]?\1)$"
)


_SIGNED = re.compile(r"^[■◆●★▌▍◎◇☆※▪][ ]?[\u4e00-\u9fff ]{2,16}$")


# Last words of columns' names (栏目名): 职工园地, 管理论坛, 要闻聚焦; 卷首语 and 大事记 are names alone.
_NAMED = re.compile(
    r"^(?:卷首语|编者按|要闻|深度|综合|时政|评论|言论|文讯|简讯|快讯|短讯|荣誉榜|光荣榜|公告栏|曝光台|大家谈|资料室|"
    r"(?:特别|本期|热点)(?:关注|报道|策划)|(?:史海|文史)(?:钩沉|拾遗)|口述(?:历史|史)|[\u4e00-\u9fff]{2,4}(?:前沿|科普|来信|视点|驿站|短波|警示|解读|家园|春秋|"
    r"园地|论坛|聚焦|动态|之窗|天地|寄语|手记|随笔|漫步|风采|观察|副刊|文苑|"
    r"讲堂|要闻|纵横|广角|速递|视点|视窗|专栏|特稿|茶座|信箱|拾零|撷英|集锦|心语|之声|空间|在线|花絮|快讯|简讯|一线))$"
)


@cue
def column_head(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """The printed name of a column (栏目) on a line of its own."""
    if row.width > 24 or row.closed or row.page in scene.front:
        return
    if DRESSED.match(row.text) and not names_only(row.text.strip("【】〖〗[]◆◇■●★☆")):
        yield Label.COLUMN, "dressed", "set between ornaments, as a column's head is"
    elif (
        is_letter_spaced(row.text)
        and 2 <= len(row.tight) <= 14
        and not re.search(r"[，。、,]", row.text)
    ):
        yield (
            Label.COLUMN,
            "spaced-top" if row.top <= 1 else "spaced",
            "letters spaced out, as heads of columns are",
        )
    elif _SIGNED.match(row.text) and not names_only(row.text[1:]) and not is_org(row.text[1:]):
        yield Label.COLUMN, "signed", "opens with an ornament, as a column's head does"
    elif _NAMED.match(row.tight) and (not is_org(row.tight) or row.tight.endswith("驿站")):
        after = scene.near(i + 1)
        before = scene.near(i - 1)
        below = after is not None and after.page == row.page and not after.closed
        opens = (
            before is None
            or before.page != row.page
            or before.closed
            or not before.full
            or before.text[-1] in "）)】]"
            or i in scene.stacks
        )
        if below and opens:
            yield Label.COLUMN, "common", "ends as names of columns do"
    if i in scene.head_places:
        yield Label.COLUMN, "place", "stands where other pages have the names of columns"
        yield Label.TITLE, "place", "stands where other pages have the names of columns"
    if scene.has_column(row):
        yield Label.COLUMN, "profile", "the profile names this column"
    elif head_key(row.tight) in scene.heads:
        yield Label.COLUMN, "listed", "the contents list has this column"


# --- chronicles -----------------------------------------------------------------------------


@cue
def entry_label(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """A day, or △, on a line of its own among others of its kind: it opens an entry."""
    if row.width > 14 or not is_day_label(row.tight):
        return
    others = 0
    for k in range(max(0, i - 30), min(len(scene.rows), i + 31)):
        others += k != i and opens_entry(scene.rows[k].text)
    if others >= 2:
        yield Label.BODY, "among-others", "an entry's label, as other lines here"
        yield Label.HEADING, "among-others", "an entry's label, as other lines here"
        yield Label.BYLINE, "among-others", "an entry's label, as other lines here"


@cue
def entry_month(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """A month and nothing else ('一月') above a day: the heading of its entries."""
    if row.width > 9 or not month_alone(row.tight)[1]:
        return
    below = scene.near(i + 1)
    if below is not None and opens_entry(below.text):
        yield Label.HEADING, "above-day", "a month, and a day of it follows"
        yield Label.BODY, "above-day", "a month, and a day of it follows"


_CHRONICLE = re.compile(r"(?:大事记|大事|纪事|记事|要事|日志|动态)[】》）)]?$")


@cue
def chronicle_title(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """…大事记 above the first day: the title of a chronicle."""
    if row.width > 24 or row.closed or not _CHRONICLE.search(row.tight):
        return
    below = [scene.near(i + k) for k in (1, 2)]
    if any(r is not None and opens_entry(r.text) for r in below):
        yield Label.TITLE, "above-entries", "names a chronicle, and a day follows"


# --- tables ---------------------------------------------------------------------------------

_NUMBER = re.compile(r"^[-+−]?\d[\d,]*(?:\.\d+)?[%％‰]?$|^[-—–/]+$")


def numeric_cells(text: str) -> tuple[int, int]:
    """How many words of a row are numbers, and how many words it has."""
    words = text.split()
    return sum(1 for w in words if _NUMBER.match(w)), len(words)


@cue
def table(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """Rows of numbers, and the short rows around them that head their columns."""
    place = scene.table_rows.get(i)
    if place == "caption" and any(entry.words == row.tight for entry in scene.contents.entries):
        return  # an article of a table alone: the contents list has its title
    if place is not None:
        yield Label.TABLE, place, "a table's name" if place == "caption" else "a cell of a table"
        return
    note = row.text[0] in "（("  # whose table it is: '（据县统计局年报整理）'
    if i - 1 in scene.table_rows and row.width > 12 and _is_text(row) and not note:
        yield Label.BODY, "between", "a line of text between a table's rows"
    if row.page not in scene.table_pages or row.page in scene.grid_pages:
        return
    numbers, words = numeric_cells(row.text)
    if numbers >= 2 and numbers >= words - 1:
        yield Label.TABLE, "numbers", "a row of numbers"
    elif row.width <= 14 and not row.closed and _near_numbers(scene, i):
        yield Label.TABLE, "head-cell", "short, on a page of numbers"
    elif (
        not row.closed
        and re.search(r"情况|一览|统计|[表]$|单位[:：]", row.text)
        and row.width <= 34
    ):
        yield Label.TABLE, "head", "names the table"


def _near_numbers(scene: Scene, i: int) -> bool:
    """Whether a row of numbers stands within a dozen rows, short ones all the way."""
    for step in (1, -1):
        for k in range(1, 24):
            row = scene.near(i + step * k)
            if row is None or row.page != scene.rows[i].page or row.closed or row.width > 24:
                numbers, words = numeric_cells(row.text) if row is not None else (0, 1)
                if numbers >= 2 and numbers >= words - 1:
                    return True
                break
            numbers, words = numeric_cells(row.text)
            if numbers >= 2 and numbers >= words - 1:
                return True
    return False


def table_pages(rows: Sequence[Row]) -> frozenset[int]:
    """Pages with at least four rows of two or more numbers."""
    count: dict[int, int] = {}
    for row in rows:
        numbers, words = numeric_cells(row.text)
        if numbers >= 2 and numbers >= words - 1:
            count[row.page] = count.get(row.page, 0) + 1
    return frozenset(p for p, n in count.items() if n >= 4)


def table_rows(rows: Sequence[Row]) -> dict[int, str]:
    """Rows of simple tables by index: 'cell' or 'caption'."""
    out: dict[int, str] = {}
    for grid in grids_of(rows):
        out.update(dict.fromkeys(grid.rows, "cell"))
        out.update(dict.fromkeys(grid.caption, "caption"))
    return out


def grids_of(rows: Sequence[Row]) -> list[Grid]:
    """The simple tables in rows; words of a cell are (index of the row, word of it)."""
    if sum(row.text[-1].isdecimal() for row in rows) < 3:
        return []
    return find_grids(
        [
            None
            if row.closed
            or row.width > 60
            or (row.width > 12 and _is_text(row) and not _CELLS.search(row.text))
            or _NO_CELLS.match(row.text)
            else [row.text[a:b] for a, b in table_words(row.text)]
            for row in rows
        ]
    )


# A page's number, a credit: (执笔：杜洁), — 7 —.
_NO_CELLS = re.compile(
    r"^[-—–·•|~] ?\d{1,3} ?[-—–·•|~]$|^第 ?\d+ ?[页版]$|^[(（][^()（）]{4,}[)）]$"
)
# '其中：税收收入         亿元     3.19         9.1'
_CELLS = re.compile(r"[ \u3000]{2,}[-+−]?\d[\d,.]*%?[ \u3000]{2,}[-+−]?\d[\d,.]*%?$")
# Heads of columns without a space between: 参测人数优秀人数优良率(%).
_UNITS = re.compile(r"[\u3400-\u9fff][(（](?:[%％‰]|[\u3400-\u9fff/]{1,4})[)）](?![^(（]*[。！？])")
_COMMA = re.compile("[，。；、：]|,(?!\\d)")


def _is_text(row: Row) -> bool:
    """Whether a row reads like a line of text and not like cells or a table's name."""
    return bool(_COMMA.search(row.text)) or (
        " " not in row.text
        and not CAPTION.search(row.tight)
        and not (row.width <= 36 and _UNITS.search(row.tight))
    )
