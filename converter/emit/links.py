"""Addresses in a text (https://…, www.…, name@host): printed as typed, and links."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Characters of an address (RFC 3986) but for brackets, quotes and $, which text sets around it.
_REST = r"[A-Za-z0-9._~:/?#@!&*+,;=%-]*[A-Za-z0-9_~/#&=%-]"
ADDRESS = re.compile(
    rf"(?P<url>(?<![A-Za-z0-9])(?:https?|ftp)://[A-Za-z0-9]{_REST})"
    rf"|(?P<www>(?<![\w.@/-])www\.[A-Za-z0-9-]+\.[A-Za-z0-9]{_REST})"
    r"|(?P<mail>(?<![A-Za-z0-9._%+-])[A-Za-z0-9_+-][A-Za-z0-9._%+-]{0,63}"
    r"@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})",
    re.ASCII,
)
"""An address; a stop or a comma at its end is the sentence's."""


def target(found: re.Match[str]) -> str:
    """Where an address leads."""
    if found["mail"]:
        return f"mailto:{found['mail']}"
    return found["url"] or f"http://{found['www']}"


def linked(text: str) -> Iterator[tuple[str, str]]:
    """Give a text in pieces, each with where it leads ('' for what is no address)."""
    at = 0
    for found in ADDRESS.finditer(text):
        if found.start() > at:
            yield text[at : found.start()], ""
        yield found[0], target(found)
        at = found.end()
    if at < len(text):
        yield text[at:], ""
