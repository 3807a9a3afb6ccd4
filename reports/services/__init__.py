"""Acts of reports: exporting a document, issuing it for good."""

from .documents import File, export_document, preview_document
from .exporting import CONTENT_TYPES, export_report, note_report_taken
from .forms import export_self_review
from .issuing import issue_document, plan_document, set_last_number, take_document
from .jobs import cancel_job, queue_batch, queue_document, retry_job, take_result
from .layouts import set_layout
from .lists import export_commendations, export_progress
from .posters import export_board_poster, export_pledge_poster, export_survey_poster
from .registrations import export_unit_year
from .sheets import export_blank_sheet, export_cell_sheets, export_sheet
from .word_templates import try_word_template, upload_word_template, withdraw_word_template

__all__ = [
    "CONTENT_TYPES",
    "File",
    "cancel_job",
    "export_blank_sheet",
    "export_board_poster",
    "export_cell_sheets",
    "export_commendations",
    "export_document",
    "export_pledge_poster",
    "export_progress",
    "export_report",
    "export_self_review",
    "export_sheet",
    "export_survey_poster",
    "export_unit_year",
    "issue_document",
    "note_report_taken",
    "plan_document",
    "preview_document",
    "queue_batch",
    "queue_document",
    "retry_job",
    "set_last_number",
    "set_layout",
    "take_document",
    "take_result",
    "try_word_template",
    "upload_word_template",
    "withdraw_word_template",
]
