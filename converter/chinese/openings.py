"""How paragraphs open and close that are items, speeches, letters and notes: their printed forms."""

from __future__ import annotations

import re
from typing import NamedTuple

from converter.chinese.chars import HAN
from converter.chinese.numbers import NUM, ORDINAL, numeral

# --- items ----------------------------------------------------------------------------------

_BULLET = re.compile(r"[●○•·∙■□◆◇▲△▼▶►▷★☆◎※➤➢✓✔✦❖▪▫◦⊙♦]|[-–*+](?=[ \u3000])")
_OTHER = re.compile(
    rf"(?P<closing>\d{{1,2}})[)）]|[\[［〔【](?P<bracket>\d{{1,3}})[\]］〕】]"
    rf"|第(?P<rank>[{NUM}]{{1,3}})[，、,：:]|(?P<letter>[A-Ha-h])(?:[、．)）]|\.(?=[ \u3000{HAN}]))"
)


class Opening(NamedTuple):
    """The printed number or bullet of a paragraph.

    `kind` is the form of the number or the bullet itself, `number` what it counts (0: a bullet),
    `end` where its words go on.
    """

    kind: str
    number: int
    end: int


def opening(text: str) -> Opening | None:
    """The number or bullet that a text opens with, blanks behind it taken in; None where none does.

    >>> opening("(2) 借期一个月")
    Opening(kind='parenarabic', number=2, end=4)
    """
    m = _BULLET.match(text)
    if m is not None:
        return Opening(m.group(), 0, _behind(text, m.end()))
    m = ORDINAL.match(text) or _OTHER.match(text)
    if m is None or m.lastgroup is None or m.lastgroup == "zhang":
        return None
    word = m.group(m.lastgroup)
    if m.lastgroup == "circled":
        number = ord(word) - ord("①") + 1
    elif m.lastgroup == "letter":
        number = ord(word.lower()) - ord("a") + 1
    else:
        number = numeral(word)
    return Opening(m.lastgroup, number, _behind(text, m.end()))


def _behind(text: str, at: int) -> int:
    return at + len(text[at:]) - len(text[at:].lstrip(" \t\u3000\u00a0"))


# --- speeches -------------------------------------------------------------------------------

SPEAKER = re.compile(
    r"(?P<who>[^\s：:，,。！？!?、；;“”‘’「」《》（）()\[\]\d]{1,10}(?:[（(][^（）()]{1,12}[）)])?)[ \u3000]*[：:][ \u3000]*"
)
"""A label before a colon, as it stands before what somebody says."""

ASKING = re.compile(r"[？?][”’」』）)]*$")
"""The end of a question."""

ROLES = re.compile(
    r"^(?:问|答|本?[刊报台社]?记者|主持人|编辑|编者|[QA]|[甲乙丙丁]|嘉宾|专家|学生|家长|村民|读者|提问|回答)[一二三\d]?$"
)
"""Who asks or answers in an interview, where it is no name."""

# --- letters --------------------------------------------------------------------------------

_GREETING = r"(?:[，,！! ]?(?:您好|你好|你们好|大家好|好|收启?|台鉴|惠鉴|钧鉴|平安|主内平安))"
ADDRESSES = re.compile(
    r"^(?:[★☆]?)(?:尊敬的|敬爱的|亲爱的|各位|各[^，。]{1,12}[、，（(]|致[^，。]{2,20}$|敬告)"
)
"""How a salutation begins."""

ADDRESSED = re.compile(
    r"(?:同志|先生|女士|小姐|老师|师傅|医生|朋友|同学|同窗|家长|同事|同仁|伙伴|业主|乡亲|居民|代表|会员|编辑部?|编辑室|主编|总编|读者|叔叔|阿姨"
    r"|姐姐?|哥哥?|爷爷|奶奶|爸爸?|妈妈?|兄弟?|弟弟?|妹妹?|姊妹|孩子|宝贝|单位|部门|政府|委员会|办公室|[局处科部室组厂队院校会]|人员|领导|书记|主任|校长|院长|贵刊|人士|们)"
    rf"(?:[（(][^）)]{{1,12}}[）)])?们?{_GREETING}?[：:！!，,]?$"
)
"""How a salutation ends."""

GREETING = re.compile(r"^(?:您好|你好|你们好|大家好|见字如面|展信佳?)[！!。，,：:]?$")
"""A greeting on a line of its own."""

TELLS = re.compile(r"如下|以下|下列|下面|认为|指出|表示|强调|[说道称问答写为是有及在于][：:]$")
"""What stands before a colon that opens a list, a quotation or a report."""

WISH = re.compile(
    r"^(?:此致|谨致|顺[祝颂致]|敬祝|恭祝|祝[：:]?|此颂|即颂|专此|特此(?:通知|公告|函告|通报|声明|致谢)|致以)[^，。；]{0,16}[！!。]?$"
    r"|^(?:敬礼|此致[ \u3000]*敬礼|安好|编安|撰安|大安|夏安|冬安|秋安|春安|平安|健康|快乐)[！!。]?$"
)
"""The wish that closes a letter: 此致, 敬礼, 祝编安."""

DATED = re.compile(
    r"^(?:于?[^\d，。：；]{0,8}[ \u3000]?)?(?:(?:19|20)\d{2}|二[〇○零][一二三四五六七八九〇○零]{2}|(?:中华)?民国[\d一二三四五六七八九十百〇○]{1,5})[ \u3000]*[年./-][ \u3000]*"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})[ \u3000]*[月./-][ \u3000]*(?:(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})[ \u3000]*[日号]?)?"
    r"[ \u3000]*(?:星期.|周.|于[^，。]{1,10}|[晨夜晚])?$"
    r"|^(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})[日号]$"
)
"""A date that is a whole line, place and weekday included."""

# --- notes ----------------------------------------------------------------------------------

REFERENCE = re.compile(r"[①-⑳]|[\[［〔](?P<number>\d{1,3})[\]］〕]")
"""A note's mark inside running text."""

REFERENCES = re.compile(r"^(?:主要)?(?:参考|引用|征引)(?:文献|书目|资料)[：:]?$|^References:?$")
"""The heading of a bibliography."""

NOTES = re.compile(r"^[【\[（(]?(?:注释|附注|注解|脚注|尾注|注|Notes?)[】\]）)]?[：:]?$")
"""The heading of notes."""

NOTE = re.compile(r"^[（(]?(?:附?注|注释|注解|说明)[ \u3000]*[：:]")
"""How a note without a number opens."""

EDITORIAL = re.compile(
    r"^[【\[（(〔]?(?:(?:编者|编辑|本刊)(?:按语?|的话|附[记言]|注|后记|手记)|编后(?:语|记|话)?|按语)"
    r"(?:[】\]）)〕]|[ \u3000]*[：:])"
)
"""How an editor's note opens."""
