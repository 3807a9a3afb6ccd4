"""The table of visibility, every cell of it at every door: pages, the API, reports, explanations, exports, the journal.

Into each part of one member's record goes a word that stands nowhere else. Then everybody opens every address of the
site that can be read, about this record, and what they have been shown is held against the table.
"""

import io
import re
import zipfile

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from emulation.models import Membership, Role
from evaluations.access_drawing import DOCUMENT, renewed
from evaluations.models import Appeal, Assessment, PendingCheck, Proposal, State
from evaluations.rules.visibility import PARTS, SEERS, TABLE, Part, Seer, is_seen, states_of
from evaluations.rules.workflow import AssessmentState
from evaluations.services.appeals import file_appeal
from evaluations.services.assessments import save_assessment, submit_assessment
from evaluations.services.decisions import choose_levels, decide_campaign
from evaluations.services.reviews import propose_cell, verify_cell
from tests.architecture.site import routes

from ..factories import give_role, make_account
from . import meeting
from .test_decisions import refusal
from .year import assessment_of, fill_in, make_campaign

pytestmark = pytest.mark.django_db
OWN_POINTS, CELL_POINTS = "21.37", "22.73"
WORDS = {
    Part.OWN: ("lờitựviết", "việctựkể", "21,37", OWN_POINTS),
    Part.CELL: ("lờichibộ", "22,73", CELL_POINTS),
    Part.CHOICE: ("lýdocấpủychọn",),
    Part.DECISION: ("lýdoquyếtđịnh",),
    Part.COMPLAINT: ("nộidungđơn",),
    Part.CHECK: ("việcphảikiểmtra",),
}
# Rules, files to fill in, signing in: they hold nothing of anybody's record. A PDF is drawn from the page's document,
# and its content is packed: no word could be found in it.
ELSEWHERE = re.compile(
    r"pdf|ruleset|rule-set|schema|docs|styleguide|roster|template|sample|password|mfa_|account_|_login|self-review$"
)
UNTOUCHED = {"set_language", "openid_connect_callback", "openid_connect_login", "logout"}
# Where the part holds nothing yet, or what stood there has gone on to another part, nothing can be shown.
EMPTY = {
    (Part.CELL, AssessmentState.DRAFT),
    (Part.CELL, AssessmentState.RETURNED),
    (Part.CHOICE, AssessmentState.PROPOSED),
    (Part.CHOICE, AssessmentState.DECIDED),
}


def people_of(cast, state: AssessmentState, *, on_behalf: bool) -> list[tuple[Seer, object]]:
    """Return somebody for every way to stand to the record."""
    neighbour = give_role(make_account("Bí thư chi bộ bên cạnh"), Role.SECRETARY, cast.other_cell)
    cell = Seer.WRITER if on_behalf and state < AssessmentState.SUBMITTED else Seer.SECRETARY
    return [
        (Seer.MEMBER, cast.member),
        (cell, cast.secretary),
        (Seer.COMMITTEE, cast.officer),
        (Seer.COMMITTEE, cast.leader),
        (Seer.COLLEAGUE, cast.colleague),
        (Seer.OTHER_CELL, neighbour),
        (Seer.OTHER_WARD, cast.stranger),
        (Seer.VIEWER, cast.viewer),
        (Seer.ADMIN, cast.admin),
    ]


def record_in(cast, state: AssessmentState, *, on_behalf: bool = False) -> Assessment:
    """Bring the member's record to the state, as people would, with a word in each part."""
    campaign = make_campaign(cast)
    own, writer = assessment_of(campaign, cast.member), cast.secretary if on_behalf else cast.member
    fill_in(own, writer)
    if state >= AssessmentState.SUBMITTED:
        submit_assessment(assessment=own, by=writer)
        _go_on(cast, campaign, state, own)
    elif state == AssessmentState.RETURNED:
        Assessment.objects.filter(pk=own.pk).update(state=State.RETURNED, return_reason="Bổ sung")
    _write_in(cast, own)
    if state == AssessmentState.DECIDED:
        file_appeal(assessment=assessment_of(campaign, cast.member), text=WORDS[Part.COMPLAINT][0], by=cast.member)
    return Assessment.objects.select_related("unit", "campaign__year").get(pk=own.pk)


def _go_on(cast, campaign, state: AssessmentState, own: Assessment) -> None:
    facts = meeting.ELIGIBLE | {"submitted_at": timezone.now(), "state": State.SUBMITTED}
    others = Assessment.objects.to_rate().filter(campaign=campaign).exclude(pk=own.pk)
    others.update(**facts)
    for cell in (cast.cell, cast.other_cell):
        held = meeting.hold(meeting.review_of(campaign, cell), level="HTTNV", votes=(0, 10, 0, 0), explanation="Rõ")
        if state >= AssessmentState.PROPOSED:
            propose_cell(review=held, by=meeting.secretary_of(cell))
        if state >= AssessmentState.VERIFIED:
            verify_cell(review=meeting.review_of(campaign, cell), note="", by=cast.officer)
    if state >= AssessmentState.VERIFIED:
        word = WORDS[Part.CHOICE if state == AssessmentState.VERIFIED else Part.DECISION][0]
        choose_levels(campaign=campaign, choices={own.pk: ("HTNV", word)}, by=cast.leader)
    if state == AssessmentState.DECIDED:
        decide_campaign(campaign=campaign, number="45-QĐ/ĐU", signed_on=timezone.localdate(), by=cast.leader)


def _write_in(cast, own: Assessment) -> None:
    own.refresh_from_db()
    row, sections = Assessment.objects.filter(pk=own.pk), dict.fromkeys(own.sections, WORDS[Part.OWN][0])
    row.update(sections=sections, self_common=OWN_POINTS, cell_common=CELL_POINTS, cell_explanation=WORDS[Part.CELL][0])
    own.tasks.update(title=WORDS[Part.OWN][1])
    Proposal.objects.filter(assessment=own).update(explanation=WORDS[Part.CELL][0])
    known = {"received_on": timezone.localdate(), "recorded_by": cast.leader, "recorded_at": timezone.now()}
    PendingCheck.objects.create(assessment=own, about=WORDS[Part.CHECK][0], ordered_by="Tỉnh ủy", **known)


def addresses(cast, own: Assessment) -> dict[str, list[str]]:
    """Return every address that can be read, about this record; lists and boards also as they are asked for."""
    review = own.campaign.reviews.get(unit=own.unit_id)
    place = f"unit={own.unit_id}&year={own.campaign.year.number}&campaign={own.campaign_id}"
    ward = f"unit={cast.committee.pk}&year={own.campaign.year.number}"
    appeal = Appeal.objects.first()
    membership = Membership.objects.get(member=own.member)
    about = {
        "assessment": own.pk,
        "check": own.pk,
        "person": own.pk,
        "explanation": own.pk,
        "findings": own.pk,
        "employee": own.pk,
        "rerating": own.pk,
        "appeal": appeal.pk if appeal else 1,
        "complaint": appeal.pk if appeal else 1,
        "review": review.pk,
        "rating": review.pk,
        "verification": review.pk,
        "member": membership.pk,
        "unit": own.unit_id,
    }
    found = {}
    for route in routes():
        if route.name in UNTOUCHED or ELSEWHERE.search(route.name):
            continue
        if "GET" not in (route.api_methods if route.is_api else "GET"):
            continue
        keys = {key for name, key in about.items() if name in route.name}
        keys = keys or {own.campaign_id, cast.committee.pk, own.pk}
        values = {"unit_pk": own.unit_id, "account_pk": cast.member.pk, "number": own.campaign.year.number}
        values |= {"code": "QD366", "subject": "NONLEAD"}
        bare = sorted({route.address(pk=key, **values) for key in keys})
        asks = (place, ward) if re.search(r"board|report|annual", route.name) else (place,)
        asked = [f"{bare[0]}?{where}" for where in asks] if "<" not in route.pattern else []
        found[route.name] = bare + asked
    return found


def told_to(person, found: dict[str, list[str]]) -> str:
    """Open every address as the person and return all that was shown."""
    client, told = Client(), []
    client.force_login(person)
    for places in found.values():
        for place in places:
            answer = client.get(place)
            assert answer.status_code < 500, place
            if answer.status_code == 200:
                told.append(readable(answer))
    told.append(readable(client.post(reverse("emulation:own-data-export"))))
    return "\n".join(told)


def stands_in(told: str, word: str) -> bool:
    """Say whether the word was shown; the seconds of a time, such as 09:41:22.731, are nobody's points."""
    return re.search(rf"(?<!\d:)(?<!\d){re.escape(word)}(?!\d)", told) is not None


def readable(answer) -> str:
    content = answer.getvalue() if answer.streaming else answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "\n".join(parts.read(part).decode(errors="ignore") for part in parts.namelist())
    return content.decode(errors="ignore")


CASES = [(state, False) for state in AssessmentState]
CASES += [(AssessmentState.DRAFT, True), (AssessmentState.RETURNED, True)]


# Each takes two minutes and makes all it needs: they need not wait for one another.
APART = [pytest.param(*case, marks=pytest.mark.xdist_group(f"visibility-{case}")) for case in CASES]


@pytest.mark.slow
@pytest.mark.parametrize(("state", "on_behalf"), APART, ids=str)
def test_everybody_is_shown_what_the_table_says_and_nothing_else(cast, state, on_behalf):
    own = record_in(cast, state, on_behalf=on_behalf)
    found, wrong, checked = addresses(cast, own), [], 0
    for seer, person in people_of(cast, state, on_behalf=on_behalf):
        told = told_to(person, found)
        for part, words in WORDS.items():
            may, shown = is_seen(part, [seer], state), [word for word in words if stands_in(told, word)]
            if shown and not may:
                wrong.append(f"{seer} is shown {part}: {shown}")
            if may and not shown and (part, state) not in EMPTY:
                wrong.append(f"{seer} is not shown {part}")
            checked += 1
    assert not wrong, "\n".join(wrong)
    assert checked == 9 * 6 and len(found) > 90


def test_the_seconds_of_a_time_are_not_taken_for_points():
    assert not stands_in("2026-11-25T09:41:22.731204+07:00", CELL_POINTS)
    assert not stands_in("9:41:22.73", CELL_POINTS) and not stands_in("122.73", CELL_POINTS)
    assert all(
        stands_in(told, CELL_POINTS) for told in ('"cell_common":"22.73"', '{"points":22.73}', "22.73", ">22.73<")
    )
    assert stands_in("cólờichibộở", "lờichibộ")


def test_every_cell_of_the_table_is_tried():
    people = {seer for state, on_behalf in CASES for seer in Seer if seer != Seer.WRITER or on_behalf}
    assert people == set(Seer) and set(WORDS) | {Part.RECORD} == set(Part)
    assert len(Part) * len(Seer) * len(AssessmentState) == 378
    assert {state for state, _ in CASES} == set(AssessmentState)


@pytest.mark.parametrize("state", list(AssessmentState), ids=str)
def test_that_there_is_a_record_is_seen_as_the_table_says(cast, state):
    own = record_in(cast, state)
    for seer, person in people_of(cast, state, on_behalf=False):
        listed = Assessment.objects.visible_to(person).filter(pk=own.pk).exists()
        assert listed == (state in states_of(Part.RECORD, seer)), (seer, state)
        client = Client()
        client.force_login(person)
        status = client.get(reverse("api-assessment-detail", args=[own.pk])).status_code
        assert (status == 200) == listed


def test_administrators_and_viewers_see_no_content_in_any_state():
    for part in Part:
        for seer in (Seer.ADMIN, Seer.VIEWER, Seer.COLLEAGUE, Seer.OTHER_CELL, Seer.OTHER_WARD):
            assert states_of(part, seer) == frozenset()


def test_the_secretary_is_told_that_there_is_a_draft_and_how_complete(client, cast):
    own = record_in(cast, AssessmentState.DRAFT)
    client.force_login(cast.secretary)
    page = client.get(reverse("evaluations:assessment", args=[own.pk])).content.decode()
    assert "Đảng viên đang viết" in page and "còn thiếu: " in page
    assert client.get(reverse("evaluations:assessment-edit", args=[own.pk])).status_code == 302
    told = client.get(reverse("api-assessment-detail", args=[own.pk])).json()
    assert told["shows_own"] is False and set(told["sections"].values()) <= {""} and told["tasks"] == []
    assert told["assessment"]["self_total"] is None and told["derived"] is None


@pytest.mark.parametrize("act", [save_assessment, submit_assessment])
def test_nobody_writes_on_a_draft_they_do_not_see(cast, act):
    own = record_in(cast, AssessmentState.DRAFT)
    assert refusal(act, assessment=own, by=cast.secretary).code == "private"
    act(assessment=own, by=cast.member)


def test_what_the_secretary_wrote_stays_the_cells_until_the_member_takes_it_over(cast):
    own = record_in(cast, AssessmentState.DRAFT, on_behalf=True)
    save_assessment(assessment=own, sections={"LIMITS": "Ghi thay"}, by=cast.secretary)
    save_assessment(assessment=own, sections={"LIMITS": "Tôi tự viết"}, by=cast.member)
    own.refresh_from_db()
    assert refusal(save_assessment, assessment=own, sections={"LIMITS": "x"}, by=cast.secretary).code == "private"


def test_the_document_shows_the_table_as_it_is():
    text = DOCUMENT.read_text(encoding="utf8")
    assert renewed(text) == text, "run: make docs"
    assert set(PARTS) == set(Part) == set(TABLE) and set(SEERS) == set(Seer)
