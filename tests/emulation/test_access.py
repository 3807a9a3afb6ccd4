"""Permission and reach: who sees what, from which day, and what a refusal says."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from emulation import access
from emulation.access import Denied, SystemActor, can, ensure
from emulation.models import Account, JournalEntry, Member, Membership, Role, RoleAssignment, Theme, Unit, Year
from emulation.roles import GRANTS
from emulation.scope import Scope
from tests.factories import give_role, make_account, make_cell, make_committee, make_member, make_theme

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


def test_a_role_reaches_everything_under_its_unit_and_nothing_beside_it(cast):
    scope = cast.officer.scope
    assert scope.reaches("member.edit", cast.committee.path)
    assert scope.reaches("member.edit", cast.cell.path)
    assert not scope.reaches("member.edit", cast.stranger_cell.path)
    assert not cast.secretary.scope.reaches("member.edit", cast.committee.path)
    assert not cast.secretary.scope.reaches("member.edit", cast.other_cell.path)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "held"),
    [
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (TODAY - DAY, TODAY - DAY, False),
        (TODAY + DAY, None, False),
    ],
)
def test_a_role_holds_from_its_first_day_to_its_last(cast, valid_from, valid_to, held):
    account = make_account("Người mới")
    RoleAssignment.objects.create(
        account=account, role=Role.OFFICER, unit=cast.committee, valid_from=valid_from, valid_to=valid_to
    )
    assert bool(can(account, "year.open", cast.committee)) is held


def test_a_closed_account_may_nothing(cast):
    cast.officer.is_active = False
    cast.officer.forget_scope()
    assert not can(cast.officer, "year.open", cast.committee)
    assert cast.officer.scope == Scope(())


def test_a_passer_by_is_told_to_sign_in(cast):
    answer = can(AnonymousUser(), "year.open", cast.committee)
    assert isinstance(answer, Denied) and str(answer.reason) == "Đề nghị đăng nhập trước."


def test_a_refusal_carries_its_reason(cast):
    with pytest.raises(PermissionDenied, match="Vai trò của đồng chí không bao gồm việc này"):
        ensure(cast.member, "year.open", cast.committee)


def test_the_application_may_act_in_its_own_name(cast):
    system = SystemActor("đồng bộ")
    assert can(system, "year.open", cast.committee)
    assert Unit.objects.visible_to(system).count() == Unit.objects.count()
    assert str(system) == "đồng bộ"


def test_one_name_is_registered_once():
    with pytest.raises(ValueError, match="twice"):
        access.permission("year.open")(lambda person, obj: access.Allowed())


def test_the_administrator_is_granted_nothing_about_people():
    assert not {name for name in GRANTS["ADMIN"] if name.split(".")[0] in ("member", "pledge", "assessment", "report")}
    assert not {name for name in GRANTS["VIEWER"] if name.split(".")[0] in ("member", "pledge", "assessment")}


def test_a_deputy_may_what_the_secretary_may():
    assert GRANTS["DEPUTY"] == GRANTS["SECRETARY"]


def test_proposal_and_decision_are_in_different_hands():
    for role, names in GRANTS.items():
        assert not {"assessment.propose", "assessment.decide"} <= names, role
        assert not {"assessment.verify", "assessment.decide"} <= names, role


# ── the lens ──


def test_members_are_seen_by_their_own_cell_s_secretary_and_the_committee(cast):
    def seen(person: Account) -> set[str]:
        return set(Member.objects.visible_to(person).values_list("full_name", flat=True))

    assert seen(cast.member) == {"Trần Thị Lan"}
    assert seen(cast.secretary) == {"Trần Thị Lan", "Đỗ Văn Ước", "Lê Văn Bình"}
    assert seen(cast.officer) == seen(cast.secretary) | {"Phạm Thị Cúc", "Võ Tấn Dũng"}
    assert seen(cast.viewer) == seen(cast.admin) == set()
    assert seen(cast.stranger) == {"Hồ Thị Em"}


def test_memberships_follow_the_same_lens(cast):
    assert Membership.objects.visible_to(cast.secretary).count() == 3
    assert Membership.objects.visible_to(cast.stranger).filter(unit=cast.cell).count() == 0
    assert Membership.objects.visible_to(cast.member).get().member == cast.member.member


def test_units_are_seen_downwards(cast):
    assert set(Unit.objects.visible_to(cast.secretary)) == {cast.cell}
    assert set(Unit.objects.visible_to(cast.viewer)) == {cast.committee, cast.cell, cast.other_cell}
    assert set(Unit.objects.visible_to(cast.stranger)) == {cast.stranger_cell}


def test_years_and_themes_are_seen_from_below_too(cast):
    make_theme(cast.year, cast.committee, cast.officer)
    for person in (cast.member, cast.secretary, cast.leader, cast.viewer):
        assert Year.objects.visible_to(person).get() == cast.year
        assert Theme.objects.visible_to(person).exists()
    assert not Year.objects.visible_to(cast.stranger).exists()
    assert not Theme.objects.visible_to(cast.stranger).exists()


def test_the_journal_is_seen_by_those_who_may_read_it_and_one_s_own_acts_by_everybody(cast):
    for person in (cast.member, cast.officer, cast.stranger):
        assert not JournalEntry.objects.visible_to(person).exists()


def test_two_roles_reach_two_places(cast):
    both = give_role(make_account("Hai vai", make_member("Hai Vai", cast.cell)), Role.SECRETARY, cast.cell)
    give_role(both, Role.SECRETARY, cast.stranger_cell)
    assert set(Unit.objects.visible_to(both)) == {cast.cell, cast.stranger_cell}
    assert both.scope.unit_ids("pledge.confirm") == sorted([cast.cell.pk, cast.stranger_cell.pk])


def test_a_neighbour_whose_path_begins_alike_is_not_reached(db):
    """Paths are of four signs a level: the tenth cell is not under the first."""
    ward = make_committee()
    cells = [make_cell(ward, f"Chi bộ {number}") for number in range(12)]
    secretary = give_role(make_account("Bí thư"), Role.SECRETARY, cells[0])
    assert set(Unit.objects.visible_to(secretary)) == {cells[0]}
    assert [secretary.scope.reaches("pledge.confirm", cell.path) for cell in cells] == [True] + [False] * 11
