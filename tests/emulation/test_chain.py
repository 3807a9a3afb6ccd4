"""The chain of the journal: an altered, removed or moved entry is found; the database itself refuses to make one."""

import datetime
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, transaction

from emulation import append_only
from emulation.chain import Damage, Verdict, verify
from emulation.journal import record, seal_of
from emulation.models import JournalEntry, JournalHead, JournalMember
from tests.factories import make_member

USING = DEFAULT_DB_ALIAS


@pytest.fixture
def chain(cast) -> list[JournalEntry]:
    """Five acts, the third of which concerns two members."""
    members = {2: [cast.member.member_id, cast.colleague.member_id]}
    return [
        record(cast.officer, "year.opened", cast.year, unit=cast.committee, data={"n": n}, members=members.get(n))
        for n in range(5)
    ]


@contextmanager
def intruder() -> Iterator[None]:
    """Somebody who owns the database and takes the guard away."""
    append_only.lift(USING)
    yield
    append_only.guard(USING)


def found(verdict: Verdict) -> tuple[Damage | None, JournalEntry | None]:
    return verdict.damage, verdict.entry


def test_an_untouched_chain_holds(chain):
    verdict = verify()
    assert (verdict.holds, verdict.count, verdict.seal) == (True, 5, chain[-1].seal)
    assert str(verdict) == "5 dòng, nguyên vẹn."
    assert [entry.number for entry in chain] == [1, 2, 3, 4, 5]


def test_an_empty_journal_holds(db):
    assert verify().holds


@pytest.mark.parametrize(
    "change",
    [
        {"at": "2020-01-01T00:00:00Z"},
        {"actor": None},
        {"actor_name": "Người khác"},
        {"held": [["ADMIN", 1]]},
        {"door": "API"},
        {"through": "khác"},
        {"address": "10.0.0.1"},
        {"verb": "year.closed"},
        {"subject": "unit"},
        {"subject_id": 999},
        {"subject_name": "2027"},
        {"unit": None},
        {"before": {"n": 1}},
        {"after": {"n": 1}},
        {"data": {"n": 99}},
        {"seal": "0" * 64},
        {"seal_format": 1},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_entry_is_found(chain, change):
    with intruder():
        JournalEntry.objects.filter(pk=chain[2].pk).update(**change)
    assert found(verify()) == (Damage.ALTERED, chain[2])


def test_on_whose_behalf_is_sealed_too(cast, chain):
    with intruder():
        JournalEntry.objects.filter(pk=chain[2].pk).update(on_behalf_of=cast.member.member)
    assert found(verify()) == (Damage.ALTERED, chain[2])


def test_every_field_is_sealed(chain):
    """A field that is added is sealed, or is one of those that the others imply."""
    sealed = set("at actor actor_name held on_behalf_of door through address verb subject subject_id".split())
    sealed |= set("subject_name unit before after data number seal_format".split())
    assert {field.name for field in JournalEntry._meta.concrete_fields} == sealed | {"id", "seal"}


def test_members_added_or_taken_away_are_found(chain):
    with intruder():
        JournalMember.objects.create(entry=chain[3], member=make_member("Người Lạ"))
    assert found(verify()) == (Damage.ALTERED, chain[3])
    with intruder():
        JournalMember.objects.filter(entry=chain[3]).delete()
        JournalMember.objects.filter(entry=chain[2]).first().delete()
    assert found(verify()) == (Damage.ALTERED, chain[2])


def remove(entries: list[JournalEntry]) -> None:
    with intruder():
        JournalMember.objects.filter(entry__in=entries).delete()
        JournalEntry.objects.filter(pk__in=[entry.pk for entry in entries]).delete()


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_an_entry_removed_at_the_beginning_or_in_the_middle_is_found_by_the_one_after_it(chain, at):
    after = chain[at + 1]
    remove([chain[at]])
    assert found(verify()) == (Damage.REMOVED, after)
    assert verify().count == at


def test_of_several_gaps_the_first_is_found(chain):
    remove([chain[3], chain[0]])
    assert found(verify()) == (Damage.REMOVED, chain[1])


@pytest.mark.parametrize("left", [0, 1, 4])
def test_entries_removed_at_the_end_are_missed_by_the_head(chain, left):
    remove(chain[left:])
    assert (verify().damage, verify().count) == (Damage.END, left)


def test_a_head_set_back_to_an_earlier_entry_is_found(chain):
    JournalHead.objects.update(seal=chain[3].seal)
    assert verify().damage == Damage.END
    JournalHead.objects.all().delete()
    assert verify().damage == Damage.END


def test_exchanged_entries_are_found(chain):
    first, second = chain[0].pk, chain[1].pk
    with intruder():
        for was, becomes in ((first, -1), (second, first), (-1, second)):
            _move(was, becomes)
    assert found(verify())[0] == Damage.REMOVED
    assert found(verify())[1].pk == first


def _move(was: int, becomes: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE emulation_journalentry SET id = %s WHERE id = %s", [becomes, was])


def test_exchanged_contents_are_found(chain):
    first, second = chain[0], chain[1]
    with intruder():
        JournalEntry.objects.filter(pk=first.pk).update(data=second.data, seal=second.seal)
        JournalEntry.objects.filter(pk=second.pk).update(data=first.data, seal=first.seal)
    assert found(verify()) == (Damage.ALTERED, first)


def test_a_forged_entry_sealed_anew_is_found_by_the_one_after_it(chain):
    forged = JournalEntry.objects.get(pk=chain[3].pk)
    forged.actor_name = "Không ai"
    with intruder():
        JournalEntry.objects.filter(pk=forged.pk).update(
            actor_name=forged.actor_name, seal=seal_of(forged, chain[2].seal)
        )
    assert found(verify()) == (Damage.ALTERED, chain[4])


def test_the_newest_entry_forged_and_sealed_anew_is_missed_by_the_head(chain):
    forged = JournalEntry.objects.get(pk=chain[4].pk)
    forged.actor_name = "Không ai"
    with intruder():
        JournalEntry.objects.filter(pk=forged.pk).update(
            actor_name=forged.actor_name, seal=seal_of(forged, chain[3].seal)
        )
    assert verify().damage == Damage.END


def test_an_entry_slipped_in_at_the_end_is_missed_by_the_head(chain):
    forged = JournalEntry.objects.get(pk=chain[4].pk)
    forged.pk, forged.number, forged.actor_name = None, 6, "Không ai"
    forged.seal = seal_of(forged, chain[4].seal)
    forged.save(force_insert=True)
    assert verify().damage == Damage.END


def test_everything_sealed_anew_is_found_by_the_seal_on_paper(chain):
    noted, before = chain[3].seal, chain[2].seal
    assert verify(expect=noted).holds
    with intruder():
        for entry in JournalEntry.objects.filter(pk__gt=chain[2].pk).order_by("pk"):
            entry.actor_name = "Không ai"
            before = entry.seal = seal_of(entry, before)
            entry.save()
        JournalHead.objects.update(seal=before)
    assert verify().holds
    assert verify(expect=noted).damage == Damage.NOT_MET
    assert verify(expect=chain[1].seal).holds


def test_verifying_may_begin_in_the_middle(chain):
    with intruder():
        JournalEntry.objects.filter(pk=chain[0].pk).update(verb="khác")
    assert verify().damage == Damage.ALTERED
    assert (verify(chain[1].pk).count, verify(chain[1].pk).holds) == (4, True)


def test_a_journal_longer_than_what_is_held_in_memory(chain, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("emulation.chain.AT_ONCE", 2)
    with django_assert_max_num_queries(3):
        assert verify().count == 5


# ── the guard ──


def run(statement: str, values: list | None = None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_the_guard_stands_in_the_database(db):
    assert append_only.present(USING) == set(append_only.REFUSALS)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE emulation_journalentry SET actor_name = 'x'",
        "UPDATE emulation_journalentry SET seal = seal",
        "DELETE FROM emulation_journalentry WHERE id = (SELECT MAX(id) FROM emulation_journalentry)",
        "DELETE FROM emulation_journalentry WHERE id > (SELECT MIN(id) FROM emulation_journalentry)",
    ],
)
def test_the_database_refuses_to_change_an_entry_or_take_it_away(chain, statement):
    with pytest.raises(IntegrityError, match="journal_append_only"):
        run(statement)
    assert verify().holds


@pytest.mark.parametrize(
    "statement",
    ["UPDATE emulation_journalmember SET member_id = 1", "DELETE FROM emulation_journalmember WHERE id > 1"],
)
def test_the_members_of_an_entry_are_guarded_too(chain, statement):
    JournalMember.objects.get_or_create(entry=chain[4], member=make_member("Người Lạ"))
    with pytest.raises(IntegrityError, match="journal_members_append_only"):
        run(statement)


def test_migrating_again_leaves_the_guard(db):
    call_command("migrate", verbosity=0)
    assert append_only.present(USING) == set(append_only.REFUSALS)


# ── the command ──


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command("verify_journal", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_counts_what_is_intact_and_prints_the_seal_when_asked(chain):
    assert said() == "5 dòng, nguyên vẹn.\n"
    assert said("--from", str(chain[2].pk)) == "3 dòng, nguyên vẹn.\n"
    assert f"số 5: {chain[-1].seal}" in said("--seal", "--expect", chain[1].seal.upper())


def test_the_command_names_the_first_entry_that_is_not(chain):
    with intruder():
        JournalEntry.objects.filter(pk=chain[2].pk).update(verb="khác")
    with pytest.raises(CommandError) as refused:
        said()
    assert refused.value.returncode == 1
    assert "Dòng số 3" in str(refused.value) and f"khóa {chain[2].pk}" in str(refused.value)


def test_the_command_refuses_an_entry_there_is_not(db):
    with pytest.raises(CommandError, match="Không có dòng nào mang khóa 77"):
        said("--from", "77")


# ── entries from before ──


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_entries_from_before_the_doors_keep_their_seals():
    try:
        call_command("migrate", "emulation", "0003", verbosity=0)
        seals = _old_entries()
    finally:
        call_command("migrate", verbosity=0)
    assert (verify().holds, verify().count, verify().seal) == (True, 3, seals[-1])
    assert set(JournalEntry.objects.values_list("number", "seal_format")) == {(1, 1), (2, 1), (3, 1)}


def _old_entries() -> list[str]:
    """Write three lines as they were written then."""
    seals, before = [], ""
    for number in (5, 6, 9):
        entry = JournalEntry(at="2026-01-02T03:04:05+00:00", actor_name="Cúc", verb="year.opened", subject="year")
        entry.at, entry.data, entry.seal_format = datetime.datetime.fromisoformat(entry.at), {"n": number}, 1
        before = seal_of(entry, before)
        seals.append(before)
        run(
            "INSERT INTO emulation_journalentry (id, at, actor_name, verb, subject, subject_name, data, seal) "
            "VALUES (%s, %s, 'Cúc', 'year.opened', 'year', '', %s, %s)",
            [number, entry.at.isoformat(sep=" "), json.dumps(entry.data), before],
        )
    run("INSERT INTO emulation_journalhead (id, seal) VALUES (1, %s)", [before])
    return seals
