"""Builds at scale, measured: nothing to do, many processes, memory, death, ways to the same bytes.

python -m tests.benchmarks.scale [noop] [parallel] [memory] [kill] [equal] [--documents N]

Prints a line a figure; exits with 1 where one is not what the README promises.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.benchmarks.newsletters import write
from tests.conftest import SEEDS

COMMAND = (sys.executable, "-c", "from converter.cli import main; main()")
# As an installed program is: its modules are compiled once.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
NOOP_SECONDS = 2.0
SPEED_UP = 1.8
GROWTH = 1.1  # of a worker's memory from its first documents to its last
KILLS = 50


def converter(*args: str, cwd: Path, check: bool = True) -> float:
    """Run the command; the seconds that it took."""
    began = time.perf_counter()
    done = subprocess.run([*COMMAND, *args], cwd=cwd, capture_output=True, text=True, check=False)
    took = time.perf_counter() - began
    if check and done.returncode:
        raise SystemExit(f"converter {' '.join(args)}: {done.returncode}\n{done.stderr[-2000:]}")
    return took


def digests(folder: Path) -> dict[str, str]:
    """Every output's digest by its name."""
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not p.name.startswith(".converter-state")
    }


def cpu_of_children() -> float:
    """Seconds of processor time that ended processes have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def noop(folder: Path, documents: int) -> int:
    """A build in which nothing changed."""
    write(folder / "texts", documents)
    converter("build", "texts", "-o", "out", "-q", cwd=folder)
    best = min(converter("build", "texts", "-o", "out", "-q", cwd=folder) for _ in range(5))
    size = sum(p.stat().st_size for p in (folder / "out").rglob("*") if p.is_file())
    state = (folder / "out" / ".converter-state.jsonl").stat().st_size
    print(
        f"no-op build of {documents} documents: {best:.2f} s"
        f" ({size / 1e6:.0f} MB of outputs looked at, state {state / documents:.0f} B a document)"
    )
    return int(best * 1000 / documents > NOOP_SECONDS)


def parallel(folder: Path, documents: int) -> int:
    """One process against two, over the same documents."""
    write(folder / "texts", documents)
    seconds, processor, made = [], [], []
    for jobs in (1, 2):
        before = cpu_of_children()
        out = f"out{jobs}"
        took = converter("build", "texts", "-o", out, "-q", "-j", str(jobs), cwd=folder)
        seconds.append(took)
        processor.append(cpu_of_children() - before)
        made.append(digests(folder / out))
    ratio = seconds[0] / seconds[1]
    work = processor[1] / processor[0]
    same = made[0] == made[1]
    load = os.getloadavg()[0]
    print(
        f"{documents} issues of 50 pages: {seconds[0]:.1f} s on 1 process"
        f" ({processor[0] / documents * 1000:.0f} ms of processor an issue), {seconds[1]:.1f} s on"
        f" 2: {ratio:.2f}× (processor time {work:.2f}×; load average {load:.1f}),"
        f" outputs {'equal' if same else 'DIFFER'}"
    )
    return int(not same or ratio < SPEED_UP)


def memory(folder: Path, documents: int) -> int:
    """The resident memory of each worker, from document to document."""
    from converter.build import document
    from converter.build.config import Config
    from converter.build.pool import Pool

    paths = write(folder / "texts", documents)
    order = document.Order(folder / "out", ("xml", "md", "html", "epub"))
    config = Config()

    def work(path: Path) -> tuple[int, int]:
        document.build(path, order, config)
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return os.getpid(), pages * os.sysconf("SC_PAGE_SIZE")

    began = time.perf_counter()
    results = list(Pool(work, lambda _job, _why: (0, 0), 2).results(paths))
    took = time.perf_counter() - began
    worst = 0.0
    for worker in sorted({pid for pid, _ in results} - {0}):
        sizes = [size / 1e6 for pid, size in results if pid == worker]
        early = max(sizes[: max(3, len(sizes) // 10)])
        worst = max(worst, sizes[-1] / early)
        print(
            f"worker: {len(sizes)} documents, {early:.0f} MB after the first tenth,"
            f" {max(sizes):.0f} MB at most, {sizes[-1]:.0f} MB at the end"
        )
    print(f"memory grows {worst:.2f}× over {documents} documents ({took:.0f} s)")
    return int(worst > GROWTH)


def kills(folder: Path, times: int = KILLS, documents: int = 6) -> int:
    """Kill builds at random moments; how many left a wrong or half file, or misled the next one.

    The texts change before each build. After the kill every file has to be whole: as it was before,
    or as a build that nobody killed makes it. The next build has to make everything right.
    """
    chance = random.Random(8)
    texts = folder / "texts"
    texts.mkdir(parents=True, exist_ok=True)
    versions = [(SEEDS / name).read_text("utf-8") for name in ("paper-000.txt", "paper-001.txt")]
    whole: list[dict[str, str]] = []
    span = 0.0
    for version in (0, 1):
        _write(texts, versions, version, documents)
        span = converter("build", "texts", "-o", f"whole{version}", "-q", cwd=folder)
        whole.append(digests(folder / f"whole{version}"))
    shutil.copytree(folder / "whole1", folder / "out")
    bad = landed = 0
    for at in range(times):
        version = at % 2
        _write(texts, versions, version, documents)
        process = subprocess.Popen(
            [*COMMAND, "build", "texts", "-o", "out", "-q", "-j", str(1 + at % 3)],
            cwd=folder,
            start_new_session=True,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.1 * span, 1.1 * span))
        landed += process.poll() is None
        # Only the parent, or, as a machine that goes down, all of them.
        with contextlib.suppress(ProcessLookupError):
            (os.kill if at % 2 else os.killpg)(process.pid, signal.SIGKILL)
        process.wait()
        time.sleep(0.05)  # workers end with their parent
        for name, found in digests(folder / "out").items():
            if name.endswith(".part"):
                continue
            allowed = {w.get(name) for w in whole}
            if found not in allowed:
                print(f"kill {at}: {name} is no whole file")
                bad += 1
        converter("build", "texts", "-o", "out", "-q", cwd=folder)
        made = digests(folder / "out")
        if made != whole[version]:
            names = made.keys() | whole[version].keys()
            wrong = sorted(n for n in names if made.get(n) != whole[version].get(n))
            print(f"kill {at}: the next build is not right: {', '.join(wrong[:5])}")
            bad += 1
    print(f"{times} kills, {landed} of them while it built: {bad} wrong or half files")
    return int(bad > 0 or landed < times // 3)


def _write(texts: Path, versions: Sequence[str], version: int, documents: int) -> None:
    for number in range(documents):
        text = versions[(version + number) % 2].replace("一", "二" if number % 3 else "三")
        (texts / f"n{number}.txt").write_text(text, "utf-8")


def equal(folder: Path, documents: int) -> int:
    """Local, in shards, on a cluster, by content and by shared folders: the same bytes."""
    write(folder / "texts", documents)
    made = {}
    converter("build", "texts", "-o", "local", "-q", cwd=folder)
    made["local"] = digests(folder / "local")
    for shard in ("1/3", "2/3", "3/3"):
        converter("build", "texts", "-o", "shards", "-q", "--shard", shard, cwd=folder)
    converter("build", "texts", "-o", "shards", "-q", cwd=folder)
    made["shards"] = digests(folder / "shards")
    scheduler = f"tcp://127.0.0.1:{_port()}"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads", "1"]
    processes = [
        subprocess.Popen(
            [*dask, "--port", scheduler.rpartition(":")[2]],
            cwd=folder,
            env=environment,
            stderr=subprocess.DEVNULL,
        )
    ]
    processes += [
        subprocess.Popen(
            [*worker, "--no-dashboard", scheduler],
            cwd=folder,
            env=environment,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(2)
    ]
    try:
        for name, more in (("content", []), ("shared", ["--shared"])):
            converter(
                "build", "texts", "-o", name, "-q", "--scheduler", scheduler, *more, cwd=folder
            )
            made[name] = digests(folder / name)
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait()
    same = all(one == made["local"] for one in made.values())
    files = len(made["local"])
    print(
        f"{documents} documents, {files} files: local, shards, cluster by content and by shared"
        f" folders {'equal byte for byte' if same else 'DIFFER'}"
    )
    return int(not same)


def _port() -> int:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


MEASURES: dict[str, tuple[Callable[[Path, int], int], int]] = {
    "noop": (noop, 1000),
    "parallel": (parallel, 1000),
    "memory": (memory, 300),
    "kill": (lambda folder, documents: kills(folder, documents=documents), 6),
    "equal": (equal, 12),
}


def main(argv: Sequence[str]) -> int:
    """Take the measures that are named, or all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("measures", nargs="*", choices=[[], *MEASURES])
    parser.add_argument("--documents", type=int)
    asked = parser.parse_args(argv)
    failed = 0
    for name in asked.measures or MEASURES:
        measure, documents = MEASURES[name]
        with tempfile.TemporaryDirectory(prefix="converter-") as folder:
            failed |= measure(Path(folder), asked.documents or documents)
            sys.stdout.flush()
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
