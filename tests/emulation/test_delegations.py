"""Delegating a role for a time: what one holds, not further on, marked in the journal, with its conflicts."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from emulation.access import can
from emulation.models import JournalEntry, Role, RoleAssignment
from emulation.services.accounts import end_role, set_active
from emulation.services.delegations import delegate_role, end_delegation
from evaluations.head_limit import heads_of
from evaluations.models import Appeal, Assessment, State
from evaluations.services.appeals import file_appeal, take_appeal
from evaluations.services.assessments import return_assessment
from tests.evaluations.meeting import lived
from tests.evaluations.test_decisions import decide
from tests.evaluations.year import assessment_of, make_campaign, submitted

from ..factories import give_role, make_account, make_member

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


def role_of(account, role=Role.SECRETARY) -> RoleAssignment:
    return account.roles.select_related("account", "unit", "delegated_from__account").get(role=role)


def lend(cast, to=None, by=None, role=Role.SECRETARY, **days) -> RoleAssignment:
    owner = by or cast.secretary
    values = {"first_day": TODAY, "last_day": TODAY + 10 * DAY} | days
    return delegate_role(role=role_of(owner, role), account=to or cast.colleague, by=owner, **values)


def refusal(cast, **values):
    with pytest.raises(ValidationError) as refused:
        lend(cast, **values)
    return refused.value


def test_the_other_account_holds_the_role_for_the_days(cast):
    own = assessment_of(make_campaign(cast), cast.member)
    assert not can(cast.colleague, "assessment.return", own)
    lent = lend(cast)
    assert can(cast.colleague, "assessment.return", own)
    assert (lent.delegated_by, lent.valid_to) == (cast.secretary, TODAY + 10 * DAY)
    line = JournalEntry.objects.get(verb="role.delegated")
    assert (line.actor, line.data["role"]) == (cast.secretary, "SECRETARY")
    RoleAssignment.objects.filter(pk=lent.pk).update(valid_from=TODAY - 9 * DAY, valid_to=TODAY - DAY)
    cast.colleague.forget_scope()
    assert not can(cast.colleague, "assessment.return", own)


def test_it_begins_on_its_first_day(cast):
    lend(cast, first_day=TODAY + DAY)
    assert not cast.colleague.scope.holds("SECRETARY")


@pytest.mark.parametrize("who", ["member", "colleague", "officer", "leader", "admin", "stranger"])
def test_nobody_delegates_what_somebody_else_holds(cast, who):
    with pytest.raises(PermissionDenied, match="của người khác"):
        delegate_role(
            role=role_of(cast.secretary),
            account=cast.colleague,
            first_day=TODAY,
            last_day=TODAY,
            by=getattr(cast, who),
        )


def test_it_is_not_delegated_further(cast):
    lend(cast)
    with pytest.raises(ValidationError) as refused:
        delegate_role(
            role=role_of(cast.colleague), account=cast.member, first_day=TODAY, last_day=TODAY, by=cast.colleague
        )
    assert refused.value.code == "delegated"


def test_membership_figures_and_the_system_are_never_delegated(cast):
    for owner, role in ((cast.member, Role.MEMBER), (cast.viewer, Role.VIEWER), (cast.admin, Role.ADMIN)):
        assert refusal(cast, by=owner, role=role, to=cast.officer).code == "not_delegable"


def test_a_role_that_has_ended_is_not_delegated(cast):
    cast.secretary.roles.update(valid_to=TODAY - DAY)
    assert refusal(cast).code == "wrong_state"


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"first_day": TODAY - DAY}, "first_day"),
        ({"last_day": TODAY - DAY}, "last_day"),
        ({"last_day": TODAY + 60 * DAY}, "last_day"),
        ({"last_day": datetime.date(9999, 12, 31)}, "last_day"),
    ],
)
def test_days_that_cannot_be_are_refused_at_their_field(cast, days, field):
    assert list(refusal(cast, **days).message_dict) == [field]


def test_the_longest_time_still_goes_and_never_outlives_the_role(cast):
    lend(cast, last_day=TODAY + 59 * DAY)
    cast.leader.roles.update(valid_to=TODAY + 5 * DAY)
    refused = refusal(cast, by=cast.leader, role=Role.LEADER, to=cast.officer, last_day=TODAY + 6 * DAY)
    assert f"{TODAY + 5 * DAY:%d/%m/%Y}" in refused.messages[0]


def test_a_stranger_oneself_and_who_holds_it_already_are_refused(cast):
    nobody = make_account("Không vai trò", make_member("Không Vai Trò", cast.cell))
    for account in (cast.stranger, cast.secretary, nobody):
        assert list(refusal(cast, to=account).message_dict) == ["account"]
    lend(cast)
    assert "đã giữ vai trò" in refusal(cast).messages[0]


def test_it_ends_with_the_role_and_with_the_account_of_who_delegated(cast):
    lend(cast)
    end_role(assignment=role_of(cast.secretary), last_day=TODAY - DAY, by=cast.admin)
    cast.colleague.forget_scope()
    assert not cast.colleague.scope.holds("SECRETARY")
    lend(cast, by=cast.leader, role=Role.LEADER)
    assert cast.colleague.scope.holds("LEADER")
    set_active(account=cast.leader, unit=cast.committee, is_active=False, by=cast.admin)
    cast.colleague.forget_scope()
    assert not cast.colleague.scope.holds("LEADER")


@pytest.mark.parametrize("who", ["secretary", "colleague"])
def test_both_end_it_at_once(cast, who):
    lend(cast)
    lent = role_of(cast.colleague)
    end_delegation(role=lent, by=getattr(cast, who))
    cast.colleague.forget_scope()
    assert not cast.colleague.scope.holds("SECRETARY") and cast.secretary.scope.holds("SECRETARY")
    assert JournalEntry.objects.filter(verb="role.delegation_ended").count() == 1
    with pytest.raises(ValidationError):
        end_delegation(role=role_of(cast.colleague), by=getattr(cast, who))


def test_nobody_else_ends_it(cast):
    lend(cast)
    for who in (cast.member, cast.leader, cast.stranger):
        with pytest.raises(PermissionDenied):
            end_delegation(role=role_of(cast.colleague), by=who)


def test_every_act_by_it_says_for_whom(cast):
    campaign = make_campaign(cast)
    own = submitted(assessment_of(campaign, cast.member), cast.member)
    lend(cast)
    own = Assessment.objects.select_related("unit", "campaign").get(pk=own.pk)
    return_assessment(assessment=own, reason="Bổ sung", by=cast.colleague)
    line = JournalEntry.objects.get(verb="assessment.returned")
    assert (line.data["delegated_by"], line.data["lenders"]) == ([cast.secretary.pk], ["Lê Văn Bình"])
    client = Client()
    client.force_login(cast.officer)
    assert (
        "theo ủy quyền của Lê Văn Bình"
        in client.get(reverse("emulation:journal", args=[cast.committee.pk])).content.decode()
    )
    client.force_login(cast.member)
    assert "theo ủy quyền của Lê Văn Bình" in client.get(reverse("emulation:own-record")).content.decode()


def test_ones_own_acts_are_nobodys_delegation(cast):
    lend(cast)
    submitted(assessment_of(make_campaign(cast), cast.colleague), cast.colleague)
    assert "delegated_by" not in JournalEntry.objects.get(verb="assessment.submitted").data


def test_a_delegate_is_not_the_head_of_the_cell(cast):
    campaign = make_campaign(cast)
    before = [head.name for head in heads_of(campaign)]
    lend(cast)
    assert [head.name for head in heads_of(campaign)] == before == ["Lê Văn Bình"]


def test_conflict_of_interest_follows_the_delegation(cast):
    campaign = make_campaign(cast)
    people = campaign.assessments.to_rate().count()
    lived(campaign, cast.officer, ["HTTNV"] * people, [cast.cell, cast.other_cell])
    deputy = give_role(make_account("Phó bí thư đảng ủy"), Role.LEADER, cast.committee)
    friend = give_role(make_account("Ủy viên"), Role.MEMBER, cast.other_cell)
    lend(cast, by=deputy, role=Role.LEADER, to=friend)
    decide(campaign, friend)  # the deputy's part, by the friend's hand
    assert campaign.assessments.filter(state=State.DECIDED).count() == people
    made = file_appeal(assessment=assessment_of(campaign, cast.member), text="Xem lại", by=cast.member)
    appeal = Appeal.objects.get(pk=made.pk)
    with pytest.raises(PermissionDenied, match="ghi quyết định"):
        take_appeal(appeal=appeal, by=deputy)
    other = give_role(make_account("Ủy viên khác"), Role.MEMBER, cast.other_cell)
    lend(cast, by=deputy, role=Role.LEADER, to=other)
    with pytest.raises(PermissionDenied, match="thay Phó bí thư đảng ủy"):
        take_appeal(appeal=appeal, by=other)
    assert take_appeal(appeal=appeal, by=cast.leader).taken_by == cast.leader


def test_pages_and_the_api_delegate_and_end(cast):
    client, role = Client(), role_of(cast.secretary)
    client.force_login(cast.secretary)
    new = reverse("emulation:delegation-new", args=[role.pk])
    assert new in client.get(reverse("emulation:account")).content.decode()
    days = {"first_day": f"{TODAY:%d/%m/%Y}", "last_day": f"{TODAY + DAY:%d/%m/%Y}"}
    assert "Không có tài khoản" in client.post(new, days | {"account": "khong-co"}).content.decode()
    assert client.post(new, days | {"account": cast.colleague.username}).status_code == 302
    page = client.get(reverse("emulation:account")).content.decode()
    assert "Đỗ Văn Ước" in page and "Kết thúc ủy quyền" in page
    client.force_login(cast.colleague)
    page = client.get(reverse("emulation:account")).content.decode()
    assert "theo ủy quyền của Lê Văn Bình" in page and "Trả lại" in page
    assert client.get(new).status_code == 404
    lent = role_of(cast.colleague)
    assert client.post(reverse("emulation:delegation-end", args=[lent.pk])).status_code == 302
    client.force_login(cast.secretary)
    body = {"role": role.pk, "username": cast.colleague.username, "first_day": TODAY, "last_day": TODAY}
    made = client.post(reverse("api-delegations"), body, content_type="application/json")
    assert made.status_code == 201
    assert [row["name"] for row in client.get(reverse("api-delegations")).json()] == ["Đỗ Văn Ước"]
    assert client.post(reverse("api-delegations"), body, content_type="application/json").status_code == 400
    client.force_login(cast.stranger)
    assert client.post(reverse("api-delegations"), body, content_type="application/json").status_code == 404
    assert client.post(reverse("api-delegation-end", args=[made.json()["id"]])).status_code == 404
    client.force_login(cast.secretary)
    assert client.post(reverse("api-delegation-end", args=[made.json()["id"]])).status_code == 200


def test_the_administrator_sees_who_holds_what_for_whom(cast):
    lend(cast)
    client = Client()
    client.force_login(cast.admin)
    page = client.get(reverse("emulation:unit-detail", args=[cast.cell.pk])).content.decode()
    assert "theo ủy quyền của Lê Văn Bình" in page
