"""Latin words over a line's end: a blank, a hyphen, an address."""

from __future__ import annotations

import pytest

from converter.chinese.latin import seam

BLANK, NOTHING, CUT = (0, " "), (0, ""), (1, "")


@pytest.mark.parametrize(
    ("left", "right", "met"),
    [
        ("装的是Linux", "Mint，孩子们", BLANK),
        ("It was printed in 2023,", "and every child has one", BLANK),
        ("turned into a code.", "The reading", BLANK),
        ("系统版本为Version", "21.3，界面", BLANK),
        ("wrote “often.”", "he said", BLANK),
        ("the Association", "(CPA) met", BLANK),
        ("界面语言是", "English，需要", NOTHING),
        ("has a copy.", "老师说", NOTHING),
        ("费用为1,", "200元", NOTHING),
        ("下午2:", "30", NOTHING),
        ("出席G", "20峰会", NOTHING),
        ("装机5", "GW", NOTHING),
        ("第1-", "2所", NOTHING),
        ("the infor-", "mation desk", CUT),
        ("External De-", "fibrillator（AED）", CUT),
        ("of the well-", "known library", NOTHING),
        ("the state-of-", "the-art hall", NOTHING),
        ("Jean-", "Pierre", NOTHING),
        ("COVID-", "19", NOTHING),
        ("https://lib.", "example.org/yunxi", NOTHING),
        ("index.html?page=2&sort=", "title，也可以", NOTHING),
        ("写信到yunxi-", "reading@example.org索取", NOTHING),
        ("请登录www.example.org/", "help。", NOTHING),
        ("see www.example.org", "for details", BLANK),
    ],
)
def test_what_stood_between(left: str, right: str, met: tuple[int, str]) -> None:
    assert seam(left, right) == met


def test_the_document_shows_how_a_word_is_written() -> None:
    assert seam("the co-", "operative", "a co-operative shop") == NOTHING
    assert seam("the long-", "ing look", "longing for home") == CUT
