"""`converter init`: the project file."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from converter.cli.manners import EXIT_CODES, FAILED, WRONG_USE, fail, lang_option
from converter.diagnostics import diagnose

_ASKED = ("sources", "site.title", "site.publisher", "site.contact", "site.base")


@click.command(
    epilog=f"""\b
Examples:
  converter init                         asks, on a terminal
  converter init --sources texts --title 青山通讯 --base https://example.org/qs/
\n{EXIT_CODES}""",
)
@click.option("--sources", metavar="PATH", multiple=True, help="What is built; may be repeated.")
@click.option("--profiles", metavar="DIR", help="Folder of profiles and corrections.")
@click.option("--title", metavar="TEXT", help="The site's name.")
@click.option("--subtitle", metavar="TEXT", help="A line below it.")
@click.option("--publisher", metavar="TEXT", help="Who publishes the site.")
@click.option("--contact", metavar="ADDRESS", help="A mail or web address for readers.")
@click.option("--licence", metavar="TEXT", help="Under what terms the texts may be used.")
@click.option("--base", metavar="URL", help="Where the site will stand on the web.")
@lang_option
def init(sources: tuple[str, ...], profiles: str | None, lang: str, **site: str | None) -> None:
    """Write the project file converter.yaml into this folder.

    Every key stands in it with what it means. A file that is there is never overwritten.
    """
    from converter.project import NAME, Project, ProjectError, changed, load, write

    path = Path(NAME)
    if path.exists() or path.is_symlink():
        fail([diagnose("project-there", path=NAME)], lang)
    given: dict[str, object] = {f"site.{key}": value for key, value in site.items() if value}
    if sources:
        given["sources"] = sources
    if profiles:
        given["profiles"] = profiles
    if sys.stdin.isatty():
        given |= _answers(given, lang)
    text = write(changed(Project(), given), lang)
    try:
        load(text, NAME)
    except ProjectError as error:
        fail(error.diagnostics, lang, WRONG_USE)
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        fail([diagnose("write-failed", path=NAME, reason=reason)], lang, FAILED)
    click.echo(f"{NAME} 已写好" if lang == "zh" else f"{NAME} written")


def _answers(given: Mapping[str, object], lang: str) -> dict[str, object]:
    """What a person says to the questions that no option has answered."""
    from converter.project import words

    found: dict[str, object] = {}
    for key in _ASKED:
        if key not in given:
            usual = "seeds" if key == "sources" else ""
            answer = click.prompt(words(key, lang), default=usual, show_default=bool(usual))
            if answer.strip():
                found[key] = (answer.strip(),) if key == "sources" else answer.strip()
    return found
