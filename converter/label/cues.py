"""Cues: what a row's words and place say about what it is.

A cue is a generator that looks at one row in its context and yields evidence: (reading, weight in
log-odds, reason). It never decides; the decoder does. Weights stand in `weights.py` under the
cue's name. Order of definition is order of run.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from converter.chinese import forms
from converter.chinese.chars import CLOSERS, OPENERS, THE_END, han_count
from converter.chinese.days import opens_entry
from converter.chinese.latin import sentence_goes_on
from converter.chinese.names import is_org, is_person, is_post
from converter.chinese.numbers import ordinal
from converter.label.scene import Reading, Scene, cue
from converter.labelling import FULL, LEAD, Row
from converter.model import Label

# --- words ----------------------------------------------------------------------------------

_INNER_STOP = re.compile(rf"[。！？；](?![{re.escape(CLOSERS)}]*$)")
_COMMAS = re.compile(r"[,，]")


@cue
def sentence(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """Punctuation: running text has stops, displayed lines have none."""
    if row.closed:
        last = row.text.rstrip(CLOSERS)[-1:]
        yield (
            Label.BODY,
            "closed" if last == "。" else "closed-soft",
            "ends with sentence-final punctuation",
        )
    elif row.text[-1:] in OPENERS or row.text[-1:] in ",，、;；:：—":
        yield Label.BODY, "open-mark", "ends with a mark that goes on"
    if _INNER_STOP.search(row.text):
        yield Label.BODY, "inner-stop", "a sentence ends inside"
    elif len(_COMMAS.findall(row.text)) >= 2:
        yield Label.BODY, "commas", "commas as in running text"
    if row.text[0] in "，。、；：！？,.;:!?)）》”’」%％":
        yield Label.BODY, "starts-closing", "begins with a mark that only goes on"


@cue
def measure(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """Width against the column's: body fills it, displayed lines fall short or stick out."""
    if scene.paragraphs or (scene.rejoined and not row.block):
        if row.width > 45:
            yield Label.BODY, "long", "as long as a paragraph"
        elif row.width <= 30 and not row.closed and row.text[-1] not in ",，、;；:：":
            yield Label.TITLE, "short-alone", "short, as displayed lines are"
            yield Label.HEADING, "short-alone", "short, as displayed lines are"
            if not _COMMAS.search(row.text):
                yield Label.BODY, "short-alone", "too short for a paragraph, and no sentence ends"
            else:
                yield Label.BODY, "comma", "a comma, as in running text"
            if row.width > 15:
                yield Label.TITLE, "long-line", "longer than headings are"
                yield Label.HEADING, "long-line", "longer than headings are"
        return
    if row.joint:
        yield Label.BODY, "full", "a part of a printed line that fills its column"
        return
    if row.width > row.measure + 3 and row.measure > 8:
        yield Label.BODY, "overwide", f"sticks out of a column of {row.measure:.0f} em"
    elif row.full and row.width <= row.measure + FULL:
        yield Label.BODY, "full", f"fills a column of {row.measure:.0f} em"
    elif row.indented and reads_like_text(row):
        yield Label.BODY, "indented", "as wide as an indented line that fills its column"
    elif row.width < 0.8 * row.measure and not row.closed and not row.indented:
        before, after = scene.near(i - 1), scene.near(i + 1)
        if (before is None or before.closed or not before.full) and after is not None:
            yield Label.HEADING, "short", "short and without a stop"
        yield Label.BODY, "short-open", "short, yet no sentence ends here"


@cue
def seam(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """A word broken at the line's end: the line goes on below."""
    after = scene.near(i + 1)
    if row.closed or after is None or after.page != row.page or not after.tight:
        return
    if any(scene.heading_runs.get(i - k, (0, 0.0))[0] > k for k in range(3)):
        return
    if after.indented and reads_like_text(after) and not (row.full or row.indented or row.joint):
        return  # a paragraph begins below: '…炼出真本领' and '报告指出，…'
    if sentence_goes_on(row.text, after.text):
        for kind in (Label.HEADING, Label.CAPTION, Label.BODY):
            yield kind, "latin-goes-on", "a sentence goes on over the line's end"
    pair = row.tight[-1] + after.tight[0]
    if han_count(pair) == 2 and scene.is_word(pair):
        yield Label.HEADING, "goes-on", f"{pair} is a word over the line's end"
        yield Label.CAPTION, "goes-on", f"{pair} is a word over the line's end"
        if row.full or row.indented:
            yield Label.BODY, "goes-on", f"{pair} is a word over the line's end"


@cue
def goes_on(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """A sentence that is open above goes on below: what stands between is no heading."""
    before = scene.near(i - 1)
    if before is None:
        return
    whole = scene.rejoined and not row.block
    if whole and not row.closed:
        return
    if (
        before.full
        and before.width <= before.measure + 3
        and not before.closed
        and reads_like_text(before)
    ):
        yield Label.HEADING, "after-open", "stands inside a sentence"
        if row.page == before.page:
            yield Label.BODY, "after-open", "the line above breaks off"
    elif before.closed:
        yield Label.HEADING, "after-closed", "the line above ends a sentence"


@cue
def lead(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """Where the source has kept its paragraphs' indents, a line with one or without tells."""
    above = scene.near(i - 1)
    if row.lead is None or above is None or row.width > 52:
        return
    if row.far:
        yield Label.BODY, "far", "begins farther right than paragraphs do"
    elif row.lead >= LEAD:
        yield Label.BODY, "indented", "begins with the blanks of an indent"
    elif above.closed and not above.full and above.page == row.page and not opens_entry(row.text):
        yield Label.BODY, "flush", "a line below a paragraph's end that has no indent"


def reads_like_text(row: Row) -> bool:
    """Whether a row reads like running text."""
    return bool(_COMMAS.search(row.text) or "。" in row.text or "、" in row.text or row.width >= 14)


# --- headings -------------------------------------------------------------------------------


@cue
def numbered(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """一、 (一) 1. of a short displayed line; with running text behind it the opening is run in."""
    if ordinal(row.text) is None:
        return
    run = scene.heading_runs.get(i)
    if run is not None:
        yield Label.HEADING, "displayed", "a numbered line of its own"
    else:
        yield Label.BODY, "run-in", "a numbered opening with its text behind it"


@cue
def heading_line(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """Second and third lines of a numbered heading that wraps."""
    for k in (1, 2):
        run = scene.heading_runs.get(i - k)
        if run is not None and run[0] > k:
            yield Label.HEADING, "continued", "goes on with the heading above"
            return


def heading_runs(scene: Scene) -> dict[int, tuple[int, float]]:
    """Numbered headings by their first row: how many rows they take, and how sure that is.

    The heading is over where a row falls short of the column or the next row is indented; a stop
    before that makes it a run-in opening ('(一)头雁领航,…。领导班子…').
    """
    out: dict[int, tuple[int, float]] = {}
    for i, row in enumerate(scene.rows):
        if ordinal(row.text) is None:
            continue
        if scene.paragraphs:
            if row.width <= 40 and not row.closed and not _INNER_STOP.search(row.text):
                out[i] = (1, 1.0)
            continue
        total = 0.0
        for k in range(3):
            line = scene.near(i + k)
            if line is None or line.page != row.page or (k and ordinal(line.text)):
                break
            if _INNER_STOP.search(line.text) or (
                line.closed and line.text.rstrip(CLOSERS)[-1:] == "。"
            ):
                break
            total += line.width
            if total > 48:
                break
            # Heading lines are indented like a paragraph's first line, some publications indent
            # every line of them; so a first line is short only beyond that.
            short = line.width < line.measure - (FULL if k else 2.0 + FULL)
            after, then = scene.near(i + k + 1), scene.near(i + k + 2)
            opens = after is not None and (
                bool(ordinal(after.text))
                or (
                    after.indented
                    and abs(after.measure - line.measure) <= 1.5
                    and then is not None
                    and (then.width > after.width + 1 or then.closed)
                )
            )
            if line.text[-1] in ",，、" and not (short and total < 20):
                continue
            if short or opens:
                out[i] = (k + 1, 1.0 if short and opens else 0.5)
                break
    # What is told for some headings of a kind holds for the rest of it: '（二）改进模具结构' nearly
    # fills a narrow column, and only its sisters show that it stands alone.
    shown = Counter(kind[0] for i in out if (kind := ordinal(scene.rows[i].text)))
    for i, row in enumerate(scene.rows):
        kind = ordinal(row.text)
        if kind is None or i in out or not shown[kind[0]] or row.closed or row.width > 26:
            continue
        if not re.search(r"[，。；,;]", row.text) and not scene.paragraphs:
            after = scene.near(i + 1)
            if after is not None and not _GOES_ON.match(after.text):
                out[i] = (1, 0.3)
    return out


_GOES_ON = re.compile(r"^[，。、；：！？,;:!?)）》”’」』%％]")


# --- titles and bylines ---------------------------------------------------------------------

_UNIT = re.compile(
    r"(?:委|局|部|会|厅|处|院|校|镇|乡|县|区|市|街道|办事处|系统|公司|集团|中心|学校|医院|大学|学院|工会|社区|村|站|党委|法院)$"
)
LEAD_IN = re.compile(
    r"^(?:近年来|今年以来|去年以来|近日|日前|为(?:进一步|深入|切实|持续|充分|全面|了|贯彻|推动)|\d{4}年(?:以来|来|[，,])|(?:\d{1,2}月\d{1,2}日)|连日来|当前|自.{2,12}以来|第[一二三四五]批)"
)


@cue
def listed_title(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """A line that the contents list has as a title, on the page that it names or near."""
    if len(row.tight) < 3 or row.page in scene.front or (row.closed and len(row.tight) < 8):
        return
    best = 0.0
    head = row.tight[:3]
    if not scene.titles.may_have(row.tight):
        return
    for entry in scene.contents.entries:
        if (
            head not in entry.words
            and entry.words[:4] not in row.tight
            and row.tight[-3:] not in entry.words
        ):
            continue
        score = title_likeness(row.tight, entry.words)
        if score <= 0.0:
            continue
        page = scene.printed.get(row.page)
        if page is None or not entry.number:
            score *= 0.7
        elif abs(page - entry.number) > 1:
            score *= 0.3
        best = max(best, score)
    if best >= 0.6:
        yield Label.TITLE, "listed", "the contents list has these words on this page"
    elif best >= 0.4:
        yield Label.TITLE, "listed-like", "like words of the contents list"


def title_likeness(row: str, words: str) -> float:
    """How much of a row's letters stand together in a listed title (or the other way round), 0 to 1.

    The list's own last letters may have been swallowed by the leaders, so a common beginning counts.
    """
    if not words:
        return 0.0
    if row == words:
        return 1.0
    if row in words and len(row) >= 4:
        return 0.95
    if words in row and len(words) >= 4:
        return 0.9 * len(words) / len(row) if len(words) < 0.6 * len(row) else 0.9
    # The list's words may end inside this row.
    for k in range(min(len(row), len(words)) - 1, max(3, (len(row) - 1) // 2), -1):
        if row[k - 1] == words[-1] and words.endswith(row[:k]):
            return 0.85
    common = 0
    for a, b in zip(row, words, strict=False):
        if a != b:
            break
        common += 1
    if common >= 5 and common >= 0.6 * min(len(row), len(words)):
        return 0.8
    return 0.0


@cue
def byline_mark(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """A line that begins with the mark that bylines have here."""
    mark = byline_mark_of(row.text, scene.byline_marks)
    if not mark:
        return
    rest = row.text[len(mark) :].strip(" \u3000_")
    words = rest.split()
    if names_only(rest):
        yield Label.BYLINE, "mark-names", f"{mark} and names"
    elif _signed_below(scene, i, mark):
        yield Label.COLUMN, "above-signed", f"a title follows, and a byline with {mark}"
    elif not row.closed and row.width < 48:
        named = (
            is_org(rest)
            or is_post(rest)
            or (len(words) > 1 and is_person(words[-1]))
            or "编辑部" in rest
        )
        if mark in _PICTURE_MARKS and not named:
            return  # '▲护士为患儿装扮输液架' where '▲程宁' is a byline
        key = "mark" if named or mark not in scene.doubtful_marks else "mark-doubtful"
        yield Label.BYLINE, key, f"begins with {mark}"


def _signed_below(scene: Scene, i: int, mark: str) -> bool:
    """Whether displayed lines and then another line with the mark stand below: ■ heads columns too."""
    for k in range(i + 1, i + 5):
        row = scene.near(k)
        if row is None or row.page != scene.rows[i].page or row.closed or row.width > 30:
            return False
        if row.text.startswith(mark):
            return k > i + 1
    return False


_PICTURE_MARKS = "▲▼△▽"


def byline_mark_of(text: str, marks: frozenset[str]) -> str:
    """The byline mark that a line begins with, '' for none."""
    if not text.startswith(tuple(marks)):
        return ""
    return max((m for m in marks if text.startswith(m)), key=len, default="")


@functools.lru_cache(maxsize=8192)
def names_only(text: str) -> bool:
    """Whether a text is persons' names (and padding) and nothing else, or an organisation's name."""
    words = [w for w in _BETWEEN_NAMES.split(text) if w]
    if not words or max(map(len, words)) > _LONGEST_NAME:
        return False
    if all(is_person(w) for w in words) or is_person(text):
        return True
    singles = [w for w in words if len(w) > 1]
    pairs = "".join(w for w in words if len(w) == 1)
    if len(pairs) % 2 == 0 and all(is_person(w) for w in singles):
        return all(is_person(pairs[k : k + 2]) for k in range(0, len(pairs), 2))
    return False


_BETWEEN_NAMES = re.compile(r"[ \u3000、，,/·_]+")
_LONGEST_NAME = 8  # characters: four letters, and a hard space or a tab behind each

BYLINE_FORM = forms.BYLINE


@cue
def byline_form(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """文/… 作者:… 本报记者 … 通讯员 …: a line that says it is a byline."""
    if row.width > 40 or row.closed or ("，" in row.text[:-1] and "。" in row.text):
        return
    if row.text[0] in "（(" and not _starts_article(scene, i):
        return
    if BYLINE_FORM.match(row.text):
        yield Label.BYLINE, "form", "says who wrote it"
    elif row.width <= 24 and names_only(row.text.strip("（）()")):
        yield Label.BYLINE, "names", "names of persons and nothing else"
    else:
        words = row.text.split()
        if (
            len(words) >= 2
            and is_person("".join(words[-1:]))
            and (is_post(words[-2]) or is_org(words[-2]))
        ):
            yield Label.BYLINE, "post-name", "a post or a unit and a name"


@cue
def byline_rest(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """The rest of a name that breaks at a narrow column's edge: '通讯员 程' and below it '芳'."""
    before = scene.near(i - 1)
    if before is None or before.page != row.page or row.closed or row.width > 3:
        return
    begun = begun_name(before.text, scene.byline_marks)
    if begun and is_person(begun + row.tight):
        yield Label.BYLINE, "rest", "ends the name that the line above begins"
        yield Label.BODY, "rest", "ends the name that the line above begins"


def begun_name(text: str, marks: frozenset[str]) -> str:
    """The surname that a byline's line leaves without the rest of its name, '' for none."""
    mark = byline_mark_of(text, marks)
    if not (BYLINE_FORM.match(text) or mark) or text[0] in "（(":
        return ""  # a note in brackets is one anyhow
    words = _TOLD.sub(r"\g<0> ", text[len(mark) :]).split()
    singles = 0  # names of two letters are set with a blank between: 王 芳
    while singles < len(words) and len(words[-1 - singles]) == 1:
        singles += 1
    return words[-1] if singles % 2 and len(words) > 1 else ""


_TOLD = re.compile(r"记者|通讯员|[:：/／]")  # ●王 芳, 本报记者王 芳


def split_names(rows: Sequence[Row], marks: frozenset[str]) -> list[Row]:
    """Rows of joined lines that open with the rest of the name above, as two rows each.

    '本报记者 梁晨 通讯员 程' and '芳 怎样推行订单种植？…'.
    """
    out: list[Row] = []
    for row in rows:
        m = _REST.match(row.text) if out and out[-1].width <= 30 else None
        begun = begun_name(out[-1].text, marks) if m else ""
        if m and begun and is_person(begun + m[1]):
            out += [row.part(0, m.end(1)), row.part(m.end(), len(row.text))]
        else:
            out.append(row)
    return out


_REST = re.compile(r"([\u4e00-\u9fff]{1,2})[ \u3000]+(?=\S)")


@cue
def worn_byline_mark(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """A byline whose mark was misread as a letter: '隔林威江' where □ and a name are due.

    The page's regular pattern tells: other articles have a mark and a name, this line stands where
    an article begins and is a name but for its first letter.
    """
    if (
        len(scene.byline_marks) == 0
        or not 3 <= len(row.tight) <= 6
        or han_count(row.tight) < len(row.tight)
    ):
        return
    before = scene.near(i - 1)
    if scene.marked >= 2 and (before is None or (before.width < 30 and not before.closed)):
        if (is_person(row.tight[1:]) and not is_person(row.tight)) or (
            before is None and len(row.tight) == 4
        ):
            yield Label.BYLINE, "worn-mark", "a name behind one stray letter, where a byline is due"


@cue
def displayed(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """Short lines that stand together before a byline, or open the document or follow a credit."""
    if row.closed or row.width > 40 or (_COMMAS.search(row.text[:-1]) and row.width > 30):
        return
    if _TYPED.match(row.text):
        return
    before, after = scene.near(i - 1), scene.near(i + 1)
    if before is None or (i <= 3 and all(_TYPED.match(r.text) for r in scene.rows[:i])):
        yield Label.TITLE, "first", "the first words of the text"
    free = scene.paragraphs or before is None or before.closed or not before.full
    if free and _is_unit(row) and after is not None and not after.closed and after.width <= 40:
        if _named_below(scene, i):
            yield Label.TITLE, "unit-named", "a unit's name that the text below says again"
        else:
            yield Label.TITLE, "unit", "a unit's name on a line of its own"
    elif before is not None and _is_unit(before) and _named_below(scene, i - 1):
        yield Label.TITLE, "below-unit", "stands below a unit's name"
    k = i + 1
    while (
        (line := scene.near(k)) is not None and not line.closed and line.width <= 40 and k - i < 4
    ):
        if byline_mark_of(line.text, scene.byline_marks) or BYLINE_FORM.match(line.text):
            yield Label.TITLE, "before-byline", "a byline follows"
            return
        k += 1
    if line is not None and LEAD_IN.match(line.text) and line.width > 15:
        yield Label.TITLE, "lead-in", "an article's opening follows"
        if scene.unsigned:
            yield Label.TITLE, "unsigned", "and no article here has a byline or a place in a list"


def _is_unit(row: Row) -> bool:
    """Whether a row is a unit's name alone, as a kicker is ('威海高新区')."""
    return row.width <= 14 and bool(_UNIT.search(row.tight)) and not row.closed


def _named_below(scene: Scene, i: int) -> bool:
    """Whether the next rows of text say a unit's name, or its last part, again."""
    name = scene.rows[i].tight
    below = "".join(r.tight for r in scene.rows[i + 1 : i + 12])[:600]
    return (
        name in below
        or (len(name) >= 5 and name[-4:] in below)
        or name[: max(3, len(name) - 3)] in below
    )


@cue
def sub_title(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """A line that opens with a dash below a displayed line: a sub-title (副题)."""
    before = scene.near(i - 1)
    if row.text[:1] in "—–―" and not row.closed and row.width <= 36:
        if before is not None and not before.closed and before.width <= 36:
            yield Label.TITLE, "dash", "opens with a dash below a displayed line"


@cue
def open_quote(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """A few letters that close the quotation which a displayed line leaves open: '…结出“致富', '果”'."""
    before = scene.near(i - 1)
    if before is None or before.closed or row.closed or before.width > 30 or row.width > 10:
        return
    if _left_open(before.text) and not _left_open(before.text + row.text):
        for label in (Label.TITLE, Label.HEADING):
            yield label, "closes", "closes the quotation of the line above"
        yield Label.BODY, "closes", "closes the quotation of a displayed line"


def _left_open(text: str) -> bool:
    """Whether a quotation or a book's name is open at a text's end."""
    pairs = any(text.count(a) > text.count(b) for a, b in ("“”", "《》", "「」"))
    return pairs or text.count('"') % 2 == 1


@cue
def upright(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """Single letters on lines of their own, one below the other: words set upright (竖排), a title."""
    if len(row.tight) != 1 or not han_count(row.tight):
        return
    near = [scene.near(i + k) for k in (-2, -1, 1, 2)]
    alone = [r is not None and r.page == row.page and len(r.tight) == 1 for r in near]
    if (alone[0] and alone[1]) or (alone[1] and alone[2]) or (alone[2] and alone[3]):
        yield Label.TITLE, "letters", "letters one below the other"
        yield Label.BODY, "letters", "letters one below the other"


@cue
def markup(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """Markdown's # before a line: some displayed line, its level not to be trusted."""
    m = re.match(r"#{1,6}(?=\s)", row.text)
    if m:
        yield Label.TITLE, f"level-{min(len(m[0]), 3)}", f"set as a heading of level {len(m[0])}"
        yield Label.HEADING, f"level-{min(len(m[0]), 3)}", f"set as a heading of level {len(m[0])}"
        yield Label.BODY, "level", "set as a heading"


# --- credits, jumps ---------------------------------------------------------------

_CREDIT = re.compile(
    r"供稿|执笔|撰稿|刊发于|刊载于|原载|来源[:：]|中心组[)）]|整理[)）]|责任编辑|责编|编辑[:：]|作者(?:系|单位|为|：|:)|选自|摘自|转自|转载|指导(?:教师|老师)[:：]"
)
JUMP = re.compile(
    r"^[（(【\[]?[ \u3000]*(?:下转|上接|转|接)[ \u3000]*(?:第?[ \u3000]*[\d一二三四五六七八九十]+[ \u3000]*[版页]|[A-Z]?\d+版)[^。]{0,12}[)）】\]]?$"
)


@cue
def page_end(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """The last words of a page, where the next page opens another article: no text breaks off there."""
    after = scene.near(i + 1)
    if row.closed or after is None or after.page == row.page:
        return
    opens = [scene.near(i + k) for k in (1, 2)]
    if any(r is not None and _is_listed(scene, r) for r in opens) or (row.page in scene.ends):
        yield Label.BODY, "new-article", "the next page opens another article"
        yield Label.HEADING, "new-article", "the next page opens another article"


def _is_listed(scene: Scene, row: Row) -> bool:
    return any(title_likeness(row.tight, e.words) >= 0.8 for e in scene.contents.entries) or (
        row.width <= 24 and scene.is_column(row)
    )


@cue
def last_words(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """The last words of the text, short and without a stop: a title that stands after its article."""
    if i < len(scene.rows) - 3 or row.closed or row.width > 32 or _COMMAS.search(row.text):
        return
    if row.text[-1] in "）)】]":
        return
    if any(r.closed for r in scene.rows[i:]) or (
        not scene.paragraphs and row.full and i == len(scene.rows) - 3
    ):
        return
    before = scene.near(i - 1)
    if before is not None and (before.closed or not before.full or before.width < 20):
        yield Label.TITLE, "last", "the last words of the text"
        yield Label.BODY, "last", "the last words of the text, and no sentence ends"
        yield Label.HEADING, "last", "the last words of the text"


@cue
def after_end(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """What stands behind an article's end mark: captions, a credit, the next article."""
    before = scene.near(i - 1)
    if before is None or not scene.is_end(before) or before.page != row.page:
        return
    after = scene.near(i + 1)
    last = after is None or after.page != row.page
    if last:
        yield Label.CAPTION, "behind", "stands behind the article's end mark, the page's last words"
    if not row.closed and row.width <= 32 and len(scene.contents.entries) < 4:
        yield Label.TITLE, "behind", "stands behind the article's end mark"
    yield Label.CREDIT, "behind", "stands behind the article's end mark"
    yield Label.HEADING, "behind", "stands behind the article's end mark"
    if not row.closed and not row.indented:
        yield Label.BODY, "behind", "stands behind the article's end mark"


@cue
def echo(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """A displayed line whose words the text of the page says again: a title."""
    if i in scene.echoed:
        yield Label.TITLE, "echo", "the text says these words again"


_ECHO = 7  # letters that words have at least which the text says again
_LONG_PAGE = 20_000  # letters: here each row's words are not looked for in all of the page


def echoed(rows: Sequence[Row]) -> frozenset[int]:
    """Displayed rows whose words their page has more than once, by index."""
    pages: dict[int, list[int]] = {}
    for i, row in enumerate(rows):
        pages.setdefault(row.page, []).append(i)
    out: set[int] = set()
    for at in pages.values():
        words = "".join(rows[i].tight for i in at)
        asked = [i for i in at if _may_echo(rows[i])]
        if len(words) > _LONG_PAGE:
            heads = Counter(dict.fromkeys((rows[i].tight[:_ECHO] for i in asked), 0))
            for k in range(len(words) - _ECHO + 1):
                if (head := words[k : k + _ECHO]) in heads:
                    heads[head] += 1
            asked = [i for i in asked if heads[rows[i].tight[:_ECHO]] > 1]
        out.update(i for i in asked if _comes_twice(words, rows[i].tight))
    return frozenset(out)


def _comes_twice(text: str, words: str) -> bool:
    """Whether a text has words twice; what is behind the second time is not looked at."""
    return text.find(words, text.find(words) + len(words)) >= 0


def _may_echo(row: Row) -> bool:
    words = row.tight
    return (
        not row.closed
        and len(words) >= _ECHO
        and row.width <= 40
        and "，" not in words
        and "," not in words
    )


@cue
def credit(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """A line in brackets that says who wrote, sent or first printed the article."""
    text = THE_END.sub("", row.text).rstrip() or row.text
    if len(text) > 2 and text[-1] in scene.end_marks and text[-2] in "）)】]":
        text = text[:-1]
    opens, closes = text[0] in "（(【[", text[-1] in "）)】]"
    if text[0] in "（(" and closes:
        yield Label.TITLE, "brackets", "a line in brackets"
    inner = text.strip("（）()【】[]")
    if opens and closes and row.width <= 60:
        if _CREDIT.search(text) or is_org(inner):
            yield Label.CREDIT, "bracketed", "a note in brackets that names its source"
        elif text[0] in "（(" and (names_only(inner) or BYLINE_FORM.match(inner)):
            if _starts_article(scene, i):
                yield Label.BYLINE, "bracketed", "names in brackets below a title"
            elif scene.noted_above and _displayed_below(scene.rows, i):
                yield Label.BYLINE, "bracketed", "names in brackets above a title, as others here"
            else:
                yield Label.CREDIT, "bracketed-names", "names in brackets behind the text"
        elif not row.full and text[0] in "（(":
            yield Label.CREDIT, "brackets", "a line in brackets"
    elif opens and "）" not in text and ")" not in text[1:] and "】" not in text:
        after = scene.near(i + 1)
        below = THE_END.sub("", after.text).rstrip() if after is not None else ""
        ends = re.search(r"[)）][^\s]?$", below) and "（" not in below
        tail = re.sub(r"[)）].?$", "", below)
        if _CREDIT.search(text):
            yield Label.CREDIT, "opens", "opens a note in brackets that names its source"
        elif ends and _names(inner, tail):
            yield Label.CREDIT, "opens", "opens a note of names in brackets"
    elif closes and "（" not in text and "(" not in text and bracket_open_above(scene, i):
        yield Label.CREDIT, "closes", "closes the note above"
    elif _CREDIT.match(text) and row.width <= 40:
        yield Label.CREDIT, "form", "says who wrote or sent it"


def _names(first: str, rest: str) -> bool:
    """Whether two lines' words together are names, or say who wrote: '（通讯员' and '姜伟辉）'."""
    whole = first + rest
    told = BYLINE_FORM.match(whole) or _CREDIT.search(whole)
    return bool(told) or names_only(f"{first} {rest}") or names_only(whole)


def has_bylines(rows: Sequence[Row], marks: frozenset[str]) -> bool:
    """Whether any row is certainly a byline by its mark or its form."""
    return any(signs(r, marks) for r in rows)


def signs(row: Row, marks: frozenset[str]) -> bool:
    """Whether a row is certainly a byline by its mark or its form."""
    return (
        row.width < 40
        and not row.closed
        and bool(byline_mark_of(row.text, marks) or BYLINE_FORM.match(row.text))
    )


def is_note(words: str) -> bool:
    """Whether words in brackets behind a text say who wrote or sent it."""
    return bool(_CREDIT.search(words) or BYLINE_FORM.match(words)) or names_only(words)


def noted_above(rows: Sequence[Row]) -> bool:
    """Whether '（通讯员 林明）' stands above titles here: behind a note that closes the article before.

    A tool that takes the page's boxes by their size gives the small one before the title's.
    """
    votes = 0
    for i, row in enumerate(rows):
        if i and _in_brackets(row) and BYLINE_FORM.match(row.text) and _displayed_below(rows, i):
            before = rows[i - 1]
            if _in_brackets(before):
                votes += 1
            elif not before.closed and before.width < 30 and not before.full:
                votes -= 1
    return votes >= 2


def _in_brackets(row: Row) -> bool:
    return row.text[0] in "（(" and row.text[-1] in "）)"


def _displayed_below(rows: Sequence[Row], i: int) -> bool:
    """Whether a short line without a stop stands below a row."""
    after = rows[i + 1] if i + 1 < len(rows) else None
    return (
        after is not None
        and after.page == rows[i].page
        and not after.closed
        and after.width <= 30
        and not after.full
        and not _in_brackets(after)
    )


def _starts_article(scene: Scene, i: int) -> bool:
    """Whether a displayed line stands right above: then a name in brackets is a byline."""
    before = scene.near(i - 1)
    return before is not None and not before.closed and before.width < 30 and not before.full


def bracket_open_above(scene: Scene, i: int) -> bool:
    """Whether the row above opened a credit's bracket that is still open."""
    before = scene.near(i - 1)
    return (
        before is not None
        and before.text[0] in "（("
        and not re.search(r"[)）]", before.text[1:])
        and (
            bool(_CREDIT.search(before.text))
            or names_only(before.text[1:])
            or _names(before.text[1:], re.sub(r"[)）].*$", "", scene.rows[i].text))
        )
    )


@cue
def jump(scene: Scene, i: int, row: Row) -> Iterator[Reading]:
    """下转第2版, (上接第1版): a pointer to the other part."""
    if JUMP.match(row.text):
        yield Label.JUMP, "form", "points to another page"


# What fields of a masthead look like: no titles.
_TYPED = re.compile(
    r"^(?:[（(]?总第?[ \u3000]*\d+[ \u3000]*期[)）]?|\d{4}[ \u3000]*年[ \u3000]*第[ \u3000]*[\d一二三四五六七八九十]+[ \u3000]*期|第[ \u3000]*\d+[ \u3000]*期.{0,12}|"
    r"\d{4}[ \u3000]*[年/.-][ \u3000]*\d{1,2}[ \u3000]*月?(?:[ \u3000/.-]*\d{1,2}[ \u3000]*日?)?(?:[ \u3000]*星期[一二三四五六日天])?(?:[ \u3000]*第[ \u3000]*\d+[ \u3000]*[期版])?|"
    r"[\w. ]+@[\w. ]+|\d{3,4}[ \u3000]*[—–-][ \u3000]*\d{7,8}|.{0,6}准印证?.{0,4}[(（].{1,4}[)）].{0,14}|[(（][\u4e00-\u9fff][)）][ \u3000]*(?:字第)?\d{4,}[ \u3000]*号)$"
)
