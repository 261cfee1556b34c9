"""How a stretch of text begins and ends: what its two ends ask of their neighbours.

Everything is read once per unit and kept in a `Fragment`, so that cues on pairs stay cheap.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from converter.assemble.lexicon import Lexicon
from converter.assemble.units import Unit
from converter.chinese.chars import CLOSERS, HAN, STOPS

_NARROW = str.maketrans(
    {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
)
_LIMIT = 4.0

# What opens a paragraph of a Chinese report and seldom stands anywhere else (段首套语).
_OPENING = re.compile(
    r"(?:近年来|近日|日前|连日来|今年以来|去年以来|近期|为(?:了|进一步|充分|更好|更有效|持续|深入|切实|全面|推动)|下一步|此外|"
    r"与此同时|同时|目前，|截至目前|据悉|据了解|记者|本报|自[^，。]{2,12}以来|[12]\d{3}年(?:以来)?，|一方面|另一方面|首先|其次|最后|"
    r"第[一二三四五六七八九十][，、]|[（(]?[一二三四五六七八九十][）)、])"
)
_CLOSING_PARAGRAPH = re.compile(r"下一步|今后|接下来|未来，|展望")
_INSIDE = re.compile(
    r"[，、。；：！？”’）》〉】%％‰℃]|[的了着过地得和与及或等们]|[万亿]?元|[万亿余多]|(?:个|项|名|家|人次|件|公里)(?![A-Za-z])"
)
_HEADLIKE = re.compile(r"([^。！？，\d]{3,15})，([^。！？，\d]{3,18})。|[^。！？，\d]{4,12}。")
_WORDS_OF_ONE = frozenset(
    "的了在和与是有已将不也都及等对为从以到被把让使其该并且或而就又还更最很能可会要着过至由按向于"
)
_DISPLAYED = frozenset({"title", "byline", "heading"})
_ORDINALS = {
    "是": re.compile(r"(?<![第同进统唯万])([一二三四五六七八九十])(?:是|要|抓)"),
    "第": re.compile(r"第([一二三四五六七八九十])(?:，|、|步|是)"),
    "、": re.compile(r"(?:^|(?<=。))[（(]?([一二三四五六七八九十])[）)、]"),
    "方": re.compile(r"(一|另一)方面，"),
    "其": re.compile(r"(首先|其次|再次)[，是]"),
}
_VALUE = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {
    "另一": 2,
    "首先": 1,
    "其次": 2,
    "再次": 3,
}
_PAIRS = {
    "”": "“",
    "’": "‘",
    "）": "（",
    "》": "《",
    "〉": "〈",
    "】": "【",
    "」": "「",
    "』": "『",
}
_OPENERS = frozenset(_PAIRS.values())


@dataclass(slots=True)
class Fragment:
    """One unit as the flow sees it.

    `begins` and `ends` are log-odds (within ±4) that the unit begins, and ends, a paragraph;
    `unclosed` and `unopened` are marks whose partners stand elsewhere; `ordinals` are the first and
    last of each row of ordinals (一是…三是) in it; `loose` and `loose_start` say that its last, its first
    word is a single character, as a word cut in two leaves it.
    """

    unit: Unit
    text: str
    begins: float = 0.0
    ends: float = 0.0
    unclosed: str = ""
    unopened: str = ""
    quotes: int = 0
    ordinals: tuple[tuple[str, int, int], ...] = ()
    loose: bool = False
    loose_start: bool = False
    opening: str = ""
    habits: tuple[str, ...] = ()
    last_part: bool = False

    @property
    def prose(self) -> bool:
        return self.unit.kind == "para"

    @property
    def open_end(self) -> bool:
        return self.ends < 0

    @property
    def open_start(self) -> bool:
        return self.begins < -1


def plain(text: str) -> str:
    """A text as cues compare it: no white space, full-width punctuation."""
    return "".join(text.split()).translate(_NARROW)


def read(units: Sequence[Unit], lexicon: Lexicon) -> list[Fragment]:
    """All units as fragments; what opens this page's paragraphs is learnt on the way."""
    out = [_fragment(unit) for unit in units]
    known: dict[str, int] = {}
    for before, fragment in zip([None, *out], out, strict=False):
        # A first word is known where a paragraph surely begins: after a closed end or a head.
        if fragment.prose and (
            before is None or not before.prose or before.ends > 2 or _start(fragment.text) > 2
        ):
            known[fragment.opening] = known.get(fragment.opening, 0) + 1
    for before, fragment in zip([None, *out], out, strict=False):
        if not fragment.prose:
            continue
        sure = before is None or not before.prose or before.ends > 2 or _start(fragment.text) > 2
        others = known.get(fragment.opening, 0) - sure
        begins = fragment.unit.starts + _start(fragment.text) + min(3.5, 1.2 * others)
        if before is not None and before.unit.kind in _DISPLAYED:
            begins += 2.0  # text set under a head begins there, unless its beginning is lost
        fragment.begins = max(-_LIMIT, min(_LIMIT, begins))
        if fragment.begins < 1:
            head = re.match(rf"[{HAN}]{{1,6}}", fragment.text)
            first = lexicon.segment(head[0])[1][0] if head else ""
            fragment.loose_start = len(first) == 1 and first not in _WORDS_OF_ONE
        if fragment.open_end:
            tail = re.search(rf"[{HAN}]{{1,6}}$", fragment.text)
            last = lexicon.segment(tail[0])[1][-1] if tail else ""
            fragment.loose = len(last) == 1 and last not in _WORDS_OF_ONE
    return out


def _fragment(unit: Unit) -> Fragment:
    text = plain(unit.text.flat)
    fragment = Fragment(unit, text)
    if unit.kind == "para":
        fragment.ends = max(-_LIMIT, min(_LIMIT, unit.ends + _end(text)))
        fragment.unclosed, fragment.unopened = _balance(text)
        fragment.quotes = text.count('"') % 2
        fragment.ordinals = tuple(_ordinals(text))
        fragment.opening = text[:2]
        fragment.habits = tuple(_paragraph_habits(text))
        fragment.last_part = bool(_CLOSING_PARAGRAPH.match(text))
    else:
        fragment.begins = fragment.ends = _LIMIT
        if unit.kind == "heading":
            fragment.habits = tuple(_heading_habits(unit))
            fragment.ordinals = tuple(_ordinals(text))
    return fragment


def _end(text: str) -> float:
    """Log-odds that a paragraph ends here, by its last characters."""
    bare = text.rstrip(CLOSERS)
    if text and bare and (bare[-1] in STOPS or (bare != text and bare[-1] in STOPS)):
        return 3.0
    last = text[-1:]
    if last in "”’）》\"'】":
        return 0.0
    if last in "；：":
        # A column ends anywhere in a sentence, one time in a hundred just here; items of a list do.
        return 1.5
    if last in "，、—·“‘（《" or not last:
        return -4.0
    return -3.0


def _start(text: str) -> float:
    """Log-odds that a paragraph begins here, by its first characters."""
    if _OPENING.match(text):
        return 3.0
    if _INSIDE.match(text):
        return -3.0
    if re.match(r".[，。、；]", text):
        return -3.0  # '稿，被全国…', '系。建立…': the rest of a word
    if re.match(r"..[，。、；]", text):
        return -1.5
    headlike = _HEADLIKE.match(text)
    if headlike:
        # '聚焦统战平台，共谋发展合力。' opens a paragraph; '建工作。' may be any sentence's rest.
        balanced = headlike[1] and abs(len(headlike[1]) - len(headlike[2])) <= 6
        return 3.0 if balanced else 0.7
    return -1.5 if text[:1].isdigit() else -1.0


def _balance(text: str) -> tuple[str, str]:
    """Opening marks left unclosed, and closing marks that nothing opened, in order."""
    stack: list[str] = []
    unopened = []
    for ch in text:
        if ch in _OPENERS:
            stack.append(ch)
        elif ch in _PAIRS:
            if stack and stack[-1] == _PAIRS[ch]:
                stack.pop()
            elif _PAIRS[ch] in stack:
                while stack.pop() != _PAIRS[ch]:
                    pass
            else:
                unopened.append(_PAIRS[ch])
    return "".join(stack), "".join(unopened)


def _ordinals(text: str) -> list[tuple[str, int, int]]:
    out = []
    for family, pattern in _ORDINALS.items():
        found = [_VALUE[m[1]] for m in pattern.finditer(text)]
        if found:
            out.append((family, found[0], found[-1]))
    return out


def _paragraph_habits(text: str) -> list[str]:
    """How a paragraph opens: its first words, and the build of its opening sentence."""
    out = [f"^{text[:2]}"]
    headlike = _HEADLIKE.match(text)
    if headlike:
        sentence = headlike[0][:-1]
        build = "+".join(str(len(clause)) for clause in sentence.split("，"))
        out += [
            f"^^{text[:2]}",
            f"{sentence[-2:]}$",
            f"{sentence[-3:]}$$",
            f"={build}",
            f"=={build}",
        ]
        out += [f"{clause[-2:]}," for clause in sentence.split("，")[:-1]]
    return out


def _heading_habits(unit: Unit) -> list[str]:
    """How a heading is built: the lengths of its lines, its first and last words."""
    lines = [plain(line.flat) for line in unit.lines] or [plain(unit.text.flat)]
    build = "+".join(str(len(line)) for line in lines)
    out = [f"h^{lines[0][:2]}", f"h{lines[0][-1:]}$", f"h{build}", f"hh{build}", f"{len(lines)}h"]
    return out + (
        [f"h {unit.text.flat.strip().find(' ')}"] if " " in unit.text.flat.strip() else []
    )
