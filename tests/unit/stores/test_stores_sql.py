"""What only a store in a file can show: opening, dry runs, other programs, faults of the disk, kills."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from fakes import NOW, article, moment
from feedmill.errors import StorageError
from feedmill.model import Batch, Match, Memory
from feedmill.normalise import fingerprint
from feedmill.stores.sql import open_store

NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give the path of a database that is not there yet."""
    return tmp_path / "var" / "feedmill.db"


def url(path: Path) -> str:
    """Give the URL of a path."""
    return f"sqlite:///{path}"


def one_more(number: int) -> Batch:
    """Make the batch of one run: an article, and a validator that vouches for it."""
    new = article(f"n{number:05}", text="x" * 2000)
    match = Match(topic="g7", article=new.id)
    memory = Memory(source="alpha", etag=str(number))
    return Batch(articles=(new,), matches=(match,), memories=(memory,), now=NOW)


def dump(path: Path) -> list[str]:
    """Give the whole database as SQL, read by somebody else."""
    with closing(sqlite3.connect(path)) as db:
        return list(db.iterdump())


def ask(path: Path, question: str) -> str:
    """Ask the database one thing, as somebody else."""
    with closing(sqlite3.connect(path)) as db:
        return str(db.execute(question).fetchone()[0])


def in_child(work: Callable[[], None]) -> str:
    """Do *work* in a process of its own; give the words of its StorageError, empty without one."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work()
        except StorageError as error:
            os.write(writing, str(error).encode())
        except BaseException as error:  # noqa: BLE001 - the child must end here, whatever happens
            os.write(writing, f"NOT OURS: {error!r}".encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as words:
        said = words.read().decode()
    os.waitpid(child, 0)
    return said


# --- opening


def test_opening_makes_folder_and_file(path: Path) -> None:
    """A store that is not there is made, with the folder it lies in; opened again it remembers."""
    with closing(open_store(url(path))) as store:
        store.save(one_more(1))
    with closing(open_store(url(path))) as store:
        assert 1 == store.count_articles()


def test_the_database_is_set_up_to_survive(path: Path) -> None:
    """It keeps a write-ahead log, syncs at each commit and heeds foreign keys."""
    with closing(open_store(url(path))) as store, store._in.read() as db:
        found = [
            db.exec_driver_sql(f"PRAGMA {each}").scalar()
            for each in ("journal_mode", "synchronous", "foreign_keys")
        ]

    assert ["wal", 2, 1] == found


def test_closing_leaves_one_file(path: Path) -> None:
    """When the last one closes, the log is folded into the database."""
    with closing(open_store(url(path))) as store:
        store.save(one_more(1))

    assert list(path.parent.iterdir()) == [path]


def test_closing_twice_is_fine(path: Path) -> None:
    """A store that is closed may be closed again."""
    store = open_store(url(path), dry_run=True)
    store.save(one_more(1))
    store.close()
    store.close()

    assert "0" == ask(path, "SELECT count(*) FROM article")


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("not a url", "cannot be read; write it as"),
        ("postgresql://me:secret@host/db", 'no store for "postgresql"'),
        ("://me:secret@host", "cannot be read; write it as"),
    ],
)
def test_urls_that_name_no_store(bad: str, says: str) -> None:
    """A URL that cannot be used is refused with an example, and without what it holds."""
    with pytest.raises(StorageError, match=says) as caught:
        open_store(bad)

    assert "secret" not in str(caught.value)


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    """A folder in the place of the file is named, with a proposal."""
    with pytest.raises(StorageError, match=r"is a folder; name a file in it, such as .*feedmill\.db"):
        open_store(url(tmp_path))


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A file where the folder should be is an error that names it."""
    (tmp_path / "var").write_text("")

    with pytest.raises(StorageError, match=r"var/x of the store cannot be made"):
        open_store(url(tmp_path / "var" / "x" / "feedmill.db"))


@pytest.mark.parametrize("content", [b"no database " * 500, b"SQLite format 3\0" + b"\xff" * 9000])
def test_a_damaged_file_is_named(path: Path, content: bytes) -> None:
    """A file that is no database, or one no more, is left as it is; the error names it and the way out."""
    path.parent.mkdir()
    path.write_bytes(content)

    with pytest.raises(StorageError, match=r"feedmill\.db is damaged .*restore a backup"):
        open_store(url(path))
    assert content == path.read_bytes()


def test_damage_inside_is_ours_to_tell(path: Path) -> None:
    """A row that holds what we never wrote is our error too, whatever Python makes of it."""
    with closing(open_store(url(path))) as store:
        store.save(one_more(1))
        name = one_more(1).articles[0].id
        for body in ("{", "[]", '{"colour":"red"}', '{"published":"x"}'):
            with closing(sqlite3.connect(path)) as db:
                db.execute("UPDATE article SET body = ?", (body,))
                db.commit()
            with pytest.raises(StorageError, match="holds what cannot be read; restore a backup"):
                store.articles([name])


# --- other programs


def test_a_locked_database_is_waited_for_then_named(path: Path) -> None:
    """While another program writes we wait, as long as we were told, then say so in one sentence."""
    with closing(open_store(url(path), patience=0.2)) as store, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        before = time.monotonic()
        with pytest.raises(StorageError, match="is locked by another program"):
            store.save(one_more(1))

        assert time.monotonic() - before >= 0.2
        assert 0 == store.count_articles()

        other.rollback()
        store.save(one_more(1))

        assert 1 == store.count_articles()


def test_reading_does_not_wait_for_a_writer(path: Path) -> None:
    """Commands that only read go on while a run, dry or not, holds its transaction."""
    with closing(open_store(url(path))) as store:
        store.save(one_more(1))
    with closing(open_store(url(path), dry_run=True)) as run:
        run.save(one_more(2))
        with closing(open_store(url(path), patience=0)) as reader:
            assert 1 == reader.count_articles()
            assert 1 == len(list(reader.scan()))


@pytest.mark.parametrize(("patience", "waits"), [(10, True), (0, False)], ids=["patient", "without patience"])
def test_opening_waits_for_another_who_is_about_the_same(path: Path, patience: int, waits: bool) -> None:  # noqa: FBT001
    """SQLite refuses to turn the log on beside a writer at once, whatever the timeout."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.executescript("CREATE TABLE first (x); DROP TABLE first; BEGIN IMMEDIATE")
        release = threading.Timer(0.2, other.rollback)
        release.start()
        try:
            open_store(url(path), patience=patience).close()
        except StorageError:
            opened = False
        else:
            opened = True
        release.join()

    assert opened is waits


def test_what_a_text_is_found_by_goes_with_its_last_article(path: Path) -> None:
    """Sampled runs stay while an article has the text, and leave no row behind it."""
    text = " ".join(f"word{number}" for number in range(200))
    one, other = (
        article(name, text=text, fingerprint=fingerprint("", name, text)) for name in ("first", "second")
    )
    with closing(open_store(url(path))) as store:
        store.save(Batch(articles=(one, other), now=NOW))
        assert int(ask(path, "SELECT coalesce(sum(pairs), 0) FROM segment")) >= 16
        store.save(Batch(withdrawn=(one.id,), now=NOW))
        assert int(ask(path, "SELECT coalesce(sum(pairs), 0) FROM segment")) >= 16
        store.save(Batch(withdrawn=(other.id,), now=NOW))

    assert "0" == ask(path, "SELECT coalesce(sum(pairs), 0) FROM segment")


def test_many_may_open_a_new_store_at_once(path: Path) -> None:
    """Of several who find no database one makes it, and all can use it."""
    failures: list[BaseException] = []

    def use(number: int) -> None:
        try:
            with closing(open_store(url(path))) as store:
                store.save(one_more(number))
        except BaseException as error:  # noqa: BLE001 - handed to the thread that asserts
            failures.append(error)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert "8" == ask(path, "SELECT count(*) FROM article")


# --- dry runs


def test_a_dry_run_leaves_rows_as_they_were(path: Path) -> None:
    """After a dry run every row is what it was, whatever the run did."""
    with closing(open_store(url(path))) as store:
        for number in range(3):
            store.save(one_more(number))
    before = dump(path)

    with closing(open_store(url(path), dry_run=True)) as store:
        store.save(one_more(2))
        store.save(one_more(3))
        store.forget_source("alpha")
        store.save_facts({"a": "1"})
        store.record_run(NOW, "{}")
        store.drop_topic("g7")

    assert before == dump(path)


def test_a_dry_run_keeps_attempts(path: Path) -> None:
    """Attempts are noted for good, before the first write at once and later at the end."""
    with closing(open_store(url(path), dry_run=True)) as store:
        store.note_attempts(["alpha"], NOW)

        assert "1" == ask(path, "SELECT count(*) FROM source")

        store.save(one_more(1))
        store.note_attempts(["alpha", "beta"], moment(1))

    expected = {name: Memory(source=name, last_attempt=moment(1)) for name in ("alpha", "beta")}
    with closing(open_store(url(path))) as store:
        assert expected == store.memories()
        assert store.is_empty()


# --- faults


def test_a_full_disk_loses_nothing(path: Path) -> None:
    """A save that finds no room fails in one sentence; what was stored stays, and later it goes on."""
    with closing(open_store(url(path))) as store:
        store.save(one_more(0))
        with store._in.read() as db:
            pages = int(str(db.exec_driver_sql("PRAGMA page_count").scalar()))
            db.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        many = Batch(articles=tuple(one_more(number).articles[0] for number in range(1, 300)), now=NOW)
        with pytest.raises(StorageError, match=r"feedmill\.db cannot grow: the disk is full"):
            store.save(many)

        assert 1 == store.count_articles()

        with store._in.read() as db:
            db.exec_driver_sql("PRAGMA max_page_count = 1000000")
        store.save(many)

        assert 300 == store.count_articles()


def test_a_file_size_limit_loses_nothing(path: Path) -> None:
    """Where the system refuses to let the file grow, the save fails in one sentence and leaves nothing."""
    with closing(open_store(url(path))) as store:
        store.save(one_more(0))

    def work() -> None:
        size = path.stat().st_size + 20_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        with closing(open_store(url(path))) as store:
            for number in range(1, 1000):
                store.save(one_more(number))

    said = in_child(work)

    assert "feedmill.db cannot" in said
    assert "NOT OURS" not in said
    assert "ok" == ask(path, "PRAGMA integrity_check")
    assert int(ask(path, "SELECT count(*) FROM article")) >= 1


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody who may not write")
def test_a_read_only_file_is_named() -> None:
    """Who may not write the file is told to look at owner and permissions."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feedmill.db"
        with closing(open_store(url(path))) as store:
            store.save(one_more(0))
        path.chmod(0o444)
        Path(folder).chmod(0o555)

        def work() -> None:
            os.setuid(NOBODY)
            with closing(open_store(url(path))) as store:
                store.save(one_more(1))

        said = in_child(work)

    assert "feedmill.db cannot be" in said
    assert "permissions" in said


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everything")
def test_a_file_that_may_not_be_written_is_named(path: Path) -> None:
    """Who may not write the file is told to look at owner and permissions."""
    with closing(open_store(url(path))) as store:
        store.save(one_more(0))
    path.chmod(0o444)

    with pytest.raises(StorageError, match="permissions"), closing(open_store(url(path))) as store:
        store.save(one_more(1))


# --- kills


def killed_while_saving(path: Path, delay: float) -> None:
    """Let a child save batch after batch, and kill it *delay* seconds after its first."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            store = open_store(url(path))
            for number in range(store.count_articles(), 100_000):
                store.save(one_more(number))
                os.write(writing, b".")
        finally:
            os._exit(1)
    os.close(writing)
    assert os.read(reading, 1) == b"."
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(reading)
    assert os.WTERMSIG(status) == signal.SIGKILL


def delays() -> Iterator[float]:
    """Give twenty delays that fall into different places of a save."""
    return (0.0007 * number for number in range(20))


def test_twenty_kills_lose_and_damage_nothing(path: Path) -> None:
    """
    After each kill the database is sound and a validator vouches for nothing that is not stored.

    Each batch holds article *n* and the validator "n", so they must agree however it ended.
    """
    stored = 0
    for delay in delays():
        killed_while_saving(path, delay)
        newest = ask(path, "SELECT json_extract(memory, '$.etag') FROM source")
        count = int(ask(path, "SELECT count(*) FROM article"))

        assert "ok" == ask(path, "PRAGMA integrity_check")
        assert count == int(newest) + 1
        assert count == int(ask(path, "SELECT count(*) FROM match"))
        assert count > stored
        stored = count
