"""Many processes, parts and moments of death: the outputs are those of one quiet build."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from converter.build import files, state
from converter.build.pool import Pool
from converter.build.run import part
from converter.cli import main
from tests.build.conftest import COMMAND, Build, Command, issue, outputs
from tests.conftest import SEEDS, skip


@pytest.fixture
def expected(build: Build, archive: Path) -> dict[str, bytes]:
    """What one process makes of ten texts, among which one is empty."""
    for number in range(4, 11):
        (archive / "texts" / f"n{number}.txt").write_text(issue(number, number * 30), "utf-8")
    (archive / "texts" / "n5.txt").write_text("", "utf-8")
    assert build().exit_code == 1
    made = outputs(archive / "out")
    (archive / "out").rename(archive / "one")
    assert len(made) == 9 * 6 + 1
    return made


def left_over(folder: Path) -> list[Path]:
    return [p for p in folder.rglob("*") if p.name.endswith(".part")]


@pytest.mark.parametrize("jobs", ["2", "5"])
def test_outputs_and_messages_do_not_depend_on_the_number_of_processes(
    command: Command, archive: Path, expected: dict[str, bytes], jobs: str
) -> None:
    one = command("build", "texts", "-o", "again", "-j", "1", "-v")
    many = command("build", "texts", "-o", "out", "-j", jobs, "-v")
    assert one.returncode == many.returncode == 1
    assert many.stdout.replace("out/", "again/") == one.stdout
    assert many.stderr == one.stderr
    assert outputs(archive / "out") == outputs(archive / "again") == expected
    states = [(archive / name / state.NAME).read_bytes() for name in ("out", "again", "one")]
    assert states[0] == states[1] == states[2]
    assert not left_over(archive)


# --- the pool itself ------------------------------------------------------------------------------


def slow_at_first(number: int) -> int:
    time.sleep(0.05 if number < 2 else 0)
    return number * number


def fatal(job: tuple[str, int]) -> int:
    """Die at the first try for an odd number, and at each for a negative one."""
    folder, number = job
    mark = Path(folder, str(number))
    if number < 0 or (number % 2 and not mark.exists()):
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_results_come_in_order() -> None:
    pool: Pool[int, int] = Pool(slow_at_first, lambda job, _: -job, 3)
    assert list(pool.results(range(20))) == [n * n for n in range(20)]
    assert not pool.workers


def test_a_worker_that_dies_costs_its_document_a_second_try_and_others_nothing(
    tmp_path: Path,
) -> None:
    pool: Pool[tuple[str, int], object] = Pool(fatal, lambda job, why: f"{job[1]}: {why}", 2)
    jobs = [(str(tmp_path), n) for n in (0, 1, 2, -7, 3, 4)]
    assert list(pool.results(jobs)) == [0, 1, 2, "-7: SIGKILL", 3, 4]


def test_an_error_of_the_program_is_raised() -> None:
    pool: Pool[int, float] = Pool(lambda n: 1 / n, lambda _job, _why: 0.0, 2)
    with pytest.raises(ZeroDivisionError):
        list(pool.results([1, 0]))
    assert not pool.workers


def test_workers_end_with_a_build_that_is_left(tmp_path: Path) -> None:
    pool: Pool[int, int] = Pool(slow_at_first, lambda job, _: job, 2)
    results = pool.results(range(50))
    assert next(iter(results)) == 0
    processes = [worker.process for worker in pool.workers]
    results.close()
    assert all(process.exitcode is not None for process in processes)
    assert tmp_path.is_dir()


# --- interrupted ----------------------------------------------------------------------------------


def test_an_interrupted_build_leaves_nothing_half_done(
    archive: Path, expected: dict[str, bytes], command: Command
) -> None:
    for jobs in ("1", "2"):
        process = subprocess.Popen(
            [*COMMAND, "build", "texts", str(SEEDS), "-o", "out", "-j", jobs],
            cwd=archive,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline()  # the first document is done
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 130
        assert "interrupted: " in errors
        assert "Traceback" not in errors
        assert not left_over(archive)
        command("build", "texts", "-o", "out", "-q")
        made = outputs(archive / "out")
        assert {name: made[name] for name in expected if "/" in name} == {
            name: data for name, data in expected.items() if "/" in name
        }


@pytest.mark.slow
def test_a_killed_build_leaves_whole_files_and_the_next_one_is_right(archive: Path) -> None:
    """The quick form of `make bench-kill`, which does it fifty times."""
    from tests.benchmarks.scale import kills

    assert kills(archive / "k", times=5, documents=4) == 0


def test_a_full_disk_leaves_what_was_there(archive: Path, build: Build, command: Command) -> None:
    build()
    before = outputs(archive / "out")
    for number in (1, 2, 3):
        (archive / "texts" / f"n{number}.txt").write_text(issue(number, 400), "utf-8")
    full = subprocess.run(
        [*COMMAND, "build", "texts", "-o", "out", "-j", "2"],
        cwd=archive,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000)),
    )
    assert full.returncode == 1
    assert full.stderr.count("[write-failed]") >= 3
    assert "Traceback" not in full.stderr
    assert outputs(archive / "out") == before
    assert not left_over(archive)
    assert command("build", "texts", "-o", "out").returncode == 0
    made = outputs(archive / "out")
    assert made != before
    command("build", "texts", "-o", "anew")
    assert made == outputs(archive / "anew")


# --- two at once, and parts -----------------------------------------------------------------------


def test_two_builds_in_one_folder(
    archive: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_PAUSE", 0.001)
    with files.held(archive / "out"):
        result = build()
        assert result.exit_code == 1
        assert "out: error: another build is writing here" in result.stderr
        assert build("--shard", "1/2").exit_code == 1
        assert CliRunner().invoke(main, ["clean", "-o", "out"]).exit_code == 1
        assert build("--dry-run").exit_code == 0
    with files.held(archive / "out", shared=True):
        assert build("--shard", "1/2").exit_code == 0
        assert build().exit_code == 1
    assert build().exit_code == 0


def test_every_document_is_in_one_part() -> None:
    texts = {Path(f"{n % 12}.txt"): f"{n // 12}/{n % 12}" for n in range(12)}
    texts |= {Path(f"{n}.txt"): f"{n // 12}/{n % 12}" for n in range(12, 200)}
    parts = [part(texts, (i, 7)) for i in range(1, 8)]
    assert sorted(name for each in parts for name in each.values()) == sorted(texts.values())
    assert min(map(len, parts)) > 10
    fewer = part(dict(list(texts.items())[:100]), (3, 7))
    assert fewer.items() <= parts[2].items()


def test_shards_at_once_give_the_build_of_one(
    command: Command, archive: Path, expected: dict[str, bytes]
) -> None:
    shards = [
        subprocess.Popen(
            [*COMMAND, "build", "texts", "-o", "out", "-q", "--shard", f"{i}/3"],
            cwd=archive,
            stderr=subprocess.PIPE,
        )
        for i in (1, 2, 3)
    ]
    codes = [shard.wait() for shard in shards]
    errors = [shard.communicate()[1] for shard in shards]
    assert sorted(codes) == [0, 0, 1], errors
    assert not (archive / "out/index.html").exists()
    assert len(state.shards(archive / "out")) == 3
    joined = command("build", "texts", "-o", "out")
    assert "9 unchanged" in joined.stdout
    assert outputs(archive / "out") == expected
    assert (archive / "out" / state.NAME).read_bytes() == (
        archive / "one" / state.NAME
    ).read_bytes()
    assert not state.shards(archive / "out")


@pytest.mark.parametrize("value", ["0/2", "3/2", "1", "a/b", "1/", "-1/2"])
def test_what_is_no_part(build: Build, value: str) -> None:
    result = build("--shard", value)
    assert result.exit_code == 2
    assert "write I/N" in result.stderr


def test_a_name_of_a_part_file_is_free_again(tmp_path: Path) -> None:
    beside = files._beside(tmp_path / "a.md", b"one", lasting=True)
    assert files._beside(tmp_path / "a.md", b"two", lasting=True) == beside
    assert beside.read_bytes() == b"two"
    files.sweep(tmp_path)
    assert not left_over(tmp_path)


def test_an_unwritable_state_is_told(archive: Path, build: Build) -> None:
    if os.geteuid() == 0:
        (archive / "out").mkdir()
        (archive / "out" / state.NAME).mkdir()
        (archive / "out" / state.NAME / "x").touch()
    else:
        skip("only root is not held back by permissions, and this wants both")
    result = build()
    assert result.exit_code == 1
    assert "[write-failed]" in result.stderr
    assert (archive / "out/n1/issue.md").exists()
