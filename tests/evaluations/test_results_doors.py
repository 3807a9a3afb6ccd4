"""The doors of taking over old results: pages, API, command; and where the results are read afterwards."""

import io
import json
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from emulation.models import JournalEntry, Membership, Year
from evaluations.models import Assessment, Campaign, Decision
from evaluations.queue import queue_for
from pledges.queue import queue_for as pledge_cards
from tests.emulation.sheets import xlsx
from tests.factories import make_committee, make_member

from .paper import GOOD, HEADINGS, TODAY, YEAR, file_of, make_qd124, paper_campaign, row_of, take_over
from .year import make_campaign, make_rule_set


def address(name: str, cast) -> str:
    return reverse(f"evaluations:results-{name}", args=[cast.committee.pk])


def upload(client, cast, data: bytes, name: str = "ket-qua.xlsx", year: int = YEAR, by=None):
    client.force_login(by or cast.officer)
    return client.post(address("upload", cast), {"year": year, "file": SimpleUploadedFile(name, data)})


@pytest.fixture
def rules(db):
    return make_qd124(), make_rule_set()


# ── pages ──


def test_a_list_is_previewed_before_it_is_taken_over(client, cast, rules):
    lan, strange = row_of(cast.member.member), row_of(cast.colleague.member, level="Khá")
    assert upload(client, cast, file_of(lan, strange)).url == address("preview", cast)
    preview = client.get(address("preview", cast))
    assert preview.context["summary"] == {"rows": 2, "accepted": 1, "new": 1, "unchanged": 0, "rejected": 1}
    assert "Khá" in preview.content.decode() and not Decision.objects.exists()
    answer = client.post(address("load", cast))
    assert answer.url == address("preview", cast) and Decision.objects.count() == 1
    assert client.get(address("preview", cast)).context["summary"]["unchanged"] == 1


def test_rejected_rows_come_back_with_their_reasons(client, cast, rules):
    upload(client, cast, file_of(row_of(cast.member.member, card="", name="Người Lạ"), row_of(cast.colleague.member)))
    book = openpyxl.load_workbook(io.BytesIO(client.get(address("rejected", cast)).content))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert rows[2][:9] == HEADINGS and rows[3][2] == "Người Lạ" and "chưa từng có" in rows[3][9]


def test_a_whole_list_leads_on_and_is_forgotten(client, cast, rules):
    upload(client, cast, file_of(row_of(cast.member.member)))
    assert client.post(address("load", cast)).url == reverse("evaluations:campaign-list")
    gone = client.get(address("preview", cast), follow=True)
    assert gone.redirect_chain[0][0] == address("upload", cast) and "chọn lại tệp" in gone.content.decode()


def bomb() -> bytes:
    """A small archive that unpacks to forty million bytes."""
    output = io.BytesIO(file_of([1]))
    with zipfile.ZipFile(output, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bin", b"\x00" * 40_000_000)
    return output.getvalue()


BAD = {
    "empty": b"",
    "not a workbook": b"%PDF-1.7",
    "no header": xlsx([["Một tiêu đề"]]),
    "wrong columns": xlsx([["STT", "Họ và tên", "Ngày sinh"], [1, "An", "1975"]]),
    "only a header": xlsx([HEADINGS]),
    "a bomb": bomb(),
    "more than 10 MB": b"PK\x03\x04" + b"\x00" * (10 * 1024 * 1024),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_on_the_page_with_a_sentence(client, cast, rules, what):
    answer = upload(client, cast, BAD[what])
    assert answer.status_code == 200 and answer.context["form"].errors["file"]
    assert "results" not in client.session


def test_a_year_that_is_not_offered_is_refused(client, cast, rules):
    assert upload(client, cast, file_of(row_of(cast.member.member)), year=1999).context["form"].errors["year"]


def test_a_year_that_is_opened_meanwhile_is_refused(client, cast, rules):
    upload(client, cast, file_of(row_of(cast.member.member)))
    year = Year.objects.create(unit=cast.committee, number=YEAR, pledges_due=f"{YEAR}-03-31", created_by=cast.officer)
    campaign = make_campaign(cast)
    Campaign.objects.filter(pk=campaign.pk).update(year=year)
    for answer in (client.get(address("preview", cast)), client.post(address("load", cast))):
        assert answer.status_code == 302
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"), [("member", 404), ("leader", 403), ("secretary", 404), ("viewer", 403), ("stranger", 404)]
)
def test_others_are_kept_out_of_the_pages(client, cast, rules, who, status):
    assert upload(client, cast, file_of(row_of(cast.member.member)), by=getattr(cast, who)).status_code == status
    assert client.get(address("preview", cast)).status_code == status


def test_the_way_there_is_on_the_list_of_reviews(client, cast):
    for who, seen in ((cast.officer, True), (cast.leader, False), (cast.member, False)):
        client.force_login(who)
        page = client.get(reverse("evaluations:campaign-list")).content.decode()
        assert (address("upload", cast) in page) == seen


def test_the_preview_costs_the_same_queries_whatever_the_rows(client, cast, rules):
    people = [make_member("Nguyễn Văn Đông", cast.cell) for _ in range(600)]
    counts = []
    for some in (people[:3], people):
        upload(client, cast, file_of(*(row_of(one) for one in some)))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address("preview", cast)).context["summary"]["new"] == len(some)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20, counts


# ── the API ──


def api(account) -> APIClient:
    client = APIClient()
    client.force_authenticate(account)
    return client


def send(account, cast, data: bytes, year: int = YEAR, **more):
    body = {"file": SimpleUploadedFile("ket-qua.xlsx", data), "year": year} | more
    return api(account).post(f"/api/v1/units/{cast.committee.pk}/results/", body, format="multipart")


def test_the_api_previews_and_takes_over_when_confirmed(cast, rules):
    data = file_of(row_of(cast.member.member), row_of(cast.colleague.member, level="?"))
    answer = send(cast.officer, cast, data)
    assert answer.status_code == 200 and not answer.data["loaded"] and not Decision.objects.exists()
    answer = send(cast.officer, cast, data, confirm=True)
    assert answer.data["summary"] == {"rows": 2, "accepted": 1, "new": 1, "unchanged": 0, "rejected": 1}
    assert (
        answer.data["rows"][0] | {"outcome": "new", "level": "HTTNV", "unit": "Chi bộ Khu phố 1"}
        == (answer.data["rows"][0])
    )
    assert answer.data["rows"][1]["field"] == "level" and Decision.objects.count() == 1


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_by_the_api(cast, rules, what):
    answer = send(cast.officer, cast, BAD[what])
    assert answer.status_code == 400 and answer.data["file"]


def test_the_api_keeps_others_out(cast, rules):
    data = file_of(row_of(cast.member.member))
    assert send(cast.leader, cast, data).status_code == 403
    assert send(cast.stranger, cast, data).status_code == 404
    assert send(cast.officer, cast, data, year=2019).status_code == 400
    make_campaign(cast)
    assert send(cast.officer, cast, data, year=cast.year.number).status_code == 409


def test_the_api_lists_results_through_the_lens(cast, rules):
    headings = [*HEADINGS, "CT"]
    take_over(cast, [*row_of(cast.member.member), "Tốt"], [*row_of(cast.officer.member), ""], headings=headings)
    member = cast.member.member.pk
    rows = api(cast.member).get(f"/api/v1/results/?member={member}").data["results"]
    assert [(row["year"], row["level_name"], row["grades"], row["rule_set"]) for row in rows] == [
        (YEAR, GOOD, {"CT": "B"}, "QD124")
    ]
    counts = {who: api(getattr(cast, who)).get("/api/v1/results/").data["count"] for who in SEES}
    assert counts == SEES
    assert api(cast.colleague).get(f"/api/v1/results/?member={member}").data["count"] == 0


SEES = {"member": 1, "colleague": 0, "secretary": 1, "officer": 2, "leader": 2, "viewer": 0, "admin": 0, "stranger": 0}


def test_the_api_tells_one_result_with_its_grades(cast, rules):
    take_over(cast, [*row_of(cast.member.member), "Tốt"], headings=[*HEADINGS, "CT"])
    row = Assessment.objects.get()
    found = api(cast.member).get(f"/api/v1/assessments/{row.pk}/").data
    assert found["graded"][0] == {
        "code": "CT",
        "label": "Tư tưởng chính trị: bản lĩnh, lập trường, học tập và chấp hành đường lối, pháp luật",
        "grade": "B",
        "grade_name": "Tốt",
    }
    assert found["derived"] is None and found["missing"] == [] and found["decision"]["level"] == "HTTNV"


def test_the_work_of_a_year_on_paper_does_not_exist(cast, rules):
    campaign = paper_campaign(cast, cast.member.member)
    leader = api(cast.leader)
    assert leader.get(f"/api/v1/campaigns/{campaign.pk}/").data["from_paper"]
    assert [leader.get(f"/api/v1/campaigns/{campaign.pk}/{name}/").status_code for name in ("cap", "people")] == [
        404
    ] * 2
    assert leader.post(f"/api/v1/campaigns/{campaign.pk}/refresh/").status_code == 409


# ── the command ──


@pytest.fixture
def file(tmp_path, cast, rules):
    path = tmp_path / "ket-qua.xlsx"
    path.write_bytes(file_of(row_of(cast.member.member), row_of(cast.colleague.member, level="?")))
    return path


def run(path, cast, year: int = YEAR, **options) -> str:
    output = io.StringIO()
    options = {"committee": cast.committee.name} | options
    call_command("import_results", str(path), year=year, stdout=output, **options)
    return output.getvalue()


def test_the_command_records_in_the_name_of_the_only_officer(file, cast, tmp_path):
    report = tmp_path / "out.json"
    said = run(file, cast, report=report)
    assert "Nhận 1 kết quả: 1 mới" in said and "không phải là mức xếp loại" in said
    assert Decision.objects.get().by == cast.officer
    told = json.loads(report.read_text())
    assert (told["year"], told["rule_set"], told["summary"]["new"]) == (YEAR, "QD124", 1)
    assert [row["outcome"] for row in told["rows"]] == ["new", "rejected"]


def test_a_trial_changes_nothing(file, cast):
    assert "không có gì thay đổi" in run(file, cast, dry_run=True)
    assert not Decision.objects.exists() and not Campaign.objects.exists()


def test_the_command_twice_changes_nothing(file, cast):
    run(file, cast)
    lines = JournalEntry.objects.count()
    assert "0 mới, 1 đã có" in run(file, cast)
    assert JournalEntry.objects.count() == lines


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"year": 1999}, "1999"),
        ({"year": 2019}, "2019"),
        ({"by": "khong.co"}, "--by"),
        ({"committee": "Đảng ủy phường Không Có"}, "Không có"),
        ({"committee": ""}, "--committee"),
    ],
)
def test_the_command_says_in_one_sentence_what_is_missing(file, cast, options, word):
    with pytest.raises(CommandError, match=word):
        run(file, cast, **options)
    assert not Decision.objects.exists()


def test_the_command_refuses_somebody_without_the_right(file, cast):
    with pytest.raises(CommandError, match="không bao gồm"):
        run(file, cast, by=cast.leader.username)


def test_the_command_refuses_files_it_cannot_read(cast, rules, tmp_path):
    for name, data in (("a.pdf", b"%PDF"), ("b.xlsx", b"")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(CommandError):
            run(tmp_path / name, cast)
    with pytest.raises(CommandError):
        run(tmp_path / "khong-co.xlsx", cast)


# ── read afterwards ──


def page(client, account, where: str) -> str:
    client.force_login(account)
    answer = client.get(where)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_member_page_lists_earlier_results(client, cast, rules):
    paper_campaign(cast, cast.member.member)
    membership = Membership.objects.get(member=cast.member.member)
    where = reverse("emulation:member-detail", args=[membership.pk])
    for who in (cast.member, cast.secretary, cast.officer):
        html = page(client, who, where)
        assert GOOD in html and "số 125-QĐ/ĐU ngày 20/12/2024" in html and "Quy định 124-QĐ/TW" in html


def test_ones_own_review_lists_earlier_results(client, cast, rules):
    paper_campaign(cast, cast.member.member)
    make_campaign(cast)
    html = page(client, cast.member, reverse("evaluations:mine"))
    assert "Kết quả xếp loại các năm" in html and "số 125-QĐ/ĐU ngày 20/12/2024" in html


def test_a_result_on_paper_shows_grades_and_no_points(client, cast, rules):
    take_over(cast, [*row_of(cast.member.member), "Trung bình"], headings=[*HEADINGS, "CT"])
    row = Assessment.objects.get()
    html = page(client, cast.member, reverse("evaluations:assessment", args=[row.pk]))
    assert "hồ sơ giấy" in html and "Trung bình" in html and "hồ sơ không ghi" in html
    assert "điểm tự chấm" not in html.lower() and "mẫu 02A" in html
    assert page(client, cast.member, reverse("evaluations:mine") + f"?year={YEAR}").count("<h1>") == 1


def test_a_result_on_paper_is_not_explained_by_conditions(client, cast, rules):
    paper_campaign(cast, cast.member.member)
    row = Assessment.objects.get()
    where = reverse("evaluations:explanation", args=[row.pk])
    for who in (cast.member, cast.secretary, cast.leader):
        html = page(client, who, where)
        assert "hồ sơ giấy" in html and "125-QĐ/ĐU" in html and "Khiếu nại, kiến nghị" not in html
        assert reverse("evaluations:assessment", args=[row.pk]) in html
    client.force_login(cast.secretary)
    assert client.get(reverse("evaluations:employee-rating", args=[row.pk])).status_code == 404


def test_reading_anothers_result_is_noted(client, cast, rules):
    paper_campaign(cast, cast.member.member)
    page(client, cast.secretary, reverse("evaluations:assessment", args=[Assessment.objects.get().pk]))
    assert JournalEntry.objects.get(verb="assessment.read").actor == cast.secretary


@pytest.mark.parametrize("who", ["colleague", "viewer", "stranger"])
def test_a_result_does_not_exist_for_others(client, cast, rules, who):
    paper_campaign(cast, cast.member.member)
    client.force_login(getattr(cast, who))
    assert client.get(reverse("evaluations:assessment", args=[Assessment.objects.get().pk])).status_code == 404


def test_the_page_of_the_campaign_says_where_its_results_are_from(client, cast, rules):
    campaign = paper_campaign(cast, cast.member.member, cast.officer.member)
    where = reverse("evaluations:campaign", args=[campaign.pk])
    for who, rows in ((cast.officer, 2), (cast.secretary, 1), (cast.viewer, 0)):
        html = page(client, who, where)
        assert "Kết quả lấy từ hồ sơ giấy" in html and html.count("ngày 20/12/2024") == rows
        assert "Cập nhật theo danh sách" not in html
    client.force_login(cast.leader)
    for name in ("decision", "verification"):
        assert client.get(reverse(f"evaluations:{name}", args=[campaign.pk])).status_code == 404


def test_nothing_waits_in_a_year_on_paper(cast, rules):
    cast.year.delete()
    paper_campaign(cast, cast.member.member)
    for who in (cast.member, cast.secretary, cast.officer, cast.leader):
        assert queue_for(who, TODAY) == [] and pledge_cards(who, TODAY) == []


def test_another_ward_sees_nothing_of_it(client, cast, rules):
    paper_campaign(cast, cast.member.member)
    make_committee("Đảng ủy phường Thọ Quang")
    client.force_login(cast.stranger)
    assert client.get(reverse("evaluations:campaign", args=[Campaign.objects.get().pk])).status_code == 404
