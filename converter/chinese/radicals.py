"""Radicals that some fonts name in place of the character, and that NFKC leaves alone.

Source: Unicode Character Database, EquivalentUnifiedIdeograph.txt (CJK Radicals Supplement); a
traditional radical's simplified neighbour stands where the text is Chinese of the mainland.
"""

from __future__ import annotations

_FROM = "⺀⺁⺈⺊⺌⺍⺕⺘⺙⺝⺟⺠⺢⺣⺩⺪⺬⺮⺶⺷⺸⺻⺼⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳⺅⺉⺋⺖⺡⺨⺭⺾⻌⻍⻏⻖⺗⺆⺇⺂⺃⺄⺚⺛⺜⺞⺥⺧⺫⺯⺲⺳⺴⺵⺹⺺⺽⺿⻀⻂⻃⻊⻐⻑⻒⻗⻞⻟⻠⻡⻪⻫⻭⻯⻱⻲"
_TO = "冫厂刀卜小小彐手攵月母民水灬王疋示竹羊羊羊聿月虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟亻刂㔾忄氵犭礻艹辶辶阝阝小冂几丶乙乚兀无日歺爫牛目糸罒罓罓羊耂肀臼艹艹衤覀足钅長镸雨飠飠飠飠齊齊齒龍龜龜"

RADICALS: dict[str, str] = dict(zip(_FROM, _TO, strict=True)) | {"戶": "户"}
"""Radical to character."""
