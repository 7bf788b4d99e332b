"""Law 7 in real processes: a run that is killed and repeated publishes what one publishes that was not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kills import Judge, Scene

#: A build that stores what sources must be told before the articles, and is killed between the two.
HASTY = """
import os, signal
from dataclasses import replace
from feedmill.stores.sql import SqlStore
from feedmill.cli.door import main

honest = SqlStore.save


def early(self, batch):
    honest(self, replace(batch, articles=(), relations=(), matches=(), rehashed=(), withdrawn=(), marks=()))
    os.killpg(0, signal.SIGKILL)


SqlStore.save = early
raise SystemExit(main())
"""


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    """Give the judge of `make kills`, with little to read: each run costs a process."""
    with Judge(tmp_path_factory.mktemp("kills"), feeds=2, items=6) as made:
        yield made


@pytest.fixture(scope="module")
def scene(judge: Judge) -> Scene:
    """Give a new installation."""
    (made,) = judge.scenes(["new"])
    return made


@pytest.mark.parametrize("part", [0.6, 0.9])
def test_a_killed_run_leaves_no_trace(judge: Judge, scene: Scene, part: float) -> None:
    """Wherever in its work; `make kills` tries many moments, and installations with a history."""
    assert [] == judge.killed(scene, part * scene.seconds)[1]


def test_control_a_build_that_remembers_early_is_noticed(judge: Judge, scene: Scene) -> None:
    """Its second run is told that nothing is new, and what was new is lost."""
    left, faults = judge.killed(scene, 60.0, ("-c", HASTY))

    assert "nothing was stored" == left
    assert "article" in faults
