"""What each row is, as far as a truth tells: the labels that it may have."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from converter.label import STATES
from converter.labelling import Row
from converter.model import Label

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "accuracy"))

import gold as gold_format
from gold import fold

_BLOCKS = {
    "p": Label.BODY,
    "entry": Label.BODY,
    "quote": Label.BODY,
    "h": Label.HEADING,
    "caption": Label.CAPTION,
    "credit": Label.CREDIT,
    "table": Label.TABLE,
}
_CLAIMS = {
    **{k: (v,) for k, v in _BLOCKS.items()},
    "title": (Label.TITLE,),
    "byline": (Label.BYLINE,),
    "column": (Label.COLUMN, Label.RUNHEAD),
    "masthead": (Label.MASTHEAD,),
    "contents": (Label.CONTENTS,),
    "runhead": (Label.RUNHEAD, Label.COLUMN),
    "pageno": (Label.PAGENO, Label.RUNHEAD),
    "jump": (Label.JUMP,),
}
# What a row may be whose words stand in no article.
ASIDE = frozenset(
    {
        Label.RUNHEAD,
        Label.PAGENO,
        Label.JUMP,
        Label.MASTHEAD,
        Label.CONTENTS,
        Label.COLUMN,
    }
)
_MARKS = re.compile(r"^[●○□■◎◇◆▲△▼☆★※_#*|｜]+|[●○□■◎◇◆]+$|[（(]完[)）]$")
_BYLINE = re.compile(r"^[（(]?(?:[文图]+[/／:·]|作者[:/]?|撰稿人?[:/]|供稿[:/]?|执笔[:/]?)")
_SHARE = 0.34  # of a row's letters that a text has to hold for its label to be possible
_PIECE = 4  # letters that a part of a row has at least

Allowed = frozenset[Label]


@dataclass
class Truth:
    """The folded texts of a truth by label."""

    whole: dict[Label, set[str]] = field(default_factory=lambda: defaultdict(set))
    joined: dict[Label, str] = field(default_factory=dict)
    claims: list[tuple[int, int, str]] = field(default_factory=list)
    partial: bool = False

    def labels(self, row: Row) -> Allowed:
        """The labels that the row may have; none where the truth does not tell."""
        if self.claims:
            return self._claimed(row)
        words = fold(row.text)
        bare = _MARKS.sub("", words)
        bare = _BYLINE.sub("", bare).strip("()【】[]") or bare
        if not bare:
            return frozenset()
        exact = {k for k, texts in self.whole.items() if words in texts or bare in texts}
        if exact:
            # A title may be said again in the text; a line that is all of it is the title.
            return _states(exact - {Label.BODY} or exact)
        found = {k for k, text in self.joined.items() if words in text or bare in text}
        if found and len(bare) > 2:
            return _states(found)
        if len(bare) <= 2:
            return _states(found | ASIDE)
        shares = {k: _covered(words, text) for k, text in self.joined.items()}
        best = max(shares.values(), default=0)
        if best < _SHARE * len(words):
            return _states(ASIDE)
        return _states({k for k, n in shares.items() if n >= _SHARE * len(words)})

    def _claimed(self, row: Row) -> Allowed:
        counts: dict[str, int] = defaultdict(int)
        for a, b, kind in self.claims:
            if a < row.end and row.start < b:
                counts[kind] += min(b, row.end) - max(a, row.start)
        if not counts:
            return frozenset()
        return _states(_CLAIMS.get(max(counts, key=lambda k: counts[k]), ()))


def _states(labels: Sequence[Label] | set[Label] | frozenset[Label] | tuple[Label, ...]) -> Allowed:
    found = set(labels)
    if found & {Label.COLUMN, Label.MASTHEAD}:
        found.add(Label.RUNHEAD)
    return frozenset(found & set(STATES))


def _covered(words: str, text: str) -> int:
    """Letters of the words that stand in the text in pieces."""
    total = i = 0
    while i + _PIECE <= len(words):
        if words[i : i + _PIECE] not in text:
            i += 1
            continue
        j = i + _PIECE
        while j < len(words) and words[i : j + 1] in text:
            j += 1
        total += j - i
        i = j
    return total


def load(annotation: Path, source: Path) -> Truth:
    """The truth of an annotation, by reference or by text."""
    raw = gold_format.Source.read(source)
    gold = gold_format.load(annotation, raw)
    truth = Truth(partial=gold.partial)
    starts = [0]
    for line in raw.lines:
        starts.append(starts[-1] + len(line) + 1)
    for what, ref in gold.claims:
        name, _, rest = what.partition(" ")
        kind = rest.split()[0] if rest else name
        for n, a, b in raw.spans(ref):
            truth.claims.append((starts[n - 1] + a, starts[n - 1] + b, kind))

    def add(label: Label, *texts: str) -> None:
        for text in filter(None, map(fold, texts)):
            truth.whole[label].add(text)

    for value in gold.masthead.values():
        add(Label.MASTHEAD, *map(str, value if isinstance(value, list) else [value]))
    for item in gold.contents:
        add(Label.CONTENTS, *(str(v) for v in item.values()), "".join(map(str, item.values())))
    for article in gold.articles:
        title = article.title
        add(Label.TITLE, title, *title.split(" "))
        add(Label.BYLINE, *article.byline)
        add(Label.COLUMN, article.column)
        for block in article.blocks:
            add(_BLOCKS.get(block.kind, Label.BODY), block.text, block.label + block.text)
            for row in block.rows:
                add(Label.TABLE, *map(str, row), "".join(map(str, row)))
    truth.joined = {k: "\n".join(sorted(v)) for k, v in truth.whole.items()}
    return truth
