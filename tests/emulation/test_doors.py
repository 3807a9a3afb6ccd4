"""Through which door an act came, in which role, for whom, and what it changed: told by the journal itself."""

import datetime

import pytest
from django.core.management import call_command
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from emulation.changes import Change, changed, facts_of, fingerprint
from emulation.doors import Door, address_of, entrance
from emulation.journal import record
from emulation.models import JournalEntry, Key, Membership, Role
from emulation.services.people import edit_member, set_subject_types
from emulation.services.years import set_theme
from evaluations.services.assessments import save_assessment
from pledges.services import confirm_pledges, start_pledge
from tests.evaluations.year import assessment_of, make_campaign
from tests.pledges.factories import make_pledge

from .asking import last_entry
from .test_people import values

TODAY = timezone.localdate()


@pytest.fixture
def membership(cast) -> Membership:
    return Membership.objects.select_related("unit", "member", "work_unit").get(member=cast.member.member)


def door_of(entry: JournalEntry) -> tuple[str, str, str | None]:
    return entry.door, entry.through, entry.address


def members_of(entry: JournalEntry) -> set[int]:
    return set(entry.members.values_list("member", flat=True))


# ── doors ──


def test_an_act_on_a_page_bears_its_route_and_the_address(client, cast, membership):
    client.force_login(cast.secretary)
    client.post(
        reverse("emulation:membership-end", args=[membership.pk]),
        {"last_day": f"{TODAY:%d/%m/%Y}", "departure": "DIED"},
        REMOTE_ADDR="10.1.2.3",
    )  # fmt: skip
    assert door_of(last_entry()) == (Door.PAGE, "emulation:membership-end", "10.1.2.3")


def end_over_api(client, membership, **headers) -> None:
    answer = client.post(
        f"/api/v1/members/{membership.pk}/end/",
        {"last_day": f"{TODAY}", "departure": "DIED"},
        "application/json",
        headers=headers,
    )
    assert answer.status_code == 200


def test_an_act_over_the_api_bears_the_mark_of_its_key(client, cast, membership):
    key, secret = Key.objects.create(user=cast.secretary, scope="WRITE")
    end_over_api(client, membership, Authorization=f"Token {secret}")
    assert door_of(last_entry()) == (Door.API, key.token_key, "127.0.0.1")


def test_an_act_over_the_api_without_a_key_bears_none(client, cast, membership):
    client.force_login(cast.secretary)
    end_over_api(client, membership)
    assert door_of(last_entry()) == (Door.API, "", "127.0.0.1")


def test_an_act_outside_every_door_says_so(cast):
    assert door_of(record(cast.officer, "year.opened", cast.year)) == ("", "", None)


def test_a_roster_comes_by_import_whichever_way_it_came_in(db, tmp_path):
    file = tmp_path / "roster.csv"
    head = "STT,Họ và tên,Ngày sinh,Giới tính,Ngày vào Đảng,Số thẻ"
    file.write_text(f"{head}\n1,Nguyễn Văn An,19/05/1975,Nam,03/02/2000,00000001\n", encoding="utf-8")
    call_command("import_roster", str(file), committee="Đảng ủy phường Hòa Bình", unit="Chi bộ 1")
    entry = JournalEntry.objects.get(verb="roster.imported")
    assert door_of(entry) == (Door.IMPORT, "import_roster", None)
    assert members_of(entry) == set(Membership.objects.values_list("member", flat=True))
    assert door_of(JournalEntry.objects.get(verb="unit.created")) == (Door.COMMAND, "import_roster", None)


@pytest.mark.slow
def test_the_demonstration_is_known_for_one(db, tmp_path):
    call_command("seed_demo", members=60, cells=3, stage="decided", password_file=tmp_path / "accounts.txt")
    assert set(JournalEntry.objects.values_list("door", "through")) == {(Door.DEMO, "seed_demo")}


def test_a_door_is_left_again(client, cast):
    client.force_login(cast.member)
    client.get("/")
    assert entrance().door == ""


def test_an_address_is_believed_only_from_our_own_proxies(settings):
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.7"})
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert address_of(request) == "10.0.0.9"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert address_of(request) == "203.0.113.7"
    assert address_of(RequestFactory().get("/", REMOTE_ADDR="")) is None


# ── roles, members, on whose behalf ──


def test_the_roles_held_that_day_stand_in_the_line(cast):
    entry = record(cast.secretary, "year.opened", cast.year)
    assert entry.held == [[Role.SECRETARY, cast.cell.pk]]


def test_an_act_concerns_the_member_it_is_about(cast, membership):
    edit_member(membership=membership, values=values(membership, ethnicity="Kinh"), by=cast.secretary)
    assert members_of(last_entry()) == {cast.member.member_id}
    assert list(JournalEntry.objects.about(cast.member.member_id)) == [last_entry()]
    assert not JournalEntry.objects.about(cast.colleague.member_id).exists()


def test_an_act_on_many_concerns_each_of_them(cast):
    pledges = [make_pledge(who.member, cast.cell, cast.year, state=20) for who in (cast.member, cast.colleague)]
    confirm_pledges(unit=cast.cell, pledges=[pledge.pk for pledge in pledges], by=cast.secretary)
    assert members_of(last_entry()) == {cast.member.member_id, cast.colleague.member_id}


def test_who_acts_for_another_is_marked_and_who_acts_for_oneself_is_not(cast, membership):
    start_pledge(membership=membership, year=cast.year, by=cast.secretary)
    assert last_entry().on_behalf_of == cast.member.member
    own = assessment_of(make_campaign(cast), cast.member)
    save_assessment(assessment=own, sections={"QUALITIES": "Chấp hành tốt"}, by=cast.secretary)
    assert last_entry().on_behalf_of == cast.member.member
    save_assessment(assessment=own, sections={"QUALITIES": "Chấp hành"}, by=cast.member)
    assert last_entry().on_behalf_of is None


# ── before and after ──


def test_a_correction_stands_there_before_and_after_and_nothing_else_does(cast, membership):
    new = {"born_on": datetime.date(1976, 1, 2), "born_year": 1976, "subject_type": "OUTSIDE", "work_unit": "Trường A"}
    edit_member(membership=membership, values=values(membership, **new), by=cast.officer)
    entry = last_entry()
    assert entry.before == {
        "born_on": "1975-05-19", "born_year": 1975, "subject_type": "NONLEAD", "work_unit": None
    }  # fmt: skip
    assert entry.after == {
        "born_on": "1976-01-02", "born_year": 1976, "subject_type": "OUTSIDE", "work_unit": "Trường A"
    }  # fmt: skip


def test_the_subject_types_of_many_stand_there_one_by_one(cast, membership):
    set_subject_types(unit=cast.cell, memberships=[membership.pk], subject_type="OUTSIDE", by=cast.secretary)
    member = str(cast.member.member_id)
    assert (last_entry().before, last_entry().after) == ({member: "NONLEAD"}, {member: "OUTSIDE"})


def test_the_words_of_a_self_assessment_are_kept_as_length_and_hash(cast):
    own, words = assessment_of(make_campaign(cast), cast.member), "Còn nể nang trong phê bình"
    save_assessment(assessment=own, sections={"QUALITIES": words}, by=cast.member)
    kept = last_entry().after["sections"]["QUALITIES"]
    assert kept == fingerprint(words) == {"length": 26, "sha256": kept["sha256"]}
    assert words not in str(last_entry().__dict__)


def test_a_theme_changes_before_and_after(cast):
    for title in ("Chuyên đề một", "Chuyên đề hai"):
        set_theme(year=cast.year, unit=cast.committee, title=title, key_actions="Việc", by=cast.officer)
    assert (last_entry().before, last_entry().after) == ({"title": "Chuyên đề một"}, {"title": "Chuyên đề hai"})


def test_nothing_changed_is_nothing_kept(cast):
    before = facts_of(cast.cell, ["name", "code"])
    assert changed(before, cast.cell) == Change()


def test_no_text_has_no_fingerprint():
    assert fingerprint("") == ""
