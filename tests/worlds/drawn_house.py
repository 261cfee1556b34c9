"""The conventions of one house, each drawn on its own."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from tests.worlds.drawn_words import Coiner, Day, Place

_HALF = str.maketrans("，：；？！（）", ",:;?!()")
_INDENTS_ENGLISH = ("", "", "", "  ", "    ", "   ")


@dataclass
class House:
    """One house: every convention drawn on its own."""

    rng: random.Random
    coiner: Coiner
    english: bool
    measure: int  # em; 0: whole paragraphs on a line
    narrow: float  # em of a digit or a Latin letter
    indent: str
    blanks: str  # where blank lines stand: none, titles, para, every, random
    centred: str  # by which blanks a line is centred: half, full, ragged, ''
    flush: str  # how closing lines are set: half, full, left
    margin: str
    punctuation: str
    spelling: tuple[tuple[str, str], ...]  # quotation marks, blanks or wide letters for digits
    noise: str
    seam: int  # where a paragraph on one line was joined from lines: a blank every so many em
    markdown: bool  # titles and headings with hashes, as converters write them
    traditional: bool
    radicals: bool  # a text layer with radicals in place of common letters
    titles: tuple[str, str]  # the marks before and after
    numbered: str  # the form of the number above a title
    breaking: float  # how often a title is broken over lines
    dash: str
    heading: str
    column: str  # where columns are named: none, above, running, contents
    dress: str
    byline: str
    byline_place: str
    padding: str  # within names of two letters
    endmark: str
    dateline: str
    pages: str  # none, feed, mark, both
    number: str
    place: Place
    day: Day

    def often(self, share: float) -> bool:
        """True in this share of the draws."""
        return self.rng.random() < share

    def pointed(self, text: str) -> str:
        """The text with the house's punctuation."""
        for old, new in self.spelling:
            text = re.sub(old, new, text) if old.startswith("(") else text.replace(old, new)
        kind = self.punctuation
        if not kind or self.english or (kind == "mixed" and self.often(0.5)):
            return text
        half = text.translate(_HALF)
        return re.sub(r"([,:;?!])(?=\S)", r"\1 ", half) if kind == "half spaced" else half

    def filled(self, form: str, **more: str) -> str:
        """A form with invented names (a, b), an office (o), place and date in its slots."""
        coiner = self.coiner
        if self.english:
            one, other = coiner.english_person(), coiner.english_person()
            office = coiner.form("jobs_english")
        else:
            one, other = self._padded(coiner.person()), self._padded(coiner.person())
            if "{b}" not in form and self.often(0.14):
                one += self.rng.choice((" ", "　", "、")) + other
            office = coiner.office(self.place)
        slots = {
            "a": one,
            "A": one.upper(),
            "b": other,
            "o": office,
            "p": self.place.pinyin.title() if self.english else self.place.name,
            "l": self.place.level,
            "m": str(self.day.month),
            "d": str(self.day.day),
        }
        return form.format(**{**slots, **more})

    def _padded(self, name: str) -> str:
        return f"{name[0]}{self.padding}{name[1]}" if len(name) == 2 else name


def house(rng: random.Random, *, english: bool) -> House:
    """A house drawn at random."""
    coiner = Coiner(rng)

    def seldom(share: float, name: str) -> str:
        return coiner.form(name) if rng.random() < share else ""

    traditional = rng.random() < 0.1 and not english
    heading = coiner.form("headings")
    if english and not heading.isascii() and rng.random() < 0.8:
        heading = "bare"
    return House(
        rng,
        coiner,
        english,
        measure=_measure(rng, english=english),
        narrow=rng.choice((0.5, 0.5, 0.55, 0.6)),
        indent=rng.choice(_INDENTS_ENGLISH) if english else coiner.form("indents"),
        blanks=coiner.form("blanks"),
        centred=rng.choice(("", "", "", "half", "full", "ragged")),
        flush=rng.choice(("half", "full", "left", "left")),
        margin=" " * rng.choice((2, 4, 6, 8, 12)) if rng.random() < 0.1 else "",
        punctuation="" if rng.random() < 0.8 else rng.choice(("half", "half spaced", "mixed")),
        spelling=() if english else _spelling(rng),
        noise=coiner.form("noise"),
        seam=rng.randint(12, 28) if rng.random() < 0.2 and not english else 0,
        markdown=rng.random() < 0.04,
        traditional=traditional,
        radicals=rng.random() < 0.05 and not traditional,
        titles=around(seldom(0.14, "title_marks")),
        numbered=seldom(0.1, "title_numbers"),
        breaking=rng.choice((0.0, 0.0, 0.2, 0.5, 0.9)),
        dash=coiner.form("deck_dashes"),
        heading=heading,
        column=coiner.form("column_places"),
        dress=coiner.form("column_dress"),
        byline=coiner.form("bylines_english" if english else "bylines"),
        byline_place=coiner.form("byline_places"),
        padding=rng.choice(("", "", "　", " ", "  ")),
        endmark=seldom(0.14, "endmarks"),
        dateline=seldom(0.5, "datelines"),
        pages=coiner.form("page_styles"),
        number=coiner.form("page_numbers"),
        place=coiner.place(),
        day=coiner.day(),
    )


def _spelling(rng: random.Random) -> tuple[tuple[str, str], ...]:
    out: list[tuple[str, str]] = []
    if rng.random() < 0.12:
        out += zip("“”", rng.choice(('""', "「」", "〝〞", "『』", "＂＂")), strict=True)
    draw = rng.random()
    if draw < 0.05:
        out += [(r"(?<=[\u4e00-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%])(?=[\u4e00-\u9fff])", " ")]
    elif draw < 0.09:
        out += zip("0123456789", "０１２３４５６７８９", strict=True)
    return tuple(out)


def _measure(rng: random.Random, *, english: bool) -> int:
    if rng.random() < 0.16:
        return 0
    if english:
        return rng.randint(16, 48)
    return rng.choice((rng.randint(11, 24), rng.randint(18, 46), rng.randint(26, 46)))


def around(mark: str) -> tuple[str, str]:
    """What a mark sets before and behind."""
    before, _, after = mark.partition("{}")
    return before, after


def spaced(rng: random.Random, text: str) -> str:
    """The letters of a word set apart."""
    return rng.choice((" ", "　", "  ")).join(text.replace(" ", ""))
