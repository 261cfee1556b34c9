"""Pages of units with a known truth, built from gold annotations and raw texts.

The label and unwrap stages are left out on purpose: what is tested here is which fragment goes
on with which, from a perfect labelling. `starts` and `ends` carry what punctuation alone tells.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from converter.assemble.flows import Flow, Link
from converter.assemble.units import Unit
from converter.model import Text

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
GOLD = (ROOT / "tests" / "accuracy" / "gold", ROOT / "tests" / "accuracy" / "own")
PAPERS = ("paper-000", "paper-001", "paper-003", "paper-004")

_REF = re.compile(r"^(\d+)(?:-(\d+)|:(\d*)-(\d*))?$")


@dataclass
class Truth:
    """Where a unit belongs: its article, its block and its piece of the block."""

    article: str
    block: int
    piece: int


@dataclass
class Page:
    """Units in stream order, with their truth beside them."""

    name: str
    units: list[Unit] = field(default_factory=list)
    truth: list[Truth] = field(default_factory=list)

    def reordered(self, order: Sequence[int]) -> Page:
        units = [replace(self.units[k], index=i) for i, k in enumerate(order)]
        return Page(self.name, units, [self.truth[k] for k in order])


def gold_file(doc: str) -> Path:
    """The annotation of `doc`, given or our own."""
    return next(path for folder in GOLD if (path := folder / f"{doc}.yaml").exists())


def _spans(lines: list[str], offsets: list[int], part: str) -> Iterator[tuple[int, int]]:
    m = _REF.match(part.strip())
    assert m, part
    first = int(m[1])
    if m[2]:
        for n in range(first, int(m[2]) + 1):
            yield offsets[n - 1], offsets[n - 1] + len(lines[n - 1])
    elif m[3] is not None:
        end = int(m[4]) if m[4] else len(lines[first - 1])
        yield offsets[first - 1] + int(m[3] or 0), offsets[first - 1] + end
    else:
        yield offsets[first - 1], offsets[first - 1] + len(lines[first - 1])


def _ends(text: str) -> float:
    return 3.0 if text.rstrip()[-1:] in '。！？”"’)）;；…' else -3.0


def load(doc: str) -> Page:
    """The page `doc` as units in the order of its raw text."""
    source = (SEEDS / f"{doc}.txt").read_text(encoding="utf-8")
    lines = source.split("\n")
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line) + 1)

    def texts(ref: str) -> list[Text]:
        return [
            Text.join(
                Text.carried(source, a, b).strip() for a, b in _spans(lines, offsets, part) if b > a
            )
            for part in str(ref).split(",")
        ]

    raw = yaml.safe_load(gold_file(doc).read_text(encoding="utf-8"))
    found: list[tuple[Unit, Truth]] = []
    for article in raw["articles"]:
        name = f"{doc}/{article['id']}"
        for key, kind in (("title_ref", "title"), ("byline_ref", "byline")):
            if article.get(key):
                group = texts(article[key])
                found.append((Unit(kind, Text.join(group), lines=tuple(group)), Truth(name, -1, 0)))
        for b, (kind, ref) in enumerate(article["blocks"]):
            group = texts(ref)
            if kind == "p":
                for k, text in enumerate(group):
                    unit = Unit("para", text, ends=_ends(text.flat))
                    found.append((unit, Truth(name, b, k)))
            else:
                named = {"h": "heading"}.get(kind, kind)
                unit = Unit(named, Text.join(group), lines=tuple(group))
                found.append((unit, Truth(name, b, 0)))
    found.sort(key=lambda pair: pair[0].text.start)
    page = Page(doc)
    for i, (unit, truth) in enumerate(found):
        unit.index = i
        page.units.append(unit)
        page.truth.append(truth)
    return page


def column_ends(page: Page, *, losses: bool = False) -> list[int]:
    """Places (a unit's index) before which the typesetter began a new column or article.

    With `losses` also the places where the source lost a column's last lines: there the text before
    breaks off, and the text after begins as if nothing had been before it.
    """
    cuts = []
    for i in range(1, len(page.units)):
        a, b = page.units[i - 1], page.units[i]
        ta, tb = page.truth[i - 1], page.truth[i]
        broken = a.kind == b.kind == "para" and a.ends < 0
        if ta.article != tb.article or (broken and (losses or tb.piece == ta.piece + 1)):
            cuts.append(i)
    return cuts


def fragments(
    page: Page, rng: random.Random, share: float = 1.0, *, losses: bool = False
) -> list[list[int]]:
    """The page cut into fragments at its column ends, each kept with probability `share`."""
    out: list[list[int]] = [[]]
    cuts = set(column_ends(page, losses=losses))
    for i in range(len(page.units)):
        new_article = i and page.truth[i].article != page.truth[i - 1].article
        if i in cuts and (new_article or rng.random() < share):
            out.append([])
        out[-1].append(i)
    return out


def mixed(pages: Sequence[Page], name: str = "mixed") -> Page:
    """Several pages one after the other as one."""
    page = Page(name)
    for other in pages:
        for unit, truth in zip(other.units, other.truth, strict=True):
            page.units.append(replace(unit, index=len(page.units)))
            page.truth.append(truth)
    return page


def shuffled(
    page: Page, seed: int, share: float = 1.0, *, articles: int = 0, losses: bool = False
) -> Page:
    """`page` with its fragments in random order; of `articles` random articles where given."""
    rng = random.Random(seed)
    parts = fragments(page, rng, share, losses=losses)
    if articles:
        names = sorted({t.article for t in page.truth})
        kept = set(rng.sample(names, min(articles, len(names))))
        parts = [p for p in parts if page.truth[p[0]].article in kept]
    rng.shuffle(parts)
    return page.reordered([i for part in parts for i in part])


# --- figures --------------------------------------------------------------------------------


def assembly(page: Page, flow: Flow) -> float:
    """B-cubed F1 over fragments of paragraphs, weighted by length, as the scorer computes it."""
    where = {link.unit: c for c, chain in enumerate(flow.chains) for link in chain.body}
    by_gold: Counter[str] = Counter()
    by_got: Counter[int] = Counter()
    both: Counter[tuple[str, int]] = Counter()
    rows = []
    for i, unit in enumerate(page.units):
        if unit.kind == "para":
            row = (page.truth[i].article, where[i], len(unit.text.flat))
            rows.append(row)
            by_gold[row[0]] += row[2]
            by_got[row[1]] += row[2]
            both[row[:2]] += row[2]
    total = sum(n for *_, n in rows)
    p = sum(n * both[g, o] / by_got[o] for g, o, n in rows) / total
    r = sum(n * both[g, o] / by_gold[g] for g, o, n in rows) / total
    return 2 * p * r / (p + r)


def blocks_of(page: Page) -> dict[str, list[tuple[int, ...]]]:
    """The truth: each article's blocks as the indexes of their units."""
    rows: dict[str, dict[int, dict[int, int]]] = {}
    for i, truth in enumerate(page.truth):
        if truth.block >= 0:
            rows.setdefault(truth.article, {}).setdefault(truth.block, {})[truth.piece] = i
    return {
        name: [tuple(pieces[k] for k in sorted(pieces)) for _, pieces in sorted(blocks.items())]
        for name, blocks in rows.items()
    }


def got_blocks(chain_body: Sequence[Link]) -> list[tuple[int, ...]]:
    """A chain's blocks as the indexes of their units."""
    out: list[list[int]] = []
    for link in chain_body:
        if link.joined and out:
            out[-1].append(link.unit)
        else:
            out.append([link.unit])
    return [tuple(block) for block in out]


def paragraphs(page: Page, flow: Flow) -> float:
    """F1 over paragraphs put together of exactly the right pieces."""
    want = Counter(b for blocks in blocks_of(page).values() for b in blocks)
    got = Counter(b for chain in flow.chains for b in got_blocks(chain.body))
    return 2 * sum((want & got).values()) / (sum(want.values()) + sum(got.values()))


def order(page: Page, flow: Flow) -> float:
    """Share of right successors inside articles, ends of articles counted."""
    want = set()
    for blocks in blocks_of(page).values():
        flat = [i for block in blocks for i in block]
        want |= set(zip(flat, [*flat[1:], -1], strict=True))
    got = set()
    for chain in flow.chains:
        flat = [link.unit for link in chain.body]
        got |= set(zip(flat, [*flat[1:], -1], strict=True)) if flat else set()
    return len(want & got) / max(len(want), len(got))


def heads(page: Page, flow: Flow) -> float:
    """Share of titles and bylines whose chain is mostly of their own article."""
    right = total = 0
    for chain in flow.chains:
        votes: Counter[str] = Counter()
        for link in chain.body:
            votes[page.truth[link.unit].article] += len(page.units[link.unit].text.flat)
        best = votes.most_common(1)[0][0] if votes else ""
        for i in (*chain.titles, *chain.bylines):
            total += 1
            right += page.truth[i].article == best
    return right / total if total else 1.0
