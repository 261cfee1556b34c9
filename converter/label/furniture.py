"""Furniture cues: what stands on the page but is no part of any article.

Running heads and page numbers are found by repetition over the pages, the host page's words by
their place outside the pages and by the dump's own habits.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from converter.chinese.chars import THE_END, han_count, has_han
from converter.chinese.days import is_day_label, opens_entry
from converter.labelling import Row
from converter.model import FURNITURE, Evidence, Label, Source
from converter.patterns import late
from converter.profile.model import Profile

_PAGE_NUMBER = late(
    r"^[-—–·•.~〔\[(（|/ \u3000]*(?:第[ \u3000]*)?(\d{1,4})(?:[ \u3000]*[页版])?(?:[ \u3000]*[/／][ \u3000]*(?:共[ \u3000]*)?\d{1,4}(?:[ \u3000]*页)?)?"
    r"[-—–·•.~〕\])）|/ \u3000]*$"
)
_TEMPLATE = late(r"\{\{.*?\}\}|javascript:|&nbsp;|</?[a-z]+>")
_NUMBERED = late(r"^[-—–·•|｜/~ ]*#[-—–·•|｜/~ ]+|[-—–·•|｜/~ ]+#[-—–·•|｜/~ ]*$")
_PAGED = late(r"^第#[页版]|第#[页版]$")
_DATED = late(r"(?:19|20)\d{2}[./-]\d{1,2}(?!\d)")
_LATIN = late(r"[A-Za-z]+")
_DIGITS = late(r"\d+")

Found = dict[int, list[Evidence]]

# Furniture of this weight needs no context: it is taken out before the rest is decoded, so that
# what it interrupts stands together.
CERTAIN = 6.0


@functools.lru_cache(maxsize=4096)
def head_key(text: str) -> str:
    """What two printings of one running head have in common: no spaces, pinyin or numbers."""
    han = has_han(text)
    if han:
        text = _LATIN.sub("", text)
    text = _DIGITS.sub("#", text)
    if han:
        text = _NUMBERED.sub("", text)  # 教研之窗 — 14
        bare = _PAGED.sub("", text)  # 书香漫步 第5页
        text = bare if han_count(bare) >= 2 else text
    return text.strip("-—–·•|｜/~. :：【】〖〗[]〔〕◆◇■□●○◎★☆▲△※◈▌▍")


def number_beside(text: str) -> int | None:
    """The page's number in a running head that has words beside it, or None."""
    found = [int(m[m.lastgroup]) for m in _BESIDE.finditer(text) if m.lastgroup is not None]
    return found[0] if found else None


def numberless(phrase: str) -> str:
    """A running head as issues have it in common: no spaces, any number for a number."""
    return _DIGITS.sub("#", re.sub(r"\s+", "", phrase))


def find_furniture(source: Source, rows: Sequence[Row], known: Mapping[str, Label]) -> Found:
    """Evidence that rows are furniture, by row index; `known` are the profile's."""
    found: Found = defaultdict(list)
    for cue in (
        _page_marks,
        _lone_marks,
        _host_words,
        _page_numbers,
        _numbered_heads,
        _sheet_heads,
        _running_heads,
        _strips,
        _watermarks,
    ):
        for i, evidence in cue(source, rows):
            found[i].append(evidence)
    for i, evidence in _page_names(rows, certain(found)):
        found[i].append(evidence)
    for i, row in enumerate(rows if known else ()):
        if numberless(row.tight) in known:
            kind = known[numberless(row.tight)]
            found[i].append(Evidence("known_furniture", kind, 8, "named in the profile"))
    return found


def certain(found: Found) -> dict[int, tuple[Label, float]]:
    """Rows whose furniture evidence is certain: their label and its weight."""
    out: dict[int, tuple[Label, float]] = {}
    for i, items in found.items():
        sums: Counter[Label] = Counter()
        for e in items:
            sums[Label(e.reading)] += e.weight  # type: ignore[assignment]
        best, weight = max(sums.items(), key=lambda kv: (kv[1], kv[0]))
        if Label.PAGENO in sums and sums[Label.PAGENO] >= 5:
            best, weight = Label.PAGENO, sum(sums.values())
        if weight >= CERTAIN and best in FURNITURE:
            out[i] = (best, weight)
    return out


def column_keys(rows: Sequence[Row], found: Found, profile: Profile) -> frozenset[str]:
    """Keys of what may be a column's head: repeated heads and the profile's columns."""
    keys = {
        head_key(rows[i].tight)
        for i, items in found.items()
        if any(e.cue in ("repeated_head", "page_name") for e in items)
    }
    keys.update(name for column in profile.columns for name in column.names)
    return frozenset(k for k in keys if len(k) >= 2 and not k.startswith("#"))


def _page_marks(source: Source, rows: Sequence[Row]) -> Iterator[tuple[int, Evidence]]:
    marks = {page.mark: Label(page.kind) for page in source.pages if page.mark >= 0}
    for i, row in enumerate(rows):
        if row.line in marks:
            yield i, Evidence("page_mark", marks[row.line], 20, "counts the pages, or parts them")


_MARK = late(r"^[■□◆◇●○★☆▲△▼▽※◎⊙▪▢\ue000-\uf8ff]$")


def _lone_marks(source: Source, rows: Sequence[Row]) -> Iterator[tuple[int, Evidence]]:
    """An ornament on a line of its own: an end mark that the tool set apart."""
    entries = [
        i for i, row in enumerate(rows) if row.text[0] in "1234567890△▲" and opens_entry(row.text)
    ]
    for i, row in enumerate(rows):
        if THE_END.fullmatch(row.tight):
            yield i, Evidence("lone_mark", Label.ORNAMENT, 12, "says that the article ends")
        elif _MARK.match(row.tight):
            if is_day_label(row.tight) and (
                bisect_right(entries, i + 30) - bisect_left(entries, i - 30) >= 3
            ):
                continue  # △: an entry of the same day, in a chronicle
            yield i, Evidence("lone_mark", Label.ORNAMENT, 12, "an ornament and nothing else")


def _host_words(source: Source, rows: Sequence[Row]) -> Iterator[tuple[int, Evidence]]:
    if source.format != "flip-book":
        return
    outside = {r.tight for r in rows if source.pages[r.page].number == 0}
    for i, row in enumerate(rows):
        if source.pages[row.page].number == 0:
            yield i, Evidence("host_words", Label.SITE, 20, "before the first page")
    # After the last page the dump gives no mark; the host's words are told by the words before
    # the first page, by template debris and by the blank lines that the pages have and they lack.
    last = [i for i, r in enumerate(rows) if r.page == len(source.pages) - 1]
    last.sort(key=lambda i: rows[i].start)  # columns may have brought it before the page's text
    inner = [rows[i] for i in last[1:] if rows[i].top > 0]
    spaced = sum(r.blanks > 0 for r in inner) > 0.5 * len({r.line for r in inner})
    scores: list[float] = []
    for i in last:
        row = rows[i]
        score = -1.0
        if row.tight in outside:
            score += 4
        if _TEMPLATE.search(row.text):
            score += 5
        # What stands behind a gap in its line has no blanks before it either.
        beside = bool(scores) and rows[last[len(scores) - 1]].line == row.line
        if spaced and row.blanks == 0 and row.top > 0 and not beside:
            score += 2.5
        if row.width > 1.8 * max(row.measure, 20) and spaced:
            score += 2.5
        if not han_count(row.text):
            score += 0.5
        scores.append(score)
    best, best_sum, total = len(last), 0.0, 0.0
    for k in range(len(last) - 1, -1, -1):
        total += scores[k]
        if total > best_sum:
            best, best_sum = k, total
    if best_sum > 3:
        for i in last[best:]:
            yield i, Evidence("host_words", Label.SITE, 12, "after the last page")


def _page_numbers(source: Source, rows: Sequence[Row]) -> Iterator[tuple[int, Evidence]]:
    """Rows that are a number which counts up with the pages."""
    marks = {page.mark for page in source.pages if page.kind == Label.PAGEMARK}
    candidates: list[tuple[int, int]] = []
    for i, row in enumerate(rows):
        if row.line not in marks and len(row.tight) <= 12 and (row.top <= 3 or row.bottom <= 4):
            m = _PAGE_NUMBER.match(row.text)
            if m:
                candidates.append((i, int(m[1])))
    shifts = Counter(number - rows[i].page for i, number in candidates)
    for i, number in candidates:
        row = rows[i]
        votes = shifts[number - row.page]
        edge = row.top == 0 or row.bottom <= 1
        if votes >= 3 or (votes >= 2 and len(source.pages) <= 4):
            yield (
                i,
                Evidence(
                    "page_number", Label.PAGENO, 9, f"counts with the pages ({votes} of them)"
                ),
            )
        elif edge and not row.text.isdecimal():
            yield (
                i,
                Evidence(
                    "page_number", Label.PAGENO, 5, "the form of a page number at the page's edge"
                ),
            )
        elif row.top == 0 and row.tight == f"0{row.page + 1}":
            yield i, Evidence("page_number", Label.PAGENO, 6, "the page's number at its head")
        elif edge and len(source.pages) > 2:
            yield i, Evidence("page_number", Label.PAGENO, 2, "a number alone at the page's edge")


# A number that is set apart in a running head: at its beginning, at its end, between its words.
_BESIDE = late(
    r"^(?:[-—–·•|｜~] ?)?(?P<left>\d{1,3})(?:[ \u3000]*[-—–·•|｜~／/][ \u3000]*|[ \u3000]+)(?=[^\d\s.、．])"
    r"|(?<=\S)[ \u3000]*[-—–·•~] ?(?P<middle>\d{1,3}) ?[-—–·•~][ \u3000]*(?=\S)"
    r"|(?<=[^\d\s])(?:[ \u3000]*[-—–·•|｜~／/][ \u3000]*|[ \u3000]+)(?P<right>\d{1,3})(?: ?[-—–·•|｜~])?$"
)


def _numbered_heads(source: Source, rows: Sequence[Row]) -> Iterator[tuple[int, Evidence]]:
    """Running heads and feet that hold the page's number: '7 诗歌方阵', '家居流通 -3- 2025年第2期'."""
    candidates: list[tuple[int, int]] = []
    for i, row in enumerate(rows):
        if (row.top > 1 and row.bottom > 1) or row.width > 40 or row.closed or not row.tight:
            continue
        candidates += [
            (i, int(m[m.lastgroup]))
            for m in _BESIDE.finditer(row.text)
            if m.lastgroup is not None and han_count(row.tight) >= 2
        ]
    pages: dict[int, set[int]] = defaultdict(set)
    for i, number in candidates:
        pages[number - rows[i].page].add(rows[i].page)
    for i, number in candidates:
        votes = len(pages[number - rows[i].page])
        if votes >= 3:
            yield (
                i,
                Evidence(
                    "numbered_head",
                    Label.RUNHEAD,
                    9,
                    f"holds a number that counts with the pages ({votes} of them)",
                ),
            )


# 第2版 综合新闻, 03版·文化, 要闻 第四版: a newspaper's page and what it is called.
_SHEET = late(
    r"^(?:第[ \u3000]?[\d一二三四五六七八]{1,2}[ \u3000]?版|[A-D]?\d{1,2}[ \u3000]?版)[ \u3000|｜·:：]{1,6}[\u4e00-\u9fff·]{2,8}$"
    r"|^[\u4e00-\u9fff·]{2,8}[ \u3000|｜·:：]{1,6}(?:第[ \u3000]?[\d一二三四五六七八]{1,2}[ \u3000]?版|[A-D]?\d{1,2}[ \u3000]?版)$"
)


_SHEET_NUMBER = late(r"^第?[A-D\d一二三四五六七八]{1,2}版$")
_SHEET_WRITTEN = late(r"^第?[一二三四五六七八]版$")
_SHEET_ALONE = late(r"^(?:第?[A-D]?\d{1,2}版|[A-D]\d{1,2}|0\d)$")
_ISSUED = late(r"\d年|年第|[期号]$|(?:19|20)\d{2}[./-]\d")
_PLATE = 8  # rows of a nameplate


def _sheet_heads(source: Source, rows: Sequence[Row]) -> Iterator[tuple[int, Evidence]]:
    """A newspaper page's number and name, and a line that says the nameplate's date or issue again."""
    first = min((r.page for r in rows if source.pages[r.page].number), default=0)
    plate: set[str] = set()
    name = ""
    for row in rows:
        if row.page == first and row.top <= _PLATE and row.width <= 45 and not row.closed:
            plate |= {row.tight, *_words_of(row)}
            name = row.tight if not row.top else name
    for i, row in enumerate(rows):
        if row.width > 30 or row.closed:
            continue
        after = rows[i + 1] if i + 1 < len(rows) else None
        reason = ""
        if (row.top <= 1 or row.bottom == 0) and row.width <= 20 and _SHEET.match(row.text):
            reason = "a page's number and its name"
        elif (row.top <= 3 or row.bottom == 0) and _SHEET_WRITTEN.match(row.tight):
            reason = "a page's number in words"
        elif row.page > first and (row.top <= 3 or row.bottom == 0):
            words = _words_of(row)
            again = [w for w in words if w in plate]
            loose = [w for w in words if w not in plate and not _SHEET_NUMBER.match(w)]
            dated = any(_ISSUED.search(w) for w in again)
            if loose and row.top <= 2 and again and (dated or name in again):
                # 江淮学院报 综合·副刊 2023年11月10日 3: the page's name and number among them
                loose = [w for w in loose if not _sheet_word(w)]
                dated = True
            if again and dated and not loose:
                reason = "says the nameplate's words again"
        elif row.top == 1 and _may_name(row) and _SHEET_ALONE.match(rows[i - 1].tight):
            if after is not None and _ISSUED.search(after.tight[:12]):
                reason = "the page's name below its number"
        if reason:
            yield i, Evidence("sheet_head", Label.RUNHEAD, 6.5, reason)


def _sheet_word(word: str) -> bool:
    """Whether a word of a running head may be the page's number or its name."""
    return (word.isdecimal() and len(word) <= 3) or (word.isalpha() and 2 <= han_count(word) <= 6)


def _words_of(row: Row) -> list[str]:
    """A row's words, the blanks that part a date's figures away."""
    text = re.sub(r"(?<=[\d年月]) (?=[\d年月日])", "", row.text)
    return [re.sub(r"\s", "", w) for w in re.split(r"[ \u3000|｜·]+", text) if w]


def _page_names(
    rows: Sequence[Row], fixed: dict[int, tuple[Label, float]]
) -> Iterator[tuple[int, Evidence]]:
    """Names of pages (深度, 校园, 文艺) in a running head of several lines, of which the others repeat.

    They stand above what repeats, or between the number and the head, on two pages or more.
    """
    tops: dict[int, list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        if row.top <= 3 and not (i in fixed and fixed[i][0] in (Label.PAGEMARK, Label.SITE)):
            tops[row.page].append(i)
    found: list[int] = []
    pages: set[int] = set()
    for page, at in tops.items():
        heads = [k for k, i in enumerate(at) if i in fixed]
        loose = [k for k in range(heads[-1]) if at[k] not in fixed] if heads else []
        if len(loose) > 2 or len(heads) < 2 or heads[-1] > len(loose) + 1:
            continue
        named = [at[k] for k in loose if _may_name(rows[at[k]])]
        if len(named) == len(loose) and named:
            # The lower of two is a column's head, printed below the page's name.
            found.append(named[0])
            pages.add(page)
    if len(pages) >= 2:
        for i in found:
            yield i, Evidence("page_name", Label.RUNHEAD, 6.5, "the page's name in a running head")


def _may_name(row: Row) -> bool:
    return (
        row.width <= 8
        and han_count(row.tight) >= 2
        and not row.closed
        and not re.search(r"[\dA-Za-z，。：；、？！“”《》]", row.tight)
    )


def _may_repeat(row: Row) -> bool:
    """Whether a row may be a running head: no sentence, no day, no bracket left open ('（通讯员').

    Nor an entry of the contents list: its title stands again where its article begins.
    """
    if row.width > 34 or (row.closed and row.width > 3):
        return False
    text = row.text
    open_end = text.count("（") + text.count("(") > text.count("）") + text.count(")")
    return not (open_end or is_day_label(row.tight) or _LEADERS.search(text))


_LEADERS = late(r"(?:[!！.．…⋯·•∙・‧_\u2025—–-] ?){4}")


def _at_edge(row: Row) -> bool:
    """Whether a row is one of its page's first or last; of a page of few blocks, each is near them."""
    part = (row.top + row.bottom + 1) // 4
    return row.top <= min(2, part) or row.bottom <= min(3, part)


def _running_heads(source: Source, rows: Sequence[Row]) -> Iterator[tuple[int, Evidence]]:
    if len(source.pages) < 3:
        return
    places: dict[str, list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        if _may_repeat(row):
            key = head_key(row.tight)
            if not re.search(r"[^\W\d_]", key):
                # Of numbers alone only a date is a head; others count pages, or are a table's.
                key = key if _DATED.search(row.tight) else ""
            if key:
                places[key].append(i)
    edges = {key: [i for i in at if _at_edge(rows[i])] for key, at in places.items()}
    for key, at in places.items():
        pages = sorted({rows[i].page for i in at})
        if len(pages) < 2:
            continue
        edge_pages = {rows[i].page for i in edges[key]}
        spread = pages[-1] - pages[0] + 1
        for i in at:
            row = rows[i]
            near = bisect_right(pages, row.page + 4) - bisect_left(pages, row.page - 4)
            edge = _at_edge(row)
            if edge and len(edge_pages) >= 2 and near >= 2:
                weight = min(3.0 + 2.0 * len(edge_pages), 12.0)
                if len(edge_pages) == 2 and spread > 3:
                    weight = 1.5
                yield (
                    i,
                    Evidence(
                        "repeated_head", Label.RUNHEAD, weight, f"stands on {len(pages)} pages"
                    ),
                )
            elif len(pages) >= 4 and near >= 3 and len(at) <= 1.5 * len(pages):
                yield (
                    i,
                    Evidence(
                        "repeated_head",
                        Label.RUNHEAD,
                        2.5,
                        f"stands on {len(pages)} pages, not at the edge",
                    ),
                )
    yield from _worn_heads(rows, edges)


_STRIP = 4  # letters that no word happens to be set in, one below the other


def _strips(source: Source, rows: Sequence[Row]) -> Iterator[tuple[int, Evidence]]:
    """A running head set vertically: letters, each a line, that come again below each other."""
    runs: list[list[int]] = [[]]
    for i in sorted(range(len(rows)), key=lambda i: rows[i].start):
        if len(rows[i].tight) == 1 and has_han(rows[i].tight):
            runs[-1].append(i)
        elif runs[-1]:
            runs.append([])
    said = ["".join(rows[i].tight for i in run) for run in runs]
    strips = [words for words, n in Counter(said).items() if n > 1 and len(words) >= _STRIP]
    for run, words in zip(runs, said, strict=True):
        for strip in strips:
            at = words.find(strip)
            for i in run[at : at + len(strip)] if at >= 0 else ():
                yield i, Evidence("strip", Label.RUNHEAD, 12, "a strip of letters that comes again")


_STAMPED, _INSIDE = 5, 0.4  # times that a watermark stands, and share of them amid sentences


def _watermarks(source: Source, rows: Sequence[Row]) -> Iterator[tuple[int, Evidence]]:
    """A line that comes again and again and interrupts sentences, wherever on the page it stands."""
    places: dict[str, list[int]] = defaultdict(list)
    for i in sorted(range(len(rows)), key=lambda i: rows[i].start):
        if _may_repeat(rows[i]) and len(rows[i].tight) >= _STRIP:
            places[rows[i].tight].append(i)
    before = {row.start: above for above, row in pairwise(sorted(rows, key=lambda r: r.start))}
    for words, at in places.items():
        above = [before[rows[i].start] for i in at if rows[i].start in before]
        inside = sum(not row.closed and row.tight != words and row.full for row in above)
        if len(at) >= _STAMPED and inside >= _INSIDE * len(at):
            for i in at:
                yield (
                    i,
                    Evidence(
                        "watermark", Label.RUNHEAD, 8, f"stands {len(at)} times, amid sentences"
                    ),
                )


def _worn_heads(rows: Sequence[Row], edges: dict[str, list[int]]) -> Iterator[tuple[int, Evidence]]:
    """Heads that differ by a misread letter from one that repeats nearby."""
    from rapidfuzz import fuzz

    strong = [k for k, at in edges.items() if len({rows[i].page for i in at}) >= 3 and len(k) >= 4]
    if not strong:
        return
    for key, at in edges.items():
        if key in strong or len(key) < 4 or not at:
            continue
        for other in strong:
            if abs(len(key) - len(other)) <= 2 and fuzz.ratio(key, other) >= 75:
                for i in at:
                    yield (
                        i,
                        Evidence("worn_head", Label.RUNHEAD, 4, f"like the running head {other!r}"),
                    )
                break
