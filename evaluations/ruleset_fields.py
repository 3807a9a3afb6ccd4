"""What a rule set holds, field by field: what it does, what it rests on, and whether the regulation delegates it.

A committee may choose what is delegated; what is not may be changed too, but it departs from the regulation and the
rule set must say why. The recommended choice of each is the model's default (docs/rules.md section 9).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import NOT_PROVIDED
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emulation.models import SubjectType

from .explain import number
from .models import RuleSet
from .rules.levels import Level, Subject, Topic

COLLECTIVE: Final = Subject.COLLECTIVE.value
SUBJECTS: Final = {**dict(SubjectType.choices), COLLECTIVE: _("Collective (form 01)")}
TOPICS: Final = {
    Topic.PARTICIPATION: _("Who is reviewed and rated"),
    Topic.LEVELS: _("Levels, conditions, findings"),
    Topic.TASKS: _("Tasks given to every member"),
    Topic.CAP: _("Cap on the top level"),
    Topic.STEPS: _("Steps and their order"),
}
SECTIONS: Final = {
    "bands": _("Bands"),
    "conditions": _("Conditions"),
    "findings": _("Findings that force the lowest level"),
    "participation": _("Who is rated, and where"),
    "cap": _("Cap on the top level"),
    "steps": _("Explanations, ballot, objections"),
    "due": _("Due days"),
    "names": _("Names and articles"),
}
DERIVED: Final = ("bands", "conditions", "findings", "cap")  # say nothing where criteria get grades and no points
ARTICLE: Final = _("QĐ 366-QĐ/TW Art. 11")
CAP_ARTICLE: Final = _("QĐ 366-QĐ/TW Art. 11.1.5")
CALENDAR: Final = _("HD 43-HD/BTCTW section 4")


@dataclass(frozen=True)
class RuleField:
    """One field: its section, the article or the open question it rests on, what it does, whether it is delegated."""

    name: str
    section: str
    basis: str | Promise
    says: Promise
    delegated: bool

    @property
    def label(self) -> str:
        return str(capfirst(RuleSet._meta.get_field(self.name).verbose_name))

    @property
    def recommended(self) -> str:
        """The recommended choice as it is shown; empty for a table, which has none."""
        default = RuleSet._meta.get_field(self.name).default
        return "" if default in (NOT_PROVIDED, dict) else shown(self.name, default)

    @property
    def help(self) -> str:
        """What the field does, what it rests on and what is recommended, in one line."""
        values = {"says": self.says, "basis": self.basis, "recommended": self.recommended}
        if not values["recommended"]:
            return gettext("%(says)s (%(basis)s)") % values
        return gettext("%(says)s (%(basis)s; recommended: %(recommended)s)") % values


def _fixed(name: str, section: str, basis: str | Promise, says: Promise) -> RuleField:
    return RuleField(name, section, basis, says, delegated=False)


def _chosen(name: str, section: str, basis: str | Promise, says: Promise) -> RuleField:
    return RuleField(name, section, basis, says, delegated=True)


_TABLE: Final = (
    _fixed("excellent_from", "bands", ARTICLE, _("Below these points nobody is eligible for the top level.")),
    _fixed("good_from", "bands", ARTICLE, _("Below these points nobody is rated good.")),
    _fixed("completed_from", "bands", ARTICLE, _("Below these points the level is the lowest.")),
    _fixed(
        "beyond_percent",
        "conditions",
        ARTICLE,
        _("So large a share of the tasks must go beyond requirement for the top level."),
    ),
    _fixed("late_percent", "conditions", ARTICLE, _("So large a share of the tasks may be late at the third level.")),
    _fixed(
        "failed_percent",
        "conditions",
        "K5",
        _("A larger share of unfinished tasks forces a member without post to the lowest level."),
    ),
    _fixed(
        "done_percent",
        "conditions",
        "K6",
        _("A smaller share of finished tasks forces a leader or a collective to the lowest level."),
    ),
    _fixed(
        "areas_failed_percent",
        "conditions",
        "K7",
        _("A larger share of failed areas forces the leader in charge to the lowest level."),
    ),
    _fixed(
        "low_votes_percent",
        "conditions",
        "K8",
        _("A larger share of low votes of confidence forces a leader to the lowest level."),
    ),
    _chosen(
        "good_members_percent",
        "conditions",
        "HD 43-HD/BTCTW",
        _("The regulation asks no share; a province may. 0 asks nothing."),
    ),
    _chosen(
        "leader_on_time",
        "conditions",
        "A-2",
        _(
            "The text does not repeat “on time” for a leader's top level; a higher level cannot be easier "
            "than a lower one."
        ),
    ),
    _chosen(
        "no_tasks_needs_input",
        "conditions",
        "A-5",
        _("Asks for at least one task before a level is derived; switched off, people decide."),
    ),
    _chosen(
        "leadership_discipline_blocks",
        "conditions",
        "A-8",
        _(
            "Any discipline of a member of the leadership bars the collective's top level, an old unit's "
            "too; switched off, only K11 does."
        ),
    ),
    _chosen(
        "other_discipline_bars",
        "conditions",
        "A-27",
        _("Discipline unrelated to duty gives a warning only; switched on, it bars the top level."),
    ),
    _fixed(
        "findings",
        "findings",
        ARTICLE,
        _(
            "Which findings force whom to the lowest level. Whether a leader's may be weighed (A-7) and "
            "which apply to a cell (A-26) is delegated."
        ),
    ),
    _fixed(
        "new_member_months",
        "participation",
        _("QĐ 366-QĐ/TW Art. 5"),
        _("Whoever was admitted so many months ago or more on the cut-off date is reviewed and rated."),
    ),
    _chosen(
        "cut_off_rule",
        "participation",
        "A-15",
        _("On this day exemption, suspension and the months since admission are looked at."),
    ),
    _chosen("transfer_rule", "participation", "A-16", _("Which cell rates a member who changed cell in the year.")),
    _chosen(
        "employee_limit",
        "participation",
        "A-13",
        _("What follows when a member's level is above the one given as an employee."),
    ),
    _chosen("head_limit", "participation", "A-14", _("What follows when the head's level is above the unit's.")),
    _fixed("cap_percent", "cap", CAP_ARTICLE, _("At most so large a share of those rated good may get the top level.")),
    _chosen(
        "cap_exception_percent",
        "cap",
        "A-12",
        _("The larger share for an outstanding unit, only by a decision with number, date and issuer."),
    ),
    _chosen("cap_reading", "cap", "A-4", _("Whether the excellent are part of those the share is taken of.")),
    _chosen(
        "cap_rounding",
        "cap",
        "A-9",
        _("Only rounding down never passes the share; for the others the exact check is shown."),
    ),
    _chosen(
        "cap_scope",
        "cap",
        "A-10",
        _("Whether the share is taken once among all whom the committee decides, or inside each cell."),
    ),
    _chosen(
        "cap_groups",
        "cap",
        "A-11",
        _("Who counts as of similar position, role and task; the share is taken in each group."),
    ),
    _chosen("cap_cell_groups", "cap", "A-11", _("Which cells are compared when the share is taken of cells.")),
    _chosen(
        "explain_from",
        "steps",
        "HD 43-HD/BTCTW",
        _("The cell explains its points when they differ from the member's own by so many or more."),
    ),
    _chosen(
        "pledge_partly_percent",
        "steps",
        "A-20",
        _("Where a criterion is marked for the pledge, its points are proposed from the share of items kept."),
    ),
    _chosen("ballot", "steps", "A-17", _("How the cell votes on the levels; no form is prescribed.")),
    _chosen(
        "vote_threshold",
        "steps",
        "A-17",
        _("A level with fewer votes of the official members present is not proposed; the counts go up."),
    ),
    _chosen("appeal_days", "steps", "A-18", _("So many working days after the decision an objection is received.")),
    _chosen("answer_days", "steps", "A-18", _("So many working days after an objection it is answered.")),
    _chosen(
        "appeal_suspends",
        "steps",
        "A-18",
        _("Whether the level is neither made public nor commended until an open objection has been answered."),
    ),
    _chosen("pledges_due", "due", "A-22", _("Proposed when the committee opens its year.")),
    _chosen("assessments_due", "due", CALENDAR, _("Proposed when the review of a year is opened.")),
    _chosen("reviews_due", "due", CALENDAR, _("Proposed when the review of a year is opened.")),
    _chosen(
        "decisions_due",
        "due",
        CALENDAR,
        _("Proposed when the review of a year is opened; everything is decided before 31 December."),
    ),
    _fixed("level_names", "names", ARTICLE, _("As pages and documents print them.")),
    _fixed("grade_names", "names", "QĐ 124-QĐ/TW", _("As pages and documents print them.")),
    _chosen("articles", "names", "HD 43-HD/BTCTW", _("What explanations and documents cite, as it is to be read.")),
)
FIELDS: Final = {field.name: field for field in _TABLE}
# The criteria themselves: each committee directly under the centre writes its own table.
CRITERIA_BASIS: Final = _("HD 43-HD/BTCTW item 7.12")


def fields_of(section: str) -> tuple[RuleField, ...]:
    """Return the fields of one section in their order."""
    return tuple(field for field in FIELDS.values() if field.section == section)


def sections_of(rule_set: RuleSet) -> dict[str, Promise]:
    """Return the sections that say something of this rule set, by their code."""
    return {code: label for code, label in SECTIONS.items() if rule_set.has_points or code not in DERIVED}


def is_finding_delegated(subject: str, was: bool | None, will_be: bool | None) -> bool:
    """Whether a change in the table of findings is left to the committee; None: does not apply to the subject.

    A-7: which of a leader's findings may be weighed; A-26: which of a leadership's findings apply to a cell.
    """
    if subject == Subject.LEADER:
        return None not in (was, will_be)
    return subject == Subject.COLLECTIVE and (was is None or will_be is None)


def shown(name: str, value: Any) -> str:
    """Return a value of a field as the reader writes it."""
    field = RuleSet._meta.get_field(name)
    if value is None:
        return "–"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return number(value) if isinstance(value, int | Decimal) else str(value)


def named(codes: Iterable[str], labels: dict[Any, Any]) -> list[tuple[str, str]]:
    """Return codes with their labels, as pages show them."""
    return [(str(code), str(labels[code])) for code in codes]


TEXTS: Final = {  # the tables of texts: field → its keys
    "level_names": tuple(level.value for level in Level),
    "articles": tuple(topic.value for topic in Topic),
}
