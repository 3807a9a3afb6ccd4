"""The documents of a cell: their figures are those of the pages, nothing is printed that does not add up."""

import datetime
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.models import Assessment, CellReview, Decision
from evaluations.selectors.ratings import rating_sheet
from evaluations.selectors.reviews import cell_sheet
from pledges.models import Pledge
from reports.documents import build_annual_report
from reports.documents.blocks import DoesNotReconcile
from reports.documents.dossier import MISSING
from reports.kinds.cell import CELL
from reports.renderings import paper
from reports.services import export_document
from tests.factories import make_member

from .cell_meetings import DAY, ORDER, asked, build, column, hold_meeting, keep_register, table
from .factories import World, fill, make_world
from .test_exports import text_of

pytestmark = pytest.mark.slow

CODES = [kind.code for kind in CELL]
BLANKS = [kind.code for kind in CELL if kind.has_blank]
OF_MEETING = ["vote-count", "minutes", "proposal-list", "dossier"]
BALLOTS = ["ballot-levels", "ballot-excellent", "ballot-collective"]


@pytest.fixture
def held(proposed) -> World:
    """A ward whose first cell has held its meeting and proposed."""
    hold_meeting(proposed)
    return proposed


def test_votes_and_shares_are_those_of_the_page(held):
    review = CellReview.objects.get()
    sheet, votes = cell_sheet(held.secretary, review), table(build(held, "vote-count"), "votes")
    assert column(votes, "name") == [row.assessment.member.full_name for row in sheet.rows]
    for place, level in enumerate(ORDER):
        assert column(votes, level.lower()) == [row.tally[place].count for row in sheet.rows]
        said = [f"{share.normalize():f} %".replace(".", ",") for share in column(votes, f"{level.lower()}_percent")]
        assert said == [row.tally[place].percent.replace(".", ",") for row in sheet.rows]


def test_ballots_and_attendance_add_up(held):
    keep_register(held, CellReview.objects.get(), absent=3)
    document = build(held, "vote-count")
    attendance, ballots = table(document, "attendance"), table(document, "ballots")
    assert column(attendance, "count") == [12, 3] and attendance.total.cells[1] == 15
    assert column(ballots, "count") == [11, 10, 1, 1] and ballots.total.cells[1] == 12
    assert len(table(document, "absent").rows) == 3


def test_votes_that_are_not_the_valid_ballots_are_never_printed(held):
    Assessment.objects.filter(pk=Assessment.objects.exclude(votes_good=None).first().pk).update(votes_failed=2)
    with pytest.raises(DoesNotReconcile):
        export_document(asked=asked(held, "vote-count"), as_="pdf", by=held.secretary)


def test_a_register_that_does_not_agree_stops_the_minutes(held):
    keep_register(held, CellReview.objects.get(), absent=5)
    with pytest.raises(DoesNotReconcile):
        build(held, "minutes")


def test_the_minutes_count_every_member_once(held):
    document = build(held, "minutes")
    levels, members = table(document, "levels"), table(document, "members")
    assert sum(column(levels, "count")) == len(members.rows) == levels.total.cells[1]
    assert [one.post for one in document.signatures] and document.signatures[-1].name == "Lê Văn Bình"


def test_the_totals_of_every_subject_make_the_members(held):
    document = build(held, "proposal-list")
    totals, members = table(document, "totals"), table(document, "members")
    for code in ("own", "employer", "cell", "committee"):
        assert sum(column(totals, code)) == len(members.rows)
    assert column(totals, "cell")[:4] == [column(members, "cell").count(level) for level in ORDER]
    assert document.is_draft and document.sections[1].is_landscape


def test_a_decided_list_is_no_draft(world):
    hold_meeting(world)
    document = build(world, "proposal-list")
    decided = Decision.objects.current().filter(assessment__unit=world.cells[0])
    assert not document.is_draft and sum(column(table(document, "totals"), "committee")[:4]) == decided.count()


@pytest.mark.parametrize("code", OF_MEETING)
def test_before_the_proposal_only_the_cell_reads_its_counts(proposed, code):
    hold_meeting(proposed, proposed=False)
    assert build(proposed, code).is_draft
    with pytest.raises(ValidationError) as refused:
        build(proposed, code, by=proposed.leader)
    assert refused.value.code == "not_proposed"


@pytest.mark.parametrize("code", OF_MEETING)
def test_without_a_meeting_there_is_a_sentence(proposed, code):
    with pytest.raises(ValidationError) as refused:
        build(proposed, code)
    assert refused.value.code == "no_meeting"


@pytest.mark.parametrize("code", CODES)
def test_a_year_without_a_review_says_so(held, code):
    with pytest.raises(ValidationError) as refused:
        build(held, code, year=2031)
    assert refused.value.code == "no_campaign"


@pytest.mark.parametrize("code", CODES)
def test_the_secretary_of_another_cell_gets_none(held, code):
    with pytest.raises(PermissionDenied):
        export_document(asked=asked(held, code, unit=held.cells[1]), as_="json", by=held.secretary)


@pytest.mark.parametrize("code", BLANKS)
def test_a_blank_form_says_nothing_of_anybody_but_the_name(held, code):
    document = build(held, code, is_blank=True)
    assert not document.is_draft and "HTXSNV" not in column_texts(document)
    text = text_of(paper.render(document))
    assert "Lê Văn Bình" not in "".join(str(one.name) for one in document.signatures if one.note) and text


def column_texts(document) -> set[str]:
    return {str(cell) for one in document.tables if one.code == "members" for row in one.rows for cell in row.cells}


@pytest.mark.parametrize("code", ["vote-count", "minutes", "proposal-list", "cell-report", "dossier", "invitation"])
def test_paper_holds_every_figure_of_the_document(held, code):
    document = build(held, code)
    text = "".join(text_of(paper.render(document)).split())
    for one in document.tables:
        for row in one.rows:
            for cell in row.cells:
                assert not isinstance(cell, int) or str(cell) in text
    assert str(document.rule_set).replace(" ", "") in text


@pytest.mark.parametrize("code", BALLOTS)
def test_ballots_are_alike_to_the_last_mark(held, code):
    document = build(held, code, options=(("copies", "voters"),))
    pages = paper.pages_of(document)
    assert len(pages) == document.copies > 10 and len(set(pages)) == 1
    assert document.signatures == () and document.stamp is None


def test_a_ballot_carries_no_page_number_and_nobody_who_votes(held):
    text = text_of(paper.render(build(held, "ballot-collective")))
    assert held.secretary.display_name not in text and not any(one.full_name in text for one in held.members)
    assert "page: ballot" in Path("reports/static/reports/print.css").read_text(encoding="utf-8")


def test_the_first_ballot_has_the_levels_that_were_chosen(held):
    levels = [one.code for one in table(build(held, "ballot-levels"), "ballot").columns[2:]]
    assert levels == ["httnv", "htnv", "khtnv"]
    four = table(build(held, "ballot-levels", options=(("levels", "all"),)), "ballot")
    assert len(four.columns) == 6 and len(four.rows) == len(table(build(held, "minutes"), "members").rows)


def test_the_second_ballot_names_only_the_short_list(held):
    names = column(table(build(held, "ballot-excellent"), "ballot"), "name")
    good = Assessment.objects.filter(unit=held.cells[0], votes_good__gte=8).values_list("member__full_name", flat=True)
    assert sorted(names) == sorted(good)
    Assessment.objects.update(votes_good=0)
    with pytest.raises(ValidationError) as refused:
        build(held, "ballot-excellent")
    assert refused.value.code == "no_short_list"


def test_the_cell_report_takes_the_numbers_of_the_annual_report(world):
    document = build(world, "cell-report")
    report = build_annual_report(world.secretary, world.cells[0], 2026, DAY)
    assert column(table(document, "roster"), "count") == [line.count for line in report.roster.lines]
    assert column(table(document, "levels"), "count") == [level.count for level in report.levels]
    assert column(table(document, "levels"), "percent") == [level.percent for level in report.levels]
    assert column(table(document, "pledges"), "count") == [line.count for line in report.pledges.lines]
    assert column(table(document, "roster"), "before") == [None] * len(report.roster.lines)
    assert len(table(document, "members").rows) == report.roster.total and Pledge.objects.exists()


def test_form_01_takes_the_points_of_the_page(held):
    with pytest.raises(ValidationError):
        build(held, "collective-review", by=held.leader)
    sheet, document = rating_sheet(held.secretary, CellReview.objects.get()), build(held, "collective-review")
    assert table(document, "points").total.cells[2] == sheet.rating.total
    assert "01" in document.form and document.is_draft


def test_the_dossier_counts_what_is_missing(held):
    members = table(build(held, "dossier"), "members")
    for row in members.rows:
        assert row.cells[-1] == sum(str(cell) == str(MISSING) for cell in row.cells[2:-1])
    assert set(map(str, column(members, "self_review"))) == {"X"}
    assert {str(one) for one in column(members, "decision")} == {str(MISSING)}


@pytest.mark.parametrize("code", CODES)
def test_more_members_cost_no_more_queries(db, code):
    world = make_world(cells=1, per_cell=10, decided=False)
    hold_meeting(world)
    few = queries(world, code)
    Assessment.objects.update(cell_level="", self_level="")
    CellReview.objects.all().delete()
    fill(world, 30, decided=False)
    hold_meeting(world)
    assert queries(world, code) == few


def queries(world, code) -> int:
    build(world, code)
    with CaptureQueriesContext(connection) as counted:
        build(world, code)
    return len(counted)


@pytest.mark.parametrize("code", [code for code in CODES if code not in ("ballot-excellent", "collective-review")])
def test_a_cell_of_nobody_is_no_mistake(db, code):
    world = make_world(cells=1, per_cell=0, decided=False, pledges=False)
    hold_meeting(world)
    assert paper.pages_of(build(world, code))


def test_names_of_one_word_and_of_eight_and_long_texts_are_printed(held):
    one = Assessment.objects.exclude(cell_level="").select_related("member").first()
    one.member.full_name = "Nguyễn Thị Công Tằng Tôn Nữ Ngọc Hương"
    one.member.save()
    Assessment.objects.filter(pk=one.pk).update(cell_explanation="Lý do <b>rất</b> dài. " * 200)
    make_member("Y", held.cells[0])
    text = "".join(text_of(export_document(asked=asked(held, "minutes"), as_="pdf", by=held.secretary).content).split())
    assert "NguyễnThịCôngTằngTônNữNgọcHương" in text and text.count("<b>rất</b>") == 200


def test_the_list_leaves_room_to_sign(held):
    signed = table(build(held, "member-list", options=(("signing", "yes"),)), "members")
    assert signed.is_tall and set(column(signed, "signature")) == {""}
    assert "form" in [one.code for one in table(build(held, "member-list"), "members").columns]


def test_the_invitation_knows_the_day_and_leaves_the_place(held):
    assert datetime.date(2026, 12, 5).strftime("%d/%m/%Y") in text_of(paper.render(build(held, "invitation")))
