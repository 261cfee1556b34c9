"""Who signs: whether a short printed line names persons, posts and offices, and nothing else."""

from __future__ import annotations

import re
from functools import lru_cache

from converter.chinese.chars import HAN
from converter.chinese.names import ORG_TAIL, is_person, is_post
from converter.patterns import late

_WORK = "口述|讲述|整理|采写|采访|执笔|撰文|撰稿|记录|文字|摄影|摄像|图片|供图|供稿|通讯|报道|编译|编写|翻译|作者|文|图|摄|译"
# 口述：岳长生; 文、图：李晓. What was done, a colon or a stroke, who did it.
_TASK = late(rf"^(?:{_WORK})(?:[、/／与和](?:{_WORK}))*[ \u3000]*[:：/／|｜][ \u3000]*(?=\S)")
_DONE = late(rf"^(?:{_WORK})(?:[、/／与和](?:{_WORK}))*$")
# 本报讯（记者 沈一苇) on a line of its own, its text below.
_DISPATCH = late(
    r"^[（(【\[]?本(?:报|刊|网|台|社)(?:综合)?讯[】\]）)]?[ \u3000]*(?:[（(][^（）()，。]{2,24}[)）])?$"
)
_BRACKETS = late(r"[（(][^（）()]{1,6}[)）]")
# Where a person belongs, beside the names of organisations: 骨科, 基建办, 八年级（3）班, 1982级校友.
_PLACE = late(
    r"(?:[科部处室系组班级队办厂矿县市区镇乡村局院馆园场站]|[一-九十\d]届|车间|校友|学生|学员|家长|退休(?:教师|职工|干部)|街道|社区|支行|分行|读者|会员|网友)$"
)
_OFFICE = late(
    rf"(?:编辑部|办公室|研究室|委员会|中心|调研组|课题组|工作组|采访组|报道组|编写组|协会|学会|联合会|总会|工会|团委|党委|支部|公司|集团|大学|学院|中学|小学|医院|[党政人医业工区院]办|[{HAN}]建办|(?:工作|法规|宣传|组织|市场|人事|业务|会员|综合|采购|信息|管理|保障|服务)部|(?<![格布全大结时])局|(?<![好用益长短之])处|科|厅)$"
)
_WRITTEN = late(
    "口述|讲述|整理|采写|采访|执笔|撰文|撰稿|记录|文|供稿|通讯|报道|编译|编写|翻译|作者|译"
)
_RUNNING = late(r"[，。；！？“”《》‘’…—的了着过在是把被与]|[^和]和(?=[^和])")
_LOOSE = late(f"^[{HAN}]{{2,3}}$")
_NO_NAME = late(r"[的了是在不我你他这那一二三四五六七八九十第首篇则名篇]")


@lru_cache(maxsize=4096)
def signer(text: str) -> str:
    """How a line names who wrote: 'told', 'placed', 'office', 'names', 'place'; '' if it does not.

    'told': says what was done ('口述：岳长生 整理：晏小雨'). 'placed': offices or posts, and persons
    ('焦化厂 冯小满', '高二（6）班 郝天悦'). 'office': an office alone ('本刊编辑部'). 'names': persons
    alone; 'place': where somebody belongs, which alone signs nothing ('骨科'). The form does not prove it: what stands above and below the line has to bear it out.
    """
    words = text.strip()
    if not 2 <= len(words) <= 40:
        return ""
    if _DISPATCH.match(words):
        return "told"
    if words[0] in "（(【[" and words[-1] in "）)】]":
        words = words[1:-1].strip()
    if _RUNNING.search(words):
        return ""
    kinds = [_kind(w) for w in _parted(words)]
    if not kinds or "" in kinds:
        return _late_names(words)
    done = any(k in ("task", "done") for k in kinds)
    named = sum(k in ("person", "task") for k in kinds)
    placed = any(k in ("place", "office") for k in kinds)
    if done and not _WRITTEN.search(words):
        return ""  # 梁俊芳/摄 is said of a picture
    if done and (named or placed) and len(kinds) <= 8:
        return "told"
    if placed and named:
        return "placed" if kinds[-1] == "person" else ""
    if placed:
        alone = len(words) >= 3 and len(kinds) <= 2 and all(k == "office" for k in kinds)
        if alone and len(words.replace(" ", "")) <= 22:
            return "office"
        return "place" if len(kinds) == 1 else ""
    return "names" if named else ""


def _parted(text: str) -> list[str]:
    """The words of a line; a name of two letters that padding parts is one."""
    words = [w for w in re.split(r"[ \u3000、，,／/]+", _TASKS.sub(_keep, text)) if w]
    out: list[str] = []
    for word in words:
        if len(word) == 1 and out and len(out[-1]) == 1:
            out[-1] += word
        else:
            out.append(word)
    return out


_TASKS = late(rf"((?:{_WORK}))[ \u3000]*([:：/／|｜])[ \u3000]*")


def _keep(m: re.Match[str]) -> str:
    return f" {m[1]}："


def _kind(word: str) -> str:
    """What a word is: 'task' (of a person), 'done', 'place', 'office', 'person', '' for none."""
    m = _TASK.match(word)
    if m:
        who = word[m.end() :]
        return "task" if _LOOSE.match(who) or _kind(who) else ""
    if _DONE.match(word):
        return "done"
    bare = _BRACKETS.sub("", word)
    if len(bare) >= 3 and _OFFICE.search(bare):
        return "office"
    if len(bare) >= 2 and (_PLACE.search(bare) or (len(bare) >= 4 and ORG_TAIL.search(bare))):
        return "place" if not is_person(word) or len(word) > 3 or word[-1] in "科厂部" else "person"
    if len(bare) >= 3 and is_post(bare):
        return "place"
    return "person" if is_person(word) else ""


def _late_names(words: str) -> str:
    """'placed' where a place or a post is followed by one word that may be a rare name (水清浅)."""
    parts = _parted(words)
    if "、" in words or len(parts) != 2 or _kind(parts[0]) not in ("place", "office"):
        return ""
    rare = _LOOSE.match(parts[1]) and not _NO_NAME.search(parts[1])
    return "placed" if rare else ""
