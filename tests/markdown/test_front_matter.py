"""Front matter is YAML that gives every string back, and nothing else than strings and weights."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
import yaml
from hypothesis import given

from converter.emit import FORMATS, Options, labels, metadata
from converter.emit.markdown import INDEX, emit_split
from converter.emit.markdown_text import yaml_string
from converter.emit.words import fold
from converter.tei.reading import read_edition
from tests.markdown.trees import NASTY, texts, told


def front_matter(data: bytes) -> Mapping[str, object]:
    """Read as Jekyll does: from a first line of three hyphens to the next such line."""
    match = re.match(r"---\n(.*?)\n---\n", data.decode(), re.DOTALL)
    assert match
    found = yaml.safe_load(match[1])
    assert isinstance(found, dict)
    return found


@given(texts)
def test_any_string_comes_back(text: str) -> None:
    assert yaml.safe_load(f"key: {yaml_string(text)}") == {"key": fold(text)}
    assert "\n" not in yaml_string(text)


@pytest.mark.parametrize("text", [text for text in NASTY if fold(text)], ids=repr)
def test_the_values_are_the_tree_s_strings(text: str) -> None:
    tree = told(text)
    edition = read_edition(tree)
    found = front_matter(FORMATS["md"].emit(tree))
    assert found["title"] == fold(metadata.title(edition))
    assert found.get("publisher", "") == edition.publisher
    assert found["date"] == "2023-11-08"
    assert all(isinstance(value, str) for value in found.values())


@pytest.mark.parametrize("text", [text for text in NASTY if fold(text)], ids=repr)
def test_an_article_s_values_are_the_tree_s_strings(text: str) -> None:
    tree = told(text)
    first = next(article for article in read_edition(tree).articles() if article.id == "a1")
    files = emit_split(tree, Options())
    (found,) = (front_matter(data) for name, data in files.items() if name.endswith("-a1.md"))
    assert found["title"] == (fold(first.title) or labels.of("zh-Hans").untitled)
    if first.column:
        assert found["categories"] == [first.column]
    assert isinstance(found["weight"], int)


@pytest.mark.parametrize(("when", "date"), [("2023-11-08", "2023-11-08"), ("2023-10", None)])
def test_a_date_without_a_day_is_no_date(when: str, date: str | None) -> None:
    """Hugo and Jekyll stop at a `date` that they cannot read."""
    tree = told("字")
    for el in tree.getroot().iter("{*}date"):
        el.set("when", when)
    found = front_matter(FORMATS["md"].emit(tree))
    assert found.get("date") == date
    assert found["issued"] == when


def test_title_lines_of_several_kinds_are_told_apart() -> None:
    found = front_matter(emit_split(told("字"), Options())["01-a1.md"])
    assert found["title"] == "字 字 字"
    assert (found["kicker"], found["headline"], found["subhead"]) == (["字"], ["字"], ["字"])
    assert found["author"] == ["字"]


def test_every_link_of_the_index_leads_to_a_file() -> None:
    files = emit_split(told("字"), Options())
    links = re.findall(r"\]\(([^)]*)\)", files[INDEX].decode())
    assert set(links) == set(files) - {INDEX}
    assert len(links) == len(files)  # the contents links to one of the two again


def test_a_folder_has_all_the_articles_words() -> None:
    tree = told("某县")
    root = tree.getroot()
    for n, el in enumerate(el for el in root.iter("{*}p") if el.text == "某县"):
        el.text = f"第{n}段"
    joined = b"".join(emit_split(tree, Options()).values()).decode()
    paragraphs = [str(el.text) for el in root.iter("{*}p") if str(el.text).startswith("第")]
    assert len(paragraphs) == 5
    assert all(joined.count(text) == 1 for text in paragraphs)


def test_names_of_files_are_plain() -> None:
    tree = told("字")
    articles = (el for el in tree.getroot().iter("{*}div") if el.get("type") == "article")
    for n, el in enumerate(articles):
        el.set("{http://www.w3.org/XML/1998/namespace}id", f"篇.{'甲乙'[n]}1")
    assert set(emit_split(tree, Options())) == {INDEX, "01-1.md", "02-1.md"}
