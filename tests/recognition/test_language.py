"""The language of a text and of its passages, and the script in which words are compared."""

from __future__ import annotations

import pytest

from converter.build.config import Config
from converter.chinese.chars import han_count
from converter.chinese.language import differs, language_of
from converter.chinese.names import is_person, name_spans
from converter.chinese.numbers import iso_date
from converter.chinese.tags import chinese_script
from converter.chinese.variants import comparable, legible
from converter.pipeline import convert

SIMPLE = "图书角自去年秋天重新开放以来，每逢周末都坐满了前来看书的孩子和老人。"
TRADITIONAL = "圖書角自去年秋天重新開放以來，每逢週末都坐滿了前來看書的孩子和老人。"
ENGLISH = "The reading corner has been full every weekend since it opened again last autumn."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (SIMPLE, "zh-Hans"),
        (TRADITIONAL, "zh-Hant"),
        (SIMPLE * 3 + TRADITIONAL, "zh-Hans"),
        (ENGLISH, "en"),
        (ENGLISH + "李明", "en"),
        (SIMPLE + ENGLISH, "zh-Hans"),
        ("见 https://www.example.org/a/long/path/with/many/words/in/it 查询", "zh-Hans"),
        ("人山人海", "zh-Hans"),
        ("図書館は毎日九時に開館します。雨の日は傘をお持ちください。", "ja"),
        ("도서관은 매일 아홉 시에 문을 엽니다.", "ko"),
        ("Библиотека открыта ежедневно с девяти часов.", "ru"),
        ("Бібліотека відкрита щодня з дев'ятої години.", "und-Cyrl"),
        ("Der Bürgermeister hat gestern die neue Bücherei eröffnet. " * 8, "und-Latn"),
        ("12345 67", ""),
    ],
)
def test_the_language_of_a_text(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "around", "language"),
    [
        (ENGLISH, "zh-Hans", "en"),
        (SIMPLE, "en", "zh-Hans"),
        (TRADITIONAL, "zh-Hans", "zh-Hant"),
        (SIMPLE, "zh-Hant", "zh-Hans"),
        (SIMPLE, "zh-Hans", ""),
        (TRADITIONAL, "zh-TW", ""),
        (ENGLISH, "en", ""),
        ("孩子们学会了用 LibreOffice Writer 写作文。", "zh-Hans", ""),
        ("碑文写着“慶雲橋記”四字，是清代旧物，如今已看不清了。", "zh-Hans", ""),
        ("Linux Mint", "zh-Hans", ""),
        ("人山人海", "zh-Hant", ""),
    ],
)
def test_a_passage_in_another_language(text: str, around: str, language: str) -> None:
    assert differs(text, around) == language


def test_a_tag_of_a_region_names_its_script() -> None:
    assert [chinese_script(t) for t in ("zh-TW", "zh-hk", "zh", "zh-Hans-CN", "en")] == [
        "zh-Hant",
        "zh-Hant",
        "zh-Hans",
        "zh-Hans",
        "",
    ]


def test_words_are_compared_in_one_script_and_keep_their_places() -> None:
    printed = "發行人：羅一禾　總編輯︰許木　⻓⾞"
    assert comparable(printed) == "发行人：罗一禾　总编辑：许木　长车"
    assert legible(printed) == "發行人：羅一禾　總編輯：許木　长車"
    assert is_person("羅一禾")
    assert name_spans("葉知秋、羅一禾") == [("person", 0, 3), ("person", 4, 7)]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("出版日期：中華民國113年6月30日", "2024-06-30"),
        ("民國一一三年六月三十日", "2024-06-30"),
        ("民国一百一十三年六月", "2024-06"),
        ("民國元年十月廿五日", "1912-10-25"),
        ("二〇二四年六月三十日", "2024-06-30"),
        ("２０２４年６月３０日", "2024-06-30"),
        ("2023-11-08", "2023-11-08"),
        ("民國113年冬季號", ""),
    ],
)
def test_dates_of_the_republic_and_in_numerals(text: str, date: str) -> None:
    assert iso_date(text) == date


def test_rare_letters_of_names_are_han() -> None:
    assert is_person("王𬍛")
    assert is_person("𬀩明") is False  # no surname begins so
    assert han_count("王𬍛") == 2
    assert name_spans("王𬍛、张三") == [("person", 0, 2), ("person", 3, 5)]


def test_a_byline_with_a_rare_letter_is_a_person_s() -> None:
    body = "　　东坪渡口使用了十四年的木船上月正式退役，接替它的是一艘钢质机动船。"
    text = f"云溪通讯\n\n渡口换了新船\n□王𬍛\n\n{body}\n"
    tree = convert(text.encode(), "a.txt", profile=Config().profile("newspaper")).tree
    assert ["".join(n.itertext()) for n in tree.iter("{*}byline")] == ["王𬍛"]
    assert [n.text for n in tree.iter("{*}name")] == ["王𬍛"]
