"""Rule sets at the page: a draft from the copy to its publication, criteria typed and read from a workbook."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from emulation.models import JournalEntry, LegalBasis
from evaluations.criteria_workbook import criteria_workbook, read_criteria
from evaluations.models import RuleSet, RuleSetState
from evaluations.ruleset_criteria import line_of
from tests.emulation.sheets import xlsx

from .rulesets import make_draft, make_published
from .year import make_rule_set

HEAD = ["Mẫu", "Nhóm điểm", "Mục", "Mã", "Tiêu chí", "Điểm tối đa", "Cách chấm", "Điểm cam kết"]


@pytest.fixture
def draft(cast) -> RuleSet:
    return make_draft(cast.committee)


@pytest.fixture
def browser(client, cast):
    client.force_login(cast.leader)
    return client


def url(name: str, draft: RuleSet, *more) -> str:
    return reverse(f"evaluations:ruleset-{name}", args=[draft.code, *more])


def typed(html: str) -> dict[str, list[str]]:
    """Return what a browser would send for the page's form as it stands."""
    values: dict[str, list[str]] = {}
    body = html[html.index("<main") : html.index("</main")]
    body = re.sub(r"<template.*?</template>", "", body, flags=re.S)
    for tag in re.findall(r"<input[^>]*>", body):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or "checked" in tag):
            values.setdefault(name[1], []).append(value[1] if value else "on" if "checkbox" in tag else "")
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\s?(.*?)</textarea>', body, re.S):
        values[name] = [text]
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', body, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        values[name] = [chosen[1] if chosen else ""]
    return values


def test_a_copy_is_begun_at_the_page(browser, cast):
    make_rule_set()
    page = browser.get(reverse("evaluations:ruleset-copy", args=["QD366"])).content.decode()
    sent = typed(page) | {"code": "HOABINH", "first_year": "2026"}
    answer = browser.post(reverse("evaluations:ruleset-copy", args=["QD366"]), sent | {"unit": cast.committee.pk})
    assert answer.url == "/rules/HOABINH/" and RuleSet.objects.get(code="HOABINH").unit == cast.committee
    again = browser.post(reverse("evaluations:ruleset-copy", args=["QD366"]), sent | {"unit": cast.committee.pk})
    assert again.status_code == 200 and 'aria-invalid="true"' in again.content.decode()


def test_saving_the_form_untouched_changes_nothing(browser, draft):
    before = RuleSet.objects.filter(pk=draft.pk).values().get()
    assert browser.post(url("edit", draft), typed(browser.get(url("edit", draft)).content.decode())).status_code == 302
    after = RuleSet.objects.filter(pk=draft.pk).values().get()
    assert after == before | {"version": 2}
    assert JournalEntry.objects.get(verb="ruleset.edited").data["fields"] == []


def test_fields_findings_and_texts_are_saved(browser, draft):
    sent = typed(browser.get(url("edit", draft)).content.decode())
    sent |= {"cap_rounding": ["HALF_UP"], "findings-NONLEAD-K1": ["False"], "findings-LEADER-K9": [""]}
    sent |= {"articles-CAP": ["Điều 9"], "level_names-HTNV": ["Hoàn thành"], "departure_reason": ["Theo HD 5"]}
    sent.pop("leader_on_time")
    assert browser.post(url("edit", draft), sent).status_code == 302
    draft.refresh_from_db()
    assert (draft.cap_rounding, draft.leader_on_time, draft.articles["CAP"]) == ("HALF_UP", False, "Điều 9")
    assert draft.findings["NONLEAD"]["K1"] is False and "K9" not in draft.findings["LEADER"]
    assert draft.level_names["HTNV"] == "Hoàn thành" and draft.departure_reason == "Theo HD 5"


BAD = [
    ({"cap_percent": "120"}, "cap_percent"),
    ({"excellent_from": "90.125"}, "excellent_from"),
    ({"excellent_from": ""}, "excellent_from"),
    ({"late_percent": "-1"}, "late_percent"),
    ({"pledges_due": "ngày 31"}, "pledges_due"),
    ({"first_year": "1999"}, "first_year"),
    ({"name": ""}, "name"),
    ({"findings-LEADER-K1": "MAYBE"}, "findings-LEADER-K1"),
    ({"articles-CAP": "x" * 161}, "articles-CAP"),
    ({"good_from": "95"}, None),
]


@pytest.mark.parametrize(("wrong", "field"), BAD, ids=str)
def test_nonsense_stays_on_the_page_with_its_sentence(browser, draft, wrong, field):
    sent = typed(browser.get(url("edit", draft)).content.decode()) | wrong
    answer = browser.post(url("edit", draft), sent)
    page = answer.content.decode()
    assert answer.status_code == 200 and "data-error-summary" in page
    assert field is None or f'href="#id_{field}"' in page
    assert RuleSet.objects.get(pk=draft.pk).version == 1


def test_whoever_saves_second_is_told_and_may_go_on(browser, draft):
    sent = typed(browser.get(url("edit", draft)).content.decode())
    browser.post(url("edit", draft), sent)
    page = browser.post(url("edit", draft), sent | {"appeal_days": "8"}).content.decode()
    assert "data-error-summary" in page and 'name="version" value="2"' in page
    assert browser.post(url("edit", draft), typed(page)).status_code == 302
    assert RuleSet.objects.get(pk=draft.pk).appeal_days == 8


def test_a_legal_basis_is_added_and_ticked(browser, draft):
    values = {
        "kind": "Hướng dẫn",
        "number": "5-HD/TU",
        "issued_on": "01/02/2026",
        "issuer": "TU",
        "title": "về tiêu chí",
    }
    refused = browser.post(url("basis-new", draft), values | {"valid_to": "01/01/2026"})
    assert refused.status_code == 200 and not LegalBasis.objects.filter(number="5-HD/TU").exists()
    answer = browser.post(url("basis-new", draft), values | {"valid_to": "31/12/2030"})
    basis = LegalBasis.objects.get(number="5-HD/TU")
    page = browser.get(answer.url.split("#")[0]).content.decode()
    assert re.search(rf'value="{basis.pk}"[^>]*checked', page) and "01/02/2026 đến 31/12/2030" in page


def criteria_of(draft: RuleSet, subject: str = "NONLEAD") -> list[tuple]:
    found = draft.criteria.filter(subject_type=subject).order_by("position")
    return list(found.values_list("group", "code", "maximum"))


def test_the_table_saved_untouched_is_the_same(browser, draft):
    before = criteria_of(draft)
    answer = browser.post(
        url("criteria", draft, "NONLEAD"), typed(browser.get(url("criteria", draft, "NONLEAD")).content.decode())
    )
    assert answer.status_code == 302 and criteria_of(draft) == before


def test_lines_are_added_moved_and_left_out(browser, draft):
    sent = typed(browser.get(url("criteria", draft, "OUTSIDE")).content.decode())
    sent |= {"results-0-DELETE": "on", "results-1-ORDER": "9", "results-2-ORDER": "1", "results-2-maximum": "19,5"}
    sent |= {
        "results-3-code": "MOI",
        "results-3-heading": "Mục",
        "results-3-label": "Việc mới",
        "results-3-maximum": "1.25",
    }
    assert browser.post(url("criteria", draft, "OUTSIDE"), sent).status_code == 302
    assert [str(row) for row in criteria_of(draft, "OUTSIDE")][4:] == [
        "('RESULTS', '5.R3', Decimal('19.50'))",
        "('RESULTS', '5.R2', Decimal('20.00'))",
        "('RESULTS', 'MOI', Decimal('1.25'))",
    ]
    page = browser.get(url("criteria", draft, "OUTSIDE")).content.decode()
    assert re.search(r'data-sum-output="RESULTS">40,75<', page)


LINES = [
    {"common-0-maximum": "1.125"}, {"common-0-maximum": "-1"}, {"common-0-maximum": "một"}, {"common-0-maximum": ""},
    {"common-1-code": "4.1.1"}, {"common-0-code": ""}, {"common-0-label": ""}, {"common-0-mode": "SOMEHOW"},
    {"common-0-is_pledge": "on", "results-0-is_pledge": "on"},
]  # fmt: skip


@pytest.mark.parametrize("wrong", LINES, ids=str)
def test_a_wrong_line_is_marked_and_nothing_is_saved(browser, draft, wrong):
    before = criteria_of(draft)
    sent = typed(browser.get(url("criteria", draft, "NONLEAD")).content.decode()) | wrong
    answer = browser.post(url("criteria", draft, "NONLEAD"), sent)
    assert answer.status_code == 200 and 'class="errorlist"' in answer.content.decode()
    assert criteria_of(draft) == before


def test_an_unknown_subject_type_is_nowhere(browser, draft):
    assert browser.get(url("criteria", draft, "NOBODY")).status_code == 404


def upload(browser, draft, data: bytes, version: object = 1, name="bang.xlsx"):
    return browser.post(url("import", draft), {"file": SimpleUploadedFile(name, data), "version": version})


def test_the_workbook_given_out_is_read_back_the_same(browser, draft):
    data = browser.get(url("workbook", draft)).content
    found = read_criteria(data, "bang.xlsx")
    assert found.faults == []
    stored = {subject: [line_of(leaf) for leaf in leaves] for subject, leaves in draft.criteria_by_subject.items()}
    assert found.criteria == stored
    assert upload(browser, draft, data).url == f"/rules/{draft.code}/"
    assert [cell.value for cell in load_workbook(io.BytesIO(data)).worksheets[0][3]] == HEAD


def test_a_provinces_table_replaces_the_subject_types_in_it(browser, draft):
    rows = [
        ["Tỉnh ủy", "", "", "", "", "", "", ""],
        HEAD,
        ["2B", 30, "I", 4.1, "Tiêu chí chung", 30, "100/70/50", ""],
        ["2B", "kết quả", "II", "4.2", "Kết quả", "69,5", "", ""],
        ["2b", 70, "II", "4.3", "Cam kết", 0.5, "Có hoặc không", "x"],
        ["01", 30, "I", "1", "Chung", 30, "Tự do", ""],
        [1, 70, "II", "2", "Kết quả", 70, "", "không"],
    ]
    assert upload(browser, draft, xlsx(rows)).status_code == 302
    assert [row[1] for row in criteria_of(draft)] == ["4.1", "4.2", "4.3"]
    last = draft.criteria.get(subject_type="NONLEAD", code="4.3")
    assert (str(last.maximum), last.mode, last.is_pledge) == ("0.50", "ALL_OR_NOTHING", True)
    assert len(criteria_of(draft, "COLLECTIVE")) == 2 and len(criteria_of(draft, "LEADER")) == 38


FILES = [
    ([HEAD, ["2B", 30, "I", "1", "Chung", "ba mươi", "", ""]], "Dòng 2, cột “Điểm tối đa”"),
    ([HEAD, ["9Z", 30, "I", "1", "Chung", 30, "", ""]], "cột “Mẫu”"),
    ([HEAD, ["2B", 40, "I", "1", "Chung", 30, "", ""]], "cột “Nhóm điểm”"),
    ([HEAD, ["2B", 30, "I", "1", "Chung", "", "", ""]], "dòng 1"),
    ([HEAD, ["2B", 30, "I", "1", "A", 1, "", ""], ["2B", 30, "I", "1", "B", 1, "", ""]], "bị trùng"),
    ([HEAD], "Không có tiêu chí"),
    ([["STT", "Họ và tên"], [1, "An"]], "Không tìm thấy dòng tiêu đề"),
]


@pytest.mark.parametrize(("rows", "sentence"), FILES, ids=lambda value: str(value)[-40:])
def test_a_table_with_a_fault_is_refused_with_its_place(browser, draft, rows, sentence):
    before = criteria_of(draft)
    page = upload(browser, draft, xlsx(rows)).content.decode()
    assert sentence in page and criteria_of(draft) == before


def test_what_is_no_workbook_is_refused(browser, draft):
    assert "data-error-summary" in upload(browser, draft, b"khong phai", name="bang.pdf").content.decode()
    assert "data-error-summary" in upload(browser, draft, b"", name="bang.xlsx").content.decode()
    assert "Nothing" not in upload(browser, draft, criteria_workbook(draft), version=7).content.decode()


def test_leader_sees_what_stands_against_it_then_publishes(browser, draft):
    draft.cap_percent = 15
    draft.save()
    page = browser.get(url("publish", draft)).content.decode()
    assert "không được giao" in page and 'name="version"' not in page
    refused = browser.post(url("publish", draft), {"version": draft.version}, follow=True)
    assert "không được giao" in refused.content.decode()
    draft.departure_reason = "Theo HD 5"
    draft.save()
    answer = browser.post(url("publish", draft), {"version": draft.version}, follow=True)
    draft.refresh_from_db()
    assert draft.state == RuleSetState.PUBLISHED and "Theo HD 5" in answer.content.decode()


@pytest.mark.parametrize("name", ["edit", "import", "basis-new"])
def test_a_published_set_has_no_form(browser, cast, name):
    published = make_published(cast.committee)
    assert browser.get(url(name, published)).status_code == 403
    assert browser.get(url("criteria", published, "LEADER")).status_code == 403
    assert "Sao chép" in browser.get(f"/rules/{published.code}/").content.decode()


def test_deleting_asks_and_deletes(browser, draft, cast):
    assert browser.post(url("delete", draft)).url == "/rules/"
    assert not RuleSet.objects.filter(pk=draft.pk).exists()
    published = make_published(cast.committee)
    assert browser.post(url("delete", published)).url == f"/rules/{published.code}/"


PAGES = ["edit", "import", "differences", "effect", "publish", "workbook", "basis-new"]


@pytest.mark.parametrize("who", ["member", "secretary", "viewer", "admin", "stranger"])
def test_a_draft_is_nowhere_for_those_who_may_not_change_it(client, cast, draft, who):
    client.force_login(getattr(cast, who))
    for address in (f"/rules/{draft.code}/", url("criteria", draft, "LEADER"), *(url(name, draft) for name in PAGES)):
        assert client.get(address).status_code == 404, address
    assert client.post(url("delete", draft)).status_code == 404
    assert draft.code not in client.get("/rules/").content.decode()
    assert client.get("/rules/QD366/copy/").status_code == 403


def test_the_list_says_who_follows_which(browser, cast):
    make_published(cast.committee, "RIENG", 2020)
    page = browser.get("/rules/").content.decode()
    assert "mọi đơn vị" in page and "trừ đơn vị có bộ tiêu chí riêng:" in page
    assert "Đảng ủy phường Hòa Bình và các đơn vị trực thuộc" in page


def test_differences_name_the_departures(browser, draft):
    draft.cap_percent, draft.appeal_days = 15, 9
    draft.save()
    page = browser.get(url("differences", draft)).content.decode()
    assert "khác quy định" in page and "được giao quy định" in page and "<strong>15</strong>" in page
    nothing = browser.get(reverse("evaluations:ruleset-differences", args=["QD366"])).content.decode()
    assert "Không có gì để so sánh" in nothing


def test_pages_take_the_same_queries_for_many_rule_sets(browser, cast, django_assert_max_num_queries):
    for number in range(8):
        make_published(cast.committee, f"S{number}", 2030 + number, last_year=2030 + number)
    with django_assert_max_num_queries(16):
        browser.get("/rules/")
    with django_assert_max_num_queries(24):
        browser.get("/rules/S3/")
