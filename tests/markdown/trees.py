"""Trees with arbitrary text in every place, and the blocks that an edition has to give again."""

from __future__ import annotations

from hypothesis import strategies as st
from lxml import etree

from converter.tei.names import TEI, XML_ID, t

# Text that has been markup somewhere; issue 7 names the first row.
NASTY = (
    "<script>alert(1)</script>", "](javascript:alert(1))", "---", "{{", "{%", "]]>", "# ", "|",
    "&lt;", "&amp;nbsp;", "&#60;", "&copy", "\u202eabc\u202c", "\u2066x", "===", "--- ", "***",
    "1.", "1) ", "12. 加强", "+ ", "- ", "-", "> ", ">", "\t", "    ", "　", "　　全市", "*", "**",
    "**全市。**字", "_", "__init__", "a_b", "`", "``", "```", "~~~", "~~", "3~5年,10~20", "\\",
    "\\*", "[x]: http://x", "[^1]: note", "![alt](src)", "[a](b)", "[a][b]", "<http://a.b>",
    "<a@b.c>", "http://a.b/?c=d", "www.a.b", "a@b.c", "<!-- x", "-->", "<!--", "<?php", "<![CDATA[",
    "<table>", "</p>", "<br>", "  \n", "\\\n", "\n\n", "\n# x", "#标题", "#", "##", "x #", "{#id}",
    "{.class}", "{:toc}", ": definition", "$x$", "$$", "^a^", "| --- |", "a|b", ":-:", "%", "@x",
    "[ ] task", "[TOC]", "{{< fig >}}", "{{% x %}}", "{% raw %}", "{# x #}", "no", "yes", "12:30",
    "010", "0o10", "1e3", "null", "~", "'", '"', '"x"', "'x'", "😀", "👨‍👩‍👧", "\u0085", "\u2028",
    "\ufeff", "\u200b", "\xa0", "\x7f", "\x80", "é", "﷐", "\U0001fffe", "《德州通讯》", "一、",
    "(一)", "△", "●", "。", "字", "、", "，", "2日", "目录", '<span class="apparatus">x</span>',
    "<!-- masthead -->", "<!-- page 5 -->", "|---|\n|---|", "&", "&;", "&#;", "%}", "}}", "\r",
    "\r\n",
)  # fmt: skip

characters = st.characters(
    exclude_categories=["Cs"],
    exclude_characters="".join(map(chr, (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))),
)
pieces = st.one_of(st.sampled_from(NASTY), st.text(characters, max_size=4))
texts = st.lists(pieces, max_size=4).map("".join)
numbers = st.sampled_from(["", "4", "封三", "-->", "--><script>", "{{", "- -", "A-1", "|"])


class Maker:
    """Builds one tree; `draw` decides what is in it."""

    def __init__(self, draw: st.DrawFn, text: st.SearchStrategy[str] = texts) -> None:
        self.draw = draw
        self.texts = text
        self.count = 0

    def text(self) -> str:
        return self.draw(self.texts)

    def upto(self, most: int) -> int:
        return self.draw(st.integers(0, most))

    def add(self, parent: etree._Element, name: str, **attributes: str) -> etree._Element:
        el = etree.SubElement(parent, t(name), attributes)
        if name in IDENTIFIED:
            self.count += 1
            el.set(XML_ID, f"x{self.count}")
        return el

    def words(self, parent: etree._Element, name: str, **attributes: str) -> etree._Element:
        """An element with words, perhaps with inline elements between them."""
        el = self.add(parent, name, **attributes)
        el.text = self.text()
        for _ in range(self.upto(6) - 3):
            match self.upto(4):
                case 0:
                    child = self.add(el, "pb", n=self.draw(numbers))
                case 1:
                    child = self.add(el, "name", type="person")
                    child.text = self.text()
                case 2:
                    child = self.add(el, "choice")
                    self.add(child, "sic").text = self.text()
                    self.add(child, "corr").text = self.text()
                case 3:
                    child = self.add(el, "gap", reason=self.text())
                case _:
                    child = self.add(el, "lb")
            child.tail = self.text()
        return el

    def tree(self) -> etree._ElementTree:
        root = etree.Element(t("TEI"), nsmap={None: TEI})
        header = self.add(self.add(root, "teiHeader"), "fileDesc")
        self.add(self.add(header, "titleStmt"), "title").text = self.text()
        published = self.add(header, "publicationStmt")
        self.add(published, "publisher").text = self.text()
        when = self.draw(st.sampled_from(["2023-11-08", "2023-10", ""]))
        self.add(published, "date", when=when).text = self.text()
        self.add(self.add(header, "seriesStmt"), "title", level="j").text = self.text()
        bibl = self.add(self.add(header, "sourceDesc"), "bibl")
        self.add(bibl, "title").text = self.text()
        text = self.add(root, "text")
        front = self.add(text, "front")
        body = self.add(text, "body")
        articles = []
        for _ in range(self.upto(2)):
            if self.upto(2):
                column = self.add(body, "div", type="column", n="c")
                self.words(column, "head")
                articles += [self.article(column) for _ in range(1 + self.upto(1))]
            else:
                articles.append(self.article(body))
        self.front(front, articles)
        return root.getroottree()

    def front(self, front: etree._Element, articles: list[str]) -> None:
        fields = self.add(self.add(front, "div", type="masthead"), "list")
        for _ in range(self.upto(4)):
            key = self.draw(st.sampled_from(["title", "publisher", "board_members", "added"]))
            self.words(fields, "item", n=key)
        contents = self.add(front, "div", type="contents")
        for _ in range(self.upto(2)):
            entries = self.add(contents, "list")
            self.words(entries, "head")
            for _ in range(self.upto(2)):
                target = self.draw(st.sampled_from(["", *articles]))
                bibl = self.add(self.add(entries, "item"), "bibl", corresp=f"#{target}")
                self.words(bibl, "title")
                for _ in range(self.upto(2)):
                    self.words(bibl, "author")
                self.words(bibl, "biblScope", unit="page")

    def article(self, parent: etree._Element) -> str:
        article = self.add(parent, "div", type="article")
        for _ in range(self.upto(3)):
            kind = self.draw(st.sampled_from(["kicker", "main", "sub"]))
            self.words(article, "head", type=kind)
        for _ in range(self.upto(2)):
            self.words(article, "byline")
        self.blocks(article, 3)
        return article.get(XML_ID, "")

    def blocks(self, parent: etree._Element, depth: int) -> None:
        for _ in range(self.upto(3)):
            match self.upto(13 if depth else 12):
                case 0 | 1:
                    self.words(parent, "p")
                case 2:
                    self.words(parent, "ab", type="unknown")
                case 3:
                    self.words(self.add(parent, "figure"), "head")
                case 4:
                    self.words(parent, "closer")
                case 5:
                    self.add(parent, "pb", n=self.draw(numbers))
                case 6:
                    self.add(parent, "gap", reason=self.text())
                case 7:
                    self.table(parent)
                case 8:
                    self.list(parent)
                case 9 | 10 | 11 | 12:
                    self.told(parent)
                case _:
                    section = self.add(parent, "div", type="section")
                    for _ in range(self.upto(2)):
                        self.words(section, "head")
                    self.blocks(section, depth - 1)

    def told(self, parent: etree._Element) -> None:
        """A paragraph that is more than one."""
        match self.upto(3):
            case 0:
                said = self.add(self.add(parent, "said"), "sp")
                if self.upto(1):
                    self.words(said, "speaker")
                self.words(said, "p")
            case 1:
                stanza = self.add(parent, "lg")
                for _ in range(self.upto(3)):
                    self.words(stanza, "l")
            case 2:
                self.words(parent, self.draw(st.sampled_from(["signed", "dateline", "salute"])))
            case _:
                self.notes(parent)

    def table(self, parent: etree._Element) -> None:
        table = self.add(parent, "table")
        if self.upto(1):
            self.words(table, "head")
        labels = self.upto(2)
        for n in range(1 + self.upto(2)):
            row = self.add(table, "row", **({"role": "label"} if n < labels else {}))
            for _ in range(1 + self.upto(2)):
                spans = {"cols": "2"} if self.upto(9) == 0 else {}
                self.words(row, "cell", **spans)

    def list(self, parent: etree._Element, depth: int = 2) -> None:
        chronicle = depth == 2 and bool(self.upto(1))
        el = self.add(parent, "list", **({"type": "chronicle"} if chronicle else {}))
        for n in range(self.upto(3)):
            if chronicle and self.upto(2):
                self.add(el, "label").text = self.text()
            if self.upto(5) == 0:
                self.add(el, "pb", n=self.draw(numbers))
            if chronicle or self.upto(2):
                self.labelled(self.words(el, "item"), n, none=chronicle)
            else:
                item = self.add(el, "item")
                self.labelled(self.words(item, "p"), n)
                if depth:
                    self.list(item, depth - 1)

    def labelled(self, el: etree._Element, n: int, *, none: bool = False) -> None:
        """Put a label before the words of an element, perhaps."""
        kind = 0 if none else self.upto(4)
        if kind:
            label = etree.Element(t("label"))
            label.text = [f"{n + 1}.", f"{n + 3}、", "●", self.text()][kind - 1]
            label.tail, el.text = el.text, None
            el.insert(0, label)

    def notes(self, parent: etree._Element) -> None:
        if self.upto(1):
            listing = self.add(parent, "listBibl")
            if self.upto(1):
                self.words(listing, "head")
            for _ in range(self.upto(2)):
                self.words(listing, "bibl")
            return
        notes = self.add(parent, "list", type="notes")
        for n in range(self.upto(2)):
            note = self.words(self.add(notes, "item"), "note")
            if not "".join(note.itertext()).strip():
                note.text = "注"  # what has no words is never told to be a note
            self.labelled(note, n)
            for label in note.iterfind("{*}label"):
                label.text = (
                    f"{n + 1}."  # notes are counted; a bullet before one is its paragraph's
                )


IDENTIFIED = frozenset(
    (
        *("p", "ab", "head", "item", "cell", "byline", "closer", "div", "table", "figure", "list"),
        *("said", "lg", "l", "note", "listBibl", "bibl", "signed", "dateline", "salute"),
    )
)


@st.composite
def trees(draw: st.DrawFn) -> etree._ElementTree:
    """Trees with arbitrary text in every place, and every block in any order."""
    return Maker(draw).tree()


def told(text: str) -> etree._ElementTree:
    """A tree that has one text in every place, in one of each kind of block."""
    root = etree.fromstring(TOLD)
    for el in root.iter():
        if el.text == "@":
            el.text = text
        if el.tail == "@":
            el.tail = text
    return root.getroottree()


TOLD = f"""
<TEI xmlns="{TEI}"><teiHeader><fileDesc><titleStmt><title>@</title></titleStmt>
<publicationStmt><publisher>@</publisher><date when="2023-11-08">@</date></publicationStmt>
<seriesStmt><title level="j">@</title><biblScope unit="issue" n="1">@</biblScope></seriesStmt>
<sourceDesc><bibl><title>@</title></bibl></sourceDesc></fileDesc></teiHeader><text>
<front><div type="masthead"><list><item n="title">@</item><item n="publisher">@</item>
<item n="board_members">@</item><item n="board_members">@</item><item n="added">@</item></list>
</div>
<div type="contents"><list><head>@</head><item><bibl corresp="#a1"><title>@</title>
<author>@</author><biblScope unit="page">@</biblScope></bibl></item>
<item><bibl><title>@</title></bibl></item></list></div></front>
<body><div type="column" n="c"><head>@</head><div type="article" xml:id="a1">
<head type="kicker">@</head><head type="main">@</head><head type="sub">@</head>
<byline>某局 <name type="person">@</name></byline><p>@</p><p>全市<pb n="5"/>@</p>
<figure><head>@</head></figure><div type="section"><head>@</head><p>@</p></div>
<table><head>@</head><row role="label"><cell>@</cell><cell>甲</cell></row>
<row><cell>乙</cell><cell>@</cell></row></table>
<table><row role="label"><cell cols="2">@</cell></row><row role="label"><cell>@</cell></row>
<row><cell>@</cell></row></table>
<list type="chronicle"><label>@</label><item>@</item><item>@</item></list>
<list><item>@</item></list><list><item><p><label>1.</label>@</p><list><item><label>●</label>@</item>
</list></item><item><label>2.</label>@</item></list><list><item><label>@</label>甲</item></list>
<said><sp><speaker>@</speaker><p>@<ref type="note" target="#n1" xml:id="r1">①</ref></p></sp></said>
<said><sp><p>@</p></sp></said><lg><l>@</l><l>@</l></lg>
<ab type="editorial">@</ab><ab type="pullquote">@</ab>
<list type="notes"><item><note xml:id="n1" target="#r1"><label>①</label>@</note></item></list>
<listBibl><head>@</head><bibl>@</bibl></listBibl>
<ab type="unknown">@</ab><closer>@</closer><closer><salute>@</salute></closer><signed>@</signed>
<dateline>@</dateline></div></div>
<div type="article" xml:id="a2"><head type="main">@</head><opener>
<salute>@</salute></opener><p>@</p></div></body>
<back><div type="other"><ab type="unknown">@</ab></div></back></text></TEI>
"""
