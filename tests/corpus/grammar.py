"""Expands the templates of `language/` into Chinese sentences, none of them twice running."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

LANGUAGE = Path(__file__).parent / "language"
SLOT = re.compile(r"\{([A-Za-z]+)(?::(\d+)-(\d+))?\}")
CHOICE = re.compile(r"\[([^\[\]]*)\]")

HOURS = {"dawn": (5, 7), "noon": (11, 13), "time": (8, 17), "evening": (18, 21), "night": (1, 4)}

Lists = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Topic:
    """One subject of a genre: its lists of tasks, results, details, titles, headings, captions."""

    name: str
    lists: Lists


@cache
def read_language(name: str) -> tuple[Topic, ...]:
    """The topics of `language/<name>.txt`; what stands before an `@topic` is one without name."""
    topics: list[Topic] = []
    current: dict[str, list[str]] = {}
    title, entries = "", []
    text = (LANGUAGE / f"{name}.txt").read_text(encoding="utf-8")
    for line in [*text.splitlines(), "@topic "]:
        if line.startswith("@topic"):
            if current:
                topics.append(Topic(title, {k: tuple(v) for k, v in current.items()}))
            title, current = line.removeprefix("@topic").strip(), {}
        elif line.startswith("== "):
            entries = current.setdefault(line[3:].strip(), [])
        elif line and not line.startswith("#"):
            entries.append(line)
    return tuple(topics)


@dataclass
class Speaker:
    """Draws templates without repetition and fills their slots from topic, genre and context."""

    rng: random.Random
    common: Lists
    bags: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def draw(self, topic: Topic, name: str) -> str:
        """The next template of a list; a list starts again, shuffled, only when it is used up."""
        entries = topic.lists.get(name) or self.common[name]
        owner = topic.name if name in topic.lists else ""
        bag = self.bags.setdefault((owner, name), [])
        if not bag:
            bag.extend(entries)
            self.rng.shuffle(bag)
        return bag.pop()

    def say(self, topic: Topic, name: str, context: dict[str, str]) -> str:
        """One finished sentence or phrase of the list `name`."""
        return self.fill(self.draw(topic, name), topic, context)

    def fill(self, template: str, topic: Topic, context: dict[str, str]) -> str:
        """Settle the choices, then the slots, of a template."""
        while CHOICE.search(template):
            template = CHOICE.sub(lambda m: self.rng.choice(m[1].split("|")), template)
        return SLOT.sub(lambda m: self._slot(m, topic, context), template)

    def _slot(self, m: re.Match[str], topic: Topic, context: dict[str, str]) -> str:
        name, rng = m[1], self.rng
        if name == "n":
            return str(rng.randint(int(m[2]), int(m[3])))
        if name == "f":
            return f"{rng.randint(int(m[2]), int(m[3]))}.{rng.randint(1, 99):02d}".rstrip("0")
        if name == "pct":
            return f"{rng.randint(3, 96)}.{rng.randint(1, 9)}%"
        if name == "day":
            return str(rng.randint(2, 28))
        if name in HOURS:
            return f"{rng.randint(*HOURS[name])}:{rng.choice(('00', '15', '20', '30', '40', '50'))}"
        if name == "person":
            return self.person()
        if name == "U":
            return rng.choice((context["U"], context["short"], context["short"]))
        if name in context:
            return context[name]
        return self.say(topic, name, context)

    def person(self) -> str:
        """A fictional name of two or three characters."""
        names = read_language("names")[0].lists
        given = self.rng.sample(names["given"], self.rng.choice((1, 2, 2)))
        return self.rng.choice(names["surname"]) + "".join(given)


def speaker(rng: random.Random) -> Speaker:
    """A speaker with the lists that all genres share."""
    lists = dict(read_language("common")[0].lists)
    lists.update(read_language("names")[0].lists)
    return Speaker(rng, lists)
