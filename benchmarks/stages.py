"""
One measured run: `stages.py FOLDER` runs the mill there and prints one JSON line.

Documents are read in this process, so that each stage can be seen: without the cost of workers.
CPU seconds of the whole process, of the fetch threads, and of each stage on the main thread;
peak resident memory; the run's own report. Stages are measured by wrapping the functions that the
corridors call, so that no measuring code stands in the product.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

__all__: list[str] = []

_spent: dict[str, float] = defaultdict(float)


def _wrap(owner: Any, name: str, stage: str) -> None:
    """Count the thread time of owner.name as *stage*, without that of stages inside it."""
    inner: Callable[..., Any] = getattr(owner, name)

    def measured(*args: Any, **kwargs: Any) -> Any:
        before = time.thread_time()
        held = _spent["_inner"]
        _spent["_inner"] = 0.0
        try:
            return inner(*args, **kwargs)
        finally:
            whole = time.thread_time() - before
            _spent[stage] += whole - _spent["_inner"]
            _spent["_inner"] = held + whole

    setattr(owner, name, measured)


def main(folder: Path) -> None:
    """Run once, measured."""
    from feedmill import cycle, digest, normalise, saving, topics
    from feedmill.app import running
    from feedmill.app.place import Place
    from feedmill.cycle import Wish
    from feedmill.sources import feed
    from feedmill.stores import sql
    from feedmill.workers.inline import inline_map

    imported = time.process_time()
    for owner, name, stage in (
        (feed, "parse", "parse"),
        (normalise, "draft", "normalise"),
        (normalise, "finished", "fingerprint"),
        (digest, "tag", "tag"),
        (topics, "percolate", "percolate"),
        (saving, "assay", "judge"),
        (sql.SqlStore, "save", "save"),
        (cycle, "retag", "retag"),
        (cycle, "publish", "publish"),
    ):
        _wrap(owner, name, stage)
    vars(running)["workers"] = lambda _folder: nullcontext(inline_map)
    main_before = time.thread_time()
    report = running.run(Place(folder=folder, environ=os.environ), Wish())
    main_thread = time.thread_time() - main_before
    cpu = time.process_time() - imported
    stages = {name: spent for name, spent in _spent.items() if not name.startswith("_")}
    stages["fetch"] = cpu - main_thread
    stages["other"] = main_thread - sum(spent for name, spent in stages.items() if name != "fetch")
    line = {
        "cpu": cpu,
        "imports": imported,
        "stages": stages,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "report": report.as_json(),
    }
    print(json.dumps(line))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
