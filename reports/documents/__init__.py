"""Documents as plain data."""

from .annual import build_annual_report
from .reconcile import DoesNotReconcile
from .shapes import AnnualReport

__all__ = ["AnnualReport", "DoesNotReconcile", "build_annual_report"]
