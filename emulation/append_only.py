"""What the database itself refuses: to change a line of the journal, or to take one away.

Triggers, made anew after every migration and taken away before one, as SQLite rebuilds a table to change it.
PostgreSQL refuses every UPDATE and DELETE. SQLite refuses every UPDATE, and every DELETE but that of the oldest line:
emptying a table whole (which tests do between two of them) takes away the oldest each time, anything else does not.
That the first lines are missing is found by verifying.
"""

from typing import Final

from django.db import connections

# Trigger → its table and what it refuses; its name stands in the message, as a constraint's would.
REFUSALS: Final = {
    "journal_append_only": ("emulation_journalentry", "a line of the journal is never changed or removed"),
    "journal_members_append_only": ("emulation_journalmember", "the members of a line of the journal never change"),
}
ACTS: Final = ("UPDATE", "DELETE")
SQLITE: Final = """
CREATE TRIGGER {name}_{act} BEFORE {act} ON {table} {when}
BEGIN SELECT RAISE(ABORT, '{name}: {says}'); END
"""
SQLITE_WHEN: Final = {"UPDATE": "", "DELETE": "WHEN OLD.id > (SELECT MIN(id) FROM {table})"}
POSTGRES: Final = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{name}: {says}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
END $$;
CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""


def guard(using: str) -> None:
    """Make the triggers, anew where they are; nothing for a table that is not there yet."""
    lift(using)
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for name, (table, says) in REFUSALS.items():
            if table in tables:
                for statement in _statements(connection.vendor, name, table, says):
                    cursor.execute(statement)


def lift(using: str) -> None:
    """Take the triggers away, as a migration of these tables needs."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for name, (table, _says) in REFUSALS.items():
            if connection.vendor == "sqlite":
                for act in ACTS:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}_{act}")
            elif table in tables:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")


def present(using: str) -> set[str]:
    """Return the triggers that stand in the database, by the name of what they refuse."""
    connection = connections[using]
    ask = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        ask = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    with connection.cursor() as cursor:
        cursor.execute(ask)
        found = {row[0].removesuffix("_UPDATE").removesuffix("_DELETE") for row in cursor.fetchall()}
    return found & set(REFUSALS)


def _statements(vendor: str, name: str, table: str, says: str) -> list[str]:
    if vendor == "postgresql":
        return [POSTGRES.format(name=name, table=table, says=says)]
    return [
        SQLITE.format(name=name, act=act, table=table, says=says, when=SQLITE_WHEN[act].format(table=table))
        for act in ACTS
    ]
