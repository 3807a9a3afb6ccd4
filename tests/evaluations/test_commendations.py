"""Commendations: titles, proposal and decision, years in a row through cells and paper, what stays unseen."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from emulation.models import JournalEntry, Notice, NoticeKind, Year
from emulation.personal import holdings_of
from evaluations.models import (
    Appeal,
    Assessment,
    Campaign,
    Commendation,
    CommendationState,
    CommendationTitle,
    Decision,
    RuleSet,
)
from evaluations.queues.commendations import queue_for as commendation_cards
from evaluations.rules.commendations import years_in_a_row
from evaluations.selectors.commendations import commendations_of, eligible, own_commendations, titles_for
from evaluations.services.commendations import (
    add_title,
    grant_commendation,
    propose_commendation,
    refuse_commendation,
    retire_title,
)
from tests.factories import make_year

from .meeting import secretary_of
from .year import make_rule_set

DAY = timezone.localdate() - datetime.timedelta(days=1)
TOMORROW = DAY + datetime.timedelta(days=2)
TOP = "HTXSNV"


@pytest.fixture
def title(cast) -> CommendationTitle:
    return add_title(unit=cast.committee, name="Giấy khen", about="MEMBERS", years=1, by=cast.officer)


@pytest.fixture
def of_cells(cast) -> CommendationTitle:
    return add_title(unit=cast.committee, name="Tập thể tiên tiến", about="CELLS", years=0, by=cast.leader)


def propose(cast, title, by=None, member="member", **more) -> Commendation:
    facts = {"unit": cast.cell, "year": 2026, "reason": "Hoàn thành xuất sắc"} | more
    who = getattr(cast, member).member if member else None
    return propose_commendation(title=title, member=who, by=by or cast.secretary, **facts)


def grant(cast, row, **more) -> Commendation:
    return grant_commendation(**{"commendation": row, "number": "12-QĐ/ĐU", "signed_on": DAY, "by": cast.leader} | more)


def last() -> JournalEntry:
    return JournalEntry.objects.first()


def decided(cast, level: str, number: int, cell=None, who="member") -> Decision:
    """Store the level of a year as the committee decided it."""
    year = Year.objects.filter(unit=cast.committee, number=number).first()
    year = year or make_year(cast.committee, cast.officer, number)
    day = datetime.date(number, 12, 20)
    days = dict.fromkeys(("cut_off", "assessments_due", "reviews_due", "decisions_due"), day)
    made = {"rule_set": RuleSet.objects.first() or make_rule_set(), "opened_by": cast.officer}
    campaign, _new = Campaign.objects.get_or_create(year=year, defaults=days | made)
    person = getattr(cast, who).member
    facts = {"unit": cell or cast.cell, "state": 50, "subject_type": "NONLEAD"}
    row = Assessment.objects.create(campaign=campaign, member=person, **facts)
    signed = {"number": f"{number}-QĐ", "signed_on": day, "at": timezone.now(), "by": cast.leader}
    return Decision.objects.create(assessment=row, level=level, rule_set=campaign.rule_set, **signed)


# ── the row of years ──


@pytest.mark.parametrize(
    ("levels", "years"),
    [
        ({}, ()),
        ({2026: TOP}, (2026,)),
        ({2026: "HTTNV", 2025: TOP}, ()),
        ({2026: TOP, 2025: TOP, 2024: "HTTNV", 2023: TOP}, (2025, 2026)),
        ({2026: TOP, 2025: TOP, 2023: TOP}, (2025, 2026)),  # 2024 was not rated: the row ends there
        ({2027: TOP, 2026: TOP}, (2026,)),  # what comes later does not count
        (dict.fromkeys(range(2022, 2027), TOP), (2022, 2023, 2024, 2025, 2026)),
    ],
)
def test_years_are_counted_back_without_a_gap(levels, years):
    assert years_in_a_row(levels, 2026) == years


# ── titles ──


def test_a_committee_keeps_its_titles(cast, title):
    assert (last().verb, last().data) == ("commendation.title_added", {"name": "Giấy khen", "years": 1})
    assert list(titles_for(cast.cell)) == [title] and not titles_for(cast.stranger_cell)
    retire_title(title=title, by=cast.leader)
    assert last().verb == "commendation.title_retired" and not titles_for(cast.cell)
    with pytest.raises(ValidationError) as refused:
        retire_title(title=title, by=cast.leader)
    assert refused.value.code == "wrong_state"


@pytest.mark.parametrize("who", ["member", "secretary", "viewer", "admin", "stranger"])
def test_nobody_else_keeps_titles(cast, title, who):
    with pytest.raises(PermissionDenied):
        add_title(unit=cast.committee, name="Bằng khen", about="MEMBERS", years=5, by=getattr(cast, who))
    with pytest.raises(PermissionDenied):
        retire_title(title=title, by=getattr(cast, who))


@pytest.mark.parametrize(
    "facts",
    [{"name": ""}, {"name": "a" * 10_000}, {"about": "DOGS"}, {"years": -1}, {"years": 51}, {"years": 10**12},
     {"name": "Giấy khen"}],
)  # fmt: skip
def test_a_title_that_makes_no_sense_is_refused(cast, title, facts):
    good = {"unit": cast.committee, "name": "Bằng khen", "about": "MEMBERS", "years": 5}
    with pytest.raises(ValidationError):
        add_title(**good | facts, by=cast.officer)


# ── proposing ──


def test_the_cell_proposes_and_the_journal_says_so(cast, title):
    row = propose(cast, title)
    assert (row.state, row.committee, row.who) == (CommendationState.PROPOSED, cast.committee, "Trần Thị Lan")
    assert (last().verb, last().data) == ("commendation.proposed", {"title": "Giấy khen", "year": 2026})


@pytest.mark.parametrize("who", ["member", "colleague", "officer", "leader", "viewer", "admin", "stranger"])
def test_nobody_else_proposes(cast, title, who):
    with pytest.raises(PermissionDenied):
        propose(cast, title, by=getattr(cast, who))


def test_nobody_proposes_himself(cast, title):
    with pytest.raises(PermissionDenied, match="tự đề nghị"):
        propose(cast, title, member="secretary")


@pytest.mark.parametrize(
    ("member", "more", "field"),
    [
        ("officer", {}, "member"),  # of another cell
        (None, {}, "member"),  # the title is for members
        ("member", {"reason": ""}, "reason"),
        ("member", {"reason": "a" * 10_000}, "reason"),
        ("member", {"year": 0}, "year"),
        ("member", {"year": 10**9}, "year"),
    ],
)
def test_what_does_not_fit_is_refused(cast, title, member, more, field):
    with pytest.raises(ValidationError) as refused:
        propose(cast, title, member=member, **more)
    assert field in refused.value.error_dict


def test_titles_of_others_and_retired_ones_are_refused(cast, title, of_cells):
    foreign = CommendationTitle.objects.create(unit=cast.stranger_cell, name="Khác", about="MEMBERS", years=1)
    for wrong in (foreign, retire_title(title=title, by=cast.officer), of_cells):
        with pytest.raises(ValidationError):
            propose(cast, wrong)


def test_the_same_is_proposed_once_until_it_is_refused(cast, title):
    row = propose(cast, title)
    with pytest.raises(ValidationError):
        propose(cast, title)
    refuse_commendation(commendation=row, refusal="Chưa đủ thành tích", by=cast.leader)
    assert propose(cast, title).is_proposed


# ── deciding ──


def test_the_leader_grants_and_the_member_is_told(cast, title):
    row = grant(cast, propose(cast, title))
    assert (row.is_granted, row.number, row.version) == (True, "12-QĐ/ĐU", 2)
    assert last().verb == "commendation.granted"
    told = Notice.objects.get(account=cast.member)
    assert (told.kind, told.url) == (NoticeKind.COMMENDED, reverse("evaluations:commendation", args=[row.pk]))
    assert list(own_commendations(cast.member)) == [row]
    (held,) = [one for one in holdings_of(cast.member.member) if one.code == "evaluations.commendation"]
    assert len(held.rows) == 1


def test_what_is_proposed_or_refused_the_member_does_not_see(client, cast, title):
    row = propose(cast, title)
    client.force_login(cast.member)
    assert client.get(reverse("evaluations:commendation", args=[row.pk])).status_code == 404
    refuse_commendation(commendation=row, refusal="Chưa đủ", by=cast.leader)
    assert client.get(reverse("evaluations:commendation", args=[row.pk])).status_code == 404
    assert not own_commendations(cast.member)
    assert not [one for one in holdings_of(cast.member.member) if one.code == "evaluations.commendation"]
    assert Notice.objects.get(account=cast.secretary).kind == NoticeKind.COMMENDATION


@pytest.mark.parametrize("who", ["member", "secretary", "officer", "viewer", "admin", "stranger"])
def test_nobody_else_decides(cast, title, who):
    row = propose(cast, title)
    for act in (
        lambda by: grant(cast, row, by=by),
        lambda by: refuse_commendation(commendation=row, refusal="Không", by=by),
    ):
        with pytest.raises(PermissionDenied):
            act(getattr(cast, who))


def test_a_leader_does_not_decide_on_the_own(cast, title):
    row = propose_commendation(
        unit=cast.other_cell, title=title, member=cast.leader.member, year=2026, reason="Tốt",
        by=secretary_of(cast.other_cell),
    )  # fmt: skip
    with pytest.raises(PermissionDenied):
        grant(cast, row)


@pytest.mark.parametrize(
    "facts",
    [{"number": ""}, {"signed_on": None}, {"signed_on": TOMORROW}, {"version": 9},
     {"number": "a" * 10_000}],
)  # fmt: skip
def test_a_decision_that_is_not_complete_is_refused(cast, title, facts):
    row = propose(cast, title)
    with pytest.raises(ValidationError):
        grant(cast, row, **facts)
    row.refresh_from_db()
    assert row.is_proposed


def test_what_is_decided_stays(cast, title):
    row = grant(cast, propose(cast, title))
    for act in (grant, lambda c, r: refuse_commendation(commendation=r, refusal="Không", by=c.leader)):
        with pytest.raises(ValidationError) as refused:
            act(cast, row)
        assert refused.value.code == "wrong_state"


def test_a_refusal_needs_its_reason(cast, title):
    with pytest.raises(ValidationError) as refused:
        refuse_commendation(commendation=propose(cast, title), refusal=" ", by=cast.leader)
    assert "refusal" in refused.value.error_dict


def test_nobody_is_commended_while_a_complaint_is_open(cast, title):
    held = decided(cast, TOP, 2026)
    days = {"filed_on": DAY, "last_day": DAY, "answer_due": DAY}
    Appeal.objects.create(
        decision=held, text="Xem lại", suspends=True, filed_by=cast.member, filed_at=timezone.now(), **days
    )
    with pytest.raises(ValidationError) as refused:
        grant(cast, propose(cast, title))
    assert refused.value.code == "wrong_state"
    assert eligible(cast.leader, cast.committee, 2026)[0].is_suspended


# ── who may be proposed ──


def test_five_years_in_a_row_are_followed_through_cells(cast, title):
    five = add_title(unit=cast.committee, name="Năm năm liên tục", about="MEMBERS", years=5, by=cast.officer)
    for number in range(2022, 2027):
        decided(cast, TOP, number, cell=cast.other_cell if number < 2024 else cast.cell)
    (one,) = eligible(cast.secretary, cast.cell, 2026)
    assert (one.years, set(one.titles)) == ((2022, 2023, 2024, 2025, 2026), {title, five})
    assert "2022–2026" in one.why and "2021" in one.why
    assert eligible(cast.leader, cast.committee, 2026) == [one]


def test_another_level_or_no_rating_ends_the_row(cast, title):
    for number, level in ((2023, TOP), (2024, "HTTNV"), (2025, TOP), (2026, TOP)):
        decided(cast, level, number)
    decided(cast, TOP, 2026, who="colleague")
    rows = {one.member: one.years for one in eligible(cast.leader, cast.committee, 2026)}
    assert rows == {cast.member.member: (2025, 2026), cast.colleague.member: (2026,)}
    assert eligible(cast.leader, cast.committee, 2025)[0].years == (2025,)


def test_the_list_costs_the_same_for_few_and_for_many(cast, title, django_assert_num_queries):
    decided(cast, TOP, 2026)
    assert cast.leader.scope
    with django_assert_num_queries(4):
        eligible(cast.leader, cast.committee, 2026)
    decided(cast, TOP, 2026, who="colleague")
    decided(cast, TOP, 2025, who="colleague")
    with django_assert_num_queries(4):
        eligible(cast.leader, cast.committee, 2026)


@pytest.mark.parametrize("who", ["member", "viewer", "admin", "stranger"])
def test_others_see_no_list(cast, title, who):
    decided(cast, TOP, 2026)
    propose(cast, title)
    assert not eligible(getattr(cast, who), cast.committee, 2026)
    assert not commendations_of(getattr(cast, who), cast.committee, 2026)


# ── the titles of an office as it told of them: exemplary collective 2018, excellent labour collective, an order ──

ARTICLE = (
    ("Tập thể điển hình tiên tiến", 2018),
    ("Tập thể lao động xuất sắc", 2018),
    ("Huân chương Lao động hạng Nhì", 2018),
)


def test_titles_of_a_unit_read_back_as_they_were_given(client, cast):
    for place, (name, year) in enumerate(ARTICLE, start=1):
        given = add_title(unit=cast.committee, name=name, about="CELLS", years=0, by=cast.officer)
        row = propose(cast, given, member=None, year=year, reason="Thành tích tập thể")
        grant(cast, row, number=f"{place}-QĐ/ĐU")
    client.force_login(cast.secretary)
    page = client.get(reverse("evaluations:commendations"), {"unit": cast.cell.pk, "year": 2018}).content.decode()
    assert all(name in page for name, _year in ARTICLE)
    assert commendations_of(cast.leader, cast.committee, 2018).granted().count() == len(ARTICLE)
    assert not commendations_of(cast.leader, cast.committee, 2019)


# ── pages and API ──


def test_the_way_from_the_list_to_the_decision_on_pages(client, cast, title):
    decided(cast, TOP, 2026)
    client.force_login(cast.secretary)
    page = client.get(reverse("evaluations:commendations"), {"unit": cast.cell.pk, "year": 2026}).content.decode()
    link = f"{reverse('evaluations:commendation-new', args=[cast.cell.pk])}?title={title.pk}"
    assert link in page
    address = reverse("evaluations:commendation-new", args=[cast.cell.pk])
    data = {"title": title.pk, "member": cast.member.member_id, "year": 2026, "reason": "Tốt <b>"}
    assert client.post(address, data).status_code == 302
    row = Commendation.objects.get()
    client.force_login(cast.leader)
    shown = client.get(reverse("evaluations:commendation", args=[row.pk])).content.decode()
    assert "Tốt &lt;b&gt;" in shown and reverse("evaluations:commendation-grant", args=[row.pk]) in shown
    there = reverse("evaluations:commendation-grant", args=[row.pk])
    assert client.post(there, {"number": "", "signed_on": "", "version": 1}).status_code == 200
    assert client.post(there, {"number": "3-QĐ/ĐU", "signed_on": f"{DAY:%d/%m/%Y}", "version": 1}).status_code == 302
    row.refresh_from_db()
    assert row.is_granted


def test_the_leader_finds_what_waits_among_the_work(cast, title):
    assert not commendation_cards(cast.leader)
    row = propose(cast, title)
    (card,) = commendation_cards(cast.leader)
    assert (card.count, card.url) == (1, reverse("evaluations:commendation", args=[row.pk]))
    propose(cast, title, member="colleague")
    (card,) = commendation_cards(cast.leader)
    assert (card.count, card.url.split("?")[0]) == (2, reverse("evaluations:commendations"))
    assert not commendation_cards(cast.officer) and not commendation_cards(cast.stranger)


@pytest.mark.parametrize(
    ("who", "status"), [("secretary", 200), ("officer", 200), ("viewer", 404), ("stranger", 404), ("member", 404)]
)
def test_who_opens_the_list_of_a_cell(client, cast, title, who, status):
    client.force_login(getattr(cast, who))
    for address in (f"?unit={cast.cell.pk}", f"?unit={cast.cell.pk}&year=x"):
        assert client.get(reverse("evaluations:commendations") + address).status_code == status
    assert client.get(reverse("evaluations:commendations") + "?unit=abc").status_code == 404


def test_the_same_over_the_api(cast, title):
    def api(account):
        client = APIClient()
        client.force_authenticate(account)
        return client

    base = "/api/v1/commendations/"
    data = {"unit": cast.cell.pk, "title": title.pk, "member": cast.member.member_id, "year": 2026, "reason": "Tốt"}
    made = api(cast.secretary).post(base, data, format="json")
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    for wrong in (
        {"unit": 10**9},
        {"title": 10**9},
        {"member": cast.officer.member_id},
        {"unit": cast.stranger_cell.pk},
    ):
        assert api(cast.secretary).post(base, data | wrong, format="json").status_code == 404
    assert api(cast.stranger).get(f"{base}{pk}/").status_code == 404
    assert api(cast.secretary).post(f"{base}{pk}/grant/", {"number": "1", "signed_on": str(DAY)}).status_code == 403
    granted = api(cast.leader).post(f"{base}{pk}/grant/", {"number": "1-QĐ", "signed_on": str(DAY)})
    assert granted.json()["state"] == CommendationState.GRANTED
    assert api(cast.leader).post(f"{base}{pk}/refuse/", {"refusal": "Không"}).status_code == 409
    decided(cast, TOP, 2026)
    found = api(cast.officer).get(f"{base}eligible/?unit={cast.committee.pk}&year=2026").json()
    assert (found[0]["member"], found[0]["years"]) == (cast.member.member_id, [2026])
    titles = f"/api/v1/units/{cast.committee.pk}/commendation-titles/"
    new = {"name": "Bằng khen", "about": "MEMBERS", "years": 5}
    assert api(cast.officer).post(titles, new, format="json").status_code == 201
    assert len(api(cast.officer).get(titles).json()) == 2
    assert api(cast.officer).post(f"/api/v1/commendation-titles/{title.pk}/retire/").json()["is_retired"]
