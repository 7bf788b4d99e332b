"""How a database gets to our revision, and when it is refused."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from feedmill.errors import StorageError
from feedmill.stores import revisions
from feedmill.stores.dialect import connect, writing
from feedmill.stores.schema import METADATA, REVISION, REVISIONS
from feedmill.stores.sql import open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give the path of a database in a folder whose name Alembic's config would trip over."""
    folder = tmp_path / "100% odd, name"
    folder.mkdir()
    return folder / "feedmill.db"


def schema(path: Path) -> list[tuple[str, ...]]:
    """Give every table and index, word by word but for white space."""
    with closing(sqlite3.connect(path)) as db:
        found = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name").fetchall()
    return [tuple("".join(str(word).split()) for word in row) for row in found]


def run(path: Path, *statements: str) -> None:
    """Change the database as somebody else would."""
    with closing(sqlite3.connect(path)) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()


def empty_version(path: Path) -> None:
    """Make a database that stands before the first revision."""
    run(
        path,
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))",
    )


def test_migrations_lead_to_the_schema(path: Path, tmp_path: Path) -> None:
    """A database made at once and one that went through every migration have the same tables."""
    made, migrated = tmp_path / "made.db", path
    open_store(f"sqlite:///{made}").close()
    empty_version(migrated)

    open_store(f"sqlite:///{migrated}").close()

    assert schema(made) == schema(migrated)
    with closing(sqlite3.connect(migrated)) as db:
        assert [(REVISION,)] == db.execute("SELECT version_num FROM alembic_version").fetchall()


def test_revisions_are_those_of_the_files() -> None:
    """The list in `schema` names the migration files, oldest first."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(revisions._MIGRATIONS).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)

    assert REVISIONS == tuple(reversed([each.revision for each in script.walk_revisions()]))
    assert [REVISION] == script.get_heads()


def test_alembic_finds_nothing_to_do(path: Path) -> None:
    """Alembic itself, comparing a migrated database with the schema, proposes nothing."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    empty_version(path)
    open_store(f"sqlite:///{path}").close()
    engine, _ = connect(f"sqlite:///{path}", 1)
    with engine.connect() as db:
        found = compare_metadata(MigrationContext.configure(db), METADATA)
    engine.dispose()

    assert [] == found


def test_a_migration_that_fails_leaves_what_was_there(path: Path) -> None:
    """Half-way through the steps nothing is kept, and the next start may try again."""
    empty_version(path)
    run(path, "CREATE TABLE fact (mine TEXT)")
    before = schema(path)

    with pytest.raises(StorageError, match=r"feedmill\.db failed"):
        open_store(f"sqlite:///{path}")
    assert before == schema(path)

    run(path, "DROP TABLE fact")
    open_store(f"sqlite:///{path}").close()

    assert before != schema(path)


def test_making_the_tables_is_all_or_nothing(path: Path) -> None:
    """Tables that are made and not committed are not there."""
    engine, _ = connect(f"sqlite:///{path}", 1)
    with writing(engine).connect() as db:
        revisions.create(db)
        db.rollback()
    engine.dispose()

    assert [] == schema(path)


def test_a_newer_database_is_refused(path: Path) -> None:
    """A revision that we do not know is a newer Feedmill's: we name both and touch nothing."""
    open_store(f"sqlite:///{path}").close()
    run(path, "UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(StorageError, match=f"newer Feedmill .*9999.*{REVISION}"):
        open_store(f"sqlite:///{path}")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("DROP TABLE mark", r"mark\.hash"),
        ("ALTER TABLE source DROP COLUMN memory", r"source\.memory"),
        ("ALTER TABLE topic_state ADD COLUMN older TEXT", r"topic_state\.older"),
    ],
)
def test_a_trial_versions_tables_are_refused(path: Path, change: str, named: str) -> None:
    """Of the same revision, but not of the same shape: we say so in a sentence, and what to do."""
    open_store(f"sqlite:///{path}").close()
    run(path, change)
    before = schema(path)

    with pytest.raises(StorageError, match=f"trial version.*{named}.*move it away"):
        open_store(f"sqlite:///{path}")
    assert before == schema(path)


def test_tables_of_others_are_not_looked_at(path: Path) -> None:
    """Who keeps notes of their own beside ours may do so."""
    open_store(f"sqlite:///{path}").close()
    run(path, "CREATE TABLE notes (text TEXT)")

    open_store(f"sqlite:///{path}").close()


def test_another_programs_database_is_refused(path: Path) -> None:
    """A database with tables that are not ours is left alone."""
    run(path, "CREATE TABLE recipes (name TEXT)")
    before = schema(path)

    with pytest.raises(StorageError, match="another program's database"):
        open_store(f"sqlite:///{path}")
    assert before == schema(path)


def test_foreign_keys_are_heeded_after_settling(path: Path) -> None:
    """The switch that lets tables be rebuilt is back where it was."""
    with closing(open_store(f"sqlite:///{path}")) as store, store._in.write() as db:
        assert 1 == db.exec_driver_sql("PRAGMA foreign_keys").scalar()


def test_alembic_is_imported_for_a_migration_only(path: Path) -> None:
    """Neither making a new store nor opening one costs the import."""
    program = (
        "import sys; from feedmill.stores.sql import open_store; "
        f"[open_store('sqlite:///' + {str(path)!r}).close() for _ in range(2)]; "
        "sys.exit('alembic' in sys.modules)"
    )
    pipeline = Path(revisions.__file__).parents[2]

    done = subprocess.run([sys.executable, "-c", program], env={"PYTHONPATH": str(pipeline)}, check=False)

    assert done.returncode == 0
