"""Issuing any kind: its number by type, its own number from paper, once a member, never a draft or a form."""

import datetime
import io
import json
from dataclasses import replace

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from emulation.models import JournalEntry, Role
from reports.documents.asked import About, Asked, Kind, Option
from reports.documents.blocks import Column, Paragraph, Row, Section, Shows, Table
from reports.documents.common import document
from reports.kinds import KINDS
from reports.models import IssuedDocument, NumberSeries
from reports.renderings import paper
from reports.rules import term_of
from reports.services import issue_document, plan_document, set_last_number, set_layout, take_document
from tests.factories import give_role, make_account, make_cell, make_committee, make_member

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SAID = Section((Paragraph("Kết quả của đồng chí Trần Văn Kín"),))
COLUMNS = (Column("what", "Nội dung", 60), Column("count", "Số", 40, Shows.COUNT, adds=True))
COUNTED = Section((Table("counted", COLUMNS, (Row(("một", 1)), Row(("hai", 2))), total=Row(("Cộng", 3))),))


def make_kind(code: str, symbol: str, about: About = About.UNIT, *, members=None, options=(), **said) -> Kind:
    """Return a kind of one paragraph or table, as `said`."""

    def build(by, asked):
        facts = {"title": "THÔNG BÁO", "sections": (SAID if asked.member else COUNTED,), "members": ()} | said
        return document(by, asked, **facts)

    return Kind(code, f"Loại {code}", about, build, symbol, has_blank=True, members=members, options=options)


@pytest.fixture
def ward():
    return make_committee("Đảng ủy phường Hòa Bình")


@pytest.fixture
def leader(ward):
    return give_role(make_account("Võ Tấn Dũng"), Role.LEADER, ward)


@pytest.fixture
def cell(ward):
    return make_cell(ward)


@pytest.fixture
def member(cell):
    return make_member("Trần Văn Kín", cell)


@pytest.fixture
def quick(monkeypatch):
    """Lay nothing out: the bytes are the code, the number, the date and what is corrected."""

    def bytes_of(made):
        head = made.letterhead
        return f"%PDF {made.stamp.code} {head.number}{head.symbol} {head.place_and_day} {made.stamp.reason}".encode()

    monkeypatch.setattr("reports.renderings.paper.render", bytes_of)


@pytest.fixture
def kinds(monkeypatch, member):
    """A report, a notice to one member, a decision signed on paper, a draft, and a form without a number."""
    stage = Option("stage", "Vòng", (("first", "1"), ("second", "2")))
    decided = {"own_number": "15-QĐ/ĐU", "signed_on": TODAY - datetime.timedelta(days=3)}
    found = {
        "report": make_kind("report", "BC", options=(stage,)),
        "notice": make_kind("notice", "TB", About.MEMBER, members=lambda _reader, _unit, _year: [member]),
        "decision": make_kind("decision", "QĐ", **decided),
        "draft": make_kind("draft", "BC", is_draft=True, draft_note="Còn 3 đảng viên."),
        "odd": make_kind("odd", "QĐ", own_number="QĐ số mười lăm"),
        "form": make_kind("form", ""),
    }
    for code, kind in found.items():
        monkeypatch.setitem(KINDS, code, kind)
    return found


@pytest.fixture
def ask(kinds, ward):
    return lambda code, **more: Asked(**{"kind": kinds[code], "unit": ward, "year": TODAY.year, "on": TODAY} | more)


def issued(asked, by, **more):
    return issue_document(**{"asked": asked, "signed_on": TODAY, "by": by} | more)


def test_each_type_has_its_own_numbers_through_the_term(ask, ward, leader, quick, cell, member):
    assert issued(ask("report"), leader).full_number == "01-BC/ĐU"
    assert issued(ask("report", year=TODAY.year - 1), leader).full_number == "02-BC/ĐU"
    assert issued(ask("notice", member=member), leader).full_number == "01-TB/ĐU"
    assert issued(ask("report", unit=cell), leader).full_number == "01-BC/CB"
    set_last_number(unit=ward, signed_on=TODAY, symbol="-TB/ĐU", last=40, by=leader)
    assert issued(ask("notice", member=member, year=TODAY.year - 1), leader).full_number == "41-TB/ĐU"


def test_a_file_carries_number_stamp_and_the_data_that_is_kept(ask, leader):
    made = issued(ask("report"), leader)
    assert made.data["letterhead"]["number"] == "01" and made.data["stamp"]["code"] == made.code
    assert made.rule_set is None and made.kind == "report" and made.term == term_of(TODAY)
    with pikepdf.open(io.BytesIO(bytes(made.content))) as pdf:
        assert json.loads(pdf.attachments["document.json"].get_file().read_bytes()) == made.data


def test_it_is_journaled_with_whom_it_is_about(ask, leader, quick, member, cell):
    made = issued(ask("notice", member=member, unit=cell), leader)
    entry = JournalEntry.objects.get(verb="document.issued")
    assert entry.data["kind"] == "notice" and entry.data["sha256"] == made.sha256
    assert [row.member_id for row in entry.members.all()] == [member.pk]
    take_document(document=made, by=leader)
    taken = JournalEntry.objects.get(verb="document.taken")
    assert [row.member_id for row in taken.members.all()] == [member.pk]


def test_a_decision_is_issued_under_the_number_and_date_it_carries_and_the_series_goes_on(
    ask, ward, leader, quick, kinds
):
    made = issued(ask("decision"), leader)
    assert made.full_number == "15-QĐ/ĐU" and made.signed_on == TODAY - datetime.timedelta(days=3)
    day = f"ngày {made.signed_on.day:02d}"
    assert day in bytes(made.content).decode()
    assert NumberSeries.objects.get().last == 15
    corrected = issued(ask("decision"), leader, corrects=made, reason="Sai tên")
    assert corrected.full_number == "16-QĐ/ĐU" and corrected.replaces == made


def test_a_number_from_paper_that_another_document_has_is_refused(ask, ward, leader, quick, monkeypatch):
    issued(ask("decision"), leader)
    monkeypatch.setitem(KINDS, "other", make_kind("other", "QĐ", own_number="15-QĐ/ĐU", signed_on=TODAY))
    with pytest.raises(ValidationError, match="15-QĐ/ĐU"):
        issued(Asked(KINDS["other"], ward, TODAY.year, TODAY), leader)
    assert IssuedDocument.objects.count() == 1


def test_an_earlier_number_from_paper_does_not_set_the_series_back(ask, ward, leader, quick):
    set_last_number(unit=ward, signed_on=TODAY, symbol="-QĐ/ĐU", last=30, by=leader)
    assert issued(ask("decision"), leader).number == 15
    assert NumberSeries.objects.get().last == 30


@pytest.mark.parametrize(
    "code, more, refused",
    [
        ("draft", {}, "draft"),
        ("report", {"is_blank": True}, "blank"),
        ("form", {}, "no_symbol"),
        ("odd", {}, "not_a_number"),
    ],
)
def test_drafts_forms_and_what_has_no_number_are_not_issued(ask, leader, quick, code, more, refused):
    with pytest.raises(ValidationError) as said:
        issued(ask(code, **more), leader)
    assert refused in {error.code for error in said.value.error_list}
    plan = plan_document(asked=ask(code, **more), by=leader)
    assert plan.problems
    assert not IssuedDocument.objects.exists() and not NumberSeries.objects.exists()
    assert not JournalEntry.objects.filter(verb="document.issued").exists()


@pytest.mark.parametrize("days, field", [(1, "signed_on"), (-500, "signed_on")])
def test_a_date_that_cannot_be_is_refused_at_its_field(ask, leader, quick, days, field):
    with pytest.raises(ValidationError) as said:
        issued(ask("report"), leader, signed_on=TODAY + datetime.timedelta(days=days))
    assert field in said.value.message_dict and not NumberSeries.objects.exists()


def test_it_is_issued_once_by_choice_and_by_member_and_then_corrected(ask, leader, quick, cell, member):
    first = issued(ask("report"), leader)
    other = issued(ask("report", options=(("stage", "second"),)), leader)
    assert (first.variant, other.variant) == ("", "stage=second")
    for again in (ask("report"), ask("report", options=(("stage", "first"),))):
        with pytest.raises(ValidationError, match="01-BC/ĐU"):
            issued(again, leader)
    with pytest.raises(ValidationError, match="02-BC/ĐU"):
        issued(ask("report"), leader, corrects=other, reason="Nhầm vòng")
    with pytest.raises(ValidationError):
        issued(ask("report"), leader, corrects=first, reason=" ")
    assert issued(ask("report"), leader, corrects=first, reason="Sai số").full_number == "03-BC/ĐU"
    notice = issued(ask("notice", member=member), leader)
    with pytest.raises(ValidationError, match=notice.full_number):
        issued(ask("notice", member=member), leader)


def test_two_at_once_one_gets_the_number(ask, ward, leader, quick, monkeypatch):
    before = paper.render

    def slowly(made):
        monkeypatch.setattr(paper, "render", before)
        issued(ask("report", year=TODAY.year - 1), leader)
        return before(made)

    monkeypatch.setattr(paper, "render", slowly)
    with pytest.raises(ValidationError) as said:
        issued(ask("report"), leader)
    assert said.value.code == "number_taken"
    assert IssuedDocument.objects.count() == 1 and NumberSeries.objects.get().last == 1


@pytest.mark.parametrize("where", ["reports.renderings.paper.render", "reports.services.issuing.record"])
def test_a_crash_on_the_way_leaves_nothing(ask, leader, quick, monkeypatch, where):
    def crash(*_args, **_given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(where, crash)
    with pytest.raises(OSError, match="space"):
        issued(ask("report"), leader)
    assert not IssuedDocument.objects.exists() and not NumberSeries.objects.exists()
    assert not JournalEntry.objects.filter(verb="document.issued").exists()


def test_only_who_may_issues_for_the_unit(ask, ward, cell, leader, quick):
    secretary = give_role(make_account("Lê Văn Bình"), Role.SECRETARY, cell)
    officer = give_role(make_account("Phạm Thị Cúc"), Role.OFFICER, ward)
    for who in (secretary, officer, make_account("Ai đó")):
        with pytest.raises(PermissionDenied):
            issued(ask("report"), who)
        with pytest.raises(PermissionDenied):
            plan_document(asked=ask("report"), by=who)
    assert issued(ask("report", unit=cell), secretary).full_number == "01-BC/CB"


def test_the_database_keeps_every_kind_as_it_was(ask, leader, quick):
    first = issued(ask("report"), leader)
    second = issued(ask("decision"), leader)
    rows = IssuedDocument.objects.filter(pk=second.pk)
    for act in (lambda: rows.update(variant="x"), lambda: rows._raw_delete(rows.db)):
        with pytest.raises(DatabaseError, match="issued_append_only"), transaction.atomic():
            act()
    assert IssuedDocument.objects.filter(pk__in=[first.pk, second.pk]).count() == 2


def test_a_plan_tells_number_date_and_what_it_would_correct(ask, leader, quick):
    plan = plan_document(asked=ask("report"), by=leader)
    assert (plan.number, plan.signed_on, plan.is_own, plan.corrects) == ("01-BC/ĐU", TODAY, False, None)
    assert not NumberSeries.objects.exists()
    own = plan_document(asked=ask("decision"), by=leader)
    assert own.number == "15-QĐ/ĐU" and own.is_own and own.signed_on == TODAY - datetime.timedelta(days=3)
    made = issued(ask("decision"), leader)
    again = plan_document(asked=ask("decision"), by=leader)
    assert again.number == "16-QĐ/ĐU" and again.corrects == made


def test_anybody_checks_a_members_notice_and_learns_no_name(ask, leader, quick, cell, member):
    made = issued(ask("notice", member=member, unit=cell), leader)
    told = Client().get(reverse("reports:verify", args=[made.code])).content.decode()
    assert made.full_number in told and "Loại notice" in told
    assert member.full_name not in told and "Kín" not in told


def test_a_member_reads_and_takes_the_own_notice_and_nobody_elses(client, ask, leader, quick, cell, member):
    made = issued(ask("notice", member=member, unit=cell), leader)
    report = issued(ask("report"), leader)
    account = make_account("Trần Văn Kín", member)
    client.force_login(account)
    assert client.get(reverse("reports:document-file", args=[made.pk])).content == bytes(made.content)
    assert client.get(reverse("reports:document", args=[report.pk])).status_code == 404
    client.force_login(make_account("Người khác", make_member("Người Khác", cell)))
    assert client.get(reverse("reports:document", args=[made.pk])).status_code == 404


def test_pages_plan_issue_correct_and_filter(client, ask, ward, leader, quick, member):
    client.force_login(leader)
    where = f"{reverse('reports:document-issue')}?unit={ward.pk}&year={TODAY.year}&kind="
    assert "01-BC/ĐU" in client.get(f"{where}report").content.decode()
    assert client.post(f"{where}report", {"signed_on": f"{TODAY:%d/%m/%Y}"}).status_code == 302
    assert "15-QĐ/ĐU" in client.get(f"{where}decision").content.decode()
    assert client.post(f"{where}decision", {}).status_code == 302
    assert client.post(f"{where}notice&member={member.pk}", {"signed_on": f"{TODAY:%d/%m/%Y}"}).status_code == 302
    draft = client.get(f"{where}draft").content.decode()
    assert "Còn 3 đảng viên." in draft and 'name="signed_on"' not in draft
    listed = client.get(reverse("reports:documents"), {"kind": "decision"}).content.decode()
    assert "15-QĐ/ĐU" in listed and "01-BC/ĐU" not in listed
    assert "01-BC/ĐU" in client.get(reverse("reports:documents"), {"kind": "<x>"}).content.decode()
    made = IssuedDocument.objects.get(kind="notice")
    assert f"member={member.pk}" in client.get(reverse("reports:document", args=[made.pk])).content.decode()
    for odd in ("nonsense", "notice&member=999999", "form", "report&unit=x"):
        assert client.get(where + odd).status_code == 404


def test_the_numbering_page_goes_by_type(client, kinds, ward, leader):
    client.force_login(leader)
    page = f"{reverse('reports:document-number', args=[ward.pk])}?type=QĐ"
    assert "-QĐ/ĐU" in client.get(page).content.decode()
    client.post(page, {"last": "12"})
    assert NumberSeries.objects.get().symbol == "-QĐ/ĐU" and NumberSeries.objects.get().last == 12


def test_the_abbreviation_of_the_unit_is_its_symbol_and_numbers_never_go_back(ask, ward, leader, quick):
    issued(ask("report"), leader)
    set_layout(unit=ward, values={"abbreviation": "ĐUP"}, by=leader)
    assert issued(ask("report", year=TODAY.year - 1), leader).full_number == "02-BC/ĐUP"
    with pytest.raises(ValidationError):
        set_last_number(unit=ward, signed_on=TODAY, symbol="-BC/ĐUP", last=1, by=leader)


def test_the_api_plans_issues_filters_and_refuses(ask, ward, leader, quick, member):
    api = APIClient()
    api.force_authenticate(leader)
    asked = {"kind": "report", "unit": ward.pk, "year": TODAY.year}
    assert api.get(reverse("api-document-next"), asked).json()["number"] == "01-BC/ĐU"
    sent = api.post(reverse("api-documents"), asked | {"signed_on": TODAY.isoformat()}, format="json")
    assert sent.status_code == 201 and sent.json()["kind"] == "report"
    about = {"kind": "notice", "member": member.pk, "signed_on": TODAY.isoformat()}
    assert api.post(reverse("api-documents"), asked | about, format="json").json()["member"] == member.pk
    assert api.get(reverse("api-documents"), {"kind": "notice"}).json()["count"] == 1
    for wrong in ({"kind": "nonsense"}, {"kind": "form"}, {"kind": "draft"}, {"member": 999_999}):
        more = {"signed_on": TODAY.isoformat()} | wrong
        assert api.post(reverse("api-documents"), asked | more, format="json").status_code == 400
    number = {"unit": ward.pk, "type": "QĐ", "last": 4}
    assert api.post(reverse("api-document-number"), number, format="json").json()["symbol"] == "-QĐ/ĐU"
    assert api.post(reverse("api-document-number"), number | {"type": "XX"}, format="json").status_code == 400
    stranger = give_role(make_account("Người lạ"), Role.LEADER, make_committee("Đảng ủy khác"))
    api.force_authenticate(stranger)
    assert api.get(reverse("api-document-next"), asked).status_code == 404


def test_a_kind_about_a_member_needs_the_member(ask, leader, quick):
    with pytest.raises(ValidationError) as said:
        issued(replace(ask("notice"), member=None), leader)
    assert said.value.code == "wrong_unit"
