"""Chinese for what decisions and evidence are made of, for readers of the review page.

Evidence is worded in English where it is found. Each cue has a name here by which a Chinese reader
knows it; one without a name is shown in English, which a test tells.
"""

from __future__ import annotations

from converter.diagnostics import READINGS
from converter.label.features import FAMILIES

LABELS = {
    **READINGS,
    "field": "版权项名",
    "repeat": "重复的版权项",
    "layout": "空白与换行",
    "repair": "修整时删去的文字",
    "break": "分段",
    "no break": "不分段",
    "joined": "同属一段",
    "next": "另起一段",
    "article": "同属一文",
    "at the title": "自标题起",
    "above the title": "自标题之前起",
    "above": "自标题之前起",
    "no article": "没有对应文章",
    "unassigned": "归属不明",
}

CUES = {
    **{family: chinese for family, (_, chinese) in FAMILIES.items()},
    "correction": "人工更正",
    "short": "上一行未满栏",
    "page_mark": "页标",
    "page_number": "随页递增的数字",
    "repeated_head": "各页重复",
    "numbered_head": "带页码的页眉",
    "sheet_head": "版面页眉",
    "page_name": "页眉中的版名",
    "strip": "反复出现的字条",
    "watermark": "水印",
    "worn_head": "与重复的页眉相近",
    "known_furniture": "出版物描述中列明",
    "host_words": "网站自身的文字",
    "leaders": "引导点",
    "habit": "本刊标题的惯常位置",
    "inside": "标题夹在段落中",
    "no-text": "其后没有正文",
    "first": "其前没有文字",
    "ended": "上文已结束",
    "page_open": "上页未完",
    "page-top": "页首",
    "amid": "页中",
    "empty": "上一篇将无正文",
    "state": "两端是否完整",
    "broken_word": "断词复原",
    "number": "数字与量词",
    "brackets": "引号括号配对",
    "punctuation": "标点相接",
    "ordinals": "序次衔接",
    "thread": "前后用词呼应",
    "loss": "缺文",
    "kinds": "前后体例",
    "closing_paragraph": "结尾段",
    "vocabulary": "用词相近",
    "text-below": "其下紧接正文",
    "lone_mark": "只有花饰",
    "named": "正文提到的刊名",
    "name_form": "字数少而无标点",
    "office": "紧靠期号的编印单位",
    "cover": "见于首页",
    "plate": "在期号、日期近旁",
    "tail": "刊名常用的结尾",
    "regular": "各列的格子相像",
    "sole": "只出现一次，故照登",
    "seams": "另排次序所增的衔接",
    "given": "另排次序所需的衔接",
    "unbroken": "没有断行",
}
