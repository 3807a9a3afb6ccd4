"""What follows a decision: told, read, handed over, published; renewed by a re-rating; the dossier; orders waived."""

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from emulation.models import JournalEntry, Notice, NoticeKind
from evaluations.models import Assessment, Decision, NoticeTo, OrderWaiver, ResultNotice, State
from evaluations.selectors.notices import dossier_of, notices_by_cell, publications_for, published_levels
from evaluations.services.decisions import decide_campaign
from evaluations.services.notices import (
    hand_over_result,
    notify_manager,
    notify_results,
    publish_levels,
    withdraw_publication,
)
from evaluations.services.order import waive_order
from evaluations.services.ratings import propose_rating
from evaluations.services.rerating import rerate
from reports.documents import build_annual_report

from . import collective
from .meeting import hand_in, hold, review_of, verified
from .year import assessment_of, make_campaign

TODAY = timezone.localdate()
GOOD = {"level": "HTTNV", "votes": (0, 10, 0, 0), "explanation": "Tập thể thống nhất."}


@pytest.fixture
def campaign(cast):
    return make_campaign(cast)


@pytest.fixture
def decided(cast, campaign):
    for cell in (cast.cell, cast.other_cell):
        verified(campaign, cell, cast.officer, **GOOD)
    Assessment.objects.filter(campaign=campaign).update(
        committee_level="HTTNV", committee_reason="Tập thể cấp ủy thống nhất"
    )
    decide_campaign(campaign=campaign, number="1-QĐ/ĐU", signed_on=TODAY, by=cast.leader)
    return campaign


def record_of(cast, campaign) -> Assessment:
    found = Assessment.objects.select_related("unit", "member", "campaign__year__unit", "campaign__rule_set")
    return found.get(pk=assessment_of(campaign, cast.member).pk)


def rerated(cast, campaign) -> Decision:
    row = record_of(cast, campaign)
    facts = {"number": "9-QĐ/ĐU", "signed_on": TODAY, "reason": "Phát hiện vi phạm"}
    return rerate(assessment=row, replaces=row.decision.pk, level="HTNV", by=cast.leader, **facts)


def test_everybody_is_told_once(cast, decided):
    sent = notify_results(campaign=decided, by=cast.officer)
    assert sent == Decision.objects.count() == ResultNotice.objects.filter(to=NoticeTo.MEMBER).count()
    with pytest.raises(ValidationError):
        notify_results(campaign=decided, by=cast.officer)
    assert JournalEntry.objects.filter(verb="result.notified").count() == 1


@pytest.mark.parametrize("who", ["member", "colleague", "secretary", "viewer", "admin", "stranger"])
def test_the_committee_alone_tells_and_publishes(cast, decided, who):
    for act in (notify_results, lambda **by: publish_levels(unit=cast.cell, **by)):
        with pytest.raises(PermissionDenied):
            act(campaign=decided, by=getattr(cast, who))


def test_opening_the_own_result_is_the_receipt_and_noted_once(client, cast, decided):
    notify_results(campaign=decided, by=cast.officer)
    page = reverse("evaluations:assessment", args=[record_of(cast, decided).pk])
    client.force_login(cast.secretary)
    client.get(page)
    assert ResultNotice.objects.filter(read_at__isnull=False).count() == 0
    client.force_login(cast.member)
    assert "Thông báo kết quả" in client.get(page).content.decode()
    client.get(page)
    (notice,) = ResultNotice.objects.filter(read_at__isnull=False)
    assert notice.member_id == cast.member.member_id
    assert JournalEntry.objects.filter(verb="result.read").count() == 1


def test_the_secretary_records_a_hand_over_on_paper(cast, decided):
    row = record_of(cast, decided)
    with pytest.raises(ValidationError, match="chưa được thông báo"):
        hand_over_result(assessment=row, handed_on=TODAY, by=cast.secretary)
    notify_results(campaign=decided, by=cast.officer)
    for wrong in (None, TODAY + datetime.timedelta(days=1), TODAY - datetime.timedelta(days=1)):
        with pytest.raises(ValidationError):
            hand_over_result(assessment=row, handed_on=wrong, by=cast.secretary)
    assert hand_over_result(assessment=row, handed_on=TODAY, by=cast.secretary).handed_by == cast.secretary
    counts = {str(cell.review.unit): (cell.decided, cell.told, cell.received)
              for cell in notices_by_cell(cast.officer, decided)}  # fmt: skip
    assert counts[str(cast.cell)] == (3, 3, 1)
    own = assessment_of(decided, cast.secretary)
    with pytest.raises(PermissionDenied):
        hand_over_result(assessment=own, handed_on=TODAY, by=cast.secretary)


def test_a_re_rating_is_told_anew_and_the_publication_follows(cast, decided):
    notify_results(campaign=decided, by=cast.officer)
    notify_manager(assessment=record_of(cast, decided), name="Trần Văn An, Hiệu trưởng", by=cast.officer)
    publication = publish_levels(campaign=decided, unit=cast.cell, by=cast.leader)
    decision = rerated(cast, decided)
    assert {(n.to, n.name, n.read_at) for n in decision.notices.all()} == {
        ("MEMBER", "", None),
        ("MANAGER", "Trần Văn An, Hiệu trưởng", None),
    }
    (cell,) = published_levels(publication)
    assert dict(cell.people)[cast.member.member.full_name] == "Hoàn thành nhiệm vụ"


def test_a_re_rating_before_the_notice_tells_nobody_yet(cast, decided):
    assert not rerated(cast, decided).notices.exists()


def test_a_list_shows_names_and_words_to_whom_it_is_published(client, cast, decided):
    in_cell = publish_levels(campaign=decided, unit=cast.cell, by=cast.leader)
    seen = {who for who in ("member", "secretary", "officer", "leader", "viewer", "admin", "stranger")
            if publications_for(getattr(cast, who)).exists()}  # fmt: skip
    assert seen == {"member", "secretary", "officer", "leader"}
    client.force_login(cast.member)
    shown = client.get(reverse("evaluations:publication", args=[in_cell.pk])).content.decode()
    assert cast.colleague.member.full_name in shown and "Hoàn thành tốt nhiệm vụ" in shown
    assert not re.search(r"\b93\b", shown) and "Tập thể thống nhất" not in shown  # a form's token may hold any digits
    ward = publish_levels(campaign=decided, unit=cast.committee, by=cast.leader)
    assert publications_for(cast.member).filter(pk=ward.pk).exists()
    with pytest.raises(ValidationError):
        publish_levels(campaign=decided, unit=cast.committee, by=cast.leader)
    with pytest.raises(ValidationError):
        publish_levels(campaign=decided, unit=cast.stranger_cell, by=cast.leader)


def test_a_withdrawn_list_is_gone_for_all_but_the_committee(client, cast, decided):
    publication = publish_levels(campaign=decided, unit=cast.cell, by=cast.leader)
    with pytest.raises(ValidationError):
        withdraw_publication(publication=publication, reason=" ", by=cast.leader)
    withdraw_publication(publication=publication, reason="Nhầm chi bộ", by=cast.leader)
    client.force_login(cast.member)
    assert client.get(reverse("evaluations:publication", args=[publication.pk])).status_code == 404
    client.force_login(cast.leader)
    shown = client.get(reverse("evaluations:publication", args=[publication.pk])).content.decode()
    assert "Nhầm chi bộ" in shown and cast.colleague.member.full_name not in shown


def test_pages_and_api(client, cast, decided):
    client.force_login(cast.leader)
    results = reverse("evaluations:results", args=[decided.pk])
    assert "Gửi thông báo kết quả" in client.get(results).content.decode()
    assert client.post(reverse("evaluations:results-notify", args=[decided.pk])).status_code == 302
    sent = client.post(reverse("evaluations:results-publish", args=[decided.pk]), {"unit": cast.cell.pk})
    assert sent.status_code == 302
    cell = reverse("evaluations:cell-results", args=[review_of(decided, cast.cell).pk])
    assert "Đã thông báo" in client.get(cell).content.decode()
    pk = record_of(cast, decided).pk
    told = client.post(reverse("evaluations:result-manager", args=[pk]), {"name": "Trần Văn An, Hiệu trưởng"})
    assert told.status_code == 302
    client.force_login(cast.secretary)
    given = {"handed_on": f"{TODAY:%d/%m/%Y}"}
    assert client.post(reverse("evaluations:result-hand-over", args=[pk]), given).status_code == 302
    api = APIClient()
    api.force_login(cast.member)
    (row,) = api.get(reverse("api-publication-list")).json()["results"]
    (found,) = api.get(reverse("api-publication", args=[row["id"]])).json()
    assert {"name": cast.member.member.full_name, "level": "Hoàn thành tốt nhiệm vụ"} in found["people"]
    assert api.post(reverse("api-publication-withdraw", args=[row["id"]]), {"reason": "x"}).status_code == 403
    api.force_login(cast.officer)
    told = api.get(reverse("api-campaign-results", args=[decided.pk])).json()
    assert sum(cell["received"] for cell in told) == 1
    api.force_login(cast.stranger)
    assert api.get(reverse("api-publication", args=[row["id"]])).status_code == 404
    assert api.get(reverse("api-campaign-results", args=[decided.pk])).status_code == 404


def test_the_dossier_tells_what_is_there_and_what_is_missing(client, cast, campaign):
    row = record_of(cast, campaign)
    assert {p.code for p in dossier_of(cast.secretary, row) if p.is_missing} == {
        "SELF_REVIEW", "MINUTES", "VERIFICATION", "DECISION", "NOTICE",
    }  # fmt: skip
    for cell in (cast.cell, cast.other_cell):
        verified(campaign, cell, cast.officer, **GOOD)
    row = record_of(cast, campaign)
    assert {p.code for p in dossier_of(cast.officer, row) if p.is_missing} == {"DECISION", "NOTICE"}
    client.force_login(cast.officer)
    assert "Mẫu 04" in client.get(reverse("evaluations:dossier", args=[row.pk])).content.decode()
    client.force_login(cast.stranger)
    assert client.get(reverse("evaluations:dossier", args=[row.pk])).status_code == 404


@pytest.fixture
def cell_ahead(cast, campaign):
    """Form 01 complete while the cell's members are still with the cell."""
    hand_in(campaign, cast.cell)
    review = hold(review_of(campaign, cast.cell))
    collective.written(review)
    return review


def test_a_cell_before_its_members_is_stopped_until_the_leader_waives_it_by_name(cast, campaign, cell_ahead):
    with pytest.raises(ValidationError) as refused:
        propose_rating(review=cell_ahead, by=cast.secretary)
    assert refused.value.error_list[0].code == "out_of_order"
    facts = {"campaign": campaign, "unit": cast.cell, "step": State.PROPOSED}
    for who in ("secretary", "officer"):
        with pytest.raises(PermissionDenied):
            waive_order(reason="Gấp", by=getattr(cast, who), **facts)
    with pytest.raises(ValidationError):
        waive_order(reason=" ", by=cast.leader, **facts)
    waiver = waive_order(reason="Bí thư chuyển công tác", by=cast.leader, **facts)
    assert (waiver.open_members, waiver.waived_by) == (3, cast.leader)
    assert propose_rating(review=cell_ahead, by=cast.secretary).is_proposed
    assert JournalEntry.objects.filter(verb="order.waived").count() == 1


def test_a_waiver_is_printed_in_the_report_of_the_cell_and_the_ward(cast, campaign, cell_ahead):
    facts = {"campaign": campaign, "unit": cast.cell, "step": State.PROPOSED, "reason": "Bí thư chuyển công tác"}
    waive_order(by=cast.leader, **facts)
    for unit, count in ((cast.committee, 1), (cast.cell, 1), (cast.other_cell, 0)):
        report = build_annual_report(cast.officer, unit, campaign.year.number, TODAY)
        assert len(report.waived) == count
    report = build_annual_report(cast.officer, cast.committee, campaign.year.number, TODAY)
    assert (report.waived[0].unit, report.waived[0].waived) == (cast.cell.name, f"{cast.leader}, {TODAY:%d/%m/%Y}")


def test_a_waiver_without_need_or_for_another_unit_is_refused(cast, decided):
    for unit, step in ((cast.cell, State.PROPOSED), (cast.committee, State.DECIDED), (cast.stranger_cell, 30)):
        with pytest.raises(ValidationError):
            waive_order(campaign=decided, unit=unit, step=step, reason="Gấp", by=cast.leader)
    assert not OrderWaiver.objects.exists()


def test_the_page_of_waivers(client, cast, campaign, cell_ahead):
    client.force_login(cast.leader)
    page = reverse("evaluations:order-waivers", args=[campaign.pk])
    sent = {"unit": cast.cell.pk, "step": int(State.PROPOSED), "reason": "Bí thư chuyển công tác"}
    assert client.post(page, sent).status_code == 302
    assert "Bí thư chuyển công tác" in client.get(page).content.decode()
    client.force_login(cast.stranger)
    assert client.get(page).status_code == 404


def test_a_publication_is_told_to_those_it_is_published_to(cast, decided):
    publish_levels(campaign=decided, unit=cast.cell, by=cast.leader)
    told = Notice.objects.filter(kind=NoticeKind.PUBLISHED)
    assert {cast.member.pk, cast.colleague.pk} <= set(told.values_list("account", flat=True))
    assert not told.filter(account__in=[cast.stranger, cast.leader, cast.viewer]).exists()
