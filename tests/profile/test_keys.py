"""Every key of a profile has an effect: something that makes trees or editions reads it."""

from __future__ import annotations

import ast
import enum
import sys
from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from converter.build.config import Config
from converter.pipeline import convert
from converter.profile import Habits, Profile
from converter.profile.detect import detect
from converter.profile.loading import ProfileText, load
from converter.profile.model import ColumnKind, Habit
from converter.yamlfile import item_type, members

ROOT = Path(__file__).resolve().parent.parent.parent
# Reading a profile to write, copy, check or compare it gives no key an effect.
DOES_NOTHING = {"learning", "cli", "review", "build"}
# Read from the files' nodes, before there is a profile.
BEFORE = {("Profile", "extends")}


def models(model: Any) -> Iterator[Any]:
    yield model
    for member in members(model):
        inner = item_type(member.type) or member.type
        if is_dataclass(inner):
            yield from models(inner)


def effective(frame: Any) -> bool:
    path = Path(frame.f_code.co_filename)
    if ROOT / "converter" not in path.parents:
        return False  # dataclasses compares and copies
    room = path.relative_to(ROOT / "converter").parts[0]
    return room not in DOES_NOTHING and frame.f_code.co_name not in {"simplified", "<genexpr>"}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str]]:
    """The keys that are read from now on, as (model, key)."""
    seen: set[tuple[str, str]] = set()
    for model in models(Profile):
        for member in members(model):
            own = model.__dict__[member.name]

            def get(self: Any, own: Any = own, key: Any = (model.__name__, member.name)) -> Any:
                frame = sys._getframe(1)
                # A comprehension is a frame of its own, in the function that holds it.
                while frame.f_code.co_name.startswith("<") and frame.f_back is not None:
                    frame = frame.f_back
                if effective(frame):
                    seen.add(key)
                return own.__get__(self)

            def put(self: Any, value: Any, own: Any = own) -> None:
                own.__set__(self, value)

            monkeypatch.setattr(model, member.name, property(get, put))
    return seen


def test_something_reads_every_key(read: set[tuple[str, str]]) -> None:
    config = Config()
    text = (ROOT / "seeds" / "dezhou-2023-10.txt").read_text("utf-8")
    found = detect(text, [config.profile("dezhou-tongxun")]).profile
    assert found is not None
    for words, name in ((text, "dezhou-2023-10.txt"), (NEWS, "a.txt")):
        convert(words.encode(), name, profile=found)
    keys = {(m.__name__, member.name) for m in models(Profile) for member in members(m)}
    assert keys - read - BEFORE == set()


@pytest.mark.parametrize("choices", [ColumnKind, Habit], ids=lambda c: c.__name__)
def test_something_asks_for_every_value(choices: type[enum.StrEnum]) -> None:
    """All values but the first, which is what holds where nothing is said."""
    named = {
        node.attr
        for path in (ROOT / "converter").rglob("*.py")
        if path.parent.name not in {"profile", *DOES_NOTHING}
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == choices.__name__
    }
    assert {choice.name for choice in choices} - named == {next(iter(choices)).name}


def profile_of(text: str) -> Profile:
    return load("own", {"own": ProfileText("own", "own.yaml", text)})


def test_a_key_that_has_gone_is_told_and_the_profile_loads() -> None:
    text = "marks: {entry: [△], end: [完]}\ncolumns: [{id: a, name: 数据, kind: statistics}]\n"
    profile = profile_of(text)
    assert profile.marks.end == ("完",)
    assert profile.columns[0].kind is ColumnKind.ARTICLE
    assert [(d.code, d.line) for d in profile.told] == [
        ("config-retired", 1),
        ("config-retired", 2),
    ]


NEWS = """青山通讯
2024年第3期

一、图书角里的周末
　　图书角自去年秋天重新开放以来，每逢周末都坐满了前来看书的孩子和老人。管理员说，桌椅也换了。
更多内容
　　为了让更多人愿意走进来，镇里把借书卡改成了扫码登记，借期由两周延长到一个月。
二、河堤上的树
　　三月中旬，河堤两岸的植树活动如期举行。来自七个村的一百多名村民种下了香樟。
"""


def test_words_of_a_site_are_in_no_edition() -> None:
    def body(profile: Profile) -> str:
        return "".join(convert(NEWS.encode(), "a.txt", profile=profile).tree.getroot().itertext())

    assert "更多内容" in body(Profile())
    assert "更多内容" not in body(profile_of("furniture: {site: [更多内容]}\n"))


def test_headings_that_never_have_a_number() -> None:
    case = (ROOT / "tests/cases/headings/numbered-levels.case").read_text("utf-8")
    text = case.split("--- raw\n")[1].split("\n---")[0].encode()

    def headings(profile: Profile) -> list[str]:
        tree = convert(text, "a.txt", profile=profile).tree
        return ["".join(head.itertext()) for head in tree.iter("{*}head")]

    never = replace(Profile(), habits=Habits(numbered_headings=Habit.NEVER))
    assert "一、完善治理体系" in headings(Profile())
    assert "一、完善治理体系" not in headings(never)
