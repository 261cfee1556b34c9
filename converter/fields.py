"""Fields of the masthead (刊头、版权页) in rows of text: what is announced, what its form tells.

A row may hold one field ('主编：张三'), several ('责任编辑：李四　版式设计：王五') or none; a field
may go on in the rows below, and labels may stand in rows of their own with their values behind them
all. A label is known from the profile, letter-spacing ignored; it is set off by a colon, a slash, a
space, or nothing at all where the value's own form leaves no doubt ('准印证号（鲁）123号'). Each
field has a shape: a form of its own (a date, an e-mail address), people, an office, or words. A
value goes to the label before it whose shape it fits; without a label it is known by its form or by
the profile's words.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from converter.chinese.chars import HAN, bracket_balance, ends_sentence, has_han, tight, width
from converter.chinese.names import is_org, is_person
from converter.chinese.numbers import ENGLISH_DATE, HAN_DATE
from converter.chinese.variants import comparable, narrow
from converter.patterns import late
from converter.profile.model import Field, FieldForm, FieldPlace

_S = r"\s*"  # of any width, a row's end too
_HAN_YEARS = re.sub(r"\?P<\w+>", "?:", HAN_DATE.pattern)
_ENGLISH_DATE = re.sub(r"\?P<\w+>", "?:", ENGLISH_DATE.pattern)
_DIGIT = "[\\d一二三四五六七八九十百零〇○]"
_NUMBER = f"{_DIGIT}(?: ?{_DIGIT})*"  # 2 7 of a letter-spaced line is 27
_NUMBERS = rf"{_NUMBER}(?:{_S}[、—–/-]{_S}{_NUMBER})?"  # 第3、4期
_YEAR = r"\d(?: ?\d){3}"
_ANY_YEAR = rf"(?:{_YEAR}|[一二][〇○零一二三四五六七八九]{{3}}|民[国國]{_S}{_NUMBER})"
_DAY = rf"\d ?\d?{_S}月{_S}\d ?\d?{_S}日"
_WEEKDAY = rf"(?:{_S}[(（]?(?:星期|周)[一二三四五六日天][)）]?)?"

FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    # RFC 5321: 64 characters before the @ at most. Without the bound, time grows with the square.
    ("email", late(r"(?a:[\w.+-][\w.+ -]{0,63}@ ?[\w-]+(?: ?\.(?: ?[a-z\d-]+|[\w-]+))+)")),
    ("website", late(r"(?:https?[:：]//|www\.)[\w./%#?=&~-]+")),
    (
        "permit",
        late(
            rf"[(（]{_S}[{HAN}]{{1,3}}{_S}[)）]{_S}(?:[{HAN}]{{0,3}}[字第]{_S})*[A-Z\d](?:(?:(?<=[—-]){_S})?[A-Z\d—-]){{3,}}(?!\d|{_S}年){_S}号?"
            rf"|[{HAN}]{{1,6}}(?:内资|新出|[报刊企]准|准[印字]|印证)[{HAN}（）()\[\]〔〕A-Z\d—-]+号"
            rf"|[{HAN}]{{2,12}}字第{_S}[A-Z\d][A-Z\d—-]*{_S}号(?:执照)?"
            r"|(?:CN|ISSN)[ :：]?\d{2,4}[—-]\d{4}(?:/[A-Z\d()（）]+)?"
        ),
    ),
    ("total", late(rf"(?:总期?|累计){_S}第?{_S}{_NUMBERS}{_S}[期号辑]")),
    (
        "issue",
        late(
            rf"(?:{_ANY_YEAR}(?:{_S}[—-]{_S}{_YEAR})?{_S}(?:学年度?|年度?){_S}(?:第?[一二上下]{_S}学期{_S})?"
            rf"|[〔\[【]{_S}{_YEAR}{_S}[〕\]】]{_S})?(?<!总)(?<!字)(?:第{_S}{_NUMBER}{_S}卷{_S})?"
            rf"(?:试刊|增刊|复刊|特刊)?第{_S}{_NUMBERS}{_S}[期号辑周](?![{HAN}]{{3}})"
            rf"|[〔\[【]{_S}{_YEAR}{_S}[〕\]】]{_S}{_NUMBERS}{_S}期|增刊{_S}\d+"
            rf"|(?<![{HAN}\d])[春夏秋冬]季?号(?![{HAN}])"
            r"|\b(?:I(?:ssue|SSUE)|N[oO]\.|Number|V(?:OL|ol)(?:ume|\.)) ?\d+"
            r"(?:, ?(?:N[oO]\. ?\d+|(?:19|20)\d{2}))?"
            # 2025年春季号, 2024年7月号, 2023年上半年刊: issues that are told by their time
            rf"|{_ANY_YEAR}{_S}年{_S}[·•]?{_S}(?:[春夏秋冬]{_S}季?{_S}[号刊卷]|{_NUMBER}{_S}月{_S}[号刊]|[上下]半年[号刊卷]|增刊|特刊|专刊|合刊)"
            rf"|(?:{_ANY_YEAR}{_S}年{_S})?(?:创刊|试刊|复刊|终刊)号"
        ),
    ),
    (
        "date",
        late(
            rf"\d(?: ?\d){{3}}{_S}年{_S}\d ?\d?{_S}月(?:{_S}\d ?\d?{_S}日)?{_WEEKDAY}"
            r"|(?<![\d—-])(?:19|20)\d{2}[/.·-]\d{1,2}(?:[/.-]\d{1,2})?(?![\d—-])"
            rf"{_WEEKDAY}"
            rf"|(?:主[后後历]|公元|西元)?{_HAN_YEARS}{_WEEKDAY}"
            # 113年7月: a year of the Republic, its era left out
            rf"|(?<!\d)1[01]\d{_S}年{_S}\d ?\d?{_S}月(?:{_S}\d ?\d?{_S}日)?{_WEEKDAY}"
            rf"|{_ANY_YEAR}{_S}年?{_S}[·•]?{_S}(?:[春秋]分|[夏冬]至|中秋|[春夏秋冬](?:{_S}季)?)(?!{_S}季?[号刊卷])"
            rf"|(?:{_ANY_YEAR}{_S}年{_S})?{_DAY}{_S}[至到~～—–-]+{_S}"
            rf"(?:\d ?\d?{_S}月{_S})?\d ?\d?{_S}日"
            rf"|(?i:{_ENGLISH_DATE})|\b[A-Z][a-z]{{2,8}}\.? (?:19|20)\d\d\b"
        ),
    ),
    (
        # 农历甲辰年九月十六: a day beside the day.
        "other",
        late(
            rf"(?:农历{_S}(?:[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]{_S}[(（]?[{HAN}]?[)）]?{_S}年?{_S})?"
            rf"|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]{_S}年{_S})"
            rf"闰?[正一二三四五六七八九十冬腊]{{1,2}}月{_S}(?:初|十|廿|卅|二十|三十)[一二三四五六七八九十]?"
            rf"|(?<![{HAN}])星期[一二三四五六日天](?![{HAN}])"
        ),
    ),
    (
        # 双月刊: how often it appears
        "period",
        late(
            rf"(?<![{HAN}])(?:(?:半月|双月|月|双周|周|旬|季|半年|年)刊|每[半双两]?[周旬月季年]{_S}[一二两\d]{_S}期"
            rf"|不定期{_S}(?:出版|发送)?)(?![{HAN}])"
        ),
    ),
    (
        "pages",
        late(
            rf"(?:今日|今天|本期|本报|每期){_S}(?:共出|共|出)?{_S}{_NUMBER}{_S}(?:个?版|张|页)(?![{HAN}])"
        ),
    ),
    (
        "number",
        late(
            rf"(?:[{HAN}]{{1,8}}[(（]|[{HAN}]{{0,8}}[〔\[【]){_S}{_YEAR}{_S}[〕\]】)）]{_S}第?{_S}\d+{_S}号"
        ),
    ),
    (
        "phone",
        late(
            rf"(?<!\d)(?:[(（]0\d{{2,3}}[)）]{_S}[—–-]*|\d{{3,4}}{_S}[—–-]+){_S}\d{{7,8}}(?!\d)"
            r"|(?<!\d)(?:0\d{1,2}-|[(（]\d{2,4}[)）] ?)\d{3,4}-\d{4}(?!\d)"
            r"|(?<!\d)1[3-9]\d{9}(?!\d)"
        ),
    ),
    ("postcode", late(r"(?<![\d—-])\d{6}(?![\d—-])")),
    ("print_run", late(rf"(?<![\d.])\d{{2,}}[ \u3000]*[份册](?![{HAN}])")),
)
"""What a value's own form tells, most telling first."""

NAME_TAIL = late(
    r"(?:报|通讯|通报|[周月季年学校院会馆][刊报讯]|杂志|简报|简讯|快讯|专刊|之[声窗友光家星路歌]|信息|动态|新闻|视界|视野|"
    r"[人园苑林坛潮风窗]|论坛|观察|研究|参考|天地|时空|生活)$"
)
"""Words with which names of periodicals end: weak evidence, since other words have them too."""

_NAMED = late(
    rf"《([^《》\n]{{2,20}})》{_S}"
    r"(?:\d{4}[ \u3000]*年|第[ \u3000]*\d+[ \u3000]*期|总第|20\d\d[./-])"
)

# A page's number, or how many the issue has: '第3版', '今日4版', '本期共8版'.
_PAGE = late(
    rf"^(?:[A-Z]?第?|(?:今日|本期|本报|每期)?[共出]?){_S}{_NUMBER}{_S}个?[版页]$|^共{_S}{_NUMBER}{_S}张$"
)
_OF = dict(FORMS)
_ALONE = {"postcode"}  # forms that tell something only if the row has nothing else
# What is no form of its own is one behind a label: short telephone numbers, several, an extension.
_BEHIND = {
    "phone": late(
        r"[(（+]?\d[\d ()（）—–-]{4,}\d"
        r"(?:[、,，/ ]+(?=[\d(（])[\d ()（）—–-]*\d)*(?:[ ]?[(（转]\S+)?"
    ),
    "print_run": late(r"\d[\d,，]*[ \u3000]*[份册本]?"),
}
_ISSUED = late(rf"{_S}(?:印发|出版|印制|出刊|发行|发送|编印|印)(?![{HAN}])")
_OPEN, _CLOSE = "(（[【〔", ")）]】〕"
_EDGE = " \t\n\u2002\u2003\u3000\u00a0|｜│/／;；、，,•·●■◆"
_TRIM = _EDGE + "—–-"
_WIDE_BLANK = late(r"\n|[ \t\u00a0]{2,}|[\u2002\u2003\u3000]+[ \u3000]*|[|｜]")
_FILLER = late(rf"[\s\u3000{re.escape('|｜;；、，,。.•·:：/／()（）[]【】〔〕-—')}]*")
_NAMES = late(r"[\s、，,]+")
_HALL = late(rf"[{HAN}]{{3}}[堂馆会校园寺庙宫坊社联协]$")
_NEARLY = 2.0  # em by which a row that goes on below may fall short of the widest
_UNKNOWN = 99  # rank of a label that the profile does not know
_NAME = 4  # letters of a person's name
_SHORT = 2  # letters of a name that a row's end parted


@dataclass(frozen=True, slots=True)
class FoundField:
    """A field: offsets of its label and of its value, either of which may be empty.

    `told` says how it is known: 'label' (a known label that is set off), 'printed' (a label that
    the profile does not know; `key` is 'other' and the value begins with it), 'form' (the value's
    own form), 'words' (the profile's words) or 'after' (a label that stands behind its value).
    `rank` is the label's place among the field's: the first is its own name.
    """

    key: str
    label: tuple[int, int]
    value: tuple[int, int]
    told: str
    rank: int = 0

    @property
    def start(self) -> int:
        """Where the field begins."""
        return min(s[0] for s in (self.label, self.value) if s[1] > s[0])


@dataclass(frozen=True, slots=True)
class RowFields:
    """The fields of a row in order, and the stretches that belong to none."""

    found: tuple[FoundField, ...]
    rest: tuple[tuple[int, int], ...]
    covered: float  # share of the row's letters that fields hold

    @property
    def labels(self) -> int:
        """How many labels the row has."""
        return sum(f.told in ("label", "after") for f in self.found)


@functools.lru_cache(maxsize=4096)
def read_fields(text: str, fields: tuple[Field, ...], *, printed: bool = False) -> RowFields:
    """The masthead fields that `text` holds, a row or several parted by line feeds.

    `fields` are the profile's; `printed`: labels that it does not know announce fields too.
    """
    text = narrow(text)
    found = list(_labelled(text, fields, printed=printed))
    taken = [(f.start, max(f.label[1], f.value[1])) for f in found]
    for a, b in _gaps(text, taken):
        found += _unlabelled(text, a, b, fields)
    found = _waited(text, found, fields)
    spans = [s for f in found for s in (f.label, f.value) if s[1] > s[0]]
    rest = tuple((a, b) for a, b in _gaps(text, spans) if not _FILLER.fullmatch(text[a:b]))
    letters = len(tight(text))
    loose = sum(len(tight(text[a:b])) for a, b in rest if not _PAGE.match(text[a:b]))
    return RowFields(tuple(found), rest, 1 - loose / letters if letters else 0.0)


def _gaps(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What of a text no span covers, stripped of white space."""
    out = []
    at = 0
    for a, b in [*sorted(spans), (len(text), len(text))]:
        if a > at:
            part = text[at:a]
            lead = len(part) - len(part.lstrip())
            if part.strip():
                out.append((at + lead, at + len(part.rstrip())))
        at = max(at, b)
    return out


def atoms(text: str, a: int, b: int) -> list[tuple[int, int]]:
    """What a row's end or a wide blank parts in a stretch, a letter-spaced word whole."""
    out = []
    for row in re.finditer(r"[^\n]+", text[a:b]):
        part = row.group()
        if _FILLER.fullmatch(part):
            continue
        if all(len(word) == 1 for word in part.split()):
            out.append((a + row.start(), a + row.end()))
            continue
        at = 0
        for m in [*_WIDE_BLANK.finditer(part), None]:
            end = m.start() if m else len(part)
            piece = part[at:end]
            lead = len(piece) - len(piece.lstrip(_TRIM))
            if piece.strip(_TRIM) and not _FILLER.fullmatch(piece):
                start = a + row.start() + at + lead
                out.append((start, start + len(piece.strip(_TRIM))))
            at = m.end() if m else end
    return out


def issue_names(words: str, known: str = "") -> frozenset[str]:
    """Names under which a text speaks of its own issue ('《恒泽人》2024年第3期'), no spaces."""
    return frozenset(tight(m[1]) for m in _NAMED.finditer(words)) | (
        {tight(known), tight(comparable(known))} if known else set()
    )


# --- shapes ---------------------------------------------------------------------------------


def is_people(text: str) -> bool:
    """Whether a text is names of persons and nothing else, a letter alone being half of one."""
    words = [w for w in _NAMES.split(re.sub(r"[（(][^（）()]*[)）]", " ", text.strip(_EDGE))) if w]
    sure = sum(is_person(w) or len(w) == 1 for w in words)
    return (
        bool(words)
        and sure * 2 >= len(words)
        and all(len(w) <= _NAME and has_han(w) for w in words)
    )


def _fits(item: Field, text: str) -> bool:
    """Whether words can be the value of a field, by the field's shape."""
    words = text.strip(_EDGE)
    form = _OF.get(item.key)
    if form is not None:
        return form.match(words) is not None
    if not words or _form_of(words):
        return False
    if item.form is FieldForm.LIST:
        return is_people(words)
    return is_office(words.split()[0]) if item.place is FieldPlace.AFTER else not is_people(words)


def is_office(text: str) -> bool:
    """Whether words name an office, a church or a club: those that publish."""
    return is_org(text) or bool(_HALL.search(tight(text)))


def _form_of(words: str) -> str:
    """The key of the field that a value's own form tells; '' where it tells none."""
    return next((key for key, pattern in FORMS if pattern.fullmatch(words)), "")


# --- labels ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Mark:
    """A label that may announce a value: its place, where the value begins, its field."""

    start: int
    end: int
    value: int
    item: Field | None
    sign: bool
    rank: int


@functools.lru_cache(maxsize=32)
def _label_pattern(
    fields: tuple[Field, ...],
) -> tuple[re.Pattern[str], dict[str, tuple[Field, int]]]:
    names: dict[str, tuple[Field, int]] = {}
    for item in fields:
        for rank, label in enumerate(item.labels):
            names.setdefault("".join(label.split()), (item, rank))
        for word in filter(_COLON.search, item.words):
            names.setdefault(_COLON.sub("", word), (item, -1))
    words = "|".join(
        _S.join(map(re.escape, name)) for name in sorted(names, key=lambda n: (-len(n), n))
    )
    pattern = re.compile(
        # 总务处电话: a word before a label that a colon sets off tells whose it is.
        rf"(?P<whose>(?<![{HAN}])[{HAN}、]{{1,8}}?)??(?P<label>{words or '(?!)'})"
        rf"(?P<gloss>{_S}(?:[A-Za-z][A-Za-z .&-]{{0,30}}|[(（][^()（）]{{1,10}}[)）])"
        rf"(?={_S}[:：]))?"
        rf"(?P<sep>{_S}[:：/／|｜│●■◆】〕]{_S}[:：]?{_S}|\s+|(?=[(（\d【A-Z])|(?<=[{HAN}]{{2}})(?=[{HAN}]{{4}})|$)"
    )
    return pattern, names


def label_opening(fields: tuple[Field, ...]) -> Callable[[str], bool]:
    """Whether a label can stand before all other words of a text; else `read_fields` has none."""
    pattern, _ = _label_pattern(fields)
    return lambda text: bool(pattern.match(text) or pattern.match(text, 1))


_PRINTED = late(
    rf"(?<![^{re.escape(_EDGE)}）)])[{HAN}](?:[{HAN}]{{1,11}}|(?:[ \u3000]+[{HAN}]){{1,4}})"
    rf"{_S}[:：]{_S}"
)
_COLON = late(r"[:：]")
_SIGN = late(r"[:：/／|｜│●■◆】〕]")


def _marks(text: str, fields: tuple[Field, ...], *, printed: bool) -> list[_Mark]:
    """What may announce a value, in order, none over another."""
    pattern, names = _label_pattern(fields)
    out: list[_Mark] = []
    at = 0
    while (m := pattern.search(text, at)) is not None:
        at = m.start() + 1
        item, rank = names["".join(m["label"].split())]  # em spaces too: 总\u2003\u2003编
        before = text[: m.start()]
        sign = bool(_SIGN.search(m["sep"]))
        typed = item.key in _OF or item.form is FieldForm.LIST
        plain = rank < 0 or m["gloss"] or (m["whose"] and not typed)
        if (m["whose"] and not printed) or (plain and not _COLON.search(m["sep"])):
            continue
        at_edge = not before.strip() or before[-1] in _EDGE or before[-1] in _OPEN + _CLOSE
        if not at_edge and not (sign and len(tight(m["label"])) >= 2 and _breaks(before)):
            continue
        if m["whose"] and rank >= 0:  # 呈报：, 分送：: the manner whole
            rank = len(item.labels)
        behind = m["whose"] or is_office(_last(before))
        if not sign and item.place is FieldPlace.AFTER and behind:
            continue  # …协会 主办: it stands behind its value
        start = m.start()
        end = m.end("gloss") if m["gloss"] else m.end("label")
        out.append(_Mark(start, end, m.start() if rank < 0 else m.end(), item, sign, rank))
        at = m.end()
    if printed:
        for m in _PRINTED.finditer(text):
            if not any(x.start < m.end() and m.start() < max(x.value, x.end) for x in out):
                out.append(_Mark(m.start(), m.end(), m.start(), None, sign=True, rank=0))
        out.sort(key=lambda x: x.start)
    return out


def _last(before: str) -> str:
    """The last word of a text, a letter-spaced one whole."""
    row = before.rstrip().rpartition("\n")[2]
    words = row.split()
    return row if all(len(w) == 1 for w in words) else words[-1]


def _breaks(before: str) -> bool:
    """Whether a label may follow without a space: behind a name's or a number's end."""
    return bool(re.search(rf"[\d{HAN}]$", before)) and not re.search(
        r"[副总执行常务特约本]$", before
    )


def _labelled(text: str, fields: tuple[Field, ...], *, printed: bool) -> list[FoundField]:
    """Fields whose label stands before the value: label, separator, value up to the next label."""
    widest = max((_width(row) for row in text.split("\n") if has_han(row)), default=0.0)
    out: list[FoundField] = []
    limit = len(text)
    for mark in reversed(_marks(text, fields, printed=printed)):
        if mark.value > limit:
            continue
        begin, stop = _value(text, mark, limit, widest, fields)
        if not mark.sign and not _set_off(text, mark, text[begin:stop], printed=printed):
            continue
        limit = mark.start
        if mark.item is None:
            typed = _form_of(text[mark.end : stop])
            if typed:  # 投稿：gao@…: its form tells what an unknown label announces
                label = (mark.start, mark.end)
                out.append(FoundField(typed, label, (mark.end, stop), "label", _UNKNOWN))
            else:
                out.append(FoundField("other", (begin, begin), (begin, stop), "printed"))
        else:
            label = (mark.start, mark.start if mark.rank < 0 else mark.end)
            rank = max(mark.rank, 0)
            out.append(FoundField(mark.item.key, label, (begin, stop), "label", rank))
    return out


def _set_off(text: str, mark: _Mark, value: str, *, printed: bool) -> bool:
    """Whether a label that only a space (or nothing) sets off announces a value.

    `printed`: the rows are known to be a masthead's, where what stands behind a label is a value.
    """
    item = mark.item
    at_start = not text[: mark.start].rpartition("\n")[2].strip()
    if item is None or not value:  # alone in its row, or in a part of it
        behind = text[mark.end :].partition("\n")[0]
        return "\n" in text and at_start and (not behind.strip() or mark.end + 1 < mark.value)
    if item.key in _OF:
        return any(form.match(value) for form in _forms(item))
    if mark.value == mark.end:  # 主办清河县总工会
        return printed and at_start and item.place is FieldPlace.AFTER and is_office(value)
    words = [w for w in _NAMES.split(value) if w]
    if item.form is not FieldForm.LIST:
        return printed or (is_org(words[0]) and (at_start or item.place is FieldPlace.BEFORE))
    whole = "".join(words) if all(len(w) == 1 for w in words) else ""
    people = all(is_person(w) or len(w) == 1 or (printed and len(w) <= _NAME) for w in words)
    return people and (not whole or is_person(whole) or len(whole) == _NAME)


def _forms(item: Field | None) -> list[re.Pattern[str]]:
    """The forms that a value has behind its label."""
    own = [_OF[item.key]] if item is not None and item.key in _OF else []
    return [*own, _BEHIND[item.key]] if item is not None and item.key in _BEHIND else own


def _value(
    text: str, mark: _Mark, limit: int, widest: float, fields: tuple[Field, ...]
) -> tuple[int, int]:
    """Where the value of a label begins and ends: at another field's, or at the end of its rows."""
    item = mark.item
    begin = mark.value
    while begin < limit and text[begin].isspace():
        begin += 1
    ends = [m.end() for f in _forms(item) if (m := f.match(text, begin, limit))]
    if ends:
        return begin, max(ends)
    limit = _limit(text, item, max(begin, mark.end), limit, fields)
    stop = _row_end(text, begin, limit)
    below = "\n" in text[mark.end : begin]
    if begin >= limit or (below and (item is None or not _fits(item, text[begin:stop]))):
        return mark.value, mark.value
    while stop < limit and text[stop] == "\n":
        end = _row_end(text, stop + 1, limit)
        full = _width(text[text.rfind("\n", 0, stop) + 1 : stop]) >= widest - _NEARLY
        row = text[stop + 1 : end]
        if _behind(fields).search(row) or not _goes_on(item, text[begin:stop], row, full=full):
            break
        stop = end
    return begin, begin + len(text[begin:stop].rstrip(_TRIM + _OPEN))


def _limit(text: str, item: Field | None, at: int, limit: int, fields: tuple[Field, ...]) -> int:
    """Where behind `at` something begins that is no part of a value: another form, words."""
    passed = {*_ALONE, "print_run", item.key if item is not None else ""}
    patterns = [pattern for key, pattern in FORMS if key not in passed]
    patterns += [_worded(f.words) for f in fields if f.words]
    stops = [m.start() for p in patterns for m in p.finditer(text, at, limit)]
    stops = [i for i in stops if i > at and text[i - 1] in _EDGE + _OPEN]
    return min(stops, default=limit)


def _width(row: str) -> float:
    """Width of a row in em, its blanks too."""
    return width(row) + row.count("\u3000") + row.count(" ") / 2


def _row_end(text: str, at: int, limit: int) -> int:
    end = text.find("\n", at, limit)
    return end if end >= 0 else limit


def _goes_on(item: Field | None, value: str, below: str, *, full: bool) -> bool:
    """Whether the value of a field goes on in the row below; `full`: its own fills the measure."""
    if bracket_balance(value) > 0:
        return True
    if item is not None and item.form is FieldForm.LIST:
        last, first = _NAMES.split(value.strip())[-1], _NAMES.split(below.strip())[0]
        parted = full and len(first) <= _SHORT and (is_person(last + first) or len(last) == 1)
        return parted or is_people(below)
    named = any(map(is_person, _NAMES.split(below.strip())))
    if item is None or named or ends_sentence(value):
        return False
    return full or item.form is FieldForm.TEXT


def _waited(text: str, found: list[FoundField], fields: tuple[Field, ...]) -> list[FoundField]:
    """Labels without a value have the first one behind them that fits.

    So are read labels that stand below each other with their values below them all.
    """
    waiting = sorted((f for f in found if f.value[1] == f.value[0]), key=lambda f: f.label)
    out = [f for f in found if f.value[1] > f.value[0]]
    own = {item.key: item for item in fields}
    spans = [s for f in found for s in (f.label, f.value) if s[1] > s[0]]
    loose = [x for a, b in _gaps(text, spans) for x in atoms(text, a, b)]
    for label in waiting:
        typed = [f.value for f in out if f.told == "form"]
        behind = sorted(x for x in (*loose, *typed) if x[0] >= label.label[1])
        value = next((x for x in behind if _fits(own[label.key], text[slice(*x)])), None)
        if value is not None:
            out = [f for f in out if f.value != value]
            loose = [x for x in loose if x != value]
            out.append(replace(label, value=value))
        elif _SIGN.match(text[label.label[1] :].lstrip()):
            out.append(label)
    return sorted(out, key=lambda f: f.start)


# --- values without a label -----------------------------------------------------------------


@functools.lru_cache(maxsize=256)
def _worded(words: tuple[str, ...]) -> re.Pattern[str]:
    """Words of a field one after the other, their letters set apart or not."""
    one = "|".join(
        _S.join(map(re.escape, tight(word))) for word in words if not _COLON.search(word)
    )
    one = rf"(?:{one or '(?!)'})"
    return re.compile(rf"{one}(?:[{re.escape(_EDGE)}]*{one})*")


@functools.lru_cache(maxsize=256)
def _behind(fields: tuple[Field, ...]) -> re.Pattern[str]:
    """A label of one of the fields, behind its value."""
    labels = [tight(label) for f in fields if f.place is FieldPlace.AFTER for label in f.labels]
    words = "|".join(_S.join(map(re.escape, x)) for x in sorted(labels, key=lambda x: (-len(x), x)))
    return re.compile(rf"(?:{words or '(?!)'})(?={_S}(?:$|[{re.escape(_EDGE + _OPEN + _CLOSE)}]))")


def _unlabelled(text: str, a: int, b: int, fields: tuple[Field, ...]) -> list[FoundField]:
    """Fields of a stretch without labels: by the profile's words, labels behind, forms."""
    part = text[a:b]
    out: list[FoundField] = []
    taken: list[tuple[int, int]] = []

    def take(
        key: str, i: int, j: int, told: str, label: tuple[int, int] = (0, 0), rank: int = 0
    ) -> None:
        if not any(x < max(j, label[1]) and i < y for x, y in taken):
            taken.append((i, max(j, label[1])))
            place = (a + label[0], a + label[1]) if label[1] else (a + i, a + i)
            out.append(FoundField(key, place, (a + i, a + j), told, rank))

    for key, pattern in FORMS:
        if key in _ALONE:
            continue
        for m in pattern.finditer(part):
            issued = _ISSUED.match(part, m.end()) if key == "date" else None
            take(key, m.start(), m.end(), "form", issued.span() if issued else (0, 0))
    for item in fields:
        for m in _worded(item.words).finditer(part):
            i = m.start()
            least = max((y for _, y in taken if y <= i), default=0)
            while i > least and part[i - 1] not in _EDGE + _OPEN + _CLOSE:
                i -= 1
            take(item.key, i, m.end(), "words")
        for m in _behind((item,)).finditer(part):
            value = _before(part, m, max((y for _, y in taken if y <= m.start()), default=0))
            if value is not None:
                take(item.key, *value, "after", m.span(), _rank(item, m[0]))
    if not out and re.fullmatch(r"\d{6}", part):
        out.append(FoundField("postcode", (a, a), (a, b), "form"))
    return out


def _rank(item: Field, label: str) -> int:
    """A label's place among its field's."""
    return ["".join(x.split()) for x in item.labels].index("".join(label.split()))


def _before(part: str, label: re.Match[str], start: int) -> tuple[int, int] | None:
    """The value that stands before its label: '禾川县教育局主办', '中共… 主管 …协会 主办'."""
    stop = start + len(part[start : label.start()].rstrip())
    start = max(start, part.rfind("\n", 0, stop) + 1)
    words = list(re.finditer(r"[^ \t\u3000\u00a0|｜/／;；()（）•·]+", part[start:stop]))
    if not words:
        return None
    k = 0 if all(len(word[0]) == 1 for word in words) else len(words) - 1
    while k > 0 and is_org(words[k - 1][0]):
        k -= 1
    value = part[start + words[k].start() : stop]
    if not 3 <= len(tight(value)) <= _OFFICE or re.search(r"[。，！？]", value):
        return None
    single = len(tight(label[0])) == 1 or re.search(r"\d", value)
    if not is_office(value) and (single or len(tight(value)) > _PLAIN):
        return None  # '…编' of an office; not 主编's last letter, nor a sentence's end
    return start + words[k].start(), stop


_PLAIN = 16  # letters of what does not end as offices do
_OFFICE = 60  # letters of an office's name
