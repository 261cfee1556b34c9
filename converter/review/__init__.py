"""The review page: source and edition side by side, with what the program doubts.

One file that needs no server and asks for nothing: source lines with their labels, the edition
made from them, each linked to the other; doubts with reasons and the correction that would settle
each; furniture and repairs counted and shown in their places.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from html import escape
from importlib import resources
from typing import TYPE_CHECKING

from converter.doubts import judged
from converter.emit.fonts import fonts
from converter.review.edition import edition
from converter.review.terms import CUES, LABELS
from converter.review.traces import Traces
from converter.tei.names import XML_LANG

if TYPE_CHECKING:
    from lxml.etree import _ElementTree

    from converter.doubts import Doubt
    from converter.ledger import Ledger
    from converter.model import Decision, Source

FILENAME = "review.html"

_LANGUAGES = ("en", "zh")


def render(
    source: Source,
    tree: _ElementTree,
    ledger: Ledger,
    decisions: Sequence[Decision],
    doubts: Sequence[Doubt],
    sound: int | None = None,
) -> bytes:
    """The bytes of `review.html` for one document, of which so many percent are likely right."""
    traces = Traces(source, ledger)
    title, html = edition(tree)
    data = {
        "source": source.name,
        "lines": traces.lines(decisions),
        "ids": traces.ids,
        "furniture": traces.furniture(),
        "unprinted": [[kind, count] for kind, (count, _) in ledger.unprinted().items()],
        "repairs": traces.repairs(),
        "doubts": [_doubt(doubt, source) for doubt in doubts],
        "zh": {"labels": LABELS, "cues": CUES},
        **({} if sound is None else {"sound": sound, "verdict": _verdict(sound)}),
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # Nothing of it can end the script, or be taken for markup by what looks at the page.
    text = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    lang = tree.getroot().get(XML_LANG) or "zh"
    page = (
        _part("page.html")
        .replace("%TITLE%", escape(title or source.name))
        .replace("%LANGUAGE%", escape(lang))
        .replace("%STYLE%", fonts(_part("page.css"), lang))
        .replace("%SCRIPT%", _part("page.js"))
        .replace("%EDITION%", html)
        .replace("%DATA%", text)
    )
    # A byte that is no text is shown by its escape, in JSON and beside it.
    return page.encode("utf-8", "backslashreplace")


@functools.cache
def _part(name: str) -> str:
    return (resources.files(__package__) / name).read_text("utf-8")


def _verdict(sound: int) -> dict[str, str]:
    """The verdict on a document in the page's languages."""
    return {lang: judged(sound, lang) for lang in _LANGUAGES}


def _doubt(doubt: Doubt, source: Source) -> dict[str, object]:
    """One doubt as the page shows it."""
    decision, finding = doubt.decision, doubt.finding
    other = source.line_at(decision.other.start).number if decision.other is not None else 0
    return {
        "line": finding.line or source.line_at(decision.span.start).number,
        "other": other,
        "code": finding.code,
        "risk": round(doubt.risk, 3),
        "subject": decision.subject,
        "chosen": decision.chosen,
        "second": decision.second,
        "margin": round(decision.margin, 2),
        "text": {lang: finding.message(lang) for lang in _LANGUAGES},
        "why": [
            [round(e.weight, 2), e.reading, e.cue, e.reason]
            for e in sorted(decision.evidence, key=lambda e: (-abs(e.weight), e.cue, e.reading))
        ],
        "correction": doubt.correction,
    }


__all__ = ["FILENAME", "render"]
