from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.worlds.drawn import Drawn, Pool, draw, main, pool

FOREIGN = Path(__file__).resolve().parent.parent / "accuracy" / "foreign"
UNITS = ("body", "heading", "title", "caption", "credit")
LABELS = {
    *(f"{unit} {part}" for unit in UNITS for part in "BI"),
    "byline",
    "column",
    "masthead",
    "contents",
    "table",
    "runhead",
    "pageno",
    "jump",
}
SEEDS = range(120)
PARTS = {"p": "body", "entry": "body", "note": "body", "h": "heading"}


@pytest.fixture(scope="module")
def stock() -> Pool:
    return pool([FOREIGN])


@pytest.fixture(scope="module")
def documents(stock: Pool) -> list[Drawn]:
    return [draw(stock, seed) for seed in SEEDS]


def bare(text: object) -> str:
    return re.sub(r"[\s#]", "", unicodedata.normalize("NFKC", str(text)))


def lines(drawn: Drawn) -> list[str]:
    return [ln for ln in re.split(r"[\n\f]", drawn.text) if ln.strip()]


def told(drawn: Drawn) -> Iterator[tuple[str, str, str]]:
    """Each string of the gold, the kind of its lines, and the words of these lines."""
    held: dict[tuple[str, int], str] = {}
    for (label, article), line in zip(drawn.labels, lines(drawn), strict=True):
        unit = label.split()[0], article
        held[unit] = held.get(unit, "") + bare(line)
    for number, article in enumerate(drawn.gold["articles"]):
        for key in ("kicker", "sub"):
            yield article["heads"][key], "title", held.get(("title", number), "")
        for name, values in (("title", article["heads"]["main"]), ("byline", article["byline"])):
            for value in values:
                yield value, name, held.get((name, number), "")
        for block in article["blocks"]:
            kind = PARTS.get(block["kind"], block["kind"])
            cells = [cell for row in block.get("rows", ()) for cell in row]
            for text in cells or [block["text"]]:
                yield text, kind, held.get((kind, number), "")
    for key, value in drawn.gold["masthead"].items():
        for one in value if isinstance(value, list) else [value]:
            yield one, key, held.get(("masthead", -1), "") + bare(drawn.text)


def test_each_line_that_is_not_blank_has_a_label(documents: list[Drawn]) -> None:
    for drawn in documents:
        assert len(drawn.labels) == len(lines(drawn))
        assert {label for label, _ in drawn.labels} <= LABELS


def test_the_words_of_the_gold_stand_in_lines_of_their_kind(documents: list[Drawn]) -> None:
    for seed, drawn in zip(SEEDS, documents, strict=True):
        if drawn.noisy:
            continue
        for text, kind, held in told(drawn):
            assert bare(text) in held, f"{seed}: {kind} {text!r}"


def test_a_unit_goes_on_only_where_one_began(documents: list[Drawn]) -> None:
    for drawn in documents:
        seen: set[tuple[str, int]] = set()
        for label, article in drawn.labels:
            unit, _, part = label.partition(" ")
            assert part != "I" or (unit, article) in seen
            seen.add((unit, article))
        assert {a for _, a in drawn.labels if a >= 0} == set(range(len(drawn.gold["articles"])))


def test_a_seed_gives_the_same_document_each_time(stock: Pool) -> None:
    assert draw(stock, 7) == draw(stock, 7)
    assert draw(stock, 7).text != draw(stock, 8).text


def test_the_command_writes_text_truth_and_labels(tmp_path: Path) -> None:
    main([str(tmp_path), "--count", "2", "--seed", "3", "--from", str(FOREIGN)])
    assert [p.name for p in sorted(tmp_path.iterdir())] == [
        f"{stem}{end}" for stem in ("000", "001") for end in (".labels.json", ".txt", ".yaml")
    ]


def test_all_labels_are_drawn(documents: list[Drawn]) -> None:
    assert {label for drawn in documents for label, _ in drawn.labels} == LABELS
