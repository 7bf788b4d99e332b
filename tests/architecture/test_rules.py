"""What docs/rules.md says proves each rule is there: modules, three cases at least, and a control."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
PACKAGE = ROOT / "pipeline" / "feedmill"
#: P30 is about robots.txt for pages, which are not fetched.
RULES = [f"P{number}" for number in range(1, 35) if number != 30] + [f"T{number}" for number in range(1, 23)]
LEAST_CASES = 3
FILES = {path.name: path for path in (ROOT / "tests").rglob("test_*.py")}
#: A test: its file's name and its own.
Test = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a section of the page names."""

    text: str
    where: tuple[str, ...]
    tests: tuple[Test, ...]
    controls: tuple[Test, ...]


def _tests(line: str) -> tuple[Test, ...]:
    """Read "`file.py` `test_a`, `test_b`; …"."""
    found, file = [], ""
    for name in re.findall(r"`([^`]+)`", line):
        if name.endswith(".py"):
            file = name
        else:
            found.append((file, name))
    return tuple(found)


def _proof(section: str) -> Proof:
    text, where, tests, controls = re.split(r"\n- (?:Where|Tests|Control): ", section)
    return Proof(
        text=text,
        where=tuple(re.findall(r"`([^`]+)`", where)),
        tests=_tests(tests),
        controls=_tests(controls),
    )


SECTIONS = dict(re.findall(r"^### ([PT]\d+) · (.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))
PROOFS = {rule: _proof(section) for rule, section in SECTIONS.items()}


class Collector:
    """A pytest plugin that counts the cases of tests, and notes what they are marked as."""

    def __init__(self) -> None:
        self.cases: Counter[Test] = Counter()
        self.rules: dict[str, set[Test]] = {}
        self.controls: dict[str, set[Test]] = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Look at what was collected."""
        for item in session.items:
            test = item.path.name, getattr(item, "originalname", item.name)
            self.cases[test] += 1
            for mark, marked in (("rule", self.rules), ("control", self.controls)):
                for rule in (str(name) for one in item.iter_markers(mark) for name in one.args):
                    marked.setdefault(rule, set()).add(test)


@pytest.fixture(scope="module")
def collected() -> Collector:
    """Collect the files that the page names, and all about polling; run nothing."""
    collector = Collector()
    named = {file for proof in PROOFS.values() for file, _ in (*proof.tests, *proof.controls)}
    assert named <= FILES.keys()
    paths = {str(FILES[name]) for name in named} | {
        str(path) for path in (ROOT / "tests/polite").glob("test_*")
    }
    words = ["--collect-only", "-qq", "-p", "no:cacheprovider", *sorted(paths)]
    assert pytest.ExitCode.OK == pytest.main(words, plugins=[collector])
    return collector


def test_every_rule_has_a_section() -> None:
    """In the order of the rules, each with words about what is done, and nothing else."""
    assert RULES == list(PROOFS)
    assert all(len(proof.text.split()) > 10 for proof in PROOFS.values())


@pytest.mark.parametrize("rule", RULES)
def test_modules_exist(rule: str) -> None:
    """Where a rule is kept is a file of the package."""
    assert PROOFS[rule].where
    assert [] == _missing(PROOFS[rule])


@pytest.mark.parametrize("rule", RULES)
def test_cases_and_controls_exist(collected: Collector, rule: str) -> None:
    """Three behaviours at least, and a proof that the check can fail; each name is a test's."""
    tests, controls = PROOFS[rule].tests, PROOFS[rule].controls

    assert [] == _unknown(PROOFS[rule], collected)
    assert sum(collected.cases[test] for test in set(tests)) >= LEAST_CASES
    assert controls
    assert [] == [name for _, name in controls if not name.startswith("test_control")]
    assert [] == [name for _, name in tests if name.startswith("test_control")]


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.startswith("P")])
def test_what_is_marked_is_named(collected: Collector, rule: str) -> None:
    """Cases of `tests/polite` bear the mark of their rule, and stand in its section; controls too."""
    for named, marked in ((PROOFS[rule].tests, collected.rules), (PROOFS[rule].controls, collected.controls)):
        polite = {test for test in named if test[0].startswith("test_polite_")}

        assert marked[rule] == polite


def test_no_mark_names_an_unknown_rule(collected: Collector) -> None:
    """A slip in a mark hides no rule."""
    assert collected.rules.keys() | collected.controls.keys() <= set(RULES)


def test_control_what_is_not_there_is_noticed(collected: Collector) -> None:
    """A module, test or control that the page would name in vain is seen by the same look."""
    proof = _proof(
        "Words.\n- Where: `no_such.py`\n- Tests: `test_polite_echo.py` `test_etag_is_echoed`, `test_no_such`"
        "\n- Control: `test_rules.py` `test_no_such`"
    )

    assert ["no_such.py"] == _missing(proof)
    assert 2 == len(_unknown(proof, collected))


def _missing(proof: Proof) -> list[str]:
    return [name for name in proof.where if not (PACKAGE / name).is_file()]


def _unknown(proof: Proof, collected: Collector) -> list[Test]:
    return [test for test in (*proof.tests, *proof.controls) if not collected.cases[test]]
