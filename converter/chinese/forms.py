"""Forms by which printed lines say what they are: captions (图为…, ▲…), bylines (文/…, 本报记者 …)."""

from __future__ import annotations

from converter.chinese.chars import HAN
from converter.patterns import late

CAPTION = late(
    rf"^[（(]?(?:图为|图[一二三四五六七八九十\d]*[:：]|图片说明|上图|下图|左图|右图|▲|△图|↑|↓|←|→|【?图片?】|图\d)|[（(]?(?:摄影|摄)[:：/／ ]?[{HAN} ]{{0,6}}[)）]?$|"
    rf"(?:资料图|资料片|图片)?[（(]?[{HAN} ]{{2,8}}(?:摄影|摄|图|供图)[)）]$|[ \u3000/／。][{HAN}]{{2,4}}[ \u3000/／]?(?:摄影|摄|供图)$"
)
"""A line that says that it tells of a picture: by a mark, 图为, the photographer's credit."""

BYLINE = late(
    r"^[（(【\[]?(?:文[ \u3000]*[/／|·:：]|[图文]+[ \u3000]*[/／|]|文[、/／]图|图文[:：/／]?|作者[ \u3000]*[:：/／]?|撰稿(?:人)?[ \u3000]*[:：/／]|供稿[ \u3000]*[:：/／]|撰文[ \u3000]*[:：/／]?|执笔[ \u3000]*[:：]|"
    rf"(?:口述|讲述|自述|采写|采访|整理|记录|编译|翻译)(?:者|人)?[ \u3000]*[:：/／][ \u3000]*[{HAN}]|"
    rf"(?:本报|本刊|本网)?(?:实习|特约|首席|全媒体)?(?:记者|通讯员)[ \u3000]*[:：]?[ \u3000]*[{HAN}])"
)
"""A line that says who wrote: 文/…, 作者:…, 本报记者 …, 通讯员 …."""

DATELINE = late(
    r"^[【（(\[]?(?:据?(?:本[报刊台网社院校]|新华社|中新社|中央社|[^，。：；！？\d]{2,8}社?))"
    r"[^，。：；！？]{0,24}?[讯訊电電][】）)\] \u3000]"
)
"""The words with which news opens (电头): 本报讯（…, 本报云溪1月2日电 …, 据新华社电 …, 【本報訊】."""
