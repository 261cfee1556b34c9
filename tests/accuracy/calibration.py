"""How well doubt finds error: the share of wrong decisions among the most doubtful.

    python -m tests.accuracy.calibration          print the figure for seeds and corpus

A decision is right or wrong by the text of the truth alone, so the given gold, our own reading and
the generated corpus are judged alike: a line is body if its words stand in a paragraph, a seam is
joined if the words on both sides of it stand in one paragraph as they do across the seam. What the
truth does not tell (a line whose words stand nowhere in it, as the corpus does not list its
furniture) is left out and counted.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SHARE = 0.05  # the most doubtful part of all decisions
WANTED = 0.80  # of the wrong ones that it should hold
MISREAD = 0.02  # characters that the worn seeds have misread
GONE = 0.15  # marks and stops at their lines' ends that are gone
_EDGE = 8  # folded characters on either side of a seam that tell a place

sys.path[:0] = [str(HERE), str(ROOT)]

from converter.doubts import risks  # noqa: E402
from converter.model import FURNITURE, Decision, Label  # noqa: E402

_KINDS = {"body": "p", "entry": "p", "quote": "p", "heading": "h"}


@dataclass
class Truth:
    """The folded texts of a truth by kind; `lines` are those that it covers (empty: all)."""

    texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    articles: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    furniture: set[str] = field(default_factory=set)
    lines: set[int] = field(default_factory=set)
    known: bool = False  # whether furniture is listed
    claims: list[tuple[int, int, str]] = field(default_factory=list)  # characters and their kind

    def has(self, kind: str, words: str) -> bool:
        """Whether words stand in a text of a kind."""
        return any(words in text for text in self.texts[kind])


def load(path: Path, source: Path) -> Truth:
    """The truth of an annotation, by reference or by text."""
    import gold as gold_format
    from gold import fold

    raw = gold_format.Source.read(source)
    gold = gold_format.load(path, raw)
    truth = Truth(known=bool(gold.furniture))
    if gold.partial:
        truth.lines = {n for _, ref in gold.claims for n, _, _ in raw.spans(ref)}
    starts = [0]
    for line in raw.lines:
        starts.append(starts[-1] + len(line) + 1)
    for what, ref in gold.claims:
        name, _, rest = what.partition(" ")
        kind = rest.split()[0] if name not in ("masthead", "contents", "furniture") else name
        for n, a, b in raw.spans(ref):
            truth.claims.append((starts[n - 1] + a, starts[n - 1] + b, _KINDS.get(kind, kind)))
    for value in gold.masthead.values():
        truth.texts["masthead"] += map(fold, value if isinstance(value, list) else [str(value)])
    for item in gold.contents:
        truth.texts["contents"] += [fold(str(v)) for v in item.values()]
        truth.texts["column"].append(fold(item.get("column") or ""))
    truth.furniture = {fold(text) for _, text in gold.furniture}
    for article in gold.articles:
        truth.texts["title"].append(fold(article.title))
        truth.texts["byline"] += map(fold, article.byline)
        truth.texts["column"].append(fold(article.column))
        blocks = []
        for block in article.blocks:
            kind = {"entry": "p", "quote": "p"}.get(block.kind, block.kind)
            text = fold(block.label + block.text)
            if block.kind == "table":
                text = fold("".join(str(cell) for row in block.rows for cell in row)) + text
            truth.texts[kind].append(text)
            blocks.append((kind, text))
        truth.articles.append((fold(article.title), blocks))
    return truth


def judge(
    decision: Decision, text: str, truth: Truth, firsts: dict[int, tuple[str, str]]
) -> bool | None:
    """Whether a decision about `text` (the source) is right; None where the truth does not tell."""
    from gold import fold

    def words(a: int, b: int) -> str:
        return fold(text[a:b])

    here = words(decision.span.start, decision.span.end)
    match decision.subject:
        case "label":
            if truth.claims:
                return _claimed(decision, truth)
            return _label(decision.chosen, here, truth)
        case "break" | "join" if decision.other is not None:
            above = words(decision.other.start, decision.other.end)[-_EDGE:]
            return _seam(decision, above, here[:_EDGE], truth)
        case "article":
            title, first = firsts.get(decision.span.start, ("", ""))
            mine = [blocks for t, blocks in truth.articles if t and t == title]
            if not mine or not first:
                return None
            return any(first[:_EDGE] in t for _, t in mine[0][:2])
        case "field":
            if not truth.texts["masthead"]:
                return None
            return truth.has("masthead", here) is (decision.chosen != "unassigned")
        case "contents":
            return not truth.has("title", here)
    return None


def _seam(decision: Decision, above: str, below: str, truth: Truth) -> bool | None:
    """Whether two stretches belong together as a break or a join has it."""
    if not (truth.has("p", above) and truth.has("p", below)):
        return None
    joined = truth.has("p", above + below)
    if decision.subject == "break":
        return joined is (decision.chosen == "no break")
    if joined or " + " in decision.chosen:
        return joined is (" + " in decision.chosen)
    return _follows(above, below, truth)


def _claimed(decision: Decision, truth: Truth) -> bool | None:
    """Whether a label is the one that most of its characters have."""
    counts: Counter[str] = Counter()
    for a, b, kind in truth.claims:
        counts[kind] += max(0, min(b, decision.span.end) - max(a, decision.span.start))
    kind, most = counts.most_common(1)[0]
    if not most:
        return None
    if kind in ("furniture", "column"):
        return Label(decision.chosen) in FURNITURE or decision.chosen in ("column", "contents")
    return _KINDS.get(decision.chosen, decision.chosen) == kind


def _label(chosen: str, words: str, truth: Truth) -> bool | None:
    kinds = [
        k for k in ("p", "h", "title", "byline", "caption", "credit", "table") if truth.texts[k]
    ]
    head, tail = words[:12], words[-12:]
    found = {k for k in kinds if truth.has(k, words) or truth.has(k, head) or truth.has(k, tail)}
    bare = words.lstrip("●□▲○■◆_#")
    for kind in ("byline", "caption", "title", "h"):
        if truth.has(kind, bare) or any(
            t and len(t) > 1 and t in bare
            for t in truth.texts[kind]
            if kind == "byline" and len(bare) < len(t) + 8
        ):
            found.add(kind)
    if words in truth.furniture:
        found.add("furniture")
    for kind in ("masthead", "contents", "column"):
        if any(
            t and (words in t or (len(t) > 1 and t in words and len(words) < 3 * len(t) + 8))
            for t in truth.texts[kind]
        ):
            found.add(kind)
    if not found:
        return None if not truth.known else Label(chosen) in FURNITURE
    kind = _KINDS.get(chosen, chosen)
    if Label(chosen) in FURNITURE or chosen == "column":
        if found & {"furniture", "column", "masthead", "contents", "title"} or len(words) < 3:
            return True
        return not found & {"p", "h", "caption", "credit", "byline"}
    return kind in found


def _follows(above: str, below: str, truth: Truth) -> bool | None:
    for _, blocks in truth.articles:
        text = [t for k, t in blocks if k in ("p", "h", "credit", "table")]
        for n, one in enumerate(text):
            if above in one:
                after = text[n + 1] if n + 1 < len(text) else ""
                if below in after or below in one:
                    return True
    return False


@dataclass(frozen=True)
class Judged:
    """One decision that the truth tells about."""

    document: str
    decision: Decision
    right: bool
    line: int
    risk: float


def wear(text: str, seed: int) -> str:
    """A raw text as a worse scan would give it, each character still in its place.

    Some characters are misread, some marks and stops at the ends of lines are gone. So the given
    gold still tells of every decision, and there are errors to find.
    """
    dice = random.Random(seed)
    out = list(text)
    han = [ch for ch in text if "\u4e00" <= ch <= "\u9fff"]
    for i, ch in enumerate(text):
        at_end = i + 1 == len(text) or text[i + 1] == "\n"
        at_start = i == 0 or text[i - 1] == "\n"
        if "\u4e00" <= ch <= "\u9fff":
            if dice.random() < MISREAD:
                out[i] = dice.choice(han)
        elif (
            (at_end or at_start) and not ch.isspace() and not ch.isalnum() and dice.random() < GONE
        ):
            out[i] = " "
    return "".join(out)


def documents() -> Iterator[tuple[str, Path, Path]]:
    """Name, source and annotation: the seeds, the seeds worn, the fixed part of the corpus."""
    for group in ("seeds", "worn"):
        for folder in ("gold", "own"):
            for path in sorted((HERE / folder).glob("*.yaml")):
                yield f"{group}/{path.stem}", ROOT / "seeds" / f"{path.stem}.txt", path
    for path in sorted((HERE.parent / "corpus" / "fixed").glob("*.yaml")):
        yield f"corpus/{path.stem}", path.with_suffix(".txt"), path


def judged(name: str, source: Path, annotation: Path) -> tuple[list[Judged], int]:
    """The decisions of one document that its truth tells about, and how many it does not."""
    from gold import fold

    from converter.build.config import Config
    from converter.pipeline import convert
    from converter.repair import RULE_NAMES

    data = source.read_bytes()
    config = Config(None, RULE_NAMES)
    text = data.decode("utf-8")
    outcome = config.detect(text)
    if name.startswith("worn"):
        data = wear(text, len(text)).encode()
    profile = None if name.startswith("corpus") else outcome.profile
    result = convert(data, source.name, profile=profile)
    truth = load(annotation, source)
    firsts: dict[int, tuple[str, str]] = {}
    for article in result.issue.articles:
        first = next((b.text.flat for b in article.blocks if b.kind == "p"), "")
        for decision in article.decisions:
            firsts[decision.span.start] = (fold(article.title), fold(first))
    out, silent = [], 0
    doubtful = risks(result.decisions, result.source)
    for decision, chance in zip(result.decisions, doubtful, strict=True):
        line = result.source.line_at(decision.span.start).number
        if truth.lines and line not in truth.lines:
            continue
        if decision.chosen == Label.MASTHEAD and any(
            f.span.start <= decision.span.start < f.span.end for f in result.issue.furniture
        ):
            continue  # a field's own name: masthead at first, furniture in the end
        right = judge(decision, text, truth, firsts)
        if right is None:
            silent += 1
        else:
            out.append(Judged(name, decision, right, line, chance))
    return out, silent


def caught(items: Iterable[Judged]) -> tuple[int, int, int, float]:
    """Decisions, wrong ones, wrong ones among the most doubtful share, and their part of all wrong.

    Of decisions that are equally doubtful at the limit the expected number counts.
    """
    rows = sorted(items, key=lambda j: -j.risk)
    size = math.ceil(SHARE * len(rows))
    limit = rows[size - 1].risk
    above = [j for j in rows if j.risk > limit]
    level = [j for j in rows if j.risk == limit]
    wrong = sum(not j.right for j in rows)
    held = sum(not j.right for j in above)
    held += sum(not j.right for j in level) * (size - len(above)) / len(level)
    return len(rows), wrong, round(held), held / wrong if wrong else 1.0


def readable(found: list[Judged]) -> bool:
    """Whether a document is fit to learn from: one part in ten wrong at most.

    Beyond that the reading order itself was lost (two columns run through each other, line by
    line), and what a seam between two such lines looks like tells nothing of other documents.
    """
    return sum(not j.right for j in found) <= 0.1 * len(found)


def table(results: dict[str, list[Judged]]) -> Iterator[str]:
    """The figure for seeds and corpus, as lines."""
    for group in ("seeds", "worn", "corpus"):
        items = [
            j
            for name, found in results.items()
            if name.startswith(group) and (group != "corpus" or readable(found))
            for j in found
        ]
        if items:
            count, wrong, held, part = caught(items)
            most = min(wrong, math.ceil(SHARE * count))
            yield (
                f"doubt, {group}: the most doubtful {SHARE:.0%} of {count} decisions hold {held} "
                f"of {wrong} wrong ones ({part:.0%}; {most} would be all that it can)"
            )


def measure(only: str = "") -> tuple[dict[str, list[Judged]], int]:
    """All documents judged (of `only` one group), and the number of decisions left out."""
    results, silent = {}, 0
    for name, source, annotation in documents():
        if name.startswith(only):
            results[name], left = judged(name, source, annotation)
            silent += left
    return results, silent


def main(argv: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--only", default="", help="seeds or corpus")
    parser.add_argument("--wrong", action="store_true", help="list the wrong decisions")
    args = parser.parse_args(argv)
    results, silent = measure(args.only)
    everything: list[Any] = [j for found in results.values() for j in found]
    print(*table(results), sep="\n")
    kinds = Counter((j.decision.subject, j.right) for j in everything)
    for kind in sorted({k for k, _ in kinds}):
        print(f"  {kind:9}{kinds[kind, True]:6} right {kinds[kind, False]:4} wrong")
    print(f"  {silent} decisions that the truth does not tell of")
    for name, found in results.items():
        if found:
            count, wrong, held, part = caught(found)
            print(f"  {name:44}{count:6}{wrong:5} wrong, {held} held ({part:.0%})")
    if args.wrong:
        for j in sorted(everything, key=lambda j: j.risk):
            if not j.right:
                d = j.decision
                print(f"{j.document}:{j.line} {d.subject} {d.chosen} / {d.second} {j.risk:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
