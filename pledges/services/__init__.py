"""Acts on pledges, their changes and templates: each begins with the question whether the actor may."""
"""Acts on pledges, templates and what units register: each begins with the question whether the actor may."""

from .bulk import BulkResult, Skipped, confirm_pledges, record_pledges, submit_pledges, write_pledges
from .changes import agree_change, open_change, return_change, submit_change, withdraw_change, write_change
from .check_ins import Line, comment_check_in, send_check_in
from .drives import TargetWords, remove_drive, save_drive, save_pairs
from .indicators import (
    Figures,
    IndicatorWords,
    PartWords,
    add_reading,
    correct_reading,
    remove_indicator,
    save_indicator,
)
from .initiatives import (
    confirm_initiative,
    edit_initiative,
    end_initiative,
    register_initiative,
    return_initiative,
    start_initiative,
    withdraw_initiative,
)
from .pledges import confirm_pledge, return_pledge, start_pledge, submit_pledge, write_pledge
from .reports import Result, report_pledge
from .check_ins import comment_check_in, send_check_in
from .half_years import comment_half_year, write_half_year
from .lines import HalfLine, Line
from .pledges import confirm_pledge, return_pledge, start_pledge, submit_pledge, write_pledge
from .postings import (
    agree_to_posting,
    answer_comment,
    choose_for_board,
    comment_posting,
    hide_comment,
    set_board,
    withdraw_posting,
)
from .reports import report_pledge
from .supervision import correct_supervision, record_supervision
from .surveys import Question, answer_survey, close_survey, create_survey, edit_survey
from .templates import install_templates, retire_template, save_template
from .worksheets import apply_worksheet, export_worksheet, preview_worksheet

__all__ = [
    "BulkResult",
    "HalfLine",
    "Line",
    "Result",
    "Skipped",
    "agree_change",
    "apply_worksheet",
    "comment_check_in",
    "comment_half_year",
    "confirm_pledge",
    "confirm_pledges",
    "correct_supervision",
    "export_worksheet",
    "Figures",
    "IndicatorWords",
    "Line",
    "PartWords",
    "Skipped",
    "TargetWords",
    "add_reading",
    "comment_check_in",
    "confirm_initiative",
    "confirm_pledge",
    "confirm_pledges",
    "correct_reading",
    "edit_initiative",
    "end_initiative",
    "Question",
    "Skipped",
    "agree_to_posting",
    "answer_comment",
    "answer_survey",
    "choose_for_board",
    "close_survey",
    "comment_check_in",
    "comment_posting",
    "confirm_pledge",
    "confirm_pledges",
    "create_survey",
    "edit_survey",
    "hide_comment",
    "install_templates",
    "open_change",
    "preview_worksheet",
    "record_pledges",
    "record_supervision",
    "report_pledge",
    "retire_template",
    "return_change",
    "register_initiative",
    "remove_drive",
    "remove_indicator",
    "report_pledge",
    "retire_template",
    "return_initiative",
    "return_pledge",
    "save_drive",
    "save_indicator",
    "save_pairs",
    "save_template",
    "send_check_in",
    "start_initiative",
    "set_board",
    "start_pledge",
    "submit_change",
    "submit_pledge",
    "submit_pledges",
    "withdraw_change",
    "write_change",
    "write_half_year",
    "withdraw_initiative",
    "withdraw_posting",
    "write_pledge",
    "write_pledges",
]
