"""The forms 2A, 2B, 2C on paper: the figures of the page; blank ones hold no figure; private until handed in."""

import io
import subprocess

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone, translation
from rest_framework.test import APIClient

from emulation.models import JournalEntry
from evaluations.models import Assessment
from reports.documents.self_review import build_self_review
from reports.services import export_self_review
from tests.evaluations.year import assessment_of, fill_in, make_campaign, submitted

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script> <img src=file:///etc/passwd> ‮đảo &amp; <style>*{display:none}</style>"


@pytest.fixture
def own(cast):
    return assessment_of(make_campaign(cast), cast.member)


def read(assessment) -> Assessment:
    found = Assessment.objects.select_related("member", "unit", "campaign__year__unit", "campaign__rule_set")
    return found.get(pk=assessment.pk)


def text_of(content: bytes, tmp_path) -> str:
    path = tmp_path / "form.pdf"
    path.write_bytes(content)
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True).stdout


def test_the_form_says_what_the_page_says(cast, own, tmp_path):
    submitted(own, cast.member)
    row = read(own)
    with translation.override("vi"):
        report = build_self_review(cast.member, row, timezone.localdate())
    assert [one.points for one in report.sums] == [row.self_common, row.self_results, row.self_total]
    assert [box.label for box in report.levels if box.is_chosen] == [row.get_self_level_display()]
    content, name = export_self_review(assessment=row, by=cast.member)
    told = text_of(content, tmp_path)
    assert cast.member.member.full_name in told and name.startswith("mau-2b-2026-") and name.endswith(".pdf")
    for words in ("BẢN KIỂM ĐIỂM", "Ưu điểm", "Mẫu 2B", "NGƯỜI TỰ KIỂM ĐIỂM", "PHỤ LỤC"):
        assert words in told, words
    assert all(" ".join(text.split())[:30] in " ".join(told.split()) for text in row.sections.values() if text)
    assert JournalEntry.objects.get(verb="assessment.exported").data == {"form": "2B", "blank": False}


@pytest.mark.parametrize(("subject", "form"), [("LEADER", "2A"), ("NONLEAD", "2B"), ("OUTSIDE", "2C")])
def test_each_kind_of_position_has_its_own_form(cast, own, subject, form):
    Assessment.objects.filter(pk=own.pk).update(subject_type=subject)
    report = build_self_review(cast.member, read(own), timezone.localdate(), blank=True)
    assert report.form == form and ("I.4" in [one.place for one in report.passages]) is (form == "2A")


def test_a_blank_form_holds_no_word_and_no_figure_of_the_draft(cast, own, tmp_path):
    fill_in(own, cast.member)
    row = read(own)
    report = build_self_review(cast.member, row, timezone.localdate(), blank=True, blocks=True)
    assert not any(one.text for one in report.passages) and all(one.lines for one in report.passages)
    assert not any(one.points for one in (*report.sums, *report.criteria)) and not any(
        b.is_chosen for b in report.levels
    )
    told = text_of(export_self_review(assessment=row, by=cast.member, blank=True, blocks=True)[0], tmp_path)
    assert "T/M CẤP ỦY" in told and not any(text and text in told for text in row.sections.values())


def test_the_secretary_prints_no_draft_of_a_member_but_a_blank_form(cast, own):
    fill_in(own, cast.member)
    with pytest.raises(ValidationError) as refused:
        export_self_review(assessment=read(own), by=cast.secretary)
    assert refused.value.code == "private"
    assert export_self_review(assessment=read(own), by=cast.secretary, blank=True)[0].startswith(b"%PDF")


@pytest.mark.parametrize("who", ["colleague", "viewer", "admin", "stranger"])
def test_others_print_nothing(client, cast, own, who):
    with pytest.raises(PermissionDenied):
        export_self_review(assessment=read(own), by=getattr(cast, who))
    client.force_login(getattr(cast, who))
    assert client.get(reverse("reports:self-review", args=[own.pk])).status_code == 404
    assert not JournalEntry.objects.filter(verb="assessment.exported").exists()


def test_page_and_api_hand_it_out(client, cast, own):
    client.force_login(cast.member)
    assert (
        reverse("reports:self-review", args=[own.pk])
        in client.get(reverse("evaluations:assessment", args=[own.pk])).content.decode()
    )
    answer = client.get(reverse("reports:self-review", args=[own.pk]) + "?blank=1")
    assert answer.content.startswith(b"%PDF") and "-trang.pdf" in answer["Content-Disposition"]
    api = APIClient()
    api.force_authenticate(cast.member)
    assert api.get(reverse("api-self-review", args=[own.pk])).content.startswith(b"%PDF")
    client.force_login(cast.secretary)
    fill_in(own, cast.member)
    assert client.get(reverse("reports:self-review", args=[own.pk])).status_code == 302


def test_hostile_and_very_long_words_print_as_words(cast, own, tmp_path):
    fill_in(own, cast.member)
    sections = dict.fromkeys(read(own).sections, HOSTILE + " dài" * 2_500)
    Assessment.objects.filter(pk=own.pk).update(sections=sections)
    told = text_of(export_self_review(assessment=read(own), by=cast.member)[0], tmp_path)
    assert "<script>alert(1)</script>" in told and "root:" not in told


def test_the_bytes_are_for_archives(cast, own):
    pikepdf = pytest.importorskip("pikepdf")
    content, _name = export_self_review(assessment=read(own), by=cast.member, blank=True)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.open_metadata()["pdfaid:part"] == "3"
