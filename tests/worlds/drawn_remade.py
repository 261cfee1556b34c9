"""Blocks remade, so that every kind of text is met: letters, interviews, verse, lists."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.worlds.drawn_house import House
from tests.worlds.drawn_pool import Article, Block
from tests.worlds.drawn_tables import invented_table
from tests.worlds.drawn_words import small_han

CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩"
_CLAUSE = re.compile(
    r"(?<![\u4e00-\u9fff“”《》\w])[\u4e00-\u9fff“”《》]{4,26}(?![\u4e00-\u9fff“”《》\w])"
)
_SENTENCE = re.compile(r"(?<![^。！？”])[\u4e00-\u9fff“《\d][^。！？“”]{8,46}[。！？]")
_PAIRS = ("“”", "《》")
_ITEMS = 12
_ENTRIES = 24
_VERSES = 32
_CAPTION_OF_ITS_OWN = ("▲", "图为", "△", "上图：", "图：")


def remade(house: House, article: Article) -> list[Block]:
    """The blocks of an article, cut, enriched or turned into another kind of text."""
    blocks = list(article.blocks)
    if house.often(0.14):
        blocks = blocks[: house.rng.randint(1, 3)]
    while len(blocks) > 1 and blocks[-1].kind in ("h", "caption"):
        blocks.pop()
    if article.english:
        return blocks
    if house.often(0.03):
        return [Block("caption", _picture(house, blocks)) for _ in range(house.rng.randint(1, 3))]
    if any(b.kind != "p" or b.role or b.text.endswith("：") for b in blocks):
        return _enriched(house, blocks)
    draw = house.rng.random()
    for share, turned in ((0.05, _letter), (0.09, _interview), (0.12, _verse), (0.15, _chronicle)):
        if draw < share:
            return turned(house, blocks)
    return _enriched(house, _listed(house, blocks) if draw < 0.24 else blocks)


def clauses(house: House, blocks: list[Block], least: int, most: int) -> list[str]:
    """Clauses of the text without stops, in a drawn order: words for heads and captions."""
    found = [
        clause
        for block in blocks[:6]
        if block.kind == "p" and block.role != "verse"
        for clause in _CLAUSE.findall(block.text)
        if least <= len(clause) <= most
        and all(clause.count(a) == clause.count(b) for a, b in _PAIRS)
    ]
    house.rng.shuffle(found)
    return found


def _enriched(house: House, blocks: list[Block]) -> list[Block]:
    """With headings, captions, tables and credits that the article did not have."""
    rng = house.rng
    kinds = {b.kind for b in blocks}
    if any(b.role for b in blocks if b.kind == "p"):
        kinds |= {"h", "table"}
    if any(b.role == "verse" for b in blocks):
        kinds.add("caption")
    out = list(blocks)
    if "h" not in kinds and len(out) > 3 and house.often(0.3):
        short = clauses(house, blocks, 4, 15)
        for at in range(len(out) - rng.randint(1, 2), 0, -rng.randint(2, 3)):
            if short and out[at].kind == "p":
                out.insert(at, Block("h", short.pop()))
    if "caption" not in kinds and house.often(0.22):
        for _ in range(rng.choice((1, 1, 2))):
            out.insert(rng.randint(0, len(out)), Block("caption", _picture(house, blocks)))
    if "table" not in kinds and house.often(0.04):
        out.insert(rng.randint(1, len(out)), invented_table(house))
    if "credit" not in kinds and house.often(0.15):
        forms = [house.coiner.form("credits") for _ in range(rng.choice((1, 1, 1, 2)))]
        out.extend(Block("credit", house.filled(form)) for form in forms)
    if house.often(0.03):
        out += _notes(house)
    if house.often(0.04):
        out = _run_in(house, out)
    if house.often(0.04):
        sentences = [s for b in blocks if b.kind == "p" for s in _SENTENCE.findall(b.text)]
        note = "".join(sentences[-house.rng.randint(1, 3) :])
        if note:
            out.insert(0, Block("p", house.coiner.form("editor_notes") + note, "editor_note"))
    return out


def _run_in(house: House, blocks: list[Block]) -> list[Block]:
    """Paragraphs that open with what elsewhere is a heading."""
    form = house.coiner.form("run_in")
    short = clauses(house, blocks, 4, 12)
    out, count = [], 0
    for block in blocks:
        if block.kind == "p" and not block.role and short:
            count += 1
            c, s = short.pop(), CIRCLES[(count - 1) % len(CIRCLES)]
            head = form.format(c=c, n=count, h=small_han(count), s=s)
            out.append(replace(block, text=head + block.text))
        else:
            out.append(block)
    return out


def _notes(house: House) -> list[Block]:
    form = house.coiner.form("note_marks")
    out = []
    for k in range(1, house.rng.randint(2, 5)):
        number = str(house.rng.randint(1, 400))
        source = house.filled(house.coiner.form("notes_sources"), n=number)
        out.append(Block("note", form.format(c=CIRCLES[k - 1], k=k, s=source)))
    return out


def _picture(house: House, blocks: list[Block]) -> str:
    short = clauses(house, blocks, 6, 26)
    if house.often(0.4):
        sentences = [s for b in blocks if b.kind == "p" for s in _SENTENCE.findall(b.text)]
        short = [house.rng.choice(sentences)] if sentences else short
    form = house.coiner.form("photos")
    if "{d}。" in form:
        short = [s.rstrip("。！？") for s in short]
    mark = house.rng.choice(_CAPTION_OF_ITS_OWN) if form == "{d}" else ""
    return mark + house.filled(form, d=short[0] if short else house.coiner.office())


def _listed(house: House, blocks: list[Block]) -> list[Block]:
    """A paragraph's clauses as the items of a list."""
    form = house.coiner.form("item_marks")
    at = house.rng.randrange(len(blocks))
    parts = [p for p in re.split(r"(?<=[；。])", blocks[at].text) if p.strip()]
    marks = [
        form.format(n=k, c=CIRCLES[(k - 1) % len(CIRCLES)], h=small_han(k))
        for k in range(1, _ITEMS + 1)
    ]
    items = [Block("p", mark + part, "item") for mark, part in zip(marks, parts, strict=False)]
    return [*blocks[:at], *items, *blocks[at + 1 :]]


def _letter(house: House, blocks: list[Block]) -> list[Block]:
    coiner = house.coiner
    out = [Block("p", house.filled(coiner.form("greetings")), "salutation"), *blocks]
    if house.often(0.6):
        out.append(Block("p", coiner.form("closings")))
        out.append(Block("p", coiner.form("wishes"), "salutation"))
    out.append(Block("credit", house.filled(coiner.form("signatures")), "signature"))
    if house.often(0.7):
        out.append(Block("credit", coiner.day().printed(coiner), "signature"))
    return out


def _interview(house: House, blocks: list[Block]) -> list[Block]:
    speakers = house.coiner.form("speakers").format(n=house.coiner.person())
    ask, _, answer = speakers.partition("|")
    out: list[Block] = []
    for block in blocks:
        out.append(Block("p", ask + house.coiner.form("questions"), "question"))
        out.append(Block("p", answer + block.text, "answer"))
    return out


def _verse(house: House, blocks: list[Block]) -> list[Block]:
    """Clauses of the text as the lines of stanzas."""
    rng = house.rng
    parts = [c for b in blocks for c in re.split(r"[，。；：！？、—…]+", b.text)]
    lines = [c for c in parts if 2 < len(c) < 18][:_VERSES]
    comma, stop = rng.choice((("", ""), ("", ""), ("，", "。")))
    out: list[Block] = []
    while lines:
        size = rng.randint(2, 6)
        stanza, lines = lines[:size], lines[size:]
        out.append(Block("p", f"{comma}\n".join(stanza) + stop, "verse"))
    return out or blocks


def _chronicle(house: House, blocks: list[Block]) -> list[Block]:
    rng = house.rng
    month, day = rng.randint(1, 12), 1
    label, head = house.coiner.form("day_labels"), house.coiner.form("months")
    heads = house.often(0.5)
    out: list[Block] = []
    for sentence in [s for b in blocks for s in _SENTENCE.findall(b.text)][:_ENTRIES]:
        if heads and (not out or rng.random() < 0.12):
            out.append(Block("h", head.format(m=month, h=small_han(month)), "month"))
            month = month % 12 + 1
        day = min(30, day + rng.randint(0, 3))
        same = out and out[-1].kind == "entry" and rng.random() < 0.2
        out.append(Block("entry", sentence, "", "△" if same else label.format(m=month, d=day)))
    return out or blocks
