"""What the raw text comes wrapped in: a flip-book's page, form feeds, nothing at all."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from tests.corpus.model import Issue
from tests.corpus.publications import Publication

HOSTS = (("云页书屋", "电子画册"), ("翻翻看", "期刊阅读"), ("册页网", "杂志"))


def flipbook(pages: list[str], pub: Publication, issue: Issue, rng: random.Random) -> str:
    """A flip-book site's dump: its words around, `第N页`, a blank line between lines."""
    host, kind = rng.choice(HOSTS)
    name = f"《{pub.title}》{issue.issue}"
    lead = " ".join(
        line.strip() for line in pages[min(2, len(pages) - 1)].splitlines()[:6] if line.strip()
    )[:160]
    day = "-".join(re.findall(r"\d+", issue.date))
    out = [
        name,
        "",
        f"发布时间:{day} | {kind}分类:其他",
        "免费制作",
        "更多内容",
        "",
        name,
        "",
        f"{lead}... [收起]",
        "[展开]",
        name,
        "粉丝: {{bookData.followerCount}}",
        "文本内容",
    ]
    for n, page in enumerate(pages, 1):
        out += [f"第{n}页", ""]
        for line in page.splitlines():
            if line.strip():
                out += [line.strip(), ""]
    out += [
        f"百万用户使用{host}进行电子书制作,只要您有文档,即可一键上传,自动生成链接和二维码,支持分享到微信和网站!",
        "收藏",
        "转发",
        "下载",
        "免费制作",
        "其他案例",
        "更多案例",
        "{{item.desc}}",
        "下载",
        "{{item.title}}",
        "{{toast}}",
    ]
    return "\n".join(out) + "\n"


def formfeed(pages: list[str]) -> str:
    """Pages divided by form feeds, as pdftotext writes them."""
    return "".join(page.rstrip("\n") + "\n\f" for page in pages)


def bare(pages: list[str]) -> str:
    """Pages one after the other."""
    return "\n".join(page.strip("\n") for page in pages) + "\n"


def blanks(pages: list[str]) -> str:
    """Pages one after the other with a blank line after every line."""
    return (
        "\n\n".join(line.rstrip() for page in pages for line in page.splitlines() if line.strip())
        + "\n"
    )


def marked(pages: list[str]) -> str:
    """Pages under `第N页`, lines as they come."""
    return "\n".join(f"第{n}页\n{page.strip()}\n" for n, page in enumerate(pages, 1))


PLAIN: dict[str, Callable[[list[str]], str]] = {
    "formfeed": formfeed,
    "bare": bare,
    "blanks": blanks,
    "marked": marked,
}
WRAPS = ("flipbook", *PLAIN)


def wrap(name: str, pages: list[str], pub: Publication, issue: Issue, rng: random.Random) -> str:
    """The pages wrapped in the way of that name."""
    return PLAIN[name](pages) if name in PLAIN else flipbook(pages, pub, issue, rng)
