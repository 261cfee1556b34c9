"""Radicals that some fonts name in place of the character, and that NFKC leaves alone.

Source: Unicode Character Database, EquivalentUnifiedIdeograph.txt (CJK Radicals Supplement); a
traditional radical's simplified neighbour stands where the text is Chinese of the mainland.
"""

from __future__ import annotations

import unicodedata

from converter.patterns import late

_FROM = (
    "⺀⺁⺈⺊⺌⺍⺕⺘⺙⺝⺟⺠⺢⺣⺩⺪⺬⺮⺶⺷⺸⺻⺼⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤"
    "⻥⻦⻧⻨⻩⻬⻮⻰⻳⺅⺉⺋⺖⺡⺨⺭⺾⻌⻍⻏⻖⺗⺆⺇⺂⺃⺄⺚⺛⺜⺞⺥⺧⺫⺯⺲⺳⺴⺵⺹"
    "⺺⺽⺿⻀⻂⻃⻊⻐⻑⻒⻗⻞⻟⻠⻡⻪⻫⻭⻯⻱⻲⺎⺐⻈⺰⺓⺦㬵"
)
_TO = (
    "冫厂刀卜小小彐扌攵月母民水灬王疋示竹羊羊羊聿月虎西见角贝车长门青韦页风飞食马骨鬼"
    "鱼鸟卤麦黄齐齿龙龟亻刂㔾忄氵犭礻艹辶辶阝阝小冂几丶乙乚兀无日歺爫牛目糸罒罓罓羊耂"
    "肀臼艹艹衤覀足钅長镸雨飠飠飠飠齊齊齒龍龜龜兀尢讠纟幺丬胶"
)

RADICALS: dict[str, str] = dict(zip(_FROM, _TO, strict=True)) | {"戶": "户"}
"""Radical to character."""


FORMS = late("[\u2e80-\u2fd5\uf900-\ufad9\u3b35]")
"""Radicals (Kangxi and supplement), compatibility ideographs, and 㬵, which fonts name for 胶."""


def plain_form(ch: str) -> str:
    """The character that a radical or compatibility form stands for, always one character."""
    got = RADICALS.get(ch) or unicodedata.normalize("NFKC", ch)
    return got if len(got) == 1 else ch


def plain_forms(text: str) -> str:
    """A text of the same length with every radical and compatibility form as its character."""
    return FORMS.sub(lambda m: plain_form(m.group()), text)
