"""Documents as plain data."""

from .annual import build_annual_report
from .reconcile import DoesNotReconcile
from .shapes import AnnualReport
from .unit_year import Registration, build_registration

__all__ = ["AnnualReport", "DoesNotReconcile", "Registration", "build_annual_report", "build_registration"]
