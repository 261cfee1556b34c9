"""Widths, numerals, dates, names, radicals: what Chinese print looks like."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.chinese.chars import (
    bracket_balance,
    close_up,
    ends_sentence,
    han_count,
    is_han,
    is_letter_spaced,
    similar,
    tight,
    width,
)
from converter.chinese.names import is_org, is_person, is_post, name_spans
from converter.chinese.numbers import iso_date, numeral, ordinal
from converter.chinese.radicals import FORMS, plain_form, plain_forms


@pytest.mark.parametrize(
    ("text", "punctuation", "em"),
    [
        ("青石县", 1.0, 3.0),
        ("青石，县。", 1.0, 5.0),
        ("青石，县。", 0.5, 4.0),
        ("2024年", 1.0, 3.4),
        ("ＡＢ", 1.0, 2.0),
        ("青 石　县", 1.0, 3.0),
        ("AB", 1.0, 1.1),
        ("", 1.0, 0.0),
    ],
)
def test_width(text: str, punctuation: float, em: float) -> None:
    assert width(text, punctuation) == pytest.approx(em)


@given(st.text(max_size=30), st.text(max_size=30))
def test_widths_add_up(a: str, b: str) -> None:
    assert width(a + b) == pytest.approx(width(a) + width(b))
    assert width(a) >= 0


def _written(n: int) -> str:
    digits = "零一二三四五六七八九"
    out = ""
    if n >= 100:
        out += digits[n // 100] + "百"
        n %= 100
        if 0 < n < 10:
            out += "零"
        elif 10 <= n < 20:
            out += "一"
    if n >= 10:
        out += (digits[n // 10] if n >= 20 else "") + "十"
        n %= 10
    return out + (digits[n] if n else "")


@given(st.integers(1, 999))
def test_numerals(n: int) -> None:
    assert numeral(_written(n)) == n
    assert numeral(str(n)) == n


@pytest.mark.parametrize("text", ["", "甲", "十甲", "第十"])
def test_no_numeral(text: str) -> None:
    assert numeral(text) == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("一、加强领导", ("yi", 1)),
        ("十二、加强领导", ("yi", 12)),
        ("一 、用 好 机 制", ("yi", 1)),
        ("(三)落实责任", ("paren", 3)),
        ("（ 三 ）落实责任", ("paren", 3)),
        ("2.强化培训", ("arabic", 2)),
        ("2．强化培训", ("arabic", 2)),
        ("（4）保障", ("parenarabic", 4)),
        ("③保障", ("circled", 3)),
        ("第二章总则", ("zhang", 2)),
        ("2.5万人", None),
        ("一是加强领导", None),
        ("一张网", None),
        ("2024年", None),
        ("12日", None),
        ("", None),
    ],
)
def test_ordinals(text: str, found: tuple[str, int] | None) -> None:
    assert ordinal(text) == found


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2023年11月8日 星期三", "2023-11-08"),
        ("2023 年 1 月 9 日", "2023-01-09"),
        ("2023.10", "2023-10"),
        ("2023/3", "2023-03"),
        ("2023-03-12", "2023-03-12"),
        ("2023年第10期", ""),
        ("2023年13月", ""),
        ("12月8日", ""),
        ("电话2023-1234567", ""),
        ("2023年10月45日", ""),
    ],
)
def test_dates(text: str, date: str) -> None:
    assert iso_date(text) == date


@pytest.mark.parametrize("name", ["于 姗", "田卫东", "欧阳修文", "王勇", "司马光", "李　晓"])
def test_persons(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize("text", ["欧阳", "李", "王小明亮", "青石县", "Li Xiao", "", "李1"])
def test_no_persons(text: str) -> None:
    assert not is_person(text)


def test_organisations_and_posts() -> None:
    assert is_org("青石县总工会")
    assert is_org("中共青石县委")
    assert not is_org("青石县的山水")
    assert is_post("市委书记、市人大常委会主任")
    assert not is_post("青石县")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("李 晓 王小明", [("person", "李 晓"), ("person", "王小明")]),
        ("中共青石县委书记 田 野", [("person", "田 野")]),
        ("青石县总工会 孙丽", [("org", "青石县总工会"), ("person", "孙丽")]),
        ("孙丽、王勇，欧阳修文", [("person", "孙丽"), ("person", "王勇"), ("person", "欧阳修文")]),
        ("", []),
    ],
)
def test_names_in_bylines(text: str, names: list[tuple[str, str]]) -> None:
    assert [(kind, text[a:b]) for kind, a, b in name_spans(text)] == names


@given(st.text(st.sampled_from("李晓王勇青石县委书记局 　、，1a"), max_size=24))
def test_names_do_not_overlap(text: str) -> None:
    at = 0
    for kind, a, b in name_spans(text):
        assert kind in ("person", "org")
        assert at <= a < b <= len(text)
        at = b


@given(st.text(st.characters(min_codepoint=0x2E80, max_codepoint=0xFAD9), max_size=20))
def test_radicals_become_one_character_each_and_only_once(text: str) -> None:
    plain = plain_forms(text)
    assert len(plain) == len(text)
    assert plain_forms(plain) == plain
    for before, after in zip(text, plain, strict=True):
        assert before == after or FORMS.match(before)


def test_every_kangxi_radical_has_its_character() -> None:
    for code in range(0x2F00, 0x2FD6):
        assert plain_form(chr(code)) == unicodedata.normalize("NFKC", chr(code)) != chr(code)
    assert plain_forms("⻓⻋⻢⼈") == "长车马人"


def test_letters() -> None:
    assert is_han("县")
    assert is_han("⻓")
    assert is_han("〇")
    assert not is_han("，")
    assert han_count("青石2024") == 2
    assert tight(" 卷 首　语\u00a0") == "卷首语"
    assert close_up("卷 首 语 ABC D") == "卷首语 ABC D"
    assert is_letter_spaced("卷 首 语")
    assert not is_letter_spaced("协同 创新")
    assert ends_sentence("完成。”）")
    assert ends_sentence("完成！ ")
    assert not ends_sentence("完成，")
    assert bracket_balance("（一“二") == 2
    assert bracket_balance("（一）”") == -1


@given(st.text(max_size=12), st.text(max_size=12))
def test_likeness_is_symmetric_and_bounded(a: str, b: str) -> None:
    assert similar(a, a) == 1.0
    assert 0.0 <= similar(a, b) <= 1.0
    assert similar(a, b) == pytest.approx(similar(b, a))
