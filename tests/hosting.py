"""
Serve a published folder with Debian's nginx and the project's own configuration, and look at every answer.

    python tests/hosting.py        (make hosting)

Exits with 1 if an answer is not as docs/serving.md says, or if there is no nginx
(`apt-get install nginx-light`).
"""

from __future__ import annotations

import gzip
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from feedmill.shelf.served import CACHE_CONTROL, content_type

ROOT = Path(__file__).parents[1]
_AROUND = """
daemon off; pid {folder}/nginx.pid; error_log stderr warn; worker_processes 1;
events {{ worker_connections 64; }}
http {{ access_log off; client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2;
fastcgi_temp_path {folder}/t3; uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
{server}
}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(url: str, **headers: str) -> Seen:
    """Ask once, redirects aside."""
    request = urllib.request.Request(url, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return Seen(status=answer.status, headers=dict(answer.headers), body=answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Seen(status=error.code, headers=dict(error.headers), body=error.read())


def main() -> None:
    """Publish the shipped seeds, serve them, look."""
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(nginx).exists():
        sys.exit("no nginx here: apt-get install nginx-light")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # nginx's workers are another user.
        folder.chmod(0o755)
        mill = folder / "mill"
        feedmill = [sys.executable, "-m", "feedmill"]
        subprocess.run([*feedmill, "init", str(mill)], check=True, stdout=subprocess.DEVNULL)
        (mill / "config" / "sources.toml").write_text('[sources.seeds]\nkind = "seed"\npath = "seeds"\n')
        subprocess.run([*feedmill, "-C", str(mill), "run"], check=True)
        with _served(nginx, folder, mill / "feeds") as site:
            faults = [*_files(site, mill / "feeds"), *_hidden(site)]
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    sys.exit(1 if faults else 0)


@contextmanager
def _served(nginx: str, folder: Path, feeds: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = (ROOT / "docs" / "nginx.conf").read_text()
    server = server.replace("listen [::]:80;", "").replace("listen 80;", f"listen 127.0.0.1:{port};")
    server = server.replace("/home/me/mill/feeds", str(feeds))
    config = folder / "nginx.conf"
    config.write_text(_AROUND.format(folder=folder, server=server))
    process = subprocess.Popen([nginx, "-c", str(config), "-p", str(folder)])
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(10)


def _files(site: str, feeds: Path) -> Iterator[str]:
    """Look at every published file, plain, packed, and asked again."""
    for path in sorted(feeds.rglob("*")):
        name = str(path.relative_to(feeds))
        if path.is_dir() or path.suffix in {".gz", ".md"}:
            continue
        plain, packed = ask(site + name), ask(site + name, Accept_Encoding="gzip")
        again = ask(site + name, If_None_Match=plain.headers.get("ETag", ""))
        dated = ask(site + name, If_Modified_Since=plain.headers.get("Last-Modified", ""))
        told = {
            "status": (200, plain.status),
            "bytes": (path.read_bytes(), plain.body),
            "type": (content_type(name), plain.headers.get("Content-Type")),
            "caching": (CACHE_CONTROL, plain.headers.get("Cache-Control")),
            "vary": ("Accept-Encoding", plain.headers.get("Vary")),
            "sniffing": ("nosniff", plain.headers.get("X-Content-Type-Options")),
            "script": (True, "default-src 'none'" in plain.headers.get("Content-Security-Policy", "")),
            "packed": ("gzip", packed.headers.get("Content-Encoding")),
            "packed bytes": (path.read_bytes(), _unpacked(packed)),
            "by ETag": (304, again.status),
            "by date": (304, dated.status),
        }
        yield from (
            f"{name}: {what}: {seen!r:.80} in place of {wanted!r:.80}"
            for what, (wanted, seen) in told.items()
            if wanted != seen
        )
        sys.stdout.write(f"{name}: {len(told)} looks\n")


def _unpacked(seen: Seen) -> bytes:
    return gzip.decompress(seen.body) if seen.body[:2] == b"\x1f\x8b" else b""


def _hidden(site: str) -> Iterator[str]:
    """Look for what must not be seen."""
    for name in (
        "README.md",
        ".feedmill-1.tmp",
        "g7.rss.gz",
        "articles/.feedmill-1.tmp",
        "../config/feedmill.toml",
    ):
        if ask(site + name).status < 400:
            yield f"{name} can be seen"
    if ask(site).status != 200:
        yield "the index is not shown for the folder"


if __name__ == "__main__":
    main()
