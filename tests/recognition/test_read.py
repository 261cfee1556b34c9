"""Bytes to characters and back: every encoding, every line break, every damage."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.read import DecodingError, findings_of_source, read
from converter.read.decoding import REFUSALS, decode, encode
from converter.read.lines import split_lines

SIMPLIFIED = (
    "湖西区把稳就业摆在突出位置，建立岗位归集、技能培训、跟踪服务机制，全年城镇新增就业八千人。\n"
    "民生无小事，枝叶总关情。县里坚持把工作的第一标准的第一标准，办好急难愁盼的事。\n"
)
TRADITIONAL = (
    "湖西區把穩就業擺在突出位置，建立崗位歸集、技能培訓、跟蹤服務機制，全年城鎮新增就業八千人。\n"
    "民生無小事，枝葉總關情。縣裡堅持把群眾滿意作為衡量工作的第一標準，辦好急難愁盼的事。\n"
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "gb18030"),
        (SIMPLIFIED, "utf-16-le"),
        (SIMPLIFIED, "utf-16-be"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gb18030"),
        (TRADITIONAL, "utf-8"),
    ],
)
def test_every_encoding_without_a_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding, False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_every_byte_order_mark(encoding: str) -> None:
    data = ("\ufeff" + SIMPLIFIED).encode(encoding)
    assert decode(data) == (SIMPLIFIED, encoding, True)
    assert encode(SIMPLIFIED, encoding, bom=True) == data


WEB = "".join(bytes((b,)).decode("cp1252", "ignore") or chr(b) for b in range(256))


def misread(text: str, right: str, wrong: str) -> bytes:
    """A text as a program saves it that took its bytes for another encoding's."""
    data = text.encode(right)
    return ("".join(WEB[b] for b in data) if wrong == "web" else data.decode(wrong)).encode()


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (TRADITIONAL + "深水埗邨\n", "big5hkscs"),
        (SIMPLIFIED, "hz"),
        (SIMPLIFIED, "utf-7"),
        (SIMPLIFIED.replace("\n", "\r"), "utf-16-le"),
        (SIMPLIFIED.replace("\n", ""), "utf-16-be"),
    ],
)
def test_rarer_encodings(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding, False)


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
def test_a_mark_of_utf_8_before_another_encoding(encoding: str) -> None:
    data = codecs.BOM_UTF8 + TRADITIONAL.encode(encoding)
    assert decode(data) == (TRADITIONAL, encoding, True)
    assert encode(TRADITIONAL, encoding, bom=True) == data


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"+AEE-" + SIMPLIFIED.encode("utf-7"), "UTF-7"),
        (TRADITIONAL.encode("iso2022_jp", "ignore"), "ISO 2022"),
    ],
)
def test_what_cannot_be_had_back_is_refused_by_name(data: bytes, name: str) -> None:
    with pytest.raises(DecodingError) as caught:
        decode(data)
    assert (caught.value.code, caught.value.kind) == ("encoding", name)


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        (SIMPLIFIED, "utf-8", "latin-1"),
        (SIMPLIFIED, "utf-8", "web"),
        (SIMPLIFIED, "gb18030", "latin-1"),
        (SIMPLIFIED, "gb18030", "web"),
        (TRADITIONAL, "big5", "latin-1"),
        (TRADITIONAL, "big5", "gb18030"),
    ],
)
def test_a_wrong_reading_is_undone(text: str, right: str, wrong: str) -> None:
    data = misread(text, right, wrong)
    got, how, bom = decode(data)
    assert got == text
    assert encode(got, how, bom) == data
    (finding,) = findings_of_source(read(data, "x.txt"))
    assert finding.code == "read-misread"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_wrong_reading_behind_a_mark_is_undone(encoding: str) -> None:
    data = ("\ufeff" + misread(SIMPLIFIED, "utf-8", "web").decode()).encode(encoding)
    got, how, bom = decode(data)
    assert (got, bom) == (SIMPLIFIED, True)
    assert encode(got, how, bom) == data


def test_a_wrong_reading_of_a_wrong_reading_is_undone() -> None:
    data = misread(misread(SIMPLIFIED, "utf-8", "web").decode(), "utf-8", "web")
    got, how, bom = decode(data)
    assert got == SIMPLIFIED
    assert encode(got, how, bom) == data


def test_what_a_wrong_reading_lost_stays_lost() -> None:
    data = SIMPLIFIED.encode().decode("cp1252", "replace").encode()
    got, how, bom = decode(data)
    assert "工作的第一标准" in got
    assert encode(got, how, bom) == data


@pytest.mark.parametrize(
    "text",
    [
        "À l’été dernier, l’élève naïf a mangé un œuf.\n",
        "Это русский текст, который надо прочитать.\n",
        "これは日本語の文章です。\nひらがなばかりのぶんしょうです。\n",
        "이것은 한국어 문장입니다.\n",
        "Ελληνικό κείμενο για ανάγνωση.\n",
    ],
)
def test_other_languages_are_no_wrong_readings(text: str) -> None:
    assert decode(text.encode() * 9) == (text * 9, "utf-8", False)


@pytest.mark.parametrize("other", ["gb18030", "big5"])
@pytest.mark.parametrize("turn", [1, -1], ids=["last", "first"])
def test_lines_in_another_encoding_are_read_in_it(other: str, turn: int) -> None:
    parts = [SIMPLIFIED.encode(), TRADITIONAL.encode(other)][::turn]
    data = b"".join(parts)
    source = read(data, "x.txt")
    assert source.text == "".join([SIMPLIFIED, TRADITIONAL][::turn])
    assert encode(source.text, source.encoding, source.bom) == data
    (finding,) = findings_of_source(source)
    assert (finding.code, finding.line) == ("read-parted", 3 if turn > 0 else 1)


def test_a_line_that_was_misread_before_it_was_put_in_is_undone() -> None:
    data = SIMPLIFIED.encode() + misread(SIMPLIFIED, "utf-8", "latin-1")
    source = read(data, "x.txt")
    assert source.text == SIMPLIFIED * 2
    assert encode(source.text, source.encoding, source.bom) == data


def test_two_encodings_in_one_line_are_refused_with_the_place() -> None:
    words = SIMPLIFIED.split("\n", maxsplit=1)[0]
    with pytest.raises(DecodingError) as caught:
        decode(SIMPLIFIED.encode() + words[:9].encode() + words[9:].encode("gb18030"))
    assert (caught.value.code, caught.value.line) == ("mixed", 3)


@pytest.mark.parametrize("word", ["", "utf-8>x", "utf-8+gb18030", "utf-8+gb18030@x", "a+b@1-2-3"])
def test_a_recipe_that_says_nothing_is_refused(word: str) -> None:
    with pytest.raises(LookupError):
        encode("甲", word, bom=False)


@pytest.mark.parametrize("tail", [b"\xe5", b"\xe5\xae", b"\xff", b"\xff\xfe"])
def test_an_undecodable_tail_is_kept_as_surrogates(tail: bytes) -> None:
    data = SIMPLIFIED.encode() + tail
    text, encoding, _ = decode(data)
    assert encoding == "utf-8"
    assert text.startswith(SIMPLIFIED)
    assert encode(text, "utf-8", bom=False) == data


@pytest.mark.parametrize("data", [b"", b"\n\r\n", b"  \t\x0c", b"\x00\x00"])
def test_empty_is_said_to_be_empty(data: bytes) -> None:
    with pytest.raises(DecodingError) as caught:
        read(data, "x.txt")
    assert caught.value.code == "empty"


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
        b"PK\x03\x04" + bytes(range(0, 256, 3)) * 8,
        codecs.BOM_UTF16_LE[:1] + bytes(range(32)) * 20,
    ],
)
def test_binary_is_no_text(data: bytes) -> None:
    with pytest.raises(DecodingError) as caught:
        decode(data)
    assert caught.value.code in ("binary", "undecodable")


@given(st.binary(max_size=200))
def test_what_decodes_can_be_had_back(data: bytes) -> None:
    try:
        text, encoding, bom = decode(data)
    except DecodingError as error:
        assert error.code in REFUSALS  # noqa: PT017 - one of two ways
        return
    assert encode(text, encoding, bom) == data


@given(
    st.text(st.sampled_from("湖西区把稳就业，。12 \n"), min_size=1, max_size=60),
    st.sampled_from(["utf-8", "gb18030"]),
    st.binary(max_size=3),
)
def test_damaged_text_can_be_had_back(text: str, encoding: str, noise: bytes) -> None:
    data = text.encode(encoding) + noise
    try:
        got, codec, bom = decode(data)
    except DecodingError:
        return
    assert encode(got, codec, bom) == data


ENDS = "\n\r\f\v\x85\u2028\u2029"


@given(st.text(st.sampled_from("ab中" + ENDS), max_size=40))
def test_lines_cover_the_text_but_for_their_breaks(text: str) -> None:
    lines = split_lines(text)
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    at = 0
    for line in lines:
        assert text[at : line.start] in ("", "\r\n", "\r\r\n", *ENDS)
        assert (line.start == 0) == (line.number == 1)
        assert text[line.start : line.end] == line.text
        assert not set(line.text) & set(ENDS)
        at = line.end
    assert at == len(text)


def test_every_line_end_is_one_line_end() -> None:
    text = "一\n二\r\n三\r四\f五\v六\x85七\u2028八\u2029九\r\r\n十"
    assert [line.text for line in split_lines(text)] == list("一二三四五六七八九十")


def test_page_numbers_behind_a_cover_of_its_own_are_no_marks() -> None:
    front = "行业动态\n2025年第8期\n总第377期\n五金协会主办\n主编：周建\n目录\n开篇 1\n"
    body = "协会秘书处的同志走访了会员企业，了解大家的难处和想法。\n" * 12
    head = read((front + "第1页\n" + body + "第2页\n" + body).encode(), "a.txt")
    assert [page.number for page in head.pages] == [1, 2, 3]
    assert head.lines[head.pages[1].first].text == "第1页"
    foot = read((front + body + "第1页\n" + body + "第2页\n" + body[:90]).encode(), "a.txt")
    assert [page.number for page in foot.pages] == [1, 2, 3]
    assert foot.lines[foot.pages[0].last - 1].text == "第1页"


def test_flip_book_pages_run_from_mark_to_mark() -> None:
    source = read("下载 分享\n第1页\n甲\n第2页\n乙\n丙\n第3页\n丁\n".encode(), "x.txt")
    assert source.format == "flip-book"
    assert [(p.number, p.first, p.last, p.mark) for p in source.pages] == [
        (0, 0, 1, -1),
        (1, 2, 3, 1),
        (2, 4, 6, 3),
        (3, 7, 9, 6),
    ]


def test_numbers_that_do_not_count_up_are_no_page_marks() -> None:
    source = read("第9页\n甲\n第3页\n乙\n".encode(), "x.txt")
    assert source.format == "plain"
    assert len(source.pages) == 1


@given(st.text(st.sampled_from("中\n\f第页12 —"), min_size=1, max_size=80))
def test_pages_never_overlap(text: str) -> None:
    try:
        source = read(text.encode(), "x.txt")
    except DecodingError:
        return
    at = 0
    for page in source.pages:
        assert at <= page.first <= page.last <= len(source.lines)
        at = page.last


def test_what_stands_behind_the_last_foot_number_is_a_page() -> None:
    body = "\n".join("青石县今年新修水渠三十里，沿线各村都用上了清水。" for _ in range(12))
    text = f"{body}\n第1页\n{body}\n第2页\n{body}\n第3页\n欢迎投稿\n"
    source = read(text.encode(), "a.txt")
    covered = {n for p in source.pages for n in (*range(p.first, p.last), p.mark)}
    told = {n for n, line in enumerate(source.lines) if line.text.strip()}
    assert told <= covered


PAGE = "<p>{}</p>\n".format(SIMPLIFIED.split("\n", maxsplit=1)[0]) * 12


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"<?xml version='1.0'?>\n<TEI>{PAGE}</TEI>", "XML"),
        (f"{{\\rtf1\\ansi {SIMPLIFIED}}}", "RTF"),
    ],
)
def test_other_markup_is_refused_with_a_word_on_what_to_do(text: str, kind: str) -> None:
    with pytest.raises(DecodingError) as caught:
        read(text.encode(), "x.txt")
    assert (caught.value.code, caught.value.kind) == ("markup", kind)
    assert "give the text alone" in caught.value.finding("x.txt").message()


@pytest.mark.parametrize(
    "text",
    [
        SIMPLIFIED + "<table><tr><td>一月</td><td>98</td></tr></table>\n" * 9 + SIMPLIFIED,
        f"<!-- page 1 -->\n{SIMPLIFIED}<!-- page 2 -->\n{SIMPLIFIED}",
        f"# 标题\n\n{SIMPLIFIED}\n![](a/3f.jpg)\n\n| 一月 | 二月 |\n| --- | --- |\n| 98 | 77 |\n",
        "<html><body><table><tr><td>98</td></tr></table></body></html>\n" + SIMPLIFIED,
        SIMPLIFIED + "H<sub>2</sub>O 与 E=mc<sup>2</sup>，a<b 且 c>d。\n",
    ],
)
def test_a_tool_s_text_with_some_markup_is_text(text: str) -> None:
    source = read(text.encode(), "x.txt")
    assert (source.raw or source).text == text
