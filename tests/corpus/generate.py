"""Write documents with their truth.

python -m tests.corpus.generate --seed 1 --count 200 --out DIR
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import unicodedata
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from tests.corpus import truth
from tests.corpus.extract import EXTRACTORS
from tests.corpus.model import Issue, Raw
from tests.corpus.publications import GENRES, Publication, publication
from tests.corpus.typeset import direct, engines, furniture, html, typst
from tests.corpus.wrap import WRAPS, wrap
from tests.corpus.writing import write_issue

WRAP_WEIGHTS = {"flipbook": 4, "formfeed": 4, "bare": 4, "blanks": 2, "marked": 1}


@dataclass(frozen=True)
class Job:
    """One document to make."""

    id: str
    seed: int
    publication: int
    issue: int
    engine: str
    extractor: str
    wrap: str


def plan(
    seed: int,
    count: int,
    *,
    engine: str = "",
    extractor: str = "",
    wrapping: str = "",
    number: int | None = None,
) -> list[Job]:
    """The jobs of a run: engines and extractors in turn, publications fresh unless one is named."""
    rng = random.Random(f"plan {seed}")
    chosen = [engine] if engine else list(engines.ENGINES)
    pairs: list[tuple[str, str]] = []
    jobs = []
    for i in range(count):
        if not pairs:
            pairs = [
                (e, x)
                for e in chosen
                for x in (direct.READERS if e == "direct" else EXTRACTORS)
                if extractor in ("", x)
            ]
            rng.shuffle(pairs)
        e, x = pairs.pop()
        w = wrapping or rng.choices(list(WRAP_WEIGHTS), list(WRAP_WEIGHTS.values()))[0]
        pub = (
            number if number is not None else rng.randrange(20_000) * len(GENRES) + i % len(GENRES)
        )
        jobs.append(
            Job(
                f"s{seed}-{i:03d}-{e}-{x}",
                seed,
                pub,
                1 + i if number is not None else rng.randint(1, 12),
                e,
                x,
                w,
            )
        )
    return jobs


def make(job: Job) -> tuple[str, str, dict[str, object]]:
    """One document: raw text, truth as YAML, its row of the manifest."""
    pub = publication(job.publication)
    issue = write_issue(pub, job.issue, job.seed)
    raw = typeset(pub, issue, job)
    rng = random.Random(f"wrap {job.seed} {job.publication} {job.issue}")
    text = wrap(job.wrap, raw.pages, pub, issue, rng)
    gold = truth.gold(job.id, pub, issue, raw.contents, raw.starts)
    row: dict[str, object] = {
        **asdict(job),
        "genre": pub.genre,
        "newspaper": pub.newspaper,
        "columns": pub.text_columns,
        "articles": len(issue.articles),
        "characters": len(text),
    }
    return text, truth.dump(gold), row


def typeset(pub: Publication, issue: Issue, job: Job) -> Raw:
    """Typeset an issue and extract its pages; the contents list waits for the articles' pages."""
    listed = not pub.newspaper and pub.contents != "none"
    if job.engine == "direct":
        pages, starts = direct.typeset(
            pub, issue, job.extractor, f"{job.seed} {job.publication} {job.issue}"
        )
        return Raw(pages, furniture.entries(issue, starts) if listed else [], starts)
    if job.engine == "weasyprint" and pub.pictures != "none":
        # WeasyPrint 70 loses lines beside a float where a page or a column ends.
        pub = replace(pub, pictures="between")
    press = {
        "weasyprint": engines.weasyprint,
        "chromium": engines.chromium,
        "typst": engines.typst,
    }[job.engine]
    source = typst if job.engine == "typst" else html
    extract = EXTRACTORS[job.extractor]
    if pub.newspaper:
        return Raw(extract(press(source.newspaper(pub, issue))))
    start = 1 if pub.numbers_outside else 3
    inside = press(source.magazine(pub, issue, start))
    starts = find_starts(pub, issue, EXTRACTORS["pymupdf"](inside), start)
    listing = furniture.entries(issue, starts)
    outside = press(source.front(pub, issue, listing))
    return Raw(extract(outside) + extract(inside), listing if listed else [], starts)


def find_starts(pub: Publication, issue: Issue, pages: list[str], start: int) -> dict[str, int]:
    """The printed page on which each article's title stands."""
    folded = [_squeeze(p) for p in pages]
    out: dict[str, int] = {}
    at = 0
    for a in issue.articles:
        wanted = _squeeze(pub.typed(a.main[0]))
        at = next((i for i in range(at, len(folded)) if wanted in folded[i]), at)
        out[a.id] = start + at
    return out


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def write(jobs: list[Job], out: Path, seed: int, processes: int = 1) -> None:
    """Make documents and write them with their truth and a manifest into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    rows = []
    with ProcessPoolExecutor(processes) as pool:
        for job, (text, gold, row) in zip(jobs, pool.map(make, jobs), strict=True):
            (out / f"{job.id}.txt").write_text(text, encoding="utf-8", newline="")
            (out / f"{job.id}.yaml").write_text(gold, encoding="utf-8")
            rows.append(row)
            print(f"\r{len(rows)}/{len(jobs)}", end="", file=sys.stderr)
    print(file=sys.stderr)
    manifest = json.dumps({"seed": seed, "documents": rows}, ensure_ascii=False, indent=1)
    (out / "manifest.json").write_text(manifest + "\n", encoding="utf-8")


def main(argv: list[str] | None = None) -> int:
    """The command."""
    ap = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--count", type=int, default=200)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--engine", choices=(*engines.ENGINES, "direct"), default="")
    ap.add_argument("--extractor", choices=(*EXTRACTORS, *direct.READERS), default="")
    ap.add_argument("--wrap", choices=tuple(WRAPS), default="")
    ap.add_argument(
        "--publication", type=int, help="number of one publication: its issues 1, 2, 3 …"
    )
    ap.add_argument("--jobs", type=int, default=1)
    args = ap.parse_args(argv)
    if (args.engine == "direct" and args.extractor in EXTRACTORS) or (
        args.engine != "direct" and args.extractor in direct.READERS
    ):
        ap.error(
            f"engine {args.engine or 'of a PDF'} and extractor {args.extractor} do not go together"
        )
    jobs = plan(
        args.seed,
        args.count,
        engine=args.engine,
        extractor=args.extractor,
        wrapping=args.wrap,
        number=args.publication,
    )
    write(jobs, args.out, args.seed, args.jobs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
