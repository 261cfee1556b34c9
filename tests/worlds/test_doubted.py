"""The measure of doubts: decisions judged by a gold, and how many wrong ones the doubtful hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.model import Decision, Span
from converter.pipeline import convert
from converter.read import read
from tests.training.calibrating import fit, write
from tests.worlds.doubted import Judged, held, histogram, judged

TEXT = """青山通讯

市里部署秋粮收购

本报记者 李岚

    市粮食局昨日部署秋粮收购工作，要求各县在十月底以前完成仓房清理，备足器材，并把质价标
准张贴到每一个收购点。
"""
GOLD = """doc: a
source: a.txt
masthead: {title: 青山通讯}
articles:
- id: a01
  title: 市里部署秋粮收购
  byline: [本报记者 李岚]
  blocks:
  - kind: p
    text: >-
      市粮食局昨日部署秋粮收购工作，要求各县在十月底以前完成仓房清理，
      备足器材，并把质价标准张贴到每一个收购点。
"""


def decision(margin: float, chosen: str = "body") -> Decision:
    return Decision("label", Span(0, 1), chosen, "title", margin)


def test_each_decision_that_the_gold_tells_of_is_judged(tmp_path: Path) -> None:
    source, gold = tmp_path / "a.txt", tmp_path / "a.yaml"
    source.write_text(TEXT, "utf-8")
    gold.write_text(GOLD, "utf-8")
    found = judged(gold, source, convert(source.read_bytes(), source.name))
    labels = {one.decision.chosen: one.right for one in found if one.decision.subject == "label"}
    assert {"title", "byline", "body"} <= labels.keys()
    assert labels["title"]
    assert labels["byline"]
    assert labels["body"]
    assert [one.right for one in found if one.decision.subject == "break"] == [True]
    gold.write_text(GOLD.replace("  byline: [本报记者 李岚]\n", ""), "utf-8")
    found = judged(gold, source, convert(source.read_bytes(), source.name))
    assert False in [one.right for one in found if one.decision.chosen == "byline"]


def test_the_most_doubtful_hold_the_wrong_ones() -> None:
    sure = [Judged(decision(9.0), right=True, risk=0.01)] * 95
    wrong = [Judged(decision(0.0), right=False, risk=0.9)] * 5
    silent = [Judged(decision(0.0), right=None, risk=0.99)]
    assert held([histogram(sure), histogram([*wrong, *silent])]) == (100, 5, 5.0)
    level = histogram([*sure, *[Judged(decision(0.0), right=False, risk=0.01)] * 5])
    assert held([level]) == (100, 5, pytest.approx(0.25))


def test_chances_are_fitted_to_what_was_wrong(tmp_path: Path) -> None:
    """Half of what has no margin is wrong, a tenth of what has one; captions more than text."""
    source = read("文\n".encode(), "a.txt")
    rows = [(decision(0.0), k % 2 == 0) for k in range(100)]
    rows += [(decision(5.0), k % 10 != 0) for k in range(200)]
    rows += [(decision(5.0, "caption"), k % 5 != 0) for k in range(200)]
    fitted = fit([([d for d, _ in rows], [right for _, right in rows], source)])
    own = [fitted.own(d) for d in (decision(0.0), decision(5.0, "caption"), decision(5.0))]
    assert own == sorted(own, reverse=True)
    assert own[0] == pytest.approx(0.0, abs=0.4)
    path = tmp_path / "doubts.json"
    write(fitted, "a test", path)
    assert '"source": "a test"' in path.read_text("utf-8")
