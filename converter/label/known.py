"""What lines the document has beside its contents list: what is listed stands there once more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from converter.chinese.chars import tight
from converter.chinese.names import ORG_TAIL, is_org, is_person, is_post
from converter.label.furniture import head_key
from converter.labelling import Row

DRESS = "【】〖〗[]◆◇■□●○▲△★☆◎※▍▌|｜#·•/／ \u3000"
"""What columns' heads and titles are set off with."""

SENTENCE = re.compile(r"[。；;]|[，,].*[，,]")
"""Marks of running text."""

_ALIKE = 100  # different lines with one beginning: more are running heads with a number
_APART = re.compile(r"[ \t\u3000\u00a0]{2,}|[ \t\u3000\u00a0]+(?=\d{1,4}$)|(?<=^\d)[ \t\u3000]+")
_COUNTS = re.compile(r" ?(\d+) ?")  # 推出 7 条 is one word
# 文/李晓, 本报记者 王芳, ● 技术中心: who wrote what.
_SIGNED = re.compile(
    r"^[（(【\[]?(?:[图文]+ ?[/／|:：]|(?:作者|撰稿人?|撰文|执笔人?)[ \u3000]*[:：/／]"
    r"|(?:本[报刊]|特约)?(?:记者|通讯员) ?|(?P<mark>[●□■◎◇◆○▲★☆▪▢⊙]) ?)"
    r"(?P<names>[\u3400-\u9fff][\u3400-\u9fff \u3000]*)"
)


class Known:
    """What lines the document has: a title or a head that is listed stands once more."""

    def __init__(self, rows: Sequence[Row], heads: AbstractSet[str]) -> None:
        self.rows = rows
        self.heads = heads
        self.starts = sorted(row.start for row in rows)
        self.last_page = max((row.page for row in rows), default=0) * 4 + 64
        # The first and the last row of each line: what lies outside of a stretch is told by them.
        self.lines: dict[str, tuple[int, int]] = {}
        self.beginnings: dict[str, dict[str, tuple[int, int]]] = {}
        self.bylines: set[str] = set()
        self.tails: dict[str, tuple[int, int]] = {}  # what stands behind the first words of a line
        self.joined = any(row.block for row in rows)  # the tool made one line of a block's lines
        short = [not r.closed and 2 <= r.width <= 26 for r in rows]
        for i, row in enumerate(rows):
            if not row.closed and 2 <= len(row.tight) <= 44:
                bare = row.tight.strip(DRESS)
                signed = _SIGNED.match(row.text) if len(bare) <= 24 else None
                if bare != row.tight and (is_org(bare) or is_person(bare)):
                    self.bylines.add(bare)
                elif signed is not None:
                    self._sign(signed["names"], marked=signed["mark"] is not None)
                    self._add(bare, i)
                else:
                    self._add(bare, i)
            if row.width > 60:
                # Joined lines: the first words may be a column's name, a title, a byline.
                first = [tight(w) for w in _COUNTS.sub(r"\1", row.text[:80]).split()[:6]]
                for k in range(len(first)):
                    for n in range(k + 1, min(len(first), k + 4) + 1):
                        several = "".join(first[k:n]).strip(DRESS)
                        if 2 <= len(several) <= 30 and not SENTENCE.search(several):
                            self._add(several, i)
            if not row.closed and row.width <= 60:
                # A running head and the page's number in one line, columns set side by side.
                parts = [p for p in _APART.split(row.text) if p]
                for part in parts if len(parts) > 1 else ():
                    self._add(tight(part).strip(DRESS), i)
            if not row.closed and row.width <= 60 and self.joined:
                # '聚合力 促交流 谋发展 协会召开标准编制研讨会': joined, a column's name before a title.
                split = row.text.split()
                for k in range(1, min(len(split), 5)):
                    rest = "".join(split[k:])
                    if len(rest) >= 6:
                        self.tails[rest] = (self.tails.get(rest, (i, i))[0], i)
            words = row.tight
            for k in (1, 2):
                if not short[i] or i + k >= len(rows) or not short[i + k]:
                    break
                if rows[i + k].page != row.page:
                    break
                words += rows[i + k].tight
                self._add(words, i)

    def _sign(self, names: str, *, marked: bool) -> None:
        """Enter who wrote something; behind a mark, which columns have too, names alone."""
        for words in (tight(names), *names.split()):
            if is_post(words) or len(words) < 2:
                continue
            if not marked or is_person(words) or ORG_TAIL.search(words):
                self.bylines.add(words)

    def _add(self, words: str, i: int) -> None:
        self.lines[words] = (self.lines.get(words, (i, i))[0], i)
        if len(words) >= 6:
            whole = self.beginnings.setdefault(words[:6], {})
            line = self.rows[i].tight
            if line in whole or len(whole) < _ALIKE:
                whole[line] = (whole.get(line, (i, i))[0], i)

    def line(self, words: str, lo: int, hi: int) -> float:
        """How surely `words` stand as a line outside of rows `lo` to `hi`: 1 whole, 0.6 in part."""
        first, last = self.lines.get(words, (lo, hi))
        if first < lo or last > hi:
            return 1.0
        first, last = self.tails.get(words, (lo, hi))
        if first < lo or last > hi:
            return 0.6
        whole = self.beginnings.get(words[:6]) if len(words) >= 6 else None
        for other, (first, last) in whole.items() if whole else ():
            if (first < lo or last > hi) and (
                other.startswith(words)
                or (words.startswith(other) and len(other) >= 0.8 * len(words))
            ):
                return 0.6
        return 0.0

    def head(self, words: str) -> bool:
        """Whether words are a running head or a column that is known."""
        return head_key(words) in self.heads
