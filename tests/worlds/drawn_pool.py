"""The articles of authored publications that drawn documents are composed of."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tests.worlds.drawn_words import Coiner, words

_ANY_HAN = re.compile(r"[\u4e00-\u9fff]")
_PLACE = re.compile(r"^(?:中共)?([\u4e00-\u9fff]{2})(?=[省市县区镇州乡])")
_NAMES = re.compile(r"(?:^|[\s/、，：（])([\u4e00-\u9fff]{2,3})(?=$|[\s、，（）])")
_NO_NAME = re.compile(r"[科部组院间员处室局会团班厂队村者报刊社]$")
_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.．、]\s*(?!\d)"
    r"|[①-⑳]|第[一二三四五六七八九十]{1,3}[节章部分]{1,2}\s*|0\d\s+)\s*"
)
_SAMPLE = 400  # letters that tell the language
_HAN_SHARE = 6  # a text with less than one Han letter in so many is English
_DATE = re.compile(
    r"^[\d〇一二三四五六七八九十零○]{4}\s*年\s*[\d一二三四五六七八九十]{1,2}\s*月[^。]{0,6}$"
)
_NAME = 24  # letters of the longest signature
_VERSE = 24  # letters of the longest line of verse
_LONG = 6000  # letters of an article that is cut, lest a document be one article


@dataclass(frozen=True)
class Block:
    """A block of an article: its kind and role in the gold, its text or rows."""

    kind: str
    text: str
    role: str = ""
    label: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    title: str = ""


@dataclass(frozen=True)
class Article:
    """An article with its head's lines apart."""

    kicker: tuple[str, ...]
    main: tuple[str, ...]
    deck: tuple[str, ...]
    byline: tuple[str, ...]
    column: str
    blocks: tuple[Block, ...]
    place: str
    english: bool

    @property
    def size(self) -> int:
        """The letters of the text."""
        return sum(len(b.text) for b in self.blocks)


@dataclass
class Pool:
    """All articles, and the masthead values and columns that the publications print."""

    articles: list[Article] = field(default_factory=list)
    english: list[Article] = field(default_factory=list)
    mastheads: list[dict[str, Any]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    seen: set[tuple[tuple[str, ...], Block]] = field(default_factory=set)


def pool(paths: Iterable[Path]) -> Pool:
    """The articles of gold files, and of the gold files in folders (and folders of these)."""
    out = Pool()
    for path in paths:
        files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
        for file in files:
            gold = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            if isinstance(gold, dict) and isinstance(gold.get("articles"), list):
                _add(out, gold)
    return out


def _add(out: Pool, gold: dict[str, Any]) -> None:
    masthead = gold.get("masthead") or {}
    out.mastheads.append(masthead)
    found = _PLACE.match(str(masthead.get("publisher") or masthead.get("title") or ""))
    for entry in gold["articles"]:
        article = _article(entry, found[1] if found else "")
        if article is None or (article.main, article.blocks[0]) in out.seen:
            continue
        out.seen.add(
            (article.main, article.blocks[0])
        )  # issues of one publication are given in several forms
        (out.english if article.english else out.articles).append(article)
        if article.column and article.column not in out.columns:
            out.columns.append(article.column)


def _lines(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(" ".join(str(v).split("\n")).strip() for v in values if v)


def _article(entry: dict[str, Any], place: str) -> Article | None:
    heads = entry.get("heads") or {}
    title = str(entry.get("title") or "").strip()
    main = tuple(_NUMBERING.sub("", m) or m for m in _lines(heads.get("main")) or _lines(title))
    blocks = tuple(b for raw in entry["blocks"] if isinstance(raw, dict) for b in _block(raw))
    if not main or not blocks:
        return None
    cells = "".join(cell for b in blocks for row in b.rows for cell in row)
    text = "".join((*main, *(b.text for b in blocks), cells))[:_SAMPLE]
    english = len(_ANY_HAN.findall(text)) * _HAN_SHARE < len(text)
    blocks = _signed(blocks)
    kept: list[Block] = []
    size = 0
    for block in blocks:
        if size > _LONG:
            break
        kept.append(block)
        size += len(block.text)
    column = str(entry.get("column") or "").strip()
    return Article(
        _lines(heads.get("kicker")),
        main,
        _lines(heads.get("sub")),
        _lines(entry.get("byline")),
        column,
        tuple(kept),
        place,
        english,
    )


def _signed(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """With the roles of a closing date, and of the name above it, where the truth tells none."""
    out = list(blocks)
    if len(out) > 1 and out[-1].kind == "p" and _DATE.match(out[-1].text.strip()):
        out[-1] = replace(out[-1], role="signature")
        name = out[-2]
        if name.kind == "p" and len(name.text) < _NAME and name.text[-1] not in "。！？：；”":
            out[-2] = replace(name, role="signature")
    return tuple(out)


def _block(raw: dict[str, Any]) -> list[Block]:
    rows = tuple(tuple("" if c is None else str(c) for c in row) for row in raw.get("rows") or ())
    text = str(raw.get("text") or "").strip("\n")
    if not text.strip() and not rows:
        return []
    kind, role = str(raw["kind"]), str(raw.get("role") or "")
    lines = text.split("\n")
    if kind == "p" and len(lines) > 1 and max(map(len, lines)) < _VERSE:
        role = role or "verse"
    if kind != "p" or role != "verse":
        text = re.sub(r"(?<=[!-~])\n(?=[!-~])", " ", text).replace("\n", "")
    if kind == "h":
        text = _NUMBERING.sub("", text) or text
    return [Block(kind, text, role, str(raw.get("label") or ""), rows, str(raw.get("title") or ""))]


@lru_cache(maxsize=1)
def _surnames() -> frozenset[str]:
    return frozenset(words()["surnames"])


def renamed(article: Article, rng: random.Random) -> Article:
    """The article with the names of its authors and its place replaced by invented ones."""
    if article.english:
        return article
    coiner = Coiner(rng)
    found = [name for line in article.byline for name in _NAMES.findall(line)]
    swaps = {n: coiner.person() for n in found if n[0] in _surnames() and not _NO_NAME.search(n)}
    if article.place:
        swaps[article.place] = coiner.place().name
    if not swaps:
        return article
    pattern = re.compile("|".join(map(re.escape, sorted(swaps, key=len, reverse=True))))

    def new(text: str) -> str:
        return pattern.sub(lambda m: swaps[m[0]], text)

    def each(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(new, texts))

    blocks = tuple(
        Block(b.kind, new(b.text), b.role, b.label, tuple(each(r) for r in b.rows), new(b.title))
        for b in article.blocks
    )
    return replace(
        article,
        kicker=each(article.kicker),
        main=each(article.main),
        deck=each(article.deck),
        byline=each(article.byline),
        column=new(article.column),
        blocks=blocks,
    )
