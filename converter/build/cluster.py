"""Documents on the workers of a Dask cluster that is already there (`kanwu-converter[cluster]`).

A worker needs the same converter and nothing else: profiles and corrections travel with a
document, and so do its bytes and its results, unless the workers see the same folders.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import hashlib
import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from converter.build import document
from converter.build.config import Config
from converter.build.document import Job, Order, Outcome, Product
from converter.build.files import FileError, read_bytes
from converter.build.program import program
from converter.diagnostics import Diagnostic, diagnose

if TYPE_CHECKING:
    from collections.abc import Generator

_SECONDS = 30  # that a scheduler has to answer
_WORDS = 200  # letters of an error that are told
_AHEAD = 4  # documents a worker has before it, so that it never waits and nothing piles up

# The stages keep tables for a process; threads would gain nothing, the interpreter being one.
_one_at_a_time = threading.Lock()


def results(
    jobs: Sequence[Job], order: Order, config: Config, *, address: str, shared: bool
) -> Generator[Product, None, None]:
    """Have the workers do all jobs; give the products in the order of the jobs.

    A document whose worker dies is given to another; how often, the cluster's configuration says
    (`distributed.scheduler.allowed-failures`). Raises FileError where there is no such scheduler.
    """
    with _connected(address) as client:
        # Sent with every task, not scattered: what a dead worker held alone would be gone.
        context = (order, config.portable(), shared)
        done: dict[int, Product] = {}
        waiting = iter(enumerate(jobs))
        under_way: dict[Any, int] = {}
        given = 0
        try:
            while given < len(jobs):
                most = _AHEAD * max(1, sum(client.nthreads().values()))
                while len(under_way) < most and (following := next(waiting, None)) is not None:
                    at, job = following
                    try:
                        ready = job if shared else _carried(job, order)
                    except FileError as error:
                        done[at] = _failed(job, error.diagnostic)
                        continue
                    future = client.submit(
                        _work, ready, context, key=_key(job, at), pure=False, priority=-at
                    )
                    under_way[future] = at
                if under_way:
                    for future in _finished(under_way):
                        at = under_way.pop(future)
                        done[at] = _product(future, jobs[at])
                while given in done:
                    yield done.pop(given)
                    given += 1
        finally:
            for future in under_way:
                future.cancel()


@contextlib.contextmanager
def _connected(address: str) -> Iterator[Any]:
    from distributed import Client

    try:
        asyncio.run(asyncio.wait_for(_asked(address), _SECONDS))
        client = Client(address, timeout=_SECONDS, set_as_default=True)
    except TimeoutError as error:
        raise _no_scheduler(address, f"no answer within {_SECONDS} s") from error
    except Exception as error:  # what is no scheduler may answer anything, and be read as anything
        words = str(error)[:_WORDS] or type(error).__name__
        raise _no_scheduler(address, words) from error
    with client:
        yield client


async def _asked(address: str) -> None:
    """Have a scheduler say that it is one.

    The client waits without end for one that takes the connection and says nothing.
    """
    from distributed.comm.core import connect
    from distributed.core import send_recv

    comm = await connect(address, timeout=_SECONDS)
    try:
        said = await send_recv(comm, op="identity", reply=True)
    finally:
        comm.abort()
    if not isinstance(said, dict) or said.get("type") != "Scheduler":
        raise ValueError("what answers there is no Dask scheduler")


def _no_scheduler(address: str, reason: str) -> FileError:
    return FileError(diagnose("build-cluster", path=address, reason=reason))


def _finished(futures: dict[Any, int]) -> list[Any]:
    """The futures that are done, at least one, the earliest document first."""
    from distributed import wait

    done, _ = wait(list(futures), return_when="FIRST_COMPLETED")
    return sorted(done, key=futures.__getitem__)


def _product(future: Any, job: Job) -> Product:
    """What a task gave; a task that the cluster gave up is a document that failed."""
    from distributed import KilledWorker

    error = future.exception() if future.status != "finished" else None
    if error is None:
        product: Product = future.result()
        return product
    if isinstance(error, KilledWorker):
        finding = diagnose("build-worker-lost", path=str(job.path), reason="killed")
    else:
        words = f"{type(error).__name__}: {error}"[:_WORDS]
        finding = diagnose("build-internal", path=str(job.path), reason=words)
    return _failed(job, finding)


def _failed(job: Job, finding: Diagnostic) -> Product:
    return Product(Outcome(str(job.path), "", (), (finding,)))


def _carried(job: Job, order: Order) -> Job:
    """A job with all that its worker cannot read."""
    if job.record is not None:
        tree = order.output / job.record.name / document.TREE_FILE
        with contextlib.suppress(FileError):
            job = dataclasses.replace(job, tree=read_bytes(tree, document.TREE_MEGABYTES))
    return dataclasses.replace(job, data=read_bytes(job.path, order.max_megabytes))


def _key(job: Job, at: int) -> str:
    """A name for the task that no other build on the cluster uses."""
    words = f"{job.path}\n{at}\n{id(job)}".encode()
    return f"converter-{hashlib.sha256(words).hexdigest()[:16]}-{at}"


def _work(job: Job, context: tuple[Order, Config, bool]) -> Product:
    """One document, on a worker."""
    order, config, shared = context
    now = program()
    if (now.recognition, now.editions) != (order.recognition, order.editions):
        finding = diagnose("build-program-differs", path=str(job.path), worker=_worker())
        return _failed(job, finding)
    with _one_at_a_time:
        product = document.produce(job, order, config)
        return document.delivered(product, order) if shared else product


def _worker() -> str:
    from distributed import get_worker

    return str(get_worker().address)
