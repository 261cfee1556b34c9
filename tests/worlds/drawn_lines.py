"""Lines of drawn documents: measured, wrapped, indented, labelled."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.worlds.drawn_house import House

_NARROW = re.compile(r"[ -~\u00a0-\u024f·]")
_TOKEN = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*[.,;:!?)]?|\d[\d.,:/%-]*\d%?|.", re.DOTALL)
_BREAKS = re.compile(r"[\n\f\r\v]+")  # in the cells and fields of authored articles
_NO_START = frozenset("，。、；：！？）》」』】〕”’…%％,.;:!?)]}·—～")
_NO_END = frozenset("（《「『【〔“‘([{")


@dataclass(slots=True)
class Line:
    """A line with its label and the number of its article; an empty text is a blank line."""

    text: str
    label: str = ""
    article: int = -1
    page: bool = False  # a new page begins here, if there are pages


def width(text: str, narrow: float = 0.5) -> float:
    """The printed width in em."""
    return len(text) - (1 - narrow) * len(_NARROW.findall(text))


def wrap(text: str, measure: float, first: float, narrow: float) -> list[str]:
    """The text cut into lines of a measure; the first one is shorter by an indent."""
    out: list[str] = []
    at, room, size = 0, measure - first, len(text)
    while at < size:
        step = max(1, int(room))
        cut = text[at : at + step]
        end = at + step if not _NARROW.search(cut) else _walked(text, at, room, narrow)
        if end >= size:
            out.append(text[at:])
            break
        end = _kept(text, at, end)
        out.append(text[at:end].rstrip(" "))
        at = end
        while at < size and text[at] == " ":
            at += 1
        room = measure
    return out or [""]


def _walked(text: str, at: int, room: float, narrow: float) -> int:
    """The end of the line by its tokens, where narrow letters stand in it."""
    used, end = 0.0, at
    for token in _TOKEN.finditer(text, at):
        used += width(token[0], narrow)
        if used > room + 0.01 and end > at:
            return end
        end = token.end()
    return end


def _kept(text: str, at: int, end: int) -> int:
    """The end moved so that no line begins with a stop or ends with an opening bracket."""
    moved = 0
    while end < len(text) and text[end] in _NO_START and moved < 2:
        end, moved = end + 1, moved + 1
    while end - 1 > at and text[end - 1] in _NO_END:
        end -= 1
    return end


@dataclass
class Sheet:
    """The lines of a document before they are cut into pages."""

    house: House
    lines: list[Line] = field(default_factory=list)

    def put(self, text: str, label: str, article: int = -1) -> None:
        """A line as it stands."""
        if text.strip():
            self.lines.append(Line(_BREAKS.sub(" ", text), label, article))

    def blank(self) -> None:
        """A blank line, never two of them."""
        if self.lines and self.lines[-1].text:
            self.lines.append(Line(""))

    def gap(self, kind: str) -> None:
        """What parts the units of a kind ('para' or 'title') in this house."""
        policy = self.house.blanks
        wanted = policy == "para" or (policy == "titles" and kind == "title")
        if policy == "random":
            wanted = self.house.rng.random() < (0.25 if kind == "para" else 0.6)
        if wanted:
            self.blank()

    def unit(
        self, text: str, name: str, article: int, *, indent: str | None = None, hang: str = ""
    ) -> None:
        """A unit over as many lines as it needs, labelled 'name B', 'name I'."""
        start = self.house.indent if indent is None else indent
        for k, line in enumerate(self.cut(text, start)):
            self.put((start if not k else hang) + line, f"{name} {'I' if k else 'B'}", article)

    def cut(self, text: str, start: str = "") -> list[str]:
        """The lines of a text, whole paragraphs where the house does not wrap."""
        house = self.house
        if not house.measure:
            seam = house.seam
            return [" ".join(wrap(text, seam, width(start), house.narrow)) if seam else text]
        return wrap(text, house.measure, width(start), house.narrow)

    def single(self, text: str, label: str, article: int = -1, more: str = "") -> None:
        """A unit of one label, over several lines where the measure asks for it."""
        for k, line in enumerate(self.cut(text)):
            self.put(line, more if k and more else label, article)

    def centred(self, text: str) -> str:
        """The line with the blanks that set it in the middle, where the house does that."""
        house = self.house
        if not house.centred:
            return text
        room = (house.measure or 30) - width(text)
        if room < 2:
            return text
        if house.centred == "half":
            return " " * int(room) + text
        if house.centred == "full":
            return "　" * int(room / 2) + text
        return " " * house.rng.randint(2, 24) + text

    def right(self, text: str) -> str:
        """The line set on the right, where the house does that."""
        house = self.house
        room = (house.measure or 30) - width(text) - house.rng.randint(0, 3)
        if house.flush == "left" or room < 2:
            return (
                house.indent + text if house.flush == "left" and house.rng.random() < 0.3 else text
            )
        return (" " * int(room * 2) if house.flush == "half" else "　" * int(room)) + text
