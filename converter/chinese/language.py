"""The language of a text, told from its characters as a BCP 47 tag."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from converter.chinese.chars import han_count
from converter.chinese.tags import ENGLISH, SIMPLIFIED, TRADITIONAL_CHINESE, chinese_script
from converter.chinese.traditional import TRADITIONAL, simplified_only
from converter.patterns import late

# Letters by script, with the language that a text in them is taken for. Kana tell Japanese although
# most of its ink is Han; Cyrillic is Russian only where no letter of another language stands in it.
_SCRIPTS = (
    ("ja", late("[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")),
    ("ko", late("[\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e]")),
    ("ru", late("[\u0400-\u052f]")),
    ("und-Arab", late("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")),
    ("bo", late("[\u0f40-\u0fbc]")),
    ("und-Mong", late("[\u1820-\u1878]")),
    ("th", late("[\u0e01-\u0e2e]")),
    ("und-Deva", late("[\u0904-\u0939]")),
    ("el", late("[\u0370-\u03ff]")),
    ("he", late("[\u05d0-\u05ea]")),
)
_NOT_RUSSIAN = late("[ІіЇїЄєҐґЎўЉљЊњЂђЋћЏџЈјҚқҒғҢңӨөҰұҮүҺһӘә]")

_ADDRESS = late(r"[\w.+-]{1,64}@[\w.-]{1,255}|(?:https?://|www\.)[!-~]+", re.ASCII)
_WORD = late(r"[^\W\d_]{2,}")
_LATIN = late(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_USUAL = frozenset(
    re.findall(
        r"\w+",
        "the of and to in is for on that with by as at from are was it be this an or has have will "
        "not were their which its your you we our all more can new been one his her he she they "
        "but who had there after when about into please may",
    )
)

# A reading of a name or a quoted word stands in many a text of another script.
_SHARE = 0.15
_REACH = 400_000  # characters from which a document's language is told
_FEW = 4  # words, or letters of one script, that a text says nothing with
_SURE = 40  # words after which English has used its usual ones, or is not English
_USUAL_SHARE = 0.08


class Script(NamedTuple):
    """What a text is written with: Han characters, Latin words, letters of other scripts."""

    han: int
    traditional: int
    simplified: int
    words: tuple[str, ...]
    other: tuple[tuple[str, int], ...]


def language_of(text: str) -> str:
    """The language that most of a text is in: 'zh-Hans', 'zh-Hant', 'en', another tag, or ''.

    '' is for a text that is too short to tell. Chinese without a character that tells the script
    is taken for simplified.
    """
    seen = _look(text[:_REACH])
    language = _other(text, seen)
    if language:
        return language
    if len(seen.words) > seen.han:
        return _latin(seen.words)
    if not seen.han:
        return ""
    return TRADITIONAL_CHINESE if seen.traditional > seen.simplified else SIMPLIFIED


def differs(text: str, language: str) -> str:
    """The language of a passage where it surely is another than its surroundings', else ''.

    Two scripts of Chinese are told apart by several characters of the one and hardly any of the
    other; a few words of English inside Chinese, or a name, make no passage.
    """
    seen = _look(text)
    other = _other(text, seen)
    if other:
        return other if other != language else ""
    if len(seen.words) > seen.han:
        told = _latin(seen.words) if len(seen.words) >= _FEW else ""
        return told if told != language else ""
    if seen.han < _FEW:
        return ""
    few, many = sorted((seen.traditional, seen.simplified))
    sure = many >= _FEW and few <= _SHARE * many
    told = TRADITIONAL_CHINESE if seen.traditional > seen.simplified else SIMPLIFIED
    own = chinese_script(language)
    return told if not own or (sure and told != own) else ""


def _look(text: str) -> Script:
    han = han_count(text)
    traditional = simplified = 0
    if han:
        plain = simplified_only()
        traditional = sum(map(TRADITIONAL.__contains__, text))
        simplified = sum(map(plain.__contains__, text))
    words: tuple[str, ...] = ()
    if _LATIN.search(text):
        bare = _ADDRESS.sub(" ", text)
        words = tuple(w for w in _WORD.findall(bare) if _LATIN.match(w))
    other: tuple[tuple[str, int], ...] = ()
    if not text.isascii():
        other = tuple((tag, len(form.findall(text))) for tag, form in _SCRIPTS)
    return Script(han, traditional, simplified, words, other)


def _other(text: str, seen: Script) -> str:
    """The language of a script that is neither Han nor Latin, where it carries the text."""
    tag, most = max(seen.other, key=lambda pair: pair[1], default=("", 0))
    if most < _FEW or most < _SHARE * (seen.han + most) or most < len(seen.words):
        return ""
    if tag == "ru" and _NOT_RUSSIAN.search(text):
        return "und-Cyrl"
    return tag


def _latin(words: Iterable[str]) -> str:
    """English, or 'und-Latn' where a text of many words has hardly any of English's usual ones."""
    folded = [w.lower() for w in words]
    usual = sum(w in _USUAL for w in folded)
    return "und-Latn" if len(folded) >= _SURE and usual < _USUAL_SHARE * len(folded) else ENGLISH
