"""What is to be said of documents that are no raw text, and of doubts: rows of the registry.

A row has a code, a severity's name, and the wording in English and Chinese.
"""

from __future__ import annotations

DOCUMENTS: tuple[tuple[str, str, str, str], ...] = (
    (
        "read-broken",
        "error",
        "is no {kind} that can be read: {reason}",
        "不是可读取的 {kind}：{reason}",
    ),
    (
        "read-encrypted",
        "error",
        "is protected by a password: save it without one",
        "设有密码：请另存为无密码的文件",
    ),
    (
        "read-library",
        "error",
        "is {kind}, which needs {library}: pip install {library}",
        "是 {kind}，需要 {library}：pip install {library}",
    ),
    (
        "read-no-page",
        "error",
        "has {count} page(s), and none of those asked for",
        "共 {count} 页，不含所要求的页",
    ),
    (
        "read-many-pages",
        "error",
        "has more than {limit} {what}: give a part of it with --first-page and --last-page",
        "超过 {limit} {what}的上限：请用 --first-page 与 --last-page 分段处理",
    ),
    (
        "read-no-letters",
        "error",
        (
            "has no letters, only pictures of pages, which need OCR: pip install "
            "'kanwu-converter[ocr]', or give the text of an OCR program"
        ),
        "只有页面图像而无文字，需要 OCR：pip install 'kanwu-converter[ocr]'，或提供 OCR 所得文本",
    ),
    (
        "read-skipped",
        "note",
        "{count} file(s) passed over, which are none that is read: {names}",
        "略过 {count} 个不可读取的文件：{names}",
    ),
    (
        "read-fonts",
        "warning",
        (
            "{count} letter(s) have fonts that do not say what they are ({fonts}): they may be "
            "wrong; compare the page, or read it by OCR"
        ),
        "有 {count} 个字的字体未注明其所指（{fonts}）：可能有误，请核对原页或改用 OCR",
    ),
    (
        "read-hidden",
        "warning",
        "{count} letter(s) that no page shows were left out",
        "略去页面上不显示的 {count} 个字",
    ),
    (
        "read-twice",
        "note",
        "{count} letter(s) are drawn twice at one place, as bold, and were read once",
        "有 {count} 个字在同一处重复绘制（加粗），只读一次",
    ),
    (
        "read-unsure",
        "warning",
        "{count} line(s), this the first, were not surely read by OCR: compare the page",
        "自此行起有 {count} 行 OCR 识别把握不足：请核对原页",
    ),
    (
        "read-ocr",
        "note",
        "{count} page(s) were read by OCR from their pictures",
        "有 {count} 页由 OCR 从图像读取",
    ),
    (
        "read-pictured",
        "warning",
        "{count} page(s) have no letters, only pictures, and need OCR: {pages}",
        "有 {count} 页只有图像而无文字，需要 OCR：{pages}",
    ),
    (
        "source-otherwise",
        "error",
        "gives another text now than the one that was built: the libraries that read it are others",
        "再次读取所得文字与构建时不同：所用读取库已变",
    ),
)
"""Findings of the readers of documents."""

DOUBTS: tuple[tuple[str, str, str, str], ...] = (
    (
        "doubt-label",
        "warning",
        "“{text}” was taken for {chosen}; {second} is nearly as likely (margin {margin})",
        "“{text}”判为{chosen}，但几乎同样可能是{second}（差距 {margin}）",
    ),
    (
        "doubt-join",
        "warning",
        (
            "“{start}…” goes on with the paragraph “…{end}” of line {other}; second best: {second} "
            "(margin {margin})"
        ),
        "“{start}…”接第 {other} 行“…{end}”，同属一段；次选：{second}（差距 {margin}）",
    ),
    (
        "doubt-order",
        "warning",
        (
            "“{start}…” follows “…{end}” of line {other} in its article; second best: {second} "
            "(margin {margin})"
        ),
        "“{start}…”在文中排在第 {other} 行“…{end}”之后；次选：{second}（差距 {margin}）",
    ),
    (
        "doubt-break",
        "warning",
        "a paragraph was {chosen} at “{text}” (margin {margin})",
        "“{text}”处的分段（{chosen}）尚有疑问（差距 {margin}）",
    ),
    (
        "doubt-article",
        "warning",
        "“{text}” was given to the article {chosen}; it may belong to {second} (margin {margin})",
        "“{text}”归入《{chosen}》，也可能属于《{second}》（差距 {margin}）",
    ),
    (
        "doubt-layout",
        "warning",
        "from “{text}” on, the text is in {chosen}; {second} is as likely (margin {margin})",
        "自“{text}”起，正文{chosen}；几乎同样可能需{second}（差距 {margin}）",
    ),
    (
        "doubt-columns",
        "warning",
        (
            "the page from “{text}” on is read {chosen}; {second} is nearly as likely "
            "(margin {margin})"
        ),
        "自“{text}”起的一页{chosen}读出，但几乎同样可能应{second}读出（差距 {margin}）",
    ),
    (
        "doubt-kept",
        "warning",
        (
            "“{text}” is printed as {chosen}, for it repeats nothing; it looks like {second} "
            "(margin {margin})"
        ),
        "“{text}”只出现一次，故照{chosen}刊出；看其形式更像{second}（差距 {margin}）",
    ),
    (
        "doubt-table",
        "warning",
        "the table at “{text}” is read {chosen}; {second} is nearly as likely (margin {margin})",
        "“{text}”处的表格{chosen}读出，但几乎同样可能应{second}读出（差距 {margin}）",
    ),
    (
        "doubt-repair",
        "warning",
        "“{before}” may stand for “{after}” ({rule}); left as it is",
        "“{before}”可能应为“{after}”（{rule}），未作改动",
    ),
    (
        "doubt-field",
        "warning",
        (
            "“{text}” was taken for the masthead's {chosen}; {second} is nearly as likely "
            "(margin {margin})"
        ),
        "“{text}”归入版权信息的 {chosen}，但几乎同样可能是{second}（差距 {margin}）",
    ),
    (
        "masthead-unassigned",
        "warning",
        "“{text}” belongs to the masthead, but to which field is not certain; kept as unknown",
        "“{text}”属于版权信息，但无法确定是哪一项；按未识别文字保留",
    ),
    (
        "doubt-list",
        "warning",
        (
            "the contents list from “{text}” on is read as {chosen}, but {second} is nearly as "
            "likely (margin {margin})"
        ),
        "自“{text}”起的目录各条按“{chosen}”的次序解读，但几乎同样可能是“{second}”（差距 {margin}）",
    ),
    (
        "contents-unlinked",
        "warning",
        "the contents name “{title}”, but no article was found for it",
        "目录有《{title}》，但未找到对应文章",
    ),
    (
        "article-untitled",
        "warning",
        "an article without a title begins at “{text}”",
        "“{text}”起的文章没有标题",
    ),
    (
        "text-lost",
        "warning",
        "text is missing after “…{end}”; the break is marked as a gap",
        "“…{end}”之后有缺文，已标示",
    ),
    (
        "text-open",
        "warning",
        "“…{end}” breaks off: what follows is lost, or stands elsewhere",
        "“…{end}”未完：下文缺失，或排在别处",
    ),
    (
        "text-illegible",
        "warning",
        "“{text}” stands for letters that the tool could not read; marked as a gap",
        "“{text}”处的字未能从原件读出，已标示为缺字",
    ),
    (
        "text-unknown",
        "warning",
        "“{text}” was not recognised; kept as it is",
        "“{text}”未能识别，照原样保留",
    ),
    (
        "text-unprinted",
        "note",
        "in no edition: {what}; characters: {count}, places: {places}",
        "不入各版：{what}，共 {count} 字、{places} 处",
    ),
)
