"""What the database itself refuses while a campaign is closed: to add, change or remove a row that it is made of.

Triggers, made anew after every migration and taken away before one, as in `frozen.py`. Whether a campaign is closed is
read from the closings themselves, which are never removed and of which only a reopening can be written down, once.
"""

from typing import Final

from django.db import connections

ACTS: Final = ("INSERT", "UPDATE", "DELETE")
CLOSINGS: Final = "evaluations_closing"
DIRECT: Final = "{row}.campaign_id"
BY_ASSESSMENT: Final = "(SELECT campaign_id FROM evaluations_assessment WHERE id = {row}.assessment_id)"
BY_RATING: Final = "(SELECT campaign_id FROM evaluations_cellrating WHERE id = {row}.rating_id)"
BY_REVIEW: Final = "(SELECT campaign_id FROM evaluations_cellreview WHERE id = {row}.review_id)"
# Trigger → its table and how a row leads to its campaign; its name stands in the message, as a constraint's would.
ROWS: Final = {
    "assessment_closed": ("evaluations_assessment", DIRECT),
    "task_closed": ("evaluations_assignedtask", BY_ASSESSMENT),
    "cell_review_closed": ("evaluations_cellreview", DIRECT),
    "attendance_closed": ("evaluations_attendance", BY_REVIEW),
    "proposal_closed": ("evaluations_proposal", BY_ASSESSMENT),
    "decision_closed": ("evaluations_decision", BY_ASSESSMENT),
    "cell_rating_closed": ("evaluations_cellrating", DIRECT),
    "cell_decision_closed": ("evaluations_celldecision", BY_RATING),
    "cap_record_closed": ("evaluations_caprecord", DIRECT),
    "cap_choice_closed": ("evaluations_capchoice", DIRECT),
    "cap_exception_closed": ("evaluations_capexception", DIRECT),
}
# Of these tables the words may go once they have been kept long enough (keeping.py), and nothing else.
WORDS: Final = {
    "evaluations_assessment": (("sections",), "NEW.sections = '{}'"),
    "evaluations_assignedtask": (("title", "product"), "NEW.product = ''"),
}
KEPT: Final = "closing_kept"
SAYS: Final = "the review has been closed"
SAYS_KEPT: Final = "a closing is never removed, and changes only once, when the review is opened again"
SIDES: Final = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
HOLDS: Final = "EXISTS (SELECT 1 FROM evaluations_closing WHERE reopened_at IS NULL AND campaign_id IN ({campaigns}))"
SQLITE: Final = """
CREATE TRIGGER {name}_{act} BEFORE {act} ON {table} WHEN {when}
BEGIN SELECT RAISE(ABORT, '{name}: {says}'); END
"""
POSTGRES: Final = """
CREATE OR REPLACE FUNCTION {name}_{act}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {when} THEN
    RAISE EXCEPTION '{name}: {says}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
  END IF;
  RETURN {back};
END $$;
CREATE OR REPLACE TRIGGER {name}_{act} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}_{act}();
"""
UNDONE: Final = (
    "OLD.reopened_at IS NOT NULL OR NEW.reopened_at IS NULL OR NEW.campaign_id <> OLD.campaign_id "
    "OR NEW.closed_by_id <> OLD.closed_by_id OR NEW.closed_at <> OLD.closed_at"
)
# Emptying a table whole, as tests do between two of them, takes away the oldest row each time; anything else does not.
NOT_THE_OLDEST: Final = "OLD.id > (SELECT MIN(id) FROM evaluations_closing)"


def close_rows(using: str) -> None:
    """Make the triggers, anew where they are; nothing before there are closings."""
    open_rows(using)
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if CLOSINGS not in tables:
            return
        for name, act, table, when, says in _triggers(connection.vendor):
            if act == "UPDATE" and table in WORDS:
                when = f"{when} AND NOT ({_thinned(connection, cursor, table)})"
            values = {"name": name, "act": act, "table": table, "when": when, "says": says}
            values["back"] = "OLD" if act == "DELETE" else "NEW"
            if table in tables:
                cursor.execute((POSTGRES if connection.vendor == "postgresql" else SQLITE).format(**values))


def open_rows(using: str) -> None:
    """Take the triggers away, as a migration of these tables needs."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for name, act, table, _when, _says in _triggers(connection.vendor):
            if table in tables:
                on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}_{act}{on_table}")


def _thinned(connection, cursor, table: str) -> str:
    """Return the condition that an update takes away the words of a row and leaves everything else as it was."""
    words, empty = WORDS[table]
    if connection.vendor == "postgresql":
        less = "".join(f" - '{column}'" for column in words)
        return f"{empty} AND to_jsonb(NEW){less} = to_jsonb(OLD){less}"
    columns = {column.name for column in connection.introspection.get_table_description(cursor, table)}
    return " AND ".join([empty, *(f'NEW."{name}" IS OLD."{name}"' for name in sorted(columns - set(words)))])


def present(using: str) -> set[str]:
    """Return the triggers that stand in the database, with their acts, in small letters."""
    connection = connections[using]
    ask = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        ask = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    with connection.cursor() as cursor:
        cursor.execute(ask)
        return {row[0].lower() for row in cursor.fetchall()} & expected(connection.vendor)


def expected(vendor: str) -> set[str]:
    """Return the names of all the triggers there should be."""
    return {f"{name}_{act}".lower() for name, act, *_rest in _triggers(vendor)}


def _triggers(vendor: str) -> list[tuple[str, str, str, str, str]]:
    """Return name, act, table, condition and sentence of each trigger."""
    found = []
    for name, (table, leads) in ROWS.items():
        for act in ACTS:
            campaigns = ", ".join(leads.format(row=row) for row in SIDES[act])
            found.append((name, act, table, HOLDS.format(campaigns=campaigns), SAYS))
    found.append((KEPT, "UPDATE", CLOSINGS, UNDONE, SAYS_KEPT))
    found.append((KEPT, "DELETE", CLOSINGS, "TRUE" if vendor == "postgresql" else NOT_THE_OLDEST, SAYS_KEPT))
    return found
