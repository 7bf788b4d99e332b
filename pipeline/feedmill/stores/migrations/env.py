"""
What Alembic runs to set itself up: it works on the connection, and in the transaction, it is given.

There is no alembic.ini and no offline mode; `stores.revisions` is the only caller.
"""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    # SQLite alters a table by building it anew.
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
