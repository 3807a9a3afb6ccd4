"""A table of cases with what is expected of each, run through the numbers of a rule set before it is trusted."""

from evaluations.rules.cases.kinds import CapCase, Case, Kind, LevelCase, ParticipationCase, Refusal, Table
from evaluations.rules.cases.running import Difference, Report, Standard, run
from evaluations.rules.cases.table import Unreadable, read_json, read_table

__all__ = [
    "CapCase",
    "Case",
    "Difference",
    "Kind",
    "LevelCase",
    "ParticipationCase",
    "Refusal",
    "Report",
    "Standard",
    "Table",
    "Unreadable",
    "read_json",
    "read_table",
    "run",
]
