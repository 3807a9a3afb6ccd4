"""Documents as plain data."""

from .annual import build_annual_report
from .annual_document import annual_document
from .reconcile import DoesNotReconcile
from .shapes import AnnualReport
from .unit_year import Registration, build_registration

__all__ = [
    "AnnualReport",
    "DoesNotReconcile",
    "Registration",
    "annual_document",
    "build_annual_report",
    "build_registration",
]
