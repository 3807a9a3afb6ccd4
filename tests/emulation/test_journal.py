"""The journal: who acted, for whom, through which door; read by those who may. Its chain is tested in test_chain.py."""

import pytest
from django.db import transaction

from emulation.access import SystemActor
from emulation.chain import verify
from emulation.journal import record
from emulation.models import JournalEntry
from emulation.selectors import history_of, journal_of


@pytest.fixture
def chain(cast) -> list[JournalEntry]:
    """Five acts."""
    return [record(cast.officer, "year.opened", cast.year, unit=cast.committee, data={"n": n}) for n in range(5)]


def test_an_entry_says_who_what_where_and_when(cast):
    entry = record(cast.officer, "year.opened", cast.year, unit=cast.committee, data={"đầu": "năm"})
    entry.refresh_from_db()
    assert (entry.actor, entry.actor_name, entry.verb) == (cast.officer, "Phạm Thị Cúc", "year.opened")
    assert (entry.subject, entry.subject_id, entry.subject_name) == ("year", cast.year.pk, "2026")
    assert (entry.unit, entry.data, len(entry.seal)) == (cast.committee, {"đầu": "năm"}, 64)


def test_the_application_s_own_acts_bear_its_name(cast):
    entry = record(SystemActor("import_roster"), "roster.imported", cast.committee, unit=cast.committee)
    assert (entry.actor_id, entry.actor_name) == (None, "import_roster")


def test_an_act_that_fails_leaves_no_line_and_no_gap(cast, chain):
    class Failed(Exception):
        pass

    with pytest.raises(Failed), transaction.atomic():
        record(cast.officer, "theme.set", cast.year, unit=cast.committee)
        raise Failed
    record(cast.officer, "theme.set", cast.year, unit=cast.committee)
    assert JournalEntry.objects.count() == len(chain) + 1
    assert verify().holds


def test_a_line_takes_few_queries(cast, django_assert_max_num_queries):
    record(cast.officer, "year.opened", cast.year, unit=cast.committee)
    with django_assert_max_num_queries(5):
        record(cast.officer, "year.opened", cast.year, unit=cast.committee)


# ── who reads it ──


@pytest.fixture
def acts(cast) -> None:
    """One act on content, one on the system, one elsewhere, one of the member's own."""
    record(cast.officer, "pledge.confirmed", cast.year, unit=cast.cell)
    record(cast.admin, "account.created", cast.member, unit=cast.committee)
    record(cast.stranger, "pledge.confirmed", cast.year, unit=cast.stranger_cell)
    record(cast.member, "key.created", cast.member)


@pytest.fixture
def acts_on_many(cast) -> None:
    """Acts on the content of many, recorded against their unit."""
    record(cast.officer, "pledge.confirmed_many", cast.cell, unit=cast.cell)
    record(cast.officer, "report.exported", cast.committee, unit=cast.committee)


def verbs(reader, unit=None) -> list[str]:
    return sorted(journal_of(reader, unit).values_list("verb", flat=True))


def test_the_committee_reads_what_was_done_under_it(cast, acts):
    assert verbs(cast.officer) == verbs(cast.leader) == ["account.created", "pledge.confirmed"]
    assert verbs(cast.officer, cast.cell) == ["pledge.confirmed"]


def test_the_administrator_reads_acts_on_the_system_only(cast, acts, acts_on_many):
    assert verbs(cast.admin) == ["account.created"]


def test_others_read_their_own_acts_only(cast, acts):
    assert verbs(cast.member) == ["key.created"]
    assert verbs(cast.secretary) == verbs(cast.viewer) == []


def test_the_history_of_one_thing_is_in_order(cast, chain):
    assert [entry.data["n"] for entry in history_of(cast.year)] == [0, 1, 2, 3, 4]
