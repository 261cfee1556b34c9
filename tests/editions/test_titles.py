"""What an article is called in contents, navigation and on covers."""

from __future__ import annotations

import pytest

from converter.emit.metadata import short_title
from converter.tei.reading import Article, Head


@pytest.mark.parametrize(
    ("heads", "named"),
    [
        (
            [("kicker", "济南解放路街道办事处"), ("main", "多举措加强预算绩效管理")],
            "济南解放路街道办事处 多举措加强预算绩效管理",
        ),
        ([("main", "主动服务融入\n打造全省桥头堡")], "主动服务融入 打造全省桥头堡"),
        ([("main", "水稳了"), ("sub", "——灌区改造纪实")], "水稳了"),
        ([("sub", "——灌区改造纪实")], "——灌区改造纪实"),
        ([], ""),
    ],
)
def test_a_list_names_whom_a_title_speaks_of(heads: list[tuple[str, str]], named: str) -> None:
    told = tuple(Head(kind, (words,)) for kind, words in heads)
    assert short_title(Article("a01", "", "", "", told, (), ())) == named
