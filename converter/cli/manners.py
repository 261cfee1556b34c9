"""What the commands have in common: options, exit codes, how findings are told, the bar."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Container, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from converter.diagnostics import LANGUAGES, Diagnostic, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from converter.build.config import Config
    from converter.project import Project

F = TypeVar("F", bound="Callable[..., Any]")

DONE, FAILED, WRONG_USE = 0, 1, 2
INTERRUPTED = 130  # as a shell says of a command that ^C ended
EXIT_CODES = "Exit codes: 0 done, 1 a document failed, 2 wrong use."

# The name by which pip knows the program, and the library that each extra of it brings.
DISTRIBUTION = "kanwu-converter"
EXTRAS = {"pdf": "weasyprint", "cluster": "distributed"}


def _own_language() -> str:
    """The language of messages by the user's locale; no output file depends on it."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "zh" if os.environ[name].lower().startswith("zh") else "en"
    return "en"


def lang_option(command: F) -> F:
    """Give a command `--lang`."""
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        default=_own_language,
        show_default="by locale",
        help="Language of messages.",
    )(command)


def config_option(command: F) -> F:
    """Give a command `--config`."""
    return click.option(
        "--config",
        "config_dir",
        metavar="DIR",
        type=click.Path(path_type=Path),
        help="Folder of profiles and corrections, laid over the program's own. Default: as in "
        "converter.yaml.",
    )(command)


def output_option(command: F) -> F:
    """Give a command `--output`, for the folder that builds write; None where it is not said."""
    return click.option(
        "-o",
        "--output",
        metavar="DIR",
        type=click.Path(path_type=Path),
        show_default="build",
        help="Where builds are written.",
    )(command)


def configuration(folder: Path | None, lang: str) -> Config:
    """The configuration of a folder, of the project, or of the program alone.

    Raises click.BadParameter for what is no folder.
    """
    from converter.build.config import Config

    named = project(lang).profiles
    where = folder or (Path(named) if named else None)
    if where is not None and not where.is_dir():
        hint = "'--config'" if folder else "converter.yaml, profiles"
        raise click.BadParameter(f"{where} is no folder", param_hint=hint)
    return Config(where, _rules)


def project(lang: str) -> Project:
    """What the project file of this folder says; where there is none, what is usual.

    Ends the program where the file has mistakes.
    """
    from converter.build.files import FileError, read_text
    from converter.project import NAME, Project, ProjectError, load

    path = Path(NAME)
    if not path.exists():
        return Project()
    try:
        return load(read_text(path), NAME)
    except ProjectError as error:
        fail(error.diagnostics, lang, WRONG_USE)
    except FileError as error:
        fail([error.diagnostic], lang, WRONG_USE)


def need(asked: Container[str]) -> None:
    """Raise click.UsageError where what is asked for (formats, a cluster) needs a missing extra."""
    from importlib.util import find_spec

    for extra in [name for name in EXTRAS if name in asked]:
        if find_spec(EXTRAS[extra]) is None:
            raise click.UsageError(
                f"{EXTRAS[extra]} is not installed: pip install '{DISTRIBUTION}[{extra}]'"
            )


def _rules() -> tuple[str, ...]:
    from converter.repair import RULE_NAMES

    return RULE_NAMES


def tell(findings: Iterable[Diagnostic], lang: str, least: Severity = Severity.NOTE) -> None:
    """Print findings of at least this severity to standard error, a line each."""
    for finding in findings:
        if finding.severity >= least:
            click.echo(finding.render(lang), err=True)


def fail(findings: Iterable[Diagnostic], lang: str, code: int = FAILED) -> NoReturn:
    """Tell findings and end the program."""
    tell(findings, lang)
    sys.exit(code)


# What is counted: one, many, and in Chinese, where the number stands before it.
_COUNTED = {
    "page": ("page", "pages", "页"),
    "issue": ("issue", "issues", "期"),
    "file": ("file written", "files written", "个文件已写"),
    "removed": ("file removed", "files removed", "个文件已删"),
    "article": ("article", "articles", "篇"),
    "paragraph": ("paragraph", "paragraphs", "段"),
    "unprinted": ("character in no edition", "characters in no edition", "字不入各版"),
    "doubt": ("doubt", "doubts", "处存疑"),
    "note": ("note", "notes", "条提示"),
    "warning": ("warning", "warnings", "处存疑"),
    "error": ("error", "errors", "处错误"),
}


def counted(number: int, what: str, lang: str) -> str:
    """A number with the name of what it counts: '1 page', '2 pages', '2 页'."""
    one, many, chinese = _COUNTED[what]
    if lang == "zh":
        return f"{number} {chinese}"
    return f"{number} {one if number == 1 else many}"


class Bar:
    """A bar on standard error, where that is a terminal and the work takes longer than a second."""

    def __init__(self, total: int, *, wanted: bool) -> None:
        self.total = total
        self.wanted = wanted and total > 1 and sys.stderr.isatty()
        self.began = time.monotonic()
        self.progress: Any = None
        self.done = 0

    def advance(self, name: str) -> None:
        """Count one document that is done."""
        self.done += 1
        if self.progress is None and self.wanted and time.monotonic() - self.began > 1:
            from rich.console import Console
            from rich.progress import Progress

            self.progress = Progress(console=Console(stderr=True), transient=True)
            self.progress.start()
            self.progress.add_task("", total=self.total)
        if self.progress is not None:
            self.progress.update(0, completed=self.done, description=name)

    def close(self) -> None:
        """Take the bar away."""
        if self.progress is not None:
            self.progress.stop()


class InOrder(click.Group):
    """Lists commands in the order of their definition, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's protocol
        """The names of the commands."""
        return list(self.commands)
