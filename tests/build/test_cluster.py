"""Builds on a Dask cluster: the bytes of a local build, whatever becomes of a worker."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.build.conftest import Build, issue, outputs
from tests.conftest import find_module

# A process of its own, because distributed starts threads and changes signals and warnings.
CLUSTER = """
import os, signal, sys, threading, time
from distributed import Client, LocalCluster

def victim():
    "Stop a worker for good, while it has a document in hand."
    from converter.build import document
    real = document.produce
    def produce(job, order, config):
        if job.path.stem == "n7" and not os.path.exists(sys.argv[1]):
            open(sys.argv[1], "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
        return real(job, order, config)
    document.produce = produce

def arm(mark):
    sys.argv[1:] = [mark]
    victim()

if __name__ == "__main__":
    mark, *commands = sys.argv[1:]
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, scheduler_port=0
    ) as cluster:
        with Client(cluster) as client:
            if mark != "-":
                client.register_worker_callbacks(lambda: arm(mark))
            from click.testing import CliRunner
            from converter.cli import main
            code = 0
            for command in commands:
                words = [*command.split(), "--scheduler", cluster.scheduler_address]
                result = CliRunner().invoke(main, words, catch_exceptions=False)
                sys.stdout.write(result.stdout)
                sys.stderr.write(result.stderr)
                code = max(code, result.exit_code)
    sys.exit(code)
"""


@pytest.fixture
def cluster(archive: Path, build: Build) -> Path:
    """Ten texts, their local build in one/, and a script that runs commands on a cluster."""
    find_module("distributed")
    for number in range(4, 11):
        (archive / "texts" / f"n{number}.txt").write_text(issue(number, 20), "utf-8")
    build()
    (archive / "out").rename(archive / "one")
    (archive / "on_cluster.py").write_text(CLUSTER, "utf-8")
    return archive


def on_cluster(folder: Path, mark: str, *commands: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "on_cluster.py", mark, *commands],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


@pytest.mark.slow
def test_a_cluster_writes_the_bytes_of_a_local_build(cluster: Path) -> None:
    """Sources sent and results returned; then both by shared folders; editions alone; messages."""
    done = on_cluster(
        cluster,
        "-",
        "build texts -o sent",
        "build texts -o shared --shared",
        "build texts -o sent --format md,txt",
    )
    assert done.returncode == 0, done.stderr
    expected = outputs(cluster / "one")
    sent = outputs(cluster / "sent")
    assert {name: sent[name] for name in expected if "/" in name} == {
        name: data for name, data in expected.items() if "/" in name
    }
    assert sum(name.endswith("issue.txt") for name in sent) == 10
    assert outputs(cluster / "shared") == expected
    lines = [line.split(" ")[0] for line in done.stdout.splitlines() if " → sent" in line]
    names = [f"texts/{name}.txt" for name in sorted(f"n{n}" for n in range(1, 11))]
    assert lines == names * 2


@pytest.mark.slow
def test_a_document_whose_worker_is_killed_goes_to_another(cluster: Path) -> None:
    done = on_cluster(cluster, str(cluster / "killed"), "build texts -o sent")
    assert done.returncode == 0, done.stderr
    assert (cluster / "killed").exists()
    assert outputs(cluster / "sent") == outputs(cluster / "one")


def refused(folder: Path, address: str) -> str:
    """What a build says of a scheduler that is none, in all; it is not patient."""
    find_module("distributed")
    code = (
        "from converter.build import cluster; cluster._SECONDS = 2\n"
        "from converter.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "build", "texts", "-o", "out", "--scheduler", address],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    (message,) = done.stderr.splitlines()
    assert message.startswith(f"{address}: error: no scheduler can be had there (")
    assert done.stdout == ""
    return message


def test_a_scheduler_that_is_not_there_is_told(archive: Path) -> None:
    refused(archive, "tcp://127.0.0.1:1")


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x00" * 64, b"-"])
def test_what_takes_the_connection_and_is_no_scheduler_is_told(
    archive: Path, answer: bytes
) -> None:
    """One says nothing, others say something else or hang up."""
    held = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    taken, _ = server.accept()
                    if answer == b"-":
                        taken.close()
                        continue
                    taken.sendall(answer)
                    held.append(taken)

        threading.Thread(target=serve, daemon=True).start()
        told = refused(archive, f"tcp://127.0.0.1:{server.getsockname()[1]}")
    for taken in held:
        taken.close()
    assert ("no answer within 2 s" in told) is (answer == b"")


def test_another_program_on_a_worker_is_refused(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from converter.build import cluster
    from converter.build.config import Config
    from converter.build.document import Job, Order

    monkeypatch.setattr(cluster, "_worker", lambda: "tcp://w")
    order = Order(archive / "out", ("xml",), recognition="other", editions="other")
    job = Job(archive / "texts/n1.txt", "n1", ("xml",))
    product = cluster._work(job, (order, Config(), True))
    assert [d.code for d in product.outcome.diagnostics] == ["build-program-differs"]
    assert not (archive / "out").exists()


def test_shared_without_a_scheduler_is_wrong_use(build: Build) -> None:
    assert build("--shared").exit_code == 2
