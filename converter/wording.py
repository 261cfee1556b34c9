"""What is to be said of documents that are no raw text: rows of the registry of messages.

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
