"""The database refuses nonsense: for every named constraint, rows that break it, written past all of our code.

BREAKS: constraint → changes to a good row (each tried alone), or COPY with what the copy differs in.
"""

import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F
from django.utils import timezone

from emulation.breaches import Suspicion
from emulation.journal import record
from emulation.models import Account, Member, Membership, NoticeKind, Year
from emulation.noticing import notify
from emulation.register import register_for
from emulation.services.attachments import attach
from emulation.services.breaches import record_breach
from emulation.services.keys import create_key
from emulation.services.personal import ask_about_data
from emulation.services.register import acknowledge_register
from emulation.services.retention import set_retention
from evaluations.models import (
    Appeal,
    Assessment,
    Attendance,
    BallotLine,
    BallotVoter,
    Campaign,
    CampaignVoting,
    CapChoice,
    CapException,
    CellDecision,
    CellRating,
    CellReview,
    Closing,
    Commendation,
    CommendationTitle,
    CommentDuty,
    Criterion,
    Decision,
    Finding,
    OrderWaiver,
    PendingCheck,
    Publication,
    ResultNotice,
    RuleSet,
    SecretBallot,
    StepDate,
    SuggestedIssue,
    TransferReview,
    WrittenComment,
)
from evaluations.models.choices import CHOSEN, SHARES
from pledges.models import (
    BoardComment,
    BoardMember,
    CheckIn,
    CheckInLine,
    HalfYearLine,
    HalfYearReview,
    Pledge,
    PledgeVersion,
    Posting,
    PublicBoard,
    State,
    SupervisionNote,
    SurveyDay,
    SurveyVisit,
)
from pledges.services import Question, create_survey
from reports.models import IssuedDocument, Job, JobChunk, NumberSeries, PaperLayout, WordTemplate
from reports.rules import LIMITS
from tests import seeded
from tests.emulation.files import document, upload

pytestmark = pytest.mark.django_db
APPS = ("emulation", "pledges", "evaluations", "reports")
LONG_AGO, FAR_AHEAD = datetime.date(1990, 1, 1), datetime.date(2099, 1, 1)
NOWHERE, NEVER, NOBODY = "NOWHERE", {"valid_to": LONG_AGO}, "X"
COPY = "copy"
OTHER_PAPER = {"code": "OTHER", "sha256": "other"}
ROOM = {"line_spacing": {"body_size": 12}, "body_size": {"line_spacing": 24}}  # so that lines do not touch
OTHER_DAY = {"valid_from": datetime.date(2026, 1, 2)}

BREAKS: dict[str, list[dict[str, Any]] | tuple[str, dict[str, Any]]] = {
    # units
    "unit_period_in_order": [NEVER],
    "unit_kind_known": [{"kind": NOWHERE}],
    "unit_type_only_for_cells": [{"kind": "COMMITTEE", "cell_type": "SCHOOL"}],
    "unit_merged_is_closed": [{"merged_into": F("id")}, {"merged_into": F("id"), "valid_to": FAR_AHEAD}],
    "authority_period_in_order": [NEVER],
    "authority_once_from_a_day": (COPY, NEVER | {"valid_to": datetime.date(2099, 1, 1)}),
    "authority_one_open_per_subject": (COPY, OTHER_DAY),
    # issued documents: they are never updated, so a spoilt copy is added
    "numbering_once_a_term": (COPY, {}),
    "word_template_one_in_use": (COPY, {}),
    "word_template_not_empty": [{"size": 0}],
    "numbering_plausible": [{"last": 100_000}],
    "issued_once_but_for_corrections": (COPY, OTHER_PAPER | {"number": 9, "member_id": None}),
    "issued_once_a_member": (COPY, OTHER_PAPER | {"number": 9}),
    "issued_number_once": (COPY, OTHER_PAPER | {"year": 2020}),
    "issued_kind_named": (COPY, OTHER_PAPER | {"number": 9, "kind": ""}),
    "issued_number_from_1": (COPY, OTHER_PAPER | {"year": 2020, "number": 0}),
    "issued_corrected_with_reason": (COPY, OTHER_PAPER | {"number": 9, "replaces_id": 77}),
    "issued_not_its_own_correction": (COPY, OTHER_PAPER | {"number": 9, "pk": 99, "replaces_id": 99, "reason": "Sai"}),
    # layouts
    **{
        f"layout_{name}_within_limits": [ROOM.get(name, {}) | {name: low - 1}, ROOM.get(name, {}) | {name: high + 1}]
        for name, (low, high) in LIMITS.items()
        if low
    },
    "layout_first_line_within_limits": [{"first_line": 21}],
    "layout_lines_do_not_touch": [{"body_size": 16, "line_spacing": 17}],
    "layout_tone_style_known": [{"tone_style": NOBODY}, {"tone_style": ""}],
    "layout_signed_on_behalf": [{"on_behalf": "ĐẢNG ỦY"}, {"on_behalf": "K/T BÍ THƯ"}],
    "layout_never_in_place": [{"post": "K/T BÍ THƯ"}, {"post": "kt. bí thư"}],
    # jobs: the row is one that waits its turn
    "job_kind_known": [{"what": NOWHERE}, {"what": ""}],
    "job_state_known": [{"state": 15}],
    "job_attempts_bounded": [{"attempts": 4}],
    "job_progress_within": [{"done": 1}],
    "job_held_while_running": [{"worker": NOBODY}, {"state": 20}, {"state": 20, "worker": NOBODY}],
    "job_ended_at_a_time": [{"ended_at": timezone.now()}, {"state": 50}],
    "job_failed_with_a_reason": [{"problem": NOBODY}, {"state": 40, "ended_at": timezone.now()}],
    "job_done_with_a_file": [{"size": 1}, {"file_name": NOBODY}, {"state": 30, "ended_at": timezone.now()}],
    "job_chunk_once": (COPY, {}),
    # notices
    "notice_once_a_day": (COPY, {}),
    "notice_kind_known": [{"kind": NOWHERE}, {"kind": ""}],
    # people
    "member_card_once": (COPY, {}),
    "member_birth_year_agrees": [{"born_on": LONG_AGO, "born_year": 1991}],
    "member_official_after_joining": [{"joined_on": LONG_AGO, "official_on": LONG_AGO - datetime.timedelta(days=1)}],
    "member_sex_known": [{"sex": NOBODY}, {"sex": ""}],
    "membership_period_in_order": [NEVER],
    "membership_one_open_permanent": (COPY, OTHER_DAY),
    "membership_stay_known": [{"stay": NOWHERE}],
    "membership_subject_type_known": [{"subject_type": NOWHERE}],
    "membership_movement_known": [{"arrival": NOWHERE}, {"departure": NOWHERE, "valid_to": FAR_AHEAD}],
    "membership_departs_on_a_day": [{"departure": "DIED", "valid_to": None}],
    "membership_guests_stay_for_a_time": [
        {"arrival": "GUEST"}, {"departure": "RETURNED", "valid_to": FAR_AHEAD},
    ],
    "post_period_in_order": [NEVER],
    "circumstance_period_in_order": [NEVER],
    "circumstance_kind_known": [{"kind": NOWHERE}],
    # roles, years, themes
    "role_period_in_order": [NEVER],
    "role_known": [{"role": NOWHERE}],
    "role_held_once": (COPY, OTHER_DAY),
    "role_delegated_for_a_time": [{"delegated_from": F("id"), "valid_to": None}],
    "key_scope_known": [{"scope": NOBODY}, {"scope": ""}],
    "legal_basis_once": (COPY, {}),
    "year_once_per_committee": (COPY, {}),
    "year_plausible": [{"number": 1999}, {"number": 2101}],
    "theme_once_per_unit_and_year": (COPY, {}),
    "theme_not_its_own_parent": [{"parent": F("id")}],
    "theme_years_plausible": [
        {"year": None, "last_year": F("first_year") - 1},
        {"year": None, "last_year": F("first_year") + 6},
        {"first_year": 2015, "last_year": 2015},
        {"first_year": 2101, "last_year": 2101},
    ],
    "theme_of_a_year_is_of_one_year": [{"last_year": F("first_year") + 1}],
    "theme_of_a_term_serves_none": [{"serves": F("id")}],
    "study_has_a_subject": [{"subject": ""}],
    "study_taken_back_with_a_reason": [{"withdrawn_at": None}, {"withdraw_reason": ""}],
    "study_attendance_once": (COPY, {}),
    "study_absent_with_a_reason": [{"is_present": False, "reason": ""}, {"is_present": True, "reason": "ốm"}],
    "journal_member_once": (COPY, {}),
    "data_request_state_known": [{"state": 15}],
    "data_request_kind_known": [{"kind": NOWHERE[:7]}],
    "data_request_days_in_order": [{"due_on": LONG_AGO}, {"acknowledge_by": LONG_AGO}],
    "data_request_ends_with_an_answer": [{"state": 30}, {"state": 40, "answer": "Đã sửa"}],
    "data_request_says_what_is_right": [{"right": ""}],
    "register_read_once": (COPY, {}),
    "attachment_kind_known": [{"kind": "SVG"}],
    "attachment_not_empty": [{"size": 0}],
    "attachment_withdrawn_with_a_reason": [{"withdrawn_at": timezone.now()}],
    "breach_days_in_order": [{"last_day": LONG_AGO}],
    "breach_names_a_way_in": [{"account": None}],
    "breach_reported_with_a_number": [{"reported_at": timezone.now()}],
    "breach_told_in_words": [{"notified_at": timezone.now()}],
    "breach_reaches_a_member_once": (COPY, {}),
    "retention_years_plausible": [{"years": 0}, {"years": 71}],
    "retention_has_reason": [{"reason": ""}],
    # complaints, checks
    "appeal_state_known": [{"state": 15}],
    "appeal_kind_known": [{"kind": NOWHERE}],
    "appeal_says_something": [{"text": ""}],
    "appeal_late_has_a_reason": [{"last_day": LONG_AGO}],
    "appeal_days_in_order": [{"answer_due": LONG_AGO}],
    "appeal_ended_at_a_time": [{"state": 50}],
    "appeal_ends_with_an_answer": [
        {"state": 30, "ended_at": timezone.now(), "taken_at": timezone.now()},
        {"state": 30, "ended_at": timezone.now(), "answer": "Đã xét"},
    ],
    "appeal_changed_by_a_decision": [
        {"state": 40, "ended_at": timezone.now(), "taken_at": timezone.now(), "answer": "Đã xét"},
        {"outcome": F("decision")},
    ],
    "appeal_one_open_per_decision": (COPY, {}),
    "check_kind_known": [{"kind": NOWHERE}],
    "check_says_what_and_by_whom": [{"about": ""}, {"ordered_by": ""}],
    "check_ends_with_a_document": [
        {"concluded_at": timezone.now()},
        {"concluded_at": timezone.now(), "outcome": "Không có", "document_number": "3-KL/TU"},
    ],
    # pledges
    "year_check_ins_known": [{"check_ins": NOWHERE}],
    "check_in_once_a_period": (COPY, {}),
    "check_in_month_plausible": [{"month": 0}, {"month": 13}],
    "check_in_comment_at_a_time": [{"comment": "Tốt", "commented_at": None}],
    "check_in_returned_with_a_comment": [{"comment": "", "commented_at": None, "is_returned": True}],
    "check_in_line_once_an_item": (COPY, {}),
    "check_in_line_confidence_known": [{"confidence": NOWHERE}, {"confidence": ""}],
    "check_in_line_value_not_below_0": [{"value": -1}],
    "half_year_comment_at_a_time": [{"comment": "Tốt", "commented_at": None}],
    "half_year_line_once_an_item": (COPY, {}),
    "half_year_line_confidence_known": [{"confidence": NOWHERE}, {"confidence": ""}],
    "half_year_line_value_not_below_0": [{"value": -1}],
    "supervision_finding_known": [{"finding": NOWHERE, "words": "x"}],
    "supervision_looked_for_something": [{"looked_for": ""}],
    "supervision_finding_in_words": [{"words": ""}],
    "supervision_to_correct_has_a_day": [{"correct_by": None}, {"finding": "REMINDER"}],
    "supervision_corrected_after_it_was_found": [{"corrected_on": datetime.date(2000, 1, 1)}],
    "initiative_name_once_a_year": (COPY, {}),
    "initiative_state_known": [{"state": 15}],
    "initiative_confirmed_at_a_time": [{"state": 20, "confirmed_at": None}],
    "initiative_ends_with_a_result": [{"state": 40, "confirmed_at": timezone.now(), "result": ""}],
    "initiative_has_one_owner": [{"owner": 1, "owner_text": "Văn phòng"}],
    "initiative_last_year_plausible": [{"last_year": 1999}, {"last_year": 2101}],
    "participant_once_a_model": (COPY, {}),
    "indicator_position_once": (COPY, {}),
    "indicator_kind_known": [{"kind": NOWHERE[:7]}],
    "indicator_direction_known": [{"better": "UP"}],
    "indicator_baseline_not_below_0": [{"baseline": -1, "baseline_on": LONG_AGO}],
    "indicator_target_not_below_0": [{"target": -1}],
    "indicator_percent_up_to_100": [
        {"kind": "PERCENT", "target": 101}, {"kind": "PERCENT", "baseline": 101, "baseline_on": LONG_AGO},
    ],
    "indicator_followed_without_target": [{"better": "FOLLOW", "target": 1}],
    "indicator_only_parts_add_up": [{"kind": "COUNT", "must_add_up": True}],
    "indicator_baseline_on_a_day": [{"baseline": 1, "baseline_on": None}, {"baseline": None, "baseline_on": LONG_AGO}],
    "part_position_once": (COPY, {}),
    "reading_once_a_day": (COPY, {"replaces": None, "reason": ""}),
    "reading_not_below_0": [{"value": -1}],
    "reading_said_as_known": [{"said_as": NOBODY}],
    "reading_corrected_with_a_reason": [{"reason": "Gõ nhầm", "replaces": None}],
    "reading_replaces_another": [{"replaces": F("id"), "reason": "Gõ nhầm"}],
    "part_read_once": (COPY, {}),
    "part_not_below_0": [{"value": -1}],
    "pair_list_once_a_year": (COPY, {}),
    "pair_position_once": (COPY, {}),
    "pair_has_both_sides": [{"build": ""}, {"fight": ""}],
    "drive_name_once_a_year": (COPY, {}),
    "drive_days_in_order": [{"last_day": LONG_AGO}],
    "drive_target_position_once": (COPY, {}),
    "drive_target_direction_known": [{"better": "UP"}],
    "drive_target_not_below_0": [{"target": -1}],
    "drive_target_reached_not_below_0": [{"reached": -1}],
    # the public board, surveys
    "public_board_audience_known": [{"audience": 15}],
    "public_board_whose_known": [{"whose": NOBODY}, {"whose": ""}],
    "board_member_once": (COPY, {}),
    "posting_audience_known": [{"agreed_to": 0}, {"agreed_to": 15}],
    "posting_on_behalf_rests_on_paper": [{"on_behalf": True, "paper": ""}],
    "board_comment_says_something": [{"text": ""}],
    "board_comment_answered_at_a_time": [{"answer": "Vâng", "answered_at": None}],
    "board_comment_hidden_with_a_reason": [
        {"hidden_at": timezone.now(), "hidden_because": ""}, {"hidden_at": None, "hidden_because": "Trùng"},
    ],
    "survey_once_a_counter_and_quarter": (COPY, {"code": "another"}),
    "survey_quarter_known": [{"quarter": 0}, {"quarter": 5}],
    "survey_year_plausible": [{"year": 1999}, {"year": 2101}],
    "survey_minimum_never_below_5": [{"minimum": 4}],
    "survey_alike_plausible": [{"alike": 0}, {"alike": 101}],
    "survey_days_in_order": [{"closes_on": LONG_AGO}],
    "survey_question_position_once": (COPY, {"kind": "RATING"}),
    "survey_question_one_in_words": (COPY, {"position": 5}),
    "survey_question_kind_known": [{"kind": NOBODY}, {"kind": ""}],
    "survey_question_up_to_5": [{"position": 0}, {"position": 6}],
    "survey_count_once_an_option": (COPY, {}),
    "survey_count_option_known": [{"option": 6}],
    "survey_visit_once_a_day": (COPY, {}),
    "pledgeitem_measure_known": [{"measure_kind": NOWHERE}],
    "pledgeitem_figures_are_counted": [{"measure_kind": "WORDS", "target": 1}],
    "pledgeitem_percent_up_to_100": [{"measure_kind": "PERCENT", "target": 101}],
    "templateitem_measure_known": [{"measure_kind": NOWHERE}],
    "templateitem_figures_are_counted": [{"measure_kind": "WORDS", "target": 1}],
    "templateitem_percent_up_to_100": [{"measure_kind": "PERCENT", "baseline": 101}],
    "item_proposed_outcome_known": [{"proposed_outcome": NOWHERE}],
    "item_reason_answers_a_proposal": [{"proposed_outcome": "", "outcome_reason": "Mưa lũ"}],
    "pledge_version_number_once": (COPY, {"state": 40}),
    "pledge_version_one_change_at_a_time": (COPY, {"number": 9}),
    "pledge_version_state_known": [{"state": 31}],
    "pledge_version_has_a_reason": [{"number": 9, "reason": ""}],
    "pledge_version_first_is_confirmed": [{"number": 1, "state": 10}],
    "pledge_version_returned_with_reason": [{"state": 15, "return_reason": ""}],
    "pledge_version_agreed_at_a_time": [{"number": 9, "state": 30, "agreed_at": None}],
    "pledge_once_per_member_and_year": (COPY, {}),
    "pledge_state_known": [{"state": 31}],
    "pledge_kind_known": [{"kind": NOWHERE}],
    "pledge_returned_with_reason": [{"state": 15, "return_reason": ""}],
    "pledge_confirmed_at_a_time": [{"state": 30, "confirmed_at": None}],
    "item_position_once": (COPY, {}),
    "item_group_known": [{"group": NOWHERE}],
    "item_outcome_known": [{"outcome": NOWHERE}],
    "item_last_confidence_known": [{"last_confidence": NOWHERE[:8]}],
    "item_says_something": [{"deed": "", "measure": "", "method": ""}],
    "template_name_once_per_unit": (COPY, {}),
    "template_item_due_plausible": [{"due_day": 0}, {"due_day": 32}, {"due_month": 0}, {"due_month": 13}],
    "template_item_has_a_deed": [{"deed": ""}],
    # rule sets and campaigns
    "ruleset_bands_in_order": [
        {"good_from": F("excellent_from")}, {"completed_from": F("good_from")}, {"excellent_from": "100.01"},
        {"completed_from": "-0.01"},
    ],
    "ruleset_shares_up_to_hundred": [
        {name: 101} | ({"cap_exception_percent": 101} if name == "cap_percent" else {}) for name in SHARES
    ],
    "ruleset_exception_not_below_cap": [{"cap_exception_percent": F("cap_percent") - 1}],
    "ruleset_choices_known": [{name: 25 if name == "state" else NOBODY} for name in CHOSEN],
    "ruleset_years_in_order": [{"last_year": F("first_year") - 1}],
    "ruleset_year_plausible": [{"first_year": 2015}, {"first_year": 2101}],
    "ruleset_published_at_a_time": [{"state": 20, "published_at": None}],
    "ruleset_one_from_a_year": (COPY, {"code": "KHAC", "last_year": 2090}),
    "ruleset_one_of_ours_from_a_year": (COPY, {"code": "KHAC", "unit": None, "first_year": 2025}),
    "ruleset_one_without_end": (COPY, {"code": "KHAC", "first_year": 2090}),
    "criterion_code_once": (COPY, {}),
    "criterion_maximum_positive": [{"maximum": 0}, {"maximum": -1}, {"maximum": "70.01"}],
    "criterion_subject_known": [{"subject_type": NOWHERE}],
    "criterion_group_known": [{"group": NOWHERE}],
    "criterion_mode_known": [{"mode": NOWHERE}],
    "campaign_dates_in_order": [{"assessments_due": F("decisions_due")}, {"decisions_due": LONG_AGO}],
    "cap_exception_once": (COPY, {}),
    "cap_exception_has_a_decision": [{"number": ""}, {"issuer": ""}],
    "cap_exception_about_known": [{"about": NOBODY}],
    "cap_choice_once_per_group": (COPY, {}),
    "cap_choice_has_a_reason": [{"reason": ""}],
    # assessments
    "assessment_once_per_member": (COPY, {}),
    "assessment_state_known": [{"state": 51}],
    "assessment_participation_known": [{"participation": NOWHERE, "state": 10}],
    "assessment_levels_known": [
        {name: "BEST"} for name in ("self_level", "cell_level", "committee_level", "employee_level")
    ],
    "assessment_points_in_range": [
        {"self_common": "30.01"}, {"self_common": "-0.01"}, {"self_results": "70.01"}, {"self_results": "-1"},
        {"cell_common": "30.01"}, {"cell_common": "-0.01"}, {"cell_results": "70.01"}, {"cell_results": "-1"},
    ],
    "assessment_counts_agree": [
        {"tasks_done": F("tasks_assigned") + 1}, {"tasks_on_time": F("tasks_done") + 1},
        {"tasks_late": F("tasks_done") + 1}, {"tasks_beyond": F("tasks_done") + 1},
        {"faults_repaired": F("faults_noted") + 1}, {"areas_failed": F("areas_led") + 1},
        {"confidence_low": F("confidence_cast") + 1},
    ],
    "assessment_unrated_stay_draft": [{"participation": "EXEMPT"}],
    "task_position_once": (COPY, {}),
    "task_result_known": [{"result": NOWHERE}],
    "fault_repair_known": [{"repair": NOWHERE}],
    # reviews, findings, decisions
    "review_once_per_cell": (COPY, {}),
    "review_counts_agree": [
        {"present": F("summoned") + 1}, {"ballots_issued": F("present") + 1},
        {"ballots_returned": F("ballots_issued") + 1}, {"ballots_invalid": F("ballots_returned") + 1},
    ],
    "finding_once": (COPY, {}),
    "finding_once_on_a_cell": (COPY, {"member": None, "code": "K10"}),
    "finding_escape_known": [{"escape": NOBODY}],
    "finding_escape_has_decision": [{"escape": "ACCEPTED", "escape_level": "HTNV", "escape_decision": ""}],
    "proposal_level_known": [{"level": "BEST"}, {"level": ""}],
    "decision_level_known": [{"level": "BEST"}, {"level": ""}],
    "decision_has_number": [{"number": ""}],
    "decision_one_holds_per_member": (COPY, {"replaces": None}),
    "decision_one_first_per_member": [{"replaces": None}],
    "cap_once_per_group": (COPY, {}),
    "cap_not_exceeded": [{"chosen": F("maximum") + 1}],
    "voting_method_known": [{"method": NOWHERE}],
    "voting_minimum_protects": [{"minimum": 2}],
    "ballot_stage_known": [{"stage": "THIRD"}],
    "ballot_state_known": [{"state": 15}],
    "ballot_once_per_stage": (COPY, {"state": 20, "cast": 5}),
    "ballot_one_open_per_meeting": (COPY, {"stage": "SECOND"}),
    "ballot_counted_above_its_minimum": [{"minimum": 2}, {"state": 20, "cast": 4}, {"state": 20, "cast": 9}],
    "ballot_counted_once_closed": [{"cast": 5}, {"state": 20}, {"state": 30, "cast": 5, "annul_reason": "Nhầm"}],
    "ballot_annulled_with_a_reason": [{"state": 30}],
    "ballot_line_position_once": [{"position": 1}],
    "ballot_line_once_per_member": (COPY, {"position": 3}),
    "voter_once_per_ballot": (COPY, {"digest": "third"}),
    "voter_has_an_own_code": [{"digest": "other"}],
    "attendance_once_per_member": (COPY, {}),
    "attendance_part_known": [{"part": NOWHERE}],
    "attendance_absent_with_a_reason": [{"is_present": False}, {"reason": "ốm"}],
    # written comments, suggested issues
    "comment_about_one": [{"assessment": None}],
    "comment_kind_known": [{"kind": NOWHERE}],
    "comment_names_its_author": [{"author": ""}, {"signed_on": None}],
    "comment_has_words": [{"text": ""}],
    "comment_withdrawn_with_a_reason": [{"withdrawn_at": timezone.now()}],
    "comment_duty_once": (COPY, {}),
    "comment_duty_kind_known": [{"kind": NOWHERE}, {"kind": "TEMPORARY"}],
    "comment_duty_has_a_reason": [{"reason": ""}],
    "issue_about_one": [{"assessment": None}],
    "issue_has_words": [{"text": ""}],
    "issue_explained_by_somebody": [{"explanation": "Do đi công tác"}],
    "issue_withdrawn_with_a_reason": [{"withdrawn_at": timezone.now()}],
    # what follows a decision
    "notice_once_per_decision": (COPY, {}),
    "transfer_review_says_something": [{"text": ""}],
    "transfer_cell_comment_at_a_time": [{"cell_comment_at": None}],
    "transfer_committee_comment_at_a_time": [{"committee_comment_at": timezone.now()}],
    "transfer_comments_follow_the_review": [{"submitted_at": None}],
    "notice_names_the_manager": [{"name": "Trần Văn An"}, {"to": "MANAGER"}, {"to": NOBODY}],
    "notice_handed_by_somebody": [{"handed_on": LONG_AGO}],
    "publication_one_holds_per_unit": (COPY, {}),
    "publication_withdrawn_with_a_reason": [{"withdrawn_at": timezone.now()}],
    # commendations: the last title is of cells, the last commendation of a member
    "commendation_title_once": (COPY, {}),
    "commendation_title_has_a_name": [{"name": ""}],
    "commendation_title_about_known": [{"about": NOBODY}],
    "commendation_title_years_plausible": [{"years": 51}],
    "commendation_once_per_member": (COPY, {}),
    "commendation_once_per_cell": (COPY, {"member": None}),
    "commendation_state_known": [{"state": 15}],
    "commendation_has_a_reason": [{"reason": ""}],
    "commendation_year_plausible": [{"year": 1929}, {"year": 2101}],
    "commendation_granted_by_a_decision": [{"number": ""}, {"signed_on": None}, {"decided_by": None}],
    "commendation_refused_with_a_reason": [{"state": 25}],
    "order_waived_once": (COPY, {}),
    "order_waived_with_a_reason": [{"reason": ""}],
    "order_waived_step_known": [{"step": 40}],
    "order_waived_guard_known": [{"guard": 1}],
    # the ratings of cells
    "cell_rating_once_per_cell": (COPY, {}),
    "cell_rating_state_known": [{"state": 20}, {"state": 51}],
    "cell_rating_levels_known": [{"level": "BEST"}, {"committee_level": "BEST"}],
    "cell_rating_points_in_range": [
        {"common": "30.01"}, {"common": "-0.01"}, {"results": "70.01"}, {"results": "-1"},
    ],
    "cell_rating_counts_agree": [
        {"tasks_done": 1}, {"tasks_on_time": 1}, {"tasks_late": 1}, {"tasks_beyond": 1}, {"faults_repaired": 1},
    ],
    "cell_rating_targets_known": [{"five_targets": NOBODY}],
    "cell_decision_level_known": [{"level": "BEST"}, {"level": ""}],
    "cell_decision_has_number": [{"number": ""}],
    "cell_decision_one_holds_per_cell": (COPY, {"replaces": None}),
    "cell_decision_one_first": [{"replaces": None}],
    "step_date_once": (COPY, {}),
    "step_date_step_known": [{"step": "DECISIONS"}, {"step": ""}],
    "closing_one_holds_per_campaign": (COPY, {}),
    "closing_reopened_with_a_reason": [
        {"reopened_at": timezone.now()},
        {"reopened_at": timezone.now(), "reopen_reason": "Lý do"},
    ],
}  # fmt: skip


def constraints() -> dict[str, tuple[type[models.Model], models.BaseConstraint]]:
    """Return every named constraint of ours with its model."""
    ours = [model for model in apps.get_models() if model._meta.app_label in APPS]
    return {rule.name: (model, rule) for model in ours for rule in model._meta.constraints}


@pytest.fixture(scope="module")
def decided(django_db_setup, django_db_blocker):
    """A small ward at the end of its year, where every table has rows; taken back when the module is done."""
    with django_db_blocker.unblock(), transaction.atomic():
        seeded.build(seeded.Stage.DECIDED, 60, 3)
        record(seeded.account(seeded.OFFICER), "member.edited", seeded.account(seeded.MEMBER).member)
        make_request()
        make_check_in()
        make_half_year()
        make_board()
        make_survey()
        make_findings()
        make_rule_set()
        make_reratings()
        make_cap_papers()
        make_meeting()
        make_appeal()
        make_closing()
        make_comments()
        notify([seeded.account(seeded.MEMBER).pk], NoticeKind.DUE, "Việc", "/")
        make_notices()
        make_commendations()
        create_key(account=seeded.account(seeded.MEMBER), by=seeded.account(seeded.MEMBER))
        make_reading()
        make_issued()
        make_job()
        make_word_template()
        make_period()
        make_breach()
        make_transfer()
        yield
        transaction.set_rollback(True)


def make_request() -> None:
    """A member asks for a correction."""
    membership = Membership.objects.get(member=seeded.account(seeded.MEMBER).member)
    asked = {"kind": "CORRECT", "about": "Ngày sinh", "right": "19/05/1976"}
    ask_about_data(membership=membership, by=seeded.account(seeded.MEMBER), **asked)


def make_issued() -> None:
    """A report and a member's notice as they were issued, and how far the numbering has come."""
    campaign, leader = Campaign.objects.first(), seeded.account(seeded.LEADER)
    where = {"unit": campaign.unit, "term": 2025, "symbol": "-BC/ĐU"}
    NumberSeries.objects.create(last=1, **where)
    file = {"code": "0123456789", "content": b"%PDF", "sha256": "0" * 64, "data": {}}
    made = {"signed_on": timezone.localdate(), "issued_by": leader, "issued_at": timezone.now()}
    PaperLayout.objects.create(unit=campaign.unit)
    facts = {"kind": "annual", "year": campaign.year.number, "rule_set": campaign.rule_set, "number": 1}
    IssuedDocument.objects.create(**where, **facts, **file, **made)
    about = {"number": 2, "member": seeded.account(seeded.MEMBER).member, "code": "1111111111", "sha256": "1" * 64}
    IssuedDocument.objects.create(**where | facts | file | made | about)


def make_job() -> None:
    """A job that waits its turn, with a piece of a file."""
    officer, ward = seeded.account(seeded.OFFICER), seeded.place().ward
    job = Job.objects.create(what="BATCH", title="Mọi mẫu", owner=officer, unit=ward)
    JobChunk.objects.create(job=job, place=0, data=b"x")


def make_word_template() -> None:
    """A template for Word a committee has put in use."""
    campaign, leader = Campaign.objects.first(), seeded.account(seeded.LEADER)
    own = {"title": "mau", "content": b"PK", "size": 2, "sha256": "0" * 64}
    WordTemplate.objects.create(unit=campaign.unit, uploaded_by=leader, **own)


def make_reading() -> None:
    """A member has read the register of purposes."""
    member = seeded.account(seeded.MEMBER)
    acknowledge_register(account=member, version=register_for(member).version, by=member)


def make_check_in() -> None:
    """A report with a comment, on the items of one pledge."""
    pledge = Pledge.objects.filter(state=State.CONFIRMED).first()
    said = {"comment": "Tốt", "commented_at": timezone.now(), "sent_at": timezone.now()}
    report = CheckIn.objects.create(pledge=pledge, month=3, **said)
    CheckInLine.objects.create(check_in=report, item=pledge.items.first(), confidence="ON_TRACK")
    PledgeVersion.objects.create(pledge=pledge, number=2, reason="Chuyển công tác")


def make_half_year() -> None:
    """A half-year review with a comment, and a supervision note with something to put right."""
    pledge, today = Pledge.objects.filter(state=State.CONFIRMED).first(), timezone.localdate()
    said = {"comment": "Tốt", "commented_at": timezone.now(), "sent_at": timezone.now()}
    review = HalfYearReview.objects.create(pledge=pledge, **said)
    HalfYearLine.objects.create(review=review, item=pledge.items.first(), confidence="ON_TRACK")
    found = {"finding": "CORRECT", "words": "Sửa", "correct_by": today, "looked_for": "Tác phong", "seen_on": today}
    SupervisionNote.objects.create(unit=pledge.unit, pledge=pledge, supervised_by="Chi ủy", **found)


def make_board() -> None:
    """A board with a member ticked, a consent, a comment."""
    pledge, officer = Pledge.objects.filter(state=State.CONFIRMED).first(), seeded.account(seeded.OFFICER)
    board = PublicBoard.objects.create(year=pledge.year, code="board", updated_by=officer)
    BoardMember.objects.create(board=board, member=pledge.member)
    now = timezone.now()
    posting = Posting.objects.create(pledge=pledge, agreed_to=20, recorded_by=officer, agreed_at=now)
    BoardComment.objects.create(posting=posting, author=officer, text="Tốt", written_at=now)


def make_survey() -> None:
    """A survey with a question in words, and a device that has answered."""
    today, secretary = timezone.localdate(), seeded.account(seeded.SECRETARY)
    facts = {"year": 2026, "quarter": 1, "title": "Ý kiến", "counter": "Hộ tịch", "opens_on": today, "closes_on": today}
    questions = [Question("RATING", "Thái độ?"), Question("WORDS", "Góp ý?")]
    create_survey(unit=seeded.place().cell, questions=questions, by=secretary, **facts)
    SurveyVisit.objects.create(day=SurveyDay.objects.create(day=today, key="k"), digest="d")


def make_transfer() -> None:
    """A self-review of a transfer with the cell's comment."""
    membership, now = Membership.objects.first(), timezone.now()
    said = {"text": "Đã làm tốt", "submitted_at": now, "cell_comment": "Tốt", "cell_comment_at": now}
    TransferReview.objects.create(membership=membership, recorded_by=seeded.account(seeded.OFFICER), **said)


def make_breach() -> None:
    """Somebody used the secretary's account."""
    ward, today = seeded.place().ward, timezone.localdate()
    suspicion = Suspicion(today, today, account=seeded.account(seeded.OFFICER))
    given = {"noticed_at": timezone.now(), "what": "Lộ mật khẩu"}
    record_breach(unit=ward, suspicion=suspicion, by=seeded.account(seeded.LEADER), **given)


def make_period() -> None:
    """A leader keeps pledges longer."""
    leader, ward = seeded.account(seeded.LEADER), seeded.place().ward
    set_retention(unit=ward, kind="PLEDGES", years=5, reason="Quy chế của Đảng ủy", by=leader)


def make_appeal() -> None:
    """A complaint about a decision, and a check before one."""
    decision, leader = Decision.objects.order_by("pk").first(), seeded.account(seeded.LEADER)
    today, made = timezone.localdate(), {"filed_by": leader, "filed_at": timezone.now()}
    days = {"filed_on": today, "last_day": today, "answer_due": today}
    Appeal.objects.create(decision=decision, text="Đề nghị xem lại", **days, **made)
    known = {"received_on": today, "recorded_by": leader, "recorded_at": timezone.now()}
    PendingCheck.objects.create(assessment=decision.assessment, about="Phản ánh", ordered_by="Tỉnh ủy", **known)


def make_findings() -> None:
    """One on a cell, then one on a member."""
    assessment = Assessment.objects.select_related("campaign__year").first()
    for member, code in ((None, "K10"), (assessment.member_id, "K5")):
        Finding.objects.create(
            member_id=member,
            unit_id=assessment.unit_id,
            year=assessment.campaign.year.number,
            code=code,
            document_number="12-QĐ/UBKT",
            document_date=timezone.localdate(),
            recorded_by=seeded.account(seeded.OFFICER),
        )


def make_rule_set() -> None:
    """A published set of the ward's own, open-ended, and a draft with a criterion, which may be spoilt."""
    campaign = Campaign.objects.select_related("rule_set", "year__unit").first()
    own = campaign.rule_set
    own.pk, own.code, own.unit, own.first_year, own.last_year = None, "RIENG", campaign.unit, 2027, None
    own.save()
    own.pk, own.code, own.first_year, own.state, own.published_at = None, "DU-THAO", 2090, 10, None
    own.save()
    Criterion.objects.create(rule_set=own, subject_type="NONLEAD", group="COMMON", code="1", maximum=30, position=1)


def make_reratings() -> None:
    """A member and a cell decided twice."""
    first = Decision.objects.order_by("pk").last()
    signed = {name: getattr(first, name) for name in ("level", "rule_set", "number", "signed_on", "by", "at")}
    Decision.objects.filter(pk=first.pk).update(is_current=False)
    Decision.objects.create(assessment=first.assessment, replaces=first, **signed)
    cell = CellRating.objects.create(campaign=first.assessment.campaign, unit=first.assessment.unit)
    replaced = CellDecision.objects.create(rating=cell, is_current=False, **signed)
    CellDecision.objects.create(rating=cell, replaces=replaced, **signed)


def make_cap_papers() -> None:
    """The larger share by decision, and a reason for a choice."""
    campaign, officer = Campaign.objects.first(), seeded.account(seeded.OFFICER)
    paper = {"number": "9-QĐ/TU", "signed_on": timezone.localdate(), "issuer": "Thành ủy", "recorded_by": officer}
    CapException.objects.create(campaign=campaign, unit=campaign.unit, **paper)
    CapChoice.objects.create(campaign=campaign, group="NONLEAD", reason="Bằng điểm", by=officer)


def make_meeting() -> None:
    """A meeting with its minutes attached and somebody present."""
    secretary = seeded.account(seeded.SECRETARY)
    review = CellReview.objects.filter(unit__path=secretary.scope.paths("assessment.review")[0]).first()
    attach(to=review, file=upload(document()), by=secretary)
    make_ballot(review, secretary)
    Attendance.objects.create(review=review, member=secretary.member, part="VOTER", is_present=True)


def make_closing() -> None:
    """A year of another committee, closed; it freezes no row that the tests spoil."""
    campaign, officer = Campaign.objects.first(), seeded.account(seeded.OFFICER)
    year = Year.objects.get(pk=campaign.year_id)
    year.pk, year.number = None, 2020
    year.save()
    campaign.pk, campaign.year = None, year
    campaign.save()
    StepDate.objects.create(
        campaign=campaign, unit=year.unit, step="REVIEWS", due_on=timezone.localdate(), set_by=officer
    )
    Closing.objects.create(campaign=campaign, closed_by=officer, closed_at=timezone.now())


def make_comments() -> None:
    """A comment on a member, a committee's exception, an issue suggested."""
    officer, assessment = seeded.account(seeded.OFFICER), Assessment.objects.to_rate().first()
    said = {"kind": "RESIDENCE", "author": "Chi ủy Khu phố 5", "signed_on": timezone.localdate(), "text": "Gương mẫu"}
    WrittenComment.objects.create(assessment=assessment, recorded_by=officer, **said)
    exception = {"kind": "MASS", "is_due": True, "reason": "Theo kế hoạch", "recorded_by": officer}
    CommentDuty.objects.create(campaign=assessment.campaign, unit=assessment.unit, **exception)
    SuggestedIssue.objects.create(assessment=assessment, text="Thu Đảng phí", suggested_by=officer)


def make_notices() -> None:
    """A member told, a list published, an order waived."""
    officer, now, decision = seeded.account(seeded.OFFICER), timezone.now(), Decision.objects.current().first()
    campaign = decision.assessment.campaign
    ResultNotice.objects.create(decision=decision, to="MEMBER", sent_by=officer, sent_at=now)
    Publication.objects.create(campaign=campaign, unit=campaign.unit, published_by=officer, published_at=now)
    waived = {"step": 30, "open_members": 2, "reason": "Gấp", "waived_by": officer}
    OrderWaiver.objects.create(campaign=campaign, unit=campaign.unit, **waived)


def make_commendations() -> None:
    """A title granted to a cell and to a member of it, for the same year."""
    leader, now, ward = seeded.account(seeded.LEADER), timezone.now(), seeded.place().ward
    title = CommendationTitle.objects.create(unit=ward, name="Bằng khen", about="MEMBERS")
    row = Assessment.objects.order_by("pk").first()
    signed = {"number": "9-QĐ", "signed_on": timezone.localdate(), "decided_by": leader, "decided_at": now}
    for member in (None, row.member_id):
        Commendation.objects.create(
            title=title, unit_id=row.unit_id, member_id=member, year=2026, reason="Tốt", state=20,
            proposed_by=leader, proposed_at=now, **signed,
        )  # fmt: skip


def make_ballot(review: CellReview, secretary: Account) -> None:
    """A ballot that is open, with two voters and two lines."""
    CampaignVoting.objects.create(campaign=review.campaign)
    ballot = SecretBallot.objects.create(
        review=review,
        stage="ALL",
        minimum=5,
        counting_team="Tổ kiểm phiếu",
        opened_by=secretary,
        opened_at=timezone.now(),
        issued=8,
    )
    rows = Assessment.objects.filter(campaign=review.campaign_id, unit=review.unit_id)[:2]
    for position, assessment in enumerate(rows, start=1):
        BallotLine.objects.create(ballot=ballot, position=position, assessment=assessment)
    others = Member.objects.exclude(pk=secretary.member_id).first()
    for digest, member in (("other", others), ("own", secretary.member)):
        BallotVoter.objects.create(ballot=ballot, digest=digest, member=member)


def good_row(model: type[models.Model], *, to_copy: bool) -> models.Model:
    """Return a row to spoil: of assessments one that was rated, of rule sets a draft, or to copy a published one."""
    rows = model._base_manager.order_by("-pk")
    if model is RuleSet:
        return rows.filter(state=20 if to_copy else 10).first()
    return (rows.filter(participation="REQUIRED") if model is Assessment else rows).first()


def test_every_constraint_has_somebody_who_tries_to_break_it():
    assert set(BREAKS) == set(constraints())


def test_every_constraint_is_named_after_what_it_holds():
    for name, (model, _rule) in constraints().items():
        assert name.islower() and len(name) <= 63 and not name.startswith(model._meta.db_table)


@pytest.mark.parametrize("name", BREAKS)
def test_nonsense_is_refused(decided, name):
    model, _rule = constraints()[name]
    way = BREAKS[name]
    for changes in [way[1]] if isinstance(way, tuple) else way:
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            if isinstance(way, tuple):
                copy(good_row(model, to_copy=True), changes)
            else:
                model._base_manager.filter(pk=good_row(model, to_copy=False).pk).update(**changes)
        assert is_about(name, str(refused.value)), refused.value


def copy(row: models.Model, changes: dict[str, Any]) -> None:
    """Insert the row again with the changes."""
    row.pk = None
    for field, value in changes.items():
        setattr(row, field, value)
    model = type(row)
    model._base_manager.bulk_create([row])


def is_about(name: str, message: str) -> bool:
    """Say whether the database named the constraint; SQLite names the columns of a unique one instead."""
    if name in message:
        return True
    rule = constraints()[name][1]
    return (
        connection.vendor == "sqlite"
        and isinstance(rule, models.UniqueConstraint)
        and all(f".{column_of(constraints()[name][0], field)}" in message for field in rule.fields)
    )


def column_of(model: type[models.Model], field: str) -> str:
    return model._meta.get_field(field).column
