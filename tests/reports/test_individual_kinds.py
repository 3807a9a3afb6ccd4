"""The documents of one member: what they say, whom they may be made for, and that they show no more than the pages."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from emulation.access import SystemActor
from emulation.models import Membership
from evaluations.models import Decision
from evaluations.services.transfers import comment_transfer_review, write_transfer_review
from pledges.models import Pledge, State
from reports.documents.asked import Asked
from reports.documents.blocks import Document, Facts, Paragraph, Ruled, Signatures, Table
from reports.kinds import KINDS, kind_of
from reports.kinds.asking import Wish, asked_for, members_for
from reports.kinds.individual import INDIVIDUAL
from reports.renderings import paper
from reports.services import issue_document
from tests.evaluations.year import assessment_of, fill_in, make_campaign, submitted
from tests.pledges.factories import make_pledge

from .factories import World
from .test_exports import text_of

pytestmark = pytest.mark.slow

ROBOT = SystemActor("test")
DAY = datetime.date(2026, 12, 20)
FORMS = ("self-review", "quarter-review")
PLEDGES = ("registration", "commitment")


def built(cast, code: str, by=None, **given) -> Document:
    values = {"unit": cast.cell, "year": 2026, "on": DAY, "member": cast.member.member} | given
    with translation.override("vi"):
        return kind_of(code).build(by or cast.member, Asked(kind_of(code), **values))


def words(document: Document) -> str:
    """Every text of the document, as one."""
    found = [str(document.title), str(document.summary)]
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                found += [str(block.lead), str(block.text)]
            elif isinstance(block, Facts):
                found += [f"{label}: {value}" for label, value in block.rows]
            elif isinstance(block, Table):
                found += [str(cell) for row in block.rows for cell in row.cells]
    return "\n".join(found)


def refused(cast, code: str, by=None, **given) -> str:
    with pytest.raises(ValidationError) as found:
        built(cast, code, by, **given)
    return found.value.code


@pytest.fixture
def own(cast):
    return assessment_of(make_campaign(cast), cast.member)


@pytest.fixture
def pledge(cast) -> Pledge:
    return make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED, items=3)


def test_every_kind_of_the_regulation_is_there():
    assert [kind.code for kind in INDIVIDUAL] == [
        "registration", "commitment", "self-review", "quarter-review", "result-notice", "transfer-review",
    ]  # fmt: skip


@pytest.mark.parametrize("code", FORMS)
def test_a_draft_is_its_writers_alone_and_a_blank_form_holds_none_of_it(cast, own, code):
    fill_in(own, cast.member, sections={"QUALITIES": "Điều riêng chưa muốn nói"})
    assert refused(cast, code, cast.secretary) == "private"
    blank = built(cast, code, cast.secretary, is_blank=True)
    assert "riêng" not in words(blank) and blank.is_blank
    assert built(cast, code, cast.member)


def test_the_filled_form_has_the_points_and_the_tasks_of_the_page(cast, own):
    submitted(own, cast.member)
    own.refresh_from_db()
    form = built(cast, "self-review")
    sums = next(table for table in form.tables if table.code == "sums")
    assert [row.cells[1] for row in sums.rows] == [own.self_common, own.self_results]
    assert sums.total.cells[1:] == (own.self_total, 100)
    tasks = next(table for table in form.tables if table.code == "tasks")
    assert [row.cells[1] for row in tasks.rows] == [task.title for task in own.tasks.all()]
    assert "43-HD/BTCTW" in form.form and "2B" in form.form


def test_room_for_the_cell_and_the_committee_is_a_choice(cast, own):
    def signers(document: Document) -> int:
        return sum(isinstance(block, Signatures) for section in document.sections for block in section.blocks)

    plain, roomy = (built(cast, "self-review", is_blank=True, options=(("blocks", one),)) for one in "01")
    assert (signers(plain), signers(roomy)) == (1, 3)
    with pytest.raises(ValidationError, match=r"blocks|Chỗ"):
        built(cast, "self-review", is_blank=True, options=(("blocks", "7"),))


@pytest.mark.parametrize(("period", "expected"), [("year", 2), ("q1", 1), ("q3", 0), ("q4", 1)])
def test_a_quarter_holds_its_own_tasks(cast, own, period, expected):
    submitted(own, cast.member)
    first, last = list(own.tasks.all())[:2]
    own.tasks.exclude(pk__in=[first.pk, last.pk]).delete()
    own.tasks.filter(pk=first.pk).update(due_on=datetime.date(2026, 3, 31))
    own.tasks.filter(pk=last.pk).update(due_on=datetime.date(2026, 10, 1))
    form = built(cast, "quarter-review", options=(("period", period),))
    tasks = next(table for table in form.tables if table.code == "tasks")
    assert len(tasks.rows) == expected
    sums = next(table for table in form.tables if table.code == "sums")
    assert (sums.total.cells[1] is not None) is (period == "year")


@pytest.mark.parametrize("code", PLEDGES)
def test_a_pledge_is_printed_in_the_words_in_force(cast, pledge, code):
    document = built(cast, code)
    items = [row.cells for table in document.tables for row in table.rows]
    assert sorted(cells[1] for cells in items) == sorted(item.deed for item in pledge.items.all())
    assert cast.member.member.full_name in words(document) and not document.is_draft
    assert document.signatures[1].name == cast.member.member.full_name


@pytest.mark.parametrize("code", PLEDGES)
def test_an_unconfirmed_pledge_is_marked_a_draft_and_a_missing_one_refused_but_for_the_blank(cast, code):
    assert refused(cast, code) == "no_pledge"
    blank = built(cast, code, is_blank=True)
    assert all(not table.rows and table.to_fill for table in blank.tables)
    make_pledge(cast.member.member, cast.cell, cast.year, State.SUBMITTED, items=2)
    document = built(cast, code)
    assert document.is_draft and document.draft_note


def test_a_pledge_of_the_other_kind_is_not_printed_as_this_one(cast, pledge):
    Pledge.objects.filter(pk=pledge.pk).update(kind="COMMITMENT")
    assert refused(cast, "registration") == "other_kind"
    assert built(cast, "commitment")


def test_the_notice_tells_level_decision_reason_and_until_when_to_object(world: World):
    assessment = world.campaign.assessments.filter(decisions__isnull=False).first()
    decision = Decision.objects.get(assessment=assessment)
    kind = kind_of("result-notice")
    with translation.override("vi"):
        document = kind.build(ROBOT, Asked(kind, assessment.unit, 2026, DAY, assessment.member))
    told = words(document)
    assert decision.number in told and decision.get_level_display() in told
    assert f"{decision.signed_on:%d/%m/%Y}" in told and assessment.member.full_name in told
    assert document.letterhead.symbol == "-TB/ĐU" and document.rule_set == decision.rule_set.name


def test_there_is_no_notice_before_the_decision(cast, own):
    submitted(own, cast.member)
    assert refused(cast, "result-notice") == "not_decided"


@pytest.fixture
def moved(cast) -> Membership:
    """Lan has moved from the first cell to the second."""
    found = cast.member.member.memberships.get()
    day = datetime.date(2026, 5, 31)
    Membership.objects.filter(pk=found.pk).update(valid_to=day, departure="MOVED")
    after = day + datetime.timedelta(days=1)
    Membership.objects.create(member=found.member, unit=cast.other_cell, valid_from=after, arrival="MOVED")
    return Membership.objects.select_related("member", "unit").get(pk=found.pk)


def test_the_review_of_a_transfer_travels_with_the_cells_comment(cast, moved):
    assert refused(cast, "transfer-review", cast.secretary) == "not_written"
    review = write_transfer_review(membership=moved, text="Đã làm tốt nửa năm", submit=True, by=cast.member)
    comment_transfer_review(review=review, comment="Chi bộ nhất trí", by=cast.secretary)
    told = words(built(cast, "transfer-review", cast.secretary))
    assert "Đã làm tốt nửa năm" in told and "Chi bộ nhất trí" in told and "31/05/2026" in told
    assert built(cast, "transfer-review", cast.member, unit=cast.other_cell)
    blank = built(cast, "transfer-review", is_blank=True)
    assert "nửa năm" not in words(blank)
    assert sum(isinstance(block, Ruled) for block in blank.sections[0].blocks) == 3


def test_who_did_not_move_has_no_such_review(cast):
    assert refused(cast, "transfer-review") == "no_transfer"


@pytest.mark.parametrize("kind", INDIVIDUAL, ids=lambda kind: kind.code)
def test_a_member_reaches_the_own_documents_and_no_colleagues(client, cast, own, pledge, moved, kind):
    mine = list(members_for(cast.member, kind, cast.cell, 2026))
    assert [one.pk for one in mine] in ([], [cast.member.member_id])
    with pytest.raises(ValidationError) as found:
        asked_for(cast.member, kind, cast.cell, Wish(2026, DAY, cast.colleague.member_id))
    assert found.value.code == "no_member"
    client.force_login(cast.stranger)
    where = {"unit": cast.cell.pk, "year": 2026, "member": cast.member.member_id}
    for route in (reverse("reports:kind", args=[kind.code]), reverse("reports:kind-file", args=[kind.code, "pdf"])):
        assert client.get(route, where).status_code == 404


@pytest.mark.parametrize("kind", INDIVIDUAL, ids=lambda kind: kind.code)
def test_whose_it_can_be_costs_the_same_for_few_and_for_many(world, django_assert_max_num_queries, kind):
    with django_assert_max_num_queries(3):
        few = members_for(world.secretary, kind, world.cells[0], 2026)
    with django_assert_max_num_queries(3):
        many = members_for(world.leader, kind, world.committee, 2026)
    assert len(many) >= len(few)


def test_overlong_words_and_sixty_tasks_are_printed_whole(cast, own):
    submitted(own, cast.member)
    long = "Việc rất dài " * 800
    type(own).objects.filter(pk=own.pk).update(sections={"QUALITIES": long})
    task = own.tasks.first()
    for place in range(100, 160):
        task.pk, task.position, task.title = None, place, f"Nhiệm vụ số {place}"
        task.save(force_insert=True)
    told = text_of(paper.render(built(cast, "self-review")))
    assert told.count("Việc rất dài") > 700 and "Nhiệm vụ số 159" in told


def test_all_of_them_are_kinds_of_the_catalogue():
    assert all(KINDS[kind.code] is kind for kind in INDIVIDUAL)


def test_a_notice_is_issued_by_the_committee_under_its_own_number(world: World, monkeypatch):
    assessment = world.campaign.assessments.filter(decisions__isnull=False, unit=world.cells[0]).first()
    monkeypatch.setattr(paper, "render", lambda document: document.stamp.code.encode())
    asked = Asked(kind_of("result-notice"), assessment.unit, 2026, timezone.localdate(), assessment.member)
    with pytest.raises(PermissionDenied):
        issue_document(asked=asked, signed_on=asked.on, by=world.secretary)
    made = issue_document(asked=asked, signed_on=asked.on, by=world.leader)
    assert (made.unit, made.member, made.full_number) == (world.committee, assessment.member, "01-TB/ĐU")
