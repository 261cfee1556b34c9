"""The search: what Pagefind indexed is found in a browser, in whichever script it is typed."""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from converter.build import indexing
from tests.conftest import find_module, skip
from tests.editions import browser
from tests.site.conftest import command


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        pass


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder behind a server on this machine, below a path of its own."""
    handler = functools.partial(_Quiet, directory=str(folder.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/{folder.name}/"
        server.shutdown()


@pytest.mark.parametrize("typed", ["农村", "農村"])
def test_a_word_is_found_in_both_scripts_and_in_every_part(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    find_module("pagefind")
    if browser.programs() is None:
        skip("Chromium is not installed")
    monkeypatch.setattr(indexing, "PART", 7)
    done = command("site", built / "build", "-o", tmp_path / "sub")
    assert done.exit_code == 0, done.output
    assert {p.name for p in (tmp_path / "sub" / "pagefind").iterdir()} == {"1", "2"}
    times = {p: p.stat().st_mtime_ns for p in (tmp_path / "sub").rglob("*")}
    assert command("site", built / "build", "-o", tmp_path / "sub").exit_code == 0
    assert times == {p: p.stat().st_mtime_ns for p in (tmp_path / "sub").rglob("*")}
    with served(tmp_path / "sub") as address, browser.chromium() as driver:
        driver.get(f"{address}search.html?q={typed}")
        found = "return document.querySelectorAll('#results li').length"
        deadline = time.monotonic() + 20
        while not driver.execute_script(found) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert driver.execute_script(found) >= 1
        every = "return [...document.querySelectorAll('#results a')].map((a) => a.href)"
        issues = {href.split("/")[-2] for href in driver.execute_script(every)}
        assert issues == {"paper-000", "paper-004"}
        first = "return document.querySelector('#results a').href"
        driver.get(driver.execute_script(first))
        assert "农村" in driver.find_element("tag name", "article").text


def test_a_page_from_a_disk_says_that_search_needs_a_server(published: Path) -> None:
    find_module("pagefind")
    text = (published / "search.html").read_text("utf-8")
    assert "检索须经网页服务器使用" in text
