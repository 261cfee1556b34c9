"""Random sources, and random issues that account for every character of theirs."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator

from hypothesis import strategies as st

from converter.model import (
    Article,
    Block,
    Byline,
    Cell,
    Column,
    ContentsColumn,
    ContentsEntry,
    Furniture,
    Issue,
    Label,
    Mark,
    MastheadItem,
    Name,
    Piece,
    Source,
    Span,
    Text,
)
from converter.read.decoding import encode
from converter.read.lines import split_lines

# Characters that something in the path may trip over, beside those that it is made for.
_TRICKY = (
    "\r\n\f\v\t\x00\x01\x1b\x7f\x85\xa0\xad\u200b\u2028\u2029\u202e\u3000\ufeff\ufffd\ufffe\uffff"
    "\U0001f600\U00020000\U0010ffff\udc80\udcff<>&\"']]>--"
)


def texts(min_size: int = 1, max_size: int = 300) -> st.SearchStrategy[str]:
    """Any Unicode, with lone surrogates for bad bytes, and mixed line breaks."""
    return st.text(
        st.one_of(
            st.sampled_from("中文字，。12 \n"),
            st.sampled_from(_TRICKY),
            st.characters(exclude_categories=["Cs"]),
        ),
        min_size=min_size,
        max_size=max_size,
    )


def make_source(text: str, encoding: str = "utf-8", *, bom: bool = False) -> Source:
    """A source as the reader would give it."""
    data = encode(text, encoding, bom)
    return Source(
        name="random.txt",
        text=text,
        encoding=encoding,
        bom=bom,
        digest=hashlib.sha256(data).hexdigest(),
        size=len(data),
        format="plain",
        lines=split_lines(text),
        pages=(),
    )


@st.composite
def sources(draw: st.DrawFn) -> Source:
    """A source in one of the encodings that the reader knows."""
    text = draw(texts())
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-16-le", "gb18030"]))
    if encoding == "utf-16-le":  # its codec has no way to keep a bad byte
        text = "".join("x" if "\ud800" <= c <= "\udfff" else c for c in text)
    return make_source(text, encoding, bom=draw(st.booleans()))


@st.composite
def documents(draw: st.DrawFn) -> tuple[Source, Issue]:
    """A source, and an issue that accounts for all of it in an order of its own."""
    source = draw(sources())
    return source, make_issue(source, draw(st.randoms(use_true_random=False)))


def make_issue(source: Source, r: random.Random) -> Issue:
    """Cut the source at random and deal the parts out to all places that the model has."""
    return _Dealer(source, r).issue()


TOLD = (
    *("item", "item", "note", "reference", "speech", "verse", "editorial", "pullquote", "other"),
    *("salute", "signed", "dateline"),
)


class _Dealer:
    def __init__(self, source: Source, r: random.Random) -> None:
        self.source = source
        self.r = r
        self.furniture: list[Furniture] = []
        self.parts = list(self._parts())
        if r.random() < 0.7:  # articles are re-ordered
            r.shuffle(self.parts)

    def _parts(self) -> Iterator[list[Piece]]:
        text, r = self.source.text, self.r
        at = 0
        while at < len(text):
            end = min(len(text), at + r.randint(1, 12))
            kind = r.random()
            if kind < 0.15:
                self.furniture.append(Furniture(r.choice(list(Label)), Span(at, end)))
            elif kind < 0.25 and not text[at:end].strip():
                pass  # white space that nobody claims
            elif kind < 0.4:
                after = r.choice(["", "改", "a b", "\x02", " "])
                rule = r.choice(["strip_spaces", "correction", "correction_3", "a+b"])
                yield [Piece(after, at, end, rule)]
            else:
                yield [Piece(text[at:end], at, end)]
            at = end

    def text(self, *, most: int = 3) -> Text:
        r = self.r
        pieces: list[Piece] = []
        for _ in range(min(r.randint(1, most), len(self.parts))):
            pieces += self.parts.pop()
            place = pieces[-1].end
            if r.random() < 0.1:
                mark = r.choice([Mark("pb", "7", "raw9"), Mark("gap", "lost"), Mark("lb")])
                pieces.append(Piece("", place, place, "", mark))
            if r.random() < 0.1:
                pieces.append(Piece("增", place, place, "insert_mark"))
        return Text(pieces)

    def byline(self) -> Byline:
        text = self.text()
        names = []
        if len(text) > 1:
            cut = self.r.randint(1, len(text))
            names = [Name("person", 0, cut)]
            if cut < len(text):
                names.append(Name("org", cut, len(text)))
        return Byline(text, tuple(names))

    def block(self) -> Block:
        r = self.r
        kinds = ["p", "p", "heading", "heading", "caption", "credit", "entry", "table", "unknown"]
        kind = r.choice([*kinds, "gap", "pb", *TOLD])
        match kind:
            case "item" | "note":
                text = self.text()
                label = (Name("label", 0, r.randint(1, len(text))),) if len(text) else ()
                return Block(kind, text, level=r.randint(1, 4), names=label)
            case "speech":
                return Block(kind, self.text(), label=self.text() if r.random() < 0.7 else None)
            case "reference":
                return Block(kind, self.text(), lines=(self.text(),) if r.random() < 0.2 else ())
            case "heading":
                lines = tuple(self.text() for _ in range(r.randint(1, 2)))
                return Block(kind, lines=lines, level=r.randint(1, 9))
            case "entry":
                when, to = r.choice(
                    [("2023-09-02", ""), ("2023-09", "2023-10"), ("", ""), ("2023-02-30", "")]
                )
                label = self.text(most=1) if r.random() < 0.8 else None
                return Block(kind, self.text(), label=label, when=when, to=to)
            case "table":
                rows = tuple(
                    tuple(Cell(self.text(most=1), cols=r.randint(1, 2)) for _ in range(2))
                    for _ in range(r.randint(0, 3))
                )
                lines = (self.text(),) if r.random() < 0.5 else ()
                return Block(kind, lines=lines, rows=rows, header=min(len(rows), 1))
            case "gap" | "pb":
                return Block(kind, mark=Mark(kind, r.choice(["", "8", "a b"]), "12"))
            case _:
                return Block(kind, self.text())

    def article(self, n: int) -> Article:
        r = self.r
        return Article(
            id=r.choice([f"a{n:02d}", f"a{n:02d}", "", "a01", "第 一"]),
            column=r.choice(["", "feature", "本期 特稿", "1"]),
            page=r.choice(["", "4"]),
            raw=r.choice(["", "3"]),
            heads=[
                (r.choice(["kicker", "main", "sub"]), self.text()) for _ in range(r.randint(0, 2))
            ],
            bylines=[self.byline() for _ in range(r.randint(0, 2))],
            blocks=[self.block() for _ in range(r.randint(0, 8))],
        )

    def contents(self) -> Iterator[ContentsColumn]:
        r = self.r
        for _ in range(r.randint(0, 2)):
            entries = [
                ContentsEntry(
                    self.text(),
                    tuple(self.text(most=1) for _ in range(r.randint(0, 2))),
                    self.text(most=1) if r.random() < 0.7 else Text(),
                    r.choice(["", "a01", "nowhere"]),
                )
                for _ in range(r.randint(0, 2))
            ]
            yield ContentsColumn(self.text(most=1), entries)

    def issue(self) -> Issue:
        r = self.r
        issue = Issue(
            title=r.choice(["", "某某通讯 2023年第10期", "a\x00\udc80<&>"]),
            series=r.choice(["", "某某通讯"]),
            number=r.choice(["", "10"]),
            date=r.choice(["", "2023-10", "2023年"]),
            publisher=r.choice(["", "某某"]),
            permit=r.choice(["", "x"]),
            furniture=self.furniture,
        )
        issue.masthead = [
            MastheadItem(
                r.choice(["title", "board_members", "印 数"]),
                self.text(most=1),
                r.choice(["", "", "新闻热线"]),
            )
            for _ in range(r.randint(0, 3))
        ]
        issue.contents = list(self.contents())
        known = [("feature", "本期特稿"), ("other", "别的")][: r.randint(0, 2)]
        issue.columns = [Column(key, name, self.text(most=1)) for key, name in known]
        n = 1
        while self.parts or n == 1:
            issue.articles.append(self.article(n))
            n += 1
        if r.random() < 0.3:
            issue.articles[0].column = "feature"
        return issue
