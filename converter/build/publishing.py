"""The site made of an output folder: what changed is written again, and what lists it."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from converter.build import indexing, site
from converter.build.files import FileError, read_bytes, reason, refuse_link, write
from converter.build.state import Record, content, digest, load
from converter.diagnostics import Diagnostic, diagnose
from converter.emit import FORMATS
from converter.emit.card import Card
from converter.emit.index import newest_first
from converter.emit.site import feeds, lists, reading
from converter.emit.site.facts import Identity, IssueFacts, plain_facts, read_facts
from converter.project import Site

NAME = ".converter-site.jsonl"
"""The state of a site: what was written, and from what."""

_FORM = 1
_TREE, _REVIEW = "issue.xml", "review.html"
_LISTS = ""  # the group of what lists issues; an issue's has its folder's name
_MEGABYTES = 512  # a file that is copied may have
_NAMED = 5  # files that a message names
_MANY = 64  # files, from which threads save more than they cost
_THREADS = 8


@dataclass(slots=True)
class _Group:
    """Files that are made together: an issue's, or the lists'.

    `key` is the digest of what they were made from, '' where they have to be made again; `files`
    have their digests; `facts` is what lists know of an issue, as JSON has it. `moved` are paths of
    articles that have others now.
    """

    key: str
    files: dict[str, str]
    facts: Mapping[str, Any] | None = None
    moved: tuple[str, ...] = ()

    @property
    def articles(self) -> list[str]:
        """The paths of an issue's articles, in order."""
        return [str(a["path"]) for a in self.facts["articles"]] if self.facts else []


@dataclass(slots=True)
class Outcome:
    """What a run did: issues and articles of the site, files written and taken away."""

    issues: int = 0
    articles: int = 0
    written: int = 0
    removed: int = 0
    findings: list[Diagnostic] = field(default_factory=list)


def publish(built: Path, folder: Path, wanted: Site, program: str, *, force: bool) -> Outcome:
    """Make the site of what was built into `built`, in a folder that the caller holds.

    `program` is the digest of what makes editions. A group of files of which somebody changed one
    since it was written is left and told, unless `force`. Raises FileError.
    """
    records = [r for r in site.listed(built, load(built)) if (built / r.name / _TREE).is_file()]
    records.sort(key=lambda r: newest_first(r.card, r.name))
    if not records:
        raise FileError(diagnose("site-nothing", path=str(built)))
    run = _Run(built, folder, wanted, force=force)
    try:
        run.make(records, program)
    finally:
        run.save()
    return run.outcome


class _Run:
    """One run: groups are made one after the other, each written as soon as it is made."""

    def __init__(self, built: Path, folder: Path, wanted: Site, *, force: bool) -> None:
        self.built = built
        self.folder = folder
        self.wanted = wanted
        self.force = force
        self.known, self.index, self.before = _load(folder)
        self.now = _contents(folder, [p for g in self.known.values() for p in g.files])
        self.outcome = Outcome()

    def make(self, records: Sequence[Record], program: str) -> None:
        """Make what is stale; take away what belongs to no issue any more."""
        identity = self._identity([record.card for record in records])
        ways = lists.tabs([record.card for record in records], search=bool(identity.search))
        common = digest(json.dumps([program, dataclasses.astuple(identity), ways]).encode())
        folders = {record.name for record in records}
        for name in [n for n in self.known if n and n not in folders]:
            self._remove(self.known.pop(name).files, ())
        for n, record in enumerate(records):
            newer = records[n - 1] if n else None
            older = records[n + 1] if n + 1 < len(records) else None
            self._issue(record, (older, newer), identity, ways, common)
        keys = [self.known[record.name].key for record in records]
        names = [record.name for record in records]
        parts = self._parts(reversed(names), identity.lang) if identity.search else []
        identity = dataclasses.replace(identity, search=len(parts))
        self._lists(names, keys, identity, ways, common)
        self.outcome.issues = len(records)
        self.outcome.articles = sum(len(self.known[name].articles) for name in folders)
        self._missing(records)
        if identity.search:
            done, self.index = self.index, ()
            indexing.index(self.folder, identity.lang, parts, done)
            self.index = tuple(part.key for part in parts)
        else:
            self.outcome.findings.append(diagnose("site-no-search", path=str(self.folder)))

    def _parts(self, names: Iterable[str], lang: str) -> list[indexing.Part]:
        """The articles, the oldest issue first, in the parts that are indexed."""
        groups = (self.known[name] for name in names)
        pages = ({path: group.files[path] for path in group.articles} for group in groups)
        return indexing.parts(pages, lang)

    def _identity(self, cards: Sequence[Card]) -> Identity:
        wanted = self.wanted
        logo = Path(wanted.logo)
        return lists.identity_of(
            cards,
            Identity(
                title=wanted.title,
                lang="",
                subtitle=wanted.subtitle,
                publisher=wanted.publisher,
                contact=wanted.contact,
                licence=wanted.licence,
                logo=f"logo{logo.suffix.lower()}" if wanted.logo else "",
                accent=wanted.accent,
                base=wanted.base and wanted.base.rstrip("/") + "/",
                search=int(indexing.is_ready()),
            ),
        )

    # --- issues -------------------------------------------------------------------------------

    def _issue(
        self,
        record: Record,
        around: tuple[Record | None, Record | None],
        identity: Identity,
        ways: Sequence[str],
        common: str,
    ) -> None:
        source = self.built / record.name
        offered = self._offered(record)
        # Of an edition the state tells what was built: one that somebody changed waits for a build.
        inputs = {_TREE: content(source / _TREE)} | {name: record.outputs[name] for name in offered}
        before, after = (
            reading.Neighbour(r.card.title, f"{_place(r.name)}/index.html") if r else None
            for r in around
        )
        beside = [(n.title, n.path) if n else None for n in (before, after)]
        key = digest(
            json.dumps([common, inputs, beside, dataclasses.astuple(record.card)]).encode()
        )
        group = self.known.get(record.name, _Group("", {}))
        if group.key == key and self._is_whole(group):
            return
        from converter.tei.reading import read_edition

        edition = read_edition(self._tree(source / _TREE))
        place = reading.Place(_place(record.name), offered, before, after)
        bare = IssueFacts(record.card, place.folder, offered, ())
        files, facts = reading.issue(edition, bare, place, identity, ways)
        articles = {article.path for article in facts.articles}
        gone = tuple(sorted({*group.articles, *group.moved} - articles))
        files |= {path: lists.moved(path, facts, identity, ways) for path in gone}
        for name in offered:
            files[f"{place.folder}/{name}"] = read_bytes(source / name, _MEGABYTES)
        self._put(record.name, _Group(key, {}, plain_facts(facts), gone), files)

    def _offered(self, record: Record) -> tuple[str, ...]:
        """Files of an issue that readers may download and that are there."""
        there = set(site.current(record))
        wanted = [FORMATS[name].filename for name in self.wanted.formats]
        wanted += [_TREE] if self.wanted.trees else []
        wanted += [_REVIEW] if self.wanted.review else []
        return tuple(n for n in wanted if n in there and (self.built / record.name / n).is_file())

    def _tree(self, path: Path) -> Any:
        from converter.tei.validate import MAX_BYTES, TreeError, parse_tree

        try:
            return parse_tree(read_bytes(path, MAX_BYTES // 1_000_000))
        except TreeError as error:
            raise FileError(diagnose("tree-syntax", path=str(path), reason=error)) from error

    def _missing(self, records: Sequence[Record]) -> None:
        """Tell which editions are wanted and were not built, and what nobody should publish yet."""
        unfit = [record.name for record in records if site.judgement(record) == "unfit"]
        if unfit:
            told = diagnose(
                "site-unfit", path=str(self.folder), count=len(unfit), names=_shown(unfit)
            )
            self.outcome.findings.append(told)
        for name in self.wanted.formats:
            file = FORMATS[name].filename
            count = sum(file not in self._offered(record) for record in records)
            if count:
                where = str(self.built)
                self.outcome.findings.append(
                    diagnose("site-not-built", path=where, count=count, file=file, format=name)
                )

    # --- lists --------------------------------------------------------------------------------

    def _lists(
        self,
        names: Sequence[str],
        keys: Sequence[str],
        identity: Identity,
        ways: Sequence[str],
        common: str,
    ) -> None:
        logo = read_bytes(Path(self.wanted.logo), _MEGABYTES) if self.wanted.logo else b""
        key = digest(json.dumps([common, keys, identity.search, digest(logo)]).encode())
        group = self.known.get(_LISTS, _Group("", {}))
        if group.key == key and all(keys) and self._is_whole(group):
            return
        from converter.chinese.traditional import pairs

        issues = [read_facts(facts) for n in names if (facts := self.known[n].facts)]
        files = dict(lists.pages(issues, identity, ways))
        files |= dict(feeds.files(issues, identity))
        if identity.search:
            files[lists.SCRIPT] = lists.search_script(*pairs())
        if logo:
            files[identity.logo] = logo
        self._put(_LISTS, _Group(key, {}), files)

    # --- files --------------------------------------------------------------------------------

    def _is_whole(self, group: _Group) -> bool:
        return all(self.now.get(path) == wanted for path, wanted in group.files.items())

    def _put(self, name: str, group: _Group, files: Mapping[str, bytes]) -> None:
        """Write a group's files, and take away those that it had and has no more."""
        before = self.known.get(name, _Group("", {}))
        digests = {path: digest(data) for path, data in files.items()}
        found = {path: self.now.get(path) or content(self.folder / path) for path in files}
        strange = [
            path
            for path, there in found.items()
            if there not in ("", before.files.get(path), digests[path])
        ]
        if strange and not self.force:
            told = diagnose("site-edited", path=str(self.folder), files=_shown(strange))
            self.outcome.findings.append(told)
            self.known[name] = dataclasses.replace(before, key="")
            return
        by_folder: dict[str, dict[str, bytes]] = {}
        for path, data in files.items():
            place = PurePosixPath(path)
            by_folder.setdefault(str(place.parent), {})[place.name] = data
        for where, inside in by_folder.items():
            refuse_link(self.folder, where)
            write(self.folder / where, inside, lasting=False)
        self.outcome.written += sum(found[path] != digests[path] for path in files)
        group.files.update(digests)
        self.known[name] = group
        self._remove(before.files, files)

    def _remove(self, files: Mapping[str, str], but: Iterable[str]) -> None:
        """Take away files that are as they were written, and folders that are empty then."""
        for path in sorted(files.keys() - set(but)):
            place = self.folder / path
            if content(place) != files[path]:
                continue
            try:
                place.unlink()
            except OSError as error:
                told = diagnose("write-failed", path=str(place), reason=reason(error))
                raise FileError(told) from error
            self.outcome.removed += 1
            with contextlib.suppress(OSError):
                for above in list(PurePosixPath(path).parents)[:-1]:
                    (self.folder / above).rmdir()

    def save(self) -> None:
        """Write the state where it is another than it was. Raises FileError."""
        said = _said(self.known, self.index)
        if said != self.before:
            write(self.folder, {NAME: said})


def _shown(names: Sequence[str]) -> str:
    """The first names of several, as a message has them."""
    return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")


def _place(name: str) -> str:
    """The folder of an issue's pages."""
    return f"issues/{name}"


def _contents(folder: Path, paths: Sequence[str]) -> dict[str, str]:
    """The digests of files as they are."""
    if len(paths) < _MANY:
        return {path: content(folder / path) for path in paths}
    from concurrent.futures import ThreadPoolExecutor

    def some(at: int) -> list[str]:
        return [content(folder / path) for path in paths[at : at + _MANY]]

    with ThreadPoolExecutor(min(_THREADS, os.cpu_count() or 1)) as threads:
        found = threads.map(some, range(0, len(paths), _MANY))
        return dict(zip(paths, (one for part in found for one in part), strict=True))


# --- the state --------------------------------------------------------------------------------


def _said(groups: Mapping[str, _Group], index: Sequence[str]) -> bytes:
    """The state's file: a line that says its form, then one a group, so that a diff tells."""
    lines: list[object] = [{"form": _FORM, "index": index}]
    lines += [
        [name, {"key": g.key, "files": g.files, "facts": g.facts, "moved": g.moved}]
        for name, g in sorted(groups.items())
    ]
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines).encode()


def _load(folder: Path) -> tuple[dict[str, _Group], tuple[str, ...], bytes]:
    """The groups of a site by their names, the keys of what its search was made from, the file."""
    path = folder / NAME
    if path.is_symlink():
        raise FileError(diagnose("build-link", path=str(path)))
    try:
        data = path.read_bytes()
        head, *lines = map(json.loads, data.splitlines())
        if head["form"] != _FORM:
            return {}, (), b""
        groups = {str(name): _group(told) for name, told in lines}
        return groups, tuple(map(str, head["index"])), data
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}, (), b""  # none, or one of another version: everything is made again


def _group(told: Mapping[str, Any]) -> _Group:
    files = {str(path): str(known) for path, known in told["files"].items()}
    for path in files:
        if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
            raise ValueError(path)
    group = _Group(str(told["key"]), files, told["facts"], tuple(map(str, told["moved"])))
    if not files.keys() >= set(group.articles):
        raise ValueError
    return group
