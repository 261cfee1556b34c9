"""What an edition says in its own voice: the words that are not the tree's.

Each is marked in the edition (class `apparatus` or attribute `data-apparatus`), so that a proof
can tell the publication's words from the edition's.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CONTENTS = "目录"
CLOSE = "关闭"
SKIP = "跳到正文"
COVER = "封面"
TITLE_PAGE = "扉页"
COLOPHON = "版权页"
FRONT = "卷前"
BACK = "卷末"
BODY = "正文"
ARTICLES = "各篇"
BETWEEN_NAMES = "、"
LANDMARKS = "导引"
LIST = "各期目录"
UNDATED = "日期未详"
YEARS = "年份"
COLUMNS = "栏目"
EDITIONS = "版本"
PAGES = "原刊页码"
UNTITLED = "〔无题〕"
LOST = "……〔原文此处有缺〕"
TABLE = "表格"
HIGHLIGHTS = "本期要目"
PRINTED_SOURCE = "印刷本"
ACCESSIBILITY = (
    "全文为可重排文本，按栏目、篇目与小标题导航；印刷本的页码可用于定位；"
    "表格有表头；封面图像有文字说明。"
)

# The masthead's keys, as the tree's contract and config/base.yaml have them; one that a profile
# adds has no label.
MASTHEAD: Mapping[str, str] = MappingProxyType(
    {
        "publisher": "主办",
        "supervisor": "主管",
        "co_publisher": "协办",
        "permit": "准印证号",
        "subscription_code": "邮发代号",
        "price": "定价",
        "chief_adviser": "总顾问",
        "board_chair": "编委会主任",
        "board_deputies": "编委会副主任",
        "president": "社长",
        "editor_in_chief": "主编",
        "deputy_editors": "副主编",
        "executive_editors": "执行主编",
        "responsible_editors": "责任编辑",
        "approved_by": "签发",
        "reviewers": "审核",
        "proofreaders": "校对",
        "photographers": "摄影",
        "layout": "版式设计",
        "board_members": "编委",
        "address": "地址",
        "postcode": "邮编",
        "phone": "电话",
        "fax": "传真",
        "email": "邮箱",
        "website": "网址",
        "wechat": "微信公众号",
        "printer": "印刷",
        "print_run": "印数",
        "compiled_by": "编印",
        "edited_by": "编",
        "distribution": "发送对象",
        "circulation_note": "说明",
    }
)


def page(n: str) -> str:
    """Name a printed page: '第5页'."""
    return f"第{n}页"


def correction(sic: str) -> str:
    """Say what the source has where a person corrected it."""
    return f"原文作“{sic}”"


def provenance(source: str, digest: str) -> str:
    """Say from which file the edition was made."""
    made = f"本电子版据文本文件“{source}”编成" if source else "本电子版据原文文本编成"
    return f"{made} · SHA-256 {digest[:12]}" if digest else made


def gap(reason: str) -> str:
    """What is said of text that is not there; for a letter that cannot be read its □ says it."""
    return "" if reason == "illegible" else LOST
