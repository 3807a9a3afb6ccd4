"""Acts on pledges and all that goes on around them: each begins with the question whether the actor may."""

from .bulk import BulkResult, Skipped, confirm_pledges, record_pledges, submit_pledges, write_pledges
from .changes import agree_change, open_change, return_change, submit_change, withdraw_change, write_change
from .check_ins import comment_check_in, send_check_in
from .drives import TargetWords, remove_drive, save_drive, save_pairs
from .half_years import comment_half_year, write_half_year
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
from .reports import Result, report_pledge
from .supervision import correct_supervision, record_supervision
from .surveys import Question, answer_survey, close_survey, create_survey, edit_survey
from .templates import install_templates, retire_template, save_template
from .worksheets import apply_worksheet, export_worksheet, preview_worksheet

__all__ = [
    "BulkResult",
    "Figures",
    "HalfLine",
    "IndicatorWords",
    "Line",
    "PartWords",
    "Question",
    "Result",
    "Skipped",
    "TargetWords",
    "add_reading",
    "agree_change",
    "agree_to_posting",
    "answer_comment",
    "answer_survey",
    "apply_worksheet",
    "choose_for_board",
    "close_survey",
    "comment_check_in",
    "comment_half_year",
    "comment_posting",
    "confirm_initiative",
    "confirm_pledge",
    "confirm_pledges",
    "correct_reading",
    "correct_supervision",
    "create_survey",
    "edit_initiative",
    "edit_survey",
    "end_initiative",
    "export_worksheet",
    "hide_comment",
    "install_templates",
    "open_change",
    "preview_worksheet",
    "record_pledges",
    "record_supervision",
    "register_initiative",
    "remove_drive",
    "remove_indicator",
    "report_pledge",
    "retire_template",
    "return_change",
    "return_initiative",
    "return_pledge",
    "save_drive",
    "save_indicator",
    "save_pairs",
    "save_template",
    "send_check_in",
    "set_board",
    "start_initiative",
    "start_pledge",
    "submit_change",
    "submit_pledge",
    "submit_pledges",
    "withdraw_change",
    "withdraw_initiative",
    "withdraw_posting",
    "write_change",
    "write_half_year",
    "write_pledge",
    "write_pledges",
]
