"""Acts on one pledge: it works, the wrong person is refused with the reason, wrong state, journal."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from emulation.access import SystemActor
from emulation.models import JournalEntry, Membership
from pledges.models import Pledge, State
from pledges.services import (
    confirm_pledge,
    report_pledge,
    return_pledge,
    start_pledge,
    submit_pledge,
    write_pledge,
)
from tests.factories import make_theme
from tests.pledges.factories import make_draft, make_pledge, membership_of


def last_verb() -> str:
    return JournalEntry.objects.first().verb


@pytest.fixture
def pledge(cast) -> Pledge:
    return make_pledge(cast.member.member, cast.cell, cast.year, recorded_by=cast.member)


@pytest.fixture
def submitted(cast) -> Pledge:
    return make_pledge(cast.member.member, cast.cell, cast.year, State.SUBMITTED)


# ── start ──


def test_member_starts_own_pledge_under_the_nearest_theme(cast):
    make_theme(cast.year, cast.committee, cast.officer)
    pledge = start_pledge(membership=membership_of(cast.member), year=cast.year, by=cast.member)
    assert (pledge.state, pledge.on_behalf, pledge.recorded_by) == (State.DRAFT, False, cast.member)
    assert pledge.theme.unit == cast.committee
    assert last_verb() == "pledge.started"


def test_the_cells_own_theme_is_nearer_than_the_committees(cast):
    above = make_theme(cast.year, cast.committee, cast.officer)
    own = make_theme(cast.year, cast.cell, cast.secretary, above)
    pledge = start_pledge(membership=membership_of(cast.member), year=cast.year, by=cast.member)
    assert pledge.theme == own


@pytest.mark.parametrize("change", [{"stay": "TEMPORARY"}, {"valid_to": datetime.date(2026, 1, 1)}])
def test_a_guest_or_somebody_who_left_starts_elsewhere(cast, change):
    membership = membership_of(cast.member)
    Membership.objects.filter(pk=membership.pk).update(**change)
    membership.refresh_from_db()
    with pytest.raises(ValidationError) as refused:
        start_pledge(membership=membership, year=cast.year, by=cast.secretary)
    assert refused.value.code == "not_here"


def test_secretary_starts_for_a_member_and_it_is_marked(cast):
    pledge = start_pledge(membership=membership_of(cast.member), year=cast.year, by=cast.secretary)
    assert pledge.on_behalf and pledge.recorded_by == cast.secretary


def test_a_second_pledge_of_the_year_is_refused(cast, pledge):
    with pytest.raises(ValidationError, match="already has a pledge"):
        start_pledge(membership=membership_of(cast.member), year=cast.year, by=cast.member)


def test_the_year_of_another_committee_is_refused(cast):
    with pytest.raises(ValidationError, match="another committee"):
        start_pledge(membership=membership_of(cast.stranger), year=cast.year, by=cast.stranger)


@pytest.mark.parametrize("who", ["colleague", "officer", "leader", "viewer", "admin", "stranger"])
def test_others_cannot_start_a_members_pledge(cast, who):
    with pytest.raises(PermissionDenied, match="roles do not include"):
        start_pledge(membership=membership_of(cast.member), year=cast.year, by=getattr(cast, who))


# ── write ──


def test_words_are_saved_as_typed_and_cleaned(cast, pledge):
    items = [make_draft("  Tham   gia "), make_draft("", measure="5 lần", due_on=None), make_draft("", measure="")]
    saved = write_pledge(pledge=pledge, items=items, by=cast.member, version=1)
    assert [(item.deed, item.measure) for item in saved.items.all()] == [("Tham gia", "10 buổi"), ("", "5 lần")]
    assert saved.version == 2
    assert last_verb() == "pledge.written"


def test_saving_the_same_words_again_changes_nothing(cast, pledge):
    items = [item.draft for item in pledge.items.all()]
    assert write_pledge(pledge=pledge, items=items, by=cast.member).version == 1
    assert not JournalEntry.objects.exists()


def test_typing_is_journaled_once_a_sitting(cast, pledge):
    for deed in ("Giúp", "Giúp đỡ", "Giúp đỡ bạn"):
        write_pledge(pledge=pledge, items=[make_draft(deed)], by=cast.member)
    assert JournalEntry.objects.filter(verb="pledge.written").count() == 1


def test_secretary_writing_is_marked_and_the_members_own_words_are_not(cast, pledge):
    assert write_pledge(pledge=pledge, items=[make_draft("Giúp bạn")], by=cast.secretary).on_behalf
    assert not write_pledge(pledge=pledge, items=[make_draft("Giúp em")], by=cast.member).on_behalf


def test_a_stale_version_is_refused_and_nothing_lost(cast, pledge):
    write_pledge(pledge=pledge, items=[make_draft("Của thư ký")], by=cast.secretary, version=1)
    with pytest.raises(ValidationError) as refused:
        write_pledge(pledge=pledge, items=[make_draft("Của tôi")], by=cast.member, version=1)
    assert refused.value.code == "stale"
    assert pledge.items.get().deed == "Của thư ký"


def test_words_that_are_too_long_are_refused_naming_item_and_field(cast, pledge):
    with pytest.raises(ValidationError, match="Item 2, measure"):
        write_pledge(pledge=pledge, items=[make_draft(), make_draft(measure="a" * 301)], by=cast.member)


def test_more_items_than_anybody_keeps_are_refused(cast, pledge):
    with pytest.raises(ValidationError, match="at most 20"):
        write_pledge(pledge=pledge, items=[make_draft(f"Làm {at}") for at in range(21)], by=cast.member)


def test_an_unknown_kind_is_refused(cast, pledge):
    with pytest.raises(ValidationError):
        write_pledge(pledge=pledge, items=[make_draft()], by=cast.member, kind="OTHER")


def test_a_submitted_pledge_is_not_written(cast, submitted):
    with pytest.raises(ValidationError) as refused:
        write_pledge(pledge=submitted, items=[make_draft()], by=cast.member)
    assert refused.value.code == "wrong_state"


def test_a_colleague_cannot_write(cast, pledge):
    with pytest.raises(PermissionDenied, match="roles do not include"):
        write_pledge(pledge=pledge, items=[], by=cast.colleague)


# ── submit ──


def test_member_submits_a_complete_pledge(cast, pledge):
    assert submit_pledge(pledge=pledge, by=cast.member).state == State.SUBMITTED
    assert last_verb() == "pledge.submitted"


def test_what_is_missing_is_named_item_by_item(cast, pledge):
    write_pledge(pledge=pledge, items=[make_draft(measure=""), make_draft(due_on=None)], by=cast.member)
    with pytest.raises(ValidationError) as refused:
        submit_pledge(pledge=pledge, by=cast.member)
    assert len(refused.value.messages) == 2
    assert "Item 1" in refused.value.messages[0] and "Item 2" in refused.value.messages[1]


def test_an_empty_pledge_is_not_submitted(cast):
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, items=0)
    with pytest.raises(ValidationError, match="no item yet"):
        submit_pledge(pledge=pledge, by=cast.member)


def test_a_pledge_goes_to_the_cell_the_member_has_moved_to(cast, pledge):
    today = timezone.localdate()
    member = pledge.member
    member.memberships.update(valid_to=today - datetime.timedelta(days=1))
    Membership.objects.create(member=member, unit=cast.other_cell, valid_from=today)
    assert submit_pledge(pledge=pledge, by=cast.member).unit == cast.other_cell


@pytest.mark.parametrize("state", [State.SUBMITTED, State.CONFIRMED])
def test_submitting_twice_is_refused(cast, state):
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, state)
    with pytest.raises(ValidationError) as refused:
        submit_pledge(pledge=pledge, by=cast.member)
    assert refused.value.code == "wrong_state"


def test_a_colleague_cannot_submit(cast, pledge):
    with pytest.raises(PermissionDenied):
        submit_pledge(pledge=pledge, by=cast.colleague)


# ── return ──


def test_secretary_returns_with_a_reason_and_the_member_may_write_again(cast, submitted):
    returned = return_pledge(pledge=submitted, reason="Chưa rõ chỉ tiêu", by=cast.secretary)
    assert (returned.state, returned.return_reason) == (State.RETURNED, "Chưa rõ chỉ tiêu")
    assert JournalEntry.objects.first().data["reason"] == "Chưa rõ chỉ tiêu"
    write_pledge(pledge=returned, items=[make_draft()], by=cast.member)
    assert submit_pledge(pledge=returned, by=cast.member).return_reason == ""


def test_returning_needs_a_reason(cast, submitted):
    with pytest.raises(ValidationError, match="reason"):
        return_pledge(pledge=submitted, reason="  ", by=cast.secretary)


def test_a_draft_is_not_returned(cast, pledge):
    with pytest.raises(ValidationError) as refused:
        return_pledge(pledge=pledge, reason="x", by=cast.secretary)
    assert refused.value.code == "wrong_state"


def test_nobody_returns_their_own(cast):
    own = make_pledge(cast.secretary.member, cast.cell, cast.year, State.SUBMITTED)
    with pytest.raises(PermissionDenied, match="cannot return your own"):
        return_pledge(pledge=own, reason="x", by=cast.secretary)


# ── confirm ──


def test_secretary_confirms_a_members_pledge(cast, submitted):
    confirmed = confirm_pledge(pledge=submitted, by=cast.secretary)
    assert (confirmed.state, confirmed.confirmed_by) == (State.CONFIRMED, cast.secretary)
    assert confirmed.confirmed_at
    assert last_verb() == "pledge.confirmed"


def test_secretary_cannot_confirm_own_pledge_but_the_officer_can(cast):
    own = make_pledge(cast.secretary.member, cast.cell, cast.year, State.SUBMITTED)
    with pytest.raises(PermissionDenied, match="cannot confirm your own"):
        confirm_pledge(pledge=own, by=cast.secretary)
    assert confirm_pledge(pledge=own, by=cast.officer).is_confirmed


def test_deputy_cannot_confirm_the_secretarys_pledge(cast):
    from_deputy = make_pledge(cast.secretary.member, cast.cell, cast.year, State.SUBMITTED)
    cast.colleague.roles.update(role="DEPUTY")
    cast.colleague.forget_scope()
    with pytest.raises(PermissionDenied, match="committee above"):
        confirm_pledge(pledge=from_deputy, by=cast.colleague)


@pytest.mark.parametrize("who", ["member", "colleague", "leader", "viewer", "admin", "stranger"])
def test_others_cannot_confirm(cast, submitted, who):
    with pytest.raises(PermissionDenied):
        confirm_pledge(pledge=submitted, by=getattr(cast, who))


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED, State.CONFIRMED])
def test_only_a_submitted_pledge_is_confirmed(cast, state):
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, state)
    with pytest.raises(ValidationError) as refused:
        confirm_pledge(pledge=pledge, by=cast.secretary)
    assert refused.value.code == "wrong_state"


# ── report ──


def test_results_with_evidence_once_confirmed(cast):
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED, items=2)
    first, second = pledge.items.all()
    report_pledge(pledge=pledge, results={first.pk: ("KEPT", " Đủ 10 buổi ")}, by=cast.member)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.outcome, first.evidence, second.outcome) == ("KEPT", "Đủ 10 buổi", "")
    assert first.reported_at and last_verb() == "pledge.reported"


def test_one_item_can_be_reported_alone(cast):
    item = make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED).items.get()
    report_pledge(pledge=item.pledge, results={item.pk: ("PARTLY", "5 buổi")}, by=cast.secretary)
    item.refresh_from_db()
    assert item.outcome == "PARTLY"


def test_reporting_the_same_again_changes_nothing(cast):
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED)
    item = pledge.items.get()
    report_pledge(pledge=pledge, results={item.pk: ("KEPT", "x")}, by=cast.member)
    assert report_pledge(pledge=pledge, results={item.pk: ("KEPT", "x")}, by=cast.member).version == 2


def test_results_of_another_pledge_and_unknown_results_are_refused(cast):
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED)
    foreign = make_pledge(cast.colleague.member, cast.cell, cast.year, State.CONFIRMED).items.get()
    with pytest.raises(ValidationError, match="does not belong"):
        report_pledge(pledge=pledge, results={foreign.pk: ("KEPT", "")}, by=cast.member)
    with pytest.raises(ValidationError, match="must be one of"):
        report_pledge(pledge=pledge, results={pledge.items.get().pk: ("BEST", "")}, by=cast.member)


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED, State.SUBMITTED])
def test_nothing_is_reported_before_confirmation(cast, state):
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, state)
    with pytest.raises(ValidationError) as refused:
        report_pledge(pledge=pledge, results={}, by=cast.member)
    assert refused.value.code == "wrong_state"


def test_a_stale_report_is_refused(cast):
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED)
    with pytest.raises(ValidationError) as refused:
        report_pledge(pledge=pledge, results={}, by=cast.member, version=7)
    assert refused.value.code == "stale"


def test_a_colleague_cannot_report(cast):
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED)
    with pytest.raises(PermissionDenied):
        report_pledge(pledge=pledge, results={}, by=cast.colleague)


def test_the_application_itself_may_act(cast):
    pledge = start_pledge(membership=membership_of(cast.member), year=cast.year, by=SystemActor("seed"))
    assert pledge.on_behalf and pledge.recorded_by is None


# ── the lens ──


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("member", True), ("colleague", False), ("secretary", True), ("officer", True), ("leader", True),
        ("viewer", False), ("admin", False), ("stranger", False),
    ],
)  # fmt: skip
def test_who_sees_a_members_pledge(cast, submitted, who, sees):
    assert Pledge.objects.visible_to(getattr(cast, who)).filter(pk=submitted.pk).exists() == sees
