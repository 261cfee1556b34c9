"""Pictures that the text names, as Markdown and OCR tools write them: `![words](file)`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from converter.assemble.telling import seen, told
from converter.chinese.chars import ends_sentence
from converter.model import Block, Text

_PICTURE = re.compile(
    r"[!！]\[(?P<words>[^\[\]]{0,200})\]\((?P<file>[^()\s]{1,300}\.(?i:jpe?g|png|gif|webp|svg|bmp|tiff?))\)"
)
_RULE = "picture"  # of the edits that take the marks of a picture out of its words


def pictures(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, each picture that stands in a paragraph as a block of its own.

    A sentence that a picture interrupts goes on; the picture stands after its paragraph.
    """
    return [part for block in blocks for part in _parts(block)]


def _parts(block: Block) -> Iterator[Block]:
    found = list(_PICTURE.finditer(block.text.flat)) if block.kind == "p" else []
    if not found:
        yield block
        return
    waiting: list[Block] = []  # pictures, until the sentence that they interrupt has ended
    text = [block.text.slice(0, found[0].start())]
    ends = [*(m.start() for m in found[1:]), len(block.text)]
    for m, end in zip(found, ends, strict=True):
        waiting.append(_picture(block, m))
        last = text[-1].flat.strip() if text else ""
        if not last or ends_sentence(last):
            yield from _flush(block, text, waiting)
            text, waiting = [], []
        text.append(block.text.slice(m.end(), end))
    yield from _flush(block, text, waiting)


def _flush(block: Block, text: Sequence[Text], waiting: Sequence[Block]) -> Iterator[Block]:
    """A paragraph of pieces of text, where there are any, and the pictures in it behind it."""
    whole = Text.join(text).strip()
    if whole:
        yield replace(block, text=whole)
    yield from waiting


def _picture(block: Block, m: re.Match[str]) -> Block:
    words = m.start("words") - m.start(), m.end("words") - m.start()
    text = block.text.slice(m.start(), m.end())
    text = text.edit([(0, words[0], ""), (words[1], len(text), "")], _RULE)
    why = seen("picture", "caption", 5.0, "is written as a picture with its file")
    return replace(told(replace(block, text=text), "caption", why), picture=m["file"])
