"""Characters that stand for others: what fonts, old encodings and OCR put in a character's place.

Each kind has the name of the repair that puts it right (`converter.repair`). Recognition reads a
whole text with all of them put right (`legible`), so that a sentence that ends in U+FE12 has ended.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from converter.chinese.chars import HAN, ODD_BLANKS, plain_blanks
from converter.chinese.numbers import NUM
from converter.chinese.radicals import FORMS, plain_form
from converter.chinese.traditional import simplified
from converter.patterns import late


@dataclass(frozen=True, slots=True)
class Variants:
    """A kind of them: the rule's name, where they stand, and what each stands for.

    `plain` gives as many characters as were found, so that places in a text keep their numbers.
    """

    rule: str
    pattern: re.Pattern[str]
    plain: Callable[[re.Match[str]], str]

    def put_right(self, text: str) -> str:
        """The text with all of this kind put right, of the same length."""
        return self.pattern.sub(self.plain, text)


# Small forms (U+FE50) and vertical forms (U+FE10, U+FE30). NFKC gives ASCII for most of the small
# ones, and a row of dots for an ellipsis. U+FE30 is typed for a colon where Big5 is at home.
_FORMED = dict(
    zip(
        "﹐﹑﹒﹔﹕﹖﹗﹘﹙﹚﹛﹜﹝﹞﹟﹠﹡﹢﹣﹤﹥﹦﹨﹩﹪﹫"
        "︐︑︒︓︔︕︖︗︘︙︰︱︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄﹇﹈",
        "，、。；：？！—（）｛｝〔〕#&*+-<>=\\$%@"
        "，、。：；！？〖〗…：—（）｛｝〔〕【】《》〈〉「」『』［］",
        strict=True,
    )
)
# Half-width marks of the code pages for kana.
_HALF = dict(zip("｡､｢｣･", "。、「」·", strict=True))

# Bullets of Symbol and Wingdings, which name no character of Unicode, and the ideographic space of
# GBK's user-defined rows. Between other letters of such a font they are letters.
_BULLETS = (
    "\uf06c-\uf077\uf09e\uf09f\uf0a1\uf0a7\uf0a8\uf0b2\uf0b7\uf0d8\uf0e0\uf0e8\uf0f0\uf0fc\uf0fe"
)
_PRIVATE = "\ue000-\uf8ff"
_BLANK = "\ue5e5"

# Letters with which foreign names are written: 马丁.路德.金 has points between its parts.
_SOUND = (
    "阿埃艾爱安奥巴白贝本比彼波伯布查达戴丹德迪丁多尔法菲费弗福盖戈格哈海汉赫亨胡怀霍基吉加杰金卡凯康考科克肯库拉莱兰劳勒雷里利莉林鲁路伦罗洛"
    "马玛迈曼梅门蒙米密莫姆穆纳内尼诺努欧帕佩彭皮普奇乔琼萨塞桑森沙舍斯史思索塔泰汤特托瓦威维温沃乌西希夏谢辛休雅亚扬耶伊英尤约泽詹珍朱兹翰"
)
_OPENS = "“‘「『《（〔【"
_STOP = late(
    rf"(?<=[{HAN}”’」』》）〕】％%])(?<!^[{NUM}])(?<!^[{NUM}][{NUM}])"
    rf"[.．](?!(?<=[{_SOUND}][{_SOUND}].)[{_SOUND}])(?=[{HAN}{_OPENS}”’」』]|[ \t\u3000]*$)"
    # Behind a number only where the line ends and the next does not go on with its decimals.
    rf"|(?<=\d)[.．](?=[ \t\u3000]*(?:\n[ \t\u3000]*[{HAN}{_OPENS}]|\Z))",
    re.MULTILINE,
)

_IN_CHINESE = late(f"[{HAN}][^{HAN}\\n]{{0,40}}$")
_NEAR = 42  # characters before a stop that tell what it stands in


def _stop(m: re.Match[str]) -> str:
    """What a half-width mark stands for; a number's point is a stop behind Chinese words alone."""
    at = m.start()
    if m.string[at - 1 : at].isdigit() and not _IN_CHINESE.search(m.string, max(0, at - _NEAR), at):
        return m.group()
    return _HALF.get(m.group(), "。")


RADICALS = Variants("radicals", FORMS, lambda m: plain_form(m.group()))
BLANKS = Variants("odd-blanks", ODD_BLANKS, lambda m: plain_blanks(m.group()))
PRESENTATION = Variants(
    "presentation-forms",
    late("[" + re.escape("".join(_FORMED)) + "]"),
    lambda m: _FORMED[m.group()],
)
STOPS = Variants(
    "half-width-stops",
    late(f"[{''.join(_HALF)}]|{_STOP.pattern}", re.MULTILINE),
    _stop,
)
BULLETS = Variants(
    "bullets",
    late(f"(?<![{_PRIVATE}])[{_BULLETS}](?![{_PRIVATE}])|{_BLANK}"),
    lambda m: "\u3000" if m.group() == _BLANK else "•",
)

VARIANTS = (RADICALS, BLANKS, BULLETS, PRESENTATION, STOPS)
"""Every kind, in the order in which they are put right."""


def legible(text: str, *, traditional: bool = False) -> str:
    """The text that recognition reads, character for character: every variant put right.

    `traditional`: simplified characters stand for traditional ones, in which no list is written.
    """
    for variants in VARIANTS:
        text = variants.put_right(text)
    return simplified(text) if traditional else text


_WIDE = late("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a＠．／＿－＋％＃＝＆～]+")


def comparable(text: str) -> str:
    """Words as recognition has them, whatever script they are printed in; of the same length."""
    return legible(text, traditional=True)


def narrow(text: str) -> str:
    """A text of the same length in which full-width letters, digits and signs of addresses are narrow."""
    return _WIDE.sub(lambda m: unicodedata.normalize("NFKC", m.group()), text)
