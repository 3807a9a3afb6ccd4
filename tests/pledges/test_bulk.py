"""Acts on many pledges: few queries, one journal line, a reason for each one left out."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from emulation.models import JournalEntry, Member, Membership
from emulation.text import search_text, sort_key
from pledges.models import Pledge, PledgeItem, State
from pledges.selectors import carry_over, timeline_of
from pledges.services import confirm_pledges, record_pledges, submit_pledges, write_pledges
from tests.factories import START, make_theme, make_year
from tests.pledges.factories import make_draft, make_people, make_pledge

WORDS = (make_draft(), make_draft("Giúp đỡ hộ khó khăn"), make_draft("Đóng đảng phí đúng hạn"))


def recorded(cast, members, **options):
    items = {member.pk: WORDS for member in members}
    return record_pledges(unit=cast.cell, year=cast.year, items=items, by=cast.secretary, **options)


def test_secretary_records_the_whole_cell_at_once(cast):
    theme = make_theme(cast.year, cast.committee, cast.officer)
    people = make_people(cast.cell, 3)
    result = recorded(cast, people)
    assert (len(result.done), result.skipped) == (3, [])
    pledge = Pledge.objects.get(member=people[0])
    assert (pledge.state, pledge.on_behalf, pledge.recorded_by) == (State.DRAFT, True, cast.secretary)
    assert (pledge.theme, pledge.items.count()) == (theme, 3)


def test_one_journal_line_which_every_members_timeline_shows(cast):
    result = recorded(cast, make_people(cast.cell, 3))
    entry = JournalEntry.objects.get(verb="pledge.recorded_many")
    assert entry.data["pledges"] == result.done
    pledge = Pledge.objects.get(pk=result.done[0])
    assert [fact.who for fact in timeline_of(cast.secretary, pledge)] == ["Lê Văn Bình"]


def test_the_secretarys_own_pledge_is_not_marked_as_on_behalf(cast):
    recorded(cast, [cast.secretary.member])
    assert not Pledge.objects.get(member=cast.secretary.member).on_behalf


def test_who_has_one_is_left_out_with_the_reason(cast):
    make_pledge(cast.member.member, cast.cell, cast.year)
    result = recorded(cast, [cast.member.member, cast.colleague.member])
    assert len(result.done) == 1
    assert result.skipped[0].name == "Trần Thị Lan" and "Already" in result.skipped[0].reason


def test_members_of_other_cells_are_left_out(cast):
    result = recorded(cast, [cast.member.member, cast.stranger.member, cast.officer.member])
    assert (len(result.done), result.missing) == (1, 2)


def test_submitted_at_once_only_when_complete(cast):
    items = {cast.member.member_id: WORDS, cast.colleague.member_id: (make_draft(measure=""),)}
    result = record_pledges(unit=cast.cell, year=cast.year, items=items, by=cast.secretary, submit=True)
    assert Pledge.objects.get(pk=result.done[0]).is_submitted
    assert "measured" in result.skipped[0].reason


def test_somebody_with_nothing_to_start_from_is_left_out(cast):
    result = record_pledges(unit=cast.cell, year=cast.year, items={cast.member.member_id: ()}, by=cast.secretary)
    assert result.done == [] and "nothing to start from" in result.skipped[0].reason
    assert not JournalEntry.objects.exists()


def test_last_years_items_not_kept_come_first(cast):
    before = make_year(cast.committee, cast.officer, 2025)
    old = make_pledge(cast.member.member, cast.cell, before, State.CONFIRMED, items=2)
    old.items.filter(position=1).update(outcome="KEPT")
    own = carry_over(cast.secretary, [cast.member.member_id], cast.year)
    record_pledges(unit=cast.cell, year=cast.year, items=own, by=cast.secretary)
    items = Pledge.objects.get(year=cast.year).items.all()
    assert [(item.deed, item.due_on.year) for item in items] == [("Làm việc 2", 2026), ("Làm việc 1", 2026)]


@pytest.mark.parametrize("who", ["member", "officer", "leader", "viewer", "admin", "stranger"])
def test_only_those_who_write_for_the_cell_record_for_many(cast, who):
    items = {cast.member.member_id: WORDS}
    with pytest.raises(PermissionDenied, match="roles do not include"):
        record_pledges(unit=cast.cell, year=cast.year, items=items, by=getattr(cast, who))


def people(cast, count: int) -> list[Member]:
    """Put so many members into the cell."""
    names = [f"Nguyễn Thị Bảy {at}" for at in range(count)]
    members = Member.objects.bulk_create(
        Member(full_name=name, sort_key=sort_key(name), search_text=search_text(name), sex="F", born_year=1960)
        for name in names
    )
    Membership.objects.bulk_create(Membership(member=one, unit=cast.cell, valid_from=START) for one in members)
    return members


def test_a_thousand_pledges_in_one_act(cast):
    costs = []
    for count in (250, 1000):
        members = people(cast, count)
        with CaptureQueriesContext(connection) as asked:
            assert len(recorded(cast, members, submit=True).done) == count
        costs.append(len(asked))
    assert PledgeItem.objects.count() == 3 * 1250
    assert costs[1] <= 30 and costs[1] <= 2 * costs[0], costs


# ── confirming many ──


def test_those_possible_are_confirmed_and_the_others_named(cast):
    good = make_pledge(cast.member.member, cast.cell, cast.year, State.SUBMITTED)
    draft = make_pledge(cast.colleague.member, cast.cell, cast.year)
    own = make_pledge(cast.secretary.member, cast.cell, cast.year, State.SUBMITTED)
    elsewhere = make_pledge(cast.officer.member, cast.other_cell, cast.year, State.SUBMITTED)
    ids = [good.pk, draft.pk, own.pk, elsewhere.pk]
    result = confirm_pledges(unit=cast.cell, pledges=ids, by=cast.secretary)
    good.refresh_from_db()
    assert result.done == [good.pk] and good.confirmed_by == cast.secretary
    assert {one.name for one in result.skipped} == {"Đỗ Văn Ước", "Lê Văn Bình"}
    assert result.missing == 1
    assert JournalEntry.objects.get().verb == "pledge.confirmed_many"


def test_officer_confirms_secretaries_of_the_whole_ward(cast):
    own = make_pledge(cast.secretary.member, cast.cell, cast.year, State.SUBMITTED)
    assert confirm_pledges(unit=cast.committee, pledges=[own.pk], by=cast.officer).done == [own.pk]


def test_confirming_many_costs_the_same_for_3_and_for_30(cast):
    def cost(count):
        people = make_people(cast.cell, count)
        ids = [make_pledge(one, cast.cell, cast.year, State.SUBMITTED).pk for one in people]
        with CaptureQueriesContext(connection) as queries:
            confirm_pledges(unit=cast.cell, pledges=ids, by=cast.secretary)
        return len(queries)

    cost(1)  # reads the roles and makes the head of the journal
    assert cost(3) == cost(30) <= 15


@pytest.mark.parametrize("who", ["member", "leader", "stranger"])
def test_others_confirm_nothing(cast, who):
    with pytest.raises(PermissionDenied):
        confirm_pledges(unit=cast.cell, pledges=[], by=getattr(cast, who))


# ── writing and submitting many ──


def test_the_grid_saves_what_changed_and_leaves_the_rest(cast):
    first = make_pledge(cast.member.member, cast.cell, cast.year)
    second = make_pledge(cast.colleague.member, cast.cell, cast.year)
    same = [item.draft for item in second.items.all()]
    texts = {first.pk: (1, [make_draft("Giúp bạn")]), second.pk: (1, same)}
    result = write_pledges(unit=cast.cell, texts=texts, by=cast.secretary)
    first.refresh_from_db()
    assert result.done == [first.pk]
    assert (first.version, first.on_behalf, first.items.get().deed) == (2, True, "Giúp bạn")


def test_a_stale_sheet_is_left_out_with_the_reason(cast):
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, version=4)
    result = write_pledges(unit=cast.cell, texts={pledge.pk: (3, [make_draft()])}, by=cast.secretary)
    assert result.done == [] and "Somebody else" in result.skipped[0].reason


def test_a_sheet_that_is_not_open_any_more_is_left_out(cast):
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, State.SUBMITTED)
    result = write_pledges(unit=cast.cell, texts={pledge.pk: (1, [make_draft()])}, by=cast.secretary)
    assert "not possible now" in result.skipped[0].reason


def test_many_drafts_are_submitted_together_and_incomplete_ones_named(cast):
    good = make_pledge(cast.member.member, cast.cell, cast.year)
    empty = make_pledge(cast.colleague.member, cast.cell, cast.year, items=0)
    result = submit_pledges(unit=cast.cell, pledges=[good.pk, empty.pk], by=cast.secretary)
    good.refresh_from_db()
    assert good.is_submitted and good.submitted_at <= timezone.now()
    assert "no item yet" in result.skipped[0].reason


def test_strangers_write_and_submit_nothing(cast):
    with pytest.raises(PermissionDenied):
        write_pledges(unit=cast.cell, texts={}, by=cast.stranger)
    with pytest.raises(PermissionDenied):
        submit_pledges(unit=cast.cell, pledges=[], by=cast.stranger)
