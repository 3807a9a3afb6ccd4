"""Issuing: numbered, kept byte for byte, checked by anybody, corrected only by another document."""

import datetime
import hashlib
import io
import json

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from emulation.models import JournalEntry, Role
from reports.documents.asked import Asked
from reports.models import IssuedDocument, NumberSeries
from reports.rules import CODE_LETTERS, read_code, term_of, written_number
from reports.services import issue_document, papers, set_last_number, take_document
from tests.factories import give_role, make_account, make_committee

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def quick(monkeypatch):
    """Lay nothing out: the bytes are the code and the number, enough where the paper is not looked at."""

    def bytes_of(document):
        return f"%PDF {document.stamp.code} {document.letterhead.number} {document.stamp.reason}".encode()

    monkeypatch.setattr(papers.paper, "render", bytes_of)


def issued(world, **more) -> IssuedDocument:
    facts = {"unit": world.committee, "year": world.year.number, "signed_on": TODAY, "by": world.leader} | more
    unit, year, day = facts.pop("unit"), facts.pop("year"), facts["signed_on"]
    return issue_document(asked=Asked(papers.issuable()["annual"], unit, year, day), **facts)


def test_numbers_of_a_term_and_codes_from_paper():
    days = [datetime.date(2024, 12, 31), datetime.date(2025, 1, 1), datetime.date(2029, 12, 31)]
    assert [term_of(day) for day in days] == [2020, 2025, 2025]
    assert written_number(5, "-BC/ĐU") == "05-BC/ĐU" and written_number(123, "-BC/CB") == "123-BC/CB"
    assert read_code(" ab12-cd 34ef ") == "AB12CD34EF" and read_code("oil0") == "0110"
    assert set("OILU").isdisjoint(CODE_LETTERS) and len(set(CODE_LETTERS)) == 32


def test_the_file_carries_number_code_data_and_structure(world):
    made = issued(world)
    assert hashlib.sha256(bytes(made.content)).hexdigest() == made.sha256
    assert made.full_number == "01-BC/ĐU" and made.data["letterhead"]["number"] == "01"
    with pikepdf.open(io.BytesIO(bytes(made.content))) as pdf:
        assert {"document.json", "levels.csv", "cells.csv", "roster.csv"} <= set(pdf.attachments)
        inside = json.loads(pdf.attachments["document.json"].get_file().read_bytes())
        assert inside == made.data and inside["stamp"]["code"] == made.code
        assert bool(pdf.Root.MarkInfo.Marked) and str(pdf.Root.Lang) == "vi"
        said = pdf.open_metadata()
        assert (said["pdfaid:part"], said["pdfaid:conformance"]) == ("3", "A")
    tables = {
        table["code"]: table for section in made.data["sections"] for table in section["blocks"] if "rows" in table
    }
    assert tables["roster"]["rows"][0]["cells"][1] == len(world.members)


def test_who_issues_is_journaled_and_the_numbers_go_on(world, quick):
    first = issued(world)
    entry = JournalEntry.objects.get(verb="document.issued")
    assert entry.data["number"] == "01-BC/ĐU" and entry.data["sha256"] == first.sha256
    second = issued(world, corrects=first, reason="Sai số liệu chi bộ 2")
    assert second.full_number == "02-BC/ĐU" and NumberSeries.objects.get().last == 2
    first.refresh_from_db()
    assert first.is_superseded and not second.is_superseded


@pytest.mark.parametrize("who", ["officer", "viewer", "secretary"])
def test_only_the_leader_issues_for_the_committee(world, quick, who):
    with pytest.raises(PermissionDenied):
        issued(world, by=getattr(world, who))
    assert not IssuedDocument.objects.exists()


def test_the_secretary_issues_the_cells_own(world, quick):
    made = issued(world, unit=world.cells[0], by=world.secretary)
    assert made.full_number == "01-BC/CB"
    with pytest.raises(PermissionDenied):
        issued(world, unit=world.cells[1], by=world.secretary)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"signed_on": TODAY + datetime.timedelta(days=1)}, "sau ngày hôm nay"),
        ({"signed_on": datetime.date(2025, 12, 31)}, "trước năm"),
        ({"year": 2019}, "chưa"),
    ],
)
def test_what_cannot_be_dated_or_has_no_review_is_refused(world, quick, facts, words):
    with pytest.raises(ValidationError, match=words):
        issued(world, **facts)
    assert not IssuedDocument.objects.exists() and not JournalEntry.objects.filter(verb="document.issued").exists()


def test_nothing_is_issued_before_the_decision(proposed, quick):
    with pytest.raises(ValidationError, match="trước khi có quyết định"):
        issued(proposed)
    assert not NumberSeries.objects.filter(last__gt=0).exists()


def test_it_is_issued_once_and_corrected_with_a_reason_the_newest_alone(world, quick):
    first = issued(world)
    with pytest.raises(ValidationError, match="01-BC/ĐU"):
        issued(world)
    with pytest.raises(ValidationError, match="lý do"):
        issued(world, corrects=first, reason="  ")
    issued(world, corrects=first, reason="Sai tên")
    with pytest.raises(ValidationError, match="đã được đính chính"):
        issued(world, corrects=IssuedDocument.objects.brief().get(pk=first.pk), reason="Lần nữa")
    own = issued(world, unit=world.cells[0], by=world.secretary)
    with pytest.raises(ValidationError, match="đơn vị khác"):
        issued(world, corrects=own, reason="Nhầm")


def test_the_number_somebody_else_has_taken_meanwhile_is_not_used_twice(world, quick, monkeypatch):
    before = papers.paper.render

    def slowly(*args, **kwargs):
        NumberSeries.objects.create(unit=world.committee, term=term_of(TODAY), symbol="-BC/ĐU", last=7)
        return before(*args, **kwargs)

    monkeypatch.setattr(papers.paper, "render", slowly)
    with pytest.raises(ValidationError, match="thử lại"):
        issued(world)
    monkeypatch.setattr(papers.paper, "render", before)
    assert issued(world).number == 8


def test_numbering_follows_what_was_used_on_paper_and_never_goes_back(world, quick):
    set_last_number(unit=world.committee, signed_on=TODAY, symbol="-BC/ĐU", last=41, by=world.leader)
    assert issued(world).full_number == "42-BC/ĐU"
    with pytest.raises(ValidationError, match="42-BC/ĐU"):
        set_last_number(unit=world.committee, signed_on=TODAY, symbol="-BC/ĐU", last=5, by=world.leader)
    with pytest.raises(PermissionDenied):
        set_last_number(unit=world.committee, signed_on=TODAY, symbol="-BC/ĐU", last=50, by=world.officer)


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_or_remove_what_was_issued(world, quick, act):
    first = issued(world)
    issued(world, corrects=first, reason="Sai tên")
    rows = IssuedDocument.objects.filter(replaces=first)
    with pytest.raises(DatabaseError, match="issued_append_only"), transaction.atomic():
        rows.update(reason="x") if act == "update" else rows._raw_delete(rows.db)


def test_taking_it_out_is_journaled_with_the_members_it_names(world, quick):
    made = issued(world)
    assert take_document(document=made, by=world.officer) == bytes(made.content)
    assert JournalEntry.objects.get(verb="document.taken").actor_id == world.officer.pk
    with pytest.raises(PermissionDenied):
        take_document(document=made, by=world.viewer)


def test_anybody_checks_it_and_learns_no_name(world, quick):
    made = issued(world)
    page = Client().get(reverse("reports:verify", args=[made.code.lower()]))
    told = page.content.decode()
    assert page.status_code == 200 and "Văn bản thật" in told and made.full_number in told
    assert not any(member.full_name in told for member in world.members)
    assert world.leader.display_name not in told
    issued(world, corrects=made, reason="Sai tên một đảng viên")
    told = Client().get(reverse("reports:verify", args=[made.code])).content.decode()
    assert "02-BC/ĐU" in told and "đã được đính chính" in told and "Sai tên một đảng viên" not in told


@pytest.mark.parametrize("code", ["0", "ZZZZZZZZZZ", "<script>", "'; --", "x" * 300])
def test_an_unknown_code_is_said_to_be_unknown(world, quick, code):
    page = Client().get(reverse("reports:verify", args=[code]))
    assert (
        "Không rõ nguồn gốc" in page.content.decode() and "<script>" not in page.content.decode().split("<main", 1)[1]
    )


def test_the_file_itself_is_compared_and_not_kept(world, quick):
    made = issued(world)
    address = reverse("reports:verify", args=[made.code])
    for content, words in ((bytes(made.content), "từng byte"), (bytes(made.content) + b" ", "Không:")):
        file = SimpleUploadedFile("x.pdf", content, "application/pdf")
        assert words in Client().post(address, {"file": file}).content.decode()
    told = Client().post(address, {}).content.decode()
    assert 'aria-invalid="true"' in told and "từng byte" not in told


def test_the_command_tells_genuine_corrected_and_unknown(world, quick, tmp_path, capsys):
    made, path = issued(world), tmp_path / "a.pdf"
    path.write_bytes(bytes(made.content))
    call_command("verify_document", path)
    assert "01-BC/ĐU" in capsys.readouterr().out
    issued(world, corrects=made, reason="Sai tên")
    with pytest.raises(CommandError, match="02-BC/ĐU"):
        call_command("verify_document", path)
    path.write_bytes(b"else")
    with pytest.raises(CommandError, match=r"a\.pdf"):
        call_command("verify_document", path)
    with pytest.raises(CommandError, match=r"b\.pdf"):
        call_command("verify_document", tmp_path / "b.pdf")


def test_pages_issue_correct_and_hand_out(client, world, quick):
    client.force_login(world.leader)
    where = f"?unit={world.committee.pk}&year={world.year.number}"
    assert reverse("reports:document-issue") in client.get(reverse("reports:annual") + where).content.decode()
    page = reverse("reports:document-issue") + where
    sent = client.post(page, {"signed_on": f"{TODAY:%d/%m/%Y}"})
    made = IssuedDocument.objects.get()
    assert sent.url == reverse("reports:document", args=[made.pk])
    assert "chưa" not in client.get(sent.url).content.decode().split("<h1", 1)[1][:200]
    assert client.post(page, {"signed_on": f"{TODAY:%d/%m/%Y}"}).status_code == 200
    client.post(page, {"signed_on": f"{TODAY:%d/%m/%Y}", "reason": "Sai tên"})
    assert IssuedDocument.objects.count() == 2
    listed = client.get(reverse("reports:documents")).content.decode()
    assert "01-BC/ĐU" in listed and "02-BC/ĐU" in listed
    file = client.get(reverse("reports:document-file", args=[made.pk]))
    assert file.content == bytes(made.content) and made.code.lower() in file["Content-Disposition"]


def test_a_stranger_sees_none_of_it(client, world, quick):
    made = issued(world)
    client.force_login(give_role(make_account("Người lạ"), Role.LEADER, make_committee("Đảng ủy khác")))
    for name in ("document", "document-file"):
        assert client.get(reverse(f"reports:{name}", args=[made.pk])).status_code == 404
    assert made.full_number not in client.get(reverse("reports:documents")).content.decode()
    where = f"?unit={world.committee.pk}&year={world.year.number}"
    assert client.get(reverse("reports:document-issue") + where).status_code == 404


def test_the_api_issues_lists_hands_out_and_numbers(world, quick):
    api = APIClient()
    api.force_authenticate(world.leader)
    asked = {"unit": world.committee.pk, "year": world.year.number, "signed_on": TODAY.isoformat()}
    sent = api.post(reverse("api-documents"), asked, format="json")
    assert sent.status_code == 201 and sent.json()["number"] == "01-BC/ĐU"
    assert api.post(reverse("api-documents"), asked, format="json").status_code == 400
    again = asked | {"corrects": sent.json()["id"], "reason": "Sai tên"}
    assert api.post(reverse("api-documents"), again, format="json").status_code == 201
    assert api.get(reverse("api-documents")).json()["count"] == 2
    assert api.get(reverse("api-document", args=[sent.json()["id"]])).json()["is_superseded"] is True
    assert api.get(reverse("api-document-file", args=[sent.json()["id"]])).content.startswith(b"%PDF")
    number = {"unit": world.committee.pk, "last": 9}
    assert api.post(reverse("api-document-number"), number, format="json").json()["last"] == 9
    api.force_authenticate(world.officer)
    assert api.post(reverse("api-documents"), again, format="json").status_code == 403


def test_lists_need_the_same_queries_whatever_their_length(client, world, quick, django_assert_max_num_queries):
    first = issued(world)
    issued(world, corrects=first, reason="Sai tên")
    issued(world, unit=world.cells[0], by=world.secretary)
    client.force_login(world.leader)
    with django_assert_max_num_queries(9):
        client.get(reverse("reports:documents"))


def test_the_command_asks_for_year_and_file():
    with pytest.raises(CommandError, match="--year"):
        call_command("export_report")
