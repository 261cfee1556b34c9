"""Invented periodicals: their names, and the values that their mastheads and imprints print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.worlds.drawn_house import House, spaced
from tests.worlds.drawn_words import forms, small_han

Makers = dict[str, Callable[[], Any]]

_BORROWED = ("permit", "circulation_note", "publisher", "address", "distribution", "total", "issue")
_LIST = (" ", "　", "、", "  ", "，")


@dataclass
class Periodical:
    """What a periodical prints of itself; `values` are the gold's masthead."""

    title: str
    latin: str
    values: dict[str, Any]
    slogan: str

    @property
    def issue(self) -> str:
        """The issue as running heads print it."""
        return str(self.values.get("issue") or self.values.get("total") or "")


def periodical(house: House, known: Sequence[dict[str, Any]]) -> Periodical:
    """An invented periodical with the fields that it prints, some as authored ones print them."""
    own, extra = _english(house) if house.english else _chinese(house)
    for key, make in extra.items():
        if house.often(0.4):
            own.values[key] = make()
    if known and not house.english and house.often(0.4):
        other = house.rng.choice(known)
        for key in _BORROWED:
            if isinstance(other.get(key), str) and house.often(0.6):
                own.values[key] = other[key].strip()
    return own


def _english(house: House) -> tuple[Periodical, Makers]:
    rng, coiner = house.rng, house.coiner
    place = coiner.place().pinyin.title()
    title = coiner.one("english_papers")
    if house.often(0.4):
        title = f"{place} {title.split()[-1]}"
    number, volume = rng.randint(1, 240), rng.randint(1, 40)
    values = {
        "title": title,
        "issue": coiner.form("issues_english").format(i=number, v=volume),
        "date": house.day.english(coiner),
        "publisher": f"{place} {coiner.form('publishers_english')}",
    }
    extra: Makers = {
        "editor_in_chief": coiner.english_person,
        "editors": lambda: [coiner.english_person() for _ in range(rng.randint(2, 4))],
        "phone": coiner.phone,
        "email": coiner.mail,
        "address": lambda: f"{rng.randint(1, 90)} {place} Road",
        "printer": lambda: f"{place} Press",
        "website": lambda: f"www.{place.lower()}.example",
        "print_run": lambda: f"{rng.randint(2, 90) * 100} copies",
    }
    return Periodical(title, title.upper(), values, coiner.one("english_slogans")), extra


def _chinese(house: House) -> tuple[Periodical, Makers]:
    coiner, place = house.coiner, house.place
    paper, _, latin = coiner.one("papers").partition(":")
    stem = place.name + (coiner.form("stems_more") if house.often(0.3) else "")
    title = f"{stem}{paper}"
    if house.often(0.1):
        title = paper if len(paper) > 2 else stem[0] + paper
    name = f"{place.pinyin.upper()} {latin}"
    if house.often(0.3):
        name = " ".join(house.rng.sample(coiner.one("english_papers").upper().split(), 2))
    slogan = coiner.filled(coiner.one("slogans"))
    return Periodical(title, name, _values(house, title), slogan), _extra(house)


def _values(house: House, title: str) -> dict[str, Any]:
    rng, coiner, day = house.rng, house.coiner, house.day
    number, total = rng.randint(1, 52), rng.randint(1, 2400)
    printed = rng.choice((str(number), small_han(number), f"{number:02}", f" {number} "))
    issue = coiner.form("issues").format(
        n=printed,
        i=number,
        j=number + 1,
        y=day.year,
        m=day.month,
        v=day.year % 40 + 1,
        season=rng.choice("春夏秋冬"),
    )
    place = house.place
    publisher = coiner.one("publishers")
    values: dict[str, Any] = {
        "title": title,
        "issue": issue,
        "date": day.printed(coiner),
        "publisher": coiner.filled(publisher, place=place.name, level=place.level),
    }
    if house.often(0.55):
        values["total"] = coiner.form("totals").format(t=total, h=small_han(total % 99 + 1))
    if house.often(0.4):
        values["circulation_note"] = coiner.form("notes")
    if house.often(0.12):
        del values[rng.choice(("issue", "publisher"))]
    return values


def _extra(house: House) -> Makers:
    rng, coiner, place = house.rng, house.coiner, house.place

    def people() -> list[str]:
        return [coiner.person() for _ in range(rng.choice((1, 2, 2, 3, 4, 7)))]

    def recipients() -> str:
        names = [coiner.one("recipients") for _ in range(rng.randint(1, 4))]
        return rng.choice(("，", "；", "、")).join(names)

    def permit() -> str:
        small, large = rng.randint(1, 999), rng.randint(100000, 999999)
        slots = {"i": small, "i3": f"{small:03}", "i4": 1000 + small, "i5": large % 90000 + 10000}
        more = {"i6": large, "j4": large % 9000 + 1000, "k": rng.randint(11, 65)}
        names = {"c": place.name[0], "p": place.name, "y": house.day.year}
        return coiner.form("permits").format(**slots, **more, **names)

    def address() -> str:
        return coiner.form("addresses").format(
            p=place.name,
            l=place.level,
            q=coiner.place().name,
            road=coiner.form("roads"),
            i=rng.randint(1, 400),
            f=rng.randint(2, 19),
            r=rng.randint(101, 909),
        )

    return {
        "permit": permit,
        "signer": coiner.person,
        "editor_in_chief": coiner.person,
        "deputy_editors": people,
        "responsible_editors": people,
        "editors": people,
        "designers": people,
        "proofreader": coiner.person,
        "advisers": people,
        "reviewer": coiner.person,
        "address": address,
        "postcode": lambda: str(rng.randint(100000, 859999)),
        "phone": coiner.phone,
        "email": coiner.mail,
        "website": lambda: f"www.{place.pinyin}.example",
        "printer": lambda: coiner.filled(coiner.one("printers"), place=place.name),
        "print_run": lambda: f"{rng.randint(1, 90) * 100}{coiner.form('run_units')}",
        "distribution": recipients,
        "price": lambda: coiner.form("prices"),
    }


def field_label(house: House, key: str) -> str:
    """A label of a masthead's field, or '' where none is known."""
    name = f"label_english_{key}" if house.english else f"label_{key}"
    return house.coiner.form(name) if name in forms() else ""


def printed_field(house: House, key: str, value: object, *, labelled: bool) -> str:
    """A field of the masthead, with or without its label."""
    rng = house.rng
    text = rng.choice(_LIST).join(map(str, value)) if isinstance(value, list) else str(value)
    label = field_label(house, key) if labelled else ""
    if label and key == "publisher" and not house.english and house.often(0.3):
        return house.coiner.form("publisher_forms").format(t=text)
    if label.endswith("：") and len(label) < 6 and house.often(0.1):
        label = spaced(rng, label[:-1]) + "："
    return label + text
