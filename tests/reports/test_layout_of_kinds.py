"""What an office sets for its documents stands on those that make their own head or signature too, and in Word."""

import datetime
import io

import pytest
from django.utils import translation
from docx import Document as open_document
from docx.shared import Pt

from emulation.access import SystemActor
from emulation.models import Member
from pledges.models import State
from pledges.selectors.sheets import subjects_at
from reports.documents import build_registration
from reports.documents.asked import Asked
from reports.documents.paper import USUAL_LOOK, Look
from reports.documents.sheets import SheetKind, build_sheets
from reports.kinds import kind_of
from reports.models import PaperLayout
from reports.renderings.word import filled
from reports.word.default import default_template
from reports.word.styles import STYLES
from tests.pledges.factories import make_pledge

from .factories import World
from .kitchen import kitchen_sink

pytestmark = pytest.mark.slow

ROBOT = SystemActor("test")
DAY = datetime.date(2026, 12, 31)
OWN = {
    "upper_body": "ĐẢNG BỘ THÀNH PHỐ",
    "issuing_body": "BAN THƯỜNG VỤ",
    "abbreviation": "BTV",
    "place": "Huế",
    "on_behalf": "T/M BAN THƯỜNG VỤ",
    "post": "PHÓ BÍ THƯ",
    "signer": "Trần Thị Uỷ",
    "margin_left": 32,
}


def made(code: str, unit, member: Member | None = None, *, is_blank: bool = False):
    kind = kind_of(code)
    with translation.override("vi"):
        return kind.build(ROBOT, Asked(kind, unit, 2026, DAY, member, is_blank))


@pytest.mark.parametrize("code", ["annual", "verification-summary"])
def test_reports_of_a_committee_have_its_own_words_and_look(world: World, code):
    PaperLayout.objects.create(unit=world.committee, recipients=["Thành ủy", "Lưu Văn phòng"], **OWN)
    found = made(code, world.committee)
    assert (found.letterhead.upper_body, found.letterhead.issuing_body) == (OWN["upper_body"], OWN["issuing_body"])
    assert found.letterhead.symbol == "-BC/BTV" and found.letterhead.place_and_day.startswith("Huế, ngày")
    signed = found.signatures[-1]
    assert (signed.on_behalf, signed.post, signed.name) == (OWN["on_behalf"], OWN["post"], OWN["signer"])
    assert found.recipients == ("Thành ủy", "Lưu Văn phòng") and found.look == Look(margin_left=32)


def test_a_notice_has_the_words_of_the_committee_that_issues_it_not_of_the_cell(world: World):
    PaperLayout.objects.create(unit=world.committee, tone_style="NEW", **OWN)
    PaperLayout.objects.create(unit=world.cells[0], issuing_body="CHI BỘ RIÊNG", post="CHI ỦY VIÊN")
    assessment = world.campaign.assessments.filter(decisions__isnull=False, unit=world.cells[0]).first()
    Member.objects.filter(pk=assessment.member_id).update(full_name="Trần Thị Ủy")
    found = made("result-notice", assessment.unit, Member.objects.get(pk=assessment.member_id))
    assert found.letterhead.issuing_body == OWN["issuing_body"] and found.letterhead.symbol == "-TB/BTV"
    assert [one.post for one in found.signatures] == [OWN["post"]] and found.look.margin_left == 32
    assert found.recipients[0] == "Trần Thị Ủy"  # a name keeps its spelling


def test_a_members_form_has_the_place_handed_down_and_the_spelling_of_the_office(world: World):
    PaperLayout.objects.create(unit=world.committee, tone_style="NEW", place="Huế")
    PaperLayout.objects.create(unit=world.cells[1], upper_body="ĐẢNG BỘ RIÊNG", place="Kim Long")
    for cell, place in ((world.cells[0], "Huế,"), (world.cells[1], "Kim Long,")):
        member = kind_of("self-review").members(ROBOT, cell, 2026)[0]
        found = made("self-review", cell, member, is_blank=True)
        assert found.letterhead.place_and_day.startswith(place)
    assert found.letterhead.upper_body == "ĐẢNG BỘ RIÊNG"


def test_sheets_and_registration_of_a_unit_have_its_words(cast):
    PaperLayout.objects.create(unit=cast.cell, **OWN)
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED, items=1)
    with translation.override("vi"):
        subjects = subjects_at(cast.secretary, cast.cell, cast.year, 9)
        sheet = build_sheets(SheetKind.PLEDGE, subjects, is_blank=True, on=DAY).sheets[0]
        paper = build_registration(cast.secretary, cast.cell, cast.year, DAY)
        document = made("commitment", cast.cell, pledge.member)
    assert {one.letterhead.issuing_body for one in (sheet, paper)} == {OWN["issuing_body"]}
    assert sheet.day.startswith("Huế,") and paper.signature.name == OWN["signer"]
    assert document.signatures[0].on_behalf == OWN["on_behalf"]


def test_the_count_of_votes_is_signed_as_the_cell_has_it_set(world: World):
    PaperLayout.objects.create(unit=world.cells[0], **OWN)
    found = made("vote-count", world.cells[0], is_blank=True)
    assert [one.name for one in found.signatures] == ["", OWN["signer"]]


def test_word_follows_margins_sizes_lines_and_page_number_of_the_look():
    look = Look(18, 22, 32, 16, 13, 15, 13, 12, 17, 11, False, 12)
    file = open_document(io.BytesIO(filled(default_template(), kitchen_sink(), look)))
    page, style = file.sections[0], lambda key: file.styles[STYLES[key].name]
    edges = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(edge.mm) for edge in edges] == [18, 22, 32, 16]
    for key in ("body", "basis", "closing", "lead"):
        text = style(key)
        assert (text.font.size, text.paragraph_format.line_spacing) == (Pt(13), Pt(17)), key
        assert round(text.paragraph_format.first_line_indent.mm) == 12, key
    sizes = {"title": 15, "letterhead": 13, "recipients": 11, "page-number": 12, "cell": 12}
    assert {key: style(key).font.size.pt for key in sizes} == sizes
    assert "PAGE" not in page.header._element.xml


def test_word_with_the_usual_look_is_our_template_as_it_is():
    file = open_document(io.BytesIO(filled(default_template(), kitchen_sink(), USUAL_LOOK)))
    assert round(file.sections[0].left_margin.mm) == 30 and "PAGE" in file.sections[0].header._element.xml
