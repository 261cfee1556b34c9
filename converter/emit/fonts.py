"""Fonts of an edition: the style sheets name those of simplified Chinese; others get their own."""

from __future__ import annotations

import re
from collections.abc import Mapping

from converter.chinese.tags import chinese_script

_TRADITIONAL: Mapping[str, str] = {
    "PingFang SC": "PingFang TC",
    "Source Han Sans SC": "Source Han Sans TC",
    "Noto Sans CJK SC": "Noto Sans CJK TC",
    "Noto Sans SC": "Noto Sans TC",
    "Microsoft YaHei": "Microsoft JhengHei",
    "Heiti SC": "Heiti TC",
    "Songti SC": "Songti TC",
    "Source Han Serif SC": "Source Han Serif TC",
    "Noto Serif CJK SC": "Noto Serif CJK TC",
    "Noto Serif SC": "Noto Serif TC",
    "STSong": "LiSong Pro",
    "SimSun": "PMingLiU",
    "Kaiti SC": "Kaiti TC",
    "STKaiti": "BiauKai",
    "KaiTi": "DFKai-SB",
    "LXGW WenKai": "LXGW WenKai TC",
}
# Letters of a Latin font come first where the text is Latin; what is Han in it falls to the next.
_LATIN: Mapping[str, str] = {
    "Songti SC": "Georgia, ",
    "Kaiti SC": "Georgia, ",
    "PingFang SC": "Helvetica, Arial, ",
}
# Longest first: KaiTi stands inside STKaiti.
_NAMES = re.compile("|".join(sorted(_TRADITIONAL, key=len, reverse=True)))
_QUOTED = re.compile(f'"?({"|".join(_LATIN)})"?')


def fonts(sheet: str, lang: str) -> str:
    """A style sheet, or a list of fonts, with the fonts that `lang` wants."""
    script = chinese_script(lang)
    if script == "zh-Hant":
        return _NAMES.sub(lambda m: _TRADITIONAL[m.group()], sheet)
    return sheet if script else _QUOTED.sub(lambda m: _LATIN[m[1]] + m.group(), sheet)
