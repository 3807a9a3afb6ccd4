"""The self-review of a transfer: written by who moves, commented on by cell and committee, read where it goes."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from rest_framework.test import APIClient

from emulation.models import JournalEntry, Membership
from evaluations.models import TransferReview
from evaluations.queue import queue_for
from evaluations.services.transfers import (
    comment_transfer_review,
    endorse_transfer_review,
    write_transfer_review,
)
from tests.factories import give_role, make_account, make_member

MAY = datetime.date(2026, 5, 31)


@pytest.fixture
def left(cast) -> Membership:
    """Lan has moved from the first cell to the second."""
    membership = cast.member.member.memberships.get()
    Membership.objects.filter(pk=membership.pk).update(valid_to=MAY, departure="MOVED")
    june = MAY + datetime.timedelta(days=1)
    Membership.objects.create(member=membership.member, unit=cast.other_cell, valid_from=june, arrival="MOVED")
    return Membership.objects.select_related("member", "unit").get(pk=membership.pk)


@pytest.fixture
def receiver(cast):
    """The secretary of the cell she came to."""
    account = make_account("Bí thư nơi đến", make_member("Bí Thư Nơi Đến", cast.other_cell))
    return give_role(account, "SECRETARY", cast.other_cell)


def handed_in(left, by) -> TransferReview:
    return write_transfer_review(membership=left, text="Đã làm tốt", submit=True, by=by)


def code_of(act) -> str:
    with pytest.raises(ValidationError) as refused:
        act()
    return refused.value.code if hasattr(refused.value, "code") else next(iter(refused.value.error_dict))


def test_it_is_written_handed_in_commented_and_travels(cast, left, receiver):
    draft = write_transfer_review(membership=left, text="Đang viết", by=cast.member, version=0)
    assert not TransferReview.objects.visible_to(cast.secretary) and not TransferReview.objects.visible_to(receiver)
    review = write_transfer_review(
        membership=left, text="Đã làm tốt", submit=True, by=cast.member, version=draft.version
    )
    assert TransferReview.objects.visible_to(receiver).get() == review
    comment_transfer_review(review=review, comment="Chi bộ nhất trí", by=cast.secretary)
    review = endorse_transfer_review(review=review, comment="Đảng ủy nhất trí", by=cast.officer)
    assert review.is_complete
    verbs = list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))[-4:]
    assert verbs == [f"transfer.{one}" for one in ("written", "submitted", "cell_comment", "committee_comment")]


def test_a_secretary_writes_for_who_has_no_phone_and_it_is_marked(cast, left):
    assert handed_in(left, cast.secretary).on_behalf
    assert JournalEntry.objects.first().on_behalf_of == cast.member.member


@pytest.mark.parametrize("who", ["colleague", "officer", "leader", "viewer", "admin", "stranger"])
def test_nobody_else_writes(cast, left, who):
    with pytest.raises(PermissionDenied):
        handed_in(left, getattr(cast, who))


def test_each_comment_is_for_its_own_body_and_never_ones_own(cast, left):
    review = handed_in(left, cast.member)
    for act, wrong in ((comment_transfer_review, "member officer leader viewer admin stranger colleague"),
                       (endorse_transfer_review, "member secretary leader viewer admin stranger")):  # fmt: skip
        for who in wrong.split():
            with pytest.raises(PermissionDenied):
                act(review=review, comment="Nhất trí", by=getattr(cast, who))


def test_the_order_is_kept(cast, left):
    draft = write_transfer_review(membership=left, text="Đang viết", by=cast.member)
    assert code_of(lambda: comment_transfer_review(review=draft, comment="Tốt", by=cast.secretary)) == "wrong_state"
    review = handed_in(left, cast.member)
    assert code_of(lambda: handed_in(left, cast.member)) == "wrong_state"
    assert code_of(lambda: endorse_transfer_review(review=review, comment="Tốt", by=cast.officer)) == "wrong_state"
    comment_transfer_review(review=review, comment="Tốt", by=cast.secretary)
    assert code_of(lambda: comment_transfer_review(review=review, comment="Khác", by=cast.secretary)) == "wrong_state"


def test_bad_input_is_refused_and_nothing_is_kept(cast, left):
    def write(**wrong):
        return lambda: write_transfer_review(**{"membership": left, "text": "Tốt", "by": cast.member} | wrong)

    assert code_of(write(text=" \n ")) == "text"
    assert code_of(write(text="x" * 20_001)) == "text"
    assert code_of(write(version=3)) == "stale"
    stayed = cast.colleague.member.memberships.get()
    assert code_of(write(membership=stayed, by=cast.colleague)) == "wrong_state"
    assert not TransferReview.objects.exists()
    review = handed_in(left, cast.member)
    assert code_of(lambda: comment_transfer_review(review=review, comment=" ", by=cast.secretary)) == "comment"


def test_cards_lead_to_it_and_go(cast, left):
    def kinds(reader):
        return {card.kind for card in queue_for(reader, MAY)}

    assert "transfer-own" in kinds(cast.member)
    review = handed_in(left, cast.member)
    assert "transfer-own" not in kinds(cast.member)
    assert "transfer-comment" in kinds(cast.secretary) and "transfer-comment" not in kinds(cast.officer)
    comment_transfer_review(review=review, comment="Tốt", by=cast.secretary)
    assert "transfer-comment" not in kinds(cast.secretary) and "transfer-comment" in kinds(cast.officer)


def test_the_page_from_the_first_word_to_the_last_comment(client, cast, left, receiver):
    address = reverse("evaluations:transfer", args=[left.pk])
    client.force_login(cast.member)
    assert client.get(address).status_code == 200
    assert client.post(address, {"text": "", "version": 0}).status_code == 200
    assert client.post(address, {"text": "Đã làm tốt", "version": 0, "then": "submit"}).status_code == 302
    for who, name, text in ((cast.secretary, "comment", "Nhất trí"), (cast.officer, "endorse", "Đồng ý")):
        client.force_login(who)
        assert (
            client.post(reverse(f"evaluations:transfer-{name}", args=[left.pk]), {"comment": text}).status_code == 302
        )
    client.force_login(receiver)
    assert "Đã làm tốt" in client.get(address).content.decode()
    assert JournalEntry.objects.filter(verb="transfer.read", actor=receiver).count() == 1
    now = Membership.objects.get(member=cast.member.member, unit=cast.other_cell)
    assert address in client.get(reverse("emulation:member-detail", args=[now.pk])).content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("stranger", 404), ("colleague", 404), ("viewer", 404), ("secretary", 200)]
)
def test_who_opens_it(client, cast, left, who, status):
    handed_in(left, cast.member)
    client.force_login(getattr(cast, who))
    assert client.get(reverse("evaluations:transfer", args=[left.pk])).status_code == status


def test_the_same_over_the_api(cast, left):
    api, address = APIClient(), f"/api/v1/transfers/{left.pk}/"
    api.force_authenticate(cast.member)
    assert api.get(address).status_code == 404
    assert api.put(address, {"text": "Đã làm tốt", "submit": True}, format="json").data["submitted_at"]
    api.force_authenticate(cast.secretary)
    assert api.post(f"{address}comment/", {"comment": "Tốt"}, format="json").data["cell_comment"] == "Tốt"
    api.force_authenticate(cast.officer)
    assert api.post(f"{address}endorse/", {"comment": "Tốt"}, format="json").data["is_complete"]
    api.force_authenticate(cast.stranger)
    assert api.get(address).status_code == 404
