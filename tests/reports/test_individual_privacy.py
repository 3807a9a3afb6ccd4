"""The documents of one member: what the page shows and no more; refused with a sentence where there is nothing."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluations.models import AssignedTask, Campaign
from pledges.models import CheckIn, CheckInLine, Pledge, PledgeItem
from pledges.models import State as PledgeStage
from reports.documents.asked import Asked
from reports.documents.blocks import Document
from reports.kinds import kind_of
from reports.renderings import plain
from reports.services import export_document
from tests.evaluations.year import assessment_of, fill_in, make_campaign, submitted

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 12, 31)
SECRET = "Lời chưa nộp của riêng đảng viên"


@pytest.fixture
def own(cast):
    return assessment_of(make_campaign(cast), cast.member)


@pytest.fixture
def pledge(cast) -> Pledge:
    """A confirmed pledge with an item in each of two groups."""
    now = timezone.now()
    made = Pledge.objects.create(
        year=cast.year, member=cast.member.member, unit=cast.cell, state=PledgeStage.CONFIRMED, confirmed_at=now
    )
    for place, group in enumerate(("THOUGHT", "STYLE"), start=1):
        PledgeItem.objects.create(
            pledge=made, position=place, group=group, deed=f"Việc cam kết {place}", outcome="KEPT", evidence="Sổ chi bộ"
        )
    return made


def asked(cast, code: str, **given) -> Asked:
    return Asked(
        **{"kind": kind_of(code), "unit": cast.cell, "year": 2026, "on": DAY, "member": cast.member.member} | given
    )


def made(cast, code: str, by=None, **given) -> Document:
    wanted = asked(cast, code, **given)
    return wanted.kind.build(by or cast.member, wanted)


def refusal(act) -> str:
    with pytest.raises(ValidationError) as refused:
        act()
    return refused.value.code


@pytest.mark.parametrize("code", ["self-review", "quarter-review"])
def test_what_a_member_still_writes_is_in_no_document_of_the_secretary(cast, own, code):
    sections = dict.fromkeys(("QUALITIES", "DUTIES"), SECRET)
    fill_in(own, cast.member, sections=sections)
    assert refusal(lambda: made(cast, code, by=cast.secretary)) == "private"
    assert SECRET not in plain.json_text(made(cast, code, by=cast.secretary, is_blank=True))
    assert made(cast, code)


@pytest.mark.parametrize("code", ["self-review", "quarter-review", "result-notice", "commitment"])
@pytest.mark.parametrize("who", ["colleague", "viewer", "admin", "stranger"])
def test_nobody_else_takes_out_the_document_of_a_member(cast, own, pledge, code, who):
    submitted(own, cast.member)
    with pytest.raises(PermissionDenied):
        export_document(asked=asked(cast, code), as_="json", by=getattr(cast, who))
    kind = kind_of(code)
    if who != "colleague" or code != "commitment":
        assert cast.member.member not in kind.members(getattr(cast, who), cast.cell, 2026)


@pytest.mark.parametrize("code", ["self-review", "quarter-review"])
def test_a_year_from_paper_prints_no_form(cast, own, code):
    Campaign.objects.filter(pk=own.campaign_id).update(from_paper=True)
    assert refusal(lambda: made(cast, code)) == "from_paper"


def test_there_is_no_notice_before_the_decision(cast, own):
    submitted(own, cast.member)
    assert refusal(lambda: made(cast, "result-notice")) == "not_decided"


def test_the_commitment_holds_every_item_and_each_table_its_own_file(cast, pledge):
    document = made(cast, "commitment")
    told = plain.json_text(document)
    assert all(item.deed in told for item in pledge.items.all())
    files = plain.files(document)
    assert sum("Việc cam kết" in text for name, text in files.items() if name.endswith(".csv")) == 2
    assert len({table.code for table in document.tables}) == len(list(document.tables))


def test_a_blank_commitment_holds_nothing_of_the_pledge(cast, pledge):
    assert "Việc cam kết" not in plain.json_text(made(cast, "commitment", is_blank=True))


def test_there_is_no_commitment_without_a_pledge_but_a_blank_one(cast):
    assert refusal(lambda: made(cast, "commitment")) == "no_pledge"
    assert made(cast, "commitment", is_blank=True).is_blank


def test_a_quarter_has_the_reports_of_its_months_alone(cast, own, pledge):
    submitted(own, cast.member)
    for month in (3, 6):
        report = CheckIn.objects.create(pledge=pledge, month=month, sent_at=timezone.now())
        item = pledge.items.first()
        CheckInLine.objects.create(check_in=report, item=item, confidence="ON_TRACK", done=f"Báo cáo tháng {month}")
    told = plain.json_text(made(cast, "quarter-review", options=(("period", "q2"),)))
    assert "Báo cáo tháng 6" in told and "Báo cáo tháng 3" not in told


def test_the_form_costs_as_many_queries_with_sixty_tasks(cast, own):
    submitted(own, cast.member)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            made(cast, "self-review")
        return len(seen)

    before = cost()
    rows = [AssignedTask(assessment=own, position=n, title=f"Việc thêm {n}", result="ON_TIME") for n in range(10, 70)]
    AssignedTask.objects.bulk_create(rows)
    assert cost() == before
