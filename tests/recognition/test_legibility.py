"""What of a text cannot be read is told once, with numbers; what can be read is left in peace."""

from __future__ import annotations

import re

import pytest

from converter import convert
from converter.read import findings_of_source, read

TEXT = (
    "镇里把闲置的仓库改成了书房，白天供居民读书看报，晚上留给孩子们写作业。\n"
    "书架是旧课桌拆了重做的，靠窗的一排矮柜正好让孩子够得着上层的图画书。\n"
    "管理员每月从县里换一批新书回来，登记在本子上，谁借了哪一本一翻就知道。\n"
)


def said(text: str) -> dict[str, tuple[int, dict[str, str]]]:
    """Codes of what is found, with the line and the arguments."""
    found = findings_of_source(read(text.encode("utf-8", "surrogatepass"), "x.txt"))
    return {d.code: (d.line, dict(d.args)) for d in found}


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "À l’été dernier, l’élève naïf a mangé un œuf… « Noël »\n" * 9,
        "Người Việt được mời đến đường này.\n" * 9,
        "Это русский текст, который надо прочитать.\n" * 9,
        "これは日本語の文章です。ひらがなばかりのぶんしょうです。\n" * 9,
        "⼩⼭村的⽼⼈们说，⽔⻋转了⼀百年。\n" * 9,  # radicals for characters
        "目录\n书房开到了家门口…………·王芳\n" * 9,
        "浣州的浣水流过浣桥，老浣街的人在浣边洗衣。\n" * 9,  # a place's name
        "天天向上，人人有责，慢慢来，家家户户。\n" * 9,
    ],
)
def test_what_can_be_read_is_left_in_peace(text: str) -> None:
    assert said(text).keys() <= {"read-language"}


def test_private_lost_and_garbled_letters_are_told_in_one_finding() -> None:
    text = TEXT + "\ue123\ue124\ue125，(cid:12)(cid:13)\ufffd。\n" + "龘靐齉爩龗灪麤龖厵纞虋鱻麣驫"
    (code, (line, args)), *others = said(text).items()
    assert (code, line, others) == ("read-unreadable", 0, [])
    counts = {key: args[key] for key in ("count", "private", "lost", "odd")}
    assert counts == {"count": "20", "private": "3", "lost": "3", "odd": "14"}


def test_letters_that_stand_twice_are_told() -> None:
    text = re.sub(r"([^\n])", r"\1\1", TEXT)
    line, args = said(text)["read-doubled"]
    assert (line, args["count"]) == (1, args["total"])


def test_a_rare_letter_in_many_words_is_told_with_its_place() -> None:
    text = TEXT + "帄安是福，帄均三百元。\n青帄村的水帄面，帄常年景。\n"
    assert said(text) == {"read-glyph": (4, {"letters": "帄 × 5"})}


def test_a_letter_that_cannot_be_read_is_a_gap_with_a_doubt() -> None:
    words = TEXT.replace("每月", "每(cid:1204)").replace("一批", "二\ufffd\ufffd批")
    result = convert(words.encode(), "x.txt")
    xml = result.tree.getroot()
    gaps = [e for e in xml.iter("{*}gap") if e.get("reason") == "illegible"]
    assert len(gaps) == 2
    assert "".join(xml.itertext()).count("□") == 2
    told = [d.args for d in result.diagnostics if d.code == "text-illegible"]
    assert told == [(("text", "(cid:1204)"),), (("text", "\ufffd\ufffd"),)]


def test_a_symbol_font_s_bullets_are_bullets() -> None:
    items = "\uf06c 每日上午接受报名，逾期不候；\n\uf0b7 报名时请出示身份证件原件；\n"
    result = convert((TEXT + items).encode(), "x.txt")
    words = "".join(result.tree.getroot().itertext())
    assert words.count("•") == 2
    assert not re.search("[\ue000-\uf8ff]", words)
