"""What is learnt of a publication: each kind of key, the file, the second reading."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pytest

from converter.learning import Learnt, learn, observe, write
from converter.learning.observing import may_name_column, undressed
from converter.pipeline import base_profile, convert, survey
from converter.profile import ColumnKind, Habit, Habits, Profile
from converter.profile.loading import ProfileText, load
from converter.repair import RULE_NAMES
from tests.learning.issues import BODY, issue

ISSUES = [issue(n) for n in (3, 4)]


def seen(texts: Sequence[str], **named: str) -> Learnt:
    pairs = [(f"{n}.txt", text) for n, text in enumerate(texts, 3)] + list(named.items())
    return learn([survey(text.encode(), name) for name, text in pairs])


@pytest.fixture(scope="module")
def one() -> Learnt:
    return seen(ISSUES[:1])


@pytest.fixture(scope="module")
def both() -> Learnt:
    return seen(ISSUES)


def loaded(text: str) -> Profile:
    base = base_profile()
    library = {
        "base": ProfileText("base", "base.yaml", BASE),
        "learnt": ProfileText("learnt", "learnt.yaml", text),
    }
    return dataclasses.replace(load("learnt", library, rules=RULE_NAMES), name=base.name)


def _base() -> str:
    from converter.profile.builtin import builtin_folder

    return (builtin_folder() / "base.yaml").read_text("utf-8")


BASE = _base()


# --- each kind of key -----------------------------------------------------------------------


def test_title_and_publisher(one: Learnt) -> None:
    assert one.title is not None
    assert (one.title.value, one.title.held) == ("青石通讯", True)
    assert one.publisher is not None
    assert one.publisher.value == "青石县文化馆"
    assert one.publisher.places[0].document == "3.txt"


def test_columns_of_the_contents_list_and_of_heads(one: Learnt) -> None:
    held = [c for c in one.columns if c.fact.held]
    assert [c.fact.value for c in held] == ["馆内要闻", "乡土故事", "学先进 争一流", "青石大事记"]
    assert [c.kind for c in held][-1] is ColumnKind.CHRONICLE
    assert "contents list" in held[0].fact.told


def test_another_form_of_a_name_is_an_alias(both: Learnt) -> None:
    chronicle = next(c for c in both.columns if c.fact.value == "青石大事记")
    assert [a.value for a in chronicle.aliases] == ["大事记"]


def test_marks(one: Learnt) -> None:
    assert one.profile(base_profile()).marks.byline == ("◎",)
    assert one.profile(base_profile()).marks.end == ("◆",)


def test_a_picture_mark_before_bylines_is_no_picture_mark() -> None:
    learnt = seen([text.replace("◎", "▲") for text in ISSUES])
    marks = learnt.profile(base_profile()).marks
    assert marks.byline == ("▲",)
    assert "▲" not in marks.caption


def test_running_heads_with_any_number(both: Learnt) -> None:
    assert [f.value for f in both.runheads] == ["《青石通讯》2024年第3期"]
    assert len(both.runheads[0].places) >= 6


def test_a_label_that_no_field_has(one: Learnt) -> None:
    (new,) = [n for n in one.labels if n.key == "email"]
    assert [f.value for f in new.labels] == ["来稿信箱"]
    labels = one.masthead(base_profile().masthead)["email"]
    assert labels[-1] == "来稿信箱"
    assert "电子邮箱" in labels


def test_what_is_told_by_its_ending_alone_is_in_doubt(one: Learnt) -> None:
    (new,) = [n for n in one.labels if n.key == "address"]
    assert [(f.value, f.held) for f in new.labels] == [("收稿点地址", False)]


def test_habits(both: Learnt) -> None:
    assert both.kept(Habits()).marked_bylines is Habit.ALWAYS
    assert both.kept(Habits()).marked_ends is Habit.ALWAYS
    said = Habits(marked_ends=Habit.NEVER)
    assert both.kept(said).marked_ends is Habit.NEVER


def test_phrases_are_what_all_issues_have(both: Learnt) -> None:
    held = [f.value for f in both.phrases if f.held]
    assert held[0] == "青石通讯"
    assert "qingshi@example.com" in held
    assert both.at_least == 2
    other = seen([ISSUES[0], ISSUES[1].replace("qingshi@", "weekly@")])
    assert "qingshi@example.com" not in [f.value for f in other.phrases if f.held]


# --- doubt ----------------------------------------------------------------------------------


def test_a_head_without_sisters_is_in_doubt() -> None:
    learnt = seen([issue(3, contents=False).replace("学先进 争一流\n", "【馆外来风】\n")])
    (column,) = [c for c in learnt.columns if c.fact.value == "馆外来风"]
    assert not column.fact.held


def test_issues_of_two_publications_are_told(both: Learnt) -> None:
    assert not both.apart
    mixed = seen([*ISSUES, issue(3).replace("青石通讯", "白水月刊")])
    assert mixed.apart == (("5.txt", "白水月刊"),)


def test_nothing_comes_of_nothing() -> None:
    learnt = seen([BODY])
    assert not learnt
    assert loaded(write(learnt, base_profile())) == dataclasses.replace(
        base_profile(), extends="base"
    )


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("【会长致辞】", "会长致辞"),
        ("■ 市场观察", "市场观察"),
        ("学 先 进 　 争 一 流", "学先进 争一流"),
        ("本 期 特 稿 BENQITEGAO", "本期特稿"),
        ("要闻", "要闻"),
    ],
)
def test_undressed(printed: str, name: str) -> None:
    assert undressed(printed) == name
    assert may_name_column(name)


@pytest.mark.parametrize(
    "words", ["目录", "2024年3月", "闻", "要闻，综合", "《青石通讯》", "CONTENTS"]
)
def test_no_name_of_a_column(words: str) -> None:
    assert not may_name_column(words)


# --- the file -------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2])
def test_the_file_says_what_a_build_assumes(count: int) -> None:
    learnt = seen(ISSUES[:count])
    text = write(learnt, base_profile())
    assert loaded(text) == dataclasses.replace(learnt.profile(base_profile()), extends="base")
    assert text == write(seen(ISSUES[:count]), base_profile())


def test_every_value_says_where_it_was_seen(both: Learnt) -> None:
    lines = write(both, base_profile()).splitlines()
    assert "# Learnt from 3.txt, 4.txt." in lines
    name = lines.index("  name: 馆内要闻") if "  name: 馆内要闻" in lines else -1
    column = lines[name - 1] if name >= 0 else lines[lines.index("    name: 馆内要闻") - 1]
    assert "3.txt:" in column
    assert "times)" in column


def test_the_doubtful_is_commented_out_and_can_be_let_in(one: Learnt) -> None:
    text = write(one, base_profile())
    (weak,) = [line for line in text.splitlines() if "收稿点地址" in line]
    assert weak.lstrip().startswith("# - {key: address")
    assert "in doubt" in weak


def test_a_file_name_cannot_leave_its_comment() -> None:
    text = write(seen([], **{"a\nb: c\u2028.txt": ISSUES[0]}), base_profile())
    assert "a?b: c?.txt" in text
    assert loaded(text).publication.title == "青石通讯"


# --- the second reading -----------------------------------------------------------------------


def test_a_text_that_no_profile_fits_is_read_with_what_it_shows() -> None:
    result = convert(ISSUES[0].encode(), "3.txt")
    (note,) = [d for d in result.diagnostics if d.code == "learnt-assumed"]
    assert "青石通讯" in note.render("en")
    assert "栏目 馆内要闻" in note.render("zh")


def test_a_profile_that_fits_is_taken_as_it_is() -> None:
    profile = dataclasses.replace(base_profile(), name="known")
    result = convert(ISSUES[0].encode(), "3.txt", profile=profile)
    assert not [d for d in result.diagnostics if d.code == "learnt-assumed"]


def test_what_is_seen_is_a_value_of_its_own() -> None:
    from converter import pipeline
    from converter.read import read
    from converter.settled import NOTHING

    source = read(ISSUES[0].encode(), "3.txt")
    labelling, made = pipeline._recognise(source, base_profile(), NOTHING)
    again = observe(source, labelling, made, base_profile())
    assert again == observe(source, labelling, made, base_profile())
    assert again == survey(ISSUES[0].encode(), "3.txt")
