"""Invented words of drawn documents: names, offices, places, dates; and printed forms."""

from __future__ import annotations

import calendar
import random
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

import yaml

_HAN_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_TEN = "十"
_HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def words() -> dict[str, tuple[str, ...]]:
    """Every list of words, by its name."""
    text = (_HERE / "drawn_words.yaml").read_text(encoding="utf-8")
    out = {}
    for name, value in yaml.load(text, Loader=yaml.CSafeLoader).items():
        body = value.strip()
        out[name] = tuple(body.splitlines() if "\n" in body else body.split())
    return out


@lru_cache(maxsize=1)
def forms() -> dict[str, tuple[tuple[str, ...], tuple[float, ...]]]:
    """Every list of printed forms, by its name: the forms and their cumulated weights."""
    text = (_HERE / "drawn_forms.yaml").read_text(encoding="utf-8")
    out = {}
    for name, items in yaml.load(text, Loader=yaml.CSafeLoader).items():
        pairs = [(1.0, i) if isinstance(i, str) else (float(i[0]), str(i[1])) for i in items]
        out[name] = tuple(f for _, f in pairs), tuple(accumulate(w for w, _ in pairs))
    return out


def small_han(number: int) -> str:
    """A number from 1 to 99 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else _TEN if tens == 1 else f"{tens}{_TEN}"
    return f"{head}{ones or ''}".translate(_HAN_DIGITS)


@dataclass(frozen=True)
class Place:
    """A place with its level and its name in Latin letters."""

    name: str
    level: str
    pinyin: str


@dataclass
class Coiner:
    """Makes names of every sort from one seeded generator."""

    rng: random.Random

    def one(self, name: str) -> str:
        """A word of a list."""
        return self.rng.choice(words()[name])

    def form(self, name: str) -> str:
        """A printed form of a list, by the weights."""
        values, weights = forms()[name]
        return self.rng.choices(values, cum_weights=weights)[0]

    def person(self) -> str:
        """A person's name of two or three letters, seldom four."""
        given = self.one("given") + (self.one("given") if self.rng.random() < 0.72 else "")
        return self.one("surnames") + given

    def english_person(self) -> str:
        """An English name."""
        first, last = self.one("english_first"), self.one("english_last")
        return f"{first[0]}. {last}" if self.rng.random() < 0.15 else f"{first} {last}"

    def place(self) -> Place:
        """A place."""
        a, b = self.one("place_first").split(":"), self.one("place_second").split(":")
        return Place(a[0] + b[0], self.one("levels"), a[1] + b[1])

    def office(self, place: Place | None = None) -> str:
        """A body with its place, or a department."""
        draw = self.rng.random()
        if draw < 0.35:
            return self.one("departments")
        where = place or self.place()
        body = f"{where.name}{where.level}{self.one('bodies')}"
        return f"中共{body}" if "委" in body[-4:] and draw < 0.6 else body

    def phone(self) -> str:
        """A telephone number in one of many forms."""
        rng = self.rng
        numbers = rng.randint(310, 998), rng.randint(200, 899), rng.randint(1000, 9999)
        return self.form("phones").format(*numbers)

    def mail(self) -> str:
        """A mail address."""
        user = self.place().pinyin + str(self.rng.randint(1, 999))
        return f"{user}@{self.form('mail_hosts')}"

    def filled(self, form: str, **more: str) -> str:
        """A phrase with its slots filled."""
        if "{" not in form:
            return form
        rng, place = self.rng, self.place()
        slots = {
            "host": self.one("hosts"),
            "site": self.one("host_sites"),
            "user": self.person(),
            "date": self.day().plain,
            "n": str(rng.randint(3, 99999)),
            "n2": str(rng.randint(10, 99)),
            "n4": str(rng.randint(1000, 9999)),
            "d": str(rng.randint(1, 9)),
            "mb": f"{rng.uniform(0.3, 60):.1f}",
            "pages": str(rng.randint(2, 96)),
            "year": str(rng.randint(2004, 2026)),
            "title": f"{place.name}{self.one('papers').split(':')[0]}",
            "place": place.name,
            "level": place.level,
            "name": self.person(),
            "phone": self.phone(),
            "mail": self.mail(),
            "office": self.office(place),
        }
        return form.format(**{**slots, **more})

    def day(self) -> Day:
        """A day of some year."""
        rng = self.rng
        return Day(
            rng.randint(1986, 2026), rng.randint(1, 12), rng.randint(1, 28), rng.randrange(7)
        )


@dataclass(frozen=True)
class Day:
    """A date that can be printed in many forms."""

    year: int
    month: int
    day: int
    weekday: int

    @property
    def plain(self) -> str:
        """The commonest form."""
        return f"{self.year}年{self.month}月{self.day}日"

    def printed(self, coiner: Coiner) -> str:
        """The date in one of many forms, sometimes with weekday and lunar date."""
        rng = coiner.rng
        date = coiner.form("dates").format(
            y=self.year,
            m=self.month,
            d=self.day,
            m2=f"{self.month:02}",
            d2=f"{self.day:02}",
            hy=str(self.year).translate(_HAN_DIGITS),
            hm=small_han(self.month),
            hd=small_han(self.day),
            season=rng.choice("春夏秋冬"),
        )
        if rng.random() < 0.3:
            date += rng.choice((" ", "　", "", "  ")) + words()["dates_tail"][self.weekday]
        if rng.random() < 0.12:
            moon = coiner.one("lunar_months") + coiner.one("lunar_days")
            year = f"{coiner.one('stems')}{coiner.one('branches')}"
            date += rng.choice((" ", "　", "  ")) + coiner.form("lunar").format(l=moon, z=year)
        return date

    def english(self, coiner: Coiner) -> str:
        """The date in English."""
        month = calendar.month_name[self.month]
        season = coiner.rng.choice(("Spring", "Summer", "Autumn", "Winter"))
        form = coiner.form("dates_english")
        slots = {"month": month, "mon": month[:3], "season": season}
        return form.format(y=self.year, m=self.month, d=self.day, **slots)
