"""Raw documents drawn at random from authored articles, with the label of every line.

python -m tests.worlds.drawn OUT --count N --seed S --from DIR…

Every document follows a house whose conventions are drawn one by one, so that combinations occur
which no house has: a line tagger that learns on them must read what stands around a line.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from tests.worlds.drawn_article import Composer, dressed
from tests.worlds.drawn_front import (
    Entry,
    advert,
    contents,
    host_words,
    imprint,
    masthead,
    ornament,
)
from tests.worlds.drawn_house import House, house
from tests.worlds.drawn_lines import Line, Sheet
from tests.worlds.drawn_pages import Now, furniture, noisy, paginate, traditional, translated
from tests.worlds.drawn_periodical import Periodical, periodical
from tests.worlds.drawn_pool import Article, Pool, pool, renamed

__all__ = ["Drawn", "Pool", "draw", "pool"]

_ENGLISH = 0.12  # of the documents, once there are articles enough for them
_ENGLISH_EACH = 0.004  # of the documents for each English article, lest a few be met too often
_DEFAULT_SOURCES = (Path(__file__).resolve().parent.parent / "accuracy" / "foreign",)


@dataclass(frozen=True)
class Drawn:
    """A raw text, the label and article of each line that is not blank, and its truth."""

    text: str
    labels: list[tuple[str, int]]
    gold: dict[str, Any]
    noisy: bool


@dataclass(frozen=True)
class _Column:
    name: str
    shown: str  # as it stands above the title, '' where it does not


@dataclass(frozen=True)
class _Around:
    """What stands before and after the articles; the masthead and contents as printed."""

    front: list[Line]
    back: list[Line]
    printed: dict[str, Any]
    listed: list[dict[str, Any]]


def draw(source: Pool, seed: int) -> Drawn:
    """The document of a seed: same pool and seed, same bytes."""
    rng = random.Random(seed)
    english = bool(source.english) and rng.random() < min(
        _ENGLISH, _ENGLISH_EACH * len(source.english)
    )
    own_house = house(rng, english=english)
    own = periodical(own_house, source.mastheads)
    count = rng.choice((2, 3, 4, 5, 6, 7, 8, 10, 12, 16))
    articles = _chosen(source, rng, count, english=english)
    columns = _columns(own_house, source, articles)
    composer = Composer(own_house, head_width=rng.choice((0, 0, 0.6, 1)) * own_house.measure)
    parts: list[list[Line]] = []
    told: list[dict[str, Any]] = []
    for number, (article, column) in enumerate(zip(articles, columns, strict=True)):
        sheet = Sheet(own_house)
        told.append(
            {"column": column.name} | composer.compose(sheet, number, article, column.shown)
        )
        parts.append(_upset(own_house, sheet.lines))
    length = rng.randint(18, 70)
    if own_house.often(0.4):
        parts[0][0].page = True
    rest = _around(own_house, own, _entries(own_house, told, parts, length))
    stream = [*rest.front, *_joined(own_house, parts), *rest.back]
    runner = furniture(own_house, own, [c.name for c in columns])
    paged = paginate(
        own_house, runner, stream, [Now(e["column"], e["heads"]["main"][0]) for e in told], length
    )
    lines = noisy(own_house, _framed(own_house, own, paged.lines))
    for number, entry in enumerate(told):
        entry["page"] = paged.starts.get(number, 1)
    printed = rest.printed
    if not printed and runner.names_title():
        printed = {"title": own.title}
    gold: dict[str, Any] = {
        "doc": f"drawn-{seed}",
        "source": "",
        "masthead": printed,
        "contents": rest.listed,
        "true_spaces": [],
        "articles": told,
        "furniture": [],
    }
    if english:
        gold["lang"] = "en"
    text, labels = _written(own_house, lines)
    if own_house.traditional:
        text, gold = text.translate(traditional()), translated(gold, traditional())
    return Drawn(text, labels, gold, bool(own_house.noise))


def _chosen(source: Pool, rng: random.Random, count: int, *, english: bool) -> list[Article]:
    stock = source.english if english else source.articles
    count = min(count, len(stock))
    if rng.random() < 0.25:  # a sheet of short news
        short = [a for a in stock if a.size < 400]
        stock = short if len(short) >= count else stock
    return [renamed(a, rng) for a in rng.sample(stock, count)]


def _columns(own: House, source: Pool, articles: list[Article]) -> list[_Column]:
    """The column of each article and its dress; neighbours may share one."""
    if own.column == "none":
        return [_Column("", "")] * len(articles)
    each = own.often(0.5)
    share = own.rng.choice((0.0, 0.3, 0.6))
    out: list[_Column] = []
    name = latin = ""
    for article in articles:
        if out and own.often(share):
            out.append(_Column(name, out[-1].shown if each else ""))
            continue
        if own.often(0.15):
            out.append(_Column("", ""))
            name = latin = ""
            continue
        name, latin = _named(own, source, article)
        out.append(_Column(name, dressed(own, name, latin) if "above" in own.column else ""))
    return out


def _named(own: House, source: Pool, article: Article) -> tuple[str, str]:
    if own.english:
        return own.coiner.one("english_columns"), ""
    if article.column and own.often(0.4):
        return article.column, ""
    if source.columns and own.often(0.15):
        return own.rng.choice(source.columns), ""
    name, _, latin = own.coiner.one("columns").partition(":")
    return name, latin


def _around(own: House, name: Periodical, entries: list[Entry]) -> _Around:
    """Draws the masthead, the imprint and the contents list, each at its place."""
    rng = own.rng
    front, back = Sheet(own), Sheet(own)
    where = rng.choice(("none", "none", "front", "front", "front", "back"))
    imprint_at = rng.choice(("none", "front", "after", "back", "back"))
    keys = list(name.values)
    shown: set[str] = set()
    if rng.random() < 0.85:
        keys = masthead(front, name)
        shown = set(name.values) - set(keys)
    if imprint_at == "front":
        imprint(front, name, keys)
    listed: list[dict[str, Any]] = []
    if where != "none":
        listed = contents(front if where == "front" else back, entries)
    if imprint_at == "after":
        imprint(front, name, keys)
    if imprint_at == "back":
        imprint(back, name, keys)
    if imprint_at != "none":
        shown |= set(keys)
    front.gap("title")
    printed = {k: v for k, v in name.values.items() if k in shown}
    return _Around(front.lines, back.lines, printed, listed)


def _entries(
    own: House, told: list[dict[str, Any]], parts: list[list[Line]], length: int
) -> list[Entry]:
    """The entries of the contents list, with pages as they will nearly fall."""
    out: list[Entry] = []
    used = length // 2
    lead = own.rng.choice((1, 1, 1, 2, 3))
    share = own.rng.choice((1.0, 1.0, 0.6))
    for entry, lines in zip(told, parts, strict=True):
        author = str(entry["byline"][0]) if entry["byline"] and own.often(0.9) else ""
        title = entry["title"] if own.often(0.7) else " ".join(entry["heads"]["main"])
        if own.often(share):
            out.append(Entry(entry["column"], title, author, used // length + lead))
        used += len(lines) if own.measure else sum(len(ln.text) // 34 + 1 for ln in lines)
    return out


# disorder: what extraction does to the order of lines


def _upset(own: House, lines: list[Line]) -> list[Line]:
    """An article whose captions, quotes or head stand where a page's layout put them."""
    out = list(lines)
    if own.often(0.25):
        out = _moved_captions(own, out)
    if own.often(0.06):
        _quoted(own, out)
    if own.often(0.04):
        head = [ln for ln in out if ln.label.startswith("title") or ln.label == "byline"]
        rest = [ln for ln in out if not (ln.label.startswith("title") or ln.label == "byline")]
        cuts = [k for k, ln in enumerate(rest) if ln.label == "body B"][1:]
        at = own.rng.choice([*cuts, len(rest)])
        out = [*rest[:at], *head, *rest[at:]]
    if own.often(0.03):
        sheet = Sheet(own)
        advert(sheet)
        at = own.rng.randrange(len(out))
        out[at:at] = sheet.lines
    return out


def _moved_captions(own: House, lines: list[Line]) -> list[Line]:
    """Captions set amid a paragraph."""
    captions = [ln for ln in lines if ln.label.startswith("caption")]
    inside = [k for k, ln in enumerate(lines) if ln.label == "body I"]
    if not captions or not inside or any(ln.label == "table" for ln in lines):
        return lines
    at = own.rng.choice(inside)
    head = [ln for ln in lines[:at] if not ln.label.startswith("caption")]
    return [*head, *captions, *(ln for ln in lines[at:] if not ln.label.startswith("caption"))]


def _quoted(own: House, lines: list[Line]) -> None:
    """A sentence of the text set once more, large, between the lines."""
    body = [k for k, ln in enumerate(lines) if ln.label.startswith("body")]
    texts = [lines[k].text.strip() for k in body if len(lines[k].text) > 10]
    if not texts:
        return
    text = own.rng.choice(texts)
    size = max(6, len(text) // own.rng.choice((1, 2, 3)))
    at = own.rng.randrange(body[0] + 1, len(lines) + 1)
    lines[at:at] = [Line(text[k : k + size], "runhead") for k in range(0, min(len(text), 60), size)]


def _joined(own: House, parts: list[list[Line]]) -> list[Line]:
    """All articles, some going on after another, with adverts and rules between them."""
    fresh = own.often(0.25)
    rule = ornament(own) if own.often(0.07) else ""
    out: list[Line] = []
    k = 0
    while k < len(parts):
        part = parts[k]
        if fresh and part:
            part[0].page = True
        if k + 1 < len(parts) and len(part) > 8 and own.often(0.06):
            out += _continued(own, part, parts[k + 1])
            k += 2
        else:
            out += part
            k += 1
        if rule:
            out.append(Line(rule, "runhead"))
        if own.often(0.05):
            sheet = Sheet(own)
            advert(sheet)
            out += sheet.lines
        if own.often(0.03) and not own.english:
            out.append(Line(own.coiner.filled(own.coiner.one("hints")), "runhead"))
    return out


def _continued(own: House, part: list[Line], other: list[Line]) -> list[Line]:
    """An article that goes on behind the next one, with or without the words that say so."""
    rng = own.rng
    at = rng.randrange(len(part) // 3 + 1, len(part))
    rest = list(part[at:])
    if rest[0].label.startswith(("title", "byline")) or rng.random() < 0.2:
        return [*part, *other]
    if rng.random() < 0.25:
        return [*part[:at], *other, *rest]
    page = rng.randint(1, 8)
    word = rng.choice(("版", "页"))
    if own.english:
        down, up = f"Continued on page {page + 1}", f"Continued from page {page}"
    else:
        form = rng.choice(("（{}）", "（{}）", "【{}】", "({})", "{}", "▶{}", "［{}］"))
        down, up = form.format(f"下转第{page + 1}{word}"), form.format(f"上接第{page}{word}")
    again: list[Line] = []
    title = next((ln.text.strip() for ln in part if ln.label == "title B"), "")
    if title and rng.random() < 0.3:
        again = [Line(title, "runhead")]
    article = part[at].article
    return [
        *part[:at],
        Line(down, "jump", article),
        *other,
        *again,
        Line(up, "jump", article),
        *rest,
    ]


# the text


def _framed(own: House, name: Periodical, lines: list[Line]) -> list[Line]:
    """The document within the words of a host."""
    if not own.often(0.2):
        return lines
    before, after = Sheet(own), Sheet(own)
    if own.often(0.7):
        host_words(before, name, own.rng.randint(1, 9))
    if own.often(0.7):
        host_words(after, name, own.rng.randint(1, 12))
    return [*(replace(ln) for ln in before.lines), *lines, *after.lines]


def _written(own: House, lines: list[Line]) -> tuple[str, list[tuple[str, int]]]:
    out: list[str] = []
    labels: list[tuple[str, int]] = []
    gaps = own.blanks == "every"
    for line in lines:
        if line.text.strip(" ") == "\f":
            out.append("\f")
            continue
        out.append(line.text + "\n")
        if line.text.strip():
            labels.append((line.label, line.article))
            if gaps:
                out.append("\n")
    return "".join(out), labels


def main(argv: Sequence[str] | None = None) -> None:
    """Writes NNN.txt, NNN.yaml and NNN.labels.json."""
    parser = argparse.ArgumentParser(description="Raw documents drawn at random, with labels.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from", dest="sources", type=Path, nargs="+", default=_DEFAULT_SOURCES)
    args = parser.parse_args(argv)
    source = pool(args.sources)
    args.out.mkdir(parents=True, exist_ok=True)
    for k in range(args.count):
        drawn = draw(source, args.seed + k)
        stem = args.out / f"{k:03}"
        drawn.gold["source"] = f"{k:03}.txt"
        stem.with_suffix(".txt").write_text(drawn.text, encoding="utf-8", newline="")
        stem.with_suffix(".yaml").write_text(
            yaml.safe_dump(drawn.gold, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
        stem.with_suffix(".labels.json").write_text(
            json.dumps(drawn.labels, ensure_ascii=False), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
