"""Reads of pledges; each takes the reader. One question a file."""

from .alike import SameWords, same_words
from .board import board_members, board_units, cell_progress, pledges_of, secretaries_waiting, state_counts
from .changes import VersionLine, changes_for, changes_waiting, running_change, version_before, versions_of
from .check_ins import (
    CheckInBoard,
    cells_checked,
    check_in_board,
    checks_of,
    last_lines,
    periods_of,
    progress_of,
    standings_of,
)
from .comparison import Aspect, Comparison, cells_compared
from .distribution import Distribution, distribution
from .figures import CellFigures, PledgeFigures, pledge_figures, pledge_total
from .half_years import HalfYearSheet, cells_half_year, half_year_of, half_year_sheet, so_far
from .history import own_pledges, timeline_of
from .initiatives import (
    InitiativeBoard,
    initiative_board,
    models_to_confirm,
    people_for,
    people_to_choose,
    sheets_of,
    unit_year,
)
from .postings import PostedPledge, board_for, boards_of, comments_on, open_board, postings_on, shown, to_tick
from .proposals import ItemProposal, proposals_of
from .rollup import RollUp, countable_units, roll_up
from .roster import membership_on, newest_years, own_membership, own_pledge, roster, year_for, years_for
from .silence import silent_in, without_account
from .sources import (
    ORIGIN_NAMES,
    carry_over,
    deeds_of_last_year,
    has_last_year,
    offered_to,
    templates_at,
    templates_for,
)
from .supervision import notes_on, overdue_for, supervision_notes
from .surveys import SurveyResults, Told, in_percent, open_survey, survey_results, surveys_of, told_of_survey
from .waiting import Waiting, waiting_at

__all__ = [
    "ORIGIN_NAMES",
    "Aspect",
    "CellFigures",
    "CheckInBoard",
    "Comparison",
    "Distribution",
    "HalfYearSheet",
    "InitiativeBoard",
    "ItemProposal",
    "PledgeFigures",
    "PostedPledge",
    "RollUp",
    "SameWords",
    "SurveyResults",
    "Told",
    "VersionLine",
    "Waiting",
    "board_for",
    "board_members",
    "board_units",
    "boards_of",
    "carry_over",
    "cell_progress",
    "cells_checked",
    "cells_compared",
    "cells_half_year",
    "changes_for",
    "changes_waiting",
    "check_in_board",
    "checks_of",
    "comments_on",
    "countable_units",
    "deeds_of_last_year",
    "distribution",
    "half_year_of",
    "half_year_sheet",
    "has_last_year",
    "in_percent",
    "initiative_board",
    "last_lines",
    "membership_on",
    "models_to_confirm",
    "newest_years",
    "notes_on",
    "offered_to",
    "open_board",
    "open_survey",
    "overdue_for",
    "own_membership",
    "own_pledge",
    "own_pledges",
    "people_for",
    "people_to_choose",
    "periods_of",
    "pledge_figures",
    "pledge_total",
    "pledges_of",
    "postings_on",
    "progress_of",
    "proposals_of",
    "roll_up",
    "roster",
    "running_change",
    "same_words",
    "secretaries_waiting",
    "sheets_of",
    "shown",
    "silent_in",
    "so_far",
    "standings_of",
    "state_counts",
    "supervision_notes",
    "survey_results",
    "surveys_of",
    "templates_at",
    "templates_for",
    "timeline_of",
    "to_tick",
    "told_of_survey",
    "unit_year",
    "version_before",
    "versions_of",
    "waiting_at",
    "without_account",
    "year_for",
    "years_for",
]
