"""Many documents at a time, by processes: one each, results in the order of the documents.

concurrent.futures would do, but for three things: when a worker is killed (out of memory) its pool
fails every document that waits; it cannot say which document did it; and it starts threads,
beside which a process must not be forked. Here a worker is a process with a pipe, and its parent
knows what it works on.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import signal
import sys
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

from converter.build.files import undisturbed

J = TypeVar("J")
R = TypeVar("R")

_GRACE = 10.0  # seconds that a worker has to finish what it writes


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    at: int = -1


class Lost(Exception):  # noqa: N818 - says what became of a worker
    """A worker ended with a document in hand; the argument says how."""


class Pool(Generic[J, R]):
    """`count` processes that do `work` on one job at a time.

    A worker that ends is replaced and its job given to another once; then `lost(job, reason)`
    gives the result. What `work` raises is raised here.
    """

    def __init__(self, work: Callable[[J], R], lost: Callable[[J, str], R], count: int) -> None:
        self.work = work
        self.lost = lost
        self.count = count
        self.workers: list[_Worker] = []
        # A fork has everything loaded and shares its memory. Elsewhere it is not safe.
        self.forks = sys.platform.startswith("linux")
        self.context: ForkContext | SpawnContext = multiprocessing.get_context("spawn")
        if self.forks:
            self.context = multiprocessing.get_context("fork")

    def results(self, jobs: Sequence[J]) -> Generator[R, None, None]:
        """Do all jobs; give their results in their order, each when those before are there."""
        done: dict[int, R] = {}
        waiting = list(range(len(jobs)))[::-1]
        tries = [0] * len(jobs)
        given = 0
        gc.collect()
        gc.freeze()  # what is shared stays shared: a collection would write into every page
        try:
            for _ in range(min(self.count, len(jobs))):
                self.workers.append(self._start())
            while given < len(jobs):
                for worker in self.workers:
                    if worker.at < 0 and waiting:
                        self._give(worker, waiting.pop(), jobs)
                self._collect(jobs, done, waiting, tries)
                while given in done:
                    yield done.pop(given)
                    given += 1
        finally:
            self._stop()
            gc.unfreeze()

    def _start(self) -> _Worker:
        mine, its = self.context.Pipe()
        others = [w.pipe for w in self.workers] + [mine] if self.forks else []
        process = self.context.Process(target=_serve, args=(its, self.work, others), daemon=True)
        with undisturbed():  # a signal must not find a worker that is half made
            process.start()
        its.close()
        return _Worker(process, mine)

    def _give(self, worker: _Worker, at: int, jobs: Sequence[J]) -> None:
        worker.at = at
        with contextlib.suppress(OSError):  # it is dead: _collect finds out
            worker.pipe.send(jobs[at])

    def _collect(
        self, jobs: Sequence[J], done: dict[int, R], waiting: list[int], tries: list[int]
    ) -> None:
        ready = wait([w.pipe for w in self.workers if w.at >= 0])
        for place, worker in enumerate(self.workers):
            if worker.pipe not in ready:
                continue
            at, worker.at = worker.at, -1
            try:
                result = worker.pipe.recv()
            except (EOFError, OSError):
                reason = self._bury(worker)
                self.workers[place] = self._start()
                tries[at] += 1
                if tries[at] < 2:
                    waiting.append(at)
                else:
                    done[at] = self.lost(jobs[at], reason)
                continue
            if isinstance(result, BaseException):
                raise result
            done[at] = result

    def _bury(self, worker: _Worker) -> str:
        worker.pipe.close()
        worker.process.join(_GRACE)
        code = worker.process.exitcode or 0
        if code < 0:
            with contextlib.suppress(ValueError):
                return signal.Signals(-code).name
        return f"exit code {code}"

    def _stop(self) -> None:
        """End all workers: an idle one by its pipe, a busy one when its files are in place."""
        for worker in self.workers:
            worker.pipe.close()
            if worker.at >= 0:
                worker.process.terminate()
        for worker in self.workers:
            worker.process.join(_GRACE)
            if worker.process.exitcode is None:
                worker.process.kill()
                worker.process.join()
        self.workers.clear()


def _serve(pipe: Connection, work: Callable[[J], R], others: Sequence[Connection]) -> None:
    """Do jobs until the pipe is closed."""
    # ^C goes to every process of the terminal; the parent decides what becomes of the work.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
    _die_with_parent()
    for other in others:
        other.close()  # a sibling's end, held open here, would hide that the parent is gone
    while True:
        try:
            job = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            result: object = work(job)
        except BaseException as error:  # noqa: BLE001 - the parent raises it
            result = error
        try:
            pipe.send(result)
        except OSError:
            return


def _die_with_parent() -> None:
    """Where the system can, have it end this process when its parent is killed."""
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(Exception):
        import ctypes

        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
