"""Workers in processes: whatever a job does, only its own result is lost."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chores
from chores import MEGABYTE, Heavy, Parcel, collects_every, double, perform
from feedmill.errors import FeedmillError
from feedmill.workers.base import Map
from feedmill.workers.inline import inline_map
from feedmill.workers.pipes import PipeWorkers

ROOT = Path(__file__).parents[3]

#: Long enough for a busy machine, short enough to wait for once.
WALL = 2.0
#: New objects between two looks for garbage, where nobody has changed it (`gc.set_threshold`).
_AS_PYTHON_COMES = 700


def crashed(job: Any, why: str) -> Any:
    """Stand in for a lost result."""
    return ("crashed", job, why)


def open_workers(count: int = 2, **other: Any) -> PipeWorkers:
    """Give workers with limits that fit the tests."""
    terms: dict[str, Any] = {
        "memory_bytes": 64 * MEGABYTE,
        "cpu_seconds": 30,
        "wall_seconds": 60,
        "on_crash": crashed,
    }
    return PipeWorkers(count, **(terms | other))


@pytest.fixture(scope="module")
def workers() -> Iterator[PipeWorkers]:
    """Give two workers that many tests share."""
    with open_workers() as shared:
        yield shared


def open_pipes() -> int:
    """Count this process's file descriptors."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def is_alive(process: int) -> bool:
    """Say whether a process runs; one that has ended but was not buried does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> bool:
    """Give a fact some time to become true."""
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.01)
    return holds()


# As the built-in map


@given(numbers=st.lists(st.integers(), max_size=60))
@settings(max_examples=30)
def test_results_are_those_of_the_built_in_map(workers: PipeWorkers, numbers: list[int]) -> None:
    """For any jobs: the same results, in the same order."""
    do: Map = workers

    assert list(inline_map(double, numbers)) == list(do(double, numbers))


def test_order_is_kept_under_delays(workers: PipeWorkers) -> None:
    """Results come in the order of the jobs, however long each takes."""
    assert [2 * number for number in range(150)] == list(workers(chores.double_late, range(150)))


@pytest.mark.parametrize("count", [1, 3])
def test_any_number_of_workers_gives_the_same(count: int) -> None:
    """One worker is a process too; with three, nothing else comes out."""
    with open_workers(count) as some:
        results = list(some(double, range(50)))
        processes = set(some(chores.whoami, range(50)))

    assert list(range(0, 100, 2)) == results
    assert os.getpid() not in processes
    assert len(processes) <= count


def test_jobs_and_results_may_be_bigger_than_a_pipe(workers: PipeWorkers) -> None:
    """Big jobs and big results, both ways at the same time, lock nobody up."""
    parcels = [Parcel(bytes(3 * MEGABYTE)) for _ in range(8)]

    assert [3 * MEGABYTE] * 8 == list(workers(chores.measure_parcel, parcels))
    assert [3 * MEGABYTE] * 8 == [len(one) for one in workers(chores.fill, [3 * MEGABYTE] * 8)]
    assert parcels[0].content == next(workers(chores.fill, [3 * MEGABYTE]))


def test_an_error_of_the_jobs_comes_after_the_results_before_it(workers: PipeWorkers) -> None:
    """What cannot be read any further is raised where the built-in map would raise it."""

    def jobs() -> Iterator[int]:
        yield 1
        yield 2
        raise LookupError("no more")

    results = workers(double, jobs())

    assert [2, 4] == [next(results), next(results)]
    with pytest.raises(LookupError, match="no more"):
        next(results)


def test_a_call_may_be_left_unfinished(workers: PipeWorkers) -> None:
    """What was begun for a call that nobody listens to any more does not come up in the next one."""
    left: Any = workers(chores.double_late, range(100))
    first = next(left)
    left.close()

    assert 0 == first
    assert [20, 22, 24] == list(workers(double, [10, 11, 12]))


def test_calls_may_be_interleaved(workers: PipeWorkers) -> None:
    """Two calls at the same time each get their own results."""
    both = list(zip(workers(double, range(40)), workers(abs, range(0, -40, -1)), strict=True))

    assert [(2 * number, number) for number in range(40)] == both


def test_the_collector_is_patient_in_workers_only(workers: PipeWorkers) -> None:
    """A worker lets a job make its thousands of objects; here nothing is changed."""
    here = gc.get_threshold()

    assert min(workers(collects_every, [0] * 4)) > 10 * _AS_PYTHON_COMES
    assert here == gc.get_threshold()


def test_processes_are_used_again(workers: PipeWorkers) -> None:
    """Later calls go to the processes of the first."""
    first = set(workers(chores.whoami, range(20)))
    started = workers.started
    again = set(workers(chores.whoami, range(20)))

    assert len(first | again) <= 2
    assert started == workers.started


@pytest.mark.parametrize(("patience", "started"), [(0.0, 2), (1_000_000.0, 1)])
def test_a_further_process_is_started_only_when_its_owner_has_waited(patience: float, started: int) -> None:
    """What one worker does within the owner's patience is worth no second start; without patience it is."""
    with open_workers(2, patience=patience) as some:
        assert [2 * number for number in range(100)] == list(some(double, range(100)))

        assert started == some.started


def test_a_worker_that_dies_is_replaced_at_once() -> None:
    """Patience is for growth alone: the one worker that there is has a successor."""
    with open_workers(1, patience=1_000_000.0) as some:
        done = list(some(perform, ["work", "exit", "more work"]))

        assert 2 == some.started
    assert ["work", "more work"] == [done[0], done[2]]


def test_no_process_is_started_without_need() -> None:
    """Without jobs there is no process; one job starts one."""
    with open_workers(4) as some:
        nothing = list(some(double, []))
        before = some.started
        something = list(some(double, [1]))
        after = some.started

    assert ([], 0) == (nothing, before)
    assert ([2], 1) == (something, after)


# Bounded memory


def test_jobs_are_taken_as_workers_have_room(workers: PipeWorkers) -> None:
    """Of 1,000 jobs of 100 kB never more are in memory than the workers' share; memory stays flat."""
    alive: weakref.WeakSet[Parcel] = weakref.WeakSet()
    most = 0

    def jobs() -> Iterator[Parcel]:
        nonlocal most
        for _ in range(1_000):
            parcel = Parcel(bytes(100_000))
            alive.add(parcel)
            most = max(most, len(alive))
            yield parcel
            del parcel

    results = list(workers(chores.measure_parcel, jobs()))

    assert [100_000] * 1_000 == results
    assert most <= 2 * 16 + 2


def test_a_slow_job_does_not_have_all_others_taken() -> None:
    """While the first job hangs, the others go on; but only so many as may wait in memory."""
    taken = []

    def jobs() -> Iterator[str]:
        for number in range(1_000):
            taken.append(number)
            yield "hang" if number == 0 else "good"

    with open_workers(wall_seconds=WALL) as some:
        results: Iterator[Any] = some(perform, jobs())
        first = next(results)
        number_taken = len(taken)

    assert ("crashed", "hang", "it took more than 2 seconds") == first
    assert 10 < number_taken <= 2 * 16


# Crashes

SENTENCES = {
    "segfault": "its worker process crashed (signal SIGSEGV)",
    "kill": "its worker process was killed from outside (signal SIGKILL), as for want of memory",
    "abort": "its worker process crashed (signal SIGABRT)",
    "exit": "its worker process left with exit code 7",
    "leave": "it raised SystemExit (chores.py, line ",
    "fail": "it raised ValueError (chores.py, line ",
    "hog": "it needed more than 64 MB of memory",
    "hoard": "it needed more than 64 MB of memory",
    "spin": "it used more than 1 seconds of CPU time",
    "hang": "it took more than 2 seconds",
    "babble": "its worker process sent nonsense",
    "shut": "its worker process stopped answering",
}


@pytest.mark.parametrize("death", chores.DEATHS)
def test_a_crash_is_one_failed_job(death: str) -> None:
    """Among 200 good jobs one that dies, in each way: 200 good results in order, and a sentence for it."""
    jobs = [f"good {number}" for number in range(100)] + [death] + [f"{number}" for number in range(100)]
    with open_workers(cpu_seconds=1, wall_seconds=30 if death == "spin" else WALL) as some:
        results: list[Any] = list(some(perform, jobs))

    assert jobs[:100] + jobs[101:] == results[:100] + results[101:]
    assert ("crashed", death) == results[100][:2]
    assert results[100][2].startswith(SENTENCES[death])
    assert "secret" not in results[100][2]


@pytest.mark.parametrize(
    ("function", "why"),
    [
        (chores.secret_result, "its result could not be sent: it raised "),
        (chores.deep_result, "its result could not be sent: it raised RecursionError "),
        (chores.trap_result, "its result could not be read (TypeError)"),
    ],
)
def test_a_result_that_cannot_travel_is_one_failed_job(
    workers: PipeWorkers, function: Callable[[object], object], why: str
) -> None:
    """What cannot be pickled or read again is told, and the worker lives."""
    list(workers(double, [1, 2]))
    started = workers.started
    (result,) = list(workers(function, ["job"]))

    assert ("crashed", "job") == result[:2]  # type: ignore[index]
    assert result[2].startswith(why)  # type: ignore[index]
    assert started == workers.started


def test_a_job_that_cannot_travel_is_one_failed_job(workers: PipeWorkers) -> None:
    """A job that cannot be pickled fails alone."""
    with Path(os.devnull).open(encoding="utf-8") as handle:
        results = list(workers(str, ["a", handle, "b"]))

    assert ["a", "b"] == [results[0], results[2]]
    assert "it could not be sent to a worker process (TypeError)" == results[1][2]


@given(
    jobs=st.lists(
        st.sampled_from(["good", "better", "exit", "fail", "abort", "kill", "hog", "babble"]), max_size=25
    )
)
@settings(max_examples=25)
def test_any_mixture_of_jobs_gives_each_its_own(workers: PipeWorkers, jobs: list[str]) -> None:
    """Whatever crashes, and how often: good jobs have their results, bad ones their sentences, in order."""
    results: list[Any] = list(workers(perform, jobs))
    told = [one if isinstance(one, str) else one[1] for one in results]
    failed = [one[1] for one in results if not isinstance(one, str)]

    assert jobs == told
    assert [job for job in jobs if job in chores.DEATHS] == failed


def test_every_job_may_crash() -> None:
    """When every job kills its worker, every job is told so, and the next call finds workers."""
    with open_workers() as some:
        results: list[Any] = list(some(perform, ["exit"] * 20))
        good = list(some(double, [1, 2, 3]))

    assert [("crashed", "exit", SENTENCES["exit"])] * 20 == results
    assert [2, 4, 6] == good


def test_an_executor_loses_good_jobs() -> None:
    """Negative control: of 200 jobs with one crash, the standard library's executor loses others too."""
    jobs = ["good"] * 20 + ["exit"] + ["good"] * 180
    lost = 0
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as executor:
        for future in [executor.submit(perform, job) for job in jobs]:
            with contextlib.suppress(BrokenProcessPool):
                future.result()
                continue
            lost += 1

    assert lost > 1


def test_what_hangs_is_ended_in_time() -> None:
    """A job that hangs is ended soon after its time; what waited behind it is done elsewhere."""
    started = time.monotonic()
    with open_workers(wall_seconds=WALL) as some:
        results: list[Any] = list(some(perform, ["hang", *["good"] * 30]))
    spent = time.monotonic() - started

    assert ["good"] * 30 == results[1:]
    assert WALL <= spent < WALL + 5


def test_the_time_of_a_job_is_its_own() -> None:
    """Waiting behind another job, or for an owner who is busy, is not counted."""
    with open_workers(1, wall_seconds=1.5) as some:
        results = some(chores.pause, [0.9, 0.9, 0.9])
        first = next(results)
        time.sleep(2)
        rest = list(results)
        big = some(chores.fill, [MEGABYTE] * 3)
        size = len(next(big))
        time.sleep(2)
        sizes = [len(one) for one in big]

    assert [0.9, 0.9, 0.9] == [first, *rest]
    assert [MEGABYTE] * 3 == [size, *sizes]


def test_cpu_time_is_counted_for_each_job() -> None:
    """A worker may use far more CPU time in its life than one job may."""
    with open_workers(1, cpu_seconds=1) as some:
        results = list(some(chores.burn, [0.5] * 5))
        started = some.started

    assert [0.5] * 5 == results
    assert 1 == started


def test_memory_is_limited_beyond_the_warm_up() -> None:
    """What the warm-up takes is not counted; what a job takes is, and good jobs are not told of it."""
    jobs = [20 * MEGABYTE, 300 * MEGABYTE, 20 * MEGABYTE]
    with open_workers(1, warm=chores.reserve) as some:
        results: list[Any] = list(some(chores.fill, jobs))

    assert [20 * MEGABYTE] * 2 == [len(results[0]), len(results[2])]
    assert ("crashed", 300 * MEGABYTE, "it needed more than 64 MB of memory") == results[1]


def test_memory_is_there_when_it_is_allowed() -> None:
    """Negative control: with a higher limit the same job has its result."""
    with open_workers(1, memory_bytes=1024 * MEGABYTE) as some:
        (result,) = list(some(chores.fill, [300 * MEGABYTE]))

    assert 300 * MEGABYTE == len(result)


def test_a_worn_worker_is_replaced() -> None:
    """Jobs that leave memory behind do not take it from those that follow: the worker is replaced between."""
    with open_workers(1, warm=chores.reserve) as some:
        results = list(some(chores.withhold, [25 * MEGABYTE] * 9))
        started = some.started

    assert [25 * MEGABYTE] * 9 == results
    assert 5 == started


def test_the_first_job_warms_a_worker_without_warm_up() -> None:
    """Without a warm-up, what the first job loads is not counted for the next ones."""
    with open_workers(1) as some:
        results = list(some(chores.withhold, [50 * MEGABYTE, 20 * MEGABYTE]))
        started = some.started

    assert [50 * MEGABYTE, 20 * MEGABYTE] == results
    assert 1 == started


# What is sent once


def test_a_function_is_sent_once_to_each_worker() -> None:
    """What is bound to the function is loaded once by a worker, for all jobs and calls, if it is the same."""
    with open_workers(1) as some:
        work = partial(chores.use, Heavy("filters"))
        results = [*some(work, range(5)), *some(work, range(5))]
        results += some(partial(chores.use, Heavy("filters")), range(5))
        changed = list(some(partial(chores.use, Heavy("others")), range(3)))

    assert [("filters", 1, number) for number in [*range(5)] * 3] == results
    assert [("others", 2, number) for number in range(3)] == changed


def test_a_function_that_cannot_be_loaded_is_an_error() -> None:
    """What no worker can load is told at once, with its reason."""
    with (
        open_workers() as some,
        pytest.raises(FeedmillError, match=r"cannot load what it needs: LookupError\('no such thing"),
    ):
        list(some(partial(chores.use_unloadable, chores.Unloadable()), [1]))


def test_workers_that_never_become_ready_are_an_error() -> None:
    """Processes that end as they start are no job's fault, and not tried for ever."""
    with (
        open_workers(1, warm=partial(os._exit, 9)) as some,
        pytest.raises(FeedmillError, match=r"before they are ready, 3 in a row: .* exit code 9"),
    ):
        list(some(double, [1]))


def test_a_system_without_room_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the system starts no process, nothing is left open."""
    before = open_pipes()
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with open_workers() as some, pytest.raises(FeedmillError, match="no worker process can be started"):
        list(some(double, [1]))

    assert before == open_pipes()


def test_workers_see_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the owner's environment only what an interpreter needs goes to where documents are read."""
    monkeypatch.setenv("FEED_TOKEN", "secret")
    with open_workers(1) as some:
        seen = list(some(chores.environment, ["FEED_TOKEN", "PATH"]))

    assert [None, os.environ["PATH"]] == seen


# Ends


def test_no_file_is_left_open() -> None:
    """Fifty crashes later, as many files are open as before; after closing, none of them."""
    before = open_pipes()
    with open_workers() as some:
        list(some(double, range(10)))
        open_before = open_pipes()
        results: list[Any] = list(some(perform, ["exit", "good"] * 50))
        list(some(double, range(10)))
        open_after = open_pipes()
        started = some.started

    assert 50 == results.count("good")
    assert started > 50
    assert open_before == open_after
    assert before == open_pipes()


def test_closing_is_quick() -> None:
    """Closing ends what hangs, at once; closed workers say so."""
    some = open_workers(wall_seconds=600)
    pids = [*some(chores.whoami, range(20))]
    results = some(perform, ["hang"] * 10 + ["good"])
    previous = signal.signal(signal.SIGALRM, _interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        with pytest.raises(TimeoutError):
            next(results)
    finally:
        signal.signal(signal.SIGALRM, previous)
    began = time.monotonic()
    some.close()
    spent = time.monotonic() - began
    some.close()

    assert spent < 1
    assert [] == [process for process in set(pids) if is_alive(process)]
    with pytest.raises(RuntimeError, match="closed"):
        list(some(double, [1]))


def _interrupt(_number: int, _frame: object) -> None:
    raise TimeoutError


def test_a_worker_outlives_the_thread_that_started_it(workers: PipeWorkers) -> None:
    """Only the owner's end is the worker's; a thread of it may go."""
    results: list[int] = []
    with open_workers(1) as some:
        thread = threading.Thread(target=lambda: results.extend(some(chores.whoami, [1])))
        thread.start()
        thread.join()
        time.sleep(0.1)
        again = list(some(chores.whoami, [1]))

    assert results == again


def test_workers_are_deaf_to_what_their_owner_is_told(workers: PipeWorkers) -> None:
    """SIGINT, SIGTERM and SIGHUP to the whole group leave workers at work: their owner may have to finish."""
    pids = set(workers(chores.whoami, range(20)))
    for process in pids:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            os.kill(process, number)

    assert set(workers(chores.whoami, range(20))) <= pids
    assert all(is_alive(process) for process in pids)


#: Runs as `__main__` without a guard: a second run of it would show.
OWNER = """
import sys
print("main", flush=True)
from chores import hang_after_note
from feedmill.workers.pipes import PipeWorkers
workers = PipeWorkers(
    2, memory_bytes=64 << 20, cpu_seconds=300, wall_seconds=300, on_crash=lambda job, why: sys.exit(why)
)
list(workers(hang_after_note, [sys.argv[1]] * 4))
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_orphan_is_left(tmp_path: Path, end: signal.Signals) -> None:
    """However the owner ends, workers end with it, even deep in a C call; its `__main__` ran once."""
    environ = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "pipeline"), str(ROOT / "tests")])}
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(tmp_path)],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as owner:
        assert wait_until(lambda: len(list(tmp_path.iterdir())) == 2)
        pids = [int(path.name) for path in tmp_path.iterdir()]
        running = [is_alive(process) for process in pids]
        owner.send_signal(end)
        output, _ = owner.communicate(timeout=20)

    assert [True, True] == running
    assert wait_until(lambda: not any(is_alive(process) for process in pids), seconds=5)
    assert "main\n" == output
