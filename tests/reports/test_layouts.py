"""How documents are set: by data of each unit, within limits, handed down, drawn beside the form and on paper alike."""

import io
import re

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from emulation.models import JournalEntry, Role, UnitKind
from reports.documents.asked import Asked
from reports.documents.common import document
from reports.documents.head import in_tone
from reports.documents.layouts import layout_of
from reports.documents.paper import USUAL_LOOK, Layout, Look, Signature
from reports.kinds import KINDS
from reports.look import paper_css, screen_css
from reports.models import NumberSeries, PaperLayout
from reports.rules import LIMITS, is_in_place, read_number, toned
from reports.services import set_last_number, set_layout
from reports.templatetags.paper import css
from tests.factories import give_role, make_account, make_cell, make_committee

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SIGNING = {"on_behalf": "T/M BAN THƯỜNG VỤ", "post": "PHÓ BÍ THƯ", "signer": "Trần Thị Uỷ"}


@pytest.fixture
def ward():
    return make_committee("Đảng ủy phường Hòa Bình")


@pytest.fixture
def leader(ward):
    return give_role(make_account("Võ Tấn Dũng"), Role.LEADER, ward)


@pytest.fixture
def cell(ward):
    return make_cell(ward, "Chi bộ cơ quan Đảng ủy")


def built(unit, by, *, code="member-list", **said):
    """Return the list of members, which needs no review here: head, signature and recipients alone are looked at."""
    return document(by, Asked(KINDS[code], unit, TODAY.year, TODAY), title="DANH SÁCH", sections=(), **said)


@pytest.mark.parametrize(
    "old, new",
    [
        ("T/M ĐẢNG ỦY", "T/M ĐẢNG UỶ"),
        ("Đảng ủy phường Thủy Xuân", "Đảng uỷ phường Thủy Xuân"),
        ("Ủy ban, cấp ủy", "Uỷ ban, cấp uỷ"),
        ("Nguyễn Huy Thúy", "Nguyễn Huy Thúy"),
    ],
)
def test_the_spelling_goes_both_ways_and_touches_the_one_syllable(old, new):
    assert toned(old, new=True) == toned(new, new=True) == new
    assert toned(new, new=False) == toned(old, new=False) == old


@pytest.mark.parametrize(
    "words, is_so",
    [
        ("K/T BÍ THƯ", True),
        ("KT. BÍ THƯ", True),
        (" k/t bí thư", True),
        ("K.T", True),
        ("KIỂM TRA", False),
        ("T/M", False),
    ],
)
def test_in_place_of_is_known_however_it_is_written(words, is_so):
    assert is_in_place(words) is is_so


@pytest.mark.parametrize(
    "written, read",
    [
        ("15-QĐ/ĐU", (15, "-QĐ/ĐU")),
        ("Số 05 - QĐ/ĐU", (5, "-QĐ/ĐU")),
        ("03-BC/CB", (3, "-BC/CB")),
        ("QĐ 15", None),
        ("0-QĐ/ĐU", None),
        ("<b>-QĐ/ĐU", None),
        ("", None),
    ],
)
def test_a_number_of_paper_is_read(written, read):
    assert read_number(written) == read


def test_without_a_setting_all_is_as_usual(ward, cell, leader):
    made = built(ward, leader)
    assert made.look == USUAL_LOOK and layout_of(cell) == Layout()
    assert made.signatures[0].on_behalf == "T/M ĐẢNG ỦY" and made.signatures[0].name == "Võ Tấn Dũng"


def test_a_cell_has_the_sizes_and_spelling_of_the_nearest_above_and_its_own_words(ward, cell, leader):
    set_layout(unit=ward, values={"margin_left": 35, "tone_style": "NEW", "place": "Hòa Bình", **SIGNING}, by=leader)
    head = built(cell, leader)
    assert head.look.margin_left == 35 and head.letterhead.issuing_body == "CHI BỘ CƠ QUAN ĐẢNG UỶ"
    assert head.letterhead.place_and_day.startswith("Hòa Bình,") and head.signatures[0].on_behalf == "T/M CHI BỘ"
    set_layout(unit=cell, values={"body_size": 13}, by=leader)
    assert layout_of(cell).look == Look(body_size=13) and layout_of(cell).tone_style == "OLD"


def test_a_place_is_not_handed_down_from_a_province_to_its_wards(leader):
    province = make_committee("Tỉnh ủy Bình Hòa", kind=UnitKind.PROVINCE)
    below = make_committee("Đảng ủy phường An Hải", province)
    PaperLayout.objects.create(unit=province, place="Bình Hòa", margin_top=25)
    assert layout_of(below).place == "" and layout_of(below).look.margin_top == 25


def test_words_of_the_unit_stand_in_head_signature_and_recipients(ward, leader):
    words = {"upper_body": "ĐẢNG BỘ TỈNH ỦY", "issuing_body": "BAN THƯỜNG VỤ", "abbreviation": "BTV", "place": "Huế"}
    recipients = ["Đồng chí Lê Ủy", "Lưu Văn phòng."]
    set_layout(unit=ward, values={**words, **SIGNING, "recipients": recipients, "tone_style": "NEW"}, by=leader)
    made = built(ward, leader)
    assert made.letterhead.upper_body == "ĐẢNG BỘ TỈNH ỦY"  # as the office wrote it
    assert made.letterhead.issuing_body == "BAN THƯỜNG VỤ" and made.letterhead.place_and_day.startswith("Huế, ngày")
    assert made.recipients == ("Đồng chí Lê Ủy", "Lưu Văn phòng")
    assert (made.signatures[0].on_behalf, made.signatures[0].post, made.signatures[0].name) == tuple(SIGNING.values())


def test_who_signs_and_gets_may_differ_by_type(ward, leader, monkeypatch):
    decisions = {"on_behalf": "T/M BAN THƯỜNG VỤ", "recipients": ["Như Điều 3"]}
    set_layout(unit=ward, values={"post": "PHÓ BÍ THƯ", "by_type": {"QĐ": decisions, "TB": {}}}, by=leader)
    said = layout_of(ward)
    assert said.wording("QĐ").on_behalf == "T/M BAN THƯỜNG VỤ" and said.wording("QĐ").post == "PHÓ BÍ THƯ"
    assert said.wording("BC").recipients == () and set(said.by_type) == {"QĐ"}


def test_what_a_kind_says_of_its_own_is_spelled_so_too_but_never_a_name(ward, leader):
    set_layout(unit=ward, values={"tone_style": "NEW"}, by=leader)
    signer = Signature("T/M CHI ỦY", "BÍ THƯ", "Trần Thị Ủy")
    made = built(ward, leader, signatures=(signer,), recipients=("Cấp ủy cấp trên",))
    assert made.signatures[0].on_behalf == "T/M CHI UỶ" and made.signatures[0].name == "Trần Thị Ủy"
    assert made.recipients == ("Cấp uỷ cấp trên",) and in_tone("Đảng ủy", layout_of(ward)) == "Đảng uỷ"


def test_a_document_needs_one_query_for_its_layout(ward, leader, django_assert_num_queries):
    set_layout(unit=ward, values=SIGNING, by=leader)
    with django_assert_num_queries(1):
        layout_of(ward)


def test_setting_it_is_journaled_before_and_after(ward, leader):
    set_layout(unit=ward, values={"margin_left": 35}, by=leader)
    set_layout(unit=ward, values={"margin_left": 32, "post": "PHÓ BÍ THƯ"}, by=leader)
    entry = JournalEntry.objects.filter(verb="layout.changed").latest("pk")
    assert entry.before == {"margin_left": 35, "post": ""} and entry.after == {"margin_left": 32, "post": "PHÓ BÍ THƯ"}
    assert entry.unit == ward


@pytest.mark.parametrize("role, at, may", [
    (Role.OFFICER, "ward", True), (Role.VIEWER, "ward", False), (Role.ADMIN, "ward", False),
    (Role.SECRETARY, "cell", False), (Role.DEPUTY, "cell", False),
])  # fmt: skip
def test_the_committees_own_is_set_by_its_officer_and_leader(ward, cell, role, at, may):
    who = give_role(make_account("Ai đó"), role, {"ward": ward, "cell": cell}[at])
    if may:
        assert set_layout(unit=ward, values={}, by=who)
        return
    with pytest.raises(PermissionDenied):
        set_layout(unit=ward, values={}, by=who)
    assert not PaperLayout.objects.exists()


def test_the_secretary_sets_the_cells_own_and_no_other(ward, cell):
    secretary = give_role(make_account("Lê Văn Bình"), Role.SECRETARY, cell)
    assert set_layout(unit=cell, values={"signer": "Lê Văn Bình"}, by=secretary).pk
    with pytest.raises(PermissionDenied):
        set_layout(unit=make_cell(ward, "Chi bộ 2"), values={}, by=secretary)


@pytest.mark.parametrize("name", LIMITS)
def test_every_number_has_both_its_borders(ward, leader, name):
    low, high = LIMITS[name]
    room = {"line_spacing": {"body_size": 12}, "body_size": {"line_spacing": 24}}.get(name, {})
    for value in (low, high):
        assert getattr(set_layout(unit=ward, values={**room, name: value}, by=leader), name) == value
    for value in (low - 1, high + 1, None, "14pt; }"):
        with pytest.raises(ValidationError) as refused:
            set_layout(unit=ward, values={**room, name: value}, by=leader)
        assert name in refused.value.message_dict
    assert getattr(PaperLayout.objects.get(), name) == high


@pytest.mark.parametrize(
    "values, field, code",
    [
        ({"post": "K/T BÍ THƯ"}, "post", "in_place"),
        ({"on_behalf": "K/T ĐẢNG ỦY"}, "on_behalf", "in_place"),
        ({"on_behalf": "ĐẢNG ỦY"}, "on_behalf", "not_on_behalf"),
        ({"by_type": {"QĐ": {"post": "KT. BÍ THƯ"}}}, "by_type", "in_place"),
        ({"by_type": {"QĐ": {"signer": "x" * 81}}}, "by_type", "too_long"),
        ({"by_type": {"<b>": {}}}, "by_type", "unknown_type"),
        ({"by_type": {"QĐ": "x"}}, "by_type", "unknown_type"),
        ({"by_type": {f"T{chr(65 + n)}": {} for n in range(13)}}, "by_type", "too_many"),
        ({"by_type": []}, "by_type", "not_a_text"),
        ({"recipients": "x"}, "recipients", "not_a_text"),
        ({"recipients": ["x"] * 21}, "recipients", "too_many"),
        ({"recipients": ["x" * 161]}, "recipients", "too_many"),
        ({"abbreviation": "Đ U"}, "abbreviation", "not_a_symbol"),
        ({"abbreviation": "/ĐU"}, "abbreviation", "not_a_symbol"),
        ({"place": 5}, "place", "not_a_text"),
        ({"place": "x" * 61}, "place", "max_length"),
        ({"tone_style": "ODD"}, "tone_style", "invalid_choice"),
        ({"line_spacing": 15}, "line_spacing", "too_tight"),
    ],
)
def test_what_no_layout_has_is_refused_at_its_field(ward, leader, values, field, code):
    with pytest.raises(ValidationError) as refused:
        set_layout(unit=ward, values=values, by=leader)
    assert code in {error.code for error in refused.value.error_dict[field]}
    assert not PaperLayout.objects.exists() and not JournalEntry.objects.filter(verb="layout.changed").exists()


def test_a_setting_nobody_knows_is_refused(ward, leader):
    with pytest.raises(ValidationError, match="unit_id"):
        set_layout(unit=ward, values={"unit_id": 5}, by=leader)


def test_the_numbering_goes_on_under_a_new_abbreviation(ward, leader):
    set_last_number(unit=ward, signed_on=TODAY, symbol="-BC/ĐU", last=7, by=leader)
    set_layout(unit=ward, values={"abbreviation": "ĐUP"}, by=leader)
    assert NumberSeries.objects.get().symbol == "-BC/ĐUP" and NumberSeries.objects.get().last == 7
    set_layout(unit=ward, values={"abbreviation": ""}, by=leader)
    assert NumberSeries.objects.get().symbol == "-BC/ĐU"


def test_paper_gets_rules_of_numbers_alone_and_none_where_all_is_usual():
    assert paper_css(USUAL_LOOK) == "" and css("<script>") == ""
    rules = paper_css(Look(margin_left=35, has_page_number=False))
    assert "20mm 15mm 20mm 35mm" in rules and "content: none" in rules
    assert re.fullmatch(r"\.picture \{ (--[a-z-]+: \d+; ?)+\}\n", screen_css(USUAL_LOOK))
    with pytest.raises(ValueError):
        paper_css(Look(margin_left="1mm} *{"))


def test_the_sample_is_paper_with_these_margins(client, ward, leader):
    client.force_login(leader)
    values = form_values(margin_left=40, body_size=16, line_spacing=24, title_size=18)
    answer = client.post(reverse("reports:layout"), values | {"sample": "1"})
    assert answer["Content-Type"] == "application/pdf"
    assert not PaperLayout.objects.exists()
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert len(pdf.pages) >= 1


def form_values(**more):
    usual = {name: getattr(USUAL_LOOK, name) for name in LIMITS}
    return usual | {"has_page_number": "on", "tone_style": "OLD"} | more


def test_the_page_saves_shows_and_refuses(client, ward, leader):
    client.force_login(leader)
    page = client.get(reverse("reports:layout"))
    assert page.status_code == 200 and "ĐẢNG ỦY PHƯỜNG HÒA BÌNH" in page.content.decode()
    sent = client.post(reverse("reports:layout"), form_values(margin_left=33, **{"QĐ-post": "PHÓ BÍ THƯ"}))
    assert sent.status_code == 302 and PaperLayout.objects.get().by_type["QĐ"]["post"] == "PHÓ BÍ THƯ"
    wrong = client.post(reverse("reports:layout"), form_values(margin_left=99)).content.decode()
    assert 'aria-invalid="true"' in wrong and PaperLayout.objects.get().margin_left == 33
    wrong = client.post(reverse("reports:layout"), form_values(post="K/T BÍ THƯ")).content.decode()
    assert "K/T" in wrong and PaperLayout.objects.get().post == ""


def test_without_scripts_one_looks_first_and_with_them_as_one_types(client, ward, leader):
    client.force_login(leader)
    values = form_values(issuing_body="ĐẢNG ỦY & <b>", tone_style="NEW", body_size=13)
    looked = client.post(reverse("reports:layout"), values | {"look": "1"}).content.decode()
    assert "ĐẢNG ỦY &amp; &lt;b&gt;" in looked and "T/M ĐẢNG UỶ" in looked and "body_size=13" in looked
    typed = client.post(reverse("reports:layout"), values, headers={"X-Requested-With": "fetch"}).content.decode()
    assert "data-preview-says" in typed and "<html" not in typed and "T/M ĐẢNG UỶ" in typed
    assert not PaperLayout.objects.exists() and not JournalEntry.objects.filter(verb="layout.changed").exists()


@pytest.mark.parametrize("query", [{}, {"body_size": "13"}, {"body_size": "13; } * { x: y"}, {"margin_left": "-5"}])
def test_the_style_sheet_of_the_picture_holds_numbers_alone(client, ward, leader, query):
    client.force_login(leader)
    told = client.get(reverse("reports:layout-css"), query)
    assert told["Content-Type"].startswith("text/css")
    assert re.fullmatch(r"\.picture \{ (--[a-z-]+: \d+; ?)+\}\n", told.content.decode())


def test_a_stranger_sees_no_layout_of_this_ward(client, ward, leader):
    client.force_login(give_role(make_account("Người lạ"), Role.LEADER, make_committee("Đảng ủy khác")))
    assert client.get(reverse("reports:layout"), {"unit": ward.pk}).status_code == 404
    assert client.get(reverse("reports:layout"), {"unit": "x"}).status_code == 200
    client.force_login(make_account("Không vai trò"))
    assert client.get(reverse("reports:layout")).status_code == 403
    assert client.get(reverse("reports:layout-css")).status_code == 403


def test_the_api_reads_and_sets_it(ward, cell, leader):
    api = APIClient()
    api.force_authenticate(leader)
    where = f"{reverse('api-layout')}?unit="
    assert api.get(f"{where}{ward.pk}").json()["is_inherited"] is True
    put = api.put(f"{where}{ward.pk}", {"margin_left": 34, "by_type": {"QĐ": {"post": "PHÓ BÍ THƯ"}}}, format="json")
    assert put.status_code == 200 and put.json()["margin_left"] == 34 and put.json()["is_inherited"] is False
    assert api.get(f"{where}{cell.pk}").json()["margin_left"] == 34
    for wrong in ({"margin_left": 500}, {"post": "K/T BÍ THƯ"}, {"tone_style": "X"}, {"margin_left": "x"}):
        assert api.put(f"{where}{ward.pk}", wrong, format="json").status_code == 400
    assert api.get(f"{where}999999").status_code == api.get(f"{where}x").status_code == 404
    api.force_authenticate(give_role(make_account("Người xem"), Role.VIEWER, ward))
    assert api.put(f"{where}{ward.pk}", {}, format="json").status_code == 403
