"""The masthead keeps each character of its rows once, whatever the rows are."""

from __future__ import annotations

import random

import pytest

from converter.assemble.masthead import read_masthead
from converter.labelling import make_row
from converter.pipeline import base_profile
from converter.read import read

# What mastheads are made of, and what breaks them.
PARTS = """
主编|副主编|：|:|张三|李 四|王五六|电话|0531-1234567|12345| |　　|/|｜|（|）|地址|北京路12号|主办
清河县政府|2024年5月|第3期|总第45期|内部资料|，免费交流|报：|送：|编|编辑|责任|委员|（以姓氏笔画为序）
E-mail|a@b.com|www.x.y|X|春风|《春风》|.|一|二|目|录|3|期|〔2024〕3号|季刊|今日4版|星期五|印发|—|•
责编|邮编|100000|签|发|①|投稿：|刊名题字：|。|印数|300|份
""".strip().replace("\n", "|").split("|") + ["\n"] * 8  # fmt: skip


@pytest.mark.parametrize("seed", range(150))
def test_each_character_of_the_rows_is_kept_once(seed: int) -> None:
    drawn = random.Random(seed)
    text = "文" + "".join(drawn.choice(PARTS) for _ in range(drawn.randint(1, 80))) + "\n"
    source = read(text.encode(), "drawn.txt")
    rows, at = [], 0
    for number, line in enumerate(source.words.split("\n")):
        if line.strip():
            start = at + len(line) - len(line.lstrip())
            rows.append(make_row(line.strip(), start, number // 9, number, 0))
        at += len(line) + 1
    if seed % 5 == 0:
        drawn.shuffle(rows)
    made = read_masthead(source, rows, base_profile())
    pieces = [(p.start, p.end) for item in made.items for p in item.text.pieces]
    kept = [k for a, b in (*pieces, *made.labels, *made.repeats) for k in range(a, b)]
    printed = [k for k in kept if source.text[k].strip()]
    assert sorted(printed) == [
        k for row in sorted(rows, key=lambda r: r.start) for k in range(row.start, row.end)
        if source.text[k].strip()
    ]  # fmt: skip


def test_a_note_in_front_of_names_is_printed_with_their_label() -> None:
    source = read(
        "委 员：（以姓氏笔画为\n序）\n冉 清 叶 青\n主编：顾言诚（代）\n".encode(), "a.txt"
    )
    rows, at = [], 0
    for number, line in enumerate(source.words.split("\n")[:-1]):
        rows.append(make_row(line, at, 0, number, 0))
        at += len(line) + 1
    made = read_masthead(source, rows, base_profile())
    found = [(item.key, item.label, item.text.flat) for item in made.items]
    note = "委员（以姓氏笔画为序）"
    assert [(label, words) for key, label, words in found if key == "board_members"] == [
        (note, "冉 清"),
        (note, "叶 青"),
    ]
    assert [words for key, _, words in found if key == "editor_in_chief"] == ["顾言诚（代）"]
