"""Acts of reports: exporting a document, issuing it for good."""

from .exporting import CONTENT_TYPES, export_report, note_report_taken
from .forms import export_self_review
from .issuing import issue_report, set_last_number, take_document

__all__ = [
    "CONTENT_TYPES",
    "export_report",
    "export_self_review",
    "issue_report",
    "note_report_taken",
    "set_last_number",
    "take_document",
]
