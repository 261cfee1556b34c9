"""`converter init`: the project file; `converter site`: what it publishes."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from converter.cli.manners import (
    DONE,
    EXIT_CODES,
    FAILED,
    WRONG_USE,
    counted,
    fail,
    lang_option,
    project,
    tell,
)
from converter.diagnostics import Severity, diagnose

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

    Every key stands in it with what it means. Without options, on a terminal, it asks. A file
    that is there is never overwritten.
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
    if not given and _is_asked():
        given = _answers(lang)
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


def _is_asked() -> bool:
    """Whether somebody sits there who can answer."""
    return sys.stdin.isatty()


def _answers(lang: str) -> dict[str, object]:
    """What a person says to the questions that matter most."""
    from converter.project import words

    found: dict[str, object] = {}
    for key in _ASKED:
        usual = "seeds" if key == "sources" else ""
        answer = click.prompt(words(key, lang), default=usual, show_default=bool(usual)).strip()
        if answer:
            found[key] = (answer,) if key == "sources" else answer
    return found


@click.command(
    epilog=f"""\b
Examples:
  converter site                         what was built into build/, as the site site/
  converter site out -o public --base https://example.org/qs/
\n{EXIT_CODES}""",
)
@click.argument("built", required=False, metavar="[DIR]", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path),
    show_default="site",
    help="Where the site is written.",
)
@click.option("--base", metavar="URL", help="Where the site will stand on the web.")
@click.option("-f", "--force", is_flag=True, help="Also over files that were changed since.")
@lang_option
def site(
    built: Path | None, *, output: Path | None, base: str | None, force: bool, lang: str
) -> None:
    """Make a site of what was built: pages, feeds, a catalogue, search; as far as it changed.

    DIR is the folder of a build. What the site says of itself stands in converter.yaml
    (converter init).
    """
    from converter.build import files
    from converter.build.program import program
    from converter.build.publishing import publish
    from converter.project import ProjectError, changed, load, write

    mine = project(lang)
    if base:
        mine = changed(mine, {"site.base": base})
        try:
            load(write(mine, "en"), "--base")
        except ProjectError as error:
            raise click.BadParameter(base, param_hint="'--base'") from error
    source = built or Path(mine.output)
    target = output or Path(mine.site.output)
    if files.whole(source) == files.whole(target):
        raise click.UsageError("the site cannot be written into the folder of the build")
    try:
        with files.held(target):
            done = publish(source, target, mine.site, program().editions, force=force)
    except files.FileError as error:
        fail([error.diagnostic], lang)
    tell(done.findings, lang)
    comma = "，" if lang == "zh" else ", "
    numbers = [("issue", done.issues), ("article", done.articles), ("file", done.written)]
    numbers += [("removed", done.removed)] if done.removed else []
    click.echo(f"{target}: {comma.join(counted(n, what, lang) for what, n in numbers)}")
    sys.exit(FAILED if any(d.severity is Severity.ERROR for d in done.findings) else DONE)
