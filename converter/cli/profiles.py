"""The commands `converter profile`: which publications are known, and how one is learnt."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from converter.cli.manners import (
    DONE,
    EXIT_CODES,
    FAILED,
    WRONG_USE,
    Bar,
    InOrder,
    config_option,
    configuration,
    fail,
    lang_option,
    tell,
)

if TYPE_CHECKING:
    from converter.learning import Seen


@click.group(cls=InOrder)
def profile() -> None:
    """The publications that are known."""


@profile.command(
    "list",
    epilog="""\b
Example:
  converter profile list --config my-profiles""",
)
@config_option
@lang_option
def profile_list(config_dir: Path | None, lang: str) -> None:
    """List the profiles: name, title, file."""
    from converter.profile.loading import ProfileError

    config = configuration(config_dir, lang)
    width = max(map(len, config.texts), default=0)
    failed = False
    for name, text in config.texts.items():
        try:
            title = config.profile(name).publication.title or "-"
        except ProfileError as error:
            title, failed = "!", True
            tell(error.diagnostics, lang)
        click.echo(f"{name:{width}}  {title}  {text.path}")
    sys.exit(FAILED if failed else DONE)


@profile.command(
    "show",
    epilog="""\b
Examples:
  converter profile show dezhou-tongxun
  converter profile show --docs           every key that a profile may have""",
)
@click.argument("name", required=False)
@click.option("--docs", is_flag=True, help="Explain every key, from the model itself.")
@config_option
@lang_option
def profile_show(name: str | None, *, docs: bool, config_dir: Path | None, lang: str) -> None:
    """Print a profile with all that it has from the ones that it extends."""
    from converter.profile.docs import document, dump

    if docs:
        click.echo(document(), nl=False)
    elif not name:
        raise click.UsageError("name a profile, or ask for --docs")
    else:
        click.echo(dump(_profile(name, config_dir, lang)), nl=False)


@profile.command(
    "check",
    epilog=f"""\b
Example:
  converter profile check config/my-paper.yaml
\n{EXIT_CODES}""",
)
@click.argument("files", nargs=-1, required=True)
@config_option
@lang_option
def profile_check(files: tuple[str, ...], config_dir: Path | None, lang: str) -> None:
    """Check profiles, by file or name; every mistake is told with its line."""
    from converter.build.files import FileError
    from converter.profile.loading import ProfileError

    config = configuration(config_dir, lang)
    failed = False
    for name in files:
        try:
            tell(config.profile(name).told, lang)
        except ProfileError as error:
            tell(error.diagnostics, lang)
            failed = True
        except FileError as error:
            tell([error.diagnostic], lang)
            failed = True
    sys.exit(FAILED if failed else DONE)


def _profile(name: str, config_dir: Path | None, lang: str) -> Any:
    from converter.build.files import FileError
    from converter.profile.loading import ProfileError

    try:
        return configuration(config_dir, lang).profile(name)
    except ProfileError as error:
        fail(error.diagnostics, lang, WRONG_USE)
    except FileError as error:
        fail([error.diagnostic], lang, WRONG_USE)


@profile.command(
    "learn",
    epilog=f"""\b
Examples:
  converter profile learn issue-3.txt issue-4.txt -o config/my-paper.yaml
  converter profile learn issues/ | less
  converter profile learn issue-3.txt -o my/paper.yaml && converter build issues --config my
\n{EXIT_CODES} Where a text cannot be read nothing is written.""",
)
@click.argument("paths", nargs=-1, required=True, metavar="FILE...", type=Path)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Where to write. Default: standard output.",
)
@click.option("-f", "--force", is_flag=True, help="Write over a file that is there.")
@click.option(
    "--max-size",
    metavar="MB",
    type=click.IntRange(min=1),
    default=32,
    show_default=True,
    help="Largest source that is taken.",
)
@click.option("-q", "--quiet", is_flag=True, help="Only what went wrong.")
@lang_option
def profile_learn(
    *,
    paths: tuple[Path, ...],
    output: Path | None,
    force: bool,
    max_size: int,
    quiet: bool,
    lang: str,
) -> None:
    """Learn a publication from its issues, and write its profile.

    FILE is a raw text, or a folder of them; several issues show more than one. Each value of the
    profile has a comment that says where it was seen; what is in doubt is commented out.
    """
    from converter.build.files import FileError, sources, write
    from converter.diagnostics import Severity
    from converter.learning import doubts, learn
    from converter.learning import write as written
    from converter.pipeline import base_profile

    if output is not None and output.exists() and not force:
        raise click.UsageError(f"{output} is there already: name another file, or use --force")
    found = [sources([path]) for path in paths]
    problems = [p for _, told in found for p in told if p.severity is Severity.ERROR]
    if problems:
        fail(problems, lang)
    texts = list(dict.fromkeys(path for these, _ in found for path in these))
    learnt = learn(_surveyed(texts, max_size, quiet=quiet, lang=lang))
    text = written(learnt, base_profile())
    try:
        if output is None:
            click.echo(text, nl=False)
        else:
            write(output.parent, {output.name: text.encode()})
    except FileError as error:
        fail([error.diagnostic], lang)
    tell(doubts(learnt), lang)
    sys.exit(DONE)


def _surveyed(texts: Sequence[Path], limit: int, *, quiet: bool, lang: str) -> list[Seen]:
    """What each text shows, the bar moving along; ends the program where one cannot be read."""
    from converter.build.files import FileError, read_bytes
    from converter.pipeline import survey
    from converter.read import DecodingError

    names = _names(texts)
    bar = Bar(len(texts), wanted=not quiet)
    seen, failed = [], []
    try:
        for path in texts:
            try:
                seen.append(survey(read_bytes(path, limit), names[path]))
            except FileError as error:
                failed.append(error.diagnostic)
            except DecodingError as error:
                failed.append(error.finding(str(path)))
            bar.advance(path.name)
    finally:
        bar.close()
    if failed:
        fail(failed, lang)
    return seen


def _names(texts: Iterable[Path]) -> dict[Path, str]:
    """What each text is called in the profile: its name, its path where two have the same name."""
    found: dict[str, list[Path]] = {}
    for path in texts:
        found.setdefault(path.name, []).append(path)
    return {
        path: name if len(same) == 1 else path.as_posix()
        for name, same in found.items()
        for path in same
    }
