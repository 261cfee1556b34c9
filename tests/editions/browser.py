"""Chromium without a window, for the checks and pictures of editions."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

# Chromium's sandbox cannot start for root, as which containers run.
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
)


def programs() -> tuple[str, str] | None:
    """Find Chromium and its driver; None where one is missing."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    return (chromium, driver) if chromium and driver else None


@contextmanager
def chromium() -> Iterator[Chrome]:
    """Open a browser; RuntimeError where Chromium or its driver is not installed."""
    from selenium.webdriver import Chrome
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    found = programs()
    if found is None:
        raise RuntimeError("Chromium and its driver are needed (Debian: chromium chromium-driver)")
    options = Options()
    options.binary_location = found[0]
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    for flag in FLAGS:
        options.add_argument(flag)
    browser = Chrome(options=options, service=Service(found[1]))
    try:
        yield browser
    finally:
        browser.quit()


def show(
    browser: Chrome,
    page: Path,
    width: int,
    height: int = 800,
    *,
    dark: bool = False,
    scale: int = 1,
) -> None:
    """Open a file in a window of so many CSS pixels, by day or by night."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    browser.get(page.resolve().as_uri())


def asked(browser: Chrome) -> list[str]:
    """Give the addresses that pages have asked for since this was last called."""
    log = browser.get_log("performance")  # type: ignore[no-untyped-call]
    messages = (json.loads(row["message"])["message"] for row in log)
    return [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]


def picture(browser: Chrome, out: Path, top: int, height: int) -> None:
    """Save the page between two heights as PNG, as wide as the window."""
    width, whole = browser.execute_script(
        "const e = document.documentElement; return [window.innerWidth, e.scrollHeight]"
    )
    clip = {
        "x": 0,
        "y": top,
        "width": width,
        "height": max(1, min(height, whole - top)),
        "scale": 1,
    }
    shot = browser.execute_cdp_cmd(
        "Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True, "clip": clip}
    )
    out.write_bytes(base64.b64decode(shot["data"]))


def printed(browser: Chrome) -> bytes:
    """Give the page as the browser prints it: a PDF that goes by the print style sheet."""
    sheet = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    return base64.b64decode(sheet["data"])
