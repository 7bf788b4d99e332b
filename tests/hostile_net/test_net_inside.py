"""T1: with real addresses and the settings that operators have, the internet is asked, the inside is not."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Record = Callable[[str, object], None]

SCRIPT = Path(__file__).with_name("inside.py")
NAMESPACE = ("unshare", "--user", "--map-root-user", "--net")


def run_inside(*words: str) -> Any:
    """Run the script in a network of its own."""
    done = subprocess.run(
        [*NAMESPACE, sys.executable, str(SCRIPT), *words], capture_output=True, text=True, check=False
    )
    assert 0 == done.returncode, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(autouse=True)
def _namespaces() -> None:
    """Ask for a kernel that lets anybody make a network; the same facts stand in `test_net_addresses`."""
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        pytest.skip("util-linux and iproute2 are not here; test_net_addresses shows the same on loopback")
    if subprocess.run([*NAMESPACE, "ip", "link"], capture_output=True, check=False).returncode:
        pytest.skip("this kernel lets us make no network; test_net_addresses shows the same on loopback")


def test_the_inside_hears_nothing(record_property: Record) -> None:
    """Metadata services at their real addresses, link-local zones, rebinding names: not a byte."""
    said = run_inside()
    codes = said["codes"]
    record_property("inputs", len(codes))
    allowed = {"public", "public by name", "mixed"}

    assert {"": allowed} == {"": {name for name, code in codes.items() if not code}}
    assert {codes[name] for name in codes.keys() - allowed} <= {"refused-address", "bad-url"}
    assert (0, "") == (said["visits"], said["heard"])
    assert 3 == said["asked"].count("/")


def test_control_without_the_guard_the_inside_hears_us() -> None:
    """The canaries stand where the attempts lead."""
    said = run_inside("off")

    assert said["visits"] >= 10
    assert "GET /latest/meta-data/ HTTP/1.1" in said["heard"]
