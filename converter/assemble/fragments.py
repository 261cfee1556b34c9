"""How a stretch of text begins and ends: what its two ends ask of their neighbours.

Everything is read once per unit and kept in a `Fragment`, so that cues on pairs stay cheap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from converter.assemble.lexicon import Lexicon
from converter.assemble.units import Unit
from converter.chinese.chars import CLOSERS, HAN, ends_sentence
from converter.chinese.numbers import ordinal
from converter.chinese.variants import comparable
from converter.patterns import late

_NARROW = str.maketrans(",;:?!()", "，；：？！（）")
_LIMIT = 4.0  # no single end is surer than this

# What opens a paragraph of a Chinese report and seldom goes on with a sentence (段首套语).
_OPENING = late(
    r"(?:近年来|近日|日前|连日来|今年以来|去年以来|近期|截至目前|据悉|据了解|记者|本报|"
    r"为(?:了|进一步|充分|更好|更有效|持续|深入|切实|全面|推动)|下一步|与此同时|"
    r"(?:此外|同时|目前|首先|其次|最后)，|自[^，。]{2,12}以来|[12]\d{3}年(?:以来)?，|"
    r"一方面|另一方面|第[一二三四五六七八九十][，、]|[（]?[一二三四五六七八九十][）、])"
)
_LATIN_OPENING = late(r"[“‘（]?[A-Z][A-Za-z’'，]{7}")  # a sentence, its blanks left out
_CLOSING_PARAGRAPH = late(r"下一步|今后|接下来|未来，|展望")
# What no paragraph begins with: closing marks and pauses, particles, the measure of a number.
_INSIDE = late(
    r"[，、。；：！？”’）》〉】%％‰℃]|[的了着过地得和与及或等们]|[万亿]?元|[万亿余多]|"
    r"(?:个|项|名|家|人次|件|公里)(?![A-Za-z])"
)
_STUMP = late(r"(.{1,2})[，。、；]")  # '稿，被全国…', '系。建立…': the rest of a word
# '聚焦统战平台，共谋发展合力。' opens a paragraph; '微单元。' may be the rest of any sentence.
_HEADLIKE = late(r"([^。！？，\d]{3,15})，([^。！？，\d]{3,18})。|[^。！？，\d]{4,12}。")
# Single characters that are words of their own before a cut or behind it.
_WORDS_OF_ONE = frozenset(
    "的了在和与是有已将不也都及等对为从以到被把让使其该并且或而就又还更最很能可会要着过至由按向于"
)
_DISPLAYED = frozenset({"title", "byline", "heading"})
_HAN_HEAD = late(rf"[{HAN}]{{1,6}}")
_HAN_TAIL = late(rf"[{HAN}]{{1,6}}$")
_ORDINALS = {
    "是": late(r"(?<![第同进统唯万])([一二三四五六七八九十])(?:是|要|抓)"),
    "第": late(r"第([一二三四五六七八九十])(?:，|、|步|是)"),
    "、": late(r"(?:^|(?<=。))[（]?([一二三四五六七八九十])[）、]"),
    "方": late(r"(一|另一)方面，"),
    "其": late(r"(首先|其次|再次)[，是]"),
}
_VALUE = {c: n for n, c in enumerate("一二三四五六七八九十", 1)}
_VALUE |= {"另一": 2, "首先": 1, "其次": 2, "再次": 3}
_OPENER_OF = dict(zip("”’）》〉】」』", "“‘（《〈【「『", strict=True))
_OPENERS = frozenset(_OPENER_OF.values())


@dataclass(slots=True)
class Fragment:
    """One unit as the flow sees it.

    `begins` and `ends` are log-odds (within ±4) that the unit begins, and ends, a paragraph;
    `unclosed` and `unopened` are marks whose partners stand elsewhere, `quotes` whether a straight
    quotation mark is left over; `ordinals` are the first and last of each row of ordinals in it
    (一是…三是); `loose` and `loose_start` say that its last, its first word is a single character,
    as a word cut in two leaves it; `habits` are features of how it is built, `opening` its first
    word; `last_part` tells that it looks ahead, as closing paragraphs do; `numbered` is the kind
    and number of its numbered opening (一、, (一)).
    """

    unit: Unit
    text: str
    begins: float = _LIMIT
    ends: float = _LIMIT
    unclosed: str = ""
    unopened: str = ""
    quotes: int = 0
    ordinals: tuple[tuple[str, int, int], ...] = ()
    loose: bool = False
    loose_start: bool = False
    opening: str = ""
    habits: tuple[str, ...] = ()
    last_part: bool = False
    numbered: tuple[str, int] | None = None

    @property
    def prose(self) -> bool:
        """Whether it is text of a paragraph, which alone can be cut in two."""
        return self.unit.kind == "para"

    @property
    def open_end(self) -> bool:
        """Whether it rather breaks off than ends."""
        return self.ends < 0

    @property
    def open_start(self) -> bool:
        """Whether it rather goes on than begins."""
        return self.begins < -1


def plain(text: str) -> str:
    """A text as cues compare it: no white space, full-width punctuation."""
    return "".join(comparable(text).split()).translate(_NARROW)


def read(units: Sequence[Unit], lexicon: Lexicon) -> list[Fragment]:
    """All units as fragments; what opens this page's paragraphs is learnt on the way."""
    out = [_fragment(unit) for unit in units]
    # A first word is known where a paragraph surely begins: after a closed end or a head.
    sure = []
    for i, fragment in enumerate(out):
        before = out[i - 1] if i else None
        begins = before is None or not before.prose or before.ends > 2 or fragment.begins > 2
        sure.append(fragment.prose and begins)
    known = Counter(f.opening for f, begins in zip(out, sure, strict=True) if begins)
    for i, fragment in enumerate(out):
        if not fragment.prose:
            continue
        odds = fragment.unit.starts + fragment.begins
        odds += min(4.5, 1.2 * (known[fragment.opening] - sure[i]))
        if i and out[i - 1].unit.kind in _DISPLAYED:
            odds += 2.0  # text set under a head begins there, unless its beginning is lost
        fragment.begins = max(-_LIMIT, min(_LIMIT, odds))
        if fragment.begins < 1 and (head := _HAN_HEAD.match(fragment.text)):
            fragment.loose_start = _single(lexicon.segment(head[0])[1][0])
        if fragment.open_end and (tail := _HAN_TAIL.search(fragment.text)):
            fragment.loose = _single(lexicon.segment(tail[0])[1][-1])
    return out


def _single(word: str) -> bool:
    return len(word) == 1 and word not in _WORDS_OF_ONE


def _fragment(unit: Unit) -> Fragment:
    text = plain(unit.text.flat)
    fragment = Fragment(unit, text)
    if unit.kind == "para":
        fragment.begins = _start(text)
        fragment.ends = max(-_LIMIT, min(_LIMIT, unit.ends + _end(text)))
        fragment.unclosed, fragment.unopened = _balance(text)
        fragment.quotes = text.count('"') % 2
        fragment.ordinals = tuple(_ordinals(text))
        fragment.opening = text[:2]
        fragment.habits = tuple(_paragraph_habits(text))
        fragment.last_part = bool(_CLOSING_PARAGRAPH.match(text))
        fragment.numbered = ordinal(text)
    elif unit.kind == "heading":
        fragment.numbered = ordinal(text)
        fragment.habits = tuple(_heading_habits(unit))
        fragment.ordinals = tuple(_ordinals(text))
    return fragment


def _end(text: str) -> float:
    """Log-odds that a paragraph ends here, by its last characters."""
    bare = text.rstrip(CLOSERS)
    last = text[-1:]
    if ends_sentence(text):
        return 3.0
    if bare != text:
        return 0.0
    if last in "；：":
        # A column ends anywhere in a sentence, one time in a hundred just here; items of lists do.
        return 1.5
    return -4.0 if last in "，、—·“‘（《" else -3.0


def _start(text: str) -> float:
    """Log-odds that a paragraph begins here, by its first characters."""
    if _OPENING.match(text):
        return 3.0
    if _LATIN_OPENING.match(text):
        return 2.0
    if _INSIDE.match(text):
        return -3.0
    if stump := _STUMP.match(text):
        return -3.0 if len(stump[1]) == 1 else -1.5
    if headlike := _HEADLIKE.match(text):
        balanced = headlike[1] and abs(len(headlike[1]) - len(headlike[2])) <= 6
        return 3.0 if balanced else 0.7
    # A paragraph mostly begins in one of these ways; a cut leaves anything.
    return -1.5 if text[:1].isdigit() else -1.0


def _balance(text: str) -> tuple[str, str]:
    """Opening marks left unclosed, and closing marks that nothing opened, in order."""
    stack: list[str] = []
    unopened = []
    for ch in text:
        if ch in _OPENERS:
            stack.append(ch)
        elif opener := _OPENER_OF.get(ch):
            if opener in stack:
                while stack.pop() != opener:
                    pass
            else:
                unopened.append(opener)
    return "".join(stack), "".join(unopened)


def _ordinals(text: str) -> Iterator[tuple[str, int, int]]:
    """Each row of ordinals in the text: its kind, its first and its last number."""
    for family, pattern in _ORDINALS.items():
        found = pattern.findall(text)
        if found:
            yield family, _VALUE[found[0]], _VALUE[found[-1]]


def _paragraph_habits(text: str) -> Iterator[str]:
    """How a paragraph opens: its first words, and the build of its opening sentence."""
    yield f"^{text[:2]}"
    if headlike := _HEADLIKE.match(text):
        sentence = headlike[0][:-1]
        clauses = sentence.split("，")
        build = "+".join(str(len(clause)) for clause in clauses)
        # What parallel openings share is told twice: it is seldom chance.
        yield from (f"^^{text[:2]}", f"={build}", f"=={build}")
        yield from (f"{sentence[-2:]}$", f"{sentence[-3:]}$$")
        yield from (f"{clause[-2:]}," for clause in clauses[:-1])


def _heading_habits(unit: Unit) -> Iterator[str]:
    """How a heading is built: the lengths of its lines, its first and last words."""
    lines = [plain(line.flat) for line in unit.lines] or [plain(unit.text.flat)]
    build = "+".join(str(len(line)) for line in lines)
    yield from (f"h^{lines[0][:2]}", f"h{lines[0][-1:]}$", f"h={build}", f"h=={build}")
    yield f"{len(lines)}h"
    gap = unit.text.flat.strip().find(" ")
    if gap > 0:
        yield f"h {gap}"
