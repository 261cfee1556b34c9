"""What the program has to say: one registry of stable codes with severity and wording.

A code is the name of a finding for ever: it is a SARIF rule id, a key for filters and what a
person searches for. Its wording, English and Chinese, may be improved; a code is never reused. Each
wording says what was found and, where a person can act, what to do. Named places (`{count}`)
are filled from the diagnostic's arguments, which are checked when it is made.

Only the standard library is used here.
"""

from __future__ import annotations

import enum
import string
from dataclasses import dataclass

from converter.wording import DOCUMENTS, DOUBTS


class Severity(enum.IntEnum):
    """How much a finding matters: a note informs, a warning doubts, an error fails a document."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The lower-case English name, as command options and SARIF use it."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the registry: a code, its severity and its wording in both languages."""

    code: str
    severity: Severity
    en: str
    zh: str

    @property
    def places(self) -> frozenset[str]:
        """The names of the arguments that the wording needs."""
        return frozenset(name for _, name, _, _ in string.Formatter().parse(self.en) if name)


_N, _W, _E = Severity.NOTE, Severity.WARNING, Severity.ERROR

_ROWS = (
    # --- reading a source ---------------------------------------------------------------------
    Kind(
        "read-missing",
        _E,
        "no such file or folder: check the path",
        "找不到此文件或文件夹：请检查路径",
    ),
    Kind(
        "read-failed",
        _E,
        "cannot be read ({reason}): check its permissions",
        "无法读取（{reason}）：请检查权限",
    ),
    Kind("read-empty", _E, "holds no text: nothing can be made of it", "没有文字，无法处理"),
    Kind(
        "read-binary",
        _E,
        "is a binary file, not text: give the text that was extracted from it",
        "是二进制文件，不是文本：请提供从中提取的文字",
    ),
    Kind(
        "read-undecodable",
        _E,
        "is in no encoding that could be recognised: save it as UTF-8",
        "无法识别其编码：请另存为 UTF-8",
    ),
    Kind(
        "read-encoding",
        _E,
        "is in {kind}, which cannot be read without doubt: save it as UTF-8",
        "采用 {kind} 编码，无法可靠读取：请另存为 UTF-8",
    ),
    Kind(
        "read-markup",
        _E,
        "is {kind}, and its markup would stand among the words: give the text alone, as a browser "
        "or a word processor saves it",
        "是 {kind}，标记会混入正文：请用浏览器或文字处理软件另存为纯文本",
    ),
    Kind(
        "read-mixed",
        _E,
        "this line is not in the encoding of the others, nor in another one that could be "
        "recognised: save the whole text as UTF-8",
        "此行与其余各行编码不同，且无法识别：请将全文另存为 UTF-8",
    ),
    Kind(
        "read-parted",
        _W,
        "{count} line(s), this the first, are in {other}, the others in {encoding}; each was read "
        "in its own",
        "自此行起有 {count} 行采用 {other} 编码，其余采用 {encoding}；已分别读取",
    ),
    Kind(
        "read-misread",
        _W,
        "{count} line(s), this the first, are {encoding} that was taken for {wrong} once and saved "
        "so; read as what was meant",
        "自此行起有 {count} 行原为 {encoding} 编码，曾被误作 {wrong} 读取并保存；已还原",
    ),
    Kind(
        "read-bytes",
        _W,
        "{count} byte(s) do not belong to {encoding}; kept in the ledger, shown as a gap",
        "有 {count} 个字节不属于 {encoding} 编码；已记入台账，并以缺损标示",
    ),
    Kind(
        "read-guessed",
        _W,
        "read as {encoding}, which is a guess: save it as UTF-8 if the characters look wrong",
        "按推测的编码 {encoding} 读取：若文字有误，请另存为 UTF-8",
    ),
    Kind(
        "read-unreadable",
        _W,
        "{count} of {total} characters cannot be read: {private} private-use, {lost} lost (U+FFFD, "
        "(cid:…)), {odd} in lines of garbled letters; take the text out of the original with "
        "another tool, or by OCR",
        "{total} 个字符中有 {count} 个无法辨认：私用区 {private} 个，缺失（U+FFFD、(cid:…)）{lost} "
        "个，乱码行内 {odd} 个；请改用其他工具或 OCR 重新提取",
    ),
    Kind(
        "read-doubled",
        _W,
        "{count} of {total} letters stand twice running, here first: the text cannot be read as it "
        "was printed; take it out of the original with another tool",
        "自此行起 {total} 字中有 {count} 字前后重复：与原刊不符，请改用其他工具重新提取",
    ),
    Kind(
        "read-glyph",
        _W,
        "{letters}: rare, but in many words, here first: a font may have named them for other "
        "letters; compare the original",
        "{letters}：罕用字却见于多个词语，首见于此行：可能是字体映射错误，请核对原件",
    ),
    Kind(
        "read-language",
        _W,
        "is in a language that is not recognised ({language}), neither Chinese nor English: "
        "its paragraphs are kept in their order",
        "所用语言（{language}）既非中文也非英文，无法识别：各段按原有顺序保留",
    ),
    Kind(
        "read-forbidden",
        _W,
        "{count} character(s) that XML forbids ({which}); accounted for in the ledger",
        "有 {count} 个 XML 不允许的字符（{which}）；已记入台账",
    ),
    Kind(
        "read-too-large",
        _E,
        "is larger than {limit} MB: split it, or raise the limit with --max-size",
        "超过 {limit} MB 的上限：请拆分，或用 --max-size 调高上限",
    ),
    Kind(
        "read-changed",
        _E,
        "changed while it was read: build again when it is complete",
        "读取期间文件发生变化：请待其写完后重新处理",
    ),
    Kind(
        "read-no-sources",
        _E,
        "holds no text files (.txt) and no documents that can be read",
        "其中没有文本文件（.txt）或可读取的文档",
    ),
    *(Kind(code, Severity[level.upper()], en, zh) for code, level, en, zh in DOCUMENTS),
    # --- profiles and corrections, as files ---------------------------------------------------
    Kind(
        "project-there",
        _E,
        "is there already, and is left as it is: edit it, or move it away",
        "已经存在，未作任何改动：请直接编辑，或先移走",
    ),
    Kind("config-syntax", _E, "is not YAML: {reason}", "不是合法的 YAML：{reason}"),
    Kind(
        "config-refused",
        _E,
        "{what} is not allowed here: write the value itself",
        "此处不允许使用 {what}：请直接写出其值",
    ),
    Kind("config-limit", _E, "{what} exceeds the limit of {limit}", "{what}超过上限 {limit}"),
    Kind("config-unknown-key", _E, "{key}: no such key{hint}", "{key}：没有这个键{hint}"),
    Kind(
        "config-retired",
        _W,
        "{key}: has no effect any more: take it out",
        "{key}：已不起作用：请删去",
    ),
    Kind(
        "config-duplicate-key",
        _E,
        "{key}: given before, on line {first}",
        "{key}：与第 {first} 行重复",
    ),
    Kind("config-missing-key", _E, "{key}: is missing", "{key}：缺少此键"),
    Kind(
        "config-value",
        _E,
        "{key}: {found} is not {wanted}{hint}",
        "{key}：{found} 不是 {wanted}{hint}",
    ),
    Kind(
        "config-duplicate-id",
        _E,
        "{key}: {value} is used before, on line {first}",
        "{key}：{value} 与第 {first} 行重复",
    ),
    # --- profiles -----------------------------------------------------------------------------
    Kind("profile-missing", _E, "no profile {name}{hint}", "没有名为 {name} 的出版物描述{hint}"),
    Kind(
        "profile-cycle",
        _E,
        "extends itself: {chain}",
        "extends 循环引用：{chain}",
    ),
    Kind(
        "profile-detected",
        _N,
        "profile {name} (score {score})",
        "采用出版物描述 {name}（得分 {score}）",
    ),
    Kind(
        "profile-assumed",
        _N,
        "no profile fits; what the text itself shows is used",
        "没有匹配的出版物描述，按文本自身的特征处理",
    ),
    Kind(
        "profile-ambiguous",
        _W,
        "profiles {names} fit equally; none is used: choose with --profile",
        "{names} 同等匹配，均未采用：请用 --profile 指定",
    ),
    Kind(
        "learnt-assumed",
        _N,
        "assumed from the text itself: title {title}; columns {columns}; marks {marks}; always "
        "{habits}. `converter profile learn` writes it down",
        "据文本自身推定：刊名 {title}；栏目 {columns}；标记 {marks}；惯例 {habits}。"
        "可用 `converter profile learn` 写成出版物描述",
    ),
    Kind(
        "learnt-nothing",
        _W,
        "the texts show nothing of their publication that could be held: give more issues",
        "这些文字没有显示出可以确定的出版物特征：请提供更多期",
    ),
    Kind(
        "learnt-apart",
        _W,
        "calls its periodical {title}, the others {other}: learn one publication at a time",
        "自称《{title}》，其余为《{other}》：请一次只学习一种出版物",
    ),
    # --- corrections --------------------------------------------------------------------------
    Kind(
        "correction-moved",
        _N,
        "expected on line {expected}, found by its text on line {found}: update the number",
        "原定第 {expected} 行，按文字在第 {found} 行找到：请更新行号",
    ),
    Kind(
        "correction-unmatched",
        _E,
        "the text “{text}” is not in the source; nearest: {nearest}",
        "原文中没有“{text}”；最接近的有：{nearest}",
    ),
    Kind(
        "correction-ambiguous",
        _E,
        "the text “{text}” stands on lines {lines} alike: give the right line number",
        "“{text}”同样见于第 {lines} 行：请给出正确的行号",
    ),
    Kind(
        "correction-contradiction",
        _E,
        "contradicts the correction on line {other}: {what}",
        "与第 {other} 行的更正相矛盾：{what}",
    ),
    Kind(
        "correction-unused",
        _E,
        "could not be applied: {reason}",
        "未能采用：{reason}",
    ),
    Kind(
        "correction-needless",
        _W,
        "recognition now says the same by itself: the entry may go",
        "程序现已能自行得出同样结果：此条可以删去",
    ),
    Kind(
        "correction-elsewhere",
        _N,
        "is about the text {source}, not about {text}: not used",
        "针对的是 {source}，而不是 {text}：未采用",
    ),
    Kind(
        "correction-which",
        _E,
        "may be about {text} or {others}: say which with `source:`, or name the file by the folder "
        "too",
        "可能针对 {text}，也可能针对 {others}：请用 `source:` 写明，或将文件放入同名文件夹",
    ),
    *(Kind(code, Severity[level.upper()], en, zh) for code, level, en, zh in DOUBTS),
    # --- the tree, the ledger, the editions ---------------------------------------------------
    Kind("tree-syntax", _E, "is not well-formed XML: {reason}", "不是合法的 XML：{reason}"),
    Kind("tree-schema", _E, "not valid against the schema: {reason}", "不符合模式：{reason}"),
    Kind(
        "tree-house",
        _E,
        "breaks a rule of the tree ({rule}): {reason}",
        "违反树的约定（{rule}）：{reason}",
    ),
    Kind(
        "tree-odd",
        _W,
        "looks wrong, if the print is not ({rule}): {reason}",
        "若非原刊如此，则有误（{rule}）：{reason}",
    ),
    Kind(
        "ledger-failed",
        _E,
        "the proof that nothing was lost failed: {reason}",
        "“无一字遗失”的核验未通过：{reason}",
    ),
    Kind(
        "edition-words",
        _E,
        "the words of the {format} edition are not the tree's at {block}: “{found}” instead of "
        "“{wanted}”",
        "{format} 版的文字与树在 {block} 处不一致：应为“{wanted}”，实为“{found}”",
    ),
    Kind(
        "edition-unreadable",
        _E,
        "the {format} edition cannot be read: {reason}",
        "无法读取 {format} 版：{reason}",
    ),
    Kind(
        "output-differs",
        _E,
        "is not what is made of the tree ({place}): it was changed since, or made by another "
        "converter",
        "与由树生成的结果不同（{place}）：文件后来被改动，或由其他版本生成",
    ),
    Kind(
        "output-older",
        _W,
        "is as it was written, but by another converter: a build makes it again",
        "文件未经改动，但由其他版本生成：重新构建即可更新",
    ),
    Kind(
        "output-stale",
        _E,
        "is an edition of the tree as it was before: remove it, or build it again "
        "(--format {format})",
        "此版本出自改动之前的树：请删去，或重新生成（--format {format}）",
    ),
    Kind("output-altered", _E, "is not what was written", "内容已非当初所写"),
    Kind(
        "output-unproved",
        _N,
        "no state of a build is here to compare it with",
        "此处没有构建记录，无从比对",
    ),
    Kind(
        "person-words",
        _N,
        "a person changed “{before}” to “{after}” (line {source} of the source)",
        "人工将“{before}”改为“{after}”（原文第 {source} 行）",
    ),
    Kind(
        "person-added",
        _N,
        "a person added “{words}” (line {source} of the source)",
        "人工增加“{words}”（原文第 {source} 行）",
    ),
    Kind(
        "person-element",
        _N,
        "a person added words of their own: “{words}”",
        "人工另加文字：“{words}”",
    ),
    Kind(
        "person-lines",
        _N,
        "a person changed the file here, down to line {last}",
        "人工改动了此处，至第 {last} 行",
    ),
    # --- building -----------------------------------------------------------------------------
    Kind(
        "write-failed",
        _E,
        "cannot be written ({reason}); what was there before is untouched",
        "无法写入（{reason}）；原有内容未动",
    ),
    Kind(
        "build-internal",
        _E,
        "an error of the program ({reason}): please report it with this file; --debug shows where",
        "程序内部错误（{reason}）：请连同此文件一并反馈；--debug 可显示出错位置",
    ),
    Kind(
        "build-limit",
        _E,
        "gave up: {what} exceeds the limit of {limit}",
        "已中止：{what}超过上限 {limit}",
    ),
    Kind(
        "build-locked",
        _E,
        "another build is writing here: wait for it, or choose another folder with -o",
        "另一次构建正在写入此处：请等待其完成，或用 -o 另选文件夹",
    ),
    Kind(
        "build-worker-lost",
        _E,
        "the process that built it ended ({reason}), twice: it may need more memory than there is",
        "处理此文件的进程两次意外结束（{reason}）：可能内存不足",
    ),
    Kind(
        "build-too-long",
        _E,
        "took more than {limit} s of processor time: split it, or raise that with --max-seconds",
        "处理时间超过 {limit} 秒的上限：请拆分，或用 --max-seconds 调高上限",
    ),
    Kind(
        "build-too-much",
        _E,
        "took more than {limit} MB of memory: split it, or raise that with --max-memory",
        "所需内存超过 {limit} MB 的上限：请拆分，或用 --max-memory 调高上限",
    ),
    Kind(
        "build-program-differs",
        _E,
        "worker {worker} runs another converter or other libraries: install there what is here",
        "工作节点 {worker} 上的程序或依赖版本与本机不同：请安装相同的版本",
    ),
    Kind(
        "build-cluster",
        _E,
        "no scheduler can be had there ({reason}): check the address",
        "无法连接该调度器（{reason}）：请检查地址",
    ),
    Kind(
        "build-index-kept",
        _W,
        "is not as converter wrote it and is left: move it away to have a list of issues",
        "并非由本程序写成，予以保留：移走后方可生成期次目录",
    ),
    Kind(
        "build-source-gone",
        _W,
        "its source {source} is gone: it is not in the list of issues any more, its files stay; "
        "converter clean --gone removes them",
        "其原文 {source} 已不存在：已从期次目录撤下，文件仍保留，可用 converter clean --gone 删除",
    ),
    Kind(
        "site-nothing",
        _E,
        "holds no tree to make a site of: run converter build first",
        "其中没有可用于制作网站的 TEI 文件：请先运行 converter build",
    ),
    Kind(
        "site-unfit",
        _W,
        "{count} issue(s) of the site are not fit to be published, by their doubts: {names}",
        "网站中有 {count} 期按存疑情况尚不能发布：{names}",
    ),
    Kind(
        "site-edited",
        _E,
        "changed since it was written, or not written by converter ({files}), so it is left: "
        "--force overwrites it",
        "写成之后有人改过，或并非本程序写成（{files}），予以保留：--force 覆盖",
    ),
    Kind(
        "site-not-built",
        _W,
        "{count} issue(s) have no {file} that readers could download: build with --format {format}",
        "有 {count} 期没有可供下载的 {file}：请以 --format {format} 构建",
    ),
    Kind(
        "site-no-search",
        _N,
        "has no search, since Pagefind is not installed: the extra 'search' brings it",
        "没有检索页，因为未安装 Pagefind：可安装附加组件 search",
    ),
    Kind(
        "build-edited",
        _E,
        "edited since it was built ({files}), so nothing of it is written: --keep accepts the "
        "edit, --force overwrites it",
        "生成之后有人改过（{files}），故未作任何改动：--keep 采用修改，--force 覆盖",
    ),
    Kind(
        "build-kept-stale",
        _E,
        "a person's, and what it was made from is other now ({reason}): --keep keeps it all the "
        "same, --force makes it anew",
        "系人工修改而保留的文件，但其依据已变（{reason}）：--keep 继续保留，--force 重新生成",
    ),
    Kind(
        "build-keep-late",
        _E,
        "was edited, and its text changed before the edit was accepted: put the text back as it "
        "was, build with --keep, then change the text; or --force makes it anew",
        "经人工修改，但在采用之前原文又有变动：请先恢复原文并以 --keep 构建，再改原文；"
        "或用 --force 重新生成",
    ),
    Kind("build-kept", _N, "a person's: kept as it is", "人工修改，照原样保留"),
    Kind(
        "build-unknown",
        _E,
        "is there, and no build is known to have written it: move it away, or --keep accepts it, "
        "--force overwrites it",
        "此文件已存在，且不知由谁写成：请移走，或用 --keep 采用、--force 覆盖",
    ),
    Kind(
        "build-link",
        _E,
        "is a link, which is neither followed nor replaced: put a plain file or folder there, or "
        "nothing",
        "是一个链接，既不跟随也不替换：请换成普通文件或文件夹，或移走",
    ),
    Kind(
        "clean-altered",
        _W,
        "is not what was written, and is left: --force removes it all the same",
        "内容已非当初所写，予以保留：加 --force 可强制删除",
    ),
    # --- why a document is built --------------------------------------------------------------
    Kind("cause-new", _N, "was not built before", "尚未生成过"),
    Kind("cause-source", _N, "its text changed", "原文有变动"),
    Kind("cause-profile", _N, "profile {name} changed: {what}", "出版物描述 {name} 有变动：{what}"),
    Kind(
        "cause-other-profile",
        _N,
        "profile {name} instead of {before}",
        "出版物描述由 {before} 改为 {name}",
    ),
    Kind("cause-corrections", _N, "its corrections changed", "人工更正有变动"),
    Kind("cause-program", _N, "the program changed: {what}", "程序有变动：{what}"),
    Kind("cause-missing", _N, "{file} is missing", "缺少 {file}"),
    Kind("cause-altered", _N, "{file} is not what was written", "{file} 已非当初所写"),
    Kind("cause-format", _N, "{file} was not asked for before", "此前未要求生成 {file}"),
    Kind("cause-edited", _N, "{file} was edited by hand", "{file} 经人工修改"),
    Kind("cause-epoch", _N, "SOURCE_DATE_EPOCH is another", "SOURCE_DATE_EPOCH 有变动"),
    Kind(
        "cause-pages",
        _N,
        "other pages, or with or without pictures, were asked for",
        "所要求的页或是否取图有变动",
    ),
    Kind("cause-forced", _N, "asked for with --force", "以 --force 要求重新生成"),
    Kind("cause-none", _N, "nothing changed", "没有变动"),
)

KINDS: dict[str, Kind] = {kind.code: kind for kind in _ROWS}
"""Every code that the program can utter, in the order of the path of a document."""

TOLD = frozenset({"correction-moved", "correction-elsewhere"})
"""Notes that are told without being asked for: a person's work was not found where they put it."""

_WORDS = {
    "en": {Severity.NOTE: "note", Severity.WARNING: "warning", Severity.ERROR: "error"},
    "zh": {Severity.NOTE: "提示", Severity.WARNING: "存疑", Severity.ERROR: "错误"},
}
LANGUAGES = ("en", "zh")

# Terms that arguments are made of, for the Chinese wording; anything else is quoted as it is.
_TERM_PLACES = frozenset({"wanted", "what", "chosen", "second", "found"})
READINGS = {
    "body": "正文",
    "heading": "小标题",
    "title": "标题",
    "byline": "署名",
    "caption": "图片说明",
    "credit": "文末注记",
    "entry": "大事记条目",
    "table": "表格",
    "masthead": "版权信息",
    "contents": "目录",
    "column": "栏目",
    "jump": "转版语",
    "site": "网站文字",
    "pagemark": "页标",
    "pageno": "页码",
    "runhead": "页眉",
    "leaders": "引导点",
    "ornament": "花饰",
    "layout": "版式",
    "unknown": "未识别",
    "title author page": "标题、作者、页码",
    "page title author": "页码、标题、作者",
    "author title page": "作者、标题、页码",
    "page author title": "页码、作者、标题",
    "by rows": "逐行",
    "by columns": "逐列",
    "the source's order": "依原文次序",
    "another order": "另排次序",
    "line by line": "逐行",
    "column by column": "逐栏",
}
"""Chinese for what a line or a block may be; findings and the review page use the same words."""

UNPRINTED = {
    "site": "words of a website",
    "pagemark": "page marks",
    "pageno": "page numbers",
    "runhead": "running heads",
    "leaders": "leaders",
    "ornament": "marks and ornaments",
    "jump": "jump lines",
    "field": "labels of the imprint",
    "repeat": "repetitions in the imprint",
    "repair": "what repairs take away",
    "layout": "white space and line breaks",
}
"""What of a source no edition prints, in words."""

_TERMS = {
    **{words: READINGS.get(kind, kind) for kind, words in UNPRINTED.items()},
    "labels of the imprint": "版权项名",
    "repetitions in the imprint": "重复的版权项",
    "what repairs take away": "修整时删去的文字",
    "white space and line breaks": "空白与换行",
    "text": "文字",
    "a value": "值",
    "nothing": "空",
    "a list": "列表",
    "a mapping": "键值表",
    "on or off": "on 或 off",
    "a whole number": "整数",
    "a name of small letters, digits, - and _": "由小写字母、数字、- 和 _ 组成的名称",
    "a name of small letters, digits and _": "由小写字母、数字和 _ 组成的名称",
    "a colour such as #9b1c1c": "形如 #9b1c1c 的颜色",
    "a language tag such as zh-Hans": "形如 zh-Hans 的语言标记",
    "a name of a profile": "出版物描述的名称",
    "a mark of at most 8 characters": "至多 8 个字符的标记",
    "text of at most 400 characters": "至多 400 个字符的文字",
    "size": "大小",
    "count": "数量",
    "depth": "层数",
    "alias": "别名（*）",
    "anchor": "锚点（&）",
    "tag": "标签（!）",
    "document": "第二个文档",
    "compound key": "复合键",
    **READINGS,
    "split": "断开",
    "unassigned": "归属不明",
    "joined": "相连",
}


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: its code and severity, where it is, and the words that its wording needs.

    `line` and `column` count from 1; 0 means the whole file.

    `args` are pairs in alphabetical order, so that equal findings are equal values.
    """

    code: str
    severity: Severity
    path: str = ""
    line: int = 0
    column: int = 0
    args: tuple[tuple[str, str], ...] = ()

    @property
    def where(self) -> str:
        """`path:line:column` as far as known, the form that editors and terminals can follow."""
        parts = [self.path or "-"]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)

    def message(self, lang: str = "en") -> str:
        """The wording in `lang` (en or zh) without its place."""
        kind = KINDS[self.code]
        if lang != "zh":
            return kind.en.format_map(dict(self.args))
        return kind.zh.format_map({n: _term(v) if n in _TERM_PLACES else v for n, v in self.args})

    def render(self, lang: str = "en") -> str:
        """One line: place, severity, wording, code."""
        word = _WORDS["zh" if lang == "zh" else "en"][self.severity]
        colon = "：" if lang == "zh" else ": "
        return f"{self.where}: {word}{colon}{self.message(lang)} [{self.code}]"


def _term(words: str) -> str:
    """Words of an argument in Chinese; those that are no term are quoted as they are."""
    count, _, way = words.partition(" columns, ")
    return f"{_TERMS[way]}分 {count} 列" if way in _TERMS else _TERMS.get(words, words)


def diagnose(
    code: str, /, *, path: str = "", line: int = 0, column: int = 0, **args: object
) -> Diagnostic:
    """Make a diagnostic of a registered code.

    Raises KeyError for an unknown code and TypeError where `args` are not exactly those that the
    code's wording names: a finding that cannot be worded is a mistake of the program.
    """
    kind = KINDS[code]
    if kind.places != args.keys():
        raise TypeError(f"{code} needs {sorted(kind.places)}, got {sorted(args)}")
    words = tuple(sorted((name, str(value)) for name, value in args.items()))
    return Diagnostic(code, kind.severity, path, line, column, words)
