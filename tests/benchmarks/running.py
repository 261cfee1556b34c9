"""Whole processes, timed and weighed one by one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CONVERTER = (sys.executable, "-c", "from converter.cli import main; main()")


@dataclass(frozen=True, slots=True)
class Ran:
    """What one process took: seconds by the wall and of the processor, peak memory in MB."""

    wall: float
    cpu: float
    peak: float
    code: int
    errors: str


def run(command: Sequence[str], cwd: Path, *, own: bool = False) -> Ran:
    """Run a command to its end; the processor time is that of all its processes.

    One of our `own` finds what this process finds; another program sees nothing of it.
    """
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL"))}
    if own:
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    log = cwd / "errors"
    with log.open("wb") as errors:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=cwd, env=environment, stdout=subprocess.DEVNULL, stderr=errors
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    return Ran(
        wall,
        used.ru_utime + used.ru_stime,
        used.ru_maxrss / 1000,
        process.returncode,
        log.read_text("utf-8", "replace")[-2000:],
    )


def converter(*args: str, cwd: Path) -> Ran:
    """Run converter; ends the script where it fails."""
    ran = run((*CONVERTER, *args), cwd, own=True)
    if ran.code:
        raise SystemExit(f"converter {' '.join(args)}: {ran.code}\n{ran.errors}")
    return ran
