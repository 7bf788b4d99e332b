"""
Publish every script vector and load the pages in headless Chromium: nothing may run.

    python tests/hostile_browser.py        (make hostile-browser)

Each vector, turned into a beacon to a socket of ours, stands in the title, author, tag, summary and text of a
seed. The topic page and all article pages are loaded from disk and over http; a page of raw vectors is the
control. Exits with 1 if a beacon comes, if the control sends none, or if there is no Chromium.
"""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from hostile_documents import VECTORS

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class _Canary(BaseHTTPRequestHandler):
    """Count what comes."""

    beacons: list[str]

    def do_GET(self) -> None:
        """Note a beacon."""
        self.beacons.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Pages(SimpleHTTPRequestHandler):
    """Serve the installation, in silence."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _serve(answers: Callable[..., BaseHTTPRequestHandler]) -> int:
    server = ThreadingHTTPServer(("127.0.0.1", 0), answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return int(server.server_port)


def _publish(folder: Path, beacon: str) -> None:
    """Make an installation with a seed for each vector, run it, and lay the control beside it."""
    raw = [vector.replace("alert(1)", f"new(Image)().src=`{beacon}`") for vector in VECTORS]
    config, seeds = folder / "config", folder / "seeds"
    config.mkdir()
    seeds.mkdir()
    config.joinpath("feedmill.toml").write_text(
        "[site]\nid_domain = 'example.org'\n[publish]\nitems = 1000\n"
    )
    config.joinpath("topics.toml").write_text("[topics.all-of-it]\ntitle = 'T'\nfilter = '*'\n")
    config.joinpath("sources.toml").write_text("[sources.seeds]\nkind = 'seed'\npath = 'seeds'\n")
    for number, vector in enumerate(raw):
        told = json.dumps(vector)
        head = f"title: {told}\nauthor: {told}\ntags: [{told}]\nsummary: {told}\n"
        seeds.joinpath(f"s{number}.md").write_text(f"---\n{head}---\nText {number}.\n\n{vector}\n")
    command = [sys.executable, "-m", "feedmill", "-C", str(folder), "run"]
    subprocess.run(command, check=True, timeout=300)
    folder.joinpath("control.html").write_text("<!doctype html>" + "\n".join(raw[:91]))
    frames = (
        f'<iframe src="feeds/articles/{page.name}"></iframe>'
        for page in (folder / "feeds/articles").iterdir()
    )
    folder.joinpath("frames.html").write_text("".join(frames))


def main() -> int:
    """Load all; say how many beacons came from each page."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.stderr.write("there is no Chromium here: install it (Debian: apt-get install chromium)\n")
        return 1
    _Canary.beacons = []
    beacon = f"http://127.0.0.1:{_serve(_Canary)}/b"
    wrong = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _publish(folder, beacon)
        port = _serve(functools.partial(_Pages, directory=name))
        words = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={name}/browser"]
        for base in (f"file://{name}", f"http://127.0.0.1:{port}"):
            for page in ("control.html", "feeds/all-of-it.html", "frames.html"):
                _Canary.beacons.clear()
                url = f"{base}/{page}"
                arguments = [*words, "--virtual-time-budget=5000", "--dump-dom", url]
                subprocess.run(arguments, check=True, capture_output=True, timeout=180)
                count = len(_Canary.beacons)
                wrong |= (count > 0) != (page == "control.html")
                sys.stdout.write(
                    f"{base.partition(':')[0]} {page}: {count} beacons of {len(VECTORS)} vectors\n"
                )
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
