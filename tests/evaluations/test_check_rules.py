"""A table of cases tried on a rule set: by command, on its page, through the API; the same everywhere."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from emulation.models import JournalEntry
from evaluations.checking import shipped_standard, standard_of
from evaluations.models import RuleSet, RuleSetState
from evaluations.services.rulesets import install_rule_set
from evaluations.shipped import SAMPLE_CASES
from tests.evaluations.qd366 import CASES

from .year import SYSTEM, make_rule_set

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "tests" / "evaluations" / "data" / "rules-cases.json"
SAMPLE = json.loads(SAMPLE_CASES.read_text(encoding="utf-8"))
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def rule_set(db) -> RuleSet:
    return make_rule_set()


@pytest.fixture
def draft(cast, rule_set) -> RuleSet:
    """The ward's own draft, stricter by ten per cent beyond requirement."""
    values = {field.attname: getattr(rule_set, field.attname) for field in RuleSet._meta.concrete_fields}
    changes = {"id": None, "code": "HB2027", "unit_id": cast.committee.pk, "first_year": 2027, "beyond_percent": 40}
    changes |= {"state": RuleSetState.DRAFT, "published_at": None, "published_by_id": None}
    return RuleSet.objects.create(**(values | changes))


def table(**lists) -> dict:
    return {"rule_set": "QD366", **lists}


def wrong() -> dict:
    """Case 1 with two beyond requirement only, case 11 with more done than assigned, case 17 expected otherwise."""
    cases = json.loads(json.dumps(CASES))
    by_id = {case["id"]: case for kind in ("cases", "participation", "caps") for case in cases[kind]}
    by_id["1"]["tasks"]["exceeded"] = 2
    by_id["11"]["tasks"]["done"] = 6
    by_id["17"]["expect"] = "REQUIRED"
    by_id["c52"]["expect"]["max"] = 7
    return cases


# ── the command ──


def run(file: Path, **options) -> str:
    output = io.StringIO()
    call_command("check_rules", str(file), stdout=output, stderr=output, **options)
    return output.getvalue()


def refusal(file: Path, **options) -> tuple[int, str, str]:
    """The exit code, the last sentence, and what was printed before it."""
    output = io.StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("check_rules", str(file), stdout=output, stderr=output, **options)
    return refused.value.returncode, str(refused.value), output.getvalue()


@pytest.fixture
def written(tmp_path):
    """Write a table to a file: written(value) → path."""

    def write(value: object) -> Path:
        path = tmp_path / "cases.json"
        path.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())
        return path

    return write


@pytest.mark.parametrize(("file", "count"), [(PUBLISHED, 84), (SAMPLE_CASES, sum(map(len, list(SAMPLE.values())[1:])))])
def test_as_expected_ends_with_a_count(rule_set, file, count):
    assert run(file) == f"QD366: {count} cases run, {count} as expected, 0 differ, 0 refused.\n"


def test_differences_are_lines_and_exit_code_1(rule_set, written):
    code, sentence, printed = refusal(written(wrong()))
    assert (code, sentence) == (1, "QD366: 83 cases run, 80 as expected, 3 differ, 1 refused.")
    lines = printed.splitlines()
    assert lines[0].startswith(
        "Level to derive “1”: expected HTXSNV, ELIGIBLE; came out HTTNV, STEP_DOWN. 93 points, in the band from 90"
    )
    assert lines[1].startswith("    – Not met: only 2/10 tasks went beyond requirement (20 %, 30 % or more needed)")
    assert lines[2] == (
        "Who is rated “17”: expected REQUIRED; came out NEW_UNDER_6M. Admitted less than six months before the "
        "cut-off date (admitted on 15/07/2026, 6 months over on 15/01/2027, cut-off date 31/12/2026)."
    )
    assert lines[3].startswith(
        "Cap of a group “c52”: expected max 7, selected 6; came out max 6, selected 6. 31 × 20 %"
    )
    assert lines[4] == "Level to derive “11”: refused. 6 tasks were finished, but only 5 assigned."
    assert len(lines) == 5


def test_refused_cases_alone_are_no_success(rule_set, written):
    bad = {"id": "x", "subject": "NONLEAD", "score": "101", "expect": {"result": "KHTNV", "tags": []}}
    code, sentence, printed = refusal(written(table(cases=[bad, CASES["cases"][0]])))
    assert (code, sentence) == (1, "QD366: 1 cases run, 1 as expected, 0 differ, 1 refused.")
    assert printed == "Level to derive “x”: refused. The score is 101; it must be from 0 to 100 points.\n"


def test_a_draft_may_be_tried_before_it_is_published(draft):
    code, sentence, _printed = refusal(PUBLISHED, rule_set="HB2027")
    assert code == 1 and sentence.startswith("HB2027: 84 cases run")
    assert run(PUBLISHED, rule_set="QD366").endswith("0 refused.\n")


def test_a_rule_set_that_is_shipped_need_not_be_installed():
    note, counts = run(PUBLISHED).splitlines()
    assert note == "QD366 is not installed here; the numbers that come with the program are used."
    assert counts == "QD366: 84 cases run, 84 as expected, 0 differ, 0 refused."


def test_what_is_shipped_and_what_is_installed_are_the_same(rule_set):
    assert shipped_standard("QD366") == standard_of(rule_set)


@pytest.mark.parametrize(
    ("value", "options", "sentence"),
    [
        (b"{", {}, "The file of cases is not JSON. Check its quotes, commas and brackets."),
        (b"\xff\xfe", {}, "The file of cases is no text in UTF-8. Save it again as UTF-8."),
        (b"[" * 50_000, {}, "The file of cases is nested too deeply; see the sample for its form."),
        ([], {}, "The file holds no table of cases: it must be one object with the lists “cases”,"),
        ({}, {}, "The file holds no case"),
        ({"caps": CASES["caps"]}, {}, "The file names no rule set: give its code with --rule-set."),
        (CASES, {"rule_set": "QD999"}, "There is no rule set with the code “QD999”. Those that come with the program"),
        (CASES, {"rule_set": "QD124"}, "This rule set judges by grades, without points"),
    ],
)
def test_what_cannot_be_run_is_one_sentence_and_exit_code_2(written, value, options, sentence):
    code, said, _printed = refusal(written(value), **options)
    assert code == 2 and said.startswith(sentence)


def test_an_installed_rule_set_of_grades_cannot_be_tried(written):
    install_rule_set(code="QD124", by=SYSTEM)
    assert refusal(PUBLISHED, rule_set="QD124")[:2] == (
        2, "This rule set judges by grades, without points, so a table of cases cannot try it."
    )  # fmt: skip


def test_a_file_that_is_not_there(tmp_path):
    code, sentence, _printed = refusal(tmp_path / "none.json")
    assert (code, sentence) == (2, f"The file “{tmp_path / 'none.json'}” cannot be read.")
    assert refusal(tmp_path)[0] == 2


def test_a_file_is_read_no_further_than_the_limit(settings, written):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    code, sentence, _printed = refusal(written(b" " * (1024 * 1024 + 1)))
    assert (code, sentence) == (2, "The file of cases is larger than 1 MB. Split it into several files.")


def test_trying_changes_nothing(rule_set, cast, client):
    before = JournalEntry.objects.count()
    run(PUBLISHED)
    client.force_login(cast.member)
    client.post(api("QD366"), CASES, content_type="application/json")
    assert JournalEntry.objects.count() == before


@pytest.mark.parametrize(
    ("text", "code", "printed", "last"),
    [
        (json.dumps(CASES), 0, "QD366: ", ""),
        (json.dumps(wrong()), 1, "“17”", "CommandError: QD366: "),
        ("{", 2, "", "CommandError: "),
    ],
)
def test_in_a_process_of_its_own_from_standard_input_without_any_database(tmp_path, text, code, printed, last):
    environment = os.environ | {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "emulation.config.settings"}
    environment |= {"DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    command = [sys.executable, "manage.py", "check_rules", "-"]
    done = subprocess.run(command, cwd=ROOT, env=environment, input=text, capture_output=True, text=True)
    assert done.returncode == code, done.stderr
    assert printed in done.stdout and last in done.stderr
    assert "Traceback" not in done.stderr


# ── the page ──


def page(name: str = "", code: str = "QD366") -> str:
    return reverse(f"evaluations:ruleset-check{name}", args=[code])


def upload(value: object) -> dict:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return {"file": SimpleUploadedFile("thu.json", data, content_type="application/json")}


@pytest.fixture
def officer(client, cast, rule_set, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(cast.officer)
    return client


def test_upload_see_download(officer):
    assert officer.post(page(), upload(wrong())).url == page()
    text = officer.get(page()).content.decode()
    for sentence in ("3 cases came out other than expected", "1 refused", "thu.json", "NEW_UNDER_6M"):
        assert sentence in text
    answer = officer.get(page("-result"))
    assert answer["Content-Disposition"] == 'attachment; filename="ket-qua-thu-QD366.json"'
    result = json.loads(answer.content)
    assert (result["run"], result["as_expected"]) == (83, 80)
    assert [found["id"] for found in result["differences"]] == ["1", "17", "c52"]
    assert [(case["list"], case["id"], case["place"]) for case in result["refused"]] == [("cases", "11", 11)]


def test_everything_as_expected_is_said(officer):
    officer.post(page(), upload(CASES))
    assert "Every case came out as expected." in officer.get(page()).content.decode()


def test_the_sample_can_be_downloaded_and_uploaded_again(officer):
    sample = officer.get(page("-sample"))
    assert sample["Content-Disposition"] == 'attachment; filename="mau-truong-hop.json"'
    officer.post(page(), upload(sample.content))
    assert "Every case came out as expected." in officer.get(page()).content.decode()


def test_the_file_stays_while_the_draft_is_corrected(officer, draft):
    officer.post(page(code="HB2027"), upload(CASES))
    text = officer.get(page(code="HB2027")).content.decode()
    assert "The file was written for QD366; its cases were run through HB2027." in text
    assert "Not every case came out as expected." in text
    RuleSet.objects.filter(pk=draft.pk).update(beyond_percent=30)
    assert "Every case came out as expected." in officer.get(page(code="HB2027")).content.decode()


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (b"{", "is not JSON"),
        (b"[]", "holds no table of cases"),
        (b"{}", "holds no case"),
        (b"\xff", "is no text in UTF-8"),
        (b"", "submitted file is empty"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_at_the_field(officer, value, sentence):
    answer = officer.post(page(), upload(value))
    assert answer.status_code == 200 and sentence in answer.content.decode()
    assert officer.get(page("-result")).url == page()


def test_too_large_a_file_and_none_at_all(officer, settings):
    settings.UPLOAD_MAX_BYTES = 100
    assert "larger than 10 MB" in officer.post(page(), upload(CASES)).content.decode()
    assert "This field is required" in officer.post(page(), {}).content.decode()


def test_whatever_stands_in_the_file_is_shown_as_text(officer):
    case = {"id": "<b>x</b>", "<i>": 1, "score": "<u>"}
    officer.post(page(), upload({"cases": [case, {"id": "\ud800"}], "<script>": 1}))
    text = officer.get(page()).content.decode()
    assert "<b>x" not in text and "&lt;b&gt;x" in text and '<script>"' not in text


def test_a_long_result_is_cut_on_the_page_and_whole_in_the_download(officer):
    case = CASES["caps"][0] | {"expect": {"max": 9, "selected": 9}}
    officer.post(page(), upload({"caps": [case | {"id": f"n{number}"} for number in range(250)]}))
    text = officer.get(page()).content.decode()
    assert "The first 200 rows" in text and ">n199<" in text and ">n200<" not in text
    assert len(json.loads(officer.get(page("-result")).content)["differences"]) == 250


def test_the_queries_of_the_page_do_not_grow_with_the_file(officer):
    counts = []
    for rows in (1, 60):
        case = CASES["cases"][0] | {"expect": {"result": "KHTNV"}}
        officer.post(page(), upload({"cases": [case | {"id": str(number)} for number in range(rows)]}))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            officer.get(page())
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_rule_set_of_grades_says_that_it_cannot_be_tried(officer):
    install_rule_set(code="QD124", by=SYSTEM)
    text = officer.get(page(code="QD124")).content.decode()
    assert "judges by grades" in text and 'type="file"' not in text
    assert "judges by grades" in officer.post(page(code="QD124"), upload(CASES)).content.decode()
    assert officer.get(page("-result", "QD124")).status_code == 302


def test_one_may_try_what_one_may_see(client, cast, draft, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for person in (cast.member, cast.secretary, cast.viewer, cast.stranger):
        client.force_login(person)
        assert client.get(page()).status_code == 200
        assert client.post(api("QD366"), CASES, content_type="application/json").status_code == 200
        for address in (page(code="HB2027"), page("-result", "HB2027"), page("-sample", "HB2027")):
            assert client.get(address).status_code == 404
        assert client.post(page(code="HB2027"), upload(CASES)).status_code == 404
        assert client.post(api("HB2027"), CASES, content_type="application/json").status_code == 404
    client.force_login(cast.officer)
    assert client.get(page(code="HB2027")).status_code == 200
    assert client.post(api("HB2027"), CASES, content_type="application/json").status_code == 200


# ── the API ──


def api(code: str) -> str:
    return reverse("api-rule-set-check", args=[code])


def test_the_api_answers_as_the_page_does(officer):
    answer = officer.post(api("QD366"), wrong(), content_type="application/json")
    officer.post(page(), upload(wrong()))
    assert answer.json() == json.loads(officer.get(page("-result")).content)
    assert answer.json()["differences"][0] | {"why": "", "conditions": []} == {
        "list": "cases",
        "id": "1",
        "expected": {"result": "HTXSNV", "tags": ["ELIGIBLE"]},
        "found": {"result": "HTTNV", "tags": ["STEP_DOWN"]},
        "why": "",
        "conditions": [],
    }


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"", "no_cases"), (b"{", "not_json"), (b"[]", "not_a_table"), (b"{}", "no_cases"), (b"[" * 50_000, "too_deep"),
     (b"\xff", "not_utf8"), (b'{"cases": NaN}', "refused"), (b'{"cases": "\\ud800"}', "refused"),
     (b'{"rule_set": "\\ud800", "caps": [{"id": "\\ud800", "\\udfff": 1}]}', "refused")],
)  # fmt: skip
def test_a_body_that_cannot_stand_is_refused(officer, body, code):
    answer = officer.generic("POST", api("QD366"), body, content_type="application/json")
    if code == "refused":
        assert answer.status_code == 200 and answer.json()["refused"] and answer.json()["run"] == 0
    else:
        assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_the_api_reads_no_further_than_the_limit(officer, settings):
    settings.UPLOAD_MAX_BYTES = 1_000
    answer = officer.post(api("QD366"), CASES, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "too_large")


def test_the_api_takes_json_only(officer):
    assert officer.post(api("QD366"), {"cases": "1"}).status_code == 415


def test_the_api_sees_a_key_written_twice(officer):
    body = b'{"caps": [{"id": "t", "good": 1, "good": 2, "eligible": 1, "expect": {"max": 0, "selected": 0}}]}'
    answer = officer.generic("POST", api("QD366"), body, content_type="application/json")
    assert answer.json()["refused"][0]["code"] == "key_twice"
