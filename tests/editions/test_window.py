"""The HTML edition in a browser: what only a window can tell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from converter.emit import FORMATS
from tests.conftest import find_module, skip
from tests.editions.browser import chromium, programs, show
from tests.editions.trees import issue

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

PHONE, DESKTOP = 320, 1280
PARAGRAPH = f"<p>{'渠水到田头，一行一行地写下去。' * 40}</p>"
ROWS = "<row>" + "<cell>第一季度</cell><cell>12846.67</cell><cell>-28.0</cell>" * 2 + "</row>"
ARTICLES = "".join(
    f"<div type='article' xml:id='a{n}'><head>第{n}篇 水到田头</head>{PARAGRAPH * 4}</div>"
    for n in range(40)
)


@pytest.fixture(scope="module")
def window() -> Iterator[Chrome]:
    find_module("selenium")
    if programs() is None:
        skip("Chromium and its driver are not installed")
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    table = f"<div type='article'><head>表</head><table>{ROWS * 3}</table></div>"
    made = tmp_path_factory.mktemp("window") / "issue.html"
    made.write_bytes(FORMATS["html"].emit(issue(ARTICLES + table)))
    return made


def told(window: Chrome, script: str) -> object:
    """What a script gives once the page has drawn twice."""
    return window.execute_async_script(
        "const done = arguments[0];"
        f"requestAnimationFrame(() => requestAnimationFrame(() => done({script})))"
    )


def test_on_a_phone_the_first_article_stands_on_the_first_screen(
    window: Chrome, page: Path
) -> None:
    show(window, page, PHONE, 640)
    top = told(window, "document.querySelector('article p').getBoundingClientRect().top")
    assert isinstance(top, int | float)
    assert top < 640 / 2


def test_escape_closes_the_contents(window: Chrome, page: Path) -> None:
    shown = "getComputedStyle(document.querySelector('.toc')).display"
    show(window, page, PHONE)
    window.find_element("css selector", ".open-toc").click()
    assert told(window, shown) == "block"
    window.switch_to.active_element.send_keys("\ue00c")  # Escape, as WebDriver writes it
    assert told(window, shown) == "none"


def test_the_contents_beside_the_text_follow_the_reading(window: Chrome, page: Path) -> None:
    show(window, page, DESKTOP)
    window.execute_script("document.getElementById('a30').scrollIntoView({behavior: 'instant'})")
    here = "[...document.querySelectorAll('[aria-current]')].map((entry) => entry.hash)"
    assert told(window, here) == ["#a30"]
    entry, toc = "document.querySelector('[aria-current]')", "document.querySelector('.toc')"
    below = f"{entry}.getBoundingClientRect().bottom - {toc}.getBoundingClientRect().bottom"
    assert float(str(told(window, below))) <= 0


def test_a_table_of_six_columns_goes_into_the_narrowest_phone(window: Chrome, page: Path) -> None:
    show(window, page, PHONE)
    assert told(window, "document.documentElement.scrollWidth") == PHONE
    assert told(window, "document.querySelector('table').getBoundingClientRect().right") <= PHONE


def test_a_title_breaks_between_words(window: Chrome, tmp_path: Path) -> None:
    title = "高标准高质量推动主题教育走深走实，以“四个聚焦”凝聚力量"
    made = tmp_path / "issue.html"
    source = issue(f"<div type='article'><head>{title}</head><p>字。</p></div>")
    made.write_bytes(FORMATS["html"].emit(source))
    show(window, made, PHONE)
    parts = told(window, "document.querySelector('.title').innerHTML.split('<wbr>')")
    assert isinstance(parts, list)
    assert "".join(parts) == title
    assert len(parts) > 5
    assert not any(part.startswith(("，", "”")) or part.endswith("“") for part in parts)
