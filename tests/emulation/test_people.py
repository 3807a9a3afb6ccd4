"""Acts on members, their memberships and circumstances."""

import datetime

import pytest
from django.db import IntegrityError
from django.utils import timezone

from emulation.models import Circumstance, Membership, Standing
from emulation.services.moves import end_membership
from emulation.services.people import add_circumstance, edit_member, set_subject_types
from tests.factories import START, make_member

from .asking import last_entry, not_now, refused

TODAY = timezone.localdate()


@pytest.fixture
def membership(cast) -> Membership:
    return Membership.objects.select_related("unit", "member").get(member=cast.member.member)


def values(membership: Membership, **changes) -> dict:
    member = membership.member
    names = ("full_name", "sex", "born_on", "born_year", "ethnicity", "joined_on", "official_on", "card_number")
    own = {name: getattr(member, name) for name in names}
    return own | {"work_unit": "", "subject_type": membership.subject_type, "stay": membership.stay} | changes


def edit(membership: Membership, by, **changes):
    return edit_member(membership=membership, values=values(membership, **changes), by=by)


def test_a_correction_cleans_the_name_and_keeps_what_stood_before(cast, membership):
    member = edit(membership, cast.secretary, full_name="đ/c  TRẦN THỊ LAN ANH", work_unit="  UBND phường ")
    assert (member.full_name, member.search_text) == ("Trần Thị Lan Anh", "tran thi lan anh")
    membership.refresh_from_db()
    assert membership.work_unit.name == "UBND phường"
    assert last_entry().before["full_name"] == "Trần Thị Lan"


@pytest.mark.parametrize("person", ["member", "colleague", "leader", "viewer", "admin", "stranger"])
def test_data_are_corrected_by_the_secretary_and_the_officer_only(cast, membership, person):
    by = getattr(cast, person)
    refused(lambda: edit(membership, by))
    refused(lambda: end_membership(membership=membership, last_day=TODAY, departure="DIED", by=by))
    refused(lambda: set_subject_types(unit=cast.cell, memberships=[membership.pk], subject_type="LEADER", by=by))


def test_dates_must_agree(cast, membership):
    day = datetime.date(2001, 2, 3)
    not_now(lambda: edit(membership, cast.officer, joined_on=day, official_on=day - datetime.timedelta(days=1)))
    not_now(lambda: edit(membership, cast.officer, born_on=day, born_year=1999))
    assert edit(membership, cast.officer, born_on=None, born_year=1942).born_year == 1942


def test_a_card_number_is_one_member_s(cast, membership):
    other = make_member("Người khác", cast.other_cell, card_number="12345678")
    not_now(lambda: edit(membership, cast.officer, card_number=other.card_number), words="số thẻ")


def test_a_membership_ends_and_everything_stays(cast, membership):
    end_membership(membership=membership, last_day=TODAY, departure="DIED", by=cast.secretary)
    membership.refresh_from_db()
    assert membership.valid_to == TODAY
    assert not Membership.objects.on(TODAY + datetime.timedelta(days=1)).filter(pk=membership.pk).exists()
    assert last_entry().verb == "membership.ended"
    not_now(
        lambda: end_membership(
            membership=membership, last_day=START.replace(year=2020), departure="DIED", by=cast.secretary
        )
    )


def test_a_member_belongs_to_one_cell_for_good(cast, membership):
    with pytest.raises(IntegrityError):
        Membership.objects.create(member=membership.member, unit=cast.other_cell, valid_from=TODAY)


def test_a_circumstance_is_recorded_with_its_document(cast, membership):
    facts = {"kind": "SICK", "valid_from": START, "valid_to": None, "document_number": "12-GRV", "note": "Ốm"}
    add_circumstance(membership=membership, values=facts | {"document_date": START}, by=cast.secretary)
    assert Circumstance.objects.get().kind == "SICK"
    assert last_entry().after["kind"] == "SICK"
    refused(lambda: add_circumstance(membership=membership, values=facts, by=cast.member))


def test_a_circumstance_must_be_of_a_known_kind(cast, membership):
    facts = {"kind": "HAPPY", "valid_from": START}
    not_now(lambda: add_circumstance(membership=membership, values=facts, by=cast.secretary))


def test_the_subject_type_of_many_is_set_at_once(cast, membership, django_assert_max_num_queries):
    ticked = list(Membership.objects.filter(unit=cast.cell).values_list("pk", flat=True))
    with django_assert_max_num_queries(14):
        set_subject_types(unit=cast.cell, memberships=ticked, subject_type="OUTSIDE", by=cast.secretary)
    kinds = Membership.objects.filter(unit=cast.cell).values_list("subject_type", flat=True)
    assert set(kinds) == {"OUTSIDE"}
    assert last_entry().verb == "membership.subject_type_set"


def test_members_of_another_cell_are_left_alone(cast):
    foreign = Membership.objects.get(member=cast.stranger.member)
    not_now(
        lambda: set_subject_types(unit=cast.cell, memberships=[foreign.pk], subject_type="LEADER", by=cast.secretary)
    )
    foreign.refresh_from_db()
    assert foreign.subject_type == "NONLEAD"


@pytest.mark.parametrize(
    ("official_on", "standing"),
    [(None, Standing.PROVISIONAL), (TODAY, Standing.OFFICIAL), (TODAY + datetime.timedelta(1), Standing.PROVISIONAL)],
)
def test_standing_is_read_from_the_dates(official_on, standing, db):
    assert make_member(official_on=official_on).standing_on(TODAY) == standing
