"""Editions speak their text's language: tags, words of their own, fonts."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest
from lxml import etree

from converter.emit import FORMATS, Options, labels
from converter.emit.fonts import fonts
from converter.pipeline import base_profile, convert
from converter.tei.validate import validate

TRADITIONAL = """溪口會訊
第12期
發行人：林溪
總編輯：許木
出版日期：中華民國113年6月30日

圖書角裡的週末
◎林溪

　　本會圖書角自去年秋天重新開放以來，每逢週末都坐滿了前來看書的孩子和老人。管理員說，舊書架換成了矮櫃。
　　為了讓更多人願意走進來，會裡把借書證改成了掃碼登記，借期由兩週延長到一個月。

河堤上的四百棵樹
◎許木

　　三月中旬，河堤兩岸的植樹活動如期舉行。來自七個村的一百多名村民帶著鐵鍬和水桶種下了香樟。

渡口換了新船
◎江白帆

　　東坪渡口使用了十四年的木船上月正式退役，接替它的是一艘鋼質機動船，核定載客二十八人。
"""
ENGLISH = """The Creek Gazette

Weekends in the Corner

The reading corner has been full every weekend since it opened again last autumn.

Low cabinets have replaced the old shelves, so that children can reach every book.
"""
MIXED = """　　图书角自去年秋天重新开放以来，每逢周末都坐满了前来看书的孩子和老人。
　　The reading corner has been full every weekend since it opened again last autumn.
"""


def editions(text: str) -> dict[str, str]:
    tree = convert(text.encode(), "case.txt").tree
    out = {}
    for name, form in FORMATS.items():
        if name == "pdf":
            continue
        data = form.emit(tree, Options())
        if name == "epub":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for part in archive.namelist():
                    out[f"epub/{part}"] = archive.read(part).decode("utf-8", "replace")
        else:
            out[name] = data.decode()
    return out


@pytest.fixture(scope="module")
def traditional() -> dict[str, str]:
    return editions(TRADITIONAL)


def test_a_traditional_text_is_tagged_everywhere(traditional: dict[str, str]) -> None:
    assert 'lang: "zh-Hant"' in traditional["md"]
    assert json.loads(traditional["json"])["lang"] == "zh-Hant"
    assert '<html lang="zh-Hant">' in traditional["html"]
    assert 'name="dcterms.language" content="zh-Hant"' in traditional["html"]
    assert 'property="og:locale" content="zh_TW"' in traditional["html"]
    assert "<dc:language>zh-Hant</dc:language>" in traditional["epub/EPUB/content.opf"]
    assert 'xml:lang="zh-Hant"' in traditional["epub/EPUB/title.xhtml"]
    assert not [name for name, text in traditional.items() if "zh-Hans" in text]


def test_its_editions_speak_traditional_chinese(traditional: dict[str, str]) -> None:
    simplified, own = labels.of("zh-Hans"), labels.of("zh-Hant")
    assert f">{own.contents}<" in traditional["html"]
    assert f">{own.contents}<" in traditional["epub/EPUB/nav.xhtml"]
    assert f"**{own.masthead['issuer']}** 林溪" in traditional["md"]
    for words in (simplified.contents, simplified.close, simplified.title_page):
        assert not [name for name, text in traditional.items() if words in text]


def test_a_label_stands_in_editions_as_it_is_printed(traditional: dict[str, str]) -> None:
    assert "總編輯：許木" in traditional["txt"]
    assert "**總編輯** 許木" in traditional["md"]
    assert ">總編輯<" in traditional["html"]
    named = [item for item in json.loads(traditional["json"])["masthead"] if "name" in item]
    assert {"key": "editor_in_chief", "value": "許木", "name": "總編輯"} in named


def test_its_imprint_and_date_are_read(traditional: dict[str, str]) -> None:
    assert 'date: "2024-06-30"' in traditional["md"]
    assert 'title: "溪口會訊 第12期"' in traditional["md"]


def test_its_fonts_are_traditional(traditional: dict[str, str]) -> None:
    for name in ("html", "epub/EPUB/style.css", "epub/EPUB/cover.svg"):
        assert "TC" in traditional[name]
        assert "Songti SC" not in traditional[name]
        assert "SimSun" not in traditional[name]


def test_fonts_are_renamed_once_and_kept_for_simplified_text() -> None:
    sheet = '"Kaiti SC", STKaiti, KaiTi, "LXGW WenKai", serif'
    assert fonts(sheet, "zh-Hans") == sheet
    assert fonts(sheet, "zh-TW") == '"Kaiti TC", BiauKai, DFKai-SB, "LXGW WenKai TC", serif'
    assert fonts(sheet, "en") == f"Georgia, {sheet}"


def test_english_editions_speak_english() -> None:
    made = editions(ENGLISH)
    assert '<html lang="en">' in made["html"]
    assert ">Contents<" in made["html"]
    assert 'content="en_US"' in made["html"]
    assert "目录" not in made["html"] + made["epub/EPUB/nav.xhtml"]


def test_another_language_has_english_words_and_no_locale() -> None:
    assert labels.of("ja").contents == "Contents"
    assert not labels.of("ja").locale
    assert labels.of("zh-HK") is not None
    assert labels.of("zh-HK").contents == labels.of("zh-Hant").contents


def test_a_profile_rules_over_the_characters() -> None:
    profile = base_profile()
    named = replace(profile, publication=replace(profile.publication, language="zh-HK"))
    tree = convert(TRADITIONAL.encode(), "case.txt", profile=named).tree
    assert tree.getroot().get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-HK"


def test_a_passage_in_another_language_says_so() -> None:
    tree = convert(MIXED.encode(), "case.txt").tree
    assert not validate(tree)
    found = [p.get("{http://www.w3.org/XML/1998/namespace}lang") for p in tree.iter("{*}p")]
    assert "en" in found
    html = etree.HTML(FORMATS["html"].emit(tree, Options()))
    assert [p.text[:3] for p in html.iter("p") if p.get("lang") == "en"] == ["The"]
    assert 'lang="en" xml:lang="en"' in editions(MIXED)["epub/EPUB/a01.xhtml"]
