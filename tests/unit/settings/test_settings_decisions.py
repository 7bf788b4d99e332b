"""Decisions, written and taken back without a change to anything else in the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from feedmill.errors import ConfigError, UsageError
from feedmill.model import Decision, DecisionKind
from feedmill.settings import add_decision, load, reidentify_decisions, remove_decisions

Write = Callable[..., Path]

WRITTEN = """\
# by hand
[[pin]]
article = "a" # why

# about b
[[ban]]
article = "b"

# about c
[[pin]]
article = "c"
topic = "g7"
# tail
"""


def pin(article: str, topic: str = "") -> Decision:
    """Make a pin."""
    return Decision(kind=DecisionKind.PIN, article=article, topic=topic)


def ban(article: str, topic: str = "") -> Decision:
    """Make a ban."""
    return Decision(kind=DecisionKind.BAN, article=article, topic=topic)


def text(folder: Path) -> str:
    """Give the file as it is."""
    return (folder / "config" / "decisions.toml").read_text(encoding="utf-8")


def test_the_first_decision_makes_the_file(installation: Write) -> None:
    """Where there was none, a file with a head that says what it is."""
    folder = installation()
    changed = add_decision(folder, ban('tag:x,2026:a/"é"', "g7"))

    assert changed
    assert (ban('tag:x,2026:a/"é"', "g7"),) == load(folder, {}).decisions
    assert text(folder).startswith("# What was pinned and banned")


def test_everything_else_in_the_file_stays(installation: Write) -> None:
    """A new decision stands below what was there, comments included."""
    folder = installation(decisions=WRITTEN)
    add_decision(folder, pin("z"))

    assert text(folder) == WRITTEN + '\n[[pin]]\narticle = "z"\n'


def test_the_same_decision_is_written_once(installation: Write) -> None:
    """Again is no change, not even to the file's time."""
    folder = installation(decisions=WRITTEN)
    changed = add_decision(folder, ban("b"))

    assert (changed, text(folder)) == (False, WRITTEN)


def test_a_decision_takes_its_opposite_back(installation: Write) -> None:
    """What is banned is no longer pinned; comments between stay."""
    folder = installation(decisions=WRITTEN)
    add_decision(folder, ban("a"))

    assert load(folder, {}).decisions == (pin("c", "g7"), ban("b"), ban("a"))
    assert "# by hand\n\n# about b\n[[ban]]" in text(folder)


def test_decisions_are_taken_back(installation: Write) -> None:
    """The table goes, its number is told, and every other line stays."""
    folder = installation(decisions=WRITTEN)
    number = remove_decisions(folder, "c", "g7")

    assert (1, WRITTEN.replace('[[pin]]\narticle = "c"\ntopic = "g7"\n', "")) == (number, text(folder))


@pytest.mark.parametrize(("topic", "number"), [("", 3), ("g7", 2), ("aid", 0)])
def test_without_a_topic_all_decisions_about_an_article_go(
    installation: Write, topic: str, number: int
) -> None:
    """With one, only those about it."""
    written = '[[pin]]\narticle="a"\n[[ban]]\narticle="a"\ntopic="g7"\n[[pin]]\narticle="a"\ntopic="g7"\n'
    folder = installation(decisions=written)

    assert number == remove_decisions(folder, "a", topic)
    assert 3 - number == len(load(folder, {}).decisions)


def test_taking_back_what_nobody_decided_writes_nothing(installation: Write) -> None:
    """There is no file before and none after."""
    folder = installation()

    assert remove_decisions(folder, "a") == 0
    assert not (folder / "config" / "decisions.toml").exists()


def test_a_list_over_several_lines_can_be_shortened(installation: Write) -> None:
    """Decisions written as a list are taken back if each has a line of its own."""
    folder = installation(decisions='pin = [\n  { article = "a" },\n  { article = "b" },\n]\n')

    assert remove_decisions(folder, "a") == 1
    assert text(folder) == 'pin = [\n  { article = "b" },\n]\n'


@pytest.mark.parametrize(
    "decide", [lambda folder: remove_decisions(folder, "a"), lambda folder: add_decision(folder, pin("z"))]
)
def test_what_only_a_person_can_edit_is_left_alone(
    installation: Write, decide: Callable[[Path], object]
) -> None:
    """Of a list on one line nothing is lost; the operator is told."""
    written = 'pin = [{ article = "a" }, { article = "b" }]\n'
    folder = installation(decisions=written)
    with pytest.raises(UsageError, match=r"change it by hand"):
        decide(folder)

    assert written == text(folder)


def test_a_broken_file_is_not_written_over(installation: Write) -> None:
    """Mistakes are told with their places; the file stays."""
    folder = installation(decisions="[[pin]]\n")
    with pytest.raises(ConfigError, match="article"):
        add_decision(folder, pin("a"))

    assert text(folder) == "[[pin]]\n"


def test_a_folder_without_config_gets_no_file(tmp_path: Path) -> None:
    """Deciding outside an installation is a mistake."""
    with pytest.raises(ConfigError, match="no config/ folder"):
        add_decision(tmp_path, pin("a"))

    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_file_as_it_was(installation: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that fails leaves no trace."""

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    folder = installation(decisions=WRITTEN)
    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(UsageError, match="No space left on device"):
        add_decision(folder, pin("z"))

    assert text(folder) == WRITTEN
    assert [path.name for path in (folder / "config").iterdir() if path.name.startswith(".")] == []


def test_the_mode_of_the_file_stays(installation: Write) -> None:
    """A file that only its owner may read stays one."""
    folder = installation(decisions=WRITTEN)
    path = folder / "config" / "decisions.toml"
    path.chmod(0o600)
    add_decision(folder, pin("z"))

    assert path.stat().st_mode & 0o777 == 0o600


def test_a_contradiction_written_by_hand_is_settled(installation: Write) -> None:
    """Banning again what is banned and pinned takes the pin back."""
    folder = installation(decisions='[[pin]]\narticle = "a"\n[[ban]]\narticle = "a"\n')

    assert add_decision(folder, ban("a"))
    assert text(folder) == '[[ban]]\narticle = "a"\n'


OLD, NEW = "tag:feedmill.localhost,2026-01-01:", "tag:feeds.example.org,2026-02-03:"


def test_decisions_follow_their_articles_to_new_ids(installation: Write) -> None:
    """Only the beginning of each id changes, however it is written; comments and all else stay."""
    written = f"""\
# about {OLD}s/a
[[pin]]
article = "{OLD}s/a" # why
[[ban]]
article = ' {OLD}s/b'
topic = "g7"

[[ban]]
article = "ta\\u0067:feedmill.localhost,2026-01-01:s/\\u0063"
[[ban]]
article = "tag:other.example,2026-01-01:s/{OLD}"
"""
    folder = installation(decisions=written)
    number = reidentify_decisions(folder, OLD, NEW)

    assert (3, (pin(f"{NEW}s/a"), ban(f"{NEW}s/b", "g7"), ban(f"{NEW}s/c"))) == (
        number,
        load(folder, {}).decisions[:3],
    )
    assert text(folder) == (
        written.replace(f'"{OLD}s/a"', f'"{NEW}s/a"')
        .replace(f" {OLD}s/b", f" {NEW}s/b")
        .replace("ta\\u0067:feedmill.localhost,2026-01-01:", NEW)
    )


def test_decisions_in_a_list_follow_too(installation: Write) -> None:
    """Ids are changed where they stand, whatever the form of the file."""
    folder = installation(decisions=f'ban = [{{ article = "{OLD}s/a" }}, {{ article = "{OLD}s/b" }}]\n')

    assert reidentify_decisions(folder, OLD, NEW) == 2
    assert text(folder) == f'ban = [{{ article = "{NEW}s/a" }}, {{ article = "{NEW}s/b" }}]\n'


@pytest.mark.parametrize("decisions", [None, WRITTEN, f'[[ban]]\narticle = "{NEW}s/a"\n'])
def test_without_old_ids_nothing_is_written(installation: Write, decisions: str | None) -> None:
    """Neither a file that is not there nor one that has the new ids."""
    folder = installation(decisions=decisions)
    path = folder / "config" / "decisions.toml"
    before = path.stat() if decisions else None

    assert reidentify_decisions(folder, OLD, NEW) == 0
    assert reidentify_decisions(folder, NEW, NEW) == 0
    assert before == (path.stat() if path.exists() else None)


def test_new_ids_that_would_break_the_file_are_refused(installation: Write) -> None:
    """A beginning that no id can have changes nothing."""
    written = f'[[ban]]\narticle = "{OLD}s/a"\n'
    folder = installation(decisions=written)
    with pytest.raises(UsageError, match="change it by hand"):
        reidentify_decisions(folder, OLD, 'tag:"')

    assert written == text(folder)
