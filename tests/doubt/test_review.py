"""The review page, used in a browser as a person would, and what it must not do."""

from __future__ import annotations

import ast
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import converter
from converter import review
from converter.assemble.joins import FOLLOWING, JOINING
from converter.doubts import judged
from converter.label.features import FAMILIES
from converter.pipeline import Result, convert
from converter.review.terms import CUES, LABELS
from tests.conftest import ROOT, SEEDS, find_program
from tests.editions import browser

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

RAW = ROOT / "tests" / "worlds" / "made" / "tangzhou-a.txt"  # a document of many doubts


@pytest.fixture(scope="module")
def result() -> Result:
    return convert(RAW.read_bytes(), RAW.name)


def rendered(result: Result) -> bytes:
    sound = dict(result.summary)["sound"]
    what = (result.source, result.tree, result.ledger, result.decisions, result.doubts)
    return review.render(*what, sound)


def data_of(page: bytes) -> dict[str, Any]:
    data = r'<script type="application/json" id="data">(.*?)</script>'
    found = re.search(data, page.decode(), re.DOTALL)
    assert found is not None
    loaded: dict[str, Any] = json.loads(found[1])
    return loaded


@pytest.fixture(scope="module")
def page(result: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("review") / review.FILENAME
    path.write_bytes(rendered(result))
    return path


def test_the_page_tells_the_verdict_in_both_languages(result: Result) -> None:
    data = data_of(rendered(result))
    assert data["sound"] == dict(result.summary)["sound"]
    assert data["verdict"]["zh"] == judged(data["sound"], "zh")
    assert data["verdict"]["en"] == judged(data["sound"], "en")
    assert b'id="verdict"' in rendered(result)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Chrome]:
    find_program("chromium", "google-chrome")
    find_program("chromedriver")
    with browser.chromium() as found:
        yield found


def test_what_no_edition_prints_is_counted(chrome: Chrome, tmp_path: Path) -> None:
    """By kind, white space apart; the same numbers in the summary, in findings and on the page."""
    result = convert((SEEDS / "paper-004.txt").read_bytes(), "paper-004.txt")
    page = tmp_path / review.FILENAME
    page.write_bytes(rendered(result))
    counts = dict(data_of(page.read_bytes())["unprinted"])
    assert counts == {"ornament": 6, "layout": 726}
    assert list(counts)[-1] == "layout"
    assert dict(result.summary)["unprinted"] == 6
    told = [d.message() for d in result.diagnostics if d.code == "text-unprinted"]
    assert told[0] == "in no edition: marks and ornaments; characters: 6, places: 6"
    assert told[1].startswith("in no edition: white space and line breaks; characters: 726")
    chrome.get(page.as_uri())
    shown = chrome.find_element("class name", "unprinted").text
    assert shown in {
        "6 characters of the source are in no edition: ornament 6; beside them layout 726",
        "原文有 6 字不入各版：花饰 6; 另有空白与换行 726",
    }


def press(chrome: Chrome, keys: str) -> None:
    from selenium.webdriver.common.by import By

    chrome.find_element(By.TAG_NAME, "body").send_keys(keys)
    time.sleep(0.1)


def test_every_character_of_the_source_is_on_the_page(result: Result) -> None:
    data = data_of(rendered(result))
    shown = {n: "".join(part[0] for part in parts) for n, _, parts in data["lines"]}
    for line in result.source.lines:
        if line.text.strip():
            assert shown[line.number] == line.text


def test_ids_are_those_of_the_edition(result: Result) -> None:
    page = rendered(result).decode()
    data = data_of(page.encode())
    ids = set(re.findall(r'data-id="([^"]+)"', page))
    assert data["ids"]
    assert set(data["ids"]) <= ids


def test_the_same_for_the_same_source(result: Result) -> None:
    again = convert(RAW.read_bytes(), RAW.name)
    assert rendered(again) == rendered(result)


def test_hostile_text_stays_text() -> None:
    words = "近日，</script><script>alert(1)</script><!-- 全市召开大会。\n\n\u2028第二段在这里。\n"
    result = convert(words.encode(), "x.txt")
    page = rendered(result).decode()
    assert page.count("</script>") == 2
    assert "<script>alert" not in page
    lines = data_of(page.encode())["lines"]
    assert "</script><script>alert(1)" in "".join(p[0] for p in lines[0][2])


def test_no_request_leaves_the_page(chrome: Chrome, page: Path) -> None:
    browser.asked(chrome)
    browser.show(chrome, page, 1400)
    asked = [u for u in browser.asked(chrome) if not u.startswith(("file:", "data:"))]
    assert asked == []


def test_keys_walk_the_doubts_and_go_there(chrome: Chrome, page: Path, result: Result) -> None:
    browser.show(chrome, page, 1400)
    press(chrome, "jj")
    chosen = chrome.execute_script(
        "return [...document.querySelectorAll('.doubt')].findIndex(e => e.classList.contains('on'))"
    )
    assert chosen == 1
    press(chrome, "k")
    press(chrome, "\n")
    line = chrome.execute_script("return document.querySelector('.l.at').dataset.line")
    assert int(line) == result.doubts[0].finding.line


def test_doubts_stand_in_their_order(result: Result) -> None:
    found = data_of(rendered(result))["doubts"]
    assert [d["risk"] for d in found] == sorted((d["risk"] for d in found), reverse=True)
    assert all(d["why"] for d in found if d["subject"] == "label")
    assert any(d["correction"] for d in found)


def test_source_and_edition_are_linked_both_ways(chrome: Chrome, page: Path) -> None:
    browser.show(chrome, page, 1400)
    found = chrome.execute_script(
        """
        const part = document.querySelector('.l u[data-n]');
        part.dispatchEvent(new MouseEvent('mouseover', {bubbles: true}));
        const lit = document.querySelector('#edition .at');
        const id = lit && lit.dataset.id;
        document.querySelector('#edition .closer, #edition p[data-id]')
            .dispatchEvent(new MouseEvent('click', {bubbles: true}));
        return [id, document.querySelectorAll('#source .at').length];
        """
    )
    assert found[0]
    assert found[1] >= 1


def test_filter_search_language_and_counts(chrome: Chrome, page: Path) -> None:
    browser.show(chrome, page, 1400)
    chrome.execute_script("if (document.documentElement.lang === 'zh') language.click()")
    before, after, hidden, zh, places = chrome.execute_script(
        """
        const count = () => document.querySelectorAll('.doubt').length;
        const before = count();
        const kind = document.getElementById('kind');
        kind.value = 'doubt-label'; kind.dispatchEvent(new Event('change'));
        const after = [...document.querySelectorAll('.doubt')].map(e => e.dataset.code);
        kind.value = ''; kind.dispatchEvent(new Event('change'));
        document.getElementById('furnished').click();
        const furn = document.createElement('div');
        furn.className = 'l furn';
        document.getElementById('source').append(furn);
        const hidden = getComputedStyle(furn).display;
        document.getElementById('language').click();
        const zh = document.documentElement.lang;
        const details = document.querySelector('#doubts details');
        details.open = true; details.dispatchEvent(new Event('toggle'));
        return [before, after, hidden, zh, details.querySelectorAll('li').length];
        """
    )
    assert before > len(after) > 0
    assert set(after) == {"doubt-label"}
    assert hidden == "none"
    assert zh == "zh"
    assert places >= 1
    press(chrome, "/")
    assert chrome.execute_script("return document.activeElement.id") == "search"


def test_a_correction_is_ready_to_copy(result: Result) -> None:
    from converter.corrections import load

    for doubt in result.doubts:
        if doubt.correction and "KEY" not in doubt.correction:
            (entry,) = load(doubt.correction, "c.yaml")
            line = result.source.lines[entry.line - 1].text
            assert "".join(entry.text.split()) in "".join(line.split())


def test_five_thousand_lines_are_usable(chrome: Chrome, tmp_path: Path) -> None:
    line = "行，全市各级各部门认真贯彻落实会议精神，推动工作走深走实。\n"
    text = "".join(f"第{n}{line}" for n in range(5000))
    result = convert(text.encode(), "long.txt")
    path = tmp_path / review.FILENAME
    path.write_bytes(rendered(result))
    began = time.monotonic()
    browser.show(chrome, path, 1400)
    lines = chrome.execute_script("return document.querySelectorAll('.l').length")
    press(chrome, "j\n")
    assert lines == 5000
    assert time.monotonic() - began < 15


def cues_of_the_program() -> set[str]:
    """Families of features, cues that are functions, and every name that evidence is made with."""
    names = {*FAMILIES, *(cue.__name__ for cue in (*JOINING, *FOLLOWING))}
    for path in Path(converter.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Evidence", "seen"):
                names |= {a.value for a in node.args[:1] if isinstance(a, ast.Constant)}
    return names


def test_every_cue_has_a_chinese_name_and_no_other_has_one(result: Result) -> None:
    cues = {e.cue for d in result.decisions for e in d.evidence}
    assert len(cues) > 15
    assert cues <= CUES.keys()
    assert cues_of_the_program() == CUES.keys()
    labels = {str(d.chosen) for d in result.decisions if d.subject in ("label", "break")}
    assert labels <= LABELS.keys()


def test_the_page_names_the_language_of_its_text() -> None:
    text = "　　圖書角自去年秋天重新開放以來，每逢週末都坐滿了前來看書的孩子和老人。\n"
    page = rendered(convert(text.encode(), "case.txt")).decode()
    assert page.count('lang="zh-Hant"') == 2
    assert "Songti SC" not in page
