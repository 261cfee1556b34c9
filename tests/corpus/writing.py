"""Writes an issue of a publication: articles of several kinds, chronicle, table, masthead."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.corpus.grammar import Speaker, Topic, read_language, speaker
from tests.corpus.model import Article, Block, Byline, Genre, Imprint, Issue
from tests.corpus.publications import LOCAL, Publication

NUMERALS = "一二三四五六七八九十"

UNITS: dict[Genre, tuple[tuple[str, str], ...]] = {
    "company": (
        ("装配一车间", "车间"),
        ("铸造车间", "车间"),
        ("热处理分厂", "分厂"),
        ("动力保障部", "该部"),
        ("机加工二车间", "车间"),
        ("技术中心", "中心"),
        ("质量检验部", "该部"),
        ("物流公司", "公司"),
        ("包装班组", "班组"),
        ("电气工段", "工段"),
        ("海外事业部", "该部"),
        ("公司工会", "工会"),
    ),
    "school": (
        ("七年级", "年级组"),
        ("高一年级", "年级组"),
        ("语文教研组", "教研组"),
        ("校团委", "团委"),
        ("少先队大队部", "大队部"),
        ("体育组", "学校"),
        ("理化教研组", "教研组"),
        ("东校区", "校区"),
        ("初中部", "学校"),
        ("艺术中心", "中心"),
        ("后勤服务中心", "中心"),
        ("六年级三班", "班级"),
    ),
    "hospital": (
        ("心内科", "科室"),
        ("骨科", "科室"),
        ("儿科", "科室"),
        ("急诊科", "科室"),
        ("妇产科", "科室"),
        ("神经外科", "科室"),
        ("门诊部", "门诊"),
        ("护理部", "该部"),
        ("公共卫生科", "科室"),
        ("健康管理中心", "中心"),
        ("康复医学科", "科室"),
        ("医务科", "科室"),
    ),
    "association": (
        ("协会秘书处", "秘书处"),
        ("标准化分会", "分会"),
        ("会员服务部", "该部"),
        ("会展部", "该部"),
        ("技术委员会", "委员会"),
        ("青年企业家分会", "分会"),
        ("检测中心", "中心"),
        ("外贸专业委员会", "委员会"),
        ("设计分会", "分会"),
        ("培训中心", "中心"),
    ),
    "county": (
        ("青枫镇", "镇里"),
        ("石桥乡", "乡里"),
        ("柳荫街道", "街道"),
        ("沙湾镇", "镇里"),
        ("白鹤镇", "镇里"),
        ("县农业农村局", "该局"),
        ("县水利局", "该局"),
        ("双峰乡", "乡里"),
        ("县住建局", "该局"),
        ("渔溪镇", "镇里"),
        ("松塘街道", "街道"),
        ("县文旅局", "该局"),
        ("梅坪镇", "镇里"),
    ),
}

ROLES: dict[Genre, tuple[str, ...]] = {
    "company": (
        "车间主任",
        "班长",
        "安全员",
        "技术员",
        "工会主席",
        "党支部书记",
        "工段长",
        "销售经理",
        "值班长",
    ),
    "school": (
        "教研组长",
        "班主任",
        "年级主任",
        "校长",
        "语文教师",
        "学生会主席",
        "家长代表",
        "辅导员",
    ),
    "hospital": ("科主任", "护士长", "主治医师", "值班医生", "责任护士", "院长", "药师", "志愿者"),
    "association": (
        "秘书长",
        "会长",
        "高级工程师",
        "企业负责人",
        "会员代表",
        "法律顾问",
        "项目主管",
    ),
    "county": (
        "村党支部书记",
        "镇党委书记",
        "种粮大户",
        "驻村干部",
        "网格员",
        "农技员",
        "合作社理事长",
        "局长",
    ),
}

TABLES: dict[Genre, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "company": (
        "各单位主要指标完成情况",
        ("单位", "产量(吨)", "产值(万元)", "增速(%)", "隐患整改(项)"),
        (
            "装配一车间",
            "铸造车间",
            "热处理分厂",
            "机加工二车间",
            "动力保障部",
            "包装班组",
            "电气工段",
        ),
    ),
    "school": (
        "各年级体质测试情况",
        ("年级", "参测人数", "优秀人数", "优良率(%)", "合格率(%)"),
        ("七年级", "八年级", "九年级", "高一年级", "高二年级", "高三年级"),
    ),
    "hospital": (
        "各科室工作量统计",
        ("科室", "门诊人次", "出院人次", "手术台次", "满意度(%)"),
        ("心内科", "骨科", "儿科", "急诊科", "妇产科", "神经外科", "康复医学科"),
    ),
    "association": (
        "主要产品市场行情",
        ("品名", "规格", "本月均价(元)", "上月均价(元)", "涨跌(%)"),
        ("竹胶板", "实木地板", "铰链", "拉手", "智能门锁", "景观灯", "瓦楞纸箱"),
    ),
    "county": (
        "各乡镇粮食生产情况",
        ("乡镇", "面积(万亩)", "总产(万吨)", "单产(公斤)", "增速(%)"),
        ("青枫镇", "石桥乡", "柳荫街道", "沙湾镇", "白鹤镇", "双峰乡", "渔溪镇", "松塘街道"),
    ),
}

EVENTS = (
    "{R}{person}到{unit}调研{S}工作。",
    "召开{S}专题会议，{R}{person}主持并讲话。",
    "{activity}在{unit}举行，{n:30-260}人参加。",
    "{unit}{task}工作通过验收，{R}{person}参加。",
    "{R}{person}一行到{place}考察学习{S}经验。",
    "举办{S}培训班，培训骨干{n:26-120}人。",
    "{activity}启动，{n:3-18}个单位派员参加。",
    "{R}{person}看望慰问一线人员，并就{task}提出要求。",
    "{unit}荣获{S}先进集体称号。",
    "{unit}与{place}有关单位签订合作协议，{R}{person}出席。",
)


@dataclass
class Writer:
    """Writes one issue; `speaker` remembers what was said, so that paragraphs do not repeat."""

    pub: Publication
    rng: random.Random
    speaker: Speaker
    topics: tuple[Topic, ...]
    essays: Topic
    when: date
    said: set[str] = field(default_factory=set)

    def context(self, topic: Topic) -> dict[str, str]:
        """The article's unit, person, post and subject."""
        unit, short = self.rng.choice(UNITS[self.pub.genre])
        return {
            "U": unit,
            "short": short,
            "S": topic.name,
            "P": self.speaker.person(),
            "R": self.rng.choice(ROLES[self.pub.genre]),
            "unit": unit,
            "url": f"www.{self.pub.key}.example.com",
            "email": f"bjb{self.pub.number}@example.com",
        }

    def sentence(self, topic: Topic, name: str, context: dict[str, str]) -> str:
        """One sentence; the post of a person is drawn anew each time."""
        return self.speaker.say(topic, name, {**context, "role": self.role()})

    def paragraph(
        self, topic: Topic, context: dict[str, str], sentences: int, opening: str = ""
    ) -> str:
        """A paragraph: opening, frames and details in natural order, a quotation at times."""
        parts = [opening] if opening else []
        while len(parts) < sentences:
            kind = self.rng.choices(("frame", "detail", "quote"), (5, 6, 1))[0]
            if kind == "quote" and (not parts or parts[-1].startswith("“")):
                kind = "detail"
            parts.append(self.fresh(topic, kind, context))
        return "".join(parts)

    def fresh(self, topic: Topic, kind: str, context: dict[str, str]) -> str:
        """A sentence that this issue has not said yet; used-up details give way to scenes."""
        kinds = (kind, kind, "scene", "scene") if kind == "detail" else (kind, kind)
        said = ""
        for name in (*kinds, *("frame",) * 8):
            template = self.speaker.draw(topic, name)
            if template in self.said and name != "frame":
                continue
            said = self.speaker.fill(template, topic, {**context, "role": self.role()})
            if said not in self.said:
                self.said |= {template, said}
                break
        return said

    def role(self) -> str:
        """Somebody's post."""
        return self.rng.choice(ROLES[self.pub.genre])

    def opening(self, topic: Topic, context: dict[str, str]) -> str:
        """The first sentence of a news item."""
        day = self.when - timedelta(days=self.rng.randint(1, 25))
        return self.fresh(topic, "lead", {**context, "date": f"{day.month}月{day.day}日"})

    # -- kinds of article ------------------------------------------------------------------

    def news(self, topic: Topic, context: dict[str, str]) -> list[Block]:
        """A report of two to five paragraphs."""
        count = round(self.rng.randint(2, 5) * self.pub.length)
        texts = [
            self.paragraph(topic, context, self.rng.randint(2, 3), self.opening(topic, context))
        ]
        texts += [self.paragraph(topic, context, self.rng.randint(2, 4)) for _ in range(count - 1)]
        if self.rng.random() < 0.5:
            texts[-1] += self.sentence(topic, "close", context)
        return [Block("p", t) for t in texts]

    def item(self, topic: Topic, context: dict[str, str]) -> list[Block]:
        """A short item: one paragraph."""
        return [
            Block(
                "p",
                self.paragraph(
                    topic, context, self.rng.randint(2, 3), self.opening(topic, context)
                ),
            )
        ]

    def report(self, topic: Topic, context: dict[str, str]) -> list[Block]:
        """A piece of work experience with headings, numbered as the publication numbers them."""
        out = [
            Block(
                "p",
                self.paragraph(
                    topic, context, self.rng.randint(2, 4), self.opening(topic, context)
                ),
            )
        ]
        two_levels = self.pub.numbering == "chinese" and self.rng.random() < 0.35
        for i in range(self.rng.randint(2, 4)):
            out.append(self.heading(topic, i, 1))
            count = round(self.rng.randint(1, 3) * self.pub.length)
            run_in = self.rng.random() < 0.3
            for j in range(count):
                if two_levels and not run_in:
                    out.append(self.heading(topic, j, 2))
                opening = (
                    f"（{NUMERALS[j % 10]}）{self.sentence(topic, 'task', context)}。"
                    if two_levels and run_in
                    else ""
                )
                if not opening and self.rng.random() < 0.25:
                    opening = self.sentence(topic, "task", context) + "。"
                if not opening and self.rng.random() < 0.12:
                    opening = "".join(
                        f"{NUMERALS[k]}是{self.sentence(topic, 'task', context)}，"
                        f"{self.sentence(topic, 'mean', context)}。"
                        for k in range(3)
                    )
                out.append(
                    Block("p", self.paragraph(topic, context, self.rng.randint(2, 5), opening))
                )
        if self.rng.random() < 0.4:
            out.append(
                Block(
                    "p",
                    self.sentence(topic, "close", context) + self.sentence(topic, "frame", context),
                )
            )
        return out

    def heading(self, topic: Topic, index: int, level: int) -> Block:
        """A section heading; a two-part one may break at its space."""
        text = self.sentence(topic, "head", {}) if level == 1 else self.sentence(topic, "task", {})
        style = self.pub.numbering if level == 1 else "bracket"
        number = {
            "chinese": f"{NUMERALS[index]}、",
            "bracket": f"（{NUMERALS[index]}）",
            "arabic": f"{index + 1}. ",
            "plain": "",
        }[style]
        parts = text.split(" ")
        if len(parts) == 2 and self.rng.random() < 0.5:
            return Block("h", number.strip() + text, (number.strip() + parts[0], parts[1]), level)
        return Block("h", number.strip() + text, (number.strip() + text,), level)

    def essay(self) -> list[Block]:
        """Personal prose for the supplement."""
        context = {
            "U": "单位",
            "short": "单位",
            "P": self.rng.choice(("老师傅", "祖母", "陈老师", "老班长")),
            "S": "",
        }
        say = self.speaker.say
        texts = [say(self.essays, "opening", context)]
        texts += [
            "".join(
                say(self.essays, "middle", context) for _ in range(self.rng.choice((1, 2, 2, 3)))
            )
            for _ in range(self.rng.randint(3, 6))
        ]
        return [Block("p", t) for t in (*texts, say(self.essays, "ending", context))]

    def chronicle(self) -> list[Block]:
        """Dated entries of the month before; △ repeats the date."""
        month = (self.when.replace(day=1) - timedelta(days=1)).replace(day=1)
        out: list[Block] = []
        day = 1
        while day < 29 and len(out) < 26:
            iso = month.replace(day=day).isoformat()
            label, when = f"{day}日", iso
            if self.rng.random() < 0.12:
                last = min(28, day + self.rng.randint(1, 3))
                label, when = f"{day}日至{last}日", f"{iso}/{month.replace(day=last).isoformat()}"
            out.append(Block("entry", self.event(), label=label, when=when))
            while self.rng.random() < 0.3:
                out.append(Block("entry", self.event(), label="△", when=when))
            day += self.rng.randint(1, 4)
        if self.rng.random() < 0.5:
            out.append(Block("entry", self.event(), label="近日"))
        return out

    def event(self) -> str:
        """The text of one entry of the chronicle."""
        topic = self.rng.choice(self.topics)
        text = self.speaker.fill(self.rng.choice(EVENTS), topic, self.context(topic))
        return text + (self.sentence(topic, "result", {}) + "。" if self.rng.random() < 0.3 else "")

    def statistics(self, topic: Topic, context: dict[str, str]) -> list[Block]:
        """Two paragraphs and a table."""
        caption, head, names = TABLES[self.pub.genre]
        chosen = self.rng.sample(names, self.rng.randint(4, len(names)))
        rows = [head, *((n, *self.figures(len(head) - 1)) for n in chosen)]
        opening = f"从{self.when.month}月份各项数据看，{topic.name}工作总体平稳、稳中有进。"
        return [
            Block("p", self.paragraph(topic, context, 3, opening)),
            Block("p", self.paragraph(topic, context, 2)),
            Block("table", caption, rows=tuple(rows)),
        ]

    def figures(self, count: int) -> list[str]:
        """Plausible figures of a table's row."""
        forms = (
            lambda: str(self.rng.randint(20, 9800)),
            lambda: f"{self.rng.uniform(1, 99):.2f}",
            lambda: f"{self.rng.uniform(-9, 30):.1f}",
        )
        return [self.rng.choice(forms)() for _ in range(count)]

    # -- what stands around the text -------------------------------------------------------

    def title(self, topic: Topic, context: dict[str, str]) -> tuple[str, tuple[str, ...], str]:
        """Kicker, main lines and sub title."""
        rng = self.rng
        main = self.speaker.fill(
            self.speaker.draw(topic, "title"), topic, {**context, "short": context["U"]}
        )
        kicker = sub = ""
        form = rng.random()
        if form < self.pub.kicker:
            kicker = (
                context["U"]
                if rng.random() < 0.5
                else self.sentence(topic, "sloganhead", {})
                + " "
                + self.sentence(topic, "sloganhead", {})
            )
            main = main.replace(context["U"], "", 1) if kicker == context["U"] else main
        elif form < self.pub.kicker + 0.2:
            main = (
                f"{self.sentence(topic, 'sloganhead', {})} {self.sentence(topic, 'slogantail', {})}"
            )
        if rng.random() < 0.15:
            sub = f"——{context['U']}{topic.name}工作纪实"
        lines = tuple(main.split(" ")) if " " in main and rng.random() < 0.5 else (main,)
        return kicker, lines, sub

    def byline(self, unit: str) -> Byline | None:
        """A byline in the publication's form; see `truth.py` for what of it is the truth."""
        pub, rng = self.pub, self.rng
        if pub.byline == "none" or rng.random() < 0.06:
            return None
        names = tuple(self.speaker.person() for _ in range(rng.choice((1, 1, 1, 2))))
        padded = [f"{n[0]}　{n[1]}" if pub.padded_names and len(n) == 2 else n for n in names]
        gap = rng.choice((" ", "　"))
        people, solid = gap.join(padded), " ".join(names)
        if pub.byline == "symbol":
            form = rng.random()
            if form < 0.15:
                return Byline(f"{pub.mark}{unit}", unit, (unit,), pub.byline_before)
            if form < 0.3:
                post = f"{unit}{rng.choice(ROLES[pub.genre])}"
                return Byline(
                    f"{pub.mark}{post} {padded[0]}",
                    f"{post} {names[0]}",
                    names[:1],
                    pub.byline_before,
                )
            return Byline(
                f"{pub.mark}{rng.choice(('', '', ' '))}{people}", solid, names, pub.byline_before
            )
        if pub.byline == "slash":
            return Byline(f"文/{people}", solid, names, pub.byline_before)
        if pub.byline == "author":
            return Byline(f"作者：{people}", solid, names, pub.byline_before)
        if pub.byline == "reporter" and len(names) == 2:
            printed, text = (
                f"本报记者 {padded[0]} 通讯员 {padded[1]}",
                f"本报记者 {names[0]} 通讯员 {names[1]}",
            )
        else:
            post = "通讯员" if pub.byline == "correspondent" else "本报记者"
            printed, text = f"{post} {people}", f"{post} {solid}"
        if pub.byline_brackets:
            printed = f"（{printed}）"
        return Byline(printed, text, names, pub.byline_before)

    def caption(self, topic: Topic) -> Block:
        """A picture's caption, with a photo credit where the house prints one; `text` has no ▲."""
        pub = self.pub
        text = self.sentence(topic, "caption", {})
        if pub.caption == "shows":
            text = "图为" + text.removesuffix("现场") + ("现场" if text.endswith("现场") else "。")
        who = self.speaker.person()
        text += {
            "none": "",
            "space": f" {who} 摄",
            "slash": f" {who}/摄",
            "bracket": f"（{who} 摄）",
        }[pub.photo]
        return Block("caption", text, (("▲" if pub.caption == "triangle" else "") + text,))

    def credit(self, unit: str) -> Block | None:
        """A closing credit."""
        pub, rng = self.pub, self.rng
        if pub.credit == "none" or rng.random() < 0.6:
            return None
        one, two = self.speaker.person(), self.speaker.person()
        text = rng.choice(
            (
                f"（{unit}供稿）",
                f"（执笔：{one}）",
                f"（撰稿人：{one} {two}）",
                f"（通讯员 {one}）",
                f"（{one} {two}）",
            )
        )
        return Block("credit", text, run_on=pub.credit == "run-on")

    def article(self, index: int, column: str, kind: str) -> Article:
        """An article of a kind, with title, byline, pictures and credit."""
        rng = self.rng
        topic = rng.choice(self.topics)
        context = self.context(topic)
        kicker, main, sub = self.title(topic, context)
        byline = self.byline(context["U"])
        if kind == "essay":
            kicker, sub, main, blocks = (
                "",
                "",
                (self.speaker.draw(self.essays, "title"),),
                self.essay(),
            )
        elif kind == "chronicle":
            before = self.when.replace(day=1) - timedelta(days=1)
            kicker, sub, byline = "", "", None
            main, blocks = (f"{before.year}年{before.month}月大事记",), self.chronicle()
        elif kind == "statistics":
            kicker, sub, main = (
                "",
                "",
                (f"{self.when.year}年{self.when.month}月份{topic.name}情况通报",),
            )
            blocks = self.statistics(topic, context)
        else:
            blocks = {"news": self.news, "item": self.item, "report": self.report}[kind](
                topic, context
            )
        if kind in ("news", "report") and self.pub.pictures != "none":
            for _ in range(rng.choice((0, 1, 1) if kind == "news" else (0, 1, 2))):
                place = rng.randint(1, max(1, len(blocks) - 1))
                while place < len(blocks) and blocks[place - 1].kind == "h":
                    place += 1
                blocks.insert(place, self.caption(topic))
        credit = (
            self.credit(context["U"])
            if kind != "chronicle"
            else Block("credit", f"（{context['U']}供稿）")
        )
        if credit:
            blocks.append(credit)
        last = kind in ("news", "report") and rng.random() < self.pub.title_last
        return Article(f"a{index:02d}", column, kicker, main, sub, byline, tuple(blocks), last)


def write_issue(pub: Publication, number: int, seed: int) -> Issue:
    """Issue `number` of a publication; another seed writes other articles under the same marks."""
    rng = random.Random(f"{seed} {pub.number} {number}")
    when = date(2021 + (pub.number + number // 12) % 6, number % 12 + 1, rng.randint(2, 27))
    writer = Writer(
        pub, rng, speaker(rng), read_language(pub.genre), read_language("essays")[0], when
    )
    articles: list[Article] = []
    for column, kind in _plan(pub, rng):
        article = writer.article(len(articles) + 1, column, kind)
        if article.name not in {a.name for a in articles}:
            articles.append(article)
    house = _fields(writer, number)
    return Issue(
        number,
        house[0].values[0],
        house[1].values[0],
        house[2].values[0],
        house[:6],
        house[6:],
        tuple(articles),
    )


def _plan(pub: Publication, rng: random.Random) -> list[tuple[str, str]]:
    """Which column has which kind of article, in printed order."""
    if pub.newspaper:
        kinds = rng.choices(("news", "report", "item", "essay"), (5, 3, 2, 1), k=rng.randint(5, 11))
        return [("", k) for k in _few_essays(kinds)]
    plan: list[tuple[str, str]] = []
    for i, column in enumerate(pub.columns or ("",) * 3):
        if i == 0 and pub.columns:
            plan.append((column, rng.choice(("news", "essay"))))
            continue
        essay = any(c in column for c in ("苑", "副刊", "心语", "随笔", "园地", "漫步"))
        weights = (1, 1, 0, 6) if essay else (4, 5, 1, 0)
        plan += [
            (column, k)
            for k in rng.choices(("news", "report", "item", "essay"), weights, k=rng.randint(1, 3))
        ]
    kept = _few_essays([k for _, k in plan])
    plan = [(column, k) for (column, _), k in zip(plan, kept, strict=True)]
    if rng.random() < 0.35:
        plan.append(("数据之窗" if pub.columns else "", "statistics"))
    if rng.random() < 0.4:
        plan.append(("大事记" if pub.columns else "", "chronicle"))
    return plan


def _few_essays(kinds: list[str]) -> list[str]:
    """At most three essays an issue: their store of sentences is the smallest."""
    return [
        k if k != "essay" or kinds[:i].count("essay") < 3 else "news" for i, k in enumerate(kinds)
    ]


def _fields(w: Writer, number: int) -> tuple[Imprint, ...]:
    """All masthead fields: the first six stand on the cover, the rest in the imprint."""
    pub, when = w.pub, w.when
    town = random.Random(f"house {pub.number}")
    house = Speaker(town, w.speaker.common)
    staff = [house.person() for _ in range(9)]
    place = town.choice(w.speaker.common["place"])
    day = f"{when.year}年{when.month}月{when.day}日"
    total = town.randint(30, 800) + number
    fields: tuple[Imprint, ...] = (
        Imprint("issue", (f"{when.year}年第{when.month}期",)),
        Imprint("total", (f"总第{total}期",)),
        Imprint("date", (day if pub.newspaper else f"{when.year}年{when.month}月",)),
        Imprint("publisher", (pub.owner,)),
        Imprint("permit", (f"（{place[0]}）{town.randint(1000000, 9999999)}号",)),
        Imprint(
            "circulation_note",
            (
                town.choice(
                    ("内部资料免费交流", "内部资料 免费交流", f"{LOCAL[pub.genre]}内部交流")
                ),
            ),
        ),
        Imprint("editor_in_chief", (staff[0],)),
        Imprint("deputy_editors", tuple(staff[1:3])),
        Imprint("responsible_editors", tuple(staff[3:5])),
        Imprint("layout", (staff[5],)),
        Imprint("board_members", tuple(staff[6:9])),
        Imprint("address", (f"{place}市新华路{town.randint(3, 298)}号",)),
        Imprint("postcode", (str(town.randint(310000, 659999)),)),
        Imprint("phone", (f"0{town.randint(510, 899)}-{town.randint(2200000, 8899999)}",)),
        Imprint("email", (f"bjb{pub.number}@example.com",)),
        Imprint("printer", (f"{place}{town.choice(('红星', '华彩', '正文'))}印务有限公司",)),
        Imprint("print_run", (f"{town.randint(5, 60) * 100}册",)),
    )
    if pub.imprint == "slash":
        fields = tuple(f for f in fields if f.key not in ("board_members", "postcode", "print_run"))
    return fields
