"""Closing a campaign: refused while anything hangs, then nothing of it changes, by no service and in no row."""

import ast

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from emulation.models import JournalEntry
from emulation.services.attachments import attach, withdraw_attachment
from evaluations import closed_rows
from evaluations.closed import CLOSED, is_closed
from evaluations.hanging import hanging
from evaluations.models import (
    Assessment,
    AssignedTask,
    CapChoice,
    CapException,
    CapRecord,
    CellDecision,
    CellRating,
    CellReview,
    Closing,
    Decision,
    PendingCheck,
    Proposal,
    State,
)
from evaluations.services.appeals import file_appeal
from evaluations.services.closing import close_campaign, reopen_campaign
from tests.architecture.source import modules
from tests.emulation.files import document, upload
from tests.test_permission_table import RATING, REVIEW, rating_scene, withdraw_larger

from .test_assessment_pages import signed_in
from .year import SYSTEM, make_campaign

pytestmark = pytest.mark.django_db
SAID = str(CLOSED % {"year": 2026})


@pytest.fixture
def scene(cast):
    """Members and cells decided: nothing hangs."""
    scene = rating_scene(cast, "verified")
    RATING["decide"](scene, cast.leader)
    scene.things["campaign"].refresh_from_db()
    return scene


@pytest.fixture
def campaign(scene):
    return scene.things["campaign"]


def closed(campaign, by=SYSTEM):
    return Closing.objects.create(campaign=campaign, closed_by=campaign.opened_by, closed_at=timezone.now())


def test_the_leader_closes_what_nothing_hangs_in(campaign, cast):
    assert hanging(campaign) == []
    closing = close_campaign(campaign=campaign, by=cast.leader)
    assert closing.holds and is_closed(campaign.pk)
    assert JournalEntry.objects.get(verb="campaign.closed").actor_id == cast.leader.pk


@pytest.mark.parametrize("who", ["member", "secretary", "officer", "viewer", "admin", "stranger"])
def test_nobody_else_closes_or_opens_again(campaign, cast, who):
    with pytest.raises(PermissionDenied, match=r"."):
        close_campaign(campaign=campaign, by=getattr(cast, who))
    with pytest.raises(PermissionDenied, match=r"."):
        reopen_campaign(campaign=campaign, reason="Sửa sai sót", by=getattr(cast, who))


def test_closing_tells_everything_that_hangs(cast):
    campaign = make_campaign(cast)
    Assessment.objects.filter(member=cast.member.member).update(awaits_comment=True)
    with pytest.raises(ValidationError) as refused:
        close_campaign(campaign=campaign, by=cast.leader)
    text = " ".join(refused.value.messages)
    assert {error.code for error in refused.value.error_list} == {"hanging"}
    assert "Chi bộ Khu phố 1 (3)" in text and "Trần Thị Lan" in text and len(refused.value.messages) == 3
    assert not Closing.objects.exists()


def test_closing_twice_is_refused(campaign, cast):
    close_campaign(campaign=campaign, by=cast.leader)
    with pytest.raises(ValidationError, match=SAID):
        close_campaign(campaign=campaign, by=cast.leader)


def test_what_hangs_is_found_in_few_queries(campaign, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        hanging(campaign)


ACTS = {**{f"member: {name}": act for name, act in REVIEW.items() if act is not withdraw_larger}} | {
    f"cell: {name}": act for name, act in RATING.items()
}


def test_no_act_of_the_review_goes_on_when_it_is_closed(scene, campaign):
    """Every act of the permission table but one, which is tried by itself below."""
    closed(campaign)
    for name, act in ACTS.items():
        before = JournalEntry.objects.count()
        with pytest.raises(ValidationError) as refused, transaction.atomic():
            act(scene, scene.cast.officer if "finding" in name else SYSTEM)  # a finding names who records it
        assert refused.value.messages == [SAID], name
        assert JournalEntry.objects.count() == before, name


TAKES = {"Campaign", "Assessment", "CellReview", "CellRating", "CapException", "Decision", "CellDecision"}
ASKING = {"refuse_closed", "hold_open"}
NOT_FROZEN = {
    "reopen_campaign",  # what undoes the closing
    "note_reading",  # a line of the journal about who has read; nothing of the review changes
    "note_sheet_reading",
    "note_result_read",
    "file_appeal",  # closing takes from nobody the right to object; another level needs the review opened again
    "note_trial",  # a draft of rules is tried on the year; the year stays as it is
}


def services() -> list[tuple[str, str, ast.Module]]:
    """Return module, name and tree of every service of the reviews that takes something of a campaign."""
    found = []
    for module, tree in modules().items():
        if module.startswith("evaluations.services"):
            for node in tree.body:
                if isinstance(node, ast.FunctionDef) and node.name[0] != "_" and takes_a_campaign(node):
                    found.append((module, node.name, tree))
    return found


def takes_a_campaign(node: ast.FunctionDef) -> bool:
    return any(arg.annotation and ast.unparse(arg.annotation) in TAKES for arg in node.args.kwonlyargs)


def asks(tree: ast.Module, name: str, seen: frozenset = frozenset()) -> bool:
    """Say whether the function, or one it calls in the same file, asks whether the campaign is closed."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    named = {node.id for node in ast.walk(functions[name]) if isinstance(node, ast.Name)}
    inner = (named & set(functions)) - seen - {name}
    return bool(ASKING & named) or any(asks(tree, one, seen | {name}) for one in inner)


@pytest.mark.parametrize(("module", "name", "tree"), services(), ids=lambda value: value if value is str else None)
def test_every_service_of_a_campaign_asks_whether_it_is_closed(module, name, tree):
    assert asks(tree, name) != (name in NOT_FROZEN), f"{module}.{name}"


def test_there_are_services_to_look_at():
    assert len(services()) >= 25


def test_no_file_is_added_to_a_closed_meeting_or_withdrawn(scene, campaign, cast):
    review = CellReview.objects.get(campaign=campaign, unit=cast.cell)
    held = attach(to=review, file=upload(document()), by=cast.secretary)
    closed(campaign)
    with pytest.raises(ValidationError, match=SAID):
        attach(to=review, file=upload(document()), by=cast.secretary)
    with pytest.raises(ValidationError, match=SAID):
        withdraw_attachment(attachment=held, of=review, reason="Nhầm", by=cast.secretary)


def test_the_words_may_go_when_they_have_been_kept_long_enough(campaign):
    closed(campaign)
    assert Assessment.objects.update(sections={}) and AssignedTask.objects.update(title="–", product="")
    rows = Assessment.objects.all()
    refused_by_the_database("assessment_closed", lambda: rows.update(sections={"a": "Khác"}))
    refused_by_the_database("assessment_closed", lambda: rows.update(sections={}, self_level="HTNV"))
    refused_by_the_database("task_closed", lambda: AssignedTask.objects.update(title="–", product="", result="LATE"))


def refused_by_the_database(name: str, act) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        act()


def test_every_guard_stands_in_the_database():
    assert closed_rows.present(DEFAULT_DB_ALIAS) == closed_rows.expected(connection.vendor)
    call_command("migrate", verbosity=0)
    assert closed_rows.present(DEFAULT_DB_ALIAS) == closed_rows.expected(connection.vendor)


UPDATES = [
    (Assessment, {"self_level": "HTNV"}, "assessment_closed"),
    (Assessment, {"state": State.VERIFIED}, "assessment_closed"),
    (CellReview, {"chair": "Khác"}, "cell_review_closed"),
    (Proposal, {"level": "KHTNV"}, "proposal_closed"),
    (Decision, {"level": "KHTNV"}, "decision_closed"),
    (CellRating, {"level": "KHTNV"}, "cell_rating_closed"),
    (CellDecision, {"level": "KHTNV"}, "cell_decision_closed"),
    (CapRecord, {"label": "Khác"}, "cap_record_closed"),
]


def test_no_row_of_a_closed_campaign_changes_or_goes(campaign):
    closed(campaign)
    for model, changes, name in UPDATES:
        assert model.objects.exists(), model
        refused_by_the_database(name, lambda model=model, changes=changes: model.objects.update(**changes))
        refused_by_the_database(name, lambda model=model: model.objects.all()._raw_delete(model.objects.db))


def test_no_row_is_added_to_a_closed_campaign(campaign, cast):
    closed(campaign)
    for model, _changes, name in UPDATES:
        row = model.objects.first()
        row.pk = None
        refused_by_the_database(name, lambda row=row: row.save(force_insert=True))
    choice = CapChoice(campaign=campaign, group="NONLEAD", reason="Lý do", by=cast.leader)
    refused_by_the_database("cap_choice_closed", choice.save)
    facts = {"number": "1", "signed_on": timezone.localdate(), "issuer": "Tỉnh ủy", "recorded_by": cast.officer}
    larger = CapException(campaign=campaign, unit=cast.committee, **facts)
    refused_by_the_database("cap_exception_closed", larger.save)


def test_a_closing_is_kept_as_it_was(campaign, cast):
    first = close_campaign(campaign=campaign, by=cast.leader)
    rows = Closing.objects.filter(pk=first.pk)
    refused_by_the_database("closing_kept", lambda: rows.update(closed_at=timezone.now()))
    reopen_campaign(campaign=campaign, reason="Sửa sai sót", by=cast.leader)
    refused_by_the_database("closing_kept", lambda: rows.update(reopen_reason="Lý do khác"))
    second = close_campaign(campaign=campaign, by=cast.leader)
    refused_by_the_database("closing_kept", lambda: Closing.objects.filter(pk=second.pk)._raw_delete("default"))


def test_opened_again_with_a_reason_everything_goes_on(scene, campaign, cast):
    close_campaign(campaign=campaign, by=cast.leader)
    closing = reopen_campaign(campaign=campaign, reason="  Có kết luận mới của UBKT  ", by=cast.leader)
    assert (closing.holds, closing.reopen_reason) == (False, "Có kết luận mới của UBKT")
    entry = JournalEntry.objects.get(verb="campaign.reopened")
    assert entry.data["reason"] == "Có kết luận mới của UBKT"
    REVIEW["rate again"](scene, cast.leader)


def test_a_complaint_and_a_check_hang_and_a_complaint_may_still_come(scene, campaign, cast):
    PendingCheck.objects.create(
        assessment=campaign.assessments.first(),
        kind="DISUNITY",
        about="Dấu hiệu mất đoàn kết",
        ordered_by="Tỉnh ủy",
        received_on=timezone.localdate(),
        recorded_by=cast.officer,
        recorded_at=timezone.now(),
    )
    assert len(hanging(campaign)) == 1
    closed(campaign)
    assessment = Assessment.objects.get(campaign=campaign, member=cast.member.member)
    file_appeal(assessment=assessment, text="Tôi đề nghị xem lại", by=cast.member)
    assert len(hanging(campaign)) == 2


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 2001])
def test_opening_again_needs_a_reason_of_a_possible_length(campaign, cast, reason):
    close_campaign(campaign=campaign, by=cast.leader)
    with pytest.raises(ValidationError) as refused:
        reopen_campaign(campaign=campaign, reason=reason, by=cast.leader)
    assert list(refused.value.message_dict) == ["reason"] and is_closed(campaign.pk)


def test_what_is_not_closed_is_not_opened_again(campaign, cast):
    with pytest.raises(ValidationError) as refused:
        reopen_campaign(campaign=campaign, reason="Lý do", by=cast.leader)
    assert refused.value.code == "wrong_state"


def test_the_page_closes_and_opens_again(campaign, cast, client):
    client = signed_in(client, cast.leader)
    address = reverse("evaluations:campaign", args=[campaign.pk])
    assert reverse("evaluations:campaign-close", args=[campaign.pk]) in client.get(address).content.decode()
    client.post(reverse("evaluations:campaign-close", args=[campaign.pk]))
    assert is_closed(campaign.pk)
    client.post(reverse("evaluations:campaign-reopen", args=[campaign.pk]), {"reason": "Sửa <b>sai sót</b>"})
    page = client.get(address).content.decode()
    assert not is_closed(campaign.pk) and "Sửa &lt;b&gt;sai sót&lt;/b&gt;" in page


def test_a_stranger_does_not_see_it(campaign, cast, client):
    client = signed_in(client, cast.stranger)
    assert client.post(reverse("evaluations:campaign-close", args=[campaign.pk])).status_code == 404
    assert client.post(reverse("evaluations:campaign-reopen", args=[campaign.pk])).status_code == 404
