"""What reports keep: layouts, issued documents, jobs, templates for Word, sections kept for some days."""

from .issued import IssuedDocument, IssuedQuerySet, NumberSeries
from .jobs import Job, JobChunk, JobKind, JobQuerySet, JobStep
from .layouts import PaperLayout, ToneStyle, signing_errors
from .sections import RenderedSection
from .templates import WordTemplate, WordTemplateQuerySet

__all__ = [
    "IssuedDocument",
    "IssuedQuerySet",
    "Job",
    "JobChunk",
    "JobKind",
    "JobQuerySet",
    "JobStep",
    "NumberSeries",
    "PaperLayout",
    "RenderedSection",
    "ToneStyle",
    "WordTemplate",
    "WordTemplateQuerySet",
    "signing_errors",
]
