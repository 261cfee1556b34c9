"""What one document may take of processor and memory: more is an error of that document alone."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

MAX_SECONDS = 900
"""Of processor time; a source of the largest size that is taken needs a quarter of it."""

MAX_MEMORY = 4096
"""In MB; a source of the largest size that is taken needs three quarters of it."""

_AGAIN = 5.0  # seconds after which an exception that was swallowed is raised again
_MB = 1_000_000


class OverLimitError(BaseException):
    """A document took too long. No Exception, so that nothing on the way takes it for its own."""


@contextlib.contextmanager
def limited(seconds: int, megabytes: int) -> Iterator[None]:
    """Let what is inside take so much processor time and memory, and no more; 0 sets no limit.

    Processor time, not the clock's, so that a busy machine fails nothing. Raises OverLimitError or
    MemoryError. Held in the main thread only, and memory only where the system can (Linux): a
    cluster's worker threads have their own limits.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with _memory(megabytes), _time(seconds):
        yield


@contextlib.contextmanager
def _time(seconds: int) -> Iterator[None]:
    if not seconds or not hasattr(signal, "setitimer"):
        yield
        return

    def over(_number: int, _frame: FrameType | None) -> None:
        raise OverLimitError

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextlib.contextmanager
def _memory(megabytes: int) -> Iterator[None]:
    had = _data()
    if not megabytes or had is None:
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limits = [had + megabytes * _MB, *(n for n in (soft, hard) if n != resource.RLIM_INFINITY)]
    resource.setrlimit(resource.RLIMIT_DATA, (min(limits), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _data() -> int | None:
    """The bytes of data that this process has; None where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_bytes().split()[5]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError, AttributeError):
        return None
