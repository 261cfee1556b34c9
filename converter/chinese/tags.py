"""Tags of languages (BCP 47): the three that the program knows, and the script that a tag names."""

from __future__ import annotations

SIMPLIFIED, TRADITIONAL_CHINESE, ENGLISH = "zh-Hans", "zh-Hant", "en"


def is_read(language: str) -> bool:
    """Whether recognition knows a language: Chinese, English; '' stands for a text too short to tell."""
    return language in ("", SIMPLIFIED, TRADITIONAL_CHINESE, ENGLISH)


def chinese_script(language: str) -> str:
    """The script of a Chinese tag, 'zh-Hans' or 'zh-Hant' ('zh-TW' is the latter); '' for others."""
    first, *rest = language.lower().split("-")
    if first != "zh":
        return ""
    return TRADITIONAL_CHINESE if {"hant", "tw", "hk", "mo"} & set(rest) else SIMPLIFIED
