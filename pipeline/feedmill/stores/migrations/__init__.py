"""Numbered steps from one revision of the tables to the next, run by Alembic when a database is older."""
