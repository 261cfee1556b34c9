"""The command `converter`; this room is the only place that prints or exits.

Nothing heavy is imported before a command runs: `--version` and `--help` load click and no more.
"""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from converter import __version__
from converter.cli.manners import (
    DONE,
    EXIT_CODES,
    FAILED,
    INTERRUPTED,
    WRONG_USE,
    Bar,
    InOrder,
    config_option,
    configuration,
    counted,
    fail,
    lang_option,
    need,
    output_option,
    project,
    tell,
)
from converter.cli.profiles import profile
from converter.cli.publishing import init, site
from converter.diagnostics import TOLD, Diagnostic, Severity, diagnose

if TYPE_CHECKING:
    from converter.build.config import Config
    from converter.build.document import Order, Outcome
    from converter.build.run import Run, Target

_BUILT = ("xml", "md", "html", "epub", "review")
_EMITTED = ("md", "html", "epub", "json", "txt", "pdf")


# --- options ---------------------------------------------------------------------------------


def _formats(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """A list of formats with commas, `md,html`, each once; none where it is not said."""
    if value is None:
        return ()
    names = tuple(dict.fromkeys(filter(None, (part.strip() for part in value.split(",")))))
    known = ("xml", *_EMITTED, "review")
    wrong = [name for name in names if name not in known]
    if wrong or not names:
        words = ", ".join(wrong) or "nothing"
        raise click.BadParameter(f"{words} is no format; known are {', '.join(known)}")
    return names


def _shard(
    _ctx: click.Context, _param: click.Parameter, value: str | None
) -> tuple[int, int] | None:
    """A part of the documents, as `2/8`."""
    if value is None:
        return None
    number, _, count = value.partition("/")
    if number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count):
        return int(number), int(count)
    raise click.BadParameter(f"{value} is no part: write I/N, as in 2/8")


def _gate(word: str | None) -> Severity | None:
    return None if word is None else next(s for s in Severity if s.word == word)


def _reports(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """A list of reports with commas, `sarif,junit`, each once."""
    names = tuple(dict.fromkeys(filter(None, (p.strip() for p in (value or "").split(",")))))
    if wrong := [name for name in names if name not in ("sarif", "junit")]:
        raise click.BadParameter(f"{', '.join(wrong)} is no report; known are sarif, junit")
    return names


def _epoch() -> int | None:
    """SOURCE_DATE_EPOCH, the time that reproducible outputs bear."""
    value = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not value:
        return None
    if not value.isdecimal():
        raise click.UsageError("SOURCE_DATE_EPOCH has to be a number of seconds")
    return int(value)


# --- commands ---------------------------------------------------------------------------------


@click.group(
    cls=InOrder,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=f"""\b
Examples:
  converter build issue.txt -o out
  converter emit out/issue/issue.xml --format epub -o issue.epub
  converter profile list
\n{EXIT_CODES}""",
)
@click.version_option(__version__, prog_name="converter")
def main() -> None:
    """Raw text of Chinese newsletters and newspapers into a TEI tree and editions made from it."""


@main.command(
    epilog=f"""\b
Examples:
  converter build                        what converter.yaml names, else seeds/ into build/
  converter build issue.txt -o out       out/issue/issue.xml, .md, .html, .epub
  pdftotext issue.pdf - | converter build - -o out
  converter build scans --format md,txt --profile newspaper
  converter build scans --explain        what is built again, and why
\n{EXIT_CODES} Where a document fails the others are built; nothing of it is written, and what
was there before stays.""",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@output_option
@click.option(
    "--format",
    "formats",
    metavar="LIST",
    callback=_formats,
    show_default=",".join(_BUILT),
    help="Editions, with commas: xml, md, html, epub, json, txt, pdf; review, a page on what is in "
    "doubt. The tree is always written.",
)
@click.option(
    "--profile", default="", metavar="NAME|FILE", help="The publication. Default: detected."
)
@click.option(
    "--corrections",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="What a person settled. Default: corrections/<name>.yaml in the configuration folder.",
)
@config_option
@click.option(
    "-j",
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    help="Documents at a time, a process each. Default: as many as there are cores.",
)
@click.option("--explain", is_flag=True, help="Say of each document why it is built, or is not.")
@click.option("-n", "--dry-run", is_flag=True, help="Only list what would be built.")
@click.option(
    "-f", "--force", is_flag=True, help="Build everything, changed or not, over what was edited."
)
@click.option("--keep", is_flag=True, help="Accept trees and editions that were edited by hand.")
@click.option(
    "--shard",
    metavar="I/N",
    callback=_shard,
    help="Only the I-th of N parts; a build without it, at the end, joins them.",
)
@click.option("--scheduler", metavar="ADDRESS", default="", help="Build on this Dask cluster.")
@click.option("--shared", is_flag=True, help="The cluster's workers see the same folders.")
@click.option(
    "--depfile",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write what the outputs depend on, for make and ninja.",
)
@click.option(
    "--target", metavar="NAME", default="", help="The target in it. Default: DIR/index.html."
)
@click.option(
    "--first-page",
    metavar="N",
    type=click.IntRange(min=1),
    default=1,
    help="Of a PDF: begin with this page.",
)
@click.option(
    "--last-page",
    metavar="N",
    type=click.IntRange(min=1),
    help="Of a PDF: end with this page.",
)
@click.option("--no-images", is_flag=True, help="Leave the pictures of documents out.")
@click.option(
    "--max-size",
    metavar="MB",
    type=click.IntRange(min=1),
    default=32,
    show_default=True,
    help="Largest source that is taken.",
)
@click.option(
    "--max-seconds",
    metavar="S",
    type=click.IntRange(min=0),
    default=900,
    show_default=True,
    help="Processor time that a document may take; 0: any.",
)
@click.option(
    "--max-memory",
    metavar="MB",
    type=click.IntRange(min=0),
    default=4096,
    show_default=True,
    help="Memory that a document may take; 0: any.",
)
@click.option(
    "--strict",
    metavar="[SEVERITY]",
    is_flag=False,
    flag_value="warning",
    type=click.Choice([s.word for s in Severity]),
    help="Fail on findings of this severity or worse: note, warning (if none is named), error.",
)
@click.option(
    "--report",
    "report",
    metavar="LIST",
    callback=_reports,
    help="Findings for machines, with commas: sarif, junit. Written into the output folder.",
)
@click.option("-q", "--quiet", is_flag=True, help="Only what went wrong.")
@click.option("-v", "--verbose", is_flag=True, help="Every doubt and note, with its place.")
@click.option("--debug", is_flag=True, help="Show where an error of the program happened.")
@lang_option
def build(
    *,
    paths: tuple[Path, ...],
    output: Path | None,
    formats: tuple[str, ...],
    profile: str,
    corrections: Path | None,
    config_dir: Path | None,
    jobs: int | None,
    explain: bool,
    dry_run: bool,
    force: bool,
    keep: bool,
    shard: tuple[int, int] | None,
    scheduler: str,
    shared: bool,
    depfile: Path | None,
    target: str,
    first_page: int,
    last_page: int | None,
    no_images: bool,
    max_size: int,
    max_seconds: int,
    max_memory: int,
    strict: str | None,
    report: tuple[str, ...],
    quiet: bool,
    verbose: bool,
    debug: bool,
    lang: str,
) -> None:
    """Make the tree and the editions of raw texts and PDFs, as far as something changed.

    PATH is a file, - for standard input, or a folder, of which all that can be read is built;
    without one it is what converter.yaml names, else the folder seeds.
    """
    from converter.build import document, files, run

    mine = project(lang)
    paths = paths or tuple(map(Path, mine.sources))
    output = output or Path(mine.output)
    formats = formats or tuple(dict.fromkeys((*_BUILT, *mine.site.formats)))
    if paths == (Path("seeds"),) and not paths[0].is_dir():
        raise click.UsageError(
            "there is no folder seeds here: name the texts to build, or say them in converter.yaml "
            "(converter init)"
        )
    if corrections is not None and (len(paths) != 1 or not paths[0].is_file()):
        raise click.UsageError("--corrections needs exactly one source file")
    if force and keep:
        raise click.UsageError("--force overwrites what was edited, --keep keeps it: choose one")
    if shared and not scheduler:
        raise click.UsageError("--shared says how the workers of --scheduler get their files")
    need([*formats, "cluster"] if scheduler else formats)
    config = configuration(config_dir, lang)
    _usable(config, profile, lang)
    limits = (max_size, max_seconds, max_memory)
    if last_page is not None and last_page < first_page:
        raise click.UsageError("--last-page is before --first-page")
    order = document.Order(
        output,
        formats,
        profile,
        corrections,
        *limits,
        _epoch(),
        debug,
        pages=(first_page, last_page or 0),
        images=not no_images,
    )
    tells = bool(verbose or strict or report)
    manner = run.Manner(jobs or run.cores(), force, keep, shard, scheduler, shared, tells)
    voice = _Voice(lang, quiet, verbose, _gate(strict))
    hold = contextlib.nullcontext() if dry_run else files.held(output, shared=shard is not None)
    try:
        with hold:
            found, problems = files.sources(_taken(paths, output, max_size, dry_run=dry_run))
            this = run.Run(order, config, manner)
            if this.mistaken and not profile:
                problems = config.problems() + problems
            tell(problems, lang)
            targets = this.plan(found)
            if explain or dry_run:
                _tell_plan(targets, order, lang, every=explain)
            if dry_run:
                sys.exit(FAILED if _wrong(problems) else DONE)
            failed = _build(this, targets, problems, voice)
            if report:
                from converter.build.reports import reports

                files.write(output, reports(report, voice.heard, problems, lang))
            if depfile is not None:
                where = target or str(output / "index.html")
                files.write(depfile.parent, {depfile.name: this.dependencies(where)})
    except files.FileError as error:
        fail([error.diagnostic], lang)
    sys.exit(FAILED if failed else DONE)


def _taken(paths: tuple[Path, ...], output: Path, limit: int, *, dry_run: bool) -> tuple[Path, ...]:
    """The paths to build, with the file that holds what came from standard input for `-`."""
    from converter.build.files import standard_input

    if _STDIN not in paths:
        return paths
    if dry_run:
        raise click.UsageError("standard input is read once: it cannot be had for --dry-run")
    place = standard_input(output, sys.stdin.buffer, limit)
    return tuple(place if path == _STDIN else path for path in paths)


_STDIN = Path("-")


def _wrong(problems: Sequence[Diagnostic]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def _usable(config: Config, profile: str, lang: str) -> None:
    """End the program where the configuration, or the profile asked for, cannot be used at all."""
    from converter.build.files import FileError

    try:
        _ = config.contents
    except FileError as error:
        fail([error.diagnostic], lang, WRONG_USE)
    if not profile:
        return
    from converter.profile.loading import ProfileError

    try:
        config.profile(profile)
    except ProfileError as error:
        fail(error.diagnostics, lang, WRONG_USE)
    except FileError as error:
        fail([error.diagnostic], lang, WRONG_USE)


def _build(
    this: Run, targets: Sequence[Target], problems: Sequence[Diagnostic], voice: _Voice
) -> bool:
    """Build, the bar moving along; whether something failed."""
    failed = _wrong(problems)
    fresh = done = 0
    bar = Bar(sum(bool(t.need) for t in targets), wanted=not voice.quiet)
    outcomes = this.build(targets)
    try:
        for outcome in outcomes:
            failed |= outcome.failed
            fresh += outcome.fresh
            done += 1
            if not outcome.fresh:
                bar.advance(Path(outcome.source).name)
            voice.say(outcome, problems)
            failed |= voice.strict(outcome)
    except KeyboardInterrupt:
        bar.close()
        outcomes.close()
        this.finish()
        click.echo(f"interrupted: {done} of {len(targets)} done; the rest waits", err=True)
        sys.exit(INTERRUPTED)
    finally:
        bar.close()
    findings = this.finish()
    tell(findings, voice.lang, Severity.WARNING)
    if fresh and not voice.quiet:
        click.echo(f"{fresh} 份没有变动" if voice.lang == "zh" else f"{fresh} unchanged")
    return failed or any(d.severity is Severity.ERROR for d in findings)


@dataclass(frozen=True)
class _Voice:
    """In what language a build speaks, and how much it says."""

    lang: str
    quiet: bool
    verbose: bool
    gate: Severity | None = None
    heard: list[Outcome] = field(default_factory=list)

    def strict(self, outcome: Outcome) -> bool:
        """Whether a document has findings that the gate does not let through."""
        return self.gate is not None and any(d.severity >= self.gate for d in outcome.diagnostics)

    def say(self, outcome: Outcome, told: Sequence[Diagnostic]) -> None:
        """Print a document's findings, and its line where it was built."""
        self.heard.append(outcome)
        least = Severity.NOTE if self.verbose else self.gate or Severity.ERROR
        loud = () if self.quiet else TOLD
        findings = [d for d in outcome.diagnostics if d.severity >= least or d.code in loud]
        tell((d for d in findings if d not in told), self.lang)
        refused = self.strict(outcome) and not outcome.failed
        if refused or not (self.quiet or outcome.fresh):
            click.echo(_line(outcome, self.lang, self.gate if refused else None))


def _tell_plan(targets: Sequence[Target], order: Order, lang: str, *, every: bool) -> None:
    """Print what is to be made, and why."""
    for target in targets:
        if target.need or every:
            causes = ("；" if lang == "zh" else "; ").join(c.message(lang) for c in target.causes)
            what = target.what(lang)
            click.echo(f"{target.path} → {order.output / target.name}: {what}: {causes}")


def _line(outcome: Outcome, lang: str, gate: Severity | None = None) -> str:
    """One document in one line; `gate` is the severity at which it is held back."""
    failed = "失败" if lang == "zh" else "failed"
    comma = "，" if lang == "zh" else ", "
    if outcome.failed:
        return f"{outcome.source}: {failed}"
    if gate is not None:
        counts = [(outcome.count(s), s.word) for s in reversed(Severity) if s >= gate]
        words = comma.join(counted(count, word, lang) for count, word in counts if count)
        return f"{outcome.source}: {failed}: {words} (--strict)"
    doubts = ("doubt", outcome.count(Severity.WARNING))
    numbers = dict((*outcome.summary, doubts))
    sound = numbers.pop("sound", None)
    words = comma.join(counted(count, what, lang) for what, count in numbers.items())
    if sound is not None:
        from converter.doubts import judged  # help does not wait for it

        words += f"{'；' if lang == 'zh' else '; '}{judged(sound, lang)}"
    return f"{outcome.source} → {outcome.folder}: {words}"


@main.command(
    epilog=f"""\b
Examples:
  converter clean                        all that builds wrote into build/
  converter clean -o out issue-12        that of one document
\n{EXIT_CODES}""",
)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@output_option
@click.option("--gone", is_flag=True, help="Only that of documents whose sources are gone.")
@click.option("-f", "--force", is_flag=True, help="Also files that were changed since.")
@click.option("-n", "--dry-run", is_flag=True, help="Only list what would be removed.")
@lang_option
def clean(
    *,
    names: tuple[str, ...],
    output: Path | None,
    gone: bool,
    force: bool,
    dry_run: bool,
    lang: str,
) -> None:
    """Remove what builds wrote, and nothing else.

    A file that is not as it was written stays, and so does everything that was put beside it.
    """
    from converter.build import cleaning, files

    output = output or Path(project(lang).output)
    if not output.is_dir():
        return
    kept = False
    try:
        with files.held(output):
            for doomed in cleaning.clean(
                output, names, only_gone=gone, force=force, dry_run=dry_run
            ):
                kept |= doomed.finding is not None
                tell(filter(None, [doomed.finding]), lang)
                if doomed.finding is None:
                    click.echo(doomed.path)
    except files.FileError as error:
        fail([error.diagnostic], lang)
    sys.exit(FAILED if kept else DONE)


@main.command(
    epilog=f"""\b
Examples:
  converter emit build/x/issue.xml --format epub -o x.epub
  converter emit issue.xml --format md             issue.md beside it
  converter emit issue.xml --format md --split     issue/, a file an article
\n{EXIT_CODES}""",
)
@click.argument("tree", type=click.Path(path_type=Path))
@click.option(
    "--format", "format_", type=click.Choice(_EMITTED), required=True, help="Which edition."
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Where to write. Default: beside the tree.",
)
@click.option(
    "--split", is_flag=True, help="Markdown only: a folder with a file an article and index.md."
)
@lang_option
def emit(tree: Path, format_: str, output: Path | None, *, split: bool, lang: str) -> None:
    """Make an edition from a tree (issue.xml), hand-edited or not."""
    from converter.build.files import FileError, write
    from converter.emit import FORMATS, Options

    if split and format_ != "md":
        raise click.UsageError("--split is for --format md")
    need([format_])
    document = _read_tree(tree, lang)
    options = Options(epoch=_epoch())
    made = FORMATS[format_]
    target = output or tree.with_suffix("" if split else made.suffix)
    try:
        if split:
            from converter.emit.markdown import emit_split

            write(target, emit_split(document, options))
        else:
            write(target.parent, {target.name: made.emit(document, options)})
    except FileError as error:
        fail([error.diagnostic], lang)
    except ValueError as error:
        fail([diagnose("tree-house", path=str(tree), rule="vocabulary", reason=error)], lang)


def _read_tree(path: Path, lang: str) -> Any:
    """A tree that a person may have edited; ends the program where it is none."""
    from converter.build.files import FileError, read_bytes
    from converter.tei.validate import MAX_BYTES, TreeError, parse_tree

    try:
        return parse_tree(read_bytes(path, limit=MAX_BYTES // 1_000_000))
    except FileError as error:
        fail([error.diagnostic], lang)
    except TreeError as error:
        fail([diagnose("tree-syntax", path=str(path), reason=error)], lang)


@main.command(
    epilog=f"""\b
Example:
  converter check build/x/issue.xml
\n{EXIT_CODES}""",
)
@click.argument("trees", nargs=-1, required=True, type=click.Path(path_type=Path))
@lang_option
def check(trees: tuple[Path, ...], lang: str) -> None:
    """Check trees against the schema and the house rules."""
    from converter.build.proving import faults

    failed = False
    for path in trees:
        findings = faults(_read_tree(path, lang), str(path))
        tell(findings, lang)
        failed |= any(d.severity is Severity.ERROR for d in findings)
    sys.exit(FAILED if failed else DONE)


main.add_command(profile)
main.add_command(init)
main.add_command(site)


@main.command(
    epilog="""\b
Example:
  converter diagnostics --lang zh""",
)
@lang_option
def diagnostics(lang: str) -> None:
    """List every message that the program can give."""
    from converter.diagnostics import KINDS

    width = max(map(len, KINDS))
    for kind in KINDS.values():
        click.echo(
            f"{kind.code:{width}}  {kind.severity.word:7}  {kind.zh if lang == 'zh' else kind.en}"
        )


@main.command(
    epilog=f"""\b
Example:
  converter verify build
\n{EXIT_CODES}""",
)
@click.argument(
    "folders", nargs=-1, required=True, metavar="DIR...", type=click.Path(path_type=Path)
)
@click.option("-q", "--quiet", is_flag=True, help="Only what went wrong.")
@lang_option
def verify(folders: tuple[Path, ...], *, quiet: bool, lang: str) -> None:
    """Prove that nothing was lost, and that every file is what is made of the tree.

    DIR is searched for documents. The source is rebuilt from tree and ledger alone and compared
    with the digest in the tree; editions and the list of issues are made again. What a person
    changed and a build accepted is named.
    """
    from converter.build import site as listing
    from converter.build import verifying
    from converter.build.files import FileError

    def proved(place: Path, prove: Callable[[], list[Diagnostic]]) -> bool:
        try:
            findings = prove()
        except FileError as error:
            findings = [error.diagnostic]
        tell(findings, lang, Severity.WARNING if quiet else Severity.NOTE)
        wrong = any(d.severity is Severity.ERROR for d in findings)
        if not quiet and not wrong:
            click.echo(f"{place}: " + ("核对无误" if lang == "zh" else "verified"))
        return not wrong

    # `build/*` names files of no document as well: the list of issues, reports.
    named = [folder for folder in folders if not folder.is_file()]
    sites = [*named, *(path.parent for path in folders if path.name == listing.NAME)]
    if not named and not sites:
        raise click.UsageError("name folders of documents, as in build/*")
    whole, states = True, verifying.States()
    for folder in named:
        for found in verifying.documents(folder) or [folder]:
            whole &= proved(found, functools.partial(verifying.verify, found, _epoch(), states))
    for folder in dict.fromkeys(sites):
        if verifying.is_site(folder):
            whole &= proved(folder / listing.NAME, functools.partial(verifying.verify_site, folder))
    sys.exit(DONE if whole else FAILED)


@main.command(
    epilog=f"""\b
Example:
  converter explain seeds/dezhou-2023-10.txt:452
\n{EXIT_CODES}""",
)
@click.argument("place", metavar="FILE:LINE")
@click.option("--profile", "name", default="", metavar="NAME|FILE", help="As for build.")
@config_option
@lang_option
def explain(place: str, name: str, config_dir: Path | None, lang: str) -> None:
    """Tell what a line of a source became, and why.

    Each decision about the line, what came second, and the evidence by its weight.
    """
    from converter.build import document

    path, _, number = place.rpartition(":")
    if not path or not number.isdecimal() or int(number) < 1:
        raise click.UsageError("name a place as FILE:LINE, the line from 1")
    order = document.Order(Path(), (), name)
    result, findings = document.recognised(Path(path), order, configuration(config_dir, lang))
    if result is None:
        fail((d for d in findings if d.severity is Severity.ERROR), lang)
    lines = result.source.lines
    if int(number) > len(lines):
        raise click.UsageError(f"{path} has {len(lines)} lines")
    from converter.review.explaining import explain as explained

    what = (result.source, result.tree, result.ledger, result.decisions, result.doubts)
    for row in explained(*what, int(number), lang):
        click.echo(row)
