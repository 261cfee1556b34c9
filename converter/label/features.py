"""Features: what is to be seen of a line, of the lines around it, and of its place in the document.

A feature is a short name; none of them decides. What each speaks for is learnt from publications
with known truth (`make train`) and stands in `model.json`. The word before a feature's first blank
is its family, by which `explain` says in the trade's words what spoke for a reading.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from converter.chinese.chars import CLOSERS, HAN, OPENERS, has_han, is_letter_spaced, shape
from converter.chinese.days import is_day_label, month_alone, opens_entry
from converter.chinese.forms import DATELINE
from converter.chinese.names import is_org, is_person, is_post
from converter.chinese.numbers import ordinal
from converter.fields import RowFields
from converter.label.furniture import head_key
from converter.labelling import Row
from converter.patterns import late
from converter.profile.model import Habit, Habits

FAMILIES = {
    "size": ("its width", "行宽"),
    "fill": ("how it fills its column", "行宽与栏宽"),
    "end": ("how it ends", "行尾"),
    "open": ("how it begins", "行首"),
    "form": ("the form of its words", "字句的形式"),
    "letters": ("its letters", "所用的字"),
    "air": ("blank lines around it", "前后空行"),
    "lead": ("its indent", "缩进"),
    "near": ("the lines around it", "上下文"),
    "run": ("the run of displayed lines", "连续的标题行"),
    "seam": ("whether its words go on", "上下行文字是否相接"),
    "again": ("that it stands elsewhere too", "重复出现"),
    "list": ("the contents list", "目录"),
    "place": ("its place on the page", "版面位置"),
    "shared": ("words that it shares with the text", "与正文共用的字词"),
    "furniture": ("what repeats from page to page", "逐页重复"),
    "profile": ("the profile", "刊物配置"),
}
"""Families of features: what they are about, in English and Chinese."""

_SIZES = (1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 8.5, 10.5, 13.5, 17.5, 22.5, 30.5, 45.5)
_SHORT = 26.0  # em: a line whose letters are spelt out, and whose words are looked for around it
_NEAR = 12  # lines above and below in which they are looked for
_PARAGRAPH = 52.0  # em: wider than a printed line
_KNOWN = 4  # letters by which words are known again
_LOOKED = 120  # letters of a line in which they are looked for
_ALIKE = 12  # lines that begin alike, or are alike: more are running heads
_BESIDE = 3  # lines above and below with whose width a line's own is compared
_PARTS = (0.3, 0.6, 0.8, 0.93, 0.999)  # of the widest of these
_GAPS = (-8.0, -2.6, -1.3, -0.6, 0.6, 1.3, 2.6, 8.0)  # em
_FAR = (2, 4, 13)  # lines to the next one that begins alike
_LENGTHS = (40, 120, 350)  # lines of a document
_OVER = 6  # lines above, displayed ones, over which a text may go on
_RUN = 6  # lines of a run of displayed lines that are told apart

_FORMS: tuple[tuple[str, str], ...] = (
    (
        "jump",
        r"^\W*(?:下转|上接|转|接)[ \u3000]*第?[ \u3000]*[A-Z]?[\d一二三四五六七八九十]+[ \u3000]*[版页]",
    ),
    ("dateline", DATELINE.pattern),
    ("said by", r"^(?:问|答|Q|A|记者|主持人|甲|乙|[^，。：:]{1,8}[（(][^）)]{1,12}[）)])[：:]\S"),
    (
        "role",
        r"^\W{0,2}(?:文|图|图文|文图|摄影|作者|撰文|撰稿人?|供稿|执笔|口述|讲述|采写|采访|整理|记录|编译|翻译|漫画|插图|绘图)[ \u3000]*[/／|｜:：、]",
    ),
    ("reporter", r"^\W{0,2}(?:[^，。：:]{0,8})(?:记者|通讯员|特约|评论员)"),
    (
        "picture",
        r"^\W{0,2}(?:图为|图[一二三四五六七八九十\d]|图[：:]|图片|[上下左右]图|\[?[Pp]hoto)|^[（(]?[▲△▼▽↑↓←→◀▶]",
    ),
    ("taken", r"(?:摄影|摄|供图|/图|[Pp]hoto.{0,20})[）)]?$"),
    (
        "credit",
        r"供稿|执笔|撰稿|刊载|原载|来源|整理[）)]|责编|责任编辑|作者(?:系|单位|为|简介)|选自|摘自|转自|转载|指导教师|未完|待续",
    ),
    (
        "imprint",
        r"(?:主编|编辑|编委|主办|承办|协办|编印|排版|版式|校对|美编|顾问|总编|审核|签发|设计|发行|印刷|印数|地址|电话|邮编|邮政编码|邮箱|信箱|网址|传真|准印|投稿)[^，。]{0,3}[：:/｜| \u3000]",
    ),
    ("issue", r"第[ \u3000]*[\d一二三四五六七八九十百〇]+[ \u3000]*[期号]|总第|[Nn]o\.? ?\d|创刊"),
    (
        "date",
        r"\d{4}[ \u3000]*[年./-][ \u3000]*\d{1,2}|二[〇○零]..年|\d{1,2}[ \u3000]*月[ \u3000]*\d{1,2}[ \u3000]*日|星期[一二三四五六日天]",
    ),
    (
        "sheet",
        r"^第?[ \u3000]*[A-D]?[\d一二三四五六七八]{1,2}[ \u3000]*版|[\d一二三四五六七八][ \u3000]*版$",
    ),
    (
        "number",
        r"^[-—–·•.~〔\[(（|/\s]*(?:第|[Pp](?:age)?\.?)?[ \u3000]*\d{1,4}[ \u3000]*[页版]?(?:[ \u3000]*(?:[/／]|of|共)[ \u3000]*\d{1,4}[ \u3000]*页?)?[-—–·•.~〕\])）|/\s]*$",
    ),
    ("leader", r"[.．…·‥。]{4,}|(?:[.．·…][ \u3000]){3,}|[-—─_]{6,}"),
    ("paged", r"(?:[ \u3000.．…·‥（(/／—-]|^)[Pp]?\d{1,3}[）) \u3000]*$"),
    ("page first", r"^[（(\[]?[Pp]?\d{1,3}[）)\]]?[ \u3000/／|·.—-]+[^\d\s.、．%％]"),
    (
        "listing",
        r"^\W*(?:本[期报刊]|今日)?[ \u3000]*(?:目[ \u3000]*[录錄次]|导读|要目|看点|CONTENTS|Contents)\W*(?:CONTENTS|Contents)?$",
    ),
    ("address", r"@\w|www\.|https?:|\d{3,4}[-—– ]\d{7,8}|\d{7,8}$"),
    ("greeting", r"^(?:尊敬的|亲爱的|各位|同志们|Dear )?[^，。；]{2,16}[：:!！]$"),
    ("bullet", r"^[●○■□◆◇▲△★☆◎※▪▶►➤•·▼◤✦❖👉📌📖🌊✅*+-][ \u3000]?\S"),
    (
        "dressed",
        r"^[【〖『「\[〔{◆■●★◎※▌▍|｜—–-]+[ \u3000]?[^，。：；]{2,14}[】〗』」\]〕}◆■●★◎※▌▍|｜—–-]+$",
    ),
    ("brackets", r"^[（(\[].*[）)\]]$"),
    ("dash", r"^[—–―-]{1,3}[^—–―-]"),
    ("quote", r"^[“「『《\"]"),
    ("blanks", r"_{3,}|□[ \u3000]*\S{1,6}[ \u3000]*□"),
    ("hash", r"^#{1,6} "),
    ("rule", r"^\W{3,}$"),
    ("pipes", r"^\|(?:[^|]*\|){2,}$"),
    ("table", r"\t\S|\S[ \u3000]{2,}\S+[ \u3000]{2,}\S|^\|.*\|$"),
    ("capitals", r"^[^a-z]*[A-Z]{2}[^a-z]{2,}$"),
    ("latin", rf"^[^{HAN}]*[A-Za-z]{{2}}[^{HAN}]*$"),
    ("spoken", r"[？?]$"),
)
_PATTERNS = tuple((name, late(pattern)) for name, pattern in _FORMS)
_NUMERAL = late(r"[（(]?[\d一二三四五六七八九十]{1,3}[）).．、]?")
_DRESS = late(r"^[^\w“‘（(《「『【\[<]+")
_FIGURES = late(r"\d+")
_NOT_HAN = late(f"[^{HAN}]+")
_APART = late(r"[ \u3000、，,/·_|｜]+")
_NAMED = late(r"^\W{0,2}([^\W\d][^，。：:]{0,7}?)[ \u3000]*[：:]")
_COMMAS = late("[，,、；;]")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of a document before its lines are labelled.

    `repeated` holds the furniture cues of rows by their start, `columns` keys of columns' names, `named` those of the
    profile, `fields` what mastheads' fields each row holds, `cells` the rows of simple tables by
    their start; `marks`, `pictured` and `ends` are marks of bylines, captions and articles' ends, `habits` what the
    profile says of its house; `sole` the begins of rows that repeat nothing.
    """

    repeated: Mapping[int, Sequence[str]]
    columns: frozenset[str]
    named: frozenset[str]
    fields: Sequence[RowFields]
    cells: Mapping[int, str]
    is_word: Callable[[str], bool]
    marks: frozenset[str] = frozenset()
    pictured: Sequence[str] = ()
    ends: frozenset[str] = frozenset()
    habits: Habits | None = None
    sole: frozenset[int] = frozenset()
    rejoined: bool = False
    pages: int = 1


@dataclass(slots=True)
class _Look:
    """How a row looks to its neighbours."""

    fill: str
    end: str
    begin: str
    form: str
    forms: tuple[str, ...]
    lead: str
    air: int
    size: int
    shape: str
    words: str
    displayed: bool
    pairs: frozenset[str] = frozenset()


_EDGE = _Look("edge", "edge", "edge", "edge", (), "", 9, 0, "edge", "", displayed=False)


class Features:
    """The features of a document's rows, in reading order."""

    def __init__(self, rows: Sequence[Row], around: Surroundings) -> None:
        self.rows = rows
        self.around = around
        self._usual = _usual_blanks(rows)
        self._short_lines = sum(r.width <= _PARAGRAPH for r in rows) > 0.5 * len(rows)
        self.looks = [self._look(i) for i in range(len(rows))]
        self._words = [_pairs(row.tight[:60]) for row in rows]
        self._again = Counter(look.words for look in self.looks)
        self._runs = self._find_runs()
        self._alike = _alike(rows)
        self._length = bisect_right(_LENGTHS, len(rows))
        self._kind = self._find_kind()
        self._inside, self._holding = self._find_inside()

    def of(self, i: int) -> list[str]:
        """The features of row `i`."""
        here = self.looks[i]
        found = ["bias", *self._own(i, here)]
        found += self._context(i, here)
        found += self._seams(i, here)
        found += self._places(i, here)
        if here.displayed:
            found += self._run(i, here)
        return found

    # --- what a row looks like ---------------------------------------------------------------

    def _look(self, i: int) -> _Look:
        row = self.rows[i]
        around = self.around
        words = _masked(row)
        fill = self._fill(row)
        end, begin = _end(row), _begin(row)
        forms = _forms(row.text, row.tight, narrow=row.width <= 40 and not row.closed)
        fields = around.fields[i] if i < len(around.fields) else None
        if fields is not None and fields.found:
            forms = (f"field{min(fields.labels, 2)}", *forms)
        if row.start in around.cells:
            forms = (around.cells[row.start], *forms)
        elif row.verse:
            forms = ("verse", *forms)
        if around.marks and row.text.startswith(tuple(around.marks)):
            forms = ("byline mark", *forms)
        lead = "n" if row.lead is None else "f" if row.far else "i" if row.lead >= 0.8 else "0"
        air = min(max(row.blanks - self._usual, -1), 2)
        size = bisect_right(_SIZES, row.width)
        form = forms[0] if forms else ""
        displayed = (
            not row.closed
            and row.width <= 40
            and fill not in ("full", "long")
            and form
            not in ("jump", "number", "listed", "table", "role", "rule", "byline mark", "cell")
            and not form.startswith("field")
        )
        pairs = _pairs(row.tight) if row.width <= _SHORT else frozenset[str]()
        return _Look(
            fill, end, begin, form, forms, lead, air, size, f"{fill}{end}", words, displayed, pairs
        )

    def _fill(self, row: Row) -> str:
        """Its width against its column's: full, a paragraph's first line, or short."""
        if row.width > _PARAGRAPH or (self.around.rejoined and not row.block):
            return "long" if row.width > 45 else "middle" if row.width > 20 else "short"
        if not self._short_lines:
            return "short" if row.width <= 20 else "middle"
        if row.joint or (row.full and row.width <= row.measure + 3):
            return "full"
        if row.width > row.measure + 3 and row.measure > 8:
            return "wide"
        if row.indented:
            return "first"
        part = row.width / max(row.measure, 1.0)
        return "tiny" if part < 0.3 else "short" if part < 0.65 else "middle"

    def _find_kind(self) -> str:
        """Lines or paragraphs, with blank lines or indents or neither."""
        n = max(1, len(self.rows))
        blanks = sum(look.air > 0 for look in self.looks) / n
        leads = sum(look.lead == "i" for look in self.looks) / n
        return (
            f"{'L' if self._short_lines else 'P'}{'j' if self.around.rejoined else ''}"
            f"{'b' if blanks > 0.3 else 's' if blanks > 0.04 else ''}{'i' if leads > 0.05 else ''}"
        )

    # --- features ------------------------------------------------------------------------------

    def _own(self, i: int, here: _Look) -> list[str]:
        row, s = self.rows[i], here.shape
        kind = self._kind
        found = [
            f"size {here.size}",
            f"size {here.size} {here.end}",
            f"fill {s}",
            f"fill {kind} {s}",
            f"fill {kind} {s} {here.lead} {here.air}",
            f"end {here.end} {here.begin}",
            f"open {here.begin} {here.fill}",
            f"lead {here.lead} {s}",
            f"air {here.air} {self._at(i + 1).air} {here.lead}",
            f"air {kind} {here.air} {self._at(i + 1).air} {s}",
        ]
        found += [f"form {f}" for f in here.forms]
        found += [f"form {f} {s}" for f in here.forms[:4]]
        if not here.forms:
            found.append(f"form none {here.size} {here.end}")
        fields = self.around.fields[i] if i < len(self.around.fields) else None
        if fields is not None:
            found += [f"form has {f.key}" for f in fields.found[:3]]
        words = here.words
        bare = _DRESS.sub("", words) or words
        found += [
            f"letters ^{bare[:1]}",
            f"letters ^{bare[:2]}",
            f"letters {words[-1:]}$",
            f"letters {words[-2:]}$",
        ]
        if row.text[0] != bare[:1]:
            found.append(f"open mark {row.text[0]}")
            kind = shape(row.text[0])
            found += [f"open {kind} {here.shape}", f"open {kind} {here.form} {here.end}"]
        if row.width <= _SHORT:
            found += [f"letters {c}" for c in dict.fromkeys(bare)]
            found += [f"letters {bare[k : k + 2]}" for k in range(len(bare) - 1)]
            if len(bare) <= 8:
                found.append(f"letters ={bare}")
        found += self._widths(i, here)
        named = _NAMED.match(row.text)
        if named:
            found.append(f"letters {named[1]}:")
        before, behind = self._alike.get(i, (0, 0))
        if before or behind:
            found.append(f"run alike {before} {behind} {here.fill}")
            found.append(f"run alike {before} {behind} {here.form}")
        commas = len(_COMMAS.findall(row.text))
        found.append(f"form commas {min(commas, 2)} {here.fill}")
        inner = row.text[:-1]
        if "。" in inner or "！" in inner or "？" in inner:
            found.append(f"form stop inside {here.fill}")
        if "：" in inner or ":" in inner:
            found.append(f"form colon inside {here.fill}")
        parts = row.text.split()
        if len(parts) > 1 and row.width <= 40:
            sizes = {len(p) for p in parts}
            found.append(f"form parts {min(len(parts), 5)} {len(sizes) == 1} {max(sizes) == 1}")
            if is_person(parts[-1]):
                found.append(f"form name behind {min(len(parts), 3)}")
        return found

    def _widths(self, i: int, here: _Look) -> list[str]:
        """Its width against that of the lines around it, whatever the column's may be."""
        rows = self.rows
        near = [r.width for r in rows[max(0, i - _BESIDE) : i + _BESIDE + 1]]
        part = bisect_right(_PARTS, rows[i].width / max(*near, 1.0))
        above = rows[i].width - rows[i - 1].width if i else 0.0
        below = rows[i].width - rows[i + 1].width if i + 1 < len(rows) else 0.0
        gap, rest = bisect_right(_GAPS, above), bisect_right(_GAPS, below)
        return [
            f"fill near {part} {here.end}",
            f"fill above {gap} {self._at(i - 1).end} {here.lead}{here.air}",
            f"fill beside {part} {gap} {rest}",
            f"bias {self._length} {here.fill} {here.lead} {here.air}",
        ]

    def _context(self, i: int, here: _Look) -> list[str]:
        a, b = self._at(i - 1), self._at(i + 1)
        aa, bb = self._at(i - 2), self._at(i + 2)
        s, f = here.shape, here.form
        page = self._turns(i), self._turns(i + 1)
        found = [
            f"near -1 {a.shape} {a.form}",
            f"near +1 {b.shape} {b.form}",
            f"near -1 {a.shape}|{s}",
            f"near +1 {s}|{b.shape}",
            f"near {a.shape}|{s}|{b.shape}",
            f"near forms {a.form}|{f}|{b.form}",
            f"near -2 {aa.form} {a.form} {f}",
            f"near +2 {f} {b.form} {bb.form}",
            f"near -2 {aa.shape} {a.shape}",
            f"near +2 {b.shape} {bb.shape}",
            f"near +1 {here.size} {b.form} {b.fill}",
            f"near -1 {here.size} {a.form} {a.fill}",
            f"near +1 {f} {b.lead} {b.fill} {b.air}",
            f"near -1 letters {a.words[-1:]}",
            f"near +1 letters {b.words[:2]}",
            f"near -1 opens {a.words[:2]}",
            f"near -1 {a.end} {here.lead}{here.air}{here.fill} {a.fill}",
            f"near +1 {b.lead}{b.air}{b.fill} {here.end}",
        ]
        found += [f"near -1 has {g}" for g in a.forms[1:4]]
        found += [f"near +1 has {g}" for g in b.forms[1:4]]
        if page[0]:
            found.append(f"place page's first {s} {a.end}")
        if page[1]:
            found.append(f"place page's last {s}")
        return found

    def _turns(self, i: int) -> bool:
        rows = self.rows
        return 0 < i < len(rows) and rows[i].page != rows[i - 1].page

    def _seams(self, i: int, here: _Look) -> list[str]:
        rows, is_word = self.rows, self.around.is_word
        row = rows[i]
        above = rows[i - 1] if i else None
        below = rows[i + 1] if i + 1 < len(rows) else None
        found = []
        if above is not None and not above.closed:
            word = is_word(above.tight[-1:] + row.tight[:1])
            found.append(f"seam above {word} {self._at(i - 1).fill} {here.shape}")
            if below is not None:
                skip = is_word(above.tight[-1:] + below.tight[:1])
                found.append(f"seam round {skip} {word} {here.shape} {self._at(i + 1).fill}")
        over = next((k for k in range(i - 2, max(-1, i - _OVER), -1) if self._is_text(k)), -1)
        if over >= 0 and not self._is_text(i - 1):
            word = is_word(rows[over].tight[-1:] + row.tight[:1])
            goes_on = "." if rows[over].closed else word
            found.append(f"seam over {goes_on} {self._at(over).fill} {here.shape}")
            found.append(f"seam over {goes_on} {self._at(i - 1).form} {here.fill}")
        if below is not None and not row.closed:
            word = is_word(row.tight[-1:] + below.tight[:1])
            found.append(f"seam below {word} {here.shape} {self._at(i + 1).fill}")
        if here.pairs:
            n = len(here.pairs)
            after = len(here.pairs & self._window(i + 1, i + 1 + _NEAR)) / n
            before = len(here.pairs & self._window(i - _NEAR, i)) / n
            found.append(f"shared below {bisect_right((0.1, 0.25, 0.5), after)} {here.fill}")
            found.append(f"shared above {bisect_right((0.1, 0.25, 0.5), before)} {here.fill}")
            found.append(f"shared {after > before} {after > 0.2} {before > 0.2}")
        return found

    def _is_text(self, i: int) -> bool:
        """Whether a row looks like a line of running text."""
        look = self._at(i)
        return look.fill in ("full", "long", "first") or self.rows[i].closed

    def _window(self, a: int, b: int) -> set[str]:
        return set().union(*self._words[max(0, a) : max(0, b)])

    def _places(self, i: int, here: _Look) -> list[str]:
        row, around = self.rows[i], self.around
        n = len(self.rows)
        found = [f"place {'front' if i < 12 else 'back' if i >= n - 12 else 'mid'} {here.fill}"]
        if i < 12:
            found.append(f"place first {bisect_right((1, 2, 4, 8), i)} {here.form}")
        if i >= n - 12:
            found.append(f"place last {bisect_right((1, 2, 4, 8), n - i)} {here.form}")
        if around.pages > 1:
            if row.top < 3:
                found.append(f"place top {row.top} {here.fill} {row.page == 0}")
            if row.bottom < 3:
                found.append(f"place bottom {row.bottom} {here.fill}")
        again = self._again[here.words]
        if again > 1:
            found.append(f"again {min(again, 4)} {here.fill}")
            found.append(f"again {min(again, 4)} {min(row.top, 3)} {min(row.bottom, 3)}")
        if row.start not in around.sole:
            found.append(f"again somewhere {here.form} {here.fill}")
        for cue in around.repeated.get(row.start, ()):
            found.append(f"furniture {cue}")
            found.append(f"furniture {cue} {here.form}")
        if head_key(row.tight) in around.columns:
            found.append(f"list column {here.fill}")
        if row.tight in around.named:
            found.append(f"profile column {here.fill}")
        if len(row.tight) > 2 and row.tight[-1] in around.ends and row.closed:
            found.append("end mark")
        if i and len(self.rows[i - 1].tight) > 2 and self.rows[i - 1].tight[-1] in around.ends:
            found.append("near -1 end mark")
        if around.pictured and row.text.startswith(tuple(around.pictured)):
            found.append("profile caption mark")
        found += [f"profile {habit}" for habit in self._against(i, here)]
        for form in sorted(self._inside.get(i, ())):
            found.append(f"list inside {form} {here.fill}")
            found.append(f"list inside {form} {here.form} {self._at(i + 1).fill}")
        if i in self._holding:
            found.append(f"list holds {here.form} {here.fill}")
        return found

    def _against(self, i: int, here: _Look) -> list[str]:
        """Habits of the house that a line would break, were it of their kind."""
        habits = self.around.habits
        row = self.rows[i]
        if habits is None or row.closed or row.width > _SHORT * 2:
            return []
        above, below = self._at(i - 1), self._at(i + 1)
        near = (*above.forms, *here.forms, *below.forms)
        marked = {
            "numbered_headings": any(f.startswith("ordinal") for f in (*above.forms, *here.forms)),
            "marked_captions": "picture" in near or "taken" in near,
            "marked_bylines": any(f in near for f in ("byline mark", "role", "reporter")),
            "marked_ends": i == 0 or self.rows[i - 1].tight[-1:] in self.around.ends,
        }
        breaks = {Habit.ALWAYS: (False, "without"), Habit.NEVER: (True, "against")}
        return [
            f"{breaks[told][1]} {habit}"
            for habit, has in marked.items()
            if (told := getattr(habits, habit)) in breaks and has == breaks[told][0]
        ]

    def _run(self, i: int, here: _Look) -> list[str]:
        rows = self.rows
        first, last = self._runs[i]
        lead, tail = self._at(first - 1), self._at(last + 1)
        count, place, rest = min(last - first + 1, _RUN), min(i - first, 4), min(last - i, 4)
        opens = rows[first - 1].closed if first else True
        found = [
            f"run {count} {place}",
            f"run before {tail.form} {tail.shape}",
            f"run before {tail.form} {rest}",
            f"run behind {lead.form} {lead.shape} {place}",
            f"run {count} behind {lead.form} before {tail.form}",
            f"run {self._kind} {min(count, 4)} {opens} {tail.form}",
            f"run {opens} {here.size} {tail.form}",
            f"run {place} {rest} {here.form} {here.air} {self._at(i + 1).air}",
        ]
        if i > first:
            found.append(f"run wider {_compare(rows[i].width, rows[i - 1].width)} {place}")
        if i < last:
            found.append(f"run narrower {_compare(rows[i].width, rows[i + 1].width)} {rest}")
        return found

    # --- the document --------------------------------------------------------------------------

    def _at(self, i: int) -> _Look:
        return self.looks[i] if 0 <= i < len(self.looks) else _EDGE

    def _find_runs(self) -> list[tuple[int, int]]:
        """First and last row of the run of displayed rows that each row stands in."""
        out: list[tuple[int, int]] = []
        i, n = 0, len(self.rows)
        while i < n:
            j = i
            if self.looks[i].displayed:
                while j + 1 < n and self.looks[j + 1].displayed:
                    j += 1
            out += [(i, j)] * (j + 1 - i)
            i = j + 1
        return out

    def _find_inside(self) -> tuple[dict[int, frozenset[str]], frozenset[int]]:
        """Displayed rows whose words another line holds, with what holds them; and these lines.

        A line that ends with a page or has leaders is an entry of a contents list; in a running head
        stands a column's name.
        """
        places: dict[str, list[int]] = {}
        for i, look in enumerate(self.looks):
            if look.displayed and len(look.words) >= _KNOWN:
                places.setdefault(self.rows[i].tight, []).append(i)
        opens: dict[str, list[str]] = {}
        for words in places:
            opens.setdefault(words[:_KNOWN], []).append(words)
        inside: dict[int, set[str]] = {}
        holding = set()
        for j, row in enumerate(self.rows):
            whole = row.tight[:_LOOKED]
            for k in range(len(whole) - _KNOWN + 1):
                for words in opens.get(whole[k : k + _KNOWN], ())[:_ALIKE]:
                    if not whole.startswith(words, k):
                        continue
                    for i in places[words][:_ALIKE]:
                        if i != j:
                            rest = len(row.tight) - len(words)
                            inside.setdefault(i, set()).add(self._holds(i, j, k, rest))
                            holding.add(j)
        return {i: frozenset(forms) for i, forms in inside.items()}, frozenset(holding)

    def _holds(self, i: int, j: int, at: int, rest: int) -> str:
        """How row j holds the words of row i: as an entry, as a line of its own, in a sentence."""
        forms = self.looks[j].forms
        side = "before" if j < i else "behind"
        if not rest:
            return f"same {side}"
        if "leader" in forms or "paged" in forms or "page first" in forms:
            return f"entry {side}"
        if self.rows[j].closed or self.looks[j].fill in ("full", "long"):
            return "text"
        return f"line {side} {at == 0}"


def _alike(rows: Sequence[Row]) -> dict[int, tuple[int, int]]:
    """How far the rows before and behind are that begin with the same mark or kind of number."""
    last: dict[str, int] = {}
    before: dict[int, int] = {}
    behind: dict[int, int] = {}
    for i, row in enumerate(rows):
        number = ordinal(row.text)
        mark = row.text[0]
        if number is not None:
            sign = f"number {number[0]}"
        elif mark.isalnum() or mark in OPENERS:
            continue
        else:
            sign = mark
        if sign in last:
            far = 1 + bisect_right(_FAR, i - last[sign])
            before[i] = behind[last[sign]] = far
        last[sign] = i
    return {i: (before.get(i, 0), behind.get(i, 0)) for i in before.keys() | behind.keys()}


def _usual_blanks(rows: Sequence[Row]) -> int:
    """Blank lines between the lines of a paragraph: some tools set one after every line."""
    found = Counter(
        b.blanks for a, b in pairwise(rows)
        if not a.closed and a.page == b.page and a.full and a.width >= 8
    )  # fmt: skip
    return found.most_common(1)[0][0] if found else 0


def _pairs(text: str) -> frozenset[str]:
    """Every two Han characters that stand together."""
    han = _NOT_HAN.sub("", text)
    return frozenset(han[k : k + 2] for k in range(len(han) - 1))


@lru_cache(maxsize=8192)  # a second reading asks about the same rows
def _forms(words: str, tight: str, *, narrow: bool) -> tuple[str, ...]:
    """The forms that a row's words have; `narrow`: it may be a displayed line."""
    whole = len(words) <= 120
    text = words if whole else words[:120]
    out = []
    if is_day_label(tight) or month_alone(tight)[1]:
        out.append("day alone")
    elif opens_entry(text):
        out.append("day")
    number = ordinal(text)
    if number is not None:
        out.append(f"ordinal {number[0]}")
        if _NUMERAL.fullmatch(tight):
            out.append("numeral")
    out += [name for name, p in _PATTERNS if (whole or name not in _TAILS) and p.search(text)]
    if narrow:
        out += _persons(words)
        if is_letter_spaced(words):
            out.append("spaced")
    return tuple(out)


_TAILS = frozenset({"taken", "paged", "spoken", "greeting", "brackets", "latin", "rule", "number"})


def _persons(text: str) -> list[str]:
    """Whether names of persons or offices are what a row is made of."""
    bare = _DRESS.sub("", text).strip("（）() \u3000")
    if not bare or not has_han(bare):
        return []
    words = [w for w in _APART.split(bare) if w]
    persons = sum(map(is_person, words))
    tight = "".join(words)
    if persons and persons == len(words):
        return [f"names {min(persons, 3)}"]
    if is_person(tight):
        return ["names 1"]
    if persons and is_person(words[-1]):
        return ["name behind"]
    if is_post(tight):
        return ["post"]
    if len(words) == 1 and is_org(tight):
        return ["office"]
    return []


def _masked(row: Row) -> str:
    """The row's letters with one figure for all."""
    words = row.tight if len(row.tight) <= 60 else row.tight[:30] + row.tight[-30:]
    return _FIGURES.sub("0", words)


def _end(row: Row) -> str:
    last = row.text[-1]
    if row.closed:
        return "."
    if last in "，,、；;":
        return ","
    if last in "：:—":
        return ":"
    if last in OPENERS:
        return "("
    if last in CLOSERS:
        return ")"
    return "0" if last.isdecimal() else "a" if last.isalpha() else "x"


def _begin(row: Row) -> str:
    first = row.text[0]
    if first in "，。、；：！？,.;:!?)）》”’」%％":
        return "."
    if first in OPENERS:
        return "("
    return "0" if first.isdecimal() else "a" if first.isalpha() else "x"


def _compare(one: float, other: float) -> str:
    gap = one - other
    return "same" if abs(gap) < 0.6 else "more" if gap > 0 else "less"
