"""HTML: a page's text, what it says of it, and what stands around it."""

from __future__ import annotations

import base64

import pytest

from converter.pipeline import convert
from converter.read import read
from converter.read.decoding import DecodingError
from converter.read.layer import reader_of
from tests.formats.documents import PNG, PROSE
from tests.formats.test_docx import told

DATA = base64.b64encode(PNG).decode()
WECHAT = f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>不是正文</title>
<script>var a = "<p>坏</p>";</script></head>
<body><div class="top"><a href="/">首页</a></div><div id="page-content"><div id="img-content">
<h1 class="rich_media_title" id="activity-name"> 书海有潮声 </h1>
<div id="meta_content"><span>原创</span> <a id="js_name">沧浦市图书馆</a> <em>2025-04-02</em></div>
<div class="rich_media_content" id="js_content" style="visibility: hidden;">
<section><section><p><strong><span>【馆长手记】</span></strong></p></section></section>
<p>{PROSE}</p><p><br></p>
<p>诗里写着<br>潮水一天比一天暖<br>门口的树冒出了新芽</p>
<p><img src="data:image/png;base64,{DATA}" alt="读者"><img src="https://host.example/1.png"></p>
<p>△去年的读者</p>
<ol start="3"><li><p>第三条。</p><ul><li>里面一条。</li></ul></li><li>第四条。</li></ol>
<div style="display:none">藏着的</div>
</div></div></div><div>阅读 1234 在看</div><footer>版权</footer></body></html>"""


def test_an_article_of_wechat() -> None:
    source = read(WECHAT.encode(), "a.html")
    assert told(source) == [
        ("header", "首页"),
        ("heading", "书海有潮声"),
        ("paragraph", "原创 沧浦市图书馆 2025-04-02"),
        ("paragraph", "【馆长手记】"),
        ("paragraph", PROSE),
        ("paragraph", "诗里写着"),
        ("paragraph", "潮水一天比一天暖"),
        ("paragraph", "门口的树冒出了新芽"),
        ("alt", "读者"),
        ("caption", "△去年的读者"),
        ("item", "3. 第三条。"),
        ("item", "• 里面一条。"),
        ("item", "4. 第四条。"),
        ("header", "阅读 1234 在看"),
        ("header", "版权"),
    ]
    (image,) = source.pictures
    assert image.data == PNG
    assert [source.lines[n].text for n in image.caption] == ["△去年的读者"]


def test_verse_stays_verse_and_what_stands_around_is_in_no_edition() -> None:
    result = convert(WECHAT.encode(), "a.html")
    (article,) = result.issue.articles
    assert article.title == "书海有潮声"
    verse = next(b for b in article.blocks if b.text.flat.startswith("诗里写着"))
    assert [mark.kind for mark in verse.text.marks()] == ["lb", "lb"]
    words = "".join(text.flat for text in result.issue.texts())
    assert "首页" not in words
    assert "版权" not in words


def test_tables_of_data_are_tables_those_of_layout_are_text() -> None:
    page = (
        "<html><body><table><tr><td><h2>左边</h2><p>话。</p></td><td>右边的话。</td></tr></table>"
        "<table><caption>各村产量</caption><tr><th>村名</th><th>产量</th></tr>"
        '<tr><td rowspan="2">沟塘</td><td>120</td></tr><tr><td>98</td></tr></table></body></html>'
    )
    lines = told(read(page.encode(), "a.html"))
    assert lines == [
        ("heading", "左边"),
        ("paragraph", "话。"),
        ("paragraph", "右边的话。"),
        ("caption", "各村产量"),
        ("row", "村名\t产量"),
        ("row", "沟塘\t120"),
        ("row", "98"),
    ]


def test_line_ends_of_the_file_are_no_blanks_between_han() -> None:
    page = "<html><body><p>一行\n  又一行 and\n  English</p><pre>  原\n样</pre></body></html>"
    assert told(read(page.encode(), "a.html")) == [
        ("paragraph", "一行又一行 and English"),
        ("paragraph", "原"),
        ("paragraph", "样"),
    ]


@pytest.mark.parametrize("codec", ["gb18030", "big5", "utf-16"])
def test_a_page_in_another_encoding(codec: str) -> None:
    page = f"<html><body><p>{'從前的縣裡有一條河，河邊住著許多人家。' * 6}</p></body></html>"
    assert "河邊住著" in read(page.encode(codec), "a.html").text


@pytest.mark.parametrize(
    ("text", "module"),
    [
        ("<!doctype html><title>x</title><p>话。", "html"),
        ("\n<HTML lang=zh>\n<p>话。</p>", "html"),
        (f"<p>{PROSE}</p>\n" * 12, "html"),
        ('<?xml version="1.0"?>\n<!DOCTYPE html>\n<html><p>话。</p></html>', "html"),
        ("<html><body><table><tr><td>9</td></tr></table></body></html>\n话。", "markdown"),
        (f"{PROSE} a<b 且 c>d。", ""),
    ],
)
def test_a_page_is_told_by_what_it_is(text: str, module: str) -> None:
    found = reader_of(text.encode())
    assert (found.module if found else "") == module


def test_a_page_without_a_word_is_refused() -> None:
    with pytest.raises(DecodingError, match="no text"):
        read(b"<html><body><script>run()</script></body></html>", "a.html")
