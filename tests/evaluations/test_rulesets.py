"""A committee adapts a rule set: copying, changing, publishing once nothing is wrong, deleting a draft."""

import datetime
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from emulation.models import JournalEntry, LegalBasis, Unit
from evaluations.bridge import leaves_of, thresholds_of
from evaluations.due_days import due_dates
from evaluations.models import Criterion, RuleSet, RuleSetState
from evaluations.rules.classification import derive
from evaluations.rules.levels import Subject
from evaluations.ruleset_checks import faults_of
from evaluations.ruleset_differences import departures, differences
from evaluations.ruleset_fields import FIELDS, SECTIONS, SUBJECTS
from evaluations.services.campaigns import open_campaign
from evaluations.services.rulesets import (
    copy_rule_set,
    delete_draft,
    edit_criteria,
    edit_rule_set,
    install_rule_set,
    publish_rule_set,
)
from tests.evaluations.qd366 import QD366, make_inputs
from tests.factories import make_committee, make_ready

from .rulesets import line, make_draft, make_published, sound
from .year import SYSTEM, make_rule_set

PEOPLE = ["member", "secretary", "viewer", "admin", "stranger"]


def refusal(act, *args, **values) -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        act(*args, **values)
    return refused.value


def edit(draft, by=SYSTEM, version=None, **values):
    return edit_rule_set(rule_set=draft, values=values, version=version, by=by)


def foreign_ward() -> Unit:
    return Unit.objects.get(name="Đảng ủy phường Thanh Khê")


def codes(rule_set: RuleSet) -> list[str]:
    return [fault.code for fault in faults_of(RuleSet.objects.get(pk=rule_set.pk))]


# ── copying ──


def test_officer_copies_what_is_published(cast):
    source = make_rule_set()
    values = {"code": "HOABINH", "name": "Bộ tiêu chí  phường", "first_year": 2026}
    draft = copy_rule_set(source=source, unit=cast.committee, by=cast.officer, **values)
    assert (draft.state, draft.base, draft.name) == (RuleSetState.DRAFT, source, "Bộ tiêu chí phường")
    assert draft.criteria.count() == source.criteria.count() and draft.bases.count() == source.bases.count()
    entry = JournalEntry.objects.get(verb="ruleset.copied")
    assert (entry.actor, entry.unit, entry.data) == (cast.officer, cast.committee, {"from": "QD366", "is_new": False})


def test_another_regulation_begins_without_a_base_and_without_legal_bases(cast):
    draft = make_draft(cast.committee, is_new=True)
    assert draft.base is None and not draft.bases.exists()
    assert "no_basis" in codes(draft) and not departures(draft)


@pytest.mark.parametrize("who", PEOPLE)
def test_who_has_no_role_for_it_cannot_copy(cast, who):
    source = make_rule_set()
    with pytest.raises(PermissionDenied, match=r"."):
        copy_rule_set(source=source, unit=cast.committee, code="X", name="X", first_year=2026, by=getattr(cast, who))
    assert not RuleSet.objects.filter(code="X").exists()


def test_a_draft_is_not_copied_and_a_cell_owns_none(cast):
    draft = make_draft(cast.committee)
    assert refusal(make_draft, cast.committee, "KHAC", source=draft).code == "wrong_state"
    assert "unit" in refusal(make_draft, cast.cell, "KHAC").message_dict


def test_a_code_is_given_once(cast):
    make_draft(cast.committee, "RIENG")
    assert list(refusal(make_draft, cast.committee, "RIENG").message_dict) == ["code"]
    assert list(refusal(make_draft, cast.committee, "có dấu").message_dict) == ["code"]


def test_the_next_version_replaces_its_own_source(cast):
    first = make_published(cast.committee)
    assert make_draft(cast.committee, "MOI", 2027, source=first).replaces == first
    assert make_draft(foreign_ward(), "KIA", 2027, source=first).replaces is None


@given(
    score=st.decimals(0, 100, places=2),
    parts=st.lists(st.integers(0, 6), min_size=4, max_size=4),
    subject=st.sampled_from(Subject),
    findings=st.sets(st.sampled_from(("K1", "K2", "K6", "K10")), max_size=2),
)
def test_a_copy_derives_the_same(score, parts, subject, findings):
    """The very numbers of a copy, taken through the database, decide as the original's do."""
    assigned, done, on_time, exceeded = (sum(parts), sum(parts[:3]), sum(parts[:2]), parts[0])
    held = tuple(sorted(findings & set(QD366.findings[subject])))
    tasks = f"{assigned}/{done}/{on_time}/{exceeded}/{done - on_time}"
    inputs = make_inputs(subject, score, tasks, findings=held)
    assert derive(inputs, COPIED["copy"]) == derive(inputs, COPIED["source"])


COPIED = {"source": QD366, "copy": QD366}


@pytest.fixture(autouse=True, scope="module")
def copied(django_db_setup, django_db_blocker):
    """Take the thresholds of QĐ 366 and of a copy of it out of the database, once."""
    with django_db_blocker.unblock(), transaction.atomic():
        source = make_rule_set()
        copy = RuleSet.objects.get(pk=make_draft(make_committee()).pk)
        COPIED.update(source=thresholds_of(source), copy=thresholds_of(copy))
        transaction.set_rollback(True)


def test_a_copy_is_the_same_in_every_field_and_leaf(cast):
    source, copy = make_rule_set(), RuleSet.objects.get(pk=make_draft(cast.committee).pk)
    assert thresholds_of(copy) == thresholds_of(source) == QD366
    for subject in Subject:
        assert leaves_of(copy, subject) == leaves_of(source, subject)
    assert differences(copy) == () and codes(copy) == []
    assert {name: getattr(copy, name) for name in FIELDS} == {name: getattr(source, name) for name in FIELDS}


# ── changing ──


def test_officer_changes_a_draft_and_the_journal_names_the_fields(cast):
    draft = make_draft(cast.committee)
    changed = edit(draft, cast.officer, 1, cap_rounding="HALF_UP", appeal_days=7, cap_percent=20)
    assert (changed.cap_rounding, changed.appeal_days, changed.version) == ("HALF_UP", 7, 2)
    entry = JournalEntry.objects.get(verb="ruleset.edited")
    assert entry.data == {"fields": ["cap_rounding", "appeal_days"], "version": 2}
    assert entry.before == {"cap_rounding": "FLOOR", "appeal_days": 5}
    assert entry.after == {"cap_rounding": "HALF_UP", "appeal_days": 7}


@pytest.mark.parametrize("who", PEOPLE)
def test_who_has_no_role_for_it_cannot_change(cast, who):
    draft = make_draft(cast.committee)
    for act in (
        lambda: edit(draft, getattr(cast, who), cap_percent=20),
        lambda: edit_criteria(rule_set=draft, criteria={}, by=getattr(cast, who)),
        lambda: publish_rule_set(rule_set=draft, by=getattr(cast, who)),
        lambda: delete_draft(rule_set=draft, by=getattr(cast, who)),
    ):
        with pytest.raises(PermissionDenied, match=r"."):
            act()


def test_what_comes_with_the_application_belongs_to_nobody(cast):
    with pytest.raises(PermissionDenied, match=r"."):
        edit(make_rule_set(), cast.leader, cap_percent=20)


BAD = [
    ({"cap_percent": 120, "cap_exception_percent": 120}, "cap_percent"),
    ({"late_percent": 101}, "late_percent"),
    ({"late_percent": -1}, "late_percent"),
    ({"excellent_from": Decimal("90.125")}, "excellent_from"),
    ({"excellent_from": Decimal(101)}, "excellent_from"),
    ({"good_from": Decimal(90)}, "__all__"),
    ({"completed_from": Decimal(70)}, "__all__"),
    ({"cap_exception_percent": 19}, "__all__"),
    ({"cap_rounding": "SOMEHOW"}, "cap_rounding"),
    ({"pledges_due": "31/02"}, "pledges_due"),
    ({"name": ""}, "name"),
    ({"last_year": 2025}, "__all__"),
    ({"findings": {"LEADER": {"K1": True}}}, "findings"),
    ({"findings": {subject.value: {"K13": True} for subject in Subject}}, "findings"),
    ({"findings": {subject.value: {"K1": "yes"} for subject in Subject}}, "findings"),
    ({"findings": []}, "findings"),
    ({"articles": {"ELSE": "Điều 1"}}, "articles"),
    ({"articles": {"CAP": "x" * 161}}, "articles"),
    ({"articles": {"CAP": 5}}, "articles"),
    ({"level_names": "HTXSNV"}, "level_names"),
    ({"explain_from": Decimal("-1")}, "explain_from"),
    ({"new_member_months": 25}, "new_member_months"),
]


@pytest.mark.parametrize(("values", "field"), BAD, ids=lambda value: str(value)[:60])
def test_nonsense_is_refused_at_its_field_and_nothing_is_saved(cast, values, field):
    draft = make_draft(cast.committee)
    assert field in refusal(edit, draft, **values).message_dict
    assert RuleSet.objects.get(pk=draft.pk).version == 1


@pytest.mark.parametrize("name", ["state", "unit", "code", "base", "method", "published_at", "nothing"])
def test_only_what_is_foreseen_can_be_changed(cast, name):
    assert refusal(edit, make_draft(cast.committee), **{name: 20}).code == "invalid"


def test_the_second_of_two_who_opened_it_is_told(cast):
    draft = make_draft(cast.committee)
    edit(draft, version=1, appeal_days=6)
    assert refusal(edit, draft, version=1, appeal_days=7).code == "stale"
    assert refusal(edit_criteria, rule_set=draft, criteria={"NONLEAD": sound()}, version=1, by=SYSTEM).code == "stale"
    assert refusal(publish_rule_set, rule_set=draft, version=1, by=SYSTEM).code == "stale"


def test_a_published_set_is_changed_by_no_act(cast):
    published = make_published(cast.committee)
    for act in (
        lambda: edit(published, cast.leader, appeal_days=6),
        lambda: edit_criteria(rule_set=published, criteria={"NONLEAD": sound()}, by=cast.leader),
        lambda: publish_rule_set(rule_set=published, by=cast.leader),
        lambda: delete_draft(rule_set=published, by=cast.leader),
    ):
        assert refusal(act).code == "frozen"


def test_only_a_published_set_of_the_same_owner_is_replaced(cast):
    draft, foreign = make_draft(cast.committee), make_published(foreign_ward(), "KIA")
    for other in (foreign, make_rule_set(), make_draft(cast.committee, "KHAC")):
        assert "replaces" in refusal(edit, draft, replaces=other).message_dict


# ── criteria ──


def save(draft, lines, subject="NONLEAD", **values):
    return edit_criteria(rule_set=draft, criteria={subject: lines}, **({"by": SYSTEM} | values))


def test_officer_writes_the_criteria_of_one_subject_type(cast):
    draft = make_draft(cast.committee)
    save(draft, sound(), by=cast.officer)
    found = list(draft.criteria.filter(subject_type="NONLEAD").values_list("code", "maximum", "position"))
    assert found == [("1", Decimal(30), 1), ("2", Decimal(70), 2)]
    assert draft.criteria.filter(subject_type="LEADER").count() == 38
    entry = JournalEntry.objects.get(verb="ruleset.criteria_edited")
    assert entry.data == {"criteria": {"NONLEAD": 2}, "version": 2}


LINES = [
    ([line(), line()], ["0.code", "1.code"]),
    ([line(code="")], ["0.code"]),
    ([line(code="có dấu cách")], ["0.code"]),
    ([line(code="x" * 13)], ["0.code"]),
    ([line(label="")], ["0.label"]),
    ([line(heading="")], ["0.heading"]),
    ([line(label="x" * 301)], ["0.label"]),
    ([line(maximum="1.125")], ["0.maximum"]),
    ([line(maximum="-1")], ["0.maximum"]),
    ([line(maximum="0")], ["0.maximum"]),
    ([line(maximum="70.01")], ["0.maximum"]),
    ([line(maximum="NaN")], ["0.maximum"]),
    ([line(maximum=None)], ["0.maximum"]),
    ([line(group="OTHER")], ["0.group"]),
    ([line(mode="SOMEHOW")], ["0.mode"]),
    ([line(is_pledge=True), line("2", is_pledge=True)], ["0.is_pledge", "1.is_pledge"]),
]


@pytest.mark.parametrize(("lines", "places"), LINES, ids=lambda value: str(value)[:50])
def test_a_line_that_cannot_stand_is_named_by_its_place(cast, lines, places):
    draft = make_draft(cast.committee)
    before = Criterion.objects.filter(rule_set=draft).count()
    assert sorted(refusal(save, draft, lines).message_dict) == [f"NONLEAD.{place}" for place in places]
    assert Criterion.objects.filter(rule_set=draft).count() == before


def test_unknown_subject_types_and_endless_tables_are_refused(cast):
    draft = make_draft(cast.committee)
    assert refusal(save, draft, sound(), "NOBODY").code == "invalid"
    assert refusal(save, draft, [line(str(number)) for number in range(151)]).code == "invalid"


# ── checks and publishing ──


@pytest.mark.parametrize("subject", SUBJECTS)
def test_criteria_that_do_not_add_up_are_not_published(cast, subject):
    draft = make_draft(cast.committee)
    save(draft, [line(maximum="29.99"), line("2", "70", "RESULTS")], subject)
    refused = refusal(publish_rule_set, rule_set=draft, by=cast.leader)
    assert codes(draft) == ["wrong_sums"] and "29,99" in refused.messages[0]
    save(draft, [line(), line("2", "70", "RESULTS")], subject)
    assert codes(draft) == []
    save(draft, [], subject)
    assert codes(draft) == ["no_criteria"]


def test_a_leaf_whose_grades_need_three_decimals_is_not_published(cast):
    draft = make_draft(cast.committee)
    save(draft, [line(maximum="1.01", mode="GRADED"), line("2", "28.99"), line("3", "70", "RESULTS")])
    assert codes(draft) == ["faulty_leaf"]


def test_missing_articles_names_findings_and_bases_are_named(cast):
    draft = make_draft(cast.committee)
    none = {subject.value: {} for subject in Subject}
    edit(draft, articles={"CAP": "Điều 11"}, level_names={"HTXSNV": "Xuất sắc"}, findings=none, bases=[])
    found = codes(draft)
    assert [found.count(code) for code in ("article_missing", "name_missing", "no_findings", "no_basis")] == [
        4,
        3,
        4,
        1,
    ]


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "stands"),
    [
        ("2026-12-31", None, True),
        ("2027-01-01", None, False),
        ("2020-01-01", "2026-12-31", True),
        ("2020-01-01", "2026-12-30", False),
        (None, None, True),
    ],
)
def test_a_legal_basis_must_be_in_force_when_levels_are_decided(cast, valid_from, valid_to, stands):
    issued = datetime.date(2019, 1, 1)
    basis = LegalBasis.objects.create(
        kind="Quy định",
        number="1-QĐ",
        issued_on=issued,
        issuer="TU",
        title="về",
        valid_from=valid_from,
        valid_to=valid_to,
    )
    draft = make_draft(cast.committee, changes={"bases": [basis]})
    assert (codes(draft) == []) is stands


FIXED = {"excellent_from": Decimal(91), "beyond_percent": 40, "cap_percent": 15, "new_member_months": 7}
CHOSEN = {"cap_rounding": "HALF_UP", "leader_on_time": False, "cap_exception_percent": 30, "appeal_days": 9}


def test_what_is_not_delegated_needs_a_reason(cast):
    for number, (name, value) in enumerate(FIXED.items()):
        draft = make_draft(cast.committee, f"X{number}", changes={name: value})
        assert codes(draft) == ["no_reason"], name
        edit(draft, departure_reason="Theo Hướng dẫn 5-HD/TU")
        assert codes(draft) == [], name
    draft = make_draft(cast.committee, "Y", changes=CHOSEN)
    assert codes(draft) == [] and len(differences(draft)) == 4 and not departures(draft)


def test_which_findings_of_a_leader_may_be_weighed_and_which_apply_to_a_cell_is_delegated(cast):
    findings = {subject: dict(found) for subject, found in QD366.findings.items()}
    findings["LEADER"]["K1"] = False
    del findings["COLLECTIVE"]["K12"]
    draft = make_draft(cast.committee, changes={"findings": findings})
    assert len(differences(draft)) == 2 and codes(draft) == []
    findings["NONLEAD"]["K1"] = False
    draft = edit(draft, findings=findings)
    assert [change.part for change in departures(draft)] == ["findings"] and codes(draft) == ["no_reason"]


def test_differences_tell_old_and_new_of_criteria(cast):
    draft = make_draft(cast.committee)
    rows = list(draft.criteria.filter(subject_type="OUTSIDE").order_by("position"))
    lines = [line(row.code, row.maximum, row.group, heading=row.heading, label=row.label) for row in rows[:-1]]
    lines[0] = line(rows[0].code, "7", rows[0].group, heading=rows[0].heading, label="Nhãn khác", mode="GRADED")
    save(draft, [*lines, line("MOI", "20", "RESULTS")], "OUTSIDE")
    changed, gone, new = differences(RuleSet.objects.get(pk=draft.pk))
    assert "7 điểm" in changed.new and "Nhãn khác" in changed.new and changed.delegated
    assert gone.new == "–" and new.old == "–" and "20 điểm" in new.new


def test_leader_publishes_and_the_one_it_replaces_is_superseded(cast):
    first = make_published(cast.committee)
    second = make_draft(cast.committee, "MOI", 2027, source=first)
    published = publish_rule_set(rule_set=second, version=1, by=cast.leader)
    first.refresh_from_db()
    assert (published.state, first.state) == (RuleSetState.PUBLISHED, RuleSetState.SUPERSEDED)
    assert published.published_by == cast.leader and published.published_at
    assert set(RuleSet.objects.for_unit(cast.cell).in_force(2026)) == {first, make_rule_set()}
    assert RuleSet.objects.for_unit(cast.cell).in_force(2027).first() == published
    assert JournalEntry.objects.filter(verb="ruleset.published", actor=cast.leader).get().data["code"] == "MOI"


def test_officer_prepares_but_does_not_publish(cast):
    with pytest.raises(PermissionDenied, match=r"."):
        publish_rule_set(rule_set=make_draft(cast.committee), by=cast.officer)


# published from, to · draft from, to · overlap
OVERLAPS = [
    (2026, None, 2027, None, True),
    (2026, None, 2026, 2026, True),
    (2026, 2027, 2027, 2028, True),
    (2026, 2027, 2028, None, False),
    (2028, None, 2026, 2027, False),
    (2028, None, 2026, None, True),
    (2026, 2030, 2027, 2028, True),
]


@pytest.mark.parametrize(("first", "last", "from_year", "to_year", "overlaps"), OVERLAPS)
def test_two_sets_of_one_owner_do_not_bind_one_year(cast, first, last, from_year, to_year, overlaps):
    there = make_published(cast.committee, "CO", first, last_year=last)
    draft = make_draft(cast.committee, "MOI", from_year, last_year=to_year)
    assert codes(draft) == (["overlapping"] if overlaps else [])
    edit(draft, replaces=there)
    assert codes(draft) == []


def test_another_owner_may_have_its_own_for_the_same_years(cast):
    make_published(foreign_ward(), "KIA")
    assert codes(make_draft(cast.committee)) == []


def test_years_of_what_was_replaced_are_still_taken(cast):
    first = make_published(cast.committee, "MOT", 2026)
    publish_rule_set(rule_set=make_draft(cast.committee, "HAI", 2028, source=first), by=SYSTEM)
    assert codes(make_draft(cast.committee, "BA", 2027, last_year=2027)) == ["overlapping"]
    assert codes(make_draft(cast.committee, "BON", 2025, last_year=2025)) == []


def test_of_two_drafts_ready_at_once_only_the_first_is_published(cast):
    one, two = make_draft(cast.committee, "MOT"), make_draft(cast.committee, "HAI")
    assert codes(one) == codes(two) == []
    publish_rule_set(rule_set=one, version=1, by=cast.leader)
    assert refusal(publish_rule_set, rule_set=two, version=1, by=cast.leader).error_list[0].code == "overlapping"
    assert refusal(publish_rule_set, rule_set=one, version=1, by=cast.leader).code == "frozen"


# ── deleting ──


def test_officer_deletes_a_draft_with_its_criteria(cast):
    draft = make_draft(cast.committee)
    delete_draft(rule_set=draft, by=cast.officer)
    assert (
        not RuleSet.objects.filter(code="RIENG").exists() and Criterion.objects.filter(rule_set=draft.pk).count() == 0
    )
    assert JournalEntry.objects.get(verb="ruleset.deleted").data == {"code": "RIENG"}


def test_what_is_in_use_is_not_deleted(cast):
    make_ready(cast.committee)
    own = make_published(cast.committee)
    adapted = make_draft(cast.committee, "HAI", 2027, source=own)
    refused = refusal(delete_draft, rule_set=own, by=cast.leader)
    assert refused.code == "in_use" and "1 bộ tiêu chí" in refused.messages[0]
    delete_draft(rule_set=adapted, by=cast.leader)
    open_campaign(year=cast.year, rule_set=own, by=cast.officer, **due_dates(own, 2026))
    refused = refusal(delete_draft, rule_set=own, by=cast.leader)
    assert refused.code == "in_use" and "1 đợt kiểm điểm" in refused.messages[0]


def test_criteria_with_grades_have_no_maxima(cast):
    source = install_rule_set(code="QD124", by=SYSTEM)
    draft = make_draft(cast.committee, "CU", 2023, source=source, last_year=2024)
    assert codes(draft) == []
    assert "NONLEAD.0.maximum" in refusal(save, draft, [line(maximum="5")]).message_dict
    save(draft, [line(maximum=None)])
    assert codes(draft) == []
    edit(draft, grade_names={"A": "Xuất sắc", "B": "Tốt", "C": "Khá", "D": "Kém"})
    assert "grade_names" in refusal(edit, draft, grade_names={"Z": "Khác"}).message_dict


def test_every_field_of_the_model_is_in_the_table_or_about_the_set():
    about = {"id", "code", "name", "unit", "base", "replaces", "first_year", "last_year", "method", "state", "version"}
    about |= {"departure_reason", "published_by", "published_at"}
    assert {field.name for field in RuleSet._meta.concrete_fields} - about == set(FIELDS)
    assert {field.section for field in FIELDS.values()} == set(SECTIONS)
    for field in FIELDS.values():
        assert field.label and field.help.endswith(")")


def test_the_document_names_what_is_fixed_by_the_centre():
    document = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
    listed = re.search(r"Fixed by the centre: (.*?)\. They", document, re.S).group(1)
    assert set(re.findall(r"`(\w+)`", listed)) == {field.name for field in FIELDS.values() if not field.delegated}
