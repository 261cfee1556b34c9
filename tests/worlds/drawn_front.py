"""Mastheads, imprints, contents lists, adverts and the host's words of drawn documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.worlds.drawn_house import House, around, spaced
from tests.worlds.drawn_lines import Sheet
from tests.worlds.drawn_periodical import Periodical, field_label, printed_field

_TOP = (
    "circulation_note",
    "permit",
    "issue",
    "total",
    "publisher",
    "date",
    "signer",
    "editor_in_chief",
    "phone",
    "website",
    "price",
)
_USUAL = ("issue", "total", "date", "publisher")


def masthead(sheet: Sheet, own: Periodical) -> list[str]:
    """Sets the masthead; the keys of the values that it does not print, which the imprint may."""
    house = sheet.house
    rng = house.rng
    if house.often(0.06) and not house.english:
        for letter in own.title:
            sheet.put(sheet.centred(letter), "masthead")
    else:
        apart = house.often(0.2) and not house.english
        sheet.put(sheet.centred(spaced(rng, own.title) if apart else own.title), "masthead")
    if house.often(0.3):
        sheet.put(own.latin if house.often(0.7) else " ".join(own.latin), "masthead")
    if house.often(0.25):
        sheet.put(own.slogan, "masthead")
    there = [k for k in _TOP if k in own.values]
    shown = [k for k in there if house.often(0.85 if k in _USUAL else 0.45)]
    if house.often(0.5):
        rng.shuffle(shown)
    labelled = house.often(0.6)
    fields = [printed_field(house, k, own.values[k], labelled=labelled) for k in shown]
    _rows(sheet, fields, rng.choice((1, 1, 2, 3, 9)))
    if house.often(0.12):
        sheet.put(ornament(house), "runhead")
    return [k for k in own.values if k not in shown and k != "title"]


def _rows(sheet: Sheet, fields: Sequence[str], each: int) -> None:
    """Fields of the masthead, several in a line."""
    house = sheet.house
    separator = house.coiner.form("masthead_separators")
    gaps = house.blanks == "para" and house.often(0.5)
    for k in range(0, len(fields), each):
        for line in sheet.cut(separator.join(fields[k : k + each])):
            centre = each == 1 or house.often(0.3)
            sheet.put(sheet.centred(line) if centre else line, "masthead")
        if gaps:
            sheet.blank()


def imprint(sheet: Sheet, own: Periodical, keys: Sequence[str]) -> None:
    """Sets what the periodical says of its makers."""
    house = sheet.house
    rng = house.rng
    keys = [k for k in keys if k in own.values]
    if not keys:
        return
    sheet.blank()
    fields: list[str] = []
    if house.often(0.2) and not house.english:
        fields.append(house.coiner.form("imprint_titles").format(t=own.title))
    named = house.often(0.9)
    for key in keys:
        value = own.values[key]
        if isinstance(value, list) and len(value) > 3 and house.often(0.5):  # over two lines
            fields.append(printed_field(house, key, value[:3], labelled=named))
            fields.append(rng.choice(("", "　　　", "      ")) + " ".join(value[3:]))
        elif named and field_label(house, key) and house.often(0.08):  # the label on its own line
            fields.append(field_label(house, key).rstrip("：: "))
            fields.append(printed_field(house, key, value, labelled=False))
        else:
            fields.append(printed_field(house, key, value, labelled=named))
    _rows(sheet, [f for f in fields if f.strip()], rng.choice((1, 1, 1, 2, 3, 12)))
    sheet.blank()


def ornament(house: House) -> str:
    """A rule or an ornament."""
    short = house.often(0.3)
    return house.coiner.form("ornaments") * house.rng.randint(*((1, 3) if short else (5, 40)))


@dataclass(frozen=True)
class Entry:
    """An entry of the contents list."""

    column: str
    title: str
    author: str
    page: int


@dataclass(frozen=True)
class _Style:
    house: House
    form: str
    leaders: str  # '{p}' where they hold the page themselves
    page: str
    between: str
    mark: str
    joint: str

    def lines(self, entry: Entry) -> list[str]:
        """The lines of an entry."""
        page = self.page.format(p=entry.page, q=entry.page + self.house.rng.randint(1, 6))
        before, after = around(self.mark)
        title, author, between = f"{before}{entry.title}{after}", entry.author, self.between
        held = "{p}" in self.leaders
        leaders = self.leaders.format(p=page) if held else self.leaders + page
        by = f"{between}{author}" if author else ""
        match self.form:
            case "page title":
                return [f"{page}{between}{title}{by}"]
            case "title author":
                return [f"{title}{by}{leaders}"]
            case "title / author" if author:
                return [f"{title}{self.leaders.replace('{p}', '')} {author}  {page}"]
            case "author title" if author:
                return [f"{before}{author}：{entry.title}{after}{leaders}"]
            case "two lines":
                return [title, f"{author} {page}".strip()]
            case "edition":
                return [f"{entry.page}版{self.joint}{title}"]
            case "teaser":
                return [f"▶{title}{self.joint.strip('：:') or '…'}{entry.page}版"]
            case "page below":
                return [title + by, f"{entry.page:02}"]
            case _:
                return [f"{title}{leaders}"]


def contents(sheet: Sheet, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Sets a contents list in one of many forms; what it prints, as the gold tells it."""
    house, coiner = sheet.house, sheet.house.coiner
    head = coiner.form("contents_heads_english" if house.english else "contents_heads")
    if head:
        sheet.put(sheet.centred(head), "contents")
    style = _Style(
        house,
        coiner.form("contents_forms"),
        coiner.form("leaders"),
        coiner.form("contents_pages"),
        coiner.form("contents_between"),
        coiner.form("contents_marks"),
        house.rng.choice(("：", " ", "　", ":")),
    )
    heads = house.rng.choice(("none", "above", "above", "inline", "left"))
    dress = coiner.form("contents_columns")
    hang = house.rng.choice(("", "　　", "    "))
    last = ""
    for entry in entries:
        fresh = bool(entry.column) and entry.column != last
        last = entry.column
        if heads == "above" and fresh:
            name = entry.column if house.often(0.9) else spaced(house.rng, entry.column)
            sheet.put(dress.format(name), "contents")
        prefix = ""
        if entry.column and (heads == "inline" or (heads == "left" and fresh)):
            prefix = entry.column + coiner.form("contents_prefixes")
        for text in style.lines(entry):
            for k, line in enumerate(sheet.cut(prefix + text)):
                sheet.put((hang if k else "") + line, "contents")
            prefix = ""
        if house.blanks == "para" and house.often(0.3):
            sheet.blank()
    named = heads != "none"
    return [
        {"column": e.column if named else "", "title": e.title, "author": e.author, "page": e.page}
        for e in entries
    ]


def host_words(sheet: Sheet, own: Periodical, lines: int) -> None:
    """Lines of the flip-book's or file-sharing host: no part of the publication."""
    coiner = sheet.house.coiner
    for _ in range(lines):
        sheet.put(coiner.filled(coiner.one("host_lines"), title=own.title), "runhead")


def advert(sheet: Sheet) -> None:
    """The lines of an advertisement."""
    coiner = sheet.house.coiner
    name = "adverts_english" if sheet.house.english else "adverts"
    sheet.gap("title")
    for _ in range(sheet.house.rng.randint(1, 5)):
        for line in sheet.cut(coiner.filled(coiner.one(name))):
            sheet.put(sheet.centred(line), "runhead")
    sheet.gap("title")
