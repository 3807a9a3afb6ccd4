"""Who may do what, and when: one table that a lawyer could read, executed cell by cell through the real services.

The record belongs to a member of the cell (“self”). The others are: a colleague of the same cell, its secretary, the
secretary of the ward's other cell, the ward's officer and leader, the ward's viewer and administrator, and the
secretary of a cell in another ward. For the secretary's own pledge “self” is the secretary, “secretary” the deputy.

    yes   the act is done and stands in the journal
    wait  not now: this person may, but not in this state
    –     not you: refused, with a reason
"""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from emulation.breaches import Suspicion
from emulation.models import Account, Circumstance, JournalEntry, Membership, Role, StudySession, Theme, Unit
from emulation.register import register_for
from emulation.roster.reading import read_roster
from emulation.roster.workbook import read_workbook
from emulation.roster.workbooks import template_workbook
from emulation.services.accounts import (
    clear_factors,
    create_account,
    end_role,
    end_sessions,
    grant_role,
    link_office,
    reset_password,
    set_active,
)
from emulation.services.attachments import attach, read_attachment, withdraw_attachment
from emulation.services.breaches import export_breach, look_into_breach, notify_affected, record_breach, report_breach
from emulation.services.delegations import delegate_role, end_delegation
from emulation.services.keys import create_key, revoke_key
from emulation.services.movement import export_movement
from emulation.services.moves import (
    MOVE,
    admit_member,
    begin_stay,
    correct_move,
    end_membership,
    make_official,
    receive_member,
    restore_member,
    transfer_member,
    undo_move,
)
from emulation.services.notices import read_notices, set_notices
from emulation.services.people import add_circumstance, edit_member, set_subject_types
from emulation.services.personal import (
    ask_about_data,
    export_own_data,
    extend_request,
    finish_request,
    refuse_request,
    take_request,
)
from emulation.services.record import check_journal
from emulation.services.register import acknowledge_register, write_register_note
from emulation.services.reorganising import merge_cells, move_cell, split_cell
from emulation.services.retention import apply_retention, preview_retention, set_retention
from emulation.services.roster import preview_roster
from emulation.services.sign_in import end_other_sessions, end_own_session, note_factor
from emulation.services.slips import create_member_accounts, renew_first_passwords
from emulation.services.studies import edit_study, plan_study, record_attendance, withdraw_study
from emulation.services.units import close_unit, create_unit, edit_unit
from emulation.services.years import add_basis, open_year, set_check_ins, set_theme
from evaluations.attendance import seats_of
from evaluations.bearer import bearer_of
from evaluations.models import (
    Appeal,
    Assessment,
    CapException,
    CellRating,
    Commendation,
    CommendationState,
    CommendationTitle,
    PendingCheck,
    Publication,
    SecretBallot,
    State,
    SuggestedIssue,
    TransferReview,
    WrittenComment,
)
from evaluations.services.appeals import change_appeal, file_appeal, take_appeal, uphold_appeal, withdraw_appeal
from evaluations.services.assessments import note_fault, return_assessment, save_assessment, submit_assessment
from evaluations.services.attendance import Mark, save_attendance
from evaluations.services.ballots import annul_ballot, close_ballot, open_ballot, renew_code
from evaluations.services.campaigns import open_campaign, refresh_campaign
from evaluations.services.caps import explain_choice, record_cap_exception, withdraw_cap_exception
from evaluations.services.casting import cast_vote
from evaluations.services.cell_decisions import choose_cell_levels, decide_cells
from evaluations.services.checks import conclude_check, order_check
from evaluations.services.closing import close_campaign, reopen_campaign
from evaluations.services.commendations import (
    add_title,
    grant_commendation,
    propose_commendation,
    refuse_commendation,
    retire_title,
)
from evaluations.services.comments import link, record_comment, require_comments, waive_comment, withdraw_comment
from evaluations.services.days import set_cell_days, set_due_days
from evaluations.services.decisions import choose_levels, decide_campaign
from evaluations.services.employees import record_employee_rating
from evaluations.services.findings import record_cell_finding, record_finding
from evaluations.services.issues import explain_issue, suggest_issue, withdraw_issue
from evaluations.services.notices import (
    hand_over_result,
    notify_manager,
    notify_results,
    publish_levels,
    withdraw_publication,
)
from evaluations.services.order import waive_order
from evaluations.services.ratings import propose_rating, save_rating, send_back_rating, verify_rating
from evaluations.services.rerating import rerate
from evaluations.services.results import preview_results, take_over_results
from evaluations.services.reviews import propose_cell, save_review, send_back_cell, verify_cell
from evaluations.services.rulesets import (
    copy_rule_set,
    delete_draft,
    edit_criteria,
    edit_rule_set,
    install_rule_set,
    note_trial,
    publish_rule_set,
)
from evaluations.services.transfers import comment_transfer_review, endorse_transfer_review, write_transfer_review
from evaluations.services.voting import set_voting
from pledges.models import (
    BoardComment,
    CheckIn,
    Drive,
    HalfYearReview,
    Indicator,
    Pledge,
    PledgeVersion,
    Posting,
    Reading,
    SupervisionNote,
    Survey,
    VersionState,
)
from pledges.models import State as PledgeState
from pledges.services import (
    Figures,
    HalfLine,
    IndicatorWords,
    Line,
    Question,
    TargetWords,
    add_reading,
    agree_change,
    agree_to_posting,
    answer_comment,
    apply_worksheet,
    choose_for_board,
    close_survey,
    comment_check_in,
    comment_half_year,
    comment_posting,
    confirm_initiative,
    confirm_pledge,
    correct_reading,
    correct_supervision,
    create_survey,
    edit_initiative,
    edit_survey,
    end_initiative,
    export_worksheet,
    hide_comment,
    open_change,
    preview_worksheet,
    record_supervision,
    register_initiative,
    remove_drive,
    remove_indicator,
    report_pledge,
    return_change,
    return_initiative,
    return_pledge,
    save_drive,
    save_indicator,
    save_pairs,
    save_template,
    send_check_in,
    set_board,
    start_initiative,
    start_pledge,
    submit_change,
    submit_pledge,
    withdraw_change,
    withdraw_initiative,
    withdraw_posting,
    write_change,
    write_half_year,
    write_pledge,
)
from pledges.worksheet.writing import STANDS, TOP
from reports.documents.asked import About, Asked, Kind
from reports.documents.sheets import SheetKind
from reports.kinds import kind_of
from reports.models import Job, WordTemplate
from reports.services import (
    cancel_job,
    export_blank_sheet,
    export_cell_sheets,
    export_report,
    export_sheet,
    export_survey_poster,
    export_unit_year,
    queue_batch,
    queue_document,
    retry_job,
    set_last_number,
    set_layout,
    take_result,
    upload_word_template,
    withdraw_word_template,
)
from reports.word.default import default_template

from .emulation.files import document, upload
from .emulation.sheets import xlsx
from .evaluations import collective, meeting, paper
from .evaluations.rulesets import make_draft, sound
from .evaluations.year import assessment_of, fill_in, make_campaign, make_rule_set
from .factories import START, give_role, make_account, make_cell, make_committee, make_member, make_ready, make_theme
from .people import Cast
from .pledges.factories import make_draft as make_item
from .pledges.factories import make_pledge
from .pledges.units import make_initiative

TABLE = """
A member's pledge
act                        state      self  colleague  secretary  neighbour  officer  leader  viewer  admin  stranger
write                      draft      yes   –          yes        –          –        –       –       –      –
write                      returned   yes   –          yes        –          –        –       –       –      –
write                      submitted  wait  –          wait       –          –        –       –       –      –
write                      confirmed  wait  –          wait       –          –        –       –       –      –
submit                     draft      yes   –          yes        –          –        –       –       –      –
submit                     returned   yes   –          yes        –          –        –       –       –      –
submit                     submitted  wait  –          wait       –          –        –       –       –      –
submit                     confirmed  wait  –          wait       –          –        –       –       –      –
return                     draft      –     –          wait       –          wait     –       –       –      –
return                     returned   –     –          wait       –          wait     –       –       –      –
return                     submitted  –     –          yes        –          yes      –       –       –      –
return                     confirmed  –     –          wait       –          wait     –       –       –      –
confirm                    draft      –     –          wait       –          wait     –       –       –      –
confirm                    returned   –     –          wait       –          wait     –       –       –      –
confirm                    submitted  –     –          yes        –          yes      –       –       –      –
confirm                    confirmed  –     –          wait       –          wait     –       –       –      –
report results             draft      wait  –          wait       –          –        –       –       –      –
report results             returned   wait  –          wait       –          –        –       –       –      –
report results             submitted  wait  –          wait       –          –        –       –       –      –
report results             confirmed  yes   –          yes        –          –        –       –       –      –
report progress            draft      wait  –          wait       –          –        –       –       –      –
report progress            returned   wait  –          wait       –          –        –       –       –      –
report progress            submitted  wait  –          wait       –          –        –       –       –      –
report progress            confirmed  yes   –          yes        –          –        –       –       –      –
ask to change              draft      wait  –          wait       –          –        –       –       –      –
ask to change              returned   wait  –          wait       –          –        –       –       –      –
ask to change              submitted  wait  –          wait       –          –        –       –       –      –
ask to change              confirmed  yes   –          yes        –          –        –       –       –      –

A change of a member's pledge
act                        state      self  colleague  secretary  neighbour  officer  leader  viewer  admin  stranger
write the change           draft      yes   –          yes        –          –        –       –       –      –
write the change           returned   yes   –          yes        –          –        –       –       –      –
write the change           submitted  wait  –          wait       –          –        –       –       –      –
write the change           agreed     wait  –          wait       –          –        –       –       –      –
submit the change          draft      yes   –          yes        –          –        –       –       –      –
submit the change          returned   yes   –          yes        –          –        –       –       –      –
submit the change          submitted  wait  –          wait       –          –        –       –       –      –
submit the change          agreed     wait  –          wait       –          –        –       –       –      –
withdraw the change        draft      yes   –          yes        –          –        –       –       –      –
withdraw the change        returned   yes   –          yes        –          –        –       –       –      –
withdraw the change        submitted  yes   –          yes        –          –        –       –       –      –
withdraw the change        agreed     wait  –          wait       –          –        –       –       –      –
return the change          draft      –     –          wait       –          wait     –       –       –      –
return the change          returned   –     –          wait       –          wait     –       –       –      –
return the change          submitted  –     –          yes        –          yes      –       –       –      –
return the change          agreed     –     –          wait       –          wait     –       –       –      –
agree to the change        draft      –     –          wait       –          wait     –       –       –      –
agree to the change        returned   –     –          wait       –          wait     –       –       –      –
agree to the change        submitted  –     –          yes        –          yes      –       –       –      –
agree to the change        agreed     –     –          wait       –          wait     –       –       –      –

A change of the secretary's pledge
act                        state      self  colleague  secretary  neighbour  officer  leader  viewer  admin  stranger
write the change           draft      yes   –          yes        –          –        –       –       –      –
write the change           submitted  wait  –          wait       –          –        –       –       –      –
submit the change          draft      yes   –          yes        –          –        –       –       –      –
submit the change          submitted  wait  –          wait       –          –        –       –       –      –
withdraw the change        draft      yes   –          yes        –          –        –       –       –      –
withdraw the change        submitted  yes   –          yes        –          –        –       –       –      –
return the change          draft      –     –          –          –          wait     –       –       –      –
return the change          submitted  –     –          –          –          yes      –       –       –      –
agree to the change        draft      –     –          –          –          wait     –       –       –      –
agree to the change        submitted  –     –          –          –          yes      –       –       –      –

The secretary's own pledge
act                        state      self  colleague  secretary  neighbour  officer  leader  viewer  admin  stranger
write                      draft      yes   –          yes        –          –        –       –       –      –
write                      submitted  wait  –          wait       –          –        –       –       –      –
write                      confirmed  wait  –          wait       –          –        –       –       –      –
submit                     draft      yes   –          yes        –          –        –       –       –      –
submit                     submitted  wait  –          wait       –          –        –       –       –      –
submit                     confirmed  wait  –          wait       –          –        –       –       –      –
return                     draft      –     –          –          –          wait     –       –       –      –
return                     submitted  –     –          –          –          yes      –       –       –      –
return                     confirmed  –     –          –          –          wait     –       –       –      –
confirm                    draft      –     –          –          –          wait     –       –       –      –
confirm                    submitted  –     –          –          –          yes      –       –       –      –
confirm                    confirmed  –     –          –          –          wait     –       –       –      –
report results             draft      wait  –          wait       –          –        –       –       –      –
report results             submitted  wait  –          wait       –          –        –       –       –      –
report results             confirmed  yes   –          yes        –          –        –       –       –      –
report progress            draft      wait  –          wait       –          –        –       –       –      –
report progress            submitted  wait  –          wait       –          –        –       –       –      –
report progress            confirmed  yes   –          yes        –          –        –       –       –      –
ask to change              draft      wait  –          wait       –          –        –       –       –      –
ask to change              submitted  wait  –          wait       –          –        –       –       –      –
ask to change              confirmed  yes   –          yes        –          –        –       –       –      –

A member's review of the year
act                        state      self  colleague  secretary  neighbour  officer  leader  viewer  admin  stranger
save                       draft      yes   –          yes        –          –        –       –       –      –
save                       returned   yes   –          yes        –          –        –       –       –      –
save                       submitted  wait  –          wait       –          –        –       –       –      –
save                       proposed   wait  –          wait       –          –        –       –       –      –
save                       verified   wait  –          wait       –          –        –       –       –      –
save                       decided    wait  –          wait       –          –        –       –       –      –
submit                     draft      yes   –          yes        –          –        –       –       –      –
submit                     returned   yes   –          yes        –          –        –       –       –      –
submit                     submitted  wait  –          wait       –          –        –       –       –      –
submit                     proposed   wait  –          wait       –          –        –       –       –      –
submit                     verified   wait  –          wait       –          –        –       –       –      –
submit                     decided    wait  –          wait       –          –        –       –       –      –
note last year's fault     draft      yes   –          yes        –          –        –       –       –      –
note last year's fault     returned   yes   –          yes        –          –        –       –       –      –
note last year's fault     submitted  wait  –          wait       –          –        –       –       –      –
note last year's fault     proposed   wait  –          wait       –          –        –       –       –      –
note last year's fault     verified   wait  –          wait       –          –        –       –       –      –
note last year's fault     decided    wait  –          wait       –          –        –       –       –      –
comment                    draft      –     –          yes        –          yes      –       –       –      –
comment                    returned   –     –          yes        –          yes      –       –       –      –
comment                    submitted  –     –          yes        –          yes      –       –       –      –
comment                    proposed   –     –          yes        –          yes      –       –       –      –
comment                    verified   –     –          yes        –          yes      –       –       –      –
comment                    decided    –     –          wait       –          wait     –       –       –      –
waive comment              draft      –     –          yes        –          yes      yes     –       –      –
waive comment              returned   –     –          yes        –          yes      yes     –       –      –
waive comment              submitted  –     –          yes        –          yes      yes     –       –      –
waive comment              proposed   –     –          yes        –          yes      yes     –       –      –
waive comment              verified   –     –          yes        –          yes      yes     –       –      –
waive comment              decided    –     –          wait       –          wait     wait    –       –      –
withdraw comment           draft      –     –          yes        –          yes      –       –       –      –
withdraw comment           returned   –     –          yes        –          yes      –       –       –      –
withdraw comment           submitted  –     –          yes        –          yes      –       –       –      –
withdraw comment           proposed   –     –          wait       –          wait     –       –       –      –
withdraw comment           verified   –     –          wait       –          wait     –       –       –      –
withdraw comment           decided    –     –          wait       –          wait     –       –       –      –
suggest issue              draft      –     –          –          –          yes      yes     –       –      –
suggest issue              returned   –     –          –          –          yes      yes     –       –      –
suggest issue              submitted  –     –          –          –          yes      yes     –       –      –
suggest issue              proposed   –     –          –          –          wait     wait    –       –      –
suggest issue              verified   –     –          –          –          wait     wait    –       –      –
suggest issue              decided    –     –          –          –          wait     wait    –       –      –
withdraw issue             draft      –     –          –          –          yes      yes     –       –      –
withdraw issue             returned   –     –          –          –          yes      yes     –       –      –
withdraw issue             submitted  –     –          –          –          yes      yes     –       –      –
withdraw issue             proposed   –     –          –          –          wait     wait    –       –      –
withdraw issue             verified   –     –          –          –          wait     wait    –       –      –
withdraw issue             decided    –     –          –          –          wait     wait    –       –      –
explain issue              draft      yes   –          yes        –          –        –       –       –      –
explain issue              returned   yes   –          yes        –          –        –       –       –      –
explain issue              submitted  yes   –          yes        –          –        –       –       –      –
explain issue              proposed   wait  –          wait       –          –        –       –       –      –
explain issue              verified   wait  –          wait       –          –        –       –       –      –
explain issue              decided    wait  –          wait       –          –        –       –       –      –
return                     draft      –     –          wait       –          –        –       –       –      –
return                     returned   –     –          wait       –          –        –       –       –      –
return                     submitted  –     –          yes        –          –        –       –       –      –
return                     proposed   –     –          wait       –          –        –       –       –      –
return                     verified   –     –          wait       –          –        –       –       –      –
return                     decided    –     –          wait       –          –        –       –       –      –
score and vote             draft      –     –          yes        –          –        –       –       –      –
score and vote             returned   –     –          yes        –          –        –       –       –      –
score and vote             submitted  –     –          yes        –          –        –       –       –      –
score and vote             proposed   –     –          wait       –          –        –       –       –      –
score and vote             verified   –     –          wait       –          –        –       –       –      –
score and vote             decided    –     –          wait       –          –        –       –       –      –
score a member             draft      –     –          wait       –          –        –       –       –      –
score a member             returned   –     –          wait       –          –        –       –       –      –
score a member             submitted  –     –          yes        –          –        –       –       –      –
score a member             proposed   –     –          wait       –          –        –       –       –      –
score a member             verified   –     –          wait       –          –        –       –       –      –
score a member             decided    –     –          wait       –          –        –       –       –      –
propose                    draft      –     –          wait       –          –        –       –       –      –
propose                    returned   –     –          wait       –          –        –       –       –      –
propose                    submitted  –     –          yes        –          –        –       –       –      –
propose                    proposed   –     –          wait       –          –        –       –       –      –
propose                    verified   –     –          wait       –          –        –       –       –      –
propose                    decided    –     –          wait       –          –        –       –       –      –
verify                     draft      –     –          –          –          wait     –       –       –      –
verify                     returned   –     –          –          –          wait     –       –       –      –
verify                     submitted  –     –          –          –          wait     –       –       –      –
verify                     proposed   –     –          –          –          yes      –       –       –      –
verify                     verified   –     –          –          –          wait     –       –       –      –
verify                     decided    –     –          –          –          wait     –       –       –      –
send back                  draft      –     –          –          –          wait     wait    –       –      –
send back                  returned   –     –          –          –          wait     wait    –       –      –
send back                  submitted  –     –          –          –          wait     wait    –       –      –
send back                  proposed   –     –          –          –          yes      yes     –       –      –
send back                  verified   –     –          –          –          yes      yes     –       –      –
send back                  decided    –     –          –          –          wait     wait    –       –      –
choose                     draft      –     –          –          –          –        wait    –       –      –
choose                     returned   –     –          –          –          –        wait    –       –      –
choose                     submitted  –     –          –          –          –        wait    –       –      –
choose                     proposed   –     –          –          –          –        wait    –       –      –
choose                     verified   –     –          –          –          –        yes     –       –      –
choose                     decided    –     –          –          –          –        wait    –       –      –
decide                     draft      –     –          –          –          –        wait    –       –      –
decide                     returned   –     –          –          –          –        wait    –       –      –
decide                     submitted  –     –          –          –          –        wait    –       –      –
decide                     proposed   –     –          –          –          –        wait    –       –      –
decide                     verified   –     –          –          –          –        yes     –       –      –
decide                     decided    –     –          –          –          –        wait    –       –      –
record the civil rating    draft      –     –          yes        –          yes      –       –       –      –
record the civil rating    returned   –     –          yes        –          yes      –       –       –      –
record the civil rating    submitted  –     –          yes        –          yes      –       –       –      –
record the civil rating    proposed   –     –          yes        –          yes      –       –       –      –
record the civil rating    verified   –     –          yes        –          yes      –       –       –      –
record the civil rating    decided    –     –          wait       –          wait     –       –       –      –
explain the choice         draft      –     –          –          –          –        yes     –       –      –
explain the choice         returned   –     –          –          –          –        yes     –       –      –
explain the choice         submitted  –     –          –          –          –        yes     –       –      –
explain the choice         proposed   –     –          –          –          –        yes     –       –      –
explain the choice         verified   –     –          –          –          –        yes     –       –      –
explain the choice         decided    –     –          –          –          –        wait    –       –      –
record the larger share    draft      –     –          –          –          yes      yes     –       –      –
record the larger share    returned   –     –          –          –          yes      yes     –       –      –
record the larger share    submitted  –     –          –          –          yes      yes     –       –      –
record the larger share    proposed   –     –          –          –          yes      yes     –       –      –
record the larger share    verified   –     –          –          –          yes      yes     –       –      –
record the larger share    decided    –     –          –          –          wait     wait    –       –      –
withdraw the larger share  draft      –     –          –          –          yes      yes     –       –      –
withdraw the larger share  returned   –     –          –          –          yes      yes     –       –      –
withdraw the larger share  submitted  –     –          –          –          yes      yes     –       –      –
withdraw the larger share  proposed   –     –          –          –          yes      yes     –       –      –
withdraw the larger share  verified   –     –          –          –          yes      yes     –       –      –
withdraw the larger share  decided    –     –          –          –          wait     wait    –       –      –
rate again                 draft      –     –          –          –          –        wait    –       –      –
rate again                 returned   –     –          –          –          –        wait    –       –      –
rate again                 submitted  –     –          –          –          –        wait    –       –      –
rate again                 proposed   –     –          –          –          –        wait    –       –      –
rate again                 verified   –     –          –          –          –        wait    –       –      –
rate again                 decided    –     –          –          –          –        yes     –       –      –
record a finding           draft      –     –          –          –          yes      –       –       –      –
record a finding           returned   –     –          –          –          yes      –       –       –      –
record a finding           submitted  –     –          –          –          yes      –       –       –      –
record a finding           proposed   –     –          –          –          yes      –       –       –      –
record a finding           verified   –     –          –          –          yes      –       –       –      –
record a finding           decided    –     –          –          –          yes      –       –       –      –
require comments           draft      –     –          –          –          yes      yes     –       –      –
require comments           returned   –     –          –          –          yes      yes     –       –      –
require comments           submitted  –     –          –          –          yes      yes     –       –      –
require comments           proposed   –     –          –          –          yes      yes     –       –      –
require comments           verified   –     –          –          –          yes      yes     –       –      –
require comments           decided    –     –          –          –          yes      yes     –       –      –
notify                     draft      –     –          –          –          wait     wait    –       –      –
notify                     returned   –     –          –          –          wait     wait    –       –      –
notify                     submitted  –     –          –          –          wait     wait    –       –      –
notify                     proposed   –     –          –          –          wait     wait    –       –      –
notify                     verified   –     –          –          –          wait     wait    –       –      –
notify                     decided    –     –          –          –          yes      yes     –       –      –
notify manager             draft      –     –          –          –          wait     wait    –       –      –
notify manager             returned   –     –          –          –          wait     wait    –       –      –
notify manager             submitted  –     –          –          –          wait     wait    –       –      –
notify manager             proposed   –     –          –          –          wait     wait    –       –      –
notify manager             verified   –     –          –          –          wait     wait    –       –      –
notify manager             decided    –     –          –          –          yes      yes     –       –      –
hand over                  draft      –     –          wait       –          wait     –       –       –      –
hand over                  returned   –     –          wait       –          wait     –       –       –      –
hand over                  submitted  –     –          wait       –          wait     –       –       –      –
hand over                  proposed   –     –          wait       –          wait     –       –       –      –
hand over                  verified   –     –          wait       –          wait     –       –       –      –
hand over                  decided    –     –          yes        –          yes      –       –       –      –
publish                    draft      –     –          –          –          wait     wait    –       –      –
publish                    returned   –     –          –          –          wait     wait    –       –      –
publish                    submitted  –     –          –          –          wait     wait    –       –      –
publish                    proposed   –     –          –          –          wait     wait    –       –      –
publish                    verified   –     –          –          –          wait     wait    –       –      –
publish                    decided    –     –          –          –          yes      yes     –       –      –
withdraw publication       draft      –     –          –          –          wait     wait    –       –      –
withdraw publication       returned   –     –          –          –          wait     wait    –       –      –
withdraw publication       submitted  –     –          –          –          wait     wait    –       –      –
withdraw publication       proposed   –     –          –          –          wait     wait    –       –      –
withdraw publication       verified   –     –          –          –          wait     wait    –       –      –
withdraw publication       decided    –     –          –          –          yes      yes     –       –      –
follow the roster          draft      –     –          –          –          yes      yes     –       –      –
follow the roster          returned   –     –          –          –          yes      yes     –       –      –
follow the roster          submitted  –     –          –          –          yes      yes     –       –      –
follow the roster          proposed   –     –          –          –          yes      yes     –       –      –
follow the roster          verified   –     –          –          –          yes      yes     –       –      –
follow the roster          decided    –     –          –          –          wait     wait    –       –      –
order a check              draft      –     –          –          –          yes      yes     –       –      –
order a check              returned   –     –          –          –          yes      yes     –       –      –
order a check              submitted  –     –          –          –          yes      yes     –       –      –
order a check              proposed   –     –          –          –          yes      yes     –       –      –
order a check              verified   –     –          –          –          yes      yes     –       –      –
order a check              decided    –     –          –          –          wait     wait    –       –      –
record its outcome         draft      –     –          –          –          yes      yes     –       –      –
record its outcome         returned   –     –          –          –          yes      yes     –       –      –
record its outcome         submitted  –     –          –          –          yes      yes     –       –      –
record its outcome         proposed   –     –          –          –          yes      yes     –       –      –
record its outcome         verified   –     –          –          –          yes      yes     –       –      –
record its outcome         decided    –     –          –          –          yes      yes     –       –      –

A complaint about a decision
act                        state      self  colleague  secretary  neighbour  officer  leader  viewer  admin  stranger
file                       filed      wait  –          wait       –          wait     wait    –       –      –
file                       taken      wait  –          wait       –          wait     wait    –       –      –
file                       kept       yes   –          yes        –          yes      yes     –       –      –
file                       withdrawn  yes   –          yes        –          yes      yes     –       –      –
take                       filed      –     –          –          –          –        yes     –       –      –
take                       taken      –     –          –          –          –        wait    –       –      –
take                       kept       –     –          –          –          –        wait    –       –      –
take                       withdrawn  –     –          –          –          –        wait    –       –      –
keep the level             filed      –     –          –          –          –        wait    –       –      –
keep the level             taken      –     –          –          –          –        yes     –       –      –
keep the level             kept       –     –          –          –          –        wait    –       –      –
keep the level             withdrawn  –     –          –          –          –        wait    –       –      –
change the level           filed      –     –          –          –          –        wait    –       –      –
change the level           taken      –     –          –          –          –        yes     –       –      –
change the level           kept       –     –          –          –          –        wait    –       –      –
change the level           withdrawn  –     –          –          –          –        wait    –       –      –
withdraw                   filed      yes   –          –          –          –        –       –       –      –
withdraw                   taken      yes   –          –          –          –        –       –       –      –
withdraw                   kept       wait  –          –          –          –        –       –       –      –
withdraw                   withdrawn  wait  –          –          –          –        –       –       –      –

A cell's own rating
act                        state      self  colleague  secretary  neighbour  officer  leader  viewer  admin  stranger
save                       draft      –     –          yes        –          –        –       –       –      –
save                       returned   –     –          yes        –          –        –       –       –      –
save                       proposed   –     –          wait       –          –        –       –       –      –
save                       verified   –     –          wait       –          –        –       –       –      –
save                       decided    –     –          wait       –          –        –       –       –      –
propose                    draft      –     –          yes        –          –        –       –       –      –
propose                    returned   –     –          yes        –          –        –       –       –      –
propose                    proposed   –     –          wait       –          –        –       –       –      –
propose                    verified   –     –          wait       –          –        –       –       –      –
propose                    decided    –     –          wait       –          –        –       –       –      –
comment                    draft      –     –          yes        –          yes      –       –       –      –
comment                    returned   –     –          yes        –          yes      –       –       –      –
comment                    proposed   –     –          yes        –          yes      –       –       –      –
comment                    verified   –     –          yes        –          yes      –       –       –      –
comment                    decided    –     –          wait       –          wait     –       –       –      –
waive comment              draft      –     –          yes        –          yes      yes     –       –      –
waive comment              returned   –     –          yes        –          yes      yes     –       –      –
waive comment              proposed   –     –          yes        –          yes      yes     –       –      –
waive comment              verified   –     –          yes        –          yes      yes     –       –      –
waive comment              decided    –     –          wait       –          wait     wait    –       –      –
withdraw comment           draft      –     –          yes        –          yes      –       –       –      –
withdraw comment           returned   –     –          yes        –          yes      –       –       –      –
withdraw comment           proposed   –     –          wait       –          wait     –       –       –      –
withdraw comment           verified   –     –          wait       –          wait     –       –       –      –
withdraw comment           decided    –     –          wait       –          wait     –       –       –      –
suggest issue              draft      –     –          –          –          yes      yes     –       –      –
suggest issue              returned   –     –          –          –          yes      yes     –       –      –
suggest issue              proposed   –     –          –          –          wait     wait    –       –      –
suggest issue              verified   –     –          –          –          wait     wait    –       –      –
suggest issue              decided    –     –          –          –          wait     wait    –       –      –
withdraw issue             draft      –     –          –          –          yes      yes     –       –      –
withdraw issue             returned   –     –          –          –          yes      yes     –       –      –
withdraw issue             proposed   –     –          –          –          wait     wait    –       –      –
withdraw issue             verified   –     –          –          –          wait     wait    –       –      –
withdraw issue             decided    –     –          –          –          wait     wait    –       –      –
explain issue              draft      –     –          yes        –          –        –       –       –      –
explain issue              returned   –     –          yes        –          –        –       –       –      –
explain issue              proposed   –     –          wait       –          –        –       –       –      –
explain issue              verified   –     –          wait       –          –        –       –       –      –
explain issue              decided    –     –          wait       –          –        –       –       –      –
verify                     draft      –     –          –          –          wait     –       –       –      –
verify                     returned   –     –          –          –          wait     –       –       –      –
verify                     proposed   –     –          –          –          yes      –       –       –      –
verify                     verified   –     –          –          –          wait     –       –       –      –
verify                     decided    –     –          –          –          wait     –       –       –      –
send back                  draft      –     –          –          –          wait     wait    –       –      –
send back                  returned   –     –          –          –          wait     wait    –       –      –
send back                  proposed   –     –          –          –          yes      yes     –       –      –
send back                  verified   –     –          –          –          yes      yes     –       –      –
send back                  decided    –     –          –          –          wait     wait    –       –      –
choose                     draft      –     –          –          –          –        wait    –       –      –
choose                     returned   –     –          –          –          –        wait    –       –      –
choose                     proposed   –     –          –          –          –        wait    –       –      –
choose                     verified   –     –          –          –          –        yes     –       –      –
choose                     decided    –     –          –          –          –        wait    –       –      –
decide                     draft      –     –          –          –          –        wait    –       –      –
decide                     returned   –     –          –          –          –        wait    –       –      –
decide                     proposed   –     –          –          –          –        wait    –       –      –
decide                     verified   –     –          –          –          –        yes     –       –      –
decide                     decided    –     –          –          –          –        wait    –       –      –
waive the order            draft      –     –          –          –          –        wait    –       –      –
waive the order            returned   –     –          –          –          –        wait    –       –      –
waive the order            proposed   –     –          –          –          –        wait    –       –      –
waive the order            verified   –     –          –          –          –        wait    –       –      –
waive the order            decided    –     –          –          –          –        wait    –       –      –
record a finding           draft      –     –          –          –          yes      –       –       –      –
record a finding           returned   –     –          –          –          yes      –       –       –      –
record a finding           proposed   –     –          –          –          yes      –       –       –      –
record a finding           verified   –     –          –          –          yes      –       –       –      –
record a finding           decided    –     –          –          –          wait     –       –       –      –

A cell's meeting
act                        state      self  colleague  secretary  neighbour  officer  leader  viewer  admin  stranger
write who was there        open       –     –          yes        –          –        –       –       –      –
choose the way of voting   open       –     –          –          –          yes      yes     –       –      –
open its ballot            open       –     –          yes        –          –        –       –       –      –
draw another code          open       –     –          yes        –          –        –       –       –      –
count its ballot           open       –     –          yes        –          –        –       –       –      –
annul its ballot           open       –     –          yes        –          –        –       –       –      –
attach its minutes         open       –     –          yes        –          –        –       –       –      –
read its minutes           open       –     –          yes        –          yes      yes     –       –      –
withdraw its minutes       open       –     –          yes        –          –        –       –       –      –

A review that is closed
act                        state      self  colleague  secretary  neighbour  officer  leader  viewer  admin  stranger
close                      decided    –     –          –          –          –        yes     –       –      –
close                      closed     –     –          –          –          –        wait    –       –      –
set the common days        decided    –     –          –          –          yes      yes     –       –      –
set the common days        closed     –     –          –          –          wait     wait    –       –      –
give a cell its days       decided    –     –          –          –          yes      yes     –       –      –
give a cell its days       closed     –     –          –          –          wait     wait    –       –      –
open again                 decided    –     –          –          –          –        wait    –       –      –
open again                 closed     –     –          –          –          –        yes     –       –      –

A result taken over from paper
act                        state      self  colleague  secretary  neighbour  officer  leader  viewer  admin  stranger
write                      paper      wait  –          wait       –          –        –       –       –      –
submit                     paper      wait  –          wait       –          –        –       –       –      –
return                     paper      –     –          wait       –          –        –       –       –      –
choose                     paper      –     –          –          –          –        wait    –       –      –
decide                     paper      –     –          –          –          –        wait    –       –      –
follow the roster          paper      –     –          –          –          wait     wait    –       –      –

A commendation
act                        state      self  colleague  secretary  neighbour  officer  leader  viewer  admin  stranger
propose                    proposed   –     –          yes        –          –        –       –       –      –
propose                    granted    –     –          yes        –          –        –       –       –      –
propose                    refused    –     –          yes        –          –        –       –       –      –
grant                      proposed   –     –          –          –          –        yes     –       –      –
grant                      granted    –     –          –          –          –        wait    –       –      –
grant                      refused    –     –          –          –          –        wait    –       –      –
refuse                     proposed   –     –          –          –          –        yes     –       –      –
refuse                     granted    –     –          –          –          –        wait    –       –      –
refuse                     refused    –     –          –          –          –        wait    –       –      –
add a title                proposed   –     –          –          –          yes      yes     –       –      –
add a title                granted    –     –          –          –          yes      yes     –       –      –
add a title                refused    –     –          –          –          yes      yes     –       –      –
retire a title             proposed   –     –          –          –          yes      yes     –       –      –
retire a title             granted    –     –          –          –          yes      yes     –       –      –
retire a title             refused    –     –          –          –          yes      yes     –       –      –
Half-year, supervision, paper
act                        state      self  colleague  secretary  neighbour  officer  leader  viewer  admin  stranger
write the half-year        confirmed  yes   –          yes        –          –        –       –       –      –
comment on the half-year   confirmed  –     –          yes        –          yes      –       –       –      –
note a supervision         confirmed  –     –          yes        –          yes      –       –       –      –
note one of the cell       confirmed  –     –          yes        –          yes      –       –       –      –
note it put right          confirmed  –     –          yes        –          yes      –       –       –      –
print a sheet              confirmed  yes   –          yes        –          yes      yes     –       –      –
print a blank pledge       confirmed  yes   –          yes        –          –        –       –       –      –
print the cell's sheets    confirmed  –     –          yes        –          yes      yes     –       –      –
take a worksheet out       confirmed  –     –          yes        –          –        –       –       –      –
look at a worksheet        confirmed  –     –          yes        –          –        –       –       –      –
bring a worksheet back     confirmed  –     –          yes        –          –        –       –       –      –
A unit's model
act                        state       self  colleague  secretary  neighbour  officer  leader  viewer  admin  stranger
change                     registered  –     –          yes        –          yes      –       –       –      –
change                     confirmed   –     –          wait       –          wait     –       –       –      –
change                     running     –     –          wait       –          wait     –       –       –      –
change                     ended       –     –          wait       –          wait     –       –       –      –
take back                  registered  –     –          yes        –          yes      –       –       –      –
take back                  confirmed   –     –          wait       –          wait     –       –       –      –
take back                  running     –     –          wait       –          wait     –       –       –      –
take back                  ended       –     –          wait       –          wait     –       –       –      –
save an indicator          registered  –     –          yes        –          yes      –       –       –      –
save an indicator          confirmed   –     –          wait       –          wait     –       –       –      –
save an indicator          running     –     –          wait       –          wait     –       –       –      –
save an indicator          ended       –     –          wait       –          wait     –       –       –      –
remove an indicator        registered  –     –          yes        –          yes      –       –       –      –
remove an indicator        confirmed   –     –          wait       –          wait     –       –       –      –
remove an indicator        running     –     –          wait       –          wait     –       –       –      –
remove an indicator        ended       –     –          wait       –          wait     –       –       –      –
confirm                    registered  –     –          –          –          yes      yes     –       –      –
confirm                    confirmed   –     –          –          –          wait     wait    –       –      –
confirm                    running     –     –          –          –          wait     wait    –       –      –
confirm                    ended       –     –          –          –          wait     wait    –       –      –
return                     registered  –     –          –          –          yes      yes     –       –      –
return                     confirmed   –     –          –          –          yes      yes     –       –      –
return                     running     –     –          –          –          yes      yes     –       –      –
return                     ended       –     –          –          –          wait     wait    –       –      –
start                      registered  –     –          wait       –          wait     –       –       –      –
start                      confirmed   –     –          yes        –          yes      –       –       –      –
start                      running     –     –          wait       –          wait     –       –       –      –
start                      ended       –     –          wait       –          wait     –       –       –      –
end                        registered  –     –          wait       –          wait     –       –       –      –
end                        confirmed   –     –          wait       –          wait     –       –       –      –
end                        running     –     –          yes        –          yes      –       –       –      –
end                        ended       –     –          wait       –          wait     –       –       –      –
enter a reading            registered  –     –          wait       –          wait     –       –       –      –
enter a reading            confirmed   –     –          wait       –          wait     –       –       –      –
enter a reading            running     –     –          yes        –          yes      –       –       –      –
enter a reading            ended       –     –          wait       –          wait     –       –       –      –
correct a reading          registered  –     –          wait       –          wait     –       –       –      –
correct a reading          confirmed   –     –          wait       –          wait     –       –       –      –
correct a reading          running     –     –          yes        –          yes      –       –       –      –
correct a reading          ended       –     –          yes        –          yes      –       –       –      –

The organisation
act                        state      self  colleague  secretary  neighbour  officer  leader  viewer  admin  stranger
add a unit                 any        –     –          –          –          –        –       –       yes    –
correct a unit             any        –     –          –          –          –        –       –       yes    –
close an empty unit        any        –     –          –          –          –        –       –       yes    –
create an account          any        –     –          –          –          –        –       –       yes    –
create members' accounts   any        –     –          –          –          –        –       –       yes    –
renew first passwords      any        –     –          –          –          –        –       –       yes    –
reset a password           any        –     –          –          –          –        –       –       yes    –
close an account           any        –     –          –          –          –        –       –       yes    –
end somebody's sessions    any        –     –          –          –          –        –       –       yes    –
take away second factors   any        –     –          –          –          –        –       –       yes    –
link an office account     any        –     –          –          –          –        –       –       yes    –
end an own session         any        yes   –          –          –          –        –       –       –      –
end own other sessions     any        yes   –          –          –          –        –       –       –      –
note a second factor       any        yes   –          –          –          –        –       –       –      –
give a role                any        –     –          –          –          –        –       –       yes    –
end a role                 any        –     –          –          –          –        –       –       yes    –
mark own notices as read   any        yes   –          –          –          –        –       –       –      –
choose how to be told      any        yes   –          –          –          –        –       –       –      –
delegate an own role       any        –     –          yes        –          –        –       –       –      –
end a delegation           any        –     yes        yes        –          –        –       –       –      –
make an own key            any        yes   –          –          –          –        –       –       –      –
end an own key             any        yes   –          –          –          –        –       –       –      –
verify the journal         any        –     –          –          –          yes      yes     –       yes    –
note in the register       any        –     –          –          –          yes      yes     –       –      –
confirm having read it     any        yes   –          –          –          –        –       –       –      –
see what is due to go      any        –     –          –          –          yes      yes     –       yes    –
set a time of keeping      any        –     –          –          –          –        yes     –       yes    –
let old words go           any        –     –          –          –          –        yes     –       yes    –
look into a breach         any        –     –          –          –          –        yes     –       yes    –
take a breach out          any        –     –          –          –          –        yes     –       yes    –
record a breach            any        –     –          –          –          –        yes     –       yes    –
report a breach            any        –     –          –          –          –        yes     –       yes    –
tell those affected        any        –     –          –          –          –        yes     –       yes    –
take out own data          any        yes   –          –          –          –        –       –       –      –
ask about the member's     any        yes   –          yes        –          yes      –       –       –      –
write a transfer's review  any        yes   –          yes        –          –        –       –       –      –
comment on a transfer      any        –     –          yes        –          –        –       –       –      –
endorse a transfer         any        –     –          –          –          yes      –       –       –      –
take on a request          any        –     –          yes        –          yes      yes     –       –      –
prolong a request          any        –     –          yes        –          yes      yes     –       –      –
answer a request           any        –     –          yes        –          yes      yes     –       –      –
refuse a request           any        –     –          yes        –          yes      yes     –       –      –
read a roster              any        –     –          –          –          yes      –       –       –      –
correct a member           any        –     –          yes        –          yes      –       –       –      –
set a subject type         any        –     –          yes        –          yes      –       –       –      –
record an illness          any        –     –          yes        –          yes      –       –       –      –
end a membership           any        –     –          yes        –          yes      –       –       –      –
admit a member             any        –     –          –          –          yes      –       –       –      –
receive a member           any        –     –          –          –          yes      –       –       –      –
transfer a member          any        –     –          –          –          yes      –       –       –      –
send for a time            any        –     –          –          –          yes      –       –       –      –
restore a member           any        –     –          –          –          yes      –       –       –      –
make official              any        –     –          yes        –          yes      –       –       –      –
correct a move             any        –     –          –          –          yes      –       –       –      –
take a move back           any        –     –          –          –          yes      –       –       –      –
merge cells                any        –     –          –          –          yes      –       –       –      –
split a cell               any        –     –          –          –          yes      –       –       –      –
move a cell                any        –     –          –          –          –        –       –       –      –
take out the movement      any        –     –          yes        –          yes      yes     yes     –      –
open a year                any        –     –          –          –          yes      yes     –       –      –
say how often to report    any        –     –          –          –          yes      yes     –       –      –
set the ward's theme       any        –     –          –          –          yes      yes     –       –      –
adapt it for the cell      any        –     –          yes        –          yes      yes     –       –      –
set a term's theme         any        –     –          –          –          yes      yes     –       –      –
attach to the theme        any        –     –          –          –          yes      yes     –       –      –
plan a study session       any        –     –          yes        –          –        –       –       –      –
change a study session     any        –     –          yes        –          –        –       –       –      –
record who was there       any        –     –          yes        –          –        –       –       –      –
take a session back        any        –     –          yes        –          –        –       –       –      –
add a legal basis          any        –     –          –          –          yes      yes     –       –      –
start the member's pledge  any        yes   –          yes        –          –        –       –       –      –
comment on progress        any        –     –          yes        –          yes      –       –       –      –
agree to be posted         any        yes   –          yes        –          –        –       –       –      –
take the consent back      any        yes   –          yes        –          –        –       –       –      –
comment on what is posted  any        –     yes        yes        –          yes      yes     –       –      –
answer a comment           any        yes   –          –          –          –        –       –       –      –
hide a comment             any        –     –          yes        –          yes      yes     –       –      –
set the public board       any        –     –          –          –          yes      yes     –       –      –
tick for the board         any        –     –          –          –          yes      yes     –       –      –
print a poster             any        –     –          yes        –          yes      yes     –       –      –
make a survey              any        –     –          yes        –          yes      –       –       –      –
change a survey            any        –     –          yes        –          yes      –       –       –      –
end a survey               any        –     –          yes        –          yes      –       –       –      –
keep a cell's template     any        –     –          yes        –          yes      –       –       –      –
keep a ward's template     any        –     –          –          –          yes      –       –       –      –
use a Word template        any        –     –          –          –          yes      yes     –       –      –
withdraw a Word template   any        –     –          –          –          yes      yes     –       –      –
install a rule set         any        –     –          –          –          yes      yes     –       –      –
preview old results        any        –     –          –          –          yes      –       –       –      –
take over old results      any        –     –          –          –          yes      –       –       –      –
copy a rule set            any        –     –          –          –          yes      yes     –       –      –
change a draft             any        –     –          –          –          yes      yes     –       –      –
write its criteria         any        –     –          –          –          yes      yes     –       –      –
try it on a review         any        –     –          –          –          yes      yes     –       –      –
publish it                 any        –     –          –          –          –        yes     –       –      –
delete a draft             any        –     –          –          –          yes      yes     –       –      –
open the review            any        –     –          –          –          yes      yes     –       –      –
register a model           any        –     –          yes        –          yes      –       –       –      –
write its pairs            any        –     –          yes        –          yes      –       –       –      –
save a drive               any        –     –          yes        –          yes      –       –       –      –
take a drive out           any        –     –          yes        –          yes      –       –       –      –
print what it registers    any        yes   yes        yes        –          yes      yes     –       –      –
export the cell's report   any        –     –          yes        –          yes      yes     –       –      –
export the ward's report   any        –     –          –          –          yes      yes     –       –      –
number the cell's papers   any        –     –          yes        –          –        yes     –       –      –
number the ward's papers   any        –     –          –          –          –        yes     –       –      –
set the cell's layout      any        –     –          yes        –          yes      yes     –       –      –
set the ward's layout      any        –     –          –          –          yes      yes     –       –      –
ask for the cell's list    any        –     –          yes        –          yes      yes     –       –      –
ask for all of a ward      any        –     –          –          –          yes      yes     –       –      –
stop an own job            any        yes   –          –          –          –        –       –       –      –
ask for it once more       any        yes   –          –          –          –        –       –       –      –
take its file out          any        wait  –          –          –          –        –       –       –      –
"""

YES, WAIT, NO = "yes", "wait", "–"
PEOPLE = "self colleague secretary neighbour officer leader viewer admin stranger".split()
GOOD = {"self_common": 25, "self_results": 50, "self_total": 75, "self_level": "HTTNV"}
ROW = {"level": "HTTNV", "common": "25", "results": "50", "votes": (0, 10, 0, 0)}
AHEAD = timezone.localdate() + datetime.timedelta(days=30)

QUESTIONS = [Question("RATING", "Thái độ phục vụ?")]
SURVEY = {"year": 2026, "quarter": 4, "title": "Ý kiến", "counter": "Hộ tịch", "opens_on": AHEAD, "closes_on": AHEAD}


@dataclass
class Scene:
    """The cast, and what the acts are done to; `state` is that of the record."""

    cast: Cast
    state: str
    people: dict[str, Any]
    things: dict[str, Any] = field(default_factory=dict)


def people_of(cast: Cast) -> dict[str, Any]:
    neighbour = give_role(make_account("Bí thư chi bộ bên cạnh"), Role.SECRETARY, cast.other_cell)
    everybody = {name: getattr(cast, name) for name in PEOPLE if hasattr(cast, name)}
    return everybody | {"self": cast.member, "neighbour": neighbour}


# ── pledges ──


def pledge_scene(cast: Cast, state: str, *, of_secretary: bool = False) -> Scene:
    people = people_of(cast)
    owner = cast.secretary if of_secretary else cast.member
    number = PledgeState[state.upper()]
    pledge = make_pledge(owner.member, cast.cell, cast.year, state=number)
    if of_secretary:
        deputy = make_account("Phó bí thư", make_member("Phó Bí Thư", cast.cell))
        people |= {"self": owner, "secretary": give_role(deputy, Role.DEPUTY, cast.cell)}
    return Scene(cast, state, people, {"pledge": pledge})


def pledge_of(scene: Scene) -> Pledge:
    """Read the pledge as a page does, knowing whether it is a secretary's."""
    found = Pledge.objects.with_secretaries(timezone.localdate())
    return found.select_related("unit", "year").get(pk=scene.things["pledge"].pk)


def report(scene: Scene, by) -> None:
    pledge = pledge_of(scene)
    results = {item.pk: ("KEPT", "Đã làm xong") for item in pledge.items.all()}
    report_pledge(pledge=pledge, results=results, by=by)


def reported(scene: Scene) -> CheckIn:
    """Return a report of the member's."""
    pledge = make_pledge(scene.people["self"].member, scene.cast.cell, scene.cast.year, state=PledgeState.CONFIRMED)
    report = CheckIn.objects.create(pledge=pledge, month=3, sent_at=timezone.now())
    return CheckIn.objects.select_related("pledge__unit").get(pk=report.pk)


def confirmed(scene: Scene) -> Pledge:
    """Return a confirmed pledge of the member's."""
    return make_pledge(scene.people["self"].member, scene.cast.cell, scene.cast.year, state=PledgeState.CONFIRMED)


def posted(scene: Scene) -> Posting:
    """Return the member's pledge on the ward's board."""
    scene.people["self"].member.memberships.update(subject_type="LEADER")
    set_board(year=scene.cast.year, audience=20, by=scene.cast.officer)
    posting = agree_to_posting(pledge=confirmed(scene), agreed_to=20, by=scene.people["self"])
    return Posting.objects.select_related("pledge__unit", "pledge__year__public_board").get(pk=posting.pk)


def said(scene: Scene) -> BoardComment:
    """Return a comment on the member's pledge."""
    return comment_posting(posting=posted(scene), text="Tốt", by=scene.cast.colleague)


def survey_in(scene: Scene) -> Survey:
    """Return a survey of the cell that has not begun."""
    return create_survey(unit=scene.cast.cell, questions=QUESTIONS, by=scene.cast.secretary, **SURVEY)


def report_progress(scene: Scene, by) -> None:
    pledge = pledge_of(scene)
    lines = {item.pk: Line("ON_TRACK") for item in pledge.items.all()}
    send_check_in(pledge=pledge, month=3, lines=lines, by=by)


PLEDGE: dict[str, Callable[[Scene, Any], Any]] = {
    "write": lambda s, by: write_pledge(pledge=pledge_of(s), items=[make_item("Việc khác")], by=by),
    "submit": lambda s, by: submit_pledge(pledge=pledge_of(s), by=by),
    "return": lambda s, by: return_pledge(pledge=pledge_of(s), reason="Ghi rõ chỉ tiêu", by=by),
    "confirm": lambda s, by: confirm_pledge(pledge=pledge_of(s), by=by),
    "report results": report,
    "report progress": report_progress,
    "ask to change": lambda s, by: open_change(pledge=pledge_of(s), reason="Chuyển công tác", by=by),
}


def change_scene(cast: Cast, state: str, *, of_secretary: bool = False) -> Scene:
    scene = pledge_scene(cast, "confirmed", of_secretary=of_secretary)
    change = open_change(pledge=scene.things["pledge"], reason="Chuyển công tác", by=scene.people["self"])
    changed = make_item("Việc khác")
    write_change(change=change, items=[(None, changed)], by=scene.people["self"])
    answer = {"return_reason": "Ghi rõ"} if state == "returned" else {}
    answer |= {"agreed_at": timezone.now()} if state == "agreed" else {}
    PledgeVersion.objects.filter(pk=change.pk).update(state=VersionState[state.upper()], **answer)
    return Scene(cast, state, scene.people, scene.things | {"change": change.pk})


def change_of(scene: Scene) -> PledgeVersion:
    return PledgeVersion.objects.select_related("pledge__unit").get(pk=scene.things["change"])


CHANGE: dict[str, Callable[[Scene, Any], Any]] = {
    "write the change": lambda s, by: write_change(change=change_of(s), items=[(None, make_item("Việc nữa"))], by=by),
    "submit the change": lambda s, by: submit_change(change=change_of(s), by=by),
    "withdraw the change": lambda s, by: withdraw_change(change=change_of(s), by=by),
    "return the change": lambda s, by: return_change(change=change_of(s), reason="Ghi rõ chỉ tiêu", by=by),
    "agree to the change": lambda s, by: agree_change(change=change_of(s), by=by),
}


def reviewed(scene: Scene) -> HalfYearReview:
    """Return a half-year review of the member's."""
    made = HalfYearReview.objects.create(pledge=pledge_of(scene), sent_at=timezone.now())
    return HalfYearReview.objects.select_related("pledge__unit").get(pk=made.pk)


def supervised(scene: Scene, by, **more) -> SupervisionNote:
    said = {"supervised_by": "Chi ủy", "looked_for": "Tác phong", "seen_on": START, "finding": "NOTHING"}
    return record_supervision(unit=scene.cast.cell, by=by, **said | more)


def to_put_right(scene: Scene) -> SupervisionNote:
    """Return a note on the member's pledge with something to put right."""
    said = {"finding": "CORRECT", "words": "Sửa", "correct_by": timezone.localdate()}
    return supervised(scene, scene.cast.secretary, pledge=pledge_of(scene), **said)


def filled_worksheet(scene: Scene) -> bytes:
    """Return the cell's worksheet with every item on track."""
    cast = scene.cast
    content, name = export_worksheet(unit=cast.cell, year=cast.year, month=3, by=cast.secretary)
    rows = [list(row) for row in read_workbook(content, name)[0].rows]
    for row in rows[TOP + 1 :]:
        row[STANDS] = "Đúng tiến độ"
    return xlsx(rows)


def worksheet(scene: Scene, by, service: Callable, **more) -> Any:
    data, cast = filled_worksheet(scene), scene.cast
    return service(unit=cast.cell, year=cast.year, data=data, filename="x.xlsx", by=by, **more)


def bring_back(scene: Scene, by) -> None:
    data, cast = filled_worksheet(scene), scene.cast
    at = {"unit": cast.cell, "year": cast.year, "data": data, "filename": "x.xlsx"}
    apply_worksheet(seen=preview_worksheet(by=cast.secretary, **at).seen, by=by, **at)


PAPERS: dict[str, Callable[[Scene, Any], Any]] = {
    "write the half-year": lambda s, by: write_half_year(
        pledge=pledge_of(s), lines={item.pk: HalfLine("ON_TRACK") for item in pledge_of(s).items.all()}, by=by
    ),
    "comment on the half-year": lambda s, by: comment_half_year(review=reviewed(s), comment="Tốt", by=by),
    "note a supervision": lambda s, by: supervised(s, by, pledge=pledge_of(s)),
    "note one of the cell": supervised,
    "note it put right": lambda s, by: correct_supervision(
        note=to_put_right(s), corrected_on=timezone.localdate(), by=by
    ),
    "print a sheet": lambda s, by: export_sheet(pledge=pledge_of(s), kind=SheetKind.PLEDGE, by=by),
    "print a blank pledge": lambda s, by: export_blank_sheet(
        membership=s.cast.member.member.memberships.get(), year=s.cast.year, by=by
    ),
    "print the cell's sheets": lambda s, by: export_cell_sheets(
        unit=s.cast.cell, year=s.cast.year, kind=SheetKind.PLEDGE, by=by
    ),
    "take a worksheet out": lambda s, by: export_worksheet(unit=s.cast.cell, year=s.cast.year, month=3, by=by),
    "look at a worksheet": lambda s, by: worksheet(s, by, preview_worksheet),
    "bring a worksheet back": bring_back,
}

# ── what units register ──


def model_scene(cast: Cast, state: str) -> Scene:
    row = make_initiative(cast, state=state.upper())
    return Scene(cast, state, people_of(cast), {"model": row})


def indicator_in(scene: Scene) -> Indicator:
    found = Indicator.objects.select_related("initiative__unit", "initiative__year")
    return found.get(initiative=scene.things["model"])


def read_first(scene: Scene) -> Reading:
    """Return a reading that was entered while the model ran."""
    by = scene.cast.secretary
    return Reading.objects.create(indicator=indicator_in(scene), on=START_OF_2026, value=80, recorded_by=by)


def new_drive(scene: Scene, by) -> Drive:
    days = {"first_day": START_OF_2026, "last_day": datetime.date(2026, 3, 31)}
    targets = [TargetWords("Hồ sơ đúng hạn", Decimal(95))]
    return save_drive(unit=scene.cast.cell, year=scene.cast.year, name="Đợt 1", targets=targets, by=by, **days)


START_OF_2026 = datetime.date(2026, 1, 1)
FIGURES = Figures(datetime.date(2026, 1, 31), Decimal(90))
MODEL: dict[str, Callable[[Scene, Any], Any]] = {
    "change": lambda s, by: edit_initiative(initiative=s.things["model"], name="Tên khác", purpose="Tốt", by=by),
    "take back": lambda s, by: withdraw_initiative(initiative=s.things["model"], by=by),
    "save an indicator": lambda s, by: save_indicator(
        initiative=s.things["model"], words=IndicatorWords("Số hộ được giúp"), by=by
    ),
    "remove an indicator": lambda s, by: remove_indicator(indicator=indicator_in(s), by=by),
    "confirm": lambda s, by: confirm_initiative(initiative=s.things["model"], by=by),
    "return": lambda s, by: return_initiative(initiative=s.things["model"], reason="Ghi rõ chỉ tiêu", by=by),
    "start": lambda s, by: start_initiative(initiative=s.things["model"], by=by),
    "end": lambda s, by: end_initiative(initiative=s.things["model"], result="Đạt", by=by),
    "enter a reading": lambda s, by: add_reading(indicator=indicator_in(s), figures=FIGURES, by=by),
    "correct a reading": lambda s, by: correct_reading(reading=read_first(s), figures=FIGURES, reason="Gõ nhầm", by=by),
}

# ── the review of the year ──


def review_scene(cast: Cast, state: str) -> Scene:
    """Bring the whole ward to the state, the member's own form complete."""
    campaign = make_campaign(cast)
    people = people_of(cast)
    own = assessment_of(campaign, cast.member)
    fill_in(own, cast.secretary)  # a draft of the member's own is the member's alone
    long_ago = timezone.now() - datetime.timedelta(hours=1)  # a new sitting, which leaves a line of its own
    Assessment.objects.filter(pk=own.pk).update(updated_at=long_ago)
    cells = [cast.cell, cast.other_cell]
    if state not in ("draft", "returned"):
        for cell in cells:
            meeting.hand_in(campaign, cell, **GOOD)
    if state in ("submitted", "proposed", "verified", "decided"):
        for cell in cells:
            meeting.hold(meeting.review_of(campaign, cell), **ROW)
    if state in ("proposed", "verified", "decided"):
        for cell in cells:
            propose_cell(review=meeting.review_of(campaign, cell), by=meeting.secretary_of(cell))
    if state in ("verified", "decided"):
        for cell in cells:
            verify_cell(review=meeting.review_of(campaign, cell), note="", by=cast.officer)
    if state == "decided":
        decide_campaign(campaign=campaign, number="1-QĐ/ĐU", signed_on=timezone.localdate(), by=cast.leader)
    if state == "returned":
        Assessment.objects.filter(campaign=campaign).update(state=State.RETURNED, return_reason="Bổ sung")
    return Scene(cast, state, people, {"campaign": campaign, "assessment": own.pk})


def assessment_in(scene: Scene) -> Assessment:
    return Assessment.objects.select_related("unit", "campaign__year__unit").get(pk=scene.things["assessment"])


def review_in(scene: Scene):
    return meeting.review_of(scene.things["campaign"], scene.cast.cell)


def choose(scene: Scene, by) -> None:
    choices = {scene.things["assessment"]: ("HTNV", "Tập thể cấp ủy thống nhất")}
    choose_levels(campaign=scene.things["campaign"], choices=choices, by=by)


def decide(scene: Scene, by) -> None:
    decide_campaign(campaign=scene.things["campaign"], number="2-QĐ/ĐU", signed_on=timezone.localdate(), by=by)


def explain(scene: Scene, by) -> None:
    explain_choice(campaign=scene.things["campaign"], group="NONLEAD", reason="Nhận việc khó", by=by)


def rate_again(scene: Scene, by) -> None:
    assessment = assessment_in(scene)
    held = assessment.decision.pk if assessment.decision else 0
    facts = {"number": "9-QĐ/ĐU", "signed_on": timezone.localdate(), "reason": "Phát hiện vi phạm"}
    rerate(assessment=assessment, replaces=held, level="HTNV", by=by, **facts)


def record_larger(scene: Scene, by) -> None:
    paper = {"about": "PEOPLE", "number": "9-QĐ/TU", "signed_on": timezone.localdate(), "issuer": "Tỉnh ủy"}
    record_cap_exception(campaign=scene.things["campaign"], unit=scene.cast.committee, by=by, **paper)


def withdraw_larger(scene: Scene, by) -> None:
    paper = {"number": "9-QĐ/TU", "signed_on": timezone.localdate(), "issuer": "Tỉnh ủy"}
    made = CapException(campaign=scene.things["campaign"], unit=scene.cast.committee, recorded_by=scene.cast.officer)
    for name, value in paper.items():
        setattr(made, name, value)
    made.save()
    withdraw_cap_exception(exception=made, by=by)


def find(scene: Scene, by) -> None:
    values = {
        "code": "K5",
        "document_number": "12-QĐ/UBKT",
        "document_date": START,
        "issuer": "Ủy ban Kiểm tra",
        "escape": "NONE",
        "escape_level": "",
        "escape_decision": "",
    }
    record_finding(assessment=assessment_in(scene), values=values, by=by)


def rate(scene: Scene, by) -> None:
    day = timezone.localdate().replace(year=scene.cast.year.number, month=1, day=2)
    record_employee_rating(assessment=assessment_in(scene), level="HTTNV", rated_on=day, issuer="UBND phường", by=by)


def meet(scene: Scene, by) -> None:
    facts = meeting.meeting() | {"chair": "Người chủ trì khác"}
    save_review(review=review_in(scene), meeting=facts, rows={}, version=None, by=by)


def score(scene: Scene, by) -> None:
    rows = {scene.things["assessment"]: meeting.row(**(ROW | {"common": "24", "explanation": "Tập thể thống nhất"}))}
    save_review(review=review_in(scene), meeting={}, rows=rows, version=None, by=by)


TODAY = timezone.localdate()
CHECK = {"kind": "DISUNITY", "about": "Dấu hiệu mất đoàn kết", "ordered_by": "Tỉnh ủy", "received_on": TODAY}


def order(scene: Scene, by) -> None:
    order_check(assessment=assessment_in(scene), by=by, **CHECK)


def conclude(scene: Scene, by) -> None:
    made = {"recorded_by": scene.cast.officer, "recorded_at": timezone.now()}
    check = PendingCheck.objects.create(assessment=assessment_in(scene), **CHECK, **made)
    document = {"document_number": "3-KL/TU", "document_date": timezone.localdate()}
    conclude_check(check=check, outcome="Không có vi phạm", by=by, **document)


def closed_scene(cast: Cast, state: str) -> Scene:
    """Members and cells decided; closed where the state says so."""
    scene = rating_scene(cast, "verified")
    decide_all_cells(scene, cast.leader)
    if state == "closed":
        close_campaign(campaign=scene.things["campaign"], by=cast.leader)
    return scene


DAYS = {
    "assessments_due": datetime.date(2026, 11, 20),
    "reviews_due": datetime.date(2026, 12, 8),
    "decisions_due": datetime.date(2026, 12, 28),
}


def give_days(scene: Scene, by) -> None:
    days = {"ASSESSMENTS": datetime.date(2026, 12, 5)}
    set_cell_days(campaign=scene.things["campaign"], unit=scene.cast.cell, days=days, by=by)


CLOSING: dict[str, Callable[[Scene, Any], Any]] = {
    "close": lambda s, by: close_campaign(campaign=s.things["campaign"], by=by),
    "set the common days": lambda s, by: set_due_days(campaign=s.things["campaign"], by=by, **DAYS),
    "give a cell its days": give_days,
    "open again": lambda s, by: reopen_campaign(campaign=s.things["campaign"], reason="Có kết luận mới", by=by),
}

REVIEW: dict[str, Callable[[Scene, Any], Any]] = {
    "save": lambda s, by: save_assessment(assessment=assessment_in(s), sections={}, by=by),
    "submit": lambda s, by: submit_assessment(assessment=assessment_in(s), by=by),
    "note last year's fault": lambda s, by: note_fault(assessment=assessment_in(s), text="Chậm báo cáo", by=by),
    "return": lambda s, by: return_assessment(assessment=assessment_in(s), reason="Bổ sung", by=by),
    "score and vote": meet,
    "score a member": score,
    "propose": lambda s, by: propose_cell(review=review_in(s), by=by),
    "verify": lambda s, by: verify_cell(review=review_in(s), note="", by=by),
    "send back": lambda s, by: send_back_cell(review=review_in(s), reason="Bổ sung giải trình", by=by),
    "choose": choose,
    "decide": decide,
    "explain the choice": explain,
    "rate again": rate_again,
    "record the larger share": record_larger,
    "withdraw the larger share": withdraw_larger,
    "record the civil rating": rate,
    "record a finding": find,
    "follow the roster": lambda s, by: refresh_campaign(campaign=s.things["campaign"], by=by),
    "order a check": order,
    "record its outcome": conclude,
}

# ── a complaint about a decision ──


def appeal_scene(cast: Cast, state: str) -> Scene:
    """A decision by another leader than the one of the table, and the member's complaint in the state."""
    scene = review_scene(cast, "verified")
    deputy = give_role(make_account("Phó bí thư đảng ủy"), Role.LEADER, cast.committee)
    signed = {"number": "1-QĐ/ĐU", "signed_on": timezone.localdate()}
    decide_campaign(campaign=scene.things["campaign"], by=deputy, **signed)
    appeal = file_appeal(assessment=assessment_in(scene), text="Chưa tính việc đã làm", by=cast.member)
    scene.things["appeal"] = appeal.pk
    if state in ("taken", "kept"):
        take_appeal(appeal=appeal, by=cast.leader)
    if state == "kept":
        uphold_appeal(appeal=appeal, answer="Đã xem xét đủ", by=cast.leader)
    if state == "withdrawn":
        withdraw_appeal(appeal=appeal, by=cast.member)
    return scene


def appeal_in(scene: Scene) -> Appeal:
    return appeals_in_full().get(pk=scene.things["appeal"])


def appeals_in_full():
    return Appeal.objects.select_related("decision__assessment__campaign__year__unit", "decision__assessment__unit")


def change(scene: Scene, by) -> None:
    appeal = appeal_in(scene)
    signed = {"number": "9-QĐ/ĐU", "signed_on": timezone.localdate()}
    change_appeal(appeal=appeal, replaces=appeal.decision_id, level="HTNV", answer="Có căn cứ", by=by, **signed)


APPEAL: dict[str, Callable[[Scene, Any], Any]] = {
    "file": lambda s, by: file_appeal(assessment=assessment_in(s), text="Đề nghị xem lại", by=by),
    "take": lambda s, by: take_appeal(appeal=appeal_in(s), by=by),
    "keep the level": lambda s, by: uphold_appeal(appeal=appeal_in(s), answer="Đã xem xét đủ", by=by),
    "change the level": change,
    "withdraw": lambda s, by: withdraw_appeal(appeal=appeal_in(s), by=by),
}


def comment(about, by) -> None:
    facts = {"author": "Chi ủy Khu phố 5", "signed_on": timezone.localdate(), "text": "Gương mẫu."}
    record_comment(about=about, kind="RESIDENCE", by=by, **facts)


def made_comment(about) -> WrittenComment:
    facts = {"author": "Chi ủy Khu phố 5", "signed_on": timezone.localdate(), "text": "Gương mẫu."}
    made = {"recorded_by": Account.objects.first(), "kind": "RESIDENCE"}
    return WrittenComment.objects.create(**link(about), **made, **facts)


def made_issue(about) -> SuggestedIssue:
    return SuggestedIssue.objects.create(**link(about), text="Thu Đảng phí", suggested_by=Account.objects.first())


def about_acts(find: Callable[[Scene], Any]) -> dict[str, Callable[[Scene, Any], Any]]:
    """Return the acts of comments and issues, the same on a member and on a cell."""
    return {
        "comment": lambda s, by: comment(find(s), by),
        "waive comment": lambda s, by: waive_comment(about=find(s), kind="RESIDENCE", reason="Mới chuyển đến", by=by),
        "withdraw comment": lambda s, by: withdraw_comment(comment=made_comment(find(s)), reason="Nhầm người", by=by),
        "suggest issue": lambda s, by: suggest_issue(about=find(s), text="Thu Đảng phí", by=by),
        "withdraw issue": lambda s, by: withdraw_issue(issue=made_issue(find(s)), reason="Đã làm rõ", by=by),
        "explain issue": lambda s, by: explain_issue(issue=made_issue(find(s)), text="Do đi công tác", by=by),
    }


REVIEW |= about_acts(assessment_in) | {
    "require comments": lambda s, by: require_comments(
        campaign=s.things["campaign"], unit=s.cast.cell, kind="MASS", is_due=True, reason="Chi bộ trường học", by=by
    ),
}


def tell_first(scene: Scene) -> None:
    """Let the member have been told, as before a hand-over on paper."""
    if scene.state == "decided":
        notify_results(campaign=scene.things["campaign"], by=scene.cast.officer)


def hand_over(scene: Scene, by) -> None:
    tell_first(scene)
    hand_over_result(assessment=assessment_in(scene), handed_on=timezone.localdate(), by=by)


def withdraw_list(scene: Scene, by) -> None:
    campaign, ward = scene.things["campaign"], scene.cast.committee
    made = {"published_by": scene.cast.officer, "published_at": timezone.now()}
    publication = Publication.objects.create(campaign=campaign, unit=ward, **made)
    withdraw_publication(publication=publication, reason="Có quyết định mới", by=by)


REVIEW |= {
    "notify": lambda s, by: notify_results(campaign=s.things["campaign"], by=by),
    "notify manager": lambda s, by: notify_manager(assessment=assessment_in(s), name="Trần Văn An", by=by),
    "hand over": hand_over,
    "publish": lambda s, by: publish_levels(campaign=s.things["campaign"], unit=s.cast.committee, by=by),
    "withdraw publication": withdraw_list,
}

# ── the cell's own rating ──


def rating_scene(cast: Cast, state: str) -> Scene:
    """Bring the form of both cells to the state, complete; their members are proposed, or decided with them."""
    scene = review_scene(cast, "decided" if state in ("verified", "decided") else "proposed")
    facts = collective.ALL_MET | {"tasks_beyond": 1}
    for cell in (cast.cell, cast.other_cell):
        collective.written(meeting.review_of(scene.things["campaign"], cell), facts=facts, level="HTTNV")
    long_ago = timezone.now() - datetime.timedelta(hours=1)  # a new sitting, which leaves a line of its own
    CellRating.objects.update(state=State[state.upper()], updated_at=long_ago)
    return scene


def find_on_cell(scene: Scene, by) -> None:
    record_cell_finding(review=review_in(scene), values={"code": "K10"} | collective.DOCUMENT, by=by)


def choose_cell(scene: Scene, by) -> None:
    choices = {scene.cast.cell.pk: ("HTNV", "Tập thể cấp ủy thống nhất")}
    choose_cell_levels(campaign=scene.things["campaign"], choices=choices, by=by)


def decide_all_cells(scene: Scene, by) -> None:
    decide_cells(campaign=scene.things["campaign"], number="3-QĐ/ĐU", signed_on=timezone.localdate(), by=by)


RATING: dict[str, Callable[[Scene, Any], Any]] = {
    "save": lambda s, by: save_rating(review=review_in(s), sections={}, by=by),
    "propose": lambda s, by: propose_rating(review=review_in(s), by=by),
    "verify": lambda s, by: verify_rating(review=review_in(s), by=by),
    "send back": lambda s, by: send_back_rating(review=review_in(s), reason="Bổ sung số liệu", by=by),
    "choose": choose_cell,
    "decide": decide_all_cells,
    "record a finding": find_on_cell,
}

# ── the cell's meeting ──


def meeting_scene(cast: Cast, _state: str) -> Scene:
    """Hold the cell's meeting, no ballot issued yet, its minutes attached."""
    scene = review_scene(cast, "submitted")
    counts = dict.fromkeys(("ballots_issued", "ballots_returned", "ballots_invalid"), 0)
    save_review(review=review_in(scene), meeting=counts, rows={}, version=None, by=cast.secretary)
    save_attendance(
        review=review_in(scene),
        marks={seat.member: Mark(True) for seat in seats_of(review_in(scene))},
        by=cast.secretary,
    )
    minutes = attach(to=review_in(scene), file=upload(document()), by=meeting.secretary_of(cast.cell))
    return Scene(cast, "submitted", scene.people, scene.things | {"minutes": minutes})


def register(scene: Scene, by) -> None:
    marks = {seat.member: Mark(True) for seat in seats_of(review_in(scene))}
    save_attendance(review=review_in(scene), marks=marks, by=by)


VOTES = {"method": "ELECTRONIC", "two_stages": False, "minimum": 3}
SEALED = {"counting_team": "Tổ kiểm phiếu", "passphrase": "tre xanh ghế gỗ mưa rào"}


def choose_voting(scene: Scene, by) -> None:
    set_voting(campaign=scene.things["campaign"], **VOTES, by=by)


def open_in(scene: Scene, by, *, votes: int = 0) -> SecretBallot:
    """Let the cell vote electronically, all present; so many of them have voted."""
    set_voting(campaign=scene.things["campaign"], **VOTES, by=scene.cast.officer)
    ballot, slips = open_ballot(review=review_in(scene), **SEALED, by=by)
    for slip in slips[:votes]:
        answers = dict.fromkeys(ballot.lines.values_list("position", flat=True), "HTTNV")
        cast_vote(ballot=ballot, answers=answers, by=bearer_of(slip.code))
    return ballot


def count(scene: Scene, by) -> None:
    ballot = open_in(scene, scene.cast.secretary, votes=3)
    close_ballot(ballot=ballot, passphrase=SEALED["passphrase"], by=by)


def draw_again(scene: Scene, by) -> None:
    ballot = open_in(scene, scene.cast.secretary)
    renew_code(ballot=ballot, voter=ballot.voters.first(), by=by)


def annul(scene: Scene, by) -> None:
    annul_ballot(ballot=open_in(scene, scene.cast.secretary), reason="Quên cụm mật khẩu", by=by)


MEETING: dict[str, Callable[[Scene, Any], Any]] = {
    "choose the way of voting": choose_voting,
    "open its ballot": open_in,
    "draw another code": draw_again,
    "count its ballot": count,
    "annul its ballot": annul,
    "write who was there": register,
    "attach its minutes": lambda s, by: attach(to=review_in(s), file=upload(document()), by=by),
    "read its minutes": lambda s, by: read_attachment(attachment=s.things["minutes"], of=review_in(s), by=by),
    "withdraw its minutes": lambda s, by: withdraw_attachment(
        attachment=s.things["minutes"], of=review_in(s), reason="Nhầm tệp", by=by
    ),
}


def waive(scene: Scene, by) -> None:
    waive_order(campaign=scene.things["campaign"], unit=scene.cast.cell, step=State.PROPOSED, reason="Gấp", by=by)


RATING |= about_acts(review_in) | {"waive the order": waive}

# ── a year on paper ──


def paper_scene(cast: Cast, _state: str) -> Scene:
    campaign = paper.paper_campaign(cast, cast.member.member)
    return Scene(cast, "", people_of(cast), {"campaign": campaign, "assessment": campaign.assessments.get()})


def choose_on_paper(scene: Scene, by) -> None:
    choose_levels(campaign=scene.things["campaign"], choices={scene.things["assessment"].pk: ("HTNV", "Lý do")}, by=by)


PAPER: dict[str, Callable[[Scene, Any], Any]] = {
    "write": lambda s, by: save_assessment(assessment=s.things["assessment"], self_level="HTXSNV", by=by),
    "submit": lambda s, by: submit_assessment(assessment=s.things["assessment"], by=by),
    "return": lambda s, by: return_assessment(assessment=s.things["assessment"], reason="Bổ sung", by=by),
    "choose": choose_on_paper,
    "decide": lambda s, by: decide_campaign(
        campaign=s.things["campaign"], number="1-QĐ/ĐU", signed_on=timezone.localdate(), by=by
    ),
    "follow the roster": lambda s, by: refresh_campaign(campaign=s.things["campaign"], by=by),
}

# ── the organisation ──


def organisation_scene(cast: Cast, _state: str) -> Scene:
    people = people_of(cast)
    make_member("Nguyễn Chưa Có", cast.cell)
    newcomer = make_account("Nguyễn Chưa Vào", make_member("Nguyễn Chưa Vào", cast.cell))
    Account.objects.filter(pk=give_role(newcomer, Role.MEMBER, cast.cell).pk).update(must_change_password=True)
    make_ready(cast.committee)
    things = {
        "newcomer": newcomer,
        "membership": Membership.objects.select_related("unit", "member").get(member=cast.member.member),
        "theme": make_theme(cast.year, cast.committee, cast.officer),
        "study": make_study(cast),
        "empty": make_cell(cast.committee, "Chi bộ Khu phố 9"),
        "results": paper.read(paper.row_of(cast.member.member)),
        "roster": read_roster(template_workbook(), "mau.xlsx", today=timezone.localdate()),
    }
    return Scene(cast, "", people, things)


def gone_from(scene: Scene) -> Membership:
    """Return the member's membership of a cell that was left for another."""
    membership = scene.things["membership"]
    Membership.objects.filter(pk=membership.pk).update(valid_to=timezone.localdate(), departure="MOVED")
    return Membership.objects.select_related("unit", "member").get(pk=membership.pk)


def moved(scene: Scene, said: str = "") -> TransferReview:
    """Return the self-review of the transfer, handed in; with the cell's comment where one is given."""
    now = timezone.now()
    facts = {"text": "Tốt", "submitted_at": now, "cell_comment": said, "cell_comment_at": now if said else None}
    return TransferReview.objects.create(membership=gone_from(scene), recorded_by=scene.cast.secretary, **facts)


def values_of(membership: Membership) -> dict:
    member = membership.member
    names = ("full_name", "sex", "born_on", "born_year", "ethnicity", "joined_on", "official_on", "card_number")
    values = {name: getattr(member, name) for name in names}
    return values | {"work_unit": "", "subject_type": membership.subject_type, "stay": membership.stay}


def adapt(scene: Scene, by, unit: Unit, **parent) -> None:
    set_theme(year=scene.cast.year, unit=unit, title="Chuyên đề", key_actions="Một việc", by=by, **parent)


def make_study(cast: Cast) -> StudySession:
    """A study session of the cell on a day of its year that is over."""
    term = {
        "first_year": 2020,
        "last_year": 2025,
        "title": "Nhiệm kỳ",
        "key_actions": "Một",
        "updated_by": cast.officer,
    }
    theme = Theme.objects.create(unit=cast.committee, **term)
    words = {"held_on": datetime.date(2025, 9, 3), "subject": "Học Bác", "presenter": "Bí thư"}
    return StudySession.objects.create(unit=cast.cell, theme=theme, recorded_by=cast.secretary, **words)


def studied(scene: Scene) -> dict:
    study = scene.things["study"]
    return {name: getattr(study, name) for name in ("theme", "held_on", "subject", "presenter")}


def study(scene: Scene, by) -> None:
    plan_study(unit=scene.cast.cell, **studied(scene), by=by)


def open_review(scene: Scene, by) -> None:
    days = dict.fromkeys(("assessments_due", "reviews_due", "decisions_due"), AHEAD)
    cut_off = datetime.date(scene.cast.year.number, 12, 31)
    open_campaign(year=scene.cast.year, rule_set=make_rule_set(), cut_off=cut_off, by=by, **days)


def tell(scene: Scene, by) -> None:
    kind = {"kind": "SICK", "valid_from": START, "valid_to": None, "document_number": "", "document_date": None}
    add_circumstance(membership=scene.things["membership"], values=kind | {"note": ""}, by=by)


def new_account(scene: Scene, by) -> None:
    create_account(unit=scene.cast.cell, username="moi", display_name="Người mới", role=Role.MEMBER, by=by)


def end_a_role(scene: Scene, by) -> None:
    held = scene.cast.colleague.roles.get()
    end_role(assignment=held, last_day=timezone.localdate(), by=by)


def grant(scene: Scene, by) -> None:
    grant_role(account=scene.cast.colleague, role=Role.DEPUTY, unit=scene.cast.cell, on=START, by=by)


def lend(scene: Scene, by):
    own = scene.cast.secretary.roles.select_related("account", "unit").get(role=Role.SECRETARY)
    days = {"first_day": timezone.localdate(), "last_day": timezone.localdate()}
    return delegate_role(role=own, account=scene.cast.colleague, by=by, **days)


def take_back(scene: Scene, by) -> None:
    lent = lend(scene, scene.cast.secretary)
    end_delegation(role=lent, by=by)


def renew(scene: Scene, by) -> None:
    slip = {"accounts": [scene.things["newcomer"].pk], "drawn_before": timezone.now()}
    renew_first_passwords(unit=scene.cast.cell, **slip, by=by)


def read(scene: Scene, by) -> None:
    preview_roster(reading=scene.things["roster"], committee=scene.cast.committee, on=START, by=by)


def take_over(scene: Scene, by, service: Callable) -> None:
    service(reading=scene.things["results"], committee=scene.cast.committee, year=paper.YEAR, by=by)


def template(scene: Scene, by, unit: Unit) -> None:
    save_template(unit=unit, name="Mẫu chung", items=[make_item()], by=by)


def word_template(scene: Scene, by) -> WordTemplate:
    return upload_word_template(unit=scene.cast.committee, file=ContentFile(default_template(), "mau.docx"), by=by)


def withdraw_word(scene: Scene, by) -> None:
    withdraw_word_template(template=word_template(scene, scene.cast.officer), by=by)


def export(scene: Scene, by, unit: Unit) -> None:
    open_review(scene, scene.cast.officer)
    export_report(unit=unit, year=scene.cast.year.number, kind="xlsx", by=by)


def suspicion(scene: Scene) -> Suspicion:
    return Suspicion(START, timezone.localdate(), account=scene.cast.secretary)


def breach_in(scene: Scene, by):
    given = {"noticed_at": timezone.now(), "what": "Lộ mật khẩu"}
    return record_breach(unit=scene.cast.committee, suspicion=suspicion(scene), by=by, **given)


def let_go(scene: Scene, by) -> None:
    over = datetime.date(2015, 5, 1)
    sick = {"kind": "SICK", "valid_from": over, "valid_to": over, "note": "Nằm viện"}
    Circumstance.objects.create(member=scene.cast.member.member, **sick)
    apply_retention(unit=scene.cast.committee, kind="CIRCUMSTANCES", by=by)


ASKED = {"kind": "CORRECT", "about": "Ngày sinh", "right": "19/05/1976"}


def request_in(scene: Scene):
    """Let the member ask, and return what was asked."""
    return ask_about_data(membership=scene.things["membership"], by=scene.cast.member, **ASKED)


MOVED_ON = timezone.localdate() - datetime.timedelta(days=10)
DECIDED = {"on": MOVED_ON, "document": "9-QĐ/ĐU"}
JOINED = {"joined_on": START, "official_on": None, "card_number": ""}
PERSON = {
    "full_name": "Lê Thị Mới", "sex": "F", "born_on": None, "born_year": 1999, "ethnicity": "", "work_unit": "",
    "subject_type": "NONLEAD",
}  # fmt: skip


def expelled_in(scene: Scene) -> Membership:
    """Let the member have been expelled, and return the membership that has ended."""
    Membership.objects.filter(pk=scene.things["membership"].pk).update(valid_to=MOVED_ON, departure="EXPELLED")
    return Membership.objects.select_related("unit", "member").get(pk=scene.things["membership"].pk)


def provisional_in(scene: Scene) -> Membership:
    """Let the member be provisional, and return the membership."""
    membership = scene.things["membership"]
    type(membership.member).objects.filter(pk=membership.member_id).update(official_on=None)
    return membership


def move_of(membership: Membership) -> dict:
    return {name: getattr(membership, name) for name in MOVE} | {"arrival": "LISTED"}


def split(scene: Scene, by) -> None:
    rows = list(Membership.objects.filter(unit=scene.cast.cell).order_by("pk"))
    places = {row.pk: at % 2 for at, row in enumerate(rows)}
    parts = [("Chi bộ 1A", "1A"), ("Chi bộ 1B", "1B")]
    split_cell(cell=scene.cast.cell, parts=parts, places=places, by=by, **DECIDED)


FORM = Kind("form", "Mẫu", About.MEMBER, lambda by, asked: None, members=lambda reader, unit, year: [])


def list_of(cell: Unit) -> Asked:
    """The list of the cell's members."""
    return Asked(kind_of("member-list"), cell, 2026, START)


def job_of(owner: Account, *, is_over: bool = False) -> Job:
    """A job of somebody's: waiting, or stopped."""
    over = {"state": 50, "ended_at": timezone.now()} if is_over else {}
    kept = {"parameters": {"kind": "form", "member": owner.member_id}, "unit": owner.member.memberships.first().unit}
    return Job.objects.create(what="DOCUMENT", title="Mẫu", owner=owner, **kept, **over)


ORGANISATION: dict[str, Callable[[Scene, Any], Any]] = {
    "add a unit": lambda s, by: create_unit(
        parent=s.cast.committee, name="Chi bộ mới", code="MOI", kind="CELL", on=START, by=by
    ),
    "correct a unit": lambda s, by: edit_unit(unit=s.cast.cell, name="Tên khác", code="K", cell_type="OTHER", by=by),
    "close an empty unit": lambda s, by: close_unit(unit=s.things["empty"], last_day=AHEAD, by=by),
    "create an account": new_account,
    "create members' accounts": lambda s, by: create_member_accounts(unit=s.cast.cell, by=by),
    "renew first passwords": renew,
    "reset a password": lambda s, by: reset_password(account=s.cast.colleague, unit=s.cast.cell, by=by),
    "close an account": lambda s, by: set_active(account=s.cast.colleague, unit=s.cast.cell, is_active=False, by=by),
    "end somebody's sessions": lambda s, by: end_sessions(account=s.cast.colleague, unit=s.cast.cell, by=by),
    "take away second factors": lambda s, by: clear_factors(account=s.cast.colleague, unit=s.cast.cell, by=by),
    "link an office account": lambda s, by: link_office(
        account=s.cast.colleague, subject="0042", unit=s.cast.cell, by=by
    ),
    "end an own session": lambda s, by: end_own_session(account=s.cast.member, session=0, by=by),
    "end own other sessions": lambda s, by: end_other_sessions(account=s.cast.member, session_key="", by=by),
    "note a second factor": lambda s, by: note_factor(account=s.cast.member, what="added", kind="totp", by=by),
    "give a role": grant,
    "end a role": end_a_role,
    "mark own notices as read": lambda s, by: read_notices(account=s.cast.member, by=by),
    "choose how to be told": lambda s, by: set_notices(account=s.cast.member, by_email=False, by=by),
    "delegate an own role": lend,
    "end a delegation": take_back,
    "make an own key": lambda s, by: create_key(account=s.cast.member, by=by),
    "end an own key": lambda s, by: revoke_key(account=s.cast.member, digest="", by=by),
    "take out own data": lambda s, by: export_own_data(account=s.cast.member, by=by),
    "ask about the member's": lambda s, by: ask_about_data(membership=s.things["membership"], by=by, **ASKED),
    "write a transfer's review": lambda s, by: write_transfer_review(membership=gone_from(s), text="Tốt", by=by),
    "comment on a transfer": lambda s, by: comment_transfer_review(review=moved(s), comment="Tốt", by=by),
    "endorse a transfer": lambda s, by: endorse_transfer_review(review=moved(s, "Tốt"), comment="Tốt", by=by),
    "take on a request": lambda s, by: take_request(request=request_in(s), by=by),
    "prolong a request": lambda s, by: extend_request(request=request_in(s), reason="Chờ xác minh", by=by),
    "answer a request": lambda s, by: finish_request(request=request_in(s), answer="Đã sửa", by=by),
    "refuse a request": lambda s, by: refuse_request(request=request_in(s), answer="Không có căn cứ", by=by),
    "verify the journal": lambda s, by: check_journal(unit=s.cast.cell, by=by),
    "note in the register": lambda s, by: write_register_note(unit=s.cast.committee, text="Liên hệ văn phòng", by=by),
    "confirm having read it": lambda s, by: acknowledge_register(
        account=s.cast.member, version=register_for(s.cast.member).version, by=by
    ),
    "see what is due to go": lambda s, by: preview_retention(unit=s.cast.committee, by=by),
    "set a time of keeping": lambda s, by: set_retention(
        unit=s.cast.committee, kind="PLEDGES", years=5, reason="Theo quy chế", by=by
    ),
    "let old words go": let_go,
    "look into a breach": lambda s, by: look_into_breach(unit=s.cast.committee, suspicion=suspicion(s), by=by),
    "take a breach out": lambda s, by: export_breach(unit=s.cast.committee, suspicion=suspicion(s), by=by),
    "record a breach": breach_in,
    "report a breach": lambda s, by: report_breach(breach=breach_in(s, s.cast.leader), number="1-BC/ĐU", by=by),
    "tell those affected": lambda s, by: notify_affected(breach=breach_in(s, s.cast.leader), notice="Đã khóa", by=by),
    "read a roster": read,
    "correct a member": lambda s, by: edit_member(
        membership=s.things["membership"], values=values_of(s.things["membership"]), by=by
    ),
    "set a subject type": lambda s, by: set_subject_types(
        unit=s.cast.cell, memberships=[s.things["membership"].pk], subject_type="OUTSIDE", by=by
    ),
    "record an illness": tell,
    "end a membership": lambda s, by: end_membership(
        membership=s.things["membership"], last_day=AHEAD, departure="DIED", by=by
    ),
    "admit a member": lambda s, by: admit_member(unit=s.cast.cell, values=PERSON, on=MOVED_ON, by=by),
    "receive a member": lambda s, by: receive_member(
        unit=s.cast.cell, values=PERSON | JOINED, on=MOVED_ON, arrival="FROM_NEAR", arrived_from="Đảng bộ khác", by=by
    ),
    "transfer a member": lambda s, by: transfer_member(
        membership=s.things["membership"], to=s.cast.other_cell, on=MOVED_ON, by=by
    ),
    "send for a time": lambda s, by: begin_stay(
        membership=s.things["membership"], to=s.cast.other_cell, on=MOVED_ON, by=by
    ),
    "restore a member": lambda s, by: restore_member(
        membership=expelled_in(s), unit=s.cast.cell, on=AHEAD, document="3-QĐ/ĐU", by=by
    ),
    "make official": lambda s, by: make_official(membership=provisional_in(s), on=MOVED_ON, by=by),
    "correct a move": lambda s, by: correct_move(
        membership=s.things["membership"], values=move_of(s.things["membership"]), reason="Ghi nhầm", by=by
    ),
    "take a move back": lambda s, by: undo_move(membership=expelled_in(s), reason="Ghi nhầm", by=by),
    "merge cells": lambda s, by: merge_cells(
        unit=s.cast.committee, cells=[s.cast.cell, s.cast.other_cell], name="Chi bộ mới", code="MOI", by=by, **DECIDED
    ),
    "take out the movement": lambda s, by: export_movement(unit=s.cast.cell, year=2026, by=by),
    "split a cell": split,
    "move a cell": lambda s, by: move_cell(
        cell=s.cast.cell, to=make_committee("Đảng ủy phường khác"), code="KHAC", by=by, **DECIDED
    ),
    "open a year": lambda s, by: open_year(
        unit=s.cast.committee, number=2030, pledges_due=datetime.date(2030, 3, 31), by=by
    ),
    "set the ward's theme": lambda s, by: adapt(s, by, s.cast.committee),
    "adapt it for the cell": lambda s, by: adapt(s, by, s.cast.cell, parent=s.things["theme"]),
    "add a legal basis": lambda s, by: add_basis(
        unit=s.cast.committee, kind="Chỉ thị", number="1-CT/TW", issued_on=START, issuer="TW", title="Chỉ thị", by=by
    ),
    "set a term's theme": lambda s, by: set_theme(
        unit=s.cast.committee, first_year=2025, last_year=2030, title="Nhiệm kỳ", key_actions="Một việc", by=by
    ),
    "attach to the theme": lambda s, by: attach(to=s.things["theme"], file=upload(document()), by=by),
    "plan a study session": lambda s, by: study(s, by),
    "change a study session": lambda s, by: edit_study(session=s.things["study"], **studied(s), by=by),
    "record who was there": lambda s, by: record_attendance(session=s.things["study"], marks={}, by=by),
    "take a session back": lambda s, by: withdraw_study(session=s.things["study"], reason="Nhập trùng", by=by),
    "say how often to report": lambda s, by: set_check_ins(year=s.cast.year, check_ins="MONTH", by=by),
    "comment on progress": lambda s, by: comment_check_in(check_in=reported(s), comment="Tốt", by=by),
    "start the member's pledge": lambda s, by: start_pledge(membership=s.things["membership"], year=s.cast.year, by=by),
    "agree to be posted": lambda s, by: agree_to_posting(
        pledge=confirmed(s), agreed_to=20, paper="Giấy đồng ý" if by is not s.people["self"] else "", by=by
    ),
    "take the consent back": lambda s, by: withdraw_posting(posting=posted(s), by=by),
    "comment on what is posted": lambda s, by: comment_posting(posting=posted(s), text="Tốt", by=by),
    "answer a comment": lambda s, by: answer_comment(comment=said(s), answer="Vâng", by=by),
    "hide a comment": lambda s, by: hide_comment(comment=said(s), reason="Trùng", by=by),
    "set the public board": lambda s, by: set_board(year=s.cast.year, audience=20, by=by),
    "tick for the board": lambda s, by: choose_for_board(
        year=s.cast.year, unit=s.cast.cell, members=[s.cast.member.member_id], by=by
    ),
    "print a poster": lambda s, by: export_survey_poster(survey=survey_in(s), address="https://a.b/s/c/", by=by),
    "make a survey": lambda s, by: create_survey(unit=s.cast.cell, questions=QUESTIONS, by=by, **SURVEY),
    "change a survey": lambda s, by: edit_survey(survey=survey_in(s), questions=QUESTIONS, by=by, title="Khác"),
    "end a survey": lambda s, by: close_survey(survey=survey_in(s), by=by),
    "keep a cell's template": lambda s, by: template(s, by, s.cast.cell),
    "keep a ward's template": lambda s, by: template(s, by, s.cast.committee),
    "use a Word template": word_template,
    "withdraw a Word template": withdraw_word,
    "install a rule set": lambda s, by: install_rule_set(code="QD366", by=by),
    "preview old results": lambda s, by: take_over(s, by, preview_results),
    "take over old results": lambda s, by: take_over(s, by, take_over_results),
    "copy a rule set": lambda s, by: copy_rule_set(
        source=make_rule_set(), unit=s.cast.committee, code="KHAC", name="Bộ tiêu chí", first_year=2026, by=by
    ),
    "change a draft": lambda s, by: edit_rule_set(rule_set=make_draft(s.cast.committee), values={}, by=by),
    "write its criteria": lambda s, by: edit_criteria(
        rule_set=make_draft(s.cast.committee), criteria={"OUTSIDE": sound()}, by=by
    ),
    "try it on a review": lambda s, by: note_trial(
        rule_set=make_draft(s.cast.committee), campaign=make_campaign(s.cast), members=[], by=by
    ),
    "publish it": lambda s, by: publish_rule_set(rule_set=make_draft(s.cast.committee), by=by),
    "delete a draft": lambda s, by: delete_draft(rule_set=make_draft(s.cast.committee), by=by),
    "open the review": open_review,
    "register a model": lambda s, by: register_initiative(
        unit=s.cast.cell, year=s.cast.year, name="Mô hình", purpose="Phục vụ", by=by
    ),
    "write its pairs": lambda s, by: save_pairs(
        unit=s.cast.cell, year=s.cast.year, pairs=[("đúng hẹn", "sai hẹn")], by=by
    ),
    "save a drive": new_drive,
    "take a drive out": lambda s, by: remove_drive(drive=new_drive(s, s.cast.secretary), by=by),
    "print what it registers": lambda s, by: export_unit_year(unit=s.cast.cell, year=s.cast.year, by=by),
    "export the cell's report": lambda s, by: export(s, by, s.cast.cell),
    "export the ward's report": lambda s, by: export(s, by, s.cast.committee),
    "number the cell's papers": lambda s, by: number_from(s.cast.cell, by),
    "number the ward's papers": lambda s, by: number_from(s.cast.committee, by),
    "set the cell's layout": lambda s, by: set_layout(unit=s.cast.cell, values={"body_size": 13}, by=by),
    "set the ward's layout": lambda s, by: set_layout(unit=s.cast.committee, values={"body_size": 13}, by=by),
    "ask for the cell's list": lambda s, by: queue_document(asked=list_of(s.cast.cell), as_="json", by=by),
    "ask for all of a ward": lambda s, by: queue_batch(kind=FORM, unit=s.cast.committee, year=2026, as_="zip", by=by),
    "stop an own job": lambda s, by: cancel_job(job=job_of(s.cast.member), by=by),
    "ask for it once more": lambda s, by: retry_job(job=job_of(s.cast.member, is_over=True), by=by),
    "take its file out": lambda s, by: take_result(job=job_of(s.cast.member), by=by),
}

# ── commendations ──


def commendation_scene(cast: Cast, state: str) -> Scene:
    """A title of the ward, and one commendation of the member in the state."""
    title = CommendationTitle.objects.create(unit=cast.committee, name="Giấy khen", about="MEMBERS")
    other = CommendationTitle.objects.create(unit=cast.committee, name="Bằng khen", about="MEMBERS", years=5)
    now, today = timezone.now(), timezone.localdate()
    signed = {"number": "1-QĐ/ĐU", "signed_on": today, "refusal": "Chưa đủ", "decided_by": cast.leader}
    row = Commendation.objects.create(
        title=title,
        unit=cast.cell,
        member=cast.member.member,
        year=today.year,
        reason="Tốt",
        state=CommendationState[state.upper()],
        proposed_by=cast.secretary,
        proposed_at=now,
        **({} if state == "proposed" else signed),
    )
    return Scene(cast, state, people_of(cast), {"row": row, "title": other})


def propose_again(scene: Scene, by) -> None:
    cast, title = scene.cast, scene.things["title"]
    facts = {"member": cast.member.member, "year": timezone.localdate().year, "reason": "Tốt"}
    propose_commendation(unit=cast.cell, title=title, by=by, **facts)


def grant(scene: Scene, by) -> None:
    signed = {"number": "2-QĐ/ĐU", "signed_on": timezone.localdate()}
    grant_commendation(commendation=scene.things["row"], by=by, **signed)


COMMENDATION: dict[str, Callable[[Scene, Any], Any]] = {
    "propose": propose_again,
    "grant": grant,
    "refuse": lambda s, by: refuse_commendation(commendation=s.things["row"], refusal="Chưa đủ", by=by),
    "add a title": lambda s, by: add_title(unit=s.cast.committee, name="Mới", about="CELLS", years=0, by=by),
    "retire a title": lambda s, by: retire_title(title=s.things["title"], by=by),
}

SECTIONS: dict[str, tuple[Callable, dict, tuple[str, ...]]] = {
    "A member's pledge": (pledge_scene, PLEDGE, ("draft", "returned", "submitted", "confirmed")),
    "The secretary's own pledge": (
        lambda cast, state: pledge_scene(cast, state, of_secretary=True), PLEDGE, ("draft", "submitted", "confirmed")
    ),
    "A change of a member's pledge": (change_scene, CHANGE, ("draft", "returned", "submitted", "agreed")),
    "A change of the secretary's pledge": (
        lambda cast, state: change_scene(cast, state, of_secretary=True), CHANGE, ("draft", "submitted")
    ),
    "A unit's model": (model_scene, MODEL, ("registered", "confirmed", "running", "ended")),
    "A member's review of the year": (
        review_scene, REVIEW, ("draft", "returned", "submitted", "proposed", "verified", "decided")
    ),
    "A complaint about a decision": (appeal_scene, APPEAL, ("filed", "taken", "kept", "withdrawn")),
    "A cell's own rating": (rating_scene, RATING, ("draft", "returned", "proposed", "verified", "decided")),
    "A cell's meeting": (meeting_scene, MEETING, ("open",)),
    "A review that is closed": (closed_scene, CLOSING, ("decided", "closed")),
    "A result taken over from paper": (paper_scene, PAPER, ("paper",)),
    "A commendation": (commendation_scene, COMMENDATION, ("proposed", "granted", "refused")),
    "Half-year, supervision, paper": (pledge_scene, PAPERS, ("confirmed",)),
    "The organisation": (organisation_scene, ORGANISATION, ("any",)),
}  # fmt: skip


def number_from(unit: Any, by: Any) -> None:
    """Say which number was the last on paper; issuing itself is tried in tests/reports/test_issued.py."""
    set_last_number(unit=unit, signed_on=timezone.localdate(), symbol="-BC", last=7, by=by)


def answer(scene: Scene, act: Callable[[Scene, Any], Any], person: Any) -> str:
    """Try the act in the scene, take it back, and say what came of it."""
    with transaction.atomic():
        before = JournalEntry.objects.count()
        try:
            with transaction.atomic():
                act(scene, person)
                person.forget_scope()
            journaled = JournalEntry.objects.count() > before
            found = YES if journaled or act in SILENT else "yes, unrecorded"
        except PermissionDenied as refused:
            found = NO if str(refused) else "–, without a reason"
        except ValidationError:
            found = WAIT
        transaction.set_rollback(True)
    return found


# A preview changes nothing and leaves no line.
QUIET = ("read a roster", "preview old results", "see what is due to go", "mark own notices as read")
SILENT = (*(ORGANISATION[act] for act in QUIET), PAPERS["look at a worksheet"])


def expected() -> dict[tuple[str, str, str], dict[str, str]]:
    """Return the table as {(section, act, state): {person: answer}}."""
    found, section = {}, ""
    for line in TABLE.strip().splitlines():
        cells = re.split(r"  +", line.strip())
        if len(cells) == 1:
            section = cells[0]
        elif cells[0] != "act":
            act, state, *answers = cells
            found[section, act, state] = dict(zip(PEOPLE, answers, strict=True))
    return found


def test_the_table_holds_every_act_in_every_state():
    wanted = {
        (name, act, state) for name, (_build, acts, states) in SECTIONS.items() for act in acts for state in states
    }
    assert set(expected()) == wanted


CASES = [(section, state) for section, (_build, _acts, states) in SECTIONS.items() for state in states]


@pytest.mark.parametrize(("section", "state"), CASES, ids=lambda text: text)
def test_what_the_table_says_is_what_happens(cast, section, state):
    build, acts, _states = SECTIONS[section]
    scene, wrong = build(cast, state), []
    for act, do in acts.items():
        for name, person in scene.people.items():
            found, said = answer(scene, do, person), expected()[section, act, state][name]
            wrong += [f"{act}, {state}, {name}: {found}; the table says {said}"] if found != said else []
    assert not wrong, "\n".join(wrong)
