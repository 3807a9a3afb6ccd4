"""What the database itself refuses to change: a rule set once published, its criteria, its legal bases.

Triggers, made anew after every migration and taken away before one: SQLite rebuilds a table to change it, which loses
the triggers on it and fails on those that name it. Nobody who writes a migration needs to think of them. Deleting is
not guarded here: what is in use is protected by its relations.
"""

from typing import Final

from django.db import connections

DRAFT, PUBLISHED, SUPERSEDED = 10, 20, 30
RULE_SETS, CRITERIA, BASES = "evaluations_ruleset", "evaluations_criterion", "evaluations_ruleset_bases"
# Trigger → its table and what it refuses; its name stands in the message, as a constraint's would.
REFUSALS: Final = {
    "ruleset_published_frozen": (RULE_SETS, "a published rule set never changes"),
    "criterion_published_frozen": (CRITERIA, "the criteria of a published rule set never change"),
    "ruleset_basis_published_frozen": (BASES, "the legal bases of a published rule set never change"),
}
SQLITE_PART: Final = """
CREATE TRIGGER {name}_{act} BEFORE {act} ON {table}
WHEN EXISTS (SELECT 1 FROM evaluations_ruleset WHERE id IN ({owners}) AND state <> {draft})
BEGIN SELECT RAISE(ABORT, '{name}: {says}'); END
"""
SQLITE_WHOLE: Final = """
CREATE TRIGGER {name} BEFORE UPDATE ON {table}
WHEN OLD.state <> {draft} AND NOT (
  (NEW.state = OLD.state OR (OLD.state = {published} AND NEW.state = {superseded})) AND {same}
)
BEGIN SELECT RAISE(ABORT, '{name}: {says}'); END
"""
POSTGRES_PART: Final = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM evaluations_ruleset WHERE state <> {draft}
      AND (id = NEW.{owner} OR (TG_OP = 'UPDATE' AND id = OLD.{owner}))) THEN
    RAISE EXCEPTION '{name}: {says}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER {name} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""
POSTGRES_WHOLE: Final = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - 'state' IS DISTINCT FROM to_jsonb(OLD) - 'state'
      OR NOT (NEW.state = OLD.state OR (OLD.state = {published} AND NEW.state = {superseded})) THEN
    RAISE EXCEPTION '{name}: {says}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW
WHEN (OLD.state <> {draft}) EXECUTE FUNCTION {name}();
"""
OWNER: Final = {CRITERIA: "rule_set_id", BASES: "ruleset_id"}


def freeze(using: str) -> None:
    """Make the triggers, anew where they are; nothing before the tables have their states."""
    thaw(using)
    connection = connections[using]
    if "state" not in _columns(connection, RULE_SETS):
        return
    with connection.cursor() as cursor:
        for statement in _statements(connection):
            cursor.execute(statement)


def thaw(using: str) -> None:
    """Take the triggers away, as a migration of these tables needs."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, (table, _says) in REFUSALS.items():
            if _columns(connection, table):
                for part in ("", "_INSERT", "_UPDATE") if connection.vendor == "sqlite" else ("",):
                    on_table = "" if connection.vendor == "sqlite" else f" ON {table}"
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}{part}{on_table}")


def present(using: str) -> set[str]:
    """Return the triggers that stand in the database, by the name of what they refuse."""
    connection = connections[using]
    ask = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        ask = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    with connection.cursor() as cursor:
        cursor.execute(ask)
        found = {row[0].removesuffix("_INSERT").removesuffix("_UPDATE") for row in cursor.fetchall()}
    return found & set(REFUSALS)


def _statements(connection) -> list[str]:
    """Return what makes the triggers, in the words of the database."""
    states = {"draft": DRAFT, "published": PUBLISHED, "superseded": SUPERSEDED}
    found = []
    for name, (table, says) in REFUSALS.items():
        values = {"name": name, "table": table, "says": says, "owner": OWNER.get(table, ""), **states}
        if connection.vendor == "postgresql":
            found.append((POSTGRES_PART if table in OWNER else POSTGRES_WHOLE).format(**values))
        elif table in OWNER:
            found += [
                SQLITE_PART.format(act="INSERT", owners=f"NEW.{OWNER[table]}", **values),
                SQLITE_PART.format(act="UPDATE", owners=f"NEW.{OWNER[table]}, OLD.{OWNER[table]}", **values),
            ]
        else:
            columns = sorted(_columns(connection, table) - {"state"})
            same = " AND ".join(f'NEW."{column}" IS OLD."{column}"' for column in columns)
            found.append(SQLITE_WHOLE.format(same=same, **values))
    return found


def _columns(connection, table: str) -> set[str]:
    """Return the columns of a table, none where there is no such table."""
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return set()
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}
