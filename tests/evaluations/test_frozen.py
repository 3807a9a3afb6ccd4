"""Once published, a rule set cannot be changed even past all of our code: the database itself refuses."""

import pytest
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, transaction

from evaluations import frozen
from evaluations.models import Criterion, RuleSet, RuleSetState
from tests.factories import make_basis

from .year import make_rule_set

pytestmark = pytest.mark.django_db


@pytest.fixture
def published() -> RuleSet:
    return make_rule_set()


def refused_by_the_database(name: str, act) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        act()


def test_every_guard_stands_in_the_database():
    """A migration that rebuilds a table loses its triggers; this says so."""
    assert frozen.present(DEFAULT_DB_ALIAS) == set(frozen.REFUSALS)


CHANGES = [
    {"cap_percent": 25}, {"excellent_from": "91"}, {"name": "Khác"}, {"last_year": 2030}, {"findings": {}},
    {"version": 2}, {"published_at": None}, {"state": RuleSetState.DRAFT},
    {"state": RuleSetState.SUPERSEDED, "name": "X"},
]  # fmt: skip


@pytest.mark.parametrize("changes", CHANGES, ids=str)
def test_no_field_of_a_published_set_changes(published, changes):
    rows = RuleSet.objects.filter(pk=published.pk)
    refused_by_the_database("ruleset_published_frozen", lambda: rows.update(**changes))


def test_a_published_set_may_be_superseded_and_nothing_else_ever_after(published):
    rows = RuleSet.objects.filter(pk=published.pk)
    assert rows.update(state=RuleSetState.SUPERSEDED) == 1
    for changes in ({"state": RuleSetState.PUBLISHED}, {"state": RuleSetState.DRAFT}, {"cap_percent": 25}):
        refused_by_the_database("ruleset_published_frozen", lambda changes=changes: rows.update(**changes))


def test_criteria_of_a_published_set_stay(published):
    leaf = published.criteria.first()
    refused_by_the_database("criterion_published_frozen", lambda: published.criteria.update(maximum=1))
    leaf.pk, leaf.code = None, "moi"
    refused_by_the_database("criterion_published_frozen", leaf.save)
    draft = RuleSet.objects.create(code="NHAP", name="Dự thảo", first_year=2030)
    moved = Criterion.objects.filter(rule_set=published)
    refused_by_the_database("criterion_published_frozen", lambda: moved.update(rule_set=draft))


def test_legal_bases_of_a_published_set_stay(published):
    other = make_basis("99-QĐ/TW")
    refused_by_the_database("ruleset_basis_published_frozen", lambda: published.bases.add(other))


def test_a_draft_changes_freely():
    draft = RuleSet.objects.create(code="NHAP", name="Dự thảo", first_year=2030)
    draft.cap_percent = 15
    draft.save()
    draft.bases.add(make_basis())
    Criterion.objects.create(rule_set=draft, subject_type="NONLEAD", group="COMMON", code="1", maximum=30, position=1)
    assert draft.criteria.update(maximum=20) == 1


def test_migrating_again_leaves_the_guards_and_a_migration_may_take_them_away():
    call_command("migrate", verbosity=0)
    assert frozen.present(DEFAULT_DB_ALIAS) == set(frozen.REFUSALS)
    with transaction.atomic():
        frozen.thaw(DEFAULT_DB_ALIAS)
        assert frozen.present(DEFAULT_DB_ALIAS) == set()
        frozen.freeze(DEFAULT_DB_ALIAS)
    assert frozen.present(DEFAULT_DB_ALIAS) == set(frozen.REFUSALS)


@pytest.mark.django_db(transaction=True)
def test_rebuilding_the_table_works_between_the_two():
    """SQLite cannot rename a table that a trigger names: that is what thawing is for."""
    frozen.thaw(DEFAULT_DB_ALIAS)
    field = RuleSet._meta.get_field("departure_reason")
    with connection.schema_editor() as editor:
        editor.alter_field(RuleSet, field, field)
        editor._remake_table(RuleSet) if connection.vendor == "sqlite" else None
    frozen.freeze(DEFAULT_DB_ALIAS)
    assert frozen.present(DEFAULT_DB_ALIAS) == set(frozen.REFUSALS)
