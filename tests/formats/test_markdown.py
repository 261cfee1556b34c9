"""Markdown as people and tools write it; the account stays that of the text as it was given."""

from __future__ import annotations

import random

import pytest

from converter.corrections import load as load_corrections
from converter.ledger import verify
from converter.model import Cell
from converter.pipeline import Result, convert
from converter.read import read
from converter.read.markdown import is_markdown
from converter.tei.build import serialise
from tests.formats.documents import PROSE
from tests.formats.test_docx import told

TEXT = f"""# **云溪通讯**

## 渡口换了新船 ##

_林 禾_

{PROSE}（[via](https://a.example/x "题")）

![](images/3f.jpg)

渡口旧照（江白帆 摄）

**问：**水价$63\\%$怎样&nbsp;算？见 \\*附表\\*。<!-- 此处有图 -->

| 村名 | 产量 |
|:--|--:|
| 沟塘 | **120** |
| 高岭 | 85 \\| 77 |

1. 甲事，已经办好。
   - 其一，也已经办好。

> 这里是引文，请看。

```
## 不是标题
```

## 夜校

<table><tr><td rowspan="2">月份</td><td>一<br>月</td></tr><tr><td>98</td></tr></table>
{PROSE}
"""


def proved(result: Result) -> None:
    """Prove a result from its bytes alone, as `verify` does."""
    tree = serialise(result.tree)
    verify(tree, result.ledger.dump(tree))


def test_what_signs_say_is_kept_and_the_signs_are_not() -> None:
    assert told(read(TEXT.encode(), "a.md")) == [
        ("heading", "云溪通讯"),
        ("heading", "渡口换了新船"),
        ("", "林 禾"),
        ("", f"{PROSE}（via）"),
        ("caption", "渡口旧照（江白帆 摄）"),
        ("", "问：水价63%怎样 算？见 *附表*。"),
        ("row", "村名\t产量"),
        ("row", "沟塘\t120"),
        ("row", "高岭\t85 | 77"),
        ("item", "1. 甲事，已经办好。"),
        ("item", "   - 其一，也已经办好。"),
        ("quote", "这里是引文，请看。"),
        ("", "## 不是标题"),
        ("heading", "夜校"),
        ("row", "月份\t一 月"),
        ("row", "98"),
        ("", PROSE),
    ]


def test_the_account_is_that_of_the_text_byte_for_byte() -> None:
    result = convert(TEXT.encode("gb18030"), "a.md")
    assert result.source.text == TEXT
    assert result.source.encoding == "gb18030"
    proved(result)
    edits = {row[0]: row for r in result.ledger.rows for row in r.items if isinstance(row, tuple)}
    assert edits["markup"][1:] == ("&nbsp;", " ") or "markup" in edits


def test_tables_are_taken_as_they_are() -> None:
    result = convert(TEXT.encode(), "a.md")
    tables = [b for a in result.issue.articles for b in a.blocks if b.kind == "table"]

    def words(rows: tuple[tuple[Cell, ...], ...]) -> list[list[str]]:
        return [[c.text.flat for c in row] for row in rows]

    assert words(tables[0].rows) == [["村名", "产量"], ["沟塘", "120"], ["高岭", "85 | 77"]]
    assert tables[0].header == 1
    assert words(tables[1].rows) == [["月份", "一 月"], ["98"]]
    assert tables[1].rows[0][0].rows == 2


def test_a_correction_is_placed_by_the_lines_of_the_text() -> None:
    sheet = """corrections:
  - {line: 9, text: 渡口旧照, label: caption, reason: 见样刊}
  - {line: 13, text: "问：", replace: {find: 怎样, by: 如何}, reason: 见样刊}
"""
    line = next(n for n, words in enumerate(TEXT.split("\n"), 1) if words.startswith("**问"))
    sheet = sheet.replace("line: 13", f"line: {line}").replace("line: 9", f"line: {line - 2}")
    corrections = load_corrections(sheet, "c.yaml")
    result = convert(TEXT.encode(), "a.md", corrections=corrections)
    proved(result)
    assert "水价63%如何 算" in "".join(t.flat for t in result.issue.texts())


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (f"# 题\n\n{PROSE}\n\n# 又一题\n\n{PROSE}\n", True),
        (f"# 只有一个\n\n{PROSE}\n", False),
        (f"{PROSE}\n#县里#的话题\n{PROSE}\n", False),
        (f"| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n{PROSE}", True),
        (f"| 甲 | 乙 |\n{PROSE}\n| --- |\n", False),
        (f"{PROSE}\n-----\n{PROSE}", False),
        (f"![](a.png)\n{PROSE}", True),
        (f"{PROSE}<table><tr><td>1</td></tr></table>", True),
        (f"{PROSE}\n- 甲\n- 乙\n1. 丙\n> 丁", False),
    ],
)
def test_markdown_is_told_by_its_own_signs(text: str, *, is_one: bool) -> None:
    assert is_markdown(text) is is_one


_SIGNS = """# |## || |*** |**|_|*|`|~~|[|](|)|![](|a.png)|<table>|<tr>|<td>|</td>|</tr>|</table>
|<br>|&amp;|&nbsp;|\\|$|%|> |- |1. |```|<!-- page 3 -->|<!-- x -->|\t|　　|  |渡口|换了新船
|。|，|2024年|text |（|）|\f|第3页"""
_BITS = (*_SIGNS.replace("\n", "").split("|"), "\n", "\n\n", "| ", " |", "| --- | --- |\n", "  \n")


@pytest.mark.parametrize("seed", range(60))
def test_no_character_is_lost_of_any_signs(seed: int) -> None:
    random_ = random.Random(seed)
    text = "# 题\n\n# 题二\n\n" + "".join(random_.choices(_BITS, k=random_.randint(5, 120)))
    proved(convert(text.encode(), "a.md"))
