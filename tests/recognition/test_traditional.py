"""A text set in traditional characters is read as the same text in simplified ones is."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from converter.chinese.traditional import TRADITIONAL, simplified
from converter.chinese.variants import comparable
from converter.pipeline import convert
from converter.tei.names import XML_LANG

ROOT = Path(__file__).resolve().parent.parent.parent
TEXTS = (
    "seeds/dezhou-2023-10.txt",
    "seeds/paper-000.txt",
    "seeds/paper-004.txt",
    "tests/corpus/fixed/904-weasyprint-pdftotext.txt",
    "tests/corpus/fixed/933-chromium-pypdf.txt",
)
# Of several traditional characters for one the first: what is read is the same for each of them.
UPWARD = {simplified(c): c for c in sorted(TRADITIONAL, reverse=True)}


def shape(tree: etree._ElementTree) -> list[tuple[str, str]]:
    """Every element of the text with its attributes' values and its words, in one script."""
    text = tree.getroot().find("{*}text")
    assert text is not None
    return [
        (str(el.tag), comparable(" ".join([*el.attrib.values(), *el.itertext()])))
        for el in text.iter()
    ]


@pytest.mark.parametrize("name", TEXTS, ids=lambda n: Path(n).stem)
def test_both_scripts_are_read_alike(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    risen = "".join(UPWARD.get(c, c) for c in text)
    trees = [convert(words.encode(), "case.txt").tree for words in (text, risen)]
    assert [t.getroot().get(XML_LANG) for t in trees] == ["zh-Hans", "zh-Hant"]
    assert shape(trees[0]) == shape(trees[1])
