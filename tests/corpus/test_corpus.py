"""The corpus is what it says: fluent, varied, reproducible, its truth exact."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.corpus import check, fixed, generate
from tests.corpus.extract import EXTRACTORS
from tests.corpus.measure import folder
from tests.corpus.model import Issue
from tests.corpus.publications import GENRES, publication
from tests.corpus.typeset import direct, engines
from tests.corpus.wrap import WRAPS
from tests.corpus.writing import write_issue

DOCUMENTS = sorted(fixed.FIXED.glob("*.txt"))


def sentences(issue: Issue) -> list[str]:
    texts = [b.text for a in issue.articles for b in a.blocks if b.kind in ("p", "entry")]
    return [s for t in texts for s in re.split("(?<=。)", t) if s]


@pytest.mark.parametrize("source", DOCUMENTS, ids=lambda p: p.stem)
def test_truth_of_the_fixed_part_is_exact(source: Path) -> None:
    assert check.perfect(source) == 1.0
    assert not check.lost(source)


def test_fixed_part_is_varied_and_small() -> None:
    jobs = fixed.jobs()
    assert [p.stem for p in DOCUMENTS] == sorted(j.id for j in jobs)
    assert {j.engine for j in jobs} == set(engines.ENGINES)
    assert {j.extractor for j in jobs} == set(EXTRACTORS)
    assert {j.wrap for j in jobs} == set(WRAPS)
    assert {publication(j.publication).genre for j in jobs} == set(GENRES)
    assert {publication(j.publication).newspaper for j in jobs} == {True, False}
    assert sum(p.stat().st_size for p in fixed.FIXED.iterdir()) < 600_000


@pytest.mark.parametrize("reader", direct.READERS)
def test_direct_documents_are_exact_and_reproducible(reader: str, tmp_path: Path) -> None:
    jobs = generate.plan(11, 5, engine="direct", extractor=reader)
    assert len({j.publication for j in jobs}) == 5
    for job in jobs:
        text, gold, _ = generate.make(job)
        assert (text, gold) == generate.make(job)[:2]
        source = tmp_path / f"{job.id}.txt"
        source.write_text(text, encoding="utf-8", newline="")
        source.with_suffix(".yaml").write_text(gold, encoding="utf-8")
        assert check.perfect(source) == 1.0
        assert not check.lost(source)


def test_sentences_are_finished_and_do_not_repeat() -> None:
    for number in range(40):
        issue = write_issue(publication(number), 2, 5)
        said = sentences(issue)
        assert len(said) > 30
        assert not re.search(r"[{}\[\]|]", "".join(said))
        long = [s for s in said if len(s) > 15]
        assert len(set(long)) >= 0.97 * len(long)


def test_issues_of_one_publication_share_its_marks_and_not_its_articles() -> None:
    pub = publication(957)
    one, two = write_issue(pub, 1, 1), write_issue(pub, 2, 1)
    assert one.total != two.total
    assert [f.values for f in one.imprint] == [f.values for f in two.imprint]
    long = {s for s in sentences(one) if len(s) > 15}
    assert len(long) > 30
    assert len(long & set(sentences(two))) < 0.1 * len(long)


def test_every_kind_of_block_occurs() -> None:
    kinds = {
        block["kind"]
        for source in DOCUMENTS
        for article in yaml.safe_load(source.with_suffix(".yaml").read_text("utf-8"))["articles"]
        for block in article["blocks"]
    }
    assert kinds == {"p", "h", "caption", "credit", "table", "entry"}


def test_every_document_of_the_fixed_part_converts() -> None:
    results = folder(fixed.FIXED)
    assert len(results) == len(DOCUMENTS)
    assert [r.failure for r in results] == [""] * len(results)
    assert all(r.figures["kept"] > 0.3 for r in results)
