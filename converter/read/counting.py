"""Marks of pages, told by what they do: they count up through a text, or come again in it.

A tool's own mark (`--- Page 3 ---`, `{2}-----`, `<!-- page 3 -->`), a printed number (`3 / 8`,
`— 3 —`, 第三页), a head or a foot with the number in it (云溪通讯 2024年第3期 3): what makes any of
them a mark is that lines alike but for a number stand pages apart, the number higher by one each
time. Without a number it is one line that comes again at pages' distances.

Titles may be numbered as well, and rules may part them. They stand between paragraphs, as far apart
as articles are long; pages are of one length, or turn in the middle of a paragraph.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, pairwise
from statistics import median

from converter.chinese.chars import CLOSERS, STOPS, han_count, tight
from converter.chinese.numbers import numeral
from converter.model import Line

# A printed page holds so many lines, or fewer of so many letters together (a page's last lines, of 50
# em); numbers of a table or a list stand closer.
MIN_LINES = 6
MIN_LETTERS = 90
_HEAD_LINES = 12  # lines between two printings of a head without a number
_LONGEST = 80  # letters of a mark with all that stands beside it
_OPEN_RUNS = 8  # that may go on with one number
_TOKENS = 6  # numbers of a line that may be its page's
_HAN_OF_BREAK = 5  # a line of more says it in a sentence
_SHORTEST = 3  # letters of a line without a number that marks pages
_MOST_PAGES = 0.6  # share of the pages that a head stands on
_OFTEN = 0.3  # of the marks a running head stands beside
_LEAST = 3  # marks that are none by chance
_LEAST_HEADS = 4  # heads without a number
_LEAST_NAMED = 2  # marks that say 'page'

_UNITS = (
    "年月日號号期届屆卷章节節回课課讲講条條款题題集部周週天级級班组組个個项項名家人位元次万萬亿億"
    "时時点點分秒岁歲度米吨"
)
_NUMBER = re.compile(
    r"(?<!第)(?<!第[ \u3000])(?<!\d)(?<!\d[.．:：])(?P<n>\d{1,4})(?![\d.．:：]?\d)(?![ \u3000]?[%％‰UNITS])"
    r"|第[ \u3000]?(?P<page>\d{1,5}|[〇零一二三四五六七八九十百]{1,5})[ \u3000]?(?=[页頁版面])".replace(
        "UNITS", _UNITS
    )
)
_WRITTEN = re.compile(r"([^\w\s]+)\s*([〇零一二三四五六七八九十百]{1,5})\s*([^\w\s]+)")  # — 三 —
# Words that say that a number is a page's, and what they stand with; the rest of a line is a head's.
_PAGE_WORD = re.compile(
    r"(?i)\b(?:pages?|pg|scan|img|slide)(?![a-z])|(?<![a-z])p[.:： ]?$|[页頁版]"
)
_NO_HEAD = re.compile(
    r"(?i)\b(?:pages?|pg|p|scan|img|image|slide|of|end|start|begin|total|no|jpe?g|png|tiff?|pdf|txt)"
    r"(?![a-z])|[第页頁版面共]"
)
_TOTAL = re.compile(r"^(?:[/／]|of )\d{1,4}\D?$")
_TOOL = re.compile(r"(?i)[{}<>#=]|\*{2,}|-{3,}|\.(?:jpe?g|png|tiff?)")
_LOOSE, _BLANKS = re.compile(r"(?<!\w)\s+|\s+(?!\w)"), re.compile(r"\s+")
_MIRRORED = re.compile(r"[^\w\s()（）\[\]〔〕]")
_BREAK = re.compile(r"(?i)\b(?:page|new)[\W_]*(?:break|page)\b|分页|換頁|换页|分頁")
_SENTENCE = re.compile(r"[。！？；，]")

# A number beside words that change from page to page, and apart from them.
_VARIED = re.compile(
    # 《竹溪报》2026年1月11日 星期日 第2版: a newspaper's running head ends with its number.
    r"(?:(?:.{0,30}\s)?第?\s*(\d{1,2})\s*版"
    # 德育园地   — 10 —: a running head beside the number.
    r"|\S.{0,40}?\s+[-—–·•~]\s*(\d{1,3})\s*[-—–·•~]|[-—–·•~]\s*(\d{1,3})\s*[-—–·•~]\s+\S.{0,40}"
    # 家居流通 -3- 2025年第2期: the number between the words of a foot.
    r"|\S.{0,30}?\s+[-—–·•~]\s*(\d{1,3})\s*[-—–·•~]\s+\S.{0,30}"
    # 健康讲堂                          5
    r"|[^\d\n]{2,20}?\s{3,}(\d{1,3})|(\d{1,3})\s{3,}[^\d\n]{2,20}?)$"
)


@dataclass(frozen=True, slots=True)
class PageMark:
    """A line that marks a page: its index, its number (-1: none), and what it is.

    `kind` is 'pagemark' for a tool's own, 'pageno' for a printed number, 'runhead' for one with
    words beside it or for words alone.
    """

    line: int
    number: int
    kind: str


Dress = tuple[str, str]
_BARE: Dress = ("", "")
_VARIES: Dress = ("", " ")  # of a head whose words change


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A number in a line, and what stands before and behind it, without blanks."""

    line: int
    number: int
    dress: Dress

    @property
    def named(self) -> bool:
        """Whether the line says that this is a page's number."""
        before, after = self.dress
        return bool(_PAGE_WORD.search(before) or _PAGE_WORD.match(after) or _TOTAL.match(after))

    @property
    def kind(self) -> str:
        rest = " ".join(self.dress)
        if self.dress == _VARIES:
            return "runhead"
        if _TOOL.search(rest):
            return "pagemark"
        words = _NO_HEAD.sub("", re.sub(r"\d", "", rest))
        return "runhead" if any(c.isalpha() for c in words) else "pageno"


class _Measure:
    """How far lines are apart, and what they interrupt."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._heads = Heads(lines)
        words = [line.text.strip() for line in lines]
        self.ink = list(accumulate(map(bool, words)))
        self.letters = list(accumulate(map(len, words)))
        wide = sorted(n for n in map(len, words) if n >= _BROAD)
        self._wide = _WIDE * wide[len(wide) // 2] if wide else _BROAD

    def apart(self, a: int, b: int) -> bool:
        """Whether a page may stand between two lines."""
        return (
            self.ink[b] - self.ink[a] >= MIN_LINES
            or self.letters[b] - self.letters[a] >= MIN_LETTERS
        )

    def letters_between(self, marks: Sequence[tuple[int, int]]) -> float:
        """How many letters stand between two lines (index, number), as a rule."""
        return median(self.letters[b] - self.letters[a] for (a, _), (b, _) in pairwise(marks))

    def _interrupts(self, i: int, heads: set[str]) -> bool:
        """Whether a line stands in the middle of a paragraph: the text above it goes on."""
        at = i - 1
        while at >= 0 and (not self._lines[at].text.strip() or head_of(self._lines[at]) in heads):
            at -= 1
        words = self._lines[at].text.strip() if at >= 0 else ""
        return len(words) >= self._wide and words[-1] not in _ENDS

    def _even(self, marks: Sequence[tuple[int, int]], within: float) -> bool:
        """Whether all but one of the distances are alike: the last page may be a short one."""
        for total in (self.ink, self.letters, range(len(self.ink))):
            steps = [(total[b] - total[a]) / max(n - m, 1) for (a, m), (b, n) in pairwise(marks)]
            usual = median(steps)
            odd = sum(abs(step - usual) > within * usual for step in steps)
            if odd <= (1 if len(steps) >= _MANY else 0):
                return True
        return False

    def turns_pages(
        self, marks: Sequence[tuple[int, int]], inside: float = 0.2, within: float = 0.15
    ) -> bool:
        """Whether lines (index, number) stand as pages turn: in paragraphs, or at equal distances.

        `inside` is the share of them that has to stand in the middle of a paragraph, `within` how
        much of a page's length the lengths may differ.
        """
        heads = self._heads.beside([i for i, _ in marks])
        found = sum(self._interrupts(i, heads) for i, _ in marks)
        return found >= max(inside * len(marks), 1) or self._even(marks, within)

    def closes(self, i: int) -> bool:
        """Whether nothing stands behind a line."""
        return self.ink[-1] == self.ink[i]


_BROAD = 10  # letters of a line that is no title of a word or two
_ENDS = STOPS + CLOSERS + ".:：；"
_WIDE = 0.75  # of a common line's letters a line has that goes on
_MANY = 4  # distances of which one may be another


def page_marks(lines: Sequence[Line]) -> list[PageMark]:
    """The lines that mark the pages of a text, in order; none where nothing counts or comes again."""
    measure = _Measure(lines)
    return _counted(lines, measure) or _repeated(lines, measure)


def marks_on(pages: Sequence[tuple[int, int]], lines: Sequence[Line]) -> list[PageMark]:
    """The lines that mark pages which are known (from and to): one on each, their numbers go along."""
    page_of = {i: k for k, (first, last) in enumerate(pages) for i in range(first, last)}
    for run in _by_worth(lines, _Measure(lines)):
        shifts = Counter(c.number - page_of.get(c.line, -1) for c in run.marks)
        shift, count = shifts.most_common(1)[0]
        if count >= (_LEAST_NAMED if run.named else _LEAST) and count > len(run.marks) // 2:
            along = [c for c in run.marks if c.number - page_of.get(c.line, -1) == shift]
            return [PageMark(c.line, c.number, c.kind) for c in along]
    for words, at in _comings_again(lines).items():
        on = {page_of.get(i, -1) for i in at}
        if len(on) == len(at) >= max(_LEAST, _MOST_PAGES * len(pages)):
            return [PageMark(i, -1, "pagemark" if _is_rule(words) else "runhead") for i in at]
    return []


def _by_worth(lines: Sequence[Line], measure: _Measure) -> list[_Run]:
    """Runs of lines with numbers that count up by one, a page apart, the longest first."""
    return sorted(_runs(_candidates(lines), measure), key=_worth, reverse=True)


def _counted(lines: Sequence[Line], measure: _Measure) -> list[PageMark]:
    """The longest run that is pages'."""
    for run in _by_worth(lines, measure):
        if _stands(run, measure):
            return [PageMark(c.line, c.number, c.kind) for c in run.marks]
    return []


def _candidates(lines: Sequence[Line]) -> list[_Candidate]:
    """Numbers that may be a page's: each dress of theirs counts up, or is one of a head that varies."""
    groups: dict[Dress, list[_Candidate]] = defaultdict(list)
    varied = []
    for i, line in enumerate(lines):
        # A tool that keeps the layout sets a number at the page's edge behind many blanks.
        words = line.text.strip()
        if not words or len(words) > _LONGEST:
            continue
        for c in _numbers_of(i, words):
            groups[c.dress].append(c)
        m = _VARIED.match(words)
        if m is not None:
            varied.append(_Candidate(i, int(m[m.lastindex or 1]), _VARIES))
    counting = [c for dress, group in groups.items() if _counts(dress, group) for c in group]
    own = {c.line for c in counting}
    return sorted(
        [*counting, *(c for c in varied if c.line not in own)], key=lambda c: (c.line, c.dress)
    )


def _numbers_of(i: int, words: str) -> Iterator[_Candidate]:
    written = _WRITTEN.fullmatch(words)
    if written is not None:
        yield _Candidate(i, numeral(written[2]), (written[1], written[3]))
    for k, m in enumerate(_NUMBER.finditer(words)):
        if k == _TOKENS:
            return
        digits = m["n"] or m["page"]
        number = numeral(digits)
        at = m.start("n") if m["n"] else m.start("page")
        c = _Candidate(i, number, (_closed(words[:at]), _closed(words[at + len(digits) :])))
        if number < 1000 or c.named:
            yield c


def _closed(words: str) -> str:
    """Words without the blanks beside marks, which vary from page to page."""
    return _BLANKS.sub(" ", _LOOSE.sub("", words))


def _counts(dress: Dress, group: Sequence[_Candidate]) -> bool:
    """Whether numbers in one dress go up, at least once; a bare number may anyway."""
    return dress == _BARE or any(a.number < b.number <= a.number + 2 for a, b in pairwise(group))


@dataclass(slots=True)
class _Run:
    """Candidates that count up."""

    marks: list[_Candidate] = field(default_factory=list)

    @property
    def named(self) -> bool:
        return all(c.named for c in self.marks)


def _runs(pool: Sequence[_Candidate], measure: _Measure) -> list[_Run]:
    """All runs of candidates that count up by one (one page may be without), a page apart."""
    alone = _self_sufficient(pool)
    runs: list[_Run] = []
    ending: dict[int, list[_Run]] = defaultdict(list)  # by their last number, the longest first
    for c in pool:
        before = [*ending[c.number - 1], *ending[c.number - 2]]
        run = next((run for run in before if _goes_on(run.marks[-1], c, alone, measure)), None)
        if run is not None:
            ending[run.marks[-1].number].remove(run)
            run.marks.append(c)
        else:
            run = _Run([c])
            runs.append(run)
        kept = ending[c.number]
        kept.append(run)
        kept.sort(key=lambda r: -len(r.marks))
        del kept[_OPEN_RUNS:]
    return runs


def _goes_on(last: _Candidate, c: _Candidate, alone: set[Dress], measure: _Measure) -> bool:
    """Whether a number may be the next page's, or the one's after it."""
    if c.dress != last.dress:
        if c.dress in alone or last.dress in alone:
            return False
    elif c.named and c.number == last.number + 1 and c.line > last.line:
        return True
    return measure.apart(last.line, c.line)


def _self_sufficient(pool: Sequence[_Candidate]) -> set[Dress]:
    """Dresses in which each page is counted; others count every second page, or a few."""
    groups: dict[Dress, list[int]] = defaultdict(list)
    for c in pool:
        groups[c.dress].append(c.number)
    return {
        dress
        for dress, numbers in groups.items()
        if dress != _VARIES
        and sum(b - a == 1 for a, b in pairwise(numbers)) >= max(_LEAST - 1, len(numbers) // 2)
    }


def _worth(run: _Run) -> tuple[int, bool, int]:
    return len(run.marks), run.named, -run.marks[0].line


def _stands(run: _Run, measure: _Measure) -> bool:
    """Whether a run is pages' and not titles', questions' or a table's."""
    marks = run.marks
    places = [(c.line, c.number) for c in marks]
    if run.named:
        steps = [measure.apart(a.line, b.line) for a, b in pairwise(marks)]
        return len(marks) >= _LEAST_NAMED and sum(steps) > len(steps) // 2
    if len(marks) < _LEAST or measure.letters_between(places) < MIN_LETTERS:
        return False
    dressed = sum(
        bool(_MIRRORED.search(c.dress[0]) and _MIRRORED.search(c.dress[1])) for c in marks
    )
    varied = sum(c.dress == _VARIES for c in marks)
    if dressed + varied > len(marks) // 2:
        return True
    # The last page's foot closes the text; behind a title's number its text follows.
    return measure.turns_pages(places) or measure.closes(places[-1][0])


def _comings_again(lines: Sequence[Line]) -> dict[str, list[int]]:
    """Short lines that are no sentences, and where they stand."""
    places: dict[str, list[int]] = defaultdict(list)
    for i, line in enumerate(lines):
        words = tight(line.text)
        if _SHORTEST <= len(words) <= _LONGEST // 2 and not _SENTENCE.search(words):
            places[words].append(i)
    return places


def _is_rule(words: str) -> bool:
    """Whether a line is a tool's break or a rule, and has no words of the print."""
    return not any(c.isalnum() for c in words) or bool(_BREAK.search(words))


def _repeated(lines: Sequence[Line], measure: _Measure) -> list[PageMark]:
    """A line that comes again and again as pages turn: a tool's break, a rule, a head."""
    places = _comings_again(lines)
    told = [
        (w, at) for w, at in places.items() if _BREAK.search(w) and han_count(w) < _HAN_OF_BREAK
    ]
    if told:
        return [PageMark(i, -1, "pagemark") for i in max(told, key=lambda item: len(item[1]))[1]]
    best: list[int] = []
    kind = ""
    for words, at in places.items():
        rule = _is_rule(words)
        if len(at) < max(_LEAST if rule else _LEAST_HEADS, len(best) + 1):
            continue
        least = MIN_LINES if rule else _HEAD_LINES
        near = sum(measure.ink[b] - measure.ink[a] < least for a, b in pairwise(at))
        if near > (1 if len(at) > _MANY else 0):
            continue  # the last page may be a short one
        marks = [(i, k) for k, i in enumerate(at)]
        # A column's name comes again as well, and a paragraph may end without a stop by mistake.
        if measure.turns_pages(marks) if rule else measure.turns_pages(marks, 0.5, 0.05):
            best, kind = at, "pagemark" if rule else "runhead"
    return [PageMark(i, -1, kind) for i in best]


_DIGITS = re.compile(r"\d+")


class Heads:
    """Running heads of a text: lines that stand beside its marks again and again, and not elsewhere."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines

    @cached_property
    def _keys(self) -> list[str]:
        """Each line as heads are compared; '' for a blank line, and for one too long for a head."""
        return [head_of(x) if len(x.text) < _LONGEST // 2 else "" for x in self._lines]

    @cached_property
    def _totals(self) -> Counter[str]:
        return Counter(self._keys)

    def beside(self, marks: Sequence[int]) -> set[str]:
        """The heads beside lines (indexes), as `head_of` has them."""
        near: Counter[str] = Counter()
        for i in marks:
            seen = set()
            for step in (-1, 1):
                k, left = i + step, 2
                while 0 <= k < len(self._lines) and left:
                    left -= bool(self._lines[k].text.strip())
                    seen.add(self._keys[k])
                    k += step
            near.update(seen)
        often = max(2, _OFTEN * len(marks))
        return {key for key, n in near.items() if key and n >= often and self._totals[key] <= 2 * n}


def head_of(line: Line) -> str:
    """What a running head has in common on all pages: no blanks, a sign for each number."""
    return _DIGITS.sub("#", re.sub(r"\s+", "", line.text))
