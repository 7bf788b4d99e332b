"""
A network of its own, in which this machine is the public internet and the cloud's inside alike.

Run by `test_net_inside` in a new network namespace: `python inside.py [off]`, "off" = without the guard.
Public and private addresses of the real world lie on its loopback device, so the mill runs with the settings
that operators have. Prints one JSON object.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from feedmill.fetch.guard import Guard
from feedmill.model import FetchSettings
from fetching import code_of, fetch, request
from hostile_net.attackers import Canary
from loopback import Loopback, Reply

PUBLIC, PUBLIC6 = "93.184.216.34", "2606:2800:220:1::1"
METADATA, METADATA6 = "169.254.169.254", "fd00:ec2::254"
#: Metadata services of clouds (RFC 3927, RFC 4193, RFC 6598), a private network (RFC 1918), link-local with a
#: zone (RFC 4007), and loopback.
PRIVATE = (METADATA, METADATA6, "100.100.100.200", "10.9.8.7", "127.0.0.1", "::1")
LINK_LOCAL = "fe80::1234"
SETTINGS = FetchSettings(host_gap=timedelta(0), timeout=timedelta(seconds=3))


def lay_addresses() -> None:
    """Give the namespace's loopback device every address of the scene."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for address in (PUBLIC, PUBLIC6, *PRIVATE[:4], LINK_LOCAL):
        length = "128" if ":" in address else "32"
        subprocess.run(["ip", "addr", "add", f"{address}/{length}", "dev", "lo", "nodad"], check=True)


def resolver() -> Callable[[str, int], tuple[str, ...]]:
    """Look names up as their owner, who is no friend, would have it."""
    turns = count()
    names = {
        "public.example": (PUBLIC,),
        "public6.example": (PUBLIC6,),
        "metadata.example": (METADATA,),
        "metadata6.example": (METADATA6,),
        "mixed.example": (METADATA, "::1", PUBLIC),
        "zone.example": (f"{LINK_LOCAL}%lo",),
    }

    def look_up(host: str, _port: int) -> tuple[str, ...]:
        if host == "rebind.example":
            return (PUBLIC,) if next(turns) % 2 == 0 else (METADATA,)
        return names[host]

    return look_up


def attempts(server: Loopback, private: int) -> dict[str, str]:
    """Give what is tried: a name for it, and the URL to begin with."""
    server.routes["/"] = Reply(body=b"<rss/>")
    tried = {
        "public": server.url(),
        "public by name": server.url(host="public.example"),
        "mixed": server.url(host="mixed.example"),
        "closed port": f"http://{PUBLIC}:6379/",
        "zone": f"http://[{LINK_LOCAL}%25lo]:{private}/",
        "zone bare": f"http://[{LINK_LOCAL}%lo]:{private}/",
        "zone by name": f"http://zone.example:{private}/",
        "metadata by name": f"http://metadata.example:{private}/latest/meta-data/",
        "metadata6 by name": f"http://metadata6.example:{private}/",
    }
    for address in PRIVATE:
        place = f"[{address}]:{private}" if ":" in address else f"{address}:{private}"
        tried[address] = f"http://{place}/"
        server.routes[f"/to/{address}"] = Reply(status=302, headers=(("Location", f"http://{place}/x"),))
        tried[f"redirect to {address}"] = server.url(f"/to/{address}")
    rebound = f"http://rebind.example:{private}/"
    server.routes["/rebind"] = Reply(status=302, headers=(("Location", rebound),))
    tried["rebind"] = server.url("/rebind", host="rebind.example")
    return tried


def main() -> None:
    """Try everything, and say what came of it."""
    lay_addresses()
    if "off" in sys.argv:
        for name in ("check", "check_host"):
            setattr(Guard, name, lambda *_: None)
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(Loopback(PUBLIC))
        canary = stack.enter_context(Canary(*PRIVATE, port=8080))
        service = stack.enter_context(Canary(PUBLIC, port=6379))
        tried = attempts(server, canary.port)
        look_up = resolver()
        answers = fetch(
            [request(url, source=name) for name, url in tried.items()], settings=SETTINGS, resolver=look_up
        )
        said = {
            "codes": {answer.source: code_of(answer) for answer in answers},
            "visits": canary.visits + service.visits,
            "heard": (canary.heard + service.heard).decode("latin-1"),
            "asked": sorted(server.targets),
        }
    print(json.dumps(said))  # noqa: T201 -- that is what it is for


if __name__ == "__main__":
    main()
