"""The clauses for every condition of the rules, held or not, as data; explain.py makes sentences of them."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from evaluations.rules.classification import Outcome, Tag
from evaluations.rules.conditions import Code
from evaluations.rules.inputs import Escape
from evaluations.rules.participation import Participation
from evaluations.rules.reading import Mark

# Decisions frozen before rule sets carried their articles cite them this way.
ARTICLES: Final = {
    "QĐ 366-QĐ/TW Art. 5": gettext_lazy("QĐ 366-QĐ/TW Art. 5"),
    "QĐ 366-QĐ/TW Art. 11": gettext_lazy("QĐ 366-QĐ/TW Art. 11"),
    "HD 38-HD/BTCTW part IV.2": gettext_lazy("HD 38-HD/BTCTW part IV.2"),
}
OUTCOMES: Final = {
    Outcome.EXCELLENT: gettext_lazy("Excellent completion of duties"),
    Outcome.GOOD: gettext_lazy("Good completion of duties"),
    Outcome.COMPLETED: gettext_lazy("Completion of duties"),
    Outcome.FAILED: gettext_lazy("Non-completion of duties"),
    Outcome.NEEDS_DECISION: gettext_lazy("the competent level must decide"),
    Outcome.NEEDS_INPUT: gettext_lazy("something is missing before a level can be derived"),
    Outcome.NOT_RATED: gettext_lazy("not rated"),
}
NOT_RATED: Final = {
    Participation.EXEMPT: gettext_lazy("exempt from work and Party activities on the cut-off date"),
    Participation.SUSPENDED: gettext_lazy("suspended from Party activities on the cut-off date"),
    Participation.NEW_UNDER_6M: gettext_lazy("admitted less than six months before the cut-off date"),
    Participation.TEMPORARY_HERE: gettext_lazy("here on a temporary stay; rated at the official cell"),
    Participation.GONE: gettext_lazy("no longer on the list of the cell on the cut-off date"),
}


# Whole sentences around a clause, by what the condition says about the level.
FRAMES: Final = {
    Mark.MET: gettext_lazy("Met: %(reason)s (%(article)s)."),
    Mark.NOT_MET: gettext_lazy("Not met: %(reason)s (%(article)s)."),
    Mark.FORCES: gettext_lazy("Forces the lowest level: %(reason)s (%(article)s)."),
    Mark.CLEAR: gettext_lazy("Does not force the lowest level: %(reason)s (%(article)s)."),
    Mark.WARNS: gettext_lazy("Warning, for the committee to weigh: %(reason)s (%(article)s)."),
    Mark.BARS: gettext_lazy("Bars the top level: %(reason)s (%(article)s)."),
    Mark.WEIGHED: gettext_lazy("May be weighed: %(reason)s (%(article)s)."),
    Mark.NOT_WEIGHED: gettext_lazy("May not be weighed: %(reason)s (%(article)s)."),
    Mark.NOT_RATED: gettext_lazy("Not rated: %(reason)s (%(article)s)."),
}


class Wording(NamedTuple):
    """What to say of a condition that held, and of one that did not."""

    held: Promise
    failed: Promise


WORDINGS: Final[Mapping[str, Wording]] = {
    Code.TASKS: Wording(
        gettext_lazy("%(assigned)s tasks were assigned this year"),
        gettext_lazy("no task was assigned this year; the cell assigns at least one to every member"),
    ),
    Code.T_ALL: Wording(
        gettext_lazy("all %(assigned)s tasks were finished"),
        gettext_lazy("only %(done)s/%(assigned)s tasks were finished (%(share)s %%, 100 %% needed)"),
    ),
    Code.T_OK: Wording(
        gettext_lazy("all %(assigned)s tasks were finished on time and with quality"),
        gettext_lazy(
            "only %(on_time)s/%(assigned)s tasks were finished on time and with quality (%(share)s %%, 100 %% needed)"
        ),
    ),
    Code.T_EXC: Wording(
        gettext_lazy(
            "%(exceeded)s/%(assigned)s tasks went beyond requirement (%(share)s %%, %(percent)s %% or more needed)"
        ),
        gettext_lazy(
            "only %(exceeded)s/%(assigned)s tasks went beyond requirement (%(share)s %%, %(percent)s %% or more needed)"
        ),
    ),
    Code.T_LATE: Wording(
        gettext_lazy("%(late)s/%(assigned)s tasks were late (%(share)s %%, at most %(percent)s %% allowed)"),
        gettext_lazy("%(late)s/%(assigned)s tasks were late (%(share)s %%, more than the %(percent)s %% allowed)"),
    ),
    Code.FIXED: Wording(
        gettext_lazy("%(repaired)s/%(noted)s faults noted at the previous review were repaired"),
        gettext_lazy("only %(repaired)s/%(noted)s faults noted at the previous review were repaired (all needed)"),
    ),
    Code.SUBORDINATES: Wording(
        gettext_lazy("no subordinate unit was disciplined"),
        gettext_lazy("a subordinate unit was disciplined"),
    ),
    Code.LEADERSHIP: Wording(
        gettext_lazy("no member of the leadership was disciplined"),
        gettext_lazy("a member of the leadership was disciplined"),
    ),
    Code.MEMBERS: Wording(
        gettext_lazy(
            "%(good)s/%(rated)s members were rated good or better (%(share)s %%, %(percent)s %% or more needed)"
        ),
        gettext_lazy(
            "only %(good)s/%(rated)s members were rated good or better (%(share)s %%, %(percent)s %% or more needed)"
        ),
    ),
    Code.DISCIPLINE: Wording(
        gettext_lazy("no discipline for a matter that forces no level"),
        gettext_lazy("disciplined for a matter that matches none of the findings"),
    ),
    "K5": Wording(
        gettext_lazy("%(undone)s/%(assigned)s tasks were not finished (%(share)s %%, more than %(percent)s %%)"),
        gettext_lazy("%(undone)s/%(assigned)s tasks were not finished (%(share)s %%, not more than %(percent)s %%)"),
    ),
    "K6": Wording(
        gettext_lazy("%(done)s/%(assigned)s planned tasks were finished (%(share)s %%, less than %(percent)s %%)"),
        gettext_lazy("%(done)s/%(assigned)s planned tasks were finished (%(share)s %%, not less than %(percent)s %%)"),
    ),
    "K7": Wording(
        gettext_lazy(
            "%(areas_failed)s/%(areas_led)s areas led did not complete their duties "
            "(%(share)s %%, more than %(percent)s %%)"
        ),
        gettext_lazy(
            "%(areas_failed)s/%(areas_led)s areas led did not complete their duties "
            "(%(share)s %%, not more than %(percent)s %%)"
        ),
    ),
    "K8": Wording(
        gettext_lazy("%(low)s/%(cast)s confidence votes were low (%(share)s %%, more than %(percent)s %%)"),
        gettext_lazy("%(low)s/%(cast)s confidence votes were low (%(share)s %%, not more than %(percent)s %%)"),
    ),
    Code.ESCAPE: Wording(
        gettext_lazy("self-detected and repaired, or beyond control; %(state)s"),
        gettext_lazy("the regulation gives no way around this finding; %(state)s"),
    ),
}
_NO_TASK: Final = ("assigned", gettext_lazy("no task to compare"))
# What to say when there is nothing to compare: the number that is zero, and the clause.
EMPTY: Final = {
    Code.T_ALL: _NO_TASK,
    Code.T_OK: _NO_TASK,
    Code.T_EXC: _NO_TASK,
    Code.T_LATE: _NO_TASK,
    "K5": _NO_TASK,
    "K6": _NO_TASK,
    "K7": ("areas_led", gettext_lazy("no area or unit is led")),
    "K8": ("cast", gettext_lazy("no confidence vote was held")),
    Code.FIXED: ("noted", gettext_lazy("no fault was noted at the previous review")),
}
CONCLUDED: Final = {
    "K1": gettext_lazy("concluded decline in political thought, morality or way of life (K1)"),
    "K2": gettext_lazy("disciplined by reprimand or more for a violation on duty (K2)"),
    "K3": gettext_lazy("concluded violation of what members may not do (K3)"),
    "K4": gettext_lazy("concluded violation of the duty to set an example, harming reputation (K4)"),
    "K5": gettext_lazy("concluded: more than half of the year's tasks were not completed (K5)"),
    "K6": gettext_lazy("concluded: the plan or the five basic targets were missed (K6)"),
    "K7": gettext_lazy("concluded: more than half of the areas led did not complete their duties (K7)"),
    "K8": gettext_lazy("concluded: more than half of the confidence votes were low (K8)"),
    "K9": gettext_lazy(
        "corruption, waste or negativity, with discipline, in a unit or person under direct management (K9)"
    ),
    "K10": gettext_lazy("concluded wrongdoing in personnel work, disunity or factions (K10)"),
    "K11": gettext_lazy("a member of the leadership was disciplined for a violation on duty (K11)"),
    "K12": gettext_lazy("concluded decline of a member of the leadership (K12)"),
    "OTHER": gettext_lazy("disciplined for a matter that matches no finding above"),
    "SUBORDINATES": gettext_lazy("a subordinate unit was disciplined this year"),
    "LEADERSHIP": gettext_lazy("a member of the leadership was disciplined this year, whatever for"),
}
ESCAPES: Final = {
    Escape.CLAIMED: gettext_lazy("asked for, not yet decided"),
    Escape.ACCEPTED: gettext_lazy("accepted by decision"),
}
# The share a clause shows: part and whole.
SHARES: Final = {
    Code.T_ALL: ("done", "assigned"),
    Code.T_OK: ("on_time", "assigned"),
    Code.T_EXC: ("exceeded", "assigned"),
    Code.T_LATE: ("late", "assigned"),
    Code.MEMBERS: ("good", "rated"),
    "K5": ("undone", "assigned"),
    "K6": ("done", "assigned"),
    "K7": ("areas_failed", "areas_led"),
    "K8": ("low", "cast"),
}
# What is still lacking for the next level, as clauses after "lacking:".
LACKING: Final = {
    Code.SCORE: gettext_lazy("%(lack)s points (%(needed)s or more needed)"),
    Code.TASKS: gettext_lazy("a task of the year, one at least"),
    Code.T_ALL: gettext_lazy("%(lack)s finished tasks (all %(needed)s/%(whole)s needed)"),
    Code.T_OK: gettext_lazy("%(lack)s tasks finished on time and with quality (all %(needed)s/%(whole)s needed)"),
    Code.T_EXC: gettext_lazy("%(lack)s tasks beyond requirement (%(needed)s/%(whole)s or more needed)"),
    Code.T_LATE: gettext_lazy("%(lack)s tasks not being late (at most %(needed)s/%(whole)s may be)"),
    Code.FIXED: gettext_lazy("%(lack)s faults of the previous review repaired (all %(needed)s/%(whole)s needed)"),
    Code.MEMBERS: gettext_lazy("%(lack)s members rated good or better (%(needed)s/%(whole)s or more needed)"),
}
LACKING_OTHER: Final = gettext_lazy("that this does not stand against them: %(reason)s")
LACKING_CHOICE: Final = gettext_lazy("to be chosen within the cap of the group")
# The decision rows R0 to R12 in words.
ROWS: Final = {
    "R0": gettext_lazy("whoever is not reviewed here is not rated"),
    "R1": gettext_lazy("points below the lowest border give the lowest level"),
    "R2": gettext_lazy("a finding that is weighed by an accepted decision gives the level of that decision"),
    "R3": gettext_lazy("a finding that is asked to be weighed waits for the decision of the competent level"),
    "R4": gettext_lazy("a finding or number that forces the lowest level gives it, whatever the points"),
    "R5": gettext_lazy("without a task of the year no level is derived"),
    "R6": gettext_lazy("points of the top band with every condition met make a member eligible for the top level"),
    "R7": gettext_lazy("points of the top band with every condition met make a leader eligible for the top level"),
    "R8": gettext_lazy("points of the top band with every condition met make a cell eligible for the top level"),
    "R9": gettext_lazy("points from the second border with everything on time and with quality give the second level"),
    "R10": gettext_lazy("points from the third border, everything finished and few tasks late give the third level"),
    "R11": gettext_lazy("where no row above fits, people decide between the third level and the lowest"),
    "R12": gettext_lazy("whoever is eligible but not chosen within the cap gets the second level"),
}
TAGS: Final = {
    Tag.ELIGIBLE: gettext_lazy("Eligible for the top level; the committee chooses within the cap."),
    Tag.STEP_DOWN: gettext_lazy("The points alone would give more; conditions were not met."),
    Tag.CAP: gettext_lazy("Eligible for the top level, not chosen within the cap."),
    Tag.ESCAPE: gettext_lazy("The level is that of the recorded decision on the finding."),
}
# What to do, and who does it, where no level follows.
TODO_UNRATED: Final = {
    Participation.EXEMPT: gettext_lazy(
        "Nothing is to be done here. If the exemption has ended, the secretary corrects it in the member's data and "
        "the committee then lets the list follow the roster."
    ),
    Participation.SUSPENDED: gettext_lazy(
        "Nothing is to be done here. If the suspension has ended, the secretary corrects it in the member's data and "
        "the committee then lets the list follow the roster."
    ),
    Participation.NEW_UNDER_6M: gettext_lazy(
        "Nothing is to be done this year: the member is reviewed for the first time at the next review. If the day of "
        "admission is wrong, the secretary corrects it and the committee then lets the list follow the roster."
    ),
    Participation.TEMPORARY_HERE: gettext_lazy(
        "The secretary of this cell sends its comment to the official cell, which rates the member."
    ),
    Participation.GONE: gettext_lazy(
        "Nothing is to be done here. If the member has not left, the committee's officer takes the move back and then "
        "lets the list follow the roster."
    ),
}
TODO: Final = {
    "R3": gettext_lazy(
        "The competent level decides whether the finding is weighed; the committee's officer then records that "
        "decision with its number and level among the findings. Until then the cell proposes a level and says why."
    ),
    "R5": gettext_lazy(
        "The cell assigns at least one task; the member, or the secretary on the member's behalf, writes it with its "
        "result into the self-assessment."
    ),
    "R5 by people": gettext_lazy("The cell proposes a level and says why; the committee decides it with its reason."),
    "R11": gettext_lazy(
        "The cell proposes the third level or the lowest and says why; the committee decides it with its reason."
    ),
}
