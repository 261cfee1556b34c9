"""One article of a drawn document: its head, its blocks and its closing lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from tests.worlds.drawn_house import House, around, spaced
from tests.worlds.drawn_lines import Sheet, wrap
from tests.worlds.drawn_pool import Article, Block
from tests.worlds.drawn_remade import CIRCLES, clauses, remade
from tests.worlds.drawn_tables import set_table
from tests.worlds.drawn_words import small_han

_DATELINE = re.compile(
    r"^(?:【?本[报刊网](?:讯|.{2,8}电)】?(?:\s*（[^）]*）)?|（(?:通讯员|记者)[^）]*）)\s*"
)
_MARKER = re.compile(r"^(?:[●○□◎■◆△_*/／—]+|——)\s*|_+$")
_PHOTOGRAPHER = re.compile(r"(?<=[^\s　])[ 　]+([^，。]{2,14}(?:摄|供图|/图)|摄影：\S+)$")
_BETWEEN_NAMES = re.compile(r"(?<=\S\S)[ 　](?=\S\S)")
_CAPTION_MARKERS = "▲△▼◀▶↑↓→◄►● "
_BRACKETED = re.compile(r"^[【\[（(]([^】\]）)]*)[】\]）)]$")
_FIRST_LEVEL, _SECOND_LEVEL = "{han}、{h}", "（{han}）{h}"
_NEWS = 50  # letters of the shortest item of news
_SHORT = 7  # letters of a title that may be letter-spaced
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


@dataclass
class Composer:
    """Sets articles on sheets by the house's conventions."""

    house: House
    head_width: float = 0.0  # em of a title's line; 0: as long as it is
    level: int = field(default=0, init=False)  # the number of a heading below another
    tops: int = field(default=0, init=False)  # the number of a heading above others
    verse_indent: str = field(default="", init=False)
    numbers: int = field(default=0, init=False)
    figures: int = field(default=0, init=False)
    heading: str = field(default="", init=False)

    def compose(self, sheet: Sheet, number: int, article: Article, shown: str) -> dict[str, Any]:
        """Sets an article; its entry in the gold. `shown` is the dressed column above it, or ''."""
        house = self.house
        sheet.gap("title")
        for line in shown.split("\n") if shown else ():
            sheet.put(sheet.centred(line) if house.often(0.5) else line, "column", number)
        self.heading = house.heading if house.often(0.85) else "bare"
        place = house.byline_place if house.often(0.93) else "none"
        byline, printed = self._byline(article)
        if place in ("above", "column"):
            self._put_byline(sheet, printed, number)
        gold = self._head(sheet, number, article)
        if place == "below":
            self._put_byline(sheet, printed, number)
        sheet.gap("title")
        gold["id"] = f"d{number + 1:02}"
        gold["byline"] = [byline] if place in ("above", "below", "column") else []
        gold["blocks"] = self._set_blocks(sheet, number, article)
        if place == "end":
            name = _BRACKETED.sub(r"\1", byline)
            credit = house.coiner.form("end_bylines").format(a=name)
            self._closing(sheet, credit, number)
            gold["blocks"].append({"kind": "credit", "text": credit})
        return gold

    # the head

    def _byline(self, article: Article) -> tuple[str, str]:
        """The byline without its marker, and as it is printed."""
        house = self.house
        form = house.byline if house.often(0.85) else "{o} {a}"
        if article.byline and house.often(0.4):
            own = house.pointed(house.rng.choice((" ", "　", "  ")).join(article.byline))
            named = form.count("{") == 1 and "{o}" not in form
            printed = form.replace("{a}", own).replace("{A}", own) if named else own
        else:
            printed = house.filled(form)
        return _MARKER.sub("", printed).strip(), printed

    def _put_byline(self, sheet: Sheet, printed: str, number: int) -> None:
        house = self.house
        lines = _BETWEEN_NAMES.split(printed) if house.often(0.06) else sheet.cut(printed)
        for line in lines:
            placed = sheet.centred(line) if house.often(0.8) else sheet.right(line)
            sheet.put(placed, "byline", number)
        sheet.gap("para")

    def _head(self, sheet: Sheet, number: int, article: Article) -> dict[str, Any]:
        house = self.house
        kicker, main, deck = self._words(article)
        number_above = self._numbered(main)
        wide = house.rng.choice((" ", " ", "　", "  "))
        lines = [part for line in kicker for part in self._broken(line)]
        lines += [part.replace(" ", wide) for line in main for part in self._broken(line)]
        before, after = house.titles
        lines[0] = before + lines[0]
        lines[-1] += after
        if len(lines) == 1 and len(lines[0]) < _SHORT and not house.english and house.often(0.25):
            lines[0] = spaced(house.rng, lines[0])
        lines += [part for line in deck for part in self._broken(line)]
        lines[:0] = number_above
        for k, line in enumerate(lines):
            placed = (
                _hashed(line, 1 + (k == 0 < len(kicker))) if house.markdown else sheet.centred(line)
            )
            sheet.put(placed, "title I" if k else "title B", number)
            if k + 1 < len(lines) and house.blanks == "random" and house.often(0.2):
                sheet.blank()
        sheet.gap("para")
        heads = {"kicker": " ".join(kicker), "main": main, "sub": " ".join(deck)}
        return {"title": " ".join((*kicker, *main, *deck)), "heads": heads}

    def _numbered(self, main: list[str]) -> list[str]:
        """Numbers a title in its own line, or in a line above, which is given back."""
        form = self.house.numbered
        if not form:
            return []
        self.numbers += 1
        n = self.numbers
        printed = form.format(n=n, n2=f"{n:02}", han=small_han(n), t=main[0])
        if "{t}" not in form:
            return [printed]
        main[0] = printed
        return []

    def _words(self, article: Article) -> tuple[list[str], list[str], list[str]]:
        """The kicker, the main title and the deck, some of them invented or left out."""
        house = self.house
        kicker = [house.pointed(k) for k in article.kicker] if house.often(0.85) else []
        main = [house.pointed(m) for m in article.main]
        deck = [house.pointed(d) for d in article.deck] if house.often(0.85) else []
        if not article.english:
            blocks = list(article.blocks)
            if not kicker and house.often(0.07):
                kicker = [house.coiner.office(house.place)]
            if not deck and house.often(0.06):
                deck = clauses(house, blocks, 8, 24)[:1]
            if len(main) == 1 and house.often(0.06):
                main = clauses(house, blocks, 8, 20)[:1] or main
        before, after = around(house.dash)
        deck = [d.lstrip("—-─~ ―") for d in deck]
        if deck:
            deck[0] = before + deck[0]
            deck[-1] += after
        return kicker, main, deck

    def _broken(self, line: str) -> list[str]:
        """A title's line over one line or more."""
        house = self.house
        if house.markdown:
            return [line]
        if self.head_width and len(line) > self.head_width:
            return wrap(line, self.head_width, 0, house.narrow)
        if len(line) < 9 or not house.often(house.breaking):
            return [line]
        gaps = [m.start() for m in re.finditer(r"(?<=\S\S\S)[ 　](?=\S\S\S)", line)]
        if gaps and not house.english:
            at = house.rng.choice(gaps)
            return [line[:at], line[at + 1 :].lstrip()]
        return wrap(line, len(line) * (0.3 if house.english else 0.6), 0, house.narrow)

    # the blocks

    def _set_blocks(self, sheet: Sheet, number: int, article: Article) -> list[dict[str, Any]]:
        house = self.house
        news = not article.english and bool(house.dateline) and house.often(0.6)
        blocks = remade(house, article)
        self.level = self.tops = 0
        self.verse_indent = house.rng.choice(("", "", house.indent, "    "))
        out: list[dict[str, Any]] = []
        count = 0
        for k, block in enumerate(blocks):
            text = house.pointed(block.text)
            if block.kind == "h":
                count += 1
                out.append(self._put_heading(sheet, replace(block, text=text), number, count))
                continue
            if news and block.kind == "p":
                news = False
                if _reported(blocks, text):
                    text = house.filled(house.dateline) + _DATELINE.sub("", text)
            if k + 1 == len(blocks) and block.kind == "p" and not block.role:
                ended = house.endmark
            else:
                ended = ""
            out.extend(self._put(sheet, replace(block, text=text), number, ended))
        return out

    def _put(self, sheet: Sheet, block: Block, number: int, ended: str) -> list[dict[str, Any]]:
        """Sets a block; `ended` is the mark behind an article's last sentence."""
        house, text = self.house, block.text
        told: dict[str, Any] = {"kind": block.kind, "text": text}
        if block.role:
            told["role"] = block.role
        match block.kind, block.role:
            case "table", _:
                return set_table(sheet, block, number)
            case "caption", _:
                told["text"] = self._put_caption(sheet, block, number)
            case ("credit", _) | (_, "signature"):
                told["kind"] = "credit"
                self._closing(sheet, text, number, signed=block.role == "signature")
            case "entry", _:
                joint = house.rng.choice(("", " ", "　", "  ")) if block.label else ""
                sheet.unit(f"{block.label}{joint}{text}", "body", number)
                told["label"] = block.label
            case _, "verse":
                self._put_verse(sheet, text, number)
            case _, "salutation":
                sheet.unit(text, "body", number, indent="" if house.often(0.85) else None)
            case _, role:
                hang = house.indent if role == "item" and house.often(0.1) else ""
                sheet.unit(text + ended, "body", number, hang=hang)
        sheet.gap("para")
        return [told]

    def _put_heading(self, sheet: Sheet, block: Block, number: int, count: int) -> dict[str, Any]:
        house, words = self.house, block.text
        form = "{h}" if self.heading == "bare" or block.role == "month" else self.heading
        if form == _FIRST_LEVEL:
            self.level = (
                self.level + 1 if count > 1 and house.often(0.15 + 0.5 * bool(self.level)) else 0
            )
            if self.level:
                form, count = _SECOND_LEVEL, self.level
            else:
                self.tops += 1
                count = self.tops
        n = (count - 1) % len(_ROMANS)
        slots = {"n": count, "han": small_han(count), "circle": CIRCLES[n], "roman": _ROMANS[n]}
        text = form.format(h=words, **slots)
        if "{h}" not in form:  # a number alone, the words below it
            lines = [text, words]
            text = f"{text} {words}"
        elif house.markdown:
            lines = [text]
        elif len(text) > 8 and house.often(0.12):
            lines = wrap(text, max(4.0, len(text) * 0.6), 0, house.narrow)
        else:
            lines = sheet.cut(text, house.indent)
        sheet.gap("title" if house.often(0.7) else "para")
        centre = house.often(0.5)
        for k, line in enumerate(lines):
            start = "" if k else house.indent
            placed = sheet.centred(line) if centre else start + line
            if house.markdown:
                placed = _hashed(line, 3 + k)
            sheet.put(placed, f"heading {'I' if k else 'B'}", number)
        sheet.gap("para")
        return {"kind": "h", "text": text}

    def _put_caption(self, sheet: Sheet, block: Block, number: int) -> str:
        """Sets a caption; its words without the mark."""
        house, text = self.house, block.text
        self.figures += 1
        if block.role != "table" and text[0] not in "▲△图上表" and house.often(0.6):
            text = house.coiner.form("caption_marks").format(n=self.figures) + text
        centre = house.often(0.3)
        sheet.gap("para")
        apart = _PHOTOGRAPHER.search(text) if house.often(0.2) else None
        lines = [*sheet.cut(text[: apart.start()]), apart[1]] if apart else sheet.cut(text)
        for k, line in enumerate(lines):
            placed = sheet.centred(line) if centre else line
            sheet.put(placed, f"caption {'I' if k else 'B'}", number)
        return text.lstrip(_CAPTION_MARKERS)

    def _put_verse(self, sheet: Sheet, text: str, number: int) -> None:
        start = self.verse_indent
        if self.house.often(0.5):
            sheet.blank()
        for k, line in enumerate(text.split("\n")):
            sheet.put(start + line.strip(), f"body {'I' if k else 'B'}", number)
        if self.house.often(0.4):
            sheet.blank()

    def _closing(self, sheet: Sheet, text: str, number: int, *, signed: bool = False) -> None:
        """A credit: on the right, or as a paragraph of its own."""
        sheet.gap("para")
        right = signed or self.house.often(0.5)
        for k, line in enumerate(sheet.cut(text)):
            placed = sheet.right(line) if right and not k else line
            sheet.put(placed, f"credit {'I' if k else 'B'}", number)
        sheet.gap("para")


def _hashed(line: str, level: int) -> str:
    return f"{'#' * level} {line}"


def _reported(blocks: list[Block], text: str) -> bool:
    """Whether a text may open with the words of a news agency."""
    return len(text) > _NEWS and "我" not in text[:_NEWS] and not any(b.role for b in blocks)


def dressed(house: House, column: str, latin: str) -> str:
    """A column's label in the house's dress, perhaps over two lines."""
    form = house.dress if house.often(0.93) else "{c}"
    if not latin or house.english:
        form = re.sub(r"[ 　\n]\{py\}|\{py\}\n", "", form).replace("{py}", "{c}")
    if house.english:
        form = form.replace("{sp}", "{c}").replace("{v}", "{c}")
    upright = "\n".join(column.replace(" ", ""))
    return form.format(c=column, py=latin, sp=spaced(house.rng, column), v=upright)
