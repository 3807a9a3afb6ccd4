"""The committee's documents: figures as counted by hand, what is refused and why, who is named, what they cost."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from emulation.access import SystemActor
from emulation.models import JournalEntry, Membership
from evaluations.models import CapRecord, Decision, Finding, Proposal
from reports.documents import DoesNotReconcile, movement, statistics
from reports.documents.asked import Asked
from reports.documents.blocks import Document, Table
from reports.kinds import kind_of
from reports.kinds.committee import COMMITTEE
from reports.services import export_document
from tests.evaluations.collective import rating_proposed
from tests.evaluations.meeting import proposed as propose
from tests.evaluations.test_decisions import GOOD
from tests.evaluations.year import make_campaign
from tests.factories import make_cell

from .factories import World, fill, make_world
from .test_exports import text_of
from .test_kinds import stranger

pytestmark = pytest.mark.slow

ROBOT = SystemActor("test")
DAY = datetime.date(2026, 12, 25)
LEVELS = {"HTXSNV": 4, "HTTNV": 24, "HTNV": 4, "KHTNV": 4}  # of a world of two cells with twenty members each
CODES = [kind.code for kind in COMMITTEE]
NAMELESS = ("review-results", "member-ratings", "movement", "progress")
OF_THE_WORLD = [code for code in CODES if code not in ("organisation-ratings", "rerating-decision")]  # others need more


def asked(world: World, code: str, **given) -> Asked:
    return Asked(**{"kind": kind_of(code), "unit": world.committee, "year": 2026, "on": DAY} | given)


def build(world: World, code: str, by=ROBOT, **given) -> Document:
    wish = asked(world, code, **given)
    return wish.kind.build(by, wish)


def table_of(document: Document, code: str) -> Table:
    return next(table for table in document.tables if table.code == code)


def row_with(table: Table, first: object) -> tuple:
    return next(row.cells for row in table.rows if row.cells and row.cells[0] == first)


def refused(world: World, code: str, **given) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        build(world, code, **given)
    return caught.value


def rerate(world: World) -> Decision:
    """Rate one of the best again as not completing."""
    held = Decision.objects.filter(level="HTXSNV").first()
    Decision.objects.filter(pk=held.pk).update(is_current=False)
    facts = {"level": "KHTNV", "derived": "KHTNV", "number": "60-QĐ/ĐU", "signed_on": datetime.date(2027, 1, 20)}
    facts |= {"reason": "Bị kỷ luật", "by": world.leader, "at": timezone.now(), "rule_set_id": held.rule_set_id}
    return Decision.objects.create(assessment=held.assessment, replaces=held, **facts)


# the decision and form 03


def test_the_decision_counts_the_levels_and_lists_everybody_decided_once(world):
    document = build(world, "decision")
    levels = table_of(document, "levels")
    assert {row.cells[1]: row.cells[2] for row in levels.rows} == LEVELS and levels.total.cells[2] == 36
    assert [row.cells[3] for row in levels.rows] == [Decimal(x) for x in ("11.11", "66.67", "11.11", "11.11")]
    listed = [row.cells for table in document.tables if table.code.startswith("members") for row in table.rows]
    decided = Decision.objects.order_by("assessment__unit__path", "assessment__member__sort_key")
    assert [row[1] for row in listed] == [one.assessment.member.full_name for one in decided]
    assert [row[0] for row in listed] == list(range(1, 37))
    assert len(document.members) == 36 and not document.is_draft


def test_the_decision_carries_its_own_number_and_day(world):
    head = build(world, "decision").letterhead
    assert (head.number, head.symbol) == ("15", "-QĐ/ĐU")
    assert "20" in head.place_and_day and "25" not in head.place_and_day


def test_the_decision_on_paper_says_number_names_and_levels(world):
    made = export_document(asked=asked(world, "decision"), as_="pdf", by=world.leader)
    text = " ".join(text_of(made.content, "-layout").split())
    assert "15-QĐ/ĐU" in text and "36" in text and "66,67" in text
    for one in Decision.objects.all()[:5]:
        assert one.assessment.member.full_name in text
    entry = JournalEntry.objects.get(verb="report.exported")
    assert entry.members.count() == 36 and entry.data["document"] == "decision"


def test_each_decision_has_its_own_document(world):
    one = Decision.objects.filter(level="KHTNV").first()
    Decision.objects.filter(pk=one.pk).update(number="16-QĐ/ĐU", signed_on=datetime.date(2026, 12, 22))
    first, second = build(world, "decision"), build(world, "decision", options=(("paper", "2"),))
    assert (len(first.members), len(second.members)) == (35, 1)
    assert second.letterhead.number == "16" and second.members == (one.assessment.member_id,)
    assert refused(world, "decision", options=(("paper", "3"),)).code == "unknown_option"
    assert refused(world, "decision", options=(("paper", "x"),)).code == "unknown_option"


def test_a_number_that_is_written_otherwise_is_kept_as_it_is(world):
    Decision.objects.update(number="QĐ/15a")
    head = build(world, "decision").letterhead
    assert (head.number, head.symbol) == ("", "QĐ/15a")


def test_there_is_no_decision_before_one_is_recorded(proposed):
    found = refused(proposed, "decision")
    assert found.code == "no_decision" and proposed.committee.name in found.messages[0] and "2026" in found.messages[0]
    assert refused(proposed, "province-annex").code == "no_decision"


def test_form_03_names_both_levels_and_both_papers(world):
    assert refused(world, "rerating-decision").code == "no_decision"
    again = rerate(world)
    document = build(world, "rerating-decision")
    (row,) = table_of(document, "reratings").rows
    assert again.assessment.member.full_name in row.cells[1]
    assert (row.cells[2], row.cells[4], row.cells[5]) == ("HTXSNV", "KHTNV", "Bị kỷ luật")
    assert "15-QĐ/ĐU" in row.cells[3] and document.letterhead.number == "60"
    assert document.members == (again.assessment.member_id,)
    assert len(build(world, "decision").members) == 36  # what was decided first stays as it was


# the verification


def test_the_summary_adds_what_is_proposed_and_what_is_not(proposed):
    Proposal.objects.filter(assessment__unit=proposed.cells[1], level="HTNV").delete()
    document = build(proposed, "verification-summary")
    cells = table_of(document, "cells")
    assert [row.cells[2] for row in cells.rows] == [18, 18]
    assert cells.total.cells[2:9] == (36, 4, 24, 2, 4, 2, 0)
    assert document.is_draft and table_of(document, "levels").total.cells[2] == 34


def test_the_summary_tells_departures_and_findings(proposed):
    one = proposed.campaign.assessments.filter(proposal__level="HTTNV").first()
    proposed.campaign.assessments.filter(pk=one.pk).update(committee_level="HTNV", committee_reason="Chậm việc")
    paper = {"document_number": "3-QĐ/UBKT", "document_date": DAY, "issuer": "Ủy ban Kiểm tra"}
    facts = {"unit": one.unit, "year": 2026, "code": "K2", "recorded_by": proposed.officer}
    Finding.objects.create(member=one.member, **facts, **paper)
    Finding.objects.create(member=None, **facts | {"code": "K10"}, **paper)
    document = build(proposed, "verification-summary")
    (row,) = table_of(document, "departures").rows
    assert row.cells[1:] == (one.member.full_name, one.unit.name, "HTTNV", "HTNV", "Chậm việc")
    assert [row.cells[2] for row in table_of(document, "findings").rows] == ["K2", "K10"]
    assert all("3-QĐ/UBKT" in row.cells[4] for row in table_of(document, "findings").rows)


def test_nothing_is_summed_up_before_a_cell_has_proposed(proposed):
    Proposal.objects.all().delete()
    for code in ("verification-summary", "member-ratings"):
        assert refused(proposed, code).code == "not_proposed"


# the tables


def test_every_share_of_7b_stands_on_its_stated_base(world):
    document = build(world, "member-ratings")
    rows = [row.cells for row in table_of(document, "member-ratings").rows]
    assert [(row[1], str(row[2])) for row in rows] == [
        (40, "100.00"), (2, "5.00"), (2, "5.00"), (36, "90.00"),
        (36, "100.00"), (4, "11.11"), (24, "66.67"), (4, "11.11"), (4, "11.11"), (0, "0.00"),
    ]  # fmt: skip
    members, rated, failed = rows[0][0], rows[4][0], rows[8][0]
    assert [row[3] for row in rows] == ["", *[members] * 3, "", *[rated] * 4, failed]
    assert document.members == ()


def test_the_types_of_cells_add_to_the_total(world):
    world.cells[0].cell_type = "SCHOOL"
    world.cells[0].save()
    table = table_of(build(world, "member-ratings"), "member-ratings-by-type")
    assert [column.code for column in table.columns[2:]] == ["NEIGHBOURHOOD", "SCHOOL"]
    assert table.rows[0].cells[1:] == (40, 20, 20)
    assert all(row.cells[1] == sum(row.cells[2:]) for row in table.rows)


def test_6f_adds_up_for_members(world):
    table = table_of(build(world, "review-results"), "review-results")
    members = {row.cells[0]: row.cells[3] for row in table.rows if row.cells[0]}
    assert (members["1"], members["2"], members["3"], members["3.2"], members["3.3"]) == (36, 36, 4, 4, 0)
    parts = [row.cells[3] for row in table.rows if not row.cells[0]]
    assert parts == [1, 2, 1, 0]  # new, exempt, suspended, others
    assert members["1"] == members["2"] + members["3.3"] and members["3"] == members["3.2"] + members["3.3"]
    assert row_with(table, "1")[2] == 2 and row_with(table, "3.3")[2] == 2


def test_7a_counts_cells_and_needs_a_rating(cast):
    campaign, kind = make_campaign(cast), kind_of("organisation-ratings")
    for review in campaign.reviews.all():
        propose(campaign, review.unit, **GOOD)
    wish = Asked(kind, cast.committee, 2026, timezone.localdate())
    with pytest.raises(ValidationError) as caught:
        kind.build(cast.leader, wish)
    assert caught.value.code == "not_proposed"
    rating_proposed(campaign, cast.other_cell)
    document = kind.build(cast.leader, wish)
    rows = [row.cells for row in table_of(document, "organisation-ratings").rows]
    assert [row[1] for row in rows] == [2, 1, 1, 0, 1, 1, 0, 0, 0]
    assert [str(row[2]) for row in rows[:3]] == ["100.00", "50.00", "50.00"]
    assert document.is_draft and document.members == ()


def test_the_movement_is_opening_and_increase_less_decrease(world):
    Membership.objects.filter(member=world.members[0]).update(valid_to=datetime.date(2026, 5, 1), departure="DIED")
    document = build(world, "movement")
    lines = {row.cells[0]: row.cells[2] for row in table_of(document, "movement").rows if row.cells[0]}
    assert lines["D"] == lines["A"] + lines["B"] - lines["C"] and (lines["C"], lines["D"]) == (1, 39)
    cells = table_of(document, "movement-cells")
    assert [row.cells[5] for row in cells.rows] == [19, 20] and cells.total.cells[5] == 39


def test_a_roster_that_contradicts_itself_makes_no_movement_table(world):
    Membership.objects.filter(member=world.members[0]).update(valid_to=datetime.date(2026, 5, 1), departure="")
    found = refused(world, "movement")
    assert found.code == "to_correct" and world.members[0].full_name in found.messages[0]
    assert refused(world, "movement", year=2031).code == "not_begun"


def test_what_does_not_add_up_is_never_printed(world, monkeypatch):
    real = movement.movement_table

    def wrong(*args):
        found = real(*args)
        return replace(found, whole=replace(found.whole, closing=found.whole.opening + found.whole.opening))

    monkeypatch.setattr(movement, "movement_table", wrong)
    with pytest.raises(DoesNotReconcile):
        build(world, "movement")
    monkeypatch.setattr(statistics, "_has_level", lambda code: lambda one: False)
    with pytest.raises(DoesNotReconcile):
        export_document(asked=asked(world, "member-ratings"), as_="pdf", by=world.leader)
    assert not JournalEntry.objects.filter(verb="report.exported").exists()


# the list of a large committee


def test_the_large_list_names_everybody_once_in_sections_of_whole_cells(world):
    make_cell(world.committee, "Chi bộ Trống")
    fill(world, 80, decided=False)
    document = build(world, "province-annex")
    tables = [table for table in document.tables if table.code.startswith("members")]
    rows = [row.cells for table in tables for row in table.rows if not row.band]
    assert sorted(row[1] for row in rows) == sorted(member.full_name for member in world.members)
    assert [sum(not row.band for row in table.rows) for table in tables] == [100, 100]
    levels = table_of(document, "levels")
    assert {row.cells[1]: row.cells[2] for row in levels.rows} == LEVELS
    assert document.is_draft and len(document.members) == 200


# what all of them have alike


@pytest.mark.parametrize("code", OF_THE_WORLD)
def test_the_cost_is_the_same_whatever_the_rows(db, code):
    world = make_world(per_cell=3)
    build(world, code)
    with CaptureQueriesContext(connection) as few:
        build(world, code)
    CapRecord.objects.all().delete()
    fill(world, 27, decided=True)
    with CaptureQueriesContext(connection) as many:
        build(world, code)
    assert len(few) == len(many) <= 25, [one["sql"][:120] for one in many]


@pytest.mark.parametrize("code", CODES)
def test_nobody_else_takes_them(world, code):
    for person in (world.viewer, stranger()):
        with pytest.raises(PermissionDenied):
            export_document(asked=asked(world, code), as_="json", by=person)
    assert not JournalEntry.objects.filter(verb="report.exported").exists()


@pytest.mark.parametrize("code", [code for code in CODES if code not in ("progress", "commendations", "movement")])
def test_a_year_without_a_review_is_refused_with_a_sentence(world, code):
    found = refused(world, code, year=2019)
    assert found.code in ("no_campaign", "no_decision") and world.committee.name in found.messages[0]


@pytest.mark.parametrize("code", NAMELESS)
def test_a_table_of_figures_names_nobody(world, code):
    document = build(world, code)
    words = " ".join(str(cell) for table in document.tables for row in table.rows for cell in row.cells)
    assert not [one.full_name for one in world.members if one.full_name in words] and document.members == ()


@pytest.mark.parametrize("code", OF_THE_WORLD)
def test_each_is_data_and_says_its_rules(world, code):
    made = export_document(asked=asked(world, code), as_="json", by=world.leader)
    assert made.content.startswith(b"{") and code in made.name
    document = build(world, code)
    if code not in ("movement", "progress", "commendations", "province-annex"):
        assert document.rule_set == world.campaign.rule_set.name
