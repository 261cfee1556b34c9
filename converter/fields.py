"""Fields of the masthead (刊头、版权页) in a row of text: what is announced, what its form tells.

A row may hold one field ('主编：张三'), several ('责任编辑：李四　版式设计：王五') or none. A label
is known from the profile, letter-spacing ignored; it is set off by a colon, a slash, a space or
nothing at all where the value's own form leaves no doubt ('准印证号（鲁）123号'). Values without a
label are known by their form (an issue's number, a date, an e-mail address) or by the profile's
words.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass

from converter.chinese.chars import HAN, tight
from converter.chinese.names import is_org, is_person
from converter.chinese.numbers import ENGLISH_DATE, HAN_DATE
from converter.chinese.variants import comparable, narrow
from converter.profile.model import Field, FieldForm, FieldPlace

_S = r"\s*"  # of any width; in a row stands no line's end
_HAN_YEARS = re.sub(r"\?P<\w+>", "?:", HAN_DATE.pattern)
_ENGLISH_DATE = re.sub(r"\?P<\w+>", "?:", ENGLISH_DATE.pattern)
_DIGIT = "[\\d一二三四五六七八九十百零〇○]"
_NUMBER = f"{_DIGIT}(?: ?{_DIGIT})*"  # 2 7 of a letter-spaced line is 27
_YEAR = r"\d(?: ?\d){3}"

FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"[\w.+-][\w.+ -]*@[\w. -]+\w")),
    ("website", re.compile(r"(?:https?[:：]//|www\.)[\w./%#?=&~-]+")),
    (
        "permit",
        re.compile(
            rf"[(（]{_S}[{HAN}]{{1,3}}{_S}[)）]{_S}(?:[字第]*{_S})?[A-Z\d—-]{{4,}}{_S}号?"
            rf"|[{HAN}]{{1,4}}(?:内资|新出|连内资|报准|刊准|企准)[{HAN}（）()字第准A-Z\d—-]+号"
            r"|(?:CN|ISSN)[ :：]?\d{2,4}[—-]\d{4}(?:/[A-Z\d()（）]+)?"
        ),
    ),
    ("total", re.compile(rf"总{_S}第?{_S}{_NUMBER}{_S}期")),
    (
        "issue",
        re.compile(
            rf"{_YEAR}{_S}年{_S}第{_S}{_NUMBER}{_S}期|(?<![总{HAN}\d])第{_S}{_NUMBER}{_S}期"
            r"|\b(?:Issue|No\.|Number|Vol(?:ume|\.)) ?\d+(?:, ?(?:No\. ?\d+|(?:19|20)\d{2}))?"
            # 2025年春季号, 2024年·冬, 2023年上半年刊: issues that are told by a season
            rf"|\d{{4}}{_S}年{_S}[·•]?{_S}(?:[春夏秋冬]{_S}季?{_S}[号刊卷]|[春夏秋冬]季|[上下]半年[号刊卷]|增刊|特刊|专刊|合刊|创刊号)"
        ),
    ),
    (
        "date",
        re.compile(
            rf"\d(?: ?\d){{3}}{_S}年{_S}\d ?\d?{_S}月(?:{_S}\d ?\d?{_S}日)?"
            rf"(?:{_S}[(（]?(?:星期|周)[一二三四五六日天][)）]?)?"
            r"|(?<![\d—-])(?:19|20)\d{2}[/.-]\d{1,2}(?:[/.-]\d{1,2})?(?![\d—-])"
            rf"|{_HAN_YEARS}|(?i:{_ENGLISH_DATE})"
        ),
    ),
    (
        # 农历甲辰年九月十六: a day beside the day.
        "other",
        re.compile(
            rf"农历{_S}(?:[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]{_S}[(（]?[{HAN}]?[)）]?{_S}年?{_S})?"
            rf"闰?[正一二三四五六七八九十冬腊]{{1,2}}月{_S}(?:初|十|廿|卅|二十|三十)[一二三四五六七八九十]?"
        ),
    ),
    (
        "phone",
        re.compile(
            rf"(?<!\d)(?:\d{{3,4}}{_S}[—–-]+{_S})\d{{7,8}}(?!\d)|(?<!\d)1[3-9]\d{{9}}(?!\d)"
        ),
    ),
    ("postcode", re.compile(r"(?<![\d—-])\d{6}(?![\d—-])")),
    ("print_run", re.compile(rf"(?<![\d.])\d{{2,}}[ \u3000]*[份册](?![{HAN}])")),
)
"""What a value's own form tells, most telling first."""

NAME_TAIL = re.compile(
    r"(?:报|通讯|通报|[周月季年学校院会馆][刊报讯]|杂志|简报|简讯|快讯|专刊|之[声窗友光家星路歌]|信息|动态|新闻|视界|视野|"
    r"[人园苑林坛潮风窗]|论坛|观察|研究|参考|天地|时空|生活)$"
)
"""Words with which names of periodicals end: weak evidence, since other words have them too."""

_NAMED = re.compile(
    rf"《([^《》\n]{{2,20}})》{_S}"
    r"(?:\d{4}[ \u3000]*年|第[ \u3000]*\d+[ \u3000]*期|总第|20\d\d[./-])"
)

# A page's number, or how many the issue has: '第3版', '今日4版', '本期共8版'.
_PAGE = re.compile(
    rf"^(?:[A-Z]?第?|(?:今日|本期|本报|每期)?[共出]?){_S}{_NUMBER}{_S}个?[版页]$|^共{_S}{_NUMBER}{_S}张$"
)
_OF = dict(FORMS)
_ALONE = {"postcode"}  # forms that tell something only if the row has nothing else
_TELLING = {"issue", "total", "permit", "email", "website"}
_COUNT = re.compile(r"[（(][^（）()]*\d")  # no name: '马晓菲   （共印150份）'
_OPEN, _CLOSE = "(（[【〔", ")）]】〕"
_EDGE = " \t\u2002\u2003\u3000\u00a0|｜;；、，,•·"
_FILLER = re.compile(rf"[\s\u3000{re.escape('|｜;；、，,。.•·:：/／()（）[]【】〔〕-—')}]*")


@dataclass(frozen=True, slots=True)
class FoundField:
    """A field in a row: offsets of its label and of its value, either of which may be empty.

    `told` says how it is known: 'label' (a known label that is set off), 'form' (the value's own
    form), 'words' (the profile's words) or 'after' (a label that stands behind its value).
    """

    key: str
    label: tuple[int, int]
    value: tuple[int, int]
    told: str


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
def read_fields(text: str, fields: tuple[Field, ...]) -> RowFields:
    """The masthead fields that `text`, one row, holds; `fields` are the profile's."""
    text = narrow(text)
    found = _labelled(text, fields)
    taken = [(min(f.label[0], f.value[0]), max(f.label[1], f.value[1])) for f in found]
    for a, b in _gaps(text, taken):
        found += _unlabelled(text, a, b, fields)
    found.sort(key=lambda f: min(f.label[0], f.value[0]) if f.label[1] > f.label[0] else f.value[0])
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


def issue_names(words: str, known: str = "") -> frozenset[str]:
    """Names under which a text speaks of its own issue ('《恒泽人》2024年第3期'), no spaces."""
    return frozenset(tight(m[1]) for m in _NAMED.finditer(words)) | (
        {tight(known), tight(comparable(known))} if known else set()
    )


# --- labels ---------------------------------------------------------------------------------


@functools.lru_cache(maxsize=32)
def _label_pattern(fields: tuple[Field, ...]) -> tuple[re.Pattern[str], dict[str, Field]]:
    names: dict[str, Field] = {}
    for item in fields:
        for label in item.labels:
            names.setdefault("".join(label.split()), item)
    words = "|".join(
        _S.join(map(re.escape, name)) for name in sorted(names, key=lambda n: (-len(n), n))
    )
    pattern = re.compile(
        rf"(?P<label>{words or '(?!)'})"
        rf"(?P<sep>{_S}[:：/／|｜]{_S}|\s+|(?=[(（\d【A-Z])|$)"
    )
    return pattern, names


def label_opening(fields: tuple[Field, ...]) -> Callable[[str], bool]:
    """Whether a label can stand before all other words of a text; else `read_fields` has none."""
    pattern, _ = _label_pattern(fields)
    return lambda text: bool(pattern.match(text) or pattern.match(text, 1))


def _labelled(text: str, fields: tuple[Field, ...]) -> list[FoundField]:
    """Fields whose label stands before the value: label, separator, value up to the next label."""
    pattern, names = _label_pattern(fields)
    marks: list[
        tuple[int, int, int, Field, bool]
    ] = []  # start, label end, value start, field, set off
    for m in pattern.finditer(text):
        item = names["".join(m["label"].split())]  # em spaces too: 总\u2003\u2003编
        before = text[: m.start()]
        sign = bool(re.search(r"[:：/／|｜]", m["sep"]))
        at_edge = not before.strip() or before[-1] in _EDGE or before[-1] in _OPEN + _CLOSE
        if not at_edge and not (sign and len(tight(m["label"])) >= 2 and _breaks(before)):
            continue
        start = m.start()
        marks.append((start, m.end("label"), m.end(), item, sign))
    out: list[FoundField] = []
    end = 0
    for k, (start, stop, value, item, sign) in enumerate(marks):
        if start < end:
            continue
        limit = marks[k + 1][0] if k + 1 < len(marks) else len(text)
        stretch = text[value:limit]
        if not sign and not _fits(
            item, stretch, at_start=not text[:start].strip(), bare=value == stop
        ):
            continue
        if not sign and item.place is FieldPlace.AFTER and out and not text[:start].strip(_EDGE):
            continue
        length = _value_length(item, stretch)
        lead = len(stretch[:length]) - len(stretch[:length].lstrip())
        kept = stretch[:length].rstrip(" \t\u3000\u00a0|｜")
        begin = value + min(lead, len(kept))
        out.append(FoundField(item.key, (start, stop), (begin, value + len(kept)), "label"))
        end = value + length
    return out


def _breaks(before: str) -> bool:
    """Whether a label may follow without a space: behind a name's or a number's end."""
    return bool(re.search(rf"[\d{HAN}]$", before)) and not re.search(
        r"[副总执行常务特约本]$", before
    )


def _fits(item: Field, value: str, *, at_start: bool, bare: bool) -> bool:
    """Whether the words behind a label that only a space (or nothing) sets off are its value."""
    words = value.split()
    if not words:
        return False
    form = _OF.get(item.key)
    if form is not None:
        m = form.match(value.lstrip(" \t\u3000\u00a0"))
        return m is not None
    if bare:
        return False
    if item.form is FieldForm.LIST:
        people = "".join(words) if all(len(w) == 1 for w in words) else ""
        return all(is_person(w) or len(w) == 1 for w in words[:4]) and (
            not people or is_person(people) or len(people) == 4
        )
    if item.key in ("publisher", "supervisor", "compiled_by", "printer"):
        return is_org(words[0]) and at_start
    return False


def _value_length(item: Field, stretch: str) -> int:
    """How much of the words behind a label is its value: a value of another form ends it."""
    own = _OF.get(item.key)
    at = 0
    if own is not None:
        m = own.match(stretch.lstrip(" \t\u3000\u00a0"))
        if m is not None:
            return len(stretch) - len(stretch.lstrip(" \t\u3000\u00a0")) + m.end()
    best = len(stretch)
    if item.form is FieldForm.LIST and (m := _COUNT.search(stretch, at)) is not None:
        best = m.start()
    for key, pattern in FORMS:
        if key in _ALONE or key in (item.key, "print_run"):
            continue
        for m in pattern.finditer(stretch, at):
            before = stretch[: m.start()]
            if before.strip() and before[-1] in _EDGE + _OPEN:
                best = min(best, len(before.rstrip(_EDGE + _OPEN)))
    return best


# --- values without a label -----------------------------------------------------------------


@functools.lru_cache(maxsize=256)
def _spaced(word: str) -> re.Pattern[str]:
    """A word, its letters set apart or not."""
    return re.compile(_S.join(map(re.escape, tight(word))))


@functools.lru_cache(maxsize=256)
def _label_behind(labels: tuple[str, ...]) -> re.Pattern[str]:
    """One of the labels of a field, behind its value."""
    words = "|".join(
        _S.join(map(re.escape, tight(label)))
        for label in sorted(labels, key=lambda s: (-len(s), s))
    )
    return re.compile(rf"(?:{words})(?={_S}(?:$|[{re.escape(_EDGE + _OPEN + _CLOSE)}]))")


def _unlabelled(text: str, a: int, b: int, fields: tuple[Field, ...]) -> list[FoundField]:
    """Fields of a stretch without labels: by the profile's words, labels behind, forms."""
    part = text[a:b]
    out: list[FoundField] = []
    taken: list[tuple[int, int]] = []

    def free(i: int, j: int) -> bool:
        return not any(x < j and i < y for x, y in taken)

    for key, pattern in FORMS:
        if key in _ALONE:
            continue
        for m in pattern.finditer(part):
            if free(m.start(), m.end()):
                taken.append((m.start(), m.end()))
                out.append(
                    FoundField(
                        key, (a + m.start(), a + m.start()), (a + m.start(), a + m.end()), "form"
                    )
                )
    for item in fields:
        for word in item.words:
            for m in _spaced(word).finditer(part):
                i = m.start()
                while i > 0 and part[i - 1] not in _EDGE + _OPEN + _CLOSE and free(i - 1, m.end()):
                    i -= 1
                if free(i, m.end()):
                    taken.append((i, m.end()))
                    out.append(FoundField(item.key, (a + i, a + i), (a + i, a + m.end()), "words"))
    out += _behind(text, a, b, fields, taken)
    if not out and re.fullmatch(r"\d{6}", part):
        out.append(FoundField("postcode", (a, a), (a, b), "form"))
    return out


def _behind(
    text: str, a: int, b: int, fields: tuple[Field, ...], taken: list[tuple[int, int]]
) -> list[FoundField]:
    """Fields whose label stands behind the value: '禾川县教育局主办', '中共… 主管 …协会 主办'."""
    part = text[a:b]
    out: list[FoundField] = []
    for item in fields:
        if item.place is not FieldPlace.AFTER:
            continue
        for m in _label_behind(tuple(item.labels)).finditer(part):
            if any(x < m.end() and m.start() < y for x, y in taken):
                continue  # 编 of 编 印
            start = max((y for _, y in taken if y <= m.start()), default=0)
            before = part[start : m.start()]
            words_before = list(re.finditer(r"[^ \t\u3000\u00a0|｜;；()（）]+", before))
            if not words_before:
                continue
            k = len(words_before) - 1
            if all(len(word[0]) == 1 for word in words_before):
                k = 0  # letter-spaced: one name
            while k > 0 and is_org(words_before[k - 1][0]):
                k -= 1
            value = before[words_before[k].start() :].rstrip()
            if len(tight(value)) < 3 or len(tight(value)) > 60 or re.search(r"[。，！？]", value):
                continue
            if len(m[0]) == 1 and not is_org(value):
                continue  # '…编' of an office; not 主编's last letter
            begin = start + words_before[k].start()
            taken.append((begin, m.end()))
            out.append(
                FoundField(
                    item.key,
                    (a + m.start(), a + m.end()),
                    (a + begin, a + begin + len(value)),
                    "after",
                )
            )
    return out
