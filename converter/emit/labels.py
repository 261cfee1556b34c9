"""What an edition says in its own voice and language: the words that are not the tree's.

Each is marked in the edition (class `apparatus` or attribute `data-apparatus`), so that a proof
can tell the publication's words from the edition's. A language that has no words here gets the
English ones.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from converter.chinese.tags import (
    ENGLISH,
    SIMPLIFIED,
    TRADITIONAL_CHINESE,
    chinese_script,
)
from converter.tei.records import Field

NAMEPLATE = ("title", "issue", "total", "date")  # of a masthead what stands at the top
_ORDER = (SIMPLIFIED, TRADITIONAL_CHINESE, ENGLISH)


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of one language; what has a place in braces is a pattern for `str.format`."""

    locale: str  # as Open Graph names it; '' for a language without words here
    untitled_issue: str
    contents: str
    close: str
    skip: str
    cover: str
    title_page: str
    colophon: str
    front: str
    back: str
    body: str
    others: str
    picture: str
    no_picture: str
    to_text: str
    articles: str
    landmarks: str
    issues: str
    undated: str
    years: str
    columns: str
    editions: str
    pages: str
    untitled: str
    lost: str
    table: str
    highlights: str
    printed_source: str
    accessibility: str
    offline: str
    web_page: str
    ebook: str
    plain_text: str
    review: str
    ready: str
    read: str
    unfit: str
    between_names: str
    between_titles: str
    colon: str
    page: str
    printed_page: str
    correction: str
    made_from: str
    made: str
    kinds_counted: str
    issues_counted: str
    articles_counted: str
    more_columns: str
    year: str
    month: str
    day: str
    masthead: Mapping[str, str]

    def named(self, field: Field) -> str:
        """The name of a masthead's field: its label as printed, else its key's; '' for none."""
        return field.label or self.masthead.get(field.key, "")

    def line(self, field: Field) -> tuple[str, str, str]:
        """What the fields of one line share: key, name, and the value where it is a sentence."""
        whole = field.value if field.value.rstrip().endswith("。") else ""
        return field.key, self.named(field), whole

    def gap(self, reason: str) -> str:
        """What stands for text that is not there, by the reason that the tree gives."""
        return "" if reason == "illegible" else self.lost  # □ stands in the text

    def provenance(self, source: str, digest: str) -> str:
        """Say from which file the edition was made."""
        made = self.made_from.format(source) if source else self.made
        return f"{made} · SHA-256 {digest[:12]}" if digest else made


@functools.cache
def of(lang: str) -> Labels:
    """The words for an edition in `lang`, a BCP 47 tag."""
    script = chinese_script(lang)
    at = _ORDER.index(script or ENGLISH)
    masthead = {key: words[at] for key, words in _MASTHEAD.items()}
    words = {key: words[at] for key, words in _WORDS.items()}
    if not script and lang.partition("-")[0].lower() != ENGLISH:
        words["locale"] = ""
    return Labels(**words, masthead=MappingProxyType(masthead))


_WORDS: Mapping[str, tuple[str, str, str]] = {
    "locale": ("zh_CN", "zh_TW", "en_US"),
    "untitled_issue": ("〔刊名未详〕", "〔刊名未詳〕", "[Title unknown]"),
    "contents": ("目录", "目錄", "Contents"),
    "close": ("关闭", "關閉", "Close"),
    "skip": ("跳到正文", "跳到正文", "Skip to the text"),
    "cover": ("封面", "封面", "Cover"),
    "title_page": ("扉页", "扉頁", "Title page"),
    "colophon": ("版权页", "版權頁", "Imprint"),
    "front": ("卷前", "卷前", "Front matter"),
    "back": ("卷末", "卷末", "Back matter"),
    "body": ("正文", "正文", "Text"),
    "others": ("其他文字", "其他文字", "Other text"),
    "picture": ("图片：{}", "圖片：{}", "Picture: {}"),
    "no_picture": ("〔图略〕", "〔圖略〕", "[picture not reproduced]"),
    "to_text": ("返回正文", "返回正文", "Back to the text"),
    "articles": ("各篇", "各篇", "Articles"),
    "landmarks": ("导引", "導引", "Guide"),
    "issues": ("各期目录", "各期目錄", "Issues"),
    "undated": ("日期未详", "日期未詳", "Undated"),
    "years": ("年份", "年份", "Years"),
    "columns": ("栏目", "欄目", "Sections"),
    "editions": ("版本", "版本", "Editions"),
    "pages": ("原刊页码", "原刊頁碼", "Printed pages"),
    "untitled": ("〔无题〕", "〔無題〕", "[Untitled]"),
    "lost": ("……〔原文此处有缺〕", "……〔原文此處有缺〕", "… [text missing in the source]"),
    "table": ("表格", "表格", "Table"),
    "highlights": ("本期要目", "本期要目", "In this issue"),
    "printed_source": ("印刷本", "印刷本", "(print)"),
    "accessibility": (
        (
            "全文为可重排文本，按栏目、篇目与小标题导航；印刷本的页码可用于定位；"
            "表格有表头；封面图像有文字说明。"
        ),
        (
            "全文為可重排文字，按欄目、篇目與小標題導覽；印刷本的頁碼可用於定位；"
            "表格有表頭；封面圖像有文字說明。"
        ),
        (
            "The text is reflowable and can be navigated by section, article and heading; "
            "printed page numbers are marked; tables have headers; the cover image is described."
        ),
    ),
    "offline": (
        "本页与各版均可离线阅读，不请求任何外部资源",
        "本頁與各版均可離線閱讀，不請求任何外部資源",
        "This page and all editions can be read offline and request nothing from elsewhere",
    ),
    "web_page": ("网页", "網頁", "Web page"),
    "ebook": ("EPUB 电子书", "EPUB 電子書", "EPUB"),
    "plain_text": ("纯文本", "純文字", "Plain text"),
    "review": ("校阅", "校閱", "Review"),
    "ready": ("可以发布", "可以發布", "Ready"),
    "read": (
        "发布前请先核对存疑之处",
        "發布前請先核對存疑之處",
        "Read the doubts before you publish",
    ),
    "unfit": ("尚不能发布", "尚不能發布", "Not fit to be published"),
    "between_names": ("、", "、", ", "),
    "between_titles": ("；", "；", "; "),
    "colon": ("：", "：", ": "),
    "page": ("第{}页", "第{}頁", "Page {}"),
    "printed_page": ("原刊第{}页", "原刊第{}頁", "p. {} in print"),
    "correction": ("原文作“{}”", "原文作「{}」", "The source has “{}”"),
    "made_from": (
        "本电子版据文本文件“{}”编成",
        "本電子版據文字檔「{}」編成",
        "Made from the text file “{}”",
    ),
    "made": ("本电子版据原文文本编成", "本電子版據原文文字編成", "Made from the source text"),
    "kinds_counted": ("{} 种", "{} 種", "Titles: {}"),
    "issues_counted": ("共 {} 期", "共 {} 期", "Issues: {}"),
    "articles_counted": ("{} 篇", "{} 篇", "Articles: {}"),
    "more_columns": ("等 {} 栏", "等 {} 欄", "of {} in all"),
    "year": ("{}年", "{}年", "{}"),
    "month": ("{}月", "{}月", "{:02d}"),
    "day": ("{}月{}日", "{}月{}日", "{:02d}-{:02d}"),
}

# The masthead's keys, as the tree's contract and config/base.yaml have them; one that a profile
# adds has no label.
_MASTHEAD: Mapping[str, tuple[str, str, str]] = {
    "subtitle": ("副题", "副題", "Subtitle"),
    "period": ("刊期", "刊期", "Frequency"),
    "number": ("文号", "文號", "Document number"),
    "pages": ("版数", "版數", "Pages"),
    "publisher": ("主办", "主辦", "Publisher"),
    "issuer": ("发行人", "發行人", "Issued by"),
    "supervisor": ("主管", "主管", "Supervised by"),
    "co_publisher": ("协办", "協辦", "Co-publisher"),
    "permit": ("准印证号", "准印證號", "Permit"),
    "subscription_code": ("邮发代号", "郵發代號", "Subscription code"),
    "price": ("定价", "定價", "Price"),
    "chief_adviser": ("总顾问", "總顧問", "Adviser"),
    "board_chair": ("编委会主任", "編委會主任", "Chair of the board"),
    "board_deputies": ("编委会副主任", "編委會副主任", "Deputy chairs of the board"),
    "president": ("社长", "社長", "President"),
    "editor_in_chief": ("主编", "主編", "Editor-in-chief"),
    "deputy_editors": ("副主编", "副主編", "Deputy editors"),
    "executive_editors": ("执行主编", "執行主編", "Executive editors"),
    "responsible_editors": ("责任编辑", "責任編輯", "Responsible editors"),
    "editors": ("编辑", "編輯", "Editors"),
    "signed_by": ("签发", "簽發", "Approved by"),
    "reviewer": ("审核", "審核", "Reviewed by"),
    "designers": ("美术设计", "美術設計", "Design"),
    "proofreaders": ("校对", "校對", "Proofreaders"),
    "photographers": ("摄影", "攝影", "Photographs"),
    "layout": ("版式设计", "版式設計", "Layout"),
    "board_members": ("编委", "編委", "Editorial board"),
    "address": ("地址", "地址", "Address"),
    "postcode": ("邮编", "郵遞區號", "Postcode"),
    "phone": ("电话", "電話", "Telephone"),
    "fax": ("传真", "傳真", "Fax"),
    "email": ("邮箱", "電子郵件", "E-mail"),
    "website": ("网址", "網址", "Website"),
    "wechat": ("微信公众号", "微信公眾號", "WeChat"),
    "printer": ("印刷", "印刷", "Printer"),
    "print_run": ("印数", "印數", "Print run"),
    "compiled_by": ("编印", "編印", "Compiled by"),
    "editorial_office": ("编辑部", "編輯部", "Editorial office"),
    "edited_by": ("编", "編", "Edited by"),
    "distribution": ("发送对象", "發送對象", "Distribution"),
    "circulation_note": ("说明", "說明", "Note"),
}
