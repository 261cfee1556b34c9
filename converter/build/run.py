"""A whole build: what is stale is made, one after the other or many at a time, and noted."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import gc
import hashlib
import itertools
import os
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from converter.build import document, files, plan, profiles, site, state
from converter.build.config import Config
from converter.build.document import Job, Order, Outcome, Product
from converter.build.files import FileError
from converter.build.plan import Circumstances, Need, Target
from converter.build.program import program
from converter.build.state import State
from converter.diagnostics import Diagnostic, diagnose
from converter.emit import FORMATS

# New objects after which cycles are looked for, workers' too. A document is a million small objects
# without cycles: Python's own 700 spends a sixth of a build on finding that out again.
_YOUNG = 50_000


@dataclass(frozen=True, slots=True)
class Manner:
    """How a build goes about its work; nothing of it shows in an output.

    `jobs` are processes. `force` makes everything again and `keep` accepts what a person edited;
    without either that is left as it is, and told. `shard` is (i, n): the i-th of n parts.
    `scheduler` is the address of a Dask cluster, whose workers see the same files where `shared`.
    `tells` says whether what was found in documents that stay as they are is to be told again.
    """

    jobs: int = 1
    force: bool = False
    keep: bool = False
    shard: tuple[int, int] | None = None
    scheduler: str = ""
    shared: bool = False
    tells: bool = True


def cores() -> int:
    """Processors that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def part(texts: Mapping[Path, str], shard: tuple[int, int]) -> dict[Path, str]:
    """The sources of the i-th of n parts, with their names.

    By the digest of the name, so that a document stays in its part when others come and go, and
    n machines that list one folder agree without speaking to each other.
    """
    number, count = shard
    return {
        path: name
        for path, name in texts.items()
        if int(hashlib.sha256(os.fsencode(name)).hexdigest(), 16) % count == number - 1
    }


def settled_names(texts: Mapping[Path, str], known: State, folder: Path) -> dict[Path, str]:
    """The sources with the names of their folders in an output folder that has some.

    A text that was built there keeps its folder. One whose name another text has, which is still
    there, is named by as much of its path as tells them apart.
    """
    own = {record.source: name for name, record in known.records.items()}
    places = {path: state.source_path(path, folder) for path in texts}
    taken = {own[place] for place in places.values() if place in own}
    taken |= {r.name for r in known.records.values() if state.located(r, folder).exists()}
    named: dict[Path, str] = {}
    for path, wish in texts.items():
        name = own.get(places[path]) or next(n for n in _names(path, wish) if n not in taken)
        taken.add(name)
        named[path] = name
    return named


def _names(path: Path, wish: str) -> Iterator[str]:
    """Names for a text's folder: as wished, with more and more of its path, then with numbers."""
    yield wish
    above = files.whole(path).parent.parts[1:]
    for depth in range(len(PurePosixPath(wish).parts), len(above) + 1):
        yield "/".join([*above[-depth:], path.stem])
    yield from (f"{wish}-{number}" for number in itertools.count(2))


class Run:
    """A build into one output folder, which the caller holds (`files.held`) but for a dry run."""

    def __init__(self, order: Order, config: Config, manner: Manner) -> None:
        self.config = config
        self.manner = manner
        self.folder = order.output
        self.state = state.load(self.folder)
        now = program()
        library = profiles.library(config, self.state.library, now.recognition)
        self.mine = state.shard_name(*manner.shard) if manner.shard else state.NAME
        self.order = dataclasses.replace(
            order,
            # Where other machines write, a line in one piece is not to be had.
            journal="" if manner.scheduler else self.mine,
            recognition=now.recognition,
            editions=now.editions,
            detection=library.detection,
        )
        self.library = library
        if order.profile:
            chosen = config.profile(order.profile)
            named = {**library.profiles, chosen.name: profiles.parts(chosen)}
            library = dataclasses.replace(library, profiles=named)
        self.at = Circumstances(
            self.state, library, now, config, self.order, manner.force, manner.keep
        )
        self.asked: dict[Path, str] = {}

    @property
    def mistaken(self) -> bool:
        """Whether some profile may have mistakes, which are then to be told."""
        return not self.library.texts

    def plan(self, texts: Mapping[Path, str]) -> list[Target]:
        """What has to be made of each source that is this build's; `texts` have their names."""
        mine = part(texts, self.manner.shard) if self.manner.shard else texts
        self.asked = settled_names(mine, self.state, self.folder)
        at = dataclasses.replace(self.at, alike=self._alike(texts))
        return plan.plan(self.asked, at)

    def _alike(self, texts: Iterable[Path]) -> dict[Path, tuple[str, ...]]:
        """For each text with corrections the others, built now or before, for which they may be."""
        if self.order.corrections:
            return {}
        known = (state.located(record, self.folder) for record in self.state.records.values())
        there = {files.whole(path): path for path in (*known, *texts)}
        sharing: dict[Path, list[Path]] = {}
        for path in there.values():
            found = self.config.corrections_path(path)
            if found is not None and path.exists():
                sharing.setdefault(found, []).append(path)
        return {
            path: tuple(str(other) for other in paths if other != path)
            for paths in sharing.values()
            for path in paths
            if len(paths) > 1
        }

    def dependencies(self, target: str) -> bytes:
        """A dependency file in make's syntax, as ninja reads it too. Raises FileError."""
        from converter.build.depfile import rule

        corrections = (
            self.order.corrections or self.config.corrections_path(p) for p in self.asked
        )
        needed = [*self.asked, *filter(None, corrections), *self.config.files()]
        return rule(target, [str(path) for path in needed])

    def build(self, targets: Sequence[Target]) -> Generator[Outcome, None, None]:
        """Make what has to be made; give every document's outcome, in order.

        Whatever ends it, what was made is noted. Raises FileError where a cluster is not there.
        """
        for target in targets:
            if target.job is not None:
                files.sweep(self.folder / target.name)
        jobs = [t.job for t in targets if t.need and t.job is not None]
        journal = state.Journal(self.folder, self.mine)
        if jobs:
            journal.begin(self.at.program, self.library)
        products = self._products(jobs)
        collected = gc.get_threshold()
        gc.set_threshold(_YOUNG, *collected[1:])
        try:
            for target in targets:
                if target.job is None:
                    yield Outcome(str(target.path), "", (), target.causes)
                elif not target.need and target.record is not None:
                    self.state.records[target.record.name] = target.record
                    yield self._fresh(target)
                else:
                    product = next(products)
                    if product.files:
                        product = document.delivered(product, self.order)
                    if product.record is not None:
                        self.state.records[product.record.name] = product.record
                        journal.note(product.record)
                    yield product.outcome
        finally:
            gc.set_threshold(*collected)
            products.close()
            journal.close()

    def _fresh(self, target: Target) -> Outcome:
        """The outcome of a document that stays as it is: what was said when it was built."""
        record, job = target.record, target.job
        assert record is not None  # noqa: S101 - a target without need has a record
        where = job.corrections[0] if job and job.corrections else ""
        found = []
        # A correction has to hold: what is said of it is said every time.
        if self.manner.tells or record.corrections:
            with contextlib.suppress(ValueError):
                found = state.recall(record.findings, str(target.path), where)
        folder = str(self.folder / record.name)
        return Outcome(str(target.path), folder, record.summary, tuple(found), fresh=True)

    def _products(self, jobs: Sequence[Job]) -> Generator[Product, None, None]:
        """What each job gives, in order."""
        if self.manner.scheduler:
            from converter.build import cluster

            yield from cluster.results(
                jobs,
                self.order,
                self.config,
                address=self.manner.scheduler,
                shared=self.manner.shared,
            )
            return
        work = functools.partial(_work, order=self.order, config=self.config)
        if self.manner.jobs < 2 or len(jobs) < 2:
            yield from map(work, jobs)
            return
        from converter.build.pool import Pool

        _load(self.order.formats, self.config)
        yield from Pool(work, _lost, self.manner.jobs).results(jobs)

    def finish(self) -> list[Diagnostic]:
        """Put the state in order and write the list of issues; what is to be said of both."""
        found: list[Diagnostic] = []
        now = self.at.program
        self.state.programs[now.recognition] = dict(now.read)
        self.state.programs[now.editions] = dict(now.made)
        self.state.library = self.library
        try:
            if self.manner.shard:
                names = set(self.asked.values())
                own = {n: r for n, r in self.state.records.items() if n in names}
                kept = dataclasses.replace(self.state, records=own, site="")
                state.save(self.folder, kept, self.mine)
                return found
            self.state.site, problem = site.update(
                self.folder,
                self.state,
                now.editions,
                force=self.manner.force,
                keep=self.manner.keep,
            )
            found += [problem] if problem else []
            state.save(self.folder, self.state)
            for path in state.shards(self.folder):
                path.unlink(missing_ok=True)
        except FileError as error:
            found.append(error.diagnostic)
        for record in plan.gone(self.state, self.folder):
            where = str(self.folder / record.name)
            found.append(diagnose("build-source-gone", path=where, source=record.source))
        return found


def _work(job: Job, order: Order, config: Config) -> Product:
    return document.delivered(document.produce(job, order, config), order)


def _lost(job: Job, reason: str) -> Product:
    finding = diagnose("build-worker-lost", path=str(job.path), reason=reason)
    return Product(Outcome(str(job.path), "", (), (finding,)))


def _load(formats: Iterable[str], config: Config) -> None:
    """Load what every worker needs, once, before they are forked."""
    from importlib import import_module

    for name in ("pipeline", "ledger", "tei.build", "tei.reading", "tei.validate"):
        import_module(f"converter.{name}")
    for name in formats:
        if name in FORMATS:
            import_module(FORMATS[name].module)
    config.problems()


__all__ = ["Manner", "Need", "Run", "Target", "cores", "part"]
