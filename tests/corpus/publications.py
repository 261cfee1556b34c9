"""The traits of fictional publications, drawn from their numbers: genre, marks, layout.

Publication 17 is the same in every run: what changes from issue to issue is the articles.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.corpus.model import Genre

GENRES: tuple[Genre, ...] = ("company", "school", "hospital", "association", "county")

TITLES: dict[Genre, tuple[str, ...]] = {
    "company": ("恒泽人", "远航报", "铸造之光", "云岭水泥", "长车通讯", "瑞丰工友"),
    "school": ("青枫园", "晨曲", "松塘教育", "梅坪中学报", "知行周刊"),
    "hospital": ("杏林之声", "仁和院讯", "双峰医苑", "柳荫健康", "白鹤医讯"),
    "association": ("竹木行业通讯", "五金协会会刊", "苗木信息", "陶瓷行业动态", "食用菌之友"),
    "county": ("禾川报", "云溪通讯", "竹溪周报", "渔溪新闻", "永和简报"),
}

OWNERS: dict[Genre, tuple[str, ...]] = {
    "company": ("恒泽重工有限公司", "云岭建材集团党委", "瑞丰机械股份有限公司工会"),
    "school": ("松塘实验学校", "梅坪中学", "青枫小学教导处"),
    "hospital": ("双峰县人民医院", "仁和中医院", "柳荫医院宣传科"),
    "association": ("禾川竹木行业协会", "云岭五金制品协会", "青枫苗木商会秘书处"),
    "county": ("中共禾川县委宣传部", "竹溪县融媒体中心", "永和县人民政府办公室"),
}

COLUMNS: dict[Genre, tuple[str, ...]] = {
    "company": (
        "卷首语",
        "要闻聚焦",
        "生产一线",
        "管理论坛",
        "技术天地",
        "班组风采",
        "职工园地",
        "学先进 争一流 创佳绩",
    ),
    "school": (
        "校长寄语",
        "校园要闻",
        "教研之窗",
        "德育园地",
        "艺体空间",
        "书香漫步",
        "春笋文苑",
        "爱校园 勤学习 树新风",
    ),
    "hospital": (
        "院长手记",
        "院内动态",
        "临床一线",
        "护理天地",
        "健康讲堂",
        "医者心语",
        "杏林副刊",
        "学楷模 强作风 优服务",
    ),
    "association": (
        "会长致辞",
        "协会动态",
        "标准与质量",
        "会员风采",
        "市场观察",
        "行业论坛",
        "业界随笔",
        "聚合力 促交流 谋发展",
    ),
    "county": (
        "本刊特稿",
        "县域要闻",
        "三农视窗",
        "基层治理",
        "生态家园",
        "文旅风情",
        "项目观察",
        "比担当 看实绩 促振兴",
    ),
}

HALF_WIDTH = str.maketrans("，：；（）！？", ",:;()!?")
STRAIGHT = str.maketrans("“”‘’", "\"\"''")

LOCAL = {
    "company": "本公司",
    "school": "本校",
    "hospital": "本院",
    "association": "本会",
    "county": "本县",
}


@dataclass(frozen=True)
class Publication:
    """One publication: everything that its issues have in common."""

    number: int
    genre: Genre
    title: str
    owner: str
    newspaper: bool
    columns: tuple[str, ...]  # its columns (栏目), empty where it prints none
    mark: str  # byline marker
    byline: str  # symbol, slash, author, reporter, correspondent, none
    byline_before: bool  # above the title
    byline_brackets: bool
    numbering: str  # headings: chinese, bracket, arabic, plain
    kicker: float  # share of articles with a kicker
    caption: str  # plain, triangle, shows
    photo: str  # photo credit: none, space, slash, bracket
    end_mark: str
    credit: str  # closing credit: none, line, run-on
    contents: str  # none, dots, middots, periods, bangs, spaces, first
    imprint: str  # style: full, rows (several fields a line), padded, slash
    title_last: float  # share of articles painted body first
    indent: str  # css or ideographic
    half_width: bool  # ,:;() for ，：；（）
    straight_quotes: bool  # "…" for “…”
    padded_names: bool  # 张　三
    text_columns: int
    run_head: str  # form of the running head: title, date, column, spaced, none
    page_number: str  # form, with {n}
    numbers_outside: bool  # front matter is not counted
    serif: bool
    size: float  # body size in pt
    page: tuple[int, int]  # mm
    pictures: str  # column (within a paragraph), between, float, none
    grid: bool  # newspaper: boxes in rows rather than a flow of columns
    spaced_titles: bool  # 师　傅
    new_page: bool  # each article starts a page
    length: float  # of its articles

    @property
    def key(self) -> str:
        """Short name used in document ids."""
        return f"pub{self.number:03d}"

    def typed(self, text: str) -> str:
        """A text as this publication's typesetters type it; the scorer folds both ways."""
        if self.half_width:
            text = text.translate(HALF_WIDTH)
        return text.translate(STRAIGHT) if self.straight_quotes else text


def publication(number: int) -> Publication:
    """The publication of that number."""
    rng = random.Random(f"publication {number}")
    genre = GENRES[number % len(GENRES)]
    newspaper = (
        rng.random()
        < {"company": 0.35, "school": 0.3, "hospital": 0.3, "association": 0.15, "county": 0.6}[
            genre
        ]
    )
    names = list(COLUMNS[genre])
    opening, rest = names[0], names[1:]
    rng.shuffle(rest)
    columns = () if newspaper or rng.random() < 0.12 else (opening, *rest[: rng.randint(3, 6)])
    text_columns = rng.choice((3, 4, 4, 5)) if newspaper else rng.choice((1, 2, 2, 2, 3))
    title = rng.choice(TITLES[genre])
    pick = rng.choice
    return Publication(
        number=number,
        genre=genre,
        title=title,
        owner=rng.choice(OWNERS[genre]),
        newspaper=newspaper,
        columns=columns,
        mark=pick(("●", "□", "■", "◎", "◇", "○", "▲")),
        byline=pick(
            (
                "symbol",
                "symbol",
                "symbol",
                "slash",
                "author",
                "reporter",
                "reporter",
                "correspondent",
                "none",
            )
        ),
        byline_before=rng.random() < 0.15,
        byline_brackets=rng.random() < 0.2,
        numbering=pick(("chinese", "chinese", "bracket", "arabic", "plain", "plain", "plain")),
        kicker=pick((0.0, 0.1, 0.3, 0.5)),
        caption=pick(("plain", "plain", "triangle", "shows", "shows")),
        photo=pick(("none", "none", "space", "slash", "bracket")),
        end_mark=pick(("", "", "", "■", "◆", "□", "(完)", title[0])),
        credit=pick(("none", "line", "line", "run-on")),
        contents="none"
        if newspaper
        else pick(
            ("none", "dots", "dots", "middots", "periods", "bangs", "spaces", "first", "first")
        ),
        imprint=pick(("full", "rows", "padded", "slash")),
        title_last=pick((0.0, 0.0, 0.0, 0.3, 0.7)),
        indent=pick(("css", "css", "ideographic")),
        half_width=rng.random() < 0.25,
        straight_quotes=rng.random() < 0.1,
        padded_names=rng.random() < 0.4,
        text_columns=text_columns,
        run_head=pick(("title", "date", "column", "column", "spaced", "none"))
        if columns
        else pick(("title", "date", "none")),
        page_number=pick(("{n}", "{n}", "— {n} —", "- {n} -", "·{n}·", "第{n}页", "{n:02d}")),
        numbers_outside=rng.random() < 0.5,
        serif=rng.random() < 0.7,
        size=pick((9.0, 9.5)) if newspaper else pick((9.5, 10.0, 10.5, 11.0)),
        page=pick(((390, 540), (280, 400)))
        if newspaper
        else pick(((210, 285), (210, 297), (185, 260))),
        pictures=pick(("column", "between", "float", "none")),
        grid=newspaper and rng.random() < 0.7,
        new_page=rng.random() < 0.4,
        spaced_titles=rng.random() < 0.3,
        length=pick((0.8, 1.0, 1.0, 1.4)) if newspaper else pick((1.0, 1.0, 1.5, 2.0)),
    )
