"""Letters, notices and calls: who is addressed above their text, who signs below it, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from converter.assemble.telling import seen, told, words_of
from converter.chinese.chars import OPENERS
from converter.chinese.names import is_org, names_only
from converter.chinese.openings import ADDRESSED, ADDRESSES, DATED, GREETING, TELLS, WISH
from converter.model import Block, Evidence, Name

_LONGEST = 60  # letters of a salutation: an office may be written to with many
_SHORT = 30  # letters of a signature or a line with a date
_LINES = 5  # at the end of a letter: wishes, names, dates
_NEEDED = 3.0
_ASIDE = frozenset({"pb", "caption", "gap"})
_ENDS = frozenset({"p", "credit"})
_SENTENCE = "。；，？！：、,;?!:"


def letters(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, those that open and close a letter as what they are, in each part between heads."""
    out = list(blocks)
    start = 0
    for n in [*(n for n, block in enumerate(blocks) if block.kind == "heading"), len(blocks)]:
        _letter(out, start, n)
        start = n + 1
    return out


def _letter(out: list[Block], start: int, end: int) -> None:
    """Tell what opens and closes the letter that stands in `start` to `end`, if one does."""
    texts = [n for n in range(start, end) if out[n].kind not in _ASIDE]
    closing = _closing(out, texts)
    opening = _opening(out, texts, signed=bool(closing))
    if not opening:
        closing = _closing(out, texts, letter=False)
    for n, (kind, evidence) in (opening | closing).items():
        was, block = out[n].kind, told(out[n], kind, *evidence, second=out[n].kind)
        if was == "credit":  # it closes the article already; what it says is told inside
            block = replace(block, kind=was, names=(Name(kind, 0, len(block.text)),))
        out[n] = block


Told = dict[int, tuple[str, tuple[Evidence, ...]]]


def _opening(blocks: Sequence[Block], texts: Sequence[int], *, signed: bool) -> Told:
    """The salutation that a part begins with, and a greeting on the line below it."""
    if len(texts) < 2 or blocks[texts[0]].kind != "p":
        return {}
    words = words_of(blocks[texts[0]]).strip()
    if len(words) > _LONGEST or words[-1:] not in ":：!！，," or any(c in words for c in "。；？"):
        return {}
    evidence = (
        seen("addresses", "salute", 2.0 * bool(ADDRESSES.search(words)), "opens as one writes to"),
        seen("addressed", "salute", 2.0 * bool(ADDRESSED.search(words)), "ends with who is meant"),
        seen("above", "salute", 1.0, "stands above all text"),
        seen("signed", "salute", 1.0 * signed, "the text is signed"),
        seen("tells", "salute", -4.0 * bool(TELLS.search(words)), "announces what follows"),
    )
    if sum(e.weight for e in evidence) < _NEEDED:
        return {}
    found: Told = {texts[0]: ("salute", evidence)}
    second = texts[1]
    if blocks[second].kind == "p" and GREETING.match(words_of(blocks[second])):
        found[second] = ("salute", (seen("greeting", "salute", _NEEDED, "a greeting alone"),))
    return found


def _closing(blocks: Sequence[Block], texts: Sequence[int], *, letter: bool = True) -> Told:
    """Dates, names and wishes that a part ends with; without a date or wish there is none.

    `letter`: somebody is addressed above, so that any short line below a wish is a name.
    """
    found: Told = {}
    for n in reversed(texts[1:]):
        kind = _closes(blocks[n], letter=letter)
        if not kind or len(found) >= _LINES:
            break
        found[n] = (kind, (seen("form", kind, _NEEDED, "stands at the end and has the form"),))
    kinds = [kind for kind, _ in found.values()]
    if "dateline" in kinds or (letter and "wish" in kinds):
        return {n: ("salute" if k == "wish" else k, why) for n, (k, why) in found.items()}
    return {}


def _closes(block: Block, *, letter: bool) -> str:
    """What a block would be at the end of a letter, '' for text."""
    words = words_of(block).strip()
    if block.kind not in _ENDS or not words or len(words) > _SHORT or words[0] in OPENERS:
        return ""  # in brackets stands what is told of a text, not who signs it
    if DATED.match(words):
        return "dateline"
    if WISH.match(words):
        return "wish"
    if any(c in words for c in "〔〕[]"):  # of a document's number
        return ""
    if any(c in words for c in _SENTENCE) and not words.endswith((":", "：")):
        bare = words.replace("、", " ").replace("，", " ").replace(",", " ").replace("：", " ")
        return "signed" if names_only(bare) else ""
    return "signed" if letter or is_org(words) or names_only(words) else ""
