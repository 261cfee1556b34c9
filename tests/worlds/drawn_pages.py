"""Pages of drawn documents: breaks, running heads, page numbers, and the look that OCR leaves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from tests.worlds.drawn_article import dressed
from tests.worlds.drawn_front import ornament
from tests.worlds.drawn_house import House, spaced
from tests.worlds.drawn_lines import Line, width
from tests.worlds.drawn_periodical import Periodical
from tests.worlds.drawn_words import small_han, words

_HAN = re.compile(r"[\u4e00-\u9fff]")
_HAN_GAP = re.compile(r"(?<=[\u4e00-\u9fff，。])(?=[\u4e00-\u9fff])")
_FIELDS = (
    "title",
    "title",
    "latin",
    "issue",
    "total",
    "date",
    "column",
    "publisher",
    "folio",
    "slogan",
    "article",
    "site",
    "time",
    "makers",
    "section",
)
_VERTICAL = 10  # letters of the longest running head that is set upright
_PAGE_LETTERS = 34  # letters of a line of a page where a paragraph stands in one line
_STOPS = 0.04
_MISREAD = 0.01
_GAPS = 0.04
_DEBRIS = 0.012
_DEBRIS_KINDS = ("letters", "all", "blanks")


@dataclass(frozen=True)
class Now:
    """What a page's running head may name of its first article."""

    column: str
    title: str


@dataclass
class Furniture:
    """What stands at the head and the foot of every page, drawn once."""

    house: House
    own: Periodical
    head: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())  # fields on odd and even pages
    foot: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    separators: tuple[str, str] = (" ", " ")
    number_at: str = "foot"
    two_lines: bool = False
    vertical: bool = False
    rule: str = ""
    first: bool = True
    credits: str = ""
    placing: str = ""  # '', centre, outer: where the lines are set
    names: dict[str, str] = field(default_factory=dict)  # of the title and the columns, as dressed
    constant: dict[str, str] = field(default_factory=dict)
    sections: tuple[str, ...] = ("",)  # the names of pages, in turn

    def names_title(self) -> bool:
        """Whether a running head prints the periodical's name."""
        return any("title" in fields for side in (self.head, self.foot) for fields in side)

    def lines(self, where: str, page: int, total: int, now: Now) -> list[Line]:
        """The lines at the 'head' or the 'foot' of a page."""
        house = self.house
        out: list[Line] = []
        fields = (self.head if where == "head" else self.foot)[page % 2]
        if fields and (page > 1 or self.first):
            texts = [t for t in (self._field(f, page, total, now) for f in fields) if t]
            out += self._set(texts, self.separators[page % 2])
            if self.rule:
                out.append(Line(self.rule, "runhead"))
        if where == "foot" and self.credits and (page % 3 == 1 or house.often(0.5)):
            out.append(Line(house.coiner.filled(self.credits), "runhead"))
        if (
            self.number_at == where
            and house.pages in ("mark", "both")
            and not (page == 1 and not self.first)
        ):
            number = Line(self._number(page, total), "pageno")
            out.insert(0 if house.often(0.5) else len(out), number)
        return [replace(line, text=self._placed(line.text, page)) for line in out]

    def _placed(self, text: str, page: int) -> str:
        room = int(2 * ((self.house.measure or 40) - width(text)))
        if room < 4 or not self.placing or (self.placing == "outer" and page % 2 == 0):
            return text
        return " " * (room if self.placing == "outer" else room // 2) + text

    def _set(self, texts: list[str], separator: str) -> list[Line]:
        if self.vertical and texts and len(texts[0]) <= _VERTICAL and _HAN.match(texts[0]):
            return [
                Line(letter, "runhead") for text in texts[:1] for letter in text if letter.strip()
            ]
        if self.two_lines and len(texts) > 1:
            return [Line(texts[0], "runhead"), Line(separator.join(texts[1:]), "runhead")]
        return [Line(separator.join(texts), "runhead")] if texts else []

    def _field(self, name: str, page: int, total: int, now: Now) -> str:
        match name:
            case "folio":
                return self._number(page, total)
            case "column":
                return self.names.get(now.column, now.column)
            case "article":
                return now.title
            case "title":
                return self.names.get("", self.own.title)
            case "section":
                return self.sections[page % len(self.sections)]
            case "site" | "time" | "makers":
                return self.constant.get(name, "")
            case "latin" | "slogan" | "issue":
                return str(getattr(self.own, name))
            case _:
                return str(self.own.values.get(name) or "")

    def _number(self, page: int, total: int) -> str:
        return self.house.number.format(
            n=page, N=total, n2=f"{page:02}", han=small_han(page % 99 or 9)
        )


def furniture(house: House, own: Periodical, columns: Sequence[str]) -> Furniture:
    """The running heads and the place of page numbers of one document."""
    rng = house.rng
    out = Furniture(house, own)
    if house.pages == "none" or rng.random() < 0.2:
        return out
    heads = rng.random() < 0.8

    def some() -> tuple[str, ...]:
        return tuple(rng.sample(_FIELDS, rng.choice((1, 1, 2, 2, 3, 4, 5))))

    odd = some()
    even = odd if rng.random() < 0.5 else odd[::-1] if rng.random() < 0.4 else some()
    if house.column.startswith("running"):
        odd, even = (
            (*odd, *(["column"] if "column" not in odd else [])),
            (*even, *(["column"] if "column" not in even else [])),
        )
    if heads:
        out.head = (even, odd)
    if not heads or rng.random() < 0.15:
        out.foot = (even, odd) if rng.random() < 0.5 else (some(), some())
    one = house.coiner.form("runhead_separators")
    out.separators = (one, one if rng.random() < 0.7 else house.coiner.form("runhead_separators"))
    out.number_at = rng.choice(("head", "foot", "foot", "foot", "none"))
    out.two_lines, out.vertical = rng.random() < 0.2, rng.random() < 0.05
    out.rule, out.first = ornament(house) if rng.random() < 0.06 else "", rng.random() < 0.6
    if rng.random() < 0.2 and not house.english:
        out.credits = rng.choice([h for h in words()["hints"] if "{name}" in h])
    if not house.english:
        if rng.random() < 0.25:
            out.names[""] = spaced(rng, own.title)
        elif rng.random() < 0.15:
            out.names[""] = f"《{own.title}》"
        if rng.random() < 0.3:
            out.names |= {c: dressed(house, c, "").replace("\n", " ") for c in columns if c}
    out.placing = rng.choice(("", "", "", "centre", "outer"))
    day = house.day
    time = f"{day.year}/{day.month}/{day.day} {rng.randint(0, 23)}:{rng.randint(10, 59)}"
    out.constant = {"site": house.coiner.filled("https://www.{site}.example/{n}"), "time": time}
    if not house.english:
        makers = [h for h in words()["hints"] if "{name}" in h]
        out.constant["makers"] = house.coiner.filled(rng.choice(makers))
        names = rng.sample(words()["columns"], 4)
        out.sections = tuple(name.partition(":")[0] for name in names)
    return out


@dataclass
class Paged:
    """The final lines, and the page on which each article begins."""

    lines: list[Line]
    starts: dict[int, int]


def paginate(
    house: House, own: Furniture, stream: Sequence[Line], heads: Sequence[Now], length: int
) -> Paged:
    """The stream cut into pages with their furniture; lines flagged `page` begin one."""
    pages = _pages(house, stream, length)
    starts: dict[int, int] = {}
    lines: list[Line] = []
    now = Now("", "")
    for number, page in enumerate(pages, 1):
        on = [ln.article for ln in page if ln.article >= 0]
        for article in on:
            starts.setdefault(article, number)
        now = heads[on[0]] if on else now
        gap = house.rng.random() < 0.4
        for where in ("head", "body", "foot"):
            part = (
                page
                if where == "body"
                else own.lines(where, number, len(pages), now)
                if house.pages != "none"
                else []
            )
            if gap and part and lines and lines[-1].text and not lines[-1].page:
                lines.append(Line(""))
            lines.extend(part)
        if house.pages in ("feed", "both") and number < len(pages):
            lines.append(Line("\f", page=True))
    return Paged(lines, starts)


def _pages(house: House, stream: Sequence[Line], length: int) -> list[list[Line]]:
    if house.pages == "none":
        return [list(stream)]
    pages: list[list[Line]] = [[]]
    used = 0
    queue = list(reversed(stream))
    while queue:
        line = queue.pop()
        if (line.page and pages[-1]) or used >= length:
            pages.append([])
            used = 0
        if not line.text and not pages[-1]:
            continue
        if not house.measure and line.label.startswith("body"):
            rows = len(line.text) // _PAGE_LETTERS + 1
            room = (length - used) * _PAGE_LETTERS
            if used + rows > length and room < len(line.text):
                name = line.label.split()[0]
                queue.append(Line(line.text[room:], f"{name} I", line.article))
                line = Line(line.text[:room], line.label, line.article, line.page)
            used += rows
        else:
            used += 1
        pages[-1].append(line)
    return pages


def noisy(house: House, lines: Sequence[Line]) -> list[Line]:
    """The lines as a bad text layer or an OCR gives them; labels stay."""
    table = _radicals() if house.radicals else {}
    kind = house.noise
    out = []
    debris = kind in _DEBRIS_KINDS
    for line in lines:
        text = line.text
        if debris and house.often(_DEBRIS):
            out.append(Line(house.margin + _debris(house), "runhead"))
        if text.strip():
            if kind:
                text = _spoilt(house, text, kind)
            if table and line.label != "pageno":
                text = text.translate(table)
            text = house.margin + text
        out.append(Line(text, line.label, line.article, line.page))
    return out


def _debris(house: House) -> str:
    """What OCR reads from pictures, rules and stains."""
    rng = house.rng
    if house.often(0.4):
        return "".join(house.coiner.one("given") for _ in range(rng.randint(1, 4)))
    return "".join(
        rng.choice("|.,、。·'`^~_-=l1Ii—:;*<>/\\一丨丶") for _ in range(rng.randint(1, 5))
    )


def translated(value: Any, table: dict[int, str]) -> Any:
    """Every text of a nested value with its letters replaced."""
    if isinstance(value, str):
        return value.translate(table)
    if isinstance(value, list):
        return [translated(one, table) for one in value]
    if isinstance(value, dict):
        return {key: translated(one, table) for key, one in value.items()}
    return value


@lru_cache(maxsize=1)
def traditional() -> dict[int, str]:
    """Simplified letters and the traditional ones in their place."""
    return {ord(pair[0]): pair[1] for pair in words()["traditional"]}


def _spoilt(house: House, text: str, kind: str) -> str:
    rng = house.rng
    if kind == "justified":
        return (
            " ".join(text) if rng.random() < 0.08 and len(text) > 8 and not house.english else text
        )
    letters = list(text)
    if kind in ("stops", "all"):
        letters = [c for c in letters if c not in "，。、；" or rng.random() > _STOPS]
    if kind in ("letters", "all"):
        swaps = {w[0]: w[1] for w in words()["misread"]}
        for k, letter in enumerate(letters):
            if _HAN.match(letter) and rng.random() < _MISREAD:
                letters[k] = swaps.get(letter) or chr(min(0x9FA0, ord(letter) + rng.randint(1, 9)))
    text = "".join(letters)
    if kind in ("blanks", "all"):
        text = _HAN_GAP.sub(lambda _: " " if rng.random() < _GAPS else "", text)
    return text if text.strip() else house.rng.choice("·.")


@lru_cache(maxsize=1)
def _radicals() -> dict[int, int]:
    """The radicals that fonts give in place of common letters."""
    return {ord(unicodedata.normalize("NFKC", chr(c))): c for c in range(0x2F00, 0x2FD6)}
