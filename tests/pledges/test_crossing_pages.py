"""The pages of the year beside one another: who sees what, nonsense in the address, and what many rows cost."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from emulation.models import JournalEntry, Role, Theme
from emulation.services.studies import plan_study
from evaluations.services.commendations import add_title, propose_commendation, refuse_commendation
from pledges.models import Audience, State
from pledges.services import (
    HalfLine,
    Question,
    agree_to_posting,
    create_survey,
    record_supervision,
    register_initiative,
    set_board,
    write_half_year,
)
from tests.factories import give_role, make_account, make_cell, make_theme
from tests.pledges.factories import make_people, make_pledge
from tests.pledges.test_api import Api
from tests.pledges.test_pages import client_of
from tests.pledges.test_supervision import TO_CORRECT

FEW, MANY = 3, 25
WORDS = "Nói nặng lời với người dân"


def today() -> datetime.date:
    return timezone.localdate()


def themes(cast, count: int) -> str:
    ward = Theme.objects.first() or make_theme(cast.year, cast.committee, cast.officer)
    for at in range(count):
        cell = make_cell(cast.committee, f"Chi bộ {at}")
        plan_study(
            unit=cell, theme=make_theme(cast.year, cell, cast.officer, parent=ward), held_on=today(), subject="Học",
            presenter="An", by=secretary_at(cell),
        )  # fmt: skip
    return reverse("emulation:themes")


def secretary_at(cell):
    return give_role(make_account(f"Bí thư {cell.name}"), Role.SECRETARY, cell)


def initiatives(cast, count: int) -> str:
    for at in range(count):
        cell = make_cell(cast.committee, f"Chi bộ {at}")
        register_initiative(
            unit=cell, year=cast.year, name=f"Mô hình {at}", purpose="Sạch đẹp", by=secretary_at(cell),
            members=[one.pk for one in make_people(cell, 2)],
        )  # fmt: skip
    return reverse("pledges:initiative-board")


def commendations(cast, count: int) -> str:
    title = add_title(unit=cast.committee, name=f"Giấy khen {count}", about="MEMBERS", years=1, by=cast.officer)
    for at in range(count):
        cell = make_cell(cast.committee, f"Chi bộ {at}")
        (member,) = make_people(cell, 1)
        propose_commendation(unit=cell, title=title, member=member, year=2026, reason="Tốt", by=secretary_at(cell))
    return reverse("evaluations:commendations")


def surveys(cast, count: int) -> str:
    for at in range(count):
        create_survey(
            unit=cast.cell, year=2026, quarter=3, title="Ý kiến", counter=f"Quầy {count}.{at}", by=cast.secretary,
            opens_on=today(), closes_on=today(), questions=[Question("YES_NO", "Đúng hẹn?")],
        )  # fmt: skip
    return reverse("pledges:survey-list")


def supervision(cast, count: int) -> str:
    for member in make_people(cast.cell, count):
        pledge = make_pledge(member, cast.cell, cast.year, State.CONFIRMED)
        record_supervision(unit=cast.cell, pledge=pledge, by=cast.secretary, **TO_CORRECT)
    return reverse("pledges:supervision")


def half_years(cast, count: int) -> str:
    for member in make_people(cast.cell, count):
        pledge = make_pledge(member, cast.cell, cast.year, State.CONFIRMED)
        write_half_year(pledge=pledge, lines={pledge.items.get().pk: HalfLine("AT_RISK")}, by=cast.secretary)
    return reverse("pledges:half-year-board") + f"?unit={cast.cell.pk}&year=2026"


def postings(cast, count: int) -> str:
    board = set_board(year=cast.year, audience=Audience.WARD, whose="TICKED", by=cast.officer)
    for member in make_people(cast.cell, count):
        pledge = make_pledge(member, cast.cell, cast.year, State.CONFIRMED)
        board.members.create(member=member)
        agree_to_posting(pledge=pledge, agreed_to=Audience.OPEN, paper="Tờ 1", by=cast.secretary)
    return reverse("pledges:public-board", args=[board.year_id])


@pytest.mark.parametrize(
    "fill",
    [themes, initiatives, commendations, surveys, supervision, half_years, postings],
    ids=lambda one: one.__name__,
)
def test_a_list_costs_the_same_for_few_and_many(cast, fill):
    costs = []
    for count in (FEW, MANY):
        page = fill(cast, count)
        client = client_of(cast.officer)
        assert client.get(page, follow=True).status_code == 200
        with CaptureQueriesContext(connection) as asked:
            client.get(page, follow=True)
        costs.append(len(asked))
    assert costs[0] >= costs[1], costs


# ── who sees what ──


def test_notes_of_supervision_are_for_the_member_the_secretary_and_the_committee(cast):
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED)
    record_supervision(unit=cast.cell, pledge=pledge, by=cast.secretary, **TO_CORRECT | {"words": WORDS})
    place = f"?unit={cast.cell.pk}&year=2026"
    pages = [reverse("pledges:supervision") + place, reverse("pledges:detail", args=[pledge.pk])]
    seen = {}
    for who in ("member", "colleague", "secretary", "officer", "leader", "viewer", "admin", "stranger"):
        reader = getattr(cast, who)
        answers = [client_of(reader).get(page).text for page in pages]
        answers.append(Api(reader).get("supervision/" + place).content.decode())
        seen[who] = [WORDS in text for text in answers]
    everywhere, nowhere = [True, True, True], [False, False, False]
    assert seen["secretary"] == seen["officer"] == seen["leader"] == everywhere
    assert seen["member"][1] and seen["colleague"] == seen["viewer"] == seen["admin"] == seen["stranger"] == nowhere


def test_the_journal_shows_no_words_of_notes_postings_and_commendations(cast):
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED)
    record_supervision(unit=cast.cell, pledge=pledge, by=cast.secretary, **TO_CORRECT | {"words": WORDS})
    agree_to_posting(pledge=pledge, agreed_to=Audience.OPEN, paper="Tờ riêng 77", by=cast.secretary)
    title = add_title(unit=cast.committee, name="Giấy khen", about="MEMBERS", years=1, by=cast.officer)
    given = {"unit": cast.cell, "title": title, "member": cast.member.member, "year": 2026, "by": cast.secretary}
    row = propose_commendation(reason="Lý do riêng 88", **given)
    refuse_commendation(commendation=row, refusal="Chưa được 99", by=cast.leader)
    said = [WORDS, "Tờ riêng 77", "Lý do riêng 88", "Chưa được 99"]
    for who in ("officer", "leader", "admin"):
        text = client_of(getattr(cast, who)).get(reverse("emulation:journal", args=[cast.committee.pk])).text
        assert not [one for one in said if one in text]
    kept = repr(list(JournalEntry.objects.values_list("data", "before", "after")))
    assert not [one for one in said if one in kept]


# ── nonsense in the address ──

PLACES = [
    "pledges:board", "pledges:check-in-board", "pledges:distribution", "pledges:half-year-board", "pledges:supervision",
    "pledges:supervision-new", "pledges:worksheet", "pledges:worksheet-file", "pledges:worksheet-preview",
    "pledges:initiative-board", "pledges:public", "pledges:survey-list", "pledges:survey-new", "pledges:go-find",
    "emulation:themes", "evaluations:commendations", "reports:papers", "reports:documents", "reports:document-issue",
]  # fmt: skip
NONSENSE = ["-1", "0", "9" * 30, "abc", "\x00", "\u202e2026", "1.5", "٢٠٢٦", "x" * 10_000]


@pytest.mark.slow
@pytest.mark.parametrize("who", ["secretary", "leader"])
def test_nonsense_in_the_address_is_no_fault(cast, who):
    client, found = client_of(getattr(cast, who)), {}
    rest = ("month", "page", "cell", "pledge", "code", "number", "theme", "counter")
    for name in PLACES:
        for text in NONSENSE:
            for asked in (["unit"], ["year"], rest):
                place = {"unit": cast.cell.pk, "year": 2026} | dict.fromkeys(asked, text)
                found[name, asked[0], text[:10]] = client.get(reverse(name), place).status_code
    assert not {key: status for key, status in found.items() if status >= 500}
