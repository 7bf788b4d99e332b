"""A run with nothing new is quick to start: what it does not need, it does not load."""

from __future__ import annotations

import os
import subprocess
import sys

from installation import Mill, item, rss
from loopback import Loopback, Reply

#: What reads, cleans, tells languages, renders and asks; half a second and 100 MB together.
HEAVY = ("aiohttp", "feedgen", "feedparser", "httpx", "jinja2", "lxml", "markdown_it", "nh3", "numpy", "yaml")

#: What reads filters, tags, compares and makes articles: nothing of it is needed where nothing came.
ROOMS = ("feedmill.dedupe", "feedmill.normalise", "feedmill.text.phrases", "feedmill.topics")

_RUN = """
import sys
from feedmill.cli import main
code = main()
print(*sorted(sys.modules))
sys.exit(code)
"""


def loaded(mill: Mill, *words: str) -> list[str]:
    """Run a command in a process of its own; give what it loaded of what is heavy."""
    done = subprocess.run(
        [sys.executable, "-c", _RUN, "-C", str(mill.folder), *words],
        env=os.environ | {"FEEDMILL_NOW": mill.now},
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in done.stdout.split() if name in (*HEAVY, *ROOMS)]


def test_a_run_with_nothing_due_loads_nothing_heavy(mill: Mill, server: Loopback) -> None:
    """The second run reads no document, renders no file and asks nobody."""
    server.routes["/a"] = Reply(body=rss(item("A", "The G7 met")))
    mill.sources(a=server.url("/a") + '\nevery = "1h"')
    mill.write("seeds/one.md", "# A seed\n\nThe G7 met again.")
    # The first run makes the folder in which the second one notes that the filters are sound.
    mill.run()
    mill.run()

    assert [] == loaded(mill, "run")


def test_a_run_that_gets_304s_reads_and_renders_nothing(mill: Mill, server: Loopback) -> None:
    """Asking takes the two libraries of the wire, and no other."""
    server.routes["/a"] = Reply(body=rss(item("A", "The G7 met")), headers=(("ETag", '"1"'),))
    mill.sources(a=server.url("/a"))
    mill.run()
    mill.run()

    assert ["aiohttp", "httpx"] == loaded(mill, "run", "--force")


def test_the_first_run_does_load_them(mill: Mill, server: Loopback) -> None:
    """The control: seeds to read, one of which says no language, and feeds to render take all of that."""
    mill.sources()
    mill.write("seeds/one.md", "---\ntitle: A seed\nlanguage: en\n---\n\nThe G7 met again.")

    wanted = [*ROOMS, "feedgen", "jinja2", "lxml", "markdown_it", "nh3", "numpy", "yaml"]
    assert sorted(wanted) == loaded(mill, "run")


def test_a_filter_that_was_sound_and_is_changed_is_read_again(mill: Mill) -> None:
    """What is remembered of a sound filter hides no mistake of the next one."""
    mill.sources()
    mill.write("config/topics.toml", "[topics.g7]\nfilter = 'G7'\n")
    mill.run()
    mill.run()
    mill.write("config/topics.toml", "[topics.g7]\nfilter = 'G7 AND ('\n")

    answer = mill.do("run")

    assert 2 == answer.code
    assert "config/topics.toml:" in answer.err
    mill.write("config/topics.toml", "[topics.g7]\nfilter = 'G7 OR aid'\n")
    assert ["g7"] == mill.run()["retagged"]["topics"]
