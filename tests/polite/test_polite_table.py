"""
The polling rules, and that each is tested: at least three distinct cases and one negative control.

A case is marked `rule("P9")`; it judges the mill by the raw log of `polite_world` alone. A control is
marked `control("P9")`: it makes the mill break the rule and asserts that the same check notices.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

#: Rule → what it asks. P30 is about pages, which are not fetched.
RULES = {
    "P1": "an ETag goes back byte for byte",
    "P2": "a Last-Modified goes back byte for byte, and none is made up",
    "P3": "both validators when both are known, none ever empty",
    "P4": "validators of a 304 replace the old ones",
    "P5": "validators of a 200 are kept, also with an unchanged body and from the first fetch",
    "P6": "the newest validator wins",
    "P7": "validators vouch only for what was stored whole",
    "P8": "a whole document again only on the operator's word, once in 24 hours",
    "P9": "adding a feed is exactly one GET: no HEAD, probe, favicon",
    "P10": "the floor between two requests to one URL holds, whatever runs how often",
    "P11": "jitter only lengthens",
    "P12": "max-age less Age, else Expires, only lengthens, up to a day",
    "P13": "Retry-After of 429 and 503, in seconds or as a date, at most 7 days",
    "P14": "a 429 without it: twice the floor, doubled up to a day",
    "P15": "a 429 pauses its host, a 503 its URL, three of them its host",
    "P16": "errors lengthen the wait up to a day, and never end it",
    "P17": "where hardly a host can be reached, it is our own network: nobody is blamed",
    "P18": "a second 410, a day after the first, ends it",
    "P19": "a permanent redirect is adopted after two answers that could be read, never to http",
    "P20": "at most 5 redirects, no loop; secrets stay at their origin",
    "P21": "honest User-Agent; no cookie, referrer, cache-buster; URL bytes as configured",
    "P22": "per host one request in flight and a gap between starts",
    "P23": "one URL in many sources is one request a run",
    "P24": "sources that were asked together drift apart",
    "P25": "ttl, sy:, skipHours and skipDays only lengthen",
    "P26": "the interval follows the source's own rate, from the floor to a day",
    "P27": "a window that rolled over is walked back: at most 10 pages, one host, no loop",
    "P28": "a missing item is no deletion",
    "P29": "parts of a feed (RFC 3229) are not asked for, nor taken for the whole",
    "P31": "an answer without content is an error, and changes nothing",
    "P32": "redirects and pages count against the host's limit too",
    "P33": "a clock that jumps causes no burst",
    "P34": "`feedmill politeness` tells what the servers' log tells",
}
LEAST_CASES = 3


class Collector:
    """A pytest plugin that counts marked tests."""

    def __init__(self) -> None:
        self.rules: Counter[str] = Counter()
        self.controls: Counter[str] = Counter()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Look at what was collected."""
        for item in session.items:
            self.rules.update(str(name) for mark in item.iter_markers("rule") for name in mark.args)
            self.controls.update(str(name) for mark in item.iter_markers("control") for name in mark.args)


@pytest.fixture(scope="module")
def collected() -> Collector:
    """Collect this folder, running nothing."""
    collector = Collector()
    folder = Path(__file__).parent
    words = ["--collect-only", "-qq", "-p", "no:cacheprovider", str(folder)]
    assert pytest.ExitCode.OK == pytest.main(words, plugins=[collector])
    return collector


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_cases_and_a_control(collected: Collector, rule: str) -> None:
    """Three behaviours at least, and a proof that the check can fail."""
    assert collected.rules[rule] >= LEAST_CASES
    assert collected.controls[rule] >= 1


def test_no_mark_names_an_unknown_rule(collected: Collector) -> None:
    """A slip in a mark hides no rule."""
    known = {f"P{number}" for number in range(1, 35)} - {"P30"}

    assert collected.rules.keys() | collected.controls.keys() <= known
