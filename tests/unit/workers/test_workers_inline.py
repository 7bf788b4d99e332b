"""The worker that is none."""

from __future__ import annotations

from feedmill.workers.base import Map
from feedmill.workers.inline import inline_map


def double(number: int) -> int:
    """Do a job."""
    return 2 * number


def test_results_come_in_order() -> None:
    """One result for each job, in the order of the jobs."""
    do: Map = inline_map

    assert [2, 4, 6] == list(do(double, [1, 2, 3]))


def test_jobs_are_taken_one_by_one() -> None:
    """No job is taken before its result is asked for, so that memory stays bounded."""
    jobs = iter([1, 2, 3])
    first = next(inline_map(double, jobs))

    assert 2 == first
    assert [2, 3] == list(jobs)
