"""Profiles: every mistake at once, with its place; nothing but what was typed; bases; detection."""

from __future__ import annotations

import dataclasses
import pickle
import sys
from collections.abc import Mapping
from pathlib import Path
from subprocess import run

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.build.config import Config
from converter.diagnostics import Diagnostic, Severity
from converter.profile import Column, Profile, fold
from converter.profile.builtin import builtin_folder
from converter.profile.detect import detect
from converter.profile.docs import document, dump
from converter.profile.loading import ProfileError, ProfileText, load
from converter.yamlfile import MAX_CHARACTERS, members

BUILTIN = Config()
NAMES = sorted(BUILTIN.texts)


def library(**texts: str) -> Mapping[str, ProfileText]:
    return {name: ProfileText(name, f"{name}.yaml", text) for name, text in texts.items()}


def one(text: str, *, rules: tuple[str, ...] | None = None) -> Profile:
    return load("p", library(p=text), rules=rules)


def mistakes(text: str, **more: str) -> list[tuple[str, int, str]]:
    """Code, line and key (or hint) of every mistake."""
    with pytest.raises(ProfileError) as caught:
        load("p", library(p=text, **more), rules=("close-spaces", "dashes"))
    return [
        (d.code, d.line, dict(d.args).get("key") or dict(d.args).get("what", ""))
        for d in caught.value.diagnostics
    ]


# --- the profiles that come with the program -----------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_built_in_profile_is_without_mistakes(name: str) -> None:
    assert BUILTIN.profile(name).name == name


def test_there_are_built_in_profiles() -> None:
    assert {"base", "dezhou-tongxun", "newspaper"} <= set(NAMES)
    for name in ("dezhou-tongxun", "newspaper"):
        assert BUILTIN.profile(name).extends


@pytest.mark.parametrize(
    ("seed", "name"),
    [
        ("dezhou-2023-10", "dezhou-tongxun"),
        ("paper-000", "newspaper"),
        ("paper-001", "newspaper"),
        ("paper-003", "newspaper"),
        ("paper-004", "newspaper"),
    ],
)
def test_seeds_are_detected(seed: str, name: str) -> None:
    text = (builtin_folder().parent / "seeds" / f"{seed}.txt").read_text("utf-8")
    found = BUILTIN.detect(text)
    assert found.profile is not None
    assert found.profile.name == name


def test_columns_of_the_newsletter_are_known_in_print() -> None:
    profile = BUILTIN.profile("dezhou-tongxun")
    for printed, ident in [
        ("本 期 特 稿 BENQITEGAO", "feature"),
        ("卷 首 语", "editorial"),
        ("学思想 强党性 重实践 建新功", "theme"),
        ("市 委 大 事 记 SHIWEIDASHIJI", "chronicle"),
        ("调查与思考", "inquiry"),
    ]:
        column = profile.column_for(printed)
        assert column is not None, printed
        assert column.id == ident
    assert profile.column_for("加强党建引领") is None
    chronicle = profile.column("chronicle")
    assert chronicle is not None
    assert chronicle.kind == "chronicle"
    assert profile.marks.end == ("德",)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("主 编:", "editor_in_chief"),
        ("副 主 编", "deputy_editors"),
        ("责任编辑：", "responsible_editors"),
        ("版式设计", "layout"),
        ("委 员:", "board_members"),
        ("通讯地址", "address"),
        ("邮政编码", "postcode"),
        ("电 话", "phone"),
        ("电子邮箱", "email"),
        ("准印证号", "permit"),
        ("印 刷", "printer"),
        ("印 数", "print_run"),
        ("编印单位", "compiled_by"),
        ("发送对象", "distribution"),
        ("出版日期", "date"),
    ],
)
def test_masthead_labels(label: str, name: str) -> None:
    field = BUILTIN.profile("dezhou-tongxun").field_for(label)
    assert field is not None
    assert field.key == name


# --- strictness ----------------------------------------------------------------------------------


def test_every_mistake_is_told_at_once_with_its_line() -> None:
    text = """\
publication:
  titel: x
  accent: red
marks:
  byline: ●
columns:
  - id: news
    name: 要闻
    kind: chronicl
  - id: news
repairs:
  clos-spaces: on
  dashes: maybe
"""
    assert mistakes(text) == [
        ("config-unknown-key", 2, "publication.titel"),
        ("config-value", 3, "publication.accent"),
        ("config-value", 5, "marks.byline"),
        ("config-value", 9, "columns[1].kind"),
        ("config-missing-key", 10, "columns[2].name"),
        ("config-duplicate-id", 10, "columns[2].id"),
        ("config-unknown-key", 12, "repairs.clos-spaces"),
        ("config-value", 13, "repairs.dashes"),
    ]


def test_a_misspelt_word_gets_a_suggestion() -> None:
    with pytest.raises(ProfileError) as caught:
        load("p", library(p="publicaton: {}\nrepairs: {dashs: on}\n"), rules=("dashes",))
    message = str(caught.value)
    assert "→ publication?" in message
    assert "→ dashes?" in message
    assert message.startswith("p.yaml:1:1: error: ")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("columns: &a []\n", "config-refused"),
        ("extends: base\npublication: *a\n", "config-refused"),
        ("publication: {title: !!str x}\n", "config-refused"),
        ("publication: !thing {title: x}\n", "config-refused"),
        ("publication: {title: a}\n---\npublication: {}\n", "config-refused"),
        ("? [a]\n: b\n", "config-refused"),
        ("publication:\n  title: a\n  title: b\n", "config-duplicate-key"),
        ("publication: {title: a\n", "config-syntax"),
        ("publication:\n\ttitle: a\n", "config-syntax"),
        ("publication: {title: 'a\x00'}\n", "config-syntax"),
        ("publication: {title: '\udc80'}\n", "config-syntax"),
        ("- a\n- b\n", "config-value"),
        ("just words\n", "config-value"),
        ("publication:\n", "config-value"),
        ("publication: {title: }\n", "config-value"),
        ("detect: {at_least: many}\n", "config-value"),
        ("extends: p\n", "profile-cycle"),
        ("extends: nobody\n", "profile-missing"),
        ("[" * 5000, "config-limit"),
        ("a: " + "x" * MAX_CHARACTERS, "config-limit"),
        ("columns: [" + "a," * 100_001 + "]", "config-limit"),
    ],
)
def test_refused(text: str, code: str) -> None:
    assert code in {found[0] for found in mistakes(text)}


@pytest.mark.parametrize("typed", ["no", "yes", "12:30", "010", "1e3", "0x1F", "2023-10-01", "1_0"])
def test_text_stays_what_was_typed(typed: str) -> None:
    profile = one(f"publication: {{title: {typed}}}\ncolumns: [{{id: a, name: {typed}}}]\n")
    assert profile.publication.title == typed
    assert profile.columns[0].name == typed


def test_two_columns_may_not_answer_to_one_name() -> None:
    text = "columns:\n - {id: a, name: 要闻}\n - {id: b, name: 新闻, aliases: [要 闻]}\n"
    assert mistakes(text) == [("config-duplicate-id", 3, "columns[2]")]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_places(text: str) -> None:
    findings: tuple[Diagnostic, ...] = ()
    try:
        profile = one(text)
    except ProfileError as error:
        findings = error.diagnostics
    else:
        assert isinstance(profile, Profile)
        return
    assert findings
    for finding in findings:
        assert finding.severity is Severity.ERROR
        assert finding.path == "p.yaml"
        assert finding.render("en") != finding.render("zh")


# --- bases ---------------------------------------------------------------------------------------

BASE = """\
publication: {title: 甲, publisher: 乙}
marks: {byline: [●, □], end: [完]}
columns:
  - {id: news, name: 要闻, order: 1}
  - {id: law, name: 法治, order: 2}
repairs: {dashes: off, close-spaces: on}
"""


def test_a_profile_is_laid_over_its_base() -> None:
    own = """\
extends: b
publication: {title: 丙}
marks: {byline: [■]}
columns:
  - {id: law, name: 法治, aliases: [法制], order: 5}
  - {id: art, name: 文艺}
repairs: {dashes: on}
"""
    profile = load("p", library(p=own, b=BASE))
    assert (profile.publication.title, profile.publication.publisher) == ("丙", "乙")
    assert profile.marks.byline == ("■",)
    assert profile.marks.end == ("完",)
    assert [(c.id, c.order, c.aliases) for c in profile.columns] == [
        ("news", 1, ()),
        ("law", 5, ("法制",)),
        ("art", 0, ()),
    ]
    assert dict(profile.repairs) == {"dashes": True, "close-spaces": True}


def test_a_record_of_the_base_keeps_what_is_not_said_again() -> None:
    profile = load("p", library(p="extends: b\ncolumns: [{id: law, order: 9}]\n", b=BASE))
    law = profile.column("law")
    assert law is not None
    assert (law.name, law.order) == ("法治", 9)


def test_a_mistake_in_a_base_names_the_base() -> None:
    with pytest.raises(ProfileError) as caught:
        load("p", library(p="extends: b\n", b="marks: {bylin: [a]}\n"))
    (finding,) = caught.value.diagnostics
    assert (finding.path, finding.line) == ("b.yaml", 1)


# --- the model -----------------------------------------------------------------------------------


def test_no_profile_is_a_profile() -> None:
    assert Profile.empty() == dataclasses.replace(one(""), name="")
    assert Profile.empty().repairs_with("anything")
    assert Profile.empty().column_for("要闻") is None


@pytest.mark.parametrize("name", NAMES)
def test_a_profile_is_a_value(name: str) -> None:
    profile = BUILTIN.profile(name)
    assert hash(profile) == hash(pickle.loads(pickle.dumps(profile)))  # noqa: S301 - our own bytes
    with pytest.raises(dataclasses.FrozenInstanceError):
        profile.name = "x"  # type: ignore[misc]


@pytest.mark.parametrize("name", NAMES)
def test_what_show_prints_is_the_profile(name: str) -> None:
    profile = BUILTIN.profile(name)
    again = load(name, {name: ProfileText(name, "shown", dump(profile))})
    assert again == dataclasses.replace(profile, extends="")


@given(
    st.builds(
        Column,
        id=st.from_regex("[a-z][a-z0-9_-]{0,9}", fullmatch=True),
        name=st.text(min_size=1, max_size=20).filter(lambda t: "\r" not in t and "\x85" not in t),
        aliases=st.just(()),
        title=st.sampled_from(["", "no", "12:30", "a: b", "# x", "- y", "'", '"', "\\", "on"]),
    )
)
def test_any_column_survives_printing(column: Column) -> None:
    try:
        column.name.encode()
    except UnicodeEncodeError:
        return
    profile = Profile(columns=(column,), name="p")
    try:
        again = one(dump(profile))
    except ProfileError as error:  # what YAML cannot hold at all is refused, not changed
        assert {d.code for d in error.diagnostics} == {"config-syntax"}  # noqa: PT017
    else:
        assert again.columns == (column,)


def test_docs_name_every_key() -> None:
    text = document()

    def walk(model: type) -> None:
        for member in members(model):
            assert f"{member.name}: " in text
            assert member.key.doc.endswith("."), member.name
            assert member.key.doc[:40] in " ".join(text.split())

    walk(Profile)
    walk(Column)


@pytest.mark.parametrize(
    ("printed", "bare"),
    [
        ("本 期 特 稿 BENQITEGAO", "本期特稿"),
        ("ＢＥＮＱＩ 本期", "本期"),
        ("CONTENTS", "CONTENTS"),
        ("contents", "CONTENTS"),
        ("一把手谈政治生态", "一把手谈政治生态"),
        ("　卷　首　语　", "卷首语"),
    ],
)
def test_fold(printed: str, bare: str) -> None:
    assert fold(printed) == bare


# --- detection -----------------------------------------------------------------------------------


def test_detection_ties_are_nobodys() -> None:
    a = one("detect: {phrases: [甲乙], at_least: 1}")
    b = dataclasses.replace(a, name="q")
    outcome = detect("这里有 甲 乙 二字", [a, b])
    assert outcome.profile is None
    assert outcome.tied == ("p", "q")
    alone = detect("这里有 甲 乙 二字", [a])
    assert alone.profile == a
    assert detect("没有", [a, b]).tied == ()


def test_a_line_can_rule_a_publication_out() -> None:
    profile = one("detect: {starts: [□], without: [目录], at_least: 1}")
    assert detect("□张三\n正文", [profile]).profile == profile
    assert detect("□张三\n目 录\n正文", [profile]).profile is None
    assert detect("□张三\n责任目录清单", [profile]).profile == profile


def test_a_profile_that_says_nothing_is_never_detected() -> None:
    assert detect("任何文字", [one(""), one("detect: {at_least: 0}")]).profile is None


def test_a_broken_profile_shows_where_it_would_matter(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("detect: {phrases: [某报], at_least: 1}\nmarkz: {}\n")
    config = Config(tmp_path)
    assert [d.code for d in config.problems()] == ["config-unknown-key"]
    found = config.detect("某报 第一版")
    assert found.profile is not None
    assert found.profile.name == "broken"
    with pytest.raises(ProfileError):
        config.profile("broken")


def test_knowing_profiles_costs_no_heavy_import() -> None:
    code = "import sys, converter.profile, converter.diagnostics; print(*sys.modules)"
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "converter.profile.model" in loaded
    assert not loaded & {"yaml", "pydantic", "rapidfuzz", "lxml", "click"}
