"""What the site says in its own voice, beside the words that editions have (emit/labels.py)."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from converter.chinese.tags import ENGLISH, SIMPLIFIED, TRADITIONAL_CHINESE, chinese_script

_ORDER = (SIMPLIFIED, TRADITIONAL_CHINESE, ENGLISH)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; what has a place in braces is a pattern for `str.format`."""

    home: str
    issues: str
    columns: str
    authors: str
    offices: str
    persons: str
    none: str
    search: str
    site: str
    path: str
    latest: str
    recent: str
    all_issues: str
    read_issue: str
    previous: str
    next: str
    previous_issue: str
    next_issue: str
    article: str
    neighbours: str
    cite: str
    printed: str
    page_range: str
    download: str
    whole_issue: str
    subscribe: str
    catalogue: str
    publisher: str
    contact: str
    licence: str
    lost: str
    lost_text: str
    moved: str
    look_for: str
    find: str
    needs_server: str
    needs_script: str
    found: str
    not_found: str
    more: str
    any: str
    year: str
    in_issue: str


@functools.cache
def of(lang: str) -> Words:
    """The words for a page in `lang`, a BCP 47 tag."""
    at = _ORDER.index(chinese_script(lang) or ENGLISH)
    return Words(**{key: words[at] for key, words in _WORDS.items()})


_WORDS: Mapping[str, tuple[str, str, str]] = {
    "home": ("首页", "首頁", "Home"),
    "issues": ("各期", "各期", "Issues"),
    "columns": ("栏目", "欄目", "Sections"),
    "authors": ("作者", "作者", "Authors"),
    "offices": ("单位", "單位", "Organizations"),
    "persons": ("个人", "個人", "Persons"),
    "none": ("没有署名", "沒有署名", "Nobody signed"),
    "search": ("检索", "檢索", "Search"),
    "site": ("全站", "全站", "Site"),
    "path": ("所在位置", "所在位置", "You are here"),
    "latest": ("最新一期", "最新一期", "Latest issue"),
    "recent": ("近期", "近期", "Recent issues"),
    "all_issues": ("全部各期", "全部各期", "All issues"),
    "read_issue": ("本期目录", "本期目錄", "Contents of this issue"),
    "previous": ("上一篇", "上一篇", "Previous"),
    "next": ("下一篇", "下一篇", "Next"),
    "previous_issue": ("上一期", "上一期", "Previous issue"),
    "next_issue": ("下一期", "下一期", "Next issue"),
    "article": ("本文", "本文", "This article"),
    "neighbours": ("前后各篇", "前後各篇", "Before and after"),
    "cite": ("引用本文", "引用本文", "Cite this"),
    "printed": ("原刊第{}页", "原刊第{}頁", "Printed page {}"),
    "page_range": ("{}—{}", "{}—{}", "{}–{}"),
    "download": ("下载", "下載", "Download"),
    "whole_issue": ("本期全文", "本期全文", "The whole issue"),
    "subscribe": ("订阅", "訂閱", "Subscribe"),
    "catalogue": ("电子书目录（OPDS）", "電子書目錄（OPDS）", "E-book catalogue (OPDS)"),
    "publisher": ("发布", "發布", "Published by"),
    "contact": ("联系", "聯絡", "Contact"),
    "licence": ("使用许可", "使用授權", "Licence"),
    "lost": ("没有这一页", "沒有這一頁", "No such page"),
    "lost_text": (
        "地址可能有误，或此页已经撤下。可从首页或各期目录查找。",
        "地址可能有誤，或此頁已經撤下。可從首頁或各期目錄查找。",
        "The address may be wrong, or the page was taken down. Look in the list of issues.",
    ),
    "moved": (
        "此文已改动，地址随之改变，可在本期目录中找到。",
        "此文已改動，地址隨之改變，可在本期目錄中找到。",
        "The article was changed and has another address: it stands in the contents of its issue.",
    ),
    "look_for": ("检索全部文章", "檢索全部文章", "Search all articles"),
    "find": ("检索", "檢索", "Search"),
    "needs_server": (
        "检索须经网页服务器使用；直接打开本地文件时，请从各期、栏目或作者查找。",
        "檢索須經網頁伺服器使用；直接開啟本機檔案時，請從各期、欄目或作者查找。",
        (
            "Search needs a web server. In files that are opened from a disk, look under issues, "
            "sections or authors."
        ),
    ),
    "needs_script": (
        "检索需要 JavaScript；其余各页都不需要。",
        "檢索需要 JavaScript；其餘各頁都不需要。",
        "Search needs JavaScript; no other page does.",
    ),
    "found": ("找到 {} 篇", "找到 {} 篇", "Found: {}"),
    "not_found": ("没有找到", "沒有找到", "Nothing was found"),
    "more": ("更多结果", "更多結果", "More results"),
    "any": ("全部", "全部", "All"),
    "year": ("年份", "年份", "Year"),
    "in_issue": ("载《{}》", "載《{}》", "In {}"),
}
