"""The project file: what an office builds and publishes, as a frozen, validated Project."""

from __future__ import annotations

import dataclasses
import json
import textwrap
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from converter.diagnostics import Diagnostic
from converter.yamlfile import Binder, Check, Items, Node, Record, Scalar, members, read, setting

NAME = "converter.yaml"
"""What the file is called; its folder is the project's, from which its paths are read."""

FORMATS = ("epub", "md", "json", "txt", "pdf")
"""Editions that a site can offer beside its own pages."""

_LINE = Check(".{1,200}", "one line of at most 200 characters")
_PATH = Check("[^\\x00-\\x1f]{1,400}", "a path")
_COLOUR = Check("#[0-9a-fA-F]{6}", "a colour such as #9b1c1c")
_BASE = Check(
    "https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~%/-]*)?",
    "a web address such as https://example.org/paper/",
)
_LOGO = Check("[^\\x00-\\x1f]{1,400}\\.(svg|png|jpe?g|webp)", "a picture: .svg, .png, .jpg, .webp")
_FORMAT = Check("|".join(FORMATS), "one of " + ", ".join(FORMATS))


@dataclass(frozen=True, slots=True)
class Site:
    """What the site says of itself, and what of the builds it shows."""

    output: str = setting("Where the site is written.", "site", check=_PATH)
    title: str = setting("Its name. Without one: the periodical's.", "", check=_LINE)
    subtitle: str = setting("A line below the name.", "", check=_LINE)
    publisher: str = setting("Who publishes the site.", "", check=_LINE)
    contact: str = setting("A mail address or a web address for readers.", "", check=_LINE)
    licence: str = setting("Under what terms the texts may be used.", "", check=_LINE)
    logo: str = setting("A picture beside the name.", "", check=_LOGO)
    accent: str = setting("Its colour. Without one: the periodical's.", "", check=_COLOUR)
    base: str = setting(
        "Where the site will stand on the web; sitemap, canonical links and the JSON feed need it.",
        "",
        check=_BASE,
    )
    formats: tuple[str, ...] = setting(
        "Editions that readers may download.", ("epub", "md"), check=_FORMAT
    )
    trees: bool = setting("Whether the TEI trees are public.", default=False)
    review: bool = setting("Whether the review pages are public.", default=False)


@dataclass(frozen=True, slots=True)
class Project:
    """The keys of a project file; a command's options win over them."""

    sources: tuple[str, ...] = setting("Files and folders that are built.", ("seeds",), check=_PATH)
    output: str = setting("Where builds are written.", "build", check=_PATH)
    profiles: str | None = setting(
        "Folder of profiles, and of corrections/ beside them.", None, check=_PATH
    )
    site: Site = setting("The site that is made from what was built.", Site())


class ProjectError(ValueError):
    """A project file has mistakes; `diagnostics` holds all of them, in the order of its lines."""

    def __init__(self, diagnostics: Collection[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(d.render() for d in self.diagnostics))


def load(text: str, path: str) -> Project:
    """The project that a file describes; an empty file is one that says nothing.

    Raises ProjectError with every mistake.
    """
    problems: list[Diagnostic] = []
    node = read(text, path, problems)
    project = Project() if node is None else Binder(problems).bind(node, Project)
    for items in _listed(node):
        _once(items, problems)
    if problems or project is None:
        raise ProjectError(sorted(set(problems), key=lambda d: (d.line, d.column, d.code)))
    return project


def _listed(node: Node | None) -> Iterator[Items]:
    """Every list of a file."""
    if isinstance(node, Record):
        for value in node.values.values():
            if isinstance(value, Items):
                yield value
            yield from _listed(value)


def _once(items: Items, problems: list[Diagnostic]) -> None:
    """Note what a list names twice."""
    first: dict[str, int] = {}
    for item in items.items:
        if isinstance(item, Scalar):
            line = first.setdefault(item.text, item.place.line)
            if line != item.place.line:
                named = {"key": "-", "value": item.text, "first": line}
                Binder(problems).note("config-duplicate-id", item.place, **named)


# --- a new file -------------------------------------------------------------------------------

# What the comments of a new file say to those who read Chinese.
_CHINESE: Mapping[str, str] = {
    "sources": "要处理的文件和文件夹",
    "output": "生成结果写到哪里",
    "profiles": "刊物档案所在的文件夹，其中 corrections/ 放更正",
    "site": "由生成结果制作的网站",
    "site.output": "网站写到哪里",
    "site.title": "网站名称；不写则用刊名",
    "site.subtitle": "名称下面的一行字",
    "site.publisher": "由谁发布",
    "site.contact": "读者可用的邮箱或网址",
    "site.licence": "文字以何种条件使用",
    "site.logo": "名称旁的图标",
    "site.accent": "主色；不写则用刊物的颜色",
    "site.base": "网站在互联网上的地址；站点地图、规范链接和 JSON Feed 需要它",
    "site.formats": "供读者下载的版本",
    "site.trees": "是否公开 TEI 文件",
    "site.review": "是否公开校阅页",
}
_HEAD = {
    "en": "What is built and published here. Options of the command line win over it.",
    "zh": "本文件夹处理和发布的内容。命令行上的选项优先。",
}
_WIDTH = 96


def words(key: str, lang: str) -> str:
    """What a key means ('site.title'), in English or Chinese."""
    if lang == "zh":
        return _CHINESE[key]
    model, _, name = key.rpartition(".")
    return next(m.key.doc for m in members(Site if model else Project) if m.name == name)


def write(project: Project, lang: str) -> str:
    """A project file, each key below what it means; one that says nothing is commented out."""
    lines = [f"# {_HEAD[lang]}", ""]
    for member in members(Project):
        value = getattr(project, member.name)
        lines += _comment(words(member.name, lang), "")
        if isinstance(value, Site):
            lines.append(f"{member.name}:")
            for inner in members(Site):
                own = getattr(value, inner.name)
                lines += _comment(words(f"site.{inner.name}", lang), "  ")
                lines.append(_line(inner.name, own, "  "))
        else:
            lines += [_line(member.name, value, ""), ""]
    return "\n".join(lines) + "\n"


def _comment(text: str, pad: str) -> list[str]:
    lead = f"{pad}# "
    return textwrap.wrap(text, _WIDTH, initial_indent=lead, subsequent_indent=lead)


def _line(name: str, value: object, pad: str) -> str:
    if value in ("", None):
        return f"{pad}# {name}:"
    return f"{pad}{name}: {_typed(value)}"


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_typed, value)) + "]"
    text = str(value)
    plain = text.isascii() and text.replace("_", "").replace("-", "").isalnum()
    if plain and not text[0].isdecimal() and text[0] != "-":
        return text
    return json.dumps(text, ensure_ascii=False)  # which is a double-quoted string of YAML


def changed(project: Project, given: Mapping[str, Any]) -> Project:
    """The project with some keys as they are given: {'sources': (…), 'site.title': …}."""
    own = {key: value for key, value in given.items() if "." not in key}
    inner = {key.partition(".")[2]: value for key, value in given.items() if "." in key}
    return dataclasses.replace(project, **own, site=dataclasses.replace(project.site, **inner))
