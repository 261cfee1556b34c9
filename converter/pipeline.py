"""The conductor: the whole run of one document, from its bytes to its tree and its account."""

from __future__ import annotations

import dataclasses
import functools
import mmap
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from converter.assemble import assemble
from converter.assemble.kinds import tell_kinds
from converter.assemble.lexicon import Lexicon, word_list
from converter.assemble.unread import assemble_unread
from converter.assemble.wrap import is_rejoined
from converter.chinese.names import name_spans
from converter.chinese.tags import SIMPLIFIED as CHINESE
from converter.chinese.tags import TRADITIONAL_CHINESE, is_read
from converter.chinese.variants import comparable
from converter.corrections import account as report
from converter.corrections import resolve
from converter.diagnostics import UNPRINTED, Diagnostic, diagnose
from converter.doubts import Doubt, decisions, find_doubts, findings, soundness
from converter.label import Orders, label
from converter.labelling import Labelling
from converter.learning import Seen, learn, observe
from converter.ledger import LAYOUT, Ledger, account
from converter.model import PROSE, Decision, Issue, Source
from converter.outcome import Outcome, judge
from converter.profile import Habits, Profile
from converter.profile.builtin import FALLBACK
from converter.read import WHOLE, Asked, findings_of_source, read
from converter.read.origin import lowered, raised
from converter.repair import repair, replace_words
from converter.settled import NOTHING, Settled, settle
from converter.tei.build import Tree, build_tree

if TYPE_CHECKING:
    from lxml.etree import _ElementTree

    from converter.corrections import Correction


@dataclass(frozen=True, slots=True)
class Options:
    """What a run may be told beside profile and corrections."""

    lang: str = ""
    """Language of the text as a BCP 47 tag; empty: the profile's, or what the text tells."""


Summary = tuple[tuple[str, int], ...]
"""An issue in numbers: pages, articles, paragraphs, characters in no edition, soundness in %."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one document."""

    tree: _ElementTree
    ledger: Ledger
    source: Source
    issue: Issue
    diagnostics: tuple[Diagnostic, ...] = ()
    decisions: tuple[Decision, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    summary: Summary = ()


def convert(
    data: bytes,
    name: str,
    *,
    profile: Profile | None = None,
    corrections: Sequence[Correction] = (),
    options: Options = Options(),
    asked: Asked = WHOLE,
) -> Result:
    """Turn a raw text, or a document, into a tree, its ledger and what is to be said about both.

    `asked` says which pages of a document are wanted, with pictures or without.

    Raises DecodingError for bytes that cannot be read, LedgerError where a character would be lost.
    """
    profile = profile or base_profile()
    words = read(data, name, asked)
    source = words.raw or words
    found = resolve(corrections, [line.text for line in source.lines])
    settled = lowered(settle(found.placed, source), words)
    issue, profile, said, judged = _understood(words, profile, settled)
    issue = raised(issue, words)
    doubts = find_doubts(issue, source) if is_read(source.language) else []
    problems = (*found.problems, *judged)
    language = options.lang or profile.publication.language or source.language or CHINESE
    built: Tree = build_tree(issue, source, profile.name, profile.publication.accent, language)
    ledger = account(source, issue, built.placed, built.given)
    unprinted = ledger.unprinted()
    return Result(
        tree=built.document,
        ledger=ledger,
        source=source,
        issue=issue,
        diagnostics=(
            *said,
            *problems,
            *findings_of_source(source),
            *findings(doubts),
            *_unprinted(unprinted, source),
        ),
        decisions=tuple(decisions(issue)),
        doubts=tuple(doubts),
        summary=_summary(source, issue, unprinted),
    )


class _Understood(NamedTuple):
    """An issue as it was read last, with which profile, and what is to be said of both.

    `judged` is what became of corrections.
    """

    issue: Issue
    profile: Profile
    said: list[Diagnostic]
    judged: list[Diagnostic]


def _understood(source: Source, profile: Profile, settled: Settled) -> _Understood:
    """The issue of a source, read again where it shows more of its publication than was known.

    Rows and labels, half of what a run holds, are let go with the end of this.
    """
    orders = Orders(common_lexicon().has, source.lines)
    labelling, issue = _recognise(source, profile, settled, orders)
    said: list[Diagnostic] = []
    fuller = _fuller(observe(source, labelling, issue, profile), profile)
    if source.language == TRADITIONAL_CHINESE:
        fuller = _as_printed(fuller, source)
    del labelling
    if fuller != profile:
        said = [_assumed(fuller)] if profile.name == FALLBACK else []
        profile = fuller
        _, issue = _recognise(source, profile, settled, orders)
    judged = _judged(issue, source, profile, settled, orders) if settled else []
    return _Understood(issue, profile, said, judged)


def _judged(
    issue: Issue, source: Source, profile: Profile, settled: Settled, orders: Orders
) -> list[Diagnostic]:
    """What became of each correction, told from what comes out with and without them."""
    _, alone = _recognise(source, profile, NOTHING, orders)
    doubts = find_doubts(alone, source)
    doubted = [d.decision.span for d in doubts if d.decision.subject != "order"]  # of all lines
    outcomes = Outcome(issue, source), Outcome(alone, source)
    unused, needless = judge(settled.points, *outcomes, doubted)
    return report(
        [point.placed for point in settled.points],
        unused={point.placed: outcomes[0].why_not(point) for point in unused},
        needless=[point.placed for point in needless],
    )


def survey(data: bytes, name: str, profile: Profile | None = None) -> Seen:
    """What a raw text shows of its publication; `name` is what its places are told by.

    Raises DecodingError for bytes that are no text.
    """
    profile = profile or base_profile()
    source = read(data, name)
    return observe(source, *_recognise(source, profile, NOTHING), profile)


def _fuller(seen: Seen, profile: Profile) -> Profile:
    """A profile with what the text shows beside it, for a second reading.

    Where no profile fits that is all that can be learnt. One that knows habits of its house gets
    those that it leaves open; one that speaks of none is taken as it is.
    """
    if profile.name == FALLBACK:
        learnt = learn([seen])
        return learnt.profile(profile) if learnt else profile
    if profile.habits == Habits():
        return profile
    kept = learn([seen]).kept(profile.habits)
    return dataclasses.replace(profile, habits=kept)


def _as_printed(profile: Profile, source: Source) -> Profile:
    """A profile learnt from simplified words, with its names as the source prints them."""

    def printed(name: str) -> str:
        letters = r"\s*".join(map(re.escape, "".join(name.split())))
        m = re.search(letters, source.words)
        if m is None:
            return name
        ink = iter("".join(source.text[m.start() : m.end()].split()))
        return "".join(c if c.isspace() else next(ink, c) for c in name)

    about = profile.publication
    return dataclasses.replace(
        profile,
        publication=dataclasses.replace(
            about, title=printed(about.title), publisher=printed(about.publisher)
        ),
        columns=tuple(dataclasses.replace(c, name=printed(c.name)) for c in profile.columns),
    )


def _assumed(profile: Profile) -> Diagnostic:
    """What is taken for granted of a publication that no profile describes."""
    marks = profile.marks
    return diagnose(
        "learnt-assumed",
        title=profile.publication.title or "–",
        columns=", ".join(c.name for c in profile.columns) or "–",
        marks=" ".join((*marks.byline, *marks.end)) or "–",
        habits=", ".join(profile.habits.kept) or "–",
    )


def _recognise(
    source: Source, profile: Profile, settled: Settled, orders: Orders | None = None
) -> tuple[Labelling, Issue]:
    """The labels of a source's rows and the issue made of them, read with what a person settled."""
    if not is_read(source.language):
        issue = assemble_unread(source)
        replace_words(issue, source, settled, name_spans)
        return Labelling(), issue
    if source.language == TRADITIONAL_CHINESE:
        profile = profile.simplified()
    lexicon = common_lexicon()
    labelling = label(source, profile, lexicon.has, settled, orders)
    issue = assemble(source, labelling, profile, lexicon, settled)
    repair(
        issue,
        profile.repairs_with,
        rejoined=not source.ordered and is_rejoined(labelling),
        typed=bool(source.roles),
        is_word=lambda word: lexicon.has(comparable(word)),
        names=name_spans,
        given=settled.words,
    )
    replace_words(issue, source, settled, name_spans)
    tell_kinds(issue, source)
    return labelling, issue


@functools.lru_cache(maxsize=1)
def base_profile() -> Profile:
    """What holds for Chinese periodicals in general: the profile of a text that none describes."""
    from converter.profile.builtin import builtin_folder
    from converter.profile.loading import ProfileText, load

    path = builtin_folder() / f"{FALLBACK}.yaml"
    return load(FALLBACK, {FALLBACK: ProfileText(FALLBACK, str(path), path.read_text("utf-8"))})


@functools.lru_cache(maxsize=1)
def common_lexicon() -> Lexicon:
    """The words of the installed list; one for all documents of a process."""
    return Lexicon(common_words)


def common_words() -> bytes:
    """The word list of the installed package, mapped and not read; empty where there is none."""
    path = word_list()
    if path is None:
        return b""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)  # type: ignore[return-value]


_Counts = Mapping[str, tuple[int, int]]  # characters and places by class


def _unprinted(counts: _Counts, source: Source) -> list[Diagnostic]:
    """How much of the source no edition prints, a finding for each kind of it."""
    return [
        diagnose(
            "text-unprinted",
            path=source.name,
            what=UNPRINTED.get(kind, kind),
            count=characters,
            places=places,
        )
        for kind, (characters, places) in counts.items()
    ]


def _summary(source: Source, issue: Issue, counts: _Counts) -> Summary:
    sound = round(100 * soundness(issue, source))
    return (
        ("page", sum(p.number > 0 for p in source.pages)),
        ("article", len(issue.articles)),
        ("paragraph", sum(b.kind in PROSE for a in issue.articles for b in a.blocks)),
        ("unprinted", sum(count for kind, (count, _) in counts.items() if kind != LAYOUT)),
        *((("sound", sound),) if is_read(source.language) else ()),
    )
