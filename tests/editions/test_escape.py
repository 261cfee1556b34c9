"""Text from the source never becomes markup, script, style or link, whatever it looks like.

The same tree is told with harmless words and with hostile ones; the two editions may differ in
their words alone: every element, attribute and style rule is the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import etree, html

from converter.emit import FORMATS
from tests.markdown.trees import NASTY, told

# White space and characters without a glyph leave nothing to print; then elements may be missing.
HOSTILE = [
    text
    for text in NASTY
    if re.sub(r"[\s\x7f-\x9f\u2028\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef]|\U0001fffe", "", text)
]
RUNNING = re.compile(r'@page \{ @top-center \{ content: "((?:[^"\\]|\\[0-9a-f]+ )*)"; \} \}\n')
UNDOING = re.compile(r"\\([0-9a-f]+) ")


def skeleton(root: etree._Element) -> Iterator[tuple[str, ...]]:
    """Give the elements with their attributes' names, and the values that a machine acts on."""
    for el in root.iter():
        if el.get("class") == "address":  # leads where its words say, and nowhere else
            assert el.get("href") in {el.text, f"mailto:{el.text}", f"http://{el.text}"}
            continue
        # What looks like a number is set flush right, and a colour of the cover has no text.
        names = sorted(str(name) for name in el.attrib if name not in {"class", "font-weight"})
        acting = [el.get(name, "") for name in ("href", "src", "rel", "type", "role", "style")]
        yield (str(el.tag), *names, *acting)


def page(text: str) -> html.HtmlElement:
    return html.document_fromstring(FORMATS["html"].emit(told(text)).decode())


def style(root: html.HtmlElement) -> tuple[str, str]:
    """Give the style sheet without the running title, and the running title."""
    (sheet,) = (str(el.text) for el in root.iter("style"))
    (running,) = RUNNING.findall(sheet)
    return RUNNING.sub("", sheet), UNDOING.sub(lambda m: chr(int(m[1], 16)), running)


def test_the_list_of_hostile_texts_is_there() -> None:
    assert len(HOSTILE) > 100
    for text in ("<script>", "](javascript:", "---", "{{", "]]>", "# ", "|", "&lt;", "\u202e"):
        assert any(text in hostile for hostile in HOSTILE)


@pytest.mark.parametrize("text", HOSTILE, ids=repr)
def test_html_differs_in_words_alone(text: str) -> None:
    harmless, hostile = page("字"), page(text)
    assert list(skeleton(hostile)) == list(skeleton(harmless))
    assert style(hostile)[0] == style(harmless)[0]
    data = next(hostile.iter("script"))
    assert json.loads(str(data.text))["@type"] == "PublicationIssue"
    assert not set(str(data.text)) & set("<>&")


@pytest.mark.parametrize("text", HOSTILE, ids=repr)
def test_epub_differs_in_words_alone(text: str) -> None:
    def files(text: str) -> dict[str, list[tuple[str, ...]] | bytes]:
        with ZipFile(BytesIO(FORMATS["epub"].emit(told(text)))) as archive:
            return {
                name: archive.read(name)
                if name.endswith((".css", "mimetype"))
                else list(skeleton(etree.fromstring(archive.read(name))))
                for name in archive.namelist()
                # The cover breaks its lines by their lengths; a test below looks at it alone.
                if not name.endswith(".svg")
            }

    assert files(text) == files("字")


@pytest.mark.parametrize("text", HOSTILE, ids=repr)
def test_a_cover_is_text_and_boxes(text: str) -> None:
    with ZipFile(BytesIO(FORMATS["epub"].emit(told(text)))) as archive:
        cover = etree.fromstring(archive.read("EPUB/cover.svg"))
    names = {etree.QName(el).localname for el in cover.iter()}
    assert names == {"svg", "title", "rect", "text"}


def test_the_running_title_of_the_print_is_the_title() -> None:
    title = 'a"}</style><script>\\'
    assert style(page(title))[1].endswith(title)


def test_no_text_turns_its_surroundings_over() -> None:
    source = "甲\u202e乙\u2066丙"
    for name in ("html", "epub"):
        data = FORMATS[name].emit(told(source))
        parts = [data]
        if name == "epub":
            with ZipFile(BytesIO(data)) as archive:
                parts = [archive.read(info) for info in archive.infolist()]
        text = b"".join(parts).decode()
        assert "甲乙丙" in text
        assert not set(text) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
