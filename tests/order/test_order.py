"""Reading order: columns taken crosswise come apart, text in order stays as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise, zip_longest
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from converter.assemble.lexicon import Lexicon, word_list
from converter.label.order import Orders, reading_order
from converter.label.rows import build_rows
from converter.labelling import Row
from converter.read import read
from tests.conftest import SEEDS

HERE = Path(__file__).parent
FIXED = HERE.parent / "corpus" / "fixed"
CASES = sorted((HERE / "cases").glob("*.txt"))
WIDTH = 16


def words() -> Callable[[str], bool]:
    """Whether a string is a word of the installed list."""
    path = word_list()
    lexicon = Lexicon(path.read_bytes if path else bytes)
    return lambda word: lexicon.frequency(word) > 0


IS_WORD = words()


def ordered(text: str) -> list[Row]:
    """The rows of a raw text in reading order."""
    source = read(text.encode(), "case.txt")
    return reading_order(build_rows(source), IS_WORD, source.lines)


def prose() -> list[str]:
    """Running paragraphs of the fixed corpus, whole."""
    out = []
    for path in sorted(FIXED.glob("*.yaml")):
        for article in yaml.safe_load(path.read_text(encoding="utf-8"))["articles"]:
            out += [
                b["text"] for b in article["blocks"] if b["kind"] == "p" and len(b["text"]) > 60
            ]
    return out


PROSE = prose()


def set_lines(paragraphs: Sequence[str]) -> list[str]:
    """Paragraphs set in lines of WIDTH letters, the first of each two letters shorter."""
    out = []
    for text in paragraphs:
        rest = text
        room = WIDTH - 2
        while rest:
            cut = room
            # No line begins with a stop.
            while cut < len(rest) and rest[cut] in "，。、；：！？”）》":
                cut += 1
            out.append(rest[:cut])
            rest, room = rest[cut:], WIDTH
    return out


def columns(lines: Sequence[str], count: int) -> list[list[str]]:
    """Lines in columns of even length."""
    tall = -(-len(lines) // count)
    return [list(lines[k * tall : (k + 1) * tall]) for k in range(count)]


def crosswise(parts: Sequence[Sequence[str]]) -> list[str]:
    """Columns as a tool takes them that goes by height on the page."""
    return [part[k] for k in range(len(parts[0])) for part in parts if k < len(part)]


def steps_kept(got: Sequence[str], wanted: Sequence[str]) -> float:
    """The share of lines that have their right successor."""
    after = dict(pairwise(wanted))
    pairs = list(pairwise(got))
    return sum(after.get(a) == b for a, b in pairs) / len(pairs)


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_case(path: Path) -> None:
    """A case file: the raw text, a line of dashes, the rows in reading order."""
    raw, wanted = path.read_text(encoding="utf-8").split("\n----\n")
    assert [row.text for row in ordered(raw)] == wanted.split("\n")[:-1]


@pytest.mark.parametrize("count", [2, 3])
def test_columns_taken_crosswise(count: int) -> None:
    """Even columns of running text come out column by column, nearly every line in its place."""
    shares = []
    for k in range(0, min(56, len(PROSE) - 8), 8):
        lines = set_lines(PROSE[k : k + 8])
        mixed = crosswise(columns(lines, count))
        assert steps_kept(mixed, lines) < 0.1
        shares.append(steps_kept([row.text for row in ordered("\n".join(mixed))], lines))
    assert len(shares) >= 6
    # Two paragraphs may end side by side, and then both orders read well.
    assert sum(shares) / len(shares) > 0.85


@pytest.mark.parametrize("room", [0, WIDTH + 6])
def test_columns_side_by_side(room: int) -> None:
    """Lines of two columns in one line of the source come apart.

    `room`: how many characters the left column takes on the tool's grid; 0 where but one blank
    stands between.
    """
    shares = []
    for k in range(0, min(56, len(PROSE) - 8), 8):
        lines = set_lines(PROSE[k : k + 8])
        left, right = columns(lines, 2)
        pairs = zip_longest(left, right, fillvalue="")
        text = "\n".join((a + " ").ljust(room) + b for a, b in pairs)
        shares.append(steps_kept([row.text for row in ordered(text)], lines))
    assert len(shares) >= 6
    assert sum(shares) / len(shares) > 0.85


@pytest.mark.parametrize(
    ("make", "chosen", "cues"),
    [
        (
            lambda left, right: crosswise([left, right]),
            "column by column",
            {"seams", "given", "broken"},
        ),
        (
            lambda left, right: [
                (a + " ").ljust(WIDTH + 6) + b for a, b in zip_longest(left, right, fillvalue="")
            ],
            "column by column",
            {"gutters"},
        ),
        (lambda left, right: [*left, *right], "line by line", {"seams", "given"}),
    ],
    ids=["crosswise", "gutters", "in order"],
)
def test_columns_are_on_record(
    make: Callable[[list[str], list[str]], list[str]], chosen: str, cues: set[str]
) -> None:
    """How a page is read that may hold columns, with what spoke for it; a second reading too."""
    text = "\n".join(make(*columns(set_lines(PROSE[:8]), 2)))
    source = read(text.encode(), "case.txt")
    orders = Orders(IS_WORD, source.lines)
    rows, decided, _ = orders.of(build_rows(source))
    assert [(d.subject, d.chosen) for d in decided] == [("columns", chosen)]
    for decision in decided:
        assert {e.cue for e in decision.evidence} >= cues
        assert decision.margin > 0
        assert decision.span.start == min(row.start for row in rows)
        assert decision.span.end == max(row.end for row in rows)
    assert orders.of(build_rows(source))[1] == decided


def test_articles_in_columns_below_each_other() -> None:
    """Each is read to its end: a head that crosses no gutter still ends the columns above it."""
    wanted: list[str] = []
    text: list[str] = []
    for k in range(0, 24, 8):
        lines = set_lines(PROSE[k : k + 8])
        left, right = columns(lines, 2)
        head = f"第{k}号厂房改造工程如期完工"
        pairs = zip_longest(left, right, fillvalue="")
        text += ["", "", head, *((a + " ").ljust(WIDTH + 6) + b for a, b in pairs)]
        wanted += [head, *lines]
    assert [row.text for row in ordered("\n".join(text))] == wanted


def test_the_head_of_a_page_stands_above_all_columns() -> None:
    """'二版     大漠报     2020年9月11日 …' is one line, however wide its gaps."""
    lines = set_lines(PROSE[:8])
    head = "二版" + " " * (WIDTH + 8) + "清河报      2020年9月11日 星期五 责任编辑：王平"
    pairs = zip_longest(*columns(lines, 2), fillvalue="")
    text = [head, "", *((a + " ").ljust(WIDTH + 6) + b for a, b in pairs)]
    assert [row.text for row in ordered("\n".join(text))] == [head, *lines]


def test_text_in_order_stays() -> None:
    """Text set in one column keeps its order, however often."""
    for k in range(0, len(PROSE) - 8, 8):
        lines = set_lines(PROSE[k : k + 8])
        assert [row.text for row in ordered("\n".join(lines))] == lines


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda p: p.stem)
def test_seeds_stay(path: Path) -> None:
    """The seeds' rows come as they stand in the source."""
    source = read(path.read_bytes(), path.name)
    rows = build_rows(source)
    given_order = [(r.start, r.end) for r in rows]
    assert len(given_order) > 50
    assert [(r.start, r.end) for r in reading_order(rows, IS_WORD, source.lines)] == given_order


@pytest.mark.parametrize("path", sorted(FIXED.glob("*.txt")), ids=lambda p: p.stem)
def test_nothing_is_lost(path: Path) -> None:
    """Every letter of the source stands in one row, where the source has it."""
    source = read(path.read_bytes(), path.name)
    before = build_rows(source)
    letters = [i for r in before for i in range(r.start, r.end) if not source.words[i].isspace()]
    rows = reading_order(before, IS_WORD, source.lines)
    after = [i for r in rows for i in range(r.start, r.end) if not source.words[i].isspace()]
    assert sorted(after) == letters
    assert all(r.text == source.words[r.start : r.end] for r in rows)
    assert [r.order for r in rows] == sorted(r.order for r in rows)
    assert len({r.order for r in rows}) == len(rows)


@given(
    st.lists(
        st.text(alphabet="春江花月夜，。 \u3000“”12ab\f", min_size=0, max_size=40),
        max_size=60,
    )
)
def test_any_text_keeps_its_letters(lines: list[str]) -> None:
    """Whatever a text is, its letters are the same afterwards."""
    text = "月\n" + "\n".join(lines)
    rows = ordered(text)
    assert Counter("".join(row.tight for row in rows)) == Counter("".join(text.split()))
