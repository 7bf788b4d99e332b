"""
One run of the mill in its real shape: `mill.py FOLDER [--workers N]`; prints one JSON line.

The run's report, how many worker processes were started, and the peak resident memory of all
processes together, each at its own peak. CPU time is measured by whoever starts this (wait4), so
that imports and workers count.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any

from feedmill import app

# As the command does, before anything else is loaded.
app.collect_rarely()

from feedmill.app import choosing, running  # noqa: E402 -- after that
from feedmill.app.place import Place  # noqa: E402 -- after that
from feedmill.cycle import Wish  # noqa: E402 -- after that
from feedmill.workers.pipes import PipeWorkers  # noqa: E402 -- after that

__all__: list[str] = []


def main() -> None:
    """Run once and print."""
    options = _options()
    made: list[_Workers] = []

    def workers(count: int, **terms: Any) -> _Workers:
        made.append(_Workers(options.workers or count, **terms))
        return made[-1]

    # The count is no setting of the product.
    vars(choosing)["PipeWorkers"] = workers
    report = running.run(Place(folder=options.folder, environ=os.environ), Wish())
    peak = _peak_mb(os.getpid()) + sum(each.peak_mb for each in made)
    started = sum(each.started for each in made)
    sources = (options.folder / "config" / "sources.toml").read_text(encoding="utf-8").count("[sources.")
    line = {"peak_mb": peak, "started": started, "sources": sources, "report": report.as_json()}
    print(json.dumps(line))


class _Workers(PipeWorkers):
    """The product's, looked at before they end."""

    peak_mb = 0.0

    def close(self) -> None:
        """Note the peaks of the processes, then end them."""
        # Of the thread that started them; VmHWM begins anew with a program, unlike ru_maxrss.
        pids = Path("/proc/thread-self/children").read_text(encoding="ascii").split()
        self.peak_mb = max(self.peak_mb, sum(_peak_mb(int(pid)) for pid in pids))
        super().close()


def _peak_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int, default=0, help="0 = as many as the product takes")
    return parser.parse_args()


if __name__ == "__main__":
    main()
