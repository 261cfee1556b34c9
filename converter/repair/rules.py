"""The rules, in the order in which they run.

A rule takes a text and gives it back with its edits. It looks at the words alone; what it needs to
know of the document is in `Place`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from converter.chinese import variants
from converter.chinese.chars import HAN, ORNAMENTS, han_count, is_han, tight
from converter.chinese.forms import DATELINE
from converter.chinese.names import is_person, is_post, name_spans
from converter.model import Decision, Span, Text
from converter.patterns import late


@dataclass(slots=True)
class Place:
    """What a rule may know of the document.

    `strewn`: blanks stand between Han characters all over its text, as OCR leaves them, so that one
    in a title parts nothing. `typed`: somebody typed the text, blanks and all.
    """

    rejoined: bool
    is_word: Callable[[str], bool]
    doubts: list[Decision] = field(default_factory=list)
    strewn: bool = False
    typed: bool = False


Function = Callable[[Text, Place, str], Text]


@dataclass(frozen=True, slots=True)
class Rule:
    """A repair: its name, what it does, and the kinds of text that it is for (all if empty)."""

    name: str
    function: Function
    kinds: frozenset[str] = frozenset()
    but: frozenset[str] = frozenset()

    def applies(self, kind: str) -> bool:
        """Whether the rule is for a kind of text ('p', 'title', 'masthead phone' …)."""
        word = kind.partition(" ")[0]
        return word not in self.but and (not self.kinds or word in self.kinds)


RULES: list[Rule] = []


def rule(*kinds: str, but: tuple[str, ...] = ()) -> Callable[[Function], Function]:
    """Enter a repair into the ordered table."""

    def enter(function: Function) -> Function:
        name = function.__name__.replace("_", "-")
        RULES.append(Rule(name, function, frozenset(kinds), frozenset(but)))
        return function

    return enter


_H = f"[{HAN}]"
_CJK_MARK = "，。、；：！？“”‘’（）《》〈〉【】「」『』…—·％"
_SP = r"[ \t\u3000\u00a0]+"
_SPACES = late(_SP)

# --- characters -----------------------------------------------------------------------------

_INVISIBLE = late("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069]+")


@rule()
def invisible_characters(text: Text, place: Place, kind: str) -> Text:
    """Zero-width characters and direction marks go: they carry no ink and hide in searches."""
    return text.sub(_INVISIBLE, "", "invisible-characters")


@rule()
def radicals(text: Text, place: Place, kind: str) -> Text:
    """Radicals and compatibility forms become the characters that they stand for (⻋ is 车)."""
    return _put_right(text, variants.RADICALS)


@rule()
def odd_blanks(text: Text, place: Place, kind: str) -> Text:
    """En, em, thin and hair spaces become a space or an ideographic one, which the rules know."""
    return _put_right(text, variants.BLANKS)


_ILLEGIBLE = late(r"\(cid:\d{1,6}\)|[\ufffd\ud800-\udfff]+")


@rule()
def illegible(text: Text, place: Place, kind: str) -> Text:
    """What stands for a letter that a tool could not read, (cid:12) or U+FFFD, becomes □ and a gap."""
    return text.lose(_ILLEGIBLE, "□", "illegible")


@rule()
def bullets(text: Text, place: Place, kind: str) -> Text:
    """Bullets of Symbol and Wingdings (U+F06C …), which no other font shows, become •."""
    return _put_right(text, variants.BULLETS)


@rule()
def presentation_forms(text: Text, place: Place, kind: str) -> Text:
    """Small and vertical forms of marks (﹐ ︒ ﹁) become the marks (， 。 「)."""
    return _put_right(text, variants.PRESENTATION)


def _put_right(text: Text, kind: variants.Variants) -> Text:
    return text.sub(kind.pattern, kind.plain, kind.rule)


_LIGATURES = late("[\ufb00-\ufb06]")


@rule()
def ligatures(text: Text, place: Place, kind: str) -> Text:
    """Ligatures of Latin letters (ﬁ ﬂ ﬃ) become letters."""
    return text.sub(_LIGATURES, _nfkc, "ligatures")


_WIDE = late("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff05\uff0e\uff0b\uff0d\uff20]+")
# Signs that are narrow inside an address, a time, or between Latin letters (Ａ／Ｂ).
_SIGN = "[!-~＠．／：＿－＋％＃？＝＆～]"
_WIDE_SIGN = late("[＠．／：＿－＋％＃？＝＆～]")
_WIDE_PLACES = late(
    rf"(?:https?|ftp)[:：][/／]{{2}}{_SIGN}*[0-9A-Za-z/／=＝&＆#＃]|www[.．]{_SIGN}*[0-9A-Za-z/／=＝&＆#＃]"
    r"|(?<![0-9A-Za-z._＿+-])[\w.．＿+＋-]{1,64}[@＠][0-9A-Za-z-]+(?:[.．][0-9A-Za-z-]+)+"
    r"|(?<![\d:：])(?:[01]?\d|2[0-4])：[0-5]\d(?:：[0-5]\d)?(?![\d:：])"
    r"|(?<=[0-9A-Za-z])／(?=[0-9A-Za-z])",
    re.ASCII,
)


@rule()
def width_forms(text: Text, place: Place, kind: str) -> Text:
    """Full-width digits and Latin letters become narrow, and the signs of addresses and times.

    ２０２３ is 2023, ｙｕｎｘｉ＠ｅｘａｍｐｌｅ．ｏｒｇ an address, １４：３０ a time.
    """

    def narrow(m: re.Match[str]) -> str:
        if m.group() in "％．＋－":
            return m.group()  # alone between Han characters, a mark keeps its width
        return _nfkc(m)

    text = text.sub(_WIDE, narrow, "width-forms")
    places = [m.span() for m in _WIDE_PLACES.finditer(text.flat)]
    changes = [
        (m.start(), m.end(), _nfkc(m))
        for start, end in places
        for m in _WIDE_SIGN.finditer(text.flat, start, end)
    ]
    return text.edit(changes, "width-forms")


def _nfkc(m: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", m.group())


# --- punctuation ----------------------------------------------------------------------------


def _ink_before(flat: str, i: int) -> str:
    """The character before a place, spaces passed over; '' at the beginning."""
    while i > 0 and flat[i - 1] in " \u3000":
        i -= 1
    return flat[i - 1 : i]


def _ink_after(flat: str, i: int) -> str:
    """The character from a place on, spaces passed over; '' at the end."""
    while i < len(flat) and flat[i] in " \u3000":
        i += 1
    return flat[i : i + 1]


@rule(but=("cell", "page"))
def half_width_stops(text: Text, place: Place, kind: str) -> Text:
    """Half-width stops of Chinese text (登记.管理员, 闭馆｡) become 。; a number's point stays."""
    return _put_right(text, variants.STOPS)


_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_HALF = late(r"[,;:?!]")
# A mark at its end is the sentence's.
_LINK = late(r"[a-z]{3,6}://[!-~]*[0-9A-Za-z/=&#-]|www\.[!-~]*[0-9A-Za-z/=&#-]")
_BESIDE = late(f"[{HAN}{_CJK_MARK}]")


@rule(but=("cell", "page"))
def full_width_punctuation(text: Text, place: Place, kind: str) -> Text:
    """Half-width marks of Chinese text become full-width; numbers, times and Latin keep theirs."""
    flat = text.flat
    changes = []
    links = [m.span() for m in _LINK.finditer(flat)]
    for m in _HALF.finditer(flat):
        i = m.start()
        a, b = _ink_before(flat, i), _ink_after(flat, i + 1)
        # 1,234 and 12:30; '2023,2024' of a running list has four digits and a comma.
        listed = m.group() == "," and flat[max(0, i - 4) : i].isdecimal() and i >= 4
        if a.isdigit() and flat[i + 1 : i + 2].isdigit() and a < "\uff00" and not listed:
            continue
        if not (_BESIDE.match(a) or _BESIDE.match(b)):
            near = flat[max(0, i - 6) : i + 7]
            if not re.search(_H, near) or (a.isascii() and a.isalpha() and not b.strip()):
                continue
        if any(x <= i < y for x, y in links):
            continue
        changes.append((i, i + 1, _FULL[m.group()]))
    return text.edit(changes, "full-width-punctuation")


_BRACKETS = late(r"\(([^()（）]*)\)")


@rule(but=("cell", "page"))
def full_width_brackets(text: Text, place: Place, kind: str) -> Text:
    """Round brackets of Chinese text become full-width."""
    flat = text.flat
    changes: list[tuple[int, int, str]] = []
    for m in _BRACKETS.finditer(flat):
        before = _ink_before(flat, m.start())
        if re.search(_H, m[1]) or _BESIDE.match(before):
            changes += [(m.start(), m.start() + 1, "（"), (m.end() - 1, m.end(), "）")]
    single = {i for i, _, _ in changes}
    for m in re.finditer(r"[()]", flat):
        i = m.start()
        if i in single:
            continue
        near = flat[max(0, i - 1) : i + 2]
        if re.search(_H, near) and not any(
            x.start() <= i < x.end() for x in _BRACKETS.finditer(flat)
        ):
            changes.append((i, i + 1, "（" if m.group() == "(" else "）"))
    changes.sort()
    return text.edit(changes, "full-width-brackets")


@rule(but=("cell", "page"))
def straight_quotes(text: Text, place: Place, kind: str) -> Text:
    """Straight quotation marks of Chinese text become paired curly ones."""
    flat = text.flat
    if '"' not in flat or not re.search(_H, flat):
        return text
    changes = []
    open_ = _begins_quoted(flat)
    for m in re.finditer('["“”]', flat):
        i = m.start()
        if m.group() != '"':
            open_ = m.group() == "“"
            continue
        a = flat[i - 1] if i else ""
        b = flat[i + 1] if i + 1 < len(flat) else ""
        closing = open_
        if not open_ and (b in "，。、；：！？,;）)》" and b) and not (a in "：，。、；（《" and a):
            closing = True
        elif open_ and (a in "，、：；（《" and a) and not (b in "，。、；：！？,;）)》" or not b):
            closing = False
        changes.append((i, i + 1, "”" if closing else "“"))
        open_ = not closing
    return text.edit(changes, "straight-quotes")


def _begins_quoted(flat: str) -> bool:
    """Whether a text begins inside a quotation whose opening mark a cut took away.

    The first curly mark tells, if there is one; otherwise an odd straight mark at the very end,
    where no quotation opens (区"理念,坚持"四心共治").
    """
    curly = re.search("[“”]", flat)
    if curly:
        return (curly.group() == "”") == (flat.count('"', 0, curly.start()) % 2 == 0)
    return flat.count('"') % 2 == 1 and flat.endswith('"')


# No quotation begins before these.
_ENDS = frozenset("，。、；：！？）》")


@rule(but=("cell", "page"))
def quote_pairs(text: Text, place: Place, kind: str) -> Text:
    """A closing mark where one opens becomes an opening one, and the other way round (”4+1+N”)."""
    flat = text.flat
    if flat.count("“") == flat.count("”") and not re.search(r"^[^“”]*”|“[^“”]*$", flat):
        return text
    changes = []
    depth = 0
    marks = [m.start() for m in re.finditer("[“”]", flat)]
    for k, i in enumerate(marks):
        after = flat[i + 1] if i + 1 < len(flat) else ""
        following = flat[marks[k + 1]] if k + 1 < len(marks) else ""
        if (
            flat[i] == "”"
            and depth == 0
            and following == "”"
            and i
            and re.match(rf"[{HAN}\w]", after)
        ):
            changes.append((i, i + 1, "“"))
            depth = 1
            continue
        if (
            flat[i] == "“"
            and depth == 1
            and ((following == "“" and not re.match(rf"[{HAN}\w]", after)) or after in _ENDS)
        ):
            changes.append((i, i + 1, "”"))
            depth = 0
            continue
        depth = 1 if flat[i] == "“" else 0
    return text.edit(changes, "quote-pairs")


_DASHES = late(rf"[—―─]{{3,}}|(?<=[{HAN}”》）])[-–―─]{{2,}}(?=[{HAN}“《（])")


@rule(but=("cell", "page"))
def dashes(text: Text, place: Place, kind: str) -> Text:
    """A Chinese dash (破折号) is two em: ——— and -- become ——."""
    return text.sub(_DASHES, "——", "dashes")


# --- spaces ---------------------------------------------------------------------------------


@rule(but=("byline", "page"))
def han_spaces(text: Text, place: Place, kind: str) -> Text:
    """Spaces between Han characters, and between these and digits, letters or marks, go.

    What parts the members of a slogan stays ('学思想 强党性 重实践 建新功', '大德之州 德润未来'): a
    space inside a title, or between quotation marks, of which both sides are phrases of three
    letters or more and alike in length, and which breaks no word.
    """
    flat = text.flat
    changes = []
    for m in _SPACES.finditer(flat):
        i, j = m.start(), m.end()
        if i == 0 or j == len(flat):
            continue
        a, b = flat[i - 1], flat[j]
        if not (_is_cjk(a) or _is_cjk(b)):
            continue
        if not (place.strewn and j - i == 1) and _keeps(flat, i, j, place, kind):
            if m.group() != " ":
                changes.append((i, j, " "))
            continue
        changes.append((i, j, ""))
    return text.edit(changes, "han-spaces")


# A blank a Han character for so many, or more: one line's end a line, which joined lines have, is a
# blank for 20.
_STREWN = 10
_HAN_BLANKS = late(rf"(?<={_H})[ \u3000]+(?={_H})")


def strewn(texts: Iterable[str]) -> bool:
    """Whether blanks are strewn between the Han characters of running text."""
    blanks = han = 0
    for text in texts:
        blanks += len(_HAN_BLANKS.findall(text))
        han += han_count(text)
    return blanks * _STREWN > han


_SPACED_LATIN = late(
    r"(?<![0-9A-Za-z-])(?=(?:[A-Za-z-] ){2,}[a-z])[A-Za-z](?: [A-Za-z-]){2,} [a-z](?![0-9A-Za-z-])"
)


@rule(but=("cell", "page"))
def letter_spaced_latin(text: Text, place: Place, kind: str) -> Text:
    """A Latin word whose letters stand apart one by one is closed up (L i n u x)."""

    def close(m: re.Match[str]) -> str:
        word = m.group().replace(" ", "")
        small = sum(c.islower() for c in word)
        return word if 2 * small >= sum(c.isalpha() for c in word) else m.group()

    return text.sub(_SPACED_LATIN, close, "letter-spaced-latin")


def _is_cjk(ch: str) -> bool:
    return is_han(ch) or ch in _CJK_MARK or "\uff00" <= ch <= "\uffef" or "\u3000" <= ch <= "\u303f"


_NEAR = 40  # letters beside a space that tell what it stands in
_DATELINE = 48  # letters among which a dateline ends
_EDGE = frozenset('，。、；：！？,;:!?“”‘’"《》【】「」\n')


def _ends_dateline(flat: str, i: int, j: int) -> bool:
    """Whether the space `flat[i:j]` stands behind the words with which news opens."""
    opening = DATELINE.match(flat) if i < _DATELINE else None
    return opening is not None and i < opening.end() <= j


def _keeps(flat: str, i: int, j: int, place: Place, kind: str) -> bool:
    """Whether the space `flat[i:j]` parts two members of a phrase."""
    by_hand = place.typed and not place.rejoined and not place.strewn and kind in _TYPED
    told = kind in _RUNNING and _typed(flat, i, j, place, kind)
    if by_hand or told or _ends_dateline(flat, i, j):
        return True
    noted = kind in ("credit", "caption") and _parts_names(flat, i, j)
    if noted or (kind == "caption" and _before_maker(flat, j)):
        return True
    if kind != "cell" and _among_names(flat, i, j):
        return True
    displayed = kind in ("title", "heading", "column", "caption") or kind.startswith("masthead")
    quoted = _quoted(flat, i)
    if not (displayed or quoted):
        return False
    if flat[i - 1] in "，。、；：！？,;:!?“‘《（(" or flat[j] in "，。、；：！？,;:!?”’》）)":
        return False
    if not displayed and (flat[i - 1] in "”》’" or flat[j] in "“《‘"):
        return False
    a, b = _size(_member(flat, i, -1)), _size(_member(flat, j, 1))
    # A title is never re-joined from several lines: its spaces are its own.
    whole = kind in ("title", "column") or (kind == "heading" and not place.rejoined)
    least = 2 if whole else 3
    uneven = min(a, b) < 0.3 * max(a, b) and not (whole and min(a, b) >= 3)
    at_quote = displayed and (flat[i - 1] in "”》" or flat[j] in "“《")
    if (min(a, b) < least or uneven) and not at_quote:
        return False
    seam = flat[i - 1] + flat[j]
    if place.is_word(seam) and not (a >= 3 and a == b and not place.rejoined):
        return whole and min(a, b) >= 3
    if place.rejoined and kind == "p":
        return (a == b and a >= 3) or (abs(a - b) <= 1 and min(a, b) >= 5)
    return True


_TYPED = frozenset({"p", "entry", "quote", "note", "credit", "caption", "heading", "cell"})
_RUNNING = frozenset({"p", "entry", "quote", "note", "credit", "caption", "heading"})
_NUMBERED = late(
    rf"(?:第[一二三四五六七八九十百\d]+[章节条款]|[\u2460-\u24ff\u2776-\u2793{ORNAMENTS}])$"
)
_TIME = late(r"\d[:：]\d\d$")
_LABEL = late(rf"[{HAN}]{{2,6}}[：:]")
_IN_BRACKETS = (
    late(r"[（(【\[][^（(【\[）)】\]，。；]{0,30}$"),
    late(r"[^（(【\[）)】\]，。；]{0,30}[）)】\]]"),
)


def _typed(flat: str, i: int, j: int, place: Place, kind: str) -> bool:
    """Whether somebody set the space `flat[i:j]`: a wide one, or one where the press has one.

    It stands so behind a number or a sign, between names, labels and what is in brackets; not
    beside a figure, nor between letters that are set apart.
    """
    left, right = _member(flat, i, -1)[::-1], _member(flat, j, 1)
    left, right = left.lstrip("（(【["), right.rstrip("）)】]")
    ended = flat[i - 1] in "，。、；：！？,;:!?“‘（(" or flat[j] in "，。、；：！？,;:!?”’）)"
    if ended or (len(left) == 1 and len(right) <= 1) or is_person(tight(left + right)):
        return False
    before, after = flat[max(0, i - _NEAR) : i], flat[j : j + _NEAR]
    enclosed = bool(_IN_BRACKETS[0].search(before) and _IN_BRACKETS[1].match(after))
    wide = "\u3000" in flat[i:j]
    figure = (flat[i - 1].isdecimal() and not _TIME.search(before)) or flat[j].isdecimal()
    if (wide and not place.rejoined) or _NUMBERED.search(before):
        return True
    if place.rejoined or figure:
        return False
    if enclosed and flat[i - 1] not in "”》" and flat[j] not in "“《":
        return True
    if kind in ("credit", "caption"):
        return min(len(left), len(right)) > 1 or right in _MADE
    named = any(is_person(name) and not place.is_word(name) for name in (left, right))
    told = named or bool(_LABEL.match(after))
    between = is_han(flat[i - 1]) and is_han(flat[j])
    return told and between and not place.is_word(flat[i - 1] + flat[j])


_MADE = frozenset(["摄", "图", "文", "摄影", "供图", "画"])


def _parts_names(flat: str, i: int, j: int) -> bool:
    """Whether the space `flat[i:j]` parts two names, or a name from what the person made (摄)."""
    first = max(0, i - _FARTHEST)
    flat, i, j = variants.comparable(flat[first : j + _FARTHEST]), i - first, j - first
    left, right = _member(flat, i, -1)[::-1], _member(flat, j, 1)
    if len(left) == 1:  # a name of two letters, padded
        left = _member(flat, i - 2, -1)[::-1] + left
    if len(right) == 1 and right not in _MADE:
        right += _member(flat, j + 2, 1)
    right = right.rstrip("）)")
    return is_person(left.lstrip("（(")) and (right in _MADE or is_person(right))


_NAMED = late(r"[（(]([^（）()，。]*)$"), late(r"^([^（）()，。]*)[)）]")


def _among_names(flat: str, i: int, j: int) -> bool:
    """Whether a space stands in brackets that hold names and posts alone: （通讯员 张晓燕 李明）."""
    before, after = _NAMED[0].search(flat[max(0, i - 40) : i]), _NAMED[1].match(flat[j : j + 40])
    if before is None or after is None:
        return False
    head = before[1].rpartition("：")[2].rpartition(":")[2]
    words = head + flat[i:j] + after[1]
    names = [(a, b) for kind, a, b in name_spans(words) if kind == "person"]
    if not names or any(a < len(head) < b for a, b in names):
        return False
    rest = "".join(" " if any(a <= k < b for a, b in names) else c for k, c in enumerate(words))
    return all(is_post(word) for word in re.split(r"[ \u3000、，]+", rest) if word)


_MAKER = late(
    r"(?P<names>[^/／（()）。，]{2,16}?)[ \u3000]*[/／]?[ \u3000]*(?:摄影报道|摄影|供图|摄|图|画|文)$"
)


def _before_maker(flat: str, j: int) -> bool:
    """Whether nothing follows but who made the picture (张三 摄): that is parted from its words."""
    if len(flat) - j > _FARTHEST:
        return False
    m = _MAKER.match(variants.comparable(flat[j:].rstrip(" \u3000")))
    if m is None or flat[j - 1 : j] not in " \u3000":
        return False
    words = m["names"].rstrip(" \u3000")
    spans = name_spans(words)
    ink = sum(b - a for kind, a, b in spans if kind == "person")
    return bool(spans) and ink >= len(words) - words.count(" ") - words.count("\u3000")


_FARTHEST = 200  # characters on either side that tell what a space parts: no phrase has more


def _member(flat: str, at: int, step: int) -> str:
    """The stretch beside a space, up to the next space or mark; quoted words count as its part."""
    out: list[str] = []
    depth = 0
    k = at - 1 if step < 0 else at
    opening, closing = ("”》’", "“《‘") if step < 0 else ("“《‘", "”》’")
    while 0 <= k < len(flat) and len(out) < _FARTHEST:
        ch = flat[k]
        if ch in opening:
            depth += 1
        elif ch in closing:
            if not depth:
                break
            depth -= 1
        elif not depth and (ch in _EDGE or ch in " \u3000"):
            break
        out.append(ch)
        k += step
    return "".join(out)


_LETTERS = late(rf"{_H}|[A-Za-z0-9]+")


def _size(part: str) -> int:
    return len(_LETTERS.findall(part))


def _quoted(flat: str, at: int) -> bool:
    """Whether a place stands between quotation marks or title marks that close soon."""
    before = flat[max(0, at - 40) : at]
    after = flat[at : at + 40]
    for opening, closing in (("“", "”"), ("《", "》"), ('"', '"')):
        k = before.rfind(opening)
        if opening == closing:
            if '"' in after and _before(flat, '"', at) % 2:
                return True
            continue
        if k >= 0 and before.rfind(closing) < k and closing in after:
            return True
        if opening == "《" and "》" in after and _before(flat, "《", at) > _before(flat, "》", at):
            return True
    return False


def _before(flat: str, mark: str, at: int) -> int:
    """How often a mark stands before a place."""
    return bisect_left(_places(flat, mark), at)


@lru_cache(maxsize=3)
def _places(flat: str, mark: str) -> Sequence[int]:
    """Where a mark stands; kept for the text at hand, which is asked at each of its spaces."""
    return [i for i, ch in enumerate(flat) if ch == mark]


_NUMBER_GAP = late(
    r"(?<=\d)[ \u3000]*(?<=[\d \u3000])[.．][ \u3000]*(?=\d)|(?<=\d)[ \u3000]+(?=[%％‰])"
)


@rule(but=("cell",))
def number_spaces(text: Text, place: Place, kind: str) -> Text:
    """Spaces inside a number go: 10 . 83% is 10.83%, 1 0 6 名 is 106 名."""

    def close(m: re.Match[str]) -> str:
        return "." if m.group().strip() else ""

    text = text.sub(_NUMBER_GAP, close, "number-spaces")
    return text.sub(_SPACED_DIGITS, lambda m: re.sub(r"[ \u3000]", "", m.group()), "number-spaces")


_SPACED_DIGITS = late(r"(?<![\d.])\d(?:[ \u3000]\d){1,}(?![\d.])")
# What stands before an @, read backwards, and what stands after it: from the @ on, so that a long
# line without one costs nothing.
_USER = late(r"[ ]?[\w.+-]+(?: [\w.+-]+)*")
_HOST = late(r"[ ]?[\w-]+(?:[ ]?\.[ ]?[\w-]+)+")


@rule("masthead", "p", "credit", "unknown")
def address_spaces(text: Text, place: Place, kind: str) -> Text:
    """Spaces inside an e-mail address go ('swd kdztx@163. com')."""
    words, free, changes = text.flat, 0, []
    at = words.find("@")
    while at >= 0:
        user, host = _USER.match(words[free:at][::-1]), _HOST.match(words, at + 1)
        free = at + 1
        if user and host:
            start, free = at - user.end(), host.end()
            found = words[start:free]
            if " " in found:
                changes.append((start, free, found.replace(" ", "")))
        at = words.find("@", free)
    return text.edit(changes, "address-spaces")


@rule("masthead")
def field_spaces(text: Text, place: Place, kind: str) -> Text:
    """Spaces in a value of the masthead go; between Latin words and between people's names they stay.

    A row of names without a label ('万传泽 赵守超') would become one name of six letters.
    """
    words = re.findall(r"[^ \u3000\xa0]+", text.flat)
    if len(words) > 1 and all(len(w) > 1 and is_person(w) for w in words):
        return text
    return text.sub(
        re.compile(rf"(?<=[^\x00-\x7f]){_SP}|{_SP}(?=[^\x00-\x7f])"), "", "field-spaces"
    )


@rule("byline")
def byline_spaces(text: Text, place: Place, kind: str) -> Text:
    """Padding inside a name of two characters goes, other runs of space become one."""
    flat = text.flat
    inside = [(a, b) for k, a, b in name_spans(flat) if k == "person"]
    changes = []
    for m in re.finditer(_SP, flat):
        if any(a < m.start() and m.end() < b for a, b in inside):
            changes.append((m.start(), m.end(), ""))
        elif m.group() != " ":
            changes.append((m.start(), m.end(), " "))
    return text.edit(changes, "byline-spaces")


# --- doubts ----------------------------------------------------------------------------------

_ONE_FOR_DASH = late(rf"(?<={_H})一(?={_H})")
_AFTER_ONE = frozenset("等对时些个定年旦直起致切般样系")
_COORDINATE = late(rf"(?:{_H}{{1,6}}一){{2,}}{_H}{{1,6}}")


@rule("p", "entry")
def one_for_dash(text: Text, place: Place, kind: str) -> Text:
    """一 that may stand for — between terms (县一乡一管区): a doubt for a person, never changed."""
    for m in _COORDINATE.finditer(text.flat):
        parts = m.group().split("一")
        # 第一, 统一, 一等, 一屏一端: there it is the word or the number that it looks like.
        if m.group()[0] == "一" or any(
            place.is_word(f"{a[-1:]}一") or b[:1] in _AFTER_ONE for a, b in pairwise(parts)
        ):
            continue
        if len(parts) >= 3 and max(map(len, parts[1:-1])) <= 6 and len(set(map(len, parts))) <= 3:
            start = text.slice(m.start(), m.end()).start
            place.doubts.append(
                Decision(
                    "repair",
                    Span(max(start, 0), max(start, 0) + len(m.group())),
                    m.group(),
                    "—".join(parts),
                    0.5,
                )
            )
    return text
