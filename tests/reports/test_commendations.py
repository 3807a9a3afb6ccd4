"""The list of commendations on paper: exact totals, by title, only what was granted; journaled by member."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from emulation.models import JournalEntry
from evaluations.models import Commendation, CommendationTitle
from reports.documents.commendations import build_commendation_list
from reports.services import export_commendations

from .test_exports import text_of


@pytest.fixture
def granted(cast):
    """Two members and a cell commended, one of the members twice; one proposal, one of another year."""
    paper = CommendationTitle.objects.create(unit=cast.committee, name="Giấy khen", about="MEMBERS")
    other = CommendationTitle.objects.create(unit=cast.committee, name="Bằng khen", about="MEMBERS", years=5)
    cells = CommendationTitle.objects.create(unit=cast.committee, name="Tập thể tiên tiến", about="CELLS", years=0)
    now, day = timezone.now(), timezone.localdate()

    def give(title, who=None, year=2026, state=20):
        signed = {"number": "7-QĐ/ĐU", "signed_on": day, "decided_by": cast.leader} if state == 20 else {}
        member = getattr(cast, who).member if who else None
        facts = {"unit": cast.cell, "year": year, "reason": "Thành tích <b>tốt</b>", "proposed_by": cast.secretary}
        return Commendation.objects.create(title=title, member=member, state=state, proposed_at=now, **facts, **signed)

    give(paper, "member"), give(other, "member"), give(paper, "colleague"), give(cells)
    give(paper, "secretary", state=10), give(paper, "member", year=2025)
    return cast


def test_the_parts_add_up_to_the_total(granted):
    found = build_commendation_list(granted.leader, granted.committee, 2026)
    assert (found.total, found.members, found.people, found.cells) == (4, 3, 2, 1)
    assert [(one.title, one.total) for one in found.titles] == [
        ("Bằng khen", 1), ("Giấy khen", 2), ("Tập thể tiên tiến", 1),
    ]  # fmt: skip


def test_the_paper_says_the_same_and_the_journal_whom_it_names(granted):
    text = text_of(export_commendations(unit=granted.committee, year=2026, by=granted.leader)[0], "-layout")
    assert "Trần Thị Lan" in text and "Đỗ Văn Ước" in text and "7-QĐ/ĐU" in text and "Lê Văn Bình" not in text
    assert "Thành tích <b>tốt</b>" in " ".join(text.split())
    last = JournalEntry.objects.first()
    assert (last.verb, last.data["total"]) == ("report.commendations_exported", 4)
    assert JournalEntry.objects.about(granted.member.member_id).first() == last


def test_a_year_without_any_is_an_empty_list(granted):
    content, name = export_commendations(unit=granted.cell, year=2030, by=granted.secretary)
    assert content.startswith(b"%PDF") and name == "khen-thuong-2030-chi-bo-khu-pho-1.pdf"


@pytest.mark.parametrize("who", ["member", "viewer", "admin", "stranger"])
def test_nobody_else_takes_it(granted, who):
    with pytest.raises(PermissionDenied):
        export_commendations(unit=granted.cell, year=2026, by=getattr(granted, who))


@pytest.mark.parametrize(("who", "status"), [("leader", 200), ("stranger", 404), ("viewer", 403)])
def test_the_page_sends_the_file(client, granted, who, status):
    client.force_login(getattr(granted, who))
    assert client.get(reverse("reports:commendations-pdf", args=[granted.committee.pk, 2026])).status_code == status
