"""Names of persons and organisations, told by their form."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile

from converter.chinese.chars import is_han, tight
from converter.chinese.variants import comparable
from converter.patterns import late

# The 250 commonest surnames cover more than 97 % of Han names (公安部 2020 年全国姓名报告 and the
# 百家姓); compound surnames (复姓) are listed apart.
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪"
    "廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文邢樊倪祁卜安宿傅聂林"
    "温辛芦殷葛柴季申穆盛柳岳兰左谷蓝包鲁翟焦耿牛凌纪关饶游阳宁齐梅庄邬鲍童裴霍詹成甘尚卓岑郎全骆仇游蒲伍滕喻管荆费项"
    "祝娄解应景冉屈柯苗车褚欧舒房尤巩桑单褟慕鞠商苟臧冷晏隋敖辜符詹苑连艾窦宫缪刁栾牟厉丛邸佟原巴麻冼戚党官曲苍米靳颜"
    "时明宣濮诸占支池阮伏计危虞沙仲栗车初逄逯亓綦咸鹿衣矫由战来呼延台丰匡闻沃阚桂洪于仝修束薄路鄢展扈萧涂阎谌佘蔺邝闵奚甄卞屠胥郁湛邰储"
    "施俞翁毕廉裘荀芮巫姬瞿茹寇蔚揭阙楚晁狄禹柏宓郦雍"
)
COMPOUND = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "夏侯",
    "东方",
    "端木",
    "闻人",
    "长孙",
    "宇文",
)

# Last words of organisations' names (机关、团体、企事业单位通名).
ORG_TAIL = late(
    r"(?:委员会|人民政府|政府|办公室|编辑部|研究室|研究院|指挥部|纪委监委|委|局|部|厅|处|科|室|院|校|学|中心|公司|集团|"
    r"总会|总工会|工会|商会|协会|分会|车间|分厂|工段|班组|年级|教研组|校区|学会|联合会|社|站|所|队|党委|党组|支部|总支|办事处|街道|机关|报社|银行|厂|店|中学|小学|"
    r"医院|大学|学院|幼儿园|团委|妇联|中心组|小组|(?:调研|课题|工作|采访|报道|督查|编写|专家|考察)组|法院|检察院)$"
)
_POST_TAIL = late(
    r"(?:书记|主任|局长|部长|院长|校长|主席|市长|县长|区长|镇长|乡长|秘书长|经理|董事长|总裁|处长|科长|会长|组长|主编|"
    r"记者|通讯员|教师|老师|教授|医生|医师|护士长|护士|委员|代表|工程师|研究员|专员|站长|所长|队长|厂长|主管|员|班|长)$"
)


@lru_cache(maxsize=8192)
def is_person(text: str) -> bool:
    """Whether a short string has the form of a person's name ('于 姗', '田卫东', '欧阳修文').

    Two to four Han characters that begin with a surname; padding inside is allowed. The form does
    not prove the name: '高度重视' has it too, so callers weigh it with its place.
    """
    name = tight(comparable(text))
    if not 2 <= len(name) <= 4 or any(not (is_han(c) or c == "·") for c in name):
        return False
    if name[:2] in COMPOUND:
        return len(name) >= 3
    return name[0] in SURNAMES and len(name) <= 3


@lru_cache(maxsize=4096)
def people(text: str) -> bool:
    """Whether two or three persons' names glued together are what a text is ('林浩雪曹立浩')."""
    n = len(text)
    if not 4 <= n <= 9:
        return False
    counts: list[set[int]] = [{0}] + [set() for _ in range(n)]
    for k in range(n):
        for size in (2, 3):
            if counts[k] and k + size <= n and is_person(text[k : k + size]):
                counts[k + size] |= {c + 1 for c in counts[k]}
    return bool(counts[n] & {2, 3})


_BETWEEN_NAMES = late(r"[ \u3000、，,/·_]+")
_LONGEST_NAME = 8  # characters: four letters, and a hard space or a tab behind each


@lru_cache(maxsize=8192)
def names_only(text: str) -> bool:
    """Whether a text is persons' names (and padding) and nothing else, or an organisation's name."""
    words = [w for w in _BETWEEN_NAMES.split(text) if w]
    if not words or max(map(len, words)) > _LONGEST_NAME:
        return False
    if all(is_person(w) for w in words) or is_person(text):
        return True
    singles = [w for w in words if len(w) > 1]
    pairs = "".join(w for w in words if len(w) == 1)
    if len(pairs) % 2 == 0 and all(is_person(w) for w in singles):
        return all(is_person(pairs[k : k + 2]) for k in range(0, len(pairs), 2))
    return False


@lru_cache(maxsize=4096)
def is_org(text: str) -> bool:
    """Whether a string ends like an organisation's name ('德州市总工会', '中共夏津县委')."""
    words = tight(comparable(text))
    return len(words) >= 4 and bool(ORG_TAIL.search(words))


def is_post(text: str) -> bool:
    """Whether a string ends like a post ('市委书记、市人大常委会主任')."""
    return bool(_POST_TAIL.search(tight(comparable(text))))


def _singles(pieces: list[re.Match[str]], k: int) -> str:
    """The run of single letters, a space or a mark apart, of which piece `k` is the first; '' if not."""
    if k and len(pieces[k - 1].group()) == 1:
        return ""
    run = takewhile(lambda piece: len(piece.group()) == 1, pieces[k : k + 4])
    return "".join(piece.group() for piece in run)


def name_spans(text: str) -> list[tuple[str, int, int]]:
    """Names in a byline as (kind, start, end): kind 'person' or 'org'.

    Words are parted by spaces and list marks; a name of two characters padded by a space
    ('李 晓') counts as one, and so do three letters that stand alone ('江 白 帆'). A word of neither form is left out.
    """
    out: list[tuple[str, int, int]] = []
    pieces = list(re.finditer(r"[^ \u3000、，,；;:：/／|｜]+", text))
    k = 0
    while k < len(pieces):
        m = pieces[k]
        word = m.group()
        run = _singles(pieces, k)
        if len(run) == 3 and is_person(run):  # 江 白 帆
            out.append(("person", m.start(), pieces[k + 2].end()))
            k += 3
            continue
        if (
            len(word) == 1
            and k + 1 < len(pieces)
            and len(pieces[k + 1].group()) == 1
            and is_person(word + pieces[k + 1].group())
        ):
            out.append(("person", m.start(), pieces[k + 1].end()))
            k += 2
            continue
        if is_person(word):
            out.append(("person", m.start(), m.end()))
        elif is_org(word) and not is_post(word):
            out.append(("org", m.start(), m.end()))
        k += 1
    return out
