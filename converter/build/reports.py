"""Findings for machines: SARIF 2.1.0 for code hosts and editors, JUnit XML for CI.

A finding's fingerprint is made from its code and the text of the line that it is about, never from
a line's number: what moved is the same finding. Several on lines of one text are counted.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from converter import __version__
from converter.build.document import Outcome
from converter.build.files import FileError, read_bytes
from converter.diagnostics import KINDS, Diagnostic, Severity
from converter.doubts import judged, verdict

FILES = {"sarif": "report.sarif", "junit": "report.junit.xml"}
"""The reports that can be asked for, and the names of their files."""

_LEVELS = {Severity.NOTE: "note", Severity.WARNING: "warning", Severity.ERROR: "error"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_FINGERPRINT = "anchoredText/v1"


def reports(
    names: Iterable[str], outcomes: Sequence[Outcome], problems: Sequence[Diagnostic], lang: str
) -> dict[str, bytes]:
    """The bytes of each report by its file's name; `problems` are of no document."""
    made = {"sarif": sarif, "junit": junit}
    return {FILES[name]: made[name](outcomes, problems, lang) for name in names}


def _all(outcomes: Sequence[Outcome], problems: Sequence[Diagnostic]) -> list[Diagnostic]:
    return list(dict.fromkeys([*problems, *(d for o in outcomes for d in o.diagnostics)]))


class _Anchors:
    """The text of the lines that findings are about."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}

    def text(self, finding: Diagnostic) -> str:
        """The line's text without white space; the finding's own words where it has no line."""
        if not finding.line:
            return repr(finding.args)
        if finding.path not in self._lines:
            self._lines[finding.path] = _lines(Path(finding.path))
        lines = self._lines[finding.path]
        return "".join(lines[finding.line - 1].split()) if finding.line <= len(lines) else ""


def _lines(path: Path) -> list[str]:
    from converter.read.decoding import DecodingError, decode
    from converter.read.lines import split_lines

    try:
        return [line.text for line in split_lines(decode(read_bytes(path))[0])]
    except (FileError, DecodingError):
        return []


def fingerprints(findings: Sequence[Diagnostic]) -> list[str]:
    """A fingerprint for each finding: the same wherever in its file the finding moves to."""
    anchors = _Anchors()
    seen: Counter[tuple[str, ...]] = Counter()
    out = []
    for finding in findings:
        key = (finding.code, Path(finding.path).name, anchors.text(finding))
        seen[key] += 1
        words = "\0".join([*key, str(seen[key])]).encode("utf-8", "surrogatepass")
        out.append(hashlib.sha256(words).hexdigest()[:32])
    return out


def sarif(outcomes: Sequence[Outcome], problems: Sequence[Diagnostic], lang: str) -> bytes:
    """A SARIF 2.1.0 log of one run, with every rule that the program knows."""
    findings = _all(outcomes, problems)
    rules = [
        {
            "id": kind.code,
            "shortDescription": {"text": kind.code.replace("-", " ")},
            "fullDescription": {"text": kind.zh if lang == "zh" else kind.en},
            "defaultConfiguration": {"level": _LEVELS[kind.severity]},
        }
        for kind in KINDS.values()
    ]
    index = {code: n for n, code in enumerate(KINDS)}
    results = [
        {
            "ruleId": finding.code,
            "ruleIndex": index[finding.code],
            "level": _LEVELS[finding.severity],
            "message": {"text": finding.message(lang)},
            "locations": _locations(finding),
            "partialFingerprints": {_FINGERPRINT: mark},
        }
        for finding, mark in zip(findings, fingerprints(findings), strict=True)
    ]
    driver = {"name": "converter", "version": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "artifacts": [_artifact(o, lang) for o in outcomes],
        "results": results,
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    text = json.dumps(log, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _artifact(outcome: Outcome, lang: str) -> dict[str, object]:
    """A document with the verdict on it."""
    return {"location": {"uri": _uri(outcome.source)}, "properties": _verdict(outcome, lang)}


def _verdict(outcome: Outcome, lang: str) -> dict[str, str | int]:
    """The verdict on a document: its name, its words, the share that is likely right in percent."""
    sound = dict(outcome.summary).get("sound")
    if sound is None:
        return {}
    return {"verdict": verdict(sound / 100), "words": judged(sound, lang), "sound": sound}


def _locations(finding: Diagnostic) -> list[Mapping[str, object]]:
    if not finding.path:
        return []
    place: dict[str, object] = {"artifactLocation": {"uri": _uri(finding.path)}}
    if finding.line:
        region = {"startLine": finding.line}
        if finding.column:
            region["startColumn"] = finding.column
        place["region"] = region
    return [{"physicalLocation": place}]


def _uri(name: str) -> str:
    from urllib.parse import quote

    path = Path(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def junit(outcomes: Sequence[Outcome], problems: Sequence[Diagnostic], lang: str) -> bytes:
    """JUnit XML: a suite a document, a test case a finding; warnings and errors are failures.

    A document without any has one case that passed, so that it is seen to have been looked at.
    """
    from lxml import etree

    root = etree.Element("testsuites", name="converter")
    suites = [(o.source, o.diagnostics, o.failed, _verdict(o, lang)) for o in outcomes]
    if problems:
        wrong = any(p.severity is Severity.ERROR for p in problems)
        suites.insert(0, ("converter", tuple(problems), wrong, {}))
    for name, found, failed, judgement in suites:
        telling = [d for d in found if d.severity >= Severity.WARNING]
        errors = sum(d.severity is Severity.ERROR for d in telling)
        suite = etree.SubElement(
            root,
            "testsuite",
            name=_clean(name),
            tests=str(max(1, len(telling))),
            failures=str(len(telling) - errors),
            errors=str(errors),
        )
        if judgement:
            properties = etree.SubElement(suite, "properties")
            for key, value in judgement.items():
                etree.SubElement(properties, "property", name=key, value=str(value))
        if not telling:
            case = etree.SubElement(suite, "testcase", classname=_clean(name), name="converted")
            if failed:
                etree.SubElement(case, "error", message="failed")
        for finding in telling:
            case = etree.SubElement(
                suite, "testcase", classname=finding.code, name=_clean(finding.where)
            )
            kind = "error" if finding.severity is Severity.ERROR else "failure"
            fault = etree.SubElement(
                case, kind, type=finding.code, message=_clean(finding.message(lang))
            )
            fault.text = _clean(finding.render(lang))
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _clean(text: str) -> str:
    """A text without what XML cannot hold."""
    return "".join(
        c
        if c in "\t\n\r" or "\x20" <= c < "\ud800" or "\ue000" <= c < "\ufffe" or c > "\uffff"
        else "\ufffd"
        for c in text
    )
